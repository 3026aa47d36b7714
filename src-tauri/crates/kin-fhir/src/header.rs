//! One pass over a resource (being filled in).
use crate::FhirError;

/// The elements of a resource that lists, search and the timeline need, borrowed from its bytes.
#[derive(Debug, Clone, Default)]
pub struct Header<'a> {
    /// The JSON.
    pub json: &'a str,
}

impl<'a> Header<'a> {
    /// Reads the header of a resource.
    ///
    /// # Errors
    /// [`FhirError::NotJson`] when the text is no JSON object, [`FhirError::NoResourceType`].
    pub fn parse(json: &'a str) -> Result<Self, FhirError> {
        if json.starts_with('{') {
            Ok(Self { json })
        } else {
            Err(FhirError::NoResourceType)
        }
    }
}
