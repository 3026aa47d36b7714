//! Results on a paper: a laboratory's sheet as a PDF gives its words, or as a table that was pasted.
//!
//! Text in, drafts out. A person looks at each draft beside the paper before anything is kept, so nothing here decides:
//! what is printed stays as it is printed, a code is there only where name and unit allow one alone, and whatever is
//! not certain has a name ([`Doubt`]).

mod analytes;
mod columns;
mod dates;
mod head;
mod rows;
mod spell;
#[cfg(test)]
mod tests;
mod units;
mod value;

pub use analytes::panel_codes;
pub use head::{DateOf, DateOnPaper, Head};
pub use rows::{Cell, Row, rows_of_text};
pub use value::Mark;

use analytes::Known;
use columns::{Columns, Record, Role};
use serde::{Deserialize, Serialize};

/// Bytes of a text that is read: 1 MiB.
pub const PAPER_TEXT: usize = 1 << 20;
/// Results of one paper at most.
const LINES: usize = 500;
/// Rows that are named because nobody read them as results.
const REST: usize = 200;

/// The text of a file, whatever its encoding; nothing where it is none, or longer than [`PAPER_TEXT`].
#[must_use]
pub fn text_of(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() || bytes.len() > PAPER_TEXT {
        return None;
    }
    let (text, _, wrong) = crate::table::encoding(bytes).decode(bytes);
    (!wrong && !text.contains('\0')).then(|| text.into_owned())
}

/// What a person has before them of one line: as read, or as corrected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedLine {
    /// The name.
    pub name: String,
    /// The short form.
    pub short: Option<String>,
    /// The value.
    pub value: String,
    /// The unit.
    pub unit: String,
    /// The range.
    pub range: String,
    /// The mark.
    pub mark: String,
    /// What the sample is, in words.
    pub specimen: Option<String>,
}

/// Looks at one line the way lines of a paper are looked at. Where it stands is not known.
#[must_use]
pub fn read_line(typed: &TypedLine) -> PaperLine {
    let cell = |text: &str| spell::plain(&text.chars().take(400).collect::<String>());
    let record = Record {
        name: cell(&typed.name),
        short: cell(typed.short.as_deref().unwrap_or_default()),
        result: cell(&typed.value),
        unit: cell(&typed.unit),
        range: cell(&typed.range),
        mark: cell(&typed.mark),
    };
    let mut line = line(&record, &Row::default(), 0);
    let head = Head {
        specimen: typed.specimen.clone(),
        ..Head::default()
    };
    let blood = head.is_of_blood() != Some(false) && !speaks_of_other_samples(&[row_of(&record)]);
    if !blood && line.loinc.take().is_some() {
        line.doubts.push(Doubt::Specimen);
    }
    line
}

fn row_of(record: &Record) -> Row {
    Row {
        cells: vec![Cell {
            text: record.name.clone(),
            ..Cell::default()
        }],
        ..Row::default()
    }
}

/// Why a draft is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// The table has no headings: which number is the result was taken from its place.
    NoHeading,
    /// More than one number may be the result.
    SeveralValues,
    /// The value is no number though its unit or range are of numbers.
    NotANumber,
    /// The value can be read two ways (1,234).
    TwoWays,
    /// The decimal point may be lost.
    PointLost,
    /// A number without a unit.
    UnitMissing,
    /// The unit is none that is known.
    UnitUnknown,
    /// The unit is none that this is measured in.
    UnitUnusual,
    /// The mark says something else than value and range.
    MarkAgainstRange,
    /// Outside its range and without a mark, on a sheet that has marks.
    MarkMissing,
    /// The parts of the name mean different things.
    NameTwoWays,
    /// The same was there before with another value.
    SaidTwice,
    /// The sample is not blood, or the paper does not say of what it is.
    Specimen,
    /// The words were read by a machine from a picture.
    ReadByMachine,
}

impl Doubt {
    /// Every doubt.
    pub const ALL: [Self; 14] = [
        Self::NoHeading,
        Self::SeveralValues,
        Self::NotANumber,
        Self::TwoWays,
        Self::PointLost,
        Self::UnitMissing,
        Self::UnitUnknown,
        Self::UnitUnusual,
        Self::MarkAgainstRange,
        Self::MarkMissing,
        Self::NameTwoWays,
        Self::SaidTwice,
        Self::Specimen,
        Self::ReadByMachine,
    ];

    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoHeading => "no-heading",
            Self::SeveralValues => "several-values",
            Self::NotANumber => "not-a-number",
            Self::TwoWays => "two-ways",
            Self::PointLost => "point-lost",
            Self::UnitMissing => "unit-missing",
            Self::UnitUnknown => "unit-unknown",
            Self::UnitUnusual => "unit-unusual",
            Self::MarkAgainstRange => "mark-against-range",
            Self::MarkMissing => "mark-missing",
            Self::NameTwoWays => "name-two-ways",
            Self::SaidTwice => "said-twice",
            Self::Specimen => "specimen",
            Self::ReadByMachine => "read-by-machine",
        }
    }
}

/// What is not certain about a whole paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperDoubt {
    /// It does not say clearly when the sample was taken.
    DateUnclear,
    /// Samples of different days.
    SeveralDates,
    /// It names different people.
    SeveralPeople,
    /// More rows or results than are read.
    TooLong,
}

impl PaperDoubt {
    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DateUnclear => "date-unclear",
            Self::SeveralDates => "several-dates",
            Self::SeveralPeople => "several-people",
            Self::TooLong => "too-long",
        }
    }
}

/// The draft of one result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaperLine {
    /// Its number on this paper, from 1.
    pub n: u32,
    /// The page, from 1.
    pub page: u32,
    /// The row of the page, from 1.
    pub row: u32,
    /// How far down on the page, in thousandths, where that is known.
    pub down: Option<u16>,
    /// The name as printed.
    pub name: String,
    /// The short form beside it.
    pub short: Option<String>,
    /// LOINC code, where it is certain.
    pub loinc: Option<String>,
    /// The value as printed.
    pub value: String,
    /// `<`, `>`, `<=`, `>=`.
    pub comparator: Option<String>,
    /// The digits as printed, where the value is a number.
    pub number: Option<String>,
    /// The unit as printed.
    pub unit: String,
    /// Its UCUM code, where it is certain.
    pub ucum: Option<String>,
    /// The range as printed.
    pub range: String,
    /// Lower end of it in numbers.
    pub low: Option<String>,
    /// Upper end.
    pub high: Option<String>,
    /// The mark as printed.
    pub mark: String,
    /// What it says.
    pub mark_is: Option<Mark>,
    /// When the sample was taken, where this part of the paper says it clearly.
    pub date: Option<String>,
    /// Why it is not certain.
    pub doubts: Vec<Doubt>,
}

/// A row that was not read as a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaperRest {
    /// The page.
    pub page: u32,
    /// The row.
    pub row: u32,
    /// The row as printed.
    pub text: String,
}

/// What was read on a paper.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Paper {
    /// What stands around the results.
    pub head: Head,
    /// When the samples were taken, where the paper says it once and clearly.
    pub date: Option<String>,
    /// Drafts of results.
    pub lines: Vec<PaperLine>,
    /// Rows between them that were not read as results.
    pub rest: Vec<PaperRest>,
    /// What is not certain about the whole.
    pub doubts: Vec<PaperDoubt>,
}

/// Reads the rows of a paper.
#[must_use]
pub fn read_paper(rows: &[Row]) -> Paper {
    let mut paper = Paper::default();
    let spelled: Vec<Row> = rows.iter().take(rows::ROWS).map(Row::spelled).collect();
    let headed = spelled.iter().any(|row| Columns::of(row).is_some());
    let mut columns: Option<Columns> = None;
    let mut part = Head::default();
    let mut marks = Vec::new();
    for row in &spelled {
        if row.cells.is_empty() {
            continue;
        }
        if let Some(found) = Columns::of(row) {
            columns = Some(found);
            continue;
        }
        let mut here = Head::default();
        if here.take(row) {
            // A new sample begins where the head says another moment.
            if !here.dates.is_empty() && part.collected().is_some() && here.collected().is_some() {
                part = Head::default();
            }
            part.take(row);
            paper.head.take(row);
            continue;
        }
        paper.head.take(row);
        let records = match &columns {
            // One space between the words: neither gaps nor places tell what belongs where.
            Some(columns) if columns.close => unheaded(row).into_iter().collect(),
            Some(columns) => columns.records(row),
            None if headed => Vec::new(),
            None => unheaded(row).into_iter().collect(),
        };
        let whole: Vec<Record> = records.into_iter().filter(is_result).collect();
        if whole.is_empty() {
            if paper.rest.len() < REST && (columns.is_some() || !headed) {
                paper.rest.push(PaperRest {
                    page: row.page,
                    row: row.row,
                    text: row.text().chars().take(300).collect(),
                });
            }
            continue;
        }
        for record in whole {
            if paper.lines.len() >= LINES {
                push(&mut paper.doubts, PaperDoubt::TooLong);
                break;
            }
            let n = u32::try_from(paper.lines.len())
                .unwrap_or(u32::MAX)
                .saturating_add(1);
            let mut line = line(&record, row, n);
            line.date = part.collected().map(str::to_owned);
            if columns.as_ref().is_none_or(|columns| columns.close) {
                line.doubts.push(Doubt::NoHeading);
                let numbers = row
                    .cells
                    .iter()
                    .filter(|c| value::value(&c.text).number.is_some());
                if numbers.count() > 1 {
                    line.doubts.push(Doubt::SeveralValues);
                }
            }
            marks.push(
                columns.as_ref().is_some_and(|c| c.has(Role::Mark)) || line.mark_is.is_some(),
            );
            paper.lines.push(line);
        }
    }
    if rows.len() > rows::ROWS {
        push(&mut paper.doubts, PaperDoubt::TooLong);
    }
    judge(&mut paper, &spelled, marks.contains(&true));
    paper
}

fn push(doubts: &mut Vec<PaperDoubt>, doubt: PaperDoubt) {
    if !doubts.contains(&doubt) {
        doubts.push(doubt);
    }
}

/// Whether there is a name and a value. A sentence is no name.
fn is_result(record: &Record) -> bool {
    let name = if record.name.is_empty() {
        &record.short
    } else {
        &record.name
    };
    let sentence = name.ends_with(':') || name.contains(['。', ';']) || name.chars().count() > 80;
    let letters = name.chars().any(char::is_alphabetic);
    !record.result.is_empty() && letters && !sentence
}

/// A row without headings above it: a name, and behind it the first cell that is a value.
fn unheaded(row: &Row) -> Option<Record> {
    let mut cells: Vec<String> = row.cells.iter().map(|c| c.text.clone()).collect();
    if let [only] = cells.as_slice() {
        // One space between the words: `Glucose 5.6 mmol/L 3.9-6.1`.
        cells = only
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect();
    }
    let at = cells.iter().skip(1).position(|c| {
        let value = value::value(c);
        value.number.is_some() || value.known_words
    })? + 1;
    let (name, rest) = cells.split_at_checked(at)?;
    let mut record = Record {
        name: name.join(" "),
        result: rest.first()?.clone(),
        ..Record::default()
    };
    for cell in rest.iter().skip(1) {
        let slot = if value::mark(cell).is_some() {
            &mut record.mark
        } else if units::looks_like_unit(cell) {
            &mut record.unit
        } else if value::looks_like_range(cell) {
            &mut record.range
        } else {
            continue;
        };
        if slot.is_empty() {
            slot.clone_from(cell);
        }
    }
    // A number alone behind some words is as likely a page or a bill as a result.
    let said = !record.unit.is_empty()
        || !record.range.is_empty()
        || value::value(&record.result).unit.is_some();
    said.then_some(record)
}

/// The draft of a result.
fn line(record: &Record, row: &Row, n: u32) -> PaperLine {
    let read = value::value(&record.result);
    let mut doubts = Vec::new();
    let bare = record.unit.trim_matches(['(', ')', '[', ']']).trim();
    let unit = if bare.is_empty() {
        read.unit.clone().unwrap_or_default()
    } else {
        bare.to_owned()
    };
    let ucum = units::ucum(&unit);
    // The sign of multiplication is written as one again.
    let unit = match unit.strip_prefix("x10") {
        Some(rest) if ucum.is_some() => format!("×10{rest}"),
        _ => unit,
    };
    let range = value::range(&record.range);
    let (mark, mark_is) = match value::mark(&record.mark) {
        Some(found) => (record.mark.clone(), Some(found)),
        None => match (&read.mark, record.mark.is_empty()) {
            (Some((text, found)), _) => (text.clone(), Some(*found)),
            (None, _) => (record.mark.clone(), None),
        },
    };
    let numbers = !unit.is_empty() || range.is_some();
    let words = read.number.is_none();
    if words && numbers && !read.known_words {
        doubts.push(Doubt::NotANumber);
    }
    if words && read.known_words && range.is_some() {
        doubts.push(Doubt::NotANumber);
    }
    if read.two_ways {
        doubts.push(Doubt::TwoWays);
    }
    let short = Some(record.short.as_str()).filter(|s| !s.is_empty());
    let known = analytes::known(&record.name, short, ucum, words);
    let mut loinc = None;
    match &known {
        Known::One(_, code) if unit.is_empty() || ucum.is_some() => loinc = code.map(str::to_owned),
        Known::TwoWays => doubts.push(Doubt::NameTwoWays),
        Known::OtherUnit(_) if ucum.is_some() && !words => doubts.push(Doubt::UnitUnusual),
        _ => {}
    }
    if !words && unit.is_empty() && loinc.is_none() {
        doubts.push(Doubt::UnitMissing);
    } else if !unit.is_empty() && ucum.is_none() {
        doubts.push(Doubt::UnitUnknown);
    }
    if let (Some(number), Some(range)) = (&read.number, &range) {
        if value::point_lost(number, range) {
            doubts.push(Doubt::PointLost);
        }
        let is = value::against(number, read.comparator, range);
        let against = match (mark_is, is) {
            (Some(Mark::Abnormal), Some(is)) => is == Mark::Normal,
            (Some(mark), Some(is)) => mark != is,
            _ => false,
        };
        if against {
            doubts.push(Doubt::MarkAgainstRange);
        }
    }
    PaperLine {
        n,
        page: row.page,
        row: row.row,
        down: row.down,
        name: if record.name.is_empty() {
            record.short.clone()
        } else {
            record.name.clone()
        },
        short: short.filter(|_| !record.name.is_empty()).map(str::to_owned),
        loinc,
        value: record.result.clone(),
        comparator: read.comparator.map(str::to_owned),
        number: read.number,
        unit,
        ucum: ucum.map(str::to_owned),
        range: record.range.clone(),
        low: range.as_ref().and_then(|r| r.low.clone()),
        high: range.and_then(|r| r.high),
        mark,
        mark_is,
        date: None,
        doubts,
    }
}

/// What only the whole paper shows.
fn judge(paper: &mut Paper, rows: &[Row], marked: bool) {
    if paper.head.names.len() > 1 {
        push(&mut paper.doubts, PaperDoubt::SeveralPeople);
    }
    let dates: std::collections::BTreeSet<&str> = paper
        .lines
        .iter()
        .filter_map(|l| l.date.as_deref())
        .collect();
    let undated = paper.lines.iter().any(|line| line.date.is_none());
    paper.date = dates
        .iter()
        .next()
        .filter(|_| dates.len() == 1 && !undated)
        .map(|d| (*d).to_owned());
    if paper.date.is_none() {
        paper.date = paper.head.collected().map(str::to_owned);
    }
    if dates.len() > 1 {
        push(&mut paper.doubts, PaperDoubt::SeveralDates);
    } else if paper.date.is_none() && !paper.lines.is_empty() {
        push(&mut paper.doubts, PaperDoubt::DateUnclear);
    }
    let blood = paper
        .head
        .is_of_blood()
        .unwrap_or_else(|| !speaks_of_other_samples(rows));
    let said: Vec<(String, String)> = paper.lines.iter().map(said_of).collect();
    for line in &mut paper.lines {
        let range = value::range(&line.range);
        if marked
            && line.mark_is.is_none()
            && let (Some(number), Some(range)) = (&line.number, &range)
            && matches!(
                value::against(number, line.comparator.as_deref(), range),
                Some(Mark::High | Mark::Low)
            )
        {
            line.doubts.push(Doubt::MarkMissing);
        }
        if !blood && line.loinc.take().is_some() {
            line.doubts.push(Doubt::Specimen);
        }
        let (what, value) = said_of(line);
        if said
            .iter()
            .any(|(other, else_)| *other == what && *else_ != value)
        {
            line.doubts.push(Doubt::SaidTwice);
        }
        line.doubts.sort_unstable();
        line.doubts.dedup();
    }
}

/// What a line is about, and its value.
fn said_of(line: &PaperLine) -> (String, String) {
    let date = line.date.as_deref().unwrap_or_default();
    let what = format!("{} {date} {}", spell::key(&line.name), line.unit);
    (what, line.value.clone())
}

/// Whether a paper that does not name its sample speaks of urine or another fluid.
fn speaks_of_other_samples(rows: &[Row]) -> bool {
    rows.iter().any(|row| {
        let text = spell::joined(&row.text())
            .to_lowercase()
            .replace("尿素", "")
            .replace("尿酸", "");
        [
            "尿",
            "粪",
            "脑脊液",
            "胸水",
            "腹水",
            "urine",
            "urinalysis",
            "stool",
            "cerebrospinal",
            "harn",
        ]
        .iter()
        .any(|word| {
            text.contains(word)
                && !(*word == "harn" && text.contains("harnstoff") | text.contains("harnsäure"))
        })
    })
}
