//! Reading and writing tar: only plain files with names of ours, sizes known before, nothing unpacked
//! by the library. Extensions (long names, pax, sparse, links) are refused, because we write none.

use super::{Meter, bad};
use crate::VaultError;
use crate::keyring::hex;
use kin_crypto::safe::Sha256Writer;
use std::io::{self, Read, Write};

const BLOCK: u64 = 512;
/// Most zeros at the end of the archive.
const LONGEST_END: u64 = 64 << 10;
/// Bytes between two looks at the progress.
const PIECE: usize = 256 << 10;

/// The header of one plain file.
pub(super) fn header(name: &str, bytes: u64) -> Result<[u8; 512], VaultError> {
    let mut header = tar::Header::new_ustar();
    header.set_path(name)?;
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_entry_type(tar::EntryType::Regular);
    header.set_cksum();
    Ok(*header.as_bytes())
}

/// Zeros up to the next block.
pub(super) fn pad(out: &mut dyn Write, bytes: u64) -> Result<(), VaultError> {
    let over = bytes % BLOCK;
    if over > 0 {
        let zeros = [0; 512];
        let n = usize::try_from(BLOCK - over).unwrap_or(0);
        out.write_all(zeros.get(..n).unwrap_or_default())?;
    }
    Ok(())
}

/// The two empty blocks.
pub(super) fn end(out: &mut dyn Write) -> Result<(), VaultError> {
    Ok(out.write_all(&[0; 1024])?)
}

/// Writes one small file.
pub(super) fn put(out: &mut dyn Write, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
    out.write_all(&header(name, bytes.len() as u64)?)?;
    out.write_all(bytes)?;
    pad(out, bytes.len() as u64)
}

/// Writes one file of known length; returns its SHA-256. A file of another length is an error.
pub(super) fn stream(
    out: &mut dyn Write,
    name: &str,
    input: &mut dyn Read,
    bytes: u64,
    meter: &mut Meter<'_>,
) -> Result<String, VaultError> {
    out.write_all(&header(name, bytes)?)?;
    let mut hashing = Sha256Writer::new(&mut *out);
    let copied = copy(&mut input.take(bytes), &mut hashing, meter)?;
    let (_, digest) = hashing.finish();
    if copied != bytes || input.read(&mut [0])? != 0 {
        return Err(VaultError::Busy);
    }
    pad(out, bytes)?;
    Ok(hex(&digest))
}

/// Copies to the end in pieces.
pub(super) fn copy(
    input: &mut dyn Read,
    out: &mut dyn Write,
    meter: &mut Meter<'_>,
) -> Result<u64, VaultError> {
    let mut piece = vec![0; PIECE];
    let mut sum = 0;
    loop {
        let n = match input.read(&mut piece) {
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e.into()),
        };
        if n == 0 {
            return Ok(sum);
        }
        out.write_all(piece.get(..n).unwrap_or_default())?;
        sum += n as u64;
        meter.add(n as u64)?;
    }
}

/// The next file of a stream: name and length; `None` at the end mark. The caller reads exactly the
/// length and then calls [`skip_padding`].
pub(super) fn next(input: &mut dyn Read) -> Result<Option<(String, u64)>, VaultError> {
    let mut header = tar::Header::new_old();
    input.read_exact(header.as_mut_bytes()).map_err(|_| bad())?;
    if header.as_bytes().iter().all(|b| *b == 0) {
        return Ok(None);
    }
    let sum: u32 = header
        .as_bytes()
        .iter()
        .enumerate()
        .map(|(i, b)| {
            if (148..156).contains(&i) {
                32
            } else {
                u32::from(*b)
            }
        })
        .sum();
    if header.cksum().ok() != Some(sum) || header.as_ustar().is_none() {
        return Err(bad());
    }
    if header.entry_type() != tar::EntryType::Regular {
        return Err(bad());
    }
    let name = header.path_bytes();
    let name = std::str::from_utf8(&name).map_err(|_| bad())?.to_owned();
    let bytes = header.entry_size().map_err(|_| bad())?;
    Ok(Some((name, bytes)))
}

/// Reads what fills a file up to the next block.
pub(super) fn skip_padding(input: &mut dyn Read, bytes: u64) -> Result<(), VaultError> {
    let over = bytes % BLOCK;
    if over > 0 {
        let mut rest = [0; 512];
        let n = usize::try_from(BLOCK - over).unwrap_or(0);
        input
            .read_exact(rest.get_mut(..n).unwrap_or_default())
            .map_err(|_| bad())?;
        if rest.iter().any(|b| *b != 0) {
            return Err(bad());
        }
    }
    Ok(())
}

/// Reads what follows the first empty block: the second, and what another program may have filled
/// up with. Anything but zeros was not written by us.
pub(super) fn read_end(input: &mut dyn Read) -> Result<(), VaultError> {
    let mut rest = Vec::new();
    input.take(LONGEST_END + 1).read_to_end(&mut rest)?;
    let bytes = rest.len() as u64;
    if (BLOCK..=LONGEST_END).contains(&bytes) && rest.iter().all(|b| *b == 0) {
        Ok(())
    } else {
        Err(bad())
    }
}

/// Passes bytes on and keeps their SHA-256.
pub(super) struct HashReader<R> {
    inner: R,
    hash: Sha256Writer<io::Sink>,
    pub(super) bytes: u64,
}

impl<R: Read> HashReader<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            hash: Sha256Writer::new(io::sink()),
            bytes: 0,
        }
    }

    pub(super) fn finish(self) -> (u64, String) {
        (self.bytes, hex(&self.hash.finish().1))
    }
}

impl<R: Read> Read for HashReader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.hash.write_all(buf.get(..n).unwrap_or_default())?;
        self.bytes += n as u64;
        Ok(n)
    }
}
