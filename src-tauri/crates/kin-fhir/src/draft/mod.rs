//! From a resource to an entry (being filled in).
use crate::{Header, ScanContext};
use kin_model::{Abnormal, Draft, Kind, StatusClass};
use std::borrow::Cow;

/// Makes the entry of one resource.
///
/// `body` is the minified resource that `header` was read from; `full_url` the Bundle entry's.
/// Every resource gets a draft: what is not understood has [`Kind::Other`].
#[must_use]
pub fn draft<'a>(
    header: &Header<'a>,
    body: &'a [u8],
    full_url: Option<&str>,
    context: &'a ScanContext,
) -> Draft<'a> {
    let _ = (header, full_url);
    Draft {
        namespace: Cow::Borrowed(context.default_namespace()),
        resource_type: Cow::Borrowed(""),
        id: Cow::Borrowed(""),
        kind: Kind::Other,
        codings: Vec::new(),
        title: Cow::Borrowed(""),
        date: None,
        value: None,
        unit: None,
        range: None,
        status: None,
        status_class: StatusClass::Unknown,
        abnormal: Abnormal::No,
        who: None,
        own_words: String::new(),
        body: Cow::Borrowed(body),
    }
}

/// The words by which search finds every entry of this concept: title, displays, codes, and the
/// names in English and Chinese that are known for the codes.
#[must_use]
pub fn concept_words(draft: &Draft<'_>) -> String {
    let mut words = draft.title.clone().into_owned();
    for coding in &draft.codings {
        words.push(' ');
        words.push_str(&coding.code);
    }
    words
}
