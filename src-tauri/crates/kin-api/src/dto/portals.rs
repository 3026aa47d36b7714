//! Hospital portals: looking, connecting, reading, letting go.

use super::{FindingView, ImportRunView, SecretText};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The practice hospital.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalDemoView {
    /// Its address; nothing where none runs.
    pub address: Option<String>,
}

/// Whom a portal means, when it is not the person that was chosen.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalWho {
    /// The name at the portal.
    pub name: String,
    /// The birth date in words; may be empty.
    pub born_text: String,
    /// The sex in words; may be empty.
    pub sex_text: String,
    /// What differs: `name`, `born`, `sex`.
    pub differs: Vec<String>,
    /// Who of the family it is, by id, where name and birth date fit somebody.
    pub fits: Option<String>,
}

/// Looks at an address.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortalLookRequest {
    /// As a person types or pastes it.
    pub address: String,
}

/// What a server says of itself.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalLookView {
    /// The address as it is used.
    pub address: String,
    /// The name of the server.
    pub host: String,
    /// What runs there; may be empty.
    pub software: String,
    /// The version of FHIR; may be empty.
    pub fhir_version: String,
    /// Whether a person can sign in with this program.
    pub can_connect: bool,
    /// Whether the portal only lets in programs that were registered there by hand.
    pub needs_client_id: bool,
    /// Whether this program can make itself known there.
    pub can_register: bool,
    /// Why nobody can sign in; empty where it is possible.
    pub problems: Vec<FindingView>,
    /// What is missing, but often works all the same.
    pub doubts: Vec<FindingView>,
    /// Whether portals of this maker send the sign-in back only to a page on the web.
    pub web_only: bool,
    /// The page that was used at this address before; may be empty.
    pub bounce_page: String,
}

/// What this program is called at a portal.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PortalClient {
    /// `client_id`.
    pub id: String,
    /// `client_secret`.
    #[serde(default)]
    pub secret: Option<SecretText>,
    /// Or a private key (PEM; RSA of 2048 bits and more, or P-384) whose public half was registered.
    #[serde(default)]
    pub key: Option<SecretText>,
    /// Or the token of a chosen file that holds this key: then the page never sees it.
    #[serde(default)]
    pub key_file: Option<String>,
}

/// Connects a portal.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PortalConnectRequest {
    /// Whose record it goes into; without it the portal decides.
    #[serde(default)]
    pub person: Option<String>,
    /// Or a new person made of what the portal says.
    #[serde(default)]
    pub new_person_from_portal: Option<bool>,
    /// The person has seen that name, birth date or sex differ, and says it is the same person.
    #[serde(default)]
    pub confirm_other: Option<bool>,
    /// The portal.
    pub address: String,
    /// What a person calls it.
    #[serde(default)]
    pub label: Option<String>,
    /// What this program is called there.
    #[serde(default)]
    pub client: Option<PortalClient>,
    /// The https address of the page over which the sign-in comes back; empty for none. Where nothing
    /// is said, the one that was used at this address before.
    #[serde(default)]
    pub bounce_page: Option<String>,
}

/// The address at which a person signs in.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInAddress {
    /// To be opened in the browser of this computer.
    pub address: String,
}

impl std::fmt::Debug for SignInAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInAddress(…)")
    }
}

/// One portal of one person.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortalRequest {
    /// The person's id.
    pub person: String,
    /// The portal's id.
    pub portal: String,
}

/// Calls a portal something else.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortalRenameRequest {
    /// The person's id.
    pub person: String,
    /// The portal's id.
    pub portal: String,
    /// The new name.
    pub label: String,
}

/// Lets a portal go.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortalRemoveRequest {
    /// The person's id.
    pub person: String,
    /// The portal's id.
    pub portal: String,
    /// Whether what came from it goes, too.
    pub erase: bool,
}

/// What became of it.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalRemoved {
    /// Whether the portal was told, and agreed.
    pub revoked: bool,
    /// Whether it has forgotten this program, too; nothing where it was not introduced to it, where
    /// there is no way to take that back, or where somebody else in the family still uses it.
    pub unregistered: Option<bool>,
    /// Entries that are gone.
    pub erased: u64,
}

/// How a portal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PortalState {
    /// All of it was read.
    Ready,
    /// Access has ended; one more sign-in is needed.
    SignInAgain,
    /// It was connected and not read yet.
    NeverRead,
    /// Some of it did not come.
    Incomplete,
    /// The last reading failed; nothing was changed.
    Failed,
}

/// The last reading that was stored.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalSyncView {
    /// When, RFC 3339.
    pub at: String,
    /// The same in words.
    pub at_text: String,
    /// New entries.
    pub added: u64,
    /// New versions of known entries.
    pub updated: u64,
    /// Known already.
    pub already_there: u64,
    /// Not taken.
    pub refused: u64,
    /// The import; nothing when all was known.
    pub import: Option<i64>,
}

/// Something that did not come.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalGap {
    /// The FHIR type; `Binary` for the files of documents.
    pub kind: String,
    /// The same in words.
    pub kind_text: String,
    /// Stable code of the reason.
    pub reason: String,
    /// A whole sentence.
    pub text: String,
    /// How many.
    pub count: u64,
}

/// One portal.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalView {
    /// Its id.
    pub portal: String,
    /// Whose record it goes into, by id.
    pub person: String,
    /// What a person calls it.
    pub label: String,
    /// Its address.
    pub address: String,
    /// The name of the server.
    pub host: String,
    /// Whether it is on this computer: a demonstration.
    pub here: bool,
    /// What runs there; may be empty.
    pub software: String,
    /// The name under which the portal knows the person; may be empty.
    pub patient_name: String,
    /// When it was connected last, RFC 3339.
    pub connected_at: String,
    /// The same in words.
    pub connected_at_text: String,
    /// The last reading that was stored.
    pub last_sync: Option<PortalSyncView>,
    /// How it stands.
    pub state: PortalState,
    /// The same in words.
    pub state_text: String,
    /// Why the last reading failed.
    pub problem: Option<FindingView>,
    /// What did not come with the last reading.
    pub gaps: Vec<PortalGap>,
    /// What the person has allowed, in words.
    pub scopes: Vec<String>,
    /// Whether it can be read again without a sign-in.
    pub can_renew: bool,
    /// Entries that came from it and are there.
    pub entries: u64,
    /// Entries that came or changed since the person looked.
    pub fresh: u64,
    /// The imports they came with, newest first.
    pub fresh_imports: Vec<i64>,
}

/// All portals of a person.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalsView {
    /// The portals, the oldest first.
    pub portals: Vec<PortalView>,
}

/// What a portal has brought since its person's record was looked at.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalNews {
    /// Whose record it is in, by id.
    pub person: String,
    /// The portal.
    pub portal: String,
    /// What a person calls it.
    pub label: String,
    /// Entries that came or changed.
    pub fresh: u64,
    /// The imports they came with, newest first.
    pub fresh_imports: Vec<i64>,
}

/// What is new for everybody whose record can be opened.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalNewsView {
    /// Portals that have brought something.
    pub news: Vec<PortalNews>,
}

/// What a reading did.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalSynced {
    /// The portal as it stands now.
    pub portal: PortalView,
    /// What was stored.
    pub run: ImportRunView,
}

/// Looks in the directory of hospitals.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PortalFindRequest {
    /// What the person types: parts of the name, other names, the place.
    pub words: String,
    /// How many are wanted; 20 where nothing is said, at most 100.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A hospital of the directory.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalHit {
    /// Stays the same as long as name and address do.
    pub id: String,
    /// Its name, as its list says it.
    pub name: String,
    /// Other names.
    pub also: Vec<String>,
    /// Where it is; may be empty.
    pub place: String,
    /// What runs there; may be empty.
    pub software: String,
    /// Its address, for `portal_look` and `portal_connect`.
    pub address: String,
    /// Whether it is on this computer: a demonstration.
    pub here: bool,
    /// The title of the list it is from.
    pub list: String,
    /// Of which day that list is, in words; empty where the list does not say.
    pub list_date_text: String,
}

/// What the directory has.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalFindView {
    /// The best first.
    pub hits: Vec<PortalHit>,
    /// How many there are in all.
    pub total: u64,
    /// The day of the oldest list that a hit is from, `2026-11-26`; one that does not say its day
    /// counts as the oldest of all. Empty without hits.
    pub as_of: String,
    /// The same in words.
    pub as_of_text: String,
}

/// One list of the directory.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalListView {
    /// What it is called.
    pub title: String,
    /// Of which day it is, in words; empty where it does not say.
    pub date_text: String,
    /// Under which licence it ships with the program; empty for one that the person added.
    pub licence: String,
    /// Hospitals in it.
    pub entries: u64,
    /// Whether the person added it.
    pub own: bool,
}

/// Where the directory is from.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalDirectoryView {
    /// Hospitals in all.
    pub entries: u64,
    /// The lists, the person's own first.
    pub lists: Vec<PortalListView>,
}

/// Adds a list of hospitals: a bundle of brands, endpoints, JSON or CSV.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortalDirectoryAddRequest {
    /// The token of the chosen file.
    pub file: String,
}

/// What became of an added list.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalDirectoryAdded {
    /// What it is called now: the name of its file. One of the same name is replaced.
    pub title: String,
    /// Hospitals that can be found now.
    pub added: u64,
    /// Left out: without a name, without an address that is safe, or switched off.
    pub left_out: u64,
    /// The directory as it is now.
    pub directory: PortalDirectoryView,
}

/// Takes an own list out again.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortalDirectoryRemoveRequest {
    /// Its title.
    pub title: String,
}

/// One image of a study.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalImageView {
    /// The document that holds it.
    pub entry: String,
    /// Which of its files it is, for `attachment` and `attachment_output`.
    pub index: u32,
    /// Its name in words.
    pub title: String,
    /// Bytes.
    pub size: u64,
}

/// The wish for the images of a study.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PortalImagesRequest {
    /// Whose record.
    pub person: String,
    /// The study, by the id of its entry.
    pub id: String,
    /// The other server that the person has agreed to ask; as `PortalImagesView` named it.
    pub agreed_host: Option<String>,
}

/// The images of a study: what is in the record, and what the last fetching did.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalImagesView {
    /// Whether they can be asked for: the study came from a portal that says where its images are.
    pub can_fetch: bool,
    /// How many there are; nothing where it is not known.
    pub expected: Option<u64>,
    /// What is in the record.
    pub images: Vec<PortalImageView>,
    /// How many came just now.
    pub fetched: u64,
    /// What did not come, and why.
    pub gaps: Vec<PortalGap>,
    /// The import that was made just now.
    pub import: Option<i64>,
    /// The person said stop; what came until then is kept.
    pub stopped: bool,
    /// Nobody was asked yet: the images are at this other server, and the person has not agreed to
    /// that. It is asked with `agreedHost`.
    pub ask_host: Option<String>,
}
