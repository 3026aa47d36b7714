//! The names of the domain as TypeScript unions.
//!
//! kin-model knows nothing of TypeScript, so the unions are repeated here; they are never built in
//! Rust, only exported, and the tests below compare each with the domain type it stands for.

use ts_rs::TS;

macro_rules! union {
    ($(#[$doc:meta])* $name:ident as $export:literal, $case:literal: $( $variant:ident $(= $text:literal)? ),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, TS)]
        #[ts(rename = $export, rename_all = $case)]
        #[expect(missing_docs, reason = "the variants are those of the domain type of the same name")]
        pub enum $name { $( $(#[ts(rename = $text)])? $variant, )+ }
    };
}

union! {
    /// [`kin_model::Kind`].
    KindName as "Kind", "kebab-case":
    Condition, Allergy, Medication, Immunization, Result, VitalSign, Procedure, Visit, Document,
    Imaging, CarePlan, Goal, Appointment, Referral, Cost, Coverage, FamilyHistory, SocialHistory,
    Device, Symptom, Message, Questionnaire, AdvanceDirective, Report, Note, Alert, Directory, Dose, Other,
}
union! {
    /// [`kin_model::summary::Section`].
    SectionName as "Section", "kebab-case":
    Allergies, Problems, Medications, VitalSigns, Results, Immunizations, Procedures, Pregnancy,
    PastProblems, Devices, SocialHistory, FamilyHistory, Plan, AdvanceDirectives, Alerts, Visits, Documents,
    PatientStory,
}
union! {
    /// [`kin_model::summary::Topic`].
    TopicName as "Topic", "kebab-case":
    MentalHealth, SubstanceUse, SexualHealth, Reproductive, Genetics, Violence,
}
union! {
    /// [`kin_model::Sex`].
    SexName as "Sex", "lowercase": Female, Male, Other, Unknown,
}
union! {
    /// [`kin_model::Abnormal`].
    AbnormalName as "Abnormal", "kebab-case": No, Low, High, CriticalLow, CriticalHigh, Yes,
}
union! {
    /// [`kin_model::StatusClass`].
    StatusClassName as "StatusClass", "kebab-case": Unknown, Current, Past, Planned, Negated, Error,
}
union! {
    /// [`kin_model::OriginKind`].
    OriginKindName as "OriginKind", "kebab-case": File, Hand, Sample, Portal, Code, Device,
}
union! {
    /// [`kin_model::Severity`].
    SeverityName as "Severity", "kebab-case": Info, Warning, Error,
}
union! {
    /// [`kin_model::summary::SummaryLanguage`].
    SummaryLanguageName as "SummaryLanguage", "kebab-case": En = "en", ZhCn = "zh-CN", Both = "both",
}
union! {
    /// The language of the product.
    LangName as "Lang", "kebab-case": En = "en", ZhCn = "zh-CN",
}
union! {
    /// [`kin_model::Tag`].
    TagName as "Tag", "lowercase": P, Br, B, I, U, Ul, Ol, Li, Table, Thead, Tbody, Tr, Td, Th, Pre, H,
}

/// [`kin_model::Node`].
#[derive(Debug, Clone, TS)]
#[ts(rename = "Node", tag = "type", rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "the fields are those of the domain type of the same name"
)]
pub enum NodeView {
    Text {
        text: String,
    },
    Element {
        tag: TagName,
        #[ts(optional)]
        colspan: Option<u8>,
        #[ts(optional)]
        rowspan: Option<u8>,
        children: Vec<Self>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use kin_model::summary::{Section, SummaryLanguage, Topic};
    use kin_model::{Abnormal, Kind, OriginKind, Severity, Sex, StatusClass};
    use serde::Serialize;
    use ts_rs::Config;

    fn same<T: Serialize, U: TS>(domain: &[T]) {
        let own: Vec<String> = domain
            .iter()
            .map(|v| serde_json::to_string(v).unwrap())
            .collect();
        assert_eq!(
            U::inline(&Config::new()),
            own.join(" | "),
            "the exported union is the domain type"
        );
    }

    #[test]
    fn the_unions_are_the_domain_types() {
        same::<_, KindName>(Kind::ALL);
        same::<_, SectionName>(Section::ALL);
        same::<_, TopicName>(Topic::ALL);
        same::<_, SexName>(&[Sex::Female, Sex::Male, Sex::Other, Sex::Unknown]);
        let all: Vec<Abnormal> = (0..=5).map(Abnormal::from_code).collect();
        same::<_, AbnormalName>(&all);
        let all: Vec<StatusClass> = (0..=5).map(StatusClass::from_code).collect();
        same::<_, StatusClassName>(&all);
        same::<_, OriginKindName>(&[
            OriginKind::File,
            OriginKind::Hand,
            OriginKind::Sample,
            OriginKind::Portal,
            OriginKind::Code,
            OriginKind::Device,
        ]);
        same::<_, SeverityName>(&[Severity::Info, Severity::Warning, Severity::Error]);
        same::<_, SummaryLanguageName>(&[
            SummaryLanguage::En,
            SummaryLanguage::ZhCn,
            SummaryLanguage::Both,
        ]);
        same::<_, LangName>(&["en", "zh-CN"]);
    }
}
