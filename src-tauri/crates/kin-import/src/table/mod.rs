//! Tables: text of any encoding and delimiter, and spreadsheets.
//!
//! One engine for all makers: a row of headings is recognised by its words, each column gets a role, and
//! rows are read by the roles. Several tables may stand one below the other. What the words do not say
//! is asked; how the person answered is remembered for the same headings.

mod layout;
mod months;
mod number;
mod rows;
mod seen;
mod text;
mod when;
mod words;

use crate::{Choice, Fact, Hints, ImportError, Meal, Question, Reading, What};
use kin_model::{
    Comparator, Decimal, Finding, PartialDate, PersonName, Sample, SeriesKey, Severity,
    SubjectIdentity,
};
use layout::{Column, Layout, Role};
use number::{Number, number};
use rows::Rows;
use seen::{Seen, Told};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use when::Order;

/// Rows in front of a heading that may belong to nothing.
const PREFACE: usize = 40;
/// Rows whose values are kept as examples.
const EXAMPLES: usize = 3;
/// Tables below each other.
const TABLES: usize = 32;

pub(crate) use text::{encoding, is_table};
pub(crate) use when::{Zone, offset_at};

/// The tables of a file, in their order: row of the heading and what its columns are.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Layouts(Vec<Layout>);

/// What a first pass over a table gives.
pub(crate) struct Looked {
    pub(crate) maker: String,
    pub(crate) fingerprint: String,
    pub(crate) rows: u64,
    pub(crate) questions: Vec<Question>,
    pub(crate) subject: Option<SubjectIdentity>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) layouts: Layouts,
    pub(crate) taken: BTreeMap<String, String>,
}

/// The first pass.
pub(crate) fn look(
    sheet: bool,
    head: &[u8],
    source: &mut dyn Read,
    hints: &Hints,
) -> Result<Looked, ImportError> {
    let mut rows = Rows::open(sheet, source)?;
    let mut tables: Vec<Seen> = Vec::new();
    let mut subject = SubjectIdentity::default();
    let mut count = 0_u64;
    let mut row = Vec::new();
    let mut index = 0_u64;
    let mut preface: Vec<(u64, Vec<String>)> = Vec::new();
    // What stands above the next table.
    let mut section = String::new();
    // Another part of the file begun that has no headings we know: its numbers are none of the table before.
    let mut ended = false;
    while rows.next(&mut row)? {
        let at = index;
        index += 1;
        if row.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        if let Some(mut layout) = Layout::of_headings(&row, at) {
            ended = false;
            layout.section = std::mem::take(&mut section);
            if tables.len() < TABLES {
                tables.push(Seen::new(layout, tables.len() + 1));
            }
            continue;
        }
        if layout::is_break(&row) {
            section = layout::section(&row);
            preface.clear();
            ended = !tables.is_empty();
            continue;
        }
        if ended {
            continue;
        }
        match tables.last_mut() {
            Some(table) => {
                who(&row, &table.layout, &mut subject);
                table.see(&row);
                count += 1;
            }
            None if preface.len() < PREFACE => preface.push((at, row.clone())),
            None => {
                // Forty rows and no heading: a table without one, whose columns are asked.
                let Some(mut table) = unheaded(&preface, &mut count) else {
                    break;
                };
                table.see(&row);
                count += 1;
                tables.push(table);
            }
        }
    }
    if tables.is_empty() {
        tables.extend(unheaded(&preface, &mut count));
    }
    if tables.is_empty() {
        return Err(ImportError::Damaged { what: "table" });
    }
    let fingerprint = crate::fingerprint(tables.iter().enumerate().flat_map(|(n, t)| {
        // Where a table ends is part of the form.
        let end = (n > 0).then_some("\u{1}table");
        let words = t.layout.headings.iter().map(String::as_str);
        end.into_iter().chain(words)
    }));
    let given = crate::answers_for(&fingerprint, &hints.answers);
    let none = BTreeMap::new();
    let mut taken = BTreeMap::new();
    let mut told = Told {
        given: &given,
        before: hints.remembered.get(&fingerprint).unwrap_or(&none),
        taken: &mut taken,
    };
    let several = tables.len() > 1;
    let mut questions = Vec::new();
    for table in &mut tables {
        table.settle(&mut told, several, &mut questions);
    }
    let maker = tables
        .iter()
        .map(|t| t.layout.maker.clone())
        .find(|m| !m.is_empty())
        .unwrap_or_default();
    let _ = head;
    let said = !subject.names.is_empty() || subject.born.is_some();
    Ok(Looked {
        maker,
        fingerprint,
        rows: count,
        questions,
        subject: said.then_some(subject),
        findings: Vec::new(),
        layouts: Layouts(tables.into_iter().map(|t| t.layout).collect()),
        taken,
    })
}

/// A table whose columns nobody knows, and what it has seen of its rows.
fn unheaded(preface: &[(u64, Vec<String>)], count: &mut u64) -> Option<Seen> {
    let rows: Vec<Vec<String>> = preface.iter().map(|(_, row)| row.clone()).collect();
    let (first, mut layout) = Layout::without_headings(&rows)?;
    layout.at = preface.get(first)?.0;
    let body = first + usize::from(!layout.without);
    let mut table = Seen::new(layout, 1);
    for row in rows.iter().skip(body) {
        table.see(row);
        *count += 1;
    }
    Some(table)
}

/// Dexcom Clarity writes the person into the first rows.
fn who(row: &[String], layout: &Layout, subject: &mut SubjectIdentity) {
    let (Some(kind), Some(who)) = (layout.column(Role::Event), layout.column(Role::Patient)) else {
        return;
    };
    let (Some(kind), Some(value)) = (row.get(kind), row.get(who)) else {
        return;
    };
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    let mut name = |given: bool| {
        if subject.names.is_empty() {
            subject.names.push(PersonName::default());
        }
        if let Some(name) = subject.names.first_mut() {
            if given {
                name.given = vec![value.to_owned()];
            } else {
                name.family = Some(value.to_owned());
            }
        }
    };
    match kind.trim() {
        "FirstName" | "Vorname" => name(true),
        "LastName" | "Nachname" => name(false),
        "DateOfBirth" | "Geburtsdatum" => subject.born = value.parse().ok(),
        _ => {}
    }
}

/// The second pass.
pub(crate) fn read(
    sheet: bool,
    source: &mut dyn Read,
    layouts: &Layouts,
    zone: &str,
    each: &mut dyn FnMut(Fact<'_>) -> bool,
) -> Result<Vec<Finding>, ImportError> {
    let mut rows = Rows::open(sheet, source)?;
    let mut next = layouts.0.iter().peekable();
    let mut now: Option<&Layout> = None;
    let mut ended = false;
    let mut out = Out {
        each,
        zone: Zone::of(zone),
        numbers: BTreeMap::new(),
        empty: 0,
        assumed: false,
    };
    let mut row = Vec::new();
    let mut index = 0_u64;
    while rows.next(&mut row)? {
        let at = index;
        index += 1;
        if let Some(layout) = next.next_if(|l| l.at == at) {
            now = Some(layout);
            if !layout.without {
                continue;
            }
        }
        if row.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        if layout::is_break(&row) {
            ended |= now.take().is_some();
            continue;
        }
        if ended && now.is_none() {
            out.empty += 1;
        }
        if let Some(layout) = now {
            out.row(layout, &row, at)?;
        }
    }
    let mut findings = Vec::new();
    if out.empty > 0 {
        let rows = out.empty.to_string();
        findings.push(Finding::new("rows-without-value", Severity::Info, "", rows));
    }
    if out.assumed {
        findings.push(Finding::new("zone-assumed", Severity::Info, "", zone));
    }
    Ok(findings)
}

/// Hands on what stands in a row.
struct Out<'e> {
    each: &'e mut dyn FnMut(Fact<'_>) -> bool,
    zone: Zone,
    numbers: BTreeMap<SeriesKey, u32>,
    /// Rows in which nothing was measured.
    empty: u64,
    /// The zone of the computer was used for a time without one.
    assumed: bool,
}

fn cell(row: &[String], at: Option<usize>) -> &str {
    at.and_then(|at| row.get(at)).map_or("", |c| c.trim())
}

impl Out<'_> {
    fn emit(&mut self, fact: Fact<'_>) -> Result<(), ImportError> {
        if (self.each)(fact) {
            Ok(())
        } else {
            Err(ImportError::Stopped)
        }
    }

    fn refuse(&mut self, index: u64, code: &'static str, what: &str) -> Result<(), ImportError> {
        self.emit(Fact::Refused { index, code, what })
    }

    fn row(&mut self, layout: &Layout, row: &[String], index: u64) -> Result<(), ImportError> {
        let has = |role: Role| !cell(row, layout.column(role)).is_empty();
        let measured: Vec<usize> = layout
            .columns
            .iter()
            .enumerate()
            .filter(|(at, c)| c.role.is_measured() && !cell(row, Some(*at)).is_empty())
            .map(|(at, _)| at)
            .collect();
        let event = cell(row, layout.column(Role::Event));
        // Settings of alarms, names and the like stand among the values without a time.
        let timeless = !has(Role::At) && !has(Role::Date);
        if measured.is_empty() || (timeless && layout.column(Role::Event).is_some()) {
            self.empty += 1;
            return Ok(());
        }
        if number::is_control(event)
            || number::speaks_of_control(cell(row, layout.column(Role::Note)))
            || layout
                .columns
                .iter()
                .enumerate()
                .any(|(at, column)| column.role == Role::Control && !is_no(cell(row, Some(at))))
        {
            return self.refuse(
                index,
                "control-solution",
                layout.heading(measured.first().copied()),
            );
        }
        let written = match (layout.column(Role::At), layout.column(Role::Date)) {
            (Some(at), _) => cell(row, Some(at)).to_owned(),
            (None, date) => {
                let clock = cell(row, layout.column(Role::Clock));
                format!("{} {clock}", cell(row, date))
            }
        };
        let order = layout.order.unwrap_or(Order::Ymd);
        let Some(civil) = when::parse(written.trim(), order) else {
            return self.refuse(index, "no-time", layout.heading(layout.column(Role::At)));
        };
        let civil = if layout.maker == layout::SAMSUNG {
            civil.universal()
        } else {
            civil
        };
        let named = cell(row, layout.column(Role::Zone));
        if layout.column(Role::Systolic).is_some() || layout.column(Role::Pressure).is_some() {
            self.pressure(layout, row, index, (&civil, named))?;
        }
        for at in measured {
            let Some(column) = layout.columns.get(at) else {
                continue;
            };
            if matches!(
                column.role,
                Role::Systolic | Role::Diastolic | Role::Pressure
            ) || (column.role == Role::Pulse && layout.has_pressure())
            {
                continue;
            }
            self.value(layout, row, (at, index), (&civil, named))?;
        }
        Ok(())
    }

    /// The unit of a value where a column beside it says it.
    fn unit_beside<'c>(layout: &Layout, row: &[String], column: &'c Column) -> Cow<'c, Column> {
        if !column.unit.is_empty() || column.role.units().is_empty() {
            return Cow::Borrowed(column);
        }
        let unit = words::unit_of(cell(row, layout.column(Role::Unit)), column.role);
        Cow::Owned(Column {
            unit,
            ..column.clone()
        })
    }

    fn device(layout: &Layout, row: &[String]) -> String {
        let own = cell(row, layout.column(Role::Device));
        let serial = cell(row, layout.column(Role::Serial));
        match (own.is_empty(), serial.is_empty()) {
            (false, false) => format!("{own} {serial}"),
            (false, true) => own.to_owned(),
            _ => layout.maker.clone(),
        }
    }

    /// A date with its offset, for an entry.
    fn at(&mut self, civil: &when::Civil, named: &str) -> Option<PartialDate> {
        let (date, assumed) = self.zone.date(civil, named)?;
        self.assumed |= assumed;
        Some(date)
    }

    fn note(layout: &Layout, row: &[String]) -> String {
        let mut out = cell(row, layout.column(Role::Note)).to_owned();
        let irregular = cell(row, layout.column(Role::Irregular)).to_lowercase();
        if ["yes", "true", "1", "detected", "有", "是"].contains(&irregular.as_str()) {
            if !out.is_empty() {
                out.push_str(". ");
            }
            out.push_str(layout.heading(layout.column(Role::Irregular)));
        }
        out
    }

    fn pressure(
        &mut self,
        layout: &Layout,
        row: &[String],
        index: u64,
        (civil, named): (&when::Civil, &str),
    ) -> Result<(), ImportError> {
        let joined = cell(row, layout.column(Role::Pressure));
        let (upper, lower) = joined.split_once(['/', '／']).unwrap_or((
            cell(row, layout.column(Role::Systolic)),
            cell(row, layout.column(Role::Diastolic)),
        ));
        let (upper, lower) = (upper.trim(), lower.trim());
        if upper.is_empty() && lower.is_empty() {
            return Ok(());
        }
        let column = layout
            .column(Role::Systolic)
            .or(layout.column(Role::Pressure));
        let heading = layout.heading(column);
        let in_kpa = |at: Option<usize>| {
            let column = at.and_then(|at| layout.columns.get(at));
            column.is_some_and(|c| c.unit == "kPa")
        };
        if in_kpa(column) || in_kpa(layout.column(Role::Diastolic)) {
            return self.refuse(index, "bp-kpa", heading);
        }
        if upper.is_empty() || lower.is_empty() {
            return self.refuse(index, "bp-half", heading);
        }
        let (systolic, diastolic) = match (number(upper, false), number(lower, false)) {
            (Number::Value(u), Number::Value(l)) => (u, l),
            (Number::DeviceError, _) | (_, Number::DeviceError) => {
                return self.refuse(index, "device-error", heading);
            }
            _ => return self.refuse(index, "not-a-number", heading),
        };
        let pulse = match number(cell(row, layout.column(Role::Pulse)), false) {
            Number::Value(pulse) => pulse.parse().ok(),
            _ => None,
        };
        let Some(at) = self.at(civil, named) else {
            return self.refuse(index, "no-time", heading);
        };
        let (Ok(s), Ok(d)) = (systolic.parse::<Decimal>(), diastolic.parse::<Decimal>()) else {
            return self.refuse(index, "not-a-number", heading);
        };
        let device = Self::device(layout, row);
        let id = crate::fingerprint(
            [
                "bp",
                civil.written().as_str(),
                &systolic,
                &diastolic,
                &device,
            ]
            .into_iter(),
        );
        let reading = Reading {
            id,
            at,
            what: What::BloodPressure {
                systolic: s,
                diastolic: d,
                pulse,
            },
            note: Self::note(layout, row),
            device,
            namespace: layout.namespace(),
        };
        self.emit(Fact::Reading(&reading))
    }

    /// One value of a row.
    fn value(
        &mut self,
        layout: &Layout,
        row: &[String],
        (at, index): (usize, u64),
        (civil, named): (&when::Civil, &str),
    ) -> Result<(), ImportError> {
        let Some(column) = layout.columns.get(at) else {
            return Ok(());
        };
        let column = Self::unit_beside(layout, row, column);
        let column = column.as_ref();
        if column.unit.is_empty() && !column.role.units().is_empty() {
            return self.refuse(index, "no-unit", &column.heading);
        }
        let written = cell(row, Some(at));
        let event = cell(row, layout.column(Role::Event));
        if !layout.event_fits(column.role, event) {
            self.empty += 1;
            return Ok(());
        }
        let glucose = column.role.is_glucose();
        let (digits, comparator) = match number(written, column.role == Role::Steps) {
            Number::Value(v) => (v, Comparator::Exact),
            Number::Low if glucose => (number::lowest(&column.unit).to_owned(), Comparator::Less),
            Number::High if glucose => (number::highest(&column.unit).to_owned(), Comparator::More),
            Number::DeviceError => return self.refuse(index, "device-error", &column.heading),
            _ => return self.refuse(index, "not-a-number", &column.heading),
        };
        let meter = column.role == Role::Meter
            || (column.role == Role::Glucose && !layout.is_sensor(event));
        // A bound is no value of an entry: it stays among the samples.
        if comparator == Comparator::Exact
            && let Some(what) = entry(column.role, meter, &column.unit, &digits, layout, row)
        {
            let Some(at) = self.at(civil, named) else {
                return self.refuse(index, "no-time", &column.heading);
            };
            let device = Self::device(layout, row);
            let id = crate::fingerprint(
                [
                    column.role.as_str(),
                    civil.written().as_str(),
                    &digits,
                    &device,
                ]
                .into_iter(),
            );
            let reading = Reading {
                id,
                at,
                what,
                note: Self::note(layout, row),
                device,
                namespace: layout.namespace(),
            };
            return self.emit(Fact::Reading(&reading));
        }
        let key = column.series(layout, meter, Self::device(layout, row));
        // A sample keeps the time as its file has it: only a zone that the file names is added. A moment that
        // has no place (a count of seconds, UTC) is told by the clock of this computer.
        let date = if named.is_empty() && !civil.is_universal() {
            civil.plain()
        } else {
            self.at(civil, named)
        };
        let Some(mut sample) = date.and_then(|d| Sample::new(&d, &digits)) else {
            return self.refuse(index, "not-a-number", &column.heading);
        };
        sample.comparator = comparator;
        let number = match self.numbers.get(&key) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
                self.emit(Fact::Series { number, key: &key })?;
                self.numbers.insert(key, number);
                number
            }
        };
        self.emit(Fact::Sample {
            series: number,
            sample,
        })
    }
}

/// The entry that a value becomes; nothing where it is a sample.
fn entry(
    role: Role,
    meter: bool,
    unit: &str,
    digits: &str,
    layout: &Layout,
    row: &[String],
) -> Option<What> {
    let value: Decimal = digits.parse().ok()?;
    let unit = unit.to_owned();
    match role {
        Role::Glucose | Role::Meter if meter => Some(What::Glucose {
            value,
            unit,
            meal: meal(&tag(layout, row)),
        }),
        Role::Weight if unit == "kg" || unit == "[lb_av]" => Some(What::Weight { value, unit }),
        Role::Temperature if unit == "Cel" || unit == "[degF]" => {
            Some(What::Temperature { value, unit })
        }
        Role::Oxygen => Some(What::Oxygen { value }),
        Role::Pulse => Some(What::HeartRate { value }),
        _ => None,
    }
}

/// Whether a cell of a mark says that there is none.
fn is_no(cell: &str) -> bool {
    ["", "-", "0", "no", "nein", "non", "false", "否", "无"].contains(&cell.to_lowercase().as_str())
}

/// What a row says of the meal: words, or a mark in a column whose heading says it.
fn tag<'r>(layout: &'r Layout, row: &'r [String]) -> Cow<'r, str> {
    let said = layout.columns.iter().enumerate().find_map(|(at, column)| {
        let cell = cell(row, Some(at));
        (column.role == Role::Meal && !is_no(cell)).then_some((column, cell))
    });
    match said {
        Some((column, "X" | "x" | "1" | "✓" | "yes" | "Yes" | "true" | "ja" | "Ja" | "是")) => {
            Cow::Borrowed(&column.heading)
        }
        Some((_, words)) => Cow::Borrowed(words),
        None => Cow::Borrowed(""),
    }
}

/// A tag in the words of the apps we know, in their languages.
fn meal(tag: &str) -> Meal {
    // "After breakfast" speaks of no fasting.
    let tag = tag.to_lowercase().replace("breakfast", "");
    let has = |words: &[&str]| words.iter().any(|w| tag.contains(w));
    if has(&["fast", "nüchtern", "空腹", "ayuno", "jeun"]) {
        Meal::Fasting
    } else if has(&[
        "before", "pre", "vor", "før", "餐前", "饭前", "antes", "avant",
    ]) {
        Meal::Before
    } else if has(&[
        "after", "post", "nach", "efter", "餐后", "饭后", "después", "après",
    ]) {
        Meal::After
    } else if has(&["bed", "sleep", "schlaf", "sengetid", "睡前"]) {
        Meal::Bedtime
    } else {
        Meal::Unknown
    }
}

/// A question about a column, or about the whole table where `column` is empty.
fn question(
    key: String,
    column: &str,
    examples: &[String],
    choices: Vec<Choice>,
    proposed: Option<String>,
) -> Question {
    Question {
        key,
        column: column.to_owned(),
        examples: examples.iter().take(EXAMPLES).cloned().collect(),
        choices,
        proposed,
        table: 0,
        section: String::new(),
    }
}

#[cfg(test)]
mod tests;
