//! Why a portal cannot be used, or did not answer as it should.

use thiserror::Error;

/// What a check of an id_token found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdTokenFault {
    /// It is not a JSON Web Token.
    Broken,
    /// `iss` is not the issuer of this sign-in.
    Issuer,
    /// `aud` does not name this program.
    Audience,
    /// `exp` has passed.
    Expired,
    /// `nonce` is not the one of this sign-in.
    Nonce,
}

/// The errors of this crate. None carries an address, a name, a token or a word of a record.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SmartError {
    /// The address is not the address of a web server.
    #[error("not a web address")]
    Address,
    /// The address begins with `http://` and is not on this computer.
    #[error("the address is not encrypted")]
    AddressNotSecure,
    /// Neither a SMART configuration nor a CapabilityStatement was found.
    #[error("no FHIR server at this address")]
    NotFhir,
    /// The portal says how to sign in, but not all that is needed.
    #[error("sign-in is not possible: {0:?}")]
    Unusable(crate::Hindrance),
    /// The answer is larger than the limit.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// The answer is not what the standard says.
    #[error("the answer cannot be read")]
    BrokenAnswer,
    /// The answer to the sign-in does not belong to this sign-in.
    #[error("the answer belongs to another sign-in")]
    ForeignState,
    /// Another server than the one asked has answered the sign-in.
    #[error("the answer comes from another issuer")]
    ForeignIssuer,
    /// The person, or the portal, said no.
    #[error("the sign-in was refused: {0:?}")]
    Refused(crate::OAuthRefusal),
    /// Access has ended: signing in again is needed.
    #[error("access has ended")]
    AccessEnded,
    /// The id_token fails a check.
    #[error("the identity cannot be trusted: {0:?}")]
    IdToken(IdTokenFault),
    /// The portal does not say whose record it is.
    #[error("the portal does not say whose record it is")]
    NoPatient,
    /// A link leads to another server; the token does not go there.
    #[error("a link leads to another server")]
    ForeignOrigin,
    /// The network did not answer.
    #[error("no connection: {0:?}")]
    Network(crate::NetworkFault),
    /// The portal answered with an error.
    #[error("the portal answered {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The private key of this program cannot be used.
    #[error("the private key cannot be used")]
    Key,
    /// It was stopped by the person.
    #[error("cancelled")]
    Cancelled,
}
