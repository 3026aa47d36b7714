//! A sync against servers in memory.

use super::{Gap, GapReason, SyncHands, SyncLimits, SyncPlan, SyncReport, sync};
use crate::fetch::{Answer, Authorization, Fetch, NetworkFault, Request};
use crate::{FhirBase, Granted, Secret, SmartError};
use std::collections::BTreeMap;
use std::time::Duration;

const BASE: &str = "https://ehr.example.org/fhir";

type Reply = Result<Answer, NetworkFault>;

/// A server: what it answers to an address, given how often it was asked before.
struct Server<F: FnMut(&str, usize, &str) -> Reply> {
    reply: F,
    asked: BTreeMap<String, usize>,
    waited: Vec<Duration>,
}

impl<F: FnMut(&str, usize, &str) -> Reply> Fetch for Server<F> {
    fn fetch(&mut self, request: &Request) -> Reply {
        let below = request.url.as_str().strip_prefix(BASE);
        let path = below.unwrap_or_else(|| panic!("the token goes nowhere else: {}", request.url));
        let Authorization::Bearer(token) = &request.authorization else {
            panic!("every question of a sync has the token");
        };
        let path = path.replace("_count=250&", "");
        let before = self.asked.entry(path.clone()).or_default();
        *before += 1;
        (self.reply)(&path, *before - 1, token.reveal())
    }

    fn wait(&mut self, time: Duration) -> Result<(), NetworkFault> {
        self.waited.push(time);
        Ok(())
    }
}

fn ok(body: &str) -> Reply {
    status(200, body)
}

fn status(status: u16, body: &str) -> Reply {
    Ok(Answer {
        status,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    })
}

fn bundle(next: Option<&str>, ids: &[&str]) -> String {
    let entries: Vec<String> = ids
        .iter()
        .map(|key| {
            let (kind, id) = key.split_once('/').unwrap();
            format!(r#"{{"resource":{{"resourceType":"{kind}","id":"{id}"}}}}"#)
        })
        .collect();
    let link = next.map_or(String::new(), |url| {
        format!(r#","link":[{{"relation":"next","url":"{url}"}}]"#)
    });
    format!(
        r#"{{"resourceType":"Bundle","type":"searchset"{link},"entry":[{}]}}"#,
        entries.join(",")
    )
}

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p1"}"#;

/// What came: the report, each kept answer, the waits.
struct Came {
    report: SyncReport,
    kept: Vec<(String, Vec<u8>)>,
    waited: Vec<Duration>,
    asked: BTreeMap<String, usize>,
}

fn run_with(
    scope: &str,
    limits: SyncLimits,
    renewed: Result<&str, SmartError>,
    reply: impl FnMut(&str, usize, &str) -> Reply,
) -> Result<Came, SmartError> {
    let base = FhirBase::parse(BASE).unwrap();
    let granted = Granted::parse(Some(scope));
    let plan = SyncPlan {
        base: &base,
        patient: "p1",
        capability: None,
        granted: &granted,
        limits,
    };
    let mut server = Server {
        reply,
        asked: BTreeMap::new(),
        waited: Vec::new(),
    };
    let mut kept = Vec::new();
    let mut renewed = Some(renewed);
    let report = sync(
        plan,
        Secret::new("t1".to_owned()),
        &mut server,
        SyncHands {
            keep: &mut |one| {
                kept.push((one.kind.to_owned(), one.bytes.to_vec()));
                Ok(())
            },
            tell: &mut |_| {},
            renew: &mut |_| {
                renewed
                    .take()
                    .unwrap()
                    .map(|text| Secret::new(text.to_owned()))
            },
        },
    )?;
    Ok(Came {
        report,
        kept,
        waited: server.waited,
        asked: server.asked,
    })
}

/// Only these types are granted; every other one is a gap of its own, left out here.
fn run(scope: &str, reply: impl FnMut(&str, usize, &str) -> Reply) -> Came {
    run_with(
        scope,
        SyncLimits::default(),
        Err(SmartError::AccessEnded),
        reply,
    )
    .unwrap()
}

fn gaps(report: &SyncReport) -> Vec<Gap> {
    let told = |gap: &&Gap| gap.reason != GapReason::NotGranted;
    report.gaps.iter().filter(told).cloned().collect()
}

fn gap(kind: &str, part: Option<&str>, reason: GapReason, status: Option<u16>) -> Gap {
    Gap {
        kind: kind.to_owned(),
        part: part.map(|value| ("category".to_owned(), value.to_owned())),
        reason,
        status,
        count: 1,
    }
}

#[test]
fn all_pages_come_and_each_resource_counts_once() {
    let came = run("patient/Observation.rs", |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        "/Observation?patient=p1" => ok(&bundle(
            Some("Observation?page=2"),
            &["Observation/1", "Observation/2"],
        )),
        "/Observation?page=2" => ok(&bundle(None, &["Observation/2", "Observation/3"])),
        other => panic!("{other}"),
    });
    assert_eq!(gaps(&came.report), []);
    assert_eq!(came.report.resources, 4);
    assert_eq!(came.kept.len(), 3, "each answer is kept as it came");
    assert!(came.report.complete.contains("Observation"));
    let not_granted = came
        .report
        .gaps
        .iter()
        .find(|gap| gap.kind == "Immunization")
        .unwrap();
    assert_eq!(
        not_granted.reason,
        GapReason::NotGranted,
        "what was not asked is told"
    );
}

#[test]
fn a_type_that_wants_a_category_is_asked_by_category() {
    let came = run("patient/Condition.rs", |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        "/Condition?patient=p1" => status(400, "category is required"),
        "/Condition?category=problem-list-item&patient=p1" => ok(&bundle(None, &["Condition/1"])),
        "/Condition?category=encounter-diagnosis&patient=p1" => ok(&bundle(None, &[])),
        "/Condition?category=health-concern&patient=p1" => status(403, ""),
        other => panic!("{other}"),
    });
    assert_eq!(
        gaps(&came.report),
        [gap(
            "Condition",
            Some("health-concern"),
            GapReason::Refused,
            Some(403)
        )]
    );
    assert_eq!(came.report.resources, 2);
}

#[test]
fn a_type_that_is_refused_in_every_way_is_one_gap_with_the_first_reason() {
    let came = run(
        "patient/Condition.rs patient/Goal.rs patient/Device.rs",
        |path, _, _| match path {
            "/Patient/p1" => ok(PATIENT),
            path if path.starts_with("/Condition") => status(403, "<html>no</html>"),
            path if path.starts_with("/Goal") => status(500, ""),
            path if path.starts_with("/Device") => ok("<html>Welcome</html>"),
            other => panic!("{other}"),
        },
    );
    assert_eq!(
        gaps(&came.report),
        [
            gap("Condition", None, GapReason::Refused, Some(403)),
            gap("Device", None, GapReason::Broken, None),
            gap("Goal", None, GapReason::ServerFault, Some(500)),
        ]
    );
    assert_eq!(came.report.resources, 1, "the patient came");
}

#[test]
fn a_link_to_another_server_is_not_followed_and_what_came_stays() {
    for link in [
        "https://evil.example.org/fhir/Observation?page=2",
        "//evil.example.org/fhir/x",
        "http://evil.example.org/",
        "https://ehr.example.org/other/Observation",
    ] {
        let came = run("patient/Observation.rs", |path, _, _| match path {
            "/Patient/p1" => ok(PATIENT),
            "/Observation?patient=p1" => ok(&bundle(Some(link), &["Observation/1"])),
            other => panic!("{other}"),
        });
        assert_eq!(
            gaps(&came.report),
            [gap("Observation", None, GapReason::ForeignLink, None)],
            "{link}"
        );
        assert_eq!(came.report.resources, 2);
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let came = run("patient/Observation.rs", |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        _ => status(302, ""),
    });
    assert_eq!(
        gaps(&came.report),
        [gap("Observation", None, GapReason::Redirected, Some(302))]
    );
}

#[test]
fn a_fault_inside_the_first_page_is_told_though_the_last_has_none() {
    let came = run("patient/Observation.rs", |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        "/Observation?patient=p1" => {
            let page = bundle(Some("Observation?page=2"), &["Observation/1"]);
            let fault = r#""entry":[{"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}},"#;
            ok(&page.replacen(r#""entry":["#, fault, 1))
        }
        _ => ok(&bundle(None, &["Observation/2"])),
    });
    assert_eq!(
        gaps(&came.report),
        [gap("Observation", None, GapReason::FaultInside, None)]
    );
    assert_eq!(came.report.resources, 3, "the good of both pages came");
}

#[test]
fn pages_without_an_end_are_ended() {
    let circle = run("patient/Observation.rs", |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        _ => ok(&bundle(Some("Observation?page=2"), &["Observation/1"])),
    });
    assert_eq!(
        gaps(&circle.report),
        [gap("Observation", None, GapReason::Endless, None)]
    );

    let mut page = 0;
    let idle = run("patient/Observation.rs", |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        _ => {
            page += 1;
            ok(&bundle(
                Some(&format!("Observation?page={page}")),
                &["Observation/1"],
            ))
        }
    });
    assert_eq!(
        gaps(&idle.report),
        [gap("Observation", None, GapReason::Endless, None)]
    );
    assert!(idle.kept.len() < 10);

    let mut page = 0;
    let limits = SyncLimits {
        pages: 20,
        ..SyncLimits::default()
    };
    let endless = run_with(
        "patient/Observation.rs",
        limits,
        Err(SmartError::AccessEnded),
        |path, _, _| match path {
            "/Patient/p1" => ok(PATIENT),
            _ => {
                page += 1;
                ok(&bundle(
                    Some(&format!("Observation?page={page}")),
                    &[&format!("Observation/{page}")],
                ))
            }
        },
    )
    .unwrap();
    assert_eq!(
        gaps(&endless.report),
        [gap("Observation", None, GapReason::Limit, None)]
    );
    assert_eq!(endless.report.resources, 21, "what came until then is kept");
}

#[test]
fn more_than_the_limit_is_not_taken() {
    let limits = SyncLimits {
        bytes: 300,
        ..SyncLimits::default()
    };
    let scope = "patient/Condition.rs patient/Observation.rs";
    let came = run_with(
        scope,
        limits,
        Err(SmartError::AccessEnded),
        |path, _, _| match path {
            "/Patient/p1" => ok(PATIENT),
            "/Condition?patient=p1" => ok(&bundle(
                None,
                &[
                    "Condition/1",
                    "Condition/2",
                    "Condition/3",
                    "Condition/4",
                    "Condition/5",
                    "Condition/6",
                ],
            )),
            other => panic!("{other}"),
        },
    )
    .unwrap();
    assert_eq!(
        gaps(&came.report),
        [gap("Observation", None, GapReason::Limit, None)]
    );
    let huge = run("patient/Goal.rs", |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        _ => Err(NetworkFault::TooLarge),
    });
    assert_eq!(
        gaps(&huge.report),
        [gap("Goal", None, GapReason::Limit, None)]
    );
}

#[test]
fn a_busy_server_is_waited_for() {
    let came = run("patient/Observation.rs", |path, before, _| match path {
        "/Patient/p1" => ok(PATIENT),
        _ if before < 2 => Ok(Answer {
            status: 429,
            headers: vec![("retry-after".to_owned(), "3".to_owned())],
            body: Vec::new(),
        }),
        _ => ok(&bundle(None, &["Observation/1"])),
    });
    assert_eq!(gaps(&came.report), []);
    assert_eq!(came.waited, [Duration::from_secs(3); 2]);

    let never = run("patient/Observation.rs", |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        _ => status(503, ""),
    });
    assert_eq!(
        gaps(&never.report),
        [gap("Observation", None, GapReason::Busy, Some(503))]
    );
    assert_eq!(never.asked["/Observation?patient=p1"], 4);
}

#[test]
fn an_ended_token_is_renewed_and_one_that_opens_nothing_is_not() {
    let scope = "patient/Condition.rs patient/Observation.rs";
    let reply = |path: &str, _: usize, token: &str| match (path, token) {
        ("/Patient/p1", _) => ok(PATIENT),
        (_, "t1") => status(401, ""),
        ("/Condition?patient=p1", "t2") => ok(&bundle(None, &["Condition/1"])),
        ("/Observation?patient=p1", "t2") => ok(&bundle(None, &["Observation/1"])),
        other => panic!("{other:?}"),
    };
    let came = run_with(scope, SyncLimits::default(), Ok("t2"), reply).unwrap();
    assert_eq!(gaps(&came.report), []);
    assert_eq!(came.report.resources, 3);

    // The renewed one is refused, too: no third, and nothing more is asked.
    let came = run_with(
        scope,
        SyncLimits::default(),
        Ok("t2"),
        |path, _, _| match path {
            "/Patient/p1" => ok(PATIENT),
            _ => status(401, ""),
        },
    )
    .unwrap();
    assert_eq!(
        gaps(&came.report),
        [
            gap("Condition", None, GapReason::AccessEnded, Some(401)),
            gap("Observation", None, GapReason::AccessEnded, None),
        ]
    );
    assert!(!came.asked.contains_key("/Observation?patient=p1"));
}

/// Medplum's store in memory knows only the reference with its type (FHIR R4, search, "reference").
#[test]
fn a_server_that_finds_nothing_by_the_bare_id_is_asked_by_the_whole_reference() {
    let scope = "patient/Condition.rs patient/Goal.rs patient/Observation.rs";
    let came = run(scope, |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        "/Condition?patient=Patient%2Fp1" => ok(&bundle(None, &["Condition/1"])),
        "/Observation?patient=Patient%2Fp1" => {
            ok(&bundle(Some("Observation?page=2"), &["Observation/1"]))
        }
        "/Observation?page=2" => ok(&bundle(None, &["Observation/2"])),
        "/Goal?patient=p1" => status(404, ""),
        "/Condition?patient=p1" | "/Observation?patient=p1" => ok(&bundle(None, &[])),
        other => panic!("{other}"),
    });
    let missing = gap("Goal", None, GapReason::NotOffered, Some(404));
    assert_eq!(gaps(&came.report), [missing]);
    assert_eq!(came.report.resources, 4);

    // One answer with something in it: an empty one is empty. A record that is empty stays it.
    let came = run(scope, |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        "/Observation?patient=p1" => ok(&bundle(None, &["Observation/1"])),
        "/Goal?patient=p1" | "/Condition?patient=p1" => ok(&bundle(None, &[])),
        other => panic!("{other}"),
    });
    assert_eq!((gaps(&came.report), came.report.resources), (vec![], 2));
    let came = run(scope, |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        path if path.ends_with("=Patient%2Fp1") => status(400, "not such a word"),
        _ => ok(&bundle(None, &[])),
    });
    assert_eq!((gaps(&came.report), came.report.resources), (vec![], 1));
}

/// Tokens of Oracle Health last less than ten minutes; a long record takes longer.
#[test]
fn a_reading_may_last_longer_than_two_tokens() {
    let base = FhirBase::parse(BASE).unwrap();
    let granted = Granted::parse(Some("patient/Observation.rs"));
    let mut page = 0;
    let mut server = Server {
        // Each token opens two answers.
        reply: |path: &str, before: usize, token: &str| {
            if path != "/Patient/p1"
                && page / 2 + 1 > token.trim_start_matches('t').parse().unwrap()
            {
                assert_eq!(before, 0, "the new token is taken");
                return status(401, "");
            }
            page += 1;
            match path {
                "/Patient/p1" => ok(PATIENT),
                _ if page == 10 => ok(&bundle(None, &["Observation/10"])),
                _ => {
                    let next = format!("Observation?page={page}");
                    ok(&bundle(Some(&next), &[&format!("Observation/{page}")]))
                }
            }
        },
        asked: BTreeMap::new(),
        waited: Vec::new(),
    };
    let mut tokens = 1;
    let report = sync(
        SyncPlan {
            base: &base,
            patient: "p1",
            capability: None,
            granted: &granted,
            limits: SyncLimits::default(),
        },
        Secret::new("t1".to_owned()),
        &mut server,
        SyncHands {
            keep: &mut |_| Ok(()),
            tell: &mut |_| {},
            renew: &mut |_| {
                tokens += 1;
                Ok(Secret::new(format!("t{tokens}")))
            },
        },
    )
    .unwrap();
    assert_eq!(gaps(&report), []);
    assert_eq!((report.resources, tokens), (10, 5));
}

#[test]
fn a_lost_connection_ends_the_asking_but_not_what_came() {
    let scope = "patient/Condition.rs patient/Goal.rs patient/Observation.rs";
    let came = run(scope, |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        "/Condition?patient=p1" => ok(&bundle(None, &["Condition/1"])),
        "/Goal?patient=p1" => Err(NetworkFault::Connection),
        other => panic!("{other}"),
    });
    let lost = GapReason::Network(NetworkFault::Connection);
    assert_eq!(
        gaps(&came.report),
        [
            gap("Goal", None, lost, None),
            gap("Observation", None, lost, None)
        ]
    );
    assert_eq!(
        came.asked["/Goal?patient=p1"], 4,
        "it is tried again before"
    );
    assert_eq!(came.report.resources, 2);
}

#[test]
fn the_person_can_stop_it() {
    let stopped = run_with(
        "patient/Goal.rs",
        SyncLimits::default(),
        Err(SmartError::AccessEnded),
        |path, _, _| match path {
            "/Patient/p1" => ok(PATIENT),
            _ => Err(NetworkFault::Cancelled),
        },
    );
    assert!(matches!(stopped, Err(SmartError::Cancelled)));
}

#[test]
fn an_error_inside_a_good_answer_is_a_gap_and_the_rest_of_the_page_is_kept() {
    let came = run("patient/Observation.rs", |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        _ => ok(
            r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation","id":"1"}},
            {"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"timeout"}]}}]}"#,
        ),
    });
    assert_eq!(
        gaps(&came.report),
        [gap("Observation", None, GapReason::FaultInside, None)]
    );
    assert_eq!(came.report.resources, 2);
}

#[test]
fn what_the_record_refers_to_is_fetched_but_never_another_patient() {
    let page = r##"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"DocumentReference","id":"1",
        "subject":{"reference":"Patient/p1"},"author":[{"reference":"Practitioner/d1"},{"reference":"#c"},
        {"reference":"https://ehr.example.org/fhir/Organization/o1/_history/2"},{"reference":"Patient/p2"},
        {"reference":"https://evil.example.org/fhir/Practitioner/d9"},{"reference":"Practitioner/gone"},
        {"reference":"Observation?x=1"},{"reference":"urn:uuid:1"}],
        "content":[{"attachment":{"contentType":"application/pdf","url":"Binary/b1"}},
        {"attachment":{"contentType":"application/pdf","url":"https://evil.example.org/b2"}}]}}]}"##;
    let came = run("patient/DocumentReference.rs", |path, _, _| match path {
        "/Patient/p1" => ok(PATIENT),
        "/DocumentReference?patient=p1" => ok(page),
        "/Practitioner/d1" => ok(r#"{"resourceType":"Practitioner","id":"d1"}"#),
        "/Practitioner/gone" => status(404, ""),
        "/Organization/o1" => ok(
            r#"{"resourceType":"Organization","id":"o1","partOf":{"reference":"Organization/o0"}}"#,
        ),
        "/Organization/o0" => ok(r#"{"resourceType":"Organization","id":"o0"}"#),
        "/Binary/b1" => ok("%PDF-1.7"),
        other => panic!("{other}"),
    });
    assert_eq!(
        gaps(&came.report),
        [
            gap("Binary", None, GapReason::ForeignLink, None),
            gap("Practitioner", None, GapReason::NotOffered, Some(404)),
        ]
    );
    assert_eq!(came.report.resources, 5);
    assert!(
        came.kept
            .iter()
            .any(|(kind, bytes)| kind == "Binary" && bytes == b"%PDF-1.7")
    );
}
