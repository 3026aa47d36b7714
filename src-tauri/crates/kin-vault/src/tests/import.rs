//! Importing, versions, second sources, cancelling.

use super::{NOW, assert_whole, dump, home, import, note, obs, start};
use crate::{Added, ConceptQuery, Filter, VaultError};
use kin_model::{EntryId, Kind};

#[test]
fn the_same_file_again_adds_nothing() {
    let home = home();
    let drafts: Vec<_> = (0..50)
        .map(|i| {
            obs(
                "n",
                &i.to_string(),
                "2339-0",
                "Glucose",
                "2024-05-06",
                "5.6",
            )
        })
        .collect();
    import(&home.record, "a", &drafts);
    let before = dump(&home.record);
    let mut importer = home.record.begin_import(&start("b")).unwrap();
    for draft in &drafts {
        let outcome = importer
            .add(draft, &mut || panic!("no new concept"))
            .unwrap();
        assert!(matches!(outcome, Added::AlreadyThere(_)));
    }
    assert_eq!(importer.counts().already_there, 50);
    importer.commit().unwrap();
    assert_eq!(dump(&home.record), before);
    assert_eq!(
        home.record.counts_by_kind().unwrap(),
        vec![(Kind::Result, 50)]
    );
    assert_eq!(home.record.years().unwrap(), vec![(2024, 50)]);
    assert_whole(&home.vault);
}

#[test]
fn a_changed_resource_becomes_a_new_version_with_the_same_name() {
    let home = home();
    let old = obs("n", "1", "c", "T", "2024-05-06", "5.6");
    let new = obs("n", "1", "c", "T", "2024-05-07", "5.7");
    let first = import(&home.record, "a", std::slice::from_ref(&old));
    import(&home.record, "b", std::slice::from_ref(&new));
    let page = home.record.timeline(&Filter::default(), None, 10).unwrap();
    assert_eq!(page.rows.len(), 1);
    let entry = home.record.entry(page.rows[0].id).unwrap();
    assert_eq!(entry.body, new.body.as_ref());
    assert_eq!(entry.versions.len(), 1);
    assert_eq!(entry.versions[0].import, first);
    assert_eq!(
        home.record.body_of_version(entry.row.id, 1).unwrap(),
        old.body.as_ref()
    );
    assert_eq!(entry.row.date.unwrap().to_string(), "2024-05-07");
    assert_whole(&home.vault);
}

#[test]
fn versions_within_one_file_are_kept_too() {
    let home = home();
    let drafts = [
        obs("n", "1", "c", "T", "2024-05-06", "5.6"),
        obs("n", "1", "c", "T", "2024-05-06", "5.7"),
        obs("n", "1", "c", "T", "2024-05-06", "5.7"),
        obs("n", "1", "c", "T", "2024-05-06", "5.8"),
    ];
    import(&home.record, "a", &drafts);
    let page = home.record.timeline(&Filter::default(), None, 10).unwrap();
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].value.as_deref(), Some("5.8"));
    assert_eq!(
        home.record.entry(page.rows[0].id).unwrap().versions.len(),
        2
    );
    assert_whole(&home.vault);
}

#[test]
fn the_same_fact_from_two_sources_is_shown_once() {
    let home = home();
    let one = obs(
        "hospital-a",
        "1",
        "2339-0",
        "Glucose",
        "2024-05-06T08:00:00Z",
        "5.6",
    );
    let mut two = obs(
        "hospital-b",
        "x",
        "2339-0",
        "血糖",
        "2024-05-06T08:00:00Z",
        "5.6",
    );
    two.who = Some("Other clinic".into());
    let different = [
        obs(
            "hospital-b",
            "v",
            "2339-0",
            "Glucose",
            "2024-05-06T08:00:00Z",
            "5.60",
        ),
        obs(
            "hospital-b",
            "t",
            "2339-0",
            "Glucose",
            "2024-05-06T08:00:01Z",
            "5.6",
        ),
        obs(
            "hospital-b",
            "c",
            "9999-9",
            "Glucose",
            "2024-05-06T08:00:00Z",
            "5.6",
        ),
        obs("hospital-b", "p", "2339-0", "Glucose", "2024-05-06", "5.6"),
    ];
    let a = import(&home.record, "a", std::slice::from_ref(&one));
    let mut importer = home.record.begin_import(&start("b")).unwrap();
    let outcome = importer.add(&two, &mut String::new).unwrap();
    let Added::SameFact(id) = outcome else {
        panic!("{outcome:?}")
    };
    for draft in &different {
        let outcome = importer.add(draft, &mut String::new).unwrap();
        assert!(
            matches!(outcome, Added::Added(_)),
            "{} is another fact",
            draft.id
        );
    }
    let b = importer.commit().unwrap();
    let entry = home.record.entry(id).unwrap();
    assert_eq!(entry.row.imports, vec![a, b], "both sources are named");
    assert_eq!(entry.sources.len(), 2);
    let other = entry.sources[1].other.unwrap();
    assert_eq!(
        home.record.body_of_source(other).unwrap(),
        two.body.as_ref()
    );
    assert_eq!(
        home.record
            .find_by_reference("hospital-b", "Observation", "x")
            .unwrap(),
        Some(id),
        "a reference to the second source leads to the entry that is shown"
    );
    let page = home.record.timeline(&Filter::default(), None, 50).unwrap();
    assert_eq!(page.rows.len(), 5);
    // Again: known as it is.
    let mut importer = home.record.begin_import(&start("c")).unwrap();
    assert_eq!(
        importer.add(&two, &mut String::new).unwrap(),
        Added::AlreadyThere(id)
    );
    drop(importer);
    // It changes at its source: no longer the same fact.
    let mut changed = two.clone();
    changed.value = Some("6.6".into());
    changed.body = br#"{"resourceType":"Observation","id":"x","value":6.6}"#
        .to_vec()
        .into();
    let before = dump(&home.record);
    let d = import(&home.record, "d", &[changed]);
    assert_eq!(home.record.entry(id).unwrap().sources.len(), 1);
    let page = home.record.timeline(&Filter::default(), None, 50).unwrap();
    assert_eq!(page.rows.len(), 6);
    home.record.undo_import(d, "Hua", NOW).unwrap();
    assert_eq!(dump(&home.record), before);
    assert_whole(&home.vault);
}

#[test]
fn two_equal_facts_of_one_source_stay_two() {
    let home = home();
    let drafts = [
        obs("n", "1", "c", "T", "2024-05-06", "5.6"),
        obs("n", "2", "c", "T", "2024-05-06", "5.6"),
    ];
    import(&home.record, "a", &drafts);
    let page = home.record.timeline(&Filter::default(), None, 10).unwrap();
    assert_eq!(page.rows.len(), 2);
}

#[test]
fn undated_facts_are_the_same_only_with_the_same_concept() {
    let home = home();
    let mut a = obs("a", "1", "c1", "Penicillin", "", "x");
    a.kind = Kind::Allergy;
    let mut b = a.clone();
    b.namespace = "b".into();
    let mut c = obs("c", "1", "c2", "Aspirin", "", "x");
    c.kind = Kind::Allergy;
    assert_eq!(a.date, None);
    import(&home.record, "a", &[a]);
    import(&home.record, "b", &[b, c]);
    let page = home.record.timeline(&Filter::default(), None, 10).unwrap();
    assert_eq!(page.rows.len(), 2);
    assert_eq!(page.rows.iter().map(|r| r.imports.len()).sum::<usize>(), 3);
}

#[test]
fn dropping_an_import_leaves_the_record_as_it_was() {
    let home = home();
    import(&home.record, "a", &[note("n", "0", "2023", "first words")]);
    let before = dump(&home.record);
    let changes = home.record.changes(100).unwrap().len();
    let big = vec![b'z'; 300 << 10];
    let mut importer = home.record.begin_import(&start("b")).unwrap();
    for i in 0..500 {
        let draft = note("n", &i.to_string(), "2024-01-01", "other words");
        importer.add(&draft, &mut String::new).unwrap();
    }
    importer
        .add_attachment("x.bin", "application/octet-stream", &big)
        .unwrap();
    assert!(home.record.is_busy());
    assert!(matches!(
        home.record.hide(EntryId(1), "Hua", NOW),
        Err(VaultError::Busy)
    ));
    // Readers see the old state meanwhile.
    assert_eq!(dump(&home.record), before);
    drop(importer);
    assert_eq!(dump(&home.record), before);
    assert_eq!(home.record.changes(100).unwrap().len(), changes);
    assert!(!home.record.is_busy());
    let blobs = home
        .dir
        .path()
        .join("records")
        .join(home.person.as_str())
        .join("blobs");
    let files = walk(&blobs);
    assert_eq!(files, 0, "no file of the cancelled import is left");
    assert_whole(&home.vault);
}

fn walk(path: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(path) else {
        return 0;
    };
    entries
        .map(|e| e.unwrap().path())
        .map(|p| if p.is_dir() { walk(&p) } else { 1 })
        .sum()
}

#[test]
fn locking_stops_an_import() {
    let home = home();
    let before = dump(&home.record);
    let record = std::sync::Arc::clone(&home.record);
    let (sender, ready) = std::sync::mpsc::channel();
    let worker = std::thread::spawn(move || {
        let mut importer = record.begin_import(&start("b")).unwrap();
        for i in 0_u64.. {
            let draft = obs("n", &i.to_string(), "c", "T", "2024", "1");
            if let Err(error) = importer.add(&draft, &mut String::new) {
                return error;
            }
            if i == 100 {
                sender.send(()).unwrap();
            }
        }
        unreachable!()
    });
    ready.recv().unwrap();
    let locked = home.vault.lock();
    assert!(matches!(worker.join().unwrap(), VaultError::Locked));
    let vault = locked.unlock(None, &super::pass(super::PASS)).unwrap();
    assert_eq!(dump(&vault.record(&home.person).unwrap()), before);
    assert_whole(&vault);
}

#[test]
fn kill_in_the_middle_of_an_import_leaves_the_old_state() {
    // The same test binary, as a child that imports until it is killed.
    if let Ok(dir) = std::env::var("KIN_VAULT_KILL_DIR") {
        let vault = crate::Vault::open(std::path::Path::new(&dir))
            .unwrap()
            .unlock(None, &super::pass(super::PASS))
            .unwrap();
        let (person, _) = vault.people().remove(0);
        let record = vault.record(&person).unwrap();
        let mut importer = record.begin_import(&start("child")).unwrap();
        for i in 0_u64.. {
            let mut draft = note("child", &i.to_string(), "2024-01-01", "words of the child");
            draft.date = format!("20{:02}-01-01", i % 90 + 10).parse().ok();
            importer.add(&draft, &mut String::new).unwrap();
            if i == 3_000 {
                println!("IMPORTING");
            }
        }
    }
    use std::io::BufRead as _;
    let home = home();
    import(&home.record, "a", &[obs("n", "1", "c", "T", "2024", "1")]);
    let before = dump(&home.record);
    drop(home.vault.lock());
    for _ in 0..3 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "tests::import::kill_in_the_middle_of_an_import_leaves_the_old_state",
                "--nocapture",
            ])
            .env("KIN_VAULT_KILL_DIR", home.dir.path())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let output = std::io::BufReader::new(child.stdout.take().unwrap());
        let began = output
            .lines()
            .map_while(Result::ok)
            .any(|line| line.contains("IMPORTING"));
        assert!(began, "the child got into its import");
        child.kill().unwrap();
        child.wait().unwrap();
        let vault = crate::Vault::open(home.dir.path())
            .unwrap()
            .unlock(None, &super::pass(super::PASS))
            .unwrap();
        assert_eq!(dump(&vault.record(&home.person).unwrap()), before);
        assert_whole(&vault);
        drop(vault.lock());
    }
}

#[test]
fn a_setting_stored_with_an_import_is_there_only_when_the_import_is() {
    // The same test binary, as a child that is killed before its commit, or right after it.
    if let Ok(told) = std::env::var("KIN_VAULT_SETTING_DIR") {
        let (when, dir) = told.split_once(' ').unwrap();
        let vault = crate::Vault::open(std::path::Path::new(dir))
            .unwrap()
            .unlock(None, &super::pass(super::PASS))
            .unwrap();
        let (person, _) = vault.people().remove(0);
        let record = vault.record(&person).unwrap();
        let mut importer = record.begin_import(&start("child")).unwrap();
        let draft = note("child", when, "2024-01-01", "words of the child");
        importer.add(&draft, &mut String::new).unwrap();
        importer.set_setting("book", when).unwrap();
        if when == "after" {
            importer.commit().unwrap();
        }
        std::process::abort();
    }
    let home = home();
    home.record.set_setting("book", "old").unwrap();
    let mut importer = home.record.begin_import(&start("a")).unwrap();
    importer.set_setting("book", "taken back").unwrap();
    importer.rollback();
    assert_eq!(home.record.setting("book").unwrap().as_deref(), Some("old"));
    drop(home.vault.lock());
    for (when, imports, book) in [("before", 0, "old"), ("after", 1, "after")] {
        let ended = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "tests::import::a_setting_stored_with_an_import_is_there_only_when_the_import_is",
            ])
            .env(
                "KIN_VAULT_SETTING_DIR",
                format!("{when} {}", home.dir.path().display()),
            )
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        assert!(!ended.success(), "it was killed");
        let vault = crate::Vault::open(home.dir.path())
            .unwrap()
            .unlock(None, &super::pass(super::PASS))
            .unwrap();
        let record = vault.record(&home.person).unwrap();
        assert_eq!(record.imports().unwrap().len(), imports, "{when}");
        assert_eq!(record.setting("book").unwrap().as_deref(), Some(book));
        assert_whole(&vault);
        drop(record);
        drop(vault.lock());
    }
}

#[test]
fn large_originals_and_attachments_go_round() {
    let home = home();
    let mut big = obs("n", "big", "c", "Scan", "2024", "1");
    let filler: String = (0..90_000)
        .map(|n| (n * 7919 % 10_007).to_string())
        .collect();
    big.body = format!(r#"{{"resourceType":"Observation","id":"big","data":"{filler}"}}"#)
        .into_bytes()
        .into();
    assert!(big.body.len() > 256 << 10);
    let small = obs("n", "small", "c", "T", "2024", "2");
    import(
        &home.record,
        "a",
        &[
            small.clone(),
            big.clone(),
            obs("n", "s2", "c", "T", "2024", "3"),
        ],
    );
    let id = home
        .record
        .find_by_reference("n", "Observation", "big")
        .unwrap()
        .unwrap();
    assert_eq!(home.record.entry(id).unwrap().body, big.body.as_ref());
    let photo: Vec<u8> = (0..700_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0])
        .collect();
    let attachment = home
        .record
        .put_attachment("p.jpg", "image/jpeg", &photo, "Hua", NOW)
        .unwrap();
    let again = home
        .record
        .put_attachment("p.jpg", "image/jpeg", &photo, "Hua", NOW)
        .unwrap();
    assert_eq!(attachment, again);
    assert_eq!(home.record.attachment(attachment).unwrap().bytes, photo);
    let tiny = home
        .record
        .put_attachment("t.txt", "text/plain", b"hello", "Hua", NOW)
        .unwrap();
    assert_eq!(home.record.attachment(tiny).unwrap().name, "t.txt");
    assert_whole(&home.vault);
}

#[test]
fn lists_are_filtered_and_paged_without_gap_or_repeat() {
    let home = home();
    let mut drafts = Vec::new();
    for i in 0..300 {
        let date = format!("{}-{:02}-{:02}", 2015 + i % 10, i % 12 + 1, i % 28 + 1);
        let mut draft = obs(
            "n",
            &i.to_string(),
            &(i % 7).to_string(),
            &format!("T{}", i % 7),
            &date,
            "1",
        );
        draft.kind = [Kind::Result, Kind::Visit, Kind::Condition, Kind::Directory][i % 4];
        if i % 50 == 0 {
            draft.date = None;
        }
        drafts.push(draft);
    }
    let a = import(&home.record, "a", &drafts[..200]);
    import(&home.record, "b", &drafts[200..]);
    let all = |filter: &Filter| {
        let (mut rows, mut before) = (Vec::new(), None);
        loop {
            let page = home.record.timeline(filter, before, 17).unwrap();
            rows.extend(page.rows);
            before = page.next;
            if before.is_none() {
                break rows;
            }
        }
    };
    let count = |f: &dyn Fn(&(usize, &kin_model::Draft<'_>)) -> bool| {
        drafts.iter().enumerate().filter(f).count()
    };
    let everything = all(&Filter::default());
    assert_eq!(everything.len(), count(&|(_, d)| d.kind.in_timeline()));
    let mut sorted = everything.clone();
    sorted.sort_by_key(|r| std::cmp::Reverse(r.cursor));
    assert_eq!(everything, sorted, "newest first");
    let kinds = vec![Kind::Visit, Kind::Directory];
    let rows = all(&Filter {
        kinds,
        ..Filter::default()
    });
    assert_eq!(
        rows.len(),
        count(&|(_, d)| matches!(d.kind, Kind::Visit | Kind::Directory))
    );
    let rows = all(&Filter {
        year: Some(2018),
        ..Filter::default()
    });
    assert_eq!(
        rows.len(),
        count(&|(_, d)| d.kind.in_timeline() && d.date.is_some_and(|d| d.year_number() == 2018))
    );
    let rows = all(&Filter {
        imports: vec![a],
        ..Filter::default()
    });
    assert_eq!(
        rows.len(),
        count(&|(i, d)| *i < 200 && d.kind.in_timeline())
    );
    let rows = all(&Filter {
        query: Some("T3".into()),
        ..Filter::default()
    });
    assert_eq!(
        rows.len(),
        count(&|(_, d)| d.title == "T3" && d.kind.in_timeline())
    );
    let years: u64 = home.record.years().unwrap().iter().map(|(_, n)| n).sum();
    assert_eq!(
        usize::try_from(years).unwrap(),
        count(&|(_, d)| d.kind.in_timeline() && d.date.is_some())
    );
    let series = home
        .record
        .series(&ConceptQuery {
            codes: vec![("http://loinc.org".into(), "3".into())],
            title: None,
        })
        .unwrap();
    assert_eq!(series.len(), count(&|(i, _)| i % 7 == 3));
    assert!(
        series.windows(2).all(|w| w[0].cursor < w[1].cursor),
        "oldest first"
    );
    let mut bodies = 0;
    home.record
        .rows_with_bodies(&[Kind::Condition], 1000, &mut |row, body| {
            assert!(String::from_utf8_lossy(body).contains(&row.title));
            bodies += 1;
        })
        .unwrap();
    assert_eq!(bodies, count(&|(_, d)| d.kind == Kind::Condition));
}

#[test]
fn many_entries_of_one_second_keep_their_date() {
    let home = home();
    let drafts: Vec<_> = (0..3_000)
        .map(|i| obs("n", &i.to_string(), "c", "T", "2024-05-06", &i.to_string()))
        .collect();
    import(&home.record, "a", &drafts);
    let mut before = None;
    let mut seen = std::collections::BTreeSet::new();
    loop {
        let page = home
            .record
            .timeline(&Filter::default(), before, 500)
            .unwrap();
        for row in &page.rows {
            assert_eq!(row.date.unwrap().to_string(), "2024-05-06");
            seen.insert(row.id);
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 3_000);
}
