//! Lists as they are published: brands and endpoints in FHIR Bundles, plain JSON, tables.

mod bundle;
mod json;
mod record;
mod table;

use crate::limits::{LARGEST_LIST, MOST_ENTRIES};
use crate::{DirectoryError, Entry, Why};

/// What was read from one list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What is in it, not yet checked.
    pub entries: Vec<Entry>,
    /// Name, address and reason of what was left out.
    pub left_out: Vec<(String, String, Why)>,
    /// The day the list names itself, `2026-11-26`; empty where it does not.
    pub date: String,
}

impl Reading {
    fn push(&mut self, entry: Entry) -> Result<(), DirectoryError> {
        if self.entries.len() >= MOST_ENTRIES {
            return Err(DirectoryError::TooMany {
                limit: MOST_ENTRIES,
            });
        }
        self.entries.push(entry);
        Ok(())
    }

    fn leave_out(&mut self, name: &str, address: &str, why: Why) {
        if self.left_out.len() < MOST_ENTRIES {
            self.left_out
                .push((name.to_owned(), address.to_owned(), why));
        }
    }
}

/// Reads a list. `today` (`2026-11-26`) decides whether an endpoint's time is over; empty: none is.
///
/// # Errors
/// [`DirectoryError::TooLarge`]; [`DirectoryError::TooMany`]; [`DirectoryError::NotAList`];
/// [`DirectoryError::Damaged`] where it breaks off.
pub fn read_list(bytes: &[u8], today: &str) -> Result<Reading, DirectoryError> {
    if bytes.len() as u64 > LARGEST_LIST {
        return Err(DirectoryError::TooLarge {
            limit: LARGEST_LIST,
        });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
    let reading = match first {
        Some(b'{' | b'[') => json::read(bytes, today)?,
        Some(b'<') | None => return Err(DirectoryError::NotAList),
        Some(_) => table::read(bytes)?,
    };
    let readable = |(_, _, why): &(String, String, Why)| *why != Why::Broken;
    if reading.entries.is_empty() && !reading.left_out.iter().any(readable) {
        return Err(DirectoryError::NotAList);
    }
    Ok(reading)
}

#[cfg(test)]
mod tests;
