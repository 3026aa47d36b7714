//! Backups and their rehearsal that begin by themselves.

use super::memory::{self, DUE_CHANGES, days_since, memory, seconds};
use super::{make, rehearse};
use crate::dto::JobResult;
use crate::error::ErrorCode;
use crate::session::{Jobs, Session};
use kin_vault::Restored;
use std::path::PathBuf;
use std::time::Duration;

/// How often it is looked whether one is due.
const LOOK: Duration = Duration::from_secs(60);
/// Seconds after which what has changed is backed up.
const DAY: i64 = 86_400;
/// Seconds of pause after one that failed.
const AFTER_FAILURE: i64 = 3600;
/// The same pause where the failure could not be noted.
const AFTER_UNNOTED: Duration = Duration::from_secs(3600);
/// Days between two rehearsals.
const REHEARSE_DAYS: i64 = 7;

/// What a session remembers.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    looked: Option<Duration>,
    /// When the outcome of one could not be noted in the vault.
    pub(super) unnoted: Option<Duration>,
    pub(super) restored: Option<Restored>,
}

impl Watch {
    /// Forgets a restore that waits: the vault was locked.
    pub(crate) fn forget(&mut self) {
        self.restored = None;
    }
}

/// Whether less than a pause has gone by. What lies ahead was noted before the clock was put back: nobody waits for it.
fn just_now(now: i64, at: i64, pause: i64) -> bool {
    (0..pause).contains(&now.saturating_sub(at))
}

/// What is to begin now: a backup, or else its rehearsal.
fn wanted(session: &Session) -> Option<(PathBuf, bool)> {
    let now = session.clock().unix_seconds();
    let wanted = session.with(|open| {
        let memory = memory(open);
        let Some(folder) = memory.folder.clone().filter(|_| memory.automatic) else {
            return Ok(None);
        };
        let failed = memory.failed.as_ref().and_then(|(at, _)| seconds(at));
        // That one was made could not be noted, and the next would follow within the hour.
        let still = open.read_only || open.vault.has_stopped();
        if still || failed.is_some_and(|at| just_now(now, at, AFTER_FAILURE)) {
            return Ok(None);
        }
        let last = memory.last();
        let changes = open.vault.changes();
        let since = changes.saturating_sub(last.as_ref().map_or(0, |last| last.changes));
        let at = last.as_ref().and_then(|last| seconds(&last.at));
        // One that was not complete is tried again the next day though nothing has changed: what it lacked may be there.
        let wanting = since > 0 || last.as_ref().is_some_and(|last| !last.complete);
        let daily = wanting && at.is_none_or(|at| !just_now(now, at, DAY));
        if daily || since >= DUE_CHANGES {
            return Ok(Some((folder, true)));
        }
        let rehearsed = memory.rehearsed.as_ref();
        let rehearsed = rehearsed.and_then(|at| days_since(session, at));
        let practise = !memory.verified.is_empty() && rehearsed.is_none_or(|d| d >= REHEARSE_DAYS);
        Ok((practise && folder.is_dir()).then_some((folder, false)))
    });
    wanted.unwrap_or_default()
}

/// Looks once a minute whether a backup or its rehearsal is due, and starts it.
pub(crate) fn if_due(session: &Session) {
    let ticks = session.clock().ticks();
    {
        let mut watch = session.backup();
        let within =
            |at: Option<Duration>, pause| at.is_some_and(|at| ticks.saturating_sub(at) < pause);
        if within(watch.looked, LOOK) || within(watch.unnoted, AFTER_UNNOTED) {
            return;
        }
        watch.looked = Some(ticks);
    }
    if session.is_sample() || !session.may_begin_by_itself() {
        return;
    }
    let Some((folder, backup)) = wanted(session) else {
        return;
    };
    let started = Jobs::start_by_itself(session, move |session, job| {
        let outcome = if backup {
            make(session, job, &folder)
        } else {
            rehearse(session, job, &folder)
        };
        if let Err(error) = &outcome
            && !matches!(error.code, ErrorCode::Cancelled | ErrorCode::Locked)
        {
            memory::note_failure(session, error);
        }
        outcome.map(JobResult::Backup)
    });
    drop(started);
}
