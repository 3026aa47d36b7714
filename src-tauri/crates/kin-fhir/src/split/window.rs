//! A moving window over the source: 256 KiB pieces, decoded to UTF-8, with one captured object.

use super::sniff::{self, Text};
use crate::{FhirError, ForeignFormat, Limit, Limits};
use std::io::{ErrorKind, Read};

/// How much is read at once.
const PIECE: usize = 256 << 10;
/// Kept before the position when nothing is captured, so that a line's end can be judged.
const LOOK_BACK: usize = 64;
/// A buffer that grew for one large object shrinks back to this.
const USUAL: usize = 2 << 20;

/// Bytes of the source around the reading position.
#[derive(Debug)]
pub(super) struct Window<R> {
    reader: R,
    decoder: Option<encoding_rs::Decoder>,
    raw: Vec<u8>,
    buf: Vec<u8>,
    end: usize,
    pos: usize,
    /// Offset in the (decoded) source of `buf[0]`.
    base: u64,
    /// Offset of the first captured byte.
    capture: Option<u64>,
    /// Offset of the object that is held, also after it became too long to be kept.
    began: Option<u64>,
    overflow: bool,
    source_ended: bool,
    raw_read: u64,
    pub(super) limits: Limits,
}

impl<R: Read> Window<R> {
    pub(super) const fn new(reader: R, limits: Limits) -> Self {
        Self {
            reader,
            decoder: None,
            raw: Vec::new(),
            buf: Vec::new(),
            end: 0,
            pos: 0,
            base: 0,
            capture: None,
            began: None,
            overflow: false,
            source_ended: false,
            raw_read: 0,
            limits,
        }
    }

    /// Looks at the first bytes: sets the decoder, skips a byte order mark, refuses what is no JSON.
    pub(super) fn start(&mut self) -> Result<(), FhirError> {
        let mut head = Vec::new();
        while head.len() < 4096 && !self.source_ended {
            let n = self.read_raw(4096)?;
            head.extend_from_slice(self.raw.get(..n).unwrap_or_default());
        }
        let (text, mark) = match sniff::encoding(&head) {
            Ok(found) => found,
            Err(format) => return Err(FhirError::Format(format)),
        };
        let body = head.get(mark..).unwrap_or_default();
        match text {
            Text::Utf8 => {
                self.buf.extend_from_slice(body);
                self.end = self.buf.len();
                self.base = mark as u64;
            }
            Text::Utf16(encoding) => {
                self.decoder = Some(encoding.new_decoder_without_bom_handling());
                self.decode(body)?;
            }
        }
        let start = self.data();
        match sniff::foreign(start) {
            Some(ForeignFormat::Empty) if !self.source_ended => Ok(()),
            Some(format) => Err(FhirError::Format(format)),
            None => Ok(()),
        }
    }

    fn read_raw(&mut self, want: usize) -> Result<usize, FhirError> {
        if self.raw.len() < want {
            self.raw.resize(want, 0);
        }
        let into = self.raw.get_mut(..want).unwrap_or_default();
        let n = loop {
            match self.reader.read(into) {
                Ok(n) => break n,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(source) => {
                    return Err(FhirError::Read {
                        offset: self.raw_read,
                        source,
                    });
                }
            }
        };
        self.count(n)?;
        Ok(n)
    }

    fn count(&mut self, n: usize) -> Result<(), FhirError> {
        self.raw_read += n as u64;
        self.source_ended = n == 0;
        if self.raw_read > self.limits.total_bytes {
            return Err(FhirError::OverLimit {
                limit: Limit::TotalBytes,
                allowed: self.limits.total_bytes,
                found: self.raw_read,
                offset: self.raw_read,
            });
        }
        Ok(())
    }

    fn decode(&mut self, raw: &[u8]) -> Result<(), FhirError> {
        let last = self.source_ended;
        let Some(decoder) = self.decoder.as_mut() else {
            return Ok(());
        };
        let room = decoder
            .max_utf8_buffer_length(raw.len())
            .unwrap_or(raw.len().saturating_mul(3).saturating_add(16));
        if self.buf.len() < self.end + room {
            self.buf.resize(self.end + room, 0);
        }
        let into = self.buf.get_mut(self.end..).unwrap_or_default();
        let (result, read, written, _) = decoder.decode_to_utf8(raw, into, last);
        self.end += written;
        if read < raw.len() || result != encoding_rs::CoderResult::InputEmpty {
            return Err(FhirError::NotUtf8 {
                offset: self.raw_read,
            });
        }
        Ok(())
    }

    /// Bytes taken from the source, before decoding.
    pub(super) const fn raw_read(&self) -> u64 {
        self.raw_read
    }

    /// Bytes of memory in use, for tests of the bound.
    #[cfg(test)]
    pub(super) const fn loaded(&self) -> usize {
        self.buf.capacity() + self.raw.capacity()
    }

    /// Offset of the reading position in the decoded source.
    pub(super) const fn offset(&self) -> u64 {
        self.base + self.pos as u64
    }

    /// What is loaded from the position on.
    pub(super) fn data(&self) -> &[u8] {
        self.buf.get(self.pos..self.end).unwrap_or_default()
    }

    /// The loaded bytes between two offsets; empty when they are no longer loaded.
    pub(super) fn slice(&self, from: u64, to: u64) -> &[u8] {
        let at = |offset: u64| {
            offset
                .checked_sub(self.base)
                .and_then(|n| usize::try_from(n).ok())
                .filter(|n| *n <= self.end)
        };
        match (at(from), at(to)) {
            (Some(a), Some(b)) => self.buf.get(a..b).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Moves on within what is loaded.
    pub(super) fn advance(&mut self, n: usize) {
        self.pos = (self.pos + n).min(self.end);
    }

    /// Goes back to an offset that is still captured.
    pub(super) fn back_to(&mut self, offset: u64) {
        if let Some(n) = offset
            .checked_sub(self.base)
            .and_then(|n| usize::try_from(n).ok())
        {
            self.pos = n.min(self.end);
        }
    }

    /// Keeps everything from the position on, until [`Self::release`].
    pub(super) const fn hold(&mut self) {
        self.capture = Some(self.offset());
        self.began = self.capture;
        self.overflow = false;
    }

    /// Lets go of what was held.
    pub(super) const fn release(&mut self) {
        self.capture = None;
        self.began = None;
        self.overflow = false;
    }

    /// Where the held object began, when it is longer than the limit already.
    pub(super) fn too_long_since(&self) -> Option<u64> {
        self.began
            .filter(|from| self.offset().saturating_sub(*from) > self.limits.object_bytes)
    }

    /// True when the held object was longer than the limit and so was let go.
    pub(super) const fn overflowed(&self) -> bool {
        self.overflow
    }

    /// Loads more; false at the end of the source.
    pub(super) fn fill(&mut self) -> Result<bool, FhirError> {
        if self.source_ended {
            return Ok(false);
        }
        if let Some(from) = self.capture
            && (self.base + self.end as u64).saturating_sub(from) > self.limits.object_bytes
        {
            self.capture = None;
            self.overflow = true;
        }
        let keep_from = match self.capture {
            Some(from) => usize::try_from(from.saturating_sub(self.base)).unwrap_or(0),
            None => self.pos.saturating_sub(LOOK_BACK),
        }
        .min(self.pos);
        if keep_from > 0 {
            self.buf.copy_within(keep_from..self.end, 0);
            self.end -= keep_from;
            self.pos -= keep_from;
            self.base += keep_from as u64;
        }
        if self.buf.len() > USUAL && self.end < USUAL / 2 {
            self.buf.truncate(USUAL);
            self.buf.shrink_to(USUAL);
        }
        let before = self.end;
        while self.end == before && !self.source_ended {
            if self.decoder.is_some() {
                let n = self.read_raw(PIECE)?;
                let raw = std::mem::take(&mut self.raw);
                let decoded = self.decode(raw.get(..n).unwrap_or_default());
                self.raw = raw;
                decoded?;
            } else {
                if self.buf.len() < self.end + PIECE {
                    self.buf.resize(self.end + PIECE, 0);
                }
                let into = self
                    .buf
                    .get_mut(self.end..self.end + PIECE)
                    .unwrap_or_default();
                match self.reader.read(into) {
                    Ok(n) => {
                        self.end += n;
                        self.count(n)?;
                    }
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    Err(source) => {
                        return Err(FhirError::Read {
                            offset: self.raw_read,
                            source,
                        });
                    }
                }
            }
        }
        Ok(self.end > before)
    }

    /// The byte at the position; `None` at the end of the source.
    pub(super) fn peek(&mut self) -> Result<Option<u8>, FhirError> {
        loop {
            if let Some(b) = self.data().first() {
                return Ok(Some(*b));
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// The byte before the position that is no white space, as far as it is loaded.
    pub(super) fn last_solid(&self) -> Option<u8> {
        self.buf
            .get(..self.pos)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(LOOK_BACK)
            .copied()
            .find(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
    }

    /// True at the first byte of a line.
    pub(super) fn is_line_start(&self) -> bool {
        let before = self.pos.checked_sub(1).and_then(|at| self.buf.get(at));
        before == Some(&b'\n')
    }

    /// Makes sure that `n` bytes from the position on are loaded, if the source has them.
    pub(super) fn load(&mut self, n: usize) -> Result<(), FhirError> {
        while self.data().len() < n {
            if !self.fill()? {
                break;
            }
        }
        Ok(())
    }
}
