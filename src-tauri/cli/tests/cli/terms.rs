//! How many codes have a name in both languages: without a vault, and over the public sample records.

use crate::support::Home;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn part(seen: &Value, system: &str, of: &str, whole: &str) -> f64 {
    let systems = seen["systems"].as_array().unwrap();
    let one = systems
        .iter()
        .find(|s| s["system"] == system)
        .unwrap_or_else(|| panic!("no {system} in {seen}"));
    one[of].as_f64().unwrap() / one[whole].as_f64().unwrap()
}

#[test]
fn names_are_counted_without_a_vault() {
    let home = Home::empty();
    let file = home.path("two.json");
    std::fs::write(
        &file,
        r#"{"resourceType":"Bundle","type":"collection","entry":[
          {"resource":{"resourceType":"Observation","status":"final",
            "code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},
            "valueQuantity":{"value":135,"unit":"g/L","system":"http://unitsofmeasure.org","code":"g/L"}}},
          {"resource":{"resourceType":"Condition",
            "code":{"text":"A rare thing","coding":[{"system":"http://snomed.info/sct","code":"1"}]}}}]}"#,
    )
    .unwrap();
    std::fs::write(home.path("picture.txt"), "no record").unwrap();
    let folder = home.dir.path().to_str().unwrap();
    let seen = home.ok(&["terms", "coverage", folder]);
    assert_eq!(seen["files"], 1, "{seen}");
    assert!(seen["leftOut"].as_u64().unwrap() >= 1, "{seen}");
    assert_eq!(seen["resources"], 2);
    let whole = |system| part(&seen, system, "codesNamed", "codes");
    assert_eq!(
        (whole("LOINC"), whole("UCUM"), whole("SNOMED CT")),
        (1.0, 1.0, 0.0)
    );
    let said = home.run(&["terms", "coverage", file.to_str().unwrap(), "--top", "1"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(
        said.out.contains("A rare thing") && said.out.contains("100 %"),
        "{}",
        said.out
    );
    assert!(!home.path("data").exists(), "no vault was made");
    let zh = home.run(&[
        "--lang",
        "zh-CN",
        "terms",
        "coverage",
        file.to_str().unwrap(),
    ]);
    assert!(zh.out.contains("可用两种语言显示"), "{}", zh.out);
    assert_eq!(home.run(&["terms", "coverage", "/no/such/file"]).code, 1);
    assert_eq!(home.run(&["terms", "coverage"]).code, 2);
}

/// The public sample records, where they are.
fn records() -> Option<PathBuf> {
    let named = std::env::var_os("KINFOLIO_TESTDATA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/testdata");
    let found = named.unwrap_or(beside);
    found.is_dir().then_some(found)
}

#[test]
fn most_of_what_the_sample_records_say_has_a_name_in_both_languages() {
    let Some(records) = records() else {
        println!("skipped: no sample records");
        return;
    };
    let home = Home::empty();
    let paths: Vec<String> = [
        "fhir-r4-synthea",
        "fhir-us-core",
        "fhir-ips",
        "shc",
        "portal-recordings",
    ]
    .iter()
    .map(|folder| records.join(folder).to_str().unwrap().to_owned())
    .collect();
    let mut words = vec!["terms", "coverage"];
    words.extend(paths.iter().map(String::as_str));
    let seen = home.ok(&words);
    assert!(seen["resources"].as_u64().unwrap() > 1000, "{seen}");
    for (system, named, shown) in [
        ("LOINC", 0.9, 0.9),
        ("SNOMED CT", 0.8, 0.85),
        ("CVX", 0.95, 0.95),
        ("ICD-10", 0.7, 0.7),
        ("RxNorm", 0.1, 0.6),
        ("UCUM", 0.9, 0.95),
    ] {
        let got = part(&seen, system, "codingsNamed", "codings");
        assert!(got >= named, "{system}: {got} named");
        let got = part(&seen, system, "codingsShown", "codings");
        assert!(got >= shown, "{system}: {got} shown");
    }
}
