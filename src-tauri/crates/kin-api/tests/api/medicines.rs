//! Medicines as they are taken: planned, taken, left out, run out, reported.

use crate::support::Bench;
use serde_json::{Value, json};

/// The clock of the bench stands at 2026-11-25T19:00 here.
const TODAY: &str = "2026-11-25";

fn add(bench: &Bench, person: &str, name: &str, strength: &str) -> String {
    let form = json!({"type": "medicine", "name": name, "strength": strength, "dosage": "with food",
        "since": "2026-11-01", "status": "active"});
    let entry = bench.ask("entry_add", json!({"person": person, "form": form}));
    entry["id"].as_str().unwrap().to_owned()
}

fn twice_a_day() -> Value {
    json!({"unit": "tablet", "steps": [{"from": "2026-11-20", "rhythm": {"type": "daily"},
        "slots": [{"time": "08:00", "amount": "1"}, {"time": "20:00", "amount": "1.5"}]}]})
}

fn today(bench: &Bench, person: &str, day: &str) -> Vec<(String, String)> {
    let view = bench.ask("med_today", json!({"person": person, "day": day}));
    view["doses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            let text = |name: &str| d[name].as_str().unwrap().to_owned();
            (text("time"), text("state"))
        })
        .collect()
}

fn pairs(lines: &[(&str, &str)]) -> Vec<(String, String)> {
    lines
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

#[test]
fn a_medicine_is_planned_taken_left_out_and_runs_out() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let id = add(&bench, &person, "Metformin", "500 mg");
    assert!(
        today(&bench, &person, TODAY).is_empty(),
        "no plan, no doses"
    );
    let planned = bench.ask(
        "med_plan",
        json!({"person": person, "medicine": id, "plan": twice_a_day()}),
    );
    assert_eq!(planned["id"], json!(id), "the same entry, a new version");
    assert_eq!(planned["plan"], {
        let mut plan = twice_a_day();
        plan["asNeeded"] = Value::Null;
        plan["mostPerDay"] = Value::Null;
        plan["steps"][0]["until"] = Value::Null;
        plan
    });
    assert_eq!(planned["nextText"], "today 20:00");
    assert_eq!(
        today(&bench, &person, TODAY),
        pairs(&[("08:00", "open"), ("20:00", "coming")])
    );
    let stocked = bench.ask(
        "med_stock",
        json!({"person": person, "medicine": id, "count": "4"}),
    );
    assert_eq!(stocked["stock"]["left"], "4");
    assert_eq!(
        stocked["stock"]["runsOut"], "2026-11-27",
        "1.5 today, 1 and 1.5 tomorrow are all"
    );
    assert_eq!(stocked["stock"]["low"], true);

    let take = |planned: &str| json!({"person": person, "medicine": id, "planned": planned});
    bench.wait(60);
    let taken = bench.ask("med_take", take("2026-11-25T08:00"));
    assert_eq!(taken["state"], "taken");
    assert!(
        taken["stateText"].as_str().unwrap().contains("19:01"),
        "{taken}"
    );
    let again = bench.ask("med_take", take("2026-11-25T08:00"));
    assert_eq!(again["entry"], taken["entry"], "noted twice is one dose");
    let mut skip = take("2026-11-24T20:00");
    skip["reason"] = json!("nausea");
    assert_eq!(bench.ask("med_skip", skip)["state"], "skipped");
    let mut later = take("2026-11-25T20:00");
    later["minutes"] = json!(90);
    let put_off = bench.ask("med_later", later);
    assert_eq!(put_off["state"], "later");
    assert!(
        put_off["stateText"].as_str().unwrap().contains("20:31"),
        "{put_off}"
    );
    assert_eq!(
        today(&bench, &person, TODAY),
        pairs(&[("08:00", "taken"), ("20:00", "later")])
    );
    let left = bench.ask("med_plans", json!({"person": person}));
    assert_eq!(
        left["mine"][0]["stock"]["left"], "3",
        "one of four was taken"
    );

    bench.ask(
        "med_untake",
        json!({"person": person, "entry": taken["entry"]}),
    );
    assert_eq!(today(&bench, &person, TODAY)[0].1, "open", "taken back");
    bench.ask("med_take", take("2026-11-25T08:00"));

    // A dose of the plan is asked for by its time; another time has none.
    assert_eq!(
        bench.code("med_take", take("2026-11-25T09:00")),
        "form-invalid"
    );
    let report = bench.ask(
        "med_report",
        json!({"person": person, "from": "2026-11-24"}),
    );
    let all = &report["overall"];
    assert_eq!(all["planned"], 3, "{report}");
    assert_eq!(
        (&all["taken"], &all["skipped"], &all["notRecorded"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(all["percent"], "33.3");
    // A missing note is not a missed dose.
    assert_eq!(
        (&all["noted"], &all["percentOfNoted"]),
        (&json!(2), &json!("50.0"))
    );
    let sentence = report["sentence"].as_str().unwrap();
    assert!(
        sentence.contains(
            "2 of 3 planned doses noted; of these 1 taken (50.0 %), 1 left out. Not noted: 1."
        ),
        "{sentence}"
    );
    assert!(
        report["method"]
            .as_str()
            .unwrap()
            .contains("between 33.3 % (those noted as taken) and 66.7 %"),
        "{report}"
    );
    assert_eq!(
        report["lines"][0]["reasons"][0]["text"],
        "1 × left out: nausea"
    );
    assert!(
        !report.to_string().contains('⟦'),
        "every word is in the catalogue: {report}"
    );
    let pdf = bench.ask(
        "med_report_page",
        json!({"person": person, "from": "2026-11-24", "paper": "letter"}),
    );
    let token = pdf["token"].clone();
    assert!(
        bench
            .bytes("output", json!({"token": token}))
            .starts_with(b"%PDF")
    );

    // A pack is fetched; the day of running out moves.
    let more = bench.ask(
        "med_stock",
        json!({"person": person, "medicine": id, "add": "30", "warnDays": 3}),
    );
    assert_eq!(more["stock"]["left"], "33");
    assert_eq!(more["stock"]["low"], false);

    // Single doses stand nowhere but here.
    let timeline = bench.ask("timeline", json!({"person": person, "limit": 50}));
    assert_eq!(
        timeline["entries"].as_array().unwrap().len(),
        1,
        "{timeline}"
    );
    let found = bench.ask(
        "search",
        json!({"person": person, "words": "metformin", "limit": 50}),
    );
    assert_eq!(
        found.to_string().matches("\"kind\":\"dose\"").count(),
        0,
        "{found}"
    );
    let home = bench.ask("home", json!({"person": person}));
    assert_eq!(home["medicines"].as_array().unwrap().len(), 1);
    assert!(
        bench.ask("vault_check", json!({"full": true}))["ok"]
            .as_bool()
            .unwrap()
    );
}

#[test]
fn a_flight_west_forgets_no_dose() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let id = add(&bench, &person, "Metformin", "500 mg");
    let mut plan = twice_a_day();
    plan["asNeeded"] = json!("1");
    plan["mostPerDay"] = json!("4");
    let plan = json!({"person": person, "medicine": id, "plan": plan});
    bench.ask("med_plan", plan);
    let count = json!({"person": person, "medicine": id, "count": "10"});
    bench.ask("med_stock", count);
    // Half an hour later, in another zone, the clock on the wall says 06:30 of the same day.
    bench.wait(1_800);
    bench.travel(-5);
    let dose = json!({"person": person, "medicine": id, "amount": "2"});
    bench.ask("med_take", dose);
    let plans = bench.ask("med_plans", json!({"person": person}));
    assert_eq!(plans["mine"][0]["stock"]["left"], "8", "{plans}");
    // The day before, by this wall, has the count; the last 24 hours have the dose.
    let view = bench.ask("med_today", json!({"person": person}));
    assert!(
        view["needed"].to_string().contains('2'),
        "what was taken lately: {view}"
    );
}

#[test]
fn a_dose_taken_before_its_time_needs_no_tablet_later() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let id = add(&bench, &person, "Metformin", "500 mg");
    bench.ask(
        "med_plan",
        json!({"person": person, "medicine": id, "plan": twice_a_day()}),
    );
    bench.ask(
        "med_stock",
        json!({"person": person, "medicine": id, "count": "4"}),
    );
    bench.wait(60);
    let take = json!({"person": person, "medicine": id, "planned": "2026-11-25T20:00"});
    let taken = bench.ask("med_take", take);
    assert_eq!(taken["state"], "taken");
    let plans = bench.ask("med_plans", json!({"person": person}));
    let stock = &plans["mine"][0]["stock"];
    assert_eq!(stock["left"], "2.5");
    assert_eq!(
        stock["runsOut"], "2026-11-27",
        "1 and 1.5 tomorrow are there: {stock}"
    );
}

#[test]
fn what_was_planned_before_stays_planned() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let id = add(&bench, &person, "Amlodipine", "5 mg");
    bench.ask(
        "med_plan",
        json!({"person": person, "medicine": id, "plan": twice_a_day()}),
    );
    let once = json!({"unit": "tablet", "steps": [{"from": TODAY, "rhythm": {"type": "daily"},
        "slots": [{"time": "09:00", "amount": "1"}]}]});
    let changed = bench.ask(
        "med_plan",
        json!({"person": person, "medicine": id, "plan": once}),
    );
    assert_eq!(
        changed["plan"]["steps"].as_array().unwrap().len(),
        1,
        "the form shows what holds now"
    );
    assert_eq!(
        today(&bench, &person, "2026-11-24").len(),
        2,
        "yesterday it was twice"
    );
    assert_eq!(today(&bench, &person, TODAY).len(), 1);
    // The form of the medicine knows nothing of the plan and keeps it.
    let mut form = bench.ask("entry_form", json!({"person": person, "id": id}));
    form["dosage"] = json!("in the morning");
    bench.ask(
        "entry_edit",
        json!({"person": person, "id": id, "form": form}),
    );
    assert_eq!(today(&bench, &person, TODAY).len(), 1);
    assert_eq!(today(&bench, &person, "2026-11-24").len(), 2);
    let stopped = bench.ask(
        "med_stop",
        json!({"person": person, "medicine": id, "on": "2026-11-24", "reason": "swollen feet"}),
    );
    assert_eq!(stopped["active"], false);
    assert_eq!(stopped["stopReason"], "swollen feet");
    assert!(
        today(&bench, &person, TODAY).is_empty(),
        "no dose after the last day"
    );
    assert_eq!(today(&bench, &person, "2026-11-24").len(), 2);
    let report = bench.ask("med_report", json!({"person": person}));
    assert_eq!(report["overall"]["planned"], 10, "five days, twice a day");
}

#[test]
fn plans_of_every_kind() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let id = add(&bench, &person, "Prednisone", "5 mg");
    let slot = |amount: &str| json!([{"time": "8:00", "amount": amount}]);
    let taper = json!({"unit": "tablet", "mostPerDay": "3", "asNeeded": "1", "steps": [
        {"from": "2026-11-24", "until": "2026-11-25", "rhythm": {"type": "daily"}, "slots": slot("4")},
        {"from": "2026-11-26", "until": "2026-11-28", "rhythm": {"type": "every-days", "days": 2}, "slots": slot("2")},
        {"from": "2026-11-29", "rhythm": {"type": "week", "days": ["mon", "thu"]}, "slots": slot("0.5")},
    ]});
    let planned = bench.ask(
        "med_plan",
        json!({"person": person, "medicine": id, "plan": taper}),
    );
    assert_eq!(
        planned["planTexts"].as_array().unwrap().len(),
        4,
        "{planned}"
    );
    let count = |day: &str| today(&bench, &person, day).len();
    let days: Vec<usize> = ["24", "25", "26", "27", "28", "29", "30"]
        .iter()
        .map(|d| count(&format!("2026-11-{d}")))
        .collect();
    assert_eq!(days, [1, 1, 1, 0, 1, 0, 1], "the 30th is a Monday");
    let checks = bench.ask("med_checks", json!({"person": person}));
    assert_eq!(
        checks["concerns"][0]["code"], "above-most",
        "four a day, at most three: {checks}"
    );
    // When needed: the fourth of a day is asked about.
    let take = json!({"person": person, "medicine": id});
    for _ in 0..3 {
        bench.ask("med_take", take.clone());
        bench.wait(60);
    }
    let refused = bench.try_ask("med_take", take.clone()).unwrap_err();
    assert_eq!(refused.code.to_string(), "needs-confirmation");
    assert_eq!(refused.fields[0].code, "above-most");
    let mut sure = take;
    sure["confirmed"] = json!(true);
    bench.ask("med_take", sure);
    let report = bench.ask("med_report", json!({"person": person}));
    assert_eq!(report["lines"][0]["needed"], 4);
    assert_eq!(report["lines"][0]["aboveMost"], 1);
    let wrong = |plan: Value| {
        let error = bench
            .try_ask(
                "med_plan",
                json!({"person": person, "medicine": id, "plan": plan}),
            )
            .unwrap_err();
        format!("{} {}", error.fields[0].field, error.fields[0].code)
    };
    assert_eq!(wrong(json!({"unit": "tablet", "steps": []})), "steps empty");
    let step = |time: &str, from: &str| {
        json!({"unit": "tablet", "steps": [{"from": from, "rhythm": {"type": "daily"},
            "slots": [{"time": time, "amount": "1"}]}]})
    };
    assert_eq!(wrong(step("25:00", TODAY)), "steps.0.slots.0.time bad-time");
    assert_eq!(wrong(step("08:00", "soon")), "steps.0.from bad-date");
    let gone = bench.ask(
        "med_plan",
        json!({"person": person, "medicine": id, "plan": null}),
    );
    assert_eq!(gone["plan"], Value::Null);
    assert!(today(&bench, &person, "2026-11-26").is_empty());
}

/// A hospital's list: metformin as the person has it, another amlodipine, and amoxicillin.
fn hospital() -> String {
    let medicine = |id: &str, text: &str, atc: &str, times: u32| {
        format!(
            r#"{{"resource":{{"resourceType":"MedicationRequest","id":"{id}","status":"active","intent":"order","medicationCodeableConcept":{{"coding":[{{"system":"http://www.whocc.no/atc","code":"{atc}"}}],"text":"{text}"}},"subject":{{"reference":"Patient/p"}},"authoredOn":"2026-11-10","dosageInstruction":[{{"text":"{times} x a day","timing":{{"repeat":{{"frequency":{times},"period":1,"periodUnit":"d"}}}}}}]}}}}"#
        )
    };
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","id":"p","name":[{{"text":"Zhao Lan"}}],"birthDate":"1953-02-11","gender":"female"}}}},{},{},{},{{"resource":{{"resourceType":"AllergyIntolerance","id":"a","clinicalStatus":{{"coding":[{{"code":"active"}}]}},"code":{{"text":"Penicillin"}},"patient":{{"reference":"Patient/p"}}}}}}]}}"#,
        medicine("m1", "Metformin 500 mg", "A10BA02", 2),
        medicine("m2", "Amlodipine 10 mg", "C08CA01", 1),
        medicine("m3", "Amoxicillin 500 mg", "J01CA04", 3),
    )
}

#[test]
fn the_hospitals_list_beside_my_own() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let mine = add(&bench, &person, "Metformin", "500 mg");
    bench.ask(
        "med_plan",
        json!({"person": person, "medicine": mine, "plan": twice_a_day()}),
    );
    add(&bench, &person, "Amlodipine", "5 mg");
    let none = bench.ask("med_reconcile", json!({"person": person}));
    assert_eq!(none["open"], 0, "nothing to compare with");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hospital.json");
    std::fs::write(&file, hospital()).unwrap();
    bench.import_into(&person, &file);
    let verdicts = || -> Vec<(String, bool)> {
        let view = bench.ask("med_reconcile", json!({"person": person}));
        view["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| {
                (
                    l["verdict"].as_str().unwrap().to_owned(),
                    l["open"].as_bool().unwrap(),
                )
            })
            .collect()
    };
    let expect = |lines: &[(&str, bool)]| {
        lines
            .iter()
            .map(|(v, o)| ((*v).to_owned(), *o))
            .collect::<Vec<_>>()
    };
    // How much metformin at a time the hospital does not say: that is not "the same".
    assert_eq!(
        verdicts(),
        expect(&[
            ("other-strength", true),
            ("only-theirs", true),
            ("not-compared", false)
        ])
    );
    let checks = bench.ask("med_checks", json!({"person": person}));
    assert_eq!(
        checks["medicines"], 3,
        "what stands in both lists counts once: {checks}"
    );
    assert_eq!(checks["concerns"][0]["code"], "allergy-group");
    assert_eq!(checks["concerns"].as_array().unwrap().len(), 1);
    assert_eq!(checks["notChecked"].as_array().unwrap().len(), 4);

    let line = |verdict: &str| {
        let view = bench.ask("med_reconcile", json!({"person": person}));
        let lines = view["lines"].as_array().unwrap().clone();
        lines.into_iter().find(|l| l["verdict"] == verdict).unwrap()
    };
    let settle = |key: &Value, choice: &str| {
        bench.ask(
            "med_settle",
            json!({"person": person, "key": key, "choice": choice}),
        )
    };
    settle(&line("other-strength")["key"], "ask");
    let report = bench.ask("med_report", json!({"person": person}));
    assert!(
        report["questions"].to_string().contains("Amlodipine 10 mg"),
        "what is to be asked stands in the report: {report}"
    );
    settle(&line("other-strength")["key"], "open");
    let after = settle(&line("other-strength")["key"], "theirs");
    assert_eq!(after["open"], 1);
    settle(&line("only-theirs")["key"], "mine");
    assert!(verdicts().iter().all(|(_, open)| !open), "{:?}", verdicts());
    let checks = bench.ask("med_checks", json!({"person": person}));
    assert_eq!(checks["medicines"], 2, "the person does not take it");
    let plans = bench.ask("med_plans", json!({"person": person}));
    let titles: Vec<&str> = plans["mine"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["title"].as_str().unwrap())
        .collect();
    assert!(titles.contains(&"Amlodipine 10 mg"), "{titles:?}");
    // A hospital's medicine that is planned is taken over first; the hospital's own entry stays.
    let theirs = plans["hospital"][0]["id"].clone();
    let planned = bench.ask(
        "med_plan",
        json!({"person": person, "medicine": theirs, "plan": twice_a_day()}),
    );
    assert_ne!(planned["id"], theirs);
    let plans = bench.ask("med_plans", json!({"person": person}));
    assert_eq!(plans["mine"].as_array().unwrap().len(), 3);
    assert_eq!(plans["hospital"], json!([]));
    assert!(!plans.to_string().contains('⟦'), "{plans}");
}

#[test]
fn the_same_substance_twice_and_a_box() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    add(&bench, &person, "Tylenol", "500 mg");
    add(&bench, &person, "对乙酰氨基酚片", "0.5 g");
    add(&bench, &person, "Grandmother's drops", "");
    let checks = bench.ask("med_checks", json!({"person": person}));
    assert_eq!(checks["concerns"][0]["code"], "twice", "{checks}");
    assert_eq!(
        checks["unknown"].as_array().unwrap().len(),
        1,
        "what is not known is named"
    );
    // What is known in part is compared as far as it is known, and named too.
    add(&bench, &person, "白加黑", "");
    let checks = bench.ask("med_checks", json!({"person": person}));
    assert_eq!(checks["unknown"].as_array().unwrap().len(), 2, "{checks}");
    let concerns = checks["concerns"].to_string();
    assert!(concerns.contains("白加黑"), "{concerns}");
    let draft = bench.ask(
        "med_from_text",
        json!({"text": "Amlodipine 5 mg Tablets\n28 tablets"}),
    );
    assert_eq!(draft["name"], "Amlodipine Tablets");
    assert_eq!(draft["strength"], "5 mg");
    let mut settings = bench.ask("settings_get", json!({}));
    settings["lang"] = json!("zh-CN");
    bench.ask("settings_set", json!({"settings": settings}));
    let chinese = bench.ask("med_checks", json!({"person": person}));
    assert!(chinese.to_string().contains("对乙酰氨基酚"), "{chinese}");
    assert!(!chinese.to_string().contains('⟦'), "{chinese}");
}

#[test]
fn a_stopped_medicine_asks_for_nothing_more() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let id = add(&bench, &person, "Metformin", "500 mg");
    let plan = json!({"person": person, "medicine": id, "plan": twice_a_day()});
    bench.ask("med_plan", plan);
    let doses = || {
        let todo = bench.ask("todo", json!({"person": person}));
        let items = todo["items"].as_array().unwrap().clone();
        items.iter().filter(|i| i["kind"] == "dose").count()
    };
    assert_eq!(doses(), 2, "eight o'clock is open, twenty o'clock comes");
    bench.ask("med_stop", json!({"person": person, "medicine": id}));
    assert_eq!(doses(), 0);
}
