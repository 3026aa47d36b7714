//! A keyholder's identity for grant letters (X25519).
//!
//! Nothing at rest depends on it: it only opens letters that have not been accepted yet.

use crate::CryptoError;
use age::secrecy::ExposeSecret as _;
use std::io::{Read as _, Write as _};
use zeroize::Zeroizing;

/// The largest letter that is opened, in bytes.
pub const LARGEST_LETTER: usize = 1 << 20;

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

    /// Opens a letter that was sealed to this identity. Who wrote it is another question: age does
    /// not sign, so the inside must say and prove it.
    ///
    /// # Errors
    /// [`CryptoError::WrongSecret`] when it is for somebody else, [`CryptoError::Damaged`].
    pub fn open_letter(&self, file: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        if file.len() > LARGEST_LETTER {
            return Err(CryptoError::Damaged);
        }
        let mut plain = Zeroizing::new(Vec::with_capacity(file.len()));
        let decryptor = age::Decryptor::new(file).map_err(|_| CryptoError::Damaged)?;
        let mut reader = decryptor
            .decrypt(std::iter::once(&self.0 as &dyn age::Identity))
            .map_err(|error| match error {
                age::DecryptError::NoMatchingKeys | age::DecryptError::DecryptionFailed => {
                    CryptoError::WrongSecret
                }
                _ => CryptoError::Damaged,
            })?;
        reader
            .read_to_end(&mut plain)
            .map_err(|_| CryptoError::Damaged)?;
        Ok(plain)
    }
}

/// Seals a letter to the public half of an identity (`age1…`).
///
/// # Errors
/// [`CryptoError::Damaged`] when `recipient` is no X25519 recipient.
pub fn seal_letter(recipient: &str, plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let recipient: age::x25519::Recipient = recipient.parse().map_err(|_| CryptoError::Damaged)?;
    let encryptor =
        age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            .map_err(|_| CryptoError::Damaged)?;
    let mut out = Vec::with_capacity(plain.len().saturating_add(256));
    let mut writer = encryptor.wrap_output(&mut out)?;
    writer.write_all(plain)?;
    writer.finish()?;
    Ok(out)
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

    #[test]
    fn a_letter_opens_for_its_reader_only() {
        let (reader, other) = (GrantIdentity::generate(), GrantIdentity::generate());
        let letter = seal_letter(&reader.recipient(), b"a key").unwrap();
        assert_eq!(reader.open_letter(&letter).unwrap().as_slice(), b"a key");
        assert!(matches!(
            other.open_letter(&letter),
            Err(CryptoError::WrongSecret)
        ));
        let mut changed = letter.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        assert!(reader.open_letter(&changed).is_err(), "changed");
        assert!(reader.open_letter(&letter[..40]).is_err(), "cut");
        assert!(seal_letter("age1nobody", b"x").is_err());
    }
}
