//! The essentials of a summary as a short plain text for a QR code that any phone can read.

use crate::linebreak::has_han;
use crate::page_one::name_in;
use crate::series::{gather, is_glucose, pressure};
use crate::words::{Words, further};
use kin_model::summary::{Nothing, Row, Section, Summary, SummaryLanguage};
use kin_model::{PersonDetails, StatusClass};

/// Upper bound of [`essential_text`] in bytes of UTF-8. A QR code of version 20 with error
/// correction M holds 666 bytes (ISO/IEC 18004, table 7), on the screen; on paper one of version 18
/// with level L holds 718: 42 mm wide, a module is 0.43 mm, which phones, desk scanners and fax read.
pub const ESSENTIAL_LIMIT: usize = 660;

/// Longest name of a person or thing in characters; the rest is cut with an ellipsis.
/// The name is what tells people apart: only one that fills lines is cut.
const NAME: usize = 100;
const ENTRY: usize = 36;
/// Longest dose in characters; a longer one is left out, and `…` says that there is more.
const DOSE: usize = 60;

/// The essentials as plain text, one thing per line: who, allergies, problems, medicines now, last
/// blood pressure and glucose, when it was made. Never more than [`ESSENTIAL_LIMIT`] bytes: lists
/// lose their last entries, and say how many, until it fits; allergies lose theirs last.
#[must_use]
pub fn essential_text(summary: &Summary, language: SummaryLanguage) -> String {
    essential_text_of(summary, language)
}

/// An entry in full, and its name alone with what is doubtful of it.
struct Entry {
    full: String,
    name: String,
}

struct List {
    label: String,
    entries: Vec<Entry>,
    shown: usize,
    /// So many of those shown, from the last on, say no more than their name.
    brief: usize,
    left_off: usize,
    /// Said when there is no entry.
    empty: String,
}

impl List {
    fn line(&self, words: &Words) -> String {
        let mut parts: Vec<String> = self.said().map(str::to_owned).collect();
        let more = self.entries.len() - self.shown.min(self.entries.len()) + self.left_off;
        if more > 0 {
            parts.push(words.text("essential-more", &[("count", &more.to_string())]));
        }
        let text = if parts.is_empty() {
            self.empty.clone()
        } else {
            parts.join(words.semicolon())
        };
        words.named(&self.label, &text)
    }

    fn bytes(&self) -> usize {
        self.said().map(str::len).sum()
    }

    fn said(&self) -> impl Iterator<Item = &str> {
        let full = self.shown.saturating_sub(self.brief);
        let shown = self.entries.iter().take(self.shown).enumerate();
        shown.map(move |(n, entry)| if n < full { &*entry.full } else { &*entry.name })
    }

    /// One step shorter: further words go before names, those of the last entry first.
    fn give_way(&mut self) {
        while self.brief < self.shown {
            self.brief += 1;
            let entry = self.entries.get(self.shown.saturating_sub(self.brief));
            if entry.is_some_and(|e| e.name.len() < e.full.len()) {
                return;
            }
        }
        self.shown = self.shown.saturating_sub(1);
        self.brief = self.brief.min(self.shown);
    }
}

pub(crate) fn essential_text_of(summary: &Summary, language: SummaryLanguage) -> String {
    essential_text_within(summary, language, ESSENTIAL_LIMIT)
}

/// The same within another number of bytes, for a smaller code.
pub(crate) fn essential_text_within(
    summary: &Summary,
    language: SummaryLanguage,
    limit: usize,
) -> String {
    let words = Words::of(language);
    let mut lists = lists(summary, &words);
    let mut readings = true;
    loop {
        let text = assemble(summary, &words, &lists, readings);
        if text.len() <= limit {
            return text;
        }
        // The longest list gives way, then the last readings; the allergies (the first) only when nothing else is left.
        let longest = lists
            .iter_mut()
            .skip(1)
            .filter(|l| l.shown > 0)
            .max_by_key(|l| l.bytes());
        match longest {
            Some(list) => list.give_way(),
            None if readings => readings = false,
            None => match lists.first_mut().filter(|l| l.shown > 0) {
                Some(allergies) => allergies.give_way(),
                None => return cut_bytes(&text, limit),
            },
        }
    }
}

fn lists(summary: &Summary, words: &Words) -> Vec<List> {
    let of = |section: Section, key: &str| {
        let found = summary.sections.iter().find(|s| s.section == section);
        let rows = found.map_or(&[][..], |s| &s.rows);
        let entries: Vec<Entry> = rows
            .iter()
            .filter(|r| match section {
                Section::Medications => {
                    matches!(r.status_class, StatusClass::Current | StatusClass::Unknown)
                }
                _ => r.status_class != StatusClass::Error,
            })
            .map(|r| entry(r, section, words))
            .collect();
        let empty = match found.map(|s| s.nothing) {
            None | Some(Some(Nothing::LeftOut)) => "essential-left-out",
            Some(Some(Nothing::KnownNone)) if section == Section::Allergies => {
                "essential-known-none"
            }
            Some(Some(Nothing::KnownNone)) => "essential-none",
            Some(Some(Nothing::NoInformation)) => "essential-no-information",
            Some(None) if rows.is_empty() => "essential-no-information",
            Some(None) => "essential-none",
        };
        let negated = found.is_some_and(|s| s.nothing == Some(Nothing::KnownNone));
        List {
            label: words.word(key),
            brief: 0,
            shown: if negated { 0 } else { entries.len() },
            entries: if negated { Vec::new() } else { entries },
            left_off: found.map_or(0, |s| s.left_off),
            empty: words.word(empty),
        }
    };
    vec![
        of(Section::Allergies, "essential-allergies"),
        of(Section::Problems, "essential-problems"),
        of(Section::Medications, "essential-medicines"),
    ]
}

fn entry(row: &Row, section: Section, words: &Words) -> Entry {
    let title = words.title(row);
    let mut text = cut(&title.main, ENTRY);
    if let Some(second) = &title.second {
        text.push(' ');
        text.push_str(&cut(second, ENTRY / 2));
    }
    if let Some(status) = words.doubt(row) {
        text.push_str(&words.brackets(&status));
    }
    let name = text.clone();
    let note = match section {
        Section::Allergies => further(row, words).map(|note| cut(&note, ENTRY)),
        // Half a dose is a wrong dose: a long one is left out as a whole.
        Section::Medications => further(row, words).map(|note| {
            let dose = words.reading(row).unwrap_or_default();
            // The dose before what it is for; `…` says that there is more.
            let whole = |text: &str| Some(cut(text, DOSE)).filter(|t| !t.ends_with('…'));
            whole(&note)
                .or_else(|| {
                    whole(&dose)
                        .filter(|d| !d.is_empty())
                        .map(|d| format!("{d}; …"))
                })
                .unwrap_or_else(|| "…".to_owned())
        }),
        _ => None,
    };
    if let Some(note) = note {
        text.push_str(&words.brackets(&note));
    }
    Entry { full: text, name }
}

fn assemble(summary: &Summary, words: &Words, lists: &[List], last_readings: bool) -> String {
    let person = &summary.person;
    let mut who = vec![match words.language {
        SummaryLanguage::Both => in_both_scripts(person),
        language => cut(name_in(person, language), NAME),
    }];
    who.push(words.sex(person.sex));
    if let Some(born) = &person.born {
        who.push(words.text("essential-born", &[("date", &crate::words::iso_day(born))]));
    }
    let mut lines = vec![words.word("essential-title"), who.join(words.comma())];
    lines.extend(lists.iter().map(|l| l.line(words)));
    let readings: Vec<&Row> = summary
        .sections
        .iter()
        .filter(|s| matches!(s.section, Section::VitalSigns | Section::Results))
        .flat_map(|s| &s.rows)
        .collect();
    let pressures = newest(&readings, |r| pressure(r).is_some());
    let glucose = newest(&readings, is_glucose);
    for (key, row) in [
        ("essential-pressure", pressures),
        ("essential-glucose", glucose),
    ] {
        if let Some(row) = row.filter(|_| last_readings)
            && let Some(value) = words.value(row)
        {
            let date = row
                .date
                .as_ref()
                .map(|d| words.brackets(&crate::words::iso_day(d)))
                .unwrap_or_default();
            lines.push(words.named(&words.word(key), &format!("{}{date}", cut(&value, ENTRY))));
        }
    }
    lines.push(words.text(
        "essential-made",
        &[("date", &crate::words::iso_day(&summary.made))],
    ));
    lines.join("\n")
}

fn newest<'a>(rows: &[&'a Row], wanted: impl Fn(&Row) -> bool) -> Option<&'a Row> {
    let wanted = rows.iter().copied().filter(|r| wanted(r));
    gather(wanted)
        .iter()
        .filter_map(crate::series::Series::newest)
        .max_by_key(|r| r.date.map_or(i64::MIN, |d| d.sort_seconds()))
}

/// The name, and the one in the other script beside it.
fn in_both_scripts(person: &PersonDetails) -> String {
    let name = person.name.text.trim();
    let others = person.other_names.iter().map(|n| n.text.trim());
    let other = others
        .filter(|n| !n.is_empty())
        .find(|n| has_han(n) != has_han(name));
    match other {
        Some(other) => format!("{} {}", cut(name, NAME), cut(other, NAME / 2)),
        None => cut(name, NAME),
    }
}

/// On one line, cut after so many characters.
fn cut(text: &str, characters: usize) -> String {
    let flat: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let flat = flat.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= characters {
        return flat;
    }
    let mut out: String = flat.chars().take(characters.saturating_sub(1)).collect();
    out.push('…');
    out
}

/// The last resort: whole characters up to a number of bytes.
fn cut_bytes(text: &str, limit: usize) -> String {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_owned()
}
