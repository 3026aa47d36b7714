//! What a web page in one file opens by itself: words -> PBKDF2-HMAC-SHA-256 -> AES-256-GCM, because these two are what
//! every browser has (Web Cryptography API); scrypt and age are not among them.
//!
//! # Source
//! RFC 8018 (PBKDF2); NIST SP 800-38D (GCM); OWASP Password Storage Cheat Sheet (600,000 rounds, read 2026-11).

use super::jose::LinkKey;
use super::keys::Bytes32;
use super::passphrase::Passphrase;
use crate::CryptoError;
use openssl::hash::MessageDigest;
use openssl::pkcs5::pbkdf2_hmac;

/// Rounds of PBKDF2.
pub const PAGE_ROUNDS: u32 = 600_000;
/// What the page's content is bound to.
pub const PAGE_BOUND: &str = "kinfolio-page-1";

/// A sealed content, as the page carries it.
#[derive(Debug)]
pub struct SealedPage {
    /// 16 bytes.
    pub salt: Vec<u8>,
    /// 12 bytes.
    pub nonce: Vec<u8>,
    /// The content with the 16 bytes of the tag behind it.
    pub sealed: Vec<u8>,
}

/// Seals the content of a page with words.
///
/// # Errors
/// [`CryptoError::Randomness`].
pub fn seal_page(words: &Passphrase, plain: &[u8]) -> Result<SealedPage, CryptoError> {
    let salt = super::random_bytes::<16>()?;
    let parts = key(words, salt.as_slice())?.seal(PAGE_BOUND.as_bytes(), plain)?;
    let mut sealed = parts.ciphertext;
    sealed.extend_from_slice(&parts.tag);
    Ok(SealedPage {
        salt: salt.to_vec(),
        nonce: parts.nonce,
        sealed,
    })
}

/// Opens what [`seal_page`] made, as the page does.
///
/// # Errors
/// [`CryptoError::WrongSecret`] for other words or where anything was changed.
pub fn open_page(words: &Passphrase, page: &SealedPage) -> Result<Vec<u8>, CryptoError> {
    let at = page.sealed.len().checked_sub(16);
    let (content, tag) = at
        .and_then(|at| page.sealed.split_at_checked(at))
        .ok_or(CryptoError::Damaged)?;
    key(words, &page.salt)?.open(&page.nonce, PAGE_BOUND.as_bytes(), content, tag)
}

fn key(words: &Passphrase, salt: &[u8]) -> Result<LinkKey, CryptoError> {
    let mut key = Bytes32::default();
    let rounds = usize::try_from(PAGE_ROUNDS).map_err(|_| CryptoError::Damaged)?;
    let secret = words.expose().as_bytes();
    pbkdf2_hmac(
        secret,
        salt,
        rounds,
        MessageDigest::sha256(),
        key.as_mut_slice(),
    )
    .map_err(|_| CryptoError::Damaged)?;
    Ok(LinkKey::of(key))
}

#[cfg(test)]
mod tests {
    use super::{open_page, seal_page};
    use crate::CryptoError;
    use crate::safe::Passphrase;

    #[test]
    fn only_the_words_open_it_and_every_change_is_noticed() {
        let words = Passphrase::new("one two three four five six").unwrap();
        let mut page = seal_page(&words, b"content").unwrap();
        assert_eq!(open_page(&words, &page).unwrap(), b"content");
        assert!(!page.sealed.windows(7).any(|w| w == b"content"));
        let other = Passphrase::new("one two three four five seven").unwrap();
        assert!(matches!(
            open_page(&other, &page),
            Err(CryptoError::WrongSecret)
        ));
        page.sealed[3] ^= 1;
        assert!(matches!(
            open_page(&words, &page),
            Err(CryptoError::WrongSecret)
        ));
        page.sealed.truncate(5);
        assert!(matches!(
            open_page(&words, &page),
            Err(CryptoError::Damaged)
        ));
    }
}
