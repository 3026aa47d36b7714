//! Over every FHIR file of the shared test data.

use crate::support::{Line, Read, files, read_file, testdata};
use kin_fhir::{FhirError, SourceFormat};
use kin_model::{Abnormal, Kind, Sex, StatusClass};

const FOLDERS: [&str; 4] = ["fhir-r4-synthea", "fhir-us-core", "fhir-ips", "fhir-other"];

/// Counts resources the slow way: a tree of the whole file, Bundles opened.
fn slow_count(text: &str) -> Option<u64> {
    fn of(value: &serde_json::Value) -> u64 {
        if value["resourceType"] != "Bundle" {
            return 1;
        }
        value["entry"]
            .as_array()
            .map_or(0, |e| e.iter().map(|e| of(&e["resource"])).sum())
    }
    let text = text.trim_start_matches('\u{feff}');
    let stream = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    let mut n = 0;
    for value in stream {
        let value = value.ok()?;
        n += match &value {
            serde_json::Value::Array(list) => list.iter().map(of).sum(),
            other => of(other),
        };
    }
    Some(n)
}

#[test]
fn every_file_adds_up_and_nothing_is_without_title_or_identity() {
    let Some(root) = testdata() else { return };
    let (mut read_files, mut resources, mut foreign) = (0, 0, 0);
    for folder in FOLDERS {
        for path in files(&root.join(folder)) {
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            let json =
                name.ends_with(".json") || name.ends_with(".ndjson") || name.ends_with(".phr");
            let read = match read_file(&path) {
                Ok(read) => read,
                Err(FhirError::Format(format)) => {
                    assert!(!json, "{name}: {}", format.code());
                    assert_eq!(format.code(), "format-fhir-xml", "{name}");
                    foreign += 1;
                    continue;
                }
                Err(e) => panic!("{name}: {e}"),
            };
            assert!(json, "{name} is no JSON and was read");
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(
                Some(read.scan.resources),
                slow_count(&text),
                "{name}: as many as a tree has"
            );
            assert_eq!(
                read.scan.resources,
                (read.lines.len() + read.refused.len()) as u64,
                "{name}: every resource once"
            );
            assert_eq!(read.refused, [], "{name}: nothing real is refused");
            assert_eq!(
                read.scan.by_type.values().sum::<u64>(),
                read.scan.resources,
                "{name}: counted by type"
            );
            let mut identities: Vec<_> = read
                .lines
                .iter()
                .map(|l| (&l.namespace, &l.resource_type, &l.id))
                .collect();
            for line in &read.lines {
                assert!(
                    !line.title.trim().is_empty(),
                    "{name}: {} without title",
                    line.resource_type
                );
                assert!(
                    !line.id.is_empty() && !line.namespace.is_empty(),
                    "{name}: {} without identity",
                    line.resource_type
                );
                assert!(
                    !line.codings.iter().any(|c| c.code.is_empty()),
                    "{name}: empty code"
                );
                let clinical =
                    line.kind.in_timeline() && !matches!(line.kind, Kind::Device | Kind::Goal);
                if clinical && folder == "fhir-r4-synthea" && line.resource_type != "CareTeam" {
                    assert!(
                        line.date.is_some(),
                        "{name}: {} without date",
                        line.resource_type
                    );
                }
                let back: serde_json::Value = serde_json::from_slice(&line.body).unwrap();
                assert_eq!(
                    back["resourceType"],
                    line.resource_type.as_str(),
                    "{name}: the body is the resource"
                );
            }
            identities.sort();
            let all = identities.len();
            identities.dedup();
            // An old server leaves ids out: equal resources are then one and the same.
            if !name.contains("dstu2") && !name.contains("stu3") {
                assert_eq!(
                    identities.len(),
                    all,
                    "{name}: two resources with one identity"
                );
            }
            read_files += 1;
            resources += read.scan.resources;
        }
    }
    println!("{read_files} files, {resources} resources, {foreign} of other formats named");
    assert!(
        read_files >= 150 && resources >= 2000,
        "the data is there: {read_files} files"
    );
}

#[test]
fn the_same_file_gives_the_same_identities_again() {
    let Some(root) = testdata() else { return };
    for folder in FOLDERS {
        for path in files(&root.join(folder))
            .into_iter()
            .filter(|p| p.extension().is_some_and(|e| e == "json"))
        {
            let ids = |r: &Read| {
                r.lines
                    .iter()
                    .map(|l| (l.namespace.clone(), l.resource_type.clone(), l.id.clone()))
                    .collect::<Vec<_>>()
            };
            let once = ids(&read_file(&path).unwrap());
            let copy = std::env::temp_dir().join("kinfolio-fhir-another-name.json");
            std::fs::copy(&path, &copy).unwrap();
            assert_eq!(ids(&read_file(&copy).unwrap()), once, "{}", path.display());
        }
    }
}

fn one(path: &str) -> Option<Line> {
    let root = testdata()?;
    let mut read = read_file(&root.join(path)).unwrap();
    assert_eq!(read.lines.len(), 1);
    read.lines.pop()
}

#[test]
fn a_doctor_reads_what_the_source_says() {
    let Some(bp) = one("fhir-us-core/vitals/observation-bp.json") else {
        return;
    };
    assert_eq!(
        (bp.kind, bp.value.as_str(), bp.unit.as_str(), bp.abnormal),
        (Kind::VitalSign, "132/84", "mm[Hg]", Abnormal::High)
    );
    let absent = one("fhir-us-core/hl7-examples/bp-data-absent.json").unwrap();
    assert_eq!(
        (absent.value.as_str(), absent.unit.as_str()),
        ("109.0/?", "mmHg"),
        "the missing half is not left out, digits stay"
    );
    let average = one("fhir-us-core/hl7-examples/Observation-average-blood-pressure.json").unwrap();
    assert_eq!(average.value, "109/72");
    let hb = one("fhir-us-core/labs/observation-hemoglobin-low.json").unwrap();
    assert_eq!(
        (
            hb.title.as_str(),
            hb.value.as_str(),
            hb.unit.as_str(),
            hb.range.as_str(),
            hb.abnormal
        ),
        ("Hemoglobin", "10.8", "g/dL", "12.0–15.5", Abnormal::Low)
    );
    assert_eq!(hb.date.unwrap().to_string(), "2025-03-10T08:20:00-05:00");
    assert_eq!(hb.who, "Breadth Test Laboratory");
    let titer = one("fhir-us-core/labs/observation-ana-titer.json").unwrap();
    assert_eq!(
        (titer.value.as_str(), titer.range.as_str()),
        ("1:160", "< 1:80")
    );
    let allergy =
        one("fhir-us-core/allergies/allergyintolerance-penicillin-active-high.json").unwrap();
    assert_eq!(
        (allergy.kind, allergy.title.as_str(), allergy.class),
        (Kind::Allergy, "Penicillin", StatusClass::Current)
    );
    assert_eq!(allergy.value, "Anaphylaxis; Hives; Shortness of breath");
    assert!(allergy.own_words.contains("ANAPHYLAXIS TO PENICILLIN"));
    let wrong =
        one("fhir-us-core/allergies/allergyintolerance-sulfa-entered-in-error.json").unwrap();
    assert_eq!(
        (wrong.status.as_str(), wrong.class),
        ("entered-in-error", StatusClass::Error)
    );
    let none = one("fhir-us-core/allergies/allergyintolerance-no-known-allergies.json").unwrap();
    assert_eq!(
        (none.title.as_str(), none.codings[0].code.as_str()),
        ("No Known Allergies", "716186003")
    );
    let refused = one("fhir-us-core/immunizations/immunization-flu-not-done.json").unwrap();
    assert_eq!(
        (refused.kind, refused.class),
        (Kind::Immunization, StatusClass::Negated)
    );
    let stopped = one("fhir-us-core/medications/medicationrequest-stopped-contained.json").unwrap();
    assert_eq!(
        (stopped.title.as_str(), stopped.class),
        ("amoxicillin (AMOXIL) 500 mg capsule", StatusClass::Past)
    );
    assert_eq!(
        stopped.codings[0].code, "308182",
        "the contained Medication's code"
    );
    assert_eq!(
        stopped.value,
        "Take 1 capsule by mouth three times daily for 10 days until all taken."
    );
    let grandmother =
        one("fhir-us-core/family-history/familymemberhistory-grandmother-unicode.json").unwrap();
    assert_eq!(
        (grandmother.title.as_str(), grandmother.value.as_str()),
        ("Maternal grandmother (外婆)", "Stroke (中风)")
    );
    let year = one("fhir-ips/official/Condition-eumfh-39-07-1.json").unwrap();
    assert_eq!(
        year.date.unwrap().to_string(),
        "2014",
        "a year stays a year"
    );
    let report = one("fhir-us-core/documents/diagnosticreport-note-cardiology.json").unwrap();
    assert!(
        report.own_words.contains("CARDIOLOGY NOTE"),
        "the text inside the attachment is found"
    );
    let eob = one("fhir-other/r4-vendor/medicare-eob.json").unwrap();
    assert_eq!(eob.kind, Kind::Cost);
    let encounter = one("fhir-other/r4-vendor/encounter_resource_broken_parse.json").unwrap();
    assert_eq!(
        (encounter.status.as_str(), encounter.class),
        ("Finished", StatusClass::Past)
    );
    let panel = one("fhir-us-core/social/observation-pregnancystatus.json").unwrap();
    assert_eq!(
        (panel.kind, panel.value.as_str()),
        (Kind::SocialHistory, "Not pregnant")
    );
}

#[test]
fn a_whole_life_and_a_summary_read_right() {
    let Some(root) = testdata() else { return };
    let life = read_file(
        &root.join("fhir-r4-synthea/Brett_Gottlieb_0d2177ba-f67b-4f29-addb-91040de55388.json"),
    )
    .unwrap();
    assert_eq!(life.scan.format, Some(SourceFormat::Bundle));
    assert_eq!(
        life.scan.bundle.as_ref().unwrap().bundle_type.as_deref(),
        Some("transaction")
    );
    assert_eq!((life.scan.resources, life.scan.subject_count), (96, 1));
    let subject = &life.scan.subjects[0];
    assert_eq!(
        subject.identity.names[0].family.as_deref(),
        Some("Gottlieb")
    );
    assert_eq!(subject.identity.born.unwrap().to_string(), "1989-11-14");
    assert_eq!(subject.identity.sex, Some(Sex::Male));
    assert!(subject.identity.identifiers.len() >= 3 && !subject.identity.phones.is_empty());
    assert!(subject.resources > 80);
    let asked = life
        .lines
        .iter()
        .find(|l| l.resource_type == "MedicationRequest")
        .unwrap();
    assert_eq!(
        asked.who, "Dr. Macie Bauch",
        "the reference got its name from the file"
    );
    let bill = life
        .lines
        .iter()
        .find(|l| l.resource_type == "ExplanationOfBenefit")
        .unwrap();
    assert_eq!(
        (bill.kind, bill.value.as_str(), bill.unit.as_str()),
        (Kind::Cost, "125", "USD")
    );

    let summary =
        read_file(&root.join("fhir-ips/official/Bundle-IPS-examples-Bundle-01.json")).unwrap();
    assert_eq!(
        summary.scan.document_title.as_deref(),
        Some("Patient Summary as of December 11, 2017 14:30")
    );
    assert_eq!(
        summary.scan.bundle.as_ref().unwrap().bundle_type.as_deref(),
        Some("document")
    );
    let taken: Vec<_> = summary
        .lines
        .iter()
        .filter(|l| l.kind == Kind::Medication)
        .map(|l| {
            (
                l.title.as_str(),
                l.date.unwrap().to_string(),
                l.codings[0].code.as_str(),
            )
        })
        .collect();
    assert_eq!(
        taken,
        [
            (
                "Product containing anastrozole (medicinal product)",
                "2015-03".to_owned(),
                "108774000"
            ),
            (
                "Black Cohosh Extract herbal supplement",
                "2016-01".to_owned(),
                "412588001"
            )
        ],
        "titles and codes come from the referenced Medication"
    );
    let cancer = summary
        .lines
        .iter()
        .find(|l| l.title == "Malignant tumor of breast")
        .unwrap();
    assert_eq!(
        (cancer.status.as_str(), cancer.class),
        ("remission", StatusClass::Past)
    );
}

#[test]
fn other_versions_are_read_and_said() {
    let Some(root) = testdata() else { return };
    let codes = |path: &str| {
        let read = read_file(&root.join(path)).unwrap();
        let mut codes: Vec<_> = read
            .scan
            .findings
            .iter()
            .map(|f| (f.code.clone(), f.detail.clone()))
            .collect();
        codes.sort();
        codes.dedup();
        codes
    };
    let older = |v: &str| vec![("version-older".to_owned(), v.to_owned())];
    assert_eq!(
        codes("fhir-other/dstu2-json/Johns_Phil_26.json"),
        older("DSTU2")
    );
    // What it adds may change the meaning: that is said, too.
    let found = codes("fhir-other/stu3-json/Dietrich_Daria_47.json");
    assert_eq!(found[1..], older("STU3"));
    assert_eq!(found[0].0, "modifier-extension");
    for folder in ["fhir-r4-synthea", "fhir-us-core", "fhir-ips"] {
        for path in files(&root.join(folder))
            .into_iter()
            .filter(|p| p.extension().is_some_and(|e| e == "json"))
        {
            let found = read_file(&path).unwrap().scan.findings;
            assert!(
                found.iter().all(|f| !f.code.starts_with("version")),
                "{} is R4: {found:?}",
                path.display()
            );
        }
    }
    let old = read_file(&root.join("fhir-other/dstu2-json/Johns_Phil_26.json")).unwrap();
    let order = old
        .lines
        .iter()
        .find(|l| l.resource_type == "MedicationOrder")
        .unwrap();
    assert_eq!(
        (order.kind, order.title.as_str()),
        (Kind::Medication, "Penicillin V Potassium 250 MG")
    );
    let several = read_file(&root.join("fhir-other/paging/PatientBundlePage1.json")).unwrap();
    assert_eq!(
        several.scan.subject_count, several.scan.by_type["Patient"],
        "a list of people is no one's record"
    );
}

#[test]
fn a_reimport_by_lines_has_the_identities_of_the_bundle() {
    let Some(root) = testdata() else { return };
    let path =
        root.join("fhir-r4-synthea/Brett_Gottlieb_0d2177ba-f67b-4f29-addb-91040de55388.json");
    let bundle = read_file(&path).unwrap();
    let mut lines = Vec::new();
    for line in &bundle.lines {
        lines.extend_from_slice(&line.body);
        lines.push(b'\n');
    }
    let ndjson = crate::support::read(&lines).unwrap();
    assert_eq!(ndjson.scan.format, Some(SourceFormat::Ndjson));
    let ids = |r: &Read| {
        r.lines
            .iter()
            .map(|l| (l.namespace.clone(), l.id.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&ndjson), ids(&bundle));
}

/// Every label has words, nothing is listed twice, and hardly an element of a known type is left out.
#[test]
fn details_are_complete() {
    let Some(root) = testdata() else { return };
    let show = std::env::var_os("KINFOLIO_TABLE").is_some();
    let (mut elements, mut left) = (0_usize, std::collections::BTreeMap::<String, usize>::new());
    for folder in FOLDERS {
        for path in files(&root.join(folder)) {
            let Ok(read) = read_file(&path) else { continue };
            for line in &read.lines {
                let d = kin_fhir::detail(&line.body, &read.scan.context).unwrap();
                let map: serde_json::Map<String, serde_json::Value> =
                    serde_json::from_slice(&line.body).unwrap();
                elements += map.len();
                for section in &d.sections {
                    assert!(
                        section.label.is_empty()
                            || kin_fhir::SECTION_LABELS.contains(&section.label.as_str()),
                        "section {}",
                        section.label
                    );
                    for row in &section.rows {
                        assert!(
                            kin_fhir::FIELD_LABELS.contains(&row.label.as_str()),
                            "label {}",
                            row.label
                        );
                        assert!(
                            !row.value.trim().is_empty() && !row.path.is_empty(),
                            "{row:?}"
                        );
                    }
                }
                if line.kind != Kind::Other {
                    // A reference that is only a UUID, to something that has no name, says nothing.
                    let bare = |n: &str| map[n].to_string().contains("\"urn:uuid:");
                    for name in d.not_shown.iter().filter(|n| !bare(n)) {
                        *left
                            .entry(format!("{}.{name}", line.resource_type))
                            .or_insert(0) += 1;
                    }
                }
                if show && line.resource_type != "Claim" {
                    println!(
                        "\n# {} {}",
                        d.resource_type,
                        path.file_name().unwrap().display()
                    );
                    for s in &d.sections {
                        println!("  [{}] {}", s.label, s.title.clone().unwrap_or_default());
                        for r in &s.rows {
                            println!(
                                "     {:<24} {}",
                                r.label,
                                r.value
                                    .chars()
                                    .take(150)
                                    .collect::<String>()
                                    .replace('\n', " ")
                            );
                        }
                    }
                }
            }
        }
    }
    println!("{elements} elements, not shown: {left:?}");
    let missing: usize = left.values().sum();
    assert!(
        missing * 1000 < elements,
        "{missing} of {elements}: {left:?}"
    );
}

/// Prints one line per draft: `KINFOLIO_TABLE=1 cargo test … table -- --nocapture`.
#[test]
fn table() {
    let Some(root) = testdata() else { return };
    if std::env::var_os("KINFOLIO_TABLE").is_none() {
        return;
    }
    for folder in FOLDERS {
        for path in files(&root.join(folder)) {
            println!("\n## {}", path.strip_prefix(&root).unwrap().display());
            match read_file(&path) {
                Err(e) => println!("!! {} {e}", e.code()),
                Ok(read) => {
                    println!(
                        "   {:?} {} resources, refused {:?}, subjects {:?}, title {:?}",
                        read.scan.format,
                        read.scan.resources,
                        read.refused,
                        read.scan.subjects,
                        read.scan.document_title
                    );
                    for f in &read.scan.findings {
                        println!("   finding {f:?}");
                    }
                    for l in &read.lines {
                        print_line(l);
                    }
                }
            }
        }
    }
}

fn print_line(l: &Line) {
    let codes: Vec<_> = l.codings.iter().map(|c| c.code.as_str()).collect();
    let words: String = l.own_words.chars().take(160).collect();
    println!(
        "   {:<22} {:<16} {:<11} | {} | {} {} [{}] {:?} | {}/{:?} | {} | {} / {} | {} | {}",
        l.resource_type,
        l.kind.as_str(),
        l.date.map(|d| d.to_string()).unwrap_or_default(),
        l.title,
        l.value,
        l.unit,
        l.range,
        l.abnormal,
        l.status,
        l.class,
        l.who,
        l.namespace,
        l.id,
        codes.join(","),
        words.replace('\n', " ")
    );
}
