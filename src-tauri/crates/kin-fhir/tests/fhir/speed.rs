//! Measured by hand: `cargo test --release -p kin-fhir --test fhir -- --ignored speed --nocapture`.

use crate::support::{files, testdata};
use kin_fhir::{Header, Limits, Piece, ResourceReader, Splitter, draft, minify, scan};
use std::time::Instant;

/// Seconds on the processor where the system tells them (a busy machine does not spoil the rate),
/// else on the wall clock.
fn seconds() -> f64 {
    static BEGIN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let begin = BEGIN.get_or_init(Instant::now);
    let on_cpu = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = on_cpu.and_then(|t| t.split(' ').next()?.parse::<f64>().ok());
    nanos.map_or_else(|| begin.elapsed().as_secs_f64(), |n| n / 1e9)
}

fn rate(what: &str, bytes: usize, mut run: impl FnMut() -> usize) {
    let mut best = f64::MAX;
    let mut n = 0;
    for _ in 0..7 {
        let start = seconds();
        n = run();
        best = best.min(seconds() - start);
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let mb = bytes as f64 / 1e6 / best;
    println!("{what:<34} {mb:>8.0} MB/s  ({n})");
}

#[test]
#[ignore = "measures, does not judge"]
fn speed() {
    let Some(root) = testdata() else { return };
    let all: Vec<Vec<u8>> = files(&root.join("fhir-r4-synthea"))
        .iter()
        .map(|p| std::fs::read(p).unwrap())
        .collect();
    let total: usize = all.iter().map(Vec::len).sum::<usize>() * 4;
    let limits = Limits::default();
    let each =
        |f: &mut dyn FnMut(&[u8]) -> usize| (0..4).flat_map(|_| &all).map(|b| f(b)).sum::<usize>();
    rate("split", total, || {
        each(&mut |b| {
            let mut splitter = Splitter::new(b, limits.clone());
            let mut n = 0;
            while splitter.next_piece().unwrap().is_some() {
                n += 1;
            }
            n
        })
    });
    rate("scan", total, || {
        each(&mut |b| usize::try_from(scan(b, &limits).unwrap().resources).unwrap())
    });
    rate("minify (whole file)", total, || {
        each(&mut |b| {
            let mut out = Vec::with_capacity(b.len());
            minify(b, &mut out);
            out.len()
        })
    });
    rate("split + tidy", total, || {
        each(&mut |b| {
            let mut splitter = Splitter::new(b, limits.clone());
            let mut reader = ResourceReader::new(limits.clone());
            let mut n = 0;
            while let Some(piece) = splitter.next_piece().unwrap() {
                if let Piece::Resource(raw) = piece {
                    n += reader.tidy(raw.bytes).unwrap().len();
                }
            }
            n
        })
    });
    rate("split + tidy + header", total, || {
        each(&mut |b| {
            let mut splitter = Splitter::new(b, limits.clone());
            let mut reader = ResourceReader::new(limits.clone());
            let mut n = 0;
            while let Some(piece) = splitter.next_piece().unwrap() {
                if let Piece::Resource(raw) = piece {
                    let text = reader.tidy(raw.bytes).unwrap();
                    n += Header::parse(text).unwrap().id().len();
                }
            }
            n
        })
    });
    rate("split + tidy + header + draft", total, || {
        each(&mut |b| {
            let scanned = kin_fhir::ScanContext::default();
            let mut splitter = Splitter::new(b, limits.clone());
            let mut reader = ResourceReader::new(limits.clone());
            let mut n = 0;
            while let Some(piece) = splitter.next_piece().unwrap() {
                if let Piece::Resource(raw) = piece {
                    let text = reader.tidy(raw.bytes).unwrap();
                    let header = Header::parse(text).unwrap();
                    n += draft(&header, text.as_bytes(), raw.full_url, &scanned)
                        .codings
                        .len();
                }
            }
            n
        })
    });
}
