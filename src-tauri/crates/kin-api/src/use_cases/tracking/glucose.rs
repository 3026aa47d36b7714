//! What the glucose readings of a record say.

use super::super::trend;
use super::super::view::Viewer;
use super::readings::{At, Side, loinc, readings};
use super::standing::readable;
use super::{day, day_text, day_words, remark};
use crate::dto::{
    GlucoseBinView, GlucoseEventView, GlucoseGoalView, GlucoseHourView, GlucoseReport,
    GlucoseReportRequest, GlucoseReportView, GlucoseShareView, RuleView,
};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_i18n::{Catalogue, Lang};
use kin_rules::exact::Shown;
use kin_rules::glucose::{GmiRefused, RangeSet, Reading, Report, Unit, Value, Way, report};
use kin_rules::time::Day;
use std::collections::BTreeMap;

/// Codes of glucose that is measured at home, by the way it is measured; serum and plasma of a laboratory are not.
///
/// # Source
/// LOINC 2.78 (Regenstrief Institute, 2024). Sensor: 99504-3 and 105272-9, interstitial fluid (as in the value sets of
/// gematik's HDDT, read 2026-11). Finger-stick: 41653-7, 14743-9 and 32016-8, capillary blood; 2339-0 and 15074-8, blood,
/// which telephones and meters use.
pub(super) const WAYS: &[(Way, &[&str])] = &[
    (Way::Sensor, &["99504-3", "105272-9"]),
    (
        Way::FingerStick,
        &["41653-7", "14743-9", "32016-8", "2339-0", "15074-8"],
    ),
];

/// The codes of one way of measuring at home: by a sensor, or by a finger-stick.
pub(crate) fn codes(sensor: bool) -> &'static [&'static str] {
    let wanted = |way: Way| sensor == (way == Way::Sensor);
    let mut ways = WAYS.iter().filter(|(way, _)| wanted(*way));
    ways.next().map(|(_, codes)| *codes).unwrap_or_default()
}

/// HbA1c.
///
/// # Source
/// LOINC 2.78: 4548-4 (percent), 17856-6 (by HPLC), 59261-8 (IFCC, mmol/mol).
const HBA1C: &[&str] = &["4548-4", "17856-6", "59261-8"];

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn glucose_report(
    session: &Session,
    request: GlucoseReportRequest,
) -> ApiResult<GlucoseReportView> {
    let set = match request.ranges.as_deref() {
        None => &RangeSet::ADULT,
        Some(key) => RangeSet::of_key(key).ok_or(ErrorCode::BadRequest)?,
    };
    let mut from = day(request.from.as_deref())?;
    if let Some(days) = request.days {
        if from.is_some() || !(1..=3_660).contains(&days) {
            return Err(ErrorCode::BadRequest.into());
        }
        let today = session.clock().today().and_then(|d| Day::of(&d));
        from = today.map(|t| t.plus(1_i64.saturating_sub(days.into())));
    }
    let until = day(request.until.as_deref())?;
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let lang = session.lang();
    let (mut left_out, mut cut) = (0_u64, false);
    let mut reports = Vec::new();
    for (way, codes) in WAYS {
        let mut units: BTreeMap<Unit, Vec<Reading>> = BTreeMap::new();
        let mut strange = 0_u64;
        let (unusable, more) = readings(&record, &loinc(codes), |found| {
            let Some(unit) = found.unit.and_then(Unit::of) else {
                strange = strange.saturating_add(1);
                return;
            };
            if inside(found.at.day(), from, until) {
                units.entry(unit).or_default().push(reading(&found));
            }
        })?;
        cut |= more;
        left_out = left_out.saturating_add(unusable).saturating_add(strange);
        for (unit, readings) in units {
            reports.push(view(&report(readings, unit, *way, set), set, lang));
        }
    }
    reports.sort_by_key(|r| std::cmp::Reverse(r.readings));
    let hba1c = trend::shown_rows(&record, &loinc(HBA1C))?;
    let newest = hba1c.last();
    Ok(GlucoseReportView {
        ranges: RuleView {
            key: set.key.to_owned(),
            source: readable(lang, set.key, set.source),
            confirmed: true,
        },
        reports,
        left_out,
        cut,
        hba1c: newest.and_then(|row| trend::point(row, &viewer)),
        hba1c_unit: newest.and_then(|row| row.unit.clone()),
    })
}

fn inside(day: Day, from: Option<Day>, until: Option<Day>) -> bool {
    from.is_none_or(|f| day >= f) && until.is_none_or(|u| day <= u)
}

/// A reading for the rules.
pub(super) const fn reading(found: &At<'_>) -> Reading {
    Reading {
        at: found.at,
        value: match found.side {
            Side::Exactly => Value::Number(found.first),
            Side::Below => Value::Below(found.first),
            Side::Above => Value::Above(found.first),
        },
    }
}

fn text(shown: Option<Shown>) -> Option<String> {
    shown.map(|s| s.to_string())
}

fn view(report: &Report, set: &RangeSet, lang: Lang) -> GlucoseReport {
    let (way, of) = match report.way {
        Way::Sensor => ("sensor", "time"),
        Way::FingerStick => ("finger-stick", "readings"),
    };
    let figures = report.figures;
    let mut shown = GlucoseReport {
        way: way.to_owned(),
        way_text: Catalogue::text(lang, &format!("glucose-way-{way}"), &[]),
        unit: report.unit.ucum().to_owned(),
        from: report.from.and_then(day_text),
        until: report.until.and_then(day_text),
        readings: report.readings,
        days: report.days,
        per_day: text(report.per_day),
        mean: text(figures.map(|f| f.mean)),
        deviation: text(figures.and_then(|f| f.deviation)),
        variation: text(figures.and_then(|f| f.variation)),
        lowest: text(figures.map(|f| f.lowest)),
        highest: text(figures.map(|f| f.highest)),
        shares: shares(report, lang),
        shares_of: Catalogue::text(lang, &format!("glucose-of-{of}"), &[]),
        target_range: set
            .target(report.unit)
            .map(|(low, high)| [super::chart::number(low), super::chart::number(high)]),
        goals: report
            .goals
            .iter()
            .map(|g| GlucoseGoalView {
                goal: g.goal.to_owned(),
                met: g.met,
            })
            .collect(),
        interval: report.interval,
        active: text(report.active),
        gmi: text(report.gmi),
        events: report
            .events
            .iter()
            .map(|e| GlucoseEventView {
                level: e.level.to_owned(),
                events: e.events,
                minutes: e.minutes,
            })
            .collect(),
        profile: report
            .profile
            .iter()
            .map(|b| GlucoseBinView {
                minute: b.minute,
                readings: b.readings,
                percentiles: b.percentiles.iter().map(ToString::to_string).collect(),
            })
            .collect(),
        modal_day: report
            .modal_day
            .iter()
            .map(|h| GlucoseHourView {
                hour: h.hour,
                readings: h.readings,
                mean: text(h.mean),
                lowest: text(h.lowest),
                highest: text(h.highest),
            })
            .collect(),
        remarks: Vec::new(),
        sentence: String::new(),
    };
    let refused = report.gmi_refused.map(|refused| match refused {
        GmiRefused::FingerStick => "gmi-finger-stick",
        GmiRefused::Days => "gmi-days",
        GmiRefused::Active => "gmi-active",
    });
    shown.remarks = refused
        .into_iter()
        .map(|code| remark(lang, "glucose-remark", code, 0))
        .chain(
            [
                ("low-words", report.low_words),
                ("high-words", report.high_words),
                ("unplaced", report.unplaced),
                ("doubled", report.doubled),
                ("impossible", report.impossible),
            ]
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(code, n)| remark(lang, "glucose-remark", code, n)),
        )
        .collect();
    shown.sentence = sentence(lang, &shown);
    shown
}

fn shares(report: &Report, lang: Lang) -> Vec<GlucoseShareView> {
    report
        .shares
        .iter()
        .map(|s| GlucoseShareView {
            range: s.range.to_owned(),
            text: Catalogue::text(lang, &format!("glucose-range-{}", s.range), &[]),
            readings: s.readings,
            percent: text(s.percent),
            target: s.target,
        })
        .collect()
}

/// One sentence for the note.
fn sentence(lang: Lang, shown: &GlucoseReport) -> String {
    let dash = || "–".to_owned();
    let target = shown.shares.iter().find(|s| s.target);
    let percent = target.and_then(|s| s.percent.clone()).unwrap_or_else(dash);
    let (from, until) = (
        day_words(lang, shown.from.as_ref()),
        day_words(lang, shown.until.as_ref()),
    );
    let (n, days) = (shown.readings.to_string(), shown.days.to_string());
    let mean = shown.mean.clone().unwrap_or_else(dash);
    let deviation = shown.deviation.clone().unwrap_or_else(dash);
    let variation = shown.variation.clone().unwrap_or_else(dash);
    Catalogue::text(
        lang,
        "glucose-sentence",
        &[
            ("way", &shown.way_text),
            ("from", &from),
            ("until", &until),
            ("n", &n),
            ("days", &days),
            ("mean", &mean),
            ("unit", &shown.unit),
            ("deviation", &deviation),
            ("variation", &variation),
            ("percent", &percent),
            ("of", &shown.shares_of),
        ],
    )
}
