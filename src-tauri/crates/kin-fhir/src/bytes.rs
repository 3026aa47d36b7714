//! Looking for a byte eight at a time. Strings and indentation of JSON are short: calling a search
//! built for long texts costs more than what it finds.

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = ONES << 7;
/// Beyond this many bytes a string is long.
const NEAR: usize = 64;

/// Eight bytes from `at` on, the first one lowest.
fn word(text: &[u8], at: usize) -> Option<u64> {
    let bytes = text.get(at..)?.first_chunk()?;
    Some(u64::from_le_bytes(*bytes))
}

/// A word whose lowest set bit is the top bit of the first byte that equals `byte`. Bits above it
/// mean nothing.
const fn equal(word: u64, byte: u8) -> u64 {
    let differs = word ^ (ONES * byte as u64);
    differs.wrapping_sub(ONES) & !differs & TOPS
}

/// Index of the first `"` or `\\`, with `LINES` also of the first line end, from `at` on.
pub(crate) fn string_stop<const LINES: bool>(text: &[u8], at: usize) -> Option<usize> {
    let mut from = at;
    while from < at + NEAR
        && let Some(word) = word(text, from)
    {
        let mut found = equal(word, b'"') | equal(word, b'\\');
        if LINES {
            found |= equal(word, b'\n');
        }
        if found != 0 {
            return Some(from + (found.trailing_zeros() / 8) as usize);
        }
        from += 8;
    }
    let rest = text.get(from..)?;
    let found = if LINES {
        memchr::memchr3(b'"', b'\\', b'\n', rest)
    } else {
        memchr::memchr2(b'"', b'\\', rest)
    };
    found.map(|i| from + i)
}

/// Index of the first byte from `at` on that is no blank (line ends are none).
pub(crate) fn after_blanks(text: &[u8], at: usize) -> usize {
    const BLANKS: u64 = ONES * b' ' as u64;
    let mut at = at;
    while let Some(word) = word(text, at) {
        let other = word ^ BLANKS;
        if other != 0 {
            return at + (other.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while text.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn like_one_at_a_time(
            text in proptest::collection::vec(proptest::sample::select(
                b"\"\\\n   a!#[]]\x21\x22\x23\xA2\x5B\x5D\xDC\x0A\x0B\x09\x8A\x00\x01\x80\xFF".to_vec()), 0..200),
            plain in 0_usize..150,
            at in 0_usize..220,
        ) {
            let mut text = text;
            text.splice(0..0, std::iter::repeat_n(b'x', plain));
            let find = |stop: &dyn Fn(u8) -> bool| {
                (at..text.len()).find(|i| stop(text[*i]))
            };
            prop_assert_eq!(
                string_stop::<false>(&text, at),
                find(&|b| matches!(b, b'"' | b'\\'))
            );
            prop_assert_eq!(
                string_stop::<true>(&text, at),
                find(&|b| matches!(b, b'"' | b'\\' | b'\n'))
            );
            prop_assert_eq!(
                after_blanks(&text, at),
                find(&|b| b != b' ').unwrap_or(text.len().max(at))
            );
        }
    }
}
