//! The check of a week while it is running: begun, day by day, what is due, ended.

use super::pressure::{found, report_of};
use super::standing::readable;
use super::{day, day_text};
use crate::dto::{
    BpCheckStartRequest, BpCheckView, BpDayView, BpNextView, BpSittingView, PersonIdRequest,
    RuleView,
};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_i18n::{Catalogue, Lang, date_text};
use kin_rules::pressure::{
    Part, PlanDay, Protocol, REST_MINUTES, Scheme, Sitting, SittingState, next_sitting, plan_days,
};
use kin_rules::time::{Day, Moment};
use kin_vault::Record;
use serde::{Deserialize, Serialize};

/// Record setting with the check that is running.
const CHECK: &str = "bp-check";

/// How to sit: `bp-posture-1` to this one in the catalogue.
///
/// # Source
/// As [`REST_MINUTES`].
const POSTURE: u8 = 4;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Running {
    protocol: String,
    scheme: String,
    from: String,
    #[serde(default)]
    ended: bool,
}

impl Running {
    /// The check of a record, ended or not.
    pub(crate) fn of(record: &Record) -> ApiResult<Option<Self>> {
        let text = record.setting(CHECK)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn keep(&self, record: &Record) -> ApiResult<()> {
        let text = serde_json::to_string(self).map_err(|_| ErrorCode::Internal)?;
        Ok(record.set_setting(CHECK, &text)?)
    }

    fn protocol(&self) -> &'static Protocol {
        Protocol::of_key(&self.protocol).unwrap_or(&Protocol::CHINA)
    }

    fn scheme(&self) -> &'static Scheme {
        Scheme::of_key(&self.scheme).unwrap_or(&Scheme::CHINA_2024)
    }

    fn from(&self) -> Option<Day> {
        day(Some(&self.from)).ok().flatten()
    }
}

/// Protocol, scheme and first day that a record's person has chosen; the first day only while a check runs.
pub(super) fn chosen(
    record: &Record,
) -> ApiResult<(&'static Protocol, &'static Scheme, Option<Day>)> {
    Ok(match Running::of(record)? {
        None => (&Protocol::CHINA, &Scheme::CHINA_2024, None),
        Some(running) => {
            let from = running.from().filter(|_| !running.ended);
            (running.protocol(), running.scheme(), from)
        }
    })
}

fn now(session: &Session) -> Option<Moment> {
    Moment::of(&session.clock().now_date()?)
}

fn missing(protocol: &Protocol, sitting: &Sitting) -> u64 {
    u64::from(protocol.readings).saturating_sub(sitting.readings)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn bp_check(session: &Session, request: PersonIdRequest) -> ApiResult<BpCheckView> {
    let record = session.record(&request.person)?;
    view(session, &record)
}

pub(crate) fn bp_check_start(
    session: &Session,
    request: BpCheckStartRequest,
) -> ApiResult<BpCheckView> {
    let record = session.record(&request.person)?;
    let known =
        Protocol::of_key(&request.protocol).is_some() && Scheme::of_key(&request.scheme).is_some();
    let from = match request.from {
        Some(from) => from.trim().to_owned(),
        None => session.clock().today_text(),
    };
    if !known || day(Some(&from))?.is_none() {
        return Err(ErrorCode::BadRequest.into());
    }
    Running {
        protocol: request.protocol,
        scheme: request.scheme,
        from,
        ended: false,
    }
    .keep(&record)?;
    view(session, &record)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn bp_check_end(session: &Session, request: PersonIdRequest) -> ApiResult<BpCheckView> {
    let record = session.record(&request.person)?;
    if let Some(mut running) = Running::of(&record)? {
        running.ended = true;
        running.keep(&record)?;
    }
    view(session, &record)
}

fn view(session: &Session, record: &Record) -> ApiResult<BpCheckView> {
    let lang = session.lang();
    let (protocol, scheme, from) = chosen(record)?;
    let (readings, rest) = found(record)?;
    let now = now(session);
    let days = match (from, now) {
        (Some(from), Some(now)) => plan_days(readings.clone(), protocol, from, now),
        _ => Vec::new(),
    };
    let today = now.map(Moment::day);
    let next = next_sitting(&days);
    Ok(BpCheckView {
        running: from.is_some(),
        over: from.is_some() && next.is_none(),
        protocols: Protocol::ALL
            .iter()
            .map(|p| rule(p.key, &readable(lang, p.key, p.source), p.confirmed))
            .collect(),
        schemes: Scheme::ALL
            .iter()
            .map(|s| rule(s.key, &readable(lang, s.key, s.source), s.confirmed))
            .collect(),
        next: next.and_then(|(day, sitting)| next_view(lang, protocol, &day, &sitting, today)),
        days: days
            .iter()
            .filter_map(|d| day_view(lang, d, today))
            .collect(),
        readings: protocol.readings,
        rest_minutes: REST_MINUTES,
        apart_minutes: protocol.apart_minutes,
        posture: (1..=POSTURE)
            .map(|n| Catalogue::text(lang, &format!("bp-posture-{n}"), &[]))
            .collect(),
        report: report_of(readings, rest, protocol, scheme, from, lang),
    })
}

fn rule(key: &str, source: &str, confirmed: bool) -> RuleView {
    RuleView {
        key: key.to_owned(),
        source: source.to_owned(),
        confirmed,
    }
}

fn part_text(lang: Lang, part: Part) -> String {
    Catalogue::text(lang, &format!("bp-part-{}", part.key()), &[])
}

fn sitting_view(lang: Lang, sitting: &Sitting) -> BpSittingView {
    let state = match sitting.state {
        SittingState::Done => "done",
        SittingState::Due => "due",
        SittingState::Ahead => "ahead",
        SittingState::Short => "short",
        SittingState::Missed => "missed",
    };
    BpSittingView {
        part: sitting.part.key().to_owned(),
        part_text: part_text(lang, sitting.part),
        readings: sitting.readings,
        mean: sitting
            .figures
            .map(|f| format!("{}/{}", f.systolic, f.diastolic)),
        state: state.to_owned(),
        state_text: Catalogue::text(
            lang,
            &format!("bp-sitting-{state}"),
            &[("n", &sitting.readings.to_string())],
        ),
    }
}

fn day_view(lang: Lang, plan: &PlanDay, today: Option<Day>) -> Option<BpDayView> {
    let date = day_text(plan.day)?;
    Some(BpDayView {
        date_text: date_text(lang, &date),
        date,
        number: plan.number,
        counts: plan.counts,
        today: Some(plan.day) == today,
        morning: sitting_view(lang, &plan.morning),
        evening: sitting_view(lang, &plan.evening),
    })
}

fn next_view(
    lang: Lang,
    protocol: &Protocol,
    plan: &PlanDay,
    sitting: &Sitting,
    today: Option<Day>,
) -> Option<BpNextView> {
    let date = day_text(plan.day)?;
    let wanted = missing(protocol, sitting);
    let due = sitting.state == SittingState::Due;
    let key = match today {
        _ if due => "bp-next-now",
        Some(today) if today == plan.day => "bp-next-today",
        Some(today) if today.plus(1) == plan.day => "bp-next-tomorrow",
        _ => "bp-next-later",
    };
    let (part, when) = (part_text(lang, sitting.part), date_text(lang, &date));
    let hours = match sitting.part {
        Part::Morning => protocol.morning,
        Part::Evening => protocol.evening,
    };
    let hours = hours.map_or_else(String::new, |(a, b)| {
        let hours = format!("{a:02}:00–{b:02}:00");
        Catalogue::text(lang, "bp-next-hours", &[("hours", &hours)])
    });
    let n = wanted.to_string();
    let args = [
        ("part", part.as_str()),
        ("date", when.as_str()),
        ("n", n.as_str()),
        ("hours", hours.as_str()),
    ];
    Some(BpNextView {
        text: Catalogue::text(lang, key, &args),
        date,
        part: sitting.part.key().to_owned(),
        due,
        wanted,
    })
}
