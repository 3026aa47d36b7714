//! Use cases, DTOs, error codes and the command list: what every face calls.

pub mod bindings;
mod commands;
pub mod dto;
mod error;

pub use commands::{COMMANDS, Command};
pub use error::{ApiError, ApiResult, ErrorCode, FieldProblem};
