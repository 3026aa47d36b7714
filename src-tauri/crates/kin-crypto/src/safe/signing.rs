//! Keys that prove at a portal who this program is.
//!
//! # Source
//! RFC 7515 (JWS), RFC 7517 and 7638 (JWK, its thumbprint), RFC 7518 sections 3.3 and 3.4 (RS384,
//! ES384); SMART App Launch 2.2.0, "Client Authentication: Asymmetric", which names these two.
//!
//! The keys are made and used by the OpenSSL that SQLCipher brings along. Rejected: `ring`, which is
//! here too but makes no RSA keys, and real portals refuse the others; the crate `rsa`, whose
//! private operations leak through their time (RUSTSEC-2023-0071).

use crate::CryptoError;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private, Public};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{Signer, Verifier};
use zeroize::Zeroizing;

/// Bits of a new RSA key, and the fewest of one that is brought along.
const RSA_BITS: u32 = 2_048;
const LARGEST_RSA_BITS: u32 = 8_192;
/// Bytes of each half of a P-384 signature, and of each coordinate.
const HALF: usize = 48;
/// Characters of a key that is handed in.
const LONGEST_PEM: usize = 32 * 1024;

/// Which kind of signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// RSA, PKCS #1 v1.5, SHA-384: what Epic and others accept.
    Rs384,
    /// ECDSA on P-384, SHA-384: short; refused by some portals.
    Es384,
}

impl Signing {
    /// Its name in `alg`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs384 => "RS384",
            Self::Es384 => "ES384",
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        [Self::Rs384, Self::Es384]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// A private key. It has no Debug, no Display and no Clone; OpenSSL wipes it when it is dropped.
pub struct SigningKey {
    kind: Signing,
    key: PKey<Private>,
}

/// The public half, as a portal is given it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    /// Which kind.
    pub kind: Signing,
    /// The members of the JWK that are the key: `n` and `e`, or `x` and `y`, base64url.
    pub parts: [(&'static str, String); 2],
}

fn damaged(_: ErrorStack) -> CryptoError {
    CryptoError::Damaged
}

fn url64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl SigningKey {
    /// Makes a key on this computer. An RSA key takes some tenths of a second.
    ///
    /// # Errors
    /// [`CryptoError::Randomness`].
    pub fn generate(kind: Signing) -> Result<Self, CryptoError> {
        let make = || -> Result<PKey<Private>, ErrorStack> {
            match kind {
                Signing::Rs384 => PKey::from_rsa(Rsa::generate(RSA_BITS)?),
                Signing::Es384 => {
                    let group = EcGroup::from_curve_name(Nid::SECP384R1)?;
                    PKey::from_ec_key(EcKey::generate(&group)?)
                }
            }
        };
        let key = make().map_err(|_| CryptoError::Randomness)?;
        Ok(Self { kind, key })
    }

    /// Which kind.
    #[must_use]
    pub const fn kind(&self) -> Signing {
        self.kind
    }

    /// One line of text (`RS384:` and PKCS #8 in base64), for a place under encryption only.
    ///
    /// # Errors
    /// Never in practice: the key is whole.
    pub fn to_text(&self) -> Result<Zeroizing<String>, CryptoError> {
        let der = Zeroizing::new(self.key.private_key_to_pkcs8().map_err(damaged)?);
        // Room for all of it at once: a text that grows leaves copies behind.
        let mut text = Zeroizing::new(String::with_capacity(der.len() * 2));
        text.push_str(self.kind.name());
        text.push(':');
        STANDARD.encode_string(der.as_slice(), &mut text);
        Ok(text)
    }

    /// Reads [`Self::to_text`].
    ///
    /// # Errors
    /// [`CryptoError::Damaged`].
    pub fn from_text(text: &str) -> Result<Self, CryptoError> {
        let (name, coded) = text.split_once(':').ok_or(CryptoError::Damaged)?;
        let kind = Signing::of_name(name).ok_or(CryptoError::Damaged)?;
        let der = Zeroizing::new(STANDARD.decode(coded).map_err(|_| CryptoError::Damaged)?);
        let found = Self::checked(PKey::private_key_from_der(&der).map_err(damaged)?)?;
        (found.kind == kind)
            .then_some(found)
            .ok_or(CryptoError::Damaged)
    }

    /// Reads a key that a person brings along: PEM, not closed by a passphrase of its own.
    ///
    /// # Errors
    /// [`CryptoError::Damaged`] where it is none, or not of a kind that is used here: RSA of 2048 to
    /// 8192 bits, or P-384.
    pub fn from_pem(text: &str) -> Result<Self, CryptoError> {
        // OpenSSL would ask for the passphrase of a closed one at the terminal.
        if text.len() > LONGEST_PEM || text.contains("ENCRYPTED") {
            return Err(CryptoError::Damaged);
        }
        Self::checked(PKey::private_key_from_pem(text.as_bytes()).map_err(damaged)?)
    }

    fn checked(key: PKey<Private>) -> Result<Self, CryptoError> {
        let kind = match key.id() {
            Id::RSA if (RSA_BITS..=LARGEST_RSA_BITS).contains(&key.bits()) => {
                let whole = key.rsa().and_then(|rsa| rsa.check_key());
                if !whole.unwrap_or(false) {
                    return Err(CryptoError::Damaged);
                }
                Signing::Rs384
            }
            Id::EC => {
                let ec = key.ec_key().map_err(damaged)?;
                ec.check_key().map_err(damaged)?;
                if ec.group().curve_name() != Some(Nid::SECP384R1) {
                    return Err(CryptoError::Damaged);
                }
                Signing::Es384
            }
            _ => return Err(CryptoError::Damaged),
        };
        Ok(Self { kind, key })
    }

    /// The public half.
    ///
    /// # Errors
    /// Never in practice: the key is whole.
    pub fn public(&self) -> Result<VerifyingKey, CryptoError> {
        let parts = match self.kind {
            Signing::Rs384 => {
                let rsa = self.key.rsa().map_err(damaged)?;
                [
                    ("n", url64(&rsa.n().to_vec())),
                    ("e", url64(&rsa.e().to_vec())),
                ]
            }
            Signing::Es384 => {
                let ec = self.key.ec_key().map_err(damaged)?;
                let half = i32::try_from(HALF).unwrap_or_default();
                let point = || -> Result<(Vec<u8>, Vec<u8>), ErrorStack> {
                    let mut context = BigNumContext::new()?;
                    let (mut x, mut y) = (BigNum::new()?, BigNum::new()?);
                    ec.public_key().affine_coordinates_gfp(
                        ec.group(),
                        &mut x,
                        &mut y,
                        &mut context,
                    )?;
                    Ok((x.to_vec_padded(half)?, y.to_vec_padded(half)?))
                };
                let (x, y) = point().map_err(damaged)?;
                [("x", url64(&x)), ("y", url64(&y))]
            }
        };
        Ok(VerifyingKey {
            kind: self.kind,
            parts,
        })
    }

    /// Signs, in the form of a JWS.
    ///
    /// # Errors
    /// Never in practice: the key is whole.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let sign = || -> Result<Vec<u8>, ErrorStack> {
            let mut signer = Signer::new(MessageDigest::sha384(), &self.key)?;
            match self.kind {
                Signing::Rs384 => {
                    signer.set_rsa_padding(Padding::PKCS1)?;
                    signer.sign_oneshot_to_vec(message)
                }
                Signing::Es384 => {
                    let half = i32::try_from(HALF).unwrap_or_default();
                    let pair = EcdsaSig::from_der(&signer.sign_oneshot_to_vec(message)?)?;
                    let mut both = pair.r().to_vec_padded(half)?;
                    both.extend(pair.s().to_vec_padded(half)?);
                    Ok(both)
                }
            }
        };
        sign().map_err(damaged)
    }
}

impl VerifyingKey {
    /// Reads the members of a JWK.
    ///
    /// # Errors
    /// [`CryptoError::Damaged`] for a key of another kind.
    pub fn from_parts(
        kind: &str,
        part: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, CryptoError> {
        let both = |first: &'static str, second: &'static str| {
            Some([(first, part(first)?), (second, part(second)?)])
        };
        let (kind, parts) = match kind {
            "RSA" => (Signing::Rs384, both("n", "e")),
            "EC" if part("crv").as_deref() == Some("P-384") => (Signing::Es384, both("x", "y")),
            _ => return Err(CryptoError::Damaged),
        };
        let parts = parts.ok_or(CryptoError::Damaged)?;
        let found = Self { kind, parts };
        found.key()?;
        Ok(found)
    }

    /// `kty`.
    #[must_use]
    pub const fn key_type(&self) -> &'static str {
        match self.kind {
            Signing::Rs384 => "RSA",
            Signing::Es384 => "EC",
        }
    }

    /// Its thumbprint (RFC 7638, SHA-256), used as `kid`.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let [(first, one), (second, two)] = &self.parts;
        // The members in the order of the alphabet, without spaces.
        let text = match self.kind {
            Signing::Rs384 => {
                format!(r#"{{"{second}":"{two}","kty":"RSA","{first}":"{one}"}}"#)
            }
            Signing::Es384 => {
                format!(r#"{{"crv":"P-384","kty":"EC","{first}":"{one}","{second}":"{two}"}}"#)
            }
        };
        url64(&super::sha256(text.as_bytes()))
    }

    fn key(&self) -> Result<PKey<Public>, CryptoError> {
        let [(_, one), (_, two)] = &self.parts;
        let number = |text: &str| -> Result<BigNum, CryptoError> {
            let bytes = URL_SAFE_NO_PAD
                .decode(text.trim_end_matches('='))
                .map_err(|_| CryptoError::Damaged)?;
            BigNum::from_slice(&bytes).map_err(damaged)
        };
        let (one, two) = (number(one)?, number(two)?);
        let make = || -> Result<PKey<Public>, ErrorStack> {
            match self.kind {
                Signing::Rs384 => PKey::from_rsa(Rsa::from_public_components(one, two)?),
                Signing::Es384 => {
                    let group = EcGroup::from_curve_name(Nid::SECP384R1)?;
                    PKey::from_ec_key(EcKey::from_public_key_affine_coordinates(
                        &group, &one, &two,
                    )?)
                }
            }
        };
        let key = make().map_err(damaged)?;
        let strong =
            self.kind != Signing::Rs384 || (RSA_BITS..=LARGEST_RSA_BITS).contains(&key.bits());
        strong.then_some(key).ok_or(CryptoError::Damaged)
    }

    /// Whether the private half of this key made the signature.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(key) = self.key() else { return false };
        let check = || -> Result<bool, ErrorStack> {
            let mut verifier = Verifier::new(MessageDigest::sha384(), &key)?;
            match self.kind {
                Signing::Rs384 => {
                    verifier.set_rsa_padding(Padding::PKCS1)?;
                    verifier.verify_oneshot(signature, message)
                }
                Signing::Es384 => {
                    let Some((r, s)) = signature.split_at_checked(HALF) else {
                        return Ok(false);
                    };
                    if s.len() != HALF {
                        return Ok(false);
                    }
                    let pair = EcdsaSig::from_private_components(
                        BigNum::from_slice(r)?,
                        BigNum::from_slice(s)?,
                    )?;
                    verifier.verify_oneshot(&pair.to_der()?, message)
                }
            }
        };
        check().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::{Signing, SigningKey, VerifyingKey};
    use crate::CryptoError;

    #[test]
    fn a_key_signs_is_kept_and_read_again() {
        for kind in [Signing::Rs384, Signing::Es384] {
            let key = SigningKey::generate(kind).unwrap();
            let public = key.public().unwrap();
            let signature = key.sign(b"header.payload").unwrap();
            assert!(public.verify(b"header.payload", &signature), "{kind:?}");
            assert!(!public.verify(b"header.payloae", &signature), "{kind:?}");
            let mut other = signature.clone();
            other[10] ^= 1;
            assert!(!public.verify(b"header.payload", &other), "{kind:?}");
            assert!(!public.verify(b"header.payload", &[]), "{kind:?}");

            let text = key.to_text().unwrap();
            assert!(text.starts_with(kind.name()) && !text.contains('\n'));
            let again = SigningKey::from_text(&text).unwrap();
            assert_eq!(again.public().unwrap(), public);
            assert!(public.verify(b"x", &again.sign(b"x").unwrap()));
            assert!(
                SigningKey::from_text(&text.replace("384:", "512:")).is_err(),
                "another kind than it says"
            );

            let parts = public.parts.clone();
            let read = VerifyingKey::from_parts(public.key_type(), |name| {
                if name == "crv" {
                    return Some("P-384".to_owned());
                }
                let found = parts.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| value.clone())
            });
            assert_eq!(read.unwrap(), public);
        }
    }

    #[test]
    fn a_thumbprint_is_that_of_the_standard() {
        // RFC 7638 section 3.1.
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let key = VerifyingKey::from_parts("RSA", |name| match name {
            "n" => Some(n.to_owned()),
            "e" => Some("AQAB".to_owned()),
            _ => None,
        })
        .unwrap();
        assert_eq!(
            key.thumbprint(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
    }

    #[test]
    fn what_is_no_key_of_ours_is_refused() {
        for text in ["", "RS384:", "RS384:AAAA", "ES384:!!", "HS256:AAAA"] {
            assert!(
                matches!(SigningKey::from_text(text), Err(CryptoError::Damaged)),
                "{text}"
            );
        }
        for pem in [
            "",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        ] {
            assert!(SigningKey::from_pem(pem).is_err(), "{pem}");
        }
        let small = openssl::rsa::Rsa::generate(1_024).unwrap();
        let pem = String::from_utf8(small.private_key_to_pem().unwrap()).unwrap();
        assert!(SigningKey::from_pem(&pem).is_err(), "1024 bits are too few");
        let large = openssl::rsa::Rsa::generate(2_048).unwrap();
        let pem = String::from_utf8(large.private_key_to_pem().unwrap()).unwrap();
        assert_eq!(SigningKey::from_pem(&pem).unwrap().kind(), Signing::Rs384);
        assert!(VerifyingKey::from_parts("oct", |_| Some(String::new())).is_err());
    }
}
