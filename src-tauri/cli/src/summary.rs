//! `kinfolio summary …` and `kinfolio share list`

use crate::args::{ShareWord, SummaryOptions};
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, field, items};
use kin_api::ErrorCode;
use serde_json::{Value, json};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

pub(crate) fn make(core: &Core, options: &SummaryOptions, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    let sections = Some(&options.sections).filter(|s| !s.is_empty());
    let made = core.ask(
        "summary_make",
        json!({
            "person": person,
            "options": {
                "purpose": options.purpose,
                "sections": sections,
                "since": options.since,
                "language": core.global.lang,
                "reason": options.reason,
                "questions": options.questions,
                "leftOut": options.left_out,
            },
            "formats": options.format,
        }),
    )?;
    let mut files = Vec::new();
    for file in items(&made, "files") {
        files.push(write(core, file, &options.out)?);
    }
    for file in &files {
        out.say("cli-written", &[("path", &field(file, "path"))]);
    }
    let selected = made.get("selected").cloned().unwrap_or_default();
    out.document(&json!({"files": files, "selected": selected}));
    Ok(())
}

/// Writes a file that was made into a folder: a new file first, then renamed.
pub(crate) fn write(core: &Core, file: &Value, dir: &Path) -> Result<Value, Failure> {
    let (name, bytes) = core.session.output(&field(file, "token"))?;
    let place = dir.join(&name);
    let part = dir.join(format!("{name}.part"));
    let written = (|| {
        std::fs::create_dir_all(dir)?;
        let mut new = std::fs::File::create(&part)?;
        new.write_all(&bytes)?;
        new.sync_all()?;
        std::fs::rename(&part, &place)
    })();
    written.map_err(|error| {
        std::fs::remove_file(&part).unwrap_or_default();
        match error.kind() {
            ErrorKind::StorageFull => ErrorCode::DiskFull,
            _ => ErrorCode::CannotWrite,
        }
    })?;
    Ok(json!({
        "path": place.to_string_lossy(),
        "format": field(file, "format"),
        "bytes": file.get("bytes"),
        "sha256": field(file, "sha256"),
    }))
}

pub(crate) fn share(core: &Core, word: &ShareWord, out: &mut Out) -> Result<(), Failure> {
    let ShareWord::List = word;
    let log = core.ask("share_log", json!({"person": core.person_id()?}))?;
    out.document(&log);
    let rows = items(&log, "shares")
        .iter()
        .map(|share| {
            ["atText", "by", "format", "entries"]
                .iter()
                .map(|name| field(share, name))
                .collect()
        })
        .collect();
    let heads = [
        "cli-head-at",
        "cli-head-by",
        "cli-head-format",
        "cli-head-entries",
    ];
    out.table(&heads, rows);
    Ok(())
}
