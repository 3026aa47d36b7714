//! Readings over time: a row for each quantity, its values by day, the newest first.

use crate::block::{Cell, Column, Table};
use crate::look::{BODY, SMALL, STRONG, TINY};
use crate::rows::{ink_title, remark};
use crate::series::{Series, day, gather};
use crate::text::Rich;
use crate::words::{self, Words, flag_of, printed_unit};
use kin_model::summary::Row;

/// A value with more characters is words and stands in a list.
const LONGEST: usize = 14;

/// The readings in one table, and the rows that are no readings: words, what has no day, what other sources call
/// otherwise.
pub(crate) fn readings<'a>(rows: &'a [Row], words: &Words) -> (Table, Vec<&'a Row>) {
    let is_value = |row: &&Row| {
        let value = words.reading(row);
        row.date.is_some() && value.is_some_and(|v| v.chars().count() <= LONGEST)
    };
    let (values, mut rest): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(is_value);
    let mut table = Table {
        close: false,
        columns: vec![Column::Share(1.0), Column::Share(2.4), Column::Fit(50.0)],
        ..Table::default()
    };
    for series in gather(values.into_iter()) {
        let Some(newest) = series.newest() else {
            continue;
        };
        let title = words.title(newest);
        let (alike, other): (Vec<&Row>, Vec<&Row>) = series
            .rows
            .iter()
            .partition(|row| words.title(row) == title);
        rest.extend(other);
        table
            .rows
            .push(line(&Series { rows: alike }, newest, words));
    }
    (table, rest)
}

fn line(series: &Series<'_>, newest: &Row, words: &Words) -> Vec<Cell> {
    let mut what = ink_title(&words.title(newest), BODY);
    if let Some(unit) = printed_unit(newest.unit.as_deref()) {
        what.push(format!("  {unit}"), SMALL);
    }
    let range = |row: &Row| row.range.clone().filter(|r| !r.trim().is_empty());
    if let Some(range) = range(newest) {
        what.push(format!("\n[{range}]"), TINY);
    }
    let marks = words.marks(newest);
    let mut values = Rich::default();
    let mut before: Option<String> = None;
    for row in series.rows.iter().rev() {
        let here = day(row);
        if before.is_some() {
            values.push(if before == here { ", " } else { "  ·  " }, BODY);
        }
        if before != here
            && let Some(date) = &row.date
        {
            let date = words.date(date).replace(' ', "\u{a0}");
            values.push(format!("{date}\u{a0}\u{a0}"), TINY);
        }
        values.append(value(row, newest, &marks, words));
        before = here;
    }
    vec![
        Cell::left(what),
        Cell::left(values),
        Cell::left(Rich::new(marks, SMALL)),
    ]
}

/// A value, in bold with its flag when out of range; behind it the other unit, and what differs from the newest: its
/// source, its remark.
fn value(row: &Row, newest: &Row, marks: &str, words: &Words) -> Rich {
    let digits = words.reading(row).unwrap_or("—".into()).into_owned();
    let mut text = match flag_of(row) {
        Some(flag) => Rich::new(format!("{digits}\u{a0}{flag}"), STRONG),
        None => Rich::new(digits, BODY),
    };
    if let Some(also) = words::also(row) {
        text.push(words.brackets(&also), SMALL);
    }
    if row.range != newest.range
        && let Some(range) = row.range.as_deref().filter(|r| !r.trim().is_empty())
    {
        text.push(format!(" [{range}]"), TINY);
    }
    let own = words.marks(row);
    if own != marks {
        text.push(format!("\u{a0}{own}"), TINY);
    }
    if row.entry == newest.entry || row.note != newest.note {
        text.append(remark(row, words, " ", SMALL));
    }
    text
}
