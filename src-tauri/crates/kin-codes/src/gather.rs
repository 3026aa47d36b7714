//! Which cards, parts of cards or link a text holds: what a code reader, a file, a paste or an answer gives.

use crate::{Card, Chunk, Chunks, CodeError, CodeLimits};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gathered {
    /// Signed texts, each of one card.
    Cards(Vec<String>),
    /// A link.
    Link(String),
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(default, rename = "resourceType")]
    resource_type: Option<String>,
    #[serde(default, rename = "verifiableCredential")]
    cards: Option<Vec<String>>,
    #[serde(default, borrow)]
    parameter: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Parameter {
    #[serde(default)]
    name: String,
    #[serde(default, rename = "valueString")]
    value: Option<String>,
}

/// Looks for cards and links in a text.
///
/// Read are: codes (`shc:/…`, one a line, parts in any order), signed texts (`eyJ…`), JSON texts of
/// these, files and web addresses with `verifiableCredential`, answers of `$health-cards-issue`,
/// and links (`shlink:/…`, also behind a viewer's address).
///
/// # Errors
/// [`CodeError::NoCode`] where there is none, [`CodeError::PartsMissing`] and the others of [`Chunk::parse`].
pub fn gather(bytes: &[u8], limits: &CodeLimits) -> Result<Gathered, CodeError> {
    if bytes.len() > limits.text_bytes {
        let limit = limits.text_bytes as u64;
        return Err(CodeError::TooLarge { limit });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| CodeError::NoCode)?;
    let found = in_text(text.trim(), limits)?;
    if let Gathered::Cards(cards) = &found
        && cards.len() > limits.cards
    {
        let limit = limits.cards as u64;
        return Err(CodeError::TooLarge { limit });
    }
    Ok(found)
}

/// The texts that a file of codes consists of, each alone, so that one that is defect does not spoil the others; those
/// of the lines are taken as they are.
///
/// # Errors
/// [`CodeError::NoCode`] where there is none; [`CodeError::TooLarge`].
pub fn single_texts(bytes: &[u8], limits: &CodeLimits) -> Result<Vec<String>, CodeError> {
    if let Ok(found) = gather(bytes, limits) {
        return Ok(match found {
            Gathered::Cards(cards) => cards,
            Gathered::Link(link) => vec![link],
        });
    }
    if bytes.len() > limits.text_bytes {
        let limit = limits.text_bytes as u64;
        return Err(CodeError::TooLarge { limit });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| CodeError::NoCode)?;
    let text = text.trim();
    let lines: Vec<String> = if text.starts_with('[') {
        serde_json::from_str(text).map_err(|_| CodeError::NoCode)?
    } else if text.starts_with('{') {
        return Err(CodeError::NoCode);
    } else {
        let lines = text.lines().map(|line| line.trim().to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    };
    if lines.len() > limits.cards {
        let limit = limits.cards as u64;
        return Err(CodeError::TooLarge { limit });
    }
    // A text that only begins like a code is none.
    let codes = |line: &&String| !matches!(gather(line.as_bytes(), limits), Err(CodeError::NoCode));
    match lines.iter().filter(codes).count() {
        0 => Err(CodeError::NoCode),
        _ => Ok(lines),
    }
}

fn in_text(text: &str, limits: &CodeLimits) -> Result<Gathered, CodeError> {
    if text.starts_with('{') {
        return in_object(text);
    }
    if text.starts_with('[') {
        let lines: Vec<String> = serde_json::from_str(text).map_err(|_| CodeError::NoCode)?;
        return in_lines(lines.iter().map(String::as_str), limits);
    }
    if text.starts_with('"') {
        let line: String = serde_json::from_str(text).map_err(|_| CodeError::NoCode)?;
        return in_lines(std::iter::once(line.as_str()), limits);
    }
    if let Some(at) = link_in(text) {
        return Ok(Gathered::Link(at.to_owned()));
    }
    if let Some((address, fragment)) = text.split_once('#')
        && address.starts_with("https://")
    {
        return in_object(&unescaped(fragment));
    }
    in_lines(text.lines(), limits)
}

/// `shlink:/…`, alone or behind the address of a viewer.
fn link_in(text: &str) -> Option<&str> {
    let at = text.find("shlink:/")?;
    let before = text.get(..at)?;
    let alone = before.is_empty() || (before.starts_with("https://") && before.ends_with('#'));
    let link = text.get(at..)?;
    (alone && !link.contains(char::is_whitespace)).then_some(link)
}

fn in_object(text: &str) -> Result<Gathered, CodeError> {
    let file: File<'_> = serde_json::from_str(text).map_err(|_| CodeError::NoCode)?;
    let mut cards = file.cards.unwrap_or_default();
    if file.resource_type.as_deref() == Some("Parameters") {
        let all = file.parameter.iter();
        let read = all.filter_map(|raw| serde_json::from_str::<Parameter>(raw.get()).ok());
        let ours = read.filter(|one| one.name == "verifiableCredential");
        cards.extend(ours.filter_map(|one| one.value));
    }
    if cards.is_empty() {
        return Err(CodeError::NoCode);
    }
    Ok(Gathered::Cards(cards))
}

fn in_lines<'t>(
    lines: impl Iterator<Item = &'t str>,
    limits: &CodeLimits,
) -> Result<Gathered, CodeError> {
    let mut cards = Vec::new();
    // Parts of cards in the order in which each card began, told apart by how many parts they have.
    let mut parts: BTreeMap<u16, Chunks> = BTreeMap::new();
    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with("eyJ") {
            cards.push(line.to_owned());
            continue;
        }
        let chunk = Chunk::parse(line, limits)?;
        if chunk.all == 1 {
            cards.push(chunk.text);
        } else {
            parts.entry(chunk.all).or_default().add(chunk)?;
        }
    }
    for chunks in parts.values() {
        cards.push(chunks.card()?);
    }
    if cards.is_empty() {
        return Err(CodeError::NoCode);
    }
    Ok(Gathered::Cards(cards))
}

/// Undoes `%41` of a web address; what is none stays.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let coded = more.get(..2).filter(|_| *first == b'%');
        let coded = coded.and_then(|two| std::str::from_utf8(two).ok());
        match coded.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = more.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Gathered {
    /// The cards, each read; the first defect ends it.
    ///
    /// # Errors
    /// As [`Card::parse`]; [`CodeError::NoCode`] for a link.
    pub fn cards(&self, limits: &CodeLimits) -> Result<Vec<Card>, CodeError> {
        match self {
            Self::Cards(all) => all.iter().map(|text| Card::parse(text, limits)).collect(),
            Self::Link(_) => Err(CodeError::NoCode),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Gathered, gather};
    use crate::{CodeError, CodeLimits};
    use proptest::prelude::*;

    fn found(text: &str) -> Result<Gathered, CodeError> {
        gather(text.as_bytes(), &CodeLimits::default())
    }

    fn cards(all: &[&str]) -> Gathered {
        Gathered::Cards(all.iter().map(|one| (*one).to_owned()).collect())
    }

    #[test]
    fn cards_are_found_in_every_form() {
        for text in [
            "shc:/567629",
            " \t\n shc:/567629 \t\n ",
            "\u{feff}shc:/567629",
            "eyJ",
            "\"eyJ\"",
            "\"shc:/567629\"",
            "[\"shc:/567629\"]",
            "shc:/3/3/29\nshc:/1/3/56\n\nshc:/2/3/76",
            "[\"shc:/2/2/29\",\"shc:/1/2/5676\"]",
            r#"{"verifiableCredential":["eyJ"]}"#,
            r#"https://viewer.example.org/#{"verifiableCredential":["eyJ"]}"#,
            "https://viewer.example.org/a#%7B%22verifiableCredential%22%3A%5B%22eyJ%22%5D%7D",
            r#"{"resourceType":"Parameters","parameter":[{"name":"verifiableCredential","valueString":"eyJ"},{"name":"resourceLink","part":[]}]}"#,
        ] {
            assert_eq!(found(text).unwrap(), cards(&["eyJ"]), "{text}");
        }
        let two = found("shc:/567629\neyJ\nshc:/1/2/56\nshc:/2/2/76").unwrap();
        assert_eq!(two, cards(&["eyJ", "eyJ", "ey"]));
    }

    #[test]
    fn links_are_found_alone_and_behind_a_viewer() {
        let link = Gathered::Link("shlink:/eyJ1".to_owned());
        for text in [
            "shlink:/eyJ1",
            "https://viewer.example.org/x.html#shlink:/eyJ1\n",
        ] {
            assert_eq!(found(text).unwrap(), link, "{text}");
        }
        for text in ["see shlink:/eyJ1", "http://viewer.example.org#shlink:/eyJ1"] {
            assert!(found(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_said_to_be_none() {
        for text in [
            "",
            "{",
            "{}",
            "[]",
            "\"",
            "hello",
            "{\"resourceType\":\"Patient\"}",
        ] {
            assert_eq!(found(text), Err(CodeError::NoCode), "{text}");
        }
        assert_eq!(found("shc:5676"), Err(CodeError::CodeHeader));
        let missing = CodeError::PartsMissing { have: 1, all: 3 };
        assert_eq!(found("shc:/2/3/56"), Err(missing));
        let many = "eyJ\n".repeat(101);
        assert_eq!(found(&many), Err(CodeError::TooLarge { limit: 100 }));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(bytes: Vec<u8>, text in "\\PC{0,60}") {
            drop(gather(&bytes, &CodeLimits::default()));
            drop(gather(text.as_bytes(), &CodeLimits::default()));
            drop(gather(format!("shc:/{text}").as_bytes(), &CodeLimits::default()));
            drop(gather(format!("https://{text}").as_bytes(), &CodeLimits::default()));
        }
    }
}
