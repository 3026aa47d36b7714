//! `kin-directory build --from FOLDER... --out FILE` makes the directory that ships with the program;
//! `kin-directory bench [--entries N]` measures how fast it is looked through.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for developers talks on the terminal"
)]

use kin_directory::{Builder, Directory, Entry, Finder, List, Place, Reading, read_list};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const HELP: &str = "\
kin-directory build --from FOLDER [--from FOLDER...] --out FILE
kin-directory bench [--entries N]

The folders hold lists (brands or endpoints as FHIR Bundles, JSON, CSV), and one of them lists.tsv,
which gives each file's title, date, licence and software, with tabs between. A file without a line
there is left out.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| -> Option<&str> {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1).map(String::as_str)
    };
    let done = match args.first().map(String::as_str) {
        Some("build") => {
            let from: Vec<&Path> = args
                .windows(2)
                .filter_map(|pair| match pair {
                    [name, folder] if name == "--from" => Some(Path::new(folder)),
                    _ => None,
                })
                .collect();
            match value("--out") {
                Some(out) if !from.is_empty() => build(&from, Path::new(out)),
                _ => Err(HELP.to_owned()),
            }
        }
        Some("bench") => match value("--entries").unwrap_or("100000").parse() {
            Ok(entries) => bench(entries),
            Err(_) => Err(HELP.to_owned()),
        },
        _ => Err(HELP.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

/// What `lists.tsv` says of one list.
struct About<'a> {
    file: &'a str,
    list: List,
    software: &'a str,
}

fn about(text: &str) -> Result<Vec<About<'_>>, String> {
    let mut all = Vec::new();
    for line in text.lines() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.split('\t').map(str::trim);
        let mut next = || parts.next().unwrap_or_default();
        let (file, title, date, licence, software) = (next(), next(), next(), next(), next());
        if title.is_empty() || date.is_empty() || licence.is_empty() {
            return Err(format!(
                "{file}: title, date (- where it is not known) and licence are needed"
            ));
        }
        all.push(About {
            file,
            list: List {
                title: title.to_owned(),
                date: if date == "-" { "" } else { date }.to_owned(),
                licence: licence.to_owned(),
            },
            software,
        });
    }
    Ok(all)
}

fn build(folders: &[&Path], out: &Path) -> Result<(), String> {
    let text = folders
        .iter()
        .find_map(|folder| std::fs::read_to_string(folder.join("lists.tsv")).ok())
        .ok_or("no folder has a lists.tsv")?;
    let about = about(&text)?;
    let mut builder = Builder::default();
    for About {
        file,
        list,
        software,
    } in &about
    {
        let path = folders
            .iter()
            .map(|folder| folder.join(file))
            .find(|path| path.is_file())
            .ok_or_else(|| format!("{file} is in none of the folders: {HELP}"))?;
        let bytes = std::fs::read(path).map_err(|why| format!("{file}: {why}"))?;
        let mut reading = read_list(&bytes, &list.date).map_err(|why| format!("{file}: {why}"))?;
        for entry in &mut reading.entries {
            if entry.software.is_empty() {
                (*software).clone_into(&mut entry.software);
            }
        }
        println!(
            "{} ({}, {}): {} read, {} left out while reading, from {} bytes",
            list.title,
            list.date,
            list.licence,
            reading.entries.len(),
            reading.left_out.len(),
            bytes.len()
        );
        builder
            .add(list.clone(), reading)
            .map_err(|why| format!("{file}: {why}"))?;
    }
    for file in folders
        .iter()
        .filter_map(|folder| folder.read_dir().ok())
        .flat_map(Iterator::flatten)
    {
        let name = file.file_name().to_string_lossy().into_owned();
        if name != "lists.tsv" && !about.iter().any(|one| one.file == name) {
            println!("left out, no licence is noted in lists.tsv: {name}");
        }
    }
    let (directory, report) = builder.finish();
    for one in &report.named {
        println!(
            "left out, {:?}: {} | {} | {}",
            one.why, one.name, one.address, one.list
        );
    }
    let packed = directory.pack();
    std::fs::write(out, &packed).map_err(|why| why.to_string())?;
    println!(
        "{} entries from {} lists, {} joined, {} left out, {} names and places cut; {} bytes, {} each",
        directory.entries.len(),
        directory.lists.len(),
        report.joined,
        report.left_out,
        report.cut,
        packed.len(),
        packed.len() / directory.entries.len().max(1)
    );
    Ok(())
}

/// Numbers that look thrown but are the same each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides.max(1)
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all.get(self.throw(all.len())).copied().unwrap_or_default()
    }

    /// A made-up name that can be spoken.
    fn name(&mut self) -> String {
        let mut name = String::new();
        for at in 0..2 + self.throw(3) {
            let front = self.of(&[
                "b", "br", "c", "d", "f", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t",
                "v", "w",
            ]);
            let middle = self.of(&["a", "e", "i", "o", "u", "ai", "ea", "oo"]);
            let end = self.of(&["", "", "l", "n", "r", "s", "nd", "rt"]);
            if at == 0 {
                name.push_str(&front.to_uppercase());
            } else {
                name.push_str(front);
            }
            name.push_str(middle);
            name.push_str(end);
        }
        name
    }
}

const KINDS: &[&str] = &[
    "Hospital",
    "Medical Center",
    "Family Medicine",
    "Health System",
    "Pediatrics",
    "Clinic",
    "Regional Hospital",
    "Orthopaedic Associates",
    "Community Health Center",
    "Dermatology",
    "Children\u{2019}s Hospital",
    "University Hospital",
    "Cardiology Group",
    "医院",
    "人民医院",
];
const STATES: &[&str] = &[
    "CA", "TX", "NY", "FL", "MA", "WA", "OH", "GA", "MI", "NC", "PA", "IL",
];

fn made_up(entries: usize) -> Directory {
    let mut dice = Dice(7);
    let mut builder = Builder::default();
    let towns: Vec<String> = (0..3_000).map(|_| dice.name()).collect();
    let people: Vec<String> = (0..25_000).map(|_| dice.name()).collect();
    let pick = |dice: &mut Dice, all: &[String]| -> String {
        all.get(dice.throw(all.len())).cloned().unwrap_or_default()
    };
    let mut reading = Reading::default();
    for number in 0..entries {
        let town = pick(&mut dice, &towns);
        let front = match dice.throw(4) {
            0 => format!("{} {}", pick(&mut dice, &people), pick(&mut dice, &people)),
            1 => format!("St. {}", pick(&mut dice, &people)),
            2 => format!("{town} {}", pick(&mut dice, &people)),
            _ => format!("University of {}", pick(&mut dice, &people)),
        };
        let also = if dice.throw(3) == 0 {
            vec![format!("{} {}", pick(&mut dice, &people), dice.of(KINDS))]
        } else {
            Vec::new()
        };
        reading.entries.push(Entry {
            name: format!("{front} {}", dice.of(KINDS)),
            also,
            places: vec![Place {
                city: town,
                state: dice.of(STATES).to_owned(),
                post_code: format!("{:05}", dice.throw(99_999)),
                country: "US".to_owned(),
            }],
            software: dice
                .of(&["Epic", "Oracle Health", "athenahealth", "MEDITECH"])
                .to_owned(),
            fhir_version: "4.0.1".to_owned(),
            address: format!(
                "https://fhir{}.example.org/r4/tenant-{number:06}",
                number % 40
            ),
            list: 0,
        });
    }
    let list = List {
        title: "made up".to_owned(),
        date: "2026-11-26".to_owned(),
        licence: "CC0-1.0".to_owned(),
    };
    // Below the limit by the number asked for, else the list stays empty and the figures say so.
    drop(builder.add(list, reading));
    builder.finish().0
}

/// What people type: a whole name, a beginning, mistakes, a town, first letters, one letter.
fn questions(directory: &Directory) -> Vec<(&'static str, String)> {
    let mut dice = Dice(99);
    let mut all = Vec::new();
    for _ in 0..60 {
        let Some(entry) = directory.entries.get(dice.throw(directory.entries.len())) else {
            continue;
        };
        let name = entry.name.clone();
        let town = entry
            .places
            .first()
            .map(|place| place.city.clone())
            .unwrap_or_default();
        let mut wrong: Vec<char> = name.chars().collect();
        let at = dice.throw(wrong.len().saturating_sub(2));
        wrong.swap(at, at + 1);
        let first = name.split(' ').next().unwrap_or_default();
        let last: Vec<&str> = name.split(' ').rev().collect();
        all.push(("name", name.clone()));
        all.push(("beginning", name.chars().take(5).collect()));
        all.push(("two letters swapped", wrong.iter().collect()));
        all.push((
            "a letter missing",
            name.chars()
                .enumerate()
                .filter(|(n, _)| *n != 2)
                .map(|(_, c)| c)
                .collect(),
        ));
        all.push(("words turned round", last.join(" ")));
        all.push(("word and town", format!("{first} {town}")));
        all.push((
            "common word",
            dice.of(&["hospital", "clinic", "university", "医院", "st"])
                .to_owned(),
        ));
        all.push(("one letter", name.chars().take(1).collect()));
        all.push(("nothing like it", "qzxwv jkjkjk zzyzx".to_owned()));
        all.push((
            "long",
            format!("{name} {town} california hospital of the medical center"),
        ));
    }
    all
}

fn bench(entries: usize) -> Result<(), String> {
    let start = Instant::now();
    let directory = made_up(entries);
    println!(
        "{} entries made up in {:.0?}",
        directory.entries.len(),
        start.elapsed()
    );
    let start = Instant::now();
    let packed = directory.pack();
    println!(
        "packed: {} bytes, {} an entry, in {:.0?}",
        packed.len(),
        packed.len() / directory.entries.len().max(1),
        start.elapsed()
    );
    let start = Instant::now();
    let unpacked = Directory::unpack(&packed).map_err(|why| why.to_string())?;
    println!("unpacked in {:.0?}", start.elapsed());
    if unpacked != directory {
        return Err("what was unpacked is not what was packed".to_owned());
    }
    let start = Instant::now();
    let finder = Finder::new(vec![unpacked]);
    println!("index made in {:.0?}", start.elapsed());
    let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    let mut every: Vec<Duration> = Vec::new();
    let mut first = 0_usize;
    let mut asked_first = 0_usize;
    for (kind, text) in questions(&directory) {
        let start = Instant::now();
        let found = finder.find(&text, 0, 20);
        let time = start.elapsed();
        times.entry(kind).or_default().push(time);
        every.push(time);
        if matches!(kind, "name" | "words turned round") {
            asked_first += 1;
            let hit = found.hits.first().map(|hit| hit.entry.name.as_str());
            let turned = text.split(' ').rev().collect::<Vec<_>>().join(" ");
            first += usize::from(hit == Some(text.as_str()) || hit == Some(turned.as_str()));
        }
    }
    println!(
        "{:<22} {:>10} {:>10} {:>10}",
        "typed", "median", "p95", "worst"
    );
    for (kind, times) in &mut times {
        print(kind, times);
    }
    print("all", &mut every);
    println!("the entry that was named stands first: {first} of {asked_first}");
    Ok(())
}

fn print(kind: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |percent: usize| {
        times
            .get((times.len() * percent / 100).min(times.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    println!(
        "{kind:<22} {:>10.2?} {:>10.2?} {:>10.2?}",
        at(50),
        at(95),
        at(100)
    );
}
