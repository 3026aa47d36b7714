//! How the medicines were taken: planned, taken, left out, not recorded, by a named method.

use super::book::{self, Book};
use super::due::{asked, taken_on};
use super::plan::{medicine_view, midnight};
use super::today::times_needed;
use super::words::{day_text, remark};
use super::{Mine, mine, now, stock};
use crate::dto::{
    AdherenceView, MedDayView, MedReportLine, MedReportRequest, MedReportView, RemarkView,
};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use crate::use_cases::tracking::day;
use kin_i18n::{Catalogue, Lang};
use kin_model::dosing::Outcome;
use kin_rules::dosing::{Adherence, Due, adherence, by_day};
use kin_rules::exact::Exact;
use kin_rules::medicines::above_most;
use kin_rules::time::{Day, Moment};
use kin_vault::Record;
use std::collections::BTreeMap;

/// Days of a report when nothing is said.
pub(super) const DAYS: i64 = 30;
/// Most days.
const MOST_DAYS: i64 = 400;

/// The time of a report: days, both included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) from: Day,
    pub(crate) until: Day,
}

impl Span {
    pub(super) fn of(request: &MedReportRequest, today: Day) -> ApiResult<Self> {
        let until = day(request.until.as_deref())?.unwrap_or(today);
        let from = day(request.from.as_deref())?.unwrap_or_else(|| until.plus(1 - DAYS));
        let days = until.0.saturating_sub(from.0);
        if (0..MOST_DAYS).contains(&days) {
            Ok(Self { from, until })
        } else {
            Err(ErrorCode::BadRequest.into())
        }
    }

    /// From the first moment to the end, or to now: what is still to come was not missed.
    pub(super) fn moments(self, now: Moment) -> (Moment, Moment) {
        let end = midnight(self.until.plus(1));
        (midnight(self.from), end.min(now))
    }
}

/// What was noted of the planned doses of a medicine.
pub(super) fn noted(book: &Book, resource: &str) -> BTreeMap<Moment, Outcome> {
    book.doses
        .iter()
        .filter(|n| n.dose.medicine == resource)
        .filter_map(|n| Some((n.planned?, n.dose.outcome)))
        .collect()
}

/// Days with their doses over all medicines: for the strip below the readings.
pub(crate) fn adherence_events(
    session: &Session,
    record: &Record,
    from: Day,
    until: Day,
) -> ApiResult<Vec<(Day, Adherence)>> {
    let (begin, end) = Span { from, until }.moments(now(session)?);
    let book = book::read(record, begin)?;
    let mut days: BTreeMap<Day, Adherence> = BTreeMap::new();
    for mine in mine(record)? {
        let due = asked(&mine, &book, begin, end);
        for day in by_day(&due, &noted(&book, &mine.resource)) {
            let sum = days.entry(day.day).or_default();
            *sum = sum.and(day.doses);
        }
    }
    Ok(days.into_iter().collect())
}

pub(crate) fn med_report(session: &Session, request: MedReportRequest) -> ApiResult<MedReportView> {
    let record = session.record(&request.person)?;
    let (lang, now) = (session.lang(), now(session)?);
    let span = Span::of(&request, now.day())?;
    let (begin, end) = span.moments(now);
    let all = mine(&record)?;
    let book = book::read(&record, begin)?;
    let packs = stock::book(&record, &all, now)?;
    let mut lines = Vec::new();
    let mut overall = Adherence::default();
    for mine in &all {
        let due = asked(mine, &book, begin, end);
        let of_plan = adherence(&due, &noted(&book, &mine.resource));
        let line = MedReportLine {
            medicine: medicine_view(session, mine, &packs)?,
            adherence: adherence_view(of_plan),
            needed: times_needed(&book, &mine.resource, begin, midnight(span.until.plus(1))),
            above_most: days_above(mine, &book, span),
            reasons: reasons(lang, &book, &mine.resource, &due),
        };
        overall = overall.and(of_plan);
        if in_span(mine, &line, span) {
            lines.push(line);
        }
    }
    let days = adherence_events(session, &record, span.from, span.until)?;
    let text = |day: Day| {
        day.date()
            .map(|d| d.to_string())
            .ok_or(ErrorCode::BadRequest)
    };
    let (from_text, until_text) = (day_text(lang, span.from), day_text(lang, span.until));
    let mut view = MedReportView {
        from: text(span.from)?,
        until: text(span.until)?,
        period_text: Catalogue::text(
            lang,
            "med-period",
            &[("from", &from_text), ("until", &until_text)],
        ),
        remarks: remarks(lang, &lines, overall, &book),
        questions: super::checks::questions(session, &record, &request.person)?,
        lines,
        overall: adherence_view(overall),
        days: days
            .into_iter()
            .map(|(day, doses)| {
                Ok(MedDayView {
                    day: text(day)?,
                    day_text: day_text(lang, day),
                    doses: adherence_view(doses),
                })
            })
            .collect::<ApiResult<_>>()?,
        method: method(lang, overall),
        sentence: String::new(),
    };
    view.sentence = sentence(lang, &view);
    Ok(view)
}

fn adherence_view(sum: Adherence) -> AdherenceView {
    AdherenceView {
        planned: sum.planned,
        taken: sum.taken,
        skipped: sum.skipped,
        not_recorded: sum.not_recorded,
        noted: sum.noted(),
        percent_of_noted: sum.percent_of_noted().map(|p| p.to_string()),
        percent: sum.percent().map(|p| p.to_string()),
    }
}

/// Does a medicine belong into the report of a time?
fn in_span(mine: &Mine, line: &MedReportLine, span: Span) -> bool {
    if line.adherence.planned > 0 || line.needed > 0 {
        return true;
    }
    let begun = mine.medicine.since.as_ref().and_then(Day::of);
    let ended = mine.medicine.until.as_ref().and_then(Day::of);
    begun.is_none_or(|d| d <= span.until)
        && match ended {
            Some(ended) => ended >= span.from,
            None => mine.medicine.active,
        }
}

/// Days on which more was taken than the doctor's maximum.
fn days_above(mine: &Mine, book: &Book, span: Span) -> u64 {
    let plan = mine.medicine.course.plan.as_ref();
    let most = plan.and_then(|p| Some((p, Exact::of(p.most_per_day.as_ref()?)?)));
    let Some((plan, most)) = most else {
        return 0;
    };
    let mut days: Vec<Day> = book
        .taken(&mine.resource)
        .map(|(noted, _, _)| noted.at.day())
        .filter(|d| *d >= span.from && *d <= span.until)
        .collect();
    days.sort_unstable();
    days.dedup();
    let above = |d: &Day| {
        let taken = taken_on(book, &mine.resource, *d);
        above_most(taken.of(&plan.unit), most)
    };
    u64::try_from(days.iter().filter(|d| above(d)).count()).unwrap_or(u64::MAX)
}

fn reasons(lang: Lang, book: &Book, resource: &str, due: &[Due]) -> Vec<RemarkView> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for dose in due {
        let noted = book.of(resource, dose.at);
        if let Some(noted) = noted.filter(|n| n.dose.outcome == Outcome::Skipped) {
            let reason = noted.dose.reason.clone().unwrap_or_default();
            *counts.entry(reason).or_insert(0) += 1;
        }
    }
    counts
        .into_iter()
        .map(|(reason, n)| {
            let said = if reason.is_empty() {
                Catalogue::text(lang, "med-no-reason", &[])
            } else {
                reason
            };
            RemarkView {
                code: "skipped".to_owned(),
                count: n,
                text: Catalogue::text(
                    lang,
                    "med-skipped-because",
                    &[("n", &n.to_string()), ("reason", &said)],
                ),
            }
        })
        .collect()
}

fn remarks(
    lang: Lang,
    lines: &[MedReportLine],
    overall: Adherence,
    book: &Book,
) -> Vec<RemarkView> {
    let mut found = Vec::new();
    if book.cut {
        let n = u64::try_from(book::MOST).unwrap_or(u64::MAX);
        found.push(remark(lang, "med-remark", "cut", n));
    }
    if overall.not_recorded > 0 {
        found.push(remark(
            lang,
            "med-remark",
            "not-recorded",
            overall.not_recorded,
        ));
    }
    let without = |l: &&MedReportLine| l.medicine.active && l.medicine.plan.is_none();
    let without = lines.iter().filter(without).count();
    if without > 0 {
        let n = u64::try_from(without).unwrap_or(u64::MAX);
        found.push(remark(lang, "med-remark", "without-plan", n));
    }
    let above: u64 = lines.iter().map(|l| l.above_most).sum();
    if above > 0 {
        found.push(remark(lang, "med-remark", "above-most", above));
    }
    found
}

/// How it is counted; where something is not noted, between which shares of all planned doses the truth lies.
fn method(lang: Lang, all: Adherence) -> String {
    let said = Catalogue::text(lang, "med-method", &[]);
    let (Some(least), Some(most)) = (all.percent(), all.most_percent()) else {
        return said;
    };
    let args = [("least", least.to_string()), ("most", most.to_string())];
    let args = args.each_ref().map(|(key, value)| (*key, value.as_str()));
    let bounds = Catalogue::text(lang, "med-method-bounds", &args);
    match lang {
        Lang::En => format!("{said} {bounds}"),
        Lang::ZhCn => format!("{said}{bounds}"),
    }
}

fn sentence(lang: Lang, view: &MedReportView) -> String {
    let all = &view.overall;
    let planned = all.planned.to_string();
    if all.planned == 0 {
        return Catalogue::text(lang, "med-sentence-none", &[("period", &view.period_text)]);
    }
    let Some(percent) = &all.percent_of_noted else {
        let args = [
            ("period", view.period_text.as_str()),
            ("planned", planned.as_str()),
        ];
        return Catalogue::text(lang, "med-sentence-nothing", &args);
    };
    Catalogue::text(
        lang,
        "med-sentence",
        &[
            ("period", &view.period_text),
            ("percent", percent),
            ("noted", &all.noted.to_string()),
            ("taken", &all.taken.to_string()),
            ("planned", &planned),
            ("skipped", &all.skipped.to_string()),
            ("unknown", &all.not_recorded.to_string()),
        ],
    )
}
