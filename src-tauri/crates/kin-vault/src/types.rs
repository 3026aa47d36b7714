//! What goes in and out of a vault.

use kin_crypto::safe::{KdfStrength, Passphrase};
use kin_model::{EntryId, EntryRow, ImportId, Kind, OriginKind, PersonDetails, PersonId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A new vault and its first keyholder.
pub struct NewVault<'a> {
    /// What the keyholder is called on the unlock screen. Stored in clear.
    pub nickname: &'a str,
    /// The colour of their tile: a name of the palette. Stored in clear.
    pub colour: &'a str,
    /// Their passphrase.
    pub passphrase: &'a Passphrase,
    /// How hard a guess is: [`KdfStrength::Person`] but in tests.
    pub kdf: KdfStrength,
    /// The time, RFC 3339.
    pub now: &'a str,
}

/// The random name of a keyholder: 32 hex digits. Also the folder name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyholderId(pub(crate) String);

impl KeyholderId {
    /// The 32 hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Someone who can unlock the vault, as the unlock screen shows them before unlocking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyholder {
    /// The random name.
    pub id: KeyholderId,
    /// The chosen nickname.
    pub nickname: String,
    /// The chosen colour.
    pub colour: String,
}

/// What the vault knows about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultInfo {
    /// The vault's random name, 32 hex digits.
    pub vault_id: String,
    /// Format, major version.
    pub major: u32,
    /// Format, minor version.
    pub minor: u32,
    /// Open for reading only, because a newer program wrote it.
    pub read_only: bool,
    /// Who unlocked it.
    pub keyholder: Keyholder,
    /// Number of records.
    pub people: usize,
    /// Bytes of all files.
    pub bytes: u64,
}

/// The answer of a check of the vault.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// Entries whose stored state was compared with the sealed history.
    pub entries: u64,
    /// Originals that were opened and compared with their hash.
    pub originals: u64,
    /// Large files that were compared with their hash.
    pub files: u64,
    /// What was found; empty when all is well.
    pub problems: Vec<Problem>,
}

impl CheckReport {
    /// True when nothing was found.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One thing a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code: `page-changed`, `structure`, `history-broken`, `log-broken`, `older-than-saved`,
    /// `state-differs`, `original-damaged`, `file-missing`, `file-changed`, `keyring-damaged`,
    /// `spare-keyring-damaged`, `identity-damaged`, `record-unreadable`, `record-swapped`,
    /// `access-ended`, `public-changed`, `other-public-changed`, `quick-unlock-damaged`, `vault-file-damaged`,
    /// `letter-damaged`, `letter-gone`.
    pub code: &'static str,
    /// Whose record, when it is about one.
    pub person: Option<PersonId>,
    /// How many things of this sort.
    pub count: u64,
}

/// The start of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportStart {
    /// The way in.
    pub kind: OriginKind,
    /// What a person calls the source: a file name, a hospital.
    pub label: String,
    /// Who brings it in: the keyholder's nickname.
    pub by: String,
    /// The file's name, empty where there is none.
    pub file_name: String,
    /// SHA-256 or other hash of the file as text, empty where there is none.
    pub file_hash: String,
    /// The time, RFC 3339.
    pub now: String,
}

/// What became of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// A new entry.
    Added(EntryId),
    /// A new version of a known entry.
    Updated(EntryId),
    /// The very same resource was there.
    AlreadyThere(EntryId),
    /// Another source had the same fact: kept as a second source of the entry named.
    SameFact(EntryId),
}

/// Running totals of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// New entries.
    pub added: u64,
    /// New versions.
    pub updated: u64,
    /// Known already, byte for byte.
    pub already_there: u64,
    /// The same fact from another source.
    pub same_fact: u64,
}

/// An import as the list of sources shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportInfo {
    /// Where it came from.
    pub origin: kin_model::Origin,
    /// The file's name, empty where there is none.
    pub file_name: String,
    /// The file's hash, empty where there is none.
    pub file_hash: String,
    /// What it brought.
    pub counts: Counts,
    /// What the caller stored with it (see `Importer::set_report`), empty where nothing.
    pub report: String,
    /// When it was undone, RFC 3339.
    pub undone: Option<String>,
    /// Whether it can be undone now.
    pub can_undo: bool,
}

/// What an undo did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Undone {
    /// Entries that are gone.
    pub removed: u64,
    /// Entries that went back to their former version or their other source.
    pub restored: u64,
    /// Entries that stay as they are because another import brought the same.
    pub kept: u64,
}

/// Which entries a list holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// These kinds; empty means every kind that stands in the timeline.
    pub kinds: Vec<Kind>,
    /// Only entries carried by one of these imports; empty means all.
    pub imports: Vec<ImportId>,
    /// Of these imports only what they brought or changed, without what was there already.
    pub brought: bool,
    /// Only this year.
    pub year: Option<u16>,
    /// Only entries that match these words (see `Record::search`).
    pub query: Option<String>,
    /// Also what the person has hidden.
    pub include_hidden: bool,
    /// Only what the person has hidden.
    pub only_hidden: bool,
}

/// One page of a list, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Hand this back as `before` for the next page; `None` at the end.
    pub next: Option<i64>,
}

/// How to search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchOptions {
    /// Best match first among the newest 2,000 hits, instead of newest first. One page only.
    pub ranked: bool,
    /// Most rows.
    pub limit: usize,
    /// From the `next` of the page before.
    pub before: Option<i64>,
    /// Only these kinds; empty means all.
    pub kinds: Vec<Kind>,
    /// Also cut out the words around a match inside notes and narratives.
    pub snippets: bool,
    /// Also names whose Chinese characters sound as typed: `xuetang` and `xt` find 血糖.
    pub by_sound: bool,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            ranked: false,
            limit: 50,
            before: None,
            kinds: Vec::new(),
            snippets: true,
            by_sound: false,
        }
    }
}

/// One hit of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The entry.
    pub row: EntryRow,
    /// Words around the match when it is in the entry's own words, else `None`: the match then is
    /// in the title, the codes or their synonyms.
    pub snippet: Option<String>,
}

/// A page of hits.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// The hits.
    pub page: Page<Hit>,
    /// The words looked for, in lower case, to be marked where they stand.
    pub words: Vec<String>,
}

/// Which entries make one trend.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConceptQuery {
    /// Any of these (system, code) pairs.
    pub codes: Vec<(String, String)>,
    /// Or exactly this title, for uncoded entries.
    pub title: Option<String>,
}

/// An entry with everything known about it.
#[derive(Debug, Clone, PartialEq)]
pub struct FullEntry {
    /// The line of lists.
    pub row: EntryRow,
    /// The resource, minified.
    pub body: Vec<u8>,
    /// Whose numbering its id belongs to; references inside the body resolve within it.
    pub namespace: String,
    /// Where it came from; the first is the one shown.
    pub sources: Vec<EntrySource>,
    /// Former versions, newest first.
    pub versions: Vec<VersionInfo>,
}

/// One source of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct EntrySource {
    /// Where it came from.
    pub origin: kin_model::Origin,
    /// That source's own resource when it is not the one shown (see `Record::body_of_source`).
    pub other: Option<EntryId>,
}

/// A former version of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionInfo {
    /// Its number, counted from 1.
    pub n: u32,
    /// The import that brought it.
    pub import: ImportId,
    /// When, RFC 3339.
    pub at: String,
}

/// The name of an attachment: 64 bits, written as 16 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttachmentId(pub i64);

impl fmt::Display for AttachmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for AttachmentId {
    type Err = std::num::ParseIntError;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(s, 16).map(|n| Self(n.cast_signed()))
    }
}

/// An attachment with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file's name as it came.
    pub name: String,
    /// Its media type as it came.
    pub mime: String,
    /// SHA-256 of the bytes, 64 hex digits.
    pub sha256: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// One line of the change history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeInfo {
    /// Its number, counted from 1.
    pub seq: u64,
    /// When, RFC 3339.
    pub at: String,
    /// Who: the keyholder's nickname.
    pub actor: String,
    /// What: `create`, `details`, `import`, `undo`, `put`, `hide`, `restore`, `erase`,
    /// `attach`, `rename-source`, `accept-older`, `grant`, `revoke`, `move`, `move-back`.
    pub op: String,
    /// About which entry or import, as hex or number; empty when about the whole record.
    pub entity: String,
}

/// What a keyholder may do with a record. The order is that of power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Sees everything, changes nothing: a rule of this program, the key itself opens for writing.
    Read,
    /// Also adds, changes, hides and imports.
    Edit,
    /// Also erases for good, gives and ends access, and deletes the record.
    Owner,
}

impl Right {
    /// The stable word: `read`, `edit`, `owner`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Edit => "edit",
            Self::Owner => "owner",
        }
    }

    /// Reads [`Self::as_str`]; anything else is the least.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "owner" => Self::Owner,
            "edit" => Self::Edit,
            _ => Self::Read,
        }
    }
}

/// Somebody who holds a key to a record, as the record itself names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub id: KeyholderId,
    /// What they were called when they came.
    pub name: String,
    /// What they may do.
    pub right: Right,
    /// Where their letters are sealed to (`age1…`).
    pub recipient: String,
    /// Who gave it.
    pub by: KeyholderId,
    /// What the giver was called.
    pub by_name: String,
    /// When, RFC 3339.
    pub at: String,
}

/// Six numbers below 2,048, to be read out as words and compared in person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub [u16; 6]);

impl Fingerprint {
    /// The first 66 bits of a hash.
    pub(crate) fn of(message: &[u8]) -> Self {
        let hash = kin_crypto::safe::sha256(message);
        let mut bits = hash
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |n| u16::from(byte >> n & 1)));
        Self(std::array::from_fn(|_| {
            bits.by_ref().take(11).fold(0, |n, bit| n << 1 | bit)
        }))
    }
}

/// A letter that gives a key and waits for its reader's yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The record.
    pub person: PersonId,
    /// Whose record it says to be.
    pub details: PersonDetails,
    /// Who wrote it, so it says.
    pub by: KeyholderId,
    /// What they are called.
    pub by_name: String,
    /// What its reader may do.
    pub right: Right,
    /// When it was written, RFC 3339.
    pub issued: String,
    /// Older than 14 days: it opens nothing any more.
    pub expired: bool,
    /// The reader holds a key to this record already.
    pub known: bool,
    /// To be compared with what the writer sees.
    pub fingerprint: Fingerprint,
}

/// What became of a letter, as its writer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterState {
    /// It was taken, or none was needed.
    Taken,
    /// It waits for its reader; written then, RFC 3339.
    Waiting(String),
    /// Nobody took it within 14 days.
    Expired,
    /// It is not there any more, and its reader has never used it: thrown away, or lost.
    Gone,
}

/// One line of the list of who did what with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLine {
    /// When, RFC 3339.
    pub at: String,
    /// Who: the keyholder's nickname.
    pub actor: String,
    /// What: `open`, `export`, `share`, `backup`, or one of [`ChangeInfo::op`].
    pub op: String,
    /// More about it: an entry, an import, a keyholder, the forms that were made.
    pub what: String,
}

/// A page of that list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessPage {
    /// The lines.
    pub lines: Vec<AccessLine>,
    /// Hand this back for the next page; `None` at the end.
    pub next: Option<(i64, i64)>,
}

/// An entry on its way to another record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moving {
    /// Its number.
    pub id: i64,
    /// The entry here.
    pub entry: EntryId,
    /// The other record.
    pub target: PersonId,
    /// The entry there, once it is there.
    pub target_entry: Option<EntryId>,
    /// Where it stands.
    pub state: MoveState,
    /// Who moves it.
    pub by: String,
}

/// Where a move stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveState {
    /// Meant; the other record may or may not have it yet.
    Begun,
    /// There, and hidden here.
    Done,
    /// To be taken back; the other record may or may not show it still.
    Undoing,
    /// Taken back.
    Undone,
}

/// A person of the vault.
pub type Person = (PersonId, PersonDetails);
