//! Bringing records in, and the jobs that do it.

use super::{OriginKindName, PersonRequest, SeverityName, SexName};
use crate::error::ApiError;
use kin_model::{OriginKind, Severity, Sex};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A remark with its words.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// Stable code.
    pub code: String,
    /// How bad.
    #[ts(as = "SeverityName")]
    pub severity: Severity,
    /// Where.
    #[serde(rename = "where")]
    pub place: String,
    /// The words.
    pub text: String,
}

/// Who a file is about.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SubjectView {
    /// Name as the file gives it; may be empty.
    pub name: String,
    /// Birth date.
    pub born: Option<String>,
    /// The same in words.
    pub born_text: Option<String>,
    /// Sex.
    #[ts(as = "Option<SexName>")]
    pub sex: Option<Sex>,
}

/// One file of an import. `resources` is the sum of the five counts after it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FileReportView {
    /// Name of the file, as the person knows it.
    pub path: String,
    /// What the content is: `fhir-bundle`, `fhir-resource`, `fhir-ndjson`, `fhir-array`,
    /// `clinical-document`, `unknown`.
    pub kind: String,
    /// Name of the person it went to.
    pub person: Option<String>,
    /// Who it says it is about.
    pub subject: Option<SubjectView>,
    /// Resources in the file.
    pub resources: u64,
    /// New entries.
    pub added: u64,
    /// New versions of known entries.
    pub updated: u64,
    /// Known already.
    pub already_there: u64,
    /// Kept as original, not understood.
    pub kept_not_understood: u64,
    /// Not taken; the findings say why.
    pub refused: u64,
    /// Remarks.
    pub findings: Vec<FindingView>,
    /// What has to be answered before anything of the file is taken.
    pub questions: Vec<QuestionView>,
}

/// One possible answer.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceView {
    /// What is answered.
    pub value: String,
    /// The same in words.
    pub text: String,
    /// A value of the file read this way; may be empty.
    pub example: String,
}

/// Something about a table that only a person can say.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// Under which the answer is given: `date-order`, `unit.3`, `column.2`; for the second table of a file
    /// `table2.unit.3`. Alone it stands for every file of the import; as `<form>/<key>` for files of one form.
    pub key: String,
    /// The form of the table, 16 hexadecimal digits: tables with the same headings have the same.
    pub form: String,
    /// The question.
    pub text: String,
    /// The column as the file calls it.
    pub column: String,
    /// Values that stand in it.
    pub examples: Vec<String>,
    /// What can be answered.
    pub choices: Vec<ChoiceView>,
    /// What its name suggests.
    pub proposed: Option<String>,
}

/// Looks at files without storing anything.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct FilesRequest {
    /// Whose record; without it the files decide.
    #[serde(default)]
    pub person: Option<String>,
    /// Tokens of files and folders.
    pub files: Vec<String>,
    /// Answers to the questions about tables, by their keys.
    #[serde(default)]
    pub answers: Option<std::collections::BTreeMap<String, String>>,
}

/// Brings files in.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct ImportRunRequest {
    /// Whose record.
    #[serde(default)]
    pub person: Option<String>,
    /// Or a new person, added only when the import is.
    #[serde(default)]
    pub new_person: Option<PersonRequest>,
    /// Or a new person made of what the files say.
    #[serde(default)]
    pub new_person_from_file: Option<bool>,
    /// Tokens of files and folders.
    pub files: Vec<String>,
    /// The person has seen that name, birth date or sex differ, and says it is the same person.
    #[serde(default)]
    pub confirm_other: Option<bool>,
    /// What the source is called; else the organisation it names, or the file and the day.
    #[serde(default)]
    pub label: Option<String>,
    /// Answers to the questions about tables, by their keys.
    #[serde(default)]
    pub answers: Option<std::collections::BTreeMap<String, String>>,
}

/// A job that has been started.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobId {
    /// Its id.
    pub id: u32,
}

/// Asks for a job.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobRequest {
    /// Its id.
    pub id: u32,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// At work.
    Running,
    /// Done; `result` is there.
    Done,
    /// Failed, nothing changed; `error` is there.
    Failed,
    /// Stopped, nothing changed.
    Cancelled,
}

/// Is the file about this person?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SubjectMatch {
    /// Yes.
    Same,
    /// No.
    Other,
    /// The file does not say, or no person was named.
    Unknown,
}

/// Somebody the files are about.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreviewSubject {
    /// Who.
    #[serde(flatten)]
    pub subject: SubjectView,
    /// Against the person that was named.
    #[serde(rename = "match")]
    pub outcome: SubjectMatch,
    /// The person of this vault it fits, by id.
    pub person: Option<String>,
    /// What differs: `name`, `born`, `sex`.
    pub differs: Vec<String>,
}

/// What to do with the files.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportSuggestion {
    /// The person they fit.
    pub person: Option<String>,
    /// Or the person to be added.
    pub new_person: Option<PersonRequest>,
}

/// What an import would do.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreviewView {
    /// One row per file; counts as they would be.
    pub files: Vec<FileReportView>,
    /// Who the files are about.
    pub subjects: Vec<PreviewSubject>,
    /// What to do.
    pub suggestion: ImportSuggestion,
    /// What the source would be called; the person may call it something else.
    pub label: String,
}

/// What an import did.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRunView {
    /// One row per file.
    pub files: Vec<FileReportView>,
    /// Number of the import; nothing when there was nothing to store.
    pub import: Option<i64>,
    /// Whose record it went to.
    pub person: Option<String>,
    /// Referrals that it answers.
    pub referrals: Vec<super::ReferralNews>,
    /// Of `link_open`: access to hospital websites that the link offers; nobody there was asked yet.
    pub access: Vec<super::LinkAccessView>,
    /// Of `link_open` and `link_refresh`: files are on other servers, which were not asked yet; nothing was brought in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub elsewhere: Option<super::LinkElsewhereView>,
}

/// What a job made.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum JobResult {
    /// Of `import_preview`.
    Preview(ImportPreviewView),
    /// Of `import_run`.
    Run(ImportRunView),
    /// Of `backup_make`, `backup_rehearse` and `backup_verify`.
    Backup(super::BackupMade),
    /// Of `vault_check_all`.
    Checked(super::VaultCheckView),
    /// Of `keys_renew`.
    KeysRenewed(super::KeysRenewedView),
    /// Of `vault_compact`.
    Compacted(super::CompactView),
    /// Of `backup_restore`: verified beside the vault, to be confirmed.
    Restore(super::RestoreView),
    /// Of `card_issuers_refresh` and `card_issuer_add`.
    Issuers(super::IssuersView),
    /// Of `portal_look`.
    PortalLook(super::PortalLookView),
    /// Of `portal_connect`.
    PortalConnected(Box<super::PortalView>),
    /// Of `portal_connect` that failed with `wrong-person`: whom the portal means.
    PortalWho(super::PortalWho),
    /// Of `portal_sync`.
    PortalSynced(Box<super::PortalSynced>),
    /// Of `portal_images`.
    PortalImages(Box<super::PortalImagesView>),
    /// Of `portal_remove`.
    PortalRemoved(super::PortalRemoved),
    /// Of `share_host_add`.
    ShareHost(super::ShareHostView),
    /// Of `share_link_make` and `share_link_change`.
    ShareLink(Box<super::ShareLinkView>),
    /// Of `share_link_accesses`.
    ShareAccesses(Box<super::ShareAccessesView>),
    /// Of `share_link_tidy`.
    ShareTidied(super::ShareTidied),
    /// Of `radio_scan`.
    RadioFound(super::RadioFoundView),
    /// Of `radio_read`.
    RadioRead(super::RadioReadView),
}

/// Where the work with a portal stands.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StageView {
    /// `looking`, `registering`, `sign-in`, `checking`, `reading`, `images`, `storing`.
    pub code: String,
    /// The same in words.
    pub text: String,
    /// The FHIR type that is read now.
    pub kind: Option<String>,
    /// Steps done.
    pub done: usize,
    /// Steps in all; 0 while not known.
    pub of: usize,
    /// True while the person is awaited in the browser.
    pub sign_in: bool,
}

/// A job.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    /// Its id.
    pub id: u32,
    /// How far it is.
    pub state: JobState,
    /// Bytes done.
    pub done: u64,
    /// Bytes in all; 0 while not known.
    pub total: u64,
    /// Resources done.
    pub resources: u64,
    /// Where it stands, for work that goes in steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub stage: Option<StageView>,
    /// What it made.
    pub result: Option<JobResult>,
    /// Why it failed.
    pub error: Option<ApiError>,
}

/// Sums of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportCounts {
    /// New entries.
    pub added: u64,
    /// New versions.
    pub updated: u64,
    /// Known already.
    pub already_there: u64,
    /// Kept, not understood.
    pub kept_not_understood: u64,
    /// Not taken.
    pub refused: u64,
}

/// One import.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportView {
    /// Its number.
    pub import: i64,
    /// The way in.
    #[ts(as = "OriginKindName")]
    pub kind: OriginKind,
    /// What a person calls it.
    pub label: String,
    /// When, RFC 3339.
    pub at: String,
    /// The same in words.
    pub at_text: String,
    /// Who brought it in.
    pub by: String,
    /// What it did.
    pub counts: ImportCounts,
    /// Entries it brought or confirmed; 0 after it was undone.
    pub entries: u64,
    /// It has been undone.
    pub undone: bool,
    /// It can be undone.
    pub can_undo: bool,
    /// Results that were taken over from its papers: they go with it when it is undone.
    pub taken: u64,
}

/// All imports of a person, newest first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportsView {
    /// The imports.
    pub imports: Vec<ImportView>,
}

/// One import of one person.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportIdRequest {
    /// The person's id.
    pub person: String,
    /// The import's number.
    pub import: i64,
}

/// Another name for a source.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportRenameRequest {
    /// The person's id.
    pub person: String,
    /// The import's number.
    pub import: i64,
    /// What it is called from now on.
    pub label: String,
}

/// A type that is kept and not understood.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptType {
    /// FHIR resource type.
    pub resource_type: String,
    /// How many.
    pub count: u64,
}

/// What is kept and not understood.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptView {
    /// By type.
    pub types: Vec<KeptType>,
}
