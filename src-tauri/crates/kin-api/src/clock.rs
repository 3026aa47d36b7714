//! The clock, handed in by the face: the one place below which nobody asks the computer.

use jiff::ZonedDateTime;
use kin_model::PartialDate;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Gives the civil time (what stands in the record) and a clock that never jumps (for locking).
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> ZonedDateTime + Send + Sync>,
    ticks: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

impl Clock {
    /// The computer's own clock and time zone.
    #[must_use]
    pub fn system() -> Self {
        let start = Instant::now();
        Self {
            now: Arc::new(ZonedDateTime::now),
            ticks: Arc::new(move || start.elapsed()),
        }
    }

    /// A clock made of two functions, for tests.
    #[must_use]
    pub fn from_fns(
        now: impl Fn() -> ZonedDateTime + Send + Sync + 'static,
        ticks: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> Self {
        Self {
            now: Arc::new(now),
            ticks: Arc::new(ticks),
        }
    }

    /// Now, RFC 3339 with offset, to the second.
    #[must_use]
    pub fn now_text(&self) -> String {
        (self.now)().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// Now as a date with time and offset.
    #[must_use]
    pub fn now_date(&self) -> Option<PartialDate> {
        self.now_text().parse().ok()
    }

    /// Today's civil date, `YYYY-MM-DD`.
    #[must_use]
    pub fn today_text(&self) -> String {
        (self.now)().strftime("%Y-%m-%d").to_string()
    }

    /// Today.
    #[must_use]
    pub fn today(&self) -> Option<PartialDate> {
        self.today_text().parse().ok()
    }

    /// The zone's offset now, `+08:00`.
    #[must_use]
    pub fn offset_text(&self) -> String {
        (self.now)().strftime("%:z").to_string()
    }

    /// The offset that held at a civil date-time of this zone (`YYYY-MM-DDTHH:MM`), `+08:00`.
    #[must_use]
    pub fn offset_at(&self, civil: &str) -> Option<String> {
        let civil: jiff::civil::DateTime = civil.parse().ok()?;
        let zoned = civil
            .to_zoned_datetime((self.now)().time_zone().clone())
            .ok()?;
        Some(zoned.strftime("%:z").to_string())
    }

    /// Seconds since 1970, for what must outlive the program.
    #[must_use]
    pub fn unix_seconds(&self) -> i64 {
        (self.now)().timestamp().as_second()
    }

    /// A moment (seconds since 1970) in the zone of this clock, RFC 3339 to the second.
    #[must_use]
    pub fn text_at(&self, seconds: i64) -> Option<String> {
        let at = jiff::Timestamp::from_second(seconds).ok()?;
        let at = at.to_zoned_datetime((self.now)().time_zone().clone());
        Some(at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// Time since some fixed moment; never goes back.
    #[must_use]
    pub fn ticks(&self) -> Duration {
        (self.ticks)()
    }
}
