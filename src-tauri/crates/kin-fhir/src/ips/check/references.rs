//! References inside the document.
//!
//! # Source
//! FHIR R4 4.0.1, Bundle 2.36.4.1 "Resolving references in Bundles": a relative reference is
//! completed by the base of the fullUrl of the entry it stands in, where that is RESTful.

use super::Findings;
use crate::ips::resource::type_of;
use serde_json::Value;
use std::collections::BTreeMap;

/// The entries by fullUrl.
pub(super) struct Index<'a> {
    by_url: BTreeMap<&'a str, &'a Value>,
}

/// The base of a RESTful fullUrl: `https://host/fhir/Patient/1` -> `https://host/fhir/`.
fn base(url: &str) -> Option<&str> {
    if !url.starts_with("http") {
        return None;
    }
    let mut cut = url.rmatch_indices('/');
    cut.next()?;
    let (at, _) = cut.next()?;
    url.get(..=at)
}

impl<'a> Index<'a> {
    pub(super) fn new(entries: &'a [Value]) -> Self {
        let pairs = entries
            .iter()
            .filter_map(|e| Some((e.get("fullUrl")?.as_str()?, e.get("resource")?)));
        Self {
            by_url: pairs.collect(),
        }
    }

    /// The resource that a reference means, in an entry with this fullUrl.
    pub(super) fn find(&self, from: &str, reference: &str) -> Option<&'a Value> {
        let reference = reference
            .split_once("/_history/")
            .map_or(reference, |(r, _)| r);
        if let Some(found) = self.by_url.get(reference) {
            return Some(found);
        }
        if reference.contains(':') {
            return None;
        }
        let whole = format!("{}{reference}", base(from)?);
        self.by_url.get(whole.as_str()).copied()
    }

    /// Checks every reference of every entry.
    pub(super) fn check(&self, entries: &[Value], out: &mut Findings) {
        for (i, entry) in entries.iter().enumerate() {
            let from = entry
                .get("fullUrl")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let Some(body) = entry.get("resource") else {
                continue;
            };
            let contained: Vec<&str> = body
                .get("contained")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|c| c.get("id").and_then(Value::as_str))
                .collect();
            let kind = type_of(body);
            let mut walk = Walk {
                index: self,
                from,
                contained,
                must: kind == "Composition",
                place: format!("entry {i} {kind}"),
                out,
            };
            walk.visit(body, kind);
        }
    }
}

struct Walk<'a, 'b> {
    index: &'b Index<'a>,
    from: &'b str,
    contained: Vec<&'b str>,
    /// In the Composition everything must be inside the document, absolute or not.
    must: bool,
    place: String,
    out: &'b mut Findings,
}

impl Walk<'_, '_> {
    fn visit(&mut self, value: &Value, path: &str) {
        match value {
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.visit(item, &format!("{path}[{i}]"));
                }
            }
            Value::Object(object) => {
                if let Some(reference) = object.get("reference").and_then(Value::as_str) {
                    self.reference(reference, path);
                }
                for (key, child) in object {
                    // Immunization.education.reference is an address, no Reference.
                    if key != "education" {
                        self.visit(child, &format!("{path}.{key}"));
                    }
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, reference: &str, path: &str) {
        if let Some(id) = reference.strip_prefix('#') {
            if !id.is_empty() && !self.contained.contains(&id) {
                self.out
                    .error("ips-reference-unresolved", &self.place, path);
            }
            return;
        }
        if self.index.find(self.from, reference).is_some() {
            return;
        }
        let outside = reference.starts_with("http://") || reference.starts_with("https://");
        if outside && !self.must {
            self.out.warning("ips-reference-outside", &self.place, path);
        } else {
            self.out
                .error("ips-reference-unresolved", &self.place, path);
        }
    }
}
