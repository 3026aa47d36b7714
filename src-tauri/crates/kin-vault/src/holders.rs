//! Who holds a key to a record, and what they may do with it.
//!
//! That somebody without a key reads nothing is cryptography. That somebody with a key only reads
//! is this program's rule: the key opens the database for reading and writing alike.

use crate::VaultError;
use crate::db::{cached, schema_version};
use crate::digest::Table;
use crate::writer::Writer;
use crate::{Holder, KeyholderId, Right};
use rusqlite::{Connection, OptionalExtension as _, params};

/// Everybody who holds a key, in the order they came. Empty for a record that only its maker holds.
pub(crate) fn all(conn: &Connection) -> Result<Vec<Holder>, VaultError> {
    if schema_version(conn)? < 2 {
        return Ok(Vec::new());
    }
    let mut statement = cached(
        conn,
        "SELECT pid, name, role, recipient, by_pid, by_name, at FROM holder ORDER BY id",
    )?;
    let rows = statement.query_map([], |r| {
        Ok(Holder {
            id: KeyholderId(r.get(0)?),
            name: r.get(1)?,
            right: Right::parse(&r.get::<_, String>(2)?),
            recipient: r.get(3)?,
            by: KeyholderId(r.get(4)?),
            by_name: r.get(5)?,
            at: r.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What the record says a keyholder may do; `None` when it does not name them.
pub(crate) fn right_of(conn: &Connection, pid: &str) -> Result<Option<Right>, VaultError> {
    if schema_version(conn)? < 2 {
        return Ok(None);
    }
    let role: Option<String> = cached(conn, "SELECT role FROM holder WHERE pid = ?1")?
        .query_row([pid], |r| r.get(0))
        .optional()?;
    Ok(role.map(|r| Right::parse(&r)))
}

fn row_id(conn: &Connection, pid: &str) -> Result<Option<i64>, VaultError> {
    Ok(cached(conn, "SELECT id FROM holder WHERE pid = ?1")?
        .query_row([pid], |r| r.get(0))
        .optional()?)
}

/// Names a keyholder, or changes what is said of them.
pub(crate) fn put(w: &mut Writer, holder: &Holder) -> Result<(), VaultError> {
    if let Some(id) = row_id(&w.conn, &holder.id.0)? {
        w.digest.row(&w.conn, Table::Holder, (id, 0), false)?;
    }
    cached(
        &w.conn,
        "INSERT INTO holder(pid, name, role, recipient, by_pid, by_name, at)
         VALUES (?1,?2,?3,?4,?5,?6,?7)
         ON CONFLICT(pid) DO UPDATE SET name = excluded.name, role = excluded.role,
         recipient = excluded.recipient,
         by_pid = excluded.by_pid, by_name = excluded.by_name, at = excluded.at",
    )?
    .execute(params![
        holder.id.0,
        holder.name,
        holder.right.as_str(),
        holder.recipient,
        holder.by.0,
        holder.by_name,
        holder.at
    ])?;
    if let Some(id) = row_id(&w.conn, &holder.id.0)? {
        w.digest.row(&w.conn, Table::Holder, (id, 0), true)?;
    }
    Ok(())
}

/// Forgets a keyholder; false when the record did not name them.
pub(crate) fn remove(w: &mut Writer, pid: &str) -> Result<bool, VaultError> {
    let Some(id) = row_id(&w.conn, pid)? else {
        return Ok(false);
    };
    w.digest.row(&w.conn, Table::Holder, (id, 0), false)?;
    cached(&w.conn, "DELETE FROM holder WHERE id = ?1")?.execute([id])?;
    Ok(true)
}
