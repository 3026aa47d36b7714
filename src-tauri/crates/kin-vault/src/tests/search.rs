//! Search against a naive scan, and the plans of all statements.

use super::{NOW, home, import, note, obs};
use crate::{Filter, SearchOptions};
use kin_model::{Draft, EntryId, Kind};
use std::collections::BTreeSet;

/// A small deterministic generator (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n as u64).unwrap()
    }
}

const TITLES: [&str; 12] = [
    "Glucose [Moles/volume] in Blood",
    "空腹血糖",
    "Haemoglobin A1c",
    "糖化血红蛋白",
    "Blood pressure",
    "血压",
    "Amlodipine 5 MG Oral Tablet",
    "二甲双胍片",
    "Hypertension",
    "2型糖尿病",
    "Café visit",
    "门诊 outpatient",
];
const WORDS: [&str; 14] = [
    "patient",
    "reports",
    "mild headache",
    "头痛",
    "三天前开始",
    "no fever",
    "发热",
    "taken in the morning",
    "早上服用",
    "协和医院",
    "Señora",
    "follow-up",
    "复查血糖",
    "allergic to penicillin",
];

fn world(n: usize) -> Vec<Draft<'static>> {
    let mut dice = Dice(7);
    (0..n)
        .map(|i| {
            let title = format!("{} {}", TITLES[dice.roll(12)], dice.roll(40));
            let date = format!(
                "{}-{:02}-{:02}",
                1990 + dice.roll(35),
                dice.roll(12) + 1,
                dice.roll(28) + 1
            );
            if dice.roll(3) == 0 {
                let words: Vec<&str> = (0..dice.roll(5) + 1)
                    .map(|_| WORDS[dice.roll(14)])
                    .collect();
                let mut draft = note("n", &i.to_string(), &date, &words.join(", "));
                draft.title = title.into();
                draft
            } else {
                let code = format!("{}-{}", dice.roll(3000) + 1000, dice.roll(10));
                obs(
                    "n",
                    &i.to_string(),
                    &code,
                    &title,
                    &date,
                    &dice.roll(200).to_string(),
                )
            }
        })
        .collect()
}

/// What a person would say matches: each word begins a word of the text (the last word) or is one
/// (the others); Chinese is found anywhere.
fn naive(draft: &Draft<'_>, typed: &str) -> bool {
    let mut text = format!("{} {}", draft.title, draft.own_words);
    for coding in &draft.codings {
        text.push_str(&format!(
            " {} {}",
            coding.code,
            coding.display.as_deref().unwrap_or("")
        ));
    }
    let fold = |s: &str| s.to_lowercase().replace('é', "e").replace('ñ', "n");
    let text = fold(&text);
    let tokens: Vec<String> = text
        .split(|c: char| !(c.is_alphanumeric() && (c as u32) < 0x3000))
        .map(str::to_owned)
        .collect();
    let parts: Vec<String> = fold(typed).split_whitespace().map(str::to_owned).collect();
    let last = parts.len() - 1;
    parts.iter().enumerate().all(|(i, part)| {
        if part.chars().any(|c| c as u32 >= 0x3000) {
            return text.contains(part.as_str());
        }
        let wanted: Vec<&str> = part.split('-').collect();
        let prefix = i == last && !typed.ends_with(' ');
        tokens.windows(wanted.len()).any(|w| {
            w.iter().zip(&wanted).enumerate().all(|(j, (have, want))| {
                if prefix && j + 1 == wanted.len() {
                    have.starts_with(want)
                } else {
                    have == want
                }
            })
        })
    })
}

const QUERIES: [&str; 22] = [
    "血糖",
    "空腹血糖",
    "血",
    "糖尿",
    "二甲双胍",
    "协和",
    "头痛",
    "三天前",
    "复查血糖",
    "blood",
    "blood press",
    "gl",
    "glu",
    "haemoglobin",
    "cafe",
    "senora",
    "headache patient",
    "penicillin",
    "amlodipine tablet",
    "头痛 patient",
    "zzz",
    "follow-up",
];

#[test]
fn search_finds_all_that_a_naive_scan_finds_and_nothing_else() {
    let home = home();
    let drafts = world(20_000);
    import(&home.record, "a", &drafts);
    let ids: Vec<EntryId> = drafts
        .iter()
        .map(|d| {
            EntryId(crate::intern::identity_hash(
                "n",
                &d.resource_type,
                &d.id,
                0,
            ))
        })
        .collect();
    let mut found_any = 0;
    for typed in QUERIES {
        let wanted: BTreeSet<EntryId> = drafts
            .iter()
            .zip(&ids)
            .filter(|(d, _)| naive(d, typed))
            .map(|(_, id)| *id)
            .collect();
        let mut found = BTreeSet::new();
        let mut options = SearchOptions {
            limit: 1_000,
            snippets: false,
            ..SearchOptions::default()
        };
        let mut last = i64::MAX;
        loop {
            let hits = home.record.search(typed, &options).unwrap();
            for hit in &hits.page.rows {
                assert!(hit.row.cursor < last, "newest first, no repeats: {typed}");
                last = hit.row.cursor;
                found.insert(hit.row.id);
            }
            options.before = hits.page.next;
            if options.before.is_none() {
                break;
            }
        }
        assert_eq!(found.len(), wanted.len(), "{typed}");
        assert_eq!(found, wanted, "{typed}");
        found_any += usize::from(!found.is_empty());
    }
    assert!(
        found_any >= 20,
        "the world holds what is looked for: {found_any}"
    );
    // The other ways in see the same.
    let filter = Filter {
        query: Some("血糖".into()),
        kinds: vec![Kind::Note],
        ..Filter::default()
    };
    let page = home.record.timeline(&filter, None, 30_000).unwrap();
    let wanted = drafts
        .iter()
        .filter(|d| d.kind == Kind::Note && naive(d, "血糖"))
        .count();
    assert_eq!(page.rows.len(), wanted);
    let ranked = SearchOptions {
        ranked: true,
        limit: 20,
        ..SearchOptions::default()
    };
    assert_eq!(
        home.record
            .search("blood press", &ranked)
            .unwrap()
            .page
            .rows
            .len(),
        20
    );
    let hits = home
        .record
        .search("penicillin", &SearchOptions::default())
        .unwrap();
    assert!(hits.page.rows.iter().all(|h| {
        h.snippet
            .as_deref()
            .is_some_and(|s| s.contains("penicillin"))
    }));
    assert_eq!(hits.words, ["penicillin"]);
}

#[test]
fn names_are_found_by_their_sound_where_that_is_asked_for() {
    let home = home();
    let drafts = world(2_000);
    import(&home.record, "a", &drafts);
    let count = |typed: &str, by_sound: bool, ranked: bool| {
        let options = SearchOptions {
            by_sound,
            ranked,
            limit: 2_000,
            ..SearchOptions::default()
        };
        let hits = home.record.search(typed, &options).unwrap();
        (hits.page.rows.len(), hits.words)
    };
    let titled = |words: &str| drafts.iter().filter(|d| d.title.contains(words)).count();
    for (typed, words) in [
        ("xuetang", "血糖"),
        ("kong fu xue", "空腹血"),
        ("thxhdb", "糖化血红蛋白"),
    ] {
        assert_eq!(count(typed, false, false).0, 0, "{typed}: not asked for");
        for ranked in [false, true] {
            let (found, marked) = count(typed, true, ranked);
            assert_eq!(found, titled(words), "{typed}");
            assert!(marked.contains(&words.to_owned()), "{typed}: {marked:?}");
        }
    }
    assert_eq!(
        count("erjiasg", true, false).0,
        0,
        "neither one nor the other"
    );
    // What is found by its letters is found as well.
    assert_eq!(count("gl", true, false).0, count("gl", false, false).0);
    // What comes later is known, and what goes is not found any more.
    let more = import(
        &home.record,
        "b",
        &[note("n", "later", "2025", "nothing else")],
    );
    let extra = import(
        &home.record,
        "c",
        &[obs("n", "late", "x", "尿酸", "2025-02-01", "5")],
    );
    assert_eq!(count("niaosuan", true, false).0, 1);
    home.record.undo_import(extra, "Mei", NOW).unwrap();
    home.record.undo_import(more, "Mei", NOW).unwrap();
    assert_eq!(count("niaosuan", true, false).0, 0);
}

#[test]
fn strange_queries_do_no_harm() {
    let home = home();
    import(&home.record, "a", &[note("n", "1", "2024", "plain words")]);
    for typed in [
        "",
        " ",
        "\"",
        "\"\"\"",
        "*",
        "a*",
        "NEAR(",
        "(a OR b",
        "^x",
        "{t}:x",
        "-",
        "a AND",
        "\0",
        "a\0b",
        "😀",
        "t:plain",
        "x\\",
        "'; DROP TABLE item; --",
        "𠀀",
        "\u{301}",
    ] {
        assert!(
            home.record.search(typed, &SearchOptions::default()).is_ok(),
            "{typed:?}"
        );
    }
    let long = "wort ".repeat(5_000);
    assert!(home.record.search(&long, &SearchOptions::default()).is_ok());
    assert_eq!(
        home.record
            .search("PLAIN", &SearchOptions::default())
            .unwrap()
            .page
            .rows
            .len(),
        1
    );
}

#[test]
fn synonyms_of_a_concept_are_asked_for_once_and_found() {
    let home = home();
    let mut importer = home.record.begin_import(&super::start("a")).unwrap();
    let mut asked = 0;
    for i in 0..10 {
        let draft = obs("n", &i.to_string(), "2339-0", "Glucose", "2024", "5");
        importer
            .add(&draft, &mut || {
                asked += 1;
                "血糖 葡萄糖".to_owned()
            })
            .unwrap();
    }
    importer.commit().unwrap();
    assert_eq!(asked, 1);
    for words in ["葡萄糖", "血糖", "glucose 血糖", "2339-0"] {
        let hits = home
            .record
            .search(words, &SearchOptions::default())
            .unwrap();
        assert_eq!(hits.page.rows.len(), 10, "{words}");
    }
}

#[test]
fn a_cancelled_search_says_so_and_the_next_one_works() {
    let home = home();
    import(&home.record, "a", &world(2_000));
    let record = &home.record;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let outcome = record.search("blood", &SearchOptions::default());
                    assert!(
                        matches!(outcome, Ok(_) | Err(crate::VaultError::Cancelled)),
                        "{:?}",
                        outcome.err()
                    );
                }
            });
        }
        for _ in 0..50 {
            record.cancel_search();
            assert_eq!(
                record
                    .timeline(&Filter::default(), None, 20)
                    .unwrap()
                    .rows
                    .len(),
                20
            );
        }
    });
    assert!(
        !record
            .search("blood", &SearchOptions::default())
            .unwrap()
            .page
            .rows
            .is_empty()
    );
}

#[test]
fn no_statement_scans_or_sorts_a_large_table() {
    // Use everything once, so that every statement is known.
    let home = home();
    let record = &home.record;
    let drafts = world(600);
    let first = import(record, "a", &drafts[..300]);
    let second = import(record, "b", &drafts[300..]);
    let changed: Vec<_> = (0..50)
        .map(|i| obs("n", &i.to_string(), "c", "T", "2024-05-06", "9"))
        .collect();
    let third = import(record, "c", &changed);
    let same: Vec<_> = (0..50)
        .map(|i| obs("m", &i.to_string(), "c", "T", "2024-05-06", "9"))
        .collect();
    let fourth = import(record, "d", &same);
    let mut undated = same.clone();
    for draft in &mut undated {
        draft.namespace = "u".into();
        draft.date = None;
    }
    import(record, "e", &undated);
    for filter in [
        Filter::default(),
        Filter {
            kinds: vec![Kind::Note],
            year: Some(2001),
            ..Filter::default()
        },
        Filter {
            imports: vec![first, second],
            query: Some("血糖".into()),
            ..Filter::default()
        },
    ] {
        record.timeline(&filter, None, 20).unwrap();
    }
    for ranked in [true, false] {
        record
            .search(
                "blood",
                &SearchOptions {
                    ranked,
                    ..SearchOptions::default()
                },
            )
            .unwrap();
    }
    let id = record
        .find_by_reference("n", "Observation", "1")
        .unwrap()
        .unwrap();
    record.entry(id).unwrap();
    record.body_of_version(id, 1).unwrap();
    record.years().unwrap();
    record.counts_by_kind().unwrap();
    record.imports().unwrap();
    record
        .series(&crate::ConceptQuery {
            codes: vec![("http://loinc.org".into(), "c".into())],
            title: Some("T".into()),
        })
        .unwrap();
    let file = record
        .put_attachment("a", "b", &vec![1; 300_000], "Hua", super::NOW)
        .unwrap();
    record.attachment(file).unwrap();
    record.set_setting("a", "b").unwrap();
    record.hide(id, "Hua", super::NOW).unwrap();
    record.erase(id, "Hua", super::NOW).unwrap();
    record
        .put(
            &note("hand", "1", "2024", "x"),
            &mut String::new,
            "Hua",
            super::NOW,
        )
        .unwrap();
    for import in [fourth, third, second] {
        record.undo_import(import, "Hua", super::NOW).unwrap();
    }
    home.vault.check(false).unwrap();
    let used: Vec<String> = crate::db::tests::USED
        .lock()
        .unwrap()
        .iter()
        .cloned()
        .collect();
    assert!(used.len() > 60, "{} statements", used.len());
    let large = ["item", "body", "ident", "own_fts_", "also", "version"];
    let mut plans = 0;
    home.record
        .read(|r| {
            for sql in &used {
                // The full check reads whole tables: that is its purpose.
                let whole = sql == "SELECT body, content FROM also"
                    || sql == "SELECT body, content FROM version"
                    // Asked only when something is hidden, to tell what of which name.
                    || sql == "SELECT concept FROM item NOT INDEXED WHERE bits & ?1 <> 0"
                    || crate::digest::TABLES.iter().any(|t| t.select().1 == sql);
                let plain = ["SELECT", "DELETE", "UPDATE", "INSERT"]
                    .iter()
                    .any(|w| sql.starts_with(w));
                if whole || !plain {
                    continue;
                }
                let mut statement = r.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let n = statement.parameter_count();
                let nulls = vec![rusqlite::types::Null; n];
                let mut rows = statement.query(rusqlite::params_from_iter(nulls))?;
                while let Some(row) = rows.next()? {
                    let step: String = row.get(3)?;
                    plans += 1;
                    assert!(!step.contains("TEMP B-TREE"), "{sql}\n{step}");
                    for table in large {
                        let scan = format!("SCAN {table}");
                        let is_it = step == scan || step.starts_with(&format!("{scan} "));
                        assert!(!is_it, "{sql}\n{step}");
                    }
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(plans > 40, "{plans} steps were looked at");
}

#[test]
fn every_entry_of_a_concept_counts_and_the_index_alone_is_asked() {
    let home = home();
    let many: Vec<Draft<'_>> = (0..20_050)
        .map(|i| {
            obs(
                "n",
                &i.to_string(),
                "4548-4",
                "HbA1c",
                "2020-01-01T08:00:00Z",
                "6.1",
            )
        })
        .chain([obs("n", "old", "2339-0", "Glucose", "1999", "5.5")])
        .collect();
    import(&home.record, "many", &many);
    let counts = |record: &crate::Record| -> Vec<(String, u64)> {
        let found = record.by_concept(&[Kind::Result]).unwrap();
        let mut found: Vec<_> = found.into_iter().map(|(row, n)| (row.title, n)).collect();
        found.sort();
        found
    };
    let expected = |n| vec![("Glucose".to_owned(), 1), ("HbA1c".to_owned(), n)];
    assert_eq!(counts(&home.record), expected(20_050));
    let id = home
        .record
        .timeline(&Filter::default(), None, 1)
        .unwrap()
        .rows[0]
        .id;
    home.record.hide(id, "Hua", super::NOW).unwrap();
    assert_eq!(
        counts(&home.record),
        expected(20_049),
        "hidden ones do not count"
    );
    // Also when more than the newest few are hidden, the newest that is not stands for them.
    let newest: Vec<_> = home
        .record
        .timeline(&Filter::default(), None, 100)
        .unwrap()
        .rows
        .iter()
        .map(|row| row.id)
        .collect();
    for id in &newest {
        home.record.hide(*id, "Hua", super::NOW).unwrap();
    }
    assert_eq!(counts(&home.record), expected(20_049 - 100));
    let plan: Vec<String> = home
        .record
        .read(|r| {
            let sql = format!("EXPLAIN QUERY PLAN {}", crate::newest::COUNT_CONCEPTS);
            let mut statement = r.conn.prepare(&sql)?;
            let steps = statement.query_map([1], |row| row.get(3))?;
            Ok(steps.collect::<Result<_, _>>()?)
        })
        .unwrap();
    assert!(
        plan.iter()
            .any(|s| s.contains("SEARCH i USING COVERING INDEX item_concept")),
        "{plan:?}"
    );
    assert!(plan.iter().all(|s| !s.contains("SCAN")), "{plan:?}");
}

#[test]
fn of_many_the_newest_are_given_and_it_is_said_that_there_are_more() {
    let home = home();
    let drafts: Vec<_> = (0..30)
        .map(|i| {
            obs(
                "n",
                &i.to_string(),
                "c",
                "T",
                &format!("2024-05-{:02}", i + 1),
                &i.to_string(),
            )
        })
        .collect();
    import(&home.record, "a", &drafts);
    let query = crate::ConceptQuery {
        codes: vec![("http://loinc.org".into(), "c".into())],
        title: None,
    };
    let newest = |most: usize| {
        let (rows, more) = home.record.newest_of(&query, most).unwrap();
        let values: Vec<String> = rows.iter().filter_map(|r| r.value.clone()).collect();
        (values, more)
    };
    let (values, more) = newest(3);
    assert!(more);
    assert_eq!(values.len(), 3);
    assert!(
        values[2].starts_with("29"),
        "the newest is the last: {values:?}"
    );
    assert_eq!((newest(29).0.len(), newest(29).1), (29, true));
    assert_eq!((newest(30).0.len(), newest(30).1), (30, false));
    assert_eq!((newest(100).0.len(), newest(100).1), (30, false));
    let id = home
        .record
        .find_by_reference("n", "Observation", "29")
        .unwrap()
        .unwrap();
    home.record.hide(id, "Hua", super::NOW).unwrap();
    assert_eq!(
        (newest(29).0.len(), newest(29).1),
        (28, true),
        "what is hidden does not hide that there are more"
    );
}

#[test]
fn the_newest_before_a_day_and_what_came_since() {
    let home = home();
    let rows = [
        obs("n", "1", "4548-4", "HbA1c", "2020-01-01", "6.1"),
        obs("n", "2", "4548-4", "HbA1c", "2024-05-01T23:00:00Z", "6.5"),
        obs("n", "3", "4548-4", "HbA1c", "2024-05-02", "7.0"),
        obs("n", "4", "2339-0", "Glucose", "2024-05-03", "5.5"),
    ];
    import(&home.record, "few", &rows);
    let before = |day: &str| -> Vec<String> {
        let found = home
            .record
            .newest_before(&[Kind::Result], &day.parse().unwrap())
            .unwrap();
        found.into_iter().filter_map(|row| row.value).collect()
    };
    assert_eq!(before("2024-05-02"), ["6.5"]);
    assert_eq!(before("2020-01-01"), Vec::<String>::new());
    let mut all = before("2030-01-01");
    all.sort();
    assert_eq!(all, ["5.5", "7.0"]);
    let query = crate::ConceptQuery {
        codes: vec![("http://loinc.org".to_owned(), "4548-4".to_owned())],
        title: None,
    };
    let since = |day: &str| -> Vec<String> {
        let found = home
            .record
            .series_since(&query, &day.parse().unwrap())
            .unwrap();
        found.into_iter().filter_map(|row| row.value).collect()
    };
    assert_eq!(since("2024-05-01"), ["6.5", "7.0"], "oldest first");
    assert_eq!(since("2024-05-03"), Vec::<String>::new());
    let newest = home
        .record
        .newest_before(&[Kind::Result], &"2024-05-03".parse().unwrap())
        .unwrap();
    home.record.hide(newest[0].id, "Hua", super::NOW).unwrap();
    assert_eq!(before("2024-05-03"), ["6.5"], "a hidden one is passed over");
    let mut wrong = obs("n", "5", "4548-4", "HbA1c", "2024-06-01", "2.0");
    wrong.status_class = kin_model::StatusClass::Error;
    import(&home.record, "wrong", &[wrong]);
    let mut all = before("2030-01-01");
    all.sort();
    assert_eq!(
        all,
        ["5.5", "6.5"],
        "and so is what its source has withdrawn"
    );
    let latest = home.record.by_concept(&[Kind::Result]).unwrap();
    assert!(
        latest
            .iter()
            .all(|(row, _)| row.value.as_deref() != Some("2.0")),
        "{latest:?}"
    );
}

#[test]
fn the_newest_of_each_concept_are_found_among_many_and_hidden_ones_give_way() {
    let home = home();
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let days: Vec<String> = (0..400)
        .map(|i| format!("{}-{:02}-01T08:00:00Z", 1990 + i / 12, i % 12 + 1))
        .collect();
    let ids: Vec<String> = (0..400).map(|i| i.to_string()).collect();
    let values: Vec<String> = (0..400).map(|i| format!("{i}.0")).collect();
    for ((id, day), value) in ids.iter().zip(&days).zip(&values) {
        drafts.push(obs("n", id, "4548-4", "HbA1c", day, value));
    }
    drafts.push(obs("n", "old", "2339-0", "Glucose", "1999", "5.5"));
    import(&home.record, "many", &drafts);
    let newest = |keep: &dyn Fn(&kin_model::EntryRow) -> bool| -> Vec<String> {
        let found = home
            .record
            .newest_of_each(&[Kind::Result], 3, keep)
            .unwrap();
        found.into_iter().filter_map(|r| r.value).collect()
    };
    assert_eq!(newest(&|_| true), ["399.0", "398.0", "397.0", "5.5"]);
    let even = |row: &kin_model::EntryRow| {
        let whole = row.value.as_deref().and_then(|v| v.split('.').next());
        whole
            .and_then(|v| v.parse::<u32>().ok())
            .is_some_and(|v| v % 100 == 0)
    };
    assert_eq!(
        newest(&even),
        ["300.0", "200.0", "100.0"],
        "however far back"
    );
    let top = home.record.timeline(&Filter::default(), None, 6).unwrap();
    for row in &top.rows {
        home.record.hide(row.id, "Hua", super::NOW).unwrap();
    }
    assert_eq!(newest(&|_| true), ["393.0", "392.0", "391.0", "5.5"]);
    let mut query = crate::ConceptQuery::default();
    query
        .codes
        .push((kin_model::system::LOINC.to_owned(), "4548-4".to_owned()));
    assert_eq!(home.record.series(&query).unwrap().len(), 394);
}
