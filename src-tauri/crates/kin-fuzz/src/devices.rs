//! Files of devices and apps: whatever the bytes are, the account adds up and both passes agree.

use crate::Seed;
use kin_import::{Fact, HEAD, Hints, Unpacking, look, read, sniff, unwrap};
use std::io::Read;

const FILES: &[&[u8]] = &[
    "Date,Time,Glucose (mg/dL),Note\n4/7/2026,7:59 AM,129,a\n13/7/2026,8:10 PM,LOW,\n".as_bytes(),
    "测量时间;高压;低压;脉搏\n2026-07-04 08:00;128;82;70\n2026年7月5日 下午8:05;131;85;E-3\n".as_bytes(),
    b"\"2019-09-29 20:43:00\",\"166.00\",\"\",\"CGM\",\"(Scan)\"\n\"2019-10-13 19:19:12\",\"80.00\",\"\",\"CGM\",\"\"\n",
    b"# A\nTimestamp,Type,Glucose (mmol/L)\n1703175660000,sgv,6.1\n# B\nDate,Insulin (U)\n2026-01-02,4\n",
    br#"<?xml version="1.0"?><!DOCTYPE HealthData [<!ELEMENT R (#PCDATA)>]><HealthData><Me HKCharacteristicTypeIdentifierDateOfBirth="1999-10-31"/><Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="A &amp; B" unit="%" startDate="2024-06-08 13:14:00 -0400" endDate="2024-06-08 13:15:00 -0400" value="0.97"/><Correlation type="x"><Record type="HKQuantityTypeIdentifierBloodPressureSystolic" sourceName="A" startDate="2024-06-08 13:14:00 -0400" endDate="" value="121"/><Record type="HKQuantityTypeIdentifierBloodPressureDiastolic" sourceName="A" startDate="2024-06-08 13:14:00 -0400" endDate="" value="79"/></Correlation><Workout workoutActivityType="w"><A/></Workout></HealthData>"#,
    br#"{"Data Source":"raw:com.google.weight:x","Data Points":[{"fitValue":[{"value":{"fpVal":70.5}}],"dataTypeName":"com.google.weight","startTimeNanos":1783144800000000000,"endTimeNanos":"1783144800000000000"},{"fitValue":[{"value":{"fpVal":5.099999904632568}},{"value":{"intVal":2}},{},{},{"value":{"intVal":2}}],"dataTypeName":"com.google.blood_glucose","startTimeNanos":1783144800000000000}]}"#,
    b"PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0d\x00\x00\x00\x0d\x00\x00\x00\x0a\x00\x00\x00export.xml<HealthData/>",
];

/// Any file: what is sniffed is looked at and read without end; each fact counts once; the second
/// reading gives the very same; samples come back from what is stored of them.
pub(crate) fn file(data: &[u8]) {
    let head = data.get(..HEAD.min(data.len())).unwrap_or_default();
    let rest = data.get(head.len()..).unwrap_or_default();
    let Some(kind) = sniff(head) else { return };
    let mut hints = Hints {
        zone: "Asia/Shanghai".to_owned(),
        ..Hints::default()
    };
    let Ok(mut seen) = look(kind, head, &mut { rest }, &hints) else {
        return;
    };
    // What is asked is answered with the first choice: then less is open, or nothing.
    for _ in 0..3 {
        for question in &seen.questions {
            let answer = question
                .proposed
                .clone()
                .or_else(|| question.choices.first().map(|c| c.value.clone()));
            assert!(answer.is_some(), "a question can be answered");
            hints
                .answers
                .insert(question.key.clone(), answer.unwrap_or_default());
        }
        if seen.questions.is_empty() {
            break;
        }
        hints.answers.insert("columns".into(), "as-proposed".into());
        match look(kind, head, &mut { rest }, &hints) {
            Ok(again) => seen = again,
            Err(_) => return,
        }
    }
    let run = || {
        let (mut told, mut series, mut lines) = (0_u64, 0_u32, Vec::new());
        let done = read(&mut { data }, &seen.plan, &mut |fact| {
            match &fact {
                Fact::Series { number, .. } => {
                    assert_eq!(*number, series, "series are numbered in their order");
                    series += 1;
                    return true;
                }
                Fact::Sample { series: of, sample } => {
                    assert!(*of < series, "a sample has a series");
                    assert!(sample.at().is_some(), "a sample has a moment");
                    let again = kin_model::Sample::unpacked(
                        sample.seconds,
                        sample.digits,
                        sample.packed(),
                        i64::from(sample.span),
                    );
                    assert_eq!(again.as_ref(), Some(sample), "stored and read the same");
                }
                Fact::Reading(reading) => assert!(!reading.id.is_empty(), "it has a name"),
                _ => {}
            }
            told += 1;
            lines.push(format!("{fact:?}"));
            true
        });
        (done.map(|(count, _)| (count, told)), lines)
    };
    let (first, lines) = run();
    if let Ok((count, told)) = first {
        assert_eq!(count, told, "every fact counts once");
        let (second, again) = run();
        assert!(second.is_ok(), "the same bytes read the same");
        assert_eq!(lines, again, "the same bytes read the same");
    }
}

/// A stored zip of these members, as a phone or a hospital packs them.
pub(crate) fn zip_of<'m>(members: impl IntoIterator<Item = (&'m [u8], &'m [u8])>) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, content) in members {
        let length = u32::try_from(content.len()).unwrap_or(0).to_le_bytes();
        out.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        out.extend_from_slice(&length);
        out.extend_from_slice(&length);
        let name_length = u16::try_from(name.len()).unwrap_or(0).to_le_bytes();
        out.extend_from_slice(&name_length);
        out.extend_from_slice(b"\0\0");
        out.extend_from_slice(name);
        out.extend_from_slice(content);
    }
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    out
}

/// A file in its wrapping: what comes out keeps its limit, a reading that ends early says why, and the same bytes give
/// the same.
pub(crate) fn wrapped(mut data: &[u8]) {
    let limits = Unpacking {
        total: 1 << 20,
        ratio: 200,
        free: 1 << 16,
    };
    let run = |data: &mut &[u8]| {
        let mut out = Vec::new();
        let mut file = match unwrap(data, limits) {
            Ok(file) => file,
            Err(error) => return (out, Some(error.to_string())),
        };
        let read = file.read_to_end(&mut out);
        let fault = file.fault().map(|error| error.to_string());
        assert!(read.is_ok() || fault.is_some(), "an end has a reason");
        (out, fault)
    };
    let again = run(&mut { data });
    let (out, fault) = run(&mut data);
    // Two bytes of UTF-16 are three of UTF-8 at most.
    assert!(out.len() as u64 <= limits.total * 2, "the limit holds");
    assert_eq!((out, fault), again, "the same bytes give the same");
}

/// Files in a wrapping; packed ones are in the corpus.
pub(crate) fn wraps() -> Vec<Seed> {
    let json = "{\"resourceType\":\"Patient\",\"id\":\"李\"}";
    let wide = |bytes: fn(u16) -> [u8; 2]| json.encode_utf16().flat_map(bytes).collect::<Seed>();
    let marked = [&[0xFF, 0xFE][..], &wide(u16::to_le_bytes)].concat();
    vec![marked, wide(u16::to_le_bytes), wide(u16::to_be_bytes)]
}

/// A database where that of Health Connect is looked for: as any file of a device.
pub(crate) fn health_connect(data: &[u8]) {
    file(&zip_of([(&b"health_connect_export.db"[..], data)]));
}

/// Databases to begin with are in the corpus.
pub(crate) fn databases() -> Vec<Seed> {
    vec![b"SQLite format 3\0".to_vec()]
}

/// Files to begin with.
pub(crate) fn files() -> Vec<Seed> {
    FILES.iter().map(|f| f.to_vec()).collect()
}
