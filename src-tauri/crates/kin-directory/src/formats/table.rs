//! Tables: the first line names the columns, the fields stand between commas, semicolons or tabs.
//!
//! # Source
//! RFC 4180 (CSV), read tolerantly: any line end, quotes only where a field begins with one.

use super::Reading;
use super::record::{Column, Fields, column};
use crate::{DirectoryError, Why};

/// Most columns that are looked at.
const MOST_COLUMNS: usize = 200;

/// The fields of the next line, and what is behind it.
fn line(text: &str, between: char) -> (Vec<String>, &str) {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut begins = true;
    let mut chars = text.char_indices().peekable();
    let mut rest = "";
    while let Some((at, c)) = chars.next() {
        match c {
            '"' if quoted && chars.peek().is_some_and(|(_, next)| *next == '"') => {
                field.push('"');
                chars.next();
            }
            '"' if quoted => quoted = false,
            '"' if begins => quoted = true,
            c if c == between && !quoted => {
                if fields.len() < MOST_COLUMNS {
                    fields.push(std::mem::take(&mut field));
                }
                begins = true;
                continue;
            }
            '\n' if !quoted => {
                rest = text.get(at + 1..).unwrap_or_default();
                break;
            }
            c => field.push(c),
        }
        begins = false;
    }
    fields.push(field);
    (fields, rest)
}

pub(super) fn read(bytes: &[u8]) -> Result<Reading, DirectoryError> {
    let text = String::from_utf8_lossy(bytes);
    let head = text.lines().next().unwrap_or_default();
    let between = ['\t', ';', ',']
        .into_iter()
        .max_by_key(|c| head.matches(*c).count())
        .unwrap_or(',');
    let (names, mut rest) = line(&text, between);
    let columns: Vec<Option<(Column, usize)>> = names.iter().map(|name| column(name)).collect();
    let has = |wanted: Column| columns.iter().flatten().any(|(one, _)| *one == wanted);
    if !has(Column::Name) || !has(Column::Address) {
        return Err(DirectoryError::NotAList);
    }
    let mut reading = Reading::default();
    while !rest.is_empty() {
        let (texts, behind) = line(rest, between);
        rest = behind;
        if texts.iter().all(|text| text.trim().is_empty()) {
            continue;
        }
        let mut fields = Fields::default();
        for (text, column) in texts.into_iter().zip(&columns) {
            if let Some((column, good)) = column {
                fields.put(*column, *good, vec![text]);
            }
        }
        match fields.entry() {
            Some(entry) => reading.push(entry)?,
            None => reading.leave_out("", "", Why::Broken),
        }
    }
    Ok(reading)
}
