//! One measurement over time and over all sources.

use super::view::{Viewer, abnormal_text, unit_text};
use crate::dto::{TrendGroup, TrendPoint, TrendRequest, TrendView};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_i18n::{Catalogue, date_text};
use kin_model::{Coding, Decimal, EntryRow, Kind, StatusClass, system};
use kin_vault::{ConceptQuery, Record};
use std::collections::BTreeMap;

/// Measurements that have more than one LOINC code for the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Series {
    BloodPressure,
    Glucose,
    GlucoseSensor,
    Weight,
    Height,
    HeartRate,
    Temperature,
    Oxygen,
}

impl Series {
    const ALL: [Self; 8] = [
        Self::BloodPressure,
        Self::Glucose,
        Self::GlucoseSensor,
        Self::Weight,
        Self::Height,
        Self::HeartRate,
        Self::Temperature,
        Self::Oxygen,
    ];

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::BloodPressure => "blood-pressure",
            Self::Glucose => "glucose",
            Self::GlucoseSensor => "glucose-sensor",
            Self::Weight => "weight",
            Self::Height => "height",
            Self::HeartRate => "heart-rate",
            Self::Temperature => "temperature",
            Self::Oxygen => "oxygen",
        }
    }

    /// Codes that are drawn in one chart; units are never mixed within it.
    ///
    /// # Source
    /// LOINC 2.78 (Regenstrief Institute, 2024): 85354-9 and 55284-4 blood pressure panels; 29463-7,
    /// 3141-9, 3142-7 body weight; 8302-2, 3137-7, 3138-5 body height; 8867-4 heart rate; 8310-5,
    /// 8331-1 body temperature; 2708-6, 59408-5 oxygen saturation; glucose in blood, serum or plasma
    /// as mass (2339-0, 2345-7, 1558-6, 41653-7) and amount of substance (15074-8, 14749-6, 14771-0,
    /// 14743-9, 76629-5, 32016-8); interstitial fluid by a sensor (99504-3, 105272-9) apart from it.
    const fn loinc(self) -> &'static [&'static str] {
        match self {
            Self::BloodPressure => &["85354-9", "55284-4"],
            Self::Glucose => &[
                "2339-0", "2345-7", "1558-6", "41653-7", "15074-8", "14749-6", "14771-0",
                "14743-9", "76629-5", "32016-8",
            ],
            Self::GlucoseSensor => &["99504-3", "105272-9"],
            Self::Weight => &["29463-7", "3141-9", "3142-7"],
            Self::Height => &["8302-2", "3137-7", "3138-5"],
            Self::HeartRate => &["8867-4"],
            Self::Temperature => &["8310-5", "8331-1"],
            Self::Oxygen => &["2708-6", "59408-5"],
        }
    }

    fn of_loinc(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.loinc().contains(&code))
    }

    fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.key() == key)
    }
}

/// The key of the series that a row belongs to; `None` for what is not measured.
pub(crate) fn key_of(row: &EntryRow) -> Option<String> {
    if !matches!(row.kind, Kind::Result | Kind::VitalSign) || row.value.is_none() {
        return None;
    }
    key_of_codings(&row.codings)
        .or_else(|| (!row.title.is_empty()).then(|| format!("title:{}", row.title)))
}

/// The key of the series that codes belong to.
pub(crate) fn key_of_codings(codings: &[Coding]) -> Option<String> {
    let loinc = codings
        .iter()
        .find(|c| c.system == system::LOINC && !c.code.is_empty());
    if let Some(coding) = loinc {
        let series = Series::of_loinc(&coding.code);
        return Some(series.map_or_else(|| coding.code.clone(), |s| s.key().to_owned()));
    }
    let coding = codings.iter().find(|c| !c.code.is_empty())?;
    Some(format!("{}|{}", coding.system, coding.code))
}

/// The codes, or the title, of a series.
pub(crate) fn query(key: &str) -> ConceptQuery {
    let mut query = ConceptQuery::default();
    if let Some(series) = Series::of_key(key).or_else(|| Series::of_loinc(key)) {
        query.codes = series
            .loinc()
            .iter()
            .map(|code| (system::LOINC.to_owned(), (*code).to_owned()))
            .collect();
    } else if let Some(title) = key.strip_prefix("title:") {
        query.title = Some(title.to_owned());
    } else if let Some((system, code)) = key.rsplit_once('|') {
        query.codes.push((system.to_owned(), code.to_owned()));
    } else {
        query.codes.push((system::LOINC.to_owned(), key.to_owned()));
    }
    query
}

/// The most rows of a series that are looked at: the newest ones.
pub(crate) const MOST: usize = 100_000;

/// The rows of a series, oldest first, withdrawn and hidden ones left out.
pub(crate) fn rows(record: &Record, key: &str) -> ApiResult<Vec<EntryRow>> {
    shown_rows(record, &query(key))
}

/// The rows of some codes, oldest first, withdrawn and hidden ones left out.
pub(crate) fn shown_rows(record: &Record, query: &ConceptQuery) -> ApiResult<Vec<EntryRow>> {
    Ok(shown_and_more(record, query)?.0)
}

/// The same, and whether the record has more of them than are looked at.
pub(crate) fn shown_and_more(
    record: &Record,
    query: &ConceptQuery,
) -> ApiResult<(Vec<EntryRow>, bool)> {
    let (mut rows, more) = record.newest_of(query, MOST)?;
    rows.retain(is_shown);
    Ok((rows, more))
}

/// True for a reading that is neither withdrawn nor hidden and has a date and a value.
pub(crate) const fn is_shown(row: &EntryRow) -> bool {
    !row.hidden
        && row.value.is_some()
        && row.date.is_some()
        && matches!(row.kind, Kind::Result | Kind::VitalSign)
        && !matches!(row.status_class, StatusClass::Error | StatusClass::Negated)
}

/// The name of a series: that of the group, else of the row.
pub(crate) fn title(key: &str, row: &EntryRow, viewer: &Viewer) -> String {
    Series::of_key(key)
        .and_then(|s| Catalogue::find(viewer.lang, &format!("series-{}", s.key()), &[]))
        .unwrap_or_else(|| viewer.title(row).0)
}

/// The name of a series by its key; that of its newest row where the key has none.
pub(crate) fn series_title(record: &Record, key: &str, viewer: &Viewer) -> ApiResult<String> {
    let known = Series::of_key(key)
        .and_then(|s| Catalogue::find(viewer.lang, &format!("series-{}", s.key()), &[]));
    if let Some(known) = known {
        return Ok(known);
    }
    let rows = rows(record, key)?;
    Ok(rows
        .last()
        .map(|row| title(key, row, viewer))
        .unwrap_or_default())
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse::<Decimal>().ok()?.to_chart()
}

/// `<5` -> `<`, 5; a value that is no number has none.
pub(crate) fn split_comparator(value: &str) -> (Option<String>, &str) {
    for sign in ["<=", ">=", "≤", "≥", "<", ">"] {
        if let Some(rest) = value.trim().strip_prefix(sign) {
            let plain = match sign {
                "≤" => "<=",
                "≥" => ">=",
                other => other,
            };
            return (Some(plain.to_owned()), rest.trim());
        }
    }
    (None, value.trim())
}

/// Ends of a printed range: `3.9–6.1`, `<5.2`, `>=60`. Words give none.
fn ends(range: &str) -> (Option<f64>, Option<f64>) {
    let (sign, rest) = split_comparator(range);
    let figures = rest.trim_end_matches(|c: char| !c.is_ascii_digit()).trim();
    match sign.as_deref() {
        Some("<" | "<=") => return (None, number(figures)),
        Some(_) => return (number(figures), None),
        None => {}
    }
    for dash in ["–", "—", " - ", "~", "～", "-"] {
        if let Some((low, high)) = figures.split_once(dash) {
            let low = low.trim().split(' ').next().unwrap_or_default();
            if let (Some(low), Some(high)) = (number(low), number(high)) {
                return (Some(low), Some(high));
            }
        }
    }
    (None, None)
}

/// A point of a row that has a date and a value.
pub(crate) fn point(row: &EntryRow, viewer: &Viewer) -> Option<TrendPoint> {
    let date = row.date.as_ref()?;
    let value = row.value.clone()?;
    let (comparator, figures) = split_comparator(&value);
    let (first, second) = figures
        .split_once('/')
        .map_or((figures, None), |(a, b)| (a, Some(b)));
    let number1 = number(first);
    let number2 = second.and_then(number);
    let text = date.to_string();
    let (low, high) = row.range.as_deref().map_or((None, None), ends);
    Some(TrendPoint {
        id: row.id.to_string(),
        t: date.unix_seconds(),
        date_text: date_text(viewer.lang, &text),
        date: text,
        number: if second.is_some() && number2.is_none() {
            None
        } else {
            number1
        },
        number2,
        value_text: super::view::reading(&value, viewer.lang),
        value: super::view::value_text(&value, viewer.lang),
        low,
        high,
        range_text: row.range.clone(),
        abnormal: row.abnormal,
        abnormal_text: abnormal_text(row.abnormal, viewer.lang),
        source: row.imports.first().map_or_else(
            || viewer.source(kin_model::ImportId(0)),
            |i| viewer.source(*i),
        ),
        comparator,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn trend(session: &Session, request: TrendRequest) -> ApiResult<TrendView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let key = request.key.trim();
    let mut found = rows(&record, key)?;
    if found.is_empty() && query(key).title.is_none() {
        found = rows(&record, &format!("title:{key}"))?;
    }
    let Some(last) = found.last() else {
        return Err(ErrorCode::UnknownTrend.into());
    };
    let shown_key = key_of(last).unwrap_or_else(|| key.to_owned());
    let shown_title = title(&shown_key, last, &viewer);
    let mut groups: BTreeMap<Option<String>, Vec<TrendPoint>> = BTreeMap::new();
    for row in &found {
        if let Some(point) = point(row, &viewer) {
            groups.entry(row.unit.clone()).or_default().push(point);
        }
    }
    let mut groups: Vec<TrendGroup> = groups
        .into_iter()
        .map(|(unit, points)| TrendGroup {
            unit_text: unit_text(unit.as_deref()),
            unit,
            points,
        })
        .collect();
    groups.sort_by_key(|g| std::cmp::Reverse(g.points.len()));
    Ok(TrendView {
        key: shown_key,
        title: shown_title,
        groups,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_ranges_give_their_ends() {
        for (range, want) in [
            ("3.9–6.1", (Some(3.9), Some(6.1))),
            ("3.9 - 6.1 mmol/L", (Some(3.9), Some(6.1))),
            ("70-99", (Some(70.0), Some(99.0))),
            ("<5.2", (None, Some(5.2))),
            ("≥ 60", (Some(60.0), None)),
            ("negative", (None, None)),
            ("", (None, None)),
        ] {
            assert_eq!(ends(range), want, "{range}");
        }
    }

    #[test]
    fn comparators_stay_apart_from_the_number() {
        assert_eq!(split_comparator("<0.5"), (Some("<".to_owned()), "0.5"));
        assert_eq!(split_comparator("≥ 60"), (Some(">=".to_owned()), "60"));
        assert_eq!(split_comparator("7.2"), (None, "7.2"));
    }
}
