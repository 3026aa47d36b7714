//! The tables of names, parsed once and searched by code.

use crate::Lang;
use std::sync::LazyLock;

/// Names of one concept for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Names {
    /// Plain English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
    /// Further words by which a person may look for it, in either language.
    pub synonyms: &'static [&'static str],
}

impl Names {
    /// The name in one language.
    #[must_use]
    pub const fn in_lang(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// A code system of which we have names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum System {
    Loinc,
    Snomed,
    RxNorm,
    Atc,
    Cvx,
    Icd10,
    /// A small FHIR or HL7 code system, by its key in `fhir.tsv`.
    Fhir(&'static str),
}

/// The small systems of `fhir.tsv`: URI, key.
const FHIR_SYSTEMS: &[(&str, &str)] = &[
    (
        "http://terminology.hl7.org/CodeSystem/condition-clinical",
        "clinical",
    ),
    (
        "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
        "clinical",
    ),
    (
        "http://terminology.hl7.org/CodeSystem/condition-ver-status",
        "ver",
    ),
    (
        "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
        "ver",
    ),
    (
        "http://terminology.hl7.org/CodeSystem/observation-category",
        "obscat",
    ),
    ("http://hl7.org/fhir/observation-category", "obscat"),
    (
        "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
        "interp",
    ),
    (
        "http://terminology.hl7.org/CodeSystem/data-absent-reason",
        "dar",
    ),
    ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "act"),
    (
        "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips",
        "absent",
    ),
    (
        "http://hl7.org/fhir/allergy-intolerance-criticality",
        "crit",
    ),
    ("http://hl7.org/fhir/administrative-gender", "sex"),
];

/// The system of a URI or OID, as it is written in real records.
///
/// # Source
/// HL7, FHIR R4 4.0.1, terminologies-systems; OIDs: standards.md section 7, rule 5, and section 11.
pub(crate) fn system_of(uri: &str) -> Option<System> {
    let uri = uri.trim_end_matches('/');
    Some(match uri {
        "http://loinc.org" | "https://loinc.org" | "urn:oid:2.16.840.1.113883.6.1" => System::Loinc,
        "urn:oid:2.16.840.1.113883.6.96" => System::Snomed,
        "http://www.nlm.nih.gov/research/umls/rxnorm" | "urn:oid:2.16.840.1.113883.6.88" => {
            System::RxNorm
        }
        "http://www.whocc.no/atc" | "urn:oid:2.16.840.1.113883.6.73" => System::Atc,
        "http://hl7.org/fhir/sid/cvx" | "urn:oid:2.16.840.1.113883.12.292" => System::Cvx,
        "http://hl7.org/fhir/sid/icd-10"
        | "http://hl7.org/fhir/sid/icd-10-cm"
        | "urn:oid:2.16.840.1.113883.6.3"
        | "urn:oid:2.16.840.1.113883.6.90"
        | "urn:oid:2.16.156.10011.2.3.3.11" => System::Icd10,
        _ if uri.starts_with("http://snomed.info/sct") => System::Snomed,
        _ => System::Fhir(FHIR_SYSTEMS.iter().find(|(u, _)| *u == uri)?.1),
    })
}

/// One row of a table.
pub(crate) struct Row {
    pub(crate) code: &'static str,
    pub(crate) names: Names,
}

fn lines(text: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    text.lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(|l| l.split('|'))
}

/// Lists that live as long as the program, one per row; the tables are parsed once.
fn kept(words: Vec<&'static str>) -> &'static [&'static str] {
    Box::leak(words.into_boxed_slice())
}

fn synonyms(text: &'static str) -> &'static [&'static str] {
    kept(text.split(';').filter(|w| !w.is_empty()).collect())
}

fn code_table(text: &'static str) -> Vec<Row> {
    let mut rows: Vec<Row> = lines(text)
        .filter_map(|mut f| {
            Some(Row {
                code: f.next()?,
                names: Names {
                    en: f.next()?,
                    zh: f.next()?,
                    synonyms: synonyms(f.next().unwrap_or_default()),
                },
            })
        })
        .collect();
    rows.sort_by_key(|r| r.code);
    rows
}

pub(crate) static LOINC: LazyLock<Vec<Row>> =
    LazyLock::new(|| code_table(include_str!("../tables/loinc.tsv")));
pub(crate) static SNOMED: LazyLock<Vec<Row>> =
    LazyLock::new(|| code_table(include_str!("../tables/snomed.tsv")));
pub(crate) static CVX: LazyLock<Vec<Row>> =
    LazyLock::new(|| code_table(include_str!("../tables/vaccines.tsv")));
pub(crate) static ICD10: LazyLock<Vec<Row>> =
    LazyLock::new(|| code_table(include_str!("../tables/icd10.tsv")));

/// One ingredient of medicines.
pub(crate) struct Ingredient {
    pub(crate) names: Names,
    pub(crate) rxnorm: &'static str,
    pub(crate) atc: &'static str,
}

/// Ingredients in the order of the file.
pub(crate) static INGREDIENTS: LazyLock<Vec<Ingredient>> = LazyLock::new(|| {
    lines(include_str!("../tables/drugs.tsv"))
        .filter_map(|mut f| {
            let english: Vec<&'static str> = f.next()?.split(';').collect();
            let (first, others) = english.split_first()?;
            Some(Ingredient {
                names: Names {
                    en: first,
                    zh: f.next()?,
                    synonyms: kept(others.to_vec()),
                },
                rxnorm: f.next()?,
                atc: f.next().unwrap_or_default(),
            })
        })
        .collect()
});

/// Words around an ingredient: kind, word, translation.
pub(crate) static DRUG_WORDS: LazyLock<Vec<(&'static str, &'static str, &'static str)>> =
    LazyLock::new(|| {
        lines(include_str!("../tables/drug_words.tsv"))
            .filter_map(|mut f| Some((f.next()?, f.next()?, f.next().unwrap_or_default())))
            .collect()
    });

/// Codes of `drugs.tsv` with the ingredient's position, sorted: (code, position).
fn drug_codes(code: impl Fn(&Ingredient) -> &'static str) -> Vec<(&'static str, usize)> {
    let mut codes: Vec<_> = INGREDIENTS
        .iter()
        .enumerate()
        .map(|(i, d)| (code(d), i))
        .filter(|(c, _)| !c.is_empty())
        .collect();
    codes.sort_unstable();
    codes
}

static RXNORM: LazyLock<Vec<(&'static str, usize)>> = LazyLock::new(|| drug_codes(|d| d.rxnorm));
static ATC: LazyLock<Vec<(&'static str, usize)>> = LazyLock::new(|| drug_codes(|d| d.atc));

/// Rows of `fhir.tsv`: (key, code, names), sorted.
pub(crate) static FHIR: LazyLock<Vec<(&'static str, Row)>> = LazyLock::new(|| {
    let mut rows: Vec<_> = lines(include_str!("../tables/fhir.tsv"))
        .filter_map(|mut f| {
            let key = f.next()?;
            let (code, en, zh) = (f.next()?, f.next()?, f.next()?);
            Some((
                key,
                Row {
                    code,
                    names: Names {
                        en,
                        zh,
                        synonyms: &[],
                    },
                },
            ))
        })
        .collect();
    rows.sort_by_key(|(key, row)| (*key, row.code));
    rows
});

/// Texts of `aliases.tsv`: (English, Chinese), in the order of the file.
pub(crate) static ALIAS_ORDER: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    lines(include_str!("../tables/aliases.tsv"))
        .filter_map(|mut f| Some((f.next()?, f.next()?)))
        .collect()
});

fn find(rows: &[Row], code: &str) -> Option<Names> {
    let i = rows.binary_search_by(|r| r.code.cmp(code)).ok()?;
    rows.get(i).map(|r| r.names)
}

fn find_drug(codes: &[(&'static str, usize)], code: &str) -> Option<Names> {
    let i = codes.binary_search_by(|(c, _)| (*c).cmp(code)).ok()?;
    let (_, position) = codes.get(i)?;
    INGREDIENTS.get(*position).map(|d| d.names)
}

fn find_fhir(key: &str, code: &str) -> Option<Names> {
    let i = FHIR
        .binary_search_by(|(k, r)| (*k, r.code).cmp(&(key, code)))
        .ok()?;
    FHIR.get(i).map(|(_, r)| r.names)
}

/// `E119` as `E11.9`: US data often leaves the point out.
fn with_point(code: &str) -> Option<String> {
    let (head, tail) = code.split_at_checked(3)?;
    let plain = !tail.is_empty()
        && head.starts_with(|c: char| c.is_ascii_uppercase())
        && head.get(1..)?.bytes().all(|b| b.is_ascii_digit())
        && tail.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| format!("{head}.{tail}"))
}

pub(crate) fn names_in(system: System, code: &str) -> Option<Names> {
    match system {
        System::Loinc => find(&LOINC, code),
        System::Snomed => find(&SNOMED, code),
        System::RxNorm => find_drug(&RXNORM, code),
        System::Atc => find_drug(&ATC, code),
        System::Cvx => find(&CVX, code).or_else(|| find(&CVX, &format!("{code:0>2}"))),
        System::Icd10 => find(&ICD10, code).or_else(|| find(&ICD10, &with_point(code)?)),
        System::Fhir(key) => find_fhir(key, code),
    }
}

/// The names of a code, when the code is in our tables.
///
/// `system` is the FHIR URI or the OID as `urn:oid:…`. A more specific code never gets the name of
/// its category: that would say less than the source did.
#[must_use]
pub fn names(system: &str, code: &str) -> Option<Names> {
    names_in(system_of(system)?, code)
}

/// The name of the ICD-10 category of a longer code, for searching only.
pub(crate) fn icd10_category(code: &str) -> Option<Names> {
    let pointed = with_point(code);
    let code = pointed.as_deref().unwrap_or(code);
    (3..code.len())
        .rev()
        .find_map(|n| find(&ICD10, code.get(..n)?))
}

/// A FHIR status code in plain words, e.g. `on-hold` -> 暂停.
#[must_use]
pub fn status_word(code: &str, lang: Lang) -> Option<&'static str> {
    find_fhir("status", code).map(|n| n.in_lang(lang))
}

/// A code that is the whole value of a field, in plain words: `vital-signs` of a category -> 生命体征.
/// `field` is the name of the field in kebab-case: the same code can mean two things.
#[must_use]
pub fn code_word(field: &str, code: &str, lang: Lang) -> Option<&'static str> {
    let keys: &[&str] = match field {
        "category" => &["obscat", "code"],
        "class" => &["act"],
        "clinical-status" => &["clinical"],
        "verification-status" => &["ver"],
        "criticality" => &["crit"],
        "gender" => &["sex"],
        _ => &["status", "code"],
    };
    let found = keys.iter().find_map(|key| find_fhir(key, code));
    found.map(|n| n.in_lang(lang))
}

/// A word of a coded document's narrative, e.g. `reason`; see key `doc` in `fhir.tsv`.
#[must_use]
pub fn document_word(code: &str, lang: Lang) -> Option<&'static str> {
    find_fhir("doc", code).map(|n| n.in_lang(lang))
}

/// `female`, `male`, `other`, `unknown` in plain words.
#[must_use]
pub fn sex_word(code: &str, lang: Lang) -> Option<&'static str> {
    find_fhir("sex", code).map(|n| n.in_lang(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_named_as_its_field_means_it() {
        assert_eq!(
            code_word("category", "vital-signs", Lang::Zh),
            Some("生命体征")
        );
        assert_eq!(
            code_word("category", "medication", Lang::En),
            Some("Medicine")
        );
        assert_eq!(
            code_word("clinical-status", "active", Lang::Zh),
            Some("活动")
        );
        assert_eq!(code_word("status", "active", Lang::Zh), Some("进行中"));
        assert_eq!(
            code_word("class", "AMB", Lang::En),
            Some("Outpatient visit")
        );
        assert_eq!(code_word("note", "Dizzy", Lang::Zh), None);
        assert_eq!(
            crate::localize_text("Home", Lang::Zh),
            None,
            "a code is no word of the source"
        );
    }

    #[test]
    fn every_row_is_whole_and_its_code_is_there_once() {
        for (name, rows, at_least) in [
            ("loinc", &*LOINC, 400),
            ("snomed", &*SNOMED, 500),
            ("cvx", &*CVX, 70),
            ("icd10", &*ICD10, 150),
        ] {
            assert!(rows.len() >= at_least, "{name} has {} rows", rows.len());
            for pair in rows.windows(2) {
                assert_ne!(pair[0].code, pair[1].code, "{name}: a code twice");
            }
            for row in rows {
                let n = row.names;
                assert!(!n.en.is_empty() && !n.zh.is_empty(), "{name} {}", row.code);
                assert!(
                    crate::has_han(n.zh) || n.zh.contains(n.en),
                    "{name} {}: {} is no Chinese",
                    row.code,
                    n.zh
                );
                assert!(
                    !crate::has_han(n.en),
                    "{name} {}: {} is no English",
                    row.code,
                    n.en
                );
            }
        }
        assert!(INGREDIENTS.len() > 280, "{} ingredients", INGREDIENTS.len());
        for codes in [&*RXNORM, &*ATC] {
            for pair in codes.windows(2) {
                assert_ne!(pair[0].0, pair[1].0, "a drug code twice");
            }
        }
    }

    #[test]
    fn loinc_check_digits_are_right() {
        // LOINC Users' Guide, appendix C: the last digit is the Mod 10 check digit (Luhn).
        for row in LOINC.iter() {
            let (body, check) = row.code.split_once('-').unwrap();
            let sum: u32 = body
                .bytes()
                .rev()
                .enumerate()
                .map(|(i, b)| {
                    let d = u32::from(b - b'0') * if i % 2 == 0 { 2 } else { 1 };
                    d / 10 + d % 10
                })
                .sum();
            assert_eq!(
                ((10 - sum % 10) % 10).to_string(),
                check,
                "LOINC {}",
                row.code
            );
        }
    }

    #[test]
    fn snomed_check_digits_are_right() {
        // SNOMED CT identifiers end in a Verhoeff check digit (Technical Implementation Guide).
        const D: [[usize; 10]; 10] = [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
            [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
            [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
            [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
            [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
            [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
            [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
            [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
            [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
            [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
        ];
        const P: [[usize; 10]; 8] = [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
            [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
            [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
            [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
            [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
            [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
            [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
            [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
        ];
        for row in SNOMED.iter() {
            let mut c = 0;
            for (i, b) in row.code.bytes().rev().enumerate() {
                c = D[c][P[i % 8][usize::from(b - b'0')]];
            }
            assert_eq!(c, 0, "SNOMED CT {} {}", row.code, row.names.en);
        }
    }

    #[test]
    fn codes_are_found_by_uri_and_oid() {
        assert_eq!(
            names("http://loinc.org", "4548-4").unwrap().zh,
            "糖化血红蛋白(HbA1c)"
        );
        assert_eq!(
            names("urn:oid:2.16.840.1.113883.6.96", "44054006")
                .unwrap()
                .zh,
            "2型糖尿病"
        );
        assert_eq!(
            names("http://hl7.org/fhir/sid/cvx", "3").unwrap().zh,
            "麻腮风疫苗"
        );
        assert_eq!(
            names("http://hl7.org/fhir/sid/icd-10-cm", "E119")
                .unwrap()
                .en,
            "Type 2 diabetes without complications"
        );
        assert_eq!(
            names("http://www.whocc.no/atc", "C08CA01").unwrap().zh,
            "氨氯地平"
        );
        assert!(
            names("http://hl7.org/fhir/sid/icd-10-cm", "E11.319").is_none(),
            "a category's name is not the code's name"
        );
        assert_eq!(icd10_category("E11.319").unwrap().zh, "2型糖尿病伴眼并发症");
        assert_eq!(icd10_category("I10.x00x002").unwrap().zh, "原发性高血压");
        assert!(names("urn:local", "1").is_none());
        assert_eq!(status_word("on-hold", Lang::Zh), Some("暂停"));
    }
}
