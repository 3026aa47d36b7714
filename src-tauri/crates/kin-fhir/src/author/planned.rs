//! What is to come: appointments, goals, what the person has set out to do.

use super::typed::{date, words};
use super::{
    Authored, OWN_SYSTEM, Typed, TypedEntry, author, fhir_date, optional, start, subject, text,
};
use crate::FhirError;
use kin_model::{PartialDate, Precision};
use serde_json::{Map, Value, json};

/// What part of life a goal or task is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Area {
    /// What is eaten and drunk.
    Diet,
    /// Moving.
    Exercise,
    /// Weight, blood pressure, glucose: a number to reach.
    Target,
    /// Tests and check-ups.
    CheckUp,
    /// Anything else.
    #[default]
    Other,
}

impl Area {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Diet, "diet", "Food and drink"),
        (Self::Exercise, "exercise", "Exercise"),
        (Self::Target, "target", "A value to reach"),
        (Self::CheckUp, "check-up", "Check-up"),
        (Self::Other, "other", "Other"),
    ];

    fn category(self) -> Value {
        let (_, code, display) = Self::ALL
            .into_iter()
            .find(|a| a.0 == self)
            .unwrap_or((self, "other", "Other"));
        json!([{ "coding": [{ "system": OWN_SYSTEM, "code": code, "display": display }], "text": display }])
    }

    fn of(v: &Value) -> Self {
        let code = words(v, "/category/0/coding/0/code").unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|a| a.1 == code)
            .map_or(Self::Other, |a| a.0)
    }
}

/// How a goal, a task or an appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// It holds.
    #[default]
    Active,
    /// Reached, done, over.
    Done,
    /// Given up, cancelled.
    Stopped,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Appointment {
    /// What for.
    pub what: String,
    /// Until when; a time with its offset, after the beginning.
    pub until: Option<PartialDate>,
    /// With whom.
    pub who: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Planned, over or cancelled.
    pub standing: Standing,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aim {
    /// What is to be reached.
    pub what: String,
    /// Of what kind.
    pub area: Area,
    /// The value to reach, in words: `below 135/85`.
    pub target: Option<String>,
    /// Since.
    pub since: Option<PartialDate>,
    /// By when; a day.
    pub due: Option<PartialDate>,
    /// How it stands.
    pub standing: Standing,
}

/// Something that the person has set out to do again and again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Task {
    /// What.
    pub what: String,
    /// Of what kind.
    pub area: Area,
    /// How often, in words.
    pub how: Option<String>,
    /// Since.
    pub since: Option<PartialDate>,
    /// Until.
    pub until: Option<PartialDate>,
    /// How it stands.
    pub standing: Standing,
}

const fn impossible(field: &'static str, reason: &'static str) -> FhirError {
    FhirError::Impossible { field, reason }
}

/// True for a moment that FHIR takes as `instant`.
fn exact(date: &PartialDate) -> bool {
    date.precision() >= Precision::Minute && date.offset_minutes().is_some()
}

/// An `Appointment`. FHIR wants both ends or none (rule app-2): an appointment here has both.
pub(super) fn appointment(
    authored: &Authored,
    a: &Appointment,
) -> Result<Map<String, Value>, FhirError> {
    let what = text("what", &a.what)?;
    let begin = authored.at.ok_or(impossible("at", "empty"))?;
    if !exact(&begin) {
        return Err(impossible("at", "no-time"));
    }
    let end = a.until.ok_or(impossible("until", "empty"))?;
    if !exact(&end) {
        return Err(impossible("until", "no-time"));
    }
    if end.unix_seconds() <= begin.unix_seconds() {
        return Err(impossible("until", "before-start"));
    }
    let status = match a.standing {
        Standing::Active => "booked",
        Standing::Done => "fulfilled",
        Standing::Stopped => "cancelled",
    };
    let mut map = start("Appointment", authored);
    map.insert("status".to_owned(), json!(status));
    map.insert("description".to_owned(), json!(what));
    map.insert("start".to_owned(), json!(fhir_date(&begin)));
    map.insert("end".to_owned(), json!(fhir_date(&end)));
    map.insert("created".to_owned(), json!(authored.recorded));
    if !authored.note.trim().is_empty() {
        map.insert("comment".to_owned(), json!(text("note", &authored.note)?));
    }
    let mut participants = Vec::new();
    let part = |kind: &str, name: String| json!({ "type": [{ "coding": [{ "system": OWN_SYSTEM, "code": kind }] }], "actor": { "display": name }, "status": "accepted" });
    participants.extend(optional("who", a.who.as_ref())?.map(|n| part("who", n)));
    participants.extend(optional("place", a.place.as_ref())?.map(|n| part("place", n)));
    participants.push(json!({ "actor": subject(authored), "status": "accepted" }));
    map.insert("participant".to_owned(), Value::Array(participants));
    Ok(map)
}

fn participant(v: &Value, kind: &str) -> Option<String> {
    let all = v.pointer("/participant")?.as_array()?;
    let one = all
        .iter()
        .find(|p| words(p, "/type/0/coding/0/code").as_deref() == Some(kind))?;
    words(one, "/actor/display")
}

pub(super) fn parse_appointment(v: &Value) -> Option<TypedEntry> {
    Some(TypedEntry {
        at: date(v, "/start"),
        note: words(v, "/comment").unwrap_or_default(),
        typed: Typed::Appointment(Appointment {
            what: words(v, "/description")?,
            until: date(v, "/end"),
            who: participant(v, "who"),
            place: participant(v, "place"),
            standing: match words(v, "/status").as_deref() {
                Some("cancelled") => Standing::Stopped,
                Some("fulfilled") => Standing::Done,
                _ => Standing::Active,
            },
        }),
    })
}

/// A `Goal`; the value to reach is words, measured by what the goal is called (rule gol-1).
pub(super) fn goal(authored: &Authored, g: &Aim) -> Result<Map<String, Value>, FhirError> {
    let what = text("what", &g.what)?;
    let target = optional("target", g.target.as_ref())?;
    let status = match g.standing {
        Standing::Active => "active",
        Standing::Done => "completed",
        Standing::Stopped => "cancelled",
    };
    let mut map = start("Goal", authored);
    map.insert("lifecycleStatus".to_owned(), json!(status));
    map.insert("category".to_owned(), g.area.category());
    map.insert("description".to_owned(), json!({ "text": what }));
    map.insert("subject".to_owned(), subject(authored));
    if let Some(since) = g.since.filter(|d| d.precision() >= Precision::Day) {
        map.insert("startDate".to_owned(), json!(fhir_date(&since.date_only())));
    }
    let due = g.due.map(|d| d.date_only());
    if target.is_some() || due.is_some() {
        let mut aim = Map::new();
        if let Some(target) = target {
            aim.insert("measure".to_owned(), json!({ "text": what }));
            aim.insert("detailString".to_owned(), json!(target));
        }
        if let Some(due) = due {
            aim.insert("dueDate".to_owned(), json!(fhir_date(&due)));
        }
        map.insert("target".to_owned(), json!([Value::Object(aim)]));
    }
    map.insert("statusDate".to_owned(), json!(authored.recorded.get(..10)));
    map.insert("expressedBy".to_owned(), author(authored));
    Ok(map)
}

pub(super) fn parse_goal(v: &Value) -> Option<TypedEntry> {
    Some(TypedEntry {
        at: date(v, "/statusDate"),
        note: words(v, "/note/0/text").unwrap_or_default(),
        typed: Typed::Aim(Aim {
            what: words(v, "/description/text")?,
            area: Area::of(v),
            target: words(v, "/target/0/detailString"),
            since: date(v, "/startDate"),
            due: date(v, "/target/0/dueDate"),
            standing: match words(v, "/lifecycleStatus").as_deref() {
                Some("completed") => Standing::Done,
                Some("cancelled") => Standing::Stopped,
                _ => Standing::Active,
            },
        }),
    })
}

/// A `CarePlan` of one activity: what the person has set out to do.
pub(super) fn care_plan(authored: &Authored, t: &Task) -> Result<Map<String, Value>, FhirError> {
    let what = text("what", &t.what)?;
    let how = optional("how", t.how.as_ref())?;
    let (status, activity) = match t.standing {
        Standing::Active => ("active", "in-progress"),
        Standing::Done => ("completed", "completed"),
        Standing::Stopped => ("revoked", "stopped"),
    };
    let mut map = start("CarePlan", authored);
    map.insert("status".to_owned(), json!(status));
    map.insert("intent".to_owned(), json!("plan"));
    map.insert("category".to_owned(), t.area.category());
    map.insert("title".to_owned(), json!(what));
    map.insert("subject".to_owned(), subject(authored));
    if t.since.is_some() || t.until.is_some() {
        let mut period = Map::new();
        if let Some(since) = &t.since {
            period.insert("start".to_owned(), json!(fhir_date(since)));
        }
        if let Some(until) = &t.until {
            if t.since
                .is_some_and(|s| s.sort_seconds() > until.sort_seconds())
            {
                return Err(impossible("until", "before-start"));
            }
            period.insert("end".to_owned(), json!(fhir_date(until)));
        }
        map.insert("period".to_owned(), Value::Object(period));
    }
    map.insert("created".to_owned(), json!(authored.recorded));
    map.insert("author".to_owned(), author(authored));
    let mut detail = Map::new();
    detail.insert("status".to_owned(), json!(activity));
    if let Some(how) = how {
        detail.insert("scheduledString".to_owned(), json!(how));
    }
    detail.insert("description".to_owned(), json!(what));
    map.insert(
        "activity".to_owned(),
        json!([{ "detail": Value::Object(detail) }]),
    );
    Ok(map)
}

pub(super) fn parse_care_plan(v: &Value) -> Option<TypedEntry> {
    Some(TypedEntry {
        at: date(v, "/created"),
        note: words(v, "/note/0/text").unwrap_or_default(),
        typed: Typed::Task(Task {
            what: words(v, "/title")?,
            area: Area::of(v),
            how: words(v, "/activity/0/detail/scheduledString"),
            since: date(v, "/period/start"),
            until: date(v, "/period/end"),
            standing: match words(v, "/status").as_deref() {
                Some("completed") => Standing::Done,
                Some("revoked") => Standing::Stopped,
                _ => Standing::Active,
            },
        }),
    })
}
