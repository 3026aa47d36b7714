//! Text for the search index, and queries for it.
//!
//! SQLite's `unicode61` keeps a run of Chinese characters as one word, so nothing inside it is
//! found. Runs are therefore cut into overlapping pairs, and the single characters follow at the
//! end of the text: a query of two or more characters becomes a phrase of pairs, one of a single
//! character looks for the character. Rejected: the `trigram` tokenizer, which finds no word of
//! two characters, and those are most Chinese words.

/// Longest text of one entry that is indexed, in bytes; the rest can still be read, not searched.
const LONGEST: usize = 256 << 10;

/// Characters of scripts written without spaces.
const fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30ff}'   // Hiragana, Katakana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' // Han
        | '\u{ac00}'..='\u{d7af}' // Hangul
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}') // Han, further planes
}

/// Full-width letters, digits and signs as their ordinary forms.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        // A NUL would end the query for FTS5.
        c if c.is_control() => ' ',
        other => other,
    }
}

/// A piece of text: a run of characters of one sort.
enum Piece {
    Plain(String),
    Cjk(Vec<char>),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for c in text.chars().map(narrow) {
        match (is_cjk(c), out.last_mut()) {
            (true, Some(Piece::Cjk(run))) => run.push(c),
            (true, _) => out.push(Piece::Cjk(vec![c])),
            (false, Some(Piece::Plain(run))) => run.push(c),
            (false, _) => out.push(Piece::Plain(c.into())),
        }
    }
    out
}

/// The text as it is put into the index.
pub(crate) fn search_text(text: &str) -> String {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut singles = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Plain(run) => out.push_str(&run),
            Piece::Cjk(run) => {
                for pair in run.windows(2) {
                    out.push(' ');
                    out.extend(pair);
                }
                for c in run {
                    singles.push(' ');
                    singles.push(c);
                }
                out.push(' ');
            }
        }
    }
    out.push_str(&singles);
    out
}

/// A query: what to hand to FTS5 and what to mark in the texts found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    /// FTS5 match expression: all parts must match.
    pub(crate) expression: String,
    /// The words in lower case.
    pub(crate) words: Vec<String>,
}

/// At most this many words of a query count.
const MOST_WORDS: usize = 16;

/// Builds the query for what a person typed; `None` when there is no word in it.
pub(crate) fn query(typed: &str) -> Option<Query> {
    let unfinished = typed
        .chars()
        .next_back()
        .is_some_and(|c| !c.is_whitespace());
    let mut parts: Vec<(String, bool)> = Vec::new();
    let mut words = Vec::new();
    for piece in pieces(typed) {
        if parts.len() >= MOST_WORDS {
            break;
        }
        match piece {
            Piece::Plain(run) => {
                for word in run.split_whitespace() {
                    // A word without letter or digit has no token: FTS5 would refuse it.
                    if parts.len() < MOST_WORDS && word.chars().any(char::is_alphanumeric) {
                        parts.push((word.replace('"', " "), true));
                        words.push(
                            word.trim_matches(|c: char| !c.is_alphanumeric())
                                .to_lowercase(),
                        );
                    }
                }
            }
            Piece::Cjk(run) => {
                words.push(run.iter().collect());
                let phrase = if run.len() == 1 {
                    run.iter().collect()
                } else {
                    let pairs: Vec<String> = run.windows(2).map(|p| p.iter().collect()).collect();
                    pairs.join(" ")
                };
                parts.push((phrase, false));
            }
        }
    }
    let last = parts.len().checked_sub(1)?;
    let ends_in_word = typed.chars().next_back().is_some_and(char::is_alphanumeric);
    let mut expression = String::new();
    for (i, (part, plain)) in parts.iter().enumerate() {
        if i > 0 {
            expression.push_str(" AND ");
        }
        expression.push('"');
        expression.push_str(part);
        expression.push('"');
        // One letter begins too many words to be of use, and has no prefix index.
        let long_enough = part.chars().nth(1).is_some();
        if i == last && *plain && unfinished && ends_in_word && long_enough {
            expression.push('*');
        }
    }
    Some(Query { expression, words })
}

/// About `around` characters before and after the first of `words` in `text`, on one line.
pub(crate) fn snippet(text: &str, words: &[String], around: usize) -> Option<String> {
    // Positions in characters: lower case may have another length in bytes.
    let chars: Vec<char> = text.chars().map(narrow).collect();
    let lower: Vec<char> = chars
        .iter()
        .map(|c| c.to_lowercase().next().unwrap_or(*c))
        .collect();
    let at = words.iter().find_map(|word| {
        let word: Vec<char> = word.chars().collect();
        (!word.is_empty())
            .then(|| lower.windows(word.len()).position(|w| w == word.as_slice()))
            .flatten()
            .map(|at| (at, word.len()))
    });
    let (at, len) = at?;
    let from = at.saturating_sub(around);
    let to = (at + len + around).min(chars.len());
    let mut out = String::new();
    if from > 0 {
        out.push('…');
    }
    let cut: String = chars.get(from..to)?.iter().collect();
    out.push_str(&cut.split_whitespace().collect::<Vec<_>>().join(" "));
    if to < chars.len() {
        out.push('…');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_runs_become_pairs_and_singles() {
        assert_eq!(search_text("空腹血糖"), " 空腹 腹血 血糖  空 腹 血 糖");
        assert_eq!(
            search_text("2型糖尿病 (T2DM)"),
            "2 型糖 糖尿 尿病  (T2DM) 型 糖 尿 病"
        );
        assert_eq!(search_text("plain"), "plain");
        assert_eq!(search_text("ＨｂＡ１ｃ"), "HbA1c");
    }

    #[test]
    fn queries_follow_the_same_rule() {
        let q = |s| query(s).map(|q| q.expression);
        assert_eq!(q("血糖").as_deref(), Some("\"血糖\""));
        assert_eq!(q("空腹血糖").as_deref(), Some("\"空腹 腹血 血糖\""));
        assert_eq!(q("血").as_deref(), Some("\"血\""));
        assert_eq!(q("gluc").as_deref(), Some("\"gluc\"*"));
        assert_eq!(q("gluc ").as_deref(), Some("\"gluc\""));
        assert_eq!(
            q("blood press").as_deref(),
            Some("\"blood\" AND \"press\"*")
        );
        assert_eq!(q("4548-4").as_deref(), Some("\"4548-4\"*"));
        assert_eq!(
            q("a\" OR b*").as_deref(),
            Some("\"a \" AND \"OR\" AND \"b*\"")
        );
        assert_eq!(q("  -- * \" "), None);
        assert_eq!(
            q("2型糖尿病").as_deref(),
            Some("\"2\" AND \"型糖 糖尿 尿病\"")
        );
    }

    #[test]
    fn a_snippet_shows_the_word_in_its_surroundings() {
        let text =
            "The patient reports mild headaches since the new tablets, mostly in the morning.";
        let cut = snippet(text, &["headaches".into()], 12).unwrap();
        assert_eq!(cut, "…eports mild headaches since the n…");
        assert_eq!(
            snippet("早上空腹血糖高", &["血糖".into()], 10).unwrap(),
            "早上空腹血糖高"
        );
        assert_eq!(snippet("nothing", &["else".into()], 10), None);
    }
}
