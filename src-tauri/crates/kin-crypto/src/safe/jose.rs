//! The two fixed forms of JOSE that health cards and health links use, and nothing else of it.
//!
//! # Source
//! RFC 7518 sections 3.4 (ES256) and 5.3 (A256GCM), RFC 7638 (thumbprint); SMART Health Cards and
//! Links 1.0.0, "Signing Health Cards" and "Encrypting Files".
//!
//! Which algorithm is used is not read from what comes in: a header that names another one is refused by
//! the caller before anything here is called.

use super::keys::Bytes32;
use crate::CryptoError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::Private;
use openssl::symm::{Cipher, decrypt_aead, encrypt_aead};
use openssl::x509::X509;
use zeroize::Zeroizing;

/// Bytes of each half of a signature, and of each coordinate.
const HALF: usize = 32;
/// Bytes of a nonce and of the tag of AES-GCM.
const NONCE: usize = 12;
const TAG: usize = 16;

fn damaged(_: ErrorStack) -> CryptoError {
    CryptoError::Damaged
}

fn half() -> i32 {
    i32::try_from(HALF).unwrap_or_default()
}

fn coordinate(text: &str) -> Result<[u8; HALF], CryptoError> {
    let bytes = URL_SAFE_NO_PAD.decode(text);
    let bytes = bytes.map_err(|_| CryptoError::Damaged)?;
    bytes.try_into().map_err(|_| CryptoError::Damaged)
}

/// A public key on P-256: what an issuer of health cards publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardKey {
    x: [u8; HALF],
    y: [u8; HALF],
}

impl CardKey {
    /// Reads the coordinates of a JWK, base64url without padding.
    ///
    /// # Errors
    /// [`CryptoError::Damaged`] where they are no point of the curve.
    pub fn from_coordinates(x: &str, y: &str) -> Result<Self, CryptoError> {
        let found = Self {
            x: coordinate(x)?,
            y: coordinate(y)?,
        };
        found.key().map_err(damaged)?;
        Ok(found)
    }

    /// The coordinates, base64url.
    #[must_use]
    pub fn coordinates(&self) -> (String, String) {
        (
            URL_SAFE_NO_PAD.encode(self.x),
            URL_SAFE_NO_PAD.encode(self.y),
        )
    }

    fn key(&self) -> Result<EcKey<openssl::pkey::Public>, ErrorStack> {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
        let (x, y) = (BigNum::from_slice(&self.x)?, BigNum::from_slice(&self.y)?);
        EcKey::from_public_key_affine_coordinates(&group, &x, &y)
    }

    /// Its thumbprint (RFC 7638, SHA-256), base64url: the `kid` of a health card.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let (x, y) = self.coordinates();
        let text = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        URL_SAFE_NO_PAD.encode(super::sha256(text.as_bytes()))
    }

    /// Whether the private half of this key made the signature: 64 bytes, r and s.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let check = || -> Result<bool, ErrorStack> {
            let Some((r, s)) = signature.split_at_checked(HALF) else {
                return Ok(false);
            };
            if s.len() != HALF {
                return Ok(false);
            }
            let (r, s) = (BigNum::from_slice(r)?, BigNum::from_slice(s)?);
            let pair = EcdsaSig::from_private_components(r, s)?;
            let key = self.key()?;
            pair.verify(&super::sha256(message), &key)
        };
        check().unwrap_or(false)
    }

    /// Whether a certificate (DER, of `x5c`) is for this key and names the issuer's address as its own.
    #[must_use]
    pub fn certified(&self, certificate: &[u8], issuer: &str) -> bool {
        let check = || -> Result<bool, ErrorStack> {
            let found = X509::from_der(certificate)?;
            let named = found
                .subject_alt_names()
                .is_some_and(|names| names.iter().any(|name| name.uri() == Some(issuer)));
            let key = found.public_key()?.ec_key()?;
            Ok(named && Self::of(&key)? == *self)
        };
        check().unwrap_or(false)
    }

    fn of<T: openssl::pkey::HasPublic>(key: &EcKey<T>) -> Result<Self, ErrorStack> {
        let mut context = BigNumContext::new()?;
        let (mut x, mut y) = (BigNum::new()?, BigNum::new()?);
        key.public_key()
            .affine_coordinates_gfp(key.group(), &mut x, &mut y, &mut context)?;
        let fixed = |n: &BigNum| -> Result<[u8; HALF], ErrorStack> {
            // A longer one is another curve and equals no key of this one.
            Ok(n.to_vec_padded(half())?.try_into().unwrap_or_default())
        };
        Ok(Self {
            x: fixed(&x)?,
            y: fixed(&y)?,
        })
    }
}

/// A private key on P-256 that signs health cards. No Debug, no Display, no Clone.
pub struct CardSigningKey(EcKey<Private>);

impl CardSigningKey {
    /// Makes a key on this computer.
    ///
    /// # Errors
    /// [`CryptoError::Randomness`].
    pub fn generate() -> Result<Self, CryptoError> {
        let make = || EcKey::generate(EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?.as_ref());
        make().map(Self).map_err(|_| CryptoError::Randomness)
    }

    /// The key as text, for the sealed settings of a record: base64url of its DER (RFC 5915).
    ///
    /// # Errors
    /// Never in practice: the key is whole.
    pub fn to_text(&self) -> Result<Zeroizing<String>, CryptoError> {
        let der = Zeroizing::new(self.0.private_key_to_der().map_err(damaged)?);
        Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(der.as_slice())))
    }

    /// Reads what [`Self::to_text`] wrote.
    ///
    /// # Errors
    /// [`CryptoError::Damaged`] where it is no key on P-256.
    pub fn from_text(text: &str) -> Result<Self, CryptoError> {
        let der = URL_SAFE_NO_PAD.decode(text).map(Zeroizing::new);
        let der = der.map_err(|_| CryptoError::Damaged)?;
        let key = EcKey::private_key_from_der(&der).map_err(damaged)?;
        key.check_key().map_err(damaged)?;
        if key.group().curve_name() != Some(Nid::X9_62_PRIME256V1) {
            return Err(CryptoError::Damaged);
        }
        Ok(Self(key))
    }

    /// The public half.
    ///
    /// # Errors
    /// Never in practice: the key is whole.
    pub fn public(&self) -> Result<CardKey, CryptoError> {
        CardKey::of(&self.0).map_err(damaged)
    }

    /// Signs: 64 bytes, r and s.
    ///
    /// # Errors
    /// Never in practice: the key is whole.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let sign = || -> Result<Vec<u8>, ErrorStack> {
            let pair = EcdsaSig::sign(&super::sha256(message), &self.0)?;
            let mut both = pair.r().to_vec_padded(half())?;
            both.extend(pair.s().to_vec_padded(half())?);
            Ok(both)
        };
        sign().map_err(damaged)
    }
}

/// The key of a health link: it opens what the link leads to. No Debug, no Display, no Clone.
pub struct LinkKey(Bytes32);

/// What [`LinkKey::seal`] makes: the three last parts of a JWE.
#[derive(Debug)]
pub struct SealedParts {
    /// The nonce, 12 bytes.
    pub nonce: Vec<u8>,
    /// As long as what was sealed.
    pub ciphertext: Vec<u8>,
    /// 16 bytes.
    pub tag: Vec<u8>,
}

impl LinkKey {
    pub(super) const fn of(key: Bytes32) -> Self {
        Self(key)
    }

    /// Makes a key on this computer.
    ///
    /// # Errors
    /// [`CryptoError::Randomness`].
    pub fn generate() -> Result<Self, CryptoError> {
        let mut key = Bytes32::default();
        getrandom::fill(key.as_mut_slice()).map_err(|_| CryptoError::Randomness)?;
        Ok(Self(key))
    }

    /// Reads the 43 characters of base64url of a link.
    ///
    /// # Errors
    /// [`CryptoError::Damaged`] where they are not 32 bytes.
    pub fn from_text(text: &str) -> Result<Self, CryptoError> {
        let mut key = Bytes32::default();
        // Decoding wants room for a little more than it gives.
        let mut room = Zeroizing::new([0_u8; 48]);
        let coded = text.trim_end_matches('=');
        let n = URL_SAFE_NO_PAD.decode_slice(coded, room.as_mut_slice());
        let n = n.map_err(|_| CryptoError::Damaged)?;
        let found = room.get(..n).filter(|found| found.len() == key.len());
        key.copy_from_slice(found.ok_or(CryptoError::Damaged)?);
        Ok(Self(key))
    }

    /// 43 characters of base64url.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.as_slice()))
    }

    /// Opens with AES-256-GCM.
    ///
    /// # Errors
    /// [`CryptoError::WrongSecret`] where the key does not fit or anything was changed: AES-GCM does not
    /// tell these two apart. [`CryptoError::Damaged`] where the parts have other lengths.
    pub fn open(
        &self,
        nonce: &[u8],
        bound: &[u8],
        ciphertext: &[u8],
        tag: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        if nonce.len() != NONCE || tag.len() != TAG {
            return Err(CryptoError::Damaged);
        }
        let cipher = Cipher::aes_256_gcm();
        decrypt_aead(
            cipher,
            self.0.as_slice(),
            Some(nonce),
            bound,
            ciphertext,
            tag,
        )
        .map_err(|_| CryptoError::WrongSecret)
    }

    /// Seals with AES-256-GCM and a fresh nonce.
    ///
    /// # Errors
    /// [`CryptoError::Randomness`].
    pub fn seal(&self, bound: &[u8], plain: &[u8]) -> Result<SealedParts, CryptoError> {
        let mut nonce = vec![0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| CryptoError::Randomness)?;
        let mut tag = vec![0_u8; TAG];
        let cipher = Cipher::aes_256_gcm();
        let sealed = encrypt_aead(
            cipher,
            self.0.as_slice(),
            Some(&nonce),
            bound,
            plain,
            &mut tag,
        );
        Ok(SealedParts {
            ciphertext: sealed.map_err(damaged)?,
            nonce,
            tag,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{CardKey, CardSigningKey, LinkKey};
    use crate::CryptoError;

    #[test]
    fn a_signing_key_is_the_same_after_it_was_kept() {
        let key = CardSigningKey::generate().unwrap();
        let again = CardSigningKey::from_text(&key.to_text().unwrap()).unwrap();
        let public = key.public().unwrap();
        assert_eq!(public.thumbprint(), again.public().unwrap().thumbprint());
        assert!(public.verify(b"card", &again.sign(b"card").unwrap()));
        for text in ["", "AAAA", "no base64 !"] {
            let read = CardSigningKey::from_text(text);
            assert!(matches!(read, Err(CryptoError::Damaged)), "{text}");
        }
    }

    #[test]
    fn a_key_verifies_what_its_private_half_signed_and_nothing_else() {
        let key = CardSigningKey::generate().unwrap();
        let public = key.public().unwrap();
        let signature = key.sign(b"header.payload").unwrap();
        assert_eq!(signature.len(), 64);
        assert!(public.verify(b"header.payload", &signature));
        assert!(!public.verify(b"header.payloae", &signature));
        for cut in [0, 1, 32, 63] {
            assert!(!public.verify(b"header.payload", &signature[..cut]));
        }
        let other = CardSigningKey::generate().unwrap().public().unwrap();
        assert!(!other.verify(b"header.payload", &signature));
        assert!(!public.verify(b"header.payload", &[0; 64]), "r and s are 0");

        let (x, y) = public.coordinates();
        assert_eq!(CardKey::from_coordinates(&x, &y).unwrap(), public);
        assert!(
            CardKey::from_coordinates(&y, &x).is_err(),
            "not on the curve"
        );
        assert!(CardKey::from_coordinates(&x, y.trim_end_matches(|c| c != '!')).is_err());
    }

    #[test]
    fn a_thumbprint_is_that_of_the_published_key() {
        // The issuer of the examples in the specification of health cards.
        let key = CardKey::from_coordinates(
            "11XvRWy1I2S0EyJlyf_bWfw_TQ5CJJNLw78bHXNxcgw",
            "eZXwxvO1hvCY0KucrPfKo7yAyMT6Ajc3N7OkAB6VYy8",
        );
        assert_eq!(
            key.unwrap().thumbprint(),
            "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s"
        );
    }

    #[test]
    fn what_a_link_key_seals_it_opens_and_a_change_is_seen() {
        let key = LinkKey::generate().unwrap();
        let parts = key.seal(b"head", b"what it leads to").unwrap();
        let open = |bound: &[u8], text: &[u8]| key.open(&parts.nonce, bound, text, &parts.tag);
        assert_eq!(
            open(b"head", &parts.ciphertext).unwrap(),
            b"what it leads to"
        );
        assert!(matches!(
            open(b"other", &parts.ciphertext),
            Err(CryptoError::WrongSecret)
        ));
        let mut changed = parts.ciphertext.clone();
        changed[3] ^= 1;
        assert!(open(b"head", &changed).is_err());
        assert!(key.open(&[0; 11], b"head", &[], &[0; 16]).is_err());
        assert!(
            key.open(&[0; 12], b"head", &[], &[0; 12]).is_err(),
            "a cut tag"
        );
        let again = LinkKey::from_text(&key.to_text()).unwrap();
        assert!(
            again
                .open(&parts.nonce, b"head", &parts.ciphertext, &parts.tag)
                .is_ok()
        );
        assert_ne!(key.seal(b"", b"x").unwrap().nonce, parts.nonce);
        for text in [
            "",
            "AAAA",
            "!!",
            &"A".repeat(42),
            &"A".repeat(44),
            &"A".repeat(400),
        ] {
            assert!(LinkKey::from_text(text).is_err(), "{text}");
        }
    }
}
