//! Locking when nobody is there: after idle time, and when the computer has slept.

use kin_api::Session;
use std::thread;
use std::time::{Duration, SystemTime};
use tauri::{AppHandle, Emitter as _};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(2);
/// A gap in the clock that only sleep explains.
const SLEPT: Duration = Duration::from_secs(60);

/// Watches until the program ends.
pub(crate) fn watch(app: AppHandle, session: Session) {
    thread::spawn(move || {
        let mut last = SystemTime::now();
        loop {
            thread::sleep(EVERY);
            let now = SystemTime::now();
            let slept = now.duration_since(last).is_ok_and(|gap| gap > SLEPT);
            last = now;
            let locked = if slept {
                session.lock()
            } else {
                session.lock_if_idle()
            };
            if locked {
                // The page may be gone already; then there is nobody to tell.
                app.emit("locked", ()).unwrap_or_default();
            }
        }
    });
}
