//! When a question is asked again.

use crate::fetch::{Answer, NetworkFault};
use kin_crypto::safe::random_bytes;
use std::time::Duration;

/// Tries of one question, the first one included.
const MOST_TRIES: u32 = 4;
/// Longest wait that a server may ask for; a longer one is a gap.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// The tries of one question.
#[derive(Debug, Default)]
pub(crate) struct Tries(u32);

impl Tries {
    /// How long to wait before asking again; none where the answer stands.
    ///
    /// # Source
    /// RFC 9110 section 10.2.3 (`Retry-After`: seconds or a date).
    pub(crate) fn again_after(
        &mut self,
        result: &Result<Answer, NetworkFault>,
    ) -> Option<Duration> {
        self.0 += 1;
        let asked = match result {
            Ok(answer) if matches!(answer.status, 429 | 503) => answer
                .header("retry-after")
                .and_then(|text| retry_after(text, answer.header("date"))),
            Ok(answer) if matches!(answer.status, 502 | 504) => None,
            Err(NetworkFault::Connection | NetworkFault::Time | NetworkFault::BrokenOff) => None,
            _ => return None,
        };
        if self.0 >= MOST_TRIES || asked.is_some_and(|time| time > LONGEST_WAIT) {
            return None;
        }
        // 2, 4, 8 seconds, and up to as much again, so that not all come back at once.
        let pause = 1000_u64 << self.0;
        let more = random_bytes::<2>().map_or(0, |bytes| u64::from(u16::from_le_bytes(*bytes)));
        let own = Duration::from_millis(pause + more * pause / 65_536);
        Some(asked.map_or(own, |time| time.max(Duration::from_secs(1))))
    }
}

/// Seconds, or a date; a date is measured by the server's own clock.
fn retry_after(text: &str, server_date: Option<&str>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok();
    let (until, now) = (date(text)?, date(server_date?)?);
    let seconds = until.timestamp().as_second() - now.timestamp().as_second();
    u64::try_from(seconds).ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::{Tries, retry_after};
    use crate::fetch::{Answer, NetworkFault};
    use std::time::Duration;

    fn answer(status: u16, wait: Option<&str>) -> Result<Answer, NetworkFault> {
        Ok(Answer {
            status,
            headers: wait
                .map(|text| ("retry-after".to_owned(), text.to_owned()))
                .into_iter()
                .collect(),
            body: Vec::new(),
        })
    }

    #[test]
    fn a_busy_server_is_asked_again_as_it_wishes_but_not_for_ever() {
        let mut tries = Tries::default();
        assert_eq!(
            tries.again_after(&answer(429, Some("7"))),
            Some(Duration::from_secs(7))
        );
        let own = tries.again_after(&answer(503, None)).unwrap();
        assert!((4..=8).contains(&own.as_secs()), "{own:?}");
        assert_eq!(
            tries.again_after(&answer(503, Some("0"))),
            Some(Duration::from_secs(1))
        );
        assert_eq!(tries.again_after(&answer(503, Some("0"))), None);
        assert_eq!(
            Tries::default().again_after(&answer(429, Some("3600"))),
            None
        );
    }

    #[test]
    fn only_what_may_get_better_is_asked_again() {
        for status in [200, 301, 400, 401, 403, 404, 500] {
            assert_eq!(
                Tries::default().again_after(&answer(status, Some("1"))),
                None,
                "{status}"
            );
        }
        for fault in [
            NetworkFault::Name,
            NetworkFault::Certificate,
            NetworkFault::PrivateAddress,
            NetworkFault::Cancelled,
            NetworkFault::TooLarge,
        ] {
            assert_eq!(Tries::default().again_after(&Err(fault)), None, "{fault:?}");
        }
        assert!(
            Tries::default()
                .again_after(&Err(NetworkFault::Time))
                .is_some()
        );
    }

    #[test]
    fn a_date_is_measured_by_the_servers_clock() {
        let now = Some("Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(
            retry_after("Wed, 21 Oct 2015 07:28:30 GMT", now),
            Some(Duration::from_secs(30))
        );
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:27:00 GMT", now), None);
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:30 GMT", None), None);
    }
}
