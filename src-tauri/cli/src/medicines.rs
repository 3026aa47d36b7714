//! Medicines as they are taken: `med plan|today|take|skip|later|untake|stock|report|checks|compare|box`.

use crate::args::{MedMore, PlanOptions};
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use crate::summary::usual_paper;
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::Path;

/// Most bytes of a plan or of a box's text.
const MOST: u64 = 256 * 1024;

pub(crate) fn run(core: &Core, word: &MedMore, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    match word {
        MedMore::Plan(options) => {
            let plan = plan(core, options)?;
            let request = json!({"person": person, "medicine": options.id, "plan": plan});
            let medicine = core.ask("med_plan", request)?;
            out.document(&medicine);
            told(&medicine, out);
        }
        MedMore::Plans => plans(&core.ask("med_plans", json!({"person": person}))?, out),
        MedMore::Today { date } => {
            let view = core.ask("med_today", json!({"person": person, "day": date}))?;
            today(&view, out);
        }
        MedMore::Take {
            id,
            planned,
            at,
            amount,
            note,
        } => {
            let request = json!({
                "person": person, "medicine": id, "planned": planned, "at": at, "amount": amount,
                "note": note, "confirmed": core.global.yes,
            });
            dose(&core.ask("med_take", request)?, out);
        }
        MedMore::Skip { id, planned, why } => {
            let request =
                json!({"person": person, "medicine": id, "planned": planned, "reason": why});
            dose(&core.ask("med_skip", request)?, out);
        }
        MedMore::Later {
            id,
            planned,
            minutes,
        } => {
            let request =
                json!({"person": person, "medicine": id, "planned": planned, "minutes": minutes});
            dose(&core.ask("med_later", request)?, out);
        }
        MedMore::Untake { id } => {
            core.ask("med_untake", json!({"person": person, "entry": id}))?;
            out.document(&json!({"entry": id}));
            out.say("cli-med-untaken", &[]);
        }
        MedMore::Stock {
            id,
            count,
            add,
            warn_days,
        } => {
            let request = json!({
                "person": person, "medicine": id, "count": count, "add": add, "warnDays": warn_days,
            });
            let medicine = core.ask("med_stock", request)?;
            out.document(&medicine);
            told(&medicine, out);
        }
        MedMore::Report {
            from,
            until,
            out: place,
        } => {
            let paper = usual_paper();
            let request = json!({"person": person, "from": from, "until": until, "paper": paper});
            report(core, request, place.as_deref(), out)?;
        }
        MedMore::Checks => checks(&core.ask("med_checks", json!({"person": person}))?, out),
        MedMore::Compare { line, choice } => {
            let answer = match line.as_ref().zip(choice.as_ref()) {
                None => core.ask("med_reconcile", json!({"person": person}))?,
                Some((key, choice)) => core.ask(
                    "med_settle",
                    json!({"person": person, "key": key, "choice": choice}),
                )?,
            };
            compare(&answer, out);
        }
        MedMore::Box { text_file } => {
            let text = read(text_file)?;
            let found = core.ask("med_from_text", json!({"text": text}))?;
            out.document(&found);
            for name in ["name", "strength", "form", "pack", "approval", "text"] {
                let line = clean(&field(&found, name));
                if !line.is_empty() {
                    out.line(&line);
                }
            }
        }
    }
    Ok(())
}

fn read(place: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read =
        std::fs::File::open(place).and_then(|file| file.take(MOST).read_to_string(&mut text));
    match read {
        Ok(_) => Ok(text),
        Err(_) => Err(Failure::usage("cli-med-file")),
    }
}

/// `08:00=1`.
fn slot(typed: &str) -> Result<Value, Failure> {
    let (time, amount) = typed
        .split_once('=')
        .ok_or(Failure::usage("cli-med-dose-form"))?;
    Ok(json!({"time": time.trim(), "amount": amount.trim()}))
}

fn rhythm(every: &str) -> Result<Value, Failure> {
    let wrong = || Failure::usage("cli-med-every-form");
    let (word, rest) = every.split_once(':').unwrap_or((every, ""));
    let number = |text: &str| text.trim().parse::<u16>().map_err(|_| wrong());
    Ok(match word {
        "day" => json!({"type": "daily"}),
        "days" => json!({"type": "every-days", "days": number(rest)?}),
        "hours" => json!({"type": "every-hours", "hours": number(rest)?}),
        "week" => {
            let days: Vec<&str> = rest.split(',').map(str::trim).collect();
            let known = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
            if !days.iter().all(|d| known.contains(d)) {
                return Err(wrong());
            }
            json!({"type": "week", "days": days})
        }
        "cycle" => {
            let (on, off) = rest.split_once(',').ok_or_else(wrong)?;
            json!({"type": "cycle", "on": number(on)?, "off": number(off)?})
        }
        _ => return Err(wrong()),
    })
}

fn plan(core: &Core, options: &PlanOptions) -> Result<Value, Failure> {
    if options.no_plan {
        return Ok(Value::Null);
    }
    if let Some(file) = &options.plan_file {
        let text = read(file)?;
        return serde_json::from_str(&text).map_err(|_| Failure::usage("cli-med-file"));
    }
    let slots: Vec<Value> = options
        .doses
        .iter()
        .map(|d| slot(d))
        .collect::<Result<_, _>>()?;
    let mut steps = Vec::new();
    if !slots.is_empty() {
        let today = core.ask("app_status", json!({}))?;
        let from = options
            .from
            .clone()
            .unwrap_or_else(|| field(&today, "today"));
        steps.push(json!({
            "from": from, "until": options.until, "rhythm": rhythm(&options.every)?, "slots": slots,
        }));
    }
    Ok(json!({
        "unit": options.dose_unit, "steps": steps, "asNeeded": options.as_needed,
        "mostPerDay": options.most,
    }))
}

/// A medicine in a few lines.
fn told(medicine: &Value, out: &mut Out) {
    out.line(&clean(&field(medicine, "title")));
    for text in items(medicine, "planTexts") {
        out.line(&clean(&format!("  {}", text.as_str().unwrap_or_default())));
    }
    if let Some(stock) = medicine.get("stock").filter(|s| !s.is_null()) {
        let (left, end) = (field(stock, "leftText"), field(stock, "runsOutText"));
        if stock.get("sure") == Some(&json!(false)) {
            out.line(&clean(&left));
        } else {
            out.say(
                "cli-med-stock",
                &[("left", &clean(&left)), ("end", &clean(&end))],
            );
        }
    }
}

fn plans(view: &Value, out: &mut Out) {
    out.document(view);
    let rows = ["mine", "stopped"]
        .into_iter()
        .flat_map(|group| items(view, group))
        .map(|m| {
            let texts: Vec<&str> = items(m, "planTexts")
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let stock = m
                .get("stock")
                .map(|s| field(s, "leftText"))
                .unwrap_or_default();
            vec![
                field(m, "id"),
                field(m, "title"),
                texts.join("; "),
                stock,
                field(m, "untilText"),
            ]
        })
        .collect();
    let heads = [
        "cli-head-id",
        "med-head-medicine",
        "med-head-how",
        "cli-med-left",
        "cli-head-until",
    ];
    out.table(&heads, rows);
}

fn today(view: &Value, out: &mut Out) {
    out.document(view);
    out.line(&clean(&field(view, "dayText")));
    let rows = items(view, "doses")
        .iter()
        .map(|d| {
            vec![
                field(d, "time"),
                field(d, "title"),
                field(d, "amountText"),
                field(d, "stateText"),
                field(d, "medicine"),
            ]
        })
        .collect();
    let heads = [
        "cli-head-time",
        "med-head-medicine",
        "cli-med-amount",
        "cli-head-status",
        "cli-head-id",
    ];
    out.table(&heads, rows);
    for needed in items(view, "needed") {
        let line = ["title", "amountText", "todayText"].map(|name| field(needed, name));
        out.line(&clean(&line.join(" · ")));
    }
    out.line(&clean(&field(view, "progress")));
    texts(view, "low", out);
}

fn texts(view: &Value, name: &str, out: &mut Out) {
    for remark in items(view, name) {
        out.line(&clean(&field(remark, "text")));
    }
}

fn dose(view: &Value, out: &mut Out) {
    out.document(view);
    let line = ["title", "amountText", "stateText"].map(|name| field(view, name));
    out.line(&clean(&line.join(" · ")));
}

fn report(core: &Core, request: Value, place: Option<&Path>, out: &mut Out) -> Result<(), Failure> {
    let mut answer = core.ask("med_report", request.clone())?;
    if let Some(place) = place {
        let file = core.ask("med_report_page", request)?;
        let (_, bytes) = core.session.output(&field(&file, "token"))?;
        kin_api::save_file(place, &bytes)?;
        let path = place.to_string_lossy();
        out.say("cli-written", &[("path", &path)]);
        if let Some(map) = answer.as_object_mut() {
            let file =
                json!({"path": path, "bytes": file.get("bytes"), "sha256": file.get("sha256")});
            map.insert("file".to_owned(), file);
        }
    }
    out.document(&answer);
    out.line(&clean(&field(&answer, "sentence")));
    let rows = items(&answer, "lines")
        .iter()
        .map(|line| {
            let adherence = line.get("adherence").cloned().unwrap_or_default();
            let medicine = line.get("medicine").cloned().unwrap_or_default();
            vec![
                field(&medicine, "title"),
                field(&adherence, "taken"),
                field(&adherence, "skipped"),
                field(&adherence, "notRecorded"),
                field(&adherence, "percentOfNoted"),
            ]
        })
        .collect();
    let heads = [
        "med-head-medicine",
        "med-taken",
        "med-skipped",
        "med-not-recorded",
        "med-head-percent",
    ];
    out.table(&heads, rows);
    texts(&answer, "questions", out);
    texts(&answer, "remarks", out);
    out.line(&clean(&field(&answer, "method")));
    Ok(())
}

fn checks(view: &Value, out: &mut Out) {
    out.document(view);
    for concern in items(view, "concerns") {
        out.line(&clean(&field(concern, "text")));
        out.line(&clean(&format!("  {}", field(concern, "next"))));
    }
    if items(view, "concerns").is_empty() {
        let (n, a) = (field(view, "medicines"), field(view, "allergies"));
        out.say("medicines-checks-none", &[("n", &n), ("allergies", &a)]);
    }
    for entry in items(view, "unknown") {
        let title = clean(&field(entry, "title"));
        out.say("cli-med-unknown", &[("title", &title)]);
    }
    out.say("medicines-unchecked", &[]);
    for text in items(view, "notChecked") {
        out.line(&clean(&format!("  {}", text.as_str().unwrap_or_default())));
    }
}

fn compare(view: &Value, out: &mut Out) {
    out.document(view);
    out.line(&clean(&field(view, "sentence")));
    let side = |line: &Value, name: &str| {
        let entry = line.get(name).cloned().unwrap_or_default();
        format!("{} {}", field(&entry, "title"), field(&entry, "valueText"))
            .trim()
            .to_owned()
    };
    let rows = items(view, "lines")
        .iter()
        .map(|line| {
            vec![
                field(line, "text"),
                side(line, "mine"),
                side(line, "theirs"),
                field(line, "settledText"),
                field(line, "key"),
            ]
        })
        .collect();
    let heads = [
        "cli-head-status",
        "medicines-side-mine",
        "medicines-side-theirs",
        "cli-med-settled",
        "cli-head-id",
    ];
    out.table(&heads, rows);
}
