//! Timeline, search and unlock over many entries; recall of search against a naive scan.

use crate::goal::{Board, Need, percentile};
use crate::{Options, Outcome, data, pipeline};
use kin_model::EntryId;
use kin_vault::{Added, Filter, Record, SearchOptions, Vault};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

/// The twelve queries: common, rare, beginnings, phrases, several words, Chinese, nothing.
const QUERIES: &[&str] = &[
    "glucose ",
    "dizzy ",
    "gl",
    "hem",
    "blood pressure ",
    "ankles evening ",
    "血糖 ",
    "协和 ",
    "胸闷 ",
    "血压测量 ",
    "metformin 血糖 ",
    "zebra ",
];

/// P10 to P13.
pub(crate) fn suite(options: &Options, board: &mut Board) -> Outcome<()> {
    let sizes: &[u64] = if options.full {
        &[10_000, 100_000, 1_000_000]
    } else {
        &[10_000, 50_000]
    };
    let oracle = if options.full { 100_000 } else { 20_000 };
    recall(oracle, board)?;
    let mut pages = Vec::new();
    for rows in sizes {
        let dir = tempfile::tempdir()?;
        let vault = dir.path().join("vault");
        let (unlocked, person) = pipeline::new_vault(&vault)?;
        let record = unlocked.record(&person)?;
        pipeline::import(
            &record,
            || Ok(data::Mixed::new(*rows)),
            "mixed",
            &mut |_| {},
        )?;
        pages.push(timeline(&record, *rows, board)?);
        searches(&record, *rows, board)?;
        drop(record);
        drop(unlocked.lock());
        unlock(&vault, &person, *rows, board)?;
    }
    if let (Some(first), Some(last)) = (pages.first(), pages.last()) {
        board.judge(
            "P10 timeline p95, largest / smallest",
            &[last / first],
            Need::AtMost(3.0),
        );
    }
    Ok(())
}

fn milliseconds(work: impl FnOnce() -> Outcome<()>) -> Outcome<f64> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

fn timeline(record: &Record, rows: u64, board: &mut Board) -> Outcome<f64> {
    let mut times = Vec::new();
    let mut before = None;
    for _ in 0..200 {
        let mut next = None;
        times.push(milliseconds(|| {
            let page = record.timeline(&Filter::default(), before, 50)?;
            next = page.next;
            Ok(())
        })?);
        before = next;
    }
    let p95 = percentile(&times, 95.0);
    board.judge(
        &format!("P10 timeline page of 50 at {rows}, p95 ms"),
        &[p95],
        Need::AtMost(5.0),
    );
    Ok(p95)
}

fn searches(record: &Record, rows: u64, board: &mut Board) -> Outcome<()> {
    for ranked in [false, true] {
        let mut times = Vec::new();
        let mut worst = (0.0, "");
        for query in QUERIES {
            let search = || {
                record.search(
                    query,
                    &SearchOptions {
                        ranked,
                        ..SearchOptions::default()
                    },
                )
            };
            // Once to warm up, then the times that count.
            search()?;
            let mut own = Vec::new();
            for _ in 0..25 {
                own.push(milliseconds(|| Ok(search().map(|_hits| ())?))?);
            }
            let middle = percentile(&own, 50.0);
            if middle > worst.0 {
                worst = (middle, query);
            }
            times.extend(own);
        }
        let (name, need) = if ranked {
            ("best match first", 60.0)
        } else {
            ("newest first", 10.0)
        };
        let p95 = percentile(&times, 95.0);
        board.judge(
            &format!("P11 search at {rows}, {name}, p95 ms"),
            &[p95],
            Need::AtMost(need),
        );
        board.judge(
            &format!("    slowest: {:?}, median ms", worst.1),
            &[worst.0],
            Need::Info,
        );
    }
    Ok(())
}

/// Asks the system to forget the cached pages of every file of the vault.
fn forget_cache(dir: &Path) -> Outcome<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            forget_cache(&path)?;
        } else {
            let file = std::fs::File::open(&path)?;
            file.sync_all()?;
            rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
        }
    }
    Ok(())
}

fn unlock(vault: &Path, person: &kin_model::PersonId, rows: u64, board: &mut Board) -> Outcome<()> {
    let (mut opened, mut searched) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        forget_cache(vault)?;
        let unlocked = Vault::open(vault)?
            .unlock(None, &pipeline::passphrase()?)
            .map_err(|r| r.why)?;
        let mut record = None;
        opened.push(milliseconds(|| {
            let r = unlocked.record(person)?;
            r.timeline(&Filter::default(), None, 50)?;
            record = Some(r);
            Ok(())
        })?);
        if let Some(record) = record {
            searched.push(milliseconds(|| {
                record.search("血糖 ", &SearchOptions::default())?;
                Ok(())
            })?);
        }
        drop(unlocked.lock());
    }
    board.judge(
        &format!("P13 key to first page at {rows}, cold, ms"),
        &opened,
        Need::AtMost(30.0),
    );
    board.judge(
        &format!("P11 first search at {rows}, cold, ms"),
        &searched,
        Need::AtMost(40.0),
    );
    Ok(())
}

/// P12: every hit of a naive scan is found.
fn recall(rows: u64, board: &mut Board) -> Outcome<()> {
    let dir = tempfile::tempdir()?;
    let (unlocked, person) = pipeline::new_vault(&dir.path().join("vault"))?;
    let record = unlocked.record(&person)?;
    let mut ids = Vec::new();
    pipeline::import(
        &record,
        || Ok(data::Mixed::new(rows)),
        "mixed",
        &mut |added| {
            if let Added::Added(id) = added {
                ids.push(id);
            }
        },
    )?;
    let mut generator = data::Mixed::new(rows);
    let all: Vec<(EntryId, String)> = ids
        .into_iter()
        .map(|id| {
            let (row, _) = generator.row();
            (
                id,
                format!("{} {}", row.title, row.note.unwrap_or_default()).to_lowercase(),
            )
        })
        .collect();
    let queries = QUERIES.iter().chain(&[
        "测定",
        "肌酐",
        "血红蛋白",
        "头晕 ",
        "late",
        "两周后",
        "肾内科 ",
    ]);
    let (mut wanted, mut found, mut wrong) = (0_u32, 0_u32, 0_u32);
    for query in queries {
        let naive: BTreeSet<EntryId> = all
            .iter()
            .filter(|(_, text)| naive_match(query, text))
            .map(|(id, _)| *id)
            .collect();
        let mut ours = BTreeSet::new();
        let mut before = None;
        loop {
            let options = SearchOptions {
                limit: 1000,
                before,
                snippets: false,
                ..SearchOptions::default()
            };
            let hits = record.search(query, &options)?;
            ours.extend(hits.page.rows.iter().map(|h| h.row.id));
            before = hits.page.next;
            if before.is_none() {
                break;
            }
        }
        wanted += u32::try_from(naive.len())?;
        found += u32::try_from(naive.intersection(&ours).count())?;
        wrong += u32::try_from(naive.symmetric_difference(&ours).count())?;
    }
    let percent = f64::from(found) / f64::from(wanted.max(1)) * 100.0;
    board.judge(
        &format!("P12 recall of search over {rows} mixed rows, %"),
        &[percent],
        Need::AtLeast(100.0),
    );
    board.judge(
        "    rows that differ either way (synonyms may add)",
        &[f64::from(wrong)],
        Need::Info,
    );
    Ok(())
}

/// Every word: Chinese anywhere, Latin as a whole word, the last one as a beginning unless a space
/// follows it.
fn naive_match(query: &str, text: &str) -> bool {
    let open_end = !query.ends_with(' ');
    let words: Vec<&str> = query.split_whitespace().collect();
    words.iter().enumerate().all(|(n, word)| {
        if word.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c)) {
            return text.contains(word);
        }
        let last = open_end && n + 1 == words.len();
        text.split(|c: char| !c.is_alphanumeric()).any(|t| {
            if last {
                t.starts_with(word)
            } else {
                t == *word
            }
        })
    })
}
