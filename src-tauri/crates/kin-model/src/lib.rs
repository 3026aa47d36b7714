//! The domain of Kinfolio: what a personal record is made of.
//!
//! No IO, no SQL, no FHIR parsing, no Tauri. Everything here is plain data with the rules that
//! keep it true: dates keep their precision ([`PartialDate`]), numbers keep their digits
//! ([`Decimal`]), unknown stays unknown, and every entry says where it came from ([`Origin`]).
//!
//! Names are those of FHIR R4 and of the International Patient Summary.

mod absent;
mod coding;
mod date;
mod decimal;
mod detail;
pub mod dosing;
mod draft;
mod entry;
mod finding;
mod kind;
mod narrative;
mod person;
mod readable;
mod report;
mod sample;
pub mod standing;
pub mod summary;
pub mod visit;

pub use absent::Absent;
pub use coding::{CodedText, Coding, system};
pub use date::{DateError, PartialDate, Precision, TimeOfDay};
pub use decimal::{Decimal, DecimalError};
pub use detail::{Detail, DetailRow, DetailSection};
pub use draft::{ConceptKey, Draft};
pub use entry::{Abnormal, EntryId, EntryRow, ImportId, Origin, OriginKind, StatusClass};
pub use finding::{Finding, Severity};
pub use kind::{Kind, UnknownKind};
pub use narrative::{Narrative, Node, Tag};
pub use person::{
    Contact, Match, MatchOutcome, PersonDetails, PersonId, PersonName, Sex, SubjectIdentity,
    joined_name,
};
pub use readable::readable_value;
pub use report::{FileReport, ImportReport, RefusedResource};
pub use sample::{Comparator, SAMPLE_IDENTITY, Sample, SeriesKey};
