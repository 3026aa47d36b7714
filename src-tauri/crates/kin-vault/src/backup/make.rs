//! Making a backup.

use super::{
    BackupInfo, FORMAT, INDEX, Index, Listed, ListedRecord, MANIFEST, Manifest, Meter, PAYLOAD,
    Progress, README, README_TEXT, SLOT_KEY, SLOT_PASSPHRASE, SLOT_RECOVERY, Slots, VERSION,
    archive, bad,
};
use crate::files::{
    Found, create_private, open_plain, private_folder, read_small, remove_if_there, sync,
    sync_folder,
};
use crate::keyring::{KeyChain, damaged, hex};
use crate::{Record, Unlocked, VaultError};
use kin_crypto::safe::{BackupKey, Sha256Writer, random_id, sha256};
use kin_model::PersonId;
use std::fs::{self, File};
use std::io::{BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Files of a keyholder that a backup takes along. Quick unlock belongs to one computer and stays.
const OWN_FILES: [&str; 4] = [
    "public.json",
    "identity.age",
    "identity.recovery.age",
    "keyring.age",
];

/// What a backup is made of; held by a thread of its own while the vault is used on.
pub struct BackupSource {
    pub(super) chain: Arc<KeyChain>,
    records: Vec<(PersonId, Arc<Record>)>,
    /// Records that do not open: damaged, or access has ended.
    closed: Vec<PersonId>,
}

impl std::fmt::Debug for BackupSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BackupSource").finish_non_exhaustive()
    }
}

/// A backup that was written, not verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupMade {
    /// What it says about itself.
    pub info: BackupInfo,
    /// Large originals that the vault itself has lost; 0 in a whole vault.
    pub missing: usize,
}

impl Unlocked {
    /// What a backup is made of. A record that does not open is left out and said to be missing:
    /// the others must not go without a backup because of it.
    ///
    /// # Errors
    /// [`VaultError::Io`].
    pub fn backup_source(&self) -> Result<BackupSource, VaultError> {
        let (mut records, mut closed) = (Vec::new(), Vec::new());
        for (person, _) in self.people() {
            match self.record(&person) {
                Ok(record) => records.push((person, record)),
                Err(error @ (VaultError::Io { .. } | VaultError::Locked)) => return Err(error),
                Err(_) => closed.push(person),
            }
        }
        Ok(BackupSource {
            chain: Arc::clone(&self.chain),
            records,
            closed,
        })
    }

    /// Number of saved changes of all records: what has been changed since a backup is the
    /// difference of two of them.
    #[must_use]
    pub fn changes(&self) -> u64 {
        let ring = self.chain.ring();
        let seqs = ring
            .records
            .iter()
            .filter_map(|r| Some(r.seal.as_ref()?.seq));
        seqs.map(|n| u64::try_from(n).unwrap_or(0)).sum()
    }
}

/// One record's snapshot in staging.
struct Snapshot {
    rid: PersonId,
    path: PathBuf,
    bytes: u64,
    listed: ListedRecord,
    /// Large files: name and length.
    blobs: Vec<(String, u64)>,
}

/// Removes what a backup that was cut off left at its place more than a day ago: it would fill a stick up.
fn clear_leftovers(folder: &Path) {
    let ours = |name: &str| {
        let id = name.strip_prefix('.');
        let id = id.and_then(|id| id.strip_suffix(".part").or(id.strip_suffix(".work")));
        id.is_some_and(|id| id.parse::<PersonId>().is_ok())
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let named = entry.file_name().to_str().is_some_and(ours);
        let Ok(meta) = entry.metadata() else { continue };
        let age = meta.modified().ok().and_then(|at| at.elapsed().ok());
        if !named || age.is_none_or(|age| age.as_secs() < 24 * 3600) {
            continue;
        }
        // What cannot be removed is there the next time, too.
        if meta.is_dir() {
            fs::remove_dir_all(entry.path()).unwrap_or_default();
        } else if meta.is_file() {
            fs::remove_file(entry.path()).unwrap_or_default();
        }
    }
}

impl BackupSource {
    /// Writes a backup to `target`: whole, or not at all. `now` is RFC 3339.
    ///
    /// The name appears only when everything is on the disk. Not verified yet: see
    /// [`super::OpenedBackup`].
    ///
    /// # Errors
    /// [`VaultError::DiskFull`], [`VaultError::Cancelled`], [`VaultError::Busy`] when a large file
    /// was erased meanwhile (try again), [`VaultError::Io`] when the place is gone.
    pub fn make(
        &self,
        target: &Path,
        now: &str,
        tell: Progress<'_>,
    ) -> Result<BackupMade, VaultError> {
        let folder = target.parent().ok_or_else(bad)?;
        clear_leftovers(folder);
        let temp = folder.join(format!(".{}.part", random_id()?));
        let staging = self.chain.layout.staging();
        let written = match self.write_over(&staging, &temp, now, &mut *tell) {
            // The disk of the vault is full or failing: where the backup goes there may be room for the copies, too.
            Err(VaultError::DiskFull | VaultError::SyncFailed) => {
                remove_if_there(&temp)?;
                self.write_over(folder, &temp, now, tell)
            }
            other => other,
        };
        let outcome = written.and_then(|made| {
            fs::rename(&temp, target)?;
            sync_folder(folder)?;
            Ok(made)
        });
        if outcome.is_err() {
            // The stick may be gone: then so is the unfinished file's name.
            remove_if_there(&temp).ok();
        }
        outcome
    }

    /// Writes it by way of copies of the databases in a folder of their own below `place`.
    fn write_over(
        &self,
        place: &Path,
        temp: &Path,
        now: &str,
        tell: Progress<'_>,
    ) -> Result<BackupMade, VaultError> {
        let work = place.join(format!(".{}.work", random_id()?));
        let outcome = private_folder(&work).and_then(|()| self.write(&work, temp, now, tell));
        fs::remove_dir_all(&work).ok();
        outcome
    }

    fn write(
        &self,
        work: &Path,
        temp: &Path,
        now: &str,
        tell: Progress<'_>,
    ) -> Result<BackupMade, VaultError> {
        let chain = &self.chain;
        let mut meter = Meter {
            done: 0,
            total: 1,
            tell,
        };
        // The keyring first: a record that is newer than its seal is right, an older one is not.
        let (own, counter, vault_id, opened) = {
            let ring = chain.ring();
            let folder = chain.layout.keyholder(&chain.keyholder.0);
            let mut own = Vec::new();
            for name in OWN_FILES {
                let bytes = read_small(&folder.join(name))?.ok_or_else(|| damaged("identity"))?;
                own.push((name, bytes));
            }
            (own, ring.counter, ring.vault_id.clone(), chain.opened())
        };
        let own_file = |wanted: &str| {
            let found = own.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, bytes)| bytes.as_slice()).unwrap_or_default()
        };
        let mut snapshots = Vec::new();
        for (rid, record) in &self.records {
            snapshots.push(self.snapshot(work, rid, record, &mut meter)?);
        }
        let blobs = snapshots.iter().flat_map(|s| &s.blobs);
        let sizes = snapshots.iter().map(|s| s.bytes).chain(blobs.map(|b| b.1));
        meter.total = meter.done + sizes.sum::<u64>();

        let key = BackupKey::generate()?;
        let slot = key.seal(&opened.root)?;
        let mut out = BufWriter::with_capacity(1 << 20, create_private(temp)?);
        archive::put(&mut out, README, README_TEXT.as_bytes())?;
        archive::put(&mut out, SLOT_PASSPHRASE, own_file("identity.age"))?;
        archive::put(&mut out, SLOT_RECOVERY, own_file("identity.recovery.age"))?;
        archive::put(&mut out, SLOT_KEY, &slot)?;
        out.flush()?;
        let at = out.stream_position()?;
        // Its length is known afterwards.
        out.write_all(&archive::header(PAYLOAD, 0)?)?;

        let mut index = Index {
            v: VERSION,
            vault_id,
            backup_id: random_id()?,
            counter,
            utc: now.to_owned(),
            keyholder: chain.keyholder.0.clone(),
            files: Vec::new(),
            records: Vec::new(),
            missing: self
                .closed
                .iter()
                .map(|rid| format!("records/{rid}/record.db"))
                .collect(),
            readme: Some(hex(&sha256(README_TEXT.as_bytes()))),
        };
        let mut hashing = Sha256Writer::new(&mut out);
        let mut payload = key.encrypt(&mut hashing)?;
        self.payload(&mut payload, &own, snapshots, &mut index, &mut meter)?;
        payload.finish()?;
        let (_, digest) = hashing.finish();
        out.flush()?;
        let payload_bytes = out.stream_position()? - at - 512;
        archive::pad(&mut out, payload_bytes)?;
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            v: VERSION,
            vault_id: index.vault_id.clone(),
            backup_id: index.backup_id.clone(),
            counter,
            utc: now.to_owned(),
            payload_sha256: hex(&digest),
            payload_bytes,
            slots: Slots {
                passphrase: hex(&sha256(own_file("identity.age"))),
                recovery: hex(&sha256(own_file("identity.recovery.age"))),
                key: hex(&sha256(&slot)),
            },
        };
        let text = serde_json::to_vec_pretty(&manifest).map_err(|_| bad())?;
        archive::put(&mut out, MANIFEST, &text)?;
        archive::end(&mut out)?;
        let mut file = out
            .into_inner()
            .map_err(|e| VaultError::from(e.into_error()))?;
        let bytes = file.stream_position()?;
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&archive::header(PAYLOAD, payload_bytes)?)?;
        sync(&file)?;
        Ok(BackupMade {
            missing: index.missing.len(),
            info: BackupInfo {
                vault_id: manifest.vault_id,
                backup_id: manifest.backup_id,
                counter,
                made: manifest.utc,
                bytes,
            },
        })
    }

    fn snapshot(
        &self,
        work: &Path,
        rid: &PersonId,
        record: &Record,
        meter: &mut Meter<'_>,
    ) -> Result<Snapshot, VaultError> {
        let path = work.join(format!("{rid}.db"));
        let state = record.snapshot(&path, &mut |pages| meter.add(pages * 4096))?;
        let pin = self.chain.pin(rid)?;
        let epoch = pin.epoch;
        let raw = pin.key.database(rid.as_str(), epoch)?;
        let keys = std::iter::once((&pin.key, epoch)).chain(pin.old.iter().map(|(k, e)| (k, *e)));
        let large = keys
            .map(|(key, epoch)| Ok(key.blobs(rid.as_str(), epoch)?.age_passphrase().to_string()))
            .collect::<Result<Vec<_>, VaultError>>()?;
        let mut blobs = Vec::new();
        for file in state.blobs {
            let size = fs::metadata(self.blob(rid, &file)).map_or(0, |m| m.len());
            blobs.push((file, size));
        }
        Ok(Snapshot {
            rid: rid.clone(),
            bytes: fs::metadata(&path)?.len(),
            path,
            listed: ListedRecord {
                rid: rid.clone(),
                epoch,
                key: raw.pragma_value().as_str().to_owned(),
                seq: state.seq,
                head: state.head,
                entries: state.entries,
                large,
            },
            blobs,
        })
    }

    fn blob(&self, rid: &PersonId, file: &str) -> PathBuf {
        let (head, _) = file.split_at_checked(2).unwrap_or((file, ""));
        let folder = self.chain.layout.record(rid.as_str());
        folder.join("blobs").join(head).join(format!("{file}.age"))
    }

    fn payload(
        &self,
        out: &mut dyn Write,
        own: &[(&str, Vec<u8>)],
        snapshots: Vec<Snapshot>,
        index: &mut Index,
        meter: &mut Meter<'_>,
    ) -> Result<(), VaultError> {
        let small = |out: &mut dyn Write, index: &mut Index, path: String, bytes: &[u8]| {
            archive::put(out, &path, bytes)?;
            index.files.push(Listed {
                path,
                bytes: bytes.len() as u64,
                sha256: hex(&sha256(bytes)),
            });
            Ok::<(), VaultError>(())
        };
        let vault = read_small(&self.chain.layout.manifest())?;
        let vault = vault.ok_or_else(|| damaged("vault-file"))?;
        small(out, index, "vault.json".to_owned(), &vault)?;
        for (name, bytes) in own {
            let path = format!("people/{}/{name}", self.chain.keyholder.0);
            small(out, index, path, bytes)?;
        }
        for snapshot in snapshots {
            let rid = &snapshot.rid;
            let path = format!("records/{rid}/record.db");
            let mut file = File::open(&snapshot.path)?;
            let sha256 = archive::stream(out, &path, &mut file, snapshot.bytes, meter)?;
            index.files.push(Listed {
                path,
                bytes: snapshot.bytes,
                sha256,
            });
            for (file, _) in &snapshot.blobs {
                let Some((head, _)) = file.split_at_checked(2) else {
                    return Err(damaged("attachment"));
                };
                let path = format!("records/{rid}/blobs/{head}/{file}.age");
                let Found::File(mut input) = open_plain(&self.blob(rid, file))? else {
                    index.missing.push(path);
                    continue;
                };
                let bytes = input.metadata()?.len();
                let sha256 = archive::stream(out, &path, &mut input, bytes, meter)?;
                if sha256 != *file {
                    // Kept as it is: half a picture may be better than none. Never called verified.
                    index.missing.push(path.clone());
                }
                index.files.push(Listed {
                    path,
                    bytes,
                    sha256,
                });
            }
            index.records.push(snapshot.listed);
            remove_if_there(&snapshot.path)?;
        }
        let text = Zeroizing::new(serde_json::to_vec(index).map_err(|_| bad())?);
        archive::put(out, INDEX, &text)?;
        archive::end(out)
    }
}
