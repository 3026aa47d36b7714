//! Passphrases made of words.

use crate::error::{ApiError, ApiResult};
use kin_vault::VaultError;

/// 2,048 short, common, distinct English words: 11 bits each.
///
/// # Source
/// BIP-0039 English word list (Bitcoin Improvement Proposals, 2013; MIT licence).
const LIST: &str = include_str!("words.txt");

/// Six random words: 66 bits.
pub(crate) fn six_words() -> ApiResult<String> {
    let list: Vec<&str> = LIST.lines().collect();
    let bytes =
        kin_crypto::safe::random_bytes::<12>().map_err(|e| ApiError::from(VaultError::from(e)))?;
    let words: Vec<&str> = bytes
        .chunks_exact(2)
        .filter_map(|pair| {
            let number = pair.iter().fold(0_usize, |n, b| n << 8 | usize::from(*b));
            // 2,048 divides 65,536: every word is as likely as any other.
            list.get(number % 2048).copied()
        })
        .collect();
    Ok(words.join(" "))
}

/// The six words of a fingerprint, to be read out and compared in person.
pub(crate) fn of_fingerprint(fingerprint: kin_vault::Fingerprint) -> Vec<String> {
    let list: Vec<&str> = LIST.lines().collect();
    let numbers = fingerprint.0.into_iter();
    numbers
        .filter_map(|n| list.get(usize::from(n)).map(|w| (*w).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_list_is_whole_and_passphrases_have_six_of_its_words() {
        let list: BTreeSet<&str> = LIST.lines().collect();
        assert_eq!(list.len(), 2048, "distinct words");
        let a = six_words().unwrap();
        assert_eq!(a.split(' ').count(), 6, "six words");
        assert!(a.split(' ').all(|w| list.contains(w)), "of the list");
        assert_ne!(a, six_words().unwrap(), "random");
    }
}
