//! The lists that are published, and the directory that ships.
#![expect(clippy::print_stdout, reason = "a skipped check says so")]

use kin_directory::{Builder, Directory, Finder, List, Why, read_list};
use std::path::{Path, PathBuf};

fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = folder
        .map(|one| one.join("shared/testdata/smart-config"))
        .find(|one| one.is_dir());
    if found.is_none() {
        println!("skipped: no ../shared/testdata here");
    }
    found
}

#[test]
fn each_published_list_is_read_whole() {
    let Some(folder) = shared() else { return };
    for (file, entries, left_out) in [
        ("endpoints/EpicEndpointSourcesR4.json", 265, 0),
        ("endpoints/Cerner_Corporation_EndpointSources.json", 3305, 0),
        (
            "endpoints/Medical_Information_Technology_Inc_MEDITECH_EndpointSources.json",
            448,
            // Hosts without a domain: https://null/… and https://henry/…
            4,
        ),
        (
            "endpoints/Netsmart_Technologies_EndpointSources.json",
            110,
            0,
        ),
        ("brands/Bundle-example1.json", 1, 0),
        ("brands/Bundle-example3.json", 2, 0),
    ] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let reading = read_list(&bytes, "2026-11-26").unwrap();
        let mut builder = Builder::default();
        builder.add(List::default(), reading).unwrap();
        let (directory, report) = builder.finish();
        assert_eq!(report.read, entries, "{file}");
        assert_eq!(report.left_out, left_out, "{file}: {:?}", report.named);
        assert_eq!(
            directory.entries.len() + report.joined + report.left_out,
            entries,
            "{file}: each is there, joined or named"
        );
        let again = Directory::unpack(&directory.pack()).unwrap();
        assert_eq!(again, directory, "{file}");
    }
}

#[test]
fn hospitals_of_the_published_lists_are_found() {
    let Some(folder) = shared() else { return };
    let mut builder = Builder::default();
    for file in [
        "endpoints/EpicEndpointSourcesR4.json",
        "endpoints/Cerner_Corporation_EndpointSources.json",
        "brands/Bundle-example3.json",
    ] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let reading = read_list(&bytes, "").unwrap();
        builder.add(List::default(), reading).unwrap();
    }
    let finder = Finder::new(vec![builder.finish().0]);
    for (typed, wanted) in [
        ("kaiser georgia", "Kaiser Permanente – Georgia"),
        ("kiaser gorgia", "Kaiser Permanente – Georgia"),
        (
            "palm beach spine",
            "Palm Beach Spine & Diagnostic Institute",
        ),
        ("newton goodhealth", "ExampleHospital"),
        ("pediatric portal examplehospital", "ExampleHospital"),
    ] {
        let found = finder.find(typed, 0, 3);
        let first = found.hits.first().map_or("", |hit| &hit.entry.name);
        assert_eq!(first, wanted, "{typed}");
    }
}

#[test]
fn the_built_in_directory_has_our_own_list_and_names_every_licence() {
    let directory = Directory::built_in().unwrap();
    let bytes = include_bytes!("../data/lists/known.csv");
    let ours = read_list(bytes, "").unwrap().entries;
    assert!(!ours.is_empty());
    for one in ours {
        assert!(
            directory
                .entries
                .iter()
                .any(|entry| entry.name == one.name && entry.address == one.address),
            "run `cargo xtask directory` after a change of data/lists: {}",
            one.name
        );
    }
    let about = include_str!("../data/lists/lists.tsv");
    let lines = about.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(lines.count(), directory.lists.len());
    for list in &directory.lists {
        assert!(
            ["Apache-2.0", "CC0-1.0"].contains(&list.licence.as_str()),
            "{list:?}"
        );
    }
    let finder = Finder::new(vec![directory]);
    for (typed, wanted) in [
        ("medicare", "Medicare (CMS Blue Button)"),
        ("veterans", "Veterans Affairs (VA)"),
        ("epic sandbox", "Practice: Epic sandbox"),
        ("kiaser gorgia", "Kaiser Permanente – Georgia"),
        (
            "palm beach spine",
            "Palm Beach Spine & Diagnostic Institute",
        ),
    ] {
        assert_eq!(
            finder.find(typed, 0, 1).hits[0].entry.name,
            wanted,
            "{typed}"
        );
    }
}

#[test]
fn the_built_in_directory_is_what_the_tool_makes_of_its_lists() {
    let Some(folder) = shared() else { return };
    let out = std::env::temp_dir().join(format!("kin-directory-{}", std::process::id()));
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_kin-directory"))
        .arg("build")
        .arg("--from")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lists"))
        .arg("--from")
        .arg(folder.join("endpoints"))
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let made = std::fs::read(&out).unwrap();
    std::fs::remove_file(&out).unwrap();
    let known = include_bytes!("../data/built-in.kindir");
    assert!(made == known, "run `cargo xtask directory`");
}

#[test]
fn an_unsafe_entry_is_named_in_the_report() {
    let list = br#"[{"name":"In clear","url":"http://ehr.example.org"},{"name":"Inside","url":"https://10.0.0.1/r4"},{"name":"Good","url":"https://ehr.example.org"}]"#;
    let mut builder = Builder::default();
    builder
        .add(List::default(), read_list(list, "").unwrap())
        .unwrap();
    let (directory, report) = builder.finish();
    assert_eq!(directory.entries.len(), 1);
    let named: Vec<&str> = report.named.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(named, ["In clear", "Inside"]);
    assert!(
        report
            .named
            .iter()
            .all(|one| matches!(one.why, Why::Address(_)))
    );
}
