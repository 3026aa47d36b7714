//! Samples: dense measurements of devices, a row of some 30 bytes each instead of an entry.
//!
//! A *series* says what is measured, in which unit and by which device; its samples are clustered by
//! series and time, so that a chart's range is one walk through neighbouring pages. A row is its own
//! identity: the same series, moment, value and span again is already there. What an import brought
//! or found there is told by its *runs*, so that taking it back leaves what a later import brought
//! as well. Every row counts in the digest that the history seals.

mod read;
mod write;

pub(crate) use read::{each, list, merged};
pub(crate) use write::{Staging, undo};

use crate::row::Fields;
use kin_model::{ImportId, PartialDate, Sample, SeriesKey};

/// The name of a series within its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(pub i64);

/// A series and how far it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name.
    pub id: SeriesId,
    /// What it is.
    pub key: SeriesKey,
    /// The imports that brought samples of it, oldest first.
    pub imports: Vec<ImportId>,
    /// The first sample's moment.
    pub first: PartialDate,
    /// The last sample's moment.
    pub last: PartialDate,
    /// Number of samples.
    pub count: u64,
}

/// The bytes of a stored sample as the check reads them from its table.
fn fields(into: &mut Fields, series: i64, s: &Sample, import: i64) {
    into.0.clear();
    into.int(series)
        .int(s.seconds)
        .int(s.digits)
        .int(s.packed())
        .int(i64::from(s.span))
        .int(import);
}
