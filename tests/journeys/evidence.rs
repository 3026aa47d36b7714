//! The documents on security say only what is there: every test, function and file that SECURITY.md
//! and docs/security name is looked up, every state has its proof or its reason, and the counts
//! in the headings are counted again.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::tree::{root, text};

/// Where a short path may begin.
const BASES: &[&str] = &["", "src-tauri/crates", "src-tauri", "tests"];
/// Kinds of files that are named.
const KINDS: &[&str] = &[
    "rs", "toml", "json", "md", "mjs", "ts", "svelte", "html", "lock", "ftl",
];

/// One line of a table.
#[derive(Debug)]
struct Row {
    line: usize,
    cells: Vec<String>,
    heads: Vec<String>,
}

impl Row {
    fn cell(&self, head: &str) -> Option<&str> {
        let at = self.heads.iter().position(|h| h == head)?;
        self.cells.get(at).map(String::as_str)
    }
}

fn cells(line: &str) -> Vec<String> {
    line.trim()
        .trim_matches('|')
        .split('|')
        .map(|cell| cell.trim().to_owned())
        .collect()
}

/// All lines of all tables, each with the headings of its table.
fn rows(document: &str) -> Vec<Row> {
    let mut found = Vec::new();
    let mut heads: Option<Vec<String>> = None;
    for (index, line) in document.lines().enumerate() {
        if !line.starts_with('|') {
            heads = None;
        } else if let Some(heads) = &heads {
            if !line.trim_start_matches(['|', '-', ' ', ':']).is_empty() {
                found.push(Row {
                    line: index + 1,
                    cells: cells(line),
                    heads: heads.clone(),
                });
            }
        } else {
            heads = Some(cells(line));
        }
    }
    found
}

/// The words between backticks.
fn ticked(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// True for a word that names a file, with or without something in it.
fn is_place(word: &str) -> bool {
    let file = word.split_once("::").map_or(word, |(file, _)| file);
    file.contains('/')
        && file
            .rsplit_once('.')
            .is_some_and(|(_, kind)| KINDS.contains(&kind))
        || word == "Cargo.toml"
        || word == "deny.toml"
        || word == "clippy.toml"
}

fn find(short: &str) -> Option<PathBuf> {
    BASES
        .iter()
        .map(|base| root().join(base).join(short))
        .find(|path| path.is_file())
}

/// Whether a text holds what a document says it holds: a function, constant or type of Rust, or
/// the title of a test in JavaScript.
fn holds(kind: &str, content: &str, name: &str) -> bool {
    if kind != "rs" {
        return ['\'', '"', '`']
            .iter()
            .any(|quote| content.contains(&format!("{quote}{name}")));
    }
    content.lines().any(|line| {
        let line = line.trim_start();
        ["fn ", "const ", "struct ", "enum ", "static "]
            .iter()
            .any(|word| {
                line.match_indices(word).any(|(at, _)| {
                    let before = line.get(..at).unwrap_or_default();
                    let rest = line.get(at + word.len()..).unwrap_or_default();
                    let own = rest
                        .split(|c: char| !c.is_alphanumeric() && c != '_')
                        .next();
                    !before.contains("//") && own == Some(name)
                })
            })
    })
}

/// What is wrong with the evidence in one cell.
fn wrong(cell: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for word in ticked(cell).into_iter().filter(|word| is_place(word)) {
        let (file, name) = word
            .split_once("::")
            .map_or((word, None), |(file, name)| (file, Some(name)));
        let Some(path) = find(file) else {
            wrong.push(format!("there is no file {file}"));
            continue;
        };
        let kind = file.rsplit_once('.').map_or("", |(_, kind)| kind);
        if let Some(name) = name
            && !holds(kind, &text(&path), name)
        {
            wrong.push(format!("{file} has nothing called {name}"));
        }
    }
    wrong
}

/// Everything wrong with one document.
fn faults(document: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for row in rows(document) {
        for cell in &row.cells {
            for fault in wrong(cell) {
                faults.push(format!("line {}: {fault}", row.line));
            }
        }
        let Some(state) = row.cell("state") else {
            continue;
        };
        let proof = row.cell("evidence or reason").unwrap_or_default();
        let proven = ticked(proof).into_iter().any(is_place);
        match state {
            "pass" if !proven => {
                faults.push(format!("line {}: pass without evidence", row.line));
            }
            "n/a" | "open" if proof.len() < 12 => {
                faults.push(format!("line {}: {state} without its reason", row.line));
            }
            "pass" | "n/a" | "open" => {}
            other => faults.push(format!("line {}: what is {other:?}?", row.line)),
        }
    }
    faults
}

/// How many rows are in each state, and the number of those with an id of their own.
fn tally(document: &str) -> (usize, usize, usize, usize) {
    let rows = rows(document);
    let of = |state| {
        rows.iter()
            .filter(|r| r.cell("state") == Some(state))
            .count()
    };
    let ids: BTreeSet<&str> = rows.iter().filter_map(|r| r.cell("id")).collect();
    (of("pass"), of("n/a"), of("open"), ids.len())
}

/// A document and the fewest requirements it must speak of.
fn check(name: &str, least: usize) {
    let document = text(root().join("docs/security").join(name));
    let (pass, not, open, ids) = tally(&document);
    assert_eq!(pass + not + open, ids, "{name} speaks of each id once");
    assert!(ids >= least, "{name} speaks of {ids} requirements");
    let said = format!("{ids} requirements: {pass} pass, {not} n/a, {open} open");
    assert!(document.contains(&said), "{name} must say \"{said}\"");
}

#[test]
fn what_the_documents_name_is_there() {
    let mut all = Vec::new();
    let mut documents = vec![root().join("SECURITY.md")];
    documents.extend(crate::tree::files(&root().join("docs/security"), &["md"]));
    assert!(
        documents.len() >= 3,
        "SECURITY.md and both tables are there"
    );
    for path in documents {
        let shown = crate::tree::shown(&path);
        all.extend(
            faults(&text(&path))
                .into_iter()
                .map(|f| format!("{shown}: {f}")),
        );
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn the_tables_of_owasp_are_whole_and_counted() {
    check("asvs.md", 120);
    check("masvs.md", 24);
}

#[test]
fn each_promise_is_cryptography_or_a_rule_with_its_test_or_not_promised() {
    let document = text(root().join("SECURITY.md"));
    let promises: Vec<Row> = rows(&document)
        .into_iter()
        .filter(|row| row.cell("held by").is_some())
        .collect();
    assert!(promises.len() >= 20, "the table of promises is there");
    let mut kinds = BTreeSet::new();
    for row in &promises {
        let kind = row.cell("held by").unwrap_or_default();
        let test = row.cell("tested by").unwrap_or_default();
        let named = ticked(test)
            .into_iter()
            .any(|word| is_place(word) && word.contains("::"));
        match kind {
            "cryptography" | "the app's rule" => {
                assert!(named, "SECURITY.md:{}: which test?", row.line);
            }
            "**not protected**" => {}
            other => panic!("SECURITY.md:{}: what is {other:?}?", row.line),
        }
        kinds.insert(kind.to_owned());
    }
    assert_eq!(kinds.len(), 3, "all three kinds are spoken of");
}

/// The page for people says the same in the app (Settings) and in docs/.
#[test]
fn the_page_on_protection_says_the_same_as_the_app() {
    for (lang, page) in [("en", "protection.md"), ("zh-CN", "protection.zh-CN.md")] {
        let catalogue = text(root().join(format!(
            "src-tauri/crates/kin-i18n/locales/{lang}/protect.ftl"
        )));
        let page = text(root().join("docs").join(page));
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let sentences: Vec<&str> = catalogue
            .lines()
            .filter(|line| !line.starts_with("protect-text") && !line.starts_with("protect-do"))
            .filter_map(|line| line.strip_prefix("protect-")?.split_once(" = "))
            .map(|(_, sentence)| sentence)
            .collect();
        assert!(sentences.len() >= 20, "{lang}: the sentences are there");
        for sentence in sentences {
            assert!(page.contains(sentence), "{lang}: docs lack {sentence:?}");
        }
    }
}

#[test]
fn a_false_document_is_noticed() {
    let document = "\
| id | what | state | evidence or reason |
|---|---|---|---|
| 1 | a | pass | `journeys/evidence.rs::a_false_document_is_noticed` |
| 2 | b | pass | `journeys/evidence.rs::no_such_function_at_all` |
| 3 | c | pass | `journeys/not_there.rs` |
| 4 | d | pass | by hope |
| 5 | e | open | |
| 6 | f | nearly | `Cargo.toml` |
";
    assert_eq!(
        faults(document),
        [
            "line 4: journeys/evidence.rs has nothing called no_such_function_at_all",
            "line 5: there is no file journeys/not_there.rs",
            "line 6: pass without evidence",
            "line 7: open without its reason",
            "line 8: what is \"nearly\"?",
        ]
    );
    assert_eq!(tally(document), (4, 0, 1, 6));
    assert!(holds("rs", "pub(crate) const fn wait(&self)", "wait"), "fn");
    assert!(!holds("rs", "// fn wait(", "wait"), "a comment is no proof");
    assert!(!holds("rs", "fn waiting()", "wait"), "a part is no name");
    assert!(
        holds("mjs", "test('a line of 2 GB is', x)", "a line of 2 GB"),
        "title"
    );
}
