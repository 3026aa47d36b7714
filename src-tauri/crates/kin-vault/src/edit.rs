//! Changes by hand, and undo.

use crate::body;
use crate::chain::{self, TakingBack};
use crate::db::cached;
use crate::digest::Table;
use crate::row::{HIDDEN, Stored, widened};
use crate::samples;
use crate::vouch::{self, Claims, Heirs};
use crate::writer::Writer;
use crate::{Undone, VaultError};
use rusqlite::{OptionalExtension as _, params};

/// Rows that an undo looks at in one step.
const STEP: i64 = 5_000;

/// The shown entry behind a name, also for the name of another source.
pub(crate) fn shown(w: &Writer, h: i64) -> Result<Stored, VaultError> {
    let ident = w.ident(h)?.ok_or(VaultError::NoSuchEntry)?;
    w.item(ident.target.unwrap_or(h))?
        .ok_or(VaultError::NoSuchEntry)
}

/// Hides or shows an entry; false when it already was so.
pub(crate) fn set_hidden(w: &mut Writer, h: i64, hidden: bool) -> Result<bool, VaultError> {
    let mut row = shown(w, h)?;
    if row.is_hidden() == hidden {
        return Ok(false);
    }
    let bits = row.bits ^ HIDDEN;
    w.set_bits(&mut row, bits)?;
    Ok(true)
}

/// Goes back to the former version.
pub(crate) fn revert(w: &mut Writer, h: i64) -> Result<(), VaultError> {
    let row = shown(w, h)?;
    let body = chain::revert(w, row.h)?;
    scrub(w, vec![body])
}

/// Removes originals for good.
fn scrub(w: &mut Writer, names: Vec<i64>) -> Result<(), VaultError> {
    for file in body::scrub(&w.conn, &w.blobs, names)? {
        w.remove_file_later(Some(file));
    }
    w.blocks.clear();
    Ok(())
}

/// Erases a hidden entry for good: row, original, versions, other sources, words.
pub(crate) fn erase(w: &mut Writer, h: i64) -> Result<(), VaultError> {
    let row = shown(w, h)?;
    if !row.is_hidden() {
        return Err(VaultError::NotHidden);
    }
    let others = w.also_of(row.h)?;
    let mut bodies = vec![row.body];
    for name in others.iter().map(|o| o.h).chain([row.h]) {
        while let Some((version, _, n)) = w.last_version(name)? {
            bodies.push(version.body);
            w.remove_version(&version, n)?;
        }
    }
    for other in &others {
        bodies.push(other.body);
        w.remove_also(other)?;
        w.remove_ident(other.h)?;
    }
    w.remove_item(&row)?;
    w.remove_ident(row.h)?;
    scrub(w, bodies)
}

/// After an erasure: the index forgets words at its next merge, so it is merged now.
pub(crate) fn forget_words(w: &Writer) -> Result<(), VaultError> {
    for sql in [
        "INSERT INTO own_fts(own_fts) VALUES('optimize')",
        "INSERT INTO concept_fts(concept_fts) VALUES('optimize')",
    ] {
        cached(&w.conn, sql)?.execute([])?;
    }
    Ok(())
}

/// What undo needs to know of an import.
struct Range {
    body_from: i64,
    body_to: i64,
    k_min: i64,
    k_max: i64,
}

/// Takes back a whole import.
pub(crate) fn undo(w: &mut Writer, import: i64, now: &str) -> Result<Undone, VaultError> {
    let range = cached(
        &w.conn,
        "SELECT body_from, body_to, k_min, k_max FROM import
         WHERE id = ?1 AND undone IS NULL AND (kind <> 'hand' OR file_name <> '')",
    )?
    .query_row([import], |r| {
        Ok(Range {
            body_from: r.get(0)?,
            body_to: r.get(1)?,
            k_min: r.get(2)?,
            k_max: r.get(3)?,
        })
    })
    .optional()?
    .ok_or(VaultError::NoSuchImport)?;
    let mut heirs = Heirs::default();
    let claims = Claims::ask(w, import, &mut heirs, |w| states_of(w, import, &range))?;
    let mut back = TakingBack {
        import,
        claims,
        heirs,
        gone: Vec::new(),
        undone: Undone::default(),
    };
    // Second sources, entries that are shown, former versions of what others changed since.
    undo_names(w, "SELECT h2 FROM also WHERE import = ?1", &mut back)?;
    undo_items(w, &range, &mut back)?;
    undo_names(w, "SELECT h FROM version WHERE import = ?1", &mut back)?;
    undo_attachments(w, import, &back.claims)?;
    let TakingBack {
        claims,
        heirs,
        mut gone,
        mut undone,
        ..
    } = back;
    heirs.store(w)?;
    vouch::forget(w, import)?;
    let (gone_samples, kept_samples) = samples::undo(w, import)?;
    undone.removed += gone_samples;
    undone.kept += kept_samples;
    for file in body::remove_range(&w.conn, range.body_from, range.body_to)? {
        w.remove_file_later(Some(file));
    }
    // What lies among the originals of other imports goes one by one.
    gone.retain(|name| !(range.body_from..range.body_to).contains(&(name >> 8)));
    gone.extend(claims.unused());
    scrub(w, gone)?;
    w.digest.row(&w.conn, Table::Import, (import, 0), false)?;
    cached(&w.conn, "UPDATE import SET undone = ?2 WHERE id = ?1")?
        .execute(params![import, now])?;
    w.digest.row(&w.conn, Table::Import, (import, 0), true)?;
    Ok(undone)
}

/// Stamp and original of every state and file of an import.
fn states_of(w: &Writer, import: i64, range: &Range) -> Result<Vec<(i64, i64)>, VaultError> {
    let (from, to) = widened(range.k_min, range.k_max);
    let mut states = Vec::new();
    for (sql, bounds) in [
        (
            "SELECT h2, content, body FROM also WHERE import = ?1",
            [import].as_slice(),
        ),
        (
            "SELECT h, content, body FROM version WHERE import = ?1",
            [import].as_slice(),
        ),
        (
            "SELECT i.h, d.content, i.body FROM item i CROSS JOIN ident d ON d.h = i.h
             WHERE i.k >= ?2 AND i.k <= ?3 AND i.import = ?1",
            [import, from, to].as_slice(),
        ),
        (
            "SELECT id, 0, 0 FROM attachment WHERE import = ?1",
            [import].as_slice(),
        ),
    ] {
        let mut statement = cached(&w.conn, sql)?;
        let found = statement.query_map(rusqlite::params_from_iter(bounds), |r| {
            Ok((vouch::stamp(r.get(0)?, r.get(1)?), r.get(2)?))
        })?;
        for state in found {
            states.push(state?);
        }
    }
    Ok(states)
}

/// Identities that a table names.
fn undo_names(w: &mut Writer, sql: &str, back: &mut TakingBack) -> Result<(), VaultError> {
    let names: Vec<i64> = cached(&w.conn, sql)?
        .query_map([back.import], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    for h in names {
        back.name(w, h)?;
    }
    Ok(())
}

/// Entries that show what the import brought.
fn undo_items(w: &mut Writer, range: &Range, back: &mut TakingBack) -> Result<(), VaultError> {
    let sql = "SELECT k, h FROM item WHERE k >= ?1 AND k <= ?2 AND import = ?3 ORDER BY k LIMIT ?4";
    let (mut from, to) = widened(range.k_min, range.k_max);
    loop {
        let rows: Vec<(i64, i64)> = cached(&w.conn, sql)?
            .query_map([from, to, back.import, STEP], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?
            .collect::<Result<_, _>>()?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        from = last.saturating_add(1);
        for (_, h) in rows {
            back.name(w, h)?;
        }
    }
}

/// Files that came with an import; one that another import brought too stays as that one's.
fn undo_attachments(w: &mut Writer, import: i64, claims: &Claims) -> Result<(), VaultError> {
    let found: Vec<(i64, Option<i64>)> =
        cached(&w.conn, "SELECT id, blob FROM attachment WHERE import = ?1")?
            .query_map([import], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<Result<_, _>>()?;
    for (id, blob) in found {
        w.digest.row(&w.conn, Table::Attachment, (id, 0), false)?;
        if let Some(voucher) = claims.voucher(id, 0, (i64::MAX, i64::MAX)) {
            cached(&w.conn, "UPDATE attachment SET import = ?2 WHERE id = ?1")?
                .execute([id, voucher.import])?;
            w.digest.row(&w.conn, Table::Attachment, (id, 0), true)?;
            continue;
        }
        cached(&w.conn, "DELETE FROM attachment WHERE id = ?1")?.execute([id])?;
        if let Some(blob) = blob {
            let file = body::blob_file(&w.conn, blob)?;
            cached(&w.conn, "DELETE FROM blob WHERE id = ?1")?.execute([blob])?;
            w.remove_file_later(Some(file));
        }
    }
    Ok(())
}
