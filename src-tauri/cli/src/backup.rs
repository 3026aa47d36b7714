//! `kinfolio backup …`

use crate::args::BackupWord;
use crate::ask::Core;
use crate::bring::wait;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use crate::unlock::{passphrase, recovery_code, unlock};
use serde_json::{Value, json};
use std::path::Path;

pub(crate) fn run(core: &Core, word: &BackupWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        BackupWord::Make { folder } => {
            unlock(core)?;
            let folder = folder.as_deref().map(|dir| token(core, dir)).transpose()?;
            let made = job(core, "backup_make", json!({"folder": folder}))?;
            tell(&made, "cli-backup-made", out)
        }
        BackupWord::Verify { file, code_file } => {
            let request = opening(core, file, code_file.as_deref())?;
            let made = job(core, "backup_verify", request)?;
            tell(&made, "cli-backup-verified", out)
        }
        BackupWord::Rehearse => {
            unlock(core)?;
            let made = job(core, "backup_rehearse", json!({}))?;
            tell(&made, "cli-backup-rehearsed", out)
        }
        BackupWord::Status => {
            unlock(core)?;
            status(&core.ask("backup_status", json!({}))?, out);
            Ok(())
        }
        BackupWord::Set { folder, automatic } => {
            unlock(core)?;
            let folder = folder.as_deref().map(|dir| token(core, dir)).transpose()?;
            let automatic = automatic.as_deref().map(|word| word == "on");
            let request = json!({"folder": folder, "automatic": automatic});
            status(&core.ask("backup_set", request)?, out);
            Ok(())
        }
        BackupWord::Restore {
            file,
            code_file,
            day,
        } => restore(core, file, code_file.as_deref(), day.as_deref(), out),
    }
}

/// A token for a file or folder named on the command line.
fn token(core: &Core, path: &Path) -> Result<String, Failure> {
    Ok(core.session.register_file(path)?.token)
}

fn opening(core: &Core, file: &Path, code_file: Option<&Path>) -> Result<Value, Failure> {
    let file = token(core, file)?;
    Ok(if code_file.is_some() {
        json!({"file": file, "code": recovery_code(core, code_file)?})
    } else {
        json!({"file": file, "passphrase": passphrase(core)?})
    })
}

pub(crate) fn job(core: &Core, name: &str, request: Value) -> Result<Value, Failure> {
    let started = core.ask(name, request)?;
    wait(core, &field(&started, "id"))
}

fn tell(made: &Value, key: &str, out: &mut Out) -> Result<(), Failure> {
    out.document(made);
    out.say(
        key,
        &[
            ("name", &clean(&field(made, "name"))),
            ("made", &field(made, "madeText")),
            ("people", &field(made, "people")),
            ("entries", &field(made, "entries")),
        ],
    );
    if field(made, "verified") == "true" {
        return Ok(());
    }
    out.say(
        "cli-backup-missing",
        &[("missing", &field(made, "missing"))],
    );
    Err(Failure::Part)
}

fn status(status: &Value, out: &mut Out) {
    out.document(status);
    let place = field(status, "place");
    if place.is_empty() {
        out.say("cli-backup-no-place", &[]);
    } else {
        out.say("cli-backup-place", &[("place", &clean(&place))]);
    }
    let rows = items(status, "backups")
        .iter()
        .map(|b| {
            ["name", "madeText", "bytes", "verifiedText"]
                .iter()
                .map(|key| clean(&field(b, key)))
                .collect()
        })
        .collect();
    let heads = [
        "cli-head-file",
        "cli-head-made",
        "cli-head-bytes",
        "cli-head-verified",
    ];
    out.table(&heads, rows);
}

fn restore(
    core: &Core,
    file: &Path,
    code_file: Option<&Path>,
    day: Option<&str>,
    out: &mut Out,
) -> Result<(), Failure> {
    let request = opening(core, file, code_file)?;
    let found = job(core, "backup_restore", request)?;
    for person in items(&found, "people") {
        out.say(
            "cli-restore-person",
            &[
                ("name", &clean(&field(person, "name"))),
                ("entries", &known(person, "entries")),
                ("newest", &known(person, "newestText")),
                ("now", &known(person, "nowEntries")),
                ("nownewest", &known(person, "nowNewestText")),
            ],
        );
    }
    if field(&found, "older") == "true" && day.is_none() {
        out.say("cli-restore-older", &[("day", &field(&found, "day"))]);
    }
    if field(&found, "former") == "true" {
        out.say("restore-former", &[]);
    }
    let without: Vec<String> = items(&found, "without")
        .iter()
        .filter_map(|name| Some(clean(name.as_str()?)))
        .collect();
    if !without.is_empty() {
        let names = without.join(kin_i18n::pause(core.lang));
        out.say("restore-without", &[("names", &names)]);
    }
    if field(&found, "replaces") == "true" {
        out.show()?;
        core.confirm("cli-restore-replace", &[])?;
    }
    core.ask("backup_restore_finish", json!({"day": day}))?;
    let place = core.vault.to_string_lossy().into_owned();
    out.document(&json!({"vault": place, "made": field(&found, "madeText"), "replaced": found.get("replaces"), "people": found.get("people")}));
    out.say("cli-restored", &[("place", &clean(&place))]);
    Ok(())
}

/// A number or day, or a dash.
fn known(person: &Value, key: &str) -> String {
    let text = field(person, key);
    if text.is_empty() {
        "–".to_owned()
    } else {
        clean(&text)
    }
}
