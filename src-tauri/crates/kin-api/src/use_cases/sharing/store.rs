//! What is kept of places and links: settings of the person's record, encrypted with it, and nowhere else.

use crate::dto::{ShareHostKind, ShareHostView, ShareLinkState, ShareLinkView, ShareProfile};
use crate::dto::{SummaryOptions, SummaryOptions as Options};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use crate::use_cases::view::moment_text;
use kin_crypto::safe::{LinkSecret, random_id};
use kin_model::summary::Section;
use kin_share::{Place, Profile, ShareError, ShareLink, Wishes};
use kin_smart::Secret;
use kin_vault::{Record, VaultError};
use serde::{Deserialize, Serialize, Serializer};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// What the keys of these settings begin with.
const HOST: &str = "share-host.";
const LINK: &str = "link.";

fn revealed<S: Serializer>(secret: &Option<Secret>, to: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => to.serialize_str(secret.reveal()),
        None => to.serialize_none(),
    }
}

/// An id that cannot be guessed.
pub(super) fn new_id() -> ApiResult<String> {
    let id = random_id().map_err(|e| ApiError::from(VaultError::from(e)))?;
    Ok(id.chars().take(16).collect())
}

/// A place, with its secrets: it has no Debug.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Host {
    #[serde(skip)]
    pub(super) id: String,
    pub(super) kind: ShareHostKind,
    pub(super) label: String,
    /// Where receivers read.
    pub(super) address: String,
    /// Where is written.
    #[serde(default)]
    pub(super) storage: String,
    #[serde(default)]
    pub(super) user: String,
    #[serde(default, serialize_with = "revealed")]
    pub(super) secret: Option<Secret>,
    #[serde(default)]
    pub(super) bucket: String,
    #[serde(default)]
    pub(super) region: String,
    #[serde(default)]
    pub(super) prefix: String,
    #[serde(default)]
    pub(super) public_read: bool,
    #[serde(default)]
    pub(super) folder: Option<PathBuf>,
}

impl Host {
    pub(super) fn counts(&self) -> bool {
        self.kind == ShareHostKind::LinkHost
    }

    pub(super) fn place(&self) -> Result<Place, ShareError> {
        Place::parse(&self.address, self.counts())
    }

    pub(super) fn view(&self, links: &[Link]) -> ShareHostView {
        let place = self.place().ok();
        let here = links.iter().filter(|link| link.host == self.id);
        let open = here.filter(|link| !link.revoked);
        ShareHostView {
            id: self.id.clone(),
            kind: self.kind,
            label: self.label.clone(),
            host: place.as_ref().map(Place::host).unwrap_or_default(),
            counts: self.counts(),
            local: place.is_some_and(|place| place.is_local()),
            links: open.count() as u64,
        }
    }
}

/// How a host of ours said that a link stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Heard {
    pub(super) at: String,
    pub(super) used: u32,
    pub(super) tries_left: Option<u32>,
}

/// A link, with its secret: it has no Debug.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Link {
    #[serde(skip)]
    pub(super) id: String,
    #[serde(serialize_with = "revealed")]
    pub(super) secret: Option<Secret>,
    pub(super) host: String,
    pub(super) profile: ShareProfile,
    pub(super) label: String,
    pub(super) options: SummaryOptions,
    pub(super) hours: Option<u32>,
    /// Seconds since 1970.
    pub(super) expires: Option<i64>,
    pub(super) uses: Option<u32>,
    #[serde(serialize_with = "revealed")]
    pub(super) passcode: Option<Secret>,
    pub(super) long_term: bool,
    pub(super) made: String,
    /// Seconds since 1970, for the order.
    pub(super) made_at: i64,
    pub(super) by: String,
    pub(super) sections: Vec<Section>,
    pub(super) entries: u64,
    /// The file may lie there, or not: something broke off.
    pub(super) unsure: bool,
    pub(super) paused: bool,
    pub(super) revoked: bool,
    /// A plain file whose time is over was deleted.
    pub(super) gone: bool,
    pub(super) heard: Option<Heard>,
}

impl Link {
    pub(super) fn wishes(&self) -> Wishes {
        Wishes {
            profile: match self.profile {
                ShareProfile::Plain => Profile::Plain,
                ShareProfile::Ktc => Profile::CheckIn,
            },
            expires: self.expires,
            uses: self.uses,
            passcode: self
                .passcode
                .as_ref()
                .map(|code| Zeroizing::new(code.reveal().to_owned())),
            long_term: self.long_term,
            label: self.label.clone(),
        }
    }

    /// The link itself, made again of its secret.
    pub(super) fn ready(&self, place: &Place) -> Result<ShareLink, ShareError> {
        let text = self.secret.as_ref().ok_or(ShareError::Key)?;
        let secret = LinkSecret::from_text(text.reveal())?;
        ShareLink::make(place, secret, &self.wishes())
    }

    pub(super) fn state(&self, now: i64) -> ShareLinkState {
        let heard = self.heard.as_ref();
        let used = heard.map_or(0, |heard| heard.used);
        if self.revoked {
            ShareLinkState::Revoked
        } else if self.unsure {
            ShareLinkState::Unsure
        } else if self.expires.is_some_and(|end| end <= now) {
            ShareLinkState::Ended
        } else if self.uses.is_some_and(|uses| used >= uses) {
            ShareLinkState::UsedUp
        } else if heard.and_then(|heard| heard.tries_left) == Some(0) {
            ShareLinkState::Locked
        } else if self.paused {
            ShareLinkState::Paused
        } else {
            ShareLinkState::Active
        }
    }

    /// A plain file whose time is over and that still lies there.
    pub(super) fn left_behind(&self, host: Option<&Host>, now: i64) -> bool {
        let plain = host.is_some_and(|host| !host.counts());
        let over = self.expires.is_some_and(|end| end <= now);
        plain && over && !self.revoked && !self.gone
    }

    pub(super) fn view(&self, session: &Session, hosts: &[Host]) -> ShareLinkView {
        let host = hosts.iter().find(|host| host.id == self.host);
        let place = host.and_then(|host| host.place().ok());
        let lang = session.lang();
        let now = session.clock().unix_seconds();
        let state = self.state(now);
        let code = serde_json::to_value(state).unwrap_or_default();
        let key = format!("share-link-state-{}", code.as_str().unwrap_or_default());
        let expires = self.expires.and_then(|end| session.clock().text_at(end));
        ShareLinkView {
            id: self.id.clone(),
            label: self.label.clone(),
            host: self.host.clone(),
            host_label: host.map(|host| host.label.clone()).unwrap_or_default(),
            server: place.as_ref().map(Place::host).unwrap_or_default(),
            local: place.is_some_and(|place| place.is_local()),
            profile: self.profile,
            state,
            state_text: kin_i18n::text(lang, &key, &[]),
            counts: host.is_some_and(Host::counts),
            passcode: self.passcode.is_some(),
            long_term: self.long_term,
            made: self.made.clone(),
            made_text: moment_text(&self.made, lang),
            by: self.by.clone(),
            expires_text: expires.as_deref().map(|end| moment_text(end, lang)),
            expires,
            uses: self.uses,
            used: self.heard.as_ref().map(|heard| heard.used),
            tries_left: self.heard.as_ref().and_then(|heard| heard.tries_left),
            asked_text: self
                .heard
                .as_ref()
                .map(|heard| moment_text(&heard.at, lang)),
            entries: self.entries,
            left_behind: self.left_behind(host, now),
        }
    }

    pub(super) fn options(&self) -> &Options {
        &self.options
    }
}

pub(super) fn hosts(record: &Record) -> ApiResult<Vec<Host>> {
    let found = record.settings(HOST)?.into_iter();
    let mut all: Vec<Host> = found
        .filter_map(|(key, text)| {
            let text = Zeroizing::new(text);
            let mut host: Host = serde_json::from_str(&text).ok()?;
            key.strip_prefix(HOST)?.clone_into(&mut host.id);
            Some(host)
        })
        .collect();
    all.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(all)
}

pub(super) fn host(record: &Record, id: &str) -> ApiResult<Host> {
    let found = hosts(record)?.into_iter().find(|host| host.id == id);
    found.ok_or_else(|| ErrorCode::ShareHostUnknown.into())
}

fn put<T: Serialize>(record: &Record, key: &str, value: &T) -> ApiResult<()> {
    let text = serde_json::to_string(value).map_err(|_| ErrorCode::Internal)?;
    Ok(record.set_setting(key, &Zeroizing::new(text))?)
}

pub(super) fn put_host(record: &Record, host: &Host) -> ApiResult<()> {
    put(record, &format!("{HOST}{}", host.id), host)
}

pub(super) fn forget_host(record: &Record, id: &str) -> ApiResult<()> {
    Ok(record.forget_setting(&format!("{HOST}{id}"))?)
}

/// The links of a person, newest first.
pub(super) fn links(record: &Record) -> ApiResult<Vec<Link>> {
    let found = record.settings(LINK)?.into_iter();
    let mut all: Vec<Link> = found
        .filter_map(|(key, text)| {
            let text = Zeroizing::new(text);
            let mut link: Link = serde_json::from_str(&text).ok()?;
            key.strip_prefix(LINK)?.clone_into(&mut link.id);
            Some(link)
        })
        .collect();
    all.sort_by(|a, b| b.made_at.cmp(&a.made_at).then(a.id.cmp(&b.id)));
    Ok(all)
}

pub(super) fn link(record: &Record, id: &str) -> ApiResult<Link> {
    let found = links(record)?.into_iter().find(|link| link.id == id);
    found.ok_or_else(|| ErrorCode::ShareLinkUnknown.into())
}

pub(super) fn put_link(record: &Record, link: &Link) -> ApiResult<()> {
    put(record, &format!("{LINK}{}", link.id), link)
}

pub(super) fn forget_link(record: &Record, id: &str) -> ApiResult<()> {
    Ok(record.forget_setting(&format!("{LINK}{id}"))?)
}
