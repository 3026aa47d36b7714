//! Whose a resource is, where the file says it otherwise than by a reference to its one Patient.

use crate::support::{Read, read};

const ANN: &str = r#"{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:oid:1.2.3","value":"MRN1"}],
    "name":[{"family":"Tester","given":["Ann"]}],"birthDate":"1970-01-02","gender":"female"}"#;

fn bundle(resources: &[&str]) -> Read {
    let entries: Vec<String> = resources
        .iter()
        .map(|r| format!(r#"{{"resource":{r}}}"#))
        .collect();
    let text = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#,
        entries.join(",")
    );
    read(text.as_bytes()).unwrap()
}

fn result(id: &str, whose: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","code":{{"text":"Potassium"}},"subject":{whose},"valueString":"x"}}"#
    )
}

fn ids(read: &Read) -> Vec<&str> {
    read.lines.iter().map(|l| l.id.as_str()).collect()
}

#[test]
fn what_refers_to_somebody_else_is_left_out_and_said() {
    let own = result("own", r#"{"reference":"Patient/p"}"#);
    let other = result("other", r#"{"reference":"Patient/somebody"}"#);
    let absolute = result(
        "absolute",
        r#"{"reference":"https://h.example/fhir/Patient/zz"}"#,
    );
    let number = result(
        "number",
        r#"{"identifier":{"system":"urn:oid:1.2.3","value":"MRN1"}}"#,
    );
    let another = result(
        "another",
        r#"{"identifier":{"system":"urn:oid:1.2.3","value":"MRN2"},"display":"Bob Else"}"#,
    );
    let elsewhere = result(
        "elsewhere",
        r#"{"identifier":{"system":"urn:oid:9.9","value":"77"}}"#,
    );
    let nameless = result("nameless", r#"{"display":"Ann Tester"}"#);
    let read = bundle(&[
        ANN, &own, &other, &absolute, &number, &another, &elsewhere, &nameless,
    ]);
    assert_eq!(ids(&read), ["p", "own", "number", "elsewhere", "nameless"]);
    assert_eq!(
        read.refused,
        [
            (2, "entry-other-person"),
            (3, "entry-other-person"),
            (5, "entry-other-person")
        ]
    );
}

#[test]
fn references_that_all_lead_nowhere_are_the_one_persons() {
    let a = result("a", r#"{"reference":"Patient/old-number"}"#);
    let b = result(
        "b",
        r#"{"reference":"urn:uuid:0d2177ba-f67b-4f29-addb-91040de55388"}"#,
    );
    let read = bundle(&[ANN, &a, &b]);
    assert_eq!(ids(&read), ["p", "a", "b"]);
}

#[test]
fn a_patient_inside_a_resource_is_somebody() {
    let inside = |who: &str| {
        format!(
            r##"{{"resourceType":"Observation","id":"o","status":"final","code":{{"text":"K"}},"contained":[{{"resourceType":"Patient","id":"pat",{who}}}],"subject":{{"reference":"#pat"}},"valueString":"x"}}"##
        )
    };
    let carl = inside(r#""name":[{"text":"Carl Contained"}],"birthDate":"2001-01-01""#);
    let alone = read(carl.as_bytes()).unwrap();
    assert_eq!(alone.scan.subjects.len(), 1);
    let identity = &alone.scan.subjects[0].identity;
    assert_eq!(identity.names[0].text, "Carl Contained");
    assert_eq!(identity.born.unwrap().to_string(), "2001-01-01");
    let with_ann = bundle(&[ANN, &carl]);
    assert_eq!(with_ann.scan.subject_count, 2, "two people");
    for same in [
        r#""name":[{"text":"Ann Tester"}]"#,
        r#""identifier":[{"system":"urn:oid:1.2.3","value":"MRN1"}]"#,
    ] {
        let read = bundle(&[ANN, &inside(same)]);
        assert_eq!(read.scan.subject_count, 1, "{same}");
        assert_eq!(read.scan.subjects[0].resources, 1);
    }
}

#[test]
fn what_was_measured_in_a_thing_is_not_the_persons() {
    let fridge = r#"{"resourceType":"Device","id":"d","type":{"text":"Fridge"}}"#;
    let warm = result("w", r#"{"reference":"Device/d"}"#);
    let room = result("r", r#"{"reference":"https://h.example/fhir/Location/9"}"#);
    let own = result("o", r#"{"reference":"Patient/p"}"#);
    let read = bundle(&[ANN, fridge, &warm, &room, &own]);
    let title = |id: &str| {
        let found = read.lines.iter().find(|l| l.id == id);
        found.map(|l| l.title.as_str()).unwrap()
    };
    assert_eq!(title("w"), "Potassium (Fridge)");
    assert_eq!(title("r"), "Potassium (about somebody or something else)");
    assert_eq!(title("o"), "Potassium");
}

#[test]
fn two_numbers_of_one_kind_are_two_people() {
    let of = |id: &str, value: &str| {
        result(
            id,
            &format!(r#"{{"identifier":{{"system":"urn:oid:1.2.3","value":"{value}"}}}}"#),
        )
    };
    let lines = |all: &[String]| read(all.join("\n").as_bytes()).unwrap().scan.subject_count;
    assert_eq!(lines(&[of("a", "1"), of("b", "2")]), 2);
    assert_eq!(
        lines(&[of("a", "1"), of("b", "1")]),
        0,
        "nobody is described"
    );
}
