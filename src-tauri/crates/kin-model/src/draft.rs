//! What a reader hands to the vault for one resource.

use crate::{Abnormal, Coding, Kind, PartialDate, StatusClass};
use std::borrow::Cow;

/// 64-bit key of a concept: equal for equal (kind, codings, title).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptKey(pub i64);

/// One entry as read, not yet stored. Borrows from the resource's bytes where it can.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    /// Whose numbering [`Self::id`] belongs to: the base URL of a server, or what stands for it in
    /// a file (see `kin_fhir::scan`). Part of the identity.
    pub namespace: Cow<'a, str>,
    /// FHIR resource type.
    pub resource_type: Cow<'a, str>,
    /// Logical id within namespace and type; a content hash for a resource without id.
    pub id: Cow<'a, str>,
    /// The kind.
    pub kind: Kind,
    /// The codes, in the source's order.
    pub codings: Vec<Coding>,
    /// The source's words.
    pub title: Cow<'a, str>,
    /// Clinical date.
    pub date: Option<PartialDate>,
    /// Value as shown.
    pub value: Option<Cow<'a, str>>,
    /// Unit as printed.
    pub unit: Option<Cow<'a, str>>,
    /// Reference range as printed.
    pub range: Option<Cow<'a, str>>,
    /// Source's status code.
    pub status: Option<Cow<'a, str>>,
    /// Its meaning.
    pub status_class: StatusClass,
    /// Out of range?
    pub abnormal: Abnormal,
    /// Hospital, practice or author.
    pub who: Option<Cow<'a, str>>,
    /// Words of this very entry (note, narrative, string value, items of a bill) that search must
    /// find; empty for most results.
    pub own_words: String,
    /// The resource, minified: white space outside strings removed, nothing else changed.
    pub body: Cow<'a, [u8]>,
}
