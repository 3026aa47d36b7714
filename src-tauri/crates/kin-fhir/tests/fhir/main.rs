//! FHIR reading, end to end over files: real ones where they are there, made ones always.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests may panic and print: that is how they say no"
)]

mod envelopes;
mod hostile;
mod limits;
mod made;
mod real;
mod said;
mod speed;
mod support;
mod versions;
mod whose;
