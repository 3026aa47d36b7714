//! Changing a record: typing, hiding, erasing, undoing, files, settings, and the history of it all.

use super::{Record, forget_before_update};
use crate::db::cached;
use crate::digest::Table;
use crate::importer::{Importer, add_attachment, keep_attachment};
use crate::{
    Added, Attachment, AttachmentId, ChangeInfo, ImportInfo, ImportStart, Right, Undone,
    VaultError, edit, history,
};
use kin_model::{Draft, EntryId, ImportId, Origin, OriginKind};
use rusqlite::{Connection, params};
use std::sync::atomic::Ordering;

/// Stores a setting of a person.
pub(crate) fn write_setting(conn: &Connection, key: &str, value: &str) -> Result<(), VaultError> {
    cached(
        conn,
        "INSERT INTO setting(key, value) VALUES (?1, ?2)
         ON CONFLICT(key) DO UPDATE SET value = excluded.value",
    )?
    .execute(params![key, value])?;
    Ok(())
}

impl Record {
    /// Stores a hand-typed entry, or a new version of it when its identity is known. Where another
    /// source already has the very same fact, this becomes a second source of that entry and its
    /// name is returned.
    ///
    /// # Errors
    /// [`VaultError::Busy`] while an import runs, [`VaultError::ReadOnly`].
    pub fn put(
        &self,
        draft: &Draft<'_>,
        concept_words: &mut dyn FnMut() -> String,
        by: &str,
        now: &str,
    ) -> Result<EntryId, VaultError> {
        let writer = self.take_writer(false)?;
        let start = ImportStart {
            kind: OriginKind::Hand,
            label: by.to_owned(),
            by: by.to_owned(),
            file_name: String::new(),
            file_hash: String::new(),
            now: now.to_owned(),
        };
        let mut importer = Importer::begin(self, writer, &start)?;
        let id = match importer.add(draft, concept_words)? {
            Added::AlreadyThere(id) => {
                importer.rollback();
                return Ok(id);
            }
            Added::Added(id) | Added::Updated(id) | Added::SameFact(id) => id,
        };
        importer.commit_as("put", &id.to_string())?;
        Ok(id)
    }

    /// Goes back to the former version of an entry that was edited; the newer one is gone.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`] when there is none.
    pub fn revert(&self, id: EntryId, by: &str, now: &str) -> Result<(), VaultError> {
        let outcome = self.change("revert", &id.to_string(), by, now, false, |w| {
            edit::revert(w, id.0)
        });
        self.erasures.fetch_add(1, Ordering::AcqRel);
        outcome
    }

    /// Hides an entry: lists and searches leave it out.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`], [`VaultError::Busy`].
    pub fn hide(&self, id: EntryId, by: &str, now: &str) -> Result<(), VaultError> {
        self.change("hide", &id.to_string(), by, now, false, |w| {
            edit::set_hidden(w, id.0, true).map(drop)
        })
    }

    /// Shows a hidden entry again.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`], [`VaultError::Busy`].
    pub fn restore(&self, id: EntryId, by: &str, now: &str) -> Result<(), VaultError> {
        self.change("restore", &id.to_string(), by, now, false, |w| {
            edit::set_hidden(w, id.0, false).map(drop)
        })
    }

    /// Erases a hidden entry with its original, versions, sources and words. There is no way back.
    ///
    /// # Errors
    /// [`VaultError::NotHidden`], [`VaultError::NoSuchEntry`], [`VaultError::Busy`],
    /// [`VaultError::NotAllowed`] for anybody but an owner.
    pub fn erase(&self, id: EntryId, by: &str, now: &str) -> Result<(), VaultError> {
        self.may(Right::Owner)?;
        let outcome = self.change("erase", &id.to_string(), by, now, true, |w| {
            edit::erase(w, id.0)?;
            // The words of a concept nobody uses any more go before the index is merged.
            w.intern.store(&w.conn, &mut w.digest)?;
            edit::forget_words(w)
        });
        self.erasures.fetch_add(1, Ordering::AcqRel);
        outcome?;
        // Gone for good is gone from the copy before an update as well.
        self.path.parent().map_or(Ok(()), forget_before_update)
    }

    /// When each import came (RFC 3339), every act of typing for itself, the oldest first.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn import_times(&self) -> Result<Vec<(ImportId, String)>, VaultError> {
        self.read(|r| r.import_times())
    }

    /// The imports, newest first; what one keyholder typed is one line.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn imports(&self) -> Result<Vec<ImportInfo>, VaultError> {
        self.read(|r| r.imports())
    }

    /// Where every entry came from, newest first: unlike [`Record::imports`] each act of typing has a
    /// line of its own, as the entries name it.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn origins(&self) -> Result<Vec<Origin>, VaultError> {
        self.read(|r| r.origins())
    }

    /// Takes back a whole import.
    ///
    /// # Errors
    /// [`VaultError::NoSuchImport`] when there is none, it is undone already or was typed by hand
    /// (but not from a file); [`VaultError::Busy`].
    pub fn undo_import(&self, id: ImportId, by: &str, now: &str) -> Result<Undone, VaultError> {
        let outcome = self.change("undo", &id.0.to_string(), by, now, true, |w| {
            edit::undo(w, id.0, now)
        });
        self.erasures.fetch_add(1, Ordering::AcqRel);
        outcome
    }

    /// Gives an import another name.
    ///
    /// # Errors
    /// [`VaultError::NoSuchImport`] when there is none or it was typed by hand; [`VaultError::Busy`].
    pub fn rename_import(
        &self,
        id: ImportId,
        label: &str,
        by: &str,
        now: &str,
    ) -> Result<(), VaultError> {
        self.change("rename-source", &id.0.to_string(), by, now, false, |w| {
            w.digest.row(&w.conn, Table::Import, (id.0, 0), false)?;
            let changed = cached(
                &w.conn,
                "UPDATE import SET label = ?2 WHERE id = ?1 AND kind <> 'hand'",
            )?
            .execute(params![id.0, label])?;
            if changed == 0 {
                return Err(VaultError::NoSuchImport);
            }
            w.digest.row(&w.conn, Table::Import, (id.0, 0), true)
        })
    }

    /// Stores a file. The same bytes under the same name give the same id.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`], [`VaultError::DiskFull`], [`VaultError::Busy`].
    pub fn put_attachment(
        &self,
        name: &str,
        mime: &str,
        bytes: &[u8],
        by: &str,
        now: &str,
    ) -> Result<AttachmentId, VaultError> {
        self.change("attach", "", by, now, false, |w| {
            let (id, known) = add_attachment(w, 0, name, mime, bytes)?;
            if known {
                keep_attachment(w, id)?;
            }
            Ok(id)
        })
    }

    /// A stored file.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAttachment`], [`VaultError::Damaged`].
    pub fn attachment(&self, id: AttachmentId) -> Result<Attachment, VaultError> {
        self.read(|r| r.attachment(id))
    }

    /// A setting of this person, `None` when never set.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn setting(&self, key: &str) -> Result<Option<String>, VaultError> {
        self.read(|r| r.setting(key))
    }

    /// The settings of this person whose keys begin with `prefix`, in the order of their keys.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn settings(&self, prefix: &str) -> Result<Vec<(String, String)>, VaultError> {
        self.read(|r| r.settings(prefix))
    }

    /// Forgets a setting of this person; what is not there stays away.
    ///
    /// # Errors
    /// [`VaultError::Busy`] while an import runs, [`VaultError::ReadOnly`].
    pub fn forget_setting(&self, key: &str) -> Result<(), VaultError> {
        let writer = self.take_any_writer(false)?;
        let outcome = cached(&writer.conn, "DELETE FROM setting WHERE key = ?1")
            .and_then(|mut s| s.execute(params![key]));
        let outcome = self.chain.heed(outcome.map(drop).map_err(VaultError::from));
        self.give_back(writer);
        outcome
    }

    /// Stores a setting of this person. Settings are no part of the history.
    ///
    /// # Errors
    /// [`VaultError::Busy`] while an import runs, [`VaultError::ReadOnly`].
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), VaultError> {
        let writer = self.take_any_writer(false)?;
        let outcome = self.chain.heed(write_setting(&writer.conn, key, value));
        self.give_back(writer);
        outcome
    }

    /// When the record began, RFC 3339; nothing for one without a history.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn begun(&self) -> Result<Option<String>, VaultError> {
        self.read(|r| history::begun(&r.conn))
    }

    /// The change history, newest first.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn changes(&self, limit: usize) -> Result<Vec<ChangeInfo>, VaultError> {
        self.read(|r| {
            Ok(history::newest(&r.conn, limit)?
                .into_iter()
                .map(|c| ChangeInfo {
                    seq: u64::try_from(c.seq).unwrap_or(0),
                    at: c.at,
                    actor: c.actor,
                    op: c.op,
                    entity: c.entity,
                })
                .collect())
        })
    }
}
