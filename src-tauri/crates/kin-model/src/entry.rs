//! Entries as lists show them, and where they came from.

use crate::{Coding, Kind, PartialDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The stable name of an entry: 64 bits, written as 16 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub i64);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for EntryId {
    type Err = std::num::ParseIntError;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(s, 16).map(|n| Self(n.cast_signed()))
    }
}

/// The number of an import within one record, counted from 1. Hand-typed entries belong to one too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImportId(pub i64);

/// How something came into the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OriginKind {
    /// A file or folder chosen by the person.
    File,
    /// Typed by hand.
    Hand,
    /// The sample family.
    Sample,
    /// A hospital's website.
    Portal,
    /// A QR code or health link.
    Code,
    /// A measuring device or its export.
    Device,
}

/// Where an entry came from: one import, or a hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// The import.
    pub import: ImportId,
    /// The way in.
    pub kind: OriginKind,
    /// What a person calls it: a file name, a hospital, the keyholder's nickname.
    pub label: String,
    /// When it was brought in or typed, RFC 3339.
    pub at: String,
    /// Who entered it: the keyholder's nickname.
    pub by: String,
}

/// The meaning of a source's status for lists and summaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum StatusClass {
    /// The source says nothing usable.
    Unknown = 0,
    /// Holds now: active, recurrence, relapse, in progress.
    Current = 1,
    /// Held and is over: resolved, inactive, remission, stopped, completed, finished.
    Past = 2,
    /// Is still to come: planned, booked, draft, on hold.
    Planned = 3,
    /// Did not happen or is denied: not-done, refuted, cancelled, declined.
    Negated = 4,
    /// Withdrawn by the source: entered-in-error.
    Error = 5,
}

impl StatusClass {
    /// The class of a stored number; unknown numbers are [`StatusClass::Unknown`].
    #[must_use]
    pub const fn from_code(code: u8) -> Self {
        match code {
            1 => Self::Current,
            2 => Self::Past,
            3 => Self::Planned,
            4 => Self::Negated,
            5 => Self::Error,
            _ => Self::Unknown,
        }
    }
}

/// Whether a value lies outside its reference range, as the source says or its printed range shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Abnormal {
    /// Inside the range, or nothing known.
    No = 0,
    /// Below.
    Low = 1,
    /// Above.
    High = 2,
    /// Critically low.
    CriticalLow = 3,
    /// Critically high.
    CriticalHigh = 4,
    /// Abnormal in another way (positive, resistant …).
    Yes = 5,
}

impl Abnormal {
    /// The flag of a stored number; unknown numbers are [`Abnormal::No`].
    #[must_use]
    pub const fn from_code(code: u8) -> Self {
        match code {
            1 => Self::Low,
            2 => Self::High,
            3 => Self::CriticalLow,
            4 => Self::CriticalHigh,
            5 => Self::Yes,
            _ => Self::No,
        }
    }
}

/// One line of a list: what the index of the record knows without opening the original.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryRow {
    /// The stable name.
    pub id: EntryId,
    /// The kind.
    pub kind: Kind,
    /// The source's words for it.
    pub title: String,
    /// The codes, first the one the source put first.
    pub codings: Vec<Coding>,
    /// The clinical date.
    pub date: Option<PartialDate>,
    /// The value as shown: digits as given, `132/81` for a blood pressure, words for a coded one.
    pub value: Option<String>,
    /// Why there is no value, where the source says so; then `value` is nothing.
    pub absent: Option<crate::Absent>,
    /// The unit as the source printed it.
    pub unit: Option<String>,
    /// The reference range as the source printed it, e.g. `3.9–6.1`.
    pub range: Option<String>,
    /// The source's status code, e.g. `active`.
    pub status: Option<String>,
    /// Its meaning.
    pub status_class: StatusClass,
    /// Outside the reference range?
    pub abnormal: Abnormal,
    /// Hospital, practice or author named by the source.
    pub who: Option<String>,
    /// Hidden by the person.
    pub hidden: bool,
    /// The imports that carry this fact; the first is the one shown.
    pub imports: Vec<ImportId>,
    /// Position in the timeline, for paging; higher is newer.
    pub cursor: i64,
}
