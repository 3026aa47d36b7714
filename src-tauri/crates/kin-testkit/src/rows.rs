//! Summaries without writing out every field.

use crate::TODAY;
use kin_model::summary::{
    EntryIdText, Row, Section, SourceMark, Summary, SummaryLanguage, SummarySection,
};
use kin_model::{
    Abnormal, CodedText, Kind, PartialDate, PersonDetails, PersonName, Sex, StatusClass,
};

/// Li Hua of the sample family, as the family keeps her.
#[must_use]
pub fn li_hua() -> PersonDetails {
    PersonDetails {
        name: PersonName {
            text: "李华".into(),
            family: Some("李".into()),
            given: vec!["华".into()],
        },
        other_names: vec![PersonName {
            text: "Li Hua".into(),
            family: Some("Li".into()),
            given: vec!["Hua".into()],
        }],
        born: "1954-03-18".parse().ok(),
        sex: Sex::Female,
        relation: "mother".into(),
        colour: "plum".into(),
        phone: String::new(),
        identifiers: vec![],
        contacts: Vec::new(),
        doctor: None,
    }
}

/// A row of a summary: current, from a hospital, without date or value.
#[must_use]
pub fn row(entry: &str, kind: Kind, title_en: &str, title_zh: &str) -> Row {
    Row {
        entry: EntryIdText(entry.into()),
        kind,
        title_en: title_en.into(),
        title_zh: title_zh.into(),
        untranslated: false,
        noted: None,
        code: CodedText {
            codings: vec![],
            text: Some(title_en.into()),
        },
        date: None,
        end: None,
        value: None,
        unit: None,
        range: None,
        abnormal: Abnormal::No,
        status: None,
        status_class: StatusClass::Current,
        note: None,
        aside: None,
        sources: vec![SourceMark {
            letter: 'H',
            label: "中心医院".into(),
            brought: None,
        }],
    }
}

/// [`TODAY`] as a date.
#[expect(
    clippy::expect_used,
    reason = "a constant; this crate is for tests only"
)]
fn today() -> PartialDate {
    TODAY.parse().expect("TODAY is a day")
}

/// A section with these rows, all of them listed.
#[must_use]
pub const fn section(section: Section, rows: Vec<Row>) -> SummarySection {
    SummarySection {
        section,
        rows,
        nothing: None,
        left_off: 0,
    }
}

/// A summary of [`li_hua`] made on [`TODAY`].
#[must_use]
pub fn summary(language: SummaryLanguage, sections: Vec<SummarySection>) -> Summary {
    let person = li_hua();
    let made = today();
    Summary {
        age: person.born.and_then(|b| b.age_on(&made)),
        person,
        made,
        language,
        reason: String::new(),
        questions: vec![],
        since: None,
        sections,
        story: None,
        source_count: 1,
        visit: kin_model::visit::VisitKind::default(),
        specialty: None,
        changes: Vec::new(),
        compared_with: None,
        home: Vec::new(),
        conflicts: Vec::new(),
    }
}
