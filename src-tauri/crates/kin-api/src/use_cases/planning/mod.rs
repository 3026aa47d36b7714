//! What is asked, what is planned, what there is to do, and being reminded of it.

mod body;
mod calendar;
mod news;
mod plan;
mod questions;
mod remarks;
mod reminders;
mod ticks;
mod todo;

pub(crate) use body::body;
pub(crate) use calendar::calendar_make;
pub(crate) use news::{Watch, reminder_news};
pub(crate) use plan::plan;
pub(crate) use questions::{questionnaires, questions_form, questions_score};
pub(crate) use remarks::visit_remarks;
pub(crate) use reminders::{reminder_remove, reminder_save};
pub(crate) use ticks::plan_tick;
pub(crate) use todo::todo;

use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_rules::time::{Day, Moment};

/// Now, by the clock on the wall.
fn now(session: &Session) -> ApiResult<Moment> {
    let date = session.clock().now_date();
    let moment = date.as_ref().and_then(Moment::of);
    moment.ok_or_else(|| ErrorCode::Internal.into())
}

/// `2026-11-26T08:00`.
fn civil(moment: Moment) -> String {
    let day = moment.day().date().map(|d| d.to_string());
    format!("{}T{}", day.unwrap_or_default(), clock_text(moment))
}

/// `08:00`.
fn clock_text(moment: Moment) -> String {
    let minutes = moment.second().div_euclid(60);
    format!(
        "{:02}:{:02}",
        minutes.div_euclid(60),
        minutes.rem_euclid(60)
    )
}

/// Back from [`civil`], or from a day.
fn moment_of(text: &str) -> Option<Moment> {
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00"));
    let day = Day::of(&day.parse().ok()?)?;
    Some(Moment::at(
        day,
        i64::from(minute_of(time)?).saturating_mul(60),
    ))
}

/// Minutes since midnight of `08:00`.
fn minute_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |t: &str| {
        t.parse::<u16>()
            .ok()
            .filter(|_| t.len() <= 2 && !t.is_empty())
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    (hour < 24 && minute < 60).then(|| hour.saturating_mul(60).saturating_add(minute))
}

/// Is it a time of day, `08:00`?
pub(crate) fn is_time(text: &str) -> bool {
    minute_of(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_go_round_and_nonsense_is_refused() {
        for text in ["2026-11-26T08:00", "2026-02-28T23:59", "1999-12-31T00:00"] {
            assert_eq!(moment_of(text).map(civil).as_deref(), Some(text));
        }
        assert_eq!(
            moment_of("2026-11-26").map(civil).as_deref(),
            Some("2026-11-26T00:00")
        );
        for wrong in ["24:00", "8", "08:60", "-1:00", "008:00", "", ":"] {
            assert_eq!(minute_of(wrong), None, "{wrong}");
        }
    }
}
