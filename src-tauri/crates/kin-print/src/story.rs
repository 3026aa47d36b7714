//! The person's own words as pages of their own: reason, questions, story.

use crate::block::{heading, list_entry, paragraph};
use crate::look::{BODY, HEADING, LEAD, NAME, SECTION_GAP, SMALL};
use crate::page::{Cursor, Flow, Fragment, SIDE, TOP};
use crate::page_one::full_name;
use crate::text::Rich;
use crate::words::{Words, iso_day};
use crate::{Paper, PrintError, details, pdf, print};
use kin_model::summary::{Section, Summary, SummaryLanguage};

/// What the person says in their own words as a PDF: why they come, what they ask, their story and
/// what they noted; `None` when they have said nothing.
///
/// # Errors
/// [`PrintError::Font`] when an embedded typeface is damaged.
pub fn print_story(summary: &Summary, paper: Paper) -> Result<Option<Vec<u8>>, PrintError> {
    let words = Words::new(summary);
    let Some(flow) = lay_out(summary, paper, &words) else {
        return Ok(None);
    };
    let language = match summary.language {
        SummaryLanguage::ZhCn => "zh-CN",
        SummaryLanguage::En | SummaryLanguage::Both => "en",
    };
    let title = words.section(Section::PatientStory);
    pdf::build(&flow, &title, language, &iso_day(&summary.made)).map(Some)
}

/// The pages, or nothing where there are no words.
pub(crate) fn lay_out(summary: &Summary, paper: Paper, words: &Words) -> Option<Flow> {
    let mut flow = Flow::new(paper);
    let width = flow.width();
    let mut own = own_words(summary, words, width);
    for section in &summary.sections {
        if section.section == Section::PatientStory && !section.rows.is_empty() {
            own.extend(details::section_fragments(section, words, width));
        }
    }
    own.extend(details::story(summary, words, width));
    if own.is_empty() {
        return None;
    }
    let mut out = paragraph(
        &Rich::new(full_name(&summary.person, words), NAME),
        width,
        0.0,
    );
    let title = words.section(Section::PatientStory);
    out.extend(paragraph(&Rich::new(title, LEAD), width, 2.0));
    let made = words.text("print-made", &[("date", &words.date(&summary.made))]);
    out.extend(paragraph(&Rich::new(made, SMALL), width, 2.0));
    out.extend(own);
    flow.put(&out, SIDE, Cursor { page: 0, y: TOP });
    print::furnish(&mut flow, summary, words);
    Some(flow)
}

/// Reason and questions.
fn own_words(summary: &Summary, words: &Words, width: f32) -> Vec<Fragment> {
    let reason = summary.reason.trim();
    let questions: Vec<&str> = summary
        .questions
        .iter()
        .map(|q| q.trim())
        .filter(|q| !q.is_empty())
        .collect();
    if reason.is_empty() && questions.is_empty() {
        return Vec::new();
    }
    let mut out = heading(
        &Rich::new(words.word("print-reason"), HEADING),
        &Rich::default(),
        width,
        SECTION_GAP,
    );
    for part in reason.lines().map(str::trim).filter(|l| !l.is_empty()) {
        out.extend(paragraph(&Rich::new(part, BODY), width, 2.0));
    }
    for (n, question) in questions.iter().enumerate() {
        let mark = Rich::new(format!("{}.", n + 1), BODY);
        let text = Rich::new(*question, BODY);
        out.extend(list_entry(&mark, &text, 15.0, width, 2.0));
    }
    out
}
