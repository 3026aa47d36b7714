//! Many points made few for a picture, without losing a peak.
//!
//! The time is cut into equal parts; of each part the lowest and the highest point stay, for both numbers of a pair.
//! A line through them covers the same dots of the screen as a line through all. Which of the points of a part come
//! first does not matter, so several sources need no sorting. Largest-triangle (LTTB) was not taken: it may drop the
//! one low value of a night, which is what the picture is looked at for.

use crate::exact::Exact;

/// A point of a picture: a place in time, one number or two, and what it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point<T> {
    /// Seconds.
    pub at: i64,
    /// The number.
    pub first: Exact,
    /// The second number of a pair.
    pub second: Option<Exact>,
    /// What it came from.
    pub tag: T,
}

/// Lowest and highest, of the first and of the second number.
type Part<T> = [Option<Point<T>>; 4];

/// Takes points in any order and keeps at most a number of them.
#[derive(Debug, Clone)]
pub struct Decimator<T> {
    from: i64,
    span: i64,
    most: usize,
    all: Vec<Point<T>>,
    parts: Vec<Part<T>>,
    count: u64,
}

impl<T: Copy> Decimator<T> {
    /// For points between two places, both included; at most `most` of them stay (at least four).
    #[must_use]
    pub fn new(from: i64, until: i64, most: usize) -> Self {
        Self {
            from,
            span: until.saturating_sub(from).max(0).saturating_add(1),
            most: most.max(4),
            all: Vec::new(),
            parts: Vec::new(),
            count: 0,
        }
    }

    /// Takes a point; one outside is left out.
    pub fn take(&mut self, point: Point<T>) {
        let along = point.at.saturating_sub(self.from);
        if !(0..self.span).contains(&along) {
            return;
        }
        self.count = self.count.saturating_add(1);
        if self.parts.is_empty() {
            self.all.push(point);
            if self.all.len() <= self.most {
                return;
            }
            self.parts = vec![[None; 4]; self.most.checked_div(4).unwrap_or(1).max(1)];
            for point in std::mem::take(&mut self.all) {
                self.sort_in(point);
            }
            return;
        }
        self.sort_in(point);
    }

    fn sort_in(&mut self, point: Point<T>) {
        let along = i128::from(point.at.saturating_sub(self.from));
        let parts = i128::try_from(self.parts.len()).unwrap_or(1);
        let place = along
            .saturating_mul(parts)
            .checked_div(i128::from(self.span))
            .and_then(|p| usize::try_from(p).ok());
        let Some(part) = place.and_then(|p| self.parts.get_mut(p)) else {
            return;
        };
        let [low, high, low2, high2] = part;
        // Of equal ones the earliest stays, whatever the order they come in.
        let second = |p: &Point<T>| p.second.map(|s| s.0);
        keep(low, point, |p| Some((p.first.0, p.at, second(p))));
        keep(high, point, |p| {
            Some((p.first.0.saturating_neg(), p.at, second(p)))
        });
        keep(low2, point, |p| Some((second(p)?, p.at, Some(p.first.0))));
        keep(high2, point, |p| {
            Some((second(p)?.saturating_neg(), p.at, Some(p.first.0)))
        });
    }

    /// How many points were inside.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The points that stay, in the order of time.
    #[must_use]
    pub fn finish(self) -> Vec<Point<T>> {
        let mut out = if self.parts.is_empty() {
            self.all
        } else {
            self.parts.into_iter().flatten().flatten().collect()
        };
        let key = |p: &Point<T>| (p.at, p.first, p.second);
        out.sort_by_key(key);
        // A point may be the lowest and the highest at once.
        if self.count > u64::try_from(self.most).unwrap_or(u64::MAX) {
            out.dedup_by_key(|p| key(p));
        }
        out
    }
}

/// Keeps the point with the smallest key.
fn keep<T: Copy>(
    place: &mut Option<Point<T>>,
    point: Point<T>,
    key: impl Fn(&Point<T>) -> Option<(i64, i64, Option<i64>)>,
) {
    let Some(new) = key(&point) else { return };
    if place.as_ref().and_then(&key).is_none_or(|old| new < old) {
        *place = Some(point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(at: i64, first: i64, second: Option<i64>) -> Point<()> {
        Point {
            at,
            first: Exact::whole(first),
            second: second.map(Exact::whole),
            tag: (),
        }
    }

    fn kept(points: &[Point<()>], until: i64, most: usize) -> Vec<Point<()>> {
        let mut decimator = Decimator::new(0, until, most);
        for p in points {
            decimator.take(*p);
        }
        decimator.finish()
    }

    #[test]
    fn few_points_stay_as_they_are() {
        let points: Vec<_> = (0..10).map(|i| point(i, i % 3, None)).collect();
        assert_eq!(kept(&points, 9, 10), points);
        let same = vec![point(1, 5, None), point(1, 5, None)];
        assert_eq!(kept(&same, 9, 10), same, "equal ones are two readings");
    }

    #[test]
    fn one_low_value_among_a_hundred_thousand_stays() {
        let mut points: Vec<_> = (0..100_000).map(|i| point(i, 100 + i % 7, None)).collect();
        points[77_777].first = Exact::whole(41);
        points[3].first = Exact::whole(400);
        let few = kept(&points, 99_999, 2000);
        assert!(few.len() <= 2000);
        assert!(few.contains(&points[77_777]) && few.contains(&points[3]));
        assert!(few.windows(2).all(|w| w[0].at <= w[1].at), "in order");
    }

    #[test]
    fn both_numbers_of_a_pair_keep_their_peaks() {
        let mut points: Vec<_> = (0..5000).map(|i| point(i, 130, Some(80))).collect();
        points[100].second = Some(Exact::whole(40));
        points[4000].second = Some(Exact::whole(119));
        let few = kept(&points, 4999, 100);
        assert!(few.contains(&points[100]) && few.contains(&points[4000]));
        assert!(few.len() <= 100);
    }

    proptest::proptest! {
        #[test]
        fn the_order_does_not_matter_and_no_peak_is_lost(
            values in proptest::collection::vec((0_i64..1000, -50_i64..50, proptest::option::of(-50_i64..50)), 1..200),
            most in 4_usize..60,
        ) {
            let points: Vec<_> = values.iter().map(|(t, a, b)| point(*t, *a, *b)).collect();
            let mut turned = points.clone();
            turned.reverse();
            let few = kept(&points, 999, most);
            let sides = |list: &[Point<()>]| list.iter().map(|p| (p.at, p.first, p.second)).collect::<Vec<_>>();
            proptest::prop_assert_eq!(
                few.iter().map(|p| p.first).min(),
                points.iter().map(|p| p.first).min()
            );
            proptest::prop_assert_eq!(
                few.iter().map(|p| p.first).max(),
                points.iter().map(|p| p.first).max()
            );
            proptest::prop_assert!(few.len() <= most.max(4));
            let other = kept(&turned, 999, most);
            proptest::prop_assert_eq!(sides(&few), sides(&other));
        }
    }
}
