//! Clinical documents (CDA): whatever the bytes are, what is told is FHIR that reads back whole.

use crate::Seed;
use kin_fhir::{Limits, attachments, narrative, scan};
use kin_import::{document_as_fhir, is_document};
use serde_json::Value;

const DOCUMENTS: &[&str] = &[
    r#"<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><id root="1.2.3" extension="D"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1" displayName="CCD"/><title>A &amp; b</title><effectiveTime value="20240229091500+0800"/><recordTarget><patientRole><id root="1.2" extension="P"/><telecom value="tel:1"/><patient><name><given>L</given><family>Z</family></name><administrativeGenderCode code="F"/><birthTime value="19530211"/></patient></patientRole></recordTarget><author><assignedAuthor><assignedPerson><name>S</name></assignedPerson></assignedAuthor></author><custodian><assignedCustodian><representedCustodianOrganization><name>H</name></representedCustodianOrganization></assignedCustodian></custodian><component><structuredBody><component><section><title>T</title><text><paragraph>x<content revised="delete">y</content></paragraph><list listType="ordered"><item>1</item></list><table><tbody><tr><td colspan="2">z</td></tr></tbody></table></text></section></component><component><section><code displayName="D"/><text/><entry><observation negationInd="true" moodCode="INT"><code code="a" displayName="b"/><effectiveTime><low value="2020"/></effectiveTime><value unit="mmol/L" value="5.10"/></observation></entry><entry><substanceAdministration><doseQuantity><high value="2"/></doseQuantity><consumable><manufacturedProduct><manufacturedMaterial><name>M</name></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry></section></component></structuredBody></component></ClinicalDocument>"#,
    r#"<a:ClinicalDocument xmlns:a="urn:hl7-org:v3"><a:component><a:nonXMLBody><a:text mediaType="application/pdf" representation="B64" compression="DF">K0ksAQA=</a:text></a:nonXMLBody></a:component></a:ClinicalDocument>"#,
    r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode code="CN"/><component><nonXMLBody><text><reference value="a.pdf"/></text></nonXMLBody></component></ClinicalDocument>"#,
];

/// Any file: what passes for a document gives resources that are all read, the document's own bytes among them, and
/// words that are whole markup.
pub(crate) fn document(data: &[u8]) {
    let Ok(json) = document_as_fhir(data) else {
        return;
    };
    let said = is_document(data.get(..data.len().min(4096)).unwrap_or_default());
    let again = document_as_fhir(data);
    assert_eq!(
        again.ok().as_ref(),
        Some(&json),
        "the same bytes read the same"
    );
    let scan = scan(json.as_slice(), &Limits::default()).expect("a Bundle");
    assert_eq!(scan.refused, 0, "each is a resource");
    let bundle: Value = serde_json::from_slice(&json).expect("JSON");
    let entries = bundle.get("entry").and_then(Value::as_array);
    let entries = entries.expect("entries");
    assert_eq!(scan.resources, entries.len() as u64);
    let reference = entries.last().and_then(|entry| entry.get("resource"));
    let reference = reference.expect("the document");
    let body = serde_json::to_vec(reference).expect("JSON");
    let files = attachments(&body).expect("files");
    let original = files.first().and_then(|file| file.data.clone());
    assert_eq!(original.as_deref(), Some(data), "its own bytes, each");
    if let Some(div) = reference.pointer("/text/div").and_then(Value::as_str) {
        let shown = narrative(div);
        // Unless the words themselves say it.
        let said = String::from_utf8_lossy(data).contains("div xmlns");
        let shows = format!("{shown:?}").contains("div xmlns");
        assert!(said || !shows, "markup is no text");
    }
    // A file that begins as one is known as one, however it is written.
    if data.starts_with(b"<ClinicalDocument ") {
        assert!(said, "it says what it is");
    }
}

/// Documents to begin with.
pub(crate) fn documents() -> Vec<Seed> {
    DOCUMENTS.iter().map(|d| d.as_bytes().to_vec()).collect()
}
