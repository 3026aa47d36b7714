//! Small readers of foreign text: records in XML, doses in numbers, a medicine's box, a handed-over Bundle, moving
//! codes, and what a portal or a link brings beside a record.

use crate::seeds::Seed;
use crate::{only_run, text, two};
use kin_codes::{MovingLimits, MovingParts, MovingReader};
use kin_fhir::author::prescribed;
use kin_fhir::ips::ktc;
use kin_fhir::ips::read::{is_xml, xml_to_json};
use kin_smart::{BouncePage, ClientKey, LinkAccess, instance_uid};
use serde_json::Value;

fn owned(list: &[&str]) -> Vec<Seed> {
    list.iter().map(|t| t.as_bytes().to_vec()).collect()
}

/// A record in XML: what is told is JSON of one resource, and the same bytes tell the same.
pub(crate) fn xml(data: &[u8]) {
    let told = xml_to_json(data);
    let again = xml_to_json(data);
    assert_eq!(
        told.as_ref().ok(),
        again.as_ref().ok(),
        "the same bytes read the same"
    );
    let Ok(json) = told else { return };
    let resource: Value = serde_json::from_slice(&json).expect("JSON");
    assert!(resource.is_object(), "a resource is an object");
    only_run(is_xml(data));
    // Entities would make much of little.
    assert!(
        json.len() <= data.len().saturating_mul(16).saturating_add(256),
        "no bomb"
    );
}

pub(crate) fn xmls() -> Vec<Seed> {
    owned(&[
        r#"<?xml version="1.0"?><Patient xmlns="http://hl7.org/fhir"><id value="p"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>a &amp; b</p></div></text><name><family value="Z"/><given value="L"/><given value="M"/></name><multipleBirthInteger value="2"/><active value="true"/></Patient>"#,
        r#"<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/><entry><fullUrl value="urn:uuid:1"/><resource><Observation><contained><Patient><id value="q"/></Patient></contained><extension url="u"><valueDecimal value="1.10"/></extension><status id="s" value="final"/><valueQuantity><value value="6.10"/></valueQuantity></Observation></resource></entry></Bundle>"#,
        r#"<!DOCTYPE a [<!ENTITY b "c">]><Patient xmlns="http://hl7.org/fhir"><id value="&b;"/></Patient>"#,
    ])
}

/// The dose of a hospital's entry: an instruction with words keeps them, a number is not made up.
pub(crate) fn dose(data: &[u8]) {
    let said = prescribed(data);
    assert_eq!(said, prescribed(data), "the same bytes read the same");
    let whole = text(data);
    for part in &said.parts {
        if let Some((amount, _)) = &part.dose {
            let digits = amount.as_str().trim_start_matches('-');
            // A number may be written with an exponent; its digits are the source's.
            let first = digits.chars().find(char::is_ascii_digit);
            assert!(
                first.is_none_or(|d| whole.contains(d)),
                "no digit is made up"
            );
        }
    }
    assert!(
        said.text.is_none() || said.words.is_some(),
        "words stay words"
    );
}

pub(crate) fn doses() -> Vec<Seed> {
    owned(&[
        r#"{"dosageInstruction":[{"text":"1x","sequence":1,"timing":{"repeat":{"frequency":2,"frequencyMax":3,"period":1.0,"periodUnit":"d","dayOfWeek":["mon"],"timeOfDay":["08:00:00"],"boundsPeriod":{"start":"2020","end":"2021"}},"code":{"text":"bid"}},"asNeededCodeableConcept":{"text":"pain"},"route":{"text":"po"},"maxDosePerPeriod":{"numerator":{"value":4,"unit":"g"},"denominator":{"value":1,"unit":"d"}},"doseAndRate":[{"doseQuantity":{"value":1.50,"unit":"tab"}}]}]}"#,
        r#"{"dosage":{"dose":{"value":2,"unit":"g"},"asNeededBoolean":true,"doseRange":{"low":{"value":1},"high":{"value":2}}}}"#,
        r#"{"dosage":[{"doseAndRate":[{"doseRange":{"low":{"value":1,"unit":"mg"},"high":{"value":2}}}],"timing":{"repeat":{"count":3,"countMax":4,"when":["MORN"],"offset":10}}}]}"#,
    ])
}

/// A medicine's box: every part of the draft stands on it, and the draft is bounded.
pub(crate) fn medicine_box(data: &[u8]) {
    let whole = text(data);
    let found = kin_terms::box_text(&whole);
    assert!(found.left.len() <= 40, "as many lines as allowed");
    assert!(
        found.left.iter().all(|l| l.chars().count() <= 120),
        "short lines"
    );
    let digits = |t: &str| -> String { t.chars().filter(char::is_ascii_digit).collect() };
    for said in [&found.strength, &found.pack, &found.approval]
        .into_iter()
        .flatten()
    {
        // Full-width digits are read as the usual ones.
        let usual: String = whole
            .chars()
            .map(|c| match c {
                '\u{ff10}'..='\u{ff19}' => {
                    char::from_u32(u32::from(c).saturating_sub(0xfee0)).unwrap_or(c)
                }
                c => c,
            })
            .collect();
        let printed = digits(&usual);
        assert!(
            digits(said).chars().all(|d| printed.contains(d)),
            "no digit is made up"
        );
    }
}

pub(crate) fn boxes() -> Vec<Seed> {
    owned(&[
        "通用名称：盐酸二甲双胍片\n规格：0.5g×20片\n国药准字H20023370\n生产企业：某制药",
        "Metformin 500 mg\nfilm-coated tablets\n30 tablets\nPL 12345/0678",
        "阿司匹林肠溶片 １００ｍｇ",
    ])
}

/// A Bundle that is handed over: the rules are counted the same way each time.
pub(crate) fn handed_over(data: &[u8]) {
    let found = ktc::check(data);
    assert_eq!(
        found,
        ktc::check(data),
        "the same bytes are judged the same"
    );
    only_run(ktc::may_be_shared(data));
}

pub(crate) fn bundles() -> Vec<Seed> {
    owned(&[
        r#"{"resourceType":"Bundle","type":"collection","timestamp":"2026-01-01T00:00:00Z","entry":[{"fullUrl":"urn:uuid:0f0e0d0c-0b0a-4900-8807-060504030201","resource":{"resourceType":"Patient","name":[{"family":"Z"}],"birthDate":"1953-02-11"}},{"fullUrl":"urn:uuid:1f0e0d0c-0b0a-4900-8807-060504030201","resource":{"resourceType":"DocumentReference","status":"current","type":{"coding":[{"system":"http://loinc.org","code":"60591-5"}]},"content":[{"attachment":{"contentType":"application/pdf","data":"JVBERg=="}}]}}]}"#,
        r#"{"resourceType":"Bundle","type":"document","entry":[]}"#,
    ])
}

/// Texts of codes, one a line: parts are put together, and what comes out is no larger than allowed.
pub(crate) fn moving(data: &[u8]) {
    let limits = MovingLimits {
        bytes: 16 << 10,
        parts: 64,
        ..MovingLimits::default()
    };
    let most = limits.bytes;
    let mut reader = MovingReader::new(limits);
    let mut before = 0;
    for line in text(data).lines().take(200) {
        if let Ok(progress) = reader.take(line) {
            assert!(progress.seen >= before, "what is there stays there");
            before = progress.seen;
        }
    }
    if let Ok(Some(whole)) = reader.whole() {
        assert!(whole.len() <= most, "no bomb");
    }
    // What is shown is read again.
    let (document, _) = two(data);
    if !document.is_empty()
        && document.len() <= 512
        && let Ok(mut parts) = MovingParts::new(document, 60)
    {
        let mut reader = MovingReader::default();
        for number in 1..200 {
            let Ok(part) = parts.part(number) else { break };
            reader.take(&part).expect("our own part");
            if reader.progress().is_whole() {
                break;
            }
        }
        let whole = reader.whole().expect("our own parts");
        assert_eq!(whole.as_deref(), Some(document), "a round trip");
    }
}

pub(crate) fn films() -> Vec<Seed> {
    let mut parts = MovingParts::new(b"a small record, told in parts", 20).expect("parts");
    let lines: Vec<String> = (1..8).filter_map(|n| parts.part(n).ok()).collect();
    vec![
        lines.join("\n").into_bytes(),
        b"ur:bytes/1-9999/lpadascfadaxcywenbpljkhdcahkadaemejtswhhylkepmykhhtsytsnoyoyaxaedsuttydmmhhpktpmsrjtgwdpfnsboxgwlbaawzuefywkdplrsrjynbvygabwjldapfcsdwkbrkch".to_vec(),
        b"only a few bytes".to_vec(),
    ]
}

/// What comes beside a record; the first byte says which reader is meant.
pub(crate) fn beside(data: &[u8]) {
    let Some((which, rest)) = data.split_first() else {
        return;
    };
    match which % 4 {
        0 => {
            if let Ok(access) = LinkAccess::parse(rest) {
                assert!(
                    access.tokens.refresh.is_none(),
                    "nothing that renews is kept"
                );
            }
        }
        1 => {
            if let Ok(page) = BouncePage::parse(&text(rest)) {
                let again = BouncePage::parse(page.as_str());
                assert!(page.as_str().starts_with("https://"), "a secure address");
                only_run(again);
            }
        }
        2 => only_run(ClientKey::from_pem(&text(rest))),
        _ => {
            let found = instance_uid(rest);
            assert!(
                found.is_none_or(|uid| uid.len() <= rest.len()),
                "it stands there"
            );
        }
    }
}

pub(crate) fn pieces() -> Vec<Seed> {
    let mut image = vec![3_u8; 1];
    image.extend([0; 128]);
    image.extend(
        b"DICM\x02\x00\x00\x00UL\x04\x00\x10\x00\x00\x00\x02\x00\x03\x00UI\x06\x001.2.3\x00",
    );
    vec![
        b"\x00{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":600,\"scope\":\"patient/Coverage.rs\",\"aud\":\"https://fhir.example.org/r4\",\"patient\":\"p\"}".to_vec(),
        b"\x01https://example.org/back".to_vec(),
        b"\x02-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n".to_vec(),
        image,
    ]
}
