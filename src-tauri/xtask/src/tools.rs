//! The smaller commands: benchmarks, screenshots, generated files of the UI.

use std::path::PathBuf;
use std::process::Command;

use crate::project::{Done, Failure, Project, run};
use crate::setup::{self, For};

/// Folders that hold nothing but generated files; they are committed, and a drift fails the tests.
pub(crate) const GENERATED: &[&str] = &["ui/src/ipc/generated"];

/// Benchmarks in the release profile; the arguments go to kin-bench, after `window`, `codes` and `paint` to a
/// bench of its own.
pub(crate) fn bench(project: &Project, args: &[String]) -> Done {
    if let Some((first, rest)) = args.split_first() {
        match first.as_str() {
            "window" => return bench_window(project, rest),
            "codes" => return bench_codes(project, rest),
            "moving" if rest.is_empty() => return bench_moving(project),
            "paint" => return bench_paint(project, rest),
            _ => {}
        }
    }
    setup::setup(project, For::Run)?;
    run(project
        .cargo()
        .args(["run", "--release", "--package", "kin-bench", "--"])
        .args(args))
}

/// Codes in bad pictures, read by us, by zbar and by zxing-cpp in the same run.
fn bench_codes(project: &Project, args: &[String]) -> Done {
    let home = project.dir("tests/independent/codes");
    let readers = home.join(".readers");
    if !readers.is_dir() {
        run(project
            .command("python3")
            .args(["-m", "pip", "install", "--quiet", "--only-binary", ":all:"])
            .args(["--disable-pip-version-check", "--target"])
            .arg(&readers)
            .arg("--requirement")
            .arg(home.join("requirements.txt")))?;
    }
    run(project.cargo().args([
        "build",
        "--release",
        "--package",
        "kin-codes",
        "--example",
        "read_codes",
    ]))?;
    let ours = project
        .target
        .join("release/examples")
        .join(format!("read_codes{}", std::env::consts::EXE_SUFFIX));
    run(project
        .command("python3")
        .arg(home.join("bench.py"))
        .arg("--ours")
        .arg(ours)
        .arg("--samples")
        .arg(project.dir("../shared/testdata"))
        .args(args)
        .env("PYTHONPATH", &readers))
}

/// A chart painted in the browser from the points that the core sends, beside Chart.js with every reading.
fn bench_paint(project: &Project, args: &[String]) -> Done {
    setup::setup(project, For::Test)?;
    run(project
        .command("node")
        .arg(project.dir("tests/e2e/browser/paint-bench.mjs"))
        .args(args)
        .env("KINFOLIO_ROOT", &project.root))
}

/// How long a moving code takes, with codes that are lost and blurred: the table of counts.
fn bench_moving(project: &Project) -> Done {
    let mut test = project.cargo();
    test.args(["test", "--quiet", "--package", "kin-api", "--test", "api"]);
    run(test.args(["--", "bench_moving", "--ignored", "--nocapture"]))
}

/// The torture bench, with the library that makes file operations fail loaded in front of it.
pub(crate) fn torture(project: &Project, args: &[String]) -> Done {
    if !cfg!(target_os = "linux") {
        println!("(the torture bench runs on Linux only)");
        return Ok(());
    }
    let library = project.target.join("debug").join("kin-faults.so");
    // With every assertion of the development profile, but quick: the bench opens vaults by the
    // ten thousand.
    let mut build = project.cargo();
    build.args(["build", "--quiet", "--package", "kin-torture"]);
    for name in [
        "kin-crypto",
        "kin-memory",
        "kin-model",
        "kin-torture",
        "kin-vault",
        "rusqlite",
        "tar",
    ] {
        let option = format!("profile.dev.package.{name}.opt-level=2");
        build.args(["--config", &option]);
    }
    run(&mut build)?;
    run(project
        .command("cc")
        .args(["-O2", "-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(project.dir("src-tauri/crates/kin-torture/faults.c"))
        .arg("-ldl"))?;
    run(project
        .command(project.binary("kin-torture"))
        .args(args)
        .env("LD_PRELOAD", &library))
}

/// The real window in the release profile: how fast it starts beside the smallest window there is,
/// and how fast it answers while a record is brought in.
fn bench_window(project: &Project, args: &[String]) -> Done {
    setup::setup(project, For::Test)?;
    setup::build_ui(project)?;
    run(project.cargo().args([
        "build",
        "--release",
        "--package",
        "kin-app",
        "--features",
        "scripted-dialogs",
        "--bin",
        "kinfolio-app",
        "--example",
        "hello",
    ]))?;
    let mut bench = project.command("dbus-run-session");
    bench
        .args(["--", "node"])
        .arg(project.dir("tests/e2e/window/bench.mjs"))
        .args(args)
        .env("KINFOLIO_ROOT", &project.root)
        .env("KINFOLIO_BIN", project.target.join("release"));
    run(&mut bench)
}

/// Pictures of every screen in both languages, text sizes and themes.
pub(crate) fn screenshots(project: &Project, args: &[String]) -> Done {
    let mut out = project.dir("screenshots");
    let mut extra: Vec<&str> = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match (arg.as_str(), arg.strip_prefix("--out=")) {
            ("--small", _) => extra.push("--small"),
            ("--out", _) => {
                let dir = rest
                    .next()
                    .ok_or_else(|| Failure::usage("--out needs a folder"))?;
                out = PathBuf::from(dir);
            }
            (_, Some(dir)) => out = PathBuf::from(dir),
            (other, None) => {
                return Err(Failure::usage(&format!(
                    "screenshots does not know {other:?}; it takes --out DIR and --small"
                )));
            }
        }
    }
    let out = std::path::absolute(&out)
        .map_err(|cause| Failure::usage(&format!("no such folder: {cause}")))?;
    setup::setup(project, For::Test)?;
    setup::build_ui(project)?;
    run(project
        .cargo()
        .args(["build", "--package", "kin-devserver"]))?;
    let mut node = project.command("node");
    node.arg(project.dir("tests/e2e/screenshots.mjs"))
        .arg("--out")
        .arg(&out)
        .args(extra);
    e2e_env(project, &mut node);
    run(&mut node)?;
    println!("Pictures are in {}", out.display());
    Ok(())
}

/// The directory of hospitals: made from a folder of lists, or measured.
pub(crate) fn directory(project: &Project, args: &[String]) -> Done {
    let mut tool = project.cargo();
    if args.first().is_some_and(|first| first == "bench") {
        tool.args([
            "run",
            "--release",
            "--quiet",
            "--package",
            "kin-directory",
            "--",
        ]);
        return run(tool.args(args));
    }
    let home = project.dir("src-tauri/crates/kin-directory/data");
    let (mut from, mut out) = (vec![home.join("lists")], home.join("built-in.kindir"));
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        let value = rest
            .next()
            .ok_or_else(|| Failure::usage(&format!("{arg} needs a value")))?;
        let value = std::path::absolute(value)
            .map_err(|cause| Failure::usage(&format!("no such file: {cause}")))?;
        match arg.as_str() {
            "--from" => from.push(value),
            "--out" => out = value,
            other => {
                return Err(Failure::usage(&format!(
                    "directory does not know {other:?}; it takes --from FOLDER and --out FILE, or bench"
                )));
            }
        }
    }
    if from.len() == 1 {
        from.push(project.dir("../shared/testdata/smart-config/endpoints"));
    }
    tool.args([
        "run",
        "--quiet",
        "--package",
        "kin-directory",
        "--",
        "build",
    ]);
    for folder in from {
        tool.arg("--from").arg(folder);
    }
    run(tool.arg("--out").arg(out))
}

/// Regenerates the TypeScript side of the command list.
pub(crate) fn bindings(project: &Project) -> Done {
    // Built as the tests of the whole workspace build it, so that nothing is compiled twice.
    run(project.cargo().args([
        "build",
        "--quiet",
        "--workspace",
        "--example",
        "export-bindings",
    ]))?;
    let examples = project.target.join("debug").join("examples");
    let name = format!("export-bindings{}", std::env::consts::EXE_SUFFIX);
    run(project
        .command(examples.join(name))
        .arg("ui/src/ipc/generated"))
}

/// Tells the end-to-end tests where the programs and the built UI are.
pub(crate) fn e2e_env(project: &Project, command: &mut Command) {
    command
        .env("KINFOLIO_ROOT", &project.root)
        .env("KINFOLIO_BIN", project.target.join("debug"));
}
