//! The pages after page one: every section of the selection, each line with its source.

use crate::block::{Cell, Column, Table, heading, list_entry, paragraph};
use crate::grid::grid;
use crate::look::{BODY, COLUMN_GAP, COLUMN_HEAD, HEADING, PART, SECTION_GAP, SMALL, STRONG, TINY};
use crate::page::{Cursor, Flow, Fragment, Item, NARROW, SIDE};
use crate::page_one::{self, Overleaf};
use crate::plain::section_title;
use crate::rows::{any_flag, any_untranslated, by_use, icd10, ink_title, remark};
use crate::standing::{self, LARGE_PICTURE};
use crate::tags::{Node, Role};
use crate::text::{Rich, has_missing};
use crate::words::{Words, also};
use kin_model::Abnormal;
use kin_model::summary::{Nothing, Row, Section, Summary, SummaryLanguage, SummarySection};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The catalogue key that says why a section is empty.
pub(crate) fn nothing_key(section: Option<&SummarySection>) -> &'static str {
    match section.and_then(|s| s.nothing) {
        Some(Nothing::KnownNone) => "print-known-none",
        Some(Nothing::LeftOut) => "print-left-out",
        Some(Nothing::NoInformation) => "print-no-information",
        None if section.is_some() => "print-no-information",
        None => "print-left-out",
    }
}

/// Draws the details from the cursor on: what is short side by side, what is long over the whole width.
pub(crate) fn draw(
    summary: &Summary,
    words: &Words,
    overleaf: &Overleaf,
    flow: &mut Flow,
    from: Cursor,
    close: Close,
) -> Cursor {
    let width = flow.width();
    let mut part = paragraph(&Rich::new(words.word("print-details"), PART), width, 0.0);
    if let Some(since) = &summary.since {
        let text = words.text("print-only-since", &[("date", &words.date(since))]);
        part.extend(paragraph(&Rich::new(text, SMALL), width, 2.0));
    }
    part.iter_mut().for_each(|f| f.keep_next = true);
    let mut first = part;
    first.extend(in_full(summary, words, overleaf, width));
    let mut blocks = vec![Block::wide(first)];
    for one in standing::measured(summary) {
        blocks.push(Block::either(flow, |width| {
            standing::block(one, words, width, LARGE_PICTURE * close.picture())
        }));
    }
    for section in summary.sections.iter().filter(|s| silent(s).is_none()) {
        blocks.push(match section.section {
            Section::Medications if !section.rows.is_empty() => {
                Block::wide(medicines(summary, section, words, width))
            }
            Section::Results | Section::VitalSigns if !section.rows.is_empty() => {
                Block::wide(section_fragments(section, words, width))
            }
            _ => Block::either(flow, |width| section_fragments(section, words, width)),
        });
    }
    let mut last = Vec::new();
    for text in silence(summary, words, &[]) {
        let gap = if last.is_empty() { SECTION_GAP } else { 3.0 };
        last.extend(paragraph(&Rich::new(text, BODY), width, gap));
    }
    last.extend(story(summary, words, width));
    blocks.push(Block::wide(last));
    for fragment in blocks.iter_mut().flat_map(Block::fragments) {
        // What keeps the labels of a picture from the text above it stays.
        let picture = |item: &Item| matches!(item, Item::Figure { .. });
        if !fragment.items.iter().any(picture) {
            fragment.gap *= close.gap();
        }
        if close == Close::Tight {
            *fragment = std::mem::take(fragment).tightened();
        }
    }
    let mut at = from;
    let mut halves: Vec<&Block> = Vec::new();
    for block in &blocks {
        if block.half.is_some() {
            halves.push(block);
        } else {
            at = columns(flow, at, &std::mem::take(&mut halves));
            at = flow.put(&block.whole, SIDE, at);
        }
    }
    legend(summary, words, flow, at, close)
}

/// How close together the details stand: closer where that saves a page that would be nearly empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Close {
    #[default]
    Usual,
    Closer,
    Closest,
    /// The rows of tables too.
    Tight,
}

impl Close {
    /// From usual to closest.
    pub(crate) const ALL: [Self; 4] = [Self::Usual, Self::Closer, Self::Closest, Self::Tight];

    const fn gap(self) -> f32 {
        match self {
            Self::Usual => 1.0,
            Self::Closer => 0.75,
            Self::Closest | Self::Tight => 0.5,
        }
    }

    const fn picture(self) -> f32 {
        match self {
            Self::Usual => 1.0,
            Self::Closer => 0.75,
            Self::Closest | Self::Tight => 0.55,
        }
    }
}

/// On which page each heading of the details stands first, counted from 1.
pub(crate) fn places(flow: &Flow) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for (n, page) in flow.pages.iter().enumerate().skip(1) {
        let mut heads: Vec<(*const Node, String)> = Vec::new();
        for item in page {
            let Item::Text { line, .. } = item else {
                continue;
            };
            let Some(node) = line.node.as_ref().filter(|n| n.role == Role::Heading(2)) else {
                continue;
            };
            let said: String = line.glyphs.iter().map(|g| g.character).collect();
            match heads.last_mut().filter(|(at, _)| *at == Rc::as_ptr(node)) {
                Some((_, text)) => {
                    if !crate::linebreak::has_han(text) {
                        text.push(' ');
                    }
                    text.push_str(&said);
                }
                None => heads.push((Rc::as_ptr(node), said)),
            }
        }
        for (_, text) in heads {
            out.entry(text).or_insert(n + 1);
        }
    }
    out
}

/// True when page one has said everything: there is nothing to list.
pub(crate) fn adds_nothing(summary: &Summary, overleaf: &Overleaf) -> bool {
    let empty = |s: &SummarySection| {
        s.rows.is_empty() && s.left_off == 0 && s.nothing != Some(Nothing::KnownNone)
    };
    let story = summary.story.as_ref().map(kin_model::Narrative::plain_text);
    *overleaf == Overleaf::default()
        && summary.sections.iter().all(empty)
        && summary.home.is_empty()
        && story.is_none_or(|text| text.trim().is_empty())
}

/// A part of the details over the whole width and, when it is short, over half of it.
struct Block {
    whole: Vec<Fragment>,
    half: Option<Vec<Fragment>>,
}

/// What is higher at half the width stands over the whole width, in points.
const TALL: f32 = 320.0;

fn height(fragments: &[Fragment]) -> f32 {
    fragments.iter().map(|f| f.gap + f.height).sum()
}

fn half_of(flow: &Flow) -> f32 {
    ((flow.width() - COLUMN_GAP) / 2.0).floor()
}

impl Block {
    const fn wide(whole: Vec<Fragment>) -> Self {
        Self { whole, half: None }
    }

    fn fragments(&mut self) -> impl Iterator<Item = &mut Fragment> {
        self.whole.iter_mut().chain(self.half.iter_mut().flatten())
    }

    fn either(flow: &Flow, make: impl Fn(f32) -> Vec<Fragment>) -> Self {
        let whole = make(flow.width());
        // What is much longer than two columns of it would be is not even tried.
        let half = (!flow.narrow() && height(&whole) <= TALL)
            .then(|| make(half_of(flow)))
            .filter(|half| height(half) <= TALL);
        Self { whole, half }
    }
}

/// Short blocks in two columns, the next one always where the page is less full; none is divided, and one that is
/// alone takes the whole width.
fn columns(flow: &mut Flow, from: Cursor, blocks: &[&Block]) -> Cursor {
    let mut at = from;
    let mut rest = blocks;
    while !rest.is_empty() {
        let at_top = at.y <= Flow::top(at.page) + 0.01;
        let room = flow.end() - at.y;
        let (mut left, mut right): (Vec<Fragment>, Vec<Fragment>) = (Vec::new(), Vec::new());
        let mut count = 0;
        for half in rest.iter().map_while(|b| b.half.as_ref()) {
            let column = if height(&left) <= height(&right) {
                &mut left
            } else {
                &mut right
            };
            if height(column) + height(half) > room {
                break;
            }
            column.extend(half.iter().cloned());
            count += 1;
        }
        let (_, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        match (rest, count) {
            ([only, ..], 1) => at = flow.put(&only.whole, SIDE, at),
            // What has no narrow form goes on where it is: it may be divided.
            ([tall, others @ ..], 0) if at_top || tall.half.is_none() => {
                at = flow.put(&tall.whole, SIDE, at);
                rest = others;
                continue;
            }
            (_, 0) => at = Flow::next_page(at),
            _ => at = page_one::side_by_side(flow, at, &left, &right, half_of(flow)),
        }
        rest = later;
    }
    at
}

/// What page one had no room for.
fn in_full(summary: &Summary, words: &Words, overleaf: &Overleaf, width: f32) -> Vec<Fragment> {
    let head = |key: &str| {
        let title = Rich::new(words.word(key), HEADING);
        heading(&title, &Rich::default(), width, SECTION_GAP)
    };
    let mut out = Vec::new();
    if overleaf.contacts {
        out.extend(head("page-contact"));
        let contacts = (summary.person.contacts.iter()).map(|c| page_one::contact(c, words));
        let lines: Vec<Rich> = contacts.map(|c| Rich::new(c, BODY)).collect();
        out.extend(standing::listed(&lines, "•", width));
    }
    if overleaf.reason {
        let (reason, questions) = page_one::said(summary);
        out.extend(head("print-reason"));
        for part in reason.lines().map(str::trim).filter(|l| !l.is_empty()) {
            out.extend(paragraph(&Rich::new(part, BODY), width, 1.0));
        }
        for (n, question) in questions.iter().enumerate() {
            let mark = Rich::new(format!("{}.", n + 1), BODY);
            let text = Rich::new(*question, BODY);
            out.extend(list_entry(&mark, &text, 18.0, width, 0.5));
        }
    }
    if overleaf.conflicts {
        out.extend(head("page-conflicts"));
        let lines = standing::conflicts(summary, words);
        out.extend(standing::listed(&lines, "≠", width));
    }
    if overleaf.changes {
        out.extend(head("page-changes"));
        let lines = standing::changes(summary, words);
        out.extend(standing::listed(&lines, "•", width));
    }
    out
}

/// Medicines in full: what, how it is taken and how it was, since when, status, source.
fn medicines(
    summary: &Summary,
    section: &SummarySection,
    words: &Words,
    width: f32,
) -> Vec<Fragment> {
    let head = |key: &str| Cell::left(Rich::new(words.word(key), COLUMN_HEAD));
    // On a narrow page what and how stand below one another, and so do status and day.
    let narrow = width < NARROW;
    let line = |row: &Row| {
        let small = |text: String| Cell::left(Rich::new(text, SMALL));
        let mut what = ink_title(&words.title(row), BODY);
        if standing::is_disputed(summary, row) {
            what.push(format!("\n≠\u{a0}{}", words.word("page-disputed")), STRONG);
        }
        let mut how = remark(row, words, "", BODY);
        let more = [
            standing::doses(summary, row, words),
            standing::last_change(summary, row, words),
        ];
        let more: Vec<String> = more.into_iter().flatten().collect();
        let more = Rich::new(more.join("\n"), SMALL);
        let mut what = Cell::left(what);
        if narrow && !more.is_empty() {
            how.push(if how.is_empty() { "" } else { "\n" }, SMALL);
            how.append(more);
        } else {
            what.below = more;
        }
        vec![
            what,
            Cell::left(how),
            small(words.status(row).unwrap_or_default()),
            small(words.when(row).unwrap_or_default()),
            small(words.marks(row)),
        ]
    };
    let together = |cells: Vec<Cell>| -> Vec<Cell> {
        let mut texts = cells.into_iter().map(|c| c.text);
        let mut below = |gap: &str, style| {
            let mut text = texts.next().unwrap_or_default();
            let more = texts.next().unwrap_or_default();
            if !text.is_empty() && !more.is_empty() {
                text.push(gap, style);
            }
            text.append(more);
            Cell::left(text)
        };
        let (what, when) = (below("\n", BODY), below("\n", SMALL));
        vec![what, when, Cell::left(texts.next().unwrap_or_default())]
    };
    let title = Rich::new(section_title(section, words), HEADING);
    let mut out = heading(&title, &Rich::default(), width, SECTION_GAP);
    if section.nothing == Some(Nothing::KnownNone) {
        let none = Rich::new(words.word(nothing_key(Some(section))), BODY);
        out.extend(paragraph(&none, width, 1.0));
    }
    let heads = vec![
        head("print-what"),
        head("page-how"),
        head("print-status"),
        head("print-date"),
        head("print-source"),
    ];
    let table = |rows: Vec<&Row>| {
        let rows = rows.into_iter().map(line);
        if narrow {
            Table {
                close: false,
                columns: vec![Column::Share(1.0), Column::Fit(104.0), Column::Fit(50.0)],
                head: together(heads.clone()),
                rows: rows.map(together).collect(),
            }
        } else {
            Table {
                close: false,
                columns: vec![
                    Column::Share(1.0),
                    Column::Share(1.0),
                    Column::Fit(70.0),
                    Column::Fit(104.0),
                    Column::Fit(50.0),
                ],
                head: heads.clone(),
                rows: rows.collect(),
            }
        }
    };
    let (now, other) = by_use(section);
    if now.is_empty() {
        let none = Rich::new(words.word("print-medicines-none-now"), BODY);
        out.extend(paragraph(&none, width, 1.0));
    } else {
        out.extend(table(now).fragments(width, 0.0));
    }
    if !other.is_empty() {
        let title = Rich::new(words.word("print-medicines-other"), HEADING);
        out.extend(heading(&title, &Rich::default(), width, SECTION_GAP));
        out.extend(table(other).fragments(width, 0.0));
    }
    out.extend(left_off(section, words, width));
    out
}

/// Says how many rows of the selection are not listed.
fn left_off(section: &SummarySection, words: &Words, width: f32) -> Vec<Fragment> {
    if section.left_off == 0 {
        return Vec::new();
    }
    let text = words.text(
        "print-left-off",
        &[("count", &section.left_off.to_string())],
    );
    paragraph(&Rich::new(text, SMALL), width, 2.0)
}

/// The key under which an empty section is listed at the end; the allergies always stand for
/// themselves, and so does what a source denies.
fn silent(section: &SummarySection) -> Option<&'static str> {
    let listed = section.rows.is_empty()
        && section.left_off == 0
        && !matches!(section.section, Section::Allergies | Section::PatientStory);
    match section.nothing {
        Some(Nothing::LeftOut) if listed => Some("print-left-out-list"),
        Some(Nothing::NoInformation) | None if listed => Some("print-nothing-about"),
        _ => None,
    }
}

/// The empty sections in two sentences instead of a heading each; `told` are those whose own heading says it already.
pub(crate) fn silence(summary: &Summary, words: &Words, told: &[Section]) -> Vec<String> {
    let said = |key: &str| {
        let names: Vec<String> = summary
            .sections
            .iter()
            .filter(|s| silent(s) == Some(key) && !told.contains(&s.section))
            .map(|s| words.section(s.section))
            .collect();
        let names = names.join(" · ");
        (!names.is_empty()).then(|| words.text(key, &[("sections", &names)]))
    };
    ["print-nothing-about", "print-left-out-list"]
        .into_iter()
        .filter_map(said)
        .collect()
}

pub(crate) fn section_fragments(
    section: &SummarySection,
    words: &Words,
    width: f32,
) -> Vec<Fragment> {
    if section.section == Section::PatientStory && section.rows.is_empty() {
        return Vec::new();
    }
    let title = Rich::new(words.section(section.section), HEADING);
    let results = section.section == Section::Results && !section.rows.is_empty();
    let shared = shared_status(section, words);
    let aside = if results {
        words.word("print-results-range")
    } else {
        shared.clone().unwrap_or_default()
    };
    let mut out = heading(&title, &Rich::new(aside, SMALL), width, SECTION_GAP);
    if section.rows.is_empty() || section.nothing == Some(Nothing::KnownNone) {
        out.extend(paragraph(
            &Rich::new(words.word(nothing_key(Some(section))), BODY),
            width,
            1.0,
        ));
    }
    let mut listed: Vec<&Row> = section.rows.iter().collect();
    if results {
        let (tables, rest) = grid(&section.rows, words, width);
        out.extend(tables);
        listed = rest;
    }
    if section.section == Section::VitalSigns {
        let (readings, rest) = crate::readings::readings(&section.rows, words);
        out.extend(readings.fragments(width, 0.0));
        listed = rest;
    }
    if !listed.is_empty() {
        out.extend(table(&listed, words, shared.is_some()).fragments(width, 1.0));
    }
    out.extend(left_off(section, words, width));
    out
}

/// The status that every row of a section has; it stands beside the heading then and not in each line.
fn shared_status(section: &SummarySection, words: &Words) -> Option<String> {
    let mut all = section.rows.iter().map(|row| words.status(row));
    let first = all.next()??;
    all.all(|s| s.as_ref() == Some(&first)).then_some(first)
}

/// More rows than these have the names of the columns above them.
const PLAIN: usize = 8;

/// One column of a section's table: its head, its width, its text for a row.
struct Kind<'a> {
    key: &'static str,
    width: Column,
    right: bool,
    text: &'a dyn Fn(&Row) -> Rich,
}

/// What, value, range, status, date, source; columns in which no row says anything are left out.
fn table(rows: &[&Row], words: &Words, status_said: bool) -> Table {
    let small = |text: Option<String>| Rich::new(text.unwrap_or_default(), SMALL);
    // Of a visit it is why the person came, no result.
    let visits = rows.iter().all(|row| row.kind == kin_model::Kind::Visit);
    let kinds = [
        Kind {
            key: "print-what",
            width: Column::Share(1.0),
            right: false,
            text: &|row| what(row, words),
        },
        Kind {
            key: if visits {
                "field-reason"
            } else {
                "print-value"
            },
            width: Column::Fit(132.0),
            right: true,
            text: &|row| {
                let style = if row.abnormal == Abnormal::No {
                    BODY
                } else {
                    STRONG
                };
                Rich::new(words.value(row).unwrap_or_default(), style)
            },
        },
        Kind {
            key: "print-range",
            width: Column::Fit(78.0),
            right: false,
            text: &|row| small(row.range.clone()),
        },
        Kind {
            key: "print-status",
            width: Column::Fit(86.0),
            right: false,
            text: &|row| small(words.status(row).filter(|_| !status_said)),
        },
        Kind {
            key: "print-date",
            width: Column::Fit(112.0),
            right: false,
            text: &|row| small(words.when(row)),
        },
        Kind {
            key: "print-source",
            width: Column::Fit(60.0),
            right: false,
            text: &|row| small(Some(words.marks(row))),
        },
    ];
    let kept: Vec<&Kind<'_>> = kinds
        .iter()
        .filter(|k| rows.iter().any(|row| !(k.text)(row).is_empty()))
        .collect();
    let named = rows.len() > PLAIN || kept.iter().any(|k| k.key == "print-range");
    Table {
        close: false,
        columns: kept.iter().map(|k| k.width).collect(),
        head: kept
            .iter()
            .filter(|_| named)
            .map(|k| Cell {
                right: k.right,
                ..Cell::left(Rich::new(words.word(k.key), COLUMN_HEAD))
            })
            .collect(),
        rows: rows
            .iter()
            .map(|row| {
                kept.iter()
                    .map(|k| Cell {
                        right: k.right,
                        ..Cell::left((k.text)(row))
                    })
                    .collect()
            })
            .collect(),
    }
}

/// The title with its code, and further words below it.
fn what(row: &Row, words: &Words) -> Rich {
    let mut text = ink_title(&words.title(row), BODY);
    if let Some(code) = icd10(row) {
        text.push(format!(" {code}"), SMALL);
    }
    // Somebody's own words are what the row is about.
    let style = match row.kind {
        kin_model::Kind::Note => BODY,
        _ => SMALL,
    };
    text.append(remark(row, words, "\n", style));
    text
}

pub(crate) fn story(summary: &Summary, words: &Words, width: f32) -> Vec<Fragment> {
    let Some(story) = &summary.story else {
        return Vec::new();
    };
    let text = story.plain_text();
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    let mut out = heading(
        &Rich::new(words.section(Section::PatientStory), HEADING),
        &Rich::new("P", SMALL),
        width,
        SECTION_GAP,
    );
    for part in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        out.extend(paragraph(&Rich::new(part, BODY), width, 2.0));
    }
    if story.cut {
        out.extend(paragraph(
            &Rich::new(words.word("print-cut"), SMALL),
            width,
            2.0,
        ));
    }
    out
}

/// The sources in full, and what the marks mean: in two columns, or, where only that would begin a page of its own,
/// in lines across the page.
pub(crate) fn legend(
    summary: &Summary,
    words: &Words,
    flow: &mut Flow,
    from: Cursor,
    close: Close,
) -> Cursor {
    let width = flow.width();
    let title = words.word("print-sources");
    let head = heading(
        &Rich::new(title.clone(), HEADING),
        &Rich::default(),
        width,
        SECTION_GAP + 2.0,
    );
    let sources = words.dated_source_list();
    let notes = notes(summary, words);
    let brought = (!sources.is_empty()).then(|| words.word("print-sources-brought"));
    let named = |width: f32| {
        let mut out = Vec::new();
        if let Some(brought) = &brought {
            out.extend(paragraph(&Rich::new(&**brought, SMALL), width, 0.0));
        }
        // Few of them stand in a line each.
        if sources.len() <= 12 {
            for source in &sources {
                out.extend(paragraph(&Rich::new(&**source, BODY), width, 0.0));
            }
        } else {
            let list = sources.join("  ·  ");
            out.extend(paragraph(&Rich::new(list, BODY), width, 0.0));
        }
        out
    };
    let explained = |width: f32| -> Vec<Fragment> {
        let lines = notes.iter().map(|note| Rich::new(&**note, SMALL));
        lines
            .flat_map(|text| paragraph(&text, width, 1.0))
            .collect()
    };
    let blocks = [Block::either(flow, named), Block::either(flow, explained)];
    let halves = blocks.iter().all(|b| b.half.is_some());
    let below = blocks
        .iter()
        .map(|b| height(b.half.as_ref().unwrap_or(&b.whole)));
    let whole = height(&head)
        + if halves {
            below.clone().fold(0.0, f32::max)
        } else {
            below.clone().sum()
        };
    let mut at = from;
    if at.y + whole > flow.end() {
        // In lines: the name of the part, the sources, the marks.
        let mut line = Rich::new(words.named(&title, ""), COLUMN_HEAD);
        line.push(sources.join("  ·  "), TINY);
        if let Some(brought) = &brought {
            line.push(format!(" {}", words.brackets(brought)), TINY);
        }
        let mut lines = paragraph(&line, width, SECTION_GAP);
        lines.extend(paragraph(&Rich::new(notes.join("  ·  "), TINY), width, 1.0));
        let small = summary.language == SummaryLanguage::En || close != Close::Usual;
        if small && at.y + height(&lines) <= flow.end() {
            return flow.put(&lines, SIDE, at);
        }
        // The heading goes with what stands below it.
        let least = height(&head) + below.fold(0.0_f32, f32::max).min(120.0);
        if at.y + least > flow.end() {
            at = Flow::next_page(at);
        }
    }
    at = flow.put(&head, SIDE, at);
    if halves {
        let [named, explained] = &blocks;
        return columns(flow, at, &[named, explained]);
    }
    for block in &blocks {
        at = flow.put(&block.whole, SIDE, at);
    }
    at
}

/// True when some character of what is printed has no glyph and stands there as a box.
fn any_missing(summary: &Summary, words: &Words) -> bool {
    let row = |row: &Row| {
        let more = [&row.value, &row.note, &row.aside];
        has_missing(&words.title(row).plain())
            || more.into_iter().flatten().any(|text| has_missing(text))
    };
    has_missing(&page_one::full_name(&summary.person, words))
        || has_missing(&summary.reason)
        || summary.questions.iter().any(|text| has_missing(text))
        || summary.sections.iter().flat_map(|s| &s.rows).any(row)
}

/// What the marks on these pages mean.
fn notes(summary: &Summary, words: &Words) -> Vec<String> {
    let mut notes = vec!["print-letters"];
    if any_flag(summary) {
        notes.push("print-flags");
    }
    if any_untranslated(summary, words) {
        notes.push("print-untranslated");
    }
    if summary
        .sections
        .iter()
        .flat_map(|s| &s.rows)
        .any(|r| also(r).is_some())
    {
        notes.push("page-also-note");
    }
    if summary
        .sections
        .iter()
        .any(|s| s.section == Section::Results && !s.rows.is_empty())
    {
        notes.push("page-trend-note");
    }
    if any_missing(summary, words) {
        notes.push("print-missing");
    }
    notes.push("print-derived");
    notes.into_iter().map(|key| words.word(key)).collect()
}
