//! Entries on their way to another record: the intent in the source.
//!
//! Two databases cannot be changed in one transaction. So the source first says what is meant
//! (`begun`), then the target gets the entry under an identity that makes doing it twice the same
//! as doing it once, then the source hides its own and says `done`. What a crash leaves begun is
//! finished after the next unlocking. Taking it back goes the same way through `undoing`.

use crate::db::{cached, schema_version};
use crate::digest::Table;
use crate::writer::Writer;
use crate::{MoveState, Moving, Record, VaultError, edit};
use kin_model::{EntryId, PersonId};
use rusqlite::{Connection, params};

impl MoveState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "begun" => Self::Begun,
            "undoing" => Self::Undoing,
            "undone" => Self::Undone,
            _ => Self::Done,
        }
    }
}

fn all(conn: &Connection) -> Result<Vec<Moving>, VaultError> {
    if schema_version(conn)? < 2 {
        return Ok(Vec::new());
    }
    let mut statement = cached(
        conn,
        "SELECT id, entry, target, target_entry, state, by FROM moving ORDER BY id DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let target: String = r.get(2)?;
        let there: i64 = r.get(3)?;
        out.push(Moving {
            id: r.get(0)?,
            entry: EntryId(r.get(1)?),
            target: target
                .parse()
                .map_err(|_| VaultError::Damaged { what: "record" })?,
            target_entry: (there != 0).then_some(EntryId(there)),
            state: MoveState::parse(&r.get::<_, String>(4)?),
            by: r.get(5)?,
        });
    }
    Ok(out)
}

fn set(
    w: &mut Writer,
    id: i64,
    state: MoveState,
    target_entry: Option<EntryId>,
) -> Result<(), VaultError> {
    w.digest.row(&w.conn, Table::Moving, (id, 0), false)?;
    cached(
        &w.conn,
        "UPDATE moving SET state = ?2, target_entry = coalesce(?3, target_entry) WHERE id = ?1",
    )?
    .execute(params![id, state.as_str(), target_entry.map(|e| e.0)])?;
    w.digest.row(&w.conn, Table::Moving, (id, 0), true)
}

impl Record {
    /// Entries that were moved from here to another record, newest first.
    ///
    /// # Errors
    /// [`VaultError::Locked`] and others.
    pub fn moves(&self) -> Result<Vec<Moving>, VaultError> {
        self.read(|r| all(&r.conn))
    }

    /// Says that an entry is to go to another record. Returns the number of the move.
    ///
    /// # Errors
    /// [`VaultError::NoSuchEntry`], [`VaultError::NotAllowed`], [`VaultError::Busy`].
    pub fn move_begin(
        &self,
        entry: EntryId,
        target: &PersonId,
        by: &str,
        now: &str,
    ) -> Result<i64, VaultError> {
        self.change("move", &entry.to_string(), by, now, false, |w| {
            edit::shown(w, entry.0)?;
            cached(
                &w.conn,
                "INSERT INTO moving(entry, target, target_entry, state, by, at)
                 VALUES (?1, ?2, 0, 'begun', ?3, ?4)",
            )?
            .execute(params![entry.0, target.as_str(), by, now])?;
            let id = w.conn.last_insert_rowid();
            w.digest.row(&w.conn, Table::Moving, (id, 0), true)?;
            Ok(id)
        })
    }

    /// The other record has the entry: here it is hidden.
    ///
    /// # Errors
    /// [`VaultError::Busy`] and others.
    pub fn move_done(
        &self,
        moving: &Moving,
        there: EntryId,
        by: &str,
        now: &str,
    ) -> Result<(), VaultError> {
        let entry = moving.entry;
        self.change("hide", &entry.to_string(), by, now, false, |w| {
            edit::set_hidden(w, entry.0, true)?;
            set(w, moving.id, MoveState::Done, Some(there))
        })
    }

    /// Says that a move is to be taken back.
    ///
    /// # Errors
    /// [`VaultError::Busy`] and others.
    pub fn move_back_begin(&self, moving: &Moving, by: &str, now: &str) -> Result<(), VaultError> {
        let entity = moving.entry.to_string();
        self.change("move-back", &entity, by, now, false, |w| {
            set(w, moving.id, MoveState::Undoing, None)
        })
    }

    /// The other record hides the entry again: here it is shown.
    ///
    /// # Errors
    /// [`VaultError::Busy`] and others.
    pub fn move_back_done(&self, moving: &Moving, by: &str, now: &str) -> Result<(), VaultError> {
        let entry = moving.entry;
        self.change("restore", &entry.to_string(), by, now, false, |w| {
            edit::set_hidden(w, entry.0, false)?;
            set(w, moving.id, MoveState::Undone, None)
        })
    }

    /// Says that a move that was begun is not to be finished: it was refused, or the entry was hidden or moved again since.
    /// The entry stays as it stands, here and there. Also where the disk failed meanwhile: who was told that it is not
    /// moved must not find it moved tomorrow.
    ///
    /// # Errors
    /// [`VaultError::Busy`] and others.
    pub fn move_given_up(&self, moving: &Moving, by: &str, now: &str) -> Result<(), VaultError> {
        let entity = moving.entry.to_string();
        self.chain.tidy(|| {
            self.change("move-back", &entity, by, now, false, |w| {
                set(w, moving.id, MoveState::Undone, None)
            })
        })
    }
}
