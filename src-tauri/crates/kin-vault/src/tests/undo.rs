//! Undo, hiding, erasing, hand edits.

use super::{Home, NOW, PASS, assert_whole, dump, home, import, note, obs, pass, start};
use crate::{Filter, Place, Record, SearchOptions, Unlocked, VaultError};
use kin_model::{Draft, EntryId, ImportId, Kind, OriginKind};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

fn search_count(record: &crate::Record, words: &str) -> usize {
    record
        .search(words, &SearchOptions::default())
        .unwrap()
        .page
        .rows
        .len()
}

#[test]
fn undoing_an_import_restores_the_exact_former_state() {
    let home = home();
    let words = "ocean 海洋";
    let base = [
        note("n", "1", "2020-01-01", words),
        obs("n", "2", "c", "Glucose", "2021-01-01", "5"),
        obs("n", "3", "c", "Glucose", "2021-01-02", "6"),
    ];
    import(&home.record, "a", &base);
    let before = dump(&home.record);
    let next = [
        note("n", "1", "2020-01-01", "desert 沙漠"),
        obs("n", "2", "c", "Glucose", "2022-01-01", "5.5"),
        obs("m", "9", "c", "Glucose", "2021-01-02", "6"),
        obs("m", "8", "d", "Rare title", "2021-01-02", "7"),
    ];
    let id = import(&home.record, "b", &next);
    assert_eq!(
        (
            search_count(&home.record, "ocean"),
            search_count(&home.record, "沙漠")
        ),
        (0, 1)
    );
    assert_eq!(search_count(&home.record, "rare"), 1);
    let of_it = |brought| {
        let filter = Filter {
            imports: vec![id],
            brought,
            ..Filter::default()
        };
        home.record.timeline(&filter, None, 9).unwrap().rows.len()
    };
    assert_eq!(of_it(false), 4, "everything that the import carries");
    assert_eq!(of_it(true), 3, "two that changed and one that is new");
    let undone = home.record.undo_import(id, "Hua", NOW).unwrap();
    assert_eq!((undone.removed, undone.restored), (1, 2));
    assert_eq!(dump(&home.record), before);
    assert_eq!(
        (
            search_count(&home.record, "海洋"),
            search_count(&home.record, "desert")
        ),
        (1, 0)
    );
    assert_eq!(search_count(&home.record, "rare"), 0);
    let info = &home.record.imports().unwrap()[0];
    assert!(!info.can_undo && info.undone.as_deref() == Some(NOW));
    assert!(matches!(
        home.record.undo_import(id, "Hua", NOW),
        Err(VaultError::NoSuchImport)
    ));
    assert_whole(&home.vault);
}

#[test]
fn undoing_the_first_source_shows_the_second() {
    let home = home();
    let a = import(&home.record, "a", &[obs("a", "1", "c", "T", "2024", "5")]);
    let b = import(&home.record, "b", &[obs("b", "1", "c", "T", "2024", "5")]);
    import(&home.record, "c", &[obs("c", "1", "c", "T", "2024", "5")]);
    let row = home
        .record
        .timeline(&Filter::default(), None, 5)
        .unwrap()
        .rows
        .remove(0);
    assert_eq!(row.imports.len(), 3);
    home.record.undo_import(a, "Hua", NOW).unwrap();
    let rows = home
        .record
        .timeline(&Filter::default(), None, 5)
        .unwrap()
        .rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].imports, vec![b, ImportId(b.0 + 1)]);
    let found = home
        .record
        .find_by_reference("c", "Observation", "1")
        .unwrap();
    assert_eq!(found, Some(rows[0].id));
    assert_whole(&home.vault);
}

#[test]
fn undoing_an_older_import_keeps_what_came_later() {
    let home = home();
    let a = import(
        &home.record,
        "a",
        &[
            obs("n", "1", "c", "T", "2024", "5"),
            obs("n", "2", "c", "T", "2023", "1"),
        ],
    );
    import(&home.record, "b", &[obs("n", "1", "c", "T", "2024", "6")]);
    home.record.undo_import(a, "Hua", NOW).unwrap();
    let rows = home
        .record
        .timeline(&Filter::default(), None, 5)
        .unwrap()
        .rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].value.as_deref(), Some("6"));
    assert_eq!(home.record.entry(rows[0].id).unwrap().versions, vec![]);
    assert_whole(&home.vault);
}

#[test]
fn hidden_entries_leave_every_list_and_come_back() {
    let home = home();
    import(
        &home.record,
        "a",
        &[
            note("n", "1", "2024-01-01", "whale"),
            obs("n", "2", "c", "T", "2024", "5"),
        ],
    );
    let before = dump(&home.record);
    let id = home
        .record
        .find_by_reference("n", "Observation", "1")
        .unwrap()
        .unwrap();
    assert!(matches!(
        home.record.erase(id, "Hua", NOW),
        Err(VaultError::NotHidden)
    ));
    home.record.hide(id, "Hua", NOW).unwrap();
    assert_eq!(
        home.record
            .timeline(&Filter::default(), None, 5)
            .unwrap()
            .rows
            .len(),
        1
    );
    assert_eq!(search_count(&home.record, "whale"), 0);
    assert_eq!(home.record.years().unwrap(), vec![(2024, 1)]);
    let hidden = Filter {
        only_hidden: true,
        ..Filter::default()
    };
    assert_eq!(
        home.record.timeline(&hidden, None, 5).unwrap().rows[0].id,
        id
    );
    home.record.restore(id, "Hua", NOW).unwrap();
    assert_eq!(search_count(&home.record, "whale"), 1);
    assert_eq!(dump(&home.record), before);
    assert_whole(&home.vault);
}

#[test]
fn a_hidden_entry_stays_hidden_when_its_source_updates_it() {
    let home = home();
    import(&home.record, "a", &[obs("n", "1", "c", "T", "2024", "5")]);
    let id = home
        .record
        .find_by_reference("n", "Observation", "1")
        .unwrap()
        .unwrap();
    home.record.hide(id, "Hua", NOW).unwrap();
    import(&home.record, "b", &[obs("n", "1", "c", "T", "2024", "6")]);
    assert_eq!(
        home.record
            .timeline(&Filter::default(), None, 5)
            .unwrap()
            .rows
            .len(),
        0
    );
    assert_whole(&home.vault);
}

#[test]
fn erasing_removes_original_versions_and_words_for_good() {
    let home = home();
    import(
        &home.record,
        "a",
        &[
            note("n", "1", "2024-01-01", "secretword"),
            note("n", "2", "2024-01-02", "staying"),
        ],
    );
    import(
        &home.record,
        "b",
        &[note("n", "1", "2024-01-01", "secretword again")],
    );
    let mut rare = obs("n", "9", "rare-code", "Raretitle", "2024", "1");
    rare.who = Some("Rareclinic".into());
    import(&home.record, "c", &[rare]);
    for name in ["1", "9"] {
        let id = home
            .record
            .find_by_reference("n", "Observation", name)
            .unwrap()
            .unwrap();
        home.record.hide(id, "Hua", NOW).unwrap();
        home.record.erase(id, "Hua", NOW).unwrap();
        assert!(matches!(
            home.record.entry(id),
            Err(VaultError::NoSuchEntry)
        ));
    }
    assert_eq!(search_count(&home.record, "secretword"), 0);
    assert_eq!(search_count(&home.record, "staying"), 1);
    // Nothing of it is left in any table, in clear or packed.
    let left = home
        .record
        .read(|r| {
            let mut left = String::new();
            for sql in [
                "SELECT text FROM dim",
                "SELECT title || codings || words FROM concept",
                "SELECT c.title FROM version v JOIN concept c ON c.id = v.concept",
            ] {
                let mut statement = r.conn.prepare(sql)?;
                for text in statement.query_map([], |row| row.get::<_, String>(0))? {
                    left.push_str(&text?);
                }
            }
            let blocks: Vec<i64> = r
                .conn
                .prepare("SELECT id FROM body")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for block in blocks {
                for position in 0..4 {
                    if let Ok(text) = r.body(block * 256 + position) {
                        left.push_str(&String::from_utf8_lossy(&text));
                    }
                }
            }
            Ok(left)
        })
        .unwrap();
    assert!(left.contains("staying"), "the look finds what is there");
    for word in ["secretword", "Raretitle", "Rareclinic", "rare-code"] {
        assert!(!left.contains(word), "{word} is left");
    }
    let vocabulary = home.record.read(|r| {
        r.conn.execute_batch("PRAGMA query_only = OFF; CREATE VIRTUAL TABLE temp.v USING fts5vocab('main', 'own_fts', 'row')")?;
        let words: Vec<String> = r.conn.prepare("SELECT term FROM temp.v")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(words)
    });
    if let Ok(words) = vocabulary {
        assert!(words.contains(&"staying".to_owned()));
        assert!(!words.contains(&"secretword".to_owned()), "{words:?}");
    }
    assert_whole(&home.vault);
}

#[test]
fn typing_editing_and_going_back() {
    let home = home();
    let first = note("hand", "1", "2024-01-01", "typed once");
    let second = note("hand", "1", "2024-01-02", "typed twice");
    let id = home
        .record
        .put(&first, &mut String::new, "Hua", NOW)
        .unwrap();
    assert_eq!(
        home.record
            .put(&first, &mut String::new, "Hua", NOW)
            .unwrap(),
        id
    );
    assert_eq!(
        home.record
            .put(&second, &mut String::new, "Hua", NOW)
            .unwrap(),
        id
    );
    let entry = home.record.entry(id).unwrap();
    assert_eq!(entry.versions.len(), 1);
    assert_eq!(entry.sources[0].origin.kind, OriginKind::Hand);
    assert_eq!(entry.sources[0].origin.by, "Hua");
    assert_eq!(search_count(&home.record, "twice"), 1);
    home.record.revert(id, "Hua", NOW).unwrap();
    assert_eq!(home.record.entry(id).unwrap().body, first.body.as_ref());
    assert_eq!(
        (
            search_count(&home.record, "once"),
            search_count(&home.record, "twice")
        ),
        (1, 0)
    );
    assert!(matches!(
        home.record.revert(id, "Hua", NOW),
        Err(VaultError::NoSuchEntry)
    ));
    home.record
        .put(
            &note("hand", "2", "2024-01-01", "more"),
            &mut String::new,
            "Hua",
            NOW,
        )
        .unwrap();
    let imports = home.record.imports().unwrap();
    assert_eq!(imports.len(), 1, "what one keyholder typed is one line");
    assert_eq!(imports[0].counts.added, 2);
    assert!(!imports[0].can_undo);
    let origins = home.record.origins().unwrap();
    assert!(
        origins.len() > 1,
        "but each act of typing is an origin of its own"
    );
    for row in home
        .record
        .timeline(&Filter::default(), None, 9)
        .unwrap()
        .rows
    {
        for import in row.imports {
            let origin = origins.iter().find(|o| o.import == import);
            assert_eq!(
                origin.map(|o| o.kind),
                Some(OriginKind::Hand),
                "every entry finds its source"
            );
        }
    }
    let typed = Filter {
        imports: vec![imports[0].origin.import],
        ..Filter::default()
    };
    assert_eq!(home.record.timeline(&typed, None, 9).unwrap().rows.len(), 2);
    let ops: Vec<String> = home
        .record
        .changes(9)
        .unwrap()
        .into_iter()
        .map(|c| c.op)
        .collect();
    assert_eq!(ops, ["put", "revert", "put", "put", "create"]);
    assert_whole(&home.vault);
}

#[test]
fn a_check_after_the_index_was_rewritten_sees_the_index_as_it_is() {
    let home = home();
    for round in 0..40 {
        // A search leaves the shape of the index with the connection that also does the check.
        assert_eq!(search_count(&home.record, "whale"), 0);
        let drafts: Vec<_> = (0..3)
            .map(|i| note("n", &i.to_string(), "2024-01-01", &format!("whale {round}")))
            .collect();
        let id = import(&home.record, &round.to_string(), &drafts);
        assert_eq!(search_count(&home.record, "whale"), 3);
        home.record.undo_import(id, "Hua", NOW).unwrap();
        assert_whole(&home.vault);
    }
}

/// One resource of a small world: few identities, few contents, so that everything meets.
fn some_draft() -> impl Strategy<Value = Draft<'static>> {
    (0..3_u8, 0..5_u8, 0..3_u8, 0..4_u8, any::<bool>()).prop_map(|(ns, id, code, value, words)| {
        let date = ["2024-05-06", "2024-05-06T08:00:00Z", "2023", ""][usize::from(value)];
        let mut draft = obs(
            &format!("ns{ns}"),
            &id.to_string(),
            &format!("code{code}"),
            &format!("Title {code}"),
            date,
            &(value % 2).to_string(),
        );
        if words {
            draft.own_words = format!("words of {ns}{id}{code}{value}");
            let body = String::from_utf8_lossy(&draft.body).into_owned();
            let words = format!(r#"{{"note":"{}","#, draft.own_words);
            draft.body = body.replacen('{', &words, 1).into_bytes().into();
        }
        draft
    })
}

/// How often each property is tried: `KINFOLIO_CASES` for a long run by hand.
fn cases() -> u32 {
    let wanted = std::env::var("KINFOLIO_CASES").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(20)
}

/// The names of all originals that are kept.
fn originals(record: &Record) -> BTreeSet<i64> {
    record
        .read(|r| {
            let blocks: Vec<i64> = r
                .conn
                .prepare("SELECT id FROM body")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut names = BTreeSet::new();
            for block in blocks {
                for name in (block << 8)..((block + 1) << 8) {
                    match r.body(name) {
                        Ok(body) if body.is_empty() => {}
                        Ok(_) => drop(names.insert(name)),
                        Err(_) => break,
                    }
                }
            }
            Ok(names)
        })
        .unwrap()
}

/// All rows of a statement, as text.
fn rows_of(record: &Record, sql: &str) -> Vec<String> {
    record
        .read(|r| {
            let mut statement = r.conn.prepare(sql)?;
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                let values: Result<Vec<rusqlite::types::Value>, _> =
                    (0..columns).map(|i| row.get(i)).collect();
                Ok(format!("{:?}", values?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap()
}

/// Every original belongs to one state, every state has one, and nothing else is kept.
fn assert_tidy(record: &Record) {
    let mut named = BTreeSet::new();
    record
        .read(|r| {
            for table in ["item", "also", "version"] {
                let mut statement = r.conn.prepare(&format!("SELECT body FROM {table}"))?;
                for body in statement.query_map([], |row| row.get::<_, i64>(0))? {
                    assert!(named.insert(body?), "an original of two states");
                }
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(originals(record), named);
    let strays = "SELECT h2 FROM also a WHERE NOT EXISTS (SELECT 1 FROM item i WHERE i.h = a.h)";
    assert_eq!(rows_of(record, strays), Vec::<String>::new());
    let strays = "SELECT import, n FROM witness WHERE import IN
        (SELECT id FROM import WHERE undone IS NOT NULL) UNION ALL SELECT import, n FROM trail
        WHERE import IN (SELECT id FROM import WHERE undone IS NOT NULL)";
    assert_eq!(rows_of(record, strays), Vec::<String>::new());
}

/// What a record holds, whichever of two sources of one fact stands above the other.
fn states(record: &Record) -> Vec<String> {
    [
        "SELECT h, content, import FROM (SELECT i.h AS h, d.content AS content, i.import AS import
         FROM item i JOIN ident d ON d.h = i.h
         UNION ALL SELECT h2, content, import FROM also) ORDER BY h",
        "SELECT h, n, content, import FROM version ORDER BY h, n",
        "SELECT text, uses FROM dim ORDER BY text",
        "SELECT kind, title, codings, uses FROM concept ORDER BY key",
        "SELECT name, sha256, import FROM attachment ORDER BY id",
        "SELECT count(*) FROM blob",
    ]
    .iter()
    .flat_map(|sql| rows_of(record, sql))
    .collect()
}

/// One import of a test: resources and files.
type Load = (Vec<Draft<'static>>, Vec<u8>);

fn some_load() -> impl Strategy<Value = Load> {
    (
        prop::collection::vec(some_draft(), 0..12),
        prop::collection::vec(0..3_u8, 0..3),
    )
}

fn bring(record: &Record, label: &str, (drafts, files): &Load) -> ImportId {
    let mut importer = record.begin_import(&start(label)).unwrap();
    for (index, draft) in (0..).zip(drafts) {
        importer.at(Place { file: 0, index });
        importer.add(draft, &mut String::new).unwrap();
    }
    for file in files {
        let bytes = vec![*file; 10];
        importer.add_attachment("file", "a/b", &bytes).unwrap();
    }
    importer.commit().unwrap()
}

/// Two records in which every number is the same, with their vaults and folders.
fn twins() -> [(Arc<Record>, Unlocked, tempfile::TempDir); 2] {
    let Home {
        dir,
        vault,
        person,
        record,
    } = home();
    drop(record);
    drop(vault.lock());
    let copy = tempfile::tempdir().unwrap();
    crate::tests::golden::copy_tree(dir.path(), copy.path());
    [dir, copy].map(|dir| {
        let vault = crate::Vault::open(dir.path()).unwrap();
        let vault = vault.unlock(None, &pass(PASS)).unwrap();
        (vault.record(&person).unwrap(), vault, dir)
    })
}

/// Imports all loads, takes those away whose number `away` names, and compares with a record that
/// never had them. With `alike`, which entries stand for which facts must be the same as well.
fn as_if_they_had_never_been(loads: &[Load], away: &[usize], alike: bool) {
    let [(record, vault, _dir), (other, _vault, _copy)] = twins();
    let none = (vec![], vec![]);
    let mut ids = Vec::new();
    for (i, load) in loads.iter().enumerate() {
        ids.push(bring(&record, "load", load));
        bring(&other, "load", if away.contains(&i) { &none } else { load });
    }
    assert_tidy(&record);
    for i in away {
        record.undo_import(ids[*i], "Hua", NOW).unwrap();
        assert_tidy(&record);
        assert_whole(&vault);
    }
    assert_eq!(states(&record), states(&other));
    if alike {
        assert_eq!(dump(&record), dump(&other));
        let bodies = |record: &Record| -> BTreeSet<Vec<u8>> {
            let names = originals(record);
            let bodies = names.iter().map(|n| record.read(|r| r.body(*n)).unwrap());
            bodies.collect()
        };
        assert_eq!(bodies(&record), bodies(&other));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_that_wait_are_found_like_rows_that_are_written(
        base in prop::collection::vec(some_draft(), 0..8),
        act in prop::collection::vec(some_draft(), 1..30),
    ) {
        // Two copies of one vault, so that every number can be the same.
        let home = home();
        import(&home.record, "base", &base);
        let (person, dir) = (home.person.clone(), home.dir);
        drop(home.record);
        drop(home.vault.lock());
        let copy = tempfile::tempdir().unwrap();
        crate::tests::golden::copy_tree(dir.path(), copy.path());
        let dumps = [(dir.path(), false), (copy.path(), true)].map(|(dir, each)| {
            let vault = crate::Vault::open(dir).unwrap().unlock(None, &pass(PASS)).unwrap();
            let record = vault.record(&person).unwrap();
            let mut importer = record.begin_import(&start("act")).unwrap();
            let mut told = Vec::new();
            for draft in &act {
                told.push(importer.add(draft, &mut String::new).unwrap());
                if each {
                    importer.flush_now();
                }
            }
            importer.commit().unwrap();
            assert_whole(&vault);
            (told, dump(&record))
        });
        prop_assert_eq!(&dumps[0].0, &dumps[1].0);
        prop_assert_eq!(&dumps[0].1, &dumps[1].1);
    }

    #[test]
    fn any_import_can_be_taken_back_exactly(
        base in prop::collection::vec(prop::collection::vec(some_draft(), 0..12), 0..4),
        last in prop::collection::vec(some_draft(), 1..20),
        hide in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) {
        let home = home();
        for (i, drafts) in base.iter().enumerate() {
            import(&home.record, &i.to_string(), drafts);
        }
        let rows = home.record.timeline(&Filter::default(), None, 100).unwrap().rows;
        for index in hide {
            if !rows.is_empty() {
                home.record.hide(index.get(&rows).id, "Hua", NOW).unwrap();
            }
        }
        let before = dump(&home.record);
        let id = import(&home.record, "last", &last);
        let report = home.vault.check(true).unwrap();
        prop_assert_eq!(report.problems, vec![]);
        home.record.undo_import(id, "Hua", NOW).unwrap();
        prop_assert_eq!(dump(&home.record), before);
        let report = home.vault.check(true).unwrap();
        prop_assert_eq!(report.problems, vec![]);
    }

    #[test]
    fn imports_can_be_taken_back_in_any_order(
        imports in prop::collection::vec(prop::collection::vec(some_draft(), 1..12), 1..5),
        order in any::<prop::sample::Index>(),
    ) {
        let home = home();
        let empty = dump(&home.record);
        let mut ids: Vec<ImportId> = imports
            .iter()
            .enumerate()
            .map(|(i, drafts)| import(&home.record, &i.to_string(), drafts))
            .collect();
        while !ids.is_empty() {
            let id = ids.remove(order.index(ids.len()));
            home.record.undo_import(id, "Hua", NOW).unwrap();
            let report = home.vault.check(true).unwrap();
            prop_assert_eq!(report.problems, vec![]);
            assert_tidy(&home.record);
        }
        prop_assert_eq!(dump(&home.record), empty);
        let left = ["body", "blob", "witness", "trail", "version", "attachment"]
            .map(|table| rows_of(&home.record, &format!("SELECT 1 FROM {table}")).len());
        prop_assert_eq!(left, [0; 6], "nothing of an import is left behind");
    }

    #[test]
    fn what_is_taken_back_leaves_the_record_as_if_it_had_never_been(
        mut loads in prop::collection::vec(some_load(), 1..6),
        away in prop::collection::vec(0..6_usize, 1..6),
        alike in any::<bool>(),
        dated in any::<bool>(),
    ) {
        if dated {
            // The source says when each state was written; some at the same time.
            for draft in loads.iter_mut().flat_map(|(drafts, _)| drafts) {
                let body = String::from_utf8_lossy(&draft.body).into_owned();
                let month = body.len() % 2 + body.bytes().map(usize::from).sum::<usize>() % 5 + 1;
                let meta = format!(r#"{{"meta":{{"lastUpdated":"2024-0{month}-01T08:00:00Z"}},"#);
                draft.body = body.replacen('{', &meta, 1).into_bytes().into();
            }
        }
        if alike {
            // Of a kind that is never taken for the same fact.
            for draft in loads.iter_mut().flat_map(|(drafts, _)| drafts) {
                draft.kind = Kind::Note;
            }
        }
        let mut order: Vec<usize> = Vec::new();
        for i in away {
            if i < loads.len() && !order.contains(&i) {
                order.push(i);
            }
        }
        as_if_they_had_never_been(&loads, &order, alike);
    }
}

#[test]
fn what_became_one_again_leaves_no_original_behind() {
    let a = obs("n", "0", "c1", "One", "2023", "0");
    let b = obs("n", "0", "c0", "Two", "2024-05-06", "0");
    let other = obs("n", "1", "c0", "Two", "2024-05-06", "0");
    let loads = [
        (vec![a.clone()], vec![]),
        (vec![b], vec![]),
        (vec![a, other], vec![]),
    ];
    as_if_they_had_never_been(&loads, &[1], false);
}

#[test]
fn what_two_imports_brought_stays_until_both_are_taken_back() {
    let words = "ocean 海洋";
    let old = note("n", "1", "2020-01-01", words);
    let new = note("n", "1", "2020-01-01", "desert 沙漠");
    let load = |drafts: &[&Draft<'static>]| -> Load {
        (drafts.iter().map(|d| (*d).clone()).collect(), vec![1])
    };
    let loads = [
        load(&[&old]),
        load(&[&old, &new]),
        load(&[&new, &old]),
        load(&[&old]),
    ];
    for order in [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
        [1, 0, 3, 2],
        [2, 0, 1, 3],
        [1, 2, 0, 3],
    ] {
        for n in 1..=4 {
            as_if_they_had_never_been(&loads, &order[..n], true);
        }
    }
    let home = home();
    let first = bring(&home.record, "first", &loads[0]);
    let second = bring(&home.record, "second", &loads[3]);
    let undone = home.record.undo_import(first, "Hua", NOW).unwrap();
    assert_eq!((undone.removed, undone.restored, undone.kept), (0, 0, 1));
    let page = home.record.timeline(&Filter::default(), None, 9).unwrap();
    assert_eq!(page.rows[0].imports, vec![second]);
    assert_eq!(search_count(&home.record, "海洋"), 1);
    let undone = home.record.undo_import(second, "Hua", NOW).unwrap();
    assert_eq!((undone.removed, undone.restored, undone.kept), (1, 0, 0));
    assert_eq!(search_count(&home.record, "海洋"), 0);
    assert_eq!(originals(&home.record), BTreeSet::new());
    assert_whole(&home.vault);
}

#[test]
fn a_history_without_times_is_in_the_order_of_its_numbers() {
    let state = |value: &str, version: u32| {
        let mut draft = obs("n", "1", "c", "Glucose", "2024-01-01", value);
        let body = format!(
            r#"{{"resourceType":"Observation","id":"1","meta":{{"versionId":"{version}"}},"value":{value}}}"#
        );
        draft.body = body.into_bytes().into();
        draft
    };
    let history: Load = (vec![state("7", 10), state("6", 9), state("5", 1)], vec![]);
    let home = home();
    bring(&home.record, "history", &history);
    let value = || {
        let page = home.record.timeline(&Filter::default(), None, 9).unwrap();
        page.rows.first().and_then(|row| row.value.clone()).unwrap()
    };
    assert_eq!(value(), "7");
    bring(&home.record, "again", &history);
    assert_eq!(value(), "7");
    let counts = home.record.imports().unwrap()[0].counts;
    assert_eq!(
        (counts.added, counts.updated, counts.already_there),
        (0, 0, 3)
    );
    assert_whole(&home.vault);
}

#[test]
fn a_history_that_lists_the_newest_first_shows_the_newest() {
    let state = |value: &str, changed: &str| {
        let mut draft = obs("n", "1", "c", "Glucose", "2024-01-01", value);
        let body = format!(
            r#"{{"resourceType":"Observation","id":"1","meta":{{"lastUpdated":"{changed}"}},"value":{value}}}"#
        );
        draft.body = body.into_bytes().into();
        draft
    };
    let [oldest, old, new, newer] = [
        state("5", "2024-01-01T08:00:00Z"),
        state("6", "2024-02-01T08:00:00Z"),
        state("7", "2024-03-01T08:00:00Z"),
        state("8", "2024-04-01T08:00:00Z"),
    ];
    let history: Load = (vec![new.clone(), old.clone(), oldest.clone()], vec![]);
    let home = home();
    let first = bring(&home.record, "history", &history);
    let value = || {
        let page = home.record.timeline(&Filter::default(), None, 9).unwrap();
        let row = page.rows.first()?;
        let full = home.record.entry(row.id).unwrap();
        let former: Vec<String> = full
            .versions
            .iter()
            .map(|v| {
                let body = home.record.body_of_version(row.id, v.n).unwrap();
                String::from_utf8(body)
                    .unwrap()
                    .split(':')
                    .next_back()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        Some((row.value.clone().unwrap(), former.concat()))
    };
    let expected = |value: &str, former: &str| Some((value.to_owned(), former.to_owned()));
    let shown = expected("7", "6}5}");
    assert_eq!(value(), shown);
    let again = bring(&home.record, "again", &history);
    let counts = home.record.imports().unwrap()[0].counts;
    assert_eq!(
        (counts.added, counts.updated, counts.already_there),
        (0, 0, 3)
    );
    bring(&home.record, "newer", &(vec![newer.clone()], vec![]));
    assert_eq!(value(), expected("8", "7}6}5}"));
    home.record.undo_import(first, "Hua", NOW).unwrap();
    assert_eq!(value(), expected("8", "7}6}5}"));
    home.record.undo_import(again, "Hua", NOW).unwrap();
    assert_eq!(value(), expected("8", ""));
    assert_tidy(&home.record);
    assert_whole(&home.vault);
    let loads = [
        history,
        (vec![old.clone(), newer], vec![]),
        (vec![oldest, new, old], vec![]),
    ];
    for away in [[0, 1], [1, 0], [2, 0], [1, 2], [2, 1]] {
        as_if_they_had_never_been(&loads, &away, true);
    }
}

#[test]
fn what_was_gone_back_on_is_vouched_for_by_nobody() {
    let home = home();
    let state = |value| (vec![obs("n", "1", "c", "T", "2024", value)], vec![]);
    let first = bring(&home.record, "a", &state("1"));
    bring(&home.record, "b", &state("2"));
    let saw = bring(&home.record, "c", &state("2"));
    let id = home
        .record
        .find_by_reference("n", "Observation", "1")
        .unwrap();
    home.record.revert(id.unwrap(), "Hua", NOW).unwrap();
    let again = bring(&home.record, "d", &state("2"));
    let shown = || home.record.timeline(&Filter::default(), None, 9).unwrap();
    assert_eq!(shown().rows[0].value.as_deref(), Some("2"));
    home.record.undo_import(again, "Hua", NOW).unwrap();
    assert_eq!(shown().rows[0].value.as_deref(), Some("1"));
    home.record.undo_import(saw, "Hua", NOW).unwrap();
    home.record.undo_import(first, "Hua", NOW).unwrap();
    assert_eq!(shown().rows, vec![]);
    assert_tidy(&home.record);
    assert_whole(&home.vault);
}

#[test]
fn each_original_says_where_in_the_files_it_stood() {
    let home = home();
    let drafts: Vec<Draft<'_>> = (0..1000)
        .map(|i| obs("n", &i.to_string(), "c", "T", "2024", &i.to_string()))
        .collect();
    let mut importer = home.record.begin_import(&start("a")).unwrap();
    for (i, draft) in (0_u64..).zip(&drafts) {
        importer.at(Place {
            file: u32::from(i >= 500),
            index: (i % 500) * 2,
        });
        importer.add(draft, &mut String::new).unwrap();
    }
    let first = importer.commit().unwrap();
    let place = |i: usize| {
        let name = i.to_string();
        let id = home.record.find_by_reference("n", "Observation", &name);
        home.record.place(id.unwrap().unwrap(), None).unwrap()
    };
    let expected = |file, index| Some(Place { file, index });
    assert_eq!(place(0), expected(0, 0));
    assert_eq!(place(499), expected(0, 998));
    assert_eq!(place(777), expected(1, 554));
    // Taken over by another import, it says the place in that one's files.
    let backwards = (drafts.into_iter().rev().collect(), vec![]);
    bring(&home.record, "b", &backwards);
    home.record.undo_import(first, "Hua", NOW).unwrap();
    assert_eq!(place(777), expected(0, 222));
    // What is typed stood nowhere.
    let typed = note("hand", "1", "2024", "x");
    let id = home.record.put(&typed, &mut String::new, "Hua", NOW);
    assert_eq!(home.record.place(id.unwrap(), None).unwrap(), None);
    assert_whole(&home.vault);
}

#[test]
fn a_witness_that_is_taken_away_or_changed_is_noticed() {
    for sql in [
        "DELETE FROM witness",
        "UPDATE witness SET import = import + 1",
        "UPDATE witness SET z = x'0000000000000000ff'",
        "DELETE FROM trail",
        "UPDATE trail SET n = n + 1",
    ] {
        let home = home();
        let load = (vec![obs("n", "1", "c", "T", "2024", "1")], vec![]);
        bring(&home.record, "a", &load);
        bring(&home.record, "b", &load);
        assert_whole(&home.vault);
        let writer = home.record.take_writer(false).unwrap();
        assert!(writer.conn.execute(sql, []).unwrap() > 0, "{sql}");
        home.record.give_back(writer);
        let report = home.vault.check(true).unwrap();
        let found: Vec<&str> = report.problems.iter().map(|p| p.code).collect();
        assert_eq!(found, ["state-differs"], "{sql}");
    }
}

#[test]
fn a_file_that_was_also_given_by_hand_stays() {
    let home = home();
    let load = (vec![], vec![1]);
    let import = bring(&home.record, "a", &load);
    let bytes = vec![1; 10];
    let id = home
        .record
        .put_attachment("file", "a/b", &bytes, "Hua", NOW)
        .unwrap();
    home.record.undo_import(import, "Hua", NOW).unwrap();
    assert_eq!(home.record.attachment(id).unwrap().bytes, bytes);
    assert_whole(&home.vault);
}

#[test]
fn a_source_gets_another_name() {
    let home = home();
    let drafts = [obs("n", "1", "c", "T", "2024", "1")];
    let id = import(&home.record, "record.json", &drafts);
    home.record
        .rename_import(id, "City Hospital", "Hua", NOW)
        .unwrap();
    assert_eq!(
        home.record.imports().unwrap()[0].origin.label,
        "City Hospital"
    );
    assert_eq!(home.record.changes(1).unwrap()[0].op, "rename-source");
    assert_whole(&home.vault);
    let typed = note("hand", "1", "2024", "x");
    home.record
        .put(&typed, &mut String::new, "Hua", NOW)
        .unwrap();
    for other in [ImportId(id.0 + 1), ImportId(99)] {
        let renamed = home.record.rename_import(other, "x", "Hua", NOW);
        assert!(matches!(renamed, Err(VaultError::NoSuchImport)));
    }
    assert_whole(&home.vault);
}

#[test]
fn an_unknown_entry_is_said_so() {
    let home = home();
    assert!(matches!(
        home.record.hide(EntryId(7), "Hua", NOW),
        Err(VaultError::NoSuchEntry)
    ));
    assert_eq!(
        home.record.changes(9).unwrap().len(),
        1,
        "and nothing was written"
    );
    assert_whole(&home.vault);
}
