//! The images of a study, fetched from the hospital's archive when a person asks for them.
//!
//! Each image is kept whole, as it came, as a file of one document beside the study. What came is one
//! import, also when it broke off or was stopped: it can be undone, and the next try fetches only the
//! rest.

use super::store::{self, KeptGap};
use super::sync::{Reading, reason};
use super::{Claim, errors, need_writable, net, start, view};
use crate::dto::{
    EntryRequest, JobId, JobResult, PortalImageView, PortalImagesRequest, PortalImagesView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::stored as unread;
use crate::session::{Job, Session, Stage};
use crate::use_cases::entry::target_of;
use kin_crypto::safe::sha256;
use kin_fhir::{Limits, RawResource, ResourceReader, ScanContext, concept_words};
use kin_i18n::Catalogue;
use kin_model::{EntryId, OriginKind};
use kin_net::Client;
use kin_smart::{
    Archive, Authorization, Body, FHIR_JSON, Fetch as _, FhirBase, GapReason, Image, ImageLimits,
    Request, Secret, Study, image_address,
};
use kin_vault::{FullEntry, ImportStart, Record, Spool};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

/// What the files are.
const DICOM: &str = "application/dicom";
/// Most times that something of one study is fetched.
const MOST_PARTS: u32 = 64;
/// Bytes that are fetched at once; the next try fetches the rest.
const AT_ONCE: u64 = 2 << 30;
/// Images, one after the other, that do not come, before the rest is left for another time.
const IN_A_ROW: u32 = 5;
/// Largest `Endpoint`.
const LARGEST_ENDPOINT: u64 = 1 << 20;
/// A token that ends within so many seconds is renewed first.
const SOON: i64 = 60;

/// A study of the record.
struct Known {
    full: FullEntry,
    /// `ImagingStudy.id`.
    id: String,
    started: Option<String>,
    study: Study,
}

fn known(record: &Record, entry: &str) -> ApiResult<Option<Known>> {
    let id: EntryId = entry.parse().map_err(|_| ErrorCode::UnknownEntry)?;
    let full = record.entry(id)?;
    let Ok(body) = serde_json::from_slice::<Value>(&full.body) else {
        return Ok(None);
    };
    let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
    Ok(Study::parse(&body).map(|study| Known {
        full,
        id: text("id").unwrap_or_default(),
        started: text("started"),
        study,
    }))
}

/// The portal that a study came from, where it is still connected.
fn portal_of(record: &Record, full: &FullEntry) -> ApiResult<Option<store::Stored>> {
    let from: BTreeSet<i64> = full.sources.iter().map(|s| s.origin.import.0).collect();
    let names: BTreeSet<String> = record
        .imports()?
        .into_iter()
        .filter(|one| one.origin.kind == OriginKind::Portal && from.contains(&one.origin.import.0))
        .map(|one| one.file_name)
        .collect();
    Ok(store::all(record)?
        .into_iter()
        .find(|one| names.contains(&one.file_name())))
}

/// The id of the document that holds the images of the n-th time.
fn document_id(study: &Study, n: u32) -> String {
    let hash = sha256(format!("{} {n}", study.uid).as_bytes());
    let short: String = hash.iter().take(12).map(|b| format!("{b:02x}")).collect();
    format!("images-{short}")
}

/// What is in the record: the images, and the number of the next document.
struct There {
    images: Vec<PortalImageView>,
    uids: BTreeSet<String>,
    next: Option<u32>,
}

fn there(record: &Record, known: &Known) -> ApiResult<There> {
    let mut found = There {
        images: Vec::new(),
        uids: BTreeSet::new(),
        next: None,
    };
    for n in 1..=MOST_PARTS {
        let id = document_id(&known.study, n);
        let entry = record.find_by_reference(&known.full.namespace, "DocumentReference", &id)?;
        let Some(entry) = entry else {
            found.next = found.next.or(Some(n));
            continue;
        };
        let document = record.entry(entry)?;
        let body: Value = serde_json::from_slice(&document.body).unwrap_or_default();
        let files = body.get("content").and_then(Value::as_array);
        for (file, index) in files.into_iter().flatten().zip(0_u32..) {
            let Some(file) = file.get("attachment") else {
                continue;
            };
            let text = |key: &str| file.get(key).and_then(Value::as_str).unwrap_or_default();
            let uid = file
                .pointer("/_url/extension/0/valueOid")
                .and_then(Value::as_str)
                .unwrap_or_default();
            found
                .uids
                .insert(uid.trim_start_matches("urn:oid:").to_owned());
            found.images.push(PortalImageView {
                entry: entry.to_string(),
                index,
                title: text("title").to_owned(),
                size: file.get("size").and_then(Value::as_u64).unwrap_or_default(),
            });
        }
    }
    Ok(found)
}

fn gap_view(session: &Session, reason: &str, count: u64) -> crate::dto::PortalGap {
    let one = KeptGap {
        kind: "ImagingStudy".to_owned(),
        reason: reason.to_owned(),
        count,
    };
    view::gap(&one, session.lang())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry_images(
    session: &Session,
    request: EntryRequest,
) -> ApiResult<PortalImagesView> {
    let record = session.record(&request.person)?;
    let Some(known) = known(&record, &request.id)? else {
        return Ok(PortalImagesView::default());
    };
    let there = there(&record, &known)?;
    // Whether there is an archive at all may only be known at the portal.
    let can_fetch = !known.study.endpoints.is_empty() && portal_of(&record, &known.full)?.is_some();
    Ok(PortalImagesView {
        can_fetch,
        expected: known.study.expected,
        images: there.images,
        ..PortalImagesView::default()
    })
}

/// One fetching.
struct Fetching<'a> {
    reading: Reading<'a>,
    net: Client,
    token: Option<Secret>,
    renewed: bool,
}

impl Fetching<'_> {
    /// A token for the portal; none where the person has to sign in again.
    fn take_token(&mut self, base: &FhirBase) -> ApiResult<()> {
        let now = self.reading.session.clock().unix_seconds();
        let usable = {
            let stored = self.reading.stored.borrow();
            let lasts = stored.access_until.saturating_sub(SOON) > now;
            stored.access.clone().filter(|_| lasts)
        };
        self.token = Some(match usable {
            Some(token) => token,
            None => self.renew(base)?,
        });
        Ok(())
    }

    fn renew(&mut self, base: &FhirBase) -> ApiResult<Secret> {
        self.renewed = true;
        // Not by the connection to the archive, which may be another server.
        let mut net = net(base, self.reading.job)?;
        self.reading
            .renew(&mut net)
            .map_err(|error| self.reading.error(error))
    }

    /// Asks; once more with a new token where the old one has ended.
    fn ask<T>(
        &mut self,
        base: &FhirBase,
        mut ask: impl FnMut(&mut Client, Option<&Secret>) -> Result<T, GapReason>,
    ) -> ApiResult<Result<T, GapReason>> {
        let first = ask(&mut self.net, self.token.as_ref());
        if !matches!(first, Err(GapReason::AccessEnded)) || self.renewed {
            return Ok(first);
        }
        self.token = Some(self.renew(base)?);
        Ok(ask(&mut self.net, self.token.as_ref()))
    }
}

/// An `Endpoint`, from the study, the record, or the portal.
fn endpoint(
    job: &Job,
    record: &Record,
    known: &Known,
    base: &FhirBase,
    token: Option<&Secret>,
    reference: &str,
) -> ApiResult<Option<Value>> {
    if let Some(id) = reference.strip_prefix('#') {
        let mut all = known.study.contained.iter();
        return Ok(all
            .find(|one| one.get("id").and_then(Value::as_str) == Some(id))
            .cloned());
    }
    if let Some(entry) = target_of(record, &known.full.namespace, reference) {
        let body = record.entry(entry)?.body;
        return Ok(serde_json::from_slice(&body).ok());
    }
    let (Ok(url), Some(token)) = (base.pinned(reference), token) else {
        return Ok(None);
    };
    let answer = net(base, job)?
        .fetch(&Request {
            url,
            accept: FHIR_JSON,
            body: Body::None,
            authorization: Authorization::Bearer(token.clone()),
            limit: LARGEST_ENDPOINT,
        })
        .map_err(errors::network)?;
    if !answer.is_ok() {
        return Ok(None);
    }
    Ok(serde_json::from_slice(&answer.body).ok())
}

/// Where the images are: the first address of a kind that is understood, and may be asked.
fn archive(
    job: &Job,
    record: &Record,
    known: &Known,
    base: &FhirBase,
    token: Option<&Secret>,
) -> ApiResult<Archive> {
    let mut refused = None;
    for reference in &known.study.endpoints {
        let found = endpoint(job, record, known, base, token, reference)?;
        let Some(address) = found.as_ref().and_then(image_address) else {
            continue;
        };
        match Archive::new(base, &address) {
            Ok(archive) => return Ok(archive),
            Err(error) => refused = Some(errors::smart(error)),
        }
    }
    Err(refused.unwrap_or_else(|| ErrorCode::PortalNoImages.into()))
}

/// What came: all files one behind the other, and how long each is.
struct Came {
    spool: Spool,
    images: Vec<(Image, u64)>,
    gaps: BTreeMap<&'static str, u64>,
    /// Images that the archive has.
    total: u64,
}

/// The words for a reason: another server than the hospital's is named as such.
fn reason_of(why: GapReason, archive: &Archive) -> &'static str {
    match why {
        GapReason::Refused if !archive.is_portal() => "images-elsewhere",
        other => reason(other),
    }
}

fn fetch(
    fetching: &mut Fetching<'_>,
    base: &FhirBase,
    archive: &Archive,
    study: &Study,
    have: &BTreeSet<String>,
) -> ApiResult<Came> {
    let (session, job) = (fetching.reading.session, fetching.reading.job);
    let limits = ImageLimits::default();
    let stage = |done: usize, of: usize| {
        job.set_stage(Stage {
            code: "images",
            kind: None,
            done,
            of,
        });
    };
    stage(0, 0);
    let all = fetching
        .ask(base, |net, token| {
            archive.images(study, net, token, &limits)
        })?
        .map_err(|why| match why {
            GapReason::Network(fault) => errors::network(fault),
            GapReason::AccessEnded => ErrorCode::PortalSignInAgain.into(),
            other => {
                let reason = reason_of(other, archive);
                ApiError::from(ErrorCode::PortalImagesRefused)
                    .with("reason", reason)
                    .with("why", gap_view(session, reason, 1).text)
            }
        })?;
    let mut spool = session.with(|open| Ok(open.vault.spool()?))?;
    let mut images = Vec::new();
    let mut gaps: BTreeMap<&'static str, u64> = BTreeMap::new();
    let of = all.len();
    let mut in_a_row = 0;
    for (done, image) in all.into_iter().enumerate() {
        stage(done, of);
        if job.is_cancelled() {
            break;
        }
        if have.contains(&image.uid) {
            continue;
        }
        if spool.len() > AT_ONCE {
            *gaps.entry("limit").or_default() += 1;
            continue;
        }
        if in_a_row >= IN_A_ROW {
            *gaps.entry("network").or_default() += 1;
            continue;
        }
        let came = fetching.ask(base, |net, token| {
            archive.image(study, &image, net, token, &limits)
        });
        match came {
            Ok(Ok(bytes)) => {
                spool.push(&bytes)?;
                images.push((image, bytes.len() as u64));
                in_a_row = 0;
            }
            _ if job.is_cancelled() => break,
            Ok(Err(why)) => {
                *gaps.entry(reason_of(why, archive)).or_default() += 1;
                in_a_row += 1;
            }
            // Access ended in the middle: what came stays.
            Err(_) => {
                *gaps.entry("access-ended").or_default() += 1;
                in_a_row = IN_A_ROW;
            }
        }
    }
    Ok(Came {
        spool: spool.finish()?,
        images,
        gaps,
        total: of as u64,
    })
}

fn title(session: &Session, image: &Image, place: usize) -> String {
    let series = image
        .series
        .map_or_else(|| "–".to_owned(), |n| n.to_string());
    let number = image.number.map_or(place, |n| n as usize).to_string();
    Catalogue::text(
        session.lang(),
        "portal-image-title",
        &[("series", &series), ("image", &number)],
    )
}

/// Stores what came as one import: the files, and the document that names them.
fn keep(reading: &Reading<'_>, known: &Known, n: u32, came: &Came) -> ApiResult<i64> {
    let Reading {
        session, record, ..
    } = reading;
    reading.job.set_stage(Stage {
        code: "storing",
        ..Stage::default()
    });
    let (label, file_name) = {
        let stored = reading.stored.borrow();
        (stored.label.clone(), stored.file_name())
    };
    let mut importer = record.begin_import(&ImportStart {
        kind: OriginKind::Portal,
        label,
        by: session.by()?,
        file_name,
        file_hash: String::new(),
        now: session.clock().now_text(),
    })?;
    let mut input = came.spool.open()?;
    let mut content = Vec::new();
    for (place, (image, length)) in came.images.iter().enumerate() {
        let mut bytes = vec![0; usize::try_from(*length).map_err(|_| ErrorCode::Internal)?];
        input
            .read_exact(&mut bytes)
            .map_err(|_| ErrorCode::Internal)?;
        let id = importer.add_attachment(&format!("{}.dcm", image.uid), DICOM, &bytes)?;
        content.push(json!({"attachment": {
            "contentType": DICOM,
            "title": title(session, image, place + 1),
            "size": length,
            "url": format!("attachment:{id}"),
            "_url": {"extension": [{
                "url": "urn:x-kinfolio:sop-instance-uid",
                "valueOid": format!("urn:oid:{}", image.uid),
            }]},
        }}));
    }
    let name = known.full.row.title.as_str();
    let description = Catalogue::text(session.lang(), "portal-images-title", &[("study", name)]);
    let patient = reading.stored.borrow().patient.clone();
    let mut document = json!({
        "resourceType": "DocumentReference",
        "id": document_id(&known.study, n),
        "status": "current",
        "type": {"text": description},
        "description": description,
        "subject": {"reference": format!("Patient/{patient}")},
        "content": content,
        "context": {"related": [{"reference": format!("ImagingStudy/{}", known.id)}]},
    });
    if let (Some(date), Some(map)) = (&known.started, document.as_object_mut()) {
        map.insert("date".to_owned(), json!(date));
    }
    // It is numbered as the study is, so that the reference between them holds.
    let namespace = known.full.namespace.as_str();
    let full_url = namespace.starts_with("http").then(|| {
        let id = document_id(&known.study, n);
        format!("{namespace}/DocumentReference/{id}")
    });
    if let (None, Some(map)) = (&full_url, document.as_object_mut()) {
        map.remove("subject");
    }
    let body = serde_json::to_vec(&document).map_err(|_| ErrorCode::Internal)?;
    let mut context = ScanContext::default();
    context.set_default_namespace(namespace);
    let raw = RawResource {
        index: 0,
        offset: 0,
        full_url: full_url.as_deref(),
        resource_type: "DocumentReference",
        bytes: &body,
    };
    let mut reader = ResourceReader::new(Limits::default());
    let draft = reader.read(&raw, &context).map_err(|e| unread(&e))?;
    importer.add(&draft, &mut || concept_words(&draft))?;
    Ok(importer.commit()?.0)
}

/// Whether the archive may be asked: the hospital's own server, or one that the person has agreed to.
fn may_ask(
    reading: &Reading<'_>,
    archive: &Archive,
    request: &PortalImagesRequest,
) -> ApiResult<bool> {
    let host = archive.host();
    let mut stored = reading.stored.borrow_mut();
    if archive.is_portal() || stored.image_hosts.contains(&host) {
        return Ok(true);
    }
    if request.agreed_host.as_deref() != Some(host.as_str()) {
        return Ok(false);
    }
    stored.image_hosts.insert(host);
    store::put_patiently(reading.job, reading.record, &stored)?;
    Ok(true)
}

fn images(
    session: &Session,
    job: &Job,
    request: &PortalImagesRequest,
) -> ApiResult<PortalImagesView> {
    let record = session.record(&request.person)?;
    let known = known(&record, &request.id)?.ok_or(ErrorCode::PortalNoImages)?;
    let stored = portal_of(&record, &known.full)?.ok_or(ErrorCode::PortalNoImages)?;
    let portal = stored.id.clone();
    let _claim = Claim::take(session, &portal)?;
    let base = stored.base()?;
    let mut fetching = Fetching {
        reading: Reading {
            session,
            job,
            record: &record,
            stored: RefCell::new(stored),
            failed: RefCell::new(None),
        },
        net: net(&base, job)?,
        token: None,
        renewed: false,
    };
    fetching.take_token(&base)?;
    let archive = archive(job, &record, &known, &base, fetching.token.as_ref())?;
    let before = there(&record, &known)?;
    if !may_ask(&fetching.reading, &archive, request)? {
        return Ok(PortalImagesView {
            can_fetch: true,
            expected: known.study.expected,
            images: before.images,
            ask_host: Some(archive.host()),
            ..PortalImagesView::default()
        });
    }
    fetching.net = net(archive.base(), job)?;
    let came = fetch(&mut fetching, &base, &archive, &known.study, &before.uids)?;
    let next = before.next.ok_or(ErrorCode::PortalNoImages)?;
    let import = if came.images.is_empty() {
        None
    } else {
        let newest = store::imports(&record, &portal)?
            .first()
            .map_or(0, |one| one.origin.import.0);
        let import = keep(&fetching.reading, &known, next, &came)?;
        // The person has just asked for it: it is no news of the portal.
        let mut stored = fetching.reading.stored.borrow_mut();
        if stored.seen >= newest {
            stored.seen = import;
            store::put_patiently(&Job::alone(), &record, &stored)?;
        }
        Some(import)
    };
    let stopped = job.is_cancelled();
    if stopped && import.is_none() {
        return Err(ErrorCode::Cancelled.into());
    }
    let after = there(&record, &known)?;
    Ok(PortalImagesView {
        can_fetch: true,
        expected: Some(came.total),
        images: after.images,
        fetched: came.images.len() as u64,
        gaps: came
            .gaps
            .iter()
            .map(|(reason, count)| gap_view(session, reason, *count))
            .collect(),
        import,
        stopped,
        ask_host: None,
    })
}

pub(crate) fn portal_images(session: &Session, request: PortalImagesRequest) -> ApiResult<JobId> {
    need_writable(session)?;
    let record = session.record(&request.person)?;
    let found = known(&record, &request.id)?.ok_or(ErrorCode::PortalNoImages)?;
    if found.study.endpoints.is_empty() || portal_of(&record, &found.full)?.is_none() {
        return Err(ErrorCode::PortalNoImages.into());
    }
    start(session, move |session, job| {
        match images(session, job, &request) {
            Err(_) if job.is_cancelled() => Err(ErrorCode::Cancelled.into()),
            other => other.map(|view| JobResult::PortalImages(Box::new(view))),
        }
    })
}
