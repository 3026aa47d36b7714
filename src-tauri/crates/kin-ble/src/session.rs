//! What is said between us and a device, from the first word to the last.
//!
//! A blood pressure monitor sends what it has kept as soon as it is listened to, and hangs up. A glucose meter is
//! asked through its Record Access Control Point: all records, or those from a number on; it sends each as a
//! notification, a context of its own after it, and says at the end whether that was all.
//!
//! Nothing is made better than it came: what [`mod@crate::pressure`] or [`mod@crate::glucose`] refuse stands in
//! [`Collected::refused`] with its reason, the same reading twice is one, and a session that ends early says so.
//!
//! # Source
//! Bluetooth SIG: Blood Pressure Service 1.1, Glucose Service 1.0.1 (3.4: record access: op codes 0x01 "report stored
//! records", 0x06 "response code"; operators 0x01 "all records", 0x03 "greater than or equal to"; filter type 0x01
//! "sequence number"; response values 0x01 success, 0x02 op code, 0x03 operator invalid, 0x04 operator not supported,
//! 0x05 operand invalid, 0x06 no records found, 0x07 abort unsuccessful, 0x08 procedure not completed, 0x09 operand
//! not supported). The numbers were held against two open implementations of other people, 2026-11: NXP's SDK
//! (github.com/Masmiseim36/nxpSDK, `middleware/wireless/ethermind/…/profile_appl/server/gls/appl_gls.c`) and Stanford's
//! SpeziBluetooth, which follows the GATT Specification Supplement, 3.178. Not tried on hardware.

use crate::radio::{Characteristic, Link, RadioError, Service};
use crate::{BleError, Context, GlucoseReading, PressureReading, context, glucose, pressure};
use kin_model::PartialDate;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Notices of one session: a meter keeps some thousand readings.
const NOTICES: usize = 20_000;
/// Bytes of a notice: what one packet holds.
const NOTICE: usize = 512;
/// Bytes of a Date Time, and of a Current Time.
const DATE: usize = 7;
const CURRENT_TIME: usize = 10;
/// How long a device may be silent before the first reading: it may still be measuring.
const FIRST: Duration = Duration::from_secs(30);
/// And afterwards.
const LATER: Duration = Duration::from_secs(5);

/// Where to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// With the first record that the device has.
    First,
    /// With this number: older ones are known. For meters alone; monitors send what they like. A meter that was reset
    /// counts anew and has then nothing to say: whoever asks so must offer to ask for all.
    At(u16),
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The device said that this was all, or fell silent or hung up after its last reading.
    Whole,
    /// The connection ended, or the device gave up, in the middle: there may be more.
    Early,
    /// There was nothing.
    Nothing,
}

/// One blood pressure with the bytes that said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressure {
    /// The reading.
    pub reading: PressureReading,
    /// As it came.
    pub bytes: Vec<u8>,
}

/// One glucose reading with the bytes that said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glucose {
    /// The reading.
    pub reading: GlucoseReading,
    /// What the meter says beside it.
    pub context: Option<Context>,
    /// As it came.
    pub bytes: Vec<u8>,
}

/// Something that is no reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: BleError,
    /// As it came.
    pub bytes: Vec<u8>,
}

/// What a session gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// Blood pressures, in the order in which they came.
    pub pressures: Vec<Pressure>,
    /// Glucose, by the meter's numbers.
    pub glucoses: Vec<Glucose>,
    /// What is no reading.
    pub refused: Vec<Refused>,
    /// Readings that came more than once.
    pub doubled: u32,
    /// How it ended.
    pub ending: Ending,
}

impl Collected {
    const fn empty() -> Self {
        Self {
            pressures: Vec::new(),
            glucoses: Vec::new(),
            refused: Vec::new(),
            doubled: 0,
            ending: Ending::Nothing,
        }
    }

    /// Which persons of a monitor there are readings of, 255 for nobody: a monitor for two knows only numbers, and who
    /// they are is asked.
    #[must_use]
    pub fn users(&self) -> BTreeSet<u8> {
        let users = self.pressures.iter();
        users.map(|p| p.reading.user.unwrap_or(255)).collect()
    }

    /// The highest number of a meter's readings, to begin behind it the next time.
    #[must_use]
    pub fn last(&self) -> Option<u16> {
        self.glucoses.iter().map(|g| g.reading.sequence).max()
    }

    /// Takes what another service of the same device gave.
    pub fn join(&mut self, other: Self) {
        self.ending = match (self.ending, other.ending) {
            (Ending::Early, _) | (_, Ending::Early) => Ending::Early,
            (Ending::Nothing, Ending::Nothing) => Ending::Nothing,
            _ => Ending::Whole,
        };
        self.pressures.extend(other.pressures);
        self.glucoses.extend(other.glucoses);
        self.refused.extend(other.refused);
        self.doubled = self.doubled.saturating_add(other.doubled);
    }

    fn told(&self) -> usize {
        self.pressures.len() + self.glucoses.len() + self.refused.len()
    }
}

/// Why there is nothing at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The radio.
    #[error(transparent)]
    Radio(#[from] RadioError),
    /// The device does not do what was asked.
    #[error("the device refuses with {0}")]
    Refused(u8),
    /// It says more than any device has to say.
    #[error("the device says too much")]
    TooMuch,
    /// Whoever waits wants no more.
    #[error("stopped")]
    Stopped,
}

/// Asks a device for its readings. `go_on` is asked between two notices.
///
/// # Errors
/// [`SessionError`]. Readings that came before a connection ended are given, with [`Ending::Early`].
pub fn collect(
    link: &mut dyn Link,
    service: Service,
    from: Begin,
    go_on: &dyn Fn() -> bool,
) -> Result<Collected, SessionError> {
    match service {
        Service::BloodPressure => pressures(link, go_on),
        Service::Glucose => match glucoses(link, from, go_on) {
            // A meter that cannot begin in the middle is asked for everything: doubles are seen.
            Err(SessionError::Refused(_)) if from != Begin::First => {
                glucoses(link, Begin::First, go_on)
            }
            done => done,
        },
    }
}

/// What the clock of a device says now, where the device tells: by its Current Time, else by its Date Time. It has no zone.
/// A device that does not tell, or tells nonsense, has said nothing.
pub fn clock(link: &mut dyn Link) -> Option<PartialDate> {
    let mut of = |what| {
        let bytes = link.read(what).ok()?;
        // Behind the date a Current Time has the day of the week, fractions and a reason.
        let date = bytes.get(..DATE)?;
        (bytes.len() <= CURRENT_TIME).then_some(())?;
        crate::bytes::Bytes(date).date().ok()?
    };
    of(Characteristic::CURRENT_TIME).or_else(|| of(Characteristic::DATE_TIME))
}

/// The bytes of every notice are looked at once.
struct Seen(BTreeSet<Vec<u8>>, usize);

impl Seen {
    const fn new() -> Self {
        Self(BTreeSet::new(), 0)
    }

    /// Whether it is new.
    fn take(&mut self, bytes: &[u8]) -> Result<bool, SessionError> {
        self.1 += 1;
        if self.1 > NOTICES || bytes.len() > NOTICE {
            return Err(SessionError::TooMuch);
        }
        Ok(self.0.insert(bytes.to_vec()))
    }
}

fn pressures(link: &mut dyn Link, go_on: &dyn Fn() -> bool) -> Result<Collected, SessionError> {
    link.subscribe(Characteristic::PRESSURE)?;
    let mut out = Collected::empty();
    let mut seen = Seen::new();
    loop {
        let wait = if out.told() == 0 { FIRST } else { LATER };
        let Some(notice) = listen(link, wait, go_on)? else {
            break;
        };
        if notice.from != Characteristic::PRESSURE {
            continue;
        }
        if !seen.take(&notice.bytes)? {
            out.doubled += 1;
            continue;
        }
        match pressure(&notice.bytes) {
            Ok(reading) => out.pressures.push(Pressure {
                reading,
                bytes: notice.bytes,
            }),
            Err(why) => out.refused.push(Refused {
                why,
                bytes: notice.bytes,
            }),
        }
    }
    if out.told() > 0 {
        out.ending = Ending::Whole;
    }
    Ok(out)
}

/// The next notice; nothing when the device is silent or has hung up.
fn listen(
    link: &mut dyn Link,
    wait: Duration,
    go_on: &dyn Fn() -> bool,
) -> Result<Option<crate::radio::Notice>, SessionError> {
    const STEP: Duration = Duration::from_millis(500);
    let mut waited = Duration::ZERO;
    loop {
        if !go_on() {
            return Err(SessionError::Stopped);
        }
        match link.next(STEP) {
            Ok(Some(notice)) => return Ok(Some(notice)),
            Ok(None) => {}
            Err(RadioError::Gone) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        waited += STEP;
        if waited >= wait {
            return Ok(None);
        }
    }
}

/// What a meter answers on its control point.
enum Answer {
    Done,
    None,
    No(u8),
}

fn answer(bytes: &[u8]) -> Option<Answer> {
    match bytes {
        [0x06, _, 0x01, 0x01, ..] => Some(Answer::Done),
        [0x06, _, 0x01, 0x06, ..] => Some(Answer::None),
        [0x06, _, 0x01, other, ..] => Some(Answer::No(*other)),
        _ => None,
    }
}

fn glucoses(
    link: &mut dyn Link,
    from: Begin,
    go_on: &dyn Fn() -> bool,
) -> Result<Collected, SessionError> {
    link.subscribe(Characteristic::GLUCOSE)?;
    match link.subscribe(Characteristic::CONTEXT) {
        // Not every meter knows of meals.
        Ok(()) | Err(RadioError::NotOffered) => {}
        Err(error) => return Err(error.into()),
    }
    link.subscribe(Characteristic::RECORDS)?;
    match from {
        Begin::First => link.write(Characteristic::RECORDS, &[0x01, 0x01])?,
        Begin::At(first) => {
            let [low, high] = first.to_le_bytes();
            link.write(Characteristic::RECORDS, &[0x01, 0x03, 0x01, low, high])?;
        }
    }
    let mut out = Collected::empty();
    let mut seen = Seen::new();
    let mut contexts: BTreeMap<u16, Context> = BTreeMap::new();
    let mut said = None;
    loop {
        let wait = if out.told() == 0 { FIRST } else { LATER };
        let Some(notice) = listen(link, wait, go_on)? else {
            break;
        };
        if notice.from == Characteristic::RECORDS {
            said = answer(&notice.bytes);
            if said.is_some() {
                break;
            }
            continue;
        }
        if !seen.take(&notice.bytes)? {
            out.doubled += u32::from(notice.from == Characteristic::GLUCOSE);
            continue;
        }
        match notice.from {
            Characteristic::GLUCOSE => match glucose(&notice.bytes) {
                Ok(reading) => out.glucoses.push(Glucose {
                    reading,
                    context: None,
                    bytes: notice.bytes,
                }),
                Err(why) => out.refused.push(Refused {
                    why,
                    bytes: notice.bytes,
                }),
            },
            Characteristic::CONTEXT => {
                // Words beside a reading that cannot be read take nothing from the reading.
                if let Ok(context) = context(&notice.bytes) {
                    contexts.insert(context.sequence, context);
                }
            }
            _ => {}
        }
    }
    for one in &mut out.glucoses {
        one.context = contexts.remove(&one.reading.sequence);
    }
    out.glucoses.sort_by_key(|g| g.reading.sequence);
    out.ending = match said {
        Some(Answer::Done) => Ending::Whole,
        Some(Answer::None) if out.told() == 0 => Ending::Nothing,
        Some(Answer::None) => Ending::Whole,
        Some(Answer::No(why)) if out.told() == 0 => return Err(SessionError::Refused(why)),
        // Silent, or gone, without a word that it was all.
        Some(Answer::No(_)) | None => Ending::Early,
    };
    if said.is_none() && out.told() == 0 {
        return Err(RadioError::NoAnswer.into());
    }
    Ok(out)
}

#[cfg(test)]
mod tests;
