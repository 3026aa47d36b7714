//! Drafts that a person ticked become entries of one record, all or none of them, as one act.

use super::drafts::{Draft, Sorted, elsewhere, namespace, question, resource, sorted, zoned};
use super::{Read, known};
use crate::dto::{RadioTakeRequest, RadioTaken};
use crate::error::{ApiError, ApiResult, ErrorCode, FieldProblem};
use crate::error_map::stored;
use crate::session::Session;
use crate::use_cases::typing::when;
use jiff::civil::DateTime;
use kin_fhir::{Limits, RawResource, ResourceReader, ScanContext, concept_words};
use kin_i18n::Catalogue;
use kin_model::OriginKind;
use kin_vault::{Added, ImportStart, Importer, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Drafts that are taken at once: a meter keeps some thousand.
const LINES: usize = 5_000;

fn start(session: &Session, read: &Read) -> ApiResult<ImportStart> {
    let lang = session.lang();
    let unnamed = Catalogue::text(lang, "radio-device-unnamed", &[]);
    let name = if read.device.name.is_empty() {
        unnamed
    } else {
        read.device.name.clone()
    };
    Ok(ImportStart {
        kind: OriginKind::Device,
        label: Catalogue::text(lang, "radio-origin", &[("name", &name)]),
        by: session.by()?,
        // An act with the name of a file is one that can be taken back.
        file_name: name,
        file_hash: String::new(),
        now: session.clock().now_text(),
    })
}

/// Adds a reading to an act.
fn add(importer: &mut Importer<'_>, namespace: &str, body: &[u8]) -> ApiResult<Added> {
    let mut context = ScanContext::default();
    // Whose numbering the name belongs to: not that of everybody who is called "self".
    context.insert_namespace("Patient/self", namespace);
    let raw = RawResource {
        index: 0,
        offset: 0,
        full_url: None,
        resource_type: "Observation",
        bytes: body,
    };
    let mut reader = ResourceReader::new(Limits::default());
    let draft = reader.read(&raw, &context).map_err(|e| stored(&e))?;
    Ok(importer.add(&draft, &mut || concept_words(&draft))?)
}

/// Drafts that another source has brought into this record already: looked at by doing it, and taking it back.
pub(super) fn same_facts(
    session: &Session,
    record: &Record,
    read: &Read,
    sorted: &Sorted,
) -> ApiResult<BTreeSet<u32>> {
    let mut same = BTreeSet::new();
    let namespace = namespace(read);
    let mut importer = record.begin_import(&start(session, read)?)?;
    for draft in &sorted.drafts {
        let Some(at) = draft.at.and_then(|at| zoned(session.clock(), at)) else {
            continue;
        };
        let body = resource(draft, at, &read.device.name, "")?;
        if let Added::SameFact(_) = add(&mut importer, &namespace, &body)? {
            same.insert(draft.n);
        }
    }
    importer.rollback();
    Ok(same)
}

fn problem(field: String, code: &str) -> FieldProblem {
    FieldProblem {
        field,
        code: code.to_owned(),
    }
}

/// The drafts that are wanted, with the times that a person gave.
fn wanted(session: &Session, request: &RadioTakeRequest, sorted: Sorted) -> ApiResult<Vec<Draft>> {
    let mut known: BTreeMap<u32, Draft> = sorted.drafts.into_iter().map(|d| (d.n, d)).collect();
    let (mut drafts, mut wrong) = (Vec::new(), Vec::new());
    for (at, line) in request.lines.iter().enumerate() {
        // Asked for twice, or never offered.
        let draft = known.remove(&line.n).ok_or(ErrorCode::BadRequest)?;
        let given = line.at.as_deref().filter(|text| !text.trim().is_empty());
        let field = format!("lines.{at}.at");
        match (draft.at, given) {
            (Some(_), None) => drafts.push(draft),
            // A time that a device gave is not typed over.
            (Some(_), Some(_)) => return Err(ErrorCode::BadRequest.into()),
            (None, None) => wrong.push(problem(field, "empty")),
            (None, Some(text)) => match when(session.clock(), text) {
                Ok(Some(date)) => match civil(&date.to_string()) {
                    Some(at) => drafts.push(draft.at_given(at)),
                    None => wrong.push(problem(field, "time-needed")),
                },
                Ok(None) => wrong.push(problem(field, "empty")),
                Err(found) => wrong.push(problem(field, &found.code)),
            },
        }
    }
    if wrong.is_empty() {
        return Ok(drafts);
    }
    Err(mistakes(wrong))
}

/// A date with a time of day, as it is on the wall.
fn civil(text: &str) -> Option<DateTime> {
    let (day, time) = text.split_once('T')?;
    let time = time.split(['+', '-', 'Z']).next()?;
    format!("{day}T{time}").parse().ok()
}

fn mistakes(fields: Vec<FieldProblem>) -> ApiError {
    let mut error = ApiError::from(ErrorCode::FormInvalid);
    error.fields = fields;
    error
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn radio_take(session: &Session, request: RadioTakeRequest) -> ApiResult<RadioTaken> {
    let record = session.record(&request.person)?;
    if request.lines.is_empty() || request.lines.len() > LINES {
        return Err(ErrorCode::BadRequest.into());
    }
    let read = session.radio_watch().read(request.read)?;
    let raw = sorted(session.clock(), &read, None);
    let asked = question(session, &read, &raw);
    match (&asked, request.clock) {
        (None, None) => {}
        (Some(asked), Some(answer)) if asked.choices.contains(&answer) => {}
        (Some(_), None) => return Err(mistakes(vec![problem("clock".to_owned(), "empty")])),
        _ => return Err(ErrorCode::BadRequest.into()),
    }
    let drafts = wanted(
        session,
        &request,
        sorted(session.clock(), &read, request.clock),
    )?;
    let users: BTreeSet<Option<u8>> = drafts.iter().map(|draft| draft.user).collect();
    if users.len() > 1 {
        // Two people measured with it: one record for one of them.
        return Err(mistakes(vec![problem("lines".to_owned(), "two-users")]));
    }
    let namespace = namespace(&read);
    if request.confirm_other != Some(true) {
        let known = known::of(&record, &read.device.id)?;
        let others = known::others(session, &request.person, &read.device.id)?;
        for user in &users {
            let mine = known.as_ref().is_some_and(|known| known.has(*user));
            if !mine && (elsewhere(&others, *user).is_some() || known.is_some()) {
                return Err(ErrorCode::RadioOtherPerson.into());
            }
        }
        for other in &others {
            for draft in &drafts {
                if draft.in_record(&other.record, &namespace)?.is_some() {
                    return Err(ErrorCode::RadioOtherPerson.into());
                }
            }
        }
    }
    let taken = store(session, &record, &read, &drafts)?;
    let now = session.clock().now_text();
    known::keep(&record, &read.device, users.into_iter(), &now)?;
    Ok(taken)
}

fn store(
    session: &Session,
    record: &Record,
    read: &Read,
    drafts: &[Draft],
) -> ApiResult<RadioTaken> {
    let (namespace, lang) = (namespace(read), session.lang());
    let start = start(session, read)?;
    let mut taken = RadioTaken {
        import: None,
        added: 0,
        already_there: 0,
    };
    let mut fresh = Vec::new();
    for draft in drafts {
        if draft.in_record(record, &namespace)?.is_some() {
            taken.already_there = taken.already_there.saturating_add(1);
        } else {
            fresh.push(draft);
        }
    }
    let mut importer = record.begin_import(&start)?;
    let mut hidden = Vec::new();
    for draft in fresh {
        let at = draft.at.and_then(|at| zoned(session.clock(), at));
        let at = at.ok_or(ErrorCode::BadRequest)?;
        let body = resource(draft, at, &read.device.name, &draft.note(lang))?;
        match add(&mut importer, &namespace, &body)? {
            Added::SameFact(_) => taken.already_there = taken.already_there.saturating_add(1),
            // It was removed by the person, and is wanted again.
            Added::AlreadyThere(id) | Added::Updated(id) => {
                hidden.push(id);
                taken.added = taken.added.saturating_add(1);
            }
            Added::Added(_) => taken.added = taken.added.saturating_add(1),
        }
    }
    let counts = importer.counts();
    if counts.added + counts.updated + counts.same_fact > 0 {
        taken.import = Some(importer.commit()?.0);
    } else {
        importer.rollback();
    }
    for id in hidden {
        if record.row(id)?.hidden {
            record.restore(id, &start.by, &start.now)?;
        }
    }
    Ok(taken)
}
