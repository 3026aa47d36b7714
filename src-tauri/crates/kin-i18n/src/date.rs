//! Dates in words, with the precision that is known and no more.

use crate::Lang;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Year, month and day of a FHIR date text, each only where it is given.
fn parts(date: &str) -> Option<(&str, Option<usize>, Option<u8>)> {
    let day_part = date.split(['T', ' ']).next()?;
    let mut pieces = day_part.split('-');
    let year = pieces
        .next()
        .filter(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))?;
    let month = match pieces.next() {
        Some(m) => Some(m.parse::<usize>().ok().filter(|m| (1..=12).contains(m))?),
        None => None,
    };
    let day = match pieces.next() {
        Some(d) => Some(d.parse::<u8>().ok().filter(|d| (1..=31).contains(d))?),
        None => None,
    };
    Some((year, month, day))
}

/// A date for reading: `30 Apr 2019`, `Apr 2019`, `2019`; `2019年4月30日`, `2019年4月`, `2019年`.
///
/// Takes the FHIR form (`2019-04-30`, `2019-04`, `2019`, or with a time, which is left out). What
/// is no date comes back as it is.
#[must_use]
pub fn date_text(lang: Lang, date: &str) -> String {
    let Some((year, month, day)) = parts(date) else {
        return date.to_owned();
    };
    match (lang, month, day) {
        (Lang::En, Some(m), Some(d)) => format!("{d} {} {year}", month_name(m)),
        (Lang::En, Some(m), None) => format!("{} {year}", month_name(m)),
        (Lang::En, None, _) => year.to_owned(),
        (Lang::ZhCn, Some(m), Some(d)) => format!("{year}年{m}月{d}日"),
        (Lang::ZhCn, Some(m), None) => format!("{year}年{m}月"),
        (Lang::ZhCn, None, _) => format!("{year}年"),
    }
}

/// The same without the day: `Apr 2019`, `2019年4月`; for narrow columns.
#[must_use]
pub fn month_text(lang: Lang, date: &str) -> String {
    match parts(date) {
        Some((year, Some(month), _)) => date_text(lang, &format!("{year}-{month:02}")),
        _ => date_text(lang, date),
    }
}

/// The day without its year, for the axis of a chart: `19 Nov`, `11月19日`; never `11/19`, which is another day elsewhere.
#[must_use]
pub fn day_text(lang: Lang, date: &str) -> String {
    match (lang, parts(date)) {
        (Lang::En, Some((_, Some(m), Some(d)))) => format!("{d} {}", month_name(m)),
        (Lang::ZhCn, Some((_, Some(m), Some(d)))) => format!("{m}月{d}日"),
        _ => date_text(lang, date),
    }
}

fn month_name(month: usize) -> &'static str {
    month
        .checked_sub(1)
        .and_then(|i| MONTHS.get(i))
        .copied()
        .unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_precision_in_each_language() {
        for (date, en, zh) in [
            ("2019-04-30", "30 Apr 2019", "2019年4月30日"),
            ("2019-04", "Apr 2019", "2019年4月"),
            ("2019", "2019", "2019年"),
            ("2019-12-01T08:15:00+08:00", "1 Dec 2019", "2019年12月1日"),
            ("last spring", "last spring", "last spring"),
            ("2019-13-01", "2019-13-01", "2019-13-01"),
            ("", "", ""),
        ] {
            assert_eq!(date_text(Lang::En, date), en);
            assert_eq!(date_text(Lang::ZhCn, date), zh);
        }
        assert_eq!(month_text(Lang::En, "2019-04-30"), "Apr 2019");
        assert_eq!(month_text(Lang::ZhCn, "2019"), "2019年");
        assert_eq!(day_text(Lang::En, "2026-11-09"), "9 Nov");
        assert_eq!(day_text(Lang::ZhCn, "2026-11-19"), "11月19日");
        assert_eq!(day_text(Lang::En, "2026-11"), "Nov 2026");
    }
}
