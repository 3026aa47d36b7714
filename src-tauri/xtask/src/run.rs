//! `cargo xtask run`: from a fresh clone to the open window.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::project::{Done, Failure, Project, run as run_command};
use crate::setup::{self, For};

/// Sets up, builds and opens the app. `--demo` opens it on the sample family, with a demo clinic to
/// connect; what follows `--` goes to the app.
///
/// # Errors
/// Code 2 when there is no display or something is missing; the app's own exit code otherwise.
pub(crate) fn run(project: &Project, args: &[String]) -> Done {
    let mut app_args: Vec<OsString> = Vec::new();
    let mut demo = false;
    let mut rest = args.iter();
    for arg in rest.by_ref() {
        match arg.as_str() {
            "--demo" => {
                app_args.push("--demo".into());
                demo = true;
            }
            "--" => break,
            other => {
                return Err(Failure::usage(&format!(
                    "run does not know {other:?}; it takes --demo, and -- before arguments of the app"
                )));
            }
        }
    }
    app_args.extend(rest.map(OsString::from));

    if cfg!(target_os = "linux") && !has_display() {
        return Err(Failure::usage(
            "There is no display to open a window on; give it one, for example: xvfb-run -a cargo xtask run --demo",
        ));
    }
    setup::setup(project, For::Run)?;
    setup::build_ui(project)?;
    // Both in one: apart they would want shared crates with other features, and build them twice.
    let clinic: &[&str] = if demo { &["--package", "kin-cli"] } else { &[] };
    let build = ["build", "--package", "kin-app"];
    run_command(project.cargo().args(build).args(clinic))?;

    let mut app = project.command(project.binary("kinfolio-app"));
    if demo {
        app.args(["--clinic", &demo_clinic(project)?]);
    }
    app.args(app_args);
    replace(app)
}

/// Opens the demo clinic on this computer; it ends with the app. Gives its address.
fn demo_clinic(project: &Project) -> Result<String, Failure> {
    let no = |_| Failure::failed("the demo clinic could not be opened");
    let clinic = project
        .command(project.binary("kinfolio"))
        .args(["demo-clinic", "--json", "--with-parent"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn();
    let mut clinic = clinic.map_err(|_| no(()))?;
    let mut line = String::new();
    let said = clinic
        .stdout
        .as_mut()
        .map(|out| BufReader::new(out).read_line(&mut line).unwrap_or_default());
    // One JSON document on one line; the address comes first.
    let address = said.and_then(|_| {
        let (_, rest) = line.split_once("\"address\":\"")?;
        Some(rest.split('"').next()?.to_owned())
    });
    address.ok_or(()).map_err(no)
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Becomes the app, so that signals reach it and its exit code is ours.
#[cfg(unix)]
fn replace(mut app: std::process::Command) -> Done {
    use std::os::unix::process::CommandExt as _;
    let cause = app.exec();
    Err(Failure::failed(&format!("cannot start the app: {cause}")))
}

/// Waits for the app where a process cannot be replaced.
#[cfg(not(unix))]
fn replace(mut app: std::process::Command) -> Done {
    run_command(&mut app)
}
