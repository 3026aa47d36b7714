//! The common record, read where it lies.
//!
//! Nearly all of an export are records with nothing inside that begin as one shortly before: same type,
//! source, device and unit, up to the first time. Such a record is recognised by its beginning, and only times
//! and value are read. Whatever is otherwise in any way is left to the reader of XML.

use std::io::{self, BufRead, Read};

/// Bytes that are read at once.
const WINDOW: usize = 256 << 10;

/// What was read of the file and not used yet, in one piece.
pub(super) struct Window<R> {
    source: R,
    bytes: Vec<u8>,
    from: usize,
    to: usize,
}

impl<R: Read> Window<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            bytes: vec![0; WINDOW],
            from: 0,
            to: 0,
        }
    }

    /// What is there.
    pub(super) fn unread(&self) -> &[u8] {
        self.bytes.get(self.from..self.to).unwrap_or_default()
    }

    /// Reads on behind it; false when there is no room or no more. An error shows when all is used.
    pub(super) fn more(&mut self) -> bool {
        if self.from > 0 {
            self.bytes.copy_within(self.from..self.to, 0);
            self.to -= self.from;
            self.from = 0;
        }
        self.read().is_ok_and(|n| n > 0)
    }

    fn read(&mut self) -> io::Result<usize> {
        loop {
            let room = self.bytes.get_mut(self.to..).unwrap_or_default();
            match self.source.read(room) {
                Ok(n) => {
                    self.to = (self.to + n).min(self.bytes.len());
                    return Ok(n);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl<R: Read> Read for Window<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for Window<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.from == self.to {
            (self.from, self.to) = (0, 0);
            self.read()?;
        }
        Ok(self.unread())
    }

    fn consume(&mut self, n: usize) {
        self.from = (self.from + n).min(self.to);
    }
}

/// How records of one series begin.
pub(super) struct Lead {
    bytes: Vec<u8>,
    pub(super) number: u32,
    pub(super) shift: u8,
}

/// What a record says that begins with a [`Lead`].
#[derive(Debug, PartialEq)]
pub(super) struct Record<'a> {
    pub(super) start: &'a [u8],
    pub(super) end: &'a [u8],
    pub(super) value: &'a [u8],
    /// Bytes to its end, from where the beginning was looked for.
    pub(super) len: usize,
}

/// What comes next.
#[derive(Debug, PartialEq)]
pub(super) enum Next<'a> {
    /// Such a record.
    Record(Record<'a>),
    /// Perhaps: its end is not there yet.
    Cut,
    /// Something else.
    Other,
}

/// An attribute: name, value and what follows.
type Attribute<'t> = (&'t [u8], &'t [u8], &'t [u8]);

/// The next attribute. `Err(true)` when the text ends before it does.
fn attribute(text: &[u8]) -> Result<Attribute<'_>, bool> {
    let equals = memchr::memchr(b'=', text).ok_or(true)?;
    let (name, rest) = text.split_at_checked(equals).ok_or(true)?;
    let rest = rest.strip_prefix(b"=\"").ok_or(rest.len() < 2)?;
    let end = memchr::memchr(b'"', rest).ok_or(true)?;
    let (value, rest) = rest.split_at_checked(end).ok_or(true)?;
    Ok((name, value, rest.get(1..).unwrap_or_default()))
}

/// What differs as telephones write it: start, end, value and what follows the record.
fn usual(tail: &[u8]) -> Option<[&[u8]; 4]> {
    /// Bytes of a time.
    const TIME: usize = 25;
    let (created, rest) = tail
        .strip_prefix(b"creationDate=\"")?
        .split_at_checked(TIME)?;
    let (start, rest) = rest
        .strip_prefix(b"\" startDate=\"")?
        .split_at_checked(TIME)?;
    let (end, rest) = rest
        .strip_prefix(b"\" endDate=\"")?
        .split_at_checked(TIME)?;
    let rest = rest.strip_prefix(b"\" value=\"")?;
    let (value, rest) = rest.split_at_checked(memchr::memchr(b'"', rest)?)?;
    let whole = |time: &[u8]| time.is_ascii() && memchr::memchr(b'"', time).is_none();
    let plain = whole(created) && whole(start) && whole(end) && value.is_ascii();
    let after = rest.strip_prefix(b"\"/>")?;
    plain.then_some([start, end, value, after])
}

/// Whether records differ in it that are of one series and follow one another.
const fn differs(name: &[u8]) -> bool {
    matches!(name, b"creationDate" | b"startDate" | b"endDate" | b"value")
}

impl Lead {
    /// The beginning of a record with these attributes; `None` when it is one of another make.
    pub(super) fn of(attributes: &[u8], number: u32, shift: u8) -> Option<Self> {
        let mut rest = attributes;
        let mut same = None;
        loop {
            let text = rest.trim_ascii_start();
            if text.is_empty() {
                break;
            }
            let (name, _, after) = attribute(text).ok()?;
            match (differs(name), same) {
                (true, None) => same = Some(attributes.len() - text.len()),
                (false, Some(_)) => return None,
                _ => {}
            }
            rest = after;
        }
        let mut bytes = b"<Record".to_vec();
        bytes.extend_from_slice(attributes.get(..same?)?);
        Some(Self {
            bytes,
            number,
            shift,
        })
    }

    /// Whether the text, white space before it aside, is a record that begins so.
    pub(super) fn next<'a>(&self, text: &'a [u8]) -> Next<'a> {
        let record = text.trim_ascii_start();
        let Some(tail) = record.strip_prefix(self.bytes.as_slice()) else {
            return if self.bytes.starts_with(record) {
                Next::Cut
            } else {
                Next::Other
            };
        };
        if let Some([start, end, value, after]) = usual(tail) {
            return Next::Record(Record {
                start,
                end,
                value,
                len: text.len() - after.len(),
            });
        }
        let (mut start, mut end, mut value): (&[u8], &[u8], &[u8]) = (b"", b"", b"");
        let mut rest = tail;
        loop {
            rest = rest.trim_ascii_start();
            if let Some(after) = rest.strip_prefix(b"/>") {
                let tail = tail.get(..tail.len() - after.len()).unwrap_or_default();
                // What is no ASCII may be no text at all: the other way says so.
                if !tail.is_ascii() {
                    return Next::Other;
                }
                return Next::Record(Record {
                    start,
                    end,
                    value,
                    len: text.len() - after.len(),
                });
            }
            match attribute(rest) {
                Ok((b"creationDate", _, after)) => rest = after,
                Ok((b"startDate", found, after)) => (start, rest) = (found, after),
                Ok((b"endDate", found, after)) => (end, rest) = (found, after),
                Ok((b"value", found, after)) => (value, rest) = (found, after),
                Ok(_) | Err(false) => return Next::Other,
                Err(true) => return Next::Cut,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ATTRIBUTES: &[u8] =
        " type=\"HKQuantityTypeIdentifierHeartRate\" sourceName=\"Somebody’s Watch\" unit=\"count/min\" \
         creationDate=\"c\" startDate=\"s\" endDate=\"e\" value=\"71\""
            .as_bytes();

    fn lead() -> Lead {
        Lead::of(ATTRIBUTES, 3, 0).unwrap()
    }

    fn text(tail: &str) -> Vec<u8> {
        let mut text = b"\n ".to_vec();
        text.extend_from_slice(&lead().bytes);
        text.extend_from_slice(tail.as_bytes());
        text
    }

    #[test]
    fn a_lead_ends_before_what_differs() {
        assert!(lead().bytes.starts_with(b"<Record type="));
        assert!(lead().bytes.ends_with(b"unit=\"count/min\" "));
        for other in [
            &b" value=\"1\" unit=\"x\""[..],
            b" type=\"x\"",
            b" type='x' value=\"1\"",
            b" type value=\"1\"",
            b"",
        ] {
            assert!(Lead::of(other, 0, 0).is_none());
        }
    }

    #[test]
    fn what_is_otherwise_in_any_way_is_left_alone() {
        let whole =
            text("creationDate=\"c\" startDate=\"s\" endDate=\"e\" value=\"7\"/>\n <Record");
        let end = whole.len() - "\n <Record".len();
        assert_eq!(
            lead().next(&whole),
            Next::Record(Record {
                start: b"s",
                end: b"e",
                value: b"7",
                len: end
            })
        );
        for len in 0..end {
            assert_eq!(lead().next(&whole[..len]), Next::Cut, "cut at {len}");
        }
        let time = "2024-01-01 08:00:00 +0100";
        let usual = |created: &str| {
            text(&format!(
                "creationDate=\"{created}\" startDate=\"{time}\" endDate=\"{time}\" value=\"7.5\"/>"
            ))
        };
        let whole = usual(time);
        for len in 0..whole.len() {
            assert_eq!(lead().next(&whole[..len]), Next::Cut, "cut at {len}");
        }
        assert_eq!(
            lead().next(&whole),
            Next::Record(Record {
                start: time.as_bytes(),
                end: time.as_bytes(),
                value: b"7.5",
                len: whole.len()
            })
        );
        assert_eq!(
            lead().next(&usual("2024-01-01\" type=\"OtherXY")),
            Next::Other
        );
        for other in [
            "startDate=\"s\" value=\"7\">\n<MetadataEntry key=\"a\" value=\"b\"/></Record>",
            "startDate='s' value=\"7\"/>",
            "startDate = \"s\" value=\"7\"/>",
            "startDate=\"s\" unit=\"kg\" value=\"7\"/>",
            "startDate=\"s\" more=\"x\" value=\"7\"/>",
            "startDate=\"ş\" value=\"7\"/>",
            "><Record startDate=\"s\" value=\"7\"/>",
        ] {
            assert_eq!(lead().next(&text(other)), Next::Other, "{other}");
        }
        assert_eq!(lead().next(b"\n <Workout"), Next::Other);
        assert_eq!(lead().next(b"\n <Record type=\"X\""), Next::Other);
    }

    #[test]
    fn a_window_gives_all_bytes_whatever_the_source_gives_at_once() {
        struct Drops(Vec<u8>, usize);
        impl Read for Drops {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                let n = out.len().min(7).min(self.0.len() - self.1);
                out[..n].copy_from_slice(&self.0[self.1..self.1 + n]);
                self.1 += n;
                Ok(n)
            }
        }
        let all: Vec<u8> = (0..=255).cycle().take(3000).collect();
        let mut window = Window::new(Drops(all.clone(), 0));
        let mut out = Vec::new();
        while window.more() {
            let n = window.unread().len().min(5);
            out.extend_from_slice(&window.unread()[..n]);
            window.consume(n);
        }
        window.read_to_end(&mut out).unwrap();
        assert!(out == all);
        assert!(!window.more() && window.unread().is_empty());
    }

    /// All that is read of an export, in words.
    fn told(export: &str, at_once: usize) -> Vec<String> {
        struct Slowly<'a>(&'a [u8], usize);
        impl Read for Slowly<'_> {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                let n = out.len().min(self.1);
                self.0.read(&mut out[..n])
            }
        }
        let mut told = Vec::new();
        let findings = crate::apple::read(&mut Slowly(export.as_bytes(), at_once), &mut |fact| {
            told.push(format!("{fact:?}"));
            true
        })
        .unwrap();
        told.push(format!("{findings:?}"));
        told
    }

    #[test]
    fn records_read_where_they_lie_say_what_the_other_way_says() {
        use std::fmt::Write as _;
        let mut export = String::from("<?xml version=\"1.0\"?>\n<HealthData locale=\"en\">\n");
        for n in 0..60 {
            let source = if n % 5 < 2 {
                "A’s Watch"
            } else {
                "B &amp; C"
            };
            let kind = [
                "HeartRate",
                "StepCount",
                "OxygenSaturation",
                "BodyMass",
                "BloodGlucose",
            ][n % 7 % 5];
            let unit = ["count/min", "count", "%", "kg", "mg/dL"][n % 7 % 5];
            let value = ["71", "0.98", "3e2", "no number", "-4.50"][n % 11 % 5];
            let day = ["01", "02", "32"][n % 13 % 3];
            let end = if n % 17 == 3 {
                ">\n  <MetadataEntry key=\"HKWasUserEntered\" value=\"1\"/>\n </Record>"
            } else {
                "/>"
            };
            writeln!(
                export,
                " <Record type=\"HKQuantityTypeIdentifier{kind}\" sourceName=\"{source}\" unit=\"{unit}\" \
                 creationDate=\"2024-01-01 08:00:00 +0100\" startDate=\"2024-01-{day} 08:{n:02}:00 +0100\" \
                 endDate=\"2024-01-{day} 08:{n:02}:30 +0100\" value=\"{value}\"{end}"
            )
            .unwrap();
            if n % 19 == 5 {
                export.push_str(" <!-- in between --> words\n <Workout workoutActivityType=\"X\" duration=\"3\"/>\n");
            }
        }
        export.push_str("</HealthData>\n");
        // A blank before the sign: never read where it lies.
        let other = export.replace(" value=\"", " value =\"");
        let expected = told(&other, 1 << 20);
        assert!(expected.len() > 60);
        for at_once in [1, 7, 333, 1 << 20] {
            assert_eq!(told(&export, at_once), expected, "{at_once} bytes at once");
        }
    }
}
