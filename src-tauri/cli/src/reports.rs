//! Reports on what is measured at home: `bp report`, `glucose report`.

use crate::args::{BpWord, GlucoseWord};
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use crate::summary::usual_paper;
use serde_json::{Value, json};
use std::path::Path;

/// The lines of remarks: what is missing, warnings, quality.
fn remarks(answer: &Value, name: &str, out: &mut Out) {
    for remark in items(answer, name) {
        out.line(&clean(&field(remark, "text")));
    }
}

/// Writes the page of a report where `--out` says, and tells of it in the answer.
fn page(
    core: &Core,
    command: &str,
    request: Value,
    place: Option<&Path>,
    answer: &mut Value,
    out: &mut Out,
) -> Result<(), Failure> {
    let Some(place) = place else { return Ok(()) };
    let file = core.ask(command, request)?;
    let (_, bytes) = core.session.output(&field(&file, "token"))?;
    kin_api::save_file(place, &bytes)?;
    let path = place.to_string_lossy();
    out.say("cli-written", &[("path", &path)]);
    if let Some(map) = answer.as_object_mut() {
        let file = json!({"path": path, "bytes": file.get("bytes"), "sha256": file.get("sha256")});
        map.insert("file".to_owned(), file);
    }
    Ok(())
}

pub(crate) fn pressure(core: &Core, word: &BpWord, out: &mut Out) -> Result<(), Failure> {
    let BpWord::Report {
        protocol,
        scheme,
        from,
        out: paper,
    } = word
    else {
        return Ok(());
    };
    let request = json!({
        "person": core.person_id()?, "protocol": protocol, "scheme": scheme, "from": from,
        "paper": usual_paper(),
    });
    let mut answer = core.ask("bp_report", request.clone())?;
    page(
        core,
        "bp_report_page",
        request,
        paper.as_deref(),
        &mut answer,
        out,
    )?;
    out.document(&answer);
    out.line(&clean(&field(&answer, "sentence")));
    let parts = [
        ("morning", "cli-bp-morning"),
        ("evening", "cli-bp-evening"),
        ("overall", "cli-bp-overall"),
    ];
    let pair = |figures: &Value, a: &str, b: &str| {
        let (a, b) = (field(figures, a), field(figures, b));
        if a.is_empty() { a } else { format!("{a}/{b}") }
    };
    let rows: Vec<Vec<String>> = parts
        .into_iter()
        .filter_map(|(name, key)| {
            let figures = answer.get(name).filter(|f| !f.is_null())?;
            Some(vec![
                out.word(key),
                pair(figures, "systolic", "diastolic"),
                pair(figures, "systolicDeviation", "diastolicDeviation"),
                field(figures, "readings"),
            ])
        })
        .collect();
    if !rows.is_empty() {
        let heads = [
            "cli-head-part",
            "cli-head-mean",
            "cli-head-deviation",
            "cli-head-readings",
        ];
        out.table(&heads, rows);
    }
    for name in ["missing", "warnings", "quality"] {
        remarks(&answer, name, out);
    }
    if field(&answer, "standing") != "sufficient" {
        out.line(&clean(&field(&answer, "plan")));
    }
    Ok(())
}

pub(crate) fn glucose(core: &Core, word: &GlucoseWord, out: &mut Out) -> Result<(), Failure> {
    let GlucoseWord::Report {
        ranges,
        from,
        until,
        out: paper,
    } = word
    else {
        return Ok(());
    };
    let request = json!({
        "person": core.person_id()?, "ranges": ranges, "from": from, "until": until,
        "paper": usual_paper(),
    });
    let mut answer = core.ask("glucose_report", request.clone())?;
    page(
        core,
        "glucose_report_page",
        request,
        paper.as_deref(),
        &mut answer,
        out,
    )?;
    out.document(&answer);
    let reports = items(&answer, "reports");
    if reports.is_empty() {
        out.say("glucose-none", &[]);
    }
    for report in reports {
        one(report, out);
    }
    let left_out = field(&answer, "leftOut");
    if left_out != "0" {
        out.say("glucose-left-out", &[("n", &left_out)]);
    }
    if field(&answer, "cut") == "true" {
        out.say("glucose-cut", &[]);
    }
    if let Some(point) = answer.get("hba1c").filter(|p| !p.is_null()) {
        let value = format!(
            "{} {}",
            field(point, "valueText"),
            field(&answer, "hba1cUnit")
        );
        let date = field(point, "dateText");
        out.say("glucose-hba1c", &[("value", value.trim()), ("date", &date)]);
    }
    Ok(())
}

fn one(report: &Value, out: &mut Out) {
    out.line(&clean(&field(report, "sentence")));
    let rows = items(report, "shares")
        .iter()
        .map(|s| vec![field(s, "text"), field(s, "percent"), field(s, "readings")])
        .collect();
    let heads = ["cli-head-title", "cli-head-percent", "cli-head-readings"];
    out.table(&heads, rows);
    for (name, key) in [("active", "glucose-active"), ("gmi", "glucose-gmi")] {
        let percent = field(report, name);
        if !percent.is_empty() {
            out.say(key, &[("percent", &percent)]);
        }
    }
    for event in items(report, "events") {
        let level = out.word(&format!("glucose-range-{}", field(event, "level")));
        let (events, minutes) = (field(event, "events"), field(event, "minutes"));
        let args = [
            ("level", level.as_str()),
            ("events", events.as_str()),
            ("minutes", minutes.as_str()),
        ];
        out.say("glucose-events", &args);
    }
    remarks(report, "remarks", out);
}
