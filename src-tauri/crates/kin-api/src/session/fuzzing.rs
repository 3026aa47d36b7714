//! The small files beside a vault, read the way a session reads them; see [`crate::fuzzing`].

use super::{preferences, throttle::Throttle};
use kin_i18n::Lang;

/// See [`crate::fuzzing::preferences`].
pub(crate) fn preferences(text: &str) -> bool {
    let settings = preferences::parse(Some(text), Lang::En);
    let again = serde_json::to_string(&settings).unwrap_or_default();
    let back = preferences::parse(Some(&again), Lang::En);
    (90..=160).contains(&settings.text_scale)
        && (1..=60).contains(&settings.auto_lock_minutes)
        && serde_json::to_string(&back).unwrap_or_default() == again
}

/// See [`crate::fuzzing::tries`].
pub(crate) fn tries(bytes: &[u8], unix: i64) -> bool {
    let now = std::time::Duration::from_secs(1_000);
    let throttle = Throttle::parse(bytes, unix, now);
    throttle.wait(now) <= 60
}
