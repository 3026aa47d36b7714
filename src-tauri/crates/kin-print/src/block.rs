//! Building blocks: paragraphs, headings, lists, tables and boxes, each turned into fragments of a
//! given width. Whatever is taller than a page is cut between lines, never through one.

use crate::font::Weight;
use crate::page::{Fragment, Item};
use crate::tags::{Node, Role};
use crate::text::{Ink, Line, Rich, break_lines, natural_width};
use std::rc::Rc;

/// A row higher than this may be divided between its lines, in points.
const TALL_ROW: f32 = 180.0;

/// Text as one fragment per line; no page ends with its first or begins with its last line.
pub(crate) fn paragraph(text: &Rich, width: f32, gap: f32) -> Vec<Fragment> {
    block(text, width, gap, role(text))
}

/// Bold text larger than that of any section's heading is a heading itself.
fn role(text: &Rich) -> Role {
    match text.0.first().map(|span| span.style) {
        Some(style) if style.weight == Weight::Bold && style.size >= 16.5 => Role::Heading(1),
        Some(style) if style.weight == Weight::Bold && style.size >= 14.5 => Role::Heading(2),
        _ => Role::Paragraph,
    }
}

fn block(text: &Rich, width: f32, gap: f32, role: Role) -> Vec<Fragment> {
    let node = Node::new(role);
    let mut lines = break_lines(text, width);
    for line in &mut lines {
        line.node = Some(Rc::clone(&node));
    }
    let count = lines.len();
    lines
        .into_iter()
        .enumerate()
        .map(|(n, line)| Fragment {
            gap: if n == 0 { gap } else { 0.0 },
            height: line.height,
            keep_next: count > 1 && (n == 0 || n + 2 == count),
            items: vec![text_item(0.0, 0.0, line)],
            ..Fragment::default()
        })
        .collect()
}

/// Text with each line in the middle.
pub(crate) fn centred(text: &Rich, width: f32) -> Vec<Fragment> {
    let mut fragments = paragraph(text, width, 0.0);
    for item in fragments.iter_mut().flat_map(|f| &mut f.items) {
        if let Item::Text { x, line, .. } = item {
            *x = ((width - line.width) / 2.0).max(0.0);
        }
    }
    fragments
}

fn text_item(x: f32, y: f32, line: Line) -> Item {
    Item::Text {
        x,
        y: y + line.baseline,
        line,
    }
}

/// A numbered or marked entry of a list: `mark` in the margin, the text indented.
pub(crate) fn list_entry(
    mark: &Rich,
    text: &Rich,
    indent: f32,
    width: f32,
    gap: f32,
) -> Vec<Fragment> {
    let mut fragments = paragraph(text, width - indent, gap);
    for fragment in &mut fragments {
        fragment.items = fragment
            .items
            .iter()
            .map(|i| i.shifted(indent, 0.0))
            .collect();
    }
    let marks = break_lines(mark, indent);
    if marks.len() > 1 {
        // A mark that is wider than its margin stands before the text and loses nothing.
        let mut all = mark.clone();
        all.push(" ", text.0.first().map(|s| s.style).unwrap_or_default());
        all.append(text.clone());
        return paragraph(&all, width, gap);
    }
    if let Some(first) = fragments.first_mut()
        && let Some(mut line) = marks.into_iter().next()
    {
        // Read before the text, as a part of it.
        line.parted = true;
        line.node = first.items.iter().find_map(|item| match item {
            Item::Text { line, .. } => line.node.clone(),
            _ => None,
        });
        first.items.insert(0, text_item(0.0, 0.0, line));
    }
    fragments
}

/// A heading with a hairline below; `aside` stands at the right end in the same line if it fits,
/// below the heading otherwise. Stays with what follows.
pub(crate) fn heading(title: &Rich, aside: &Rich, width: f32, gap: f32) -> Vec<Fragment> {
    let aside_width = if aside.is_empty() {
        0.0
    } else {
        natural_width(aside)
    };
    let fits = natural_width(title) + aside_width + 12.0 <= width;
    let mut fragments = block(title, width, gap, Role::Heading(2));
    if !aside.is_empty() {
        if let (true, Some(first), Some(mut line)) = (
            fits,
            fragments.first_mut(),
            break_lines(aside, width).into_iter().next(),
        ) {
            let baseline = first
                .items
                .iter()
                .find_map(|i| {
                    if let Item::Text { y, .. } = i {
                        Some(*y)
                    } else {
                        None
                    }
                })
                .unwrap_or(line.baseline);
            line.node = Some(Node::new(Role::Paragraph));
            first.items.push(Item::Text {
                x: width - line.width,
                y: baseline,
                line,
            });
        } else {
            fragments.extend(paragraph(aside, width, 0.0));
        }
    }
    if let Some(last) = fragments.last_mut() {
        last.items.push(Item::Fill {
            x: 0.0,
            y: last.height + 0.8,
            w: width,
            h: 0.7,
            ink: Ink::Grey,
        });
        last.height += 4.0;
    }
    for fragment in &mut fragments {
        fragment.keep_next = true;
    }
    fragments
}

/// How a column gets its width.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column {
    /// As wide as its widest line, up to a limit in points.
    Fit(f32),
    /// A share of what is left.
    Share(f32),
}

/// A table cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: Rich,
    pub(crate) right: bool,
    /// Belongs to the cell, and stands below the whole row over all its width.
    pub(crate) below: Rich,
}

impl Cell {
    pub(crate) const fn left(text: Rich) -> Self {
        Self {
            text,
            right: false,
            below: Rich(Vec::new()),
        }
    }
    pub(crate) const fn right(text: Rich) -> Self {
        Self {
            text,
            right: true,
            below: Rich(Vec::new()),
        }
    }
}

/// A table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    /// Repeated on every page; empty: none.
    pub(crate) head: Vec<Cell>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Less space between the rows: on a very crowded page.
    pub(crate) close: bool,
}

/// Space between columns.
const GUTTER: f32 = 9.0;
/// Space above the first and below the last line of a row.
const PAD: f32 = 1.7;
/// The same on a very crowded page.
const CLOSE: f32 = 1.1;

impl Table {
    /// The table as fragments, one per row.
    pub(crate) fn fragments(&self, width: f32, gap: f32) -> Vec<Fragment> {
        let widths = self.widths(width);
        let table = Node::new(Role::Table);
        let head = (!self.head.is_empty()).then(|| {
            let mut lines = row_lines(&self.head, &widths);
            let row = Node::within(Role::Row, &table);
            own(&mut lines, &row, |_| Role::ColumnHead);
            let mut fragment = row_fragment(&mut lines, &self.head, &widths, width, Ink::Grey, PAD);
            fragment.keep_next = true;
            fragment
        });
        let repeated = head.clone().map(|mut h| {
            h.keep_next = false;
            Rc::new(h)
        });
        let mut out: Vec<Fragment> = head.into_iter().collect();
        for row in &self.rows {
            let mut lines = row_lines(row, &widths);
            let node = Node::within(Role::Row, &table);
            own(&mut lines, &node, |column| match column {
                0 => Role::RowHead,
                _ => Role::Cell,
            });
            let tallest = lines
                .iter()
                .map(|l| l.iter().map(|l| l.height).sum::<f32>())
                .fold(0.0, f32::max);
            let under = under(row, &lines, width);
            let deep: f32 = under.iter().map(|l| l.height).sum();
            if tallest + deep <= TALL_ROW {
                let pad = if self.close { CLOSE } else { PAD };
                let mut fragment = row_fragment(&mut lines, row, &widths, width, Ink::Hair, pad);
                lower(&mut fragment, under, pad);
                out.push(fragment);
            } else {
                for (own, cell) in lines.iter_mut().zip(row) {
                    let node = own.first().and_then(|l| l.node.clone());
                    if !cell.below.is_empty()
                        && let Some(column) = widths.first()
                    {
                        own.extend(with_node(break_lines(&cell.below, *column), node.as_ref()));
                    }
                }
                out.extend(sliced(lines, row, &widths, width));
            }
        }
        let first_row = usize::from(!self.head.is_empty());
        for fragment in out.iter_mut().skip(first_row) {
            fragment.header.clone_from(&repeated);
        }
        if let Some(first) = out.first_mut() {
            first.gap = gap;
        }
        out
    }

    /// Its width where no line is broken.
    pub(crate) fn natural(&self) -> f32 {
        let columns = self.columns.len();
        let widest = |n: usize| {
            std::iter::once(&self.head)
                .chain(&self.rows)
                .filter_map(|row| row.get(n))
                .map(|cell| natural_width(&cell.text))
                .fold(0.0_f32, f32::max)
        };
        let gutters = GUTTER * columns.saturating_sub(1) as f32;
        (0..columns).map(widest).sum::<f32>() + gutters
    }

    /// Shares the width out. Fitted columns get what they ask for unless the others would starve;
    /// then the widest of them give way first, so that numbers and dates stay on one line.
    fn widths(&self, width: f32) -> Vec<f32> {
        let gutters = GUTTER * self.columns.len().saturating_sub(1) as f32;
        let room = (width - gutters).max(1.0);
        let natural = |n: usize| {
            std::iter::once(&self.head)
                .chain(&self.rows)
                .filter_map(|row| row.get(n))
                .map(|cell| natural_width(&cell.text))
                .fold(0.0_f32, f32::max)
        };
        // Two columns of words leave numbers and dates as much as one does.
        let words = self.columns.iter();
        let words = words.filter(|c| matches!(c, Column::Share(_))).count();
        let share = if words > 1 { 0.28 } else { 0.36 };
        let wanted: Vec<f32> = self
            .columns
            .iter()
            .enumerate()
            .map(|(n, column)| match column {
                Column::Fit(limit) => natural(n).min(*limit).max(4.0),
                Column::Share(_) => natural(n).min(room * share),
            })
            .collect();
        let sum = |fit: bool| -> f32 {
            self.columns
                .iter()
                .zip(&wanted)
                .filter(|(c, _)| matches!(c, Column::Fit(_)) == fit)
                .map(|(_, w)| w)
                .sum()
        };
        let shares: f32 = self
            .columns
            .iter()
            .map(|c| if let Column::Share(s) = c { *s } else { 0.0 })
            .sum();
        let allowed = room - sum(false);
        let fitted: Vec<f32> = self
            .columns
            .iter()
            .zip(&wanted)
            .map(|(c, w)| if matches!(c, Column::Fit(_)) { *w } else { 0.0 })
            .collect();
        let ceiling = ceiling(&fitted, allowed);
        let left = (room - fitted.iter().map(|w| w.min(ceiling)).sum::<f32>()).max(0.0);
        self.columns
            .iter()
            .zip(&fitted)
            .map(|(column, fitted)| match column {
                Column::Fit(_) => fitted.min(ceiling),
                Column::Share(share) => left * share / shares,
            })
            .collect()
    }
}

/// The greatest width that no column may pass so that all together take no more than `allowed`.
fn ceiling(widths: &[f32], allowed: f32) -> f32 {
    let mut sorted = widths.to_vec();
    sorted.sort_by(f32::total_cmp);
    let mut left = allowed;
    for (n, width) in sorted.iter().enumerate() {
        let count = (sorted.len() - n) as f32;
        if width * count > left {
            return (left / count).max(4.0);
        }
        left -= width;
    }
    f32::MAX
}

fn row_lines(cells: &[Cell], widths: &[f32]) -> Vec<Vec<Line>> {
    cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| break_lines(&cell.text, *width))
        .collect()
}

/// Says of each line in which cell it is.
fn own(lines: &mut [Vec<Line>], row: &Rc<Node>, role: impl Fn(usize) -> Role) {
    for (column, lines) in lines.iter_mut().enumerate() {
        let cell = Node::within(role(column), row);
        for line in lines {
            line.node = Some(Rc::clone(&cell));
        }
    }
}

fn row_fragment(
    lines: &mut [Vec<Line>],
    cells: &[Cell],
    widths: &[f32],
    width: f32,
    rule: Ink,
    pad: f32,
) -> Fragment {
    // Baselines of the first lines are aligned, whatever their sizes.
    let first = lines
        .iter()
        .filter_map(|l| l.first())
        .map(|l| l.baseline)
        .fold(0.0, f32::max);
    let mut items = Vec::new();
    let mut height = 0.0_f32;
    let mut x = 0.0;
    for ((lines, cell), column) in lines.iter_mut().zip(cells).zip(widths) {
        let mut y = pad + lines.first().map_or(0.0, |l| first - l.baseline);
        for line in lines.drain(..) {
            let indent = if cell.right { column - line.width } else { 0.0 };
            let step = line.height;
            items.push(text_item(x + indent, y, line));
            y += step;
        }
        height = height.max(y);
        x += column + GUTTER;
    }
    let height = height + pad;
    items.push(Item::Fill {
        x: 0.0,
        y: height - 0.5,
        w: width,
        h: 0.5,
        ink: rule,
    });
    Fragment {
        height,
        items,
        slack: pad - CLOSE,
        ..Fragment::default()
    }
}

fn with_node(mut lines: Vec<Line>, node: Option<&Rc<Node>>) -> Vec<Line> {
    for line in &mut lines {
        line.node = node.cloned();
    }
    lines
}

/// The lines below a whole row, each of the cell that it belongs to.
fn under(row: &[Cell], lines: &[Vec<Line>], width: f32) -> Vec<Line> {
    let cells = row.iter().zip(lines).filter(|(c, _)| !c.below.is_empty());
    cells
        .flat_map(|(cell, own)| {
            let node = own.first().and_then(|l| l.node.as_ref());
            with_node(break_lines(&cell.below, width), node)
        })
        .collect()
}

/// Puts lines below the text of a row, above its rule.
fn lower(fragment: &mut Fragment, under: Vec<Line>, pad: f32) {
    if under.is_empty() {
        return;
    }
    let mut y = fragment.height - pad;
    let rule = fragment.items.pop();
    let deep: f32 = under.iter().map(|l| l.height).sum();
    for line in under {
        let step = line.height;
        fragment.items.push(text_item(0.0, y, line));
        y += step;
    }
    fragment.items.extend(rule.map(|r| r.shifted(0.0, deep)));
    fragment.height += deep;
}

/// A very tall row, one fragment per line of text.
fn sliced(lines: Vec<Vec<Line>>, cells: &[Cell], widths: &[f32], width: f32) -> Vec<Fragment> {
    let count = lines.iter().map(Vec::len).max().unwrap_or(0);
    let mut cells_lines: Vec<std::vec::IntoIter<Line>> =
        lines.into_iter().map(Vec::into_iter).collect();
    (0..count)
        .map(|n| {
            let mut slice: Vec<Vec<Line>> = cells_lines
                .iter_mut()
                .map(|l| l.next().into_iter().collect())
                .collect();
            let mut fragment = row_fragment(&mut slice, cells, widths, width, Ink::Hair, PAD);
            // A slice of a row keeps its place.
            fragment.slack = 0.0;
            if n + 1 < count {
                fragment.items.pop();
                fragment.height -= 2.0 * PAD;
            }
            fragment
        })
        .collect()
}

/// Frames fragments: a box that may be cut between lines, open where it is cut.
pub(crate) fn boxed(
    inner: Vec<Fragment>,
    width: f32,
    pad: f32,
    stroke: f32,
    ink: Ink,
    gap: f32,
) -> Vec<Fragment> {
    let count = inner.len();
    inner
        .into_iter()
        .enumerate()
        .map(|(n, fragment)| {
            let (first, last) = (n == 0, n + 1 == count);
            let above = if first { pad + stroke } else { fragment.gap };
            let height = above + fragment.height + if last { pad + stroke } else { 0.0 };
            let mut items: Vec<Item> = Vec::new();
            items.push(Item::Fill {
                x: 0.0,
                y: 0.0,
                w: stroke,
                h: height,
                ink,
            });
            items.push(Item::Fill {
                x: width - stroke,
                y: 0.0,
                w: stroke,
                h: height,
                ink,
            });
            if first {
                items.push(Item::Fill {
                    x: 0.0,
                    y: 0.0,
                    w: width,
                    h: stroke,
                    ink,
                });
            }
            if last {
                items.push(Item::Fill {
                    x: 0.0,
                    y: height - stroke,
                    w: width,
                    h: stroke,
                    ink,
                });
            }
            items.extend(
                fragment
                    .items
                    .iter()
                    .map(|item| item.shifted(stroke + pad + 2.0, above)),
            );
            Fragment {
                height,
                gap: if first { gap } else { 0.0 },
                items,
                keep_next: fragment.keep_next || !last && count <= 8,
                ..Fragment::default()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Style;

    fn rich(text: &str) -> Rich {
        Rich::new(
            text,
            Style {
                size: 9.0,
                ..Style::default()
            },
        )
    }

    #[test]
    fn columns_never_leave_the_table() {
        let table = Table {
            columns: vec![
                Column::Share(1.0),
                Column::Fit(200.0),
                Column::Fit(200.0),
                Column::Fit(300.0),
            ],
            head: vec![Cell::left(rich("what")); 4],
            close: false,
            rows: vec![vec![
                Cell::left(rich(&"wide ".repeat(40))),
                Cell::right(rich(&"9".repeat(80))),
                Cell::left(rich("血压".repeat(50).as_str())),
                Cell::left(rich(&"x".repeat(400))),
            ]],
        };
        for fragment in table.fragments(300.0, 0.0) {
            for item in &fragment.items {
                let (left, _, right, _) = item.bounds();
                assert!(left >= -0.01 && right <= 300.05, "{left}..{right}");
            }
        }
    }

    #[test]
    fn a_row_taller_than_a_page_is_cut_between_lines() {
        let table = Table {
            columns: vec![Column::Share(1.0), Column::Fit(60.0)],
            head: Vec::new(),
            close: false,
            rows: vec![vec![
                Cell::left(rich(&"long words here ".repeat(900))),
                Cell::left(rich("H")),
            ]],
        };
        let fragments = table.fragments(300.0, 0.0);
        assert!(fragments.len() > 100, "one fragment per line");
        assert!(fragments.iter().all(|f| f.height < 30.0));
    }
}
