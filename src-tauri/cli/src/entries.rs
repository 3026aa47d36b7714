//! Seeing what the record holds: `list`, `show`, `timeline`, `search`, `trend`; hiding and erasing.

use crate::args::{ListOptions, One, SearchOptions, ShowOptions, TimelineOptions, TrendOptions};
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use kin_api::ErrorCode;
use serde_json::{Value, json};

const HEADS: &[&str] = &[
    "cli-head-date",
    "cli-head-kind",
    "cli-head-title",
    "cli-head-value",
    "cli-head-status",
    "cli-head-id",
];

/// One line of a table.
fn row(entry: &Value) -> Vec<String> {
    let value = [
        field(entry, "valueText"),
        field(entry, "unitText"),
        field(entry, "abnormalText"),
    ];
    let value: Vec<String> = value.into_iter().filter(|t| !t.is_empty()).collect();
    vec![
        field(entry, "dateText"),
        field(entry, "kindText"),
        field(entry, "title"),
        value.join(" "),
        field(entry, "statusText"),
        field(entry, "id"),
    ]
}

/// Prints a page of entries.
fn page(out: &mut Out, entries: &[Value], next: &Value) {
    out.document(&json!({"entries": entries, "next": next}));
    out.table(HEADS, entries.iter().map(row).collect());
    if let Some(next) = next.as_str() {
        out.say("cli-more", &[("next", next)]);
    }
}

fn timeline_page(core: &Core, request: Value, out: &mut Out) -> Result<(), Failure> {
    let answer = core.ask("timeline", request)?;
    page(
        out,
        items(&answer, "entries"),
        answer.get("next").unwrap_or(&Value::Null),
    );
    Ok(())
}

/// Every kind by one of its names: `result`, `results`, `medication`, `med`.
fn kind(name: &str) -> Result<&'static str, Failure> {
    let singular = name.strip_suffix('s').unwrap_or(name);
    let plain = match singular {
        "med" | "medicine" | "drug" => "medication",
        "problem" | "diagnosi" | "diagnose" => "condition",
        "vaccine" | "vaccination" => "immunization",
        "vital" | "reading" => "vital-sign",
        "lab" => "result",
        "encounter" => "visit",
        "allergie" => "allergy",
        other => other,
    };
    kin_api::KIND_NAMES
        .iter()
        .find(|k| **k == plain || **k == name)
        .copied()
        .ok_or(Failure::usage("cli-unknown-kind"))
}

fn kinds(names: &[String]) -> Result<Option<Vec<&'static str>>, Failure> {
    let kinds: Vec<&str> = names.iter().map(|n| kind(n)).collect::<Result<_, _>>()?;
    Ok(Some(kinds).filter(|k| !k.is_empty()))
}

pub(crate) fn list(core: &Core, options: &ListOptions, out: &mut Out) -> Result<(), Failure> {
    let request = json!({
        "person": core.person_id()?,
        "kinds": [kind(&options.kind)?],
        "limit": options.page.limit,
        "before": options.page.after,
        "hidden": if options.hidden { "only" } else { "without" },
    });
    timeline_page(core, request, out)
}

/// A list of one kind with the usual limit.
pub(crate) fn list_kind(core: &Core, kind: &str, out: &mut Out) -> Result<(), Failure> {
    let request = json!({"person": core.person_id()?, "kinds": [kind], "limit": 200});
    timeline_page(core, request, out)
}

/// A list of one series, newest first.
pub(crate) fn list_series(core: &Core, key: &str, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    let answer = core.ask("trend", json!({"person": person, "key": key}));
    let trend = match answer {
        Ok(trend) => trend,
        Err(Failure::Api(error)) if error.code == ErrorCode::UnknownTrend => json!({"groups": []}),
        Err(other) => return Err(other),
    };
    let mut points: Vec<Value> = Vec::new();
    for group in items(&trend, "groups") {
        for point in items(group, "points") {
            let mut point = point.clone();
            if let Some(map) = point.as_object_mut() {
                map.insert(
                    "unit".to_owned(),
                    group.get("unit").cloned().unwrap_or_default(),
                );
            }
            points.push(point);
        }
    }
    points.sort_by_key(|p| std::cmp::Reverse(field(p, "t").parse::<i64>().unwrap_or(0)));
    out.document(&json!({"entries": points, "next": null}));
    let rows = points
        .iter()
        .map(|p| trend_row(p, &field(p, "value"), &field(p, "unit")))
        .collect();
    out.table(TREND_HEADS, rows);
    Ok(())
}

fn trend_row(point: &Value, value: &str, unit: &str) -> Vec<String> {
    let source = point.get("source").map(|s| field(s, "label"));
    vec![
        field(point, "dateText"),
        format!("{value} {unit}").trim().to_owned(),
        field(point, "abnormalText"),
        source.unwrap_or_default(),
        field(point, "id"),
    ]
}

const TREND_HEADS: &[&str] = &[
    "cli-head-date",
    "cli-head-value",
    "cli-head-abnormal",
    "cli-head-source",
    "cli-head-id",
];

pub(crate) fn timeline(
    core: &Core,
    options: &TimelineOptions,
    out: &mut Out,
) -> Result<(), Failure> {
    let request = json!({
        "person": core.person_id()?,
        "kinds": kinds(&options.kinds)?,
        "import": options.source,
        "year": options.year,
        "limit": options.page.limit,
        "before": options.page.after,
    });
    timeline_page(core, request, out)
}

pub(crate) fn search(core: &Core, options: &SearchOptions, out: &mut Out) -> Result<(), Failure> {
    let answer = core.ask(
        "search",
        json!({
            "person": core.person_id()?,
            "words": options.words.join(" "),
            "kinds": kinds(&options.kinds)?,
            "order": if options.best { "best" } else { "newest" },
            "limit": options.page.limit.min(200),
            "before": options.page.after,
        }),
    )?;
    let entries: Vec<Value> = items(&answer, "hits")
        .iter()
        .map(|hit| {
            let mut entry = hit.get("entry").cloned().unwrap_or_default();
            if let Some(map) = entry.as_object_mut() {
                map.insert(
                    "marks".to_owned(),
                    hit.get("marks").cloned().unwrap_or_default(),
                );
            }
            entry
        })
        .collect();
    page(out, &entries, answer.get("next").unwrap_or(&Value::Null));
    Ok(())
}

pub(crate) fn trend(core: &Core, options: &TrendOptions, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    let answer = core.ask("trend", json!({"person": person, "key": options.code}))?;
    out.document(&answer);
    out.line(&clean(&field(&answer, "title")));
    for group in items(&answer, "groups") {
        let rows = items(group, "points")
            .iter()
            .map(|p| trend_row(p, &field(p, "valueText"), &field(group, "unit")))
            .collect();
        out.table(TREND_HEADS, rows);
    }
    Ok(())
}

pub(crate) fn show(core: &Core, options: &ShowOptions, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    if let (Some(index), Some(path)) = (options.attachment, &options.out) {
        let request = json!({"person": person, "id": options.id, "index": index});
        let bytes = core.bytes("attachment", request)?;
        kin_api::save_file(path, &bytes)?;
        let path = path.to_string_lossy().into_owned();
        out.document(&json!({"path": path, "bytes": bytes.len()}));
        out.say("cli-written", &[("path", &path)]);
        return Ok(());
    }
    if options.original {
        let request = json!({
            "person": person,
            "id": options.id,
            "version": options.version_number,
        });
        let original = core.ask("entry_original", request)?;
        out.document(&original);
        out.raw(&field(&original, "text"));
        return Ok(());
    }
    let full = core.ask("entry", json!({"person": person, "id": options.id}))?;
    out.document(&full);
    if let Some(entry) = full.get("entry") {
        out.table(HEADS, vec![row(entry)]);
    }
    let detail = full.get("detail").cloned().unwrap_or_default();
    for section in items(&detail, "sections") {
        let title = field(section, "title");
        if !title.is_empty() {
            out.line(&clean(&title));
        }
        for line in items(section, "rows") {
            out.line(&clean(&format!(
                "  {}: {}",
                field(line, "label"),
                field(line, "value")
            )));
        }
    }
    for origin in items(&full, "origins") {
        let (label, at) = (field(origin, "label"), field(origin, "atText"));
        out.say("cli-from", &[("label", &clean(&label)), ("at", &at)]);
    }
    for file in items(&full, "attachments") {
        let index = field(file, "index");
        let title = clean(&field(file, "title"));
        let kind = field(file, "contentType");
        out.say(
            "cli-attachment",
            &[("index", &index), ("title", &title), ("kind", &kind)],
        );
    }
    Ok(())
}

pub(crate) fn change(core: &Core, command: &str, one: &One, out: &mut Out) -> Result<(), Failure> {
    core.ask(command, json!({"person": core.person_id()?, "id": one.id}))?;
    out.document(&json!({"id": one.id}));
    out.say("cli-done", &[]);
    Ok(())
}

pub(crate) fn erase(core: &Core, one: &One, out: &mut Out) -> Result<(), Failure> {
    core.confirm("cli-erase", &[])?;
    change(core, "entry_erase", one, out)
}
