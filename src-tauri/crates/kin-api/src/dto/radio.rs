//! Readings of devices over Bluetooth: devices that are found, drafts, and what is taken.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether there is a radio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RadioStanding {
    /// It can be used.
    Ready,
    /// This program was built, or started, without one.
    Absent,
    /// The computer has none.
    NoAdapter,
    /// It is switched off.
    Off,
    /// The system does not let us.
    NotAllowed,
}

/// What a device measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RadioMeasures {
    /// Blood pressure.
    Pressure,
    /// Glucose.
    Glucose,
}

/// How well a device is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RadioSignal {
    /// It is near.
    Strong,
    /// It is in the room.
    Fair,
    /// It is far, or its battery is low.
    Weak,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioDeviceView {
    /// Its name here; no address.
    pub id: String,
    /// What it calls itself; may be empty.
    pub name: String,
    /// What it measures.
    pub measures: Vec<RadioMeasures>,
    /// How well it is heard; nothing where it is not heard now, or nobody says.
    pub signal: Option<RadioSignal>,
    /// Readings of it went into this record before; when, in words.
    pub last_text: Option<String>,
}

/// The radio, and the devices of a person.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioStateView {
    /// Whether it can be used.
    pub standing: RadioStanding,
    /// Devices whose readings went into this record.
    pub known: Vec<RadioDeviceView>,
}

/// Devices that were found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioFoundView {
    /// Known ones first, then by signal.
    pub devices: Vec<RadioDeviceView>,
}

/// A device of a person.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RadioDeviceRequest {
    /// The person's id.
    pub person: String,
    /// The device's id.
    pub device: String,
}

/// How a device ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RadioEnding {
    /// That was all.
    Whole,
    /// The connection ended in the middle: there may be more.
    Early,
    /// There was nothing.
    Nothing,
}

/// A device was read; nothing is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioReadView {
    /// Number of the reading, for `radio_drafts` and `radio_take`.
    pub read: u32,
    /// How it ended.
    pub ending: RadioEnding,
}

/// What a person says about the clock of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RadioClock {
    /// Its times are right.
    Device,
    /// All its times are wrong by what its clock is wrong by now.
    Shift,
}

/// Whose drafts they would be.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct RadioDraftsRequest {
    /// The person's id.
    pub person: String,
    /// Number of the reading.
    pub read: u32,
    /// What is said about the clock.
    #[serde(default)]
    pub clock: Option<RadioClock>,
}

/// The clock of a device is wrong, or may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioClockView {
    /// What it said, in words; nothing where it does not tell.
    pub device_text: Option<String>,
    /// What this computer said then.
    pub here_text: String,
    /// By how much it is ahead (or behind), in words; nothing where it does not tell.
    pub difference_text: Option<String>,
    /// It is ahead.
    pub ahead: bool,
    /// Some readings would lie in the future.
    pub future: bool,
    /// What may be answered.
    pub choices: Vec<RadioClock>,
}

/// A user of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioUserView {
    /// Its number; nothing where the device does not say.
    pub user: Option<u8>,
    /// Drafts of it.
    pub count: u32,
    /// Readings of it went into this record before.
    pub here: bool,
    /// Readings of it went into the record of somebody else before: their name.
    pub elsewhere: Option<String>,
}

/// Something to look at before a reading is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioDoubtView {
    /// Stable code.
    pub code: String,
    /// The same in words.
    pub text: String,
}

/// Whether a reading is in a record already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RadioPlace {
    /// It is new.
    New,
    /// It is in this record.
    Here,
    /// It is in the record of somebody else.
    Elsewhere,
}

/// A reading that may be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioDraftView {
    /// Its number within this reading.
    pub n: u32,
    /// What it is.
    pub measures: RadioMeasures,
    /// The value as the device gave it: `128/82`, `6.1`, `>600`.
    pub value: String,
    /// Its unit, as it is printed.
    pub unit: String,
    /// Beats per minute.
    pub pulse: Option<String>,
    /// When, in words; nothing where the device does not say.
    pub at_text: Option<String>,
    /// The user of the device.
    pub user: Option<u8>,
    /// In relation to a meal, in words.
    pub meal_text: Option<String>,
    /// What to look at.
    pub doubts: Vec<RadioDoubtView>,
    /// Whether it is in a record.
    pub place: RadioPlace,
    /// Whose record that is.
    pub elsewhere: Option<String>,
    /// Whether it is proposed to be taken.
    pub proposed: bool,
    /// The person must say when it was measured.
    pub needs_time: bool,
}

/// Something that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioLeftOutView {
    /// Stable code.
    pub code: String,
    /// How many.
    pub count: u32,
    /// Why, in words, with how many.
    pub text: String,
}

/// What a device gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioDraftsView {
    /// Number of the reading.
    pub read: u32,
    /// What the device calls itself; may be empty.
    pub device: String,
    /// How it ended.
    pub ending: RadioEnding,
    /// A question about its clock, to be answered before anything is taken.
    pub clock: Option<RadioClockView>,
    /// Its users, where there are readings of more than one, or of one that was somebody else's.
    pub users: Vec<RadioUserView>,
    /// Newest first.
    pub drafts: Vec<RadioDraftView>,
    /// What can never be taken, by reason.
    pub left_out: Vec<RadioLeftOutView>,
}

/// A draft that is taken.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct RadioTakeLine {
    /// Its number.
    pub n: u32,
    /// When it was measured, for one whose device does not say.
    #[serde(default)]
    pub at: Option<String>,
}

/// Which drafts go into whose record.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct RadioTakeRequest {
    /// The person's id.
    pub person: String,
    /// Number of the reading.
    pub read: u32,
    /// Those that a person ticked.
    pub lines: Vec<RadioTakeLine>,
    /// What is said about the clock.
    #[serde(default)]
    pub clock: Option<RadioClock>,
    /// Readings of this user went to somebody else before, and the person has confirmed.
    #[serde(default)]
    pub confirm_other: Option<bool>,
}

/// What became of them.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadioTaken {
    /// The act, for `import_undo`; nothing where nothing was new.
    pub import: Option<i64>,
    /// New entries.
    pub added: u32,
    /// In the record already.
    pub already_there: u32,
}
