//! What a portal sends, made into one document for the import.
//!
//! Each resource is passed on as it came, byte for byte, once, under the address it has at the
//! portal, so that references and the files of documents are found again. Left out is what is no part
//! of the record (the messages of a search), and what names another patient: a portal that mixes up
//! its patients must not mix up a family's records.

use crate::error::{ApiError, ApiResult, ErrorCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_crypto::safe::sha256;
use kin_smart::{FhirBase, Found, Kept, Told};
use kin_vault::{Spool, SpoolWriter};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

const HEAD: &[u8] = br#"{"resourceType":"Bundle","type":"collection","entry":["#;
const TAIL: &[u8] = b"]}";

/// A resource as far as it must be known here. Every member may be of a wrong kind.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow, rename = "resourceType", default)]
    kind: Option<&'a RawValue>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    subject: Option<&'a RawValue>,
    #[serde(borrow, default)]
    patient: Option<&'a RawValue>,
    #[serde(borrow, default)]
    beneficiary: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Reference<'a> {
    #[serde(borrow, default)]
    reference: Option<Cow<'a, str>>,
}

fn text(raw: Option<&RawValue>) -> String {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default()
}

fn references(raw: Option<&RawValue>, out: &mut Vec<String>) {
    let Some(raw) = raw else { return };
    let one = serde_json::from_str::<Reference<'_>>(raw.get());
    let many = serde_json::from_str::<Vec<Reference<'_>>>(raw.get());
    let all = one.map(|one| vec![one]).or(many).unwrap_or_default();
    out.extend(
        all.into_iter()
            .filter_map(|one| one.reference.map(Cow::into_owned)),
    );
}

fn look(members: &Members<'_>) -> Told {
    let mut about = Vec::new();
    for member in [members.subject, members.patient, members.beneficiary] {
        references(member, &mut about);
    }
    Told {
        kind: text(members.kind),
        id: text(members.id),
        about,
    }
}

/// Takes answers until the last.
pub(super) struct Collect<'a> {
    base: &'a FhirBase,
    /// The ids of the patient: the one that was asked for, and the one that the answer has.
    own: BTreeSet<String>,
    spool: SpoolWriter,
    have: HashSet<String>,
    /// Left out because they name another patient, by type.
    pub(super) others: BTreeMap<String, u64>,
    /// Left out because they cannot be read, by the type that was asked for.
    pub(super) broken: BTreeMap<String, u64>,
    pub(super) taken: u64,
}

impl<'a> Collect<'a> {
    pub(super) fn new(base: &'a FhirBase, patient: &str, spool: SpoolWriter) -> Self {
        Self {
            base,
            own: BTreeSet::from([patient.to_owned()]),
            spool,
            have: HashSet::new(),
            others: BTreeMap::new(),
            broken: BTreeMap::new(),
            taken: 0,
        }
    }

    /// Takes one answer.
    pub(super) fn take(&mut self, kept: &Kept<'_>) -> ApiResult<()> {
        if let Some(found) = kept.found {
            for one in found {
                self.found(kept, one)?;
            }
            return Ok(());
        }
        // The content of a document: wrapped into a resource, or as it is.
        let text = std::str::from_utf8(kept.bytes).ok();
        let text = text.map(|text| text.trim_start_matches('\u{feff}'));
        let members = text.and_then(|text| serde_json::from_str::<Members<'_>>(text).ok());
        let told = members.as_ref().map(look).unwrap_or_default();
        match text {
            Some(text) if told.kind == "Binary" && told.id.is_empty() => {
                self.entry(text, &self.address(kept), "Binary")
            }
            Some(text) if !told.kind.is_empty() => self.resource(text, &told),
            _ => self.file(kept),
        }
    }

    /// One resource of a page, or the one that was asked for.
    fn found(&mut self, kept: &Kept<'_>, one: &Found<'_>) -> ApiResult<()> {
        let looked;
        let told = match &one.told {
            Some(told) => told,
            None => match serde_json::from_str::<Members<'_>>(one.raw) {
                Ok(members) => {
                    looked = look(&members);
                    &looked
                }
                Err(_) => {
                    *self.broken.entry(kept.kind.to_owned()).or_default() += 1;
                    return Ok(());
                }
            },
        };
        // What was asked for by its own address is the patient, whatever id it has now.
        if !kept.page && kept.kind == "Patient" && told.kind == "Patient" {
            self.own.insert(told.id.clone());
        }
        self.resource(one.raw, told)
    }

    /// The address of a file below the portal.
    fn address(&self, kept: &Kept<'_>) -> String {
        let mut url = kept.url.clone();
        url.set_query(None);
        url.set_fragment(None);
        let whole = url.as_str().to_owned();
        let id = whole.rsplit('/').next().unwrap_or_default();
        if whole
            .strip_suffix(id)
            .is_some_and(|rest| rest.ends_with("/Binary/"))
        {
            return format!("{}/Binary/{id}", self.base.as_str());
        }
        let hash = sha256(kept.url.as_str().as_bytes());
        let short: String = hash.iter().take(16).map(|b| format!("{b:02x}")).collect();
        format!("{}/Binary/{short}", self.base.as_str())
    }

    /// A file that came as it is becomes what a server would have wrapped it into.
    fn file(&mut self, kept: &Kept<'_>) -> ApiResult<()> {
        let address = self.address(kept);
        let media = kept.media_type.unwrap_or("application/octet-stream");
        let media = media.split(';').next().unwrap_or_default().trim();
        let id = address.rsplit('/').next().unwrap_or_default().to_owned();
        let json = serde_json::json!({
            "resourceType": "Binary",
            "id": id,
            "contentType": media,
            "data": STANDARD.encode(kept.bytes),
        });
        self.entry(&json.to_string(), &address, "Binary")
    }

    /// The id of another patient that a reference names.
    fn names_another(&self, reference: &str) -> bool {
        // The usual form needs no address to be made of it.
        let plain =
            |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if let Some(id) = reference.strip_prefix("Patient/").filter(|id| plain(id)) {
            return !self.own.contains(id);
        }
        let rest = match self.base.pinned(reference) {
            Ok(url) if !reference.starts_with('#') => url
                .as_str()
                .strip_prefix(self.base.as_str())
                .map(|rest| rest.trim_start_matches('/').to_owned()),
            _ => None,
        };
        let Some(rest) = rest else { return false };
        rest.strip_prefix("Patient/").is_some_and(|id| {
            let id = id.split(['/', '?']).next().unwrap_or_default();
            !self.own.contains(id)
        })
    }

    fn resource(&mut self, raw: &str, looked: &Told) -> ApiResult<()> {
        // The server speaks about the search, not about the person.
        if matches!(looked.kind.as_str(), "" | "OperationOutcome" | "Bundle") {
            return Ok(());
        }
        let another = (looked.kind == "Patient" && !self.own.contains(&looked.id))
            || looked.about.iter().any(|one| self.names_another(one));
        if another {
            *self.others.entry(looked.kind.clone()).or_default() += 1;
            return Ok(());
        }
        let address = if looked.id.is_empty() {
            String::new()
        } else {
            format!("{}/{}/{}", self.base.as_str(), looked.kind, looked.id)
        };
        self.entry(raw, &address, &looked.kind)
    }

    fn entry(&mut self, raw: &str, address: &str, kind: &str) -> ApiResult<()> {
        // The same resource comes with several searches.
        let key = if address.is_empty() {
            format!("{kind} {:?}", sha256(raw.as_bytes()))
        } else {
            address.to_owned()
        };
        if !self.have.insert(key) {
            return Ok(());
        }
        let mut before: Vec<u8> = if self.taken == 0 {
            HEAD.to_vec()
        } else {
            b",".to_vec()
        };
        before.push(b'{');
        if !address.is_empty() {
            let quoted = serde_json::to_string(address).map_err(|_| ErrorCode::Internal)?;
            before.extend_from_slice(b"\"fullUrl\":");
            before.extend_from_slice(quoted.as_bytes());
            before.push(b',');
        }
        before.extend_from_slice(b"\"resource\":");
        let pushed = self
            .spool
            .push(&before)
            .and_then(|()| self.spool.push(raw.as_bytes()))
            .and_then(|()| self.spool.push(b"}"));
        pushed.map_err(ApiError::from)?;
        self.taken += 1;
        Ok(())
    }

    /// The document, to be read as a file is.
    pub(super) fn finish(mut self) -> ApiResult<Spool> {
        if self.taken == 0 {
            self.spool.push(HEAD)?;
        }
        self.spool.push(TAIL)?;
        Ok(self.spool.finish()?)
    }
}
