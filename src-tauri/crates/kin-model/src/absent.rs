//! Why a value is not there, as a line of a record keeps it in the place of the value.
//!
//! A line without a value is not one whose value was not measured. What stands there instead is never taken for a
//! value: only [`EntryRow::absent`](crate::EntryRow::absent) has it.

/// How such a text begins: no source begins a value so.
const BEGIN: &str = "\u{2014}\u{A0}";
/// Between the code and the source's words.
const BETWEEN: char = '\u{1F}';

/// Why a value is not there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Absent {
    /// A code of HL7's data-absent-reason, or one of ours: `sampled-data`, `attachment`; may be empty.
    pub code: String,
    /// The source's words; may be empty.
    pub words: String,
}

impl Absent {
    /// As it stands in the place of a value.
    #[must_use]
    pub fn kept(&self) -> String {
        let words = self.words.replace(BETWEEN, " ");
        format!("{BEGIN}{}{BETWEEN}{words}", self.code)
    }

    /// What stands in the place of a value, where it is no value.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        let (code, words) = value.strip_prefix(BEGIN)?.split_once(BETWEEN)?;
        Some(Self {
            code: code.to_owned(),
            words: words.to_owned(),
        })
    }

    /// Whether a text in the place of a value is none.
    #[must_use]
    pub fn is_kept(value: &str) -> bool {
        value
            .strip_prefix(BEGIN)
            .is_some_and(|rest| rest.contains(BETWEEN))
    }
}

#[cfg(test)]
mod tests {
    use super::Absent;

    #[test]
    fn what_is_kept_is_read_and_a_value_is_never_taken_for_it() {
        let absent = Absent {
            code: "not-performed".to_owned(),
            words: "Sample clotted".to_owned(),
        };
        assert_eq!(Absent::read(&absent.kept()), Some(absent.clone()));
        assert!(Absent::is_kept(&absent.kept()));
        for value in [
            "",
            "5.6",
            "— see note",
            "\u{2014}\u{A0}5",
            "-",
            "not performed",
        ] {
            assert_eq!(Absent::read(value), None, "{value}");
            assert!(!Absent::is_kept(value), "{value}");
        }
    }
}
