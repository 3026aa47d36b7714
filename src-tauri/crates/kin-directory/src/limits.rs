//! How much of a foreign list is believed.

/// Bytes of one list; the largest that is published has about 50 MiB.
pub const LARGEST_LIST: u64 = 256 * 1024 * 1024;
/// Entries of one directory; also organisations, and endpoints, of one list.
pub(crate) const MOST_ENTRIES: usize = 400_000;
/// Characters of a name.
pub(crate) const LONGEST_NAME: usize = 200;
/// Characters of an address.
pub(crate) const LONGEST_ADDRESS: usize = 500;
/// Other names of one entry.
pub(crate) const MOST_NAMES: usize = 40;
/// Places of one entry; some laboratories have thousands.
pub(crate) const MOST_PLACES: usize = 40;
/// How far a part is followed to its whole.
pub(crate) const DEEPEST_PART: usize = 5;
/// Left out entries that are named one by one; all are counted.
pub(crate) const MOST_NAMED: usize = 20_000;
/// Lists of one directory.
pub(crate) const MOST_LISTS: usize = 1_000;
/// Characters of what is typed to be found.
pub(crate) const LONGEST_WORDS: usize = 200;
/// Words of what is typed to be found.
pub(crate) const MOST_WORDS: usize = 12;
