//! `cargo xtask test`: every test of the project, in the order in which a mistake is cheapest to find.

use std::path::Path;
use std::process::Command;

use crate::project::{Done, Failure, Project, output, run};
use crate::setup::{self, For};
use crate::steps::{Beside, Steps};
use crate::tools;

/// Sets up and runs every test; `--quick` leaves out the browser and the real window.
///
/// # Errors
/// Code 1 when a step fails; the first one ends the run. Code 2 when something is missing on the machine.
pub(crate) fn test(project: &Project, args: &[String]) -> Done {
    let quick = match args {
        [] => false,
        [only] if only == "--quick" => true,
        _ => return Err(Failure::usage("test takes only --quick")),
    };
    let mut steps = Steps::new();
    let before = tree(project);

    steps.step("set-up", || setup::setup(project, For::Test))?;
    // First of all: the built UI is compiled into the app.
    steps.step("UI: build", || setup::build_ui(project))?;
    steps.step("format", || {
        run(project.cargo().args(["fmt", "--all", "--check"]))
    })?;
    steps.step("lint (clippy, warnings are errors)", || {
        run(project.cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    // Before the Rust tests, some of which ask it.
    steps.step("the judge of our FHIR can say no", || {
        run(&mut node_tests(project, "tests/ips-judge")?)
    })?;
    steps.step("Rust tests", || rust_tests(project))?;
    // Before the torture bench, which builds some crates in a way of its own.
    steps.step("Rust documentation examples", || {
        run(project.cargo().args(["test", "--workspace", "--doc"]))
    })?;
    steps.step("generated files are current", || generated(project))?;
    steps.step("the fuzzer's versions are current", || {
        // A workspace of its own, which nothing else here builds: a stale lock file would stop it later.
        let mut tree = project.cargo();
        tree.current_dir(project.dir("src-tauri/fuzz"));
        run(tree.args(["tree", "--locked", "--depth", "0"]))
    })?;
    if quick {
        without_a_window(&mut steps, project)?;
    } else {
        steps.step("programs for the end-to-end tests", || {
            run(project.cargo().args([
                "build",
                "--package",
                "kin-app",
                "--package",
                "kin-devserver",
                "--package",
                "kin-cli",
            ]))
        })?;
        let beside = windows(project)?;
        steps.together(beside, |steps| {
            steps.step("command line, end to end", || {
                run(&mut node_tests(project, "tests/e2e/cli")?)
            })?;
            without_a_window(steps, project)
        })?;
    }
    steps.step("working tree is as it was", || {
        unchanged(project, before.as_deref())
    })?;
    steps.finish();
    Ok(())
}

/// What needs neither a browser nor a window.
fn without_a_window(steps: &mut Steps, project: &Project) -> Done {
    for (script, title) in [
        ("check", "UI: types"),
        ("lint", "UI: lint"),
        ("test", "UI: unit tests"),
    ] {
        steps.step(title, || {
            run(project.npm(&project.dir("ui")).args(["run", script]))
        })?;
    }
    steps.step("Rust documentation (links)", || {
        run(project.cargo().env("RUSTDOCFLAGS", "-D warnings").args([
            "doc",
            "--workspace",
            "--no-deps",
            "--document-private-items",
        ]))
    })?;
    steps.step("torture bench, short: a sample of every goal", || {
        let short = ["--minutes", "0.8"];
        tools::torture(project, &short.map(str::to_owned))
    })?;
    Ok(())
}

/// The tests in a browser and in the real window. They wait more than they work, so they run beside the
/// others. A browser or window that starts too late on a busy machine gets one more try, and the output
/// says so; what fails twice fails. Only for these.
fn windows(project: &Project) -> Result<Vec<Beside>, Failure> {
    let step = |title, command, name: &str| Beside {
        title,
        command,
        log: project.target.join(name),
        tries: 2,
    };
    let mut steps = Vec::new();
    if cfg!(target_os = "linux") {
        let title = "real window (WebKitWebDriver)";
        steps.push(step(title, window(project)?, "window-tests.log"));
    } else {
        println!("\n(the real-window test runs on Linux only)");
    }
    steps.push(step(
        "browser tests (Chromium, axe)",
        node_tests(project, "tests/e2e/browser")?,
        "browser-tests.log",
    ));
    Ok(steps)
}

fn rust_tests(project: &Project) -> Done {
    let nextest = output(project.cargo().args(["nextest", "--version"])).is_ok();
    if nextest {
        run(project.cargo().args([
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--status-level=slow",
        ]))
    } else {
        run(project
            .cargo()
            .args(["test", "--workspace", "--all-targets", "--no-fail-fast"]))
    }
}

/// Regenerates what is generated and compares it with what is committed.
fn generated(project: &Project) -> Done {
    let status = |project: &Project| {
        output(
            project.command("git").args(
                ["status", "--porcelain", "--untracked-files=all", "--"]
                    .iter()
                    .chain(tools::GENERATED),
            ),
        )
    };
    let before = snapshot(project)?;
    tools::bindings(project)?;
    if snapshot(project)? == before {
        return Ok(());
    }
    Err(Failure::failed(&format!(
        "The generated files of the UI were not current; they are now. Look at them and commit them:\n{}",
        status(project).unwrap_or_default()
    )))
}

/// Names and bytes of all generated files.
fn snapshot(project: &Project) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut files = Vec::new();
    for dir in tools::GENERATED {
        collect(&project.dir(dir), &mut files)
            .map_err(|cause| Failure::failed(&format!("cannot read {dir}: {cause}")))?;
    }
    files.sort();
    Ok(files)
}

fn collect(dir: &Path, into: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, into)?;
        } else {
            let bytes = std::fs::read(&path)?;
            into.push((path.display().to_string(), bytes));
        }
    }
    Ok(())
}

/// The tests of the real window, in a display and a session bus of their own.
fn window(project: &Project) -> Result<Command, Failure> {
    let node = node_tests(project, "tests/e2e/window")?;
    // Where the system lets us: a network that has only this computer's own address in it.
    let cut = ["--net", "--map-root-user", "--", "sh", "-c"];
    let alone = output(
        project
            .command("unshare")
            .args(cut)
            .arg("ip link set lo up"),
    )
    .is_ok();
    let mut command = if alone {
        let mut command = project.command("unshare");
        command
            .args(cut)
            .args([r#"ip link set lo up && exec "$0" "$@""#, "xvfb-run"]);
        command
    } else {
        println!("(no network of its own can be made here: the network stays as it is)");
        project.command("xvfb-run")
    };
    // Driver and app must share one display and one session bus.
    command.args([
        "-a",
        "-s",
        "-screen 0 1360x900x24",
        "dbus-run-session",
        "--",
    ]);
    command.arg(node.get_program()).args(node.get_args());
    for (name, value) in node.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    Ok(command)
}

/// Node's own test runner over the `*.test.mjs` files of a folder.
fn node_tests(project: &Project, dir: &str) -> Result<Command, Failure> {
    let mut files: Vec<_> = std::fs::read_dir(project.dir(dir))
        .map_err(|cause| Failure::failed(&format!("cannot read {dir}: {cause}")))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(Failure::failed(&format!("there is no test in {dir}")));
    }
    let mut node = project.command("node");
    node.args([
        "--test",
        "--test-concurrency=1",
        "--test-reporter=spec",
        "--test-timeout=600000",
    ]);
    node.args(files);
    tools::e2e_env(project, &mut node);
    Ok(node)
}

/// What git says of the working tree, where there is a git and a repository.
fn tree(project: &Project) -> Option<String> {
    output(project.command("git").args(["status", "--porcelain"])).ok()
}

/// Tests may leave nothing behind: in CI the tree is clean, elsewhere it is as it was before.
fn unchanged(project: &Project, before: Option<&str>) -> Done {
    let Some(before) = before else {
        println!("(no git here: not checked)");
        return Ok(());
    };
    let after = tree(project).unwrap_or_default();
    let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    if ci && !after.is_empty() {
        return Err(Failure::failed(&format!(
            "git status is not clean after the tests:\n{after}"
        )));
    }
    if after != before {
        return Err(Failure::failed(&format!(
            "the tests changed the working tree; before:\n{before}\nafter:\n{after}"
        )));
    }
    Ok(())
}
