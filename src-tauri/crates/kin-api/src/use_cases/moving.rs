//! An entry that was typed into the wrong record goes to the right one, and back.

use super::typing::{by_hand, store};
use crate::dto::{EntryMoveBackRequest, EntryMoveRequest, EntryMoved};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use kin_model::{EntryId, PersonId};
use kin_vault::{AttachmentId, FullEntry, MoveState, Moving, Record, Right};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Both records, if both may be changed.
fn editable(session: &Session, person: &str) -> ApiResult<Arc<Record>> {
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

/// Puts the entry into the other record. Doing it twice is doing it once.
fn put_there(
    session: &Session,
    (person, source): (&str, &Record),
    (to, target): (&str, &Record),
    moving: &Moving,
) -> ApiResult<EntryId> {
    let full = source.entry(moving.entry)?;
    let body = readdressed(session, &full, (person, source), (to, target))?;
    store(session, target, &full.namespace, &body)
}

/// Says that a move that was begun is not to be finished.
fn give_up(session: &Session, source: &Record, moving: &Moving) -> ApiResult<()> {
    let (by, now) = (session.by()?, session.clock().now_text());
    Ok(source.move_given_up(moving, &by, &now)?)
}

/// Puts the entry into the other record and hides it here. Doing it twice is doing it once.
///
/// Where the other record does not take it, `refused` is done before the error is handed on. What fails after that leaves
/// the entry in both records, and is finished later: the other record has it already.
fn carry_on(
    session: &Session,
    person: &str,
    moving: &Moving,
    refused: impl FnOnce(&Record),
) -> ApiResult<EntryId> {
    let source = editable(session, person)?;
    let to = moving.target.to_string();
    let put = editable(session, &to).and_then(|target| {
        let there = put_there(session, (person, &source), (&to, &target), moving)?;
        Ok((target, there))
    });
    let (target, there) = put.inspect_err(|_| refused(&source))?;
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
    // What was begun of it before never came to its end, and this is what is meant now.
    for moving in source.moves()? {
        if moving.entry == full.row.id && moving.state == MoveState::Begun {
            give_up(session, &source, &moving)?;
        }
    }
    let (by, now) = (session.by()?, session.clock().now_text());
    let number = source.move_begin(full.row.id, &target, &by, &now)?;
    let moving = find(&source, number)?;
    // The person is told that it did not work: then it must not happen later by itself.
    let there = carry_on(session, &request.person, &moving, |source| {
        // Where not even that can be written, hiding or moving the entry ends it still.
        drop(give_up(session, source, &moving));
    })?;
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

/// Whether a move that a crash left begun is still meant: the entry stands as it stood, and was not moved since. `newer`
/// are the entries of the moves that were begun later.
fn still_meant(source: &Record, moving: &Moving, newer: &BTreeSet<EntryId>) -> ApiResult<bool> {
    Ok(!newer.contains(&moving.entry) && !source.row(moving.entry)?.hidden)
}

/// Finishes moves that a crash has left begun and gives up those that are not meant any more; one that needs a record this
/// keyholder does not open waits for somebody who does.
pub(crate) fn finish(session: &Session) {
    let people = session.with(|open| Ok(open.vault.people()));
    for (person, _) in people.unwrap_or_default() {
        // Opened for this without a line in the access log: nobody looked at it.
        let record = session.with(|open| Ok(open.vault.record(&person)?));
        let Ok((record, moves)) = record.and_then(|r| Ok((Arc::clone(&r), r.moves()?))) else {
            continue;
        };
        let mut newer = BTreeSet::new();
        // The newest first.
        for moving in moves {
            let done = match moving.state {
                MoveState::Begun => match still_meant(&record, &moving, &newer) {
                    Ok(true) => carry_on(session, person.as_str(), &moving, |_| {}).map(drop),
                    Ok(false) => give_up(session, &record, &moving),
                    Err(error) => Err(error),
                },
                MoveState::Undoing => carry_back(session, person.as_str(), &moving),
                MoveState::Done | MoveState::Undone => Ok(()),
            };
            drop(done);
            newer.insert(moving.entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{KdfStrength, Response, Session, SessionConfig};
    use kin_vault::MoveState;
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

    struct Two {
        session: Session,
        from: String,
        to: String,
        entry: String,
        _dir: tempfile::TempDir,
    }

    impl Two {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let mut config = SessionConfig::new(&dir.path().join("vault"));
            config.kdf = KdfStrength::Test;
            let session = Session::new(config);
            let new = json!({"nickname": "Mei", "passphrase": PASSPHRASE, "lang": "en"});
            ask(&session, "vault_create", new);
            let person = |name: &str| {
                let person = json!({"person": {"name": name, "sex": "other"}});
                let made = ask(&session, "person_add", person);
                made["id"].as_str().unwrap().to_owned()
            };
            let (from, to) = (person("A"), person("B"));
            let form = json!({"type": "note", "text": "whose is it", "at": "2026-01-02"});
            let made = ask(&session, "entry_add", json!({"person": from, "form": form}));
            let entry = made["id"].as_str().unwrap().to_owned();
            Self {
                session,
                from,
                to,
                entry,
                _dir: dir,
            }
        }

        fn request(&self) -> Value {
            json!({"person": self.from, "id": self.entry, "to": self.to})
        }

        fn about(&self) -> Value {
            json!({"person": self.from, "id": self.entry})
        }

        /// While the other record is being written to, the move answers that it is busy.
        fn refused(&self) {
            let target = self.session.record(&self.to).unwrap();
            let writing = target.begin_import(&kin_vault::ImportStart {
                kind: kin_model::OriginKind::File,
                label: "file".to_owned(),
                by: "Mei".to_owned(),
                file_name: String::new(),
                file_hash: String::new(),
                now: "2026-01-02T03:04:05Z".to_owned(),
            });
            let error = self.session.dispatch("entry_move", self.request());
            assert_eq!(error.unwrap_err().code, crate::ErrorCode::Busy);
            drop(writing);
        }

        fn reopen(&self) {
            ask(&self.session, "vault_lock", json!({}));
            let unlock = json!({"passphrase": PASSPHRASE});
            ask(&self.session, "vault_unlock", unlock);
        }

        fn counts(&self) -> (usize, usize) {
            (
                count(&self.session, &self.from),
                count(&self.session, &self.to),
            )
        }

        fn begun(&self) -> usize {
            let moves = self.session.record(&self.from).unwrap().moves().unwrap();
            let begun = moves.iter().filter(|m| m.state == MoveState::Begun);
            begun.count()
        }
    }

    #[test]
    fn a_move_that_was_refused_does_not_happen_later() {
        for hide in [false, true] {
            let two = Two::new();
            two.refused();
            if hide {
                ask(&two.session, "entry_hide", two.about());
            }
            two.reopen();
            assert_eq!(two.counts(), (usize::from(!hide), 0), "hidden: {hide}");
            assert_eq!(two.begun(), 0);
        }
    }

    #[test]
    fn a_move_that_was_refused_then_done_and_taken_back_stays_back() {
        let two = Two::new();
        two.refused();
        let moved = ask(&two.session, "entry_move", two.request());
        assert_eq!(two.counts(), (0, 1));
        let back = json!({"person": two.from, "number": moved["number"]});
        ask(&two.session, "entry_move_back", back);
        two.reopen();
        assert_eq!(two.counts(), (1, 0));
    }

    /// The same where a crash, not a refusal, left the first one begun.
    #[test]
    fn what_a_crash_left_is_given_up_when_the_entry_was_moved_or_hidden_since() {
        let two = Two::new();
        let begin = || {
            let source = two.session.record(&two.from).unwrap();
            let target: kin_model::PersonId = two.to.parse().unwrap();
            let entry = two.entry.parse().unwrap();
            let now = "2026-01-02T03:04:05Z";
            source.move_begin(entry, &target, "Mei", now).unwrap();
        };
        begin();
        let moved = ask(&two.session, "entry_move", two.request());
        let back = json!({"person": two.from, "number": moved["number"]});
        ask(&two.session, "entry_move_back", back);
        two.reopen();
        assert_eq!(two.counts(), (1, 0), "moved and taken back since");
        begin();
        ask(&two.session, "entry_hide", two.about());
        two.reopen();
        assert_eq!(two.counts(), (0, 0), "hidden since");
        // Not later either.
        ask(&two.session, "entry_restore", two.about());
        two.reopen();
        assert_eq!((two.counts(), two.begun()), ((1, 0), 0));
        // Two that a crash left of the same entry: the newer one is meant.
        begin();
        begin();
        two.reopen();
        assert_eq!((two.counts(), two.begun()), ((0, 1), 0));
    }
}
