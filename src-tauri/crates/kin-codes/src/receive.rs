//! Asking for what is behind a link.
//!
//! # Source
//! SMART Health Links, "SMART Health Link Manifest Request" and "Direct File Requests".
//!
//! Tries with a passcode are few and never given back: nothing here asks twice. Redirects are not followed.

use crate::link::{allowed, shown_host};
use crate::{CodeError, CodeLimits, Link, open_jwe};
use kin_smart::{Answer, Authorization, Body, Fetch, Request, Secret};
use serde::Deserialize;
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
#[derive(Debug, Clone, Default)]
pub struct Receiving {
    /// The files, in the order of the link.
    pub files: Vec<Received>,
    /// Files that did not come or could not be opened: which, from 1, and why.
    pub gaps: Vec<(usize, CodeError)>,
    /// The servers that were asked.
    pub hosts: BTreeSet<String>,
    /// Whether more may be there later.
    pub can_change: bool,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    status: Option<String>,
    files: Vec<ManifestFile>,
}

#[derive(Deserialize)]
struct ManifestFile {
    #[serde(default, rename = "contentType")]
    content_type: Option<String>,
    #[serde(default)]
    location: Option<String>,
    #[serde(default)]
    embedded: Option<String>,
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default, rename = "remainingAttempts")]
    remaining: Option<u32>,
}

impl Receiving {
    /// Asks for everything behind a link, once.
    ///
    /// # Errors
    /// Nothing came: why. Files that fail one by one are [`Self::gaps`].
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
                let remaining = read.and_then(|refusal| refusal.remaining);
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
        self.open(&text, None, false, link, limits)
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
        let manifest: Manifest =
            serde_json::from_slice(&answer.body).map_err(|_| CodeError::Manifest)?;
        if manifest.files.len() > limits.files {
            let limit = limits.files as u64;
            return Err(CodeError::TooLarge { limit });
        }
        self.can_change = manifest.status.as_deref() == Some("can-change");
        let mut left = limits.all_bytes;
        for (number, file) in (1..).zip(manifest.files) {
            let before = self.files.len();
            match self.file(fetch, file, link, left, limits) {
                Ok(()) => {
                    let new = self.files.get(before).map_or(0, |f| f.bytes.len() as u64);
                    left = left.saturating_sub(new);
                }
                Err(CodeError::Network(kin_smart::NetworkFault::Cancelled)) => {
                    return Err(CodeError::Network(kin_smart::NetworkFault::Cancelled));
                }
                Err(why) => self.gaps.push((number, why)),
            }
        }
        match (self.files.is_empty(), self.gaps.first()) {
            // The first cause stands for all of them.
            (true, Some((_, why))) => Err(why.clone()),
            _ => Ok(()),
        }
    }

    fn file(
        &mut self,
        fetch: &mut dyn Fetch,
        file: ManifestFile,
        link: &Link,
        left: u64,
        limits: &CodeLimits,
    ) -> Result<(), CodeError> {
        let limits = &CodeLimits {
            file_bytes: limits.file_bytes.min(left),
            ..limits.clone()
        };
        self.can_change |= file.status.as_deref() == Some("can-change");
        let withdrawn = file.status.as_deref() == Some("no-longer-valid");
        let kind = file.content_type.as_deref();
        let text = match (file.embedded, file.location) {
            (Some(text), _) => text,
            (None, Some(location)) => {
                let url = link
                    .url
                    .join(&location)
                    .map_err(|_| CodeError::LinkAddress)?;
                // What leads from the open network to this computer is a trick.
                if !allowed(&url) || (crate::link::local(&url) && !link.is_local()) {
                    return Err(CodeError::LinkAddress);
                }
                let limit = sealed(limits.file_bytes);
                let answer = self.send(fetch, url, Body::None, limit)?;
                String::from_utf8(answer.body).map_err(|_| CodeError::FileForm)?
            }
            (None, None) => return Err(CodeError::Manifest),
        };
        self.open(&text, kind, withdrawn, link, limits)
    }

    fn open(
        &mut self,
        text: &str,
        kind: Option<&str>,
        withdrawn: bool,
        link: &Link,
        limits: &CodeLimits,
    ) -> Result<(), CodeError> {
        let opened = open_jwe(text, &link.key, limits)?;
        let said = kind.or(opened.content_type.as_deref());
        self.files.push(Received {
            content: Content::of(&opened.bytes, said),
            bytes: opened.bytes,
            withdrawn,
        });
        Ok(())
    }
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
