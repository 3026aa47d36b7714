//! Pauses after wrong passphrases, and a word about them to whoever opens the vault next.

use super::{Session, hold};
use crate::dto::WrongTriesView;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::use_cases::moment_text;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Duration;

/// Counts wrong tries in a row. The count is kept in a small file beside the vault, so that
/// starting the program again is no way around the pause.
#[derive(Debug, Clone, Default)]
pub(crate) struct Throttle {
    wrong: u32,
    /// When the newest was, seconds since 1970.
    last: i64,
    until: Duration,
}

/// Wrong tries in a row of which one is told who opens the vault; fewer are slips of one's own fingers.
const TOLD: u32 = 3;

/// What was tried before the vault was opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guessed {
    wrong: u32,
    last: i64,
}

/// What stands in the file: a number and a time, nothing of the vault.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    wrong: u32,
    at: i64,
}

/// Seconds to wait after that many wrong tries in a row.
///
/// # Source
/// security.md 3.9: after tries 4, 5, 6 … 2, 4, 8 … at most 60 s; never a lock-out.
fn pause(wrong: u32) -> u64 {
    match wrong.checked_sub(3) {
        None | Some(0) => 0,
        Some(n) => 2_u64.saturating_pow(n).min(60),
    }
}

impl Throttle {
    /// Reads the file; what is missing or unreadable is as if nobody had tried.
    pub(crate) fn read(path: &Path, unix: i64, now: Duration) -> Self {
        let bytes = super::preferences::small(path).unwrap_or_default();
        Self::parse(&bytes, unix, now)
    }

    /// Reads its text.
    pub(crate) fn parse(bytes: &[u8], unix: i64, now: Duration) -> Self {
        let kept: Option<Kept> = serde_json::from_slice(bytes).ok();
        kept.map_or_else(Self::default, |kept| {
            // A clock that was put back does not shorten the pause, nor make it longer than it was.
            let gone = u64::try_from(unix.saturating_sub(kept.at)).unwrap_or(0);
            let left = pause(kept.wrong).saturating_sub(gone);
            Self {
                wrong: kept.wrong,
                last: kept.at,
                until: now.saturating_add(Duration::from_secs(left)),
            }
        })
    }

    /// Keeps the count. Where nothing can be written it holds until the program ends.
    pub(crate) fn keep(&self, path: &Path, unix: i64) {
        if self.wrong == 0 {
            std::fs::remove_file(path).unwrap_or_default();
            return;
        }
        let kept = Kept {
            wrong: self.wrong,
            at: unix,
        };
        let bytes = serde_json::to_vec(&kept).unwrap_or_default();
        super::preferences::replace(path, &bytes).unwrap_or_default();
    }

    /// Notes a wrong try; `unix` is the time of day, `now` what the pause is counted by.
    pub(crate) fn wrong(&mut self, unix: i64, now: Duration) {
        self.wrong = self.wrong.saturating_add(1);
        self.last = unix;
        self.until = now.saturating_add(Duration::from_secs(pause(self.wrong)));
    }

    /// Whole seconds until the next try, rounded up.
    pub(crate) fn wait(&self, now: Duration) -> u32 {
        let left = self.until.saturating_sub(now);
        let up = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        u32::try_from(up).unwrap_or(u32::MAX)
    }
}

impl Session {
    /// Tries a secret: one try at a time, with growing pauses after wrong ones.
    ///
    /// # Source
    /// security.md 3.9: tries 4, 5, 6 … wait 2, 4, 8 … 60 s; never a lock-out.
    pub(crate) fn try_secret<T>(&self, attempt: impl FnOnce() -> ApiResult<T>) -> ApiResult<T> {
        let _one = hold(&self.0.one_try);
        let wait = hold(&self.0.throttle).wait(self.clock().ticks());
        if wait > 0 {
            return Err(ApiError::from(ErrorCode::Wait).with("seconds", wait));
        }
        // Counted as wrong before it is tried: ending the program in the middle saves no pause.
        let before = hold(&self.0.throttle).clone();
        let mut counted = before.clone();
        counted.wrong(self.clock().unix_seconds(), self.clock().ticks());
        self.keep_throttle(&counted);
        let result = attempt();
        let after = match &result {
            Ok(_) => Throttle::default(),
            Err(e)
                if matches!(
                    e.code,
                    ErrorCode::WrongPassphrase | ErrorCode::WrongRecoveryCode
                ) =>
            {
                counted = before;
                counted.wrong(self.clock().unix_seconds(), self.clock().ticks());
                counted
            }
            Err(_) => before,
        };
        self.keep_throttle(&after);
        *hold(&self.0.throttle) = after;
        result
    }

    /// Keeps the count of wrong tries for the next start; nobody guesses at the sample family.
    fn keep_throttle(&self, throttle: &Throttle) {
        if !self.is_sample() {
            throttle.keep(&self.0.config.tries, self.clock().unix_seconds());
        }
    }

    /// Remembers, while the vault is open, how often it was tried in vain before; the count begins anew.
    pub(super) fn note_guesses(&self) {
        let mut throttle = hold(&self.0.throttle);
        let Throttle { wrong, last, .. } = *throttle;
        *throttle = Throttle::default();
        self.keep_throttle(&throttle);
        drop(throttle);
        *hold(&self.0.guessed) = (wrong >= TOLD).then_some(Guessed { wrong, last });
    }

    /// What one is told of it.
    pub(super) fn wrong_tries(&self) -> Option<WrongTriesView> {
        let guessed = (*hold(&self.0.guessed))?;
        let last = self.clock().text_at(guessed.last)?;
        Some(WrongTriesView {
            count: guessed.wrong,
            last_text: moment_text(&last, self.lang()),
            last,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_tries_are_free_then_the_pause_doubles_to_a_minute() {
        let mut throttle = Throttle::default();
        let mut waits = Vec::new();
        for _ in 0..11 {
            throttle.wrong(0, Duration::from_secs(100));
            waits.push(throttle.wait(Duration::from_secs(100)));
        }
        assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(
            throttle.wait(Duration::from_millis(159_500)),
            1,
            "rounded up"
        );
        assert_eq!(throttle.wait(Duration::from_secs(160)), 0, "over");
    }

    #[test]
    fn ten_minutes_allow_at_most_25_guesses() {
        let mut throttle = Throttle::default();
        let (mut now, mut guesses) = (Duration::ZERO, 0);
        while now < Duration::from_secs(600) {
            throttle.wrong(0, now);
            guesses += 1;
            now += Duration::from_secs(u64::from(throttle.wait(now)).max(1));
        }
        assert!(guesses <= 25, "{guesses} guesses in ten minutes");
    }

    #[test]
    fn the_pause_outlives_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tries.json");
        let mut throttle = Throttle::default();
        for _ in 0..6 {
            throttle.wrong(1_000, Duration::from_secs(50));
        }
        throttle.keep(&path, 1_000);
        let again = |unix| Throttle::read(&path, unix, Duration::ZERO).wait(Duration::ZERO);
        assert_eq!(again(1_000), 8, "at once");
        assert_eq!(again(1_003), 5, "three seconds later");
        assert_eq!(again(1_100), 0, "over");
        assert_eq!(again(500), 8, "with the clock put back");
        Throttle::default().keep(&path, 1_000);
        assert!(!path.exists(), "nothing is kept after the right one");
        std::fs::write(&path, "not json").unwrap();
        assert_eq!(again(1_000), 0, "an unreadable file is no lock-out");
    }
}
