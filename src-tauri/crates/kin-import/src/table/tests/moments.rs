//! Moments and zones; where glucose of an Apple export comes from.

use super::*;

#[test]
fn rows_in_utc_are_told_by_the_clock_on_the_wall() {
    let table = "Timestamp,Type,Glucose (mg/dL)\n2026-07-04T06:00:00Z,sgv,101\n\
        2026-07-04T06:05:00+00:00,sgv,102\n1783144800000,sgv,103\n2026-07-04T08:15:00,sgv,104\n\
        2026-07-04T14:20:00+08:00,sgv,105\n2026-07-04T06:25:00Z,mbg,106\n";
    let (lines, _) = facts(table.as_bytes(), &[]);
    assert_eq!(
        lines,
        [
            "2026-07-04T08:00:00+02:00 101 mg/dL 99504-3",
            "2026-07-04T08:05:00+02:00 102 mg/dL 99504-3",
            "2026-07-04T08:00:00+02:00 103 mg/dL 99504-3",
            "2026-07-04T08:15:00 104 mg/dL 99504-3",
            "2026-07-04T14:20:00+08:00 105 mg/dL 99504-3",
            "2026-07-04T08:25:00+02:00 106 mg/dL Unknown",
        ]
    );
}

/// The names of readings and what is kept, and the samples, of an export.
fn named(export: &str) -> Vec<String> {
    let look = looked(export.as_bytes(), &[]);
    let mut out = Vec::new();
    read(&mut Cursor::new(export), &look.plan, &mut |fact| {
        match fact {
            Fact::Reading(reading) => out.push(reading.id.clone()),
            Fact::Kept { id, .. } => out.push(id.to_owned()),
            Fact::Sample { sample, .. } => {
                out.push(format!("{} {}", sample.seconds, sample.value()));
            }
            _ => {}
        }
        true
    })
    .unwrap();
    out
}

#[test]
fn an_export_made_in_another_zone_has_the_same_names() {
    let export = |at: &str| {
        let record = |kind: &str, unit: &str, value: &str| {
            format!(
                r#"<Record type="HKQuantityTypeIdentifier{kind}" sourceName="A" unit="{unit}" startDate="{at}" endDate="{at}" value="{value}"/>"#
            )
        };
        format!(
            r#"<HealthData>{}{}{}{}<Workout workoutActivityType="HKWorkoutActivityTypeWalking" startDate="{at}" endDate="{at}"><WorkoutEvent date="{at}"/></Workout></HealthData>"#,
            record("BloodPressureSystolic", "mmHg", "121"),
            record("BloodPressureDiastolic", "mmHg", "79"),
            record("BodyMass", "kg", "70.5"),
            record("HeartRate", "count/min", "71"),
        )
    };
    let home = named(&export("2026-07-04 08:00:00 +0800"));
    assert_eq!(home.len(), 4);
    assert_eq!(named(&export("2026-07-04 02:00:00 +0200")), home);
    assert_ne!(named(&export("2026-07-04 08:00:00 +0200")), home);
}

#[test]
fn glucose_of_an_export_is_what_its_source_says() {
    let record = |source: &str, unit: &str, value: &str, inside: &str| {
        format!(
            r#"<Record type="HKQuantityTypeIdentifierBloodGlucose" sourceName="{source}" unit="{unit}" startDate="2026-07-04 08:00:00 +0200" endDate="2026-07-04 08:00:00 +0200" value="{value}">{inside}</Record>"#
        )
    };
    let typed = r#"<MetadataEntry key="HKWasUserEntered" value="1"/>"#;
    let meal = r#"<MetadataEntry key="HKBloodGlucoseMealTime" value="2"/>"#;
    let mmol = "mmol&lt;180.1558800000541&gt;/L";
    let export = format!(
        "<HealthData>{}{}{}{}{}{}{}</HealthData>",
        record("Dexcom G7", "mg/dL", "101", ""),
        record("LibreLink", mmol, "5.1", ""),
        record("Health", mmol, "6.1", &format!("{typed}{meal}")),
        record("Dexcom G7", "mg/dL", "102", typed),
        record("Contour Diabetes", "mg/dL", "103", meal),
        record("Some App", mmol, "5.2", ""),
        record("Some App", "mg/dL", "104", ""),
    );
    let (lines, _) = facts(export.as_bytes(), &[]);
    assert_eq!(
        lines,
        [
            "2026-07-04T08:00:00+02:00 101 mg/dL 99504-3",
            "2026-07-04T08:00:00+02:00 5.1 mmol/L 105272-9",
            "2026-07-04T08:00:00+02:00 6.1 mmol/L After",
            "2026-07-04T08:00:00+02:00 102 mg/dL Unknown",
            "2026-07-04T08:00:00+02:00 103 mg/dL After",
            "2026-07-04T08:00:00+02:00 5.2 mmol/L 15074-8",
            "2026-07-04T08:00:00+02:00 104 mg/dL 2339-0",
        ]
    );
    let cut = export.replace("</Record></HealthData>", "");
    let look = looked(cut.as_bytes(), &[]);
    assert!(read(&mut Cursor::new(cut), &look.plan, &mut |_| true).is_err());
}
