//! Key results, each over its newest four days: those out of range first.

use crate::block::{Cell, Column, Table, heading, paragraph};
use crate::limits::List;
use crate::look::{BODY, HEADING, SECTION_GAP, SMALL, STRONG, TINY};
use crate::page::{Fragment, NARROW};
use crate::page_one::{PageOne, column_head};
use crate::rows::ink_title;
use crate::series::{Series, day, gather};
use crate::text::Rich;
use crate::words::{self, Words, flag_of, printed_unit};
use kin_model::Abnormal;
use kin_model::summary::{Row, Section};
use std::collections::BTreeSet;

/// Columns of values; of a narrow page two, so that no date is broken.
const fn days_in(width: f32) -> usize {
    if width < NARROW { 2 } else { 4 }
}

/// The section of page one; empty when the summary has no results.
pub(crate) fn key_results(page: &PageOne<'_>, width: f32) -> Vec<Fragment> {
    let (words, limit) = (page.words, page.limit(List::Results));
    let section = page.section(Section::Results);
    let mut all = gather(section.iter().flat_map(|s| &s.rows));
    if all.is_empty() {
        return Vec::new();
    }
    let any_out = all.iter().any(Series::out_of_range);
    all.sort_by_key(|s| std::cmp::Reverse(urgency(s)));
    let more = all.len().saturating_sub(limit) + section.map_or(0, |s| s.left_off);
    let is_out = |s: &&Series<'_>| s.newest().is_some_and(|row| row.abnormal != Abnormal::No);
    let out_of_sight = all.iter().skip(limit).filter(is_out).count();
    all.truncate(limit);
    let mut aside = words.word("print-results-range");
    if more > 0 {
        let more = page.more_words(more, &[words.section(Section::Results)]);
        // Nobody must take the rest for results that are in order.
        let out = (out_of_sight > 0).then(|| {
            let count = out_of_sight.to_string();
            words.brackets(&words.text("print-more-out", &[("count", &count)]))
        });
        aside = format!("{more}{} · {aside}", out.unwrap_or_default());
    }
    let aside = Rich::new(aside, SMALL);
    let title = words.word("page-results-key");
    let mut out = heading(&Rich::new(title, HEADING), &aside, width, SECTION_GAP);
    if !any_out {
        out.extend(paragraph(
            &Rich::new(words.word("print-results-none-out"), BODY),
            width,
            0.0,
        ));
    }
    let form = Form {
        words,
        most: days_in(width),
        close: page.very_crowded(),
        also: page.limit(List::Asides) > 0,
    };
    out.extend(form.table(&all).fragments(width, 0.0));
    out
}

/// How the table is written.
struct Form<'a> {
    words: &'a Words,
    /// Columns of values.
    most: usize,
    /// On a very crowded page its lines stand closer.
    close: bool,
    /// Whether the newest value stands there in the unit of other countries, too.
    also: bool,
}

/// Critical first, then what is out of range now, then the rest; the newest first within each.
fn urgency(series: &Series<'_>) -> (u8, i64) {
    let Some(newest) = series.newest() else {
        return (0, i64::MIN);
    };
    let class = match newest.abnormal {
        Abnormal::CriticalLow | Abnormal::CriticalHigh => 3,
        Abnormal::Low | Abnormal::High | Abnormal::Yes => 2,
        Abnormal::No => u8::from(series.out_of_range()),
    };
    (class, newest.date.map_or(i64::MIN, |d| d.sort_seconds()))
}

impl Form<'_> {
    fn table(&self, all: &[Series<'_>]) -> Table {
        let most = self.most;
        let days: BTreeSet<String> = all
            .iter()
            .flat_map(|s| s.last_days(most))
            .filter_map(day)
            .collect();
        let undated = all
            .iter()
            .flat_map(|s| s.last_days(most))
            .any(|r| r.date.is_none());
        if days.len() <= most && !undated {
            self.shared_days(all, &days)
        } else {
            self.own_days(all)
        }
    }

    /// One column per day: all quantities were measured on the same few days.
    fn shared_days(&self, all: &[Series<'_>], days: &BTreeSet<String>) -> Table {
        let (words, most) = (self.words, self.most);
        let shown = |day: &String| {
            day.parse()
                .map_or_else(|_| day.clone(), |d| words.column_date(&d))
        };
        let rows = all
            .iter()
            .map(|series| {
                let shown = series.last_days(most);
                let cells = days.iter().map(|d| {
                    let row = shown.iter().find(|r| day(r).as_deref() == Some(d.as_str()));
                    Cell::right(row.map_or_else(|| Rich::new("—", SMALL), |r| value(r, words)))
                });
                self.line(series, cells.collect())
            })
            .collect();
        Table {
            close: self.close,
            columns: columns(days.len()),
            head: self.head(days.iter().map(shown)),
            rows,
        }
    }

    /// Each value with its own day below it: the quantities were measured on different days.
    fn own_days(&self, all: &[Series<'_>]) -> Table {
        let (words, most) = (self.words, self.most);
        let count = all
            .iter()
            .map(|s| s.last_days(most).len())
            .max()
            .unwrap_or(1);
        let age = |n| match n {
            _ if n + 1 == count => words.word("print-latest"),
            0 => words.word("print-earlier"),
            _ => String::new(),
        };
        let rows = all
            .iter()
            .map(|series| {
                let shown = series.last_days(most);
                let mut cells = vec![Cell::default(); count - shown.len().min(count)];
                cells.extend(shown.iter().map(|row| {
                    let mut text = value(row, words);
                    let date = row
                        .date
                        .as_ref()
                        .map_or_else(|| "—".to_owned(), |d| words.date(d));
                    text.push(format!("\n{date}"), TINY);
                    Cell::right(text)
                }));
                self.line(series, cells)
            })
            .collect();
        Table {
            close: self.close,
            columns: columns(count),
            head: self.head((0..count).map(age)),
            rows,
        }
    }

    /// The heads of the columns of values, of the range and of the source.
    fn head(&self, values: impl Iterator<Item = String>) -> Vec<Cell> {
        let range = self.words.word("print-range");
        std::iter::once(column_head("", false))
            .chain(values.map(|value| column_head(&value, true)))
            .chain(["", &range, ""].map(|text| column_head(text, false)))
            .collect()
    }

    fn line(&self, series: &Series<'_>, values: Vec<Cell>) -> Vec<Cell> {
        let words = self.words;
        let mut cells = Vec::new();
        if let Some(newest) = series.newest() {
            let mut what = ink_title(&words.title(newest), BODY);
            if let Some(unit) = printed_unit(newest.unit.as_deref()) {
                what.push(format!("  {unit}"), SMALL);
            }
            if let Some(doubt) = words.doubt(newest) {
                what.push(words.brackets(&doubt), STRONG);
            }
            if let Some(also) = words::also(newest).filter(|_| self.also) {
                let also = words.text("page-latest-also", &[("value", &also)]);
                what.push(format!("  {also}"), TINY);
            }
            cells.push(Cell::left(what));
            cells.extend(values);
            cells.push(Cell::left(Rich::new(
                series.trend().unwrap_or_default(),
                STRONG,
            )));
            cells.push(Cell::left(Rich::new(
                newest.range.as_deref().unwrap_or_default(),
                SMALL,
            )));
            cells.push(Cell::left(Rich::new(words.marks(newest), SMALL)));
        }
        cells
    }
}

fn columns(days: usize) -> Vec<Column> {
    let mut columns = vec![Column::Share(1.0)];
    columns.extend(std::iter::repeat_n(Column::Fit(70.0), days));
    columns.push(Column::Fit(12.0));
    columns.push(Column::Fit(80.0));
    columns.push(Column::Fit(36.0));
    columns
}

/// A value; in bold with its flag when out of range. The unit stands with the name.
fn value(row: &Row, words: &Words) -> Rich {
    let value = words.reading(row).unwrap_or("—".into());
    match flag_of(row) {
        Some(flag) => Rich::new(format!("{value} {flag}"), STRONG),
        None => Rich::new(&*value, BODY),
    }
}
