//! How a face and its reader talk: frames of a letter, a length and bytes; drafts packed without a
//! text format in between, so that handing them over costs little more than copying.

use super::Item;
use kin_model::{Abnormal, Coding, Draft, Kind, Sample, StatusClass};
use std::borrow::Cow;
use std::io::{self, Read, Write};

/// Bytes of a frame of a file, and about those of a batch of drafts.
pub(super) const CHUNK: usize = 256 << 10;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Tag {
    // To the reader:
    /// Look at the file that follows.
    Scan = b'S',
    /// A piece of what a scan found (JSON), for the next [`Self::Read`].
    Context = b'C',
    /// Read the file that follows.
    Read = b'R',
    /// Read the codes in the file that follows: a picture, a page, a text.
    Codes = b'Q',
    /// Read the codes in the picture of a camera that follows: width and height, four bytes each, then shades of grey.
    Frame = b'G',
    /// Read the summary that follows for showing.
    Summary = b'V',
    /// Read the results on the paper that follows: a PDF, a text.
    Paper = b'P',
    /// Look for files with a lock in the zip that follows.
    Locked = b'Z',
    /// Count the codings in the file that follows.
    Terms = b'M',
    /// Bytes of the file.
    Data = b'D',
    /// The file ends.
    End = b'E',
    /// The file cannot be read on.
    Broken = b'X',
    // From the reader:
    /// It is closed in and waits.
    Ready = b'K',
    /// What the scan found, JSON.
    Found = b'F',
    /// The texts of codes, JSON.
    Texts = b'T',
    /// What a summary says, JSON.
    Shown = b'W',
    /// What is on a paper, JSON.
    Drafts = b'L',
    /// The codings of a file, counted, JSON.
    Counted = b'U',
    /// Items.
    Batch = b'B',
    /// All items were sent: how many.
    Done = b'O',
    /// The second pass ended early.
    Failed = b'N',
}

impl Tag {
    const ALL: [Self; 21] = [
        Self::Scan,
        Self::Context,
        Self::Read,
        Self::Codes,
        Self::Frame,
        Self::Summary,
        Self::Paper,
        Self::Locked,
        Self::Terms,
        Self::Data,
        Self::End,
        Self::Broken,
        Self::Ready,
        Self::Found,
        Self::Texts,
        Self::Shown,
        Self::Drafts,
        Self::Counted,
        Self::Batch,
        Self::Done,
        Self::Failed,
    ];

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|tag| *tag as u8 == byte)
    }
}

/// Writes a frame.
pub(super) fn write_frame(out: &mut dyn Write, tag: Tag, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    let [a, b, c, d] = length.to_le_bytes();
    out.write_all(&[tag as u8, a, b, c, d])?;
    out.write_all(bytes)?;
    out.flush()
}

/// Reads the head of a frame; nothing at the end.
pub(super) fn read_head(from: &mut dyn Read) -> io::Result<Option<(Tag, u64)>> {
    let mut first = [0_u8; 1];
    if from.read(&mut first)? == 0 {
        return Ok(None);
    }
    let mut length = [0_u8; 4];
    from.read_exact(&mut length)?;
    let [byte] = first;
    let tag = Tag::from_byte(byte).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Some((tag, u64::from(u32::from_le_bytes(length)))))
}

/// Reads the bytes of a frame. Memory grows with what comes, not with what was announced.
pub(super) fn read_body(from: &mut dyn Read, length: u64, most: u64) -> io::Result<Vec<u8>> {
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let length = usize::try_from(length).map_err(|_| io::ErrorKind::InvalidData)?;
    let mut bytes = Vec::with_capacity(length.min(CHUNK * 2));
    from.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

fn put_option(out: &mut Vec<u8>, text: Option<&str>) -> io::Result<()> {
    out.push(u8::from(text.is_some()));
    text.map_or(Ok(()), |text| put(out, text.as_bytes()))
}

/// Packs an item behind the others.
pub(super) fn pack(item: &Item<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    let draft = match item {
        Item::Refused {
            index,
            code,
            resource_type,
        } => {
            out.push(0);
            out.extend_from_slice(&index.to_le_bytes());
            put(out, code.as_bytes())?;
            return put(out, resource_type.as_bytes());
        }
        Item::Series { number, key } => {
            out.push(2);
            out.extend_from_slice(&number.to_le_bytes());
            return put(out, &serde_json::to_vec(key)?);
        }
        Item::Sample { series, sample } => {
            out.push(3);
            out.extend_from_slice(&series.to_le_bytes());
            for n in [sample.seconds, sample.digits, sample.packed()] {
                out.extend_from_slice(&n.to_le_bytes());
            }
            out.extend_from_slice(&sample.span.to_le_bytes());
            return Ok(());
        }
        Item::Draft(draft) => draft,
    };
    out.extend_from_slice(&[
        1,
        draft.kind.code(),
        draft.status_class as u8,
        draft.abnormal as u8,
    ]);
    put(out, draft.namespace.as_bytes())?;
    put(out, draft.resource_type.as_bytes())?;
    put(out, draft.id.as_bytes())?;
    put(out, draft.title.as_bytes())?;
    let date = draft.date.map(|date| date.to_string());
    put_option(out, date.as_deref())?;
    for text in [
        &draft.value,
        &draft.unit,
        &draft.range,
        &draft.status,
        &draft.who,
    ] {
        put_option(out, text.as_deref())?;
    }
    put(out, draft.own_words.as_bytes())?;
    put(out, &draft.body)?;
    let count = u32::try_from(draft.codings.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    out.extend_from_slice(&count.to_le_bytes());
    for coding in &draft.codings {
        put(out, coding.system.as_bytes())?;
        put(out, coding.code.as_bytes())?;
        put_option(out, coding.display.as_deref())?;
    }
    Ok(())
}

/// What was packed is not what [`pack`] packs: the reader is not to be trusted any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadBatch;

/// Goes over packed bytes.
#[derive(Debug)]
pub(super) struct Unpack<'a>(pub(super) &'a [u8]);

impl<'a> Unpack<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], BadBatch> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(BadBatch)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, BadBatch> {
        self.take(1)?.first().copied().ok_or(BadBatch)
    }

    fn number(&mut self) -> Result<usize, BadBatch> {
        let bytes = self.take(4)?.try_into().map_err(|_| BadBatch)?;
        usize::try_from(u32::from_le_bytes(bytes)).map_err(|_| BadBatch)
    }

    fn u32(&mut self) -> Result<u32, BadBatch> {
        let bytes = self.take(4)?.try_into().map_err(|_| BadBatch)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn i64(&mut self) -> Result<i64, BadBatch> {
        let bytes = self.take(8)?.try_into().map_err(|_| BadBatch)?;
        Ok(i64::from_le_bytes(bytes))
    }

    fn bytes(&mut self) -> Result<&'a [u8], BadBatch> {
        let length = self.number()?;
        self.take(length)
    }

    fn text(&mut self) -> Result<&'a str, BadBatch> {
        std::str::from_utf8(self.bytes()?).map_err(|_| BadBatch)
    }

    fn option(&mut self) -> Result<Option<&'a str>, BadBatch> {
        match self.byte()? {
            0 => Ok(None),
            1 => self.text().map(Some),
            _ => Err(BadBatch),
        }
    }

    /// The next item; nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<Item<'a>>, BadBatch> {
        if self.0.is_empty() {
            return Ok(None);
        }
        match self.byte()? {
            0 => {
                let index = self.take(8)?.try_into().map_err(|_| BadBatch)?;
                Ok(Some(Item::Refused {
                    index: u64::from_le_bytes(index),
                    code: self.text()?,
                    resource_type: self.text()?,
                }))
            }
            2 => {
                let number = self.u32()?;
                let key = serde_json::from_slice(self.bytes()?).map_err(|_| BadBatch)?;
                Ok(Some(Item::Series { number, key }))
            }
            3 => {
                let series = self.u32()?;
                let (seconds, digits, x) = (self.i64()?, self.i64()?, self.i64()?);
                let span = i64::from(self.u32()?);
                let sample = Sample::unpacked(seconds, digits, x, span).ok_or(BadBatch)?;
                // What is packed again must be the same bytes, and a moment must be one.
                if sample.packed() != x || sample.at().is_none() {
                    return Err(BadBatch);
                }
                Ok(Some(Item::Sample { series, sample }))
            }
            1 => self.draft().map(|draft| Some(Item::Draft(draft))),
            _ => Err(BadBatch),
        }
    }

    fn draft(&mut self) -> Result<Draft<'a>, BadBatch> {
        let kind = Kind::from_code(self.byte()?).ok_or(BadBatch)?;
        let status_class = StatusClass::from_code(self.byte()?);
        let abnormal = Abnormal::from_code(self.byte()?);
        let namespace = Cow::Borrowed(self.text()?);
        let resource_type = Cow::Borrowed(self.text()?);
        let id = Cow::Borrowed(self.text()?);
        let title = Cow::Borrowed(self.text()?);
        let date = match self.option()? {
            Some(text) => Some(text.parse().map_err(|_| BadBatch)?),
            None => None,
        };
        let value = self.option()?.map(Cow::Borrowed);
        let unit = self.option()?.map(Cow::Borrowed);
        let range = self.option()?.map(Cow::Borrowed);
        let status = self.option()?.map(Cow::Borrowed);
        let who = self.option()?.map(Cow::Borrowed);
        let own_words = self.text()?.to_owned();
        let body = Cow::Borrowed(self.bytes()?);
        let count = self.number()?;
        // A coding has nine bytes at least: no memory for codings that cannot be there.
        let mut codings = Vec::with_capacity(count.min(self.0.len() / 9));
        for _ in 0..count {
            codings.push(Coding {
                system: self.text()?.to_owned(),
                code: self.text()?.to_owned(),
                display: self.option()?.map(str::to_owned),
            });
        }
        Ok(Draft {
            namespace,
            resource_type,
            id,
            kind,
            codings,
            title,
            date,
            value,
            unit,
            range,
            status,
            status_class,
            abnormal,
            who,
            own_words,
            body,
        })
    }
}
