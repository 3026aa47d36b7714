//! Where things are when nobody says otherwise.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

fn set(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// The folder of the vault in the data directory of the operating system; `None` when the
/// computer does not say where that is.
#[must_use]
pub fn default_vault() -> Option<PathBuf> {
    let home = || set("HOME").map(PathBuf::from);
    let data = if cfg!(windows) {
        PathBuf::from(set("APPDATA")?).join("Kinfolio")
    } else if cfg!(target_os = "macos") {
        home()?.join("Library/Application Support/Kinfolio")
    } else {
        let base = set("XDG_DATA_HOME").map(PathBuf::from);
        base.filter(|b| b.is_absolute())
            .or_else(|| Some(home()?.join(".local/share")))?
            .join("kinfolio")
    };
    Some(data.join("vault"))
}

/// The language that the computer is set to, `en` when it is neither of ours.
#[must_use]
pub fn system_lang() -> kin_i18n::Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"]
        .into_iter()
        .filter_map(set)
        .find_map(|value| value.to_str()?.parse().ok())
        .unwrap_or_default()
}
