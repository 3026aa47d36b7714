//! The recordings and configurations of others, where they are there.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests may panic: that is how they say no"
)]

use kin_smart::{
    Answer, Authorization, CapabilityStatement, Fetch, FhirBase, Gap, GapReason, Granted,
    NetworkFault, Request, Secret, SmartConfiguration, SmartError, SyncHands, SyncLimits, SyncPlan,
    sync,
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

struct Replay {
    answers: BTreeMap<String, Answer>,
    asked: BTreeSet<String>,
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
        self.asked.insert(key.clone());
        // What the recording did not ask for counts as not there.
        Ok(self.answers.get(&key).cloned().unwrap_or(Answer {
            status: 404,
            headers: Vec::new(),
            body: Vec::new(),
        }))
    }

    fn wait(&mut self, _: Duration) -> Result<(), NetworkFault> {
        Ok(())
    }
}

/// Each recording is read to its end; every page arrives, and each failure is told.
#[test]
fn recordings_of_vendors_end_complete_with_gaps() {
    let Some(dir) = testdata("portal-recordings") else {
        return;
    };
    let mut seen = 0;
    for file in fs::read_dir(dir).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|end| end != "json") {
            continue;
        }
        let recording: Recording = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        seen += 1;
        replay(&path, recording);
    }
    println!("{seen} recordings");
}

fn replay(path: &Path, recording: Recording) {
    let (mut answers, mut failed) = (BTreeMap::new(), BTreeSet::new());
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
        if !(200..300).contains(&one.status) {
            failed.insert(key(&url));
        }
        let answer = Answer {
            status: one.status,
            headers: headers.collect(),
            body,
        };
        answers.insert(key(&url), answer);
    }
    let (base, patient) = (base.unwrap(), patient.unwrap());
    let mut net = Replay {
        answers,
        asked: BTreeSet::new(),
    };
    let mut kept = BTreeSet::new();
    let granted = Granted::parse(None);
    let report = sync(
        SyncPlan {
            base: &base,
            patient: &patient,
            capability: None,
            granted: &granted,
            limits: SyncLimits::default(),
        },
        Secret::new("token".to_owned()),
        &mut net,
        SyncHands {
            keep: &mut |one| {
                kept.insert(key(one.url));
                Ok(())
            },
            tell: &mut |_| {},
            renew: &mut |_| Err(SmartError::AccessEnded),
        },
    )
    .unwrap();

    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    for (url, answer) in &net.answers {
        // A page is lost where the answer was good and nobody kept it. What is asked for in other
        // words than the recording's client is the other way round: there is nothing to replay.
        if answer.is_ok() && net.asked.contains(url) {
            assert!(kept.contains(url), "{name}: {url} came and was not kept");
        }
    }
    let good = net.answers.values().filter(|answer| answer.is_ok()).count();
    let unasked: Vec<&String> = net
        .answers
        .iter()
        .filter(|(url, answer)| answer.is_ok() && !net.asked.contains(*url))
        .map(|(url, _)| url)
        .collect();
    println!(
        "{name}: {} resources, {} of {good} good answers kept, {} gaps; never asked: {unasked:?}",
        report.resources,
        kept.len(),
        report.gaps.len()
    );
    assert!(
        unasked.is_empty(),
        "{name}: a page that is there is not asked for"
    );
    // Every failure of the recording that was met is among the gaps, with its status.
    for url in failed.iter().filter(|url| net.asked.contains(*url)) {
        let status = net.answers[url].status;
        let kind = kind_of(&base, url);
        let told =
            |gap: &Gap| gap.kind == kind && (gap.status == Some(status) || gap.part.is_some());
        let by_category = report.gaps.iter().any(|gap| gap.kind == kind)
            || status == 400
                && url.contains("patient=")
                && kept.iter().any(|one| kind_of(&base, one) == kind);
        assert!(
            report.gaps.iter().any(told) || by_category,
            "{name}: {url} failed with {status} and nobody is told: {:?}",
            report.gaps
        );
    }
    for gap in &report.gaps {
        assert!(
            !matches!(
                gap.reason,
                GapReason::Endless | GapReason::ForeignLink | GapReason::Broken
            ),
            "{name}: {gap:?}"
        );
    }
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
    if let Some(dir) = testdata("smart-config/well-known") {
        for file in fs::read_dir(dir).unwrap() {
            let path = file.unwrap().path();
            let config = SmartConfiguration::parse(&base, &fs::read(&path).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            println!(
                "{:?}: {:?} {:?}",
                path.file_name().unwrap(),
                config.hindrances(),
                config.doubts()
            );
        }
    }
    if let Some(dir) = testdata("smart-config/capability") {
        for file in fs::read_dir(dir).unwrap() {
            let path = file.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            let sign_in = CapabilityStatement::parse(&bytes)
                .and_then(|one| SmartConfiguration::from_capability(&base, &one))
                .or_else(|_| SmartConfiguration::parse(&base, &bytes));
            println!(
                "{:?}: {:?}",
                path.file_name().unwrap(),
                sign_in.map(|one| one.hindrances())
            );
        }
    }
}
