//! The session: where the vault stands, and the one door to every command.
//!
//! A [`Session`] is shared by all threads of a face. The vault's state is behind one lock that is
//! held only while something is asked of the vault as a whole; records are shared handles that
//! answer `locked` by themselves once the vault is locked. So locking waits for no long work, and
//! reading never waits for an import.

mod codes;
mod files;
pub(crate) mod fuzzing;
mod jobs;
mod keychain;
mod last;
mod outputs;
mod place;
mod preferences;
mod seen;
mod status;
mod throttle;

pub use files::FileToken;
pub(crate) use files::{FileSource, Files};
pub(crate) use jobs::{Job, Jobs, Stage};
pub use keychain::{Keychain, KeychainError};
pub(crate) use outputs::{Outputs, hex};

use crate::clock::Clock;
use crate::dto::{Settings, Theme};
use crate::error::{ApiResult, ErrorCode};
use crate::reading::ReaderProgram;
use kin_i18n::Lang;
use kin_model::PersonId;
use kin_vault::{KdfStrength, Locked, Record, Unlocked, Vault, VaultError};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use throttle::Throttle;

/// The passphrase of the sample family's vault. No secret: it protects nothing.
pub const SAMPLE_PASSPHRASE: &str = "sample family";

/// What a face decides.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// Folder of the vault.
    pub vault: PathBuf,
    /// Folder of the sample family's vault.
    pub sample: PathBuf,
    /// File of the preferences that the locked screen needs; no health data.
    pub preferences: PathBuf,
    /// File of the lists of hospitals that the person added; no health data.
    pub hospitals: PathBuf,
    /// File of the list of issuers of health cards that was fetched last; public, its fingerprint is in the vault.
    pub issuers: PathBuf,
    /// File that counts wrong passphrases in a row; a number and a time.
    pub tries: PathBuf,
    /// File that remembers a folder chosen instead of `vault`; none where the command line says
    /// which vault is meant.
    pub place: Option<PathBuf>,
    /// The operating system's keychain, where the face has one: for quick unlock.
    pub keychain: Option<Arc<dyn Keychain>>,
    /// How hard a guess is.
    pub kdf: KdfStrength,
    /// Language before anything is set.
    pub lang: Lang,
    /// Language of all texts of this session, whatever is set.
    pub fixed_lang: Option<Lang>,
    /// The clock.
    pub clock: Clock,
    /// The address of a demo clinic on this computer, where the face was started with one.
    pub demo_clinic: Option<String>,
    /// The Bluetooth radio of this computer, where the face has one; in debug builds `KINFOLIO_TEST_RADIO` asks for one that
    /// is made up.
    pub radio: Option<Arc<dyn kin_ble::Radio>>,
    /// The program that reads foreign files, for every face: see [`crate::reading`]. Without one
    /// they are read in this process, which is for tests and measurements below the faces.
    pub reader: Option<ReaderProgram>,
}

impl SessionConfig {
    /// The usual vault of this computer, or the one that the person chose instead.
    #[must_use]
    pub fn remembering(vault: &Path) -> Self {
        let mut name = vault.file_name().unwrap_or_default().to_owned();
        name.push("-place.json");
        Self {
            place: Some(vault.with_file_name(name)),
            ..Self::new(vault)
        }
    }

    /// The folder that will be used.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        place::read(self.place.as_deref()).unwrap_or_else(|| self.vault.clone())
    }

    /// The usual places around a vault's folder.
    #[must_use]
    pub fn new(vault: &Path) -> Self {
        let beside = |suffix: &str| {
            let mut name = vault.file_name().unwrap_or_default().to_owned();
            name.push(suffix);
            vault.with_file_name(name)
        };
        Self {
            vault: vault.to_owned(),
            sample: beside("-sample"),
            preferences: beside("-preferences.json"),
            hospitals: beside("-hospitals.kindir"),
            issuers: beside("-issuers.json"),
            tries: beside("-tries.json"),
            place: None,
            keychain: None,
            kdf: kdf_from_env(),
            lang: Lang::En,
            fixed_lang: None,
            radio: crate::use_cases::radio::of_tests(&Clock::of_face()),
            clock: Clock::of_face(),
            demo_clinic: None,
            reader: None,
        }
    }
}

/// [`KdfStrength::Person`]; in debug builds `KINFOLIO_TEST_KDF=fast` makes tests quick.
fn kdf_from_env() -> KdfStrength {
    let fast = cfg!(debug_assertions)
        && std::env::var_os("KINFOLIO_TEST_KDF").is_some_and(|value| value == "fast");
    if fast {
        KdfStrength::Test
    } else {
        KdfStrength::Person
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub enum Response {
    /// JSON.
    Json(Value),
    /// Bytes of a file.
    Bytes(Vec<u8>),
}

pub(crate) enum State {
    /// Not looked at yet, or given up: nothing is held.
    Closed,
    /// Held, without keys.
    Locked(Locked),
    /// Open.
    Open(Box<Open>),
}

pub(crate) struct Open {
    pub(crate) vault: Unlocked,
    pub(crate) keyholder: String,
    pub(crate) nickname: String,
    pub(crate) read_only: bool,
    /// Records that are older than what this computer saw last.
    pub(crate) older: Mutex<BTreeMap<PersonId, seen::Older>>,
    /// Records that this computer has seen and that are not here, and when they were last saved.
    pub(crate) gone: Mutex<BTreeMap<PersonId, String>>,
    /// The newest change of each record that is kept outside already.
    pub(crate) remembered: Mutex<BTreeMap<PersonId, u64>>,
    /// Records whose opening stands in their access log already.
    pub(crate) noted: Mutex<BTreeSet<PersonId>>,
}

struct Inner {
    config: SessionConfig,
    state: RwLock<State>,
    /// A backup took the vault's place, and nobody has opened it since.
    restored: AtomicBool,
    sample: Mutex<bool>,
    place: Mutex<Option<PathBuf>>,
    settings: Mutex<Settings>,
    throttle: Mutex<Throttle>,
    guessed: Mutex<Option<throttle::Guessed>>,
    one_try: Mutex<()>,
    last_use: Mutex<Duration>,
    confirmed: Mutex<Option<Duration>>,
    when_locked: Mutex<Option<Box<dyn Fn() + Send + Sync>>>,
    files: Mutex<Files>,
    outputs: Mutex<Outputs>,
    jobs: Mutex<Jobs>,
    backup: Mutex<crate::use_cases::backup::Watch>,
    portals: Mutex<crate::use_cases::portals::Watch>,
    reminding: Mutex<crate::use_cases::Reminding>,
    scanning: Mutex<crate::use_cases::scanning::Scanning>,
    radio: Mutex<crate::use_cases::radio::Watch>,
    issuers: Mutex<Option<Arc<kin_codes::Issuers>>>,
    handed: Mutex<Option<String>>,
    moving: Mutex<Option<(String, kin_codes::MovingParts)>>,
}

/// See the module.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session")
    }
}

/// A lock whose holder panicked is taken all the same: the data behind each is replaced whole.
pub(crate) fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    /// Makes a session; opens nothing yet.
    #[must_use]
    pub fn new(config: SessionConfig) -> Self {
        let settings = preferences::read(&config.preferences, config.lang);
        let ticks = config.clock.ticks();
        let chosen = place::read(config.place.as_deref());
        let throttle = Throttle::read(&config.tries, config.clock.unix_seconds(), ticks);
        Self(Arc::new(Inner {
            config,
            state: RwLock::new(State::Closed),
            restored: AtomicBool::new(false),
            sample: Mutex::new(false),
            place: Mutex::new(chosen),
            settings: Mutex::new(settings),
            throttle: Mutex::new(throttle),
            guessed: Mutex::default(),
            one_try: Mutex::new(()),
            last_use: Mutex::new(ticks),
            confirmed: Mutex::new(None),
            when_locked: Mutex::new(None),
            files: Mutex::new(Files::default()),
            outputs: Mutex::new(Outputs::default()),
            jobs: Mutex::new(Jobs::default()),
            backup: Mutex::default(),
            portals: Mutex::default(),
            reminding: Mutex::default(),
            scanning: Mutex::default(),
            radio: Mutex::default(),
            issuers: Mutex::default(),
            handed: Mutex::default(),
            moving: Mutex::default(),
        }))
    }

    /// The clock.
    pub(crate) fn clock(&self) -> &Clock {
        &self.0.config.clock
    }

    /// The radio of this computer.
    pub(crate) fn radio(&self) -> Option<Arc<dyn kin_ble::Radio>> {
        self.0.config.radio.clone()
    }

    /// What it found, and what a device said.
    pub(crate) fn radio_watch(&self) -> MutexGuard<'_, crate::use_cases::radio::Watch> {
        hold(&self.0.radio)
    }

    /// The program that reads foreign files.
    pub(crate) fn reader(&self) -> Option<&ReaderProgram> {
        self.0.config.reader.as_ref()
    }

    pub(crate) fn kdf(&self) -> KdfStrength {
        self.0.config.kdf
    }

    /// The language of texts made here.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.0
            .config
            .fixed_lang
            .unwrap_or_else(|| hold(&self.0.settings).lang.parse().unwrap_or_default())
    }

    /// A text of the catalogue in this language: for what a face shows outside of its page.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        kin_i18n::text(self.lang(), key, &[])
    }

    /// The look that the person has chosen: a window has it before its page has asked.
    #[must_use]
    pub fn theme(&self) -> Theme {
        hold(&self.0.settings).theme
    }

    pub(crate) fn settings(&self) -> Settings {
        hold(&self.0.settings).clone()
    }

    pub(crate) fn is_sample(&self) -> bool {
        *hold(&self.0.sample)
    }

    pub(crate) fn files(&self) -> MutexGuard<'_, Files> {
        hold(&self.0.files)
    }

    pub(crate) fn outputs(&self) -> MutexGuard<'_, Outputs> {
        hold(&self.0.outputs)
    }

    pub(crate) fn jobs(&self) -> MutexGuard<'_, Jobs> {
        hold(&self.0.jobs)
    }

    /// What the automatic backup and a restore that waits for a word remember.
    pub(crate) fn backup(&self) -> MutexGuard<'_, crate::use_cases::backup::Watch> {
        hold(&self.0.backup)
    }

    pub(crate) fn reminding(&self) -> MutexGuard<'_, crate::use_cases::Reminding> {
        hold(&self.0.reminding)
    }

    /// The folder of the own vault, whichever is looked at.
    pub(crate) fn own_dir(&self) -> PathBuf {
        let chosen = self.elsewhere();
        chosen.unwrap_or_else(|| self.0.config.vault.clone())
    }

    /// Starts a backup or its rehearsal when one is due. A face calls this every few seconds; it
    /// looks once a minute.
    pub fn backup_if_due(&self) {
        crate::use_cases::backup::if_due(self);
    }

    /// The demo clinic that was started with the program.
    pub(crate) fn demo_clinic(&self) -> Option<String> {
        self.0.config.demo_clinic.clone()
    }

    /// The lists of hospitals that the person added, as they stand on the disk.
    pub(crate) fn own_hospitals(&self) -> ApiResult<Option<Vec<u8>>> {
        match preferences::small(&self.0.config.hospitals) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(crate::error_map::read_failed(&error)),
        }
    }

    /// Stores them: a new file, then renamed over the old one.
    pub(crate) fn keep_own_hospitals(&self, bytes: &[u8]) -> ApiResult<()> {
        preferences::replace(&self.0.config.hospitals, bytes)
            .map_err(|e| crate::error_map::write_failed(&e))
    }

    /// Which portals are asked just now.
    pub(crate) fn portals(&self) -> MutexGuard<'_, crate::use_cases::portals::Watch> {
        hold(&self.0.portals)
    }

    /// Reads the portals that are due, one at a time. A face calls this every few seconds; it looks
    /// once a minute.
    pub fn sync_if_due(&self) {
        crate::use_cases::portals::if_due(self);
    }

    /// The address at which a person signs in, of a job that waits for it: the only address that a
    /// face opens in the system's browser.
    ///
    /// # Errors
    /// `unknown-job` where no such job waits.
    pub fn sign_in_address(&self, job: u32) -> ApiResult<String> {
        self.with(|_| Ok(()))?;
        let job = self.jobs().get(job)?;
        job.sign_in().ok_or_else(|| ErrorCode::UnknownJob.into())
    }

    /// Lets the vault go, so that `swap` can put another one in its place. Nobody looks at the folder meanwhile: whoever
    /// did would hold the one that is put aside.
    pub(crate) fn replace_vault<T>(&self, swap: impl FnOnce() -> ApiResult<T>) -> ApiResult<T> {
        self.let_go(false);
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::Open(_)) {
            return Err(VaultError::AlreadyOpen.into());
        }
        *state = State::Closed;
        let swapped = swap()?;
        self.0.restored.store(true, Ordering::Relaxed);
        Ok(swapped)
    }

    /// An error where another program has the vault open: it cannot be replaced under its hands.
    pub(crate) fn need_free(&self) -> ApiResult<()> {
        match self.look() {
            Err(error) if error.code == ErrorCode::VaultInUse => Err(error),
            _ => Ok(()),
        }
    }

    pub(crate) fn dir(&self) -> PathBuf {
        if self.is_sample() {
            self.0.config.sample.clone()
        } else {
            self.own_dir()
        }
    }

    /// Registers a file or folder that the person chose in a dialog of the face, dropped on it or
    /// named on the command line. Never reachable through a command: no path comes from a webview.
    ///
    /// # Errors
    /// `file-missing`, `file-unreadable`.
    pub fn register_file(&self, path: &Path) -> ApiResult<FileToken> {
        self.files().register_path(path)
    }

    /// Registers bytes that came without a file: an upload, standard input.
    ///
    /// # Errors
    /// `internal` without randomness.
    pub fn register_bytes(&self, name: &str, bytes: Vec<u8>) -> ApiResult<FileToken> {
        self.files().register_bytes(name, bytes)
    }

    /// A file that was made, for the face's save dialog: its name and bytes.
    ///
    /// # Errors
    /// `unknown-output`.
    pub fn output(&self, token: &str) -> ApiResult<(String, Arc<[u8]>)> {
        self.outputs().get(token).map(|o| (o.name, o.bytes))
    }

    /// Now, RFC 3339 with offset: what a face puts into a form when no time was typed.
    #[must_use]
    pub fn now_text(&self) -> String {
        self.clock().now_text()
    }

    /// Asks something of the open vault.
    pub(crate) fn with<T>(&self, ask: impl FnOnce(&Open) -> ApiResult<T>) -> ApiResult<T> {
        match &*self.0.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Open(open) => ask(open),
            _ => Err(ErrorCode::Locked.into()),
        }
    }

    /// The record of a person, by id.
    pub(crate) fn record(&self, person: &str) -> ApiResult<Arc<Record>> {
        let id: PersonId = person.parse().map_err(|_| ErrorCode::UnknownPerson)?;
        self.with(|open| {
            let record = open.vault.record(&id)?;
            let noted = hold(&open.noted).contains(&id);
            if !noted && !open.read_only {
                // While an import runs the line waits for the next time.
                let now = self.clock().now_text();
                if record.log_access("open", "", &now).is_ok() {
                    hold(&open.noted).insert(id);
                }
            }
            Ok(record)
        })
    }

    /// Asks something of the locked vault.
    pub(crate) fn with_locked<T>(&self, ask: impl FnOnce(&Locked) -> ApiResult<T>) -> ApiResult<T> {
        match &*self.0.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Locked(locked) => ask(locked),
            _ => Err(ErrorCode::NoVault.into()),
        }
    }

    /// Everybody who can unlock.
    pub(crate) fn keyholders(&self) -> ApiResult<Vec<kin_vault::Keyholder>> {
        self.look()?;
        match &*self.0.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Closed => Ok(Vec::new()),
            State::Locked(locked) => Ok(locked.keyholders()),
            State::Open(open) => Ok(open.vault.keyholders()),
        }
    }

    /// Who types: the keyholder's nickname.
    pub(crate) fn by(&self) -> ApiResult<String> {
        self.with(|open| Ok(open.nickname.clone()))
    }

    /// Resets the idle clock.
    pub(crate) fn touch(&self) {
        *hold(&self.0.last_use) = self.clock().ticks();
    }

    /// Locks when nobody has done anything for the set time. A face calls this every few seconds.
    /// Running work that somebody asked for, as an import, counts as use. What began by itself does not; it is let come
    /// to its end first, and nothing else begins by itself meanwhile. True when it locked just now.
    #[must_use]
    pub fn lock_if_idle(&self) -> bool {
        if self.jobs().any_asked_for() {
            self.touch();
            return false;
        }
        let running = self.jobs().any_running();
        self.is_idle() && !running && self.lock()
    }

    /// Nobody has done anything for the set time.
    fn is_idle(&self) -> bool {
        let minutes = hold(&self.0.settings).auto_lock_minutes.clamp(1, 60);
        let idle = self.clock().ticks().saturating_sub(*hold(&self.0.last_use));
        idle >= Duration::from_secs(u64::from(minutes) * 60)
    }

    /// Whether work may begin that nobody asked for: one at a time, and not once the vault is to be locked.
    pub(crate) fn may_begin_by_itself(&self) -> bool {
        let running = self.jobs().any_running();
        !running && !self.is_idle()
    }

    /// Locks now: stops jobs (rolled back), wipes keys, forgets outputs. True when it was open.
    #[must_use]
    pub fn lock(&self) -> bool {
        self.jobs().clear();
        self.remember();
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        let was = std::mem::replace(&mut *state, State::Closed);
        let (next, open) = match was {
            State::Open(open) => (State::Locked(open.vault.lock()), true),
            other => (other, false),
        };
        *state = next;
        drop(state);
        self.jobs().clear();
        self.outputs().clear();
        *self.moving() = None;
        self.files().clear();
        self.scanning().forget();
        self.portals().forget();
        self.radio_watch().forget();
        *self.issuers() = None;
        *hold(&self.0.confirmed) = None;
        *hold(&self.0.guessed) = None;
        hold(&self.0.backup).forget();
        if open {
            *hold(&self.0.settings) = preferences::read(&self.0.config.preferences, self.lang());
            if let Some(tell) = &*hold(&self.0.when_locked) {
                tell();
            }
        }
        open
    }

    /// What the face does whenever an open vault was locked, for whatever reason: it throws away
    /// the page that showed the record.
    pub fn when_locked(&self, tell: impl Fn() + Send + Sync + 'static) {
        *hold(&self.0.when_locked) = Some(Box::new(tell));
    }

    /// The passphrase was typed just now by whoever sits there, to open the vault or once more.
    pub(crate) fn confirm(&self) {
        *hold(&self.0.confirmed) = Some(self.clock().ticks());
    }

    /// Before what a passer-by at an open vault must not do.
    ///
    /// # Errors
    /// `confirm-passphrase` when it was not typed in the last two minutes.
    pub(crate) fn need_confirmed(&self) -> ApiResult<()> {
        let now = self.clock().ticks();
        let fresh = hold(&self.0.confirmed).is_some_and(|at| now.saturating_sub(at) <= CONFIRMED);
        // The sample family has nothing to protect, and its passphrase is known to nobody.
        if fresh || self.is_sample() {
            return Ok(());
        }
        Err(ErrorCode::ConfirmPassphrase.into())
    }

    pub(crate) fn keychain(&self) -> Option<Arc<dyn Keychain>> {
        if self.is_sample() {
            return None;
        }
        self.0.config.keychain.clone().filter(|k| k.answers())
    }

    /// Looks at the folder when that has not been done: takes the vault's lock.
    fn look(&self) -> ApiResult<()> {
        // Who waits for writing keeps everybody else from reading, as long as a full check may take.
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*state, State::Closed) {
            return Ok(());
        }
        drop(state);
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::Closed) {
            match Vault::open(&self.dir()) {
                Ok(locked) => *state = State::Locked(locked),
                Err(VaultError::NotAVault | VaultError::Unfinished) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(())
    }

    /// Lets the vault go entirely, so that another folder can be looked at.
    fn let_go(&self, sample: bool) {
        let _ = self.lock();
        self.0.restored.store(false, Ordering::Relaxed);
        *self.0.state.write().unwrap_or_else(PoisonError::into_inner) = State::Closed;
        *hold(&self.0.sample) = sample;
        *hold(&self.0.throttle) = if sample {
            Throttle::default()
        } else {
            let clock = self.clock();
            Throttle::read(&self.0.config.tries, clock.unix_seconds(), clock.ticks())
        };
    }

    /// Unlocks by what `open` does with the locked vault.
    pub(crate) fn unlock_by(
        &self,
        open: impl FnOnce(Locked) -> Result<Unlocked, Box<kin_vault::Refused>>,
    ) -> ApiResult<()> {
        self.look()?;
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        let locked = match std::mem::replace(&mut *state, State::Closed) {
            State::Locked(locked) => locked,
            State::Closed => return Err(ErrorCode::NoVault.into()),
            open @ State::Open(_) => {
                *state = open;
                return Ok(());
            }
        };
        match open(locked) {
            Ok(vault) => {
                *state = State::Open(Box::new(Open::new(vault)?));
                drop(state);
                self.opened();
                Ok(())
            }
            Err(refused) => {
                let kin_vault::Refused { locked, why } = *refused;
                *state = State::Locked(locked);
                Err(why.into())
            }
        }
    }

    /// Writes `vault.json` anew from a keyholder's keyring; false when it was whole.
    pub(crate) fn mend_vault_file(&self, passphrase: &kin_vault::Passphrase) -> ApiResult<bool> {
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::Open(_)) {
            return Ok(false);
        }
        // The lock goes with what was locked.
        *state = State::Closed;
        Ok(Vault::mend(&self.dir(), None, passphrase)?)
    }

    /// Takes a vault that was just made.
    pub(crate) fn take(&self, vault: Unlocked) -> ApiResult<()> {
        let open = Open::new(vault)?;
        *self.0.state.write().unwrap_or_else(PoisonError::into_inner) = State::Open(Box::new(open));
        self.opened();
        Ok(())
    }

    /// What follows every unlocking: settings, idle clock, remains of an import that was killed.
    fn opened(&self) {
        self.0.restored.store(false, Ordering::Relaxed);
        self.touch();
        self.note_guesses();
        let stored = self.with(|open| Ok(open.vault.setting(SETTINGS)));
        if let Ok(Some(text)) = stored
            && let Ok(settings) = serde_json::from_str(&text)
        {
            *hold(&self.0.settings) = preferences::sane(settings);
        }
        // First: nothing is written to a record that is held back.
        self.compare_with_seen();
        crate::use_cases::import::remove_leftover(self);
        crate::use_cases::catch_up(self);
        crate::use_cases::finish_moves(self);
        // A folder that stays is looked at again the next time.
        drop(kin_vault::remove_put_aside(
            &self.own_dir(),
            &self.clock().today_text(),
        ));
    }

    /// Stores settings: in the vault when it is open, those of the look outside, too.
    pub(crate) fn set_settings(&self, settings: Settings) -> ApiResult<Settings> {
        let settings = preferences::sane(settings);
        let text = serde_json::to_string(&settings).map_err(|_| ErrorCode::Internal)?;
        match self.with(|open| Ok(open.vault.set_setting(SETTINGS, &text)?)) {
            Ok(()) => {}
            Err(e) if e.code == ErrorCode::Locked => {}
            Err(e) => return Err(e),
        }
        preferences::write(&self.0.config.preferences, &settings)?;
        hold(&self.0.settings).clone_from(&settings);
        Ok(settings)
    }

    /// Goes over to the sample family, or back to the own vault; the one left is locked.
    pub(crate) fn switch(&self, sample: bool) {
        if self.is_sample() != sample {
            self.let_go(sample);
        }
    }
}

const SETTINGS: &str = "settings";
/// How long a typed passphrase counts as "just now".
const CONFIRMED: Duration = Duration::from_secs(120);

impl Open {
    fn new(vault: Unlocked) -> ApiResult<Self> {
        let info = vault.info()?;
        Ok(Self {
            keyholder: info.keyholder.id.as_str().to_owned(),
            nickname: info.keyholder.nickname,
            read_only: info.read_only,
            older: Mutex::new(BTreeMap::new()),
            gone: Mutex::new(BTreeMap::new()),
            remembered: Mutex::new(BTreeMap::new()),
            noted: Mutex::new(BTreeSet::new()),
            vault,
        })
    }
}
