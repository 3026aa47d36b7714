//! A record that is read once, with access that came with a health link.
//!
//! The token waits in memory until the person has seen which server it is for and agrees; it is used for one reading, goes to
//! that server alone, is stored nowhere, and cannot be renewed: what came to renew it was meant for another program.

use super::store::Stored;
use super::sync::{self, Reading};
use super::{Claim, connect, errors, label_of, need_writable, net, start, view};
use crate::dto::{
    FindingView, ImportRunView, JobId, JobResult, LinkAccessRequest, LinkAccessView,
    PortalConnectRequest,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Job, Session, Stage};
use crate::use_cases::import::subject_of;
use crate::use_cases::view::moment_text;
use kin_i18n::Catalogue;
use kin_model::{Severity, SubjectIdentity};
use kin_smart::{LinkAccess, SmartError};
use std::cell::RefCell;

/// Accesses that wait at most; the oldest goes first.
const MOST: usize = 8;
/// Seconds that access lasts where nothing is said.
const HOUR: u64 = 3_600;
/// Seconds that access is held at most.
const LONGEST: u64 = 24 * HOUR;

/// Access that waits for its person's word.
#[derive(Debug)]
pub(super) struct Offered {
    id: String,
    access: LinkAccess,
    /// Seconds since 1970 UTC.
    until: i64,
}

/// Takes over access that came with a link. `local` says whether the link's own server is on this computer.
///
/// # Errors
/// The code of a finding: why it cannot be used.
pub(crate) fn offer(
    session: &Session,
    bytes: &[u8],
    local: bool,
) -> Result<LinkAccessView, &'static str> {
    let access = LinkAccess::parse(bytes).map_err(|error| match error {
        SmartError::Address | SmartError::AddressNotSecure => "link-access-address",
        _ => "link-access-broken",
    })?;
    // What leads from the open network to this computer is a trick.
    if access.base.is_here() && !local {
        return Err("link-access-address");
    }
    let lasts = access.tokens.lasts.unwrap_or(HOUR).min(LONGEST);
    if lasts == 0 {
        return Err("link-access-over");
    }
    let id = kin_crypto::safe::random_id().map_err(|_| "link-access-broken")?;
    let now = session.clock().unix_seconds();
    let until = now.saturating_add(i64::try_from(lasts).unwrap_or(i64::MAX));
    let at = session.clock().text_at(until).unwrap_or_default();
    let seen = LinkAccessView {
        access: id.clone(),
        host: access.base.host().to_owned(),
        address: access.base.as_str().to_owned(),
        allows: view::scopes(access.tokens.scope.as_deref(), session.lang()),
        until_text: moment_text(&at, session.lang()),
    };
    let mut watch = session.portals();
    watch.offered.retain(|one| one.until > now);
    if watch.offered.len() >= MOST {
        watch.offered.remove(0);
    }
    watch.offered.push(Offered { id, access, until });
    Ok(seen)
}

/// Access is taken out for its one reading.
fn take(session: &Session, id: &str) -> ApiResult<Offered> {
    let now = session.clock().unix_seconds();
    let mut watch = session.portals();
    watch.offered.retain(|one| one.until > now);
    let at = watch.offered.iter().position(|one| one.id == id);
    at.map(|at| watch.offered.remove(at))
        .ok_or_else(|| ErrorCode::LinkAccessEnded.into())
}

pub(crate) fn link_access_read(session: &Session, request: LinkAccessRequest) -> ApiResult<JobId> {
    need_writable(session)?;
    if let Some(person) = &request.person {
        session.record(person)?;
    }
    start(session, move |session, job| {
        let _claim = Claim::take(session, "once")?;
        let offered = take(session, &request.access)?;
        match read(session, job, &offered, request) {
            Ok(run) => Ok(JobResult::Run(run)),
            Err(End::Before(error)) => {
                // Nothing of the record was read yet: the person may decide again.
                if session.with(|_| Ok(())).is_ok() {
                    session.portals().offered.push(offered);
                }
                Err(ended(error))
            }
            Err(End::After(error)) => Err(ended(error)),
        }
    })
}

/// Nobody can sign in again here.
fn ended(error: ApiError) -> ApiError {
    match error.code {
        ErrorCode::PortalSignInAgain => ErrorCode::LinkAccessEnded.into(),
        _ => error,
    }
}

/// Whether the reading had begun when it broke off.
enum End {
    Before(ApiError),
    After(ApiError),
}

/// Whose record it is, as the server says.
fn whose(
    session: &Session,
    job: &Job,
    access: &LinkAccess,
) -> ApiResult<(String, SubjectIdentity)> {
    let LinkAccess { base, tokens } = access;
    let mut net = net(base, job)?;
    let patient = match &tokens.patient {
        Some(patient) => patient.clone(),
        None => connect::only_patient(&mut net, base, &tokens.access)?,
    };
    let url = base
        .below(&format!("Patient/{patient}"))
        .map_err(errors::smart)?;
    let answer = connect::ask(&mut net, url, &tokens.access).map_err(errors::network)?;
    job.check()?;
    match answer.status {
        401 => return Err(ErrorCode::LinkAccessEnded.into()),
        200..=299 => {}
        _ => return Err(ErrorCode::PortalNoPatient.into()),
    }
    let subject = subject_of(session, job, &answer.body)?.ok_or(ErrorCode::PortalNoPatient)?;
    Ok((patient, subject))
}

fn read(
    session: &Session,
    job: &Job,
    offered: &Offered,
    request: LinkAccessRequest,
) -> Result<ImportRunView, End> {
    let Offered { access, until, .. } = offered;
    job.set_stage(Stage {
        code: "checking",
        ..Stage::default()
    });
    let (patient, subject) = whose(session, job, access).map_err(End::Before)?;
    let asked = PortalConnectRequest {
        person: request.person,
        new_person_from_portal: request.new_person_from_file,
        confirm_other: request.confirm_other,
        address: access.base.as_str().to_owned(),
        label: None,
        client: None,
        bounce_page: None,
    };
    let (id, record, made) =
        connect::person(session, job, &asked, &subject).map_err(End::Before)?;
    // Like a portal, but only here: it is never stored.
    let stored = Stored::new().map(|new| Stored {
        label: label_of(access.base.host()),
        address: access.base.as_str().to_owned(),
        patient,
        confirmed: request.confirm_other == Some(true),
        access: Some(access.tokens.access.clone()),
        // The server itself says when it has ended.
        access_until: until.saturating_add(HOUR.cast_signed()),
        scope: access.tokens.scope.clone(),
        ..new
    });
    let done = stored.and_then(|stored| {
        let reading = Reading {
            session,
            job,
            record: &record,
            stored: RefCell::new(stored),
            failed: RefCell::new(None),
        };
        let (spool, gaps, ended) = sync::read(&reading)?;
        job.check()?;
        let run = sync::bring_in(&reading, id.as_str(), spool)?;
        Ok((run, gaps, ended))
    });
    let (mut run, gaps, ended) = match done {
        Ok(done) => done,
        Err(error) => {
            connect::undo_person(session, record, &id, made);
            return Err(End::After(error));
        }
    };
    let lang = session.lang();
    if let Some(file) = run.files.first_mut() {
        let finding = |code: &str, severity, text| FindingView {
            code: code.to_owned(),
            severity,
            place: String::new(),
            text,
        };
        let said = |code: &str| Catalogue::text(lang, &format!("finding-{code}"), &[]);
        for gap in gaps.iter().filter(|gap| gap.reason != "access-ended") {
            let code = format!("gap-{}", gap.reason);
            let text = view::gap(gap, lang).text;
            file.findings.push(finding(&code, Severity::Warning, text));
        }
        if ended {
            let code = "link-access-ended";
            file.findings
                .push(finding(code, Severity::Warning, said(code)));
        }
        let code = "link-access-once";
        file.findings
            .push(finding(code, Severity::Info, said(code)));
    }
    Ok(run)
}
