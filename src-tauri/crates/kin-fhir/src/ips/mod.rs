//! International Patient Summary documents: made from a [`Summary`], and checked.
//!
//! [`build()`] takes the selection that every form of a hand-over is made from and the originals of
//! its rows, and makes an IPS 2.0.0 document Bundle (FHIR R4). Each row's original resource goes in
//! as the source gave it, codes and words untouched; only what a document needs is changed: ids,
//! references, the profile claims of the source, and names that another FHIR version had for things. [`check()`] is the list of rules a document is held
//! against, our own and foreign ones.
//!
//! The alternative was to write every resource anew from the rows. It would always be valid and
//! would lose half of what the next doctor's system could use.
//!
//! # Source
//! HL7, International Patient Summary Implementation Guide 2.0.0 (package hl7.fhir.uv.ips, CC0);
//! HL7, FHIR R4 4.0.1, documents (3.3).

mod build;
mod check;
mod convert;
mod fallback;
pub mod ktc;
mod minimums;
mod narrative;
mod r4;
pub mod read;
mod references;
pub mod referral;
mod resource;
mod sections;

pub use build::build;
pub use check::{RULES, check};

use kin_model::Finding;
use kin_model::summary::EntryIdText;
#[cfg(doc)]
use kin_model::summary::Summary;

/// What makes one document this document: its number and its time.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// 16 random bytes; the document's identifier and all ids in it are derived from them.
    pub uuid: [u8; 16],
    /// When it is made, with seconds and offset: `2026-11-25T19:00:00+08:00`.
    pub instant: &'a str,
}

/// What a reference in an original means.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The entry of the record, when it is one.
    pub entry: Option<EntryIdText>,
    /// The resource's JSON.
    pub body: Vec<u8>,
}

/// The way back to the originals.
#[derive(Clone, Copy)]
pub struct Originals<'a> {
    /// The original JSON of an entry; `None` when there is none.
    pub body: &'a dyn Fn(&EntryIdText) -> Option<Vec<u8>>,
    /// What a reference (`Practitioner/7`, `urn:uuid:…`) in the original of an entry means; `None`
    /// when the record does not hold it.
    pub resolve: &'a dyn Fn(&EntryIdText, &str) -> Option<Resolved>,
}

/// A document and what was noticed while making it.
#[derive(Debug, Clone)]
pub struct Made {
    /// The Bundle, minified JSON.
    pub bytes: Vec<u8>,
    /// What was changed, left out or added, each with its place; never clinical values.
    pub findings: Vec<Finding>,
    /// Entries of the record that are in the document as coded entries.
    pub entries: usize,
}

#[cfg(test)]
mod tests;
