//! Every input of the corpora and every input that ever failed, once more.

use kin_fuzz::{TARGETS, Target, read_packed};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// Inputs that once failed, by the name of their file.
fn found(target: &Target) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(folder().join("found").join(target.name)) else {
        return Vec::new();
    };
    entries
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.display().to_string(), std::fs::read(&path).unwrap())
        })
        .collect()
}

#[test]
fn what_once_failed_does_not_fail_again() {
    for target in TARGETS {
        for (name, input) in found(target) {
            println!("{name}");
            (target.run)(&input);
        }
    }
}

#[test]
fn the_committed_inputs_hold_what_must_always_hold() {
    let mut bytes = 0;
    for target in TARGETS {
        let path = folder().join(format!("corpus/{}.pack", target.name));
        let corpus = read_packed(&path).unwrap();
        assert!(!corpus.is_empty(), "{} has no corpus", target.name);
        println!("{}: {} inputs", target.name, corpus.len());
        for input in (target.seeds)().iter().chain(&corpus) {
            bytes += input.len();
            (target.run)(input);
        }
    }
    assert!(bytes < 3 << 20, "the corpora are minimised: {bytes} bytes");
}

#[test]
fn every_corpus_belongs_to_a_target() {
    for entry in std::fs::read_dir(folder().join("corpus")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = name.strip_suffix(".pack").and_then(kin_fuzz::target);
        assert!(known.is_some(), "{name} is the corpus of no target");
    }
}

/// Ten minutes or five million executions of each target, in the table that the long run writes.
#[test]
fn every_target_had_a_long_run() {
    let path = folder().join("../../docs/security/fuzzing.md");
    let table = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|row| row.split(" | ").collect())
        .skip(1)
        .collect();
    let number = |text: &str| text.parse::<u64>().unwrap();
    let mut missing: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    for row in rows {
        let [name, executions, seconds, ..] = row[..] else {
            panic!("{row:?} is no row")
        };
        assert!(
            number(seconds) >= 595 || number(executions) >= 5_000_000,
            "{name} ran {seconds} seconds"
        );
        let known = missing.iter().position(|one| *one == name);
        missing.swap_remove(known.unwrap_or_else(|| panic!("{name} is no target, or twice")));
    }
    assert_eq!(missing, [""; 0]);
}

#[test]
fn a_pack_is_unpacked_and_a_cut_one_is_refused() {
    let packed = kin_fuzz::pack(vec![
        b"bb".to_vec(),
        b"a".to_vec(),
        Vec::new(),
        b"a".to_vec(),
    ]);
    let back = kin_fuzz::unpack(&packed).unwrap();
    assert_eq!(back, [&b""[..], b"a", b"bb"], "shortest first, each once");
    assert!(kin_fuzz::unpack(&packed[..packed.len() - 1]).is_none());
}
