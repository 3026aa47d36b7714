//! Why a file or resource is not taken.

use crate::Limit;

/// What a file is when it is not FHIR JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ForeignFormat {
    /// FHIR in XML.
    FhirXml,
    /// C-CDA or another HL7 CDA document.
    Ccda,
    /// Other XML, also Apple Health.
    Xml,
    /// HTML.
    Html,
    /// HL7 version 2 messages.
    Hl7v2,
    /// PDF.
    Pdf,
    /// ZIP.
    Zip,
    /// gzip.
    Gzip,
    /// SMART Health Card.
    Shc,
    /// SMART Health Link.
    Shl,
    /// DICOM.
    Dicom,
    /// A picture (PNG, JPEG, GIF, TIFF, WebP, HEIC).
    Image,
    /// An age-encrypted file.
    Age,
    /// A text encoding other than UTF-8 and UTF-16.
    Encoding,
    /// An empty file.
    Empty,
    /// JSON that is not FHIR.
    OtherJson,
    /// Nothing known.
    Unknown,
}

impl ForeignFormat {
    /// The stable code, e.g. `format-fhir-xml`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FhirXml => "format-fhir-xml",
            Self::Ccda => "format-ccda",
            Self::Xml => "format-xml",
            Self::Html => "format-html",
            Self::Hl7v2 => "format-hl7v2",
            Self::Pdf => "format-pdf",
            Self::Zip => "format-zip",
            Self::Gzip => "format-gzip",
            Self::Shc => "format-shc",
            Self::Shl => "format-shl",
            Self::Dicom => "format-dicom",
            Self::Image => "format-image",
            Self::Age => "format-age",
            Self::Encoding => "format-encoding",
            Self::Empty => "format-empty",
            Self::OtherJson => "format-other-json",
            Self::Unknown => "format-unknown",
        }
    }
}

/// What can go wrong with FHIR bytes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FhirError {
    /// The source could not be read.
    #[error("the source could not be read after {offset} bytes")]
    Read {
        /// Bytes read before.
        offset: u64,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// The file is something else.
    #[error("not FHIR JSON: {}", .0.code())]
    Format(ForeignFormat),
    /// A limit was passed.
    #[error("{limit} at byte {offset}: {found} is more than {allowed}")]
    OverLimit {
        /// Which.
        limit: Limit,
        /// The limit.
        allowed: u64,
        /// What was found, at least.
        found: u64,
        /// Byte offset in the file, 0 for a resource of its own.
        offset: u64,
    },
    /// The bytes are no JSON.
    #[error("no JSON at byte {offset}: {expected} expected")]
    NotJson {
        /// Byte offset in the file or resource.
        offset: u64,
        /// What should stand there.
        expected: &'static str,
    },
    /// The file ends too early.
    #[error("the file ends too early, at byte {offset}")]
    Truncated {
        /// Byte offset of the end.
        offset: u64,
    },
    /// A resource is not UTF-8.
    #[error("not UTF-8 at byte {offset}")]
    NotUtf8 {
        /// Byte offset in the resource.
        offset: u64,
    },
    /// The same key stands twice in one object.
    #[error("a key stands twice in one object, at byte {offset}")]
    DuplicateKey {
        /// Byte offset in the minified resource.
        offset: u64,
    },
    /// There is no `resourceType`.
    #[error("no resourceType")]
    NoResourceType,
    /// A Bundle entry that holds no resource.
    #[error("the entry holds no resource")]
    NoResource,
    /// A Bundle entry that says that its source deleted a resource.
    #[error("the source deleted what the entry names")]
    Deleted,
    /// A Bundle entry that only answers a request: it never held a resource.
    #[error("the entry is an answer without a resource")]
    AnswerOnly,
    /// A resource about somebody else than the person of the file.
    #[error("about somebody else than the person of the file")]
    OtherPerson,
    /// Something that must be an object is none.
    #[error("a {found} where an object is expected")]
    NotAnObject {
        /// What was there.
        found: &'static str,
    },
    /// A value typed by hand cannot be true.
    #[error("{field} cannot be: {reason}")]
    Impossible {
        /// Which field of the request.
        field: &'static str,
        /// Stable reason code: `empty`, `too-long`, `not-a-number`, `out-of-range`, `in-the-future`.
        reason: &'static str,
    },
}

impl FhirError {
    /// The stable code, kebab-case, for reports and the catalogue.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "read-failed",
            Self::Format(format) => format.code(),
            Self::OverLimit { limit, .. } => limit.code(),
            Self::NotJson { .. } => "not-json",
            Self::Truncated { .. } => "truncated",
            Self::NotUtf8 { .. } => "not-utf-8",
            Self::DuplicateKey { .. } => "duplicate-key",
            Self::NoResourceType => "no-resource-type",
            Self::NoResource => "entry-without-resource",
            Self::Deleted => "entry-deleted",
            Self::AnswerOnly => "entry-answer-only",
            Self::OtherPerson => "entry-other-person",
            Self::NotAnObject { .. } => "not-an-object",
            Self::Impossible { .. } => "impossible-value",
        }
    }
}
