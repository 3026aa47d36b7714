//! From the address to the record, at the demo clinic, as a program and a browser do it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests may panic: that is how they say no"
)]

use kin_demo_clinic::{Clinic, Faults};
use kin_net::{Client as Net, Reach};
use kin_smart::{
    Answer, Archive, Attempt, Authorization, Body, CapabilityStatement, Client, Fetch, FhirBase,
    GapReason, ImageLimits, Request, Secret, SmartConfiguration, SmartError, Study, SyncHands,
    SyncLimits, SyncPlan, SyncReport, Tokens, exchange, identify, image_address, instance_uid,
    renew, revoke, scopes_to_ask, sync,
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use url::Url;

fn net() -> Net {
    Net::new(Reach::ThisComputer, Arc::new(AtomicBool::new(false))).unwrap()
}

fn get(url: &Url) -> Answer {
    net().fetch(&Request::open(url.clone(), 1 << 20)).unwrap()
}

fn post(url: &Url, form: &[(&'static str, &str)]) -> Answer {
    let mut request = Request::open(url.clone(), 1 << 20);
    let pair = |(name, value): &(&'static str, &str)| (*name, Secret::new((*value).to_owned()));
    request.body = Body::Form(form.iter().map(pair).collect());
    net().fetch(&request).unwrap()
}

fn hidden(page: &Answer) -> String {
    let text = String::from_utf8_lossy(&page.body).into_owned();
    let (_, rest) = text.split_once("name=\"wish\" value=\"").expect("a form");
    rest.split('"').next().unwrap().to_owned()
}

struct Visit {
    base: FhirBase,
    config: SmartConfiguration,
    attempt: Attempt,
    client: Client,
}

impl Visit {
    fn begin(clinic: &Clinic) -> Self {
        let base = FhirBase::parse(&clinic.fhir()).unwrap();
        let url = base.below(".well-known/smart-configuration").unwrap();
        let config = SmartConfiguration::parse(&base, &get(&url).body).unwrap();
        let redirect = Url::parse("http://127.0.0.1:47301/callback").unwrap();
        let attempt = Attempt::begin(redirect, &config).unwrap();
        Self {
            base,
            config,
            attempt,
            client: Client::Public {
                id: "kinfolio".to_owned(),
            },
        }
    }

    /// What a person does in the browser; the part behind `?` of the address they come back with.
    fn browse(&self, clinic: &Clinic, patient: &str, answer: &str, stay: bool) -> String {
        let scope = scopes_to_ask(&self.config);
        let url = self
            .attempt
            .address(&self.config, &self.base, "kinfolio", &scope)
            .unwrap();
        let page = get(&url);
        assert_eq!(page.status, 200);
        let wish = hidden(&page);
        let at = |path: &str| Url::parse(&format!("{}{path}", clinic.home())).unwrap();
        let wrong = post(
            &at("/auth/sign-in"),
            &[("wish", &wish), ("patient", patient), ("passphrase", "x")],
        );
        assert!(String::from_utf8_lossy(&wrong.body).contains("not right"));
        let page = post(
            &at("/auth/sign-in"),
            &[
                ("wish", &wish),
                ("patient", patient),
                ("passphrase", "demo"),
            ],
        );
        assert!(String::from_utf8_lossy(&page.body).contains("patient/*.rs"));
        let mut form = vec![("wish", wish.as_str()), ("answer", answer)];
        if stay {
            form.push(("offline", "1"));
        }
        let back = post(&at("/auth/consent"), &form);
        assert_eq!(back.status, 302);
        let address = back.header("location").unwrap();
        let (before, query) = address.split_once('?').unwrap();
        assert_eq!(before, "http://127.0.0.1:47301/callback");
        query.to_owned()
    }

    fn ask(&self, request: &Request) -> Result<Tokens, SmartError> {
        assert!(!self.base.as_str().is_empty());
        Tokens::parse(&net().fetch(request).unwrap())
    }

    fn token_endpoint(&self) -> &Url {
        self.config.usable().unwrap().1
    }

    fn sign_in(&self, clinic: &Clinic, patient: &str) -> Tokens {
        let query = self.browse(clinic, patient, "yes", true);
        let code = self.attempt.answer(&query).unwrap();
        let request = exchange(
            self.token_endpoint(),
            &self.client,
            &self.attempt,
            code.clone(),
        );
        let tokens = self.ask(&request).unwrap();
        // The same code does not work twice.
        assert!(matches!(self.ask(&request), Err(SmartError::AccessEnded)));
        tokens
    }

    fn read(&self, tokens: &Tokens, patient: &str) -> (SyncReport, usize) {
        let statement = get(&self.base.below("metadata").unwrap());
        let capability = CapabilityStatement::parse(&statement.body).unwrap();
        let plan = SyncPlan {
            base: &self.base,
            patient,
            capability: Some(&capability),
            granted: &tokens.granted,
            limits: SyncLimits::default(),
        };
        let (mut kept, mut net) = (0, net());
        let refresh = tokens.refresh.clone();
        let report = sync(
            plan,
            tokens.access.clone(),
            &mut net,
            SyncHands {
                keep: &mut |_| {
                    kept += 1;
                    Ok(())
                },
                tell: &mut |_| {},
                renew: &mut |net| {
                    let refresh = refresh.clone().ok_or(SmartError::AccessEnded)?;
                    let answer = net
                        .fetch(&renew(self.token_endpoint(), &self.client, refresh))
                        .map_err(SmartError::Network)?;
                    Tokens::parse(&answer).map(|tokens| tokens.access)
                },
            },
        )
        .unwrap();
        (report, kept)
    }
}

#[test]
fn the_whole_way_from_the_address_to_the_record() {
    let clinic = Clinic::open(0).unwrap();
    let patients = clinic.patients();
    assert_eq!(patients.len(), 3);
    for (patient, name) in &patients {
        assert!(!name.trim().is_empty());
        let visit = Visit::begin(&clinic);
        let tokens = visit.sign_in(&clinic, patient);
        let who = identify(
            &tokens,
            &visit.attempt,
            "kinfolio",
            &visit.base,
            1_790_000_000,
        )
        .unwrap();
        assert_eq!(who.id(), Some(patient.as_str()));
        let (report, kept) = visit.read(&tokens, patient);
        assert_eq!(report.gaps, [], "{name}");
        assert_eq!(
            report.resources,
            clinic.count(patient),
            "{name}: all of the record comes"
        );
        assert!(kept > 10);
        let id = clinic.new_result(patient).unwrap();
        let (again, _) = visit.read(&tokens, patient);
        assert_eq!(again.resources, report.resources + 1, "{id} is new");
    }
}

#[test]
fn saying_no_ends_the_sign_in() {
    let clinic = Clinic::open(0).unwrap();
    let (patient, _) = clinic.patients().remove(0);
    let visit = Visit::begin(&clinic);
    let query = visit.browse(&clinic, &patient, "no", true);
    assert!(matches!(
        visit.attempt.answer(&query),
        Err(SmartError::Refused(kin_smart::OAuthRefusal::AccessDenied))
    ));
}

#[test]
fn a_refresh_token_works_once_and_a_used_one_ends_all() {
    let clinic = Clinic::open(0).unwrap();
    let (patient, _) = clinic.patients().remove(0);
    let visit = Visit::begin(&clinic);
    let tokens = visit.sign_in(&clinic, &patient);
    let first = tokens.refresh.clone().unwrap();
    let request = |refresh: Secret| renew(visit.token_endpoint(), &visit.client, refresh);
    let second = visit.ask(&request(first.clone())).unwrap();
    assert!(!second.refresh.as_ref().unwrap().same_as(first.reveal()));
    assert!(matches!(
        visit.ask(&request(first)),
        Err(SmartError::AccessEnded)
    ));
    // The stolen copy has ended the good one, too.
    assert!(matches!(
        visit.ask(&request(second.refresh.unwrap())),
        Err(SmartError::AccessEnded)
    ));
}

#[test]
fn giving_the_token_back_ends_the_access() {
    let clinic = Clinic::open(0).unwrap();
    let (patient, _) = clinic.patients().remove(0);
    let visit = Visit::begin(&clinic);
    let tokens = visit.sign_in(&clinic, &patient);
    let end = visit.config.revocation.clone().unwrap();
    let answer = net()
        .fetch(&revoke(
            &end,
            &visit.client,
            tokens.refresh.clone().unwrap(),
        ))
        .unwrap();
    assert!(answer.is_ok());
    let (report, kept) = visit.read(&tokens, &patient);
    assert_eq!(kept, 0);
    assert!(
        report
            .gaps
            .iter()
            .all(|gap| gap.reason == GapReason::AccessEnded),
        "{:?}",
        report.gaps
    );
}

#[test]
fn each_fault_of_the_switchboard_is_told_and_the_rest_comes() {
    let clinic = Clinic::open(0).unwrap();
    let (patient, _) = clinic.patients().remove(0);
    let some = |kind: &str| Some(kind.to_owned());
    let gap_of = |report: &SyncReport, kind: &str| {
        report
            .gaps
            .iter()
            .find(|gap| gap.kind == kind)
            .map(|gap| (gap.reason, gap.status))
    };

    // Faults that are met while the record is read.
    let visit = Visit::begin(&clinic);
    let tokens = visit.sign_in(&clinic, &patient);
    let all = visit.read(&tokens, &patient).0.resources;
    let with = |faults: Faults| {
        clinic.set_faults(faults);
        let (report, _) = visit.read(&tokens, &patient);
        clinic.set_faults(Faults::default());
        report
    };

    let report = with(Faults {
        busy: 2,
        ..Faults::default()
    });
    assert_eq!(
        (report.gaps.len(), report.resources),
        (0, all),
        "it waits and comes back"
    );

    let report = with(Faults {
        broken_type: some("Observation"),
        ..Faults::default()
    });
    assert_eq!(
        gap_of(&report, "Observation"),
        Some((GapReason::ServerFault, Some(500)))
    );
    assert!(report.resources > 20, "the other types come");

    let report = with(Faults {
        gap: some("Immunization"),
        ..Faults::default()
    });
    assert_eq!(
        gap_of(&report, "Immunization"),
        Some((GapReason::Refused, Some(403)))
    );

    let report = with(Faults {
        category_needed: some("Observation"),
        ..Faults::default()
    });
    assert_eq!(
        (report.gaps.len(), report.resources),
        (0, all),
        "all come by category"
    );

    let report = with(Faults {
        endless: true,
        ..Faults::default()
    });
    assert_eq!(
        gap_of(&report, "Condition"),
        Some((GapReason::Endless, None))
    );

    // The token never reaches the other server.
    let sink = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    sink.set_nonblocking(true).unwrap();
    let other = format!("http://{}", sink.local_addr().unwrap());
    let report = with(Faults {
        other_origin: Some(other),
        ..Faults::default()
    });
    assert_eq!(
        gap_of(&report, "Observation"),
        Some((GapReason::ForeignLink, None))
    );
    assert!(sink.accept().is_err(), "nobody called");

    let report = with(Faults {
        slow: Duration::from_millis(1),
        expired: true,
        ..Faults::default()
    });
    assert_eq!(
        (report.gaps.len(), report.resources),
        (0, all),
        "the token is renewed and all comes"
    );

    let report = with(Faults {
        revoked: true,
        ..Faults::default()
    });
    assert!(
        report
            .gaps
            .iter()
            .all(|gap| gap.reason == GapReason::AccessEnded)
    );
    assert_eq!(report.resources, 0);

    // Faults of the sign-in.
    clinic.set_faults(Faults {
        wrong_issuer: true,
        ..Faults::default()
    });
    let visit = Visit::begin(&clinic);
    let query = visit.browse(&clinic, &patient, "yes", true);
    assert!(matches!(
        visit.attempt.answer(&query),
        Err(SmartError::ForeignIssuer)
    ));

    clinic.set_faults(Faults {
        no_refresh: true,
        ..Faults::default()
    });
    assert!(
        Visit::begin(&clinic)
            .sign_in(&clinic, &patient)
            .refresh
            .is_none()
    );

    clinic.set_faults(Faults {
        wrong_patient: true,
        ..Faults::default()
    });
    let visit = Visit::begin(&clinic);
    let tokens = visit.sign_in(&clinic, &patient);
    let said = tokens.patient.clone().unwrap();
    assert_ne!(said, patient);
    clinic.set_faults(Faults::default());
    let (report, _) = visit.read(&tokens, &said);
    assert_eq!(
        report.resources, 0,
        "the clinic itself refuses another patient's record: {:?}",
        report.gaps
    );
}

#[test]
fn only_a_form_of_the_clinic_itself_turns_its_switches() {
    let clinic = Clinic::open(0).unwrap();
    let home = Url::parse(clinic.home()).unwrap();
    assert_eq!(post(&home, &[("revoked", "1")]).status, 403);
    let page = get(&home);
    assert_eq!(page.status, 200);
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .contains("default-src 'none'")
    );
    for redirect in [
        "https://evil.example.org/callback",
        "http://127.0.0.1:1/other",
        "",
    ] {
        let mut url = Url::parse(&format!("{}/auth/authorize", clinic.home())).unwrap();
        url.query_pairs_mut()
            .append_pair("client_id", "x")
            .append_pair("redirect_uri", redirect);
        let answer = get(&url);
        assert_eq!(answer.status, 400, "{redirect}");
    }
}

/// A resource, as somebody with this token reads it.
fn resource(base: &FhirBase, token: &str, path: &str) -> Value {
    let mut request = Request::open(base.below(path).unwrap(), 1 << 20);
    request.authorization = Authorization::Bearer(Secret::new(token.to_owned()));
    let answer = net().fetch(&request).unwrap();
    assert_eq!(answer.status, 200, "{path}");
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn the_images_of_the_one_study_come_as_files_and_to_its_patient_only() {
    let clinic = Clinic::open(0).unwrap();
    let base = FhirBase::parse(&clinic.fhir()).unwrap();
    let id_of = |name: &str| {
        let all = clinic.patients();
        all.into_iter().find(|(_, one)| one == name).unwrap().0
    };
    let token = clinic.token_of(&id_of("David Morgan"));
    let found = resource(
        &base,
        &token,
        &format!("ImagingStudy?patient={}", id_of("David Morgan")),
    );
    let study = found["entry"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|one| Study::parse(&one["resource"]).filter(|one| !one.endpoints.is_empty()))
        .expect("a study with an archive");
    let endpoint = resource(&base, &token, &study.endpoints[0]);
    let archive = Archive::new(&base, &image_address(&endpoint).unwrap()).unwrap();
    assert!(archive.is_portal());
    let limits = ImageLimits::default();
    let secret = |token: &str| Some(Secret::new(token.to_owned()));
    let list = |token: Option<Secret>| archive.images(&study, &mut net(), token.as_ref(), &limits);
    let images = list(secret(&token)).unwrap();
    assert_eq!(Some(images.len() as u64), study.expected);
    let mut seen = BTreeSet::new();
    for image in &images {
        let bytes = archive
            .image(&study, image, &mut net(), secret(&token).as_ref(), &limits)
            .unwrap();
        assert_eq!(instance_uid(&bytes).as_deref(), Some(image.uid.as_str()));
        assert!(bytes.len() > 65_536);
        seen.insert(bytes);
    }
    assert_eq!(seen.len(), images.len(), "each is another");

    let other = clinic.token_of(&id_of("Emma Morgan"));
    assert_eq!(
        list(secret(&other)),
        Err(GapReason::NotOffered),
        "no study of hers"
    );
    assert_eq!(list(secret("made-up")), Err(GapReason::AccessEnded));
    assert_eq!(list(None), Err(GapReason::Refused));
    clinic.set_faults(Faults {
        images_refused: true,
        ..Faults::default()
    });
    assert_eq!(list(secret(&token)), Err(GapReason::Refused));
    // Under another name it is another server: it sees no token and wants none.
    clinic.set_faults(Faults {
        images_elsewhere: true,
        ..Faults::default()
    });
    let moved = resource(&base, &token, &study.endpoints[0]);
    let other = Archive::new(&base, &image_address(&moved).unwrap()).unwrap();
    assert!(!other.is_portal());
    assert_eq!(
        other.host(),
        archive.host().replace("127.0.0.1", "localhost")
    );
    let there = other.images(&study, &mut net(), secret(&token).as_ref(), &limits);
    assert_eq!(there.map(|all| all.len()), Ok(images.len()));
    clinic.set_faults(Faults {
        images_slow: Duration::from_millis(60),
        ..Faults::default()
    });
    let before = std::time::Instant::now();
    assert_eq!(list(secret(&token)).map(|all| all.len()), Ok(images.len()));
    assert!(
        before.elapsed() >= Duration::from_millis(180),
        "three slow answers"
    );
}
