//! The directory as one small file.
//!
//! Texts that many entries share (states, software, the beginnings of addresses) stand once in a
//! table; a name says only where it differs from the one before it. The rejected alternative, JSON
//! under a general compressor, needs a compressor here and is larger in memory while it is read.

use crate::directory::Fnv;
use crate::limits::{MOST_ENTRIES, MOST_LISTS, MOST_NAMES, MOST_PLACES};
use crate::{Directory, DirectoryError, Entry, List, Place};
use std::collections::BTreeMap;

const MAGIC: &[u8] = b"KINDIR";
const VERSION: u8 = 1;
/// Texts of the table.
const MOST_TEXTS: usize = 2_000_000;
/// Bytes of one text.
const LONGEST_TEXT: usize = 4_096;

#[derive(Default)]
struct Table<'a> {
    numbers: BTreeMap<&'a str, usize>,
    texts: Vec<&'a str>,
}

impl<'a> Table<'a> {
    fn number(&mut self, text: &'a str) -> usize {
        *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() - 1
        })
    }
}

fn put(out: &mut Vec<u8>, number: usize) {
    let mut rest = number;
    loop {
        let low = rest.to_le_bytes()[0] & 0x7f;
        rest >>= 7;
        if rest == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// How many bytes two texts begin alike, at the border of a character.
fn alike(a: &str, b: &str) -> usize {
    a.char_indices()
        .zip(b.chars())
        .find(|((_, x), y)| x != y)
        .map_or(a.len().min(b.len()), |((at, _), _)| at)
}

/// An address up to its last `/`, and the rest.
fn cut(address: &str) -> (&str, &str) {
    let at = address.rfind('/').map_or(0, |at| at + 1);
    address.split_at(at)
}

impl Directory {
    /// Packs it.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut table = Table::default();
        let mut body = Vec::new();
        put(&mut body, self.lists.len());
        for list in &self.lists {
            for text in [&list.title, &list.date, &list.licence] {
                put_text(&mut body, text);
            }
        }
        put(&mut body, self.entries.len());
        let mut before = "";
        for entry in &self.entries {
            let same = alike(before, &entry.name);
            put(&mut body, same);
            put_text(&mut body, entry.name.get(same..).unwrap_or_default());
            before = &entry.name;
            let (front, back) = cut(&entry.address);
            put(&mut body, table.number(front));
            put_text(&mut body, back);
            for number in [
                table.number(&entry.software),
                table.number(&entry.fhir_version),
                entry.list,
                entry.also.len(),
            ] {
                put(&mut body, number);
            }
            for name in &entry.also {
                put(&mut body, table.number(name));
            }
            put(&mut body, entry.places.len());
            for place in &entry.places {
                for part in [&place.city, &place.state, &place.post_code, &place.country] {
                    put(&mut body, table.number(part));
                }
            }
        }
        let mut out = MAGIC.to_vec();
        out.push(VERSION);
        put(&mut out, table.texts.len());
        for text in &table.texts {
            put_text(&mut out, text);
        }
        out.extend_from_slice(&body);
        let mut hash = Fnv::default();
        hash.add(&out);
        out.extend_from_slice(&hash.0.to_le_bytes());
        out
    }

    /// Unpacks it.
    ///
    /// # Errors
    /// [`DirectoryError::Newer`]; [`DirectoryError::Damaged`].
    pub fn unpack(bytes: &[u8]) -> Result<Self, DirectoryError> {
        let damaged = DirectoryError::Damaged;
        let rest = bytes.strip_prefix(MAGIC).ok_or(damaged)?;
        if rest.first().is_some_and(|version| *version > VERSION) {
            return Err(DirectoryError::Newer);
        }
        let (inside, end) = bytes
            .split_last_chunk::<8>()
            .ok_or(DirectoryError::Damaged)?;
        let mut hash = Fnv::default();
        hash.add(inside);
        if hash.0.to_le_bytes() != *end {
            return Err(DirectoryError::Damaged);
        }
        let rest = inside
            .get(MAGIC.len() + 1..)
            .ok_or(DirectoryError::Damaged)?;
        Reader { rest }.directory()
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn number(&mut self, most: usize) -> Result<usize, DirectoryError> {
        let mut number: u64 = 0;
        for shift in 0..5 {
            let (byte, rest) = self.rest.split_first().ok_or(DirectoryError::Damaged)?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f) << (7 * shift);
            if byte & 0x80 == 0 {
                return usize::try_from(number)
                    .ok()
                    .filter(|number| *number <= most)
                    .ok_or(DirectoryError::Damaged);
            }
        }
        Err(DirectoryError::Damaged)
    }

    fn text(&mut self) -> Result<&'a str, DirectoryError> {
        let long = self.number(LONGEST_TEXT)?;
        let (text, rest) = self
            .rest
            .split_at_checked(long)
            .ok_or(DirectoryError::Damaged)?;
        self.rest = rest;
        std::str::from_utf8(text).map_err(|_| DirectoryError::Damaged)
    }

    fn directory(mut self) -> Result<Directory, DirectoryError> {
        let mut texts: Vec<&str> = Vec::new();
        for _ in 0..self.number(MOST_TEXTS)? {
            texts.push(self.text()?);
        }
        let mut lists = Vec::new();
        for _ in 0..self.number(MOST_LISTS)? {
            lists.push(List {
                title: self.text()?.to_owned(),
                date: self.text()?.to_owned(),
                licence: self.text()?.to_owned(),
            });
        }
        let mut entries: Vec<Entry> = Vec::new();
        let mut before = String::new();
        for _ in 0..self.number(MOST_ENTRIES)? {
            let same = self.number(LONGEST_TEXT)?;
            let mut name = before
                .get(..same)
                .ok_or(DirectoryError::Damaged)?
                .to_owned();
            name.push_str(self.text()?);
            before.clone_from(&name);
            let shared = |from: &mut Self| -> Result<String, DirectoryError> {
                let number = from.number(MOST_TEXTS)?;
                let text = texts.get(number).ok_or(DirectoryError::Damaged)?;
                Ok((*text).to_owned())
            };
            let mut address = shared(&mut self)?;
            address.push_str(self.text()?);
            let software = shared(&mut self)?;
            let fhir_version = shared(&mut self)?;
            let list = self.number(MOST_LISTS)?;
            let mut also = Vec::new();
            for _ in 0..self.number(MOST_NAMES)? {
                also.push(shared(&mut self)?);
            }
            let mut places = Vec::new();
            for _ in 0..self.number(MOST_PLACES)? {
                places.push(Place {
                    city: shared(&mut self)?,
                    state: shared(&mut self)?,
                    post_code: shared(&mut self)?,
                    country: shared(&mut self)?,
                });
            }
            entries.push(Entry {
                name,
                also,
                places,
                software,
                fhir_version,
                address,
                list,
            });
        }
        if !self.rest.is_empty() {
            return Err(DirectoryError::Damaged);
        }
        Ok(Directory { lists, entries })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Directory, DirectoryError, Entry, List, Place};

    fn small() -> Directory {
        let entry = |name: &str, also: &[&str], address: &str| Entry {
            name: name.to_owned(),
            also: also.iter().map(|one| (*one).to_owned()).collect(),
            places: vec![Place {
                city: "北京".to_owned(),
                country: "CN".to_owned(),
                ..Place::default()
            }],
            software: "Epic".to_owned(),
            fhir_version: "4.0.1".to_owned(),
            address: address.to_owned(),
            list: 0,
        };
        Directory {
            lists: vec![List {
                title: "Ours".to_owned(),
                date: "2026-11-26".to_owned(),
                licence: "CC0-1.0".to_owned(),
            }],
            entries: vec![
                entry("北京协和医院", &["PUMCH"], "https://a.example.org/r4"),
                entry("北京医院", &[], "https://b.example.org"),
            ],
        }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let packed = small().pack();
        assert_eq!(Directory::unpack(&packed).unwrap(), small());
        let empty = Directory::default();
        assert_eq!(Directory::unpack(&empty.pack()).unwrap(), empty);
    }

    #[test]
    fn each_changed_byte_is_noticed() {
        let packed = small().pack();
        for at in 0..packed.len() {
            let mut other = packed.clone();
            other[at] ^= 0x10;
            assert!(Directory::unpack(&other).is_err(), "byte {at}");
            assert!(Directory::unpack(&packed[..at]).is_err(), "{at} bytes");
        }
        let mut newer = packed;
        newer[6] = 2;
        assert!(matches!(
            Directory::unpack(&newer),
            Err(DirectoryError::Newer)
        ));
    }

    proptest::proptest! {
        /// Whatever stands in a file that claims to be whole, reading it ends well.
        #[test]
        fn nothing_panics(inside in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let mut bytes = b"KINDIR\x01".to_vec();
            bytes.extend_from_slice(&inside);
            let mut hash = crate::directory::Fnv::default();
            hash.add(&bytes);
            bytes.extend_from_slice(&hash.0.to_le_bytes());
            drop(Directory::unpack(&bytes));
        }
    }
}
