//! Passphrases: any script, 8 to 256 characters, normalised so that the same keys on another
//! keyboard give the same bytes.

use crate::CryptoError;
use secrecy::{ExposeSecret as _, SecretString};
use unicode_normalization::UnicodeNormalization as _;

/// Fewest characters of a passphrase, counted after normalisation.
pub const MIN_CHARS: usize = 8;
/// Most characters of a passphrase, counted after normalisation.
pub const MAX_CHARS: usize = 256;

/// A passphrase in Unicode normal form C. Wiped when dropped, never printed.
pub struct Passphrase(SecretString);

impl Passphrase {
    /// Takes what the person typed.
    ///
    /// # Errors
    /// [`CryptoError::PassphraseLength`] outside 8 to 256 characters.
    pub fn new(typed: &str) -> Result<Self, CryptoError> {
        // Counted before normalising, so that a megabyte of text is refused without work.
        if typed.chars().take(MAX_CHARS * 4 + 1).count() > MAX_CHARS * 4 {
            return Err(CryptoError::PassphraseLength);
        }
        // Reserved generously: a growing String would leave copies behind that nobody wipes.
        let mut normal = String::with_capacity(typed.len().saturating_mul(3));
        normal.extend(typed.nfc());
        let count = normal.chars().count();
        let secret = Self(SecretString::from(normal));
        if (MIN_CHARS..=MAX_CHARS).contains(&count) {
            Ok(secret)
        } else {
            Err(CryptoError::PassphraseLength)
        }
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// How hard a passphrase is to guess.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strength {
    /// zxcvbn's score, 0 (at once) to 4 (very hard). Below 3 the person is warned.
    pub score: u8,
    /// log10 of the number of guesses that find it.
    pub guesses_log10: f64,
    /// Seconds for one ordinary computer at our key derivation's cost, about one guess a second.
    pub seconds_log10: f64,
    /// Characters, after normalisation.
    pub chars: usize,
}

/// Estimates how hard `typed` is to guess; also for texts too short to be accepted.
///
/// # Source
/// D. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016.
#[must_use]
pub fn strength(typed: &str, names: &[&str]) -> Strength {
    let normal: String = typed.nfc().take(MAX_CHARS).collect();
    let estimate = zxcvbn::zxcvbn(&normal, names);
    let chars = normal.chars().count();
    let strength = Strength {
        score: u8::from(estimate.score()),
        guesses_log10: estimate.guesses_log10(),
        // scrypt with N = 2^18, r = 8, p = 1 takes about one second and 256 MiB.
        seconds_log10: estimate.guesses_log10(),
        chars,
    };
    drop(zeroize::Zeroizing::new(normal));
    strength
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters() {
        assert!(matches!(
            Passphrase::new("sieben7"),
            Err(CryptoError::PassphraseLength)
        ));
        assert!(Passphrase::new("achtacht").is_ok(), "8 characters");
        assert!(
            Passphrase::new("家康册很安全的口").is_ok(),
            "8 Chinese characters"
        );
        assert!(Passphrase::new(&"x".repeat(256)).is_ok());
        assert!(Passphrase::new(&"x".repeat(257)).is_err());
        assert!(Passphrase::new(&"x".repeat(1 << 22)).is_err());
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_passphrase() {
        let composed = Passphrase::new("Caf\u{e9} am See").unwrap();
        let decomposed = Passphrase::new("Cafe\u{301} am See").unwrap();
        assert_eq!(composed.expose(), decomposed.expose());
    }

    #[test]
    fn common_passwords_are_weak_and_six_words_are_strong() {
        assert!(strength("password1", &[]).score <= 1);
        assert!(
            strength("lihua1954", &["lihua", "1954"]).score <= 1,
            "own name"
        );
        let strong = strength("violet anchor dusk pebble cargo mint", &[]);
        assert_eq!(strong.score, 4);
        assert!(strong.guesses_log10 > strength("password1", &[]).guesses_log10);
        assert_eq!(strength("", &[]).score, 0);
    }
}
