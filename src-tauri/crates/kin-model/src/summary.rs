//! The selection that is handed over: one tree of plain rows that every form (PDF, IPS, HTML, QR,
//! text) is made from, so that all of them say the same.

use crate::standing::{HomeReadings, OpenConflict};
use crate::visit::{Change, VisitKind};
use crate::{
    Abnormal, CodedText, EntryId, Kind, Narrative, PartialDate, PersonDetails, StatusClass,
};
use serde::{Deserialize, Serialize};

/// A section of the summary, named as in the International Patient Summary 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "the variants are the IPS sections of the same names"
)]
pub enum Section {
    Allergies,
    Problems,
    Medications,
    VitalSigns,
    Results,
    Immunizations,
    Procedures,
    Pregnancy,
    PastProblems,
    Devices,
    SocialHistory,
    FamilyHistory,
    Plan,
    AdvanceDirectives,
    Alerts,
    Visits,
    Documents,
    PatientStory,
}

impl Section {
    /// All sections in the order of the printed page.
    pub const ALL: &'static [Self] = &[
        Self::Allergies,
        Self::Problems,
        Self::Medications,
        Self::VitalSigns,
        Self::Results,
        Self::Immunizations,
        Self::Procedures,
        Self::Pregnancy,
        Self::PastProblems,
        Self::Devices,
        Self::SocialHistory,
        Self::FamilyHistory,
        Self::Plan,
        Self::AdvanceDirectives,
        Self::Alerts,
        Self::Visits,
        Self::Documents,
        Self::PatientStory,
    ];
}

/// A topic about which people may be hurt when the wrong one reads of it. Entries that tell of one
/// go along only when the person ticks it.
///
/// # Source
/// HL7, v3 ActCode, value set InformationSensitivityPolicy: PSY, ETH, HIV with STD and SEX, GDIS, SDV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Topic {
    /// Mental health.
    MentalHealth,
    /// Alcohol and drugs.
    SubstanceUse,
    /// HIV, sexually transmitted infections, sexuality.
    SexualHealth,
    /// Contraception, infertility, abortion.
    Reproductive,
    /// Genetic tests and inherited disease.
    Genetics,
    /// Violence and abuse.
    Violence,
}

impl Topic {
    /// All topics, in the order in which they are shown.
    pub const ALL: &'static [Self] = &[
        Self::MentalHealth,
        Self::SubstanceUse,
        Self::SexualHealth,
        Self::Reproductive,
        Self::Genetics,
        Self::Violence,
    ];

    /// Its name as it is serialised.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MentalHealth => "mental-health",
            Self::SubstanceUse => "substance-use",
            Self::SexualHealth => "sexual-health",
            Self::Reproductive => "reproductive",
            Self::Genetics => "genetics",
            Self::Violence => "violence",
        }
    }

    /// The topic of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|t| t.as_str() == name)
    }
}

/// Why a section has no rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nothing {
    /// A source says so: "no known allergies". There is a row for it then.
    KnownNone,
    /// The record holds no information; never to be read as "none".
    NoInformation,
    /// Left out by the person.
    LeftOut,
}

/// Where a row came from, short enough for print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceMark {
    /// `H` hospital or practice record, `P` typed by the patient, `C` typed by a caregiver, `D` device.
    pub letter: char,
    /// Hospital, practice or author as the source names it; a file name where it names none.
    pub label: String,
    /// Day it was brought in or typed; `None` when that is not known.
    #[serde(default)]
    pub brought: Option<PartialDate>,
}

/// One row of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The entry.
    pub entry: EntryIdText,
    /// Its kind.
    pub kind: Kind,
    /// Title by language: what is printed in English and in Chinese. Where no translation exists
    /// both hold the source's words and `untranslated` is set.
    pub title_en: String,
    /// Chinese title.
    pub title_zh: String,
    /// True when one of the two titles is not in its language.
    pub untranslated: bool,
    /// Codes and text as the source gave them.
    pub code: CodedText,
    /// Clinical date; "since" for problems and medicines.
    pub date: Option<PartialDate>,
    /// When a problem, allergy or medicine was written down whose beginning is not known; `date` is
    /// `None` then.
    #[serde(default)]
    pub noted: Option<PartialDate>,
    /// End, where the source gives one.
    pub end: Option<PartialDate>,
    /// Value as given; forms for people show it through [`crate::readable_value`].
    pub value: Option<String>,
    /// Unit as printed.
    pub unit: Option<String>,
    /// Reference range as printed.
    pub range: Option<String>,
    /// Out of range?
    pub abnormal: Abnormal,
    /// Status word of the source.
    pub status: Option<String>,
    /// Its meaning.
    pub status_class: StatusClass,
    /// More words: reaction, dosage, reason, note; in the source's language.
    pub note: Option<String>,
    /// Words after these that a page without room leaves for the details: what a medicine is for, how to take it well,
    /// notes; in the source's language.
    #[serde(default)]
    pub aside: Option<String>,
    /// Sources that carry it.
    pub sources: Vec<SourceMark>,
}

impl Row {
    /// All further words, `between` them the mark of the language: the note, and what a page without room leaves for the details.
    #[must_use]
    pub fn words(&self, between: &str) -> Option<String> {
        let parts = [self.note.as_deref(), self.aside.as_deref()];
        let parts = parts.into_iter().flatten().filter(|p| !p.trim().is_empty());
        let words = parts.collect::<Vec<_>>().join(between);
        Some(words).filter(|words| !words.is_empty())
    }
}

/// An [`EntryId`] as text, for serialisation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryIdText(pub String);

impl From<EntryId> for EntryIdText {
    fn from(id: EntryId) -> Self {
        Self(id.to_string())
    }
}

/// One analyte over time on the printed page: the newest values, newest last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SummarySection {
    /// Which.
    pub section: Section,
    /// The rows, most important first.
    pub rows: Vec<Row>,
    /// Set when there are no rows, or the only row is a coded negation.
    pub nothing: Option<Nothing>,
    /// Rows of the selection that were not listed because of a limit; 0 when all are there.
    pub left_off: usize,
}

/// The language(s) of a hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SummaryLanguage {
    /// English.
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// Both, side by side.
    Both,
}

impl SummaryLanguage {
    /// Between two remarks in one line.
    #[must_use]
    pub const fn semicolon(self) -> &'static str {
        match self {
            Self::ZhCn => "；",
            Self::En | Self::Both => "; ",
        }
    }
}

/// A summary ready to be printed or coded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Who it is about.
    pub person: PersonDetails,
    /// Day it was made (civil date of the person's clock).
    pub made: PartialDate,
    /// Age in whole years on that day.
    pub age: Option<u16>,
    /// Language of the printed forms.
    pub language: SummaryLanguage,
    /// Reason for the visit in the person's words; may be empty.
    pub reason: String,
    /// Questions for the doctor.
    pub questions: Vec<String>,
    /// Only entries from this day on, for the dated sections.
    pub since: Option<PartialDate>,
    /// The sections in print order.
    pub sections: Vec<SummarySection>,
    /// Free text the person added ("patient story"); may be empty.
    pub story: Option<Narrative>,
    /// How many different sources the rows come from.
    pub source_count: usize,
    /// Which visit it is for.
    #[serde(default)]
    pub visit: VisitKind,
    /// The specialty it goes to, a key of the table of specialties.
    #[serde(default)]
    pub specialty: Option<String>,
    /// What has changed since `compared_with`, most important first.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// The day of the last visit that `changes` looks back to.
    #[serde(default)]
    pub compared_with: Option<PartialDate>,
    /// Readings at home by named methods.
    #[serde(default)]
    pub home: Vec<HomeReadings>,
    /// What two sources tell differently.
    #[serde(default)]
    pub conflicts: Vec<OpenConflict>,
}
