//! A concept in the reader's language.

use crate::tables::{ALIAS_ORDER, CVX, FHIR, ICD10, INGREDIENTS, LOINC, Names, SNOMED, System};
use crate::{Lang, drug_label, tables};
use kin_model::Coding;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// True when the text holds a Chinese character.
#[must_use]
pub fn has_han(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'))
}

/// Is the text already in this language, as far as its script tells?
fn is_in(text: &str, lang: Lang) -> bool {
    match lang {
        Lang::Zh => has_han(text),
        Lang::En => !has_han(text),
    }
}

/// British to American spelling, for finding a name however it is written.
pub(crate) fn american(text: &str) -> String {
    let mut out = text.to_lowercase();
    for (from, to) in [
        ("haem", "hem"),
        ("aemi", "emi"),
        ("oedem", "edem"),
        ("oest", "est"),
        ("noea", "nea"),
        ("rhoea", "rhea"),
        ("tumour", "tumor"),
        ("colour", "color"),
        ("isation", "ization"),
        ("ionised", "ionized"),
        ("ischaem", "ischem"),
        ("mould", "mold"),
        ("titre", "titer"),
    ] {
        out = out.replace(from, to);
    }
    out
}

/// Names of everything in the tables, as (lower-case name in one language -> name in the other).
/// The first table that has a name wins: aliases, LOINC, SNOMED CT, CVX, ICD-10, FHIR, medicines.
struct ByText {
    to_zh: BTreeMap<String, &'static str>,
    to_en: BTreeMap<&'static str, String>,
}

static BY_TEXT: LazyLock<ByText> = LazyLock::new(|| {
    let mut by = ByText {
        to_zh: BTreeMap::new(),
        to_en: BTreeMap::new(),
    };
    for (en, zh) in ALIAS_ORDER.iter() {
        by.to_zh.entry((*en).to_owned()).or_insert(zh);
    }
    let rows = [&*LOINC, &*SNOMED, &*CVX, &*ICD10];
    let named = rows.iter().flat_map(|t| t.iter().map(|r| r.names));
    let fhir = FHIR
        .iter()
        .filter(|(key, _)| !matches!(*key, "doc" | "code"));
    let named = named.chain(fhir.map(|(_, r)| r.names));
    for n in named.chain(INGREDIENTS.iter().map(|d| d.names)) {
        by.to_zh.entry(american(n.en)).or_insert(n.zh);
        by.to_zh.entry(n.en.to_lowercase()).or_insert(n.zh);
        by.to_en.entry(n.zh).or_insert_with(|| capital(n.en));
    }
    for (en, zh) in ALIAS_ORDER.iter() {
        by.to_en.entry(zh).or_insert_with(|| capital(en));
    }
    by
});

/// SNOMED CT's semantic tags as they end a fully specified name.
const TAGS: &[&str] = &[
    "disorder)",
    "finding)",
    "procedure)",
    "situation)",
    "regime/therapy)",
    "substance)",
    "product)",
    "organism)",
    "qualifier value)",
    "observable entity)",
    "physical object)",
];

/// With a capital first letter, as a title has it.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Without SNOMED CT's semantic tag and outer space: `Hypertension (disorder)` -> `Hypertension`.
pub(crate) fn bare(text: &str) -> &str {
    let text = text.trim();
    match text.rsplit_once(" (") {
        Some((head, tag)) if TAGS.contains(&tag) => head,
        _ => text,
    }
}

/// A text without codes in the other language, when exactly this text is known.
///
/// For values and remarks such as `Negative` or `Never smoker`, and for names of medicines.
#[must_use]
pub fn localize_text(text: &str, lang: Lang) -> Option<String> {
    if is_in(text, lang) {
        return Some(text.to_owned());
    }
    let text = bare(text);
    let exact = match lang {
        Lang::Zh => BY_TEXT
            .to_zh
            .get(text.to_lowercase().as_str())
            .or_else(|| BY_TEXT.to_zh.get(american(text).as_str()))
            .copied(),
        Lang::En => BY_TEXT.to_en.get(text).map(String::as_str),
    };
    exact.map(str::to_owned).or_else(|| drug_label(text, lang))
}

fn code_names(codings: &[Coding], drugs: bool) -> Option<Names> {
    codings.iter().find_map(|c| {
        let system = tables::system_of(&c.system)?;
        let is_drug = matches!(system, System::RxNorm | System::Atc);
        (is_drug == drugs).then(|| tables::names_in(system, &c.code))?
    })
}

/// A concept in one language: its words and whether they are in that language.
///
/// The source's own words stand where they are in the language already (as far as the script
/// tells); else the name of the first code we know; else a known text; else the source's words
/// with `false`. Empty only when there are neither words nor codes.
#[must_use]
pub fn localize(codings: &[Coding], text: Option<&str>, lang: Lang) -> (String, bool) {
    let texts = || {
        text.into_iter()
            .chain(codings.iter().filter_map(|c| c.display.as_deref()))
            .map(str::trim)
            .filter(|t| !t.is_empty())
    };
    // A source that gives no words leaves a code where the words would be.
    let is_code = |text: &str| {
        let printed = |c: &Coding| crate::unnamed::code_text(&c.system, &c.code);
        let ends = |c: &&Coding| !c.code.is_empty() && text.contains(c.code.as_str());
        codings
            .iter()
            .filter(ends)
            .any(|c| c.code == text || printed(c).as_deref() == Some(text))
    };
    let named = || code_names(codings, false).or_else(|| code_names(codings, true));
    if let Some(own) = texts()
        .next()
        .filter(|t| is_in(t, lang) && !(is_code(t) && named().is_some()))
    {
        return (own.to_owned(), true);
    }
    if let Some(names) = code_names(codings, false) {
        return (names.in_lang(lang).to_owned(), true);
    }
    // A medicine's text says more than its ingredient's code: strength and form.
    if let Some(known) = texts().find_map(|t| localize_text(t, lang)) {
        return (known, true);
    }
    if let Some(names) = code_names(codings, true) {
        return (capital(names.in_lang(lang)), true);
    }
    let fallback = texts()
        .next()
        .or_else(|| {
            codings
                .iter()
                .map(|c| c.code.as_str())
                .find(|c| !c.is_empty())
        })
        .unwrap_or_default();
    (fallback.to_owned(), false)
}

/// An English title short enough for one line of print.
///
/// A LOINC long common name (`Glucose [Mass/volume] in Blood`) gives way to the short name of its
/// code, where there is one; a SNOMED CT name loses its semantic tag (`(disorder)`). Any other title
/// is returned as it is. For display beside the original words, never instead of them.
#[must_use]
pub fn short_title(codings: &[Coding], title: &str) -> String {
    if title.contains(" [")
        && let Some(names) = code_names(codings, false)
    {
        return names.in_lang(Lang::En).to_owned();
    }
    bare(title).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding(system: &str, code: &str, display: &str) -> Coding {
        Coding {
            system: system.into(),
            code: code.into(),
            display: (!display.is_empty()).then(|| display.into()),
        }
    }

    #[test]
    fn a_code_that_stands_for_words_gives_way_to_the_name() {
        for (system, code, en, zh) in [
            (
                kin_model::system::LOINC,
                "85354-9",
                "Blood pressure",
                "血压",
            ),
            (
                "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips",
                "no-medication-info",
                "No information about medications",
                "无用药信息",
            ),
        ] {
            let bare = [coding(system, code, "")];
            let named = |lang| localize(&bare, Some(code), lang);
            assert_eq!(named(Lang::En), (en.to_owned(), true));
            assert_eq!(named(Lang::Zh), (zh.to_owned(), true));
        }
        let own = [coding("urn:local", "X-1", "")];
        assert_eq!(localize(&own, Some("X-1"), Lang::En).0, "X-1");
    }

    #[test]
    fn long_names_have_a_short_form_for_print() {
        let ast = coding(kin_model::system::LOINC, "1920-8", "");
        let long = "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma";
        let short = short_title(std::slice::from_ref(&ast), long);
        assert!(!short.contains('[') && short.len() < 30, "{short}");
        assert_eq!(short_title(&[], long), long, "no code, no other name");
        assert_eq!(short_title(&[ast], "SGOT"), "SGOT", "short words stand");
        assert_eq!(short_title(&[], "Asthma (disorder)"), "Asthma");
        assert_eq!(short_title(&[], "Oedema (left leg)"), "Oedema (left leg)");
    }

    #[test]
    fn the_source_speaks_where_it_speaks_the_language() {
        let c = [coding("http://snomed.info/sct", "38341003", "高血压病")];
        assert_eq!(localize(&c, None, Lang::Zh), ("高血压病".into(), true));
        assert_eq!(
            localize(&c, None, Lang::En),
            ("High blood pressure".into(), true)
        );
        let c = [coding(
            "http://snomed.info/sct",
            "59621000",
            "Essential hypertension (disorder)",
        )];
        assert_eq!(
            localize(&c, None, Lang::En),
            ("Essential hypertension (disorder)".into(), true)
        );
        assert_eq!(localize(&c, None, Lang::Zh), ("原发性高血压".into(), true));
    }

    #[test]
    fn texts_without_codes_and_unknown_things() {
        assert_eq!(
            localize(&[], Some("Hyperlipidemia (disorder)"), Lang::Zh).0,
            "高脂血症"
        );
        assert_eq!(
            localize(&[], Some("Osteoarthritis of the knee"), Lang::Zh).0,
            "膝骨关节炎"
        );
        assert_eq!(
            localize(&[], Some("Walks with a funny gait"), Lang::Zh),
            ("Walks with a funny gait".into(), false),
            "nothing is invented"
        );
        assert_eq!(
            localize(&[coding("urn:x", "77", "")], None, Lang::En),
            ("77".into(), false)
        );
        assert_eq!(localize(&[], None, Lang::En), (String::new(), false));
        assert_eq!(localize_text("Negative", Lang::Zh).as_deref(), Some("阴性"));
        assert_eq!(localize_text("阴性", Lang::En).as_deref(), Some("Negative"));
    }

    #[test]
    fn a_medicine_keeps_its_strength() {
        let c = [coding(
            "http://www.nlm.nih.gov/research/umls/rxnorm",
            "860975",
            "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet",
        )];
        assert_eq!(
            localize(&c, None, Lang::Zh),
            ("24小时 二甲双胍 500 mg 缓释片".into(), true)
        );
        let c = [coding("http://www.whocc.no/atc", "A10BA02", "")];
        assert_eq!(localize(&c, None, Lang::Zh), ("二甲双胍".into(), true));
        assert_eq!(
            localize(&[], Some("苯磺酸氨氯地平片 5mg"), Lang::En),
            ("Amlodipine tablet 5 mg".into(), true)
        );
    }
}
