//! Lines that a person ticked beside a paper become results, all or none of them, as one act.

use super::look::{checked, name_of_line, read_document, subject};
use super::{Paper, add, document, report_name, result_name};
use crate::dto::{PaperConfirmRequest, PaperConfirmed, PaperLineForm, SubjectMatch};
use crate::error::{ApiError, ApiResult, ErrorCode, FieldProblem};
use crate::session::Session;
use crate::use_cases::typing::when;
use kin_fhir::FhirError;
use kin_fhir::author::{
    Authored, PaperMark, PaperOrigin, PaperReport, PaperResult, PaperValue, build_paper_report,
    build_paper_result, report_results,
};
use kin_i18n::Catalogue;
use kin_import::{Doubt, Mark, PaperLine};
use kin_model::{Coding, EntryId, OriginKind, PartialDate, system};
use kin_vault::{Added, ImportStart, Record};
use serde_json::Value;
use std::collections::BTreeSet;

/// Lines that are confirmed at once.
const LINES: usize = 500;

/// A line that may be stored.
struct Ready {
    /// The name of the result.
    name: String,
    at: PartialDate,
    body: Vec<u8>,
}

fn problem(at: usize, field: &str, code: &str) -> FieldProblem {
    FieldProblem {
        field: format!("lines.{at}.{field}"),
        code: code.to_owned(),
    }
}

/// What cannot be stored, however often somebody says so.
fn faults(at: usize, line: &PaperLine) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    if line.name.is_empty() {
        wrong.push(problem(at, "name", "empty"));
    }
    if line.value.is_empty() {
        wrong.push(problem(at, "value", "empty"));
    } else if line.doubts.contains(&Doubt::TwoWays) {
        wrong.push(problem(at, "value", "two-ways"));
    } else if line.number.is_none()
        && !line.unit.is_empty()
        && line.doubts.contains(&Doubt::NotANumber)
    {
        // Words may stand for a number that could not be measured, but not with a unit.
        wrong.push(problem(at, "value", "not-a-number"));
    }
    wrong
}

fn result(line: &PaperLine, request: &PaperConfirmRequest, from: PaperOrigin) -> PaperResult {
    let number = line.number.as_deref().and_then(|n| n.parse().ok());
    let filled = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
    PaperResult {
        name: line.name.clone(),
        code: line.loinc.as_ref().map(|code| Coding {
            system: system::LOINC.to_owned(),
            code: code.clone(),
            display: None,
        }),
        value: match number {
            Some(number) => PaperValue::Number(number, line.comparator.clone()),
            None => PaperValue::Words(line.value.clone()),
        },
        unit: line.unit.clone(),
        ucum: line.ucum.clone(),
        range: line.range.clone(),
        low: line.low.as_deref().and_then(|n| n.parse().ok()),
        high: line.high.as_deref().and_then(|n| n.parse().ok()),
        mark: line.mark_is.map(|mark| {
            let mark = match mark {
                Mark::High => PaperMark::High,
                Mark::Low => PaperMark::Low,
                Mark::Abnormal => PaperMark::Abnormal,
                Mark::Normal => PaperMark::Normal,
            };
            (line.mark.clone(), mark)
        }),
        specimen: filled(&request.specimen),
        institution: filled(&request.institution),
        from,
    }
}

/// The day of a line: its own, else that of the paper.
fn day(
    session: &Session,
    at: usize,
    (own, whole): (Option<&String>, Option<&String>),
) -> Result<PartialDate, FieldProblem> {
    let filled =
        |text: Option<&String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let (field, typed) = match (filled(own), filled(whole)) {
        (Some(own), _) => (format!("lines.{at}.date"), own),
        (None, whole) => ("date".to_owned(), whole.unwrap_or_default()),
    };
    let named = |code: &str| FieldProblem {
        field: field.clone(),
        code: code.to_owned(),
    };
    match when(session.clock(), &typed) {
        Ok(Some(date)) => Ok(date),
        Ok(None) => Err(named("empty")),
        Err(wrong) => Err(named(&wrong.code)),
    }
}

fn mistakes(fields: Vec<FieldProblem>) -> ApiError {
    let mut error = ApiError::from(ErrorCode::FormInvalid);
    error.fields = fields;
    error
}

/// The entry of a result that is here and shown.
fn there(record: &Record, namespace: &str, name: &str) -> ApiResult<Option<EntryId>> {
    let found = record.find_by_reference(namespace, "Observation", name)?;
    Ok(match found {
        Some(id) if !record.row(id)?.hidden => Some(id),
        _ => None,
    })
}

pub(crate) fn paper_confirm(
    session: &Session,
    request: PaperConfirmRequest,
) -> ApiResult<PaperConfirmed> {
    let record = session.record(&request.person)?;
    if request.lines.is_empty() || request.lines.len() > LINES {
        return Err(ErrorCode::BadRequest.into());
    }
    let paper = document(&record, &request.document)?;
    let looked = read_document(session, &record, &paper)?;
    let whose = subject(&looked, &record.details()?);
    if whose.outcome == SubjectMatch::Other && request.confirm_other != Some(true) {
        let error = ApiError::from(ErrorCode::WrongPerson);
        return Err(error.with("differs", whose.differs.join(", ")));
    }
    let namespace = paper.full.namespace.clone();
    let mut wrong = Vec::new();
    let mut ready: Vec<Ready> = Vec::new();
    let mut names = BTreeSet::new();
    for (at, form) in request.lines.iter().enumerate() {
        let line = checked(form, request.specimen.as_ref());
        wrong.extend(faults(at, &line));
        let name = name_of(&looked, &paper.id, form)?;
        if !names.insert(name.clone()) {
            wrong.push(problem(at, "name", "twice"));
        }
        let date = match day(session, at, (form.date.as_ref(), request.date.as_ref())) {
            Ok(date) => date,
            Err(problem) => {
                if !wrong.contains(&problem) {
                    wrong.push(problem);
                }
                continue;
            }
        };
        let from = PaperOrigin {
            document: paper.id.clone(),
            file: form.file,
            page: form.page,
        };
        let authored = Authored {
            id: name.clone(),
            subject: request.person.clone(),
            at: Some(date),
            recorded: String::new(),
            by: String::new(),
            note: String::new(),
        };
        match build_paper_result(&authored, &result(&line, &request, from)) {
            Ok(built) => ready.push(Ready {
                name,
                at: date,
                body: built.body,
            }),
            Err(FhirError::Impossible { field, reason }) => {
                let found = problem(at, field, reason);
                if !wrong.contains(&found) {
                    wrong.push(found);
                }
            }
            Err(other) => return Err(crate::error_map::stored(&other)),
        }
    }
    if !wrong.is_empty() {
        return Err(mistakes(wrong));
    }
    let place = Place {
        namespace: &namespace,
        person: &request.person,
        paper: &paper,
        title: &paper.full.row.title,
        institution: request.institution.as_ref(),
        at: whole_day(session, &request, &ready),
    };
    store(session, &record, &place, &ready)
}

/// The name of the result that a line is: of the line that was read, or of what was typed.
fn name_of(
    looked: &super::look::Looked,
    document: &str,
    form: &PaperLineForm,
) -> ApiResult<String> {
    match form.n {
        Some(n) => {
            let read = looked.lines().find(|(_, number, _)| *number == n);
            let (file, _, line) = read.ok_or(ErrorCode::BadRequest)?;
            Ok(name_of_line(document, file, line))
        }
        None => {
            let date = form.date.clone().unwrap_or_default();
            let what = [form.name.trim(), form.unit.trim(), &date].join("\u{1f}");
            Ok(result_name(document, (form.file, form.page, 0), &what))
        }
    }
}

/// Where results go.
struct Place<'p> {
    namespace: &'p str,
    person: &'p str,
    paper: &'p Paper,
    /// What the paper is called.
    title: &'p str,
    institution: Option<&'p String>,
    /// The day of the paper; none where its results are of several days and the paper of none.
    at: Option<PartialDate>,
}

/// The day of the paper as the person says, else the one day of all results.
fn whole_day(
    session: &Session,
    request: &PaperConfirmRequest,
    ready: &[Ready],
) -> Option<PartialDate> {
    let told = request.date.as_deref().unwrap_or_default();
    if let Ok(Some(date)) = when(session.clock(), told) {
        return Some(date);
    }
    let first = ready.first()?.at;
    ready.iter().all(|one| one.at == first).then_some(first)
}

/// The report of a paper with the results that are taken over now and those that were before.
fn report(record: &Record, place: &Place<'_>, ready: &[Ready]) -> ApiResult<Vec<u8>> {
    let id = report_name(&place.paper.id);
    let mut results: Vec<String> = Vec::new();
    let mut at = place.at;
    if let Some(there) = record.find_by_reference(place.namespace, "DiagnosticReport", &id)? {
        let full = record.entry(there)?;
        let json = kin_fhir::value_of(&full.body).ok_or(ErrorCode::Internal)?;
        for name in report_results(&json) {
            if self::there(record, place.namespace, &name)?.is_some() {
                results.push(name);
            }
        }
        at = full.row.date.or(at);
    }
    for one in ready {
        if !results.contains(&one.name) {
            results.push(one.name.clone());
        }
    }
    let json: Value =
        serde_json::from_slice(&place.paper.full.body).map_err(|_| ErrorCode::Internal)?;
    let content = json.get("content").and_then(Value::as_array);
    let files = content.into_iter().flatten();
    let authored = Authored {
        id,
        subject: place.person.to_owned(),
        at,
        recorded: String::new(),
        by: String::new(),
        note: String::new(),
    };
    let report = PaperReport {
        title: if place.title.trim().is_empty() {
            "Results of a document".to_owned()
        } else {
            place.title.to_owned()
        },
        document: place.paper.id.clone(),
        files: files.filter_map(|c| c.get("attachment").cloned()).collect(),
        results,
        institution: place
            .institution
            .cloned()
            .filter(|name| !name.trim().is_empty()),
    };
    let built = build_paper_report(&authored, &report).map_err(|e| crate::error_map::stored(&e))?;
    Ok(built.body)
}

fn store(
    session: &Session,
    record: &Record,
    place: &Place<'_>,
    ready: &[Ready],
) -> ApiResult<PaperConfirmed> {
    let (by, now) = (session.by()?, session.clock().now_text());
    let mut done = PaperConfirmed {
        import: None,
        added: 0,
        changed: 0,
        already_there: 0,
        entries: Vec::new(),
    };
    let before: Vec<Option<EntryId>> = ready
        .iter()
        .map(|one| there(record, place.namespace, &one.name))
        .collect::<ApiResult<_>>()?;
    let label = Catalogue::text(
        session.lang(),
        "papers-origin",
        &[("by", &by), ("title", place.title)],
    );
    let mut importer = record.begin_import(&ImportStart {
        kind: OriginKind::Hand,
        label,
        by: by.clone(),
        // An act with the name of a file is one that can be taken back.
        file_name: if place.title.is_empty() {
            "paper".to_owned()
        } else {
            place.title.to_owned()
        },
        // The act knows its paper, so that they are taken back together.
        file_hash: place.paper.id.clone(),
        now: now.clone(),
    })?;
    let mut hidden = Vec::new();
    for (one, before) in ready.iter().zip(before) {
        let added = add(&mut importer, (place.namespace, place.person), &one.body)?;
        let (Added::Added(id) | Added::Updated(id) | Added::AlreadyThere(id) | Added::SameFact(id)) =
            added;
        let count = match added {
            // It was removed by the person, and is wanted again.
            Added::AlreadyThere(_) if before.is_none() => {
                hidden.push(id);
                &mut done.added
            }
            Added::Updated(_) => {
                if before.is_none() {
                    hidden.push(id);
                }
                &mut done.changed
            }
            Added::AlreadyThere(_) | Added::SameFact(_) => &mut done.already_there,
            Added::Added(_) => &mut done.added,
        };
        *count = count.saturating_add(1);
        done.entries.push(id.to_string());
    }
    // The report holds all results of the paper together, those of former acts too.
    let counts = importer.counts();
    if counts.added + counts.updated + counts.same_fact > 0 {
        let body = report(record, place, ready)?;
        let added = add(&mut importer, (place.namespace, place.person), &body)?;
        let (Added::Added(id) | Added::Updated(id) | Added::AlreadyThere(id) | Added::SameFact(id)) =
            added;
        hidden.push(id);
    }
    let counts = importer.counts();
    if counts.added + counts.updated + counts.same_fact > 0 {
        done.import = Some(importer.commit()?.0);
    } else {
        importer.rollback();
    }
    for id in hidden {
        if record.row(id)?.hidden {
            record.restore(id, &by, &now)?;
        }
    }
    Ok(done)
}
