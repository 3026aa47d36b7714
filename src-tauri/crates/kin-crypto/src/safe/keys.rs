//! Random keys and what is derived from them.
//!
//! A person has a root key; a record has one key per epoch. From the record key HKDF-SHA-256 makes
//! one key for each purpose, bound to record and epoch by its `info`, so that no key ever serves
//! two purposes and a key of one record is worthless for another.

use super::blob::BlobKey;
use super::memory::keep_out_of_swap;
use super::random::random_bytes;
use crate::CryptoError;
use age::secrecy::SecretString;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A key on the heap: what is moved is where it lies, and no copy stays behind on the stack.
pub(super) type Bytes32 = Box<Zeroizing<[u8; 32]>>;

/// A place for a key: on the heap, never moved, out of the swap file before the key is in it.
fn key_place() -> Bytes32 {
    let place = Box::new(Zeroizing::new([0_u8; 32]));
    // Best effort: see the function.
    let _ = keep_out_of_swap(place.as_slice());
    place
}

fn new_key() -> Result<Bytes32, CryptoError> {
    let mut key = key_place();
    key.copy_from_slice(random_bytes::<32>()?.as_slice());
    Ok(key)
}

fn decode(text: &str) -> Result<Bytes32, CryptoError> {
    let bytes = Zeroizing::new(
        STANDARD_NO_PAD
            .decode(text)
            .map_err(|_| CryptoError::Damaged)?,
    );
    if bytes.len() != 32 {
        return Err(CryptoError::Damaged);
    }
    let mut key = key_place();
    key.copy_from_slice(&bytes);
    Ok(key)
}

fn encode(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(44));
    STANDARD_NO_PAD.encode_string(bytes, &mut text);
    text
}

/// What every random key can: be drawn, be written as text and be read again.
macro_rules! random_key {
    ($name:ident) => {
        impl $name {
            /// A new random key.
            ///
            /// # Errors
            /// [`CryptoError::Randomness`].
            pub fn generate() -> Result<Self, CryptoError> {
                new_key().map(Self)
            }

            /// Base64 without padding, for the place that the type names only: never in clear.
            #[must_use]
            pub fn to_text(&self) -> Zeroizing<String> {
                encode(self.0.as_slice())
            }

            /// Reads [`Self::to_text`].
            ///
            /// # Errors
            /// [`CryptoError::Damaged`] for anything else.
            pub fn from_text(text: &str) -> Result<Self, CryptoError> {
                decode(text).map(Self)
            }
        }
    };
}

/// For keys that close an age file.
macro_rules! age_secret {
    ($name:ident) => {
        impl $name {
            pub(crate) fn as_age_secret(&self) -> SecretString {
                SecretString::from(self.to_text().as_str().to_owned())
            }
        }
    };
}

/// A person's root key: 256 random bits that close the keyring. Its text stands inside an encrypted
/// identity file.
pub struct RootKey(Bytes32);

random_key!(RootKey);
age_secret!(RootKey);

/// What the operating system's keychain keeps for quick unlock: 256 random bits that close one
/// more copy of a person's identity. Worth nothing without the vault's files.
pub struct DeviceKey(Bytes32);

random_key!(DeviceKey);
age_secret!(DeviceKey);

/// The key of one backup: 256 random bits that close its payload, themselves closed in its slots.
pub struct BackupKey(Bytes32);

random_key!(BackupKey);
age_secret!(BackupKey);

/// The key of one record in one epoch: 256 random bits. Its text stands inside an encrypted keyring.
pub struct RecordKey(Bytes32);

random_key!(RecordKey);

impl RecordKey {
    /// `HKDF-SHA256(key, info = "kinfolio/v1/<purpose>/<record>/<epoch>")`.
    fn derive(&self, purpose: &str, record: &str, epoch: u32) -> Result<Bytes32, CryptoError> {
        let info = format!("kinfolio/v1/{purpose}/{record}/{epoch}");
        let mut out = key_place();
        Hkdf::<Sha256>::new(None, self.0.as_slice())
            .expand(info.as_bytes(), out.as_mut_slice())
            .map_err(|_| CryptoError::Damaged)?;
        Ok(out)
    }

    /// The key of the record's database.
    ///
    /// # Errors
    /// Never in practice: the output length is fixed.
    pub fn database(&self, record: &str, epoch: u32) -> Result<DatabaseKey, CryptoError> {
        self.derive("db", record, epoch).map(DatabaseKey)
    }

    /// The key of the record's large files.
    ///
    /// # Errors
    /// Never in practice: the output length is fixed.
    pub fn blobs(&self, record: &str, epoch: u32) -> Result<BlobKey, CryptoError> {
        let key = self.derive("blob-wrap", record, epoch)?;
        Ok(BlobKey::new(SecretString::from(
            encode(key.as_slice()).as_str().to_owned(),
        )))
    }

    /// The key that seals the record's history.
    ///
    /// # Errors
    /// Never in practice: the output length is fixed.
    pub fn seal(&self, record: &str, epoch: u32) -> Result<SealKey, CryptoError> {
        self.derive("seal", record, epoch).map(SealKey)
    }
}

/// The raw key of a SQLCipher database.
pub struct DatabaseKey(Bytes32);

impl DatabaseKey {
    /// The key as SQLCipher's raw form `x'<64 hex digits>'`; wiped when dropped.
    #[must_use]
    pub fn pragma_value(&self) -> Zeroizing<String> {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let digit = |n: u8| {
            HEX.get(usize::from(n & 15))
                .copied()
                .map_or('0', char::from)
        };
        let mut text = Zeroizing::new(String::with_capacity(68));
        text.push_str("x'");
        for byte in self.0.iter() {
            text.push(digit(byte >> 4));
            text.push(digit(*byte));
        }
        text.push('\'');
        text
    }
}

/// The key that seals a record's history with HMAC-SHA-256 (RFC 2104).
pub struct SealKey(Bytes32);

impl SealKey {
    /// The seal of `message`.
    #[must_use]
    pub fn mac(&self, message: &[u8]) -> [u8; 32] {
        self.hmac(message)
            .map_or([0; 32], |m| m.finalize().into_bytes().into())
    }

    /// True when `mac` is the seal of `message`; compares in constant time.
    #[must_use]
    pub fn verify(&self, message: &[u8], mac: &[u8]) -> bool {
        self.hmac(message)
            .is_some_and(|m| m.verify_slice(mac).is_ok())
    }

    /// A key for the digests of rows (see `kin-vault`'s check), derived from this one.
    #[must_use]
    pub fn digest_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.mac(b"kinfolio/v1/digest"))
    }

    fn hmac(&self, message: &[u8]) -> Option<Hmac<Sha256>> {
        // HMAC takes keys of any length: this never is None.
        let mut mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(self.0.as_slice()).ok()?;
        mac.update(message);
        Some(mac)
    }
}

/// What two keyholders share once they have met: proves who wrote a letter (HMAC-SHA-256).
pub struct PairKey(SealKey);

impl PairKey {
    /// A new random key.
    ///
    /// # Errors
    /// [`CryptoError::Randomness`].
    pub fn generate() -> Result<Self, CryptoError> {
        Ok(Self(SealKey(new_key()?)))
    }

    /// Base64 without padding, for the inside of an encrypted keyring or letter only.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        encode(self.0.0.as_slice())
    }

    /// Reads [`Self::to_text`].
    ///
    /// # Errors
    /// [`CryptoError::Damaged`] for anything else.
    pub fn from_text(text: &str) -> Result<Self, CryptoError> {
        Ok(Self(SealKey(decode(text)?)))
    }

    /// The proof for `message`.
    #[must_use]
    pub fn mac(&self, message: &[u8]) -> [u8; 32] {
        self.0.mac(message)
    }

    /// True when `mac` is the proof for `message`; compares in constant time.
    #[must_use]
    pub fn verify(&self, message: &[u8], mac: &[u8]) -> bool {
        self.0.verify(message, mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    #[test]
    fn derivation_never_changes() {
        // Computed once with Python's `hmac` after RFC 5869; a change here would lock out every vault.
        let key = RecordKey::from_text(KEY).unwrap();
        let hex = key.database("00112233445566778899aabbccddeeff", 1).unwrap();
        assert_eq!(
            hex.pragma_value().as_str(),
            "x'42fedde41fbe4a482928e1aeb5094ab9bc3ebd268361835efdb601412daf8b40'"
        );
    }

    #[test]
    fn keys_differ_by_purpose_record_and_epoch() {
        let key = RecordKey::from_text(KEY).unwrap();
        let db = |r: &str, e| key.database(r, e).unwrap().pragma_value().to_string();
        assert_ne!(db("a", 1), db("a", 2));
        assert_ne!(db("a", 1), db("b", 1));
        let seal = key.seal("a", 1).unwrap();
        assert!(!db("a", 1).contains(&format!("{:02x}", seal.0[0])) || seal.0[..] != [0; 32]);
        let mac = seal.mac(b"line");
        assert!(seal.verify(b"line", &mac));
        assert!(!seal.verify(b"lime", &mac));
        assert!(!key.seal("a", 2).unwrap().verify(b"line", &mac));
    }

    #[test]
    fn a_pair_key_proves_the_writer() {
        let key = PairKey::generate().unwrap();
        let again = PairKey::from_text(&key.to_text()).unwrap();
        assert!(again.verify(b"letter", &key.mac(b"letter")));
        assert!(!again.verify(b"latter", &key.mac(b"letter")));
        let other = PairKey::generate().unwrap();
        assert!(!other.verify(b"letter", &key.mac(b"letter")));
    }

    #[test]
    fn keys_go_through_text() {
        let key = RecordKey::generate().unwrap();
        let again = RecordKey::from_text(&key.to_text()).unwrap();
        assert_eq!(key.0[..], again.0[..]);
        assert!(RootKey::from_text("short").is_err());
    }
}
