//! Exit codes, two-line errors, languages, and what is never taken.

use crate::support::{Home, PASSPHRASE, fixture};
use std::io::Read as _;
use std::process::Stdio;

#[test]
fn wrong_usage_is_2() {
    let home = Home::with_person();
    for args in [
        &["frobnicate"] as &[&str],
        &["vault"],
        &["import"],
        &["bp", "add", "128"],
        &["list", "unicorns"],
        &["timeline", "--lang", "both"],
        &["timeline", "--limit", "0"],
        &["person", "add", "X", "--passphrase", PASSPHRASE],
    ] {
        let said = home.run(args);
        assert_eq!(said.code, 2, "{args:?}: {}", said.err);
        assert_eq!(said.out, "", "nothing on standard output: {args:?}");
    }
}

#[test]
fn failures_are_1_in_two_lines_with_their_code() {
    let home = Home::empty();
    assert_eq!(home.run(&["person", "list"]).error(), "no-vault");
    home.ok(&["vault", "create"]);
    assert_eq!(home.run(&["vault", "create"]).error(), "vault-exists");
    home.ok(&["person", "add", "Zhao Lan", "--born", "1953-02-11"]);
    for (args, code) in [
        (&["show", "0000000000000000"] as &[&str], "unknown-entry"),
        (&["timeline", "--person", "Nobody"], "unknown-person"),
        (&["trend", "99999-9"], "unknown-trend"),
        (&["source", "show", "7"], "unknown-import"),
        (&["import", "/no/such/file"], "file-missing"),
        (&["person", "add", "X", "--born", "lately"], "form-invalid"),
        (&["bp", "add", "1280/82"], "form-invalid"),
        (&["bp", "add", "250/82"], "needs-confirmation"),
        (&["summary", "--out", "/proc/none"], "cannot-write"),
    ] {
        let said = home.run(args);
        assert_eq!(said.error(), code, "{args:?}");
        assert_eq!(said.code, 1, "{args:?}");
    }
    home.ok(&["bp", "add", "250/82", "--yes"]);
}

#[test]
fn whose_record_it_is_must_be_clear() {
    let home = Home::with_person();
    home.ok(&["person", "add", "Qian Ming", "--born", "1981-07-30"]);
    let said = home.run(&["bp", "add", "128/82"]);
    assert_eq!((said.code, said.error()), (2, "person-needed"));
    home.ok(&["bp", "add", "128/82", "--person", "zhao lan"]);
    let people = home.ok(&["person", "list"]);
    let id = people["people"][0]["id"].as_str().unwrap();
    let entries = home.ok(&["timeline", "--person", id]);
    assert_eq!(
        entries["entries"].as_array().unwrap().len(),
        1,
        "by name and by id"
    );
    assert_eq!(
        home.ok(&["timeline", "--person", id.get(..8).unwrap()]),
        entries,
        "by its beginning"
    );
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let home = Home::with_person();
    std::fs::write(home.path("wrong"), "not this one\n").unwrap();
    let wrong = home.path("wrong");
    let said = home.run(&[
        "--passphrase-file",
        wrong.to_str().unwrap(),
        "person",
        "list",
    ]);
    assert_eq!((said.code, said.error()), (1, "wrong-passphrase"));
    let mut bare = home.command(&["person", "list"]);
    bare.env_remove("KINFOLIO_PASSPHRASE_FILE");
    let output = bare.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "nobody sits at the terminal");
}

#[test]
fn both_languages_speak() {
    let home = Home::with_person();
    let zh = home.run(&["--lang", "zh-CN", "show", "0000000000000000"]);
    assert!(
        zh.err.contains("[unknown-entry]"),
        "the code stays: {}",
        zh.err
    );
    assert!(zh.err.contains("没有这一条"), "{}", zh.err);
    let help = home.run(&["--lang", "zh-CN", "--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("导入文件或文件夹"), "{}", help.out);
    let help = home.run(&["import", "--help"]);
    assert!(
        help.out.contains("alreadyThere"),
        "the JSON is documented: {}",
        help.out
    );
    let mut chinese = home.command(&["person", "list"]);
    chinese.env("LANG", "zh_CN.UTF-8");
    let table = String::from_utf8(chinese.output().unwrap().stdout).unwrap();
    assert!(table.contains("姓名"), "the computer's language: {table}");
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let home = Home::with_person();
    for n in 0..40 {
        home.ok(&["note", "add", &format!("note {n} {}", "long ".repeat(400))]);
    }
    let mut child = home
        .command(&["--json", "timeline"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(said, "", "nobody is told");
}

#[test]
fn one_program_at_a_time() {
    let home = Home::with_person();
    // The first program holds the vault while it waits for its input. Whichever asks for the lock
    // first gets it, so the first one is started again when it came second.
    let start = || {
        home.command(&["import", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut first = start();
    let code = loop {
        std::thread::sleep(std::time::Duration::from_millis(300));
        if first.try_wait().unwrap().is_some() {
            first = start();
            continue;
        }
        let said = home.run(&["person", "list"]);
        if said.code != 0 {
            break said.error().to_owned();
        }
    };
    assert_eq!(code, "vault-in-use");
    drop(first.stdin.take());
    first.wait().unwrap();
    assert_eq!(home.run(&["person", "list"]).code, 0, "free again");
    assert_eq!(
        home.run(&["import", &fixture("zhao-lan.json")]).code,
        0,
        "and for writing"
    );
}

fn vault(home: &Home) -> std::path::PathBuf {
    let info = home.ok(&["vault", "info"]);
    info["place"].as_str().unwrap().into()
}

/// A copy of what lies in a folder.
fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = (
            entry.as_ref().unwrap().path(),
            to.join(entry.unwrap().file_name()),
        );
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}

#[test]
fn a_lost_or_older_vault_file_is_named_and_mended_with_the_passphrase() {
    let home = Home::with_person();
    let file = vault(&home).join("vault.json");
    let good = std::fs::read_to_string(&file).unwrap();
    let older = good.replace("\"minor\":1", "\"minor\":0");
    for bad in [None, Some("{"), Some(older.as_str())] {
        match bad {
            Some(text) => std::fs::write(&file, text).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        let said = home.run(&["person", "list"]);
        assert_eq!(
            (said.code, said.error()),
            (1, "vault-file-damaged"),
            "{bad:?}"
        );
        let done = home.ok(&["vault", "mend"]);
        assert_eq!(done["mended"][0], "vault-file", "{bad:?}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), good);
        assert_eq!(
            home.ok(&["person", "list"])["people"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
    assert_eq!(
        home.ok(&["vault", "mend"])["mended"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn a_whole_vault_put_back_is_refused_with_the_number_of_changes_until_that_is_accepted() {
    let home = Home::with_person();
    let (vault, kept) = (vault(&home), home.path("kept"));
    copy(&vault, &kept);
    for text in ["one", "two"] {
        home.ok(&["note", "add", text]);
    }
    for folder in ["people", "records"] {
        std::fs::remove_dir_all(vault.join(folder)).unwrap();
        copy(&kept.join(folder), &vault.join(folder));
    }
    let said = home.run(&["timeline"]);
    assert_eq!((said.code, said.error()), (1, "record-older"));
    let missing = &home.ok(&["person", "list"])["people"][0]["trouble"]["missing"];
    assert_eq!(missing, 2);
    home.ok(&["--yes", "vault", "accept-older"]);
    assert_eq!(
        home.ok(&["timeline"])["entries"].as_array().unwrap().len(),
        0
    );
    assert_eq!(home.ok(&["vault", "check"])["ok"], true);
}
