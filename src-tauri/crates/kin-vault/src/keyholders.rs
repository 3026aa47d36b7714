//! Keyholders: making one more, and letting one go.

use crate::files::{Layout, empty_folder, private_folder, sync_folder};
use crate::identity::{Opened, Slot, write_identity};
use crate::keyring::{Contact, Pinned, Public, Ring, new_shown_key, put_public, write_ring};
use crate::manifest::{MAJOR, MINOR};
use crate::{KeyholderId, Locked, NewVault, RecoveryCode, Right, Unlocked, VaultError};
use kin_crypto::safe::{PairKey, SlotKind, random_id};
use kin_model::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// A keyholder as just made.
pub(crate) struct Made {
    pub(crate) id: KeyholderId,
    pub(crate) opened: Opened,
    pub(crate) ring: Ring,
    pub(crate) code: RecoveryCode,
}

/// Writes the files of a new keyholder below `layout`. `fill` puts what they know into the keyring.
pub(crate) fn make(
    layout: &Layout,
    vault_id: &str,
    new: &NewVault<'_>,
    fill: impl FnOnce(&mut Ring, &Opened),
) -> Result<Made, VaultError> {
    let id = KeyholderId(random_id()?);
    private_folder(&layout.keyholder(&id.0))?;
    let opened = Opened::generate()?;
    let code = RecoveryCode::generate()?;
    let (kdf, secret) = (new.kdf, SlotKind::Passphrase(new.passphrase));
    let identity_sha256 = write_identity(layout, &id, &opened, Slot::Passphrase, secret, kdf)?;
    let secret = SlotKind::Recovery(&code);
    let recovery_sha256 = write_identity(layout, &id, &opened, Slot::Recovery, secret, kdf)?;
    let public = Public {
        v: 1,
        nickname: new.nickname.to_owned(),
        colour: new.colour.to_owned(),
        recipient: opened.grant.recipient(),
        identity_sha256,
        recovery_sha256,
        next_sha256: None,
        device_sha256: None,
        seal: None,
        sum: None,
    };
    let shown_key = new_shown_key()?;
    let public = public.sealed(Some(&shown_key))?;
    put_public(layout, &id, &public)?;
    let mut ring = Ring {
        v: 1,
        keyholder: id.0.clone(),
        vault_id: vault_id.to_owned(),
        major: MAJOR,
        minor: MINOR,
        counter: 1,
        records: Vec::new(),
        settings: BTreeMap::from([("created".to_owned(), new.now.to_owned())]),
        leftover: Vec::new(),
        contacts: BTreeMap::new(),
        spare: false,
        shown_key: Some(shown_key),
        shown: vec![public],
        met: BTreeSet::new(),
        renewing: false,
    };
    fill(&mut ring, &opened);
    write_ring(layout, &opened.root, &mut ring, false)?;
    Ok(Made {
        id,
        opened,
        ring,
        code,
    })
}

/// Makes a keyholder aside and moves them into place whole: half a keyholder never shows.
fn add(
    layout: &Layout,
    vault_id: &str,
    new: &NewVault<'_>,
    fill: impl FnOnce(&mut Ring, &Opened),
    before: impl FnOnce(&Made) -> Result<(), VaultError>,
) -> Result<(KeyholderId, RecoveryCode), VaultError> {
    let aside = Layout {
        root: layout.staging().join(random_id()?),
    };
    let outcome = (|| {
        private_folder(&aside.people())?;
        let made = make(&aside, vault_id, new, fill)?;
        before(&made)?;
        let place = layout.keyholder(&made.id.0);
        fs::rename(aside.keyholder(&made.id.0), place)?;
        sync_folder(&layout.people())?;
        Ok((made.id, made.code))
    })();
    empty_folder(&aside.root)?;
    fs::remove_dir(&aside.root).ok();
    outcome
}

impl Locked {
    /// Adds somebody who can unlock, before anybody has: they hold no key to any record until an
    /// owner grants one. The recovery code is shown once and stored nowhere.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`].
    pub fn add_keyholder(
        &self,
        new: &NewVault<'_>,
    ) -> Result<(KeyholderId, RecoveryCode), VaultError> {
        if self.is_read_only() {
            return Err(VaultError::ReadOnly);
        }
        add(self.layout(), self.vault_id(), new, |_, _| {}, |_| Ok(()))
    }
}

impl Unlocked {
    /// Adds somebody who can unlock, at this keyholder's side, with keys to some records. No letter
    /// and no words are needed: the two know each other from now on.
    ///
    /// # Errors
    /// [`VaultError::NotAllowed`] for a record that is not the keyholder's to give,
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`].
    pub fn add_keyholder(
        &self,
        new: &NewVault<'_>,
        grants: &[(PersonId, Right)],
    ) -> Result<(KeyholderId, RecoveryCode), VaultError> {
        let chain = self.chain();
        if chain.read_only {
            return Err(VaultError::ReadOnly);
        }
        for (person, _) in grants {
            self.record(person)?.may(Right::Owner)?;
        }
        let pair = PairKey::generate()?.to_text();
        let pair = || pair.as_str().to_owned();
        let mut given: Vec<Pinned> = Vec::new();
        // Records are named to the holder before the keyring exists; pins are read at that moment.
        for (person, right) in grants {
            let ring = chain.ring();
            let mine = ring.records.iter().find(|r| r.rid == *person);
            let mine = mine.ok_or(VaultError::NoSuchPerson)?;
            given.push(Pinned {
                rid: person.clone(),
                key: mine.key.clone(),
                epoch: mine.epoch,
                role: right.as_str().to_owned(),
                granted_by: chain.keyholder.0.clone(),
                details: mine.details.clone(),
                seal: mine.seal.clone(),
                old_keys: mine.old_keys.clone(),
                next: None,
                regrant: Vec::new(),
                letters: BTreeMap::new(),
            });
        }
        let me = Contact::new(chain.opened().grant.recipient(), pair());
        let fill = |ring: &mut Ring, _: &Opened| {
            ring.records.append(&mut given);
            ring.contacts.insert(chain.keyholder.0.clone(), me);
        };
        let added = add(&chain.layout, self.vault_id(), new, fill, |made| {
            let recipient = made.opened.grant.recipient();
            for (person, right) in grants {
                let record = self.record(person)?;
                self.name_holder(&record, &made.id, new.nickname, &recipient, *right, new.now)?;
            }
            chain.change(|ring| {
                let contact = Contact::new(recipient, pair());
                ring.contacts.insert(made.id.0.clone(), contact);
                Ok(())
            })
        });
        chain.heed(added)
    }

    /// Gives up this keyholder's own key to somebody else's record; the record stays.
    ///
    /// # Errors
    /// [`VaultError::CannotRemove`] for who made it, and for an owner of one that opens.
    pub fn leave(&self, person: &PersonId) -> Result<(), VaultError> {
        let pin = self.chain().pin(person)?;
        let keeps = pin.made || (pin.right == Right::Owner && self.record(person).is_ok());
        self.chain().change(|ring| {
            if keeps {
                return Err(VaultError::CannotRemove);
            }
            ring.records.retain(|r| r.rid != *person);
            Ok(())
        })?;
        self.forget_record(person);
        Ok(())
    }

    /// Takes a keyholder off the unlock screen, with everything that is theirs: after every record
    /// was taken from them, and only where nothing can be lost by it, because this keyholder opens
    /// every record of the vault.
    ///
    /// # Errors
    /// [`VaultError::CannotRemove`], [`VaultError::NoSuchKeyholder`].
    pub fn remove_keyholder(&self, who: &KeyholderId) -> Result<(), VaultError> {
        let chain = self.chain();
        if chain.read_only {
            return Err(VaultError::ReadOnly);
        }
        let folder = chain.layout.keyholder(&who.0);
        if !folder.is_dir() || who.0.parse::<PersonId>().is_err() {
            return Err(VaultError::NoSuchKeyholder);
        }
        let mine: Vec<PersonId> = self.people().into_iter().map(|(id, _)| id).collect();
        let all_mine = fs::read_dir(chain.layout.records())?.all(|entry| {
            entry.is_ok_and(|e| {
                let name = e.file_name();
                mine.iter().any(|id| name.to_str() == Some(id.as_str()))
            })
        });
        if *who == chain.keyholder || !all_mine {
            return Err(VaultError::CannotRemove);
        }
        for person in &mine {
            if self.record(person)?.holders()?.iter().any(|h| h.id == *who) {
                return Err(VaultError::CannotRemove);
            }
        }
        chain.change(|ring| {
            ring.contacts.remove(&who.0);
            ring.met.remove(&who.0);
            Ok(())
        })?;
        fs::remove_dir_all(&folder)?;
        chain.heed(sync_folder(&chain.layout.people()))
    }
}
