//! The emergency sheet: one page for the fridge door, in English and Chinese whatever the language of the
//! summary, in letters as large as the page allows.

use crate::block::{boxed, heading, list_entry, paragraph};
use crate::essential::essential_text_within;
use crate::look::{ALARM, BODY, HEADING, LEAD, NAME, SMALL, STRONG};
use crate::page::{Cursor, Flow, Fragment, Item, Paper, SIDE, TOP};
use crate::page_one::full_name;
use crate::pdf;
use crate::plain::{contact, facts};
use crate::qr::{drawn, on_page};
use crate::rows::{any_untranslated, ink_title, remark};
use crate::text::{Ink, Rich, Style, natural_width};
use crate::words::{Words, iso_day};
use crate::{ESSENTIAL_LIMIT, PrintError};
use kin_model::StatusClass;
use kin_model::summary::{Nothing, Row, Section, Summary, SummaryLanguage, SummarySection};
use std::collections::BTreeSet;

/// From large to small: the first in which everything fits is taken.
const SCALES: [f32; 9] = [1.75, 1.65, 1.55, 1.45, 1.35, 1.25, 1.15, 1.07, 1.0];
/// Side of the code on paper: 38 mm.
const CODE: f32 = 108.0;
/// Rows of a list that are tried at first; no sheet on a door is read further.
const MOST: usize = 24;

/// The emergency sheet of a summary as a PDF of one page.
///
/// # Errors
/// [`PrintError::Font`] when an embedded typeface is damaged.
pub fn print_emergency(summary: &Summary, paper: Paper) -> Result<Vec<u8>, PrintError> {
    let (flow, words) = lay_out(summary, paper)?;
    let title = words.word("emergency-title");
    pdf::build(&flow, &title, "en", &iso_day(&summary.made))
}

pub(crate) fn lay_out(summary: &Summary, paper: Paper) -> Result<(Flow, Words), PrintError> {
    let both = in_both(summary);
    let words = Words::new(&both);
    let text = code_text(&both, &words, ESSENTIAL_LIMIT);
    let code = on_page(&text)?;
    let mut sheet = Sheet {
        summary: &both,
        words: &words,
        shown: LISTS.map(|(section, _)| rows(&both, section).len().min(MOST)),
    };
    loop {
        for scale in SCALES {
            let side = CODE / scale;
            let flow = sheet.draw(paper, scale, &drawn(&code, side), side);
            if let Some(flow) = flow {
                return Ok((flow, words));
            }
        }
        // What is longest gives way, the allergies last, but none of the lists wholly for another; how much is
        // missing is said.
        let longest = sheet
            .shown
            .iter_mut()
            .zip(LEAST)
            .enumerate()
            .filter(|(_, (shown, _))| **shown > 0)
            .max_by_key(|(n, (shown, least))| (**shown > *least, *n > 0, **shown))
            .map(|(n, (shown, _))| (n, shown));
        match longest {
            Some((_, shown)) => *shown -= 1,
            // Nothing gives way any more: who and whom to call, over more than one page.
            None => {
                let side = CODE;
                let flow = sheet.pages(paper, 1.0, &drawn(&code, side), side).0;
                return Ok((flow.on_paper(), words));
            }
        }
    }
}

/// The summary in both languages: who finds the sheet may read only one of them.
pub(crate) fn in_both(summary: &Summary) -> Summary {
    Summary {
        language: SummaryLanguage::Both,
        ..summary.clone()
    }
}

/// The essentials with the first one to call.
pub(crate) fn code_text(summary: &Summary, words: &Words, limit: usize) -> String {
    let call = summary.person.contacts.iter().map(contact);
    let Some(call) = call.into_iter().find(|c| !c.is_empty()) else {
        return essential_text_within(summary, SummaryLanguage::Both, limit);
    };
    let call: String = call.chars().take(60).collect();
    let call = format!("{}: {call}", words.word("emergency-contacts"));
    let room = limit.saturating_sub(call.len() + 1);
    let text = essential_text_within(summary, SummaryLanguage::Both, room);
    format!("{text}\n{call}")
}

/// Rows of each list that stay for as long as another has more than these.
const LEAST: [usize; LISTS.len()] = [8, 8, 4, 1, 2, 1, 1];

/// The lists of the sheet in their order; the first gives way last.
const LISTS: [(Section, &str); 7] = [
    (Section::Allergies, "emergency-allergies"),
    (Section::Medications, "emergency-medicines"),
    (Section::Problems, "emergency-problems"),
    (Section::Pregnancy, "summary-section-pregnancy"),
    (Section::Devices, "emergency-devices"),
    (Section::Alerts, "emergency-alerts"),
    (
        Section::AdvanceDirectives,
        "summary-section-advance-directives",
    ),
];

fn section(summary: &Summary, wanted: Section) -> Option<&SummarySection> {
    summary.sections.iter().find(|s| s.section == wanted)
}

/// The rows that an emergency asks for: of the medicines those taken now.
pub(crate) fn rows(summary: &Summary, wanted: Section) -> Vec<&Row> {
    let all = section(summary, wanted).map_or(&[][..], |s| &s.rows);
    all.iter()
        .filter(|r| r.status_class != StatusClass::Error)
        .filter(|r| {
            wanted != Section::Medications
                || matches!(r.status_class, StatusClass::Current | StatusClass::Unknown)
        })
        .collect()
}

/// Why a list is empty; `None` where it is not and nothing is denied. Allergies are never silent.
pub(crate) fn why_empty(summary: &Summary, wanted: Section) -> Option<&'static str> {
    match section(summary, wanted).map(|s| s.nothing) {
        None | Some(Some(Nothing::LeftOut)) => Some("emergency-left-out"),
        Some(Some(Nothing::KnownNone)) if wanted == Section::Allergies => {
            Some("emergency-none-known")
        }
        Some(Some(Nothing::KnownNone)) => Some("emergency-none"),
        Some(_) if rows(summary, wanted).is_empty() => Some("emergency-unknown"),
        Some(_) => None,
    }
}

/// A blood group that two sources give alike, one of them a hospital or practice: the name of the test,
/// the value and its sources. One that is told once, or in two ways, is not printed: a card is not the
/// place to settle it.
///
/// # Source
/// LOINC 2.78: 882-1 ABO and Rh group, 883-9 ABO group, 10331-7 Rh, in blood. LOINC is copyright
/// Regenstrief Institute.
pub(crate) fn blood_groups<'s>(summary: &'s Summary, words: &Words) -> Vec<(&'s Row, String)> {
    const CODES: [&str; 3] = ["882-1", "883-9", "10331-7"];
    CODES
        .iter()
        .filter_map(|code| {
            let told: Vec<&Row> = summary
                .sections
                .iter()
                .flat_map(|s| &s.rows)
                .filter(|r| r.status_class != StatusClass::Error)
                .filter(|r| {
                    let mut codings = r.code.codings.iter();
                    codings.any(|c| c.system == kin_model::system::LOINC && c.code == *code)
                })
                .filter(|r| r.value.as_deref().is_some_and(|v| !v.trim().is_empty()))
                .collect();
            let values: BTreeSet<String> = told
                .iter()
                .filter_map(|r| r.value.as_deref())
                .map(|v| v.trim().to_lowercase())
                .collect();
            let sources: BTreeSet<(char, &str)> = told
                .iter()
                .flat_map(|r| &r.sources)
                .map(|s| (s.letter, s.label.trim()))
                .collect();
            let hospital = sources.iter().any(|(letter, _)| *letter == 'H');
            let newest = told
                .iter()
                .max_by_key(|r| r.date.map_or(i64::MIN, |d| d.sort_seconds()))?;
            let mut marks: Vec<String> = told.iter().map(|r| words.marks(r)).collect();
            marks.sort_unstable();
            marks.dedup();
            let sure = values.len() == 1 && sources.len() >= 2 && hospital;
            sure.then(|| (*newest, marks.join(", ")))
        })
        .collect()
}

struct Sheet<'a> {
    summary: &'a Summary,
    words: &'a Words,
    /// How many rows of each list.
    shown: [usize; LISTS.len()],
}

type Cells = [(f32, f32, f32, f32)];

impl Sheet<'_> {
    /// The sheet, when it fits on one page.
    fn draw(&self, paper: Paper, scale: f32, code: &Cells, side: f32) -> Option<Flow> {
        let (flow, at) = self.pages(paper, scale, code, side);
        (flow.pages.len() == 1 && at.page == 0).then(|| flow.on_paper())
    }

    fn pages(&self, paper: Paper, scale: f32, code: &Cells, side: f32) -> (Flow, Cursor) {
        let mut flow = Flow::enlarged(paper, scale);
        let width = flow.width();
        let mut at = self.head(&mut flow, code, side);
        at = flow.put(&self.alarm(width), SIDE, at);
        at = flow.put(&self.blood(width), SIDE, at);
        for (n, (section, key)) in LISTS.iter().enumerate().skip(1) {
            at = flow.put(&self.list(n, *section, key, width), SIDE, at);
        }
        at = flow.put(&self.foot(width), SIDE, at);
        self.mark(&mut flow);
        (flow, at)
    }

    /// Who, whom to call, and the code beside them.
    fn head(&self, flow: &mut Flow, code: &Cells, side: f32) -> Cursor {
        let (words, person) = (self.words, &self.summary.person);
        let room = flow.width() - side - 14.0;
        let red = Style {
            ink: Ink::Red,
            ..HEADING
        };
        let mut left = paragraph(&Rich::new(words.word("emergency-title"), red), room, 0.0);
        left.extend(paragraph(
            &Rich::new(full_name(person, words), NAME),
            room,
            2.0,
        ));
        left.extend(paragraph(
            &Rich::new(facts(self.summary, words).join(" · "), LEAD),
            room,
            0.0,
        ));
        left.extend(heading(
            &Rich::new(words.word("emergency-contacts"), HEADING),
            &Rich::default(),
            room,
            7.0,
        ));
        let strong = Style {
            size: LEAD.size,
            ..STRONG
        };
        let mut people: Vec<Rich> = person
            .contacts
            .iter()
            .map(contact)
            .filter(|c| !c.is_empty())
            .map(|c| Rich::new(c, strong))
            .collect();
        if people.is_empty() {
            people.push(Rich::new(words.word("emergency-contacts-none"), BODY));
        }
        if let Some(doctor) = person.doctor.as_ref().map(contact)
            && !doctor.is_empty()
        {
            let label = format!("{}: ", words.word("emergency-doctor"));
            people.push(Rich::new(label, BODY).and(doctor, strong));
        }
        for text in &people {
            left.extend(paragraph(text, room, 1.0));
        }
        let start = Flow::start();
        let at = flow.put(&left, SIDE, start);
        let mut drawing = Fragment {
            height: side,
            items: vec![Item::Modules(code.to_vec())],
            ..Fragment::default()
        }
        .into_figure(&words.word("emergency-code-alt"), side);
        drawing.keep_next = true;
        let mut right = vec![drawing];
        right.extend(paragraph(
            &Rich::new(words.lines("emergency-code"), SMALL),
            side,
            1.0,
        ));
        at.max(flow.put(&right, SIDE + room + 14.0, start))
    }

    /// Entries of a list, how many more there are, or why there is none.
    fn entries(&self, n: usize, section: Section) -> Vec<Rich> {
        let all = rows(self.summary, section);
        let shown = self.shown.get(n).copied().unwrap_or_default();
        let mut out: Vec<Rich> = Vec::new();
        if let Some(why) = why_empty(self.summary, section) {
            out.push(Rich::new(self.words.word(why), STRONG));
        }
        out.extend(all.iter().take(shown).map(|row| self.entry(row)));
        let left_off = self::section(self.summary, section).map_or(0, |s| s.left_off);
        let more = all.len().saturating_sub(shown) + left_off;
        if more > 0 {
            let count = more.to_string();
            let text = self.words.text("emergency-more", &[("count", &count)]);
            out.push(Rich::new(text, STRONG));
        }
        out
    }

    fn entry(&self, row: &Row) -> Rich {
        let mut text = ink_title(&self.words.title(row), STRONG);
        if let Some(status) = self.words.doubt(row) {
            text.push(self.words.brackets(&status), STRONG);
        }
        text.append(remark(row, self.words, " —\u{a0}", BODY));
        if let Some(value) = self.words.value(row) {
            text.push(format!(" {value}"), BODY);
        }
        let when = self.words.when(row).map(|w| format!("{w} · "));
        let when = when.unwrap_or_default();
        text.push(format!("  {when}{}", self.words.marks(row)), SMALL);
        text
    }

    /// The allergies in their box.
    fn alarm(&self, width: f32) -> Vec<Fragment> {
        let entries = self.entries(0, Section::Allergies);
        let real = why_empty(self.summary, Section::Allergies).is_none();
        let ink = if real { Ink::Red } else { Ink::Black };
        let label = Rich::new(
            self.words.word("emergency-allergies"),
            Style { ink, ..ALARM },
        );
        let inner_width = width - 2.0 * (6.0 + 1.6 + 2.0);
        let indent = (natural_width(&label) + 12.0).min(inner_width / 3.0);
        let mut inner = Vec::new();
        for (n, entry) in entries.iter().enumerate() {
            let mark = if n == 0 {
                label.clone()
            } else {
                Rich::default()
            };
            inner.extend(list_entry(&mark, entry, indent, inner_width, 1.0));
        }
        boxed(inner, width, 6.0, 1.8, ink, 8.0)
    }

    fn blood(&self, width: f32) -> Vec<Fragment> {
        let groups = blood_groups(self.summary, self.words);
        if groups.is_empty() {
            return Vec::new();
        }
        let mut text = Rich::new(format!("{}: ", self.words.word("emergency-blood")), BODY);
        for (n, (row, marks)) in groups.iter().enumerate() {
            if n > 0 {
                text.push(" · ", BODY);
            }
            text.append(ink_title(&self.words.title(row), BODY));
            let value = self.words.value(row).unwrap_or_default();
            text.push(format!(" {value}"), STRONG);
            text.push(format!(" {marks}"), SMALL);
        }
        text.push(
            format!(". {}", self.words.word("emergency-blood-once")),
            SMALL,
        );
        paragraph(&text, width, 6.0)
    }

    fn list(&self, n: usize, section: Section, key: &str, width: f32) -> Vec<Fragment> {
        let always = matches!(section, Section::Medications | Section::Problems);
        let all = rows(self.summary, section);
        if all.is_empty() && !always {
            return Vec::new();
        }
        let mut out = heading(
            &Rich::new(self.words.word(key), HEADING),
            &Rich::default(),
            width,
            8.0,
        );
        for entry in self.entries(n, section) {
            out.extend(list_entry(&Rich::new("•", BODY), &entry, 10.0, width, 0.5));
        }
        out
    }

    fn foot(&self, width: f32) -> Vec<Fragment> {
        let words = self.words;
        let sources = words.source_list().join(" · ");
        let mut parts = Vec::new();
        if !sources.is_empty() {
            parts.push(words.text("emergency-sources", &[("sources", &sources)]));
        }
        if any_untranslated(self.summary, words) {
            parts.push(words.word("print-untranslated"));
        }
        let made = words.date(&self.summary.made);
        parts.push(words.text("emergency-foot", &[("date", &made)]));
        let mut out = Vec::new();
        for (n, part) in parts.iter().enumerate() {
            let gap = if n == 0 { 8.0 } else { 1.0 };
            out.extend(paragraph(&Rich::new(&**part, SMALL), width, gap));
        }
        out
    }

    /// A thick red line over the top, so that the sheet is found among others.
    fn mark(&self, flow: &mut Flow) {
        let width = flow.width();
        if let Some(page) = flow.pages.first_mut() {
            page.insert(
                0,
                Item::Fill {
                    x: SIDE,
                    y: TOP - 6.0,
                    w: width,
                    h: 3.0,
                    ink: Ink::Red,
                },
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
