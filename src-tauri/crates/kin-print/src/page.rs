//! The page: things drawn at places, and the flow that fills one page after the other.

use crate::tags::{Node, Role};
#[cfg(test)]
use crate::text::{ABOVE, BELOW};
use crate::text::{Ink, Line, Placed, Style};
use std::rc::Rc;

/// Paper of the printed forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

impl Paper {
    /// Width and height in points (1/72 inch).
    pub(crate) const fn size(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.28, 841.89),
            Self::Letter => (612.0, 792.0),
        }
    }
}

/// Margins that any printer can print, in points.
pub(crate) const SIDE: f32 = 40.0;
/// Top of the first page's text and of the running head.
pub(crate) const TOP: f32 = 34.0;
/// Height of the running head with its distance, from the second page on.
const HEAD: f32 = 24.0;
/// Distance from the end of the text area to the page's edge; the foot stands in it.
pub(crate) const BOTTOM: f32 = 51.0;
/// Baseline of the foot above the page's edge.
pub(crate) const FOOT: f32 = 33.0;

/// Something drawn; y grows downwards, in points.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    /// A line of text; `x`, `y` are the left end of its baseline.
    Text { x: f32, y: f32, line: Line },
    /// A filled rectangle.
    Fill {
        x: f32,
        y: f32,
        w: f32,
        h: f32,
        ink: Ink,
    },
    /// Connected lines; with `dash` broken ones.
    Stroke {
        points: Vec<(f32, f32)>,
        width: f32,
        ink: Ink,
        dash: bool,
    },
    /// A filled polygon.
    Area { points: Vec<(f32, f32)>, ink: Ink },
    /// The dark modules of a QR code as rectangles (x, y, w, h).
    Modules(Vec<(f32, f32, f32, f32)>),
    /// No ink: the next `count` items are one drawing within this rectangle.
    Figure {
        x: f32,
        y: f32,
        w: f32,
        h: f32,
        node: Rc<Node>,
        count: usize,
    },
}

impl Item {
    /// The item moved.
    pub(crate) fn shifted(&self, dx: f32, dy: f32) -> Self {
        self.placed(1.0, dx, dy)
    }

    /// The item `by` times as large, seen from the origin.
    pub(crate) fn enlarged(&self, by: f32) -> Self {
        self.placed(by, 0.0, 0.0)
    }

    /// The item `by` times as large, seen from the origin, and then moved.
    fn placed(&self, by: f32, dx: f32, dy: f32) -> Self {
        let to = |x: f32, y: f32| (x * by + dx, y * by + dy);
        let all = |points: &[(f32, f32)]| points.iter().map(|(x, y)| to(*x, *y)).collect();
        let mut item = self.clone();
        match &mut item {
            Self::Text { x, y, line } => {
                (*x, *y) = to(*x, *y);
                if (by - 1.0).abs() > f32::EPSILON {
                    *line = enlarged(line, by);
                }
            }
            Self::Fill { x, y, w, h, .. } | Self::Figure { x, y, w, h, .. } => {
                (*x, *y, *w, *h) = (*x * by + dx, *y * by + dy, *w * by, *h * by);
            }
            Self::Stroke { points, width, .. } => {
                *points = all(points);
                *width *= by;
            }
            Self::Area { points, .. } => *points = all(points),
            Self::Modules(cells) => {
                for (x, y, w, h) in cells {
                    (*x, *y, *w, *h) = (*x * by + dx, *y * by + dy, *w * by, *h * by);
                }
            }
        }
        item
    }

    /// Left, top, right, bottom of the ink.
    #[cfg(test)]
    pub(crate) fn bounds(&self) -> (f32, f32, f32, f32) {
        let around = |points: &mut dyn Iterator<Item = (f32, f32)>| {
            points.fold((f32::MAX, f32::MAX, f32::MIN, f32::MIN), |b, (x, y)| {
                (b.0.min(x), b.1.min(y), b.2.max(x), b.3.max(y))
            })
        };
        match self {
            Self::Text { x, y, line } => {
                let size = line
                    .glyphs
                    .iter()
                    .map(|g| g.style.size)
                    .fold(0.0_f32, f32::max);
                (*x, y - size * ABOVE, x + line.width, y + size * BELOW)
            }
            Self::Fill { x, y, w, h, .. } | Self::Figure { x, y, w, h, .. } => {
                (*x, *y, x + w, y + h)
            }
            Self::Stroke { points, .. } | Self::Area { points, .. } => {
                around(&mut points.iter().copied())
            }
            Self::Modules(cells) => around(
                &mut cells
                    .iter()
                    .flat_map(|(x, y, w, h)| [(*x, *y), (x + w, y + h)]),
            ),
        }
    }
}

/// A line with larger letters.
fn enlarged(line: &Line, by: f32) -> Line {
    let glyphs = line.glyphs.iter().map(|g| Placed {
        x: g.x * by,
        width: g.width * by,
        style: Style {
            size: g.style.size * by,
            ..g.style
        },
        ..*g
    });
    Line {
        glyphs: glyphs.collect(),
        width: line.width * by,
        height: line.height * by,
        baseline: line.baseline * by,
        node: line.node.clone(),
        parted: line.parted,
    }
}

/// A piece that is never broken over pages: a line, a table row, a chart.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fragment {
    pub(crate) height: f32,
    /// Empty space before it, dropped at the top of a page.
    pub(crate) gap: f32,
    pub(crate) items: Vec<Item>,
    /// Stays on the page of the next fragment.
    pub(crate) keep_next: bool,
    /// Repeated when a page begins with this fragment: the head of its table.
    pub(crate) header: Option<Rc<Self>>,
    /// So much of the space above and of that below its text can be spared; the line below it is its last item.
    pub(crate) slack: f32,
}

impl Fragment {
    /// The row of a table with as little space around it as can be read.
    pub(crate) fn tightened(mut self) -> Self {
        let slack = std::mem::take(&mut self.slack);
        if slack > 0.0 {
            let last = self.items.len().saturating_sub(1);
            for (n, item) in self.items.iter_mut().enumerate() {
                let up = if n == last { 2.0 * slack } else { slack };
                *item = item.shifted(0.0, -up);
            }
            self.height -= 2.0 * slack;
        }
        self.header = self
            .header
            .map(|head| Rc::new(head.as_ref().clone().tightened()));
        self
    }

    /// The fragment as one drawing of this width, with what it shows in words.
    #[must_use]
    pub(crate) fn into_figure(mut self, words: &str, width: f32) -> Self {
        let figure = Item::Figure {
            x: 0.0,
            y: 0.0,
            w: width,
            h: self.height,
            node: Node::new(Role::Figure(words.to_owned())),
            count: self.items.len(),
        };
        self.items.insert(0, figure);
        self
    }

    /// The same as a repetition, which is read only where it stood first.
    fn repeated(&self) -> Self {
        let mut items = self.items.clone();
        for item in &mut items {
            if let Item::Text { line, .. } = item {
                line.node = None;
            }
        }
        Self {
            items,
            ..self.clone()
        }
    }
}

/// Where the next fragment goes.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Cursor {
    /// Page, from 0.
    pub(crate) page: usize,
    /// Distance from the top of the paper.
    pub(crate) y: f32,
}

impl Cursor {
    /// The further one of two.
    pub(crate) fn max(self, other: Self) -> Self {
        if (other.page, other.y) > (self.page, self.y) {
            other
        } else {
            self
        }
    }
}

/// Pages being filled.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    pub(crate) paper: Paper,
    /// How much larger everything is printed than it is laid out ([`Flow::on_paper`]).
    pub(crate) scale: f32,
    pub(crate) pages: Vec<Vec<Item>>,
}

/// Large print: the body of [`crate::look::BODY`] becomes 16.2 points. Laid out anew for the room that
/// is left, never enlarged as a picture of the page.
///
/// # Source
/// RNIB, Clear Print and Large Print guidelines (large print is 16 to 18 points); GB/T 40952 and the
/// Chinese elder-design rules for documents name no size.
pub(crate) const LARGE: f32 = 1.725;

/// Narrower than this nothing stands side by side.
pub(crate) const NARROW: f32 = 400.0;

impl Flow {
    pub(crate) fn new(paper: Paper) -> Self {
        Self::enlarged(paper, 1.0)
    }

    /// Pages on which everything is laid out for letters that are printed `scale` times as large.
    pub(crate) fn enlarged(paper: Paper, scale: f32) -> Self {
        Self {
            paper,
            scale,
            pages: vec![Vec::new()],
        }
    }

    /// Width and height of the page as it is laid out: margins keep their width on paper.
    pub(crate) const fn size(&self) -> (f32, f32) {
        let (width, height) = self.paper.size();
        (
            (width - 2.0 * SIDE) / self.scale + 2.0 * SIDE,
            (height - TOP - FOOT) / self.scale + TOP + FOOT,
        )
    }

    /// The pages as they are printed.
    pub(crate) fn on_paper(mut self) -> Self {
        if (self.scale - 1.0).abs() > f32::EPSILON {
            for item in self.pages.iter_mut().flatten() {
                *item = item
                    .shifted(-SIDE, -TOP)
                    .enlarged(self.scale)
                    .shifted(SIDE, TOP);
            }
            self.scale = 1.0;
        }
        self
    }

    /// Width between the margins.
    pub(crate) const fn width(&self) -> f32 {
        self.size().0 - 2.0 * SIDE
    }

    /// True when two columns beside each other would be too narrow to read.
    pub(crate) const fn narrow(&self) -> bool {
        self.width() < NARROW
    }

    /// The beginning of a page's text area.
    pub(crate) const fn top(page: usize) -> f32 {
        if page == 0 { TOP } else { TOP + HEAD }
    }

    /// The end of every page's text area.
    pub(crate) const fn end(&self) -> f32 {
        self.size().1 - BOTTOM
    }

    pub(crate) const fn start() -> Cursor {
        Cursor { page: 0, y: TOP }
    }

    /// The beginning of the page after the cursor's.
    pub(crate) const fn next_page(cursor: Cursor) -> Cursor {
        let page = cursor.page + 1;
        Cursor {
            page,
            y: Self::top(page),
        }
    }

    /// Places fragments below one another from the cursor on, at a distance `x` from the left
    /// edge of the paper; goes on on the next pages; tells where it ended.
    pub(crate) fn put(&mut self, fragments: &[Fragment], x: f32, from: Cursor) -> Cursor {
        let mut at = from;
        let mut rest = fragments;
        while !rest.is_empty() {
            let chain = rest.iter().take_while(|f| f.keep_next).count() + 1;
            let (group, tail) = rest.split_at_checked(chain).unwrap_or((rest, &[]));
            rest = tail;
            let height: f32 = group.iter().map(|f| f.gap + f.height).sum();
            let first_gap = group.first().map_or(0.0, |f| f.gap);
            let header = group
                .first()
                .and_then(|f| f.header.as_ref())
                .map_or(0.0, |h| h.height);
            let fits_whole_page =
                height - first_gap + header <= self.end() - Self::top(at.page + 1);
            let at_top = at.y <= Self::top(at.page) + 0.01;
            if at.y + self.lead(at, first_gap) + height - first_gap > self.end()
                && !at_top
                && fits_whole_page
            {
                at = Self::next_page(at);
            }
            for fragment in group {
                at = self.put_one(fragment, x, at);
            }
        }
        at
    }

    fn lead(&self, at: Cursor, gap: f32) -> f32 {
        let _ = self;
        if at.y <= Self::top(at.page) + 0.01 {
            0.0
        } else {
            gap
        }
    }

    fn put_one(&mut self, fragment: &Fragment, x: f32, from: Cursor) -> Cursor {
        let mut at = from;
        let at_top = |at: Cursor| at.y <= Self::top(at.page) + 0.01;
        if at.y + self.lead(at, fragment.gap) + fragment.height > self.end() && !at_top(at) {
            at = Self::next_page(at);
        }
        if at_top(at)
            && let Some(header) = &fragment.header
        {
            self.draw(&header.repeated(), x, at);
            at.y += header.height;
        } else {
            at.y += self.lead(at, fragment.gap);
        }
        self.draw(fragment, x, at);
        at.y += fragment.height;
        at
    }

    fn draw(&mut self, fragment: &Fragment, x: f32, at: Cursor) {
        while self.pages.len() <= at.page {
            self.pages.push(Vec::new());
        }
        if let Some(page) = self.pages.get_mut(at.page) {
            page.extend(fragment.items.iter().map(|item| item.shifted(x, at.y)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(height: f32) -> Fragment {
        Fragment {
            height,
            gap: 5.0,
            items: vec![Item::Fill {
                x: 0.0,
                y: 0.0,
                w: 10.0,
                h: height,
                ink: Ink::Hair,
            }],
            ..Fragment::default()
        }
    }

    #[test]
    fn large_print_keeps_the_margins_and_enlarges_the_letters() {
        let mut flow = Flow::enlarged(Paper::A4, LARGE);
        let (width, height) = flow.size();
        assert!(width < 400.0 && height < 550.0 && flow.narrow());
        let whole = Fragment {
            height: flow.end() - TOP,
            items: vec![Item::Fill {
                x: 0.0,
                y: 0.0,
                w: flow.width(),
                h: height - TOP - FOOT,
                ink: Ink::Hair,
            }],
            ..Fragment::default()
        };
        flow.put(&[whole], SIDE, Flow::start());
        let flow = flow.on_paper();
        let (left, top, right, bottom) = flow.pages[0][0].bounds();
        let (paper_width, paper_height) = Paper::A4.size();
        for (is, should) in [
            (left, SIDE),
            (top, TOP),
            (right, paper_width - SIDE),
            (bottom, paper_height - FOOT),
        ] {
            assert!((is - should).abs() < 0.1, "{is} should be {should}");
        }
        const { assert!(crate::look::BODY.size * LARGE >= 16.0) };
    }

    #[test]
    fn heads_stay_with_what_follows_and_tables_repeat_theirs() {
        let mut flow = Flow::new(Paper::A4);
        let end = flow.end();
        let near_end = Cursor {
            page: 0,
            y: end - 30.0,
        };
        let heading = Fragment {
            keep_next: true,
            ..bar(20.0)
        };
        let at = flow.put(&[heading, bar(20.0)], 0.0, near_end);
        assert_eq!(at.page, 1, "the heading goes with its first row");
        assert!(flow.pages[0].is_empty());

        let header = Rc::new(bar(12.0));
        let rows: Vec<Fragment> = (0..100)
            .map(|_| Fragment {
                header: Some(Rc::clone(&header)),
                ..bar(20.0)
            })
            .collect();
        let mut flow = Flow::new(Paper::Letter);
        let at = flow.put(&rows, 0.0, Flow::start());
        assert!(at.page >= 3);
        for page in &flow.pages {
            let (_, _, _, height) = page[0].bounds();
            let (_, top, _, _) = page[0].bounds();
            assert!(
                (height - top - 12.0).abs() < 0.01,
                "each page begins with the head of the table"
            );
        }
        let items: usize = flow.pages.iter().map(Vec::len).sum();
        assert_eq!(items, 100 + flow.pages.len(), "every row is there once");
    }
}
