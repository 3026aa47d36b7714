//! Why a list or a directory cannot be read.

use thiserror::Error;

/// The errors of this crate. None carries a name or an address.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// The file is larger than the limit.
    #[error("the list is larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// It is none of the kinds of list that are known.
    #[error("this is no list of hospitals")]
    NotAList,
    /// It breaks off, or is not what it says it is.
    #[error("the list is damaged")]
    Damaged,
    /// It has more entries than a directory holds.
    #[error("the list has more than {limit} entries")]
    TooMany {
        /// Entries.
        limit: usize,
    },
    /// The directory was packed by a newer version of this program.
    #[error("the directory was made by a newer version")]
    Newer,
}
