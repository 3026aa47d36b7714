//! Importing.
#![expect(
    clippy::unused_self,
    unused_variables,
    clippy::needless_pass_by_value,
    reason = "filled in by the next commit"
)]

use crate::{Added, AttachmentId, Counts, VaultError};
use kin_model::{Draft, ImportId};
use std::marker::PhantomData;

/// One import: one transaction. Dropping it rolls back.
#[derive(Debug)]
pub struct Importer<'r>(PhantomData<&'r ()>);

impl Importer<'_> {
    /// Takes one resource. `concept_words` is called only for a concept that is new to the record
    /// and gives the words (synonyms, translations) under which it shall be found.
    ///
    /// # Errors
    /// [`VaultError::DiskFull`], [`VaultError::Locked`] when the vault is being locked ...
    pub fn add(
        &mut self,
        draft: &Draft<'_>,
        concept_words: &mut dyn FnMut() -> String,
    ) -> Result<Added, VaultError> {
        Err(VaultError::Locked)
    }
    /// Stores a file that came with the import.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`], [`VaultError::DiskFull`] ...
    pub fn add_attachment(
        &mut self,
        name: &str,
        mime: &str,
        bytes: &[u8],
    ) -> Result<AttachmentId, VaultError> {
        Err(VaultError::Locked)
    }
    /// Keeps the caller's report with the import (JSON, shown by the list of sources).
    pub fn set_report(&mut self, report: &str) {}
    /// Running totals.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::default()
    }
    /// Makes everything visible at once and durable.
    ///
    /// # Errors
    /// [`VaultError::DiskFull`] ...; the record then is as before.
    pub fn commit(self) -> Result<ImportId, VaultError> {
        Err(VaultError::Locked)
    }
    /// Leaves the record as it was.
    pub fn rollback(self) {}
}
