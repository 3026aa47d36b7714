//! One entry: as a line of a list, and opened.

use super::{AbnormalName, FromPaperView, KindName, NodeView, OriginKindName, StatusClassName};
use kin_model::{Abnormal, Kind, Node, OriginKind, StatusClass};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A source in short.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SourceView {
    /// Number of the import.
    pub import: i64,
    /// What a person calls it.
    pub label: String,
    /// The way in.
    #[ts(as = "OriginKindName")]
    pub kind: OriginKind,
}

/// One line of a list.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
    /// Stable id, 16 hex digits.
    pub id: String,
    /// The kind.
    #[ts(as = "KindName")]
    pub kind: Kind,
    /// The kind in words.
    pub kind_text: String,
    /// Title in the language of the app, or the source's words.
    pub title: String,
    /// The source's words where the title is a translation.
    pub title_original: Option<String>,
    /// Clinical date, as precise as known (FHIR form).
    pub date: Option<String>,
    /// The same in words; empty when there is none.
    pub date_text: String,
    /// Time of day `HH:MM` as the source gave it.
    pub time_text: Option<String>,
    /// Value with the digits given.
    pub value: Option<String>,
    /// The same for reading: overlong numbers are rounded and begin with `≈`.
    pub value_text: Option<String>,
    /// Unit as the source gives it.
    pub unit: Option<String>,
    /// The same for reading: `10⁹/L`.
    pub unit_text: Option<String>,
    /// Reference range as printed.
    pub range: Option<String>,
    /// Out of range?
    #[ts(as = "AbnormalName")]
    pub abnormal: Abnormal,
    /// The same in words.
    pub abnormal_text: Option<String>,
    /// Status code of the source.
    pub status: Option<String>,
    /// The same in words.
    pub status_text: Option<String>,
    /// Its meaning.
    #[ts(as = "StatusClassName")]
    pub status_class: StatusClass,
    /// The status in words where it makes the line less than it seems: withdrawn, not done, not certain.
    pub doubt_text: Option<String>,
    /// Hospital, practice or author.
    pub who: Option<String>,
    /// The person's id.
    pub person: String,
    /// Where it came from; the first is the one shown.
    pub sources: Vec<SourceView>,
    /// Hidden by the person.
    pub hidden: bool,
    /// Key of its series for `trend`, where it has one.
    pub trend_key: Option<String>,
    /// Entries of one list with the same mark state the same thing; nothing for kinds whose lists are by day.
    pub same: Option<String>,
    /// Place in the timeline, to continue after it.
    pub cursor: String,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntryPage {
    /// The lines, newest first.
    pub entries: Vec<EntryView>,
    /// `before` of the next page, or nothing when this is the last.
    pub next: Option<String>,
}

/// One entry of one person.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntryRequest {
    /// The person's id.
    pub person: String,
    /// The entry's id.
    pub id: String,
}

/// One version of an entry.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct EntryVersionRequest {
    /// The person's id.
    pub person: String,
    /// The entry's id.
    pub id: String,
    /// Version number from 1; the current one when missing.
    #[serde(default)]
    pub version: Option<u32>,
}

/// One attachment of an entry.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttachmentRequest {
    /// The person's id.
    pub person: String,
    /// The entry's id.
    pub id: String,
    /// Which, from 0.
    pub index: u32,
}

/// A line of the detail.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DetailRowView {
    /// What it is, in words.
    pub label: String,
    /// The value.
    pub value: String,
    /// The date behind the value, FHIR form, where it is one.
    pub date: Option<String>,
    /// Path of the element in the original.
    pub path: String,
}

/// A group of lines.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DetailSectionView {
    /// Heading; empty for the first group.
    pub title: String,
    /// The lines.
    pub rows: Vec<DetailRowView>,
}

/// Everything understood of one resource.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DetailView {
    /// FHIR resource type.
    pub resource_type: String,
    /// Groups of lines.
    pub sections: Vec<DetailSectionView>,
    /// Safe narrative; empty when there is none.
    #[ts(as = "Vec<NodeView>")]
    pub narrative: Vec<Node>,
    /// True when the narrative was cut at a limit.
    pub narrative_cut: bool,
    /// Elements that are in the original and not shown above.
    pub not_shown: Vec<String>,
}

/// A source in full.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OriginView {
    /// Number of the import.
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
}

/// One version of an entry.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VersionView {
    /// Number from 1.
    pub n: u32,
    /// When it came, RFC 3339.
    pub at: String,
    /// The same in words.
    pub at_text: String,
    /// Where it came from.
    pub label: String,
    /// The one shown.
    pub current: bool,
}

/// How an attachment can be looked at inside the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Viewable {
    /// As pages.
    Pdf,
    /// As a picture.
    Image,
    /// As text.
    Text,
    /// Only saved to a file.
    No,
}

/// A file that belongs to an entry.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentView {
    /// Which, from 0.
    pub index: u32,
    /// Title or file name; may be empty.
    pub title: String,
    /// Media type, from the content where it can be told.
    pub content_type: String,
    /// Bytes, where known.
    pub size: Option<u64>,
    /// How it can be looked at.
    pub viewable: Viewable,
}

/// An entry, opened.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntryFull {
    /// The line.
    pub entry: EntryView,
    /// What is understood.
    pub detail: DetailView,
    /// All sources.
    pub origins: Vec<OriginView>,
    /// All versions, newest first.
    pub versions: Vec<VersionView>,
    /// Files.
    pub attachments: Vec<AttachmentView>,
    /// The paper that it was taken from, and the page.
    pub from_paper: Option<FromPaperView>,
    /// The results that were taken over from this paper.
    pub taken: Vec<EntryView>,
    /// Typed by hand, so it can be edited with `entry_form` and `entry_edit`.
    pub editable: bool,
    /// Hidden by the person.
    pub hidden: bool,
    /// Key for `trend`.
    pub trend_key: Option<String>,
}

/// The original of an entry.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntryOriginal {
    /// The resource, indented for reading; every digit and field as it came.
    pub text: String,
    /// Name of the file it came in; empty when typed.
    pub file_name: String,
    /// SHA-256 of that file, hex; empty when typed.
    pub sha256: String,
    /// Position in that file, from 0.
    pub position: Option<u64>,
}
