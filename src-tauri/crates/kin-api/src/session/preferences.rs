//! The small file outside the vault: language and look, so that the locked screen can be read.

use crate::dto::Settings;
use crate::error::{ApiResult, ErrorCode};
pub(super) use crate::saving::replace;
use kin_i18n::Lang;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Largest of the small files outside the vault.
const LARGEST: u64 = 64 << 20;

/// Reads a small file of ours outside the vault. A pipe or device in its place is not waited for.
pub(super) fn small(path: &Path) -> std::io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The same as text; what is missing or unreadable is as if it had never been written.
pub(super) fn small_text(path: &Path) -> Option<String> {
    String::from_utf8(small(path).ok()?).ok()
}

/// Reads it; what is missing or unreadable is as if never set.
pub(crate) fn read(path: &Path, lang: Lang) -> Settings {
    parse(small_text(path).as_deref(), lang)
}

/// Reads its text.
pub(crate) fn parse(text: Option<&str>, lang: Lang) -> Settings {
    let default = Settings {
        lang: lang.as_str().to_owned(),
        ..Settings::default()
    };
    text.and_then(|text| serde_json::from_str(text).ok())
        .map_or(default, sane)
}

/// Brings every value into its range.
pub(crate) fn sane(mut settings: Settings) -> Settings {
    let lang: Lang = settings.lang.parse().unwrap_or_default();
    lang.as_str().clone_into(&mut settings.lang);
    settings.text_scale = settings.text_scale.clamp(90, 160);
    settings.auto_lock_minutes = settings.auto_lock_minutes.clamp(1, 60);
    settings.portal_sync_hours = settings.portal_sync_hours.min(24 * 31);
    let usual = Settings::default();
    if !crate::use_cases::is_time(&settings.quiet_from) {
        settings.quiet_from = usual.quiet_from;
    }
    if !crate::use_cases::is_time(&settings.quiet_until) {
        settings.quiet_until = usual.quiet_until;
    }
    settings
}

/// Writes it: a new file, then renamed over the old one.
pub(crate) fn write(path: &Path, settings: &Settings) -> ApiResult<()> {
    let look = serde_json::json!({
        "lang": settings.lang,
        "theme": settings.theme,
        "textSize": settings.text_size,
        "textScale": settings.text_scale,
    });
    let text = serde_json::to_vec_pretty(&look).map_err(|_| ErrorCode::Internal)?;
    replace(path, &text).map_err(|e| crate::error_map::write_failed(&e))
}

/// Another small file beside this one: its name without what follows the dot, and `ending`.
pub(super) fn beside(preferences: &Path, ending: &str) -> PathBuf {
    let mut name = preferences.file_stem().unwrap_or_default().to_owned();
    name.push(ending);
    preferences.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::replace;

    #[cfg(unix)]
    #[test]
    fn a_small_file_is_the_owners_alone_and_no_planted_link_is_followed() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = dir.path().join("elsewhere");
        std::fs::write(&elsewhere, b"untouched").unwrap();
        let place = dir.path().join("folder").join("vault-tries.json");
        std::fs::create_dir(dir.path().join("folder")).unwrap();
        for planted in ["vault-tries.json", "vault-tries.json.new"] {
            symlink(&elsewhere, place.with_file_name(planted)).unwrap();
        }
        replace(&place, b"first").unwrap();
        replace(&place, b"second").unwrap();
        assert_eq!(std::fs::read(&elsewhere).unwrap(), b"untouched");
        assert_eq!(std::fs::read(&place).unwrap(), b"second");
        let meta = std::fs::symlink_metadata(&place).unwrap();
        assert!(meta.is_file(), "the link itself is replaced");
        assert_eq!(meta.permissions().mode() & 0o777, 0o600);
        std::fs::remove_file(place.with_file_name("vault-tries.json.new")).unwrap();
        let names = std::fs::read_dir(place.parent().unwrap()).unwrap();
        assert_eq!(names.count(), 1, "nothing is left beside it");
    }
}
