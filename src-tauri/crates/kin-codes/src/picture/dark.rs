//! Which points of a picture are dark, as a matrix of bits.
//!
//! By blocks it is the rule of rxing's `HybridBinarizer` (after ZXing), to the last bit, eight points at a time: that was
//! half of what it takes to read an easy picture.

use super::grey::Grey;
use rxing::common::{BitArray, BitMatrix, HybridBinarizer};
use rxing::{Binarizer as _, Luma8LuminanceSource};

/// Points on a side of a block.
const BLOCK: usize = 8;
/// Blocks on a side whose mean is the threshold of the one in the middle.
const AROUND: usize = 5;
/// Shades that a block must span to have dark and light in it.
const SPREAD: u8 = 24;
/// Bits of a word of a matrix.
const BITS: usize = usize::BITS as usize;

/// The bits of a matrix, row by row, each beginning with a new word.
struct Bits {
    width: usize,
    words: Vec<usize>,
}

impl Bits {
    fn row_words(width: usize) -> usize {
        width.div_ceil(BITS).max(1)
    }

    fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            words: vec![0; Self::row_words(width) * height],
        }
    }

    fn matrix(self) -> Option<BitMatrix> {
        let each = Self::row_words(self.width);
        let width = u32::try_from(self.width).ok()?;
        let height = u32::try_from(self.words.len() / each).ok()?;
        let mut matrix = BitMatrix::new(width, height).ok()?;
        let mut line = BitArray::with_size(self.width);
        for (y, row) in (0..height).zip(self.words.chunks_exact(each)) {
            for (n, word) in row.iter().enumerate() {
                line.setBulk(n * BITS, *word);
            }
            matrix.setRow(y, &line);
        }
        Some(matrix)
    }
}

/// One truth a point, row by row.
pub(super) fn matrix(width: usize, height: usize, dark: &[bool]) -> Option<BitMatrix> {
    let mut bits = Bits::new(width, height);
    let rows = bits.words.chunks_exact_mut(Bits::row_words(width));
    for (row, dark) in rows.zip(dark.chunks_exact(width.max(1))) {
        for (word, dark) in row.iter_mut().zip(dark.chunks(BITS)) {
            for (n, dark) in dark.iter().enumerate() {
                *word |= usize::from(*dark) << n;
            }
        }
    }
    bits.matrix()
}

/// Dark and light told apart by blocks of eight points.
pub(super) fn by_blocks(picture: &Grey) -> Option<BitMatrix> {
    let (width, height) = (picture.width, picture.height);
    if width < BLOCK * AROUND || height < BLOCK * AROUND {
        return by_histogram(picture);
    }
    let points = black_points(picture);
    let wide = width.div_ceil(BLOCK);
    let rows: Vec<&[u32]> = points.chunks_exact(wide).collect();
    let mut bits = Bits::new(width, height);
    let each = Bits::row_words(width);
    let mut sums = vec![0_u32; wide];
    let mut bounds = vec![0_u8; wide];
    for n in 0..rows.len() {
        sums.fill(0);
        let top = n.clamp(2, rows.len() - 3) - 2;
        for row in rows.iter().skip(top).take(AROUND) {
            for (sum, point) in sums.iter_mut().zip(*row) {
                *sum += point;
            }
        }
        for (x, bound) in bounds.iter_mut().enumerate() {
            let left = x.clamp(2, wide - 3) - 2;
            let near = sums.iter().skip(left).take(AROUND).sum::<u32>();
            *bound = u8::try_from(near / 25).unwrap_or(u8::MAX);
        }
        let from = (n * BLOCK).min(height - BLOCK);
        let shades = picture.shades.chunks_exact(width).skip(from).take(BLOCK);
        let words = bits.words.chunks_exact_mut(each).skip(from);
        for (row, words) in shades.zip(words) {
            for (n, (block, bound)) in blocks(row).zip(&bounds).enumerate() {
                // The last block may begin within the one before it.
                put(
                    words,
                    (n * BLOCK).min(width - BLOCK),
                    not_above(block, *bound),
                );
            }
        }
    }
    bits.matrix()
}

/// What is too small for blocks.
fn by_histogram(picture: &Grey) -> Option<BitMatrix> {
    let width = u32::try_from(picture.width).ok()?;
    let height = u32::try_from(picture.height).ok()?;
    let source = Luma8LuminanceSource::new(picture.shades.clone(), width, height).ok()?;
    HybridBinarizer::new(source)
        .get_black_matrix()
        .ok()
        .cloned()
}

/// The blocks of a row; the last one ends with the row.
fn blocks(row: &[u8]) -> impl Iterator<Item = &[u8; BLOCK]> {
    let (whole, rest) = row.as_chunks::<BLOCK>();
    let last = if rest.is_empty() {
        None
    } else {
        row.last_chunk::<BLOCK>()
    };
    whole.iter().chain(last)
}

/// Which of eight points are not above a bound, the first in the lowest bit.
const fn not_above(block: &[u8; BLOCK], bound: u8) -> u8 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const EACH: u64 = 0x0101_0101_0101_0101;
    let points = u64::from_le_bytes(*block);
    let bounds = bound as u64 * EACH;
    // Seven bits of each byte are compared by a difference that cannot borrow; the eighth decides where it differs.
    let low = (bounds | HIGH).wrapping_sub(points & !HIGH);
    let fit = ((bounds & !points) | (!(bounds ^ points) & low)) & HIGH;
    // One bit of each byte, gathered in the highest byte.
    let [.., gathered] = (fit >> 7).wrapping_mul(0x0102_0408_1020_4080).to_le_bytes();
    gathered
}

/// Adds eight bits at a place.
fn put(words: &mut [usize], at: usize, eight: u8) {
    let (word, shift) = (at / BITS, at % BITS);
    if let Some(word) = words.get_mut(word) {
        *word |= usize::from(eight) << shift;
    }
    if shift > BITS - BLOCK
        && let Some(word) = words.get_mut(word + 1)
    {
        *word |= usize::from(eight) >> (BITS - shift);
    }
}

/// What would be between dark and light in each block.
fn black_points(picture: &Grey) -> Vec<u32> {
    let (width, height) = (picture.width, picture.height);
    let wide = width.div_ceil(BLOCK);
    let mut points: Vec<u32> = Vec::with_capacity(wide * height.div_ceil(BLOCK));
    let mut above: Vec<u32> = Vec::new();
    let mut found = vec![(0_u32, u8::MAX, u8::MIN); wide];
    for n in 0..height.div_ceil(BLOCK) {
        found.fill((0, u8::MAX, u8::MIN));
        let from = (n * BLOCK).min(height - BLOCK);
        for row in picture.shades.chunks_exact(width).skip(from).take(BLOCK) {
            for ((sum, low, high), block) in found.iter_mut().zip(blocks(row)) {
                for shade in block {
                    *sum += u32::from(*shade);
                    *low = (*low).min(*shade);
                    *high = (*high).max(*shade);
                }
            }
        }
        let start = points.len();
        let (mut left, mut left_above) = (None, 0);
        for (x, (sum, low, high)) in found.iter().enumerate() {
            let over = above.get(x).copied();
            let mut point = sum / 64;
            if high - low <= SPREAD {
                // All light or all dark: light, unless the blocks before it say that this is dark.
                point = u32::from(*low) / 2;
                if let (Some(left), Some(over)) = (left, over) {
                    let near = (over + 2 * left + left_above) / 4;
                    if u32::from(*low) < near {
                        point = near;
                    }
                }
            }
            points.push(point);
            left = Some(point);
            left_above = over.unwrap_or(0);
        }
        above.clear();
        above.extend(points.iter().skip(start));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::{by_blocks, matrix, not_above};
    use crate::CodeLimits;
    use crate::picture::grey::Grey;
    use proptest::prelude::*;
    use rxing::common::{BitMatrix, HybridBinarizer};
    use rxing::{Binarizer as _, Luma8LuminanceSource};

    fn theirs(picture: &Grey) -> Option<BitMatrix> {
        let size = |n: usize| u32::try_from(n).unwrap();
        let source = Luma8LuminanceSource::new(
            picture.shades.clone(),
            size(picture.width),
            size(picture.height),
        );
        let parted = HybridBinarizer::new(source.unwrap());
        parted.get_black_matrix().ok().cloned()
    }

    #[test]
    fn eight_points_are_compared_at_once() {
        for bound in 0..=u8::MAX {
            for low in [0, 1, 90, 120, 126, 127, 128, 129, 200, 248] {
                let block = [0, 1, 2, 3, 4, 5, 6, 7].map(|n: u8| low + n);
                let slow = (0..8).filter(|n| block[*n] <= bound);
                let slow = slow.fold(0_u8, |bits, n| bits | 1 << n);
                assert_eq!(not_above(&block, bound), slow, "{low} {bound}");
            }
        }
    }

    #[test]
    fn truths_become_bits() {
        for (width, height) in [(1, 1), (63, 2), (64, 3), (65, 3), (130, 5)] {
            let dark: Vec<bool> = (0..width * height).map(|n| n * 7919 % 3 == 0).collect();
            let fast = matrix(width, height, &dark).unwrap();
            for (n, dark) in dark.iter().enumerate() {
                let place = |n: usize| u32::try_from(n).unwrap();
                assert_eq!(fast.get(place(n % width), place(n / width)), *dark);
            }
        }
        assert!(matrix(0, 0, &[]).is_none());
    }

    proptest! {
        #[test]
        fn by_blocks_is_the_rule_of_the_other_program(
            width in 1_usize..200,
            height in 1_usize..120,
            seed in any::<u64>(),
            base in 0_u8..=255,
            spread in 1_u64..256,
            square in 1_usize..30,
        ) {
            // Squares of two shades with noise: blocks with and without contrast.
            let mut random = seed | 1;
            let shades = (0..width * height).map(|n| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                let noise = u8::try_from(random % spread).unwrap();
                let dark = (n % width / square + n / width / square) % 3 == 0;
                if dark { base.wrapping_add(noise) } else { noise }
            });
            let picture = Grey::new((width, height), shades.collect(), &CodeLimits::default()).unwrap();
            prop_assert_eq!(by_blocks(&picture), theirs(&picture));
        }
    }
}
