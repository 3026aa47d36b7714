//! FHIR R4 JSON to the model and back: reading, narrative, IPS documents and their rules.
//!
//! The import path is [`Splitter`] -> [`ResourceReader`] (minify, check, [`Header`], [`draft()`]);
//! [`scan()`] goes over the file before. [`detail()`] and [`attachments`] open one stored resource.

pub mod author;
mod bytes;
mod codings;
mod context;
mod detail;
mod draft;
mod error;
mod header;
pub mod ips;
mod limits;
mod minify;
mod narrative;
mod resource;
mod scan;
mod split;
mod text;

pub use codings::{Codings, Counted, codings};
pub use context::ScanContext;
pub use detail::{
    AttachmentRef, Coded, FIELD_LABELS, SECTION_LABELS, attachments, detail, name_in,
};
pub use draft::{Beginning, beginning, concept_words, draft, end, is_nameless};
pub use error::{FhirError, ForeignFormat};
pub use header::{FhirVersion, Header};
pub use ips::ktc;
pub use limits::{Limit, Limits};
pub use minify::minify;
pub use narrative::{narrative, narrative_within};
pub use resource::ResourceReader;
pub use scan::{Scan, ScannedSubject, scan};
pub use split::{BundleInfo, Piece, RawResource, RefusedPiece, SourceFormat, Splitter};
pub use text::value_of;
