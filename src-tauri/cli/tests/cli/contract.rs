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

/// A record whose file is gone has not no entries, and the check says whose record it is.
#[test]
fn a_lost_record_is_told_by_name_with_the_way_back() {
    let home = Home::with_person();
    let id = home.ok(&["person", "list"])["people"][0]["id"].clone();
    let record = vault(&home).join("records").join(id.as_str().unwrap());
    std::fs::remove_file(record.join("record.db")).unwrap();
    let said = home.run(&["vault", "check"]);
    assert_eq!(said.code, 1);
    let first = said.out.lines().next().unwrap();
    assert!(
        first.starts_with("Zhao Lan: ") && first.ends_with("[record-unreadable]"),
        "{first}"
    );
    assert!(said.out.contains("kinfolio backup restore"), "{}", said.out);
    let said = home.run(&["person", "list"]);
    let line = said.out.lines().find(|l| l.contains("Zhao Lan")).unwrap();
    assert!(line.ends_with("damaged or missing."), "{line}");
    let said = home.run(&["timeline"]);
    assert_eq!(said.error(), "vault-damaged");
    assert!(said.err.contains("kinfolio backup restore"), "{}", said.err);
}

#[test]
fn a_lost_passphrase_file_leads_to_the_recovery_paper() {
    let home = Home::empty();
    let made = home.ok(&["vault", "create", "--nickname", "Mei"]);
    let people = std::fs::read_dir(vault(&home).join("people")).unwrap();
    let mine = people.map(|p| p.unwrap().path()).next().unwrap();
    std::fs::remove_file(mine.join("identity.age")).unwrap();
    let said = home.run(&["person", "list"]);
    assert_eq!((said.code, said.error()), (1, "vault-damaged"));
    assert!(said.err.contains("kinfolio vault recover"), "{}", said.err);
    std::fs::write(home.path("code"), made["recoveryCode"].as_str().unwrap()).unwrap();
    let (code, words) = (home.path("code"), home.path("passphrase"));
    home.ok(&[
        "vault",
        "recover",
        "--code-file",
        code.to_str().unwrap(),
        "--new-passphrase-file",
        words.to_str().unwrap(),
    ]);
    home.ok(&["person", "list"]);
    assert_eq!(home.ok(&["vault", "check"])["ok"], true);
}

#[cfg(unix)]
#[test]
fn a_device_is_no_file_with_a_passphrase() {
    let home = Home::with_person();
    let said = home.run(&["--passphrase-file", "/dev/zero", "person", "list"]);
    assert_eq!(said.code, 1);
    assert!(["wrong-passphrase", "file-unreadable"].contains(&said.error()));
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

/// Bringing a backup back tells beforehand who will not open the vault any more; JSON stays one document.
#[test]
fn a_restore_names_who_is_not_in_the_backup() {
    let home = Home::with_person();
    std::fs::write(home.path("theirs"), "amber kettle morning lamp\n").unwrap();
    let theirs = home.path("theirs");
    let add = ["caregiver", "add", "Wei Ling", "--new-passphrase-file"];
    home.ok(&[&add[..], &[theirs.to_str().unwrap()]].concat());
    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    let made = home.ok(&["backup", "make", "--folder", stick.to_str().unwrap()]);
    let file = stick.join(made["name"].as_str().unwrap());
    let restore = ["--yes", "backup", "restore", file.to_str().unwrap()];
    let said = home.run(&restore);
    assert_eq!(said.code, 0, "{}", said.err);
    let at = |words: &str| {
        said.out
            .find(words)
            .unwrap_or_else(|| panic!("{words}: {}", said.out))
    };
    assert!(at("Zhao Lan: backup") < at("Wei Ling") && at("Wei Ling") < at("Brought back"));
    assert_eq!(home.ok(&restore)["replaced"], true);
    assert_eq!(home.ok(&["vault", "check"])["ok"], true);
}

/// The disk is full to the last byte: what is there is read and copied elsewhere, a change is refused in
/// words, and with room again everything goes on. On a file system of a few megabytes in memory.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_called_so_and_the_record_can_be_read() {
    let home = Home::with_person();
    home.ok(&["note", "add", "slept well"]);
    let (kept, disk) = (vault(&home), home.path("disk"));
    std::fs::create_dir(&disk).unwrap();
    let script = r#"
        mount -t tmpfs -o size=3m none "$DISK" || exit 99
        cp -r "$KEPT" "$DISK/v"; dd if=/dev/zero of="$DISK/rest" bs=1k 2>/dev/null
        for words in timeline "vault check" "backup make --folder $STICK" "note add never"; do
            "$KINFOLIO" --vault "$DISK/v" $words 2>&1; echo "= $?"
        done
        rm "$DISK/rest"
        "$KINFOLIO" --vault "$DISK/v" note add later >/dev/null && "$KINFOLIO" --vault "$DISK/v" timeline"#;
    let mut command = home.command(&[]);
    let program = command.get_program().to_owned();
    command = std::process::Command::new("unshare");
    let output = command
        .args(["-rm", "sh", "-c", script])
        .env("HOME", home.dir.path())
        .env("XDG_DATA_HOME", home.path("data"))
        .env("KINFOLIO_PASSPHRASE_FILE", home.path("passphrase"))
        .env("KINFOLIO_TEST_KDF", "fast")
        .env("LC_ALL", "C.UTF-8")
        .env("KINFOLIO", program)
        .env("KEPT", kept)
        .env("DISK", disk)
        .env("STICK", home.dir.path())
        .output();
    let Some(output) = output
        .ok()
        .filter(|o| ![Some(99), Some(1)].contains(&o.status.code()))
    else {
        println!("skipped: no file system of its own can be mounted here");
        return;
    };
    let said = String::from_utf8(output.stdout).unwrap();
    let parts: Vec<&str> = said.split("= ").collect();
    assert_eq!(parts.len(), 5, "{said}");
    assert!(parts[0].contains("slept well"), "{said}");
    assert!(
        parts[1].starts_with('0') && parts[1].contains("in order"),
        "{said}"
    );
    assert!(
        parts[2].starts_with('0') && parts[2].contains("verified"),
        "{said}"
    );
    assert!(
        parts[3].starts_with('0') && parts[3].contains("[disk-full]"),
        "{said}"
    );
    assert!(
        parts[4].starts_with('1') && parts[4].contains("later"),
        "{said}"
    );
}
