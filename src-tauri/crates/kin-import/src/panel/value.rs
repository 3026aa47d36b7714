//! Values, ranges and marks as papers print them.

use super::spell::{is_han, plain};
use kin_model::Decimal;
use rust_decimal::Decimal as Exact;
use std::cmp::Ordering;

/// What a mark beside a value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Above the range.
    High,
    /// Below it.
    Low,
    /// Outside it, or not as it should be.
    Abnormal,
    /// As it should be.
    Normal,
}

/// The mark that a cell is; nothing where it is none.
///
/// # Source
/// HL7 Version 2.5.1 table 0078 (H, HH, L, LL, N, A, AA); the arrows and words of sheets in mainland China (WS/T 102-1998,
/// routine sheets).
pub(super) fn mark(cell: &str) -> Option<Mark> {
    let cell = cell.trim().trim_matches(['(', ')', '[', ']']).trim();
    let all = |what: char| !cell.is_empty() && cell.chars().all(|c| c == what);
    if all('↑') {
        return Some(Mark::High);
    }
    if all('↓') {
        return Some(Mark::Low);
    }
    Some(match cell.to_lowercase().as_str() {
        "h" | "hh" | "hi" | "high" | "h*" | "*h" | "hoch" | "偏高" | "高" | "升高"
        | "critical high" | "above high normal" => Mark::High,
        "l" | "ll" | "lo" | "low" | "l*" | "*l" | "niedrig" | "偏低" | "低" | "降低"
        | "critical low" | "below low normal" => Mark::Low,
        "a" | "aa" | "*" | "**" | "abnormal" | "异常" | "abn" | "!" => Mark::Abnormal,
        "n" | "normal" | "正常" | "m" => Mark::Normal,
        _ => return None,
    })
}

/// A value taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Value {
    /// `<`, `>`, `<=`, `>=`.
    pub(super) comparator: Option<&'static str>,
    /// The digits as printed, a decimal comma as a point.
    pub(super) number: Option<String>,
    /// A mark that stood with it.
    pub(super) mark: Option<(String, Mark)>,
    /// A unit that stood behind it.
    pub(super) unit: Option<String>,
    /// The words, where it is no number.
    pub(super) words: String,
    /// It can be read two ways (1,234).
    pub(super) two_ways: bool,
    /// Words that papers use as results.
    pub(super) known_words: bool,
}

/// Results in words.
const WORDS: &[&str] = &[
    "阴性",
    "阳性",
    "弱阳性",
    "未检出",
    "检出",
    "未见",
    "negative",
    "positive",
    "neg",
    "pos",
    "trace",
    "non-reactive",
    "nonreactive",
    "reactive",
    "not detected",
    "detected",
    "none seen",
    "none",
    "normal",
    "clear",
    "yellow",
    "无",
    "有",
    "清",
    "清亮",
    "黄色",
    "淡黄色",
    "negativ",
    "positiv",
    "+",
    "++",
    "+++",
    "++++",
    "1+",
    "2+",
    "3+",
    "4+",
    "+-",
    "±",
    "-",
    "(-)",
    "(+)",
    "(++)",
    "(+++)",
    "(±)",
    "(+-)",
];

fn comparator(text: &str) -> (Option<&'static str>, &str) {
    let starts = [
        ("< or =", "<="),
        ("> or =", ">="),
        ("<=", "<="),
        (">=", ">="),
        ("≤", "<="),
        ("≥", ">="),
        ("<", "<"),
        (">", ">"),
    ];
    let lower = text.to_lowercase();
    let found = starts.iter().find(|(with, _)| lower.starts_with(with));
    match found {
        Some((with, means)) => {
            let rest = text.get(with.len()..).unwrap_or_default();
            (Some(means), rest.trim_start())
        }
        None => (None, text),
    }
}

/// A number with a point, and whether it can be read two ways. Nothing where it is none.
pub(super) fn number(text: &str) -> Option<(String, bool)> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let all_digits =
        |s: &str| !s.is_empty() && s.len() <= 15 && s.bytes().all(|b| b.is_ascii_digit());
    let signs = digits.matches(['.', ',']).count();
    if signs == 0 {
        return all_digits(digits).then(|| (text.trim_start_matches('+').to_owned(), false));
    }
    if signs > 1 {
        return None;
    }
    let (whole, part) = digits.split_once(['.', ','])?;
    if !all_digits(whole) || !all_digits(part) {
        return None;
    }
    // 1,234 may be a thousand or one and a bit; 0,234 and 12345,678 cannot.
    let two_ways =
        digits.contains(',') && part.len() == 3 && !whole.starts_with('0') && whole.len() <= 3;
    Some((format!("{sign}{whole}.{part}"), two_ways))
}

/// Takes a value apart.
pub(super) fn value(cell: &str) -> Value {
    let cell = plain(cell);
    let mut read = Value {
        words: cell.clone(),
        ..Value::default()
    };
    let mut rest = cell.as_str();
    // A mark before or behind the number.
    for _ in 0..2 {
        if let Some(without) = rest.strip_prefix(['↑', '↓', '*']) {
            let sign = rest.get(..rest.len() - without.len()).unwrap_or_default();
            read.mark = mark(sign).map(|m| (sign.to_owned(), m));
            rest = without.trim_start();
        }
        let (head, tail) = rest.rsplit_once(' ').unwrap_or(("", rest));
        if !head.is_empty()
            && let Some(found) = mark(tail)
        {
            read.mark = Some((tail.to_owned(), found));
            rest = head.trim_end();
        } else if let Some(without) = rest.strip_suffix(['↑', '↓', '*', 'H', 'L'])
            && without.ends_with(|c: char| c.is_ascii_digit() || c == ' ' || matches!(c, '↑' | '↓'))
        {
            let sign = rest.get(without.len()..).unwrap_or_default();
            read.mark = mark(sign).map(|m| (sign.to_owned(), m));
            rest = without.trim_end().trim_end_matches(['↑', '↓']);
        }
    }
    let (head, tail) = rest.split_once(' ').unwrap_or(("", rest));
    if !tail.is_empty()
        && number(tail.trim()).is_some()
        && let Some(found @ (Mark::High | Mark::Low)) = mark(head)
    {
        // `H 7.1`
        read.mark = Some((head.to_owned(), found));
        rest = tail.trim();
    }
    let lower = rest.to_lowercase();
    if WORDS.contains(&lower.as_str()) || is_known_phrase(&lower) {
        rest.clone_into(&mut read.words);
        read.known_words = true;
        return read;
    }
    let (compared, digits) = comparator(rest);
    let end = digits
        .char_indices()
        .find(|(at, c)| {
            !(c.is_ascii_digit() || matches!(c, '.' | ',') || (*at == 0 && matches!(c, '-' | '+')))
        })
        .map_or(digits.len(), |(at, _)| at);
    let (figure, behind) = digits.split_at_checked(end).unwrap_or((digits, ""));
    let behind = behind.trim();
    let unit_like = behind.is_empty()
        || (behind.chars().count() <= 20
            && !behind.contains(' ')
            && behind
                .starts_with(|c: char| c.is_alphabetic() || matches!(c, '%' | '/' | 'x' | '*')));
    // `1e5` is a number in no laboratory's hand, and `5-10` is a range.
    if unit_like
        && let Some((found, two_ways)) = number(figure)
        && (behind.is_empty() || super::units::ucum(behind).is_some())
    {
        read.comparator = compared;
        read.two_ways = two_ways;
        read.number = Some(found);
        read.unit = Some(behind.to_owned()).filter(|unit| !unit.is_empty());
    }
    read
}

/// 阴性(-), Negative (-), 阳性 (+).
fn is_known_phrase(lower: &str) -> bool {
    let Some((word, sign)) = lower.split_once('(') else {
        return false;
    };
    let sign = sign.trim_end_matches(')');
    WORDS.contains(&word.trim())
        && !sign.is_empty()
        && sign.chars().all(|c| matches!(c, '+' | '-' | '±'))
}

/// A range in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Range {
    pub(super) low: Option<String>,
    pub(super) high: Option<String>,
    /// The bound itself is outside (`<5.2`).
    pub(super) open: bool,
}

/// Reads a range; nothing where it is in words, for several groups, or can be read two ways.
pub(super) fn range(cell: &str) -> Option<Range> {
    let text = plain(cell);
    let text = text.trim_matches(['(', ')', '[', ']', ' ']);
    let text = [
        "bis",
        "up to",
        "refer",
        "参考值",
        "normal range:",
        "normal:",
        "ref:",
    ]
    .iter()
    .find_map(|with| {
        let head = text.get(..with.len())?;
        head.eq_ignore_ascii_case(with)
            .then(|| (text.get(with.len()..).unwrap_or_default().trim(), *with))
    })
    .map_or((text, ""), |(rest, with)| (rest, with));
    let (text, word) = text;
    let (compared, rest) = comparator(text);
    let upper = compared.is_some_and(|c| c.starts_with('<')) || matches!(word, "bis" | "up to");
    let (first, behind) = figure(rest)?;
    if compared.is_some() || matches!(word, "bis" | "up to") {
        if !unit_or_nothing(behind) {
            return None;
        }
        let open = matches!(compared, Some("<" | ">"));
        return Some(if upper {
            Range {
                low: None,
                high: Some(first),
                open,
            }
        } else {
            Range {
                low: Some(first),
                high: None,
                open,
            }
        });
    }
    let behind = behind.trim_start();
    let behind = behind
        .strip_prefix("--")
        .or_else(|| behind.strip_prefix(['-', '~', '至']))
        .or_else(|| behind.strip_prefix("to "))
        .or_else(|| behind.strip_prefix("bis "))?;
    let (second, behind) = figure(behind.trim_start())?;
    if !unit_or_nothing(behind) || exact(&first)? > exact(&second)? {
        return None;
    }
    Some(Range {
        low: Some(first),
        high: Some(second),
        open: false,
    })
}

/// The number at the beginning, and what is behind it.
fn figure(text: &str) -> Option<(String, &str)> {
    let end = text
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .map_or(text.len(), |(at, _)| at);
    let (digits, behind) = text.split_at_checked(end)?;
    let (found, two_ways) = number(digits)?;
    (!two_ways).then_some((found, behind))
}

fn unit_or_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || super::units::ucum(text).is_some()
}

pub(super) fn exact(number: &str) -> Option<Exact> {
    number.parse::<Decimal>().ok()?.to_exact()
}

/// Where a value lies against its range; nothing where that is not certain.
pub(super) fn against(number: &str, comparator: Option<&str>, range: &Range) -> Option<Mark> {
    let value = exact(number)?;
    let low = range.low.as_deref().and_then(exact);
    let high = range.high.as_deref().and_then(exact);
    let below = low.is_some_and(|low| match value.cmp(&low) {
        Ordering::Less => true,
        Ordering::Equal => range.open && comparator.is_none() || comparator == Some("<"),
        Ordering::Greater => false,
    });
    let above = high.is_some_and(|high| match value.cmp(&high) {
        Ordering::Greater => true,
        Ordering::Equal => range.open && comparator.is_none() || comparator == Some(">"),
        Ordering::Less => false,
    });
    match comparator {
        None if below => Some(Mark::Low),
        None if above => Some(Mark::High),
        None => Some(Mark::Normal),
        Some("<" | "<=") if below => Some(Mark::Low),
        Some("<" | "<=") if low.is_none() && !above => Some(Mark::Normal),
        Some(">" | ">=") if above => Some(Mark::High),
        Some(">" | ">=") if high.is_none() && !below => Some(Mark::Normal),
        Some(_) => None,
    }
}

/// Whether the point of a value may be lost: whole digits where the range has a point, and a tenth or a hundredth lies
/// in the range.
pub(super) fn point_lost(number: &str, range: &Range) -> bool {
    let bounds = [&range.low, &range.high];
    let with_point = bounds
        .iter()
        .filter_map(|b| b.as_ref())
        .any(|b| b.contains('.'));
    let (Some(value), Some(high)) = (exact(number), range.high.as_deref().and_then(exact)) else {
        return false;
    };
    let low = range.low.as_deref().and_then(exact).unwrap_or_default();
    let inside = |by: i64| {
        let smaller = value.checked_div(Exact::from(by));
        smaller.is_some_and(|v| v >= low && v <= high)
    };
    with_point && !number.contains('.') && value > high && (inside(10) || inside(100))
}

/// Whether a cell looks like a range.
pub(super) fn looks_like_range(cell: &str) -> bool {
    let text = plain(cell);
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let sign =
        text.contains(['-', '~', '<', '>', '≤', '≥', '至']) || text.to_lowercase().contains("bis");
    (digits && sign && (range(&text).is_some() || text.chars().any(is_han)))
        || WORDS.contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_with_marks_units_and_words() {
        let read = |cell: &str| {
            let v = value(cell);
            (v.comparator, v.number, v.mark.map(|m| m.1), v.unit)
        };
        let of = |n: &str| Some(n.to_owned());
        assert_eq!(read("5.60"), (None, of("5.60"), None, None));
        assert_eq!(read("７．１↑"), (None, of("7.1"), Some(Mark::High), None));
        assert_eq!(read("↓ 3.1"), (None, of("3.1"), Some(Mark::Low), None));
        assert_eq!(read("7.1 H"), (None, of("7.1"), Some(Mark::High), None));
        assert_eq!(read("H 7.1"), (None, of("7.1"), Some(Mark::High), None));
        assert_eq!(read("<0.01"), (Some("<"), of("0.01"), None, None));
        assert_eq!(read("≥ 90"), (Some(">="), of("90"), None, None));
        assert_eq!(read("95umol/L"), (None, of("95"), None, of("umol/L")));
        assert_eq!(read("4,2"), (None, of("4.2"), None, None));
        assert!(value("1,234").two_ways && !value("0,234").two_ways);
        for words in ["阴性(-)", "Negative", "++", "阳性 (+)", "±"] {
            assert!(value(words).known_words, "{words}");
            assert_eq!(value(words).number, None);
        }
        for bad in [
            "O.5", "5..6", "12 5", "5-10", "1e5", "溶血", "", "5.6.7", "1:80", "5.6 abc",
        ] {
            assert_eq!(value(bad).number, None, "{bad}");
        }
    }

    #[test]
    fn ranges_of_every_hand() {
        let read = |cell: &str| range(cell).map(|r| (r.low, r.high));
        let of = |low: &str, high: &str| {
            let some = |s: &str| Some(s.to_owned()).filter(|s| !s.is_empty());
            Some((some(low), some(high)))
        };
        for cell in [
            "3.5-9.5",
            "3.5--9.5",
            "3.5—9.5",
            "3.5～9.5",
            "(3.5 - 9.5)",
            "[3.5-9.5]",
            "3,5 - 9,5",
            "3.5-9.5 mmol/L",
            "3.5 to 9.5",
        ] {
            assert_eq!(read(cell), of("3.5", "9.5"), "{cell}");
        }
        assert_eq!(read("≤5.2"), of("", "5.2"));
        assert_eq!(read("< OR = 5.2"), of("", "5.2"));
        assert_eq!(read("> 90"), of("90", ""));
        assert_eq!(read("bis 5,2"), of("", "5.2"));
        for none in [
            "男:57-97 女:41-73",
            "阴性",
            "9.5-3.5",
            "see note",
            "",
            "1,234-2,345",
            "3.5",
        ] {
            assert_eq!(range(none), None, "{none}");
        }
    }

    #[test]
    fn a_value_against_its_range() {
        let r = range("3.9-6.1").unwrap();
        assert_eq!(against("6.1", None, &r), Some(Mark::Normal));
        assert_eq!(against("6.10001", None, &r), Some(Mark::High));
        assert_eq!(against("3.8", None, &r), Some(Mark::Low));
        assert_eq!(against("3.9", Some("<"), &r), Some(Mark::Low));
        assert_eq!(against("5", Some("<"), &r), None);
        assert_eq!(
            against("5.2", None, &range("<5.2").unwrap()),
            Some(Mark::High)
        );
        assert_eq!(
            against("5.2", None, &range("≤5.2").unwrap()),
            Some(Mark::Normal)
        );
        assert!(point_lost("56", &r) && !point_lost("5.6", &r) && !point_lost("900", &r));
    }
}
