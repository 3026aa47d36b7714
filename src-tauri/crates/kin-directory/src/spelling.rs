//! How far a typed word is from a known one.

/// Typing mistakes that are forgiven in a word of so many characters.
pub(crate) const fn forgiven(long: usize) -> usize {
    match long {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// Which letters a word has, as bits: words whose letters differ too much are not compared at all.
pub(crate) fn letters(word: &str) -> u64 {
    word.chars().fold(0, |all, c| {
        let bit = match c {
            'a'..='z' => u32::from(c) - u32::from('a'),
            '0'..='9' => 26 + (u32::from(c) - u32::from('0')),
            c => 36 + u32::from(c) % 28,
        };
        all | (1_u64 << bit)
    })
}

/// Steps from `typed` to `known`: a letter missing, too many, another, or two changed places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Distance {
    /// To all of the word.
    pub(crate) whole: usize,
    /// To the nearest beginning of the word: the person is still typing.
    pub(crate) beginning: usize,
}

/// The rows of the table, used again for each word.
#[derive(Default)]
pub(crate) struct Rows {
    before: Vec<usize>,
    last: Vec<usize>,
    row: Vec<usize>,
}

/// Optimal string alignment; none where it is more than `most` steps to any beginning of the word,
/// which is seen early.
pub(crate) fn distance(
    typed: &[char],
    known: &[char],
    most: usize,
    rows: &mut Rows,
) -> Option<Distance> {
    let width = known.len() + 1;
    let Rows { before, last, row } = rows;
    before.clear();
    before.resize(width, 0);
    last.clear();
    last.extend(0..width);
    row.clear();
    row.resize(width, 0);
    let mut nearest_before = 0;
    for (i, t) in typed.iter().enumerate() {
        let mut nearest = i + 1;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (j, k) in known.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(last, j) + usize::from(t != k))
                .min(at(last, j + 1) + 1)
                .min(left + 1);
            let swapped = i > 0
                && j > 0
                && typed.get(i - 1) == Some(k)
                && known.get(j - 1) == Some(t)
                && t != k;
            if swapped {
                best = best.min(at(before, j - 1) + 1);
            }
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = best;
            }
            left = best;
            nearest = nearest.min(best);
        }
        // A swap reaches back two rows: only when both are too far is all that follows.
        if nearest > most && nearest_before > most {
            return None;
        }
        nearest_before = nearest;
        std::mem::swap(before, last);
        std::mem::swap(last, row);
    }
    let beginning = last.iter().copied().min().unwrap_or_default();
    (beginning <= most).then(|| Distance {
        whole: last.last().copied().unwrap_or_default(),
        beginning,
    })
}

#[cfg(test)]
mod tests {
    use super::{Rows, distance, forgiven, letters};

    fn steps(typed: &str, known: &str) -> (usize, usize) {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let (typed, known) = (chars(typed), chars(known));
        let mut rows = Rows::default();
        let found = distance(&typed, &known, 99, &mut rows).unwrap();
        for most in 0..4 {
            let early = distance(&typed, &known, most, &mut rows);
            assert_eq!(early, (found.beginning <= most).then_some(found));
        }
        (found.whole, found.beginning)
    }

    #[test]
    fn mistakes_are_counted() {
        for (typed, known, whole, beginning) in [
            ("stanford", "stanford", 0, 0),
            ("stanfrod", "stanford", 1, 1),
            ("stanfor", "stanford", 1, 0),
            ("stenfro", "stanford", 3, 2),
            ("clevland", "cleveland", 1, 1),
            ("massachusets", "massachusetts", 1, 1),
            ("kiaser", "kaiser", 1, 1),
            ("", "abc", 3, 0),
            ("abc", "", 3, 3),
        ] {
            assert_eq!(steps(typed, known), (whole, beginning), "{typed} {known}");
        }
    }

    #[test]
    fn short_words_must_be_right() {
        assert_eq!([3, 4, 6, 7, 30].map(forgiven), [0, 1, 1, 2, 2]);
        assert_eq!(letters("abba"), 0b11);
        assert_ne!(letters("a1"), letters("a"));
    }

    proptest::proptest! {
        /// It is as far one way as the other, and the filter by letters never hides a near word.
        #[test]
        fn near_words_are_never_filtered(a in "[a-e]{1,12}", b in "[a-e]{1,12}") {
            let (whole, beginning) = steps(&a, &b);
            proptest::prop_assert_eq!(whole, steps(&b, &a).0);
            proptest::prop_assert!(beginning <= whole);
            let extra = (letters(&a) & !letters(&b)).count_ones() as usize;
            proptest::prop_assert!(extra <= beginning);
        }
    }
}
