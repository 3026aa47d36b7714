//! The project's own commands: `cargo xtask run`, `test`, `bench`, `torture`, `fuzz`, `screenshots`, `bindings`, `directory`,
//! `lines`, `sbom`, `setup`.
//!
//! It has no dependencies, so that it is built in seconds on a fresh machine, before anything else is there.
//! The rejected alternative is a folder of shell scripts: they would not run on Windows, and nothing would
//! check them.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for developers talks on the terminal"
)]

mod fuzz;
mod lines;
mod project;
mod run;
mod sbom;
mod setup;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;

use project::{Done, Failure, Project};

const HELP: &str = "\
cargo xtask COMMAND

  run [--demo] [-- ARGS]    set everything up, build the app, open its window
                            --demo  on the sample family, in a vault of its own
  test [--quick]            set everything up, run every test; --quick leaves out browser and window
  bench [ARGS]              ratios against a floor measured in the same run
  torture [--minutes N] [--only R1,R2,R4,R6]
                            faults, kill -9, full disk and bit rot against the vault (Linux)
  fuzz [--minutes N] [--runs N] [--jobs N] [--only A,B] [--merge] [--long]
                            libFuzzer in front of every parser of foreign bytes, each for N minutes
                            (default 1); --merge  keeps what it found in the committed corpora
                            --long  ten minutes or 5,000,000 runs each, of those that have no long run in
                            docs/security/fuzzing.md or that --only names, and writes them down there
  bench window [--pairs N] [--rows N]
                            the real window: its start beside an empty one, its answers during an import
                            and while hostile files are read
  bench paint [--pairs N] [--readings N]
                            a chart from the points that the core sends, against Chart.js with every reading
  bench moving              seconds and losses of the moving code at 10, 100 and 300 KB
  bench codes [--each N] [--seed N] [--losses]
                            QR codes in bad pictures, read by us, by zbar and by zxing-cpp
  screenshots [--out DIR] [--small]
                            every screen, language, text size and theme, as PNG (default: screenshots/)
                            --small  at 1024x700 instead of 1280x800
  bindings                  regenerate the TypeScript types and text keys of the UI
  directory [--from FOLDER]... [--out FILE]
                            makes the directory of hospitals from lists (default: the one that ships, from the
                            public lists in ../shared/testdata); names what is left out, and why
  directory bench [--entries N]
                            how fast it is looked through
  lines                     lines of each crate
  sbom [--out FILE]         what the programs are made of (CycloneDX)
  setup [--test]            only the set-up; --test adds what the tests need

Exit codes: 0 done, 1 failed, 2 wrong usage or something is missing on this machine.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { code, text }) => {
            if !text.is_empty() {
                eprintln!("{text}");
            }
            ExitCode::from(code)
        }
    }
}

fn dispatch(args: &[String]) -> Done {
    let Some((command, rest)) = args.split_first() else {
        println!("{HELP}");
        return Err(Failure::usage(""));
    };
    let project = Project::find()?;
    match command.as_str() {
        "run" => run::run(&project, rest),
        "test" => test::test(&project, rest),
        "bench" => tools::bench(&project, rest),
        "torture" => tools::torture(&project, rest),
        "fuzz" => fuzz::fuzz(&project, rest),
        "screenshots" => tools::screenshots(&project, rest),
        "bindings" => no_more(rest).and_then(|()| tools::bindings(&project)),
        "directory" => tools::directory(&project, rest),
        "sbom" => sbom::sbom(&project, rest),
        "lines" => no_more(rest).and_then(|()| lines::print(&project)),
        "setup" => match rest {
            [] => setup::setup(&project, setup::For::Run),
            [only] if only == "--test" => setup::setup(&project, setup::For::Test),
            _ => Err(Failure::usage("setup takes only --test")),
        },
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(Failure::usage(&format!(
            "there is no command {other:?}\n\n{HELP}"
        ))),
    }
}

fn no_more(rest: &[String]) -> Done {
    match rest.first() {
        None => Ok(()),
        Some(arg) => Err(Failure::usage(&format!("unexpected argument {arg:?}"))),
    }
}
