//! Apple Health exports: against one pass over the attributes, against healthkit-to-sqlite, memory, growth
//! (P4, P5, P7, P8). The exports are made here, of invented values in the shape phones write.

use crate::arms::{Measured, cpu_seconds, measure_arm};
use crate::goal::{Board, Need};
use crate::pipeline::start;
use crate::{Options, Outcome};
use kin_import::{Fact, HEAD, Hints};
use kin_vault::{Counts, Record};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Types of an export with their units and how many of a hundred records they are, as in the exports that
/// people publish: energy, heart rate, steps and distance are nearly all.
const SHARES: [(&str, &str, u64); 6] = [
    ("ActiveEnergyBurned", "kcal", 34),
    ("HeartRate", "count/min", 30),
    ("StepCount", "count", 14),
    ("DistanceWalkingRunning", "km", 14),
    ("BasalEnergyBurned", "kcal", 7),
    ("OxygenSaturation", "%", 1),
];

/// Writes an export of about so many bytes; gives the number of records.
pub(crate) fn write_export(bytes: u64, path: &Path) -> Outcome<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut count = 0_u64;
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate,Me,Record*)>\n]>\n<HealthData locale=\"en_US\">\n <ExportDate value=\"2026-06-01 08:10:05 +0200\"/>\n <Me HKCharacteristicTypeIdentifierDateOfBirth=\"1990-05-20\" HKCharacteristicTypeIdentifierBiologicalSex=\"HKBiologicalSexFemale\"/>\n"
    )?;
    let records = bytes / 400;
    for (kind, unit, share) in SHARES {
        // Type after type, each in its own order of time, as phones write them.
        let mut at: jiff::Timestamp = "2020-01-01T00:00:00Z".parse()?;
        for n in 0..records * share / 100 {
            at = at.checked_add(jiff::SignedDuration::from_secs(i64::try_from(
                5 + n * 7 % 90,
            )?))?;
            let text = at.strftime("%Y-%m-%d %H:%M:%S +0000");
            let value = match kind {
                "HeartRate" => format!("{}", 55 + n * 31 % 90),
                "StepCount" => format!("{}", 1 + n * 17 % 300),
                "OxygenSaturation" => format!("0.{}", 90 + n % 10),
                _ => format!("{}.{:03}", n * 13 % 20, n * 7919 % 1000),
            };
            let line = format!(
                " <Record type=\"HKQuantityTypeIdentifier{kind}\" sourceName=\"Somebody’s Apple Watch\" sourceVersion=\"10.2\" device=\"&lt;&lt;HKDevice: 0x3012772a0&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,7, software:10.2&gt;\" unit=\"{unit}\" creationDate=\"{text}\" startDate=\"{text}\" endDate=\"{text}\" value=\"{value}\"/>\n"
            );
            out.write_all(line.as_bytes())?;
            count += 1;
        }
    }
    out.write_all(b"</HealthData>\n")?;
    out.flush()?;
    Ok(count)
}

/// The import of an export as the product does it, in one process.
pub(crate) fn import(record: &Record, path: &Path) -> Outcome<Counts> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
    let kind = kin_import::sniff(&head).ok_or("no export")?;
    let seen = kin_import::look(kind, &head, &mut file, &Hints::default())?;
    let mut importer = record.begin_import(&start("export"))?;
    let mut series = Vec::new();
    let mut failed: Option<kin_vault::VaultError> = None;
    let mut source = File::open(path)?;
    kin_import::read(&mut source, &seen.plan, &mut |fact| {
        let done = match fact {
            Fact::Series { key, .. } => importer.series(key).map(|id| series.push(id)),
            Fact::Sample { series: of, sample } => {
                match usize::try_from(of).ok().and_then(|n| series.get(n)) {
                    Some(id) => importer.add_sample(*id, sample),
                    None => return false,
                }
            }
            _ => Ok(()),
        };
        match done {
            Ok(()) => true,
            Err(error) => {
                failed = Some(error);
                false
            }
        }
    })
    .map_err(|error| failed.map_or_else(|| error.to_string(), |e| e.to_string()))?;
    importer.flush_samples()?;
    let counts = importer.counts();
    importer.commit()?;
    Ok(counts)
}

/// The floor: every attribute of every record is seen once, nothing is kept.
pub(crate) fn floor(path: &Path) -> Outcome<Measured> {
    let before = cpu_seconds();
    let mut reader =
        quick_xml::Reader::from_reader(BufReader::with_capacity(256 << 10, File::open(path)?));
    let mut buffer = Vec::new();
    let (mut rows, mut seen) = (0_u64, 0_usize);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            quick_xml::events::Event::Empty(tag) | quick_xml::events::Event::Start(tag) => {
                for attribute in tag.attributes().with_checks(false) {
                    seen += attribute?.value.len();
                }
                rows += 1;
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    std::hint::black_box(seen);
    Ok(Measured {
        cpu: cpu_seconds() - before,
        rows,
        ..Measured::default()
    })
}

fn rate(m: &Measured) -> f64 {
    m.rows as f64 / m.cpu
}

/// Seconds by the clock of healthkit-to-sqlite, where it is installed.
fn healthkit_to_sqlite(export: &Path, dir: &Path) -> Option<f64> {
    let program = std::env::var_os("KINFOLIO_HK2SQL").unwrap_or("healthkit-to-sqlite".into());
    let begin = Instant::now();
    let done = Command::new(program)
        .arg(export)
        .arg(dir.join("hk.db"))
        .args(["--xml", "--silent"])
        .output()
        .ok()?;
    done.status.success().then(|| begin.elapsed().as_secs_f64())
}

/// P4, P5, P7, P8.
pub(crate) fn suite(options: &Options, board: &mut Board) -> Outcome<()> {
    let work = tempfile::tempdir()?;
    let (small, large) = if options.full {
        (100_000_000, 2_000_000_000)
    } else {
        (10_000_000, 100_000_000)
    };
    let (few, many): (PathBuf, PathBuf) =
        (work.path().join("small.xml"), work.path().join("large.xml"));
    let records = write_export(small, &few)?;
    write_export(large, &many)?;
    let size = |path: &Path| -> Outcome<f64> { Ok(std::fs::metadata(path)?.len() as f64) };
    let arm = |file: &Path| -> Outcome<Measured> {
        let dir = tempfile::tempdir()?;
        measure_arm("apple", &dir.path().join("vault"), &[file.to_owned()])
    };
    let (mut floors, mut peers, mut bytes, mut growths) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut first = Measured::default();
    for _ in 0..options.pairs {
        let lower = measure_arm("apple-floor", work.path(), std::slice::from_ref(&few))?;
        let ours = arm(&few)?;
        if ours.rows != records {
            return Err(format!("{} of {records} records came", ours.rows).into());
        }
        floors.push(rate(&ours) / (records as f64 / lower.cpu));
        bytes.push(ours.bytes as f64 / records as f64);
        first = ours;
    }
    board.judge(
        "P4 Apple import / attribute pass (CPU)",
        &floors,
        Need::AtLeast(0.4),
    );
    for _ in 0..options.pairs {
        let dir = tempfile::tempdir()?;
        // What a person waits for in a vault that is there: making a new one is no part of either.
        let ours = arm(&few)?.seconds;
        if let Some(theirs) = healthkit_to_sqlite(&few, dir.path()) {
            peers.push(theirs / ours);
        }
    }
    if peers.is_empty() {
        println!("skipped: healthkit-to-sqlite is not installed (pip install healthkit-to-sqlite)");
    } else {
        let name = "P4 Apple import / healthkit-to-sqlite (clock)";
        board.judge(name, &peers, Need::AtLeast(15.0));
    }
    board.judge("P8 vault bytes for each record", &bytes, Need::AtMost(45.0));
    let big = arm(&many)?;
    let speed = |m: &Measured, file: &Path| -> Outcome<f64> { Ok(size(file)? / m.cpu) };
    growths.push(speed(&big, &many)? / speed(&first, &few)?);
    board.judge("P7 Apple MB/s, large / small", &growths, Need::AtLeast(0.7));
    let mib = |m: &Measured| m.rss_kb as f64 / 1024.0;
    board.judge(
        "P5 peak memory, MiB, large export",
        &[mib(&big)],
        Need::AtMost(100.0),
    );
    board.judge(
        "P5 growth: large - 1.5 x small, MiB",
        &[mib(&big) - 1.5 * mib(&first)],
        Need::AtMost(10.0),
    );
    let mbs = speed(&big, &many)? / 1e6;
    board.judge("   Apple import, MB per CPU second", &[mbs], Need::Info);
    Ok(())
}
