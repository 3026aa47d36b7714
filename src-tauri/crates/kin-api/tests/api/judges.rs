//! Summaries of all published records, in English and Chinese, held against rules and read by software that is not
//! ours: `@medplum/core` (tests/ips-judge) and `fhir.resources` (PyPI) read every document of the batch.
//!
//! The ordinary run takes every eighth record of a folder with all forms; `KINFOLIO_EVERY=1` takes all of them.

use crate::support::{Bench, HEAVY, fixture, testdata};
use kin_codes::{LinkKey, seal_jwe};
use kin_fhir::{ips, ktc};
use kin_model::{Finding, Severity};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDERS: [&str; 4] = ["fhir-r4-synthea", "fhir-us-core", "fhir-ips", "cn"];
const FORMS: [&str; 9] = [
    "pdf",
    "ips",
    "html",
    "txt",
    "note",
    "qr",
    "ktc",
    "emergency",
    "wallet",
];

fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    let inside = std::fs::read_dir(dir).unwrap();
    let mut inside: Vec<PathBuf> = inside.map(|e| e.unwrap().path()).collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
}

/// The project's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

struct Made {
    ips: Vec<PathBuf>,
    ktc: Vec<PathBuf>,
    summaries: usize,
    /// Check-in bundles of people whose birth date no source gives.
    unborn: usize,
    /// What breaks a rule.
    wrong: Vec<String>,
}

/// No birth date in the Patient.
fn bundle_is_unborn(bytes: &[u8]) -> bool {
    let bundle: Value = serde_json::from_slice(bytes).unwrap();
    let entries = bundle["entry"].as_array().unwrap();
    let patients = entries.iter().map(|e| &e["resource"]);
    let mut patients = patients.filter(|r| r["resourceType"] == "Patient");
    patients.all(|p| p["birthDate"].is_null())
}

impl Made {
    /// All forms of one person in one language; what the rules say of them.
    fn summary(&mut self, bench: &Bench, person: &str, name: &str, language: &str, out: &Path) {
        let topics = [
            "mental-health",
            "substance-use",
            "sexual-health",
            "reproductive",
            "genetics",
            "violence",
        ];
        let large = self.summaries % 2 == 1;
        let options = json!({"purpose": "referral", "language": language, "topics": topics,
            "paper": if large { "letter" } else { "a4" }, "largePrint": large});
        let made = bench.ask(
            "summary_make",
            json!({"person": person, "options": options, "formats": FORMS}),
        );
        for file in made["files"].as_array().unwrap() {
            let bytes = bench.bytes("output", json!({"token": file["token"]}));
            let format = file["format"].as_str().unwrap();
            assert!(!bytes.is_empty(), "{name} {language} {format}");
            let flaws = match format {
                "ips" => ips::check(&bytes),
                "ktc" => ktc::check(&bytes),
                _ => continue,
            };
            // Nobody makes up a birth date that no source gives: the check-in lacks it then, and says so.
            let unborn = |f: &Finding| {
                f.code == "ktc-patient-demographics"
                    && f.detail == "birthDate"
                    && bundle_is_unborn(&bytes)
            };
            for flaw in flaws {
                if unborn(&flaw) {
                    self.unborn += 1;
                } else if flaw.severity == Severity::Error || format == "ktc" {
                    self.wrong
                        .push(format!("{name} {language} {format}: {flaw:?}"));
                }
            }
            let path = out.join(format!("{:04}-{language}.{format}.json", self.summaries));
            std::fs::write(&path, &bytes).unwrap();
            let list = if format == "ips" {
                &mut self.ips
            } else {
                &mut self.ktc
            };
            list.push(path);
        }
        self.summaries += 1;
    }
}

#[test]
fn summaries_of_all_published_records_stand_before_judges_that_are_not_ours() {
    let Some(data) = testdata() else { return };
    let _heavy = HEAVY.lock().unwrap_or_else(|e| e.into_inner());
    let every = std::env::var("KINFOLIO_EVERY")
        .ok()
        .and_then(|n| n.parse::<usize>().ok())
        .unwrap_or(8)
        .max(1);
    let bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    let mut made = Made {
        ips: Vec::new(),
        ktc: Vec::new(),
        summaries: 0,
        unborn: 0,
        wrong: Vec::new(),
    };
    let mut own: Vec<PathBuf> = vec![fixture("zhao-lan.json"), fixture("qian-ming.json")];
    for name in FOLDERS {
        let mut paths = std::mem::take(&mut own);
        files(&data.join(name), &mut paths);
        let nobody = bench.add_person("Nobody 无名", "1900", "unknown");
        let (mut taken, mut refused, mut here) = (0, 0, 0);
        let mut singles = false;
        for (n, path) in paths.iter().enumerate() {
            let ask = |request: Value| bench.import(request);
            let mut end = ask(json!({"files": [bench.file(path)], "newPersonFromFile": true}));
            if end["error"]["code"] == "no-subject" || end["error"]["code"] == "form-invalid" {
                end = ask(json!({"files": [bench.file(path)], "person": nobody}));
                singles |= end["state"] == "done";
            }
            if end["state"] != "done" || end["result"]["import"].is_null() {
                refused += 1;
                continue;
            }
            taken += 1;
            let person = end["result"]["person"].as_str().unwrap();
            if person != nobody && n % every == 0 {
                for language in ["en", "zh-CN"] {
                    let file = path.file_name().unwrap().to_string_lossy();
                    made.summary(&bench, person, &file, language, folder.path());
                }
                here += 1;
            }
        }
        if singles {
            // What names nobody is one record: hospitals send it piece by piece.
            for language in ["en", "zh-CN", "both"] {
                made.summary(&bench, &nobody, name, language, folder.path());
            }
            here += 1;
        }
        println!(
            "{name}: {taken} came in, {refused} refused with a reason, {here} people summarised"
        );
    }
    chinese_papers(&mut made, &bench, &data, folder.path());
    chinese_documents(&mut made, &bench, &data, folder.path());
    println!(
        "{} summaries in {} forms; {} IPS and {} check-in bundles keep our rules",
        made.summaries,
        FORMS.len(),
        made.ips.len(),
        made.ktc.len()
    );
    println!(
        "{} check-in bundles lack a birth date that no source gives; {} flaws",
        made.unborn,
        made.wrong.len()
    );
    assert!(made.wrong.is_empty(), "{:#?}", made.wrong);
    assert!(made.ips.len() >= 10 && made.ktc.len() == made.ips.len());
    let all: Vec<&PathBuf> = made.ips.iter().chain(&made.ktc).collect();
    medplum(&all);
    fhir_resources(&all);
    kill_the_clipboard(&all, folder.path());
}

/// The Chinese papers, which are no FHIR: kept, read, and every line without a doubt confirmed, as a person would.
fn chinese_papers(made: &mut Made, bench: &Bench, data: &Path, out: &Path) {
    let person = bench.add_person("张建国", "1965-01-01", "male");
    let mut paths = Vec::new();
    for name in ["cn/pdf", "cn/plain-text-records"] {
        files(&data.join(name), &mut paths);
    }
    let (mut kept, mut results) = (0, 0);
    for path in &paths {
        let title = path.file_stem().unwrap().to_string_lossy();
        let added = bench.try_ask(
            "document_add",
            json!({"person": person, "files": [bench.file(path)], "kind": "lab-report", "title": title}),
        );
        let Ok(document) = added else { continue };
        kept += 1;
        let view = bench.ask(
            "paper_read",
            json!({"person": person, "document": document["id"]}),
        );
        let lines = view["lines"].as_array().unwrap().iter();
        let names = [
            "n", "file", "page", "name", "short", "value", "unit", "range", "mark", "date",
        ];
        let forms: Vec<Value> = lines
            .filter(|line| line["ticked"] == true)
            .map(|line| {
                let fields = names.iter().map(|n| ((*n).to_owned(), line[*n].clone()));
                fields.collect::<serde_json::Map<_, _>>().into()
            })
            .collect();
        if forms.is_empty() || view["date"].is_null() {
            continue;
        }
        let request = json!({"person": person, "document": document["id"], "lines": forms, "date": view["date"],
            "institution": view["institution"], "specimen": view["specimen"], "confirmOther": true});
        results += bench.ask("paper_confirm", request)["added"]
            .as_u64()
            .unwrap();
    }
    for language in ["en", "zh-CN", "both"] {
        made.summary(bench, &person, "cn papers", language, out);
    }
    println!(
        "cn: {kept} of {} papers kept, {results} results of them confirmed, 1 person summarised",
        paths.len()
    );
    assert!(kept == paths.len() && results >= 14);
}

/// The Chinese hospital documents (WS/T 500): each comes in as a document, and a summary is made with it.
fn chinese_documents(made: &mut Made, bench: &Bench, data: &Path, out: &Path) {
    let mut paths = Vec::new();
    for name in ["cn/wst500-cda", "cn/wst500-skeleton"] {
        files(&data.join(name), &mut paths);
    }
    let person = bench.add_person("王秀英", "1948-05-06", "female");
    let mut kept = 0;
    for path in &paths {
        let request = json!({"person": person, "files": [bench.file(path)], "confirmOther": true});
        let end = bench.import(request);
        let file = &end["result"]["files"][0];
        assert_eq!(
            file["kind"],
            "clinical-document",
            "{}: {end}",
            path.display()
        );
        assert_eq!(file["refused"], 0, "{}: {end}", path.display());
        kept += 1;
    }
    for language in ["en", "zh-CN", "both"] {
        made.summary(bench, &person, "cn documents", language, out);
    }
    println!(
        "cn: {kept} of {} documents kept, 1 person summarised",
        paths.len()
    );
}

/// `kill-the-clipboard` opens every document as what is behind a link.
fn kill_the_clipboard(all: &[&PathBuf], folder: &Path) {
    let independent = root().join("tests/independent");
    if !independent.join("node_modules/kill-the-clipboard").is_dir() {
        println!("skipped: kill-the-clipboard is not installed (cargo xtask test brings it in)");
        return;
    }
    let mut list = Vec::new();
    for path in all {
        let bytes = std::fs::read(path).unwrap();
        let bundle: Value = serde_json::from_slice(&bytes).unwrap();
        let key = LinkKey::generate().unwrap();
        let sealed = seal_jwe(&bytes, "application/fhir+json", &key).unwrap();
        let file = path.with_extension("jwe");
        std::fs::write(&file, sealed).unwrap();
        let entries = bundle["entry"].as_array().unwrap().len();
        list.push(json!({"file": file, "key": *key.to_text(), "entries": entries}));
    }
    let told = folder.join("list.json");
    std::fs::write(&told, Value::from(list).to_string()).unwrap();
    let out = Command::new("node")
        .arg(independent.join("open.mjs"))
        .arg(&told)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(
        out.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&out.stderr)
    );
    println!("{}", said.trim());
}

/// `@medplum/core` finds no error.
fn medplum(all: &[&PathBuf]) {
    let judge = root().join("tests/ips-judge");
    if !judge.join("node_modules/@medplum/core").is_dir() {
        println!("skipped: the judge is not installed (cargo xtask test brings it in)");
        return;
    }
    for part in all.chunks(40) {
        let out = Command::new("node")
            .arg(judge.join("judge.mjs"))
            .arg("--json")
            .args(part)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout);
        let report: Value = serde_json::from_str(&said).unwrap();
        for file in report["files"].as_array().unwrap() {
            assert_eq!(file["errors"], json!([]), "@medplum/core: {file}");
        }
    }
    println!("@medplum/core: {} documents without errors", all.len());
}

/// `fhir.resources` reads every document into its own types and writes the same number of entries back.
fn fhir_resources(all: &[&PathBuf]) {
    let python = std::env::var("KINFOLIO_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let reads = root().join("tests/ips-judge/read.py");
    let out = Command::new(&python).arg(&reads).args(all).output();
    let Ok(out) = out else {
        println!("skipped: no Python here");
        return;
    };
    let said = String::from_utf8_lossy(&out.stdout);
    if out.status.code() == Some(4) {
        println!("skipped: {}", said.trim());
        return;
    }
    assert!(
        out.status.success(),
        "fhir.resources: {said}{}",
        String::from_utf8_lossy(&out.stderr)
    );
    println!("{}", said.trim());
}
