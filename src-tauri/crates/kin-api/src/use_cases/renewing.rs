//! New keys for everything: for the day when somebody may know a passphrase.

use super::keys::{forget_quick_unlock, recovery_due, set_recovery_due};
use super::vault::{code_view, new_passphrase, tried};
use crate::dto::{JobId, JobResult, KeysAgainView, KeysRenewedView, PassphraseChangeRequest};
use crate::error::{ApiResult, ErrorCode};
use crate::session::{Job, Jobs, Open, Session};
use kin_model::PersonId;
use kin_vault::Passphrase;

/// New keys, a new passphrase and a new recovery code for whoever has unlocked, and a new key for each record of theirs.
/// It stands alone: other work would hold a record that is to get a new key, or a backup that is being made.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn keys_renew(session: &Session, request: PassphraseChangeRequest) -> ApiResult<JobId> {
    let next = new_passphrase(session, &request.next, None)?;
    if session.jobs().any_running() {
        return Err(ErrorCode::Busy.into());
    }
    let current = session.try_secret(|| {
        let current = tried(&request.current)?;
        let opens = |words| session.with(|open| Ok(open.vault.verify_passphrase(words)?));
        if !opens(&current)? {
            return Err(ErrorCode::WrongPassphrase.into());
        }
        // Somebody may know it: that is what this is for.
        if opens(&next)? {
            return Err(ErrorCode::PassphraseSame.into());
        }
        Ok(current)
    })?;
    let id = Jobs::start(session, move |session, job| {
        let renewed = session.with(|open| renew(session, open, job, (&current, &next)));
        forget_quick_unlock(session);
        if renewed.is_ok() {
            super::backup::due_at_once(session);
        }
        renewed.map(JobResult::KeysRenewed)
    })?;
    Ok(JobId { id })
}

fn renew(
    session: &Session,
    open: &Open,
    job: &Job,
    words: (&Passphrase, &Passphrase),
) -> ApiResult<KeysRenewedView> {
    // The paper of the new code was never tried; nor is there one when this is cut off.
    let due = recovery_due(open);
    set_recovery_due(open, true)?;
    let told = std::cell::Cell::new(0);
    let tell = |done: usize, of: usize| {
        let (done, of) = (done as u64, of as u64);
        job.set_total(of);
        job.add_done(done.saturating_sub(told.replace(done)));
        !job.is_cancelled()
    };
    let now = session.clock().now_text();
    let renewed = open.vault.renew_keys(words, session.kdf(), &now, &tell);
    if renewed.is_err() && !open.vault.is_renewing() {
        set_recovery_due(open, due)?;
    }
    let renewed = renewed?;
    let people = open.vault.people();
    let name = |id: &PersonId| {
        let found = people.iter().find(|(person, _)| person == id);
        found.map_or_else(String::new, |(_, details)| details.name.text.clone())
    };
    Ok(KeysRenewedView {
        code: code_view(&renewed.code),
        renewed: renewed.renewed.len() as u64,
        left: renewed.left.iter().map(name).collect(),
        failed: renewed.failed.iter().map(name).collect(),
        again: renewed
            .again
            .into_iter()
            .map(|(person, who)| KeysAgainView {
                person: name(&person),
                who,
            })
            .collect(),
    })
}
