//! The book of doses: what was noted as taken, put off, left out or fetched.

use crate::error::ApiResult;
use kin_fhir::author::{Dose, Pack, parse_dose, parse_pack};
use kin_model::dosing::Outcome;
use kin_model::{EntryId, Kind};
use kin_rules::exact::Exact;
use kin_rules::time::Moment;
use kin_vault::Record;

/// Rows that are read at first, and at most: thirty doses a day for three years.
const FIRST: usize = 256;
const MOST: usize = 32_768;

/// A dose as it was noted.
#[derive(Debug, Clone)]
pub(crate) struct Noted {
    /// Its entry.
    pub(crate) entry: EntryId,
    /// What was noted.
    pub(crate) dose: Dose,
    /// When it was planned.
    pub(crate) planned: Option<Moment>,
    /// Until when it was put off.
    pub(crate) later: Option<Moment>,
    /// When it was taken, or was to be.
    pub(crate) at: Moment,
}

/// What was noted since some time.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// Doses, the newest first; what was taken back is not there.
    pub(crate) doses: Vec<Noted>,
    /// Packs, the newest first.
    pub(crate) packs: Vec<(Pack, Moment)>,
}

impl Book {
    /// What was noted of a planned dose.
    pub(crate) fn of(&self, medicine: &str, planned: Moment) -> Option<&Noted> {
        self.doses
            .iter()
            .find(|n| n.planned == Some(planned) && n.dose.medicine == medicine)
    }

    /// What was taken of a medicine: when and how much.
    pub(crate) fn taken<'b>(
        &'b self,
        medicine: &'b str,
    ) -> impl Iterator<Item = (Moment, Exact)> + 'b {
        self.doses
            .iter()
            .filter(move |n| n.dose.outcome == Outcome::Taken && n.dose.medicine == medicine)
            .filter_map(|n| Some((n.at, Exact::of(&n.dose.amount)?)))
    }
}

/// Reads the book back to a moment (and somewhat further).
pub(crate) fn read(record: &Record, from: Moment) -> ApiResult<Book> {
    // Rows are in the order of the time they were taken at; a dose of the planned time before may have
    // been noted as taken half a day later.
    let from = from.plus(-86_400);
    let mut limit = FIRST;
    loop {
        let mut book = Book::default();
        let (mut count, mut oldest) = (0_usize, None);
        record.rows_with_bodies(&[Kind::Dose], limit, &mut |row, body| {
            count += 1;
            let Some(at) = row.date.as_ref().and_then(Moment::of) else {
                return;
            };
            oldest = Some(at);
            if at < from {
                return;
            }
            if let Some(dose) = parse_dose(body) {
                if dose.outcome != Outcome::Withdrawn {
                    book.doses.push(Noted {
                        entry: row.id,
                        planned: dose.planned.as_deref().and_then(Moment::parse),
                        later: dose.later.as_deref().and_then(Moment::parse),
                        at,
                        dose,
                    });
                }
            } else if let Some(pack) = parse_pack(body) {
                book.packs.push((pack, at));
            }
        })?;
        let reached = oldest.is_some_and(|at| at < from);
        if count < limit || reached || limit >= MOST {
            return Ok(book);
        }
        limit = limit.saturating_mul(4);
    }
}
