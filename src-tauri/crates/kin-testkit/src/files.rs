//! Files that tests read.

use std::path::{Path, PathBuf};

/// One file of the sample family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleFile {
    /// File name under `tests/fixtures/sample-family`.
    pub name: &'static str,
    /// Whose record it is, as the file names the person.
    pub person: &'static str,
    /// Resources in it.
    pub resources: usize,
}

/// All files of the sample family, each person's together.
#[must_use]
pub const fn sample_family() -> &'static [SampleFile] {
    &[
        SampleFile {
            name: "li-hua-central-hospital.json",
            person: "李华",
            resources: 388,
        },
        SampleFile {
            name: "li-hua-second-hospital-ips.json",
            person: "李华",
            resources: 16,
        },
        SampleFile {
            name: "li-hua-home.json",
            person: "李华",
            resources: 313,
        },
        SampleFile {
            name: "david-riverside.json",
            person: "David Morgan",
            resources: 414,
        },
        SampleFile {
            name: "emma-green-lane.json",
            person: "Emma Morgan",
            resources: 258,
        },
    ]
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// The path of a file of the sample family; it is part of the project.
#[must_use]
pub fn sample_file(name: &str) -> PathBuf {
    project().join("tests/fixtures/sample-family").join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_family_is_as_it_is_described() {
        for file in sample_family() {
            let bytes = std::fs::read(sample_file(file.name)).unwrap();
            let bundle: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let entries = bundle["entry"].as_array().unwrap();
            assert_eq!(entries.len(), file.resources, "{}", file.name);
            let patients: Vec<_> = entries
                .iter()
                .map(|e| &e["resource"])
                .filter(|r| r["resourceType"] == "Patient")
                .collect();
            assert_eq!(patients.len(), 1, "{}: one person", file.name);
            assert_eq!(patients[0]["name"][0]["text"], file.person, "{}", file.name);
        }
    }

    #[test]
    fn the_planned_disagreement_and_the_shared_fact_are_there() {
        let all = |name: &str| -> Vec<serde_json::Value> {
            let bytes = std::fs::read(sample_file(name)).unwrap();
            let bundle: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let list = bundle["entry"].as_array().unwrap().iter();
            list.map(|e| e["resource"].clone()).collect()
        };
        let central = all("li-hua-central-hospital.json");
        let second = all("li-hua-second-hospital-ips.json");
        let doses = |list: &[serde_json::Value]| -> Vec<String> {
            list.iter()
                .filter_map(|r| r["medicationCodeableConcept"]["text"].as_str())
                .filter(|t| t.contains("氨氯地平"))
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(doses(&central), ["苯磺酸氨氯地平片 5mg"]);
        assert_eq!(doses(&second), ["苯磺酸氨氯地平片 10mg"]);
        let a1c = |list: &[serde_json::Value]| -> Vec<(String, String)> {
            list.iter()
                .filter(|r| r["code"]["coding"][0]["code"] == "4548-4")
                .map(|r| {
                    (
                        r["effectiveDateTime"].as_str().unwrap().to_owned(),
                        r["valueQuantity"]["value"].to_string(),
                    )
                })
                .collect()
        };
        let shared = ("2026-09-10T07:45:00+08:00".to_owned(), "7.0".to_owned());
        assert!(
            a1c(&central).contains(&shared),
            "the central hospital has it"
        );
        assert_eq!(a1c(&second), [shared], "and the second hospital the same");
    }
}
