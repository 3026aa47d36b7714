//! Samples of devices, for charts and statistics.

use super::Record;
use crate::{Sample, Series, SeriesId, VaultError, samples};

impl Record {
    /// The series of samples that the record holds, in the order they first came.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn sample_series(&self) -> Result<Vec<Series>, VaultError> {
        self.read(|r| samples::list(&r.conn))
    }

    /// Hands each sample of a series to `each` in the order of time: from `from` to before `until`,
    /// seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn samples(
        &self,
        series: SeriesId,
        from: i64,
        until: i64,
        each: &mut dyn FnMut(&Sample),
    ) -> Result<(), VaultError> {
        let stop = || self.is_closing();
        self.read(|r| samples::each(&r.conn, series, (from, until), &stop, each))
    }

    /// As [`Self::samples`] for several series in one order of time; `each` also gets the place of
    /// the sample's series in `series`.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn samples_merged(
        &self,
        series: &[SeriesId],
        from: i64,
        until: i64,
        each: &mut dyn FnMut(usize, &Sample),
    ) -> Result<(), VaultError> {
        let stop = || self.is_closing();
        self.read(|r| samples::merged(&r.conn, series, (from, until), &stop, each))
    }
}
