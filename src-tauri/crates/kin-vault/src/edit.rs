//! Changes by hand, and undo.

use crate::body;
use crate::db::cached;
use crate::digest::Table;
use crate::row::{ALSO, COLUMNS, HIDDEN, Stored, widened};
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
    if w.last_version(row.h)?.is_none() {
        return Err(VaultError::NoSuchEntry);
    }
    let body = row.body;
    w.remove_item(&row)?;
    let hidden = row.bits & HIDDEN;
    pop_version(w, row.h, None, hidden | (row.bits & ALSO))?;
    scrub(w, body)
}

/// Brings back the newest former version of `h` that is not of import `not`; forgets newer ones.
/// The row itself must be gone from `item` or `also`. False when there is none.
fn pop_version(w: &mut Writer, h: i64, not: Option<i64>, bits: i64) -> Result<bool, VaultError> {
    while let Some((mut row, target, n)) = w.last_version(h)? {
        w.remove_version(&row, n)?;
        if not == Some(row.import) {
            continue;
        }
        row.bits = (row.bits & !(HIDDEN | ALSO)) | bits;
        match target {
            Some(target) if w.item(target)?.is_some() => {
                w.insert_also(&row, target)?;
                if let Some(mut shown) = w.item(target)? {
                    let bits = shown.bits | ALSO;
                    w.set_bits(&mut shown, bits)?;
                }
            }
            _ => {
                w.bring_back(row)?;
            }
        }
        return Ok(true);
    }
    Ok(false)
}

fn scrub(w: &mut Writer, name: i64) -> Result<(), VaultError> {
    let file = body::scrub(&w.conn, &w.blobs, name)?;
    w.blocks.clear();
    w.remove_file_later(file);
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
    for name in bodies {
        scrub(w, name)?;
    }
    Ok(())
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
         WHERE id = ?1 AND undone IS NULL AND kind <> 'hand'",
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
    let mut undone = Undone::default();
    undo_other_sources(w, import, &mut undone)?;
    undo_items(w, import, &range, &mut undone)?;
    undo_versions(w, import)?;
    undo_attachments(w, import)?;
    for file in body::remove_range(&w.conn, range.body_from, range.body_to)? {
        w.remove_file_later(Some(file));
    }
    w.blocks.clear();
    w.digest.row(&w.conn, Table::Import, (import, 0), false)?;
    cached(&w.conn, "UPDATE import SET undone = ?2 WHERE id = ?1")?
        .execute(params![import, now])?;
    w.digest.row(&w.conn, Table::Import, (import, 0), true)?;
    Ok(undone)
}

/// Second sources that the import brought.
fn undo_other_sources(w: &mut Writer, import: i64, undone: &mut Undone) -> Result<(), VaultError> {
    let names: Vec<i64> = cached(&w.conn, "SELECT h2 FROM also WHERE import = ?1")?
        .query_map([import], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    for h2 in names {
        let Some((row, target)) = w.also(h2)? else {
            continue;
        };
        w.remove_also(&row)?;
        w.remove_ident(h2)?;
        clear_also_bit(w, target)?;
        if pop_version(w, h2, Some(import), 0)? {
            undone.restored += 1;
        }
    }
    Ok(())
}

fn clear_also_bit(w: &mut Writer, target: i64) -> Result<(), VaultError> {
    if w.also_of(target)?.is_empty()
        && let Some(mut shown) = w.item(target)?
    {
        let bits = shown.bits & !ALSO;
        w.set_bits(&mut shown, bits)?;
    }
    Ok(())
}

/// Entries that show what the import brought.
fn undo_items(
    w: &mut Writer,
    import: i64,
    range: &Range,
    undone: &mut Undone,
) -> Result<(), VaultError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM item WHERE k >= ?1 AND k <= ?2 AND import = ?3 ORDER BY k LIMIT ?4"
    );
    let (mut from, to) = widened(range.k_min, range.k_max);
    loop {
        let rows: Vec<Stored> = cached(&w.conn, &sql)?
            .query_map([from, to, import, STEP], |r| Stored::read(r, 0))?
            .collect::<Result<_, _>>()?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        from = last.k.saturating_add(1);
        for row in rows {
            // Read again: taking back one row may have changed the flags of another.
            let Some(row) = w.item(row.h)?.filter(|now| now.import == import) else {
                continue;
            };
            w.remove_item(&row)?;
            let keep = row.bits & (HIDDEN | ALSO);
            if pop_version(w, row.h, Some(import), keep)?
                || (row.bits & ALSO != 0 && promote(w, &row)?)
            {
                undone.restored += 1;
            } else {
                w.remove_ident(row.h)?;
                undone.removed += 1;
            }
        }
    }
}

/// The oldest other source of an entry takes its place.
fn promote(w: &mut Writer, gone: &Stored) -> Result<bool, VaultError> {
    let mut others = w.also_of(gone.h)?.into_iter();
    let Some(mut first) = others.next() else {
        return Ok(false);
    };
    w.remove_also(&first)?;
    w.remove_ident(gone.h)?;
    let rest: Vec<Stored> = others.collect();
    first.bits = (first.bits & !(HIDDEN | ALSO)) | (gone.bits & HIDDEN);
    if !rest.is_empty() {
        first.bits |= ALSO;
    }
    let h = first.h;
    w.bring_back(first)?;
    for other in rest {
        w.remove_also(&other)?;
        w.insert_also(&other, h)?;
    }
    Ok(true)
}

/// Former versions of entries that a later import or a hand changed since.
fn undo_versions(w: &mut Writer, import: i64) -> Result<(), VaultError> {
    let names: Vec<(i64, i64)> = cached(&w.conn, "SELECT h, n FROM version WHERE import = ?1")?
        .query_map([import], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (h, n) in names {
        let sql = format!("SELECT {COLUMNS}, content FROM version WHERE h = ?1 AND n = ?2");
        let row = cached(&w.conn, &sql)?
            .query_row([h, n], |r| Stored::read(r, 0))
            .optional()?;
        if let Some(row) = row {
            w.remove_version(&row, n)?;
        }
    }
    Ok(())
}

fn undo_attachments(w: &mut Writer, import: i64) -> Result<(), VaultError> {
    let found: Vec<(i64, Option<i64>)> =
        cached(&w.conn, "SELECT id, blob FROM attachment WHERE import = ?1")?
            .query_map([import], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<Result<_, _>>()?;
    for (id, blob) in found {
        w.digest.row(&w.conn, Table::Attachment, (id, 0), false)?;
        cached(&w.conn, "DELETE FROM attachment WHERE id = ?1")?.execute([id])?;
        if let Some(blob) = blob {
            let file = body::blob_file(&w.conn, blob)?;
            cached(&w.conn, "DELETE FROM blob WHERE id = ?1")?.execute([blob])?;
            w.remove_file_later(Some(file));
        }
    }
    Ok(())
}
