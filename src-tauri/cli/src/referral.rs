//! `kinfolio referral …` and `kinfolio summary show …`

use crate::args::{AnswerOptions, ReferralWord};
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use kin_api::{ApiError, ErrorCode};
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::Path;

/// Most bytes of a letter.
const LONGEST: u64 = 256 << 10;

pub(crate) fn run(core: &Core, word: &ReferralWord, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    match word {
        ReferralWord::List => {
            let list = core.ask("referrals", json!({"person": person}))?;
            out.document(&list);
            let rows = items(&list, "referrals").iter().map(row).collect();
            out.table(HEADS, rows);
            Ok(())
        }
        ReferralWord::Show { referral_id } => {
            let shown = core.ask("referral", json!({"person": person, "id": referral_id}))?;
            tell(&shown, out);
            Ok(())
        }
        ReferralWord::Answer(options) => answer(core, &person, options, out),
        ReferralWord::Match {
            referral_id,
            entries,
            take_back,
        } => {
            let shown = core.ask(
                "referral_match",
                json!({"person": person, "id": referral_id, "entries": entries, "takeBack": take_back}),
            )?;
            tell(&shown, out);
            Ok(())
        }
        ReferralWord::Close { referral_id, again } => {
            let shown = core.ask(
                "referral_close",
                json!({"person": person, "id": referral_id, "closed": !again}),
            )?;
            tell(&shown, out);
            Ok(())
        }
    }
}

const HEADS: &[&str] = &[
    "cli-head-id",
    "cli-head-referral",
    "cli-head-date",
    "cli-head-state",
];

fn row(referral: &Value) -> Vec<String> {
    ["id", "title", "dateText", "line"]
        .iter()
        .map(|name| field(referral, name))
        .collect()
}

fn tell(shown: &Value, out: &mut Out) {
    out.document(shown);
    out.table(HEADS, vec![row(shown)]);
    let mut line = |key: &str, text: &str| {
        if !text.is_empty() {
            out.say(key, &[("text", &clean(text))]);
        }
    };
    line("cli-referral-to", &field(shown, "to"));
    line("cli-referral-by", &field(shown, "requester"));
    for reason in items(shown, "reasons") {
        line("cli-referral-reason", reason.as_str().unwrap_or_default());
    }
    for question in items(shown, "questions") {
        line(
            "cli-referral-question",
            question.as_str().unwrap_or_default(),
        );
    }
    for answer in items(shown, "answers") {
        let (at, source, came) = (
            field(answer, "atText"),
            clean(&field(answer, "source")),
            field(answer, "came"),
        );
        out.say(
            "cli-referral-came",
            &[("at", &at), ("source", &source), ("came", &came)],
        );
        for entry in items(answer, "entries") {
            let parts: Vec<String> = [
                "id",
                "kindText",
                "title",
                "valueText",
                "unitText",
                "dateText",
            ]
            .iter()
            .map(|name| field(entry, name))
            .filter(|text| !text.is_empty())
            .collect();
            out.line(&format!("  {}", clean(&parts.join("  "))));
        }
    }
}

fn read_letter(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin()
            .lock()
            .take(LONGEST + 1)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|f| f.take(LONGEST + 1).read_to_end(&mut bytes))
    };
    read.map_err(|_| ErrorCode::FileUnreadable)?;
    if bytes.len() as u64 > LONGEST {
        return Err(ApiError::from(ErrorCode::FileTooLarge)
            .with("limit", "256 KiB")
            .into());
    }
    String::from_utf8(bytes).map_err(|_| ErrorCode::FileUnreadable.into())
}

fn answer(
    core: &Core,
    person: &str,
    options: &AnswerOptions,
    out: &mut Out,
) -> Result<(), Failure> {
    let letter = match (&options.letter, &options.letter_file) {
        (Some(letter), _) => letter.clone(),
        (None, Some(path)) => read_letter(path)?,
        (None, None) => String::new(),
    };
    let made = core.ask(
        "referral_answer",
        json!({
            "person": person,
            "id": options.referral_id,
            "letter": letter,
            "plan": options.next_steps,
            "author": options.author,
            "entries": options.entries,
            "language": core.global.lang,
        }),
    )?;
    let mut files = Vec::new();
    for file in items(&made, "files") {
        files.push(crate::summary::write(core, file, &options.out)?);
    }
    for file in &files {
        out.say("cli-written", &[("path", &field(file, "path"))]);
    }
    let selected = made.get("selected").cloned().unwrap_or_default();
    out.document(&json!({"files": files, "selected": selected}));
    Ok(())
}

/// A summary of somebody else, section by section, and what is wrong with it.
pub(crate) fn show_summary(core: &Core, path: &Path, out: &mut Out) -> Result<(), Failure> {
    let tokens = crate::bring::tokens(core, &[path.to_owned()])?;
    let token = tokens.first().cloned().unwrap_or_default();
    let shown = core.ask("summary_read", json!({"file": token}))?;
    out.document(&shown);
    let heading: Vec<String> = [
        field(&shown, "title"),
        shown
            .get("person")
            .map(|p| field(p, "name"))
            .unwrap_or_default(),
        shown
            .get("person")
            .map(|p| field(p, "bornText"))
            .unwrap_or_default(),
        field(&shown, "madeText"),
    ]
    .into_iter()
    .filter(|text| !text.is_empty())
    .collect();
    out.line(&clean(&heading.join(" · ")));
    for section in items(&shown, "sections") {
        let count = items(section, "rows").len().to_string();
        let title = clean(&field(section, "title"));
        out.line("");
        out.say("cli-read-section", &[("title", &title), ("n", &count)]);
        for row in items(section, "rows") {
            let title = match core.lang == kin_i18n::Lang::ZhCn {
                true => field(row, "titleZh"),
                false => field(row, "titleEn"),
            };
            let parts: Vec<String> = std::iter::once(title)
                .chain(
                    [
                        "valueText",
                        "unit",
                        "range",
                        "dateText",
                        "statusText",
                        "note",
                    ]
                    .iter()
                    .map(|name| field(row, name)),
                )
                .filter(|text| !text.is_empty())
                .collect();
            out.line(&format!("  {}", clean(&parts.join("  "))));
        }
        let missing = items(section, "missing").len();
        if missing > 0 {
            out.say("cli-read-missing", &[("n", &missing.to_string())]);
        }
        if section.get("saysMore").and_then(Value::as_bool) == Some(true) {
            for line in plain(items(section, "narrative")).lines() {
                let line = clean(line.trim());
                if !line.is_empty() {
                    out.line(&format!("  {line}"));
                }
            }
        }
    }
    let flaws = items(&shown, "flaws");
    if flaws.is_empty() {
        out.say("read-flaws-none", &[]);
    } else {
        out.line("");
        out.say("cli-read-flaws", &[]);
        for flaw in flaws {
            let (severity, text, n) = (
                field(flaw, "severity"),
                clean(&field(flaw, "text")),
                field(flaw, "count"),
            );
            out.say(
                "cli-read-flaw",
                &[("severity", &severity), ("text", &text), ("n", &n)],
            );
        }
    }
    if shown.get("readable").and_then(Value::as_bool) == Some(true) {
        Ok(())
    } else {
        Err(Failure::Part)
    }
}

/// The words of a narrative.
fn plain(nodes: &[Value]) -> String {
    let mut text = String::new();
    for node in nodes {
        text.push_str(&field(node, "text"));
        text.push_str(&plain(items(node, "children")));
        match field(node, "tag").as_str() {
            "" | "b" | "i" | "u" => {}
            "td" | "th" => text.push(' '),
            _ => text.push('\n'),
        }
    }
    text
}
