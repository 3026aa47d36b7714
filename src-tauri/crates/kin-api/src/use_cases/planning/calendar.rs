//! A calendar file for the phone: appointments and reminders.
//!
//! # Source
//! RFC 5545 (iCalendar), read November 2026: content lines of at most 75 octets, folded by CRLF and a space
//! (3.1); text escaped (3.3.11); `DTSTAMP` and `UID` needed (3.6.1); times in UTC for what happens at one
//! moment, floating times for what is bound to the clock on the wall (3.3.5); `BYSETPOS=-1` for the last of
//! several days of a month (3.3.10).

use super::super::medicines::doses_due;
use super::super::view::Viewer;
use super::{now, plan, reminders, todo};
use crate::dto::{CalendarRequest, DoseState, OutputFile, ReminderDays};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use kin_fhir::author::{Typed, parse_typed};
use kin_i18n::Catalogue;
use kin_model::EntryId;
use kin_rules::schedule::Rule;
use kin_rules::time::{Day, Moment};
use std::collections::BTreeMap;

/// Days of doses that a calendar file holds: plans change, so a new file is made then.
const DOSE_DAYS: i64 = 60;
/// Octets of a line.
const LINE: usize = 75;

/// A calendar under construction.
struct Calendar {
    text: String,
    stamp: String,
}

/// Characters with a meaning in a text value.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// `20261126T080000`.
fn stamp(moment: Moment) -> String {
    let day = moment.day().date().map(|d| d.to_string().replace('-', ""));
    let second = moment.second();
    format!(
        "{}T{:02}{:02}{:02}",
        day.unwrap_or_default(),
        second.div_euclid(3600),
        second.div_euclid(60).rem_euclid(60),
        second.rem_euclid(60)
    )
}

/// A moment in UTC.
fn utc(seconds: i64) -> String {
    format!("{}Z", stamp(Moment::at(Day(0), seconds)))
}

impl Calendar {
    fn new(now: i64) -> Self {
        let mut calendar = Self {
            text: String::new(),
            stamp: utc(now),
        };
        calendar.line("BEGIN:VCALENDAR");
        calendar.line("VERSION:2.0");
        calendar.line("PRODID:-//Kinfolio//Kinfolio//EN");
        calendar.line("CALSCALE:GREGORIAN");
        calendar
    }

    /// One content line, folded between characters.
    fn line(&mut self, line: &str) {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > LINE {
                self.text.push_str("\r\n ");
                used = 1;
            }
            self.text.push(c);
            used += c.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    fn value(&mut self, name: &str, text: &str) {
        self.line(&format!("{name}:{}", escaped(text)));
    }

    fn begin(&mut self, uid: &str) {
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{uid}@kinfolio.invalid"));
        let stamp = self.stamp.clone();
        self.line(&format!("DTSTAMP:{stamp}"));
        self.line("CLASS:PRIVATE");
    }

    fn end(&mut self, words: &str, alarms: &[&str]) {
        for alarm in alarms {
            self.line("BEGIN:VALARM");
            self.line("ACTION:DISPLAY");
            self.value("DESCRIPTION", words);
            self.line(&format!("TRIGGER:{alarm}"));
            self.line("END:VALARM");
        }
        self.line("END:VEVENT");
    }

    fn finished(mut self) -> Vec<u8> {
        self.line("END:VCALENDAR");
        self.text.into_bytes()
    }
}

/// The rule of recurrence; none for one day.
fn recurrence(rule: &Rule, days: &ReminderDays) -> Option<String> {
    let mut text = match days {
        ReminderDays::Once => return None,
        ReminderDays::Every { days } => format!("FREQ=DAILY;INTERVAL={days}"),
        ReminderDays::Week { days } => {
            let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
            let named: Vec<&str> = days
                .iter()
                .filter_map(|d| names.get(usize::from(d.checked_sub(1)?)).copied())
                .collect();
            format!("FREQ=WEEKLY;BYDAY={}", named.join(","))
        }
        ReminderDays::Months { months } => {
            let day = rule.from.date().and_then(|d| d.day_number()).unwrap_or(1);
            let on = if day > 28 {
                // The day itself, or the last that a short month has.
                let all: Vec<String> = (28..=day).map(|d| d.to_string()).collect();
                format!("BYMONTHDAY={};BYSETPOS=-1", all.join(","))
            } else {
                format!("BYMONTHDAY={day}")
            };
            format!("FREQ=MONTHLY;INTERVAL={months};{on}")
        }
    };
    if let Some(until) = rule.until {
        text.push_str(&format!(";UNTIL={}", stamp(Moment::at(until, 86_399))));
    }
    Some(text)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn calendar_make(session: &Session, request: CalendarRequest) -> ApiResult<OutputFile> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let (now, lang) = (now(session)?, viewer.lang);
    let mut calendar = Calendar::new(session.clock().unix_seconds());
    let nothing = Catalogue::text(lang, "remind-silent", &[]);
    let mut count = 0_u32;
    for (view, at) in plan::appointments(&record, &viewer, now.day())? {
        let wanted = match &request.appointment {
            Some(id) => *id == view.entry.id,
            None => request.appointments,
        };
        let (true, Some(_)) = (wanted, at) else {
            continue;
        };
        let id: EntryId = view.entry.id.parse().map_err(|_| ErrorCode::Internal)?;
        let typed = parse_typed(&record.entry(id)?.body);
        let begin = view.entry.date.as_deref().and_then(|d| d.parse().ok());
        let Some(begin) = begin.map(|d: kin_model::PartialDate| d.unix_seconds()) else {
            continue;
        };
        calendar.begin(&view.entry.id);
        calendar.line(&format!("DTSTART:{}", utc(begin)));
        if let Some(Typed::Appointment(a)) = typed.as_ref().map(|t| &t.typed)
            && let Some(until) = a.until
        {
            calendar.line(&format!("DTEND:{}", utc(until.unix_seconds())));
        }
        let words = if request.words {
            let mut words = view.entry.title.clone();
            if let Some(who) = &view.who {
                words = format!("{words} · {who}");
            }
            if let Some(place) = &view.place {
                calendar.value("LOCATION", place);
            }
            words
        } else {
            nothing.clone()
        };
        calendar.value("SUMMARY", &words);
        calendar.end(&words, &["-P1D", "-PT2H"]);
        count = count.saturating_add(1);
    }
    if request.reminders && request.appointment.is_none() {
        for (reminder, rule) in reminders::running(&record)? {
            for minute in &rule.times {
                let second = i64::from(*minute).saturating_mul(60);
                let one = Rule {
                    times: vec![*minute],
                    ..rule.clone()
                };
                // A calendar counts from the first event: it must be one that the rule has.
                let before = Moment::at(rule.from, second.saturating_sub(1));
                let Some(first) = one.next(before) else {
                    continue;
                };
                calendar.begin(&format!("{}-{minute}", reminder.id));
                calendar.line(&format!("DTSTART:{}", stamp(first)));
                calendar.line("DURATION:PT5M");
                if let Some(recurrence) = recurrence(&rule, &reminder.days) {
                    calendar.line(&format!("RRULE:{recurrence}"));
                }
                let words = if request.words {
                    reminders::text(&reminder, lang)
                } else {
                    nothing.clone()
                };
                calendar.value("SUMMARY", &words);
                calendar.line("TRANSP:TRANSPARENT");
                calendar.end(&words, &["PT0S"]);
                count = count.saturating_add(1);
            }
        }
    }
    if request.reminders && request.appointment.is_none() {
        let until = Moment::at(now.day().plus(DOSE_DAYS), 0);
        let mut doses: BTreeMap<Moment, Vec<String>> = BTreeMap::new();
        for dose in doses_due(session, &record, now, until)? {
            if matches!(dose.state, DoseState::Taken | DoseState::Skipped) {
                continue;
            }
            let words = todo::dose_text(lang, &dose);
            doses.entry(dose.remind).or_default().push(words);
        }
        for (at, words) in doses {
            calendar.begin(&format!("dose-{}-{}", request.person, stamp(at)));
            calendar.line(&format!("DTSTART:{}", stamp(at)));
            calendar.line("DURATION:PT5M");
            let words = if request.words {
                words.join(&Catalogue::text(lang, "remind-and", &[]))
            } else {
                nothing.clone()
            };
            calendar.value("SUMMARY", &words);
            calendar.line("TRANSP:TRANSPARENT");
            calendar.end(&words, &["PT0S"]);
            count = count.saturating_add(1);
        }
    }
    if count == 0 {
        return Err(ApiError::from(ErrorCode::CalendarEmpty));
    }
    super::super::family::note(session, &record, "export", "calendar");
    session
        .outputs()
        .put("kinfolio.ics", "ics", "text/calendar", calendar.finished())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_text_is_escaped() {
        let mut calendar = Calendar::new(0);
        calendar.value(
            "SUMMARY",
            &format!("复诊; 心内科, 三楼\\{}\n带上血压记录", "测".repeat(40)),
        );
        let text = String::from_utf8(calendar.finished()).unwrap();
        for line in text.split("\r\n") {
            assert!(line.len() <= LINE, "{} octets: {line}", line.len());
        }
        let unfolded = text.replace("\r\n ", "");
        assert!(
            unfolded.contains("SUMMARY:复诊\\; 心内科\\, 三楼\\\\测"),
            "{unfolded}"
        );
        assert!(unfolded.contains("\\n带上血压记录\r\n"));
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn moments_in_utc() {
        assert_eq!(utc(0), "19700101T000000Z");
        assert_eq!(utc(1_795_680_185), "20261126T080305Z");
    }
}
