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
    /// Current Time: the clock of a device that has the service of that name.
    pub const CURRENT_TIME: Self = Self(0x2A2B);
    /// Date Time: the clock of a device that has none, as some monitors offer it beside their readings.
    pub const DATE_TIME: Self = Self(0x2A08);
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
    /// How well it is heard, in dBm; nearer to 0 is nearer.
    pub signal: Option<i16>,
}

/// Why the radio did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RadioError {
    /// This computer has no radio, or the system's part that speaks to it does not run.
    #[error("there is no radio")]
    NoRadio,
    /// It is switched off.
    #[error("the radio is switched off")]
    Off,
    /// The system does not let us.
    #[error("the system does not let us use the radio")]
    NotAllowed,
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

/// What hears of devices while they are found; says whether to go on listening.
pub type Heard<'h> = &'h dyn Fn(&[Found]) -> bool;

/// A radio.
pub trait Radio: std::fmt::Debug + Send + Sync {
    /// Whether it can be used now.
    ///
    /// # Errors
    /// [`RadioError::NoRadio`], [`RadioError::Off`], [`RadioError::NotAllowed`].
    fn ready(&self) -> Result<(), RadioError>;

    /// Listens for `time` at most and gives the devices that offer one of the services. `heard` is told of those found so
    /// far a few times a second, and ends it.
    ///
    /// # Errors
    /// As [`Self::ready`].
    fn scan(&self, time: Duration, heard: Heard<'_>) -> Result<Vec<Found>, RadioError>;

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

    /// Reads a characteristic once.
    ///
    /// # Errors
    /// [`RadioError::NotOffered`], [`RadioError::NotPaired`], [`RadioError::NoAnswer`], [`RadioError::Gone`].
    fn read(&mut self, from: Characteristic) -> Result<Vec<u8>, RadioError>;

    /// The next notice; nothing when the device is silent for `wait`.
    ///
    /// # Errors
    /// [`RadioError::Gone`] when the device hung up: many do once they have told everything.
    fn next(&mut self, wait: Duration) -> Result<Option<Notice>, RadioError>;
}
