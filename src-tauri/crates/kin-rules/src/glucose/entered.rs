//! What a person writes down from a meter: digits, or the words that a meter shows instead of a number.

use super::Unit;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// Digits, or nothing that is known here: for who reads numbers.
    Number(String),
    /// Lower than these digits.
    Below(String),
    /// Higher.
    Above(String),
}

const LOW: [&str; 6] = ["lo", "low", "低", "偏低", "过低", "太低"];
const HIGH: [&str; 6] = ["hi", "high", "高", "偏高", "过高", "太高"];

/// Reads what was written for a glucose value: `6.1`, `LO`, `偏高`, `<40`, `＞33.3`.
///
/// A word means what holds for every meter and sensor that shows it: below 2.2 mmol/L (40 mg/dL), above 22.2 mmol/L
/// (400 mg/dL). Who knows more, because the manual says it, writes `<1.1` or `>33.3`.
///
/// # Source
/// Dexcom G6 and G7 user guides and Abbott FreeStyle Libre 3: LOW and HIGH are shown outside 40 to 400 mg/dL; Roche
/// Accu-Chek Guide and Ascensia Contour Next manuals: LO and HI outside 10 or 20 to 600 mg/dL (0.6 or 1.1 to 33.3
/// mmol/L), so that the same words hold there as well.
#[must_use]
pub fn entered(text: &str, unit: Unit) -> Entered {
    let text = text.trim();
    let word = text.trim_end_matches(['.', '!', '！', '。']).to_lowercase();
    let (lowest, highest) = match unit {
        Unit::MmolPerL => ("2.2", "22.2"),
        Unit::MgPerDl => ("40", "400"),
    };
    if LOW.contains(&word.as_str()) {
        return Entered::Below(lowest.to_owned());
    }
    if HIGH.contains(&word.as_str()) {
        return Entered::Above(highest.to_owned());
    }
    let after = |signs: [char; 2]| {
        let rest = text.strip_prefix(signs)?.trim();
        rest.starts_with(|c: char| c.is_numeric())
            .then(|| rest.to_owned())
    };
    if let Some(rest) = after(['<', '＜']) {
        return Entered::Below(rest);
    }
    if let Some(rest) = after(['>', '＞']) {
        return Entered::Above(rest);
    }
    Entered::Number(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_meter_are_bounds_and_digits_stay_digits() {
        let below = |t: &str| Entered::Below(t.to_owned());
        let above = |t: &str| Entered::Above(t.to_owned());
        let number = |t: &str| Entered::Number(t.to_owned());
        for (text, mmol, mg) in [
            ("LO", below("2.2"), below("40")),
            (" low ", below("2.2"), below("40")),
            ("偏低", below("2.2"), below("40")),
            ("HI", above("22.2"), above("400")),
            ("Hi!", above("22.2"), above("400")),
            ("偏高", above("22.2"), above("400")),
            ("<1.1", below("1.1"), below("1.1")),
            ("＞ 33.3", above("33.3"), above("33.3")),
            ("> ３３", above("３３"), above("３３")),
            ("6.10", number("6.10"), number("6.10")),
            ("6,1", number("6,1"), number("6,1")),
            ("<", number("<"), number("<")),
            ("lower", number("lower"), number("lower")),
            ("", number(""), number("")),
        ] {
            assert_eq!(entered(text, Unit::MmolPerL), mmol, "{text}");
            assert_eq!(entered(text, Unit::MgPerDl), mg, "{text}");
        }
    }
}
