//! Clinical documents (CDA), told as FHIR before anything else looks at them.

use super::devices::{head, whole};
use super::whole_file;
use kin_fhir::FhirError;
use kin_model::Finding;
use std::io::{Cursor, Read};

/// A file from its beginning: a document as FHIR, everything else as it is.
pub(super) fn as_fhir(source: &mut dyn Read) -> Result<Box<dyn Read + '_>, Finding> {
    let mut bytes = head(source)?;
    if !kin_import::is_document(&bytes) {
        return Ok(Box::new(Cursor::new(bytes).chain(source)));
    }
    let room = kin_import::LARGEST_DOCUMENT.saturating_sub(bytes.len());
    let read = source
        .take(room.saturating_add(1) as u64)
        .read_to_end(&mut bytes);
    read.map_err(|source| whole_file(&FhirError::Read { offset: 0, source }))?;
    let json = kin_import::document_as_fhir(&bytes).map_err(|error| whole(&error))?;
    Ok(Box::new(Cursor::new(json)))
}
