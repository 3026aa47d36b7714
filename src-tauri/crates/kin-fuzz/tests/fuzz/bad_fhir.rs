//! Bad FHIR files, made from one table, each with the verdict that it must get.

use kin_fhir::{FhirError, Limits, Piece, ResourceReader, ScanContext, Splitter, scan};

const GOOD: &str = r#"{"resourceType":"Goal","id":"g","description":{"text":"x"}}"#;

/// Codes of what was refused, or the one of the file; and how many resources were taken.
fn verdict(bytes: &[u8]) -> (Vec<&'static str>, usize) {
    let limits = Limits::default();
    let mut splitter = Splitter::new(bytes, limits.clone());
    let mut reader = ResourceReader::new(limits.clone());
    let (mut codes, mut taken) = (Vec::new(), 0);
    loop {
        match splitter.next_piece() {
            Ok(None) => break,
            Ok(Some(Piece::Resource(raw))) => match reader.read(&raw, &ScanContext::default()) {
                Ok(_) => taken += 1,
                Err(error) => codes.push(error.code()),
            },
            Ok(Some(Piece::Refused(refused))) => codes.push(refused.why.code()),
            Err(error) => {
                codes.push(error.code());
                break;
            }
        }
    }
    if let Err(error) = scan(bytes, &limits)
        && !codes.contains(&error.code())
    {
        codes.push(error.code());
    }
    (codes, taken)
}

/// A value at every place of a resource, a Bundle, a line.
fn around(value: &str) -> [String; 3] {
    let resource = format!(r#"{{"resourceType":"Basic","a":{value}}}"#);
    [
        resource.clone(),
        format!(
            r#"{{"resourceType":"Bundle","entry":[{{"resource":{resource}}},{{"resource":{GOOD}}}]}}"#
        ),
        format!("{GOOD}\n{resource}\n{GOOD}\n"),
    ]
}

/// Values that no JSON has, their brackets and quotes in order: they cost their resource, no other.
const NO_VALUES: &[&str] = &[
    "01",
    "+1",
    "-",
    ".5",
    "1.",
    "1e",
    "1e+",
    "--1",
    "0x1F",
    "1_000",
    "NaN",
    "Infinity",
    "-Infinity",
    "nul",
    "Null",
    "TRUE",
    "True",
    "undefined",
    "'x'",
    "`x`",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1,,2]",
    "{\"b\":1,}",
    "{,}",
    "{\"b\"}",
    "{\"b\":}",
    "{b:1}",
    "{1:2}",
    "{\"b\" 1}",
    "{\"b\":1 \"c\":2}",
    "\"\\x41\"",
    "\"\\u12\"",
    "\"\\u{41}\"",
    "\"\\'\"",
    "\"tab\there\"",
    "\"nul\0here\"",
    "\"\u{1}\"",
    "1 // note",
    "/* note */ 1",
    "1 # note",
    "\u{a0}1",
    "\u{feff}1",
    "１",
    "1;",
    "1=2",
    "(1)",
    "<a/>",
    "\"a\"\"b\"",
    "true false",
    "1:2",
    "@",
    "$ref",
    "\\u0031",
];

/// Keys that stand twice.
const TWICE: &[&str] = &[
    r#"{"b":1,"b":1}"#,
    r#"{"b":1,"b":2}"#,
    r#"{"b":{},"c":0,"b":[]}"#,
    r#"{"":0,"":0}"#,
    r#"{"b":1,"\u0062":2}"#,
    r#"{"\u0062":1,"b":2}"#,
    r#"{"é":1,"\u00e9":2}"#,
    r#"{"漢":1,"漢":2}"#,
    r#"[{"b":1},{"b":1,"b":1}]"#,
    r#"{"x":{"y":{"b":1,"b":1}}}"#,
    r#"{"😀":1,"\ud83d\ude00":1}"#,
    r#"{"a/b":1,"a\/b":1}"#,
];

/// Files that are something else.
fn others() -> Vec<(Vec<u8>, &'static str)> {
    let text = |s: &str| s.as_bytes().to_vec();
    let mut out = vec![
        (text(""), "format-empty"),
        (text("   \n\t "), "format-empty"),
        (
            text("<Patient xmlns=\"http://hl7.org/fhir\"/>"),
            "format-fhir-xml",
        ),
        (
            text("<?xml version=\"1.0\"?>\n<Bundle xmlns=\"http://hl7.org/fhir\"></Bundle>"),
            "format-fhir-xml",
        ),
        (
            text("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>"),
            "format-ccda",
        ),
        (
            text("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"&x;\">]><a>&x;</a>"),
            "format-xml",
        ),
        (text("<!DOCTYPE html><html></html>"), "format-html"),
        (text("<html><body>Log in</body></html>"), "format-html"),
        (
            text("MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5\r"),
            "format-hl7v2",
        ),
        (text("%PDF-1.7\n"), "format-pdf"),
        (b"PK\x03\x04\x14\0\0\0".to_vec(), "format-zip"),
        (b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), "format-gzip"),
        (
            text("shc:/567629095243206034602924374044603122295953265460346029254077280433"),
            "format-shc",
        ),
        (text("{\"verifiableCredential\":[\"eyJ\"]}"), "format-shc"),
        (
            text("shlink:/eyJ1cmwiOiJodHRwczovL2V4YW1wbGUub3JnIn0"),
            "format-shl",
        ),
        (text("https://example.org/#shlink:/eyJ1cmwi"), "format-shl"),
        ([vec![0; 128], text("DICM")].concat(), "format-dicom"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "format-image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "format-image"),
        (text("GIF89a"), "format-image"),
        (text("age-encryption.org/v1\n-> X25519 a\n"), "format-age"),
        (text("-----BEGIN AGE ENCRYPTED FILE-----\n"), "format-age"),
        (text("{}"), "format-other-json"),
        (text("[1,2,3]"), "format-other-json"),
        (text("[\"a\"]"), "format-other-json"),
        (text("{\"a\":1}"), "format-other-json"),
        (text("{\"resourceType\":7}"), "format-other-json"),
        (text("{\"resourceType\":\"\"}"), "format-other-json"),
        (text("{\"resourceType\":null}"), "format-other-json"),
        (
            text("{\"resourceType\":[\"Patient\"]}"),
            "format-other-json",
        ),
        (text("{\"ResourceType\":\"Patient\"}"), "format-other-json"),
        (text("[{\"a\":1},{\"b\":2}]"), "format-other-json"),
    ];
    for bare in [
        "null",
        "true",
        "1",
        "\"Patient\"",
        "hello",
        "a,b,c\n1,2,3\n",
        "\u{0}\u{1}\u{2}",
    ] {
        out.push((text(bare), "format-unknown"));
    }
    out
}

#[test]
fn what_is_no_json_costs_its_resource_and_no_other() {
    let mut tried = 0;
    for value in NO_VALUES {
        for (place, file) in around(value).iter().enumerate() {
            tried += 1;
            let (codes, taken) = verdict(file.as_bytes());
            assert_eq!(codes, ["not-json"], "{value} at place {place}");
            assert_eq!(taken, place, "{value}: the others are taken");
        }
    }
    assert!(tried >= 150, "{tried}");
}

#[test]
fn a_key_that_stands_twice_costs_its_resource_and_no_other() {
    for value in TWICE {
        for (place, file) in around(value).iter().enumerate() {
            let (codes, taken) = verdict(file.as_bytes());
            assert_eq!(codes, ["duplicate-key"], "{value} at place {place}");
            assert_eq!(taken, place, "{value}: the others are taken");
        }
    }
}

#[test]
fn bytes_that_are_no_utf_8_cost_their_resource_and_no_other() {
    for bytes in [
        &b"\xff"[..],
        b"\xfe",
        b"\x80",
        b"\xc3",
        b"\xc3(",
        b"\xe8\xa1",
        b"\xed\xa0\x80",
        b"\xf5\x80\x80\x80",
        b"\xc0\xaf",
        b"\xe0\x80\xaf",
        b"\xf0\x80\x80\x80",
        b"\xf8\x88\x80\x80\x80",
    ] {
        for (place, file) in around("\"@@\"").iter().enumerate() {
            let at = file.find("@@").unwrap();
            let file = [&file.as_bytes()[..at], bytes, &file.as_bytes()[at + 2..]].concat();
            let (codes, taken) = verdict(&file);
            assert_eq!(codes, ["not-utf-8"], "{bytes:?} at place {place}");
            assert_eq!(taken, place, "{bytes:?}: the others are taken");
        }
    }
}

#[test]
fn other_files_are_named() {
    for (file, code) in others() {
        let (codes, taken) = verdict(&file);
        let shown = String::from_utf8_lossy(&file)
            .chars()
            .take(50)
            .collect::<String>();
        assert!(
            codes.contains(&code) && taken == 0,
            "{shown}: {codes:?}, not {code}"
        );
    }
}

#[test]
fn entries_without_a_resource_are_counted_and_named() {
    for (entry, code) in [
        ("{}", "entry-without-resource"),
        ("{\"fullUrl\":\"x\"}", "entry-without-resource"),
        ("{\"resource\":null}", "entry-without-resource"),
        ("{\"resource\":7}", "entry-without-resource"),
        ("{\"resource\":\"x\"}", "entry-without-resource"),
        ("{\"resource\":[]}", "entry-without-resource"),
        ("{\"resource\":{}}", "no-resource-type"),
        ("{\"resource\":{\"resourceType\":\"\"}}", "no-resource-type"),
        ("{\"resource\":{\"a\":1}}", "no-resource-type"),
        ("null", "not-an-object"),
        ("7", "not-an-object"),
        ("\"x\"", "not-an-object"),
        ("[]", "not-an-object"),
        ("true", "not-an-object"),
    ] {
        let file = format!(
            "{{\"resourceType\":\"Bundle\",\"entry\":[{{\"resource\":{GOOD}}},{entry},{{\"resource\":{GOOD}}}]}}"
        );
        let (codes, taken) = verdict(file.as_bytes());
        assert_eq!((codes, taken), (vec![code], 2), "{entry}");
        let found = scan(file.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(
            (found.resources, found.refused),
            (3, 1),
            "{entry} is counted"
        );
    }
    let twice = format!(
        "{{\"resourceType\":\"Bundle\",\"entry\":[{{\"resource\":{GOOD},\"resource\":{GOOD}}}]}}"
    );
    assert_eq!(verdict(twice.as_bytes()), (vec!["duplicate-key"], 0));
}

#[test]
fn brackets_that_do_not_match_end_a_bundle_and_a_line() {
    for broken in [
        "]",
        "}",
        "[",
        "{",
        "{]",
        "[}",
        "[{]}",
        "\"",
        "{\"a\":[}",
        "[[[]]",
    ] {
        let resource = format!(r#"{{"resourceType":"Basic","a":{broken}}}"#);
        let bundle = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{resource}}}]}}"#);
        let (codes, _) = verdict(bundle.as_bytes());
        let last = codes.last().copied().unwrap_or_default();
        assert!(
            ["not-json", "truncated"].contains(&last),
            "{broken} in a Bundle: {codes:?}"
        );
        let lines = format!("{GOOD}\n{GOOD}\n{resource}\n{GOOD}\n");
        let (codes, taken) = verdict(lines.as_bytes());
        assert!(!codes.is_empty(), "{broken} in a line is refused");
        assert_eq!(taken, 3, "{broken}: the other lines are taken");
    }
}

#[test]
fn every_cut_of_every_form_is_noticed() {
    let bundle = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{GOOD}}}]}}"#);
    let array = format!("[{GOOD},{GOOD}]");
    for file in [GOOD, &bundle, &array] {
        for end in 1..file.len() {
            let cut = &file.as_bytes()[..end];
            let mut splitter = Splitter::new(cut, Limits::default());
            let mut last = None;
            while let Some(piece) = match splitter.next_piece() {
                Ok(piece) => piece.map(|_| ()),
                Err(error) => {
                    last = Some(error);
                    None
                }
            } {
                let () = piece;
            }
            assert!(
                matches!(last, Some(FhirError::Truncated { offset }) if offset == end as u64),
                "cut at {end} of {file}: {last:?}"
            );
        }
    }
}

#[test]
fn bombs_end_in_a_limit_and_cost_no_time() {
    let big = 2_000_000;
    let basic = |value: &str| format!(r#"{{"resourceType":"Basic","a":{value}}}"#).into_bytes();
    for (name, file, code) in [
        (
            "lists",
            basic(&format!("{}{}", "[".repeat(big), "]".repeat(big))),
            Some("limit-depth"),
        ),
        (
            "objects",
            basic(&format!("{}0{}", "{\"a\":".repeat(big), "}".repeat(big))),
            Some("limit-depth"),
        ),
        ("open lists", basic(&"[".repeat(big)), Some("truncated")),
        (
            "a wide list",
            basic(&format!("[{}0]", "0,".repeat(big))),
            None,
        ),
        (
            "a list of lists",
            basic(&format!("[{}0]", "[],".repeat(big))),
            None,
        ),
        (
            "objects of one",
            basic(&format!("[{}0]", "{\"\":{}},".repeat(big / 2))),
            None,
        ),
        (
            "many keys",
            basic(&format!(
                "{{{}\"z\":0}}",
                (0..big / 20)
                    .map(|n| format!("\"k{n}\":{n},"))
                    .collect::<String>()
            )),
            None,
        ),
        ("a long number", basic(&"9".repeat(big)), None),
        (
            "a long exponent",
            basic(&format!("1e{}", "9".repeat(big))),
            None,
        ),
        (
            "escapes",
            basic(&format!("\"{}\"", "\\u0041".repeat(big / 2))),
            None,
        ),
        (
            "backslashes",
            basic(&format!("\"{}\"", "\\\\".repeat(big))),
            None,
        ),
        (
            "white space",
            basic(&format!("{}1", " \n".repeat(big / 2))),
            None,
        ),
        (
            "a long type",
            format!(r#"{{"resourceType":"{}"}}"#, "A".repeat(big)).into_bytes(),
            None,
        ),
        (
            "open Bundles",
            format!(
                "{}{}",
                "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":".repeat(50_000),
                GOOD
            )
            .into_bytes(),
            Some("truncated"),
        ),
    ] {
        let start = std::time::Instant::now();
        let (codes, _) = verdict(&file);
        let took = start.elapsed();
        match code {
            Some(code) => assert!(codes.contains(&code), "{name}: {codes:?}"),
            None => assert!(codes.len() <= 1, "{name}: {codes:?}"),
        }
        // Linear work takes a fraction of a second; what grows with the square takes minutes.
        assert!(took.as_secs() < 60, "{name} took {took:?}");
    }
}
