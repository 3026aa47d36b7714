//! Rich text: measuring and breaking it into lines of placed glyphs.

use crate::font::{self, Glyph, Weight};
use crate::linebreak::{is_cjk, may_break, squeezes};
use crate::tags::Node;
use std::borrow::Cow;
use std::rc::Rc;

/// Marks that both scripts use, at different widths.
const SHARED_MARKS: &str = "·‘’“”…—";

/// Line height as a multiple of the font size; Chinese needs more air than Latin.
const LEADING: f32 = 1.37;
/// Height of the em box above the baseline, of Noto Sans SC.
pub(crate) const ABOVE: f32 = 0.88;
/// Depth of the em box below it.
#[cfg(test)]
pub(crate) const BELOW: f32 = 0.12;

/// A colour of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Ink {
    #[default]
    Black,
    Grey,
    /// Hairlines.
    Hair,
    /// The light fill of bands.
    Wash,
    /// The one signal colour; what it says stands in words too.
    Red,
}

impl Ink {
    /// Red, green, blue, 0 to 255.
    pub(crate) const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Black => [0x14, 0x14, 0x14],
            Self::Grey => [0x58, 0x58, 0x58],
            Self::Hair => [0xbb, 0xbb, 0xbb],
            Self::Wash => [0xee, 0xee, 0xec],
            Self::Red => [0x9b, 0x1c, 0x1c],
        }
    }
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Style {
    /// Font size in points.
    pub(crate) size: f32,
    pub(crate) weight: Weight,
    pub(crate) ink: Ink,
}

/// A text in one style.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) style: Style,
}

/// A text of several styles; `\n` begins a new line.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rich(pub(crate) Vec<Span>);

impl Rich {
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self::default().and(text, style)
    }

    /// Adds a text.
    #[must_use]
    pub(crate) fn and(mut self, text: impl Into<String>, style: Style) -> Self {
        self.push(text, style);
        self
    }

    pub(crate) fn push(&mut self, text: impl Into<String>, style: Style) {
        let text = text.into();
        if !text.is_empty() {
            self.0.push(Span { text, style });
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A placed character.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placed {
    pub(crate) character: char,
    pub(crate) glyph: Glyph,
    /// Distance from the beginning of the line in points.
    pub(crate) x: f32,
    /// Width in points.
    pub(crate) width: f32,
    pub(crate) style: Style,
}

/// A line: placed characters on one baseline.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Line {
    pub(crate) glyphs: Vec<Placed>,
    /// Width of the ink in points, without spaces at the end.
    pub(crate) width: f32,
    /// Distance from this line's top to the next line's top.
    pub(crate) height: f32,
    /// Distance from the top to the baseline.
    pub(crate) baseline: f32,
    /// What it belongs to; `None` for what only decorates or repeats.
    pub(crate) node: Option<Rc<Node>>,
    /// A space or the end of a line parts it from the line that follows: those who hear the page hear two words.
    pub(crate) parted: bool,
}

impl Line {
    /// The line as it is read: with the space that parts it from the next one; a line without words is one space.
    pub(crate) fn read(&self) -> Cow<'_, [Placed]> {
        if !self.parted && !self.glyphs.is_empty() {
            return Cow::Borrowed(&self.glyphs);
        }
        let style = self.glyphs.last().map(|g| g.style).unwrap_or_default();
        let mut glyphs = self.glyphs.clone();
        glyphs.extend(place(' ', style).map(|space| Placed {
            x: self.width,
            ..space
        }));
        Cow::Owned(glyphs)
    }
}

/// Breaks a text into lines no wider than `width` points. A word that is wider is broken between
/// characters, so that nothing runs over the edge; a single character wider than the line stands alone.
pub(crate) fn break_lines(text: &Rich, width: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut paragraph = Vec::new();
    for span in &text.0 {
        for character in span.text.chars() {
            if matches!(character, '\n' | '\u{2028}' | '\u{2029}') {
                break_paragraph(&paragraph, width, span.style, &mut lines);
                if let Some(last) = lines.last_mut() {
                    last.parted = true;
                }
                paragraph.clear();
            } else if let Some(placed) = place(character, span.style) {
                paragraph.push(placed);
            }
        }
    }
    let last = text.0.last().map(|s| s.style).unwrap_or_default();
    if !paragraph.is_empty() || lines.is_empty() {
        break_paragraph(&paragraph, width, last, &mut lines);
    }
    lines
}

/// Width of a text on one line, in points.
pub(crate) fn natural_width(text: &Rich) -> f32 {
    break_lines(text, f32::MAX)
        .iter()
        .fold(0.0, |widest, line| widest.max(line.width))
}

/// True for a text with a character that is printed as a box.
pub(crate) fn has_missing(text: &str) -> bool {
    text.chars().any(|c| match inked(c) {
        None | Some('\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2011}' | '\u{200b}') => false,
        Some('\u{2028}' | '\u{2029}') => false,
        Some(c) => !font::printable(c),
    })
}

/// The character that is drawn; nothing for what has no ink.
fn inked(character: char) -> Option<char> {
    Some(match character {
        '\t' | '\u{3000}' => ' ',
        // A soft hyphen, zero-width marks, direction marks, variation selectors and control
        // characters have no ink.
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200c}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => return None,
        c if c.is_control() => return None,
        c => c,
    })
}

fn place(character: char, style: Style) -> Option<Placed> {
    let character = inked(character)?;
    let glyph = match character {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => font::glyph(style.weight, ' '),
        '\u{2011}' => font::glyph(style.weight, '-'),
        c => font::glyph(style.weight, c),
    }?;
    let advance = if character == '\u{200b}' {
        0
    } else {
        glyph.advance
    };
    Some(Placed {
        character,
        glyph,
        x: 0.0,
        width: f32::from(advance) * style.size / 1000.0,
        style,
    })
}

fn break_paragraph(glyphs: &[Placed], width: f32, fallback: Style, lines: &mut Vec<Line>) {
    let mut rest = squeeze(glyphs);
    if rest.is_empty() {
        lines.push(finish(&[], fallback));
    }
    while !rest.is_empty() {
        let end = line_end(&rest, width);
        let tail = rest.split_off(end);
        let mut line = finish(&rest, fallback);
        line.parted = !tail.is_empty() && rest.last().is_some_and(|g| g.character == ' ');
        lines.push(line);
        rest = tail;
        let spaces = rest.iter().take_while(|g| g.character == ' ').count();
        rest.drain(..spaces);
    }
}

/// Fits marks to their neighbours: those shared by Chinese and Latin are narrow unless a Chinese
/// character adjoins them, and adjoining full-width marks share their empty halves.
fn squeeze(glyphs: &[Placed]) -> Vec<Placed> {
    let at = |n: Option<usize>| n.and_then(|n| glyphs.get(n)).map(|g| g.character);
    glyphs
        .iter()
        .enumerate()
        .map(|(n, placed)| {
            let (before, after) = (at(n.checked_sub(1)), at(Some(n + 1)));
            let chinese = |c: Option<char>| c.is_some_and(is_cjk);
            if SHARED_MARKS.contains(placed.character) && !chinese(before) && !chinese(after) {
                let narrow = font::narrow(placed.style.weight, placed.character);
                return narrow.map_or(*placed, |glyph| Placed {
                    glyph,
                    width: f32::from(glyph.advance) * placed.style.size / 1000.0,
                    ..*placed
                });
            }
            let half = after.is_some_and(|next| squeezes(placed.character, next));
            Placed {
                width: if half {
                    placed.width / 2.0
                } else {
                    placed.width
                },
                ..*placed
            }
        })
        .collect()
}

/// How many characters go on the line: up to the last allowed break that fits, at least one.
fn line_end(glyphs: &[Placed], width: f32) -> usize {
    // Rounding in sums of widths must not push a word off a column that was made to fit it.
    let limit = width + 0.01;
    let mut used = 0.0;
    let mut best = None;
    // A space within a number and its unit, a stroke within a unit: for want of another place.
    let mut soft = None;
    let mut previous: Option<char> = None;
    for (index, glyph) in glyphs.iter().enumerate() {
        if let Some(left) = previous
            && may_break(left, glyph.character)
        {
            if left == '/' || joined(glyphs, index) {
                soft = Some(index);
            } else {
                best = Some(index);
            }
        }
        used += glyph.width;
        if used > limit && glyph.character != ' ' {
            return best.or(soft).unwrap_or(index).max(1);
        }
        previous = Some(glyph.character);
    }
    glyphs.len()
}

/// True before what belongs to the character before it although a line may end there: a number and its unit, the two
/// sides of an arrow ("10 mg → 5 mg"), a day written in Chinese ("2026年5月11日").
fn joined(glyphs: &[Placed], index: usize) -> bool {
    let at = |n: Option<usize>| n.and_then(|n| glyphs.get(n)).map(|g| g.character);
    let (before, left, right) = (
        at(index.checked_sub(2)),
        at(index.checked_sub(1)),
        at(Some(index)),
    );
    match left {
        Some(' ') => {
            // "2 × / d": how often stays whole.
            let often = matches!(before, Some('×' | '/'));
            right.is_some_and(is_arrow)
                || before.is_some_and(is_arrow)
                || often
                || joins(glyphs, index)
        }
        Some('年' | '月') => {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            digit(before) && digit(right)
        }
        _ => false,
    }
}

const fn is_arrow(c: char) -> bool {
    matches!(c, '→' | '↗' | '↘' | '≠')
}

/// True when the space before a character belongs inside a number: before a unit ("500 mg"), before a month
/// ("11 May"), between groups of digits ("139 0000 0001").
fn joins(glyphs: &[Placed], index: usize) -> bool {
    const UNITS: [&str; 34] = [
        "mg", "g", "µg", "μg", "ug", "mcg", "kg", "ml", "mL", "L", "IU", "U", "%", "mmHg", "mm",
        "cm", "mmol/L", "µmol/L", "mg/dL", "g/L", "/min", "°C", "Jan", "Feb", "Mar", "Apr", "May",
        "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let before = index.checked_sub(2).and_then(|n| glyphs.get(n));
    if !before.is_some_and(|g| g.character.is_ascii_digit()) {
        return false;
    }
    let word: String = glyphs
        .iter()
        .skip(index)
        .map(|g| g.character)
        .take_while(|c| !c.is_whitespace() && !",;·)—".contains(*c))
        .take(8)
        .collect();
    word.starts_with(|c: char| c.is_ascii_digit()) || UNITS.contains(&word.as_str())
}

fn finish(glyphs: &[Placed], fallback: Style) -> Line {
    let size = glyphs.iter().map(|g| g.style.size).fold(0.0_f32, f32::max);
    let size = if size > 0.0 { size } else { fallback.size };
    let trailing = glyphs
        .iter()
        .rev()
        .take_while(|g| g.character == ' ')
        .count();
    let kept = glyphs.len().saturating_sub(trailing);
    let mut x = 0.0;
    let placed: Vec<Placed> = glyphs
        .iter()
        .take(kept)
        .map(|glyph| {
            let here = x;
            x += glyph.width;
            Placed { x: here, ..*glyph }
        })
        .collect();
    let height = size * LEADING;
    Line {
        glyphs: placed,
        width: x,
        height,
        baseline: (height - size) / 2.0 + size * ABOVE,
        node: None,
        parted: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(size: f32) -> Style {
        Style {
            size,
            ..Style::default()
        }
    }

    fn text_of(line: &Line) -> String {
        line.glyphs.iter().map(|g| g.character).collect()
    }

    fn broken(text: &str, width: f32) -> Vec<String> {
        break_lines(&Rich::new(text, style(10.0)), width)
            .iter()
            .map(text_of)
            .collect()
    }

    #[test]
    fn how_often_stays_on_one_line() {
        let text = "Metformin 500 mg, 2 × / d, 1–2 × / 36 h";
        for width in 60..200_u8 {
            for line in broken(text, f32::from(width)) {
                let line = line.trim();
                assert!(!line.starts_with(['×', '/']), "{line}");
                assert!(!line.ends_with(['×', '/']), "{line}");
            }
        }
    }

    #[test]
    fn chinese_punctuation_stays_where_it_may() {
        let text = "患者一年来肾功能指标升高，傍晚脚踝肿胀（双侧）；是否需要调整二甲双胍？请您“尽快”答复。";
        for width in 20..140_u8 {
            for (n, line) in broken(text, f32::from(width)).iter().enumerate() {
                let first = line.chars().next().unwrap();
                let last = line.chars().last().unwrap();
                if width >= 40 {
                    assert!(
                        n == 0 || !"，。；？）”".contains(first),
                        "width {width}: line begins with {first}: {line}"
                    );
                    assert!(
                        !"（“".contains(last),
                        "width {width}: line ends with {last}: {line}"
                    );
                }
            }
            assert_eq!(
                broken(text, f32::from(width)).concat(),
                text,
                "no character lost at width {width}"
            );
        }
    }

    #[test]
    fn words_break_at_spaces_and_overlong_words_anywhere() {
        assert_eq!(broken("one two three", 45.0), ["one two", "three"]);
        let long = broken(&"x".repeat(200), 60.0);
        assert!(long.len() > 10, "a word wider than the line is broken");
        assert_eq!(long.concat().len(), 200);
        assert_eq!(broken("a\nb\n\nc", 60.0), ["a", "b", "", "c"]);
        assert_eq!(broken("", 60.0), [""]);
    }

    #[test]
    fn a_number_stays_with_its_unit_and_a_telephone_number_whole() {
        assert_eq!(broken("Metformin 500 mg", 70.0), ["Metformin", "500 mg"]);
        assert_eq!(
            broken("Dr Wang 010 0000 0002", 90.0),
            ["Dr Wang", "010 0000 0002"]
        );
        assert_eq!(
            broken("on 7 days, 11 May 2026", 60.0),
            ["on 7 days,", "11 May 2026"]
        );
        // The two sides of an arrow, and a day in Chinese.
        assert_eq!(
            broken("dose changed: 10 mg → 5 mg", 85.0),
            ["dose changed:", "10 mg → 5 mg"]
        );
        assert_eq!(
            broken("自2026年5月11日起", 62.0),
            ["自", "2026年5月", "11日起"]
        );
        // Narrower than the number itself: between its groups, never within one.
        assert_eq!(broken("138 0000 0000", 30.0), ["138", "0000", "0000"]);
        assert_eq!(
            broken("mellitus 2型糖尿病", 60.0),
            ["mellitus 2型", "糖尿病"]
        );
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let text = "Amlodipine 氨氯地平 5 mg/天，1–0–0；source: Central Hospital（市中心医院）https://example.org/a/very/long/path";
        for width in 12..200_u8 {
            let width = f32::from(width);
            for line in break_lines(&Rich::new(text, style(10.0)), width) {
                assert!(
                    line.width <= width + 0.02,
                    "{} in {width}: {}",
                    line.width,
                    text_of(&line)
                );
            }
        }
    }

    #[test]
    fn marks_without_ink_are_left_out() {
        assert_eq!(broken("a\u{200e}b\u{fe0f}\u{0}c\r", 60.0), ["abc"]);
    }
}
