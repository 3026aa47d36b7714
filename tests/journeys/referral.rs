//! A referral between two vaults: prepared, handed over by file, received, answered, and the answer linked to it; in a
//! family, where it must not reach the wrong record.

use crate::portal_bench::Bench;
use crate::tree::root;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn bring(bench: &Bench, person: &Value, path: &Path) -> Value {
    let file = bench.session.register_file(path).unwrap().token;
    let request = if person.is_null() {
        json!({"newPersonFromFile": true, "files": [file]})
    } else {
        json!({"person": person, "files": [file]})
    };
    bench.end_of(&bench.ask("import_run", request))
}

fn save(bench: &Bench, made: &Value) -> PathBuf {
    let file = &made["files"][0];
    let (name, bytes) = bench
        .session
        .output(file["token"].as_str().unwrap())
        .unwrap();
    let path = bench.folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn referrals(bench: &Bench, person: &Value) -> Vec<Value> {
    let all = bench.ask("referrals", json!({"person": person}));
    all["referrals"].as_array().unwrap().clone()
}

#[test]
fn a_referral_goes_to_another_vault_and_its_answer_comes_home() {
    let home = Bench::new();
    let fixtures = root().join("tests/fixtures/fhir");
    let lan =
        bring(&home, &Value::Null, &fixtures.join("zhao-lan.json"))["result"]["person"].clone();
    let ming =
        bring(&home, &Value::Null, &fixtures.join("qian-ming.json"))["result"]["person"].clone();

    // Prepared and handed over, in both languages.
    let made = home.ask(
        "summary_make",
        json!({
            "person": lan,
            "options": {"purpose": "referral", "language": "both", "reason": "爬楼时胸闷", "questions": ["要做运动试验吗？"]},
            "formats": ["pdf", "referral"],
            "referral": {"to": "心内科", "doctor": "陈医生"},
        }),
    );
    let names: Vec<&str> = made["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["summary.pdf", "summary.referral.json"]);
    let file = save(&home, &json!({"files": [made["files"][1]]}));
    let log = home.ask("share_log", json!({"person": lan}));
    assert_eq!(log["shares"][0]["format"], "referral");
    let own = referrals(&home, &lan);
    // Whoever made it reads its title in the language of the app; what was handed over has it in both.
    assert_eq!(own[0]["title"], "Referral to 心内科");
    let handed = std::fs::read_to_string(&file).unwrap();
    assert!(handed.contains("Referral to 心内科 / 转诊：心内科"));
    assert_eq!(own[0]["requester"], "陈医生");
    assert!(referrals(&home, &ming).is_empty());

    // Received: first looked at, then brought in as a new person.
    let clinic = Bench::new();
    let token = clinic.session.register_file(&file).unwrap().token;
    let seen = clinic.ask("summary_read", json!({"file": token}));
    let loud: Vec<&Value> = seen["flaws"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["severity"] != "info")
        .collect();
    assert!(loud.is_empty(), "{loud:?}");
    assert!(
        seen["sections"][0]["narrative"]
            .to_string()
            .contains("爬楼时胸闷")
    );
    let patient = bring(&clinic, &Value::Null, &file)["result"]["person"].clone();
    let theirs = referrals(&clinic, &patient);
    assert_eq!(theirs.len(), 1);
    assert_eq!(theirs[0]["state"], "received");
    assert_eq!(theirs[0]["reasons"], json!(["爬楼时胸闷"]));

    // Answered.
    let form = json!({"type": "problem", "name": "Stable angina", "status": "active", "since": "2026-11-25"});
    let found = clinic.ask("entry_add", json!({"person": patient, "form": form}));
    let answer = clinic.ask(
        "referral_answer",
        json!({"person": patient, "id": theirs[0]["id"], "letter": "诊断：稳定型心绞痛。", "plan": "三个月后复查", "author": "王医生", "entries": [found["id"]]}),
    );
    let back = save(&clinic, &answer);

    // The wrong record refuses it; the right one links it.
    let wrong = bring(&home, &ming, &back);
    assert_eq!(wrong["error"]["code"], "wrong-person", "{wrong}");
    home.wait(24);
    let right = bring(&home, &lan, &back);
    assert_eq!(right["state"], "done", "{right}");
    assert_eq!(right["result"]["referrals"][0]["id"], own[0]["id"]);
    let shown = home.ask("referral", json!({"person": lan, "id": own[0]["id"]}));
    assert_eq!(shown["state"], "answered");
    let titles = shown["answers"][0]["entries"].to_string();
    assert!(titles.contains("Stable angina"), "{titles}");
    assert!(referrals(&home, &ming).is_empty());

    // It outlives the lock.
    home.ask("vault_lock", json!({}));
    home.unlock();
    let again = home.ask("referral", json!({"person": lan, "id": own[0]["id"]}));
    assert_eq!(again["line"], shown["line"]);
}
