//! Reading a portal: what it sends is spooled, then brought in as one import.

use super::collect::Collect;
use super::store::{self, KeptGap, Last, Problem, Stored};
use super::{Claim, connect, errors, look, need_writable, net, start, view};
use crate::dto::{ImportRunView, JobId, JobResult, PortalRequest, PortalSynced};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Job, Jobs, Session, Stage};
use crate::use_cases::import::{Chosen, Wanted, run, spooled};
use kin_model::{OriginKind, Severity};
use kin_smart::{
    ClientKey, Fetch, Gap, GapReason, Granted, OAuthRefusal, Secret, SmartError, SyncHands,
    SyncLimits, SyncPlan, SyncReport, Tokens, renew, renew_with_key,
};
use kin_vault::Record;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// A token that ends within so many seconds is renewed first.
const SOON: i64 = 60;
/// How often it is looked whether a portal is due.
const LOOK: Duration = Duration::from_secs(60);
/// Seconds between two readings by itself of a portal that failed.
const AFTER_FAILURE: i64 = 3_600;

/// The stable code of a gap.
pub(super) const fn reason(why: GapReason) -> &'static str {
    match why {
        GapReason::NotGranted => "not-granted",
        GapReason::Refused => "refused",
        GapReason::NotOffered => "not-offered",
        GapReason::ServerFault => "server-fault",
        GapReason::Busy => "busy",
        GapReason::Redirected => "redirected",
        GapReason::Broken => "broken",
        GapReason::FaultInside => "fault-inside",
        GapReason::ForeignLink => "foreign-link",
        GapReason::Endless => "endless",
        GapReason::Limit => "limit",
        GapReason::Network(_) => "network",
        GapReason::AccessEnded => "access-ended",
        _ => "server-fault",
    }
}

/// Gaps by type and reason; parts of one type are one line.
fn gaps_of(report: &SyncReport, collect: &Collect<'_>) -> Vec<KeptGap> {
    let mut all: BTreeMap<(String, &str), u64> = BTreeMap::new();
    for gap in &report.gaps {
        let count = u64::try_from(gap.count).unwrap_or(u64::MAX);
        *all.entry((gap.kind.clone(), reason(gap.reason)))
            .or_default() += count;
    }
    for (kind, count) in &collect.others {
        *all.entry((kind.clone(), "other-person")).or_default() += count;
    }
    for (kind, count) in &collect.broken {
        *all.entry((kind.clone(), "broken")).or_default() += count;
    }
    all.into_iter()
        .map(|((kind, reason), count)| KeptGap {
            kind,
            reason: reason.to_owned(),
            count,
        })
        .collect()
}

/// Whether the portal will not renew access again. A key that it does not know any more says so as
/// an unknown program.
fn ends(error: &SmartError, stored: &Stored) -> bool {
    match error {
        SmartError::AccessEnded => true,
        SmartError::Refused(OAuthRefusal::UnauthorizedClient) => stored.refresh.is_none(),
        _ => false,
    }
}

/// Why nothing at all came.
fn nothing_came(gaps: &[Gap]) -> ApiError {
    let worst = gaps.iter().map(|gap| gap.reason);
    for why in worst {
        match why {
            GapReason::AccessEnded => return ErrorCode::PortalSignInAgain.into(),
            GapReason::Network(fault) => return errors::network(fault),
            _ => {}
        }
    }
    ErrorCode::PortalNothingCame.into()
}

/// One reading: what it needs in several places.
pub(super) struct Reading<'a> {
    pub(super) session: &'a Session,
    pub(super) job: &'a Job,
    pub(super) record: &'a Record,
    pub(super) stored: RefCell<Stored>,
    /// What went wrong on our own side while the portal was asked.
    pub(super) failed: RefCell<Option<ApiError>>,
}

impl Reading<'_> {
    fn fail(&self, error: ApiError) -> SmartError {
        *self.failed.borrow_mut() = Some(error);
        SmartError::Cancelled
    }

    /// A new access token. The refresh token that came with it is stored before it is used.
    pub(super) fn renew(&self, net: &mut dyn Fetch) -> Result<Secret, SmartError> {
        let mut stored = self.stored.borrow_mut();
        if !stored.can_renew() {
            return Err(SmartError::AccessEnded);
        }
        let url = Url::parse(&stored.token_at).map_err(|_| SmartError::Address)?;
        let now = self.session.clock().unix_seconds();
        let request = match (&stored.refresh, &stored.own_key) {
            (Some(refresh), _) => {
                // The old one is spent by asking: it must be possible to store the new one.
                store::put_patiently(self.job, self.record, &stored).map_err(|e| self.fail(e))?;
                renew(&url, &stored.client(now), refresh.clone())
            }
            (None, Some(key)) => {
                let key = ClientKey::from_secret(key)?;
                renew_with_key(&url, &stored.own_id, &key, now)?
            }
            (None, None) => return Err(SmartError::AccessEnded),
        };
        let answer = net.fetch(&request).map_err(SmartError::Network)?;
        match Tokens::parse(&answer) {
            Ok(tokens) => {
                connect::take_tokens(self.session, &mut stored, &tokens);
                store::put_patiently(self.job, self.record, &stored).map_err(|e| self.fail(e))?;
                Ok(tokens.access)
            }
            Err(error) if ends(&error, &stored) => {
                stored.own_key = None;
                stored.refresh = None;
                stored.access = None;
                store::put_patiently(self.job, self.record, &stored).map_err(|e| self.fail(e))?;
                Err(SmartError::AccessEnded)
            }
            Err(other) => Err(other),
        }
    }

    /// The error of our own side, or what is said of the portal.
    pub(super) fn error(&self, error: SmartError) -> ApiError {
        let own = self.failed.borrow_mut().take();
        let error = own.unwrap_or_else(|| errors::smart(error));
        if error.code == ErrorCode::PortalUnknownProgram && self.stored.borrow().client_own {
            // A new name comes with the next sign-in; there is nothing for the person to look up.
            return error.with("own", "yes");
        }
        error
    }
}

/// Asks the portal for everything; gives what came, as one document.
pub(super) fn read(reading: &Reading<'_>) -> ApiResult<(kin_vault::Spool, Vec<KeptGap>, bool)> {
    let Reading {
        session,
        job,
        stored,
        ..
    } = reading;
    let base = stored.borrow().base()?;
    let patient = stored.borrow().patient.clone();
    let granted = Granted::parse(stored.borrow().scope.as_deref());
    let mut net = net(&base, job)?;
    let capability = look::capability(&mut net, &base).map_err(errors::network)?;
    let now = session.clock().unix_seconds();
    let usable = {
        let stored = stored.borrow();
        let lasts = stored.access_until.saturating_sub(SOON) > now;
        stored.access.clone().filter(|_| lasts)
    };
    let token = match usable {
        Some(token) => token,
        None => reading
            .renew(&mut net)
            .map_err(|error| reading.error(error))?,
    };
    let spool = session.with(|open| Ok(open.vault.spool()?))?;
    let collect = RefCell::new(Collect::new(&base, &patient, spool));
    let report = kin_smart::sync(
        SyncPlan {
            base: &base,
            patient: &patient,
            capability: capability.as_ref(),
            granted: &granted,
            limits: SyncLimits::default(),
        },
        token,
        &mut net,
        SyncHands {
            keep: &mut |kept| {
                job.check().map_err(|e| reading.fail(e))?;
                collect
                    .borrow_mut()
                    .take(&kept)
                    .map_err(|e| reading.fail(e))
            },
            tell: &mut |progress| {
                job.set_stage(Stage {
                    code: "reading",
                    kind: Some(progress.kind.to_owned()),
                    done: progress.done,
                    of: progress.of,
                });
            },
            renew: &mut |net| reading.renew(net),
        },
    )
    .map_err(|error| reading.error(error))?;
    if let Some(error) = reading.failed.borrow_mut().take() {
        return Err(error);
    }
    let collect = collect.into_inner();
    if report.resources == 0 || collect.taken == 0 {
        if !collect.others.is_empty() {
            return Err(ErrorCode::WrongPerson.into());
        }
        return Err(nothing_came(&report.gaps));
    }
    let gaps = gaps_of(&report, &collect);
    let ended = report
        .gaps
        .iter()
        .any(|gap| gap.reason == GapReason::AccessEnded);
    Ok((collect.finish()?, gaps, ended))
}

/// Nothing of what came can be brought in.
fn refused(view: &ImportRunView) -> Option<ApiError> {
    let file = view.files.first()?;
    if view.import.is_some() || (file.resources > 0 && file.refused < file.resources) {
        return None;
    }
    let several = file
        .findings
        .iter()
        .any(|one| one.severity == Severity::Error && one.code == "several-people");
    Some(if several {
        ErrorCode::SeveralPeople.into()
    } else {
        ErrorCode::PortalBrokenAnswer.into()
    })
}

pub(super) fn bring_in(
    reading: &Reading<'_>,
    person: &str,
    spool: kin_vault::Spool,
) -> ApiResult<ImportRunView> {
    reading.job.set_stage(Stage {
        code: "storing",
        ..Stage::default()
    });
    let (label, name, confirmed) = {
        let stored = reading.stored.borrow();
        (stored.label.clone(), stored.file_name(), stored.confirmed)
    };
    let chosen = Chosen {
        label: label.clone(),
        files: vec![spooled(&name, spool)],
    };
    let wanted = Wanted {
        person: Some(person.to_owned()),
        confirm_other: confirmed,
        origin: OriginKind::Portal,
        label: Some(label.clone()),
        ..Wanted::default()
    };
    let mut view = run(reading.session, reading.job, chosen, wanted)?;
    for file in &mut view.files {
        file.path.clone_from(&label);
    }
    refused(&view).map_or(Ok(view), Err)
}

/// Reads one portal and brings in what came.
fn sync(session: &Session, job: &Job, person: &str, portal: &str) -> ApiResult<PortalSynced> {
    let record = session.record(person)?;
    let _claim = Claim::take(session, portal)?;
    let reading = Reading {
        session,
        job,
        record: &record,
        stored: RefCell::new(store::get(&record, portal)?),
        failed: RefCell::new(None),
    };
    let done = read(&reading).and_then(|(spool, gaps, ended)| {
        job.check()?;
        bring_in(&reading, person, spool).map(|run| (run, gaps, ended))
    });
    let mut stored = reading.stored.borrow_mut();
    let (run, gaps, ended) = match done {
        Ok(done) => done,
        Err(_) if job.is_cancelled() => return Err(ErrorCode::Cancelled.into()),
        Err(error) => {
            if !matches!(error.code, ErrorCode::Cancelled | ErrorCode::Locked) {
                stored.problem = Some(Problem {
                    code: error.code,
                    params: error.params.clone(),
                });
                // Not to be noted where the vault was locked meanwhile.
                drop(store::put_patiently(job, &record, &stored));
            }
            return Err(error);
        }
    };
    let sum =
        |count: fn(&crate::dto::FileReportView) -> u64| run.files.iter().map(count).sum::<u64>();
    let first = stored.last.is_none();
    stored.last = Some(Last {
        at: session.clock().now_text(),
        added: sum(|file| file.added + file.kept_not_understood),
        updated: sum(|file| file.updated),
        already_there: sum(|file| file.already_there),
        refused: sum(|file| file.refused),
        import: run.import,
    });
    // All of the first reading is new: marking it says nothing.
    if let (true, Some(import)) = (first, run.import) {
        stored.seen = stored.seen.max(import);
    }
    stored.gaps = gaps;
    stored.problem = ended.then(|| Problem {
        code: ErrorCode::PortalSignInAgain,
        params: BTreeMap::new(),
    });
    store::put_patiently(job, &record, &stored)?;
    Ok(PortalSynced {
        portal: view::portal(session, person, &record, &stored)?,
        run,
    })
}

pub(crate) fn portal_sync(session: &Session, request: PortalRequest) -> ApiResult<JobId> {
    need_writable(session)?;
    let record = session.record(&request.person)?;
    store::get(&record, &request.portal)?;
    start(session, move |session, job| {
        sync(session, job, &request.person, &request.portal)
            .map(|done| JobResult::PortalSynced(Box::new(done)))
    })
}

/// The first of the records that may be changed in which `due` finds something: whose record, and what.
pub(crate) fn first_due(
    session: &Session,
    mut due: impl FnMut(&Record) -> Option<String>,
) -> Option<(String, String)> {
    let people = session
        .with(|open| Ok((!open.read_only).then(|| open.vault.people())))
        .ok()??;
    people.into_iter().find_map(|(person, _)| {
        let record = session.with(|open| Ok(open.vault.record(&person)?)).ok()?;
        if record.right() < kin_vault::Right::Edit {
            return None;
        }
        due(&record).map(|found| (person.to_string(), found))
    })
}

/// The first portal that is due and can be read without its person.
fn due(session: &Session) -> Option<(String, String)> {
    let hours = i64::from(session.settings().portal_sync_hours);
    let now = session.clock().unix_seconds();
    first_due(session, |record| {
        for mut one in store::all(record).unwrap_or_default() {
            let can = one.can_renew()
                || (one.access.is_some() && one.access_until.saturating_sub(SOON) > now);
            let last = one.last.as_ref().and_then(|last| seconds(&last.at));
            let waited = last.is_none_or(|at| now - at >= hours * 3_600);
            // One that was never read waits for its person, who has just connected it.
            if !can || !waited || last.is_none() || now - one.tried < AFTER_FAILURE {
                continue;
            }
            one.tried = now;
            if store::put(record, &one).is_ok() {
                return Some(one.id);
            }
        }
        None
    })
}

fn seconds(at: &str) -> Option<i64> {
    at.parse::<jiff::Timestamp>()
        .ok()
        .map(jiff::Timestamp::as_second)
}

/// Reads a portal that is due.
pub(crate) fn if_due(session: &Session) {
    let ticks = session.clock().ticks();
    {
        let mut watch = session.portals();
        let soon = |last| ticks.saturating_sub(last) < LOOK;
        if watch.looked.is_some_and(soon) {
            return;
        }
        watch.looked = Some(ticks);
    }
    if session.settings().portal_sync_hours == 0 || !session.may_begin_by_itself() {
        return;
    }
    if let Some((person, portal)) = due(session) {
        let started = Jobs::start_by_itself(session, move |session, job| {
            sync(session, job, &person, &portal).map(|done| JobResult::PortalSynced(Box::new(done)))
        });
        drop(started);
        return;
    }
    // One thing at a time: links wait until every hospital was read.
    crate::use_cases::links::if_due(session);
}
