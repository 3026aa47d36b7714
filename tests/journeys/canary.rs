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

/// Words that people type, bring in or make, beside those above: with them there are more than forty.
const WORDS: &[(&str, &str)] = &[
    ("the telephone", "+86 139 7741 0582 66"),
    ("the relation", "grandaunt of the lighthouse"),
    ("the strength", "417 mg of zorbicanate"),
    ("the dosage", "three spoons at moonrise"),
    ("the medicine's reason", "against the whispering knee"),
    ("the medicine's note", "taken with elderflower foam"),
    ("the allergy", "Krummhornoseed"),
    ("the reaction", "violet stripes on both thumbs"),
    ("the allergy's note", "since the picnic at Moosbrunn"),
    ("the problem", "Syndromia canariensis major"),
    ("the problem's note", "told by Dr. Federwerk on a boat"),
    ("the Chinese problem", "金丝雀综合征重型"),
    ("the symptom", "Glimmering of the left elbow"),
    ("the symptom's note", "worse when the kettle sings"),
    ("the pressure's note", "measured under the chestnut"),
    ("the glucose's note", "after the plum dumplings"),
    ("the weight's note", "in the heavy winter boots"),
    ("the note's heading", "What the parrot repeated"),
    ("the document's title", "Scan of the pewter tablet"),
    ("the document's kind", "Cartouche of the apothecary"),
    ("the document's text", "Hereby the tablet speaks of quinces"),
    ("the file's name", "quince-tablet-of-vexthorpe.txt"),
    ("the changed note", "no longer sings, only hums"),
    ("the hidden note", "a secret about the pantry key"),
    ("the erased note", "never mind the broken sundial"),
    ("the visit's reason", "because of the humming ankle"),
    ("the question", "May I still juggle lanterns?"),
    ("a search for nothing", "xylographic marzipan"),
    ("the name typed to remove", "Quillonia Vexthorpe indeed"),
    ("the wrong passphrase", "ember velvet tugboat ninety owls"),
    (
        "the next passphrase",
        "walnut trumpet seventeen quiet herons",
    ),
    ("the patient's number", "VX-7731-QUILL-0042"),
    ("the hospital", "Hospital of the Seven Weathercocks"),
    ("the doctor", "Dr. Archibald Wendelstern"),
    ("the address", "Weathercock Lane 77, Vexthorpe Hollow"),
    ("the vaccine's lot", "LOT-MARZIPAN-9917"),
    ("the diagnosis in the file", "Morbus Nachtigallensis"),
    ("the colleague's name", "Balthasar Quintenfeder"),
];

/// Every planted word, the lower-case forms that a search index would keep, and the recovery codes,
/// which only the core knows before it says them.
fn planted(codes: &[String]) -> Vec<Needle> {
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
    let codes = codes.iter().map(|code| ("a recovery code", code.as_str()));
    for (name, word) in words.into_iter().chain(WORDS.iter().copied()).chain(codes) {
        all.extend(needles(name, word));
        let (lower, upper) = (word.to_lowercase(), word.to_uppercase());
        if lower != word {
            all.extend(needles(&format!("{name}, small letters"), &lower));
        }
        if upper != word {
            all.extend(needles(&format!("{name}, capitals"), &upper));
        }
    }
    all
}

fn word(name: &str) -> &'static str {
    let found = WORDS.iter().find(|(known, _)| *known == name);
    found.map_or_else(|| panic!("{name} is no planted word"), |(_, word)| word)
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

    fn hits(&self, codes: &[String]) -> Vec<Hit> {
        scan(&[&self.home], &planted(codes))
    }
}

/// The core in a process of its own.
struct Core {
    child: Child,
    answers: BufReader<std::process::ChildStdout>,
    /// The recovery codes that it has said so far.
    codes: Vec<String>,
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
        Self {
            child,
            answers,
            codes: Vec::new(),
        }
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
            if let Some((_, code)) = line.trim_end().split_once("@code ") {
                // As it is printed, and without its dashes.
                self.codes.extend([code.to_owned(), code.replace('-', "")]);
                continue;
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
    assert!(WORDS.len() + 8 >= 40, "forty planted words");

    let mut core = Core::start(&place, "first");
    core.wait_for("open");
    let codes = core.codes.clone();
    assert_eq!(codes.len(), 4, "two recovery codes, each in two dresses");
    assert_eq!(place.hits(&codes), [], "while the vault is open");
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
    assert_eq!(place.hits(&codes), [], "after locking");
    core.kill();

    let mut core = Core::start(&place, "second");
    core.wait_for("open");
    assert_eq!(place.hits(&codes), [], "while it is open again");
    core.kill();
    assert_eq!(place.hits(&codes), [], "after kill -9 while it was open");

    let mut core = Core::start(&place, "third");
    core.wait_for("found");
    core.kill();

    // The control: the same scan, the same folder, one readable file more.
    let shelf = place.home.join("control");
    std::fs::create_dir_all(&shelf).expect("a folder");
    let control = shelf.join("control.txt");
    let own = [
        NAME, NAME_ZH, DRUG, NOTE, NOTE_ZH, PASSPHRASE, LETTER, LATER,
    ];
    let others = WORDS.iter().map(|(_, word)| *word);
    for needle_word in own
        .into_iter()
        .chain(others)
        .chain(codes.iter().map(String::as_str))
    {
        std::fs::write(&control, format!("…{needle_word}…")).expect("written");
        let hits = scan(&[&shelf], &planted(&codes));
        assert!(!hits.is_empty(), "the scan sees a planted word");
    }
    assert!(
        place.hits(&codes).iter().all(|hit| hit.file == control),
        "and sees it only there"
    );
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
                "identifier": [{ "system": "urn:oid:1.2.3", "value": word("the patient's number") }],
                "address": [{ "text": word("the address") }],
                "contact": [{ "name": { "text": word("the colleague's name") } }],
            } },
            { "resource": {
                "resourceType": "Condition", "id": "c", "subject": { "reference": "Patient/canary" },
                "code": { "text": word("the diagnosis in the file") },
                "asserter": { "display": word("the doctor") }, "recordedDate": "2024-02-03",
            } },
            { "resource": {
                "resourceType": "Immunization", "id": "i", "status": "completed",
                "patient": { "reference": "Patient/canary" }, "occurrenceDateTime": "2024-02-03",
                "vaccineCode": { "text": "Influenza" }, "lotNumber": word("the vaccine's lot"),
                "performer": [{ "actor": { "display": word("the hospital") } }],
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
    let scan = format!("{}\n", word("the document's text")).repeat(40);
    std::fs::write(folder.join(word("the file's name")), scan).expect("written");
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
    let made = ask(
        session,
        "vault_create",
        json!({ "nickname": "Q", "passphrase": PASSPHRASE, "lang": "en" }),
    );
    say_code(&made);
    let person = ask(
        session,
        "person_add",
        json!({ "person": { "name": NAME, "otherName": NAME_ZH, "born": "1944-06-05", "sex": "female",
            "phone": word("the telephone"), "relation": word("the relation") } }),
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
    type_everything(session, &person, input);
    look_around(session, &person);
    try_secrets(session);
    point("open");
    ask(session, "vault_lock", json!({}));
    point("locked");
}

/// Every form, with words in every field; one entry changed, one hidden, one erased.
fn type_everything(session: &Session, person: &Value, input: &Path) {
    let file = session
        .register_file(&input.join(word("the file's name")))
        .expect("the file is there");
    let at = "2024-05-06T08:00:00+08:00";
    let forms = [
        json!({ "type": "medicine", "name": "Aspirin", "strength": word("the strength"),
            "dosage": word("the dosage"), "reason": word("the medicine's reason"),
            "status": "active", "note": word("the medicine's note") }),
        json!({ "type": "allergy", "substance": word("the allergy"), "reaction": word("the reaction"),
            "note": word("the allergy's note") }),
        json!({ "type": "problem", "name": word("the problem"), "status": "active",
            "note": word("the problem's note") }),
        json!({ "type": "problem", "name": word("the Chinese problem"), "status": "active" }),
        json!({ "type": "symptom", "name": word("the symptom"), "severity": "4", "at": at,
            "note": word("the symptom's note") }),
        json!({ "type": "blood-pressure", "systolic": "131", "diastolic": "79", "at": at,
            "note": word("the pressure's note") }),
        json!({ "type": "glucose", "value": "6.1", "unit": "mmol/L", "context": "fasting", "at": at,
            "note": word("the glucose's note") }),
        json!({ "type": "measure", "what": "weight", "value": "61.2", "unit": "kg", "at": at,
            "note": word("the weight's note") }),
        json!({ "type": "document", "file": file.token, "title": word("the document's title"),
            "kindText": word("the document's kind"), "at": "2024-05-06" }),
    ];
    for form in forms {
        ask(
            session,
            "entry_add",
            json!({ "person": person, "form": form }),
        );
    }
    let note = |text: &str| json!({ "type": "note", "title": word("the note's heading"), "text": text, "at": at });
    let add = |text: &str| {
        let made = ask(
            session,
            "entry_add",
            json!({ "person": person, "form": note(text) }),
        );
        json!({ "person": person, "id": made["id"] })
    };
    let changed = add("as it was");
    ask(
        session,
        "entry_edit",
        json!({ "person": person, "id": changed["id"], "form": note(word("the changed note")) }),
    );
    ask(session, "entry_hide", add(word("the hidden note")));
    let erased = add(word("the erased note"));
    ask(session, "entry_hide", erased.clone());
    ask(session, "entry_erase", erased);
}

/// What is typed and refused, and every way a secret is changed; at the end all is as before.
fn try_secrets(session: &Session) {
    let refused = |command: &str, request: Value| {
        assert!(
            session.dispatch(command, request).is_err(),
            "{command} refuses it"
        );
    };
    let (wrong, next) = (word("the wrong passphrase"), word("the next passphrase"));
    refused("passphrase_confirm", json!({ "passphrase": wrong }));
    let people = ask(session, "people_list", json!({}));
    refused(
        "person_remove",
        json!({ "id": people["people"][0]["id"], "typedName": word("the name typed to remove") }),
    );
    ask(
        session,
        "passphrase_confirm",
        json!({ "passphrase": PASSPHRASE }),
    );
    ask(
        session,
        "passphrase_change",
        json!({ "current": PASSPHRASE, "next": next }),
    );
    ask(
        session,
        "passphrase_change",
        json!({ "current": next, "next": PASSPHRASE }),
    );
    let renewed = ask(
        session,
        "recovery_renew",
        json!({ "passphrase": PASSPHRASE }),
    );
    say_code(&renewed);
    let code = &renewed["recoveryCode"];
    ask(session, "recovery_look", json!({ "code": code }));
    ask(session, "recovery_rehearse", json!({ "code": code }));
    ask(
        session,
        "recovery_sheet",
        json!({ "recoveryCode": code, "lang": "en" }),
    );
}

/// Tells the parent the code to look for; its own output is a pipe and no file.
fn say_code(made: &Value) {
    println!("@code {}", made["recoveryCode"].as_str().expect("a code"));
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
        "search",
        json!({ "person": person, "words": word("a search for nothing"), "limit": 20 }),
    );
    let options = json!({
        "reason": word("the visit's reason"), "questions": [word("the question")],
    });
    ask(
        session,
        "summary_preview",
        json!({ "person": person, "options": options }),
    );
    ask(
        session,
        "summary_make",
        json!({ "person": person, "options": options, "formats": ["pdf", "ips", "qr"] }),
    );
    for command in ["years", "overview", "imports", "kept", "share_log"] {
        ask(session, command, json!({ "person": person }));
    }
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
