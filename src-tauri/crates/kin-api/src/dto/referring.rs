//! Referrals and their answers; summaries of others.

use super::{EntryView, NodeView, SectionName, SeverityName, SummaryPersonView, SummaryRowView};
use kin_model::summary::{Section, SummaryLanguage};
use kin_model::{Node, Severity};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SummaryLanguageName;

/// What a referral says beside reason and questions.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(optional_fields = nullable)]
pub struct ReferralOptions {
    /// To whom, in words: "Cardiology", "Dr Wang, City Hospital".
    pub to: Option<String>,
    /// The doctor who said so.
    pub doctor: Option<String>,
}

/// One referral.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferralRequest {
    /// The person's id.
    pub person: String,
    /// The referral: the id of its entry.
    pub id: String,
}

/// Says that entries answer a referral, or that they do not.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct ReferralMatchRequest {
    /// The person's id.
    pub person: String,
    /// The referral.
    pub id: String,
    /// The entries.
    pub entries: Vec<String>,
    /// They do not answer it after all.
    #[serde(default)]
    pub take_back: Option<bool>,
}

/// Closes a referral, or opens it again.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferralCloseRequest {
    /// The person's id.
    pub person: String,
    /// The referral.
    pub id: String,
    /// It is done with.
    pub closed: bool,
}

/// Makes the answer to a referral.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct ReferralAnswerRequest {
    /// The person's id.
    pub person: String,
    /// The referral.
    pub id: String,
    /// The letter.
    pub letter: String,
    /// What is to be done.
    #[serde(default)]
    pub plan: Option<String>,
    /// Who answers.
    #[serde(default)]
    pub author: Option<String>,
    /// Entries of the record that go back.
    #[serde(default)]
    pub entries: Option<Vec<String>>,
    /// Language; that of the app when missing.
    #[serde(default)]
    #[ts(as = "Option<SummaryLanguageName>")]
    pub language: Option<SummaryLanguage>,
}

/// How a referral stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ReferralState {
    /// Handed out, no answer yet.
    Sent,
    /// An answer came.
    Answered,
    /// Done with.
    Closed,
    /// It came from somebody else.
    Received,
    /// It came from somebody else and was answered.
    Replied,
}

/// An answer to a referral.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReferralAnswerView {
    /// When it was brought in, RFC 3339.
    pub at: String,
    /// The same in words.
    pub at_text: String,
    /// Where it came from.
    pub source: String,
    /// A person said that it is one.
    pub by_hand: bool,
    /// What came: "a letter, 2 results, 1 medicine".
    pub came: String,
    /// The entries.
    pub entries: Vec<EntryView>,
}

/// A referral.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReferralView {
    /// Its entry.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// To whom.
    pub to: Option<String>,
    /// Who asks.
    pub requester: Option<String>,
    /// Why.
    pub reasons: Vec<String>,
    /// Questions.
    pub questions: Vec<String>,
    /// When it was written.
    pub date: Option<String>,
    /// The same in words.
    pub date_text: String,
    /// It came from somebody else.
    pub received: bool,
    /// How it stands.
    pub state: ReferralState,
    /// The same in words, with the day.
    pub state_text: String,
    /// How often it was handed out.
    pub sent: u64,
    /// Its answers, the newest first.
    pub answers: Vec<ReferralAnswerView>,
    /// How it stands and what came of it, in one line.
    pub line: String,
}

/// All referrals of a person.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReferralsView {
    /// Open ones first, then by date.
    pub referrals: Vec<ReferralView>,
}

/// A referral that an import has answered.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReferralNews {
    /// Its entry.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The whole answer was in the record already.
    pub again: bool,
}

/// Reads a summary of somebody else.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SummaryReadRequest {
    /// Token of the file.
    pub file: String,
}

/// What is wrong with a summary of somebody else.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FlawView {
    /// Stable code.
    pub code: String,
    /// How bad.
    #[ts(as = "SeverityName")]
    pub severity: Severity,
    /// In words.
    pub text: String,
    /// How often.
    pub count: u64,
    /// Where, the first few.
    pub places: Vec<String>,
}

/// A part of a summary of somebody else.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadSectionView {
    /// Which of ours it is.
    #[ts(as = "Option<SectionName>")]
    pub section: Option<Section>,
    /// Its title in the language of the app.
    pub title: String,
    /// The sender's own title, where it is another.
    pub own_title: Option<String>,
    /// Entries that the sender lists in it.
    pub entries: u64,
    /// Those that are in the file.
    pub rows: Vec<SummaryRowView>,
    /// What is said of those that are not.
    pub missing: Vec<String>,
    /// Rows that are not listed here.
    pub left_off: u64,
    /// The sender's own words.
    #[ts(as = "Vec<NodeView>")]
    pub narrative: Vec<Node>,
    /// They say more than the rows and are shown at once.
    pub says_more: bool,
    /// `known-none`, `no-information`, `left-out`.
    pub nothing: Option<String>,
    /// What no section of the file mentions.
    pub unlisted: bool,
}

/// A summary of somebody else.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryReadView {
    /// Name of the file.
    pub file: String,
    /// Title of the document.
    pub title: String,
    /// What kind of document it says it is.
    pub kind: String,
    /// When it was made, as the file says.
    pub made: Option<String>,
    /// The same in words.
    pub made_text: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its language.
    pub language: Option<String>,
    /// Whom it is about.
    pub person: Option<SummaryPersonView>,
    /// More than one person is in it.
    pub several: bool,
    /// Its parts.
    pub sections: Vec<ReadSectionView>,
    /// Resources in the file.
    pub resources: u64,
    /// What is wrong with it, the worst first.
    pub flaws: Vec<FlawView>,
    /// It can be brought into a record.
    pub readable: bool,
}
