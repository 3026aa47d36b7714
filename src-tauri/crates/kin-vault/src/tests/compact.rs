//! Giving space back: smaller, the same, and whole at every step.

use super::family::open;
use super::{Home, NOW, PASS, assert_whole, dump, home, import, note, obs};
use crate::{SearchOptions, VaultError, rotate};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A record from which most was taken back again.
fn mostly_empty() -> Home {
    let home = home();
    import(
        &home.record,
        "stays",
        &[
            note("n", "1", "2020-01-01", "ocean 海洋"),
            obs("n", "2", "c", "Glucose", "2021-01-01", "5"),
        ],
    );
    let texts: Vec<(String, String)> = (0..3_000_u32)
        .map(|i| {
            (
                format!("x{i}"),
                format!("{}", i.wrapping_mul(2_654_435_761)),
            )
        })
        .collect();
    let many: Vec<_> = texts
        .iter()
        .map(|(id, words)| note("n", id, "2022-02-02", words))
        .collect();
    let gone = import(&home.record, "goes", &many);
    home.record.undo_import(gone, "Mei", NOW).unwrap();
    home
}

fn file(home: &Home) -> Vec<u8> {
    let folder = home.dir.path().join("records").join(home.person.as_str());
    std::fs::read(folder.join("record.db")).unwrap()
}

fn staged(home: &Home) -> usize {
    std::fs::read_dir(home.dir.path().join("staging")).map_or(0, Iterator::count)
}

#[test]
fn what_was_taken_back_gives_its_space_back_and_nothing_else_changes() {
    let home = mostly_empty();
    let before = dump(&home.record);
    let done = home.vault.compact(&home.person, &Arc::default()).unwrap();
    assert!(done.after * 3 < done.before, "{done:?}");
    let bytes = file(&home);
    assert_eq!(bytes.len() as u64, done.after);
    assert_eq!(home.vault.record_bytes(&home.person), done.after);
    assert_eq!(staged(&home), 0, "nothing is left behind");
    let record = home.vault.record(&home.person).unwrap();
    assert_eq!(dump(&record), before);
    assert_whole(&home.vault);
    let hits = record.search("海洋", &SearchOptions::default()).unwrap();
    assert_eq!(hits.page.rows.len(), 1);
    // What held the record before says that it is closed; it opens again.
    assert!(matches!(
        home.record.search("海洋", &SearchOptions::default()),
        Err(VaultError::Locked | VaultError::Cancelled)
    ));
    import(&record, "later", &[note("n", "9", "2023-01-01", "later")]);
    assert_whole(&home.vault);
    let again = home.vault.compact(&home.person, &Arc::default()).unwrap();
    assert!(again.after <= again.before);
    let Home { dir, vault, .. } = home;
    drop(record);
    drop(vault.lock());
    assert_whole(&open(dir.path(), PASS));
}

#[test]
fn pages_of_the_old_file_are_none_of_the_new_one() {
    let home = mostly_empty();
    let old = file(&home);
    home.vault.compact(&home.person, &Arc::default()).unwrap();
    let new = file(&home);
    assert_ne!(old.get(..16), new.get(..16), "another salt");
    let Home {
        dir, vault, person, ..
    } = home;
    drop(vault.lock());
    let path = dir
        .path()
        .join("records")
        .join(person.as_str())
        .join("record.db");
    let mut mixed = new;
    mixed[4096..8192].copy_from_slice(&old[4096..8192]);
    std::fs::write(&path, mixed).unwrap();
    let vault = open(dir.path(), PASS);
    let told = vault.record(&person).is_err() || !vault.check(true).unwrap().problems.is_empty();
    assert!(told, "an old page is found out");
}

#[test]
fn who_says_stop_finds_all_as_it_was() {
    let home = mostly_empty();
    let (before, bytes) = (dump(&home.record), file(&home));
    let stop = Arc::new(AtomicBool::new(true));
    assert!(matches!(
        home.vault.compact(&home.person, &stop),
        Err(VaultError::Cancelled)
    ));
    assert_eq!(staged(&home), 0);
    assert_eq!(file(&home).len(), bytes.len());
    assert_eq!(dump(&home.record), before, "the same connection goes on");
    assert_whole(&home.vault);
}

#[test]
fn a_crash_at_any_step_leaves_the_old_file_or_the_new_one() {
    for at in 6..=8 {
        let home = mostly_empty();
        let before = dump(&home.record);
        rotate::crash::set(at);
        let crashed = catch_unwind(AssertUnwindSafe(|| {
            home.vault.compact(&home.person, &Arc::default())
        }));
        rotate::crash::set(0);
        assert!(crashed.is_err(), "it stopped at {at}");
        let Home {
            dir,
            vault,
            person,
            record,
        } = home;
        drop(record);
        drop(vault);
        let vault = open(dir.path(), PASS);
        let record = vault.record(&person).unwrap();
        assert_eq!(dump(&record), before, "after {at}");
        assert_whole(&vault);
        import(&record, "after", &[note("n", "a", "2024-01-01", "after")]);
        assert_whole(&vault);
    }
}
