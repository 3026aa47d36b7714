//! The lists of page one: medicines, problems, procedures and stays, conflicts, readings, what has changed, and what
//! else a doctor asks for.

use crate::block::{Cell, Column, Table, boxed, heading, paragraph};
use crate::limits::List;
use crate::look::{BODY, COLUMN_GAP, HEADING, SECTION_GAP, SMALL, STRONG};
use crate::page::{Cursor, Flow, Fragment, Item, SIDE};
use crate::page_one::{PageOne, side_by_side};
use crate::plot::{Curve, Plot, Stroke};
use crate::rows::{dated, ink_title, remark, remark_in_short};
use crate::series::{Series, gather, pressure};
use crate::standing::{self, SMALL_PICTURE};
use crate::text::{Ink, Rich};
use crate::words::iso_day;
use kin_model::summary::{Nothing, Row, Section};
use kin_model::{Abnormal, StatusClass};

impl PageOne<'_> {
    pub(crate) fn medicines(&self, width: f32) -> Vec<Fragment> {
        let all = self.rows(Section::Medications);
        let of = |class| all.iter().filter(move |r| r.status_class == class);
        let now: Vec<&Row> = of(StatusClass::Current)
            .chain(of(StatusClass::Unknown))
            .collect();
        let rows = now.iter().take(self.limit(List::Medicines)).map(|row| {
            let mut what = ink_title(&self.words.title(row), BODY);
            what.append(self.doubt(row));
            let remark = if self.limit(List::Asides) > 0 {
                remark
            } else {
                remark_in_short
            };
            what.append(remark(row, self.words, " —\u{a0}", BODY));
            if standing::is_disputed(self.summary, row) {
                // On a crowded page the frame below says the rest.
                what.push("\u{a0}≠", STRONG);
                if !self.crowded() {
                    what.push(
                        format!("\u{a0}{}", self.words.word("page-disputed")),
                        STRONG,
                    );
                }
            }
            let below: Vec<String> = [
                standing::doses(self.summary, row, self.words),
                standing::last_change(self.summary, row, self.words),
            ]
            .into_iter()
            .flatten()
            .collect();
            vec![
                Cell {
                    below: Rich::new(below.join("\n"), SMALL),
                    ..Cell::left(what)
                },
                Cell::left(Rich::new(
                    self.words.when_in_column(row).unwrap_or_default(),
                    SMALL,
                )),
                Cell::left(Rich::new(self.words.marks(row), SMALL)),
            ]
        });
        let more = now.len().saturating_sub(self.limit(List::Medicines))
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
            &self.more_words(more, &[self.words.word("print-medicines-now")]),
            width,
        )
    }

    /// What makes the statement of a row less than certain, in brackets.
    fn doubt(&self, row: &Row) -> Rich {
        let doubt = self.words.doubt(row).unwrap_or_default();
        Rich::new(self.words.brackets(&doubt), STRONG)
    }

    /// A heading with a three-column list, or with the words why there is none.
    fn list(
        &self,
        key: &str,
        section: Section,
        empty: Option<&str>,
        rows: Vec<Vec<Cell>>,
        more: &str,
        width: f32,
    ) -> Vec<Fragment> {
        let mut out = self.title(key, more, width);
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
                close: self.very_crowded(),
                columns: vec![Column::Share(1.0), Column::Fit(92.0), Column::Fit(44.0)],
                head: Vec::new(),
                rows,
            }
            .fragments(width, 0.0),
        );
        out
    }

    pub(crate) fn problems(&self, width: f32) -> Vec<Fragment> {
        let all = self.rows(Section::Problems);
        let rows = all
            .iter()
            .take(self.limit(List::Problems))
            .map(|row| self.dated_row(row))
            .collect();
        let left_off = self.section(Section::Problems).map_or(0, |s| s.left_off);
        let more = all.len().saturating_sub(self.limit(List::Problems)) + left_off;
        let more = self.more_words(more, &[self.words.section(Section::Problems)]);
        self.list(
            "print-problems",
            Section::Problems,
            None,
            rows,
            &more,
            width,
        )
    }

    fn dated_row(&self, row: &Row) -> Vec<Cell> {
        let mut what = ink_title(&self.words.title(row), BODY);
        if let Some(code) = crate::rows::icd10(row) {
            what.push(format!(" {code}"), SMALL);
        }
        what.append(self.doubt(row));
        vec![
            Cell::left(what),
            Cell::left(Rich::new(
                self.words.when_in_column(row).unwrap_or_default(),
                SMALL,
            )),
            Cell::left(Rich::new(self.words.marks(row), SMALL)),
        ]
    }

    /// Procedures, stays and visits, the newest first; procedures before visits of the same day.
    pub(crate) fn events(&self, width: f32) -> Vec<Fragment> {
        let newest = |section: Section| newest_first(self.rows(section).iter().collect());
        let (procedures, visits) = (newest(Section::Procedures), newest(Section::Visits));
        let count = procedures.len() + visits.len();
        if count == 0 || self.limit(List::Events) == 0 {
            return Vec::new();
        }
        // Operations first: there are few of them, and visits by the dozen.
        let for_visits = visits.len().min(self.limit(List::Events) / 2);
        let of_procedures = self.limit(List::Events).saturating_sub(for_visits);
        let mut shown: Vec<&Row> = procedures.into_iter().take(of_procedures).collect();
        let left = self.limit(List::Events).saturating_sub(shown.len());
        shown.extend(visits.into_iter().take(left));
        let rows: Vec<Vec<Cell>> = shown.iter().map(|row| self.dated_row(row)).collect();
        let left_off = [Section::Procedures, Section::Visits]
            .iter()
            .filter_map(|s| self.section(*s))
            .map(|s| s.left_off)
            .sum::<usize>();
        let more = count.saturating_sub(rows.len()) + left_off;
        let cut = [Section::Procedures, Section::Visits];
        let cut = cut.map(|section| self.words.section(section));
        let more = self.more_words(more, &cut);
        self.list("page-events", Section::Procedures, None, rows, &more, width)
    }

    /// What two sources tell differently, in a frame.
    pub(crate) fn conflicts(&self, width: f32) -> Vec<Fragment> {
        let all = standing::conflicts(self.summary, self.words);
        if all.is_empty() {
            return Vec::new();
        }
        let inner = width - 2.0 * (4.0 + 0.9 + 2.0);
        let most = self.limit(List::Conflicts);
        let mut label = Rich::new(self.words.word("page-conflicts"), STRONG);
        let mut shown = all.iter().take(most).cloned();
        let rest = all.len().saturating_sub(most);
        let more = self.more_words(rest, &[self.words.word("page-conflicts")]);
        if !more.is_empty() {
            label.push(format!("  {more}"), SMALL);
        }
        // One that is alone stands beside the label.
        if all.len() == 1
            && let Some(only) = shown.next()
        {
            label.push("  ≠\u{a0}", BODY);
            label.append(only);
        }
        let mut lines = paragraph(&label, inner, 0.0);
        lines.extend(standing::listed(&shown.collect::<Vec<_>>(), "≠", inner));
        boxed(lines, width, self.pad(4.0), 0.9, Ink::Black, 8.0)
    }

    /// Readings at home beside one another, and the last reading of everything else where there is room.
    pub(crate) fn measured(&self, flow: &mut Flow, at: Cursor, width: f32) -> Cursor {
        let half = if flow.narrow() {
            width
        } else {
            ((width - COLUMN_GAP) / 2.0).floor()
        };
        let computed = standing::measured(self.summary).next().is_some();
        // On a crowded page a small picture stands beside the numbers.
        let home = self.limit(List::Home);
        if computed && home == 1 && !flow.narrow() {
            let rows: Vec<Fragment> = standing::measured(self.summary)
                .take(HOME)
                .filter_map(|one| standing::beside_its_picture(one, self.words, width))
                .collect();
            return flow.put(&rows, SIDE, at);
        }
        let mut blocks: Vec<Vec<Fragment>> = standing::measured(self.summary)
            .take(if home > 0 { HOME } else { 0 })
            .map(|one| standing::block(one, self.words, half, SMALL_PICTURE))
            .collect();
        if blocks.is_empty() && computed {
            return at;
        }
        if blocks.is_empty() {
            blocks.extend(Some(self.course(half)).filter(|b| !b.is_empty()));
        }
        if blocks.is_empty() {
            return flow.put(&self.readings(width), SIDE, at);
        }
        if !computed {
            let readings = self.readings(half);
            if !readings.is_empty() {
                blocks.push(readings);
            }
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
        side_by_side(flow, at, &self.closer(left), &self.closer(right), half)
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
            Some((at, self.words.date(&date)))
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

    /// What else a doctor asks for, each kind in a line of its own with its newest entries: last readings, pregnancy,
    /// alerts, implants, wishes, past problems, habits, family, vaccines; and of which nothing is known. In two
    /// columns where there is room for them.
    pub(crate) fn also(&self, flow: &mut Flow, at: Cursor, width: f32) -> Cursor {
        let half = if flow.narrow() {
            width
        } else {
            ((width - COLUMN_GAP) / 2.0).floor()
        };
        let mut lines: Vec<Vec<Fragment>> = Vec::new();
        let mut line = |label: String, text: Rich| {
            let mut all = Rich::new(label, STRONG);
            all.append(text);
            lines.push(indented(&all, half));
        };
        if let Some((label, text)) = self.changes_in_a_line() {
            line(label, text);
        }
        if self.limit(List::Home) == 0 {
            for one in standing::measured(self.summary).take(HOME) {
                let (label, text) = standing::in_a_line(one, self.words);
                line(label, text);
            }
        }
        if let Some(text) = self.last_readings() {
            line(self.words.label("print-readings"), text);
        }
        for (heading, rows, left_off) in self.kinds() {
            let label = self.words.named(&heading, "");
            if rows.is_empty() {
                line(label, Rich::new(self.words.word("print-known-none"), BODY));
                continue;
            }
            let most = self.limit(List::Also).max(1);
            let mut text = Rich::default();
            for (n, row) in rows.iter().take(most).enumerate() {
                if n > 0 {
                    text.push("  ·  ", BODY);
                }
                text.append(self.short(row));
            }
            let rest = rows.len().saturating_sub(most) + left_off;
            if let Some(more) = self.more(rest, &[heading]) {
                text.push("  ", BODY);
                text.append(more);
            }
            line(label, text);
        }
        let silence = {
            // These two have a heading on page one in any case.
            let told = [Section::Medications, Section::Problems];
            crate::details::silence(self.summary, self.words, &told)
        };
        if lines.is_empty() && silence.is_empty() {
            return at;
        }
        let rule = Fragment {
            height: 3.0,
            gap: if self.crowded() {
                5.0
            } else {
                SECTION_GAP - 2.0
            },
            items: vec![Item::Fill {
                x: 0.0,
                y: 0.0,
                w: width,
                h: 0.7,
                ink: Ink::Grey,
            }],
            keep_next: true,
            ..Fragment::default()
        };
        let mut at = flow.put(&[rule], SIDE, at);
        let height = |b: &[Fragment]| b.iter().map(|f| f.gap + f.height).sum::<f32>();
        let (mut left, mut right): (Vec<Fragment>, Vec<Fragment>) = (Vec::new(), Vec::new());
        for line in lines {
            if flow.narrow() || height(&left) <= height(&right) {
                left.extend(line);
            } else {
                right.extend(line);
            }
        }
        at = side_by_side(flow, at, &left, &right, half);
        for text in silence {
            let lines = paragraph(&Rich::new(text, SMALL), width, 1.5);
            let height: f32 = lines.iter().map(|f| f.gap + f.height).sum();
            // The details say it too: it never makes a second page one.
            if at.page > 0 || at.y + height <= flow.end() || !self.last_level() {
                at = flow.put(&lines, SIDE, at);
            }
        }
        at
    }

    /// The kinds that stand in a line each: heading, rows with the newest first, how many were left off.
    fn kinds(&self) -> Vec<(String, Vec<&Row>, usize)> {
        let mut out = Vec::new();
        let pregnancy: Vec<&Row> = self
            .summary
            .sections
            .iter()
            .filter(|s| !ALSO.contains(&s.section))
            .flat_map(|s| &s.rows)
            .filter(|row| is_pregnancy(row))
            .collect();
        if !pregnancy.is_empty() {
            let heading = self.words.word("page-pregnancy");
            out.push((
                heading,
                newest_first(pregnancy).into_iter().take(1).collect(),
                0,
            ));
        }
        for section in ALSO {
            let Some(found) = self.section(section) else {
                continue;
            };
            let denied = found.nothing == Some(Nothing::KnownNone);
            if found.rows.is_empty() && found.left_off == 0 && !denied {
                continue;
            }
            let rows = newest_first(found.rows.iter().collect());
            out.push((self.words.section(section), rows, found.left_off));
        }
        out
    }

    /// The last reading of everything measured, in one run, where readings at home have their own blocks.
    fn last_readings(&self) -> Option<Rich> {
        standing::measured(self.summary).next()?;
        let series = flagged_first(gather(self.rows(Section::VitalSigns).iter()));
        let most = self.limit(List::Readings);
        let mut text = Rich::default();
        for row in series.iter().filter_map(Series::newest).take(most) {
            if !text.is_empty() {
                text.push("  ·  ", BODY);
            }
            text.append(self.short(row));
        }
        let rest = series.len().saturating_sub(most);
        if let Some(more) = self.more(rest, &[self.words.section(Section::VitalSigns)]) {
            text.push("  ", BODY);
            text.append(more);
        }
        Some(text).filter(|t| !t.is_empty())
    }

    /// Title, further words, value, date and marks in one run.
    fn short(&self, row: &Row) -> Rich {
        let mut text = ink_title(&self.words.title(row), BODY);
        text.append(self.doubt(row));
        text.append(remark(row, self.words, " —\u{a0}", BODY));
        if let Some(value) = self.words.value(row) {
            text.push(format!(" {value}"), BODY);
        }
        let date = match row.end {
            Some(_) => self.words.when(row),
            None => row.date.as_ref().map(|d| self.words.date(d)),
        };
        let aside: Vec<String> = date
            .into_iter()
            .chain(Some(self.words.marks(row)))
            .collect();
        let aside = aside.join(" ");
        if !aside.trim().is_empty() {
            text.push(format!(" {}", aside.trim().replace(' ', "\u{a0}")), SMALL);
        }
        text
    }

    pub(crate) fn readings(&self, width: f32) -> Vec<Fragment> {
        let series = flagged_first(gather(self.rows(Section::VitalSigns).iter()));
        if series.is_empty() {
            return Vec::new();
        }
        let more = series.len().saturating_sub(self.limit(List::Readings));
        let rows: Vec<Vec<Cell>> = series
            .iter()
            .filter_map(|s| s.newest())
            .take(self.limit(List::Readings))
            .map(|row| {
                let date = row
                    .date
                    .as_ref()
                    .map(|d| self.words.date(d))
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
            close: false,
            columns: vec![
                Column::Share(1.0),
                Column::Fit(110.0),
                Column::Fit(60.0),
                Column::Fit(40.0),
            ],
            head: Vec::new(),
            rows,
        };
        let more = self.more_words(more, &[self.words.section(Section::VitalSigns)]);
        let mut out = self.title("print-readings", &more, width);
        out.extend(table.fragments(width, 0.0));
        out
    }

    /// What has changed since the last visit; where nobody computed it, what began on or after the day asked for,
    /// and how results out of range moved since.
    pub(crate) fn news(&self, width: f32) -> Vec<Fragment> {
        let changes = standing::changes(self.summary, self.words);
        if !changes.is_empty() {
            if self.few_changes() {
                return Vec::new();
            }
            let more = changes.len().saturating_sub(self.limit(List::News));
            let more = self.more_words(more, &[self.words.word("page-changes")]);
            let mut out = self.changes_head(&more, width);
            let shown: Vec<Rich> = changes
                .iter()
                .take(self.limit(List::News))
                .cloned()
                .collect();
            out.extend(standing::listed(&shown, "•", width));
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
            let old = self.words.reading(before).unwrap_or("—".into());
            text.push(format!(" {old} → {value}"), BODY);
            text.push(format!(" {}", self.words.marks(newest)), SMALL);
            news.push(text);
        }
        if news.is_empty() || self.limit(List::News) == 0 {
            return Vec::new();
        }
        let more = news.len().saturating_sub(self.limit(List::News));
        let mut text = Rich::default();
        for (n, entry) in news.into_iter().take(self.limit(List::News)).enumerate() {
            if n > 0 {
                text.push("  ·  ", BODY);
            }
            text.append(entry);
        }
        let title = self
            .words
            .text("print-new-since", &[("date", &self.words.date(&since))]);
        let mut out = heading(
            &Rich::new(title, HEADING),
            &Rich::new(self.more_words(more, &[]), SMALL),
            width,
            SECTION_GAP,
        );
        out.extend(paragraph(&text, width, 0.0));
        out
    }

    /// True where the page has room for so few changes that they need no heading.
    fn few_changes(&self) -> bool {
        self.limit(List::News) < 2
    }

    /// What has changed in one run, on a crowded page.
    fn changes_in_a_line(&self) -> Option<(String, Rich)> {
        let changes = standing::changes(self.summary, self.words);
        let first = changes.first().filter(|_| self.few_changes())?;
        let mut text = first.clone();
        let heading = self.words.word("page-changes");
        if let Some(more) = self.more(changes.len().saturating_sub(1), &[heading]) {
            text.push("  ", BODY);
            text.append(more);
        }
        Some((self.words.named(&self.since(), ""), text))
    }

    /// The heading of what has changed, with the day it looks back to.
    fn since(&self) -> String {
        let since = self.summary.compared_with.or(self.summary.since);
        match &since {
            Some(since) => self
                .words
                .text("print-new-since", &[("date", &self.words.date(since))]),
            None => self.words.word("page-changes"),
        }
    }

    fn changes_head(&self, aside: &str, width: f32) -> Vec<Fragment> {
        heading(
            &Rich::new(self.since(), HEADING),
            &Rich::new(aside, SMALL),
            width,
            SECTION_GAP,
        )
    }
}

/// Series of readings at home that page one shows.
const HOME: usize = 2;

/// Sections that stand on page one in a line each.
pub(crate) const ALSO: [Section; 8] = [
    Section::Alerts,
    Section::Pregnancy,
    Section::Devices,
    Section::AdvanceDirectives,
    Section::PastProblems,
    Section::SocialHistory,
    Section::FamilyHistory,
    Section::Immunizations,
];

/// Readings whose newest value its source calls critical come first, then what is out of its range; where the page is
/// crowded the others wait.
fn flagged_first(mut all: Vec<Series<'_>>) -> Vec<Series<'_>> {
    all.sort_by_key(|series| match series.newest().map(|row| row.abnormal) {
        Some(Abnormal::CriticalLow | Abnormal::CriticalHigh) => 0,
        Some(Abnormal::Low | Abnormal::High | Abnormal::Yes) => 1,
        Some(Abnormal::No) | None => 2,
    });
    all
}

/// Text whose further lines begin a little to the right.
fn indented(text: &Rich, width: f32) -> Vec<Fragment> {
    const BY: f32 = 9.0;
    let mut lines = paragraph(text, width - BY, 1.2);
    for line in lines.iter_mut().skip(1) {
        line.items = line.items.iter().map(|i| i.shifted(BY, 0.0)).collect();
    }
    lines
}

/// The newest rows first; those without a day last.
fn newest_first(mut rows: Vec<&Row>) -> Vec<&Row> {
    rows.sort_by_key(|r| std::cmp::Reverse(r.date.map_or(i64::MIN, |d| d.sort_seconds())));
    rows
}

/// Whether the person is pregnant, and until when.
///
/// # Source
/// LOINC 2.78: 82810-3 Pregnancy status; 11778-8, 11779-6, 11780-4 Delivery date estimated (HL7 IPS 2.0,
/// profiles Observation-pregnancy-status and -edd). LOINC is copyright Regenstrief Institute.
fn is_pregnancy(row: &Row) -> bool {
    const CODES: [&str; 4] = ["82810-3", "11778-8", "11779-6", "11780-4"];
    row.code
        .codings
        .iter()
        .any(|c| c.system == kin_model::system::LOINC && CODES.contains(&c.code.as_str()))
}
