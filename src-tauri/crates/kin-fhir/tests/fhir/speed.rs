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

/// A source that repeats one piece: a Bundle of any size without a file.
struct Repeat {
    head: &'static [u8],
    piece: Vec<u8>,
    left: usize,
    at: usize,
    tail: &'static [u8],
}

impl std::io::Read for Repeat {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if !self.head.is_empty() {
            return self.head.read(into);
        }
        if self.left == 0 {
            return self.tail.read(into);
        }
        let rest = &self.piece[self.at..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        if self.at == self.piece.len() {
            self.at = 0;
            self.left -= 1;
        }
        Ok(n)
    }
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|l| l.starts_with("VmHWM"))
        .unwrap_or_default();
    let kib = line
        .split_whitespace()
        .nth(1)
        .and_then(|n| n.parse::<u64>().ok());
    kib.unwrap_or(0) >> 10
}

/// Time grows with the size and memory does not: twice as much takes about twice as long.
#[test]
#[ignore = "measures, does not judge"]
fn growth() {
    let bundle = |piece: &str, n: usize| Repeat {
        head: br#"{"resourceType":"Bundle","type":"collection","entry":[{}"#,
        piece: piece.as_bytes().to_vec(),
        left: n,
        at: 0,
        tail: b"]}",
    };
    let string = format!(
        r#",{{"resource":{{"resourceType":"Binary","data":"{}"}}}}"#,
        "A".repeat(31 << 20)
    );
    let wide: String = (0..60_000).map(|i| format!(r#","k{i}":[{i}]"#)).collect();
    let wide = format!(r#",{{"resource":{{"resourceType":"Basic"{wide}}}}}"#);
    let patient =
        |i: usize| format!(r#"{{"resourceType":"Patient","id":"p{i}","birthDate":"1954"}}"#);
    let people: String = (0..20_000)
        .map(|i| format!(r#",{{"resource":{}}}"#, patient(i)))
        .collect();
    for (name, piece, n) in [
        (
            "tiny entries",
            r#",{"resource":{"resourceType":"Basic"}}"#.to_owned(),
            500_000,
        ),
        ("empty entries", ",{}".to_owned(), 2_000_000),
        ("one string of 31 MiB", string, 4),
        ("60,000 keys in one object", wide, 20),
        ("20,000 people, again and again", people, 5),
    ] {
        let run = |times: usize| {
            let limits = Limits::default();
            let start = seconds();
            let found = scan(bundle(&piece, times), &limits).unwrap();
            let mut splitter = Splitter::new(bundle(&piece, times), limits.clone());
            let mut reader = ResourceReader::new(limits);
            while let Some(p) = splitter.next_piece().unwrap() {
                if let Piece::Resource(raw) = p {
                    drop(reader.read(&raw, &found.context).unwrap());
                }
            }
            seconds() - start
        };
        let (once, twice) = (run(n), run(2 * n));
        println!(
            "{name:<34} {once:>6.2} s, twice as much {:.2} x, peak {} MiB",
            twice / once,
            peak_mib()
        );
    }
}
