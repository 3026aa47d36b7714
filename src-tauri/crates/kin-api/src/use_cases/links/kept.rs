//! Links behind which things change: kept in the person's record, asked again when the person says so.
//!
//! The passcode is kept only where the person says that too. Where the server said when it may be asked again, it is
//! not asked before.

use super::{open, parse, refused};
use crate::dto::{
    JobId, JobResult, KeptLinkRequest, KeptLinkView, KeptLinksView, LinkOpenRequest,
    LinkRefreshRequest, PersonIdRequest, SecretText,
};
use crate::error::{ApiResult, ErrorCode};
use crate::session::{Jobs, Session};
use kin_codes::CodeError;
use kin_smart::Secret;
use kin_vault::Record;
use serde::{Deserialize, Serialize, Serializer};
use zeroize::Zeroizing;

const PREFIX: &str = "received.";
/// Links that are kept of one person at most.
const MOST: usize = 50;
/// Seconds between two questions at least, where the server says nothing.
const PAUSE: i64 = 60;

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
    let asking = LinkOpenRequest {
        link: SecretText::new(kept.link.reveal().to_owned()),
        passcode,
        recipient: None,
        person: Some(request.person.clone()),
        new_person_from_file: None,
        // It was brought in to this record before, by the same link.
        confirm_other: Some(true),
        keep: None,
        keep_passcode: None,
    };
    let (person, id) = (request.person, request.link);
    let job = Jobs::start(session, move |session, job| {
        let got = open(session, job, &link, asking);
        let record = session.record(&person)?;
        let mut kept = get(&record, &id)?;
        kept.asked = session.clock().now_text();
        let pause = match &got {
            Err(error)
                if error
                    .params
                    .get("reason")
                    .is_some_and(|why| why == "link-too-often") =>
            {
                let told = error
                    .params
                    .get("seconds")
                    .and_then(|text| text.parse().ok());
                told.unwrap_or(PAUSE * 10)
            }
            _ => PAUSE,
        };
        kept.not_before = Some(session.clock().unix_seconds().saturating_add(pause));
        put(&record, &id, &kept)?;
        got.map(JobResult::Run)
    })?;
    Ok(JobId { id: job })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn link_forget(session: &Session, request: KeptLinkRequest) -> ApiResult<KeptLinksView> {
    let record = session.record(&request.person)?;
    get(&record, &request.link)?;
    record.forget_setting(&format!("{PREFIX}{}", request.link))?;
    view(session, &request.person)
}
