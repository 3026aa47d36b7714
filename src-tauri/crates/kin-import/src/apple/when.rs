//! Apple's times: `2024-01-01 01:01:36 +0200`, always so. Read by place, because there are millions.

use kin_model::PartialDate;

/// A moment as a sample holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) seconds: i64,
    pub(super) shape: u16,
}

/// The same as RFC 3339; nothing when it is not such a time.
fn rfc3339(raw: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(raw).ok()?;
    let (date, rest) = text.split_once(' ')?;
    let (time, offset) = rest.split_once(' ')?;
    let (hours, minutes) = offset.split_at_checked(3)?;
    Some(format!("{date}T{time}{hours}:{minutes}"))
}

/// The date of an attribute.
pub(super) fn moment(raw: &[u8]) -> Option<PartialDate> {
    rfc3339(raw)?.parse().ok()
}

/// A text of the file with its moments as seconds since 1970: the same whatever zone an export was made in.
pub(super) fn zoneless(text: &str) -> String {
    let mut memory = Memory::default();
    let mut out = String::with_capacity(text.len());
    for (n, part) in text.split('"').enumerate() {
        if n > 0 {
            out.push('"');
        }
        match memory.read(part.as_bytes()) {
            Some(at) => out.push_str(&at.seconds.to_string()),
            None => out.push_str(part),
        }
    }
    out
}

/// The day and offset read last: most records are of the same day as the one before.
#[derive(Default)]
pub(super) struct Memory {
    day: Vec<u8>,
    offset: Vec<u8>,
    /// Seconds at the beginning of that day, and precision and offset as stored.
    at: Option<Moment>,
}

fn two(raw: &[u8], at: usize) -> Option<i64> {
    let (a, b) = (*raw.get(at)?, *raw.get(at + 1)?);
    (a.is_ascii_digit() && b.is_ascii_digit())
        .then(|| i64::from(a - b'0') * 10 + i64::from(b - b'0'))
}

impl Memory {
    /// A time by its places; the day is looked up once.
    fn read(&mut self, raw: &[u8]) -> Option<Moment> {
        if raw.len() != 25 || raw.get(10) != Some(&b' ') || raw.get(19) != Some(&b' ') {
            return None;
        }
        let (day, offset) = (raw.get(..10)?, raw.get(20..)?);
        if self.at.is_none() || self.day != day || self.offset != offset {
            let mut midnight = day.to_vec();
            midnight.extend_from_slice(b" 00:00:00 ");
            midnight.extend_from_slice(offset);
            let date = moment(&midnight)?;
            self.at = Some(Moment {
                seconds: date.unix_seconds(),
                shape: date.shape(),
            });
            day.clone_into(&mut self.day);
            offset.clone_into(&mut self.offset);
        }
        let (hour, minute, second) = (two(raw, 11)?, two(raw, 14)?, two(raw, 17)?);
        let punctuated = raw.get(13) == Some(&b':') && raw.get(16) == Some(&b':');
        if !punctuated || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let at = self.at?;
        Some(Moment {
            seconds: at.seconds + hour * 3600 + minute * 60 + second.min(59),
            shape: at.shape,
        })
    }

    /// Beginning, and seconds to the end.
    pub(super) fn times(&mut self, start: &[u8], end: &[u8]) -> Option<(Moment, u32)> {
        let from = self.read(start)?;
        if end == start || end.is_empty() {
            return Some((from, 0));
        }
        let span = self.read(end).map_or(0, |to| to.seconds - from.seconds);
        Some((from, u32::try_from(span.max(0)).unwrap_or(u32::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_by_place_are_those_of_the_slow_way() {
        let mut memory = Memory::default();
        for text in [
            "2024-01-01 01:01:36 +0200",
            "2024-01-01 23:59:59 +0200",
            "2024-02-29 00:00:00 -0930",
            "1999-12-31 12:34:56 +0545",
        ] {
            let slow = moment(text.as_bytes()).unwrap();
            let fast = memory.read(text.as_bytes()).unwrap();
            assert_eq!(fast.seconds, slow.unix_seconds(), "{text}");
            assert_eq!(fast.shape, slow.shape(), "{text}");
        }
        for bad in [
            "2024-01-01T01:01:36 +0200",
            "2024-13-01 01:01:36 +0200",
            "2024-01-01 25:01:36 +0200",
            "2024-01-01 01:01 +0200",
            "",
        ] {
            assert_eq!(memory.read(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn a_text_is_the_same_in_every_zone() {
        let there = r#"<Workout startDate="2026-11-01 07:00:00 +0800" duration="30"/>"#;
        let here = r#"<Workout startDate="2026-11-01 00:00:00 +0100" duration="30"/>"#;
        assert_eq!(zoneless(there), zoneless(here));
        assert_ne!(zoneless(there), there);
        assert_eq!(zoneless("<A b=\"c\"/>"), "<A b=\"c\"/>");
    }

    #[test]
    fn the_span_is_that_between_two_moments_in_two_zones() {
        let mut memory = Memory::default();
        let (from, span) = memory
            .times(b"2024-03-31 01:30:00 +0100", b"2024-03-31 03:30:00 +0200")
            .unwrap();
        assert_eq!(span, 3600);
        assert_eq!(from.seconds, 1_711_845_000);
    }
}
