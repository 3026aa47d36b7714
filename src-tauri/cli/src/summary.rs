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
    let first = Some(&options.first_results).filter(|f| !f.is_empty());
    let paper = match options.paper_size.as_deref() {
        Some(chosen) => chosen,
        None => usual_paper(),
    };
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
                "paper": paper,
                "largePrint": options.large_print,
                "specialty": options.specialty,
                "changesSince": options.changes_since,
                "firstResults": first,
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

/// The paper of the place that the system is set to.
///
/// # Source
/// Unicode CLDR 45, supplemental data, `paperSize`: US-Letter in BZ, CA, CL, CO, CR, GT, MX, NI, PA, PH, PR, SV, US, VE.
pub(crate) fn usual_paper() -> &'static str {
    const LETTER: [&str; 14] = [
        "BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE",
    ];
    let place = ["LC_ALL", "LC_PAPER", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
        .unwrap_or_default();
    let region = place
        .split(['.', '@'])
        .next()
        .and_then(|p| p.split('_').nth(1));
    match region {
        Some(region) if LETTER.contains(&region) => "letter",
        _ => "a4",
    }
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
