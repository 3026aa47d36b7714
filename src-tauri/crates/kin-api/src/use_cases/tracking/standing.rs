//! Blood pressure and glucose at home for the page that is handed over: the same methods as the reports, over
//! what the selection holds.

use super::super::trend;
use super::glucose::{WAYS, reading as glucose_reading};
use super::pressure::{Rest, reading, report_of};
use super::readings::{At, loinc, of_row, samples, series};
use super::week;
use crate::error::ApiResult;
use crate::session::Session;
use kin_i18n::{Catalogue, Lang};
use kin_model::standing::{HomeReadings, Picture, PicturePoint};
use kin_model::summary::SourceMark;
use kin_model::{EntryRow, ImportId};
use kin_rules::exact::{Exact, PARTS};
use kin_rules::glucose::{RangeSet, Reading, Report, Unit, Way, report};
use kin_rules::pressure::{Protocol, Scheme};
use kin_rules::time::{Day, Moment};
use kin_vault::Record;
use std::collections::BTreeMap;

/// Newest blood pressures that are looked at for the last week of them.
const PRESSURES: usize = 300;
/// Newest entries with glucose of one way of measuring that are looked at.
const GLUCOSES: usize = 6_000;
/// Days of glucose that are summed up, and how old the newest reading may be.
///
/// # Source
/// 14 days: Battelino T and others, "Clinical Targets for Continuous Glucose Monitoring Data Interpretation", Diabetes
/// Care 2019;42:1593-1603, as in `kin_rules::glucose`. That nothing older than 90 days is said of now is our own
/// convention, version 1 (2026-11).
const DAYS: i64 = 14;
const OLDEST: i64 = 90;
/// A picture of more readings than this shows the highest and the lowest of each day.
const SINGLE: usize = 90;

/// What the selection lets be counted, and whose mark it carries.
pub(crate) trait Allowed {
    /// Whether this entry goes along and was measured at home.
    fn at_home(&mut self, row: &EntryRow) -> ApiResult<bool>;
    /// Whether samples of sensors that came with an import go along.
    fn samples(&self) -> bool;
    /// The day from which on dated entries go along.
    fn since(&self) -> Option<Day>;
    /// The marks of an entry.
    fn marks(&self, row: &EntryRow) -> Vec<SourceMark>;
    /// The mark of a device's import.
    fn device(&self, import: ImportId) -> SourceMark;
}

fn both(key: &str, args: &[(&str, &str)]) -> (String, String) {
    (
        Catalogue::text(Lang::En, key, args),
        Catalogue::text(Lang::ZhCn, key, args),
    )
}

/// Words in two languages whose arguments are in two languages too.
fn pair(key: &str, args: impl Fn(Lang) -> Vec<(&'static str, String)>) -> (String, String) {
    let one = |lang| {
        let args = args(lang);
        let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
        Catalogue::text(lang, key, &args)
    };
    (one(Lang::En), one(Lang::ZhCn))
}

/// The name of a protocol, scheme or set of ranges; its source where it has no words.
fn named(lang: Lang, key: &str, source: &str) -> String {
    Catalogue::find(lang, &format!("page-method-{key}"), &[]).unwrap_or_else(|| source.to_owned())
}

/// The same for the screen and for reports: the source as it names itself where it is written in the script of
/// the reader, else the name in the reader's language.
pub(super) fn readable(lang: Lang, key: &str, source: &str) -> String {
    let chinese = source
        .chars()
        .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if chinese == (lang == Lang::ZhCn) {
        source.to_owned()
    } else {
        named(lang, key, source)
    }
}

fn day_words(lang: Lang, day: Option<Day>) -> String {
    let date = day.and_then(Day::date);
    date.map(|d| kin_i18n::date_text(lang, &d.to_string()))
        .unwrap_or_default()
}

fn thousandths(value: Exact) -> i64 {
    value.0.checked_div(PARTS / 1_000).unwrap_or_default()
}

fn merge(marks: &mut Vec<SourceMark>, more: Vec<SourceMark>) {
    for mark in more {
        if !marks
            .iter()
            .any(|m| m.letter == mark.letter && m.label == mark.label)
        {
            marks.push(mark);
        }
    }
}

/// The last week of blood pressures that were measured at home, by the protocol and scheme that the person has
/// chosen; nothing without a reading.
pub(crate) fn home_pressure(
    record: &Record,
    allowed: &mut dyn Allowed,
) -> ApiResult<Option<HomeReadings>> {
    let rows = record
        .newest_of(&trend::query("blood-pressure"), PRESSURES)?
        .0;
    let since = allowed.since();
    let mut kept = Vec::new();
    for row in &rows {
        let Some(found) = reading(row).filter(|_| trend::is_shown(row)) else {
            continue;
        };
        if since.is_none_or(|s| found.at.day() >= s) && allowed.at_home(row)? {
            kept.push((row, found));
        }
    }
    let (protocol, scheme, from) = week::chosen(record)?;
    // A check that is running and has no reading yet says nothing; the last week that was measured does.
    let from = from.filter(|day| kept.iter().any(|(_, r)| r.at.day() >= *day));
    let readings: Vec<_> = kept.iter().map(|(_, r)| *r).collect();
    let of = |lang| {
        report_of(
            readings.clone(),
            Rest::default(),
            protocol,
            scheme,
            from,
            lang,
        )
    };
    let (en, zh) = (of(Lang::En), of(Lang::ZhCn));
    let (Some(first), Some(last)) = (
        super::day(en.from.as_deref())?,
        super::day(en.until.as_deref())?,
    ) else {
        return Ok(None);
    };
    let end = first.plus(protocol.days.into());
    let week: Vec<_> = kept
        .iter()
        .filter(|(_, r)| (first..end).contains(&r.at.day()))
        .collect();
    if week.is_empty() {
        return Ok(None);
    }
    let mut lines = Vec::new();
    if let Some(overall) = &en.overall {
        let mean = format!("{}/{}", overall.systolic, overall.diastolic);
        lines.push(both("page-home-bp-answer", &[("mean", &mean)]));
        lines.push(pair("page-home-bp-of", |lang| {
            vec![
                ("n", overall.readings.to_string()),
                ("days", en.days.to_string()),
                ("from", day_words(lang, Some(first))),
                ("until", day_words(lang, Some(last))),
            ]
        }));
        if let (Some(morning), Some(evening)) = (&en.morning, &en.evening) {
            let morning = format!("{}/{}", morning.systolic, morning.diastolic);
            let evening = format!("{}/{}", evening.systolic, evening.diastolic);
            lines.push(both(
                "page-home-bp-parts",
                &[("morning", &morning), ("evening", &evening)],
            ));
        }
    } else {
        let n = week.len().to_string();
        lines.push(both("page-home-bp-few", &[("n", &n)]));
    }
    let verdict = |view: &crate::dto::BpReportView, lang: Lang| {
        let mut text = view
            .category_text
            .clone()
            .unwrap_or_else(|| view.standing_text.clone());
        if view.category_text.is_none() {
            for one in &view.missing {
                text = format!("{text}{}{}", kin_i18n::between_sentences(lang), one.text);
            }
        }
        text
    };
    lines.push((verdict(&en, Lang::En), verdict(&zh, Lang::ZhCn)));
    lines.extend(
        en.warnings
            .iter()
            .zip(&zh.warnings)
            .map(|(a, b)| (a.text.clone(), b.text.clone())),
    );
    let mut sources = Vec::new();
    for (row, _) in &week {
        merge(&mut sources, allowed.marks(row));
    }
    let (method_en, method_zh) = pressure_method(protocol, scheme);
    let (high, low) = scheme.home_limit();
    let mut points: Vec<PicturePoint> = week
        .iter()
        .map(|(_, r)| PicturePoint {
            at: r.at.seconds(),
            first: thousandths(r.systolic),
            second: Some(thousandths(r.diastolic)),
        })
        .collect();
    points.sort_by_key(|p| p.at);
    let picture = (points.len() >= 3).then(|| Picture {
        unit: "mmHg".to_owned(),
        points,
        limits: vec![i64::from(high) * 1_000, i64::from(low) * 1_000],
        target: None,
        from: first.date(),
        until: last.date(),
    });
    Ok(Some(HomeReadings {
        series: "blood-pressure".to_owned(),
        method_en,
        method_zh,
        lines,
        entries: week.iter().map(|(row, _)| row.id.into()).collect(),
        sources,
        picture,
    }))
}

fn pressure_method(protocol: &Protocol, scheme: &Scheme) -> (String, String) {
    let dropped = protocol.dropped_days.to_string();
    pair("page-method-bp", |lang| {
        vec![
            ("protocol", named(lang, protocol.key, protocol.source)),
            ("scheme", named(lang, scheme.key, scheme.source)),
            ("dropped", dropped.clone()),
        ]
    })
}

/// Readings of one way and unit.
#[derive(Default)]
struct Gathered<'r> {
    readings: Vec<(Reading, Moment, Exact)>,
    rows: Vec<&'r EntryRow>,
    devices: Vec<ImportId>,
}

/// Glucose of the last two weeks with readings, each way of measuring and unit by itself, in the unit measured.
pub(crate) fn home_glucose(
    session: &Session,
    record: &Record,
    allowed: &mut dyn Allowed,
) -> ApiResult<Vec<HomeReadings>> {
    let Some(today) = session.clock().today().and_then(|d| Day::of(&d)) else {
        return Ok(Vec::new());
    };
    let oldest = today.plus(-OLDEST);
    let oldest = allowed.since().map_or(oldest, |s| s.max(oldest));
    let mut out = Vec::new();
    for (way, codes) in WAYS {
        let query = loinc(codes);
        let rows = record.newest_of(&query, GLUCOSES)?.0;
        let mut units: BTreeMap<Unit, Gathered<'_>> = BTreeMap::new();
        for row in &rows {
            let Some(found) = of_row(row).filter(|_| trend::is_shown(row)) else {
                continue;
            };
            let inside = (oldest..=today).contains(&found.at.day());
            if let Some(unit) = found.unit.and_then(Unit::of).filter(|_| inside)
                && allowed.at_home(row)?
            {
                let gathered = units.entry(unit).or_default();
                gathered.take(&found);
                gathered.rows.push(row);
            }
        }
        if allowed.samples() {
            let span = (
                oldest.0.saturating_mul(86_400).saturating_sub(86_400),
                today.0.saturating_add(2).saturating_mul(86_400),
            );
            for one in series(record, &query)? {
                let Some(unit) = Unit::of(&one.key.unit) else {
                    continue;
                };
                let gathered = units.entry(unit).or_default();
                let before = gathered.readings.len();
                samples(record, &one, span, &mut |found| {
                    if (oldest..=today).contains(&found.at.day()) {
                        gathered.take(&found);
                    }
                })?;
                if gathered.readings.len() > before {
                    gathered.devices.extend(&one.imports);
                }
            }
        }
        for (unit, gathered) in units {
            out.extend(glucose_of(*way, unit, &gathered, allowed));
        }
    }
    Ok(out)
}

impl Gathered<'_> {
    fn take(&mut self, found: &At<'_>) {
        self.readings
            .push((glucose_reading(found), found.at, found.first));
    }
}

fn glucose_of(
    way: Way,
    unit: Unit,
    gathered: &Gathered<'_>,
    allowed: &dyn Allowed,
) -> Option<HomeReadings> {
    let last = gathered.readings.iter().map(|(_, at, _)| at.day()).max()?;
    let first = last.plus(1 - DAYS);
    let within = |at: Moment| at.day() >= first;
    let readings: Vec<Reading> = gathered
        .readings
        .iter()
        .filter(|(_, at, _)| within(*at))
        .map(|(r, ..)| *r)
        .collect();
    let set = &RangeSet::ADULT;
    let found = report(readings, unit, way, set);
    let key = match way {
        Way::Sensor => "glucose-sensor",
        Way::FingerStick => "glucose",
    };
    let mut sources = Vec::new();
    let rows: Vec<&EntryRow> = gathered
        .rows
        .iter()
        .copied()
        .filter(|r| of_row(r).is_some_and(|a| within(a.at)))
        .collect();
    for row in &rows {
        merge(&mut sources, allowed.marks(row));
    }
    for import in &gathered.devices {
        merge(&mut sources, vec![allowed.device(*import)]);
    }
    let (method_en, method_zh) = pair("page-method-glucose", |lang| {
        vec![("ranges", named(lang, set.key, set.source))]
    });
    let target = set
        .target(unit)
        .map(|(low, high)| (thousandths(low), thousandths(high)));
    Some(HomeReadings {
        series: key.to_owned(),
        method_en,
        method_zh,
        lines: glucose_lines(&found, target),
        entries: rows.iter().map(|r| r.id.into()).collect(),
        sources,
        picture: picture_of(gathered, unit, first, last, target),
    })
}

/// Thousandths with one place after the point.
fn tenths(value: i64) -> String {
    let tenths = value / 100;
    if tenths % 10 == 0 && tenths >= 500 {
        return (tenths / 10).to_string();
    }
    format!("{}.{}", tenths / 10, (tenths % 10).abs())
}

fn glucose_lines(found: &Report, target: Option<(i64, i64)>) -> Vec<(String, String)> {
    let unit = found.unit.ucum();
    let mut lines = Vec::new();
    let share = found.shares.iter().find(|s| s.target);
    let percent = share.and_then(|s| s.percent).map(|p| p.to_string());
    let of = match found.way {
        Way::Sensor => "page-home-glucose-time",
        Way::FingerStick => "page-home-glucose-readings",
    };
    if let (Some(percent), Some((low, high))) = (percent, target) {
        let range = format!("{}–{}", tenths(low), tenths(high));
        lines.push(both(
            of,
            &[("percent", &percent), ("range", &range), ("unit", unit)],
        ));
    }
    lines.push(pair("page-home-glucose-of", |lang| {
        vec![
            ("n", found.readings.to_string()),
            ("days", found.days.to_string()),
            ("from", day_words(lang, found.from)),
            ("until", day_words(lang, found.until)),
        ]
    }));
    if let Some(figures) = &found.figures {
        let (mean, lowest, highest) = (
            figures.mean.to_string(),
            figures.lowest.to_string(),
            figures.highest.to_string(),
        );
        lines.push(both(
            "page-home-glucose-figures",
            &[
                ("mean", &mean),
                ("unit", unit),
                ("lowest", &lowest),
                ("highest", &highest),
            ],
        ));
    }
    lines
}

/// Each reading, or the highest and the lowest of each day where there are many.
fn picture_of(
    gathered: &Gathered<'_>,
    unit: Unit,
    first: Day,
    last: Day,
    target: Option<(i64, i64)>,
) -> Option<Picture> {
    let inside = gathered
        .readings
        .iter()
        .filter(|(_, at, _)| at.day() >= first);
    let mut points: Vec<PicturePoint> = inside
        .map(|(_, at, value)| PicturePoint {
            at: at.seconds(),
            first: thousandths(*value),
            second: None,
        })
        .collect();
    points.sort_by_key(|p| p.at);
    if points.len() > SINGLE {
        let mut days: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        for point in &points {
            let day = days
                .entry(point.at.div_euclid(86_400))
                .or_insert((point.first, point.first));
            day.0 = day.0.max(point.first);
            day.1 = day.1.min(point.first);
        }
        points = days
            .into_iter()
            .map(|(day, (high, low))| PicturePoint {
                at: day.saturating_mul(86_400).saturating_add(43_200),
                first: high,
                second: Some(low),
            })
            .collect();
    }
    (points.len() >= 3).then(|| Picture {
        unit: unit.ucum().to_owned(),
        points,
        limits: Vec::new(),
        target,
        from: first.date(),
        until: last.date(),
    })
}
