//! The lists of page one: medicines, problems, procedures, readings, charts and what is new.

use crate::block::{Cell, Column, Table, heading, paragraph};
use crate::chart::Chart;
use crate::look::{BODY, HEADING, SECTION_GAP, SMALL, STRONG};
use crate::page::Fragment;
use crate::page_one::PageOne;
use crate::rows::{dated, ink_title, remark};
use crate::series::{gather, pressure};
use crate::text::Rich;
use crate::words::{self, iso_day};
use kin_model::StatusClass;
use kin_model::summary::{Row, Section};

impl PageOne<'_> {
    pub(crate) fn medicines(&self, width: f32) -> Vec<Fragment> {
        let all = self.rows(Section::Medications);
        let of = |class| all.iter().filter(move |r| r.status_class == class);
        let now: Vec<&Row> = of(StatusClass::Current)
            .chain(of(StatusClass::Unknown))
            .collect();
        let rows = now.iter().take(self.limits.medicines).map(|row| {
            let mut what = ink_title(&self.words.title(row), BODY);
            if row.status_class == StatusClass::Unknown {
                what.push(
                    format!(" ({})", self.words.word("status-class-unknown")),
                    SMALL,
                );
            }
            what.append(remark(row, " — ", BODY));
            vec![
                Cell::left(what),
                Cell::left(Rich::new(self.words.when(row).unwrap_or_default(), SMALL)),
                Cell::left(Rich::new(self.words.marks(row), SMALL)),
            ]
        });
        let more = now.len().saturating_sub(self.limits.medicines)
            + self.section(Section::Medications).map_or(0, |s| s.left_off);
        let empty = if all.is_empty() {
            None
        } else {
            Some("print-medicines-none-now")
        };
        self.list(
            "print-medicines-now",
            Section::Medications,
            empty,
            rows.collect(),
            more,
            width,
        )
    }

    /// A heading with a three-column list, or with the words why there is none.
    fn list(
        &self,
        key: &str,
        section: Section,
        empty: Option<&str>,
        rows: Vec<Vec<Cell>>,
        more: usize,
        width: f32,
    ) -> Vec<Fragment> {
        let mut out = self.title(key, "", width);
        if rows.is_empty() {
            let why = empty.unwrap_or_else(|| crate::details::nothing_key(self.section(section)));
            out.extend(paragraph(
                &Rich::new(self.words.word(why), BODY),
                width,
                0.0,
            ));
        }
        out.extend(
            Table {
                columns: vec![Column::Share(1.0), Column::Fit(92.0), Column::Fit(44.0)],
                head: Vec::new(),
                rows,
            }
            .fragments(width, 0.0),
        );
        if let Some(more) = self.more(more) {
            out.extend(paragraph(&more, width, 2.0));
        }
        out
    }

    pub(crate) fn problems(&self, width: f32) -> Vec<Fragment> {
        let all = self.rows(Section::Problems);
        let rows = all
            .iter()
            .take(self.limits.problems)
            .map(|row| self.dated_row(row))
            .collect();
        let left_off = self.section(Section::Problems).map_or(0, |s| s.left_off);
        let more = all.len().saturating_sub(self.limits.problems) + left_off;
        self.list("print-problems", Section::Problems, None, rows, more, width)
    }

    fn dated_row(&self, row: &Row) -> Vec<Cell> {
        let mut what = ink_title(&self.words.title(row), BODY);
        if let Some(code) = crate::rows::icd10(row) {
            what.push(format!(" {code}"), SMALL);
        }
        vec![
            Cell::left(what),
            Cell::left(Rich::new(self.words.when(row).unwrap_or_default(), SMALL)),
            Cell::left(Rich::new(self.words.marks(row), SMALL)),
        ]
    }

    pub(crate) fn procedures(&self, width: f32) -> Vec<Fragment> {
        let mut all: Vec<&Row> = self.rows(Section::Procedures).iter().collect();
        if all.is_empty() || self.limits.procedures == 0 {
            return Vec::new();
        }
        all.sort_by_key(|r| std::cmp::Reverse(r.date.map_or(i64::MIN, |d| d.sort_seconds())));
        let rows = all
            .iter()
            .take(self.limits.procedures)
            .map(|row| self.dated_row(row))
            .collect();
        let more = all.len().saturating_sub(self.limits.procedures);
        self.list(
            "summary-section-procedures",
            Section::Procedures,
            None,
            rows,
            more,
            width,
        )
    }

    pub(crate) fn readings(&self, width: f32) -> Vec<Fragment> {
        let series = gather(self.rows(Section::VitalSigns).iter());
        if series.is_empty() {
            return Vec::new();
        }
        let more = series.len().saturating_sub(self.limits.readings);
        let rows: Vec<Vec<Cell>> = series
            .iter()
            .filter_map(|s| s.newest())
            .take(self.limits.readings)
            .map(|row| {
                let date = row
                    .date
                    .as_ref()
                    .map(|d| self.words.column_date(d))
                    .unwrap_or_default();
                vec![
                    Cell::left(ink_title(&self.words.title(row), BODY)),
                    Cell::right(Rich::new(self.words.value(row).unwrap_or_default(), STRONG)),
                    Cell::left(Rich::new(date, SMALL)),
                    Cell::left(Rich::new(self.words.marks(row), SMALL)),
                ]
            })
            .collect();
        let table = Table {
            columns: vec![
                Column::Share(1.0),
                Column::Fit(110.0),
                Column::Fit(60.0),
                Column::Fit(40.0),
            ],
            head: Vec::new(),
            rows,
        };
        let mut out = self.title("print-readings", "", width);
        out.extend(table.fragments(width, 0.0));
        if let Some(more) = self.more(more) {
            out.extend(paragraph(&more, width, 2.0));
        }
        out
    }

    pub(crate) fn charts(&self, width: f32) -> Vec<Fragment> {
        let own: Vec<Chart>;
        let charts = if self.charts.is_empty() {
            own = gather(self.rows(Section::VitalSigns).iter())
                .iter()
                .filter(|s| s.newest().is_some_and(|r| pressure(r).is_some()))
                .filter_map(|s| Chart::of_pressures(s, self.words))
                .take(1)
                .collect();
            &own
        } else {
            self.charts
        };
        let mut out = Vec::new();
        for chart in charts {
            let Some(drawing) = chart.fragment(width, 7.0) else {
                continue;
            };
            out.extend(heading(
                &Rich::new(&*chart.title, HEADING),
                &Rich::new(&*chart.source, SMALL),
                width,
                SECTION_GAP,
            ));
            if !chart.caption.is_empty() {
                let mut lines = paragraph(&Rich::new(&*chart.caption, SMALL), width, 0.0);
                lines.iter_mut().for_each(|l| l.keep_next = true);
                out.extend(lines);
            }
            let shows = format!("{}. {}", chart.title, chart.caption);
            out.push(drawing.as_figure(&shows, width));
        }
        out
    }

    /// What began on or after the day asked for, and how results out of range moved since.
    pub(crate) fn news(&self, width: f32) -> Vec<Fragment> {
        let Some(since) = self.summary.since else {
            return Vec::new();
        };
        let fresh = |row: &&Row| row.date.is_some_and(|d| iso_day(&d) >= iso_day(&since));
        let sections = [
            Section::Allergies,
            Section::Problems,
            Section::Medications,
            Section::Procedures,
            Section::Immunizations,
            Section::Visits,
            Section::Devices,
            Section::Alerts,
        ];
        let mut news: Vec<Rich> = sections
            .iter()
            .flat_map(|s| self.rows(*s))
            .filter(fresh)
            .map(|row| dated(row, self.words))
            .collect();
        for series in gather(self.rows(Section::Results).iter()) {
            let Some(newest) = series
                .newest()
                .filter(|r| fresh(r) && series.out_of_range())
            else {
                continue;
            };
            let before = series
                .last_days(2)
                .first()
                .copied()
                .filter(|r| r.entry != newest.entry);
            let (Some(before), Some(value)) = (before, self.words.value(newest)) else {
                continue;
            };
            let mut text = ink_title(&self.words.title(newest), BODY);
            let old = words::value(before).unwrap_or("—".into());
            text.push(format!(" {old} → {value}"), BODY);
            text.push(format!(" {}", self.words.marks(newest)), SMALL);
            news.push(text);
        }
        if news.is_empty() || self.limits.news == 0 {
            return Vec::new();
        }
        let more = news.len().saturating_sub(self.limits.news);
        let mut text = Rich::default();
        for (n, entry) in news.into_iter().take(self.limits.news).enumerate() {
            if n > 0 {
                text.push("  ·  ", BODY);
            }
            text.append(entry);
        }
        if let Some(more) = self.more(more) {
            text.push("  ·  ", BODY);
            text.append(more);
        }
        let title = self
            .words
            .text("print-new-since", &[("date", &self.words.date(&since))]);
        let mut out = heading(
            &Rich::new(title, HEADING),
            &Rich::default(),
            width,
            SECTION_GAP,
        );
        out.extend(paragraph(&text, width, 0.0));
        out
    }
}
