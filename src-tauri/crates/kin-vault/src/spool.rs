//! What is on its way into a record and does not fit into memory: a file in staging under a key that
//! is nowhere but in memory. When the program ends in the middle, nobody can read what is left, and
//! the next opening of the vault removes it.

use crate::files::{create_private, remove_if_there};
use crate::{Unlocked, VaultError};
use kin_crypto::safe::{BackupKey, BackupReader, BackupWriter, random_id};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Bytes that are held in memory; more goes into a file.
const IN_MEMORY: usize = 8 * 1024 * 1024;

/// The file of a spool; it goes when nobody needs it any more.
struct Staged {
    path: PathBuf,
    key: BackupKey,
}

impl Drop for Staged {
    fn drop(&mut self) {
        // One that stays is unreadable, and goes when the vault is opened the next time.
        remove_if_there(&self.path).ok();
    }
}

/// Takes bytes, in the order in which they are read later.
pub struct SpoolWriter {
    staging: PathBuf,
    memory: Zeroizing<Vec<u8>>,
    file: Option<(BackupWriter<BufWriter<File>>, Staged)>,
    len: u64,
    in_memory: usize,
}

/// The bytes, to be read as often as needed.
#[derive(Clone)]
pub struct Spool {
    place: Place,
    len: u64,
}

#[derive(Clone)]
enum Place {
    Memory(Arc<Zeroizing<Vec<u8>>>),
    File(Arc<Staged>),
}

impl std::fmt::Debug for Spool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spool").finish_non_exhaustive()
    }
}

impl Unlocked {
    /// A place for what is on its way into a record: in memory, or in a file that only this program
    /// can read, as long as it runs.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::Io`].
    pub fn spool(&self) -> Result<SpoolWriter, VaultError> {
        if self.info()?.read_only {
            return Err(VaultError::ReadOnly);
        }
        Ok(SpoolWriter::new(&self.chain.layout.staging()))
    }
}

impl SpoolWriter {
    fn new(staging: &Path) -> Self {
        Self {
            staging: staging.to_owned(),
            memory: Zeroizing::default(),
            file: None,
            len: 0,
            in_memory: IN_MEMORY,
        }
    }

    /// Bytes so far.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing was written yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes more.
    ///
    /// # Errors
    /// [`VaultError::DiskFull`] and others.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
        self.len += bytes.len() as u64;
        if let Some((writer, _)) = &mut self.file {
            writer.write_all(bytes)?;
            return Ok(());
        }
        if self.memory.len() + bytes.len() <= self.in_memory {
            self.memory.extend_from_slice(bytes);
            return Ok(());
        }
        let key = BackupKey::generate()?;
        let path = self.staging.join(random_id()?);
        let file = create_private(&path)?;
        let staged = Staged { path, key };
        let mut writer = staged.key.encrypt(BufWriter::new(file))?;
        writer.write_all(&self.memory)?;
        writer.write_all(bytes)?;
        self.memory = Zeroizing::default();
        self.file = Some((writer, staged));
        Ok(())
    }

    /// Nothing more comes.
    ///
    /// # Errors
    /// [`VaultError::DiskFull`] and others.
    pub fn finish(self) -> Result<Spool, VaultError> {
        let place = match self.file {
            None => Place::Memory(Arc::new(self.memory)),
            Some((writer, staged)) => {
                writer.finish()?.flush()?;
                Place::File(Arc::new(staged))
            }
        };
        Ok(Spool {
            place,
            len: self.len,
        })
    }
}

impl Spool {
    /// Bytes in all.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Reads from the beginning.
    ///
    /// # Errors
    /// [`VaultError::Io`].
    pub fn open(&self) -> Result<Box<dyn Read + Send>, VaultError> {
        Ok(match &self.place {
            Place::Memory(bytes) => Box::new(Cursor::new(Shared(Arc::clone(bytes)))),
            Place::File(staged) => {
                let file = BufReader::new(File::open(&staged.path)?);
                Box::new(Open {
                    reader: staged.key.decrypt(file)?,
                    _file: Arc::clone(staged),
                })
            }
        })
    }
}

struct Shared(Arc<Zeroizing<Vec<u8>>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The file stays as long as it is read.
struct Open {
    reader: BackupReader<BufReader<File>>,
    _file: Arc<Staged>,
}

impl Read for Open {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::SpoolWriter;
    use std::io::Read as _;

    fn names(dir: &std::path::Path) -> usize {
        std::fs::read_dir(dir).unwrap().count()
    }

    #[test]
    fn what_is_small_stays_in_memory_and_what_is_large_is_unreadable_on_disk() {
        let dir = tempfile::tempdir().unwrap();
        let mut small = SpoolWriter::new(dir.path());
        small.push(b"Penicillin").unwrap();
        let small = small.finish().unwrap();
        assert_eq!(names(dir.path()), 0, "nothing is written");

        let mut large = SpoolWriter::new(dir.path());
        large.in_memory = 100;
        let mut plain = Vec::new();
        for n in 0..5_000 {
            let line = format!("Penicillin {n}\n");
            large.push(line.as_bytes()).unwrap();
            plain.extend_from_slice(line.as_bytes());
        }
        assert_eq!(large.len(), plain.len() as u64);
        let large = large.finish().unwrap();
        assert_eq!(names(dir.path()), 1);
        let path = std::fs::read_dir(dir.path()).unwrap().next().unwrap();
        let stored = std::fs::read(path.unwrap().path()).unwrap();
        assert!(
            !stored.windows(10).any(|part| part == b"Penicillin"),
            "not a word of it can be read on the disk"
        );
        for _ in 0..2 {
            let mut back = Vec::new();
            large.open().unwrap().read_to_end(&mut back).unwrap();
            assert_eq!(back, plain, "it is read as often as needed");
        }
        let mut back = String::new();
        small.open().unwrap().read_to_string(&mut back).unwrap();
        assert_eq!(back, "Penicillin");
        drop(large);
        assert_eq!(names(dir.path()), 0, "and it is gone afterwards");
    }

    #[test]
    fn one_that_is_given_up_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut spool = SpoolWriter::new(dir.path());
        spool.in_memory = 0;
        spool.push(b"x").unwrap();
        assert_eq!(names(dir.path()), 1);
        drop(spool);
        assert_eq!(names(dir.path()), 0);
    }
}
