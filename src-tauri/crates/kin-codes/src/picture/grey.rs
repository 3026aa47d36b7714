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
        (self.shades.len() <= TO_DOUBLE).then(|| {
            let wide = self.stretched_across();
            let turned = wide.transposed().stretched_across();
            turned.transposed()
        })
    }

    fn stretched_across(&self) -> Self {
        let mut shades = Vec::with_capacity(self.shades.len() * 2);
        for row in self.rows() {
            let first = row.first().copied().unwrap_or_default();
            let last = row.last().copied().unwrap_or_default();
            let mut five = [first, first, first, first, first].map(i32::from);
            let ahead = row.iter().copied().chain([last, last]).map(i32::from);
            // Filled so that the middle of five is the point itself.
            for (at, next) in ahead.enumerate() {
                five.rotate_left(1);
                if let Some(place) = five.last_mut() {
                    *place = next;
                }
                if at >= 2 {
                    let [a, b, c, d, e] = five;
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

    fn transposed(&self) -> Self {
        let mut shades = Vec::with_capacity(self.shades.len());
        for x in 0..self.width {
            let column = self.shades.iter().skip(x).step_by(self.width.max(1));
            shades.extend(column);
        }
        Self {
            width: self.height,
            height: self.width,
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
        let shades = self.shades.iter();
        let shades = shades.map(|shade| clamped((i32::from(*shade) - low) * 255 / span));
        self.with(shades.collect())
    }

    /// The mean around each point, `reach` points to each side.
    pub(super) fn smooth(&self, reach: usize) -> Self {
        let across = self.smooth_across(reach).transposed();
        across.smooth_across(reach).transposed()
    }

    fn smooth_across(&self, reach: usize) -> Self {
        let mut shades = Vec::with_capacity(self.shades.len());
        let mut sums: Vec<u32> = Vec::with_capacity(self.width + 1);
        for row in self.rows() {
            sums.clear();
            sums.push(0);
            let mut sum = 0;
            sums.extend(row.iter().map(|shade| {
                sum += u32::from(*shade);
                sum
            }));
            for x in 0..self.width {
                let from = x.saturating_sub(reach);
                let to = (x + reach + 1).min(self.width);
                let ends = sums.get(to).zip(sums.get(from));
                let part = ends.map_or(0, |(to, from)| to - from);
                let points = u32::try_from(to - from).unwrap_or(1).max(1);
                shades.push(u8::try_from(part / points).unwrap_or(u8::MAX));
            }
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
