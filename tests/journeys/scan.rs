//! Looking for words in files where no word may be: in every spelling a program could have left behind.

use std::path::{Path, PathBuf};

/// A word and how it was written.
pub(crate) struct Needle {
    /// Which word, and in which spelling; never the word itself.
    pub(crate) name: String,
    bytes: Vec<u8>,
}

/// Where a word was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) file: PathBuf,
    pub(crate) needle: String,
}

/// A word in UTF-8, UTF-16 (both orders), base64 (plain and URL-safe, at each of the three offsets),
/// hexadecimal (both cases) and JSON escapes.
pub(crate) fn needles(name: &str, word: &str) -> Vec<Needle> {
    let mut spellings: Vec<(String, Vec<u8>)> = vec![
        ("UTF-8".to_owned(), word.as_bytes().to_vec()),
        (
            "UTF-16LE".to_owned(),
            word.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        (
            "UTF-16BE".to_owned(),
            word.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ),
        (
            "hex".to_owned(),
            hex(word.as_bytes()).to_lowercase().into_bytes(),
        ),
        ("HEX".to_owned(), hex(word.as_bytes()).into_bytes()),
    ];
    for offset in 0..3 {
        let plain = base64_core(word.as_bytes(), offset);
        let safe = plain.replace('+', "-").replace('/', "_");
        spellings.push((format!("base64 at {offset}"), plain.into_bytes()));
        spellings.push((format!("base64url at {offset}"), safe.into_bytes()));
    }
    if !word.is_ascii() {
        let escaped: String = word
            .encode_utf16()
            .map(|unit| {
                if unit < 128 {
                    char::from_u32(u32::from(unit)).unwrap_or('?').to_string()
                } else {
                    format!("\\u{unit:04x}")
                }
            })
            .collect();
        spellings.push(("JSON escapes".to_owned(), escaped.into_bytes()));
    }
    spellings
        .into_iter()
        .map(|(spelling, bytes)| Needle {
            name: format!("{name} in {spelling}"),
            bytes,
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// The characters of a base64 text that depend on the word alone when `offset` unknown bytes stand before it.
fn base64_core(word: &[u8], offset: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = word
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    // The first whole character begins where the unknown bytes' last character ends.
    let skip = (6 - offset * 8 % 6) % 6;
    bits[skip..]
        .chunks_exact(6)
        .map(|six| {
            let value = six
                .iter()
                .fold(0, |value, bit| value << 1 | usize::from(*bit));
            char::from(ALPHABET[value])
        })
        .collect()
}

/// Every hit of every needle in every file under the folders, in the files' names, too.
pub(crate) fn scan(folders: &[&Path], needles: &[Needle]) -> Vec<Hit> {
    let mut hits = Vec::new();
    for folder in folders {
        for file in crate::tree::all_files(folder) {
            let name = file
                .strip_prefix(folder)
                .unwrap_or(&file)
                .to_string_lossy()
                .into_owned();
            // A file that went away while we looked (a WAL at a checkpoint) holds nothing any more.
            let content = std::fs::read(&file).unwrap_or_default();
            for needle in needles {
                let found = memchr::memmem::find(&content, &needle.bytes).is_some()
                    || memchr::memmem::find(name.as_bytes(), &needle.bytes).is_some();
                if found {
                    hits.push(Hit {
                        file: file.clone(),
                        needle: needle.name.clone(),
                    });
                }
            }
        }
    }
    hits
}

#[test]
fn every_spelling_is_found_where_it_is_planted() {
    let word = "Zyx-Kanarienvogel 血压";
    let all = needles("control", word);
    let folder = tempfile::tempdir().expect("a folder");
    for (index, needle) in all.iter().enumerate() {
        let mut content = vec![0, 255, 7];
        content.extend(&needle.bytes);
        content.extend([9, 9]);
        std::fs::write(folder.path().join(format!("f{index}")), content).expect("written");
    }
    let hits = scan(&[folder.path()], &all);
    for needle in &all {
        assert!(
            hits.iter().any(|hit| hit.needle == needle.name),
            "{} is found",
            needle.name
        );
    }
}

#[test]
fn base64_is_found_at_each_offset() {
    // Written by other software: `printf 'x%.0sCanary-91' …| base64`.
    for (offset, encoded) in [
        (0, "Q2FuYXJ5LTkx"),
        (1, "eENhbmFyeS05MQ=="),
        (2, "eHhDYW5hcnktOTE="),
    ] {
        let core = base64_core(b"Canary-91", offset);
        assert!(
            core.len() >= 10,
            "the core is long enough to mean something"
        );
        assert!(
            encoded.contains(&core),
            "offset {offset}: {core} in {encoded}"
        );
    }
}
