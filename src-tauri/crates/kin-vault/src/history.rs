//! The change history: a hash chain inside the record, sealed outside it.
//!
//! SQLCipher authenticates each page but not that it is the newest one: an old page, an old file or
//! a cut write-ahead log is read without complaint. So every change adds a line
//! `head = H(previous head, line)`, the line holds a digest of the state, and the newest head is
//! kept, with a MAC, in the keyring. Going back behind it is seen when the record is opened.

use crate::VaultError;
use crate::access;
use crate::db::cached;
use crate::keyring::{damaged, hex, unhex};
use kin_crypto::safe::SealKey;
use kin_model::PersonId;
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};

/// The state of a record after its last saved change, kept in the keyring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SealLine {
    pub(crate) rid: PersonId,
    pub(crate) epoch: u32,
    pub(crate) seq: i64,
    pub(crate) head: String,
    pub(crate) digest: String,
    pub(crate) utc: String,
    /// The newest line of the access log, since schema version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) access: Option<access::Mark>,
    mac: String,
}

impl SealLine {
    fn message(&self) -> String {
        let Self {
            rid,
            epoch,
            seq,
            head,
            digest,
            utc,
            ..
        } = self;
        let mut text = format!("kinfolio/v1/seal|{rid}|{epoch}|{seq}|{head}|{digest}|{utc}");
        if let Some(mark) = &self.access {
            text.push_str(&format!("|{}|{}", mark.seq, mark.head));
        }
        text
    }

    /// The same state, sealed with the key of another epoch.
    pub(crate) fn under(&self, epoch: u32, key: &SealKey) -> Self {
        let mut line = self.clone();
        line.epoch = epoch;
        line.mac = hex(&key.mac(line.message().as_bytes()));
        line
    }

    /// The same state with another newest line of the access log.
    pub(crate) fn with_access(&self, mark: Option<access::Mark>, key: &SealKey) -> Self {
        let mut line = self.clone();
        line.access = mark;
        line.mac = hex(&key.mac(line.message().as_bytes()));
        line
    }

    pub(crate) fn new(
        rid: &PersonId,
        epoch: u32,
        change: &Change,
        access: Option<access::Mark>,
        key: &SealKey,
    ) -> Self {
        let mut line = Self {
            rid: rid.clone(),
            epoch,
            seq: change.seq,
            head: hex(&change.head),
            digest: hex(&change.digest),
            utc: change.at.clone(),
            access,
            mac: String::new(),
        };
        line.mac = hex(&key.mac(line.message().as_bytes()));
        line
    }

    /// True when this line was made with `key`.
    pub(crate) fn is_genuine(&self, key: &SealKey) -> bool {
        unhex(&self.mac).is_some_and(|mac| key.verify(self.message().as_bytes(), &mac))
    }
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) seq: i64,
    pub(crate) at: String,
    pub(crate) actor: String,
    pub(crate) op: String,
    pub(crate) entity: String,
    pub(crate) digest: [u8; 32],
    pub(crate) head: [u8; 32],
}

impl Change {
    fn compute_head(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(previous);
        hasher.update(&self.seq.to_le_bytes());
        for text in [&self.at, &self.actor, &self.op, &self.entity] {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.update(&self.digest);
        hasher.finalize().into()
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change {
        seq: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        op: row.get(3)?,
        entity: row.get(4)?,
        digest: row.get(5)?,
        head: row.get(6)?,
    })
}

const LAST: &str =
    "SELECT seq, at, actor, op, entity, digest, head FROM change ORDER BY seq DESC LIMIT 1";
const ONE: &str = "SELECT seq, at, actor, op, entity, digest, head FROM change WHERE seq = ?1";
const NEWEST: &str =
    "SELECT seq, at, actor, op, entity, digest, head FROM change ORDER BY seq DESC LIMIT ?1";
const BEFORE: &str = "SELECT seq, at, actor, op, entity, digest, head FROM change \
     WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2";
const ALL: &str = "SELECT seq, at, actor, op, entity, digest, head FROM change ORDER BY seq";

/// The newest line.
pub(crate) fn last(conn: &Connection) -> Result<Option<Change>, VaultError> {
    Ok(cached(conn, LAST)?.query_row([], read).optional()?)
}

/// The time of the first line.
pub(crate) fn begun(conn: &Connection) -> Result<Option<String>, VaultError> {
    let mut first = cached(conn, "SELECT at FROM change ORDER BY seq LIMIT 1")?;
    Ok(first.query_row([], |r| r.get(0)).optional()?)
}

/// The newest `limit` lines, newest first.
pub(crate) fn newest(conn: &Connection, limit: usize) -> Result<Vec<Change>, VaultError> {
    let mut statement = cached(conn, NEWEST)?;
    let rows = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// True when change `seq` has this head.
pub(crate) fn has(conn: &Connection, seq: i64, head: &str) -> Result<bool, VaultError> {
    let found = cached(conn, ONE)?.query_row([seq], read).optional()?;
    Ok(found.is_some_and(|change| hex(&change.head) == head))
}

/// Lines before `before`, newest first.
pub(crate) fn before(
    conn: &Connection,
    before: i64,
    limit: usize,
) -> Result<Vec<Change>, VaultError> {
    let mut statement = cached(conn, BEFORE)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map([before, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds a line; the caller is inside the transaction of the change itself.
pub(crate) fn append(
    conn: &Connection,
    at: &str,
    actor: &str,
    op: &str,
    entity: &str,
    digest: [u8; 32],
) -> Result<Change, VaultError> {
    let previous = last(conn)?;
    let mut change = Change {
        seq: previous.as_ref().map_or(1, |c| c.seq + 1),
        at: at.to_owned(),
        actor: actor.to_owned(),
        op: op.to_owned(),
        entity: entity.to_owned(),
        digest,
        head: [0; 32],
    };
    change.head = change.compute_head(&previous.map_or([0; 32], |c| c.head));
    cached(conn,
        "INSERT INTO change(seq, at, actor, op, entity, digest, head) VALUES (?1,?2,?3,?4,?5,?6,?7)",
    )?
    .execute(rusqlite::params![
        change.seq,
        change.at,
        change.actor,
        change.op,
        change.entity,
        change.digest,
        change.head
    ])?;
    Ok(change)
}

/// True when the chain is unbroken from its first line to its last.
pub(crate) fn is_unbroken(conn: &Connection) -> Result<bool, VaultError> {
    let mut previous = [0; 32];
    let mut seq = 0;
    let mut statement = cached(conn, ALL)?;
    for change in statement.query_map([], read)? {
        let change = change?;
        if change.seq != seq + 1 || change.head != change.compute_head(&previous) {
            return Ok(false);
        }
        (seq, previous) = (change.seq, change.head);
    }
    Ok(true)
}

/// Holds the record against what was last saved.
///
/// A record that is newer than its seal is right: a crash between the commit and the writing of
/// the keyring leaves that.
pub(crate) fn compare(
    conn: &Connection,
    seal: Option<&SealLine>,
    key: &SealKey,
) -> Result<(), VaultError> {
    let Some(seal) = seal else {
        return Ok(());
    };
    if !seal.is_genuine(key) {
        return Err(damaged("keyring"));
    }
    let newest = last(conn)?.map_or(0, |c| c.seq);
    let sealed = cached(conn, ONE)?.query_row([seal.seq], read).optional()?;
    match sealed {
        Some(change) if hex(&change.head) == seal.head => {}
        _ => {
            return Err(VaultError::OlderThanSaved {
                missing: u64::try_from(seal.seq - newest).unwrap_or(0),
                saved_at: seal.utc.clone(),
            });
        }
    }
    match &seal.access {
        Some(mark) if !access::holds(conn, mark)? => {
            let newest = access::tail(conn)?.map_or(0, |m| m.seq);
            Err(VaultError::OlderThanSaved {
                missing: u64::try_from(mark.seq - newest).unwrap_or(0),
                saved_at: seal.utc.clone(),
            })
        }
        _ => Ok(()),
    }
}
