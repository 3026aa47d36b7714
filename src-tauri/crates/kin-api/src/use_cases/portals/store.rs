//! What is kept of a portal: one setting of the person's record, encrypted with it.

use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Job, Session};
use kin_crypto::safe::random_id;
use kin_model::OriginKind;
use kin_smart::{Client, ClientKey, FhirBase, Registration, Secret};
use kin_vault::{ImportInfo, Record, VaultError};
use serde::{Deserialize, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use url::Url;
use zeroize::Zeroizing;

/// What the keys of these settings begin with.
const PREFIX: &str = "portal.";
/// Tries to store while an import runs, one each tenth of a second.
const TRIES: u32 = 600;

/// A portal, with its secrets: it has no Debug.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Stored {
    #[serde(skip)]
    pub(super) id: String,
    pub(super) label: String,
    pub(super) address: String,
    pub(super) software: String,
    /// `Patient.id`.
    pub(super) patient: String,
    pub(super) patient_name: String,
    /// The person said that it is the same person although name or birth date differ.
    pub(super) confirmed: bool,
    pub(super) client_id: String,
    #[serde(serialize_with = "revealed")]
    pub(super) client_secret: Option<Secret>,
    pub(super) secret_in_form: bool,
    /// A private key that the person brought along instead of a secret.
    #[serde(serialize_with = "revealed")]
    pub(super) client_key: Option<Secret>,
    /// The page on the web over which sign-ins come back; empty where they come straight.
    pub(super) bounce_page: String,
    /// The portal has given the name itself: this program was introduced to it, not by a person.
    pub(super) client_own: bool,
    /// Where that introduction is taken back, and with what (RFC 7592).
    pub(super) client_at: Option<String>,
    #[serde(serialize_with = "revealed")]
    pub(super) client_token: Option<Secret>,
    /// The name and key that the portal has registered after the sign-in; access is renewed by them.
    pub(super) own_id: String,
    #[serde(serialize_with = "revealed")]
    pub(super) own_key: Option<Secret>,
    /// Where that registration is taken back, and with what.
    pub(super) own_at: Option<String>,
    #[serde(serialize_with = "revealed")]
    pub(super) own_token: Option<Secret>,
    /// Where tokens are fetched, as the portal said when it was connected.
    pub(super) token_at: String,
    /// Where they are given back.
    pub(super) revoke_at: Option<String>,
    #[serde(serialize_with = "revealed")]
    pub(super) access: Option<Secret>,
    /// Seconds since 1970.
    pub(super) access_until: i64,
    #[serde(serialize_with = "revealed")]
    pub(super) refresh: Option<Secret>,
    /// What was granted, as the portal said it.
    pub(super) scope: Option<String>,
    /// When it was connected for the first time, and the last time.
    pub(super) first_at: String,
    pub(super) connected_at: String,
    pub(super) last: Option<Last>,
    pub(super) gaps: Vec<KeptGap>,
    pub(super) problem: Option<Problem>,
    /// The newest import that the person has looked at.
    pub(super) seen: i64,
    /// Archives of images on other servers that the person has agreed to ask, by name.
    pub(super) image_hosts: BTreeSet<String>,
    /// When it was last read by itself, whatever came of it; seconds since 1970.
    pub(super) tried: i64,
}

/// The last reading that was stored.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Last {
    pub(super) at: String,
    pub(super) added: u64,
    pub(super) updated: u64,
    pub(super) already_there: u64,
    pub(super) refused: u64,
    pub(super) import: Option<i64>,
}

/// Something that did not come.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct KeptGap {
    pub(super) kind: String,
    pub(super) reason: String,
    pub(super) count: u64,
}

/// Why the last reading failed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Problem {
    pub(super) code: ErrorCode,
    #[serde(default)]
    pub(super) params: BTreeMap<String, String>,
}

impl Problem {
    /// The portal does not know this program by its name.
    fn is_unknown(&self) -> bool {
        self.code == ErrorCode::PortalUnknownProgram
    }
}

fn revealed<S: Serializer>(secret: &Option<Secret>, to: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => to.serialize_str(secret.reveal()),
        None => to.serialize_none(),
    }
}

/// What this program is called at a portal.
#[derive(Clone)]
pub(super) struct Program {
    pub(super) client: Client,
    /// The portal gave the name itself.
    pub(super) own: bool,
    /// How the introduction is taken back.
    pub(super) registration: Option<Registration>,
}

impl Program {
    /// A name that a person brought along, or that needs no introduction.
    pub(super) const fn given(client: Client) -> Self {
        Self {
            client,
            own: false,
            registration: None,
        }
    }
}

fn registration(at: Option<&String>, token: Option<&Secret>) -> Option<Registration> {
    let url = Url::parse(at?).ok()?;
    Registration::new(&url, url.clone(), token?.clone())
}

/// The two halves as they are kept.
fn halves(registration: Option<&Registration>) -> (Option<String>, Option<Secret>) {
    let at = registration.map(|one| one.url().as_str().to_owned());
    (at, registration.map(|one| one.token().clone()))
}

impl Stored {
    /// A new one, with a name that cannot be guessed.
    pub(super) fn new() -> ApiResult<Self> {
        let id = random_id().map_err(|e| ApiError::from(VaultError::from(e)))?;
        Ok(Self {
            id: id.chars().take(16).collect(),
            ..Self::default()
        })
    }

    pub(super) fn base(&self) -> ApiResult<FhirBase> {
        FhirBase::parse(&self.address).map_err(super::errors::smart)
    }

    /// What this program is called there, when a person signs in; `now` in seconds since 1970.
    pub(super) fn client(&self, now: i64) -> Client {
        let id = self.client_id.clone();
        let key = self.client_key.as_ref();
        match (&self.client_secret, key.map(ClientKey::from_secret)) {
            (_, Some(Ok(key))) => Client::Key { id, key, now },
            (Some(secret), _) => Client::Secret {
                id,
                secret: secret.clone(),
                in_form: self.secret_in_form,
            },
            (None, _) => Client::Public { id },
        }
    }

    /// The same, with where the name came from.
    pub(super) fn program(&self, now: i64) -> Program {
        Program {
            client: self.client(now),
            own: self.client_own,
            registration: registration(self.client_at.as_ref(), self.client_token.as_ref()),
        }
    }

    pub(super) fn set_program(&mut self, program: Program) -> ApiResult<()> {
        self.client_own = program.own;
        (self.client_at, self.client_token) = halves(program.registration.as_ref());
        self.set_client(program.client)
    }

    /// How the key that was registered after the sign-in is taken back.
    pub(super) fn own_registration(&self) -> Option<Registration> {
        registration(self.own_at.as_ref(), self.own_token.as_ref())
    }

    pub(super) fn set_own_registration(&mut self, registration: Option<&Registration>) {
        (self.own_at, self.own_token) = halves(registration);
    }

    fn set_client(&mut self, client: Client) -> ApiResult<()> {
        self.client_secret = None;
        self.client_key = None;
        match client {
            Client::Public { id } => self.client_id = id,
            Client::Key { id, key, .. } => {
                self.client_id = id;
                self.client_key = Some(key.to_secret().map_err(super::errors::smart)?);
            }
            Client::Secret {
                id,
                secret,
                in_form,
            } => {
                self.client_id = id;
                self.client_secret = Some(secret);
                self.secret_in_form = in_form;
            }
        }
        Ok(())
    }

    /// Whether new tokens come without a sign-in.
    pub(super) fn can_renew(&self) -> bool {
        self.refresh.is_some() || self.own_key.is_some()
    }

    /// The file name under which the imports of a portal are found again, also after a power cut
    /// between the import and what is noted of it here.
    pub(super) fn file_name(&self) -> String {
        format!("{PREFIX}{}", self.id)
    }
}

fn read(key: &str, text: String) -> Option<Stored> {
    let text = Zeroizing::new(text);
    let mut stored: Stored = serde_json::from_str(&text).ok()?;
    key.strip_prefix(PREFIX)?.clone_into(&mut stored.id);
    Some(stored)
}

/// The portals of a person.
pub(super) fn all(record: &Record) -> ApiResult<Vec<Stored>> {
    let found = record.settings(PREFIX)?;
    Ok(found
        .into_iter()
        .filter_map(|(key, text)| read(&key, text))
        .collect())
}

/// One portal.
pub(super) fn get(record: &Record, id: &str) -> ApiResult<Stored> {
    let key = format!("{PREFIX}{id}");
    record
        .setting(&key)?
        .and_then(|text| read(&key, text))
        .ok_or_else(|| ErrorCode::PortalUnknown.into())
}

/// Stores it.
pub(super) fn put(record: &Record, stored: &Stored) -> ApiResult<()> {
    let text = serde_json::to_string(stored).map_err(|_| ErrorCode::Internal)?;
    let text = Zeroizing::new(text);
    Ok(record.set_setting(&stored.file_name(), &text)?)
}

/// Stores it, waiting for an import that runs: a refresh token is not lost for that.
pub(super) fn put_patiently(job: &Job, record: &Record, stored: &Stored) -> ApiResult<()> {
    let mut tries = 0;
    loop {
        match put(record, stored) {
            Err(error) if error.code == ErrorCode::Busy && tries < TRIES => {
                job.check()?;
                std::thread::sleep(Duration::from_millis(100));
                tries += 1;
            }
            other => return other,
        }
    }
}

/// Forgets it.
pub(super) fn forget(job: &Job, record: &Record, stored: &Stored) -> ApiResult<()> {
    let mut tries = 0;
    loop {
        match record.forget_setting(&stored.file_name()) {
            Err(VaultError::Busy) if tries < TRIES => {
                job.check()?;
                std::thread::sleep(Duration::from_millis(100));
                tries += 1;
            }
            other => return Ok(other?),
        }
    }
}

/// The imports that came from a portal and were not undone, newest first.
pub(super) fn imports(record: &Record, id: &str) -> ApiResult<Vec<ImportInfo>> {
    let name = format!("{PREFIX}{id}");
    let mut all = record.imports()?;
    all.retain(|one| {
        one.origin.kind == OriginKind::Portal && one.file_name == name && one.undone.is_none()
    });
    Ok(all)
}

/// All portals of this address, whoever in the family has them, each with its record.
fn at_address(session: &Session, address: &str) -> Vec<(Arc<Record>, Stored)> {
    let people = session.with(|open| Ok(open.vault.people()));
    let mut here = Vec::new();
    for (person, _) in people.unwrap_or_default() {
        // Not by `Session::record`: nobody opens the records of the others here.
        if let Ok(record) = session.with(|open| Ok(open.vault.record(&person)?)) {
            let found = all(&record).unwrap_or_default().into_iter();
            let found = found.filter(|one| one.address == address);
            here.extend(found.map(|one| (Arc::clone(&record), one)));
        }
    }
    here
}

/// Whether the portal of somebody else in the family uses the same name of this program.
pub(super) fn is_shared(session: &Session, stored: &Stored) -> bool {
    let mut all = at_address(session, &stored.address).into_iter();
    all.any(|(_, one)| one.id != stored.id && one.client_id == stored.client_id)
}

/// Notes that the portals of this address do not know the program by this name any more: the next
/// sign-in asks for a new one.
pub(super) fn note_unknown(session: &Session, address: &str, client_id: &str, error: &ApiError) {
    for (record, mut one) in at_address(session, address) {
        if one.client_id == client_id {
            one.problem = Some(Problem {
                code: error.code,
                params: error.params.clone(),
            });
            // A record that cannot be written keeps the old name, and the next try says the same.
            drop(put(&record, &one));
        }
    }
}

/// The page on the web over which sign-ins at this address come back, where one is known.
pub(super) fn bounce_page_of(session: &Session, address: &str) -> Option<String> {
    let here = at_address(session, address).into_iter();
    let mut here: Vec<Stored> = here.map(|(_, one)| one).collect();
    here.sort_by(|a, b| b.connected_at.cmp(&a.connected_at));
    here.into_iter()
        .map(|one| one.bounce_page)
        .find(|page| !page.is_empty())
}

/// The program's name at the portals of this address, whoever in the family has them. `anew`: not one
/// that the portal has said it does not know (it may forget programs that registered themselves), nor one
/// that was registered for another page on the web.
pub(super) fn client_of_another(
    session: &Session,
    address: &str,
    anew: bool,
    page: Option<&str>,
) -> Option<Program> {
    let here = at_address(session, address).into_iter();
    let mut here: Vec<Stored> = here.map(|(_, one)| one).collect();
    here.retain(|one| !anew || page.is_none_or(|page| one.bounce_page == page));
    let unknown: BTreeSet<&str> = here
        .iter()
        .filter(|one| anew && one.problem.as_ref().is_some_and(Problem::is_unknown))
        .map(|one| one.client_id.as_str())
        .collect();
    let known = |one: &&Stored| !unknown.contains(one.client_id.as_str());
    let now = session.clock().unix_seconds();
    here.iter().find(known).map(|one| one.program(now))
}

#[cfg(test)]
mod tests {
    use super::Stored;
    use kin_smart::{Client, ClientKey, Signing};

    #[test]
    fn a_program_with_a_private_key_is_kept_and_is_another_one_later() {
        let key = ClientKey::make(Signing::Es384).unwrap();
        let jwks = key.jwks().unwrap();
        let mut stored = Stored::default();
        let id = "c1".to_owned();
        stored.set_client(Client::Key { id, key, now: 1 }).unwrap();
        let text = serde_json::to_string(&stored).unwrap();
        let mut again: Stored = serde_json::from_str(&text).unwrap();
        match again.client(7) {
            Client::Key { id, key, now } => {
                assert_eq!((id.as_str(), now), ("c1", 7));
                assert_eq!(key.jwks().unwrap(), jwks, "the same key");
            }
            other => panic!("{other:?}"),
        }
        let id = "c2".to_owned();
        again.set_client(Client::Public { id }).unwrap();
        assert!(matches!(again.client(7), Client::Public { id } if id == "c2"));
        let text = serde_json::to_string(&again).unwrap();
        assert!(!text.contains("ES384"), "the key is gone with it");
    }
}
