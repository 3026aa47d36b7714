//! A person's record.
#![expect(
    clippy::unused_self,
    unused_variables,
    clippy::needless_pass_by_value,
    reason = "filled in by the next commit"
)]

use crate::{
    Attachment, AttachmentId, ChangeInfo, ConceptQuery, Filter, FullEntry, Hits, ImportInfo,
    ImportStart, Importer, Page, SearchOptions, Undone, VaultError,
};
use kin_model::{Draft, EntryId, EntryRow, ImportId, Kind, PersonDetails, PersonId};

/// One person's record. Shared between threads; reading never waits for writing.
#[derive(Debug)]
pub struct Record {
    person: PersonId,
}

impl Record {
    /// Whose record it is.
    #[must_use]
    pub const fn person(&self) -> &PersonId {
        &self.person
    }
    /// What the family knows about the person.
    ///
    /// # Errors
    /// [`VaultError::Locked`] ...
    pub fn details(&self) -> Result<PersonDetails, VaultError> {
        Err(VaultError::Locked)
    }
    /// Changes it.
    ///
    /// # Errors
    /// [`VaultError::Busy`] while an import runs ...
    pub fn set_details(&self, details: &PersonDetails, now: &str) -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }
    /// Starts an import: one transaction until [`Importer::commit`].
    ///
    /// # Errors
    /// [`VaultError::Busy`] while another import runs ...
    pub fn begin_import(&self, start: &ImportStart) -> Result<Importer<'_>, VaultError> {
        Err(VaultError::Locked)
    }
    /// True while an import or an undo is being written: changes by hand answer [`VaultError::Busy`].
    #[must_use]
    pub fn is_busy(&self) -> bool {
        false
    }
    /// A page of entries, newest first.
    ///
    /// # Errors
    /// [`VaultError::Locked`] ...
    pub fn timeline(
        &self,
        filter: &Filter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Page<EntryRow>, VaultError> {
        Err(VaultError::Locked)
    }
    /// Years that have entries in the timeline, newest first, with their number.
    ///
    /// # Errors
    /// [`VaultError::Locked`] ...
    pub fn years(&self) -> Result<Vec<(u16, u64)>, VaultError> {
        Err(VaultError::Locked)
    }
    /// Number of entries of each kind that has any, hidden ones left out.
    ///
    /// # Errors
    /// [`VaultError::Locked`] ...
    pub fn counts_by_kind(&self) -> Result<Vec<(Kind, u64)>, VaultError> {
        Err(VaultError::Locked)
    }
    /// Searches titles, codes, synonyms, notes and narratives; all words must match, the last one
    /// may be unfinished when no space follows it. A search running in another thread is cancelled.
    ///
    /// # Errors
    /// [`VaultError::Cancelled`] when a newer search began or [`Self::cancel_search`] was called.
    pub fn search(&self, words: &str, options: &SearchOptions) -> Result<Hits, VaultError> {
        Err(VaultError::Locked)
    }
    /// Cancels the running search.
    pub fn cancel_search(&self) {}
    /// All entries of one concept over all sources, oldest first, at most 100,000.
    ///
    /// # Errors
    /// [`VaultError::Locked`] ...
    pub fn series(&self, query: &ConceptQuery) -> Result<Vec<EntryRow>, VaultError> {
        Err(VaultError::Locked)
    }
    /// An entry with original, sources and former versions.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`].
    pub fn entry(&self, id: EntryId) -> Result<FullEntry, VaultError> {
        Err(VaultError::Locked)
    }
    /// The line of one entry, without opening its original.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`].
    pub fn row(&self, id: EntryId) -> Result<EntryRow, VaultError> {
        Err(VaultError::Locked)
    }
    /// The original of a former version.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`].
    pub fn body_of_version(&self, id: EntryId, n: u32) -> Result<Vec<u8>, VaultError> {
        Err(VaultError::Locked)
    }
    /// The resource of another source of the entry (see [`crate::EntrySource::other`]).
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`].
    pub fn body_of_source(&self, other: EntryId) -> Result<Vec<u8>, VaultError> {
        Err(VaultError::Locked)
    }
    /// The entry that a reference means, within the namespace of the resource that holds it.
    ///
    /// # Errors
    /// [`VaultError::Locked`] ...
    pub fn find_by_reference(
        &self,
        namespace: &str,
        resource_type: &str,
        id: &str,
    ) -> Result<Option<EntryId>, VaultError> {
        Err(VaultError::Locked)
    }
    /// Rows with their originals for summaries: of these kinds, not hidden, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`VaultError::Locked`] ...
    pub fn rows_with_bodies(
        &self,
        kinds: &[Kind],
        limit: usize,
        each: &mut dyn FnMut(EntryRow, &[u8]),
    ) -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }
    /// Stores a hand-typed entry, or a new version of it when its identity is known.
    ///
    /// # Errors
    /// [`VaultError::Busy`] ...
    pub fn put(
        &self,
        draft: &Draft<'_>,
        concept_words: &mut dyn FnMut() -> String,
        by: &str,
        now: &str,
    ) -> Result<EntryId, VaultError> {
        Err(VaultError::Locked)
    }
    /// Goes back to the former version of a hand-edited entry; the newer one is gone.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`] when there is none.
    pub fn revert(&self, id: EntryId, by: &str, now: &str) -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }
    /// Hides an entry: lists and searches leave it out.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`], [`VaultError::Busy`] ...
    pub fn hide(&self, id: EntryId, by: &str, now: &str) -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }
    /// Shows a hidden entry again.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`], [`VaultError::Busy`] ...
    pub fn restore(&self, id: EntryId, by: &str, now: &str) -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }
    /// Erases a hidden entry with its original, versions, sources and words. There is no way back.
    ///
    /// # Errors
    /// [`VaultError::NotHidden`], [`VaultError::NoSuchEntry`], [`VaultError::Busy`] ...
    pub fn erase(&self, id: EntryId, by: &str, now: &str) -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }
    /// The imports, newest first; hand-typed entries belong to one import per keyholder.
    ///
    /// # Errors
    /// [`VaultError::Locked`] ...
    pub fn imports(&self) -> Result<Vec<ImportInfo>, VaultError> {
        Err(VaultError::Locked)
    }
    /// Takes back a whole import.
    ///
    /// # Errors
    /// [`VaultError::NoSuchImport`], [`VaultError::Busy`] ...
    pub fn undo_import(&self, id: ImportId, by: &str, now: &str) -> Result<Undone, VaultError> {
        Err(VaultError::Locked)
    }
    /// Stores a file. The same bytes under the same name give the same id.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`], [`VaultError::DiskFull`], [`VaultError::Busy`] ...
    pub fn put_attachment(
        &self,
        name: &str,
        mime: &str,
        bytes: &[u8],
        by: &str,
        now: &str,
    ) -> Result<AttachmentId, VaultError> {
        Err(VaultError::Locked)
    }
    /// A stored file.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAttachment`], [`VaultError::Damaged`].
    pub fn attachment(&self, id: AttachmentId) -> Result<Attachment, VaultError> {
        Err(VaultError::Locked)
    }
    /// A setting of this person, `None` when never set.
    ///
    /// # Errors
    /// [`VaultError::Locked`] ...
    pub fn setting(&self, key: &str) -> Result<Option<String>, VaultError> {
        Err(VaultError::Locked)
    }
    /// Stores a setting of this person.
    ///
    /// # Errors
    /// [`VaultError::Busy`] ...
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }
    /// The change history, newest first.
    ///
    /// # Errors
    /// [`VaultError::Locked`] ...
    pub fn changes(&self, limit: usize) -> Result<Vec<ChangeInfo>, VaultError> {
        Err(VaultError::Locked)
    }
}
