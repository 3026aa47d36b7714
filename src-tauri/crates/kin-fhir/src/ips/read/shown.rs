//! The sections of a document, and what no section mentions.

use super::places::Places;
use super::rows::row_of;
use super::{
    DEEP, Item, ROWS, ReadName, ReadSection, SECTIONS, concept, home_of, items, narrative_of,
    nothing_of, section_of, text,
};
use crate::ScanContext;
use kin_model::Kind;
use kin_model::summary::{EntryIdText, Row, Section};
use serde_json::Value;
use std::collections::BTreeSet;

/// Most coded words of one section that are named.
const NAMES: usize = 500;

pub(super) struct Shown<'a> {
    pub(super) all: &'a [Item],
    pub(super) places: &'a Places<'a>,
    pub(super) context: &'a ScanContext,
    /// Items that some section has shown.
    pub(super) used: BTreeSet<usize>,
    pub(super) sections: Vec<ReadSection>,
    /// Sections beyond what is shown.
    pub(super) dropped: usize,
}

impl Shown<'_> {
    /// What a reference is called.
    pub(super) fn name_of(&self, from: &str, reference: &Value) -> Option<String> {
        text(reference, "display").or_else(|| {
            let target = text(reference, "reference")?;
            let index = self.places.find(from, &target)?;
            let item = self.all.get(index)?;
            let title = item.row.code.text.clone().unwrap_or_default();
            (!title.is_empty()).then_some(title)
        })
    }

    pub(super) fn composition(&mut self, url: &str, composition: &Value) {
        let sections = items(composition, "section");
        let own = composition.get("text").and_then(narrative_of);
        // The whole document in words: where there are no sections it is all there is.
        if let Some((narrative, additional)) = own
            && (sections.is_empty() || additional)
        {
            self.sections.push(ReadSection {
                section: None,
                title: String::new(),
                entries: 0,
                rows: Vec::new(),
                missing: Vec::new(),
                left_off: 0,
                narrative: Some(narrative),
                says_more: true,
                nothing: None,
                unlisted: false,
                whole: true,
                names: Vec::new(),
            });
        }
        for section in sections {
            self.section(url, composition, section, "", 0);
        }
    }

    fn section(&mut self, url: &str, whole: &Value, section: &Value, above: &str, depth: usize) {
        if self.sections.len() >= SECTIONS || depth > DEEP {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        let own = text(section, "title")
            .or_else(|| section.get("code").and_then(concept))
            .unwrap_or_default();
        let title = match (above.is_empty(), own.is_empty()) {
            (true, _) => own,
            (false, true) => above.to_owned(),
            (false, false) => format!("{above} · {own}"),
        };
        let entries = items(section, "entry");
        let mut part = ReadSection {
            section: section_of(section.get("code")),
            title: title.clone(),
            entries: entries.len(),
            rows: Vec::new(),
            missing: Vec::new(),
            left_off: 0,
            narrative: None,
            says_more: false,
            nothing: nothing_of(section),
            unlisted: false,
            whole: false,
            names: Vec::new(),
        };
        for (at, entry) in entries.iter().enumerate() {
            self.entry(url, whole, entry, (self.sections.len(), at), &mut part);
        }
        if let Some((narrative, additional)) = section.get("text").and_then(narrative_of) {
            part.says_more = additional || part.rows.is_empty() || !part.missing.is_empty();
            part.narrative = Some(narrative);
        }
        let inner = items(section, "section");
        // A heading over other sections, with nothing of its own, is in their titles.
        let is_heading = !inner.is_empty() && part.entries == 0 && part.narrative.is_none();
        if !is_heading {
            self.sections.push(part);
        }
        for one in inner {
            self.section(url, whole, one, &title, depth.saturating_add(1));
        }
    }

    fn entry(
        &mut self,
        url: &str,
        whole: &Value,
        entry: &Value,
        (section, at): (usize, usize),
        part: &mut ReadSection,
    ) {
        let reference = text(entry, "reference").unwrap_or_default();
        let place = format!("{section}-{at}");
        if let Some(id) = reference.strip_prefix('#') {
            let inside = items(whole, "contained")
                .iter()
                .find(|c| c.get("id").and_then(Value::as_str) == Some(id))
                .and_then(|c| serde_json::to_vec(c).ok())
                .and_then(|body| row_of(&body, None, self.context, &place));
            match inside {
                Some((_, _, row)) => push(part, row),
                None => part
                    .missing
                    .push(text(entry, "display").unwrap_or_default()),
            }
            return;
        }
        match self.places.find(url, &reference) {
            Some(index) if !reference.is_empty() => {
                self.used.insert(index);
                if let Some(item) = self.all.get(index) {
                    let mut row = item.row.clone();
                    row.entry = EntryIdText(place);
                    push(part, (row, item.names.clone()));
                    self.inside(item);
                }
            }
            _ => part
                .missing
                .push(text(entry, "display").unwrap_or_default()),
        }
    }

    /// A medicine that an entry names stands in the entry's own title already.
    fn inside(&mut self, item: &Item) {
        if item.kind != Kind::Medication {
            return;
        }
        let Ok(value) = serde_json::from_slice::<Value>(&item.body) else {
            return;
        };
        for key in ["medicationReference", "medication"] {
            if let Some(reference) = value.get(key).and_then(|m| text(m, "reference"))
                && let Some(index) = self.places.find(&item.full_url, &reference)
            {
                self.used.insert(index);
            }
        }
    }

    /// What no section mentions. Without a document everything, by our sections.
    pub(super) fn rest(&mut self, is_document: bool) {
        // One resource alone is shown whatever it is.
        let alone = !is_document && self.all.len() == 1;
        let left: Vec<&Item> = self
            .all
            .iter()
            .enumerate()
            .filter(|(index, item)| {
                !self.used.contains(index)
                    && (alone || !matches!(item.kind, Kind::Directory | Kind::Other))
            })
            .map(|(_, item)| item)
            .collect();
        if is_document {
            if !left.is_empty() {
                let rows = left.iter().map(|i| named(i)).collect();
                self.sections.push(unlisted(None, rows));
            }
            return;
        }
        for section in Section::ALL {
            let rows: Vec<Named> = left
                .iter()
                .filter(|i| home_of(i.kind, i.row.status_class) == *section)
                .map(|i| named(i))
                .collect();
            if !rows.is_empty() {
                self.sections.push(unlisted(Some(*section), rows));
            }
        }
    }
}

/// A row, and what its coded words are called in the other language.
type Named = (Row, Vec<ReadName>);

fn named(item: &Item) -> Named {
    (item.row.clone(), item.names.clone())
}

fn unlisted(section: Option<Section>, rows: Vec<Named>) -> ReadSection {
    let mut part = ReadSection {
        section,
        title: String::new(),
        entries: rows.len(),
        rows: Vec::new(),
        missing: Vec::new(),
        left_off: 0,
        narrative: None,
        says_more: false,
        nothing: None,
        unlisted: section.is_none(),
        whole: false,
        names: Vec::new(),
    };
    for row in rows {
        push(&mut part, row);
    }
    part
}

fn push(part: &mut ReadSection, (row, names): Named) {
    if part.rows.len() < ROWS {
        part.rows.push(row);
        for name in names {
            if part.names.len() < NAMES && !part.names.contains(&name) {
                part.names.push(name);
            }
        }
    } else {
        part.left_off = part.left_off.saturating_add(1);
    }
}
