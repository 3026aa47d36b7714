//! `kinfolio import …` and `kinfolio source …`

use crate::args::{ImportOptions, SourceWord};
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use indicatif::{ProgressBar, ProgressStyle};
use kin_api::{ApiError, ErrorCode};
use kin_i18n::Catalogue;
use serde_json::{Value, json};
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Most bytes taken from standard input: they are held in memory, because an import reads twice.
const LARGEST_STDIN: u64 = 256 << 20;

pub(crate) fn import(core: &Core, options: &ImportOptions, out: &mut Out) -> Result<(), Failure> {
    let person = match &core.global.person {
        Some(wanted) => Some(field(&core.find_person(Some(wanted))?, "id")),
        None => None,
    };
    let answers = answers(&options.table_answers)?;
    let files = tokens(core, &options.paths)?;
    unlock(core, &files, options.words_file.as_deref())?;
    let job = if options.preview {
        core.ask(
            "import_preview",
            json!({"person": person, "files": files, "answers": answers}),
        )?
    } else {
        core.ask(
            "import_run",
            json!({
                "person": person,
                "newPersonFromFile": options.new_person,
                "files": files,
                "confirmOther": options.same_person,
                "label": options.source_name,
                "answers": answers,
            }),
        )?
    };
    let result = wait(core, &field(&job, "id"))?;
    out.document(&result);
    tell(&result, out);
    if options.preview {
        return Ok(());
    }
    judge(&result)
}

/// Opens files that are locked with six words, where they are given or somebody is there to type them; else they are named
/// among the findings.
fn unlock(core: &Core, files: &[String], words_file: Option<&Path>) -> Result<(), Failure> {
    let words = match words_file {
        Some(path) => crate::portal::first_line(path)?,
        None if std::io::stdin().is_terminal() => {
            let look = core.ask("package_look", json!({"files": files}))?;
            if items(&look, "locked").is_empty() {
                return Ok(());
            }
            let question = Catalogue::text(core.lang, "cli-package-words", &[]);
            let typed = rpassword::prompt_password(format!("{question}: "));
            typed.map_err(|_| ErrorCode::Cancelled)?.into()
        }
        None => return Ok(()),
    };
    core.ask(
        "package_look",
        json!({"files": files, "words": words.as_str()}),
    )?;
    Ok(())
}

/// Answers as they are typed: `date-order=day-month`.
fn answers(typed: &[String]) -> Result<Value, Failure> {
    let mut map = serde_json::Map::new();
    for one in typed {
        let (key, value) = one
            .split_once('=')
            .ok_or(Failure::usage("cli-answer-form"))?;
        map.insert(key.trim().to_owned(), json!(value.trim()));
    }
    Ok(Value::Object(map))
}

/// The files of a command line; `-` is standard input.
pub(crate) fn tokens(core: &Core, paths: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let token = if path.as_os_str() == "-" {
            core.session.register_bytes("-", stdin()?)?
        } else {
            core.session.register_file(path)?
        };
        files.push(token.token);
    }
    Ok(files)
}

fn stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(LARGEST_STDIN + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| ErrorCode::FileUnreadable)?;
    if bytes.len() as u64 > LARGEST_STDIN {
        return Err(ApiError::from(ErrorCode::FileTooLarge)
            .with("limit", "256 MiB")
            .into());
    }
    Ok(bytes)
}

/// Waits for a job, with a bar where somebody watches.
pub(crate) fn wait(core: &Core, id: &str) -> Result<Value, Failure> {
    let id: u32 = id.parse().map_err(|_| ErrorCode::Internal)?;
    let bar = std::io::stderr().is_terminal().then(|| {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {elapsed}")
        {
            bar.set_style(style);
        }
        bar
    });
    loop {
        let job = core.ask("job", json!({"id": id}))?;
        if let Some(bar) = &bar {
            bar.set_length(field(&job, "total").parse().unwrap_or(0));
            bar.set_position(field(&job, "done").parse().unwrap_or(0));
        }
        let state = field(&job, "state");
        if state == "running" {
            std::thread::sleep(Duration::from_millis(15));
            continue;
        }
        if let Some(bar) = &bar {
            bar.finish_and_clear();
        }
        return match state.as_str() {
            "done" => Ok(job.get("result").cloned().unwrap_or_default()),
            "cancelled" => Err(ErrorCode::Cancelled.into()),
            _ => Err(error_of(&job).into()),
        };
    }
}

/// The error of a job, as the core gave it.
pub(crate) fn error_of(job: &Value) -> ApiError {
    let error = job.get("error").cloned().unwrap_or_default();
    let code = error
        .get("code")
        .cloned()
        .and_then(|code| serde_json::from_value::<ErrorCode>(code).ok())
        .unwrap_or(ErrorCode::Internal);
    let mut result = ApiError::from(code);
    if let Some(params) = error.get("params").and_then(Value::as_object) {
        for (name, value) in params {
            result = result.with(name, value.as_str().unwrap_or_default());
        }
    }
    result
}

const COUNTS: [&str; 6] = [
    "resources",
    "added",
    "updated",
    "alreadyThere",
    "keptNotUnderstood",
    "refused",
];

pub(crate) fn tell(result: &Value, out: &mut Out) {
    let files = items(result, "files");
    let rows = files
        .iter()
        .map(|file| {
            let mut row = vec![field(file, "path"), field(file, "kind")];
            row.extend(COUNTS.iter().map(|name| field(file, name)));
            row
        })
        .collect();
    let heads = [
        "cli-head-file",
        "cli-head-kind",
        "cli-head-resources",
        "cli-head-added",
        "cli-head-updated",
        "cli-head-already",
        "cli-head-kept",
        "cli-head-refused",
    ];
    out.table(&heads, rows);
    for file in files {
        for finding in items(file, "findings") {
            let place = field(finding, "where");
            let place = if place.is_empty() {
                place
            } else {
                format!(" ({place})")
            };
            out.line(&clean(&format!(
                "{}{place}: {} [{}]",
                field(file, "path"),
                field(finding, "text"),
                field(finding, "code")
            )));
        }
    }
}

fn number(file: &Value, name: &str) -> u64 {
    field(file, name).parse().unwrap_or(0)
}

/// Done, done in part, or nothing done.
pub(crate) fn judge(result: &Value) -> Result<(), Failure> {
    let files = items(result, "files");
    // What has to be answered first stands among the findings.
    let asked = |f: &Value| !items(f, "questions").is_empty();
    if files.iter().any(asked) {
        return Err(Failure::Part);
    }
    if result.get("import").is_none_or(Value::is_null) {
        let findings = || files.iter().flat_map(|f| items(f, "findings"));
        let first = findings()
            .find(|f| field(f, "severity") == "error")
            .or_else(|| findings().next());
        return Err(match first {
            Some(finding) => Failure::Said {
                what: field(finding, "text"),
                code: field(finding, "code"),
                next: match field(finding, "code") {
                    code if code == "several-people" => "rec-several-people",
                    code if code.starts_with("card-") || code.starts_with("code-") => "rec-card",
                    code if code.starts_with("link-") => "rec-link-refused",
                    code if code.starts_with("package-") => "rec-package-words",
                    _ => "rec-not-a-record",
                },
            },
            None => ErrorCode::NotARecord.into(),
        });
    }
    let left = files.iter().any(|file| {
        number(file, "refused") > 0
            || items(file, "findings")
                .iter()
                .any(|f| field(f, "severity") == "error")
    });
    if left { Err(Failure::Part) } else { Ok(()) }
}

pub(crate) fn source(core: &Core, word: &SourceWord, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    match word {
        SourceWord::List => {
            let list = core.ask("imports", json!({"person": person}))?;
            out.document(&list);
            out.table(HEADS, items(&list, "imports").iter().map(row).collect());
            Ok(())
        }
        SourceWord::Show { number } => {
            let list = core.ask("imports", json!({"person": person}))?;
            let found = items(&list, "imports")
                .iter()
                .find(|i| field(i, "import") == number.to_string())
                .ok_or(ErrorCode::UnknownImport)?;
            out.document(found);
            out.table(HEADS, vec![row(found)]);
            Ok(())
        }
        SourceWord::Rename {
            number,
            source_name,
        } => {
            let renamed = core.ask(
                "import_rename",
                json!({"person": person, "import": number, "label": source_name}),
            )?;
            out.document(&renamed);
            out.table(HEADS, vec![row(&renamed)]);
            Ok(())
        }
        SourceWord::Remove { number } => {
            core.confirm("cli-source-remove", &[("number", &number.to_string())])?;
            let undone = core.ask("import_undo", json!({"person": person, "import": number}))?;
            out.document(&undone);
            out.say("cli-source-removed", &[("number", &number.to_string())]);
            Ok(())
        }
    }
}

const HEADS: &[&str] = &[
    "cli-head-number",
    "cli-head-source",
    "cli-head-at",
    "cli-head-by",
    "cli-head-added",
    "cli-head-updated",
    "cli-head-already",
    "cli-head-undone",
];

fn row(import: &Value) -> Vec<String> {
    let counts = import.get("counts").cloned().unwrap_or_default();
    let mut row: Vec<String> = ["import", "label", "atText", "by"]
        .iter()
        .map(|name| field(import, name))
        .collect();
    row.extend(
        ["added", "updated", "alreadyThere"]
            .iter()
            .map(|name| field(&counts, name)),
    );
    row.push(field(import, "undone"));
    row
}
