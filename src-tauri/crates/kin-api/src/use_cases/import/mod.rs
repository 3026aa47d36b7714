//! Bringing records in: detect, read, check the person, compare, preview, store. All or nothing.

pub(crate) mod cards;
pub(crate) mod coverage;
mod files;
mod guard;
pub(crate) mod packages;
mod questions;
mod report;
mod run;
mod split;
mod storing;

use super::papers;
use super::view::moment_text;
use crate::dto::{
    FilesRequest, ImportCounts, ImportIdRequest, ImportRenameRequest, ImportRunRequest, ImportView,
    ImportsView, JobId, JobRequest, JobResult, JobView, KeptType, KeptView, PersonIdRequest,
};
use crate::error::{ApiError, ApiResult, ErrorCode, FieldProblem};
use crate::session::{Jobs, Session};
use kin_model::{ImportId, OriginKind, PersonId};
use kin_vault::{ImportInfo, Record};
pub(crate) use report::{StoredReport, finding_view, view as file_view};
use std::collections::BTreeMap;

pub(crate) use files::{Chosen, ImportFile, Source, chosen, in_memory, spooled};
pub(crate) use guard::{
    check as check_person, details_from, differs, find as find_person, request_from, subject_view,
};
pub(crate) use run::{Wanted, import_sample, remove_leftover, run, subject_of};

pub(crate) fn import_preview(session: &Session, request: FilesRequest) -> ApiResult<JobId> {
    let chosen = files::chosen(session, &request.files)?;
    let id = Jobs::start(session, move |session, job| {
        let wanted = run::Wanted {
            person: request.person,
            answers: request.answers.unwrap_or_default(),
            ..run::Wanted::default()
        };
        run::preview(session, job, chosen, &wanted).map(JobResult::Preview)
    })?;
    Ok(JobId { id })
}

pub(crate) fn import_run(session: &Session, request: ImportRunRequest) -> ApiResult<JobId> {
    let chosen = files::chosen(session, &request.files)?;
    let id = Jobs::start(session, move |session, job| {
        let wanted = run::Wanted {
            person: request.person,
            new_person: request.new_person,
            new_from_file: request.new_person_from_file == Some(true),
            confirm_other: request.confirm_other == Some(true),
            origin: OriginKind::File,
            label: request.label,
            answers: request.answers.unwrap_or_default(),
            ..run::Wanted::default()
        };
        run::run(session, job, chosen, wanted).map(JobResult::Run)
    })?;
    Ok(JobId { id })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn job(session: &Session, request: JobRequest) -> ApiResult<JobView> {
    let view = running(session, request.id)?.view(session.lang());
    // A recovery code is told once.
    if matches!(view.result, Some(JobResult::KeysRenewed(_))) {
        session.jobs().forget(request.id);
    }
    Ok(view)
}

/// A job; one that locking has stopped and forgotten is answered with `locked`.
fn running(session: &Session, id: u32) -> ApiResult<std::sync::Arc<crate::session::Job>> {
    let found = session.jobs().get(id);
    found.map_err(|unknown| session.with(|_| Ok(())).err().unwrap_or(unknown))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn job_cancel(session: &Session, request: JobRequest) -> ApiResult<JobView> {
    let job = running(session, request.id)?;
    job.cancel();
    Ok(job.view(session.lang()))
}

fn import_view(info: &ImportInfo, lang: kin_i18n::Lang) -> ImportView {
    let stored: Option<StoredReport> = serde_json::from_str(&info.report).ok();
    let counts = stored.map_or(
        ImportCounts {
            added: info.counts.added,
            updated: info.counts.updated,
            already_there: info.counts.already_there + info.counts.same_fact,
            ..ImportCounts::default()
        },
        |r| r.counts(),
    );
    let undone = info.undone.is_some();
    ImportView {
        import: info.origin.import.0,
        kind: info.origin.kind,
        label: info.origin.label.clone(),
        at: info.origin.at.clone(),
        at_text: moment_text(&info.origin.at, lang),
        by: info.origin.by.clone(),
        counts,
        entries: if undone {
            0
        } else {
            counts.added + counts.updated + counts.already_there + counts.kept_not_understood
        },
        undone,
        can_undo: info.can_undo,
        taken: 0,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn imports(session: &Session, request: PersonIdRequest) -> ApiResult<ImportsView> {
    let record = session.record(&request.person)?;
    let lang = session.lang();
    let imports = record.imports()?;
    let with_it = papers::taken_with(&record, &imports)?;
    let view = |info: &ImportInfo| {
        let taken = with_it.get(&info.origin.import.0).copied();
        ImportView {
            taken: taken.unwrap_or_default(),
            ..import_view(info, lang)
        }
    };
    Ok(ImportsView {
        imports: imports.iter().map(view).collect(),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn import_undo(session: &Session, request: ImportIdRequest) -> ApiResult<ImportView> {
    let record = session.record(&request.person)?;
    if !find(&record, request.import)?.can_undo {
        return Err(ErrorCode::CannotUndo.into());
    }
    let (by, now) = (session.by()?, session.clock().now_text());
    // Results that were taken over from a paper go before it, so that none is left without its evidence.
    let (acts, _) = papers::acts_of(&record, &record.imports()?, ImportId(request.import))?;
    for act in acts {
        record.undo_import(act, &by, &now)?;
    }
    record.undo_import(ImportId(request.import), &by, &now)?;
    Ok(import_view(&find(&record, request.import)?, session.lang()))
}

fn find(record: &Record, import: i64) -> ApiResult<ImportInfo> {
    record
        .imports()?
        .into_iter()
        .find(|i| i.origin.import.0 == import)
        .ok_or_else(|| ErrorCode::UnknownImport.into())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn import_rename(
    session: &Session,
    request: ImportRenameRequest,
) -> ApiResult<ImportView> {
    let record = session.record(&request.person)?;
    let label = run::named(&request.label);
    if label.is_empty() {
        let mut error = ApiError::from(ErrorCode::FormInvalid);
        error.fields = vec![FieldProblem {
            field: "label".to_owned(),
            code: "empty".to_owned(),
        }];
        return Err(error);
    }
    let now = session.clock().now_text();
    record.rename_import(ImportId(request.import), &label, &session.by()?, &now)?;
    Ok(import_view(&find(&record, request.import)?, session.lang()))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn kept(session: &Session, request: PersonIdRequest) -> ApiResult<KeptView> {
    let record = session.record(&request.person)?;
    let mut types: BTreeMap<String, u64> = BTreeMap::new();
    for info in record.imports()?.iter().filter(|i| i.undone.is_none()) {
        let stored: Option<StoredReport> = serde_json::from_str(&info.report).ok();
        for (resource_type, count) in stored.map(|r| r.kept).unwrap_or_default() {
            *types.entry(resource_type).or_default() += count;
        }
    }
    Ok(KeptView {
        types: types
            .into_iter()
            .map(|(resource_type, count)| KeptType {
                resource_type,
                count,
            })
            .collect(),
    })
}

/// The id of a request as the vault knows it.
fn person_id(text: &str) -> ApiResult<PersonId> {
    text.parse().map_err(|_| ErrorCode::UnknownPerson.into())
}
