//! Sensitive topics: what tells of one stays out until the person ticks it.
//!
//! An entry that tells of two topics goes along when both are ticked. What decides is everything
//! that would be handed over of the entry: its title and codes, and the words and codes of its
//! original, which goes along in the data forms.

use crate::dto::SensitiveView;
use kin_i18n::{Lang, text};
use kin_model::summary::Topic;
use kin_model::{Coding, EntryRow, Kind};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    entries: u64,
    medicines: u64,
}

/// The ticked topics, and what has been met of each.
pub(super) struct Sensitive {
    ticked: BTreeSet<Topic>,
    met: BTreeMap<Topic, Count>,
    seen: BTreeSet<String>,
}

impl Sensitive {
    pub(super) fn new(ticked: &[Topic]) -> Self {
        Self {
            ticked: ticked.iter().copied().collect(),
            met: BTreeMap::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Whether an entry goes along, by what its row says.
    pub(super) fn lets_entry(&mut self, entry: &EntryRow) -> bool {
        let (english, _) =
            kin_terms::localize(&entry.codings, Some(&entry.title), kin_terms::Lang::En);
        let words = [
            entry.title.as_str(),
            &english,
            entry.value.as_deref().unwrap_or_default(),
            entry.who.as_deref().unwrap_or_default(),
        ];
        let topics = kin_terms::sensitive_topics(&entry.codings, &words);
        self.decide(entry, &topics)
    }

    /// Whether an entry goes along, by what its original says.
    pub(super) fn lets_original(&mut self, entry: &EntryRow, body: &[u8]) -> bool {
        let Ok(original) = serde_json::from_slice::<Value>(body) else {
            // No JSON: nothing of it but the row goes along.
            return true;
        };
        let (mut codings, mut words) = (Vec::new(), Vec::new());
        gather(&original, &mut codings, &mut words);
        let topics = kin_terms::sensitive_topics(&codings, &words);
        self.decide(entry, &topics)
    }

    /// Whether an entry would go along, by its row and its original; nothing is counted as met.
    pub(super) fn would_let(&self, entry: &EntryRow, body: &[u8]) -> bool {
        let mut copy = Self::new(&self.ticked.iter().copied().collect::<Vec<_>>());
        copy.lets_entry(entry) && copy.lets_original(entry, body)
    }

    fn decide(&mut self, entry: &EntryRow, topics: &BTreeSet<Topic>) -> bool {
        for topic in topics {
            if self.seen.insert(format!("{} {}", topic.as_str(), entry.id)) {
                let count = self.met.entry(*topic).or_default();
                count.entries = count.entries.saturating_add(1);
                let medicine = u64::from(entry.kind == Kind::Medication);
                count.medicines = count.medicines.saturating_add(medicine);
            }
        }
        topics.is_subset(&self.ticked)
    }

    pub(super) fn views(&self, lang: Lang) -> Vec<SensitiveView> {
        self.met
            .iter()
            .map(|(topic, count)| SensitiveView {
                topic: *topic,
                title: text(lang, &format!("share-topic-{}", topic.as_str()), &[]),
                entries: count.entries,
                medicines: count.medicines,
                ticked: self.ticked.contains(topic),
            })
            .collect()
    }
}

/// The topics that an entry tells of, by its row and by its original.
pub(crate) fn topics_of(entry: &EntryRow, body: &[u8]) -> BTreeSet<Topic> {
    let mut probe = Sensitive::new(&[]);
    probe.lets_entry(entry);
    probe.lets_original(entry, body);
    probe.met.into_keys().collect()
}

/// Every coding and every text of a resource. Attachments' data says nothing that can be read here.
fn gather<'v>(value: &'v Value, codings: &mut Vec<Coding>, words: &mut Vec<&'v str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|v| gather(v, codings, words)),
        Value::Object(object) => {
            let word = |key: &str| object.get(key).and_then(Value::as_str);
            if let (Some(system), Some(code)) = (word("system"), word("code")) {
                codings.push(Coding {
                    system: system.to_owned(),
                    code: code.to_owned(),
                    display: None,
                });
            }
            for (key, child) in object {
                match child.as_str() {
                    Some(_) if matches!(key.as_str(), "data" | "system" | "reference" | "url") => {}
                    Some(text) => words.push(text),
                    None => gather(child, codings, words),
                }
            }
        }
        Value::String(text) => words.push(text),
        _ => {}
    }
}
