//! The operating system's keychain, as far as quick unlock needs it. The face brings the real one;
//! without one there is no quick unlock.

use std::fmt::Debug;
use zeroize::Zeroizing;

/// The keychain did not do it; why is its own affair and may not be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the computer's keychain does not answer")]
pub struct KeychainError;

/// Keeps short secrets for the person who is logged in.
pub trait Keychain: Debug + Send + Sync {
    /// Whether there is one at all. A face that has to ask its system first may make this wait.
    fn answers(&self) -> bool {
        true
    }

    /// Keeps a secret under a name, in place of one that was there.
    ///
    /// # Errors
    /// The keychain is not there, is locked, or refuses.
    fn put(&self, name: &str, secret: &str) -> Result<(), KeychainError>;

    /// The secret of a name, `None` when there is none.
    ///
    /// # Errors
    /// The keychain is not there, is locked, or refuses.
    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, KeychainError>;

    /// Forgets the secret of a name; fine when there is none.
    ///
    /// # Errors
    /// The keychain is not there, is locked, or refuses.
    fn remove(&self, name: &str) -> Result<(), KeychainError>;
}
