//! A vault in a throwaway folder, with a clock that stands where it is put.

use jiff::{Timestamp, tz};
use kin_api::reading::{ReaderLimits, ReaderProgram};
use kin_api::{ApiError, Clock, KdfStrength, Keychain, Response, Session, SessionConfig};
pub(crate) use kin_testkit::stored_zip as zip_of;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) const PASSPHRASE: &str = "quiet river carries seven lanterns home";

/// 2026-11-25T19:00:00+08:00.
const NOON: i64 = 1_795_604_400;

pub(crate) struct Bench {
    pub(crate) session: Session,
    pub(crate) folder: TempDir,
    seconds: Arc<AtomicU64>,
    /// Hours east of Greenwich.
    east: Arc<AtomicI8>,
}

impl Bench {
    /// A session on a folder without a vault.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seconds = Arc::new(AtomicU64::new(0));
        let east = Arc::new(AtomicI8::new(8));
        let session = session(folder.path(), &seconds, &east, None);
        Self {
            session,
            folder,
            seconds,
            east,
        }
    }

    /// A session on a new vault, open.
    pub(crate) fn new() -> Self {
        let bench = Self::empty();
        let made = bench.ask(
            "vault_create",
            json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "en"}),
        );
        assert!(made["recoveryCode"].is_string(), "a code is shown");
        bench
    }

    /// A new vault with one person.
    pub(crate) fn with_person(name: &str, born: &str, sex: &str) -> (Self, String) {
        let bench = Self::new();
        let id = bench.add_person(name, born, sex);
        (bench, id)
    }

    /// A session on a new vault whose foreign files are read by this program.
    pub(crate) fn with_reader(reader: ReaderProgram) -> Self {
        let mut bench = Self::empty();
        let nowhere = bench.folder.path().join("nowhere");
        bench.session = Session::new(SessionConfig::new(&nowhere));
        let mut config = config(bench.folder.path(), &bench.seconds, &bench.east, None);
        config.reader = Some(reader);
        bench.session = Session::new(config);
        bench.ask(
            "vault_create",
            json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "en"}),
        );
        bench
    }

    /// A session on a new vault, with a radio.
    pub(crate) fn with_radio(radio: Arc<dyn kin_ble::Radio>) -> Self {
        let mut bench = Self::empty();
        let nowhere = bench.folder.path().join("nowhere");
        bench.session = Session::new(SessionConfig::new(&nowhere));
        let mut config = config(bench.folder.path(), &bench.seconds, &bench.east, None);
        config.radio = Some(radio);
        bench.session = Session::new(config);
        bench.ask(
            "vault_create",
            json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "en"}),
        );
        bench
    }

    /// The program ends and is started again; the same clock goes on.
    pub(crate) fn restart(&mut self) {
        self.restart_with(None);
    }

    /// The program, started a second time on the same folder.
    pub(crate) fn second(&self) -> Session {
        session(self.folder.path(), &self.seconds, &self.east, None)
    }

    /// The program ends: nothing of the vault is held.
    pub(crate) fn restart_nowhere(&mut self) {
        let nowhere = self.folder.path().join("nowhere");
        self.session = Session::new(SessionConfig::new(&nowhere));
    }

    /// The same, with a keychain.
    pub(crate) fn restart_with(&mut self, keychain: Option<Arc<dyn Keychain>>) {
        let nowhere = self.folder.path().join("nowhere");
        self.session = Session::new(SessionConfig::new(&nowhere));
        self.session = session(self.folder.path(), &self.seconds, &self.east, keychain);
    }

    pub(crate) fn add_person(&self, name: &str, born: &str, sex: &str) -> String {
        let person = self.ask(
            "person_add",
            json!({"person": {"name": name, "born": born, "sex": sex}}),
        );
        person["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn try_ask(&self, name: &str, request: Value) -> Result<Value, ApiError> {
        match self.session.dispatch(name, request)? {
            Response::Json(value) => Ok(value),
            Response::Bytes(bytes) => Ok(json!(bytes.len())),
        }
    }

    pub(crate) fn ask(&self, name: &str, request: Value) -> Value {
        self.try_ask(name, request)
            .unwrap_or_else(|e| panic!("{name}: {} {:?}", e.code, e.fields))
    }

    pub(crate) fn code(&self, name: &str, request: Value) -> String {
        match self.try_ask(name, request) {
            Ok(value) => panic!("{name} should be refused, and gave {value}"),
            Err(error) => error.code.to_string(),
        }
    }

    pub(crate) fn bytes(&self, name: &str, request: Value) -> Vec<u8> {
        match self.session.dispatch(name, request).unwrap() {
            Response::Bytes(bytes) => bytes,
            Response::Json(value) => panic!("{name} gave {value}"),
        }
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The computer is carried to another zone, so many hours east of Greenwich; the moment stays.
    pub(crate) fn travel(&self, east: i8) {
        self.east.store(east, Ordering::SeqCst);
    }

    /// Sets the clock back.
    pub(crate) fn back(&self, seconds: u64) {
        self.seconds.fetch_sub(seconds, Ordering::SeqCst);
    }

    pub(crate) fn file(&self, path: &Path) -> String {
        self.session.register_file(path).unwrap().token
    }

    /// Waits for a job to end.
    pub(crate) fn end_of(&self, job: &Value) -> Value {
        loop {
            let view = self.ask("job", json!({"id": job["id"]}));
            if view["state"] != "running" {
                return view;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Imports and gives the job's end.
    pub(crate) fn import(&self, request: Value) -> Value {
        let job = self.ask("import_run", request);
        self.end_of(&job)
    }

    /// Imports what must come in; gives the report of the first file.
    pub(crate) fn import_into(&self, person: &str, path: &Path) -> Value {
        let files = [self.file(path)];
        let end = self.import(json!({"person": person, "files": files}));
        assert_eq!(end["state"], "done", "{end}");
        end["result"]["files"][0].clone()
    }

    /// Everything in the record, as lines that can be compared.
    pub(crate) fn entries(&self, person: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let mut before = Value::Null;
        loop {
            let page = self.ask(
                "timeline",
                json!({"person": person, "limit": 500, "before": before}),
            );
            for entry in page["entries"].as_array().unwrap() {
                lines.push(format!(
                    "{} {} {} {}",
                    entry["id"], entry["kind"], entry["title"], entry["value"]
                ));
            }
            before = page["next"].clone();
            if before.is_null() {
                return lines;
            }
        }
    }
}

/// The reading process, as faces have it.
pub(crate) fn reader() -> ReaderProgram {
    ReaderProgram {
        program: env!("CARGO_BIN_EXE_kin-test-reader").into(),
        arguments: Vec::new(),
        limits: ReaderLimits::default(),
    }
}

fn session(
    folder: &Path,
    seconds: &Arc<AtomicU64>,
    east: &Arc<AtomicI8>,
    keychain: Option<Arc<dyn Keychain>>,
) -> Session {
    Session::new(config(folder, seconds, east, keychain))
}

fn config(
    folder: &Path,
    seconds: &Arc<AtomicU64>,
    east: &Arc<AtomicI8>,
    keychain: Option<Arc<dyn Keychain>>,
) -> SessionConfig {
    let mut config = SessionConfig::remembering(&folder.join("vault"));
    config.kdf = KdfStrength::Test;
    config.keychain = keychain;
    config.reader = Some(reader());
    let (now, ticks) = (Arc::clone(seconds), Arc::clone(seconds));
    let east = Arc::clone(east);
    config.clock = Clock::from_fns(
        move || {
            let at = NOON + i64::try_from(now.load(Ordering::SeqCst)).unwrap();
            Timestamp::from_second(at)
                .unwrap()
                .to_zoned_datetime(tz::TimeZone::fixed(tz::offset(east.load(Ordering::SeqCst))))
        },
        move || Duration::from_secs(ticks.load(Ordering::SeqCst)),
    );
    config
}

/// The folder of published records; tests that need it say so and pass without.
pub(crate) fn testdata() -> Option<PathBuf> {
    let dir = std::env::var_os("KINFOLIO_TESTDATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/testdata"),
        PathBuf::from,
    );
    if dir.is_dir() {
        return Some(dir);
    }
    println!("skipped: no published records here");
    None
}

/// Our own small records.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../tests/fixtures/fhir")
        .join(name)
}

/// Sum of the five counts of a file.
pub(crate) fn sum(file: &Value) -> u64 {
    [
        "added",
        "updated",
        "alreadyThere",
        "keptNotUnderstood",
        "refused",
    ]
    .iter()
    .map(|name| file[name].as_u64().unwrap())
    .sum()
}

/// Work of several tests that must not run at the same time in memory.
pub(crate) static HEAVY: Mutex<()> = Mutex::new(());

/// One member of gzip.
pub(crate) fn gzip_of(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, bytes).unwrap();
    packed.finish().unwrap()
}
