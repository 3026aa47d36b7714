//! Records that are made and destroyed, and what a power cut leaves of either.

use super::Unlocked;
use crate::keyring::{Pinned, damaged, read_ring};
use crate::{Right, VaultError, record};
use kin_crypto::safe::{RecordKey, random_id};
use kin_model::{PersonDetails, PersonId};
use std::collections::BTreeMap;
use std::fs;

/// First epoch of a record's key.
const FIRST_EPOCH: u32 = 1;

impl Unlocked {
    /// Makes a person and their record. `now` is RFC 3339.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`].
    pub fn create_person(
        &self,
        details: &PersonDetails,
        now: &str,
    ) -> Result<PersonId, VaultError> {
        self.make_person(details, now, None)
    }

    /// As [`Self::create_person`]; the setting `key` names the person from the same moment on, so
    /// that one who was made for work that never ended is found again after a power cut.
    ///
    /// # Errors
    /// As [`Self::create_person`].
    pub fn create_person_noted(
        &self,
        details: &PersonDetails,
        now: &str,
        key: &str,
    ) -> Result<PersonId, VaultError> {
        self.make_person(details, now, Some(key))
    }

    fn make_person(
        &self,
        details: &PersonDetails,
        now: &str,
        note: Option<&str>,
    ) -> Result<PersonId, VaultError> {
        if self.chain.read_only {
            return Err(VaultError::ReadOnly);
        }
        let rid: PersonId = random_id()?.parse().map_err(|_| damaged("keyring"))?;
        let key = RecordKey::generate()?;
        let by = self.nickname();
        // First: what a power cut leaves of it is found and goes.
        self.chain.change(|ring| {
            ring.leftover.push(rid.clone());
            Ok(())
        })?;
        let outcome = record::create(&self.chain, &rid, &key, FIRST_EPOCH, details, &by, now)
            .and_then(|seal| {
                self.chain.change(|ring| {
                    ring.leftover.retain(|left| *left != rid);
                    ring.records.push(Pinned {
                        rid: rid.clone(),
                        key: key.to_text().as_str().to_owned(),
                        epoch: FIRST_EPOCH,
                        role: "owner".to_owned(),
                        granted_by: self.chain.keyholder.0.clone(),
                        details: details.clone(),
                        seal: Some(seal),
                        old_keys: Vec::new(),
                        next: None,
                        regrant: Vec::new(),
                        letters: BTreeMap::new(),
                    });
                    if let Some(note) = note {
                        ring.settings.insert(note.to_owned(), rid.to_string());
                    }
                    Ok(())
                })
            });
        if let Err(error) = self.chain.heed(outcome) {
            // A keyring may have got its name before the error: then the record is somebody's. Else
            // nobody holds its key, and the folder is noise.
            let chain = &self.chain;
            let now = read_ring(&chain.layout, &chain.keyholder.0, &chain.opened().root);
            if now.is_ok_and(|(ring, _)| ring.records.iter().all(|r| r.rid != rid)) {
                self.clear(vec![rid]);
            }
            return Err(error);
        }
        Ok(rid)
    }

    /// Destroys a person's key and record. There is no way back. What of the files cannot be removed now goes at
    /// the next unlocking ([`Self::catch_up`]).
    ///
    /// # Errors
    /// [`VaultError::NoSuchPerson`], [`VaultError::ReadOnly`], [`VaultError::NotAllowed`] for
    /// anybody but an owner: then nothing was removed.
    pub fn remove_person(&self, person: &PersonId) -> Result<(), VaultError> {
        // One that does not open any more can still be removed by who made it: for anybody else it may be whole, and
        // their access have ended.
        let owner = match self.record(person) {
            Ok(record) => record.right() == Right::Owner,
            Err(_) => {
                let pin = self.chain.pin(person)?;
                let file = self.chain.layout.record(person.as_str()).join("record.db");
                pin.made || (pin.right == Right::Owner && !file.exists())
            }
        };
        if !owner {
            return Err(VaultError::NotAllowed {
                needed: Right::Owner.as_str(),
            });
        }
        self.chain.change(|ring| {
            let before = ring.records.len();
            ring.records.retain(|r| r.rid != *person);
            if ring.records.len() == before {
                return Err(VaultError::NoSuchPerson);
            }
            ring.leftover.push(person.clone());
            Ok(())
        })?;
        self.forget_record(person);
        self.clear(vec![person.clone()]);
        Ok(())
    }

    /// Removes the folders of records that were being made or destroyed when the power went. At unlocking, while no
    /// other is being made.
    pub(crate) fn clear_leftovers(&self) {
        let left = self.chain.ring().leftover.clone();
        self.clear(left);
    }

    /// Removes the folders of these records, unless somebody holds them. What does not go now goes another time.
    fn clear(&self, left: Vec<PersonId>) {
        if left.is_empty() || self.chain.read_only {
            return;
        }
        let held: Vec<PersonId> = {
            let ring = self.chain.ring();
            ring.records.iter().map(|r| r.rid.clone()).collect()
        };
        let gone = |rid: &PersonId| {
            held.contains(rid)
                || match fs::remove_dir_all(self.chain.layout.record(rid.as_str())) {
                    Err(e) => e.kind() == std::io::ErrorKind::NotFound,
                    Ok(()) => true,
                }
        };
        let gone: Vec<PersonId> = left.into_iter().filter(gone).collect();
        // With it the spare keyring forgets the key, too.
        let noted = self.chain.change(|ring| {
            ring.leftover.retain(|rid| !gone.contains(rid));
            Ok(())
        });
        drop(noted);
    }
}
