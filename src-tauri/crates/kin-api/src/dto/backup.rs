//! Backups: where, how fresh, made, verified, restored.

use super::SecretText;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One backup in the chosen place.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupLine {
    /// Its random name.
    pub id: String,
    /// Name of the file.
    pub name: String,
    /// When it was made, RFC 3339.
    pub made: String,
    /// The same in words.
    pub made_text: String,
    /// Bytes.
    pub bytes: u64,
    /// When all of it was read again and found whole, in words; nothing when it never was.
    pub verified_text: Option<String>,
}

/// Where backups stand.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupStatus {
    /// The chosen place, for the person; nothing when none was chosen.
    pub place: Option<String>,
    /// The place is there now.
    pub there: bool,
    /// Backups are made by themselves.
    pub automatic: bool,
    /// Why a backup is due: `never`, `days`, `changes`.
    pub due: Option<String>,
    /// Whole days since the newest verified backup.
    pub days: Option<u32>,
    /// Changes since the newest verified backup.
    pub changes: u64,
    /// Those in the place, newest first.
    pub backups: Vec<BackupLine>,
    /// When the way back was last practised, in words.
    pub rehearsed_text: Option<String>,
    /// Whether that went well.
    pub rehearsed_ok: bool,
    /// Code of the error of the last automatic try; words are `err-<code>`.
    pub failed: Option<String>,
}

/// Backups that hold a person's record.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupsOfView {
    /// Names of the files in the chosen place, newest first.
    pub backups: Vec<String>,
    /// The same in words, with what nobody can know.
    pub text: String,
}

/// Chooses where and how.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct BackupSetRequest {
    /// A folder that was picked: backups go there from now on.
    #[serde(default)]
    pub folder: Option<String>,
    /// Made by themselves, or not.
    #[serde(default)]
    pub automatic: Option<bool>,
}

/// Makes a backup now.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct BackupMakeRequest {
    /// A folder for this one; else the chosen place.
    #[serde(default)]
    pub folder: Option<String>,
}

/// Opens a backup file.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct BackupOpenRequest {
    /// The file that was picked.
    pub file: String,
    /// The passphrase of the day it was made …
    #[serde(default)]
    pub passphrase: Option<SecretText>,
    /// … or the recovery code of that day.
    #[serde(default)]
    pub code: Option<SecretText>,
}

/// Puts the restored vault in its place.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct BackupFinishRequest {
    /// The day the backup was made, typed by the person: needed when it is older than the vault.
    #[serde(default)]
    pub day: Option<String>,
}

/// A backup that was made, verified or practised with.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupMade {
    /// Name of the file.
    pub name: String,
    /// When it was made, RFC 3339.
    pub made: String,
    /// The same in words.
    pub made_text: String,
    /// Bytes.
    pub bytes: u64,
    /// All of it was read again and found whole.
    pub verified: bool,
    /// Large originals that the vault itself had lost.
    pub missing: u64,
    /// People inside.
    pub people: u64,
    /// Entries inside.
    pub entries: u64,
}

/// One person: in the backup and now.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupPerson {
    /// The name.
    pub name: String,
    /// Entries in the backup; nothing when the person is not in it.
    pub entries: Option<u64>,
    /// Day of the newest entry in the backup, in words.
    pub newest_text: Option<String>,
    /// Entries now; nothing when the person is not there now.
    pub now_entries: Option<u64>,
    /// Day of the newest entry now, in words.
    pub now_newest_text: Option<String>,
}

/// A restored vault that waits for a word.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RestoreView {
    /// When the backup was made, in words.
    pub made_text: String,
    /// The day to be typed, `YYYY-MM-DD`.
    pub day: String,
    /// There is a vault here now; it will be put aside.
    pub replaces: bool,
    /// The vault here knows more than the backup: the day must be typed.
    pub older: bool,
    /// The vault here could be read and compared.
    pub compared: bool,
    /// All keys were changed between the backup and now: what was known on its day would hold again.
    pub former: bool,
    /// The people.
    pub people: Vec<BackupPerson>,
    /// Who opens the vault now and is not in the backup, by name.
    pub without: Vec<String>,
}
