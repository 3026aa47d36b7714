//! `kinfolio visit …`: what has changed, what is proposed.

use crate::args::VisitWord;
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use kin_i18n::Lang;
use serde_json::{Value, json};

pub(crate) fn run(core: &Core, word: &VisitWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        VisitWord::Changes { since } => changes(core, since.as_deref(), out),
        VisitWord::Proposal {
            purpose,
            specialty,
            reason,
        } => {
            let answer = core.ask(
                "visit_proposal",
                json!({
                    "person": core.person_id()?, "purpose": purpose,
                    "specialty": specialty, "reason": reason,
                }),
            )?;
            proposal(&answer, out);
            Ok(())
        }
    }
}

/// What sources tell differently, as it would stand on a summary.
pub(crate) fn review(core: &Core, out: &mut Out) -> Result<(), Failure> {
    // This is the person's own look: no topic is kept back.
    let options = json!({"purpose": "referral", "topics": kin_api::TOPIC_NAMES});
    let request = json!({"person": core.person_id()?, "options": options});
    let answer = core.ask("summary_preview", request)?;
    let conflicts = items(&answer, "conflicts");
    out.document(&json!({"conflicts": conflicts}));
    if conflicts.is_empty() {
        out.say("cli-review-none", &[]);
        return Ok(());
    }
    let words = match core.lang {
        Lang::En => "textEn",
        Lang::ZhCn => "textZh",
    };
    let rows = conflicts.iter().map(|one| {
        let sources: Vec<String> = items(one, "sources")
            .iter()
            .map(|s| field(s, "label"))
            .collect();
        let ids = items(one, "entries").iter().filter_map(Value::as_str);
        vec![
            field(one, words),
            sources.join(" / "),
            ids.collect::<Vec<_>>().join(" "),
        ]
    });
    let heads = ["cli-head-differs", "cli-head-source", "cli-head-id"];
    out.table(&heads, rows.collect());
    Ok(())
}

fn changes(core: &Core, since: Option<&str>, out: &mut Out) -> Result<(), Failure> {
    let request = json!({"person": core.person_id()?, "since": since});
    let answer = core.ask("visit_changes", request)?;
    out.document(&answer);
    let Some(since) = answer.get("since").filter(|s| !s.is_null()) else {
        out.say("cli-visit-no-day", &[]);
        return Ok(());
    };
    let text = clean(&field(since, "text"));
    let date = field(since, "dayText");
    out.say("cli-visit-since", &[("date", &date), ("text", &text)]);
    let rows: Vec<Vec<String>> = items(&answer, "changes").iter().map(row).collect();
    if rows.is_empty() {
        out.say("cli-visit-none", &[]);
        return Ok(());
    }
    let heads = [
        "cli-head-change",
        "cli-head-title",
        "cli-head-before",
        "cli-head-now",
        "cli-head-date",
        "cli-head-id",
    ];
    out.table(&heads, rows);
    Ok(())
}

fn row(change: &Value) -> Vec<String> {
    let unit = field(change, "unit");
    let now = format!("{} {unit}", field(change, "to"));
    vec![
        field(change, "kindText"),
        field(change, "title"),
        field(change, "from"),
        now.trim().to_owned(),
        field(change, "dateText"),
        field(change, "id"),
    ]
}

fn proposal(answer: &Value, out: &mut Out) {
    out.document(answer);
    for one in items(answer, "suggested") {
        let (word, name, key) = (field(one, "word"), field(one, "name"), field(one, "key"));
        out.say(
            "cli-visit-suggested",
            &[("word", &word), ("name", &name), ("key", &key)],
        );
    }
    let yes = |one: &Value| {
        let goes = one.get("proposed").and_then(Value::as_bool) == Some(true);
        if goes {
            "cli-visit-yes"
        } else {
            "cli-visit-no"
        }
    };
    let rows: Vec<Vec<String>> = items(answer, "sections")
        .iter()
        .map(|one| {
            vec![
                out.word(&format!("summary-section-{}", field(one, "section"))),
                out.word(yes(one)),
                field(one, "why"),
            ]
        })
        .collect();
    let heads = ["cli-head-section", "cli-head-goes", "cli-head-why"];
    out.table(&heads, rows);
    let titles = |known: bool| {
        let results = items(answer, "firstResults").iter();
        let found = results.filter(|r| r.get("latest").is_some_and(|l| !l.is_null()) == known);
        found
            .map(|r| field(r, "title"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    for (key, names) in [
        ("cli-visit-first", titles(true)),
        ("cli-visit-missing", titles(false)),
    ] {
        if !names.is_empty() {
            out.say(key, &[("names", &clean(&names))]);
        }
    }
    if answer.get("specialty").is_none_or(Value::is_null) {
        let keys = items(answer, "specialties").iter();
        let keys = keys.map(|s| field(s, "key")).collect::<Vec<_>>();
        out.say("cli-visit-specialties", &[("names", &keys.join(", "))]);
    }
    for source in items(answer, "sources") {
        let text = source.as_str().unwrap_or_default();
        out.say("cli-visit-source", &[("text", text)]);
    }
}
