//! Body mass index of adults.
//!
//! # Source
//! WHO, "Obesity: preventing and managing the global epidemic", Technical Report Series 894 (2000): below
//! 18.5 underweight, from 25 overweight, from 30 obesity. China: WS/T 428-2013, "Criteria of weight for
//! adults" (成人体重判定): below 18.5 underweight, from 24.0 overweight, from 28.0 obesity. Remembered, to be
//! confirmed. One pound is 0.45359237 kg, one inch 2.54 cm (international yard and pound agreement, 1959).

use crate::exact::{Exact, Shown};
use std::cmp::Ordering;

/// A unit of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightUnit {
    /// Kilogram.
    Kilogram,
    /// Pound.
    Pound,
}

/// A unit of height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeightUnit {
    /// Centimetre.
    Centimetre,
    /// Inch.
    Inch,
}

/// Where an index lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Underweight.
    Low,
    /// Normal.
    Normal,
    /// Overweight.
    Over,
    /// Obesity.
    Obese,
}

impl Class {
    /// Its stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::Over => "over",
            Self::Obese => "obese",
        }
    }
}

/// Tenths from which the classes begin: normal, overweight, obesity.
const CHINA: [i128; 3] = [185, 240, 280];
const WHO: [i128; 3] = [185, 250, 300];

/// A body mass index, exact: a fraction of two whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyMass {
    above: i128,
    below: i128,
}

impl BodyMass {
    /// Of weight and height; `None` when one of them is not above zero.
    #[must_use]
    pub fn of(
        weight: Exact,
        weight_unit: WeightUnit,
        height: Exact,
        height_unit: HeightUnit,
    ) -> Option<Self> {
        if weight.0 <= 0 || height.0 <= 0 {
            return None;
        }
        // Weight in 10^-14 kg, height in 10^-8 cm.
        let weight = i128::from(weight.0).checked_mul(match weight_unit {
            WeightUnit::Kilogram => 100_000_000,
            WeightUnit::Pound => 45_359_237,
        })?;
        let height = i128::from(height.0).checked_mul(match height_unit {
            HeightUnit::Centimetre => 100,
            HeightUnit::Inch => 254,
        })?;
        // kg / m² = w 10^-14 / (h 10^-10)² = w 10^6 / h².
        Some(Self {
            above: weight.checked_mul(1_000_000)?,
            below: height.checked_mul(height)?,
        })
    }

    /// As it is shown, to one place, rounded half up.
    #[must_use]
    pub fn shown(self) -> Shown {
        let doubled = self.above.saturating_mul(20).saturating_add(self.below);
        let digits = doubled.checked_div(self.below.saturating_mul(2));
        Shown {
            digits: digits.unwrap_or_default(),
            places: 1,
        }
    }

    /// Compared with tenths, before any rounding.
    fn against(self, tenths: i128) -> Ordering {
        self.above
            .saturating_mul(10)
            .cmp(&self.below.saturating_mul(tenths))
    }

    fn class(self, from: [i128; 3]) -> Class {
        let [normal, over, obese] = from;
        if self.against(obese).is_ge() {
            Class::Obese
        } else if self.against(over).is_ge() {
            Class::Over
        } else if self.against(normal).is_ge() {
            Class::Normal
        } else {
            Class::Low
        }
    }

    /// By the criteria of China.
    #[must_use]
    pub fn china(self) -> Class {
        self.class(CHINA)
    }

    /// By the criteria of the WHO.
    #[must_use]
    pub fn who(self) -> Class {
        self.class(WHO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(weight: &str, height: &str) -> BodyMass {
        BodyMass::of(
            Exact::parse(weight).unwrap(),
            WeightUnit::Kilogram,
            Exact::parse(height).unwrap(),
            HeightUnit::Centimetre,
        )
        .unwrap()
    }

    #[test]
    fn classes_begin_where_the_criteria_say() {
        for (weight, height, shown, china, who) in [
            ("73.9", "200", "18.5", Class::Low, Class::Low),
            ("74", "200", "18.5", Class::Normal, Class::Normal),
            ("95.99", "200", "24.0", Class::Normal, Class::Normal),
            ("96", "200", "24.0", Class::Over, Class::Normal),
            ("100", "200", "25.0", Class::Over, Class::Over),
            ("112", "200", "28.0", Class::Obese, Class::Over),
            ("119.99", "200", "30.0", Class::Obese, Class::Over),
            ("120", "200", "30.0", Class::Obese, Class::Obese),
            ("71.2", "165", "26.2", Class::Over, Class::Over),
        ] {
            let index = of(weight, height);
            assert_eq!(index.shown().to_string(), shown, "{weight} {height}");
            assert_eq!(
                (index.china(), index.who()),
                (china, who),
                "{weight} {height}"
            );
        }
    }

    #[test]
    fn pounds_and_inches_are_converted_exactly() {
        let index = BodyMass::of(
            Exact::whole(150),
            WeightUnit::Pound,
            Exact::whole(65),
            HeightUnit::Inch,
        )
        .unwrap();
        assert_eq!(index.shown().to_string(), "25.0", "24.96…");
        assert_eq!(
            index.who(),
            Class::Normal,
            "24.96 is below 25, whatever is shown"
        );
        let none = BodyMass::of(
            Exact::whole(0),
            WeightUnit::Pound,
            Exact::whole(65),
            HeightUnit::Inch,
        );
        assert_eq!(none, None);
    }
}
