//! The same value in the unit that other countries are used to: for reading, never for judging.
//!
//! A value is shown with the digits and the unit of its source; what stands in brackets behind it is
//! computed here and carries `≈`. Nothing is computed for a quantity that is not named by a code, for an
//! unknown unit, or for a value that is no plain number.

use crate::ucum::convert;
use kin_model::{Coding, Decimal, system};

/// A pair of units of one quantity, with the digits after the point that are usual in each.
struct Pair {
    /// LOINC codes.
    codes: &'static [&'static str],
    /// Unit and usual digits after the point.
    one: (&'static str, u32),
    other: (&'static str, u32),
}

/// Quantities whose habits differ between countries, and whose conversion is exact by a molar mass or by a
/// named equation.
///
/// # Source
/// Factors and equation: [`crate::ucum::convert`] (molar masses of glucose, cholesterol, creatinine and uric acid; NGSP master
/// equation for HbA1c). Triglycerides are left out: their factor is a convention, no molar mass.
/// Codes: LOINC 2.78 (Regenstrief Institute, 2024): glucose 2339-0, 2345-7, 1558-6, 14771-0, 76629-5, 14749-6, 15074-8,
/// 41653-7, 14743-9, 99504-3, 105272-9; cholesterol, total 2093-3 and 14647-2, in LDL 18262-6, 13457-7, 2089-1, 22748-8
/// and 69419-0, in HDL 2085-9 and 14646-4, not in HDL 43396-1; creatinine in serum 2160-0, 38483-4, 14682-9; uric acid
/// 3084-1, 14933-6; HbA1c 4548-4, 17856-6, 59261-8.
const PAIRS: &[Pair] = &[
    Pair {
        codes: &[
            "2339-0", "2345-7", "1558-6", "14771-0", "76629-5", "14749-6", "15074-8", "41653-7",
            "14743-9", "99504-3", "105272-9",
        ],
        one: ("mmol/L", 1),
        other: ("mg/dL", 0),
    },
    Pair {
        codes: &[
            "2093-3", "14647-2", "18262-6", "13457-7", "2089-1", "22748-8", "69419-0", "2085-9",
            "14646-4", "43396-1",
        ],
        one: ("mmol/L", 2),
        other: ("mg/dL", 0),
    },
    Pair {
        codes: &["2160-0", "38483-4", "14682-9"],
        one: ("umol/L", 0),
        other: ("mg/dL", 2),
    },
    Pair {
        codes: &["3084-1", "14933-6"],
        one: ("umol/L", 0),
        other: ("mg/dL", 1),
    },
    Pair {
        codes: &["4548-4", "17856-6", "59261-8"],
        one: ("%", 1),
        other: ("mmol/mol", 0),
    },
];

/// The UCUM code of a unit as laboratories write it.
fn ucum(unit: &str) -> Option<&'static str> {
    match unit.trim().to_lowercase().as_str() {
        "mmol/l" => Some("mmol/L"),
        "mg/dl" => Some("mg/dL"),
        // Latin u, the micro sign, the Greek letter.
        "umol/l" | "\u{b5}mol/l" | "\u{3bc}mol/l" => Some("umol/L"),
        "%" | "%{hb}" | "% {hb}" => Some("%"),
        "mmol/mol" | "mmol/mol{hb}" => Some("mmol/mol"),
        _ => None,
    }
}

/// A value in the other unit: digits and unit as they are printed. `None` where nothing may be computed.
#[must_use]
pub fn also(codings: &[Coding], value: &str, unit: &str) -> Option<(String, &'static str)> {
    let from = ucum(unit)?;
    let number: Decimal = value.trim().parse().ok()?;
    codings
        .iter()
        .filter(|c| c.system == system::LOINC)
        .find_map(|coding| {
            let code = coding.code.as_str();
            let pair = PAIRS.iter().find(|p| p.codes.contains(&code))?;
            let (to, places) = if pair.one.0 == from {
                pair.other
            } else if pair.other.0 == from {
                pair.one
            } else {
                return None;
            };
            let converted = convert(&number, from, to, Some(code), places)?;
            let printed = if to == "umol/L" { "µmol/L" } else { to };
            Some((converted.as_str().to_owned(), printed))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loinc(code: &str) -> Vec<Coding> {
        vec![Coding {
            system: system::LOINC.to_owned(),
            code: code.to_owned(),
            display: None,
        }]
    }

    fn said(code: &str, value: &str, unit: &str) -> Option<String> {
        also(&loinc(code), value, unit).map(|(v, u)| format!("{v} {u}"))
    }

    #[test]
    fn the_values_that_doctors_know_by_heart() {
        for (code, value, unit, want) in [
            ("14771-0", "7.0", "mmol/L", "126 mg/dL"),
            ("2345-7", "126", "mg/dL", "7.0 mmol/L"),
            ("14682-9", "118", "umol/L", "1.33 mg/dL"),
            ("14682-9", "118", "µmol/L", "1.33 mg/dL"),
            ("2160-0", "1.0", "mg/dL", "88 µmol/L"),
            ("22748-8", "2.6", "mmol/L", "101 mg/dL"),
            ("13457-7", "100", "mg/dL", "2.59 mmol/L"),
            ("14933-6", "360", "umol/L", "6.1 mg/dL"),
            ("4548-4", "7.0", "%", "53 mmol/mol"),
            ("59261-8", "48", "mmol/mol", "6.5 %"),
        ] {
            assert_eq!(said(code, value, unit).as_deref(), Some(want), "{code}");
        }
    }

    #[test]
    fn there_and_back_is_the_same_value() {
        for pair in PAIRS {
            for code in pair.codes {
                for (from, to) in [(pair.one, pair.other), (pair.other, pair.one)] {
                    for step in 1_u32..60 {
                        let value = Decimal::from_str_of(step, from.1);
                        let there = convert(&value, from.0, to.0, Some(code), 6).unwrap();
                        let back = convert(&there, to.0, from.0, Some(code), from.1).unwrap();
                        assert_eq!(
                            value.compare(&back),
                            Some(std::cmp::Ordering::Equal),
                            "{code}: {value} {} is {there} {} is {back}",
                            from.0,
                            to.0
                        );
                    }
                }
            }
        }
    }

    /// Numbers that look like what a laboratory prints.
    trait Stepped {
        fn from_str_of(step: u32, places: u32) -> Self;
    }

    impl Stepped for Decimal {
        fn from_str_of(step: u32, places: u32) -> Self {
            let number = u64::from(step) * 7 + 20;
            let one = 10_u64.pow(places);
            let width = places as usize;
            let text = if places == 0 {
                number.to_string()
            } else {
                format!("{}.{:0width$}", number / one, number % one)
            };
            text.parse().unwrap()
        }
    }

    #[test]
    fn nothing_is_computed_by_guess() {
        for (code, value, unit) in [
            ("2823-3", "4.4", "mmol/L"),
            ("14771-0", "<2.2", "mmol/L"),
            ("14771-0", "high", "mmol/L"),
            ("14771-0", "7.0", ""),
            ("14771-0", "7.0", "g/L"),
            ("14771-0", "7.0", "umol/L"),
            ("2571-8", "1.7", "mmol/L"),
            (
                "14771-0",
                "1234567890123456789012345678901234567890",
                "mmol/L",
            ),
        ] {
            assert_eq!(said(code, value, unit), None, "{code} {value} {unit}");
        }
        assert_eq!(also(&[], "7.0", "mmol/L"), None, "no code");
    }
}
