//! How much is taken at a time, in units that can be held against each other.
//!
//! # Source
//! 1 g = 1,000 mg = 1,000,000 µg: SI prefixes (BIPM, The International System of Units, 9th edition, 2019), exact.
//! Words for pieces: own selection. Nothing is converted but masses, and pieces by the one strength that the
//! name of the medicine says; a piece without a strength, a volume, a drop is compared only with its like.

use super::{half_width, plain_number};
use crate::exact::Exact;
use kin_model::Decimal;

/// How much at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Amount {
    /// A mass in micrograms.
    Mass(Exact),
    /// A number of pieces, drops, millilitres, international units … and which.
    Count(Exact, String),
}

/// Words of one unit: its name for machines, and how it is written.
const UNITS: [(&str, &[&str]); 10] = [
    (
        "tablet",
        &[
            "tablet",
            "tablets",
            "tab",
            "tabs",
            "tab(s)",
            "tablet(s)",
            "tbl",
            "{tbl}",
            "{tablet}",
            "片",
        ],
    ),
    (
        "capsule",
        &[
            "capsule",
            "capsules",
            "cap",
            "caps",
            "capsule(s)",
            "{capsule}",
            "粒",
        ],
    ),
    ("sachet", &["sachet", "sachets", "袋"]),
    ("drop", &["drop", "drops", "{drop}", "[drp]", "滴"]),
    ("puff", &["puff", "puffs", "{puff}", "喷", "吸"]),
    ("ml", &["ml", "毫升"]),
    (
        "unit",
        &["unit", "units", "u", "iu", "[iu]", "单位", "国际单位"],
    ),
    ("mg", &["mg", "毫克"]),
    ("patch", &["patch", "patches", "贴"]),
    ("injection", &["injection", "injections", "支", "针"]),
];

/// The name for machines of a unit that has words in both languages: `tablets`, `片` and `{tbl}` are `tablet`.
#[must_use]
pub fn counted_in(unit: &str) -> Option<&'static str> {
    let unit = unit.trim().to_lowercase();
    UNITS
        .iter()
        .find(|(_, words)| words.contains(&unit.as_str()))
        .map(|(key, _)| *key)
}

/// Micrograms of a unit of mass.
fn micrograms(unit: &str) -> Option<i64> {
    match unit.trim().to_lowercase().as_str() {
        "g" | "gram" | "grams" | "克" => Some(1_000_000),
        "mg" | "milligram" | "milligrams" | "毫克" => Some(1_000),
        "ug" | "µg" | "μg" | "mcg" | "microgram" | "micrograms" | "微克" => Some(1),
        _ => None,
    }
}

/// An amount with its unit; `None` without a unit, or for a number that does not fit.
#[must_use]
pub fn amount_of(number: &Decimal, unit: &str) -> Option<Amount> {
    of(Exact::of(number).filter(|n| *n > Exact(0))?, unit)
}

fn of(number: Exact, unit: &str) -> Option<Amount> {
    let unit = unit.trim();
    if let Some(factor) = micrograms(unit) {
        return Some(Amount::Mass(Exact(number.0.checked_mul(factor)?)));
    }
    if unit.is_empty() {
        return None;
    }
    let name = counted_in(unit).map_or_else(|| unit.to_lowercase(), str::to_owned);
    Some(Amount::Count(number, name))
}

/// An amount as a mass in micrograms: as it is, or pieces of one strength (in micrograms).
#[must_use]
pub fn amount_in(amount: &Amount, strength: Option<i64>) -> Option<Exact> {
    match amount {
        Amount::Mass(mass) => Some(*mass),
        Amount::Count(n, unit) if matches!(unit.as_str(), "tablet" | "capsule") => {
            Some(Exact(n.0.checked_mul(strength?)?))
        }
        Amount::Count(..) => None,
    }
}

/// Units that stand behind a number in the words of a dosage.
const SPOKEN: [(&str, &str); 24] = [
    ("tablets", "tablet"),
    ("tablet", "tablet"),
    ("tabs", "tablet"),
    ("tab", "tablet"),
    ("capsules", "capsule"),
    ("capsule", "capsule"),
    ("caps", "capsule"),
    ("cap", "capsule"),
    ("puffs", "puff"),
    ("puff", "puff"),
    ("drops", "drop"),
    ("drop", "drop"),
    ("sachets", "sachet"),
    ("sachet", "sachet"),
    ("units", "unit"),
    ("unit", "unit"),
    ("ml", "ml"),
    ("片", "tablet"),
    ("粒", "capsule"),
    ("滴", "drop"),
    ("喷", "puff"),
    ("袋", "sachet"),
    ("毫升", "ml"),
    ("单位", "unit"),
];

/// What makes an amount in words unsure: a most, a half, a fraction.
const UNSURE: [&str; 14] = [
    "up to",
    "max",
    "at most",
    "half",
    "quarter",
    "不超过",
    "最多",
    "半",
    "½",
    "¼",
    "¾",
    "⅓",
    "⅔",
    "至多",
];

/// How much at a time the words of a dosage speak of: `1 tablet twice daily`, `每次1片，每日2次`; `None` where
/// they say no amount, two, a range, a most, or how much in a day.
///
/// # Source
/// Own selection of words.
#[must_use]
pub fn per_intake(text: &str) -> Option<Amount> {
    let text: String = text.to_lowercase().chars().map(half_width).collect();
    if UNSURE.iter().any(|w| text.contains(w)) {
        return None;
    }
    let mut found: Option<Amount> = None;
    let mut at = 0;
    while let Some(begin) = text.get(at..)?.find(|c: char| c.is_ascii_digit()) {
        let begin = at + begin;
        let tail = text.get(begin..)?;
        let length = tail
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
            .unwrap_or(tail.len());
        let (number, rest) = tail.split_at_checked(length)?;
        at = begin + length;
        let before = text.get(..begin)?.trim_end();
        let Some((unit, after)) = unit_behind(before, rest.trim_start()) else {
            continue;
        };
        if is_range(before) || is_daily(before, after) {
            return None;
        }
        let number = plain_number(number.trim_end_matches(['.', ',']));
        let amount = of(Exact::parse(&number).filter(|n| *n > Exact(0))?, unit)?;
        if found.as_ref().is_some_and(|known| *known != amount) {
            return None;
        }
        found = Some(amount);
    }
    found
}

/// The unit behind a number, and what follows. A mass counts only where it is said to be taken: else it is the
/// strength of a tablet.
fn unit_behind<'t>(before: &str, rest: &'t str) -> Option<(&'static str, &'t str)> {
    let ends = |after: &str| !after.starts_with(|c: char| c.is_ascii_alphanumeric());
    for (word, unit) in SPOKEN {
        if let Some(after) = rest.strip_prefix(word)
            && (!word.is_ascii() || ends(after))
        {
            return Some((unit, after.trim_start()));
        }
    }
    let taken = ["每次", "一次", "take"].iter().any(|w| before.ends_with(w));
    let masses = ["mg", "mcg", "µg", "μg", "ug", "g", "毫克", "微克", "克"];
    if !taken {
        return None;
    }
    masses.iter().find_map(|unit| {
        let after = rest.strip_prefix(unit)?;
        (!unit.is_ascii() || ends(after)).then(|| (*unit, after.trim_start()))
    })
}

/// The end of a range, a fraction or a product: `1-2`, `1/2`, `1 to 2`, `2 x 1`.
fn is_range(before: &str) -> bool {
    let signs = [
        '-', '–', '—', '~', '～', '至', '到', '/', '或', 'x', '×', '*', '+', '.',
    ];
    before.ends_with(signs)
        || ["to", "or", "and"]
            .iter()
            .any(|word| before.strip_suffix(word).is_some_and(|b| b.ends_with(' ')))
}

/// So much in a whole day: not at a time.
fn is_daily(before: &str, after: &str) -> bool {
    let ahead = ["每日", "每天", "一日", "一天", "日", "total", "共", "总量"];
    let behind = [
        "a day",
        "daily",
        "per day",
        "/day",
        "/d",
        "each day",
        "every day",
        "in total",
        "/日",
        "/天",
        "每日",
        "每天",
        "total",
    ];
    ahead.iter().any(|w| before.ends_with(w)) || behind.iter().any(|w| after.starts_with(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(n: &str, unit: &str) -> Option<Amount> {
        Some(Amount::Count(Exact::parse(n).unwrap(), unit.to_owned()))
    }

    #[test]
    fn masses_are_converted_and_nothing_else() {
        let of = |n: &str, unit: &str| amount_of(&n.parse().unwrap(), unit);
        assert_eq!(of("0.5", "g"), of("500", "mg"));
        assert_eq!(of("0.05", "mg"), of("50", "µg"));
        assert_ne!(of("50", "mg"), of("50", "µg"));
        assert_eq!(of("1", "片"), of("1", "{tbl}"));
        assert_ne!(of("1", "tablet"), of("1", "capsule"));
        assert_eq!(of("5", "mL"), count("5", "ml"));
        assert_eq!(of("1", "Löffel"), count("1", "löffel"));
        assert_eq!(of("1", ""), None, "of what?");
        assert_eq!(of("0", "mg"), None);
        assert_eq!(of("9000000000000", "g"), None, "too large");
    }

    #[test]
    fn a_piece_is_a_mass_by_its_strength() {
        let two = count("2", "tablet").unwrap();
        assert_eq!(amount_in(&two, Some(500_000)), Exact::parse("1000000"));
        assert_eq!(amount_in(&two, None), None);
        let spoon = count("2", "ml").unwrap();
        assert_eq!(
            amount_in(&spoon, Some(500_000)),
            None,
            "a concentration is none"
        );
    }

    #[test]
    fn an_amount_in_words() {
        assert_eq!(per_intake("1 tablet twice daily"), count("1", "tablet"));
        assert_eq!(
            per_intake("Take 2 tablets (500 mg each) twice a day"),
            count("2", "tablet")
        );
        assert_eq!(per_intake("每次１片，每日２次"), count("1", "tablet"));
        assert_eq!(per_intake("一日3次，一次0.5粒"), count("0.5", "capsule"));
        assert_eq!(
            per_intake("每次5 mg，每日一次，早晨"),
            of(Exact::whole(5), "mg")
        );
        assert_eq!(
            per_intake("Take 500 mg at night"),
            of(Exact::whole(500), "mg")
        );
        assert_eq!(per_intake("10 units before breakfast"), count("10", "unit"));
        for unsure in [
            "1-2 tablets when needed",
            "1 to 2 tablets",
            "1 or 2 tablets at night",
            "1/2 tablet",
            "half a tablet",
            "½ tablet",
            "每次半片",
            "1 tablet in the morning, 2 tablets in the evening",
            "up to 3 tablets",
            "6 tablets a day",
            "6 tablets daily in three doses",
            "每日2片",
            "一日总量 6 片",
            "500 mg tablets twice daily",
            "as directed",
            "2 x 1 tablet",
            "1 tablette",
        ] {
            assert_eq!(per_intake(unsure), None, "{unsure}");
        }
    }
}
