use super::{date, document_as_fhir, is_document};
use crate::ImportError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet type="text/xsl" href="https://x.example/a.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <id root="1.2.3" extension="D-7"/><code code="18842-5" codeSystem="2.16.840.1.113883.6.1" displayName="Discharge summary"/>
 <title>Discharge &amp; plan</title><effectiveTime value="20240229091500+0800"/><languageCode code="en-US"/>
 <recordTarget><patientRole><id root="1.2.9" extension="P1"/><id nullFlavor="UNK"/><telecom value="tel:+1-555"/>
  <patient><name><given>Lan</given><family>Zhao</family></name><administrativeGenderCode code="F"/><birthTime value="19530211"/></patient></patientRole></recordTarget>
 <author><time value="20240229"/><assignedAuthor><assignedPerson><name><prefix>Dr.</prefix><family>Sun</family></name></assignedPerson>
  <representedOrganization><name>City Hospital</name></representedOrganization></assignedAuthor></author>
 <custodian><assignedCustodian><representedCustodianOrganization><id root="1.2.8"/><name>City Hospital</name></representedCustodianOrganization></assignedCustodian></custodian>
 <component><structuredBody>
  <component><section><code code="48765-2" displayName="Allergies"/><title>Allergies</title>
   <text><table><tbody><tr><td colspan="2">Penicillin <content styleCode="Bold">rash</content> 5 &lt; 6</td></tr></tbody></table>
     <content revised="delete">Egg</content><list listType="ordered"><item>one</item></list></text>
   <entry><observation classCode="OBS" moodCode="EVN"><code displayName="not shown twice"/></observation></entry></section></component>
  <component><section><code code="29548-5" displayName="Diagnosis"/><text/>
   <entry><observation classCode="OBS" moodCode="EVN"><code displayName="诊断"/><effectiveTime value="20120201"/>
     <value xsi:type="CD" code="M10.903" displayName="痛风结节"/></observation></entry>
   <entry><observation classCode="OBS" moodCode="EVN" negationInd="true"><code displayName="Allergy"/><value xsi:type="CD" displayName="Penicillin"/></observation></entry>
   <entry><organizer classCode="CLUSTER" moodCode="EVN"><component><observation classCode="OBS" moodCode="EVN"><code displayName="Urea"/>
     <value xsi:type="PQ" value="5.10" unit="mmol/L"/><entryRelationship><observation><code displayName="Sample"/><value>blood</value></observation></entryRelationship></observation></component></organizer></entry>
   <entry><substanceAdministration classCode="SBADM" moodCode="INT"><doseQuantity value="1"/><consumable><manufacturedProduct><manufacturedMaterial><code displayName="Aspirin 81 MG"/></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>
   <entry><observationMedia><value mediaType="image/png" representation="B64">aGVs
bG8=</value></observationMedia></entry>
  </section></component>
 </structuredBody></component></ClinicalDocument>"#;

fn told(bytes: &[u8]) -> (Value, Value) {
    let json = document_as_fhir(bytes).expect("a document");
    let bundle: Value = serde_json::from_slice(&json).expect("JSON");
    let find = |kind: &str| {
        let entries = bundle["entry"].as_array().expect("entries");
        let mut all = entries.iter().map(|entry| &entry["resource"]);
        all.find(|r| r["resourceType"] == kind).cloned()
    };
    let document = find("DocumentReference").expect("the document");
    (find("Patient").unwrap_or_default(), document)
}

#[test]
fn a_document_says_who_it_is_about_and_keeps_its_words_and_files() {
    assert!(is_document(DOCUMENT.as_bytes()));
    let (patient, document) = told(DOCUMENT.as_bytes());
    assert_eq!(patient["name"][0]["family"], "Zhao");
    assert_eq!(patient["gender"], "female");
    assert_eq!(patient["birthDate"], "1953-02-11");
    assert_eq!(patient["identifier"].as_array().map(Vec::len), Some(1));
    assert_eq!(patient["telecom"][0]["value"], "+1-555");
    assert_eq!(document["description"], "Discharge & plan");
    assert_eq!(document["date"], "2024-02-29T09:15:00+08:00");
    assert_eq!(document["type"]["coding"][0]["system"], "http://loinc.org");
    assert_eq!(document["author"][0]["display"], "Dr. Sun, City Hospital");
    assert_eq!(document["custodian"]["display"], "City Hospital");
    let files = document["content"].as_array().expect("files");
    assert_eq!(files.len(), 2);
    assert_eq!(files[0]["attachment"]["contentType"], "application/xml");
    assert_eq!(files[1]["attachment"]["data"], "aGVsbG8=");
    let div = document["text"]["div"].as_str().expect("words");
    for words in [
        "<h3>Allergies</h3><table>",
        "<td colspan=\"2\">Penicillin rash 5 &lt; 6</td>",
        "<ol><li>one</li></ol>",
        "<li>诊断: 痛风结节 (2012-02-01)</li>",
        "<li>✗ negationInd: Allergy: Penicillin</li>",
        "<li>Urea: 5.10 mmol/L<ul><li>Sample: blood</li></ul></li>",
        "<li>Aspirin 81 MG, 1 (moodCode INT)</li>",
    ] {
        assert!(div.contains(words), "{words} in {div}");
    }
    assert!(!div.contains("Egg"), "what was struck out is not said");
    assert!(
        !div.contains("not shown twice"),
        "the author's words come first"
    );
}

#[test]
fn the_same_document_is_the_same_and_another_is_another() {
    let again = DOCUMENT.replace("Penicillin", "Penicillin V");
    assert_eq!(
        told(DOCUMENT.as_bytes()).1["id"],
        told(again.as_bytes()).1["id"]
    );
    let other = DOCUMENT.replace("D-7", "D-8");
    assert_ne!(
        told(DOCUMENT.as_bytes()).1["id"],
        told(other.as_bytes()).1["id"]
    );
    let other = DOCUMENT.replace("P1", "P2");
    assert_ne!(
        told(DOCUMENT.as_bytes()).0["id"],
        told(other.as_bytes()).0["id"]
    );
}

#[test]
fn times_are_as_precise_as_they_are_and_get_no_zone_of_ours() {
    for (said, read) in [
        ("2012", Some("2012")),
        ("201210", Some("2012-10")),
        ("20121024", Some("2012-10-24")),
        ("20121024154823", Some("2012-10-24")),
        ("20121024154823.123+0800", Some("2012-10-24T15:48:23+08:00")),
        ("201210241548-0500", Some("2012-10-24T15:48:00-05:00")),
        ("2012-10-24", Some("2012-10-24")),
        ("20121332", None),
        ("gestern", None),
        ("", None),
    ] {
        assert_eq!(date(said).as_deref(), read, "{said}");
    }
}

#[test]
fn whatever_it_is_written_in_its_characters_are_read() {
    let chinese = DOCUMENT.replace(
        "<id root=\"1.2.3\"",
        "<realmCode code=\"CN\"/><id root=\"1.2.3\"",
    );
    let gbk = encoding_rs::GBK.encode(&chinese).0;
    let said_so = chinese.replace("encoding=\"utf-8\"", "encoding=\"GB2312\"");
    let said_so = encoding_rs::GBK.encode(&said_so).0.into_owned();
    let latin = DOCUMENT.replace("诊断", "é").replace("痛风结节", "x");
    let latin = encoding_rs::WINDOWS_1252.encode(&latin).0.into_owned();
    let mut wide = vec![0xFF, 0xFE];
    wide.extend(DOCUMENT.encode_utf16().flat_map(u16::to_le_bytes));
    for (bytes, word) in [
        (gbk.to_vec(), "痛风结节"),
        (said_so, "痛风结节"),
        (latin, "é: x"),
        (wide, "痛风结节"),
    ] {
        assert!(is_document(&bytes));
        let div = told(&bytes).1["text"]["div"].to_string();
        assert!(div.contains(word), "{word} in {div}");
    }
}

#[test]
fn a_file_inside_is_kept_whole() {
    let with = |text: &str| {
        let at = DOCUMENT.find("<component>").expect("a body");
        let head = DOCUMENT.get(..at).expect("a head");
        format!("{head}<component><nonXMLBody>{text}</nonXMLBody></component></ClinicalDocument>")
    };
    let pdf = with(r#"<text mediaType="application/pdf" representation="B64">JVBERi0=</text>"#);
    let (_, document) = told(pdf.as_bytes());
    assert_eq!(
        document["content"][1]["attachment"]["contentType"],
        "application/pdf"
    );
    assert_eq!(document["content"][1]["attachment"]["data"], "JVBERi0=");
    assert!(document.get("text").is_none(), "there are no words");
    let plain = with(r#"<text mediaType="text/plain">Seen &amp; well</text>"#);
    let div = told(plain.as_bytes()).1["text"]["div"].to_string();
    assert!(div.contains("<pre>Seen &amp; well</pre>"), "{div}");
    let packed = |bytes: usize| {
        let mut packer =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b'a'; bytes]).expect("memory");
        let packed = STANDARD.encode(packer.finish().expect("memory"));
        with(&format!(
            r#"<text mediaType="text/plain" representation="B64" compression="DF">{packed}</text>"#
        ))
    };
    let (_, document) = told(packed(3).as_bytes());
    assert_eq!(document["content"][1]["attachment"]["data"], "YWFh");
    let (_, document) = told(packed(super::LARGEST_DOCUMENT + 1).as_bytes());
    let files = document["content"].as_array().map(Vec::len);
    assert_eq!(
        files,
        Some(1),
        "what unpacks to too much stays packed, in the original"
    );
    let elsewhere = with(
        r#"<text mediaType="application/pdf"><reference value="https://x.example/a.pdf"/></text>"#,
    );
    let (_, document) = told(elsewhere.as_bytes());
    assert_eq!(
        document["content"][1]["attachment"]["title"],
        "https://x.example/a.pdf"
    );
    assert!(
        document["content"][1]["attachment"].get("url").is_none(),
        "nothing is fetched"
    );
}

#[test]
fn hostile_documents_end_with_a_reason() {
    let ns = r#"xmlns="urn:hl7-org:v3""#;
    for bad in [
        format!("<ClinicalDocument {ns}>"),
        format!("<ClinicalDocument {ns}><a></b></ClinicalDocument>"),
        format!(
            "<!DOCTYPE a [<!ENTITY b 'c'>]><ClinicalDocument {ns}><title>&b;</title></ClinicalDocument>"
        ),
        format!("<ClinicalDocument {ns}><title>&b;</title></ClinicalDocument>"),
        format!("<Other {ns}/>"),
        String::new(),
    ] {
        let read = document_as_fhir(bad.as_bytes());
        assert!(matches!(read, Err(ImportError::Damaged { .. })), "{bad}");
    }
    let deep = format!("<ClinicalDocument {ns}>{}", "<a>".repeat(100_000));
    let many = format!(
        "<ClinicalDocument {ns}>{}</ClinicalDocument>",
        "<a/>".repeat(500_000)
    );
    for large in [
        deep.as_bytes(),
        many.as_bytes(),
        &vec![b' '; super::LARGEST_DOCUMENT + 1],
    ] {
        let read = document_as_fhir(large);
        assert!(
            matches!(read, Err(ImportError::OverLimit { .. })),
            "{}",
            large.len()
        );
    }
}

fn below(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.path().is_dir() {
            below(&entry.path(), into);
        } else {
            into.push(entry.path());
        }
    }
}

/// Each public document, American and Chinese, is read, and every word of a section that its author wrote is shown.
#[test]
fn every_public_document_is_read_and_says_all_its_words() {
    let root = std::env::var_os("KINFOLIO_TESTDATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/testdata"),
        PathBuf::from,
    );
    if !root.is_dir() {
        println!("skipped: no public documents");
        return;
    }
    let mut files = Vec::new();
    below(&root.join("ccda"), &mut files);
    below(&root.join("cn"), &mut files);
    let mut read = 0;
    for file in files {
        let bytes = std::fs::read(&file).expect("a file");
        if !is_document(&bytes) {
            continue;
        }
        read += 1;
        let shown = file.display();
        let (patient, document) = match document_as_fhir(&bytes) {
            Ok(_) => told(&bytes),
            Err(why) => panic!("{shown}: {why}"),
        };
        let about = memchr::memmem::find(&bytes, b"recordTarget").is_some();
        assert_eq!(patient["id"].is_string(), about, "{shown}");
        assert!(document["id"].is_string(), "{shown}");
        let div = document["text"]["div"].as_str().unwrap_or_default();
        let plain = |text: &str| -> Vec<String> {
            let mut words = String::new();
            let mut open = false;
            for sign in text.chars() {
                match sign {
                    '<' => open = true,
                    '>' => open = false,
                    sign if !open => words.push(sign),
                    _ => {}
                }
                if sign == '<' {
                    words.push(' ');
                }
            }
            words.split_whitespace().map(str::to_owned).collect()
        };
        let said = plain(div).concat();
        let tree = super::tree::read(&super::tree::characters(&bytes)).expect("a tree");
        let mut sections = Vec::new();
        texts(&tree, &mut sections);
        for text in sections {
            let wanted = text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            let wanted: String = wanted.split_whitespace().collect();
            assert!(said.contains(&wanted), "{shown}: {text}");
        }
    }
    assert!(read >= 40, "{read} documents");
}

/// The texts of sections, but for what was struck out.
fn texts(node: &super::tree::Node, into: &mut Vec<String>) {
    for one in node.nodes() {
        match (node.name.as_str(), one.name.as_str()) {
            ("section", "text") => pieces(one, into),
            _ => texts(one, into),
        }
    }
}

fn pieces(node: &super::tree::Node, into: &mut Vec<String>) {
    for part in &node.inside {
        match part {
            super::tree::Part::Text(text) => into.push(text.trim().to_owned()),
            super::tree::Part::Node(one) if one.attribute("revised") == Some("delete") => {}
            super::tree::Part::Node(one) => pieces(one, into),
        }
    }
}
