//! Looking a text up.

use crate::Lang;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unic_langid::langid;

include!(concat!(env!("OUT_DIR"), "/locales.rs"));

type Bundle = FluentBundle<FluentResource>;

static EN_BUNDLE: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En));
static ZH_BUNDLE: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::ZhCn));
static KEYS: LazyLock<Vec<String>> = LazyLock::new(|| message_keys(EN).into_iter().collect());

const fn files(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => EN,
        Lang::ZhCn => ZH_CN,
    }
}

fn bundle(lang: Lang) -> Bundle {
    let id = match lang {
        Lang::En => langid!("en"),
        Lang::ZhCn => langid!("zh-CN"),
    };
    let mut bundle = Bundle::new_concurrent(vec![id]);
    // The marks U+2068/2069 around variables would be printed as boxes and break text search;
    // nothing here mixes writing directions.
    bundle.set_use_isolating(false);
    for (_, source) in files(lang) {
        // A file with a mistake still gives its good messages; the tests refuse the mistake.
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource(resource).unwrap_or_default();
    }
    bundle
}

fn message_keys(files: &[(&str, &str)]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (_, source) in files {
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        for entry in resource.entries() {
            if let Entry::Message(message) = entry {
                keys.insert(message.id.name.to_owned());
            }
        }
    }
    keys
}

/// A whole number up to nine digits may choose a plural form; its digits come out as they went in.
fn value(text: &str) -> FluentValue<'_> {
    let plain = text.len() <= 9
        && !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    match text.parse::<u32>() {
        Ok(number) if plain => FluentValue::from(number),
        _ => FluentValue::from(text),
    }
}

/// The catalogue of every text, both languages.
#[derive(Debug, Clone, Copy)]
pub struct Catalogue;

impl Catalogue {
    /// The text of a key with its variables filled in; a missing key gives `⟦key⟧`, so that it is
    /// seen and never an empty space.
    #[must_use]
    pub fn text(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
        Self::find(lang, key, args).unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// The text of a key, or `None` when the catalogue has none: for words built from foreign
    /// codes, such as `status-<code>`.
    #[must_use]
    pub fn find(lang: Lang, key: &str, args: &[(&str, &str)]) -> Option<String> {
        let bundle = match lang {
            Lang::En => &EN_BUNDLE,
            Lang::ZhCn => &ZH_BUNDLE,
        };
        let pattern = bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, text) in args {
            values.set(*name, value(text));
        }
        let mut errors = Vec::new();
        Some(
            bundle
                .format_pattern(pattern, Some(&values), &mut errors)
                .into_owned(),
        )
    }
}

/// Short for [`Catalogue::text`].
#[must_use]
pub fn text(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    Catalogue::text(lang, key, args)
}

/// Every key, sorted.
#[must_use]
pub fn keys() -> &'static [String] {
    &KEYS
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};
    use std::collections::BTreeMap;

    fn inline<'a>(expression: &InlineExpression<&'a str>, out: &mut BTreeSet<&'a str>) {
        match expression {
            InlineExpression::VariableReference { id } => {
                out.insert(id.name);
            }
            InlineExpression::Placeable { expression } => expr(expression, out),
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|a| inline(a, out));
            }
            _ => {}
        }
    }

    fn expr<'a>(expression: &Expression<&'a str>, out: &mut BTreeSet<&'a str>) {
        match expression {
            Expression::Inline(e) => inline(e, out),
            Expression::Select { selector, variants } => {
                inline(selector, out);
                variants.iter().for_each(|v| pattern(&v.value, out));
            }
        }
    }

    fn pattern<'a>(pattern: &Pattern<&'a str>, out: &mut BTreeSet<&'a str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                expr(expression, out);
            }
        }
    }

    /// Key -> variables of one language; refuses syntax errors, repeated keys and attributes.
    fn table(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let mut table = BTreeMap::new();
        for (file, source) in files(lang) {
            let resource = FluentResource::try_new((*source).to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{lang}/{file}: {errors:?}"));
            for entry in resource.entries() {
                let Entry::Message(message) = entry else {
                    continue;
                };
                let key = message.id.name;
                assert!(
                    message.attributes.is_empty(),
                    "{lang}/{file}: {key} has attributes, which app and print do not read"
                );
                let value = message
                    .value
                    .as_ref()
                    .unwrap_or_else(|| panic!("{lang}/{file}: {key} is empty"));
                let mut variables = BTreeSet::new();
                pattern(value, &mut variables);
                let variables = variables.into_iter().map(str::to_owned).collect();
                assert!(
                    table.insert(key.to_owned(), variables).is_none(),
                    "{lang}/{file}: {key} is there twice"
                );
            }
        }
        table
    }

    #[test]
    fn both_languages_have_the_same_keys_and_variables() {
        let (en, zh) = (table(Lang::En), table(Lang::ZhCn));
        let missing_zh: Vec<_> = en.keys().filter(|k| !zh.contains_key(*k)).collect();
        let missing_en: Vec<_> = zh.keys().filter(|k| !en.contains_key(*k)).collect();
        assert!(missing_zh.is_empty(), "zh-CN lacks {missing_zh:?}");
        assert!(missing_en.is_empty(), "en lacks {missing_en:?}");
        for (key, variables) in &en {
            assert_eq!(Some(variables), zh.get(key), "variables of {key} differ");
        }
        assert_eq!(keys().len(), en.len(), "keys() lists them all");
    }

    #[test]
    fn every_file_has_its_twin() {
        let names = |lang| {
            files(lang)
                .iter()
                .map(|(name, _)| *name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(Lang::En), names(Lang::ZhCn));
    }

    #[test]
    fn every_message_formats_without_marks_or_leftovers() {
        for lang in Lang::ALL {
            for (key, variables) in table(*lang) {
                for sample in ["7", "1", "x1"] {
                    let args: Vec<(&str, &str)> =
                        variables.iter().map(|v| (v.as_str(), sample)).collect();
                    let out = text(*lang, &key, &args);
                    assert!(
                        !out.contains(['\u{2068}', '\u{2069}']),
                        "{key}: isolation marks"
                    );
                    assert!(
                        !out.contains("{$"),
                        "{lang}: {key} refers to a variable it is not given: {out}"
                    );
                    assert!(!out.trim().is_empty(), "{lang}: {key} is empty");
                }
            }
        }
    }

    #[test]
    fn a_missing_key_is_seen() {
        assert_eq!(text(Lang::En, "no-such-key", &[]), "⟦no-such-key⟧");
        assert_eq!(Catalogue::find(Lang::En, "no-such-key", &[]), None);
    }

    #[test]
    fn digits_come_out_as_they_went_in() {
        for number in [
            "0",
            "7",
            "0013",
            "1.0",
            "123456789",
            "1380000000000",
            "1,234",
        ] {
            let out = text(
                Lang::En,
                "print-page",
                &[("page", number), ("pages", number)],
            );
            assert_eq!(out.matches(number).count(), 2, "{number} in {out:?}");
        }
    }
}
