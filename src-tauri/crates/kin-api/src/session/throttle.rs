//! Pauses after wrong passphrases.

use std::time::Duration;

/// Counts wrong tries in a row.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    wrong: u32,
    until: Duration,
}

impl Throttle {
    /// Notes a wrong try: the fourth and later ones make the next wait 2, 4, 8 … at most 60 s.
    pub(crate) fn wrong(&mut self, now: Duration) {
        self.wrong = self.wrong.saturating_add(1);
        let seconds = match self.wrong.checked_sub(3) {
            None | Some(0) => 0,
            Some(n) => 2_u64.saturating_pow(n).min(60),
        };
        self.until = now.saturating_add(Duration::from_secs(seconds));
    }

    /// Whole seconds until the next try, rounded up.
    pub(crate) fn wait(&self, now: Duration) -> u32 {
        let left = self.until.saturating_sub(now);
        let up = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        u32::try_from(up).unwrap_or(u32::MAX)
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
            throttle.wrong(Duration::from_secs(100));
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
            throttle.wrong(now);
            guesses += 1;
            now += Duration::from_secs(u64::from(throttle.wait(now)).max(1));
        }
        assert!(guesses <= 25, "{guesses} guesses in ten minutes");
    }
}
