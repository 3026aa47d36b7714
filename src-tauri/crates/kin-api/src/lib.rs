//! Use cases, DTOs, error codes and the command list: what every face calls.
//!
//! A face makes one [`Session`] and hands it names and JSON ([`Session::dispatch`]); everything it
//! can ask is in the ONE list of [`for_each_command`]. Paths never come through a command: a face
//! registers what the person has chosen and passes the token on.

pub mod bindings;
mod browser;
mod clock;
mod commands;
mod dispatch;
pub mod dto;
mod error;
mod error_map;
#[doc(hidden)]
pub mod fuzzing;
mod hardening;
mod names;
pub mod places;
pub mod reading;
mod saving;
mod session;
mod use_cases;
mod words;

pub use browser::open_in_browser;
pub use clock::Clock;
pub use commands::{COMMANDS, Command};
pub use error::{ApiError, ApiResult, ErrorCode, FieldProblem};
pub use hardening::harden;
pub use kin_vault::KdfStrength;
pub use names::{KIND_NAMES, TOPIC_NAMES};
pub use saving::save_file;
pub use session::{
    FileToken, Keychain, KeychainError, Response, SAMPLE_PASSPHRASE, Session, SessionConfig,
};
