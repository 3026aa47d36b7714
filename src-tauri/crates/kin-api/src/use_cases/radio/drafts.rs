//! What a device said, as drafts beside a person: what can be taken, what must be looked at first, what is left out.

use super::known::{self, Known, Other};
use super::{Read, ending, short};
use crate::clock::Clock;
use crate::dto::{
    RadioClock, RadioClockView, RadioDoubtView, RadioDraftView, RadioDraftsRequest,
    RadioDraftsView, RadioLeftOutView, RadioMeasures, RadioPlace, RadioUserView,
};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use crate::use_cases::view::moment_text;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Span};
use kin_ble::{
    BleError, Comparator as Side, Concentration, Fluid, Glucose, Meal, Position, Pressure,
    PressureUnit,
};
use kin_fhir::FhirError;
use kin_fhir::author::{
    Authored, BloodPressure, Glucose as GlucoseTyped, GlucoseUnit, MealContext, Sitting, Typed,
    build,
};
use kin_i18n::{Catalogue, Lang};
use kin_model::{Comparator, Decimal, EntryId, PartialDate};
use kin_vault::Record;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Minutes that the clock of a device may differ before somebody is asked. Own judgement, 2026-11: a quartz clock that was
/// set once a year is wrong by less; a morning stays a morning.
const TOLERATED: i64 = 5;
/// Seconds that a reading may lie ahead of this computer's clock; as for what is typed.
const AHEAD: i64 = 600;
/// Years after which somebody is asked whether a reading is that old: a clock that was never set says so, too.
const OLD: u16 = 2;

/// A reading that a person may have, before a record is looked at.
pub(super) struct Draft {
    /// Its number within what was read.
    pub(super) n: u32,
    pub(super) measures: RadioMeasures,
    /// Its name in a record; of one without a time it depends on the time that a person gives.
    name: String,
    /// By the clock on the wall, after what was said about the clock of the device.
    pub(super) at: Option<DateTime>,
    pub(super) user: Option<u8>,
    typed: Typed,
    value: String,
    unit: &'static str,
    pulse: Option<String>,
    meal: Option<&'static str>,
    /// Codes of what the device says of how it was measured.
    said: Vec<&'static str>,
    bytes: Vec<u8>,
}

/// Drafts, and what is left out by reason.
pub(super) struct Sorted {
    pub(super) drafts: Vec<Draft>,
    left_out: BTreeMap<&'static str, u32>,
    /// Some would lie in the future.
    future: bool,
}

/// The minutes that a device's clock is ahead of ours.
fn ahead(read: &Read) -> Option<i64> {
    let (device, here) = read.clocks?;
    Some(device.duration_since(here).as_mins())
}

/// Whose numbering the names of a device's readings belong to: what the device calls itself, because addresses change.
pub(super) fn namespace(read: &Read) -> String {
    let name = if read.device.name.is_empty() {
        &read.device.id
    } else {
        &read.device.name
    };
    format!("radio:{}|", short(&[name.as_bytes()]))
}

fn civil(date: Option<&PartialDate>) -> Option<DateTime> {
    date?.to_string().parse().ok()
}

fn decimal(number: kin_ble::Number) -> Result<Decimal, &'static str> {
    number.to_string().parse().map_err(|_| "broken")
}

fn pressure(one: &Pressure) -> Result<(Typed, String, Option<String>), &'static str> {
    let said = &one.reading;
    if said.unit == PressureUnit::Kilopascal {
        return Err("kpa");
    }
    let pulse = match said.pulse {
        Some(pulse) => Some(decimal(pulse)?),
        None => None,
    };
    let (systolic, diastolic) = (decimal(said.systolic)?, decimal(said.diastolic)?);
    let value = format!("{systolic}/{diastolic}");
    let shown = pulse.as_ref().map(ToString::to_string);
    let typed = Typed::BloodPressure(BloodPressure {
        systolic,
        diastolic,
        pulse,
        arm: None,
        sitting: Sitting {
            irregular: said.irregular,
            ..Sitting::default()
        },
    });
    Ok((typed, value, shown))
}

fn glucose(one: &Glucose) -> Result<(Typed, String, &'static str), &'static str> {
    let said = &one.reading;
    match said.fluid {
        Fluid::CapillaryWholeBlood | Fluid::CapillaryPlasma | Fluid::WholeBlood | Fluid::Plasma => {
        }
        _ => return Err("other-sample"),
    }
    let (number, unit, shown) = match said.value {
        Some(Concentration::MillimolePerLitre(n)) => (n, GlucoseUnit::MmolPerL, "mmol/L"),
        Some(Concentration::MilligramPerDecilitre(n)) => (n, GlucoseUnit::MgPerDl, "mg/dL"),
        None => return Err("no-number"),
    };
    let comparator = match said.comparator {
        None => Comparator::Exact,
        Some(Side::Above) => Comparator::More,
        Some(Side::Below) => Comparator::Less,
    };
    let number = decimal(number)?;
    let value = format!("{}{number}", comparator.as_str());
    let context = match one.context.as_ref().and_then(|c| c.meal) {
        Some(Meal::Before) => MealContext::BeforeMeal,
        Some(Meal::After) => MealContext::AfterMeal,
        Some(Meal::Fasting) => MealContext::Fasting,
        Some(Meal::Bedtime) => MealContext::Bedtime,
        Some(Meal::Casual) | None => MealContext::Other,
    };
    let typed = Typed::Glucose(GlucoseTyped {
        value: number,
        comparator,
        unit,
        context,
    });
    Ok((typed, value, shown))
}

const fn meal(context: MealContext) -> Option<&'static str> {
    match context {
        MealContext::Fasting => Some("fasting"),
        MealContext::BeforeMeal => Some("before"),
        MealContext::AfterMeal => Some("after"),
        MealContext::Bedtime => Some("bedtime"),
        MealContext::Other => None,
    }
}

/// Why bytes are no reading, for people.
const fn reason(why: BleError) -> &'static str {
    match why {
        BleError::NoValue(_) | BleError::Empty => "no-value",
        BleError::ControlSolution => "control",
        BleError::Fault => "fault",
        _ => "broken",
    }
}

/// The bytes of a reading name it. A glucose meter numbers its readings, a monitor says when; one that says neither gives
/// the same bytes for the same value on another day, so the time that a person gives is part of the name.
fn name(bytes: &[u8], measures: RadioMeasures, given: Option<&str>) -> String {
    let kind: &[u8] = match measures {
        RadioMeasures::Pressure => b"pressure",
        RadioMeasures::Glucose => b"glucose",
    };
    let given = given.unwrap_or_default();
    format!("radio-{}", short(&[kind, bytes, given.as_bytes()]))
}

/// Everything that was said, in the order in which it came.
pub(super) fn sorted(clock: &Clock, read: &Read, answer: Option<RadioClock>) -> Sorted {
    let mut out = Sorted {
        drafts: Vec::new(),
        left_out: BTreeMap::new(),
        future: false,
    };
    let shift = match (answer, ahead(read)) {
        (Some(RadioClock::Shift), Some(minutes)) => minutes,
        _ => 0,
    };
    let right = |at: Option<DateTime>, offset: i64| {
        let by = Span::new().try_minutes(offset.saturating_sub(shift)).ok()?;
        at?.checked_add(by).ok()
    };
    for one in &read.collected.refused {
        *out.left_out.entry(reason(one.why)).or_default() += 1;
    }
    let mut n = 0;
    for one in &read.collected.pressures {
        let said = &one.reading;
        let mut doubts = Vec::new();
        for (is, code) in [
            (said.moved, "moved"),
            (said.loose, "loose"),
            (said.position == Some(Position::Wrong), "position"),
        ] {
            if is {
                doubts.push(code);
            }
        }
        let draft = pressure(one).map(|(typed, value, pulse)| Draft {
            n,
            measures: RadioMeasures::Pressure,
            name: name(&one.bytes, RadioMeasures::Pressure, None),
            at: right(civil(said.at.as_ref()), 0),
            user: said.user.filter(|user| *user != 255),
            typed,
            value,
            unit: "mmHg",
            pulse,
            meal: None,
            said: doubts,
            bytes: one.bytes.clone(),
        });
        out.push(clock, draft);
        n = n.saturating_add(1);
    }
    for one in &read.collected.glucoses {
        let said = &one.reading;
        let draft = glucose(one).map(|(typed, value, unit)| Draft {
            n,
            measures: RadioMeasures::Glucose,
            name: name(&one.bytes, RadioMeasures::Glucose, None),
            at: right(civil(said.at.as_ref()), i64::from(said.offset_minutes)),
            user: None,
            meal: match &typed {
                Typed::Glucose(glucose) => meal(glucose.context),
                _ => None,
            },
            typed,
            value,
            unit,
            pulse: None,
            said: Vec::new(),
            bytes: one.bytes.clone(),
        });
        out.push(clock, draft);
        n = n.saturating_add(1);
    }
    out
}

impl Sorted {
    /// Takes a draft, unless no person can have it.
    fn push(&mut self, clock: &Clock, draft: Result<Draft, &'static str>) {
        let sorted = draft.and_then(|draft| {
            if draft.at.is_some_and(|at| in_future(clock, at)) {
                self.future = true;
                return Err("future");
            }
            // A day must be there to build with; one that is missing is asked for.
            let at = draft
                .at
                .map_or_else(|| clock.now_date(), |at| zoned(clock, at));
            built(&draft, at, "", "").map(|_| draft)
        });
        match sorted {
            Ok(draft) => self.drafts.push(draft),
            Err(code) => *self.left_out.entry(code).or_default() += 1,
        }
    }
}

/// A moment on the wall here, with its offset.
pub(super) fn zoned(clock: &Clock, at: DateTime) -> Option<PartialDate> {
    let minute = at.strftime("%Y-%m-%dT%H:%M").to_string();
    let offset = clock.offset_at(&minute)?;
    format!("{}{offset}", at.strftime("%Y-%m-%dT%H:%M:%S"))
        .parse()
        .ok()
}

fn in_future(clock: &Clock, at: DateTime) -> bool {
    zoned(clock, at).is_none_or(|at| at.unix_seconds() > clock.unix_seconds() + AHEAD)
}

/// The resource of a draft, and whether a value is unusual; the error is why no person has such a value.
fn built(
    draft: &Draft,
    at: Option<PartialDate>,
    device: &str,
    note: &str,
) -> Result<(Vec<u8>, bool), &'static str> {
    // The same reading again must give the same bytes: nothing of the day of taking stands in them.
    let authored = Authored {
        id: draft.name.clone(),
        subject: "self".to_owned(),
        recorded: at.map_or_else(String::new, |at| at.to_string()),
        at,
        by: device.to_owned(),
        note: note.to_owned(),
    };
    let made = build(&authored, &draft.typed).map_err(|error| match error {
        FhirError::Impossible {
            reason: "above-systolic",
            ..
        } => "upside-down",
        FhirError::Impossible {
            reason: "other-unit",
            ..
        } => "other-unit",
        _ => "implausible",
    })?;
    // A meter that says "too high" is asked about for its word; here it is seen in the value.
    let unusual = !made.confirm.is_empty();
    Ok((made.body, unusual))
}

/// Draft and moment as they are stored: with the device, and its own bytes beside the values.
pub(super) fn resource(
    draft: &Draft,
    at: PartialDate,
    device: &str,
    note: &str,
) -> ApiResult<Vec<u8>> {
    let (body, _) = built(draft, Some(at), device, note).map_err(|_| ErrorCode::BadRequest)?;
    let mut body = kin_fhir::value_of(&body).ok_or(ErrorCode::Internal)?;
    if let Some(map) = body.as_object_mut() {
        let bytes: String = draft
            .bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        map.insert("device".to_owned(), json!({ "display": device }));
        map.insert(
            "extension".to_owned(),
            json!([{ "url": "urn:x-kinfolio:as-it-came", "valueString": bytes }]),
        );
    }
    serde_json::to_vec(&body).map_err(|_| ErrorCode::Internal.into())
}

impl Draft {
    /// The same with the time that a person gave.
    pub(super) fn at_given(mut self, at: DateTime) -> Self {
        let given = at.to_string();
        self.name = name(&self.bytes, self.measures, Some(&given));
        self.at = Some(at);
        self
    }

    /// What the device says of how it was measured, in words that go along.
    pub(super) fn note(&self, lang: Lang) -> String {
        let words = self.said.iter();
        let words: Vec<String> = words
            .map(|code| Catalogue::text(lang, &format!("radio-doubt-{code}"), &[]))
            .collect();
        words.join(kin_i18n::between_sentences(lang))
    }

    /// The entry of this reading in a record, where it is shown.
    pub(super) fn in_record(&self, record: &Record, namespace: &str) -> ApiResult<Option<EntryId>> {
        let found = record.find_by_reference(namespace, "Observation", &self.name)?;
        Ok(match found {
            Some(id) if !record.row(id)?.hidden => Some(id),
            _ => None,
        })
    }
}

/// What is asked about the clock of a device; nothing when it is right, or nobody can tell that it is wrong.
pub(super) fn question(session: &Session, read: &Read, sorted: &Sorted) -> Option<RadioClockView> {
    let lang = session.lang();
    let minutes = ahead(read);
    let wrong = minutes.is_some_and(|m| m.abs() >= TOLERATED);
    if !wrong && !sorted.future {
        return None;
    }
    let text = |at: DateTime| wall_text(at, lang);
    let here = read
        .clocks
        .map(|(_, here)| here)
        .or_else(|| super::here(session));
    let mut choices = vec![RadioClock::Device];
    if wrong {
        choices.insert(0, RadioClock::Shift);
    }
    Some(RadioClockView {
        device_text: read.clocks.map(|(device, _)| text(device)),
        here_text: here.map(text).unwrap_or_default(),
        difference_text: minutes.filter(|_| wrong).map(|m| span_text(m.abs(), lang)),
        ahead: minutes.is_some_and(|m| m > 0),
        future: sorted.future,
        choices,
    })
}

/// Minutes in words: days, hours, minutes.
fn span_text(minutes: i64, lang: Lang) -> String {
    let span = SignedDuration::from_mins(minutes);
    let (days, hours) = (span.as_hours() / 24, span.as_hours() % 24);
    let parts = [
        ("radio-days", days),
        ("radio-hours", hours),
        ("radio-minutes", minutes % 60),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| Catalogue::text(lang, key, &[("n", &n.to_string())]))
        .collect();
    words.join(" ")
}

/// Whether readings of a user went to others before: their names.
pub(super) fn elsewhere(others: &[Other], user: Option<u8>) -> Option<&str> {
    let has = |other: &&Other| other.known.as_ref().is_some_and(|known| known.has(user));
    others.iter().find(has).map(|other| other.name.as_str())
}

/// The record that drafts are held against, and what is known of their device.
struct Beside<'b> {
    session: &'b Session,
    record: &'b Record,
    namespace: String,
    known: Option<Known>,
    others: Vec<Other>,
    users: Vec<RadioUserView>,
    same: BTreeSet<u32>,
}

impl Beside<'_> {
    /// Whether a reading is in a record, and in whose.
    fn place(&self, draft: &Draft) -> ApiResult<(RadioPlace, Option<String>)> {
        let here = draft.in_record(self.record, &self.namespace)?.is_some();
        if here || self.same.contains(&draft.n) {
            return Ok((RadioPlace::Here, None));
        }
        for other in &self.others {
            if draft.in_record(&other.record, &self.namespace)?.is_some() {
                return Ok((RadioPlace::Elsewhere, Some(other.name.clone())));
            }
        }
        Ok((RadioPlace::New, None))
    }

    /// What to look at before it is taken.
    fn doubts(&self, draft: &Draft) -> Vec<&'static str> {
        let clock = self.session.clock();
        let mut doubts = draft.said.clone();
        let at = draft.at.and_then(|at| zoned(clock, at));
        if built(draft, at.or_else(|| clock.now_date()), "", "").is_ok_and(|b| b.1) {
            doubts.push("unusual");
        }
        if let (Some(at), Some(today)) = (&at, &clock.today())
            && at.year_number().saturating_add(OLD) < today.year_number()
        {
            doubts.push("old");
        }
        if at.is_none() {
            doubts.push("no-time");
        }
        doubts
    }

    /// Whether nobody has to say whose readings of this user are.
    fn is_certain(&self, user: Option<u8>) -> bool {
        if self.users.is_empty() {
            return true;
        }
        self.known.is_some() && self.users.iter().any(|one| one.user == user && one.here)
    }

    fn view(&self, draft: &Draft) -> ApiResult<RadioDraftView> {
        let lang = self.session.lang();
        let (place, elsewhere) = self.place(draft)?;
        let doubts = self.doubts(draft);
        let certain = self.is_certain(draft.user);
        let word = |code: &str| Catalogue::text(lang, &format!("radio-doubt-{code}"), &[]);
        Ok(RadioDraftView {
            n: draft.n,
            measures: draft.measures,
            value: draft.value.clone(),
            unit: draft.unit.to_owned(),
            pulse: draft.pulse.clone(),
            at_text: draft.at.map(|at| wall_text(at, lang)),
            user: draft.user,
            meal_text: draft
                .meal
                .map(|meal| Catalogue::text(lang, &format!("radio-meal-{meal}"), &[])),
            proposed: place == RadioPlace::New && doubts.is_empty() && certain,
            needs_time: draft.at.is_none(),
            doubts: doubts
                .into_iter()
                .map(|code| RadioDoubtView {
                    code: code.to_owned(),
                    text: word(code),
                })
                .collect(),
            place,
            elsewhere,
        })
    }
}

/// A moment on the wall, for people.
fn wall_text(at: DateTime, lang: Lang) -> String {
    moment_text(&at.strftime("%Y-%m-%dT%H:%M").to_string(), lang)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn radio_drafts(
    session: &Session,
    request: RadioDraftsRequest,
) -> ApiResult<RadioDraftsView> {
    let record = session.record(&request.person)?;
    let read = session.radio_watch().read(request.read)?;
    let lang = session.lang();
    // What lies in the future is seen by the device's own times, whatever is answered.
    let raw = sorted(session.clock(), &read, None);
    let clock = question(session, &read, &raw);
    let sorted = sorted(session.clock(), &read, request.clock);
    let known = known::of(&record, &read.device.id)?;
    let others = known::others(session, &request.person, &read.device.id)?;
    let beside = Beside {
        session,
        record: &record,
        namespace: namespace(&read),
        users: users(&sorted, known.as_ref(), &others),
        same: super::take::same_facts(session, &record, &read, &sorted)?,
        known,
        others,
    };
    let mut drafts = Vec::new();
    for draft in &sorted.drafts {
        drafts.push((draft.at, beside.view(draft)?));
    }
    drafts.sort_by_key(|(at, view)| std::cmp::Reverse((*at, view.n)));
    let left_out = sorted.left_out.iter().map(|(code, count)| {
        let (key, n) = (format!("radio-left-{code}"), count.to_string());
        RadioLeftOutView {
            code: (*code).to_owned(),
            count: *count,
            text: Catalogue::text(lang, &key, &[("n", &n)]),
        }
    });
    Ok(RadioDraftsView {
        read: request.read,
        device: read.device.name.clone(),
        ending: ending(read.collected.ending),
        clock,
        left_out: left_out.collect(),
        users: beside.users,
        drafts: drafts.into_iter().map(|(_, view)| view).collect(),
    })
}

/// The users of a device, where it matters: more than one, one that was not this person's before while another was, or
/// one whose readings went to somebody else.
fn users(sorted: &Sorted, known: Option<&Known>, others: &[Other]) -> Vec<RadioUserView> {
    let mut counts: BTreeMap<Option<u8>, u32> = BTreeMap::new();
    for draft in &sorted.drafts {
        *counts.entry(draft.user).or_default() += 1;
    }
    let users: Vec<RadioUserView> = counts
        .into_iter()
        .map(|(user, count)| RadioUserView {
            user,
            count,
            here: known.is_some_and(|known| known.has(user)),
            elsewhere: elsewhere(others, user).map(str::to_owned),
        })
        .collect();
    let strange = |one: &RadioUserView| !one.here && (one.elsewhere.is_some() || known.is_some());
    if users.len() > 1 || users.iter().any(strange) {
        users
    } else {
        Vec::new()
    }
}
