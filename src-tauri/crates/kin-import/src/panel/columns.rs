//! Which column of a table is what, and which cell belongs to which column.

use super::rows::{Cell, Row};
use super::spell::{joined, key};
use super::units::looks_like_unit;
use super::value::{looks_like_range, mark, value};

/// Columns of a table at most.
const COLUMNS: usize = 40;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A running number.
    Count,
    Name,
    Short,
    Result,
    Unit,
    Range,
    Mark,
    /// Something that is not read: a method, a former result.
    Skip,
}

/// The words of headings.
///
/// # Source
/// Headings of routine sheets: mainland China (WS/T 102-1998 and printed sheets), LabCorp, Quest Diagnostics, German laboratories.
fn role(heading: &str) -> Option<Role> {
    let heading = key(&joined(heading));
    let is = |words: &[&str]| words.contains(&heading.as_str());
    Some(if is(&["序号", "no", "编号", "序", "nr", "#", "代号"]) {
        Role::Count
    } else if is(&[
        "项目",
        "检验项目",
        "项目名称",
        "检验项目名称",
        "检测项目",
        "中文名称",
        "检查项目",
        "名称",
        "test",
        "tests",
        "testname",
        "analyte",
        "component",
        "examination",
        "untersuchung",
        "parameter",
        "analyse",
        "test(s)",
        "testdescription",
        "项目名",
        "investigation",
    ]) {
        Role::Name
    } else if is(&[
        "简称",
        "英文",
        "英文名",
        "英文名称",
        "英文缩写",
        "缩写",
        "项目缩写",
        "项目代码",
        "代码",
        "英文简称",
        "项目简称",
        "code",
        "abbr",
    ]) {
        Role::Short
    } else if is(&[
        "结果",
        "检验结果",
        "测定结果",
        "检测结果",
        "测定值",
        "结果值",
        "result",
        "results",
        "value",
        "yourvalue",
        "ergebnis",
        "wert",
        "messwert",
        "currentresult",
        "currentresultandflag",
        "inrange",
        "observedvalue",
        "resultvalue",
    ]) {
        Role::Result
    } else if is(&["单位", "unit", "units", "einheit", "uom"]) {
        Role::Unit
    } else if is(&[
        "参考值",
        "参考范围",
        "参考区间",
        "参考值范围",
        "正常值",
        "正常参考值",
        "正常范围",
        "生物参考区间",
        "参考",
        "referencerange",
        "referenceinterval",
        "reference",
        "refrange",
        "normalrange",
        "normal",
        "range",
        "referenzbereich",
        "referenz",
        "normbereich",
        "normwert",
        "normwerte",
        "biologicalreferenceinterval",
        "expectedrange",
        "standardrange",
    ]) {
        Role::Range
    } else if is(&[
        "提示",
        "异常",
        "异常提示",
        "标志",
        "标识",
        "状态",
        "flag",
        "flags",
        "abnormal",
        "hinweis",
        "kennz",
        "abn",
        "h/l",
        "高低",
        "箭头",
    ]) {
        Role::Mark
    } else if is(&[
        "方法",
        "检测方法",
        "检验方法",
        "method",
        "methode",
        "历史结果",
        "上次结果",
        "前次结果",
        "previous",
        "previousresult",
        "previousresultanddate",
        "vorwert",
        "lab",
        "仪器",
        "备注",
        "outofrange",
    ]) {
        Role::Skip
    } else {
        return None;
    })
}

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    role: Role,
    left: u32,
    right: u32,
}

/// The columns of a table: one table, or two side by side.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    columns: Vec<Column>,
    /// The headings stand so close together that gaps do not part cells.
    pub(super) close: bool,
}

/// The cells of one result, by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) name: String,
    pub(super) short: String,
    pub(super) result: String,
    pub(super) unit: String,
    pub(super) range: String,
    pub(super) mark: String,
}

impl Columns {
    /// Reads a row as headings; nothing where it is none: a name and a result are needed.
    pub(super) fn of(row: &Row) -> Option<Self> {
        let mut columns: Vec<Column> = Vec::new();
        let mut unknown = 0;
        for cell in &row.cells {
            let words = |text: &str| role(text).map(|role| (role, cell.left, cell.right));
            let mut found: Vec<(Role, u32, u32)> = words(&cell.text).into_iter().collect();
            if found.is_empty() {
                // Two headings may stand close together.
                found = close_together(cell);
            }
            unknown += usize::from(found.is_empty());
            columns.extend(found.into_iter().map(|(role, left, right)| Column {
                role,
                left,
                right,
            }));
        }
        columns.truncate(COLUMNS);
        let count = |role: Role| columns.iter().filter(|c| c.role == role).count();
        let named = count(Role::Name) + count(Role::Short);
        let good = named >= 1
            && count(Role::Result) >= 1
            && unknown <= columns.len() / 2
            && count(Role::Result) <= 4;
        good.then_some(Self {
            close: row.cells.len() == 1,
            columns,
        })
    }

    /// Whether one of the columns is for marks.
    pub(super) fn has(&self, role: Role) -> bool {
        self.columns.iter().any(|c| c.role == role)
    }

    /// The results of a row. Cells go to columns in their order, so that as little as possible does not fit.
    pub(super) fn records(&self, row: &Row) -> Vec<Record> {
        let placed = self.place(&row.cells);
        let mut records: Vec<Record> = vec![Record::default()];
        let mut last: Option<Role> = None;
        for (at, column) in self.columns.iter().enumerate() {
            // Where the kinds of columns begin anew, the second table begins.
            let begins = matches!(column.role, Role::Count | Role::Name | Role::Short);
            if begins
                && last.is_some_and(|last| !matches!(last, Role::Count | Role::Name | Role::Short))
            {
                records.push(Record::default());
            }
            last = Some(column.role);
            let Some(record) = records.last_mut() else {
                continue;
            };
            let cells = placed.iter().zip(&row.cells).filter(|(to, _)| **to == at);
            for (_, cell) in cells {
                let field = match column.role {
                    Role::Name => &mut record.name,
                    Role::Short => &mut record.short,
                    Role::Result => &mut record.result,
                    Role::Unit => &mut record.unit,
                    Role::Range => &mut record.range,
                    Role::Mark => &mut record.mark,
                    Role::Count | Role::Skip => continue,
                };
                if !field.is_empty() {
                    field.push(' ');
                }
                field.push_str(&cell.text);
            }
        }
        records.retain(|r| *r != Record::default());
        records
    }

    /// The column of each cell: the cheapest way in which neither goes back. Several cells may share a column.
    fn place(&self, cells: &[Cell]) -> Vec<usize> {
        let columns = self.columns.len();
        // Cheapest cost with the cell in column c, and where the cell before it was.
        let mut table: Vec<Vec<(u32, usize)>> = Vec::with_capacity(cells.len());
        for (at, cell) in cells.iter().enumerate() {
            let before = at
                .checked_sub(1)
                .and_then(|before| table.get(before))
                .cloned();
            let mut line = Vec::with_capacity(columns);
            for (c, column) in self.columns.iter().enumerate() {
                let cost = cost(cell, column);
                let best = match &before {
                    None => Some((0, 0)),
                    Some(before) => before
                        .iter()
                        .take(c + 1)
                        .enumerate()
                        // Two cells in one column cost a little.
                        .map(|(from, (sum, _))| {
                            (sum.saturating_add(if from == c { 60 } else { 0 }), from)
                        })
                        .min(),
                };
                let (sum, from) = best.unwrap_or((u32::MAX, 0));
                line.push((sum.saturating_add(cost), from));
            }
            table.push(line);
        }
        let mut placed = vec![0; cells.len()];
        let last = table.last().into_iter().flatten().enumerate();
        let mut column = last
            .min_by_key(|(_, (sum, _))| *sum)
            .map_or(0, |(at, _)| at);
        for (line, to) in table.iter().zip(placed.iter_mut()).rev() {
            *to = column;
            column = line.get(column).map_or(0, |(_, from)| *from);
        }
        placed
    }
}

fn close_together(cell: &Cell) -> Vec<(Role, u32, u32)> {
    let words: Vec<&str> = cell.text.split(' ').filter(|w| !w.is_empty()).collect();
    if !(2..=6).contains(&words.len()) {
        return Vec::new();
    }
    let width = cell.right.saturating_sub(cell.left);
    let letters = u32::try_from(cell.text.chars().count()).unwrap_or(1).max(1);
    let mut found = Vec::new();
    let mut from = 0_u32;
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let taken = (1..=rest.len().min(3)).rev().find_map(|n| {
            let words = rest.get(..n)?.join(" ");
            role(&words).map(|role| (role, n, words))
        });
        let Some((role, n, words)) = taken else {
            return Vec::new();
        };
        let long = u32::try_from(words.chars().count()).unwrap_or(0);
        let place = |at: u32| cell.left.saturating_add(width.saturating_mul(at) / letters);
        found.push((role, place(from), place(from.saturating_add(long))));
        from = from.saturating_add(long).saturating_add(1);
        rest = rest.get(n..).unwrap_or_default();
    }
    found
}

/// How badly a cell fits a column: how far it lies from the heading, and whether it looks like something else.
fn cost(cell: &Cell, column: &Column) -> u32 {
    let gap = if cell.right < column.left {
        column.left - cell.right
    } else {
        cell.left.saturating_sub(column.right)
    };
    let text = cell.text.as_str();
    let digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let read = value(text);
    let looks = match column.role {
        Role::Count => digits && text.len() <= 3,
        Role::Name => {
            text.chars().any(char::is_alphabetic) && !looks_like_unit(text) && !read.known_words
        }
        Role::Short => {
            text.is_ascii() && text.chars().any(char::is_alphabetic) && !looks_like_unit(text)
        }
        Role::Result => read.number.is_some() || read.known_words,
        Role::Unit => looks_like_unit(text),
        Role::Range => looks_like_range(text),
        Role::Mark => mark(text).is_some(),
        Role::Skip => true,
    };
    let wrong = match column.role {
        Role::Mark | Role::Count => 400,
        Role::Unit | Role::Range => 150,
        Role::Name | Role::Short => 150,
        Role::Result => 80,
        Role::Skip => 0,
    };
    gap.saturating_add(if looks { 0 } else { wrong })
}
