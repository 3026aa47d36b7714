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

/// Letters and digits of a Chinese or Japanese keyboard are as wide as a sign; they mean the same.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

fn value(c: char) -> Option<u8> {
    let c = match narrow(c).to_ascii_uppercase() {
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

/// What stands between groups.
fn is_gap(c: char) -> bool {
    let c = narrow(c);
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '_' | '.' | ',' | '·')
}

/// The value of a check character.
fn check_of(c: char) -> Option<u8> {
    let upper = narrow(c).to_ascii_uppercase();
    value(c).or_else(|| {
        CHECK
            .iter()
            .position(|s| char::from(*s) == upper)
            .and_then(|n| u8::try_from(n).ok())
    })
}

fn check_value(digits: impl Iterator<Item = u8>) -> u8 {
    let sum = digits.fold(0_u32, |n, d| (n * 32 + u32::from(d)) % 37);
    u8::try_from(sum).unwrap_or(0)
}

fn symbol(table: &[u8], n: u8) -> char {
    table.get(usize::from(n)).copied().map_or('0', char::from)
}

/// How a recovery code stands while it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeState {
    /// Good so far, not all of it is there.
    Short,
    /// A character that is in no code.
    Unknown,
    /// More than a code has.
    Long,
    /// All is there and the check character does not fit.
    Typo,
    /// All is there and fits.
    Whole,
}

/// A half-typed recovery code, read kindly.
pub struct CodeLook {
    /// How it stands.
    pub state: CodeState,
    /// The characters as they are meant, in groups; wiped when dropped.
    pub shown: Zeroizing<String>,
    /// How many of the 27 are there.
    pub typed: usize,
}

impl RecoveryCode {
    /// Characters of a code, with the check character.
    pub const CHARS: usize = DIGITS + 1;

    /// Looks at what is typed so far: look-alike letters are read as the digits they are, case,
    /// spaces and dashes do not matter.
    #[must_use]
    pub fn look(typed: &str) -> CodeLook {
        let mut shown = Zeroizing::new(String::with_capacity(DIGITS + 8));
        let mut digits = Zeroizing::new(Vec::with_capacity(DIGITS));
        let (mut count, mut state) = (0_usize, CodeState::Short);
        for c in typed.chars() {
            if is_gap(c) {
                continue;
            }
            if count > DIGITS {
                state = CodeState::Long;
                break;
            }
            let found = if count < DIGITS {
                value(c)
            } else {
                check_of(c)
            };
            let Some(n) = found else {
                state = CodeState::Unknown;
                break;
            };
            if count > 0 && count % 5 == 0 && count < DIGITS {
                shown.push('-');
            }
            if count < DIGITS {
                digits.push(n);
                shown.push(symbol(ALPHABET, n));
            } else {
                shown.push(symbol(CHECK, n));
                state = if n == check_value(digits.iter().copied()) {
                    CodeState::Whole
                } else {
                    CodeState::Typo
                };
            }
            count += 1;
        }
        CodeLook {
            state,
            shown,
            typed: count,
        }
    }

    /// A new random code.
    ///
    /// # Errors
    /// [`CryptoError::Randomness`].
    pub fn generate() -> Result<Self, CryptoError> {
        // A check symbol that is no letter or digit is easily lost on paper: such a code is thrown
        // away for another one. That leaves 129.8 of the 130 bits.
        let (bytes, check) = loop {
            let bytes = random_bytes::<DIGITS>()?;
            // 256 is a multiple of 32, so the low five bits are uniform.
            let check = check_value(bytes.iter().map(|b| b & 31));
            if usize::from(check) < ALPHABET.len() {
                break (bytes, check);
            }
        };
        let mut code = Zeroizing::new(String::with_capacity(DIGITS + 1));
        code.extend(bytes.iter().map(|b| symbol(ALPHABET, b & 31)));
        code.push(symbol(CHECK, check));
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
            if is_gap(c) {
                continue;
            }
            if digits.len() < DIGITS {
                let digit = value(c).ok_or(CryptoError::RecoveryCodeForm)?;
                digits.push(digit);
                code.push(symbol(ALPHABET, digit));
            } else if check.is_none() {
                check = Some(check_of(c).ok_or(CryptoError::RecoveryCodeForm)?);
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
    fn a_code_has_only_letters_and_digits_and_older_papers_still_read() {
        for _ in 0..500 {
            let shown = RecoveryCode::generate().unwrap().grouped();
            assert!(
                shown.chars().all(|c| c == '-' || c.is_ascii_alphanumeric()),
                "a sign that is lost on paper"
            );
        }
        // 26 digits whose value modulo 37 is 32: the check symbol is a star.
        let digits = (0..37_u32)
            .map(|n| {
                let digit = |n: u32| symbol(ALPHABET, u8::try_from(n).unwrap());
                format!("{}{}{}", "0".repeat(24), digit(n / 32), digit(n % 32))
            })
            .find(|d| check_value(d.chars().filter_map(value)) == 32)
            .unwrap();
        assert!(RecoveryCode::parse(&format!("{digits}*")).is_ok());
        assert_eq!(
            RecoveryCode::look(&format!("{digits}*")).state,
            CodeState::Whole
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

    #[test]
    fn a_code_is_looked_at_while_it_is_typed() {
        let code = RecoveryCode::generate().unwrap();
        let shown = code.grouped();
        let plain: Vec<char> = shown.chars().filter(|c| *c != '-').collect();
        for n in 0..27 {
            let part: String = plain.iter().take(n).collect();
            let look = RecoveryCode::look(&part);
            assert_eq!(
                (look.state, look.typed),
                (CodeState::Short, n),
                "{n} characters"
            );
            assert!(shown.starts_with(look.shown.as_str()), "the groups of {n}");
        }
        let look = RecoveryCode::look(&shown.to_lowercase().replace('0', "o").replace('1', "I"));
        assert_eq!(look.state, CodeState::Whole);
        assert_eq!(
            look.shown.as_str(),
            shown.as_str(),
            "look-alikes become digits"
        );
        let wide: String = plain
            .iter()
            .map(|c| char::from_u32(u32::from(*c) + 0xfee0).unwrap())
            .collect();
        assert_eq!(
            RecoveryCode::look(&wide).state,
            CodeState::Whole,
            "full-width keys"
        );
        assert!(RecoveryCode::parse(&wide).is_ok(), "full-width keys");
        assert_eq!(
            RecoveryCode::look(&format!("{}X", shown.as_str())).state,
            CodeState::Long
        );
        assert_eq!(RecoveryCode::look("AB%").state, CodeState::Unknown);
        // Every single wrong character is seen the moment the last one is typed.
        let mut seen = 0;
        for i in 0..27 {
            let table: &[u8] = if i < 26 { ALPHABET } else { CHECK };
            for other in table.iter().map(|b| char::from(*b)) {
                if other == plain[i] {
                    continue;
                }
                let mut wrong = plain.clone();
                wrong[i] = other;
                let typed: String = wrong.into_iter().collect();
                assert_eq!(
                    RecoveryCode::look(&typed).state,
                    CodeState::Typo,
                    "place {i}"
                );
                seen += 1;
            }
        }
        assert_eq!(seen, 26 * 31 + 36, "all of them");
    }
}
