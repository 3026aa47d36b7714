//! A small line chart, drawn as paths: the band between systolic and diastolic pressure, or one line.

use crate::font::Weight;
use crate::page::{Fragment, Item};
use crate::series::{Series, pressure};
use crate::text::{Ink, Line, Rich, Style, break_lines};
use crate::words::Words;

/// A chart: points are (seconds, value) in time's order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    /// Heading, in the language of the summary.
    pub title: String,
    /// A line below the heading: what was measured, how often, with which mean; may be empty.
    pub caption: String,
    /// Marks of the sources, e.g. `D`; may be empty.
    pub source: String,
    /// The line, or the upper edge of the band.
    pub upper: Vec<(i64, f32)>,
    /// The lower edge of the band; empty for a single line. As long as `upper`.
    pub lower: Vec<(i64, f32)>,
    /// Values that get a dashed line and a label, e.g. 135 and 85.
    pub limits: Vec<f32>,
    /// What stands below the left and the right end: the first and the last day.
    pub ends: (String, String),
}

impl Chart {
    /// The chart of the newest 30 blood pressures, when there are at least three.
    pub(crate) fn of_pressures(series: &Series<'_>, words: &Words) -> Option<Self> {
        let points: Vec<_> = series
            .rows
            .iter()
            .rev()
            .take(30)
            .rev()
            .filter_map(|row| Some((row.date?, pressure(row)?, *row)))
            .collect();
        let ((first, ..), (last, _, newest)) = (points.first()?, points.last()?);
        if points.len() < 3 {
            return None;
        }
        let count = points.len();
        let mean = |part: fn(&(f32, f32)) -> f32| {
            points.iter().map(|(_, p, _)| part(p)).sum::<f32>() / count as f32
        };
        let mean = format!("{:.0}/{:.0}", mean(|p| p.0), mean(|p| p.1));
        let caption = words.text(
            "print-chart-caption",
            &[
                ("count", &count.to_string()),
                ("mean", &mean),
                ("unit", "mmHg"),
            ],
        );
        Some(Self {
            title: words.word("print-blood-pressure"),
            caption,
            source: words.marks(newest),
            upper: points
                .iter()
                .map(|(d, p, _)| (d.sort_seconds(), p.0))
                .collect(),
            lower: points
                .iter()
                .map(|(d, p, _)| (d.sort_seconds(), p.1))
                .collect(),
            limits: Vec::new(),
            ends: (words.column_date(first), words.column_date(last)),
        })
    }

    /// The drawing: 58 points of plot and a line of dates.
    pub(crate) fn fragment(&self, width: f32, gap: f32) -> Option<Fragment> {
        const PLOT: f32 = 56.0;
        const LABELS: f32 = 22.0;
        let scale = Scale::of(self, LABELS, width, PLOT)?;
        let small = Style {
            size: 7.2,
            weight: Weight::Regular,
            ink: Ink::Grey,
        };
        let mut items = Vec::new();
        let upper: Vec<_> = self.upper.iter().map(|p| scale.point(p)).collect();
        let lower: Vec<_> = self.lower.iter().map(|p| scale.point(p)).collect();
        if !lower.is_empty() {
            let around = upper.iter().chain(lower.iter().rev()).copied().collect();
            items.push(Item::Area {
                points: around,
                ink: Ink::Wash,
            });
        }
        for mark in scale.marks(&self.limits) {
            let y = scale.y(mark);
            let dash = self.limits.contains(&mark);
            items.push(Item::Stroke {
                points: vec![(LABELS, y), (width, y)],
                width: 0.5,
                ink: Ink::Hair,
                dash,
            });
            items.extend(label(
                &format!("{mark:.0}"),
                small,
                Some(LABELS - 4.0),
                0.0,
                y - 5.2,
            ));
        }
        items.push(Item::Stroke {
            points: upper.clone(),
            width: 1.3,
            ink: Ink::Black,
            dash: false,
        });
        items.push(Item::Stroke {
            points: lower.clone(),
            width: 1.0,
            ink: Ink::Black,
            dash: true,
        });
        for (x, y) in upper.iter().chain(&lower) {
            items.push(Item::Fill {
                x: x - 1.1,
                y: y - 1.1,
                w: 2.2,
                h: 2.2,
                ink: Ink::Black,
            });
        }
        items.extend(label(&self.ends.0, small, None, LABELS, PLOT + 2.0));
        items.extend(label(&self.ends.1, small, Some(width), 0.0, PLOT + 2.0));
        items.retain(|i| !matches!(i, Item::Stroke { points, .. } if points.len() < 2));
        Some(Fragment {
            height: PLOT + 13.0,
            gap,
            items,
            ..Fragment::default()
        })
    }
}

/// A label at `x`, or ending at `right`.
fn label(text: &str, style: Style, right: Option<f32>, x: f32, y: f32) -> Option<Item> {
    let line: Line = break_lines(&Rich::new(text, style), f32::MAX)
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
    /// Distance between marks.
    step: f32,
    left: f32,
    width: f32,
    height: f32,
}

impl Scale {
    fn of(chart: &Chart, left: f32, right: f32, height: f32) -> Option<Self> {
        let values = || {
            chart
                .upper
                .iter()
                .chain(&chart.lower)
                .map(|p| p.1)
                .chain(chart.limits.iter().copied())
        };
        let (from, to) = (chart.upper.first()?.0, chart.upper.last()?.0);
        let low = values().fold(f32::MAX, f32::min);
        let high = values().fold(f32::MIN, f32::max);
        let step = Self::step(high - low);
        Some(Self {
            from,
            span: (to.saturating_sub(from)).max(1) as f32,
            low: (low / step).floor() * step,
            high: ((high / step).floor() + 1.0) * step,
            step,
            left: left + 2.0,
            width: (right - left - 4.0).max(1.0),
            height,
        })
    }

    /// A round distance between marks that gives two to five of them.
    fn step(range: f32) -> f32 {
        [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0]
            .into_iter()
            .find(|s| range / s <= 4.0)
            .unwrap_or(500.0)
    }

    fn y(&self, value: f32) -> f32 {
        self.height * (self.high - value) / (self.high - self.low).max(0.001)
    }

    fn point(&self, point: &(i64, f32)) -> (f32, f32) {
        let along = point.0.saturating_sub(self.from) as f32 / self.span;
        (
            self.left + self.width * along.clamp(0.0, 1.0),
            self.y(point.1),
        )
    }

    /// Values with a line: the round ones, and the limits, which push out round ones too near.
    fn marks(&self, limits: &[f32]) -> Vec<f32> {
        let mut marks: Vec<f32> = limits.to_vec();
        let mut value = self.low;
        while value <= self.high + 0.001 {
            if marks
                .iter()
                .all(|m| (self.y(*m) - self.y(value)).abs() > 8.0)
            {
                marks.push(value);
            }
            value += self.step;
        }
        marks
    }
}
