//! Who issues health cards: the list that ships, a newer one that was asked for, and issuers that the person added.
//!
//! The newer list is public and lies beside the vault; its fingerprint is in the vault, so that nobody who writes to
//! the disk becomes an issuer. Own issuers are in the vault. Neither is there while it is locked.

use crate::dto::{
    Empty, IssuerAddRequest, IssuerRequest, IssuersRefreshRequest, IssuersView, JobId, JobResult,
    OwnIssuerView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::reading::refusal;
use crate::session::{Job, Jobs, Session, hex};
use kin_codes::{CodeError, Issuers, built_in};
use kin_i18n::Catalogue;
use kin_net::{Client, Reach};
use kin_smart::{Fetch as _, NetworkFault, Request};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use url::Url;

/// Where the list is published.
///
/// # Source
/// the-commons-project/vci-directory, `logs/vci_snapshot.json`.
const LIST: &str = "https://raw.githubusercontent.com/the-commons-project/vci-directory/main/logs/vci_snapshot.json";
/// Bytes of a list at most: that of 2026 has 2 MB.
const LARGEST_LIST: u64 = 16 << 20;
/// Bytes of the keys of one issuer at most.
const LARGEST_KEYS: u64 = 256 << 10;
/// Issuers that a person may add.
const MOST: usize = 50;
/// Vault setting: fingerprint of the newer list.
const FETCHED: &str = "issuers";
/// Vault setting: issuers that the person added.
const OWN: &str = "issuers.own";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Own {
    /// Its keys, as it publishes them.
    keys: String,
    /// The day it was added.
    added: String,
}

fn refused(session: &Session, why: &CodeError) -> ApiError {
    match why {
        CodeError::Network(NetworkFault::Cancelled) => return ErrorCode::Cancelled.into(),
        CodeError::Network(NetworkFault::PrivateAddress) => {
            return ErrorCode::PortalPrivateAddress.into();
        }
        _ => {}
    }
    let key = format!("finding-{}", why.code());
    let detail = refusal(why).detail;
    let words = Catalogue::text(session.lang(), &key, &[("detail", detail.as_str())]);
    ApiError::from(ErrorCode::IssuersRefused).with("why", words)
}

fn own(session: &Session) -> BTreeMap<String, Own> {
    let text = session.with(|open| Ok(open.vault.setting(OWN)));
    let text = text.ok().flatten().unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn keep_own(session: &Session, all: &BTreeMap<String, Own>) -> ApiResult<()> {
    let text = serde_json::to_string(all).map_err(|_| ErrorCode::Internal)?;
    session.with(|open| Ok(open.vault.set_setting(OWN, &text)?))?;
    *session.issuers() = None;
    Ok(())
}

fn fingerprint(bytes: &[u8]) -> String {
    hex(&kin_crypto::safe::sha256(bytes))
}

/// The list that was fetched, where it is the one that the vault knows, and newer than the one that ships.
fn fetched(session: &Session, shipped: &Issuers) -> Option<Issuers> {
    let wanted = session
        .with(|open| Ok(open.vault.setting(FETCHED)))
        .ok()??;
    let bytes = session.fetched_issuers()?;
    let read = (fingerprint(&bytes) == wanted).then(|| Issuers::from_snapshot(&bytes).ok());
    read.flatten().filter(|list| list.as_of > shipped.as_of)
}

/// By whom cards are judged just now.
pub(crate) fn known(session: &Session) -> Result<Arc<Issuers>, CodeError> {
    if let Some(ready) = session.issuers().as_ref() {
        return Ok(Arc::clone(ready));
    }
    let shipped = built_in()?;
    let mut list = fetched(session, &shipped).unwrap_or(shipped);
    for (issuer, own) in own(session) {
        list.add_keys(&issuer, own.keys.as_bytes())?;
    }
    let list = Arc::new(list);
    // While the vault is locked its own issuers are not known: then the next look is a new one.
    if session.with(|_| Ok(())).is_ok() {
        *session.issuers() = Some(Arc::clone(&list));
    }
    Ok(list)
}

fn host(address: &str) -> String {
    let read = Url::parse(address).ok();
    read.and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}

fn view(session: &Session) -> ApiResult<IssuersView> {
    let list = known(session).map_err(|why| refused(session, &why))?;
    let shipped = built_in().map_err(|why| refused(session, &why))?;
    let own = own(session);
    let of = |issuer: &String| u32::try_from(list.key_ids(issuer).len()).unwrap_or(u32::MAX);
    Ok(IssuersView {
        as_of: list.as_of.clone(),
        as_of_text: kin_i18n::date_text(session.lang(), list.as_of.get(..10).unwrap_or_default()),
        issuers: u32::try_from(list.counts().0).unwrap_or(u32::MAX),
        refreshed: list.as_of > shipped.as_of,
        host: host(LIST),
        own: own
            .iter()
            .map(|(issuer, own)| OwnIssuerView {
                issuer: issuer.clone(),
                added: own.added.clone(),
                keys: of(issuer),
            })
            .collect(),
    })
}

pub(crate) fn card_issuers(session: &Session, request: Empty) -> ApiResult<IssuersView> {
    let Empty {} = request;
    view(session)
}

/// An address that may be asked: https, or of this computer.
fn address(text: &str) -> ApiResult<(Url, Reach)> {
    let url = Url::parse(text).map_err(|_| ErrorCode::PortalAddress)?;
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let plain = url.username().is_empty() && url.password().is_none();
    match url.scheme() {
        "https" if plain => Ok((url, Reach::Open)),
        "http" if here && plain => Ok((url, Reach::ThisComputer)),
        _ => Err(ErrorCode::PortalUnsafeAddress.into()),
    }
}

fn asked(
    session: &Session,
    job: &Job,
    (url, reach): (Url, Reach),
    limit: u64,
) -> ApiResult<Vec<u8>> {
    let network = |fault| refused(session, &CodeError::Network(fault));
    let mut client = Client::new(reach, job.stop_flag()).map_err(network)?;
    let answer = client.fetch(&Request::open(url, limit));
    match answer {
        Err(NetworkFault::TooLarge) => Err(refused(session, &CodeError::TooLarge { limit })),
        Err(fault) => Err(network(fault)),
        Ok(answer) if answer.is_ok() => Ok(answer.body),
        Ok(answer) if (300..400).contains(&answer.status) => {
            Err(refused(session, &CodeError::Redirected))
        }
        Ok(answer) => {
            let status = answer.status;
            Err(refused(session, &CodeError::Status { status }))
        }
    }
}

pub(crate) fn card_issuers_refresh(
    session: &Session,
    request: IssuersRefreshRequest,
) -> ApiResult<JobId> {
    let whom = address(request.address.as_deref().unwrap_or(LIST))?;
    let id = Jobs::start(session, move |session, job| {
        let bytes = asked(session, job, whom, LARGEST_LIST)?;
        let list = Issuers::from_snapshot(&bytes).map_err(|why| refused(session, &why))?;
        // A list that lost most of its issuers is more likely a mistake than the truth.
        let before = known(session).map_err(|why| refused(session, &why))?;
        let real = !list.as_of.is_empty() && list.counts().0 >= before.counts().0 / 2;
        if !real {
            return Err(refused(session, &CodeError::IssuerList));
        }
        job.check()?;
        session.keep_issuers(&bytes)?;
        session.with(|open| Ok(open.vault.set_setting(FETCHED, &fingerprint(&bytes))?))?;
        *session.issuers() = None;
        view(session).map(JobResult::Issuers)
    })?;
    Ok(JobId { id })
}

pub(crate) fn card_issuer_add(session: &Session, request: IssuerAddRequest) -> ApiResult<JobId> {
    let issuer = request.issuer.trim().trim_end_matches('/').to_owned();
    let whom = address(&format!("{issuer}/.well-known/jwks.json"))?;
    let keys = match request.keys {
        Some(token) => Some(session.files().get(&token)?.source.bytes(LARGEST_KEYS)?),
        None => None,
    };
    let id = Jobs::start(session, move |session, job| {
        let keys = match keys {
            Some(keys) => keys,
            None => asked(session, job, whom, LARGEST_KEYS)?,
        };
        let mut all = own(session);
        if all.len() >= MOST && !all.contains_key(&issuer) {
            let limit = MOST as u64;
            return Err(refused(session, &CodeError::TooLarge { limit }));
        }
        // Only keys as the standard wants them are taken, and one at least.
        let mut alone = Issuers::default();
        let read = alone.add_keys(&issuer, &keys);
        read.map_err(|why| refused(session, &why))?;
        let text = String::from_utf8(keys).unwrap_or_default();
        if alone.key_ids(&issuer).is_empty() || text.len() as u64 > LARGEST_KEYS {
            return Err(refused(session, &CodeError::IssuerList));
        }
        job.check()?;
        let added = session.clock().today_text();
        all.insert(issuer, Own { keys: text, added });
        keep_own(session, &all)?;
        view(session).map(JobResult::Issuers)
    })?;
    Ok(JobId { id })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn card_issuer_remove(
    session: &Session,
    request: IssuerRequest,
) -> ApiResult<IssuersView> {
    let mut all = own(session);
    all.remove(request.issuer.trim().trim_end_matches('/'));
    keep_own(session, &all)?;
    view(session)
}
