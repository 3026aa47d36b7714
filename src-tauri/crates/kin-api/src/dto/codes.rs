//! Health cards and what is read from codes.

use super::{FindingView, OutputFile, SecretText};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A health card that was brought in.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardView {
    /// The import it came with; 0 where it was only looked at.
    pub import: i64,
    /// Which card of that import, from 1.
    pub number: u32,
    /// The issuer's address.
    pub issuer: String,
    /// What the issuer is called: its name where it is on the list, else its server.
    pub issuer_name: String,
    /// `unchecked`, `issuer-unknown`, `issuer-listed`.
    pub trust: String,
    /// The same in words.
    pub trust_text: String,
    /// `not-used`, `not-revoked`, `unknown`.
    pub revocation: String,
    /// The day it was issued.
    pub issued: Option<String>,
    /// The same in words.
    pub issued_text: Option<String>,
    /// The day it ends.
    pub expires: Option<String>,
    /// The same in words.
    pub expires_text: Option<String>,
    /// Whether it fits into one code.
    pub fits_code: bool,
}

/// The health cards of a person.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardsView {
    /// The cards, those of the newest import first.
    pub cards: Vec<CardView>,
}

/// One card.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CardCodeRequest {
    /// The person's id.
    pub person: String,
    /// The import it came with.
    pub import: i64,
    /// Which card of that import, from 1.
    pub number: u32,
}

/// A card to be shown to somebody else, as its issuer made it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardCodeView {
    /// The card.
    pub card: CardView,
    /// The code as a drawing; nothing where the card is too long for one.
    pub svg: Option<String>,
    /// The code as a picture file.
    pub picture: Option<OutputFile>,
    /// The card as a file.
    pub file: OutputFile,
}

/// Looks at files of cards without a record.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CardsLookRequest {
    /// Tokens of the files.
    pub files: Vec<String>,
}

/// What the files are.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardsLookView {
    /// The cards that are true, or that cannot be checked.
    pub cards: Vec<CardView>,
    /// What is to be said of them, and why others are refused.
    pub findings: Vec<FindingView>,
}

/// A health link.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkRequest {
    /// `shlink:/…`, alone or behind the address of a viewer.
    pub link: SecretText,
}

/// What a health link says of itself; nobody was asked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinkView {
    /// The server that would be asked.
    pub host: String,
    /// What its maker calls it.
    pub label: String,
    /// It wants a passcode.
    pub passcode: bool,
    /// It leads to one file.
    pub direct: bool,
    /// What is behind it may change.
    pub long_term: bool,
    /// The day it ends.
    pub expires: Option<String>,
    /// The same in words.
    pub expires_text: Option<String>,
    /// It has ended.
    pub expired: bool,
    /// What is unusual about it.
    pub notes: Vec<FindingView>,
}

/// Asks for what a health link leads to, once, and brings it in.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct LinkOpenRequest {
    /// The link.
    pub link: SecretText,
    /// The passcode, where it wants one.
    #[serde(default)]
    pub passcode: Option<SecretText>,
    /// Who receives it, as the server may note it.
    #[serde(default)]
    pub recipient: Option<String>,
    /// Whose record; without it the files decide.
    #[serde(default)]
    pub person: Option<String>,
    /// Or a new person made of what the files say.
    #[serde(default)]
    pub new_person_from_file: Option<bool>,
    /// The person has seen that name, birth date or sex differ, and says it is the same person.
    #[serde(default)]
    pub confirm_other: Option<bool>,
    /// Keeps a link behind which things change, so that it can be asked again.
    #[serde(default)]
    pub keep: Option<bool>,
    /// Keeps its passcode with it.
    #[serde(default)]
    pub keep_passcode: Option<bool>,
}

/// Files of a link are on other servers than its own: these are named before they are asked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinkElsewhereView {
    /// For `link_elsewhere`; forgotten when the vault is locked.
    pub waiting: String,
    /// The link's own server, which was asked.
    pub host: String,
    /// The servers that would be asked.
    pub hosts: Vec<String>,
}

/// Says whether the other servers are asked. Without them what the link's own server gave is brought in.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct LinkElsewhereRequest {
    /// What waits.
    pub waiting: String,
    /// They are asked.
    pub agreed: bool,
    /// Whose record; without it, as it was said when the link was opened.
    #[serde(default)]
    pub person: Option<String>,
    /// Or a new person made of what the files say.
    #[serde(default)]
    pub new_person_from_file: Option<bool>,
    /// The person has seen that name, birth date or sex differ, and says it is the same person.
    #[serde(default)]
    pub confirm_other: Option<bool>,
}

/// Looks whether files are locked with six words, and opens them with these.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PackageRequest {
    /// Tokens of files and folders.
    pub files: Vec<String>,
    /// The words.
    #[serde(default)]
    pub words: Option<SecretText>,
}

/// Files that may be locked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PackageView {
    /// The names of packages and pages that six words open and that have not been opened yet. What has been opened is
    /// read in the place of its file until the vault is locked.
    pub locked: Vec<String>,
}

/// Access to a hospital website that came with a link.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinkAccessView {
    /// For requests; forgotten when the vault is locked.
    pub access: String,
    /// The server that would be asked.
    pub host: String,
    /// Its address in full.
    pub address: String,
    /// What may be read, one line each; none where the link does not say.
    pub allows: Vec<String>,
    /// Until when it may be read, in words.
    pub until_text: String,
}

/// Reads a record once with access that came with a link.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct LinkAccessRequest {
    /// The access.
    pub access: String,
    /// Whose record it goes into; without it the server decides.
    #[serde(default)]
    pub person: Option<String>,
    /// Or a new person made of what the server says.
    #[serde(default)]
    pub new_person_from_file: Option<bool>,
    /// The person has seen that name, birth date or sex differ, and says it is the same person.
    #[serde(default)]
    pub confirm_other: Option<bool>,
}

/// A link that was kept to be asked again.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptLinkView {
    /// For requests.
    pub id: String,
    /// The server that is asked.
    pub host: String,
    /// What its maker calls it.
    pub label: String,
    /// When it was last asked, in words.
    pub asked_text: String,
    /// When it was last asked, RFC 3339.
    pub asked: String,
    /// The passcode is asked for each time.
    pub asks_passcode: bool,
    /// It has ended.
    pub expired: bool,
    /// It is asked by itself from time to time, as hospitals are.
    pub by_itself: bool,
    /// What went wrong when it was last asked, in words.
    pub problem: Option<String>,
}

/// Says whether a kept link is asked by itself.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptLinkSetRequest {
    /// The person's id.
    pub person: String,
    /// The link's id.
    pub link: String,
    /// From time to time, as hospitals are.
    pub by_itself: bool,
}

/// The links of a person that were kept.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptLinksView {
    /// The links.
    pub links: Vec<KeptLinkView>,
}

/// Asks a kept link again.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkRefreshRequest {
    /// The person's id.
    pub person: String,
    /// The link's id.
    pub link: String,
    /// The passcode, where it is not kept.
    #[serde(default)]
    pub passcode: Option<SecretText>,
}

/// A kept link.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptLinkRequest {
    /// The person's id.
    pub person: String,
    /// The link's id.
    pub link: String,
}

/// An issuer that the person added.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnIssuerView {
    /// Its address.
    pub issuer: String,
    /// The day it was added.
    pub added: String,
    /// How many keys of it are used.
    pub keys: u32,
}

/// The list of issuers by which cards are judged.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IssuersView {
    /// When the list was made, RFC 3339.
    pub as_of: String,
    /// The same in words.
    pub as_of_text: String,
    /// How many issuers are on it.
    pub issuers: u32,
    /// It is newer than the one that is part of the program.
    pub refreshed: bool,
    /// The server that is asked for a newer one.
    pub host: String,
    /// Issuers that the person added.
    pub own: Vec<OwnIssuerView>,
}

/// Asks for a newer list of issuers.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssuersRefreshRequest {
    /// Another address than the usual one, https.
    #[serde(default)]
    pub address: Option<String>,
}

/// Adds an issuer.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssuerAddRequest {
    /// Its address, as it stands on its cards.
    pub issuer: String,
    /// Token of a file with its keys (`jwks.json`); without it the issuer is asked for them.
    #[serde(default)]
    pub keys: Option<String>,
}

/// An issuer.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssuerRequest {
    /// Its address.
    pub issuer: String,
}

/// What the program was started with.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CodeHandedView {
    /// A health link or a health card; it is given once.
    pub text: Option<String>,
}

/// Reads codes without doing anything with them.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CodesReadRequest {
    /// Tokens of pictures, pages or texts.
    pub files: Vec<String>,
}

/// The text of one code.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CodeTextView {
    /// The name of the file that it was in.
    pub file: String,
    /// `card`, `card-part`, `link`, `moving-part`, `text`.
    pub kind: String,
    /// What it says.
    pub text: String,
}

/// What the codes in files say.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CodesReadView {
    /// The codes, file by file.
    pub codes: Vec<CodeTextView>,
    /// Files without a code, and why.
    pub findings: Vec<FindingView>,
}

/// One picture of a camera.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScanFrameRequest {
    /// The number of the scan.
    pub scan: u32,
    /// Points from left to right.
    pub width: u32,
    /// Points from top to bottom.
    pub height: u32,
    /// Shades of grey, one byte a point, row by row, as base64.
    pub shades: String,
}

/// The text of a code that something else has read.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScanTextRequest {
    /// The number of the scan.
    pub scan: u32,
    /// What the code says.
    pub text: SecretText,
}

/// A scan.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScanRequest {
    /// Its number.
    pub scan: u32,
}

/// A card of which parts are missing.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanParts {
    /// How many parts are here.
    pub have: u32,
    /// How many there are.
    pub all: u32,
}

/// How far a scan is.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanView {
    /// Its number.
    pub scan: u32,
    /// How many cards are whole.
    pub cards: u32,
    /// How many links were seen.
    pub links: u32,
    /// Cards of which parts are missing.
    pub parts: Vec<ScanParts>,
    /// How many codes were in the last picture.
    pub seen: u32,
    /// The last picture brought something new.
    pub news: bool,
    /// A code in the last picture is neither a card nor a link.
    pub other: bool,
}

/// A file that a scan made, or that was pasted.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanFile {
    /// For requests.
    pub token: String,
    /// What it is called.
    pub name: String,
    /// Bytes.
    #[ts(type = "number")]
    pub size: u64,
}

/// A picture that was copied or pasted.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PictureTakeRequest {
    /// What it is to be called.
    pub name: String,
    /// The file, as base64.
    pub bytes: String,
}

/// What a scan gave.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanEnd {
    /// The cards, as a file to be brought in like any other.
    pub cards: Option<ScanFile>,
    /// The links, each to be looked at.
    pub links: Vec<String>,
}
