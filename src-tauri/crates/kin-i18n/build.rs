//! Embeds every `.ftl` file of `locales/<lang>/`, so that a new file needs no line of code.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("no manifest folder")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no output folder")?);
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
    let mut code = String::new();
    for (name, folder) in [("EN", "en"), ("ZH_CN", "zh-CN")] {
        writeln!(code, "const {name}: &[(&str, &str)] = &[")?;
        for path in ftl_files(&root.join("locales").join(folder))? {
            let file = path.file_name().and_then(|f| f.to_str()).unwrap_or("?");
            println!("cargo::rerun-if-changed={}", path.display());
            writeln!(
                code,
                "    ({file:?}, include_str!({:?})),",
                path.display().to_string()
            )?;
        }
        writeln!(code, "];")?;
    }
    fs::write(out.join("locales.rs"), code)?;
    Ok(())
}

/// The `.ftl` files of a folder, sorted so that a build is the same everywhere.
fn ftl_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "ftl") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
