//! Reading a backup: what it says about itself, opening it, reading all of it.

use super::archive::{self, HashReader};
use super::{
    BackupInfo, FORMAT, INDEX, Index, LARGEST_INDEX, Listed, MANIFEST, MOST_FILES, Manifest, Meter,
    PAYLOAD, Progress, README, SLOT_KEY, SLOT_PASSPHRASE, SLOT_RECOVERY, SMALL, VERSION, bad,
};
use crate::db::{self, Role};
use crate::files::{Layout, create_private, private_folder};
use crate::identity::{Opened, parse_identity};
use crate::keyring::{KeyChain, hex, read_ring};
use crate::manifest;
use crate::{KeyholderId, Record, VaultError};
use kin_crypto::CryptoError;
use kin_crypto::safe::{BackupKey, Passphrase, RecoveryCode, SlotKind, random_id, sha256};
use kin_model::PersonId;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The outer archive: where each file is.
struct Outer {
    small: BTreeMap<String, Vec<u8>>,
    payload: (u64, u64),
    manifest: Manifest,
    bytes: u64,
}

fn read_outer(path: &Path) -> Result<Outer, VaultError> {
    // A pipe would be waited for, a device read without end.
    if !fs::metadata(path)?.is_file() {
        return Err(bad());
    }
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    outer_of(BufReader::new(file), bytes)
}

/// Reads the outer archive of `bytes` bytes; jumps over the payload.
fn outer_of<R: Read + std::io::Seek>(
    mut input: BufReader<R>,
    bytes: u64,
) -> Result<Outer, VaultError> {
    let mut small = BTreeMap::new();
    let mut payload = None;
    while let Some((name, size)) = archive::next(&mut input)? {
        let known = [README, SLOT_PASSPHRASE, SLOT_RECOVERY, SLOT_KEY, MANIFEST];
        if name == PAYLOAD && payload.is_none() {
            let at = input.stream_position()?;
            let skip = size.checked_next_multiple_of(512).ok_or_else(bad)?;
            if at.checked_add(skip).is_none_or(|end| end > bytes) {
                return Err(bad());
            }
            payload = Some((at, size));
            input.seek_relative(i64::try_from(skip).map_err(|_| bad())?)?;
        } else if known.contains(&name.as_str()) && size <= SMALL && !small.contains_key(&name) {
            let mut content = Vec::new();
            input.by_ref().take(size).read_to_end(&mut content)?;
            if content.len() as u64 != size {
                return Err(bad());
            }
            archive::skip_padding(&mut input, size)?;
            small.insert(name, content);
        } else {
            return Err(bad());
        }
    }
    archive::read_end(&mut input)?;
    let manifest: Manifest = small
        .get(MANIFEST)
        .and_then(|text| serde_json::from_slice(text).ok())
        .ok_or_else(bad)?;
    if manifest.format != FORMAT {
        return Err(bad());
    }
    if manifest.v > VERSION {
        return Err(VaultError::NewerFormat {
            found: manifest.v,
            known: VERSION,
        });
    }
    let slots = &manifest.slots;
    for (name, known) in [
        (SLOT_PASSPHRASE, &slots.passphrase),
        (SLOT_RECOVERY, &slots.recovery),
        (SLOT_KEY, &slots.key),
    ] {
        if small.get(name).map(|slot| hex(&sha256(slot))).as_ref() != Some(known) {
            return Err(bad());
        }
    }
    let payload = payload.ok_or_else(bad)?;
    if payload.1 != manifest.payload_bytes {
        return Err(bad());
    }
    Ok(Outer {
        small,
        payload,
        manifest,
        bytes,
    })
}

/// What a backup says about itself, without a secret and without reading its payload.
///
/// # Errors
/// [`VaultError::Damaged`] when the file is none of ours or cut, [`VaultError::NewerFormat`],
/// [`VaultError::Io`].
pub fn peek_backup(path: &Path) -> Result<BackupInfo, VaultError> {
    Ok(info(&read_outer(path)?))
}

/// As [`peek_backup`], of bytes in memory.
pub(crate) fn peek_bytes(bytes: &[u8]) -> Result<BackupInfo, VaultError> {
    let length = bytes.len() as u64;
    let input = BufReader::new(std::io::Cursor::new(bytes));
    Ok(info(&outer_of(input, length)?))
}

/// Reads what is inside a payload into a folder; tells how many files it had.
pub(crate) fn payload_files(plain: &mut dyn Read, folder: &Path) -> Result<usize, VaultError> {
    let mut tell = |_, _| true;
    let mut meter = Meter {
        done: 0,
        total: 0,
        tell: &mut tell,
    };
    let (files, _) = read_payload(plain, folder, false, &mut meter)?;
    Ok(files.len())
}

fn info(outer: &Outer) -> BackupInfo {
    let m = &outer.manifest;
    BackupInfo {
        vault_id: m.vault_id.clone(),
        backup_id: m.backup_id.clone(),
        counter: m.counter,
        made: m.utc.clone(),
        bytes: outer.bytes,
    }
}

/// What opens a backup.
#[derive(Clone, Copy)]
pub enum BackupSecret<'a> {
    /// The passphrase of the day it was made.
    Passphrase(&'a Passphrase),
    /// The recovery code of the day it was made.
    Code(&'a RecoveryCode),
}

/// A backup whose key is there.
pub struct OpenedBackup {
    path: PathBuf,
    outer: Outer,
    key: BackupKey,
    pub(super) opened: Arc<Opened>,
    pub(super) keyholder: KeyholderId,
}

impl std::fmt::Debug for OpenedBackup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenedBackup").finish_non_exhaustive()
    }
}

/// One person in a backup or vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonContents {
    /// The record's random name.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// Number of its newest saved change.
    pub seq: i64,
    /// Entries, hidden ones left out.
    pub entries: u64,
    /// Clinical date of the newest entry, as precise as it is.
    pub newest: Option<String>,
}

/// What is in a backup or vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The vault, 32 hex digits.
    pub vault_id: String,
    /// The counter of changes.
    pub counter: u64,
    /// The people.
    pub people: Vec<PersonContents>,
    /// Large originals that were lost already when the backup was made.
    pub missing: usize,
}

impl super::BackupSource {
    /// Opens a backup of this vault with the keys at hand, to verify it.
    ///
    /// # Errors
    /// [`VaultError::Damaged`]; [`VaultError::WrongPassphrase`] when it is another keyholder's.
    pub fn open(&self, path: &Path) -> Result<OpenedBackup, VaultError> {
        let outer = read_outer(path)?;
        let who = self.chain.keyholder.clone();
        OpenedBackup::with(path, outer, self.chain.opened(), who)
    }
}

impl OpenedBackup {
    /// Whose backup it is: it brings back this keyholder only.
    #[must_use]
    pub const fn keyholder(&self) -> &KeyholderId {
        &self.keyholder
    }

    /// Opens a backup with a passphrase or a recovery code. Takes about a second.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::WrongRecoveryCode`], [`VaultError::Damaged`].
    pub fn open(path: &Path, secret: BackupSecret<'_>) -> Result<Self, VaultError> {
        let outer = read_outer(path)?;
        let (name, kind, wrong) = match secret {
            BackupSecret::Passphrase(p) => (
                SLOT_PASSPHRASE,
                SlotKind::Passphrase(p),
                VaultError::WrongPassphrase,
            ),
            BackupSecret::Code(code) => (
                SLOT_RECOVERY,
                SlotKind::Recovery(code),
                VaultError::WrongRecoveryCode,
            ),
        };
        let slot = outer.small.get(name).ok_or_else(bad)?;
        let plain = kin_crypto::safe::open_slot(kind, slot).map_err(|e| match e {
            CryptoError::WrongSecret => wrong,
            _ => bad(),
        })?;
        let (keyholder, opened) = parse_identity(&plain)?;
        let former = opened.former.clone();
        let made = Self::with(path, outer, Arc::new(opened), keyholder.clone());
        match (made, former) {
            // Made while all keys were renewed, before the keyring was closed with the new ones.
            (Err(VaultError::WrongPassphrase), Some(former)) => {
                Self::with(path, read_outer(path)?, former, keyholder)
            }
            (made, _) => made,
        }
    }

    fn with(
        path: &Path,
        outer: Outer,
        opened: Arc<Opened>,
        keyholder: KeyholderId,
    ) -> Result<Self, VaultError> {
        let slot = outer.small.get(SLOT_KEY).ok_or_else(bad)?;
        let key = BackupKey::open(&opened.root, slot).map_err(|e| match e {
            CryptoError::WrongSecret => VaultError::WrongPassphrase,
            _ => bad(),
        })?;
        Ok(Self {
            path: path.to_owned(),
            outer,
            key,
            opened,
            keyholder,
        })
    }

    /// What it says about itself.
    #[must_use]
    pub fn info(&self) -> BackupInfo {
        info(&self.outer)
    }

    /// Reads all of it again and looks at every database; `scratch` is a folder in which a folder
    /// is made and removed. Only encrypted files are written there.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] with `backup` or `record`, [`VaultError::Cancelled`],
    /// [`VaultError::DiskFull`].
    pub fn verify(&self, scratch: &Path, tell: Progress<'_>) -> Result<Contents, VaultError> {
        let work = scratch.join(format!(".{}.work", random_id()?));
        let read = |()| self.extract(&work, false, tell);
        let outcome = private_folder(&work)
            .and_then(read)
            .and_then(|index| self.look(&work, &index));
        fs::remove_dir_all(&work).ok();
        outcome
    }

    /// Reads the payload to its end into `folder`; without `all`, large files are only hashed.
    pub(super) fn extract(
        &self,
        folder: &Path,
        all: bool,
        tell: Progress<'_>,
    ) -> Result<Index, VaultError> {
        let (at, bytes) = self.outer.payload;
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(at))?;
        let mut meter = Meter {
            done: 0,
            total: bytes,
            tell,
        };
        let mut input = HashReader::new(BufReader::with_capacity(1 << 18, file.take(bytes)));
        let (mut files, index) = {
            let mut plain = self.key.decrypt(&mut input).map_err(|e| match e {
                CryptoError::Io(e) => e.into(),
                _ => bad(),
            })?;
            let found = read_payload(&mut plain, folder, all, &mut meter).map_err(cut)?;
            // To the very end: only now nothing can be missing.
            if std::io::copy(&mut plain, &mut std::io::sink()).map_err(|_| bad())? > 1024 {
                return Err(bad());
            }
            found
        };
        let (read, digest) = input.finish();
        let manifest = &self.outer.manifest;
        if read != bytes || digest != manifest.payload_sha256 {
            return Err(bad());
        }
        let mut listed = index.files.clone();
        listed.sort();
        files.sort();
        // The slots are the keyholder's identity files, so what they must be stands inside, too.
        let own = |file: &str, known: &String| {
            let path = format!("people/{}/{file}", self.keyholder.0);
            files.iter().any(|f| f.path == path && f.sha256 == *known)
        };
        // Who opens it without us does what README.txt says: it must be ours, too.
        let readme = self.outer.small.get(README).map(|text| hex(&sha256(text)));
        let same = (index.readme.is_none() || index.readme == readme)
            && own("identity.age", &manifest.slots.passphrase)
            && own("identity.recovery.age", &manifest.slots.recovery)
            && index.v == manifest.v
            && index.vault_id == manifest.vault_id
            && index.backup_id == manifest.backup_id
            && index.counter == manifest.counter
            && index.utc == manifest.utc
            && index.keyholder == self.keyholder.0
            && listed == files;
        if !same {
            return Err(bad());
        }
        Ok(index)
    }

    /// Opens every database of an extracted backup.
    pub(super) fn look(&self, folder: &Path, index: &Index) -> Result<Contents, VaultError> {
        let layout = Layout {
            root: folder.to_owned(),
        };
        let chain = self.chain(&layout)?.ok_or_else(bad)?;
        let pinned: Vec<PersonId> = chain.ring().records.iter().map(|r| r.rid.clone()).collect();
        let mut held: Vec<PersonId> = index.records.iter().map(|r| r.rid.clone()).collect();
        held.sort();
        for listed in &index.records {
            // A record made after the keyring was copied: nobody holds its key in this backup.
            if !pinned.contains(&listed.rid) {
                continue;
            }
            let pin = chain.pin(&listed.rid)?;
            let database = pin.key.database(listed.rid.as_str(), pin.epoch)?;
            let path = layout.record(listed.rid.as_str()).join("record.db");
            let conn = db::open(&path, &database, Role::Read, true)?;
            let state = crate::record::snapshot_state(&conn)?;
            if (state.seq, state.entries) != (listed.seq, listed.entries)
                || state.head != listed.head
            {
                return Err(VaultError::Damaged { what: "record" });
            }
            let mut names: Vec<String> = state.blobs;
            names.retain(|file| {
                let head = file.get(..2).unwrap_or_default();
                let path = format!("records/{}/blobs/{head}/{file}.age", listed.rid);
                !index.missing.contains(&path) && !index.files.iter().any(|f| f.path == path)
            });
            if !names.is_empty() || !crate::check::pages_whole(&conn)? {
                return Err(VaultError::Damaged { what: "record" });
            }
            drop(conn);
            crate::files::remove_if_there(&path.with_file_name("record.db-wal"))?;
            crate::files::remove_if_there(&path.with_file_name("record.db-shm"))?;
        }
        let lost = |rid: &PersonId| index.missing.contains(&format!("records/{rid}/record.db"));
        if pinned
            .iter()
            .any(|rid| held.binary_search(rid).is_err() && !lost(rid))
        {
            return Err(bad());
        }
        let mut contents = contents(chain)?;
        contents.missing = index.missing.len();
        Ok(contents)
    }

    /// The keys of a vault folder, read with this backup's root key; `None` when it is not this
    /// keyholder's vault.
    pub(super) fn chain(&self, layout: &Layout) -> Result<Option<Arc<KeyChain>>, VaultError> {
        let vault = match manifest::Manifest::read(layout) {
            Ok(vault) => vault,
            Err(VaultError::NotAVault) => return Ok(None),
            Err(error) => return Err(error),
        };
        let Ok((ring, whole)) = read_ring(layout, &self.keyholder.0, &self.opened.root) else {
            return Ok(None);
        };
        if ring.vault_id != vault.vault_id {
            return Ok(None);
        }
        let opened = Arc::clone(&self.opened);
        let (layout, id) = (layout.clone(), self.keyholder.clone());
        Ok(Some(Arc::new(KeyChain::new(
            layout, id, opened, true, whole, ring,
        ))))
    }
}

/// What the records behind a keyring hold. A record that cannot be opened counts no entries.
pub(super) fn contents(chain: Arc<KeyChain>) -> Result<Contents, VaultError> {
    let (vault_id, counter, pinned) = {
        let ring = chain.ring();
        let pinned: Vec<_> = ring
            .records
            .iter()
            .map(|r| {
                let seq = r.seal.as_ref().map_or(0, |s| s.seq);
                (r.rid.clone(), r.details.name.text.clone(), seq)
            })
            .collect();
        (ring.vault_id.clone(), ring.counter, pinned)
    };
    let mut people = Vec::new();
    for (person, name, seq) in pinned {
        let (mut entries, mut newest) = (0, None);
        if let Ok(record) = Record::open(Arc::clone(&chain), &person, true) {
            entries = record.counts_by_kind()?.iter().map(|(_, n)| n).sum();
            let page = record.timeline(&crate::Filter::default(), None, 1)?;
            newest = page
                .rows
                .first()
                .and_then(|row| row.date.as_ref().map(ToString::to_string));
            record.close();
        }
        people.push(PersonContents {
            person,
            name,
            seq,
            entries,
            newest,
        });
    }
    Ok(Contents {
        vault_id,
        counter,
        people,
        missing: 0,
    })
}

/// An error inside the stream: the file was cut or changed, whatever the reader calls it.
fn cut(error: VaultError) -> VaultError {
    match error {
        VaultError::Io {
            kind: std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof,
        } => bad(),
        other => other,
    }
}

fn hex_digits(text: &str, n: usize) -> bool {
    text.len() == n && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether a name is one that we write; everything else is refused, so nothing can leave the folder.
fn is_ours(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["vault.json"] => true,
        ["people", id, file] => {
            let names = [
                "public.json",
                "identity.age",
                "identity.recovery.age",
                "keyring.age",
            ];
            hex_digits(id, 32) && names.contains(file)
        }
        ["records", id, "record.db"] => hex_digits(id, 32),
        ["records", id, "blobs", head, file] => {
            let stem = file.strip_suffix(".age").unwrap_or_default();
            hex_digits(id, 32)
                && hex_digits(stem, 64)
                && hex_digits(head, 2)
                && stem.starts_with(head)
        }
        _ => false,
    }
}

fn read_payload(
    plain: &mut dyn Read,
    folder: &Path,
    all: bool,
    meter: &mut Meter<'_>,
) -> Result<(Vec<Listed>, Index), VaultError> {
    let mut files: Vec<Listed> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    loop {
        let (path, bytes) = archive::next(plain)?.ok_or_else(bad)?;
        if path == INDEX {
            if bytes > LARGEST_INDEX {
                return Err(bad());
            }
            let mut text = Zeroizing::new(Vec::new());
            plain.take(bytes).read_to_end(&mut text)?;
            archive::skip_padding(plain, bytes)?;
            let index: Index = serde_json::from_slice(&text).map_err(|_| bad())?;
            // The end mark follows, nothing else.
            if archive::next(plain)?.is_some() || index.v != VERSION {
                return Err(bad());
            }
            return Ok((files, index));
        }
        let large = path.contains("/blobs/");
        let small = !large && !path.ends_with("/record.db");
        if !is_ours(&path)
            || !seen.insert(path.clone())
            || seen.len() > MOST_FILES
            || (small && bytes > crate::files::SMALL_FILE)
        {
            return Err(bad());
        }
        let mut limited = HashReader::new(plain.take(bytes));
        if all || !large {
            let target = folder.join(&path);
            if let Some(parent) = target.parent() {
                private_folder(parent)?;
            }
            let mut file = create_private(&target)?;
            archive::copy(&mut limited, &mut file, meter)?;
            file.flush()?;
            if all {
                crate::files::sync(&file)?;
            }
        } else {
            archive::copy(&mut limited, &mut std::io::sink(), meter)?;
        }
        let (read, sha256) = limited.finish();
        if read != bytes {
            return Err(bad());
        }
        archive::skip_padding(plain, bytes)?;
        files.push(Listed {
            path,
            bytes,
            sha256,
        });
    }
}
