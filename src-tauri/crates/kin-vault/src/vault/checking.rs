//! Checking a whole vault: every record, and the files beside them.

use super::Unlocked;
use crate::files::read_small;
use crate::identity::{Slot, digest_of};
use crate::keyring::{is_as_written, is_spare_whole, read_public, read_ring};
use crate::{CheckReport, Problem, VaultError};
use kin_model::PersonId;
use std::collections::BTreeSet;

/// How every file of age begins.
const AGE: &[u8] = b"age-encryption.org/v1\n";

impl Unlocked {
    /// Remembers whose files are here, so that they are missed when they are gone.
    pub(crate) fn meet(&self) {
        let chain = &self.chain;
        let here = || self.locked.ids().into_iter().map(|id| id.0);
        let new = {
            let ring = chain.ring();
            here().any(|id| id != chain.keyholder.0 && !ring.met.contains(&id))
        };
        if new {
            // What cannot be written now is written another time.
            let noted = chain.change(|ring| {
                ring.met
                    .extend(here().filter(|id| *id != chain.keyholder.0));
                Ok(())
            });
            drop(noted);
        }
    }

    /// Keyholders of a record whose files were here and are not any more: they cannot unlock.
    fn lost_keyholders(&self, person: &PersonId) -> u64 {
        let holders = self.record(person).and_then(|record| record.holders());
        let ring = self.chain.ring();
        let lost = |holder: &crate::Holder| {
            ring.met.contains(&holder.id.0) && !self.chain.layout.keyholder(&holder.id.0).is_dir()
        };
        holders.map_or(0, |all| all.iter().filter(|one| lost(one)).count() as u64)
    }

    /// Checks everything: pages, structure, history, state, originals, files. Changes nothing.
    /// Without `full` only the history and one part in 32 of each record, another one each time.
    ///
    /// # Errors
    /// [`VaultError::Cancelled`] when the vault is locked meanwhile, [`VaultError::Io`]; what is
    /// wrong with the vault is in the report.
    pub fn check(&self, full: bool) -> Result<CheckReport, VaultError> {
        self.check_telling(full, &|_, _| true)
    }

    /// As [`Self::check`]; `tell` hears how many bytes of how many are looked at, and ends it with false.
    ///
    /// # Errors
    /// As [`Self::check`]; [`VaultError::Cancelled`] also when `tell` ends it.
    pub fn check_telling(
        &self,
        full: bool,
        tell: &dyn Fn(u64, u64) -> bool,
    ) -> Result<CheckReport, VaultError> {
        let mut report = CheckReport::default();
        self.check_keyholder(&mut report);
        let letters = self.damaged_letters();
        if letters > 0 {
            report.problems.push(Problem {
                code: "letter-damaged",
                person: None,
                count: letters,
            });
        }
        let part = usize::try_from(self.chain.ring().counter % 32).unwrap_or(0);
        let people: Vec<_> = self
            .people()
            .into_iter()
            .map(|(person, _)| person)
            .collect();
        let sizes: Vec<u64> = people.iter().map(|p| self.record_bytes(p)).collect();
        let total = sizes.iter().sum::<u64>().max(1);
        let mut done = 0;
        for (person, size) in people.into_iter().zip(sizes) {
            let within = |thousandths: u64| tell(done + size / 1000 * thousandths, total);
            let found = match self.record(&person) {
                Ok(record) => record.check(full, part, &within),
                Err(error) => Err(error),
            };
            done += size;
            let mut problem = |code, count| {
                report.problems.push(Problem {
                    code,
                    person: Some(person.clone()),
                    count,
                });
            };
            match found {
                Ok(found) => {
                    for (code, count) in found.problems {
                        problem(code, count);
                    }
                    report.entries += found.entries;
                    report.originals += found.originals;
                    report.files += found.files;
                    let lost = self.lost_keyholders(&person);
                    let gone = if full { self.gone_letters(&person) } else { 0 };
                    for (code, count) in [("letter-gone", gone), ("keyholder-gone", lost)] {
                        if count > 0 {
                            report.problems.push(Problem {
                                code,
                                person: Some(person.clone()),
                                count,
                            });
                        }
                    }
                }
                Err(VaultError::OlderThanSaved { missing, .. }) => {
                    problem("older-than-saved", missing.max(1));
                }
                Err(VaultError::Swapped) => problem("record-swapped", 1),
                Err(VaultError::AccessEnded) => problem("access-ended", 1),
                Err(
                    VaultError::Damaged { .. }
                    | VaultError::Database { .. }
                    | VaultError::Crypto(_),
                ) => problem("record-unreadable", 1),
                Err(error) => return Err(error),
            }
        }
        Ok(report)
    }

    fn check_keyholder(&self, report: &mut CheckReport) {
        let mut problem = |code| {
            report.problems.push(Problem {
                code,
                person: None,
                count: 1,
            });
        };
        let (layout, id) = (&self.chain.layout, &self.chain.keyholder);
        let must = self.chain.ring().spare;
        if !is_spare_whole(layout, &id.0, &self.chain.opened().root, must) {
            problem("spare-keyring-damaged");
        }
        let ring = read_ring(layout, &id.0, &self.chain.opened().root);
        if !self.chain.whole || !matches!(ring, Ok((_, true))) {
            problem("keyring-damaged");
        }
        let mut keys = BTreeSet::new();
        for who in self.locked.ids() {
            let Ok(public) = read_public(layout, &who) else {
                problem("identity-damaged");
                continue;
            };
            // No two people have the same key: one of them is a copy.
            if !keys.insert(public.recipient.clone()) {
                problem("identity-damaged");
            }
            // What is in it only its owner can tell; that it is there and a locked file, everybody.
            let ring = read_small(&layout.keyholder(&who.0).join("keyring.age"));
            let locked = |bytes: Vec<u8>| bytes.starts_with(AGE) && bytes.len() > AGE.len() + 200;
            if who != *id && !ring.ok().flatten().is_some_and(locked) {
                problem("other-keyring-damaged");
            }
            let known = |slot: Slot, last: &String| {
                let found = digest_of(layout, &who, slot).ok().flatten();
                found.is_some() && (found.as_ref() == Some(last) || found == public.next_sha256)
            };
            if !known(Slot::Passphrase, &public.identity_sha256)
                || !known(Slot::Recovery, &public.recovery_sha256)
            {
                problem("identity-damaged");
            }
            let device = public.device_sha256.as_ref();
            if device.is_some_and(|last| !known(Slot::Device, last)) {
                problem("quick-unlock-damaged");
            }
            // A newer version may write more than this one knows.
            let written = self.chain.read_only || is_as_written(layout, &who, &public);
            let mine = who != *id
                || (public.recipient == self.chain.opened().grant.recipient()
                    && (self.chain.shown_key()).is_none_or(|key| public.is_sealed_with(&key)));
            if !written && who != *id {
                // Only its owner can mend it.
                problem("other-public-changed");
            } else if !written || !mine {
                problem("public-changed");
            } else if who == *id && !self.chain.ring().knows(&public) {
                problem("public-older");
            }
        }
        if !self
            .locked
            .manifest
            .is_as_written(layout, self.chain.seen())
        {
            problem("vault-file-damaged");
        }
    }
}
