//! Every limit of the one table, on both sides: just under passes, just over is refused by its name.

use crate::support::read;
use kin_fhir::{FhirError, Limits, Piece, Splitter, narrative, scan};
use kin_model::Node;

/// The code of a file's error, else the codes of what was refused in it.
fn verdict(bytes: &[u8]) -> Vec<&'static str> {
    match read(bytes) {
        Ok(read) => read.refused.iter().map(|(_, code)| *code).collect(),
        Err(error) => vec![error.code()],
    }
}

fn of_length(bytes: u64) -> Vec<u8> {
    let head = r#"{"resourceType":"Binary","data":""#;
    let fill = usize::try_from(bytes).unwrap() - head.len() - 2;
    format!("{head}{}\"}}", "A".repeat(fill)).into_bytes()
}

#[test]
fn an_object_of_32_mib_passes_and_one_byte_more_does_not() {
    let most = Limits::default().object_bytes;
    assert_eq!(most, 32 << 20, "the design's number");
    assert_eq!(verdict(&of_length(most)), [""; 0]);
    assert_eq!(verdict(&of_length(most + 1)), ["limit-object-bytes"]);
    // In lines and in a Bundle the others are still read.
    let small = br#"{"resourceType":"Goal","id":"g","description":{"text":"x"}}"#;
    let lines = [&of_length(most + 1)[..], b"\n", small].concat();
    let found = read(&lines).unwrap();
    assert_eq!(found.lines.len(), 1);
    assert_eq!(found.refused, [(0, "limit-object-bytes")]);
    let bundle = [
        &br#"{"resourceType":"Bundle","entry":[{"resource":"#[..],
        &of_length(most + 1),
        br#"},{"resource":"#,
        small,
        b"}]}",
    ]
    .concat();
    let found = read(&bundle).unwrap();
    assert_eq!(found.lines.len(), 1);
    assert_eq!(found.refused, [(0, "limit-object-bytes")]);
}

#[test]
fn what_has_no_end_is_refused_for_its_size_not_for_where_the_file_stops() {
    let most = Limits::default().object_bytes;
    let endless = |n: u64| {
        let mut bytes = of_length(n + 2);
        bytes.truncate(bytes.len() - 2);
        bytes
    };
    assert_eq!(verdict(&endless(most)), ["truncated"], "not too long yet");
    assert_eq!(verdict(&endless(most + 1)), ["limit-object-bytes"]);
    match read(&endless(most + 1000)) {
        Err(FhirError::OverLimit {
            allowed,
            found,
            offset,
            ..
        }) => assert_eq!((allowed, found, offset), (most, most + 1000, 0)),
        other => panic!("{other:?}"),
    }
    // A list without an end, an object without an end.
    let long = usize::try_from(most).unwrap();
    for piece in ["[1,", "{\"a\":1},"] {
        let open = format!(
            "{{\"resourceType\":\"Basic\",\"x\":[{}",
            piece.replace('[', "").repeat(long / 2)
        );
        assert_eq!(verdict(open.as_bytes()), ["limit-object-bytes"], "{piece}");
    }
    // As the last line of several it costs only itself.
    let small = br#"{"resourceType":"Goal","id":"g","description":{"text":"x"}}"#;
    let lines = [&small[..], b"\n", small, b"\n", &endless(most + 1)].concat();
    let found = read(&lines).unwrap();
    assert_eq!(found.lines.len(), 2);
    assert_eq!(found.refused, [(2, "limit-object-bytes")]);
}

#[test]
fn sixty_four_levels_pass_and_one_more_does_not() {
    let most = usize::try_from(Limits::default().depth).unwrap();
    assert_eq!(most, 64, "the design's number");
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        // The resource itself is the first level.
        let deep = |levels: usize| {
            let n = levels - 1;
            let inner = if open == "[" { "" } else { "0" };
            format!(
                "{{\"resourceType\":\"Basic\",\"x\":{}{inner}{}}}",
                open.repeat(n),
                close.repeat(n)
            )
        };
        assert_eq!(verdict(deep(most).as_bytes()), [""; 0], "{open}");
        assert_eq!(
            verdict(deep(most + 1).as_bytes()),
            ["limit-depth"],
            "{open}"
        );
        assert_eq!(verdict(deep(100_000).as_bytes()), ["limit-depth"], "{open}");
    }
}

#[test]
fn eight_bundles_in_one_another_pass_and_one_more_does_not() {
    let most = usize::try_from(Limits::default().bundle_depth).unwrap();
    assert_eq!(most, 8);
    let nested = |n: usize| {
        let mut inner = r#"{"resourceType":"Goal","id":"g","description":{"text":"x"}}"#.to_owned();
        for _ in 0..n {
            inner = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{inner}}}]}}"#);
        }
        inner
    };
    assert_eq!(read(nested(most).as_bytes()).unwrap().lines.len(), 1);
    assert_eq!(verdict(nested(most).as_bytes()), [""; 0]);
    assert_eq!(verdict(nested(most + 1).as_bytes()), ["limit-bundle-depth"]);
    assert_eq!(verdict(nested(500).as_bytes()), ["limit-bundle-depth"]);
}

#[test]
fn the_last_byte_of_the_whole_counts() {
    assert_eq!(
        Limits::default().total_bytes,
        8 << 30,
        "the design's number"
    );
    let line = br#"{"resourceType":"Goal","id":"g","description":{"text":"x"}}"#;
    let text = [&line[..], b"\n"].concat().repeat(50);
    let with = |total_bytes: usize| {
        let limits = Limits {
            total_bytes: total_bytes as u64,
            ..Limits::default()
        };
        let mut splitter = Splitter::new(text.as_slice(), limits);
        loop {
            match splitter.next_piece() {
                Ok(Some(Piece::Resource(_))) => {}
                Ok(None) => return None,
                Ok(Some(other)) => panic!("{other:?}"),
                Err(error) => return Some(error.code()),
            }
        }
    };
    assert_eq!(with(text.len()), None);
    assert_eq!(with(text.len() - 1), Some("limit-total-bytes"));
}

#[test]
fn names_and_people_beyond_the_table_are_counted_not_kept() {
    let patients = |n: usize| {
        (0..n)
            .map(|i| {
                format!(
                    "{{\"resourceType\":\"Patient\",\"id\":\"p{i}\",\"name\":[{{\"text\":\"N {i}\"}}]}}\n"
                )
            })
            .collect::<String>()
    };
    let limits = Limits::default();
    assert_eq!(limits.subjects, 50);
    for (n, listed) in [(50, 50), (51, 50), (200, 50)] {
        let found = scan(patients(n).as_bytes(), &limits).unwrap();
        assert_eq!(found.subjects.len(), listed, "of {n}");
        assert_eq!(found.subject_count, n as u64, "all are counted");
    }
    let few = Limits {
        names: 3,
        ..Limits::default()
    };
    let told = |n: usize| {
        let found = scan(patients(n).as_bytes(), &few).unwrap();
        found
            .findings
            .iter()
            .any(|f| f.detail == "3" || f.code.contains("names"))
    };
    assert!(!told(1), "under the limit nothing is said");
    assert!(told(20), "over it a remark says so");
}

#[test]
fn a_narrative_of_256_kib_and_32_levels_is_whole_and_more_is_cut() {
    let limits = Limits::default();
    assert_eq!(
        (limits.narrative_bytes, limits.narrative_depth),
        (256 << 10, 32)
    );
    let bytes = usize::try_from(limits.narrative_bytes).unwrap();
    let long = |n: usize| format!("<div>{}</div>", "a".repeat(n - 11));
    assert!(!narrative(&long(bytes)).cut);
    assert!(narrative(&long(bytes + 1)).cut);
    fn levels(nodes: &[Node]) -> usize {
        let of = |node: &Node| match node {
            Node::Element { children, .. } => 1 + levels(children),
            Node::Text { .. } => 0,
        };
        nodes.iter().map(of).max().unwrap_or(0)
    }
    let deep = |n: usize| format!("<div>{}ok{}</div>", "<b>".repeat(n), "</b>".repeat(n));
    let whole = narrative(&deep(32));
    assert!(!whole.cut);
    assert_eq!(levels(&whole.nodes), 32);
    let cut = narrative(&deep(33));
    assert!(cut.cut, "said to be cut");
    assert_eq!(levels(&cut.nodes), 32);
    assert_eq!(cut.plain_text().trim(), "ok", "the text stays");
    // Attributes beyond those of any cell cost nothing.
    let many = format!("<div><td {}>ok</td></div>", "a='1' ".repeat(20_000));
    assert_eq!(narrative(&many).plain_text().trim(), "ok");
}
