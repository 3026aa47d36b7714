//! One arm of a comparison, in a process of its own: `kin-bench arm WHAT DIR FILE…`.

use crate::{Outcome, apple, data, floor, pipeline, portal};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What an arm measured.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// CPU seconds of the work alone, all threads; opening the vault (the KDF) is not in it.
    pub(crate) cpu: f64,
    /// Seconds by the clock, where they matter.
    #[serde(default)]
    pub(crate) seconds: f64,
    /// Resources.
    pub(crate) rows: u64,
    /// New entries.
    #[serde(default)]
    pub(crate) added: u64,
    /// Peak resident memory of the process, KiB.
    pub(crate) rss_kb: u64,
    /// Peak resident memory before the work began (the KDF needs 256 MiB once), KiB.
    #[serde(default)]
    pub(crate) rss_before_kb: u64,
    /// Bytes of the vault afterwards.
    #[serde(default)]
    pub(crate) bytes: u64,
}

/// CPU seconds of this process so far.
pub(crate) fn cpu_seconds() -> f64 {
    let t = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "seconds of a benchmark")]
    let seconds = t.tv_sec as f64 + t.tv_nsec as f64 / 1e9;
    seconds
}

/// Peak resident memory of this process, KiB; the peak can be reset through `/proc`.
pub(crate) fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .and_then(|l| l.trim().trim_end_matches(" kB").trim().parse().ok())
        .unwrap_or(0)
}

/// Forgets the peak so far (Linux: writing 5 to `clear_refs`).
pub(crate) fn reset_peak() {
    // Where that is not allowed the peak of the KDF stays in the number and the goal fails visibly.
    if std::fs::write("/proc/self/clear_refs", "5").is_err() {
        eprintln!("the peak of memory cannot be reset here");
    }
}

/// Bytes of all files under a folder.
pub(crate) fn folder_bytes(dir: &Path) -> u64 {
    let Ok(list) = std::fs::read_dir(dir) else {
        return 0;
    };
    list.flatten()
        .map(|e| match e.metadata() {
            Ok(m) if m.is_dir() => folder_bytes(&e.path()),
            Ok(m) => m.len(),
            Err(_) => 0,
        })
        .sum()
}

/// Runs an arm and prints what it measured.
pub(crate) fn run(args: &[String]) -> Outcome<()> {
    let [what, dir, files @ ..] = args else {
        return Err("arm WHAT DIR FILE…".into());
    };
    let dir = Path::new(dir);
    let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
    let measured = match what.as_str() {
        "floor" => {
            let before = cpu_seconds();
            let rows = floor::run(&files, dir)?;
            Measured {
                cpu: cpu_seconds() - before,
                rows,
                rss_kb: peak_kb(),
                ..Measured::default()
            }
        }
        "ours" => ours(dir, |record| pipeline::import_files(record, &files))?,
        "mixed" => {
            let rows: u64 = files
                .first()
                .and_then(|f| f.to_str())
                .unwrap_or("0")
                .parse()?;
            ours(dir, |record| {
                pipeline::import(record, || Ok(data::Mixed::new(rows)), "mixed", &mut |_| {})
            })?
        }
        "again" => {
            let unlocked = kin_vault::Vault::open(dir)?
                .unlock(None, &pipeline::passphrase()?)
                .map_err(|r| r.why)?;
            let person = unlocked
                .people()
                .first()
                .map(|p| p.0.clone())
                .ok_or("no person")?;
            measure(dir, unlocked, &person, |record| {
                pipeline::import_files(record, &files)
            })?
        }
        "apple" => {
            let file = files.first().ok_or("arm apple DIR FILE")?;
            ours(dir, |record| apple::import(record, file))?
        }
        "apple-floor" => apple::floor(files.first().ok_or("arm apple-floor DIR FILE")?)?,
        "portal-sync" => portal::sync(dir, &files)?,
        "portal-floor" => portal::floor(dir, &files)?,
        other => return Err(format!("no such arm: {other}").into()),
    };
    println!("{}", serde_json::to_string(&measured)?);
    Ok(())
}

fn ours(
    dir: &Path,
    work: impl FnOnce(&kin_vault::Record) -> Outcome<kin_vault::Counts>,
) -> Outcome<Measured> {
    let (unlocked, person) = pipeline::new_vault(dir)?;
    measure(dir, unlocked, &person, work)
}

fn measure(
    dir: &Path,
    unlocked: kin_vault::Unlocked,
    person: &kin_model::PersonId,
    work: impl FnOnce(&kin_vault::Record) -> Outcome<kin_vault::Counts>,
) -> Outcome<Measured> {
    let record = unlocked.record(person)?;
    let rss_before_kb = peak_kb();
    reset_peak();
    let (before, begin) = (cpu_seconds(), std::time::Instant::now());
    let counts = work(&record)?;
    let (cpu, seconds) = (cpu_seconds() - before, begin.elapsed().as_secs_f64());
    let rss_kb = peak_kb();
    // Locking writes the log back, so that the size is that of a vault at rest.
    drop(record);
    drop(unlocked.lock());
    Ok(Measured {
        cpu,
        seconds,
        rows: counts.added + counts.updated + counts.already_there + counts.same_fact,
        added: counts.added,
        rss_kb,
        rss_before_kb,
        bytes: folder_bytes(dir),
    })
}

/// Starts an arm and reads what it measured.
pub(crate) fn measure_arm(what: &str, dir: &Path, rest: &[PathBuf]) -> Outcome<Measured> {
    let output = Command::new(std::env::current_exe()?)
        .arg("arm")
        .arg(what)
        .arg(dir)
        .args(rest)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("arm {what} failed").into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Runs Python's `json` + `sqlite3` over the same files.
pub(crate) fn measure_python(dir: &Path, files: &[PathBuf]) -> Outcome<Measured> {
    let script = dir.join("pyjson.py");
    std::fs::write(&script, include_str!("pyjson.py"))?;
    let output = Command::new("python3")
        .arg(&script)
        .arg(dir.join("py.db"))
        .args(files)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("python3 failed".into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
