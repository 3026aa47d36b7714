//! What is asked of a radio. Whoever has one implements this; here is none.

use std::time::Duration;

/// What a device offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Blood Pressure, 0x1810.
    BloodPressure,
    /// Glucose, 0x1808.
    Glucose,
}

impl Service {
    /// Both.
    pub const ALL: [Self; 2] = [Self::BloodPressure, Self::Glucose];

    /// The number that Bluetooth SIG assigned.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::BloodPressure => 0x1810,
            Self::Glucose => 0x1808,
        }
    }
}

/// A characteristic by the number that Bluetooth SIG assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Characteristic(pub u16);

impl Characteristic {
    /// Blood Pressure Measurement.
    pub const PRESSURE: Self = Self(0x2A35);
    /// Glucose Measurement.
    pub const GLUCOSE: Self = Self(0x2A18);
    /// Glucose Measurement Context.
    pub const CONTEXT: Self = Self(0x2A34);
    /// Record Access Control Point.
    pub const RECORDS: Self = Self(0x2A52);
}

/// A device that was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Under which it is connected to. It may name the device for ever: it is shown to nobody.
    pub address: String,
    /// What it calls itself; may be empty.
    pub name: String,
    /// What it offers, as far as it says so.
    pub services: Vec<Service>,
}

/// Why the radio did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RadioError {
    /// There is no radio, it is switched off, or the system does not let us.
    #[error("there is no radio")]
    NoRadio,
    /// The device does not answer.
    #[error("the device does not answer")]
    NoAnswer,
    /// The device wants to be paired first, in the settings of the computer.
    #[error("the device wants to be paired")]
    NotPaired,
    /// The device has no such characteristic.
    #[error("the device does not offer it")]
    NotOffered,
    /// The connection ended.
    #[error("the connection ended")]
    Gone,
}

/// What a device said by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Where.
    pub from: Characteristic,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A radio.
pub trait Radio: std::fmt::Debug + Send + Sync {
    /// Listens for `time` and gives the devices that offer one of the services.
    ///
    /// # Errors
    /// [`RadioError::NoRadio`].
    fn scan(&self, time: Duration) -> Result<Vec<Found>, RadioError>;

    /// Connects to a device.
    ///
    /// # Errors
    /// [`RadioError::NoAnswer`], [`RadioError::NotPaired`].
    fn connect(&self, address: &str) -> Result<Box<dyn Link>, RadioError>;
}

/// A connected device; it is let go when this is dropped.
pub trait Link: Send {
    /// Asks to be told of a characteristic, by notification or indication, whichever the device has.
    ///
    /// # Errors
    /// [`RadioError::NotOffered`], [`RadioError::NotPaired`], [`RadioError::Gone`].
    fn subscribe(&mut self, to: Characteristic) -> Result<(), RadioError>;

    /// Writes and waits until the device has it.
    ///
    /// # Errors
    /// [`RadioError::NotOffered`], [`RadioError::NotPaired`], [`RadioError::Gone`].
    fn write(&mut self, to: Characteristic, bytes: &[u8]) -> Result<(), RadioError>;

    /// The next notice; nothing when the device is silent for `wait`.
    ///
    /// # Errors
    /// [`RadioError::Gone`] when the device hung up: many do once they have told everything.
    fn next(&mut self, wait: Duration) -> Result<Option<Notice>, RadioError>;
}
