//! Results that a person confirmed beside the paper they stand on.

use super::{Authored, Built, OWN_SYSTEM, fhir_date, optional, start, subject, text};
use crate::FhirError;
use kin_model::{Coding, Decimal, system};
use serde_json::{Map, Value, json};

/// Names the page of the paper on which a result stands; a name, not an address.
const PAGE: &str = "urn:x-kinfolio:page";
/// The tag of what a person took over from a paper.
const FROM_PAPER: &str = "from-paper";
/// What a report is that holds the results of a paper together.
const PAPER_RESULTS: &str = "paper-results";
const INTERPRETATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

/// The value of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperValue {
    /// A number, with `<`, `>`, `<=` or `>=` where the paper says so.
    Number(Decimal, Option<String>),
    /// Words.
    Words(String),
}

/// What the mark beside a value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperMark {
    /// Above the range.
    High,
    /// Below it.
    Low,
    /// Not as it should be.
    Abnormal,
    /// As it should be.
    Normal,
}

/// One result of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperResult {
    /// The name as printed.
    pub name: String,
    /// Its code, where it is certain.
    pub code: Option<Coding>,
    /// The value.
    pub value: PaperValue,
    /// The unit as printed; may be empty.
    pub unit: String,
    /// Its UCUM code, where it is certain.
    pub ucum: Option<String>,
    /// The range as printed; may be empty.
    pub range: String,
    /// Lower end of it, where it is a number.
    pub low: Option<Decimal>,
    /// Upper end.
    pub high: Option<Decimal>,
    /// The mark as printed and what it says.
    pub mark: Option<(String, PaperMark)>,
    /// What the sample was, in words.
    pub specimen: Option<String>,
    /// The laboratory or hospital, as the person says.
    pub institution: Option<String>,
    /// Where it stands.
    pub from: PaperOrigin,
}

/// Where on which paper a result stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperOrigin {
    /// Logical id of the `DocumentReference`.
    pub document: String,
    /// Which of its files, from 1.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
}

/// Builds the `Observation` of a result that a person confirmed. Nothing in it depends on when it was confirmed: the
/// same confirmed again is the same.
///
/// # Errors
/// [`FhirError::Impossible`] with the field and the reason.
pub fn build_paper_result(authored: &Authored, result: &PaperResult) -> Result<Built, FhirError> {
    let name = text("name", &result.name)?;
    let at = authored.at.ok_or(FhirError::Impossible {
        field: "date",
        reason: "empty",
    })?;
    let mut map = start("Observation", authored);
    let tag =
        json!({ "system": OWN_SYSTEM, "code": FROM_PAPER, "display": "Typed from a document" });
    map.insert("meta".to_owned(), json!({ "tag": [tag] }));
    map.insert("status".to_owned(), json!("final"));
    map.insert(
        "category".to_owned(),
        json!([{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory" }] }]),
    );
    let mut code = Map::new();
    if let Some(coding) = &result.code {
        code.insert("coding".to_owned(), json!([coding]));
    }
    code.insert("text".to_owned(), json!(name));
    map.insert("code".to_owned(), Value::Object(code));
    map.insert("subject".to_owned(), subject(authored));
    map.insert("effectiveDateTime".to_owned(), json!(fhir_date(&at)));
    if let Some(name) = optional("institution", result.institution.as_ref())? {
        let made = json!({ "type": "Organization", "display": name });
        map.insert("performer".to_owned(), json!([made]));
    }
    let unit = optional("unit", Some(&result.unit))?;
    let quantity = |number: &Decimal, comparator: Option<&String>| {
        let mut quantity = Map::new();
        let digits: Value = serde_json::from_str(number.as_str()).unwrap_or(Value::Null);
        quantity.insert("value".to_owned(), digits);
        if let Some(comparator) = comparator {
            quantity.insert("comparator".to_owned(), json!(comparator));
        }
        if let Some(unit) = &unit {
            quantity.insert("unit".to_owned(), json!(unit));
        }
        if let Some(ucum) = &result.ucum {
            quantity.insert("system".to_owned(), json!(system::UCUM));
            quantity.insert("code".to_owned(), json!(ucum));
        }
        Value::Object(quantity)
    };
    match &result.value {
        PaperValue::Number(number, comparator) => map.insert(
            "valueQuantity".to_owned(),
            quantity(number, comparator.as_ref()),
        ),
        PaperValue::Words(words) => {
            map.insert("valueString".to_owned(), json!(text("value", words)?))
        }
    };
    if let Some((printed, mark)) = &result.mark {
        let (code, display) = match mark {
            PaperMark::High => ("H", "High"),
            PaperMark::Low => ("L", "Low"),
            PaperMark::Abnormal => ("A", "Abnormal"),
            PaperMark::Normal => ("N", "Normal"),
        };
        let coding = json!([{ "system": INTERPRETATION, "code": code, "display": display }]);
        let printed = text("mark", printed)?;
        map.insert(
            "interpretation".to_owned(),
            json!([{ "coding": coding, "text": printed }]),
        );
    }
    if let Some(specimen) = optional("specimen", result.specimen.as_ref())? {
        map.insert("specimen".to_owned(), json!({ "display": specimen }));
    }
    if let Some(range) = optional("range", Some(&result.range))? {
        let mut one = Map::new();
        for (end, number) in [("low", &result.low), ("high", &result.high)] {
            if let Some(number) = number {
                one.insert(end.to_owned(), quantity(number, None));
            }
        }
        one.insert("text".to_owned(), json!(range));
        map.insert("referenceRange".to_owned(), json!([Value::Object(one)]));
    }
    let from = &result.from;
    map.insert(
        "derivedFrom".to_owned(),
        json!([{
            "extension": [{ "url": PAGE, "extension": [
                { "url": "file", "valuePositiveInt": from.file.max(1) },
                { "url": "page", "valuePositiveInt": from.page.max(1) }
            ] }],
            "reference": format!("DocumentReference/{}", from.document)
        }]),
    );
    if !authored.note.trim().is_empty() {
        map.insert(
            "note".to_owned(),
            json!([{ "text": text("note", &authored.note)? }]),
        );
    }
    Ok(Built {
        body: serde_json::to_vec(&Value::Object(map)).unwrap_or_default(),
        confirm: Vec::new(),
    })
}

/// The results of one paper as one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperReport {
    /// What the paper is called.
    pub title: String,
    /// Logical id of the `DocumentReference`.
    pub document: String,
    /// Its files, as the document names them.
    pub files: Vec<Value>,
    /// Logical ids of the results, in the order in which they were taken.
    pub results: Vec<String>,
    /// The laboratory or hospital, as the person says.
    pub institution: Option<String>,
}

/// Builds the `DiagnosticReport` that holds the results of a paper together: `result` names them, `presentedForm` is the
/// paper itself.
///
/// # Errors
/// [`FhirError::Impossible`] with the field and the reason.
pub fn build_paper_report(authored: &Authored, report: &PaperReport) -> Result<Built, FhirError> {
    let title = text("title", &report.title)?;
    let mut map = start("DiagnosticReport", authored);
    let tag =
        json!({ "system": OWN_SYSTEM, "code": FROM_PAPER, "display": "Typed from a document" });
    map.insert("meta".to_owned(), json!({ "tag": [tag] }));
    map.insert("status".to_owned(), json!("final"));
    map.insert(
        "category".to_owned(),
        json!([{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "LAB", "display": "Laboratory" }] }]),
    );
    map.insert(
        "code".to_owned(),
        json!({ "coding": [{ "system": OWN_SYSTEM, "code": PAPER_RESULTS }], "text": title }),
    );
    map.insert("subject".to_owned(), subject(authored));
    if let Some(at) = authored.at {
        map.insert("effectiveDateTime".to_owned(), json!(fhir_date(&at)));
    }
    if let Some(name) = optional("institution", report.institution.as_ref())? {
        let made = json!({ "type": "Organization", "display": name });
        map.insert("performer".to_owned(), json!([made]));
    }
    let results = report.results.iter();
    let results: Vec<Value> = results
        .map(|id| json!({ "reference": format!("Observation/{id}") }))
        .collect();
    map.insert("result".to_owned(), Value::Array(results));
    let address = json!(format!("DocumentReference/{}", report.document));
    let forms: Vec<Value> = report
        .files
        .iter()
        .map(|file| {
            let mut form = Map::new();
            for key in [
                "contentType",
                "language",
                "url",
                "size",
                "title",
                "creation",
            ] {
                if let Some(value) = file.get(key) {
                    form.insert(key.to_owned(), value.clone());
                }
            }
            // What stands in the document itself is not written twice.
            form.entry("url").or_insert_with(|| address.clone());
            Value::Object(form)
        })
        .collect();
    if !forms.is_empty() {
        map.insert("presentedForm".to_owned(), Value::Array(forms));
    }
    Ok(Built {
        body: serde_json::to_vec(&Value::Object(map)).unwrap_or_default(),
        confirm: Vec::new(),
    })
}

/// True for codes of a report that was made here of a paper that stands beside it.
#[must_use]
pub fn is_paper_report(codings: &[Coding]) -> bool {
    codings
        .iter()
        .any(|c| c.system == OWN_SYSTEM && c.code == PAPER_RESULTS)
}

/// The logical ids of the results of a report.
#[must_use]
pub fn report_results(resource: &Value) -> Vec<String> {
    let results = resource.get("result").and_then(Value::as_array);
    results
        .into_iter()
        .flatten()
        .filter_map(|one| one.get("reference")?.as_str()?.strip_prefix("Observation/"))
        .map(str::to_owned)
        .collect()
}

/// Where a result stands, if a person took it from a paper.
#[must_use]
pub fn paper_origin(resource: &Value) -> Option<PaperOrigin> {
    let from = resource.pointer("/derivedFrom/0")?;
    let document = from.get("reference")?.as_str()?;
    let parts = from.pointer("/extension/0")?;
    if parts.get("url")?.as_str()? != PAGE {
        return None;
    }
    let number = |name: &str| {
        let all = parts.get("extension")?.as_array()?.iter();
        let one = all
            .into_iter()
            .find(|one| one.get("url").and_then(Value::as_str) == Some(name))?;
        u32::try_from(one.get("valuePositiveInt")?.as_u64()?).ok()
    };
    Some(PaperOrigin {
        document: document.strip_prefix("DocumentReference/")?.to_owned(),
        file: number("file").unwrap_or(1),
        page: number("page")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(value: PaperValue) -> PaperResult {
        PaperResult {
            name: "葡萄糖".to_owned(),
            code: Some(Coding {
                system: system::LOINC.to_owned(),
                code: "14749-6".to_owned(),
                display: None,
            }),
            value,
            unit: "mmol/L".to_owned(),
            ucum: Some("mmol/L".to_owned()),
            range: "3.9～6.1".to_owned(),
            low: "3.9".parse().ok(),
            high: "6.1".parse().ok(),
            mark: Some(("↑".to_owned(), PaperMark::High)),
            specimen: Some("血清".to_owned()),
            institution: Some("和平县人民医院".to_owned()),
            from: PaperOrigin {
                document: "doc1".to_owned(),
                file: 2,
                page: 3,
            },
        }
    }

    fn authored(at: Option<&str>) -> Authored {
        Authored {
            id: "paper-1".to_owned(),
            subject: "p".to_owned(),
            at: at.and_then(|at| at.parse().ok()),
            recorded: "2024-05-20T10:00:00+08:00".to_owned(),
            by: "Li".to_owned(),
            note: String::new(),
        }
    }

    #[test]
    fn a_result_keeps_its_digits_its_range_and_its_page() {
        let value = PaperValue::Number("7.10".parse().unwrap(), Some("<".to_owned()));
        let built = build_paper_result(&authored(Some("2024-05")), &result(value)).unwrap();
        let text = String::from_utf8(built.body.clone()).unwrap();
        assert!(
            text.contains(r#""valueQuantity":{"value":7.10,"comparator":"<","unit":"mmol/L""#),
            "{text}"
        );
        assert!(
            text.contains(r#""low":{"value":3.9,"#) && text.contains(r#""text":"3.9～6.1""#),
            "{text}"
        );
        assert!(text.contains(r#""effectiveDateTime":"2024-05""#));
        assert!(
            !text.contains("2024-05-20"),
            "nothing depends on the day of confirming"
        );
        let json: Value = serde_json::from_slice(&built.body).unwrap();
        assert_eq!(
            paper_origin(&json).unwrap(),
            result(PaperValue::Words(String::new())).from
        );
        assert_eq!(
            super::super::parse_typed(&built.body),
            None,
            "no form edits a result of a laboratory"
        );
    }

    #[test]
    fn a_result_without_a_day_or_a_value_is_refused() {
        let words = PaperValue::Words("阴性(-)".to_owned());
        assert!(build_paper_result(&authored(None), &result(words.clone())).is_err());
        assert!(build_paper_result(&authored(Some("2024")), &result(words)).is_ok());
        let empty = PaperValue::Words(" ".to_owned());
        assert!(build_paper_result(&authored(Some("2024")), &result(empty)).is_err());
    }

    #[test]
    fn a_report_names_its_results_and_its_paper() {
        let report = PaperReport {
            title: "Blood count".to_owned(),
            document: "doc1".to_owned(),
            files: vec![
                json!({"contentType": "image/png", "url": "attachment:0123", "size": 5, "title": "Blood count"}),
                json!({"contentType": "application/pdf", "data": "aGVsbG8="}),
            ],
            results: vec!["r1".to_owned(), "r2".to_owned()],
            institution: Some("Valley Laboratory".to_owned()),
        };
        let built = build_paper_report(&authored(Some("2024-05")), &report).unwrap();
        let json: Value = serde_json::from_slice(&built.body).unwrap();
        assert_eq!(report_results(&json), ["r1", "r2"]);
        assert_eq!(json["presentedForm"][0]["url"], "attachment:0123");
        assert_eq!(json["presentedForm"][1]["url"], "DocumentReference/doc1");
        assert!(json["presentedForm"][1].get("data").is_none(), "not twice");
        let coding = Coding {
            system: OWN_SYSTEM.to_owned(),
            code: PAPER_RESULTS.to_owned(),
            display: None,
        };
        assert!(is_paper_report(&[coding]) && !is_paper_report(&[]));
        assert_eq!(paper_origin(&json), None);
    }

    #[test]
    fn a_document_of_several_files_is_read_back() {
        use super::super::{Document, Typed, build, parse_typed};
        let page = |n: &str| Document {
            title: "Blood count".to_owned(),
            attachment: n.repeat(16),
            content_type: "image/jpeg".to_owned(),
            size: 5,
            ..Document::default()
        };
        let document = Document {
            kind_text: Some("Laboratory report".to_owned()),
            code: Some(Coding {
                system: system::LOINC.to_owned(),
                code: "11502-2".to_owned(),
                display: None,
            }),
            institution: Some("Valley Laboratory".to_owned()),
            more: vec![page("b")],
            ..page("a")
        };
        let typed = Typed::Document(document);
        let built = build(&authored(Some("2024-05")), &typed).unwrap();
        let back = parse_typed(&built.body).unwrap();
        assert_eq!(back.typed, typed);
        assert_eq!(back.at.unwrap().to_string(), "2024-05");
    }
}
