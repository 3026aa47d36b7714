//! Rows of the same quantity gathered over time.

use crate::words::{iso_day, printed_unit};
use kin_model::summary::Row;
use kin_model::{Abnormal, Decimal};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// One quantity: its rows, oldest first. Undated rows count as oldest.
#[derive(Debug, Clone)]
pub(crate) struct Series<'a> {
    pub(crate) rows: Vec<&'a Row>,
}

impl<'a> Series<'a> {
    /// The newest row.
    pub(crate) fn newest(&self) -> Option<&'a Row> {
        self.rows.last().copied()
    }

    /// The newest `count` rows on different days, oldest first.
    pub(crate) fn last_days(&self, count: usize) -> Vec<&'a Row> {
        let mut out: Vec<&Row> = Vec::new();
        for row in self.rows.iter().rev() {
            let same_day = out
                .last()
                .is_some_and(|newer| day(newer) == day(row) && day(row).is_some());
            if !same_day {
                out.push(row);
            }
            if out.len() == count {
                break;
            }
        }
        out.reverse();
        out
    }

    /// Which way the newest value lies from the one before: `↗` higher, `↘` lower, `→` the same. Nothing where the two
    /// cannot be compared: no code that both share, another unit (those are another series), a value that is no plain
    /// number, or the same day.
    ///
    /// # Source
    /// Our own convention, version 1 (2026-11): an arrow says which of two printed numbers is the larger one and judges
    /// nothing; whether a difference is more than what biology and method make of it is the physician's to say.
    pub(crate) fn trend(&self) -> Option<&'static str> {
        let two = self.last_days(2);
        let [before, newest] = two.as_slice() else {
            return None;
        };
        let coded = |row: &Row| row.code.codings.iter().any(|c| !c.code.is_empty());
        if !coded(before) || !coded(newest) || before.date.is_none() || newest.date.is_none() {
            return None;
        }
        let number = |row: &Row| row.value.as_deref()?.trim().parse::<Decimal>().ok();
        Some(match number(newest)?.compare(&number(before)?)? {
            Ordering::Greater => "↗",
            Ordering::Less => "↘",
            Ordering::Equal => "→",
        })
    }

    /// True when one of the newest four values lies outside its range.
    pub(crate) fn out_of_range(&self) -> bool {
        self.rows
            .iter()
            .rev()
            .take(4)
            .any(|r| r.abnormal != Abnormal::No)
    }
}

/// The day of a row.
pub(crate) fn day(row: &Row) -> Option<String> {
    row.date.as_ref().map(iso_day)
}

/// Gathers rows with a value by code and unit, in the order in which each quantity first appears.
/// The same code in two units makes two quantities: nothing is converted.
pub(crate) fn gather<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<Series<'a>> {
    let mut order: Vec<Series<'a>> = Vec::new();
    let mut index: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in rows.filter(|r| r.value.as_deref().is_some_and(|v| !v.is_empty())) {
        let key = (
            quantity(row),
            printed_unit(row.unit.as_deref())
                .unwrap_or_default()
                .into_owned(),
        );
        let at = *index.entry(key).or_insert_with(|| {
            order.push(Series { rows: Vec::new() });
            order.len() - 1
        });
        if let Some(series) = order.get_mut(at) {
            series.rows.push(row);
        }
    }
    for series in &mut order {
        series
            .rows
            .sort_by_key(|r| r.date.map_or(i64::MIN, |d| d.sort_seconds()));
    }
    order
}

fn quantity(row: &Row) -> String {
    let coding = row
        .code
        .codings
        .iter()
        .find(|c| c.system == kin_model::system::LOINC)
        .or_else(|| row.code.codings.first());
    match coding {
        Some(coding) if !coding.code.is_empty() => format!("{}|{}", coding.system, coding.code),
        _ => row.title_en.to_lowercase(),
    }
}

/// The two numbers of a blood pressure written `132/81`.
pub(crate) fn pressure(row: &Row) -> Option<(f32, f32)> {
    let unit = printed_unit(row.unit.as_deref())?;
    let (upper, lower) = row.value.as_deref()?.split_once('/')?;
    let number = |text: &str| {
        text.trim()
            .parse::<f32>()
            .ok()
            .filter(|n| n.is_finite() && (0.0..400.0).contains(n))
    };
    (unit == "mmHg").then_some(())?;
    Some((number(upper)?, number(lower)?))
}

/// Glucose in blood, serum or plasma, measured at home or in a laboratory.
///
/// # Source
/// LOINC 2.78, class CHEM, component Glucose, property MCnc/SCnc: 2339-0, 2345-7, 1558-6, 41653-7,
/// 2340-8, 14743-9, 15074-8, 14749-6, 14771-0, 76629-5. LOINC is copyright Regenstrief Institute.
pub(crate) fn is_glucose(row: &Row) -> bool {
    const CODES: [&str; 10] = [
        "2339-0", "2345-7", "1558-6", "41653-7", "2340-8", "14743-9", "15074-8", "14749-6",
        "14771-0", "76629-5",
    ];
    row.code
        .codings
        .iter()
        .any(|c| c.system == kin_model::system::LOINC && CODES.contains(&c.code.as_str()))
}
