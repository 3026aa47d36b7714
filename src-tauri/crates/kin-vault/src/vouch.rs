//! Who stands behind what, and where it stood.
//!
//! # The model
//!
//! A *state* is one content of one identity. What must hold:
//!
//! 1. The states of an identity form a chain: its former versions by number, then the one that
//!    stands in `item` or `also`. Two neighbours never have the same content.
//!    A state comes to the end of the chain, unless the source itself says that it is older than
//!    the one that counts (`meta.lastUpdated`): then it comes after those that are not newer.
//! 2. Each state has one *owner*, the import in its row: the first that brought it.
//! 3. An import that brings the content that is there already adds no state; it becomes a *witness*
//!    of it, in `witness`. A witness names a content (see [`stamp`]), never just an entry. It counts
//!    for the state of that content whose owner is older than the witness and whose successor's
//!    owner is not. So a witness of something that was reverted or erased since counts for nothing,
//!    also when the same content comes again. Who found it there as a former version says so, and
//!    then it is the next state with the same content that must not be older.
//! 4. Taking back an import takes away its states and its witnesses, and nothing else. A state that
//!    has a witness goes to the oldest one; its original is copied, for the originals of an import
//!    go in one piece. Neighbours that have become equal become one, the owner of the later one a
//!    witness of the earlier. What is left is the chain that the other imports would have made
//!    without this one, so it does not matter in which order imports are taken back.
//! 5. Every original that is kept belongs to exactly one state.
//! 6. `witness` and `trail` are counted in the digest like every other table: who takes a witness
//!    away is found out by the check.
//!
//! Files that came with an import (`attachment`) are states without a chain: their name is their
//! stamp.
//!
//! What is not made anew is which of two sources of the same fact is shown: that is decided when
//! they come, and kept as long as both are there.
//!
//! # The form
//!
//! A second import of a large file has a witness for each entry, and must cost next to nothing: its
//! stamps are eight bytes each, in the order they came, some thousands in a row. `trail` holds for
//! each original its place in the files of its import, as pieces: originals that follow one another
//! in the file and in one block of `body` are one piece.

use crate::VaultError;
use crate::db::{cached, schema_version};
use crate::digest::Table;
use crate::keyring::damaged;
use crate::writer::Writer;
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::{BTreeMap, HashSet};

/// Stamps in one row of `witness`.
const STAMPS: usize = 8192;
/// Pieces in one row of `trail`.
const PIECES: usize = 4096;

/// A place in the files of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which file of the import, counted from 0 in the order they were read.
    pub file: u32,
    /// Which record of that file, counted from 0.
    pub index: u64,
}

impl Place {
    const fn after(self, n: u64) -> Self {
        Self {
            file: self.file,
            index: self.index.saturating_add(n),
        }
    }
}

/// Names one content of one identity: both hashes in one, as good as 64 bits can be. Nobody outside
/// can choose it, for the hash of a content is keyed.
pub(crate) const fn stamp(h: i64, content: i64) -> i64 {
    h ^ content
}

/// The stamp of one that found the content there as a former version, not as the one that counts.
const fn former(stamp: i64) -> i64 {
    !stamp
}

/// An import, after the one that is taken back, that found a state there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Voucher {
    pub(crate) import: i64,
    pub(crate) place: Option<Place>,
}

// --- numbers ------------------------------------------------------------------------------------

fn put(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n.to_le_bytes()[0] | 0x80);
        n >>= 7;
    }
    out.push(n.to_le_bytes()[0]);
}

fn take(from: &mut &[u8]) -> Option<u64> {
    let mut n = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = from.split_first()?;
        *from = rest;
        n |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(n);
        }
    }
    None
}

fn put_place(out: &mut Vec<u8>, place: Option<Place>) {
    match place {
        None => put(out, 0),
        Some(place) => {
            put(out, u64::from(place.file) + 1);
            put(out, place.index);
        }
    }
}

fn take_place(from: &mut &[u8]) -> Option<Option<Place>> {
    let Some(file) = take(from)?.checked_sub(1) else {
        return Some(None);
    };
    Some(Some(Place {
        file: u32::try_from(file).ok()?,
        index: take(from)?,
    }))
}

// --- places of originals ------------------------------------------------------------------------

/// Originals that follow one another in a block and in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    first: i64,
    count: u64,
    place: Place,
}

impl Piece {
    fn goes_on(&self, body: i64, place: Place) -> bool {
        self.first >> 8 == body >> 8
            && u64::try_from(body - self.first).is_ok_and(|n| n == self.count)
            && self.place.after(self.count) == place
    }
}

fn pack_pieces(pieces: &[Piece]) -> Vec<u8> {
    let mut out = Vec::with_capacity(pieces.len() * 6);
    let mut last = 0_i64;
    for piece in pieces {
        // Names only grow within a row; what does not is written whole.
        put(&mut out, (piece.first.wrapping_sub(last)).cast_unsigned());
        put(&mut out, piece.count);
        put_place(&mut out, Some(piece.place));
        last = piece.first;
    }
    out
}

fn unpack_pieces(mut z: &[u8]) -> Option<Vec<Piece>> {
    let mut out = Vec::new();
    let mut last = 0_i64;
    while !z.is_empty() {
        last = last.wrapping_add(take(&mut z)?.cast_signed());
        out.push(Piece {
            first: last,
            count: take(&mut z)?,
            place: take_place(&mut z)??,
        });
    }
    Some(out)
}

/// Where the original of this name stood; `None` when the import did not say.
pub(crate) fn place(
    conn: &Connection,
    import: i64,
    body: i64,
) -> Result<Option<Place>, VaultError> {
    if schema_version(conn)? < 3 {
        return Ok(None);
    }
    let mut statement = cached(conn, "SELECT z FROM trail WHERE import = ?1 ORDER BY n")?;
    let mut rows = statement.query([import])?;
    while let Some(row) = rows.next()? {
        let z = row.get_ref(0)?.as_blob().map_err(|_| damaged("record"))?;
        for piece in unpack_pieces(z).ok_or_else(|| damaged("record"))? {
            let at = u64::try_from(body.wrapping_sub(piece.first)).unwrap_or(u64::MAX);
            if at < piece.count {
                return Ok(Some(piece.place.after(at)));
            }
        }
    }
    Ok(None)
}

// --- witnesses ----------------------------------------------------------------------------------

/// Stamps with their places, as one row of `witness` holds them.
#[derive(Default)]
struct Stamps {
    bytes: Vec<u8>,
    /// From this one on: the place, or that it is not known.
    runs: Vec<(u64, Option<Place>)>,
}

impl Stamps {
    const fn count(&self) -> u64 {
        (self.bytes.len() / 8) as u64
    }

    fn push(&mut self, stamp: i64, place: Option<Place>) {
        let n = self.count();
        let goes_on = self
            .runs
            .last()
            .is_some_and(|(from, first)| first.map(|p| p.after(n - from)) == place);
        if !goes_on {
            self.runs.push((n, place));
        }
        self.bytes.extend_from_slice(&stamp.to_le_bytes());
    }

    fn pack(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + 8 + self.runs.len() * 6);
        put(&mut out, self.runs.len() as u64);
        let mut last = 0;
        for (from, place) in &self.runs {
            put(&mut out, from - last);
            put_place(&mut out, *place);
            last = *from;
        }
        out.extend_from_slice(&self.bytes);
        out
    }
}

/// Hands each stamp of a row and its place to `f`.
fn each_stamp(mut z: &[u8], f: &mut dyn FnMut(i64, Option<Place>)) -> Option<()> {
    let count = take(&mut z)?;
    let mut runs = Vec::new();
    let mut last = 0;
    for _ in 0..count {
        last = take(&mut z)?.checked_add(last)?;
        runs.push((last, take_place(&mut z)?));
    }
    let (stamps, rest) = z.as_chunks::<8>();
    if !rest.is_empty() {
        return None;
    }
    let mut runs = runs.into_iter().peekable();
    let mut now = (0, None);
    for (n, bytes) in (0_u64..).zip(stamps) {
        if let Some(run) = runs.next_if(|(from, _)| *from == n) {
            now = run;
        }
        let place = now.1.map(|p: Place| p.after(n - now.0));
        f(i64::from_le_bytes(*bytes), place);
    }
    Some(())
}

fn insert(
    w: &mut Writer,
    table: Table,
    (import, n): (i64, i64),
    z: &[u8],
) -> Result<(), VaultError> {
    let sql = if table == Table::Trail {
        "INSERT INTO trail(import, n, z) VALUES (?1, ?2, ?3)"
    } else {
        "INSERT INTO witness(import, n, z) VALUES (?1, ?2, ?3)"
    };
    cached(&w.conn, sql)?.execute(params![import, n, z])?;
    w.digest.row(&w.conn, table, (import, n), true)
}

/// What one import leaves behind beside its entries. It collects while the import runs.
#[derive(Default)]
pub(crate) struct Trail {
    import: i64,
    now: Option<Place>,
    pieces: Vec<Piece>,
    pieces_n: i64,
    stamps: Stamps,
    stamps_n: i64,
    /// Identities to which this import itself gave a new state: what it says of them again is no
    /// news.
    changed: HashSet<i64>,
}

impl Trail {
    pub(crate) fn new(import: i64) -> Self {
        Self {
            import,
            ..Self::default()
        }
    }

    /// More for an import that is there already.
    fn after(conn: &Connection, import: i64) -> Result<Self, VaultError> {
        let next = |sql| -> Result<i64, VaultError> {
            let last: Option<i64> = cached(conn, sql)?
                .query_row([import], |r| r.get(0))
                .optional()?;
            Ok(last.unwrap_or(0) + 1)
        };
        Ok(Self {
            pieces_n: next("SELECT n FROM trail WHERE import = ?1 ORDER BY n DESC LIMIT 1")?,
            stamps_n: next("SELECT n FROM witness WHERE import = ?1 ORDER BY n DESC LIMIT 1")?,
            ..Self::new(import)
        })
    }

    /// The next resource stands here.
    pub(crate) const fn at(&mut self, place: Place) {
        self.now = Some(place);
    }

    /// An original of the resource at hand was kept under this name.
    pub(crate) fn kept(&mut self, w: &mut Writer, body: i64) -> Result<(), VaultError> {
        let Some(place) = self.now else {
            return Ok(());
        };
        match self.pieces.last_mut() {
            Some(last) if last.goes_on(body, place) => last.count += 1,
            _ => {
                if self.pieces.len() >= PIECES {
                    self.store_pieces(w)?;
                }
                self.pieces.push(Piece {
                    first: body,
                    count: 1,
                    place,
                });
            }
        }
        Ok(())
    }

    /// The import gave this identity a new state.
    pub(crate) fn changed(&mut self, h: i64) {
        self.changed.insert(h);
    }

    /// What the resource at hand says was there already.
    pub(crate) fn again(&mut self, w: &mut Writer, h: i64, content: i64) -> Result<(), VaultError> {
        if !self.changed.is_empty() && self.changed.contains(&h) {
            return Ok(());
        }
        self.witness(w, stamp(h, content))
    }

    /// What the resource at hand says was there already, as a former version of another import's.
    pub(crate) fn again_former(
        &mut self,
        w: &mut Writer,
        h: i64,
        content: i64,
    ) -> Result<(), VaultError> {
        self.witness(w, former(stamp(h, content)))
    }

    /// What has this stamp was there already.
    pub(crate) fn witness(&mut self, w: &mut Writer, stamp: i64) -> Result<(), VaultError> {
        self.stamps.push(stamp, self.now);
        if self.stamps.bytes.len() >= STAMPS * 8 {
            self.store_stamps(w)?;
        }
        Ok(())
    }

    fn store_pieces(&mut self, w: &mut Writer) -> Result<(), VaultError> {
        let z = pack_pieces(&self.pieces);
        insert(w, Table::Trail, (self.import, self.pieces_n), &z)?;
        self.pieces.clear();
        self.pieces_n += 1;
        Ok(())
    }

    fn store_stamps(&mut self, w: &mut Writer) -> Result<(), VaultError> {
        let z = self.stamps.pack();
        insert(w, Table::Witness, (self.import, self.stamps_n), &z)?;
        self.stamps.bytes.clear();
        self.stamps.runs.clear();
        self.stamps_n += 1;
        Ok(())
    }

    /// Writes what is left.
    pub(crate) fn store(&mut self, w: &mut Writer) -> Result<(), VaultError> {
        if !self.pieces.is_empty() {
            self.store_pieces(w)?;
        }
        if !self.stamps.bytes.is_empty() {
            self.store_stamps(w)?;
        }
        Ok(())
    }
}

// --- taking back --------------------------------------------------------------------------------

/// One state of the import that is taken back.
struct Claim {
    stamp: i64,
    /// Its original; 0 for a file.
    body: i64,
    /// The oldest that found it there as the one that counts, and as a former version.
    seen: [Option<Voucher>; 2],
    /// The copy of its original, once it is made and as long as nothing uses it.
    copy: i64,
}

/// What other imports say of the states of one that is taken back.
pub(crate) struct Claims(Vec<Claim>);

impl Claims {
    /// Asks the imports after `import` about its states, each given as stamp and original; nothing
    /// is asked for when no import left a witness. Originals that somebody vouches for are copied,
    /// in the order they are stored.
    pub(crate) fn ask(
        w: &mut Writer,
        import: i64,
        heirs: &mut Heirs,
        states: impl FnOnce(&Writer) -> Result<Vec<(i64, i64)>, VaultError>,
    ) -> Result<Self, VaultError> {
        let any: bool = cached(
            &w.conn,
            "SELECT EXISTS (SELECT 1 FROM witness WHERE import > ?1)",
        )?
        .query_row([import], |r| r.get(0))?;
        if !any {
            return Ok(Self(Vec::new()));
        }
        let mut claims: Vec<Claim> = states(w)?
            .into_iter()
            .map(|(stamp, body)| Claim {
                stamp,
                body,
                seen: [None; 2],
                copy: 0,
            })
            .collect();
        claims.sort_unstable_by_key(|c| (c.stamp, c.body));
        let mut statement = cached(
            &w.conn,
            "SELECT import, z FROM witness WHERE import > ?1 ORDER BY import, n",
        )?;
        let mut rows = statement.query([import])?;
        while let Some(row) = rows.next()? {
            let import = row.get(0)?;
            let z = row.get_ref(1)?.as_blob().map_err(|_| damaged("record"))?;
            each_stamp(z, &mut |said, place| {
                for (as_former, stamp) in [said, former(said)].into_iter().enumerate() {
                    let from = claims.partition_point(|c| c.stamp < stamp);
                    let same = claims.iter_mut().skip(from);
                    for claim in same.take_while(|c| c.stamp == stamp) {
                        if let Some(seen) = claim.seen.get_mut(as_former) {
                            seen.get_or_insert(Voucher { import, place });
                        }
                    }
                }
            })
            .ok_or_else(|| damaged("record"))?;
        }
        drop(rows);
        drop(statement);
        claims.retain(|c| c.seen.iter().any(Option::is_some));
        claims.sort_unstable_by_key(|c| c.body);
        for claim in claims.iter_mut().filter(|c| c.body != 0) {
            let (bytes, own) = w.blocks.with(&w.conn, &w.blobs, claim.body, |b, own| {
                (b.to_vec(), own.to_owned())
            })?;
            claim.copy = w.packer.add(&w.conn, &w.blobs, &bytes, &own)?;
            for voucher in claim.seen.iter().flatten() {
                heirs.keeps(w, *voucher, claim.copy)?;
            }
        }
        // They may be read again in the same change.
        w.packer.flush(&w.conn)?;
        claims.sort_unstable_by_key(|c| (c.stamp, c.body));
        Ok(Self(claims))
    }

    fn find(&self, stamp: i64, body: i64) -> Option<usize> {
        self.0
            .binary_search_by_key(&(stamp, body), |c| (c.stamp, c.body))
            .ok()
    }

    /// Who vouches for a state: the oldest witness not after `until`, the owner of the next state,
    /// or, as a former version, not after `again`, the owner of the next one with this content.
    pub(crate) fn voucher(
        &self,
        stamp: i64,
        body: i64,
        (until, again): (i64, i64),
    ) -> Option<Voucher> {
        let [seen, former] = self.0.get(self.find(stamp, body)?)?.seen;
        let seen = seen.filter(|v| v.import <= until);
        let former = former.filter(|v| v.import <= again);
        seen.into_iter().chain(former).min_by_key(|v| v.import)
    }

    /// The copy of the original of a state that is kept.
    pub(crate) fn copy(&mut self, stamp: i64, body: i64) -> Option<i64> {
        let at = self.find(stamp, body)?;
        let claim = self.0.get_mut(at)?;
        Some(std::mem::take(&mut claim.copy)).filter(|name| *name != 0)
    }

    /// Copies that nothing uses.
    pub(crate) fn unused(&self) -> impl Iterator<Item = i64> + '_ {
        self.0.iter().map(|c| c.copy).filter(|name| *name != 0)
    }
}

/// What other imports take over from one that is taken back.
#[derive(Default)]
pub(crate) struct Heirs(BTreeMap<i64, Heir>);

struct Heir {
    trail: Trail,
    k_min: i64,
    k_max: i64,
}

impl Heirs {
    fn heir(&mut self, w: &Writer, import: i64) -> Result<&mut Heir, VaultError> {
        use std::collections::btree_map::Entry;
        Ok(match self.0.entry(import) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(free) => free.insert(Heir {
                trail: Trail::after(&w.conn, import)?,
                k_min: i64::MAX,
                k_max: i64::MIN,
            }),
        })
    }

    /// An original that an import keeps now.
    fn keeps(&mut self, w: &mut Writer, voucher: Voucher, body: i64) -> Result<(), VaultError> {
        let heir = self.heir(w, voucher.import)?;
        heir.trail.now = voucher.place;
        heir.trail.kept(w, body)
    }

    /// An entry at `k` that an import owns now.
    pub(crate) fn owns(&mut self, w: &Writer, import: i64, k: i64) -> Result<(), VaultError> {
        let heir = self.heir(w, import)?;
        heir.k_min = heir.k_min.min(k);
        heir.k_max = heir.k_max.max(k);
        Ok(())
    }

    /// An import that owned a state is a witness of an equal one now, of a former version or of the
    /// one that counts.
    pub(crate) fn witness(
        &mut self,
        w: &mut Writer,
        (stamp, is_former): (i64, bool),
        voucher: Voucher,
    ) -> Result<(), VaultError> {
        let heir = self.heir(w, voucher.import)?;
        heir.trail.now = voucher.place;
        heir.trail
            .witness(w, if is_former { former(stamp) } else { stamp })
    }

    /// Writes all of it.
    pub(crate) fn store(self, w: &mut Writer) -> Result<(), VaultError> {
        for (import, mut heir) in self.0 {
            heir.trail.store(w)?;
            if heir.k_min > heir.k_max {
                continue;
            }
            w.digest.row(&w.conn, Table::Import, (import, 0), false)?;
            cached(
                &w.conn,
                "UPDATE import SET k_min = min(k_min, ?2), k_max = max(k_max, ?3) WHERE id = ?1",
            )?
            .execute([import, heir.k_min, heir.k_max])?;
            w.digest.row(&w.conn, Table::Import, (import, 0), true)?;
        }
        Ok(())
    }
}

/// Forgets what an import left behind.
pub(crate) fn forget(w: &mut Writer, import: i64) -> Result<(), VaultError> {
    for (table, numbers, delete) in [
        (
            Table::Trail,
            "SELECT n FROM trail WHERE import = ?1",
            "DELETE FROM trail WHERE import = ?1",
        ),
        (
            Table::Witness,
            "SELECT n FROM witness WHERE import = ?1",
            "DELETE FROM witness WHERE import = ?1",
        ),
    ] {
        let numbers: Vec<i64> = cached(&w.conn, numbers)?
            .query_map([import], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        for n in numbers {
            w.digest.row(&w.conn, table, (import, n), false)?;
        }
        cached(&w.conn, delete)?.execute([import])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_places_and_rows_come_back() {
        let mut out = Vec::new();
        let numbers = [0, 1, 127, 128, 300, 1 << 35, u64::MAX];
        for n in numbers {
            put(&mut out, n);
        }
        let mut from = out.as_slice();
        assert_eq!(numbers.map(|_| take(&mut from).unwrap()), numbers);
        assert!(take(&mut from).is_none());

        let place = |file, index| Place { file, index };
        let pieces = [
            Piece {
                first: 256 * 7,
                count: 20,
                place: place(0, 0),
            },
            Piece {
                first: 256 * 3 + 9,
                count: 1,
                place: place(2, 1 << 40),
            },
        ];
        assert_eq!(unpack_pieces(&pack_pieces(&pieces)).unwrap(), pieces);

        let mut stamps = Stamps::default();
        let said = [
            (-5, None),
            (6, Some(place(0, 3))),
            (i64::MIN, Some(place(0, 4))),
            (8, Some(place(1, 0))),
            (9, None),
        ];
        for (stamp, place) in said {
            stamps.push(stamp, place);
        }
        let mut heard = Vec::new();
        each_stamp(&stamps.pack(), &mut |stamp, place| {
            heard.push((stamp, place));
        })
        .unwrap();
        assert_eq!(heard, said);
        assert!(each_stamp(&[0, 1], &mut |_, _| {}).is_none());
        assert!(each_stamp(&[9], &mut |_, _| {}).is_none());
    }
}
