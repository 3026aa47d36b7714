//! Sharing a record: who holds a key, who opened it, and why it does not open.

use super::Record;
use crate::access;
use crate::blobs::Blobs;
use crate::db::{self, Role};
use crate::holders;
use crate::keyring::{KeyChain, Pin, damaged};
use crate::{AccessPage, Holder, Right, VaultError};
use kin_model::PersonId;

/// The keyholder who made a record, as it names them.
pub(super) fn first_holder(chain: &KeyChain, by: &str, now: &str) -> Holder {
    Holder {
        id: chain.keyholder.clone(),
        name: by.to_owned(),
        right: Right::Owner,
        recipient: chain.opened().grant.recipient(),
        by: chain.keyholder.clone(),
        by_name: by.to_owned(),
        at: now.to_owned(),
    }
}

/// The large files of a record, for keys as they are pinned.
pub(crate) fn blobs_of(
    chain: &KeyChain,
    rid: &PersonId,
    key: (&kin_crypto::safe::RecordKey, u32),
    old: &[(kin_crypto::safe::RecordKey, u32)],
) -> Result<Blobs, VaultError> {
    let old = old.iter().map(|(k, epoch)| k.blobs(rid.as_str(), *epoch));
    Ok(Blobs::new(
        chain.layout.record(rid.as_str()).join("blobs"),
        chain.layout.staging(),
        key.0.blobs(rid.as_str(), key.1)?,
        old.collect::<Result<_, _>>()?,
    ))
}

/// Why a record does not open: another person's record in its folder, an ended access, or damage. Who did not make
/// it cannot tell the last two apart.
pub(super) fn why_closed(chain: &KeyChain, rid: &PersonId, pin: &Pin) -> VaultError {
    let path = chain.layout.record(rid.as_str()).join("record.db");
    let others: Vec<PersonId> = {
        let ring = chain.ring();
        let all = ring.records.iter().map(|r| r.rid.clone());
        all.filter(|other| other != rid).collect()
    };
    let opens = |other: &PersonId| -> Result<bool, VaultError> {
        let theirs = chain.pin(other)?;
        let key = theirs.key.database(other.as_str(), theirs.epoch)?;
        Ok(path.is_file() && db::open(&path, &key, Role::Read, true).is_ok())
    };
    if others.iter().any(|other| opens(other).unwrap_or(false)) {
        VaultError::Swapped
    } else if pin.made || !path.is_file() {
        damaged("record")
    } else {
        VaultError::AccessEnded
    }
}

impl Record {
    /// Number of the newest change, and whether change `seq` of the history has this head.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn compare_history(&self, seq: u64, head: &str) -> Result<(u64, bool), VaultError> {
        self.read(|r| {
            let newest = crate::history::last(&r.conn)?.map_or(0, |c| c.seq);
            let seq = i64::try_from(seq).unwrap_or(i64::MAX);
            let same = crate::history::has(&r.conn, seq, head)?;
            Ok((u64::try_from(newest).unwrap_or(0), same))
        })
    }

    /// What the keyholder who unlocked may do here.
    #[must_use]
    pub const fn right(&self) -> Right {
        self.right
    }

    /// Who holds a key to this record, in the order they came.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn holders(&self) -> Result<Vec<Holder>, VaultError> {
        let named = self.read(|r| holders::all(&r.conn))?;
        if named.is_empty() && self.right == Right::Owner {
            // Made before records named their holders: only the maker has a key.
            let at = self
                .changes(usize::MAX)?
                .pop()
                .map_or_else(String::new, |c| c.at);
            return Ok(vec![first_holder(&self.chain, &self.keyholder_name(), &at)]);
        }
        Ok(named)
    }

    /// Notes in the access log that the record was opened, exported, shared, saved (`op`, a stable
    /// word), with what belongs to it. Readers leave a line, too.
    ///
    /// # Errors
    /// [`VaultError::Busy`] while an import runs, [`VaultError::ReadOnly`].
    pub fn log_access(&self, op: &str, what: &str, now: &str) -> Result<(), VaultError> {
        let (pid, name) = (self.chain.keyholder.as_str(), self.keyholder_name());
        let writer = self.take_any_writer(false)?;
        let mark = self
            .chain
            .heed(access::append(&writer.conn, (pid, &name), op, what, now));
        self.give_back(writer);
        let mark = mark?;
        if let Some(seal) = self.chain.seal(&self.person) {
            let line = self.with_keys(|keys| Ok(seal.with_access(Some(mark), &keys.seal)))?;
            self.chain.set_seal(&self.person, line)?;
        }
        Ok(())
    }

    /// A page of who did what with the record, newest first; `before` from the page before.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn access_log(
        &self,
        before: Option<(i64, i64)>,
        limit: usize,
    ) -> Result<AccessPage, VaultError> {
        self.read(|r| access::page(&r.conn, before, limit))
    }
}
