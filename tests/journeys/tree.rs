//! Reading the project's own tree: what the checks of the house look at.

use std::path::{Path, PathBuf};

/// The folder with the workspace's Cargo.toml.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the project")
        .to_path_buf()
}

/// A text file of the project.
pub(crate) fn text(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    std::fs::read_to_string(path)
        .unwrap_or_else(|cause| panic!("cannot read {}: {cause}", path.display()))
}

/// All files under a folder whose name ends with one of the extensions (all files for an empty list), sorted.
/// Folders that are built or fetched are left out.
pub(crate) fn files(dir: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(dir, extensions, &mut found);
    found.sort();
    found
}

fn walk(dir: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    const SKIPPED: &[&str] = &["target", "node_modules", ".git", "dist", "screenshots"];
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !SKIPPED.contains(&name.as_ref()) {
                walk(&path, extensions, found);
            }
        } else if extensions.is_empty()
            || path
                .extension()
                .is_some_and(|have| extensions.iter().any(|want| have == *want))
        {
            found.push(path);
        }
    }
}

/// Every file under a folder, without exception.
pub(crate) fn all_files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

/// A path as it reads from the root.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// Whether a Rust file holds nothing but tests.
pub(crate) fn is_test_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name == "tests.rs"
        || name.ends_with("_tests.rs")
        || path
            .strip_prefix(root())
            .unwrap_or(path)
            .components()
            .any(|part| part.as_os_str() == "tests" || part.as_os_str() == "benches")
}

/// The shipped part of a Rust file: its numbered lines up to the unit tests, without comments.
pub(crate) fn shipped_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// One package of the workspace as its manifest describes it.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) dir: PathBuf,
    pub(crate) manifest: String,
    /// Names under `[dependencies]` and `[build-dependencies]`, also those of one target only.
    pub(crate) dependencies: Vec<String>,
    /// Names under `[dev-dependencies]`.
    pub(crate) dev_dependencies: Vec<String>,
}

/// Every member of the workspace.
pub(crate) fn packages() -> Vec<Package> {
    let manifest = text(root().join("Cargo.toml"));
    let members: Vec<&str> = manifest
        .lines()
        .skip_while(|line| !line.starts_with("members"))
        .skip(1)
        .take_while(|line| !line.starts_with(']'))
        .filter_map(|line| line.trim().strip_prefix('"')?.split('"').next())
        .collect();
    assert!(members.len() > 5, "the members list was found: {members:?}");
    members
        .into_iter()
        .map(|member| read_package(&root().join(member)))
        .collect()
}

fn read_package(dir: &Path) -> Package {
    let manifest = text(dir.join("Cargo.toml"));
    let mut package = Package {
        name: String::new(),
        dir: dir.to_path_buf(),
        manifest: manifest.clone(),
        dependencies: Vec::new(),
        dev_dependencies: Vec::new(),
    };
    let mut section = String::new();
    for line in manifest.lines() {
        let line = line.trim();
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = name.to_owned();
            // [dependencies.name] is a table of its own
            for (head, dev) in [("dev-dependencies.", true), ("dependencies.", false)] {
                if let Some(name) = section.strip_prefix(head) {
                    push(&mut package, dev, name);
                }
            }
            continue;
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if section == "package" {
            if let Some(name) = line.strip_prefix("name = \"") {
                package.name = name.trim_end_matches('"').to_owned();
            }
            continue;
        }
        let Some(name) = line.split(['=', '.', ' ']).next() else {
            continue;
        };
        if section.ends_with("dev-dependencies") {
            push(&mut package, true, name);
        } else if section.ends_with("dependencies") {
            push(&mut package, false, name);
        }
    }
    assert!(!package.name.is_empty(), "{} has a name", dir.display());
    package
}

fn push(package: &mut Package, dev: bool, name: &str) {
    let list = if dev {
        &mut package.dev_dependencies
    } else {
        &mut package.dependencies
    };
    list.push(name.trim_matches('"').to_owned());
}

/// Who depends on a crate, out of Cargo.lock: ours and others, direct edges only.
pub(crate) fn dependents(lock: &str, crate_name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for block in lock.split("[[package]]").skip(1) {
        let name = block
            .lines()
            .find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
            .unwrap_or_default();
        let uses = block.lines().any(|line| {
            line.trim()
                .strip_prefix('"')
                .and_then(|rest| rest.split(['"', ' ']).next())
                == Some(crate_name)
                && line.starts_with(" \"")
        });
        if uses {
            found.push(name.to_owned());
        }
    }
    found.sort();
    found.dedup();
    found
}
