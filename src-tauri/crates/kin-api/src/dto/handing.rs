//! Handing over: the summary and its files.

use super::{
    AbnormalName, ContactForm, FindingView, KindName, SectionName, SexName, StatusClassName,
    SummaryChangeView, SummaryConflictView, SummaryHomeView, SummaryLanguageName, TopicName,
};
use kin_model::summary::{Section, SummaryLanguage, Topic};
use kin_model::{Abnormal, Kind, Sex, StatusClass};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the summary is for; decides which sections are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// A visit to a doctor who knows the person.
    #[default]
    Visit,
    /// A referral to somebody new.
    Referral,
    /// A first visit to a doctor who knows nothing.
    First,
    /// A check-up.
    Checkup,
    /// An emergency: the shortest.
    Emergency,
    /// A journey: what a doctor abroad needs.
    Travel,
}

/// What goes into the summary.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(optional_fields = nullable)]
pub struct SummaryOptions {
    /// What it is for.
    #[ts(optional, as = "Option<Purpose>")]
    pub purpose: Purpose,
    /// Exactly these sections instead of those of the purpose.
    #[ts(as = "Option<Vec<SectionName>>")]
    pub sections: Option<Vec<Section>>,
    /// Only from this day on (for the dated sections).
    pub since: Option<String>,
    /// Language; that of the app when missing.
    #[ts(as = "Option<SummaryLanguageName>")]
    pub language: Option<SummaryLanguage>,
    /// Reason for the visit.
    pub reason: Option<String>,
    /// Questions for the doctor.
    pub questions: Option<Vec<String>>,
    /// Entries left out by the person.
    pub left_out: Option<Vec<String>>,
    /// The specialty it goes to, a key of `visit_proposal`: what it asks about stands first.
    pub specialty: Option<String>,
    /// Changes since this day; since the last visit when missing (for a visit, a check-up, a referral);
    /// `none` for no changes.
    pub changes_since: Option<String>,
    /// LOINC codes of the results that stand first, instead of those of the specialty.
    pub first_results: Option<Vec<String>>,
    /// Sensitive topics that the person has ticked; entries that tell of another one stay out.
    #[ts(as = "Option<Vec<TopicName>>")]
    pub topics: Option<Vec<Topic>>,
    /// Paper of the printed forms; A4 when missing.
    pub paper: Option<PaperSize>,
    /// Letters of 16 points and more in the PDF.
    pub large_print: Option<bool>,
}

/// Paper that the printed forms are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum PaperSize {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

/// Shows the summary before it is made.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SummaryPreviewRequest {
    /// The person's id.
    pub person: String,
    /// What goes in.
    pub options: SummaryOptions,
}

/// A form of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// `summary.pdf`
    Pdf,
    /// `summary.ips.json`: an IPS document Bundle.
    Ips,
    /// `summary.html`: one page without script.
    Html,
    /// `summary.qr.png`: a QR code with a short text.
    Qr,
    /// `summary.txt`
    Txt,
    /// `summary.smart-health-card` and its code as a picture: signed by the record itself.
    Card,
    /// `summary.codes.pdf`: sheets of codes that hold the IPS document.
    Sheets,
    /// `summary.viewer.html`: opens in a browser with six words.
    Viewer,
    /// `summary.age`: PDF, IPS and text in an archive, sealed with the same six words.
    Package,
    /// `summary.ktc.json`: the collection Bundle of a check-in, with both PDFs in it.
    Ktc,
    /// `summary.referral.json`: a referral as a document Bundle; becomes an entry of the record.
    Referral,
    /// `summary.note.txt`: a short text to paste into a doctor's record.
    Note,
    /// `summary.emergency.pdf`: one page for the fridge door, in both languages.
    Emergency,
    /// `summary.wallet.pdf`: cards to fold, in both languages.
    Wallet,
}

/// Makes files.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct SummaryMakeRequest {
    /// The person's id.
    pub person: String,
    /// What goes in.
    pub options: SummaryOptions,
    /// Which files.
    pub formats: Vec<Format>,
    /// To whom a referral goes.
    #[serde(default)]
    pub referral: Option<super::ReferralOptions>,
}

/// A file that was made; it lives in memory until the vault is locked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutputFile {
    /// For `output` and the face's save dialog.
    pub token: String,
    /// File name.
    pub name: String,
    /// `pdf`, `ips`, `html`, `qr`, `txt`, `card`, `sheets`, `viewer`, `package`, `ktc`, `note`, `emergency`, `wallet`, `referral`, `answer`.
    pub format: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
    /// Media type.
    pub content_type: String,
}

/// The bytes of a file that was made.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutputRequest {
    /// Its token.
    pub token: String,
}

/// The files of a summary.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryMade {
    /// The files.
    pub files: Vec<OutputFile>,
    /// Entries in them.
    pub selected: u64,
    /// What the document for other computer systems could not carry, or carries with doubt.
    pub findings: Vec<FindingView>,
    /// The six words that open the viewer and the package. Shown once, kept nowhere.
    pub words: Option<String>,
}

/// Begins a moving sequence of codes.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MovingBeginRequest {
    /// The person's id.
    pub person: String,
    /// What goes in.
    pub options: SummaryOptions,
    /// The codes are to be kept as pictures: reckon how many, which takes longer the more parts there are.
    #[serde(default)]
    pub kept: bool,
}

/// A moving sequence of codes; the newest one lives until the vault is locked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MovingView {
    /// For `moving_frame`.
    pub token: String,
    /// Codes that are enough when none is missed; after them come others without end.
    pub parts: u32,
    /// Codes, from the first on, that are enough where none comes again and one in five is missing; where they are kept.
    pub pictures: Option<u32>,
    /// Bytes that cross.
    pub bytes: u64,
    /// Codes a second that are good for most cameras.
    pub per_second: u32,
}

/// One code of a moving sequence, as a PNG picture.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MovingFrameRequest {
    /// The sequence.
    pub token: String,
    /// Which one, from 1; beyond `parts` each is a different mixture.
    pub number: u32,
}

/// A source on the printed page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummarySourceView {
    /// `H`, `P`, `C` or `D`.
    pub letter: String,
    /// Its name.
    pub label: String,
}

/// A row of the summary.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryRowView {
    /// The entry's id.
    pub entry: String,
    /// Its kind.
    #[ts(as = "KindName")]
    pub kind: Kind,
    /// English title.
    pub title_en: String,
    /// Chinese title.
    pub title_zh: String,
    /// One of the two is not in its language.
    pub untranslated: bool,
    /// Clinical date.
    pub date: Option<String>,
    /// The same in words.
    pub date_text: String,
    /// End.
    pub end: Option<String>,
    /// Value as given.
    pub value: Option<String>,
    /// The same for reading, as the paper shows it: overlong numbers are rounded and begin with `≈`.
    pub value_text: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Reference range.
    pub range: Option<String>,
    /// Out of range?
    #[ts(as = "AbnormalName")]
    pub abnormal: Abnormal,
    /// The same in words.
    pub abnormal_text: Option<String>,
    /// Status in words.
    pub status_text: Option<String>,
    /// Its meaning.
    #[ts(as = "StatusClassName")]
    pub status_class: StatusClass,
    /// Reaction, dosage, reason, note.
    pub note: Option<String>,
    /// Where it came from.
    pub sources: Vec<SummarySourceView>,
    /// The person has left it out: shown here to tick it again, not in the files.
    pub left_out: bool,
}

/// A section of the summary.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummarySectionView {
    /// Which.
    #[ts(as = "SectionName")]
    pub section: Section,
    /// Title in the language of the app.
    pub title: String,
    /// The rows.
    pub rows: Vec<SummaryRowView>,
    /// `known-none`, `no-information`, `left-out` when there is nothing to list.
    pub nothing: Option<String>,
    /// Rows beyond the limit.
    pub left_off: u64,
}

/// A sensitive topic of which the chosen sections tell.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SensitiveView {
    /// Which.
    #[ts(as = "TopicName")]
    pub topic: Topic,
    /// Its name.
    pub title: String,
    /// Entries that tell of it.
    pub entries: u64,
    /// Medicines among them: the next doctor may need them for safety.
    pub medicines: u64,
    /// The person has ticked it: they go along.
    pub ticked: bool,
}

/// Head of the summary.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryPersonView {
    /// Name.
    pub name: String,
    /// Other names.
    pub other_names: Vec<String>,
    /// Birth date.
    pub born: Option<String>,
    /// The same in words.
    pub born_text: Option<String>,
    /// Age.
    pub age: Option<u16>,
    /// Sex.
    #[ts(as = "SexName")]
    pub sex: Sex,
    /// The same in words.
    pub sex_text: String,
    /// Phone.
    pub phone: String,
    /// Whom to call in an emergency.
    pub contacts: Vec<ContactForm>,
    /// The doctor who knows the person.
    pub doctor: Option<ContactForm>,
}

/// The summary as the receiver will see it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryView {
    /// Who.
    pub person: SummaryPersonView,
    /// Day it is made.
    pub made: String,
    /// The same in words.
    pub made_text: String,
    /// Language of the files.
    #[ts(as = "SummaryLanguageName")]
    pub language: SummaryLanguage,
    /// Reason.
    pub reason: String,
    /// Questions.
    pub questions: Vec<String>,
    /// Only from this day on.
    pub since: Option<String>,
    /// The specialty it goes to, in words.
    pub specialty: Option<String>,
    /// The day that the changes look back to.
    pub compared_with: Option<String>,
    /// The same in words.
    pub compared_with_text: Option<String>,
    /// What has changed since then and goes along.
    pub changes: Vec<SummaryChangeView>,
    /// Readings at home by their method, and doses planned and taken.
    pub home: Vec<SummaryHomeView>,
    /// What two sources tell differently and nobody has settled.
    pub conflicts: Vec<SummaryConflictView>,
    /// The sections in order.
    pub sections: Vec<SummarySectionView>,
    /// Different sources.
    pub source_count: u64,
    /// Entries that go in.
    pub selected: u64,
    /// The sensitive topics of which the chosen sections tell, ticked or not.
    pub sensitive: Vec<SensitiveView>,
    /// What the QR code will say.
    pub qr_text: String,
    /// What the document for other computer systems cannot carry, or carries with doubt.
    pub findings: Vec<FindingView>,
}

/// One hand-over.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareLogEntry {
    /// When, RFC 3339.
    pub at: String,
    /// The same in words.
    pub at_text: String,
    /// Who.
    pub by: String,
    /// Form.
    pub format: String,
    /// Sections that were in it.
    #[ts(as = "Vec<SectionName>")]
    pub sections: Vec<Section>,
    /// How many entries.
    pub entries: u64,
}

/// All hand-overs, newest first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareLogView {
    /// The log.
    pub shares: Vec<ShareLogEntry>,
}
