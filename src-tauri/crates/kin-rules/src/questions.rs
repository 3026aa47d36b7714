//! Standard questionnaires: which questions they have, and what the answers add up to.
//!
//! The words of the questions are in the catalogue, the codes are LOINC's. A score screens, it diagnoses
//! nothing; where an answer speaks of self-harm the person is told at once whom to call, whatever the
//! score is.
//!
//! # Source
//! PHQ-9: Kroenke, Spitzer, Williams, "The PHQ-9: validity of a brief depression severity measure", J Gen
//! Intern Med 2001;16:606-613 (bands 5, 10, 15, 20). GAD-7: Spitzer, Kroenke, Williams, Löwe, "A brief
//! measure for assessing generalized anxiety disorder", Arch Intern Med 2006;166:1092-1097 (bands 5, 10,
//! 15). Both were made with a grant from Pfizer Inc.; "No permission required to reproduce, translate,
//! display or distribute." Codes: LOINC panels 44249-1 and 69737-5 with answer list LL358-3.

use serde::Serialize;

/// What an answer of 0, 1, 2, 3 is called in LOINC.
pub const ANSWERS: [&str; 4] = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"];

/// From this score on the band is this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// The lowest score of the band.
    pub from: u8,
    /// Its stable name.
    pub key: &'static str,
}

const fn band(from: u8, key: &'static str) -> Band {
    Band { from, key }
}

/// A questionnaire whose answers are added up.
#[derive(Debug, PartialEq, Eq)]
pub struct Instrument {
    /// Stable name, `phq-9`.
    pub key: &'static str,
    /// LOINC code of the panel.
    pub loinc: &'static str,
    /// LOINC code of the sum.
    pub total: &'static str,
    /// LOINC codes of the questions, in their order; each is answered by 0 to 3.
    pub items: &'static [&'static str],
    /// Bands, lowest first.
    pub bands: &'static [Band],
    /// The question (from 0) that speaks of self-harm.
    pub danger: Option<usize>,
    /// Who made it, and that it may be used.
    pub source: &'static str,
}

impl Instrument {
    /// Depression.
    pub const PHQ_9: Self = Self {
        key: "phq-9",
        loinc: "44249-1",
        total: "44261-6",
        items: &[
            "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3",
            "44260-8",
        ],
        bands: &[
            band(0, "minimal"),
            band(5, "mild"),
            band(10, "moderate"),
            band(15, "moderately-severe"),
            band(20, "severe"),
        ],
        danger: Some(8),
        source: "PHQ-9 (Kroenke, Spitzer, Williams 2001; free to use)",
    };

    /// Anxiety.
    pub const GAD_7: Self = Self {
        key: "gad-7",
        loinc: "69737-5",
        total: "70274-6",
        items: &[
            "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7",
        ],
        bands: &[
            band(0, "minimal"),
            band(5, "mild"),
            band(10, "moderate"),
            band(15, "severe"),
        ],
        danger: None,
        source: "GAD-7 (Spitzer, Kroenke, Williams, Löwe 2006; free to use)",
    };

    /// Every questionnaire, in the order in which they are offered.
    pub const ALL: [&'static Self; 2] = [&Self::PHQ_9, &Self::GAD_7];

    /// The one of a name.
    #[must_use]
    pub fn of_key(key: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|i| i.key == key)
    }

    /// The one of a LOINC panel.
    #[must_use]
    pub fn of_loinc(code: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|i| i.loinc == code)
    }

    /// The highest score there is.
    #[must_use]
    pub fn most(&self) -> u8 {
        u8::try_from(self.items.len()).map_or(u8::MAX, |n| n.saturating_mul(3))
    }
}

/// What the answers add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Score {
    /// The sum.
    pub total: u8,
    /// Name of the band it lies in.
    pub band: &'static str,
    /// True when the question about self-harm was answered by more than "not at all".
    pub danger: bool,
}

/// Adds the answers up; `None` when one is missing or is none of 0 to 3: a sum of half the questions says
/// nothing.
#[must_use]
pub fn score(instrument: &Instrument, answers: &[u8]) -> Option<Score> {
    if answers.len() != instrument.items.len() || answers.iter().any(|a| *a > 3) {
        return None;
    }
    let total = answers.iter().fold(0_u8, |sum, a| sum.saturating_add(*a));
    let band = instrument.bands.iter().rfind(|b| b.from <= total)?;
    let danger = instrument
        .danger
        .and_then(|i| answers.get(i))
        .is_some_and(|a| *a > 0);
    Some(Score {
        total,
        band: band.key,
        danger,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filled(instrument: &Instrument, total: u8) -> Vec<u8> {
        let mut left = total;
        instrument
            .items
            .iter()
            .map(|_| {
                let here = left.min(3);
                left -= here;
                here
            })
            .collect()
    }

    #[test]
    fn bands_begin_where_the_papers_say() {
        let edges = [
            (
                &Instrument::PHQ_9,
                vec![
                    (0, "minimal"),
                    (4, "minimal"),
                    (5, "mild"),
                    (9, "mild"),
                    (10, "moderate"),
                    (14, "moderate"),
                    (15, "moderately-severe"),
                    (19, "moderately-severe"),
                    (20, "severe"),
                    (27, "severe"),
                ],
            ),
            (
                &Instrument::GAD_7,
                vec![
                    (0, "minimal"),
                    (4, "minimal"),
                    (5, "mild"),
                    (9, "mild"),
                    (10, "moderate"),
                    (14, "moderate"),
                    (15, "severe"),
                    (21, "severe"),
                ],
            ),
        ];
        for (instrument, edges) in edges {
            for (total, band) in edges {
                let got = score(instrument, &filled(instrument, total)).unwrap();
                assert_eq!((got.total, got.band), (total, band), "{}", instrument.key);
            }
        }
        assert_eq!(Instrument::PHQ_9.most(), 27);
        assert_eq!(Instrument::GAD_7.most(), 21);
    }

    #[test]
    fn the_answer_about_self_harm_counts_at_any_score() {
        let mut answers = [0; 9];
        assert!(!score(&Instrument::PHQ_9, &answers).unwrap().danger);
        answers[8] = 1;
        let got = score(&Instrument::PHQ_9, &answers).unwrap();
        assert_eq!((got.band, got.danger), ("minimal", true));
        assert!(!score(&Instrument::GAD_7, &[3; 7]).unwrap().danger);
    }

    #[test]
    fn half_a_questionnaire_has_no_score() {
        assert_eq!(score(&Instrument::PHQ_9, &[0; 8]), None);
        assert_eq!(score(&Instrument::PHQ_9, &[0; 10]), None);
        assert_eq!(score(&Instrument::GAD_7, &[0, 0, 0, 4, 0, 0, 0]), None);
    }

    proptest! {
        #[test]
        fn the_order_of_the_questions_does_not_matter(mut answers in proptest::collection::vec(0_u8..=3, 7)) {
            let one = score(&Instrument::GAD_7, &answers);
            answers.reverse();
            prop_assert_eq!(one, score(&Instrument::GAD_7, &answers));
        }
    }
}
