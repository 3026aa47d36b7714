//! What the directory holds.

use crate::DirectoryError;

/// A place, as far as the list says.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// `address.city`.
    pub city: String,
    /// `address.state`.
    pub state: String,
    /// `address.postalCode`.
    pub post_code: String,
    /// `address.country`.
    pub country: String,
}

impl Place {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.city, &self.state, &self.post_code, &self.country]
            .iter()
            .all(|part| part.is_empty())
    }
}

/// A hospital, practice, laboratory or insurer, and the address of its FHIR server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its name, as it stands in the list.
    pub name: String,
    /// Other names: aliases, the name of the portal, the group it belongs to.
    pub also: Vec<String>,
    /// Where it is.
    pub places: Vec<Place>,
    /// The program behind it; empty where the list does not say.
    pub software: String,
    /// `4.0.1` and the like; empty where the list does not say.
    pub fhir_version: String,
    /// The base address, in the form of [`check_address`](crate::check_address).
    pub address: String,
    /// Which of [`Directory::lists`] it is from.
    pub list: usize,
}

impl Entry {
    /// A name for requests that stays the same as long as name and address do: 16 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        let mut hash = Fnv::default();
        hash.add(self.address.as_bytes());
        hash.add(&[0]);
        hash.add(self.name.as_bytes());
        format!("{:016x}", hash.0)
    }
}

/// Where entries are from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// What it is called.
    pub title: String,
    /// Of which day it is, `2026-11-26`; empty where that is not known.
    pub date: String,
    /// Under which licence it is.
    pub licence: String,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// Where the entries are from.
    pub lists: Vec<List>,
    /// The entries, sorted by name.
    pub entries: Vec<Entry>,
}

impl Directory {
    /// The directory that is part of this program.
    ///
    /// It is made by `cargo xtask directory` from lists whose licence lets them be handed on; each
    /// of [`Directory::lists`] says which.
    ///
    /// # Errors
    /// None, unless the program was damaged.
    pub fn built_in() -> Result<Self, DirectoryError> {
        Self::unpack(include_bytes!("../data/built-in.kindir"))
    }
}

/// FNV-1a, 64 bits: for names and for damage, not against anybody.
pub(crate) struct Fnv(pub(crate) u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
