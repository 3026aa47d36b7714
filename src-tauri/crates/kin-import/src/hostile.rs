//! Bytes that somebody changed: no panic, no end without an end, both passes agree, nothing counts twice.

use crate::{Fact, HEAD, Hints, look, read, sniff};
use proptest::prelude::*;

const SEEDS: [&str; 5] = [
    "Date,Time,Glucose (mg/dL),Note\n4/7/2026,7:59 AM,129,a\n13/7/2026,8:10 PM,LOW,\n",
    "测量时间;高压;低压;脉搏\n2026-07-04 08:00;128;82;70\n2026年7月5日 下午8:05;131;85;E-3\n",
    "\"2019-09-29 20:43:00\",\"166.00\",\"\",\"CGM\",\"(Scan)\"\n\"2019-10-13 19:19:12\",\"80.00\",\"\",\"CGM\",\"\"\n",
    "# A\nTimestamp,Type,Glucose (mmol/L)\n1703175660000,sgv,6.1\n# B\nDate,Insulin (U)\n2026-01-02,4\n",
    r#"<?xml version="1.0"?><!DOCTYPE HealthData [<!ELEMENT R (#PCDATA)>]><HealthData><Me HKCharacteristicTypeIdentifierDateOfBirth="1999-10-31"/><Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="A &amp; B" unit="%" startDate="2024-06-08 13:14:00 -0400" endDate="2024-06-08 13:15:00 -0400" value="0.97"/><Record type="HKQuantityTypeIdentifierBloodPressureSystolic" sourceName="A" startDate="2024-06-08 13:14:00 -0400" endDate="" value="121"/><Workout workoutActivityType="w"><A/></Workout></HealthData>"#,
];

/// One reading: what was said, and whether it came to its end.
fn told(bytes: &[u8]) -> Option<(bool, Vec<String>)> {
    let head = bytes.get(..HEAD.min(bytes.len()))?;
    let rest = bytes.get(head.len()..)?;
    let kind = sniff(head)?;
    let mut hints = Hints {
        zone: "Asia/Shanghai".to_owned(),
        ..Hints::default()
    };
    let mut seen = look(kind, head, &mut { rest }, &hints).ok()?;
    for _ in 0..3 {
        for question in &seen.questions {
            let answer = question.proposed.clone();
            let answer = answer.or_else(|| question.choices.first().map(|c| c.value.clone()));
            let answer = answer.expect("a question can be answered");
            hints.answers.insert(question.key.clone(), answer);
        }
        hints.answers.insert("columns".into(), "as-proposed".into());
        seen = look(kind, head, &mut { rest }, &hints).ok()?;
    }
    let mut lines = Vec::new();
    let mut series = 0;
    let done = read(&mut { bytes }, &seen.plan, &mut |fact| {
        match &fact {
            Fact::Series { number, .. } => {
                assert_eq!(*number, series, "numbered in their order");
                series += 1;
                return true;
            }
            Fact::Sample { series: of, sample } => {
                assert!(*of < series, "a sample has a series");
                assert!(sample.at().is_some(), "and a moment");
            }
            _ => {}
        }
        lines.push(format!("{fact:?}"));
        true
    });
    if let Ok((count, _)) = &done {
        assert_eq!(usize::try_from(*count), Ok(lines.len()), "each counts once");
    }
    Some((done.is_ok(), lines))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_are_read_or_refused_the_same_way_twice(
        seed in 0..SEEDS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 0..8),
    ) {
        let mut bytes = SEEDS[seed].as_bytes().to_vec();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len().max(1));
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 if at < bytes.len() => { bytes.remove(at); }
                2 => bytes.insert(at.min(bytes.len()), byte),
                _ => bytes.truncate(at.max(bytes.len() / 2)),
            }
        }
        prop_assert_eq!(told(&bytes), told(&bytes));
    }
}
