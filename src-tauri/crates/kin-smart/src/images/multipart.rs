//! `multipart/related`, taken apart piece by piece as it comes.

/// Longest boundary.
///
/// # Source
/// RFC 2046 section 5.1.1: at most 70 characters.
const LONGEST_BOUNDARY: usize = 70;
/// Bytes before the first part, and of the headers of one part.
const LARGEST_HEAD: usize = 16 * 1024;

/// Why an answer in parts cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartsFault {
    /// It is not built as RFC 2046 says.
    Broken,
    /// It breaks off before its end.
    Cut,
    /// There are more parts, or more bytes, than may be.
    Limit,
}

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Its `Content-Type`; empty where there is none.
    pub(super) media_type: String,
    pub(super) bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before the first boundary.
    Preamble,
    /// Behind a boundary: the rest of its line.
    Line,
    Headers,
    Body,
    /// Behind the last boundary: whatever comes is no part of it.
    End,
}

/// The boundary that a `Content-Type` names; none where it is no `multipart/related`.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let mut fields = Vec::new();
    let (mut quoted, mut from) = (false, 0);
    for (at, c) in content_type.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ';' if !quoted => {
                fields.push(content_type.get(from..at)?);
                from = at + 1;
            }
            _ => {}
        }
    }
    fields.push(content_type.get(from..)?);
    let (kind, rest) = fields.split_first()?;
    if !kind.trim().eq_ignore_ascii_case("multipart/related") {
        return None;
    }
    let value = rest.iter().find_map(|field| {
        let (name, value) = field.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then(|| value.trim().trim_matches('"').to_owned())
    })?;
    let good = (1..=LONGEST_BOUNDARY).contains(&value.len())
        && value.bytes().all(|b| (0x20..0x7f).contains(&b))
        && !value.ends_with(' ');
    good.then_some(value)
}

fn find(all: &[u8], what: &[u8]) -> Option<usize> {
    all.windows(what.len()).position(|one| one == what)
}

/// Takes an answer apart. It holds one part and one boundary at most.
#[derive(Debug)]
pub(super) struct Parts {
    /// `--boundary`.
    first: Vec<u8>,
    /// The same behind the end of a line.
    between: Vec<u8>,
    most_parts: usize,
    most_bytes: u64,
    bytes: u64,
    at: At,
    /// What came and is not understood yet.
    rest: Vec<u8>,
    part: Option<Part>,
    done: Vec<Part>,
}

impl Parts {
    pub(super) fn new(boundary: &str, most_parts: usize, most_bytes: u64) -> Self {
        Self {
            first: format!("--{boundary}").into_bytes(),
            between: format!("\r\n--{boundary}").into_bytes(),
            most_parts,
            most_bytes,
            bytes: 0,
            at: At::Preamble,
            rest: Vec::new(),
            part: None,
            done: Vec::new(),
        }
    }

    /// Forgets so much of what came.
    fn drop_front(&mut self, n: usize) {
        self.rest.drain(..n.min(self.rest.len()));
    }

    /// Takes the next piece.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), PartsFault> {
        if self.at == At::End {
            return Ok(());
        }
        self.rest.extend_from_slice(piece);
        while self.step()? {}
        Ok(())
    }

    /// Whether there may be more to understand in what is there.
    fn step(&mut self) -> Result<bool, PartsFault> {
        match self.at {
            At::Preamble => self.preamble(),
            At::Line => self.line(),
            At::Headers => self.headers(),
            At::Body => self.body(),
            At::End => {
                self.rest.clear();
                Ok(false)
            }
        }
    }

    fn preamble(&mut self) -> Result<bool, PartsFault> {
        // At the very beginning, or behind the end of a line.
        if self.rest.starts_with(&self.first) {
            self.drop_front(self.first.len());
        } else if let Some(at) = find(&self.rest, &self.between) {
            self.drop_front(at + self.between.len());
        } else if self.rest.len() > LARGEST_HEAD {
            return Err(PartsFault::Broken);
        } else {
            return Ok(false);
        }
        self.at = At::Line;
        Ok(true)
    }

    fn line(&mut self) -> Result<bool, PartsFault> {
        if self.rest.starts_with(b"--") {
            self.at = At::End;
            return Ok(true);
        }
        let Some(end) = find(&self.rest, b"\r\n") else {
            return if self.rest.len() > LARGEST_HEAD {
                Err(PartsFault::Broken)
            } else {
                Ok(false)
            };
        };
        // RFC 2046: nothing but white space stands there.
        let blank = |b: &u8| matches!(b, b' ' | b'\t');
        if !self
            .rest
            .get(..end)
            .is_some_and(|line| line.iter().all(blank))
        {
            return Err(PartsFault::Broken);
        }
        if self.done.len() >= self.most_parts {
            return Err(PartsFault::Limit);
        }
        // The end of this line is also the one before an empty head.
        self.drop_front(end);
        self.at = At::Headers;
        Ok(true)
    }

    fn headers(&mut self) -> Result<bool, PartsFault> {
        let Some(end) = find(&self.rest, b"\r\n\r\n") else {
            return if self.rest.len() > LARGEST_HEAD {
                Err(PartsFault::Broken)
            } else {
                Ok(false)
            };
        };
        if end > LARGEST_HEAD {
            return Err(PartsFault::Broken);
        }
        let head = String::from_utf8_lossy(self.rest.get(..end).unwrap_or_default()).into_owned();
        let media_type = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("content-type"))
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default();
        // The end of the head stays: an empty part ends with it.
        self.drop_front(end + 2);
        self.part = Some(Part {
            media_type,
            bytes: Vec::new(),
        });
        self.at = At::Body;
        Ok(true)
    }

    fn body(&mut self) -> Result<bool, PartsFault> {
        let found = find(&self.rest, &self.between);
        // What may be the beginning of a boundary waits for more.
        let sure = found.unwrap_or_else(|| self.rest.len().saturating_sub(self.between.len() - 1));
        self.bytes += sure as u64;
        if self.bytes > self.most_bytes {
            return Err(PartsFault::Limit);
        }
        let taken: Vec<u8> = self.rest.drain(..sure).collect();
        if let Some(part) = &mut self.part {
            part.bytes.extend_from_slice(&taken);
        }
        if found.is_none() {
            return Ok(false);
        }
        self.drop_front(self.between.len());
        if let Some(mut part) = self.part.take() {
            // The end of the line behind the head.
            part.bytes.drain(..part.bytes.len().min(2));
            self.done.push(part);
        }
        self.at = At::Line;
        Ok(true)
    }

    /// All parts, where the answer came to its end.
    pub(super) fn finish(self) -> Result<Vec<Part>, PartsFault> {
        match self.at {
            At::End => Ok(self.done),
            At::Preamble => Err(PartsFault::Broken),
            _ => Err(PartsFault::Cut),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Parts, PartsFault, boundary};

    fn split(text: &[u8], piece: usize, most: u64) -> Result<Vec<Part>, PartsFault> {
        let mut parts = Parts::new("b0", 3, most);
        for piece in text.chunks(piece) {
            parts.push(piece)?;
        }
        parts.finish()
    }

    fn whole(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut out = Vec::new();
        for (kind, bytes) in parts {
            out.extend_from_slice(format!("\r\n--b0\r\nContent-Type: {kind}\r\n\r\n").as_bytes());
            out.extend_from_slice(bytes);
        }
        out.extend_from_slice(b"\r\n--b0--\r\n");
        out
    }

    #[test]
    fn the_boundary_is_read_as_servers_write_it() {
        for (text, found) in [
            (
                "multipart/related; type=\"application/dicom\"; boundary=b0",
                Some("b0"),
            ),
            ("Multipart/Related;boundary=\"a;b\"; type=x", Some("a;b")),
            ("multipart/related; type=x; BOUNDARY = b0 ", Some("b0")),
            ("application/dicom", None),
            ("multipart/related", None),
            ("multipart/related; boundary=", None),
            ("multipart/mixed; boundary=b0", None),
        ] {
            assert_eq!(boundary(text).as_deref(), found, "{text}");
        }
        let long = format!("multipart/related; boundary={}", "x".repeat(71));
        assert_eq!(boundary(&long), None);
    }

    #[test]
    fn what_is_broken_cut_or_too_large_is_told_apart() {
        let good = whole(&[("application/dicom", b"abc".to_vec())]);
        assert_eq!(split(&good, 1, 100).unwrap()[0].bytes, b"abc");
        let cut = good.get(..good.len() - 8).unwrap();
        assert_eq!(split(cut, 5, 100), Err(PartsFault::Cut));
        assert_eq!(split(b"{}", 5, 100), Err(PartsFault::Broken));
        assert_eq!(
            split(&vec![b'x'; 40_000], 999, 100),
            Err(PartsFault::Broken)
        );
        assert_eq!(
            split(b"--b0 trick\r\n\r\n\r\n--b0--", 5, 100),
            Err(PartsFault::Broken)
        );
        let endless = whole(&[("a/b", vec![7; 101])]);
        assert_eq!(split(&endless, 10, 100), Err(PartsFault::Limit));
        let many = whole(&vec![("a/b", vec![1]); 4]);
        assert_eq!(split(&many, 10, 100), Err(PartsFault::Limit));
        let head = [b"--b0\r\nX: ".to_vec(), vec![b'x'; 40_000]].concat();
        assert_eq!(split(&head, 700, 1 << 20), Err(PartsFault::Broken));
        // A part without a head, and an empty one.
        let bare = split(b"--b0\r\n\r\nabc\r\n--b0\r\n\r\n\r\n--b0--", 3, 100).unwrap();
        assert_eq!(bare[0].bytes, b"abc");
        assert_eq!(bare[1].bytes, b"");
    }

    proptest::proptest! {
        /// However it is cut into pieces, what was put in comes out.
        #[test]
        fn pieces_make_no_difference(
            parts in proptest::collection::vec(proptest::collection::vec(
                proptest::prop_oneof![
                    proptest::prelude::any::<u8>(),
                    proptest::sample::select(vec![b'\r', b'\n', b'-', b'b', b'0']),
                ], 0..200), 0..3),
            piece in 1_usize..50,
        ) {
            // Behind the empty line of its head the boundary ends a part before it has begun.
            let clash = |bytes: &Vec<u8>| bytes.starts_with(b"--b0") || super::find(bytes, b"\r\n--b0").is_some();
            let clash = parts.iter().any(clash);
            proptest::prop_assume!(!clash);
            let with: Vec<(&str, Vec<u8>)> =
                parts.iter().map(|bytes| ("application/dicom", bytes.clone())).collect();
            let out = split(&whole(&with), piece, 1_000).unwrap();
            let bytes: Vec<Vec<u8>> = out.into_iter().map(|part| part.bytes).collect();
            proptest::prop_assert_eq!(bytes, parts);
        }

        /// Nothing makes it panic, or hold more than it may.
        #[test]
        fn any_bytes_are_survived(
            bytes in proptest::collection::vec(
                proptest::prop_oneof![
                    proptest::prelude::any::<u8>(),
                    proptest::sample::select(vec![b'\r', b'\n', b'-', b'b', b'0', b':']),
                ], 0..600),
            piece in 1_usize..60,
        ) {
            if let Ok(parts) = split(&bytes, piece, 100) {
                proptest::prop_assert!(parts.iter().map(|part| part.bytes.len()).sum::<usize>() <= 110);
            }
        }
    }
}
