//! `cargo xtask fuzz`: libFuzzer in front of every target of kin-fuzz, and a table of what it did.
//!
//! The instrumentation is switched on by ordinary options of the compiler that the project uses anyway,
//! so no nightly and no cargo-fuzz is needed, only a C++ compiler for libFuzzer itself.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::project::{Done, Failure, Project, output, run};

/// What makes the compiler count which places were reached, for libFuzzer.
const INSTRUMENT: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

/// A long run of one target is this much of either.
const LONG_SECONDS: u64 = 600;
const LONG_RUNS: u64 = 5_000_000;

/// Where the last long run of each target is written down.
const RECORD: &str = "docs/security/fuzzing.md";

#[derive(Debug)]
struct Options {
    seconds: u64,
    runs: u64,
    jobs: usize,
    only: Vec<String>,
    merge: bool,
    long: bool,
}

fn options(args: &[String]) -> Result<Options, Failure> {
    let mut options = Options {
        seconds: 60,
        runs: 0,
        jobs: 1,
        only: Vec::new(),
        merge: false,
        long: false,
    };
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if arg == "--merge" {
            options.merge = true;
            continue;
        }
        if arg == "--long" {
            options.long = true;
            options.seconds = LONG_SECONDS;
            options.runs = LONG_RUNS;
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
            "--jobs" => options.jobs = value.parse::<usize>().map_err(bad)?.max(1),
            "--only" => options.only.extend(value.split(',').map(str::to_owned)),
            other => return Err(Failure::usage(&format!("fuzz has no {other}"))),
        }
    }
    Ok(options)
}

/// What libFuzzer said at its end.
#[derive(Debug, Default)]
struct Told {
    runs: u64,
    seconds: u64,
    megabytes: u64,
    /// Where its words are, if it failed.
    failed: Option<PathBuf>,
}

impl Told {
    fn print(&self, name: &str) {
        println!(
            "{name:<16} {:>12} {:>8} {:>9} {:>8}  {}",
            self.runs,
            self.seconds,
            self.runs / self.seconds,
            self.megabytes,
            self.failed.as_ref().map_or_else(
                || "passed".to_owned(),
                |log| format!("FAILED, see {}", log.display())
            )
        );
    }

    /// Its row on record; `state` is the day of the program that was run.
    fn row(&self, name: &str, state: &str) -> String {
        format!(
            "| {name} | {} | {} | {} | {state} |",
            self.runs, self.seconds, self.megabytes
        )
    }
}

fn is_on_record(record: &str, name: &str) -> bool {
    record
        .lines()
        .any(|line| line.starts_with(&format!("| {name} |")))
}

/// The record with this row in the place of the one of the same target, or at the end of the table.
fn with_row(record: &str, row: &str) -> String {
    let target = |line: &str| line.split('|').nth(1).map(|cell| cell.trim().to_owned());
    let mut lines: Vec<&str> = record.lines().collect();
    if let Some(old) = lines
        .iter_mut()
        .find(|line| line.starts_with("| ") && target(line) == target(row))
    {
        *old = row;
    } else {
        let end = lines.iter().rposition(|line| line.starts_with('|'));
        lines.insert(end.map_or(lines.len(), |at| at + 1), row);
    }
    lines.join("\n") + "\n"
}

fn write_down(record: &Path, row: &str) -> Done {
    let wrong = |e: std::io::Error| Failure::failed(&format!("{}: {e}", record.display()));
    let before = std::fs::read_to_string(record).map_err(wrong)?;
    std::fs::write(record, with_row(&before, row)).map_err(wrong)
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
        ..Told::default()
    }
}

/// The instrumented program and the folders that it works in.
struct Bench {
    program: PathBuf,
    work: PathBuf,
    found: PathBuf,
    options: Options,
}

impl Bench {
    fn run(&self, name: &str, longest: u64) -> Result<Told, Failure> {
        let io = |e: std::io::Error| Failure::failed(&e.to_string());
        let runs = match self.options.runs {
            0 => -1,
            runs => i64::try_from(runs).unwrap_or(i64::MAX),
        };
        let start = Instant::now();
        let found = self.found.join(name);
        std::fs::create_dir_all(&found).map_err(io)?;
        let output = libfuzzer(&self.program, name, &self.work)
            .arg(self.work.join(name))
            .arg(format!("-max_len={longest}"))
            .arg(format!("-max_total_time={}", self.options.seconds))
            .arg(format!("-runs={runs}"))
            .arg(format!("-dict={}", self.work.join("words.dict").display()))
            .arg(format!("-artifact_prefix={}/", found.display()))
            .args([
                "-print_final_stats=1",
                "-timeout=10",
                "-rss_limit_mb=1024",
                "-use_value_profile=1",
            ])
            .output()
            .map_err(|e| Failure::failed(&format!("{}: {e}", self.program.display())))?;
        let log = self.work.join(format!("{name}.log"));
        std::fs::write(&log, &output.stderr).map_err(io)?;
        let mut told = told(&String::from_utf8_lossy(&output.stderr));
        told.seconds = start.elapsed().as_secs().max(1);
        if output.status.success() && told.runs > 0 {
            // Empty unless something failed here before.
            drop(std::fs::remove_dir(&found));
        } else {
            told.failed = Some(log);
        }
        Ok(told)
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
    let record = project.dir(RECORD);
    let known = if options.long && options.only.is_empty() {
        std::fs::read_to_string(&record).unwrap_or_default()
    } else {
        String::new()
    };
    let wanted: Vec<&(String, u64)> = targets
        .iter()
        .filter(|(name, _)| options.only.is_empty() || options.only.contains(name))
        .filter(|(name, _)| !is_on_record(&known, name))
        .collect();
    if wanted.is_empty() {
        println!("every target has a long run in {RECORD}; --only A,B runs some of them again");
        return Ok(());
    }
    let state = output(project.command("git").args(["log", "-1", "--format=%cs"]))?;
    let bench = Bench {
        program,
        work,
        found: fuzz.join("found"),
        options,
    };
    println!(
        "{:<16} {:>12} {:>8} {:>9} {:>8}  verdict",
        "target", "executions", "seconds", "exec/s", "MiB"
    );
    let queue = Mutex::new(wanted.into_iter());
    let counts = Mutex::new((0, 0));
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..bench.options.jobs)
            .map(|_| {
                scope.spawn(|| -> Done {
                    loop {
                        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                        let Some((name, longest)) = next else {
                            return Ok(());
                        };
                        let told = bench.run(name, *longest)?;
                        let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
                        told.print(name);
                        if told.failed.is_some() {
                            counts.1 += 1;
                            continue;
                        }
                        counts.0 += 1;
                        if bench.options.long {
                            write_down(&record, &told.row(name, state.trim()))?;
                        }
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|_| Err(Failure::failed("the bench itself failed")))
            })
            .collect::<Result<Vec<()>, Failure>>()
    })?;
    let (good, bad) = counts.into_inner().unwrap_or_else(PoisonError::into_inner);
    let Bench {
        program,
        work,
        options,
        ..
    } = bench;
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

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str =
        "# Title\n\n| target | executions |\n|---|---|\n| names | 1 |\n| values | 2 |\n\nEnd.\n";

    #[test]
    fn a_row_takes_the_place_of_the_one_before_it_or_the_end_of_the_table() {
        assert!(is_on_record(BEFORE, "names") && !is_on_record(BEFORE, "name"));
        let again = with_row(BEFORE, "| names | 7 |");
        assert_eq!(again, BEFORE.replace("| names | 1 |", "| names | 7 |"));
        let more = with_row(BEFORE, "| name | 3 |");
        assert_eq!(more, BEFORE.replace("| 2 |\n", "| 2 |\n| name | 3 |\n"));
    }

    #[test]
    fn a_long_run_is_ten_minutes_or_five_million() {
        let long = options(&["--long".to_owned(), "--jobs".to_owned(), "2".to_owned()])
            .unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!((long.seconds, long.runs, long.jobs), (600, 5_000_000, 2));
        assert!(options(&["--jobs".to_owned(), "x".to_owned()]).is_err());
    }

    #[test]
    fn what_libfuzzer_said_last_counts() {
        let told = told("stat::number_of_executed_units: 12\nstat::peak_rss_mb: 90\n");
        assert_eq!((told.runs, told.megabytes), (12, 90));
    }
}
