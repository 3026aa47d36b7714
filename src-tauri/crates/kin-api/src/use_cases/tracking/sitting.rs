//! Blood pressure as it is typed in one line: read, and stored as the readings of one sitting.

use super::super::typing;
use super::super::view::Viewer;
use super::remark;
use crate::dto::{
    BpAddRequest, BpAddedView, BpLineView, BpReadRequest, BpReadView, EntryView, Form, RemarkView,
};
use crate::error::ApiResult;
use crate::session::Session;
use kin_i18n::Lang;
use kin_model::PartialDate;
use kin_rules::exact::Exact;
use kin_rules::pressure::{QuickReading, Warning, read_quick};

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn bp_read(session: &Session, request: BpReadRequest) -> ApiResult<BpReadView> {
    let _ = session;
    Ok(match read_quick(&request.text) {
        Ok(readings) => BpReadView {
            readings: readings.into_iter().map(line).collect(),
            problem: None,
        },
        Err(problem) => BpReadView {
            readings: Vec::new(),
            problem: Some(problem.key().to_owned()),
        },
    })
}

const fn line(reading: QuickReading) -> BpLineView {
    BpLineView {
        systolic: reading.systolic,
        diastolic: reading.diastolic,
        pulse: reading.pulse,
        irregular: reading.irregular,
    }
}

/// Minutes between the readings of a line.
///
/// # Source
/// Every protocol here wants readings one minute apart; the line says so where it is typed.
const APART: i64 = 60;

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn bp_add(session: &Session, request: BpAddRequest) -> ApiResult<BpAddedView> {
    let readings = read_quick(&request.text)
        .map_err(|problem| crate::error_map::form_problem("text", problem.key()))?;
    let record = session.record(&request.person)?;
    let forms: Vec<Form> = readings
        .iter()
        .zip(times(session, &request.at, readings.len()))
        .map(|(reading, at)| form(&request, reading, at))
        .collect();
    let confirmed = request.confirmed == Some(true);
    let stored = typing::add_all(session, &record, &request.person, &forms, confirmed)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let mut entries: Vec<EntryView> = Vec::new();
    for id in stored {
        entries.push(viewer.entry(&record.row(id)?));
    }
    Ok(BpAddedView {
        entries,
        warnings: warnings(session.lang(), &readings),
    })
}

/// When each of the readings was: the last one at the time said, each other a minute before the next.
fn times(session: &Session, at: &str, count: usize) -> Vec<String> {
    let last = typing::moment(session, at).filter(|d| d.time().is_some());
    (0..count)
        .rev()
        .map(|before| {
            let seconds = i64::try_from(before).unwrap_or(0).saturating_mul(APART);
            // What is no moment is refused with the form, in its own words.
            let earlier = last.and_then(|last| {
                let then = last.sort_seconds().saturating_sub(seconds);
                PartialDate::from_stored(then, last.shape())
            });
            earlier.map_or_else(|| at.to_owned(), |d| d.to_string())
        })
        .collect()
}

fn form(request: &BpAddRequest, reading: &QuickReading, at: String) -> Form {
    Form::BloodPressure {
        systolic: reading.systolic.to_string(),
        diastolic: reading.diastolic.to_string(),
        pulse: reading.pulse.map(|p| p.to_string()),
        at,
        arm: request.arm.clone(),
        position: request.position.clone(),
        medicine: request.medicine.clone(),
        irregular: (reading.irregular || request.irregular == Some(true)).then_some(true),
        note: request.note.clone(),
    }
}

/// What readings warn of, with what to do.
fn warnings(lang: Lang, readings: &[QuickReading]) -> Vec<RemarkView> {
    let of = |warning: Warning| {
        let hit = |r: &&QuickReading| {
            let (s, d) = (
                Exact::whole(r.systolic.into()),
                Exact::whole(r.diastolic.into()),
            );
            Warning::of(s, d) == Some(warning)
        };
        let n = readings.iter().filter(hit).count();
        (n > 0).then(|| {
            let code = super::pressure::code(warning);
            remark(
                lang,
                "bp-warning",
                code,
                u64::try_from(n).unwrap_or(u64::MAX),
            )
        })
    };
    [Warning::VeryHigh, Warning::Low]
        .into_iter()
        .filter_map(of)
        .collect()
}
