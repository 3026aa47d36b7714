//! Walking over JSON without building it: strings, nested values, members.

use super::window::Window;
use crate::FhirError;
use crate::bytes::{after_blanks, string_stop};
use std::io::Read;

/// Where a hot loop stopped.
enum Stop {
    /// All loaded bytes are read.
    Drained,
    /// Inside a string, whose end is not loaded yet.
    InString,
    /// After the bracket that closes the value.
    Closed,
    /// Before a line end that may end a broken line.
    LineEnd,
    /// A bracket that does not fit.
    Mismatch,
}

/// Open brackets, 1 bit each (object or array), exact for the first 128.
#[derive(Clone, Copy)]
struct Brackets {
    kinds: u128,
    depth: u64,
    deepest: u64,
}

impl Brackets {
    const fn open(&mut self, object: bool) {
        self.depth += 1;
        if self.depth <= 128 {
            self.kinds = (self.kinds << 1) | object as u128;
        }
        if self.depth > self.deepest {
            self.deepest = self.depth;
        }
    }

    /// True where the innermost open bracket is an object's, as far as that is kept.
    const fn in_object(&self) -> bool {
        self.depth > 0 && self.depth <= 128 && self.kinds & 1 == 1
    }

    /// False when the bracket does not fit.
    const fn close(&mut self, object: bool) -> bool {
        if self.depth <= 128 {
            if (self.kinds & 1 == 1) != object {
                return false;
            }
            self.kinds >>= 1;
        }
        self.depth = self.depth.saturating_sub(1);
        true
    }
}

/// Position after the closing quote, for a string whose first byte is at `from`.
fn string_end(data: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let i = string_stop::<true>(data, at)?;
        match data.get(i)? {
            b'"' => return Some(i + 1),
            b'\\' => at = i + 2,
            // A raw line end in a string is judged by the slow path.
            _ => return None,
        }
    }
}

/// Runs over loaded bytes outside strings.
fn run(data: &[u8], brackets: &mut Brackets) -> (usize, Stop) {
    let mut i = 0;
    while let Some(b) = data.get(i) {
        match b {
            b'"' => match string_end(data, i + 1) {
                // What mostly follows a key goes with it: each byte that is judged by itself costs.
                Some(after) => {
                    i = match data.get(after..after + 2) {
                        Some(b": ") => after + 2,
                        Some([b':' | b',', _]) => after + 1,
                        _ => after,
                    }
                }
                None => return (i + 1, Stop::InString),
            },
            // Indentation comes in runs.
            b' ' => i = after_blanks(data, i + 1),
            b'{' | b'[' => {
                brackets.open(*b == b'{');
                i += 1;
            }
            b'}' | b']' => {
                if !brackets.close(*b == b'}') {
                    return (i, Stop::Mismatch);
                }
                i += 1;
                if brackets.depth == 0 {
                    return (i, Stop::Closed);
                }
            }
            b'\n' => match data.get(i + 1..i + 3) {
                Some(b"{\"") => return (i, Stop::LineEnd),
                None => return (i, Stop::LineEnd),
                Some(_) => i = after_blanks(data, i + 1),
            },
            _ => i += 1,
        }
    }
    (data.len(), Stop::Drained)
}

impl<R: Read> Window<R> {
    pub(super) fn not_json(&self, expected: &'static str) -> FhirError {
        FhirError::NotJson {
            offset: self.offset(),
            expected,
        }
    }

    /// Skips white space; the next byte or `None` at the end.
    pub(super) fn solid(&mut self) -> Result<Option<u8>, FhirError> {
        loop {
            let data = self.data();
            let blank = data
                .iter()
                .position(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
                .unwrap_or(data.len());
            self.advance(blank);
            if let Some(b) = self.data().first() {
                return Ok(Some(*b));
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Skips white space; the next byte, which must be there.
    pub(super) fn need_solid(&mut self) -> Result<u8, FhirError> {
        match self.solid()? {
            Some(b) => Ok(b),
            None => Err(FhirError::Truncated {
                offset: self.offset(),
            }),
        }
    }

    /// At a line end: true when the line is broken, because a new top-level object begins after it
    /// although nothing allows one here. After a comma an array goes on with one, an object never.
    fn broken_line(&mut self, in_string: bool, in_object: bool) -> Result<bool, FhirError> {
        self.load(3)?;
        let next_begins = self.data().get(1..3) == Some(b"{\"");
        let allowed = match self.last_solid() {
            _ if in_string => false,
            Some(b',') => !in_object,
            Some(b'[' | b':') | None => true,
            Some(_) => false,
        };
        Ok(next_begins && !allowed)
    }

    /// Skips the rest of a string; the position is after the opening quote. Copies up to `max`
    /// bytes of it, escapes as they stand.
    pub(super) fn string(
        &mut self,
        mut copy: Option<(&mut Vec<u8>, usize)>,
    ) -> Result<(), FhirError> {
        loop {
            let data = self.data();
            let (n, stop) = match memchr::memchr3(b'"', b'\\', b'\n', data) {
                Some(i) => (i, data.get(i).copied()),
                None => (data.len(), None),
            };
            if let Some((out, max)) = copy.as_mut() {
                let room = max.saturating_sub(out.len());
                out.extend_from_slice(data.get(..n.min(room)).unwrap_or_default());
            }
            self.advance(n);
            match stop {
                None => {
                    if !self.fill()? {
                        return Err(FhirError::Truncated {
                            offset: self.offset(),
                        });
                    }
                }
                Some(b'"') => {
                    self.advance(1);
                    return Ok(());
                }
                Some(b'\\') => {
                    self.load(2)?;
                    if let Some((out, max)) = copy.as_mut()
                        && out.len() + 2 <= *max
                    {
                        out.extend_from_slice(self.data().get(..2).unwrap_or_default());
                    }
                    self.advance(2);
                }
                Some(_) => {
                    if self.broken_line(true, false)? {
                        return Err(self.not_json("the end of the text before the next line"));
                    }
                    self.advance(1);
                }
            }
        }
    }

    /// Skips the rest of an object or array; the position is after its opening bracket. Returns
    /// how many levels it has, itself included.
    pub(super) fn nested(&mut self, object: bool) -> Result<u64, FhirError> {
        let mut brackets = Brackets {
            kinds: 0,
            depth: 0,
            deepest: 0,
        };
        brackets.open(object);
        loop {
            let (n, stop) = run(self.data(), &mut brackets);
            self.advance(n);
            match stop {
                Stop::Closed => return Ok(brackets.deepest),
                Stop::InString => self.string(None)?,
                Stop::Mismatch => return Err(self.not_json("the bracket that closes this value")),
                Stop::LineEnd => {
                    if self.broken_line(false, brackets.in_object())? {
                        return Err(self.not_json("the end of the object before the next line"));
                    }
                    self.advance(1);
                }
                Stop::Drained => {
                    if !self.fill()? {
                        return Err(FhirError::Truncated {
                            offset: self.offset(),
                        });
                    }
                }
            }
        }
    }

    /// Skips one value of any form; the position is on its first byte. Returns its levels.
    pub(super) fn value(&mut self) -> Result<u64, FhirError> {
        match self.need_solid()? {
            b'"' => {
                self.advance(1);
                self.string(None)?;
                Ok(0)
            }
            b @ (b'{' | b'[') => {
                self.advance(1);
                self.nested(b == b'{')
            }
            b'}' | b']' | b',' | b':' => Err(self.not_json("a value")),
            _ => self.scalar().map(|()| 0),
        }
    }

    fn scalar(&mut self) -> Result<(), FhirError> {
        loop {
            let data = self.data();
            let stop = data.iter().position(|b| {
                matches!(
                    b,
                    b',' | b'}' | b']' | b'{' | b'[' | b'"' | b':' | b' ' | b'\t' | b'\r' | b'\n'
                )
            });
            self.advance(stop.unwrap_or(data.len()));
            if stop.is_some() || !self.fill()? {
                return Ok(());
            }
        }
    }

    /// Goes to the next member of an object: copies its key and stops on the value's first byte.
    /// False after the closing brace. Commas are not insisted on: a resource's own JSON is checked
    /// when it is read.
    pub(super) fn member(&mut self, key: &mut Vec<u8>) -> Result<bool, FhirError> {
        key.clear();
        loop {
            match self.need_solid()? {
                b',' => self.advance(1),
                b'}' => {
                    self.advance(1);
                    return Ok(false);
                }
                b'"' => break,
                _ => return Err(self.not_json("a key")),
            }
        }
        self.advance(1);
        self.string(Some((key, 64)))?;
        if self.need_solid()? != b':' {
            return Err(self.not_json("a colon"));
        }
        self.advance(1);
        self.need_solid()?;
        Ok(true)
    }

    /// Reads a short string value, up to `max` bytes; `None` when the value is no string (it is
    /// skipped). Escapes are resolved.
    pub(super) fn short_string(&mut self, max: usize) -> Result<Option<String>, FhirError> {
        if self.need_solid()? != b'"' {
            self.value()?;
            return Ok(None);
        }
        self.advance(1);
        let mut bytes = Vec::new();
        self.string(Some((&mut bytes, max)))?;
        let text = String::from_utf8_lossy(&bytes);
        Ok(Some(crate::text::unescape(&text).into_owned()))
    }
}
