//! The readings of one measure, wherever they are kept: the one door for reports and charts.

use super::super::trend;
use crate::error::ApiResult;
use kin_model::{EntryId, EntryRow};
use kin_rules::exact::Exact;
use kin_rules::time::Moment;
use kin_vault::Record;

/// One reading. Times are by the clock on the wall where it was taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'r> {
    pub(super) at: Moment,
    pub(super) first: Exact,
    pub(super) second: Option<Exact>,
    pub(super) unit: Option<&'r str>,
    /// Places after the point as the source wrote them.
    pub(super) places: u32,
    /// The entry; none for a sample of a device.
    pub(super) entry: Option<EntryId>,
}

/// Gives every reading of a series to `each`, in no particular order; how many could not be used: without a time
/// of day, or no number.
pub(super) fn readings(record: &Record, key: &str, mut each: impl FnMut(At<'_>)) -> ApiResult<u64> {
    let mut unusable = 0_u64;
    for row in &trend::rows(record, key)? {
        match of_row(row) {
            Some(reading) => each(reading),
            None => unusable = unusable.saturating_add(1),
        }
    }
    Ok(unusable)
}

/// The reading of an entry.
fn of_row(row: &EntryRow) -> Option<At<'_>> {
    let at = Moment::of(row.date.as_ref()?)?;
    // LOW and HIGH stand at their limit.
    let (_, figures) = trend::split_comparator(row.value.as_deref()?);
    let (first, second) = figures
        .split_once('/')
        .map_or((figures, None), |(a, b)| (a, Some(b)));
    let second = match second {
        Some(text) => Some(Exact::parse(text)?),
        None => None,
    };
    Some(At {
        at,
        first: Exact::parse(first)?,
        second,
        unit: row.unit.as_deref(),
        places: first
            .trim()
            .split_once('.')
            .map_or(0, |(_, rest)| u32::try_from(rest.len()).unwrap_or(0)),
        entry: Some(row.id),
    })
}
