//! Who unlocked last on this computer: a random id in a small file outside the vault, so that the page where one
//! unlocks offers that name first. The names themselves stand in the vault's folder for whoever has the computer.

use super::{Session, preferences};
use std::path::PathBuf;

impl Session {
    fn last_path(&self) -> PathBuf {
        preferences::beside(&self.0.config.preferences, "-last.txt")
    }

    /// The keyholder who unlocked last, by id; it may be one of another vault.
    pub(crate) fn last_keyholder(&self) -> Option<String> {
        let text = preferences::small_text(&self.last_path())?;
        let id = text.trim();
        let plain = id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (plain && !id.is_empty()).then(|| id.to_owned())
    }

    /// Remembers who has unlocked. Where it cannot be written the first name is offered, as before.
    pub(super) fn keep_last_keyholder(&self) {
        let Ok(id) = self.with(|open| Ok(open.keyholder.clone())) else {
            return;
        };
        if !self.is_sample() && self.last_keyholder().as_ref() != Some(&id) {
            preferences::replace(&self.last_path(), id.as_bytes()).unwrap_or_default();
        }
    }
}
