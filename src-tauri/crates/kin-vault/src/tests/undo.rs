//! Undo, hiding, erasing, hand edits.

use super::{NOW, PASS, assert_whole, dump, home, import, note, obs, pass, start};
use crate::{Filter, SearchOptions, VaultError};
use kin_model::{Draft, EntryId, ImportId, OriginKind};
use proptest::prelude::*;

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
        }
        draft
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, max_shrink_iters: 30, failure_persistence: None, ..ProptestConfig::default() })]

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
        }
        prop_assert_eq!(dump(&home.record), empty);
    }
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
