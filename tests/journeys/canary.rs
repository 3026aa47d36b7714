//! The canary: words planted through the core are in no file of the vault, the home or the temp folder, in no
//! spelling: while the vault is open, after locking, after `kill -9`. The same scan finds them in a control file.
//!
//! The core runs in a child process (this test binary again), as it does for people: it has its own home and
//! temp folder, its output goes into files that are scanned too, and it can be killed for real.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use kin_api::{Response, Session, SessionConfig};
use serde_json::{Value, json};

use crate::scan::{Hit, Needle, needles, scan};

const HOME: &str = "KINFOLIO_CANARY_HOME";
const NAME: &str = "Quillonia Vexthorpe";
const NAME_ZH: &str = "奎洛尼亚氏";
const DRUG: &str = "Zorbicanarin";
const NOTE: &str = "coughs whenever the nightingale sings";
const NOTE_ZH: &str = "夜里咳嗽三次方醒";
const PASSPHRASE: &str = "amber velvet tugboat nineteen owls";
const LETTER: &str = "Letter about the marmalade incident";
const LATER: &str = "Plumbicanarol";

/// Every planted word, and the lower-case forms that a search index would keep.
fn planted() -> Vec<Needle> {
    let words = [
        ("the name", NAME),
        ("the Chinese name", NAME_ZH),
        ("the drug", DRUG),
        ("the note", NOTE),
        ("the Chinese note", NOTE_ZH),
        ("the passphrase", PASSPHRASE),
        ("the letter", LETTER),
        ("the later drug", LATER),
    ];
    let mut all = Vec::new();
    for (name, word) in words {
        all.extend(needles(name, word));
        let lower = word.to_lowercase();
        if lower != word {
            all.extend(needles(&format!("{name}, small letters"), &lower));
        }
    }
    all
}

struct Place {
    _folder: tempfile::TempDir,
    home: PathBuf,
    input: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().join("home");
        std::fs::create_dir_all(home.join("tmp")).expect("a home");
        // The file that the person brings is theirs and readable; it lies outside of what is scanned.
        let input = folder.path().join("input");
        std::fs::create_dir_all(&input).expect("a folder");
        Self {
            _folder: folder,
            home,
            input,
        }
    }

    fn hits(&self) -> Vec<Hit> {
        scan(&[&self.home], &planted())
    }
}

/// The core in a process of its own.
struct Core {
    child: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Core {
    fn start(place: &Place, part: &str) -> Self {
        let log = |name: &str| {
            File::create(place.home.join(format!("{part}-{name}.log"))).expect("a log")
        };
        let mut child = Command::new(std::env::current_exe().expect("this binary"))
            .args(["--exact", "canary::child", "--ignored", "--nocapture"])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env(HOME, &place.home)
            .env("KINFOLIO_CANARY_INPUT", &place.input)
            .env("KINFOLIO_CANARY_PART", part)
            .env("HOME", &place.home)
            .env("TMPDIR", place.home.join("tmp"))
            .env("XDG_DATA_HOME", place.home.join("data"))
            .env("XDG_CACHE_HOME", place.home.join("cache"))
            .env("XDG_STATE_HOME", place.home.join("state"))
            .env("XDG_CONFIG_HOME", place.home.join("config"))
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log("err"))
            .spawn()
            .expect("the core starts");
        let answers = BufReader::new(child.stdout.take().expect("its output"));
        Self { child, answers }
    }

    /// Waits until the core says that it has come to a point.
    fn wait_for(&mut self, point: &str) {
        let mut said = String::new();
        loop {
            let mut line = String::new();
            let read = self.answers.read_line(&mut line).expect("its output");
            assert!(read > 0, "the core ended before {point}; it said:\n{said}");
            if line.trim_end().ends_with(&format!("@{point}")) {
                return;
            }
            said.push_str(&line);
        }
    }

    fn go_on(&mut self) {
        let stdin = self.child.stdin.as_mut().expect("its input");
        stdin.write_all(b"\n").expect("the core listens");
        stdin.flush().expect("the core listens");
    }

    fn kill(mut self) {
        self.child.kill().expect("killed");
        let status = self.child.wait().expect("gone");
        assert!(!status.success(), "it was killed, it did not end");
    }
}

#[test]
fn nothing_planted_is_readable_in_any_file() {
    let place = Place::new();
    write_input(&place.input);

    let mut core = Core::start(&place, "first");
    core.wait_for("open");
    assert_eq!(place.hits(), [], "while the vault is open");
    let size: u64 = crate::tree::all_files(&place.home)
        .iter()
        .filter_map(|file| std::fs::metadata(file).ok())
        .map(|meta| meta.len())
        .sum();
    assert!(
        size > 100_000,
        "something was really stored: {size} bytes are there"
    );
    core.go_on();
    core.wait_for("locked");
    assert_eq!(place.hits(), [], "after locking");
    core.kill();

    let mut core = Core::start(&place, "second");
    core.wait_for("open");
    assert_eq!(place.hits(), [], "while it is open again");
    core.kill();
    assert_eq!(place.hits(), [], "after kill -9 while it was open");

    let mut core = Core::start(&place, "third");
    core.wait_for("found");
    core.kill();

    // The control: the same scan, the same folder, one readable file more.
    let control = place.home.join("control.txt");
    for needle_word in [
        NAME, NAME_ZH, DRUG, NOTE, NOTE_ZH, PASSPHRASE, LETTER, LATER,
    ] {
        std::fs::write(&control, format!("…{needle_word}…")).expect("written");
        assert!(
            place.hits().iter().any(|hit| hit.file == control),
            "the scan sees a planted word"
        );
    }
}

/// A record with the words in it: a note, and a letter of more than 256 KiB, which becomes a file of its own.
fn write_input(folder: &Path) {
    let letter = format!("{LETTER}\n").repeat(12_000);
    let bundle = json!({
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            { "resource": {
                "resourceType": "Patient", "id": "canary",
                "name": [{ "text": format!("{NAME} {NAME_ZH}"), "family": "Vexthorpe", "given": ["Quillonia"] }],
                "gender": "female", "birthDate": "1944-06-05",
            } },
            { "resource": {
                "resourceType": "Observation", "id": "o", "status": "final",
                "code": { "text": "Cough" }, "subject": { "reference": "Patient/canary" },
                "effectiveDateTime": "2024-02-03", "valueString": NOTE,
                "note": [{ "text": NOTE_ZH }],
            } },
            { "resource": {
                "resourceType": "DocumentReference", "id": "d", "status": "current",
                "type": { "text": "Letter" }, "subject": { "reference": "Patient/canary" },
                "date": "2024-02-03T10:00:00Z",
                "content": [{ "attachment": {
                    "contentType": "text/plain", "title": LETTER, "data": base64(letter.as_bytes()),
                } }],
            } },
        ],
    });
    std::fs::write(folder.join("record.json"), bundle.to_string()).expect("written");
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len() / 3 * 4 + 4);
    for three in bytes.chunks(3) {
        let all = three
            .iter()
            .chain(&[0, 0])
            .take(3)
            .fold(0_usize, |all, byte| all << 8 | usize::from(*byte));
        for index in 0..4 {
            text.push(if index <= three.len() {
                char::from(ALPHABET[all >> (18 - 6 * index) & 63])
            } else {
                '='
            });
        }
    }
    text
}

#[test]
fn base64_is_the_one_of_the_standard() {
    // RFC 4648, section 10.
    for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
        assert_eq!(
            base64(plain.as_bytes()),
            coded,
            "the vector of the standard"
        );
    }
}

// ---- the child -------------------------------------------------------------------------------

#[test]
#[ignore = "runs as the child process of nothing_planted_is_readable_in_any_file"]
fn child() {
    let home = PathBuf::from(std::env::var_os(HOME).expect("started by the canary test"));
    let input =
        PathBuf::from(std::env::var_os("KINFOLIO_CANARY_INPUT").expect("started by the test"));
    let session = Session::new(SessionConfig::new(&home.join("data/vault")));
    match std::env::var("KINFOLIO_CANARY_PART").as_deref() {
        Ok("first") => first(&session, &input),
        Ok("second") => second(&session),
        _ => third(&session),
    }
}

fn first(session: &Session, input: &Path) {
    ask(
        session,
        "vault_create",
        json!({ "nickname": "Q", "passphrase": PASSPHRASE, "lang": "en" }),
    );
    let person = ask(
        session,
        "person_add",
        json!({ "person": { "name": NAME, "otherName": NAME_ZH, "born": "1944-06-05", "sex": "female" } }),
    )["id"]
        .clone();
    ask(
        session,
        "entry_add",
        json!({ "person": person, "form": {
            "type": "medicine", "name": DRUG, "strength": "40 mg", "status": "active", "note": NOTE,
        } }),
    );
    ask(
        session,
        "entry_add",
        json!({ "person": person, "form": { "type": "note", "title": NOTE_ZH, "text": NOTE, "at": "2024-05-06" } }),
    );
    let token = session
        .register_file(&input.join("record.json"))
        .expect("the file is there");
    let job = ask(
        session,
        "import_run",
        json!({ "person": person, "files": [token.token] }),
    );
    loop {
        let view = ask(session, "job", json!({ "id": job["id"] }));
        match view["state"].as_str() {
            Some("running") => std::thread::sleep(std::time::Duration::from_millis(20)),
            Some("done") => break,
            _ => panic!("the import ended otherwise: {}", view["error"]),
        }
    }
    look_around(session, &person);
    point("open");
    ask(session, "vault_lock", json!({}));
    point("locked");
}

fn second(session: &Session) {
    // A wrong try first: it, too, may leave nothing behind.
    let wrong = session.dispatch(
        "vault_unlock",
        json!({ "passphrase": format!("{PASSPHRASE} not") }),
    );
    assert!(wrong.is_err(), "a wrong passphrase opens nothing");
    let person = unlock(session);
    look_around(session, &person);
    ask(
        session,
        "entry_add",
        json!({ "person": person, "form": { "type": "medicine", "name": LATER, "status": "active" } }),
    );
    point("open");
}

fn third(session: &Session) {
    let person = unlock(session);
    let found = ask(
        session,
        "search",
        json!({ "person": person, "words": LATER, "limit": 10 }),
    );
    let hits = found["hits"].as_array().map_or(0, Vec::len);
    assert!(hits > 0, "what was acknowledged before the kill is there");
    point("found");
}

fn unlock(session: &Session) -> Value {
    ask(session, "vault_unlock", json!({ "passphrase": PASSPHRASE }));
    ask(session, "people_list", json!({}))["people"][0]["id"].clone()
}

/// Every screen once: what is read, searched and made may leave nothing behind either.
fn look_around(session: &Session, person: &Value) {
    ask(session, "home", json!({ "person": person }));
    let page = ask(
        session,
        "timeline",
        json!({ "person": person, "limit": 50 }),
    );
    let entries = page["entries"].as_array().cloned().unwrap_or_default();
    assert!(!entries.is_empty(), "there is something to see");
    for entry in &entries {
        ask(
            session,
            "entry",
            json!({ "person": person, "id": entry["id"] }),
        );
        ask(
            session,
            "entry_original",
            json!({ "person": person, "id": entry["id"] }),
        );
    }
    for words in [NOTE, NOTE_ZH, DRUG] {
        let found = ask(
            session,
            "search",
            json!({ "person": person, "words": words, "limit": 20 }),
        );
        let hits = found["hits"].as_array().map_or(0, Vec::len);
        assert!(hits > 0, "what was planted is found by the search");
    }
    ask(
        session,
        "summary_make",
        json!({ "person": person, "options": {}, "formats": ["pdf", "ips", "qr"] }),
    );
}

fn ask(session: &Session, command: &str, request: Value) -> Value {
    match session.dispatch(command, request) {
        Ok(Response::Json(value)) => value,
        Ok(Response::Bytes(_)) => Value::Null,
        Err(error) => panic!("{command} answered {error}"),
    }
}

/// Says where we are, and waits.
fn point(name: &str) {
    println!("@{name}");
    std::io::stdout().flush().expect("the test listens");
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .expect("the test speaks");
}
