use super::*;

fn err(json: &str) -> Option<String> {
    serde_json::from_str::<Header<'_>>(json)
        .err()
        .map(|e| e.to_string())
}

/// Whatever stands in the place of an element, the rest of the resource is read.
#[test]
fn no_shape_of_an_element_loses_the_resource() {
    let shapes = [
        "null",
        "true",
        "7",
        "-1.50",
        "\"x\"",
        "\"\\u00e9\"",
        "[]",
        "{}",
        "[null]",
        "[7]",
        "[\"x\"]",
        "[[]]",
        "[{}]",
        "{\"a\":[{}]}",
        "1e400",
    ];
    let keys = [
        "id",
        "meta",
        "text",
        "identifier",
        "contained",
        "status",
        "clinicalStatus",
        "code",
        "type",
        "category",
        "class",
        "name",
        "description",
        "period",
        "effectivePeriod",
        "effectiveTiming",
        "valueQuantity",
        "valueRatio",
        "valueRange",
        "valueCodeableConcept",
        "valueString",
        "valueInteger",
        "valueBoolean",
        "medication",
        "medicationReference",
        "medicationCodeableConcept",
        "subject",
        "author",
        "performer",
        "referenceRange",
        "interpretation",
        "component",
        "total",
        "note",
        "reaction",
        "dosage",
        "condition",
        "target",
        "activity",
        "section",
        "item",
        "payload",
        "presentedForm",
        "content",
        "series",
        "recommendation",
        "issue",
        "telecom",
        "context",
        "oralDiet",
        "collection",
        "questionnaire",
        "device",
        "participant",
        "unknownElement",
    ];
    for key in keys {
        for shape in shapes {
            let json = format!(r#"{{"{key}":{shape},"resourceType":"Basic","created":"2024"}}"#);
            assert_eq!(err(&json), None, "{json}");
            let header = Header::parse(&json).unwrap();
            assert_eq!(
                header.created.as_str(),
                "2024",
                "{json}: what follows is read"
            );
        }
    }
}
