//! What a printed name means, where that is certain.

use super::spell::{is_han, key, plain};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// One thing that laboratories measure in blood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Analyte {
    pub(super) en: &'static str,
    pub(super) zh: &'static str,
    /// UCUM code (empty: none) and LOINC code (empty: none is certain).
    units: Vec<(&'static str, &'static str)>,
}

struct Table {
    analytes: Vec<Analyte>,
    /// From a name to the analytes that are called so.
    names: BTreeMap<String, BTreeSet<usize>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        analytes: Vec::new(),
        names: BTreeMap::new(),
    };
    let rows = include_str!("../../tables/analytes.tsv").lines();
    for row in rows.filter(|row| !row.starts_with('#')) {
        let mut fields = row.split('|');
        let (Some(en), Some(zh), Some(names), Some(units)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let at = table.analytes.len();
        for name in names.split(';').chain([en, zh]) {
            table.names.entry(key(name)).or_default().insert(at);
        }
        table.analytes.push(Analyte {
            en,
            zh,
            units: units.split(';').filter_map(|u| u.split_once('=')).collect(),
        });
    }
    table
});

/// What is known of a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Nothing.
    No,
    /// One thing, and its code in the unit printed, where that is certain.
    One(&'static Analyte, Option<&'static str>),
    /// One thing, but not in such a unit.
    OtherUnit(&'static Analyte),
    /// The parts of the name mean different things.
    TwoWays,
}

fn lookup(name: &str) -> BTreeSet<usize> {
    TABLE.names.get(&key(name)).cloned().unwrap_or_default()
}

/// The parts of a printed name: what is outside brackets (its Chinese and its other letters apart), what is in them.
fn parts(name: &str) -> (Vec<String>, Vec<String>) {
    let name = plain(name);
    let bare = name.trim_start_matches(|c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                '.' | '、' | ')' | '*' | '★' | '☆' | '▲' | '#' | ' ' | '●' | '◆'
            )
    });
    // A name may begin with a digit itself.
    let bare = if bare.is_empty() { name.as_str() } else { bare };
    let (mut outside, mut inside, mut depth) = (String::new(), Vec::new(), 0_u8);
    for c in bare.chars() {
        match c {
            '(' | '[' => {
                depth = depth.saturating_add(1);
                inside.push(String::new());
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            c => {
                if let Some(last) = inside.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    let han: String = outside
        .chars()
        .filter(|c| is_han(*c) || matches!(c, '%' | '#' | 'γ' | 'β' | 'α') || c.is_ascii_digit())
        .collect();
    let latin: String = outside.chars().filter(|c| !is_han(*c)).collect();
    let mut main = vec![bare.to_owned(), outside.clone()];
    let mut side = inside;
    if outside.chars().any(is_han) {
        main.push(han);
        if latin.chars().any(char::is_alphabetic) {
            side.push(latin);
        }
    } else if let Some((first, second)) = outside.split_once([',', '/']) {
        // `CHOLESTEROL, TOTAL`, `AST/SGOT`: as a whole only, besides the order of its words.
        main.push(format!("{second} {first}"));
    }
    (main, side)
}

/// Whether all of these are one of those, seen closer: fasting glucose is glucose.
fn narrower(these: &BTreeSet<usize>, those: &BTreeSet<usize>) -> bool {
    const CLOSER: [(&str, &str); 3] = [
        ("Fasting glucose", "Glucose"),
        ("LDL cholesterol (calculated)", "LDL cholesterol"),
        ("C-reactive protein, high sensitivity", "C-reactive protein"),
    ];
    let name = |at: &usize| TABLE.analytes.get(*at).map(|a| a.en);
    these.iter().all(|one| {
        let wider = CLOSER.iter().find(|(close, _)| name(one) == Some(close));
        wider.is_some_and(|(_, wide)| those.iter().any(|other| name(other) == Some(wide)))
    })
}

/// What a printed name and its short form mean. The main name decides; a short form alone does where no other name is
/// there, and where both are known they must agree.
pub(super) fn known(name: &str, short: Option<&str>, unit: Option<&str>, words: bool) -> Known {
    let (main, mut side) = parts(name);
    let mut found: BTreeSet<usize> = main
        .iter()
        .map(|n| lookup(n))
        .find(|f| !f.is_empty())
        .unwrap_or_default();
    side.extend(short.map(str::to_owned));
    if found.is_empty() && plain(name).is_empty() {
        found = short.map(lookup).unwrap_or_default();
    }
    if found.is_empty() {
        return Known::No;
    }
    for other in side {
        let other = lookup(&other);
        let both: BTreeSet<usize> = found.intersection(&other).copied().collect();
        if !both.is_empty() {
            found = both;
        } else if !other.is_empty() && !narrower(&found, &other) {
            return Known::TwoWays;
        }
    }
    let all: Vec<&'static Analyte> = found
        .iter()
        .filter_map(|at| TABLE.analytes.get(*at))
        .collect();
    let fits: Vec<(&'static Analyte, &'static str)> = all
        .iter()
        .filter_map(|a| {
            let code = a.units.iter().find(|(u, _)| *u == unit.unwrap_or_default());
            code.map(|(_, loinc)| (*a, *loinc))
        })
        .collect();
    match (fits.as_slice(), all.as_slice()) {
        // Results in words have codes of their own.
        ([(analyte, loinc)], _) => {
            Known::One(analyte, Some(*loinc).filter(|l| !l.is_empty() && !words))
        }
        ([], [one]) => Known::OtherUnit(one),
        ([], _) => Known::No,
        _ => Known::TwoWays,
    }
}

/// Every name and code of the table, for tests of other crates.
pub fn panel_codes() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    TABLE.analytes.iter().flat_map(|a| {
        let codes = a.units.iter().filter(|(_, loinc)| !loinc.is_empty());
        codes.map(|(_, loinc)| (*loinc, a.en, a.zh))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str, short: Option<&str>, unit: &str) -> Option<&'static str> {
        match known(name, short, Some(unit).filter(|u| !u.is_empty()), false) {
            Known::One(_, code) => code,
            _ => None,
        }
    }

    #[test]
    fn a_name_needs_its_unit() {
        for (name, unit, loinc) in [
            ("总胆固醇 Cholesterol", "mmol/L", "14647-2"),
            ("CHOLESTEROL, TOTAL", "mg/dL", "2093-3"),
            ("★丙氨酸氨基转移酶(ALT)", "U/L", "1742-6"),
            ("1.白细胞计数", "10*9/L", "26464-8"),
            ("*γ-谷氨酰转移酶", "U/L", "2324-2"),
            ("Glucose", "mg/dL", "2345-7"),
            ("空腹血糖 Glucose", "mmol/L", "14771-0"),
            ("NEUT%", "%", "26511-6"),
            ("Neutrophils", "10*3/uL", "26499-4"),
            ("国际标准化比值", "", "6301-6"),
            ("糖化血红蛋白(HbA1c)", "%", "4548-4"),
            ("PCT", "ng/mL", "33959-8"),
        ] {
            assert_eq!(code(name, None, unit), Some(loinc), "{name}");
        }
        assert_eq!(
            known("Glucose", None, Some("furlong"), false),
            Known::OtherUnit(&TABLE.analytes[0])
        );
        assert_eq!(
            code("尿葡萄糖(GLU)", None, "mmol/L"),
            None,
            "a short form does not overrule the name"
        );
        assert_eq!(
            known("尿素", Some("GLU"), Some("mmol/L"), false),
            Known::TwoWays
        );
        assert_eq!(code("", Some("ALT"), "U/L"), Some("1742-6"));
        assert_eq!(known("氨基末端前体", None, None, false), Known::No);
    }

    #[test]
    fn every_code_has_its_check_digit_and_every_unit_is_known() {
        for (loinc, en, _) in panel_codes() {
            let (body, check) = loinc.split_once('-').unwrap();
            let sum: u32 = body
                .bytes()
                .rev()
                .enumerate()
                .map(|(i, b)| {
                    let d = u32::from(b - b'0') * if i % 2 == 0 { 2 } else { 1 };
                    d / 10 + d % 10
                })
                .sum();
            assert_eq!(((10 - sum % 10) % 10).to_string(), check, "{en} {loinc}");
        }
        let units = include_str!("../../tables/units.tsv");
        for analyte in &TABLE.analytes {
            for (unit, _) in &analyte.units {
                let row = format!("\n{unit}|");
                assert!(
                    unit.is_empty() || units.contains(&row),
                    "{} {unit}",
                    analyte.en
                );
            }
        }
    }
}
