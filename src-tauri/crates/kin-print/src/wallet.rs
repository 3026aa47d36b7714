//! Cards for the wallet: front and back side by side with a line to fold, four of them on a page, in English
//! and Chinese.
//!
//! # Source
//! ISO/IEC 7810:2019, ID-1: 85.60 × 53.98 mm.

use crate::PrintError;
use crate::block::paragraph;
use crate::emergency::{blood_groups, code_text, in_both, rows, why_empty};
use crate::font::Weight;
use crate::look::BODY;
use crate::page::{Cursor, Flow, Fragment, Item, Paper, SIDE, TOP};
use crate::page_one::full_name;
use crate::pdf;
use crate::plain::contact;
use crate::qr::{drawn, on_page};
use crate::text::{Ink, Rich, Style};
use crate::words::{Words, further, iso_day};
use kin_model::summary::{Row, Section, Summary};

/// Width and height of a face in points.
pub(crate) const FACE: (f32, f32) = (242.65, 153.02);
/// Distance of the text from the edge.
const PAD: f32 = 8.0;
/// Cards on a page.
const CARDS: usize = 4;
/// Distance between two cards.
const GAP: f32 = 9.0;
/// Side of the code: 34 mm.
const CODE: f32 = 96.0;
/// Bytes of the code's text: 73 modules at most, so that one is 0.42 mm or more.
const CODE_LIMIT: usize = 440;
/// Characters of one entry; what is longer ends with an ellipsis.
const ENTRY: usize = 52;
/// Characters of somebody to call, the number among them.
const CALL: usize = 66;
/// Contacts on the card.
const CONTACTS: usize = 3;

const TEXT: Style = Style {
    size: 6.8,
    weight: Weight::Regular,
    ink: Ink::Black,
};
const BOLD: Style = Style {
    weight: Weight::Bold,
    ..TEXT
};
const RED: Style = Style {
    size: 7.6,
    weight: Weight::Bold,
    ink: Ink::Red,
};
const NAME: Style = Style {
    size: 10.0,
    weight: Weight::Bold,
    ink: Ink::Black,
};
const SMALL: Style = Style {
    size: 6.5,
    weight: Weight::Regular,
    ink: Ink::Grey,
};

/// The cards of a summary as a PDF of one page.
///
/// # Errors
/// [`PrintError::Font`] when an embedded typeface is damaged.
pub fn print_wallet(summary: &Summary, paper: Paper) -> Result<Vec<u8>, PrintError> {
    let (flow, words) = lay_out(summary, paper)?;
    pdf::build(
        &flow,
        &words.word("wallet-title"),
        "en",
        &iso_day(&summary.made),
    )
}

pub(crate) fn lay_out(summary: &Summary, paper: Paper) -> Result<(Flow, Words), PrintError> {
    let both = in_both(summary);
    let words = Words::new(&both);
    let card = Card {
        summary: &both,
        words: &words,
    };
    let code = drawn(&on_page(&code_text(&both, &words, CODE_LIMIT))?, CODE);
    let (front, back) = (card.front(), card.back(&code));
    let mut flow = Flow::new(paper);
    let (paper_width, _) = paper.size();
    let how = paragraph(
        &Rich::new(words.word("wallet-how"), BODY),
        flow.width(),
        0.0,
    );
    let at = flow.put(&how, SIDE, Cursor { page: 0, y: TOP });
    let x = (paper_width - 2.0 * FACE.0) / 2.0;
    let Some(page) = flow.pages.first_mut() else {
        return Ok((flow, words));
    };
    for n in 0..CARDS {
        let y = at.y + 12.0 + (FACE.1 + GAP) * n as f32;
        for (face, x) in [(&front, x), (&back, x + FACE.0)] {
            for item in face {
                let mut item = item.shifted(x, y);
                // The copies are read once.
                if n > 0 {
                    unread(&mut item);
                }
                page.push(item);
            }
        }
        page.extend(marks(x, y));
    }
    Ok((flow, words))
}

fn unread(item: &mut Item) {
    match item {
        Item::Text { line, .. } => line.node = None,
        Item::Figure { count, .. } => *count = 0,
        _ => {}
    }
}

/// Corner marks to cut along, and the line to fold on.
fn marks(x: f32, y: f32) -> Vec<Item> {
    const LONG: f32 = 6.0;
    let stroke = |a: (f32, f32), b: (f32, f32), dash: bool| Item::Stroke {
        points: vec![a, b],
        width: 0.5,
        ink: Ink::Grey,
        dash,
    };
    let (right, below) = (x + 2.0 * FACE.0, y + FACE.1);
    let fold = x + FACE.0;
    let mut out = vec![stroke((fold, y), (fold, below), true)];
    for (cx, dx) in [(x, 1.0), (right, -1.0)] {
        for (cy, dy) in [(y, 1.0), (below, -1.0)] {
            out.push(stroke((cx, cy), (cx + dx * LONG, cy), false));
            out.push(stroke((cx, cy), (cx, cy + dy * LONG), false));
        }
    }
    out
}

struct Card<'a> {
    summary: &'a Summary,
    words: &'a Words,
}

/// A part of a face: a heading and entries of which the last give way.
struct Part {
    label: Rich,
    entries: Vec<String>,
    shown: usize,
    left_off: usize,
    style: Style,
    /// Lines of their own instead of one running text.
    apart: bool,
}

impl Part {
    fn text(&self, words: &Words) -> Rich {
        let mut parts: Vec<String> = self.entries.iter().take(self.shown).cloned().collect();
        let more = self.entries.len().saturating_sub(self.shown) + self.left_off;
        if more > 0 {
            parts.push(words.text("wallet-more", &[("count", &more.to_string())]));
        }
        let between = if self.apart { "\n" } else { "; " };
        let mut out = self.label.clone();
        if !parts.is_empty() {
            out.push(if self.apart { "\n" } else { " " }, TEXT);
            out.push(parts.join(between), self.style);
        }
        out
    }
}

impl Card<'_> {
    fn front(&self) -> Vec<Item> {
        let (words, person) = (self.words, &self.summary.person);
        let mut facts = vec![words.sex(person.sex)];
        facts.push(match &person.born {
            Some(born) => words.text("print-born", &[("date", &words.date(born))]),
            None => words.word("print-born-unknown"),
        });
        let blood: Vec<String> = blood_groups(self.summary, words)
            .iter()
            .map(|(row, _)| {
                let value = words.value(row).unwrap_or_default();
                format!("{} {value}", words.title(row).plain())
            })
            .collect();
        let mut facts = vec![Rich::new(facts.join(" · "), TEXT)];
        if !blood.is_empty() {
            let text = format!("{}: ", words.word("emergency-blood"));
            facts.push(Rich::new(text, TEXT).and(blood.join(" · "), BOLD));
        }
        let mut head = vec![
            Rich::new(words.word("wallet-title"), RED),
            Rich::new(cut(&full_name(person, words), 60), NAME),
        ];
        head.extend(facts);
        let mut allergies = self.part(Section::Allergies, "emergency-allergies");
        allergies.label = Rich::new(words.word("emergency-allergies"), RED);
        allergies.style = BOLD;
        let mut call: Vec<String> = person
            .contacts
            .iter()
            .map(|c| callable(c, ""))
            .filter(|c| !c.is_empty())
            .take(CONTACTS)
            .collect();
        let mut label = Rich::new(words.word("emergency-contacts"), BOLD);
        if call.is_empty() {
            label = Rich::new(words.word("emergency-contacts-none"), TEXT);
        }
        if let Some(doctor) = &person.doctor
            && !contact(doctor).is_empty()
        {
            call.push(callable(doctor, &words.label("emergency-doctor")));
        }
        let contacts = Part {
            label,
            shown: call.len(),
            entries: call,
            left_off: 0,
            style: BOLD,
            apart: true,
        };
        self.face(&head, vec![allergies, contacts], FACE.0 - 2.0 * PAD, None)
    }

    fn back(&self, code: &[(f32, f32, f32, f32)]) -> Vec<Item> {
        let words = self.words;
        let mut parts = vec![
            self.part(Section::Medications, "emergency-medicines"),
            self.part(Section::Problems, "emergency-problems"),
        ];
        for (section, key) in [
            (Section::Devices, "emergency-devices"),
            (Section::Alerts, "emergency-alerts"),
        ] {
            if !rows(self.summary, section).is_empty() {
                parts.push(self.part(section, key));
            }
        }
        let made = words.date(&self.summary.made);
        let foot = format!(
            "{} · Kinfolio 家康册",
            words.text("wallet-made", &[("date", &made)])
        );
        let width = FACE.0 - 2.0 * PAD - CODE - 4.0;
        let mut items = self.face(&[], parts, width, Some(&Rich::new(foot, SMALL)));
        let x = FACE.0 - PAD - CODE + 4.0;
        let drawing = Fragment {
            height: CODE,
            items: vec![Item::Modules(code.to_vec())],
            ..Fragment::default()
        }
        .into_figure(&words.word("emergency-code-alt"), CODE);
        items.extend(drawing.items.iter().map(|i| i.shifted(x, PAD)));
        let mut y = PAD + CODE + 2.0;
        for line in crate::block::centred(&Rich::new(words.lines("wallet-scan"), SMALL), CODE) {
            items.extend(line.items.iter().map(|i| i.shifted(x, y)));
            y += line.height;
        }
        items
    }

    fn part(&self, section: Section, key: &str) -> Part {
        let why = why_empty(self.summary, section).map(|why| self.words.word(why));
        let all = rows(self.summary, section);
        let entries: Vec<String> = why
            .into_iter()
            .chain(all.iter().map(|row| self.entry(row)))
            .collect();
        let of = self.summary.sections.iter().find(|s| s.section == section);
        Part {
            label: Rich::new(format!("{}:", self.words.word(key)), BOLD),
            shown: entries.len(),
            entries,
            left_off: of.map_or(0, |s| s.left_off),
            style: TEXT,
            apart: false,
        }
    }

    /// "Metformin 二甲双胍 500 mg twice daily H"
    fn entry(&self, row: &Row) -> String {
        let mut text = cut(&self.words.title(row).plain(), ENTRY);
        if let Some(status) = self.words.doubt(row) {
            text.push_str(&self.words.brackets(&status));
        }
        if let Some(further) = further(row, self.words) {
            text = format!("{text} ({})", cut(&further, ENTRY));
        }
        let marks = self.words.marks(row);
        if marks.is_empty() {
            text
        } else {
            format!("{text} {marks}")
        }
    }

    /// A face filled from the top in the largest letters in which all of it fits; where nothing does, the longest part
    /// gives way until it fits, the last of the list first.
    fn face(
        &self,
        head: &[Rich],
        mut parts: Vec<Part>,
        width: f32,
        foot: Option<&Rich>,
    ) -> Vec<Item> {
        let foot = foot.map(|foot| paragraph(foot, width, 0.0));
        let below: f32 = foot.iter().flatten().map(|f| f.height).sum();
        let room = FACE.1 - 2.0 * PAD - below;
        let mut fitting = SCALES.iter().find_map(|scale| {
            let all = self.text(head, &parts, width / scale);
            (height(&all) * scale <= room).then_some((*scale, all))
        });
        let (scale, fragments) = loop {
            if let Some(found) = fitting {
                break found;
            }
            let longest = parts
                .iter_mut()
                .filter(|part| part.shown > 0)
                .max_by_key(|part| part.shown.saturating_sub(usize::from(part.apart)));
            let more = longest.is_some();
            if let Some(part) = longest {
                part.shown -= 1;
            }
            let all = self.text(head, &parts, width);
            fitting = (height(&all) <= room || !more).then_some((1.0, all));
        };
        let mut items = stacked(&fragments, scale, PAD, room + PAD);
        if let Some(foot) = &foot {
            items.extend(stacked(foot, 1.0, FACE.1 - PAD - below, FACE.1));
        }
        items
    }

    fn text(&self, head: &[Rich], parts: &[Part], width: f32) -> Vec<Fragment> {
        let mut out = Vec::new();
        for text in head {
            out.extend(paragraph(text, width, 0.0));
        }
        for part in parts {
            out.extend(paragraph(&part.text(self.words), width, 3.0));
        }
        out
    }
}

/// How much larger the letters of a face may be.
const SCALES: [f32; 6] = [1.3, 1.24, 1.18, 1.12, 1.06, 1.0];

fn height(fragments: &[Fragment]) -> f32 {
    fragments.iter().map(|f| f.gap + f.height).sum()
}

/// Fragments below one another from a height on, as far as they end above another.
fn stacked(fragments: &[Fragment], scale: f32, from: f32, to: f32) -> Vec<Item> {
    let mut y = from;
    let mut items = Vec::new();
    for fragment in fragments {
        y += fragment.gap * scale;
        if y + fragment.height * scale > to + 0.1 {
            break;
        }
        let placed = fragment
            .items
            .iter()
            .map(|item| item.enlarged(scale).shifted(PAD, y));
        items.extend(placed);
        y += fragment.height * scale;
    }
    items
}

/// Whom to call on one line; a long name gives way, the number never.
fn callable(who: &kin_model::Contact, label: &str) -> String {
    let phone = crate::note::flat(&who.phone);
    let name = contact(&kin_model::Contact {
        phone: String::new(),
        ..who.clone()
    });
    let room = CALL.saturating_sub(label.chars().count() + phone.chars().count() + 3);
    let name = cut(&name, room.max(12));
    let parts = [name, phone];
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|p| !p.is_empty())
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!("{label}{}", parts.join(" · "))
}

/// On one line, cut after so many characters.
fn cut(text: &str, characters: usize) -> String {
    let flat = crate::note::flat(text);
    if flat.chars().count() <= characters {
        return flat;
    }
    let mut out: String = flat.chars().take(characters.saturating_sub(1)).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests;
