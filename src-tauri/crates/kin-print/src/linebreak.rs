//! Where a line may end: Latin words whole, Chinese between any two characters, and the rules for
//! which marks may neither begin nor end a line.
//!
//! # Source
//! W3C, Requirements for Chinese Text Layout (CLREQ), 3.1.3 "Prohibition rules for line start and
//! line end"; Unicode Standard Annex 14 for the classes of the other characters. Only what printed
//! records need is here; a full UAX 14 table would be a dependency of its own.

/// Marks that must not begin a line: closing punctuation, and units written after a number.
const NOT_FIRST: &str =
    "。，、；：！？）】》〉」』〕〗｝］”’…—–～·‧・.,;:!?)]}%‰℃°′″％／ー々〞﹂﹄";
/// Marks that must not end a line: opening punctuation and signs written before a number.
const NOT_LAST: &str = "（【《〈「『〔〖｛［“‘([{￥¥$£€＄〝﹁﹃#";
/// Full-width closing marks whose ink is in the left half, so that the right half may be dropped
/// before another mark.
const HALF_RIGHT_EMPTY: &str = "。，、；：）】》〉」』〕〗｝］";
/// Full-width opening marks.
const HALF_LEFT_EMPTY: &str = "（【《〈「『〔〖｛［";

/// Chinese, Japanese and Korean characters and full-width forms: a line may break around them.
pub(crate) const fn is_cjk(c: char) -> bool {
    matches!(c as u32,
        0x1100..=0x11ff | 0x2e80..=0x303f | 0x3040..=0x33ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        | 0xac00..=0xd7af | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xffef | 0x2_0000..=0x3_ffff)
}

/// True when the text holds a Chinese character.
pub(crate) fn has_han(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(u32::from(c), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff))
}

/// May a line end between `left` and `right`?
pub(crate) fn may_break(left: char, right: char) -> bool {
    if right == ' ' || left == '\u{a0}' || right == '\u{a0}' {
        return false;
    }
    if left == ' ' {
        // The flag "H ↑" and "2 × / d" stay whole, and no line begins with the point between two parts.
        return !matches!(right, '↑' | '↓' | '·' | '×' | '/');
    }
    if NOT_FIRST.contains(right) || NOT_LAST.contains(left) {
        return false;
    }
    if is_cjk(left) || is_cjk(right) {
        // "2型" and "7天" are one word each.
        return !(left.is_ascii_digit() && is_cjk(right));
    }
    match left {
        // Compound words, not negative numbers or ranges.
        '-' | '\u{2010}' => right.is_alphabetic(),
        '/' | '—' | '_' | '|' | '=' | '&' | '\\' => right.is_alphanumeric(),
        ',' | ';' | '+' => right.is_alphabetic(),
        '\u{200b}' => true,
        _ => false,
    }
}

/// May the empty right half of `mark` be dropped because `next` is a mark too? (CLREQ 3.1.6.1)
pub(crate) fn squeezes(mark: char, next: char) -> bool {
    HALF_RIGHT_EMPTY.contains(mark)
        && (HALF_RIGHT_EMPTY.contains(next) || HALF_LEFT_EMPTY.contains(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_begins_with_a_closing_or_ends_with_an_opening_mark() {
        for mark in "。，、；：！？）】》」』”’…%℃".chars() {
            assert!(!may_break('压', mark), "no break before {mark}");
            assert!(!may_break('a', mark), "no break before {mark}");
        }
        for mark in "（【《「『“‘￥".chars() {
            assert!(!may_break(mark, '压'), "no break after {mark}");
        }
    }

    #[test]
    fn words_stay_whole_and_chinese_breaks() {
        for (left, right, want) in [
            ('血', '压', true),
            ('a', 'b', false),
            ('血', 'B', true),
            ('P', '高', true),
            ('2', '型', false),
            ('年', '5', true),
            (' ', 'a', true),
            (' ', '·', false),
            (' ', '×', false),
            (' ', '/', false),
            ('a', ' ', false),
            ('-', 'b', true),
            ('-', '5', false),
            ('/', 'm', true),
            ('1', '2', false),
            ('.', '5', false),
            ('\u{a0}', 'a', false),
            ('。', '血', true),
        ] {
            assert_eq!(may_break(left, right), want, "{left:?} {right:?}");
        }
    }

    #[test]
    fn adjoining_marks_share_their_space() {
        assert!(squeezes('）', '。'));
        assert!(squeezes('、', '《'));
        assert!(!squeezes('。', '血'));
        assert!(!squeezes('a', '。'));
    }
}
