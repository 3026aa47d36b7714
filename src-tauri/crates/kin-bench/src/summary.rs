//! The summary that is handed over (P19): an IPS document out of a million entries, and the printed pages of a record of
//! twenty years, asked for as a face asks.

use crate::data::{Dice, Mixed};
use crate::goal::{Board, Need};
use crate::{Options, Outcome, pipeline};
use kin_api::{Response, Session, SessionConfig};
use kin_model::PersonId;
use serde_json::{Value, json};
use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

/// The passphrase of [`pipeline::passphrase`].
const PASSPHRASE: &str = "bench only, no real secret";
/// Times each form is made; the first is not counted.
const ROUNDS: usize = 7;
/// Entries of a record of twenty years.
const TWENTY_YEARS: u64 = 10_000;

/// P19, the part of the summary.
pub(crate) fn suite(options: &Options, board: &mut Board) -> Outcome<()> {
    let large: u64 = if options.full { 1_000_000 } else { 100_000 };
    for (rows, name) in [(0, "10,000 entries"), (large, "the large vault")] {
        let dir = tempfile::tempdir()?;
        let vault = dir.path().join("vault");
        let person = filled(&vault, rows)?;
        let session = Session::new(SessionConfig::new(&vault));
        ask(&session, "vault_unlock", json!({"passphrase": PASSPHRASE}))?;
        for (form, need) in [("ips", 300.0), ("pdf", 1_500.0)] {
            let request = json!({
                "person": person.to_string(),
                "options": {"purpose": "referral", "language": "both"},
                "formats": [form],
            });
            let (times, bytes) = timed(&session, &request)?;
            board.judge(
                &format!("P19 {form} from {name} ({rows} + {TWENTY_YEARS}), ms"),
                &times,
                Need::AtMost(need),
            );
            board.judge(&format!("    {form} from {name}, kB"), &[bytes], Need::Info);
        }
        let preview = json!({"person": person.to_string(), "options": {"purpose": "referral"}});
        let mut times = Vec::new();
        for round in 0..=ROUNDS {
            let begun = Instant::now();
            ask(&session, "summary_preview", preview.clone())?;
            if round > 0 {
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
        }
        board.judge(&format!("    preview from {name}, ms"), &times, Need::Info);
    }
    Ok(())
}

/// A vault with twenty years of one person, and so many further readings.
fn filled(vault: &Path, rows: u64) -> Outcome<PersonId> {
    let (unlocked, person) = pipeline::new_vault(vault)?;
    let record = unlocked.record(&person)?;
    let years = twenty_years().into_bytes();
    pipeline::import(
        &record,
        || Ok(Cursor::new(years.as_slice())),
        "years",
        &mut |_| {},
    )?;
    if rows > 0 {
        pipeline::import(&record, || Ok(Mixed::new(rows)), "mixed", &mut |_| {})?;
    }
    drop(record);
    drop(unlocked.lock());
    Ok(person)
}

fn ask(session: &Session, name: &str, request: Value) -> Outcome<Value> {
    match session.dispatch(name, request) {
        Ok(Response::Json(value)) => Ok(value),
        Ok(Response::Bytes(_)) => Ok(Value::Null),
        Err(error) => Err(format!("{name}: {}", error.code).into()),
    }
}

/// Milliseconds of each making after the first, and the size of the file in kB.
fn timed(session: &Session, request: &Value) -> Outcome<(Vec<f64>, f64)> {
    let mut times = Vec::new();
    let mut bytes = 0.0;
    for round in 0..=ROUNDS {
        let begun = Instant::now();
        let made = ask(session, "summary_make", request.clone())?;
        if round > 0 {
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        let file = made.pointer("/files/0/bytes").and_then(Value::as_f64);
        bytes = file.ok_or("no file was made")? / 1000.0;
    }
    Ok((times, bytes))
}

/// Laboratory tests: LOINC, name, unit, range, usual value in tenths.
const TESTS: [(&str, &str, &str, &str, u64); 12] = [
    ("14682-9", "Creatinine", "umol/L", "41-81", 780),
    ("98979-8", "eGFR", "mL/min/{1.73_m2}", ">60", 620),
    ("4548-4", "Hemoglobin A1c", "%", "4.0-6.0", 62),
    ("2823-3", "Potassium", "mmol/L", "3.5-5.3", 44),
    ("2951-2", "Sodium", "mmol/L", "137-147", 1400),
    ("22748-8", "LDL cholesterol", "mmol/L", "<3.4", 28),
    ("14646-4", "HDL cholesterol", "mmol/L", ">1.0", 12),
    ("14927-8", "Triglycerides", "mmol/L", "<1.7", 15),
    ("718-7", "Hemoglobin", "g/dL", "12-15", 130),
    ("777-3", "Platelets", "10*3/uL", "125-350", 2200),
    ("1742-6", "Alanine aminotransferase", "U/L", "7-40", 240),
    ("3016-3", "Thyrotropin", "m[IU]/L", "0.27-4.2", 21),
];

/// NDJSON of a record of twenty years: what holds, visits, vaccines, documents, laboratory and blood pressure.
fn twenty_years() -> String {
    let mut dice = Dice::new(19);
    let mut out = String::new();
    let mut made = 0_u64;
    let mut add = |line: String| {
        out.push_str(&line);
        out.push('\n');
        made += 1;
    };
    let coded = |kind: &str, id: &str, rest: &str| {
        format!(
            r#"{{"resourceType":"{kind}","id":"{id}","subject":{{"reference":"Patient/p"}},{rest}}}"#
        )
    };
    for n in 0..25 {
        let status = if n % 3 == 0 { "resolved" } else { "active" };
        add(coded(
            "Condition",
            &format!("c{n}"),
            &format!(
                r#""clinicalStatus":{{"coding":[{{"code":"{status}"}}]}},"code":{{"text":"Condition {n} of the patient"}},"onsetDateTime":"20{:02}-03-04""#,
                6 + n % 19
            ),
        ));
    }
    for n in 0..40 {
        let status = if n % 3 == 0 { "active" } else { "stopped" };
        add(coded(
            "MedicationStatement",
            &format!("m{n}"),
            &format!(
                r#""status":"{status}","medicationCodeableConcept":{{"text":"Medicine {n} {} mg"}},"dosage":[{{"text":"1-0-1"}}],"effectivePeriod":{{"start":"20{:02}-05-06"}}"#,
                5 * (n + 1),
                6 + n % 19
            ),
        ));
    }
    for n in 0..4 {
        add(format!(
            r#"{{"resourceType":"AllergyIntolerance","id":"a{n}","patient":{{"reference":"Patient/p"}},"clinicalStatus":{{"coding":[{{"code":"active"}}]}},"code":{{"text":"Allergen {n}"}}}}"#
        ));
    }
    for n in 0..30 {
        add(format!(
            r#"{{"resourceType":"Immunization","id":"i{n}","status":"completed","patient":{{"reference":"Patient/p"}},"vaccineCode":{{"text":"Vaccine {n}"}},"occurrenceDateTime":"20{:02}-10-01"}}"#,
            6 + n % 19
        ));
    }
    for n in 0..600_u64 {
        add(coded(
            "Encounter",
            &format!("e{n}"),
            &format!(
                r#""status":"finished","class":{{"code":"AMB"}},"type":[{{"text":"Outpatient visit"}}],"period":{{"start":"20{:02}-{:02}-{:02}T09:00:00Z"}}"#,
                6 + n / 31,
                1 + n % 12,
                1 + n % 28
            ),
        ));
    }
    for n in 0..200_u64 {
        add(coded(
            "DocumentReference",
            &format!("d{n}"),
            &format!(
                r#""status":"current","type":{{"text":"Letter"}},"date":"20{:02}-{:02}-11T09:00:00Z","content":[{{"attachment":{{"contentType":"text/plain","title":"Letter {n}"}}}}]"#,
                6 + n / 11,
                1 + n % 12
            ),
        ));
    }
    for n in 0..3_000_u64 {
        add(coded(
            "Observation",
            &format!("b{n}"),
            &format!(
                r#""status":"final","category":[{{"coding":[{{"code":"vital-signs"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"85354-9"}}],"text":"Blood pressure"}},"effectiveDateTime":"20{:02}-{:02}-{:02}T07:{:02}:00Z","performer":[{{"reference":"Patient/p"}}],"component":[{{"code":{{"coding":[{{"system":"http://loinc.org","code":"8480-6"}}]}},"valueQuantity":{{"value":{},"unit":"mmHg"}}}},{{"code":{{"coding":[{{"system":"http://loinc.org","code":"8462-4"}}]}},"valueQuantity":{{"value":{},"unit":"mmHg"}}}}]"#,
                6 + n / 155,
                1 + (n / 13) % 12,
                1 + n % 28,
                n % 60,
                115 + dice.below(30),
                70 + dice.below(20)
            ),
        ));
    }
    let left = TWENTY_YEARS.saturating_sub(25 + 40 + 4 + 30 + 600 + 200 + 3_000);
    for n in 0..left {
        let Some((code, name, unit, range, usual)) = dice.pick(&TESTS).copied() else {
            continue;
        };
        let value = usual * (70 + dice.below(60)) / 100;
        add(coded(
            "Observation",
            &format!("l{n}"),
            &format!(
                r#""status":"final","category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}],"text":"{name}"}},"effectiveDateTime":"20{:02}-{:02}-{:02}T10:00:00Z","valueQuantity":{{"value":{}.{},"unit":"{unit}"}},"referenceRange":[{{"text":"{range}"}}]"#,
                6 + dice.below(20),
                1 + dice.below(12),
                1 + dice.below(28),
                value / 10,
                value % 10
            ),
        ));
    }
    debug_assert_eq!(made, TWENTY_YEARS);
    out
}
