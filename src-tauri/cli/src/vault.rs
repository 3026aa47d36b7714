//! `kinfolio vault …`

use crate::args::VaultWord;
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, clean, field, items};
use crate::summary::write;
use crate::unlock::{new_passphrase, passphrase, recovery_code, unlock};
use serde_json::{Value, json};
use std::path::Path;

pub(crate) fn run(core: &Core, word: &VaultWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        VaultWord::Create { nickname } => create(core, nickname.as_deref(), out),
        VaultWord::Info => {
            unlock(core)?;
            let info = core.ask("vault_info", json!({}))?;
            out.document(&info);
            for key in [
                "place",
                "format",
                "people",
                "entries",
                "bytes",
                "keyholders",
            ] {
                out.say(&format!("cli-info-{key}"), &[("value", &field(&info, key))]);
            }
            Ok(())
        }
        VaultWord::Check { quick } => {
            unlock(core)?;
            let report = core.ask("vault_check", json!({"full": !quick}))?;
            out.document(&report);
            let problems = items(&report, "problems");
            let people = match problems.is_empty() {
                true => json!({}),
                false => core.ask("people_list", json!({}))?,
            };
            for problem in problems {
                let (text, code) = (field(problem, "text"), field(problem, "code"));
                let place = field(problem, "where");
                let mut all = items(&people, "people").iter();
                match all.find(|person| field(person, "id") == place) {
                    Some(person) => {
                        let name = clean(&field(person, "name"));
                        let line = format!("{text} [{code}]");
                        out.say("cli-check-of", &[("name", &name), ("text", &line)]);
                    }
                    None => out.line(&format!("{text} [{code}]")),
                }
            }
            if problems.is_empty() {
                out.say("cli-check-ok", &[]);
                return Ok(());
            }
            out.say("cli-check-bad", &[]);
            Err(Failure::Failed)
        }
        VaultWord::Mend => {
            let request =
                json!({"keyholder": core.global.keyholder, "passphrase": passphrase(core)?});
            let done = core.ask("vault_mend", request)?;
            out.document(&json!({"mended": done.get("mended")}));
            out.line(&field(&done, "text"));
            Ok(())
        }
        VaultWord::AcceptGone => {
            unlock(core)?;
            let report = core.ask("vault_check", json!({"full": false}))?;
            let mut problems = items(&report, "problems").iter();
            let gone = problems.find(|p| field(p, "code") == "records-gone");
            if let Some(gone) = gone {
                core.confirm("cli-accept-gone-confirm", &[("text", &field(gone, "text"))])?;
            }
            core.ask("records_accept_gone", json!({}))?;
            out.document(&json!({"gone": gone.is_some()}));
            out.say("cli-accepted-gone", &[]);
            Ok(())
        }
        VaultWord::AcceptOlder => {
            unlock(core)?;
            crate::caregivers::accept_older(core, out)
        }
        VaultWord::Compact => {
            unlock(core)?;
            let done = crate::backup::job(core, "vault_compact", json!({}))?;
            out.document(&done);
            let kilobytes = |name: &str| {
                let bytes: u64 = field(&done, name).parse().unwrap_or(0);
                bytes.div_ceil(1000).to_string()
            };
            let (before, after) = (kilobytes("before"), kilobytes("after"));
            out.say("cli-compacted", &[("before", &before), ("after", &after)]);
            if field(&done, "left") != "0" {
                out.say("cli-compacted-left", &[("left", &field(&done, "left"))]);
            }
            Ok(())
        }
        VaultWord::Passphrase {
            new_passphrase_file,
        } => {
            unlock(core)?;
            let current = passphrase(core)?;
            let next = new_passphrase(core, new_passphrase_file.as_deref())?;
            core.ask(
                "passphrase_change",
                json!({"current": current, "next": next}),
            )?;
            out.document(&json!({"changed": true}));
            out.say("cli-passphrase-changed", &[]);
            out.say("cli-passphrase-backups", &[]);
            Ok(())
        }
        VaultWord::RenewKeys {
            new_passphrase_file,
            out: dir,
        } => {
            unlock(core)?;
            core.confirm("cli-renew-keys", &[])?;
            let current = passphrase(core)?;
            let next = new_passphrase(core, new_passphrase_file.as_deref())?;
            let request = json!({"current": current, "next": next});
            let made = crate::backup::job(core, "keys_renew", request)?;
            renewed(core, &made, dir.as_deref(), out)
        }
        VaultWord::RecoveryKit { out: dir } => {
            unlock(core)?;
            core.confirm("cli-recovery-renew", &[])?;
            let made = core.ask("recovery_renew", json!({"passphrase": passphrase(core)?}))?;
            tell_code(core, &field(&made, "recoveryCode"), dir.as_deref(), out)
        }
        VaultWord::RecoveryCheck { code_file } => {
            unlock(core)?;
            let code = recovery_code(core, code_file.as_deref())?;
            core.ask("recovery_rehearse", json!({"code": code}))?;
            out.document(&json!({"opens": true}));
            out.say("cli-recovery-opens", &[]);
            Ok(())
        }
        VaultWord::Recover {
            code_file,
            new_passphrase_file,
        } => {
            let code = recovery_code(core, code_file.as_deref())?;
            let next = new_passphrase(core, new_passphrase_file.as_deref())?;
            let made = core.ask(
                "vault_unlock_recovery",
                json!({"code": code, "newPassphrase": next}),
            )?;
            tell_code(core, &field(&made, "recoveryCode"), None, out)
        }
    }
}

fn create(core: &Core, nickname: Option<&str>, out: &mut Out) -> Result<(), Failure> {
    let status = core.ask("app_status", json!({}))?;
    if field(&status, "state") != "no-vault" {
        return Err(kin_api::ErrorCode::VaultExists.into());
    }
    let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    let nickname = nickname.map_or_else(|| user.unwrap_or_else(|_| "me".to_owned()), str::to_owned);
    // From a file it is the passphrase of the vault to be; at the terminal it is typed twice.
    let has_file = core.global.passphrase_file.is_some()
        || std::env::var_os("KINFOLIO_PASSPHRASE_FILE").is_some_and(|v| !v.is_empty());
    let typed = if has_file {
        passphrase(core)?
    } else {
        new_passphrase(core, None)?
    };
    let made = core.ask(
        "vault_create",
        json!({"nickname": nickname, "passphrase": typed, "lang": core.lang.as_str()}),
    )?;
    let code = field(&made, "recoveryCode");
    let place = core.vault.to_string_lossy().into_owned();
    out.document(&json!({"vault": place, "nickname": nickname, "recoveryCode": code}));
    out.say("cli-vault-made", &[("place", &place)]);
    out.say("cli-recovery-shown", &[("code", &code)]);
    Ok(())
}

/// The new code, and what is left to do; part of it is left where a record keeps its key or somebody lost theirs.
fn renewed(core: &Core, made: &Value, dir: Option<&Path>, out: &mut Out) -> Result<(), Failure> {
    let code = made.get("code").map(|code| field(code, "recoveryCode"));
    let code = code.unwrap_or_default();
    // The code is told whatever becomes of the sheet: nobody tells it again.
    let (files, no_sheet) = match sheet(core, &code, dir, out) {
        Ok(files) => (files, false),
        Err(_) => (Vec::new(), true),
    };
    let (left, failed, again) = (
        items(made, "left"),
        items(made, "failed"),
        items(made, "again"),
    );
    out.document(
        &json!({"recoveryCode": code, "files": files, "renewed": made.get("renewed"),
        "left": left, "failed": failed, "again": again}),
    );
    out.say("cli-recovery-shown", &[("code", &code)]);
    if no_sheet {
        out.say("err-cannot-write", &[]);
    }
    out.say("renew-backups", &[]);
    for name in failed {
        let name = clean(name.as_str().unwrap_or_default());
        out.say("renew-failed", &[("name", &name)]);
    }
    for name in left {
        let name = clean(name.as_str().unwrap_or_default());
        out.say("renew-left", &[("name", &name)]);
    }
    for one in again {
        let (who, name) = (clean(&field(one, "who")), clean(&field(one, "person")));
        out.say("renew-again", &[("who", &who), ("name", &name)]);
    }
    match left.is_empty() && failed.is_empty() && again.is_empty() && !no_sheet {
        true => Ok(()),
        false => Err(Failure::Part),
    }
}

/// Shows a new recovery code and writes the sheet to print.
fn tell_code(core: &Core, code: &str, dir: Option<&Path>, out: &mut Out) -> Result<(), Failure> {
    let files = sheet(core, code, dir, out)?;
    out.document(&json!({"recoveryCode": code, "files": files}));
    out.say("cli-recovery-shown", &[("code", code)]);
    Ok(())
}

/// The sheet to print, where one is wanted.
fn sheet(
    core: &Core,
    code: &str,
    dir: Option<&Path>,
    out: &mut Out,
) -> Result<Vec<Value>, Failure> {
    let mut files = Vec::new();
    if let Some(dir) = dir {
        let sheet = core.ask(
            "recovery_sheet",
            json!({"recoveryCode": code, "lang": core.lang.as_str()}),
        )?;
        files.push(write(core, &sheet, dir)?);
    }
    for file in &files {
        out.say("cli-written", &[("path", &field(file, "path"))]);
    }
    Ok(files)
}
