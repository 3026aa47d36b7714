//! Readings of a monitor or meter over Bluetooth.
//!
//! Reading stores nothing: what a device says becomes drafts that wait in memory, and a person says which of them go into
//! whose record. What comes from the radio is foreign: kin-ble takes it apart with limits on count, size and time, and
//! what is no reading of a person is named and left out. The one radio is handed in by the face.

mod drafts;
mod known;
mod made_up;
mod take;

pub(crate) use drafts::radio_drafts;
pub(crate) use made_up::of_tests;
pub(crate) use take::radio_take;

use crate::dto::{
    JobId, JobResult, PersonIdRequest, RadioDeviceRequest, RadioDeviceView, RadioEnding,
    RadioFoundView, RadioMeasures, RadioReadView, RadioSignal, RadioStanding, RadioStateView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Job, Jobs, Session};
use jiff::civil::DateTime;
use kin_ble::{
    Begin, Characteristic, Collected, Ending, Found, Link, Notice, RadioError, Service,
    SessionError, clock, collect,
};
use kin_crypto::safe::sha256;
use std::sync::Arc;
use std::time::Duration;

/// How long devices are looked for at most: a monitor is heard for a minute after its button was pressed.
const SEARCH: Duration = Duration::from_secs(60);
/// How long a device may talk at most.
const TALK: Duration = Duration::from_secs(15 * 60);
/// Devices that are shown at most.
const DEVICES: usize = 50;
/// Letters of a device's name.
const NAME: usize = 60;

/// What the radio found and what a device said, until the vault is locked.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    found: Vec<Found>,
    /// The job that has the radio.
    job: Option<u32>,
    number: u32,
    read: Option<Arc<Read>>,
}

/// What a device said.
#[derive(Debug)]
pub(crate) struct Read {
    number: u32,
    device: Device,
    collected: Collected,
    /// Its clock and that of this computer at the same moment.
    clocks: Option<(DateTime, DateTime)>,
}

/// The device that was read.
#[derive(Debug, Clone)]
struct Device {
    id: String,
    address: String,
    name: String,
    services: Vec<Service>,
}

impl Watch {
    /// Forgets everything: it is of a record.
    pub(crate) fn forget(&mut self) {
        self.found.clear();
        self.read = None;
        self.job = None;
    }

    fn read(&self, number: u32) -> ApiResult<Arc<Read>> {
        let read = self.read.as_ref().filter(|read| read.number == number);
        read.cloned().ok_or_else(|| ErrorCode::RadioGone.into())
    }
}

/// A short name out of what something is.
fn short(parts: &[&[u8]]) -> String {
    let hash = sha256(&parts.join(&0x1f));
    hash.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The name of a device in one line: nothing that turns the direction of writing, nothing that is not seen.
fn plain(name: &str) -> String {
    let seen = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let name: String = name.chars().filter(seen).take(NAME).collect();
    name.trim().to_owned()
}

const fn measures(service: Service) -> RadioMeasures {
    match service {
        Service::BloodPressure => RadioMeasures::Pressure,
        Service::Glucose => RadioMeasures::Glucose,
    }
}

const fn service(measures: RadioMeasures) -> Service {
    match measures {
        RadioMeasures::Pressure => Service::BloodPressure,
        RadioMeasures::Glucose => Service::Glucose,
    }
}

fn device(found: &Found) -> Device {
    Device {
        id: short(&[found.address.as_bytes()]),
        address: found.address.clone(),
        name: plain(&found.name),
        services: found.services.clone(),
    }
}

/// How well something is heard. By custom: at −65 dBm it is within a step or two, below −85 hardly understood.
const fn strength(dbm: i16) -> RadioSignal {
    match dbm {
        -65.. => RadioSignal::Strong,
        -85..-65 => RadioSignal::Fair,
        _ => RadioSignal::Weak,
    }
}

fn wrong(error: RadioError) -> ApiError {
    ApiError::from(match error {
        RadioError::NoRadio => ErrorCode::RadioNone,
        RadioError::Off => ErrorCode::RadioOff,
        RadioError::NotAllowed => ErrorCode::RadioNotAllowed,
        RadioError::NotPaired => ErrorCode::RadioNotPaired,
        RadioError::NotOffered => ErrorCode::RadioOther,
        _ => ErrorCode::RadioNoAnswer,
    })
}

fn ended(error: SessionError) -> ApiError {
    match error {
        SessionError::Radio(error) => wrong(error),
        SessionError::Stopped => ErrorCode::Cancelled.into(),
        _ => ErrorCode::RadioOther.into(),
    }
}

fn standing(session: &Session) -> RadioStanding {
    let Some(radio) = session.radio() else {
        return RadioStanding::Absent;
    };
    match radio.ready() {
        Ok(()) => RadioStanding::Ready,
        Err(RadioError::Off) => RadioStanding::Off,
        Err(RadioError::NotAllowed) => RadioStanding::NotAllowed,
        Err(_) => RadioStanding::NoAdapter,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn radio_state(
    session: &Session,
    request: PersonIdRequest,
) -> ApiResult<RadioStateView> {
    let record = session.record(&request.person)?;
    let known = known::all(&record)?;
    let lang = session.lang();
    Ok(RadioStateView {
        standing: standing(session),
        known: known.iter().map(|(id, one)| one.view(id, lang)).collect(),
    })
}

/// The radio is for one at a time: whoever had it lets go.
fn alone(
    session: &Session,
    work: impl FnOnce(&Session, &Job) -> ApiResult<JobResult> + Send + 'static,
) -> ApiResult<JobId> {
    if session.radio().is_none() {
        return Err(ErrorCode::RadioNone.into());
    }
    if let Some(job) = session.radio_watch().job.take()
        && let Ok(job) = session.jobs().get(job)
    {
        job.cancel();
    }
    let id = Jobs::start(session, work)?;
    session.radio_watch().job = Some(id);
    Ok(JobId { id })
}

pub(crate) fn radio_scan(session: &Session, request: PersonIdRequest) -> ApiResult<JobId> {
    session.record(&request.person)?;
    session.radio_watch().found.clear();
    alone(session, move |session, job| {
        let radio = session.radio().ok_or(ErrorCode::RadioNone)?;
        let heard = |found: &[Found]| {
            keep(session, job, found);
            !job.is_cancelled()
        };
        let found = radio.scan(SEARCH, &heard).map_err(wrong)?;
        job.check()?;
        keep(session, job, &found);
        view(session, &request.person).map(JobResult::RadioFound)
    })
}

/// Keeps what was found, while the vault is open and nobody has said stop.
fn keep(session: &Session, job: &Job, found: &[Found]) {
    let mut watch = session.radio_watch();
    if !job.is_cancelled() && session.with(|_| Ok(())).is_ok() {
        watch.found = found.iter().take(DEVICES).cloned().collect();
    }
}

fn view(session: &Session, person: &str) -> ApiResult<RadioFoundView> {
    let known = known::all(&*session.record(person)?)?;
    let lang = session.lang();
    let mut found = session.radio_watch().found.clone();
    found.sort_by_key(|one| std::cmp::Reverse(one.signal.unwrap_or(i16::MIN)));
    let mut devices: Vec<RadioDeviceView> = found
        .iter()
        .map(|one| {
            let here = device(one);
            let before = known.iter().find(|(id, _)| *id == here.id);
            RadioDeviceView {
                name: here.name,
                measures: here.services.iter().map(|s| measures(*s)).collect(),
                signal: one.signal.map(strength),
                last_text: before.map(|(_, one)| one.last_text(lang)),
                id: here.id,
            }
        })
        .collect();
    devices.sort_by_key(|one| one.last_text.is_none());
    Ok(RadioFoundView { devices })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn radio_found(
    session: &Session,
    request: PersonIdRequest,
) -> ApiResult<RadioFoundView> {
    view(session, &request.person)
}

/// A link that says how much came.
struct Counted<'j> {
    link: Box<dyn Link>,
    job: &'j Job,
}

impl Link for Counted<'_> {
    fn subscribe(&mut self, to: Characteristic) -> Result<(), RadioError> {
        self.link.subscribe(to)
    }

    fn write(&mut self, to: Characteristic, bytes: &[u8]) -> Result<(), RadioError> {
        self.link.write(to, bytes)
    }

    fn read(&mut self, from: Characteristic) -> Result<Vec<u8>, RadioError> {
        self.link.read(from)
    }

    fn next(&mut self, wait: Duration) -> Result<Option<Notice>, RadioError> {
        let next = self.link.next(wait);
        if let Ok(Some(_)) = next {
            self.job.add_resource();
        }
        next
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn radio_read(session: &Session, request: RadioDeviceRequest) -> ApiResult<JobId> {
    let record = session.record(&request.person)?;
    let found = {
        let watch = session.radio_watch();
        watch
            .found
            .iter()
            .map(device)
            .find(|d| d.id == request.device)
    };
    let wanted = match found {
        Some(found) => found,
        None => known::device(&record, &request.device)?.ok_or(ErrorCode::RadioGone)?,
    };
    alone(session, move |session, job| {
        let read = read(session, job, wanted)?;
        let ending = ending(read.collected.ending);
        let mut watch = session.radio_watch();
        job.check()?;
        // What a device says is kept by no locked vault.
        session.with(|_| Ok(()))?;
        watch.number = watch.number.wrapping_add(1);
        let number = watch.number;
        watch.read = Some(Arc::new(Read { number, ..read }));
        Ok(JobResult::RadioRead(RadioReadView {
            read: number,
            ending,
        }))
    })
}

const fn ending(ending: Ending) -> RadioEnding {
    match ending {
        Ending::Whole => RadioEnding::Whole,
        Ending::Early => RadioEnding::Early,
        Ending::Nothing => RadioEnding::Nothing,
    }
}

/// Now, by the clock on the wall.
fn here(session: &Session) -> Option<DateTime> {
    session.now_text().get(..19)?.parse().ok()
}

fn read(session: &Session, job: &Job, device: Device) -> ApiResult<Read> {
    let radio = session.radio().ok_or(ErrorCode::RadioNone)?;
    let link = radio.connect(&device.address).map_err(wrong)?;
    job.check()?;
    let mut link = Counted { link, job };
    let told = clock(&mut link).and_then(|date| date.to_string().parse().ok());
    let clocks = told.zip(here(session));
    let begun = session.clock().ticks();
    let go_on = || {
        let talked = session.clock().ticks().saturating_sub(begun);
        !job.is_cancelled() && talked < TALK
    };
    let mut all: Option<Collected> = None;
    for service in &device.services {
        match (collect(&mut link, *service, Begin::First, &go_on), &mut all) {
            (Ok(got), None) => all = Some(got),
            (Ok(got), Some(all)) => all.join(got),
            // What the first service gave is there.
            (Err(SessionError::Radio(_)), Some(all)) => all.ending = Ending::Early,
            (Err(SessionError::Stopped), _) if !job.is_cancelled() => {
                return Err(ErrorCode::RadioOther.into());
            }
            (Err(error), _) => return Err(ended(error)),
        }
    }
    Ok(Read {
        number: 0,
        device,
        collected: all.ok_or(ErrorCode::RadioOther)?,
        clocks,
    })
}

pub(crate) fn radio_forget(
    session: &Session,
    request: RadioDeviceRequest,
) -> ApiResult<RadioStateView> {
    let record = session.record(&request.person)?;
    known::forget(&record, &request.device)?;
    radio_state(
        session,
        PersonIdRequest {
            person: request.person,
        },
    )
}
