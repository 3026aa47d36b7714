//! Dates, decimals, units, names, texts.

use crate::{only_run, text, two};
use kin_i18n::{Lang, date_text, month_text};
use kin_model::{Coding, Decimal, PartialDate, Precision, readable_value};
use kin_terms::ucum;
use std::cmp::Ordering;

/// Dates, decimals, units and values as a source writes them.
pub(crate) fn values(data: &[u8]) {
    let whole = text(data);
    if let Ok(date) = whole.parse::<PartialDate>() {
        let shown = date.to_string();
        let again: PartialDate = shown.parse().expect("a date that is shown can be read");
        assert_eq!(date, again, "and is the same: {whole} {shown}");
        assert!(date.precision() >= Precision::Year);
        let kept = PartialDate::from_stored(date.sort_seconds(), date.shape());
        let kept = kept.expect("a date that is stored comes back");
        assert_eq!(kept.sort_seconds(), date.sort_seconds(), "{whole}");
        assert_eq!(kept.precision(), date.precision(), "{whole}");
        assert_eq!(kept.offset_minutes(), date.offset_minutes(), "{whole}");
        assert_eq!(
            date.age_on(&date),
            Some(0),
            "nobody is older than on that day"
        );
        for lang in [Lang::En, Lang::ZhCn] {
            assert!(!date_text(lang, &shown).is_empty());
            only_run(month_text(lang, &shown));
        }
    }
    if let Ok(number) = whole.parse::<Decimal>() {
        assert_eq!(number.as_str(), whole, "the digits stay");
        if number.to_exact().is_some() {
            assert_eq!(number.compare(&number), Some(Ordering::Equal));
        }
        only_run(number.to_chart());
    } else if whole.len() <= 64 {
        let json = serde_json::from_str::<serde_json::Number>(&whole);
        assert!(
            json.is_err() || whole.trim() != whole,
            "a JSON number that is no decimal: {whole}"
        );
    }
    let printed = ucum::print_unit(&whole);
    assert!(printed.len() <= 8 * whole.len() + 16);
    only_run(ucum::is_ucum(&whole));
    only_run(readable_value(&whole));
    let (value, units) = two(data);
    let (from, to) = two(units);
    if let Ok(number) = text(value).parse::<Decimal>() {
        let (from, to) = (text(from), text(to));
        for places in [0, 3, 6] {
            if let Some(there) = ucum::convert(&number, &from, &to, None, places) {
                assert!(there.to_exact().is_some() || from == to, "{there}");
            }
        }
    }
}

/// Codes and texts in the reader's language.
pub(crate) fn names(data: &[u8]) {
    let (code, name) = two(data);
    let (code, name) = (text(code), text(name));
    let coding = |system: &str| Coding {
        system: system.to_owned(),
        code: code.clone().into_owned(),
        display: (!name.is_empty()).then(|| name.clone().into_owned()),
    };
    let codings = [
        coding("http://loinc.org"),
        coding("http://snomed.info/sct"),
        coding(&name),
    ];
    for lang in [kin_terms::Lang::En, kin_terms::Lang::Zh] {
        let (shown, _) = kin_terms::localize(&codings, Some(&name), lang);
        assert!(!shown.is_empty() || (name.trim().is_empty() && code.trim().is_empty()));
        only_run(kin_terms::localize_text(&name, lang));
        only_run(kin_terms::drug_label(&name, lang));
        only_run(kin_terms::status_word(&code, lang));
    }
    only_run(kin_terms::short_title(&codings, &name));
    only_run(kin_terms::search_words(&codings, Some(&name)));
    only_run(kin_terms::related_words(&code));
    only_run(kin_terms::drug_name(&name));
}

/// Texts of the catalogue with foreign words in them: they stand in the text as they are.
pub(crate) fn catalogue(data: &[u8]) {
    let (key, word) = two(data);
    let (key, word) = (text(key), text(word));
    let keys = kin_i18n::keys();
    let n = key.bytes().fold(0_usize, |n, b| {
        n.wrapping_mul(31).wrapping_add(usize::from(b))
    });
    for lang in [Lang::En, Lang::ZhCn] {
        only_run(kin_i18n::text(lang, &key, &[(&key, &word)]));
        if let Some(known) = keys.get(n % keys.len().max(1)) {
            for arg in [
                "name", "count", "n", "what", "limit", "found", "allowed", "date",
            ] {
                let shown = kin_i18n::text(lang, known, &[(arg, &word)]);
                assert!(!shown.is_empty(), "{known} is empty");
            }
        }
        only_run(date_text(lang, &key));
        only_run(month_text(lang, &key));
    }
}
