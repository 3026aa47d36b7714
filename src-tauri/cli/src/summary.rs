//! `kinfolio summary …`

use crate::args::SummaryOptions;
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, field, items};
use serde_json::{Value, json};
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
                "topics": options.topics,
            },
            "formats": options.format,
            "referral": {"to": options.refer_to, "doctor": options.refer_by},
        }),
    )?;
    // Asked for by the words of the command.
    let out_dir = options.out.as_deref().unwrap_or_else(|| Path::new("."));
    let mut files = Vec::new();
    for file in items(&made, "files") {
        files.push(write(core, file, out_dir)?);
    }
    for file in &files {
        out.say("cli-written", &[("path", &field(file, "path"))]);
    }
    for finding in items(&made, "findings") {
        out.line(&field(finding, "text"));
    }
    let words = made.get("words").cloned().unwrap_or_default();
    if let Some(words) = words.as_str() {
        out.say("cli-six-words", &[("words", words)]);
    }
    let findings = made.get("findings").cloned().unwrap_or_default();
    let selected = made.get("selected").cloned().unwrap_or_default();
    out.document(
        &json!({"files": files, "selected": selected, "findings": findings, "words": words}),
    );
    Ok(())
}

/// Writes a file that was made into a folder.
pub(crate) fn write(core: &Core, file: &Value, dir: &Path) -> Result<Value, Failure> {
    let (name, bytes) = core.session.output(&field(file, "token"))?;
    let place = dir.join(&name);
    kin_api::save_file(&place, &bytes)?;
    Ok(json!({
        "path": place.to_string_lossy(),
        "format": field(file, "format"),
        "bytes": file.get("bytes"),
        "sha256": field(file, "sha256"),
    }))
}
