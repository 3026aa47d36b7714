//! The shapes that scripts rely on, and the work itself.

use crate::support::{Home, PASSPHRASE, fixture};
use serde_json::{Value, json};

const COUNTS: [&str; 5] = [
    "added",
    "updated",
    "alreadyThere",
    "keptNotUnderstood",
    "refused",
];

fn adds_up(file: &Value) -> bool {
    let sum: u64 = COUNTS.iter().map(|name| file[name].as_u64().unwrap()).sum();
    file["resources"] == sum
}

#[test]
fn import_reports_every_file() {
    let home = Home::new();
    let report = home.ok(&["import", "--new-person", &fixture("zhao-lan.json")]);
    let file = &report["files"][0];
    for name in ["path", "kind", "person", "resources", "findings"] {
        assert!(!file[name].is_null(), "{name} in {file}");
    }
    assert!(adds_up(file), "{file}");
    assert_eq!(file["added"], file["resources"]);
    let again = home.ok(&["import", &fixture("zhao-lan.json")]);
    assert_eq!(again["files"][0]["added"], 0, "the second time nothing");

    let wrong = home.run(&[
        "--json",
        "import",
        "--person",
        "赵兰 Zhao Lan",
        &fixture("qian-ming.json"),
    ]);
    assert_eq!((wrong.code, wrong.error()), (1, "wrong-person"));
    assert_eq!(wrong.out, "", "no document of what was not done");
    assert_eq!(
        home.ok(&["vault", "check"]),
        json!({"ok": true, "problems": []})
    );
}

#[test]
fn an_import_in_part_is_3_and_says_what_was_left() {
    let home = Home::with_person();
    let dir = home.path("in");
    std::fs::create_dir(&dir).unwrap();
    std::fs::copy(fixture("zhao-lan.json"), dir.join("a.json")).unwrap();
    std::fs::write(dir.join("b.txt"), "a shopping list").unwrap();
    let said = home.run(&["--json", "import", dir.to_str().unwrap()]);
    assert_eq!(said.code, 3, "{}", said.err);
    let files = said.json()["files"].as_array().unwrap().clone();
    assert_eq!(files.len(), 2, "one row per file");
    assert!(files.iter().all(adds_up));
    let finding = &files[1]["findings"][0];
    for name in ["code", "severity", "where", "text"] {
        assert!(finding[name].is_string(), "{name} in {finding}");
    }
    let none = home.run(&["--json", "import", dir.join("b.txt").to_str().unwrap()]);
    assert_eq!(none.code, 1, "nothing came in");
    assert_eq!(none.error(), finding["code"]);
}

#[test]
fn standard_input_is_a_file_too() {
    let home = Home::new();
    let bytes = std::fs::read(fixture("zhao-lan.json")).unwrap();
    let said = home.feed(&["--json", "import", "--new-person", "-"], &bytes);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(said.json()["files"][0]["path"], "-");
}

#[test]
fn lists_have_one_shape() {
    let home = Home::new();
    home.ok(&["import", "--new-person", &fixture("zhao-lan.json")]);
    for args in [
        &["list", "results"] as &[&str],
        &["timeline"],
        &["search", "penicillin"],
    ] {
        let page = home.ok(args);
        let entry = &page["entries"][0];
        for name in ["id", "kind", "title", "date", "status", "person", "sources"] {
            assert!(!entry[name].is_null(), "{args:?}: {name} in {entry}");
        }
        assert!(page.get("next").is_some(), "{args:?}");
    }
    let first = home.ok(&["timeline", "--limit", "5"]);
    let next = first["next"].as_str().unwrap();
    let second = home.ok(&["timeline", "--limit", "5", "--after", next]);
    assert_ne!(
        first["entries"][4]["id"], second["entries"][0]["id"],
        "the next page goes on"
    );
    let id = first["entries"][0]["id"].as_str().unwrap();
    let original = home.run(&["show", id, "--original"]);
    assert!(
        original.out.contains("\"resourceType\""),
        "{}",
        original.out
    );
    let trend = home.ok(&["trend", "blood-pressure"]);
    assert!(
        trend["groups"][0]["points"].as_array().unwrap().len() >= 2,
        "{trend}"
    );
    let table = home.run(&["list", "allergies"]);
    assert!(table.out.contains("Penicillin"), "{}", table.out);
}

#[test]
fn everything_can_be_typed() {
    let home = Home::with_person();
    home.ok(&[
        "bp",
        "add",
        "128/82",
        "--pulse",
        "70",
        "--at",
        "2026-01-05T08:10",
    ]);
    home.ok(&["glucose", "add", "6.10", "--context", "fasting"]);
    home.ok(&["measure", "add", "weight", "71.20", "kg"]);
    home.ok(&["measure", "add", "temperature", "37.2", "C"]);
    home.ok(&[
        "allergy",
        "add",
        "Penicillin",
        "--reaction",
        "rash",
        "--severity",
        "moderate",
    ]);
    home.ok(&["problem", "add", "Hypertension", "--since", "2011"]);
    home.ok(&["note", "add", "夜里咳嗽三次"]);
    home.ok(&["symptom", "add", "Headache", "--severity", "4"]);
    let letter = home.path("letter.pdf");
    std::fs::write(&letter, b"%PDF-1.7\n").unwrap();
    let document = home.ok(&[
        "document",
        "add",
        letter.to_str().unwrap(),
        "--title",
        "Letter",
    ]);
    let copy = home.path("copy.pdf");
    let id = document["id"].as_str().unwrap();
    home.ok(&[
        "show",
        id,
        "--attachment",
        "0",
        "--out",
        copy.to_str().unwrap(),
    ]);
    assert_eq!(
        std::fs::read(&copy).unwrap(),
        b"%PDF-1.7\n",
        "byte for byte"
    );

    let readings = home.ok(&["bp", "list"]);
    assert_eq!(readings["entries"][0]["value"], "128/82", "{readings}");
    assert_eq!(home.ok(&["glucose", "list"])["entries"][0]["value"], "6.10");

    let metformin = home.ok(&[
        "med",
        "add",
        "Metformin",
        "--strength",
        "500 mg",
        "--since",
        "2015",
    ]);
    let id = metformin["id"].as_str().unwrap();
    let stopped = home.ok(&["med", "stop", id, "--on", "2026-01-31"]);
    assert_eq!(stopped["statusClass"], "past", "{stopped}");
    home.ok(&["hide", id]);
    assert_eq!(home.ok(&["med", "list"])["entries"], json!([]));
    home.ok(&["restore", id]);
    assert_eq!(
        home.ok(&["med", "list"])["entries"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    home.ok(&["hide", id]);
    let said = home.run(&["erase", id]);
    assert_eq!(said.code, 2, "it is asked twice: {}", said.err);
    home.ok(&["erase", id, "--yes"]);
}

#[test]
fn a_summary_is_five_files() {
    let home = Home::new();
    home.ok(&["import", "--new-person", &fixture("zhao-lan.json")]);
    let out = home.path("out");
    let made = home.ok(&["summary", "--out", out.to_str().unwrap(), "--lang", "both"]);
    let names = [
        "summary.pdf",
        "summary.ips.json",
        "summary.html",
        "summary.qr.png",
        "summary.txt",
    ];
    for name in names {
        let bytes = std::fs::read(out.join(name)).unwrap();
        let file = made["files"]
            .as_array()
            .unwrap()
            .iter()
            .find(|f| f["path"].as_str().unwrap().ends_with(name))
            .unwrap_or_else(|| panic!("{name} in {made}"));
        assert_eq!(file["bytes"], bytes.len(), "{name}");
        assert_eq!(file["sha256"].as_str().unwrap().len(), 64);
    }
    assert!(made["selected"].as_u64().unwrap() > 5);
    let text = std::fs::read_to_string(out.join("summary.txt")).unwrap();
    assert!(
        text.contains("青霉素") && text.contains("Penicillin"),
        "{text}"
    );
    let log = home.ok(&["share", "list"]);
    assert_eq!(log["shares"].as_array().unwrap().len(), 5);
}

#[test]
fn sources_are_listed_and_taken_back() {
    let home = Home::new();
    let file = fixture("zhao-lan.json");
    home.ok(&["import", "--new-person", "--source", "东湖诊所", &file]);
    let list = home.ok(&["source", "list"]);
    assert_eq!(list["imports"][0]["label"], "东湖诊所");
    let said = home.run(&["source", "remove", "1"]);
    assert_eq!(said.code, 2, "it is asked: {}", said.err);
    let undone = home.ok(&["source", "remove", "1", "--yes"]);
    assert_eq!(undone["undone"], true);
    assert_eq!(home.ok(&["timeline"])["entries"], json!([]));
}

#[test]
fn passphrase_and_recovery_code_can_be_changed() {
    let home = Home::empty();
    let made = home.ok(&["vault", "create"]);
    let next = "seven brave otters juggle quietly";
    std::fs::write(home.path("next"), next).unwrap();
    let file = home.path("next");
    let file = file.to_str().unwrap();
    home.ok(&["vault", "passphrase", "--new-passphrase-file", file]);
    assert_eq!(
        home.run(&["person", "list"]).error(),
        "wrong-passphrase",
        "the old one"
    );
    home.ok(&["person", "list", "--passphrase-file", file]);
    let out = home.path("kit");
    let kit = home.ok(&[
        "vault",
        "recovery-kit",
        "--yes",
        "--passphrase-file",
        file,
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(out.join("recovery-sheet.pdf").exists());
    assert_ne!(kit["recoveryCode"], made["recoveryCode"]);
    std::fs::write(home.path("code"), kit["recoveryCode"].as_str().unwrap()).unwrap();
    let code = home.path("code");
    let check = [
        "vault",
        "recovery-check",
        "--passphrase-file",
        file,
        "--code-file",
    ];
    let tried = home.ok(&[&check[..], &[code.to_str().unwrap()]].concat());
    assert_eq!(tried["opens"], true, "the paper was tried");
    std::fs::write(home.path("old"), made["recoveryCode"].as_str().unwrap()).unwrap();
    let old = home.path("old");
    assert_eq!(
        home.run(&[&check[..], &[old.to_str().unwrap()]].concat())
            .error(),
        "wrong-recovery-code",
        "a new code ends the old one"
    );
    std::fs::write(home.path("passphrase"), PASSPHRASE).unwrap();
    home.ok(&[
        "vault",
        "recover",
        "--code-file",
        code.to_str().unwrap(),
        "--new-passphrase-file",
        home.path("passphrase").to_str().unwrap(),
    ]);
    home.ok(&["person", "list"]);
}

#[test]
fn all_keys_can_be_changed() {
    let home = Home::with_person();
    let next = "seven brave otters juggle quietly";
    std::fs::write(home.path("next"), next).unwrap();
    let (file, out) = (home.path("next"), home.path("kit"));
    let (file, out) = (file.to_str().unwrap(), out.to_str().unwrap());
    let words = [
        "vault",
        "renew-keys",
        "--new-passphrase-file",
        file,
        "--out",
        out,
    ];
    assert_eq!(home.run(&words).code, 2, "it is asked");
    let made = home.ok(&[&words[..], &["--yes"]].concat());
    assert_eq!((&made["renewed"], &made["left"]), (&json!(1), &json!([])));
    assert!(
        std::path::Path::new(out)
            .join("recovery-sheet.pdf")
            .exists()
    );
    assert_eq!(home.run(&["person", "list"]).error(), "wrong-passphrase");
    home.ok(&["person", "list", "--passphrase-file", file]);
    let code = home.path("code");
    std::fs::write(&code, made["recoveryCode"].as_str().unwrap()).unwrap();
    let code = code.to_str().unwrap();
    home.ok(&[
        "vault",
        "recovery-check",
        "--passphrase-file",
        file,
        "--code-file",
        code,
    ]);
}

#[test]
fn people_are_edited_and_removed() {
    let home = Home::with_person();
    let edited = home.ok(&[
        "person",
        "edit",
        "Zhao Lan",
        "--other-name",
        "赵兰",
        "--relation",
        "mother",
    ]);
    assert_eq!(edited["born"], "1953-02-11", "what was not named stays");
    assert_eq!(edited["otherNames"], json!(["赵兰"]));
    assert_eq!(home.ok(&["person", "show", "赵兰"])["relation"], "mother");
    assert_eq!(
        home.run(&["person", "remove", "Zhao Lan"]).code,
        2,
        "it is asked"
    );
    home.ok(&["person", "remove", "Zhao Lan", "--yes"]);
    assert_eq!(home.ok(&["person", "list"])["people"], json!([]));
}

#[test]
fn killed_in_the_middle_of_an_import_it_is_as_if_it_had_not_begun() {
    let home = Home::new();
    let mut lines = String::from(
        "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"text\":\"Zhao Lan\"}],\"birthDate\":\"1953-02-11\"}\n",
    );
    for n in 0..120_000 {
        lines.push_str(&format!(
            "{{\"resourceType\":\"Observation\",\"id\":\"o{n}\",\"status\":\"final\",\"code\":{{\"text\":\"Steps {n}\"}},\"effectiveDateTime\":\"2020-01-01\",\"valueString\":\"{n}\"}}\n"
        ));
    }
    let file = home.path("many.ndjson");
    std::fs::write(&file, lines).unwrap();
    let mut child = home
        .command(&["import", "--new-person", file.to_str().unwrap()])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // The new person's record is the sign that the scan is over and storing has begun.
    let records = home.path("data/kinfolio/vault/records");
    while std::fs::read_dir(&records).map_or(0, Iterator::count) == 0 {
        assert!(
            child.try_wait().unwrap().is_none(),
            "it ended before it was killed"
        );
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    child.kill().unwrap();
    child.wait().unwrap();
    let people = home.ok(&["person", "list"]);
    let entries = people["people"].as_array().unwrap().len();
    assert_eq!(
        entries, 0,
        "neither the person nor anything of the record: {people}"
    );
    assert_eq!(home.ok(&["vault", "check"])["ok"], true);
}

/// Killed at many moments of bringing an answer in, the answer is there with its referral or not at all.
#[test]
fn killed_while_an_answer_comes_in_it_is_linked_or_not_there() {
    let home = Home::with_person();
    let out = home.path("out");
    home.ok(&[
        "summary",
        "--out",
        out.to_str().unwrap(),
        "--for",
        "referral",
        "--reason",
        "chest pain",
        "--format",
        "referral",
    ]);
    let sent = std::fs::read(out.join("summary.referral.json")).unwrap();
    let sent: Value = serde_json::from_slice(&sent).unwrap();
    let identifier = sent["entry"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["resource"]["resourceType"] == "ServiceRequest")
        .unwrap()["resource"]["identifier"][0]
        .clone();
    let mut entries = vec![
        json!({"resource": {"resourceType": "Patient", "id": "p", "name": [{"text": "Zhao Lan"}], "birthDate": "1953-02-11"}}),
    ];
    for n in 0..300 {
        entries.push(json!({"resource": {"resourceType": "Observation", "id": format!("o{n}"), "status": "final",
            "code": {"text": format!("Reading {n}")}, "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2026-11-20",
            "valueString": "seen", "basedOn": [{"type": "ServiceRequest", "identifier": identifier}]}}));
    }
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": entries});
    let file = home.path("answer.json");
    std::fs::write(&file, bundle.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let (data, kept) = (home.path("data"), home.path("kept"));
    copy(&data, &kept);
    let began = std::time::Instant::now();
    assert_eq!(home.run(&["import", file]).code, 0);
    let whole = began.elapsed();
    let state = || {
        let list = home.ok(&["referral", "list"]);
        let sources = home.ok(&["source", "list"]);
        let imported = sources["imports"]
            .as_array()
            .unwrap()
            .iter()
            .any(|i| i["counts"]["added"].as_u64() >= Some(300));
        (imported, list["referrals"][0]["state"] == "answered")
    };
    assert_eq!(state(), (true, true));
    let mut before = 0;
    for n in 1..=12 {
        std::fs::remove_dir_all(&data).unwrap();
        copy(&kept, &data);
        let mut child = home
            .command(&["import", file])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole * n / 12);
        // It may be done by now.
        child.kill().unwrap();
        child.wait().unwrap();
        let (imported, linked) = state();
        assert_eq!(imported, linked, "killed at {n} of 12");
        before += u32::from(!imported);
    }
    assert!(before > 0, "some were killed in time");
    assert_eq!(home.ok(&["vault", "check"])["ok"], true);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn a_caregiver_is_let_in_by_script_and_goes_again() {
    let home = Home::with_person();
    let theirs = home.path("theirs.txt");
    std::fs::write(&theirs, "amber kettle morning ladder\n").unwrap();
    let theirs = theirs.to_str().unwrap();
    let made = home.ok(&[
        "caregiver",
        "add",
        "Wei",
        "--person",
        "Zhao Lan",
        "--right",
        "read",
        "--new-passphrase-file",
        theirs,
    ]);
    assert!(made["recoveryCode"].is_string(), "{made}");
    let told = home.ok(&["caregiver", "list"]);
    let access = &told["caregivers"][1]["access"][0];
    assert_eq!(
        (&access["name"], &access["right"]),
        (&json!("Zhao Lan"), &json!("read"))
    );
    let as_wei = |words: &[&str]| {
        let mut all = vec!["--json", "--as", "wei", "--passphrase-file", theirs];
        all.extend(words);
        home.run(&all)
    };
    let people = as_wei(&["person", "list"]);
    assert_eq!(people.json()["people"][0]["name"], "Zhao Lan");
    let refused = as_wei(&["note", "add", "mine"]);
    assert_eq!((refused.code, refused.error()), (1, "not-allowed"));
    home.ok(&[
        "caregiver",
        "add",
        "Wei",
        "--person",
        "Zhao Lan",
        "--right",
        "edit",
    ]);
    assert_eq!(as_wei(&["note", "add", "mine"]).code, 0);
    let log = home.ok(&["audit", "--limit", "500"]);
    let wrote = |line: &&Value| line["who"] == "Wei" && line["op"] == "put";
    assert!(
        log["lines"].as_array().unwrap().iter().any(|l| wrote(&l)),
        "{log}"
    );
    let ended = home.ok(&["--yes", "caregiver", "remove", "Wei"]);
    assert_eq!(ended["removed"], true);
    assert_ne!(as_wei(&["person", "list"]).code, 0);
    assert_eq!(home.ok(&["list", "note"])["entries"][0]["title"], "Note");
}

#[test]
fn an_entry_moves_to_the_right_record_and_back() {
    let home = Home::with_person();
    home.ok(&["person", "add", "Zhao Ming", "--sex", "male"]);
    let note = home.ok(&["note", "add", "whose?", "--person", "Zhao Lan"]);
    let id = note["id"].as_str().unwrap();
    let moved = home.ok(&["move", id, "--to", "Zhao Ming", "--person", "Zhao Lan"]);
    let notes = |who: &str| home.ok(&["list", "note", "--person", who])["entries"].clone();
    assert_eq!(notes("Zhao Lan"), json!([]));
    assert_eq!(notes("Zhao Ming")[0]["id"], moved["id"]);
    let number = moved["number"].to_string();
    home.ok(&["move-back", &number, "--person", "Zhao Lan"]);
    assert_eq!(notes("Zhao Ming"), json!([]));
    assert_eq!(notes("Zhao Lan")[0]["id"], note["id"]);
    assert_eq!(home.ok(&["vault", "check"])["ok"], true);
}

#[test]
fn what_a_link_says_of_itself_is_told_in_words() {
    let home = Home::new();
    let look = |link: &str| home.run(&["--lang", "en", "link", "look", link]).out;
    let ended = look(
        "shlink:/eyJ1cmwiOiJodHRwczovL2V4YW1wbGUub3JnL20iLCJrZXkiOiJyeFRnWWxPYUtKUEZ0Y0VkMHFjY2VOOHdFVTRwOTRTcUF3SVdRZTZ1WDdRIiwiZmxhZyI6IkxQIiwiZXhwIjoxfQ",
    );
    assert!(
        ended.contains("example.org") && !ended.contains('“'),
        "{ended}"
    );
    assert!(
        ended.contains("has ended") && ended.contains("1970"),
        "{ended}"
    );
    assert!(ended.contains("wants a password"), "{ended}");
    assert!(ended.contains("change later"), "{ended}");
    let plain = look(
        "Hello, this is it: shlink:/eyJ1cmwiOiJodHRwczovL2V4YW1wbGUub3JnL20iLCJrZXkiOiJyeFRnWWxPYUtKUEZ0Y0VkMHFjY2VOOHdFVTRwOTRTcUF3SVdRZTZ1WDdRIiwibGFiZWwiOiJWaXNpdCIsImV4cCI6NDEwMjQ0NDgwMH0 – see you!",
    );
    assert!(
        plain.contains("“Visit”") && plain.contains("2100"),
        "{plain}"
    );
    assert!(
        !plain.contains("ended") && !plain.contains("pass"),
        "{plain}"
    );
}
