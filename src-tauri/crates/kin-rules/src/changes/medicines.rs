//! Medicines before and after a visit.

use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet};

/// So long before the visit a prescription of which no end is told may still have been taken on its day:
/// a repeat prescription is no new medicine. Own convention, version 1: somewhat more than a year.
pub const RENEWAL_DAYS: i64 = 400;

/// Whether a medicine is taken, as its source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Taken now.
    Now,
    /// No longer taken.
    Ended,
}

/// One statement about a medicine: an entry, or a former version of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// What is the same in all statements about the same medicine: keys of its substances; its words
    /// where none is known.
    pub group: BTreeSet<String>,
    /// Strengths in its words, see [`crate::medicines::strengths`].
    pub strengths: BTreeSet<i64>,
    /// Doses a day.
    pub times_a_day: Option<u16>,
    /// How it is taken, in the source's words.
    pub dosage: String,
    /// First day; none when it is not known.
    pub from: Option<Day>,
    /// Last day; none when it is not known.
    pub until: Option<Day>,
    /// Taken now?
    pub standing: Standing,
}

/// What became of a medicine since the visit; places in the list that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MedicineChange {
    /// Not taken on the day of the visit, as far as is known; taken now.
    Started(usize),
    /// Taken on the day of the visit, ended after it.
    Stopped(usize),
    /// Taken before and now, in another way.
    Changed {
        /// Before.
        from: usize,
        /// Now.
        to: usize,
    },
}

/// Whether it was taken on a day: `None` when it may have been.
fn taken_on(course: &Course, day: Day) -> Option<bool> {
    if course.from.is_some_and(|from| from > day) {
        return Some(false);
    }
    match (course.standing, course.until) {
        (_, Some(until)) => Some(until > day),
        (Standing::Now, None) => Some(true),
        (Standing::Ended, None) => {
            let near = course
                .from
                .is_some_and(|from| from.plus(RENEWAL_DAYS) >= day);
            if near { None } else { Some(false) }
        }
    }
}

/// Words without case and without what only separates them.
fn words(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric() || *c == '.');
    kept.flat_map(char::to_lowercase).collect()
}

/// Whether two statements say another dose. Numbers decide where both have them; otherwise other words
/// are another dose, and both are shown.
fn differ(a: &Course, b: &Course) -> bool {
    let strengths = !a.strengths.is_empty() && !b.strengths.is_empty();
    if strengths && a.strengths.is_disjoint(&b.strengths) {
        return true;
    }
    match (a.times_a_day, b.times_a_day) {
        (Some(x), Some(y)) if x != y => return true,
        (Some(_), Some(_)) if strengths => return false,
        _ => {}
    }
    let (x, y) = (words(&a.dosage), words(&b.dosage));
    !x.is_empty() && !y.is_empty() && x != y
}

/// What became of each medicine since the day of the visit, in the order of the list.
#[must_use]
pub fn medicines(courses: &[Course], visit: Day) -> Vec<MedicineChange> {
    let mut groups: BTreeMap<&BTreeSet<String>, Vec<(usize, &Course)>> = BTreeMap::new();
    for (at, course) in courses.iter().enumerate() {
        if !course.group.is_empty() {
            groups.entry(&course.group).or_default().push((at, course));
        }
    }
    let mut found = Vec::new();
    for members in groups.values() {
        change_of(members, visit, &mut found);
    }
    found.sort_by_key(|change| match change {
        MedicineChange::Started(at) | MedicineChange::Stopped(at) => *at,
        MedicineChange::Changed { to, .. } => *to,
    });
    found
}

fn change_of(members: &[(usize, &Course)], visit: Day, found: &mut Vec<MedicineChange>) {
    let newest = |wanted: &dyn Fn(&Course) -> bool| {
        let chosen = members.iter().filter(|(_, c)| wanted(c));
        chosen.max_by_key(|(_, c)| (c.from, c.until)).copied()
    };
    let taken = newest(&|c| taken_on(c, visit) == Some(true));
    let maybe = newest(&|c| taken_on(c, visit).is_none());
    let now: Vec<(usize, &Course)> = members
        .iter()
        .filter(|(_, c)| c.standing == Standing::Now)
        .copied()
        .collect();
    if now.is_empty() {
        let Some((_, was)) = taken else { return };
        // The newest statement tells of the end.
        let last = newest(&|c| c.standing == Standing::Ended && c.until.is_some_and(|u| u > visit));
        if let Some((at, _)) = last.filter(|(_, c)| c.until >= was.until) {
            found.push(MedicineChange::Stopped(at));
        }
        return;
    }
    let Some((from, was)) = taken.or(maybe) else {
        let first = now.iter().max_by_key(|(_, c)| c.from);
        if let Some((at, course)) = first
            && course.from.is_some_and(|from| from > visit)
        {
            found.push(MedicineChange::Started(*at));
        }
        return;
    };
    // Something that was taken then and is taken now in the same way: the others are further packs.
    let before = || {
        members
            .iter()
            .filter(|(_, c)| taken_on(c, visit) != Some(false))
    };
    for (to, course) in &now {
        let known = before().any(|(_, b)| !differ(b, course));
        if *to != from && !known && differ(was, course) {
            found.push(MedicineChange::Changed { from, to: *to });
            return;
        }
    }
}
