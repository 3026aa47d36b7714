//! What is handed over without a server: the page and the package with a lock, the card, the sheets, the moving code.

use crate::support::{Bench, PASSPHRASE, fixture, zip_of};
use kin_codes::{Card, CodeLimits, MovingReader, codes_in_picture};
use serde_json::{Value, json};
use std::path::Path;

fn zhao_lan() -> (Bench, String) {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.import_into(&person, &fixture("zhao-lan.json"));
    (bench, person)
}

fn made(bench: &Bench, person: &str, formats: Value) -> (Value, Vec<(String, Vec<u8>)>) {
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": {"language": "en"}, "formats": formats}),
    );
    let files = made["files"].as_array().unwrap().iter();
    let files = files
        .map(|f| {
            let bytes = bench.bytes("output", json!({"token": f["token"]}));
            (f["name"].as_str().unwrap().to_owned(), bytes)
        })
        .collect();
    (made, files)
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|w| w == words.as_bytes())
}

/// What the record says and a locked file must not. None is shorter than eight letters: four of them
/// stand in a file of random ones once in a hundred times.
const PRIVATE: [&str; 3] = ["Zhao Lan", "Penicillin", "1953-02-11"];

#[test]
fn what_six_words_lock_says_nothing_without_them_and_the_words_are_kept_nowhere() {
    let (bench, person) = zhao_lan();
    let (answer, files) = made(&bench, &person, json!(["viewer", "package"]));
    let words = answer["words"].as_str().unwrap();
    assert_eq!(words.split(' ').count(), 6, "{words}");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["summary.viewer.html", "summary.age"]);
    for (name, bytes) in &files {
        for private in PRIVATE.into_iter().chain([words]) {
            assert!(!holds(bytes, private), "{name} says {private}");
        }
    }
    assert!(holds(
        &files[0].1,
        "default-src 'none'; script-src 'sha256-"
    ));
    assert!(files[1].1.starts_with(b"age-encryption.org/v1\n-> scrypt "));
    let (again, _) = made(&bench, &person, json!(["viewer"]));
    assert_ne!(again["words"], answer["words"], "new words each time");
    let (plain, open) = made(&bench, &person, json!(["ips", "txt"]));
    assert_eq!(plain["words"], Value::Null);
    for private in PRIVATE {
        assert!(holds(&open[0].1, private), "the open bundle says {private}");
    }
    let log = bench
        .ask("share_log", json!({"person": person}))
        .to_string();
    assert!(
        log.contains("\"viewer\"") && log.contains("\"package\""),
        "{log}"
    );
    assert!(!log.contains(words), "{log}");
}

#[test]
fn a_card_of_ones_own_fits_one_code_and_says_who_signed_it() {
    let (bench, person) = zhao_lan();
    let (answer, files) = made(&bench, &person, json!(["card"]));
    let file: Value = serde_json::from_slice(&files[0].1).unwrap();
    let text = file["verifiableCredential"][0].as_str().unwrap();
    assert!(text.len() <= 1195, "{}", text.len());
    let card = Card::parse(text, &CodeLimits::default()).unwrap();
    assert!(
        card.head.issuer.ends_with(".invalid"),
        "{}",
        card.head.issuer
    );
    let bundle: Value = serde_json::from_str(&card.bundle).unwrap();
    let kinds: Vec<&str> = bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["resource"]["resourceType"].as_str().unwrap())
        .collect();
    assert_eq!(kinds[0], "Patient");
    assert!(kinds.contains(&"AllergyIntolerance"), "{kinds:?}");
    assert!(card.bundle.contains("IAL1"));
    let digits = kin_codes::to_numeric(text).unwrap();
    let seen = codes_in_picture(&files[1].1, &CodeLimits::default()).unwrap();
    assert_eq!(seen, [format!("shc:/{digits}")]);
    assert_eq!(answer["findings"][0]["code"], "card-self-attested");
    let (_, again) = made(&bench, &person, json!(["card"]));
    let file: Value = serde_json::from_slice(&again[0].1).unwrap();
    let second = Card::parse(
        file["verifiableCredential"][0].as_str().unwrap(),
        &CodeLimits::default(),
    );
    assert_eq!(
        second.unwrap().head.key_id,
        card.head.key_id,
        "the record's key stays"
    );
    let log = bench.ask("share_log", json!({"person": person}));
    assert_eq!(
        log["shares"].as_array().unwrap().len(),
        2,
        "a card is one hand-over: {log}"
    );
}

#[test]
fn the_moving_code_brings_the_document_and_ends_with_the_lock() {
    let (bench, person) = zhao_lan();
    let begin = json!({"person": person, "options": {"language": "en"}});
    let view = bench.ask("moving_begin", begin);
    let parts = view["parts"].as_u64().unwrap();
    assert!(
        parts > 2 && view["perSecond"].as_u64().unwrap() > 0,
        "{view}"
    );
    assert_eq!(view["pictures"], Value::Null, "nobody keeps them: {view}");
    let frame = |number: u64| json!({"token": view["token"], "number": number});
    let mut reader = MovingReader::default();
    // Every third one is lost.
    let mut number = 0;
    while reader.whole().unwrap().is_none() {
        number += 1;
        assert!(number < parts * 10, "{:?}", reader.progress());
        if number % 3 == 0 {
            continue;
        }
        let picture = bench.bytes("moving_frame", frame(number));
        for text in codes_in_picture(&picture, &CodeLimits::default()).unwrap() {
            reader.take(&text).unwrap();
        }
    }
    let document: Value = serde_json::from_slice(&reader.whole().unwrap().unwrap()).unwrap();
    assert_eq!(document["type"], "document");
    assert!(document.to_string().contains("Penicillin"));
    let other = json!({"token": "0", "number": 1});
    assert_eq!(bench.code("moving_frame", other), "unknown-output");
    let log = bench.ask("share_log", json!({"person": person}));
    assert_eq!(log["shares"][0]["format"], "moving");
}

/// What the pictures of a moving sequence are called in a folder, as the command line writes them. So many that a fifth
/// may be lost: which parts a picture mixes is chance, and of twice as many some lack a part in thirty runs.
fn frames(bench: &Bench, person: &str, folder: &Path, pictures: u64) -> u64 {
    let begin = json!({"person": person, "options": {"language": "en"}});
    let view = bench.ask("moving_begin", begin);
    let parts = view["parts"].as_u64().unwrap();
    std::fs::create_dir_all(folder).unwrap();
    for number in 1..=pictures.min(parts * 4 + 2) {
        let request = json!({"token": view["token"], "number": number});
        let name = format!("moving-{number:04}.png");
        std::fs::write(folder.join(name), bench.bytes("moving_frame", request)).unwrap();
    }
    parts
}

fn brought(other: &Bench, theirs: &str, path: &Path) -> Value {
    let end = other.import(json!({"person": theirs, "files": [other.file(path)]}));
    assert_eq!(end["state"], "done", "{end}");
    end["result"].clone()
}

fn codes(result: &Value) -> Vec<&str> {
    let files = result["files"].as_array().unwrap();
    files
        .iter()
        .flat_map(|file| file["findings"].as_array().unwrap())
        .map(|finding| finding["code"].as_str().unwrap())
        .collect()
}

#[test]
fn the_pictures_of_a_moving_code_in_a_folder_are_brought_in_as_one_document() {
    let (bench, person) = zhao_lan();
    let folder = bench.folder.path().join("moving");
    frames(&bench, &person, &folder, u64::MAX);
    // Every fifth one is lost.
    for number in (5..2_000).step_by(5) {
        drop(std::fs::remove_file(
            folder.join(format!("moving-{number:04}.png")),
        ));
    }
    let (other, theirs) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let result = brought(&other, &theirs, &folder);
    let files = result["files"].as_array().unwrap();
    assert_eq!(
        files.len(),
        1,
        "one document, not one file for each picture: {result}"
    );
    assert!(files[0]["added"].as_u64().unwrap() > 0, "{result}");
    assert!(
        files[0]["path"]
            .as_str()
            .unwrap()
            .contains("moving-0001.png (+"),
        "{result}"
    );
    let summary = other.ask("summary_preview", json!({"person": theirs, "options": {}}));
    assert!(summary.to_string().contains("Penicillin"), "{summary}");
    let again = brought(&other, &theirs, &folder);
    assert_eq!(again["files"][0]["added"], 0, "{again}");
}

#[test]
fn the_pictures_of_a_moving_code_in_a_zip_are_brought_in_as_one_document() {
    let (bench, person) = zhao_lan();
    let folder = bench.folder.path().join("moving");
    let parts = frames(&bench, &person, &folder, u64::MAX);
    let mut pictures = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("photos/{}", path.file_name().unwrap().to_str().unwrap());
        pictures.push((name, std::fs::read(path).unwrap()));
    }
    let zip = |left: &[(&str, &[u8])], pictures: &[(String, Vec<u8>)]| {
        let mut members = left.to_vec();
        members.extend(
            pictures
                .iter()
                .map(|(name, bytes)| (name.as_str(), bytes.as_slice())),
        );
        let file = bench.folder.path().join("photos.zip");
        std::fs::write(&file, zip_of(&members)).unwrap();
        file
    };
    let (other, theirs) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    // Every fifth one is lost.
    let some = (1..).zip(&pictures).filter(|(number, _)| number % 5 != 0);
    let some: Vec<_> = some.map(|(_, picture)| picture.clone()).collect();
    let result = brought(&other, &theirs, &zip(&[], &some));
    let files = result["files"].as_array().unwrap();
    assert_eq!(files.len(), 1, "one document: {result}");
    assert!(files[0]["added"].as_u64().unwrap() > 0, "{result}");
    assert!(
        files[0]["path"].as_str().unwrap().contains("photos.zip"),
        "{result}"
    );
    let summary = other.ask("summary_preview", json!({"person": theirs, "options": {}}));
    assert!(summary.to_string().contains("Penicillin"), "{summary}");

    // What is beside them is told.
    let (third, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let result = brought(&third, &person, &zip(&[("hello.txt", b"hello")], &pictures));
    assert_eq!(codes(&result), ["zip-left"], "{result}");
    assert!(!third.entries(&person).is_empty());
    // Too few: how many are missing is told, and nothing is brought in.
    let (fourth, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let few = pictures.get(..1).unwrap();
    let result = brought(&fourth, &person, &zip(&[], few));
    assert_eq!(codes(&result), ["code-moving-missing"], "{result}");
    let text = result["files"][0]["findings"][0]["text"].as_str().unwrap();
    assert!(text.contains(&format!("/{parts}")), "{text}");
    assert!(fourth.entries(&person).is_empty());
}

#[test]
fn the_parts_of_a_moving_code_in_a_text_file_are_brought_in() {
    let (bench, person) = zhao_lan();
    let folder = bench.folder.path().join("moving");
    let parts = frames(&bench, &person, &folder, u64::MAX);
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        texts.extend(codes_in_picture(&bytes, &CodeLimits::default()).unwrap());
    }
    // In whichever order the folder gives them, with words around, and one of them damaged.
    texts.insert(0, "Summary of Zhao Lan".to_owned());
    texts.insert(3, texts[2].replace('A', "B"));
    let file = bench.folder.path().join("parts.txt");
    std::fs::write(&file, texts.join("\r\n")).unwrap();
    let (other, theirs) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let result = brought(&other, &theirs, &file);
    assert_eq!(result["files"].as_array().unwrap().len(), 1, "{result}");
    assert!(
        result["files"][0]["added"].as_u64().unwrap() > 0,
        "{result}"
    );

    // What the codes of one picture and of the text say.
    let seen = other.ask("codes_read", json!({"files": [other.file(&file)]}));
    let kinds: Vec<&Value> = seen["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| &code["kind"])
        .collect();
    assert!(
        kinds.len() as u64 >= parts && kinds.iter().all(|kind| **kind == "moving-part"),
        "{kinds:?}"
    );

    // Too few: nothing is brought in, and how many are missing is said.
    let few = bench.folder.path().join("few.txt");
    std::fs::write(&few, texts[1..3].join("\n")).unwrap();
    let (third, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let result = brought(&third, &person, &few);
    assert_eq!(codes(&result), ["code-moving-missing"], "{result}");
    let text = result["files"][0]["findings"][0]["text"].as_str().unwrap();
    assert!(text.contains(&format!("/{parts}")), "{text}");
    assert!(third.entries(&person).is_empty());
}

#[test]
fn parts_of_two_documents_in_one_folder_are_told_apart_and_the_printed_sheets_are_read() {
    let (bench, person) = zhao_lan();
    let folder = bench.folder.path().join("both");
    frames(&bench, &person, &folder, u64::MAX);
    let second =
        json!({"person": person, "options": {"language": "en", "reason": "another document"}});
    let view = bench.ask("moving_begin", second);
    for number in 1..=2 {
        let request = json!({"token": view["token"], "number": number});
        let picture = bench.bytes("moving_frame", request);
        std::fs::write(folder.join(format!("other-{number}.png")), picture).unwrap();
    }
    let (other, theirs) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let result = brought(&other, &theirs, &folder);
    assert_eq!(result["files"].as_array().unwrap().len(), 2, "{result}");
    assert!(codes(&result).contains(&"code-moving-missing"), "{result}");
    assert!(!other.entries(&theirs).is_empty());

    let (_, files) = made(&bench, &person, json!(["sheets"]));
    let sheets = bench.folder.path().join("sheets.pdf");
    std::fs::write(&sheets, &files[0].1).unwrap();
    let (third, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let result = brought(&third, &person, &sheets);
    assert!(
        result["files"][0]["added"].as_u64().unwrap() > 0,
        "{result}"
    );
}

#[test]
fn a_package_and_a_page_come_back_with_their_six_words() {
    let (bench, person) = zhao_lan();
    let (answer, files) = made(&bench, &person, json!(["viewer", "package"]));
    let words = answer["words"].as_str().unwrap();
    for (name, bytes) in &files {
        let (other, theirs) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
        let path = other.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let token = other.file(&path);
        let look = other.ask("package_look", json!({"files": [token]}));
        assert_eq!(look, json!({"locked": [name]}), "{name}");
        // Without the words it is named, and nothing is brought in.
        let result = brought(&other, &theirs, &path);
        assert_eq!(codes(&result), ["package-locked"], "{name}: {result}");
        let shown = other.ask("summary_read", json!({"file": token}));
        assert_eq!(shown["flaws"][0]["code"], "package-locked", "{name}");
        let wrong = json!({"files": [token], "words": "one two three four five six"});
        assert_eq!(other.code("package_look", wrong), "package-words", "{name}");
        let empty = json!({"files": [token], "words": " "});
        assert_eq!(other.code("package_look", empty), "package-words", "{name}");
        // As somebody types them.
        let typed = format!("  {} ", words.to_uppercase().replace(' ', "-"));
        let opened = other.ask("package_look", json!({"files": [token], "words": typed}));
        assert_eq!(opened, json!({"locked": []}), "{name}");
        let shown = other.ask("summary_read", json!({"file": token}));
        assert_eq!(shown["readable"], true, "{name}: {shown}");
        let end = other.import(json!({"person": theirs, "files": [token]}));
        assert_eq!(end["state"], "done", "{name}: {end}");
        assert!(
            end["result"]["files"][0]["added"].as_u64().unwrap() > 0,
            "{name}: {end}"
        );
        let summary = other.ask("summary_preview", json!({"person": theirs, "options": {}}));
        assert!(
            summary.to_string().contains("Penicillin"),
            "{name}: {summary}"
        );
        // One bit of it was changed.
        let mut changed = bytes.clone();
        let at = bytes.windows(15).position(|w| w == b"<p id=\"sealed\">");
        let at = at.map_or(bytes.len() - 5, |at| at + 40);
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        std::fs::write(&path, &changed).unwrap();
        let token = other.file(&path);
        let refused = other.code("package_look", json!({"files": [token], "words": words}));
        assert!(
            refused == "package-words" || refused == "package-broken",
            "{name}: {refused}"
        );
    }
    let plain = bench.file(&fixture("zhao-lan.json"));
    let look = bench.ask("package_look", json!({"files": [plain], "words": words}));
    assert_eq!(look, json!({"locked": []}));
}

#[test]
fn files_with_a_lock_are_found_in_folders_and_zips_and_forgotten_with_the_vault() {
    let (bench, person) = zhao_lan();
    let (answer, files) = made(&bench, &person, json!(["viewer", "package"]));
    let words = answer["words"].as_str().unwrap();
    let (other, theirs) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let folder = other.folder.path().join("from-the-post");
    std::fs::create_dir(&folder).unwrap();
    for (name, bytes) in &files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    std::fs::write(
        folder.join("page.html"),
        "<!doctype html>\n<html lang=\"en\">",
    )
    .unwrap();
    let page = files.iter().find(|(name, _)| name.ends_with(".html"));
    let mut members: Vec<(&str, &[u8])> = vec![("note.txt", b"Hello"), ("folder/", b"")];
    members.extend(page.map(|(_, bytes)| ("folder/summary.html", bytes.as_slice())));
    std::fs::write(folder.join("sent.zip"), zip_of(&members)).unwrap();
    let token = other.file(&folder);
    let look = other.ask("package_look", json!({"files": [token]}));
    assert_eq!(look["locked"].as_array().unwrap().len(), 3, "{look}");
    let before = brought(&other, &theirs, &folder);
    let locked = codes(&before);
    let locked = locked.iter().filter(|code| **code == "package-locked");
    assert_eq!(locked.count(), 3, "{before}");
    let opened = other.ask("package_look", json!({"files": [token], "words": words}));
    assert_eq!(opened, json!({"locked": []}));
    let result = brought(&other, &theirs, &folder);
    let left = codes(&result);
    assert!(
        left.contains(&"zip-left") && !left.contains(&"package-locked"),
        "{left:?}"
    );
    let added = |file: &Value| file["added"].as_u64() > Some(0);
    assert!(
        result["files"].as_array().unwrap().iter().any(added),
        "{result}"
    );
    // The zip alone, for looking at.
    let zip = other.file(&folder.join("sent.zip"));
    let shown = other.ask("summary_read", json!({"file": zip}));
    assert_eq!(shown["readable"], true, "{shown}");
    other.ask("vault_lock", json!({}));
    other.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    let zip = other.file(&folder.join("sent.zip"));
    let look = other.ask("package_look", json!({"files": [zip]}));
    assert_eq!(look["locked"].as_array().unwrap().len(), 1, "{look}");
}

#[test]
fn another_kinfolio_reads_the_moving_code_and_brings_the_record_in() {
    let (bench, person) = zhao_lan();
    let begin = json!({"person": person, "options": {"language": "en"}});
    let view = bench.ask("moving_begin", begin);
    let (other, theirs) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let scan = other.ask("scan_begin", json!({}))["scan"].clone();
    let parts = view["parts"].as_u64().unwrap();
    let mut number = 0;
    loop {
        number += 1;
        assert!(number < parts * 10);
        if number % 4 == 0 {
            continue;
        }
        let picture = bench.bytes(
            "moving_frame",
            json!({"token": view["token"], "number": number}),
        );
        let text = &codes_in_picture(&picture, &CodeLimits::default()).unwrap()[0];
        let seen = other.ask("scan_text", json!({"scan": scan, "text": text}));
        if seen["cards"] == 1 {
            break;
        }
        assert_eq!(seen["parts"][0]["all"], parts, "{seen}");
    }
    let end = other.ask("scan_end", json!({"scan": scan}));
    let brought = other.import(json!({"person": theirs, "files": [end["cards"]["token"]]}));
    assert_eq!(brought["state"], "done", "{brought}");
    assert!(!other.entries(&theirs).is_empty());
    let summary = other.ask("summary_preview", json!({"person": theirs, "options": {}}));
    assert!(summary.to_string().contains("Penicillin"), "{summary}");
}
