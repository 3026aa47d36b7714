use super::*;
use std::fmt::Write as _;

#[derive(Debug, PartialEq, Eq)]
enum Got {
    Took(String, Option<String>, u64),
    Refused(&'static str),
}

/// Gives the bytes in pieces of `step`, to move every boundary over every byte.
struct Drip<'a>(&'a [u8], usize);
impl Read for Drip<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.1.min(into.len()).min(self.0.len());
        into[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn split_with(
    text: &[u8],
    step: usize,
    limits: Limits,
) -> (
    Vec<Got>,
    Option<&'static str>,
    Option<SourceFormat>,
    BundleInfo,
) {
    let mut splitter = Splitter::new(Drip(text, step), limits);
    let mut got = Vec::new();
    let mut error = None;
    loop {
        match splitter.next_piece() {
            Ok(Some(Piece::Resource(r))) => {
                assert_eq!(r.index, got.len() as u64, "pieces are numbered");
                assert_eq!(r.bytes.first(), Some(&b'{'));
                assert_eq!(r.bytes.last(), Some(&b'}'));
                let body = String::from_utf8_lossy(r.bytes);
                let id = body
                    .split("\"id\"")
                    .nth(1)
                    .and_then(|t| t.split('"').nth(1))
                    .unwrap_or("?");
                got.push(Got::Took(
                    format!("{}/{id}", r.resource_type),
                    r.full_url.map(str::to_owned),
                    r.offset,
                ));
            }
            Ok(Some(Piece::Refused(r))) => {
                assert_eq!(
                    r.index,
                    got.len() as u64,
                    "refused pieces are numbered, too"
                );
                got.push(Got::Refused(r.why.code()));
            }
            Ok(None) => break,
            Err(e) => {
                error = Some(e.code());
                assert!(
                    splitter.next_piece().unwrap().is_none(),
                    "nothing after an error"
                );
                break;
            }
        }
    }
    let info = splitter.bundle().cloned().unwrap_or_default();
    (got, error, splitter.format(), info)
}

/// Splits with every small step and one large one: the pieces must not depend on how bytes arrive.
fn split(
    text: &str,
) -> (
    Vec<Got>,
    Option<&'static str>,
    Option<SourceFormat>,
    BundleInfo,
) {
    let whole = split_with(text.as_bytes(), usize::MAX, Limits::default());
    for step in [1, 2, 3, 7, 64] {
        let other = split_with(text.as_bytes(), step, Limits::default());
        assert_eq!(other.0, whole.0, "pieces with steps of {step}");
        assert_eq!(other.1, whole.1, "error with steps of {step}");
        assert_eq!(other.2, whole.2, "format with steps of {step}");
    }
    whole
}

fn names(got: &[Got]) -> Vec<&str> {
    got.iter()
        .map(|g| match g {
            Got::Took(name, ..) => name.as_str(),
            Got::Refused(code) => code,
        })
        .collect()
}

#[test]
fn a_bundle_gives_its_resources_with_their_urls() {
    let text = r#"{"resourceType":"Bundle","id":"b","type":"collection","timestamp":"2024-01-02T03:04:05Z","entry":[
      {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p"}},
      {"resource":{"resourceType":"Observation","id":"o","valueString":"a } ] \" b"},"fullUrl":"http://x/Observation/o"}]}"#;
    let (got, error, format, info) = split(text);
    assert_eq!(error, None);
    assert_eq!(format, Some(SourceFormat::Bundle));
    assert_eq!(names(&got), ["Patient/p", "Observation/o"]);
    assert!(
        matches!(&got[0], Got::Took(_, Some(url), at) if url == "urn:uuid:1" && text[*at as usize..].starts_with("{\"resourceType\":\"Patient"))
    );
    assert!(
        matches!(&got[1], Got::Took(_, Some(url), _) if url == "http://x/Observation/o"),
        "a fullUrl after the resource"
    );
    assert_eq!(
        (
            info.bundle_type.as_deref(),
            info.id.as_deref(),
            info.timestamp.as_deref()
        ),
        (Some("collection"), Some("b"), Some("2024-01-02T03:04:05Z"))
    );
}

#[test]
fn keys_in_alphabetical_order_are_a_bundle_too() {
    let text = r#"{"entry":[{"fullUrl":"urn:uuid:1","resource":{"id":"p","resourceType":"Patient"}}],"id":"b","resourceType":"Bundle","type":"searchset"}"#;
    let (got, error, format, info) = split(text);
    assert_eq!((error, format), (None, Some(SourceFormat::Bundle)));
    assert_eq!(names(&got), ["Patient/p"]);
    assert_eq!(
        info.bundle_type.as_deref(),
        Some("searchset"),
        "read after the entries"
    );
    let list = r#"{"entry":[{"item":{"reference":"Condition/1"}}],"id":"l","resourceType":"List"}"#;
    assert_eq!(
        names(&split(list).0),
        ["List/l"],
        "a List has entries, too, and is one resource"
    );
}

#[test]
fn bundles_in_bundles_and_in_arrays_are_opened() {
    let inner = r#"{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Condition","id":"c"}}]}"#;
    let text = format!(
        r#"{{"resourceType":"Bundle","type":"batch-response","entry":[{{"fullUrl":"urn:uuid:9","resource":{inner},"response":{{"status":"200"}}}},{{"resource":{{"resourceType":"Goal","id":"g"}}}}]}}"#
    );
    let (got, error, _, info) = split(&text);
    assert_eq!(error, None);
    assert_eq!(names(&got), ["Condition/c", "Goal/g"]);
    assert!(
        matches!(&got[0], Got::Took(_, None, _)),
        "the outer entry's address is not the inner one's"
    );
    assert_eq!(
        info.bundle_type.as_deref(),
        Some("batch-response"),
        "the outermost Bundle's elements"
    );
    let (got, error, format, _) = split(&format!(
        "[{inner},\n{{\"resourceType\":\"Patient\",\"id\":\"p\"}}]"
    ));
    assert_eq!((error, format), (None, Some(SourceFormat::Array)));
    assert_eq!(names(&got), ["Condition/c", "Patient/p"]);
    let mut deep = r#"{"resourceType":"Patient","id":"p"}"#.to_owned();
    for _ in 0..12 {
        deep = format!(
            r#"{{"resourceType":"Bundle","entry":[{{"resource":{deep}}},{{"resource":{{"resourceType":"Goal","id":"g"}}}}]}}"#
        );
    }
    let (got, error, ..) = split(&deep);
    assert_eq!(error, None);
    assert_eq!(
        names(&got)[0],
        "limit-bundle-depth",
        "the ninth Bundle inside another"
    );
    assert_eq!(got.len(), 9, "and the eight Goals beside are there");
}

#[test]
fn a_broken_entry_does_not_lose_the_others() {
    let text = r#"{"resourceType":"Bundle","entry":[
      {"request":{"method":"DELETE","url":"Patient/1"}}, null, 7, "x", [], {"resource":null},
      {"resource":{"id":"untyped"}}, {"resource":{"resourceType":"Patient","id":"p"},"resource":{"resourceType":"Goal"}},
      {"resource":{"resourceType":"Observation","id":"o","bad":tru}},,
      {"resource":{"resourceType":"Goal","id":"g"}},]}"#;
    let (got, error, ..) = split(text);
    assert_eq!(error, None);
    assert_eq!(
        names(&got),
        [
            "entry-deleted",
            "not-an-object",
            "not-an-object",
            "not-an-object",
            "not-an-object",
            "entry-without-resource",
            "no-resource-type",
            "duplicate-key",
            "Observation/o",
            "Goal/g"
        ]
    );
}

#[test]
fn lines_are_taken_one_by_one_and_a_broken_line_is_left_out() {
    let good = |id: &str| format!("{{\"resourceType\":\"Patient\",\"id\":\"{id}\"}}");
    let (got, error, format, _) = split(&format!("{}\r\n\n{}\n", good("a"), good("b")));
    assert_eq!((error, format), (None, Some(SourceFormat::Ndjson)));
    assert_eq!(names(&got), ["Patient/a", "Patient/b"]);
    for (broken, why) in [
        (
            r#"{"resourceType":"Patient","id":"x""#,
            "a brace is missing",
        ),
        (
            r#"{"resourceType":"Patient","id":"x","#,
            "it ends after a comma",
        ),
        (
            r#"{"id":"x","#,
            "it ends after a comma, before it says what it is",
        ),
        (
            r#"{"resourceType":"Patient","id":"x}"#,
            "a quote is missing",
        ),
        (
            r#"{"resourceType":"Patient","id":"x"]"#,
            "the wrong bracket",
        ),
        (
            r#"{"resourceType":"Patient","a":{"b":1}"#,
            "a brace is missing after an object",
        ),
        ("garbage", "no JSON at all"),
    ] {
        let text = format!("{}\n{broken}\n{}\n{}", good("a"), good("b"), good("c"));
        let (got, error, ..) = split(&text);
        assert_eq!(error, None, "{why}");
        assert_eq!(
            names(&got),
            ["Patient/a", "not-json", "Patient/b", "Patient/c"],
            "{why}"
        );
        let text = format!("{broken}\n{}", good("b"));
        if broken != "garbage" {
            assert_eq!(
                names(&split(&text).0),
                ["not-json", "Patient/b"],
                "{why}, in the first line"
            );
        }
    }
    let (got, error, ..) = split(&format!("{}\n{{\"resourceType\":\"Pat", good("a")));
    assert_eq!(
        (names(&got), error),
        (vec!["Patient/a", "truncated"], None),
        "the last line was cut off"
    );
    let (got, error, format, _) = split(&format!("{}{}", good("a"), good("b")));
    assert_eq!(
        (names(&got), error, format),
        (
            vec!["Patient/a", "Patient/b"],
            None,
            Some(SourceFormat::Ndjson)
        ),
        "without a line end between"
    );
    let (got, ..) = split(&format!("\u{1e}{}\n\u{1e}{}\n", good("a"), good("b")));
    assert_eq!(names(&got), ["Patient/a", "Patient/b"], "RFC 7464");
}

#[test]
fn a_bundle_whose_brackets_break_is_refused_with_the_place() {
    for (text, code) in [
        (
            r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p"}},{"resource":{"resourceType":"Go"#,
            "truncated",
        ),
        (
            "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p\"}},{\"resource\":{\"resourceType\":\"Goal\",\"x\":[}}]}\n",
            "not-json",
        ),
    ] {
        let (got, error, ..) = split(text);
        assert_eq!(
            names(&got),
            ["Patient/p"],
            "what came before was already given"
        );
        assert_eq!(error, Some(code));
    }
    let mut splitter = Splitter::new(
        &br#"{"resourceType":"Patient","x":[}"#[..],
        Limits::default(),
    );
    match splitter.next_piece() {
        Err(FhirError::NotJson { offset, .. }) => {
            assert_eq!(offset, 31, "the place of the wrong bracket");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn other_formats_are_named() {
    for (bytes, code) in [
        (&b""[..], "format-empty"),
        (b"  \n ", "format-empty"),
        (b"\xEF\xBB\xBF", "format-empty"),
        (b"%PDF-1.7", "format-pdf"),
        (b"PK\x03\x04abc", "format-zip"),
        (b"\x1f\x8b\x08", "format-gzip"),
        (b"\x89PNG\r\n", "format-image"),
        (
            b"<?xml version=\"1.0\"?><Bundle xmlns=\"http://hl7.org/fhir\">",
            "format-fhir-xml",
        ),
        (
            b"<ClinicalDocument xmlns=\"urn:hl7-org:v3\">",
            "format-ccda",
        ),
        (b"<!DOCTYPE html><html>", "format-html"),
        (b"<HealthData locale=\"en\">", "format-xml"),
        (b"MSH|^~\\&|LAB", "format-hl7v2"),
        (b"\x0bMSH|^~\\&|LAB", "format-hl7v2"),
        (b"shc:/567629", "format-shc"),
        (b"eyJ6aXAiOiJERUYi.abc.def", "format-shc"),
        (br#"{"verifiableCredential":["eyJ"]}"#, "format-shc"),
        (b"shlink:/eyJ1", "format-shl"),
        (b"age-encryption.org/v1\n", "format-age"),
        (b"\xff\xfe\0\0{\0\0\0", "format-encoding"),
        (b"hello, world", "format-unknown"),
        (br#"{"name":"not FHIR"}"#, "format-other-json"),
        (b"[1,2,3]", "format-other-json"),
        (b"12", "format-unknown"),
    ] {
        for step in [1, usize::MAX] {
            let (got, error, ..) = split_with(bytes, step, Limits::default());
            assert_eq!(
                (got.len(), error),
                (0, Some(code)),
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
}

#[test]
fn utf_16_and_byte_order_marks_are_read() {
    let text = "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"text\":\"李华 😀\"}]}";
    let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [
        [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat(),
        [&[0xFF, 0xFE], &le[..]].concat(),
        [&[0xFE, 0xFF], &be[..]].concat(),
        le,
        be,
    ] {
        for step in [1, 3, usize::MAX] {
            let mut splitter = Splitter::new(Drip(&bytes, step), Limits::default());
            let Some(Piece::Resource(r)) = splitter.next_piece().unwrap() else {
                panic!("a resource")
            };
            assert_eq!(
                std::str::from_utf8(r.bytes).unwrap(),
                text,
                "the same text whatever the encoding"
            );
        }
    }
}

#[test]
fn limits_refuse_one_object_and_go_on() {
    let limits = Limits {
        object_bytes: 300 << 10,
        ..Limits::default()
    };
    let long = "x".repeat(400 << 10);
    let text = format!(
        r#"{{"resourceType":"Bundle","entry":[{{"resource":{{"resourceType":"Binary","data":"{long}"}}}},{{"resource":{{"resourceType":"Goal","id":"g"}}}}]}}"#
    );
    let (got, error, ..) = split_with(text.as_bytes(), usize::MAX, limits.clone());
    assert_eq!(
        (names(&got), error),
        (vec!["limit-object-bytes", "Goal/g"], None)
    );
    let mut splitter = Splitter::new(text.as_bytes(), limits.clone());
    match splitter.next_piece().unwrap() {
        Some(Piece::Refused(RefusedPiece {
            why: FhirError::OverLimit { allowed, found, .. },
            ..
        })) => {
            assert_eq!(allowed, 300 << 10);
            assert!(found > 400 << 10, "says by how much");
        }
        other => panic!("{other:?}"),
    }
    let mut deep = String::from(
        r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Basic","x":"#,
    );
    let _ = write!(
        deep,
        "{}{}}}}},{{\"resource\":{{\"resourceType\":\"Goal\",\"id\":\"g\"}}}}]}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let (got, error, ..) = split_with(deep.as_bytes(), usize::MAX, Limits::default());
    assert_eq!((names(&got), error), (vec!["limit-depth", "Goal/g"], None));
    let total = Limits {
        total_bytes: 1000,
        ..Limits::default()
    };
    let (_, error, ..) = split_with(text.as_bytes(), usize::MAX, total);
    assert_eq!(error, Some("limit-total-bytes"));
}

/// An endless line: the simulated source makes `length` bytes of one string.
struct LongLine {
    head: &'static [u8],
    left: u64,
    tail: &'static [u8],
}
impl Read for LongLine {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if !self.head.is_empty() {
            return self.head.read(into);
        }
        if self.left > 0 {
            let n = into
                .len()
                .min(usize::try_from(self.left).unwrap_or(usize::MAX));
            into[..n].fill(b'a');
            self.left -= n as u64;
            return Ok(n);
        }
        self.tail.read(into)
    }
}

#[test]
fn two_gigabytes_in_one_string_cost_no_memory() {
    let source = LongLine {
        head: br#"{"resourceType":"Binary","data":""#,
        left: 2 << 30,
        tail: b"\"}\n{\"resourceType\":\"Goal\",\"id\":\"g\"}",
    };
    let mut splitter = Splitter::new(source, Limits::default());
    let Some(Piece::Refused(refused)) = splitter.next_piece().unwrap() else {
        panic!("refused")
    };
    assert_eq!(refused.why.code(), "limit-object-bytes");
    assert_eq!(refused.resource_type, "Binary");
    assert!(
        splitter.window.loaded() <= 66 << 20,
        "at most the limit and one doubling: {}",
        splitter.window.loaded()
    );
    let Some(Piece::Resource(goal)) = splitter.next_piece().unwrap() else {
        panic!("the next line")
    };
    assert_eq!(goal.resource_type, "Goal");
    assert!(splitter.next_piece().unwrap().is_none());
}

#[test]
fn what_a_history_says_was_deleted_and_what_only_answers_is_told_apart() {
    let text = r#"{"resourceType":"Bundle","type":"history","entry":[
        {"fullUrl":"http://h/Condition/c1","request":{"method":"DELETE","url":"Condition/c1"},"response":{"status":"204"}},
        {"response":{"status":"204"},"request":{"ifMatch":"W/1","url":"http://h/fhir/Observation/7?x=Y","method":"DELETE"}},
        {"response":{"status":"201 Created","location":"Patient/1/_history/1","outcome":{"resourceType":"OperationOutcome"}}},
        {"request":{"method":"DELETE","url":"Patient/1"},"resource":{"resourceType":"Patient","id":"a"}},
        {"request":[1],"fullUrl":"x"}]}"#;
    let (got, error, ..) = split(text);
    assert_eq!(
        (names(&got), error),
        (
            vec![
                "entry-deleted",
                "entry-deleted",
                "entry-answer-only",
                "Patient/a",
                "entry-without-resource"
            ],
            None
        )
    );
    let mut splitter = Splitter::new(text.as_bytes(), Limits::default());
    for named in ["Condition", "Observation"] {
        match splitter.next_piece().unwrap().unwrap() {
            Piece::Refused(refused) => assert_eq!(refused.resource_type, named),
            Piece::Resource(_) => panic!("a resource"),
        }
    }
}
