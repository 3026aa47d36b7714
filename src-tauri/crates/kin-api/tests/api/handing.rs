//! What is handed over without a server: the page and the package with a lock, the card, the sheets, the moving code.

use crate::support::{Bench, fixture};
use kin_codes::{Card, CodeLimits, MovingReader, codes_in_picture};
use serde_json::{Value, json};

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

#[test]
fn what_six_words_lock_says_nothing_without_them_and_the_words_are_kept_nowhere() {
    let (bench, person) = zhao_lan();
    let (answer, files) = made(&bench, &person, json!(["viewer", "package"]));
    let words = answer["words"].as_str().unwrap();
    assert_eq!(words.split(' ').count(), 6, "{words}");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["summary.viewer.html", "summary.age"]);
    for (name, bytes) in &files {
        for private in ["Zhao", "Penicillin", "1953", words] {
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
    let (plain, _) = made(&bench, &person, json!(["txt"]));
    assert_eq!(plain["words"], Value::Null);
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
