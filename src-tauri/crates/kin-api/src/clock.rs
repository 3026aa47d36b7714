//! The clock, handed in by the face: the one place below which nobody asks the computer.

use jiff::ZonedDateTime;
use kin_model::PartialDate;
use std::fmt;
use std::path::{Path, PathBuf};
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

    /// The clock of a face: the computer's own. In debug builds `KINFOLIO_TEST_CLOCK` may name a file with
    /// a moment and its zone, `2026-11-02T07:00:00+08:00[Asia/Shanghai]`: that is the time when the file was
    /// last written, and it goes on from there. Who writes the file again jumps, or travels. The clock that
    /// never jumps (for locking) stays the computer's.
    #[must_use]
    pub fn of_face() -> Self {
        let file = std::env::var_os("KINFOLIO_TEST_CLOCK").filter(|_| cfg!(debug_assertions));
        let Some(file) = file.map(PathBuf::from) else {
            return Self::system();
        };
        let system = Self::system();
        Self {
            now: Arc::new(move || moment_of(&file).unwrap_or_else(ZonedDateTime::now)),
            ..system
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

    /// The zone's name (IANA), or its offset where it has none.
    #[must_use]
    pub fn zone_name(&self) -> String {
        let now = (self.now)();
        let name = now.time_zone().iana_name();
        name.map_or_else(|| self.offset_text(), str::to_owned)
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

    /// A moment by the clock on the wall of this computer, as exact as before. What names no zone stays as it is.
    #[must_use]
    pub fn here(&self, date: &PartialDate) -> PartialDate {
        let (Some(time), Some(_)) = (date.time(), date.offset_minutes()) else {
            return *date;
        };
        let form = if time.second.is_some() {
            "%Y-%m-%dT%H:%M:%S%:z"
        } else {
            "%Y-%m-%dT%H:%M%:z"
        };
        let Ok(at) = jiff::Timestamp::from_second(date.unix_seconds()) else {
            return *date;
        };
        let at = at.to_zoned_datetime((self.now)().time_zone().clone());
        let told: Option<PartialDate> = at.strftime(form).to_string().parse().ok();
        // In the same zone nothing changes, the fraction of a second stays.
        told.filter(|t| t.offset_minutes() != date.offset_minutes())
            .unwrap_or(*date)
    }

    /// Time since some fixed moment; never goes back.
    #[must_use]
    pub fn ticks(&self) -> Duration {
        (self.ticks)()
    }
}

/// The moment that stands in a file, and the time since it was written.
fn moment_of(file: &Path) -> Option<ZonedDateTime> {
    let written: ZonedDateTime = std::fs::read_to_string(file).ok()?.trim().parse().ok()?;
    let since = std::fs::metadata(file).ok()?.modified().ok()?.elapsed();
    written.checked_add(since.unwrap_or_default()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_the_clock_on_the_wall() {
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
        let clock = Clock::from_fns(
            move || jiff::Timestamp::UNIX_EPOCH.to_zoned_datetime(zone.clone()),
            Duration::default,
        );
        for (there, here) in [
            ("2026-12-03T00:30:00Z", "2026-12-03T08:30:00+08:00"),
            ("2026-12-02T22:15-05:00", "2026-12-03T11:15+08:00"),
            (
                "2026-12-03T08:30:00.120+08:00",
                "2026-12-03T08:30:00.120+08:00",
            ),
            ("2026-12-03T08:30", "2026-12-03T08:30"),
            ("2026-12-03", "2026-12-03"),
        ] {
            assert_eq!(clock.here(&there.parse().unwrap()).to_string(), here);
        }
    }

    #[test]
    fn a_moment_in_a_file_goes_on_in_its_zone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clock");
        assert!(moment_of(&file).is_none(), "no file, no moment");
        std::fs::write(&file, "2026-11-02T07:00:00+08:00[+08:00]\n").unwrap();
        let an_hour_ago = std::time::Duration::from_secs(3600);
        let handle = std::fs::File::options().write(true).open(&file).unwrap();
        let written = handle.metadata().unwrap().modified().unwrap() - an_hour_ago;
        handle.set_modified(written).unwrap();
        let now = moment_of(&file).unwrap();
        let text = now.strftime("%Y-%m-%dT%H:%M%:z").to_string();
        assert!(
            text == "2026-11-02T08:00+08:00" || text == "2026-11-02T08:01+08:00",
            "{text}"
        );
        std::fs::write(&file, "seven in the morning").unwrap();
        assert!(moment_of(&file).is_none(), "words are no moment");
    }
}
