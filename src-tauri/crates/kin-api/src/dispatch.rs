//! From a name and JSON to a use case and back.

// The lint looks away in tests.
#[cfg_attr(
    not(test),
    expect(
        clippy::wildcard_imports,
        reason = "the command list names nearly every one"
    )
)]
use crate::dto::*;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Response, Session};
use crate::use_cases;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::panic::AssertUnwindSafe;

fn read<T: DeserializeOwned>(request: Value) -> ApiResult<T> {
    // The text of serde's error may quote what was typed: it stays here.
    serde_json::from_value(request).map_err(|_| ErrorCode::BadRequest.into())
}

fn json<T: Serialize>(answer: &T) -> ApiResult<Response> {
    serde_json::to_value(answer)
        .map(Response::Json)
        .map_err(|_| ErrorCode::Internal.into())
}

macro_rules! dispatch {
    (@lock always, $session:ident) => {};
    (@lock unlocked, $session:ident) => { $session.with(|_| Ok(()))?; };
    (@right always, $session:ident, $name:ident, $request:ident) => {};
    (@right unlocked, $session:ident, $name:ident, $request:ident) => {
        use_cases::rights::check($session, stringify!($name), &$request)?;
    };
    (@answer json, $answer:expr) => { json(&$answer) };
    (@answer bytes, $answer:expr) => { Ok(Response::Bytes($answer)) };
    ($( $name:ident($request:ty) -> $response:ty, $lock:ident, $body:ident; )+) => {
        fn run(session: &Session, name: &str, request: Value) -> ApiResult<Response> {
            match name {
                $( stringify!($name) => {
                    dispatch!(@lock $lock, session);
                    dispatch!(@right $lock, session, $name, request);
                    let request: $request = read(request)?;
                    let answer: $response = use_cases::$name(session, request)?;
                    dispatch!(@answer $body, answer)
                } )+
                _ => Err(ErrorCode::UnknownCommand.into()),
            }
        }
    };
}
crate::for_each_command!(dispatch);

/// Commands that a face calls by itself: they do not keep a forgotten vault open.
const NO_USE: &[&str] = &[
    "app_status",
    "settings_get",
    "job",
    "portals",
    "portal_news",
    "share_link_tidy",
    // A camera that was left on keeps no vault open; `scan_frame` itself says when something new was shown.
    "scan_frame",
    "code_handed",
    "reminder_news",
    // Asked while devices are looked for.
    "radio_found",
    "todo",
];

impl Session {
    /// Runs one command.
    ///
    /// # Errors
    /// What the command answers; `unknown-command`, `bad-request`, `locked`. A panic inside is
    /// `internal`, and the vault is locked: nothing half done may be built upon.
    pub fn dispatch(&self, name: &str, request: Value) -> Result<Response, ApiError> {
        let result = std::panic::catch_unwind(AssertUnwindSafe(|| run(self, name, request)));
        let result = result.unwrap_or_else(|_| {
            let _ = self.lock();
            Err(ErrorCode::Internal.into())
        });
        if !NO_USE.contains(&name) && result.is_ok() {
            self.touch();
            if !use_cases::rights::READS.contains(&name) {
                self.remember();
            }
        }
        result
    }
}
