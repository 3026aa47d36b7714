use super::*;

fn lines(json: &str) -> Vec<String> {
    let d = detail(json.as_bytes(), &ScanContext::default()).unwrap();
    let mut out = Vec::new();
    for s in &d.sections {
        if !s.label.is_empty() || s.title.is_some() {
            out.push(format!(
                "[{}] {}",
                s.label,
                s.title.clone().unwrap_or_default()
            ));
        }
        out.extend(s.rows.iter().map(|r| {
            format!(
                "{}={} @{}{}",
                r.label,
                r.value,
                r.path,
                if r.date.is_some() { " date" } else { "" }
            )
        }));
    }
    out.extend(d.not_shown.iter().map(|n| format!("not shown: {n}")));
    out
}

#[test]
fn a_blood_pressure_in_lines() {
    let json = r#"{"resourceType":"Observation","id":"bp1","meta":{"versionId":"2","lastUpdated":"2024-01-02T03:04:05Z"},"status":"final",
      "category":[{"coding":[{"code":"vital-signs","display":"Vital Signs"}]}],
      "code":{"coding":[{"system":"http://loinc.org","code":"85354-9","display":"Blood pressure panel"}],"text":"Blood pressure"},
      "subject":{"reference":"Patient/1"},"effectiveDateTime":"2024-01-02","performer":[{"display":"Nurse Ann"}],
      "component":[{"code":{"text":"Systolic"},"valueQuantity":{"value":132.0,"unit":"mmHg"},"interpretation":[{"text":"High"}]},
                   {"code":{"text":"Diastolic"},"dataAbsentReason":{"text":"not measured"}}],
      "note":[{"text":"left arm","authorString":"Ann","time":"2024-01-02"}],"inventedElement":{"a":1}}"#;
    assert_eq!(
        lines(json),
        [
            "code=Blood pressure @code",
            "category=Vital Signs @category[0]",
            "status=final @status",
            "effective=2024-01-02 @effectiveDateTime date",
            "performer=Nurse Ann @performer[0]",
            "note=left arm (Ann, 2024-01-02) @note[0]",
            "subject=\u{2060}Patient/1 @subject",
            "[component] Systolic",
            "value=132.0 mmHg @component[0].valueQuantity",
            "interpretation=High @component[0].interpretation[0]",
            "[component] Diastolic",
            "data-absent-reason=not measured @component[1].dataAbsentReason",
            "[codes] ",
            "coding=LOINC 85354-9 · Blood pressure panel @code.coding[0]",
            "[record] ",
            "id=bp1 @id",
            "version-id=2 @meta.versionId",
            "last-updated=2024-01-02T03:04:05Z @meta.lastUpdated date",
            "not shown: inventedElement"
        ]
    );
}

#[test]
fn dosage_timing_and_contained_names() {
    let json = r##"{"resourceType":"MedicationRequest","status":"active","intent":"order",
      "contained":[{"resourceType":"Medication","id":"m","code":{"text":"Metformin 500 mg"}}],
      "medicationReference":{"reference":"#m"},
      "dosageInstruction":[{"sequence":1,"text":"twice a day","timing":{"repeat":{"frequency":2,"period":1,"periodUnit":"d","when":["CM"]}},"asNeededBoolean":false,
        "doseAndRate":[{"type":{"text":"ordered"},"doseQuantity":{"value":500,"unit":"mg"}}],"route":{"text":"Oral"}}],
      "dispenseRequest":{"numberOfRepeatsAllowed":3,"quantity":{"value":60,"unit":"tablet"},"expectedSupplyDuration":{"value":30,"unit":"d"},"validityPeriod":{"start":"2024-01-01","end":"2024-12-31"}}}"##;
    let got = lines(json);
    for want in [
        "medication=Metformin 500 mg @medicationReference",
        "contained=Medication · Metformin 500 mg @contained[0]",
        "[dosage] ",
        "text=twice a day @dosageInstruction[0].text",
        "timing=2 × / d, CM @dosageInstruction[0].timing",
        "dose=500 mg @dosageInstruction[0].doseAndRate[0].doseQuantity",
        "route=Oral @dosageInstruction[0].route",
        "[dispense-request] ",
        "validity-period=2024-01-01 – 2024-12-31 @dispenseRequest.validityPeriod",
        "expected-supply-duration=30 d @dispenseRequest.expectedSupplyDuration",
    ] {
        assert!(got.iter().any(|l| l == want), "{want} in {got:#?}");
    }
}

#[test]
fn people_questions_and_missing_values() {
    let patient = r#"{"resourceType":"Patient","name":[{"family":"Li","given":["Hua"],"prefix":["Ms"]}],"telecom":[{"system":"phone","value":"010 1234"}],
      "identifier":[{"type":{"text":"MRN"},"system":"urn:x","value":"4711"}],"address":[{"line":["1 Road"],"city":"Beijing","postalCode":"100000"}],
      "_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},
      "extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[{"url":"text","valueString":"Asian"}]}]}"#;
    let got = lines(patient);
    for want in [
        "name=Ms Hua Li @name[0]",
        "telecom=010 1234 @telecom[0]",
        "identifier=4711 (MRN) @identifier[0]",
        "address=1 Road, 100000, Beijing @address[0]",
        "birth-date=unknown @_birthDate",
        "extension=us-core-race: text: Asian @extension[0]",
    ] {
        assert!(got.iter().any(|l| l == want), "{want} in {got:#?}");
    }
    let answers = r#"{"resourceType":"QuestionnaireResponse","item":[{"linkId":"1","text":"Pain?","answer":[{"valueBoolean":true,"item":[{"linkId":"1.1","text":"Where?","answer":[{"valueString":"back"}]}]}]}]}"#;
    assert_eq!(
        lines(answers),
        [
            "[question] Pain?",
            "answer=true @item[0].answer[0].valueBoolean",
            "[question] Where?",
            "answer=back @item[0].answer[0].item[0].answer[0].valueString"
        ]
    );
}

#[test]
fn labels_are_sorted_and_in_both_catalogues() {
    for list in [FIELD_LABELS, SECTION_LABELS] {
        assert!(
            list.is_sorted_by(|a, b| a < b),
            "binary search needs an order without doubles"
        );
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../kin-i18n/locales");
    for lang in ["en", "zh-CN"] {
        let text = std::fs::read_to_string(root.join(lang).join("fields.ftl")).unwrap();
        let keys: std::collections::BTreeSet<&str> = text
            .lines()
            .filter_map(|l| l.split_once(" = "))
            .map(|(k, _)| k)
            .collect();
        let wanted = FIELD_LABELS
            .iter()
            .map(|l| format!("field-{l}"))
            .chain(SECTION_LABELS.iter().map(|l| format!("section-{l}")));
        let mut n = 0;
        for key in wanted {
            assert!(keys.contains(key.as_str()), "{lang} lacks {key}");
            n += 1;
        }
        assert_eq!(keys.len(), n, "{lang} has words for nothing");
    }
}

#[test]
fn files_are_found_with_their_bytes() {
    let json = r#"{"resourceType":"DocumentReference","content":[{"attachment":{"contentType":"text/plain","title":"Letter","data":"SGVs\nbG8="}},{"attachment":{"url":"Binary/7","size":"12"}},{"attachment":{}}]}"#;
    let found = attachments(json.replace('\n', "\\n").as_bytes()).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(
        (
            found[0].data.as_deref(),
            found[0].size,
            found[0].title.as_str()
        ),
        (Some(&b"Hello"[..]), Some(5), "Letter")
    );
    assert_eq!(
        (
            found[1].url.as_deref(),
            found[1].size,
            found[1].data.as_deref()
        ),
        (Some("Binary/7"), Some(12), None)
    );
    let binary = attachments(
        br#"{"resourceType":"Binary","contentType":"application/pdf","data":"JVBERg"}"#,
    )
    .unwrap();
    assert_eq!(
        binary[0].data.as_deref(),
        Some(&b"%PDF"[..]),
        "without padding"
    );
    assert!(attachments(b"[]").is_err() && detail(b"nothing", &ScanContext::default()).is_err());
}

#[test]
fn what_may_turn_the_meaning_round_stands_first_wherever_it_is() {
    let json = r#"{"resourceType":"MedicationRequest","status":"active","medicationCodeableConcept":{"text":"Aspirin"},
      "dosageInstruction":[{"text":"1 tablet","modifierExtension":[{"url":"http://x.example/only-if","valueString":"no bleeding"}]}],
      "modifierExtension":[{"url":"http://x.example/doNotPerform","valueBoolean":true},{"url":"http://x.example/bare"}]}"#;
    let found = lines(json);
    let mut first: Vec<&str> = found.iter().take(3).map(String::as_str).collect();
    first.sort_unstable();
    assert_eq!(
        first,
        [
            "modifier-extension=bare @modifierExtension[1]",
            "modifier-extension=doNotPerform: true @modifierExtension[0]",
            "modifier-extension=only-if: no bleeding @dosageInstruction[0].modifierExtension[0]",
        ]
    );
    assert_eq!(found.iter().filter(|l| l.contains("bleeding")).count(), 1);
}
