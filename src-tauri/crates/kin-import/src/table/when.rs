//! Dates and times as apps write them.

use super::months::named;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use kin_model::PartialDate;
use serde::{Deserialize, Serialize};

/// Which number of a date is what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Order {
    /// 2024-05-31, 24/05/31.
    Ymd,
    /// 31/05/2024.
    Dmy,
    /// 05/31/2024.
    Mdy,
}

impl Order {
    pub(super) const ALL: [Self; 3] = [Self::Ymd, Self::Dmy, Self::Mdy];

    /// The stable word of an answer.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Ymd => "year-month",
            Self::Dmy => "day-month",
            Self::Mdy => "month-day",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == word)
    }
}

/// A date and time as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Civil {
    year: u16,
    month: u8,
    day: u8,
    /// Hour, minute, second where written.
    time: Option<(u8, u8, Option<u8>)>,
    /// Minutes east of UTC, where written.
    offset: Option<i16>,
    /// A number of seconds since 1970: the moment is certain, the place is not.
    instant: Option<i64>,
}

/// The three numbers of a date and what follows them.
struct Parts<'a> {
    numbers: [u16; 3],
    /// Digits of each.
    widths: [usize; 3],
    /// Four digits, or the sign for a year behind it.
    first_is_year: bool,
    dotted: bool,
    rest: &'a str,
}

/// The number at the beginning of a text, of at most four digits: its value, how many digits, what follows.
pub(super) fn leading(text: &str) -> Option<(u16, usize, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    Some((digits.parse().ok()?, digits.len(), rest))
}

fn parts(text: &str) -> Option<Parts<'_>> {
    if let Some((numbers, rest)) = named(text) {
        return Some(Parts {
            numbers,
            widths: [4, 2, 2],
            first_is_year: true,
            dotted: false,
            rest,
        });
    }
    let (a, width, rest) = leading(text)?;
    let sign = rest.chars().next()?;
    if !matches!(sign, '-' | '/' | '.' | '年') {
        return None;
    }
    let (b, middle, rest) = leading(rest.get(sign.len_utf8()..)?)?;
    let second = rest.chars().next()?;
    if second != sign && !(sign == '年' && second == '月') {
        return None;
    }
    let (c, last, rest) = leading(rest.get(second.len_utf8()..)?)?;
    let rest = rest.strip_prefix('日').unwrap_or(rest);
    Some(Parts {
        numbers: [a, b, c],
        widths: [width, middle, last],
        first_is_year: width == 4 || sign == '年',
        dotted: sign == '.',
        rest,
    })
}

/// What a written date allows: `None` is no date, an empty list one that says itself which number is what, else
/// the orders in which it is a date.
pub(super) fn orders(text: &str) -> Option<Vec<Order>> {
    let text = text.trim();
    if instant(text).is_some() {
        return Some(Vec::new());
    }
    let parts = parts(text)?;
    if parts.first_is_year {
        return Some(Vec::new());
    }
    let fits: Vec<Order> = Order::ALL
        .into_iter()
        // With points between them the month never comes first.
        .filter(|order| !(parts.dotted && *order == Order::Mdy))
        .filter(|order| parse(text, *order).is_some())
        .collect();
    (!fits.is_empty()).then_some(fits)
}

/// Seconds or milliseconds since 1970 written as one number, between 1990 and 2100.
fn instant(text: &str) -> Option<i64> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let seconds = match text.len() {
        12 | 13 => number.div_euclid(1000),
        9 | 10 => number,
        _ => return None,
    };
    (631_152_000..4_102_444_800)
        .contains(&seconds)
        .then_some(seconds)
}

/// Reads a date with its time.
pub(super) fn parse(text: &str, order: Order) -> Option<Civil> {
    let text = text.trim();
    if let Some(seconds) = instant(text) {
        return Some(Civil {
            year: 0,
            month: 0,
            day: 0,
            time: None,
            offset: None,
            instant: Some(seconds),
        });
    }
    let parts = parts(text)?;
    let [a, b, c] = parts.numbers;
    let [first, _, last] = parts.widths;
    let ((year, width), month, day) = match (parts.first_is_year, order) {
        (true, _) | (false, Order::Ymd) => ((a, first), b, c),
        (false, Order::Mdy) => ((c, last), a, b),
        (false, Order::Dmy) => ((c, last), b, a),
    };
    let year = match width {
        4 => year,
        // Two digits of a year are of this century: nobody's meter is older.
        2 => year + 2000,
        _ => return None,
    };
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    PartialDate::day(year, month, day).ok()?;
    let rest = parts
        .rest
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, 'T' | 't' | ','));
    let rest = ["at ", "um "]
        .into_iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    let (time, offset) = if rest.is_empty() {
        (None, None)
    } else {
        let (time, offset) = clock(rest)?;
        (Some(time), offset)
    };
    Some(Civil {
        year,
        month,
        day,
        time,
        offset,
        instant: None,
    })
}

type Clock = (u8, u8, Option<u8>);

/// A time of day, with morning or afternoon and an offset.
fn clock(text: &str) -> Option<(Clock, Option<i16>)> {
    let mut text = text.trim();
    let mut half: Option<bool> = None;
    let evening = text.starts_with("晚上");
    for (word, afternoon) in [
        ("上午", false),
        ("下午", true),
        ("凌晨", false),
        ("晚上", true),
    ] {
        if let Some(rest) = text.strip_prefix(word) {
            half = Some(afternoon);
            text = rest.trim_start();
        }
    }
    let (hour, _, rest) = leading(text)?;
    let rest = rest.strip_prefix([':', '.', '时'])?;
    let (minute, _, mut rest) = leading(rest)?;
    let mut second = None;
    if let Some((s, _, after)) = rest.strip_prefix([':', '.', '分']).and_then(leading) {
        second = Some(u8::try_from(s).ok()?);
        rest = after;
    }
    // A fraction of a second says nothing here.
    if let Some(after) = rest.strip_prefix('.') {
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    // "AM", "a.m.", "p. m." with any space between.
    let rest: String = rest
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    let mut rest = rest.as_str();
    for (words, afternoon) in [(["am", "AM"], false), (["pm", "PM"], true)] {
        let after = words.into_iter().find_map(|word| rest.strip_prefix(word));
        if let Some(after) = after {
            half = Some(afternoon);
            rest = after;
            break;
        }
    }
    let mut hour = u8::try_from(hour).ok()?;
    // 晚上12:30 and 晚上1:30 are after midnight, but of which day is not said.
    if evening && (hour < 5 || hour == 12) {
        return None;
    }
    if let Some(afternoon) = half
        && hour <= 12
    {
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    let minute = u8::try_from(minute).ok()?;
    if hour > 23 || minute > 59 || second.is_some_and(|s| s > 59) {
        return None;
    }
    let offset = if rest.is_empty() {
        None
    } else {
        Some(offset(rest)?)
    };
    Some(((hour, minute, second), offset))
}

/// `Z`, `+08:00`, `+0800`, `GMT+8`, `UTC`.
fn offset(text: &str) -> Option<i16> {
    let bare = text
        .trim()
        .trim_start_matches("GMT")
        .trim_start_matches("UTC")
        .trim();
    if bare.is_empty() || bare == "Z" || bare == "z" {
        return Some(0);
    }
    let (sign, body) = match bare.strip_prefix('-') {
        Some(body) => (-1, body),
        None => (1, bare.strip_prefix('+')?),
    };
    let (hours, minutes) = match body.split_once(':') {
        Some((h, m)) => (h, m),
        None if body.len() == 4 => body.split_at_checked(2)?,
        None => (body, "0"),
    };
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then(|| sign * (hours * 60 + minutes))
}

fn offset_text(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let all = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", all / 60, all % 60)
}

impl Civil {
    /// The same for the same moment, whatever the zone of the computer.
    pub(super) fn written(&self) -> String {
        if let Some(seconds) = self.instant {
            return seconds.to_string();
        }
        let mut out = format!("{:04}-{:02}-{:02}", self.year, self.month, self.day);
        if let Some((hour, minute, second)) = self.time {
            out.push_str(&format!("T{hour:02}:{minute:02}"));
            if let Some(second) = second {
                out.push_str(&format!(":{second:02}"));
            }
        }
        if let Some(offset) = self.offset {
            out.push_str(&offset_text(offset));
        }
        out
    }

    /// The same numbers as those of the clock of Greenwich, where no place is written beside them.
    pub(super) fn universal(mut self) -> Self {
        if self.time.is_some() && self.offset.is_none() {
            self.offset = Some(0);
        }
        self
    }

    /// Whether it is a moment of no place: a count of seconds, or UTC.
    pub(super) const fn is_universal(&self) -> bool {
        self.instant.is_some() || matches!(self.offset, Some(0))
    }

    /// As written; a moment without a place is told by the clock of Greenwich.
    pub(super) fn plain(&self) -> Option<PartialDate> {
        match self.instant {
            Some(seconds) => {
                let at = Timestamp::from_second(seconds).ok()?;
                at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().parse().ok()
            }
            None => self.written().parse().ok(),
        }
    }
}

/// The zone of times that do not say theirs.
pub(crate) struct Zone {
    zone: Option<TimeZone>,
    database: TimeZoneDatabase,
}

fn zone_of(database: &TimeZoneDatabase, name: &str) -> Option<TimeZone> {
    if name.is_empty() {
        return None;
    }
    if let Ok(zone) = database.get(name) {
        return Some(zone);
    }
    let minutes = offset(name)?;
    let offset = Offset::from_seconds(i32::from(minutes) * 60).ok()?;
    Some(TimeZone::fixed(offset))
}

/// A moment (seconds since 1970) by the clock of a zone.
fn told(seconds: i64, zone: TimeZone) -> Option<PartialDate> {
    let at = Timestamp::from_second(seconds).ok()?;
    let text = at.to_zoned_datetime(zone).strftime("%Y-%m-%dT%H:%M:%S%:z");
    text.to_string().parse().ok()
}

/// A moment (seconds since 1970) by a clock that is so many seconds east of Greenwich.
pub(crate) fn offset_at(seconds: i64, east: i64) -> Option<PartialDate> {
    let offset = Offset::from_seconds(i32::try_from(east).ok()?).ok()?;
    told(seconds, TimeZone::fixed(offset))
}

impl Zone {
    /// `name` as IANA has it, or an offset. The list is part of the program: the process that reads
    /// foreign files may open no other.
    pub(crate) fn of(name: &str) -> Self {
        let database = TimeZoneDatabase::bundled();
        Self {
            zone: zone_of(&database, name),
            database,
        }
    }

    /// A moment (seconds since 1970) by the clock of this zone.
    pub(crate) fn at(&self, seconds: i64) -> Option<PartialDate> {
        told(seconds, self.zone.clone().unwrap_or(TimeZone::UTC))
    }

    /// A date with its offset, and whether the zone of the computer was taken for it. `named` is a zone
    /// that the row names.
    pub(super) fn date(&self, civil: &Civil, named: &str) -> Option<(PartialDate, bool)> {
        let theirs = zone_of(&self.database, named);
        let assumed = theirs.is_none();
        let zone = theirs.or_else(|| self.zone.clone());
        if let Some(seconds) = civil.instant {
            let zone = zone.unwrap_or(TimeZone::UTC);
            return Some((told(seconds, zone)?, false));
        }
        let plain = civil.plain()?;
        if civil.offset == Some(0)
            && let Some(zone) = &zone
        {
            // UTC is a way to write a moment, seldom the clock on anybody's wall.
            let at = Timestamp::from_second(plain.unix_seconds()).ok()?;
            let form = if civil.time.is_some_and(|(_, _, second)| second.is_some()) {
                "%Y-%m-%dT%H:%M:%S%:z"
            } else {
                "%Y-%m-%dT%H:%M%:z"
            };
            let text = at.to_zoned_datetime(zone.clone()).strftime(form);
            return Some((text.to_string().parse().ok()?, false));
        }
        if civil.time.is_none() || civil.offset.is_some() {
            return Some((plain, false));
        }
        let Some(zone) = zone else {
            return Some((plain, false));
        };
        let local: DateTime = civil.written().parse().ok()?;
        let offset = local.to_zoned_datetime(zone).ok()?.offset().seconds() / 60;
        let offset = offset_text(i16::try_from(offset).ok()?);
        let text = format!("{}{offset}", civil.written());
        Some((text.parse().ok()?, assumed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_evening_after_midnight_is_no_noon() {
        let at = |text: &str| parse(text, Order::Ymd).map(|c| c.written());
        for (text, expected) in [
            ("2026-07-05 晚上8:05", Some("2026-07-05T20:05")),
            ("2026-07-05 晚上11:59", Some("2026-07-05T23:59")),
            ("2026-07-05 晚上12:30", None),
            ("2026-07-05 晚上1:30", None),
            ("2026-07-05 凌晨1:30", Some("2026-07-05T01:30")),
            ("2026-07-05 下午12:30", Some("2026-07-05T12:30")),
        ] {
            assert_eq!(at(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn dates_of_all_apps_are_read() {
        for (text, order, expected) in [
            ("2024-11-21 11:40", Order::Ymd, "2024-11-21T11:40"),
            ("2024/11/21 11:40", Order::Ymd, "2024-11-21T11:40"),
            ("2012-10-8 0:4", Order::Ymd, "2012-10-08T00:04"),
            ("2020年2月3日 上午8:05", Order::Ymd, "2020-02-03T08:05"),
            (
                "2020-02-13T17:50:00Z",
                Order::Ymd,
                "2020-02-13T17:50:00+00:00",
            ),
            ("12-04-1961 22:30", Order::Dmy, "1961-04-12T22:30"),
            ("4/7/2026 7:59:42 PM", Order::Mdy, "2026-04-07T19:59:42"),
            ("4/7/26 12:10 AM", Order::Mdy, "2026-04-07T00:10"),
            ("24/05/11 08:00", Order::Ymd, "2024-05-11T08:00"),
            ("24年5月11日", Order::Dmy, "2024-05-11"),
            ("30.01.2021 23:54:00", Order::Dmy, "2021-01-30T23:54:00"),
            (
                "2020-02-13 17:50:00 +0530",
                Order::Ymd,
                "2020-02-13T17:50:00+05:30",
            ),
            ("2020-02-13", Order::Ymd, "2020-02-13"),
            ("Jan 12 2025 08:12", Order::Dmy, "2025-01-12T08:12"),
            ("Jan 15, 2025 8:12:00 PM", Order::Dmy, "2025-01-15T20:12:00"),
            // As browsers write it since 2023: a narrow space in front of AM.
            (
                "Jan 15, 2025, 8:12\u{202f}AM",
                Order::Dmy,
                "2025-01-15T08:12",
            ),
            ("15 ene 2025 8:12 p. m.", Order::Ymd, "2025-01-15T20:12"),
            ("15.01.2025 um 20:12", Order::Dmy, "2025-01-15T20:12"),
        ] {
            assert_eq!(
                parse(text, order).map(|c| c.written()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        for bad in [
            "",
            "12",
            "2024-13-01",
            "31/31/2024",
            "2024-02-30 10:00",
            "10:30",
            "a-b-c",
            "2024-01-01 25:00",
        ] {
            assert_eq!(parse(bad, Order::Dmy), None, "{bad}");
        }
    }

    #[test]
    fn a_date_that_can_be_read_two_ways_says_so() {
        use Order::{Dmy, Mdy, Ymd};
        assert_eq!(orders("4/7/2026"), Some(vec![Dmy, Mdy]));
        assert_eq!(orders("13/7/2026"), Some(vec![Dmy]));
        assert_eq!(orders("7/13/2026"), Some(vec![Mdy]));
        assert_eq!(orders("04.07.2026"), Some(vec![Dmy]));
        assert_eq!(orders("2026-04-07"), Some(vec![]));
        assert_eq!(orders("24年4月7日"), Some(vec![]));
        assert_eq!(orders("1703175660000"), Some(vec![]));
        // Two digits may be a year.
        assert_eq!(orders("24/05/11"), Some(vec![Ymd, Dmy]));
        assert_eq!(orders("24.05.11"), Some(vec![Ymd, Dmy]));
        assert_eq!(orders("04/07/26"), Some(vec![Ymd, Dmy, Mdy]));
        assert_eq!(orders("24/05/31 08:00"), Some(vec![Ymd, Dmy]));
        assert_eq!(orders("32/05/11"), Some(vec![Ymd]));
        assert_eq!(orders("10/31/24"), Some(vec![Mdy]));
        // One digit is none.
        assert_eq!(orders("4/7/26"), Some(vec![Dmy, Mdy]));
        assert_eq!(orders("24/7/6"), Some(vec![Ymd]));
        assert_eq!(orders("4/7/126"), None);
        assert_eq!(orders("systolic"), None);
    }

    #[test]
    fn a_zone_gives_the_offset_that_held_there() {
        let zone = Zone::of("Europe/Copenhagen");
        let date = |text: &str, named: &str| {
            let civil = parse(text, Order::Ymd).unwrap();
            let (date, assumed) = zone.date(&civil, named).unwrap();
            (date.to_string(), assumed)
        };
        assert_eq!(date("2021-01-30 23:54", "").0, "2021-01-30T23:54+01:00");
        assert_eq!(
            date("2021-07-30 23:54", ""),
            ("2021-07-30T23:54+02:00".into(), true)
        );
        assert_eq!(
            date("2024/11/21 11:40", "Asia/Bangkok"),
            ("2024-11-21T11:40+07:00".into(), false)
        );
        // UTC is a moment; the clock on the wall is that of the computer, or of the zone that is named.
        assert_eq!(date("2021-07-30 23:54Z", "").0, "2021-07-31T01:54+02:00");
        assert_eq!(
            date("2021-07-30 23:54:05Z", "Asia/Shanghai").0,
            "2021-07-31T07:54:05+08:00"
        );
        assert_eq!(
            date("2021-07-30 23:54+08:00", "").0,
            "2021-07-30T23:54+08:00"
        );
        assert_eq!(date("1703175660000", "").0, "2023-12-21T17:21:00+01:00");
        assert_eq!(date("2021-07-30", "").0, "2021-07-30");
    }
}
