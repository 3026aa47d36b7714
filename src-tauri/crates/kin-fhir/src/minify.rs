//! White space outside strings goes; nothing else changes. And the checks that go with it.

use crate::{FhirError, Limit, Limits};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Appends `json` to `out` without the white space outside strings.
///
/// Every digit, escape, key and unknown element stays as it was, so the resource keeps its meaning
/// token for token. The input should be JSON; other bytes do no harm, they are copied. Allocates
/// only when `out` has to grow.
pub fn minify(json: &[u8], out: &mut Vec<u8>) {
    out.reserve(json.len() / 2);
    let mut rest = json;
    // `run` bytes at the head of `rest` are to be kept.
    let mut run = 0;
    while let Some(b) = rest.get(run) {
        match b {
            b'"' => run = string_end(rest, run + 1),
            b' ' | b'\n' | b'\r' | b'\t' => {
                let (keep, tail) = rest.split_at(run);
                out.extend_from_slice(keep);
                rest = skip_blank(tail);
                run = 0;
            }
            _ => run += 1,
        }
    }
    out.extend_from_slice(rest);
}

fn skip_blank(mut tail: &[u8]) -> &[u8] {
    loop {
        while let Some(after) = tail.strip_prefix(b"        ") {
            tail = after;
        }
        match tail.split_first() {
            Some((b' ' | b'\n' | b'\r' | b'\t', after)) => tail = after,
            _ => return tail,
        }
    }
}

/// Index after the closing quote of the string whose first byte is at `from`; the length of the
/// text when it does not end.
fn string_end(text: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        let Some(tail) = text.get(at..) else {
            return text.len();
        };
        match memchr::memchr2(b'"', b'\\', tail) {
            None => return text.len(),
            Some(i) if tail.get(i) == Some(&b'"') => return at + i + 1,
            Some(i) => at += i + 2,
        }
    }
}

/// Keys of the open objects, kept between resources so that checking allocates nothing.
#[derive(Debug, Default)]
pub(crate) struct KeyCheck {
    /// Start and end of each key of each open object.
    keys: Vec<(usize, usize)>,
    /// For each open level: index of its first key, and whether it is an object.
    levels: Vec<(usize, bool)>,
}

/// Objects with more keys than this are compared through a set, so that a hostile one stays linear.
const FEW: usize = 24;

impl KeyCheck {
    /// Looks for a key that stands twice in one object, and for too many levels, in minified JSON.
    pub(crate) fn check(&mut self, json: &[u8], limits: &Limits) -> Result<(), FhirError> {
        self.keys.clear();
        self.levels.clear();
        let mut large: Vec<(usize, BTreeSet<Cow<'_, [u8]>>)> = Vec::new();
        let mut at = 0;
        while let Some(b) = json.get(at) {
            match b {
                b'"' => {
                    let end = string_end(json, at + 1);
                    let is_key = json.get(end) == Some(&b':')
                        && self.levels.last().is_some_and(|(_, object)| *object);
                    if is_key {
                        self.key(json, at + 1, end.saturating_sub(1), &mut large)?;
                    }
                    at = end;
                }
                b'{' | b'[' => {
                    self.levels.push((self.keys.len(), *b == b'{'));
                    if self.levels.len() as u64 > limits.depth {
                        return Err(FhirError::OverLimit {
                            limit: Limit::Depth,
                            allowed: limits.depth,
                            found: self.levels.len() as u64,
                            offset: at as u64,
                        });
                    }
                    at += 1;
                }
                b'}' | b']' => {
                    if let Some((first, _)) = self.levels.pop() {
                        self.keys.truncate(first);
                    }
                    let open = self.levels.len();
                    large.retain(|(level, _)| *level <= open);
                    at += 1;
                }
                _ => at += 1,
            }
        }
        Ok(())
    }

    fn key<'j>(
        &mut self,
        json: &'j [u8],
        start: usize,
        end: usize,
        large: &mut Vec<(usize, BTreeSet<Cow<'j, [u8]>>)>,
    ) -> Result<(), FhirError> {
        let key = json.get(start..end).unwrap_or_default();
        let first = self.levels.last().map_or(0, |(first, _)| *first);
        let level = self.levels.len();
        let siblings = self.keys.get(first..).unwrap_or_default();
        let escaped = key.contains(&b'\\');
        let twice = if siblings.len() >= FEW {
            if large.last().is_none_or(|(l, _)| *l != level) {
                let known = siblings
                    .iter()
                    .map(|(a, b)| plain(json.get(*a..*b).unwrap_or_default()))
                    .collect();
                large.push((level, known));
            }
            large
                .last_mut()
                .is_some_and(|(_, set)| !set.insert(plain(key)))
        } else {
            siblings.iter().any(|(a, b)| {
                let other = json.get(*a..*b).unwrap_or_default();
                other == key || ((escaped || other.contains(&b'\\')) && plain(other) == plain(key))
            })
        };
        if twice {
            return Err(FhirError::DuplicateKey {
                offset: start as u64,
            });
        }
        self.keys.push((start, end));
        Ok(())
    }
}

/// A key without escapes.
fn plain(key: &[u8]) -> Cow<'_, [u8]> {
    if !key.contains(&b'\\') {
        return Cow::Borrowed(key);
    }
    let text = String::from_utf8_lossy(key);
    Cow::Owned(crate::text::unescape(&text).into_owned().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    /// Byte by byte, the way one would write it first.
    fn slow(json: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let (mut in_string, mut escaped) = (false, false);
        for &b in json {
            if in_string {
                out.push(b);
                if escaped {
                    escaped = false;
                } else if b == b'\\' {
                    escaped = true;
                } else if b == b'"' {
                    in_string = false;
                }
            } else if !matches!(b, b' ' | b'\n' | b'\r' | b'\t') {
                in_string = b == b'"';
                out.push(b);
            }
        }
        out
    }

    fn fast(json: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        minify(json, &mut out);
        out
    }

    fn check(json: &str) -> Result<(), &'static str> {
        let mut keys = KeyCheck::default();
        keys.check(&fast(json.as_bytes()), &Limits::default())
            .map_err(|e| e.code())
    }

    #[test]
    fn digits_escapes_and_blanks_in_strings_stay() {
        let json = b"{ \"a b\" : [ 1.00 , -0.0e+10 ,\n\t\"x \\\" y\\\\\" ] , \"z\": \" \" }\r\n";
        let want = br#"{"a b":[1.00,-0.0e+10,"x \" y\\"],"z":" "}"#;
        assert_eq!(fast(json), want);
    }

    #[test]
    fn a_key_may_stand_once() {
        assert_eq!(
            check(r#"{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}"#),
            Ok(())
        );
        assert_eq!(check(r#"{"a":1,"b":2,"a":3}"#), Err("duplicate-key"));
        assert_eq!(check(r#"{"x":[{"a":1,"a":1}]}"#), Err("duplicate-key"));
        assert_eq!(
            check(r#"{"a":1,"\u0061":3}"#),
            Err("duplicate-key"),
            "in disguise"
        );
        assert_eq!(
            check(r#"{"a":"a","b":["a","a"]}"#),
            Ok(()),
            "values may repeat"
        );
        let many = |last: &str| {
            let mut json = String::from("{");
            for i in 0..50_000 {
                let _ = write!(json, "\"k{i}\":{{\"k\":0}},");
            }
            let _ = write!(json, "\"{last}\":1}}");
            json
        };
        assert_eq!(check(&many("other")), Ok(()));
        assert_eq!(
            check(&many("k7")),
            Err("duplicate-key"),
            "fifty thousand keys"
        );
    }

    #[test]
    fn too_many_levels_are_refused() {
        let nest = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(check(&nest(64)), Ok(()));
        assert_eq!(check(&nest(65)), Err("limit-depth"));
    }

    proptest! {
        #[test]
        fn like_the_slow_one(bytes in proptest::collection::vec(proptest::sample::select(b"{}[]:,\" \\\n\t\r1.0eab\xE8\xA1\x80".to_vec()), 0..400)) {
            prop_assert_eq!(fast(&bytes), slow(&bytes));
        }

        #[test]
        fn twice_is_once(text in "[\\[\\]{}:,\" \\\\\\n0-9a-c]{0,200}") {
            let once = fast(text.as_bytes());
            prop_assert_eq!(fast(&once), once);
        }
    }
}
