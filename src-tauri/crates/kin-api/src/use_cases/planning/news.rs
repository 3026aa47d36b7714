//! What there is to tell now. A face asks every half minute and hands each notice to the system.
//!
//! A locked vault cannot be read, and it locks itself after minutes: so while it is open the *moments* of the
//! next days are kept in memory, without a word of what they are about and without a name. When one comes
//! while it is locked, a notice says only that there is something; what it is stands on Home after unlocking.
//! Nothing of this is written outside the vault. A program that is not running tells nothing; what was
//! missed is told once when it is open again (`kin_rules::schedule`).

use super::super::medicines::doses_due;
use super::super::view::Viewer;
use super::{clock_text, minute_of, now, plan, reminders, todo};
use crate::dto::{DoseState, Empty, ReminderNewsView, ReminderNotice, Settings};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_i18n::{Catalogue, Lang};
use kin_rules::schedule::{Quiet, tell};
use kin_rules::time::{Day, Moment};
use kin_vault::{Record, Right};
use std::collections::BTreeMap;

/// Until when everything was told, in the record.
const MARK: &str = "plan.mark";
/// Days of moments that are kept for a locked vault.
const AHEAD: i64 = 7;
/// Most moments that are kept.
const MOST: usize = 2_000;
/// Seconds after which the mark is stored although nothing was told.
const STORE_EVERY: i64 = 3600;
/// A mark that lies further ahead than any journey to the west: the computer's clock was wrong.
const WRONG_CLOCK: i64 = 26 * 3600;
/// Most doses that one notice names.
const DOSES: usize = 5;
/// An appointment is told of the evening before at this second of the day …
const EVENING: i64 = 18 * 3600;
/// … and this many seconds before it begins.
const BEFORE: i64 = 2 * 3600;

/// What is remembered between two looks.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// Until when everything was told, by person.
    marks: BTreeMap<String, Moment>,
    /// Moments to come, without words.
    upcoming: Vec<Moment>,
    quiet: Option<Quiet>,
    /// Until when a locked vault has told.
    locked: Option<Moment>,
    lang: Lang,
}

impl Watch {
    /// The computer's clock went wrong once and is right again: what was told until next year was not told.
    fn set_right(&mut self, now: Moment) {
        let ahead = |mark: &Moment| mark.since(now) > WRONG_CLOCK;
        self.marks.retain(|_, mark| !ahead(mark));
        if self.locked.as_ref().is_some_and(ahead) {
            self.locked = Some(now);
        }
    }
}

fn quiet(settings: &Settings) -> Option<Quiet> {
    Some(Quiet {
        from: minute_of(&settings.quiet_from)?,
        until: minute_of(&settings.quiet_until)?,
    })
}

const ZERO: Moment = Moment::at(Day(0), 0);

fn stored_mark(record: &Record) -> ApiResult<Option<Moment>> {
    let seconds = record.setting(MARK)?.and_then(|t| t.parse().ok());
    Ok(seconds.map(|s| Moment::at(Day(0), s)))
}

/// Where it cannot be stored the mark in memory counts: a disk that is full or failing silences no reminder.
fn keep_mark(record: &Record, mark: Moment) {
    drop(record.set_setting(MARK, &mark.since(ZERO).to_string()));
}

/// The moments at which an appointment is told of.
fn before(at: Moment) -> [Moment; 2] {
    [
        Moment::at(at.day().plus(-1), EVENING),
        Moment::at(at.day(), at.second().saturating_sub(BEFORE)),
    ]
}

/// What is due of one person since the mark, in words; `None` for what needs no words.
fn due(
    session: &Session,
    person: &str,
    record: &Record,
    mark: Moment,
    hours: Option<Quiet>,
    upcoming: &mut Vec<Moment>,
) -> ApiResult<Vec<(Moment, String)>> {
    let (now, lang) = (now(session)?, session.lang());
    let until = Moment::at(now.day().plus(AHEAD), 0);
    let mut found = Vec::new();
    for (reminder, rule) in reminders::running(record)? {
        upcoming.extend(rule.moments(now, until));
        let (telling, _) = tell(&rule, mark, now, hours);
        let Some(telling) = telling else { continue };
        if todo::done(record, &reminder, telling.at)? {
            continue;
        }
        let mut words = reminders::text(&reminder, lang);
        if telling.missed > 0 {
            let n = telling.missed.to_string();
            words.push_str(&Catalogue::text(lang, "remind-missed", &[("n", &n)]));
        }
        found.push((telling.at, words));
    }
    doses(
        session,
        record,
        (mark, now, until),
        lang,
        upcoming,
        &mut found,
    )?;
    let viewer = Viewer::new(session, person, record)?;
    for (appointment, at) in plan::appointments(record, &viewer, now.day())? {
        if appointment.days > AHEAD {
            break;
        }
        let Some(at) = at else { continue };
        upcoming.extend(before(at).into_iter().filter(|m| *m > now && *m <= until));
        let told = before(at).into_iter().rfind(|m| *m > mark && *m <= now);
        if let Some(told) = told.filter(|_| at > now) {
            let (what, when) = (appointment.entry.title, appointment.when_text);
            found.push((
                told,
                Catalogue::text(
                    lang,
                    "remind-appointment",
                    &[("what", &what), ("when", &when)],
                ),
            ));
        }
    }
    Ok(found)
}

/// Doses whose time has come since the mark and of which nothing is noted: one notice for all of them.
fn doses(
    session: &Session,
    record: &Record,
    (mark, now, until): (Moment, Moment, Moment),
    lang: Lang,
    upcoming: &mut Vec<Moment>,
    found: &mut Vec<(Moment, String)>,
) -> ApiResult<()> {
    // What is older than a day is no dose to take now.
    let from = mark.max(now.plus(-86_400));
    let mut due = Vec::new();
    for dose in doses_due(session, record, from.plus(1), until)? {
        if matches!(dose.state, DoseState::Taken | DoseState::Skipped) {
            continue;
        }
        if dose.remind > now {
            upcoming.push(dose.remind);
        } else {
            due.push(dose);
        }
    }
    if let Some(newest) = due.last() {
        let words: Vec<String> = due
            .iter()
            .take(DOSES)
            .map(|d| todo::dose_text(lang, d))
            .collect();
        let mut words = words.join(&Catalogue::text(lang, "remind-and", &[]));
        if due.len() > DOSES {
            words.push('…');
        }
        found.push((newest.remind, words));
    }
    Ok(())
}

/// The notice that says only that there is something.
fn silent(lang: Lang) -> ReminderNotice {
    ReminderNotice {
        person: String::new(),
        title: Catalogue::text(lang, "remind-title", &[]),
        text: Catalogue::text(lang, "remind-silent", &[]),
    }
}

pub(crate) fn reminder_news(session: &Session, _: Empty) -> ApiResult<ReminderNewsView> {
    let settings = session.settings();
    let people = session.with(|open| Ok((!open.read_only).then(|| open.vault.people())));
    let now = now(session)?;
    session.reminding().set_right(now);
    let people = match people {
        // What can be read only cannot be said to have been told.
        Ok(people) => people.unwrap_or_default(),
        Err(error) if error.code == ErrorCode::Locked => {
            return Ok(ReminderNewsView {
                notices: locked(session, now),
            });
        }
        Err(error) => return Err(error),
    };
    if !settings.remind || session.is_sample() {
        *session.reminding() = Watch::default();
        return Ok(ReminderNewsView {
            notices: Vec::new(),
        });
    }
    let hours = quiet(&settings);
    let still = hours.is_some_and(|q| q.holds(now));
    let mut upcoming = Vec::new();
    let mut notices = Vec::new();
    for (person, details) in people {
        let id = person.to_string();
        // Nobody has looked at the record: it stands in no access log.
        let Ok(record) = session.with(|open| Ok(open.vault.record(&person)?)) else {
            continue;
        };
        // Who may only read cannot say that something was told.
        if record.right() < Right::Edit {
            continue;
        }
        let stored = stored_mark(&record)?;
        let remembered = {
            let watch = session.reminding();
            watch.marks.get(&id).copied().max(watch.locked)
        };
        // Seen for the first time: what lies before is nobody's reminder.
        let mark = stored.max(remembered).unwrap_or(now);
        // A mark of next year, stored while the clock was wrong, must not silence this one.
        let ahead = mark.since(now) > WRONG_CLOCK;
        let mark = if ahead { now } else { mark };
        if stored.is_none() || ahead {
            keep_mark(&record, mark);
        }
        let found = due(session, &id, &record, mark, hours, &mut upcoming)?;
        if still || now <= mark {
            continue;
        }
        let old = stored.is_none_or(|s| now.since(s) > STORE_EVERY);
        if !found.is_empty() || old {
            keep_mark(&record, now);
        }
        session.reminding().marks.insert(id.clone(), now);
        let name = super::super::people::shown_name(&details, session.lang()).to_owned();
        notices.extend(found.into_iter().map(|(at, text)| ReminderNotice {
            person: id.clone(),
            title: format!("{name} · {}", clock_text(at)),
            text,
        }));
    }
    if !settings.remind_details && !notices.is_empty() {
        notices = vec![silent(session.lang())];
    }
    upcoming.sort_unstable();
    upcoming.dedup();
    upcoming.truncate(MOST);
    let mut watch = session.reminding();
    watch.upcoming = upcoming;
    watch.quiet = hours;
    watch.lang = session.lang();
    watch.locked = (!still).then_some(now).max(watch.locked);
    Ok(ReminderNewsView { notices })
}

/// What a locked vault tells: that there is something, once for all that came.
fn locked(session: &Session, now: Moment) -> Vec<ReminderNotice> {
    let mut watch = session.reminding();
    let Some(mark) = watch.locked else {
        return Vec::new();
    };
    if watch.quiet.is_some_and(|q| q.holds(now)) || now <= mark {
        return Vec::new();
    }
    let come = watch.upcoming.iter().any(|m| *m > mark && *m <= now);
    watch.locked = Some(now);
    if come {
        vec![silent(watch.lang)]
    } else {
        Vec::new()
    }
}
