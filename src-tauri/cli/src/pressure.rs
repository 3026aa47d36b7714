//! `kinfolio bp add` and `kinfolio bp check …`

use crate::args::{BpCheckWord, BpWord};
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use crate::typing::{at, told};
use serde_json::{Value, json};

/// One or several readings of a sitting, as people write them.
pub(crate) fn add(core: &Core, word: &BpWord, out: &mut Out) -> Result<(), Failure> {
    let BpWord::Add {
        reading,
        pulse,
        arm,
        position,
        medicine,
        irregular,
        when,
    } = word
    else {
        return Ok(());
    };
    let mut text = reading.clone();
    if let Some(pulse) = pulse {
        text = format!("{text} P{pulse}");
    }
    // What does not look like a reading at all is wrong usage; a reading with a mistake is refused by the core.
    let read = core.ask("bp_read", json!({"text": text}))?;
    if items(&read, "readings").is_empty() && !reading.contains(['/', '／']) {
        return Err(Failure::usage("cli-bp-form"));
    }
    let added = core.ask(
        "bp_add",
        json!({
            "person": core.person_id()?, "text": text, "at": at(core, when.at.as_ref()), "arm": arm,
            "position": position, "medicine": medicine, "irregular": irregular, "note": when.note,
            "confirmed": core.global.yes,
        }),
    )?;
    let entries = items(&added, "entries");
    // The document is the newest entry, as for everything that is typed in, with the others beside it.
    let mut document = entries.last().cloned().unwrap_or_default();
    if let Some(map) = document.as_object_mut() {
        map.insert("entries".to_owned(), Value::from(entries.to_vec()));
        let warnings = added.get("warnings").cloned().unwrap_or_default();
        map.insert("warnings".to_owned(), warnings);
    }
    out.document(&document);
    for entry in entries {
        told(entry, out);
    }
    for warning in items(&added, "warnings") {
        out.line(&clean(&field(warning, "text")));
    }
    Ok(())
}

pub(crate) fn check(core: &Core, word: &BpCheckWord, out: &mut Out) -> Result<(), Failure> {
    let person = core.person_id()?;
    let view = match word {
        BpCheckWord::Show => core.ask("bp_check", json!({"person": person}))?,
        BpCheckWord::End => core.ask("bp_check_end", json!({"person": person}))?,
        BpCheckWord::Start {
            protocol,
            scheme,
            from,
        } => core.ask(
            "bp_check_start",
            json!({"person": person, "protocol": protocol, "scheme": scheme, "from": from}),
        )?,
    };
    out.document(&view);
    let rows: Vec<Vec<String>> = items(&view, "days")
        .iter()
        .map(|day| {
            let sitting = |name: &str| {
                let sitting = day.get(name).cloned().unwrap_or_default();
                let words = [field(&sitting, "mean"), field(&sitting, "stateText")];
                clean(words.join(" ").trim())
            };
            let number = format!("{}. {}", field(day, "number"), field(day, "dateText"));
            vec![clean(&number), sitting("morning"), sitting("evening")]
        })
        .collect();
    if rows.is_empty() {
        out.say("cli-bp-no-check", &[]);
    } else {
        out.table(&["bp-week-day", "bp-week-morning", "bp-week-evening"], rows);
    }
    if let Some(next) = view.get("next").filter(|n| !n.is_null()) {
        out.line(&clean(&field(next, "text")));
    }
    let report = view.get("report").cloned().unwrap_or_default();
    out.line(&clean(&field(&report, "sentence")));
    Ok(())
}
