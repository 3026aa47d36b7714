//! What happened while something was followed: medicines begun, visits. Drawn on charts.

use super::super::seeing::every;
use super::super::view::Viewer;
use crate::error::ApiResult;
use kin_model::{EntryRow, Kind, StatusClass};
use kin_rules::time::{Day, Moment};
use kin_vault::Record;

/// Most events of a chart: more would hide the line.
const MOST: usize = 24;

/// Something that happened on a day.
pub(super) struct Event {
    pub(super) day: Day,
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) id: String,
}

impl Event {
    /// Noon of its day.
    pub(super) fn seconds(&self) -> i64 {
        self.day.0.saturating_mul(86_400).saturating_add(43_200)
    }
}

/// The events between two days, oldest first; the newest of them where there are too many.
pub(super) fn events(
    record: &Record,
    viewer: &Viewer,
    from: Day,
    until: Day,
) -> ApiResult<Vec<Event>> {
    let mut found = Vec::new();
    for (kind, name) in [
        (Kind::Medication, "medicine-started"),
        (Kind::Visit, "visit"),
    ] {
        for row in every(record, &[kind])? {
            found.extend(event(&row, name, viewer).filter(|e| e.day >= from && e.day <= until));
        }
    }
    found.sort_by(|a, b| (a.day, &a.title).cmp(&(b.day, &b.title)));
    found.dedup_by(|a, b| a.day == b.day && a.title == b.title);
    let skip = found.len().saturating_sub(MOST);
    Ok(found.into_iter().skip(skip).collect())
}

fn event(row: &EntryRow, kind: &'static str, viewer: &Viewer) -> Option<Event> {
    if row.hidden || matches!(row.status_class, StatusClass::Error | StatusClass::Negated) {
        return None;
    }
    let date = row.date.as_ref()?;
    let day = Moment::of(date)
        .map(Moment::day)
        .or_else(|| Day::of(date))?;
    Some(Event {
        day,
        kind,
        title: viewer.title(row).0,
        id: row.id.to_string(),
    })
}
