//! What a portal says: where to sign in, its answer to a sign-in, the pages of a record.

use crate::{only_run, text, two};
use kin_smart::{
    Answer, Attempt, Authorization, CapabilityStatement, Fetch, FhirBase, Granted, NetworkFault,
    Request, Secret, SmartConfiguration, SmartError, SyncHands, SyncLimits, SyncPlan, Tokens,
    identify, scopes_to_ask, sync,
};
use std::time::Duration;

const BASE: &str = "https://ehr.example.org/fhir";
/// Most questions that one input may be asked.
const QUESTIONS: usize = 400;

fn base() -> FhirBase {
    FhirBase::parse(BASE).expect("the base is an address")
}

/// An address that a token may be sent to lies below the base.
fn below(url: &str) -> bool {
    url.strip_prefix(BASE)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// Configuration, capability statement, answer of the token endpoint, addresses, redirect.
pub(crate) fn sign_in(data: &[u8]) {
    let base = base();
    let (word, body) = two(data);
    let word = text(word);
    if let Ok(typed) = FhirBase::parse(&word) {
        let again = FhirBase::parse(typed.as_str());
        assert!(again.is_ok_and(|a| a == typed), "an address stays itself");
        let secure = typed.as_str().starts_with("https://") || typed.is_here();
        assert!(secure, "nobody listens: {}", typed.as_str());
    }
    if let Ok(url) = base.pinned(&word) {
        assert!(below(url.as_str()), "the token stays: {url}");
    }
    let known = SmartConfiguration::parse(&base, body);
    let capability = CapabilityStatement::parse(body);
    let told = capability
        .as_ref()
        .ok()
        .and_then(|c| SmartConfiguration::from_capability(&base, c).ok());
    for configuration in known.ok().iter().chain(&told) {
        only_run(configuration.doubts());
        let scope = scopes_to_ask(configuration);
        let redirect = base.below("back").expect("an address");
        let attempt = Attempt::begin(redirect, configuration).expect("randomness");
        let address = attempt.address(configuration, &base, "app", &scope);
        assert_eq!(address.is_ok(), configuration.usable().is_ok());
        only_run(attempt.answer(&word));
        for status in [200, 400] {
            let answer = Answer {
                status,
                headers: Vec::new(),
                body: body.to_vec(),
            };
            only_run(Tokens::parse(&answer).and_then(|t| {
                assert_eq!(status, 200, "an error gives no token");
                identify(&t, &attempt, "app", &base, 1_800_000_000)
            }));
        }
    }
    for status in [200, 400] {
        let answer = Answer {
            status,
            headers: Vec::new(),
            body: body.to_vec(),
        };
        if let Ok(tokens) = Tokens::parse(&answer) {
            let token = tokens.access.reveal();
            let fits = !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
            assert!(fits, "a token that goes into a header");
        }
    }
}

/// A server that says the same pages over and over, whatever it is asked.
struct Server<'a> {
    pages: Vec<&'a [u8]>,
    asked: usize,
}

impl Fetch for Server<'_> {
    fn fetch(&mut self, request: &Request) -> Result<Answer, NetworkFault> {
        assert!(below(request.url.as_str()), "{}", request.url);
        assert!(
            matches!(request.authorization, Authorization::Bearer(_)),
            "every question of a sync has the token"
        );
        self.asked += 1;
        if self.asked > QUESTIONS {
            return Err(NetworkFault::Cancelled);
        }
        let page = self.pages.get(self.asked % self.pages.len().max(1));
        let (head, body) = match page.copied().unwrap_or_default() {
            [first, rest @ ..] if *first < b' ' => (*first, rest),
            all => (0, all),
        };
        let status = match head {
            1 => 404,
            2 => 429,
            3 => 500,
            4 => 302,
            5 => 401,
            _ => 200,
        };
        Ok(Answer {
            status,
            headers: vec![("retry-after".to_owned(), text(body).into_owned())],
            body: body.to_vec(),
        })
    }

    fn wait(&mut self, time: Duration) -> Result<(), NetworkFault> {
        assert!(time <= Duration::from_secs(600), "nobody waits so long");
        Ok(())
    }
}

/// A whole reading of a record: it ends, keeps to its limits, and sends the token nowhere else.
pub(crate) fn pages(data: &[u8]) {
    let base = base();
    let granted = Granted::parse(Some("patient/*.read"));
    let mut server = Server {
        pages: data.split(|b| *b == 0).collect(),
        asked: 0,
    };
    let capability = server
        .pages
        .first()
        .and_then(|page| CapabilityStatement::parse(page).ok());
    let limits = SyncLimits {
        answer: 4_096,
        pages: 4,
        idle_pages: 2,
        resources: 50,
        bytes: 100_000,
        references: 10,
    };
    let mut kept = 0;
    let report = sync(
        SyncPlan {
            base: &base,
            patient: "p1",
            capability: capability.as_ref(),
            granted: &granted,
            limits,
        },
        Secret::new("t1".to_owned()),
        &mut server,
        SyncHands {
            keep: &mut |one| {
                kept += one.bytes.len() as u64;
                Ok(())
            },
            tell: &mut |_| {},
            renew: &mut |_| Err(SmartError::AccessEnded),
        },
    );
    match report {
        Ok(report) => assert_eq!(report.bytes, kept, "what is kept is counted"),
        Err(SmartError::Cancelled | SmartError::Network(NetworkFault::Cancelled)) => {}
        Err(other) => panic!("nothing else stops a sync: {other:?}"),
    }
}

const BODIES: &[&str] = &[
    r#"{"authorization_endpoint":"https://ehr.example.org/authorize","token_endpoint":"/token","issuer":"https://ehr.example.org","jwks_uri":"https://ehr.example.org/jwks","capabilities":["launch-standalone","client-public","permission-offline"],"scopes_supported":["openid","launch/patient","patient/*.rs"],"grant_types_supported":["authorization_code"],"code_challenge_methods_supported":["S256"],"token_endpoint_auth_methods_supported":"client_secret_basic","associated_endpoints":[{"url":"https://ehr.example.org/fhir","capabilities":["x"]}]}"#,
    r#"{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"mode":"server","security":{"service":[{"coding":[{"code":"SMART-on-FHIR"}]}],"extension":[{"url":"http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris","extension":[{"url":"token","valueUri":"https://ehr.example.org/token"},{"url":"authorize","valueUri":"https://ehr.example.org/authorize"}]}]},"resource":[{"type":"Observation","interaction":[{"code":"read"},{"code":"search-type"}],"searchParam":[{"name":"patient"},{"name":"category"}]}]}]}"#,
    r#"{"access_token":"a.b-c","token_type":"Bearer","expires_in":3600,"scope":"openid launch/patient patient/Observation.rs","patient":"p1","refresh_token":"r","id_token":"eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2Voci5leGFtcGxlLm9yZyIsImF1ZCI6ImFwcCIsImV4cCI6MTgwMDAwMDAwMSwic3ViIjoidSJ9."}"#,
    r#"{"error":"invalid_grant"}"#,
];

const WORDS: &[&str] = &[
    "ehr.example.org/fhir/metadata",
    "http://127.0.0.1:8080/r4",
    "code=x&state=y&iss=https%3A%2F%2Fehr.example.org",
    "https://ehr.example.org/fhir/Observation?page=2",
    "../x",
    "//other.example/fhir/",
];

const PAGES: &[&str] = &[
    r#"{"resourceType":"Patient","id":"p1"}"#,
    r#"{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next","url":"https://ehr.example.org/fhir/Observation?page=2"}],"entry":[{"search":{"mode":"match"},"resource":{"resourceType":"Observation","id":"o1","performer":[{"reference":"Practitioner/d1"}],"content":[{"attachment":{"url":"Binary/b1"}}]}}]}"#,
    r#"{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next","url":"https://other.example/x"}],"entry":[{"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]}}]}"#,
    r#"{"resourceType":"OperationOutcome","issue":[{"severity":"warning"}]}"#,
    "\u{1}",
    "\u{2}5",
    "\u{5}{}",
];

/// Words and bodies of a sign-in to begin with.
pub(crate) fn sign_ins() -> Vec<crate::Seed> {
    let mut all = Vec::new();
    for (n, body) in BODIES.iter().enumerate() {
        for word in WORDS.iter().skip(n % 2).step_by(2) {
            all.push(format!("{word}\0{body}").into_bytes());
        }
    }
    all
}

/// Pages to begin with.
pub(crate) fn readings() -> Vec<crate::Seed> {
    let mut all: Vec<_> = PAGES.iter().map(|p| p.as_bytes().to_vec()).collect();
    all.push(PAGES.join("\0").into_bytes());
    let capability = BODIES.get(1).copied().unwrap_or_default();
    all.push(format!("{capability}\0{}", PAGES.join("\0")).into_bytes());
    all
}
