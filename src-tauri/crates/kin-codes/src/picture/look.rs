//! Looking for codes in a grey picture, in one way after the other until they are read.
//!
//! One way of telling dark from light does not fit all pictures: what helps against noise hurts small codes. So the
//! cheap ways come first, and the dear ones only where nothing was read, or where the corners of another code are
//! still to be seen. The finding of corners and the correction of errors are rxing's (after zxing-cpp).

use super::dark;
use super::grey::Grey;
use rxing::common::{BitMatrix, DetectorRXingResult as _};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{
    FindFinderPatterns, FinderPatternSet, GenerateFinderPatternSets, SampleQR,
};

/// Corners that are looked at in one way at most: noise has many that are none.
const CORNERS: usize = 200;
/// Sets of three corners that are tried in one way of looking at most.
const SETS: usize = 200;
/// The same in all ways together.
const ALL_SETS: usize = 1500;
/// Points of the picture that the dear ways work on at most; a larger one is halved first.
const DEAR: usize = 3_000_000;

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// One of many pictures of a camera: the next comes soon.
    Glance,
    /// The only picture there is.
    All,
}

/// What was read so far, and what may still be spent.
struct Looking {
    texts: Vec<String>,
    /// Sets of three corners that may still be tried.
    sets: usize,
    /// Whether there was anything like a corner.
    corners: bool,
}

/// The texts of all codes, each once.
pub(crate) fn look(picture: &Grey, effort: Effort) -> Vec<String> {
    let mut looking = Looking {
        texts: Vec::new(),
        sets: ALL_SETS,
        corners: false,
    };
    let all_read = looking.glance(picture);
    if !all_read && effort == Effort::All {
        let mut smaller = picture.halved().filter(|_| picture.shades.len() > DEAR);
        while let Some(half) = smaller.as_ref().filter(|half| half.shades.len() > DEAR) {
            smaller = half.halved();
        }
        looking.strive(smaller.as_ref().unwrap_or(picture));
    }
    looking.texts
}

impl Looking {
    /// What takes little time. Whether all codes were read.
    fn glance(&mut self, picture: &Grey) -> bool {
        self.by_blocks(picture)
            || picture.halved().is_some_and(|small| self.by_blocks(&small))
            || self.by_mean(picture, 12)
    }

    /// What takes more. Whether all codes were read.
    fn strive(&mut self, picture: &Grey) -> bool {
        let strong = picture.stretched();
        if self.by_blocks(&strong) || self.by_mean(&strong, 30) {
            return true;
        }
        let double = strong.doubled();
        let double = double.as_ref();
        if double.is_some_and(|double| self.by_mean(double, 12)) {
            return true;
        }
        // Nothing like a corner in six ways: there is no code.
        if !self.corners {
            return false;
        }
        double.is_some_and(|double| {
            self.by_blocks(double)
                || self.by_mean(&double.sharpened(2), 24)
                || self.by_mean(&double.sharpened(4), 16)
        }) || self.by_mean(&strong.smooth(1), 16)
            || double.is_some_and(|double| self.by_mean(&double.smooth(3), 40))
            || self.by_blocks(&strong.sharpened(1))
    }

    /// Dark and light told apart by blocks of eight points.
    fn by_blocks(&mut self, picture: &Grey) -> bool {
        dark::by_blocks(picture).is_some_and(|dark| self.both(dark))
    }

    /// Dark and light told apart by the mean around each point.
    fn by_mean(&mut self, picture: &Grey, reach: usize) -> bool {
        let dark = picture.darker_than_around(reach);
        let matrix = dark::matrix(picture.width, picture.height, &dark);
        matrix.is_some_and(|dark| self.both(dark))
    }

    /// Dark on light, and where that gives nothing light on dark. Whether all codes were read.
    fn both(&mut self, mut dark: BitMatrix) -> bool {
        let (found, more) = self.codes(&dark);
        if found {
            return !more;
        }
        dark.flip_self();
        let (found, other) = self.codes(&dark);
        found && !more && !other
    }

    /// Whether a code was read, and whether corners are left that could be those of one more.
    fn codes(&mut self, dark: &BitMatrix) -> (bool, bool) {
        let mut corners = FindFinderPatterns(dark, true, 0);
        corners.truncate(CORNERS);
        self.corners |= !corners.is_empty();
        let sets = GenerateFinderPatternSets(&mut corners);
        let mut used = Vec::new();
        let mut left = false;
        for set in sets.iter().take(SETS) {
            let FinderPatternSet { bl, tl, tr } = set;
            if [bl, tl, tr].iter().any(|corner| used.contains(*corner)) {
                continue;
            }
            let Some(still) = self.sets.checked_sub(1) else {
                break;
            };
            self.sets = still;
            match read(dark, set) {
                Some(text) => {
                    used.extend([*bl, *tl, *tr]);
                    if !self.texts.contains(&text) {
                        self.texts.push(text);
                    }
                }
                None => left = true,
            }
        }
        let free = corners.iter().filter(|corner| !used.contains(corner));
        (!used.is_empty(), left && free.count() >= 3)
    }
}

fn read(dark: &BitMatrix, set: &FinderPatternSet) -> Option<String> {
    let sampled = SampleQR(dark, set).ok()?;
    let decoded = Decode(sampled.getBits()).ok()?;
    decoded.isValid().then(|| decoded.text())
}
