//! `cargo xtask sbom`: what the programs are made of, as CycloneDX 1.6 JSON.
//!
//! Read from the two lock files, line by line: they are generated, their shape is fixed, and xtask stays
//! without dependencies. Everything Cargo.lock names is listed, also what only tests or another system
//! uses: a list that is too long misleads nobody who looks for a bad version. Of the page only what is
//! shipped is listed. Nothing in the output depends on the day or the machine.

use crate::project::{Done, Failure, Project};

/// One third-party package.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Component {
    /// `cargo` or `npm`.
    kind: &'static str,
    name: String,
    version: String,
    /// SHA-256 of the package as it is fetched; hex.
    sha256: String,
}

/// Writes the list to a file, or to the terminal.
///
/// # Errors
/// Code 1 when a lock file cannot be read or the file not written; 2 for wrong usage.
pub(crate) fn sbom(project: &Project, args: &[String]) -> Done {
    let out = match args {
        [] => None,
        [flag, path] if flag == "--out" => Some(path),
        _ => return Err(Failure::usage("sbom takes only --out FILE")),
    };
    let read = |path: &str| {
        std::fs::read_to_string(project.dir(path))
            .map_err(|cause| Failure::failed(&format!("cannot read {path}: {cause}")))
    };
    let mut all = crates(&read("Cargo.lock")?);
    all.extend(packages(&read("ui/package-lock.json")?));
    all.sort();
    let text = document(&all);
    match out {
        None => println!("{text}"),
        Some(path) => {
            std::fs::write(path, text + "\n")
                .map_err(|cause| Failure::failed(&format!("cannot write {path}: {cause}")))?;
            println!("{} components in {path}", all.len());
        }
    }
    Ok(())
}

/// The text between quotes of a line `key = "value"` or `"key": "value",`.
fn value<'l>(line: &'l str, start: &str) -> Option<&'l str> {
    line.trim().strip_prefix(start)?.split('"').nth(1)
}

/// The packages of Cargo.lock that come from elsewhere: ours have no checksum.
fn crates(lock: &str) -> Vec<Component> {
    lock.split("[[package]]")
        .skip(1)
        .filter_map(|block| {
            let find = |key: &str| block.lines().find_map(|line| value(line, key));
            Some(Component {
                kind: "cargo",
                name: find("name = ")?.to_owned(),
                version: find("version = ")?.to_owned(),
                sha256: find("checksum = ")?.to_owned(),
            })
        })
        .collect()
}

/// The packages of package-lock.json that the built page contains.
fn packages(lock: &str) -> Vec<Component> {
    lock.split("\n    \"node_modules/")
        .skip(1)
        .filter_map(|block| {
            let block = block.split("\n    }").next()?;
            let unneeded = |line: &str| {
                let line = line.trim();
                line.starts_with("\"dev\": true") || line.starts_with("\"optional\": true")
            };
            if block.lines().any(unneeded) {
                return None;
            }
            let path = block.split('"').next()?;
            Some(Component {
                kind: "npm",
                // A package inside another one's folder is that package all the same.
                name: path.rsplit("node_modules/").next()?.to_owned(),
                version: block
                    .lines()
                    .find_map(|line| value(line, "\"version\":"))?
                    .to_owned(),
                sha256: String::new(),
            })
        })
        .collect()
}

fn document(all: &[Component]) -> String {
    let lines: Vec<String> = all
        .iter()
        .map(|c| {
            // The scope of an npm name is written with %40 in a package address.
            let purl = format!("pkg:{}/{}@{}", c.kind, c.name.replace('@', "%40"), c.version);
            let hash = if c.sha256.is_empty() {
                String::new()
            } else {
                format!(
                    ",\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{}\"}}]",
                    c.sha256
                )
            };
            format!(
                "    {{\"type\":\"library\",\"bom-ref\":\"{purl}\",\"name\":\"{}\",\"version\":\"{}\",\"purl\":\"{purl}\"{hash}}}",
                c.name, c.version
            )
        })
        .collect();
    format!(
        "{{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,\n  \
         \"metadata\": {{\"component\": {{\"type\": \"application\", \"bom-ref\": \"kinfolio\", \"name\": \"kinfolio\", \
         \"version\": \"{}\"}}}},\n  \"components\": [\n{}\n  ]\n}}",
        env!("CARGO_PKG_VERSION"),
        lines.join(",\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> std::path::PathBuf {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    #[test]
    fn the_list_names_what_is_shipped_once_and_with_its_hash() {
        let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
        let rust = crates(&lock);
        assert_eq!(
            rust.len(),
            lock.matches("\nchecksum = ").count(),
            "every package from elsewhere, once"
        );
        assert!(rust.iter().all(|c| c.sha256.len() == 64));
        for name in ["age", "rusqlite", "tauri"] {
            assert!(rust.iter().any(|c| c.name == name), "{name}");
        }
        assert!(!rust.iter().any(|c| c.name.starts_with("kin-")));
        let lock = std::fs::read_to_string(root().join("ui/package-lock.json")).unwrap();
        let page = packages(&lock);
        let names: Vec<&str> = page.iter().map(|c| c.name.as_str()).collect();
        for name in ["svelte", "@tauri-apps/api", "pdfjs-dist"] {
            assert!(names.contains(&name), "{name}");
        }
        assert!(
            !names.contains(&"vitest"),
            "what only builds or tests is not shipped"
        );
        let text = document(&page);
        assert!(text.contains("\"purl\":\"pkg:npm/%40tauri-apps/api@"));
        assert!(text.starts_with('{') && text.ends_with('}'));
    }
}
