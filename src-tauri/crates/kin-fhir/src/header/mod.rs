//! One pass over a resource: the elements that lists, search and the timeline need.
//!
//! One struct holds the union over all resource types, so that one typed pass serves them all;
//! everything is borrowed from the resource's bytes, numbers as the text they are. Elements of
//! DSTU2, STU3 and R5 that mean the same are read into the same fields: the table below is the one
//! place that knows what an element was called when (`ips::convert::rules` is its twin for writing).
//!
//! # Source
//! HL7 FHIR 1.0.2, 3.0.2, 4.0.1 and 5.0.0, the resource page of each kind and its differences to the
//! version before.

mod elements;
mod lenient;
mod parts;
mod version;

#[cfg(test)]
mod tests;

pub(crate) use elements::{
    Annotation, AttachmentElement, Beside, Choice, Concept, Content, Identifier, Missing, Name,
    NarrativeElement, Period, Quantity, ReferenceRange, Who,
};
pub(crate) use lenient::{Element, Many, Seen, Text};
pub(crate) use parts::{
    Activity, Adherence, Amount, Component, Contained, Dosage, Event, Explanation, FamilyCondition,
    GoalTarget, Ingredient, Item, Meta, OutcomeIssue, Payload, Reaction, Recommendation, Section,
    Series, Telecom,
};
pub use version::FhirVersion;

use crate::FhirError;
use serde::de::{DeserializeSeed as _, IgnoredAny, MapAccess};

macro_rules! header {
    ( $( $field:ident : $ty:ty = $($key:literal)|+ ),+ $(,)? ; choices $( $choice:ident = $prefix:literal ),+ $(,)? ) => {
        /// The elements of a resource that lists, search and the timeline need, borrowed from its bytes.
        #[derive(Debug, Clone, Default)]
        pub struct Header<'a> {
            $( pub(crate) $field: $ty, )+
            $( pub(crate) $choice: Choice<'a>, )+
        }

        impl<'a> Element<'a> for Header<'a> {
            fn member<A: MapAccess<'a>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
                match key {
                    $( $($key)|+ => { self.$field = map.next_value()?; return Ok(()); } )+
                    _ => {}
                }
                $( if let Some(suffix) = key.strip_prefix($prefix)
                    && self.$choice.member(suffix, map)? { return Ok(()); } )+
                map.next_value::<IgnoredAny>()?;
                Ok(())
            }
        }
        lenient::element!(@de Header);
    };
}

header! {
    resource_type: Text<'a> = "resourceType",
    id: Text<'a> = "id",
    meta: Meta<'a> = "meta",
    narrative: NarrativeElement<'a> = "text",
    identifier: Many<Identifier<'a>> = "identifier",
    contained: Many<Contained<'a>> = "contained",
    // --- what it is
    status: Text<'a> = "status" | "lifecycleStatus",
    doc_status: Concept<'a> = "docStatus",
    adherence: Adherence<'a> = "adherence",
    clinical_status: Concept<'a> = "clinicalStatus",
    verification_status: Concept<'a> = "verificationStatus",
    achievement: Concept<'a> = "achievementStatus",
    intent: Text<'a> = "intent",
    usage: Text<'a> = "use",
    not_done: Text<'a> = "notGiven" | "notDone",
    do_not: Text<'a> = "doNotPerform",
    subpotent: Text<'a> = "isSubpotent",
    taken: Text<'a> = "taken",
    was_not_done: Text<'a> = "wasNotGiven" | "wasNotTaken" | "notPerformed",
    code: Many<Concept<'a>> = "code" | "codeCodeableConcept" | "serviceRequested",
    kind: Many<Concept<'a>> = "type",
    category: Many<Concept<'a>> = "category" | "relevantCategory",
    class: Many<Concept<'a>> = "class",
    vaccine_code: Concept<'a> = "vaccineCode",
    substance: Many<Concept<'a>> = "substance",
    form: Concept<'a> = "form",
    ingredient: Many<Ingredient<'a>> = "ingredient",
    procedure_code: Many<Concept<'a>> = "procedureCode" | "procedure",
    modality: Many<Concept<'a>> = "modality" | "modalityList",
    service_type: Many<Concept<'a>> = "serviceType",
    specialty: Many<Concept<'a>> = "specialty" | "practiceSetting",
    appointment_type: Concept<'a> = "appointmentType",
    relationship: Many<Concept<'a>> = "relationship",
    scope: Concept<'a> = "scope",
    policy_rule: Concept<'a> = "policyRule",
    description: Concept<'a> = "description",
    title: Text<'a> = "title",
    name: Many<Name<'a>> = "name",
    device_name: Many<Name<'a>> = "deviceName" | "displayName",
    model: Text<'a> = "modelNumber" | "model",
    lot_number: Text<'a> = "lotNumber",
    criticality: Text<'a> = "criticality",
    questionnaire: Concept<'a> = "questionnaire",
    outcome: Concept<'a> = "outcome",
    status_reason: Many<Concept<'a>> = "statusReason" | "statusReasonCodeableConcept"
        | "reasonNotTaken" | "reasonNotGiven" | "reasonNotPerformed" | "reasonEnded"
        | "notDoneReason" | "notDoneReasonCodeableConcept" | "notPerformedReason",
    reason: Many<Concept<'a>> = "reasonCode" | "reason" | "reasonCodeableConcept"
        | "reasonForUseCodeableConcept" | "reasonGiven",
    // Beside the reason of a visit in DSTU2, so not under the same name.
    indication: Many<Concept<'a>> = "indication",
    reason_reference: Many<Who<'a>> = "reasonReference",
    explanation: Explanation<'a> = "explanation",
    body_site: Many<Concept<'a>> = "bodySite" | "bodySiteCodeableConcept",
    topic: Concept<'a> = "topic",
    diet: Content3<'a> = "oralDiet",
    supplied: Content3<'a> = "suppliedItem",
    // --- when
    date: Text<'a> = "date" | "dateTime" | "dateWritten" | "indexed",
    issued: Text<'a> = "issued",
    period: Period<'a> = "period",
    actual_period: Period<'a> = "actualPeriod",
    recorded: Text<'a> = "recordedDate" | "recorded" | "dateRecorded" | "assertedDate"
        | "dateAsserted" | "recordedOn" | "modified",
    authored_on: Text<'a> = "authoredOn" | "orderedOn" | "authored" | "dateSent",
    started: Text<'a> = "started" | "startDate" | "startDateTime" | "start",
    end: Text<'a> = "end",
    created: Text<'a> = "created" | "createdDateTime",
    billable_period: Period<'a> = "billablePeriod" | "servicePeriod",
    sent: Text<'a> = "sent",
    received: Text<'a> = "received" | "receivedTime",
    handed_over: Text<'a> = "whenHandedOver",
    prepared: Text<'a> = "whenPrepared",
    status_date: Text<'a> = "statusDate",
    when_used: Period<'a> = "whenUsed",
    event: Many<Event<'a>> = "event",
    birth_date: Text<'a> = "birthDate",
    collection: Collection<'a> = "collection",
    context_element: DocumentContext<'a> = "context",
    manufacture_date: Text<'a> = "manufactureDate",
    requested_period: Many<Period<'a>> = "requestedPeriod" | "executionPeriod",
    // --- who
    subject: Many<Who<'a>> = "subject",
    focus: Many<Who<'a>> = "focus",
    patient: Many<Who<'a>> = "patient" | "beneficiary" | "for",
    author: Many<Who<'a>> = "author" | "authoringPerson" | "source",
    performer: Many<Who<'a>> = "performer" | "dispenser",
    requester: Who<'a> = "requester" | "prescriber" | "orderer",
    recorder: Who<'a> = "recorder",
    asserter: Who<'a> = "asserter" | "reporter",
    information_source: Who<'a> = "informationSource",
    service_provider: Who<'a> = "serviceProvider" | "managingOrganization" | "custodian",
    provider: Who<'a> = "provider",
    organization: Many<Who<'a>> = "organization",
    practitioner: Who<'a> = "practitioner",
    insurer: Who<'a> = "insurer",
    payor: Many<Who<'a>> = "payor" | "issuer",
    manufacturer: Who<'a> = "manufacturer",
    participant: Many<Who<'a>> = "participant",
    location: Many<Who<'a>> = "location",
    sender: Who<'a> = "sender",
    agent: Many<Who<'a>> = "agent",
    device: Who<'a> = "device",
    // --- how much
    range: Many<ReferenceRange<'a>> = "referenceRange",
    interpretation: Many<Concept<'a>> = "interpretation",
    absent: Concept<'a> = "dataAbsentReason",
    beside_value: Beside<'a> = "_valueString" | "_valueDateTime" | "_valueTime" | "_valueBoolean" | "_valueInteger"
        | "_valueDecimal",
    component: Many<Component<'a>> = "component",
    total: Many<Amount<'a>> = "total" | "totalNet",
    total_cost: Quantity<'a> = "totalCost",
    quantity: Quantity<'a> = "quantity",
    // --- words and parts
    note: Many<Annotation<'a>> = "note" | "notes",
    comment: Text<'a> = "comment",
    comments: Text<'a> = "comments",
    conclusion: Text<'a> = "conclusion" | "summary",
    conclusion_code: Many<Concept<'a>> = "conclusionCode" | "codedDiagnosis",
    instruction: Text<'a> = "patientInstruction",
    reaction: Many<Reaction<'a>> = "reaction",
    dosage: Many<Dosage<'a>> = "dosage" | "dosageInstruction",
    // R5: the whole of the dosage in words.
    rendered_dosage: Text<'a> = "renderedDosageInstruction",
    condition: Many<FamilyCondition<'a>> = "condition",
    diagnosis: Many<FamilyCondition<'a>> = "diagnosis",
    target: Many<GoalTarget<'a>> = "target",
    activity: Many<Activity<'a>> = "activity",
    section: Many<Section<'a>> = "section",
    item: Many<Item<'a>> = "item" | "group",
    payload: Many<Payload<'a>> = "payload",
    presented_form: Many<AttachmentElement<'a>> = "presentedForm",
    content: Many<Content<'a>> = "content",
    content_type: Text<'a> = "contentType",
    series: Many<Series<'a>> = "series",
    recommendation: Many<Recommendation<'a>> = "recommendation",
    prediction: Many<Recommendation<'a>> = "prediction",
    issue: Many<OutcomeIssue<'a>> = "issue",
    // --- a Patient
    gender: Text<'a> = "gender",
    telecom: Many<Telecom<'a>> = "telecom",
    // --- versions
    fhir_version: Text<'a> = "fhirVersion",
    only_dstu2: Seen = "careProvider" | "lastOccurence" | "practitionerRole" | "dateEnded"
        | "reasonForUseReference",
    only_r5: Seen = "triggeredBy" | "bodyStructure" | "virtualService" | "plannedStartDate"
        | "subjectStatus";
    choices
    value = "value",
    effective = "effective",
    effective_time = "effectiveTime",
    onset = "onset",
    abatement = "abatement",
    occurrence = "occurrence",
    // The spelling of R5's MedicationAdministration.
    occurence = "occurence",
    scheduled = "scheduled",
    // DSTU2's Goal.
    target_value = "target",
    performed = "performed",
    medication = "medication",
    timing = "timing",
    identified = "identified",
}

lenient::element! {
    /// `Specimen.collection`.
    struct Collection {
        at: Text<'a> = "collectedDateTime",
        period: Period<'a> = "collectedPeriod",
    }
}

lenient::element! {
    /// `DocumentReference.context` (R4), or the encounter that `context` was in STU3.
    struct DocumentContext {
        period: Period<'a> = "period",
        facility: Concept<'a> = "facilityType",
        setting: Concept<'a> = "practiceSetting",
        reference: Text<'a> = "reference",
    }
}

lenient::element! {
    /// `NutritionOrder.oralDiet`, `SupplyDelivery.suppliedItem`.
    struct Content3 {
        kind: Many<Concept<'a>> = "type" | "itemCodeableConcept",
        item: Who<'a> = "itemReference",
        quantity: Quantity<'a> = "quantity",
        instruction: Text<'a> = "instruction",
    }
}

impl<'a> Header<'a> {
    /// Reads the header of a resource.
    ///
    /// # Errors
    /// [`FhirError::NotJson`] when the text is no JSON, [`FhirError::NotAnObject`],
    /// [`FhirError::NoResourceType`].
    pub fn parse(json: &'a str) -> Result<Box<Self>, FhirError> {
        if !json.trim_start().starts_with('{') {
            return Err(FhirError::NotAnObject { found: "value" });
        }
        // Kilobytes large: filled where it stays, for moving it would cost as much as reading.
        let mut header = Box::<Self>::default();
        let mut reader = serde_json::Deserializer::from_str(json);
        lenient::Fill(&mut *header)
            .deserialize(&mut reader)
            .and_then(|()| reader.end())
            .map_err(|e| FhirError::NotJson {
                // Minified JSON is one line, so the column is the place.
                offset: e.column() as u64,
                expected: "JSON",
            })?;
        if header.resource_type.is_empty() {
            return Err(FhirError::NoResourceType);
        }
        Ok(header)
    }

    /// `resourceType`.
    #[must_use]
    pub fn resource_type(&self) -> &str {
        self.resource_type.as_str()
    }

    /// `id`; empty when there is none.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_str()
    }

    /// The person the resource is about, as it refers to them: `subject`, `patient`,
    /// `beneficiary` or `for`; `None` when it names nobody.
    #[must_use]
    pub fn subject_reference(&self) -> Option<&str> {
        self.subject
            .iter()
            .chain(self.patient.iter())
            .map(|w| w.reference.as_str())
            .find(|r| !r.is_empty())
    }

    /// The record number by which the resource names its person without a reference: `system|value`.
    pub(crate) fn subject_number(&self) -> Option<String> {
        let named = self.subject.iter().chain(self.patient.iter());
        let mut numbers = named.map(|who| &who.identifier);
        let number = numbers.find(|i| !i.system.is_empty() && !i.value.is_empty())?;
        Some(format!(
            "{}|{}",
            number.system.as_str(),
            number.value.as_str()
        ))
    }

    /// The contained resource that a reference `#id` names.
    pub(crate) fn contained(&self, reference: &str) -> Option<&Contained<'a>> {
        let id = reference.strip_prefix('#')?;
        self.contained.iter().find(|c| c.id.as_str() == id)
    }
}
