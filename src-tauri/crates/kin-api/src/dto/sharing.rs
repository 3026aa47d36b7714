//! Handing over by a link: the places where sealed files lie, and the links to them.

use super::{OutputFile, SecretText, SummaryOptions};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ShareHostKind {
    /// `kinfolio link-host`: counts, asks for passcodes, keeps a log.
    LinkHost,
    /// A folder of a WebDAV server.
    Webdav,
    /// A bucket of S3, or of what speaks like it.
    S3,
    /// A folder of this computer that something else publishes.
    Folder,
}

/// A place where sealed files lie.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareHostView {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: ShareHostKind,
    /// What the person calls it.
    pub label: String,
    /// The server that a receiver asks.
    pub host: String,
    /// It asks for passcodes, counts, pauses and keeps a log; else a link there is a plain file.
    pub counts: bool,
    /// It is this computer: for trying out, never for others.
    pub local: bool,
    /// Links there that were not taken back.
    pub links: u64,
}

/// The places of a person.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareHostsView {
    /// The places.
    pub hosts: Vec<ShareHostView>,
}

/// Adds a place, after it was tried: a file written, read as anybody can, and taken away.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct ShareHostAddRequest {
    /// The person's id.
    pub person: String,
    /// Which kind.
    pub kind: ShareHostKind,
    /// What to call it; the server's name where nothing is given.
    #[serde(default)]
    pub label: Option<String>,
    /// The address at which receivers read: of the link host, or of the folder with the files.
    pub address: String,
    /// Where is written: the WebDAV folder, or the S3 server.
    #[serde(default)]
    pub storage: Option<String>,
    /// Who writes: the user of WebDAV, the id of the S3 key.
    #[serde(default)]
    pub user: Option<String>,
    /// The password of WebDAV, the S3 key, the key of the link host.
    #[serde(default)]
    pub secret: Option<SecretText>,
    /// The S3 bucket.
    #[serde(default)]
    pub bucket: Option<String>,
    /// The S3 region.
    #[serde(default)]
    pub region: Option<String>,
    /// Folder in the bucket.
    #[serde(default)]
    pub prefix: Option<String>,
    /// Each file in the bucket is opened to everybody by itself.
    #[serde(default)]
    pub public_read: Option<bool>,
    /// Token of the folder.
    #[serde(default)]
    pub folder: Option<String>,
}

/// One place.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShareHostRequest {
    /// The person's id.
    pub person: String,
    /// The place's id.
    pub host: String,
}

/// What kind of link it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ShareProfile {
    /// A SMART Health Link with the summary as an IPS document.
    #[default]
    Plain,
    /// For the check-in at a clinic ("Kill the Clipboard").
    Ktc,
}

/// Makes a link.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct ShareLinkMakeRequest {
    /// The person's id.
    pub person: String,
    /// What goes along.
    pub options: SummaryOptions,
    /// Where the sealed file lies.
    pub host: String,
    /// How long it works; nothing: until it is taken back.
    #[serde(default)]
    pub hours: Option<u32>,
    /// How often it may be opened.
    #[serde(default)]
    pub uses: Option<u32>,
    /// A passcode for it.
    #[serde(default)]
    pub passcode: Option<SecretText>,
    /// What the receiver sees as its name.
    #[serde(default)]
    pub label: Option<String>,
    /// It will be filled anew: a receiver may come back.
    #[serde(default)]
    pub long_term: Option<bool>,
    /// Which kind.
    #[serde(default)]
    #[ts(optional, as = "Option<ShareProfile>")]
    pub profile: ShareProfile,
}

/// How a link stands, as far as this computer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ShareLinkState {
    /// Whoever has it gets the file.
    Active,
    /// Nobody gets anything until it goes on.
    Paused,
    /// Its time is over.
    Ended,
    /// It was opened as often as it may be.
    UsedUp,
    /// Too many wrong passcodes.
    Locked,
    /// It was taken back.
    Revoked,
    /// It was being made when something broke off: the file may lie there.
    Unsure,
}

/// A link.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareLinkView {
    /// Its id.
    pub id: String,
    /// What the receiver sees as its name.
    pub label: String,
    /// Id of the place where the file lies.
    pub host: String,
    /// What the person calls that place.
    pub host_label: String,
    /// The server that a receiver asks.
    pub server: String,
    /// The place is this computer.
    pub local: bool,
    /// Which kind.
    pub profile: ShareProfile,
    /// How it stands.
    pub state: ShareLinkState,
    /// The same in words.
    pub state_text: String,
    /// The place can pause it, counts, and says who opened it.
    pub counts: bool,
    /// It wants a passcode.
    pub passcode: bool,
    /// It will be filled anew.
    pub long_term: bool,
    /// When it was made, RFC 3339.
    pub made: String,
    /// The same in words.
    pub made_text: String,
    /// Who made it.
    pub by: String,
    /// Until when, RFC 3339.
    pub expires: Option<String>,
    /// The same in words.
    pub expires_text: Option<String>,
    /// How often it may be opened.
    pub uses: Option<u32>,
    /// How often it was opened when the place was last asked.
    pub used: Option<u32>,
    /// Tries with a passcode that were left then.
    pub tries_left: Option<u32>,
    /// When the place was last asked, in words.
    pub asked_text: Option<String>,
    /// Entries in the file.
    pub entries: u64,
    /// A plain file whose time is over still lies there: it goes when the place is next reached.
    pub left_behind: bool,
}

/// The links of a person, newest first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareLinksView {
    /// The links.
    pub links: Vec<ShareLinkView>,
}

/// One link.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShareLinkRequest {
    /// The person's id.
    pub person: String,
    /// The link's id.
    pub link: String,
}

/// Shows the code of a link.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct ShareLinkCodeRequest {
    /// The person's id.
    pub person: String,
    /// The link's id.
    pub link: String,
    /// The address of a page that shows what a link leads to.
    #[serde(default)]
    pub viewer: Option<String>,
}

/// A link as it is handed out: whoever has this can open it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareLinkCodeView {
    /// The link.
    pub link: ShareLinkView,
    /// `shlink:/…`
    pub text: String,
    /// The same behind the address of a page.
    pub viewer_text: Option<String>,
    /// The code as a drawing.
    pub svg: String,
    /// The code as a picture file.
    pub file: OutputFile,
    /// The passcode that the receiver needs.
    pub passcode: Option<String>,
}

/// What is done with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ShareLinkAction {
    /// Nobody gets anything until it goes on.
    Pause,
    /// It goes on.
    Resume,
    /// The file is deleted.
    Revoke,
    /// It works again, as if new: another time, counted from the beginning.
    Rearm,
    /// The file says what the record says today.
    Refresh,
}

/// Changes a link.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct ShareLinkChangeRequest {
    /// The person's id.
    pub person: String,
    /// The link's id.
    pub link: String,
    /// What is done.
    pub action: ShareLinkAction,
    /// For `rearm`: how long it works from now; nothing: as long as it did.
    #[serde(default)]
    pub hours: Option<u32>,
    /// For `rearm`: how often it may be opened; nothing: as often as before.
    #[serde(default)]
    pub uses: Option<u32>,
}

/// Somebody asked for what is behind a link.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareAccessView {
    /// When, RFC 3339.
    pub at: String,
    /// The same in words.
    pub at_text: String,
    /// Who, as they said.
    pub recipient: String,
    /// `opened` or `wrong-passcode`.
    pub what: String,
    /// The same in words.
    pub what_text: String,
}

/// Who asked for what is behind a link.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareAccessesView {
    /// The link, as it stands now.
    pub link: ShareLinkView,
    /// Newest first.
    pub accesses: Vec<ShareAccessView>,
}

/// Plain files whose time was over.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareTidied {
    /// How many were deleted.
    pub removed: u64,
    /// How many still lie there: the place was not reached.
    pub left: u64,
}
