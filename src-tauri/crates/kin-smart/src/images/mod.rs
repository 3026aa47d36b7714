//! Images of a study, by DICOMweb: which there are (QIDO-RS), and each one as it is (WADO-RS).
//!
//! The archive often stands on another server than the record. The token of the portal goes to the
//! portal's own origin only ([`Archive::new`]); another server is asked without one.

mod multipart;

#[cfg(test)]
mod tests;

use crate::fetch::{Answer, Authorization, Body, Fetch, NetworkFault, Request};
use crate::sync::{GapReason, Tries};
use crate::{FhirBase, Secret, SmartError};
use multipart::{Parts, PartsFault, boundary};
use serde_json::Value;
use std::collections::BTreeSet;
use url::Url;

/// # Source
/// DICOM PS3.18 section 10.4 (WADO-RS): without `transfer-syntax=*` a server may rewrite the pixels.
const IMAGE: &str = "multipart/related; type=\"application/dicom\"; transfer-syntax=*";
const LIST: &str = "application/dicom+json, application/json;q=0.8";
/// What a page of a list is wished to hold.
const PAGE: usize = 200;
/// Bytes of one page of a list.
const LARGEST_LIST: u64 = 16 * 1024 * 1024;

/// How much of one study is read at most.
#[derive(Debug, Clone, Copy)]
pub struct ImageLimits {
    /// Series of a study.
    pub series: usize,
    /// Images of a study.
    pub images: usize,
    /// Pages of one list.
    pub pages: usize,
    /// Bytes of one image.
    pub bytes: u64,
}

impl Default for ImageLimits {
    /// 500 series, 10,000 images, 100 pages a list, 256 MiB an image.
    fn default() -> Self {
        Self {
            series: 500,
            images: 10_000,
            pages: 100,
            bytes: 256 * 1024 * 1024,
        }
    }
}

/// One image of a study.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Image {
    /// The number of its series, where it has one.
    pub series: Option<u32>,
    /// Its number in the series, where it has one.
    pub number: Option<u32>,
    /// `SeriesInstanceUID`.
    pub series_uid: String,
    /// `SOPInstanceUID`.
    pub uid: String,
}

/// What an `ImagingStudy` says of where its images are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Study {
    /// `StudyInstanceUID`.
    pub uid: String,
    /// How many images the record says there are.
    pub expected: Option<u64>,
    /// Images that it names one by one.
    pub named: Vec<Image>,
    /// References to the addresses of the archive, in their order.
    pub endpoints: Vec<String>,
    /// `Endpoint` resources inside it.
    pub contained: Vec<Value>,
}

/// Whether a text is a DICOM UID: it becomes part of an address.
fn is_uid(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.bytes().any(|b| b.is_ascii_digit())
        && !text.starts_with('.')
        && !text.ends_with('.')
        && !text.contains("..")
}

fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("urn:oid:").unwrap_or(text)
}

fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    let (list, one) = match value.get(key) {
        Some(Value::Array(list)) => (list.as_slice(), None),
        Some(Value::Null) | None => (&[][..], None),
        Some(one) => (&[][..], Some(one)),
    };
    list.iter().chain(one)
}

fn word<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn small(value: Option<&Value>) -> Option<u32> {
    let value = value?;
    match value {
        // DICOM JSON writes numbers of text (IS) either way.
        Value::String(text) => text.trim().parse().ok(),
        other => u32::try_from(other.as_u64()?).ok(),
    }
}

impl Study {
    /// Reads an `ImagingStudy`; none where it does not say which study it is.
    #[must_use]
    pub fn parse(resource: &Value) -> Option<Self> {
        if word(resource, "resourceType") != "ImagingStudy" {
            return None;
        }
        // DSTU2 and STU3 have a `uid`; R4 and later an identifier.
        let by_identifier = items(resource, "identifier")
            .filter(|one| {
                word(one, "system") == "urn:dicom:uid" || word(one, "value").starts_with("urn:oid:")
            })
            .map(|one| bare(word(one, "value")));
        let uid = by_identifier
            .chain([bare(word(resource, "uid"))])
            .find(|text| is_uid(text))?
            .to_owned();
        let mut study = Self {
            uid,
            expected: resource.get("numberOfInstances").and_then(Value::as_u64),
            contained: items(resource, "contained")
                .filter(|one| word(one, "resourceType") == "Endpoint")
                .cloned()
                .collect(),
            ..Self::default()
        };
        let all = items(resource, "series");
        study.reference(resource);
        for series in all {
            study.reference(series);
            let series_uid = bare(word(series, "uid"));
            for one in items(series, "instance") {
                let uid = bare(word(one, "uid"));
                if is_uid(series_uid) && is_uid(uid) {
                    study.named.push(Image {
                        series: small(series.get("number")),
                        number: small(one.get("number")),
                        series_uid: series_uid.to_owned(),
                        uid: uid.to_owned(),
                    });
                }
            }
        }
        Some(study)
    }

    fn reference(&mut self, inside: &Value) {
        for one in items(inside, "endpoint") {
            let reference = word(one, "reference");
            if !reference.is_empty() && !self.endpoints.iter().any(|known| known == reference) {
                self.endpoints.push(reference.to_owned());
            }
        }
    }
}

/// The address of an `Endpoint` for images; none for one of another kind.
#[must_use]
pub fn image_address(endpoint: &Value) -> Option<String> {
    let is = |code: &str| {
        let code = code.trim();
        code.eq_ignore_ascii_case("dicom-wado-rs") || code.eq_ignore_ascii_case("dicom-qido-rs")
    };
    // R4: one Coding; R5: CodeableConcepts; some servers write the code alone. The name of the
    // code system is not looked at: it is often wrong.
    let fits = items(endpoint, "connectionType").any(|kind| {
        kind.as_str().is_some_and(is)
            || is(word(kind, "code"))
            || items(kind, "coding").any(|coding| is(word(coding, "code")))
    });
    let address = word(endpoint, "address").trim();
    (fits && !address.is_empty()).then(|| address.to_owned())
}

/// A server of images.
#[derive(Debug, Clone)]
pub struct Archive {
    base: FhirBase,
    own: bool,
}

impl Archive {
    /// The archive at an address that the portal gave: `{base}`, or `{base}/studies…`.
    ///
    /// # Errors
    /// [`SmartError::Address`], [`SmartError::AddressNotSecure`]: also for an address on this
    /// computer, unless the portal is there, too.
    pub fn new(portal: &FhirBase, address: &str) -> Result<Self, SmartError> {
        let address = address.trim();
        if !address.contains("://") {
            return Err(SmartError::Address);
        }
        let plain = address.split(['?', '#']).next().unwrap_or_default();
        let cut = match plain.find("/studies") {
            Some(at) => plain.get(..at).unwrap_or(plain),
            None => plain,
        };
        let base = FhirBase::parse(cut)?;
        if base.is_here() && !portal.is_here() {
            return Err(SmartError::AddressNotSecure);
        }
        let own = base.pinned_origin() == portal.pinned_origin();
        Ok(Self { base, own })
    }

    /// Whether it is the portal's own server, which may see the token.
    #[must_use]
    pub const fn is_portal(&self) -> bool {
        self.own
    }

    /// The name of the server, with its port where that is not the usual one: to be shown before the
    /// first contact.
    #[must_use]
    pub fn host(&self) -> String {
        self.base.host_and_port()
    }

    /// Where it is.
    #[must_use]
    pub const fn base(&self) -> &FhirBase {
        &self.base
    }

    fn ask(
        &self,
        net: &mut dyn Fetch,
        url: &Url,
        accept: &'static str,
        limit: u64,
        token: Option<&Secret>,
    ) -> Result<Answer, GapReason> {
        let authorization = match token {
            Some(token) if self.own => Authorization::Bearer(token.clone()),
            _ => Authorization::None,
        };
        let with_token = matches!(authorization, Authorization::Bearer(_));
        let request = Request {
            url: url.clone(),
            accept,
            body: Body::None,
            authorization,
            limit,
        };
        let mut tries = Tries::default();
        loop {
            let result = net.fetch(&request);
            if let Some(time) = tries.again_after(&result) {
                net.wait(time).map_err(GapReason::Network)?;
                continue;
            }
            let answer = result.map_err(|fault| match fault {
                NetworkFault::TooLarge => GapReason::Limit,
                other => GapReason::Network(other),
            })?;
            return match answer.status {
                200..=299 => Ok(answer),
                300..=399 => Err(GapReason::Redirected),
                401 if with_token => Err(GapReason::AccessEnded),
                401 | 403 | 407 => Err(GapReason::Refused),
                400 | 404..=406 | 410 | 415 | 422 | 501 => Err(GapReason::NotOffered),
                429 | 503 => Err(GapReason::Busy),
                _ => Err(GapReason::ServerFault),
            };
        }
    }

    /// All of one list, page by page.
    fn list(
        &self,
        net: &mut dyn Fetch,
        path: &str,
        key: &str,
        most: usize,
        pages: usize,
        token: Option<&Secret>,
    ) -> Result<Vec<Value>, GapReason> {
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        for _ in 0..pages {
            let mut url = self.base.below(path).map_err(|_| GapReason::Broken)?;
            url.query_pairs_mut()
                .append_pair("limit", &PAGE.to_string())
                .append_pair("offset", &all.len().to_string());
            let answer = self.ask(net, &url, LIST, LARGEST_LIST, token)?;
            if answer.status == 204 || answer.body.iter().all(u8::is_ascii_whitespace) {
                return Ok(all);
            }
            let page: Vec<Value> =
                serde_json::from_slice(&answer.body).map_err(|_| GapReason::Broken)?;
            let (got, before) = (page.len(), all.len());
            for one in page {
                let Some(uid) = tag(&one, key).and_then(Value::as_str).map(str::trim) else {
                    continue;
                };
                if is_uid(uid) && seen.insert(uid.to_owned()) {
                    if all.len() >= most {
                        return Err(GapReason::Limit);
                    }
                    all.push(one);
                }
            }
            // A server that knows no pages sends all at once, or the same again.
            if all.len() == before || got < PAGE {
                return Ok(all);
            }
        }
        Err(GapReason::Endless)
    }

    /// Which images a study has, in their order.
    ///
    /// # Errors
    /// Why they are not known.
    pub fn images(
        &self,
        study: &Study,
        net: &mut dyn Fetch,
        token: Option<&Secret>,
        limits: &ImageLimits,
    ) -> Result<Vec<Image>, GapReason> {
        let asked = self.asked(study, net, token, limits);
        let mut all = match asked {
            // The archive has no lists, and the record names the images.
            Err(GapReason::NotOffered) if !study.named.is_empty() => study.named.clone(),
            other => other?,
        };
        all.truncate(limits.images);
        all.sort();
        all.dedup_by(|a, b| a.uid == b.uid);
        Ok(all)
    }

    fn asked(
        &self,
        study: &Study,
        net: &mut dyn Fetch,
        token: Option<&Secret>,
        limits: &ImageLimits,
    ) -> Result<Vec<Image>, GapReason> {
        let path = format!("studies/{}/series", study.uid);
        let (most, pages) = (limits.series, limits.pages);
        let series = self.list(net, &path, SERIES_UID, most, pages, token)?;
        let mut all: Vec<Image> = Vec::new();
        for one in series.iter().filter(|one| belongs(one, study)) {
            let series_uid = text(one, SERIES_UID);
            let path = format!("studies/{}/series/{series_uid}/instances", study.uid);
            let most = limits.images.saturating_sub(all.len());
            let images = self.list(net, &path, IMAGE_UID, most, pages, token)?;
            all.extend(
                images
                    .iter()
                    .filter(|image| belongs(image, study))
                    .map(|image| Image {
                        series: small(tag(one, SERIES_NUMBER)),
                        number: small(tag(image, IMAGE_NUMBER)),
                        series_uid: series_uid.clone(),
                        uid: text(image, IMAGE_UID),
                    }),
            );
        }
        Ok(all)
    }

    /// One image, byte for byte.
    ///
    /// # Errors
    /// Why it did not come; [`GapReason::Broken`] also for another image than was asked for.
    pub fn image(
        &self,
        study: &Study,
        image: &Image,
        net: &mut dyn Fetch,
        token: Option<&Secret>,
        limits: &ImageLimits,
    ) -> Result<Vec<u8>, GapReason> {
        let path = format!(
            "studies/{}/series/{}/instances/{}",
            study.uid, image.series_uid, image.uid
        );
        let url = self.base.below(&path).map_err(|_| GapReason::Broken)?;
        let limit = limits.bytes.saturating_add(64 * 1024);
        let answer = self.ask(net, &url, IMAGE, limit, token)?;
        let kind = answer.header("content-type").unwrap_or_default().to_owned();
        let bytes = match boundary(&kind) {
            Some(boundary) => only_part(&boundary, &answer.body, limits.bytes)?,
            None => answer.body,
        };
        match instance_uid(&bytes) {
            Some(uid) if uid == image.uid => Ok(bytes),
            _ => Err(GapReason::Broken),
        }
    }
}

const STUDY_UID: &str = "0020000D";
const SERIES_UID: &str = "0020000E";
const IMAGE_UID: &str = "00080018";
const SERIES_NUMBER: &str = "00200011";
const IMAGE_NUMBER: &str = "00200013";

/// The first value of a tag of DICOM JSON.
fn tag<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    value.get(key)?.get("Value")?.get(0)
}

fn text(value: &Value, key: &str) -> String {
    let found = tag(value, key).and_then(Value::as_str);
    found.unwrap_or_default().trim().to_owned()
}

/// Whether a line of a list is about this study: it need not say so, and must not say otherwise.
fn belongs(line: &Value, study: &Study) -> bool {
    let uid = text(line, STUDY_UID);
    uid.is_empty() || uid == study.uid
}

fn only_part(boundary: &str, body: &[u8], limit: u64) -> Result<Vec<u8>, GapReason> {
    let fault = |fault| match fault {
        PartsFault::Limit => GapReason::Limit,
        PartsFault::Cut => GapReason::Network(NetworkFault::BrokenOff),
        PartsFault::Broken => GapReason::Broken,
    };
    let mut parts = Parts::new(boundary, 1, limit);
    for piece in body.chunks(64 * 1024) {
        parts.push(piece).map_err(fault)?;
    }
    let mut all = parts.finish().map_err(fault)?;
    let part = all.pop().ok_or(GapReason::Broken)?;
    let kind = part.media_type.split(';').next().unwrap_or_default().trim();
    if kind.is_empty() || kind.eq_ignore_ascii_case("application/dicom") {
        Ok(part.bytes)
    } else {
        Err(GapReason::Broken)
    }
}

/// `MediaStorageSOPInstanceUID` of a DICOM file; none where it is no such file.
///
/// # Source
/// DICOM PS3.10 section 7.1: 128 bytes, `DICM`, then group 0002 in explicit VR, little endian.
#[must_use]
pub fn instance_uid(bytes: &[u8]) -> Option<String> {
    let mut rest = bytes.get(132..)?;
    if bytes.get(128..132) != Some(b"DICM") {
        return None;
    }
    loop {
        let head: [u8; 8] = rest.get(..8)?.try_into().ok()?;
        let [g0, g1, e0, e1, v0, v1, l0, l1] = head;
        if u16::from_le_bytes([g0, g1]) != 2 {
            return None;
        }
        let long = matches!(&[v0, v1], b"OB" | b"OW" | b"UN" | b"SQ" | b"UT");
        let (length, start) = if long {
            let length: [u8; 4] = rest.get(8..12)?.try_into().ok()?;
            (usize::try_from(u32::from_le_bytes(length)).ok()?, 12)
        } else {
            (usize::from(u16::from_le_bytes([l0, l1])), 8)
        };
        let value = rest.get(start..)?.get(..length)?;
        if u16::from_le_bytes([e0, e1]) == 3 {
            let text = std::str::from_utf8(value).ok()?;
            let text = text.trim_end_matches(['\0', ' ']);
            return is_uid(text).then(|| text.to_owned());
        }
        rest = rest.get(start..)?.get(length..)?;
    }
}
