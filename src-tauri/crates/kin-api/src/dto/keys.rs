//! The recovery code while it is typed and tried, and quick unlock.

use super::SecretText;
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// A recovery code, whole or half typed.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecoveryCodeRequest {
    /// As it was typed.
    pub code: SecretText,
}

/// The recovery paper of somebody who was just added.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyholderRehearseRequest {
    /// Whose, by id.
    pub keyholder: String,
    /// As it was typed.
    pub code: SecretText,
}

/// How a recovery code stands while it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RecoveryCodeState {
    /// Good so far, not all of it is there.
    Short,
    /// A sign that is in no code.
    Unknown,
    /// More than a code has.
    Long,
    /// All is there, and one sign is wrong.
    Typo,
    /// All is there and fits.
    Whole,
}

/// A half-typed recovery code, read kindly.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodeLook {
    /// How it stands.
    pub state: RecoveryCodeState,
    /// As it is meant, in groups: look-alike letters have become digits.
    pub shown: String,
    /// Signs that are there.
    pub typed: u32,
    /// Signs of a whole code.
    pub of: u32,
}

impl fmt::Debug for RecoveryCodeLook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCodeLook(…)")
    }
}

/// Where quick unlock stands.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuickUnlockView {
    /// This computer has a keychain that the program can use.
    pub possible: bool,
    /// Who has switched it on, by id; while open only the one who unlocked.
    pub keyholders: Vec<String>,
}

/// Switches quick unlock on or off for the one who unlocked.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuickUnlockSetRequest {
    /// On or off.
    pub on: bool,
}

/// Unlocks with the computer's keychain.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuickUnlockRequest {
    /// Whose vault it is, id or nickname.
    pub keyholder: String,
}
