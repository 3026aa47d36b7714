//! Why a link is not made or not changed.

use kin_crypto::CryptoError;
use kin_smart::NetworkFault;
use thiserror::Error;

/// The errors of this crate. None carries an address, a key, a passcode or a word of a record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ShareError {
    /// The address of the host is none, or not encrypted.
    #[error("the address of the host cannot be used")]
    HostAddress,
    /// The address of a link would be longer than the standard allows.
    #[error("the address of a link would have {chars} characters, {limit} are allowed")]
    AddressTooLong {
        /// How many it would have.
        chars: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// What a link of this kind may not be: `exp`, `passcode`, `direct`, `uses`.
    #[error("a link of this kind may not be like that: {rule}")]
    NotAllowed {
        /// Which rule it would break.
        rule: &'static str,
    },
    /// A passcode is at least 4 characters and at most 64.
    #[error("the passcode is too short or too long")]
    Passcode,
    /// The sealed file is larger than hosts take.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// No answer came.
    #[error("no answer came")]
    Network(NetworkFault),
    /// The host does not know the key that lets somebody make links there.
    #[error("the host does not accept the key")]
    HostKey,
    /// The host has no such link, or it belongs to somebody else.
    #[error("the host has no such link")]
    NoSuchLink,
    /// The host has no room.
    #[error("the host is full")]
    HostFull,
    /// What answers is no host of this kind.
    #[error("what answers is no link host")]
    NoHost,
    /// Another status.
    #[error("the host answered {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// No randomness, or a secret that is none.
    #[error("a key could not be made")]
    Key,
}

impl From<CryptoError> for ShareError {
    fn from(_: CryptoError) -> Self {
        Self::Key
    }
}

impl From<NetworkFault> for ShareError {
    fn from(fault: NetworkFault) -> Self {
        Self::Network(fault)
    }
}

impl ShareError {
    /// Its stable name; words are under `share-why-<code>` of the catalogue.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HostAddress => "host-address",
            Self::AddressTooLong { .. } => "address-too-long",
            Self::NotAllowed { rule } => rule,
            Self::Passcode => "passcode-length",
            Self::TooLarge { .. } => "too-large",
            Self::Network(fault) => match fault {
                NetworkFault::Name => "name",
                NetworkFault::Certificate => "certificate",
                NetworkFault::Connection => "connection",
                NetworkFault::Time => "time",
                NetworkFault::PrivateAddress => "private-address",
                NetworkFault::TooLarge => "answer-too-large",
                _ => "broken-off",
            },
            Self::HostKey => "host-key",
            Self::NoSuchLink => "no-such-link",
            Self::HostFull => "host-full",
            Self::NoHost => "no-host",
            Self::Status { .. } => "status",
            Self::Key => "key",
        }
    }

    /// What fills the words: a number.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::AddressTooLong { chars, .. } => chars.to_string(),
            Self::TooLarge { limit } => limit.to_string(),
            Self::Status { status } => status.to_string(),
            _ => String::new(),
        }
    }
}
