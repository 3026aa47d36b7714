//! Questionnaires, the plan, and being reminded of it. The clock stands at 2026-11-25 19:00 in China.

use crate::support::{Bench, PASSPHRASE};
use serde_json::{Value, json};

fn mei() -> (Bench, String) {
    Bench::with_person("Zhao Lan", "1953-02-11", "female")
}

fn add(bench: &Bench, person: &str, form: &Value) -> Value {
    bench.ask("entry_add", json!({"person": person, "form": form}))
}

fn words_are_there(value: &Value) {
    assert!(
        !value.to_string().contains('⟦'),
        "every word is in the catalogue: {value}"
    );
}

#[test]
fn a_questionnaire_is_added_up_kept_and_says_whom_to_call() {
    let (bench, person) = mei();
    let all = bench.ask("questionnaires", json!({"person": person}));
    words_are_there(&all);
    let phq = &all["questionnaires"][0];
    assert_eq!(phq["key"], "phq-9");
    assert_eq!(phq["questions"].as_array().unwrap().len(), 9);
    assert_eq!(phq["answers"][3], "Nearly every day");
    let form = |answers: Value, at: &str| json!({"type": "questions", "which": "phq-9", "answers": answers, "at": at});
    for wrong in [json!([0, 1]), json!([0, 0, 0, 0, 0, 0, 0, 0, 4])] {
        let request = json!({"person": person, "form": form(wrong, "2026-11-20")});
        assert_eq!(bench.code("entry_add", request), "form-invalid");
    }
    let entry = add(
        &bench,
        &person,
        &form(json!([2, 2, 2, 2, 1, 1, 0, 0, 0]), "2026-11-20"),
    );
    assert_eq!(entry["value"], "10", "{entry}");
    assert_eq!(
        entry["title"], "PHQ-9 depression questionnaire",
        "LOINC's panel has a name"
    );
    let log = bench.ask("access_log", json!({"person": person}));
    let lines = log["lines"].as_array().unwrap();
    assert!(
        lines
            .iter()
            .any(|l| l["about"] == "PHQ-9 depression questionnaire"),
        "the log has it too: {log}"
    );
    add(
        &bench,
        &person,
        &form(json!([0, 0, 0, 0, 0, 0, 0, 0, 1]), "2026-11-24"),
    );
    let all = bench.ask("questionnaires", json!({"person": person}));
    let filled = all["questionnaires"][0]["filled"].as_array().unwrap();
    assert_eq!(filled.len(), 2);
    assert_eq!(filled[0]["score"]["band"], "minimal", "the newest first");
    let danger = filled[0]["score"]["dangerText"].as_str().unwrap();
    assert!(
        danger.contains("12356") && danger.contains("988"),
        "{danger}"
    );
    assert_eq!(filled[1]["score"]["band"], "moderate");
    assert_eq!(filled[1]["score"]["dangerText"], Value::Null);
    let score = bench.ask(
        "questions_score",
        json!({"which": "gad-7", "answers": [3, 3, 3, 3, 3, 0, 0]}),
    );
    assert_eq!(
        (&score["total"], &score["band"]),
        (&json!(15), &json!("severe"))
    );
    assert_eq!(
        bench.code("questions_score", json!({"which": "gad-7", "answers": [3]})),
        "bad-request"
    );
    let made = bench.ask("questions_form", json!({"which": "phq-9"}));
    let form = bench.bytes("output", json!({"token": made["token"]}));
    let form: Value = serde_json::from_slice(&form).unwrap();
    assert_eq!(form["resourceType"], "Questionnaire");
    assert_eq!(form["url"], "http://loinc.org/q/44249-1");
    assert_eq!(
        form["item"].as_array().unwrap().len(),
        10,
        "nine questions and the sum"
    );
    assert_eq!(form["item"][8]["code"][0]["code"], "44260-8");
    let scored = &form["item"][8]["answerOption"][3]["valueCoding"];
    assert_eq!(scored["code"], "LA6571-9");
    assert_eq!(scored["extension"][0]["valueDecimal"], 3);
    let options = json!({"purpose": "referral"});
    let preview = bench.ask(
        "summary_preview",
        json!({"person": person, "options": options}),
    );
    assert!(
        !preview.to_string().contains("PHQ"),
        "it is not handed out: {preview}"
    );
}

#[test]
fn what_the_doctor_is_to_be_told_of_is_asked_at_the_visit() {
    let (bench, person) = mei();
    let form = json!({"type": "symptom", "name": "Dizzy when standing up", "severity": "4", "at": "2026-11-24",
        "place": "head", "tellDoctor": true});
    let entry = add(&bench, &person, &form);
    add(
        &bench,
        &person,
        &json!({"type": "symptom", "name": "Cold", "at": "2026-11-24"}),
    );
    let remarks = bench.ask("visit_remarks", json!({"person": person}));
    assert_eq!(remarks["remarks"].as_array().unwrap().len(), 1, "{remarks}");
    assert_eq!(remarks["remarks"][0]["entry"]["id"], entry["id"]);
    let text = remarks["remarks"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("Dizzy when standing up") && text.contains("4/10"),
        "{text}"
    );
    bench.ask("entry_hide", json!({"person": person, "id": entry["id"]}));
    let remarks = bench.ask("visit_remarks", json!({"person": person}));
    assert_eq!(
        remarks["remarks"],
        json!([]),
        "what was deleted is not said"
    );
}

#[test]
fn body_mass_is_said_of_adults_with_weight_and_height() {
    let (bench, person) = mei();
    let measure = |who: &str, what: &str, value: &str, unit: &str| {
        let form = json!({"type": "measure", "what": what, "value": value, "unit": unit, "at": "2026-11-24"});
        add(&bench, who, &form);
    };
    assert_eq!(
        bench.ask("body", json!({"person": person}))["line"],
        Value::Null
    );
    measure(&person, "weight", "71.20", "kg");
    measure(&person, "height", "165", "cm");
    let body = bench.ask("body", json!({"person": person}));
    words_are_there(&body);
    assert_eq!(
        body["line"],
        "Body mass index 26.2 kg/m², from 71.20 kg and 165 cm"
    );
    assert_eq!(body["words"][0], "China (WS/T 428): overweight");
    let child = bench.add_person("Anna Li", "2016-06-30", "female");
    measure(&child, "weight", "30", "kg");
    measure(&child, "height", "135", "cm");
    assert_eq!(
        bench.ask("body", json!({"person": child}))["line"],
        Value::Null,
        "not for children"
    );
}

fn remind(bench: &Bench, person: &str, reminder: Value) -> Value {
    bench.ask(
        "reminder_save",
        json!({"person": person, "reminder": reminder}),
    )
}

fn every_day(what: &str, times: Value) -> Value {
    json!({"what": what, "days": {"type": "every", "days": 1}, "times": times})
}

#[test]
fn a_reminder_to_measure_is_done_by_measuring() {
    let (bench, person) = mei();
    let plan = remind(
        &bench,
        &person,
        every_day("blood-pressure", json!(["7:00", "19:00"])),
    );
    words_are_there(&plan);
    let reminder = &plan["reminders"][0];
    assert_eq!(reminder["reminder"]["times"], json!(["07:00", "19:00"]));
    assert_eq!(reminder["reminder"]["from"], "2026-11-25");
    assert_eq!(
        reminder["next"], "2026-11-26T07:00",
        "19:00 is now, and so no longer next"
    );
    let todo = bench.ask("todo", json!({"person": person}));
    assert_eq!(
        todo["items"].as_array().unwrap().len(),
        1,
        "it was made at 19:00: the morning before is nobody's"
    );
    assert_eq!(todo["items"][0]["at"], "2026-11-25T19:00");
    assert_eq!(
        (&todo["items"][0]["due"], &todo["items"][0]["done"]),
        (&json!(true), &json!(false))
    );
    let form = json!({"type": "blood-pressure", "systolic": "131", "diastolic": "82", "at": "2026-11-25T18:40:00+08:00"});
    add(&bench, &person, &form);
    let todo = bench.ask("todo", json!({"person": person}));
    assert_eq!(todo["items"][0]["done"], true, "measured at 18:40: {todo}");
    bench.wait(24 * 3600);
    let form = json!({"type": "blood-pressure", "systolic": "131", "diastolic": "82", "at": "2026-11-26T18:40:00+08:00"});
    add(&bench, &person, &form);
    let todo = bench.ask("todo", json!({"person": person}));
    assert_eq!(todo["items"][1]["done"], true, "{todo}");
    assert_eq!(
        todo["items"][0]["done"], false,
        "the morning is not made good in the evening"
    );
    let key = todo["items"][0]["key"].clone();
    let tick =
        |done: bool| json!({"person": person, "key": key, "at": "2026-11-26T07:00", "done": done});
    assert_eq!(bench.ask("plan_tick", tick(true))["items"][0]["done"], true);
    assert_eq!(
        bench.ask("plan_tick", tick(false))["items"][0]["done"],
        false
    );
    for wrong in [
        json!({"person": person, "key": key, "at": "2026-11-27T07:00", "done": true}),
        json!({"person": person, "key": "other:1", "done": true}),
        json!({"person": person, "key": key, "at": "soon", "done": true}),
    ] {
        assert_eq!(bench.code("plan_tick", wrong), "bad-request");
    }
}

#[test]
fn a_reminder_that_is_not_whole_is_refused_field_by_field() {
    let (bench, person) = mei();
    let fields = |reminder: Value| {
        let error = bench
            .try_ask(
                "reminder_save",
                json!({"person": person, "reminder": reminder}),
            )
            .unwrap_err();
        let said: Vec<String> = error
            .fields
            .iter()
            .map(|f| format!("{} {}", f.field, f.code))
            .collect();
        said.join(", ")
    };
    assert_eq!(
        fields(every_day("own", json!([]))),
        "text empty, times empty"
    );
    assert_eq!(
        fields(every_day("glucose", json!(["25:00"]))),
        "times bad-time"
    );
    let mut week = every_day("weight", json!(["08:00"]));
    week["days"] = json!({"type": "week", "days": [0]});
    assert_eq!(fields(week), "days not-a-choice");
    let mut ends = every_day("weight", json!(["08:00"]));
    ends["from"] = json!("2026-12-01");
    ends["until"] = json!("2026-11-01");
    assert_eq!(fields(ends), "until before-start");
    assert_eq!(
        bench.code(
            "reminder_remove",
            json!({"person": person, "id": "nothing"})
        ),
        "bad-request"
    );
}

fn switch_on(bench: &Bench, details: bool) {
    let mut settings = bench.ask("settings_get", json!({}));
    settings["remind"] = json!(true);
    settings["remindDetails"] = json!(details);
    bench.ask("settings_set", json!({"settings": settings}));
}

fn news(bench: &Bench) -> Vec<Value> {
    let news = bench.ask("reminder_news", json!({}));
    words_are_there(&news);
    news["notices"].as_array().unwrap().clone()
}

#[test]
fn each_reminder_is_told_once_and_says_nothing_of_health_unless_allowed() {
    let (bench, person) = mei();
    remind(&bench, &person, every_day("glucose", json!(["20:00"])));
    assert!(news(&bench).is_empty(), "switched off");
    switch_on(&bench, false);
    assert!(news(&bench).is_empty(), "nothing is due at 19:00");
    bench.wait(3600);
    let told = news(&bench);
    assert_eq!(told.len(), 1, "{told:?}");
    let text = told[0].to_string();
    for word in ["lucose", "Zhao", "Lan"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    assert!(news(&bench).is_empty(), "told once");
    switch_on(&bench, true);
    bench.wait(24 * 3600);
    let told = news(&bench);
    assert_eq!(told[0]["text"], "Measure glucose", "{told:?}");
    assert!(
        told[0]["title"].as_str().unwrap().starts_with("Zhao Lan"),
        "{told:?}"
    );
}

#[test]
fn looking_for_what_is_due_is_no_opening_of_a_record() {
    let mut bench = Bench::new();
    let person = bench.add_person("Zhao Lan", "1953-02-11", "female");
    remind(&bench, &person, every_day("glucose", json!(["20:00"])));
    switch_on(&bench, true);
    bench.restart();
    let keyholder = bench.ask("app_status", json!({}))["keyholders"][0]["id"].clone();
    bench.ask(
        "vault_unlock",
        json!({"keyholder": keyholder, "passphrase": PASSPHRASE}),
    );
    news(&bench);
    bench.wait(2 * 3600);
    assert_eq!(news(&bench).len(), 1);
    bench.wait(3600);
    let log = bench.ask("access_log", json!({"person": person}));
    let opened: Vec<&Value> = log["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|l| l["op"] == "open")
        .map(|l| &l["at"])
        .collect();
    assert_eq!(
        opened[0], "2026-11-25T22:00:00+08:00",
        "only who looks at the log has opened it: {log}"
    );
}

#[test]
fn nothing_is_told_of_what_is_done_and_quiet_hours_keep_it_for_the_morning() {
    let (bench, person) = mei();
    remind(&bench, &person, every_day("weight", json!(["20:00"])));
    remind(
        &bench,
        &person,
        every_day("own", json!(["23:00"]))
            .as_object()
            .map(|m| {
                let mut m = m.clone();
                m.insert("text".to_owned(), json!("Drops for the eyes"));
                Value::Object(m)
            })
            .unwrap(),
    );
    switch_on(&bench, true);
    assert!(news(&bench).is_empty());
    let form = json!({"type": "measure", "what": "weight", "value": "71.2", "unit": "kg", "at": "2026-11-25T18:50:00+08:00"});
    add(&bench, &person, &form);
    bench.wait(3600);
    assert!(news(&bench).is_empty(), "weighed already");
    bench.wait(3 * 3600);
    assert!(news(&bench).is_empty(), "23:00 lies in the quiet hours");
    bench.wait(8 * 3600);
    let told = news(&bench);
    assert_eq!(told.len(), 1, "07:00, the end of the quiet hours: {told:?}");
    assert_eq!(told[0]["text"], "Drops for the eyes");
}

#[test]
fn a_locked_vault_says_only_that_there_is_something() {
    let (bench, person) = mei();
    remind(
        &bench,
        &person,
        every_day("blood-pressure", json!(["20:00", "21:00"])),
    );
    switch_on(&bench, true);
    assert!(news(&bench).is_empty());
    bench.ask("vault_lock", json!({}));
    assert!(news(&bench).is_empty(), "nothing is due yet");
    bench.wait(3600);
    let told = news(&bench);
    assert_eq!(told.len(), 1);
    let text = told[0].to_string();
    assert!(!text.contains("lood") && !text.contains("Zhao"), "{text}");
    assert_eq!(told[0]["person"], "");
    assert!(news(&bench).is_empty(), "told once");
    let keyholder = bench.ask("app_status", json!({}))["keyholders"][0]["id"].clone();
    bench.ask(
        "vault_unlock",
        json!({"keyholder": keyholder, "passphrase": PASSPHRASE}),
    );
    assert!(news(&bench).is_empty(), "what was told is not told again");
    let todo = bench.ask("todo", json!({"person": person}));
    assert_eq!(
        todo["items"][0]["done"], false,
        "and stands on Home all the same"
    );
}

#[test]
fn what_came_while_the_program_was_closed_is_told_once() {
    let (mut bench, person) = mei();
    remind(&bench, &person, every_day("weight", json!(["20:00"])));
    switch_on(&bench, true);
    assert!(news(&bench).is_empty());
    bench.wait(3 * 24 * 3600);
    bench.restart();
    assert!(
        news(&bench).is_empty(),
        "locked, and nothing is known before unlocking"
    );
    let keyholder = bench.ask("app_status", json!({}))["keyholders"][0]["id"].clone();
    bench.ask(
        "vault_unlock",
        json!({"keyholder": keyholder, "passphrase": PASSPHRASE}),
    );
    let told = news(&bench);
    assert_eq!(told.len(), 1, "once for three evenings: {told:?}");
    assert_eq!(told[0]["text"], "Weigh yourself (and 2 earlier times)");
    assert!(news(&bench).is_empty());
}

#[test]
fn an_appointment_is_told_the_evening_before_and_goes_into_a_calendar() {
    let (bench, person) = mei();
    assert_eq!(
        bench.code(
            "calendar_make",
            json!({"person": person, "appointments": true, "reminders": true, "words": true})
        ),
        "calendar-empty"
    );
    switch_on(&bench, true);
    news(&bench);
    let form = json!({"type": "appointment", "what": "复诊; 心内科", "at": "2026-11-27T09:30", "minutes": "20", "who": "Dr Wang", "place": "3rd floor"});
    let entry = add(&bench, &person, &form);
    assert_eq!(entry["statusClass"], "planned", "{entry}");
    let no_time = json!({"type": "appointment", "what": "x", "at": "2026-11-27"});
    let error = bench
        .try_ask("entry_add", json!({"person": person, "form": no_time}))
        .unwrap_err();
    assert_eq!(
        (
            error.fields[0].field.as_str(),
            error.fields[0].code.as_str()
        ),
        ("at", "no-time")
    );
    let plan = bench.ask("plan", json!({"person": person}));
    assert_eq!(plan["appointments"][0]["days"], 2);
    assert_eq!(plan["appointments"][0]["place"], "3rd floor");
    // Opened, it names who takes part: no code and no reference.
    let id = &plan["appointments"][0]["entry"]["id"];
    let opened = bench.ask("entry", json!({"person": person, "id": id}));
    let sections = opened["detail"]["sections"].as_array().unwrap();
    let rows = sections.iter().flat_map(|s| s["rows"].as_array().unwrap());
    let parts: Vec<&str> = rows
        .filter(|r| r["path"].as_str().unwrap().starts_with("participant"))
        .map(|r| r["value"].as_str().unwrap())
        .collect();
    assert_eq!(
        parts,
        [
            "Dr Wang · Accepted",
            "3rd floor · Accepted",
            "Zhao Lan · Accepted"
        ],
        "{opened}"
    );
    bench.wait(23 * 3600 + 60);
    let told = news(&bench);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0]["text"].as_str().unwrap().contains("复诊"),
        "{told:?}"
    );
    remind(
        &bench,
        &person,
        json!({"what": "check-up", "text": "Eyes", "days": {"type": "months", "months": 12}, "times": ["09:00"], "from": "2026-01-31"}),
    );
    let made = bench.ask(
        "calendar_make",
        json!({"person": person, "appointments": true, "reminders": true, "words": true}),
    );
    let ics = String::from_utf8(bench.bytes("output", json!({"token": made["token"]}))).unwrap();
    assert!(ics.contains("DTSTART:20261127T013000Z\r\n"), "UTC: {ics}");
    assert!(ics.contains("DTEND:20261127T015000Z\r\n"), "{ics}");
    assert!(
        ics.contains("SUMMARY:复诊\\; 心内科 · Dr Wang\r\n"),
        "{ics}"
    );
    assert!(
        ics.contains("DTSTART:20260131T090000\r\n"),
        "floating: {ics}"
    );
    assert!(
        ics.contains("RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=28,29,30,31;BYSETPOS=-1\r\n"),
        "{ics}"
    );
    let made = bench.ask(
        "calendar_make",
        json!({"person": person, "appointments": true, "reminders": true, "words": false}),
    );
    let silent = String::from_utf8(bench.bytes("output", json!({"token": made["token"]}))).unwrap();
    for word in ["复诊", "Wang", "floor", "Eyes", "Zhao"] {
        assert!(!silent.contains(word), "{word} in {silent}");
    }
}

#[test]
fn an_appointment_of_a_hospital_is_told_by_the_clock_on_the_wall() {
    let (bench, person) = mei();
    switch_on(&bench, true);
    news(&bench);
    // Half past eight in China on the 27th; and half past nine in Auckland, half past four here.
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Appointment", "id": "a", "status": "booked", "description": "Heart",
            "start": "2026-11-27T00:30:00Z", "end": "2026-11-27T00:50:00Z",
            "participant": [{"actor": {"display": "Zhao Lan"}, "status": "accepted"}]}},
        {"resource": {"resourceType": "Appointment", "id": "b", "status": "booked", "description": "Eyes",
            "start": "2026-11-28T09:30:00+13:00",
            "participant": [{"actor": {"display": "Zhao Lan"}, "status": "accepted"}]}}
    ]});
    let path = bench.folder.path().join("hospital.json");
    std::fs::write(&path, bundle.to_string()).unwrap();
    let report = bench.import_into(&person, &path);
    assert_eq!(report["added"], 2, "{report}");
    let plan = bench.ask("plan", json!({"person": person}));
    words_are_there(&plan);
    let first = &plan["appointments"][0];
    assert_eq!(first["whenText"], "27 Nov 2026 08:30", "{first}");
    assert_eq!(first["days"], 2);
    assert_eq!(first["entry"]["timeText"], "08:30");
    assert_eq!(first["entry"]["date"], "2026-11-27T08:30:00+08:00");
    let second = plan["appointments"][1]["whenText"].as_str().unwrap();
    assert_eq!(
        second,
        "28 Nov 2026 04:30 (28 Nov 2026 09:30 there, UTC+13)"
    );
    // Opened, head and details tell the same hour.
    let opened = bench.ask(
        "entry",
        json!({"person": person, "id": plan["appointments"][1]["entry"]["id"]}),
    );
    assert_eq!(opened["entry"]["timeText"], "04:30", "{opened}");
    let sections = opened["detail"]["sections"].as_array().unwrap();
    let mut rows = sections.iter().flat_map(|s| s["rows"].as_array().unwrap());
    let start = rows.find(|r| r["path"] == "start").unwrap();
    assert_eq!(start["value"], second, "{start}");
    let id = &first["entry"]["id"];
    let original = bench.ask("entry_original", json!({"person": person, "id": id}));
    assert!(
        original["text"]
            .as_str()
            .unwrap()
            .contains("2026-11-27T00:30:00Z"),
        "the hospital's digits are kept: {original}"
    );
    // The evening before is the 26th at 18:00 here; the clock stands at 19:00 on the 25th.
    bench.wait(22 * 3600 + 1800);
    assert_eq!(news(&bench).len(), 0, "half past five on the 26th");
    bench.wait(3600);
    let told = news(&bench);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0]["text"].as_str().unwrap().contains("08:30"),
        "{told:?}"
    );
    // Half past six on the 27th is two hours before, and the hours are quiet until seven.
    bench.wait(12 * 3600 + 60);
    assert!(news(&bench).is_empty(), "nobody is woken");
    bench.wait(1800);
    let told = news(&bench);
    assert_eq!(told.len(), 1, "{told:?}");
    let todo = bench.ask("todo", json!({"person": person}));
    assert_eq!(todo["items"][0]["atText"], "08:30", "{todo}");
}

#[test]
fn a_clock_that_was_a_year_ahead_silences_nothing() {
    let year = 365 * 24 * 3600;
    for locked in [false, true] {
        let (bench, person) = mei();
        remind(&bench, &person, every_day("glucose", json!(["20:00"])));
        switch_on(&bench, true);
        assert!(news(&bench).is_empty(), "nothing is due at 19:00");
        // The computer begins with a wrong year; what it says is told, and noted as told until then.
        bench.wait(year);
        news(&bench);
        bench.wait(3600);
        news(&bench);
        bench.back(year + 3600);
        assert!(news(&bench).is_empty(), "nothing is due at 19:00");
        if locked {
            bench.ask("vault_lock", json!({}));
            assert!(news(&bench).is_empty());
        }
        bench.wait(3600);
        assert_eq!(news(&bench).len(), 1, "at 20:00, locked: {locked}");
        assert!(news(&bench).is_empty(), "once");
        bench.wait(24 * 3600);
        assert_eq!(news(&bench).len(), 1, "and the day after");
    }
}

#[test]
fn a_clock_that_is_set_right_while_the_vault_is_locked_silences_nothing() {
    let year = 365 * 24 * 3600;
    let (mut bench, person) = mei();
    remind(&bench, &person, every_day("glucose", json!(["20:00"])));
    switch_on(&bench, true);
    news(&bench);
    bench.wait(year);
    news(&bench);
    bench.ask("vault_lock", json!({}));
    assert!(news(&bench).is_empty());
    bench.back(year);
    assert!(news(&bench).is_empty());
    let keyholder = bench.ask("app_status", json!({}))["keyholders"][0]["id"].clone();
    let unlock = json!({"keyholder": keyholder, "passphrase": PASSPHRASE});
    bench.ask("vault_unlock", unlock.clone());
    assert!(news(&bench).is_empty(), "nothing is due at 19:00");
    bench.wait(3600);
    assert_eq!(news(&bench).len(), 1, "at 20:00");
    // The same when the program was started anew in between: the mark of next year is in the record.
    bench.wait(year);
    news(&bench);
    bench.back(year);
    bench.restart();
    bench.ask("vault_unlock", unlock);
    assert!(news(&bench).is_empty());
    bench.wait(24 * 3600);
    assert_eq!(news(&bench).len(), 1, "at 20:00 of the next day");
}

#[test]
fn the_plan_is_ticked_off_and_ends() {
    let (bench, person) = mei();
    let walk = add(
        &bench,
        &person,
        &json!({"type": "task", "what": "Walk", "area": "exercise", "how": "30 minutes"}),
    );
    let goal = add(
        &bench,
        &person,
        &json!({"type": "aim", "what": "Less weight", "area": "target", "target": "70 kg", "due": "2027-01-31"}),
    );
    let key = format!("task:{}", walk["id"].as_str().unwrap());
    bench.ask(
        "plan_tick",
        json!({"person": person, "key": key, "done": true}),
    );
    bench.ask(
        "plan_tick",
        json!({"person": person, "key": key, "at": "2026-11-23", "done": true}),
    );
    let plan = bench.ask("plan", json!({"person": person}));
    words_are_there(&plan);
    assert_eq!(
        (&plan["tasks"][0]["doneToday"], &plan["tasks"][0]["week"]),
        (&json!(true), &json!(2)),
        "{plan}"
    );
    assert_eq!(plan["tasks"][0]["area"], "exercise");
    assert_eq!(plan["goals"][0]["words"], "70 kg");
    bench.ask(
        "plan_tick",
        json!({"person": person, "key": key, "done": false}),
    );
    let mut form = bench.ask("entry_form", json!({"person": person, "id": goal["id"]}));
    form["standing"] = json!("done");
    bench.ask(
        "entry_edit",
        json!({"person": person, "id": goal["id"], "form": form}),
    );
    let plan = bench.ask("plan", json!({"person": person}));
    assert_eq!(plan["goals"], json!([]));
    assert_eq!(plan["past"][0]["standing"], "done");
    assert_eq!(plan["tasks"][0]["week"], 1);
    let check = bench.ask("vault_check", json!({"full": true}));
    assert_eq!(check["ok"], true, "{check}");
}

#[test]
fn a_picture_of_a_symptom_stays_when_the_words_change() {
    let (bench, person) = mei();
    let file = bench.folder.path().join("rash.png");
    std::fs::write(&file, b"\x89PNG\r\n\x1a\n....").unwrap();
    let form =
        json!({"type": "symptom", "name": "Rash", "at": "2026-11-24", "photo": bench.file(&file)});
    let entry = add(&bench, &person, &form);
    let full = bench.ask("entry", json!({"person": person, "id": entry["id"]}));
    assert_eq!(full["attachments"].as_array().unwrap().len(), 1, "{full}");
    let mut form = bench.ask("entry_form", json!({"person": person, "id": entry["id"]}));
    form["name"] = json!("Rash, better");
    bench.ask(
        "entry_edit",
        json!({"person": person, "id": entry["id"], "form": form}),
    );
    let full = bench.ask("entry", json!({"person": person, "id": entry["id"]}));
    assert_eq!(
        full["attachments"].as_array().unwrap().len(),
        1,
        "the picture is still there"
    );
    let bytes = bench.bytes(
        "attachment",
        json!({"person": person, "id": entry["id"], "index": 0}),
    );
    assert_eq!(bytes.len(), 12);
}

#[test]
fn planned_doses_stand_among_what_is_to_do_are_told_once_and_go_into_the_calendar() {
    let (bench, person) = mei();
    let medicine = add(
        &bench,
        &person,
        &json!({"type": "medicine", "name": "Metformin", "strength": "500 mg", "status": "active"}),
    );
    let plan = json!({"unit": "tablet", "steps": [{"from": "2026-11-25", "rhythm": {"type": "daily"},
        "slots": [{"time": "20:00", "amount": "1"}]}]});
    let request = json!({"person": person, "medicine": medicine["id"], "plan": plan});
    if let Err(error) = bench.try_ask("med_plan", request) {
        panic!("{} {:?}", error.code, error.fields);
    }
    let todo = bench.ask("todo", json!({"person": person}));
    words_are_there(&todo);
    assert_eq!(todo["items"][0]["kind"], "dose", "{todo}");
    assert_eq!(todo["items"][0]["at"], "2026-11-25T20:00");
    assert!(
        todo["items"][0]["text"]
            .as_str()
            .unwrap()
            .contains("Metformin"),
        "{todo}"
    );
    switch_on(&bench, true);
    assert!(news(&bench).is_empty());
    bench.wait(3600 + 60);
    let told = news(&bench);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0]["text"].as_str().unwrap().contains("Metformin"),
        "{told:?}"
    );
    assert!(news(&bench).is_empty(), "told once");
    let take = json!({"person": person, "medicine": medicine["id"], "planned": "2026-11-25T20:00"});
    bench.ask("med_take", take);
    let todo = bench.ask("todo", json!({"person": person}));
    assert_eq!(todo["items"][0]["done"], true, "{todo}");
    let request =
        json!({"person": person, "appointments": false, "reminders": true, "words": true});
    let made = bench.ask("calendar_make", request);
    let ics = String::from_utf8(bench.bytes("output", json!({"token": made["token"]}))).unwrap();
    assert!(
        ics.contains("DTSTART:20261126T200000\r\n"),
        "floating: {ics}"
    );
    assert!(
        !ics.contains("DTSTART:20261125T200000"),
        "it was taken: {ics}"
    );
}
