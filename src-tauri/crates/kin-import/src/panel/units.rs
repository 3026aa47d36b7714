//! Units as papers print them.

use super::spell::plain;
use std::collections::BTreeMap;
use std::sync::LazyLock;

fn key(unit: &str) -> String {
    let unit = plain(unit);
    let unit = unit.trim_matches(['(', ')', '[', ']']);
    unit.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

static UNITS: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let rows = include_str!("../../tables/units.tsv").lines();
    let rows = rows.filter(|row| !row.starts_with('#'));
    let pairs = rows.filter_map(|row| row.split_once('|'));
    let each = |(code, spellings): (&'static str, &'static str)| {
        let spellings = spellings.split(';').map(key);
        spellings
            .map(move |spelling| (spelling, code))
            .collect::<Vec<_>>()
    };
    pairs.flat_map(each).collect()
});

/// The UCUM code of a unit as printed, where that is certain.
///
/// `G/L` is giga per litre on some sheets and gram on others: it is neither.
pub(super) fn ucum(printed: &str) -> Option<&'static str> {
    let bare = plain(printed);
    if bare.trim_matches(['(', ')', '[', ']']).starts_with("G/") {
        return None;
    }
    UNITS.get(&key(printed)).copied()
}

/// Whether a cell looks like a unit, known or not.
pub(super) fn looks_like_unit(cell: &str) -> bool {
    let plain = plain(cell);
    ucum(&plain).is_some()
        || (plain.contains('/')
            && plain.chars().count() <= 20
            && plain.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '('))
            && plain.chars().any(char::is_alphabetic)
            && !plain.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_known_only_where_they_are_certain() {
        for (printed, code) in [
            ("×10⁹/L", "10*9/L"),
            ("10^12/L", "10*12/L"),
            ("MMOL/L", "mmol/L"),
            ("μmol/L", "umol/L"),
            ("[mg/dL]", "mg/dL"),
            ("ml/min/1.73m²", "mL/min/{1.73_m2}"),
            ("x10E3/uL", "10*3/uL"),
            ("g/l", "g/L"),
            ("％", "%"),
        ] {
            assert_eq!(ucum(printed), Some(code), "{printed}");
        }
        for unknown in ["G/L", "G/l", "", "furlong", "mmol"] {
            assert_eq!(ucum(unknown), None, "{unknown}");
        }
    }
}
