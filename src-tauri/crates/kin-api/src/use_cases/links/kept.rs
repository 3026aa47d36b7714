//! Links behind which things change: kept in the person's record, asked again when the person says so.
//!
//! The passcode is kept only where the person says that too. Where the server said when it may be asked again, it is
//! not asked before. Links are asked by themselves as hospitals are, once a day and only while the vault is open, until the
//! person says no; a link that has ended or whose passcode is wrong waits for the person.

use super::{Asked, open, parse, refused};
use crate::dto::{
    ImportRunView, JobId, JobResult, KeptLinkRequest, KeptLinkSetRequest, KeptLinkView,
    KeptLinksView, LinkOpenRequest, LinkRefreshRequest, PersonIdRequest, SecretText,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Job, Jobs, Session};
use kin_codes::CodeError;
use kin_i18n::Catalogue;
use kin_smart::Secret;
use kin_vault::Record;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

const PREFIX: &str = "received.";
/// Links that are kept of one person at most.
const MOST: usize = 50;
/// Seconds between two questions at least, where the server says nothing.
const PAUSE: i64 = 60;
/// Hours between two questions that nobody asked for, at least.
const LEAST_HOURS: i64 = 24;
/// Seconds between two such questions where the first never came to an end.
const AFTER_FAILURE: i64 = 6 * 3_600;

/// A kept link, as it stands in the record.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Kept {
    #[serde(serialize_with = "one")]
    pub(super) link: Secret,
    pub(super) host: String,
    pub(super) label: String,
    /// When it was last asked, RFC 3339.
    pub(super) asked: String,
    /// Not to be asked before, seconds since 1970 UTC.
    #[serde(default)]
    pub(super) not_before: Option<i64>,
    #[serde(default, serialize_with = "perhaps")]
    pub(super) passcode: Option<Secret>,
    #[serde(default)]
    pub(super) asks_passcode: bool,
    #[serde(default)]
    pub(super) expires: Option<i64>,
    /// Links that were kept before this was said are asked only by hand.
    #[serde(default)]
    pub(super) by_itself: bool,
    /// The person said that it is the same person although name or birth date differ.
    #[serde(default)]
    pub(super) confirmed: bool,
    #[serde(default)]
    pub(super) problem: Option<Problem>,
    /// Servers beside its own that the person agreed to.
    #[serde(default)]
    pub(super) also: BTreeSet<String>,
}

/// Why nothing came when it was last asked.
#[derive(Serialize, Deserialize)]
pub(super) struct Problem {
    code: ErrorCode,
    #[serde(default)]
    params: BTreeMap<String, String>,
}

impl Problem {
    fn text(&self, lang: kin_i18n::Lang) -> String {
        let args: Vec<(&str, &str)> = self
            .params
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Catalogue::text(lang, &format!("err-{}", self.code.as_str()), &args)
    }
}

/// Into the record, which is encrypted.
fn one<S: Serializer>(secret: &Secret, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(secret.reveal())
}

#[expect(clippy::ref_option, reason = "the shape that serde wants")]
fn perhaps<S: Serializer>(secret: &Option<Secret>, to: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => one(secret, to),
        None => to.serialize_none(),
    }
}

fn all(record: &Record) -> ApiResult<Vec<(String, Kept)>> {
    let found = record.settings(PREFIX)?;
    let read = found.into_iter().filter_map(|(key, text)| {
        let text = Zeroizing::new(text);
        let id = key.strip_prefix(PREFIX)?.to_owned();
        Some((id, serde_json::from_str(&text).ok()?))
    });
    Ok(read.collect())
}

fn get(record: &Record, id: &str) -> ApiResult<Kept> {
    let found = all(record)?.into_iter().find(|(known, _)| known == id);
    found
        .map(|(_, kept)| kept)
        .ok_or_else(|| ErrorCode::UnknownLink.into())
}

fn put(record: &Record, id: &str, kept: &Kept) -> ApiResult<()> {
    let text = serde_json::to_string(kept).map_err(|_| ErrorCode::Internal)?;
    let text = Zeroizing::new(text);
    Ok(record.set_setting(&format!("{PREFIX}{id}"), &text)?)
}

/// Keeps one; one that is there already is kept anew.
pub(super) fn put_new(session: &Session, person: &str, kept: &Kept) -> ApiResult<()> {
    let record = session.record(person)?;
    let known = all(&record)?;
    let same = known
        .iter()
        .find(|(_, one)| one.link.reveal() == kept.link.reveal());
    let id = match same {
        Some((id, _)) => id.clone(),
        None if known.len() >= MOST => return Ok(()),
        None => kin_crypto::safe::random_id().map_err(kin_vault::VaultError::from)?,
    };
    put(&record, &id, kept)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn links_kept(session: &Session, request: PersonIdRequest) -> ApiResult<KeptLinksView> {
    view(session, &request.person)
}

fn view(session: &Session, person: &str) -> ApiResult<KeptLinksView> {
    let record = session.record(person)?;
    let now = session.clock().unix_seconds();
    let links = all(&record)?.into_iter().map(|(id, kept)| KeptLinkView {
        id,
        host: kept.host,
        label: kept.label,
        asked_text: crate::use_cases::view::moment_text(&kept.asked, session.lang()),
        asked: kept.asked,
        asks_passcode: kept.asks_passcode && kept.passcode.is_none(),
        expired: kept.expires.is_some_and(|end| end <= now),
        by_itself: kept.by_itself,
        problem: kept.problem.map(|problem| problem.text(session.lang())),
    });
    Ok(KeptLinksView {
        links: links.collect(),
    })
}

pub(crate) fn link_refresh(session: &Session, request: LinkRefreshRequest) -> ApiResult<JobId> {
    let record = session.record(&request.person)?;
    let kept = get(&record, &request.link)?;
    let now = session.clock().unix_seconds();
    if let Some(wait) = kept.not_before.filter(|until| *until > now) {
        let seconds = u64::try_from(wait - now).ok();
        return Err(refused(session, &CodeError::TooOften { seconds }));
    }
    let link = parse(session, kept.link.reveal())?;
    let passcode = request.passcode.or_else(|| {
        let code = kept.passcode.as_ref()?;
        Some(SecretText::new(code.reveal().to_owned()))
    });
    if link.flags.passcode && passcode.is_none() {
        return Err(ErrorCode::LinkPasscodeNeeded.into());
    }
    let (person, id) = (request.person, request.link);
    let job = Jobs::start(session, move |session, job| {
        let asked = Asked::Again(person.clone(), id.clone());
        ask(session, job, (&person, &id), passcode, asked).map(JobResult::Run)
    })?;
    Ok(JobId { id: job })
}

/// Asks a kept link, brings in what is new, and notes how it went.
fn ask(
    session: &Session,
    job: &Job,
    (person, id): (&str, &str),
    passcode: Option<SecretText>,
    asked: Asked,
) -> ApiResult<ImportRunView> {
    let record = session.record(person)?;
    let kept = get(&record, id)?;
    let link = parse(session, kept.link.reveal())?;
    let asking = LinkOpenRequest {
        link: SecretText::new(kept.link.reveal().to_owned()),
        passcode,
        recipient: None,
        person: Some(person.to_owned()),
        new_person_from_file: None,
        // What is behind a link may change, also to somebody else's.
        confirm_other: Some(kept.confirmed),
        keep: None,
        keep_passcode: None,
    };
    let got = open(session, job, link, asking, asked, kept.also);
    if job.is_cancelled() {
        return Err(ErrorCode::Cancelled.into());
    }
    let mut kept = get(&record, id)?;
    let left = got
        .as_ref()
        .ok()
        .and_then(|view| left_elsewhere(session, view));
    kept.note(got.as_ref().err().or(left.as_ref()), session);
    put(&record, id, &kept)?;
    got
}

/// Files on another server that nobody could be asked about, as what went wrong.
fn left_elsewhere(session: &Session, view: &ImportRunView) -> Option<ApiError> {
    let findings = view.files.iter().flat_map(|file| &file.findings);
    let mut left = findings.filter(|finding| finding.code == CodeError::Elsewhere.code());
    let text = left.next()?.text.clone();
    Some(refused(session, &CodeError::Elsewhere).with("why", text))
}

/// Notes to which other servers the person agreed.
pub(super) fn agree(
    session: &Session,
    person: &str,
    id: &str,
    hosts: BTreeSet<String>,
) -> ApiResult<()> {
    let record = session.record(person)?;
    let mut kept = get(&record, id)?;
    kept.also.extend(hosts);
    put(&record, id, &kept)
}

impl Kept {
    /// Notes when it was asked, when it may be asked again, and what went wrong.
    fn note(&mut self, error: Option<&ApiError>, session: &Session) {
        self.asked = session.clock().now_text();
        self.problem = error.map(|error| Problem {
            code: error.code,
            params: error.params.clone(),
        });
        let reason = error
            .and_then(|error| error.params.get("reason"))
            .map_or("", String::as_str);
        let told = error.filter(|_| reason == "link-too-often").map(|error| {
            error
                .params
                .get("seconds")
                .and_then(|text| text.parse().ok())
        });
        let pause: i64 = told.map_or(PAUSE, |told| told.unwrap_or(PAUSE * 10));
        let now = session.clock().unix_seconds();
        self.not_before = Some(now.saturating_add(pause));
        // Tries with a passcode are few, and a link that has ended does not come back: the person decides.
        let wrong = error.is_some_and(|error| error.code == ErrorCode::LinkPasscodeWrong);
        if wrong {
            self.passcode = None;
        }
        if wrong || matches!(reason, "link-inactive" | "link-expired") {
            self.by_itself = false;
        }
    }

    /// Whether it may be asked by itself now.
    fn due(&self, hours: i64, now: i64) -> bool {
        let asked = self.asked.parse::<jiff::Timestamp>();
        let pause = hours.max(LEAST_HOURS).saturating_mul(3_600);
        let waited = asked.map_or(true, |at| now - at.as_second() >= pause);
        self.by_itself
            && waited
            && self.expires.is_none_or(|end| end > now)
            && self.not_before.is_none_or(|until| until <= now)
            && (!self.asks_passcode || self.passcode.is_some())
    }
}

/// The first link that is due, marked so that it is not asked again soon, whatever comes of it.
fn first_due(session: &Session) -> Option<(String, String)> {
    let hours = i64::from(session.settings().portal_sync_hours);
    let now = session.clock().unix_seconds();
    crate::use_cases::portals::first_due(session, |record| {
        for (id, mut kept) in all(record).unwrap_or_default() {
            if !kept.due(hours, now) {
                continue;
            }
            kept.not_before = Some(now.saturating_add(AFTER_FAILURE));
            if put(record, &id, &kept).is_ok() {
                return Some(id);
            }
        }
        None
    })
}

/// Asks a kept link that is due; called no more than once a minute, when nothing else is going on.
pub(crate) fn if_due(session: &Session) {
    let Some((person, id)) = first_due(session) else {
        return;
    };
    let started = Jobs::start_by_itself(session, move |session, job| {
        let record = session.record(&person)?;
        let kept = get(&record, &id)?;
        let code = kept.passcode.as_ref();
        let code = code.map(|code| SecretText::new(code.reveal().to_owned()));
        ask(session, job, (&person, &id), code, Asked::Alone).map(JobResult::Run)
    });
    drop(started);
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn link_by_itself(
    session: &Session,
    request: KeptLinkSetRequest,
) -> ApiResult<KeptLinksView> {
    let record = session.record(&request.person)?;
    let mut kept = get(&record, &request.link)?;
    kept.by_itself = request.by_itself;
    put(&record, &request.link, &kept)?;
    view(session, &request.person)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn link_forget(session: &Session, request: KeptLinkRequest) -> ApiResult<KeptLinksView> {
    let record = session.record(&request.person)?;
    get(&record, &request.link)?;
    record.forget_setting(&format!("{PREFIX}{}", request.link))?;
    view(session, &request.person)
}
