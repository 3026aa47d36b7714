//! Documents made from hand-written rows and from whole synthetic records, and the rules held
//! against the official and the connectathon documents.

mod documents;
mod make;
pub(super) use make::made_with;
mod rules;

use std::path::PathBuf;

/// A folder of the shared test data, or `None` where it is not on this machine.
pub(super) fn testdata(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("KINFOLIO_TESTDATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/testdata"),
        PathBuf::from,
    );
    let path = root.join(folder);
    if path.is_dir() {
        Some(path)
    } else {
        println!("skipped: no test data ({folder})");
        None
    }
}

pub(super) fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let Some(path) = testdata(folder) else {
        return Vec::new();
    };
    let mut found: Vec<_> = std::fs::read_dir(path)
        .unwrap()
        .map(|f| f.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .map(|p| {
            let name = p.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&p).unwrap())
        })
        .collect();
    found.sort();
    found
}
