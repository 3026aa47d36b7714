//! Papers: documents that are added, and results that a person takes over from them line by line.

use super::SubjectMatch;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PaperType {
    /// Results of a laboratory.
    LabReport,
    /// Report on pictures: X-ray, ultrasound, CT.
    ImagingReport,
    /// Of a stay in a hospital.
    DischargeSummary,
    /// Of a doctor.
    Letter,
    /// Of medicines.
    Prescription,
    /// Of vaccines.
    VaccinationRecord,
    /// Of an insurance.
    Insurance,
    /// Something else.
    Other,
}

/// A document that is added.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct DocumentAddRequest {
    /// The person's id.
    pub person: String,
    /// Tokens of its files, in the order of its pages; several are one document.
    #[serde(default)]
    pub files: Vec<String>,
    /// A text that was pasted, instead of files.
    #[serde(default)]
    pub text: Option<String>,
    /// What it is.
    pub kind: PaperType,
    /// Its title; empty: what it is, in words.
    #[serde(default)]
    pub title: Option<String>,
    /// Its date, as precise as known.
    #[serde(default)]
    pub date: Option<String>,
    /// Who made it.
    #[serde(default)]
    pub institution: Option<String>,
    /// Own words.
    #[serde(default)]
    pub note: Option<String>,
}

/// A document, added.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DocumentAdded {
    /// The entry.
    pub id: String,
    /// The act, for `import_undo`; nothing where it was there already.
    pub import: Option<i64>,
    /// The same document was there already.
    pub already_there: bool,
}

/// Which paper is read: a document of the record, a file that was chosen, or a text.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PaperReadRequest {
    /// The person's id.
    pub person: String,
    /// Id of the document's entry.
    #[serde(default)]
    pub document: Option<String>,
    /// Token of a file.
    #[serde(default)]
    pub file: Option<String>,
    /// A text.
    #[serde(default)]
    pub text: Option<String>,
}

/// What a paper is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum PaperMade {
    /// Pages with words.
    Pdf,
    /// Pages without words.
    Scan,
    /// A picture.
    Picture,
    /// A text.
    Text,
}

/// Something that is not certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaperDoubtView {
    /// Stable code.
    pub code: String,
    /// The same in words.
    pub text: String,
}

/// A day that a date can mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaperWayView {
    /// FHIR form.
    pub date: String,
    /// In words.
    pub text: String,
}

/// A date on the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaperDateView {
    /// What it is of, in words.
    pub of: String,
    /// As printed.
    pub text: String,
    /// The ways it can be read.
    pub ways: Vec<PaperWayView>,
}

/// Whose paper it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaperSubjectView {
    /// Names as printed.
    pub names: Vec<String>,
    /// Birth date as printed.
    pub born: Option<String>,
    /// Sex as printed.
    pub sex: Option<String>,
    /// Age as printed.
    pub age: Option<String>,
    /// Held against the person.
    pub outcome: SubjectMatch,
    /// What differs: `name`, `born`, `sex`, `age`.
    pub differs: Vec<String>,
}

/// The draft of one result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaperLineView {
    /// Its number on the paper, from 1; 0 for one that is typed.
    pub n: u32,
    /// Which file of the document, from 1.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
    /// The row of the page, from 1; 0 for one that is typed.
    pub row: u32,
    /// How far down on the page, in thousandths.
    pub down: Option<u16>,
    /// Name as printed.
    pub name: String,
    /// Short form as printed.
    pub short: Option<String>,
    /// What it is called in the language of the app, where it is known for certain.
    pub known_as: Option<String>,
    /// LOINC code, where it is certain.
    pub loinc: Option<String>,
    /// Value as printed.
    pub value: String,
    /// The digits, where the value is a number.
    pub number: Option<String>,
    /// Unit as printed.
    pub unit: String,
    /// UCUM code of the unit, where it is certain.
    pub ucum: Option<String>,
    /// Range as printed.
    pub range: String,
    /// Mark as printed.
    pub mark: String,
    /// The date of the sample, where this part of the paper says it clearly.
    pub date: Option<String>,
    /// Why it is not certain.
    pub doubts: Vec<PaperDoubtView>,
    /// Ticked to begin with: nothing is doubtful, and it is not in the record.
    pub ticked: bool,
    /// The entry that it is already.
    pub entry: Option<String>,
}

/// A row that was not read as a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaperRestView {
    /// The page.
    pub page: u32,
    /// The row as printed.
    pub text: String,
}

/// What was read on a paper. Nothing of it is in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaperView {
    /// Id of the document, where it is one of the record.
    pub document: Option<String>,
    /// What it is called.
    pub title: String,
    /// What it is made of.
    pub made: PaperMade,
    /// Pages that it has.
    pub pages: u32,
    /// Pages that were read.
    pub pages_read: u32,
    /// Whose it is.
    pub subject: PaperSubjectView,
    /// Hospital or laboratory, as the document or else the paper says.
    pub institution: Option<String>,
    /// What the sample is, as printed.
    pub specimen: Option<String>,
    /// When the sample was taken, where that is clear.
    pub date: Option<String>,
    /// The dates on it.
    pub dates: Vec<PaperDateView>,
    /// Drafts.
    pub lines: Vec<PaperLineView>,
    /// Rows that were not read as results.
    pub rest: Vec<PaperRestView>,
    /// What is not certain about the whole.
    pub doubts: Vec<PaperDoubtView>,
}

/// One line as a person has it before them: as read, as corrected, or typed beside a picture.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PaperLineForm {
    /// Its number on the paper; nothing for one that is typed.
    #[serde(default)]
    pub n: Option<u32>,
    /// Which file of the document, from 1.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
    /// Name.
    pub name: String,
    /// Short form.
    #[serde(default)]
    pub short: Option<String>,
    /// Value.
    pub value: String,
    /// Unit.
    #[serde(default)]
    pub unit: String,
    /// Range.
    #[serde(default)]
    pub range: String,
    /// Mark.
    #[serde(default)]
    pub mark: String,
    /// When the sample was taken; the day of the whole paper when missing.
    #[serde(default)]
    pub date: Option<String>,
}

/// Lines that are looked at again, after a correction or as they are typed.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PaperCheckRequest {
    /// The person's id.
    pub person: String,
    /// The lines.
    pub lines: Vec<PaperLineForm>,
    /// What the sample is, in words.
    #[serde(default)]
    pub specimen: Option<String>,
}

/// The lines, looked at.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaperChecked {
    /// In the order of the request.
    pub lines: Vec<PaperLineView>,
}

/// Lines that a person ticked beside the paper.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PaperConfirmRequest {
    /// The person's id.
    pub person: String,
    /// Id of the document's entry.
    pub document: String,
    /// The lines.
    pub lines: Vec<PaperLineForm>,
    /// When the samples were taken, as precise as known.
    #[serde(default)]
    pub date: Option<String>,
    /// Who measured.
    #[serde(default)]
    pub institution: Option<String>,
    /// What the sample was, in words.
    #[serde(default)]
    pub specimen: Option<String>,
    /// The paper names somebody else, and it is this person's all the same.
    #[serde(default)]
    pub confirm_other: Option<bool>,
}

/// What became of the lines.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaperConfirmed {
    /// The act, for `import_undo`; nothing where all was there already.
    pub import: Option<i64>,
    /// New results.
    pub added: u32,
    /// Results that were there with other words or digits, and have a new version.
    pub changed: u32,
    /// Results that were there already.
    pub already_there: u32,
    /// The entries, in the order of the lines.
    pub entries: Vec<String>,
}

/// The paper that a result was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FromPaperView {
    /// The document's entry.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which of its files, from 1.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
}
