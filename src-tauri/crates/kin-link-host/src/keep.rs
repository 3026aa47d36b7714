//! What is on disk: for each link one file with how it stands and one with the sealed bytes.
//!
//! A file is replaced whole (written aside, flushed to the disk, renamed, the folder flushed): after a power cut
//! the old or the new one is there. A counter that must not be turned back is written before what it counts.

use kin_crypto::safe::sha256;
use kin_share::host::Access;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Accesses that are remembered for each link.
const REMEMBERED: usize = 200;

/// Why the host does not open its folder.
#[derive(Debug)]
pub enum HostError {
    /// The folder cannot be made, read or written.
    Folder(io::Error),
    /// Another host serves this folder.
    InUse,
    /// The port is taken.
    Port,
    /// The computer gives no random numbers.
    Randomness,
}

impl std::fmt::Display for HostError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Folder(_) => "the folder cannot be used",
            Self::InUse => "another host serves this folder",
            Self::Port => "the port is taken",
            Self::Randomness => "no random numbers",
        })
    }
}

impl std::error::Error for HostError {}

impl From<io::Error> for HostError {
    fn from(error: io::Error) -> Self {
        Self::Folder(error)
    }
}

/// How a link stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Kept {
    /// SHA-256 of the owner's token.
    pub(crate) owner: String,
    /// The address below which the host is reached.
    pub(crate) base: String,
    pub(crate) content_type: String,
    /// Number of the file with the sealed bytes; nothing where there is none.
    pub(crate) file: Option<u64>,
    pub(crate) bytes: u64,
    pub(crate) changed: i64,
    pub(crate) expires: Option<i64>,
    pub(crate) uses: Option<u32>,
    pub(crate) used: u32,
    /// scrypt of the passcode.
    pub(crate) passcode: Option<String>,
    pub(crate) tries: u32,
    /// Wrong tries, and the one that is being looked at.
    pub(crate) wrong: u32,
    pub(crate) long_term: bool,
    pub(crate) direct: bool,
    pub(crate) paused: bool,
    pub(crate) revoked: bool,
    pub(crate) accesses: Vec<Access>,
}

impl Kept {
    /// Whether somebody who has the link gets the file at this second.
    pub(crate) fn active(&self, now: i64) -> bool {
        let spent = self.passcode.is_some() && self.wrong >= self.tries;
        let used_up = self.uses.is_some_and(|uses| self.used >= uses);
        let over = self.expires.is_some_and(|end| end <= now);
        self.file.is_some() && !self.revoked && !self.paused && !spent && !used_up && !over
    }

    pub(crate) fn note(&mut self, now: i64, recipient: &str, what: &str) {
        self.accesses.push(Access {
            at: now,
            recipient: recipient.to_owned(),
            what: what.to_owned(),
        });
        let old = self.accesses.len().saturating_sub(REMEMBERED);
        self.accesses.drain(..old);
    }
}

/// Lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}

/// The folder of a host.
pub(crate) struct Folder {
    links: PathBuf,
    /// Held as long as the host runs.
    _lock: File,
}

fn flush_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened; there the rename itself is the most that can be had.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Replaces a file whole.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let (aside, path) = (folder.join(format!("{name}.new")), folder.join(name));
    let mut file = File::create(&aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(aside, path)?;
    flush_folder(folder)
}

#[cfg(unix)]
fn only_mine(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn only_mine(_: &Path) -> io::Result<()> {
    Ok(())
}

impl Folder {
    pub(crate) fn open(folder: &Path) -> Result<Self, HostError> {
        let links = folder.join("links");
        fs::create_dir_all(&links)?;
        only_mine(&links)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("in-use"))?;
        lock.try_lock().map_err(|_| HostError::InUse)?;
        // What was being written when the host ended.
        for file in fs::read_dir(&links)?.flatten() {
            if file.path().extension().is_some_and(|e| e == "new") {
                fs::remove_file(file.path())?;
            }
        }
        Ok(Self { links, _lock: lock })
    }

    /// The key that lets somebody make links here; made at the first start.
    pub(crate) fn host_key(folder: &Path) -> Result<String, HostError> {
        fs::create_dir_all(folder)?;
        let path = folder.join("host.key");
        match fs::read_to_string(&path) {
            Ok(text) if text.trim().len() >= 32 => Ok(text.trim().to_owned()),
            Ok(_) => Err(io::Error::from(io::ErrorKind::InvalidData).into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                only_mine(folder)?;
                let key = kin_crypto::safe::random_id().map_err(|_| HostError::Randomness)?;
                put(folder, "host.key", key.as_bytes())?;
                Ok(key)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The name under which a link is kept: its address cannot be told from it.
    pub(crate) fn name(link: &str) -> String {
        hex(&sha256(link.as_bytes()))
    }

    pub(crate) fn load(&self, name: &str) -> io::Result<Option<Kept>> {
        match fs::read(self.links.join(format!("{name}.json"))) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn store(&self, name: &str, kept: &Kept) -> io::Result<()> {
        let bytes = serde_json::to_vec(kept).map_err(io::Error::from)?;
        put(&self.links, &format!("{name}.json"), &bytes)
    }

    fn sealed(name: &str, number: u64) -> String {
        format!("{name}.{number}.jwe")
    }

    pub(crate) fn load_file(&self, name: &str, number: u64) -> io::Result<Vec<u8>> {
        fs::read(self.links.join(Self::sealed(name, number)))
    }

    pub(crate) fn store_file(&self, name: &str, number: u64, bytes: &[u8]) -> io::Result<()> {
        put(&self.links, &Self::sealed(name, number), bytes)
    }

    /// A file that no link names any more.
    pub(crate) fn drop_file(&self, name: &str, number: u64) -> io::Result<()> {
        fs::remove_file(self.links.join(Self::sealed(name, number)))?;
        flush_folder(&self.links)
    }

    pub(crate) fn forget(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.links.join(format!("{name}.json")))
    }

    /// The names of all links, and the bytes of all files.
    pub(crate) fn all(&self) -> io::Result<(Vec<String>, u64)> {
        let (mut names, mut bytes) = (Vec::new(), 0_u64);
        for file in fs::read_dir(&self.links)? {
            let file = file?;
            bytes = bytes.saturating_add(file.metadata().map_or(0, |found| found.len()));
            let name = file.file_name().to_string_lossy().into_owned();
            if let Some(link) = name.strip_suffix(".json") {
                names.push(link.to_owned());
            }
        }
        Ok((names, bytes))
    }
}
