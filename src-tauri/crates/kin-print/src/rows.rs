//! Rows as rich text.

use crate::look::{BODY, SMALL};
use crate::text::{Rich, Style};
use crate::words::{Title, Words, further, further_in_short};
use kin_model::summary::{Row, Summary, SummarySection};
use kin_model::{Abnormal, StatusClass, system};

/// A title in its language or languages, with the mark for "not translated".
pub(crate) fn ink_title(title: &Title, style: Style) -> Rich {
    let mut text = Rich::new(&*title.main, style);
    if let Some(second) = &title.second {
        text.push(format!(" {second}"), style);
    }
    if title.untranslated {
        text.push("*", SMALL);
    }
    text
}

/// The row's reaction, dosage and further words after a separator; nothing when it has none.
pub(crate) fn remark(row: &Row, words: &Words, separator: &str, style: Style) -> Rich {
    after(further(row, words), separator, style)
}

/// The same where there is little room.
pub(crate) fn remark_in_short(row: &Row, words: &Words, separator: &str, style: Style) -> Rich {
    after(further_in_short(row, words), separator, style)
}

fn after(said: Option<String>, separator: &str, style: Style) -> Rich {
    match said {
        Some(note) => Rich::new(format!("{separator}{note}"), style),
        None => Rich::default(),
    }
}

/// True for a medicine that is taken now, or of which nobody says whether it is.
pub(crate) const fn taken_now(row: &Row) -> bool {
    matches!(
        row.status_class,
        StatusClass::Current | StatusClass::Unknown
    )
}

/// The medicines of a section that are taken now, and those that were stopped, are planned or are not taken.
pub(crate) fn by_use(section: &SummarySection) -> (Vec<&Row>, Vec<&Row>) {
    section.rows.iter().partition(|row| taken_now(row))
}

/// Title, date and marks on one line.
pub(crate) fn dated(row: &Row, words: &Words) -> Rich {
    let mut text = ink_title(&words.title(row), BODY);
    if let Some(date) = &row.date {
        text.push(format!(" {}", words.date(date)), BODY);
    }
    text.push(format!(" {}", words.marks(row)), SMALL);
    text
}

/// The ICD-10 code, where the source gave one: doctors search by it.
pub(crate) fn icd10(row: &Row) -> Option<&str> {
    row.code
        .codings
        .iter()
        .find(|c| c.system == system::ICD10 || c.system == system::ICD10CM)
        .map(|c| c.code.as_str())
        .filter(|c| !c.is_empty())
}

/// True when some title stands in a language that was not asked for.
pub(crate) fn any_untranslated(summary: &Summary, words: &Words) -> bool {
    summary
        .sections
        .iter()
        .flat_map(|s| &s.rows)
        .any(|row| words.title(row).untranslated)
}

/// True when some value carries a flag.
pub(crate) fn any_flag(summary: &Summary) -> bool {
    summary
        .sections
        .iter()
        .flat_map(|s| &s.rows)
        .any(|row| row.abnormal != Abnormal::No)
}
