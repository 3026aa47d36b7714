//! Tables of devices: the question, exit 3, the answer.

use crate::support::Home;
use std::path::Path;

fn table(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/devices")
        .join(name);
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_table_that_does_not_say_all_is_asked_about_and_taken_once_it_is_answered() {
    let home = Home::with_person();
    let file = table("meter-to-ask.csv");
    let said = home.run(&["--json", "import", &file]);
    assert_eq!(said.code, 3, "{}", said.err);
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let report = &told["files"][0];
    let keys: Vec<&str> = report["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|q| q["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys, ["date-order", "unit.3"], "{report}");
    let asked = report["findings"].as_array().unwrap().iter();
    let asked: Vec<&str> = asked
        .filter(|f| f["code"] == "question")
        .map(|f| f["where"].as_str().unwrap())
        .collect();
    assert_eq!(asked, keys, "the questions stand among the findings");
    assert_eq!(report["added"], 0, "nothing was taken: {report}");
    let answers = [
        "--answer",
        "date-order=day-month",
        "--answer",
        "unit.3=mmol/L",
    ];
    let mut words = vec!["import", file.as_str()];
    words.extend(answers);
    let done = home.ok(&words);
    assert_eq!(done["files"][0]["added"], 4, "{done}");
    // Answered once, the same form is not asked about again; and the same file adds nothing.
    let again = home.ok(&["import", &file]);
    assert_eq!(again["files"][0]["alreadyThere"], 4, "{again}");
    assert_eq!(again["files"][0]["added"], 0, "{again}");
    let wrong = home.run(&["import", &file, "--answer", "dmy"]);
    assert_eq!(wrong.code, 2, "{}", wrong.err);
}

#[test]
fn columns_that_nobody_knows_are_named_by_answers() {
    let home = Home::with_person();
    let file = table("unknown-columns.csv");
    let said = home.run(&["import", &file]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.out.contains("column.2"), "{}", said.out);
    let done = home.ok(&[
        "import",
        &file,
        "--answer",
        "column.2=systolic",
        "--answer",
        "column.3=diastolic",
        "--answer",
        "column.4=note",
    ]);
    assert_eq!(done["files"][0]["added"], 3, "{done}");
}
