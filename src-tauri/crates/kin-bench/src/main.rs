//! Benchmarks as ratios: both arms in one run, in turn, each in a process of its own.
//!
//! `cargo run --release -p kin-bench -- [SUITE…] [--data DIR] [--full] [--pairs N] [--json FILE]`
//! prints per goal `name median min max need verdict` and ends with `N passed, N failed`.
//! Suites: `import` (P1, P2, P8, P9), `mem` (P5), `growth` (P6), `query` (P10 to P13), `portal`
//! (reading a portal), `chart` (P15), `apple` (P4, P5, P7 of Apple Health exports), `summary` (P19: what
//! is handed over). Without a suite
//! all run. `--data` is a folder of FHIR Bundles, by default the Synthea patients of the
//! test data; they are multiplied with new ids and dates. `--full` takes the sizes of the goals
//! (one million entries, one 260 MB Bundle, 1 GB of NDJSON); without it everything is small enough
//! for a minute or two. Absolute numbers mean nothing across machines; the ratios do.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark speaks on the terminal"
)]

mod apple;
mod arms;
mod chart;
mod data;
mod floor;
mod goal;
mod pipeline;
mod portal;
mod query;
mod suites;
mod summary;

use std::path::PathBuf;
use std::process::ExitCode;

/// What the command line asks for.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    suites: Vec<String>,
    data: PathBuf,
    full: bool,
    pairs: usize,
    json: Option<PathBuf>,
}

/// Any failure ends a benchmark; there is nobody to tell the causes apart.
pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn options() -> Outcome<Options> {
    let mut options = Options {
        suites: Vec::new(),
        data: default_data(),
        full: false,
        pairs: 5,
        json: None,
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} wants a value"));
        match arg.as_str() {
            "--data" => options.data = value()?.into(),
            "--pairs" => options.pairs = value()?.parse()?,
            "--json" => options.json = Some(value()?.into()),
            "--full" => options.full = true,
            "import" | "mem" | "growth" | "query" | "portal" | "chart" | "apple" | "summary" => {
                options.suites.push(arg);
            }
            other => return Err(format!("no such suite or option: {other}").into()),
        }
    }
    if options.suites.is_empty() {
        options.suites = [
            "import", "mem", "growth", "query", "portal", "chart", "apple", "summary",
        ]
        .map(String::from)
        .to_vec();
    }
    Ok(options)
}

/// The Synthea patients of the test data, beside the project.
fn default_data() -> PathBuf {
    std::env::var_os("KINFOLIO_TESTDATA").map_or_else(
        || {
            PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .join("../../../../shared/testdata/fhir-r4-synthea")
        },
        |dir| PathBuf::from(dir).join("fhir-r4-synthea"),
    )
}

fn run() -> Outcome<bool> {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() == Some("arm") {
        arms::run(&args.collect::<Vec<_>>())?;
        return Ok(true);
    }
    let options = options()?;
    if !options.data.is_dir() {
        println!("skipped: no folder of Bundles (say --data DIR)");
        println!("0 passed, 0 failed");
        return Ok(true);
    }
    let mut board = goal::Board::default();
    for suite in &options.suites {
        eprintln!("suite {suite} …");
        match suite.as_str() {
            "import" => suites::import(&options, &mut board)?,
            "mem" => suites::memory(&options, &mut board)?,
            "growth" => suites::growth(&options, &mut board)?,
            "chart" => chart::suite(&options, &mut board)?,
            "portal" => portal::suite(&options, &mut board)?,
            "apple" => apple::suite(&options, &mut board)?,
            "summary" => summary::suite(&options, &mut board)?,
            _ => query::suite(&options, &mut board)?,
        }
    }
    board.finish(options.json.as_deref())
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("benchmark stopped: {error}");
            ExitCode::from(2)
        }
    }
}
