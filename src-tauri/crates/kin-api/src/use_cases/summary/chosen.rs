//! A summary of entries that were chosen one by one, for an answer to a referral.

use super::rows::RowMaker;
use super::select;
use super::sensitive::Sensitive;
use crate::dto::SummaryOptions;
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_fhir::ips::read::home_of;
use kin_model::EntryId;
use kin_model::summary::{Section, Summary, SummaryLanguage, SummarySection, Topic};

/// Most entries of one answer.
const MOST: usize = 500;

/// The entries in their sections, and how many there are. Each was chosen by hand: no topic is held back.
pub(crate) fn of_entries(
    session: &Session,
    person: &str,
    entries: &[String],
    language: Option<SummaryLanguage>,
) -> ApiResult<(Summary, u64)> {
    let options = SummaryOptions {
        sections: Some(Vec::new()),
        language,
        // Exactly what was chosen, and nothing of what has changed.
        changes_since: Some("none".to_owned()),
        ..SummaryOptions::default()
    };
    let selection = select::select(session, person, &options, false)?;
    let mut summary = selection.summary;
    let record = &selection.record;
    let mut rows = Vec::new();
    for text in entries.iter().take(MOST) {
        let id: EntryId = text.parse().map_err(|_| ErrorCode::UnknownEntry)?;
        let row = record.row(id)?;
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let language = summary.language;
    let mut maker = RowMaker::new(session, person, record, &summary.person, language)?;
    let mut sensitive = Sensitive::new(Topic::ALL);
    summary.sections = Vec::new();
    for section in Section::ALL {
        let of_section: Vec<_> = rows
            .iter()
            .filter(|row| {
                // An answer has no story of its own: what would stand there is a finding.
                let home = match home_of(row.kind, row.status_class) {
                    Section::PatientStory => Section::Results,
                    other => other,
                };
                home == *section
            })
            .cloned()
            .collect();
        if of_section.is_empty() {
            continue;
        }
        summary.sections.push(SummarySection {
            section: *section,
            rows: maker.rows(&of_section, &mut sensitive)?,
            nothing: None,
            left_off: 0,
        });
    }
    Ok((summary, rows.len() as u64))
}
