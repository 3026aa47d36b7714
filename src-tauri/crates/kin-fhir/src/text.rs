//! Strings of foreign JSON.

use std::borrow::Cow;

/// Resolves JSON escapes; what is no valid escape (also a lone surrogate) becomes U+FFFD.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        let c = chars.next();
        rest = chars.as_str();
        match c {
            Some(c @ ('"' | '\\' | '/')) => out.push(c),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('u') => match code_unit(rest) {
                Some((high @ 0xD800..=0xDBFF, tail)) => {
                    let low = tail.strip_prefix("\\u").and_then(code_unit);
                    match low {
                        Some((low @ 0xDC00..=0xDFFF, tail)) => {
                            let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                            out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                            rest = tail;
                        }
                        _ => {
                            out.push(char::REPLACEMENT_CHARACTER);
                            rest = tail;
                        }
                    }
                }
                Some((unit, tail)) => {
                    out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
                    rest = tail;
                }
                None => out.push(char::REPLACEMENT_CHARACTER),
            },
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A stored resource as a value. A lone surrogate (half of a character that some program cut) is legal in JSON's grammar and in
/// no text: it is read as U+FFFD, so that one cut character does not hide a whole entry. `None` for what is no JSON.
#[must_use]
pub fn value_of(body: &[u8]) -> Option<serde_json::Value> {
    let text = std::str::from_utf8(body).ok()?;
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&without_lone_surrogates(text)))
        .ok()
}

/// JSON text whose lone surrogate escapes are replaced by `\ufffd`, so that any reader takes it.
pub(crate) fn without_lone_surrogates(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let unit = after.strip_prefix('u').and_then(code_unit);
        match unit {
            Some((0xD800..=0xDBFF, tail)) => {
                let low = tail.strip_prefix("\\u").and_then(code_unit);
                if let Some((0xDC00..=0xDFFF, after_low)) = low {
                    let taken = after.len() - after_low.len();
                    out.push('\\');
                    out.push_str(after.get(..taken).unwrap_or_default());
                    rest = after_low;
                } else {
                    out.push_str("\\ufffd");
                    rest = tail;
                }
            }
            Some((0xDC00..=0xDFFF, tail)) => {
                out.push_str("\\ufffd");
                rest = tail;
            }
            _ => {
                // Any other escape is two characters at least; the second may be a backslash.
                let end = after.chars().next().map_or(0, char::len_utf8);
                out.push('\\');
                out.push_str(after.get(..end).unwrap_or_default());
                rest = after.get(end..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn code_unit(text: &str) -> Option<(u32, &str)> {
    let (hex, tail) = text.split_at_checked(4)?;
    if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    Some((u32::from_str_radix(hex, 16).ok()?, tail))
}

#[cfg(test)]
mod tests {
    use super::{unescape, value_of, without_lone_surrogates};

    #[test]
    fn escapes_are_resolved_and_broken_ones_marked() {
        for (text, want) in [
            ("plain", "plain"),
            (r#"a\"b\\c\/d\n\t"#, "a\"b\\c/d\n\t"),
            (r"\u8840\u7cd6", "血糖"),
            (r"\ud83d\ude00!", "😀!"),
            (r"\ud83d!", "\u{fffd}!"),
            (r"\ud83d\u0041", "\u{fffd}A"),
            (r"\ude00", "\u{fffd}"),
            (r"\u12", "\u{fffd}12"),
            (r"\q", "\u{fffd}"),
            ("end\\", "end\u{fffd}"),
        ] {
            assert_eq!(unescape(text), want, "{text}");
        }
    }

    #[test]
    fn a_cut_character_hides_no_entry() {
        let body = br#"{"resourceType":"AllergyIntolerance","code":{"text":"Penicillin \ud83d"},"note":[{"text":"\ud83d\ude00"}]}"#;
        assert!(serde_json::from_slice::<serde_json::Value>(body).is_err());
        let value = value_of(body).unwrap();
        assert_eq!(value["code"]["text"], "Penicillin \u{fffd}");
        assert_eq!(value["note"][0]["text"], "\u{1f600}");
        assert!(value_of(b"{").is_none() && value_of(b"\xff").is_none());
    }

    #[test]
    fn lone_surrogates_are_replaced_and_pairs_kept() {
        for (json, want) in [
            (
                r#"["\ud83d\ude00","\ud83d","\ude00x","\\ud800","\u0041"]"#,
                r#"["\ud83d\ude00","\ufffd","\ufffdx","\\ud800","\u0041"]"#,
            ),
            ("no escapes 血糖", "no escapes 血糖"),
        ] {
            assert_eq!(without_lone_surrogates(json), want);
        }
    }
}
