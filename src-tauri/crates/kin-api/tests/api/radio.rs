//! Readings of devices over Bluetooth, from devices that are played back. All bytes are made here, of nobody.

use crate::support::Bench;
use kin_ble::{Characteristic, Found, Radio, RadioError, Recorded, Replay, Service, Told};
use serde_json::{Value, json};
use std::sync::Arc;

/// The clock of the tests says 2026-11-25T19:00 at +08:00.
const NOW: [u8; 7] = [0xEA, 0x07, 11, 25, 19, 0, 0];

/// 2026-11-`day` `hour`:`minute`.
fn date(day: u8, hour: u8, minute: u8) -> [u8; 7] {
    [0xEA, 0x07, 11, day, hour, minute, 0]
}

fn pressure(at: [u8; 7], upper: u8, lower: u8, user: u8, status: u8) -> Told {
    let mut bytes = vec![0b0001_1110, upper, 0, lower, 0, 93, 0];
    bytes.extend(at);
    bytes.extend([70, 0, user, status, 0]);
    Told::Says(Characteristic::PRESSURE, bytes)
}

/// mg/dL, fluid and place, status.
fn glucose(number: u8, at: [u8; 7], offset: i16, mg: u16, kind: u8, status: u16) -> Told {
    let mut bytes = vec![0b0000_1011, number, 0];
    bytes.extend(at);
    bytes.extend(offset.to_le_bytes());
    bytes.extend((0xB000 | mg).to_le_bytes());
    bytes.push(kind);
    bytes.extend(status.to_le_bytes());
    Told::Says(Characteristic::GLUCOSE, bytes)
}

fn device(name: &str, service: Service, told: Vec<Told>, clock: Option<[u8; 7]>) -> Recorded {
    let has = match service {
        Service::BloodPressure => vec![Characteristic::PRESSURE],
        Service::Glucose => vec![
            Characteristic::GLUCOSE,
            Characteristic::CONTEXT,
            Characteristic::RECORDS,
        ],
    };
    Recorded {
        found: Found {
            address: format!("address of {name}"),
            name: name.to_owned(),
            services: vec![service],
            signal: Some(-60),
        },
        has,
        told,
        holds: clock
            .map(|bytes| (Characteristic::DATE_TIME, bytes.to_vec()))
            .into_iter()
            .collect(),
        refuses: None,
    }
}

fn cuff(told: Vec<Told>) -> Recorded {
    device("Cuff", Service::BloodPressure, told, Some(NOW))
}

fn meter(told: Vec<Told>, clock: Option<[u8; 7]>) -> Recorded {
    let mut all = vec![Told::Waits(Characteristic::RECORDS, vec![1, 1])];
    all.extend(told);
    device("Meter", Service::Glucose, all, clock)
}

fn done() -> Told {
    Told::Says(Characteristic::RECORDS, vec![6, 0, 1, 1])
}

fn bench(devices: Vec<Recorded>) -> (Bench, String) {
    let bench = Bench::with_radio(Arc::new(Replay::new(devices)));
    let person = bench.add_person("Ruth Sample", "1950-02-03", "female");
    (bench, person)
}

/// Finds the first device, reads it, and gives the number of the reading.
fn read(bench: &Bench, person: &str) -> Value {
    let found = bench.end_of(&bench.ask("radio_scan", json!({"person": person})));
    let device = found["result"]["devices"][0]["id"].clone();
    let end = bench.end_of(&bench.ask("radio_read", json!({"person": person, "device": device})));
    assert_eq!(end["state"], "done", "{end}");
    end["result"].clone()
}

fn drafts(bench: &Bench, person: &str, read: &Value) -> Value {
    bench.ask(
        "radio_drafts",
        json!({"person": person, "read": read["read"]}),
    )
}

/// Numbers of the drafts that are proposed.
fn proposed(view: &Value) -> Vec<u64> {
    let all = view["drafts"].as_array().unwrap().iter();
    let mut n: Vec<u64> = all
        .filter(|d| d["proposed"] == true)
        .map(|d| d["n"].as_u64().unwrap())
        .collect();
    n.sort_unstable();
    n
}

fn take(bench: &Bench, person: &str, read: &Value, n: &[u64]) -> Value {
    let lines: Vec<Value> = n.iter().map(|n| json!({"n": n})).collect();
    json!(bench.ask(
        "radio_take",
        json!({"person": person, "read": read["read"], "lines": lines}),
    ))
}

fn of(view: &Value, n: u64) -> &Value {
    let all = view["drafts"].as_array().unwrap();
    all.iter().find(|d| d["n"] == n).unwrap()
}

fn left_out(view: &Value) -> Vec<(String, u64)> {
    let all = view["leftOut"].as_array().unwrap().iter();
    all.map(|one| {
        (
            one["code"].as_str().unwrap().to_owned(),
            one["count"].as_u64().unwrap(),
        )
    })
    .collect()
}

#[test]
fn a_monitor_is_found_read_and_taken_once() {
    let failed = vec![0, 0xFF, 7, 0xFF, 7, 0xFF, 7];
    let (bench, person) = bench(vec![cuff(vec![
        pressure(date(24, 7, 10), 128, 82, 1, 0),
        pressure(date(24, 20, 0), 131, 84, 1, 0),
        Told::Says(Characteristic::PRESSURE, failed),
        pressure(date(25, 7, 5), 126, 80, 1, 1),
        Told::HangsUp,
    ])]);
    let state = bench.ask("radio_state", json!({"person": person}));
    assert_eq!(state["standing"], "ready");
    assert_eq!(state["known"], json!([]));
    let end = read(&bench, &person);
    assert_eq!(end["ending"], "whole");
    assert!(bench.entries(&person).is_empty(), "reading stores nothing");
    let view = drafts(&bench, &person, &end);
    assert_eq!(view["device"], "Cuff");
    assert_eq!(view["clock"], Value::Null);
    assert_eq!(view["users"], json!([]));
    assert_eq!(left_out(&view), [("no-value".to_owned(), 1)]);
    // Newest first; the one of a body that moved is not proposed.
    assert_eq!(view["drafts"][0]["value"], "126/80");
    assert_eq!(view["drafts"][0]["doubts"][0]["code"], "moved");
    assert_eq!(view["drafts"][2]["atText"], "24 Nov 2026 07:10");
    assert_eq!(view["drafts"][2]["pulse"], "70");
    assert_eq!(proposed(&view), [0, 1]);
    let taken = take(&bench, &person, &end, &[0, 1, 2]);
    assert_eq!(
        (&taken["added"], &taken["alreadyThere"]),
        (&json!(3), &json!(0))
    );
    let entries = bench.entries(&person);
    assert_eq!(entries.len(), 3, "{entries:?}");
    assert!(entries.iter().any(|line| line.contains("128/82")));

    // Read again: nothing is new, and nothing comes in twice.
    let again = read(&bench, &person);
    let view = drafts(&bench, &person, &again);
    assert!(proposed(&view).is_empty());
    assert!(
        view["drafts"]
            .as_array()
            .unwrap()
            .iter()
            .all(|d| d["place"] == "here")
    );
    let taken = take(&bench, &person, &again, &[0, 1, 2]);
    assert_eq!(
        (&taken["added"], &taken["alreadyThere"]),
        (&json!(0), &json!(3))
    );
    assert_eq!(taken["import"], Value::Null);
    assert_eq!(bench.entries(&person).len(), 3);

    // The device stands as the source, with what it said beside the values; the act can be taken back.
    let imports = bench.ask("imports", json!({"person": person}));
    let first = &imports["imports"][0];
    assert_eq!(
        (&first["kind"], &first["canUndo"]),
        (&json!("device"), &json!(true))
    );
    assert_eq!(first["label"], "Cuff (Bluetooth)");
    let id =
        bench.ask("timeline", json!({"person": person, "limit": 10}))["entries"][0]["id"].clone();
    let original = bench.ask("entry_original", json!({"person": person, "id": id}));
    let text = original.to_string();
    assert!(
        text.contains("as-it-came") && text.contains("Cuff"),
        "{text}"
    );
    let note = "noticed that the body moved";
    assert!(text.contains(note), "{text}");
    let known = bench.ask("radio_state", json!({"person": person}));
    assert_eq!(known["known"][0]["name"], "Cuff");
    assert!(
        !known.to_string().contains("address of"),
        "no address crosses"
    );
    bench.ask(
        "import_undo",
        json!({"person": person, "import": first["import"]}),
    );
    assert!(bench.entries(&person).is_empty());
    // Taken back, it can be taken again.
    let view = drafts(&bench, &person, &again);
    assert_eq!(proposed(&view), [0, 1]);
    take(&bench, &person, &again, &[0]);
    assert_eq!(bench.entries(&person).len(), 1);
    let device = known["known"][0]["id"].clone();
    let forgotten = bench.ask("radio_forget", json!({"person": person, "device": device}));
    assert_eq!(forgotten["known"], json!([]));
}

#[test]
fn a_meter_gives_its_unit_meal_and_limits_and_no_tests() {
    let context = Told::Says(Characteristic::CONTEXT, vec![0b0000_0010, 1, 0, 3]);
    let (bench, person) = bench(vec![meter(
        vec![
            glucose(1, date(24, 7, 0), 0, 110, 0x11, 0),
            context,
            glucose(2, date(24, 12, 0), 60, 98, 0x11, 0),
            // Control solution by fluid and by place, a fault, too high with a number, a vein, impossible.
            glucose(3, date(24, 13, 0), 0, 99, 0x1A, 0),
            glucose(4, date(24, 14, 0), 0, 99, 0x41, 0),
            glucose(5, date(24, 15, 0), 0, 99, 0x11, 1 << 10),
            glucose(6, date(24, 16, 0), 0, 600, 0x11, 1 << 5),
            glucose(7, date(24, 17, 0), 0, 99, 0x13, 0),
            glucose(8, date(24, 18, 0), 0, 2, 0x11, 0),
            // No number, too high: its own word.
            Told::Says(Characteristic::GLUCOSE, {
                let mut bytes = vec![0b0000_1010, 9, 0];
                bytes.extend(date(24, 19, 0));
                bytes.extend([0xFF, 0x07, 0x11, 1 << 5, 0]);
                bytes
            }),
            done(),
        ],
        Some(NOW),
    )]);
    let end = read(&bench, &person);
    let view = drafts(&bench, &person, &end);
    let mut left = left_out(&view);
    left.sort();
    let wanted = [
        ("control", 2),
        ("fault", 1),
        ("implausible", 1),
        ("no-number", 1),
        ("other-sample", 1),
    ];
    let wanted: Vec<_> = wanted.iter().map(|(c, n)| ((*c).to_owned(), *n)).collect();
    assert_eq!(left, wanted);
    assert_eq!(of(&view, 0)["value"], "110");
    assert_eq!(of(&view, 0)["unit"], "mg/dL");
    assert_eq!(of(&view, 0)["mealText"], "nothing eaten");
    // The person's clock is an hour further than the meter's base.
    assert_eq!(of(&view, 1)["atText"], "24 Nov 2026 13:00");
    let high = view["drafts"].as_array().unwrap();
    let high = high.iter().find(|d| d["value"] == ">600").unwrap();
    assert_eq!(high["doubts"][0]["code"], "unusual");
    assert_eq!(proposed(&view), [0, 1]);
    let n = high["n"].as_u64().unwrap();
    take(&bench, &person, &end, &[0, 1, n]);
    let entries = bench.entries(&person);
    assert_eq!(entries.len(), 3);
    assert!(
        entries.iter().any(|line| line.contains(">600")),
        "{entries:?}"
    );
}

#[test]
fn a_wrong_clock_is_asked_about_and_never_guessed() {
    // The meter is 47 minutes ahead; its last reading would still be to come.
    let told = vec![
        glucose(1, date(24, 7, 47), 0, 110, 0x11, 0),
        glucose(2, date(25, 19, 20), 0, 98, 0x11, 0),
        done(),
    ];
    let ahead = [0xEA, 0x07, 11, 25, 19, 47, 0];
    let (bench, person) = bench(vec![meter(told.clone(), Some(ahead))]);
    let end = read(&bench, &person);
    let view = drafts(&bench, &person, &end);
    let clock = &view["clock"];
    assert_eq!(clock["differenceText"], "47 minutes");
    assert_eq!(
        (&clock["ahead"], &clock["future"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(clock["choices"], json!(["shift", "device"]));
    assert_eq!(left_out(&view), [("future".to_owned(), 1)]);
    let refused = bench
        .try_ask(
            "radio_take",
            json!({"person": person, "read": end["read"], "lines": [{"n": 0}]}),
        )
        .unwrap_err();
    assert_eq!(refused.code.to_string(), "form-invalid");
    assert_eq!(refused.fields[0].field, "clock");
    // Corrected, both are readings of the past.
    let view = bench.ask(
        "radio_drafts",
        json!({"person": person, "read": end["read"], "clock": "shift"}),
    );
    assert_eq!(of(&view, 0)["atText"], "24 Nov 2026 07:00");
    assert_eq!(of(&view, 1)["atText"], "25 Nov 2026 18:33");
    bench.ask(
        "radio_take",
        json!({"person": person, "read": end["read"], "clock": "shift", "lines": [{"n": 0}, {"n": 1}]}),
    );
    // The next reading is known, whatever the clock says then.
    let again = read(&bench, &person);
    let view = drafts(&bench, &person, &again);
    assert_eq!(of(&view, 0)["place"], "here");
    assert_eq!(bench.entries(&person).len(), 2);

    // A device that does not tell its clock, with a reading that is still to come: correcting is not offered.
    let (bench, person) = bench_of_silent_clock(told);
    let end = read(&bench, &person);
    let view = drafts(&bench, &person, &end);
    assert_eq!(view["clock"]["choices"], json!(["device"]));
    assert_eq!(view["clock"]["differenceText"], Value::Null);
    let shifted =
        json!({"person": person, "read": end["read"], "clock": "shift", "lines": [{"n": 0}]});
    assert_eq!(bench.code("radio_take", shifted), "bad-request");
}

fn bench_of_silent_clock(told: Vec<Told>) -> (Bench, String) {
    bench(vec![meter(told, None)])
}

#[test]
fn two_users_of_a_device_never_share_a_record_by_mistake() {
    let (bench, ruth) = bench(vec![cuff(vec![
        pressure(date(24, 7, 10), 128, 82, 1, 0),
        pressure(date(24, 7, 30), 151, 95, 2, 0),
        pressure(date(25, 7, 10), 127, 81, 1, 0),
        Told::HangsUp,
    ])]);
    let bo = bench.add_person("Bo Sample", "1948-02-03", "male");
    let end = read(&bench, &ruth);
    let view = drafts(&bench, &ruth, &end);
    let users = view["users"].as_array().unwrap();
    assert_eq!(users.len(), 2);
    assert_eq!(
        (&users[0]["user"], &users[0]["count"]),
        (&json!(1), &json!(2))
    );
    assert!(proposed(&view).is_empty(), "nobody has said who is who");
    let both = json!({"person": ruth, "read": end["read"], "lines": [{"n": 0}, {"n": 1}]});
    let refused = bench.try_ask("radio_take", both).unwrap_err();
    assert_eq!(refused.fields[0].code, "two-users");
    take(&bench, &ruth, &end, &[0, 2]);
    take(&bench, &bo, &end, &[1]);
    // The next time it is known; the reading of the other is said to be the other's.
    let end = read(&bench, &ruth);
    let view = drafts(&bench, &ruth, &end);
    assert_eq!(of(&view, 1)["place"], "elsewhere");
    assert_eq!(of(&view, 1)["elsewhere"], "Bo Sample");
    assert_eq!(view["users"][0]["here"], true);
    assert_eq!(view["users"][1]["elsewhere"], "Bo Sample");
    // Bo's reading into Ruth's record: only when it is confirmed.
    let wrong = json!({"person": ruth, "read": end["read"], "lines": [{"n": 1}]});
    assert_eq!(
        bench.code("radio_take", wrong.clone()),
        "radio-other-person"
    );
    assert_eq!(bench.entries(&ruth).len(), 2);
    let mut sure = wrong;
    sure["confirmOther"] = json!(true);
    bench.ask("radio_take", sure);
    assert_eq!(bench.entries(&ruth).len(), 3);
}

#[test]
fn a_connection_that_breaks_loses_and_doubles_nothing() {
    let half = vec![
        glucose(1, date(24, 7, 0), 0, 110, 0x11, 0),
        glucose(2, date(24, 12, 0), 0, 98, 0x11, 0),
        Told::HangsUp,
    ];
    let (bench, person) = bench(vec![meter(half, Some(NOW))]);
    let end = read(&bench, &person);
    assert_eq!(end["ending"], "early");
    let view = drafts(&bench, &person, &end);
    assert_eq!(proposed(&view), [0, 1]);
    assert_eq!(take(&bench, &person, &end, &[0])["added"], 1);
    assert_eq!(take(&bench, &person, &end, &[0, 1])["added"], 1);
    let end = read(&bench, &person);
    assert_eq!(take(&bench, &person, &end, &[0, 1])["added"], 0);
    assert_eq!(bench.entries(&person).len(), 2);
}

#[test]
fn a_reading_that_was_brought_in_before_is_said_to_be_there() {
    let (bench, person) = bench(vec![cuff(vec![
        pressure(date(24, 7, 10), 128, 82, 1, 0),
        pressure(date(24, 20, 0), 131, 84, 1, 0),
        Told::HangsUp,
    ])]);
    // The same reading, typed by hand.
    bench.ask(
        "entry_add",
        json!({"person": person, "form": {"type": "blood-pressure", "systolic": "128", "diastolic": "82", "pulse": "70", "at": "2026-11-24T07:10"}}),
    );
    let end = read(&bench, &person);
    let view = drafts(&bench, &person, &end);
    assert_eq!(of(&view, 0)["place"], "here", "{view}");
    assert_eq!(of(&view, 1)["place"], "new");
    let taken = take(&bench, &person, &end, &[0, 1]);
    assert_eq!(
        (&taken["added"], &taken["alreadyThere"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(bench.entries(&person).len(), 2);
}

#[test]
fn a_reading_without_a_time_is_asked_for_it() {
    // Flags without a time: upper, lower, mean, pulse.
    let bytes = vec![0b0000_0100, 128, 0, 82, 0, 93, 0, 70, 0];
    let (bench, person) = bench(vec![device(
        "Simple",
        Service::BloodPressure,
        vec![Told::Says(Characteristic::PRESSURE, bytes), Told::HangsUp],
        None,
    )]);
    let end = read(&bench, &person);
    let view = drafts(&bench, &person, &end);
    let one = of(&view, 0);
    assert_eq!(
        (&one["needsTime"], &one["proposed"]),
        (&json!(true), &json!(false))
    );
    let with =
        |at: Value| json!({"person": person, "read": end["read"], "lines": [{"n": 0, "at": at}]});
    for (at, code) in [
        (Value::Null, "empty"),
        (json!("2026-11-24"), "time-needed"),
        (json!("2026-11-26T08:00:00+08:00"), "in-the-future"),
    ] {
        let refused = bench.try_ask("radio_take", with(at)).unwrap_err();
        assert_eq!(refused.fields[0].code, code);
    }
    let at = json!("2026-11-24T08:00:00+08:00");
    assert_eq!(bench.ask("radio_take", with(at.clone()))["added"], 1);
    assert_eq!(
        bench.ask("radio_take", with(at))["added"],
        0,
        "the same again"
    );
    // The same values on another day are another reading.
    let other = json!("2026-11-25T08:00:00+08:00");
    assert_eq!(bench.ask("radio_take", with(other))["added"], 1);
    assert_eq!(bench.entries(&person).len(), 2);
}

#[test]
fn why_there_is_no_reading_is_named() {
    let alone = Bench::new();
    let person = alone.add_person("Ruth Sample", "1950-02-03", "female");
    let state = alone.ask("radio_state", json!({"person": person}));
    assert_eq!(state["standing"], "absent");
    assert_eq!(
        alone.code("radio_scan", json!({"person": person})),
        "radio-none"
    );
    for (why, standing, code) in [
        (RadioError::NoRadio, "no-adapter", "radio-none"),
        (RadioError::Off, "off", "radio-off"),
        (RadioError::NotAllowed, "not-allowed", "radio-not-allowed"),
    ] {
        let bench = Bench::with_radio(Arc::new(Replay::broken(why)));
        let person = bench.add_person("Ruth Sample", "1950-02-03", "female");
        let state = bench.ask("radio_state", json!({"person": person}));
        assert_eq!(state["standing"], standing);
        let end = bench.end_of(&bench.ask("radio_scan", json!({"person": person})));
        assert_eq!(end["error"]["code"], code);
    }
    for (why, code) in [
        (RadioError::NoAnswer, "radio-no-answer"),
        (RadioError::NotPaired, "radio-not-paired"),
        (RadioError::NotOffered, "radio-other"),
    ] {
        let mut shy = cuff(Vec::new());
        shy.refuses = Some(why);
        let (bench, person) = bench(vec![shy]);
        bench.end_of(&bench.ask("radio_scan", json!({"person": person})));
        let found = bench.ask("radio_found", json!({"person": person}));
        let device = found["devices"][0]["id"].clone();
        let end =
            bench.end_of(&bench.ask("radio_read", json!({"person": person, "device": device})));
        assert_eq!(end["error"]["code"], code);
    }
    let (bench, person) = bench(vec![cuff(vec![Told::HangsUp])]);
    assert_eq!(read(&bench, &person)["ending"], "nothing");
    let unknown = json!({"person": person, "device": "nobody"});
    assert_eq!(bench.code("radio_read", unknown), "radio-gone");
    assert_eq!(
        bench.code("radio_drafts", json!({"person": person, "read": 9})),
        "radio-gone"
    );
}

#[test]
fn what_a_device_said_is_forgotten_when_the_vault_is_locked() {
    let (bench, person) = bench(vec![cuff(vec![
        pressure(date(24, 7, 10), 128, 82, 1, 0),
        Told::HangsUp,
    ])]);
    let end = read(&bench, &person);
    bench.ask("vault_lock", json!({}));
    assert_eq!(
        bench.code(
            "radio_drafts",
            json!({"person": person, "read": end["read"]})
        ),
        "locked"
    );
    bench.ask(
        "vault_unlock",
        json!({"passphrase": crate::support::PASSPHRASE}),
    );
    assert_eq!(
        bench.code(
            "radio_drafts",
            json!({"person": person, "read": end["read"]})
        ),
        "radio-gone"
    );
    let found = bench.ask("radio_found", json!({"person": person}));
    assert_eq!(found["devices"], json!([]));
}

#[test]
fn a_name_cannot_deceive_and_much_is_too_much() {
    let mut odd = cuff(vec![Told::Says(Characteristic::PRESSURE, vec![0; 600])]);
    odd.found.name = format!("Cuff\u{202e}gnp\n\u{0007}{}", "x".repeat(500));
    let (bench, person) = bench(vec![odd]);
    let found = bench.end_of(&bench.ask("radio_scan", json!({"person": person})));
    let name = found["result"]["devices"][0]["name"].as_str().unwrap();
    assert!(
        name.starts_with("Cuffgnpxxx") && name.chars().count() == 60,
        "{name}"
    );
    let device = found["result"]["devices"][0]["id"].clone();
    let end = bench.end_of(&bench.ask("radio_read", json!({"person": person, "device": device})));
    assert_eq!(end["error"]["code"], "radio-other");
    assert!(Replay::default().ready().is_ok());
}
