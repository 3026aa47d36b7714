//! kin-api as a face sees it: names and JSON in, JSON and bytes out, on real vaults.

mod importing;
mod locking;
mod published;
mod sample;
mod summaries;
mod support;
mod typing;
mod words;
