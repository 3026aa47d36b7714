//! Dates as papers print them. A date that can be read two ways gives both.

use kin_model::PartialDate;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const GERMAN: [(&str, u8); 4] = [("mär", 3), ("mai", 5), ("okt", 10), ("dez", 12)];

fn day(year: u16, month: u8, day: u8) -> Option<PartialDate> {
    (1900..2200)
        .contains(&year)
        .then(|| PartialDate::day(year, month, day).ok())
        .flatten()
}

/// The numbers and words of a text, in their order.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut kind = ' ';
    for c in text.chars() {
        let new = if c.is_ascii_digit() {
            '0'
        } else if c.is_alphabetic() {
            'a'
        } else {
            c
        };
        if new == kind && (new == '0' || new == 'a') {
            if let Some(last) = tokens.last_mut() {
                last.push(c);
            }
        } else if c != ' ' {
            tokens.push(c.to_string());
        }
        kind = new;
    }
    tokens
}

/// The dates at the beginning of a text: none, one, or the ways in which it can be read. A time behind it is kept where
/// there is one way.
pub(super) fn dates(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let word = |at: usize| tokens.get(at).map(String::as_str).unwrap_or_default();
    let number = |at: usize| {
        let token = word(at);
        (token.len() <= 8)
            .then(|| token.parse::<u32>().ok())
            .flatten()
    };
    let small = |at: usize| number(at).and_then(|n| u8::try_from(n).ok());
    let year = |at: usize| {
        (word(at).len() == 4)
            .then(|| number(at))
            .flatten()
            .and_then(|n| u16::try_from(n).ok())
    };
    let month_word = |at: usize| {
        let word = word(at).to_lowercase();
        let short: String = word.chars().take(3).collect();
        let english = (1_u8..)
            .zip(MONTHS)
            .find(|(_, m)| *m == short)
            .map(|(n, _)| n);
        english.or_else(|| GERMAN.iter().find(|(m, _)| *m == short).map(|(_, n)| *n))
    };
    let sign = word(1);
    let (mut found, behind): (Vec<PartialDate>, usize) = if let Some(y) = year(0)
        .filter(|_| matches!(sign, "-" | "/" | "." | "年") && sign == word(3) || sign == "年")
    {
        // 2024-05-18, 2024年5月18日
        let end = if sign == "年" { 6 } else { 5 };
        (
            small(2)
                .zip(small(4))
                .and_then(|(m, d)| day(y, m, d))
                .into_iter()
                .collect(),
            end,
        )
    } else if word(0).len() == 8 {
        let all = number(0).unwrap_or(0);
        let parts = (
            u16::try_from(all / 10_000),
            u8::try_from(all / 100 % 100),
            u8::try_from(all % 100),
        );
        let one = match parts {
            (Ok(y), Ok(m), Ok(d)) => day(y, m, d),
            _ => None,
        };
        (one.into_iter().collect(), 1)
    } else if sign == "." && word(3) == "." {
        // 18.05.2024
        let one = small(0)
            .zip(small(2))
            .zip(year(4))
            .and_then(|((d, m), y)| day(y, m, d));
        (one.into_iter().collect(), 5)
    } else if matches!(sign, "/" | "-") && word(3) == sign && month_word(2).is_none() {
        // 05/18/2024 or 18/05/2024
        let all = small(0).zip(small(2)).zip(year(4));
        let both = all.map(|((a, b), y)| [day(y, a, b), day(y, b, a)]);
        let mut both: Vec<PartialDate> = both.into_iter().flatten().flatten().collect();
        both.dedup();
        (both, 5)
    } else if let Some(m) = month_word(0) {
        // May 18, 2024
        let at = if word(2) == "," { 3 } else { 2 };
        let one = small(1).zip(year(at)).and_then(|(d, y)| day(y, m, d));
        (one.into_iter().collect(), at + 1)
    } else {
        // 18 May 2024, 18-May-2024, 18. Mai 2024
        let dashed = usize::from(matches!(sign, "-" | "." | "/"));
        let second = 2 + dashed + usize::from(dashed == 1 && word(3) == sign);
        let one = small(0)
            .zip(month_word(1 + dashed))
            .zip(year(second))
            .and_then(|((d, m), y)| day(y, m, d));
        (one.into_iter().collect(), second + 1)
    };
    found.sort_by_key(PartialDate::sort_seconds);
    found.dedup();
    let mut texts: Vec<String> = found.iter().map(ToString::to_string).collect();
    if let [one] = texts.as_mut_slice() {
        let at = behind + usize::from(matches!(word(behind), "T" | ","));
        let half = word(at + 3).to_lowercase();
        let half = if half.starts_with(|c: char| c.is_ascii_digit()) {
            String::new()
        } else {
            half
        };
        if let (Some(hour @ 0..=23), ":", Some(minute @ 0..=59)) =
            (small(at), word(at + 1), small(at + 2))
            && word(at + 2).len() == 2
        {
            let hour = match half.as_str() {
                "pm" if hour < 12 => hour + 12,
                "am" if hour == 12 => 0,
                _ => hour,
            };
            one.push_str(&format!("T{hour:02}:{minute:02}"));
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::dates;

    #[test]
    fn dates_are_read_or_told_to_be_unclear() {
        for (text, read) in [
            ("2024-05-18 07:35", vec!["2024-05-18T07:35"]),
            ("2024-05-18 07:35:12", vec!["2024-05-18T07:35"]),
            ("2024/5/8", vec!["2024-05-08"]),
            ("2024年5月18日 8:05", vec!["2024-05-18T08:05"]),
            ("2024年5月18日", vec!["2024-05-18"]),
            ("20240518", vec!["2024-05-18"]),
            ("18.05.2024", vec!["2024-05-18"]),
            ("05/18/2024 1:05 PM", vec!["2024-05-18T13:05"]),
            ("05/06/2024", vec!["2024-05-06", "2024-06-05"]),
            ("06/06/2024", vec!["2024-06-06"]),
            ("May 18, 2024", vec!["2024-05-18"]),
            ("18-May-2024", vec!["2024-05-18"]),
            ("18 May 2024", vec!["2024-05-18"]),
            ("18. Mai 2024", vec!["2024-05-18"]),
            ("05/06/24", vec![]),
            ("2024-13-01", vec![]),
            ("59岁", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(dates(text), read, "{text}");
        }
    }
}
