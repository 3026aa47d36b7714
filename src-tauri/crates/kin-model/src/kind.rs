//! What kind of clinical fact an entry is.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

macro_rules! kinds {
    ($( $(#[$doc:meta])* $name:ident = $code:literal, $text:literal; )+) => {
        /// The kind of an entry, after the IPS sections and FHIR R4 resources.
        ///
        /// The numbers are stored in vaults and never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Kind { $( $(#[$doc])* $name = $code, )+ }

        impl Kind {
            /// Every kind, in the order of their numbers.
            pub const ALL: &'static [Self] = &[ $( Self::$name, )+ ];

            /// The stable name used on the command line and in JSON, kebab-case.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$name => $text, )+ } }

            /// The number stored in a vault.
            #[must_use]
            pub const fn code(self) -> u8 { self as u8 }

            /// The kind of a stored number, or `None` for one of a newer version.
            #[must_use]
            pub const fn from_code(code: u8) -> Option<Self> {
                match code { $( $code => Some(Self::$name), )+ _ => None }
            }
        }

        impl FromStr for Kind {
            type Err = UnknownKind;
            fn from_str(s: &str) -> Result<Self, UnknownKind> {
                match s { $( $text => Ok(Self::$name), )+ _ => Err(UnknownKind) }
            }
        }
    };
}

kinds! {
    /// A problem or diagnosis (`Condition`).
    Condition = 1, "condition";
    /// An allergy or intolerance (`AllergyIntolerance`).
    Allergy = 2, "allergy";
    /// A medicine: planned, prescribed, taken, given or dispensed.
    Medication = 3, "medication";
    /// A vaccination (`Immunization`).
    Immunization = 4, "immunization";
    /// A laboratory or other test result (`Observation` that is no vital sign).
    Result = 5, "result";
    /// A vital sign or home reading: blood pressure, glucose by meter, weight …
    VitalSign = 6, "vital-sign";
    /// A procedure.
    Procedure = 7, "procedure";
    /// A visit or stay (`Encounter`).
    Visit = 8, "visit";
    /// A document, letter, photograph or note with a file (`DocumentReference`, `Composition`, `Binary`).
    Document = 9, "document";
    /// An imaging study.
    Imaging = 10, "imaging";
    /// A care plan or care team.
    CarePlan = 11, "care-plan";
    /// A goal.
    Goal = 12, "goal";
    /// An appointment.
    Appointment = 13, "appointment";
    /// A referral or order (`ServiceRequest`).
    Referral = 14, "referral";
    /// A bill or claim (`Claim`, `ExplanationOfBenefit`).
    Cost = 15, "cost";
    /// Insurance (`Coverage`).
    Coverage = 16, "coverage";
    /// Family history.
    FamilyHistory = 17, "family-history";
    /// Social history: tobacco, alcohol, work …
    SocialHistory = 18, "social-history";
    /// A device that is used or implanted.
    Device = 19, "device";
    /// A symptom or how the person feels.
    Symptom = 20, "symptom";
    /// A message.
    Message = 21, "message";
    /// Answers to a questionnaire.
    Questionnaire = 22, "questionnaire";
    /// An advance directive or consent.
    AdvanceDirective = 23, "advance-directive";
    /// A report that groups results (`DiagnosticReport`).
    Report = 24, "report";
    /// A note in the person's own words.
    Note = 25, "note";
    /// A flag or alert.
    Alert = 26, "alert";
    /// People and places the record speaks of (`Practitioner`, `Organization`, `Location`, `Patient` …).
    Directory = 27, "directory";
    /// A dose that was taken, put off or left out, or a pack that was fetched: the person's own book of a medicine.
    Dose = 28, "dose";
    /// Kept as original, not understood.
    Other = 255, "other";
}

impl Kind {
    /// True for what happens to the person and so stands in the timeline; false for people, places,
    /// what is not understood, and single doses, which are thousands and stand under Medicines.
    #[must_use]
    pub const fn in_timeline(self) -> bool {
        !matches!(self, Self::Directory | Self::Dose | Self::Other)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name is none of [`Kind::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of entry")]
pub struct UnknownKind;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_go_round() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind), "name of {kind:?}");
            assert_eq!(
                Kind::from_code(kind.code()),
                Some(*kind),
                "number of {kind:?}"
            );
            let json = serde_json::to_string(kind).unwrap();
            assert_eq!(
                json,
                format!("\"{}\"", kind.as_str()),
                "serde agrees with as_str"
            );
        }
    }
}
