//! Words after each other, as each language sets them: a space or a comma of one language is a flaw in the other.

use crate::Lang;

/// Between two things of one kind: "a, b", 「a、b」.
#[must_use]
pub const fn pause(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ", ",
        Lang::ZhCn => "、",
    }
}

/// Between two parts of a sentence: "one, another", 「一，二」.
#[must_use]
pub const fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ", ",
        Lang::ZhCn => "，",
    }
}

/// Between parts that have commas of their own: "one; another", 「一；二」.
#[must_use]
pub const fn semicolon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "; ",
        Lang::ZhCn => "；",
    }
}

/// Between two sentences: in Chinese nothing stands there.
#[must_use]
pub const fn between_sentences(lang: Lang) -> &'static str {
    match lang {
        Lang::En => " ",
        Lang::ZhCn => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_has_marks_of_its_own_and_no_spaces() {
        for mark in [pause, comma, semicolon, between_sentences] {
            assert!(mark(Lang::En).ends_with(' '));
            assert!(!mark(Lang::ZhCn).contains(|c: char| c.is_ascii()));
        }
    }
}
