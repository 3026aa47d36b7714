//! Doses and what could hurt: a plan that is changed, other units, a weekly dose, midnight.

use crate::support::Bench;
use serde_json::{Value, json};

/// The clock of the bench stands at 2026-11-25T19:00 here, a Wednesday.
const TODAY: &str = "2026-11-25";

fn add(bench: &Bench, person: &str, name: &str, strength: &str) -> String {
    let form = json!({"type": "medicine", "name": name, "strength": strength, "since": "2026-11-01",
        "status": "active"});
    let entry = bench.ask("entry_add", json!({"person": person, "form": form}));
    entry["id"].as_str().unwrap().to_owned()
}

fn slots(slots: &[(&str, &str)]) -> Value {
    let slots = slots
        .iter()
        .map(|(time, amount)| json!({"time": time, "amount": amount}));
    Value::Array(slots.collect())
}

fn daily(unit: &str, from: &str, times: &[(&str, &str)]) -> Value {
    json!({"unit": unit, "steps": [{"from": from, "rhythm": {"type": "daily"}, "slots": slots(times)}]})
}

struct Doses<'b> {
    bench: &'b Bench,
    person: String,
    medicine: String,
}

impl Doses<'_> {
    fn plan(&self, plan: &Value) -> Value {
        let request = json!({"person": self.person, "medicine": self.medicine, "plan": plan});
        self.bench.ask("med_plan", request)
    }

    fn request(&self, planned: &str) -> Value {
        json!({"person": self.person, "medicine": self.medicine, "planned": planned})
    }

    fn take(&self, planned: &str) -> Value {
        self.bench.ask("med_take", self.request(planned))
    }

    /// Time, state and amount of the doses of a day.
    fn of(&self, day: &str) -> Vec<String> {
        let view = self
            .bench
            .ask("med_today", json!({"person": self.person, "day": day}));
        let doses = view["doses"].as_array().unwrap().iter();
        doses
            .map(|d| {
                let text = |name: &str| d[name].as_str().unwrap().to_owned();
                format!("{} {} {}", text("time"), text("state"), text("amountText"))
            })
            .collect()
    }
}

fn doses<'b>(bench: &'b Bench, person: &str, name: &str, strength: &str) -> Doses<'b> {
    Doses {
        bench,
        person: person.to_owned(),
        medicine: add(bench, person, name, strength),
    }
}

fn lan() -> (Bench, String) {
    Bench::with_person("Zhao Lan", "1953-02-11", "female")
}

#[test]
fn a_changed_plan_asks_only_for_doses_that_are_not_noted_yet() {
    let (bench, person) = lan();
    let it = doses(&bench, &person, "Metformin", "500 mg");
    it.plan(&daily(
        "tablet",
        "2026-11-20",
        &[("08:00", "1"), ("20:00", "1")],
    ));
    it.take("2026-11-25T08:00");
    let changed = it.plan(&daily("tablet", TODAY, &[("09:00", "1"), ("21:00", "1")]));
    assert_eq!(
        it.of(TODAY),
        ["08:00 taken 1 tablet", "21:00 coming 1 tablet"],
        "what was taken at eight is not asked for again at nine"
    );
    assert_eq!(
        changed["plan"]["steps"].as_array().unwrap().len(),
        1,
        "the form shows what holds now: {changed}"
    );
    assert_eq!(changed["nextText"], "today 21:00");
    assert_eq!(
        it.of("2026-11-26"),
        ["09:00 coming 1 tablet", "21:00 coming 1 tablet"]
    );
    assert_eq!(
        it.of("2026-11-24").len(),
        2,
        "yesterday stays as it was planned"
    );
    let home = bench.ask("home", json!({"person": person}));
    let words = home["medicines"][0]["value"].as_str().unwrap().to_owned();
    assert!(
        words.contains("09:00") && !words.contains("20:00"),
        "lists and papers say how it is taken now, not how it was: {words}"
    );
    // Once a day: today's is taken.
    it.plan(&daily("tablet", TODAY, &[("22:00", "1")]));
    assert_eq!(it.of(TODAY), ["08:00 taken 1 tablet"]);
    assert_eq!(it.of("2026-11-26"), ["22:00 coming 1 tablet"]);
    // More often: the next one that is still to come.
    it.plan(&daily(
        "tablet",
        TODAY,
        &[("08:00", "1"), ("14:00", "1"), ("22:00", "1")],
    ));
    assert_eq!(
        it.of(TODAY),
        ["08:00 taken 1 tablet", "22:00 coming 1 tablet"],
        "nobody is told to catch up at seven in the evening"
    );
    let todo = bench.ask("todo", json!({"person": person}));
    let open = |i: &&Value| i["kind"] == "dose" && i["done"] == false;
    let items = todo["items"].as_array().unwrap();
    assert_eq!(items.iter().filter(open).count(), 1, "{todo}");
    // Taken away: what is noted stays.
    bench.ask(
        "med_plan",
        json!({"person": person, "medicine": it.medicine, "plan": null}),
    );
    assert_eq!(it.of(TODAY), ["08:00 taken 1 tablet"]);
    assert!(it.of("2026-11-26").is_empty());
    let report = bench.ask("med_report", json!({"person": person, "from": TODAY}));
    assert_eq!(
        (&report["overall"]["planned"], &report["overall"]["taken"]),
        (&json!(1), &json!(1)),
        "{report}"
    );
}

#[test]
fn a_day_never_comes_to_more_than_the_new_plan() {
    let (bench, person) = lan();
    let it = doses(&bench, &person, "Prednisone", "5 mg");
    it.plan(&daily("tablet", "2026-11-20", &[("08:00", "2")]));
    it.take("2026-11-25T08:00");
    it.plan(&daily("tablet", TODAY, &[("08:00", "1"), ("20:00", "1")]));
    assert_eq!(
        it.of(TODAY),
        ["08:00 taken 2 tablets"],
        "two were taken, and two a day are all"
    );
    assert_eq!(it.of("2026-11-26").len(), 2);
    // A dose that was left out is not asked for again, and stands for none.
    let other = doses(&bench, &person, "Amlodipine", "5 mg");
    other.plan(&daily(
        "tablet",
        "2026-11-20",
        &[("08:00", "1"), ("20:00", "1")],
    ));
    let mut skip = other.request("2026-11-25T08:00");
    skip["reason"] = json!("dizzy");
    bench.ask("med_skip", skip);
    other.plan(&daily("tablet", TODAY, &[("10:00", "1"), ("21:30", "1")]));
    let lines = other.of(TODAY);
    assert!(
        lines.contains(&"08:00 skipped 1 tablet".to_owned()),
        "{lines:?}"
    );
    assert!(
        lines.contains(&"21:30 coming 1 tablet".to_owned()),
        "{lines:?}"
    );
    assert!(!lines.iter().any(|l| l.starts_with("10:00")), "{lines:?}");
}

#[test]
fn a_dose_that_is_due_and_not_noted_stays_when_the_plan_is_changed() {
    let (bench, person) = lan();
    let it = doses(&bench, &person, "Metformin", "500 mg");
    it.plan(&daily(
        "tablet",
        "2026-11-20",
        &[("08:00", "1"), ("12:00", "1"), ("20:00", "1")],
    ));
    it.take("2026-11-25T08:00");
    it.plan(&daily(
        "tablet",
        TODAY,
        &[("08:00", "1"), ("19:30", "1"), ("23:00", "1")],
    ));
    assert_eq!(
        it.of(TODAY),
        [
            "08:00 taken 1 tablet",
            "12:00 open 1 tablet",
            "23:00 coming 1 tablet"
        ],
        "the second dose of the day is that of noon: the new plan begins with its third"
    );
    let taken = it.take("2026-11-25T12:00");
    assert_eq!(taken["state"], "taken", "it can still be noted");
}

#[test]
fn every_other_day_keeps_its_days_and_its_past() {
    let (bench, person) = lan();
    let it = doses(&bench, &person, "Alendronate", "10 mg");
    let plan = |amount: &str| {
        json!({"unit": "tablet", "steps": [{"from": "2026-11-20",
            "rhythm": {"type": "every-days", "days": 2}, "slots": slots(&[("08:00", amount)])}]})
    };
    it.plan(&plan("1"));
    assert_eq!(it.of("2026-11-24"), ["08:00 open 1 tablet"]);
    let again = it.plan(&plan("2"));
    assert_eq!(
        again["plan"]["steps"][0]["from"], "2026-11-20",
        "the days are still counted from the same day"
    );
    assert_eq!(
        it.of("2026-11-24"),
        ["08:00 open 1 tablet"],
        "the past stays"
    );
    assert!(it.of(TODAY).is_empty());
    assert_eq!(it.of("2026-11-26"), ["08:00 coming 2 tablets"]);
    assert!(it.of("2026-11-27").is_empty());
    let cycle = json!({"unit": "tablet", "steps": [{"from": "2026-11-05",
        "rhythm": {"type": "cycle", "on": 21, "off": 7}, "slots": slots(&[("21:00", "1")])}]});
    it.plan(&cycle);
    assert_eq!(it.of("2026-11-24"), ["08:00 open 1 tablet"]);
    assert_eq!(it.of(TODAY), ["21:00 coming 1 tablet"], "the 21st day with");
    assert!(it.of("2026-11-26").is_empty(), "the first of seven without");
    assert!(it.of("2026-12-02").is_empty());
    assert_eq!(it.of("2026-12-03").len(), 1);
}

#[test]
fn what_was_noted_stays_when_the_medicine_is_stopped_before_it() {
    let (bench, person) = lan();
    let it = doses(&bench, &person, "Metformin", "500 mg");
    it.plan(&daily(
        "tablet",
        "2026-11-20",
        &[("08:00", "1"), ("20:00", "1")],
    ));
    it.take("2026-11-25T08:00");
    bench.ask(
        "med_stop",
        json!({"person": person, "medicine": it.medicine, "on": "2026-11-24"}),
    );
    assert_eq!(it.of(TODAY), ["08:00 taken 1 tablet"]);
}

#[test]
fn tablets_and_millilitres_are_never_added_up() {
    let (bench, person) = lan();
    let it = doses(&bench, &person, "Paracetamol", "");
    let mut plan = daily("tablet", "2026-11-20", &[("08:00", "1")]);
    plan["mostPerDay"] = json!("2");
    it.plan(&plan);
    let count = |n: &str| {
        let request = json!({"person": person, "medicine": it.medicine, "count": n});
        bench.ask("med_stock", request)["stock"].clone()
    };
    assert_eq!(count("10")["left"], "10");
    it.take("2026-11-25T08:00");
    let mut syrup = daily("mL", TODAY, &[("08:00", "5"), ("20:00", "5")]);
    syrup["mostPerDay"] = json!("10");
    let changed = it.plan(&syrup);
    assert_eq!(
        it.of(TODAY),
        ["08:00 taken 1 tablet", "20:00 coming 5 mL"],
        "each in the unit it was taken in"
    );
    assert_eq!(it.of("2026-11-24"), ["08:00 open 1 tablet"], "never 1 mL");
    let stock = &changed["stock"];
    assert_eq!(
        (&stock["left"], &stock["sure"]),
        (&json!("9"), &json!(true))
    );
    assert_eq!(stock["leftText"], "9 tablets");
    assert_eq!(
        stock["runsOut"],
        Value::Null,
        "tablets do not run out in mL: {stock}"
    );
    // One tablet and five millilitres: nobody can say whether it is too much.
    let error = bench
        .try_ask("med_take", it.request("2026-11-25T20:00"))
        .unwrap_err();
    assert_eq!(error.code.to_string(), "needs-confirmation");
    assert_eq!(error.fields[0].code, "most-unsure");
    let mut sure = it.request("2026-11-25T20:00");
    sure["confirmed"] = json!(true);
    bench.ask("med_take", sure);
    let plans = bench.ask("med_plans", json!({"person": person}));
    let stock = &plans["mine"][0]["stock"];
    assert_eq!(
        (&stock["left"], &stock["sure"], &stock["runsOut"]),
        (&json!(""), &json!(false), &Value::Null),
        "{stock}"
    );
    assert!(!plans.to_string().contains('⟦'), "{plans}");
    bench.wait(60);
    let again = count("200");
    assert_eq!(again["leftText"], "200 mL");
    assert_eq!(again["sure"], true);
    let report = bench.ask("med_report", json!({"person": person}));
    assert_eq!(report["lines"][0]["aboveMost"], 0, "{report}");
}

#[test]
fn a_day_of_running_out_is_the_latest_one() {
    let (bench, person) = lan();
    let it = doses(&bench, &person, "Metformin", "500 mg");
    it.plan(&daily(
        "tablet",
        "2026-11-20",
        &[("08:00", "1"), ("19:30", "1")],
    ));
    let request = json!({"person": person, "medicine": it.medicine, "count": "4"});
    let stock = bench.ask("med_stock", request)["stock"].clone();
    let before = stock["runsOutText"].as_str().unwrap().to_owned();
    assert!(!before.contains("latest"), "{before}");
    bench.wait(3_600);
    let plans = bench.ask("med_plans", json!({"person": person}));
    let after = plans["mine"][0]["stock"]["runsOutText"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        after.contains("at the latest"),
        "the dose of half past seven may have been taken: {after}"
    );
}

#[test]
fn midnight_makes_no_room_for_more() {
    let (bench, person) = lan();
    let it = doses(&bench, &person, "Paracetamol", "500 mg");
    it.plan(&json!({"unit": "tablet", "steps": [], "asNeeded": "2", "mostPerDay": "4"}));
    let take = |at: &str, amount: &str| {
        let request =
            json!({"person": person, "medicine": it.medicine, "at": at, "amount": amount});
        bench
            .try_ask("med_take", request)
            .map_err(|e| e.fields[0].code.clone())
    };
    take("2026-11-23T18:00", "4").unwrap();
    assert_eq!(
        take("2026-11-24T00:10", "2").unwrap_err(),
        "above-most",
        "six in one night"
    );
    assert_eq!(take("2026-11-24T17:59", "1").unwrap_err(), "above-most");
    take("2026-11-24T18:00", "4").unwrap();
    assert_eq!(
        take("2026-11-23T23:00", "1").unwrap_err(),
        "above-most",
        "noted afterwards, too"
    );
    let view = bench.ask("med_today", json!({"person": person}));
    assert_eq!(view["needed"][0]["full"], false, "25 hours ago: {view}");
    take("2026-11-25T01:00", "1").unwrap_err();
    take("2026-11-25T18:30", "1").unwrap();
    let planned = doses(&bench, &person, "Metformin", "500 mg");
    let mut twice = daily("tablet", "2026-11-20", &[("08:00", "1"), ("20:00", "1")]);
    twice["mostPerDay"] = json!("2");
    planned.plan(&twice);
    for dose in ["2026-11-24T08:00", "2026-11-24T20:00", "2026-11-25T08:00"] {
        let mut request = planned.request(dose);
        request["at"] = json!(dose);
        bench.ask("med_take", request);
    }
}

#[test]
fn halves_and_commas() {
    let (bench, person) = lan();
    let it = doses(&bench, &person, "Levothyroxine", "50 µg");
    let amount = |typed: &str| {
        let plan = daily("tablet", TODAY, &[("21:00", typed)]);
        let request = json!({"person": person, "medicine": it.medicine, "plan": plan});
        match bench.try_ask("med_plan", request) {
            Ok(view) => view["plan"]["steps"][0]["slots"][0]["amount"]
                .as_str()
                .unwrap()
                .to_owned(),
            Err(error) => error.fields[0].code.clone(),
        }
    };
    for half in ["½", "1/2", "0,5", "0.5", "０．５"] {
        assert_eq!(amount(half), "0.5", "{half}");
    }
    assert_eq!(amount("1½"), "1.5");
    assert_eq!(amount("1 1/2"), "1.5");
    assert_eq!(amount("¼"), "0.25");
    assert_eq!(amount("0,125"), "0.125");
    assert_eq!(
        amount("1,500"),
        "number-two-ways",
        "one and a half, or fifteen hundred?"
    );
    assert_eq!(amount("11/2"), "not-a-number");
    assert_eq!(amount("1/3"), "not-a-number");
    assert_eq!(amount("0"), "plan-range");
    assert_eq!(amount("-1"), "plan-range");
    assert_eq!(amount(""), "empty");
}

/// A hospital's list: name, how often, how much; and an allergy.
fn hospital(lines: &[(&str, &str, &str)]) -> String {
    let entries: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(n, (name, repeat, dose))| {
            format!(
                r#"{{"resource":{{"resourceType":"MedicationRequest","id":"m{n}","status":"active","intent":"order","medicationCodeableConcept":{{"text":"{name}"}},"subject":{{"reference":"Patient/p"}},"authoredOn":"2026-11-10","dosageInstruction":[{{"text":"as on the box","timing":{{"repeat":{repeat}}},"doseAndRate":[{{"doseQuantity":{dose}}}]}}]}}}}"#
            )
        })
        .collect();
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","id":"p","name":[{{"text":"Zhao Lan"}}],"birthDate":"1953-02-11","gender":"female"}}}},{},{{"resource":{{"resourceType":"AllergyIntolerance","id":"a","clinicalStatus":{{"coding":[{{"code":"active"}}]}},"code":{{"text":"Penicillin"}},"patient":{{"reference":"Patient/p"}}}}}}]}}"#,
        entries.join(",")
    )
}

fn verdicts(bench: &Bench, person: &str) -> Vec<(String, String, bool)> {
    let view = bench.ask("med_reconcile", json!({"person": person}));
    let lines = view["lines"].as_array().unwrap().iter();
    lines
        .map(|l| {
            (
                l["mine"]["title"].as_str().unwrap_or("-").to_owned(),
                l["verdict"].as_str().unwrap().to_owned(),
                l["open"].as_bool().unwrap(),
            )
        })
        .collect()
}

#[test]
fn two_tablets_are_not_one_and_a_week_is_not_a_day() {
    let (bench, person) = lan();
    let day = r#"{"frequency":2,"period":1,"periodUnit":"d"}"#;
    let week = r#"{"frequency":1,"period":1,"periodUnit":"d","dayOfWeek":["mon"]}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hospital.json");
    let list = hospital(&[
        ("Metformin 500 mg", day, r#"{"value":2,"unit":"tablet"}"#),
        ("Amlodipine 5 mg", day, r#"{"value":5,"unit":"mg"}"#),
        (
            "Methotrexate 2.5 mg",
            week,
            r#"{"value":4,"unit":"tablet"}"#,
        ),
        ("Lisinopril 10 mg", day, r#"{"value":1,"unit":"tablet"}"#),
        (
            "Atorvastatin 20 mg",
            r#"{"frequency":1,"period":1,"periodUnit":"mo"}"#,
            r#"{"value":1,"unit":"tablet"}"#,
        ),
        ("Amoxicillin 500 mg", day, r#"{"value":1,"unit":"capsule"}"#),
    ]);
    std::fs::write(&file, list).unwrap();
    bench.import_into(&person, &file);
    let one_twice = daily("tablet", "2026-11-20", &[("08:00", "1"), ("20:00", "1")]);
    let metformin = doses(&bench, &person, "Metformin", "500 mg");
    metformin.plan(&one_twice);
    doses(&bench, &person, "Amlodipine", "5 mg").plan(&one_twice);
    let weekly = doses(&bench, &person, "Methotrexate", "2.5 mg");
    weekly.plan(&daily("tablet", "2026-11-20", &[("08:00", "4")]));
    doses(&bench, &person, "Lisinopril", "10 mg");
    doses(&bench, &person, "Atorvastatin", "20 mg").plan(&daily(
        "tablet",
        "2026-11-20",
        &[("22:00", "1")],
    ));
    let found = verdicts(&bench, &person);
    let of = |title: &str| {
        let line = found.iter().find(|(t, _, _)| t.starts_with(title));
        let (_, verdict, open) = line.unwrap_or_else(|| panic!("{title}: {found:?}"));
        (verdict.as_str(), *open)
    };
    assert_eq!(
        of("Metformin"),
        ("other-dose", true),
        "1 x 500 mg, 2 x 500 mg"
    );
    assert_eq!(of("Amlodipine"), ("agrees", false), "one tablet is 5 mg");
    assert_eq!(of("Methotrexate"), ("other-times", true), "daily, weekly");
    assert_eq!(of("Lisinopril"), ("not-compared", false), "nothing is said");
    assert_eq!(of("Atorvastatin"), ("not-compared", false), "once a month?");
    // Planned by the day that the hospital means, it is the same.
    weekly.plan(&json!({"unit": "tablet", "steps": [{"from": "2026-11-20",
        "rhythm": {"type": "week", "days": ["mon"]}, "slots": slots(&[("08:00", "4")])}]}));
    let found = verdicts(&bench, &person);
    let line = found.iter().find(|(t, _, _)| t.starts_with("Methotrexate"));
    assert_eq!(line.unwrap().1, "agrees");
    // A half tablet.
    metformin.plan(&daily("tablet", TODAY, &[("08:00", "1.5"), ("20:00", "2")]));
    let found = verdicts(&bench, &person);
    let line = found.iter().find(|(t, _, _)| t.starts_with("Metformin"));
    assert_eq!(line.unwrap().1, "other-dose");
    let view = bench.ask("med_reconcile", json!({"person": person}));
    assert!(!view.to_string().contains('⟦'), "{view}");
    // A weekly dose of a hospital that is taken over is words, and no daily plan.
    let (bench, person) = lan();
    let body = hospital(&[(
        "Methotrexate 2.5 mg",
        week,
        r#"{"value":4,"unit":"tablet"}"#,
    )]);
    let body = body.replace(r#""text":"as on the box","#, "");
    std::fs::write(&file, body).unwrap();
    bench.import_into(&person, &file);
    let line = bench.ask("med_reconcile", json!({"person": person}))["lines"][0].clone();
    bench.ask(
        "med_settle",
        json!({"person": person, "key": line["key"], "choice": "theirs"}),
    );
    let plans = bench.ask("med_plans", json!({"person": person}));
    let mine = &plans["mine"][0];
    assert_eq!(mine["plan"], Value::Null, "{plans}");
    assert_eq!(mine["dosage"], "4 tablet, 1 × / d, mon");
    let today = bench.ask("med_today", json!({"person": person}));
    assert_eq!(today["doses"], json!([]));
}

#[test]
fn what_is_to_be_asked_of_the_medicines_is_offered_for_the_visit() {
    let (bench, person) = lan();
    let day = r#"{"frequency":2,"period":1,"periodUnit":"d"}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hospital.json");
    let list = hospital(&[
        ("Metformin 500 mg", day, r#"{"value":2,"unit":"tablet"}"#),
        ("Amoxicillin 500 mg", day, r#"{"value":1,"unit":"capsule"}"#),
    ]);
    std::fs::write(&file, list).unwrap();
    bench.import_into(&person, &file);
    let metformin = doses(&bench, &person, "Metformin", "500 mg");
    metformin.plan(&daily(
        "tablet",
        "2026-11-20",
        &[("08:00", "1"), ("20:00", "1")],
    ));
    let remarks = || {
        let view = bench.ask("visit_remarks", json!({"person": person}));
        view["remarks"].as_array().unwrap().clone()
    };
    let found = remarks();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0]["text"].as_str().unwrap().contains("Penicillin"),
        "an allergy is asked about: {found:?}"
    );
    assert_eq!(found[0]["entry"]["title"], "Amoxicillin 500 mg");
    let view = bench.ask("med_reconcile", json!({"person": person}));
    let line = &view["lines"][0];
    assert_eq!(line["verdict"], "other-dose", "{view}");
    bench.ask(
        "med_settle",
        json!({"person": person, "key": line["key"], "choice": "ask"}),
    );
    let found = remarks();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0]["entry"]["id"], json!(metformin.medicine));
    assert!(
        found[0]["text"]
            .as_str()
            .unwrap()
            .contains("Another amount"),
        "{found:?}"
    );
}

#[test]
fn missed_doses_stand_below_the_readings() {
    let (bench, person) = lan();
    let it = doses(&bench, &person, "Amlodipine", "5 mg");
    it.plan(&daily(
        "tablet",
        "2026-11-23",
        &[("08:00", "1"), ("20:00", "1")],
    ));
    for day in ["23", "24"] {
        for (time, value) in [("07:00", "142"), ("07:02", "139"), ("21:00", "138")] {
            let form = json!({"type": "blood-pressure", "systolic": value, "diastolic": "88", "pulse": null,
                "arm": null, "at": format!("2026-11-{day}T{time}:00+08:00"), "note": null});
            bench.ask("entry_add", json!({"person": person, "form": form}));
        }
    }
    for dose in ["2026-11-23T08:00", "2026-11-23T20:00", "2026-11-24T08:00"] {
        it.take(dose);
    }
    let chart = bench.ask(
        "chart_data",
        json!({"person": person, "key": "blood-pressure"}),
    );
    assert_eq!(chart["units"][0]["unitText"], "mmHg", "{chart}");
    let missed: Vec<(String, String)> = chart["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|e| e["kind"] == "doses-missed")
        .map(|e| {
            let text = |name: &str| e[name].as_str().unwrap().to_owned();
            (text("text"), text("dateText"))
        })
        .collect();
    assert_eq!(
        missed.len(),
        1,
        "both doses of the 23rd were taken: {chart}"
    );
    assert_eq!(
        missed[0].0,
        "Doses: 1 of 2 noted as taken, 0 left out, 1 not noted"
    );
    assert!(missed[0].1.contains("24"), "{missed:?}");
    // All of the 24th's noted: nothing is missed any more. Left out is missed, too.
    let mut skip = it.request("2026-11-24T20:00");
    skip["reason"] = json!("forgotten");
    bench.ask("med_skip", skip);
    let chart = bench.ask(
        "chart_data",
        json!({"person": person, "key": "blood-pressure"}),
    );
    assert!(chart.to_string().contains("1 of 2"), "{chart}");
    let page = bench.ask("bp_report_page", json!({"person": person}));
    let bytes = bench.bytes("output", json!({"token": page["token"]}));
    let Some(text) = crate::sentinels::pdf_text(&bench, &bytes) else {
        println!("skipped: there is no pdftotext here");
        return;
    };
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        plain.contains("1 left out") && plain.contains("1 of 2"),
        "on paper, too: {plain}"
    );
}
