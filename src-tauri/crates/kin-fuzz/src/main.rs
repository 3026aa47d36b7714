//! Names the targets and packs and unpacks their corpora; `cargo xtask fuzz` asks.
#![expect(clippy::print_stdout, reason = "its answer is read by xtask")]

use std::io;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["list"] => {
            for target in kin_fuzz::TARGETS {
                println!("{} {}", target.name, target.longest);
            }
            Ok(())
        }
        ["unpack", packed, folder] => unpack(Path::new(packed), Path::new(folder)),
        ["pack", folder, packed] => pack(Path::new(folder), Path::new(packed)),
        _ => return ExitCode::from(2),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the seeds and the corpora, each target in a folder of its own, and the dictionary.
fn unpack(packed: &Path, folder: &Path) -> io::Result<()> {
    for target in kin_fuzz::TARGETS {
        let into = folder.join(target.name);
        std::fs::create_dir_all(&into)?;
        let corpus = kin_fuzz::read_packed(&packed.join(format!("{}.pack", target.name)))?;
        for (n, input) in (target.seeds)().iter().chain(&corpus).enumerate() {
            std::fs::write(into.join(format!("{n:05}")), input)?;
        }
    }
    std::fs::write(folder.join("words.dict"), kin_fuzz::dictionary())
}

/// Packs the folder of each target that is there.
fn pack(folder: &Path, packed: &Path) -> io::Result<()> {
    std::fs::create_dir_all(packed)?;
    for target in kin_fuzz::TARGETS {
        let Ok(entries) = std::fs::read_dir(folder.join(target.name)) else {
            continue;
        };
        let mut inputs = Vec::new();
        for entry in entries {
            inputs.push(std::fs::read(entry?.path())?);
        }
        println!("{} {}", target.name, inputs.len());
        let path = packed.join(format!("{}.pack", target.name));
        std::fs::write(path, kin_fuzz::pack(inputs))?;
    }
    Ok(())
}
