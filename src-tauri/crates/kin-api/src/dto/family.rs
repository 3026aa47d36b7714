//! Keyholders and what they may do, letters, the access log, moved entries.

use super::{KeyholderView, SecretText};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a keyholder may do with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// Sees everything.
    Read,
    /// Also adds and changes.
    Edit,
    /// Also erases, and gives and ends access.
    Owner,
}

/// One record and a right to it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantPart {
    /// Whose record.
    pub person: String,
    /// The right.
    pub right: Right,
}

/// Adds somebody who can unlock. Locked: they hold no key yet. Unlocked: with keys to records of
/// the keyholder who is there.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct KeyholderAddRequest {
    /// The name on the unlock screen.
    pub nickname: String,
    /// Their own passphrase, 8 to 256 characters.
    pub passphrase: SecretText,
    /// Records to open for them; only while unlocked.
    #[serde(default)]
    pub grants: Vec<GrantPart>,
    /// The passphrase of the keyholder who is there, asked again; only while unlocked.
    #[serde(default)]
    pub own_passphrase: Option<SecretText>,
}

/// A keyholder who was added.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyholderAdded {
    /// Who.
    pub keyholder: KeyholderView,
    /// Their recovery code, shown once.
    pub recovery_code: String,
    /// The six words of their key, to be compared before the first grant; not needed when they were
    /// added by the one who grants.
    pub words: Vec<String>,
}

impl std::fmt::Debug for KeyholderAdded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyholderAdded(…)")
    }
}

/// Where a letter with a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum LetterStanding {
    /// Taken, or none was needed.
    Taken,
    /// Waits for its reader.
    Waiting,
    /// Nobody took it within 14 days.
    Expired,
    /// Thrown away or lost before it was used.
    Gone,
}

/// A keyholder's access to one record.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccessView {
    /// The person's id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// The right.
    pub right: Right,
    /// The right in words.
    pub right_text: String,
    /// Who gave it.
    pub by: String,
    /// When, in words.
    pub at_text: String,
    /// The letter with the key.
    pub letter: LetterStanding,
    /// True when the keyholder who unlocked can change or end it.
    pub can_end: bool,
}

/// A keyholder with the records they open, as far as the one who unlocked can see.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaregiverView {
    /// Random id.
    pub id: String,
    /// The name on the unlock screen.
    pub nickname: String,
    /// A palette name.
    pub colour: String,
    /// True for the one who unlocked.
    pub me: bool,
    /// Their key was compared, or made, at this side.
    pub known: bool,
    /// The six words of their key.
    pub words: Vec<String>,
    /// Records they open.
    pub access: Vec<AccessView>,
}

/// A letter that waits for a yes.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterView {
    /// The record's id.
    pub person: String,
    /// Whose record it says to be.
    pub name: String,
    /// Who wrote it, so it says.
    pub by: String,
    /// What its reader may do.
    pub right: Right,
    /// The right in words.
    pub right_text: String,
    /// When it was written, in words.
    pub at_text: String,
    /// Too old to be taken.
    pub expired: bool,
    /// The reader opens this record already: the letter would change that.
    pub known: bool,
    /// The six words to compare with its writer.
    pub words: Vec<String>,
}

/// Everybody who can unlock, and what waits.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaregiversView {
    /// Keyholders, the one who unlocked first.
    pub caregivers: Vec<CaregiverView>,
    /// Letters for the one who unlocked.
    pub letters: Vec<LetterView>,
}

/// Gives a keyholder a key, or another right.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantRequest {
    /// Who, by id.
    pub keyholder: String,
    /// Whose record.
    pub person: String,
    /// The right.
    pub right: Right,
    /// The six words of their key were compared in person.
    #[serde(default)]
    pub compared: bool,
    /// The own passphrase, asked again.
    pub passphrase: SecretText,
}

/// A letter was written.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GrantView {
    /// The six words that its reader will see.
    pub words: Vec<String>,
}

/// Ends a keyholder's access to a record.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeRequest {
    /// Who, by id.
    pub keyholder: String,
    /// Whose record.
    pub person: String,
    /// The own passphrase, asked again.
    pub passphrase: SecretText,
}

/// Takes a keyholder off the unlock screen.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyholderRemoveRequest {
    /// Who, by id.
    pub keyholder: String,
    /// The own passphrase, asked again.
    pub passphrase: SecretText,
}

/// Who did what with a record.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct AccessLogRequest {
    /// Whose record.
    pub person: String,
    /// From the `next` of the page before.
    #[serde(default)]
    pub before: Option<String>,
    /// Most lines, 1 to 500.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// One line of it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccessLogLine {
    /// When, RFC 3339.
    pub at: String,
    /// When, in words.
    pub at_text: String,
    /// Who.
    pub who: String,
    /// A stable word: `open`, `export`, `share`, `put`, `import`, `hide`, `grant`, `revoke` …
    pub op: String,
    /// What was done, in words.
    pub text: String,
    /// More about it, in words; may be empty.
    pub about: String,
}

/// A page, newest first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccessLogView {
    /// The lines.
    pub lines: Vec<AccessLogLine>,
    /// For the next page.
    pub next: Option<String>,
}

/// Moves an entry that was typed into the wrong record.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntryMoveRequest {
    /// The record it is in.
    pub person: String,
    /// The entry.
    pub id: String,
    /// The person it belongs to.
    pub to: String,
}

/// An entry that was moved.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntryMoved {
    /// The number of the move, to take it back.
    pub number: i64,
    /// The record it was in.
    pub person: String,
    /// The record it is in now.
    pub to: String,
    /// The entry there.
    pub id: String,
}

/// Takes a move back.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntryMoveBackRequest {
    /// The record it was in first.
    pub person: String,
    /// The number of the move.
    pub number: i64,
}

/// Why a record is not opened, in plain words, and the ways out.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TroubleView {
    /// The error's code: `record-older`, `record-swapped`, `access-ended`, `vault-damaged`.
    pub code: String,
    /// What happened.
    pub text: String,
    /// What to do.
    pub advice: String,
    /// Changes that are missing, for `record-older`; 0 when the history is another one.
    pub missing: u64,
    /// True when what is here can be accepted as it is.
    pub can_accept: bool,
}
