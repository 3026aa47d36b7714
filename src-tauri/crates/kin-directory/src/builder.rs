//! Lists made into one directory, with a report of all that was left out.

use crate::address::check_address;
use crate::limits::{LONGEST_NAME, MOST_ENTRIES, MOST_LISTS, MOST_NAMED, MOST_NAMES, MOST_PLACES};
use crate::words::fold;
use crate::{AddressFault, Directory, DirectoryError, Entry, List, Reading};
use std::collections::BTreeMap;

/// Why an entry of a list is not in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Why {
    /// It has no name.
    NoName,
    /// It has no address.
    NoAddress,
    /// The address cannot be used.
    Address(AddressFault),
    /// The list itself says that it is switched off, a test, a mistake, or over.
    Dead,
    /// It is the address of something else than a FHIR server.
    NotFhir,
    /// It cannot be read.
    Broken,
}

/// An entry that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name, as far as known.
    pub name: String,
    /// Its address, as far as known.
    pub address: String,
    /// Why.
    pub why: Why,
    /// The title of its list.
    pub list: String,
}

/// What came of the building.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries that the lists hold.
    pub read: usize,
    /// Entries that were there already, under the same name and address.
    pub joined: usize,
    /// Left out, all.
    pub left_out: usize,
    /// Left out, one by one, in the order of the lists.
    pub named: Vec<LeftOut>,
    /// Other names and places that were too many for one entry.
    pub cut: usize,
}

/// Joins lists.
#[derive(Debug, Default)]
pub struct Builder {
    lists: Vec<List>,
    entries: Vec<Entry>,
    known: BTreeMap<(String, String), usize>,
    report: Report,
}

impl Builder {
    /// Takes over what was read from a list.
    ///
    /// # Errors
    /// [`DirectoryError::TooMany`].
    pub fn add(&mut self, list: List, reading: Reading) -> Result<(), DirectoryError> {
        if self.lists.len() >= MOST_LISTS {
            return Err(DirectoryError::TooMany { limit: MOST_LISTS });
        }
        let number = self.lists.len();
        for (name, address, why) in reading.left_out {
            self.report.read += 1;
            self.leave_out(name, address, why, &list.title);
        }
        for entry in reading.entries {
            self.report.read += 1;
            self.entry(entry, number, &list.title)?;
        }
        self.lists.push(list);
        Ok(())
    }

    fn leave_out(&mut self, name: String, address: String, why: Why, list: &str) {
        self.report.left_out += 1;
        if self.report.named.len() < MOST_NAMED {
            self.report.named.push(LeftOut {
                name: short(&name),
                address: address.chars().take(LONGEST_NAME).collect(),
                why,
                list: list.to_owned(),
            });
        }
    }

    fn entry(&mut self, entry: Entry, list: usize, title: &str) -> Result<(), DirectoryError> {
        let name = short(&entry.name);
        if name.is_empty() {
            self.leave_out(entry.name, entry.address, Why::NoName, title);
            return Ok(());
        }
        if entry.address.trim().is_empty() {
            self.leave_out(name, String::new(), Why::NoAddress, title);
            return Ok(());
        }
        let address = match check_address(&entry.address) {
            Ok(address) => address,
            Err(why) => {
                self.leave_out(name, entry.address, Why::Address(why), title);
                return Ok(());
            }
        };
        let key = (address.clone(), fold(&name));
        let number = match self.known.get(&key) {
            Some(number) => {
                self.report.joined += 1;
                *number
            }
            None => {
                if self.entries.len() >= MOST_ENTRIES {
                    return Err(DirectoryError::TooMany {
                        limit: MOST_ENTRIES,
                    });
                }
                self.known.insert(key, self.entries.len());
                self.entries.push(Entry {
                    name,
                    address,
                    list,
                    ..Entry::default()
                });
                self.entries.len() - 1
            }
        };
        if let Some(kept) = self.entries.get_mut(number) {
            self.report.cut += merge(kept, entry);
        }
        Ok(())
    }

    /// The directory, sorted by name, and what came of it.
    #[must_use]
    pub fn finish(mut self) -> (Directory, Report) {
        self.entries
            .sort_by_cached_key(|entry| (fold(&entry.name), entry.address.clone()));
        let directory = Directory {
            lists: self.lists,
            entries: self.entries,
        };
        (directory, self.report)
    }
}

/// A text on one line, without signs that nobody sees, and not too long.
pub(crate) fn short(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let one: String = words
        .join(" ")
        .chars()
        // Signs that turn the direction of writing could show another name than is there.
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
        .take(LONGEST_NAME)
        .collect();
    one.trim().to_owned()
}

/// Adds what another entry of the same name and address knows; how much of it did not fit.
fn merge(kept: &mut Entry, more: Entry) -> usize {
    let mut cut = 0;
    for name in more.also {
        let name = short(&name);
        let folded = fold(&name);
        // "...(more here)..." and the like are no names.
        let known = folded.is_empty()
            || folded == fold(&kept.name)
            || kept.also.iter().any(|one| fold(one) == folded);
        if known {
            continue;
        }
        if kept.also.len() < MOST_NAMES {
            kept.also.push(name);
        } else {
            cut += 1;
        }
    }
    for mut place in more.places {
        for part in [
            &mut place.city,
            &mut place.state,
            &mut place.post_code,
            &mut place.country,
        ] {
            *part = short(part).chars().take(80).collect();
        }
        if place.is_empty() || kept.places.contains(&place) {
            continue;
        }
        if kept.places.len() < MOST_PLACES {
            kept.places.push(place);
        } else {
            cut += 1;
        }
    }
    if kept.software.is_empty() {
        kept.software = short(&more.software);
    }
    if kept.fhir_version.is_empty() {
        kept.fhir_version = short(&more.fhir_version).chars().take(20).collect();
    }
    cut
}
