//! Input: real Bundles multiplied with new ids and dates, and made-up mixed rows for search.

use crate::Outcome;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A small, fast generator (splitmix64): the same numbers in every run.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) const fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let index = usize::try_from(self.below(list.len().max(1) as u64)).ok()?;
        list.get(index)
    }
}

/// The JSON files of a folder, by name.
pub(crate) fn bundles(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    Ok(files)
}

/// True when the 36 bytes at the front are a UUID.
fn uuid_at(bytes: &[u8]) -> bool {
    bytes.get(..36).is_some_and(|b| {
        b.iter().enumerate().all(|(i, c)| match i {
            8 | 13 | 18 | 23 => *c == b'-',
            _ => c.is_ascii_hexdigit(),
        })
    })
}

/// True when a quoted date `"YYYY-MM-DD` stands at the front.
fn date_at(bytes: &[u8]) -> bool {
    bytes.get(..11).is_some_and(|b| {
        b.iter().enumerate().all(|(i, c)| match i {
            0 => *c == b'"',
            5 | 8 => *c == b'-',
            _ => c.is_ascii_digit(),
        })
    })
}

/// Copy number `copy` of a Bundle: every UUID gets another first group, every day of a date is
/// moved within 1950 to 2026 by a number that depends on the place, so that dates are spread.
/// Copy 0 is the Bundle as it is.
pub(crate) fn vary(bundle: &[u8], copy: u32) -> Vec<u8> {
    if copy == 0 {
        return bundle.to_vec();
    }
    let mut dice = Dice::new(u64::from(copy));
    let mut out = bundle.to_vec();
    let mut at = 0;
    while at < out.len() {
        let Some(rest) = out.get_mut(at..) else { break };
        if uuid_at(rest) {
            let group = rest.get(..8).and_then(|g| std::str::from_utf8(g).ok());
            let old = group
                .and_then(|g| u32::from_str_radix(g, 16).ok())
                .unwrap_or(0);
            let new = format!("{:08x}", old ^ copy.wrapping_mul(0x9e37_79b9));
            if let Some(target) = rest.get_mut(..8) {
                target.copy_from_slice(new.as_bytes());
            }
            at += 36;
        } else if date_at(rest) {
            let new = format!(
                "{:04}-{:02}-{:02}",
                1950 + dice.below(77),
                1 + dice.below(12),
                1 + dice.below(28)
            );
            if let Some(target) = rest.get_mut(1..11) {
                target.copy_from_slice(new.as_bytes());
            }
            at += 11;
        } else {
            at += 1;
        }
    }
    out
}

/// Writes `copies` variations of each Bundle into `dir`; gives the files.
pub(crate) fn multiply(source: &[PathBuf], copies: u32, dir: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for copy in 0..copies {
        for (n, path) in source.iter().enumerate() {
            let file = dir.join(format!("{copy:04}-{n}.json"));
            std::fs::write(&file, vary(&std::fs::read(path)?, copy))?;
            files.push(file);
        }
    }
    Ok(files)
}

/// Writes one Bundle or one NDJSON file of about `bytes` bytes from variations of the Bundles.
pub(crate) fn one_file(source: &[PathBuf], bytes: u64, ndjson: bool, file: &Path) -> Outcome<u64> {
    #[derive(serde::Deserialize)]
    struct Bundle<'a> {
        #[serde(borrow)]
        entry: Vec<Entry<'a>>,
    }
    #[derive(serde::Deserialize)]
    struct Entry<'a> {
        #[serde(borrow)]
        resource: &'a serde_json::value::RawValue,
    }
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    let mut written: u64 = 0;
    let mut resources = 0;
    if !ndjson {
        out.write_all(br#"{"resourceType":"Bundle","type":"collection","entry":["#)?;
    }
    let mut minified = Vec::new();
    'fill: for copy in 0.. {
        for path in source {
            let text = vary(&std::fs::read(path)?, copy);
            let bundle: Bundle<'_> = serde_json::from_slice(&text)?;
            for entry in bundle.entry {
                if written >= bytes {
                    break 'fill;
                }
                minified.clear();
                kin_fhir::minify(entry.resource.get().as_bytes(), &mut minified);
                if !ndjson {
                    out.write_all(if resources == 0 { b"" } else { b"," })?;
                    out.write_all(br#"{"resource":"#)?;
                }
                out.write_all(&minified)?;
                out.write_all(if ndjson { b"\n" } else { b"}" })?;
                written += minified.len() as u64 + 1;
                resources += 1;
            }
        }
    }
    if !ndjson {
        out.write_all(b"]}")?;
    }
    out.flush()?;
    Ok(resources)
}

/// Words of made-up titles; with the Chinese ones every two-character word inside can be looked for.
pub(crate) const TITLES: &[&str] = &[
    "Glucose in blood",
    "血糖测定",
    "Systolic blood pressure",
    "血压测量",
    "Body weight",
    "体重",
    "Hemoglobin A1c",
    "糖化血红蛋白",
    "Creatinine",
    "血清肌酐测定",
    "Total cholesterol",
    "总胆固醇",
    "Potassium",
    "血钾",
    "Sodium",
    "血钠",
    "Platelets",
    "血小板计数",
    "Leukocytes",
    "白细胞计数",
    "Heart rate",
    "心率",
    "Body temperature",
    "体温",
    "Urine albumin",
    "尿微量白蛋白",
    "Triglyceride",
    "甘油三酯",
    "Alanine aminotransferase",
    "丙氨酸氨基转移酶",
    "Bilirubin",
    "总胆红素",
    "Thyrotropin",
    "促甲状腺激素",
    "Calcium",
    "血钙",
    "Uric acid",
    "尿酸",
    "Oxygen saturation",
    "血氧饱和度",
];

/// Words of made-up notes.
pub(crate) const NOTES: &[&str] = &[
    "patient feels dizzy in the morning",
    "患者诉晨起头晕",
    "measured at home after breakfast",
    "早餐后在家测量",
    "repeat in two weeks",
    "两周后复查",
    "swollen ankles in the evening",
    "傍晚脚踝肿胀",
    "no complaints",
    "无不适主诉",
    "referred to the kidney clinic of Peking Union",
    "转诊北京协和医院肾内科",
    "took metformin late",
    "二甲双胍服用较晚",
    "slept badly",
    "睡眠不好",
    "chest tightness when walking",
    "步行时胸闷",
];

/// One made-up row: what the JSON says, for the naive scan.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) title: &'static str,
    pub(crate) note: Option<String>,
}

/// Endless NDJSON of `rows` made-up Observations with random dates over 76 years; one in ten has
/// a note of two random phrases.
#[derive(Debug)]
pub(crate) struct Mixed {
    dice: Dice,
    rows: u64,
    made: u64,
    pending: Vec<u8>,
    read: usize,
}

impl Mixed {
    pub(crate) const fn new(rows: u64) -> Self {
        Self {
            dice: Dice::new(7),
            rows,
            made: 0,
            pending: Vec::new(),
            read: 0,
        }
    }

    /// The next row and its JSON line.
    pub(crate) fn row(&mut self) -> (Row, String) {
        let dice = &mut self.dice;
        let title = dice.pick(TITLES).copied().unwrap_or("Glucose in blood");
        let note = (dice.below(10) == 0).then(|| {
            let first = dice.pick(NOTES).copied().unwrap_or_default();
            let second = dice.pick(NOTES).copied().unwrap_or_default();
            format!("{first}, {second} {}", dice.below(1_000_000))
        });
        let written = note
            .as_ref()
            .map_or_else(String::new, |n| format!(r#","note":[{{"text":"{n}"}}]"#));
        let line = format!(
            r#"{{"resourceType":"Observation","id":"m{}","status":"final","code":{{"text":"{title}"}},"subject":{{"reference":"Patient/p"}},"effectiveDateTime":"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z","valueQuantity":{{"value":{}.{},"unit":"mmol/L"}}{written}}}"#,
            self.made,
            1950 + dice.below(76),
            1 + dice.below(12),
            1 + dice.below(28),
            dice.below(24),
            dice.below(60),
            dice.below(60),
            dice.below(200),
            dice.below(10),
        );
        self.made += 1;
        (Row { title, note }, line)
    }
}

impl Read for Mixed {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.read == self.pending.len() {
            self.pending.clear();
            self.read = 0;
            while self.pending.len() < 1 << 16 && self.made < self.rows {
                let (_, line) = self.row();
                self.pending.extend_from_slice(line.as_bytes());
                self.pending.push(b'\n');
            }
        }
        let rest = self.pending.get(self.read..).unwrap_or_default();
        let n = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..n), rest.get(..n)) {
            to.copy_from_slice(from);
        }
        self.read += n;
        Ok(n)
    }
}
