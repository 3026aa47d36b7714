//! Synthetic people and builders for tests; never shipped.
//!
//! One place for what tests of several crates need: the made-up sample family, a fixed moment,
//! packed files, and rows of a summary without writing out every field.

mod archive;
mod files;
mod rows;

pub use archive::stored_zip;
pub use files::{SampleFile, sample_family, sample_file};
pub use rows::{li_hua, row, section, summary};

/// The moment of every test that needs one: a Wednesday in November 2026, in China.
pub const NOW: &str = "2026-11-25T19:00:00+08:00";

/// The day of [`NOW`].
pub const TODAY: &str = "2026-11-25";
