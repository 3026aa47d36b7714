//! Reminders: kept in the person's record (settings `plan.reminder.<id>`), so that they move with it.

use super::{civil, clock_text, minute_of, now};
use crate::dto::{
    PersonIdRequest, PlanView, Reminder, ReminderDays, ReminderRequest, ReminderSaveRequest,
    ReminderView, ReminderWhat,
};
use crate::error::{ApiError, ApiResult, ErrorCode, FieldProblem};
use crate::session::Session;
use kin_i18n::{Catalogue, Lang, date_text};
use kin_model::PartialDate;
use kin_rules::schedule::{Days, Rule};
use kin_rules::time::{Day, Moment};
use kin_vault::{Record, VaultError};

const PREFIX: &str = "plan.reminder.";
/// Most reminders of one person.
const MOST: usize = 100;
/// Most times of day of one reminder.
const TIMES: usize = 24;
/// Longest own words.
const WORDS: usize = 200;

/// The reminders of a person, in a fixed order.
pub(super) fn all(record: &Record) -> ApiResult<Vec<Reminder>> {
    let mut all: Vec<Reminder> = record
        .settings(PREFIX)?
        .into_iter()
        .filter_map(|(key, text)| {
            let mut reminder: Reminder = serde_json::from_str(&text).ok()?;
            key.strip_prefix(PREFIX)?.clone_into(&mut reminder.id);
            Some(reminder)
        })
        .collect();
    all.sort_by(|a, b| a.times.cmp(&b.times).then_with(|| a.id.cmp(&b.id)));
    Ok(all)
}

fn day_of(text: &str) -> Option<Day> {
    let date: PartialDate = text.trim().parse().ok()?;
    Day::of(&date).filter(|_| date.time().is_none())
}

/// When it is due; `None` for one that is not whole.
pub(super) fn rule(reminder: &Reminder) -> Option<Rule> {
    Some(Rule {
        from: day_of(reminder.from.as_deref()?)?,
        until: match reminder.until.as_deref() {
            Some(text) => Some(day_of(text)?),
            None => None,
        },
        days: match &reminder.days {
            ReminderDays::Once => Days::Once,
            ReminderDays::Every { days } => Days::Every { days: *days },
            ReminderDays::Week { days } => Days::Week {
                mask: days
                    .iter()
                    .filter(|d| (1..=7).contains(*d))
                    .fold(0, |mask, d| mask | (1_u8 << (d.saturating_sub(1)))),
            },
            ReminderDays::Months { months } => Days::Months { months: *months },
        },
        times: reminder.times.iter().filter_map(|t| minute_of(t)).collect(),
    })
}

/// What it says, in words.
pub(super) fn text(reminder: &Reminder, lang: Lang) -> String {
    let own = reminder.text.clone().unwrap_or_default();
    match reminder.what {
        ReminderWhat::BloodPressure => Catalogue::text(lang, "remind-what-blood-pressure", &[]),
        ReminderWhat::Glucose => Catalogue::text(lang, "remind-what-glucose", &[]),
        ReminderWhat::Weight => Catalogue::text(lang, "remind-what-weight", &[]),
        ReminderWhat::CheckUp | ReminderWhat::Task | ReminderWhat::Own => own,
    }
}

/// When it reminds, in words.
fn when_text(reminder: &Reminder, lang: Lang) -> String {
    let number = |n: u16| n.to_string();
    let days = match &reminder.days {
        ReminderDays::Once => {
            let day = reminder.from.as_deref().unwrap_or_default();
            return format!(
                "{} {}",
                date_text(lang, day),
                reminder.times.join(kin_i18n::pause(lang))
            );
        }
        ReminderDays::Every { days: 1 } => Catalogue::text(lang, "remind-every-day", &[]),
        ReminderDays::Every { days } => {
            Catalogue::text(lang, "remind-every-days", &[("n", &number(*days))])
        }
        ReminderDays::Week { days } => {
            let names: Vec<String> = days
                .iter()
                .map(|d| Catalogue::text(lang, &format!("remind-day-{d}"), &[]))
                .collect();
            names.join(&Catalogue::text(lang, "remind-and", &[]))
        }
        ReminderDays::Months { months } => {
            let months = number((*months).into());
            Catalogue::text(lang, "remind-every-months", &[("n", &months)])
        }
    };
    format!("{days} · {}", reminder.times.join(kin_i18n::pause(lang)))
}

pub(super) fn view(reminder: Reminder, now: Moment, lang: Lang) -> ReminderView {
    let next = rule(&reminder)
        .filter(|_| !reminder.paused)
        .and_then(|rule| rule.next(now));
    ReminderView {
        text: text(&reminder, lang),
        when_text: when_text(&reminder, lang),
        next: next.map(civil),
        next_text: next.map(|at| moment_words(at, now, lang)),
        reminder,
    }
}

/// `today 20:00`, `tomorrow 08:00`, `3 December 2026 08:00`.
pub(super) fn moment_words(at: Moment, now: Moment, lang: Lang) -> String {
    let time = clock_text(at);
    let key = match at.day().0.saturating_sub(now.day().0) {
        0 => "remind-today",
        1 => "remind-tomorrow",
        _ => {
            let day = at.day().date().map(|d| d.to_string()).unwrap_or_default();
            return format!("{} {time}", date_text(lang, &day));
        }
    };
    Catalogue::text(lang, key, &[("time", &time)])
}

/// What is wrong with a reminder.
fn problems(reminder: &Reminder) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, code: &str| {
        wrong.push(FieldProblem {
            field: field.to_owned(),
            code: code.to_owned(),
        });
    };
    let words = reminder.text.as_deref().unwrap_or_default().trim();
    let needs_words = matches!(
        reminder.what,
        ReminderWhat::Own | ReminderWhat::CheckUp | ReminderWhat::Task
    );
    if needs_words && words.is_empty() {
        refuse("text", "empty");
    }
    if words.chars().count() > WORDS {
        refuse("text", "too-long");
    }
    if reminder.times.is_empty() {
        refuse("times", "empty");
    } else if reminder.times.len() > TIMES || reminder.times.iter().any(|t| minute_of(t).is_none())
    {
        refuse("times", "bad-time");
    }
    let days = match &reminder.days {
        ReminderDays::Once => true,
        ReminderDays::Every { days } => (1..=366).contains(days),
        ReminderDays::Week { days } => {
            !days.is_empty() && days.len() <= 7 && days.iter().all(|d| (1..=7).contains(d))
        }
        ReminderDays::Months { months } => (1..=120).contains(months),
    };
    if !days {
        refuse("days", "not-a-choice");
    }
    let from = reminder.from.as_deref().map(day_of);
    if from == Some(None) {
        refuse("from", "bad-date");
    }
    match (from.flatten(), reminder.until.as_deref().map(day_of)) {
        (_, Some(None)) => refuse("until", "bad-date"),
        (Some(from), Some(Some(until))) if until < from => refuse("until", "before-start"),
        _ => {}
    }
    wrong
}

pub(crate) fn reminder_save(
    session: &Session,
    request: ReminderSaveRequest,
) -> ApiResult<PlanView> {
    let record = session.record(&request.person)?;
    let mut reminder = request.reminder;
    let some = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    reminder.text = some(reminder.text);
    reminder.until = some(reminder.until);
    reminder.from = some(reminder.from).or_else(|| Some(session.clock().today_text()));
    for time in &mut reminder.times {
        if let Some(minute) = minute_of(time) {
            *time = format!("{:02}:{:02}", minute / 60, minute % 60);
        }
    }
    reminder.times.sort();
    reminder.times.dedup();
    let wrong = problems(&reminder);
    if !wrong.is_empty() {
        let mut error = ApiError::from(ErrorCode::FormInvalid);
        error.fields = wrong;
        return Err(error);
    }
    let known = all(&record)?;
    let old = known.iter().find(|r| r.id == reminder.id);
    reminder.made = match old {
        Some(old) => old.made.clone(),
        None => Some(civil(now(session)?)),
    };
    let id = if reminder.id.is_empty() {
        if known.len() >= MOST {
            return Err(ErrorCode::BadRequest.into());
        }
        kin_crypto::safe::random_id().map_err(VaultError::from)?
    } else if known.iter().any(|r| r.id == reminder.id) {
        std::mem::take(&mut reminder.id)
    } else {
        return Err(ErrorCode::BadRequest.into());
    };
    let text = serde_json::to_string(&reminder).map_err(|_| ErrorCode::Internal)?;
    record.set_setting(&format!("{PREFIX}{id}"), &text)?;
    super::plan(
        session,
        PersonIdRequest {
            person: request.person,
        },
    )
}

pub(crate) fn reminder_remove(session: &Session, request: ReminderRequest) -> ApiResult<PlanView> {
    let record = session.record(&request.person)?;
    if !all(&record)?.iter().any(|r| r.id == request.id) {
        return Err(ErrorCode::BadRequest.into());
    }
    record.forget_setting(&format!("{PREFIX}{}", request.id))?;
    super::plan(
        session,
        PersonIdRequest {
            person: request.person,
        },
    )
}

/// The reminders of a person with their rules; paused ones left out.
pub(super) fn running(record: &Record) -> ApiResult<Vec<(Reminder, Rule)>> {
    Ok(all(record)?
        .into_iter()
        .filter(|r| !r.paused)
        .filter_map(|r| {
            let rule = rule(&r)?;
            Some((r, rule))
        })
        .collect())
}

/// For lists: reminders of a person as they are shown.
pub(super) fn views(session: &Session, record: &Record) -> ApiResult<Vec<ReminderView>> {
    let (now, lang) = (now(session)?, session.lang());
    Ok(all(record)?
        .into_iter()
        .map(|r| view(r, now, lang))
        .collect())
}
