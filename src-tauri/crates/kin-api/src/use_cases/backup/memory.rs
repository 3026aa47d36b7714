//! What is remembered about backups, and when the next one is due.

use crate::dto::BackupMade;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Open, Session};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Vault setting.
const SETTING: &str = "backup";
/// A reminder after so many days …
const DUE_DAYS: i64 = 7;
/// … or so many changes.
pub(super) const DUE_CHANGES: u64 = 20;
/// Backups that are remembered by name, of each sort.
const REMEMBERED: usize = 200;

/// What the vault remembers.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    pub(super) folder: Option<PathBuf>,
    pub(super) automatic: bool,
    /// Verified backups: id, when verified, changes at that time. Newest last.
    pub(super) verified: Vec<Verified>,
    /// Backups that could not be complete. Newest last.
    pub(super) incomplete: Vec<Incomplete>,
    /// The last one that was written, complete or not.
    attempt: Option<Attempt>,
    pub(super) rehearsed: Option<String>,
    pub(super) rehearsed_ok: bool,
    pub(super) failed: Option<(String, String)>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Verified {
    pub(super) id: String,
    pub(super) made: String,
    pub(super) at: String,
    pub(super) changes: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Incomplete {
    pub(super) id: String,
}

/// A backup from which the next one that is made by itself is counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Attempt {
    pub(super) at: String,
    pub(super) changes: u64,
    pub(super) complete: bool,
}

impl Memory {
    /// The last one. What was remembered before incomplete ones were has the last verified one.
    pub(super) fn last(&self) -> Option<Attempt> {
        let verified = || {
            self.verified.last().map(|v| Attempt {
                at: v.made.clone(),
                changes: v.changes,
                complete: true,
            })
        };
        self.attempt.clone().or_else(verified)
    }
}

pub(super) fn memory(open: &Open) -> Memory {
    let text = open.vault.setting(SETTING);
    text.and_then(|t| serde_json::from_str(&t).ok())
        .unwrap_or_default()
}

pub(super) fn remember(session: &Session, change: impl FnOnce(&mut Memory)) -> ApiResult<()> {
    session.with(|open| {
        let mut memory = memory(open);
        change(&mut memory);
        let text = serde_json::to_string(&memory).map_err(|_| ErrorCode::Internal)?;
        Ok(open.vault.set_setting(SETTING, &text)?)
    })
}

/// Notes what came of something that may begin again by itself. Where that cannot be noted, this session waits all the
/// same: else it would begin again every minute.
pub(super) fn remember_outcome(
    session: &Session,
    change: impl FnOnce(&mut Memory),
) -> ApiResult<()> {
    let noted = remember(session, change);
    // A vault that was locked meanwhile is asked again at the next unlocking.
    if noted
        .as_ref()
        .is_err_and(|error| error.code != ErrorCode::Locked)
    {
        let ticks = session.clock().ticks();
        session.backup().unnoted = Some(ticks);
    }
    noted
}

/// Notes a backup that was written, complete or not.
pub(super) fn note(session: &Session, id: &str, made: &BackupMade, changes: u64) -> ApiResult<()> {
    let at = made.made.clone();
    remember_outcome(session, |memory| {
        memory.failed = None;
        memory.attempt = Some(Attempt {
            at: at.clone(),
            changes,
            complete: made.verified,
        });
        if made.verified {
            memory.verified.push(Verified {
                id: id.to_owned(),
                made: at.clone(),
                at,
                changes,
            });
        } else {
            memory.incomplete.push(Incomplete { id: id.to_owned() });
        }
        let too_many = memory.verified.len().saturating_sub(REMEMBERED);
        memory.verified.drain(..too_many);
        let too_many = memory.incomplete.len().saturating_sub(REMEMBERED);
        memory.incomplete.drain(..too_many);
    })
}

/// All keys were changed: the next backup that is made by itself is due, and the rehearsal waits for it.
pub(crate) fn due_at_once(session: &Session) {
    drop(remember_outcome(session, |memory| {
        if let Some(last) = memory.last() {
            memory.attempt = Some(Attempt {
                at: Timestamp::UNIX_EPOCH.to_string(),
                ..last
            });
        }
    }));
}

/// Notes that one that began by itself came to nothing.
pub(super) fn note_failure(session: &Session, error: &ApiError) {
    let (at, code) = (session.clock().now_text(), error.code.to_string());
    drop(remember_outcome(session, |memory| {
        memory.failed = Some((at, code));
    }));
}

pub(super) fn seconds(at: &str) -> Option<i64> {
    at.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

pub(super) fn days_since(session: &Session, at: &str) -> Option<i64> {
    Some((session.clock().unix_seconds() - seconds(at)?).max(0) / 86_400)
}

pub(super) fn due(
    session: &Session,
    open: &Open,
    memory: &Memory,
) -> (Option<&'static str>, Option<i64>, u64) {
    let last = memory.verified.last();
    let changes = open.vault.changes();
    let since = changes.saturating_sub(last.map_or(0, |v| v.changes));
    let days = last.and_then(|v| days_since(session, &v.made));
    let why = match days {
        _ if since == 0 => None,
        None if changes >= DUE_CHANGES => Some("never"),
        None => {
            let created = open.vault.setting("created");
            let age = created.and_then(|at| days_since(session, &at));
            age.filter(|days| *days >= DUE_DAYS).map(|_| "never")
        }
        Some(days) if days >= DUE_DAYS => Some("days"),
        Some(_) => (since >= DUE_CHANGES).then_some("changes"),
    };
    (why, days, since)
}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn what_was_remembered_before_is_read_and_counted_from() {
        let before = r#"{"folder":"/media/stick","automatic":true,"verified":[{"id":"a","made":"2026-11-01T10:00:00Z",
            "at":"2026-11-01T10:00:00Z","changes":7}],"rehearsed":null,"rehearsed_ok":false,"failed":null}"#;
        let memory: Memory = serde_json::from_str(before).unwrap();
        let last = memory.last().unwrap();
        assert_eq!((last.changes, last.complete), (7, true));
        assert!(memory.automatic && memory.incomplete.is_empty());
        assert!(Memory::default().last().is_none());
    }
}
