//! Clinical documents (CDA) and records in XML, told as FHIR in JSON before anything else looks at them.

use super::devices::{head, whole};
use super::whole_file;
use kin_fhir::FhirError;
use kin_fhir::ips::read::{is_xml, xml_to_json};
use kin_model::Finding;
use std::io::{Cursor, Read};

/// A file from its beginning: a document or a record in XML as JSON, everything else as it is.
pub(super) fn as_fhir(source: &mut dyn Read) -> Result<Box<dyn Read + '_>, Finding> {
    let mut bytes = head(source)?;
    let document = kin_import::is_document(&bytes);
    if !document && !is_xml(&bytes) {
        return Ok(Box::new(Cursor::new(bytes).chain(source)));
    }
    let room = kin_import::LARGEST_DOCUMENT.saturating_sub(bytes.len());
    let read = source
        .take(room.saturating_add(1) as u64)
        .read_to_end(&mut bytes);
    read.map_err(|source| whole_file(&FhirError::Read { offset: 0, source }))?;
    let json = if document {
        kin_import::document_as_fhir(&bytes).map_err(|error| whole(&error))?
    } else if bytes.len() > kin_import::LARGEST_DOCUMENT {
        return Err(whole_file(&FhirError::OverLimit {
            limit: kin_fhir::Limit::TotalBytes,
            allowed: kin_import::LARGEST_DOCUMENT as u64,
            found: bytes.len() as u64,
            offset: 0,
        }));
    } else {
        xml_to_json(&bytes).map_err(|error| whole_file(&error))?
    };
    Ok(Box::new(Cursor::new(json)))
}
