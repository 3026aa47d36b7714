//! Narrative text that is safe to show: a small typed tree instead of foreign HTML.

use serde::{Deserialize, Serialize};

/// The elements that are shown; all others are dropped and their text kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(
    missing_docs,
    reason = "the variants are the XHTML elements of the same names"
)]
pub enum Tag {
    P,
    Br,
    B,
    I,
    U,
    Ul,
    Ol,
    Li,
    Table,
    Thead,
    Tbody,
    Tr,
    Td,
    Th,
    Pre,
    H,
}

/// A piece of a [`Narrative`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Node {
    /// Plain text.
    Text {
        /// The text.
        text: String,
    },
    /// An element with its children.
    Element {
        /// The element.
        tag: Tag,
        /// `colspan`, 1 to 100.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        colspan: Option<u8>,
        /// `rowspan`, 1 to 100.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rowspan: Option<u8>,
        /// What is inside.
        children: Vec<Self>,
    },
}

/// Safe text of a resource or section.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Narrative {
    /// Top-level pieces.
    pub nodes: Vec<Node>,
    /// True when something was cut at a limit (256 KiB, depth 32).
    pub cut: bool,
}

impl Narrative {
    /// The words alone, blocks separated by a line break.
    #[must_use]
    pub fn plain_text(&self) -> String {
        fn walk(nodes: &[Node], out: &mut String) {
            for node in nodes {
                match node {
                    Node::Text { text } => out.push_str(text),
                    Node::Element { tag, children, .. } => {
                        walk(children, out);
                        match tag {
                            Tag::Td | Tag::Th => out.push(' '),
                            Tag::B | Tag::I | Tag::U => {}
                            _ => out.push('\n'),
                        }
                    }
                }
            }
        }
        let mut out = String::new();
        walk(&self.nodes, &mut out);
        out
    }
}
