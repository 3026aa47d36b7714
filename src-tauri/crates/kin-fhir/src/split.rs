//! Streaming splitter (being filled in).
use crate::{FhirError, Limits};
use std::io::Read;

/// What a source of FHIR JSON is, as a report names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceFormat {
    /// One Bundle.
    Bundle,
    /// One resource.
    Resource,
    /// Several resources or Bundles, one after the other, mostly one per line.
    Ndjson,
    /// An array of resources or Bundles.
    Array,
}

impl SourceFormat {
    /// The name in reports: `fhir-bundle`, `fhir-resource`, `fhir-ndjson` or `fhir-array`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bundle => "fhir-bundle",
            Self::Resource => "fhir-resource",
            Self::Ndjson => "fhir-ndjson",
            Self::Array => "fhir-array",
        }
    }
}

/// The elements of a Bundle beside its entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BundleInfo {
    /// `Bundle.type`.
    pub bundle_type: Option<String>,
    /// `Bundle.id`.
    pub id: Option<String>,
    /// `Bundle.timestamp`.
    pub timestamp: Option<String>,
    /// `Bundle.total`.
    pub total: Option<String>,
}

/// One resource as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawResource<'a> {
    /// Position in the file, counted from 0 over taken and refused ones.
    pub index: u64,
    /// Byte offset of the resource in the file (in its UTF-8 form).
    pub offset: u64,
    /// `Bundle.entry.fullUrl`.
    pub full_url: Option<&'a str>,
    /// `resourceType`.
    pub resource_type: &'a str,
    /// The JSON object with its white space.
    pub bytes: &'a [u8],
}

/// A resource or entry that cannot be taken.
#[derive(Debug)]
pub struct RefusedPiece {
    /// Position in the file, counted from 0 over taken and refused ones.
    pub index: u64,
    /// Byte offset in the file.
    pub offset: u64,
    /// `resourceType` where it could be read, else empty.
    pub resource_type: String,
    /// Why.
    pub why: FhirError,
}

/// What a [`Splitter`] yields.
#[derive(Debug)]
pub enum Piece<'a> {
    /// A resource.
    Resource(RawResource<'a>),
    /// Something counted but not taken; the file goes on.
    Refused(RefusedPiece),
}

/// Splits a stream of FHIR JSON into its resources, holding one at a time.
#[derive(Debug)]
pub struct Splitter<R> {
    #[expect(dead_code, reason = "being filled in")]
    reader: R,
    #[expect(dead_code, reason = "being filled in")]
    limits: Limits,
    info: BundleInfo,
}

impl<R: Read> Splitter<R> {
    /// Begins to read.
    pub fn new(reader: R, limits: Limits) -> Self {
        Self {
            reader,
            limits,
            info: BundleInfo::default(),
        }
    }

    /// The next resource, or `None` at the end.
    ///
    /// # Errors
    /// What makes the whole file unusable: another format, a limit of the file, broken JSON
    /// between resources, a read error.
    pub fn next_piece(&mut self) -> Result<Option<Piece<'_>>, FhirError> {
        Ok(None)
    }

    /// What the source is; known after the first piece, certain at the end.
    #[must_use]
    pub const fn format(&self) -> Option<SourceFormat> {
        None
    }

    /// The outermost Bundle's own elements as far as they are read.
    #[must_use]
    pub const fn bundle(&self) -> &BundleInfo {
        &self.info
    }

    /// Bytes taken from the source so far, for a progress bar.
    #[must_use]
    pub const fn bytes_read(&self) -> u64 {
        0
    }
}
