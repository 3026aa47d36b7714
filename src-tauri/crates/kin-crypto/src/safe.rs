//! The safe half: what the rest of the program may use.

mod blob;
mod keys;
mod passphrase;
mod random;
mod recovery;
mod slot;

pub use blob::BlobKey;
pub use keys::{DatabaseKey, RecordKey, RootKey, SealKey};
pub use passphrase::{MAX_CHARS, MIN_CHARS, Passphrase, Strength, strength};
pub use random::{random_bytes, random_id};
pub use recovery::RecoveryCode;
pub use slot::{KdfStrength, SlotKind, open_slot, seal_slot};

/// SHA-256 of `bytes` (FIPS 180-4), for files that a stock tool must be able to check.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(bytes).into()
}
