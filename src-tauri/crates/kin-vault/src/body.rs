//! Originals, packed.
//!
//! Resources are small and alike, encryption is paid by the byte and by the row. So originals are
//! packed in the order of arrival into blocks of up to 32 KiB and each block is compressed whole:
//! on real records that is two to three times smaller than compressing each one with a shared
//! dictionary, needs no dictionary to keep, and writes one row for some twenty resources. The price is
//! that reading one original unpacks a block, some 30 microseconds; lists never do.
//!
//! A block is a sequence of `u32 body length, u32 own-words length, body, own words` (little
//! endian). The words an entry is found by are kept beside its original so that undo can put them
//! back into the index without knowing FHIR. A `body` row holds a tag byte, the unpacked length as
//! `u32`, and the zstd frame; or, for one large original, the tag and the row of its age file.
//! An original is named by `row id * 256 + position`.

use crate::VaultError;
use crate::blobs::Blobs;
use crate::db::cached;
use crate::keyring::damaged;
use rusqlite::{Connection, OptionalExtension as _, params};
use std::io::{Cursor, Read};
use std::sync::Arc;

/// A block is closed when it holds this many bytes …
const BLOCK_BYTES: usize = 32 << 10;
/// … or this many originals.
const BLOCK_COUNT: usize = 128;
/// Originals above this go to a file of their own.
pub(crate) const INLINE: usize = 256 << 10;
/// Largest unpacked block that is believed: one object has at most 32 MiB (see DESIGN 4).
const LARGEST: usize = 80 << 20;
/// zstd level: on such blocks the third is 2 % smaller and takes an eighth longer.
const LEVEL: i32 = 1;

const TAG_INLINE: u8 = 0;
const TAG_BLOB: u8 = 1;

/// Splits a name of an original.
const fn parts(body: i64) -> (i64, i64) {
    (body >> 8, body & 255)
}

/// Packs originals and writes blocks.
pub(crate) struct Packer {
    raw: Vec<u8>,
    count: usize,
    /// Row of the open block.
    next: i64,
    compressor: zstd::bulk::Compressor<'static>,
}

fn push(raw: &mut Vec<u8>, body: &[u8], own: &str) -> Result<(), VaultError> {
    let length = |n: usize| {
        u32::try_from(n).map_err(|_| VaultError::TooLarge {
            what: "original",
            limit: LARGEST as u64,
        })
    };
    raw.extend_from_slice(&length(body.len())?.to_le_bytes());
    raw.extend_from_slice(&length(own.len())?.to_le_bytes());
    raw.extend_from_slice(body);
    raw.extend_from_slice(own.as_bytes());
    Ok(())
}

impl Packer {
    pub(crate) fn new() -> Result<Self, VaultError> {
        Ok(Self {
            raw: Vec::new(),
            count: 0,
            next: 0,
            compressor: zstd::bulk::Compressor::new(LEVEL)?,
        })
    }

    /// Starts after the last row that ever was: names are never used again.
    pub(crate) fn begin(&mut self, conn: &Connection) -> Result<i64, VaultError> {
        self.raw.clear();
        self.count = 0;
        let last: Option<i64> =
            cached(conn, "SELECT seq FROM sqlite_sequence WHERE name = 'body'")?
                .query_row([], |r| r.get(0))
                .optional()?;
        self.next = last.unwrap_or(0) + 1;
        Ok(self.next)
    }

    /// The row that the next block gets.
    pub(crate) const fn next_row(&self) -> i64 {
        self.next
    }

    /// Takes one original and the words it is found by; returns its name.
    pub(crate) fn add(
        &mut self,
        conn: &Connection,
        blobs: &Blobs,
        body: &[u8],
        own: &str,
    ) -> Result<i64, VaultError> {
        if body.len() + own.len() > LARGEST {
            return Err(VaultError::TooLarge {
                what: "original",
                limit: LARGEST as u64,
            });
        }
        if body.len() > INLINE {
            self.flush(conn)?;
            return self.add_large(conn, blobs, body, own);
        }
        let position = i64::try_from(self.count).unwrap_or(0);
        push(&mut self.raw, body, own)?;
        self.count += 1;
        let name = self.next * 256 + position;
        if self.raw.len() >= BLOCK_BYTES || self.count >= BLOCK_COUNT {
            self.flush(conn)?;
        }
        Ok(name)
    }

    /// One large original: compressed and encrypted as it streams into its file.
    fn add_large(
        &mut self,
        conn: &Connection,
        blobs: &Blobs,
        body: &[u8],
        own: &str,
    ) -> Result<i64, VaultError> {
        let mut head = Vec::with_capacity(8);
        head.extend_from_slice(&u32::try_from(body.len()).unwrap_or(0).to_le_bytes());
        head.extend_from_slice(&u32::try_from(own.len()).unwrap_or(0).to_le_bytes());
        let plain = Cursor::new(head)
            .chain(Cursor::new(body))
            .chain(Cursor::new(own.as_bytes()));
        let mut packed =
            zstd::stream::read::Encoder::with_buffer(std::io::BufReader::new(plain), LEVEL)?;
        let written = blobs.write(&mut packed)?;
        let blob = insert_blob(conn, &written.file, body.len())?;
        let mut z = vec![TAG_BLOB];
        z.extend_from_slice(&blob.to_le_bytes());
        insert_body(conn, self.next, &z)?;
        self.next += 1;
        Ok((self.next - 1) * 256)
    }

    /// Writes the open block.
    pub(crate) fn flush(&mut self, conn: &Connection) -> Result<(), VaultError> {
        if self.count == 0 {
            return Ok(());
        }
        let z = pack(&mut self.compressor, &self.raw)?;
        insert_body(conn, self.next, &z)?;
        self.next += 1;
        self.raw.clear();
        self.count = 0;
        Ok(())
    }
}

fn pack(compressor: &mut zstd::bulk::Compressor<'_>, raw: &[u8]) -> Result<Vec<u8>, VaultError> {
    let frame = compressor.compress(raw)?;
    let mut z = Vec::with_capacity(frame.len() + 5);
    z.push(TAG_INLINE);
    z.extend_from_slice(&u32::try_from(raw.len()).unwrap_or(0).to_le_bytes());
    z.extend_from_slice(&frame);
    Ok(z)
}

fn insert_body(conn: &Connection, id: i64, z: &[u8]) -> Result<(), VaultError> {
    cached(conn, "INSERT INTO body(id, z) VALUES (?1, ?2)")?.execute(params![id, z])?;
    Ok(())
}

/// Names an age file in the database.
pub(crate) fn insert_blob(conn: &Connection, file: &str, bytes: usize) -> Result<i64, VaultError> {
    cached(conn, "INSERT INTO blob(file, bytes) VALUES (?1, ?2)")?
        .execute(params![file, i64::try_from(bytes).unwrap_or(i64::MAX)])?;
    Ok(conn.last_insert_rowid())
}

/// The name of an age file.
pub(crate) fn blob_file(conn: &Connection, id: i64) -> Result<String, VaultError> {
    Ok(cached(conn, "SELECT file FROM blob WHERE id = ?1")?.query_row([id], |r| r.get(0))?)
}

/// The age file behind a `body` row, when it is one.
pub(crate) fn blob_of(z: &[u8]) -> Option<i64> {
    let (tag, rest) = z.split_first()?;
    (*tag == TAG_BLOB)
        .then(|| rest.try_into().ok().map(i64::from_le_bytes))
        .flatten()
}

fn unpack(
    decompressor: &mut Option<zstd::bulk::Decompressor<'static>>,
    conn: &Connection,
    blobs: &Blobs,
    z: &[u8],
) -> Result<Vec<u8>, VaultError> {
    if let Some(blob) = blob_of(z) {
        let file = blobs.read(&blob_file(conn, blob)?)?;
        let mut raw = Vec::new();
        zstd::stream::read::Decoder::new(file.as_slice())?
            .take(LARGEST as u64 + 8)
            .read_to_end(&mut raw)
            .map_err(|_| damaged("original"))?;
        return Ok(raw);
    }
    unpack_inline(decompressor, z)
}

/// A block that stands in the database itself.
fn unpack_inline(
    decompressor: &mut Option<zstd::bulk::Decompressor<'static>>,
    z: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let (head, frame) = z.split_at_checked(5).ok_or_else(|| damaged("original"))?;
    let Some((&TAG_INLINE, length)) = head.split_first() else {
        return Err(damaged("original"));
    };
    let length = u32::from_le_bytes(length.try_into().map_err(|_| damaged("original"))?);
    let length = usize::try_from(length).map_err(|_| damaged("original"))?;
    if length > LARGEST {
        return Err(damaged("original"));
    }
    // Kept: making one costs more than a block.
    let decompressor = match decompressor {
        Some(decompressor) => decompressor,
        None => decompressor.insert(zstd::bulk::Decompressor::new()?),
    };
    decompressor
        .decompress(frame, length)
        .map_err(|_| damaged("original"))
}

/// One original inside an unpacked block.
fn slice_of(raw: &[u8], position: i64) -> Option<(&[u8], &str)> {
    let mut rest = raw;
    for _ in 0..position {
        rest = split_one(rest)?.1;
    }
    let ((body, own), _) = split_one(rest)?;
    Some((body, std::str::from_utf8(own).ok()?))
}

type Split<'a> = ((&'a [u8], &'a [u8]), &'a [u8]);

fn split_one(raw: &[u8]) -> Option<Split<'_>> {
    let length = |bytes: &[u8]| -> Option<usize> {
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let (a, rest) = raw.split_at_checked(4)?;
    let (b, rest) = rest.split_at_checked(4)?;
    let (body, rest) = rest.split_at_checked(length(a)?)?;
    let (own, rest) = rest.split_at_checked(length(b)?)?;
    Some(((body, own), rest))
}

/// How many originals a block of the database holds.
pub(crate) fn count_of(z: &[u8]) -> Result<usize, VaultError> {
    let raw = unpack_inline(&mut None, z)?;
    let (mut rest, mut count) = (raw.as_slice(), 0);
    while !rest.is_empty() {
        let position = i64::try_from(count).unwrap_or(i64::MAX);
        if slice_of(&raw, position.min(4)).is_none() {
            return Err(damaged("original"));
        }
        rest = split_one(rest).ok_or_else(|| damaged("original"))?.1;
        count += 1;
    }
    Ok(count)
}

/// Packs originals as a block of the database, for [`count_of`].
pub(crate) fn block_of(originals: &[(&[u8], &str)]) -> Result<Vec<u8>, VaultError> {
    let mut raw = Vec::new();
    for (body, own) in originals {
        push(&mut raw, body, own)?;
    }
    pack(&mut zstd::bulk::Compressor::new(LEVEL)?, &raw)
}

/// Blocks that were unpacked lately.
#[derive(Default)]
pub(crate) struct BlockCache {
    blocks: Vec<(i64, Arc<Vec<u8>>)>,
    decompressor: Option<zstd::bulk::Decompressor<'static>>,
}

/// Blocks kept unpacked by a reader: a page of entries of one import lies in few.
const CACHED: usize = 16;

impl BlockCache {
    pub(crate) fn clear(&mut self) {
        self.blocks.clear();
    }

    /// Hands one original and its own words to `f`.
    pub(crate) fn with<T>(
        &mut self,
        conn: &Connection,
        blobs: &Blobs,
        body: i64,
        f: impl FnOnce(&[u8], &str) -> T,
    ) -> Result<T, VaultError> {
        let (row, position) = parts(body);
        let block = match self.blocks.iter().position(|(id, _)| *id == row) {
            Some(at) => {
                let hit = self.blocks.remove(at);
                let block = Arc::clone(&hit.1);
                self.blocks.push(hit);
                block
            }
            None => {
                let z: Option<Vec<u8>> = cached(conn, "SELECT z FROM body WHERE id = ?1")?
                    .query_row([row], |r| r.get(0))
                    .optional()?;
                let z = z.ok_or_else(|| damaged("original"))?;
                let block = Arc::new(unpack(&mut self.decompressor, conn, blobs, &z)?);
                if block.len() <= 4 * BLOCK_BYTES {
                    if self.blocks.len() >= CACHED {
                        self.blocks.remove(0);
                    }
                    self.blocks.push((row, Arc::clone(&block)));
                }
                block
            }
        };
        let (bytes, own) = slice_of(&block, position).ok_or_else(|| damaged("original"))?;
        Ok(f(bytes, own))
    }
}

/// Removes originals from their blocks for good; the others keep their names. Returns the age files
/// that must be removed after the commit.
pub(crate) fn scrub(
    conn: &Connection,
    blobs: &Blobs,
    mut names: Vec<i64>,
) -> Result<Vec<String>, VaultError> {
    names.sort_unstable();
    let mut files = Vec::new();
    for of_block in names.chunk_by(|a, b| parts(*a).0 == parts(*b).0) {
        files.extend(scrub_block(conn, blobs, of_block)?);
    }
    Ok(files)
}

/// Removes originals of one block.
fn scrub_block(
    conn: &Connection,
    blobs: &Blobs,
    names: &[i64],
) -> Result<Option<String>, VaultError> {
    let Some(row) = names.first().map(|name| parts(*name).0) else {
        return Ok(None);
    };
    let z: Option<Vec<u8>> = cached(conn, "SELECT z FROM body WHERE id = ?1")?
        .query_row([row], |r| r.get(0))
        .optional()?;
    let Some(z) = z else {
        return Ok(None);
    };
    if let Some(blob) = blob_of(&z) {
        let file = blob_file(conn, blob)?;
        conn.execute("DELETE FROM blob WHERE id = ?1", [blob])?;
        conn.execute("DELETE FROM body WHERE id = ?1", [row])?;
        return Ok(Some(file));
    }
    let raw = unpack(&mut None, conn, blobs, &z)?;
    let mut kept = Vec::with_capacity(raw.len());
    let mut rest = raw.as_slice();
    let mut at = row << 8;
    let mut left = false;
    while !rest.is_empty() {
        let ((bytes, own), tail) = split_one(rest).ok_or_else(|| damaged("original"))?;
        if names.binary_search(&at).is_ok() {
            push(&mut kept, &[], "")?;
        } else {
            left |= !bytes.is_empty();
            let own = std::str::from_utf8(own).map_err(|_| damaged("original"))?;
            push(&mut kept, bytes, own)?;
        }
        rest = tail;
        at += 1;
    }
    if left {
        let z = pack(&mut zstd::bulk::Compressor::new(LEVEL)?, &kept)?;
        conn.execute("UPDATE body SET z = ?2 WHERE id = ?1", params![row, z])?;
    } else {
        conn.execute("DELETE FROM body WHERE id = ?1", [row])?;
    }
    Ok(None)
}

/// Removes the blocks of an import for good; returns the age files to remove after the commit.
pub(crate) fn remove_range(
    conn: &Connection,
    from: i64,
    to: i64,
) -> Result<Vec<String>, VaultError> {
    let mut files = Vec::new();
    // Only rows of files are short: the lengths are in the pages of the table itself.
    let mut statement = cached(
        conn,
        "SELECT z FROM body WHERE id >= ?1 AND id < ?2 AND length(z) = 9",
    )?;
    let rows: Vec<Vec<u8>> = statement
        .query_map([from, to], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    for blob in rows.iter().filter_map(|z| blob_of(z)) {
        files.push(blob_file(conn, blob)?);
        conn.execute("DELETE FROM blob WHERE id = ?1", [blob])?;
    }
    conn.execute("DELETE FROM body WHERE id >= ?1 AND id < ?2", [from, to])?;
    Ok(files)
}
