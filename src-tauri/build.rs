//! Tells Tauri which commands there are, read from the one list in kin-api: without this every
//! command would be open to any page in the window.

use std::error::Error;
use std::fs;
use std::path::Path;

const LIST: &str = "crates/kin-api/src/commands.rs";
const UI: &str = "../ui/dist";
/// Commands of the shell itself.
const SHELL: [&str; 5] = [
    "pick_files",
    "pick_folder",
    "take_text",
    "save_output",
    "portal_open",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={LIST}");
    println!("cargo:rerun-if-changed={UI}");
    // The page is built by `cargo xtask run` and `test`; the shell alone must compile without it.
    if !Path::new(UI).join("index.html").exists() {
        fs::create_dir_all(UI)?;
        let page = "<!doctype html><meta charset=\"utf-8\"><title>Kinfolio</title><p>The page is not built: cargo xtask run</p>";
        fs::write(Path::new(UI).join("index.html"), page)?;
    }
    let text = fs::read_to_string(LIST)?;
    let mut names: Vec<&'static str> = SHELL.to_vec();
    for line in text.lines() {
        let line = line.trim();
        if let Some((name, rest)) = line.split_once('(')
            && rest.contains(") -> ")
            && rest.ends_with(';')
        {
            names.push(Box::leak(name.to_owned().into_boxed_str()));
        }
    }
    if names.len() == SHELL.len() {
        return Err("no commands found in the list of kin-api".into());
    }
    let names: &'static [&'static str] = Box::leak(names.into_boxed_slice());
    let manifest = tauri_build::AppManifest::new().commands(names);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
