//! Set-up of a fresh machine: system packages, Node.js packages, the built UI.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::project::{Done, Failure, Project, answers, output, run};

/// What the set-up is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// Building and opening the app.
    Run,
    /// Running every test.
    Test,
}

/// Debian packages that building and opening the window needs.
const RUN_PACKAGES: &[&str] = &[
    "build-essential",
    "pkg-config",
    "perl", // configures the OpenSSL that SQLCipher is built with
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libdbus-1-dev", // Bluetooth: BlueZ is spoken to over D-Bus
    "libayatana-appindicator3-dev",
    "xdg-utils",
    "dbus",
    "dbus-x11",
];

/// Debian packages that only the tests need.
const TEST_PACKAGES: &[&str] = &[
    "git",
    "webkit2gtk-driver", // drives the real window
    "strace",            // writes down what the window connects to
    "iproute2",          // its network without a way out
    "xvfb",
    "xauth",
    "chromium", // browser tests
    "fonts-noto-cjk",
    "zbar-tools",    // reads our QR codes back
    "poppler-utils", // reads our PDF back
];

/// Debian packages that two tests need: one opens a backup without us, one fetches images from an archive that is
/// not ours. Where they cannot be had the tests say so.
const STOCK_PACKAGES: &[&str] = &[
    "age",
    "zstd",
    "python3",
    "python3-pip",
    "orthanc",
    "orthanc-dicomweb",
];

/// A SQLCipher 4 that is not ours, as a Python module: the command of that name is version 3 on some systems.
const STOCK_SQLCIPHER: &str = "sqlcipher3-wheels==0.5.7";

/// A WebDAV server and an S3 server that are not ours, for links that are handed out.
const STOCK_STORAGE: &[&str] = &[
    "wsgidav==4.3.5",
    "cheroot==11.1.2",
    "moto[s3]==5.2.5",
    "flask",
    "flask-cors",
];

/// The oldest Node.js that the UI's build tool takes.
const NODE: (u32, u32) = (20, 19);

/// Brings the machine to where the app can be built (and tested).
///
/// # Errors
/// Code 2 with the exact line to type when something is missing that cannot be installed from here.
pub(crate) fn setup(project: &Project, purpose: For) -> Done {
    system_packages(purpose)?;
    node()?;
    npm_ci(project, &project.dir("ui"))?;
    if purpose == For::Test {
        npm_ci(project, &project.dir("tests/e2e"))?;
        npm_ci(project, &project.dir("tests/ips-judge"))?;
        npm_ci(project, &project.dir("tests/independent"))?;
        stock_tools();
        stock_sqlcipher(&project.dir("tests/e2e"));
        stock_storage(&project.dir("tests/independent"));
    }
    Ok(())
}

/// Brings the tools that open a backup without us, if that is possible without asking anybody.
fn stock_tools() {
    if !cfg!(target_os = "linux") || !answers("dpkg-query", &["--version"]) {
        return;
    }
    let missing = missing_packages(STOCK_PACKAGES);
    let Some(become_root) = root_prefix().filter(|prefix| prefix != &["sudo"]) else {
        return;
    };
    if missing.is_empty() {
        return;
    }
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(missing.iter().map(String::as_str));
    if let Err(failure) = apt(&become_root, &install) {
        println!("Not installed: {}. {}", missing.join(", "), failure.text);
    }
}

/// Brings a SQLCipher that is not ours beside the end-to-end tests. Where that fails the test of backups says that
/// it could not open the database itself; everything else goes on.
fn stock_sqlcipher(dir: &Path) {
    let place = dir.join(".stock");
    if place.join("sqlcipher3").is_dir() {
        return;
    }
    let installed = run(Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--no-deps"])
        .args([
            "--only-binary",
            ":all:",
            "--disable-pip-version-check",
            "--target",
        ])
        .arg(&place)
        .arg(STOCK_SQLCIPHER));
    if let Err(failure) = installed {
        println!(
            "No SQLCipher of somebody else could be brought in: {}",
            failure.text
        );
    }
}

/// Brings servers of somebody else beside the tests of links. Where that fails those tests are skipped and say so.
fn stock_storage(dir: &Path) {
    let place = dir.join(".storage");
    if place.join("moto").is_dir() && place.join("wsgidav").is_dir() {
        return;
    }
    let installed = run(Command::new("python3")
        .args(["-m", "pip", "install", "--quiet"])
        .args([
            "--only-binary",
            ":all:",
            "--disable-pip-version-check",
            "--target",
        ])
        .arg(&place)
        .args(STOCK_STORAGE));
    if let Err(failure) = installed {
        println!(
            "No WebDAV and S3 server of somebody else could be brought in: {}",
            failure.text
        );
    }
}

/// Builds the UI into `ui/dist`, which is compiled into the app.
pub(crate) fn build_ui(project: &Project) -> Done {
    run(project.npm(&project.dir("ui")).args(["run", "build"]))
}

fn system_packages(purpose: For) -> Done {
    if !cfg!(target_os = "linux") {
        return Ok(()); // the WebView and the compilers come with the system or with Rust
    }
    let mut wanted: Vec<&str> = RUN_PACKAGES.to_vec();
    if purpose == For::Test {
        wanted.extend(TEST_PACKAGES);
    }
    if !answers("dpkg-query", &["--version"]) || !answers("apt-get", &["--version"]) {
        println!(
            "This is not a Debian-family system: install what corresponds to these packages, if the build \
             misses them: {}",
            wanted.join(" ")
        );
        return Ok(());
    }
    let missing = missing_packages(&wanted);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing system packages: {}", missing.join(" "));
    let line = format!(
        "sudo apt-get update && sudo apt-get install -y {}",
        missing.join(" ")
    );
    let Some(become_root) = root_prefix() else {
        return Err(Failure::usage(&format!(
            "They need an administrator. Please run this line, then start again:\n\n    {line}\n"
        )));
    };
    // A failed update may still leave usable lists (one mirror of several is down): the install decides.
    if let Err(failure) = apt(&become_root, &["update"]) {
        println!("{}", failure.text);
    }
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(missing.iter().map(String::as_str));
    apt(&become_root, &install)
        .or_else(|_| apt(&become_root, &install))
        .map_err(|failure| {
            Failure::usage(&format!(
                "{}\nThe packages could not be installed from here. Please run this line, then start again:\n\n    {line}\n",
                failure.text
            ))
        })?;
    let still = missing_packages(&wanted);
    if still.is_empty() {
        Ok(())
    } else {
        Err(Failure::usage(&format!(
            "These packages are still missing: {}",
            still.join(" ")
        )))
    }
}

/// The packages of a list that dpkg does not call installed.
fn missing_packages(wanted: &[&str]) -> Vec<String> {
    // dpkg-query ends with 1 when it does not know one of the names, but prints the others: no `output()`.
    let out = Command::new("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\\n"])
        .args(wanted)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let text = match out {
        Ok(out) => String::from_utf8_lossy(&out.stdout).into_owned(),
        Err(_) => String::new(),
    };
    let installed: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    wanted
        .iter()
        .filter(|name| !installed.contains(**name))
        .map(|name| (*name).to_owned())
        .collect()
}

/// How to become root: nothing to add, `sudo`, or not at all.
fn root_prefix() -> Option<Vec<&'static str>> {
    if output(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0") {
        return Some(vec![]);
    }
    if answers("sudo", &["-n", "true"]) {
        return Some(vec!["sudo", "-n"]);
    }
    // Somebody who sits there can be asked for the password; a script cannot.
    if answers("sudo", &["--version"]) && std::io::stdin().is_terminal() {
        return Some(vec!["sudo"]);
    }
    None
}

fn apt(become_root: &[&str], args: &[&str]) -> Done {
    let mut words = become_root.to_vec();
    // Without these settings an install may wait for an answer that nobody gives.
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    words.extend([
        "-o",
        "DPkg::Lock::Timeout=300",
        "-o",
        "Acquire::Retries=3",
        "-qq",
    ]);
    words.extend(args);
    let Some((program, rest)) = words.split_first() else {
        return Ok(());
    };
    let mut command = Command::new(program);
    command.args(rest);
    if become_root == ["sudo"] {
        println!("$ {}", words.join(" "));
        let status = command
            .status()
            .map_err(|cause| Failure::failed(&format!("cannot start sudo: {cause}")))?;
        return if status.success() {
            Ok(())
        } else {
            Err(Failure::failed(&format!("apt-get: {status}")))
        };
    }
    run(&mut command)
}

fn node() -> Done {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let version = output(Command::new("node").arg("--version")).unwrap_or_default();
    if version.is_empty() || !answers(npm, &["--version"]) {
        return Err(Failure::usage(
            "Node.js with npm is missing. Install version 20.19 or newer, then start again.",
        ));
    }
    let mut parts = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < NODE {
        return Err(Failure::usage(&format!(
            "Node.js {} is too old for the UI's build. Install version 20.19 or newer, then start again.",
            version.trim()
        )));
    }
    Ok(())
}

/// `npm ci` in a folder when its lock file is not the one that was installed last.
fn npm_ci(project: &Project, dir: &Path) -> Done {
    let lock = read(&dir.join("package-lock.json"))?;
    let stamp = dir.join("node_modules/.kinfolio-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let install = || {
        run(project.npm(dir).args([
            "ci",
            "--no-audit",
            "--no-fund",
            "--prefer-offline",
            "--loglevel=error",
        ]))
    };
    install().or_else(|_| install())?;
    std::fs::write(&stamp, &lock)
        .map_err(|cause| Failure::failed(&format!("cannot write {}: {cause}", stamp.display())))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(|cause| Failure::failed(&format!("cannot read {}: {cause}", path.display())))
}
