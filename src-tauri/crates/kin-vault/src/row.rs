//! One stored row: what `item`, `also` and `version` have in common.

use crate::VaultError;
use kin_model::{Abnormal, Kind, PartialDate, StatusClass};
use rusqlite::Row;

/// Hidden by the person.
pub(crate) const HIDDEN: i64 = 64;
/// There are rows in `also` for it.
pub(crate) const ALSO: i64 = 128;
/// It has words of its own in `own_fts`.
pub(crate) const OWN: i64 = 256;

/// First `k` of dated entries; below it, 40 bits of the identity order the undated ones.
pub(crate) const DATED: i64 = 1 << 40;
/// Bits of `k` that keep entries of one second apart.
pub(crate) const SECOND: u32 = 20;

/// The columns, in the order of [`Stored::read`].
pub(crate) const COLUMNS: &str =
    "k, h, kind, concept, body, import, shape, bits, value, unit, range, status, who, ns";

/// A row of `item`, and `content` from `ident` (0 where it was not read).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) k: i64,
    pub(crate) h: i64,
    pub(crate) kind: i64,
    pub(crate) concept: i64,
    pub(crate) body: i64,
    pub(crate) import: i64,
    pub(crate) shape: i64,
    pub(crate) bits: i64,
    pub(crate) value: Option<Box<str>>,
    pub(crate) unit: Option<i64>,
    pub(crate) range: Option<i64>,
    pub(crate) status: Option<i64>,
    pub(crate) who: Option<i64>,
    pub(crate) ns: i64,
    pub(crate) content: i64,
}

impl Stored {
    /// The value; nothing where what stands in its place is why there is none.
    pub(crate) fn value(&self) -> Option<&str> {
        self.value
            .as_deref()
            .filter(|value| !kin_model::Absent::is_kept(value))
    }

    /// Reads the fourteen columns of [`COLUMNS`], starting at column `at`.
    pub(crate) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            k: row.get(at)?,
            h: row.get(at + 1)?,
            kind: row.get(at + 2)?,
            concept: row.get(at + 3)?,
            body: row.get(at + 4)?,
            import: row.get(at + 5)?,
            shape: row.get(at + 6)?,
            bits: row.get(at + 7)?,
            value: row.get(at + 8)?,
            unit: row.get(at + 9)?,
            range: row.get(at + 10)?,
            status: row.get(at + 11)?,
            who: row.get(at + 12)?,
            ns: row.get(at + 13)?,
            content: 0,
        })
    }

    pub(crate) const fn is_hidden(&self) -> bool {
        self.bits & HIDDEN != 0
    }

    pub(crate) fn kind(&self) -> Kind {
        u8::try_from(self.kind)
            .ok()
            .and_then(Kind::from_code)
            .unwrap_or(Kind::Other)
    }

    pub(crate) fn date(&self) -> Option<PartialDate> {
        if self.k < DATED {
            return None;
        }
        PartialDate::from_stored(self.k >> SECOND, u16::try_from(self.shape).ok()?)
    }

    /// Year for the tally; 0 for undated.
    pub(crate) fn year(&self) -> u16 {
        self.date().map_or(0, |d| d.year_number())
    }

    pub(crate) fn status_class(&self) -> StatusClass {
        StatusClass::from_code(u8::try_from(self.bits & 7).unwrap_or(0))
    }

    pub(crate) fn abnormal(&self) -> Abnormal {
        Abnormal::from_code(u8::try_from((self.bits >> 3) & 7).unwrap_or(0))
    }

    /// Dims used by this row.
    pub(crate) fn dims(&self) -> impl Iterator<Item = i64> {
        [self.unit, self.range, self.status, self.who, Some(self.ns)]
            .into_iter()
            .flatten()
    }

    /// What two sources must agree in to have said the same: everything but codes and words.
    pub(crate) fn same_but_words(&self, other: &Self) -> bool {
        let same_time = if self.k < DATED {
            other.k < DATED
        } else {
            self.k >> SECOND == other.k >> SECOND
        };
        same_time
            && self.kind == other.kind
            && self.shape == other.shape
            && self.value == other.value
            && self.unit == other.unit
            && self.status == other.status
            && (self.bits & 7) == (other.bits & 7)
    }

    /// What [`Self::same_but_words`] and another source need, as far as a row of [`COLUMNS`] shows
    /// without being read as a whole.
    pub(crate) fn may_be_said_by(&self, other: &Row<'_>) -> rusqlite::Result<bool> {
        let int = |at: usize| other.get_ref(at).map(|v| v.as_i64().unwrap_or_default());
        if int(2)? != self.kind || (int(5)? == self.import && int(13)? == self.ns) {
            return Ok(false);
        }
        let value = other.get_ref(8)?;
        Ok(match (value.as_str(), self.value.as_deref()) {
            (Ok(theirs), Some(ours)) => theirs == ours,
            (Err(_), None) => true,
            _ => false,
        })
    }

    /// Hash of [`Self::same_but_words`], with the concept for undated ones.
    pub(crate) fn fact(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        let mut hasher = DefaultHasher::new();
        let (second, concept) = if self.k < DATED {
            (-1, self.concept)
        } else {
            (self.k >> SECOND, 0)
        };
        (second, concept, self.kind, self.shape, self.bits & 7).hash(&mut hasher);
        (self.value.as_deref(), self.unit, self.status).hash(&mut hasher);
        hasher.finish()
    }
}

/// Kinds whose facts may be shown once for several sources. Documents, bills, plans and people are
/// more than their line in a list says: they are never taken for the same.
pub(crate) const fn can_be_the_same(kind: Kind, has_value: bool) -> bool {
    match kind {
        Kind::Result | Kind::VitalSign => has_value,
        Kind::Condition
        | Kind::Allergy
        | Kind::Medication
        | Kind::Immunization
        | Kind::Procedure
        | Kind::Visit
        | Kind::FamilyHistory
        | Kind::SocialHistory
        | Kind::Device
        | Kind::Symptom => true,
        _ => false,
    }
}

/// The first `k` for a date and an identity.
pub(crate) fn first_k(date: Option<&PartialDate>, h: i64) -> i64 {
    match date {
        None => h & (DATED - 1),
        Some(date) => {
            // Dates of the first two weeks of year 1 share the first second that is above the
            // undated ones; nobody's record holds them.
            let second = date.sort_seconds().max(DATED >> SECOND);
            (second << SECOND) | (h & ((1 << SECOND) - 1))
        }
    }
}

/// The next `k` to try when one is taken: stays in the same second as long as there is room.
pub(crate) const fn next_k(k: i64) -> i64 {
    let mask = if k < DATED {
        DATED - 1
    } else {
        (1 << SECOND) - 1
    };
    (k & !mask) | ((k + 1) & mask)
}

/// First and last place where entries may be whose first `k` lay between two: an entry may have moved
/// within its second (see [`next_k`]).
pub(crate) const fn widened(k_min: i64, k_max: i64) -> (i64, i64) {
    let second = (1 << SECOND) - 1;
    let from = if k_min < DATED { 0 } else { k_min & !second };
    let to = if k_max < DATED {
        DATED - 1
    } else {
        k_max | second
    };
    (from, to)
}

/// Collects the bytes of a row for its digest; each field says its type and length.
#[derive(Default)]
pub(crate) struct Fields(pub(crate) Vec<u8>);

impl Fields {
    pub(crate) fn int(&mut self, n: i64) -> &mut Self {
        self.0.push(1);
        self.0.extend_from_slice(&n.to_le_bytes());
        self
    }
    pub(crate) fn opt(&mut self, n: Option<i64>) -> &mut Self {
        match n {
            Some(n) => self.int(n),
            None => self.null(),
        }
    }
    pub(crate) fn null(&mut self) -> &mut Self {
        self.0.push(0);
        self
    }
    pub(crate) fn text(&mut self, s: &str) -> &mut Self {
        self.bytes(2, s.as_bytes())
    }
    pub(crate) fn blob(&mut self, b: &[u8]) -> &mut Self {
        self.bytes(3, b)
    }
    fn bytes(&mut self, tag: u8, b: &[u8]) -> &mut Self {
        self.0.push(tag);
        self.0.extend_from_slice(&(b.len() as u64).to_le_bytes());
        self.0.extend_from_slice(b);
        self
    }
    pub(crate) fn stored(&mut self, r: &Stored) -> &mut Self {
        for n in [
            r.k, r.h, r.kind, r.concept, r.body, r.import, r.shape, r.bits, r.ns, r.content,
        ] {
            self.0.extend_from_slice(&n.to_le_bytes());
        }
        for n in [r.unit, r.range, r.status, r.who] {
            self.opt(n);
        }
        match &r.value {
            Some(v) => self.text(v),
            None => self.null(),
        }
    }
}

/// Reads a row of any table as [`Fields`], for the check.
pub(crate) fn fields_of(row: &Row<'_>, columns: usize) -> Result<Fields, VaultError> {
    use rusqlite::types::ValueRef;
    let mut fields = Fields::default();
    for i in 0..columns {
        match row.get_ref(i)? {
            ValueRef::Null => fields.null(),
            ValueRef::Integer(n) => fields.int(n),
            ValueRef::Real(_) => return Err(VaultError::Damaged { what: "record" }),
            ValueRef::Text(t) => fields.bytes(2, t),
            ValueRef::Blob(b) => fields.blob(b),
        };
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_date_and_give_the_date_back() {
        let date = |s: &str| s.parse::<PartialDate>().unwrap();
        let h = 0x1234_5678_9abc_def0;
        let old = first_k(Some(&date("1954-03-18")), h);
        let new = first_k(Some(&date("2024-03-18T08:15:00+08:00")), h);
        assert!(first_k(None, -1) < DATED && DATED <= old && old < new);
        assert_eq!(new >> SECOND, date("2024-03-18T00:15:00Z").sort_seconds());
        assert!(first_k(Some(&date("0001-01-01")), h) >= DATED);
        assert!(first_k(Some(&date("9999-12-31T23:59:59Z")), h) > new);
    }

    #[test]
    fn the_next_key_stays_in_its_second() {
        let k = (5_i64 << 40) | ((1 << SECOND) - 1);
        assert_eq!(next_k(k) >> SECOND, k >> SECOND);
        assert_eq!(next_k(DATED - 1), 0, "undated ones wrap around as well");
    }
}
