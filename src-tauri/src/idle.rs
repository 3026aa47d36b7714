//! Locking when nobody is there: after idle time, and when the computer has slept.

use kin_api::Session;
use std::thread;
use std::time::{Duration, SystemTime};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(2);
/// A gap in the clock that only sleep explains.
const SLEPT: Duration = Duration::from_secs(60);

/// Watches until the program ends.
pub(crate) fn watch(session: Session) {
    thread::spawn(move || {
        let mut last = SystemTime::now();
        loop {
            thread::sleep(EVERY);
            session.backup_if_due();
            session.sync_if_due();
            let now = SystemTime::now();
            let slept = now.duration_since(last).is_ok_and(|gap| gap > SLEPT);
            last = now;
            // What follows a locking is said once, for all ways to it: `fresh_when_locked`.
            let _ = if slept {
                session.lock()
            } else {
                session.lock_if_idle()
            };
        }
    });
}
