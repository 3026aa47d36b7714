//! New keys for all that one keyholder holds: for the day when somebody may know a passphrase of theirs, and may have
//! an older copy of the small files that it opens.
//!
//! A new passphrase alone writes one file anew: the root behind it stays, so that a former passphrase still opens an
//! older copy of that file, and with it the vault of today. Here the root changes, the X25519 identity to which letters
//! are sealed, the recovery code, what is shared with other keyholders, and the key of every record that is
//! this keyholder's own, with its large files. The steps:
//!
//! 1. the keyring notes that a renewal has begun;
//! 2. the recovery slot and then the passphrase's slot are written with the new secrets; they hold the new keys *and* the former
//!    ones, so that each opens the keyring whatever it is closed with;
//! 3. the keyring is closed with the new root, and its spare: from here on nothing that was known before opens it;
//! 4. the two slots are written without the former keys; `public.json` shows the new recipient;
//! 5. each record gets a new key, see [`crate::rotate`]; who keeps access gets a letter with a proof that they know.
//!
//! After a crash before the end of 2 the vault opens as before; after that with the new passphrase, and the unlocking
//! does 3. Either way it says that a renewal is to be done again ([`Unlocked::is_renewing`]): nobody has seen the code.

use crate::identity::{
    Opened, Slot, identity_file, place_identity, put_back_identity, replace_identity,
};
use crate::keyring::Contact;
use crate::rotate::{Why, point};
use crate::{RecoveryCode, Right, Unlocked, VaultError};
use kin_crypto::safe::{KdfStrength, Passphrase, SlotKind};
use kin_model::PersonId;
use std::sync::Arc;

/// What came of a renewal.
pub struct Renewed {
    /// The new recovery code: shown once, stored nowhere. The old one opens nothing any more.
    pub code: RecoveryCode,
    /// Records with a new key.
    pub renewed: Vec<PersonId>,
    /// Records that keep their key: somebody else's, and those that do not open.
    pub left: Vec<PersonId>,
    /// Records of this keyholder that keep their key for now: the disk is full, or they are in use. It is to be done
    /// again.
    pub failed: Vec<PersonId>,
    /// Who must be let in again, by name, because their key was never compared with this keyholder: another owner
    /// brought them in, or they have renewed their own keys.
    pub again: Vec<(PersonId, String)>,
}

impl std::fmt::Debug for Renewed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renewed").finish_non_exhaustive()
    }
}

impl Unlocked {
    /// A renewal of all keys was cut off: it is to be done again.
    #[must_use]
    pub fn is_renewing(&self) -> bool {
        self.chain().ring().renewing
    }

    /// Gives the keyholder who unlocked new keys, a new passphrase and a new recovery code, and each record of
    /// theirs a new key. What was known or copied before opens nothing that is saved from then on; older copies and
    /// backups stay open to it. Needs room for a second copy of the largest record with its large files. `tell`
    /// hears how many of the records are done, of how many, and may end it by saying no: then it is to be done again
    /// ([`Self::is_renewing`]).
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`] when `old` is wrong, [`VaultError::ReadOnly`], [`VaultError::DiskFull`]: then
    /// the old passphrase and code still hold. [`VaultError::Cancelled`], [`VaultError::Locked`]: then the new
    /// passphrase holds, and nobody knows the code. What cannot be done for one record is no error: see [`Renewed::left`].
    pub fn renew_keys(
        &self,
        (old, new): (&Passphrase, &Passphrase),
        kdf: KdfStrength,
        now: &str,
        tell: &dyn Fn(usize, usize) -> bool,
    ) -> Result<Renewed, VaultError> {
        let chain = self.chain();
        if chain.read_only {
            return Err(VaultError::ReadOnly);
        }
        if !self.verify_passphrase(old)? {
            return Err(VaultError::WrongPassphrase);
        }
        if self.has_quick_unlock() {
            self.forget_quick_unlock()?;
        }
        chain.change(|ring| {
            ring.renewing = true;
            Ok(())
        })?;
        let code = RecoveryCode::generate()?;
        let whole = self.replace_root((new, &code), kdf)?;
        // Letters that nobody took were sealed to the former identity: they are missed by who wrote them.
        for rid in self.inboxes() {
            drop(self.refuse_letter(&rid));
        }
        let news = chain.change(|ring| ring.contacts.values_mut().try_for_each(Contact::renew));
        let mut done = Renewed {
            code,
            renewed: Vec::new(),
            left: Vec::new(),
            failed: Vec::new(),
            again: Vec::new(),
        };
        let people: Vec<PersonId> = self.people().into_iter().map(|(id, _)| id).collect();
        for (n, person) in people.iter().enumerate() {
            let go_on = || tell(n, people.len());
            let before = chain.pin(person).map(|pin| pin.epoch).ok();
            // What went wrong after the new key is the record's is done at the next unlocking: letters.
            let outcome = self.renew_record(person, now, &go_on);
            if let Err(error @ (VaultError::Cancelled | VaultError::Locked)) = outcome {
                return Err(error);
            }
            if chain.pin(person).map(|pin| pin.epoch).ok() == before {
                let soon = matches!(
                    outcome,
                    Err(VaultError::DiskFull
                        | VaultError::Unconfirmed
                        | VaultError::Busy
                        | VaultError::Io { .. }
                        | VaultError::ReadOnly)
                );
                let kept = if soon {
                    &mut done.failed
                } else {
                    &mut done.left
                };
                kept.push(person.clone());
            } else {
                done.renewed.push(person.clone());
                let again = self.to_let_in_again(person);
                done.again
                    .extend(again.into_iter().map(|name| (person.clone(), name)));
            }
        }
        tell(people.len(), people.len());
        // Where this cannot be noted, it is said to be unfinished, and may be done again.
        if whole && done.failed.is_empty() && news.is_ok() {
            drop(self.note_renewed());
        }
        Ok(done)
    }

    fn note_renewed(&self) -> Result<(), VaultError> {
        self.chain().change(|ring| {
            ring.renewing = false;
            Ok(())
        })
    }

    /// Steps 2 to 4. False when the former keys may still stand somewhere: then it is to be done again.
    fn replace_root(
        &self,
        (new, code): (&Passphrase, &RecoveryCode),
        kdf: KdfStrength,
    ) -> Result<bool, VaultError> {
        let chain = self.chain();
        let fresh = Arc::new(Opened::generate()?);
        let both = fresh.with_former(Some(chain.opened()))?;
        let recovery = || (Slot::Recovery, SlotKind::Recovery(code));
        let passphrase = || (Slot::Passphrase, SlotKind::Passphrase(new));
        let before =
            [Slot::Passphrase, Slot::Recovery].map(|slot| (slot, identity_file(chain, slot)));
        let closed = replace_identity(chain, &both, recovery(), KdfStrength::Person)
            .map(|()| point(11))
            .and_then(|()| replace_identity(chain, &both, passphrase(), kdf))
            .map(|()| point(12))
            .and_then(|()| chain.close_with(Arc::clone(&fresh)));
        point(13);
        let durable = match closed {
            Ok(durable) => durable,
            Err(error) => {
                // As it was: the files first, since on a full disk nothing else may go. What cannot be put back opens
                // with the new secret, whose files hold both, and is to be done again.
                let back = before.iter().all(|(slot, file)| {
                    let Ok(file) = file else { return false };
                    let there = || identity_file(chain, *slot).is_ok_and(|now| now == *file);
                    there() || put_back_identity(chain, *slot, file).is_ok() && there()
                });
                chain.tidy(|| {
                    for (slot, file) in before {
                        if let Ok(file) = file {
                            place_identity(chain, slot, &file).unwrap_or_default();
                        }
                    }
                    if back {
                        drop(self.note_renewed());
                    }
                });
                return Err(error);
            }
        };
        // From here on nothing is undone.
        let shown = chain.public().and_then(|(mut public, _)| {
            public.recipient = fresh.grant.recipient();
            chain.write_public(&public)
        });
        let whole = durable
            && shown.is_ok()
            && replace_identity(chain, &fresh, recovery(), KdfStrength::Person)
                .and_then(|()| replace_identity(chain, &fresh, passphrase(), kdf))
                .is_ok();
        point(14);
        Ok(whole)
    }

    fn renew_record(
        &self,
        person: &PersonId,
        now: &str,
        go_on: &dyn Fn() -> bool,
    ) -> Result<(), VaultError> {
        if !go_on() {
            return Err(VaultError::Cancelled);
        }
        let record = self.record(person)?;
        record.may(Right::Owner)?;
        self.change_key(&record, Why::Renewed, now, go_on)?;
        self.write_owed(person, now)
    }

    /// Who holds a key to the record and could not be written a letter.
    fn to_let_in_again(&self, person: &PersonId) -> Vec<String> {
        let holders = self.record(person).and_then(|record| record.holders());
        let others = holders.unwrap_or_default().into_iter();
        let others = others.filter(|h| h.id != self.chain().keyholder);
        others
            .filter(|h| !self.is_known(&h.id))
            .map(|h| h.name)
            .collect()
    }
}
