//! A picture in shades of grey, and what makes its codes easier to see.

use crate::{CodeError, CodeLimits};

/// Points on a side below which a picture is not made smaller.
const SMALLEST: usize = 200;
/// The most points a picture may have to be made twice as large on each side.
const TO_DOUBLE: usize = 3_000_000;

/// One byte a point, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grey {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) shades: Vec<u8>,
}

impl Grey {
    /// A picture of so many points.
    ///
    /// # Errors
    /// [`CodeError::TooLarge`]; [`CodeError::NoCode`] where it has another number of points.
    pub(crate) fn new(
        (width, height): (usize, usize),
        shades: Vec<u8>,
        limits: &CodeLimits,
    ) -> Result<Self, CodeError> {
        fits(width, height, limits)?;
        let whole = width.checked_mul(height) == Some(shades.len()) && !shades.is_empty();
        whole
            .then_some(Self {
                width,
                height,
                shades,
            })
            .ok_or(CodeError::NoCode)
    }

    fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.shades.chunks_exact(self.width.max(1))
    }

    fn with(&self, shades: Vec<u8>) -> Self {
        Self {
            width: self.width,
            height: self.height,
            shades,
        }
    }

    /// Each four points as one: large and a little unsharp pictures have less noise so.
    pub(super) fn halved(&self) -> Option<Self> {
        let (width, height) = (self.width / 2, self.height / 2);
        if width < SMALLEST || height < SMALLEST {
            return None;
        }
        let mut shades = Vec::with_capacity(width * height);
        for rows in self.shades.chunks_exact(self.width * 2) {
            let (upper, lower) = rows.split_at(self.width);
            for (a, b) in upper.chunks_exact(2).zip(lower.chunks_exact(2)) {
                let sum: u16 = a.iter().chain(b).map(|shade| u16::from(*shade)).sum();
                shades.push(u8::try_from(sum / 4).unwrap_or(u8::MAX));
            }
        }
        Some(Self {
            width,
            height,
            shades,
        })
    }

    /// Twice as large on each side, the points between guessed by a curve through four: squares of one point and
    /// a half come apart.
    pub(super) fn doubled(&self) -> Option<Self> {
        (self.shades.len() <= TO_DOUBLE).then(|| self.stretched_across().stretched_down())
    }

    fn stretched_across(&self) -> Self {
        let mut shades = Vec::with_capacity(self.shades.len() * 2);
        let mut padded: Vec<i32> = Vec::with_capacity(self.width + 4);
        for row in self.rows() {
            let first = row.first().copied().unwrap_or_default();
            let last = row.last().copied().unwrap_or_default();
            padded.clear();
            padded.extend([first, first].map(i32::from));
            padded.extend(row.iter().map(|shade| i32::from(*shade)));
            padded.extend([last, last].map(i32::from));
            // The middle of five is the point itself.
            for five in padded.windows(5) {
                if let [a, b, c, d, e] = *five {
                    shades.push(clamped((-24 * a + 232 * b + 888 * c - 72 * d) / 1024));
                    shades.push(clamped((-72 * b + 888 * c + 232 * d - 24 * e) / 1024));
                }
            }
        }
        Self {
            width: self.width * 2,
            height: self.height,
            shades,
        }
    }

    fn stretched_down(&self) -> Self {
        let mut shades = Vec::with_capacity(self.shades.len() * 2);
        let rows: Vec<&[u8]> = self.rows().collect();
        let end = rows.len().saturating_sub(1);
        let row = |y: usize| rows.get(y.min(end)).copied().unwrap_or_default();
        for y in 0..rows.len() {
            let up = |by: usize| row(y.saturating_sub(by));
            let (a, b, c, d, e) = (up(2), up(1), row(y), row(y + 1), row(y + 2));
            let mut between = |weights: [i32; 4], four: [&[u8]; 4]| {
                let [p, q, r, s] = four;
                let [k, l, m, n] = weights;
                let points = p.iter().zip(q).zip(r.iter().zip(s));
                shades.extend(points.map(|((p, q), (r, s))| {
                    let [p, q, r, s] = [*p, *q, *r, *s].map(i32::from);
                    clamped((k * p + l * q + m * r + n * s) / 1024)
                }));
            };
            between([-24, 232, 888, -72], [a, b, c, d]);
            between([-72, 888, 232, -24], [b, c, d, e]);
        }
        Self {
            width: self.width,
            height: self.height * 2,
            shades,
        }
    }

    /// From the darkest to the lightest, all shades there are; one point in a hundred at each end may be glare or dirt.
    pub(super) fn stretched(&self) -> Self {
        let mut count = [0_usize; 256];
        for shade in &self.shades {
            if let Some(one) = count.get_mut(usize::from(*shade)) {
                *one += 1;
            }
        }
        let aside = self.shades.len() / 100;
        let end = |counts: &mut dyn Iterator<Item = (u8, &usize)>| {
            let mut sum = 0;
            let mut at = 0;
            for (shade, n) in counts {
                sum += n;
                at = shade;
                if sum > aside {
                    break;
                }
            }
            i32::from(at)
        };
        let low = end(&mut (0..=u8::MAX).zip(&count));
        let high = end(&mut (0..=u8::MAX).zip(&count).rev());
        let span = (high - low).max(1);
        let mut of = [0_u8; 256];
        for (shade, new) in (0..).zip(&mut of) {
            *new = clamped((shade - low) * 255 / span);
        }
        let shades = self.shades.iter();
        let shades = shades.map(|shade| of.get(usize::from(*shade)).copied().unwrap_or_default());
        self.with(shades.collect())
    }

    /// The mean around each point, `reach` points to each side.
    pub(super) fn smooth(&self, reach: usize) -> Self {
        self.smooth_across(reach).smooth_down(reach)
    }

    fn smooth_across(&self, reach: usize) -> Self {
        let mut shades = Vec::with_capacity(self.shades.len());
        let mut sums: Vec<u32> = Vec::with_capacity(self.width + 1);
        let span = reach * 2 + 1;
        let whole = Mean::of(span);
        // Near the ends of a row there are fewer points.
        let near = reach.min(self.width);
        let far = self.width.saturating_sub(reach).max(near);
        for row in self.rows() {
            sums.clear();
            sums.push(0);
            let mut sum = 0;
            sums.extend(row.iter().map(|shade| {
                sum += u32::from(*shade);
                sum
            }));
            let end = |x: usize| {
                let from = x.saturating_sub(reach);
                let to = (x + reach + 1).min(self.width);
                let ends = sums.get(to).zip(sums.get(from));
                Mean::of(to - from).mean(ends.map_or(0, |(to, from)| to - from))
            };
            shades.extend((0..near).map(end));
            let ends = sums.iter().skip(span).zip(&sums).take(far - near);
            shades.extend(ends.map(|(to, from)| whole.mean(to - from)));
            shades.extend((far..self.width).map(end));
        }
        self.with(shades)
    }

    fn smooth_down(&self, reach: usize) -> Self {
        let mut shades = Vec::with_capacity(self.shades.len());
        let rows: Vec<&[u8]> = self.rows().collect();
        let mut sums = vec![0_u32; self.width];
        for row in rows.iter().take(reach) {
            for (sum, shade) in sums.iter_mut().zip(*row) {
                *sum += u32::from(*shade);
            }
        }
        for y in 0..rows.len() {
            if let Some(row) = rows.get(y + reach) {
                for (sum, shade) in sums.iter_mut().zip(*row) {
                    *sum += u32::from(*shade);
                }
            }
            let gone = y.checked_sub(reach + 1).and_then(|y| rows.get(y));
            if let Some(row) = gone {
                for (sum, shade) in sums.iter_mut().zip(*row) {
                    *sum -= u32::from(*shade);
                }
            }
            let points = (y + reach + 1).min(rows.len()) - y.saturating_sub(reach);
            let mean = Mean::of(points);
            shades.extend(sums.iter().map(|sum| mean.mean(*sum)));
        }
        self.with(shades)
    }

    /// Edges stronger than they are: against what a lens that is not quite in focus does.
    pub(super) fn sharpened(&self, reach: usize) -> Self {
        let soft = self.smooth(reach).smooth(reach);
        let pairs = self.shades.iter().zip(&soft.shades);
        let sharp = pairs.map(|(shade, soft)| {
            let (shade, soft) = (i32::from(*shade), i32::from(*soft));
            clamped(shade + 2 * (shade - soft))
        });
        self.with(sharp.collect())
    }

    /// Which points are darker than the mean around them, `reach` points to each side.
    pub(super) fn darker_than_around(&self, reach: usize) -> Vec<bool> {
        let around = self.smooth(reach);
        let pairs = self.shades.iter().zip(&around.shades);
        pairs
            .map(|(shade, mean)| u16::from(*shade) + 4 < u16::from(*mean))
            .collect()
    }
}

/// The whole part of a mean of so many shades, without a division for each.
#[derive(Clone, Copy)]
struct Mean(u64);

impl Mean {
    fn of(points: usize) -> Self {
        // Exact while 255 times the square of the number stays below 2^32; no reach here comes near that.
        Self((1 << 32) / (points.max(1) as u64) + 1)
    }

    fn mean(self, sum: u32) -> u8 {
        u8::try_from((u64::from(sum) * self.0) >> 32).unwrap_or(u8::MAX)
    }
}

fn clamped(shade: i32) -> u8 {
    u8::try_from(shade.clamp(0, 255)).unwrap_or(u8::MAX)
}

/// Whether a picture of this size is read at all.
pub(crate) fn fits(width: usize, height: usize, limits: &CodeLimits) -> Result<(), CodeError> {
    let limit = limits.picture_pixels as u64;
    match width.checked_mul(height) {
        Some(pixels) if pixels <= limits.picture_pixels => Ok(()),
        _ => Err(CodeError::TooLarge { limit }),
    }
}

#[cfg(test)]
mod tests {
    use super::Grey;
    use crate::CodeLimits;

    fn grey(width: usize, height: usize, shade: impl Fn(usize, usize) -> u8) -> Grey {
        let points = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let shades = points.map(|(x, y)| shade(x, y)).collect();
        Grey::new((width, height), shades, &CodeLimits::default()).unwrap()
    }

    #[test]
    fn a_flat_picture_stays_flat() {
        let flat = grey(30, 20, |_, _| 120);
        let twice = flat.doubled().unwrap();
        assert_eq!((twice.width, twice.height), (60, 40));
        assert!(twice.shades.iter().all(|s| (119..=121).contains(s)));
        assert_eq!(flat.smooth(3), flat);
        assert_eq!(flat.sharpened(1), flat);
        assert!(!flat.darker_than_around(5).contains(&true));
    }

    #[test]
    fn what_is_made_larger_and_smaller_again_is_as_before() {
        let slope = grey(220, 210, |x, y| u8::try_from((x + y) / 2).unwrap());
        let back = slope.doubled().unwrap().halved().unwrap();
        assert_eq!((back.width, back.height), (220, 210));
        for (a, b) in slope.shades.iter().zip(&back.shades) {
            assert!(a.abs_diff(*b) <= 3, "{a} became {b}");
        }
    }

    #[test]
    fn the_quick_mean_and_the_quick_doubling_are_those_of_the_slow_way() {
        for (width, height) in [(1, 1), (3, 50), (40, 7), (61, 33)] {
            let picture = grey(width, height, |x, y| {
                u8::try_from((x * 7919 + y * 104_729 + x * y * 31) % 256).unwrap()
            });
            let at = |picture: &Grey, x: usize, y: usize| picture.shades[y * picture.width + x];
            for reach in [1, 3, 12, 40] {
                let mut across = picture.clone();
                for (n, shade) in across.shades.iter_mut().enumerate() {
                    let (x, y) = (n % width, n / width);
                    let near = x.saturating_sub(reach)..(x + reach + 1).min(width);
                    let points = near.len();
                    let sum: usize = near.map(|x| usize::from(at(&picture, x, y))).sum();
                    *shade = u8::try_from(sum / points).unwrap();
                }
                let smooth = picture.smooth(reach);
                for (n, shade) in smooth.shades.iter().enumerate() {
                    let (x, y) = (n % width, n / width);
                    let near = y.saturating_sub(reach)..(y + reach + 1).min(height);
                    let points = near.len();
                    let sum: usize = near.map(|y| usize::from(at(&across, x, y))).sum();
                    assert_eq!(
                        usize::from(*shade),
                        sum / points,
                        "{width} {height} {reach}"
                    );
                }
            }
            let twice = picture.doubled().unwrap();
            let near = |x: usize, by: isize, end: usize| x.saturating_add_signed(by).min(end - 1);
            let between = |five: [i32; 5], second: bool| {
                let [a, b, c, d, e] = five;
                let sum = if second {
                    -72 * b + 888 * c + 232 * d - 24 * e
                } else {
                    -24 * a + 232 * b + 888 * c - 72 * d
                };
                (sum / 1024).clamp(0, 255)
            };
            let across = |x: usize, y: usize| {
                let five =
                    [-2, -1, 0, 1, 2].map(|by| i32::from(at(&picture, near(x / 2, by, width), y)));
                between(five, x % 2 == 1)
            };
            for y in 0..height * 2 {
                for x in 0..width * 2 {
                    let five = [-2, -1, 0, 1, 2].map(|by| across(x, near(y / 2, by, height)));
                    assert_eq!(i32::from(at(&twice, x, y)), between(five, y % 2 == 1));
                }
            }
        }
        for points in [1, 2, 25, 81, 4000] {
            let mean = super::Mean::of(points);
            for sum in [
                0,
                1,
                points - 1,
                points,
                points * 7 + points - 1,
                points * 255,
            ] {
                let whole = u32::try_from(sum).unwrap();
                assert_eq!(
                    usize::from(mean.mean(whole)),
                    sum / points,
                    "{sum} {points}"
                );
            }
        }
    }

    #[test]
    fn a_pale_picture_gets_all_shades() {
        let pale = grey(40, 40, |x, _| if x < 20 { 110 } else { 130 });
        let strong = pale.stretched();
        assert_eq!(strong.shades.iter().min(), Some(&0));
        assert_eq!(strong.shades.iter().max(), Some(&255));
        let one = grey(1, 1, |_, _| 7);
        assert_eq!(one.stretched().shades.len(), 1);
        assert!(one.halved().is_none());
        assert_eq!(one.doubled().unwrap().shades.len(), 4);
    }
}
