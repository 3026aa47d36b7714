//! Randomness from the operating system.

use crate::CryptoError;
use zeroize::Zeroizing;

/// `N` random bytes, wiped when dropped.
///
/// # Errors
/// [`CryptoError::Randomness`] when the operating system has none.
pub fn random_bytes<const N: usize>() -> Result<Zeroizing<[u8; N]>, CryptoError> {
    let mut bytes = Zeroizing::new([0_u8; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| CryptoError::Randomness)?;
    Ok(bytes)
}

/// A random 128-bit name as 32 lower-case hex digits. It is no secret.
///
/// # Errors
/// [`CryptoError::Randomness`] when the operating system has none.
pub fn random_id() -> Result<String, CryptoError> {
    use std::fmt::Write as _;
    let bytes = random_bytes::<16>()?;
    let mut id = String::with_capacity(32);
    for byte in bytes.iter() {
        // Writing to a String cannot fail.
        if write!(id, "{byte:02x}").is_err() {
            return Err(CryptoError::Randomness);
        }
    }
    Ok(id)
}
