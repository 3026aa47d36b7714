//! The words between an owner and a host of ours (`kinfolio link-host`).
//!
//! | who | asks | answer |
//! |---|---|---|
//! | anybody | `GET /l/NAME?recipient=…` | the sealed file, where the link is direct |
//! | anybody | `POST /l/NAME` `{recipient, passcode?, embeddedLengthMax?}` | the table of contents |
//! | anybody | `GET /f/TICKET` | the sealed file, for an hour after the table of contents |
//! | owner | `POST /l/NAME/set` [`LinkSet`] | [`LinkState`] |
//! | owner | `POST /l/NAME/state` `{}` | [`LinkState`] with its [`Access`]es |
//! | owner | `POST /l/NAME/revoke` `{}` | [`LinkState`]: the file is gone |
//! | who may make links | `POST /check` [`Check`] | [`Checked`] |
//!
//! An owner says `Authorization: Bearer TOKEN`; the host keeps only the token's SHA-256. A link that is over,
//! paused, taken back, used up or unknown is 404 to everybody else, always with the same answer.

use crate::{Place, ShareError, ShareLink, Wishes};
use kin_smart::{Answer, Authorization, Body, Fetch, Request, Secret};
use serde::{Deserialize, Serialize};
use url::Url;

/// Version of these words.
pub const VERSION: u32 = 1;
/// Tries with a wrong passcode that a link has in its whole life.
pub const TRIES: u32 = 10;
/// Largest answer of a host that is read, in bytes.
const ANSWER: u64 = 1 << 20;

/// Sets what a link is; everything but the counters is as it says from then on.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkSet {
    /// What lets somebody make links at this host; needed for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_key: Option<String>,
    /// The address below which the host is reached, as the owner knows it; ends in `/`.
    pub base: String,
    /// The sealed file, compact JWE; nothing: the one that is there stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What is in it.
    pub content_type: String,
    /// Until when, seconds since 1970 UTC.
    #[serde(default)]
    pub expires: Option<i64>,
    /// How often it may be opened in all.
    #[serde(default)]
    pub uses: Option<u32>,
    /// The passcode; the host keeps scrypt of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passcode: Option<String>,
    /// Wrong tries in all.
    #[serde(default)]
    pub tries: u32,
    /// What is behind it will change.
    #[serde(default)]
    pub long_term: bool,
    /// One file, fetched straight.
    #[serde(default)]
    pub direct: bool,
    /// Nobody gets anything until it goes on.
    #[serde(default)]
    pub paused: bool,
    /// Counts uses and wrong tries from the beginning again.
    #[serde(default)]
    pub rearm: bool,
}

/// Somebody has asked for what is behind a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// When, seconds since 1970 UTC.
    pub at: i64,
    /// Who, as they said.
    pub recipient: String,
    /// `opened` or `wrong-passcode`.
    pub what: String,
}

/// How a link stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LinkState {
    /// Somebody who has it gets the file now.
    pub active: bool,
    /// It is paused.
    pub paused: bool,
    /// It was taken back.
    pub revoked: bool,
    /// Until when.
    pub expires: Option<i64>,
    /// How often it was opened.
    pub used: u32,
    /// How often it may be opened.
    pub uses: Option<u32>,
    /// Tries with a passcode that are left, where it has one.
    pub tries_left: Option<u32>,
    /// Size of the sealed file.
    pub bytes: u64,
    /// Who asked for it, oldest first; the last 200.
    pub accesses: Vec<Access>,
}

/// Asks whether somebody may make links at a host.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Check {
    /// What lets somebody make links there.
    pub host_key: String,
}

/// It is a host, and they may.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// [`VERSION`].
    pub kinfolio_link_host: u32,
}

fn judge(answer: Answer) -> Result<Answer, ShareError> {
    match answer.status {
        200..=299 => Ok(answer),
        401 | 403 => Err(ShareError::HostKey),
        404 => Err(ShareError::NoSuchLink),
        413 => Err(ShareError::TooLarge { limit: 32 << 20 }),
        507 => Err(ShareError::HostFull),
        status => Err(ShareError::Status { status }),
    }
}

fn ask<T: serde::de::DeserializeOwned>(
    fetch: &mut dyn Fetch,
    url: Url,
    token: Option<&str>,
    body: &impl Serialize,
) -> Result<T, ShareError> {
    let body = serde_json::to_string(body).map_err(|_| ShareError::Key)?;
    let request = Request {
        url,
        accept: "application/json",
        body: Body::Json(Secret::new(body)),
        authorization: token.map_or(Authorization::None, |token| {
            Authorization::Bearer(Secret::new(token.to_owned()))
        }),
        limit: ANSWER,
    };
    let answer = judge(fetch.fetch(&request)?)?;
    serde_json::from_slice(&answer.body).map_err(|_| ShareError::NoHost)
}

fn below(link: &ShareLink, word: &str) -> Result<Url, ShareError> {
    let text = format!("{}/{word}", link.url);
    Url::parse(&text).map_err(|_| ShareError::HostAddress)
}

/// Asks a host whether it is one and takes the key.
///
/// # Errors
/// [`ShareError::NoHost`], [`ShareError::HostKey`], [`ShareError::Network`] and the like.
pub fn check(fetch: &mut dyn Fetch, place: &Place, host_key: &str) -> Result<(), ShareError> {
    let url = place.base().join("check");
    let url = url.map_err(|_| ShareError::HostAddress)?;
    let host_key = host_key.to_owned();
    let answer: Result<Checked, _> = ask(fetch, url, None, &Check { host_key });
    match answer {
        Ok(checked) if checked.kinfolio_link_host == VERSION => Ok(()),
        Ok(_) | Err(ShareError::NoSuchLink | ShareError::Status { .. }) => Err(ShareError::NoHost),
        Err(error) => Err(error),
    }
}

impl LinkSet {
    /// What these wishes are to a host at this place.
    #[must_use]
    pub fn of(place: &Place, link: &ShareLink, wishes: &Wishes) -> Self {
        Self {
            base: place.base().as_str().to_owned(),
            content_type: "application/fhir+json".to_owned(),
            expires: wishes.expires,
            uses: wishes.uses,
            passcode: wishes.passcode.as_ref().map(|code| code.to_string()),
            tries: TRIES,
            long_term: wishes.long_term,
            direct: link.direct,
            ..Self::default()
        }
    }
}

/// Makes or changes a link.
///
/// # Errors
/// [`ShareError::HostKey`], [`ShareError::NoSuchLink`], [`ShareError::HostFull`], [`ShareError::TooLarge`],
/// [`ShareError::Network`] and the like.
pub fn set(
    fetch: &mut dyn Fetch,
    link: &ShareLink,
    wanted: &LinkSet,
) -> Result<LinkState, ShareError> {
    ask(fetch, below(link, "set")?, Some(&link.token()?), wanted)
}

/// Asks how a link stands, and who has opened it.
///
/// # Errors
/// As [`set`].
pub fn state(fetch: &mut dyn Fetch, link: &ShareLink) -> Result<LinkState, ShareError> {
    let nothing = serde_json::json!({});
    ask(fetch, below(link, "state")?, Some(&link.token()?), &nothing)
}

/// Takes a link back: the host forgets the file.
///
/// # Errors
/// As [`set`].
pub fn revoke(fetch: &mut dyn Fetch, link: &ShareLink) -> Result<LinkState, ShareError> {
    let nothing = serde_json::json!({});
    ask(
        fetch,
        below(link, "revoke")?,
        Some(&link.token()?),
        &nothing,
    )
}
