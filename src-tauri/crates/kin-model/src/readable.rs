//! Numbers shortened for reading.
//!
//! Devices and generators give digits that nobody measured (`108.44578722442579`). They are the
//! source's digits, so they stay in the vault, in the opened entry, in the original and in every
//! document for machines. In a list, a table or on paper they hide the number: there such a value is
//! rounded and says so with `≈`. No limit or range is ever applied to a rounded number.

use crate::Decimal;
use rust_decimal::RoundingStrategy::MidpointNearestEven;
use std::borrow::Cow;

/// Most digits after the point that are shown as they are.
const MOST_DIGITS: u32 = 4;
/// Digits after the point of a rounded number.
const DIGITS: u32 = 2;
/// Significant digits of a rounded number below a tenth, where two digits after the point say little.
const SIGNIFICANT: u32 = 3;
/// A tenth, as mantissa and scale.
const TENTH: (i64, u32) = (1, 1);

/// A value as given, or shortened for reading where it has more than four digits after the point.
///
/// `108.44578722442579/71.06303320554328` is read as `≈108.45/71.06`, `<0.000123456` as
/// `<≈0.000123`. Rounding is half-even, to two digits after the point, to three significant digits
/// where that is below 0.1. Numbers joined by `/` or `–` and numbers with a comparator are understood; anything
/// else, words above all, is returned untouched. For people only: stored, compared and handed to
/// machines are the digits given.
#[must_use]
pub fn readable_value(text: &str) -> Cow<'_, str> {
    shortened(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The shortened text; `None` when the text is to stay as it is.
fn shortened(text: &str) -> Option<String> {
    // Nothing to do for all but a few values: no allocation for them.
    if !text.contains(['.', 'e', 'E']) {
        return None;
    }
    let start = text.find(|c: char| c == '-' || c.is_ascii_digit())?;
    let (comparator, numbers) = text.split_at_checked(start)?;
    if !matches!(
        comparator.trim_end(),
        "" | "<" | ">" | "<=" | ">=" | "≤" | "≥"
    ) {
        return None;
    }
    let mut out = String::from(comparator);
    let (mut changed, mut rounded) = (false, false);
    let mut body = String::new();
    for part in numbers.split_inclusive(['/', '–']) {
        let number = part.trim_end_matches(['/', '–']);
        let separator = part.get(number.len()..)?;
        match short(number)? {
            Short::AsGiven => body.push_str(number),
            Short::Same(digits) => {
                changed = true;
                body.push_str(&digits);
            }
            Short::Rounded(digits) => {
                (changed, rounded) = (true, true);
                body.push_str(&digits);
            }
        }
        body.push_str(separator);
    }
    if rounded {
        out.push('≈');
    }
    out.push_str(&body);
    changed.then_some(out)
}

/// One number of a value.
enum Short {
    AsGiven,
    /// Fewer digits, the same number: only zeros went.
    Same(String),
    Rounded(String),
}

/// `None` when this is no number (a missing half is written `?` and is let through).
fn short(text: &str) -> Option<Short> {
    if text.trim() == "?" {
        return Some(Short::AsGiven);
    }
    let number: Decimal = text.trim().parse().ok()?;
    let Some(exact) = number.to_exact().filter(|n| n.scale() > MOST_DIGITS) else {
        return Some(Short::AsGiven);
    };
    let tenth = rust_decimal::Decimal::new(TENTH.0, TENTH.1);
    let plain = exact.round_dp_with_strategy(DIGITS, MidpointNearestEven);
    let short = if plain.abs() < tenth && !exact.is_zero() {
        exact.round_sf_with_strategy(SIGNIFICANT, MidpointNearestEven)?
    } else {
        plain
    };
    let digits = short.to_string();
    Some(if short != exact {
        Short::Rounded(digits)
    } else if digits.len() < text.trim().len() {
        Short::Same(digits)
    } else {
        Short::AsGiven
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_rounded_and_say_so() {
        for (given, read) in [
            ("108.44578722442579/71.06303320554328", "≈108.45/71.06"),
            ("120/71.06303320554328", "≈120/71.06"),
            ("36.987654321", "≈36.99"),
            ("-1.234567", "≈-1.23"),
            ("<1.234567", "<≈1.23"),
            (">= 1.234567", ">= ≈1.23"),
            ("3.912345–6.123456", "≈3.91–6.12"),
            ("0.0456789", "≈0.0457"),
            ("0.000123456", "≈0.000123"),
            ("0.0999999", "≈0.10"),
            ("71.0630332/?", "≈71.06/?"),
            ("1.2345678e2", "≈123.46"),
        ] {
            assert_eq!(readable_value(given), read, "{given}");
        }
    }

    #[test]
    fn halves_go_to_the_even_digit() {
        assert_eq!(readable_value("2.34500"), "≈2.34", "down to the even digit");
        assert_eq!(readable_value("2.35500"), "≈2.36", "up to the even digit");
        assert_eq!(readable_value("2.3450001"), "≈2.35", "more than half");
    }

    #[test]
    fn zeros_may_go_without_a_mark_because_nothing_is_lost() {
        assert_eq!(readable_value("72.00000000000000"), "72.00");
        assert_eq!(readable_value("0.00000"), "0.00");
    }

    #[test]
    fn everything_else_stays_as_given() {
        for text in [
            "",
            "6.10",
            "1.00",
            "132/81",
            "1.2345",
            "0.00012",
            "1.5e-7",
            "<5",
            "Negative",
            "阴性 1.23456789",
            "1.2.840.113619",
            "Apgar 1.23456789",
            "2019-04-30T08:15:00.123456Z",
            "1.234567 mg:1 mL",
            "?/?",
            "1.23456/x",
            "12345678901234567890123456789012345.123456",
            "≈1.234567",
        ] {
            assert_eq!(readable_value(text), text, "untouched");
        }
    }

    #[test]
    fn reading_twice_changes_nothing() {
        for text in ["108.44578722442579/71.06303320554328", "<0.000123456"] {
            let once = readable_value(text).into_owned();
            assert_eq!(readable_value(&once), once);
        }
    }
}
