//! Charts and figures of many samples (P15): asked for as a face asks, on a vault that was closed and opened again.

use crate::goal::{Board, Need};
use crate::{Options, Outcome, pipeline};
use kin_api::{Response, Session, SessionConfig};
use kin_model::{Coding, OriginKind, PartialDate, PersonId, Sample, SeriesKey, system};
use kin_vault::ImportStart;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

/// The passphrase of [`pipeline::passphrase`].
const PASSPHRASE: &str = "bench only, no real secret";
/// Times each question is asked; the first is not counted.
const ROUNDS: usize = 9;

/// P15.
pub(crate) fn suite(options: &Options, board: &mut Board) -> Outcome<()> {
    let sizes: &[u64] = if options.full {
        &[100_000, 400_000, 1_000_000]
    } else {
        &[100_000, 400_000]
    };
    let mut charts = Vec::new();
    for rows in sizes {
        let dir = tempfile::tempdir()?;
        let vault = dir.path().join("vault");
        let person = filled(&vault, *rows)?;
        let session = Session::new(SessionConfig::new(&vault));
        ask(&session, "vault_unlock", json!({"passphrase": PASSPHRASE}))?;
        let request = json!({"person": person.to_string(), "key": "glucose-sensor"});
        let (times, answer) = timed(&session, "chart_data", &request)?;
        let need = if *rows == 100_000 {
            Need::AtMost(60.0)
        } else {
            Need::Info
        };
        board.judge(&format!("P15 chart of {rows} readings, ms"), &times, need);
        let bytes = answer.to_string().len() as f64 / 1000.0;
        board.judge(
            &format!("P15 chart of {rows} readings, kB"),
            &[bytes],
            Need::AtMost(40.0),
        );
        charts.push(crate::goal::median(&times));
        let from = answer.get("last").and_then(Value::as_i64).unwrap_or(0) - 14 * 86_400;
        let near = json!({"person": person.to_string(), "key": "glucose-sensor", "from": from});
        let (times, _) = timed(&session, "chart_data", &near)?;
        board.judge(
            &format!("chart of 14 days among {rows} readings, ms"),
            &times,
            Need::Info,
        );
        let (times, _) = timed(
            &session,
            "glucose_report",
            &json!({"person": person.to_string()}),
        )?;
        board.judge(
            &format!("glucose figures of {rows} readings, ms"),
            &times,
            Need::Info,
        );
    }
    if let [first, second, ..] = charts.as_slice() {
        board.judge(
            "P15 chart of 400,000 / of 100,000",
            &[second / first],
            Need::AtMost(5.0),
        );
    }
    Ok(())
}

/// A vault with so many readings of a sensor, one every five minutes.
fn filled(vault: &Path, rows: u64) -> Outcome<PersonId> {
    let (unlocked, person) = pipeline::new_vault(vault)?;
    let record = unlocked.record(&person)?;
    let mut importer = record.begin_import(&ImportStart {
        kind: OriginKind::File,
        label: "sensor".to_owned(),
        by: "bench".to_owned(),
        file_name: "sensor.csv".to_owned(),
        file_hash: String::new(),
        now: pipeline::NOW.to_owned(),
    })?;
    let series = importer.series(&SeriesKey {
        codings: vec![Coding {
            system: system::LOINC.to_owned(),
            code: "99504-3".to_owned(),
            display: None,
        }],
        title: "Glucose".to_owned(),
        unit: "mmol/L".to_owned(),
        device: "bench".to_owned(),
        namespace: "bench".to_owned(),
    })?;
    let begin: PartialDate = "2016-01-01T00:00:00+08:00".parse()?;
    for i in 0..rows {
        let value = 40 + (i * 7919) % 90;
        let mut sample = Sample::new(&begin, &format!("{}.{}", value / 10, value % 10))
            .ok_or("a value that does not fit")?;
        sample.seconds += i64::try_from(i)? * 300;
        importer.add_sample(series, sample)?;
    }
    importer.flush_samples()?;
    importer.commit()?;
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

/// Milliseconds of each question after the first, and the answer.
fn timed(session: &Session, name: &str, request: &Value) -> Outcome<(Vec<f64>, Value)> {
    let mut answer = ask(session, name, request.clone())?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        answer = ask(session, name, request.clone())?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok((times, answer))
}
