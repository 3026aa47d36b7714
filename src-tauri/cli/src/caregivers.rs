//! `kinfolio caregiver …`, `audit`, `move`: who opens which record, who did what, entries that were
//! typed into the wrong record.

use crate::args::{CaregiverWord, PageOptions};
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, field, items};
use crate::unlock::{new_passphrase, passphrase};
use kin_api::ErrorCode;
use kin_i18n::Catalogue;
use serde_json::{Value, json};
use std::path::Path;

pub(crate) fn run(core: &Core, word: &CaregiverWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        CaregiverWord::Add {
            name,
            right,
            new_passphrase_file,
        } => add(core, name, right, new_passphrase_file.as_deref(), out),
        CaregiverWord::List => list(core, out),
        CaregiverWord::Remove { name } => remove(core, name, out),
        CaregiverWord::Accept => accept(core, out),
    }
}

/// The keyholder of a name or id; the whole answer beside it.
fn find(core: &Core, name: &str) -> Result<Option<Value>, Failure> {
    let told = core.ask("caregivers", json!({}))?;
    let wanted = name.trim().to_lowercase();
    let mut all = items(&told, "caregivers").iter();
    let meant = |c: &&Value| {
        field(c, "nickname").to_lowercase() == wanted || field(c, "id").to_lowercase() == wanted
    };
    Ok(all.find(meant).cloned())
}

fn words(value: &Value) -> String {
    let words: Vec<&str> = items(value, "words")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    words.join(" ")
}

fn add(
    core: &Core,
    name: &str,
    right: &str,
    file: Option<&Path>,
    out: &mut Out,
) -> Result<(), Failure> {
    if let Some(known) = find(core, name)? {
        return grant(core, &known, right, out);
    }
    let grants: Vec<Value> = match &core.global.person {
        Some(_) => vec![json!({"person": core.person_id()?, "right": right})],
        None => Vec::new(),
    };
    let own = passphrase(core)?;
    let theirs = new_passphrase(core, file)?;
    let made = core.ask(
        "keyholder_add",
        json!({"nickname": name, "passphrase": theirs, "grants": grants, "ownPassphrase": own}),
    )?;
    out.document(&made);
    let code = field(&made, "recoveryCode");
    out.say("cli-care-added", &[("name", name), ("code", &code)]);
    Ok(())
}

fn grant(core: &Core, known: &Value, right: &str, out: &mut Out) -> Result<(), Failure> {
    let person = core.person()?;
    let name = field(known, "nickname");
    let compared = known.get("known") != Some(&Value::Bool(true));
    if compared {
        let words = words(known);
        core.confirm(
            "cli-care-grant-confirm",
            &[("name", &name), ("words", &words)],
        )?;
    }
    let made = core.ask(
        "caregiver_grant",
        json!({"keyholder": field(known, "id"), "person": field(&person, "id"), "right": right,
            "compared": compared, "passphrase": passphrase(core)?}),
    )?;
    out.document(&made);
    let person = field(&person, "name");
    out.say("cli-care-given", &[("name", &name), ("person", &person)]);
    out.say("cli-care-words", &[("words", &words(&made))]);
    Ok(())
}

fn list(core: &Core, out: &mut Out) -> Result<(), Failure> {
    let told = core.ask("caregivers", json!({}))?;
    out.document(&told);
    let mut rows = Vec::new();
    for caregiver in items(&told, "caregivers") {
        let name = field(caregiver, "nickname");
        let access = items(caregiver, "access");
        for one in access {
            let letter = format!("cli-letter-{}", field(one, "letter"));
            rows.push(vec![
                name.clone(),
                field(one, "name"),
                field(one, "rightText"),
                field(one, "atText"),
                Catalogue::text(core.lang, &letter, &[]),
            ]);
        }
        if access.is_empty() {
            rows.push(vec![name, "–".into(), "–".into(), "–".into(), "–".into()]);
        }
    }
    out.table(
        &[
            "cli-head-keyholder",
            "cli-head-record",
            "cli-head-right",
            "cli-head-since",
            "cli-head-letter",
        ],
        rows,
    );
    for letter in items(&told, "letters") {
        let (by, name) = (field(letter, "by"), field(letter, "name"));
        let words = words(letter);
        let args = [("by", by.as_str()), ("name", &name), ("words", &words)];
        out.say("cli-care-letter", &args);
    }
    Ok(())
}

fn remove(core: &Core, name: &str, out: &mut Out) -> Result<(), Failure> {
    let known = find(core, name)?.ok_or(ErrorCode::UnknownKeyholder)?;
    let name = field(&known, "nickname");
    let only = match &core.global.person {
        Some(_) => Some(core.person_id()?),
        None => None,
    };
    let access: Vec<&Value> = items(&known, "access")
        .iter()
        .filter(|a| only.as_ref().is_none_or(|id| field(a, "person") == *id))
        .collect();
    if only.is_some() && access.is_empty() {
        return Err(ErrorCode::UnknownKeyholder.into());
    }
    let secret = passphrase(core)?;
    let mut ended = Vec::new();
    for one in access {
        let person = field(one, "name");
        let args = [("name", name.as_str()), ("person", person.as_str())];
        core.confirm("cli-care-end-confirm", &args)?;
        core.ask(
            "caregiver_revoke",
            json!({"keyholder": field(&known, "id"), "person": field(one, "person"),
                "passphrase": secret}),
        )?;
        out.say("cli-care-ended", &args);
        ended.push(field(one, "person"));
    }
    let removed = only.is_none();
    if removed {
        core.ask(
            "keyholder_remove",
            json!({"keyholder": field(&known, "id"), "passphrase": secret}),
        )?;
        out.say("cli-care-removed", &[("name", &name)]);
    }
    out.document(&json!({"ended": ended, "removed": removed}));
    Ok(())
}

/// Accepts the letter that waits; `--person` says which, where there are several.
fn accept(core: &Core, out: &mut Out) -> Result<(), Failure> {
    let told = core.ask("caregivers", json!({}))?;
    let letters = items(&told, "letters");
    let letter = match (&core.global.person, letters) {
        (None, [only]) => only,
        (None, []) => return Err(ErrorCode::UnknownLetter.into()),
        (None, _) => return Err(ErrorCode::PersonNeeded.into()),
        (Some(wanted), all) => all
            .iter()
            .find(|l| field(l, "person") == *wanted || field(l, "name") == *wanted)
            .ok_or(ErrorCode::UnknownLetter)?,
    };
    let (by, words) = (field(letter, "by"), words(letter));
    let args = [("by", by.as_str()), ("words", words.as_str())];
    core.confirm("cli-care-accept-confirm", &args)?;
    core.ask("letter_accept", json!({"person": field(letter, "person")}))?;
    out.document(&json!({"person": field(letter, "person")}));
    out.say("cli-care-accepted", &[("name", &field(letter, "name"))]);
    Ok(())
}

pub(crate) fn audit(core: &Core, page: &PageOptions, out: &mut Out) -> Result<(), Failure> {
    let request = json!({"person": core.person_id()?, "limit": page.limit, "before": page.after});
    let log = core.ask("access_log", request)?;
    out.document(&log);
    let rows = items(&log, "lines").iter().map(|line| {
        ["atText", "who", "text", "about"]
            .iter()
            .map(|name| field(line, name))
            .collect()
    });
    out.table(
        &[
            "cli-head-when",
            "cli-head-who",
            "cli-head-what",
            "cli-head-about",
        ],
        rows.collect(),
    );
    Ok(())
}

pub(crate) fn move_entry(core: &Core, id: &str, to: &str, out: &mut Out) -> Result<(), Failure> {
    let from = core.person()?;
    let to = core.find_person(Some(to))?;
    let moved = core.ask(
        "entry_move",
        json!({"person": field(&from, "id"), "id": id, "to": field(&to, "id")}),
    )?;
    out.document(&moved);
    let (name, number) = (field(&to, "name"), field(&moved, "number"));
    let from = field(&from, "id");
    let args = [
        ("name", name.as_str()),
        ("number", &number),
        ("from", &from),
    ];
    out.say("cli-moved", &args);
    Ok(())
}

pub(crate) fn move_back(core: &Core, number: i64, out: &mut Out) -> Result<(), Failure> {
    let request = json!({"person": core.person_id()?, "number": number});
    core.ask("entry_move_back", request)?;
    out.document(&json!({"number": number}));
    out.say("cli-moved-back", &[]);
    Ok(())
}

/// Opens a record though it is older than what was last saved, after saying what is missing.
pub(crate) fn accept_older(core: &Core, out: &mut Out) -> Result<(), Failure> {
    let person = core.person()?;
    let trouble = person.get("trouble").cloned().unwrap_or_default();
    if trouble.get("canAccept") == Some(&Value::Bool(true)) {
        let (name, text) = (field(&person, "name"), field(&trouble, "text"));
        let args = [("name", name.as_str()), ("text", text.as_str())];
        core.confirm("cli-accept-older-confirm", &args)?;
    }
    let id = field(&person, "id");
    core.ask("record_accept_older", json!({"person": id}))?;
    out.document(&json!({"person": id, "trouble": trouble}));
    out.say("cli-accepted-older", &[]);
    Ok(())
}
