//! The made-up patients: three of the sample family.

use serde_json::{Value, json};
use std::collections::BTreeMap;

const FILES: [&str; 3] = [
    include_str!("../../../../tests/fixtures/sample-family/david-riverside.json"),
    include_str!("../../../../tests/fixtures/sample-family/emma-green-lane.json"),
    include_str!("../../../../tests/fixtures/sample-family/li-hua-central-hospital.json"),
];

/// One patient's record, in the order of its file.
struct Record {
    name: String,
    /// (type, id, resource)
    resources: Vec<(String, String, Value)>,
    /// New results so far.
    new: u32,
}

/// All patients, by `Patient.id`.
pub(crate) struct Data {
    records: BTreeMap<String, Record>,
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// References and attachments point below this clinic, as those of a real server do.
fn move_here(value: &mut Value, base: &str) {
    match value {
        Value::Object(all) => {
            for (key, inner) in all.iter_mut() {
                if let Value::String(address) = inner
                    && matches!(key.as_str(), "reference" | "url")
                    && let Some((_, rest)) = address.split_once(".example/")
                    && let Some((_, rest)) = rest.split_once('/')
                {
                    *address = format!("{base}/fhir/{rest}");
                }
                move_here(inner, base);
            }
        }
        Value::Array(all) => {
            for inner in all {
                move_here(inner, base);
            }
        }
        _ => {}
    }
}

impl Data {
    pub(crate) fn sample(base: &str) -> Result<Self, serde_json::Error> {
        let mut records = BTreeMap::new();
        for file in FILES {
            let mut bundle: Value = serde_json::from_str(file)?;
            let mut record = Record {
                name: String::new(),
                resources: Vec::new(),
                new: 0,
            };
            let mut patient = String::new();
            let entries = bundle.get_mut("entry").and_then(Value::as_array_mut);
            for entry in entries.into_iter().flatten() {
                let Some(mut resource) = entry.get_mut("resource").map(Value::take) else {
                    continue;
                };
                move_here(&mut resource, base);
                let (kind, id) = (
                    text(&resource, "resourceType").to_owned(),
                    text(&resource, "id").to_owned(),
                );
                if kind == "Patient" {
                    patient.clone_from(&id);
                    record.name = name(&resource);
                }
                record.resources.push((kind, id, resource));
            }
            if let Some(study) = crate::images::study(&patient, &record.name) {
                for one in [study, crate::images::endpoint(base)] {
                    let (kind, id) = (text(&one, "resourceType"), text(&one, "id"));
                    let (kind, id) = (kind.to_owned(), id.to_owned());
                    record.resources.push((kind, id, one));
                }
            }
            records.insert(patient, record);
        }
        Ok(Self { records })
    }

    pub(crate) fn patients(&self) -> Vec<(String, String)> {
        self.records
            .iter()
            .map(|(id, record)| (id.clone(), record.name.clone()))
            .collect()
    }

    pub(crate) fn has(&self, patient: &str) -> bool {
        self.records.contains_key(patient)
    }

    pub(crate) fn count(&self, patient: &str) -> usize {
        self.records
            .get(patient)
            .map_or(0, |one| one.resources.len())
    }

    pub(crate) fn read(&self, patient: &str, kind: &str, id: &str) -> Option<&Value> {
        let record = self.records.get(patient)?;
        let (_, _, found) = record
            .resources
            .iter()
            .find(|(a, b, _)| a == kind && b == id)?;
        Some(found)
    }

    /// The resources of one type, of one category where one is asked for.
    pub(crate) fn search(&self, patient: &str, kind: &str, category: &str) -> Vec<&Value> {
        let of_category = |resource: &Value| {
            category.is_empty()
                || resource
                    .get("category")
                    .is_some_and(|all| all.to_string().contains(&format!("\"{category}\"")))
        };
        self.records
            .get(patient)
            .into_iter()
            .flat_map(|record| &record.resources)
            .filter(|(a, _, resource)| a == kind && of_category(resource))
            .map(|(_, _, resource)| resource)
            .collect()
    }

    /// The types that a record has.
    pub(crate) fn kinds(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self
            .records
            .values()
            .flat_map(|record| record.resources.iter().map(|(kind, _, _)| kind.as_str()))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    pub(crate) fn new_result(&mut self, patient: &str) -> Option<String> {
        let record = self.records.get_mut(patient)?;
        record.new += 1;
        let id = format!("new-result-{}", record.new);
        let day = format!("2026-11-{:02}", record.new.min(30));
        let potassium = (
            "2823-3",
            "Potassium [Moles/volume] in Serum or Plasma",
            "mmol/L",
        );
        let resource = result(patient, &id, potassium, &day, 4.2);
        record
            .resources
            .push(("Observation".to_owned(), id.clone(), resource));
        Some(id)
    }

    pub(crate) fn many_results(&mut self, patient: &str, count: usize) {
        const KINDS: [(&str, &str, &str); 6] = [
            ("2345-7", "Glucose", "mg/dL"),
            ("2160-0", "Creatinine", "mg/dL"),
            ("718-7", "Hemoglobin", "g/dL"),
            ("2093-3", "Cholesterol", "mg/dL"),
            ("8867-4", "Heart rate", "/min"),
            ("29463-7", "Body weight", "kg"),
        ];
        let Some(record) = self.records.get_mut(patient) else {
            return;
        };
        for (n, kind) in (0..count).zip(KINDS.iter().cycle()) {
            let id = format!("many-{n}");
            let day = format!(
                "{}-{:02}-{:02}",
                1_980 + n / 7 % 46,
                1 + n / 350 % 12,
                1 + n % 28
            );
            let value = f64::from(u16::try_from(n % 2_000).unwrap_or_default()) / 10.0;
            let resource = result(patient, &id, *kind, &day, value);
            record
                .resources
                .push(("Observation".to_owned(), id, resource));
        }
    }
}

/// A laboratory result: LOINC code, its words, unit (UCUM).
fn result(
    patient: &str,
    id: &str,
    (code, words, unit): (&str, &str, &str),
    day: &str,
    value: f64,
) -> Value {
    json!({
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": words}], "text": words.split(" [").next()},
        "subject": {"reference": format!("Patient/{patient}")},
        "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    })
}

fn name(patient: &Value) -> String {
    let first = patient.get("name").and_then(|all| all.get(0));
    let Some(first) = first else {
        return String::new();
    };
    let written = text(first, "text");
    if !written.is_empty() {
        return written.to_owned();
    }
    let given = first
        .get("given")
        .and_then(|all| all.get(0))
        .and_then(Value::as_str);
    format!("{} {}", given.unwrap_or_default(), text(first, "family"))
}
