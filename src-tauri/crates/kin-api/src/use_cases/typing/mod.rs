//! Typing it in: a form becomes a FHIR resource and goes the way of every other entry.

mod convert;
mod planned;

use super::view::Viewer;
use crate::dto::{
    EntryAddRequest, EntryEditRequest, EntryRequest, EntryView, Form, FormCheckRequest,
    FormCheckView,
};
use crate::error::{ApiError, ApiResult, ErrorCode, FieldProblem};
use crate::error_map::{mib, read_failed, stored};
use crate::session::{FileSource, Session};
use kin_fhir::author::{self, Authored, Built, Document, Typed, parse_typed};
use kin_fhir::{
    Beginning, FhirError, Limits, RawResource, ResourceReader, ScanContext, concept_words,
};
use kin_model::{EntryId, Finding, Kind, OriginKind, PartialDate};
use kin_vault::{FullEntry, Record, VaultError};
use serde_json::Value;
use std::sync::Arc;

pub(crate) use convert::{form_of, number_typed, when};
pub(crate) use planned::{answer_text, answers_of, blank, form_area, form_standing, question_text};

/// Whose numbering the ids of typed entries belong to.
pub(crate) const HAND: &str = "urn:x-kinfolio:hand";
/// Largest file that is taken as a document.
const LARGEST_DOCUMENT: u64 = 64 << 20;

/// The kind of entry that a form makes.
const fn kind_of(form: &Form) -> Kind {
    match form {
        Form::BloodPressure { .. } | Form::Glucose { .. } | Form::Measure { .. } => Kind::VitalSign,
        Form::Medicine { .. } => Kind::Medication,
        Form::Allergy { .. } => Kind::Allergy,
        Form::Problem { .. } => Kind::Condition,
        Form::Note { .. } => Kind::Note,
        Form::Symptom { .. } => Kind::Symptom,
        Form::Document { .. } => Kind::Document,
        Form::OwnMeasure { .. } => Kind::VitalSign,
        Form::Questions { .. } => Kind::Questionnaire,
        Form::Appointment { .. } => Kind::Appointment,
        Form::Aim { .. } => Kind::Goal,
        Form::Task { .. } => Kind::CarePlan,
    }
}

fn problems(error: FhirError) -> Result<Vec<FieldProblem>, ApiError> {
    match error {
        FhirError::Impossible { field, reason } => Ok(vec![FieldProblem {
            field: convert::form_field(field),
            code: reason.to_owned(),
        }]),
        other => Err(stored(&other)),
    }
}

fn warnings(confirm: &[Finding]) -> Vec<FieldProblem> {
    confirm
        .iter()
        .map(|f| FieldProblem {
            field: convert::form_field(&f.place),
            code: f.code.clone(),
        })
        .collect()
}

/// The resource of a form, or what is wrong with it.
fn build(
    session: &Session,
    form: &Form,
    (id, old): (&str, Option<&FullEntry>),
    person: &str,
    by: &str,
    document: Document,
) -> ApiResult<Result<Built, Vec<FieldProblem>>> {
    let (at, note, mut typed) = match convert::typed(form, session.clock(), document) {
        Ok((at, note, typed)) => (at, note, planned::worded(typed, session.lang())),
        Err(wrong) => return Ok(Err(wrong)),
    };
    if let Some(old) = old {
        keep_course(&mut typed, &old.body);
    }
    let authored = Authored {
        id: id.to_owned(),
        subject: person.to_owned(),
        at,
        recorded: session.clock().now_text(),
        by: by.to_owned(),
        note,
    };
    match author::build(&authored, &typed) {
        Ok(built) => Ok(Ok(built)),
        Err(error) => Ok(Err(problems(error)?)),
    }
}

/// The form of a medicine does not show its plan, packs and codes: they stay when it is edited. Codes are
/// those of the medicine of before: another name has none.
fn keep_course(typed: &mut Typed, old: &[u8]) {
    if let Typed::Medicine(new) = typed
        && let Some(Typed::Medicine(old)) = parse_typed(old).map(|t| t.typed)
    {
        let same = old.name == new.name;
        new.course = old.course;
        if !same {
            new.course.codes.clear();
            new.course.derived_from = None;
        }
        if new.active {
            new.course.stop_reason = None;
        }
    }
}

/// The token of the file that belongs to a form, and its field.
fn file_of(form: &Form) -> Option<(&'static str, &str)> {
    match form {
        Form::Document { file, .. } => Some(("file", file)),
        Form::Symptom {
            photo: Some(photo), ..
        } => Some(("photo", photo)),
        _ => None,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn form_check(session: &Session, request: FormCheckRequest) -> ApiResult<FormCheckView> {
    let form = &request.form;
    let mut view = FormCheckView {
        kind: kind_of(form),
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    let stand_in = Document {
        attachment: "0".repeat(16),
        content_type: "application/octet-stream".to_owned(),
        ..Document::default()
    };
    match build(session, form, ("check", None), "check", "", stand_in)? {
        Ok(built) => view.warnings = warnings(&built.confirm),
        Err(wrong) => view.errors = wrong,
    }
    if let Some((field, file)) = file_of(form)
        && !file.is_empty()
        && session.files().get(file).is_err()
    {
        view.errors.push(FieldProblem {
            field: field.to_owned(),
            code: "empty".to_owned(),
        });
    }
    Ok(view)
}

/// A resource that may be stored: without mistakes, unusual values confirmed.
fn checked(built: Result<Built, Vec<FieldProblem>>, confirmed: bool) -> ApiResult<Built> {
    let with_fields = |code: ErrorCode, fields: Vec<FieldProblem>| {
        let mut error = ApiError::from(code);
        error.fields = fields;
        error
    };
    let built = built.map_err(|wrong| with_fields(ErrorCode::FormInvalid, wrong))?;
    if built.confirm.is_empty() || confirmed {
        return Ok(built);
    }
    Err(with_fields(
        ErrorCode::NeedsConfirmation,
        warnings(&built.confirm),
    ))
}

/// Stores a resource of our own making.
pub(crate) fn store(
    session: &Session,
    record: &Record,
    namespace: &str,
    body: &[u8],
) -> ApiResult<EntryId> {
    let mut context = ScanContext::default();
    context.set_default_namespace(namespace);
    let json = kin_fhir::value_of(body).ok_or(ErrorCode::Internal)?;
    let resource_type = json
        .get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let raw = RawResource {
        index: 0,
        offset: 0,
        full_url: None,
        resource_type,
        bytes: body,
    };
    let mut reader = ResourceReader::new(Limits::default());
    let mut draft = reader.read(&raw, &context).map_err(|e| stored(&e))?;
    // What was told without a beginning has none: the day of typing is not the day it began.
    if let Beginning::Unknown { .. } = kin_fhir::beginning(body) {
        draft.date = None;
    }
    let (by, now) = (session.by()?, session.clock().now_text());
    Ok(record.put(&draft, &mut || concept_words(&draft), &by, &now)?)
}

/// Keeps the file of a document form.
fn keep_file(session: &Session, record: &Record, token: &str) -> ApiResult<Document> {
    let chosen = session.files().get(token)?;
    let too_large = || ApiError::from(ErrorCode::FileTooLarge).with("limit", mib(LARGEST_DOCUMENT));
    let bytes: Arc<[u8]> = match &chosen.source {
        FileSource::Memory(bytes) => Arc::clone(bytes),
        FileSource::Path(path) => {
            let meta = std::fs::metadata(path).map_err(|e| read_failed(&e))?;
            if meta.len() > LARGEST_DOCUMENT {
                return Err(too_large());
            }
            chosen.source.bytes(LARGEST_DOCUMENT)?.into()
        }
        // Nobody chooses one: it comes from a portal.
        FileSource::Spool(_) => return Err(ErrorCode::UnknownFile.into()),
    };
    if bytes.len() as u64 > LARGEST_DOCUMENT {
        return Err(too_large());
    }
    let content_type = super::entry::content_type("", Some(&bytes));
    let (by, now) = (session.by()?, session.clock().now_text());
    let id = record.put_attachment(&chosen.name, &content_type, &bytes, &by, &now)?;
    Ok(Document {
        attachment: id.to_string(),
        content_type,
        size: bytes.len() as u64,
        ..Document::default()
    })
}

/// The file of a form: a new one, or the one that is stored already.
fn document_of(
    session: &Session,
    record: &Record,
    form: &Form,
    old: Option<&FullEntry>,
) -> ApiResult<Document> {
    if let Some((_, file)) = file_of(form)
        && !file.is_empty()
    {
        return keep_file(session, record, file);
    }
    if let Form::Symptom { .. } = form {
        // Without a new picture the old one stays.
        let typed = old.and_then(|o| parse_typed(&o.body)).map(|t| t.typed);
        return Ok(match typed {
            Some(Typed::Symptom(symptom)) => symptom.photo.unwrap_or_default(),
            _ => Document::default(),
        });
    }
    let Form::Document { .. } = form else {
        return Ok(Document::default());
    };
    match old.and_then(|o| parse_typed(&o.body)).map(|t| t.typed) {
        Some(Typed::Document(document)) => Ok(document),
        _ => Err(crate::error_map::form_problem("file", "empty")),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry_add(session: &Session, request: EntryAddRequest) -> ApiResult<EntryView> {
    let record = session.record(&request.person)?;
    let id = kin_crypto::safe::random_id().map_err(VaultError::from)?;
    save(
        session,
        &record,
        &request.person,
        &request.form,
        (&id, HAND, None),
        request.confirmed == Some(true),
    )
}

/// Stores several new entries; all are looked over before the first is stored.
pub(crate) fn add_all(
    session: &Session,
    record: &Record,
    person: &str,
    forms: &[Form],
    confirmed: bool,
) -> ApiResult<Vec<EntryId>> {
    let by = session.by()?;
    let mut built = Vec::new();
    for form in forms {
        let id = kin_crypto::safe::random_id().map_err(VaultError::from)?;
        let one = build(session, form, (&id, None), person, &by, Document::default())?;
        built.push(checked(one, confirmed)?);
    }
    built
        .iter()
        .map(|one| store(session, record, HAND, &one.body))
        .collect()
}

/// The moment that words of a form mean, such as `now`.
pub(crate) fn moment(session: &Session, typed: &str) -> Option<PartialDate> {
    convert::moment(session.clock(), typed)
}

fn save(
    session: &Session,
    record: &Record,
    person: &str,
    form: &Form,
    (id, namespace, old): (&str, &str, Option<&FullEntry>),
    confirmed: bool,
) -> ApiResult<EntryView> {
    let by = session.by()?;
    // Looked over first with a stand-in, so that no file is kept for a form that is refused.
    let stand_in = Document {
        attachment: "0".repeat(16),
        content_type: "application/octet-stream".to_owned(),
        ..Document::default()
    };
    checked(
        build(session, form, (id, old), person, &by, stand_in)?,
        confirmed,
    )?;
    let document = document_of(session, record, form, old)?;
    let built = checked(
        build(session, form, (id, old), person, &by, document)?,
        confirmed,
    )?;
    let stored = store(session, record, namespace, &built.body)?;
    let viewer = Viewer::new(session, person, record)?;
    Ok(viewer.entry(&record.row(stored)?))
}

/// An entry that was typed by hand.
pub(crate) fn by_hand(record: &Record, id: &str) -> ApiResult<FullEntry> {
    let id: EntryId = id.parse().map_err(|_| ErrorCode::UnknownEntry)?;
    let full = record.entry(id)?;
    let first = full.sources.first().map(|s| s.origin.kind);
    if first == Some(OriginKind::Hand) {
        Ok(full)
    } else {
        Err(ErrorCode::NotEditable.into())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry_edit(session: &Session, request: EntryEditRequest) -> ApiResult<EntryView> {
    let record = session.record(&request.person)?;
    let full = by_hand(&record, &request.id)?;
    let json = kin_fhir::value_of(&full.body).ok_or(ErrorCode::Internal)?;
    let id = json
        .get("id")
        .and_then(Value::as_str)
        .ok_or_else(|| ApiError::from(ErrorCode::NotEditable))?;
    save(
        session,
        &record,
        &request.person,
        &request.form,
        (id, &full.namespace, Some(&full)),
        request.confirmed == Some(true),
    )
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry_form(session: &Session, request: EntryRequest) -> ApiResult<Form> {
    let record = session.record(&request.person)?;
    let full = by_hand(&record, &request.id)?;
    form_of(&full.body).ok_or_else(|| ErrorCode::NotEditable.into())
}
