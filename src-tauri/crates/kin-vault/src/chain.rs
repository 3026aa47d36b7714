//! The states of one identity, and what becomes of them when an import is taken back. The rules are
//! in [`crate::vouch`].

use crate::db::cached;
use crate::digest::Table;
use crate::row::{ALSO, HIDDEN, Stored};
use crate::vouch::{Claims, Heirs, Voucher, place, stamp};
use crate::writer::Writer;
use crate::{Undone, VaultError};
use rusqlite::params;

const VERSIONS: &str = "SELECT k, h, kind, concept, body, import, shape, bits, value, unit, range, \
     status, who, ns, content, target, n FROM version WHERE h = ?1 ORDER BY n";

/// One state.
struct Link {
    row: Stored,
    /// For another source's entry: the one that is shown.
    target: Option<i64>,
    /// Its number among the former versions.
    n: Option<i64>,
}

/// Former versions, then the state that counts.
fn load(w: &Writer, h: i64) -> Result<Vec<Link>, VaultError> {
    let mut statement = cached(&w.conn, VERSIONS)?;
    let former = statement.query_map([h], |r| {
        let mut row = Stored::read(r, 0)?;
        row.content = r.get(14)?;
        Ok(Link {
            row,
            target: r.get(15)?,
            n: r.get(16)?,
        })
    })?;
    let mut chain: Vec<Link> = former.collect::<Result<_, _>>()?;
    let Some(ident) = w.ident(h)? else {
        return Ok(chain);
    };
    let current = match ident.target {
        Some(_) => w.also(h)?.map(|(row, target)| (row, Some(target))),
        None => w.item(h)?.map(|row| (row, None)),
    };
    chain.extend(current.map(|(row, target)| Link {
        row,
        target,
        n: None,
    }));
    Ok(chain)
}

/// Puts a state in the place of the one that counted so far, or nothing. False when the identity is
/// gone and no other source shows the fact.
fn replace(w: &mut Writer, old: &Link, new: Option<Link>) -> Result<bool, VaultError> {
    let h = old.row.h;
    let mut keep = 0;
    let target = match new.as_ref().and_then(|link| link.target) {
        Some(target) if target != h && w.item(target)?.is_some() => Some(target),
        _ => None,
    };
    if let Some(shown) = old.target {
        w.remove_also(&old.row)?;
        w.remove_ident(h)?;
        clear_also_bit(w, shown)?;
    } else {
        w.remove_item(&old.row)?;
        keep = old.row.bits & (HIDDEN | ALSO);
        // The other sources cannot stay under an entry that is not shown itself.
        if new.is_none() || target.is_some() {
            let promoted = old.row.bits & ALSO != 0 && promote(w, &old.row)?;
            if new.is_none() {
                if !promoted {
                    w.remove_ident(h)?;
                }
                return Ok(promoted);
            }
            keep = 0;
        }
    }
    let Some(Link { mut row, .. }) = new else {
        return Ok(false);
    };
    row.bits = (row.bits & !(HIDDEN | ALSO)) | keep;
    let Some(target) = target else {
        w.bring_back(row)?;
        return Ok(true);
    };
    w.insert_also(&row, target)?;
    if let Some(mut shown) = w.item(target)? {
        let bits = shown.bits | ALSO;
        w.set_bits(&mut shown, bits)?;
    }
    Ok(true)
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

/// Goes back to the former version; gives back the original that is not needed any more.
pub(crate) fn revert(w: &mut Writer, h: i64) -> Result<i64, VaultError> {
    let mut chain = load(w, h)?;
    let (Some(current), Some(former)) = (chain.pop(), chain.pop()) else {
        return Err(VaultError::NoSuchEntry);
    };
    w.remove_version(&former.row, former.n.unwrap_or(0))?;
    replace(w, &current, Some(former))?;
    Ok(current.row.body)
}

/// Where a state belongs that is older than the one that counts.
pub(crate) enum Former {
    /// It is there already, brought by this import.
    There(i64),
    /// It becomes the former version of this number.
    At(i64),
}

/// A state that is older than the one that counts comes after those that are not newer than it.
pub(crate) fn place_of_former(
    w: &mut Writer,
    h: i64,
    content: i64,
    body: &[u8],
) -> Result<Former, VaultError> {
    for link in load(w, h)?.iter().rev() {
        let Some(n) = link.n else { continue };
        if w.is_older(body, link.row.body)? {
            continue;
        }
        if link.row.content == content {
            return Ok(Former::There(link.row.import));
        }
        return Ok(Former::At(n + 1));
    }
    Ok(Former::At(1))
}

/// Makes a state the former version `n`; those from there on move up by one.
pub(crate) fn insert_former(w: &mut Writer, row: &Stored, n: i64) -> Result<(), VaultError> {
    let mut later = load(w, row.h)?;
    later.retain(|link| link.n.is_some_and(|at| at >= n));
    for link in &later {
        w.remove_version(&link.row, link.n.unwrap_or(0))?;
    }
    w.push_version(row, None)?;
    for link in &later {
        w.push_version(&link.row, link.target)?;
    }
    Ok(())
}

/// What taking back an import knows and collects.
pub(crate) struct TakingBack {
    pub(crate) import: i64,
    pub(crate) claims: Claims,
    pub(crate) heirs: Heirs,
    /// Originals that are not needed any more, wherever they are.
    pub(crate) gone: Vec<i64>,
    pub(crate) undone: Undone,
}

/// A state that stays.
struct Kept {
    link: Link,
    /// Where it stood.
    at: usize,
    /// Somebody else owns it now.
    moved: bool,
}

impl TakingBack {
    /// Takes the states of the import out of the chain of `h`.
    pub(crate) fn name(&mut self, w: &mut Writer, h: i64) -> Result<(), VaultError> {
        let chain = load(w, h)?;
        if chain.iter().all(|link| link.row.import != self.import) {
            return Ok(());
        }
        let last = chain.len() - 1;
        let current = chain.last().map(|link| link.row.clone());
        let old_target = chain.last().and_then(|link| link.target);
        let numbers: Vec<(Stored, i64)> = chain
            .iter()
            .filter_map(|link| link.n.map(|n| (link.row.clone(), n)))
            .collect();
        let mut kept = self.kept(w, chain)?;
        let newest = kept.pop();
        // Former versions are numbered anew where anything about them changed.
        let same = kept.len() == numbers.len()
            && kept.iter().enumerate().all(|(i, k)| k.at == i && !k.moved);
        if !same {
            for (row, n) in &numbers {
                w.remove_version(row, *n)?;
            }
            for former in &kept {
                w.push_version(&former.link.row, former.link.target)?;
            }
        }
        let Some(current) = current else {
            return Ok(());
        };
        let old = Link {
            row: current,
            target: old_target,
            n: None,
        };
        match newest {
            Some(newest) if newest.at == last => {
                if newest.moved {
                    change_owner(w, &old, &newest.link.row)?;
                    self.undone.kept += 1;
                }
            }
            Some(newest) => {
                replace(w, &old, Some(newest.link))?;
                self.undone.restored += 1;
            }
            None => {
                if replace(w, &old, None)? {
                    self.undone.restored += 1;
                } else if old.target.is_none() {
                    self.undone.removed += 1;
                }
            }
        }
        Ok(())
    }

    /// The states that stay, each with its owner.
    fn kept(&mut self, w: &mut Writer, chain: Vec<Link>) -> Result<Vec<Kept>, VaultError> {
        let owners: Vec<(i64, i64)> = chain
            .iter()
            .map(|link| (link.row.import, link.row.content))
            .collect();
        let mut kept: Vec<Kept> = Vec::with_capacity(chain.len());
        for (at, mut link) in chain.into_iter().enumerate() {
            let (body, name) = (link.row.body, stamp(link.row.h, link.row.content));
            let later = owners.get(at + 1..).unwrap_or_default();
            let until = later.first().map_or(i64::MAX, |(owner, _)| *owner);
            let again = later
                .iter()
                .find(|(_, content)| *content == link.row.content);
            let again = again.map_or(i64::MAX, |(owner, _)| *owner);
            let mine = link.row.import == self.import;
            let voucher = self
                .claims
                .voucher(name, body, (until, again))
                .filter(|_| mine);
            if mine {
                self.gone.push(body);
                if voucher.is_none() {
                    continue;
                }
            }
            if let Some(before) = kept.last().map(|k| &k.link.row)
                && before.content == link.row.content
            {
                // The two are one again. Who brought the later one found the earlier one there.
                if !mine {
                    self.gone.push(body);
                    let import = link.row.import;
                    if import != before.import {
                        let place = place(&w.conn, import, body)?;
                        let is_former = !later.is_empty();
                        let voucher = Voucher { import, place };
                        self.heirs.witness(w, (name, is_former), voucher)?;
                    }
                }
                continue;
            }
            if let Some(voucher) = voucher {
                link.row.body = self
                    .claims
                    .copy(name, body)
                    .ok_or(VaultError::Damaged { what: "record" })?;
                link.row.import = voucher.import;
                self.heirs.owns(w, voucher.import, link.row.k)?;
            }
            kept.push(Kept {
                link,
                at,
                moved: voucher.is_some(),
            });
        }
        Ok(kept)
    }
}

/// The state that counts stays as it is, with another owner and another name for its original.
fn change_owner(w: &mut Writer, old: &Link, new: &Stored) -> Result<(), VaultError> {
    if old.target.is_some() {
        w.digest.row(&w.conn, Table::Also, (old.row.h, 0), false)?;
        cached(
            &w.conn,
            "UPDATE also SET body = ?2, import = ?3 WHERE h2 = ?1",
        )?
        .execute(params![old.row.h, new.body, new.import])?;
        return w.digest.row(&w.conn, Table::Also, (old.row.h, 0), true);
    }
    w.digest.entry(&old.row, false);
    cached(
        &w.conn,
        "UPDATE item SET body = ?2, import = ?3 WHERE k = ?1",
    )?
    .execute(params![old.row.k, new.body, new.import])?;
    w.digest.entry(new, true);
    Ok(())
}
