//! White space outside strings goes; nothing else changes. And the checks that go with it.

use crate::bytes::{after_blanks, string_stop};
use crate::{FhirError, Limit, Limits};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Appends `json` to `out` without the white space outside strings.
///
/// White space that parts two words (`1 2`) is no JSON; one blank of it stays, so that two numbers never
/// become one. Every digit, escape, key and unknown element stays as it was, so the resource keeps its meaning
/// token for token. The input should be JSON; other bytes do no harm, they are copied. Allocates
/// only when `out` has to grow.
pub fn minify(json: &[u8], out: &mut Vec<u8>) {
    out.reserve(json.len() / 2);
    // What stands from `from` to `at` is to be kept.
    let (mut from, mut at) = (0, 0);
    while let Some(b) = json.get(at) {
        match b {
            b'"' => at = string_end(json, at + 1),
            b' ' | b'\n' | b'\r' | b'\t' => {
                out.extend_from_slice(json.get(from..at).unwrap_or_default());
                at = skip_blank(json, at + 1);
                from = at;
                part_words(out, json.get(at));
            }
            _ => at += 1,
        }
    }
    out.extend_from_slice(json.get(from..).unwrap_or_default());
}

/// Whether a byte belongs to a number, a word or rubbish: to no bracket, text or sign between them.
const fn is_word(b: &u8) -> bool {
    !matches!(
        b,
        b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"' | b' ' | b'\n' | b'\r' | b'\t'
    )
}

/// Keeps one blank between two words, so that two numbers never become one.
fn part_words(out: &mut Vec<u8>, next: Option<&u8>) {
    if out.last().is_some_and(is_word) && next.is_some_and(is_word) {
        out.push(b' ');
    }
}

/// Index of the first byte from `at` on that is no white space.
fn skip_blank(text: &[u8], at: usize) -> usize {
    let mut at = at;
    loop {
        match text.get(at) {
            Some(b' ') => at = after_blanks(text, at + 1),
            Some(b'\n' | b'\r' | b'\t') => at += 1,
            _ => return at,
        }
    }
}

/// Index after the closing quote of the string whose first byte is at `from`; the length of the
/// text when it does not end.
fn string_end(text: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        match string_stop::<false>(text, at) {
            None => return text.len(),
            Some(i) if text.get(i) == Some(&b'"') => return i + 1,
            Some(i) => at = i + 2,
        }
    }
}

/// Keys of the open objects, kept between resources so that checking allocates nothing.
#[derive(Debug, Default)]
pub(crate) struct KeyCheck {
    /// Each key of each open object.
    keys: Vec<Key>,
    /// For each open level: index of its first key, and whether it is an object.
    levels: Vec<(usize, bool)>,
}

/// A key that was met.
#[derive(Debug, Clone, Copy)]
struct Key {
    start: usize,
    end: usize,
    /// See [`mark`].
    mark: u64,
}

/// The length and the first seven bytes of a key without escapes: two keys with different marks are
/// different, which is all that most comparisons need to know.
fn mark(plain: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(plain.iter().take(7)) {
        *to = *from;
    }
    let length = u64::try_from(plain.len()).unwrap_or(u64::MAX);
    u64::from_le_bytes(bytes) | (length << 56)
}

/// Objects with more keys than this are compared through a set, so that a hostile one stays linear.
const FEW: usize = 24;

impl KeyCheck {
    /// Appends `json` to `out` as [`minify`] does, and in the same pass looks for a key that stands
    /// twice in one object and for too many levels. Offsets in errors are those of the minified text.
    pub(crate) fn minify(
        &mut self,
        json: &[u8],
        out: &mut Vec<u8>,
        limits: &Limits,
    ) -> Result<(), FhirError> {
        self.keys.clear();
        self.levels.clear();
        out.reserve(json.len() / 2);
        let mut large: Vec<(usize, BTreeSet<Cow<'_, [u8]>>)> = Vec::new();
        // What stands from `from` to `at` is to be kept.
        let (mut from, mut at) = (0, 0);
        // The string before this place, if nothing but white space came since: a colon makes it a key.
        let mut string = None;
        while let Some(b) = json.get(at) {
            match b {
                b'"' => {
                    let end = string_end(json, at + 1);
                    string = Some((at + 1, end.saturating_sub(1), out.len() + at + 1 - from));
                    at = end;
                }
                b' ' | b'\n' | b'\r' | b'\t' => {
                    out.extend_from_slice(json.get(from..at).unwrap_or_default());
                    at = skip_blank(json, at + 1);
                    from = at;
                    part_words(out, json.get(at));
                }
                b':' => {
                    if let Some((start, end, place)) = string.take()
                        && self.levels.last().is_some_and(|(_, object)| *object)
                        && self.is_twice(json, start, end, &mut large)
                    {
                        return Err(FhirError::DuplicateKey {
                            offset: place as u64,
                        });
                    }
                    at += 1;
                }
                b'{' | b'[' => {
                    string = None;
                    self.levels.push((self.keys.len(), *b == b'{'));
                    if self.levels.len() as u64 > limits.depth {
                        return Err(FhirError::OverLimit {
                            limit: Limit::Depth,
                            allowed: limits.depth,
                            found: self.levels.len() as u64,
                            offset: (out.len() + at - from) as u64,
                        });
                    }
                    at += 1;
                }
                b'}' | b']' => {
                    string = None;
                    if let Some((first, _)) = self.levels.pop() {
                        self.keys.truncate(first);
                    }
                    if !large.is_empty() {
                        let open = self.levels.len();
                        large.retain(|(level, _)| *level <= open);
                    }
                    at += 1;
                }
                _ => {
                    string = None;
                    at += 1;
                }
            }
        }
        out.extend_from_slice(json.get(from..).unwrap_or_default());
        Ok(())
    }

    /// Takes a key of the innermost object; true when the object has it already.
    fn is_twice<'j>(
        &mut self,
        json: &'j [u8],
        start: usize,
        end: usize,
        large: &mut Vec<(usize, BTreeSet<Cow<'j, [u8]>>)>,
    ) -> bool {
        let key = json.get(start..end).unwrap_or_default();
        let first = self.levels.last().map_or(0, |(first, _)| *first);
        let level = self.levels.len();
        let siblings = self.keys.get(first..).unwrap_or_default();
        let mark = mark(&plain(key));
        let twice = if siblings.len() >= FEW {
            if large.last().is_none_or(|(l, _)| *l != level) {
                let known = siblings
                    .iter()
                    .map(|k| plain(json.get(k.start..k.end).unwrap_or_default()))
                    .collect();
                large.push((level, known));
            }
            large
                .last_mut()
                .is_some_and(|(_, set)| !set.insert(plain(key)))
        } else {
            siblings.iter().any(|k| {
                let other = || json.get(k.start..k.end).unwrap_or_default();
                k.mark == mark && plain(other()) == plain(key)
            })
        };
        self.keys.push(Key { start, end, mark });
        twice
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
        let mut blank = false;
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
            } else if matches!(b, b' ' | b'\n' | b'\r' | b'\t') {
                blank = true;
            } else {
                if blank && is_word(&b) && out.last().is_some_and(is_word) {
                    out.push(b' ');
                }
                blank = false;
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
        keys.minify(json.as_bytes(), &mut Vec::new(), &Limits::default())
            .map_err(|e| e.code())
    }

    /// Minifies and checks in one pass, with a limit of twelve levels.
    fn in_one(keys: &mut KeyCheck, json: &[u8]) -> Result<Vec<u8>, (&'static str, u64)> {
        let limits = Limits {
            depth: 12,
            ..Limits::default()
        };
        let mut out = Vec::new();
        match keys.minify(json, &mut out, &limits) {
            Ok(()) => Ok(out),
            Err(FhirError::DuplicateKey { offset }) => Err(("twice", offset)),
            Err(FhirError::OverLimit { offset, .. }) => Err(("deep", offset)),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// The same in two passes, the way one would write them first.
    fn in_two(json: &[u8]) -> Result<Vec<u8>, (&'static str, u64)> {
        let json = slow(json);
        let mut levels: Vec<Option<BTreeSet<Vec<u8>>>> = Vec::new();
        let mut at = 0;
        while at < json.len() {
            let here = at;
            at += 1;
            match json[here] {
                b'"' => {
                    while at < json.len() && json[at] != b'"' {
                        at += if json[at] == b'\\' { 2 } else { 1 };
                    }
                    at += 1;
                    if json.get(at) == Some(&b':')
                        && let Some(Some(keys)) = levels.last_mut()
                        && !keys.insert(plain(&json[here + 1..at - 1]).into_owned())
                    {
                        return Err(("twice", here as u64 + 1));
                    }
                }
                b @ (b'{' | b'[') => {
                    levels.push((b == b'{').then(BTreeSet::new));
                    if levels.len() > 12 {
                        return Err(("deep", here as u64));
                    }
                }
                b'}' | b']' => drop(levels.pop()),
                _ => {}
            }
        }
        Ok(json)
    }

    #[test]
    fn offsets_in_errors_are_those_of_the_minified_text() {
        let mut keys = KeyCheck::default();
        let json = b" { \"a\" : 1 ,\n  \"b\" : [ { } ] ,  \"a\"  : 2 } ";
        assert_eq!(
            in_two(json),
            Err(("twice", 17)),
            "where the second a stands"
        );
        assert_eq!(in_one(&mut keys, json), in_two(json));
        let json = b"[ [ [ [ [ [ [ [ [ [ [ [ [ ";
        assert_eq!(in_two(json), Err(("deep", 12)), "the thirteenth");
        assert_eq!(in_one(&mut keys, json), in_two(json));
    }

    #[test]
    fn digits_escapes_and_blanks_in_strings_stay() {
        let json = b"{ \"a b\" : [ 1.00 , -0.0e+10 ,\n\t\"x \\\" y\\\\\" ] , \"z\": \" \" }\r\n";
        let want = br#"{"a b":[1.00,-0.0e+10,"x \" y\\"],"z":" "}"#;
        assert_eq!(fast(json), want);
    }

    #[test]
    fn two_numbers_never_become_one() {
        assert_eq!(fast(b"[1 2]"), b"[1 2]");
        assert_eq!(fast(b"[ - 1 \n .5 ]"), b"[- 1 .5]");
        assert_eq!(fast(b"[ 1 , 2 ] "), b"[1,2]");
        assert_eq!(fast(b"tr ue"), b"tr ue");
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
        fn one_pass_is_two_passes(pieces in proptest::collection::vec(proptest::sample::select(vec![
            "{", "{", "}", "[", "]", ":", ",", " ", "\n        ", "\t", "\r\n", "\"a\"", "\"a\":", "\"b\":",
            "\"c\" :", "\"\\u0061\":", "\"\\\\\"", "\"x \\\" y\"", "\"", "\\", "1.00", "\"\u{8840}\":", "\"\":",
            "\"a-much-longer-string-than-eight-bytes, even than sixty-four of them, with blanks\":", "{\"a\":{\"a\":",
        ]), 0..60)) {
            let json = pieces.concat();
            let mut keys = KeyCheck::default();
            prop_assert_eq!(in_one(&mut keys, json.as_bytes()), in_two(json.as_bytes()));
            // What one resource left behind does not reach the next.
            prop_assert_eq!(in_one(&mut keys, json.as_bytes()), in_two(json.as_bytes()));
        }

        #[test]
        fn many_keys_are_like_few(names in proptest::collection::vec("[a-z]{1,2}|\\\\u006[1-9]", 0..80)) {
            let mut json = String::from("{ ");
            for (i, name) in names.iter().enumerate() {
                let _ = write!(json, "{}\"{name}\" : {{ }} ", if i == 0 { "" } else { "," });
            }
            json.push('}');
            let mut keys = KeyCheck::default();
            prop_assert_eq!(in_one(&mut keys, json.as_bytes()), in_two(json.as_bytes()));
        }

        #[test]
        fn twice_is_once(text in "[\\[\\]{}:,\" \\\\\\n0-9a-c]{0,200}") {
            let once = fast(text.as_bytes());
            prop_assert_eq!(fast(&once), once);
        }
    }
}
