//! A keyholder's identity for grant letters (X25519).
//!
//! Nothing at rest depends on it: it only opens letters that have not been accepted yet.

use crate::CryptoError;
use age::secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// An X25519 identity.
pub struct GrantIdentity(age::x25519::Identity);

impl GrantIdentity {
    /// A new random identity.
    #[must_use]
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// `AGE-SECRET-KEY-1…`, for the inside of an encrypted identity file only.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// Reads [`Self::to_text`].
    ///
    /// # Errors
    /// [`CryptoError::Damaged`] for anything else.
    pub fn from_text(text: &str) -> Result<Self, CryptoError> {
        text.parse().map(Self).map_err(|_| CryptoError::Damaged)
    }

    /// The public half, `age1…`.
    #[must_use]
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_goes_through_text() {
        let identity = GrantIdentity::generate();
        let again = GrantIdentity::from_text(&identity.to_text()).unwrap();
        assert_eq!(identity.recipient(), again.recipient());
        assert!(GrantIdentity::from_text("AGE-SECRET-KEY-1X").is_err());
    }
}
