//! What a session holds of codes: one it was started with, those before the camera, a sequence that is
//! shown, and by whom health cards are judged.

use super::{Session, hold, preferences};
use crate::error::ApiResult;
use crate::error_map::write_failed;
use crate::use_cases::scanning::Scanning;
use std::sync::{Arc, MutexGuard};

impl Session {
    /// The moving sequence that is shown, and its token.
    pub(crate) fn moving(&self) -> MutexGuard<'_, Option<(String, kin_codes::MovingParts)>> {
        hold(&self.0.moving)
    }

    /// Takes a health link or card that the program was started with. It waits until the vault is open and the
    /// page asks for it; then it is only looked at.
    pub fn hand_code(&self, text: &str) {
        *hold(&self.0.handed) = Some(text.to_owned());
    }

    /// Gives it once.
    pub(crate) fn handed_code(&self) -> Option<String> {
        hold(&self.0.handed).take()
    }

    /// The issuers of health cards, made ready when a card is first judged.
    pub(crate) fn issuers(&self) -> MutexGuard<'_, Option<Arc<kin_codes::Issuers>>> {
        hold(&self.0.issuers)
    }

    /// The list of issuers that was fetched last, as it stands on the disk.
    pub(crate) fn fetched_issuers(&self) -> Option<Vec<u8>> {
        preferences::small(&self.0.config.issuers).ok()
    }

    /// Stores it: a new file, then renamed over the old one.
    pub(crate) fn keep_issuers(&self, bytes: &[u8]) -> ApiResult<()> {
        preferences::replace(&self.0.config.issuers, bytes).map_err(|e| write_failed(&e))
    }

    /// Whether codes are being scanned just now: a face lets the page have the camera then, and only then.
    #[must_use]
    pub fn wants_camera(&self) -> bool {
        self.scanning().is_going()
    }

    /// The codes in front of a camera.
    pub(crate) fn scanning(&self) -> MutexGuard<'_, Scanning> {
        hold(&self.0.scanning)
    }
}
