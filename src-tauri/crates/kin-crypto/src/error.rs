//! What can go wrong with a key or an encrypted file.

use std::io;

/// A cause of failure. No variant carries a secret, a path or data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CryptoError {
    /// A passphrase must have 8 to 256 characters.
    #[error("a passphrase has 8 to 256 characters")]
    PassphraseLength,
    /// A recovery code has 26 letters and digits and one check character.
    #[error("a recovery code has 27 letters and digits")]
    RecoveryCodeForm,
    /// The check character does not fit: one character was mistyped.
    #[error("the recovery code has a typing error")]
    RecoveryCodeTypo,
    /// The slot is whole, the secret does not open it.
    #[error("the secret does not open this file")]
    WrongSecret,
    /// The file is no age file, was cut short, or was changed.
    #[error("the encrypted file is damaged or was changed")]
    Damaged,
    /// The work factor in the file is not one that we write.
    #[error("the encrypted file asks for a work factor of 2^{log_n}, which is not ours")]
    WorkFactor {
        /// log2 of scrypt's N, as the file says.
        log_n: u8,
    },
    /// The quick test strength outside a debug build.
    #[error("the test strength is refused in a release build")]
    TestStrength,
    /// The operating system gave no randomness.
    #[error("the operating system gave no random numbers")]
    Randomness,
    /// Reading or writing failed.
    #[error("reading or writing failed: {0}")]
    Io(#[from] io::Error),
}
