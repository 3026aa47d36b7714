//! Rows and cells of a paper: as a PDF gives them, or as a text that was pasted.

use super::spell::plain;

/// Rows that are read at most.
pub(super) const ROWS: usize = 5_000;
/// Cells of one row at most.
const CELLS: usize = 60;
/// Letters of one cell at most.
const CHARS: usize = 400;
/// How far apart the columns of a table lie whose cells are parted by a sign.
const COLUMN: u32 = 1_000;
/// How wide a letter of a text counts.
const LETTER: u32 = 8;

/// One row of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The page, from 1.
    pub page: u32,
    /// Which row of the page, from 1.
    pub row: u32,
    /// How far down on the page, in thousandths, where that is known.
    pub down: Option<u16>,
    /// What stands in it, from left to right.
    pub cells: Vec<Cell>,
}

/// What stands together in a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// The words.
    pub text: String,
    /// Where it begins.
    pub left: u32,
    /// Where it ends, in the same measure.
    pub right: u32,
}

impl Row {
    /// The whole row as a text.
    pub(super) fn text(&self) -> String {
        let cells: Vec<&str> = self.cells.iter().map(|cell| cell.text.as_str()).collect();
        cells.join("  ")
    }

    /// The row in the usual spelling, and not longer than any honest one.
    pub(super) fn spelled(&self) -> Self {
        let cells = self.cells.iter().take(CELLS).map(|cell| Cell {
            text: plain(&cell.text.chars().take(CHARS).collect::<String>()),
            left: cell.left,
            right: cell.right,
        });
        Self {
            cells: cells.filter(|cell| !cell.text.is_empty()).collect(),
            ..self.clone()
        }
    }
}

/// How wide a letter is: Chinese ones are twice as wide.
fn wide(c: char) -> u32 {
    if u32::from(c) >= 0x2E80 {
        2 * LETTER
    } else {
        LETTER
    }
}

/// What parts the cells of a text: tabs, bars, semicolons or commas where most rows have them, else wide gaps.
fn sign(lines: &[&str]) -> Option<char> {
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let all = filled.clone().count();
    ['\t', '|', ';', ','].into_iter().find(|sign| {
        let with = filled
            .clone()
            .filter(|line| line.matches(*sign).count() >= 2)
            .count();
        // A comma may be a decimal one: it parts cells only where nearly every row has it.
        let most = if *sign == ',' { all * 9 / 10 } else { all / 2 };
        with >= 2 && with > most
    })
}

/// The cells of a line that a sign parts. Quotation marks hold a cell together.
fn parted(line: &str, sign: char) -> Vec<Cell> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c == sign && !quoted => cells.push(String::new()),
            c => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    let filled = (0_u32..).zip(cells);
    filled
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(at, text)| Cell {
            text,
            left: at.saturating_mul(COLUMN),
            right: at.saturating_mul(COLUMN),
        })
        .collect()
}

/// The cells of a line that wide gaps part: two spaces or a tab.
fn gapped(line: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let (mut at, mut gap) = (0_u32, 2_u32);
    for c in line.chars() {
        if c == '\t' {
            at = (at / (8 * LETTER) + 1) * 8 * LETTER;
            gap = 2;
            continue;
        }
        let width = wide(c);
        if c.is_whitespace() {
            gap += if c == '\u{3000}' { 2 } else { 1 };
        } else {
            match cells.last_mut() {
                Some(cell) if gap < 2 => {
                    if gap == 1 {
                        cell.text.push(' ');
                    }
                    cell.text.push(c);
                    cell.right = at.saturating_add(width);
                }
                _ => cells.push(Cell {
                    text: c.to_string(),
                    left: at,
                    right: at.saturating_add(width),
                }),
            }
            gap = 0;
        }
        at = at.saturating_add(width);
    }
    cells
}

/// The rows of a text that was pasted or comes from a file. A form feed begins a new page.
#[must_use]
pub fn rows_of_text(text: &str) -> Vec<Row> {
    let lines: Vec<&str> = text.split(['\n', '\u{c}']).take(ROWS).collect();
    let sign = sign(&lines);
    let mut rows = Vec::new();
    for (page, part) in (1_u32..).zip(text.split('\u{c}')) {
        for (row, line) in (1_u32..).zip(part.lines()) {
            let line: String = line.chars().take(4_000).collect();
            let cells = match sign {
                Some(sign) if line.contains(sign) => parted(&line, sign),
                _ => gapped(&line),
            };
            if cells.is_empty() {
                continue;
            }
            if rows.len() >= ROWS {
                return rows;
            }
            rows.push(Row {
                page,
                row,
                down: None,
                cells,
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        rows_of_text(text)
            .into_iter()
            .map(|row| row.cells.into_iter().map(|cell| cell.text).collect())
            .collect()
    }

    #[test]
    fn tabs_commas_and_gaps_part_cells() {
        assert_eq!(
            texts("a\tb\tc\n1\t\t3\n"),
            [vec!["a", "b", "c"], vec!["1", "3"]]
        );
        assert_eq!(
            texts("a,b,c\n\"x, y\",2,3\n"),
            [vec!["a", "b", "c"], vec!["x, y", "2", "3"]]
        );
        assert_eq!(
            texts("Kalium   4,2   mmol/l\n白细胞 计数  5.6\n"),
            [vec!["Kalium", "4,2", "mmol/l"], vec!["白细胞 计数", "5.6"]]
        );
        let rows = rows_of_text("a\tb\tc\n1\t\t3\n\u{c}x  y\n");
        assert_eq!(
            rows[1].cells[1].left, 2_000,
            "an empty cell keeps its place"
        );
        assert_eq!((rows[2].page, rows[2].row), (2, 1));
    }
}
