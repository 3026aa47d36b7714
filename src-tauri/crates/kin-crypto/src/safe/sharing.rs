//! The secret behind a link that somebody hands out, and the passcode of a link on a host.
//!
//! One secret for each link, kept by its owner. HKDF-SHA-256 (RFC 5869) makes of it what the receiver
//! gets (the key of the file), what stands in the address, and what only the owner may know (the token
//! that changes the link). Whoever has the code that was handed out learns nothing of the token.

use super::jose::LinkKey;
use super::random::random_bytes;
use crate::CryptoError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// The owner's secret of one link: 256 random bits. No Debug, no Display, no Clone.
pub struct LinkSecret(Zeroizing<[u8; 32]>);

impl LinkSecret {
    /// Makes a secret on this computer.
    ///
    /// # Errors
    /// [`CryptoError::Randomness`].
    pub fn generate() -> Result<Self, CryptoError> {
        random_bytes::<32>().map(Self)
    }

    /// 43 characters of base64url, for the inside of an encrypted record only.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.as_slice()))
    }

    /// Reads [`Self::to_text`].
    ///
    /// # Errors
    /// [`CryptoError::Damaged`] for anything else.
    pub fn from_text(text: &str) -> Result<Self, CryptoError> {
        let mut secret = Zeroizing::new([0_u8; 32]);
        let mut room = Zeroizing::new([0_u8; 48]);
        let n = URL_SAFE_NO_PAD.decode_slice(text, room.as_mut_slice());
        let n = n.map_err(|_| CryptoError::Damaged)?;
        let found = room.get(..n).filter(|found| found.len() == secret.len());
        secret.copy_from_slice(found.ok_or(CryptoError::Damaged)?);
        Ok(Self(secret))
    }

    fn derive(&self, purpose: &str) -> Result<Zeroizing<String>, CryptoError> {
        let mut out = Zeroizing::new([0_u8; 32]);
        Hkdf::<Sha256>::new(None, self.0.as_slice())
            .expand(
                format!("kinfolio/v1/link/{purpose}").as_bytes(),
                out.as_mut_slice(),
            )
            .map_err(|_| CryptoError::Damaged)?;
        Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(out.as_slice())))
    }

    /// The key of the file: it stands in the link.
    ///
    /// # Errors
    /// Never in practice: the output length is fixed.
    pub fn file_key(&self) -> Result<LinkKey, CryptoError> {
        LinkKey::from_text(&self.derive("file")?)
    }

    /// The part of the address that cannot be guessed: 43 characters, 256 bits.
    ///
    /// # Errors
    /// Never in practice: the output length is fixed.
    pub fn address(&self) -> Result<String, CryptoError> {
        Ok(self.derive("address")?.to_string())
    }

    /// What the owner proves with that the link is theirs: 43 characters.
    ///
    /// # Errors
    /// Never in practice: the output length is fixed.
    pub fn token(&self) -> Result<Zeroizing<String>, CryptoError> {
        self.derive("owner")
    }
}

/// Costs of scrypt (RFC 7914): 16 MiB and some hundredths of a second for each try.
const COST: (u64, u64, u64) = (1 << 14, 8, 1);
const MEMORY: u64 = 64 << 20;

/// What a host keeps of a passcode: `salt.hash`, base64url, scrypt.
///
/// # Errors
/// [`CryptoError::Randomness`].
pub fn lock_passcode(passcode: &str) -> Result<String, CryptoError> {
    let salt = random_bytes::<16>()?;
    let hash = stretched(passcode, salt.as_slice())?;
    let coded = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    Ok(format!("{}.{}", coded(salt.as_slice()), coded(&hash)))
}

/// Whether it is the passcode of which [`lock_passcode`] made `locked`.
#[must_use]
pub fn passcode_fits(passcode: &str, locked: &str) -> bool {
    let check = || {
        let (salt, hash) = locked.split_once('.')?;
        let salt = URL_SAFE_NO_PAD.decode(salt).ok()?;
        let hash = URL_SAFE_NO_PAD.decode(hash).ok()?;
        let found = stretched(passcode, &salt).ok()?;
        Some(hash.len() == found.len() && openssl::memcmp::eq(&hash, &found))
    };
    check().unwrap_or(false)
}

fn stretched(passcode: &str, salt: &[u8]) -> Result<[u8; 32], CryptoError> {
    let mut out = [0_u8; 32];
    let (n, r, p) = COST;
    openssl::pkcs5::scrypt(passcode.as_bytes(), salt, n, r, p, MEMORY, &mut out)
        .map_err(|_| CryptoError::Damaged)?;
    Ok(out)
}

/// Whether two texts are the same; how long it takes does not say where they differ.
#[must_use]
pub fn same_text(one: &str, other: &str) -> bool {
    one.len() == other.len() && openssl::memcmp::eq(one.as_bytes(), other.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{LinkSecret, lock_passcode, passcode_fits, same_text};

    #[test]
    fn what_is_derived_never_changes_and_differs_by_purpose() {
        // Computed once with Python's `hmac` after RFC 5869; a change would make every code that was
        // handed out, and is to be shown again, another one.
        let secret = LinkSecret::from_text("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
        assert_eq!(secret.file_key().unwrap().to_text().as_str(), FILE);
        assert_eq!(secret.address().unwrap(), ADDRESS);
        assert_eq!(secret.token().unwrap().as_str(), OWNER);
        let other = LinkSecret::generate().unwrap();
        assert_ne!(other.address().unwrap(), ADDRESS);
        let again = LinkSecret::from_text(&other.to_text()).unwrap();
        assert_eq!(again.token().unwrap(), other.token().unwrap());
        for bad in ["", "AAAA", "!", &"A".repeat(44)] {
            assert!(LinkSecret::from_text(bad).is_err(), "{bad}");
        }
    }

    const FILE: &str = "MaSS4jHSJ81A24BIXCTeZvtBxwPqwlugGSVkrT_sdpQ";
    const ADDRESS: &str = "TrJocIBCY0t0O0IxpdjGp-Z1T7yiF_Nn8iTbKmGHddQ";
    const OWNER: &str = "K39KGGD-HoQOoV0EejkzTL4fiTnriPAhJYmAVVT4gJE";

    #[test]
    fn a_passcode_is_known_again_and_not_kept() {
        let kept = lock_passcode("2468").unwrap();
        assert!(!kept.contains("2468"));
        assert!(passcode_fits("2468", &kept));
        for other in ["", "2469", "246", "24680"] {
            assert!(!passcode_fits(other, &kept), "{other}");
        }
        assert_ne!(kept, lock_passcode("2468").unwrap(), "salted");
        for broken in ["", ".", "AAAA", "AAAA.AAAA", "!.!"] {
            assert!(!passcode_fits("2468", broken), "{broken}");
        }
        assert!(same_text("a", "a") && !same_text("a", "b") && !same_text("a", "ab"));
    }
}
