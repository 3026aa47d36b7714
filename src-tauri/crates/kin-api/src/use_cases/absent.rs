//! Coded statements that there is nothing, and that nothing is known. They are never confused.

use kin_model::{Coding, EntryRow, Kind, system};

const ABSENT_UNKNOWN: &str = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";

/// What an entry says about absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    /// There is none of this kind at all: "no known allergies".
    KnownNone,
    /// There is none of a part: "no known food allergies".
    PartlyNone,
    /// Nothing is known.
    NoInformation,
}

/// What one code says about absence; `None` for an ordinary code.
///
/// # Source
/// HL7, International Patient Summary Implementation Guide 2.0.0, CodeSystem
/// absent-unknown-uv-ips; SNOMED CT IPS free set 2024: 716186003, 409137002, 428607008, 429625007,
/// 1003774007 (no known latex allergy), 160245001, 787481004, 787480003; 160244002 is the former "no known allergies".
fn of_code(coding: &Coding) -> Option<Absence> {
    match (coding.system.as_str(), coding.code.as_str()) {
        (
            ABSENT_UNKNOWN,
            "no-known-allergies"
            | "no-known-problems"
            | "no-known-medications"
            | "no-known-immunizations"
            | "no-known-procedures"
            | "no-known-devices",
        )
        | (system::SNOMED, "716186003" | "160244002" | "160245001" | "787481004" | "787480003") => {
            Some(Absence::KnownNone)
        }
        (
            ABSENT_UNKNOWN,
            "no-known-medication-allergies"
            | "no-known-environmental-allergies"
            | "no-known-food-allergies",
        )
        | (system::SNOMED, "409137002" | "428607008" | "429625007" | "1003774007") => {
            Some(Absence::PartlyNone)
        }
        (
            ABSENT_UNKNOWN,
            "no-allergy-info"
            | "no-problem-info"
            | "no-medication-info"
            | "no-immunization-info"
            | "no-procedure-info"
            | "no-device-info",
        ) => Some(Absence::NoInformation),
        _ => None,
    }
}

/// Sentences that deny all of a kind, as hospitals write them where no code is; exactly these, with nothing before or
/// after. Whatever else begins with "no" is shown as it stands.
///
/// # Source
/// IPS 2.0.0 and SNOMED CT names of the codes above; the abbreviations NKA and NKDA as in The Joint Commission's and
/// ISMP's lists of accepted ones; the Chinese forms of 《病历书写基本规范》 (卫生部, 2010) for 过敏史 and 既往史.
fn of_words(kind: Kind, title: &str) -> Option<Absence> {
    let plain: String = title
        .chars()
        .filter(|c| !matches!(c, '.' | '。' | '（' | '）' | '(' | ')' | '、' | '，' | ','))
        .collect();
    let plain = plain
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    Some(match (kind, plain.as_str()) {
        (
            Kind::Allergy,
            "no known allergies"
            | "no known allergy"
            | "no allergies"
            | "no allergies known"
            | "no known allergies situation"
            | "no known allergy situation"
            | "nka"
            | "none known"
            | "无过敏史"
            | "否认过敏史"
            | "无已知过敏"
            | "无已知过敏史"
            | "无过敏"
            | "没有过敏史",
        )
        | (
            Kind::Condition,
            "no known problems" | "no known conditions" | "no known medical problems",
        )
        | (
            Kind::Medication,
            "no known medications" | "no known medicines" | "no current medications",
        ) => Absence::KnownNone,
        (
            Kind::Allergy,
            "no known drug allergies"
            | "no known drug allergy"
            | "no known medication allergies"
            | "no known medicine allergies"
            | "nkda"
            | "no known food allergies"
            | "no known food allergy"
            | "no known environmental allergies"
            | "no known latex allergy"
            | "无药物过敏史"
            | "否认药物过敏史"
            | "无药物过敏"
            | "无已知药物过敏"
            | "无食物过敏史"
            | "否认食物过敏史"
            | "否认食物药物过敏史"
            | "否认药物食物过敏史"
            | "无药物及食物过敏史"
            | "无食物药物过敏史"
            | "否认药物及食物过敏史"
            | "否认食物及药物过敏史",
        ) => Absence::PartlyNone,
        _ => return None,
    })
}

/// What an entry says about absence; `None` for an ordinary entry.
pub(crate) fn of_row(row: &EntryRow) -> Option<Absence> {
    let coded = row.codings.iter().find_map(of_code);
    coded.or_else(|| of_words(row.kind, &row.title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_sentence_denies() {
        for (title, expected) in [
            ("No Known Allergies", Some(Absence::KnownNone)),
            ("No known allergy (situation)", Some(Absence::KnownNone)),
            ("NKDA", Some(Absence::PartlyNone)),
            ("否认过敏史。", Some(Absence::KnownNone)),
            ("否认食物、药物过敏史", Some(Absence::PartlyNone)),
            ("无药物过敏史", Some(Absence::PartlyNone)),
            ("No known allergies except penicillin", None),
            ("青霉素过敏，否认其他过敏史", None),
            ("Nuts", None),
        ] {
            assert_eq!(of_words(Kind::Allergy, title), expected, "{title}");
        }
        assert_eq!(of_words(Kind::Condition, "No known allergies"), None);
    }
}
