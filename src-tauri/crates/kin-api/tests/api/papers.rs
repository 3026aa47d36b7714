//! Papers: kept, read into drafts, confirmed line by line; nothing is in the record that nobody ticked.

use crate::support::{Bench, fixture, reader, testdata};
use serde_json::{Value, json};
use std::path::Path;

fn add(bench: &Bench, person: &str, file: &Path, more: &Value) -> Value {
    let mut request = json!({"person": person, "files": [bench.file(file)], "kind": "lab-report"});
    for (key, value) in more.as_object().unwrap() {
        request[key] = value.clone();
    }
    bench.ask("document_add", request)
}

fn read(bench: &Bench, person: &str, document: &Value) -> Value {
    bench.ask(
        "paper_read",
        json!({"person": person, "document": document["id"]}),
    )
}

/// The lines of a paper as a person hands them back.
fn forms(view: &Value, numbers: &[u64]) -> Vec<Value> {
    let all = view["lines"].as_array().unwrap();
    let wanted = all
        .iter()
        .filter(|line| numbers.contains(&line["n"].as_u64().unwrap()));
    wanted
        .map(|line| {
            let names = [
                "n", "file", "page", "name", "short", "value", "unit", "range", "mark", "date",
            ];
            names
                .iter()
                .map(|name| ((*name).to_owned(), line[name].clone()))
                .collect::<serde_json::Map<_, _>>()
                .into()
        })
        .collect()
}

fn confirm(person: &str, document: &Value, view: &Value, lines: Vec<Value>) -> Value {
    json!({
        "person": person, "document": document["id"], "lines": lines, "date": view["date"],
        "institution": view["institution"], "specimen": view["specimen"],
    })
}

fn results(bench: &Bench, person: &str) -> Vec<Value> {
    let list = bench.ask(
        "timeline",
        json!({"person": person, "kinds": ["result"], "limit": 100}),
    );
    list["entries"].as_array().unwrap().clone()
}

#[test]
fn a_paper_becomes_results_that_lead_back_to_it() {
    let (bench, person) = Bench::with_person("王小明", "1963-02-01", "male");
    let sheet = fixture("../papers/cn-blood-count.txt");
    let document = add(
        &bench,
        &person,
        &sheet,
        &json!({"title": "五月血常规", "date": "2024-05"}),
    );
    assert_eq!(document["alreadyThere"], false);
    let view = read(&bench, &person, &document);
    assert_eq!(view["subject"]["outcome"], "same", "{}", view["subject"]);
    assert_eq!(view["date"], "2024-05-18T07:35");
    assert_eq!(view["institution"], "和平县人民医院");
    assert_eq!(view["lines"].as_array().unwrap().len(), 7);
    assert_eq!(results(&bench, &person).len(), 0, "reading stores nothing");

    let request = confirm(&person, &document, &view, forms(&view, &[1, 4]));
    let done = bench.ask("paper_confirm", request.clone());
    assert_eq!(
        (&done["added"], &done["alreadyThere"]),
        (&json!(2), &json!(0)),
        "{done}"
    );
    let stored = results(&bench, &person);
    assert_eq!(stored.len(), 2, "only what was ticked");
    let white = stored.iter().find(|e| e["value"] == "11.20").unwrap();
    assert_eq!(
        (&white["unit"], &white["unitText"]),
        (&json!("×10^9/L"), &json!("×10⁹/L"))
    );
    assert_eq!(white["abnormal"], "high");
    assert_eq!(white["date"], "2024-05-18T07:35:00+08:00");
    assert_eq!(white["who"], "和平县人民医院");
    assert_eq!(white["sources"][0]["kind"], "hand");
    assert_eq!(
        white["sources"][0]["label"],
        "Mei, from the paper “五月血常规”"
    );
    let full = bench.ask("entry", json!({"person": person, "id": white["id"]}));
    assert_eq!(
        full["fromPaper"],
        json!({"id": document["id"], "title": "五月血常规", "file": 1, "page": 1})
    );
    assert_eq!(
        full["editable"], false,
        "a paper's result is corrected beside the paper"
    );
    let original = bench.ask(
        "entry_original",
        json!({"person": person, "id": white["id"]}),
    );
    let text = original["text"].as_str().unwrap();
    assert!(
        text.contains("\"value\": 11.20") && text.contains("\"code\": \"26464-8\""),
        "{text}"
    );
    assert!(
        text.contains("\"text\": \"白细胞计数\"") && text.contains("laboratory"),
        "{text}"
    );

    // The same once more is there already, and no new act.
    let again = bench.ask("paper_confirm", request);
    assert_eq!(
        (&again["added"], &again["alreadyThere"], &again["import"]),
        (&json!(0), &json!(2), &Value::Null)
    );
    let view = read(&bench, &person, &document);
    let lines = view["lines"].as_array().unwrap();
    assert_eq!(lines[0]["entry"], white["id"]);
    assert_eq!(
        (&lines[0]["ticked"], &lines[1]["ticked"]),
        (&json!(false), &json!(true))
    );

    // A corrected digit is a new version of the same result.
    let mut lines = forms(&view, &[1]);
    lines[0]["value"] = json!("11.02");
    let changed = bench.ask("paper_confirm", confirm(&person, &document, &view, lines));
    assert_eq!(
        (&changed["added"], &changed["changed"]),
        (&json!(0), &json!(1)),
        "{changed}"
    );
    assert_eq!(results(&bench, &person).len(), 2);

    // Taken back as one act.
    bench.ask(
        "import_undo",
        json!({"person": person, "import": changed["import"]}),
    );
    bench.ask(
        "import_undo",
        json!({"person": person, "import": done["import"]}),
    );
    assert_eq!(results(&bench, &person).len(), 0, "undone");
    let view = read(&bench, &person, &document);
    assert_eq!(view["lines"][0]["entry"], Value::Null);
    let back = bench.ask(
        "paper_confirm",
        confirm(&person, &document, &view, forms(&view, &[1])),
    );
    assert_eq!(back["added"], 1, "and taken over again");
}

/// The results of a paper hang together as one report, are listed with the paper, and go with it.
#[test]
fn a_paper_taken_back_takes_its_results_along() {
    let (bench, person) = Bench::with_person("王小明", "1963-02-01", "male");
    let sheet = fixture("../papers/cn-blood-count.txt");
    let document = add(&bench, &person, &sheet, &json!({"title": "五月血常规"}));
    let view = read(&bench, &person, &document);
    let first = bench.ask(
        "paper_confirm",
        confirm(&person, &document, &view, forms(&view, &[1, 4])),
    );
    assert_eq!(first["added"], 2);
    // Two more later: the same report.
    let view = read(&bench, &person, &document);
    let more = bench.ask(
        "paper_confirm",
        confirm(&person, &document, &view, forms(&view, &[2, 3])),
    );
    assert_eq!(more["added"], 2);
    let reports = bench.ask(
        "timeline",
        json!({"person": person, "kinds": ["report"], "limit": 10}),
    );
    let reports = reports["entries"].as_array().unwrap();
    assert_eq!(reports.len(), 1, "{reports:?}");
    assert_eq!(reports[0]["title"], "五月血常规");
    assert_eq!(reports[0]["date"], "2024-05-18T07:35:00+08:00");
    let original = bench.ask(
        "entry_original",
        json!({"person": person, "id": reports[0]["id"]}),
    );
    let report: Value = serde_json::from_str(original["text"].as_str().unwrap()).unwrap();
    assert_eq!(report["resourceType"], "DiagnosticReport");
    assert_eq!(report["result"].as_array().unwrap().len(), 4);
    let full = bench.ask("entry", json!({"person": person, "id": reports[0]["id"]}));
    assert_eq!(
        full["attachments"].as_array().unwrap().len(),
        1,
        "the paper opens from the report"
    );
    assert_eq!(full["attachments"][0]["viewable"], "text");
    // The paper lists what was taken from it; the summary names the paper once.
    let full = bench.ask("entry", json!({"person": person, "id": document["id"]}));
    let taken = full["taken"].as_array().unwrap();
    assert_eq!(taken.len(), 4, "{taken:?}");
    assert!(taken.iter().all(|e| e["kind"] == "result"));
    let summary = bench.ask(
        "summary_preview",
        json!({"person": person, "options": {"purpose": "referral"}}),
    );
    let sections = summary["sections"].as_array().unwrap();
    let of = |name: &str| sections.iter().find(|s| s["section"] == name).unwrap();
    assert_eq!(of("documents")["rows"].as_array().unwrap().len(), 1);
    assert_eq!(of("results")["rows"].as_array().unwrap().len(), 4);
    // One removed by hand is in the list no more.
    bench.ask(
        "entry_hide",
        json!({"person": person, "id": taken[0]["id"]}),
    );
    let full = bench.ask("entry", json!({"person": person, "id": document["id"]}));
    assert_eq!(full["taken"].as_array().unwrap().len(), 3);
    bench.ask(
        "entry_restore",
        json!({"person": person, "id": taken[0]["id"]}),
    );
    // An act alone goes back to what was before.
    bench.ask(
        "import_undo",
        json!({"person": person, "import": more["import"]}),
    );
    let full = bench.ask("entry", json!({"person": person, "id": document["id"]}));
    assert_eq!(full["taken"].as_array().unwrap().len(), 2);
    // The paper goes, and all that was taken from it.
    let imports = bench.ask("imports", json!({"person": person}));
    let row = imports["imports"]
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["import"] == document["import"])
        .unwrap()
        .clone();
    assert_eq!(row["taken"], 2, "it is said before");
    bench.ask(
        "import_undo",
        json!({"person": person, "import": document["import"]}),
    );
    assert_eq!(results(&bench, &person).len(), 0);
    assert!(
        bench.entries(&person).is_empty(),
        "{:?}",
        bench.entries(&person)
    );
}

#[test]
fn a_paper_of_somebody_else_stops_until_it_is_said() {
    let (bench, person) = Bench::with_person("李华", "1954-03-02", "female");
    let document = add(
        &bench,
        &person,
        &fixture("../papers/cn-blood-count.txt"),
        &json!({}),
    );
    let view = read(&bench, &person, &document);
    assert_eq!(view["subject"]["outcome"], "other");
    let differs: Vec<&str> = view["subject"]["differs"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(differs, ["age", "name", "sex"]);
    let mut request = confirm(&person, &document, &view, forms(&view, &[1]));
    assert_eq!(bench.code("paper_confirm", request.clone()), "wrong-person");
    assert_eq!(results(&bench, &person).len(), 0);
    request["confirmOther"] = json!(true);
    assert_eq!(bench.ask("paper_confirm", request)["added"], 1);
}

#[test]
fn what_cannot_be_a_result_is_refused_as_a_whole() {
    let (bench, person) = Bench::with_person("王小明", "1963-02-01", "male");
    let document = add(
        &bench,
        &person,
        &fixture("../papers/doubtful.txt"),
        &json!({}),
    );
    let view = read(&bench, &person, &document);
    let lines = view["lines"].as_array().unwrap();
    assert!(
        lines
            .iter()
            .all(|l| l["ticked"] == json!(l["doubts"].as_array().unwrap().is_empty()))
    );
    for line in lines {
        for doubt in line["doubts"].as_array().unwrap() {
            assert!(!doubt["text"].as_str().unwrap().starts_with('⟦'), "{doubt}");
        }
    }
    // Line 4 says l40 mmol/L.
    let request = confirm(&person, &document, &view, forms(&view, &[2, 4]));
    let error = bench.try_ask("paper_confirm", request).unwrap_err();
    assert_eq!(error.code.to_string(), "form-invalid");
    assert_eq!(
        (
            error.fields[0].field.as_str(),
            error.fields[0].code.as_str()
        ),
        ("lines.1.value", "not-a-number")
    );
    assert_eq!(results(&bench, &person).len(), 0, "none of them");
    // Without a day nothing is stored, and no day is made up.
    let mut request = confirm(&person, &document, &view, forms(&view, &[2]));
    request["date"] = Value::Null;
    request["lines"][0]["date"] = Value::Null;
    let error = bench.try_ask("paper_confirm", request.clone()).unwrap_err();
    assert_eq!(
        (
            error.fields[0].field.as_str(),
            error.fields[0].code.as_str()
        ),
        ("date", "empty")
    );
    request["date"] = json!("2027-01");
    assert_eq!(
        bench.code("paper_confirm", request.clone()),
        "form-invalid",
        "a day to come"
    );
    request["date"] = json!("2024");
    bench.ask("paper_confirm", request);
    assert_eq!(
        results(&bench, &person)[0]["date"],
        "2024",
        "as precise as known"
    );
}

#[test]
fn results_are_typed_beside_a_picture() {
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-02", "female");
    let picture = bench.folder.path().join("page.png");
    std::fs::write(&picture, b"\x89PNG\r\n\x1a\nnothing").unwrap();
    let second = bench.folder.path().join("page2.png");
    std::fs::write(&second, b"\x89PNG\r\n\x1a\nmore").unwrap();
    let document = bench.ask("document_add", json!({
        "person": person, "files": [bench.file(&picture), bench.file(&second)], "kind": "lab-report", "date": "2024",
        "institution": "Valley Laboratory", "note": "from the blue folder",
    }));
    let full = bench.ask("entry", json!({"person": person, "id": document["id"]}));
    assert_eq!(
        full["attachments"].as_array().unwrap().len(),
        2,
        "two pages, one document"
    );
    assert_eq!(full["entry"]["who"], "Valley Laboratory");
    assert_eq!(full["entry"]["date"], "2024");
    let view = read(&bench, &person, &document);
    assert_eq!(
        (&view["made"], &view["institution"]),
        (&json!("picture"), &json!("Valley Laboratory"))
    );
    let typed = json!({"file": 2, "page": 1, "name": "Potassium", "value": "4,20", "unit": "mmol/l", "range": "3.5-5.2"});
    let checked = bench.ask(
        "paper_check",
        json!({"person": person, "lines": [typed], "specimen": "Serum"}),
    );
    let line = &checked["lines"][0];
    assert_eq!(
        (&line["loinc"], &line["number"], &line["ticked"]),
        (&json!("2823-3"), &json!("4.20"), &json!(true))
    );
    let urine = bench.ask(
        "paper_check",
        json!({"person": person, "lines": [typed], "specimen": "urine"}),
    );
    assert_eq!(urine["lines"][0]["loinc"], Value::Null);
    let done = bench.ask("paper_confirm", json!({"person": person, "document": document["id"], "lines": [typed], "date": "2024-05-18"}));
    let id = &done["entries"][0];
    let full = bench.ask("entry", json!({"person": person, "id": id}));
    assert_eq!(
        (&full["entry"]["value"], &full["fromPaper"]["file"]),
        (&json!("4.20"), &json!(2))
    );
    let twice = json!({"person": person, "document": document["id"], "lines": [typed, typed], "date": "2024-05-18"});
    assert_eq!(bench.code("paper_confirm", twice), "form-invalid");
}

#[test]
fn a_document_is_kept_once_and_can_be_taken_back() {
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-02", "female");
    let sheet = fixture("../papers/us-panel.txt");
    let first = add(&bench, &person, &sheet, &json!({}));
    let again = add(&bench, &person, &sheet, &json!({"title": "Another name"}));
    assert_eq!(
        (&again["alreadyThere"], &again["id"]),
        (&json!(true), &first["id"])
    );
    let form = bench.ask("entry_form", json!({"person": person, "id": first["id"]}));
    assert_eq!(form["kindText"], "Laboratory report");
    bench.ask(
        "import_undo",
        json!({"person": person, "import": first["import"]}),
    );
    assert_eq!(
        bench.code("entry", json!({"person": person, "id": first["id"]})),
        "unknown-entry"
    );
    let pasted = bench.ask("document_add", json!({"person": person, "text": "Test\tResult\tUnit\nPotassium\t4.1\tmmol/L\n", "kind": "lab-report"}));
    let view = read(&bench, &person, &pasted);
    assert_eq!(
        (&view["made"], view["lines"].as_array().unwrap().len()),
        (&json!("text"), 1)
    );
    let bad = bench.folder.path().join("a.docx");
    std::fs::write(&bad, b"PK\x03\x04\0\0").unwrap();
    let request = json!({"person": person, "files": [bench.file(&bad)], "kind": "letter"});
    assert_eq!(bench.code("document_add", request), "paper-unreadable");
    assert_eq!(
        bench.code("document_add", json!({"person": person, "kind": "letter"})),
        "form-invalid"
    );
    let future = json!({"person": person, "text": "x", "kind": "other", "date": "2030-01-01"});
    assert_eq!(bench.code("document_add", future), "form-invalid");
}

/// The PDFs of other programs, read in a process of its own.
#[test]
fn chinese_pdfs_of_the_public_samples_are_read() {
    let Some(data) = testdata() else {
        println!("skipped: no public sample records here");
        return;
    };
    let bench = Bench::with_reader(reader());
    let person = bench.add_person("张建国", "1965-01-01", "male");
    let lines = |name: &str| {
        let token = bench.file(&data.join("cn/pdf").join(name));
        let view = bench.ask("paper_read", json!({"person": person, "file": token}));
        let lines = view["lines"].as_array().unwrap().iter().map(|l| {
            let text = |name: &str| l[name].as_str().unwrap_or("-").to_owned();
            let doubts: Vec<&str> = l["doubts"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|d| d["code"].as_str())
                .collect();
            [
                text("name"),
                text("loinc"),
                text("number"),
                text("unit"),
                text("range"),
                text("mark"),
                doubts.join(","),
            ]
            .join("|")
        });
        (lines.collect::<Vec<_>>(), view)
    };
    let (lipids, view) = lines("2023-06-15_检验报告_血脂血糖.pdf");
    assert_eq!(view["subject"]["names"], json!(["张建国"]), "{view}");
    assert_eq!(view["institution"], "北京协和医院");
    assert_eq!(view["date"], "2023-06-15T07:40");
    assert_eq!(
        lipids,
        [
            "总胆固醇 Cholesterol|14647-2|6.05|mmol/L|< 5.20|↑|",
            "甘油三酯 Triglyceride|14927-8|2.35|mmol/L|< 1.70|↑|",
            "高密度脂蛋白胆固醇|14646-4|0.98|mmol/L|> 1.04|↓|",
            "低密度脂蛋白胆固醇|22748-8|3.95|mmol/L|< 3.37|↑|",
            "空腹血糖 Glucose|14771-0|7.1|mmol/L|3.9 - 6.1|↑|",
            "糖化血红蛋白|4548-4|6.9|%|4.0 - 6.0|↑|",
            "肌酐 Creatinine|14682-9|95|umol/L|57 - 97|正常|",
            "尿素氮|-|6.1|mmol/L|3.1 - 8.0|正常|",
        ]
    );
    let (kidney, view) = lines("2024-05-18_检验报告_肾功血糖.pdf");
    assert_eq!(view["institution"], "四川大学华西医院");
    assert_eq!(
        kidney,
        [
            "肌酐 Creatinine|14682-9|104|umol/L|57 - 97|↑|",
            "尿素氮|-|7.5|mmol/L|3.1 - 8.0|正常|",
            "尿酸 Uric Acid|14933-6|438|umol/L|208 - 428|↑|",
            "估算肾小球滤过率|69405-9|72|ml/min/1.73m2|> 90|↓|",
            "空腹血糖 Glucose|14771-0|7.8|mmol/L|3.9 - 6.1|↑|",
            "糖化血红蛋白|4548-4|7.4|%|4.0 - 6.0|↑|",
        ]
    );
    let (words, _) = lines("2025-07-30_病理报告_胃活检.pdf");
    assert_eq!(words, [""; 0], "a report in words has no results");
}
