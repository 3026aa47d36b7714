//! Passphrases: from a file or from the terminal, never from an argument.

use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{aside, field};
use kin_api::ErrorCode;
use kin_i18n::Catalogue;
use serde_json::json;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

const VARIABLE: &str = "KINFOLIO_PASSPHRASE_FILE";

/// Most bytes of a file whose first line is wanted.
const LONGEST: u64 = 64 << 10;

/// The first line of a file.
pub(crate) fn from_file(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    // A device has no end; what a shell hands over as a pipe is read.
    let read = std::fs::File::open(path);
    let read = read.and_then(|file| file.take(LONGEST).read_to_string(&mut text));
    read.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::from(ErrorCode::FileMissing),
        _ => Failure::from(ErrorCode::FileUnreadable),
    })?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn from_terminal(core: &Core, key: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage("cli-needs-passphrase"));
    }
    let prompt = format!("{} ", Catalogue::text(core.lang, key, &[]));
    rpassword::prompt_password(prompt).map_err(|_| Failure::usage("cli-needs-passphrase"))
}

/// The passphrase of this vault.
pub(crate) fn passphrase(core: &Core) -> Result<String, Failure> {
    let named = core.global.passphrase_file.clone();
    let file = named.or_else(|| {
        std::env::var_os(VARIABLE)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    });
    match file {
        Some(file) => from_file(&file),
        None => from_terminal(core, "cli-passphrase"),
    }
}

/// A passphrase from now on: from a file, else typed twice.
pub(crate) fn new_passphrase(core: &Core, file: Option<&Path>) -> Result<String, Failure> {
    if let Some(file) = file {
        return from_file(file);
    }
    let first = from_terminal(core, "cli-new-passphrase")?;
    let again = from_terminal(core, "cli-new-passphrase-again")?;
    if first == again {
        Ok(first)
    } else {
        Err(Failure::usage("cli-passphrases-differ"))
    }
}

/// A recovery code: from a file, else typed.
pub(crate) fn recovery_code(core: &Core, file: Option<&Path>) -> Result<String, Failure> {
    match file {
        Some(file) => from_file(file),
        None => from_terminal(core, "cli-recovery-code"),
    }
}

/// Unlocks the vault.
pub(crate) fn unlock(core: &Core) -> Result<(), Failure> {
    let status = core.ask("app_status", json!({}))?;
    if field(&status, "state") == "no-vault" {
        let unfinished = status.get("unfinished") == Some(&json!(true));
        return Err(match unfinished {
            true => ErrorCode::VaultUnfinished.into(),
            false => ErrorCode::NoVault.into(),
        });
    }
    let passphrase = passphrase(core)?;
    let status = core.ask(
        "vault_unlock",
        json!({"keyholder": core.global.keyholder, "passphrase": passphrase}),
    )?;
    if field(&status, "renewing") == "true" {
        aside(&Catalogue::text(core.lang, "cli-renewing", &[]));
    }
    Ok(())
}
