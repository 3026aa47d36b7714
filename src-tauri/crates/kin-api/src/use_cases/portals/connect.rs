//! Connecting: the sign-in in the browser, the tokens, whose record it is.

use super::store::{self, Program, Stored};
use super::{Claim, LABEL, errors, label_of, look, need_writable, net, start, view};
use crate::dto::{JobId, JobResult, PortalClient, PortalConnectRequest, PortalView, PortalWho};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Job, Session, Stage};
use crate::use_cases::import::{
    check_person, details_from, differs, find_person, request_from, subject_of, subject_view,
};
use crate::use_cases::people::{details_of, free_colour, sex_text};
use kin_i18n::Catalogue;
use kin_model::{PersonDetails, PersonId, SubjectIdentity};
use kin_net::{Callback, PORTS};
use kin_smart::{
    Answer, Attempt, Authorization, Body, BouncePage, Client, ClientKey, FHIR_JSON, Fetch,
    FhirBase, Lasting, NetworkFault, Patient, Registered, RegisteredKey, Registration, Request,
    Secret, Signing, SmartConfiguration, SmartError, Tokens, exchange, identify, register,
    register_key, registered, registered_key, scopes_to_ask, vendor,
};
use kin_vault::Record;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use url::Url;
use zeroize::Zeroizing;

/// What this program is called at a portal on this computer.
const HERE: &str = "kinfolio";
/// Largest file with a private key.
const LARGEST_KEY: u64 = 64 * 1024;
/// Largest `Patient`.
const LARGEST_PATIENT: u64 = 32 * 1024 * 1024;
/// Tries to listen for the answer, one each half second: another sign-in may just be ending.
const LISTENS: u32 = 10;

fn now(session: &Session) -> i64 {
    session.clock().unix_seconds()
}

fn stage(job: &Job, code: &'static str) {
    job.set_stage(Stage {
        code,
        ..Stage::default()
    });
}

pub(crate) fn portal_connect(session: &Session, request: PortalConnectRequest) -> ApiResult<JobId> {
    let base = FhirBase::parse(&request.address).map_err(errors::smart)?;
    let page = bounce_page(session, &base, request.bounce_page.as_deref())?;
    need_writable(session)?;
    if let Some(person) = &request.person {
        session.record(person)?;
    }
    start(session, move |session, job| {
        let _claim = Claim::take(session, "connect")?;
        let outcome = connect(session, job, &base, page.as_ref(), &request);
        job.set_sign_in(None);
        match outcome {
            // Whatever broke off because of it, it was the person who said stop.
            Err(_) if job.is_cancelled() => Err(ErrorCode::Cancelled.into()),
            other => other.map(|view| JobResult::PortalConnected(Box::new(view))),
        }
    })
}

/// The page on the web over which the sign-in comes back.
fn bounce_page(
    session: &Session,
    base: &FhirBase,
    given: Option<&str>,
) -> ApiResult<Option<BouncePage>> {
    let text = match given {
        Some(text) => text.trim().to_owned(),
        None => store::bounce_page_of(session, base.as_str()).unwrap_or_default(),
    };
    if text.is_empty() {
        return Ok(None);
    }
    let page = BouncePage::parse(&text).map_err(|_| ErrorCode::PortalBouncePage)?;
    Ok(Some(page))
}

/// The private key in a chosen file.
fn key_of(session: &Session, token: &str) -> ApiResult<Zeroizing<String>> {
    let chosen = session.files().get(token)?;
    let bytes = Zeroizing::new(chosen.source.bytes(LARGEST_KEY)?);
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST_KEY {
        return Err(ErrorCode::PortalKey.into());
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| ErrorCode::PortalKey)?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The name of this program at the portal: given, known, or asked for.
fn client(
    session: &Session,
    job: &Job,
    net: &mut dyn Fetch,
    base: &FhirBase,
    config: &SmartConfiguration,
    page: Option<&BouncePage>,
    given: Option<&PortalClient>,
) -> ApiResult<Program> {
    let plain = || {
        Program::given(Client::Public {
            id: HERE.to_owned(),
        })
    };
    if let Some(given) = given.filter(|one| !one.id.trim().is_empty()) {
        let id = given.id.trim().to_owned();
        let secret = given.secret.as_ref().map(|one| one.expose().trim());
        let key = match &given.key_file {
            Some(token) => Some(key_of(session, token)?),
            None => given
                .key
                .as_ref()
                .map(|one| Zeroizing::new(one.expose().to_owned())),
        };
        if let Some(pem) = key.as_ref().map(|one| one.trim()).filter(|t| !t.is_empty()) {
            let key = ClientKey::from_pem(pem).map_err(errors::smart)?;
            let now = session.clock().unix_seconds();
            return Ok(Program::given(Client::Key { id, key, now }));
        }
        let client = match secret.filter(|text| !text.is_empty()) {
            Some(secret) => Client::Secret {
                id,
                secret: Secret::new(secret.to_owned()),
                in_form: config.client_authentication.contains("client_secret_post")
                    && !config.client_authentication.contains("client_secret_basic"),
            },
            None => Client::Public { id },
        };
        return Ok(Program::given(client));
    }
    let anew = config.registration.is_some();
    let over = page.map(BouncePage::as_str);
    if let Some(known) = store::client_of_another(session, base.as_str(), anew, over) {
        return Ok(known);
    }
    if let Some(endpoint) = &config.registration {
        stage(job, "registering");
        let here = PORTS
            .iter()
            .filter_map(|port| Url::parse(&format!("http://127.0.0.1:{port}/callback")).ok());
        let redirects: Vec<Url> = match page {
            Some(page) => vec![page.url().clone()],
            None => here.collect(),
        };
        let scope = scopes_to_ask(config);
        let answer = net
            .fetch(&register(endpoint, &redirects, &scope))
            .map_err(errors::network)?;
        return match registered(endpoint, &answer) {
            Ok(Registered {
                client,
                registration,
            }) => Ok(Program {
                client,
                own: true,
                registration,
            }),
            Err(_) if base.is_here() => Ok(plain()),
            // Many portals name an address to register at and let nobody in.
            Err(SmartError::Status { .. }) => Err(look::needs_client()),
            Err(error) => Err(errors::smart(error)),
        };
    }
    if base.is_here() {
        return Ok(plain());
    }
    Err(look::needs_client())
}

fn listen(job: &Job) -> ApiResult<Callback> {
    for _ in 0..LISTENS {
        if let Ok(callback) = Callback::listen() {
            return Ok(callback);
        }
        job.check()?;
        std::thread::sleep(Duration::from_millis(500));
    }
    Err(ErrorCode::PortalNoEar.into())
}

/// A question to the portal's records, with the token.
pub(super) fn ask(net: &mut dyn Fetch, url: Url, token: &Secret) -> Result<Answer, NetworkFault> {
    net.fetch(&Request {
        url,
        accept: FHIR_JSON,
        body: Body::None,
        authorization: Authorization::Bearer(token.clone()),
        limit: LARGEST_PATIENT,
    })
}

#[derive(Deserialize)]
struct Named {
    id: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    resource: Option<Named>,
}

#[derive(Deserialize)]
struct Bundle {
    #[serde(default)]
    entry: Vec<Entry>,
}

/// The only patient that the token opens, where the portal does not say which.
pub(super) fn only_patient(
    net: &mut dyn Fetch,
    base: &FhirBase,
    token: &Secret,
) -> ApiResult<String> {
    let none = || ApiError::from(ErrorCode::PortalNoPatient);
    let url = base.below("Patient").map_err(errors::smart)?;
    let answer = ask(net, url, token).map_err(errors::network)?;
    let bundle: Bundle = serde_json::from_slice(&answer.body).map_err(|_| none())?;
    let mut ids = bundle
        .entry
        .into_iter()
        .filter_map(|one| one.resource?.id)
        .filter(|id| {
            (1..=64).contains(&id.len())
                && id
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
        });
    match (answer.is_ok(), ids.next(), ids.next()) {
        (true, Some(only), None) => Ok(only),
        _ => Err(none()),
    }
}

/// Whose record a sign-in has opened.
struct Opened {
    tokens: Tokens,
    patient: String,
    subject: SubjectIdentity,
}

/// The way through the browser.
fn sign_in(
    session: &Session,
    job: &Job,
    net: &mut dyn Fetch,
    base: &FhirBase,
    config: &SmartConfiguration,
    client: &Client,
    page: Option<&BouncePage>,
) -> ApiResult<Opened> {
    let (_, token_at) = config.usable().map_err(errors::smart)?;
    let callback = listen(job)?;
    let ear = callback.redirect();
    let attempt = match page {
        Some(page) => Attempt::begin_over(page, ear.port().unwrap_or_default(), config),
        None => Attempt::begin(ear.clone(), config),
    }
    .map_err(errors::smart)?;
    let address = attempt
        .address(config, base, client.id(), &scopes_to_ask(config))
        .map_err(errors::smart)?;
    job.set_sign_in(Some(address.as_str()));
    stage(job, "sign-in");
    let lang = session.lang();
    let done = Catalogue::text(lang, "portal-browser-done", &[]);
    let failed = Catalogue::text(lang, "portal-browser-failed", &[]);
    let stop = job.stop_flag();
    let code = callback.wait(&attempt, &stop, &done, &failed);
    job.set_sign_in(None);
    let code = code.map_err(|error| match error {
        SmartError::Network(NetworkFault::Time) => ErrorCode::PortalSignInTimeout.into(),
        other => errors::smart(other),
    })?;
    stage(job, "checking");
    let answer = net
        .fetch(&exchange(
            token_at,
            &client.clone().at(now(session)),
            &attempt,
            code,
        ))
        .map_err(errors::network)?;
    let tokens = Tokens::parse(&answer).map_err(|error| match error {
        // A code that is not taken is no access that ended.
        SmartError::AccessEnded => {
            ApiError::from(ErrorCode::PortalRefused).with("reason", "invalid-grant")
        }
        other => errors::smart(other),
    })?;
    let now = session.clock().unix_seconds();
    let patient = identify(&tokens, &attempt, client.id(), base, now).map_err(errors::smart)?;
    let patient = match patient {
        Patient::Search => only_patient(net, base, &tokens.access)?,
        known => known
            .id()
            .map(str::to_owned)
            .ok_or(ErrorCode::PortalNoPatient)?,
    };
    let url = base
        .below(&format!("Patient/{patient}"))
        .map_err(errors::smart)?;
    let answer = ask(net, url, &tokens.access).map_err(errors::network)?;
    job.check()?;
    if !answer.is_ok() {
        return Err(ErrorCode::PortalNoPatient.into());
    }
    let subject = subject_of(session, job, &answer.body)?.ok_or(ErrorCode::PortalNoPatient)?;
    Ok(Opened {
        tokens,
        patient,
        subject,
    })
}

/// A key of this program that the portal knows.
struct OwnKey {
    id: String,
    key: Secret,
    registration: Option<Registration>,
}

/// Registers a key with the fresh access, where portals of this maker want that instead of giving a
/// refresh token. A portal that does not do it is one where the person signs in each time.
fn own_key(
    net: &mut dyn Fetch,
    base: &FhirBase,
    config: &SmartConfiguration,
    software: &str,
    client: &Client,
    tokens: &Tokens,
) -> Option<OwnKey> {
    let maker = vendor(software, base.host())?;
    let wanted = maker.lasting == Lasting::Key && tokens.refresh.is_none();
    if !wanted || config.registration.is_none() {
        return None;
    }
    let key = ClientKey::make(Signing::Rs384).ok()?;
    let request = register_key(config, base, client.id(), &key, &tokens.access).ok()?;
    let answer = net.fetch(&request).ok()?;
    let RegisteredKey { id, registration } = registered_key(&request.url, &answer).ok()?;
    let key = key.to_secret().ok()?;
    Some(OwnKey {
        id,
        key,
        registration,
    })
}

/// Whom the portal means, for the person who chose somebody else.
fn who(
    session: &Session,
    people: &[(PersonId, PersonDetails)],
    chosen: &PersonDetails,
    subject: &SubjectIdentity,
) -> PortalWho {
    let lang = session.lang();
    let seen = subject_view(subject, lang);
    PortalWho {
        name: seen.name,
        born_text: seen.born_text.unwrap_or_default(),
        sex_text: seen.sex.map(|sex| sex_text(sex, lang)).unwrap_or_default(),
        differs: differs(&chosen.compare(subject)),
        fits: find_person(people, subject).map(ToString::to_string),
    }
}

/// Whose record it goes into; the third says whether the person was made for it.
pub(super) fn person(
    session: &Session,
    job: &Job,
    request: &PortalConnectRequest,
    subject: &SubjectIdentity,
) -> ApiResult<(PersonId, Arc<Record>, bool)> {
    job.check()?;
    let people = session.with(|open| Ok(open.vault.people()))?;
    if request.person.is_none() && request.new_person_from_portal == Some(true) {
        let form = request_from(subject).ok_or(ErrorCode::NoSubject)?;
        let colour = free_colour(people.iter().map(|(_, d)| d.colour.as_str()));
        let mut details = details_of(&form, session.clock().today().as_ref(), colour)?;
        let theirs = details_from(subject);
        if theirs.name.text == details.name.text {
            details.name = theirs.name;
        }
        details.identifiers = theirs.identifiers;
        let now = session.clock().now_text();
        let id = session.with(|open| Ok(open.vault.create_person(&details, &now)?))?;
        let record = session.record(id.as_str())?;
        return Ok((id, record, true));
    }
    let id: PersonId = match &request.person {
        Some(id) => id.parse().map_err(|_| ErrorCode::UnknownPerson)?,
        None => find_person(&people, subject)
            .cloned()
            .ok_or(ErrorCode::PersonNeeded)?,
    };
    let record = session.record(id.as_str())?;
    if request.confirm_other != Some(true) {
        let details = record.details()?;
        if let Err(error) = check_person(&details, subject) {
            job.set_aside(JobResult::PortalWho(who(
                session, &people, &details, subject,
            )));
            return Err(error);
        }
    }
    Ok((id, record, false))
}

fn connect(
    session: &Session,
    job: &Job,
    base: &FhirBase,
    page: Option<&BouncePage>,
    request: &PortalConnectRequest,
) -> ApiResult<PortalView> {
    stage(job, "looking");
    let mut net = net(base, job)?;
    let (mut config, capability) = look::usable(look::discover(&mut net, base)?)?;
    let maker = vendor(
        capability.software.as_deref().unwrap_or_default(),
        base.host(),
    );
    if let Some(maker) = maker {
        config.learn(maker);
    }
    let program = client(
        session,
        job,
        &mut net,
        base,
        &config,
        page,
        request.client.as_ref(),
    )?;
    let client = &program.client;
    let opened = sign_in(session, job, &mut net, base, &config, client, page).map_err(|error| {
        if program.own && error.code == ErrorCode::PortalUnknownProgram {
            let error = error.with("own", "yes");
            store::note_unknown(session, base.as_str(), client.id(), &error);
            return error;
        }
        error
    })?;
    let (id, record, made) = person(session, job, request, &opened.subject)?;
    let software = label_of(&capability.software.unwrap_or_default());
    let own = own_key(&mut net, base, &config, &software, client, &opened.tokens);
    let asked = Asked {
        base,
        page,
        request,
        config: &config,
        software,
        own,
    };
    let kept = keep(session, &record, &asked, program, &opened).and_then(|stored| {
        store::put_patiently(job, &record, &stored)?;
        view::portal(session, id.as_str(), &record, &stored)
    });
    if kept.is_err() {
        undo_person(session, record, &id, made);
    }
    kept
}

/// What a connection began with.
struct Asked<'a> {
    base: &'a FhirBase,
    page: Option<&'a BouncePage>,
    request: &'a PortalConnectRequest,
    config: &'a SmartConfiguration,
    software: String,
    own: Option<OwnKey>,
}

pub(super) fn undo_person(session: &Session, record: Arc<Record>, id: &PersonId, made: bool) {
    drop(record);
    if made {
        // An empty record that stays is seen, and removed by hand.
        session
            .with(|open| Ok(open.vault.remove_person(id)?))
            .unwrap_or_default();
    }
}

/// What it is called when nobody says it: the name of the server; a demonstration says what it is.
fn name_of(base: &FhirBase, software: &str) -> String {
    if base.is_here() && !software.is_empty() {
        software.to_owned()
    } else {
        base.host().chars().take(LABEL).collect()
    }
}

/// What is stored of it. The same patient at the same address is the same portal, connected anew.
fn keep(
    session: &Session,
    record: &Record,
    asked: &Asked<'_>,
    program: Program,
    opened: &Opened,
) -> ApiResult<Stored> {
    let Asked {
        base,
        request,
        config,
        ..
    } = asked;
    let (_, token_at) = config.usable().map_err(errors::smart)?;
    let known = store::all(record)?
        .into_iter()
        .find(|one| one.address == base.as_str() && one.patient == opened.patient);
    let now = session.clock().now_text();
    let mut stored = match known {
        Some(known) => known,
        None => Stored {
            first_at: now.clone(),
            label: name_of(base, &asked.software),
            ..Stored::new()?
        },
    };
    base.as_str().clone_into(&mut stored.address);
    stored.software.clone_from(&asked.software);
    stored.patient.clone_from(&opened.patient);
    stored.patient_name = label_of(&details_from(&opened.subject).name.text);
    stored.confirmed |= request.confirm_other == Some(true);
    stored.set_program(program)?;
    stored.bounce_page = asked
        .page
        .map_or_else(String::new, |page| page.as_str().to_owned());
    token_at.as_str().clone_into(&mut stored.token_at);
    stored.revoke_at = config
        .revocation
        .as_ref()
        .map(|url| url.as_str().to_owned());
    let label = label_of(request.label.as_deref().unwrap_or_default());
    if !label.is_empty() {
        stored.label = label;
    }
    stored.connected_at = now;
    stored.problem = None;
    stored.refresh = None;
    let own = asked.own.as_ref();
    stored.set_own_registration(own.and_then(|own| own.registration.as_ref()));
    (stored.own_id, stored.own_key) = match own {
        Some(own) => (own.id.clone(), Some(own.key.clone())),
        None => (String::new(), None),
    };
    take_tokens(session, &mut stored, &opened.tokens);
    Ok(stored)
}

/// Seconds that a token lasts where nothing is said.
const HOUR: u64 = 3_600;

/// Takes new tokens over; where no new refresh token came, the old one goes on.
pub(super) fn take_tokens(session: &Session, stored: &mut Stored, tokens: &Tokens) {
    let lasts = i64::try_from(tokens.lasts.unwrap_or(HOUR)).unwrap_or(i64::MAX);
    stored.access = Some(tokens.access.clone());
    stored.access_until = session.clock().unix_seconds().saturating_add(lasts);
    if let Some(refresh) = &tokens.refresh {
        stored.refresh = Some(refresh.clone());
    }
    if tokens.scope.is_some() {
        stored.scope.clone_from(&tokens.scope);
    }
}
