//! The recordings and configurations of others, where they are there.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests may panic: that is how they say no"
)]

use kin_smart::{
    Answer, Authorization, CapabilityStatement, Fetch, FhirBase, GapReason, Granted, NetworkFault,
    Request, Secret, SmartConfiguration, SmartError, SyncHands, SyncLimits, SyncPlan, sync,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn testdata(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/testdata");
    let dir = root.join(folder);
    if dir.is_dir() {
        Some(dir)
    } else {
        println!("skipped: no {folder}");
        None
    }
}

#[derive(Deserialize)]
struct Recording {
    exchanges: Vec<Exchange>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exchange {
    url: String,
    status: u16,
    headers: BTreeMap<String, Vec<String>>,
    body_encoding: String,
    body: Box<RawValue>,
}

/// A server that answers as it was recorded, and writes down what it answered.
struct Replay {
    answers: BTreeMap<String, Answer>,
    said: BTreeMap<String, u16>,
}

fn key(url: &url::Url) -> String {
    let mut url = url.clone();
    let mut pairs: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        // How many a page holds is a wish, and the recording was made with another one.
        .filter(|(name, _)| name != "_count")
        .collect();
    pairs.sort();
    url.set_query(None);
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    url.into()
}

impl Fetch for Replay {
    fn fetch(&mut self, request: &Request) -> Result<Answer, NetworkFault> {
        assert!(matches!(request.authorization, Authorization::Bearer(_)));
        let key = key(&request.url);
        // What the recording did not ask for is not there.
        let answer = self.answers.get(&key).cloned().unwrap_or(Answer {
            status: 404,
            headers: Vec::new(),
            body: Vec::new(),
        });
        self.said.insert(key, answer.status);
        Ok(answer)
    }

    fn wait(&mut self, _: Duration) -> Result<(), NetworkFault> {
        Ok(())
    }
}

/// Each recording is read to its end; every page arrives, and the gaps are its failures, no more and
/// no less.
#[test]
fn recordings_of_vendors_end_complete_with_gaps() {
    let Some(dir) = testdata("portal-recordings") else {
        return;
    };
    let (mut seen, mut pages, mut failures) = (0, 0, 0);
    for file in fs::read_dir(dir).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|end| end != "json") {
            continue;
        }
        let recording: Recording = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let (good, bad) = replay(&path, recording);
        (seen, pages, failures) = (seen + 1, pages + good, failures + bad);
    }
    println!("{seen} recordings, {pages} good answers kept, {failures} failures told");
    assert!(seen > 0);
}

/// What is searched for in a recorded address: the type, and the narrower part of it, if any.
fn searched(base: &FhirBase, key: &str) -> Option<(String, Part)> {
    let url = url::Url::parse(key).unwrap();
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let before = pairs.len();
    pairs.retain(|(name, _)| name != "patient" && name != "subject");
    // A further page names no patient any more.
    let first = pairs.len() < before && !pairs.iter().any(|(name, _)| name == "cursor");
    first.then(|| (kind_of(base, key), pairs.pop()))
}

/// The part of a type that a search was narrowed to, if any.
type Part = Option<(String, String)>;

/// The gaps that there must be, from what the server said alone: the type and part, the status (none
/// for a fault inside a good answer), and how many.
type Expected = BTreeMap<(String, Part, Option<u16>), usize>;

fn expected(base: &FhirBase, net: &Replay) -> Expected {
    let mut all = Expected::new();
    let mut searches: BTreeMap<String, Vec<(Part, u16)>> = BTreeMap::new();
    for (key, status) in &net.said {
        match searched(base, key) {
            Some((kind, part)) => searches.entry(kind).or_default().push((part, *status)),
            None if *status != 200 => {
                *all.entry((kind_of(base, key), None, Some(*status)))
                    .or_default() += 1;
            }
            None => {}
        }
    }
    for (kind, tries) in searches {
        let good = |one: &&(Part, u16)| one.1 == 200;
        let plain = tries.iter().find(|one| one.0.is_none()).unwrap();
        if plain.1 == 200 {
            assert_eq!(
                tries.len(),
                1,
                "{kind}: all of it came, and parts were asked for"
            );
        } else if tries.iter().any(|one| good(&one)) {
            // Some parts came: each other part is missing.
            for (part, status) in tries.iter().filter(|one| one.0.is_some() && !good(one)) {
                all.insert((kind.clone(), part.clone(), Some(*status)), 1);
            }
        } else {
            all.insert((kind, None, Some(plain.1)), 1);
        }
    }
    // A good answer may say inside that something went wrong.
    for (key, answer) in &net.answers {
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let outcomes = body["entry"].as_array().into_iter().flatten();
        let bad = outcomes
            .filter(|one| one["resource"]["resourceType"] == "OperationOutcome")
            .flat_map(|one| one["resource"]["issue"].as_array().into_iter().flatten())
            .any(|issue| issue["severity"] == "error" || issue["severity"] == "fatal");
        if answer.is_ok() && bad {
            let part = searched(base, key).and_then(|(_, part)| part);
            all.insert((kind_of(base, key), part, None), 1);
        }
    }
    all
}

/// Whether a recorded address is that of somebody's picture.
fn is_photo(base: &FhirBase, net: &Replay, key: &str) -> bool {
    let Some(below) = key.strip_prefix(base.as_str()) else {
        return false;
    };
    let below = below.trim_start_matches('/');
    net.answers.values().any(|answer| {
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let photos = body["photo"].as_array().into_iter().flatten();
        answer.is_ok() && photos.into_iter().any(|one| one["url"] == below)
    })
}

/// The resources of an answer, `Type/id` each, read without the code under test.
fn resources(answer: &Answer) -> Vec<String> {
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let name = |one: &serde_json::Value| {
        let kind = one["resourceType"].as_str()?;
        let other = kind == "OperationOutcome" || kind == "Binary";
        (!other).then(|| format!("{kind}/{}", one["id"].as_str().unwrap()))
    };
    match body["entry"].as_array() {
        Some(entries) => entries
            .iter()
            .filter_map(|e| name(&e["resource"]))
            .collect(),
        None if body["resourceType"] == "Bundle" => Vec::new(),
        None => name(&body).into_iter().collect(),
    }
}

/// What the server of a recording says it can do: to be searched for what it was searched for.
fn capability(base: &FhirBase, answers: &BTreeMap<String, Answer>) -> CapabilityStatement {
    let kinds: BTreeSet<String> = answers
        .keys()
        .filter_map(|key| searched(base, key))
        .map(|(kind, _)| kind)
        .collect();
    let kinds: Vec<serde_json::Value> = kinds
        .iter()
        .map(|kind| {
            serde_json::json!({"type": kind, "interaction": [{"code": "search-type"}],
                "searchParam": [{"name": "patient"}]})
        })
        .collect();
    let statement = serde_json::json!({
        "resourceType": "CapabilityStatement", "fhirVersion": "4.0.1",
        "rest": [{"mode": "server", "resource": kinds}],
    });
    CapabilityStatement::parse(statement.to_string().as_bytes()).unwrap()
}

/// Replays one; how many good answers it has, and how many failures.
fn replay(path: &Path, recording: Recording) -> (usize, usize) {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut answers = BTreeMap::new();
    let (mut base, mut patient) = (None, None);
    for one in recording.exchanges {
        let url = url::Url::parse(&one.url).unwrap();
        if base.is_none()
            && let Some((before, id)) = one.url.split_once("/Patient/")
        {
            base = Some(FhirBase::parse(before).unwrap());
            patient = Some(id.to_owned());
        }
        let body = match one.body_encoding.as_str() {
            "json" => one.body.get().as_bytes().to_vec(),
            _ => serde_json::from_str::<String>(one.body.get())
                .unwrap_or_default()
                .into_bytes(),
        };
        let headers = one
            .headers
            .iter()
            .filter_map(|(name, all)| Some((name.to_ascii_lowercase(), all.first()?.clone())));
        let answer = Answer {
            status: one.status,
            headers: headers.collect(),
            body,
        };
        let again = answers.insert(key(&url), answer);
        assert!(again.is_none(), "{name}: {url} stands there once");
    }
    let (base, patient) = (base.unwrap(), patient.unwrap());
    let capability = capability(&base, &answers);
    let mut net = Replay {
        answers,
        said: BTreeMap::new(),
    };
    let mut kept = BTreeMap::new();
    let granted = Granted::parse(None);
    let report = sync(
        SyncPlan {
            base: &base,
            patient: &patient,
            capability: Some(&capability),
            granted: &granted,
            limits: SyncLimits::default(),
        },
        Secret::new("token".to_owned()),
        &mut net,
        SyncHands {
            keep: &mut |one| {
                let again = kept.insert(key(one.url), one.bytes.to_vec());
                assert!(again.is_none(), "{name}: {} was kept twice", one.url);
                Ok(())
            },
            tell: &mut |_| {},
            renew: &mut |_| Err(SmartError::AccessEnded),
        },
    )
    .unwrap();

    // Every page, and nothing else, byte for byte.
    let good: BTreeMap<String, Vec<u8>> = net
        .answers
        .iter()
        .filter(|(_, answer)| answer.is_ok())
        .map(|(key, answer)| (key.clone(), answer.body.clone()))
        .collect();
    let lost: Vec<&String> = good.keys().filter(|key| !kept.contains_key(*key)).collect();
    assert!(lost.is_empty(), "{name}: {lost:?} came and was not kept");
    assert!(kept == good, "{name}: what was kept is what came");
    assert_eq!(report.pages, good.len());
    let whole: BTreeSet<String> = net
        .answers
        .values()
        .filter(|answer| answer.is_ok())
        .flat_map(resources)
        .collect();
    assert_eq!(report.resources, whole.len(), "{name}");

    // Every failure of the recording was met, and the gaps are the failures.
    let failed = net.answers.iter().filter(|(_, answer)| !answer.is_ok());
    let failed: Vec<&String> = failed.map(|(key, _)| key).collect();
    let unmet: Vec<&&String> = failed
        .iter()
        .filter(|key| !net.said.contains_key(**key))
        // What a doctor looks like is no part of the record, and is not asked for.
        .filter(|key| !is_photo(&base, &net, key))
        .collect();
    assert!(unmet.is_empty(), "{name}: never asked for: {unmet:?}");
    let mut told = Expected::new();
    for gap in &report.gaps {
        let reason = match gap.status {
            Some(403) => GapReason::Refused,
            Some(400 | 404) => GapReason::NotOffered,
            Some(500) => GapReason::ServerFault,
            None => GapReason::FaultInside,
            Some(other) => panic!("{name}: {other}"),
        };
        assert_eq!(gap.reason, reason, "{name}: {gap:?}");
        let place = (gap.kind.clone(), gap.part.clone(), gap.status);
        *told.entry(place).or_default() += gap.count;
    }
    assert_eq!(
        told,
        expected(&base, &net),
        "{name}: the gaps are the failures"
    );
    println!(
        "{name}: {} answers recorded, {} good and kept ({} resources), {} failed; {} gaps",
        net.answers.len(),
        good.len(),
        report.resources,
        failed.len(),
        told.values().sum::<usize>()
    );
    (good.len(), failed.len())
}

fn kind_of(base: &FhirBase, url: &str) -> String {
    let rest = url
        .strip_prefix(base.as_str())
        .unwrap_or_default()
        .trim_start_matches('/');
    let kind = rest.split(['/', '?']).next().unwrap_or_default();
    // An attachment that stands elsewhere than under Binary.
    let known = kind.starts_with(char::is_uppercase);
    if known { kind } else { "Binary" }.to_owned()
}

/// Each configuration is read, or says what it is not.
#[test]
fn configurations_of_others_are_read() {
    let base = FhirBase::parse("https://ehr.example.org/fhir").unwrap();
    let (mut read, mut usable) = (0, 0);
    let mut judge = |path: &Path, config: Result<SmartConfiguration, SmartError>| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let reasons = match &config {
            Ok(config) => config
                .hindrances()
                .iter()
                .map(|one| format!("{one:?}"))
                .collect(),
            Err(error) => vec![format!("{error:?}")],
        };
        // Usable means without a reason, and the other way round.
        let can = config.as_ref().is_ok_and(|one| one.usable().is_ok());
        assert_eq!(can, reasons.is_empty(), "{name}: {reasons:?}");
        println!(
            "{name}: {}",
            if can {
                "usable".to_owned()
            } else {
                reasons.join(", ")
            }
        );
        read += 1;
        usable += usize::from(can);
        (name, reasons)
    };
    let files = |folder: &str| -> Vec<PathBuf> {
        let dir = testdata(&format!("smart-config/{folder}"));
        let mut all: Vec<PathBuf> = dir
            .into_iter()
            .flat_map(|dir| fs::read_dir(dir).unwrap())
            .map(|file| file.unwrap().path())
            .collect();
        all.sort();
        all
    };
    let mut told = BTreeMap::new();
    for path in files("well-known") {
        let bytes = fs::read(&path).unwrap();
        told.extend([judge(&path, SmartConfiguration::parse(&base, &bytes))]);
    }
    for path in files("capability") {
        let bytes = fs::read(&path).unwrap();
        let sign_in = CapabilityStatement::parse(&bytes)
            .and_then(|one| SmartConfiguration::from_capability(&base, &one))
            .or_else(|_| SmartConfiguration::parse(&base, &bytes));
        told.extend([judge(&path, sign_in)]);
    }
    println!("{read} configurations read, {usable} usable (the lists beside them: kin-directory)");
    for (name, reasons) in [
        ("hl7-public-launch.smart-configuration.json", &[][..]),
        // Its capabilities begin inside the hospital's own program only.
        ("hl7-sample.smart-configuration.json", &["OnlyFromInside"]),
        ("authorization_cerner_smart_response.json", &[]),
        ("epic_capability_stu3.json", &[]),
        ("test_r4_capability_statement.json", &["NotFhir"]),
    ] {
        if let Some(found) = told.get(name) {
            assert_eq!(found, reasons, "{name}");
        }
    }
}
