//! A process that was hardened leaves no core file and quotes nothing when it fails; the reading process is no
//! more open to others than its face.

use std::process::Command;

const SECRET: &str = "amlodipine for Zhao Lan";

#[test]
fn a_hardened_process_writes_no_core_and_quotes_nothing() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "hardening::child", "--ignored", "--nocapture"])
        .env_remove("KINFOLIO_TEST_DUMP")
        .env("RUST_BACKTRACE", "1")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(!output.status.success(), "it panicked");
    assert!(
        said.contains("a mistake in the program at hardening.rs:"),
        "{said}"
    );
    assert!(!said.contains(SECRET), "{said}");
    assert!(!said.contains("stack backtrace"), "{said}");
    if cfg!(target_os = "linux") {
        let limit = said
            .lines()
            .find(|l| l.starts_with("Max core file size"))
            .unwrap();
        let numbers: Vec<&str> = limit.split_whitespace().skip(4).take(2).collect();
        assert_eq!(numbers, ["0", "0"], "{limit}");
        assert!(said.contains("dumpable: false"), "{said}");
    }
}

#[test]
#[ignore = "runs as the child process of the test above"]
fn child() {
    kin_api::harden();
    #[cfg(target_os = "linux")]
    {
        println!("{}", std::fs::read_to_string("/proc/self/limits").unwrap());
        let dumpable = rustix::process::dumpable_behavior().unwrap();
        let yes = dumpable == rustix::process::DumpableBehavior::Dumpable;
        println!("dumpable: {yes}");
    }
    panic!("{SECRET}");
}

/// The system shows by the owner of a process's files whether others of the same user may look into it.
#[cfg(target_os = "linux")]
#[test]
fn nobody_looks_into_the_reading_process() {
    use std::io::{Read as _, Write as _};
    use std::os::unix::fs::MetadataExt as _;
    use std::os::unix::process::CommandExt as _;
    use std::process::Stdio;
    const NOBODY: u32 = 65_534;
    let own = std::fs::metadata("/proc/self/status").unwrap().uid();
    // One more word and no wall: the control.
    for (words, expected) in [(&["sleep", ""][..], 0), (&["sleep", "", "open"], NOBODY)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kin-test-reader"));
        command.args([kin_api::reading::READER_ARGUMENT, "1000000000", "60"]);
        command.args(words).env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let expected = if own == 0 {
            command.uid(NOBODY);
            expected
        } else {
            expected.min(own)
        };
        let Ok(mut reader) = command.spawn() else {
            println!("skipped: the reader cannot be started as somebody else");
            return;
        };
        // It says that it is ready once the walls stand.
        reader
            .stdout
            .as_mut()
            .unwrap()
            .read_exact(&mut [0; 5])
            .unwrap();
        let status = format!("/proc/{}/status", reader.id());
        let owner = std::fs::metadata(status).unwrap().uid();
        reader.stdin.as_mut().unwrap().write_all(&[0; 16]).unwrap();
        reader.kill().unwrap();
        reader.wait().unwrap();
        assert_eq!(owner, expected, "{words:?}");
    }
}
