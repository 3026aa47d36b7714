//! Inputs to begin with: all made here, nobody's record.

use crate::vault::{ROOT, SOMEBODY};
use kin_crypto::safe::{GrantIdentity, KdfStrength, RootKey, SlotKind, seal_slot, sha256};
use kin_vault::fuzzing;

/// One input.
pub type Seed = Vec<u8>;

const RESOURCES: &[&str] = &[
    r#"{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:oid:1.2","value":"4711"}],"name":[{"family":"李","given":["华"],"text":"李华"}],"gender":"female","birthDate":"1954-03-02","telecom":[{"system":"phone","value":"1"}]}"#,
    r#"{"resourceType":"Observation","id":"o","meta":{"lastUpdated":"2026-01-02T03:04:05+08:00"},"status":"final","category":[{"coding":[{"code":"vital-signs"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"85354-9","display":"Blood pressure"}]},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2026-01","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":128,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},{"code":{"text":"dia"},"dataAbsentReason":{"text":"x"}}],"note":[{"text":"sitting"}]}"#,
    r#"{"resourceType":"Observation","code":{"text":"n"},"valueQuantity":{"value":1.00e-2,"comparator":"<","unit":"x"},"referenceRange":[{"low":{"value":3.9},"high":{"value":6.10},"text":"t"}],"interpretation":[{"coding":[{"code":"H"}]}]}"#,
    r#"{"resourceType":"Observation","code":{"text":"e"},"valueSampledData":{"origin":{"value":0},"period":10,"dimensions":1,"data":"E 1 2"},"valueRatio":{"numerator":{"value":1},"denominator":{"value":8}},"valueCodeableConcept":{"text":"A"},"valueBoolean":true,"valueInteger":7,"valueString":"s","valuePeriod":{"start":"2020","end":"2021"}}"#,
    r#"{"resourceType":"AllergyIntolerance","clinicalStatus":{"coding":[{"code":"active"}]},"verificationStatus":{"coding":[{"code":"confirmed"}]},"criticality":"high","code":{"coding":[{"system":"http://snomed.info/sct","code":"91936005","display":"Allergy to penicillin"}]},"reaction":[{"manifestation":[{"text":"rash"}],"severity":"moderate","onset":"2019"}],"onsetAge":{"value":60,"unit":"a"}}"#,
    r##"{"resourceType":"MedicationRequest","status":"active","intent":"order","contained":[{"resourceType":"Medication","id":"m","code":{"text":"Metformin"},"ingredient":[{"itemCodeableConcept":{"text":"i"},"strength":{"numerator":{"value":500,"unit":"mg"}}}]}],"medicationReference":{"reference":"#m"},"authoredOn":"2026-02-03","requester":{"display":"Dr. W"},"dosageInstruction":[{"text":"1x","timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"d","boundsPeriod":{"start":"2026"}},"code":{"text":"qd"}},"asNeededBoolean":true,"route":{"text":"po"},"doseAndRate":[{"doseQuantity":{"value":1,"unit":"tab"}}]}]}"##,
    r#"{"resourceType":"Condition","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"E11"}],"text":"Diabetes"},"clinicalStatus":"active","onsetPeriod":{"start":"1999"},"abatementString":"x","bodySite":[{"text":"b"}],"recordedDate":"2001-01-01"}"#,
    r#"{"resourceType":"Immunization","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"140"}]},"occurrenceDateTime":"2025-10-10","lotNumber":"L","notGiven":false,"protocolApplied":[{"doseNumberPositiveInt":2}]}"#,
    r#"{"resourceType":"DiagnosticReport","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><table><tr><td colspan=\"2\">a</td></tr></table></div>"},"code":{"text":"r"},"result":[{"reference":"Observation/o"}],"conclusion":"c","presentedForm":[{"contentType":"application/pdf","data":"JVBERi0xLjQ=","title":"t"}],"issued":"2026-01-01T00:00:00Z"}"#,
    r#"{"resourceType":"DocumentReference","type":{"text":"d"},"date":"2026","content":[{"attachment":{"contentType":"text/plain","data":"aGVsbG8=","url":"Binary/b","size":5}}],"author":[{"display":"A"}],"context":{"period":{"start":"2026"}}}"#,
    r#"{"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"type":[{"text":"visit"}],"period":{"start":"2026-03-03T09:00","end":"2026-03-03"},"participant":[{"individual":{"display":"Dr"}}],"hospitalization":{"dischargeDisposition":{"text":"home"}},"location":[{"location":{"display":"L"}}]}"#,
    r#"{"resourceType":"QuestionnaireResponse","questionnaire":"Q","item":[{"linkId":"1","text":"t","answer":[{"valueCoding":{"display":"y"},"item":[{"linkId":"1.1","answer":[{"valueDecimal":1.50}]}]}]}]}"#,
    r#"{"resourceType":"CarePlan","status":"active","activity":[{"detail":{"code":{"text":"walk"},"scheduledString":"daily"}}],"period":{"start":"2026"}}"#,
    r#"{"resourceType":"FamilyMemberHistory","relationship":{"text":"mother"},"condition":[{"code":{"text":"c"},"onsetAge":{"value":50}}],"deceasedBoolean":true}"#,
    r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"x","diagnostics":"no","details":{"text":"t"}}]}"#,
    r#"{"resourceType":"Goal","description":{"text":"g"},"target":[{"measure":{"text":"m"},"detailQuantity":{"value":1},"dueDate":"2027"}],"startDate":"2026","achievementStatus":{"text":"a"}}"#,
    r#"{"resourceType":"Composition","title":"Summary","status":"final","date":"2026-01-01","type":{"coding":[{"system":"http://loinc.org","code":"60591-5"}]},"section":[{"title":"Allergies","code":{"coding":[{"system":"http://loinc.org","code":"48765-2"}]},"entry":[{"reference":"urn:uuid:2"}],"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},"emptyReason":{"text":"e"}}]}"#,
    r#"{"resourceType":"ImagingStudy","started":"2026","modality":[{"code":"CT"}],"series":[{"uid":"1.2","number":1,"bodySite":{"display":"b"},"instance":[{"uid":"1.3"}]}],"numberOfSeries":1}"#,
    r#"{"resourceType":"Basic","":{"":[[],{},"",0,-1.0E+5,null,true]},"a\u0062":"\ud83d\ude00\n","é":"漢"}"#,
];

/// Resources, one each.
pub(crate) fn resources() -> Vec<Seed> {
    let odd: &[&[u8]] = &[
        b" { \"resourceType\" : \"Basic\" , \"a\" : [ 1 , 2 ] } ",
        b"{\"resourceType\":\"Basic\",\"a\":{\"b\":1,\"b\":2}}",
        b"{\"resourceType\":\"Basic\",\"a\":1}\n{\"resourceType\":\"Basic\"}",
        b"{\"a\":\"\xff\",\"resourceType\":\"Basic\"}",
        b"{\"resourceType\":\"Basic\",\"a\":01}",
        b"{\"resourceType\":\"Basic\",\"a\":[1 2, - 1]}",
    ];
    let good = RESOURCES.iter().map(|r| r.as_bytes().to_vec());
    good.chain(odd.iter().map(|o| o.to_vec())).collect()
}

fn bundle(kind: &str, resources: &[&str]) -> String {
    let entries: Vec<String> = resources
        .iter()
        .enumerate()
        .map(|(n, r)| format!("{{\"fullUrl\":\"urn:uuid:{n}\",\"resource\":{r}}}"))
        .collect();
    format!(
        "{{\"resourceType\":\"Bundle\",\"type\":\"{kind}\",\"id\":\"b\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"entry\":[{}]}}",
        entries.join(",")
    )
}

/// Whole files.
pub(crate) fn files() -> Vec<Seed> {
    let mut out: Vec<Seed> = RESOURCES
        .chunks(3)
        .map(|some| bundle("collection", some).into_bytes())
        .collect();
    out.push(
        RESOURCES
            .iter()
            .take(4)
            .copied()
            .collect::<Vec<_>>()
            .join("\n")
            .into_bytes(),
    );
    out.push(
        format!(
            "[{}]",
            RESOURCES
                .iter()
                .take(2)
                .copied()
                .collect::<Vec<_>>()
                .join(",")
        )
        .into_bytes(),
    );
    let small = r#"{"resourceType":"Basic","id":"1"}"#;
    let inner = bundle("searchset", &[small]);
    out.push(bundle("batch-response", &[&inner, small]).into_bytes());
    out.push(bundle("document", &[&bundle("a", &[&inner])]).into_bytes());
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain(small.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    out.push(wide);
    out.push([b"\xef\xbb\xbf", small.as_bytes()].concat());
    out.push(format!("{small}\n{{\"resourceType\":\"Basic\",\"a\":[\n{small}\n").into_bytes());
    out.push(format!("\x1e{small}\n\x1e{small}\n").into_bytes());
    out.push(br#"{"entry":[{"resource":{"resourceType":"Basic"},"search":{"mode":"match"}},{"link":[]},7]}"#.to_vec());
    for other in [
        &b"<Patient xmlns=\"http://hl7.org/fhir\"/>"[..],
        b"<?xml version=\"1.0\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>",
        b"MSH|^~\\&|A|B",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"shc:/5676",
        b"shlink:/eyJ",
        b"age-encryption.org/v1\n",
        b"{\"verifiableCredential\":[\"e\"]}",
    ] {
        out.push(other.to_vec());
    }
    out
}

/// IPS documents.
pub(crate) fn documents() -> Vec<Seed> {
    let some: Vec<&str> = RESOURCES
        .iter()
        .rev()
        .skip(2)
        .take(1)
        .chain(RESOURCES.iter().take(7))
        .copied()
        .collect();
    let mut out = vec![bundle("document", &some).into_bytes()];
    out.extend(RESOURCES.iter().map(|r| r.as_bytes().to_vec()));
    out
}

/// Narratives.
pub(crate) fn narratives() -> Vec<Seed> {
    [
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a <b>b</b><br/>c</p></div>",
        "<div><table><thead><tr><th colspan='2' rowspan=\"3\">h</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></div>",
        "<div><ul><li>x</li></ul><ol><li>y</li></ol><pre> z </pre><h1>t</h1></div>",
        "<div><script>alert(1)</script><img src=x onerror='a'/><a href=\"javascript:1\">ok</a></div>",
        "<!DOCTYPE div [<!ENTITY a \"b\">]><div>&a;</div>",
        "<div>&lt;&amp;&#65;&#x42;&nbsp;&unknown;<![CDATA[<b>]]><!-- c --><?pi d?></div>",
        "<div><b><i><u><em><strong><span>deep</span></strong></em></u></i></b></div>",
        "<div>broken <b>markup</div>",
        "a < b & c",
    ]
    .iter()
    .map(|s| s.as_bytes().to_vec())
    .collect()
}

fn texts(some: &[&str]) -> Vec<Seed> {
    some.iter().map(|s| s.as_bytes().to_vec()).collect()
}

/// Dates, numbers, units.
pub(crate) fn values() -> Vec<Seed> {
    texts(&[
        "2026",
        "2026-02",
        "2024-02-29",
        "2026-01-02T03:04",
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:60.123456789012+14:00",
        "0001-01-01T00:00:00-12:00",
        "9999-12-31",
        "1.0",
        "-0.00",
        "1.50e-7",
        "1E+400",
        "12345678901234567890123456789012345678901234567890",
        "mm[Hg]",
        "10*3/uL",
        "{score}",
        "mg/dL",
        "m2.s-1",
        "[lb_av]",
        "Cel",
        "5.5\0mmol/L\0mg/dL",
        "70\0kg\0[lb_av]",
        "37.2\0Cel\0[degF]",
        "1/8",
        "<0.1",
    ])
}

/// Codes and names.
pub(crate) fn names() -> Vec<Seed> {
    texts(&[
        "718-7\0Hemoglobin",
        "91936005\0Allergy to penicillin",
        "active\0血糖",
        "x\0Metformin 500 mg oral tablet",
        "2026-03-04\0阿司匹林肠溶片",
        "err-truncated\0x",
        "\0Haemoglobin A1c/Hemoglobin.total in Blood",
        "E11.9\0Type 2 diabetes mellitus, unspecified",
    ])
}

/// What people search for, and the text that holds it.
pub(crate) fn searches() -> Vec<Seed> {
    texts(&[
        "blood pres\0Blood pressure 128/82",
        "血糖\0空腹血糖 6.1",
        "\"a\" OR NEAR(b)*\0a b",
        "a-b:c^d {e} (f)\0x",
        "血\0糖尿病",
        "AND OR NOT\0and or not",
        "ＨｂＡ１ｃ\0HbA1c",
        "\u{3000}İ ß\0ss",
        "col : x\0col",
        "+1 - 2 * 3\0 1 2 3",
    ])
}

/// Small files of a vault and their insides.
pub(crate) fn vault_files() -> Vec<Seed> {
    let key = ROOT;
    let grant = GrantIdentity::generate();
    let recipient = grant.recipient();
    let details = r#"{"name":{"text":"Li Hua","family":"Li","given":["Hua"]},"born":"1954-03-02","sex":"female"}"#;
    let seal = format!(
        r#"{{"rid":"{SOMEBODY}","epoch":1,"seq":9,"head":"ab","digest":"cd","utc":"2026-01-01T00:00:00Z","mac":"ef"}}"#
    );
    let ring = format!(
        r#"{{"v":1,"keyholder":"{SOMEBODY}","vault_id":"{SOMEBODY}","major":1,"minor":1,"counter":7,"records":[{{"rid":"{SOMEBODY}","key":"{key}","epoch":1,"role":"owner","granted_by":"{SOMEBODY}","details":{details},"seal":{seal}}}],"settings":{{"lang":"en"}},"contacts":{{"{SOMEBODY}":{{"recipient":"{recipient}","pair":"{key}"}}}}}}"#
    );
    let content = format!(
        r#"{{"v":1,"vault_id":"{SOMEBODY}","to":"{SOMEBODY}","by":"{SOMEBODY}","by_name":"A","by_recipient":"{recipient}","rid":"{SOMEBODY}","key":"{key}","epoch":2,"old_keys":[{{"epoch":1,"key":"{key}"}}],"role":"read","details":{details},"seal":null,"pair":"{key}","issued":"2026-01-01T00:00:00Z"}}"#
    );
    let envelope = serde_json::json!({ "content": content, "proof": "00" }).to_string();
    let identity = format!(
        r#"{{"v":1,"keyholder":"{SOMEBODY}","root":"{key}","x25519":"{}"}}"#,
        *grant.to_text()
    );
    let public = format!(
        r#"{{"v":1,"nickname":"Anna","colour":"teal","recipient":"{recipient}","identity_sha256":"00","recovery_sha256":"11","next_sha256":"22"}}"#
    );
    let vault = format!(
        r#"{{"format":"kinfolio-vault","major":1,"minor":1,"min_reader":1,"vault_id":"{SOMEBODY}"}}"#
    );
    let newer = vault
        .replace("\"major\":1", "\"major\":2")
        .replace("\"min_reader\":1", "\"min_reader\":2");
    [ring, envelope, identity, public, vault, newer]
        .map(String::into_bytes)
        .to_vec()
}

/// One plain file of a tar, as we write it.
#[must_use]
pub fn tar_file(name: &str, kind: u8, bytes: &[u8]) -> Vec<u8> {
    let mut head = vec![0_u8; 512];
    let mut put = |at: usize, what: &[u8]| {
        if let Some(place) = head.get_mut(at..at + what.len()) {
            place.copy_from_slice(what);
        }
    };
    put(0, name.as_bytes());
    put(100, b"0000600\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{:011o}\0", bytes.len()).as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, &[kind]);
    put(257, b"ustar\x0000");
    let sum: u32 = head.iter().map(|b| u32::from(*b)).sum();
    let sum = format!("{sum:06o}\0 ");
    if let Some(place) = head.get_mut(148..156) {
        place.copy_from_slice(sum.as_bytes());
    }
    head.extend_from_slice(bytes);
    head.resize(head.len().next_multiple_of(512), 0);
    head
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A backup whose slots and payload are no age files; the outer archive is whole.
#[must_use]
pub fn backup_of(version: u32) -> Vec<u8> {
    let slot = b"slot";
    let digest = hex(&sha256(slot));
    let manifest = format!(
        r#"{{"format":"kinfolio-backup","v":{version},"vaultId":"{SOMEBODY}","backupId":"{SOMEBODY}","counter":3,"utc":"2026-01-01T00:00:00Z","payloadSha256":"{digest}","payloadBytes":7,"slots":{{"passphrase":"{digest}","recovery":"{digest}","key":"{digest}"}}}}"#
    );
    [
        tar_file("README.txt", b'0', b"read me"),
        tar_file("slots/passphrase.age", b'0', slot),
        tar_file("slots/recovery.age", b'0', slot),
        tar_file("slots/key.age", b'0', slot),
        tar_file("payload.age", b'0', b"payload"),
        tar_file("manifest.json", b'0', manifest.as_bytes()),
        vec![0; 1024],
    ]
    .concat()
}

/// Outer archives.
pub(crate) fn outers() -> Vec<Seed> {
    vec![
        backup_of(1),
        backup_of(2),
        tar_file("README.txt", b'0', b"x"),
        tar_file("../x", b'0', b"x"),
        tar_file("payload.age", b'2', b""),
        vec![0; 1024],
    ]
}

/// The decrypted payload of a backup.
#[must_use]
pub fn payload_of(names: &[&str], version: u32) -> Vec<u8> {
    let mut out = Vec::new();
    for name in names {
        out.extend(tar_file(name, b'0', b"{}"));
    }
    let index = format!(
        r#"{{"v":{version},"vault_id":"{SOMEBODY}","backup_id":"{SOMEBODY}","counter":3,"utc":"2026-01-01T00:00:00Z","keyholder":"{SOMEBODY}","files":[{{"path":"vault.json","bytes":2,"sha256":"00"}}],"records":[{{"rid":"{SOMEBODY}","epoch":1,"key":"00","seq":1,"head":"00","entries":0}}],"missing":[]}}"#
    );
    out.extend(tar_file("index.json", b'0', index.as_bytes()));
    out.extend([0; 1024]);
    out
}

/// Payloads.
pub(crate) fn payloads() -> Vec<Seed> {
    let person = format!("people/{SOMEBODY}/public.json");
    let record = format!("records/{SOMEBODY}/record.db");
    let blob = format!("records/{SOMEBODY}/blobs/00/{SOMEBODY}{SOMEBODY}.age");
    vec![
        payload_of(&["vault.json", &person, &record, &blob], 1),
        payload_of(&["vault.json"], 2),
        payload_of(&["../../etc/passwd"], 1),
        payload_of(&["vault.json", "vault.json"], 1),
        payload_of(&[], 1),
    ]
}

/// Blocks of originals.
pub(crate) fn blocks() -> Vec<Seed> {
    let one = fuzzing::make_block(&[(b"{\"resourceType\":\"Basic\"}", "words")]);
    let three = fuzzing::make_block(&[(b"{}", ""), (b"", ""), (b"x", "\u{8840}\u{7cd6}")]);
    let mut out: Vec<Seed> = [one, three].into_iter().flatten().collect();
    out.push(vec![1, 1, 0, 0, 0, 0, 0, 0, 0]);
    out.push(vec![0, 255, 255, 255, 4, 0]);
    out
}

/// Key slots.
pub(crate) fn slots() -> Vec<Seed> {
    let mut out = texts(&[
        "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 20\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n--- A\n",
        "age-encryption.org/v1\n-> X25519 AAAA\nAAAA\n--- A\n",
        "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ",
    ]);
    if let Ok(root) = RootKey::from_text(ROOT) {
        for plain in [&b""[..], b"{}", ROOT.as_bytes()] {
            out.extend(seal_slot(SlotKind::Root(&root), KdfStrength::Person, plain));
        }
    }
    out
}

/// Recovery codes, passphrases, keys.
pub(crate) fn typed() -> Vec<Seed> {
    texts(&[
        "00000-00000-00000-00000-000000-0",
        "ABCDE-FGHJK-MNPQR-STVWX-YZ0123-4",
        "０１２３４ ５６７８９",
        "OIL oil *~$=U",
        "correct horse battery staple",
        "密码密码密码密码",
        ROOT,
        "0000000000000000000000000W*",
    ])
}

/// What a reading process says.
pub(crate) fn pipes() -> Vec<Seed> {
    let mut out: Vec<Seed> = files()
        .iter()
        .take(8)
        .map(|f| kin_api::fuzzing::pack_file(f))
        .collect();
    out.push(b"K\0\0\0\0".to_vec());
    out.push(b"B\xff\xff\xff\xff".to_vec());
    out.push(
        b"F\x2f\0\0\0{\"Err\":{\"code\":\"x\",\"severity\":\"Error\",\"where\":\"\"}}".to_vec(),
    );
    out
}

/// Preferences and counts.
pub(crate) fn settings() -> Vec<Seed> {
    texts(&[
        r#"{"lang":"zh-CN","theme":"dark","textSize":"large","textScale":120,"autoLockMinutes":5,"glucoseUnit":"mmol/L","weightUnit":"kg"}"#,
        r#"{"wrong":9,"at":1800000000}"#,
        r#"{"lang":"xx","textScale":65535}"#,
        "{}",
        "null",
    ])
}

/// Attachments.
pub(crate) fn attachments() -> Vec<Seed> {
    let mut out = texts(&[
        "Text/Plain; charset=utf-8\0hello",
        "application/pdf\0%PDF-1.4",
        " \0plain",
    ]);
    out.push(b"image/x\0\x89PNG\r\n\x1a\n".to_vec());
    out.push(b"\0\xff\xd8\xff\xe0".to_vec());
    out.push(b"\0RIFF\0\0\0\0WAVE".to_vec());
    out
}

/// Words that help: names of elements, brackets, file heads.
#[must_use]
pub fn dictionary() -> String {
    let mut words = std::collections::BTreeSet::new();
    for resource in RESOURCES {
        for piece in resource.split('"').skip(1).step_by(2) {
            if piece.len() > 1 && piece.bytes().all(|b| b.is_ascii_alphanumeric()) {
                words.insert(format!("\"\\\"{piece}\\\":\"\n"));
            }
        }
    }
    let more = [
        "Bundle",
        "entry",
        "resource",
        "fullUrl",
        "<div>",
        "</div>",
        "<td colspan=",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE",
        "&#x",
        "ustar",
        "payload.age",
        "manifest.json",
        "index.json",
        "age-encryption.org/v1",
        "-> scrypt ",
        "--- ",
        "mmol/L",
        "mg/dL",
        "T00:00:00Z",
        "+08:00",
    ];
    let more = more.iter().map(|w| format!("\"{w}\"\n"));
    words.into_iter().chain(more).collect()
}
