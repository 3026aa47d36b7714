//! What real portals do wrong, to be switched on.

use crate::http::Call;
use std::time::Duration;

/// The switchboard. All off is a portal that does everything right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// Answers 429 with `Retry-After: 1` to this many questions.
    pub busy: u32,
    /// Every answer of the FHIR server takes this long.
    pub slow: Duration,
    /// This type is answered with 500.
    pub broken_type: Option<String>,
    /// This type is refused with 403, and left out of the scopes that are granted.
    pub gap: Option<String>,
    /// This type is searched by category only, as Epic's servers want it.
    pub category_needed: Option<String>,
    /// Access tokens count as ended; refresh tokens still work.
    pub expired: bool,
    /// Refresh tokens and access tokens count as ended: the person withdrew the consent.
    pub revoked: bool,
    /// The token's answer names another patient than the person has chosen.
    pub wrong_patient: bool,
    /// The last page links to itself with ever new addresses.
    pub endless: bool,
    /// The second page of each search is linked at another server, at this address.
    pub other_origin: Option<String>,
    /// The answer of the sign-in names another issuer.
    pub wrong_issuer: bool,
    /// No refresh token is given, as by Epic's servers to public programs.
    pub no_refresh: bool,
    /// No refresh token is given, but a program may register a key after the sign-in, and renews its
    /// access by that: as Epic's servers do.
    pub keys_only: bool,
    /// The answer of a sign-in is sent to pages on the web only, and never to this computer.
    pub web_only: bool,
    /// Every answer of the archive of images takes this long.
    pub images_slow: Duration,
    /// The archive of images answers 403.
    pub images_refused: bool,
    /// The images are at a server of another name, which asks for no sign-in.
    pub images_elsewhere: bool,
}

impl Faults {
    pub(crate) fn slow(&self, call: &Call) -> Duration {
        if call.path.starts_with("/fhir") {
            self.slow
        } else if call.path.starts_with(crate::images::PATH) {
            self.images_slow
        } else {
            Duration::ZERO
        }
    }

    /// Whether this question meets a busy server.
    pub(crate) fn is_busy(&mut self) -> bool {
        let busy = self.busy > 0;
        self.busy = self.busy.saturating_sub(1);
        busy
    }
}
