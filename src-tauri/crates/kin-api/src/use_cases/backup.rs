//! Backups: made now or by themselves, verified, practised with, brought back.

use super::vault::tried;
use super::view::moment_text;
use crate::dto::{
    AppStatus, BackupFinishRequest, BackupLine, BackupMade, BackupMakeRequest, BackupOpenRequest,
    BackupPerson, BackupSetRequest, BackupStatus, Empty, JobId, JobResult, RestoreView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{FileSource, Job, Jobs, Open, Session};
use jiff::Timestamp;
use kin_i18n::{Lang, date_text};
use kin_vault::{
    BackupInfo, BackupSecret, Contents, OpenedBackup, RecoveryCode, Restored, VaultError,
    peek_backup,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Vault setting: what is remembered about backups.
const SETTING: &str = "backup";
/// A reminder after so many days …
const DUE_DAYS: i64 = 7;
/// … or so many changes.
const DUE_CHANGES: u64 = 20;
/// Newest backups that always stay.
const NEWEST: usize = 3;
/// Months of which one stays.
const MONTHS: usize = 12;
/// How often it is looked whether one is due.
const LOOK: Duration = Duration::from_secs(60);
/// Pause after an automatic one that failed.
const AFTER_FAILURE: i64 = 3600;
/// Days between two rehearsals.
const REHEARSE_DAYS: i64 = 7;
/// Beginning and end of our file names. No word of health in them.
const PREFIX: &str = "kinfolio-";
const SUFFIX: &str = ".tar";

/// What a session remembers.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    looked: Option<Duration>,
    restored: Option<Restored>,
}

impl Watch {
    /// Forgets a restore that waits: the vault was locked.
    pub(crate) fn forget(&mut self) {
        self.restored = None;
    }
}

/// What the vault remembers.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    folder: Option<PathBuf>,
    automatic: bool,
    /// Verified backups: id, when verified, changes at that time. Newest last.
    verified: Vec<Verified>,
    rehearsed: Option<String>,
    rehearsed_ok: bool,
    failed: Option<(String, String)>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Verified {
    id: String,
    made: String,
    at: String,
    changes: u64,
}

fn memory(open: &Open) -> Memory {
    let text = open.vault.setting(SETTING);
    text.and_then(|t| serde_json::from_str(&t).ok())
        .unwrap_or_default()
}

fn remember(session: &Session, change: impl FnOnce(&mut Memory)) -> ApiResult<()> {
    session.with(|open| {
        let mut memory = memory(open);
        change(&mut memory);
        let text = serde_json::to_string(&memory).map_err(|_| ErrorCode::Internal)?;
        Ok(open.vault.set_setting(SETTING, &text)?)
    })
}

fn seconds(at: &str) -> Option<i64> {
    at.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

fn days_since(session: &Session, at: &str) -> Option<i64> {
    Some((session.clock().unix_seconds() - seconds(at)?).max(0) / 86_400)
}

/// Our backups in a folder, newest first: those of this vault whose header can be read.
fn found(folder: &Path, vault_id: &str) -> Vec<(PathBuf, String, BackupInfo)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if !name.starts_with(PREFIX) || !name.ends_with(SUFFIX) {
            continue;
        }
        if let Ok(info) = peek_backup(&entry.path())
            && info.vault_id == vault_id
        {
            all.push((entry.path(), name, info));
        }
    }
    all.sort_by_key(|(_, name, info)| (seconds(&info.made), name.clone()));
    all.reverse();
    all
}

fn due(
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

pub(crate) fn backup_status(session: &Session, _: Empty) -> ApiResult<BackupStatus> {
    let lang = session.lang();
    session.with(|open| {
        let memory = memory(open);
        let (due, days, changes) = due(session, open, &memory);
        let there = memory.folder.as_ref().is_some_and(|f| f.is_dir());
        let vault_id = open.vault.info()?.vault_id;
        let backups = memory.folder.as_ref().map(|f| found(f, &vault_id));
        let line = |(_, name, info): (PathBuf, String, BackupInfo)| {
            let verified = memory.verified.iter().rfind(|v| v.id == info.backup_id);
            BackupLine {
                id: info.backup_id,
                name,
                made_text: moment_text(&info.made, lang),
                made: info.made,
                bytes: info.bytes,
                verified_text: verified.map(|v| moment_text(&v.at, lang)),
            }
        };
        Ok(BackupStatus {
            place: memory
                .folder
                .as_ref()
                .map(|f| f.to_string_lossy().into_owned()),
            there,
            automatic: memory.automatic,
            due: due.map(str::to_owned),
            days: days.and_then(|d| u32::try_from(d).ok()),
            changes,
            backups: backups.unwrap_or_default().into_iter().map(line).collect(),
            rehearsed_text: memory.rehearsed.as_ref().map(|at| moment_text(at, lang)),
            rehearsed_ok: memory.rehearsed_ok,
            failed: memory.failed.map(|(_, code)| code),
        })
    })
}

/// A folder behind a token.
pub(crate) fn chosen_path(session: &Session, token: &str) -> ApiResult<PathBuf> {
    match session.files().get(token)?.source {
        FileSource::Path(path) => Ok(path),
        FileSource::Memory(_) | FileSource::Spool(_) => Err(ErrorCode::UnknownFile.into()),
    }
}

fn chosen_folder(session: &Session, token: &str) -> ApiResult<PathBuf> {
    let path = chosen_path(session, token)?;
    let path = std::path::absolute(path).map_err(|_| ErrorCode::BackupPlaceGone)?;
    if !path.is_dir() {
        return Err(ErrorCode::BackupPlaceGone.into());
    }
    outside(session, &path)?;
    Ok(path)
}

/// A backup inside the vault is lost with it, and would be put aside with it at a restore.
fn outside(session: &Session, folder: &Path) -> ApiResult<()> {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if real(folder).starts_with(real(&session.own_dir())) {
        return Err(ErrorCode::BackupPlaceInside.into());
    }
    Ok(())
}

pub(crate) fn backup_set(session: &Session, request: BackupSetRequest) -> ApiResult<BackupStatus> {
    let folder = match &request.folder {
        Some(token) => Some(chosen_folder(session, token)?),
        None => None,
    };
    remember(session, |memory| {
        if folder.is_some() {
            // Whoever chooses a place wants backups there.
            memory.automatic |= memory.folder.is_none();
            memory.folder = folder;
            memory.failed = None;
        }
        if let Some(automatic) = request.automatic {
            memory.automatic = automatic;
        }
    })?;
    backup_status(session, Empty {})
}

/// Where the next backup goes: the place, and a free name.
fn target(session: &Session, folder: &Path) -> ApiResult<PathBuf> {
    if !folder.is_dir() {
        return Err(ErrorCode::BackupPlaceGone.into());
    }
    outside(session, folder)?;
    let now = session.clock().now_text();
    let digits = now.get(..16).unwrap_or("backup").replace(['T', ':'], "-");
    let name = |n: u32| match n {
        1 => format!("{PREFIX}{digits}{SUFFIX}"),
        n => format!("{PREFIX}{digits}-{n}{SUFFIX}"),
    };
    let free = (1..1000)
        .map(|n| folder.join(name(n)))
        .find(|p| !p.exists());
    free.ok_or_else(|| ErrorCode::CannotWrite.into())
}

/// An error about the place of a backup, not about the vault.
fn at_place(folder: &Path, error: VaultError) -> ApiError {
    if matches!(error, VaultError::Io { .. }) && !folder.is_dir() {
        return ErrorCode::BackupPlaceGone.into();
    }
    error.into()
}

/// Two rounds of the same bytes: written, and read again.
fn teller<'a>(job: &'a Job, round: u64, rounds: u64) -> impl FnMut(u64, u64) -> bool + 'a {
    let mut before = 0_u64;
    move |done, total| {
        job.set_total(total.saturating_mul(rounds));
        let at = round.saturating_mul(total).saturating_add(done);
        if round == 0 || before > 0 {
            job.add_done(at.saturating_sub(before));
        }
        before = at;
        !job.is_cancelled()
    }
}

fn made_view(name: &str, info: &BackupInfo, contents: &Contents, lang: Lang) -> BackupMade {
    BackupMade {
        name: name.to_owned(),
        made_text: moment_text(&info.made, lang),
        made: info.made.clone(),
        bytes: info.bytes,
        verified: contents.missing == 0,
        missing: contents.missing as u64,
        people: contents.people.len() as u64,
        entries: contents.people.iter().map(|p| p.entries).sum(),
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Makes one, reads it again, and only then calls it verified; clears away what is too old.
fn make(session: &Session, job: &Job, folder: &Path) -> ApiResult<BackupMade> {
    let path = target(session, folder)?;
    let now = session.clock().now_text();
    let (source, changes, staging) = session.with(|open| {
        Ok((
            open.vault.backup_source()?,
            open.vault.changes(),
            session.dir().join("staging"),
        ))
    })?;
    let made = source
        .make(&path, &now, &mut teller(job, 0, 2))
        .map_err(|e| at_place(folder, e))?;
    let verified = source.open(&path).and_then(|backup| {
        match backup.verify(&staging, &mut teller(job, 1, 2)) {
            // The disk of the vault is full, which is when one wants a backup most: beside the file
            // there may be room. Only encrypted files lie there for a moment.
            Err(VaultError::DiskFull) => backup.verify(folder, &mut teller(job, 1, 2)),
            other => other,
        }
    });
    let contents = match verified {
        Ok(contents) => contents,
        Err(error) => {
            // Only our own unverified file goes; a whole older one stays where it is.
            std::fs::remove_file(&path).unwrap_or_default();
            return Err(at_place(folder, error));
        }
    };
    let view = made_view(&name_of(&path), &made.info, &contents, session.lang());
    // Whoever made it holds a copy from now on: the list of each record says so.
    for (person, _) in session.with(|open| Ok(open.vault.people()))? {
        let record = session.with(|open| Ok(open.vault.record(&person)?));
        if let Ok(record) = record {
            super::family::note(session, &record, "backup", "");
        }
    }
    if view.verified {
        let id = made.info.backup_id.clone();
        let noted = remember(session, |memory| {
            memory.failed = None;
            memory.verified.push(Verified {
                id,
                made: now.clone(),
                at: now.clone(),
                changes,
            });
            let too_many = memory.verified.len().saturating_sub(200);
            memory.verified.drain(..too_many);
        });
        match noted {
            // It is whole; that it was made cannot be noted, so nothing older goes for it.
            Err(error) if error.code == ErrorCode::DiskFull => return Ok(view),
            other => other?,
        }
        // Nothing is thrown away while the vault itself is not whole.
        let whole = session.with(|open| Ok(open.vault.check(false)?.ok()))?;
        if whole {
            rotate(session, folder, &made.info.backup_id)?;
        }
    }
    Ok(view)
}

/// Which of the backups stay: the newest three, the newest of each of twelve months, and the
/// newest verified one. `all` is newest first: id and RFC 3339 time.
fn stays(all: &[(String, String)], verified: &BTreeSet<String>) -> BTreeSet<String> {
    let mut keep: BTreeSet<String> = all.iter().take(NEWEST).map(|(id, _)| id.clone()).collect();
    let mut months = BTreeSet::new();
    for (id, made) in all {
        let month = made.get(..7).unwrap_or_default().to_owned();
        if months.len() < MONTHS && verified.contains(id) && months.insert(month) {
            keep.insert(id.clone());
        }
    }
    if let Some((id, _)) = all.iter().find(|(id, _)| verified.contains(id)) {
        keep.insert(id.clone());
    }
    keep
}

/// Clears away what is too old; `newest` is the one that was made just now. It stays whatever its date
/// says: a clock that was put back makes it look like the oldest.
fn rotate(session: &Session, folder: &Path, newest: &str) -> ApiResult<()> {
    let (vault_id, verified) = session.with(|open| {
        let verified: BTreeSet<String> = memory(open).verified.into_iter().map(|v| v.id).collect();
        Ok((open.vault.info()?.vault_id, verified))
    })?;
    let all = found(folder, &vault_id);
    let list: Vec<(String, String)> = all
        .iter()
        .map(|(_, _, i)| (i.backup_id.clone(), i.made.clone()))
        .collect();
    let mut keep = stays(&list, &verified);
    keep.insert(newest.to_owned());
    for (path, _, info) in &all {
        if !keep.contains(&info.backup_id) {
            // One that cannot be removed is there the next time, too.
            std::fs::remove_file(path).unwrap_or_default();
        }
    }
    Ok(())
}

fn place(session: &Session) -> ApiResult<PathBuf> {
    let folder = session.with(|open| Ok(memory(open).folder))?;
    folder.ok_or_else(|| ErrorCode::NoBackupPlace.into())
}

pub(crate) fn backup_make(session: &Session, request: BackupMakeRequest) -> ApiResult<JobId> {
    let folder = match &request.folder {
        Some(token) => chosen_folder(session, token)?,
        None => place(session)?,
    };
    if !folder.is_dir() {
        return Err(ErrorCode::BackupPlaceGone.into());
    }
    let id = Jobs::start(session, move |session, job| {
        make(session, job, &folder).map(JobResult::Backup)
    })?;
    Ok(JobId { id })
}

pub(crate) fn backup_rehearse(session: &Session, _: Empty) -> ApiResult<JobId> {
    let folder = place(session)?;
    if !folder.is_dir() {
        return Err(ErrorCode::BackupPlaceGone.into());
    }
    let id = Jobs::start(session, move |session, job| {
        rehearse(session, job, &folder).map(JobResult::Backup)
    })?;
    Ok(JobId { id })
}

/// Brings the newest backup back into staging, opens it as a vault and checks all of it.
fn rehearse(session: &Session, job: &Job, folder: &Path) -> ApiResult<BackupMade> {
    let (source, vault_id) =
        session.with(|open| Ok((open.vault.backup_source()?, open.vault.info()?.vault_id)))?;
    let newest = found(folder, &vault_id).into_iter().next();
    let (path, name, info) = newest.ok_or(ErrorCode::BackupPlaceGone)?;
    let staging = session.dir().join("staging");
    let outcome = source
        .open(&path)
        .and_then(|backup| backup.rehearse(&staging, &mut teller(job, 0, 1)));
    let now = session.clock().now_text();
    match outcome {
        Err(VaultError::Cancelled | VaultError::Locked) => Err(ErrorCode::Cancelled.into()),
        other => {
            let ok = other.is_ok();
            remember(session, |memory| {
                memory.rehearsed = Some(now);
                memory.rehearsed_ok = ok;
            })?;
            let contents = other.map_err(|e| at_place(folder, e))?;
            Ok(made_view(&name, &info, &contents, session.lang()))
        }
    }
}

/// Opens a backup file with what was typed.
fn open_with(path: &Path, request: &BackupOpenRequest) -> ApiResult<OpenedBackup> {
    if let Some(code) = &request.code {
        let code = RecoveryCode::parse(code.expose()).map_err(VaultError::from)?;
        return Ok(OpenedBackup::open(path, BackupSecret::Code(&code))?);
    }
    let typed = request.passphrase.as_ref();
    let passphrase = tried(typed.ok_or(ErrorCode::WrongPassphrase)?)?;
    Ok(OpenedBackup::open(
        path,
        BackupSecret::Passphrase(&passphrase),
    )?)
}

/// A folder for work: staging of the vault, else the computer's own for such things. Only encrypted
/// files are written there.
fn scratch(session: &Session) -> PathBuf {
    let staging = session.own_dir().join("staging");
    if staging.is_dir() {
        staging
    } else {
        std::env::temp_dir()
    }
}

pub(crate) fn backup_verify(session: &Session, request: BackupOpenRequest) -> ApiResult<JobId> {
    let path = chosen_path(session, &request.file)?;
    let id = Jobs::start(session, move |session, job| {
        let backup = session.try_secret(|| open_with(&path, &request))?;
        let contents = backup.verify(&scratch(session), &mut teller(job, 0, 1))?;
        let view = made_view(&name_of(&path), &backup.info(), &contents, session.lang());
        Ok(JobResult::Backup(view))
    })?;
    Ok(JobId { id })
}

pub(crate) fn backup_restore(session: &Session, request: BackupOpenRequest) -> ApiResult<JobId> {
    let path = chosen_path(session, &request.file)?;
    session.need_place()?;
    session.need_free()?;
    session.backup().forget();
    let id = Jobs::start(session, move |session, job| {
        let backup = session.try_secret(|| open_with(&path, &request))?;
        let restored = backup.restore_beside(&session.own_dir(), &mut teller(job, 0, 1))?;
        job.check()?;
        let mut view = restore_view(&restored, &backup.info(), session.lang());
        view.without = without(session, &backup);
        session.backup().restored = Some(restored);
        Ok(JobResult::Restore(view))
    })?;
    Ok(JobId { id })
}

/// Who opens the vault now and would no longer: a backup brings back the one who made it only.
fn without(session: &Session, backup: &OpenedBackup) -> Vec<String> {
    if session.is_sample() {
        return Vec::new();
    }
    let everybody = session.keyholders().unwrap_or_default();
    let others = everybody
        .into_iter()
        .filter(|k| k.id != *backup.keyholder());
    others.map(|k| k.nickname).collect()
}

fn restore_view(restored: &Restored, info: &BackupInfo, lang: Lang) -> RestoreView {
    let day = |newest: &Option<String>| newest.as_ref().map(|d| date_text(lang, d));
    let now = restored.present.as_ref().map(|p| p.people.as_slice());
    let now = now.unwrap_or_default();
    let mut people: Vec<BackupPerson> = restored
        .contents
        .people
        .iter()
        .map(|p| {
            let other = now.iter().find(|n| n.person == p.person);
            BackupPerson {
                name: p.name.clone(),
                entries: Some(p.entries),
                newest_text: day(&p.newest),
                now_entries: other.map(|n| n.entries),
                now_newest_text: other.and_then(|n| day(&n.newest)),
            }
        })
        .collect();
    for n in now {
        let held = restored
            .contents
            .people
            .iter()
            .any(|p| p.person == n.person);
        if !held {
            people.push(BackupPerson {
                name: n.name.clone(),
                entries: None,
                newest_text: None,
                now_entries: Some(n.entries),
                now_newest_text: day(&n.newest),
            });
        }
    }
    RestoreView {
        made_text: moment_text(&info.made, lang),
        day: restored.day.clone(),
        replaces: restored.replaces,
        older: restored.older,
        compared: restored.present.is_some(),
        people,
        without: Vec::new(),
    }
}

pub(crate) fn backup_restore_finish(
    session: &Session,
    request: BackupFinishRequest,
) -> ApiResult<AppStatus> {
    let restored = session.backup().restored.take();
    let restored = restored.ok_or(ErrorCode::UnknownJob)?;
    let typed = request.day.as_deref().map(str::trim);
    if restored.older && typed != Some(restored.day.as_str()) {
        let error = ApiError::from(ErrorCode::BackupOlder).with("day", &restored.day);
        session.backup().restored = Some(restored);
        return Err(error);
    }
    let today = session.clock().today_text();
    let vault = restored.contents.vault_id.clone();
    session.replace_vault(|| Ok(restored.swap(&today)?))?;
    session.forget_seen(&vault);
    session.status()
}

pub(crate) fn backup_restore_cancel(session: &Session, _: Empty) -> ApiResult<AppStatus> {
    session.backup().forget();
    session.status()
}

/// Looks once a minute whether a backup or its rehearsal is due, and starts it.
pub(crate) fn if_due(session: &Session) {
    let ticks = session.clock().ticks();
    {
        let mut watch = session.backup();
        if watch
            .looked
            .is_some_and(|at| ticks.saturating_sub(at) < LOOK)
        {
            return;
        }
        watch.looked = Some(ticks);
    }
    if session.is_sample() || session.jobs().any_running() {
        return;
    }
    let now = session.clock().unix_seconds();
    let wanted = session.with(|open| {
        let memory = memory(open);
        let Some(folder) = memory.folder.clone().filter(|_| memory.automatic) else {
            return Ok(None);
        };
        let failed = memory.failed.as_ref().and_then(|(at, _)| seconds(at));
        if open.read_only || failed.is_some_and(|at| now - at < AFTER_FAILURE) {
            return Ok(None);
        }
        let last = memory.verified.last();
        let since = open
            .vault
            .changes()
            .saturating_sub(last.map_or(0, |v| v.changes));
        let age = last.and_then(|v| seconds(&v.made)).map(|at| now - at);
        let daily = since > 0 && age.is_none_or(|age| age >= 86_400);
        if daily || since >= DUE_CHANGES {
            return Ok(Some((folder, true)));
        }
        let practised = memory
            .rehearsed
            .as_ref()
            .and_then(|at| days_since(session, at));
        let practise = last.is_some() && practised.is_none_or(|d| d >= REHEARSE_DAYS);
        Ok((practise && folder.is_dir()).then_some((folder, false)))
    });
    let Ok(Some((folder, backup))) = wanted else {
        return;
    };
    let started = Jobs::start(session, move |session, job| {
        let outcome = if backup {
            make(session, job, &folder)
        } else {
            rehearse(session, job, &folder)
        };
        if let Err(error) = &outcome
            && !matches!(error.code, ErrorCode::Cancelled | ErrorCode::Locked)
        {
            let (at, code) = (session.clock().now_text(), error.code.to_string());
            // Not to be remembered when the vault was locked meanwhile.
            drop(remember(session, |memory| memory.failed = Some((at, code))));
        }
        outcome.map(JobResult::Backup)
    });
    drop(started);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_newest_and_one_a_month_stay_and_the_last_verified_always() {
        let mut all: Vec<(String, String)> = Vec::new();
        for month in (1..=9).rev() {
            for day in [28, 14, 2] {
                all.push((
                    format!("{month}-{day}"),
                    format!("2026-{month:02}-{day:02}T09:00:00Z"),
                ));
            }
        }
        let verified: BTreeSet<String> = all.iter().map(|(id, _)| id.clone()).collect();
        let keep = stays(&all, &verified);
        assert_eq!(keep.len(), 3 + 8, "{keep:?}");
        assert!(keep.contains("9-2") && keep.contains("1-28") && !keep.contains("1-14"));
        // Nothing newer than the oldest was ever verified.
        let only = BTreeSet::from(["1-2".to_owned()]);
        let keep = stays(&all, &only);
        assert!(keep.contains("1-2"), "never the last verified");
        assert_eq!(keep.len(), 4);
    }
}
