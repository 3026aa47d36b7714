use super::read_list;
use crate::{Builder, Directory, DirectoryError, List, Report, Why};

fn built(bytes: &[u8]) -> (Directory, Report) {
    let reading = read_list(bytes, "2026-11-26").unwrap();
    let mut builder = Builder::default();
    builder.add(List::default(), reading).unwrap();
    builder.finish()
}

fn names(directory: &Directory) -> Vec<(&str, &str)> {
    let all = directory.entries.iter();
    all.map(|one| (one.name.as_str(), one.address.as_str()))
        .collect()
}

const BRANDS: &str = r#"{"resourceType":"Bundle","type":"collection","timestamp":"2026-05-01T10:00:00Z","entry":[
 {"fullUrl":"https://x.example.org/Organization/h","resource":{"resourceType":"Organization","id":"h","name":"Lindenhof Hospital",
  "alias":["Lindenhof Group", "..."],"address":[{"city":"Boston","state":"MA"},{"city":"Newton","state":"MA","postalCode":2458}],
  "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/organization-portal","extension":[
    {"url":"portalName","valueString":"Lindenhof Gateway"},
    {"url":"portalEndpoint","valueReference":{"reference":"https://a.example.org/Endpoint/1"}}]}],
  "endpoint":[{"reference":"https://a.example.org/Endpoint/1"},{"reference":"Endpoint/2"}]}},
 {"resource":{"resourceType":"Organization","id":"c","name":"Lindenhof Children","partOf":{"reference":"Organization/h"}}},
 {"resource":{"resourceType":"Organization","id":"lost","name":"No Way In"}},
 {"fullUrl":"https://a.example.org/Endpoint/1","resource":{"resourceType":"Endpoint","id":"1","status":"active",
  "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/endpoint-fhir-version","valueCode":"4.0.1"}],
  "connectionType":{"code":"hl7-fhir-rest"},"address":"https://a.example.org/r4/"}},
 {"resource":{"resourceType":"Endpoint","id":"2","status":"off","address":"https://b.example.org/r4"}},
 {"resource":{"resourceType":"Location","id":"l"}}]}"#;

#[test]
fn brands_have_names_places_and_parts() {
    let reading = read_list(BRANDS.as_bytes(), "2026-11-26").unwrap();
    assert_eq!(reading.date, "2026-05-01");
    let (directory, report) = built(BRANDS.as_bytes());
    assert_eq!(
        names(&directory),
        [
            ("Lindenhof Children", "https://a.example.org/r4"),
            ("Lindenhof Hospital", "https://a.example.org/r4"),
        ]
    );
    let hospital = &directory.entries[1];
    assert_eq!(hospital.also, ["Lindenhof Group", "Lindenhof Gateway"]);
    assert_eq!(hospital.places[1].post_code, "2458", "also as a number");
    assert_eq!(hospital.fhir_version, "4.0.1");
    assert_eq!(
        directory.entries[0].also,
        ["Lindenhof Hospital", "Lindenhof Gateway"],
        "a part is found by the name of the whole"
    );
    let dead: Vec<_> = report
        .named
        .iter()
        .map(|one| (one.name.as_str(), one.why))
        .collect();
    assert_eq!(
        dead,
        [
            ("Lindenhof Hospital", Why::Dead),
            ("Lindenhof Children", Why::Dead),
            ("No Way In", Why::NoAddress)
        ]
    );
}

#[test]
fn an_endpoint_may_hold_its_organisation() {
    let list = r##"{"resourceType":"Bundle","entry":[
      {"resource":{"resourceType":"Endpoint","status":"active","name":"E",
       "contained":[{"resourceType":"Organization","id":"x=","name":"Birkenau Clinic","address":{"city":"Bern"}}],
       "managingOrganization":{"reference":"x="},"address":"https://ehr.example.org/r4"}},
      {"resource":{"resourceType":"Endpoint","status":"active","name":"Alone","connectionType":[{"coding":[{"code":"hl7-fhir-rest"}]}],
       "managingOrganization":{"display":"?"},"address":"https://alone.example.org/r4"}},
      {"resource":{"resourceType":"Endpoint","status":"active","name":"Mail","connectionType":{"code":"direct-project"},"address":"https://mail.example.org"}},
      {"resource":{"resourceType":"Endpoint","status":"active","name":"Over","period":{"end":"2024-01-01"},"address":"https://over.example.org/r4"}},
      {"resource":{"resourceType":"Endpoint","status":"active","name":"In clear","address":"http://clear.example.org/r4"}},
      {"resource":{"resourceType":"Endpoint","status":"active","address":"https://nameless.example.org/r4"}},
      17, {"resource":7}]}"##;
    let (directory, report) = built(list.as_bytes());
    assert_eq!(
        names(&directory),
        [
            ("Alone", "https://alone.example.org/r4"),
            ("Birkenau Clinic", "https://ehr.example.org/r4"),
        ]
    );
    assert_eq!(
        directory.entries[1].places[0].city, "Bern",
        "one address without a list"
    );
    assert_eq!(report.left_out, 6, "{:?}", report.named);
}

#[test]
fn lists_that_are_not_fhir_are_read_by_the_names_of_their_columns() {
    let lantern = r#"{"Endpoints":[{"URL":"https://a.example.org/r4/","OrganizationName":"A & B","NPIID":"","OrganizationZipCode":"92663"}]}"#;
    let old = r#"{"Entries":[{"OrganizationName":"Old","FHIRPatientFacingURI":"https://old.example.org/api/FHIR/DSTU2/","Type":1}]}"#;
    let bare = r#"[{"name":"Bare","address":"1 Main Street","url":"https://bare.example.org","aliases":["B1","B2"],"city":"Rome"}]"#;
    let lines = "{\"name\":\"L1\",\"url\":\"https://l1.example.org\"}\n{\"name\":\"L2\",\"url\":\"https://l2.example.org\"}\n";
    let csv = "\u{feff}Organization Name;FHIR Base URL;City;Zip Code\r\n\"Say \"\"Ah\"\"; Clinic\";https://csv.example.org/r4;Wien;1090\r\n\r\nSecond;https://second.example.org;;";
    let tabs = "医院名称\t地址\t城市\n协和医院\thttps://pumch.example.org/fhir\t北京\n";
    for (list, found) in [
        (lantern, vec![("A & B", "https://a.example.org/r4")]),
        (old, vec![("Old", "https://old.example.org/api/FHIR/DSTU2")]),
        (bare, vec![("Bare", "https://bare.example.org")]),
        (
            lines,
            vec![
                ("L1", "https://l1.example.org"),
                ("L2", "https://l2.example.org"),
            ],
        ),
        (
            csv,
            vec![
                ("Say \"Ah\"; Clinic", "https://csv.example.org/r4"),
                ("Second", "https://second.example.org"),
            ],
        ),
        (tabs, vec![("协和医院", "https://pumch.example.org/fhir")]),
    ] {
        let (directory, _) = built(list.as_bytes());
        assert_eq!(names(&directory), found, "{list}");
    }
    assert_eq!(built(bare.as_bytes()).0.entries[0].also, ["B1", "B2"]);
    assert_eq!(
        built(lantern.as_bytes()).0.entries[0].places[0].post_code,
        "92663"
    );
}

#[test]
fn what_is_no_list_is_said() {
    for text in [
        "",
        "   ",
        "<html></html>",
        "a,b\n1,2",
        "{}",
        "[]",
        r#"{"resourceType":"Bundle","entry":[]}"#,
        "just words",
    ] {
        assert!(
            matches!(
                read_list(text.as_bytes(), ""),
                Err(DirectoryError::NotAList)
            ),
            "{text}: {:?}",
            read_list(text.as_bytes(), "")
        );
    }
    for text in ["{\"entry\":[", "[{]", "{\"a\":1}}", "[1,2"] {
        assert!(
            matches!(read_list(text.as_bytes(), ""), Err(DirectoryError::Damaged)),
            "{text}"
        );
    }
}

#[test]
fn nesting_without_end_does_no_harm() {
    let deep = "[".repeat(200_000);
    assert!(read_list(deep.as_bytes(), "").is_err());
    let inside = format!(
        r#"{{"entry":[{{"resource":{{"resourceType":"Organization","name":{0}1{1},"extension":[{{"extension":{0}1{1}}}]}}}}]}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    // It is read or refused; the stack is not used up.
    drop(read_list(inside.as_bytes(), ""));
    let round = r#"{"entry":[{"resource":{"resourceType":"Organization","id":"a","name":"A","partOf":{"reference":"Organization/b"}}},
      {"resource":{"resourceType":"Organization","id":"b","name":"B","partOf":{"reference":"Organization/a"}}}]}"#;
    let (directory, report) = built(round.as_bytes());
    assert!(directory.entries.is_empty());
    assert_eq!(report.left_out, 2);
}

#[test]
fn the_same_place_in_two_lists_is_one() {
    let mut builder = Builder::default();
    let one = r#"[{"name":"St. Anna","url":"https://anna.example.org/r4","city":"Graz"}]"#;
    let two = r#"[{"name":"ST ANNA","url":"https://ANNA.example.org:443/r4/","aliases":["Anna"],"city":"Wien"},
                  {"name":"Other","url":"https://anna.example.org/r4"}]"#;
    for list in [one, two] {
        let reading = read_list(list.as_bytes(), "").unwrap();
        builder.add(List::default(), reading).unwrap();
    }
    let (directory, report) = builder.finish();
    assert_eq!(report.joined, 1);
    assert_eq!(
        directory.entries.len(),
        2,
        "another name at the same address stays"
    );
    let anna = &directory.entries[1];
    assert_eq!((anna.name.as_str(), anna.places.len()), ("St. Anna", 2));
    assert_eq!(anna.also, ["Anna"]);
}

#[test]
fn a_name_shows_nothing_that_is_not_there() {
    let list =
        "[{\"name\":\"Mayo\\u202eliam\\n Clinic\\u0007\",\"url\":\"https://x.example.org\"}]";
    let (directory, _) = built(list.as_bytes());
    assert_eq!(directory.entries[0].name, "Mayoliam Clinic");
}

proptest::proptest! {
    /// Whatever is handed in, reading it ends well.
    #[test]
    fn nothing_panics(text in "[\\[\\]{}\":,a-z0-9 \\n\t;]{0,120}") {
        drop(read_list(text.as_bytes(), ""));
    }
}
