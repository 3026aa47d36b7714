//! The pages after page one: every section of the selection, each line with its source.

use crate::block::{Cell, Column, Table, heading, list_entry, paragraph};
use crate::grid::grid;
use crate::look::{BODY, COLUMN_HEAD, HEADING, PART, SECTION_GAP, SMALL, STRONG};
use crate::page::{Cursor, Flow, Fragment, SIDE};
use crate::page_one::{self, Overleaf};
use crate::rows::{any_flag, any_untranslated, icd10, ink_title, remark};
use crate::standing::{self, LARGE_PICTURE};
use crate::text::Rich;
use crate::words::{Words, also};
use kin_model::Abnormal;
use kin_model::summary::{Nothing, Row, Section, Summary, SummarySection};

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

/// Draws the details from the cursor on.
pub(crate) fn draw(
    summary: &Summary,
    words: &Words,
    overleaf: &Overleaf,
    flow: &mut Flow,
    from: Cursor,
) -> Cursor {
    let width = flow.width();
    let mut part = paragraph(&Rich::new(words.word("print-details"), PART), width, 0.0);
    if let Some(since) = &summary.since {
        let text = words.text("print-only-since", &[("date", &words.date(since))]);
        part.extend(paragraph(&Rich::new(text, SMALL), width, 2.0));
    }
    part.iter_mut().for_each(|f| f.keep_next = true);
    let mut fragments = part;
    fragments.extend(in_full(summary, words, overleaf, width));
    for one in standing::measured(summary) {
        fragments.extend(standing::block(one, words, width, LARGE_PICTURE));
    }
    for section in summary.sections.iter().filter(|s| silent(s).is_none()) {
        if section.section == Section::Medications && !section.rows.is_empty() {
            fragments.extend(medicines(summary, section, words, width));
        } else {
            fragments.extend(section_fragments(section, words, width));
        }
    }
    fragments.extend(silence(summary, words, width));
    fragments.extend(story(summary, words, width));
    fragments.extend(legend(summary, words, width));
    flow.put(&fragments, SIDE, from)
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
        let contacts = summary.person.contacts.iter().map(page_one::contact);
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
    let line = |row: &Row| {
        let small = |text: String| Cell::left(Rich::new(text, SMALL));
        let mut what = ink_title(&words.title(row), BODY);
        if standing::is_disputed(summary, row) {
            what.push(format!("\n{}", words.word("page-disputed")), STRONG);
        }
        let mut how = remark(row, "", BODY);
        let more = [
            standing::doses(summary, row, words),
            standing::last_change(summary, row, words),
        ];
        for more in more.into_iter().flatten() {
            let line = if how.is_empty() { "" } else { "\n" };
            how.push(format!("{line}{more}"), SMALL);
        }
        vec![
            Cell::left(what),
            Cell::left(how),
            small(words.status(row).unwrap_or_default()),
            small(words.when(row).unwrap_or_default()),
            small(words.marks(row)),
        ]
    };
    let title = Rich::new(words.section(section.section), HEADING);
    let mut out = heading(&title, &Rich::default(), width, SECTION_GAP);
    if section.nothing == Some(Nothing::KnownNone) {
        let none = Rich::new(words.word(nothing_key(Some(section))), BODY);
        out.extend(paragraph(&none, width, 1.0));
    }
    let table = Table {
        columns: vec![
            Column::Share(1.0),
            Column::Share(1.0),
            Column::Fit(70.0),
            Column::Fit(104.0),
            Column::Fit(50.0),
        ],
        head: vec![
            head("print-what"),
            head("page-how"),
            head("print-status"),
            head("print-date"),
            head("print-source"),
        ],
        rows: section.rows.iter().map(line).collect(),
    };
    out.extend(table.fragments(width, 0.0));
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

/// The empty sections in two sentences instead of a heading each.
fn silence(summary: &Summary, words: &Words, width: f32) -> Vec<Fragment> {
    let mut out = Vec::new();
    for key in ["print-nothing-about", "print-left-out-list"] {
        let names: Vec<String> = summary
            .sections
            .iter()
            .filter(|s| silent(s) == Some(key))
            .map(|s| words.section(s.section))
            .collect();
        if !names.is_empty() {
            let text = words.text(key, &[("sections", &names.join(" · "))]);
            let gap = if out.is_empty() {
                SECTION_GAP + 3.0
            } else {
                4.0
            };
            out.extend(paragraph(&Rich::new(text, BODY), width, gap));
        }
    }
    out
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
    let mut out = heading(&title, &Rich::default(), width, SECTION_GAP);
    if section.rows.is_empty() || section.nothing == Some(Nothing::KnownNone) {
        out.extend(paragraph(
            &Rich::new(words.word(nothing_key(Some(section))), BODY),
            width,
            1.0,
        ));
    }
    let mut listed: Vec<&Row> = section.rows.iter().collect();
    if section.section == Section::Results && !section.rows.is_empty() {
        let range = Rich::new(words.word("print-results-range"), SMALL);
        let mut lines = paragraph(&range, width, 0.0);
        lines.iter_mut().for_each(|l| l.keep_next = true);
        out.extend(lines);
        let (tables, rest) = grid(&section.rows, words, width);
        out.extend(tables);
        listed = rest;
    }
    if !listed.is_empty() {
        out.extend(table(&listed, words).fragments(width, 3.0));
    }
    out.extend(left_off(section, words, width));
    out
}

/// One column of a section's table: its head, its width, its text for a row.
struct Kind<'a> {
    key: &'static str,
    width: Column,
    right: bool,
    text: &'a dyn Fn(&Row) -> Rich,
}

/// What, value, range, status, date, source; columns in which no row says anything are left out.
fn table(rows: &[&Row], words: &Words) -> Table {
    let small = |text: Option<String>| Rich::new(text.unwrap_or_default(), SMALL);
    let kinds = [
        Kind {
            key: "print-what",
            width: Column::Share(1.0),
            right: false,
            text: &|row| what(row, words),
        },
        Kind {
            key: "print-value",
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
            text: &|row| small(words.status(row)),
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
    Table {
        columns: kept.iter().map(|k| k.width).collect(),
        head: kept
            .iter()
            .map(|k| Cell {
                text: Rich::new(words.word(k.key), COLUMN_HEAD),
                right: k.right,
            })
            .collect(),
        rows: rows
            .iter()
            .map(|row| {
                kept.iter()
                    .map(|k| Cell {
                        text: (k.text)(row),
                        right: k.right,
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
    text.append(remark(row, "\n", SMALL));
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

fn legend(summary: &Summary, words: &Words, width: f32) -> Vec<Fragment> {
    let mut out = heading(
        &Rich::new(words.word("print-sources"), HEADING),
        &Rich::default(),
        width,
        SECTION_GAP + 4.0,
    );
    let sources = words.dated_source_list();
    if !sources.is_empty() {
        let brought = Rich::new(words.word("print-sources-brought"), SMALL);
        out.extend(paragraph(&brought, width, 0.0));
        let list = sources.join("  ·  ");
        out.extend(paragraph(&Rich::new(list, BODY), width, 0.0));
    }
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
        .any(|s| s.section == Section::Results)
    {
        notes.push("page-trend-note");
    }
    notes.push("print-derived");
    for key in notes {
        out.extend(paragraph(&Rich::new(words.word(key), SMALL), width, 2.0));
    }
    out
}
