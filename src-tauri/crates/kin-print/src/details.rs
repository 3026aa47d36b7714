//! The pages after page one: every section of the selection, each line with its source.

use crate::block::{Cell, Column, Table, heading, paragraph};
use crate::look::{BODY, COLUMN_HEAD, HEADING, PART, SECTION_GAP, SMALL, STRONG};
use crate::page::{Cursor, Flow, Fragment, SIDE};
use crate::rows::{any_flag, any_untranslated, icd10, ink_title, remark};
use crate::text::Rich;
use crate::words::Words;
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
pub(crate) fn draw(summary: &Summary, words: &Words, flow: &mut Flow, from: Cursor) -> Cursor {
    let width = flow.width();
    let mut part = paragraph(&Rich::new(words.word("print-details"), PART), width, 0.0);
    if let Some(since) = &summary.since {
        let text = words.text("print-only-since", &[("date", &words.date(since))]);
        part.extend(paragraph(&Rich::new(text, SMALL), width, 2.0));
    }
    part.iter_mut().for_each(|f| f.keep_next = true);
    let mut fragments = part;
    for section in summary.sections.iter().filter(|s| silent(s).is_none()) {
        fragments.extend(section_fragments(section, words, width));
    }
    fragments.extend(silence(summary, words, width));
    fragments.extend(story(summary, words, width));
    fragments.extend(legend(summary, words, width));
    flow.put(&fragments, SIDE, from)
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
    if !section.rows.is_empty() {
        out.extend(table(section, words).fragments(width, 0.0));
    }
    if section.left_off > 0 {
        let text = words.text(
            "print-left-off",
            &[("count", &section.left_off.to_string())],
        );
        out.extend(paragraph(&Rich::new(text, SMALL), width, 2.0));
    }
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
fn table(section: &SummarySection, words: &Words) -> Table {
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
        .filter(|k| section.rows.iter().any(|row| !(k.text)(row).is_empty()))
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
        rows: section
            .rows
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
    notes.push("print-derived");
    for key in notes {
        out.extend(paragraph(&Rich::new(words.word(key), SMALL), width, 2.0));
    }
    out
}
