//! Keys, key slots, recovery codes and encrypted files: the only door to ciphers.
//!
//! Everything lives in [`safe`]: typed secrets that wipe themselves and have no way to be printed,
//! and functions with no choices left to make wrong. Two formats are used and both are standard:
//! files are age v1 with one scrypt recipient (<https://age-encryption.org/v1>), so that a stock
//! `age` opens them; keys are derived with HKDF-SHA-256 (RFC 5869).
//!
//! Rejected: X25519 recipients at rest (a stolen disk would be open to a future quantum computer,
//! and anyone who knows the public key could forge a slot); a KDF of our own around a raw AEAD
//! (no stock tool would open it).

mod error;
pub mod safe;

pub use error::CryptoError;
