//! Every published record imports or is refused with a reason; the report accounts for everything.

use crate::support::{Bench, HEAVY, sum, testdata};
use kin_fhir::ips;
use kin_model::Severity;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    let mut inside: Vec<PathBuf> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
}

fn import_new(bench: &Bench, path: &Path) -> Value {
    let files = [bench.file(path)];
    bench.import(json!({"files": files, "newPersonFromFile": true}))
}

/// Imports one file for a new person, or for somebody of whom nothing is known.
fn import(bench: &Bench, nobody: &str, path: &Path) -> Value {
    let end = import_new(bench, path);
    if end["error"]["code"] == "no-subject" {
        let files = [bench.file(path)];
        return bench.import(json!({"person": nobody, "files": files}));
    }
    end
}

#[test]
fn every_file_imports_or_is_refused_and_adds_up() {
    let Some(root) = testdata() else { return };
    let _heavy = HEAVY.lock().unwrap_or_else(|e| e.into_inner());
    let bench = Bench::new();
    let nobody = bench.add_person("Nobody", "1900", "unknown");
    let (mut taken, mut refused) = (0, 0);
    for folder in ["fhir-us-core", "fhir-ips", "fhir-other"] {
        let mut paths = Vec::new();
        files(&root.join(folder), &mut paths);
        assert!(!paths.is_empty(), "{folder} is there");
        for path in paths {
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            let end = import(&bench, &nobody, &path);
            if end["state"] != "done" {
                // A person without a usable name or birth date cannot be made; that is said.
                let code = end["error"]["code"].as_str().unwrap();
                assert!(
                    ["no-subject", "form-invalid", "wrong-person"].contains(&code),
                    "{name}: {end}"
                );
                refused += 1;
                continue;
            }
            let file = &end["result"]["files"][0];
            assert_eq!(
                sum(file),
                file["resources"].as_u64().unwrap(),
                "{name}: {file}"
            );
            if end["result"]["import"].is_null() {
                assert!(
                    !file["findings"].as_array().unwrap().is_empty(),
                    "{name} is refused without a reason"
                );
                refused += 1;
                continue;
            }
            taken += 1;
            let person = end["result"]["person"].as_str().unwrap();
            let again = bench.import_into(person, &path);
            assert_eq!(again["added"], 0, "{name}: a second import adds {again}");
        }
    }
    println!("{taken} imported, {refused} refused with a reason");
    assert!(taken > 100, "most come in: {taken}");
    let check = bench.ask("vault_check", json!({"full": true}));
    assert_eq!(check["ok"], true, "{check}");
}

#[test]
fn synthea_patients_come_in_once_and_hand_over_a_valid_summary() {
    let Some(root) = testdata() else { return };
    let _heavy = HEAVY.lock().unwrap_or_else(|e| e.into_inner());
    let bench = Bench::new();
    let mut paths = Vec::new();
    files(&root.join("fhir-r4-synthea"), &mut paths);
    paths.retain(|p| p.extension().is_some_and(|e| e == "json"));
    assert!(paths.len() >= 6, "the folder is complete");
    let mut people: Vec<String> = Vec::new();
    for path in &paths {
        let name = path.file_name().unwrap().to_string_lossy();
        let end = import_new(&bench, path);
        assert_eq!(end["state"], "done", "{name}: {end}");
        let file = &end["result"]["files"][0];
        assert_eq!(sum(file), file["resources"].as_u64().unwrap(), "{name}");
        assert_eq!(file["refused"], 0, "{name}: {file}");
        let person = end["result"]["person"].as_str().unwrap().to_owned();
        assert_eq!(
            bench.import_into(&person, path)["added"],
            0,
            "{name}: again"
        );

        if let Some(other) = people.first() {
            let before = bench.entries(other);
            let files = [bench.file(path)];
            let wrong = bench.import(json!({"person": other, "files": files}));
            assert_eq!(
                wrong["error"]["code"], "wrong-person",
                "{name} into another's record"
            );
            assert_eq!(&bench.entries(other), &before, "nothing changed");
        }

        let made = bench.ask(
            "summary_make",
            json!({"person": person, "options": {"purpose": "referral", "language": "both"},
                   "formats": ["ips", "pdf", "qr", "html", "txt"]}),
        );
        for file in made["files"].as_array().unwrap() {
            let bytes = bench.bytes("output", json!({"token": file["token"]}));
            assert_eq!(bytes.len() as u64, file["bytes"].as_u64().unwrap());
            if file["format"] == "ips" {
                let wrong: Vec<_> = ips::check(&bytes)
                    .into_iter()
                    .filter(|f| f.severity == Severity::Error)
                    .collect();
                assert!(wrong.is_empty(), "{name}: {wrong:?}");
            }
            if file["format"] == "pdf" {
                assert!(
                    bytes.len() < 500_000,
                    "{name}: {} bytes of PDF",
                    bytes.len()
                );
            }
        }
        people.push(person);
    }
    let check = bench.ask("vault_check", json!({"full": true}));
    assert_eq!(check["ok"], true, "{check}");
}
