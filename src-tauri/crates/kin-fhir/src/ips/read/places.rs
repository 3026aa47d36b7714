//! Where a reference inside the file leads.

use super::Item;
use std::collections::BTreeMap;

/// Where a reference leads.
pub(super) struct Places<'a> {
    by_url: BTreeMap<&'a str, usize>,
    by_local: BTreeMap<&'a str, Vec<usize>>,
    by_id: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(all: &'a [Item]) -> Self {
        let mut places = Self {
            by_url: BTreeMap::new(),
            by_local: BTreeMap::new(),
            by_id: BTreeMap::new(),
        };
        for (index, item) in all.iter().enumerate() {
            if !item.full_url.is_empty() {
                places.by_url.entry(&item.full_url).or_insert(index);
            }
            places.by_local.entry(&item.local).or_default().push(index);
            if let Some((_, id)) = item.local.split_once('/')
                && !id.is_empty()
            {
                places.by_id.entry(id).or_default().push(index);
            }
        }
        places
    }

    /// By R4's rules; where these lead nowhere, by what is called the same, as long as only one thing is. That the
    /// reference is wrong is told among the flaws.
    pub(super) fn find(&self, from: &str, reference: &str) -> Option<usize> {
        let reference = reference
            .split_once("/_history/")
            .map_or(reference, |(r, _)| r);
        if let Some(found) = self.by_url.get(reference) {
            return Some(*found);
        }
        if let Some(base) = base(from)
            && let Some(found) = self.by_url.get(format!("{base}{reference}").as_str())
        {
            return Some(*found);
        }
        let only = |list: Option<&Vec<usize>>| match list.map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        };
        let mut parts = reference.rsplit('/');
        let (id, kind) = (parts.next()?, parts.next());
        if let Some(kind) = kind {
            return only(self.by_local.get(format!("{kind}/{id}").as_str()));
        }
        let id = id
            .strip_prefix("urn:uuid:")
            .or_else(|| id.strip_prefix("urn:oid:"))
            .unwrap_or(id);
        only(self.by_id.get(id))
    }
}

/// `https://host/fhir/` of `https://host/fhir/Composition/1`.
fn base(url: &str) -> Option<&str> {
    if !url.starts_with("http") {
        return None;
    }
    let mut cut = url.rmatch_indices('/');
    cut.next()?;
    let (at, _) = cut.next()?;
    url.get(..=at)
}
