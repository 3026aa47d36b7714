//! Finding a hospital by its name: in the directory that ships, in lists that a person adds, and the
//! demo clinic while it runs.

use crate::portal_bench::Bench;
use kin_demo_clinic::Clinic;
use serde_json::{Value, json};

fn find(bench: &Bench, words: &str) -> Value {
    bench.ask("portal_find", json!({"words": words}))
}

fn first(found: &Value) -> &str {
    found["hits"][0]["name"].as_str().unwrap_or_default()
}

fn add(bench: &Bench, name: &str, text: &[u8]) -> Value {
    let path = bench.folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let token = bench.session.register_file(&path).unwrap().token;
    match bench.try_ask("portal_directory_add", json!({"file": token})) {
        Ok(done) => done,
        Err(error) => json!({"code": error.code, "params": error.params}),
    }
}

/// As health systems publish them (User-access Brands).
const BRANDS: &str = r#"{"resourceType":"Bundle","type":"collection","timestamp":"2026-10-05T08:00:00Z","entry":[
  {"fullUrl":"https://lakeside.example.org/Organization/1","resource":{"resourceType":"Organization","id":"1","active":true,
    "name":"Lakeside General Hospital","alias":["LGH"],"address":[{"city":"Duluth","state":"MN","postalCode":"55802","country":"US"}],
    "endpoint":[{"reference":"Endpoint/2"}]}},
  {"fullUrl":"https://lakeside.example.org/Endpoint/2","resource":{"resourceType":"Endpoint","id":"2","status":"active",
    "connectionType":{"system":"http://terminology.hl7.org/CodeSystem/endpoint-connection-type","code":"hl7-fhir-rest"},
    "payloadType":[{"text":"none"}],"address":"https://fhir.lakeside.example.org/r4"}}]}"#;

#[test]
fn a_hospital_is_found_by_name_place_and_with_a_typing_mistake() {
    let bench = Bench::new();
    for (words, wanted) in [
        ("kaiser georgia", "Kaiser Permanente – Georgia"),
        ("kiaser gorgia", "Kaiser Permanente – Georgia"),
        ("veterans affairs", "Veterans Affairs (VA)"),
        ("blue button", "Medicare (CMS Blue Button)"),
    ] {
        let found = find(&bench, words);
        assert_eq!(first(&found), wanted, "{words}: {found}");
    }
    let hit = &find(&bench, "kaiser georgia")["hits"][0];
    assert_eq!(hit["software"], "Epic");
    assert!(hit["address"].as_str().unwrap().starts_with("https://"));
    assert!(hit["list"].as_str().unwrap().contains("Epic"), "{hit}");
    assert_eq!(hit["here"], false);
    assert_eq!(find(&bench, "kaiser georgia")["asOf"], "2021-12-13");
    let undated = find(&bench, "palm beach spine");
    assert_eq!(undated["hits"][0]["listDateText"], "");
    assert_eq!(undated["asOf"], "2021-12-13", "no newer than it may be");
    assert_eq!(find(&bench, "")["hits"], json!([]));
    assert_eq!(find(&bench, "qzxwv jkjkjk")["total"], 0);
    let few = bench.ask("portal_find", json!({"words": "hospital", "limit": 3}));
    assert_eq!(few["hits"].as_array().unwrap().len(), 3);
    assert!(few["total"].as_u64().unwrap() > 100, "{}", few["total"]);
    bench.ask("vault_lock", json!({}));
    assert_eq!(bench.code("portal_find", json!({"words": "x"})), "locked");
}

#[test]
fn the_demo_clinic_is_found_by_its_name_while_it_runs() {
    let alone = Bench::new();
    let found = find(&alone, "demo clinic");
    assert!(!found.to_string().contains("127.0.0.1"), "{found}");
    let clinic = Clinic::open(0).unwrap();
    let bench = Bench::beside(Some(clinic.fhir()));
    for words in [
        "demo clinic",
        "kinfolio",
        "practice hospital",
        "演示诊所",
        "练习用医院",
    ] {
        let found = find(&bench, words);
        let hit = &found["hits"][0];
        assert_eq!(hit["address"], clinic.fhir(), "{words}: {found}");
        assert_eq!(hit["here"], true);
        assert_eq!(hit["name"], "Kinfolio demo clinic (on this computer)");
    }
    let address = find(&bench, "demo clinic")["hits"][0]["address"].clone();
    let looked = bench.end_of(&bench.ask("portal_look", json!({"address": address})));
    assert_eq!(looked["result"]["canConnect"], true, "{looked}");
}

#[test]
fn an_own_list_is_added_kept_replaced_and_taken_out_again() {
    let bench = Bench::new();
    let before = bench.ask("portal_directory", json!({}));
    assert_eq!(before["lists"].as_array().unwrap().len(), 5);
    for list in before["lists"].as_array().unwrap() {
        assert_eq!(list["own"], false);
        assert_ne!(
            list["licence"], "",
            "each says under which licence it ships"
        );
    }
    assert_ne!(
        first(&find(&bench, "lakeside general duluth")),
        "Lakeside General Hospital"
    );

    let done = add(&bench, "brands.json", BRANDS.as_bytes());
    assert_eq!(done["title"], "brands.json", "{done}");
    assert_eq!((&done["added"], &done["leftOut"]), (&json!(1), &json!(0)));
    assert_eq!(done["directory"]["lists"][0]["own"], true);
    let found = find(&bench, "lgh duluth");
    assert_eq!(first(&found), "Lakeside General Hospital", "{found}");
    let hit = &found["hits"][0];
    assert_eq!(hit["place"], "Duluth, MN, 55802, US");
    assert_eq!(hit["address"], "https://fhir.lakeside.example.org/r4");
    assert_eq!(hit["list"], "brands.json");
    assert_eq!(found["asOf"], "2026-10-05", "the list says its day");
    assert_eq!(
        first(&find(&bench, "kaiser georgia")),
        "Kaiser Permanente – Georgia"
    );

    // A second list beside it, as a table; one line is not safe.
    let table = "name,city,url\nHill Clinic,Tulsa,https://hill.example.org/fhir\nIn clear,Tulsa,http://clear.example.org\n";
    let done = add(&bench, "mine.csv", table.as_bytes());
    assert_eq!((&done["added"], &done["leftOut"]), (&json!(1), &json!(1)));
    assert_eq!(done["directory"]["lists"].as_array().unwrap().len(), 7);
    // The same list again, newer: it takes the place of the old one.
    let newer = BRANDS.replace("General", "Memorial");
    let done = add(&bench, "brands.json", newer.as_bytes());
    assert_eq!(done["directory"]["lists"].as_array().unwrap().len(), 7);
    assert_eq!(
        first(&find(&bench, "lakeside duluth")),
        "Lakeside Memorial Hospital"
    );
    assert_eq!(first(&find(&bench, "hill tulsa")), "Hill Clinic");

    let left = bench.ask("portal_directory_remove", json!({"title": "brands.json"}));
    assert_eq!(left["lists"].as_array().unwrap().len(), 6);
    assert_ne!(
        first(&find(&bench, "lakeside duluth")),
        "Lakeside Memorial Hospital"
    );
    assert_eq!(first(&find(&bench, "hill tulsa")), "Hill Clinic");
    let title = json!({"title": "brands.json"});
    assert_eq!(
        bench.code("portal_directory_remove", title),
        "portal-not-a-list"
    );
}

#[test]
fn what_is_no_list_is_said_and_changes_nothing() {
    let bench = Bench::new();
    add(&bench, "brands.json", BRANDS.as_bytes());
    let before = bench.ask("portal_directory", json!({}));
    for (name, text, code) in [
        ("a.html", "<html>sign in</html>", "portal-not-a-list"),
        (
            "b.json",
            "{\"resourceType\":\"Patient\"}",
            "portal-not-a-list",
        ),
        (
            "c.json",
            BRANDS.trim_end_matches("}}]}"),
            "portal-not-a-list",
        ),
        ("d.csv", "", "portal-not-a-list"),
        (
            "brands.json",
            "name,url\nIn clear,http://clear.example.org\n",
            "portal-list-empty",
        ),
    ] {
        let said = add(&bench, name, text.as_bytes());
        assert_eq!(said["code"], code, "{name}: {said}");
    }
    assert_eq!(bench.ask("portal_directory", json!({})), before);
    assert_eq!(first(&find(&bench, "lgh")), "Lakeside General Hospital");
    assert_eq!(
        bench.code("portal_directory_add", json!({"file": "nobody-chose-this"})),
        "unknown-file"
    );

    // The file that is kept is damaged: all else is found, and the list can be added again.
    let kept = bench.folder.path().join("vault-hospitals.kindir");
    let mut bytes = std::fs::read(&kept).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&kept, bytes).unwrap();
    let other = Bench::new();
    std::fs::copy(&kept, other.folder.path().join("vault-hospitals.kindir")).unwrap();
    assert_eq!(
        first(&find(&other, "veterans affairs")),
        "Veterans Affairs (VA)"
    );
    add(&other, "brands.json", BRANDS.as_bytes());
    assert_eq!(first(&find(&other, "lgh")), "Lakeside General Hospital");
}
