//! The access log: who opened, exported and shared a record, and when.
//!
//! Changes stand in the history already ([`crate::history`]); what only looks at a record stands
//! here. Opening is no change of the record's state, so the log has a hash chain of its own; its
//! newest line is sealed in the keyring beside the newest change. The two are shown as one list.

use crate::VaultError;
use crate::db::{cached, schema_version};
use crate::history;
use crate::keyring::hex;
use crate::{AccessLine, AccessPage};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

/// The newest line of the log, as the seal keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) seq: i64,
    pub(crate) head: String,
}

/// One line.
struct Line {
    seq: i64,
    at: String,
    pid: String,
    actor: String,
    op: String,
    what: String,
    /// The newest change when this line was written: where it stands among the changes.
    after: i64,
    head: [u8; 32],
}

impl Line {
    fn compute_head(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"kinfolio/v1/access");
        hasher.update(previous);
        hasher.update(&self.seq.to_le_bytes());
        for text in [&self.at, &self.pid, &self.actor, &self.op, &self.what] {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.update(&self.after.to_le_bytes());
        hasher.finalize().into()
    }

    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            at: row.get(1)?,
            pid: row.get(2)?,
            actor: row.get(3)?,
            op: row.get(4)?,
            what: row.get(5)?,
            after: row.get(6)?,
            head: row.get(7)?,
        })
    }
}

const LAST: &str = "SELECT seq, at, pid, actor, op, what, after, head FROM access \
     ORDER BY seq DESC LIMIT 1";
const ALL: &str = "SELECT seq, at, pid, actor, op, what, after, head FROM access ORDER BY seq";
const BEFORE: &str = "SELECT seq, at, pid, actor, op, what, after, head FROM access \
     WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2";

/// True when the record has a log: since schema version 2.
fn there(conn: &Connection) -> Result<bool, VaultError> {
    Ok(schema_version(conn)? >= 2)
}

fn last(conn: &Connection) -> Result<Option<Line>, VaultError> {
    if !there(conn)? {
        return Ok(None);
    }
    Ok(cached(conn, LAST)?.query_row([], Line::read).optional()?)
}

/// The newest line, for the seal.
pub(crate) fn tail(conn: &Connection) -> Result<Option<Mark>, VaultError> {
    Ok(last(conn)?.map(|line| Mark {
        seq: line.seq,
        head: hex(&line.head),
    }))
}

/// True when the sealed line is in the log.
pub(crate) fn holds(conn: &Connection, mark: &Mark) -> Result<bool, VaultError> {
    if !there(conn)? {
        return Ok(false);
    }
    let head: Option<[u8; 32]> = cached(conn, "SELECT head FROM access WHERE seq = ?1")?
        .query_row([mark.seq], |r| r.get(0))
        .optional()?;
    Ok(head.is_some_and(|h| hex(&h) == mark.head))
}

/// True when a keyholder left a line after this one.
pub(crate) fn is_after(conn: &Connection, pid: &str, seq: i64) -> Result<bool, VaultError> {
    Ok(there(conn)?
        && cached(
            conn,
            "SELECT EXISTS (SELECT 1 FROM access WHERE seq > ?1 AND pid = ?2)",
        )?
        .query_row(params![seq, pid], |r| r.get(0))?)
}

/// Adds a line, in a transaction of its own.
pub(crate) fn append(
    conn: &Connection,
    (pid, actor): (&str, &str),
    op: &str,
    what: &str,
    at: &str,
) -> Result<Mark, VaultError> {
    let previous = last(conn)?;
    let mut line = Line {
        seq: previous.as_ref().map_or(1, |l| l.seq + 1),
        at: at.to_owned(),
        pid: pid.to_owned(),
        actor: actor.to_owned(),
        op: op.to_owned(),
        what: what.to_owned(),
        after: history::last(conn)?.map_or(0, |c| c.seq),
        head: [0; 32],
    };
    line.head = line.compute_head(&previous.map_or([0; 32], |l| l.head));
    cached(
        conn,
        "INSERT INTO access(seq, at, pid, actor, op, what, after, head)
         VALUES (?1,?2,?3,?4,?5,?6,?7,?8)",
    )?
    .execute(params![
        line.seq, line.at, line.pid, line.actor, line.op, line.what, line.after, line.head
    ])?;
    Ok(Mark {
        seq: line.seq,
        head: hex(&line.head),
    })
}

/// True when the chain is unbroken from its first line to its last.
pub(crate) fn is_unbroken(conn: &Connection) -> Result<bool, VaultError> {
    if !there(conn)? {
        return Ok(true);
    }
    let (mut previous, mut seq) = ([0; 32], 0);
    let mut statement = cached(conn, ALL)?;
    for line in statement.query_map([], Line::read)? {
        let line = line?;
        if line.seq != seq + 1 || line.head != line.compute_head(&previous) {
            return Ok(false);
        }
        (seq, previous) = (line.seq, line.head);
    }
    Ok(true)
}

/// A page of changes and accesses as one list, newest first. `before` comes from the page before.
pub(crate) fn page(
    conn: &Connection,
    before: Option<(i64, i64)>,
    limit: usize,
) -> Result<AccessPage, VaultError> {
    let (change_before, access_before) = before.unwrap_or((i64::MAX, i64::MAX));
    // One more of each than fits tells whether there is a next page.
    let wanted = limit.saturating_add(1);
    let changes = history::before(conn, change_before, wanted)?;
    let lines: Vec<Line> = if there(conn)? {
        let rows = i64::try_from(wanted).unwrap_or(i64::MAX);
        cached(conn, BEFORE)?
            .query_map([access_before, rows], Line::read)?
            .collect::<Result<_, _>>()?
    } else {
        Vec::new()
    };
    let (mut changes, mut lines) = (changes.into_iter().peekable(), lines.into_iter().peekable());
    let mut next = (change_before, access_before);
    let mut out = Vec::new();
    while out.len() < limit {
        let access_first = match (changes.peek(), lines.peek()) {
            (None, None) => break,
            (Some(_), None) => false,
            (None, Some(_)) => true,
            (Some(change), Some(line)) => line.after >= change.seq,
        };
        if access_first {
            let Some(line) = lines.next() else { break };
            next.1 = line.seq;
            out.push(AccessLine {
                at: line.at,
                actor: line.actor,
                op: line.op,
                what: line.what,
            });
        } else {
            let Some(change) = changes.next() else { break };
            next.0 = change.seq;
            out.push(AccessLine {
                at: change.at,
                actor: change.actor,
                op: change.op,
                what: change.entity,
            });
        }
    }
    let more = changes.peek().is_some() || lines.peek().is_some();
    Ok(AccessPage {
        lines: out,
        next: more.then_some(next),
    })
}
