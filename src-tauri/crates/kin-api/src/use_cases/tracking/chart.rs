//! The data of a chart: the few points that matter of however many there are.

use super::super::trend;
use super::super::view::Viewer;
use super::events;
use super::readings::readings;
use super::week;
use crate::dto::{ChartEvent, ChartLimit, ChartRequest, ChartUnit, ChartView};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_i18n::{Catalogue, date_text};
use kin_model::EntryId;
use kin_rules::decimate::{Decimator, Point};
use kin_rules::exact::{Exact, PARTS};
use kin_rules::glucose::{RangeSet, Unit};
use kin_rules::time::Day;
use kin_vault::Record;

/// Points of a picture when nothing is said; a screen has about as many dots.
const USUAL: u32 = 1_200;
/// Points whose entries are named: more cannot be hit with a finger.
const NAMED: usize = 200;

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn chart_data(session: &Session, request: ChartRequest) -> ApiResult<ChartView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let key = request.key.trim();
    let (all, units) = gather(&record, key)?;
    let most = units.iter().enumerate().max_by_key(|(_, u)| u.count);
    let shown = match request.unit.as_deref() {
        Some(wanted) => {
            let wanted = Some(wanted).filter(|u| !u.is_empty());
            units.iter().position(|u| u.unit.as_deref() == wanted)
        }
        None => most.map(|(n, _)| n),
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
    let mut decimator = Decimator::new(from, until, usize::try_from(points).unwrap_or(1_200));
    let mut places = 0;
    for reading in all.iter().filter(|r| r.unit == shown) {
        places = places.max(reading.places.min(3));
        decimator.take(reading.point);
    }
    let count = decimator.count();
    let points = decimator.finish();
    let mut view = ChartView {
        key: key.to_owned(),
        title: trend::series_title(&record, key, &viewer)?,
        unit: unit.map(ToOwned::to_owned),
        units: units
            .iter()
            .map(|u| ChartUnit {
                unit: u.unit.clone(),
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
    Ok(view)
}

/// A reading of the series, and which of its units it has.
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

fn gather(record: &Record, key: &str) -> ApiResult<(Vec<Reading>, Vec<InUnit>)> {
    let mut all = Vec::new();
    let mut units: Vec<InUnit> = Vec::new();
    readings(record, key, |reading| {
        let at = reading.at.seconds();
        let known = units.iter().position(|u| u.unit.as_deref() == reading.unit);
        let unit = known.unwrap_or(units.len());
        if known.is_none() {
            units.push(InUnit {
                unit: reading.unit.map(ToOwned::to_owned),
                count: 0,
                first: at,
                last: at,
            });
        }
        if let Some(of) = units.get_mut(unit) {
            of.count = of.count.saturating_add(1);
            (of.first, of.last) = (of.first.min(at), of.last.max(at));
        }
        all.push(Reading {
            point: Point {
                at,
                first: reading.first,
                second: reading.second,
                tag: reading.entry,
            },
            unit,
            places: reading.places,
        });
    })?;
    Ok((all, units))
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
        for value in [systolic, diastolic] {
            let text = Catalogue::text(
                lang,
                "chart-limit-home",
                &[("value", &value.to_string()), ("source", scheme.source)],
            );
            view.limits.push(ChartLimit {
                value: f64::from(value),
                text,
            });
        }
    }
    if key == "glucose"
        && let Some(unit) = unit.and_then(Unit::of)
        && let Some((low, high)) = RangeSet::ADULT.target(unit)
    {
        view.target = Some([number(low), number(high)]);
        view.target_text = Some(Catalogue::text(
            lang,
            "chart-target",
            &[("source", RangeSet::ADULT.source)],
        ));
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place of the picture")]
pub(super) fn number(value: Exact) -> f64 {
    value.0 as f64 / PARTS as f64
}
