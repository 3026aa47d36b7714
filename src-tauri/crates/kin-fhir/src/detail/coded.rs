//! The codes behind a line, and the name that they give it in the reader's language.

use super::object_of;
use kin_model::Coding;
use kin_terms::Lang;
use serde_json::{Map, Value};

/// Most codes of one concept that are looked at.
const CODES: usize = 50;

/// A resource whose lines are asked for their codes.
#[derive(Debug, Clone, Default)]
pub struct Coded(Map<String, Value>);

impl Coded {
    /// Of the bytes of a resource; what is none has no codes.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Self(object_of(body).unwrap_or_default())
    }

    /// The codes of the concept at the path of a line, e.g. `reaction[0].manifestation[0]`.
    #[must_use]
    pub fn codings(&self, path: &str) -> Vec<Coding> {
        let mut parts = path.split('.');
        let first = parts.next().and_then(|part| {
            let (key, places) = keys(part);
            at(self.0.get(key), places)
        });
        let found = parts.fold(first, |value, part| {
            let (key, places) = keys(part);
            at(value?.get(key), places)
        });
        // R5 holds a concept inside a `CodeableReference`.
        let concept = found.map(|v| v.get("concept").unwrap_or(v));
        let list = concept.and_then(|c| c.get("coding")?.as_array());
        let text = |c: &Value, key: &str| c.get(key).and_then(Value::as_str).map(str::to_owned);
        list.map_or(&[][..], Vec::as_slice)
            .iter()
            .take(CODES)
            .filter_map(|c| {
                Some(Coding {
                    system: text(c, "system")?,
                    code: text(c, "code")?,
                    display: text(c, "display"),
                })
            })
            .collect()
    }
}

/// `manifestation[0]` is a key and places in lists.
fn keys(part: &str) -> (&str, impl Iterator<Item = usize> + '_) {
    let (key, places) = part.split_once('[').unwrap_or((part, ""));
    let places = places.split('[').map(|p| p.trim_end_matches(']'));
    (key, places.filter_map(|p| p.parse().ok()))
}

fn at(value: Option<&Value>, places: impl Iterator<Item = usize>) -> Option<&Value> {
    places.fold(value, |value, place| value?.get(place))
}

/// What a coded value is called in the other language, where its source wrote words that are not in it: the name of
/// the code, and the source's words beside it where they say more than the code's own name. `None` where the words
/// can stand as they are, and where nothing is known.
#[must_use]
pub fn name_in(codings: &[Coding], words: &str, lang: Lang) -> Option<String> {
    if let Some(said) = kin_terms::missing_reference(words, lang) {
        return Some(said);
    }
    if codings.is_empty() || kin_terms::localize_text(words, lang).is_some() {
        return None;
    }
    let (name, known) = kin_terms::localize(codings, Some(words), lang);
    if !known || name == words {
        return None;
    }
    let same = |other: &str| other.trim().eq_ignore_ascii_case(words.trim());
    let shown = codings.iter().filter_map(|c| c.display.as_deref());
    let own = [Lang::En, Lang::Zh].map(|lang| kin_terms::localize(codings, None, lang).0);
    if shown.chain(own.iter().map(String::as_str)).any(same) {
        return Some(name);
    }
    Some(format!("{name} “{words}”"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"resourceType":"AllergyIntolerance","reaction":[{"manifestation":[
        {"coding":[{"system":"http://snomed.info/sct","code":"247472004"}],"text":"bumps all over"},
        {"text":"tired"}]},
        {"manifestation":[{"concept":{"coding":[{"system":"http://snomed.info/sct","code":"247472004","display":"Weal"}]}}]}]}"#;

    #[test]
    fn a_line_leads_to_its_codes() {
        let coded = Coded::of(BODY.as_bytes());
        let codes = |path: &str| -> Vec<String> {
            let codings = coded.codings(path);
            codings.into_iter().map(|c| c.code).collect()
        };
        assert_eq!(codes("reaction[0].manifestation[0]"), ["247472004"]);
        assert_eq!(codes("reaction[1].manifestation[0]"), ["247472004"]);
        for none in [
            "",
            "reaction",
            "reaction[0].manifestation[1]",
            "reaction[7].manifestation[0]",
            "a[0][1].b",
            "resourceType",
        ] {
            assert!(codes(none).is_empty(), "{none}");
        }
        assert!(Coded::of(b"no json").codings("code").is_empty());
    }

    #[test]
    fn a_coded_value_is_named_in_the_language_of_the_reader_beside_the_words_of_its_source() {
        let hives = |display: Option<&str>| {
            vec![Coding {
                system: kin_model::system::SNOMED.into(),
                code: "247472004".into(),
                display: display.map(str::to_owned),
            }]
        };
        assert_eq!(
            name_in(&hives(None), "bumps all over", Lang::Zh).as_deref(),
            Some("荨麻疹(风团) “bumps all over”")
        );
        // Already in the language, or only the code's own name: nothing stands twice.
        assert_eq!(name_in(&hives(None), "bumps all over", Lang::En), None);
        assert_eq!(
            name_in(&hives(Some("Weal")), "weal", Lang::Zh).as_deref(),
            Some("荨麻疹(风团)")
        );
        assert_eq!(
            name_in(&hives(None), "全身起包", Lang::En).as_deref(),
            Some("Hives “全身起包”")
        );
        assert_eq!(name_in(&[], "bumps all over", Lang::Zh), None);
    }
}
