//! Bad small files of a vault and bad backups, each with the verdict that it must get.

use kin_fuzz::{SOMEBODY, TARGETS, backup_of, payload_of, tar_file};
use kin_vault::{VaultError, fuzzing};

fn code(error: &VaultError) -> String {
    match error {
        VaultError::Damaged { what } => format!("damaged {what}"),
        VaultError::NewerFormat { .. } => "newer".to_owned(),
        VaultError::NotAVault => "not-a-vault".to_owned(),
        other => format!("{other:?}"),
    }
}

/// The good ones of the seeds, by the parser that takes them.
fn good(takes: impl Fn(&[u8]) -> bool) -> String {
    let seeds = TARGETS
        .iter()
        .find(|t| t.name == "vault-files")
        .unwrap()
        .seeds;
    let found = seeds().into_iter().find(|seed| takes(seed)).unwrap();
    String::from_utf8(found).unwrap()
}

/// Every way to spoil a small JSON object that is the same for all of them.
fn spoiled(good: &str) -> Vec<(String, Vec<u8>)> {
    let mut out: Vec<(String, Vec<u8>)> = Vec::new();
    for cut in 0..good.len() {
        out.push((format!("cut at {cut}"), good.as_bytes()[..cut].to_vec()));
    }
    for (name, text) in [
        ("empty", String::new()),
        ("null", "null".to_owned()),
        ("a list", format!("[1,{good}]")),
        ("a text", "\"x\"".to_owned()),
        ("a number", "7".to_owned()),
        ("two", format!("{good}{good}")),
        ("rest", format!("{good}x")),
        ("nesting", "[".repeat(100_000)),
        ("nested objects", "{\"a\":".repeat(100_000)),
        ("xml", "<a/>".to_owned()),
    ] {
        out.push((name.to_owned(), text.into_bytes()));
    }
    out.push(("bytes".to_owned(), vec![0xff; 400]));
    out.push(("zeros".to_owned(), vec![0; 400]));
    out.push((
        "a byte order mark".to_owned(),
        [b"\xef\xbb\xbf", good.as_bytes()].concat(),
    ));
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    out.push(("UTF-16".to_owned(), utf16));
    let value: serde_json::Value = serde_json::from_str(good).unwrap();
    for key in value.as_object().unwrap().keys() {
        let mut without = value.clone();
        without.as_object_mut().unwrap().remove(key);
        let optional = ["next_sha256", "contacts", "seal", "access"].contains(&key.as_str());
        if !optional {
            out.push((format!("without {key}"), without.to_string().into_bytes()));
        }
        for (name, other) in [
            ("of another kind", serde_json::json!({"x": [[]]})),
            ("negative", serde_json::json!(-1)),
            ("too large", serde_json::json!(1e300)),
            ("true", serde_json::json!(true)),
        ] {
            let mut with = value.clone();
            with[key] = other;
            out.push((format!("{key} {name}"), with.to_string().into_bytes()));
        }
        let twice = format!("{{\"{key}\":0,{}", &good[1..]);
        out.push((format!("{key} twice"), twice.into_bytes()));
    }
    out
}

fn all_are(
    good: &str,
    verdicts: &[&str],
    read: impl Fn(&[u8]) -> Result<(), VaultError>,
    least: usize,
) {
    read(good.as_bytes()).expect("the good one is taken");
    let bad = spoiled(good);
    assert!(bad.len() >= least, "{} bad files", bad.len());
    for (name, bytes) in bad {
        let verdict = match read(&bytes) {
            Ok(()) => "taken".to_owned(),
            Err(error) => code(&error),
        };
        assert!(verdicts.contains(&verdict.as_str()), "{name}: {verdict}");
    }
}

#[test]
fn bad_vault_files_are_damage_or_no_vault() {
    let takes = |bytes: &[u8]| fuzzing::vault_file(bytes).map(drop);
    let whole = good(|bytes| takes(bytes).is_ok());
    all_are(&whole, &["damaged vault-file", "not-a-vault"], takes, 150);
    for (change, verdict) in [
        (("\"kinfolio-vault\"", "\"kinfolio-backup\""), "not-a-vault"),
        (("\"kinfolio-vault\"", "\"\""), "not-a-vault"),
        (("\"kinfolio-vault\"", "\"Kinfolio-vault\""), "not-a-vault"),
        (
            ("\"min_reader\":1", "\"min_reader\":4294967296"),
            "damaged vault-file",
        ),
        (("\"major\":1", "\"major\":1.0"), "damaged vault-file"),
        (("\"major\":1", "\"major\":01"), "damaged vault-file"),
    ] {
        let bad = whole.replace(change.0, change.1);
        assert_ne!(bad, whole, "{change:?} changes something");
        let verdict_is = takes(bad.as_bytes()).map_err(|e| code(&e));
        assert_eq!(verdict_is, Err(verdict.to_owned()), "{bad}");
    }
    let newer = whole
        .replace("\"major\":1", "\"major\":9")
        .replace("\"min_reader\":1", "\"min_reader\":9");
    assert_eq!(
        takes(newer.as_bytes()).map_err(|e| code(&e)),
        Err("newer".to_owned())
    );
}

#[test]
fn bad_public_files_are_damage() {
    let takes = |bytes: &[u8]| fuzzing::public_file(bytes).map(drop);
    all_are(
        &good(|bytes| takes(bytes).is_ok()),
        &["damaged identity"],
        takes,
        150,
    );
}

#[test]
fn bad_identities_are_damage() {
    let takes = |bytes: &[u8]| fuzzing::identity(bytes).map(drop);
    let whole = good(|bytes| takes(bytes).is_ok());
    all_are(&whole, &["damaged identity"], takes, 150);
    for (from, to) in [
        (SOMEBODY, "../../../../etc/passwd"),
        (SOMEBODY, "00112233445566778899aabbccddeef"),
        (SOMEBODY, "00112233445566778899AABBCCDDEEFF"),
        (SOMEBODY, ""),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAA"),
        (
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ),
        ("AGE-SECRET-KEY-1", "age1"),
        ("\"v\":1", "\"v\":\"1\""),
    ] {
        let bad = whole.replace(from, to);
        assert_ne!(bad, whole, "{from} is in it");
        let verdict = takes(bad.as_bytes()).map_err(|e| code(&e));
        assert_eq!(
            verdict,
            Err("damaged identity".to_owned()),
            "{from} -> {to}"
        );
    }
}

#[test]
fn bad_keyrings_are_damage() {
    let takes = |bytes: &[u8]| fuzzing::keyring(SOMEBODY, bytes).map(drop);
    let whole = good(|bytes| takes(bytes).is_ok());
    all_are(&whole, &["damaged keyring"], takes, 300);
    let newer = whole.replacen("\"v\":1", "\"v\":2", 1);
    assert_eq!(
        takes(newer.as_bytes()).map_err(|e| code(&e)),
        Err("newer".to_owned())
    );
    for (from, to) in [
        ("\"v\":1", "\"v\":0"),
        ("\"epoch\":1", "\"epoch\":-1"),
        ("\"counter\":7", "\"counter\":18446744073709551616"),
        ("\"records\":[", "\"records\":[7,"),
        (
            "\"records\":[{\"rid\":\"0011",
            "\"records\":[{\"rid\":\"../1",
        ),
        ("\"seq\":9", "\"seq\":9e99"),
    ] {
        let bad = whole.replacen(from, to, 1);
        assert_ne!(bad, whole, "{from} is in it");
        let verdict = takes(bad.as_bytes()).map_err(|e| code(&e));
        assert_eq!(verdict, Err("damaged keyring".to_owned()), "{from} -> {to}");
    }
    let other = fuzzing::keyring("ffffffffffffffffffffffffffffffff", whole.as_bytes());
    assert!(
        other.is_err(),
        "somebody else's keyring is none of this one's"
    );
}

#[test]
fn bad_letters_are_no_letters() {
    let whole = good(fuzzing::is_letter);
    for (name, bytes) in spoiled(&whole) {
        assert!(!fuzzing::is_letter(&bytes), "{name}");
    }
}

fn outer(bytes: &[u8]) -> Result<(), String> {
    fuzzing::backup_outer(bytes).map(drop).map_err(|e| code(&e))
}

#[test]
fn bad_backups_are_damage_before_any_secret_is_asked_for() {
    let whole = backup_of(1);
    assert_eq!(outer(&whole), Ok(()));
    assert_eq!(outer(&backup_of(2)), Err("newer".to_owned()));
    let damaged = Err("damaged backup".to_owned());
    // Every flipped byte of a header, of the slots and of the manifest.
    let (mut tried, mut taken) = (0, Vec::new());
    for at in 0..whole.len() - 1024 {
        // Fill bytes between files and the words of the README say nothing.
        // The check sum of a header says nothing either: a wrong one is refused, its dress is free.
        if whole[at] == 0 || (148..156).contains(&(at % 512)) {
            continue;
        }
        let mut bad = whole.clone();
        bad[at] ^= 0x41;
        tried += 1;
        match outer(&bad) {
            Ok(()) => taken.push(at),
            Err(code) => assert!(code == "damaged backup" || code == "newer", "{at}: {code}"),
        }
    }
    assert!(tried > 900, "{tried} flips");
    // Only what is not looked at before the payload is opened may differ: README, ids and times of
    // the manifest (all repeated inside the encrypted payload), the payload itself.
    for at in taken {
        let text = String::from_utf8_lossy(&whole[..at]).into_owned();
        let file = ["README.txt", "payload.age", "manifest.json"]
            .iter()
            .filter_map(|name| text.rfind(name).map(|p| (p, *name)))
            .max();
        let slot = text.rfind("slots/").map(|p| (p, "slot"));
        let last = file.max(slot).map(|(_, name)| name);
        assert_ne!(last, Some("slot"), "a changed slot at {at}");
    }
    for cut in (0..whole.len()).step_by(64) {
        let verdict = outer(&whole[..cut]);
        if cut < whole.len() - 512 {
            assert_eq!(verdict, damaged, "cut at {cut}");
        }
    }
    for (name, file) in [
        ("a name that climbs", tar_file("../README.txt", b'0', b"x")),
        ("an absolute name", tar_file("/etc/passwd", b'0', b"x")),
        ("a name of nobody", tar_file("other.txt", b'0', b"x")),
        ("an empty name", tar_file("", b'0', b"x")),
        ("a link", tar_file("README.txt", b'2', b"")),
        ("a hard link", tar_file("README.txt", b'1', b"")),
        ("a folder", tar_file("README.txt", b'5', b"")),
        ("a device", tar_file("README.txt", b'3', b"")),
        ("a pipe", tar_file("README.txt", b'6', b"")),
        ("a sparse file", tar_file("README.txt", b'S', b"")),
        ("a long name", tar_file("README.txt", b'L', b"x")),
        ("a pax header", tar_file("README.txt", b'x', b"x")),
        ("a global pax header", tar_file("README.txt", b'g', b"x")),
        (
            "a slot of two MiB",
            tar_file("slots/key.age", b'0', &vec![7; 2 << 20]),
        ),
        (
            "a manifest of two MiB",
            tar_file("manifest.json", b'0', &vec![b' '; 2 << 20]),
        ),
        ("only a manifest", tar_file("manifest.json", b'0', b"{}")),
    ] {
        let alone = [&file[..], &[0; 1024]].concat();
        assert_eq!(outer(&alone), damaged, "{name}");
        let before = [&file[..], &whole].concat();
        assert_eq!(outer(&before), damaged, "{name} in front of a whole one");
    }
    for (name, at, field) in [
        ("a length beyond the file", 124, &b"77777777777\0"[..]),
        ("a length of no digits", 124, b"hello world\0"),
        ("a negative length", 124, b"-0000000001\0"),
        (
            "a binary length",
            124,
            b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff",
        ),
        (
            "a length of all bits",
            124,
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        ),
        ("another magic", 257, b"ustar  \0"),
    ] {
        for file in ["README.txt", "payload.age"] {
            let mut bad = tar_file(file, b'0', b"x");
            bad[at..at + field.len()].copy_from_slice(field);
            bad[148..156].copy_from_slice(b"        ");
            let sum: u32 = bad[..512].iter().map(|b| u32::from(*b)).sum();
            bad[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            bad.extend([0; 1024]);
            assert_eq!(outer(&bad), damaged, "{name} of {file}");
        }
    }
}

#[test]
fn bad_payloads_write_nothing_outside_and_are_damage() {
    let folder = std::env::temp_dir().join(format!("kinfolio-bad-payload-{}", std::process::id()));
    let read = |bytes: &[u8]| {
        let inner = folder.join("in");
        std::fs::create_dir_all(&inner).unwrap();
        let verdict = fuzzing::backup_payload(&mut &*bytes, &inner).map_err(|e| code(&e));
        assert_eq!(
            std::fs::read_dir(&folder).unwrap().count(),
            1,
            "only its folder"
        );
        std::fs::remove_dir_all(&folder).unwrap();
        verdict
    };
    let person = format!("people/{SOMEBODY}/public.json");
    let record = format!("records/{SOMEBODY}/record.db");
    assert_eq!(
        read(&payload_of(&["vault.json", &person, &record], 1)),
        Ok(3)
    );
    let damaged = Err("damaged backup".to_owned());
    assert_eq!(
        read(&payload_of(&["vault.json"], 2)),
        damaged,
        "another version"
    );
    let long = format!("records/{SOMEBODY}/blobs/00/{SOMEBODY}{SOMEBODY}.age");
    let names: Vec<String> = [
        "..",
        "../vault.json",
        "/vault.json",
        "./vault.json",
        "vault.json/",
        "vault.json/..",
        "people",
        "people/",
        "people/..",
        "people/../vault.json",
        "records",
        "records/x/record.db",
        "people/x/public.json",
        "vault.lock",
        "staging/x",
        "C:\\vault.json",
        "\\\\server\\x",
        "vault.json\u{202e}",
        "VAULT.JSON",
        "vault.json ",
        " vault.json",
        "con",
        "index.json/x",
    ]
    .iter()
    .map(|name| (*name).to_owned())
    .chain([
        format!("people/{SOMEBODY}/identity.device.age"),
        format!("people/{SOMEBODY}/keyring.prev.age"),
        format!("people/{SOMEBODY}/../{SOMEBODY}/public.json"),
        format!("people/{}/public.json", SOMEBODY.to_uppercase()),
        format!("people/{}/public.json", &SOMEBODY[1..]),
        format!("people/{SOMEBODY}0/public.json"),
        format!("records/{SOMEBODY}/record.db-wal"),
        format!("records/{SOMEBODY}/record.db/x"),
        format!("records/{SOMEBODY}/inbox/{SOMEBODY}.age"),
        format!("records/{SOMEBODY}/blobs/11/{}.age", &SOMEBODY[..8]),
        long.replace("/00/", "/11/"),
        long.replace(".age", ""),
        long.replace("blobs", "Blobs"),
        long.replace("records", "people"),
    ])
    .collect();
    for name in &names {
        assert_eq!(read(&payload_of(&[name], 1)), damaged, "{name}");
        assert_eq!(
            read(&payload_of(&["vault.json", name], 1)),
            damaged,
            "{name} after a good one"
        );
    }
    assert_eq!(
        read(&payload_of(&["vault.json", "vault.json"], 1)),
        damaged,
        "twice"
    );
    let whole = payload_of(&["vault.json", &record], 1);
    for cut in (0..whole.len()).step_by(128) {
        let verdict = read(&whole[..cut]);
        // One empty block of the end mark is enough; that all of it is there, age vouches for.
        if cut < whole.len() - 512 {
            assert_eq!(verdict, damaged, "cut at {cut} of {}", whole.len());
        }
    }
    let after = [
        &whole[..whole.len() - 1024],
        &tar_file("vault.json", b'0', b"x"),
        &[0; 1024],
    ]
    .concat();
    assert_eq!(read(&after), damaged, "a file after the index");
}
