//! After locking, no key, no passphrase, no recovery code and no secret of a health link is in the memory of the process:
//! it is dumped with gdb while the vault is open and again after locking, and both dumps are searched.
//!
//! # Source
//! security.md S2; the method is that of the `memory-testing` crate of Bitwarden.

use crate::link_access::{Linked, patient};
use kin_api::{KdfStrength, Response, Session, SessionConfig};
use kin_crypto::safe::{Passphrase, RecordKey, RecoveryCode, RootKey, SlotKind, open_slot};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const HOME: &str = "KINFOLIO_MEMORY_HOME";

/// Words are in the program only in another dress, so that a hit is never the program itself.
fn bare(masked: &[u8]) -> String {
    masked.iter().map(|b| char::from(b ^ 0x55)).collect()
}

/// What the two processes tell each other, in that dress, too.
fn tell(home: &Path, name: &str, text: &str) {
    let masked: Vec<u8> = text.bytes().map(|b| b ^ 0x55).collect();
    std::fs::write(home.join(name), masked).unwrap();
}

fn told(home: &Path, name: &str) -> String {
    bare(&std::fs::read(home.join(name)).unwrap())
}

macro_rules! masked {
    ($name:ident, $text:literal) => {
        fn $name() -> String {
            const MASKED: [u8; $text.len()] = {
                let mut bytes = *$text;
                let mut i = 0;
                while i < bytes.len() {
                    bytes[i] ^= 0x55;
                    i += 1;
                }
                bytes
            };
            bare(&MASKED)
        }
    };
}
masked!(passphrase, b"copper walrus dances under nine lanterns");
masked!(medicine, b"Zorbicanarin forte");
masked!(control, b"the control that stays in the memory");

fn dump(child: &Child, folder: &Path, name: &str) -> Option<Vec<u8>> {
    let prefix = folder.join(name);
    let done = Command::new("gcore")
        .arg("-o")
        .arg(&prefix)
        .arg(child.id().to_string())
        .output()
        .ok()?;
    let file = PathBuf::from(format!("{}.{}", prefix.display(), child.id()));
    let bytes = std::fs::read(&file).ok();
    if bytes.is_none() {
        println!("gcore: {}", String::from_utf8_lossy(&done.stderr));
    }
    std::fs::remove_file(&file).ok();
    bytes
}

fn hits(dump: &[u8], needle: &[u8]) -> usize {
    memchr::memmem::find_iter(dump, needle).count()
}

fn from_base64(text: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut n, mut out) = (0_u32, 0, Vec::new());
    for c in text.chars() {
        bits = bits << 6 | u32::try_from(ALPHABET.find(c).unwrap()).unwrap();
        n += 6;
        if n >= 8 {
            n -= 8;
            out.push(u8::try_from(bits >> n & 255).unwrap());
        }
    }
    out
}

fn from_hex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks_exact(2)
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
        .collect()
}

/// Every secret of the vault, read from its files with the passphrase, after the process is gone.
fn secrets(vault: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let person = std::fs::read_dir(vault.join("people"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let read = |name: &str| std::fs::read(person.join(name)).unwrap();
    let phrase = Passphrase::new(&passphrase()).unwrap();
    let plain = open_slot(SlotKind::Passphrase(&phrase), &read("identity.age")).unwrap();
    let identity: Value = serde_json::from_slice(&plain).unwrap();
    let root_text = identity["root"].as_str().unwrap();
    let root = RootKey::from_text(root_text).unwrap();
    let ring = open_slot(SlotKind::Root(&root), &read("keyring.age")).unwrap();
    let ring: Value = serde_json::from_slice(&ring).unwrap();
    let record = &ring["records"][0];
    let key_text = record["key"].as_str().unwrap();
    let key = RecordKey::from_text(key_text).unwrap();
    let rid = record["rid"].as_str().unwrap();
    let database = key.database(rid, 1).unwrap().pragma_value();
    let hex = database.trim_start_matches("x'").trim_end_matches('\'');
    vec![
        ("the passphrase", passphrase().into_bytes()),
        (
            "the passphrase in UTF-16",
            passphrase()
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
        ),
        ("the root key", from_base64(root_text)),
        ("the root key as text", root_text.as_bytes().to_vec()),
        (
            "the key for grants",
            identity["x25519"].as_str().unwrap().as_bytes().to_vec(),
        ),
        ("the record's key", from_base64(key_text)),
        ("the record's key as text", key_text.as_bytes().to_vec()),
        ("the database's key", from_hex(hex)),
        ("the database's key as text", hex.as_bytes().to_vec()),
    ]
}

/// The recovery code that the vault was made with, as it was told and as it is held.
fn code(home: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let text = told(home, "code");
    let code = RecoveryCode::parse(&text).unwrap();
    let person = std::fs::read_dir(home.join("vault/people")).unwrap().next();
    let slot = person
        .unwrap()
        .unwrap()
        .path()
        .join("identity.recovery.age");
    let opened = open_slot(SlotKind::Recovery(&code), &std::fs::read(slot).unwrap());
    assert!(opened.is_ok(), "this is the code");
    let bare = text.trim_start_matches("KF1").replace('-', "");
    vec![
        ("the recovery code", text.into_bytes()),
        ("the recovery code without its groups", bare.into_bytes()),
    ]
}

/// What opens the files behind a health link that is kept.
fn secret_of(link: &Linked) -> Vec<(&'static str, Vec<u8>)> {
    let key = link.key.to_text();
    let plain = key.replace('-', "+").replace('_', "/");
    vec![
        ("a link", link.text.clone().into_bytes()),
        ("a link's key as text", key.as_bytes().to_vec()),
        ("a link's key", from_base64(&plain)),
    ]
}

#[test]
fn after_locking_no_key_and_no_passphrase_is_in_the_memory() {
    let gdb = Command::new("gcore").arg("--help").output();
    if !cfg!(target_os = "linux") || gdb.is_err() {
        println!("skipped: gcore (gdb) is not here, so the memory cannot be looked at");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let link = Linked::new("L");
    link.holds(&[("application/fhir+json", &patient())]);
    tell(folder.path(), "link", &link.text);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::child", "--ignored", "--nocapture"])
        .env(HOME, folder.path())
        .env("KINFOLIO_TEST_DUMP", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut wait_for = |point: &str| {
        let end = format!("@{point}");
        assert!(
            said.by_ref().any(|line| line.unwrap().ends_with(&end)),
            "the core ended before {point}"
        );
    };
    wait_for("open");
    let open = dump(&child, folder.path(), "open");
    child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    wait_for("locked");
    let locked = dump(&child, folder.path(), "locked");
    child.kill().unwrap();
    child.wait().unwrap();
    let (Some(open), Some(locked)) = (open, locked) else {
        println!("skipped: this system lets no process look into another");
        return;
    };

    let control = control().into_bytes();
    assert!(
        hits(&open, &control) > 0 && hits(&locked, &control) > 0,
        "the search works"
    );
    let mut secrets = secrets(&folder.path().join("vault"));
    secrets.extend(code(folder.path()));
    secrets.extend(secret_of(&link));
    let before: Vec<_> = secrets
        .iter()
        .map(|(name, s)| (*name, hits(&open, s)))
        .collect();
    for wanted in ["the passphrase", "the root key", "the record's key as text"] {
        let found = before.iter().any(|(name, n)| *name == wanted && *n > 0);
        assert!(found, "{wanted} is there while it is needed: {before:?}");
    }
    let after: Vec<_> = secrets
        .iter()
        .map(|(name, s)| (*name, hits(&locked, s)))
        .filter(|(_, n)| *n > 0)
        .collect();
    assert_eq!(
        after,
        [],
        "left in the memory after locking (before: {before:?})"
    );
    let medicine = medicine();
    let (shown, left) = (
        hits(&open, medicine.as_bytes()),
        hits(&locked, medicine.as_bytes()),
    );
    println!("while open: {before:?}");
    println!("keys 0; the medicine {shown} times while open, {left} times after locking");
    assert!(left <= 5, "the record's words: {left} times after locking");
}

#[test]
#[ignore = "runs as the child process of the test above"]
fn child() {
    kin_api::harden();
    let home = PathBuf::from(std::env::var_os(HOME).unwrap());
    let mut config = SessionConfig::new(&home.join("vault"));
    config.kdf = KdfStrength::Test;
    let session = Session::new(config);
    let kept = control().into_boxed_str();
    let ask = |name: &str, request: Value| match session.dispatch(name, request) {
        Ok(Response::Json(value)) => value,
        Ok(Response::Bytes(_)) => Value::Null,
        Err(error) => panic!("{name} answered {error}"),
    };
    let made = ask(
        "vault_create",
        json!({"nickname": "Q", "passphrase": passphrase(), "lang": "en"}),
    );
    tell(&home, "code", made["recoveryCode"].as_str().unwrap());
    drop(made);
    let person = ask(
        "person_add",
        json!({"person": {"name": "Q", "born": "1944-06-05", "sex": "female"}}),
    )["id"]
        .clone();
    ask(
        "entry_add",
        json!({"person": person, "form": {"type": "medicine", "name": medicine(), "status": "active"}}),
    );
    let job = ask(
        "link_open",
        json!({"link": told(&home, "link"), "person": person, "keep": true, "confirmOther": true}),
    );
    while ask("job", json!({"id": job["id"]}))["state"] == "running" {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    ask("vault_lock", json!({}));
    let held = passphrase();
    ask("vault_unlock", json!({"passphrase": held}));
    ask("home", json!({"person": person}));
    let links = ask("links_kept", json!({"person": person}));
    assert_eq!(links["links"].as_array().unwrap().len(), 1, "{links}");
    drop(links);
    ask(
        "search",
        json!({"person": person, "words": "zorbi", "limit": 5}),
    );
    ask(
        "summary_make",
        json!({"person": person, "options": {}, "formats": ["pdf", "ips", "qr"]}),
    );
    point("open");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    drop(held);
    ask("vault_lock", json!({}));
    point("locked");
    std::io::stdin().read_line(&mut line).unwrap();
    drop(kept);
}

fn point(name: &str) {
    println!("@{name}");
    std::io::stdout().flush().unwrap();
}
