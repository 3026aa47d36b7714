//! All codings of a file, counted: what a record speaks in, before any of it is understood.
//!
//! Every object with a system and a code counts, wherever it stands: codes of concepts, units of quantities, categories.
//! Nothing is built of the resource; memory grows with the different codings, and those have a limit.

use crate::{FhirError, Limits, Piece, Splitter};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

/// Different codings of one file that are listed; further ones only add to [`Codings::beyond`].
const MOST: usize = 20_000;
/// Letters of a text that are kept.
const LONGEST: usize = 200;

/// A coding, with how often it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The address of its system.
    pub system: String,
    /// The code.
    pub code: String,
    /// The words that came with it, or with the concept that it codes; may be empty.
    pub words: String,
    /// How often.
    pub times: u64,
}

/// The codings of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codings {
    /// In the order of system, code and words.
    pub found: Vec<Counted>,
    /// Resources that were gone through.
    pub resources: u64,
    /// Resources that could not be read.
    pub refused: u64,
    /// Codings that are not listed because there were too many different ones.
    pub beyond: u64,
}

/// Goes through a file once and counts its codings.
///
/// # Errors
/// As [`Splitter::next_piece`].
pub fn codings<R: Read>(reader: R, limits: &Limits) -> Result<Codings, FhirError> {
    let mut splitter = Splitter::new(reader, limits.clone());
    let mut all: BTreeMap<(String, String, String), u64> = BTreeMap::new();
    let mut out = Codings::default();
    while let Some(piece) = splitter.next_piece()? {
        let Piece::Resource(raw) = piece else {
            out.refused = out.refused.saturating_add(1);
            continue;
        };
        let mut met = Vec::new();
        let mut json = serde_json::Deserializer::from_slice(raw.bytes);
        if (Walk { met: &mut met }).deserialize(&mut json).is_err() {
            out.refused = out.refused.saturating_add(1);
            continue;
        }
        out.resources = out.resources.saturating_add(1);
        for coding in met {
            let key = (coding.system, coding.code, coding.words);
            if all.len() >= MOST && !all.contains_key(&key) {
                out.beyond = out.beyond.saturating_add(1);
                continue;
            }
            let times = all.entry(key).or_default();
            *times = times.saturating_add(1);
        }
    }
    out.found = all
        .into_iter()
        .map(|((system, code, words), times)| Counted {
            system,
            code,
            words,
            times,
        })
        .collect();
    Ok(out)
}

struct Met {
    system: String,
    code: String,
    words: String,
}

/// Walks over one value. Gives the text that it is, if it is one.
struct Walk<'m> {
    met: &'m mut Vec<Met>,
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(short(text)))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq
            .next_element_seed(Walk {
                met: &mut *self.met,
            })?
            .is_some()
        {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut system, mut code, mut words, mut text) = (None, None, None, None);
        let mut concept = 0..0;
        while let Some(Key(key)) = map.next_key()? {
            // A narrative and a file hold no codings, and may be large.
            if matches!(key.as_ref(), "div" | "data") {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let before = self.met.len();
            let value = map.next_value_seed(Walk {
                met: &mut *self.met,
            })?;
            match key.as_ref() {
                "system" => system = value,
                "code" => code = value,
                "display" | "unit" => words = value,
                "text" => text = value,
                "coding" => concept = before..self.met.len(),
                _ => {}
            }
        }
        if let Some(text) = text {
            for coding in self.met.get_mut(concept).unwrap_or_default() {
                if coding.words.is_empty() {
                    coding.words.clone_from(&text);
                }
            }
        }
        if let (Some(system), Some(code)) = (system, code)
            && !system.is_empty()
            && !code.is_empty()
        {
            self.met.push(Met {
                system,
                code,
                words: words.unwrap_or_default(),
            });
        }
        Ok(None)
    }
}

/// A key, borrowed where it can be.
#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'k>(#[serde(borrow)] Cow<'k, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(json: &str) -> Codings {
        codings(json.as_bytes(), &Limits::default()).unwrap()
    }

    fn times(found: &Codings, code: &str) -> u64 {
        found
            .found
            .iter()
            .filter(|c| c.code == code)
            .map(|c| c.times)
            .sum()
    }

    #[test]
    fn every_coding_counts_wherever_it_stands() {
        let found = counted(
            r#"{"resourceType":"Bundle","type":"collection","entry":[
              {"resource":{"resourceType":"Observation","status":"final",
                "category":[{"coding":[{"system":"urn:cat","code":"laboratory"}]}],
                "code":{"text":"Hb","coding":[{"code":"718-7","system":"http://loinc.org"},
                                             {"system":"urn:own","code":"HB","display":"Haemoglobin"}]},
                "valueQuantity":{"value":13.50,"unit":"g/dL","system":"http://unitsofmeasure.org","code":"g/dL"}}},
              {"resource":{"resourceType":"Observation","status":"final",
                "code":{"coding":[{"system":"http://loinc.org","code":"718-7"}],"text":"Hb"},
                "component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]}}]}},
              {"resource":{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"1"}],
                "telecom":[{"system":"phone","value":"1"}]}}]}"#,
        );
        assert_eq!((found.resources, found.refused, found.beyond), (3, 0, 0));
        assert_eq!(times(&found, "718-7"), 2);
        assert_eq!(times(&found, "8480-6"), 1);
        assert_eq!(times(&found, "g/dL"), 1);
        assert_eq!(times(&found, "laboratory"), 1);
        let words = |code: &str| &found.found.iter().find(|c| c.code == code).unwrap().words;
        assert_eq!(
            words("718-7"),
            "Hb",
            "the concept's text, before or behind its codings"
        );
        assert_eq!(words("HB"), "Haemoglobin");
        assert_eq!(words("8480-6"), "");
        assert_eq!(found.found.len(), 5, "a telephone is no coding: {found:?}");
    }

    #[test]
    fn what_is_broken_is_counted_and_left() {
        let found = counted(
            "{\"resourceType\":\"Observation\",\"code\":{\"coding\":[{\"system\":\"s\",\"code\":\"1\"}]}}\n{\"resourceType\":\"Observation\",\"code\": nonsense}\n",
        );
        assert_eq!((found.resources, found.refused), (1, 1));
        assert_eq!(times(&found, "1"), 1);
        assert!(codings(b"no FHIR".as_slice(), &Limits::default()).is_err());
    }

    #[test]
    fn a_flood_of_codes_stops_growing() {
        let mut json = String::from("{\"resourceType\":\"Observation\",\"category\":[");
        for n in 0..MOST + 10 {
            let comma = if n == 0 { "" } else { "," };
            json.push_str(&format!("{comma}{{\"system\":\"s\",\"code\":\"{n}\"}}"));
        }
        json.push_str("]}");
        let found = counted(&json);
        assert_eq!((found.found.len(), found.beyond), (MOST, 10));
    }
}
