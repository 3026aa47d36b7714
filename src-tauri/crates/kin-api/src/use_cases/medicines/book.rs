//! The book of doses: what was noted as taken, put off, left out or fetched.

use super::words::same_unit;
use crate::error::ApiResult;
use kin_fhir::author::{Dose, Pack, parse_dose, parse_pack};
use kin_model::dosing::Outcome;
use kin_model::{EntryId, Kind};
use kin_rules::exact::Exact;
use kin_rules::time::Moment;
use kin_vault::Record;

/// Rows that are read at first, and at most: thirty doses a day for three years.
const FIRST: usize = 256;
pub(super) const MOST: usize = 32_768;

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
    /// The same in seconds since 1970 in UTC: how far two doses are apart does not change with the zone.
    pub(crate) seconds: i64,
}

/// What was noted since some time.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// Doses, the newest first; what was taken back is not there.
    pub(crate) doses: Vec<Noted>,
    /// Packs, the newest first, with the moment they were fetched at (seconds since 1970, UTC).
    pub(crate) packs: Vec<(Pack, i64)>,
    /// There is more than is read at most: what is older is missing.
    pub(crate) cut: bool,
}

/// What was taken in a time, by unit: tablets and millilitres are never added up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Taken(Vec<(String, Exact)>);

impl Taken {
    fn add(&mut self, unit: &str, amount: Exact) {
        match self.0.iter_mut().find(|(u, _)| same_unit(u, unit)) {
            Some((_, sum)) => sum.0 = sum.0.saturating_add(amount.0),
            None => self.0.push((unit.to_owned(), amount)),
        }
    }

    /// How much in a unit.
    pub(crate) fn of(&self, unit: &str) -> Exact {
        let sum = self.0.iter().find(|(u, _)| same_unit(u, unit));
        sum.map_or(Exact(0), |(_, sum)| *sum)
    }

    /// Is something of it in another unit, so that the sum is not all that was taken?
    pub(crate) fn beside(&self, unit: &str) -> bool {
        self.0.iter().any(|(u, _)| !same_unit(u, unit))
    }

    /// Each sum with its unit.
    pub(crate) fn sums(&self) -> &[(String, Exact)] {
        &self.0
    }
}

impl Book {
    /// What was noted of a planned dose.
    pub(crate) fn of(&self, medicine: &str, planned: Moment) -> Option<&Noted> {
        self.doses
            .iter()
            .find(|n| n.planned == Some(planned) && n.dose.medicine == medicine)
    }

    /// What was taken of a medicine: the dose as noted, how much, in which unit.
    pub(crate) fn taken<'b>(
        &'b self,
        medicine: &'b str,
    ) -> impl Iterator<Item = (&'b Noted, Exact, &'b str)> + 'b {
        self.doses
            .iter()
            .filter(move |n| n.dose.outcome == Outcome::Taken && n.dose.medicine == medicine)
            .filter_map(|n| Some((n, Exact::of(&n.dose.amount)?, n.dose.unit.as_str())))
    }

    /// What was taken of a medicine on days of the clock on the wall: from one moment on and before another.
    pub(crate) fn taken_in(&self, medicine: &str, from: Moment, until: Moment) -> Taken {
        self.taken_where(medicine, &|n| n.at >= from && n.at < until)
    }

    /// What was taken of a medicine in the 24 hours up to a moment (seconds since 1970, UTC), whatever zones were
    /// crossed in them.
    pub(crate) fn taken_lately(&self, medicine: &str, now: i64) -> Taken {
        self.taken_where(medicine, &|n| {
            n.seconds <= now && n.seconds > now.saturating_sub(86_400)
        })
    }

    fn taken_where(&self, medicine: &str, when: &dyn Fn(&Noted) -> bool) -> Taken {
        let mut taken = Taken::default();
        for (noted, amount, unit) in self.taken(medicine) {
            if when(noted) {
                taken.add(unit, amount);
            }
        }
        taken
    }

    /// Planned doses of a medicine that are noted as taken or left out, by their planned time.
    pub(crate) fn settled<'b>(
        &'b self,
        medicine: &'b str,
        from: Moment,
        until: Moment,
    ) -> impl Iterator<Item = (Moment, &'b Noted)> + 'b {
        self.doses
            .iter()
            .filter(move |n| n.dose.medicine == medicine)
            .filter(|n| matches!(n.dose.outcome, Outcome::Taken | Outcome::Skipped))
            .filter_map(|n| Some((n.planned?, n)))
            .filter(move |(planned, _)| *planned >= from && *planned < until)
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
            let date = row.date.as_ref();
            let Some((at, seconds)) = date.and_then(|d| Some((Moment::of(d)?, d.unix_seconds())))
            else {
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
                        seconds,
                        dose,
                    });
                }
            } else if let Some(pack) = parse_pack(body) {
                book.packs.push((pack, seconds));
            }
        })?;
        let reached = oldest.is_some_and(|at| at < from);
        if count < limit || reached {
            return Ok(book);
        }
        if limit >= MOST {
            book.cut = true;
            return Ok(book);
        }
        limit = limit.saturating_mul(4);
    }
}
