//! FHIR JSON, narratives, IPS documents.

use crate::text;
use kin_fhir::value_of;
use kin_fhir::{
    FhirError, Limit, Limits, Piece, ResourceReader, ScanContext, Splitter, attachments, detail,
    minify, scan,
};
use kin_model::{Narrative, Node};
use serde_json::Value;
use std::io::Read;

/// Gives the bytes in small pieces of changing size, as a slow disk would.
struct Drip<'a> {
    rest: &'a [u8],
    step: usize,
}

impl Read for Drip<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.step = self.step % 7 + 1;
        let n = self.step.min(into.len()).min(self.rest.len());
        let (now, later) = self.rest.split_at_checked(n).unwrap_or_default();
        if let Some(place) = into.get_mut(..n) {
            place.copy_from_slice(now);
        }
        self.rest = later;
        Ok(n)
    }
}

/// What one reading of a file found, in few words.
#[derive(Debug, PartialEq, Eq)]
struct Account {
    pieces: u64,
    refused: u64,
    /// Offset and type of each piece, and why it was refused.
    list: Vec<(u64, String, &'static str)>,
    ended: Option<&'static str>,
}

fn account<R: Read>(reader: R, limits: &Limits, mut each: impl FnMut(&Piece<'_>)) -> Account {
    let mut splitter = Splitter::new(reader, limits.clone());
    let mut account = Account {
        pieces: 0,
        refused: 0,
        list: Vec::new(),
        ended: None,
    };
    loop {
        match splitter.next_piece() {
            Ok(None) => break,
            Err(error) => {
                account.ended = Some(error.code());
                break;
            }
            Ok(Some(piece)) => {
                let (index, offset, kind, why) = match &piece {
                    Piece::Resource(r) => (r.index, r.offset, r.resource_type.to_owned(), ""),
                    Piece::Refused(r) => {
                        account.refused += 1;
                        (r.index, r.offset, r.resource_type.clone(), r.why.code())
                    }
                };
                assert_eq!(index, account.pieces, "counted without gaps");
                account.pieces += 1;
                account.list.push((offset, kind, why));
                each(&piece);
            }
        }
    }
    assert!(
        matches!(splitter.next_piece(), Ok(None)),
        "after the end nothing comes"
    );
    account
}

/// A whole file: both passes, every resource opened; the same account however the bytes come.
pub(crate) fn file(data: &[u8]) {
    let limits = Limits::default();
    let scanned = scan(data, &limits);
    let context = scanned
        .as_ref()
        .map(|s| s.context.clone())
        .unwrap_or_default();
    let mut reader = ResourceReader::new(limits.clone());
    let whole = account(data, &limits, |piece| {
        let Piece::Resource(raw) = piece else {
            return;
        };
        let from = usize::try_from(raw.offset).unwrap_or(usize::MAX);
        let there = data.get(from..).is_some_and(|d| d.starts_with(raw.bytes));
        let utf16 = !data.starts_with(b"{") && !data.starts_with(b"[");
        assert!(there || utf16, "the bytes are those of the file");
        if let Ok(draft) = reader.read(raw, &context) {
            assert!(!draft.title.is_empty(), "everything has a title");
            assert!(!draft.resource_type.is_empty(), "and a type");
            let body = draft.body.to_vec();
            detail(&body, &context).expect("what is stored can be opened");
            attachments(&body).expect("and its files listed");
        }
    });
    let slow = account(
        Drip {
            rest: data,
            step: 0,
        },
        &limits,
        |_| {},
    );
    assert_eq!(whole, slow, "the same however the bytes come");
    if let Ok(scanned) = scanned {
        assert_eq!(whole.ended, None, "both passes agree that it can be read");
        assert_eq!(
            scanned.resources, whole.pieces,
            "both passes count the same"
        );
        assert_eq!(scanned.refused, whole.refused, "also the refused");
        let named: u64 = scanned.by_type.values().sum();
        assert!(named <= scanned.resources, "no type is counted twice");
        assert!(scanned.subjects.len() as u64 <= limits.subjects);
    }
}

/// A file against tiny limits: each is kept, and says itself by how much it was passed.
pub(crate) fn limits(data: &[u8]) {
    let limits = Limits {
        total_bytes: 2048,
        object_bytes: 128,
        depth: 6,
        bundle_depth: 2,
        names: 3,
        subjects: 2,
        narrative_bytes: 64,
        narrative_depth: 3,
    };
    let mut reader = ResourceReader::new(limits.clone());
    let mut seen = 0_u64;
    account(data, &limits, |piece| match piece {
        Piece::Resource(raw) => {
            assert!(
                raw.bytes.len() as u64 <= limits.object_bytes,
                "{}",
                raw.bytes.len()
            );
            if let Ok(draft) = reader.read(raw, &ScanContext::default()) {
                assert!(deepest(&draft.body) <= limits.depth, "too deep");
            }
        }
        Piece::Refused(refused) => {
            if let FhirError::OverLimit {
                limit,
                allowed,
                found,
                ..
            } = &refused.why
            {
                seen += 1;
                assert!(
                    found > allowed,
                    "{limit}: {found} is not more than {allowed}"
                );
                let right = match limit {
                    Limit::TotalBytes => limits.total_bytes,
                    Limit::ObjectBytes => limits.object_bytes,
                    Limit::Depth => limits.depth,
                    Limit::BundleDepth => limits.bundle_depth,
                    _ => *allowed,
                };
                assert_eq!(*allowed, right, "{limit} names its own number");
            }
        }
    });
    assert!(seen <= data.len() as u64);
    if let Ok(found) = scan(data, &limits) {
        assert!(found.subjects.len() as u64 <= limits.subjects);
        assert!(found.bytes <= limits.total_bytes);
    }
}

/// Levels of brackets outside strings.
fn deepest(json: &[u8]) -> u64 {
    let (mut now, mut most, mut text, mut escaped) = (0_u64, 0_u64, false, false);
    for b in json {
        match b {
            _ if escaped => escaped = false,
            b'\\' if text => escaped = true,
            b'"' => text = !text,
            b'{' | b'[' if !text => {
                now += 1;
                most = most.max(now);
            }
            b'}' | b']' if !text => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// A key that stands twice in one object, found by building what `serde_json` would not keep.
fn has_twice(json: &str) -> bool {
    struct Twice;
    impl<'de> serde::de::Visitor<'de> for Twice {
        type Value = bool;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("JSON")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
            let mut keys = std::collections::BTreeSet::new();
            let mut twice = false;
            while let Some(key) = map.next_key::<String>()? {
                twice |= !keys.insert(key);
                twice |= map.next_value_seed(Self)?;
            }
            Ok(twice)
        }
        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
            let mut twice = false;
            while let Some(inner) = seq.next_element_seed(Self)? {
                twice |= inner;
            }
            Ok(twice)
        }
        fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_str<E>(self, _: &str) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_unit<E>(self) -> Result<bool, E> {
            Ok(false)
        }
    }
    impl<'de> serde::de::DeserializeSeed<'de> for Twice {
        type Value = bool;
        fn deserialize<D: serde::Deserializer<'de>>(self, d: D) -> Result<bool, D::Error> {
            d.deserialize_any(self)
        }
    }
    let mut reader = serde_json::Deserializer::from_str(json);
    serde::de::DeserializeSeed::deserialize(Twice, &mut reader).unwrap_or(false)
}

/// One resource, read by us and by `serde_json`: where both take it they read the same, every digit
/// included, and we refuse nothing without a reason that is ours.
pub(crate) fn resource(data: &[u8]) {
    let mut kept = Vec::new();
    minify(data, &mut kept);
    let limits = Limits::default();
    let mut splitter = Splitter::new(data, limits.clone());
    let mut reader = ResourceReader::new(limits.clone());
    let theirs = serde_json::from_slice::<Value>(data).ok();
    if let Some(value) = &theirs {
        let again: Value = serde_json::from_slice(&kept).expect("what was JSON stays JSON");
        assert_eq!(*value, again, "minifying changes no value");
    }
    let ours = match splitter.next_piece() {
        Ok(Some(Piece::Resource(raw))) => {
            let read = reader
                .read(&raw, &ScanContext::default())
                .map(|d| d.body.to_vec());
            if let Ok(body) = &read {
                let given = value_of(raw.bytes).expect("only what is JSON is taken");
                let kept = value_of(body).expect("and stays JSON");
                assert_eq!(given, kept, "every digit as it was given");
            }
            Some(read.map_err(|e| e.code()))
        }
        Ok(Some(Piece::Refused(refused))) => Some(Err(refused.why.code())),
        Ok(None) => None,
        Err(error) => Some(Err(error.code())),
    };
    let bom = data.starts_with(b"\xef\xbb\xbf")
        || data.starts_with(b"\xff\xfe")
        || data.starts_with(b"\xfe\xff");
    let alone = matches!(splitter.next_piece(), Ok(None));
    match (&ours, &theirs) {
        (Some(Ok(body)), _) => {
            let read = value_of(body).expect("what we take is JSON");
            if let Some(value) = &theirs {
                assert!(bom || *value == read, "both read the same");
            }
            let kind = read.get("resourceType").and_then(Value::as_str);
            assert!(kind.is_some_and(|k| !k.is_empty()), "and it has a type");
            let text = std::str::from_utf8(body).expect("UTF-8");
            assert!(!has_twice(text), "no key stands twice");
            assert!(deepest(body) <= limits.depth, "and it is not too deep");
        }
        (Some(Err(code)), Some(Value::Object(object))) if alone && !bom => {
            let kind = object
                .get("resourceType")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let bundle = kind == "Bundle" || object.contains_key("entry");
            let json = text(data);
            let reason = has_twice(&json) || deepest(data) > limits.depth || kind.is_empty();
            assert!(bundle || reason, "{code}: refused without a reason");
        }
        _ => {}
    }
}

/// A narrative: whatever comes, a small typed tree within its limits.
pub(crate) fn narrative(data: &[u8]) {
    fn walk(nodes: &[Node], depth: usize, deepest: &mut usize) {
        *deepest = depth.max(*deepest);
        for node in nodes {
            if let Node::Element {
                colspan,
                rowspan,
                children,
                ..
            } = node
            {
                for span in [colspan, rowspan].into_iter().flatten() {
                    assert!((1..=100).contains(span), "a span of {span}");
                }
                walk(children, depth + 1, deepest);
            }
        }
    }
    let xhtml = text(data);
    let limits = Limits::default();
    for limits in [
        limits.clone(),
        Limits {
            narrative_bytes: 100,
            narrative_depth: 3,
            ..limits
        },
    ] {
        let read = kin_fhir::narrative_within(&xhtml, &limits);
        let mut deepest = 0;
        walk(&read.nodes, 0, &mut deepest);
        assert!(deepest as u64 <= limits.narrative_depth, "{deepest} levels");
        let plain = read.plain_text();
        let most = usize::try_from(limits.narrative_bytes).unwrap_or(usize::MAX);
        assert!(
            plain.len() <= 4 * xhtml.len().min(most) + 64,
            "text that was not there"
        );
        let json = serde_json::to_string(&read).expect("it goes over the wire");
        let back: Narrative = serde_json::from_str(&json).expect("and comes back");
        assert_eq!(read, back);
        if xhtml.contains("<!DOCTYPE")
            && xhtml.trim_start().starts_with("<!DOCTYPE")
            && read.nodes.is_empty()
        {
            assert!(read.cut || xhtml.len() > most || plain.is_empty());
        }
    }
}

/// The rules of IPS over any bytes.
pub(crate) fn ips(data: &[u8]) {
    let findings = kin_fhir::ips::check(data);
    for finding in &findings {
        assert!(!finding.code.is_empty(), "a finding without a name");
    }
    if serde_json::from_slice::<Value>(data).is_err() && !data.starts_with(b"\xef\xbb\xbf") {
        assert_eq!(findings.len(), 1, "what is no JSON is said once");
    }
    // What is asked and answered by a resource is read from any bytes.
    let asked = kin_fhir::ips::referral::asked(data);
    let answers = kin_fhir::ips::referral::answers(data);
    assert!(
        asked.is_none() || answers.is_none(),
        "a request is no answer"
    );
    let Ok(shown) = kin_fhir::ips::read::read(data) else {
        return;
    };
    for section in &shown.sections {
        assert_eq!(
            section.rows.len() + section.missing.len() + section.left_off,
            section.entries,
            "every entry is shown or said to be missing"
        );
        assert!(
            section.narrative.is_none() || section.says_more || !section.rows.is_empty(),
            "a text without rows is shown at once"
        );
    }
    assert!(shown.unread <= shown.resources, "the account adds up");
}
