//! What sensors and watches measured: thousands of samples, told in one line for each thing measured.

use super::tracking::readings::scans_once;
use super::trend;
use super::view::{Viewer, terms_lang, time_text, unit_text};
use crate::dto::SensedView;
use crate::error::ApiResult;
use kin_i18n::date_text;
use kin_model::{Comparator, PartialDate, Sample, SeriesKey};
use kin_vault::{Record, Series};
use std::collections::BTreeMap;

/// Every measurement that samples hold, that with the most samples first. One line for a key and a unit: devices are
/// not told apart here.
pub(crate) fn sensed(record: &Record, viewer: &Viewer) -> ApiResult<Vec<SensedView>> {
    let mut groups: BTreeMap<(String, String), Vec<Series>> = BTreeMap::new();
    for series in record.sample_series()? {
        let key = (key_of(&series.key), series.key.unit.clone());
        groups.entry(key).or_default().push(series);
    }
    let mut lines = Vec::new();
    for ((key, unit), mut group) in groups {
        scans_once(&mut group);
        let first = group
            .iter()
            .map(|s| s.first)
            .min_by_key(PartialDate::unix_seconds);
        let last = group.iter().max_by_key(|s| s.last.unix_seconds());
        let (Some(first), Some(last)) = (first, last) else {
            continue;
        };
        let value = newest(record, last)?;
        let source = last.imports.last().map(|import| viewer.source(*import));
        let day = |date: &PartialDate| date_text(viewer.lang, &date.date_only().to_string());
        lines.push(SensedView {
            title: title(record, &key, &last.key, viewer)?,
            key,
            value_text: value.as_ref().map(text).unwrap_or_default(),
            unit: unit_text(Some(unit.as_str()).filter(|u| !u.is_empty())),
            date: last.last.to_string(),
            date_text: day(&last.last),
            time_text: time_text(&last.last),
            first_text: day(&first),
            count: group.iter().fold(0, |sum, s| s.count.saturating_add(sum)),
            source,
        });
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.count));
    Ok(lines)
}

/// The key of `chart_data` for a series.
fn key_of(series: &SeriesKey) -> String {
    trend::key_of_codings(&series.codings).unwrap_or_else(|| format!("title:{}", series.title))
}

/// Ours, that of the newest entry, that of the terms, or that of the device.
fn title(record: &Record, key: &str, series: &SeriesKey, viewer: &Viewer) -> ApiResult<String> {
    let known = trend::series_title(record, key, viewer)?;
    if !known.is_empty() {
        return Ok(known);
    }
    let lang = terms_lang(viewer.lang);
    Ok(kin_terms::localize(&series.codings, Some(&series.title), lang).0)
}

/// The last sample of a series.
fn newest(record: &Record, series: &Series) -> ApiResult<Option<Sample>> {
    let at = series.last.unix_seconds();
    let mut found = None;
    record.samples(series.id, at, at.saturating_add(1), &mut |sample| {
        found = Some(*sample);
    })?;
    Ok(found)
}

/// The value as the device wrote it.
fn text(sample: &Sample) -> String {
    let sign = match sample.comparator {
        Comparator::Exact => "",
        Comparator::Less => "<",
        Comparator::AtMost => "≤",
        Comparator::AtLeast => "≥",
        Comparator::More => ">",
    };
    format!("{sign}{}", sample.value())
}
