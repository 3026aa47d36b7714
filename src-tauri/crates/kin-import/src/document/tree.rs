//! XML as a small tree, within limits: no declaration, no entity but the five of XML and characters by number.

use crate::ImportError;
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Elements inside each other. The deepest public document has 34.
const DEPTH: usize = 100;
/// Elements of one document.
const ELEMENTS: usize = 400_000;

/// One element.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Its name without a prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) inside: Vec<Part>,
}

/// What is in an element.
#[derive(Debug)]
pub(super) enum Part {
    Node(Node),
    Text(String),
}

impl Node {
    /// An attribute by its name without a prefix; nothing where it is empty or says `null`, as some programs write.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(n, _)| n == name)?;
        let value = value.trim();
        (!value.is_empty() && value != "null").then_some(value)
    }

    /// The elements in it.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Self> {
        self.inside.iter().filter_map(|part| match part {
            Part::Node(node) => Some(node),
            Part::Text(_) => None,
        })
    }

    /// The elements of one name in it.
    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.nodes().filter(move |node| node.name == name)
    }

    /// The first element at the end of a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        match path {
            [] => Some(self),
            [name, rest @ ..] => self
                .nodes()
                .filter(|node| node.name == *name)
                .find_map(|node| node.at(rest)),
        }
    }

    /// The words in it and below, with single spaces.
    pub(super) fn words(&self) -> String {
        let mut all = String::new();
        self.gather(&mut all);
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn gather(&self, into: &mut String) {
        for part in &self.inside {
            match part {
                Part::Text(text) => into.push_str(text),
                Part::Node(node) => node.gather(into),
            }
            into.push(' ');
        }
    }
}

const fn damaged() -> ImportError {
    ImportError::Damaged { what: "document" }
}

/// The characters of a file, whatever it says they are. Hospitals write Latin-1 or GBK and call it UTF-8.
pub(super) fn characters(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        let solid = bytes.get(skip..).unwrap_or_default();
        return encoding.decode_without_bom_handling(solid).0;
    }
    match bytes {
        [b'<', 0, ..] => return UTF_16LE.decode_without_bom_handling(bytes).0,
        [0, b'<', ..] => return UTF_16BE.decode_without_bom_handling(bytes).0,
        _ => {}
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let said = declared(head).filter(|encoding| *encoding != UTF_8);
    let chinese = memchr::memmem::find(head, b"\"CN\"").is_some();
    let guess = if chinese { GB18030 } else { WINDOWS_1252 };
    said.unwrap_or(guess).decode_without_bom_handling(bytes).0
}

/// What the first line of the file says it is written in.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let line = head.strip_prefix(b"<?xml")?;
    let line = line.get(..memchr::memchr(b'>', line)?)?;
    let after = line.get(memchr::memmem::find(line, b"encoding")?.checked_add(8)?..)?;
    let label = after
        .split(|byte| matches!(byte, b'"' | b'\''))
        .nth(1)
        .unwrap_or_default();
    Encoding::for_label(label)
}

/// Reads the tree.
pub(super) fn read(text: &str) -> Result<Node, ImportError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Node::default()];
    let mut count = 0_usize;
    loop {
        let event = reader.read_event().map_err(|_| damaged())?;
        match event {
            Event::Start(start) => open.push(begin(&start, &mut count, open.len())?),
            Event::Empty(start) => {
                let node = begin(&start, &mut count, open.len())?;
                put(&mut open, Part::Node(node));
            }
            Event::End(_) => {
                let node = open.pop().ok_or_else(damaged)?;
                put(&mut open, Part::Node(node));
            }
            Event::Text(text) => put(&mut open, Part::Text(text.into_inner().into_owned())),
            Event::CData(text) => put(&mut open, Part::Text(text.into_inner().into_owned())),
            Event::GeneralRef(name) => {
                let name = name.into_inner();
                let told = format!("&{name};");
                let resolved = unescape(&told).map_err(|_| damaged())?;
                put(&mut open, Part::Text(resolved.into_owned()));
            }
            Event::DocType(_) => return Err(damaged()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    let top = open.pop().filter(|_| open.is_empty()).ok_or_else(damaged)?;
    let root = top.inside.into_iter().find_map(|part| match part {
        Part::Node(node) => Some(node),
        Part::Text(_) => None,
    });
    root.ok_or_else(damaged)
}

fn begin(start: &BytesStart<'_>, count: &mut usize, depth: usize) -> Result<Node, ImportError> {
    *count = count.saturating_add(1);
    if depth > DEPTH || *count > ELEMENTS {
        let limit = if depth > DEPTH { DEPTH } else { ELEMENTS };
        return Err(ImportError::OverLimit {
            what: "document",
            limit: limit as u64,
        });
    }
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| damaged())?;
        let name = attribute.key.local_name().as_ref().to_owned();
        let value = unescape(&attribute.value).map_err(|_| damaged())?;
        attributes.push((name, value.into_owned()));
    }
    Ok(Node {
        name: start.local_name().as_ref().to_owned(),
        attributes,
        inside: Vec::new(),
    })
}

fn put(open: &mut [Node], part: Part) {
    if let Some(node) = open.last_mut() {
        node.inside.push(part);
    }
}
