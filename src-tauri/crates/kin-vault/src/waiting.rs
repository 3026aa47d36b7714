//! The rows of one run of an import, waiting to be written in order.
//!
//! The more rows a run has, the fewer times the pages of a large record are read, changed, encrypted
//! and written; so a row takes little room here. Its value and words lie in one text that all rows share.

use crate::VaultError;
use crate::row::{ALSO, Stored};
use std::collections::HashMap;

/// A place in the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At(u32);

/// No place, no text.
const NONE: u32 = u32::MAX;

/// A piece of the shared text.
#[derive(Clone, Copy)]
struct Piece {
    from: u32,
    len: u32,
}

struct Row {
    k: i64,
    h: i64,
    content: i64,
    body: i64,
    value: Piece,
    /// Search text, for entries with words of their own.
    text: Piece,
    concept: u32,
    ns: u32,
    /// Unit, range, status and who; 0 for none (numbers of strings begin with 1).
    dims: [u32; 4],
    bits: u32,
    /// The one staged before it that may be the same fact.
    before: u32,
    shape: u16,
    kind: u8,
    /// It went into the database ahead of its run.
    written: bool,
}

/// The rows, and where an identity or a fact is among them.
pub(crate) struct Waiting {
    import: i64,
    rows: Vec<Row>,
    text: String,
    by_identity: HashMap<i64, u32>,
    /// The last one staged for a fact; [`Row::before`] leads to the others.
    by_fact: HashMap<u64, u32>,
}

fn small<T: TryFrom<i64>>(n: i64) -> Result<T, VaultError> {
    T::try_from(n).map_err(|_| VaultError::TooLarge {
        what: "record",
        limit: u64::from(u32::MAX),
    })
}

impl Waiting {
    /// None yet.
    pub(crate) fn new(import: i64) -> Self {
        Self {
            import,
            rows: Vec::new(),
            text: String::new(),
            by_identity: HashMap::new(),
            by_fact: HashMap::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of text kept.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    fn keep(&mut self, text: Option<&str>) -> Result<Piece, VaultError> {
        let Some(text) = text else {
            return Ok(Piece { from: 0, len: NONE });
        };
        let small = |n: usize| {
            u32::try_from(n).map_err(|_| VaultError::TooLarge {
                what: "text",
                limit: u64::from(u32::MAX),
            })
        };
        let piece = Piece {
            from: small(self.text.len())?,
            len: small(text.len())?,
        };
        self.text.push_str(text);
        Ok(piece)
    }

    fn piece(&self, piece: Piece) -> Option<&str> {
        if piece.len == NONE {
            return None;
        }
        let from = usize::try_from(piece.from).ok()?;
        let len = usize::try_from(piece.len).ok()?;
        self.text.get(from..from.checked_add(len)?)
    }

    /// Takes a row of this import.
    pub(crate) fn push(&mut self, row: &Stored, text: Option<&str>) -> Result<(), VaultError> {
        let at = u32::try_from(self.rows.len()).unwrap_or(NONE);
        let value = self.keep(row.value.as_deref())?;
        let text = self.keep(text)?;
        let mut dims = [0; 4];
        for (to, from) in dims
            .iter_mut()
            .zip([row.unit, row.range, row.status, row.who])
        {
            *to = small(from.unwrap_or(0))?;
        }
        self.by_identity.insert(row.h, at);
        let before = self.by_fact.insert(row.fact(), at).unwrap_or(NONE);
        self.rows.push(Row {
            k: row.k,
            h: row.h,
            content: row.content,
            body: row.body,
            value,
            text,
            concept: small(row.concept)?,
            ns: small(row.ns)?,
            dims,
            bits: small(row.bits)?,
            before,
            shape: small(row.shape)?,
            kind: small(row.kind)?,
            written: false,
        });
        Ok(())
    }

    fn row(&self, at: At) -> Option<&Row> {
        self.rows.get(usize::try_from(at.0).ok()?)
    }

    fn open(&self, row: &Row) -> Stored {
        let [unit, range, status, who] = row.dims.map(|n| (n != 0).then_some(i64::from(n)));
        Stored {
            k: row.k,
            h: row.h,
            kind: i64::from(row.kind),
            concept: i64::from(row.concept),
            body: row.body,
            import: self.import,
            shape: i64::from(row.shape),
            bits: i64::from(row.bits),
            value: self.piece(row.value).map(Into::into),
            unit,
            range,
            status,
            who,
            ns: i64::from(row.ns),
            content: row.content,
        }
    }

    /// The content of the row with an identity.
    pub(crate) fn content_of(&self, h: i64) -> Option<i64> {
        let at = At(*self.by_identity.get(&h)?);
        self.row(at).map(|r| r.content)
    }

    /// Takes out the row with an identity, and its words, to be written ahead of the run.
    pub(crate) fn take(&mut self, h: i64) -> Option<(Stored, Option<String>)> {
        let at = At(self.by_identity.remove(&h)?);
        let row = self.row(at)?;
        let taken = (self.open(row), self.piece(row.text).map(str::to_owned));
        self.rows.get_mut(usize::try_from(at.0).ok()?)?.written = true;
        Some(taken)
    }

    /// Rows of another numbering that say the same fact as `row` and stand before `below`: date,
    /// concept and place. At most `limit` rows are looked at.
    pub(crate) fn same_fact(&self, row: &Stored, below: i64, limit: i64) -> Vec<(i64, i64, At)> {
        let mut found = Vec::new();
        let mut next = self.by_fact.get(&row.fact()).copied().unwrap_or(NONE);
        for _ in 0..limit {
            let Some(other) = self.row(At(next)) else {
                break;
            };
            if !other.written
                && other.k < below
                && i64::from(other.ns) != row.ns
                && self.open(other).same_but_words(row)
            {
                found.push((other.k, i64::from(other.concept), At(next)));
            }
            next = other.before;
        }
        found.sort_unstable_by_key(|(k, concept, at)| (*k, *concept, at.0));
        found
    }

    /// Says that another source has this fact too; the identity of the row.
    pub(crate) fn mark_also(&mut self, at: At) -> Option<i64> {
        let row = self.rows.get_mut(usize::try_from(at.0).ok()?)?;
        row.bits |= u32::try_from(ALSO).unwrap_or(0);
        Some(row.h)
    }

    /// Puts the rows in the order of their dates; nothing is looked up among them any more.
    pub(crate) fn close(&mut self) {
        self.by_identity.clear();
        self.by_fact.clear();
        self.rows.retain(|r| !r.written);
        self.rows.sort_unstable_by_key(|r| r.k);
    }

    /// Hands out every row in its order; `each` may move its date on.
    pub(crate) fn each_row(
        &mut self,
        mut each: impl FnMut(&mut Stored) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        for n in 0..self.rows.len() {
            let Some(mut stored) = self.rows.get(n).map(|row| self.open(row)) else {
                break;
            };
            each(&mut stored)?;
            if let Some(row) = self.rows.get_mut(n) {
                row.k = stored.k;
            }
        }
        Ok(())
    }

    /// Date and words, in the order of the rows.
    pub(crate) fn words(&self) -> impl Iterator<Item = (i64, Option<&str>)> {
        self.rows.iter().map(|r| (r.k, self.piece(r.text)))
    }

    /// Identity, date and content, in the order of the identities. Ends the run: no row is left.
    pub(crate) fn identities(&mut self) -> impl Iterator<Item = (i64, i64, i64)> {
        self.rows.sort_unstable_by_key(|r| r.h);
        self.text.clear();
        self.rows.drain(..).map(|r| (r.h, r.k, r.content))
    }
}
