//! Text of any encoding, and whether it is a table at all.

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, Read};

/// Delimiters that are tried, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Lines of the head that decide.
const LINES: usize = 30;

/// The encoding of a text by its beginning.
///
/// UTF-8 proves itself. Chinese text of another encoding has both bytes of nearly every character
/// above 0xA0, which Western text never has; the rest is Western.
pub(crate) fn encoding(head: &[u8]) -> &'static Encoding {
    if let Some((found, _)) = Encoding::for_bom(head) {
        return found;
    }
    let zeros = |odd: usize| {
        head.iter()
            .skip(odd)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let half = head.len() / 4;
    if half > 0 && zeros(1) > half {
        return UTF_16LE;
    }
    if half > 0 && zeros(0) > half {
        return UTF_16BE;
    }
    match std::str::from_utf8(head) {
        Ok(_) => return UTF_8,
        // The head may end within a character.
        Err(e) if e.error_len().is_none() => return UTF_8,
        Err(_) => {}
    }
    let (mut pairs, mut single) = (0_usize, 0_usize);
    let mut bytes = head.iter().peekable();
    while let Some(byte) = bytes.next() {
        if *byte < 0x80 {
            continue;
        }
        if bytes.next_if(|b| **b >= 0xA1).is_some() {
            pairs += 1;
        } else {
            single += 1;
        }
    }
    if pairs > single * 4 {
        GB18030
    } else {
        WINDOWS_1252
    }
}

/// Text as UTF-8 while it streams.
pub(super) struct Decoded<R> {
    from: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(from: R, encoding: &'static Encoding) -> Self {
        Self {
            from,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 64 << 10],
            text: Vec::new(),
            at: 0,
            ended: false,
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.text.len() {
            if self.ended {
                return Ok(0);
            }
            let n = self.from.read(&mut self.raw)?;
            self.ended = n == 0;
            let raw = self.raw.get(..n).unwrap_or_default();
            let room = self.decoder.max_utf8_buffer_length(raw.len());
            let mut text = vec![0_u8; room.unwrap_or(raw.len().saturating_mul(3) + 16)];
            let (_, _, written, _) = self.decoder.decode_to_utf8(raw, &mut text, self.ended);
            text.truncate(written);
            self.text = text;
            self.at = 0;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let n = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..n), rest.get(..n)) {
            to.copy_from_slice(from);
        }
        self.at += n;
        Ok(n)
    }
}

/// The beginning of a text in whole lines.
fn lines(head: &[u8]) -> String {
    let (text, _, _) = encoding(head).decode(head);
    let mut text = text.into_owned();
    // The last line may be cut.
    if head.len() >= crate::HEAD
        && let Some(end) = text.rfind('\n')
    {
        text.truncate(end);
    }
    text
}

/// The delimiter that gives most rows the same number of columns, more than one.
pub(super) fn delimiter(head: &[u8]) -> Option<u8> {
    let text = lines(head);
    let mut best: Option<(usize, usize, u8)> = None;
    for delimiter in DELIMITERS {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut widths: Vec<usize> = Vec::new();
        for record in reader.records().take(LINES).flatten() {
            widths.push(record.len());
        }
        let all = widths.len();
        let usual = widths
            .iter()
            .filter(|w| **w > 1)
            .map(|w| (widths.iter().filter(|o| *o == w).count(), *w))
            .max();
        let Some((same, width)) = usual else { continue };
        // More than half of the rows, all but one of very few; a heading may lack the comma that ends each row.
        let near = widths.iter().filter(|w| **w > 1 && w.abs_diff(width) <= 1);
        let near = near.count();
        if near * 2 <= all && near + 1 < all {
            continue;
        }
        if best.is_none_or(|(s, w, _)| (same, width) > (s, w)) {
            best = Some((same, width, delimiter));
        }
    }
    best.map(|(_, _, delimiter)| delimiter)
}

/// Whether a text may be a table of measurements: rows of one width, and a heading that is known or
/// a column of times.
pub(crate) fn is_table(head: &[u8]) -> bool {
    let bare = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let first = bare.trim_ascii_start();
    let begins = |with: &[u8]| first.starts_with(with);
    // JSON, XML, HL7 v2, PDF, pictures, codes, archives have readers of their own or none.
    if first.is_empty()
        || [
            b"{".as_slice(),
            b"[",
            b"<",
            b"MSH|",
            b"FHS|",
            b"BHS|",
            b"%PDF",
            b"shc:/",
            b"shlink:/",
            b"eyJ",
            b"\x89PNG",
            b"\xFF\xD8\xFF",
            b"GIF8",
            b"DICM",
        ]
        .iter()
        .any(|with| begins(with))
    {
        return false;
    }
    let wide = [b"\xFF\xFE".as_slice(), b"\xFE\xFF"]
        .iter()
        .any(|bom| begins(bom))
        || encoding(head) == UTF_16LE
        || encoding(head) == UTF_16BE;
    if !wide && head.contains(&0) {
        return false;
    }
    let Some(delimiter) = delimiter(head) else {
        return false;
    };
    let text = lines(head);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> = reader
        .records()
        .take(LINES)
        .flatten()
        .map(|r| r.iter().map(str::to_owned).collect())
        .collect();
    rows.iter()
        .any(|row| super::layout::Layout::of_headings(row, 0).is_some())
        || super::layout::Layout::without_headings(&rows).is_some()
}
