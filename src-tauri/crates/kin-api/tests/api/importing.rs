//! Bringing in: the guard, refusals, atomicity, undo.

use crate::support::{Bench, fixture, gzip_of, sum, zip_of};
use kin_i18n::{Catalogue, Lang};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

fn zhao(bench: &Bench) -> String {
    let files = [bench.file(&fixture("zhao-lan.json"))];
    let end = bench.import(json!({"files": files, "newPersonFromFile": true}));
    assert_eq!(end["state"], "done", "{end}");
    end["result"]["person"].as_str().unwrap().to_owned()
}

fn write(bench: &Bench, name: &str, content: &[u8]) -> PathBuf {
    let path = bench.folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

/// Many small resources.
fn steps(count: u32) -> String {
    steps_from(0, count)
}

fn steps_from(first: u32, count: u32) -> String {
    let mut lines = String::new();
    for n in first..first + count {
        lines.push_str(&format!(
            "{{\"resourceType\":\"Observation\",\"id\":\"o{n}\",\"status\":\"final\",\"code\":{{\"text\":\"Steps {n}\"}},\"effectiveDateTime\":\"2020-01-01\",\"valueString\":\"{n}\"}}\n"
        ));
    }
    lines
}

#[test]
fn a_file_makes_its_person_and_comes_in_once() {
    let bench = Bench::new();
    let person = zhao(&bench);
    let people = bench.ask("people_list", json!({}));
    assert_eq!(people["people"][0]["born"], "1953-02-11");
    assert_eq!(
        people["people"][0]["colour"], "plum",
        "the first free colour"
    );
    let before = bench.entries(&person);
    let again = bench.import_into(&person, &fixture("zhao-lan.json"));
    assert_eq!(again["added"], 0, "nothing new");
    assert_eq!(
        again["alreadyThere"], again["resources"],
        "all of it is known"
    );
    assert_eq!(sum(&again), again["resources"].as_u64().unwrap());
    assert_eq!(
        bench.entries(&person),
        before,
        "and the record is as it was"
    );
}

#[test]
fn a_source_is_called_by_its_organisation_its_file_or_as_the_person_says() {
    let bench = Bench::new();
    let label = |person: &str| {
        bench.ask("imports", json!({"person": person}))["imports"][0]["label"].clone()
    };
    let files = [bench.file(&fixture("zhao-lan.json"))];
    let looked = bench.end_of(&bench.ask("import_preview", json!({"files": files})));
    assert_eq!(looked["result"]["label"], "East Lake Clinic (invented)");
    let person = zhao(&bench);
    assert_eq!(label(&person), "East Lake Clinic (invented)");
    let steps = write(&bench, "steps.ndjson", steps(2).as_bytes());
    let files = [bench.file(&steps)];
    let end = bench.import(json!({"files": files, "person": person}));
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(label(&person), "steps.ndjson, 25 Nov 2026");
    let more = write(&bench, "more.ndjson", steps_from(10, 2).as_bytes());
    let request = json!({"files": [bench.file(&more)], "person": person, "label": " Wei's watch "});
    assert_eq!(bench.import(request)["state"], "done");
    assert_eq!(label(&person), "Wei's watch");
}

#[test]
fn the_file_finds_its_person_by_itself() {
    let bench = Bench::new();
    let person = zhao(&bench);
    bench.add_person("Qian Ming", "1981-07-30", "male");
    let files = [bench.file(&fixture("zhao-lan.json"))];
    let end = bench.import(json!({"files": files}));
    assert_eq!(end["result"]["person"], person, "{end}");
}

#[test]
fn somebody_elses_file_stops_before_anything_is_written() {
    let bench = Bench::new();
    let person = zhao(&bench);
    let before = bench.entries(&person);
    let files = [
        bench.file(&fixture("zhao-lan.json")),
        bench.file(&fixture("qian-ming.json")),
    ];
    let end = bench.import(json!({"person": person, "files": files}));
    assert_eq!(end["state"], "failed");
    assert_eq!(end["error"]["code"], "wrong-person");
    let said = end["error"].to_string();
    for word in ["Qian", "钱", "1981"] {
        assert!(!said.contains(word), "no name and no date in {said}");
    }
    assert_eq!(bench.entries(&person), before);
    let imports = bench.ask("imports", json!({"person": person}));
    assert_eq!(
        imports["imports"].as_array().unwrap().len(),
        1,
        "not even an import"
    );
    let check = bench.ask("vault_check", json!({"full": true}));
    assert_eq!(check["ok"], true, "{check}");
}

#[test]
fn a_preview_says_the_same_and_stores_nothing() {
    let bench = Bench::new();
    let person = zhao(&bench);
    let before = bench.entries(&person);
    let files = [bench.file(&fixture("qian-ming.json"))];
    let job = bench.ask("import_preview", json!({"person": person, "files": files}));
    let end = bench.end_of(&job);
    let result = &end["result"];
    assert_eq!(result["type"], "preview", "{end}");
    assert_eq!(result["subjects"][0]["match"], "other");
    assert!(result["suggestion"]["person"].is_null(), "fits nobody here");
    assert_eq!(result["suggestion"]["newPerson"]["born"], "1981-07-30");
    assert_eq!(bench.entries(&person), before);

    let files = [bench.file(&fixture("zhao-lan.json"))];
    let job = bench.ask("import_preview", json!({"person": person, "files": files}));
    let end = bench.end_of(&job);
    let file = &end["result"]["files"][0];
    assert_eq!(file["alreadyThere"], file["resources"], "{end}");
    assert_eq!(end["result"]["suggestion"]["person"], person);
    let imports = bench.ask("imports", json!({"person": person}));
    assert_eq!(
        imports["imports"].as_array().unwrap().len(),
        1,
        "nothing is left of it"
    );
}

#[test]
fn what_is_no_record_is_refused_with_a_reason() {
    let bench = Bench::new();
    let person = zhao(&bench);
    let before = bench.entries(&person);
    let deep = format!(
        "{{\"resourceType\":\"Observation\",\"id\":\"d\",\"extension\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let cases: [(&str, &[u8]); 7] = [
        ("diary.txt", b"Dear diary, nothing happened.\n"),
        ("empty.json", b""),
        (
            "cut.json",
            b"{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":",
        ),
        ("other.json", b"{\"hello\":\"world\"}"),
        ("page.pdf", b"%PDF-1.7\n"),
        ("noise.bin", &[0, 159, 146, 150, 7, 8]),
        ("deep.json", deep.as_bytes()),
    ];
    for (name, content) in cases {
        let files = [bench.file(&write(&bench, name, content))];
        let end = bench.import(json!({"person": person, "files": files}));
        assert_eq!(end["state"], "done", "{name}: {end}");
        let result = &end["result"];
        assert!(
            result["import"].is_null(),
            "{name} is not an import: {result}"
        );
        let file = &result["files"][0];
        assert_eq!(sum(file), file["resources"].as_u64().unwrap(), "{name}");
        let text = file["findings"][0]["text"].as_str().unwrap_or_default();
        assert!(text.len() > 5 && !text.contains('⟦'), "{name}: {file}");
    }
    assert_eq!(bench.entries(&person), before);
}

#[test]
fn a_folder_gives_one_row_for_each_file() {
    let bench = Bench::new();
    let zhao = fs::read(fixture("zhao-lan.json")).unwrap();
    write(&bench, "in/b/record.json", &zhao);
    write(&bench, "in/a-letter.txt", b"Dear patient");
    write(&bench, "in/.hidden.json", &zhao);
    // Links may lead out of the folder or round in circles: they are left out.
    #[cfg(unix)]
    for (to, name) in [("../../..", "up"), ("b/record.json", "link.json")] {
        std::os::unix::fs::symlink(to, bench.folder.path().join("in").join(name)).unwrap();
    }
    let files = [bench.file(&bench.folder.path().join("in"))];
    let end = bench.import(json!({"files": files, "newPersonFromFile": true}));
    let rows: Vec<&Value> = end["result"]["files"].as_array().unwrap().iter().collect();
    let names: Vec<&str> = rows.iter().map(|r| r["path"].as_str().unwrap()).collect();
    assert_eq!(names, ["in/a-letter.txt", "in/b/record.json"], "{end}");
    assert_eq!(rows[0]["kind"], "unknown", "the letter is no record");
    assert_eq!(rows[1]["added"], rows[1]["resources"], "the record came in");
}

/// Another release of the format is read like any other: a remark says so in words and is no
/// warning, and every state has words in both languages.
#[test]
fn records_of_older_and_newer_servers_are_told_in_words() {
    for (release, told) in [("dstu2", "DSTU2"), ("stu3", "STU3"), ("r5", "R5")] {
        let (bench, person) = Bench::with_person("Ana De la Cruz", "1954-03-18", "female");
        let path = fixture(&format!("versions/{release}.ndjson"));
        for lang in ["en", "zh-CN"] {
            let mut settings = bench.ask("settings_get", json!({}));
            settings["lang"] = json!(lang);
            bench.ask("settings_set", json!({"settings": settings}));
            let files = [bench.file(&path)];
            let end = bench.import(json!({"person": person, "files": files, "confirmOther": true}));
            let finding = &end["result"]["files"][0]["findings"][0];
            let text = finding["text"].as_str().unwrap_or_default();
            assert_eq!(finding["severity"], "info", "{release}: {end}");
            assert!(
                text.contains(told) && !text.contains("version-"),
                "{lang} {release}: {text}"
            );
            let all = bench.ask("timeline", json!({"person": person, "limit": 500}));
            let entries = all["entries"].as_array().unwrap();
            assert!(entries.len() > 15, "{all}");
            for status in entries.iter().filter_map(|e| e["status"].as_str()) {
                let words = Catalogue::find(Lang::En, &format!("status-{status}"), &[]);
                assert!(words.is_some(), "{release}: status-{status}");
            }
        }
    }
}

#[test]
fn two_people_in_one_file_are_refused() {
    let bench = Bench::new();
    let person = zhao(&bench);
    let both = format!(
        "[{},{}]",
        r#"{"resourceType":"Patient","id":"a","name":[{"text":"Zhao Lan"}],"birthDate":"1953-02-11"}"#,
        r#"{"resourceType":"Patient","id":"b","name":[{"text":"Qian Ming"}],"birthDate":"1981-07-30"}"#
    );
    let files = [bench.file(&write(&bench, "both.json", both.as_bytes()))];
    let end = bench.import(json!({"person": person, "files": files}));
    let file = &end["result"]["files"][0];
    assert_eq!(file["refused"], 2, "{end}");
    assert_eq!(file["findings"][0]["code"], "several-people");
    assert!(end["result"]["import"].is_null());
}

#[test]
fn a_new_person_goes_again_when_their_import_fails() {
    let bench = Bench::new();
    let files = [bench.file(&fixture("zhao-lan.json"))];
    let other = json!({"name": "Qian Ming", "born": "1981-07-30", "sex": "male"});
    let end = bench.import(json!({"files": files, "newPerson": other}));
    assert_eq!(end["error"]["code"], "wrong-person", "{end}");
    let people = bench.ask("people_list", json!({}));
    assert_eq!(people["people"], json!([]), "nobody was made");
}

#[test]
fn an_import_is_taken_back_as_a_whole() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.import_into(&person, &fixture("zhao-lan.json"));
    let list = bench.ask("imports", json!({"person": person}));
    let number = list["imports"][0]["import"].clone();
    assert_eq!(list["imports"][0]["canUndo"], true, "{list}");
    let undone = bench.ask("import_undo", json!({"person": person, "import": number}));
    assert_eq!(undone["undone"], true);
    assert_eq!(
        bench.entries(&person),
        Vec::<String>::new(),
        "nothing is left"
    );
    let again = bench.code("import_undo", json!({"person": person, "import": number}));
    assert_eq!(again, "cannot-undo");
    assert_eq!(
        bench.code("import_undo", json!({"person": person, "import": 99})),
        "unknown-import"
    );
    let back = bench.import_into(&person, &fixture("zhao-lan.json"));
    assert_eq!(back["added"], back["resources"], "it can come again");
}

#[test]
fn a_stopped_import_leaves_nothing() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let files = [bench.file(&write(&bench, "many.ndjson", steps(30_000).as_bytes()))];
    let job = bench.ask("import_run", json!({"person": person, "files": files}));
    loop {
        let view = bench.ask("job", json!({"id": job["id"]}));
        assert_eq!(view["state"], "running", "it is stopped while it runs");
        if view["resources"].as_u64().unwrap() > 100 {
            break;
        }
    }
    // Reading goes on while it is written.
    assert_eq!(
        bench.entries(&person),
        Vec::<String>::new(),
        "nothing is half there"
    );
    bench.ask("job_cancel", json!({"id": job["id"]}));
    assert_eq!(bench.end_of(&job)["state"], "cancelled");
    assert_eq!(bench.entries(&person), Vec::<String>::new());
    let imports = bench.ask("imports", json!({"person": person}));
    assert_eq!(imports["imports"], json!([]));
}

#[test]
fn locking_stops_an_import_and_nothing_of_it_is_there_afterwards() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let files = [bench.file(&write(&bench, "many.ndjson", steps(60_000).as_bytes()))];
    let job = bench.ask("import_run", json!({"person": person, "files": files}));
    while bench.ask("job", json!({"id": job["id"]}))["resources"]
        .as_u64()
        .unwrap()
        < 100
    {}
    let status = bench.ask("vault_lock", json!({}));
    assert_eq!(status["state"], "locked", "locking does not wait for it");
    assert_eq!(bench.code("job", json!({"id": job["id"]})), "locked");
    let passphrase = crate::support::PASSPHRASE;
    bench.ask("vault_unlock", json!({"passphrase": passphrase}));
    assert_eq!(bench.code("job", json!({"id": job["id"]})), "unknown-job");
    assert_eq!(bench.entries(&person), Vec::<String>::new());
    let again = bench.import_into(&person, &fixture("zhao-lan.json"));
    assert_eq!(
        again["added"], again["resources"],
        "the record can be written again"
    );
    let check = bench.ask("vault_check", json!({"full": true}));
    assert_eq!(check["ok"], true, "{check}");
}

#[test]
fn each_entry_of_a_folder_says_file_and_place_of_its_original() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let second = steps(3)
        .replace("o0", "p0")
        .replace("Steps 1", "Stairs")
        .replace("o1", "p1");
    write(&bench, "folder/a.ndjson", steps(2).as_bytes());
    write(&bench, "folder/b.ndjson", second.as_bytes());
    bench.import_into(&person, &bench.folder.path().join("folder"));
    let page = bench.ask("timeline", json!({"person": person, "limit": 100}));
    let stairs = page["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["title"] == "Stairs")
        .unwrap();
    let original = bench.ask(
        "entry_original",
        json!({"person": person, "id": stairs["id"]}),
    );
    assert!(
        original["fileName"].as_str().unwrap().ends_with("b.ndjson"),
        "{original}"
    );
    assert_eq!(original["position"], 1, "{original}");
    assert_eq!(original["sha256"].as_str().unwrap().len(), 64, "{original}");
    // Taken over from an import that is taken back, it says the place in the file that is left.
    let again = write(
        &bench,
        "again.ndjson",
        second
            .lines()
            .rev()
            .collect::<Vec<_>>()
            .join("\n")
            .as_bytes(),
    );
    bench.import_into(&person, &again);
    let imports = bench.ask("imports", json!({"person": person}));
    let first = imports["imports"].as_array().unwrap().last().unwrap()["import"].clone();
    bench.ask("import_undo", json!({"person": person, "import": first}));
    let original = bench.ask(
        "entry_original",
        json!({"person": person, "id": stairs["id"]}),
    );
    assert!(
        original["fileName"]
            .as_str()
            .unwrap()
            .ends_with("again.ndjson"),
        "{original}"
    );
    assert_eq!(original["position"], 1, "{original}");
}

#[test]
fn a_source_gets_another_name_everywhere() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let path = write(&bench, "steps.ndjson", steps(1).as_bytes());
    bench.import_into(&person, &path);
    let imports = bench.ask("imports", json!({"person": person}));
    let import = imports["imports"][0]["import"].clone();
    let ask =
        |import: &Value, label: &str| json!({"person": person, "import": import, "label": label});
    let renamed = bench.ask("import_rename", ask(&import, "  City Hospital "));
    assert_eq!(renamed["label"], "City Hospital", "{renamed}");
    let page = bench.ask("timeline", json!({"person": person, "limit": 100}));
    let sources = page["entries"][0]["sources"].to_string();
    assert!(sources.contains("City Hospital"), "{sources}");
    assert_eq!(
        bench.code("import_rename", ask(&import, " ")),
        "form-invalid"
    );
    assert_eq!(
        bench.code("import_rename", ask(&json!(99), "x")),
        "unknown-import"
    );
}

/// The same record in XML is the same record.
#[test]
fn a_record_in_xml_is_read_as_one_in_json() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let patient = r#"<Patient><id value="p"/><name><family value="Zhao"/><given value="Lan"/></name>
        <gender value="female"/><birthDate value="1953-02-11"/></Patient>"#;
    let xml = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>
        <entry><resource>{patient}</resource></entry>
        <entry><resource><Observation><id value="o"/><status value="final"/>
        <code><coding><system value="http://loinc.org"/><code value="4548-4"/></coding><text value="HbA1c"/></code>
        <subject><reference value="Patient/p"/></subject><effectiveDateTime value="2025-03-04"/>
        <valueQuantity><value value="6.10"/><unit value="%"/></valueQuantity></Observation></resource></entry></Bundle>"#
    );
    let path = write(&bench, "record.xml", xml.as_bytes());
    let file = bench.import_into(&person, &path);
    assert_eq!(file["resources"], 2, "{file}");
    assert_eq!(sum(&file), 2);
    let page = bench.ask("timeline", json!({"person": person, "limit": 10}));
    let row = &page["entries"][0];
    assert_eq!(
        (&row["title"], &row["value"], &row["unit"]),
        (&json!("HbA1c"), &json!("6.10"), &json!("%")),
        "{page}"
    );
    let again = bench.import_into(&person, &path);
    assert_eq!(again["added"], 0, "{again}");
    let before = bench.entries(&person);
    // Declarations, and an end that is missing, are refused with the place.
    let bomb = r#"<!DOCTYPE a [<!ENTITY b "c">]><Patient xmlns="http://hl7.org/fhir"><id value="&b;"/></Patient>"#;
    for bad in [bomb.to_owned(), xml.replace("</Bundle>", "")] {
        let path = write(&bench, "bad.xml", bad.as_bytes());
        let files = json!({"files": [bench.file(&path)], "person": person});
        let end = bench.import(files);
        assert_ne!(end["result"]["files"][0]["added"], 1, "{end}");
        assert!(end.to_string().contains(r#""severity":"error""#), "{end}");
    }
    assert_eq!(bench.entries(&person), before);
}

/// Records as a hospital or an app packs them: lines, a Bundle, a clinical document, and what is none of these.
#[test]
fn a_zip_of_records_is_read_and_kept_with_what_is_no_record() {
    let patient = r#"{"resourceType":"Patient","id":"p","name":[{"text":"Lin Wei","family":"Lin","given":["Wei"]}],"gender":"male","birthDate":"1953-02-11"}"#;
    let result = |id: &str| {
        format!(
            r#"{{"resourceType":"Observation","id":"{id}","status":"final","code":{{"text":"HbA1c {id}"}},"subject":{{"reference":"Patient/p"}},"effectiveDateTime":"2025-03-01","valueString":"7"}}"#
        )
    };
    let lines = format!("{}\r\n\r\n{}\r\n", result("a"), result("b"));
    let bundle = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{}}}]}}"#,
        result("c")
    );
    let broken = result("d");
    let broken = broken.trim_end_matches('}');
    let members: [(&str, &[u8]); 8] = [
        ("export/", b""),
        ("export/Patient.ndjson", patient.as_bytes()),
        ("export/Observation.ndjson", lines.as_bytes()),
        ("export/visit.json", bundle.as_bytes()),
        ("export/broken.json", broken.as_bytes()),
        ("export/package.json", br#"{"name":"x"}"#),
        ("export/readme.txt", b"hello"),
        ("__MACOSX/export/._visit.json", bundle.as_bytes()),
    ];
    let bench = Bench::new();
    let path = write(&bench, "export.zip", &zip_of(&members));
    let end = bench.import(json!({"files": [bench.file(&path)], "newPersonFromFile": true}));
    let file = &end["result"]["files"][0];
    assert_eq!(file["kind"], "fhir-zip", "{end}");
    assert_eq!(file["resources"], 4, "{end}");
    assert_eq!(sum(file), 4);
    let left = &file["findings"][0];
    assert_eq!(left["code"], "zip-left", "{end}");
    assert!(left["text"].as_str().unwrap().contains('3'), "{left}");
    let person = end["result"]["person"].as_str().unwrap();
    let titles = bench.entries(person).join(", ");
    for title in ["HbA1c a", "HbA1c b", "HbA1c c"] {
        assert!(titles.contains(title), "{titles}");
    }
    let again = bench.import_into(person, &path);
    assert_eq!(again["added"], 0, "{again}");

    // Two people in one zip are nobody's record.
    let other = patient.replace("Lin", "Mo").replace(r#""p""#, r#""q""#);
    let two: [(&str, &[u8]); 2] = [("a.json", patient.as_bytes()), ("b.json", other.as_bytes())];
    let path = write(&bench, "two.zip", &zip_of(&two));
    let end = bench.import(json!({"files": [bench.file(&path)], "person": person}));
    assert!(end.to_string().contains("several-people"), "{end}");
    // Nothing in it, or cut off.
    let path = write(&bench, "none.zip", &zip_of(&[("a.txt", b"hello")]));
    let end = bench.import(json!({"files": [bench.file(&path)], "person": person}));
    assert!(end.to_string().contains("format-zip"), "{end}");
    let mut cut = zip_of(&members);
    cut.truncate(cut.len() / 2);
    let path = write(&bench, "cut.zip", &cut);
    let end = bench.import(json!({"files": [bench.file(&path)], "person": person}));
    assert!(end.to_string().contains("device-file-damaged"), "{end}");
    assert_eq!(bench.entries(person).join(", "), titles);
}

/// The same record packed, packed in pieces, in UTF-16, and packed UTF-16: read as it is, kept once.
#[test]
fn packed_files_and_wide_text_are_read_as_what_is_in_them() {
    let patient = r#"{"resourceType":"Patient","id":"p","name":[{"text":"林伟","family":"Lin","given":["Wei"]}],"gender":"male","birthDate":"1953-02-11"}"#;
    let result = r#"{"resourceType":"Observation","id":"a","status":"final","code":{"text":"糖化血红蛋白"},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-03-01","valueString":"7"}"#;
    let lines = format!("{patient}\n{result}\n");
    let bundle = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{patient}}},{{"resource":{result}}}]}}"#
    );
    let array = format!("[{patient},\n{result}]");
    let (first, second) = lines.as_bytes().split_at(100);
    let wide = |text: &str, little: bool| -> Vec<u8> {
        let bytes = |unit: u16| match little {
            true => unit.to_le_bytes(),
            false => unit.to_be_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    };
    let marked = |text: &str, little: bool| wide(&format!("\u{FEFF}{text}"), little);
    let bench = Bench::new();
    let folder = bench.folder.path().join("export");
    std::fs::create_dir(&folder).unwrap();
    let files: [(&str, Vec<u8>); 12] = [
        ("01.ndjson.gz", gzip_of(lines.as_bytes())),
        ("02.ndjson.gz", [gzip_of(first), gzip_of(second)].concat()),
        ("03.json.gz", gzip_of(bundle.as_bytes())),
        ("04", gzip_of(&marked(&bundle, true))),
        ("05.json", marked(&lines, true)),
        ("06.json", marked(&lines, false)),
        ("07.json", wide(&lines, true)),
        ("08.json", wide(&lines, false)),
        ("09.json", marked(&array, true)),
        ("10.json", wide(&array, false)),
        (
            "11.json",
            [b"\xEF\xBB\xBF".as_slice(), array.as_bytes()].concat(),
        ),
        (
            "12.zip.gz",
            gzip_of(&zip_of(&[("a.json", bundle.as_bytes())])),
        ),
    ];
    for (name, bytes) in &files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let end = bench.import(json!({"files": [bench.file(&folder)], "newPersonFromFile": true}));
    let person = end["result"]["person"].as_str().unwrap();
    let read = end["result"]["files"].as_array().unwrap();
    assert_eq!(read.len(), files.len(), "{end}");
    for (n, file) in read.iter().enumerate() {
        assert_eq!(file["resources"], 2, "{file}");
        assert_eq!(file["added"], if n == 0 { 2 } else { 0 }, "{file}");
        assert_eq!(file["alreadyThere"], if n == 0 { 0 } else { 2 }, "{file}");
    }
    let kinds: Vec<&str> = read.iter().map(|f| f["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds[..4],
        ["fhir-ndjson", "fhir-ndjson", "fhir-bundle", "fhir-bundle"]
    );
    assert_eq!(
        kinds[8..],
        ["fhir-array", "fhir-array", "fhir-array", "fhir-zip"]
    );
    let titles = bench.entries(person).join(", ");
    assert!(titles.contains("糖化血红蛋白"), "{titles}");

    // Wide text in a zip.
    let new = lines
        .replace(r#""a""#, r#""b""#)
        .replace("2025-03-01", "2025-03-02");
    let members = [
        ("a.json", marked(&new, true)),
        ("b.json", wide(&bundle, false)),
    ];
    let members: Vec<(&str, &[u8])> = members.iter().map(|(n, b)| (*n, b.as_slice())).collect();
    let zip = write(&bench, "wide.zip", &zip_of(&members));
    let file = bench.import_into(person, &zip);
    assert_eq!(file["resources"], 4, "{file}");
    assert_eq!(file["added"], 1, "{file}");

    // A table that is packed is kept as it came.
    let table = "Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm)\n2026-07-04,08:00,128,82,70\n2026-07-05,08:00,131,85,72\n";
    let packed = gzip_of(table.as_bytes());
    let path = write(&bench, "omron.csv.gz", &packed);
    let file = bench.import_into(person, &path);
    assert_eq!(file["kind"], "device-table", "{file}");
    assert_eq!(file["added"], 2, "{file}");

    // One that is cut, or spoilt at its end, is told as damaged, and nothing of it is taken.
    let before = bench.entries(person);
    let many: String = (0..400)
        .map(|n| result.replace(r#""a""#, &format!(r#""n{n}""#)) + "\n")
        .collect();
    let whole = gzip_of(many.as_bytes());
    let mut spoilt = whole.clone();
    *spoilt.last_mut().unwrap() ^= 1;
    for bytes in [
        &whole[..whole.len() / 2],
        &whole[..whole.len() - 1],
        &spoilt,
        &packed[..30],
    ] {
        let path = write(&bench, "cut.ndjson.gz", bytes);
        let end = bench.import(json!({"files": [bench.file(&path)], "person": person}));
        assert!(end.to_string().contains("device-file-damaged"), "{end}");
        assert_eq!(bench.entries(person), before);
    }
}

/// A result without a value says why in its list and in its details, in the language of the app, and is no value: not in
/// a trend, and the newest value of its kind stays the newest.
#[test]
fn a_result_without_a_value_says_why() {
    let code = r#""code":{"coding":[{"system":"http://loinc.org","code":"2823-3","display":"Potassium"}]}"#;
    let subject = r#""subject":{"reference":"Patient/p"},"status":"final""#;
    let absent = r#""dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"not-performed","display":"Not Performed"}],"text":"Sample clotted"}"#;
    let lines = [
        r#"{"resourceType":"Patient","id":"p","name":[{"text":"Ana Ng"}],"gender":"female","birthDate":"1953-02-11"}"#.to_owned(),
        format!(r#"{{"resourceType":"Observation","id":"a",{code},{subject},"effectiveDateTime":"2025-03-01","valueQuantity":{{"value":4.1,"unit":"mmol/L"}}}}"#),
        format!(r#"{{"resourceType":"Observation","id":"b",{code},{subject},"effectiveDateTime":"2025-03-02",{absent}}}"#),
        format!(r#"{{"resourceType":"Observation","id":"c","code":{{"text":"ECG"}},{subject},"effectiveDateTime":"2025-03-03","valueSampledData":{{"origin":{{"value":2048}},"period":10,"dimensions":1,"data":"2041 2043"}}}}"#),
    ];
    let bench = Bench::new();
    let path = write(&bench, "a.ndjson", lines.join("\n").as_bytes());
    let end = bench.import(json!({"files": [bench.file(&path)], "newPersonFromFile": true}));
    let person = end["result"]["person"].as_str().unwrap();
    let list = || {
        let list = bench.ask("timeline", json!({"person": person, "limit": 50}));
        let mut entries = list["entries"].as_array().unwrap().clone();
        entries.retain(|e| e["kind"] == "result");
        let text = |e: &serde_json::Value| {
            (
                e["value"].clone(),
                e["valueText"].as_str().unwrap().to_owned(),
            )
        };
        (entries.iter().map(text).collect::<Vec<_>>(), entries)
    };
    let (seen, entries) = list();
    assert_eq!(
        seen,
        [
            (
                json!(null),
                "A recorded curve, without one value".to_owned()
            ),
            (
                json!(null),
                "No value: Not performed (Sample clotted)".to_owned()
            ),
            (json!("4.1"), "4.1".to_owned()),
        ]
    );
    let mut settings = bench.ask("settings_get", json!({}));
    settings["lang"] = json!("zh-CN");
    bench.ask("settings_set", json!({"settings": settings}));
    let (seen, _) = list();
    assert_eq!(seen[1].1, "无数值：未进行（Sample clotted）");
    let trend = bench.ask(
        "trend",
        json!({"person": person, "key": entries[2]["trendKey"]}),
    );
    assert_eq!(
        trend["groups"][0]["points"].as_array().unwrap().len(),
        1,
        "{trend}"
    );
    let overview = bench.ask("overview", json!({"person": person}));
    let latest = &overview["analytes"][0]["latest"];
    assert_eq!(latest["valueText"], "4.1", "{overview}");
    let opened = bench.ask("entry", json!({"person": person, "id": entries[1]["id"]}));
    assert!(opened.to_string().contains("Sample clotted"), "{opened}");
}

/// A clinical document is kept to be read: once, for whom it is about, with its words and its own bytes.
#[test]
fn a_clinical_document_is_kept_to_be_read_and_found() {
    let bench = Bench::new();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../tests/fixtures/cda/discharge.xml");
    let bytes = fs::read(&path).unwrap();
    let end = bench.import(json!({"files": [bench.file(&path)], "newPersonFromFile": true}));
    let file = &end["result"]["files"][0];
    assert_eq!(file["kind"], "clinical-document", "{end}");
    let told: Vec<&Value> = file["findings"].as_array().unwrap().iter().collect();
    assert!(
        told.iter().any(|f| f["code"] == "document-to-read"),
        "{told:?}"
    );
    assert_eq!(sum(file), file["resources"].as_u64().unwrap());
    let person = end["result"]["person"].as_str().unwrap();
    let people = bench.ask("people_list", json!({}));
    assert_eq!(people["people"][0]["born"], "1953-02-11", "{people}");
    let again = bench.import_into(person, &path);
    assert_eq!(again["added"], 0, "{again}");

    // It is found by a word of a section, and by one that only its coded part has.
    for word in ["rash", "痛风结节"] {
        let found = bench.ask(
            "search",
            json!({"person": person, "words": word, "limit": 10}),
        );
        let hits = found["hits"].as_array().unwrap();
        assert_eq!(hits.len(), 1, "{word}: {found}");
    }
    // No coded fact is made of it, the negated one least of all.
    let home = bench.ask("home", json!({"person": person})).to_string();
    assert!(!home.contains("Penicillin"), "{home}");

    // What it is made of is there to the last byte.
    let page = bench.ask("timeline", json!({"person": person, "limit": 10}));
    let rows = page["entries"].as_array().unwrap();
    let row = rows.iter().find(|row| row["kind"] == "document").unwrap();
    let entry = bench.ask("entry", json!({"person": person, "id": row["id"]}));
    let shown = entry.to_string();
    assert!(
        shown.contains("rash") && shown.contains("City Hospital"),
        "{entry}"
    );
    let got = bench.bytes(
        "attachment",
        json!({"person": person, "id": row["id"], "index": 0}),
    );
    assert_eq!(got, bytes);

    let other = bench.add_person("Qian Ming", "1981-07-30", "male");
    let end = bench.import(json!({"person": other, "files": [bench.file(&path)]}));
    assert_eq!(end["error"]["code"], "wrong-person", "{end}");
}
