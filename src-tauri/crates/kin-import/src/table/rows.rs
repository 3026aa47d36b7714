//! Rows of cells, of a text or of a spreadsheet.

use super::text::{Decoded, delimiter, encoding};
use crate::{HEAD, ImportError};
use calamine::{Data, Reader as _, Xlsx};
use std::cell::Cell;
use std::io::{Cursor, Read};
use std::rc::Rc;

/// Columns of a row that are read.
const COLUMNS: usize = 512;
/// Bytes of one row.
const ROW: u64 = 4 << 20;
/// Bytes of a spreadsheet: it is opened as a whole.
const SHEET: u64 = 64 << 20;

/// Counts bytes since the last row, so that a quote that is never closed ends the reading.
struct Gauge<R> {
    from: R,
    since: Rc<Cell<u64>>,
}

impl<R: Read> Read for Gauge<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.since.get() > ROW {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        let n = self.from.read(into)?;
        self.since.set(self.since.get() + n as u64);
        Ok(n)
    }
}

/// A text while it is read.
pub(super) struct Text<'r> {
    reader: csv::Reader<Gauge<Decoded<Box<dyn Read + 'r>>>>,
    record: csv::StringRecord,
    since: Rc<Cell<u64>>,
}

/// Where rows come from.
pub(super) enum Rows<'r> {
    Text(Box<Text<'r>>),
    Sheet(std::vec::IntoIter<Vec<String>>),
}

impl<'r> Rows<'r> {
    pub(super) fn open(sheet: bool, source: &'r mut dyn Read) -> Result<Self, ImportError> {
        if sheet {
            return Self::sheet(source);
        }
        let mut head = Vec::new();
        source.take(HEAD as u64).read_to_end(&mut head)?;
        let (encoding, delimiter) = (encoding(&head), delimiter(&head));
        let whole: Box<dyn Read + 'r> = Box::new(Cursor::new(head).chain(source));
        let since = Rc::new(Cell::new(0));
        let gauge = Gauge {
            from: Decoded::new(whole, encoding),
            since: Rc::clone(&since),
        };
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter.unwrap_or(b','))
            .has_headers(false)
            .flexible(true)
            .from_reader(gauge);
        Ok(Self::Text(Box::new(Text {
            reader,
            record: csv::StringRecord::new(),
            since,
        })))
    }

    fn sheet(source: &mut dyn Read) -> Result<Self, ImportError> {
        let mut bytes = Vec::new();
        source.take(SHEET + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > SHEET {
            return Err(ImportError::OverLimit {
                what: "sheet",
                limit: SHEET,
            });
        }
        let damaged = || ImportError::Damaged { what: "sheet" };
        let mut book: Xlsx<_> =
            calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| damaged())?;
        let mut rows: Vec<Vec<String>> = Vec::new();
        for name in book.sheet_names() {
            let range = book.worksheet_range(&name).map_err(|_| damaged())?;
            // Sheets stand below each other, as tables of one text do.
            rows.push(vec![format!("# {name}")]);
            // A column whose cells are all whole days has dates; else midnight is a time as any other.
            let mut timed: Vec<bool> = Vec::new();
            for row in range.rows() {
                timed.resize(timed.len().max(row.len().min(COLUMNS)), false);
                for (cell, timed) in row.iter().zip(&mut timed) {
                    *timed |= matches!(cell, Data::DateTime(when) if when.as_f64().fract() > 0.0);
                }
            }
            for row in range.rows() {
                let cells = row.iter().zip(&timed);
                rows.push(cells.map(|(cell, timed)| written(cell, *timed)).collect());
            }
        }
        Ok(Self::Sheet(rows.into_iter()))
    }

    /// The next row; false at the end.
    pub(super) fn next(&mut self, into: &mut Vec<String>) -> Result<bool, ImportError> {
        into.clear();
        match self {
            Self::Sheet(rows) => match rows.next() {
                Some(row) => {
                    *into = row;
                    Ok(true)
                }
                None => Ok(false),
            },
            Self::Text(text) => {
                let Text {
                    reader,
                    record,
                    since,
                } = text.as_mut();
                let more = reader
                    .read_record(record)
                    .map_err(|error| match error.into_kind() {
                        csv::ErrorKind::Io(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                            ImportError::OverLimit {
                                what: "row",
                                limit: ROW,
                            }
                        }
                        csv::ErrorKind::Io(e) => ImportError::Read(e),
                        _ => ImportError::Damaged { what: "table" },
                    })?;
                since.set(0);
                into.extend(record.iter().take(COLUMNS).map(|c| {
                    // A quote behind a blank is not seen as one by readers of CSV.
                    let bare = c.trim();
                    let inner = bare.strip_prefix('"').and_then(|b| b.strip_suffix('"'));
                    inner.unwrap_or(bare).to_owned()
                }));
                Ok(more)
            }
        }
    }
}

/// A cell as a text would have it. `timed`: the dates of its column have times.
fn written(cell: &Data, timed: bool) -> String {
    match cell {
        Data::DateTime(when) => {
            let days = when.as_f64();
            let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
            // A time of day alone is counted from the day before the first.
            if (0.0..1.0).contains(&days) {
                format!("{hour:02}:{minute:02}:{second:02}")
            } else if !when.is_datetime() {
                cell.to_string()
            } else if timed {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}")
            }
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) | Data::String(text) => {
            text.trim().to_owned()
        }
        Data::Error(_) => "#N/A".to_owned(),
        other => other.to_string(),
    }
}
