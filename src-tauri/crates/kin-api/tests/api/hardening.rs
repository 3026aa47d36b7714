//! A process that was hardened leaves no core file and quotes nothing when it fails.

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
