//! A card as digits: how it stands in a QR code.
//!
//! # Source
//! SMART Health Cards, "Encoding Chunks as QR Codes": each character as two digits, its code less 45.

use crate::CodeError;

/// The code of `-`, the first character that a card may have.
const FIRST: u8 = 45;
/// The largest pair of digits: `z`.
const LARGEST: u8 = b'z' - FIRST;

/// Digits to text.
///
/// # Errors
/// [`CodeError::CodeDigits`].
pub fn from_numeric(digits: &str) -> Result<String, CodeError> {
    let pairs = digits.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(CodeError::CodeDigits);
    }
    pairs
        .map(|pair| match pair {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
                let number = (tens - b'0') * 10 + (ones - b'0');
                let known = (number <= LARGEST).then_some(char::from(number + FIRST));
                known.ok_or(CodeError::CodeDigits)
            }
            _ => Err(CodeError::CodeDigits),
        })
        .collect()
}

/// Text to digits; nothing where a character has none.
#[must_use]
pub fn to_numeric(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        let number = byte.checked_sub(FIRST).filter(|n| *n <= LARGEST)?;
        digits.push(char::from(b'0' + number / 10));
        digits.push(char::from(b'0' + number % 10));
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::{from_numeric, to_numeric};
    use proptest::prelude::*;

    #[test]
    fn digits_are_those_of_the_specification() {
        // The example of the specification: `e`, `y`, `J` are 56, 76, 29.
        assert_eq!(from_numeric("567629").unwrap(), "eyJ");
        assert_eq!(from_numeric("0077").unwrap(), "-z");
        for bad in ["5", "567", "78", "99", "5a", "５６", " 5"] {
            assert!(from_numeric(bad).is_err(), "{bad}");
        }
        assert_eq!(to_numeric("a,"), None);
        assert_eq!(to_numeric("a{"), None);
    }

    proptest! {
        #[test]
        fn there_and_back(text in "[-A-Za-z0-9_.]{0,300}") {
            prop_assert_eq!(from_numeric(&to_numeric(&text).unwrap()).unwrap(), text);
        }
    }
}
