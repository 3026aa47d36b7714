//! Lines of each crate, for the table of ARCHITECTURE.md.

use std::path::Path;

use crate::project::{Done, Failure, Project};

/// Prints `crate  code  tests` for every member of the workspace, and the UI.
///
/// Code is every line of a file outside `tests` folders, `tests.rs` and `*_tests.rs`, up to its
/// `#[cfg(test)] mod tests`; the rest is tests. Blank lines and comments count: they are read, too.
pub(crate) fn print(project: &Project) -> Done {
    let manifest = std::fs::read_to_string(project.dir("Cargo.toml"))
        .map_err(|cause| Failure::failed(&format!("cannot read Cargo.toml: {cause}")))?;
    println!("{:<16} {:>7} {:>7}", "crate", "code", "tests");
    let mut total = (0, 0);
    for member in members(&manifest) {
        let dir = project.dir(member);
        let name = package_name(&dir).unwrap_or_else(|| member.to_owned());
        // The shell's folder holds the other crates, too: only its own sources are its own.
        let counted = if member == "tests" {
            count(&dir.join("journeys"), "rs")
        } else {
            add(
                count(&dir.join("src"), "rs"),
                count(&dir.join("tests"), "rs"),
            )
        };
        let (code, tests) = if member == "tests" {
            (0, counted.0 + counted.1)
        } else {
            counted
        };
        println!("{name:<16} {code:>7} {tests:>7}");
        total = add(total, (code, tests));
    }
    let ui = ["ts", "svelte", "css"]
        .iter()
        .map(|extension| count(&project.dir("ui/src"), extension))
        .fold((0, 0), add);
    println!("{:<16} {:>7} {:>7}", "ui", ui.0, ui.1);
    let e2e = count(&project.dir("tests/e2e"), "mjs");
    println!("{:<16} {:>7} {:>7}", "tests/e2e", 0, e2e.0 + e2e.1);
    let total = add(add(total, ui), (0, e2e.0 + e2e.1));
    println!("{:<16} {:>7} {:>7}", "in all", total.0, total.1);
    Ok(())
}

fn add(a: (usize, usize), b: (usize, usize)) -> (usize, usize) {
    (a.0 + b.0, a.1 + b.1)
}

/// The `members` list of the workspace manifest.
fn members(manifest: &str) -> Vec<&str> {
    manifest
        .lines()
        .skip_while(|line| !line.starts_with("members"))
        .skip(1)
        .take_while(|line| !line.starts_with(']'))
        .filter_map(|line| line.trim().strip_prefix('"')?.split('"').next())
        .collect()
}

fn package_name(dir: &Path) -> Option<String> {
    let manifest = std::fs::read_to_string(dir.join("Cargo.toml")).ok()?;
    manifest
        .lines()
        .find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .map(str::to_owned)
}

/// Lines of code and of tests under a folder, by file extension; a folder that is not there has none.
fn count(dir: &Path, extension: &str) -> (usize, usize) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return (0, 0);
    };
    let mut sum = (0, 0);
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if path.is_dir() {
            if !["node_modules", "generated", "dist"].contains(&name.as_str()) {
                let inner = count(&path, extension);
                sum = add(
                    sum,
                    if name == "tests" {
                        (0, inner.0 + inner.1)
                    } else {
                        inner
                    },
                );
            }
        } else if path.extension().is_some_and(|found| found == extension) {
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let all = text.lines().count();
            let is_test = name == "tests.rs"
                || name.ends_with("_tests.rs")
                || name.contains(".test.")
                || path.components().any(|part| part.as_os_str() == "tests");
            let code = if is_test {
                0
            } else {
                text.lines()
                    .take_while(|line| line.trim() != "#[cfg(test)]")
                    .count()
            };
            sum = add(sum, (code, all - code));
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_from_the_manifest() {
        let manifest =
            "[workspace]\nmembers = [\n    \"a\",\n    \"b/c\", # why\n]\nx = [\n\"d\",\n]\n";
        assert_eq!(
            members(manifest),
            ["a", "b/c"],
            "only the members list counts"
        );
    }
}
