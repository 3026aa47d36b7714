//! The data of a chart: the few points that matter of however many there are.

use super::super::trend;
use super::super::view::{Viewer, unit_text};
use super::events;
use super::readings::{self, At};
use super::standing::readable;
use super::week;
use crate::dto::{ChartEvent, ChartLimit, ChartRequest, ChartUnit, ChartView};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_i18n::{Catalogue, date_text};
use kin_model::EntryId;
use kin_rules::decimate::{Decimator, Point};
use kin_rules::exact::{Exact, PARTS};
use kin_rules::glucose::{RangeSet, Unit};
use kin_rules::time::{Day, Moment};
use kin_vault::{ConceptQuery, Record, Series};

/// Points of a picture when nothing is said; a screen has about as many dots.
const USUAL: u32 = 2_000;
/// Points whose entries are named: more cannot be hit with a finger.
const NAMED: usize = 200;

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn chart_data(session: &Session, request: ChartRequest) -> ApiResult<ChartView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let key = request.key.trim();
    let query = trend::query(key);
    let gathered = gather(&record, &query)?;
    let units = &gathered.units;
    let shown = match request.unit.as_deref() {
        Some(wanted) => {
            let wanted = Some(wanted).filter(|u| !u.is_empty());
            units.iter().position(|u| u.unit.as_deref() == wanted)
        }
        None => {
            let most = units.iter().enumerate().max_by_key(|(_, u)| u.count);
            most.map(|(n, _)| n)
        }
    };
    let Some((shown, of)) = shown.and_then(|n| Some((n, units.get(n)?))) else {
        return Err(ErrorCode::UnknownTrend.into());
    };
    let (first, last, unit) = (of.first, of.last, of.unit.as_deref());
    let (from, until) = (request.from.unwrap_or(first), request.until.unwrap_or(last));
    if from > until {
        return Err(ErrorCode::BadRequest.into());
    }
    let points = request.points.unwrap_or(USUAL).clamp(100, 2_000);
    let mut decimator = Decimator::new(from, until, usize::try_from(points).unwrap_or(2_000));
    let mut places = 0;
    for reading in gathered.entries.iter().filter(|r| r.unit == shown) {
        places = places.max(reading.places.min(3));
        decimator.take(reading.point);
    }
    for (series, _) in gathered.series.iter().filter(|(_, n)| *n == shown) {
        // Clocks on walls differ by 14 hours at most from UTC.
        let around = (
            from.saturating_sub(14 * 3600),
            until.saturating_add(14 * 3600 + 1),
        );
        readings::samples(&record, series, around, &mut |reading| {
            places = places.max(reading.places.min(3));
            decimator.take(point(&reading));
        })?;
    }
    let count = decimator.count();
    let points = decimator.finish();
    let mut view = ChartView {
        key: key.to_owned(),
        title: title(&record, key, &viewer, &gathered)?,
        unit: unit.map(ToOwned::to_owned),
        unit_text: unit_text(unit),
        units: units
            .iter()
            .map(|u| ChartUnit {
                unit: u.unit.clone(),
                unit_text: unit_text(u.unit.as_deref()),
                count: u.count,
            })
            .collect(),
        first,
        last,
        from,
        until,
        count,
        scale: 10_u32.pow(places),
        t: Vec::new(),
        v: Vec::new(),
        w: Vec::new(),
        ids: Vec::new(),
        target: None,
        target_text: None,
        limits: Vec::new(),
        events: Vec::new(),
    };
    encode(&points, places, &mut view);
    let (_, scheme, _) = week::chosen(&record)?;
    marks(&mut view, key, unit, scheme, session);
    let day = |seconds: i64| Day(seconds.div_euclid(86_400));
    for event in events::events(&record, &viewer, day(from), day(until))? {
        let date = super::day_text(event.day).unwrap_or_default();
        view.events.push(ChartEvent {
            t: event.seconds(),
            kind: event.kind.to_owned(),
            text: Catalogue::text(
                viewer.lang,
                &format!("chart-event-{}", event.kind),
                &[("what", &event.title)],
            ),
            date_text: date_text(viewer.lang, &date),
            id: event.id,
        });
    }
    missed(session, &record, day(from), day(until), &mut view)?;
    Ok(view)
}

/// Days below the readings on which planned doses were left out or not noted; of a time that is longer
/// than a quarter of a year there would be more marks than readings.
fn missed(
    session: &Session,
    record: &Record,
    from: Day,
    until: Day,
    view: &mut ChartView,
) -> ApiResult<()> {
    if until.0.saturating_sub(from.0) > 92 {
        return Ok(());
    }
    let lang = session.lang();
    for (day, text, _) in missed_doses(session, record, from, until)? {
        let date = super::day_text(day).unwrap_or_default();
        view.events.push(ChartEvent {
            t: Moment::at(day, 0).seconds(),
            kind: "doses-missed".to_owned(),
            text,
            date_text: date_text(lang, &date),
            id: String::new(),
        });
    }
    Ok(())
}

/// Days on which planned doses were left out or not noted, in words: as a line, and as short as a label.
pub(super) fn missed_doses(
    session: &Session,
    record: &Record,
    from: Day,
    until: Day,
) -> ApiResult<Vec<(Day, String, String)>> {
    let lang = session.lang();
    let days = crate::use_cases::medicines::adherence_events(session, record, from, until)?;
    let missed = days.into_iter().filter(|(_, d)| d.taken != d.planned);
    Ok(missed
        .map(|(day, doses)| {
            let number = |n: u64| n.to_string();
            let (taken, planned) = (number(doses.taken), number(doses.planned));
            let (skipped, unknown) = (number(doses.skipped), number(doses.not_recorded));
            let args = [
                ("taken", taken.as_str()),
                ("planned", planned.as_str()),
                ("skipped", skipped.as_str()),
                ("unknown", unknown.as_str()),
            ];
            let say = |key: &str| Catalogue::text(lang, key, &args);
            // What was left out is a fact; what is not noted is none.
            let short = if doses.skipped > 0 {
                "paper-doses-left-out"
            } else {
                "paper-doses-not-noted"
            };
            (day, say("chart-event-doses-missed"), say(short))
        })
        .collect())
}

/// An entry of the series, and which of its units it has.
struct Reading {
    point: Point<Option<EntryId>>,
    unit: usize,
    places: u32,
}

/// A unit of the series.
struct InUnit {
    unit: Option<String>,
    count: u64,
    first: i64,
    last: i64,
}

/// The entries, the series of samples with the place of their unit, and the units of both.
struct Gathered {
    entries: Vec<Reading>,
    series: Vec<(Series, usize)>,
    units: Vec<InUnit>,
}

const fn point(reading: &At<'_>) -> Point<Option<EntryId>> {
    Point {
        at: reading.at.seconds(),
        first: reading.first,
        second: reading.second,
        tag: reading.entry,
    }
}

/// The place of a unit among those met so far, with some readings more.
fn count_in(units: &mut Vec<InUnit>, unit: Option<&str>, n: u64, (from, to): (i64, i64)) -> usize {
    let place = units.iter().position(|u| u.unit.as_deref() == unit);
    let place = place.unwrap_or_else(|| {
        units.push(InUnit {
            unit: unit.map(ToOwned::to_owned),
            count: 0,
            first: from,
            last: to,
        });
        units.len().saturating_sub(1)
    });
    if let Some(of) = units.get_mut(place) {
        of.count = of.count.saturating_add(n);
        (of.first, of.last) = (of.first.min(from), of.last.max(to));
    }
    place
}

fn gather(record: &Record, query: &ConceptQuery) -> ApiResult<Gathered> {
    let (mut entries, mut units) = (Vec::new(), Vec::new());
    readings::entries(record, query, &mut |reading| {
        let point = point(&reading);
        let unit = count_in(&mut units, reading.unit, 1, (point.at, point.at));
        entries.push(Reading {
            point,
            unit,
            places: reading.places,
        });
    })?;
    let mut series = Vec::new();
    for one in readings::series(record, query)? {
        let ends = Moment::of(&one.first).zip(Moment::of(&one.last));
        let Some((from, to)) = ends else { continue };
        let unit = Some(one.key.unit.as_str()).filter(|u| !u.is_empty());
        let ends = (from.seconds(), to.seconds());
        let place = count_in(&mut units, unit, one.count, ends);
        series.push((one, place));
    }
    Ok(Gathered {
        entries,
        series,
        units,
    })
}

/// The name of the series: ours, that of its newest entry, or that of the device.
fn title(record: &Record, key: &str, viewer: &Viewer, gathered: &Gathered) -> ApiResult<String> {
    let title = trend::series_title(record, key, viewer)?;
    if !title.is_empty() {
        return Ok(title);
    }
    let first = gathered.series.first();
    Ok(first.map_or_else(String::new, |(s, _)| s.key.title.clone()))
}

/// Times as distances, values as whole numbers of their last digit.
fn encode(points: &[Point<Option<EntryId>>], places: u32, view: &mut ChartView) {
    let step = PARTS.checked_div(10_i64.pow(places)).unwrap_or(1).max(1);
    let whole = |value: Exact| {
        let half = if value.0 < 0 { -(step / 2) } else { step / 2 };
        value.0.saturating_add(half) / step
    };
    let pairs = points.iter().any(|p| p.second.is_some());
    let mut before = 0;
    for point in points {
        view.t.push(point.at.saturating_sub(before));
        before = point.at;
        view.v.push(whole(point.first));
        if pairs {
            view.w.push(whole(point.second.unwrap_or(point.first)));
        }
        if points.len() <= NAMED {
            let id = point.tag.map(|id| id.to_string());
            view.ids.push(id.unwrap_or_default());
        }
    }
}

/// The range that is wished for and the lines of a measure, each by its source.
fn marks(
    view: &mut ChartView,
    key: &str,
    unit: Option<&str>,
    scheme: &kin_rules::pressure::Scheme,
    session: &Session,
) {
    let lang = session.lang();
    if key == "blood-pressure" && unit.is_none_or(super::pressure::is_mercury) {
        let (systolic, diastolic) = scheme.home_limit();
        let source = readable(lang, scheme.key, scheme.source);
        for value in [systolic, diastolic] {
            let text = Catalogue::text(
                lang,
                "chart-limit-home",
                &[("value", &value.to_string()), ("source", &source)],
            );
            view.limits.push(ChartLimit {
                value: f64::from(value),
                text,
            });
        }
    }
    if key.starts_with("glucose")
        && let Some(unit) = unit.and_then(Unit::of)
        && let Some((low, high)) = RangeSet::ADULT.target(unit)
    {
        view.target = Some([number(low), number(high)]);
        view.target_text = Some(Catalogue::text(
            lang,
            "chart-target",
            &[(
                "source",
                &readable(lang, RangeSet::ADULT.key, RangeSet::ADULT.source),
            )],
        ));
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place of the picture")]
pub(super) fn number(value: Exact) -> f64 {
    value.0 as f64 / PARTS as f64
}
