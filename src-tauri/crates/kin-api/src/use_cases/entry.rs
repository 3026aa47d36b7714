//! One entry, opened: detail, sources, versions, original, attachments; hiding and erasing.

use super::import::StoredReport;
use super::view::{Viewer, moment_text};
use crate::dto::{
    AttachmentRequest, AttachmentView, DetailRowView, DetailSectionView, DetailView, EntryFull,
    EntryOriginal, EntryRequest, EntryVersionRequest, EntryView, OriginView, OutputFile,
    VersionView, Viewable,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::stored;
use crate::session::Session;
use kin_fhir::{AttachmentRef, Limits, ScanContext};
use kin_i18n::{Catalogue, Lang};
use kin_model::{DetailRow, EntryId, ImportId, Kind, OriginKind};
use kin_vault::{AttachmentId, FullEntry, Record};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The record and the id of a request.
fn find(session: &Session, person: &str, id: &str) -> ApiResult<(Arc<Record>, EntryId)> {
    let record = session.record(person)?;
    let id = id.parse().map_err(|_| ErrorCode::UnknownEntry)?;
    Ok((record, id))
}

/// What the references inside a resource are called, looked up in the record.
pub(crate) fn names_for(record: &Record, full: &FullEntry) -> ScanContext {
    let mut context = ScanContext::default();
    context.set_default_namespace(&full.namespace);
    let limits = Limits::default();
    let mut references = BTreeSet::new();
    if let Ok(json) = serde_json::from_slice::<Value>(&full.body) {
        collect_references(&json, &mut references);
    }
    for reference in references.iter().take(200) {
        if let Some(target) = target_of(record, &full.namespace, reference)
            && let Ok(row) = record.row(target)
        {
            context.insert_name(reference, &row.title, &limits);
        }
    }
    context
}

fn collect_references(json: &Value, out: &mut BTreeSet<String>) {
    match json {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "reference" => {
                        out.insert(text.clone());
                    }
                    other => collect_references(other, out),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|i| collect_references(i, out)),
        _ => {}
    }
}

/// Types that `urn:uuid:` references, which name none, are tried with.
const UNTYPED: &[&str] = &[
    "Practitioner",
    "Organization",
    "Location",
    "Encounter",
    "Medication",
    "Condition",
    "PractitionerRole",
    "Device",
    "CareTeam",
    "Binary",
];

/// The entry that a reference of a resource means.
pub(crate) fn target_of(record: &Record, namespace: &str, reference: &str) -> Option<EntryId> {
    let ask = |kind: &str, id: &str| record.find_by_reference(namespace, kind, id).ok().flatten();
    if let Some(uuid) = reference
        .strip_prefix("urn:uuid:")
        .or_else(|| reference.strip_prefix("urn:oid:"))
    {
        return UNTYPED.iter().find_map(|kind| ask(kind, uuid));
    }
    let mut parts = reference.rsplit('/');
    let id = parts.next()?;
    let kind = parts.next()?;
    ask(kind, id)
}

/// The value of a row: a code of one word in plain words, also where it stands beside others.
fn row_text(label: &str, value: &str, lang: Lang) -> String {
    // Who and where of an appointment that was typed here: our own codes, the names say it.
    let own = |part: &&str| label != "participant" || !matches!(*part, "who" | "place");
    let parts = value.split(" · ").filter(own).map(|part| {
        if let Some(said) = kin_terms::missing_reference(part, super::view::terms_lang(lang)) {
            return said;
        }
        let code = part.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
        let word = |label: &str| kin_terms::code_word(label, part, super::view::terms_lang(lang));
        // Why there is no value stands where the value would.
        let why = || {
            (label == "value")
                .then(|| word("data-absent-reason"))
                .flatten()
        };
        code.then(|| word(label).or_else(why))
            .flatten()
            .map_or_else(|| super::view::value_text(part, lang), str::to_owned)
    });
    parts.collect::<Vec<_>>().join(" · ")
}

/// What was typed here is told by its own words. What the form of the standard wants beside them (a category, that it
/// is `final`, when it was written down, the title a second time) stands in the original.
fn says_something(row: &DetailRow, title: &str) -> bool {
    match row.label.as_str() {
        "category" | "issued" => false,
        "status" => row.value != "final",
        "value" => row.value != title,
        _ => true,
    }
}

fn detail_view(
    detail: &kin_model::Detail,
    coded: &kin_fhir::Coded,
    kind: Kind,
    typed: Option<&str>,
    viewer: &Viewer,
) -> DetailView {
    let lang = viewer.lang;
    let label = |prefix: &str, label: &str| {
        Catalogue::find(lang, &format!("{prefix}-{label}"), &[])
            .unwrap_or_else(|| label.replace('-', " "))
    };
    let sections = detail
        .sections
        .iter()
        .map(|section| DetailSectionView {
            title: match &section.title {
                Some(title) => super::view::value_text(title, lang),
                None if section.label.is_empty() => String::new(),
                None => label("section", &section.label),
            },
            rows: section
                .rows
                .iter()
                .filter(|row| typed.is_none_or(|title| says_something(row, title)))
                .map(|row| DetailRowView {
                    label: label("field", &row.label),
                    value: row.date.as_ref().map_or_else(
                        || {
                            let codings = coded.codings(&row.path);
                            kin_fhir::name_in(&codings, &row.value, super::view::terms_lang(lang))
                                .filter(|_| !row.value.contains(kin_terms::LEADS_NOWHERE))
                                .unwrap_or_else(|| row_text(&row.label, &row.value, lang))
                        },
                        |d| viewer.date_of(kind, d),
                    ),
                    date: row.date.as_ref().map(ToString::to_string),
                    path: row.path.clone(),
                })
                .collect(),
        })
        .collect();
    let narrative = detail.narrative.clone().unwrap_or_default();
    DetailView {
        resource_type: detail.resource_type.clone(),
        sections,
        narrative: narrative.nodes,
        narrative_cut: narrative.cut,
        not_shown: detail.not_shown.clone(),
    }
}

/// Media type by the first bytes, else what the source says.
pub(crate) fn content_type(given: &str, bytes: Option<&[u8]>) -> String {
    let by_magic = bytes.and_then(|b| {
        let kinds: [(&[u8], &str); 6] = [
            (b"%PDF-", "application/pdf"),
            (b"\x89PNG\r\n", "image/png"),
            (b"\xff\xd8\xff", "image/jpeg"),
            (b"GIF8", "image/gif"),
            (b"RIFF", "image/webp"),
            (b"BM", "image/bmp"),
        ];
        kinds
            .into_iter()
            // RIFF holds sounds and films as well.
            .find(|(magic, _)| {
                b.starts_with(magic) && (*magic != b"RIFF" || b.get(8..12) == Some(b"WEBP"))
            })
            .map(|(_, kind)| kind)
    });
    let given = given.split(';').next().unwrap_or_default().trim();
    match by_magic {
        Some(kind) => kind.to_owned(),
        None if given.is_empty() => match bytes {
            Some(b) if std::str::from_utf8(b).is_ok() => "text/plain".to_owned(),
            _ => "application/octet-stream".to_owned(),
        },
        None => given.to_ascii_lowercase(),
    }
}

fn viewable(content_type: &str) -> Viewable {
    match content_type {
        "application/pdf" => Viewable::Pdf,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp" => Viewable::Image,
        t if t.starts_with("text/") || t.ends_with("json") || t.ends_with("xml") => Viewable::Text,
        _ => Viewable::No,
    }
}

/// The bytes of an attachment, wherever in the record they are.
pub(crate) fn attachment_bytes(
    record: &Record,
    full: &FullEntry,
    file: &AttachmentRef,
) -> ApiResult<Vec<u8>> {
    if let Some(data) = &file.data {
        return Ok(data.clone());
    }
    let url = file.url.as_deref().unwrap_or_default();
    if let Some(id) = url.strip_prefix("attachment:") {
        let id: AttachmentId = id.parse().map_err(|_| ErrorCode::UnknownAttachment)?;
        return Ok(record.attachment(id)?.bytes);
    }
    let target = target_of(record, &full.namespace, url)
        .ok_or_else(|| ApiError::from(ErrorCode::AttachmentElsewhere))?;
    let other = record.entry(target)?;
    let inside = kin_fhir::attachments(&other.body).map_err(|e| stored(&e))?;
    inside
        .into_iter()
        .find_map(|f| f.data)
        .ok_or_else(|| ErrorCode::AttachmentElsewhere.into())
}

fn attachment_views(record: &Record, full: &FullEntry) -> ApiResult<Vec<AttachmentView>> {
    let files = kin_fhir::attachments(&full.body).map_err(|e| stored(&e))?;
    Ok(files
        .iter()
        .zip(0_u32..)
        .map(|(file, index)| {
            // A study has hundreds of these, and none is shown: their bytes are not needed here.
            if file.content_type == "application/dicom" && file.data.is_none() {
                return AttachmentView {
                    index,
                    title: file.title.clone(),
                    viewable: Viewable::No,
                    content_type: file.content_type.clone(),
                    size: file.size,
                };
            }
            let bytes = attachment_bytes(record, full, file).ok();
            let kind = content_type(&file.content_type, bytes.as_deref());
            AttachmentView {
                index,
                title: file.title.clone(),
                viewable: if bytes.is_some() {
                    viewable(&kind)
                } else {
                    Viewable::No
                },
                content_type: kind,
                size: bytes.map(|b| b.len() as u64).or(file.size),
            }
        })
        .collect())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry(session: &Session, request: EntryRequest) -> ApiResult<EntryFull> {
    let (record, id) = find(session, &request.person, &request.id)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let lang = viewer.lang;
    let full = record.entry(id)?;
    let mut context = names_for(&record, &full);
    // What is typed here is about a patient whom no entry holds: the person of this record.
    let person = super::people::person_view(session, &request.person)?.name;
    let patient = format!("Patient/{}", request.person);
    context.insert_name(&patient, &person, &Limits::default());
    let detail = kin_fhir::detail(&full.body, &context).map_err(|e| stored(&e))?;
    let view = viewer.entry(&full.row);
    let origins: Vec<OriginView> = full
        .sources
        .iter()
        .map(|s| OriginView {
            import: s.origin.import.0,
            kind: s.origin.kind,
            label: s.origin.label.clone(),
            at: s.origin.at.clone(),
            at_text: moment_text(&s.origin.at, lang),
            by: s.origin.by.clone(),
        })
        .collect();
    let label = |import: ImportId| viewer.source(import).label;
    let former = u32::try_from(full.versions.len()).unwrap_or(u32::MAX);
    let mut versions: Vec<VersionView> = Vec::new();
    if let Some(first) = origins.first() {
        versions.push(VersionView {
            n: former.saturating_add(1),
            at: first.at.clone(),
            at_text: first.at_text.clone(),
            label: first.label.clone(),
            current: true,
        });
    }
    versions.extend(full.versions.iter().map(|v| VersionView {
        n: v.n,
        at: v.at.clone(),
        at_text: moment_text(&v.at, lang),
        label: label(v.import),
        current: false,
    }));
    let by_hand = full
        .sources
        .first()
        .is_some_and(|s| s.origin.kind == OriginKind::Hand);
    Ok(EntryFull {
        detail: detail_view(
            &detail,
            &kin_fhir::Coded::of(&full.body),
            full.row.kind,
            by_hand.then_some(full.row.title.as_str()),
            &viewer,
        ),
        attachments: attachment_views(&record, &full)?,
        from_paper: super::papers::from_paper(&record, &full),
        taken: viewer.entries(&super::papers::taken_from(&record, &full)?),
        editable: by_hand && super::typing::form_of(&full.body).is_some(),
        hidden: full.row.hidden,
        trend_key: view.trend_key.clone(),
        entry: view,
        origins,
        versions,
    })
}

/// A resource indented for reading: white space is added outside strings, nothing else changes.
pub(crate) fn indent(minified: &[u8]) -> String {
    let text = String::from_utf8_lossy(minified);
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut chars = text.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(c) = chars.next() {
        if in_string {
            out.push(c);
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                if chars.peek().is_some_and(|n| matches!(n, '}' | ']')) {
                    out.extend(chars.next());
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            '"' => {
                in_string = true;
                out.push(c);
            }
            other => out.push(other),
        }
    }
    out
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry_original(
    session: &Session,
    request: EntryVersionRequest,
) -> ApiResult<EntryOriginal> {
    let (record, id) = find(session, &request.person, &request.id)?;
    let full = record.entry(id)?;
    let former = full.versions.iter().find(|v| Some(v.n) == request.version);
    let current = u32::try_from(full.versions.len())
        .unwrap_or(u32::MAX)
        .saturating_add(1);
    let (body, import, place) = match (former, request.version) {
        (Some(v), _) => {
            let place = record.place(id, Some(v.n))?;
            (record.body_of_version(id, v.n)?, Some(v.import), place)
        }
        (None, Some(n)) if n != current => return Err(ErrorCode::UnknownVersion.into()),
        (None, _) => {
            let import = full.sources.first().map(|s| s.origin.import);
            (full.body, import, record.place(id, None)?)
        }
    };
    let info = record
        .imports()?
        .into_iter()
        .find(|i| Some(i.origin.import) == import);
    // An import of several files names them in its report.
    let report = info.as_ref().map(|i| i.report.as_str()).unwrap_or_default();
    let files = serde_json::from_str::<StoredReport>(report)
        .map(|r| r.files)
        .unwrap_or_default();
    let file = place
        .and_then(|p| usize::try_from(p.file).ok())
        .and_then(|n| files.into_iter().nth(n));
    let (file_name, sha256) = match (file, info) {
        (Some(file), _) => (file.name, file.sha256),
        (None, Some(info)) => (info.file_name, info.file_hash),
        (None, None) => <(String, String)>::default(),
    };
    Ok(EntryOriginal {
        text: indent(&body),
        file_name,
        sha256,
        position: place.map(|p| p.index),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn attachment(session: &Session, request: AttachmentRequest) -> ApiResult<Vec<u8>> {
    let (record, id) = find(session, &request.person, &request.id)?;
    let full = record.entry(id)?;
    let files = kin_fhir::attachments(&full.body).map_err(|e| stored(&e))?;
    let index = usize::try_from(request.index).unwrap_or(usize::MAX);
    let file = files
        .get(index)
        .ok_or_else(|| ApiError::from(ErrorCode::UnknownAttachment))?;
    attachment_bytes(&record, &full, file)
}

/// A name for the saved copy: the title without what a file name cannot hold, with an extension.
fn file_name(title: &str, content_type: &str) -> String {
    let kept: String = title
        .chars()
        .map(|c| {
            let refused = c.is_control() || "/\\:*?\"<>|".contains(c);
            if refused { ' ' } else { c }
        })
        .take(100)
        .collect();
    let name = kept.trim_matches([' ', '.']);
    let name = if name.is_empty() { "document" } else { name };
    let extension = match content_type {
        "application/pdf" => ".pdf",
        "application/dicom" => ".dcm",
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "image/bmp" => ".bmp",
        "text/html" => ".html",
        t if t.starts_with("text/") => ".txt",
        t if t.ends_with("json") => ".json",
        t if t.ends_with("xml") => ".xml",
        _ => "",
    };
    if name.to_lowercase().ends_with(extension) {
        name.to_owned()
    } else {
        format!("{name}{extension}")
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn attachment_output(
    session: &Session,
    request: AttachmentRequest,
) -> ApiResult<OutputFile> {
    let (record, id) = find(session, &request.person, &request.id)?;
    let full = record.entry(id)?;
    let files = kin_fhir::attachments(&full.body).map_err(|e| stored(&e))?;
    let index = usize::try_from(request.index).unwrap_or(usize::MAX);
    let file = files
        .get(index)
        .ok_or_else(|| ApiError::from(ErrorCode::UnknownAttachment))?;
    let bytes = attachment_bytes(&record, &full, file)?;
    let kind = content_type(&file.content_type, Some(&bytes));
    super::family::note(session, &record, "export", &full.row.title);
    session
        .outputs()
        .put(&file_name(&file.title, &kind), "attachment", &kind, bytes)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry_hide(session: &Session, request: EntryRequest) -> ApiResult<()> {
    let (record, id) = find(session, &request.person, &request.id)?;
    Ok(record.hide(id, &session.by()?, &session.clock().now_text())?)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry_restore(session: &Session, request: EntryRequest) -> ApiResult<()> {
    let (record, id) = find(session, &request.person, &request.id)?;
    Ok(record.restore(id, &session.by()?, &session.clock().now_text())?)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry_erase(session: &Session, request: EntryRequest) -> ApiResult<()> {
    let (record, id) = find(session, &request.person, &request.id)?;
    Ok(record.erase(id, &session.by()?, &session.clock().now_text())?)
}

/// Takes a former version of what was typed as a new one, so that nothing is lost.
#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry_restore_version(
    session: &Session,
    request: EntryVersionRequest,
) -> ApiResult<EntryView> {
    let (record, id) = find(session, &request.person, &request.id)?;
    let full = record.entry(id)?;
    let n = request
        .version
        .filter(|n| full.versions.iter().any(|v| v.n == *n))
        .ok_or_else(|| ApiError::from(ErrorCode::UnknownVersion))?;
    let by_hand = full
        .sources
        .first()
        .is_some_and(|s| s.origin.kind == OriginKind::Hand);
    if !by_hand {
        return Err(ErrorCode::NotEditable.into());
    }
    let body = record.body_of_version(id, n)?;
    let id = super::typing::store(session, &record, &full.namespace, &body)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    Ok(viewer.entry(&record.row(id)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indenting_keeps_every_token() {
        let json = r#"{"a":1.00,"b":[],"c":{"d":"x: {,}\" \u8840"},"e":[1,{"f":null}]}"#;
        let shown = indent(json.as_bytes());
        let mut back = Vec::new();
        kin_fhir::minify(shown.as_bytes(), &mut back);
        assert_eq!(String::from_utf8(back).unwrap(), json, "token for token");
        assert!(shown.contains("\n  \"a\": 1.00,"), "{shown}");
    }

    #[test]
    fn a_copy_gets_a_name_that_every_system_takes() {
        assert_eq!(file_name("Letter.pdf", "application/pdf"), "Letter.pdf");
        assert_eq!(
            file_name("../出院/小结", "application/pdf"),
            "出院 小结.pdf"
        );
        assert_eq!(file_name("a:b\n", "image/jpeg"), "a b.jpg");
        assert_eq!(file_name(" .. ", "application/dicom"), "document.dcm");
        assert_eq!(file_name(" .. ", "application/x-unknown"), "document");
    }

    #[test]
    fn the_content_decides_what_a_file_is() {
        assert_eq!(
            content_type("text/plain", Some(b"%PDF-1.7")),
            "application/pdf"
        );
        assert_eq!(content_type("", Some("血压".as_bytes())), "text/plain");
        assert_eq!(
            content_type("", Some(b"RIFF\x04\0\0\0WEBPVP8 ")),
            "image/webp"
        );
        let sound = b"RIFF\x04\0\0\0WAVEfmt ";
        assert_eq!(content_type("audio/wav", Some(sound)), "audio/wav");
        assert_eq!(
            content_type("", Some(&[0xff, 0xfe, 0])),
            "application/octet-stream"
        );
        assert_eq!(content_type("Text/HTML; charset=utf-8", None), "text/html");
    }
}
