//! The sample family.

use crate::support::Bench;
use serde_json::json;

#[test]
fn the_sample_family_opens_in_a_vault_of_its_own_and_is_left_again() {
    let bench = Bench::new();
    bench.add_person("Zhao Lan", "1953-02-11", "female");
    let status = bench.ask("vault_open_sample", json!({}));
    assert_eq!(status["sample"], true);
    assert_eq!(status["state"], "unlocked");
    let people = bench.ask("people_list", json!({}));
    let people = people["people"].as_array().unwrap();
    let names: Vec<&str> = people.iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Li Hua", "David Morgan", "Emma Morgan"]);
    for person in people {
        assert!(person["entries"].as_u64().unwrap() > 20, "{person}");
        let home = bench.ask("home", json!({"person": person["id"]}));
        assert_eq!(home["empty"], false);
    }
    let li = bench.ask("home", json!({"person": people[0]["id"]}));
    assert!(
        li["bloodPressure"]["count"].as_u64().unwrap() > 10,
        "years of readings"
    );
    assert!(!li["allergies"].as_array().unwrap().is_empty());
    assert!(!li["outOfRange"].as_array().unwrap().is_empty());

    let status = bench.ask("vault_close_sample", json!({}));
    assert_eq!(status["sample"], false);
    assert_eq!(
        status["state"], "locked",
        "the own vault is where it was, locked"
    );
    let status = bench.ask("vault_open_sample", json!({}));
    assert_eq!(status["state"], "unlocked", "it opens again");
    let people = bench.ask("people_list", json!({}));
    assert_eq!(
        people["people"].as_array().unwrap().len(),
        3,
        "nobody twice"
    );
}
