//! Looking for codes in a grey picture, in one way after the other until they are read.
//!
//! One way of telling dark from light does not fit all pictures: what helps against noise hurts small codes. So the
//! cheap ways come first, and the dear ones only where nothing was read, or where the corners of another code are
//! still to be seen. The finding of corners and the correction of errors are rxing's (after zxing-cpp).

use super::dark;
use super::grey::Grey;
use rxing::common::cpp_essentials::ConcentricPattern;
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
    /// What looked like a corner of a code that is dark on light, in all ways so far.
    dark: usize,
    /// The same of one that is light on dark.
    light: usize,
}

/// The texts of all codes, each once.
pub(crate) fn look(picture: &Grey, effort: Effort) -> Vec<String> {
    let mut looking = Looking {
        texts: Vec::new(),
        sets: ALL_SETS,
        dark: 0,
        light: 0,
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
        if self.by_blocks(picture, Sides::Both) {
            return true;
        }
        let small = picture.halved();
        small.is_some_and(|small| {
            self.by_blocks(&small, Sides::Both) || self.by_mean(&small.stretched(), 12, Sides::Both)
        }) || self.by_mean(picture, 8, Sides::Both)
    }

    /// What takes more: which of these reads most of what is left for the time it takes was measured on the pictures of
    /// `cargo xtask bench codes` of other seeds. Whether all codes were read.
    fn strive(&mut self, picture: &Grey) -> bool {
        // What was found so far says whether codes are dark or light here.
        let side = if self.light > self.dark {
            Sides::Light
        } else {
            Sides::Dark
        };
        let strong = picture.stretched();
        let soft = strong.smooth(1);
        if self.by_blocks(&soft, side)
            || self.by_blocks(&strong.sharpened(1), side)
            || self.by_mean(&soft, 16, side)
        {
            return true;
        }
        let sharp = strong.sharpened(2);
        if self.by_mean(&sharp, 8, side) {
            return true;
        }
        let Some(double) = strong.doubled() else {
            return false;
        };
        if self.by_blocks(&double, side) {
            return true;
        }
        // Nothing like a corner in all these ways: there is no code.
        if self.dark == 0 && self.light == 0 {
            return false;
        }
        let soft = soft.doubled();
        soft.is_some_and(|soft| self.by_mean(&soft, 30, side))
            || sharp
                .doubled()
                .is_some_and(|sharp| self.by_mean(&sharp, 16, side))
            || self.by_mean(&double.smooth(2), 30, side)
    }

    /// Dark and light told apart by blocks of eight points.
    fn by_blocks(&mut self, picture: &Grey, sides: Sides) -> bool {
        dark::by_blocks(picture).is_some_and(|dark| self.seen(dark, sides))
    }

    /// Dark and light told apart by the mean around each point.
    fn by_mean(&mut self, picture: &Grey, reach: usize, sides: Sides) -> bool {
        let dark = picture.darker_than_around(reach);
        let matrix = dark::matrix(picture.width, picture.height, &dark);
        matrix.is_some_and(|dark| self.seen(dark, sides))
    }

    /// Dark on light, and where that gives nothing light on dark. Whether all codes were read.
    fn seen(&mut self, mut dark: BitMatrix, sides: Sides) -> bool {
        let mut open = false;
        if sides != Sides::Light {
            let seen = self.codes(&dark);
            self.dark += seen.corners;
            if seen.read || sides == Sides::Dark {
                return seen.read && !seen.more;
            }
            open = seen.more;
        }
        dark.flip_self();
        let seen = self.codes(&dark);
        self.light += seen.corners;
        seen.read && !seen.more && !open
    }

    /// What one way of telling dark from light gives.
    fn codes(&mut self, dark: &BitMatrix) -> Seen {
        let mut corners = FindFinderPatterns(dark, true, 0);
        let found = corners.len();
        corners.truncate(CORNERS);
        let sets = GenerateFinderPatternSets(&mut corners);
        let mut used: Vec<ConcentricPattern> = Vec::new();
        let mut failed = Vec::new();
        for set in sets.iter().take(SETS) {
            let FinderPatternSet { bl, tl, tr } = set;
            let three = [*bl, *tl, *tr];
            if three.iter().any(|corner| used.contains(corner)) {
                continue;
            }
            let Some(still) = self.sets.checked_sub(1) else {
                break;
            };
            self.sets = still;
            match read(dark, set) {
                Some(text) => {
                    used.extend(three);
                    if !self.texts.contains(&text) {
                        self.texts.push(text);
                    }
                }
                None => failed.push(three),
            }
        }
        let free = |three: &[ConcentricPattern; 3]| !three.iter().any(|one| used.contains(one));
        Seen {
            corners: found,
            read: !used.is_empty(),
            more: failed.iter().any(free),
        }
    }
}

/// Which codes are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sides {
    /// Those that are dark on light.
    Dark,
    /// Those that are light on dark.
    Light,
    /// Dark on light, and where there is none light on dark.
    Both,
}

/// What one way of looking gave.
struct Seen {
    /// How much looked like the corner of a code.
    corners: usize,
    /// Whether a code was read.
    read: bool,
    /// Whether three corners are left that could be those of one more.
    more: bool,
}

fn read(dark: &BitMatrix, set: &FinderPatternSet) -> Option<String> {
    let sampled = SampleQR(dark, set).ok()?;
    let decoded = Decode(sampled.getBits()).ok()?;
    decoded.isValid().then(|| decoded.text())
}
