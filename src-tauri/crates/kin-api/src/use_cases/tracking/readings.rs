//! The readings of one measure, wherever they are kept: entries typed or brought in, and samples of devices.
//! The one door for reports and charts.

use super::super::trend;
use crate::error::ApiResult;
use kin_model::{Comparator, EntryId, EntryRow, PartialDate, Sample, system};
use kin_rules::exact::Exact;
use kin_rules::time::Moment;
use kin_vault::{ConceptQuery, Record, Series};

/// Whether the number is the value itself, or only which side of it the value lies on: LOW, HIGH.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Exactly,
    Below,
    Above,
}

/// One reading. Times are by the clock on the wall where it was taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'r> {
    pub(crate) at: Moment,
    pub(crate) first: Exact,
    pub(crate) second: Option<Exact>,
    pub(crate) side: Side,
    pub(crate) unit: Option<&'r str>,
    /// Places after the point as the source wrote them.
    pub(crate) places: u32,
    /// The entry; none for a sample of a device.
    pub(crate) entry: Option<EntryId>,
}

/// Gives every reading of some codes to `each`, in no particular order; how many could not be used (without a time
/// of day, or no number), and whether there are more entries than are looked at.
pub(crate) fn readings(
    record: &Record,
    query: &ConceptQuery,
    mut each: impl FnMut(At<'_>),
) -> ApiResult<(u64, bool)> {
    let found = entries(record, query, &mut each)?;
    for series in series(record, query)? {
        samples(record, &series, (i64::MIN, i64::MAX), &mut each)?;
    }
    Ok(found)
}

/// The same of entries alone.
pub(crate) fn entries(
    record: &Record,
    query: &ConceptQuery,
    each: &mut impl FnMut(At<'_>),
) -> ApiResult<(u64, bool)> {
    let mut unusable = 0_u64;
    let (rows, more) = trend::shown_and_more(record, query)?;
    for row in &rows {
        match of_row(row) {
            Some(reading) => each(reading),
            None => unusable = unusable.saturating_add(1),
        }
    }
    Ok((unusable, more))
}

/// The same of entries from a moment on, of however long a record.
pub(crate) fn since(
    record: &Record,
    query: &ConceptQuery,
    from: &PartialDate,
    each: &mut impl FnMut(At<'_>),
) -> ApiResult<()> {
    for row in record.series_since(query, from)? {
        if trend::is_shown(&row)
            && let Some(reading) = of_row(&row)
        {
            each(reading);
        }
    }
    Ok(())
}

/// The series of samples that have one of the codes. What a person looked at on a sensor is left out where the sensor's
/// own row of the same time is there: both together would count the times at which somebody looks twice.
///
/// # Source
/// Abbott, "FreeStyle LibreView: Glucose Reports" (how figures are computed from the stored values every 15 minutes, not
/// from scans); Battelino T et al., Diabetes Care 2019;42(8):1593 (statistics of evenly spaced values).
pub(crate) fn series(record: &Record, query: &ConceptQuery) -> ApiResult<Vec<Series>> {
    let wanted = |series: &Series| {
        let codings = &series.key.codings;
        let has = |(system, code): &(String, String)| {
            codings
                .iter()
                .any(|c| &c.system == system && &c.code == code)
        };
        query.codes.iter().any(has)
    };
    let mut found = record.sample_series()?;
    found.retain(wanted);
    scans_once(&mut found);
    Ok(found)
}

/// Takes away the scans that the stored values of the same time tell already; see [`series`].
pub(crate) fn scans_once(found: &mut Vec<Series>) {
    let rows: Vec<(String, i64, i64)> = found
        .iter()
        .filter(|s| !s.key.is_scan())
        .map(|s| {
            (
                s.key.unit.clone(),
                s.first.unix_seconds(),
                s.last.unix_seconds(),
            )
        })
        .collect();
    let told_by_a_row = |s: &Series| {
        let (first, last) = (s.first.unix_seconds(), s.last.unix_seconds());
        rows.iter()
            .any(|(unit, from, to)| *unit == s.key.unit && *from <= last && *to >= first)
    };
    found.retain(|s| !(s.key.is_scan() && told_by_a_row(s)));
}

/// Gives the samples of a series between two moments (seconds since 1970, UTC; the second not included) to `each`.
pub(crate) fn samples(
    record: &Record,
    series: &Series,
    (from, until): (i64, i64),
    each: &mut impl FnMut(At<'_>),
) -> ApiResult<()> {
    let unit = Some(series.key.unit.as_str()).filter(|u| !u.is_empty());
    record.samples(series.id, from, until, &mut |sample| {
        if let Some(reading) = of_sample(sample, unit) {
            each(reading);
        }
    })?;
    Ok(())
}

/// The reading of a sample; none for one that is too large.
fn of_sample<'r>(sample: &Sample, unit: Option<&'r str>) -> Option<At<'r>> {
    let places = u32::from(sample.places);
    let first = if let Some(more) = 6_u32.checked_sub(places) {
        Exact(sample.digits.checked_mul(10_i64.checked_pow(more)?)?)
    } else {
        Exact::parse(&sample.value())?
    };
    Some(At {
        at: Moment::of_seconds(sample.civil_seconds()),
        first,
        second: None,
        side: match sample.comparator {
            Comparator::Exact => Side::Exactly,
            Comparator::Less | Comparator::AtMost => Side::Below,
            Comparator::AtLeast | Comparator::More => Side::Above,
        },
        unit,
        places,
        entry: None,
    })
}

/// The reading of an entry.
pub(super) fn of_row(row: &EntryRow) -> Option<At<'_>> {
    let at = Moment::of(row.date.as_ref()?)?;
    let (comparator, figures) = trend::split_comparator(row.value.as_deref()?);
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
        side: match comparator.as_deref() {
            None => Side::Exactly,
            Some("<" | "<=") => Side::Below,
            Some(_) => Side::Above,
        },
        unit: row.unit.as_deref(),
        places: first
            .trim()
            .split_once('.')
            .map_or(0, |(_, rest)| u32::try_from(rest.len()).unwrap_or(0)),
        entry: Some(row.id),
    })
}

/// A query for some LOINC codes.
pub(crate) fn loinc(codes: &[&str]) -> ConceptQuery {
    let mut query = ConceptQuery::default();
    let loinc = |code: &&str| (system::LOINC.to_owned(), (*code).to_owned());
    query.codes.extend(codes.iter().map(loinc));
    query
}
