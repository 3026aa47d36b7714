//! What the program does by itself: automatic backups that cannot be complete, and the idle clock.

use crate::support::{Bench, PASSPHRASE};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Waits until nothing runs any more: jobs are numbered from one.
fn settle(bench: &Bench) {
    for id in 1..100 {
        while bench
            .try_ask("job", json!({"id": id}))
            .is_ok_and(|job| job["state"] == "running")
        {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// A minute goes by, and what is due is done.
fn alone(bench: &Bench) {
    bench.wait(61);
    bench.session.backup_if_due();
    settle(bench);
}

/// The same while somebody is there.
fn minute(bench: &Bench) {
    bench.ask("people_list", json!({}));
    alone(bench);
}

fn note(bench: &Bench, person: &str, text: &str) {
    let form = json!({"type": "note", "text": text, "at": "2026-11-20"});
    bench.ask("entry_add", json!({"person": person, "form": form}));
}

fn unlock(bench: &Bench) {
    bench.ask("vault_lock", json!({}));
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
}

fn files(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn told(bench: &Bench, person: &str) -> usize {
    let log = bench.ask("access_log", json!({"person": person, "limit": 500}));
    let lines = log["lines"].as_array().unwrap();
    lines.iter().filter(|line| line["op"] == "backup").count()
}

struct Stick {
    bench: Bench,
    whole: String,
    lost: PathBuf,
    kept: PathBuf,
    folder: tempfile::TempDir,
}

/// A vault with a complete backup, automatic ones switched on, and then a record that is lost.
fn with_a_lost_record() -> Stick {
    let (bench, whole) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let other = bench.add_person("Zhao Ming", "1950-02-11", "male");
    let folder = tempfile::tempdir().unwrap();
    let token = bench.file(folder.path());
    bench.ask("backup_set", json!({"folder": token}));
    let end = bench.end_of(&bench.ask("backup_make", json!({})));
    assert_eq!(end["result"]["verified"], true, "{end}");
    // The rehearsal that follows a first backup is over.
    minute(&bench);
    bench.ask("vault_lock", json!({}));
    let lost = bench
        .folder
        .path()
        .join("vault/records")
        .join(other)
        .join("record.db");
    let kept = bench.folder.path().join("kept.db");
    std::fs::rename(&lost, &kept).unwrap();
    unlock(&bench);
    note(&bench, &whole, "slept well");
    Stick {
        bench,
        whole,
        lost,
        kept,
        folder,
    }
}

#[test]
fn a_backup_that_cannot_be_complete_is_made_once_a_day_and_the_newest_three_of_them_stay() {
    let stick = with_a_lost_record();
    let (bench, folder) = (&stick.bench, stick.folder.path());
    let complete = files(folder);
    assert_eq!((complete.len(), told(bench, &stick.whole)), (1, 1));
    bench.wait(86_400);
    for _ in 0..5 {
        minute(bench);
    }
    let first = files(folder);
    assert_eq!(first.len(), 2, "one, not one a minute: {first:?}");
    assert_eq!(told(bench, &stick.whole), 2, "and it is said once");
    let status = bench.ask("backup_status", json!({}));
    assert_eq!(status["backups"][0]["verifiedText"], Value::Null);
    assert_eq!(status["backups"][1]["name"], complete[0].as_str());
    // A day later one more is tried. The former one stays: it may hold what this one lacks.
    bench.wait(86_400);
    minute(bench);
    minute(bench);
    let second = files(folder);
    assert_eq!(second.len(), 3, "{second:?}");
    assert!(first.iter().all(|name| second.contains(name)));
    // So is one after many changes.
    for n in 0..20 {
        note(bench, &stick.whole, &format!("note {n}"));
    }
    minute(bench);
    minute(bench);
    let third = files(folder);
    assert_eq!(third.len(), 4, "{third:?}");
    // More than three of them do not stay.
    bench.wait(86_400);
    minute(bench);
    minute(bench);
    let fourth = files(folder);
    assert_eq!(fourth.len(), 4, "{fourth:?}");
    assert_ne!(fourth, third);
    assert!(fourth.contains(&complete[0]), "the complete one stays");
    // What was lost is found again: the next one is complete, and there is nothing left to keep the others for.
    bench.ask("vault_lock", json!({}));
    std::fs::rename(&stick.kept, &stick.lost).unwrap();
    bench.ask("vault_unlock", json!({"passphrase": PASSPHRASE}));
    bench.wait(86_400);
    minute(bench);
    let status = bench.ask("backup_status", json!({}));
    let all = status["backups"].as_array().unwrap();
    assert_eq!(all.len(), 2, "{status}");
    assert!(
        all.iter().all(|b| b["verifiedText"].is_string()),
        "{status}"
    );
    assert!(files(folder).contains(&complete[0]));
}

#[test]
fn backups_that_cannot_be_complete_take_no_complete_one_with_them() {
    let stick = with_a_lost_record();
    let (bench, folder) = (&stick.bench, stick.folder.path());
    let complete = files(folder);
    // By hand, as often as one likes.
    for _ in 0..6 {
        bench.wait(61);
        let end = bench.end_of(&bench.ask("backup_make", json!({})));
        assert_eq!(end["result"]["verified"], false, "{end}");
    }
    let now = files(folder);
    assert_eq!(now.len(), 4, "{now:?}");
    assert!(now.contains(&complete[0]));
}

#[test]
fn what_is_done_by_itself_does_not_keep_the_vault_open() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let folder = tempfile::tempdir().unwrap();
    let token = bench.file(folder.path());
    note(&bench, &person, "slept well");
    bench.ask("backup_set", json!({"folder": token}));
    // The last thing that anybody did. A backup, and later its rehearsal.
    alone(&bench);
    alone(&bench);
    assert_eq!(files(folder.path()).len(), 1, "it was made");
    bench.wait(100);
    assert!(!bench.session.lock_if_idle(), "not yet");
    bench.wait(78);
    alone(&bench);
    assert_eq!(
        files(folder.path()).len(),
        1,
        "nothing begins once it is to be locked"
    );
    assert!(bench.session.lock_if_idle(), "five minutes without use");
}
