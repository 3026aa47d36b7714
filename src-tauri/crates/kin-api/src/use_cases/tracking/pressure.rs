//! The seven-day check of blood pressure measured at home.

use super::super::trend;
use super::standing::readable;
use super::{day, day_text, day_words, remark};
use crate::dto::{BpFiguresView, BpReportRequest, BpReportView, RemarkView, RuleView};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_i18n::{Catalogue, Lang};
use kin_model::EntryRow;
use kin_rules::exact::Exact;
use kin_rules::pressure::{
    Check, Figures, Missing, Protocol, Quality, Reading, Scheme, Standing, Warning, check,
};
use kin_rules::time::{Day, Moment};
use kin_vault::Record;

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn bp_report(session: &Session, request: BpReportRequest) -> ApiResult<BpReportView> {
    let record = session.record(&request.person)?;
    let (protocol, scheme, _) = super::week::chosen(&record)?;
    let protocol = match request.protocol.as_deref() {
        None => protocol,
        Some(key) => Protocol::of_key(key).ok_or(ErrorCode::BadRequest)?,
    };
    let scheme = match request.scheme.as_deref() {
        None => scheme,
        Some(key) => Scheme::of_key(key).ok_or(ErrorCode::BadRequest)?,
    };
    let from = day(request.from.as_deref())?;
    let (readings, rest) = found(&record)?;
    let lang = session.lang();
    Ok(report_of(readings, rest, protocol, scheme, from, lang))
}

/// What of a record does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Rest {
    /// Readings without a time of day, or in another unit.
    pub(super) unusable: u64,
    /// There are more readings than are looked at.
    pub(super) cut: bool,
}

/// The readings of a record that have a time, and what else there is.
pub(super) fn found(record: &Record) -> ApiResult<(Vec<Reading>, Rest)> {
    let (rows, cut) = trend::shown_and_more(record, &trend::query("blood-pressure"))?;
    let found: Vec<Reading> = rows.iter().filter_map(reading).collect();
    let unusable = rows.len().saturating_sub(found.len());
    let rest = Rest {
        unusable: u64::try_from(unusable).unwrap_or(u64::MAX),
        cut,
    };
    Ok((found, rest))
}

/// The report of a week.
pub(super) fn report_of(
    readings: Vec<Reading>,
    rest: Rest,
    protocol: &Protocol,
    scheme: &Scheme,
    from: Option<Day>,
    lang: Lang,
) -> BpReportView {
    let week = check(readings, protocol, scheme, from);
    view(&week, protocol, scheme, rest, lang)
}

/// Millimetres of mercury, however they are written.
pub(super) fn is_mercury(unit: &str) -> bool {
    matches!(unit, "mmHg" | "mm[Hg]" | "mm Hg")
}

/// `132/81` of a row with a time of day and a unit of pressure that is millimetres.
pub(super) fn reading(row: &EntryRow) -> Option<Reading> {
    if !is_mercury(row.unit.as_deref().unwrap_or("mmHg")) {
        return None;
    }
    let (systolic, diastolic) = row.value.as_deref()?.split_once('/')?;
    Some(Reading {
        at: Moment::of(row.date.as_ref()?)?,
        systolic: Exact::parse(systolic)?,
        diastolic: Exact::parse(diastolic)?,
    })
}

fn view(
    week: &Check,
    protocol: &Protocol,
    scheme: &Scheme,
    rest: Rest,
    lang: Lang,
) -> BpReportView {
    let untimed = rest.unusable;
    let standing = match week.standing {
        Standing::Empty => "empty",
        Standing::NotYet => "not-yet",
        Standing::Sufficient => "sufficient",
    };
    let mut shown = BpReportView {
        protocol: RuleView {
            key: protocol.key.to_owned(),
            source: readable(lang, protocol.key, protocol.source),
            confirmed: protocol.confirmed,
        },
        scheme: RuleView {
            key: scheme.key.to_owned(),
            source: readable(lang, scheme.key, scheme.source),
            confirmed: scheme.confirmed,
        },
        from: week.from.and_then(day_text),
        until: week.until.and_then(day_text),
        period_text: None,
        days: week.days,
        readings: week.readings,
        dropped: week.dropped,
        other_hours: week.other_hours,
        untimed,
        morning: week.morning.map(figures),
        evening: week.evening.map(figures),
        overall: week.overall.map(figures),
        standing: standing.to_owned(),
        standing_text: Catalogue::text(lang, &format!("bp-standing-{standing}"), &[]),
        missing: week.missing.iter().map(|m| missing(lang, *m)).collect(),
        category: week.category.map(ToOwned::to_owned),
        category_text: week
            .category
            .map(|c| Catalogue::text(lang, &format!("bp-category-{c}"), &[])),
        warnings: week
            .warnings
            .iter()
            .map(|(warning, n)| remark(lang, "bp-warning", code(*warning), *n))
            .collect(),
        quality: quality(lang, &week.quality, week.other_hours, rest),
        sentence: String::new(),
        plan: plan(lang, protocol),
    };
    shown.sentence = sentence(lang, &shown);
    if shown.from.is_some() && shown.until.is_some() {
        let from = day_words(lang, shown.from.as_ref());
        let until = day_words(lang, shown.until.as_ref());
        let args = [("from", from.as_str()), ("until", until.as_str())];
        shown.period_text = Some(Catalogue::text(lang, "med-period", &args));
    }
    shown
}

fn figures(figures: Figures) -> BpFiguresView {
    BpFiguresView {
        readings: figures.readings,
        systolic: figures.systolic.to_string(),
        diastolic: figures.diastolic.to_string(),
        systolic_deviation: figures.systolic_deviation.map(|s| s.to_string()),
        diastolic_deviation: figures.diastolic_deviation.map(|s| s.to_string()),
    }
}

fn missing(lang: Lang, missing: Missing) -> RemarkView {
    let (code, n) = match missing {
        Missing::Days(n) => ("days", n),
        Missing::Readings(n) => ("readings", n),
        Missing::Mornings => ("mornings", 0),
        Missing::Evenings => ("evenings", 0),
    };
    remark(lang, "bp-missing", code, n)
}

pub(super) const fn code(warning: Warning) -> &'static str {
    match warning {
        Warning::VeryHigh => "very-high",
        Warning::Low => "low",
    }
}

fn quality(lang: Lang, quality: &Quality, other_hours: u64, rest: Rest) -> Vec<RemarkView> {
    let most = u64::try_from(trend::MOST).unwrap_or(u64::MAX);
    let rounded = if quality.rounded {
        u64::from(quality.ending_in_zero)
    } else {
        0
    };
    [
        ("rounded", rounded),
        ("impossible", quality.impossible.into()),
        ("doubled", quality.doubled.into()),
        ("repeated", quality.repeated.into()),
        ("other-hours", other_hours),
        ("untimed", rest.unusable),
        ("cut", if rest.cut { most } else { 0 }),
    ]
    .into_iter()
    .filter(|(_, n)| *n > 0)
    .map(|(code, n)| remark(lang, "bp-quality", code, n))
    .collect()
}

fn plan(lang: Lang, protocol: &Protocol) -> String {
    let hours = |h: Option<(u8, u8)>| h.map(|(a, b)| format!("{a:02}:00–{b:02}:00"));
    let number = |n: u8| n.to_string();
    let (days, readings, apart, dropped) = (
        number(protocol.days),
        number(protocol.readings),
        number(protocol.apart_minutes),
        number(protocol.dropped_days),
    );
    let args = [
        ("days", days.as_str()),
        ("readings", readings.as_str()),
        ("apart", apart.as_str()),
        ("dropped", dropped.as_str()),
    ];
    let mut text = Catalogue::text(lang, "bp-plan", &args);
    if let (Some(morning), Some(evening)) = (hours(protocol.morning), hours(protocol.evening)) {
        text.push_str(&Catalogue::text(
            lang,
            "bp-plan-hours",
            &[("morning", &morning), ("evening", &evening)],
        ));
    }
    text
}

/// One sentence for the note: method, mean, how many, and the category or that it is too early for one.
fn sentence(lang: Lang, shown: &BpReportView) -> String {
    let Some(overall) = &shown.overall else {
        return shown.standing_text.clone();
    };
    let part = |f: Option<&BpFiguresView>| {
        f.map_or_else(
            || "–".to_owned(),
            |f| format!("{}/{}", f.systolic, f.diastolic),
        )
    };
    let (from, until) = (
        day_words(lang, shown.from.as_ref()),
        day_words(lang, shown.until.as_ref()),
    );
    let (n, days) = (overall.readings.to_string(), shown.days.to_string());
    let (mean, morning, evening) = (
        part(Some(overall)),
        part(shown.morning.as_ref()),
        part(shown.evening.as_ref()),
    );
    let result = match &shown.category_text {
        Some(category) => Catalogue::text(
            lang,
            "bp-sentence-category",
            &[("category", category), ("scheme", &shown.scheme.source)],
        ),
        None => shown.standing_text.clone(),
    };
    Catalogue::text(
        lang,
        "bp-sentence",
        &[
            ("protocol", &shown.protocol.source),
            ("from", &from),
            ("until", &until),
            ("mean", &mean),
            ("morning", &morning),
            ("evening", &evening),
            ("n", &n),
            ("days", &days),
            ("result", &result),
        ],
    )
}
