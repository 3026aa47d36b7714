//! Starting with the computer: on Linux an entry in the folder that desktops read at login. Not there yet:
//! macOS and Windows.

use std::fs;
use std::path::{Path, PathBuf};

const NAME: &str = "org.kinfolio.desktop.desktop";

/// The folder of programs that start at login.
///
/// # Source
/// freedesktop.org, Desktop Application Autostart Specification 0.5.
#[cfg(target_os = "linux")]
fn folder() -> Option<PathBuf> {
    let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let config = config.filter(|p| p.is_absolute());
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
    Some(config.or_else(home)?.join("autostart"))
}

#[cfg(not(target_os = "linux"))]
fn folder() -> Option<PathBuf> {
    None
}

/// The entry: this program, in the background. A path with a character that such files cannot hold has none.
fn entry(program: &Path) -> Option<String> {
    let program = program.to_str()?;
    if program.contains(|c: char| c.is_control() || matches!(c, '"' | '`' | '$' | '\\' | '%')) {
        return None;
    }
    Some(format!(
        "[Desktop Entry]\nType=Application\nName=Kinfolio\nName[zh_CN]=家康册\nExec=\"{program}\" --background\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    ))
}

/// Writes or removes it in a folder; says whether something changed.
fn put(folder: &Path, wanted: Option<&str>) -> bool {
    let file = folder.join(NAME);
    let there = fs::read_to_string(&file).ok();
    match (wanted, there) {
        (Some(wanted), there) if there.as_deref() != Some(wanted) => {
            fs::create_dir_all(folder).is_ok() && fs::write(&file, wanted).is_ok()
        }
        (None, Some(_)) => fs::remove_file(&file).is_ok(),
        _ => false,
    }
}

/// Makes it so.
pub(crate) fn set(on: bool) {
    let (Some(folder), Ok(program)) = (folder(), std::env::current_exe()) else {
        return;
    };
    let wanted = entry(&program).filter(|_| on);
    put(&folder, wanted.as_deref());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_comes_and_goes_and_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("autostart");
        let wanted = entry(Path::new("/opt/家康册/kinfolio-app")).unwrap();
        assert!(wanted.contains("Exec=\"/opt/家康册/kinfolio-app\" --background\n"));
        assert!(!put(&place, None), "nothing to remove");
        assert!(put(&place, Some(&wanted)));
        assert!(!put(&place, Some(&wanted)), "as it was");
        assert_eq!(fs::read_to_string(place.join(NAME)).unwrap(), wanted);
        assert!(put(&place, None));
        assert!(!place.join(NAME).exists());
        assert_eq!(
            entry(Path::new("/tmp/a\"b")),
            None,
            "no such file can be named there"
        );
    }
}
