//! Goals, what was measured, and the verdict.

use crate::Outcome;
use serde::Serialize;
use std::path::Path;

/// Which side of the needed value is good.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Need {
    /// The median must be this or more.
    AtLeast(f64),
    /// The median must be this or less.
    AtMost(f64),
    /// Printed, not judged.
    Info,
}

#[derive(Debug, Serialize)]
struct Line {
    name: String,
    median: f64,
    min: f64,
    max: f64,
    need: Need,
    passed: Option<bool>,
}

/// All lines of a run.
#[derive(Debug, Default)]
pub(crate) struct Board {
    lines: Vec<Line>,
}

/// The value in the middle; the mean of the two in the middle for an even number.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let upper = sorted.get(half).copied().unwrap_or(f64::NAN);
    if sorted.len().is_multiple_of(2) {
        let lower = half.checked_sub(1).and_then(|n| sorted.get(n));
        return lower.map_or(f64::NAN, |lower| f64::midpoint(*lower, upper));
    }
    upper
}

/// The value below which `percent` of the values lie (nearest rank).
pub(crate) fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank within a small list"
    )]
    let rank = ((percent / 100.0) * (sorted.len().saturating_sub(1)) as f64).round() as usize;
    sorted.get(rank).copied().unwrap_or(f64::NAN)
}

impl Board {
    /// Judges a goal by the median of its measurements and prints the line.
    pub(crate) fn judge(&mut self, name: &str, values: &[f64], need: Need) {
        let middle = median(values);
        let passed = match need {
            Need::AtLeast(bound) => Some(middle >= bound),
            Need::AtMost(bound) => Some(middle <= bound),
            Need::Info => None,
        };
        let line = Line {
            name: name.to_owned(),
            median: middle,
            min: percentile(values, 0.0),
            max: percentile(values, 100.0),
            need,
            passed,
        };
        let need = match need {
            Need::AtLeast(bound) => format!(">= {bound}"),
            Need::AtMost(bound) => format!("<= {bound}"),
            Need::Info => "-".to_owned(),
        };
        let verdict = match passed {
            Some(true) => "ok",
            Some(false) => "FAILED",
            None => "",
        };
        println!(
            "{name:<58} {:>10.3} {:>10.3} {:>10.3}  {need:<10} {verdict}",
            line.median, line.min, line.max
        );
        self.lines.push(line);
    }

    /// Prints the closing line; true when no goal failed.
    pub(crate) fn finish(self, json: Option<&Path>) -> Outcome<bool> {
        if let Some(path) = json {
            std::fs::write(path, serde_json::to_vec_pretty(&self.lines)?)?;
        }
        let failed = self
            .lines
            .iter()
            .filter(|l| l.passed == Some(false))
            .count();
        let passed = self.lines.iter().filter(|l| l.passed == Some(true)).count();
        println!("{passed} passed, {failed} failed");
        Ok(failed == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::{median, percentile};

    #[test]
    fn the_middle_of_an_even_number_is_between_two() {
        assert!((median(&[3.0, 1.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(&[4.0, 1.0, 2.0, 9.0]) - 3.0).abs() < f64::EPSILON);
        assert!((median(&[5.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!(median(&[]).is_nan());
        assert!((percentile(&[1.0, 2.0, 3.0], 100.0) - 3.0).abs() < f64::EPSILON);
    }
}
