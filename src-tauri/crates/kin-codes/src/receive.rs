//! Asking for what is behind a link.
//!
//! # Source
//! SMART Health Links, "SMART Health Link Manifest Request" and "Direct File Requests".
//!
//! Tries with a passcode are few and never given back: nothing here asks twice. Redirects are not followed.
//!
//! The table of contents is not more in memory than its own bytes: how many files it names is counted while it is
//! read, and a file in it is not copied before it is opened. Files on a server that nobody agreed to wait
//! ([`Receiving::elsewhere`]) until somebody does ([`Receiving::go_on`]).

use crate::link::{allowed, shown_host};
use crate::{CodeError, CodeLimits, Link, open_jwe};
use kin_smart::{Answer, Authorization, Body, Fetch, Request, Secret};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeSet;
use url::Url;

/// What is told to the server.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Who receives it, as the server may log it.
    pub recipient: String,
    /// The passcode, where the link wants one.
    pub passcode: Option<Secret>,
    /// Seconds since 1970 UTC.
    pub now: i64,
    /// Servers beside the link's own that may be asked for files, as [`Link::host`] shows them.
    pub also: BTreeSet<String>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A file with health cards.
    Card,
    /// FHIR, JSON.
    Fhir,
    /// A one-time sign-in at a portal.
    PortalAccess,
    /// Something else.
    Other,
}

/// One file that came.
#[derive(Clone)]
pub struct Received {
    /// What it is: what the sender says and what it looks like.
    pub content: Content,
    /// The file.
    pub bytes: Vec<u8>,
    /// Whether the sender says that it no longer holds.
    pub withdrawn: bool,
    /// Which file of the link it is, from 1.
    pub number: usize,
    /// The version of FHIR that it is in, where its sender says another one than R4.
    pub version: Option<String>,
}

/// What is in it may be a record, or access to one: it is not shown.
impl std::fmt::Debug for Received {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Received")
            .field("content", &self.content)
            .field("bytes", &self.bytes.len())
            .field("withdrawn", &self.withdrawn)
            .finish()
    }
}

/// What came of a link.
#[derive(Debug, Default)]
pub struct Receiving {
    /// The files, in the order of the link.
    pub files: Vec<Received>,
    /// Files that did not come or could not be opened: which, from 1, and why.
    pub gaps: Vec<(usize, CodeError)>,
    /// The servers that were asked.
    pub hosts: BTreeSet<String>,
    /// Whether more may be there later.
    pub can_change: bool,
    /// Files on servers that nobody agreed to yet.
    waiting: Vec<Waiting>,
}

/// A file on another server. Its address opens it, so it is not shown.
struct Waiting {
    told: Told,
    url: Url,
    kind: Option<String>,
}

/// What is told of a file beside what it is.
struct Told {
    number: usize,
    withdrawn: bool,
    version: Option<String>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waiting")
            .field("number", &self.told.number)
            .finish_non_exhaustive()
    }
}

/// A text that stays where it is in the answer. (Alone in an `Option` it would be copied.)
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct Manifest<'a> {
    #[serde(default, borrow)]
    status: Option<Text<'a>>,
    #[serde(borrow)]
    files: &'a RawValue,
}

#[derive(Deserialize)]
struct ManifestFile<'a> {
    #[serde(default, borrow, rename = "contentType")]
    content_type: Option<Text<'a>>,
    #[serde(default, borrow)]
    location: Option<Text<'a>>,
    #[serde(default, borrow)]
    embedded: Option<Text<'a>>,
    #[serde(default, borrow)]
    status: Option<Text<'a>>,
    #[serde(default, borrow, rename = "fhirVersion")]
    version: Option<&'a RawValue>,
}

impl Text<'_> {
    fn is(this: Option<&Self>, text: &str) -> bool {
        this.is_some_and(|this| this.0 == text)
    }
}

/// Reads a list of files and stops at the first that is one too many, before there is room made for the others.
struct AtMost<'f> {
    files: usize,
    more: &'f mut bool,
}

impl<'de> DeserializeSeed<'de> for AtMost<'_> {
    type Value = Vec<ManifestFile<'de>>;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for AtMost<'_> {
    type Value = Vec<ManifestFile<'de>>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of files")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut files = Vec::new();
        while let Some(file) = list.next_element()? {
            if files.len() >= self.files {
                *self.more = true;
                return Err(A::Error::custom("too many files"));
            }
            files.push(file);
        }
        Ok(files)
    }
}

fn files_of<'a>(
    manifest: &Manifest<'a>,
    limits: &CodeLimits,
) -> Result<Vec<ManifestFile<'a>>, CodeError> {
    let mut more = false;
    let most = AtMost {
        files: limits.files,
        more: &mut more,
    };
    let mut reader = serde_json::Deserializer::from_str(manifest.files.get());
    let read = most.deserialize(&mut reader);
    if more {
        let limit = limits.files as u64;
        return Err(CodeError::TooLarge { limit });
    }
    read.map_err(|_| CodeError::Manifest)
}

#[derive(Deserialize)]
struct Refusal {
    /// A number; some servers write it as a text.
    #[serde(default, rename = "remainingAttempts")]
    remaining: serde_json::Value,
}

impl Refusal {
    fn remaining(&self) -> Option<u32> {
        match &self.remaining {
            serde_json::Value::String(text) => text.trim().parse().ok(),
            other => other.as_u64().and_then(|n| n.try_into().ok()),
        }
    }
}

impl Receiving {
    /// Asks for everything behind a link, once.
    ///
    /// # Errors
    /// Nothing came: why. Files that fail one by one are [`Self::gaps`]; those on servers that are neither the link's
    /// own nor in [`Asking::also`] wait: [`Self::elsewhere`].
    pub fn ask(
        fetch: &mut dyn Fetch,
        link: &Link,
        asking: &Asking,
        limits: &CodeLimits,
    ) -> Result<Self, CodeError> {
        if link.expired(asking.now) {
            return Err(CodeError::LinkExpired);
        }
        if link.flags.passcode && asking.passcode.is_none() {
            return Err(CodeError::PasscodeNeeded);
        }
        let mut receiving = Self::default();
        if link.flags.direct {
            receiving.direct(fetch, link, asking, limits)?;
        } else {
            receiving.listed(fetch, link, asking, limits)?;
        }
        Ok(receiving)
    }

    /// The servers that files wait on, and that nobody asked yet.
    #[must_use]
    pub fn elsewhere(&self) -> BTreeSet<String> {
        self.waiting
            .iter()
            .map(|file| shown_host(&file.url))
            .collect()
    }

    /// Asks for the files that wait, where it was `agreed`; else they become [`Self::gaps`].
    ///
    /// # Errors
    /// As [`Self::ask`]: nothing came at all, or it was cancelled.
    pub fn go_on(
        &mut self,
        fetch: &mut dyn Fetch,
        link: &Link,
        agreed: bool,
        limits: &CodeLimits,
    ) -> Result<(), CodeError> {
        for file in std::mem::take(&mut self.waiting) {
            let came = if agreed {
                self.fetched(fetch, &file, link, &self.room(limits))
            } else {
                Err(CodeError::Elsewhere)
            };
            self.note(file.told.number, came)?;
        }
        self.files.sort_by_key(|file| file.number);
        self.gaps.sort_by_key(|(number, _)| *number);
        self.anything()
    }

    /// What may come yet of one file.
    fn room(&self, limits: &CodeLimits) -> CodeLimits {
        let here = self.files.iter().map(|file| file.bytes.len() as u64);
        let left = limits.all_bytes.saturating_sub(here.sum());
        CodeLimits {
            file_bytes: limits.file_bytes.min(left),
            ..limits.clone()
        }
    }

    /// Notes why a file did not come; who says stop is heard.
    fn note(&mut self, number: usize, came: Result<(), CodeError>) -> Result<(), CodeError> {
        match came {
            Ok(()) => Ok(()),
            Err(stop @ CodeError::Network(kin_smart::NetworkFault::Cancelled)) => Err(stop),
            Err(why) => {
                self.gaps.push((number, why));
                Ok(())
            }
        }
    }

    /// The first cause stands for all of them, where nothing came.
    fn anything(&self) -> Result<(), CodeError> {
        match self.gaps.first() {
            Some((_, why)) if self.files.is_empty() && self.waiting.is_empty() => Err(why.clone()),
            _ => Ok(()),
        }
    }

    fn send(
        &mut self,
        fetch: &mut dyn Fetch,
        url: Url,
        body: Body,
        limit: u64,
    ) -> Result<Answer, CodeError> {
        self.hosts.insert(shown_host(&url));
        let request = Request {
            url,
            accept: "application/jose, application/json, */*;q=0.5",
            body,
            authorization: Authorization::None,
            limit,
        };
        let answer = fetch.fetch(&request).map_err(|fault| match fault {
            kin_smart::NetworkFault::TooLarge => CodeError::TooLarge { limit },
            other => CodeError::Network(other),
        })?;
        match answer.status {
            200..=299 => Ok(answer),
            300..=399 => Err(CodeError::Redirected),
            401 => {
                let read = serde_json::from_slice::<Refusal>(&answer.body).ok();
                let remaining = read.and_then(|refusal| refusal.remaining());
                Err(CodeError::PasscodeWrong { remaining })
            }
            404 | 410 => Err(CodeError::LinkInactive),
            429 => {
                let seconds = answer.header("retry-after").and_then(|s| s.parse().ok());
                Err(CodeError::TooOften { seconds })
            }
            status => Err(CodeError::Status { status }),
        }
    }

    fn direct(
        &mut self,
        fetch: &mut dyn Fetch,
        link: &Link,
        asking: &Asking,
        limits: &CodeLimits,
    ) -> Result<(), CodeError> {
        let mut url = link.url.clone();
        url.query_pairs_mut()
            .append_pair("recipient", &asking.recipient);
        let answer = self.send(fetch, url, Body::None, sealed(limits.file_bytes))?;
        let text = String::from_utf8(answer.body).map_err(|_| CodeError::FileForm)?;
        let told = Told {
            number: 1,
            withdrawn: false,
            version: None,
        };
        self.open(&text, None, &told, link, limits)
    }

    fn listed(
        &mut self,
        fetch: &mut dyn Fetch,
        link: &Link,
        asking: &Asking,
        limits: &CodeLimits,
    ) -> Result<(), CodeError> {
        let mut body = serde_json::json!({
            "recipient": asking.recipient,
            "embeddedLengthMax": limits.file_bytes,
        });
        if let (Some(passcode), Some(body)) = (&asking.passcode, body.as_object_mut()) {
            body.insert("passcode".to_owned(), passcode.reveal().into());
        }
        let body = Body::Json(Secret::new(body.to_string()));
        let most = sealed(limits.all_bytes).saturating_add(limits.manifest_bytes);
        let answer = self.send(fetch, link.url.clone(), body, most)?;
        let manifest: Manifest<'_> =
            serde_json::from_slice(&answer.body).map_err(|_| CodeError::Manifest)?;
        let files = files_of(&manifest, limits)?;
        self.can_change = Text::is(manifest.status.as_ref(), "can-change");
        for (number, file) in (1..).zip(files) {
            let came = self.file(fetch, file, number, (link, &asking.also), limits);
            self.note(number, came)?;
        }
        self.anything()
    }

    fn file(
        &mut self,
        fetch: &mut dyn Fetch,
        file: ManifestFile<'_>,
        number: usize,
        (link, also): (&Link, &BTreeSet<String>),
        limits: &CodeLimits,
    ) -> Result<(), CodeError> {
        let limits = &self.room(limits);
        self.can_change |= Text::is(file.status.as_ref(), "can-change");
        let told = Told {
            number,
            withdrawn: Text::is(file.status.as_ref(), "no-longer-valid"),
            version: file
                .version
                .map(|version| version.get().trim_matches('"').to_owned()),
        };
        let location = match (file.embedded, file.location) {
            (Some(text), _) => {
                let kind = file.content_type.as_ref().map(|kind| &*kind.0);
                return self.open(&text.0, kind, &told, link, limits);
            }
            (None, Some(location)) => location,
            (None, None) => return Err(CodeError::Manifest),
        };
        let url = link.url.join(&location.0);
        let url = url.map_err(|_| CodeError::LinkAddress)?;
        // What leads from the open network to this computer is a trick.
        if !allowed(&url) || (crate::link::local(&url) && !link.is_local()) {
            return Err(CodeError::LinkAddress);
        }
        let host = shown_host(&url);
        let file = Waiting {
            told,
            url,
            kind: file.content_type.map(|kind| kind.0.into_owned()),
        };
        if host == link.host() || also.contains(&host) {
            return self.fetched(fetch, &file, link, limits);
        }
        self.waiting.push(file);
        Ok(())
    }

    /// Fetches one file from where it is, and opens it.
    fn fetched(
        &mut self,
        fetch: &mut dyn Fetch,
        file: &Waiting,
        link: &Link,
        limits: &CodeLimits,
    ) -> Result<(), CodeError> {
        let limit = sealed(limits.file_bytes);
        let answer = self.send(fetch, file.url.clone(), Body::None, limit)?;
        let text = String::from_utf8(answer.body).map_err(|_| CodeError::FileForm)?;
        self.open(&text, file.kind.as_deref(), &file.told, link, limits)
    }

    fn open(
        &mut self,
        text: &str,
        kind: Option<&str>,
        told: &Told,
        link: &Link,
        limits: &CodeLimits,
    ) -> Result<(), CodeError> {
        let opened = open_jwe(text, &link.key, limits)?;
        let said = kind.or(opened.content_type.as_deref());
        self.files.push(Received {
            content: Content::of(&opened.bytes, said),
            version: told
                .version
                .as_deref()
                .or_else(|| said.and_then(version_in))
                .and_then(another_version),
            bytes: opened.bytes,
            withdrawn: told.withdrawn,
            number: told.number,
        });
        Ok(())
    }
}

/// `fhirVersion` of a content type.
fn version_in(kind: &str) -> Option<&str> {
    kind.split(';').find_map(|part| {
        let (name, value) = part.split_once('=')?;
        (name.trim() == "fhirVersion").then_some(value.trim().trim_matches('"'))
    })
}

/// A version that is not R4 (4.0 and 4.3 are read alike).
fn another_version(text: &str) -> Option<String> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let other = !text.is_empty() && text != "4" && !text.starts_with("4.");
    (plain && other && text.len() <= 12).then(|| text.to_owned())
}

/// Characters of a sealed file of so many bytes, with room for its head.
const fn sealed(bytes: u64) -> u64 {
    bytes.saturating_mul(4) / 3 + 4096
}

impl Content {
    /// What a file looks like; what the sender says only where it looks like nothing.
    #[must_use]
    pub fn of(bytes: &[u8], said: Option<&str>) -> Self {
        #[derive(Deserialize)]
        struct Look {
            #[serde(default, rename = "resourceType")]
            resource: Option<serde::de::IgnoredAny>,
            #[serde(default, rename = "verifiableCredential")]
            card: Option<serde::de::IgnoredAny>,
            #[serde(default)]
            access_token: Option<serde::de::IgnoredAny>,
        }
        let bare = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match serde_json::from_slice::<Look>(bare) {
            Ok(look) if look.card.is_some() => Self::Card,
            Ok(look) if look.resource.is_some() => Self::Fhir,
            Ok(look) if look.access_token.is_some() => Self::PortalAccess,
            _ => match said.map(|kind| kind.split(';').next().unwrap_or_default().trim()) {
                Some("application/smart-health-card") => Self::Card,
                Some("application/fhir+json") => Self::Fhir,
                Some("application/smart-api-access") => Self::PortalAccess,
                _ => Self::Other,
            },
        }
    }
}

#[cfg(test)]
#[path = "receive/tests.rs"]
mod tests;
