//! Narrative XHTML to a small safe tree (being filled in).
use kin_model::{Narrative, Node};

/// Reads a FHIR narrative (`text.div`); never fails: what cannot be read becomes plain text.
#[must_use]
pub fn narrative(xhtml: &str) -> Narrative {
    Narrative {
        nodes: vec![Node::Text {
            text: xhtml.to_owned(),
        }],
        cut: false,
    }
}
