//! Samples: brought, found again, taken back, read in the order of time, and checked.

use super::{NOW, assert_whole, home, start};
use crate::{Comparator, Record, Sample, Series, SeriesId, SeriesKey};
use kin_model::{Coding, ImportId, PartialDate};
use proptest::prelude::*;
use std::collections::BTreeMap;

pub(super) fn key(code: &str, device: &str) -> SeriesKey {
    SeriesKey {
        codings: vec![Coding {
            system: "http://loinc.org".into(),
            code: code.into(),
            display: None,
        }],
        title: "Glucose".into(),
        unit: "mg/dL".into(),
        device: device.into(),
        namespace: "test".into(),
    }
}

pub(super) fn sample(minute: i64, value: &str) -> Sample {
    let at: PartialDate = "2026-01-01T08:00:00+08:00".parse().unwrap();
    let mut sample = Sample::new(&at, value).unwrap();
    sample.seconds += minute * 60;
    sample
}

/// Imports samples; gives the import with what was added and what was there.
pub(super) fn bring(
    record: &Record,
    label: &str,
    of: &SeriesKey,
    samples: impl IntoIterator<Item = Sample>,
) -> (ImportId, u64, u64) {
    let mut importer = record.begin_import(&start(label)).unwrap();
    let series = importer.series(of).unwrap();
    for sample in samples {
        importer.add_sample(series, sample).unwrap();
    }
    importer.flush_samples().unwrap();
    let counts = importer.counts();
    let id = importer.commit().unwrap();
    (id, counts.added, counts.already_there)
}

fn all(record: &Record, series: SeriesId) -> Vec<Sample> {
    let mut out = Vec::new();
    record
        .samples(series, i64::MIN, i64::MAX, &mut |s| out.push(*s))
        .unwrap();
    out
}

fn only(record: &Record) -> Series {
    let mut list = record.sample_series().unwrap();
    assert_eq!(list.len(), 1, "one series");
    list.remove(0)
}

#[test]
fn samples_come_in_order_of_time_with_their_digits_and_offset() {
    let home = home();
    let mut low = sample(5, "40");
    low.comparator = Comparator::Less;
    let given = [sample(10, "5.10"), low, sample(0, "101")];
    let (import, added, _) = bring(&home.record, "a", &key("2339-0", "meter"), given);
    assert_eq!(added, 3);
    let series = only(&home.record);
    assert_eq!(series.count, 3);
    assert_eq!(series.imports, vec![import]);
    assert_eq!(series.first.to_string(), "2026-01-01T08:00:00+08:00");
    assert_eq!(series.last.to_string(), "2026-01-01T08:10:00+08:00");
    let told: Vec<_> = all(&home.record, series.id)
        .iter()
        .map(|s| {
            let at = s.at().unwrap().to_string();
            format!("{at} {}{}", s.comparator.as_str(), s.value())
        })
        .collect();
    assert_eq!(
        told,
        [
            "2026-01-01T08:00:00+08:00 101",
            "2026-01-01T08:05:00+08:00 <40",
            "2026-01-01T08:10:00+08:00 5.10",
        ]
    );
    let mut middle = Vec::new();
    let from = sample(5, "0").seconds;
    home.record
        .samples(series.id, from, from + 300, &mut |s| middle.push(s.value()))
        .unwrap();
    assert_eq!(middle, ["40"], "from is in, until is not");
    assert_whole(&home.vault);
}

#[test]
fn several_series_are_one_order_of_time() {
    let home = home();
    bring(
        &home.record,
        "a",
        &key("a", "x"),
        (0..50).map(|n| sample(n * 3, "1")),
    );
    bring(
        &home.record,
        "b",
        &key("a", "y"),
        (0..50).map(|n| sample(n * 2 + 1, "2")),
    );
    let list = home.record.sample_series().unwrap();
    let ids: Vec<_> = list.iter().map(|s| s.id).collect();
    let mut seen = Vec::new();
    home.record
        .samples_merged(&ids, i64::MIN, i64::MAX, &mut |i, s| {
            seen.push((s.seconds, i));
        })
        .unwrap();
    assert_eq!(seen.len(), 100);
    assert!(seen.is_sorted(), "{seen:?}");
}

#[test]
fn the_same_samples_again_add_nothing_and_stay_when_the_first_import_goes() {
    let home = home();
    let of = key("2339-0", "meter");
    let day = |from, to| (from..to).map(|n| sample(n, "5.5"));
    let (first, added, _) = bring(&home.record, "first", &of, day(0, 100));
    assert_eq!(added, 100);
    // A longer export of the same device, as apps write them.
    let (second, added, again) = bring(&home.record, "second", &of, day(50, 150));
    assert_eq!((added, again), (50, 50));
    let (_, added, again) = bring(&home.record, "twice", &of, day(50, 150).chain(day(50, 60)));
    assert_eq!((added, again), (0, 110));
    let undone = home.record.undo_import(first, "Hua", NOW).unwrap();
    assert_eq!((undone.removed, undone.kept), (50, 50));
    let series = only(&home.record);
    assert_eq!(series.count, 100);
    assert_eq!(all(&home.record, series.id).len(), 100);
    assert_eq!(series.imports, vec![second], "what stays is the second's");
    assert_whole(&home.vault);
    home.record.undo_import(second, "Hua", NOW).unwrap();
    assert_eq!(only(&home.record).count, 100, "the third brought all of it");
    assert_whole(&home.vault);
}

#[test]
fn a_series_that_nothing_is_left_of_is_gone() {
    let home = home();
    let before = home.record.changes(1).unwrap().len();
    let (import, ..) = bring(
        &home.record,
        "a",
        &key("a", "b"),
        (0..10).map(|n| sample(n, "1")),
    );
    home.record.undo_import(import, "Hua", NOW).unwrap();
    assert_eq!(home.record.sample_series().unwrap(), vec![]);
    assert_whole(&home.vault);
    assert_eq!(before, 1);
}

#[test]
fn a_cancelled_import_leaves_no_sample() {
    let home = home();
    let mut importer = home.record.begin_import(&start("a")).unwrap();
    let series = importer.series(&key("a", "b")).unwrap();
    importer.add_sample(series, sample(0, "1")).unwrap();
    importer.flush_samples().unwrap();
    importer.rollback();
    assert_eq!(home.record.sample_series().unwrap(), vec![]);
    assert_whole(&home.vault);
}

#[test]
fn a_changed_sample_is_found_by_the_check() {
    let home = home();
    bring(
        &home.record,
        "a",
        &key("a", "b"),
        (0..10).map(|n| sample(n, "100")),
    );
    for sql in [
        "UPDATE sample SET v = 90 WHERE v = 100 AND t = (SELECT min(t) FROM sample)",
        "DELETE FROM sample_run",
        "UPDATE series SET unit = 'mmol/L'",
    ] {
        let writer = home.record.take_writer(false).unwrap();
        writer.conn.execute_batch("SAVEPOINT planted").unwrap();
        writer.conn.execute_batch(sql).unwrap();
        writer.conn.execute_batch("RELEASE planted").unwrap();
        home.record.give_back(writer);
        let report = home.vault.check(true).unwrap();
        let codes: Vec<_> = report.problems.iter().map(|p| p.code).collect();
        assert!(codes.contains(&"state-differs"), "{sql}: {codes:?}");
    }
}

#[test]
fn samples_go_with_a_new_key_and_into_a_series_of_the_same_name() {
    let home = home();
    bring(&home.record, "a", &key("a", "b"), [sample(0, "1")]);
    bring(&home.record, "b", &key("a", "b"), [sample(1, "2")]);
    assert_eq!(only(&home.record).count, 2);
    bring(&home.record, "c", &key("a", "other"), [sample(1, "2")]);
    assert_eq!(home.record.sample_series().unwrap().len(), 2);
    assert_whole(&home.vault);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is brought and taken back in whatever order: what is there is what the imports
    /// that are left say.
    #[test]
    fn what_stays_is_what_the_others_brought(
        imports in prop::collection::vec((0_i64..20, 1_i64..20, 1_i64..3), 1..6),
        undo in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let home = home();
        let of = key("a", "b");
        let mut left: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (n, (from, length, step)) in imports.iter().enumerate() {
            let minutes: Vec<i64> = (0..*length).map(|i| from + i * step).collect();
            let samples = minutes.iter().map(|m| sample(*m, "7"));
            let (id, ..) = bring(&home.record, &n.to_string(), &of, samples);
            left.insert(id.0, minutes);
        }
        for which in undo {
            if left.is_empty() { break; }
            let id = *which.get(&left.keys().copied().collect::<Vec<_>>());
            left.remove(&id);
            home.record.undo_import(ImportId(id), "Hua", NOW).unwrap();
        }
        let mut expected: Vec<i64> = left.values().flatten().copied().collect();
        expected.sort_unstable();
        expected.dedup();
        let start = sample(0, "7").seconds;
        let list = home.record.sample_series().unwrap();
        let found: Vec<i64> = list
            .iter()
            .flat_map(|s| all(&home.record, s.id))
            .map(|s| (s.seconds - start) / 60)
            .collect();
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(list.iter().map(|s| s.count).sum::<u64>(), expected.len() as u64);
        assert_whole(&home.vault);
    }
}

#[test]
fn the_same_samples_told_in_another_zone_are_there_already() {
    let home = home();
    let of = key("2339-0", "watch");
    let told = |zone: &str, n: i64| {
        let at: PartialDate = format!("2026-01-01T00:00:00{zone}").parse().unwrap();
        let mut sample = Sample::new(&at, "5.5").unwrap();
        sample.seconds = super::samples::sample(n, "5.5").seconds;
        sample
    };
    let (first, added, _) = bring(
        &home.record,
        "home",
        &of,
        (0..10).map(|n| told("+08:00", n)),
    );
    assert_eq!(added, 10);
    // The same export made on a journey, and a little more.
    let away = |n: i64| told("+01:00", n);
    let (second, added, again) = bring(&home.record, "away", &of, (5..15).map(away));
    assert_eq!((added, again), (5, 5));
    // Both zones in one file.
    let both = (0..3).flat_map(|n| [told("+08:00", n + 100), told("-05:00", n + 100)]);
    let (third, added, again) = bring(&home.record, "both", &of, both);
    assert_eq!((added, again), (3, 3));
    // Without a zone it is another moment.
    let mut bare = told("", 3);
    bare.seconds = told("+08:00", 3).seconds;
    let (_, added, _) = bring(&home.record, "bare", &of, [bare]);
    assert_eq!(added, 1);
    assert_whole(&home.vault);
    let undone = home.record.undo_import(first, "Hua", NOW).unwrap();
    assert_eq!((undone.removed, undone.kept), (5, 5), "the journey's stay");
    assert_eq!(only(&home.record).count, 14);
    assert_whole(&home.vault);
    home.record.undo_import(third, "Hua", NOW).unwrap();
    home.record.undo_import(second, "Hua", NOW).unwrap();
    assert_eq!(only(&home.record).count, 1);
    assert_whole(&home.vault);
}
