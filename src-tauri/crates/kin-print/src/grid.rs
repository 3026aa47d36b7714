//! Results over time: a row for each analyte, a column for each day.

use crate::block::{Cell, Column, Table};
use crate::look::{BODY, COLUMN_HEAD, SMALL, STRONG, TINY};
use crate::page::{Fragment, NARROW};
use crate::rows::{ink_title, remark};
use crate::series::{Series, day, gather};
use crate::text::Rich;
use crate::words::{self, Words, flag_of, printed_unit};
use kin_model::summary::Row;
use std::collections::BTreeSet;

/// Most columns of days in one table.
const fn days_in(width: f32) -> usize {
    if width < NARROW { 2 } else { 6 }
}
/// A value with more characters is words and stands in a list.
const LONGEST: usize = 14;

/// Analytes that were measured on the same few days.
struct Group<'a> {
    days: BTreeSet<String>,
    series: Vec<Series<'a>>,
}

/// The tables of a section's values, and the rows that are no values in a grid: words, panels, values without a day.
pub(crate) fn grid<'a>(
    rows: &'a [Row],
    words: &Words,
    width: f32,
) -> (Vec<Fragment>, Vec<&'a Row>) {
    let is_value = |row: &&Row| {
        let value = words.reading(row);
        row.date.is_some() && value.is_some_and(|v| v.chars().count() <= LONGEST)
    };
    let (values, rest): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(is_value);
    let most = days_in(width);
    let mut groups: Vec<Group<'a>> = Vec::new();
    for series in gather(values.into_iter()) {
        let days: BTreeSet<String> = series.rows.iter().copied().filter_map(day).collect();
        // The newest columns only: a longer series goes on in a table of its own.
        for days in in_columns(&days, most) {
            let part = Series {
                rows: series
                    .rows
                    .iter()
                    .copied()
                    .filter(|r| day(r).is_some_and(|d| days.contains(&d)))
                    .collect(),
            };
            place(&mut groups, days, part, most);
        }
    }
    let mut out = Vec::new();
    for group in &groups {
        let gap = if out.is_empty() { 0.0 } else { 9.0 };
        out.extend(table(group, words).fragments(width, gap));
    }
    (out, rest)
}

/// Days in portions that fit side by side, the newest portion first.
fn in_columns(days: &BTreeSet<String>, most: usize) -> Vec<BTreeSet<String>> {
    let newest: Vec<&String> = days.iter().rev().collect();
    newest
        .chunks(most)
        .map(|part| part.iter().map(|d| (*d).clone()).collect())
        .collect()
}

/// Puts an analyte to those whose days it shares; into a table of its own where there are none.
fn place<'a>(groups: &mut Vec<Group<'a>>, days: BTreeSet<String>, series: Series<'a>, most: usize) {
    let fits = |g: &Group<'_>| {
        let all = g.days.union(&days).count();
        let shared = g.days.intersection(&days).count();
        (all <= most && shared * 2 >= days.len().min(g.days.len())).then_some(all - shared)
    };
    let best = groups
        .iter()
        .enumerate()
        .filter_map(|(n, g)| Some((fits(g)?, n)))
        .min()
        .map(|(_, n)| n);
    match best.and_then(|n| groups.get_mut(n)) {
        Some(group) => {
            group.days.extend(days);
            group.series.push(series);
        }
        None => groups.push(Group {
            days,
            series: vec![series],
        }),
    }
}

fn table(group: &Group<'_>, words: &Words) -> Table {
    let head = |text: String, right: bool| Cell {
        right,
        ..Cell::left(Rich::new(text, COLUMN_HEAD))
    };
    let mut heads = vec![head(words.word("print-what"), false)];
    for day in &group.days {
        let shown = day
            .parse()
            .map_or_else(|_| day.clone(), |d| words.column_date(&d));
        heads.push(head(shown, true));
    }
    heads.push(head(words.word("print-range"), false));
    heads.push(head(words.word("print-source"), false));
    let mut columns = vec![Column::Share(1.0)];
    // Few columns have room for the other unit on one line.
    let widest = if group.days.len() < 3 { 80.0 } else { 64.0 };
    columns.extend(group.days.iter().map(|_| Column::Fit(widest)));
    columns.push(Column::Fit(74.0));
    columns.push(Column::Fit(40.0));
    Table {
        close: false,
        columns,
        head: heads,
        rows: group
            .series
            .iter()
            .map(|series| line(series, group, words))
            .collect(),
    }
}

fn line(series: &Series<'_>, group: &Group<'_>, words: &Words) -> Vec<Cell> {
    let Some(newest) = series.newest() else {
        return Vec::new();
    };
    let mut what = ink_title(&words.title(newest), BODY);
    if let Some(unit) = printed_unit(newest.unit.as_deref()) {
        what.push(format!("  {unit}"), SMALL);
    }
    what.append(remark(newest, words, "\n", SMALL));
    let marks = words.marks(newest);
    let mut cells = vec![Cell::left(what)];
    for day_of in &group.days {
        let here: Vec<&Row> = series
            .rows
            .iter()
            .copied()
            .filter(|r| day(r).as_deref() == Some(day_of.as_str()))
            .collect();
        let mut text = Rich::default();
        for (n, row) in here.iter().enumerate() {
            if n > 0 {
                text.push("\n", BODY);
            }
            text.append(value(row, newest, &marks, words));
        }
        if here.is_empty() {
            text.push("—", SMALL);
        }
        cells.push(Cell::right(text));
    }
    cells.push(Cell::left(Rich::new(
        newest.range.as_deref().unwrap_or_default(),
        SMALL,
    )));
    cells.push(Cell::left(Rich::new(marks, SMALL)));
    cells
}

/// A value, in bold with its flag when out of range; below it what differs from the newest: range, source, remark.
fn value(row: &Row, newest: &Row, marks: &str, words: &Words) -> Rich {
    let digits = words.reading(row).unwrap_or("—".into());
    let mut text = match flag_of(row) {
        Some(flag) => Rich::new(format!("{digits} {flag}"), STRONG),
        None => Rich::new(&*digits, BODY),
    };
    if let Some(also) = words::also(row) {
        text.push(format!("\n{also}"), TINY);
    }
    if let Some(doubt) = words.doubt(row) {
        text.push(format!("\n{doubt}"), TINY);
    }
    let range = row.range.as_deref().filter(|r| !r.is_empty());
    if let Some(range) = range.filter(|_| row.range != newest.range) {
        text.push(format!("\n[{range}]"), TINY);
    }
    let own = words.marks(row);
    if own != marks {
        text.push(format!("\n{own}"), TINY);
    }
    if row.entry != newest.entry && row.note != newest.note {
        text.append(remark(row, words, "\n", TINY));
    }
    text
}
