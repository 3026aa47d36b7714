//! Vault, locked and unlocked.

mod checking;
mod mending;
mod people;

use crate::files::{
    Layout, bytes_below, empty_folder, own_folder, private_folder, remove_if_there,
};
use crate::identity::{Opened, Slot, open_identity, replace_identity};
use crate::keyholders::{self, Made};
use crate::keyring::{KeyChain, Ring, damaged, read_public, read_ring};
use crate::manifest::Manifest;
use crate::rotate;
use crate::{Keyholder, KeyholderId, NewVault, Person, Record, VaultError, VaultInfo};
use kin_crypto::safe::{DeviceKey, KdfStrength, Passphrase, RecoveryCode, SlotKind, random_id};
use kin_model::PersonId;
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Ways to a vault.
#[derive(Debug, Clone, Copy)]
pub struct Vault;

impl Vault {
    /// Makes a vault in a new or empty folder, with its first keyholder. What an interrupted making
    /// left is cleared away first: nothing was ever stored in it.
    ///
    /// The recovery code is shown once and stored nowhere.
    ///
    /// # Errors
    /// [`VaultError::NotEmpty`], [`VaultError::AlreadyOpen`], [`VaultError::DiskFull`],
    /// [`VaultError::Io`].
    pub fn create(dir: &Path, new: &NewVault<'_>) -> Result<(Unlocked, RecoveryCode), VaultError> {
        crate::backup::finish_swap(dir)?;
        private_folder(dir)?;
        let layout = Layout {
            root: dir.to_path_buf(),
        };
        if fs::read_dir(dir)?.next().is_some() && !layout.is_unfinished() {
            return Err(VaultError::NotEmpty);
        }
        // First: from now on whatever is here without vault.json is ours and of no use.
        layout.begin()?;
        let lock = take_lock(&layout)?;
        if layout.manifest().exists() {
            return Err(VaultError::NotEmpty);
        }
        let outcome = layout
            .clear_unfinished()
            .and_then(|()| Self::fill(&layout, new, lock));
        if outcome.is_err() && layout.is_unfinished() && layout.clear_unfinished().is_ok() {
            // What stays is taken for what it is the next time.
            let gone = remove_if_there(&layout.lock()).and_then(|()| layout.finish());
            gone.unwrap_or_default();
        }
        outcome
    }

    /// True when there is a vault in a folder, whole or not. Takes no lock and changes nothing.
    #[must_use]
    pub fn is_there(dir: &Path) -> bool {
        let layout = Layout {
            root: dir.to_path_buf(),
        };
        !layout.is_unfinished() && !matches!(Manifest::read(&layout), Err(VaultError::NotAVault))
    }

    /// True when the making of a vault was interrupted in this folder: [`Self::create`] begins anew.
    #[must_use]
    pub fn is_unfinished(dir: &Path) -> bool {
        let layout = Layout {
            root: dir.to_path_buf(),
        };
        layout.is_unfinished()
    }

    fn fill(
        layout: &Layout,
        new: &NewVault<'_>,
        lock: File,
    ) -> Result<(Unlocked, RecoveryCode), VaultError> {
        for folder in [layout.staging(), layout.people(), layout.records()] {
            private_folder(&folder)?;
        }
        let manifest = Manifest::new(random_id()?);
        let Made {
            id,
            opened,
            ring,
            code,
        } = keyholders::make(layout, &manifest.vault_id, new, |_, _| {})?;
        // Last: a folder without this file is no vault yet.
        manifest.write(layout)?;
        layout.finish().unwrap_or_default();
        let chain = KeyChain::new(layout.clone(), id, Arc::new(opened), false, true, ring);
        let locked = Locked {
            layout: layout.clone(),
            manifest,
            _lock: lock,
        };
        Ok((Unlocked::new(locked, chain), code))
    }

    /// Opens a vault as far as that goes without a secret, and takes its lock.
    ///
    /// # Errors
    /// [`VaultError::NotAVault`], [`VaultError::Unfinished`], [`VaultError::NewerFormat`],
    /// [`VaultError::AlreadyOpen`], [`VaultError::Damaged`].
    pub fn open(dir: &Path) -> Result<Locked, VaultError> {
        crate::backup::finish_swap(dir)?;
        let layout = Layout {
            root: dir.to_path_buf(),
        };
        let manifest = Manifest::read(&layout)?;
        let lock = take_lock(&layout)?;
        if !manifest.read_only() {
            // Only ciphertext is ever written there, and nobody needs it any more.
            own_folder(&layout.staging())?;
            empty_folder(&layout.staging())?;
            layout.finish().unwrap_or_default();
        }
        Ok(Locked {
            layout,
            manifest,
            _lock: lock,
        })
    }
}

/// One process per vault. The lock goes with the process, however that ends.
pub(crate) fn take_lock(layout: &Layout) -> Result<File, VaultError> {
    let path = layout.lock();
    // Nobody can hold a lock on a folder, a pipe or a device, and opening a pipe would wait for ever.
    if fs::metadata(&path).is_ok_and(|meta| !meta.is_file()) {
        fs::remove_file(&path).or_else(|_| fs::remove_dir(&path))?;
    }
    let file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(VaultError::AlreadyOpen),
        Err(TryLockError::Error(e)) => Err(e.into()),
    }
}

/// A vault without its keys.
pub struct Locked {
    pub(crate) layout: Layout,
    manifest: Manifest,
    /// Held, not read: the lock ends with it.
    _lock: File,
}

impl std::fmt::Debug for Locked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Locked").finish_non_exhaustive()
    }
}

/// A vault that stayed locked, and why.
#[derive(Debug)]
pub struct Refused {
    /// The vault, for another try.
    pub locked: Locked,
    /// Why.
    pub why: VaultError,
}

/// What unlocks.
#[derive(Clone, Copy)]
pub(crate) enum Secret<'a> {
    Passphrase(&'a Passphrase),
    Code(&'a RecoveryCode),
    Device(&'a DeviceKey),
}

impl Locked {
    pub(crate) const fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(crate) const fn is_read_only(&self) -> bool {
        self.manifest.read_only()
    }

    fn ids(&self) -> Vec<KeyholderId> {
        let Ok(entries) = fs::read_dir(self.layout.people()) else {
            return Vec::new();
        };
        let mut ids: Vec<KeyholderId> = entries
            .filter_map(|e| e.ok()?.file_name().into_string().ok())
            .filter(|name| name.parse::<PersonId>().is_ok())
            .map(KeyholderId)
            .collect();
        ids.sort();
        ids
    }

    /// Who can unlock, in the order of their nicknames. One whose public file is damaged has an
    /// empty nickname.
    #[must_use]
    pub fn keyholders(&self) -> Vec<Keyholder> {
        let mut all: Vec<Keyholder> = self
            .ids()
            .into_iter()
            .map(|id| keyholder(&self.layout, id))
            .collect();
        all.sort_by(|a, b| a.nickname.cmp(&b.nickname).then(a.id.cmp(&b.id)));
        all
    }

    /// The vault's random name, 32 hex digits.
    #[must_use]
    pub fn vault_id(&self) -> &str {
        &self.manifest.vault_id
    }

    /// Unlocks with a passphrase; without a keyholder each one is tried. Takes about a second for
    /// each try.
    ///
    /// # Errors
    /// [`Refused`] with [`VaultError::WrongPassphrase`], [`VaultError::Damaged`],
    /// [`VaultError::NoSuchKeyholder`].
    pub fn unlock(
        self,
        who: Option<&KeyholderId>,
        passphrase: &Passphrase,
    ) -> Result<Unlocked, Box<Refused>> {
        self.unlock_with(who, Secret::Passphrase(passphrase))
    }

    /// Unlocks with the recovery code; then a new passphrase should be set
    /// ([`Unlocked::set_passphrase`]).
    ///
    /// # Errors
    /// [`Refused`] with [`VaultError::WrongRecoveryCode`], [`VaultError::Damaged`],
    /// [`VaultError::NoSuchKeyholder`].
    pub fn unlock_with_recovery(
        self,
        who: Option<&KeyholderId>,
        code: &RecoveryCode,
    ) -> Result<Unlocked, Box<Refused>> {
        self.unlock_with(who, Secret::Code(code))
    }

    pub(crate) fn unlock_with(
        self,
        who: Option<&KeyholderId>,
        secret: Secret<'_>,
    ) -> Result<Unlocked, Box<Refused>> {
        let opened = self.first(who, |id| self.try_one(id, secret));
        let opened = opened.and_then(|(chain, ahead)| {
            // A renewal of all keys was cut off after its new identity files and before the keyring. What
            // cannot be written now is written at the next unlocking.
            if let Some(ahead) = ahead.filter(|_| !chain.read_only) {
                chain.close_with(ahead).ok();
            }
            let manifest = self.bring_forward(&chain)?;
            rotate::settle(&chain);
            chain.settle_shown();
            Ok((chain, manifest))
        });
        match opened {
            Ok((chain, manifest)) => Ok(Unlocked::new(Self { manifest, ..self }, chain)),
            Err(why) => Err(Box::new(Refused { locked: self, why })),
        }
    }

    /// Notes that this version writes here: first in clear, then in the keyring, which may never be
    /// ahead of the file in clear.
    fn bring_forward(&self, chain: &KeyChain) -> Result<Manifest, VaultError> {
        let manifest = match self.manifest.brought_forward() {
            Some(newer) => {
                chain.heed(newer.write(&self.layout))?;
                newer
            }
            None => self.manifest.clone(),
        };
        let behind = chain.ring().minor < manifest.minor;
        if behind && !chain.read_only {
            chain.change(|ring| {
                ring.minor = manifest.minor;
                Ok(())
            })?;
        }
        Ok(manifest)
    }

    /// The first keyholder with whom it works.
    fn first<T>(
        &self,
        who: Option<&KeyholderId>,
        try_one: impl Fn(&KeyholderId) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let ids = match who {
            Some(id) => vec![id.clone()],
            None => self.ids(),
        };
        let mut why = VaultError::NoSuchKeyholder;
        for id in ids {
            match try_one(&id) {
                Ok(found) => return Ok(found),
                // A damaged keyholder beside a wrong passphrase is the more useful news.
                Err(error) if !matches!(why, VaultError::Damaged { .. }) => why = error,
                Err(_) => {}
            }
        }
        Err(why)
    }

    /// Opens a keyholder's identity and keyring.
    fn ring(&self, id: &KeyholderId, secret: Secret<'_>) -> Result<Found, VaultError> {
        if !self.layout.keyholder(&id.0).is_dir() {
            return Err(VaultError::NoSuchKeyholder);
        }
        let opened = match secret {
            Secret::Passphrase(p) => {
                open_identity(&self.layout, id, Slot::Passphrase, SlotKind::Passphrase(p))?
            }
            Secret::Code(code) => {
                open_identity(&self.layout, id, Slot::Recovery, SlotKind::Recovery(code))?
            }
            Secret::Device(key) => {
                open_identity(&self.layout, id, Slot::Device, SlotKind::Device(key))
                    .map_err(|_| VaultError::NoQuickUnlock)?
            }
        };
        let former = opened.former.clone();
        let opened = Arc::new(opened.with_former(None)?);
        let found = |opened: Arc<Opened>, ahead| {
            let (ring, whole) = read_ring(&self.layout, &id.0, &opened.root)?;
            Ok(Found {
                ring,
                whole,
                opened,
                ahead,
            })
        };
        match (found(Arc::clone(&opened), None), former) {
            (Err(VaultError::Damaged { .. }), Some(former)) => found(former, Some(opened)),
            (found, _) => found,
        }
    }

    /// The keys, and those of a renewal that was cut off.
    fn try_one(
        &self,
        id: &KeyholderId,
        secret: Secret<'_>,
    ) -> Result<(KeyChain, Option<Arc<Opened>>), VaultError> {
        let found = self.ring(id, secret)?;
        // vault.json lies in clear: it may not name another vault or an older format than was seen.
        if !self.manifest.agrees_with(&found.ring) {
            return Err(damaged("vault-file"));
        }
        let chain = KeyChain::new(
            self.layout.clone(),
            id.clone(),
            found.opened,
            self.manifest.read_only(),
            found.whole,
            found.ring,
        );
        Ok((chain, found.ahead))
    }
}

/// An identity and its keyring.
struct Found {
    ring: Ring,
    /// False when only the previous generation of the keyring could be read.
    whole: bool,
    opened: Arc<Opened>,
    /// The keys of a renewal that was cut off before it closed the keyring with them.
    ahead: Option<Arc<Opened>>,
}

fn keyholder(layout: &Layout, id: KeyholderId) -> Keyholder {
    let public = read_public(layout, &id).ok();
    let (nickname, colour) = public.map_or_else(
        || (String::new(), String::new()),
        |p| (p.nickname.clone(), p.colour),
    );
    Keyholder {
        id,
        nickname,
        colour,
    }
}

/// A vault with its keys: the only way to a record.
pub struct Unlocked {
    locked: Locked,
    pub(crate) chain: Arc<KeyChain>,
    records: Mutex<BTreeMap<PersonId, Arc<Record>>>,
    /// Records that somebody outside the vault has seen in a newer state: how many changes are
    /// missing, and when the last of them was saved.
    held_back: Mutex<BTreeMap<PersonId, (u64, String)>>,
}

impl std::fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unlocked").finish_non_exhaustive()
    }
}

impl Unlocked {
    fn new(locked: Locked, chain: KeyChain) -> Self {
        Self::over(locked, Arc::new(chain))
    }

    pub(crate) fn over(locked: Locked, chain: Arc<KeyChain>) -> Self {
        Self {
            locked,
            chain,
            records: Mutex::new(BTreeMap::new()),
            held_back: Mutex::new(BTreeMap::new()),
        }
    }

    pub(crate) const fn chain(&self) -> &Arc<KeyChain> {
        &self.chain
    }

    /// The vault's random name, 32 hex digits.
    pub(crate) fn vault_id(&self) -> &str {
        &self.locked.manifest.vault_id
    }

    /// A record is opened anew the next time: its key or the right to it may have changed.
    pub(crate) fn forget_record(&self, person: &PersonId) {
        self.with_record_shut(person, || ());
    }

    /// Nobody opens a record while its file is replaced: what was opened then would go on with the old file.
    pub(crate) fn with_record_shut<T>(&self, person: &PersonId, work: impl FnOnce() -> T) -> T {
        let mut records = self.records();
        if let Some(record) = records.remove(person) {
            record.close();
        }
        work()
    }

    /// Everybody who can unlock, in the order of their nicknames.
    #[must_use]
    pub fn keyholders(&self) -> Vec<Keyholder> {
        self.locked.keyholders()
    }

    /// Of each record the newest change that was sealed: its number, its head and its time. What is
    /// kept of it outside the vault shows when the whole vault was put back.
    #[must_use]
    pub fn sealed(&self) -> Vec<(PersonId, u64, String, String)> {
        let ring = self.chain.ring();
        let sealed = ring.records.iter().filter_map(|r| {
            let seal = r.seal.as_ref()?;
            let seq = u64::try_from(seal.seq).ok()?;
            Some((r.rid.clone(), seq, seal.head.clone(), seal.utc.clone()))
        });
        sealed.collect()
    }

    fn records(&self) -> MutexGuard<'_, BTreeMap<PersonId, Arc<Record>>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn nickname(&self) -> String {
        keyholder(&self.chain.layout, self.chain.keyholder.clone()).nickname
    }

    /// The people of the vault, in the order they were made.
    #[must_use]
    pub fn people(&self) -> Vec<Person> {
        let ring = self.chain.ring();
        ring.records
            .iter()
            .map(|r| (r.rid.clone(), r.details.clone()))
            .collect()
    }

    /// A person's record, held against what was last saved when it is first opened.
    ///
    /// # Errors
    /// [`VaultError::NoSuchPerson`], [`VaultError::OlderThanSaved`], [`VaultError::Damaged`].
    pub fn record(&self, person: &PersonId) -> Result<Arc<Record>, VaultError> {
        if let Some((missing, saved_at)) = self.held_back().get(person) {
            return Err(VaultError::OlderThanSaved {
                missing: *missing,
                saved_at: saved_at.clone(),
            });
        }
        let mut records = self.records();
        if let Some(record) = records.get(person)
            && !record.is_frozen()
        {
            return Ok(Arc::clone(record));
        }
        // One that could only be read because the disk was full is opened anew: there may be room now.
        let opened = match Record::open(Arc::clone(&self.chain), person, false) {
            // A change of key was cut off after its copy stood in place.
            Err(error) => match rotate::settle_one(&self.chain, person) {
                Ok(true) => Record::open(Arc::clone(&self.chain), person, false),
                Err(VaultError::Unconfirmed) => Err(VaultError::Unconfirmed),
                _ => Err(error),
            },
            opened => opened,
        };
        let record = Arc::new(opened?);
        if let Some(frozen) = records.get(person).filter(|_| record.is_frozen()) {
            return Ok(Arc::clone(frozen));
        }
        record.align_details();
        if let Some(frozen) = records.insert(person.clone(), Arc::clone(&record)) {
            frozen.close();
        }
        Ok(record)
    }

    /// Somebody outside the vault has seen this record in a newer state: it is not opened any more
    /// until that is accepted ([`Self::record_though_older`]). When the whole vault was put back to an
    /// older copy, nothing inside it can tell.
    pub fn hold_back(&self, person: &PersonId, missing: u64, saved_at: &str) {
        self.forget_record(person);
        let known = (missing, saved_at.to_owned());
        self.held_back().insert(person.clone(), known);
    }

    fn held_back(&self) -> MutexGuard<'_, BTreeMap<PersonId, (u64, String)>> {
        let held = self.held_back.lock();
        held.unwrap_or_else(PoisonError::into_inner)
    }

    /// A person's record though it is older than what was last saved; notes that in its history.
    ///
    /// # Errors
    /// As [`Self::record`], without [`VaultError::OlderThanSaved`].
    pub fn record_though_older(
        &self,
        person: &PersonId,
        now: &str,
    ) -> Result<Arc<Record>, VaultError> {
        match self.record(person) {
            Err(VaultError::OlderThanSaved { .. }) => {}
            other => return other,
        }
        let record = Arc::new(Record::open(Arc::clone(&self.chain), person, true)?);
        record.accept_older(&self.nickname(), now)?;
        self.held_back().remove(person);
        self.records().insert(person.clone(), Arc::clone(&record));
        Ok(record)
    }

    /// Changes the passphrase of the keyholder who unlocked. No data is rewritten; old copies of
    /// the vault keep the old passphrase.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`] when `old` is wrong.
    pub fn change_passphrase(
        &self,
        old: &Passphrase,
        new: &Passphrase,
        kdf: KdfStrength,
    ) -> Result<(), VaultError> {
        if !self.verify_passphrase(old)? {
            return Err(VaultError::WrongPassphrase);
        }
        self.set_passphrase(new, kdf)
    }

    /// Sets a new passphrase without the old one: after unlocking with the recovery code.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`].
    pub fn set_passphrase(&self, new: &Passphrase, kdf: KdfStrength) -> Result<(), VaultError> {
        // Whoever knew the old passphrase may sit at this computer: quick unlock ends with it.
        if self.has_quick_unlock() {
            self.forget_quick_unlock()?;
        }
        self.write_slot(Slot::Passphrase, SlotKind::Passphrase(new), kdf)
    }

    pub(crate) fn write_slot(
        &self,
        slot: Slot,
        secret: SlotKind<'_>,
        kdf: KdfStrength,
    ) -> Result<(), VaultError> {
        if self.chain.read_only {
            return Err(VaultError::ReadOnly);
        }
        replace_identity(&self.chain, &self.chain.opened(), (slot, secret), kdf)
    }

    /// True when `passphrase` is the one of the keyholder who unlocked; asked again before exports.
    ///
    /// # Errors
    /// [`VaultError::Damaged`].
    pub fn verify_passphrase(&self, passphrase: &Passphrase) -> Result<bool, VaultError> {
        let secret = SlotKind::Passphrase(passphrase);
        match open_identity(
            &self.chain.layout,
            &self.chain.keyholder,
            Slot::Passphrase,
            secret,
        ) {
            Ok(_) => Ok(true),
            Err(VaultError::WrongPassphrase) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Makes a new recovery code; the old one opens nothing any more.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`].
    pub fn new_recovery_code(&self) -> Result<RecoveryCode, VaultError> {
        let code = RecoveryCode::generate()?;
        self.write_slot(
            Slot::Recovery,
            SlotKind::Recovery(&code),
            KdfStrength::Person,
        )?;
        Ok(code)
    }

    /// The keyholder who unlocked.
    #[must_use]
    pub fn keyholder(&self) -> Keyholder {
        keyholder(&self.chain.layout, self.chain.keyholder.clone())
    }

    /// Changes how the keyholder is called on the unlock screen, and their colour. In clear.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`].
    pub fn set_keyholder(&self, nickname: &str, colour: &str) -> Result<(), VaultError> {
        if self.chain.read_only {
            return Err(VaultError::ReadOnly);
        }
        let (mut public, _) = self.chain.public()?;
        nickname.clone_into(&mut public.nickname);
        colour.clone_into(&mut public.colour);
        self.chain.write_public(&public)
    }

    /// What the vault knows about itself.
    ///
    /// # Errors
    /// [`VaultError::Io`].
    pub fn info(&self) -> Result<VaultInfo, VaultError> {
        let manifest = &self.locked.manifest;
        Ok(VaultInfo {
            vault_id: manifest.vault_id.clone(),
            major: manifest.major,
            minor: manifest.minor,
            read_only: self.chain.read_only,
            keyholder: self.keyholder(),
            people: self.chain.ring().records.len(),
            bytes: bytes_below(&self.chain.layout.root)?,
        })
    }

    /// True once the disk did not confirm something in this session: every change is refused with
    /// [`VaultError::Unconfirmed`].
    #[must_use]
    pub fn has_stopped(&self) -> bool {
        self.chain.may_write().is_err()
    }

    /// A preference of the program, `None` when never set.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<String> {
        self.chain.ring().settings.get(key).cloned()
    }

    /// Stores a preference of the program.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`].
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), VaultError> {
        if self.setting(key).as_deref() == Some(value) {
            return Ok(());
        }
        self.chain.change(|ring| {
            ring.settings.insert(key.to_owned(), value.to_owned());
            Ok(())
        })
    }

    /// Locks: stops imports (rolled back), closes every record, wipes the keys.
    /// A [`Record`] that is still held answers [`VaultError::Locked`] from now on.
    #[must_use]
    pub fn lock(self) -> Locked {
        for record in self.records().values() {
            record.close();
        }
        self.locked
    }
}
