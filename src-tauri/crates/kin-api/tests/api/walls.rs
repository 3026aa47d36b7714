//! The walls around the reading process (security.md 4, F4): whatever a file or a reader does, the
//! face lives on, says what happened, and nothing is stored.

use crate::support::{Bench, fixture, gzip_of, reader};
use kin_api::reading::{ReaderLimits, ReaderProgram};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// Small limits, so that the tests are quick.
fn tight() -> ReaderLimits {
    ReaderLimits {
        memory: 600 << 20,
        cpu_seconds: 2,
        silence: Duration::from_secs(3),
        ..ReaderLimits::default()
    }
}

fn misbehaving(mode: &str, place: &str) -> ReaderProgram {
    ReaderProgram {
        arguments: vec![mode.to_owned(), place.to_owned()],
        limits: tight(),
        ..reader()
    }
}

/// Imports, asking the session all the while; gives the end, and the longest answer.
fn import_and_ping(bench: &Bench, path: &Path) -> (Value, Duration) {
    let files = [bench.file(path)];
    let job = bench.ask(
        "import_run",
        json!({"files": files, "newPersonFromFile": true}),
    );
    let mut longest = Duration::ZERO;
    loop {
        let asked = Instant::now();
        bench.ask("people_list", json!({}));
        let view = bench.ask("job", json!({"id": job["id"]}));
        longest = longest.max(asked.elapsed());
        if view["state"] != "running" {
            return (view, longest);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The import ended, in time, with a word, and there is nobody and nothing in the vault.
fn nothing_came_of_it(mode: &str, bench: &Bench, path: &Path) {
    let begun = Instant::now();
    let (end, longest) = import_and_ping(bench, path);
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "{mode}: it ends by itself"
    );
    assert!(
        longest < Duration::from_secs(2),
        "{mode}: the face answers meanwhile: {longest:?}"
    );
    let file = &end["result"]["files"][0];
    let said = if end["state"] == "failed" {
        end["error"]["code"].clone()
    } else {
        assert_eq!(end["result"]["import"], Value::Null, "{mode}: {end}");
        file["findings"][0]["code"].clone()
    };
    assert_eq!(said, "reading-stopped", "{mode}: {end}");
    let people = bench.ask("people_list", json!({}));
    assert_eq!(people["people"], json!([]), "{mode}: nobody was made");
}

#[test]
fn a_reader_that_misbehaves_is_ended_and_nothing_is_stored() {
    let modes = [
        "spin",
        "sleep",
        "allocate",
        "overflow",
        "abort",
        "panic",
        "exit",
        "garbage",
        "huge-answer",
        "cut-answer",
        "wrong-answer",
        "bad-json",
        "deep-json",
        "bad-batch",
        "endless-answers",
        "endless-output",
    ];
    for mode in modes {
        let bench = Bench::with_reader(misbehaving(mode, ""));
        nothing_came_of_it(mode, &bench, &fixture("zhao-lan.json"));
    }
}

/// What a reader that was taken over would try. Each has its trace, which must not be there; the
/// control shows that the same lines leave it when there is no wall.
#[cfg(target_os = "linux")]
#[test]
fn a_reader_reaches_no_file_no_program_and_no_connection() {
    let folder = tempfile::tempdir().unwrap();
    let sink = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    sink.set_nonblocking(true).unwrap();
    let address = sink.local_addr().unwrap().to_string();
    let datagrams = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    datagrams.set_nonblocking(true).unwrap();
    let port = datagrams.local_addr().unwrap().to_string();
    let mark = folder.path().join("mark");
    let kept = folder.path().join("kept");
    fs::write(&kept, "kept").unwrap();
    let (mark_text, kept_text) = (mark.to_str().unwrap(), kept.to_str().unwrap());
    let tries = [
        ("exec", mark_text),
        ("thread", mark_text),
        ("connect", address.as_str()),
        ("listen", ""),
        ("datagram", port.as_str()),
        ("write-file", mark_text),
        ("read-file", kept_text),
        ("list-folder", ""),
        ("remove-file", kept_text),
        ("rename-file", kept_text),
        ("link", kept_text),
    ];
    // The control.
    for (mode, place) in [
        ("exec", mark_text),
        ("thread", mark_text),
        ("write-file", mark_text),
    ] {
        let mut open = misbehaving(mode, place);
        open.arguments.push("open".to_owned());
        let bench = Bench::with_reader(open);
        import_and_ping(&bench, &fixture("zhao-lan.json"));
        assert!(mark.exists(), "{mode}: without walls it leaves its mark");
        fs::remove_file(&mark).unwrap();
    }
    let mut open = misbehaving("connect", &address);
    open.arguments.push("open".to_owned());
    import_and_ping(&Bench::with_reader(open), &fixture("zhao-lan.json"));
    assert!(sink.accept().is_ok(), "without walls it connects");
    for (mode, place) in tries {
        let bench = Bench::with_reader(misbehaving(mode, place));
        nothing_came_of_it(mode, &bench, &fixture("zhao-lan.json"));
        assert!(!mark.exists(), "{mode}: no mark was left");
        assert!(sink.accept().is_err(), "{mode}: nobody connected");
        assert!(
            datagrams.recv(&mut [0; 8]).is_err(),
            "{mode}: nothing was sent"
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{mode}");
        assert_eq!(fs::read(&kept).unwrap(), b"kept", "{mode}");
    }
}

#[test]
fn a_reader_that_cannot_be_started_stores_nothing() {
    let gone = ReaderProgram {
        program: "/nowhere/at/all".into(),
        ..reader()
    };
    let bench = Bench::with_reader(gone);
    nothing_came_of_it("not there", &bench, &fixture("zhao-lan.json"));
}

#[test]
fn a_silent_reader_is_ended_at_once_when_the_import_is_cancelled() {
    let mut program = misbehaving("sleep", "");
    program.limits.silence = Duration::from_secs(300);
    let bench = Bench::with_reader(program);
    let files = [bench.file(&fixture("zhao-lan.json"))];
    let job = bench.ask(
        "import_run",
        json!({"files": files, "newPersonFromFile": true}),
    );
    std::thread::sleep(Duration::from_millis(300));
    bench.ask("job_cancel", json!({"id": job["id"]}));
    let begun = Instant::now();
    let end = bench.end_of(&job);
    assert_eq!(end["state"], "cancelled", "{end}");
    assert!(begun.elapsed() < Duration::from_secs(5), "at once");
}

/// A file, and what is said of it.
type Hostile = (&'static str, Vec<u8>, &'static str);

fn nested(open: &str, inside: &str, close: &str, times: usize) -> Vec<u8> {
    [open.repeat(times), inside.to_owned(), close.repeat(times)]
        .concat()
        .into_bytes()
}

fn in_observation(member: &str) -> Vec<u8> {
    format!("{{\"resourceType\":\"Observation\",\"id\":\"a\",\"status\":\"final\",\"code\":{{\"text\":\"x\"}},{member}}}")
        .into_bytes()
}

fn hostile() -> Vec<Hostile> {
    let long = "9".repeat(3 << 20);
    let keys: String = (0..200_000).map(|n| format!("\"k{n}\":0,")).collect();
    let mut repeated = in_observation("\"note\":1,\"note\":2");
    repeated.push(b'\n');
    vec![
        ("arrays", nested("[", "", "]", 2_000_000), "format-other-json"),
        ("open arrays", b"[".repeat(4_000_000), "format-other-json"),
        ("open objects", b"{\"a\":".repeat(1_000_000), "truncated"),
        (
            "bundles",
            nested("{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":", "{}", "}]}", 5000),
            "limit-bundle-depth",
        ),
        ("deep value", in_observation(&format!("\"extension\":{}", String::from_utf8(nested("[", "", "]", 100_000)).unwrap())), "limit-depth"),
        ("one object of 40 MiB", in_observation(&format!("\"note\":\"{}\"", "x".repeat(40 << 20))), "limit-object-bytes"),
        ("a string without end", [&b"{\"resourceType\":\"Observation\",\"id\":\""[..], &vec![b'x'; 48 << 20]].concat(), "limit-object-bytes"),
        ("zeros", vec![0; 64 << 20], "format-unknown"),
        ("spaces", vec![b' '; 64 << 20], "format-empty"),
        ("marks of order only", b"\xef\xbb\xbf".repeat(1000), "format-unknown"),
        ("half of UTF-16", b"\xff\xfe{".to_vec(), "format-unknown"),
        ("key twice", repeated, "duplicate-key"),
        ("number of 3 MiB", in_observation(&format!("\"valueInteger\":{long}")), "taken"),
        ("200,000 keys", in_observation(&format!("{keys}\"z\":0")), "taken"),
        ("entities", b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>".to_vec(), "format-xml"),
        ("entities in a document", b"<!DOCTYPE a [<!ENTITY b 'bb'>]><ClinicalDocument xmlns='urn:hl7-org:v3'>&b;</ClinicalDocument>".to_vec(), "format-ccda"),
        ("a deep document", [&b"<ClinicalDocument xmlns='urn:hl7-org:v3'>"[..], "<a>".repeat(2_000_000).as_bytes()].concat(), "over-limit"),
        ("a document of small parts", [&b"<ClinicalDocument xmlns='urn:hl7-org:v3'>"[..], "<a/>".repeat(4_000_000).as_bytes()].concat(), "over-limit"),
        ("gzip that grows", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x00\x00".to_vec(), "device-file-damaged"),
        ("gzip of blanks", gzip_of(&vec![b' '; 64 << 20]), "over-limit"),
        ("gzip of gzip", gzip_of(&gzip_of(b"{}")), "format-gzip"),
        ("gzip that is cut", gzip_of(b"{\"resourceType\":\"Basic\"}")[..20].to_vec(), "device-file-damaged"),
        ("zip", b"PK\x03\x04\x14\x00\x00\x00\x08\x00".to_vec(), "format-zip"),
        ("commas", [b"[".to_vec(), b",".repeat(1_000_000)].concat(), "format-other-json"),
        ("colons", [b"{".to_vec(), b":".repeat(1_000_000)].concat(), "not-json"),
        ("half an escape", b"{\"resourceType\":\"Observation\",\"id\":\"\\u".to_vec(), "truncated"),
        ("wrong UTF-8", in_observation("\"note\":\"\u{80}\"").iter().map(|b| if *b == 0xc2 { 0xff } else { *b }).collect(), "not-utf-8"),
    ]
}

#[test]
fn hostile_files_end_in_a_clear_word() {
    let bench = Bench::new();
    let person = bench.add_person("Li Wei", "1950-02-03", "female");
    let mut wrong = Vec::new();
    for (name, bytes, word) in hostile() {
        let path = bench.folder.path().join("hostile");
        fs::write(&path, &bytes).unwrap();
        let begun = Instant::now();
        let files = [bench.file(&path)];
        let end = bench.import(json!({"person": person, "files": files}));
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{name}: it ends by itself"
        );
        assert_eq!(end["state"], "done", "{name}: {end}");
        let file = &end["result"]["files"][0];
        let said: Vec<&str> = file["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|f| f["code"].as_str())
            .collect();
        // Nothing is stored of what is refused, and something is said.
        let stored = !end["result"]["import"].is_null();
        let right = if word == "taken" {
            stored
        } else {
            !stored && said.contains(&word)
        };
        if !right {
            wrong.push(format!(
                "{name}: {word} expected, stored: {stored}, said: {said:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[cfg(unix)]
#[test]
fn a_device_or_a_pipe_is_no_file() {
    let bench = Bench::new();
    let person = bench.add_person("Li Wei", "1950-02-03", "female");
    let token = bench.file(Path::new("/dev/zero"));
    let code = bench.code("import_run", json!({"person": person, "files": [token]}));
    assert_eq!(code, "file-unreadable", "it has no end");
    let request = json!({"person": person, "kind": "lab-report", "files": [bench.file(Path::new("/dev/zero"))]});
    assert_eq!(bench.code("document_add", request), "file-unreadable");
    let pipe = bench.folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for command in ["import_run", "document_add"] {
        let request = json!({"person": person, "kind": "lab-report", "files": [bench.file(&pipe)]});
        let request = match command {
            "import_run" => json!({"person": person, "files": request["files"]}),
            _ => request,
        };
        assert_eq!(bench.code(command, request), "file-unreadable", "{command}");
    }
    // Beside the vault, where the wrong tries are counted, and what this computer saw.
    for file in ["vault-tries.json", "vault-preferences-seen.json"] {
        let path = bench.folder.path().join(file);
        std::fs::remove_file(&path).unwrap_or_default();
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
    }
    bench.ask("vault_lock", json!({}));
    bench.ask(
        "vault_unlock",
        json!({"passphrase": crate::support::PASSPHRASE}),
    );
}

#[test]
fn each_limit_of_the_table_holds_on_both_sides() {
    // Processor time and answers grow with the file.
    let limits = ReaderLimits::default();
    assert_eq!(limits.cpu_for(0), 120);
    assert_eq!(limits.cpu_for((4 << 20) - 1), 120);
    assert_eq!(limits.cpu_for(4 << 20), 121);
    assert_eq!(limits.answers_for(0), 256 << 20);
    assert_eq!(limits.answers_for(10), (256 << 20) + 80);
    assert_eq!(limits.answers_for(u64::MAX), u64::MAX, "no overflow");

    let with = |change: &dyn Fn(&mut ReaderLimits)| {
        let mut program = reader();
        change(&mut program.limits);
        program
    };
    let comes_in = |what: &str, program: ReaderProgram| {
        let bench = Bench::with_reader(program);
        let (end, _) = import_and_ping(&bench, &fixture("zhao-lan.json"));
        assert_eq!(end["state"], "done", "{what}: {end}");
        assert!(end["result"]["import"].is_number(), "{what}: {end}");
    };
    let stops = |what: &str, program: ReaderProgram| {
        let bench = Bench::with_reader(program);
        nothing_came_of_it(what, &bench, &fixture("zhao-lan.json"));
    };
    comes_in("usual limits", reader());
    if cfg!(target_os = "linux") {
        stops("memory", with(&|l| l.memory = 1 << 20));
        comes_in("memory", with(&|l| l.memory = 600 << 20));
    }
    stops("one answer", with(&|l| l.answer_bytes = 100));
    comes_in("one answer", with(&|l| l.answer_bytes = 1 << 20));
    let answers = |most: u64| {
        with(&|l| {
            l.answers_bytes = most;
            l.answers_per_byte = 0;
        })
    };
    stops("all answers", answers(100));
    comes_in("all answers", answers(4 << 20));
    // Three readers may end badly; then the import is given up.
    let many = |deaths: u32| {
        let mut program = misbehaving("abort", "");
        program.limits.deaths = deaths;
        let bench = Bench::with_reader(program);
        let dir = bench.folder.path().join("several");
        fs::create_dir_all(&dir).unwrap();
        for n in 0..3 {
            fs::copy(fixture("zhao-lan.json"), dir.join(format!("{n}.json"))).unwrap();
        }
        let files = [bench.file(&dir)];
        bench.import(json!({"files": files, "newPersonFromFile": true}))["state"].clone()
    };
    assert_eq!(many(3), "done", "three files, each refused");
    assert_eq!(many(2), "failed", "the third is one too many");
}
