//! The parts that only some resource types have.

use super::elements::{
    Choice, Concept, Name, NarrativeElement, Period, Quantity, ReferenceRange, Texts, Who,
};
use super::lenient::{Element, Many, Text, element};
use serde::de::{IgnoredAny, MapAccess};
use std::borrow::Cow;

element! {
    /// `Meta`.
    struct Meta {
        profile: Texts<'a> = "profile",
        last_updated: Text<'a> = "lastUpdated",
        source: Text<'a> = "source",
    }
}

element! {
    /// `Medication.ingredient`.
    struct Ingredient {
        item: Concept<'a> = "itemCodeableConcept" | "item",
        named: Who<'a> = "itemReference",
        strength: Period<'a> = "strength" | "strengthRatio" | "amount",
        quantity: Quantity<'a> = "strengthQuantity",
    }
}

element! {
    /// A contained resource, as far as its name goes.
    struct Contained {
        id: Text<'a> = "id",
        resource_type: Text<'a> = "resourceType",
        code: Concept<'a> = "code",
        name: Many<Name<'a>> = "name",
        device_name: Many<Name<'a>> = "deviceName",
        kind: Many<Concept<'a>> = "type",
        ingredient: Many<Ingredient<'a>> = "ingredient",
    }
}

/// `Observation.component`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Component<'a> {
    pub(crate) code: Concept<'a>,
    pub(crate) value: Choice<'a>,
    pub(crate) absent: Concept<'a>,
    pub(crate) interpretation: Many<Concept<'a>>,
    pub(crate) range: Many<ReferenceRange<'a>>,
}

impl<'a> Element<'a> for Component<'a> {
    fn member<A: MapAccess<'a>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "code" => self.code = map.next_value()?,
            "dataAbsentReason" => self.absent = map.next_value()?,
            "interpretation" => self.interpretation = map.next_value()?,
            "referenceRange" => self.range = map.next_value()?,
            _ => {
                let taken = match key.strip_prefix("value") {
                    Some(suffix) => self.value.member(suffix, map)?,
                    None => false,
                };
                if !taken {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}
element!(@de Component);

element! {
    /// `AllergyIntolerance.reaction`.
    struct Reaction {
        substance: Concept<'a> = "substance",
        manifestation: Many<Concept<'a>> = "manifestation",
        description: Text<'a> = "description",
        severity: Text<'a> = "severity",
        note: Many<super::Annotation<'a>> = "note",
        reference: Text<'a> = "reference",
    }
}

element! {
    /// `Dosage`.
    struct Dosage {
        text: Text<'a> = "text",
        patient_instruction: Text<'a> = "patientInstruction",
        dose: Quantity<'a> = "doseQuantity" | "doseSimpleQuantity" | "dose" | "quantityQuantity"
            | "quantity",
        route: Concept<'a> = "route",
        timing: Period<'a> = "timing",
    }
    text => text
}

element! {
    /// `FamilyMemberHistory.condition`, `Encounter.diagnosis`, `Claim.diagnosis`.
    struct FamilyCondition {
        code: Concept<'a> = "code" | "diagnosisCodeableConcept" | "type",
        condition: Who<'a> = "condition" | "diagnosisReference",
        note: Many<super::Annotation<'a>> = "note",
        display: Text<'a> = "display",
    }
}

/// `Goal.target`.
#[derive(Debug, Clone, Default)]
pub(crate) struct GoalTarget<'a> {
    pub(crate) measure: Concept<'a>,
    pub(crate) detail: Choice<'a>,
    pub(crate) due: Text<'a>,
}

impl<'a> Element<'a> for GoalTarget<'a> {
    fn member<A: MapAccess<'a>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "measure" => self.measure = map.next_value()?,
            "dueDate" => self.due = map.next_value()?,
            _ => {
                let taken = match key.strip_prefix("detail") {
                    Some(suffix) => self.detail.member(suffix, map)?,
                    None => false,
                };
                if !taken {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}
element!(@de GoalTarget);

element! {
    /// `CarePlan.activity`.
    struct Activity {
        detail: ActivityDetail<'a> = "detail",
        outcome: Many<Concept<'a>> = "outcomeCodeableConcept" | "performedActivity",
        reference: Who<'a> = "reference" | "plannedActivityReference",
        progress: Many<super::Annotation<'a>> = "progress",
    }
}

element! {
    /// `CarePlan.activity.detail`.
    struct ActivityDetail {
        code: Concept<'a> = "code",
        description: Text<'a> = "description",
    }
}

element! {
    /// `Composition.section`.
    struct Section {
        title: Text<'a> = "title",
        code: Concept<'a> = "code",
        text: NarrativeElement<'a> = "text",
        section: Many<Section<'a>> = "section",
    }
}

/// `QuestionnaireResponse.item`, its answers, and the items of a claim.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item<'a> {
    pub(crate) link_id: Text<'a>,
    pub(crate) text: Text<'a>,
    pub(crate) answer: Many<Self>,
    pub(crate) item: Many<Self>,
    pub(crate) value: Choice<'a>,
    pub(crate) product: Concept<'a>,
    pub(crate) code: Concept<'a>,
}

impl<'a> Element<'a> for Item<'a> {
    fn member<A: MapAccess<'a>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "linkId" => self.link_id = map.next_value()?,
            "text" | "title" => self.text = map.next_value()?,
            "answer" => self.answer = map.next_value()?,
            "item" | "group" | "question" => self.item = map.next_value()?,
            "code" => self.code = map.next_value()?,
            "productOrService" | "service" | "product" => self.product = map.next_value()?,
            _ => {
                let taken = match key.strip_prefix("value") {
                    Some(suffix) => self.value.member(suffix, map)?,
                    None => false,
                };
                if !taken {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn set_text(&mut self, text: Cow<'a, str>) {
        self.text = Text(text);
    }
}
element!(@de Item);

element! {
    /// `Claim.total` (Money) and `ExplanationOfBenefit.total` (category and amount).
    struct Amount {
        value: Text<'a> = "value",
        currency: Text<'a> = "currency" | "code",
        amount: Quantity<'a> = "amount",
        category: Concept<'a> = "category",
    }
}

element! {
    /// `MedicationStatement.adherence` (R5).
    struct Adherence {
        code: Concept<'a> = "code",
    }
}

element! {
    /// `Immunization.explanation` (DSTU2, STU3).
    struct Explanation {
        reason: Many<Concept<'a>> = "reason",
        not_given: Many<Concept<'a>> = "reasonNotGiven",
    }
}

element! {
    /// `DiagnosticOrder.event` (DSTU2); `AdverseEvent.event`, which is a concept.
    struct Event {
        status: Text<'a> = "status",
        at: Text<'a> = "dateTime",
        text: Text<'a> = "text",
        coding: Many<Concept<'a>> = "coding",
    }
}

element! {
    /// `Communication.payload`.
    struct Payload {
        text: Text<'a> = "contentString",
        attachment: super::AttachmentElement<'a> = "contentAttachment",
        concept: Concept<'a> = "contentCodeableConcept",
    }
}

element! {
    /// `ImagingStudy.series`.
    struct Series {
        modality: Concept<'a> = "modality",
        description: Text<'a> = "description",
        body_site: Concept<'a> = "bodySite",
    }
}

element! {
    /// `ImmunizationRecommendation.recommendation`, `RiskAssessment.prediction`.
    struct Recommendation {
        vaccine: Many<Concept<'a>> = "vaccineCode",
        forecast: Concept<'a> = "forecastStatus",
        outcome: Concept<'a> = "outcome",
        risk: Concept<'a> = "qualitativeRisk",
        probability: Text<'a> = "probabilityDecimal",
    }
}

element! {
    /// `OperationOutcome.issue`.
    struct OutcomeIssue {
        severity: Text<'a> = "severity",
        code: Text<'a> = "code",
        details: Concept<'a> = "details",
        diagnostics: Text<'a> = "diagnostics",
    }
}

element! {
    /// `ContactPoint`.
    struct Telecom {
        system: Text<'a> = "system",
        value: Text<'a> = "value",
    }
}
