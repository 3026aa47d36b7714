//! The committed corpora and every input that ever failed, with the ordinary compiler; and the bad
//! files, each with the verdict that it must get.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests may panic: that is how they say no"
)]

mod bad_codes;
mod bad_fhir;
mod bad_vault;
mod replay;
