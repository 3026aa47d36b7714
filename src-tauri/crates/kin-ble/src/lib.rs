//! What blood pressure monitors and glucose meters say over Bluetooth Low Energy.
//!
//! Bytes of one notification in, one reading out, or the reason why it is none. There is no radio here: who
//! has the bytes, from whatever stack, hands them in ([`pressure()`], [`glucose()`]), or implements [`Radio`] and has a
//! whole device asked ([`collect`]). Numbers stay exact: a value is a whole number and a
//! power of ten, and the change from kg/L to mg/dL, or from mol/L to mmol/L, moves the point only.
//!
//! What is no reading never becomes one: "not a number", "not at this resolution" and the infinities of
//! the format, a measurement with control solution, and a meter that reports a fault are each an error with
//! a name of its own.
//!
//! # Source
//! Bluetooth SIG, GATT Specification Supplement (Blood Pressure Measurement 0x2A35, Glucose Measurement
//! 0x2A18, Glucose Measurement Context 0x2A34, Date Time 0x2A08); IEEE 11073-20601 (SFLOAT). Held against the vectors of
//! PyPI `bluetooth-sig` (`tests/vectors.tsv`); flags, fluids, places, bits of the status and meals also against Nordic's
//! nRF5 SDK (`ble_gls.h`), the status of a monitor against Omron's open library (`OHQBloodPressureMeasurementStatus`). 2026-11.

mod bytes;
mod glucose;
mod number;
mod pressure;
mod radio;
#[cfg(any(test, feature = "replay"))]
mod replay;
mod session;
#[cfg(test)]
mod tests;

pub use glucose::{
    Carbohydrate, Comparator, Concentration, Context, Fluid, GlucoseReading, Meal, Site, context,
    glucose,
};
pub use number::{Number, Special};
pub use pressure::{Position, PressureReading, PressureUnit, pressure};
pub use radio::{Characteristic, Found, Heard, Link, Notice, Radio, RadioError, Service};
#[cfg(any(test, feature = "replay"))]
pub use replay::{Recorded, Replay, Told};
pub use session::{
    Begin, Collected, Ending, Glucose, Pressure, Refused, SessionError, clock, collect,
};

/// Why bytes are no reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BleError {
    /// The bytes end too early, or go on after the end.
    #[error("the length does not fit the flags")]
    Length,
    /// A value is one of the format's words for "no value".
    #[error("a value is no number")]
    NoValue(Special),
    /// It was measured with control solution: a test of the meter, nobody's glucose.
    #[error("measured with control solution")]
    ControlSolution,
    /// The device says that the measurement failed.
    #[error("the device reports a fault")]
    Fault,
    /// The device gave no value.
    #[error("there is no value")]
    Empty,
    /// A date that no calendar has.
    #[error("the date is none")]
    Date,
}
