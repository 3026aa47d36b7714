//! Files that are not SQLite's: one way to write them, one way to read them.

use crate::VaultError;
use kin_crypto::safe::random_id;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Largest small file (vault.json, public.json, identity, keyring) that is read.
pub(crate) const SMALL_FILE: u64 = 16 << 20;

/// Whether the file holds keys: then it is read back and compared before it takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Keys,
    Data,
}

/// Writes `bytes` to `path` so that after a power cut either the old or the new file is there,
/// whole: temporary file in the same folder, fsync, (read back,) rename, fsync of the folder.
pub(crate) fn write_atomic(path: &Path, bytes: &[u8], holds: Holds) -> Result<(), VaultError> {
    let folder = path.parent().ok_or(VaultError::NotAVault)?;
    let temp = folder.join(format!(".{}.tmp", random_id()?));
    let outcome = write_temp(&temp, bytes, holds).and_then(|()| {
        fs::rename(&temp, path)?;
        sync_folder(folder)
    });
    if outcome.is_err() {
        remove_if_there(&temp)?;
    }
    outcome
}

fn write_temp(temp: &Path, bytes: &[u8], holds: Holds) -> Result<(), VaultError> {
    let mut file = create_private(temp)?;
    file.write_all(bytes)?;
    file.flush()?;
    sync(&file)?;
    drop(file);
    if holds == Holds::Keys && fs::read(temp)? != bytes {
        return Err(VaultError::Io {
            kind: std::io::ErrorKind::InvalidData,
        });
    }
    Ok(())
}

/// A new file that only its owner can read.
pub(crate) fn create_private(path: &Path) -> Result<File, VaultError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    Ok(options.open(path)?)
}

/// A folder that only its owner can enter; no failure when it is there.
pub(crate) fn private_folder(path: &Path) -> Result<(), VaultError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)?;
    if let Some(parent) = path.parent() {
        sync_folder(parent)?;
    }
    Ok(())
}

/// Makes what was written to a file durable.
pub(crate) fn sync(file: &File) -> Result<(), VaultError> {
    file.sync_all().map_err(|_| VaultError::SyncFailed)
}

/// Makes names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), VaultError> {
    #[cfg(unix)]
    sync(&File::open(folder)?)?;
    #[cfg(not(unix))]
    let _: &Path = folder;
    Ok(())
}

/// Makes the names in a folder and in all folders below it durable.
pub(crate) fn sync_tree(folder: &Path) -> Result<(), VaultError> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        }
    }
    sync_folder(folder)
}

/// What lies where a file is expected.
pub(crate) enum Found {
    Nothing,
    /// A folder, a pipe or a device: opening a pipe would wait for ever, reading a device never end.
    Something,
    File(File),
}

/// Opens a plain file to read it, and nothing else.
pub(crate) fn open_plain(path: &Path) -> Result<Found, VaultError> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match fs::metadata(path) {
        Ok(meta) if !meta.is_file() => return Ok(Found::Something),
        Err(e) if matches!(e.kind(), NotFound | NotADirectory) => return Ok(Found::Nothing),
        Err(e) => return Err(e.into()),
        Ok(_) => {}
    }
    match File::open(path) {
        Ok(file) => Ok(Found::File(file)),
        Err(e) if e.kind() == NotFound => Ok(Found::Nothing),
        Err(e) => Err(e.into()),
    }
}

/// Reads a small file; `None` when it is not there. What is no file has nothing in it, so that its
/// reader calls it damaged.
pub(crate) fn read_small(path: &Path) -> Result<Option<Vec<u8>>, VaultError> {
    let mut bytes = Vec::new();
    let file = match open_plain(path)? {
        Found::File(file) => file,
        Found::Something => return Ok(Some(bytes)),
        Found::Nothing => return Ok(None),
    };
    file.take(SMALL_FILE).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Removes a file; no failure when it is not there.
pub(crate) fn remove_if_there(path: &Path) -> Result<(), VaultError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.into()),
        _ => Ok(()),
    }
}

/// A folder itself. Behind a link lies what is somebody else's: nothing is ever removed there.
pub(crate) fn is_own_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
}

/// Makes sure that a folder of the vault is one, not a link to another place.
pub(crate) fn own_folder(path: &Path) -> Result<(), VaultError> {
    if fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink()) {
        // A link to a folder is removed as a folder on some systems.
        fs::remove_file(path).or_else(|_| fs::remove_dir(path))?;
        private_folder(path)?;
    }
    Ok(())
}

/// Removes everything inside a folder, not the folder, and nothing behind a link.
pub(crate) fn empty_folder(folder: &Path) -> Result<(), VaultError> {
    if !is_own_folder(folder) {
        return Ok(());
    }
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        } else {
            remove_if_there(&path)?;
        }
    }
    Ok(())
}

/// Bytes of all files below a folder. What goes while it is looked at, as what is staged does, counts for nothing.
pub(crate) fn bytes_below(folder: &Path) -> Result<u64, VaultError> {
    fn below(folder: &Path) -> std::io::Result<u64> {
        let mut sum = 0;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let bytes = entry.metadata().and_then(|meta| match meta.is_dir() {
                true => below(&entry.path()),
                false => Ok(meta.len()),
            });
            sum += match bytes {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
                other => other?,
            };
        }
        Ok(sum)
    }
    Ok(below(folder)?)
}

/// Where things are in a vault.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) root: PathBuf,
}

impl Layout {
    pub(crate) fn manifest(&self) -> PathBuf {
        self.root.join("vault.json")
    }
    /// Stands here while a vault is being made.
    fn begun(&self) -> PathBuf {
        self.root.join("vault.begun")
    }
    /// The making of a vault began here and never came to its end. Where there is a record it did,
    /// whatever else lies here: what is unfinished is cleared away.
    pub(crate) fn is_unfinished(&self) -> bool {
        let record = || fs::read_dir(self.records()).is_ok_and(|mut all| all.next().is_some());
        self.begun().exists() && !self.manifest().exists() && !record()
    }
    /// Notes that the making begins, before anything else is written.
    pub(crate) fn begin(&self) -> Result<(), VaultError> {
        if !self.begun().exists() {
            sync(&create_private(&self.begun())?)?;
        }
        sync_folder(&self.root)
    }
    /// The making has ended.
    pub(crate) fn finish(&self) -> Result<(), VaultError> {
        remove_if_there(&self.begun())
    }
    /// Removes what an interrupted making left; the lock and the note stay.
    pub(crate) fn clear_unfinished(&self) -> Result<(), VaultError> {
        for entry in fs::read_dir(&self.root)? {
            let path = entry?.path();
            if path.is_dir() {
                fs::remove_dir_all(path)?;
            } else if path != self.lock() && path != self.begun() {
                remove_if_there(&path)?;
            }
        }
        sync_folder(&self.root)
    }
    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("vault.lock")
    }
    pub(crate) fn staging(&self) -> PathBuf {
        self.root.join("staging")
    }
    pub(crate) fn people(&self) -> PathBuf {
        self.root.join("people")
    }
    pub(crate) fn keyholder(&self, id: &str) -> PathBuf {
        self.people().join(id)
    }
    pub(crate) fn records(&self) -> PathBuf {
        self.root.join("records")
    }
    pub(crate) fn record(&self, id: &str) -> PathBuf {
        self.records().join(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_while_the_size_is_taken_is_no_error() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("stays"), "12345").unwrap();
        let ended = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !ended.load(std::sync::atomic::Ordering::Relaxed) {
                    let staged = dir.path().join("staged");
                    fs::create_dir(&staged).unwrap();
                    fs::write(staged.join("file"), "1").unwrap();
                    fs::remove_dir_all(&staged).unwrap();
                }
            });
            let sizes: Vec<_> = (0..3_000).map(|_| bytes_below(dir.path())).collect();
            ended.store(true, std::sync::atomic::Ordering::Relaxed);
            for size in sizes {
                assert!(matches!(size, Ok(5 | 6)), "{size:?}");
            }
        });
    }

    #[test]
    fn nothing_is_removed_behind_a_link_and_no_pipe_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::create_dir_all(path("theirs/below")).unwrap();
        fs::write(path("theirs/precious"), "1").unwrap();
        fs::create_dir(path("ours")).unwrap();
        fs::write(path("ours/old"), "2").unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(path("theirs"), path("link")).unwrap();
            std::os::unix::fs::symlink(path("theirs"), path("ours/link")).unwrap();
            empty_folder(&path("link")).unwrap();
            own_folder(&path("link")).unwrap();
            assert!(is_own_folder(&path("link")), "a folder of its own now");
            let pipe = std::process::Command::new("mkfifo")
                .arg(path("pipe"))
                .status();
            if pipe.is_ok_and(|s| s.success()) {
                assert_eq!(read_small(&path("pipe")).unwrap(), Some(Vec::new()));
            }
            let endless = read_small(Path::new("/dev/zero")).unwrap();
            assert_eq!(endless, Some(Vec::new()));
        }
        empty_folder(&path("ours")).unwrap();
        assert_eq!(fs::read_dir(path("ours")).unwrap().count(), 0);
        assert!(path("theirs/precious").is_file() && path("theirs/below").is_dir());
        assert_eq!(read_small(&path("theirs")).unwrap(), Some(Vec::new()));
        assert_eq!(read_small(&path("theirs/precious/x")).unwrap(), None);
        assert_eq!(read_small(&path("theirs/none")).unwrap(), None);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_temporary_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        write_atomic(&path, b"old", Holds::Keys).unwrap();
        write_atomic(&path, b"new", Holds::Data).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        // A folder in the way makes the rename fail.
        let blocked = dir.path().join("d");
        fs::create_dir_all(blocked.join("x")).unwrap();
        assert!(write_atomic(&blocked, b"z", Holds::Data).is_err());
        let names = fs::read_dir(dir.path()).unwrap().count();
        assert_eq!(names, 2, "no temporary file is left");
    }
}
