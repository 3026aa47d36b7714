//! `kinfolio terms …`

use crate::args::TermsWord;
use crate::ask::Core;
use crate::bring;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use serde_json::{Value, json};

const HEADS: &[&str] = &[
    "cli-head-terms-system",
    "cli-head-terms-codings",
    "cli-head-terms-named",
    "cli-head-terms-shown",
    "cli-head-terms-codes",
    "cli-head-terms-named",
    "cli-head-terms-shown",
];

const MISSING: &[&str] = &[
    "cli-head-terms-times",
    "cli-head-terms-system",
    "cli-head-terms-code",
    "cli-head-terms-words",
];

/// A part of a whole: `12 (40 %)`. Rounded down, so that 100 % means all.
fn part(of: &Value, part: &str, whole: &str) -> String {
    let number = |name: &str| of.get(name).and_then(Value::as_u64).unwrap_or(0);
    let (part, whole) = (number(part), number(whole));
    match part.saturating_mul(100).checked_div(whole) {
        Some(percent) => format!("{part} ({percent} %)"),
        None => part.to_string(),
    }
}

fn row(of: &Value) -> Vec<String> {
    vec![
        field(of, "system"),
        field(of, "codings"),
        part(of, "codingsNamed", "codings"),
        part(of, "codingsShown", "codings"),
        field(of, "codes"),
        part(of, "codesNamed", "codes"),
        part(of, "codesShown", "codes"),
    ]
}

/// Needs no vault.
pub(crate) fn run(core: &Core, word: &TermsWord, out: &mut Out) -> Result<(), Failure> {
    let TermsWord::Coverage {
        terms_paths,
        terms_most,
    } = word;
    let files = bring::tokens(core, terms_paths)?;
    let seen = core.ask(
        "terms_coverage",
        json!({"files": files, "most": terms_most}),
    )?;
    out.document(&seen);
    let systems = items(&seen, "systems");
    out.table(HEADS, systems.iter().map(row).collect());
    let mut missing = Vec::new();
    for system in systems {
        for one in items(system, "missing") {
            missing.push(vec![
                field(one, "times"),
                field(system, "system"),
                field(one, "code"),
                clean(&field(one, "words")),
            ]);
        }
    }
    if !missing.is_empty() {
        out.line("");
        out.say("cli-terms-missing", &[]);
        out.table(MISSING, missing);
    }
    out.line("");
    let number = |name: &str| field(&seen, name);
    out.say(
        "cli-terms-files",
        &[
            ("files", &number("files")),
            ("resources", &number("resources")),
            ("left", &number("leftOut")),
        ],
    );
    Ok(())
}
