//! The checks of the house: which crate may depend on which, which one is the only door to a dangerous
//! dependency, and what may stand in no file. Each check fails with the place and the rule.

use std::collections::BTreeSet;

use crate::tree::{dependents, files, is_test_file, packages, root, shipped_lines, shown, text};

/// Crate -> the crates of ours it may depend on. A new arrow is a commit of its own, with its reason, and
/// edits the table in ARCHITECTURE.md, too.
const EDGES: &[(&str, &[&str])] = &[
    ("kin-model", &[]),
    ("kin-crypto", &[]),
    ("kin-i18n", &[]),
    ("kin-terms", &["kin-model"]),
    ("kin-fhir", &["kin-terms", "kin-model"]),
    ("kin-import", &["kin-model"]),
    ("kin-rules", &["kin-model"]),
    // What devices say over Bluetooth: dates only.
    ("kin-ble", &["kin-model"]),
    ("kin-memory", &[]),
    ("kin-directory", &[]),
    ("kin-smart", &["kin-crypto"]),
    ("kin-net", &["kin-smart"]),
    // What a link leads to is asked through `Fetch`.
    ("kin-codes", &["kin-crypto", "kin-smart"]),
    // Files are sealed as they are opened; a host of ours is asked through `Fetch`.
    ("kin-share", &["kin-codes", "kin-crypto", "kin-smart"]),
    ("kin-link-host", &["kin-crypto", "kin-share"]),
    // The last two in its tests only.
    ("kin-demo-clinic", &["kin-crypto", "kin-net", "kin-smart"]),
    ("kin-vault", &["kin-crypto", "kin-memory", "kin-model"]),
    ("kin-print", &["kin-i18n", "kin-terms", "kin-model"]),
    (
        "kin-api",
        &[
            // Health cards: taken apart where foreign bytes are read, judged where the list of issuers is.
            "kin-codes",
            "kin-directory",
            "kin-fhir",
            // Devices over Bluetooth: what is said between us and them.
            "kin-ble",
            // Files of devices and apps, read where foreign bytes are read.
            "kin-import",
            "kin-vault",
            "kin-crypto",
            "kin-print",
            // Reports on what is measured at home.
            "kin-rules",
            "kin-terms",
            "kin-i18n",
            "kin-model",
            // Portals: what is asked and believed, and the one client that asks.
            "kin-smart",
            "kin-net",
            // Links that are handed out.
            "kin-share",
        ],
    ),
    // The radio itself: only the window has it.
    ("kin-radio", &["kin-ble"]),
    ("kin-app", &["kin-api", "kin-radio"]),
    // The demo clinic and the link host are words of the command line; the window never holds a server.
    (
        "kin-cli",
        &["kin-api", "kin-demo-clinic", "kin-i18n", "kin-link-host"],
    ),
    ("kin-devserver", &["kin-api"]),
    ("kin-testkit", &["kin-model"]),
    (
        "kin-bench",
        &[
            "kin-api",
            "kin-fhir",
            "kin-import",
            "kin-vault",
            "kin-memory",
            "kin-model",
            "kin-crypto",
            "kin-demo-clinic",
            "kin-net",
            "kin-smart",
        ],
    ),
    ("kin-torture", &["kin-vault", "kin-model"]),
    (
        "kin-fuzz",
        &[
            "kin-api",
            "kin-ble",
            "kin-codes",
            "kin-crypto",
            "kin-directory",
            "kin-fhir",
            "kin-i18n",
            "kin-import",
            "kin-model",
            "kin-smart",
            "kin-terms",
            "kin-vault",
        ],
    ),
    (
        "kin-journeys",
        &["kin-api", "kin-demo-clinic", "kin-testkit"],
    ),
    ("xtask", &[]),
];

/// Dependency -> the packages that may use it: ours, and those others that bring it along.
const DOORS: &[(&str, &[&str])] = &[
    (
        "rusqlite",
        &["kin-vault", "kin-memory", "kin-import", "kin-bench"],
    ),
    ("libsqlite3-sys", &["rusqlite"]),
    ("age", &["kin-crypto"]),
    ("zxcvbn", &["kin-crypto"]),
    ("printpdf", &["kin-print"]),
    ("qrcode", &["kin-print"]),
    (
        "tauri",
        &[
            "kin-app",
            "tauri-plugin-dialog",
            "tauri-plugin-fs",
            "tauri-plugin-single-instance",
        ],
    ),
    // Only one crate of ours opens a connection; tauri names it for its development proxy.
    ("reqwest", &["kin-net", "tauri"]),
    (
        "tiny_http",
        &[
            "kin-demo-clinic",
            "kin-devserver",
            "kin-link-host",
            "kin-net",
        ],
    ),
    ("opendal", &["kin-net"]),
    ("btleplug", &["kin-radio"]),
];

/// Dependencies that only the named crate of ours may name; other people's crates may.
const OUR_DOORS: &[(&str, &[&str])] = &[
    ("hkdf", &["kin-crypto"]),
    ("hmac", &["kin-crypto"]),
    ("sha2", &["kin-crypto"]),
    ("aes-gcm", &["kin-crypto"]),
    ("getrandom", &["kin-crypto"]),
    ("secrecy", &["kin-crypto"]),
    ("region", &["kin-crypto", "kin-memory"]),
    ("openssl", &["kin-crypto"]),
    ("rustls", &["kin-net"]),
    ("rxing", &["kin-codes"]),
    ("lopdf", &["kin-codes", "kin-print"]),
    ("ur", &["kin-codes"]),
    ("keyring", &["kin-app"]),
    ("glib", &["kin-app"]),
    ("zbus", &["kin-app"]),
    ("ksni", &["kin-app"]),
    ("zeroizing-alloc", &["kin-app", "kin-cli"]),
    ("zstd", &["kin-vault", "kin-bench"]),
    ("quick-xml", &["kin-fhir", "kin-import", "kin-bench"]),
    ("csv", &["kin-import"]),
    ("calamine", &["kin-import"]),
    ("fluent-bundle", &["kin-i18n"]),
    ("seccompiler", &["kin-api"]),
    ("landlock", &["kin-api"]),
    ("clap", &["kin-cli"]),
    ("anyhow", &[]),
    // A question that is on its way can be dropped only where the runtime is in hand.
    ("tokio", &["kin-net", "kin-radio"]),
];

#[test]
fn crates_depend_only_on_what_the_table_allows() {
    for package in packages() {
        let (_, allowed) = EDGES
            .iter()
            .find(|(name, _)| *name == package.name)
            .unwrap_or_else(|| panic!("{} has no line in the table of edges", package.name));
        let own = |name: &&String| name.starts_with("kin-") || *name == "xtask";
        for used in package.dependencies.iter().filter(own) {
            assert!(
                allowed.contains(&used.as_str()),
                "{} may not depend on {used} (allowed: {allowed:?})",
                package.name
            );
        }
        for used in package.dev_dependencies.iter().filter(own) {
            assert!(
                allowed.contains(&used.as_str()) || used == "kin-testkit",
                "the tests of {} may not use {used}",
                package.name
            );
        }
    }
}

#[test]
fn the_map_shows_the_same_arrows() {
    let map = text(root().join("ARCHITECTURE.md"));
    for (name, allowed) in EDGES {
        let row = map
            .lines()
            .find(|line| {
                line.starts_with(&format!("| {name} |")) || line.starts_with(&format!("| {name} ("))
            })
            .unwrap_or_else(|| panic!("{name} has a row in the table of ARCHITECTURE.md"));
        let column = row.split('|').nth(3).unwrap_or_default().trim();
        let shown: BTreeSet<String> = column
            .split(", ")
            .filter(|word| *word != "–")
            .map(|word| format!("kin-{word}"))
            .collect();
        let real: BTreeSet<String> = allowed.iter().map(|word| (*word).to_owned()).collect();
        assert_eq!(
            shown, real,
            "ARCHITECTURE.md says what {name} may depend on"
        );
    }
}

#[test]
fn the_test_kit_is_never_shipped() {
    for package in packages() {
        for never in [
            "kin-testkit",
            "kin-devserver",
            "kin-bench",
            "kin-torture",
            "kin-fuzz",
        ] {
            assert!(
                !package.dependencies.iter().any(|name| name == never),
                "{} may not depend on {never} outside of tests",
                package.name
            );
        }
    }
}

#[test]
fn each_dangerous_dependency_has_one_door() {
    let lock = text(root().join("Cargo.lock"));
    for (name, wrappers) in DOORS {
        let users = dependents(&lock, name);
        assert!(
            !users.is_empty(),
            "{name} is really used: it is in Cargo.lock"
        );
        for user in users {
            assert!(
                wrappers.contains(&user.as_str()),
                "{user} depends on {name}, whose only doors are {wrappers:?}"
            );
        }
    }
    for package in packages() {
        for (name, wrappers) in OUR_DOORS {
            let names_it = package.dependencies.iter().any(|used| used == name);
            assert!(
                !names_it || wrappers.contains(&package.name.as_str()),
                "{} names {name}, whose only doors are {wrappers:?}",
                package.name
            );
        }
    }
}

#[test]
fn the_parser_of_the_lock_file_sees_edges() {
    let lock = "[[package]]\nname = \"a\"\ndependencies = [\n \"b\",\n \"c 1.0.0\",\n]\n\n[[package]]\nname = \"bb\"\ndependencies = [\n \"bc\",\n]\n";
    assert_eq!(dependents(lock, "b"), ["a"], "a plain edge is seen");
    assert_eq!(
        dependents(lock, "c"),
        ["a"],
        "an edge with a version is seen"
    );
    assert!(dependents(lock, "bb").is_empty(), "a name is no edge");
}

/// The one crate that may write `unsafe`: an allocator cannot do without.
const UNSAFE: &str = "kin-memory";

#[test]
fn unsafe_code_stands_in_one_crate_under_the_same_lints() {
    let workspace = text(root().join("Cargo.toml"));
    let (_, lints) = workspace
        .split_once("[workspace.lints.rust]")
        .expect("the workspace has lints");
    let (lints, _) = lints.split_once("[profile.").expect("then come profiles");
    let own = text(root().join("src-tauri/crates/kin-memory/Cargo.toml"));
    for line in lints.lines().filter(|line| line.contains(" = ")) {
        let wanted = line.replace("unsafe_code = \"forbid\"", "unsafe_code = \"allow\"");
        assert!(
            own.lines().any(|l| l == wanted),
            "{UNSAFE} has the workspace's lint `{wanted}`"
        );
    }
    assert!(
        own.contains("undocumented_unsafe_blocks = \"warn\""),
        "each unsafe block of {UNSAFE} says why it is sound"
    );
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for package in packages() {
        if package.name == UNSAFE {
            continue;
        }
        assert!(
            package.manifest.contains("[lints]\nworkspace = true"),
            "{} takes the workspace's lints",
            package.name
        );
    }
}

#[test]
fn deny_toml_knows_the_same_doors() {
    let deny = text(root().join("deny.toml"));
    for (name, wrappers) in DOORS {
        let line = deny
            .lines()
            .find(|line| line.contains(&format!("crate = \"{name}\"")))
            .unwrap_or_else(|| panic!("deny.toml has a line for {name}"));
        for wrapper in *wrappers {
            assert!(
                line.contains(&format!("\"{wrapper}\"")),
                "deny.toml lists {wrapper} as a door of {name}"
            );
        }
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let dir = root().join("tests/journeys");
    let main = text(dir.join("main.rs"));
    for path in files(&dir, &["rs"]) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let own_folder = path.parent() != Some(dir.as_path());
        if own_folder || name == "main" || name == "lib" {
            continue;
        }
        assert!(
            main.lines().any(|line| line == format!("mod {name};")),
            "tests/journeys/{name}.rs is not named in main.rs, so it never runs"
        );
    }
    // The runner takes the *.test.mjs files of these folders: a test elsewhere would never run.
    let runner = text(root().join("src-tauri/xtask/src/test.rs"));
    for path in files(&root().join("tests"), &["mjs", "js"]) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.contains(".test.") {
            let folder = shown(path.parent().unwrap_or(&path));
            assert!(
                name.ends_with(".test.mjs") && runner.contains(&format!("\"{folder}\"")),
                "{} lies where the runner does not look",
                shown(&path)
            );
        }
    }
}

#[test]
fn every_face_reads_foreign_files_in_a_process_of_its_own() {
    let dir = root().join("src-tauri");
    // The first thing that `main` does, and the session is told.
    for (main, session) in [
        ("src/main.rs", "src/main.rs"),
        ("cli/src/main.rs", "cli/src/ask.rs"),
        (
            "crates/kin-devserver/src/main.rs",
            "crates/kin-devserver/src/server.rs",
        ),
    ] {
        let start = text(dir.join(main));
        let body = start
            .split("fn main() -> ExitCode {\n")
            .nth(1)
            .unwrap_or_default();
        let first = body
            .lines()
            .map(str::trim)
            .find(|line| !line.starts_with("//"));
        assert_eq!(
            first,
            Some("if let Some(code) = kin_api::reading::reader_process() {"),
            "{main}: a reader is nothing else"
        );
        assert!(
            text(dir.join(session))
                .contains("config.reader = kin_api::reading::ReaderProgram::itself();"),
            "{session}: the session is told who reads"
        );
    }
}

#[test]
fn the_page_never_makes_markup_or_code_out_of_text() {
    let sources = files(&root().join("ui/src"), &["ts", "svelte", "js"]);
    assert!(!sources.is_empty(), "the UI's sources are in ui/src");
    for path in sources {
        for (index, line) in text(&path).lines().enumerate() {
            for never in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "{@html",
                "eval(",
                "new Function(",
                "document.write",
            ] {
                assert!(
                    !line.contains(never),
                    "{}:{}: {never} would let a record's text become markup or code",
                    shown(&path),
                    index + 1
                );
            }
            assert!(
                !line.contains("@tauri-apps/") || shown(&path).starts_with("ui/src/ipc/"),
                "{}:{}: only ui/src/ipc talks to the shell",
                shown(&path),
                index + 1
            );
        }
    }
}

#[test]
fn the_page_names_no_address_in_the_network() {
    for path in files(&root().join("ui/src"), &["ts", "svelte", "js", "css"]) {
        // Generated files name their generator; the made-up record of the unit tests is never shipped.
        let skipped = ["ui/src/ipc/generated/", "ui/src/ipc/mock/"];
        if skipped.iter().any(|dir| shown(&path).starts_with(dir))
            || shown(&path).contains(".test.")
        {
            continue;
        }
        for (index, line) in text(&path).lines().enumerate() {
            for scheme in ["http://", "https://", "ws://", "wss://"] {
                for rest in line.split(scheme).skip(1) {
                    // Names of XML name spaces, and our own machine.
                    assert!(
                        rest.starts_with("www.w3.org/")
                            || rest.starts_with("127.0.0.1")
                            || rest.starts_with("localhost")
                            || rest.starts_with("ipc.localhost"),
                        "{}:{}: nothing leaves the laptop, so the page names no address",
                        shown(&path),
                        index + 1
                    );
                }
            }
        }
    }
}

#[test]
fn the_tree_names_no_registry_and_no_path_of_a_machine() {
    // Put together here, so that this file does not name them either.
    let never = [
        ["registry.", "npmjs"].concat(),
        ["static.", "crates.io"].concat(),
        ["index.", "crates.io"].concat(),
        ["files.", "pythonhosted"].concat(),
        ["pypi", ".org"].concat(),
        ["deb.", "debian.org"].concat(),
        ["/work", "/main"].concat(),
        ["/work", "/shared"].concat(),
        ["/work", "/coord"].concat(),
    ];
    let kinds = [
        "rs", "toml", "md", "ts", "svelte", "js", "mjs", "json", "css", "html", "ftl", "lock",
        "txt", "yml", "yaml", "sh", "sql", "npmrc",
    ];
    for path in files(&root(), &kinds) {
        let Ok(content) = std::fs::read_to_string(&path) else {
            continue;
        };
        for word in &never {
            assert!(!content.contains(word), "{} names {word}", shown(&path));
        }
        if path.ends_with("package-lock.json") {
            assert!(
                !content.contains("\"resolved\": \"http"),
                "{} records where packages were fetched from",
                shown(&path)
            );
        }
    }
}

#[test]
fn clock_and_environment_are_parameters_below_kin_api() {
    for package in packages() {
        let pure = [
            "kin-model",
            "kin-terms",
            "kin-fhir",
            "kin-print",
            "kin-rules",
            "kin-i18n",
            "kin-vault",
            "kin-crypto",
            "kin-testkit",
        ];
        if !pure.contains(&package.name.as_str()) {
            continue;
        }
        for path in files(&package.dir.join("src"), &["rs"]) {
            if is_test_file(&path) {
                continue;
            }
            let content = text(&path);
            for (number, line) in shipped_lines(&content) {
                for never in [
                    "SystemTime::now",
                    "Timestamp::now",
                    "Zoned::now",
                    "env::var",
                ] {
                    assert!(
                        !line.contains(never),
                        "{}:{number}: {never} is the faces' business; pass it in",
                        shown(&path)
                    );
                }
            }
        }
    }
}

#[test]
fn no_file_of_shipped_code_is_longer_than_800_lines() {
    for package in packages() {
        for path in files(&package.dir.join("src"), &["rs"]) {
            let content = text(&path);
            let generated = content
                .lines()
                .next()
                .is_some_and(|line| line.to_lowercase().contains("generated by"));
            if generated || is_test_file(&path) {
                continue;
            }
            let lines = content
                .lines()
                .take_while(|line| line.trim() != "#[cfg(test)]")
                .count();
            assert!(
                lines <= 800,
                "{} has {lines} lines: split it by what it knows",
                shown(&path)
            );
        }
    }
}

#[test]
fn both_languages_have_the_same_texts() {
    let locales = root().join("src-tauri/crates/kin-i18n/locales");
    let keys = |language: &str| -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for path in files(&locales.join(language), &["ftl"]) {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            for line in text(&path).lines() {
                let Some((key, _)) = line.split_once('=') else {
                    continue;
                };
                let key = key.trim_end();
                if key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-')
                    && !key.contains(' ')
                {
                    assert!(
                        keys.insert(format!("{name}: {key}")),
                        "{language}/{name} has {key} twice"
                    );
                }
            }
        }
        keys
    };
    let (english, chinese) = (keys("en"), keys("zh-CN"));
    assert!(!english.is_empty(), "the catalogue is where it should be");
    let only_english: Vec<_> = english.difference(&chinese).collect();
    let only_chinese: Vec<_> = chinese.difference(&english).collect();
    assert!(
        only_english.is_empty() && only_chinese.is_empty(),
        "texts in one language only: en {only_english:?}, zh-CN {only_chinese:?}"
    );
}
