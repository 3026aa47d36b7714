//! The lists of page one: medicines, problems, procedures and stays, conflicts, readings, what has changed, and what
//! else a doctor asks for.

use crate::block::{Cell, Column, Table, boxed, heading, list_entry, paragraph};
use crate::look::{BODY, COLUMN_GAP, HEADING, SECTION_GAP, SMALL, STRONG};
use crate::page::{Cursor, Flow, Fragment, SIDE};
use crate::page_one::{PageOne, side_by_side};
use crate::plot::{Curve, Plot, Stroke};
use crate::rows::{dated, ink_title, remark};
use crate::series::{Series, gather, pressure};
use crate::standing::{self, SMALL_PICTURE};
use crate::text::{Ink, Rich, natural_width};
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
            for more in [
                standing::doses(self.summary, row, self.words),
                standing::last_change(self.summary, row, self.words),
            ]
            .into_iter()
            .flatten()
            {
                what.push(format!("\n{more}"), SMALL);
            }
            if standing::is_disputed(self.summary, row) {
                what.push(format!("\n{}", self.words.word("page-disputed")), STRONG);
            }
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

    /// Procedures, stays and visits, the newest first; procedures before visits of the same day.
    pub(crate) fn events(&self, width: f32) -> Vec<Fragment> {
        let newest = |section: Section| {
            let mut rows: Vec<&Row> = self.rows(section).iter().collect();
            rows.sort_by_key(|r| std::cmp::Reverse(r.date.map_or(i64::MIN, |d| d.sort_seconds())));
            rows
        };
        let (procedures, visits) = (newest(Section::Procedures), newest(Section::Visits));
        let count = procedures.len() + visits.len();
        if count == 0 || self.limits.procedures == 0 {
            return Vec::new();
        }
        // Operations first: there are few of them, and visits by the dozen.
        let for_visits = visits.len().min(self.limits.procedures.div_ceil(2));
        let of_procedures = self.limits.procedures.saturating_sub(for_visits);
        let mut shown: Vec<&Row> = procedures.into_iter().take(of_procedures).collect();
        let left = self.limits.procedures.saturating_sub(shown.len());
        shown.extend(visits.into_iter().take(left));
        let rows: Vec<Vec<Cell>> = shown.iter().map(|row| self.dated_row(row)).collect();
        let left_off = [Section::Procedures, Section::Visits]
            .iter()
            .filter_map(|s| self.section(*s))
            .map(|s| s.left_off)
            .sum::<usize>();
        let more = count.saturating_sub(rows.len()) + left_off;
        self.list("page-events", Section::Procedures, None, rows, more, width)
    }

    /// What two sources tell differently, in a frame.
    pub(crate) fn conflicts(&self, width: f32) -> Vec<Fragment> {
        let all = standing::conflicts(self.summary, self.words);
        if all.is_empty() {
            return Vec::new();
        }
        let inner = width - 2.0 * (4.0 + 0.9 + 2.0);
        let label = Rich::new(self.words.word("page-conflicts"), STRONG);
        let mut lines = paragraph(&label, inner, 0.0);
        let shown: Vec<Rich> = all.iter().take(self.limits.conflicts).cloned().collect();
        lines.extend(standing::listed(&shown, "≠", inner));
        let more = all.len().saturating_sub(self.limits.conflicts);
        lines.extend(
            self.more(more)
                .iter()
                .flat_map(|m| paragraph(m, inner, 1.0)),
        );
        boxed(lines, width, 4.0, 0.9, Ink::Black, 8.0)
    }

    /// Readings at home beside one another, and the last reading of everything else where there is room.
    pub(crate) fn measured(&self, flow: &mut Flow, at: Cursor, width: f32) -> Cursor {
        let half = if flow.narrow() {
            width
        } else {
            ((width - COLUMN_GAP) / 2.0).floor()
        };
        // On a crowded page the numbers stand without their picture, which follows in the details.
        let picture = if self.limits.news > 0 {
            SMALL_PICTURE
        } else {
            0.0
        };
        let mut blocks: Vec<Vec<Fragment>> = standing::measured(self.summary)
            .take(2)
            .map(|one| standing::block(one, self.words, half, picture))
            .collect();
        if blocks.is_empty() {
            blocks.extend(Some(self.course(half)).filter(|b| !b.is_empty()));
        }
        if blocks.is_empty() {
            return flow.put(&self.readings(width), SIDE, at);
        }
        let readings = self.readings(half);
        if !readings.is_empty() {
            blocks.push(readings);
        }
        if flow.narrow() {
            return flow.put(&blocks.concat(), SIDE, at);
        }
        let height = |b: &[Fragment]| b.iter().map(|f| f.gap + f.height).sum::<f32>();
        let (mut left, mut right): (Vec<Fragment>, Vec<Fragment>) = (Vec::new(), Vec::new());
        for block in blocks {
            if height(&left) <= height(&right) {
                left.extend(block);
            } else {
                right.extend(block);
            }
        }
        side_by_side(flow, at, &left, &right, half)
    }

    /// The blood pressures that are listed as a picture, where nothing is computed of them.
    fn course(&self, width: f32) -> Vec<Fragment> {
        let all = gather(self.rows(Section::VitalSigns).iter());
        let pressures = |series: &Series<'_>| -> Vec<(i64, f32, f32)> {
            let rows = series.rows.iter().rev().take(30).rev();
            rows.filter_map(|row| {
                let (upper, lower) = pressure(row)?;
                Some((row.date?.sort_seconds(), upper, lower))
            })
            .collect()
        };
        let Some((newest, points)) = all
            .iter()
            .map(|series| (series.newest(), pressures(series)))
            .find(|(_, points)| points.len() >= 3)
        else {
            return Vec::new();
        };
        let Some(newest) = newest else {
            return Vec::new();
        };
        let curve = |part: fn(&(i64, f32, f32)) -> f32, stroke| Curve {
            name: String::new(),
            points: points.iter().map(|p| (p.0, part(p))).collect(),
            stroke,
        };
        let day = |point: Option<&(i64, f32, f32)>| {
            let at = point?.0;
            let rows = all.iter().flat_map(|s| s.rows.iter());
            let date = rows
                .filter_map(|r| r.date)
                .find(|d| d.sort_seconds() == at)?;
            Some((at, self.words.column_date(&date)))
        };
        let plot = Plot {
            height: SMALL_PICTURE,
            curves: vec![
                curve(|p| p.1, Stroke::Marked),
                curve(|p| p.2, Stroke::Dashed),
            ],
            ticks: [day(points.first()), day(points.last())]
                .into_iter()
                .flatten()
                .collect(),
            ..Plot::default()
        };
        let mut out = heading(
            &Rich::new(self.words.word("print-blood-pressure"), HEADING),
            &Rich::new(self.words.marks(newest), SMALL),
            width,
            SECTION_GAP,
        );
        let shows = self.words.word("print-blood-pressure");
        out.extend(
            plot.fragment(width, 4.0)
                .map(|f| f.into_figure(&shows, width)),
        );
        out
    }

    /// What else a doctor asks for, each kind in a line: alerts, implants, wishes, habits, family, vaccines.
    pub(crate) fn also(&self, width: f32) -> Vec<Fragment> {
        let mut out = Vec::new();
        if self.limits.also == 0 {
            return out;
        }
        for section in ALSO {
            let rows: Vec<&Row> = self.rows(section).iter().collect();
            if rows.is_empty() {
                continue;
            }
            let label = Rich::new(format!("{}:", self.words.section(section)), STRONG);
            let mut text = Rich::default();
            for (n, row) in rows.iter().take(self.limits.also).enumerate() {
                if n > 0 {
                    text.push("  ·  ", BODY);
                }
                text.append(self.short(row));
            }
            let more = rows.len().saturating_sub(self.limits.also)
                + self.section(section).map_or(0, |s| s.left_off);
            if let Some(more) = self.more(more) {
                text.push("  ", BODY);
                text.append(more);
            }
            let indent = (natural_width(&label) + 6.0).min(width / 3.0);
            let gap = if out.is_empty() { SECTION_GAP } else { 1.5 };
            out.extend(list_entry(&label, &text, indent, width, gap));
        }
        out
    }

    /// Title, further words, value, date and marks in one run.
    fn short(&self, row: &Row) -> Rich {
        let mut text = ink_title(&self.words.title(row), BODY);
        text.append(remark(row, " — ", BODY));
        if let Some(value) = self.words.value(row) {
            text.push(format!(" {value}"), BODY);
        }
        let date = row.date.as_ref().map(|d| self.words.column_date(d));
        let date = date.unwrap_or_default();
        text.push(format!(" {date} {}", self.words.marks(row)), SMALL);
        text
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

    /// What has changed since the last visit; where nobody computed it, what began on or after the day asked for,
    /// and how results out of range moved since.
    pub(crate) fn news(&self, width: f32) -> Vec<Fragment> {
        let changes = standing::changes(self.summary, self.words);
        if !changes.is_empty() {
            if self.limits.news == 0 {
                return Vec::new();
            }
            let mut out = self.changes_head(width);
            let shown: Vec<Rich> = changes.iter().take(self.limits.news).cloned().collect();
            out.extend(standing::listed(&shown, "•", width));
            let more = changes.len().saturating_sub(self.limits.news);
            out.extend(
                self.more(more)
                    .iter()
                    .flat_map(|m| paragraph(m, width, 1.0)),
            );
            return out;
        }
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

    /// The heading of what has changed, with the day it looks back to.
    pub(crate) fn changes_head(&self, width: f32) -> Vec<Fragment> {
        let since = self.summary.compared_with.or(self.summary.since);
        let title = match &since {
            Some(since) => self
                .words
                .text("print-new-since", &[("date", &self.words.date(since))]),
            None => self.words.word("page-changes"),
        };
        heading(
            &Rich::new(title, HEADING),
            &Rich::default(),
            width,
            SECTION_GAP,
        )
    }
}

/// Sections that stand on page one in a line each.
const ALSO: [Section; 7] = [
    Section::Alerts,
    Section::Devices,
    Section::AdvanceDirectives,
    Section::PastProblems,
    Section::SocialHistory,
    Section::FamilyHistory,
    Section::Immunizations,
];
