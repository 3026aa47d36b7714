//! What surrounds resources: histories, pages of a search, answers of operations.

use crate::support::{Line, Read, read};
use kin_fhir::SourceFormat;
use kin_model::StatusClass;

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Tester","given":["Ann"]}],"birthDate":"1970-01-02"}"#;

fn allergy(version: &str) -> String {
    format!(
        r#"{{"resourceType":"AllergyIntolerance","id":"a1","meta":{{"versionId":"{version}"}},"patient":{{"reference":"Patient/p"}},"code":{{"text":"Penicillin"}},"clinicalStatus":{{"coding":[{{"code":"active"}}]}}}}"#
    )
}

fn history(entries: &[String], first: bool) -> Read {
    let kind = r#""type":"history""#;
    let entries = entries.join(",");
    let text = if first {
        format!(r#"{{"resourceType":"Bundle",{kind},"entry":[{entries}]}}"#)
    } else {
        format!(r#"{{"entry":[{entries}],"resourceType":"Bundle",{kind}}}"#)
    };
    read(text.as_bytes()).unwrap()
}

fn put(resource: &str, url: &str) -> String {
    format!(
        r#"{{"fullUrl":"https://s.example/fhir/{url}","resource":{resource},"request":{{"method":"PUT","url":"{url}"}}}}"#
    )
}

fn delete(url: &str) -> String {
    format!(
        r#"{{"fullUrl":"https://s.example/fhir/{url}","request":{{"method":"DELETE","url":"{url}"}},"response":{{"status":"204"}}}}"#
    )
}

fn the_allergy(read: &Read) -> &Line {
    let mut found = read.lines.iter();
    found.find(|l| l.id == "a1").unwrap()
}

#[test]
fn what_a_history_says_was_deleted_is_marked() {
    let name = "AllergyIntolerance/a1";
    for first in [true, false] {
        let gone = history(
            &[
                put(PATIENT, "Patient/p"),
                delete(name),
                put(&allergy("1"), name),
            ],
            first,
        );
        let line = the_allergy(&gone);
        assert_eq!(
            (line.status.as_str(), line.class),
            ("deleted", StatusClass::Error)
        );
        assert_eq!(
            gone.refused,
            [(1, "entry-deleted")],
            "the entry itself is told"
        );
        let again = history(
            &[
                put(PATIENT, "Patient/p"),
                put(&allergy("3"), name),
                delete(name),
                put(&allergy("1"), name),
            ],
            first,
        );
        let line = the_allergy(&again);
        assert_eq!(
            (line.status.as_str(), line.class),
            ("active", StatusClass::Current),
            "it was made anew"
        );
    }
    let transaction = format!(
        r#"{{"resourceType":"Bundle","type":"transaction","entry":[{},{}]}}"#,
        delete(name),
        put(&allergy("1"), name)
    );
    let read = read(transaction.as_bytes()).unwrap();
    assert_eq!(
        the_allergy(&read).status,
        "active",
        "only a history tells what was"
    );
}

#[test]
fn one_entry_without_its_list_is_an_entry() {
    let text = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":{{"resource":{PATIENT}}},"total":1}}"#
    );
    let read = read(text.as_bytes()).unwrap();
    assert_eq!(read.lines.len(), 1);
    assert_eq!(read.lines[0].id, "p");
}

#[test]
fn a_page_of_several_says_so() {
    let page = |link: &str| {
        format!(
            r#"{{"resourceType":"Bundle","type":"searchset",{link}"entry":[{{"resource":{PATIENT}}}]}}"#
        )
    };
    let more = |text: &str| {
        let scan = read(text.as_bytes()).unwrap().scan;
        scan.findings.iter().any(|f| f.code == "more-to-come")
    };
    let next = page(
        r#""link":[{"relation":"self","url":"https://s/1"},{"relation":"next","url":"https://s/2"}],"#,
    );
    let last = page(r#""link":[{"relation":"self","url":"https://s/2"}],"#);
    assert!(more(&next));
    assert!(!more(&last));
    assert!(!more(&page("")));
    assert!(!more(&format!("{next}\n{last}")), "the last page is there");
    let at_the_end = format!(
        r#"{{"entry":[{{"resource":{PATIENT}}}],"link":[{{"relation":"next","url":"https://s/2"}}],"resourceType":"Bundle"}}"#
    );
    assert!(more(&at_the_end));
}

#[test]
fn the_answer_of_an_operation_is_opened() {
    let inside = format!(
        r#"{{"resourceType":"Bundle","type":"searchset","entry":[{{"resource":{PATIENT}}},{{"resource":{}}}]}}"#,
        allergy("1")
    );
    let ids = |read: &Read| -> Vec<String> { read.lines.iter().map(|l| l.id.clone()).collect() };
    let answer = format!(
        r#"{{"resourceType":"Parameters","id":"x","parameter":[{{"name":"return","resource":{inside}}},{{"name":"n","valueInteger":2}}]}}"#
    );
    let read_one = read(answer.as_bytes()).unwrap();
    assert_eq!(ids(&read_one), ["p", "a1"]);
    assert_eq!(read_one.scan.resources, 2, "the envelope is none");
    assert_eq!(read_one.scan.format, Some(SourceFormat::Parameters));
    // The type last, parts of parts, inside a Bundle, beside another resource.
    let parts = format!(
        r#"{{"parameter":[{{"name":"a","part":[{{"name":"b","part":[{{"name":"c","resource":{PATIENT}}}]}}]}},{{"resource":{}}}],"resourceType":"Parameters"}}"#,
        allergy("1")
    );
    assert_eq!(ids(&read(parts.as_bytes()).unwrap()), ["p", "a1"]);
    let bundle = format!(
        r#"{{"resourceType":"Bundle","entry":[{{"resource":{parts},"request":{{"method":"POST"}}}},{{"resource":{{"resourceType":"Goal","id":"g","subject":{{"reference":"Patient/p"}}}}}}]}}"#
    );
    let in_bundle = read(bundle.as_bytes()).unwrap();
    assert_eq!(ids(&in_bundle), ["p", "a1", "g"]);
    assert_eq!(in_bundle.scan.format, Some(SourceFormat::Bundle));
    let lines = format!("{answer}\n{}", allergy("2"));
    assert_eq!(ids(&read(lines.as_bytes()).unwrap()), ["p", "a1", "a1"]);
    let broken =
        r#"{"resourceType":"Parameters","parameter":[{"name":"r","resource":{"id":"untyped"}}]}"#;
    let broken = read(format!("{PATIENT}\n{broken}").as_bytes()).unwrap();
    assert_eq!(broken.refused, [(1, "no-resource-type")]);
}

#[test]
fn an_answer_without_a_record_is_kept_as_it_is() {
    for values in [
        r#"{"resourceType":"Parameters","id":"x","parameter":[{"name":"result","valueBoolean":true}]}"#,
        r#"{"resourceType":"Parameters","id":"x"}"#,
        // What only looks like a resource.
        r#"{"resourceType":"Parameters","id":"x","parameter":[{"name":"resource","valueString":"resource"}]}"#,
        r#"{"resourceType":"Parameters","id":"x","parameter":[{"name":"r","resource":"Patient/1"}]}"#,
        r#"{"resourceType":"Parameters","id":"x","parameter":{"resource":{"resourceType":"Goal"}}}"#,
    ] {
        let read = read(values.as_bytes()).unwrap();
        let kept: Vec<&str> = read
            .lines
            .iter()
            .map(|l| l.resource_type.as_str())
            .collect();
        assert_eq!(kept, ["Parameters"], "{values}");
        assert_eq!(read.lines[0].body, values.as_bytes(), "{values}");
        assert_eq!(read.scan.format, Some(SourceFormat::Resource));
    }
}
