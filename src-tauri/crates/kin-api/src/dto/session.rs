//! The vault as a whole: making, opening, locking, settings.

use super::{FindingView, LangName, QuickUnlockView};
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;
use zeroize::Zeroize;

/// A request without parameters.
#[derive(Debug, Clone, Copy, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// A passphrase or recovery code on its way in: wiped when dropped, never shown.
#[derive(Clone, Default, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct SecretText(String);

impl SecretText {
    /// Takes a text over.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

/// Where the vault stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum AppState {
    /// There is none yet.
    NoVault,
    /// It is locked.
    Locked,
    /// It is open.
    Unlocked,
}

/// Somebody who can unlock.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyholderView {
    /// Random id.
    pub id: String,
    /// The name on the unlock screen.
    pub nickname: String,
    /// A palette name.
    pub colour: String,
}

/// Colours of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the computer is set.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}

/// Size of texts and buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum TextSize {
    /// 18 px.
    #[default]
    Standard,
    /// The elder-friendly size: text of 24 px and more, targets of 60 px.
    Large,
}

/// The unit in which glucose is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub enum GlucoseUnit {
    /// mmol/L.
    #[default]
    #[serde(rename = "mmol/L")]
    MmolPerL,
    /// mg/dL.
    #[serde(rename = "mg/dL")]
    MgPerDl,
}

/// The unit in which weight is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub enum WeightUnit {
    /// Kilograms.
    #[default]
    #[serde(rename = "kg")]
    Kg,
    /// Pounds.
    #[serde(rename = "lb")]
    Lb,
}

/// What the person has set. Unknown fields are ignored, so that an older version can read what a
/// newer one wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Language of the app: `en` or `zh-CN`.
    #[ts(as = "LangName")]
    pub lang: String,
    /// Colours.
    pub theme: Theme,
    /// Size.
    pub text_size: TextSize,
    /// Finer size, percent, 90 to 160.
    pub text_scale: u16,
    /// Minutes without use until it locks, 1 to 60.
    pub auto_lock_minutes: u16,
    /// Unit for typing glucose.
    pub glucose_unit: GlucoseUnit,
    /// Unit for typing weight.
    pub weight_unit: WeightUnit,
    /// Hours after which a portal is read again by itself, while the vault is open; 0 for never.
    pub portal_sync_hours: u16,
    /// Tells by notices of the system when something of the plan is due.
    pub remind: bool,
    /// A notice says what it is about; else only that there is something.
    pub remind_details: bool,
    /// Quiet hours begin, `22:00`.
    pub quiet_from: String,
    /// Quiet hours end, `07:00`; the same as their beginning for none.
    pub quiet_until: String,
    /// Closing the window leaves the program running, so that it can remind.
    pub stay_open: bool,
    /// Starts with the computer.
    pub at_login: bool,
    /// Paper that is printed on; that of the place where nothing is set.
    pub paper: Option<super::PaperSize>,
    /// Summaries are printed in letters of 16 points and more.
    pub large_print: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lang: "en".to_owned(),
            theme: Theme::default(),
            text_size: TextSize::default(),
            text_scale: 100,
            auto_lock_minutes: 5,
            glucose_unit: GlucoseUnit::default(),
            weight_unit: WeightUnit::default(),
            portal_sync_hours: 24,
            remind: false,
            remind_details: false,
            quiet_from: "22:00".to_owned(),
            quiet_until: "07:00".to_owned(),
            stay_open: false,
            at_login: false,
            paper: None,
            large_print: false,
        }
    }
}

/// Changes the settings.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingsRequest {
    /// All of them.
    pub settings: Settings,
}

/// What a face needs to know to show its first screen.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppStatus {
    /// Where the vault stands.
    pub state: AppState,
    /// The making of a vault was interrupted here last time; nothing had been stored in it.
    pub unfinished: bool,
    /// True while the sample family is open instead of the own vault.
    pub sample: bool,
    /// The folder of the own vault, for the person, where another one than the usual was chosen. It
    /// is away when the state is `no-vault` all the same.
    pub elsewhere: Option<String>,
    /// Who can unlock.
    pub keyholders: Vec<KeyholderView>,
    /// Who has unlocked, by id.
    pub keyholder: Option<String>,
    /// Who unlocked last on this computer, by id; it may be one of another vault.
    pub last_keyholder: Option<String>,
    /// Settings; while locked only those of the look.
    pub settings: Settings,
    /// Today's civil date.
    pub today: String,
    /// Version of the program.
    pub version: String,
    /// True when nothing can be changed.
    pub read_only: bool,
    /// Seconds until the next passphrase may be tried; 0 when now.
    pub retry_after_seconds: u32,
    /// Where quick unlock stands.
    pub quick_unlock: QuickUnlockView,
    /// True when the recovery paper was never tried: the person should be reminded.
    pub recovery_due: bool,
    /// While open: a renewal of all keys was cut off, and is to be done again.
    pub renewing: bool,
    /// A backup has just taken the place of the vault, which nobody has opened since: it opens with the passphrase of that
    /// day.
    pub restored: bool,
    /// While open: wrong passphrases and codes that were tried just before it was opened, from three in a row on.
    pub wrong_tries: Option<WrongTriesView>,
}

/// Wrong passphrases and recovery codes that somebody tried, and nobody opened the vault in between.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WrongTriesView {
    /// How many.
    pub count: u32,
    /// When the last one was, RFC 3339.
    pub last: String,
    /// The same, for the person.
    pub last_text: String,
}

/// Uses another vault.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct VaultUseRequest {
    /// The folder that was picked; nothing for the usual place.
    #[serde(default)]
    pub folder: Option<String>,
}

/// Makes a vault.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VaultCreateRequest {
    /// The keyholder's name on the unlock screen.
    pub nickname: String,
    /// The passphrase, 8 to 256 characters.
    pub passphrase: SecretText,
    /// Language to start with.
    #[ts(as = "LangName")]
    pub lang: String,
}

/// A recovery code to write down; shown once.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodeView {
    /// The code, grouped for reading.
    pub recovery_code: String,
}

impl fmt::Debug for RecoveryCodeView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCodeView(…)")
    }
}

/// New keys for everything.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeysRenewedView {
    /// The new recovery code.
    pub code: RecoveryCodeView,
    /// How many records have a new key.
    pub renewed: u64,
    /// Whose records keep their key: somebody else's, and those that do not open. By name.
    pub left: Vec<String>,
    /// Whose records keep their key for now: the disk is full, or they are in use. It is to be done again. By name.
    pub failed: Vec<String>,
    /// Who must be let in again.
    pub again: Vec<KeysAgainView>,
}

/// Somebody who has lost access to a record by its new key, because their own key was never compared, or is another one
/// now.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeysAgainView {
    /// Whose record, by name.
    pub person: String,
    /// Who must be let in again, by name.
    pub who: String,
}

/// A passphrase to judge.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PassphraseStrengthRequest {
    /// The passphrase.
    pub passphrase: SecretText,
    /// The nickname of who chooses it, where the vault does not know it yet: it is known to whoever guesses.
    pub nickname: Option<String>,
}

/// A passphrase that is typed once more.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PassphraseRequest {
    /// The passphrase.
    pub passphrase: SecretText,
}

/// How strong a passphrase is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassphraseStrength {
    /// 0 (guessed at once) to 4 (very hard).
    pub score: u8,
    /// Power of ten of the guesses needed.
    pub guesses_log10: f64,
    /// Fewer than 8 characters.
    pub too_short: bool,
    /// On the list of those that are tried first.
    pub common: bool,
    /// Catalogue key of a hint.
    pub hint: Option<String>,
}

/// A passphrase made by us.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuggestedPassphrase {
    /// Six words.
    pub passphrase: String,
}

impl fmt::Debug for SuggestedPassphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SuggestedPassphrase(…)")
    }
}

/// Unlocks.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct UnlockRequest {
    /// Whose passphrase it is, id or nickname; without it the passphrase decides.
    #[serde(default)]
    pub keyholder: Option<String>,
    /// The passphrase.
    pub passphrase: SecretText,
}

/// Mends the small files of the vault that lie in clear.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct VaultMendRequest {
    /// Whose passphrase it is, id or nickname; without it the passphrase decides.
    #[serde(default)]
    pub keyholder: Option<String>,
    /// The passphrase; not needed while the vault is open.
    #[serde(default)]
    pub passphrase: Option<SecretText>,
}

/// What was mended.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VaultMended {
    /// `vault-file`, `public`; empty when all was whole.
    pub mended: Vec<String>,
    /// The same in a sentence each.
    pub text: String,
    /// Where the vault stands now.
    pub status: AppStatus,
}

/// Unlocks with the recovery code and sets a new passphrase.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct UnlockRecoveryRequest {
    /// Whose code it is, id or nickname; without it the code decides.
    #[serde(default)]
    pub keyholder: Option<String>,
    /// The code, in any grouping.
    pub code: SecretText,
    /// The passphrase from now on.
    pub new_passphrase: SecretText,
}

/// Changes the passphrase.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PassphraseChangeRequest {
    /// The one until now.
    pub current: SecretText,
    /// The one from now on.
    pub next: SecretText,
}

/// Makes the sheet to print.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct RecoverySheetRequest {
    /// The code as it was shown.
    pub recovery_code: SecretText,
    /// Whose it is, by id; without it that of whoever opened the vault.
    #[serde(default)]
    pub keyholder: Option<String>,
    /// Language of the sheet.
    #[ts(as = "LangName")]
    pub lang: String,
}

/// Checks the vault.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VaultCheckRequest {
    /// Also reads every attachment and every original.
    #[serde(default)]
    pub full: bool,
}

/// What the check found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VaultCheckView {
    /// True when all is well.
    pub ok: bool,
    /// What is not.
    pub problems: Vec<FindingView>,
}

/// What came of writing the files of the records anew.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CompactView {
    /// Records that were written anew.
    pub records: u64,
    /// Records that stay as they are, because others may change them and this keyholder may not.
    pub left: u64,
    /// Bytes of their files before.
    pub before: u64,
    /// And after.
    pub after: u64,
}

/// Facts about the vault.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VaultInfo {
    /// Where it is; for the person, never for a program.
    pub place: String,
    /// Format version.
    pub format: u32,
    /// People whose records it keeps.
    pub people: u64,
    /// Entries of all of them.
    pub entries: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Keyholders.
    pub keyholders: u64,
}
