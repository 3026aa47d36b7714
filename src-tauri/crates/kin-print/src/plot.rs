//! Curves on the page of a report: lines and bands over time, a target, limits, events, labels of the time.

use crate::font::Weight;
use crate::page::{Fragment, Item};
use crate::text::{Ink, Line, Rich, Style, break_lines};

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stroke {
    /// An unbroken line with a mark at each point.
    #[default]
    Marked,
    /// An unbroken line.
    Solid,
    /// A broken line with a mark at each point.
    Dashed,
    /// Marks alone.
    Dots,
}

/// A line: points are (place, value) in order; the place is seconds, or minutes of a day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// What it is, at its right end; may be empty.
    pub name: String,
    /// Its points.
    pub points: Vec<(i64, f32)>,
    /// How it is drawn.
    pub stroke: Stroke,
}

/// The space between two lines: points are (place, lower, upper) in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Band {
    /// Its points.
    pub points: Vec<(i64, f32, f32)>,
    /// Darker than the usual one: the inner of two.
    pub inner: bool,
}

/// A picture of values. Everything is drawn as paths and letters, nothing as dots of a screen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plot {
    /// Height of the picture in points, without the labels below it; 0 for the usual one.
    pub height: f32,
    /// First and last place of the axis; from the points when there is none.
    pub span: Option<(i64, i64)>,
    /// Values that must be on the axis, such as 0.
    pub include: Vec<f32>,
    /// The range that is wished for: lower and upper end.
    pub target: Option<(f32, f32)>,
    /// Bands, drawn below the lines in this order.
    pub bands: Vec<Band>,
    /// Lines.
    pub curves: Vec<Curve>,
    /// Values that get a broken line and their number, e.g. 135 and 85.
    pub limits: Vec<f32>,
    /// What happened when: an upright line with its words above.
    pub events: Vec<(i64, String)>,
    /// Labels of the axis.
    pub ticks: Vec<(i64, String)>,
    /// A small picture beside a text: numbers only at the limits and the ends of the target, no time.
    pub bare: bool,
}

const HEIGHT: f32 = 130.0;
/// Room for the numbers at the left.
const LEFT: f32 = 26.0;
/// Room for names of lines at the right.
const RIGHT: f32 = 4.0;
const SMALL: Style = Style {
    size: 7.2,
    weight: Weight::Regular,
    ink: Ink::Grey,
};

impl Plot {
    /// Its height in points, without what stands above and below it.
    pub(crate) const fn room(&self) -> f32 {
        if self.height > 0.0 {
            self.height
        } else {
            HEIGHT
        }
    }

    /// The drawing; nothing when there is nothing to draw.
    pub(crate) fn fragment(&self, width: f32, gap: f32) -> Option<Fragment> {
        let names = self.curves.iter().map(|c| name_width(&c.name));
        let right = width - RIGHT - names.fold(0.0, f32::max);
        let height = self.room();
        let above = if self.events.is_empty() { 0.0 } else { 11.0 };
        let scale = Scale::of(self, right, above, height)?;
        let mut items = Vec::new();
        self.behind(&scale, right, &mut items);
        for curve in &self.curves {
            draw(curve, &scale, right, &mut items);
        }
        let below = if self.bare {
            3.0
        } else {
            self.axis(&scale, right, above + height, &mut items);
            14.0
        };
        items.retain(|i| !matches!(i, Item::Stroke { points, .. } if points.len() < 2));
        Some(Fragment {
            height: above + height + below,
            gap,
            items,
            ..Fragment::default()
        })
    }

    /// Target, bands, round numbers and limits.
    fn behind(&self, scale: &Scale, right: f32, items: &mut Vec<Item>) {
        if let Some((low, high)) = self.target {
            let (top, bottom) = (scale.y(high.min(scale.high)), scale.y(low.max(scale.low)));
            items.push(Item::Fill {
                x: LEFT,
                y: top,
                w: right - LEFT,
                h: bottom - top,
                ink: Ink::Wash,
            });
        }
        for band in &self.bands {
            let lower = band.points.iter().map(|p| scale.point((p.0, p.1)));
            let upper = band.points.iter().rev().map(|p| scale.point((p.0, p.2)));
            items.push(Item::Area {
                points: lower.chain(upper).collect(),
                ink: if band.inner { Ink::Hair } else { Ink::Wash },
            });
        }
        let marks = if self.bare {
            let ends = self.target.into_iter().flat_map(|(low, high)| [low, high]);
            let limits = self.limits.iter().map(|l| (*l, true));
            limits.chain(ends.map(|end| (end, false))).collect()
        } else {
            scale.marks(&self.limits)
        };
        let mut told: Vec<f32> = Vec::new();
        for (mark, dash) in marks {
            let y = scale.y(mark);
            items.push(Item::Stroke {
                points: vec![(LEFT, y), (right, y)],
                width: if dash { 0.8 } else { 0.4 },
                ink: if dash { Ink::Grey } else { Ink::Hair },
                dash,
            });
            // Numbers of a low picture never lie over one another.
            if told.iter().all(|t| (t - y).abs() > 7.5) {
                items.extend(label(&number(mark), Some(LEFT - 4.0), 0.0, y - 5.2));
                told.push(y);
            }
        }
    }

    /// Events and the labels of the time.
    fn axis(&self, scale: &Scale, right: f32, bottom: f32, items: &mut Vec<Item>) {
        let mut free = f32::MIN;
        for (place, words) in &self.events {
            let x = scale.x(*place);
            items.push(Item::Stroke {
                points: vec![(x, scale.top - 2.0), (x, bottom)],
                width: 0.8,
                ink: Ink::Grey,
                dash: true,
            });
            let room = (x - name_width(words) / 2.0).clamp(LEFT, right.max(LEFT));
            if room > free {
                items.extend(label(words, None, room, scale.top - 12.0));
                free = room + name_width(words) + 6.0;
            }
        }
        let mut free = f32::MIN;
        for (place, words) in &self.ticks {
            let half = name_width(words) / 2.0;
            let x = (scale.x(*place) - half).clamp(LEFT, (right - 2.0 * half).max(LEFT));
            if x > free {
                items.extend(label(words, None, x, bottom + 2.0));
                free = x + 2.0 * half + 8.0;
            }
        }
    }
}

fn draw(curve: &Curve, scale: &Scale, right: f32, items: &mut Vec<Item>) {
    let points: Vec<(f32, f32)> = curve.points.iter().map(|p| scale.point(*p)).collect();
    if curve.stroke != Stroke::Dots {
        items.push(Item::Stroke {
            points: points.clone(),
            width: 1.2,
            ink: Ink::Black,
            dash: curve.stroke == Stroke::Dashed,
        });
    }
    if curve.stroke != Stroke::Solid {
        for (x, y) in &points {
            items.push(Item::Fill {
                x: x - 1.2,
                y: y - 1.2,
                w: 2.4,
                h: 2.4,
                ink: Ink::Black,
            });
        }
    }
    if let Some((_, y)) = points.last() {
        items.extend(label(&curve.name, None, right + 4.0, y - 5.2));
    }
}

/// The width of a name, with its distance.
fn name_width(name: &str) -> f32 {
    let line = break_lines(&Rich::new(name, SMALL), f32::MAX)
        .into_iter()
        .next();
    line.filter(|_| !name.is_empty())
        .map_or(0.0, |l| l.width + 6.0)
}

fn number(value: f32) -> String {
    if value.fract().abs() < 0.001 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

/// A label at `x`, or ending at `right`.
fn label(text: &str, right: Option<f32>, x: f32, y: f32) -> Option<Item> {
    if text.is_empty() {
        return None;
    }
    let line: Line = break_lines(&Rich::new(text, SMALL), f32::MAX)
        .into_iter()
        .next()?;
    let x = right.map_or(x, |r| r - line.width);
    Some(Item::Text {
        x,
        y: y + line.baseline,
        line,
    })
}

/// From values to points of the drawing.
struct Scale {
    from: i64,
    span: f32,
    low: f32,
    high: f32,
    step: f32,
    width: f32,
    top: f32,
    height: f32,
}

impl Scale {
    fn of(plot: &Plot, right: f32, top: f32, height: f32) -> Option<Self> {
        let places = || {
            let lines = plot
                .curves
                .iter()
                .flat_map(|c| c.points.iter().map(|p| p.0));
            lines.chain(plot.bands.iter().flat_map(|b| b.points.iter().map(|p| p.0)))
        };
        let values = || {
            let lines = plot
                .curves
                .iter()
                .flat_map(|c| c.points.iter().map(|p| p.1));
            let bands = plot
                .bands
                .iter()
                .flat_map(|b| b.points.iter().flat_map(|p| [p.1, p.2]));
            let fixed = plot.limits.iter().chain(&plot.include).copied();
            let target = plot.target.into_iter().flat_map(|(a, b)| [a, b]);
            lines
                .chain(bands)
                .chain(fixed)
                .chain(target)
                .filter(|v| v.is_finite())
        };
        let (from, to) = plot
            .span
            .or_else(|| Some((places().min()?, places().max()?)))?;
        places().next()?;
        let (low, high) = (
            values().fold(f32::MAX, f32::min),
            values().fold(f32::MIN, f32::max),
        );
        let step = [
            0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0,
        ]
        .into_iter()
        .find(|s| (high - low) / s <= 6.0)
        .unwrap_or(1000.0);
        Some(Self {
            from,
            span: to.saturating_sub(from).max(1) as f32,
            low: (low / step).floor() * step,
            high: ((high / step).floor() + 1.0) * step,
            step,
            width: (right - LEFT - 8.0).max(1.0),
            top,
            height,
        })
    }

    fn x(&self, place: i64) -> f32 {
        let along = place.saturating_sub(self.from) as f32 / self.span;
        LEFT + 4.0 + self.width * along.clamp(0.0, 1.0)
    }

    fn y(&self, value: f32) -> f32 {
        self.top + self.height * (self.high - value) / (self.high - self.low).max(0.001)
    }

    fn point(&self, point: (i64, f32)) -> (f32, f32) {
        (self.x(point.0), self.y(point.1))
    }

    /// Values with a line: the limits (broken), and the round ones that are not too near to one.
    fn marks(&self, limits: &[f32]) -> Vec<(f32, bool)> {
        let mut marks: Vec<(f32, bool)> = limits.iter().map(|l| (*l, true)).collect();
        let mut value = self.low;
        while value <= self.high + 0.001 {
            if marks
                .iter()
                .all(|(m, _)| (self.y(*m) - self.y(value)).abs() > 8.0)
            {
                marks.push((value, false));
            }
            value += self.step;
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week() -> Plot {
        let day = |d: i64, v: f32| (d * 86_400, v);
        Plot {
            curves: vec![
                Curve {
                    name: "Upper".to_owned(),
                    points: (0..7).map(|d| day(d, 130.0 + d as f32)).collect(),
                    stroke: Stroke::Marked,
                },
                Curve {
                    name: "Lower".to_owned(),
                    points: (0..7).map(|d| day(d, 80.0 + d as f32)).collect(),
                    stroke: Stroke::Dashed,
                },
            ],
            limits: vec![135.0, 85.0],
            events: vec![(3 * 86_400, "Amlodipine".to_owned())],
            ticks: (0..7).map(|d| (d * 86_400, format!("{d} May"))).collect(),
            ..Plot::default()
        }
    }

    #[test]
    fn everything_is_inside_its_place() {
        let fragment = week().fragment(500.0, 4.0).unwrap();
        for item in &fragment.items {
            let (left, top, right, bottom) = item.bounds();
            assert!(left >= -0.01 && right <= 500.01, "{left}..{right}");
            assert!(
                top >= -3.0 && bottom <= fragment.height + 0.01,
                "{top}..{bottom}"
            );
        }
        let lines = |dash: bool| {
            let dashed = |i: &&Item| matches!(i, Item::Stroke { dash: d, .. } if *d == dash);
            fragment.items.iter().filter(dashed).count()
        };
        assert_eq!(lines(true), 4, "two limits, an event, the lower line");
    }

    #[test]
    fn higher_values_stand_higher_and_later_ones_further_right() {
        let plot = week();
        let scale = Scale::of(&plot, 480.0, 0.0, 100.0).unwrap();
        assert!(scale.y(140.0) < scale.y(130.0));
        assert!(scale.x(86_400) > scale.x(0));
        assert!(scale.y(scale.high) >= 0.0 && scale.y(scale.low) <= 100.01);
    }

    #[test]
    fn nothing_gives_no_picture() {
        assert!(Plot::default().fragment(500.0, 0.0).is_none());
        let limits = Plot {
            limits: vec![135.0],
            ..Plot::default()
        };
        assert!(
            limits.fragment(500.0, 0.0).is_none(),
            "a limit alone is none"
        );
    }
}
