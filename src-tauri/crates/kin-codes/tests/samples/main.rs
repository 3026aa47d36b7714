//! Every public sample of health cards and links, each with the outcome that is expected, where they are there.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "tests may panic: that is how they say no"
)]

#[macro_use]
mod outcome;
mod shc;
mod shl;
