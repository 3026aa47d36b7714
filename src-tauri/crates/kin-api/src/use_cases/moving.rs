//! An entry that was typed into the wrong record goes to the right one, and back.

use super::typing::{by_hand, store};
use crate::dto::{EntryMoveBackRequest, EntryMoveRequest, EntryMoved};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use kin_model::{EntryId, PersonId};
use kin_vault::{AttachmentId, FullEntry, MoveState, Moving, Record, Right};

/// Both records, if both may be changed.
fn editable(session: &Session, person: &str) -> ApiResult<std::sync::Arc<Record>> {
    let record = session.record(person)?;
    if record.right() < Right::Edit {
        return Err(ApiError::from(ErrorCode::NotAllowed).with("needed", Right::Edit.as_str()));
    }
    Ok(record)
}

/// The resource as it stands in the other record: about the other person, with its files there.
/// Ids are random, so replacing their text changes nothing else.
fn readdressed(
    session: &Session,
    full: &FullEntry,
    (from, source): (&str, &Record),
    (to, target): (&str, &Record),
) -> ApiResult<Vec<u8>> {
    let mut body = String::from_utf8(full.body.clone()).map_err(|_| ErrorCode::NotEditable)?;
    body = body.replace(&format!("\"Patient/{from}\""), &format!("\"Patient/{to}\""));
    let (by, now) = (session.by()?, session.clock().now_text());
    for file in kin_fhir::attachments(&full.body).map_err(|e| crate::error_map::stored(&e))? {
        let Some(old) = file
            .url
            .as_deref()
            .and_then(|u| u.strip_prefix("attachment:"))
        else {
            continue;
        };
        let id: AttachmentId = old.parse().map_err(|_| ErrorCode::UnknownAttachment)?;
        let kept = source.attachment(id)?;
        // The same bytes under the same name get the same id: doing it twice is doing it once.
        let new = target.put_attachment(&kept.name, &kept.mime, &kept.bytes, &by, &now)?;
        body = body.replace(&format!("attachment:{old}"), &format!("attachment:{new}"));
    }
    Ok(body.into_bytes())
}

/// Puts the entry into the other record and hides it here. Doing it twice is doing it once.
fn carry_on(session: &Session, person: &str, moving: &Moving) -> ApiResult<EntryId> {
    let source = editable(session, person)?;
    let to = moving.target.to_string();
    let target = editable(session, &to)?;
    let full = source.entry(moving.entry)?;
    let body = readdressed(session, &full, (person, &source), (&to, &target))?;
    let there = store(session, &target, &full.namespace, &body)?;
    let (by, now) = (session.by()?, session.clock().now_text());
    if target.row(there)?.hidden {
        // It was there once and was taken back.
        target.restore(there, &by, &now)?;
    }
    source.move_done(moving, there, &by, &now)?;
    Ok(there)
}

/// Hides the entry in the other record and shows it here again.
fn carry_back(session: &Session, person: &str, moving: &Moving) -> ApiResult<()> {
    let source = editable(session, person)?;
    let target = editable(session, &moving.target.to_string())?;
    let (by, now) = (session.by()?, session.clock().now_text());
    if let Some(there) = moving.target_entry {
        target.hide(there, &by, &now)?;
    }
    Ok(source.move_back_done(moving, &by, &now)?)
}

pub(crate) fn entry_move(session: &Session, request: EntryMoveRequest) -> ApiResult<EntryMoved> {
    let source = editable(session, &request.person)?;
    editable(session, &request.to)?;
    let target: PersonId = request.to.parse().map_err(|_| ErrorCode::UnknownPerson)?;
    if request.to == request.person {
        return Err(ErrorCode::UnknownPerson.into());
    }
    let full = by_hand(&source, &request.id)?;
    // What is hidden here was thrown away, or has gone to somebody already: it would come to light there.
    if full.row.hidden {
        return Err(ErrorCode::UnknownEntry.into());
    }
    let (by, now) = (session.by()?, session.clock().now_text());
    let number = source.move_begin(full.row.id, &target, &by, &now)?;
    let moving = find(&source, number)?;
    let there = carry_on(session, &request.person, &moving)?;
    Ok(EntryMoved {
        number,
        person: request.person,
        to: request.to,
        id: there.to_string(),
    })
}

fn find(record: &Record, number: i64) -> ApiResult<Moving> {
    let mut moves = record.moves()?.into_iter();
    moves
        .find(|m| m.id == number)
        .ok_or_else(|| ErrorCode::UnknownEntry.into())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn entry_move_back(session: &Session, request: EntryMoveBackRequest) -> ApiResult<()> {
    let source = editable(session, &request.person)?;
    let moving = find(&source, request.number)?;
    if moving.state != MoveState::Done {
        return Err(ErrorCode::CannotUndo.into());
    }
    editable(session, &moving.target.to_string())?;
    source.move_back_begin(&moving, &session.by()?, &session.clock().now_text())?;
    carry_back(session, &request.person, &moving)
}

/// Finishes moves that a crash has left begun; one that needs a record this keyholder does not open
/// waits for somebody who does.
pub(crate) fn finish(session: &Session) {
    let people = session.with(|open| Ok(open.vault.people()));
    for (person, _) in people.unwrap_or_default() {
        // Opened for this without a line in the access log: nobody looked at it.
        let record = session.with(|open| Ok(open.vault.record(&person)?));
        let Ok(moves) = record.and_then(|r| Ok(r.moves()?)) else {
            continue;
        };
        for moving in moves {
            let done = match moving.state {
                MoveState::Begun => carry_on(session, person.as_str(), &moving).map(drop),
                MoveState::Undoing => carry_back(session, person.as_str(), &moving),
                MoveState::Done | MoveState::Undone => Ok(()),
            };
            drop(done);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{KdfStrength, Response, Session, SessionConfig};
    use serde_json::{Value, json};

    const PASSPHRASE: &str = "quiet river carries seven lanterns home";

    fn ask(session: &Session, name: &str, request: Value) -> Value {
        match session.dispatch(name, request).unwrap() {
            Response::Json(value) => value,
            Response::Bytes(_) => panic!("{name} gives bytes"),
        }
    }

    fn count(session: &Session, person: &str) -> usize {
        let page = ask(session, "timeline", json!({"person": person, "limit": 50}));
        page["entries"].as_array().unwrap().len()
    }

    /// A move that was only begun, one that the target has already, and one that was being taken
    /// back: what a crash leaves, finished by the next unlocking.
    #[test]
    fn what_a_crash_leaves_of_a_move_is_finished_at_the_next_unlocking() {
        let dir = tempfile::tempdir().unwrap();
        let mut config = SessionConfig::new(&dir.path().join("vault"));
        config.kdf = KdfStrength::Test;
        let session = Session::new(config);
        let new = json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "en"});
        ask(&session, "vault_create", new);
        let person = |name: &str| {
            let made = ask(
                &session,
                "person_add",
                json!({"person": {"name": name, "sex": "other"}}),
            );
            made["id"].as_str().unwrap().to_owned()
        };
        let (from, to) = (person("A"), person("B"));
        let note = |text: &str| {
            let form = json!({"type": "note", "text": text, "at": "2026-01-02"});
            let made = ask(&session, "entry_add", json!({"person": from, "form": form}));
            made["id"].as_str().unwrap().parse().unwrap()
        };
        let (first, second) = (note("only meant"), note("there already"));
        let now = "2026-01-02T03:04:05Z";
        let reopen = || {
            ask(&session, "vault_lock", json!({}));
            ask(&session, "vault_unlock", json!({"passphrase": PASSPHRASE}));
        };
        let source = session.record(&from).unwrap();
        let target = session.record(&to).unwrap();
        source
            .move_begin(first, target.person(), "Mei", now)
            .unwrap();
        source
            .move_begin(second, target.person(), "Mei", now)
            .unwrap();
        let full = source.entry(second).unwrap();
        let (a, b) = ((from.as_str(), &*source), (to.as_str(), &*target));
        let body = super::readdressed(&session, &full, a, b).unwrap();
        super::store(&session, &target, &full.namespace, &body).unwrap();
        drop((source, target));
        reopen();
        assert_eq!((count(&session, &from), count(&session, &to)), (0, 2));
        let source = session.record(&from).unwrap();
        let moves = source.moves().unwrap();
        assert_eq!(moves.len(), 2);
        for moving in &moves {
            source.move_back_begin(moving, "Mei", now).unwrap();
        }
        drop(source);
        reopen();
        assert_eq!((count(&session, &from), count(&session, &to)), (2, 0));
        let check = ask(&session, "vault_check", json!({"full": true}));
        assert_eq!(check["ok"], true, "{check}");
    }
}
