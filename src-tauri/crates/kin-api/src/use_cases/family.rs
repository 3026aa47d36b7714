//! Keyholders: who opens which record, letters, rights, the access log.

use super::vault::{new_passphrase, tried};
use super::view::{Viewer, moment_text};
use crate::dto::{
    AccessLogLine, AccessLogRequest, AccessLogView, AccessView, AppState, CaregiverView,
    CaregiversView, Empty, GrantRequest, GrantView, KeyholderAddRequest, KeyholderAdded,
    KeyholderRemoveRequest, KeyholderView, LetterStanding, LetterView, PersonIdRequest,
    RevokeRequest, Right, SecretText,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::form_problem;
use crate::session::{Open, Session};
use crate::words;
use kin_i18n::{Catalogue, Lang, text};
use kin_model::PersonId;
use kin_vault::{KeyholderId, LetterState, NewVault, VaultError};

/// Lines of one page of the access log, when nothing is asked.
const LINES: u32 = 50;
/// Lines of one page at most.
const MOST_LINES: u32 = 500;

const fn right_in(right: Right) -> kin_vault::Right {
    match right {
        Right::Read => kin_vault::Right::Read,
        Right::Edit => kin_vault::Right::Edit,
        Right::Owner => kin_vault::Right::Owner,
    }
}

pub(crate) const fn right_out(right: kin_vault::Right) -> Right {
    match right {
        kin_vault::Right::Read => Right::Read,
        kin_vault::Right::Edit => Right::Edit,
        kin_vault::Right::Owner => Right::Owner,
    }
}

pub(crate) fn right_text(right: kin_vault::Right, lang: Lang) -> String {
    text(lang, &format!("right-{}", right.as_str()), &[])
}

fn person_id(id: &str) -> ApiResult<PersonId> {
    id.parse().map_err(|_| ErrorCode::UnknownPerson.into())
}

/// The keyholder of an id.
fn known(open: &Open, id: &str) -> ApiResult<KeyholderId> {
    let mut all = open.vault.keyholders().into_iter();
    let found = all.find(|k| k.id.as_str() == id);
    found
        .map(|k| k.id)
        .ok_or_else(|| ErrorCode::UnknownKeyholder.into())
}

/// Runs something that needs the own passphrase once more.
fn again<T>(
    session: &Session,
    typed: &SecretText,
    then: impl FnOnce(&Open) -> ApiResult<T>,
) -> ApiResult<T> {
    session.try_secret(|| {
        let passphrase = tried(typed)?;
        session.with(|open| {
            if open.vault.verify_passphrase(&passphrase)? {
                Ok(())
            } else {
                Err(ErrorCode::WrongPassphrase.into())
            }
        })
    })?;
    session.with(then)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn keyholder_add(
    session: &Session,
    request: KeyholderAddRequest,
) -> ApiResult<KeyholderAdded> {
    let nickname = request.nickname.trim();
    if nickname.is_empty() || nickname.chars().count() > 60 {
        return Err(form_problem("nickname", "empty"));
    }
    let passphrase = new_passphrase(session, &request.passphrase, Some(nickname))?;
    let status = session.status()?;
    let everybody = session.keyholders()?;
    if everybody
        .iter()
        .any(|k| k.nickname.to_lowercase() == nickname.to_lowercase())
    {
        return Err(form_problem("nickname", "taken"));
    }
    let taken = everybody.iter().map(|k| k.colour.as_str());
    let colour = super::people::free_colour(taken);
    let now = session.clock().now_text();
    let new = NewVault {
        nickname,
        colour,
        passphrase: &passphrase,
        kdf: session.kdf(),
        now: &now,
    };
    let ((id, code), words) = match status.state {
        AppState::NoVault => return Err(ErrorCode::NoVault.into()),
        AppState::Locked => {
            if !request.grants.is_empty() {
                return Err(ErrorCode::Locked.into());
            }
            let made = session.with_locked(|locked| Ok(locked.add_keyholder(&new)?))?;
            (made, Vec::new())
        }
        AppState::Unlocked => {
            let empty = SecretText::default();
            let own = request.own_passphrase.as_ref().unwrap_or(&empty);
            let mut grants = Vec::new();
            for part in &request.grants {
                grants.push((person_id(&part.person)?, right_in(part.right)));
            }
            again(session, own, |open| {
                let made = open.vault.add_keyholder(&new, &grants)?;
                let words = words::of_fingerprint(open.vault.key_words(&made.0)?);
                Ok((made, words))
            })?
        }
    };
    Ok(KeyholderAdded {
        keyholder: KeyholderView {
            id: id.as_str().to_owned(),
            nickname: nickname.to_owned(),
            colour: colour.to_owned(),
        },
        recovery_code: code.grouped().as_str().to_owned(),
        words,
    })
}

pub(crate) fn caregivers(session: &Session, _: Empty) -> ApiResult<CaregiversView> {
    let (lang, now) = (session.lang(), session.clock().now_text());
    session.with(|open| {
        let me = open.vault.keyholder().id;
        let mut caregivers = Vec::new();
        for keyholder in open.vault.keyholders() {
            let mine = keyholder.id == me;
            caregivers.push(CaregiverView {
                access: access_of(open, &keyholder.id, lang, &now)?,
                known: mine || open.vault.is_known(&keyholder.id),
                // One whose files are damaged has no words to compare.
                words: open
                    .vault
                    .key_words(&keyholder.id)
                    .map(words::of_fingerprint)
                    .unwrap_or_default(),
                id: keyholder.id.as_str().to_owned(),
                nickname: keyholder.nickname,
                colour: keyholder.colour,
                me: mine,
            });
        }
        caregivers.sort_by_key(|c| !c.me);
        let letters = open
            .vault
            .letters(&now)
            .into_iter()
            .map(|letter| LetterView {
                person: letter.person.to_string(),
                name: letter.details.name.text,
                by: letter.by_name,
                right: right_out(letter.right),
                right_text: right_text(letter.right, lang),
                at_text: moment_text(&letter.issued, lang),
                expired: letter.expired,
                known: letter.known,
                words: words::of_fingerprint(letter.fingerprint),
            })
            .collect();
        Ok(CaregiversView {
            caregivers,
            letters,
        })
    })
}

/// What a keyholder has access to, among the records of the one who unlocked.
fn access_of(open: &Open, who: &KeyholderId, lang: Lang, now: &str) -> ApiResult<Vec<AccessView>> {
    let me = open.vault.keyholder().id;
    let mut out = Vec::new();
    for (person, details) in open.vault.people() {
        // A record that does not open names nobody; why it does not is shown elsewhere.
        let Ok(record) = open.vault.record(&person) else {
            continue;
        };
        for holder in record.holders()?.into_iter().filter(|h| h.id == *who) {
            let letter = match open.vault.letter_to(&person, who, now) {
                LetterState::Taken => LetterStanding::Taken,
                LetterState::Waiting(_) => LetterStanding::Waiting,
                LetterState::Expired => LetterStanding::Expired,
                LetterState::Gone => LetterStanding::Gone,
            };
            out.push(AccessView {
                person: person.to_string(),
                name: details.name.text.clone(),
                right: right_out(holder.right),
                right_text: right_text(holder.right, lang),
                by: holder.by_name,
                at_text: moment_text(&holder.at, lang),
                letter,
                can_end: record.right() == kin_vault::Right::Owner && *who != me,
            });
        }
    }
    Ok(out)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn caregiver_grant(session: &Session, request: GrantRequest) -> ApiResult<GrantView> {
    let (person, now) = (person_id(&request.person)?, session.clock().now_text());
    again(session, &request.passphrase, |open| {
        let to = known(open, &request.keyholder)?;
        let right = right_in(request.right);
        let words = open
            .vault
            .grant(&person, &to, right, request.compared, &now)?;
        Ok(GrantView {
            words: words::of_fingerprint(words),
        })
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn caregiver_revoke(session: &Session, request: RevokeRequest) -> ApiResult<()> {
    let (person, now) = (person_id(&request.person)?, session.clock().now_text());
    again(session, &request.passphrase, |open| {
        // Somebody whose tile is gone can still lose a key that the record names.
        let record = open.vault.record(&person)?;
        let mut holders = record.holders()?.into_iter();
        let who = holders
            .find(|h| h.id.as_str() == request.keyholder)
            .ok_or_else(|| ApiError::from(ErrorCode::UnknownKeyholder))?;
        drop(record);
        Ok(open.vault.revoke(&person, &who.id, &now)?)
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the request is wiped when dropped here"
)]
pub(crate) fn keyholder_remove(
    session: &Session,
    request: KeyholderRemoveRequest,
) -> ApiResult<()> {
    again(session, &request.passphrase, |open| {
        let who = known(open, &request.keyholder)?;
        Ok(open.vault.remove_keyholder(&who)?)
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn letter_accept(session: &Session, request: PersonIdRequest) -> ApiResult<()> {
    let (person, now) = (person_id(&request.person)?, session.clock().now_text());
    session.with(|open| Ok(open.vault.accept_letter(&person, &now)?))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn letter_refuse(session: &Session, request: PersonIdRequest) -> ApiResult<()> {
    let person = person_id(&request.person)?;
    session.with(|open| Ok(open.vault.refuse_letter(&person)?))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn record_leave(session: &Session, request: PersonIdRequest) -> ApiResult<()> {
    let person = person_id(&request.person)?;
    session.with(|open| Ok(open.vault.leave(&person)?))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn record_accept_older(session: &Session, request: PersonIdRequest) -> ApiResult<()> {
    let (person, now) = (person_id(&request.person)?, session.clock().now_text());
    session.with(|open| {
        if open.vault.record(&person).is_ok() {
            return Ok(());
        }
        open.vault.record_though_older(&person, &now)?;
        Ok(())
    })?;
    session.accept_as_seen(&person)
}

pub(crate) fn records_accept_gone(session: &Session, _: Empty) -> ApiResult<()> {
    let gone = session.accept_gone()?;
    let now = session.clock().now_text();
    session.with(|open| {
        // There is no history of what is gone: those that are here say that it was accepted.
        for (person, _) in open.vault.people() {
            let record = open.vault.record(&person);
            drop(record.and_then(|r| r.log_access("accept-gone", &gone.to_string(), &now)));
        }
        Ok(())
    })
}

/// `change,access` as the page hands it back.
fn cursor(text: &str) -> ApiResult<(i64, i64)> {
    let bad = || ApiError::from(ErrorCode::BadRequest);
    let (change, access) = text.split_once(',').ok_or_else(bad)?;
    let number = |part: &str| part.parse().map_err(|_| bad());
    Ok((number(change)?, number(access)?))
}

/// The forms of a hand-over, as the screen where one chooses them calls them.
fn forms(what: &str, lang: Lang) -> String {
    let named = |form: &str| {
        let key = format!("share-{form}");
        Catalogue::find(lang, &key, &[]).unwrap_or_else(|| form.to_owned())
    };
    let named: Vec<String> = what.split(", ").map(named).collect();
    named.join(kin_i18n::pause(lang))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn access_log(session: &Session, request: AccessLogRequest) -> ApiResult<AccessLogView> {
    let record = session.record(&request.person)?;
    let lang = session.lang();
    let before = request.before.as_deref().map(cursor).transpose()?;
    let limit = request.limit.unwrap_or(LINES).clamp(1, MOST_LINES);
    let page = record.access_log(before, usize::try_from(limit).unwrap_or(1))?;
    let holders = record.holders()?;
    let name_of = |id: &str| {
        let found = holders.iter().find(|h| h.id.as_str() == id);
        found.map(|h| h.name.clone())
    };
    let everybody = session.keyholders()?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let lines = page
        .lines
        .into_iter()
        .map(|line| {
            let about = match line.op.as_str() {
                "grant" | "revoke" => name_of(&line.what)
                    .or_else(|| {
                        let mut all = everybody.iter();
                        all.find(|k| k.id.as_str() == line.what)
                            .map(|k| k.nickname.clone())
                    })
                    .unwrap_or_default(),
                "put" | "hide" | "restore" | "revert" | "move" | "move-back" => line
                    .what
                    .parse()
                    .ok()
                    .and_then(|id| record.row(id).ok())
                    .map(|row| viewer.title(&row).0)
                    .unwrap_or_default(),
                "share" => forms(&line.what, lang),
                "export" | "accept-gone" => line.what.clone(),
                _ => String::new(),
            };
            let key = format!("access-{}", line.op);
            AccessLogLine {
                at_text: moment_text(&line.at, lang),
                text: Catalogue::find(lang, &key, &[]).unwrap_or_else(|| line.op.clone()),
                at: line.at,
                who: line.actor,
                op: line.op,
                about,
            }
        })
        .collect();
    Ok(AccessLogView {
        lines,
        next: page
            .next
            .map(|(change, access)| format!("{change},{access}")),
    })
}

/// What a letter or a change of key that was interrupted still needs, right after unlocking.
pub(crate) fn catch_up(session: &Session) {
    let now = session.clock().now_text();
    let done = session.with(|open| {
        open.vault.catch_up(&now);
        Ok(())
    });
    drop(done);
}

/// Everything about a person that `VaultError`s of opening say, for the screen that names it.
pub(crate) fn trouble(error: &VaultError, lang: Lang) -> Option<crate::dto::TroubleView> {
    let (missing, can_accept) = match error {
        VaultError::OlderThanSaved { missing, .. } => (*missing, true),
        VaultError::Swapped | VaultError::AccessEnded | VaultError::Damaged { .. } => (0, false),
        _ => return None,
    };
    let saved = match error {
        VaultError::OlderThanSaved { saved_at, .. } => moment_text(saved_at, lang),
        _ => String::new(),
    };
    let code = match error {
        VaultError::OlderThanSaved { missing: 0, .. } => "record-other",
        VaultError::OlderThanSaved { .. } => "record-older",
        VaultError::Swapped => "record-swapped",
        VaultError::AccessEnded => "access-ended",
        _ => "vault-damaged",
    };
    let number = missing.to_string();
    let args = [("missing", number.as_str()), ("saved", saved.as_str())];
    Some(crate::dto::TroubleView {
        code: code.to_owned(),
        text: text(lang, &format!("trouble-{code}"), &args),
        advice: text(lang, &format!("trouble-{code}-advice"), &args),
        missing,
        can_accept,
    })
}

/// Leaves a line in the access log. A busy record does not hold up who shares it: the hand-over
/// itself stands in the share log as well.
pub(crate) fn note(session: &Session, record: &kin_vault::Record, op: &str, what: &str) {
    drop(record.log_access(op, what, &session.clock().now_text()));
}
