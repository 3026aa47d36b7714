//! Glucose Measurement (0x2A18) and its context (0x2A34).

use crate::bytes::Bytes;
use crate::{BleError, Number};
use kin_model::PartialDate;

/// Bits of the status that mean: this is no reading. Sensor, sample, strip (inserted wrongly, wrong kind),
/// temperature (too high, too low), pulled out early, general fault.
const FAULTS: u16 = 0b0111_1001_1110;
/// The meter's clock was wrong: the reading stands, its time does not.
const TIME_FAULT: u16 = 1 << 11;
const TOO_HIGH: u16 = 1 << 5;
const TOO_LOW: u16 = 1 << 6;
const CONTROL_FLUID: u8 = 10;
const CONTROL_SITE: u8 = 4;

/// What was measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fluid {
    /// Whole blood from a capillary: a finger.
    CapillaryWholeBlood,
    /// Plasma from a capillary.
    CapillaryPlasma,
    /// Whole blood from a vein.
    VenousWholeBlood,
    /// Plasma from a vein.
    VenousPlasma,
    /// Whole blood from an artery.
    ArterialWholeBlood,
    /// Plasma from an artery.
    ArterialPlasma,
    /// Whole blood, from where is not said.
    WholeBlood,
    /// Plasma, from where is not said.
    Plasma,
    /// Interstitial fluid: a sensor.
    Interstitial,
    /// A number that the standard keeps for later.
    Unknown(u8),
}

/// Where it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// A finger.
    Finger,
    /// Elsewhere, such as the forearm.
    Alternate,
    /// An earlobe.
    Earlobe,
    /// Not said, or kept for later.
    Unknown,
}

/// The unit of a meter; it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concentration {
    /// `mg/dL`.
    MilligramPerDecilitre(Number),
    /// `mmol/L`.
    MillimolePerLitre(Number),
}

/// Where the true value lies when the meter could not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// Higher than the value, or than what the meter can say.
    Above,
    /// Lower.
    Below,
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlucoseReading {
    /// Number of the reading in the meter.
    pub sequence: u16,
    /// When, by the clock of the meter and its offset, which has no zone.
    pub at: Option<PartialDate>,
    /// Minutes that the person's clock differs from the meter's; the time above does not have them yet.
    pub offset_minutes: i16,
    /// The value; `None` only where the meter says "too high" or "too low" without one.
    pub value: Option<Concentration>,
    /// Too high or too low for the meter.
    pub comparator: Option<Comparator>,
    /// What was measured in.
    pub fluid: Fluid,
    /// Where.
    pub site: Site,
    /// A context follows as a notification of its own.
    pub context_follows: bool,
}

fn fluid(number: u8) -> Result<Fluid, BleError> {
    Ok(match number {
        1 => Fluid::CapillaryWholeBlood,
        2 => Fluid::CapillaryPlasma,
        3 => Fluid::VenousWholeBlood,
        4 => Fluid::VenousPlasma,
        5 => Fluid::ArterialWholeBlood,
        6 => Fluid::ArterialPlasma,
        7 => Fluid::WholeBlood,
        8 => Fluid::Plasma,
        9 => Fluid::Interstitial,
        CONTROL_FLUID => return Err(BleError::ControlSolution),
        other => Fluid::Unknown(other),
    })
}

fn site(number: u8) -> Result<Site, BleError> {
    Ok(match number {
        1 => Site::Finger,
        2 => Site::Alternate,
        3 => Site::Earlobe,
        CONTROL_SITE => return Err(BleError::ControlSolution),
        _ => Site::Unknown,
    })
}

/// Reads one notification of 0x2A18.
///
/// # Errors
/// [`BleError::Length`], [`BleError::Date`]; [`BleError::ControlSolution`] and [`BleError::Fault`]: such
/// values never enter a record; [`BleError::NoValue`] and [`BleError::Empty`] when there is none.
pub fn glucose(bytes: &[u8]) -> Result<GlucoseReading, BleError> {
    let mut bytes = Bytes(bytes);
    let flags = bytes.u8()?;
    let has = |bit: u8| flags & (1 << bit) != 0;
    let sequence = bytes.u16()?;
    let at = bytes.date()?;
    let offset_minutes = if has(0) { bytes.i16()? } else { 0 };
    let (mut raw, mut kind) = (None, None);
    if has(1) {
        raw = Some(bytes.number()?);
        kind = Some(bytes.u8()?);
    }
    let status = if has(3) { bytes.u16()? } else { 0 };
    bytes.end()?;
    let kind = kind.unwrap_or(0xf0);
    let (fluid, site) = (fluid(kind & 0x0f)?, site(kind >> 4)?);
    if status & FAULTS != 0 {
        return Err(BleError::Fault);
    }
    let comparator = match (status & TOO_HIGH != 0, status & TOO_LOW != 0) {
        (true, true) => return Err(BleError::Fault),
        (true, false) => Some(Comparator::Above),
        (false, true) => Some(Comparator::Below),
        (false, false) => None,
    };
    let value = match (raw.map(Number::value), comparator) {
        (Some(Ok(number)), _) => Some(if has(2) {
            Concentration::MillimolePerLitre(number.shifted(3))
        } else {
            Concentration::MilligramPerDecilitre(number.shifted(5))
        }),
        (_, Some(_)) => None,
        (Some(Err(special)), None) => return Err(BleError::NoValue(special)),
        (None, None) => return Err(BleError::Empty),
    };
    Ok(GlucoseReading {
        sequence,
        at: at.filter(|_| status & TIME_FAULT == 0),
        offset_minutes,
        value,
        comparator,
        fluid,
        site,
        context_follows: has(4),
    })
}

/// In relation to meals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meal {
    /// Before a meal.
    Before,
    /// After a meal.
    After,
    /// Nothing eaten.
    Fasting,
    /// Any time.
    Casual,
    /// At bedtime.
    Bedtime,
}

/// Carbohydrates eaten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carbohydrate {
    /// Which meal: 1 breakfast, 2 lunch, 3 dinner, 4 snack, 5 drink, 6 supper, 7 brunch.
    pub kind: u8,
    /// Grams.
    pub grams: Number,
}

/// What a meter says beside a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Number of the reading that it belongs to.
    pub sequence: u16,
    /// Carbohydrates.
    pub carbohydrate: Option<Carbohydrate>,
    /// In relation to meals.
    pub meal: Option<Meal>,
    /// Glycated haemoglobin in percent.
    pub hba1c: Option<Number>,
}

/// Reads one notification of 0x2A34; health, exercise and medicine are read over.
///
/// # Errors
/// [`BleError::Length`].
pub fn context(bytes: &[u8]) -> Result<Context, BleError> {
    let mut bytes = Bytes(bytes);
    let flags = bytes.u8()?;
    let has = |bit: u8| flags & (1 << bit) != 0;
    let sequence = bytes.u16()?;
    if has(7) {
        bytes.u8()?;
    }
    let mut carbohydrate = None;
    if has(0) {
        let kind = bytes.u8()?;
        let kilograms = bytes.number()?.value().ok();
        carbohydrate = kilograms.map(|n| Carbohydrate {
            kind,
            grams: n.shifted(3),
        });
    }
    let meal = if has(1) {
        match bytes.u8()? {
            1 => Some(Meal::Before),
            2 => Some(Meal::After),
            3 => Some(Meal::Fasting),
            4 => Some(Meal::Casual),
            5 => Some(Meal::Bedtime),
            _ => None,
        }
    } else {
        None
    };
    if has(2) {
        bytes.u8()?;
    }
    if has(3) {
        bytes.u16()?;
        bytes.u8()?;
    }
    if has(4) {
        bytes.u8()?;
        bytes.number()?;
    }
    let hba1c = if has(6) {
        bytes.number()?.value().ok()
    } else {
        None
    };
    bytes.end()?;
    Ok(Context {
        sequence,
        carbohydrate,
        meal,
        hba1c,
    })
}
