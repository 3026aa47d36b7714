//! Preparing a visit: since when, what has changed, what is proposed to go along.

mod came_in;
mod changes;
mod last;
mod means;
mod medicines;
mod proposal;

pub(crate) use changes::{Found, since};
pub(crate) use last::{default_day, parse_day};
pub(crate) use proposal::{loinc_codes, specialty_of, visit_proposal};

use super::summary::topics_of;
use super::view::{Viewer, reading, unit_text};
use crate::dto::{VisitChangeView, VisitChangesRequest, VisitChangesView};
use crate::error::ApiResult;
use crate::session::Session;
use kin_i18n::{Lang, date_text, text};
use kin_model::visit::ChangeKind;
use kin_rules::changes::CONVENTION;
use kin_vault::Record;
use std::collections::BTreeSet;

/// Most changes that are told.
pub(crate) const MOST: usize = 60;

/// By this name a change alone is left out, while the entry stays in the other parts.
pub(crate) fn change_id(found: &Found) -> String {
    format!("change-{}", found.id)
}

/// The name of a kind of change, as it is serialised.
pub(crate) fn kind_name(kind: ChangeKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// The same in words.
pub(crate) fn kind_words(kind: ChangeKind, lang: Lang) -> String {
    text(lang, &format!("visit-change-{}", kind_name(kind)), &[])
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn visit_changes(
    session: &Session,
    request: VisitChangesRequest,
) -> ApiResult<VisitChangesView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let days = last::days(session, &record, &viewer)?;
    let since = match request.since.as_deref().map(str::trim) {
        None | Some("") => days.first().cloned(),
        Some(day) => Some(last::chosen(day, &days, viewer.lang)?),
    };
    let (mut found, mut left_off) = (Vec::new(), 0);
    if let Some(day) = &since {
        found = changes::since(session, &record, parse_day(&day.day)?, &BTreeSet::new())?;
        left_off = found.len().saturating_sub(MOST);
        found.truncate(MOST);
    }
    let mut changes = Vec::with_capacity(found.len());
    for one in &found {
        changes.push(view(one, &record, &viewer)?);
    }
    Ok(VisitChangesView {
        since,
        days,
        changes,
        left_off: left_off as u64,
        rule: CONVENTION.to_owned(),
    })
}

fn view(found: &Found, record: &Record, viewer: &Viewer) -> ApiResult<VisitChangeView> {
    let lang = viewer.lang;
    let mut topics = BTreeSet::new();
    for row in &found.rows {
        topics.extend(topics_of(row, &record.entry(row.id)?.body));
    }
    let date = found.date.map(|d| d.to_string());
    let words = |value: &Option<String>| value.as_deref().map(|v| reading(v, lang));
    Ok(VisitChangeView {
        id: change_id(found),
        kind: kind_name(found.kind),
        kind_text: kind_words(found.kind, lang),
        title: match found.rows.first() {
            Some(row) => viewer.title(row).0,
            None => found.title(lang),
        },
        from: words(&found.from),
        to: words(&found.to),
        unit: unit_text(found.unit.as_deref()),
        date_text: date
            .as_deref()
            .map(|d| date_text(lang, d))
            .unwrap_or_default(),
        date,
        entry: found.rows.first().map(|row| viewer.entry(row)),
        topics: topics.into_iter().collect(),
    })
}
