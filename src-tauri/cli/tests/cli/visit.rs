//! Preparing a visit by script.

use crate::support::{Home, fixture};

#[test]
fn changes_and_the_proposal_are_listed() {
    let home = Home::with_person();
    let none = home.run(&["visit", "changes"]);
    assert_eq!(none.code, 0, "{}", none.err);
    assert!(none.out.contains("--since"), "{}", none.out);
    home.ok(&["import", &fixture("zhao-lan.json")]);
    home.ok(&["allergy", "add", "Latex"]);
    let view = home.ok(&["visit", "changes", "--since", "1990-01-01"]);
    assert_eq!(view["since"]["from"], "chosen");
    let changes = view["changes"].as_array().unwrap();
    assert!(!changes.is_empty(), "{view}");
    assert!(
        changes
            .iter()
            .all(|c| c["id"].as_str().unwrap().starts_with("change-"))
    );
    let said = home.run(&["visit", "changes", "--since", "1990-01-01"]);
    assert!(
        said.out.lines().count() > changes.len(),
        "a table: {}",
        said.out
    );
    let bad = home.run(&["visit", "changes", "--since", "lately"]);
    assert_eq!((bad.code, bad.error()), (1, "form-invalid"));

    let view = home.ok(&[
        "visit",
        "proposal",
        "--for",
        "referral",
        "--specialty",
        "cardiology",
    ]);
    assert_eq!(view["specialty"]["key"], "cardiology");
    assert_eq!(view["sections"].as_array().unwrap().len(), 18);
    let said = home.run(&["visit", "proposal", "--reason", "chest pain"]);
    assert!(said.out.contains("cardiology"), "{}", said.out);
    let bad = home.run(&["visit", "proposal", "--specialty", "alchemy"]);
    assert_eq!((bad.code, bad.error()), (1, "form-invalid"));
    assert_eq!(home.run(&["visit", "proposal", "--for", "fun"]).code, 2);
}

#[test]
fn a_summary_for_a_specialty_says_what_has_changed() {
    let home = Home::with_person();
    home.ok(&["import", &fixture("zhao-lan.json")]);
    let out = home.dir.path().join("out");
    let out = out.to_str().unwrap();
    for kind in ["first", "checkup", "travel"] {
        let made = home.ok(&["summary", "--out", out, "--for", kind, "--format", "ips"]);
        assert_eq!(made["files"][0]["format"], "ips", "{kind}");
    }
    let args = [
        "summary",
        "--out",
        out,
        "--for",
        "referral",
        "--specialty",
        "cardiology",
        "--changes-since",
        "1990-01-01",
        "--format",
        "txt",
    ];
    home.ok(&args);
    let bad = home.run(&["summary", "--out", out, "--specialty", "alchemy"]);
    assert_eq!((bad.code, bad.error()), (1, "form-invalid"));
}

#[test]
fn whom_to_call_is_given_and_kept() {
    let home = Home::with_person();
    let args = [
        "person",
        "edit",
        "Zhao Lan",
        "--contact",
        "Zhao Mei;daughter;139 0000 0000",
        "--contact",
        "Wang Lin",
        "--doctor",
        "Dr. Chen；Central Hospital；010 5555",
    ];
    let person = home.ok(&args);
    assert_eq!(person["contacts"][0]["phone"], "139 0000 0000");
    assert_eq!(person["contacts"][1]["name"], "Wang Lin");
    assert_eq!(person["doctor"]["relation"], "Central Hospital");
    let person = home.ok(&["person", "edit", "Zhao Lan", "--phone", "1"]);
    assert_eq!(person["contacts"].as_array().unwrap().len(), 2, "kept");
    let person = home.ok(&[
        "person",
        "edit",
        "Zhao Lan",
        "--contact",
        "",
        "--doctor",
        "",
    ]);
    assert_eq!(person["contacts"].as_array().unwrap().len(), 0);
    assert!(person["doctor"].is_null());
    let bad = home.run(&["person", "edit", "Zhao Lan", "--contact", "a;b;c;d"]);
    assert_eq!(bad.code, 2, "{}", bad.err);
}
