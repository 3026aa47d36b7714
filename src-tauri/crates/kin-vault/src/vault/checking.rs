//! Checking a whole vault: every record, and the files beside them.

use super::Unlocked;
use crate::keyring::{hex, is_as_written, is_spare_whole, read_public, read_ring};
use crate::{CheckReport, Problem, VaultError};
use kin_crypto::safe::sha256;

impl Unlocked {
    /// Checks everything: pages, structure, history, state, originals, files. Changes nothing.
    /// Without `full` only the history and one part in 32 of each record, another one each time.
    ///
    /// # Errors
    /// [`VaultError::Cancelled`] when the vault is locked meanwhile, [`VaultError::Io`]; what is
    /// wrong with the vault is in the report.
    pub fn check(&self, full: bool) -> Result<CheckReport, VaultError> {
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
        for (person, _) in self.people() {
            let found = match self.record(&person) {
                Ok(record) => record.check(full, part),
                Err(error) => Err(error),
            };
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
                    let gone = if full { self.gone_letters(&person) } else { 0 };
                    if gone > 0 {
                        report.problems.push(Problem {
                            code: "letter-gone",
                            person: Some(person.clone()),
                            count: gone,
                        });
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
        if !is_spare_whole(layout, &id.0, &self.chain.opened.root, must) {
            problem("spare-keyring-damaged");
        }
        let ring = read_ring(layout, &id.0, &self.chain.opened.root);
        if !self.chain.whole || !matches!(ring, Ok((_, true))) {
            problem("keyring-damaged");
        }
        for who in self.locked.ids() {
            let Ok(public) = read_public(layout, &who) else {
                problem("identity-damaged");
                continue;
            };
            let digest = |file: &str| {
                let path = layout.keyholder(&who.0).join(file);
                let bytes = crate::files::read_small(&path).ok().flatten();
                bytes.map(|b| hex(&sha256(&b)))
            };
            let known = |file: &str, last: &String| {
                let found = digest(file);
                found.is_some() && (found.as_ref() == Some(last) || found == public.next_sha256)
            };
            if !known("identity.age", &public.identity_sha256)
                || !known("identity.recovery.age", &public.recovery_sha256)
            {
                problem("identity-damaged");
            }
            let device = public.device_sha256.as_ref();
            if device.is_some_and(|last| !known("identity.device.age", last)) {
                problem("quick-unlock-damaged");
            }
            // A newer version may write more than this one knows.
            let written = self.chain.read_only || is_as_written(layout, &who, &public);
            let mine = who != *id
                || (public.recipient == self.chain.opened.grant.recipient()
                    && (self.chain.shown_key()).is_none_or(|key| public.is_sealed_with(&key)));
            if !written || !mine {
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
