//! Blood Pressure Measurement, characteristic 0x2A35.

use crate::bytes::Bytes;
use crate::{BleError, Number};
use kin_model::PartialDate;

/// The unit of a monitor; it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PressureUnit {
    /// `mm[Hg]`.
    MillimetreOfMercury,
    /// `kPa`.
    Kilopascal,
}

/// How the cuff was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// As it should be.
    Right,
    /// Not at the height of the heart.
    Wrong,
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PressureReading {
    /// The unit of all three values.
    pub unit: PressureUnit,
    /// Upper value.
    pub systolic: Number,
    /// Lower value.
    pub diastolic: Number,
    /// Mean arterial pressure, where the monitor gives one.
    pub mean: Option<Number>,
    /// By the clock of the monitor, which has no zone.
    pub at: Option<PartialDate>,
    /// Beats per minute.
    pub pulse: Option<Number>,
    /// Which user of the monitor; 255 is nobody.
    pub user: Option<u8>,
    /// The pulse was irregular.
    pub irregular: bool,
    /// The body moved.
    pub moved: bool,
    /// The cuff was too loose.
    pub loose: bool,
    /// How the cuff was held; `None` when the monitor does not say.
    pub position: Option<Position>,
}

/// Reads one notification.
///
/// # Errors
/// [`BleError::Length`]; [`BleError::NoValue`] when upper or lower value are none, which is what monitors
/// send after a failed measurement; [`BleError::Date`].
pub fn pressure(bytes: &[u8]) -> Result<PressureReading, BleError> {
    let mut bytes = Bytes(bytes);
    let flags = bytes.u8()?;
    let has = |bit: u8| flags & (1 << bit) != 0;
    let systolic = bytes.number()?.value().map_err(BleError::NoValue)?;
    let diastolic = bytes.number()?.value().map_err(BleError::NoValue)?;
    let mean = bytes.number()?.value().ok();
    let at = if has(1) { bytes.date()? } else { None };
    let pulse = if has(2) {
        bytes.number()?.value().ok()
    } else {
        None
    };
    let user = if has(3) { Some(bytes.u8()?) } else { None };
    let status = if has(4) { Some(bytes.u16()?) } else { None };
    bytes.end()?;
    let says = |bit: u16| status.is_some_and(|s| s & (1 << bit) != 0);
    Ok(PressureReading {
        unit: if has(0) {
            PressureUnit::Kilopascal
        } else {
            PressureUnit::MillimetreOfMercury
        },
        systolic,
        diastolic,
        mean,
        at,
        pulse,
        user,
        irregular: says(2),
        moved: says(0),
        loose: says(1),
        position: status.map(|_| {
            if says(5) {
                Position::Wrong
            } else {
                Position::Right
            }
        }),
    })
}
