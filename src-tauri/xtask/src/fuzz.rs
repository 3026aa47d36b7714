//! `cargo xtask fuzz`: libFuzzer in front of every target of kin-fuzz, and a table of what it did.
//!
//! The instrumentation is switched on by ordinary options of the compiler that the project uses anyway,
//! so no nightly and no cargo-fuzz is needed, only a C++ compiler for libFuzzer itself.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::project::{Done, Failure, Project, output, run};

/// What makes the compiler count which places were reached, for libFuzzer.
const INSTRUMENT: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

struct Options {
    seconds: u64,
    runs: u64,
    only: Vec<String>,
    merge: bool,
}

fn options(args: &[String]) -> Result<Options, Failure> {
    let mut options = Options {
        seconds: 60,
        runs: 0,
        only: Vec::new(),
        merge: false,
    };
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if arg == "--merge" {
            options.merge = true;
            continue;
        }
        let value = rest
            .next()
            .ok_or_else(|| Failure::usage(&format!("{arg} wants a value")))?;
        let bad = |_| Failure::usage(&format!("{arg}: {value} is no number"));
        match arg.as_str() {
            "--minutes" => {
                let minutes: f64 = value
                    .parse()
                    .map_err(|_| Failure::usage(&format!("{arg}: {value} is no number")))?;
                options.seconds = std::time::Duration::try_from_secs_f64(minutes * 60.0)
                    .map_err(|_| Failure::usage("--minutes: too long"))?
                    .as_secs()
                    .max(1);
            }
            "--runs" => options.runs = value.parse().map_err(bad)?,
            "--only" => options.only.extend(value.split(',').map(str::to_owned)),
            other => return Err(Failure::usage(&format!("fuzz has no {other}"))),
        }
    }
    Ok(options)
}

/// What libFuzzer said at its end.
#[derive(Default)]
struct Told {
    runs: u64,
    megabytes: u64,
}

fn told(text: &str) -> Told {
    let number = |name: &str| {
        text.lines()
            .filter_map(|line| line.strip_prefix("stat::")?.strip_prefix(name))
            .filter_map(|rest| rest.trim_start_matches(':').trim().parse().ok())
            .next_back()
            .unwrap_or(0)
    };
    Told {
        runs: number("number_of_executed_units"),
        megabytes: number("peak_rss_mb"),
    }
}

pub(crate) fn fuzz(project: &Project, args: &[String]) -> Done {
    let options = options(args)?;
    let fuzz = project.dir("src-tauri/fuzz");
    run(project
        .cargo()
        .args(["build", "--quiet", "--package", "kin-fuzz"]))?;
    // A platform that is named keeps the instrumentation out of build scripts.
    let about = output(project.command("rustc").arg("-vV"))?;
    let platform = about
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or_else(|| Failure::failed("rustc does not name this platform"))?;
    let built = project.target.join("fuzzing");
    let mut build = project.cargo();
    build
        .current_dir(&fuzz)
        .args(["build", "--release", "--locked", "--target", platform])
        .env("CARGO_TARGET_DIR", &built)
        .env("RUSTFLAGS", INSTRUMENT);
    run(&mut build)?;
    let program = built.join(platform).join("release/kinfolio-fuzz");
    let tool = project.binary("kin-fuzz");
    let work = built.join("work");
    let packed = fuzz.join("corpus");
    run(Command::new(&tool).arg("unpack").arg(&packed).arg(&work))?;
    let targets = list(&tool)?;
    if let Some(unknown) = options
        .only
        .iter()
        .find(|name| !targets.iter().any(|(known, _)| known == *name))
    {
        return Err(Failure::usage(&format!("there is no target {unknown}")));
    }
    let wanted = targets
        .iter()
        .filter(|(name, _)| options.only.is_empty() || options.only.contains(name));
    let (mut good, mut bad) = (0, 0);
    println!(
        "{:<16} {:>12} {:>8} {:>9} {:>8}  verdict",
        "target", "executions", "seconds", "exec/s", "MiB"
    );
    for (name, longest) in wanted {
        let start = Instant::now();
        let found = fuzz.join("found").join(name);
        std::fs::create_dir_all(&found).map_err(|e| Failure::failed(&e.to_string()))?;
        let output = libfuzzer(&program, name, &work)
            .arg(work.join(name))
            .arg(format!("-max_len={longest}"))
            .arg(format!("-max_total_time={}", options.seconds))
            .arg(format!(
                "-runs={}",
                if options.runs == 0 {
                    -1
                } else {
                    to_signed(options.runs)
                }
            ))
            .arg(format!("-dict={}", work.join("words.dict").display()))
            .arg(format!("-artifact_prefix={}/", found.display()))
            .args([
                "-print_final_stats=1",
                "-timeout=10",
                "-rss_limit_mb=1024",
                "-use_value_profile=1",
            ])
            .output()
            .map_err(|e| Failure::failed(&format!("{}: {e}", program.display())))?;
        let text = String::from_utf8_lossy(&output.stderr);
        let log = work.join(format!("{name}.log"));
        std::fs::write(&log, &output.stderr).map_err(|e| Failure::failed(&e.to_string()))?;
        let told = told(&text);
        let seconds = start.elapsed().as_secs().max(1);
        let passed = output.status.success() && told.runs > 0;
        if passed {
            good += 1;
            // Empty unless something failed here before.
            drop(std::fs::remove_dir(&found));
        } else {
            bad += 1;
        }
        println!(
            "{name:<16} {:>12} {seconds:>8} {:>9} {:>8}  {}",
            told.runs,
            told.runs / seconds,
            told.megabytes,
            if passed {
                "passed".to_owned()
            } else {
                format!("FAILED, see {}", log.display())
            }
        );
    }
    drop(std::fs::remove_dir(fuzz.join("found")));
    if options.merge {
        merge(&program, &tool, &work, &packed, &targets)?;
    }
    println!("{good} passed, {bad} failed");
    if bad == 0 && good > 0 {
        Ok(())
    } else {
        Err(Failure::failed(""))
    }
}

fn to_signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn libfuzzer(program: &Path, name: &str, work: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(work)
        .env("KINFOLIO_FUZZ_TARGET", name)
        .stdin(Stdio::null());
    command
}

/// Name and longest input of each target.
fn list(tool: &Path) -> Result<Vec<(String, u64)>, Failure> {
    let output = Command::new(tool)
        .arg("list")
        .output()
        .map_err(|e| Failure::failed(&format!("{}: {e}", tool.display())))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(name, longest)| Some((name.to_owned(), longest.parse().ok()?)))
        .collect())
}

/// Keeps of each corpus the inputs that reach a place no other reaches, and packs them.
fn merge(
    program: &Path,
    tool: &Path,
    work: &Path,
    packed: &Path,
    targets: &[(String, u64)],
) -> Done {
    let small: PathBuf = work.join("small");
    drop(std::fs::remove_dir_all(&small));
    let mut words = String::new();
    for (name, _) in targets {
        let into = small.join(name);
        std::fs::create_dir_all(&into).map_err(|e| Failure::failed(&e.to_string()))?;
        let output = libfuzzer(program, name, work)
            .args(["-merge=1", "-rss_limit_mb=1024"])
            .arg(&into)
            .arg(work.join(name))
            .output()
            .map_err(|e| Failure::failed(&e.to_string()))?;
        if !output.status.success() {
            writeln!(words, "{name}: its corpus could not be merged").unwrap_or_default();
        }
    }
    run(Command::new(tool).arg("pack").arg(&small).arg(packed))?;
    if words.is_empty() {
        Ok(())
    } else {
        Err(Failure::failed(&words))
    }
}
