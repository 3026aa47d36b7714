//! The directory of hospitals: which one has which address on the network.
//!
//! The way through it: lists that others publish are read tolerantly ([`read_list`]), joined into a
//! [`Directory`] by a [`Builder`] whose [`Report`] names everything that was left out, packed into a
//! small file ([`Directory::pack`]), and looked through by a [`Finder`].
//!
//! Nothing here opens a connection: a person's words about where they are treated stay on this
//! computer. The rejected alternative is to ask a directory on the network while the person types.

mod address;
mod builder;
mod directory;
mod error;
mod finder;
mod formats;
mod lenient;
mod limits;
mod packed;
mod spelling;
mod words;

pub use address::{AddressFault, check_address};
pub use builder::{Builder, LeftOut, Report, Why};
pub use directory::{Directory, Entry, List, Place};
pub use error::DirectoryError;
pub use finder::{Finder, Found, Hit};
pub use formats::{Reading, read_list};
pub use limits::LARGEST_LIST;
