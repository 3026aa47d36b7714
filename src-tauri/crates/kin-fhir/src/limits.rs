//! The one table of limits for foreign bytes, and which one was passed by how much.

use std::fmt;

/// How much a reader takes from foreign bytes before it refuses.
///
/// The numbers are those of the design ("Limits"): generous for any real record, small enough that
/// a hostile file costs neither memory nor time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file, after decoding to UTF-8: 8 GiB.
    pub total_bytes: u64,
    /// Bytes of one resource or Bundle entry as it stands in the file: 32 MiB.
    pub object_bytes: u64,
    /// Levels of objects and arrays inside one resource: 64. (The deepest official FHIR example
    /// has 14; recursive answers and sections rarely reach 20.)
    pub depth: u64,
    /// Bundles inside Bundles: 8.
    pub bundle_depth: u64,
    /// Names of medicines, people and places kept for resolving references: 100,000.
    pub names: u64,
    /// People listed by a scan: 50. More are counted, not listed.
    pub subjects: u64,
    /// Bytes of one narrative: 256 KiB.
    pub narrative_bytes: u64,
    /// Levels of elements inside one narrative: 32.
    pub narrative_depth: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            total_bytes: 8 << 30,
            object_bytes: 32 << 20,
            depth: 64,
            bundle_depth: 8,
            names: 100_000,
            subjects: 50,
            narrative_bytes: 256 << 10,
            narrative_depth: 32,
        }
    }
}

/// The limits that stop a reader, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::total_bytes`].
    TotalBytes,
    /// [`Limits::object_bytes`].
    ObjectBytes,
    /// [`Limits::depth`].
    Depth,
    /// [`Limits::bundle_depth`].
    BundleDepth,
}

impl Limit {
    /// The stable code, e.g. `limit-object-bytes`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TotalBytes => "limit-total-bytes",
            Self::ObjectBytes => "limit-object-bytes",
            Self::Depth => "limit-depth",
            Self::BundleDepth => "limit-bundle-depth",
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
