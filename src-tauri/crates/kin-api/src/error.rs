//! Errors as they cross to a face: a stable code and what fills its words. Never a sentence, a
//! path, a name or a value of the record.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use ts_rs::TS;

macro_rules! error_codes {
    ($( $(#[$doc:meta])* $name:ident = $text:literal, )+) => {
        /// What went wrong. The catalogue has `err-<code>` (what happened) and `rec-<code>` (what
        /// to do next) for each, in every language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum ErrorCode { $( $(#[$doc])* $name, )+ }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[ $( Self::$name, )+ ];

            /// The stable name, kebab-case.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$name => $text, )+ } }
        }
    };
}

error_codes! {
    /// The vault is locked.
    Locked = "locked",
    /// There is no vault here yet.
    NoVault = "no-vault",
    /// The making of a vault was interrupted here; nothing had been stored.
    VaultUnfinished = "vault-unfinished",
    /// There is a vault here already.
    VaultExists = "vault-exists",
    /// Another program has the vault open.
    VaultInUse = "vault-in-use",
    /// A file of the vault is damaged.
    VaultDamaged = "vault-damaged",
    /// `vault.json` is lost, damaged, or an older copy.
    VaultFileDamaged = "vault-file-damaged",
    /// The vault was written by a newer version. `{found}` `{known}`
    NewerFormat = "newer-format",
    /// A record is older than what was last saved. `{missing}` `{saved}`
    RecordOlder = "record-older",
    /// Another change is being written.
    Busy = "busy",
    /// The vault is open for reading only.
    ReadOnly = "read-only",
    /// The keyholder's right to the record does not go that far. `{needed}`
    NotAllowed = "not-allowed",
    /// The record does not open with the keyholder's key.
    AccessEnded = "access-ended",
    /// The folder holds another person's record.
    RecordSwapped = "record-swapped",
    /// A keyholder's public key is another one than before.
    KeyholderChanged = "keyholder-changed",
    /// The six words must be compared first.
    WordsNotCompared = "words-not-compared",
    /// No such letter.
    UnknownLetter = "unknown-letter",
    /// The letter is older than 14 days.
    LetterExpired = "letter-expired",
    /// This keyholder or access cannot be removed.
    CannotRemove = "cannot-remove",
    /// The passphrase opens nothing here.
    WrongPassphrase = "wrong-passphrase",
    /// The recovery code opens nothing here.
    WrongRecoveryCode = "wrong-recovery-code",
    /// The recovery code has a typing mistake: its check character does not fit.
    RecoveryCodeTypo = "recovery-code-typo",
    /// The passphrase must be typed again for this.
    ConfirmPassphrase = "confirm-passphrase",
    /// The computer's keychain does not open the vault; the passphrase does.
    NoQuickUnlock = "no-quick-unlock",
    /// Too many wrong passphrases in a row. `{seconds}`
    Wait = "wait",
    /// Fewer than 8 characters.
    PassphraseTooShort = "passphrase-too-short",
    /// More than 256 characters.
    PassphraseTooLong = "passphrase-too-long",
    /// The passphrase is one that is tried first.
    PassphraseTooCommon = "passphrase-too-common",
    /// The new passphrase is the one that somebody may know.
    PassphraseSame = "passphrase-same",
    /// No keyholder of that name.
    UnknownKeyholder = "unknown-keyholder",
    /// No person of that name or id.
    UnknownPerson = "unknown-person",
    /// A person must be named.
    PersonNeeded = "person-needed",
    /// The name typed to confirm is another one.
    NameDiffers = "name-differs",
    /// The form has mistakes; `fields` says where.
    FormInvalid = "form-invalid",
    /// The form has an unusual value that must be confirmed; `fields` says where.
    NeedsConfirmation = "needs-confirmation",
    /// No entry of that id.
    UnknownEntry = "unknown-entry",
    /// The entry was not typed by hand, so it is not edited here.
    NotEditable = "not-editable",
    /// The entry has no such version.
    UnknownVersion = "unknown-version",
    /// The entry has no such attachment.
    UnknownAttachment = "unknown-attachment",
    /// There is nothing to come that a calendar file could hold.
    CalendarEmpty = "calendar-empty",
    /// The attachment is a link to somewhere else and not in the record.
    AttachmentElsewhere = "attachment-elsewhere",
    /// A file is neither a PDF, a picture nor a text, or cannot be opened.
    PaperUnreadable = "paper-unreadable",
    /// No series of that code.
    UnknownTrend = "unknown-trend",
    /// The file says it is about somebody else.
    WrongPerson = "wrong-person",
    /// One file is about more than one person.
    SeveralPeople = "several-people",
    /// Nothing in the file is a record that can be read.
    NotARecord = "not-a-record",
    /// A file does not say who it is about, so no person can be made from it.
    NoSubject = "no-subject",
    /// No health card of that number.
    UnknownCard = "unknown-card",
    /// The scan with the camera has ended.
    UnknownScan = "unknown-scan",
    /// A list of issuers, or the keys of one, is not taken.
    IssuersRefused = "issuers-refused",
    /// No kept link of that name.
    UnknownLink = "unknown-link",
    /// No import of that number.
    UnknownImport = "unknown-import",
    /// The import cannot be undone (any more).
    CannotUndo = "cannot-undo",
    /// The work was stopped; nothing was changed.
    Cancelled = "cancelled",
    /// No such job.
    UnknownJob = "unknown-job",
    /// The file is not there.
    FileMissing = "file-missing",
    /// The file cannot be read.
    FileUnreadable = "file-unreadable",
    /// Reading a file needed too much, or ended by itself; nothing was stored.
    ReadingStopped = "reading-stopped",
    /// The file is larger than the limit. `{limit}`
    FileTooLarge = "file-too-large",
    /// The face does not know this file any more.
    UnknownFile = "unknown-file",
    /// The output is gone.
    UnknownOutput = "unknown-output",
    /// The place cannot be written to.
    CannotWrite = "cannot-write",
    /// The backup file is damaged, cut, or none of ours.
    BackupDamaged = "backup-damaged",
    /// The folder or stick for backups is not there.
    BackupPlaceGone = "backup-place-gone",
    /// No place for backups was chosen.
    NoBackupPlace = "no-backup-place",
    /// The folder that was picked holds no vault.
    NoVaultThere = "no-vault-there",
    /// The vault is in a folder that is not there now.
    VaultAway = "vault-away",
    /// The stick cannot hold files of more than 4 GB.
    BackupTooLarge = "backup-too-large",
    /// The place for backups lies inside the vault's own folder.
    BackupPlaceInside = "backup-place-inside",
    /// The folder holds other things, and no vault.
    FolderNotEmpty = "folder-not-empty",
    /// The backup is older than the vault, so its day must be typed. `{day}`
    BackupOlder = "backup-older",
    /// The disk is full.
    DiskFull = "disk-full",
    /// The disk did not confirm what was written; until the vault is locked and opened again nothing is changed.
    DiskUnconfirmed = "disk-unconfirmed",
    /// Nothing is left to hand over.
    NothingSelected = "nothing-selected",
    /// A referral becomes an entry of the record, which this keyholder may only read.
    ReferralNeedsRight = "referral-needs-right",
    /// The summary would break a rule of its format; `{rule}` names it.
    SummaryInvalid = "summary-invalid",
    /// The person has no such portal.
    PortalUnknown = "portal-unknown",
    /// The text is no web address.
    PortalAddress = "portal-address",
    /// The address is not encrypted.
    PortalUnsafeAddress = "portal-unsafe-address",
    /// There is no FHIR server at the address.
    PortalNotFhir = "portal-not-fhir",
    /// The portal does not offer a sign-in that can be used. `{reason}`
    PortalNoSignIn = "portal-no-sign-in",
    /// The portal only lets in programs that were registered there.
    PortalNeedsClientId = "portal-needs-client-id",
    /// An answer is larger than the limit. `{limit}`
    PortalTooLarge = "portal-too-large",
    /// An answer is not what the standard says.
    PortalBrokenAnswer = "portal-broken-answer",
    /// The answer belongs to another sign-in.
    PortalStateChanged = "portal-state-changed",
    /// Another server than the portal has answered the sign-in.
    PortalOtherIssuer = "portal-other-issuer",
    /// The person said no at the portal.
    PortalDenied = "portal-denied",
    /// The portal does not know this program.
    PortalUnknownProgram = "portal-unknown-program",
    /// The portal said no. `{reason}`
    PortalRefused = "portal-refused",
    /// Access has ended; signing in again is needed.
    PortalSignInAgain = "portal-sign-in-again",
    /// What the portal says of the person who signed in cannot be trusted.
    PortalIdentity = "portal-identity",
    /// The portal does not say whose record it is, or does not show that record.
    PortalNoPatient = "portal-no-patient",
    /// A link leads to another server.
    PortalForeignLink = "portal-foreign-link",
    /// The name of the server is not known.
    PortalNameUnknown = "portal-name-unknown",
    /// The server cannot prove who it is.
    PortalCertificate = "portal-certificate",
    /// No connection was made.
    PortalUnreachable = "portal-unreachable",
    /// The portal took too long.
    PortalTooSlow = "portal-too-slow",
    /// The address leads into a private network.
    PortalPrivateAddress = "portal-private-address",
    /// An answer broke off.
    PortalBrokenOff = "portal-broken-off",
    /// The portal answered with an error. `{status}`
    PortalStatus = "portal-status",
    /// Nobody signed in within five minutes.
    PortalSignInTimeout = "portal-sign-in-timeout",
    /// The answer of the sign-in cannot be awaited on this computer now.
    PortalNoEar = "portal-no-ear",
    /// Nothing at all came from the portal.
    PortalNothingCame = "portal-nothing-came",
    /// The private key is none that can be used.
    PortalKey = "portal-key",
    /// The address of the page on the web for sign-ins is none that can be used.
    PortalBouncePage = "portal-bounce-page",
    /// The file is no list of hospitals, or is damaged.
    PortalNotAList = "portal-not-a-list",
    /// The list names no hospital that can be reached safely.
    PortalListEmpty = "portal-list-empty",
    /// There is more than the directory holds. `{limit}` entries
    PortalListTooMany = "portal-list-too-many",
    /// The directory has no such hospital, or more than one.
    PortalNoHit = "portal-no-hit",
    /// A study does not say where its images are.
    PortalNoImages = "portal-no-images",
    /// The list of the images of a study did not come. `{reason}` code, `{why}` in words
    PortalImagesRefused = "portal-images-refused",
    /// A health link is not opened. `{reason}` code, `{why}` in words
    LinkRefused = "link-refused",
    /// The health link wants a passcode.
    LinkPasscodeNeeded = "link-passcode-needed",
    /// The passcode is wrong. `{remaining}` tries are left
    LinkPasscodeWrong = "link-passcode-wrong",
    /// The words do not open the package.
    PackageWords = "package-words",
    /// The package is damaged.
    PackageBroken = "package-broken",
    /// Access that came with a link has ended, or was used.
    LinkAccessEnded = "link-access-ended",
    /// A link is not made or changed, or a place for links not used. `{reason}` code, `{why}` in words
    ShareRefused = "share-refused",
    /// The person has no such place for links.
    ShareHostUnknown = "share-host-unknown",
    /// Links lie there that were not taken back.
    ShareHostInUse = "share-host-in-use",
    /// The person has no such link.
    ShareLinkUnknown = "share-link-unknown",
    /// There is no radio.
    RadioNone = "radio-none",
    /// The radio is switched off.
    RadioOff = "radio-off",
    /// The system does not let us use the radio.
    RadioNotAllowed = "radio-not-allowed",
    /// The device does not answer.
    RadioNoAnswer = "radio-no-answer",
    /// The device wants to be paired with this computer.
    RadioNotPaired = "radio-not-paired",
    /// The device does not speak as the standard says, or refuses.
    RadioOther = "radio-other",
    /// The device, or what it said, is not known any more.
    RadioGone = "radio-gone",
    /// Readings of this user of the device went into another record before.
    RadioOtherPerson = "radio-other-person",
    /// No command of that name.
    UnknownCommand = "unknown-command",
    /// The request has not the shape of the command.
    BadRequest = "bad-request",
    /// A mistake of ours.
    Internal = "internal",
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A mistake in one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// The field, camelCase as in the request.
    pub field: String,
    /// Stable code; words under `problem-<code>` of the catalogue.
    pub code: String,
}

/// An error as it crosses to a face.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{code}")]
pub struct ApiError {
    /// What went wrong.
    pub code: ErrorCode,
    /// What fills the words: numbers, limits, types.
    pub params: BTreeMap<String, String>,
    /// Mistakes by field, for forms.
    pub fields: Vec<FieldProblem>,
}

impl ApiError {
    /// An error with a parameter for its words.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self {
            code,
            params: BTreeMap::new(),
            fields: Vec::new(),
        }
    }
}

/// What every use case gives back.
pub type ApiResult<T> = Result<T, ApiError>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_serde() {
        for code in ErrorCode::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{code}\""), "one name for {code:?}");
        }
    }
}
