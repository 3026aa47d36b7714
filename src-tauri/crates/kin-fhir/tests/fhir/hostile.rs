//! Bytes that were made to hurt: no panic, bounded memory, a reason for each refusal.

use crate::support::{files, read, testdata};
use kin_fhir::{
    FhirError, Limits, Piece, ResourceReader, ScanContext, Splitter, attachments, detail, scan,
};

/// The code of the error, or of each refused resource.
fn codes(bytes: &[u8]) -> Vec<&'static str> {
    match read(bytes) {
        Ok(read) => read.refused.iter().map(|(_, code)| *code).collect(),
        Err(e) => vec![e.code()],
    }
}

#[test]
fn hostile_resources_are_refused_with_a_reason() {
    let deep = format!(
        "{{\"resourceType\":\"Basic\",\"x\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(codes(deep.as_bytes()), ["limit-depth"]);
    let open = format!(
        "{{\"resourceType\":\"Basic\",\"x\":{}",
        "{\"a\":".repeat(100_000)
    );
    assert_eq!(codes(open.as_bytes()), ["truncated"]);
    for (json, want) in [
        (
            &br#"{"resourceType":"Basic","id":"1","id":"2"}"#[..],
            "duplicate-key",
        ),
        (
            br#"{"resourceType":"Basic","a":{"b":1,"b":2}}"#,
            "duplicate-key",
        ),
        (
            br#"{"resourceType":"Observation","resourceType":"Patient"}"#,
            "duplicate-key",
        ),
        (b"{\"resourceType\":\"Basic\",\"a\":\"\x00\"}", "not-json"),
        (
            b"{\"resourceType\":\"Basic\",\"a\":\"\xff\xfe\"}",
            "not-utf-8",
        ),
        (br#"{"resourceType":"Basic","a":01}"#, "not-json"),
        (br#"{"resourceType":"Basic","a":+1}"#, "not-json"),
        (br#"{"resourceType":"Basic","a":NaN}"#, "not-json"),
        (br#"{"resourceType":"Basic","a":'x'}"#, "not-json"),
        (br#"{"resourceType":"Basic",}"#, "not-json"),
        (br#"{"resourceType":"Basic" "a":1}"#, "not-json"),
        (br#"{"resourceType":"Basic","a":1}}"#, "not-json"),
        (br#"{"resourceType":7}"#, "format-other-json"),
        (br#"{"resourceType":""}"#, "format-other-json"),
        (br#"{"resourceType":null,"id":"1"}"#, "format-other-json"),
        (b"\x00\x01\x02", "format-unknown"),
        (b"null", "format-unknown"),
    ] {
        assert!(
            codes(json).contains(&want),
            "{}: {:?}",
            String::from_utf8_lossy(json),
            codes(json)
        );
    }
}

#[test]
fn odd_but_harmless_resources_are_taken() {
    for json in [
        r#"{"resourceType":"Observation","status":["final"],"code":7,"valueQuantity":"12","subject":"x","category":{"text":1}}"#,
        r#"{"resourceType":"Patient","name":"Li Hua","telecom":null,"birthDate":1954,"identifier":"4711"}"#,
        r#"{"resourceType":"Condition","code":null,"onsetDateTime":{},"note":"a"}"#,
        r#"{"resourceType":"Observation","code":{"text":"\ud800 lone"},"valueString":"\udc00"}"#,
        r#"{"resourceType":"Observation","code":{"text":"n"},"valueQuantity":{"value":1e999999999999,"unit":"x"},"referenceRange":[{"low":{"value":1},"high":{"value":2}}]}"#,
        r#"{"resourceType":"Observation","code":{"text":"n"},"valueInteger":123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890}"#,
        r#"{"resourceType":"Basic","":{"":[[],{},"",0]}}"#,
        r##"{"resourceType":"MedicationRequest","medicationReference":{"reference":"#nothing"},"contained":[7,null,{"id":"x"}]}"##,
    ] {
        let read = read(json.as_bytes()).unwrap();
        assert_eq!(read.refused, [], "{json}");
        assert!(!read.lines[0].title.is_empty(), "{json}");
        assert_eq!(
            read.lines[0].body,
            json.as_bytes(),
            "{json}: kept as it was"
        );
        detail(json.as_bytes(), &ScanContext::default()).unwrap();
    }
    let read = read(br#"{"resourceType":"Observation","code":{"text":"n"},"valueQuantity":{"value":1.00e-2,"unit":"x"}}"#).unwrap();
    assert_eq!(read.lines[0].value, "1.00e-2", "digits stay");
}

#[test]
fn a_truncated_file_says_where() {
    let text = r#"{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Goal","id":"g","description":{"text":"x"}}}]}"#;
    for end in 1..text.len() {
        let cut = &text.as_bytes()[..end];
        match read(cut) {
            Err(FhirError::Truncated { offset }) => {
                assert_eq!(offset, end as u64, "the place is the end");
            }
            Err(e) => panic!("cut at {end}: {e}"),
            Ok(read) => panic!("cut at {end}: {:?}", read.lines.len()),
        }
    }
}

/// A small generator, so that a failure can be run again.
struct Random(u64);
impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap()
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    const EVIL: &[u8] = b"{}[]\",:\\0-9eE.ntf\x00\xff\n \xe8u";
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes[at] = EVIL[random.below(EVIL.len())],
            1 => bytes.insert(at, EVIL[random.below(EVIL.len())]),
            2 => {
                bytes.remove(at);
            }
            3 => {
                let end = (at + random.below(60)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => {
                if random.below(12) == 0 {
                    bytes.truncate(at);
                }
            }
        }
        if bytes.is_empty() {
            bytes.push(b'{');
        }
    }
}

/// Real files with bytes changed at random: everything must answer, nothing may panic or lose count.
#[test]
fn mutated_real_files_never_panic() {
    let own = br#"{"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Observation","id":"o","text":{"status":"additional","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a</p></div>"},"code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},"valueQuantity":{"value":6.10,"unit":"mmol/L"},"referenceRange":[{"low":{"value":3.9},"high":{"value":6.1}}]}}]}"#;
    let mut seeds: Vec<Vec<u8>> = vec![own.to_vec()];
    if let Some(root) = testdata() {
        for folder in ["fhir-us-core", "fhir-ips", "fhir-other"] {
            for path in files(&root.join(folder)) {
                let bytes = std::fs::read(&path).unwrap();
                if bytes.len() < 100_000 {
                    seeds.push(bytes);
                }
            }
        }
    }
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let limits = Limits::default();
    let rounds = 800 / seeds.len() + 3;
    for seed in &seeds {
        for _ in 0..rounds {
            let mut bytes = seed.clone();
            mutate(&mut bytes, &mut random);
            let context = scan(bytes.as_slice(), &limits)
                .map(|s| s.context)
                .unwrap_or_default();
            let mut splitter = Splitter::new(bytes.as_slice(), limits.clone());
            let mut reader = ResourceReader::new(limits.clone());
            let mut next = 0;
            while let Ok(Some(piece)) = splitter.next_piece() {
                match piece {
                    Piece::Resource(raw) => {
                        assert_eq!(raw.index, next, "counted without gaps");
                        if let Ok(draft) = reader.read(&raw, &context) {
                            assert!(!draft.title.is_empty());
                            let body = draft.body.to_vec();
                            // What is stored can be opened.
                            detail(&body, &context).unwrap();
                            attachments(&body).unwrap();
                        }
                    }
                    Piece::Refused(refused) => {
                        assert_eq!(refused.index, next, "counted without gaps");
                    }
                }
                next += 1;
            }
        }
    }
}
