//! The recovery code on paper: 130 random bits in Crockford's base 32 and a check character.
//!
//! The check character is the whole number modulo 37 and so finds every single wrong character and
//! every swap of two neighbours.
//!
//! # Source
//! D. Crockford, "Base 32", <https://www.crockford.com/base32.html>: alphabet, reading of `I`, `L`
//! and `O`, check symbol modulo 37.

use super::random::random_bytes;
use crate::CryptoError;
use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Check symbols: the alphabet and five more.
const CHECK: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const DIGITS: usize = 26;

/// A recovery code. Wiped when dropped; shown only through [`RecoveryCode::grouped`].
pub struct RecoveryCode(Zeroizing<String>);

fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let byte = u8::try_from(c).ok()?;
    ALPHABET
        .iter()
        .position(|a| *a == byte)
        .and_then(|n| u8::try_from(n).ok())
}

fn check_value(digits: impl Iterator<Item = u8>) -> u8 {
    let sum = digits.fold(0_u32, |n, d| (n * 32 + u32::from(d)) % 37);
    u8::try_from(sum).unwrap_or(0)
}

fn symbol(table: &[u8], n: u8) -> char {
    table.get(usize::from(n)).copied().map_or('0', char::from)
}

impl RecoveryCode {
    /// A new random code.
    ///
    /// # Errors
    /// [`CryptoError::Randomness`].
    pub fn generate() -> Result<Self, CryptoError> {
        let bytes = random_bytes::<DIGITS>()?;
        // 256 is a multiple of 32, so the low five bits are uniform.
        let mut code = Zeroizing::new(String::with_capacity(DIGITS + 1));
        code.extend(bytes.iter().map(|b| symbol(ALPHABET, b & 31)));
        code.push(symbol(CHECK, check_value(bytes.iter().map(|b| b & 31))));
        Ok(Self(code))
    }

    /// Reads what a person typed from paper: case, spaces and dashes do not matter, `O` is zero,
    /// `I` and `L` are one.
    ///
    /// # Errors
    /// [`CryptoError::RecoveryCodeForm`] for anything but 27 known characters,
    /// [`CryptoError::RecoveryCodeTypo`] when the check character does not fit.
    pub fn parse(typed: &str) -> Result<Self, CryptoError> {
        let mut code = Zeroizing::new(String::with_capacity(DIGITS + 1));
        let mut digits = Zeroizing::new(Vec::with_capacity(DIGITS));
        let mut check = None;
        for c in typed.chars() {
            if c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}') {
                continue;
            }
            if digits.len() < DIGITS {
                let digit = value(c).ok_or(CryptoError::RecoveryCodeForm)?;
                digits.push(digit);
                code.push(symbol(ALPHABET, digit));
            } else if check.is_none() {
                let upper = c.to_ascii_uppercase();
                let found = value(c).or_else(|| {
                    CHECK
                        .iter()
                        .position(|s| char::from(*s) == upper)
                        .and_then(|n| u8::try_from(n).ok())
                });
                check = Some(found.ok_or(CryptoError::RecoveryCodeForm)?);
            } else {
                return Err(CryptoError::RecoveryCodeForm);
            }
        }
        let check = check.ok_or(CryptoError::RecoveryCodeForm)?;
        if check != check_value(digits.iter().copied()) {
            return Err(CryptoError::RecoveryCodeTypo);
        }
        code.push(symbol(CHECK, check));
        Ok(Self(code))
    }

    /// The code as printed: five groups, `ABCDE-FGHJK-…`; wiped when dropped.
    #[must_use]
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(DIGITS + 8));
        for (i, c) in self.0.chars().enumerate() {
            if i > 0 && i % 5 == 0 && i < DIGITS {
                out.push('-');
            }
            out.push(c);
        }
        out
    }

    /// The 26 characters without the check character: the secret itself.
    pub(crate) fn expose(&self) -> &str {
        self.0.split_at_checked(DIGITS).map_or("", |(code, _)| code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_code_reads_back_in_any_dress() {
        let code = RecoveryCode::generate().unwrap();
        let shown = code.grouped();
        assert_eq!(shown.len(), 27 + 5, "{}", shown.len());
        let spaced = shown.replace('-', " ").to_lowercase();
        assert_eq!(
            RecoveryCode::parse(&spaced).unwrap().expose(),
            code.expose()
        );
        let lookalike = shown.replace('0', "o").replace('1', "l");
        assert_eq!(
            RecoveryCode::parse(&lookalike).unwrap().expose(),
            code.expose()
        );
    }

    #[test]
    fn every_single_wrong_character_and_every_swap_is_found() {
        let code = RecoveryCode::generate().unwrap();
        let plain: Vec<char> = code.grouped().chars().filter(|c| *c != '-').collect();
        let mut tried = 0;
        for i in 0..26 {
            for other in ALPHABET.iter().map(|b| char::from(*b)) {
                if other == plain[i] {
                    continue;
                }
                let mut wrong = plain.clone();
                wrong[i] = other;
                let typed: String = wrong.into_iter().collect();
                assert!(matches!(
                    RecoveryCode::parse(&typed),
                    Err(CryptoError::RecoveryCodeTypo)
                ));
                tried += 1;
            }
            if i > 0 && plain[i] != plain[i - 1] {
                let mut wrong = plain.clone();
                wrong.swap(i, i - 1);
                let typed: String = wrong.into_iter().collect();
                assert!(RecoveryCode::parse(&typed).is_err(), "swap at {i}");
            }
        }
        assert_eq!(tried, 26 * 31);
        assert!(matches!(
            RecoveryCode::parse("too short"),
            Err(CryptoError::RecoveryCodeForm)
        ));
        let long = format!("{}A", code.grouped().as_str());
        assert!(RecoveryCode::parse(&long).is_err());
    }
}
