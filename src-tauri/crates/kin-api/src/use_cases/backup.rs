//! Backups: made now or by themselves, verified, practised with, brought back.

mod by_itself;
mod holding;
mod memory;
mod rotate;

pub(crate) use by_itself::{Watch, if_due};
pub(crate) use holding::backups_of;

use super::vault::tried;
use super::view::moment_text;
use crate::dto::{
    AppStatus, BackupFinishRequest, BackupLine, BackupMade, BackupMakeRequest, BackupOpenRequest,
    BackupPerson, BackupSetRequest, BackupStatus, Empty, JobId, JobResult, RestoreView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{FileSource, Job, Jobs, Session};
use kin_i18n::{Lang, date_text};
use kin_vault::{
    BackupInfo, BackupSecret, Contents, OpenedBackup, RecoveryCode, Restored, VaultError,
};
pub(crate) use memory::due_at_once;
use memory::{due, memory, remember};
use rotate::{PREFIX, SUFFIX, found, rotate};
use std::path::{Path, PathBuf};

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
    if matches!(error, VaultError::Io { .. } | VaultError::SyncFailed) && !folder.is_dir() {
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
            Err(VaultError::DiskFull | VaultError::SyncFailed) => {
                backup.verify(folder, &mut teller(job, 1, 2))
            }
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
    // However it went: the next one that is made by itself is counted from this one.
    match memory::note(session, &made.info.backup_id, &view, changes) {
        // It is written; that it was made cannot be noted, so nothing older goes for it.
        Err(error) if matches!(error.code, ErrorCode::DiskFull | ErrorCode::DiskUnconfirmed) => {
            return Ok(view);
        }
        other => other?,
    }
    if !view.verified {
        rotate::incomplete(session, folder, &made.info.backup_id)?;
    // Nothing is thrown away while the vault itself is not whole.
    } else if session.with(|open| Ok(open.vault.check(false)?.ok()))? {
        rotate(session, folder, &made.info.backup_id)?;
    }
    Ok(view)
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

/// Brings the newest complete backup back into staging, opens it as a vault and checks all of it.
fn rehearse(session: &Session, job: &Job, folder: &Path) -> ApiResult<BackupMade> {
    let (source, vault_id, memory) = session.with(|open| {
        Ok((
            open.vault.backup_source()?,
            open.vault.info()?.vault_id,
            memory(open),
        ))
    })?;
    // One that is known to lack something would only say so again.
    let lacking = |info: &BackupInfo| memory.incomplete.iter().any(|i| i.id == info.backup_id);
    let all = found(folder, &vault_id);
    // One from before all keys were changed opens with the passphrase of its day only.
    let ours = |path: &Path| !matches!(source.open(path), Err(VaultError::WrongPassphrase));
    let complete = all
        .iter()
        .find(|(path, _, info)| !lacking(info) && ours(path));
    let newest = complete.or(all.first()).cloned();
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
            memory::remember_outcome(session, |memory| {
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
        let mut restored = backup.restore_beside(&session.own_dir(), &mut teller(job, 0, 1))?;
        job.check()?;
        // Where it cannot be compared, it says so, and asks for the day.
        let compare =
            |restored: &mut Restored| session.with(|open| Ok(restored.compare_with(&open.vault)?));
        compare(&mut restored).unwrap_or_default();
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
        former: restored.former && restored.replaces,
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
