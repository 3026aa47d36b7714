//! What other FHIR versions called things, and what R4 calls them: the one table, per kind.
//!
//! A rule says what stands under an element's old name. Whatever R4 does not know and no rule names
//! is taken out by [`super::super::r4::clean`] and reported; it stays in the original.
//!
//! # Source
//! HL7 FHIR DSTU2 1.0.2, STU3 3.0.2, R4 4.0.1 and R5 5.0.0: the resource page of each kind, and its
//! "R2/R3/R4/R5 differences"; the conversion maps of the R3, R4 and R5 publications ("Version
//! transforms"). A code that the maps translate only approximately has no rule here: it is left out.

/// Old code, R4 code.
pub(super) type Codes = &'static [(&'static str, &'static str)];

/// What becomes of an old element.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    /// The same thing under another name.
    Name(&'static str),
    /// A plain code where R4 has a concept: new name, code system, codes.
    Concept(&'static str, &'static str, Codes),
    /// A plain code where R4 has a `Coding`: new name, code system, codes.
    Coding(&'static str, &'static str, Codes),
    /// A code that R4 has otherwise: new name, codes.
    Code(&'static str, Codes),
    /// A member of a group tells a code: the member, the R4 element, codes.
    CodeOf(&'static str, &'static str, Codes),
    /// `CodeableReference`, or one of both: the R4 names of concept and reference.
    Split(&'static str, &'static str),
    /// A group whose members stand one level up in R4: member, new name.
    Lift(&'static [(&'static str, &'static str)]),
    /// A group of which R4 keeps one member in the group's place.
    Unwrap(&'static str),
    /// What R4 has inside a group: new name of the group, the member.
    Wrap(&'static str, &'static str),
    /// `true` means that it did not happen: the R4 element and its code.
    Denied(&'static str, &'static str),
    /// This code means that it did not happen: the code, the R4 element and its code.
    DeniedBy(&'static str, &'static str, &'static str),
    /// A number or a string: the R4 stem of `…PositiveInt` and `…String`.
    Counted(&'static str),
    /// A list of texts that R4 has as one.
    Join,
    /// Groups of a type and a reference: the types that have an element in R4.
    Related(Codes),
    /// What was ordered, part by part: R4 has one code. A single part is lifted; of several, the
    /// words are joined.
    Ordered(&'static [&'static str]),
    /// Groups of a status and a time: the status whose time R4 has, and its name there.
    Happened(&'static str, &'static str),
    /// `true`: it is over. The R4 element, the code system and the code that says so.
    Over(&'static str, &'static str, &'static str),
}

use Change::{
    Code, CodeOf, Coding, Concept, Counted, Denied, DeniedBy, Happened, Join, Lift, Name, Ordered,
    Over, Related, Split, Unwrap, Wrap,
};

/// Types under another name: old, R4, and what the old type says by being it.
///
/// # Source
/// STU3 3.0.2 MedicationRequest: "MedicationOrder is renamed"; R4 4.0.1 ServiceRequest:
/// "ProcedureRequest, ReferralRequest and DiagnosticRequest are merged", the last being the
/// DiagnosticOrder of DSTU2; R5 5.0.0 DeviceUsage:
/// "renamed from DeviceUseStatement". `MedicationUsage` stood in the R5 ballots.
pub(super) const TYPES: &[(&str, &str, Codes)] = &[
    (
        "MedicationOrder",
        "MedicationRequest",
        &[("intent", "order")],
    ),
    (
        "MedicationPrescription",
        "MedicationRequest",
        &[("intent", "order")],
    ),
    ("MedicationUsage", "MedicationStatement", &[]),
    ("DeviceUsage", "DeviceUseStatement", &[]),
    ("DiagnosticOrder", "ServiceRequest", &[]),
    ("ProcedureRequest", "ServiceRequest", &[]),
    ("ReferralRequest", "ServiceRequest", &[]),
];

/// Elements that R4 requires and another version does not have: said to be unknown. Type, element,
/// and whether it is a primitive.
pub(super) const REQUIRED: &[(&str, &str, bool)] = &[
    ("CarePlan", "intent", true),
    ("DeviceUseStatement", "status", true),
    ("Encounter", "class", false),
    ("ImagingStudy", "status", true),
    ("ImmunizationRecommendation", "date", true),
    ("ServiceRequest", "intent", true),
    ("ServiceRequest", "status", true),
];

const ALLERGY_CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
const ALLERGY_VERIFICATION: &str =
    "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
const CONDITION_CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const CONDITION_VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const SAME: Codes = &[];

/// R4 type or path, and its old elements. The order counts where two rules fill one element: the
/// first that says something stands.
pub(super) const RULES: &[(&str, &[(&str, Change)])] = &[
    (
        "AllergyIntolerance",
        &[
            ("substance", Name("code")),
            ("reporter", Name("asserter")),
            ("onset", Name("onsetDateTime")),
            ("assertedDate", Name("recordedDate")),
            // The spelling of DSTU2.
            ("lastOccurence", Name("lastOccurrence")),
            (
                "criticality",
                Code(
                    "criticality",
                    &[
                        ("CRITL", "low"),
                        ("CRITH", "high"),
                        ("CRITU", "unable-to-assess"),
                    ],
                ),
            ),
            (
                "verificationStatus",
                Concept(
                    "verificationStatus",
                    ALLERGY_VERIFICATION,
                    &[
                        ("unconfirmed", "unconfirmed"),
                        ("confirmed", "confirmed"),
                        ("refuted", "refuted"),
                        ("entered-in-error", "entered-in-error"),
                    ],
                ),
            ),
            (
                "clinicalStatus",
                Concept(
                    "clinicalStatus",
                    ALLERGY_CLINICAL,
                    &[
                        ("active", "active"),
                        ("inactive", "inactive"),
                        ("resolved", "resolved"),
                    ],
                ),
            ),
            // DSTU2 had one status for both.
            (
                "status",
                Concept(
                    "clinicalStatus",
                    ALLERGY_CLINICAL,
                    &[
                        ("active", "active"),
                        ("inactive", "inactive"),
                        ("resolved", "resolved"),
                    ],
                ),
            ),
            (
                "status",
                Concept(
                    "verificationStatus",
                    ALLERGY_VERIFICATION,
                    &[
                        ("unconfirmed", "unconfirmed"),
                        ("confirmed", "confirmed"),
                        ("refuted", "refuted"),
                        ("entered-in-error", "entered-in-error"),
                    ],
                ),
            ),
        ],
    ),
    (
        "CarePlan",
        &[
            ("context", Name("encounter")),
            ("custodian", Name("author")),
            (
                "status",
                Code(
                    "status",
                    &[
                        ("proposed", "draft"),
                        ("suspended", "on-hold"),
                        ("cancelled", "revoked"),
                    ],
                ),
            ),
        ],
    ),
    (
        "CarePlan.activity",
        &[
            ("plannedActivityReference", Name("reference")),
            (
                "performedActivity",
                Split("outcomeCodeableConcept", "outcomeReference"),
            ),
        ],
    ),
    (
        "CarePlan.activity.detail",
        &[("prohibited", Name("doNotPerform"))],
    ),
    (
        "Condition",
        &[
            ("patient", Name("subject")),
            ("context", Name("encounter")),
            ("dateRecorded", Name("recordedDate")),
            ("assertedDate", Name("recordedDate")),
            ("notes", Name("note")),
            (
                "clinicalStatus",
                Concept(
                    "clinicalStatus",
                    CONDITION_CLINICAL,
                    &[
                        ("active", "active"),
                        ("recurrence", "recurrence"),
                        ("relapse", "relapse"),
                        ("inactive", "inactive"),
                        ("remission", "remission"),
                        ("resolved", "resolved"),
                    ],
                ),
            ),
            (
                "verificationStatus",
                Concept(
                    "verificationStatus",
                    CONDITION_VERIFICATION,
                    &[
                        ("unconfirmed", "unconfirmed"),
                        ("provisional", "provisional"),
                        ("differential", "differential"),
                        ("confirmed", "confirmed"),
                        ("refuted", "refuted"),
                        ("entered-in-error", "entered-in-error"),
                    ],
                ),
            ),
            // condition-clinical: `inactive` is the parent of remission and resolved. A status that
            // the source gives stands.
            (
                "abatementBoolean",
                Over("clinicalStatus", CONDITION_CLINICAL, "inactive"),
            ),
        ],
    ),
    (
        "Condition.evidence",
        &[("concept", Name("code")), ("reference", Name("detail"))],
    ),
    (
        "Device",
        &[
            ("model", Name("modelNumber")),
            ("expiry", Name("expirationDate")),
            ("name", Name("deviceName")),
        ],
    ),
    ("Device.deviceName", &[("value", Name("name"))]),
    (
        "DeviceUseStatement",
        &[
            ("patient", Name("subject")),
            ("whenUsed", Name("timingPeriod")),
            ("indication", Split("reasonCode", "reasonReference")),
            ("reason", Split("reasonCode", "reasonReference")),
            ("bodySiteCodeableConcept", Name("bodySite")),
            ("dateAsserted", Name("recordedOn")),
            ("informationSource", Name("source")),
            ("notes", Name("note")),
            ("status", Code("status", SAME)),
        ],
    ),
    (
        "DiagnosticReport",
        &[
            ("context", Name("encounter")),
            ("request", Name("basedOn")),
            ("codedDiagnosis", Name("conclusionCode")),
            ("image", Name("media")),
            ("performer", Unwrap("actor")),
            // R5 5.0.0, diagnostic-report-status: `modified` is a kind of `partial`.
            ("status", Code("status", &[("modified", "partial")])),
        ],
    ),
    (
        "DocumentReference",
        &[
            ("indexed", Name("date")),
            ("class", Name("category")),
            // R5 has the visits here; R4 a group.
            ("context", Wrap("context", "encounter")),
            ("period", Wrap("context", "period")),
            ("event", Wrap("context", "event")),
            ("facilityType", Wrap("context", "facilityType")),
            ("practiceSetting", Wrap("context", "practiceSetting")),
        ],
    ),
    ("DocumentReference.context", &[("related", Unwrap("ref"))]),
    (
        "Dosage",
        &[
            ("additionalInstructions", Name("additionalInstruction")),
            ("siteCodeableConcept", Name("site")),
            ("asNeeded", Name("asNeededBoolean")),
            ("asNeededFor", Name("asNeededCodeableConcept")),
            ("doseQuantity", Wrap("doseAndRate", "doseQuantity")),
            ("doseSimpleQuantity", Wrap("doseAndRate", "doseQuantity")),
            ("doseRange", Wrap("doseAndRate", "doseRange")),
            ("quantityQuantity", Wrap("doseAndRate", "doseQuantity")),
            ("quantityRange", Wrap("doseAndRate", "doseRange")),
            ("rateRatio", Wrap("doseAndRate", "rateRatio")),
            ("rateRange", Wrap("doseAndRate", "rateRange")),
            ("rateQuantity", Wrap("doseAndRate", "rateQuantity")),
        ],
    ),
    (
        "Encounter",
        &[
            ("patient", Name("subject")),
            ("actualPeriod", Name("period")),
            ("indication", Name("reasonReference")),
            ("reason", Split("reasonCode", "reasonReference")),
            ("incomingReferral", Name("basedOn")),
            ("admission", Name("hospitalization")),
            // DSTU2 encounter-class; `daytime` and `other` have no code of the same meaning.
            (
                "class",
                Coding(
                    "class",
                    ACT_CODE,
                    &[
                        ("inpatient", "IMP"),
                        ("outpatient", "AMB"),
                        ("ambulatory", "AMB"),
                        ("emergency", "EMER"),
                        ("home", "HH"),
                        ("field", "FLD"),
                        ("virtual", "VR"),
                    ],
                ),
            ),
            ("status", Code("status", &[("completed", "finished")])),
        ],
    ),
    ("Encounter.diagnosis", &[("role", Name("use"))]),
    ("Encounter.location", &[("form", Name("physicalType"))]),
    ("Encounter.participant", &[("actor", Name("individual"))]),
    (
        "FamilyMemberHistory",
        &[
            ("notDoneReason", Name("dataAbsentReason")),
            ("reason", Split("reasonCode", "reasonReference")),
            (
                "gender",
                Concept(
                    "sex",
                    "http://hl7.org/fhir/administrative-gender",
                    &[
                        ("male", "male"),
                        ("female", "female"),
                        ("other", "other"),
                        ("unknown", "unknown"),
                    ],
                ),
            ),
        ],
    ),
    ("HumanName", &[("family", Join)]),
    (
        "ImagingStudy",
        &[
            ("patient", Name("subject")),
            ("context", Name("encounter")),
            ("modalityList", Name("modality")),
            ("procedure", Split("procedureCode", "procedureReference")),
        ],
    ),
    (
        "ImagingStudy.series.instance",
        &[("sopClass", Coding("sopClass", "urn:ietf:rfc:3986", SAME))],
    ),
    (
        "Immunization",
        &[
            ("date", Name("occurrenceDateTime")),
            ("performer", Wrap("performer", "actor")),
            ("practitioner", Name("performer")),
            (
                "explanation",
                Lift(&[("reason", "reasonCode"), ("reasonNotGiven", "statusReason")]),
            ),
            ("reason", Split("reasonCode", "reasonReference")),
            ("vaccinationProtocol", Name("protocolApplied")),
            ("status", Code("status", SAME)),
            ("wasNotGiven", Denied("status", "not-done")),
            ("notGiven", Denied("status", "not-done")),
        ],
    ),
    ("Immunization.performer", &[("role", Name("function"))]),
    (
        "Immunization.protocolApplied",
        &[
            ("doseSequence", Counted("doseNumber")),
            ("doseNumber", Counted("doseNumber")),
            ("seriesDoses", Counted("seriesDoses")),
        ],
    ),
    (
        "ImmunizationRecommendation.recommendation",
        &[
            ("doseNumber", Counted("doseNumber")),
            ("seriesDoses", Counted("seriesDoses")),
        ],
    ),
    (
        "Medication",
        &[
            ("doseForm", Name("form")),
            ("product", Lift(&[("form", "form")])),
        ],
    ),
    (
        "Medication.ingredient",
        &[
            ("item", Split("itemCodeableConcept", "itemReference")),
            ("strengthRatio", Name("strength")),
        ],
    ),
    (
        "MedicationAdministration",
        &[
            ("patient", Name("subject")),
            ("encounter", Name("context")),
            ("practitioner", Wrap("performer", "actor")),
            ("effectiveTimeDateTime", Name("effectiveDateTime")),
            ("effectiveTimePeriod", Name("effectivePeriod")),
            // The spelling of R5.
            ("occurenceDateTime", Name("effectiveDateTime")),
            ("occurencePeriod", Name("effectivePeriod")),
            (
                "medication",
                Split("medicationCodeableConcept", "medicationReference"),
            ),
            ("reason", Split("reasonCode", "reasonReference")),
            ("reasonGiven", Name("reasonCode")),
            ("reasonNotGiven", Name("statusReason")),
            ("prescription", Name("request")),
            ("status", Code("status", SAME)),
            ("wasNotGiven", Denied("status", "not-done")),
            ("notGiven", Denied("status", "not-done")),
        ],
    ),
    (
        "MedicationAdministration.dosage",
        &[
            ("quantity", Name("dose")),
            ("siteCodeableConcept", Name("site")),
        ],
    ),
    (
        "MedicationDispense",
        &[
            ("patient", Name("subject")),
            ("encounter", Name("context")),
            ("dispenser", Wrap("performer", "actor")),
            (
                "medication",
                Split("medicationCodeableConcept", "medicationReference"),
            ),
            (
                "notDoneReasonCodeableConcept",
                Name("statusReasonCodeableConcept"),
            ),
            (
                "notPerformedReason",
                Split("statusReasonCodeableConcept", "statusReasonReference"),
            ),
            ("status", Code("status", SAME)),
            ("notDone", Denied("status", "declined")),
        ],
    ),
    (
        "MedicationRequest",
        &[
            ("patient", Name("subject")),
            ("context", Name("encounter")),
            ("dateWritten", Name("authoredOn")),
            ("prescriber", Name("requester")),
            ("requester", Unwrap("agent")),
            (
                "medication",
                Split("medicationCodeableConcept", "medicationReference"),
            ),
            ("reasonCodeableConcept", Name("reasonCode")),
            ("reason", Split("reasonCode", "reasonReference")),
            ("reported", Name("reportedBoolean")),
            ("status", Code("status", SAME)),
        ],
    ),
    (
        "MedicationRequest.substitution",
        &[("allowed", Name("allowedBoolean"))],
    ),
    (
        "MedicationStatement",
        &[
            ("patient", Name("subject")),
            ("encounter", Name("context")),
            (
                "medication",
                Split("medicationCodeableConcept", "medicationReference"),
            ),
            ("reasonForUseCodeableConcept", Name("reasonCode")),
            ("reasonForUseReference", Name("reasonReference")),
            ("reason", Split("reasonCode", "reasonReference")),
            ("reasonNotTaken", Name("statusReason")),
            // R5's `recorded` says that the statement is finished, nothing of the taking.
            ("status", Code("status", &[("recorded", "unknown")])),
            (
                "adherence",
                CodeOf(
                    "code",
                    "status",
                    &[
                        ("taking", "active"),
                        ("taking-as-directed", "active"),
                        ("taking-not-as-directed", "active"),
                        ("not-taking", "not-taken"),
                        ("on-hold", "on-hold"),
                        ("on-hold-as-directed", "on-hold"),
                        ("on-hold-not-as-directed", "on-hold"),
                        ("stopped", "stopped"),
                        ("stopped-as-directed", "stopped"),
                        ("stopped-not-as-directed", "stopped"),
                    ],
                ),
            ),
            ("wasNotTaken", Denied("status", "not-taken")),
            ("taken", DeniedBy("n", "status", "not-taken")),
        ],
    ),
    (
        "Observation",
        &[
            ("context", Name("encounter")),
            ("comments", Name("note")),
            ("comment", Name("note")),
            (
                "related",
                Related(&[("has-member", "hasMember"), ("derived-from", "derivedFrom")]),
            ),
            ("status", Code("status", SAME)),
        ],
    ),
    ("Observation.referenceRange", &[("meaning", Name("type"))]),
    ("Practitioner", &[("communication", Unwrap("language"))]),
    (
        "Procedure",
        &[
            ("context", Name("encounter")),
            ("occurrenceDateTime", Name("performedDateTime")),
            ("occurrencePeriod", Name("performedPeriod")),
            ("occurrenceString", Name("performedString")),
            ("occurrenceAge", Name("performedAge")),
            ("occurrenceRange", Name("performedRange")),
            ("request", Name("basedOn")),
            ("notes", Name("note")),
            ("reasonCodeableConcept", Name("reasonCode")),
            ("reason", Split("reasonCode", "reasonReference")),
            ("reasonNotPerformed", Name("statusReason")),
            ("notDoneReason", Name("statusReason")),
            ("complication", Split("complication", "complicationDetail")),
            ("used", Split("usedCode", "usedReference")),
            (
                "status",
                Code(
                    "status",
                    &[("suspended", "on-hold"), ("aborted", "stopped")],
                ),
            ),
            ("notPerformed", Denied("status", "not-done")),
            ("notDone", Denied("status", "not-done")),
        ],
    ),
    ("Procedure.performer", &[("role", Name("function"))]),
    ("Quantity", &[("units", Name("unit"))]),
    (
        "ServiceRequest",
        &[
            ("patient", Name("subject")),
            ("context", Name("encounter")),
            ("orderer", Name("requester")),
            ("requester", Unwrap("agent")),
            ("orderedOn", Name("authoredOn")),
            ("dateSent", Name("authoredOn")),
            ("serviceRequested", Name("code")),
            ("scheduledDateTime", Name("occurrenceDateTime")),
            ("scheduledPeriod", Name("occurrencePeriod")),
            ("scheduledTiming", Name("occurrenceTiming")),
            ("reasonCodeableConcept", Name("reasonCode")),
            ("reason", Split("reasonCode", "reasonReference")),
            ("notes", Name("note")),
            ("supportingInformation", Name("supportingInfo")),
            ("recipient", Name("performer")),
            ("item", Ordered(&["code", "specimen", "bodySite"])),
            ("event", Happened("requested", "authoredOn")),
            (
                "status",
                Code(
                    "status",
                    &[
                        // DSTU2 1.0.2, diagnostic-order-status: placed, and what follows it. What
                        // was only proposed or planned is not: R4 has that in `intent`.
                        ("requested", "active"),
                        ("received", "active"),
                        ("accepted", "active"),
                        ("in-progress", "active"),
                        ("review", "active"),
                        ("suspended", "on-hold"),
                        ("cancelled", "revoked"),
                    ],
                ),
            ),
        ],
    ),
    (
        "Timing.repeat",
        &[
            ("durationUnits", Name("durationUnit")),
            ("periodUnits", Name("periodUnit")),
            ("boundsQuantity", Name("boundsDuration")),
        ],
    ),
];

/// Code systems that moved with R4: old address, new address, and the codes the new one still has
/// (none given: all).
///
/// # Source
/// R4 4.0.1, "Terminologies: code systems", with the history of each; hl7.org/fhir/v2 and /v3 moved
/// as a whole to terminology.hl7.org.
pub(super) const SYSTEMS: &[(&str, &str, &[&str])] = &[
    (
        "http://hl7.org/fhir/observation-category",
        "http://terminology.hl7.org/CodeSystem/observation-category",
        &[],
    ),
    (
        "http://hl7.org/fhir/condition-category",
        "http://terminology.hl7.org/CodeSystem/condition-category",
        &["problem-list-item", "encounter-diagnosis"],
    ),
    (
        "http://hl7.org/fhir/data-absent-reason",
        "http://terminology.hl7.org/CodeSystem/data-absent-reason",
        &[],
    ),
    (
        "http://hl7.org/fhir/referencerange-meaning",
        "http://terminology.hl7.org/CodeSystem/referencerange-meaning",
        &[],
    ),
    (
        "http://hl7.org/fhir/medication-statement-category",
        "http://terminology.hl7.org/CodeSystem/medication-statement-category",
        &[],
    ),
    (
        "http://hl7.org/fhir/diagnosis-role",
        "http://terminology.hl7.org/CodeSystem/diagnosis-role",
        &[],
    ),
    (
        "http://hl7.org/fhir/organization-type",
        "http://terminology.hl7.org/CodeSystem/organization-type",
        &[],
    ),
];

/// Whole families of code systems that moved: front of the old address, front of the new one.
pub(super) const FAMILIES: &[(&str, &str)] = &[
    (
        "http://hl7.org/fhir/v2/",
        "http://terminology.hl7.org/CodeSystem/v2-",
    ),
    (
        "http://hl7.org/fhir/v3/",
        "http://terminology.hl7.org/CodeSystem/v3-",
    ),
];
