//! The foot of printed pages: a line, words on the left, the name of the product and the number of the page.

use crate::look::TINY;
use crate::page::{FOOT, Flow, Item, SIDE};
use crate::text::{Ink, Rich, break_lines, natural_width};
use crate::words::Words;

/// The name that stands on every paper.
const PRODUCT: &str = "Kinfolio 家康册";
/// Between two texts at the ends of one line.
pub(crate) const APART: f32 = 14.0;

/// The foot of every page, once their number is known; `left` gives the words of a page (counted from 0) for the room
/// that is left.
pub(crate) fn feet(flow: &mut Flow, words: &Words, left: impl Fn(usize, f32) -> String) {
    let (_, height) = flow.size();
    let (width, count) = (flow.width(), flow.pages.len().to_string());
    for (n, page) in flow.pages.iter_mut().enumerate() {
        let number = (n + 1).to_string();
        let number = words.text("print-page", &[("page", &number), ("pages", &count)]);
        let right = Rich::new(format!("{PRODUCT} · {number}"), TINY);
        let left = left(n, width - natural_width(&right) - APART);
        let y = height - FOOT;
        page.push(rule(width, y - 11.0));
        ends(page, &Rich::new(left, TINY), &right, y, width);
    }
}

/// The foot of a page that has neither words nor a number: the name of the product.
pub(crate) fn name_only(height: f32) -> Option<Item> {
    let line = break_lines(&Rich::new(PRODUCT, TINY), f32::MAX);
    let line = line.into_iter().next()?;
    let (x, y) = (SIDE, height - FOOT);
    Some(Item::Text { x, y, line })
}

/// A thin line across the page.
pub(crate) const fn rule(width: f32, y: f32) -> Item {
    Item::Fill {
        x: SIDE,
        y,
        w: width,
        h: 0.6,
        ink: Ink::Grey,
    }
}

/// A text at each end of a line; the left one gives way with an ellipsis.
pub(crate) fn ends(page: &mut Vec<Item>, left: &Rich, right: &Rich, y: f32, width: f32) {
    let room = width - natural_width(right) - APART;
    let mut put = |text: &Rich, at_end: bool| {
        if let Some(line) = break_lines(text, f32::MAX).into_iter().next() {
            let x = if at_end {
                SIDE + width - line.width
            } else {
                SIDE
            };
            page.push(Item::Text { x, y, line });
        }
    };
    put(&within(left, room), false);
    put(&within(right, width), true);
}

/// A text on one line, shortened with an ellipsis when it is too long. Only for what stands elsewhere in full.
pub(crate) fn within(text: &Rich, width: f32) -> Rich {
    let lines = break_lines(text, width);
    let [first, _, ..] = lines.as_slice() else {
        return text.clone();
    };
    let Some(style) = first.glyphs.last().map(|g| g.style) else {
        return Rich::default();
    };
    let mut kept = Rich::default();
    let mut used = natural_width(&Rich::new("…", style));
    // A word that goes on is cut where the room ends, not where it begins.
    let whole = break_lines(text, f32::MAX);
    for glyph in whole.iter().flat_map(|line| &line.glyphs) {
        used += glyph.width;
        if used > width {
            break;
        }
        kept.push(glyph.character.to_string(), glyph.style);
    }
    kept.and("…", style)
}
