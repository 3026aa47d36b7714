//! What the page that is handed over says of medicines beside the list: planned against taken, and medicines of
//! which two sources tell another dose.

use super::book;
use super::checks::{SETTLED, key, load};
use super::due::planned;
use super::listed::their_listed;
use super::report::{DAYS, Span, noted};
use super::{mine, now};
use crate::error::ApiResult;
use crate::session::Session;
use kin_model::{EntryId, EntryRow};
use kin_rules::dosing::{Adherence, adherence};
use kin_rules::medicines::{Concern, Listed, Verdict, check, reconcile};
use kin_vault::Record;
use std::collections::BTreeSet;

/// Doses of a medicine over the last 30 days.
pub(crate) struct Doses {
    /// The entries that this medicine is shown as: the person's own, and the hospital's that it was taken over from.
    pub(crate) entries: Vec<String>,
    /// What was planned and what was noted.
    pub(crate) doses: Adherence,
    /// Days.
    pub(crate) days: i64,
}

/// Planned against taken of every medicine of the own list that has a plan.
pub(crate) fn doses_of(session: &Session, record: &Record) -> ApiResult<Vec<Doses>> {
    let all = mine(record)?;
    if all
        .iter()
        .all(|m| m.medicine.course.plan.is_none() || !m.medicine.active)
    {
        return Ok(Vec::new());
    }
    let now = now(session)?;
    let span = Span {
        from: now.day().plus(1 - DAYS),
        until: now.day(),
    };
    let (begin, end) = span.moments(now);
    let book = book::read(record, begin)?;
    Ok(all
        .iter()
        .filter(|m| m.medicine.active)
        .filter_map(|mine| {
            let doses = adherence(&planned(mine, begin, end), &noted(&book, &mine.resource));
            let mut entries = vec![mine.row.id.to_string()];
            entries.extend(mine.medicine.course.derived_from.clone());
            (doses.planned > 0).then_some(Doses {
                entries,
                doses,
                days: DAYS,
            })
        })
        .collect())
}

/// Pairs of the shown medicines that have the same substance and another strength or another number of doses a day,
/// and that the person has not settled; positions in `shown`.
pub(crate) fn two_doses(
    session: &Session,
    record: &Record,
    shown: &[EntryRow],
) -> ApiResult<Vec<(usize, usize)>> {
    let at = |id: EntryId| shown.iter().position(|row| row.id == id);
    let both = load(session, record)?;
    let today = now(session)?.day();
    let mut found = Vec::new();
    let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
    for pair in &both.pairs {
        let mine = pair.mine.and_then(|n| both.mine.get(n)).map(|m| m.row.id);
        let theirs = pair.theirs.and_then(|n| both.theirs.get(n)).map(|r| r.id);
        let (Some(a), Some(b)) = (mine.and_then(at), theirs.and_then(at)) else {
            continue;
        };
        seen.insert((a.min(b), a.max(b)));
        let differs = is_other(pair.verdict);
        let settled = record.setting(&format!("{SETTLED}{}", key(&both, pair)))?;
        if differs && settled.is_none() {
            found.push((a, b));
        }
    }
    let lines = shown
        .iter()
        .map(|row| their_listed(record, row, today))
        .collect::<ApiResult<Vec<Listed>>>()?;
    for concern in check(&lines, &[]) {
        let Concern::Twice {
            medicines: (a, b), ..
        } = concern
        else {
            continue;
        };
        let (Some(one), Some(other)) = (lines.get(a), lines.get(b)) else {
            continue;
        };
        if seen.insert((a.min(b), a.max(b))) && differ(one, other) {
            found.push((a, b));
        }
    }
    Ok(found)
}

/// Another strength, dose or number of doses.
const fn is_other(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::OtherStrength | Verdict::OtherDose | Verdict::OtherTimes
    )
}

/// Both sides say something, and not the same. What one of them leaves open is no contradiction.
fn differ(one: &Listed, other: &Listed) -> bool {
    let pairs = reconcile(std::slice::from_ref(one), std::slice::from_ref(other));
    pairs
        .iter()
        .any(|pair| pair.mine.is_some() && pair.theirs.is_some() && is_other(pair.verdict))
}
