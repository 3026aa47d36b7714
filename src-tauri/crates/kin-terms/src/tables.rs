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
    ("http://hl7.org/fhir/data-absent-reason", "dar"),
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
    // The relationship of a relative, and what it was called in STU3, DSTU2 and CDA.
    ("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "role"),
    ("http://hl7.org/fhir/v3/RoleCode", "role"),
    ("http://hl7.org/fhir/familial-relationship", "role"),
    ("urn:oid:2.16.840.1.113883.5.111", "role"),
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
static UNITS: LazyLock<Vec<Row>> =
    LazyLock::new(|| code_table(include_str!("../tables/units.tsv")));

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

/// A product, or another way of writing, that stands for one or more substances.
pub(crate) struct Product {
    /// Ways of writing it: English in small letters, or Chinese.
    pub(crate) names: &'static [&'static str],
    /// Positions of its ingredients.
    pub(crate) ingredients: Vec<usize>,
    /// Are these all? Otherwise it holds at least these.
    pub(crate) whole: bool,
    /// ATC code of the combination; may be empty.
    pub(crate) atc: &'static str,
}

/// Products in the order of the file.
pub(crate) static PRODUCTS: LazyLock<Vec<Product>> = LazyLock::new(|| {
    lines(include_str!("../tables/products.tsv"))
        .filter_map(|mut f| {
            let names = synonyms(f.next()?);
            let holds = f.next()?;
            let of = |name: &str| INGREDIENTS.iter().position(|d| d.names.en == name);
            Some(Product {
                names,
                ingredients: holds.split(';').filter_map(of).collect(),
                whole: f.next()? == "all",
                atc: f.next().unwrap_or_default(),
            })
        })
        .collect()
});

/// ATC codes that the WHO centre has replaced: before | now.
const REPLACED_ATC: &[(&str, &str)] = &[("N03AX12", "N02BF01"), ("N03AX16", "N02BF02")];

/// The ATC code that stands for a replaced one; others as they are.
pub(crate) fn current_atc(code: &str) -> &str {
    let replaced = REPLACED_ATC.iter().find(|(before, _)| *before == code);
    replaced.map_or(code, |(_, now)| now)
}

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

/// `I10.x00` as `I10`: how China's editions write a category that has no subcategories. A code with more behind it
/// (`I10.x00x002`) says more than the category and is none.
///
/// # Source
/// GB/T 14396-2016 (China's classification and codes of diseases, six places), its clinical edition 2.0.
fn without_filling(code: &str) -> Option<&str> {
    code.strip_suffix(".x00").filter(|c| c.len() == 3)
}

pub(crate) fn names_in(system: System, code: &str) -> Option<Names> {
    match system {
        System::Loinc => find(&LOINC, code),
        System::Snomed => find(&SNOMED, code),
        System::RxNorm => find_drug(&RXNORM, code),
        System::Atc => find_drug(&ATC, current_atc(code)),
        System::Cvx => find(&CVX, code).or_else(|| find(&CVX, &format!("{code:0>2}"))),
        System::Icd10 => find(&ICD10, code)
            .or_else(|| find(&ICD10, &with_point(code)?))
            .or_else(|| find(&ICD10, without_filling(code)?)),
        System::Fhir(key) => find_fhir(key, code),
    }
}

/// What a person calls the system of a URI or OID, where it is one whose codes have names here.
pub(crate) fn system_title(uri: &str) -> Option<&'static str> {
    Some(match system_of(uri)? {
        System::Loinc => "LOINC",
        System::Snomed => "SNOMED CT",
        System::RxNorm => "RxNorm",
        System::Atc => "ATC",
        System::Cvx => "CVX",
        System::Icd10 => "ICD-10",
        System::Fhir(_) => "HL7",
    })
}

/// The names of a code, when the code is in our tables.
///
/// `system` is the FHIR URI or the OID as `urn:oid:…`. A more specific code never gets the name of
/// its category: that would say less than the source did.
#[must_use]
pub fn names(system: &str, code: &str) -> Option<Names> {
    names_in(system_of(system)?, code)
}

/// A unit in words, by its UCUM code: `mm[Hg]` -> millimetres of mercury, 毫米汞柱.
///
/// For reading aloud and for explaining; what is printed beside a number is [`crate::ucum::print_unit`].
#[must_use]
pub fn unit_names(code: &str) -> Option<Names> {
    let code = code.trim();
    // What stands in braces says what is counted and is no part of the unit.
    find(&UNITS, code).or_else(|| find(&UNITS, &crate::ucum::without_annotations(code)))
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
        "data-absent-reason" => &["dar"],
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
mod tests;
