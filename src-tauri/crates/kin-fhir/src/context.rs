//! What a file knows beyond one resource: whose it is and what its references are called.

use crate::{Header, Limits};
use kin_model::Coding;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A name behind a reference, with the codes of a medicine.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Named {
    name: Box<str>,
    codings: Box<[Coding]>,
}

/// Names and numbering that a pre-scan of the file found; what drafts and details look up.
///
/// It can also be filled by hand, e.g. from the names that a record already knows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ScanContext {
    names: BTreeMap<String, Named>,
    namespaces: BTreeMap<String, Box<str>>,
    default_namespace: String,
    full: bool,
    /// References, and `system|value` of record numbers, of somebody whom the file does not hold.
    #[serde(default)]
    strangers: BTreeSet<String>,
    /// What a history says was deleted: full addresses, and `Type/id`.
    #[serde(default)]
    deleted: BTreeSet<String>,
}

/// The `Type/id` at the end of an absolute or versioned reference.
pub(crate) fn relative(reference: &str) -> &str {
    let unversioned = reference
        .split_once("/_history/")
        .map_or(reference, |(before, _)| before);
    let mut slashes = unversioned.rmatch_indices('/');
    slashes.next();
    match slashes.next() {
        Some((i, _)) => unversioned.get(i + 1..).unwrap_or(unversioned),
        None => unversioned,
    }
}

impl ScanContext {
    /// Adds what a reference (`Medication/12`, `urn:uuid:…`, a full URL) is called. Beyond
    /// [`Limits::names`] nothing more is taken.
    pub fn insert_name(&mut self, reference: &str, name: &str, limits: &Limits) {
        self.insert_medicine(reference, name, &[], limits);
    }

    /// Adds what a reference to a medicine is called, and its codes.
    pub fn insert_medicine(
        &mut self,
        reference: &str,
        name: &str,
        codings: &[Coding],
        limits: &Limits,
    ) {
        if reference.is_empty() || name.is_empty() {
            return;
        }
        if self.names.len() as u64 >= limits.names {
            self.full = true;
            return;
        }
        let named = Named {
            name: name.into(),
            codings: codings.into(),
        };
        self.names.insert(reference.to_owned(), named);
    }

    fn find(&self, reference: &str) -> Option<&Named> {
        if self.names.is_empty() || reference.is_empty() {
            return None;
        }
        self.names
            .get(reference)
            .or_else(|| self.names.get(relative(reference)))
    }

    /// What a reference is called.
    #[must_use]
    pub fn name(&self, reference: &str) -> Option<&str> {
        self.find(reference).map(|n| n.name.as_ref())
    }

    /// The codes of the medicine that a reference names; empty when not known.
    #[must_use]
    pub fn codings(&self, reference: &str) -> &[Coding] {
        self.find(reference).map_or(&[], |n| n.codings.as_ref())
    }

    /// Says which namespace the resources of a patient (by reference) are numbered in.
    pub fn insert_namespace(&mut self, patient: &str, namespace: &str) {
        self.namespaces.insert(patient.to_owned(), namespace.into());
    }

    /// The namespace for resources of this patient.
    #[must_use]
    pub fn namespace_of(&self, patient: &str) -> Option<&str> {
        self.namespaces
            .get(patient)
            .or_else(|| self.namespaces.get(relative(patient)))
            .map(AsRef::as_ref)
    }

    /// The namespace of resources that name no patient.
    #[must_use]
    pub fn default_namespace(&self) -> &str {
        &self.default_namespace
    }

    /// Sets [`Self::default_namespace`].
    pub fn set_default_namespace(&mut self, namespace: &str) {
        namespace.clone_into(&mut self.default_namespace);
    }

    /// Says that a reference, or the `system|value` of a record number, means somebody else than the person of the file.
    pub fn insert_stranger(&mut self, reference: &str) {
        self.strangers.insert(reference.to_owned());
    }

    /// Forgets who somebody else is: each source of the file has its own numbers for one person.
    pub fn forget_strangers(&mut self) {
        self.strangers.clear();
    }

    /// True when a resource is about somebody else than the person of the file.
    pub(crate) fn is_about_stranger(&self, header: &Header<'_>) -> bool {
        if self.strangers.is_empty() {
            return false;
        }
        match header.subject_reference() {
            Some(reference) => self.strangers.contains(reference),
            None => header
                .subject_number()
                .is_some_and(|number| self.strangers.contains(&number)),
        }
    }

    /// Says that a history ends with the deletion of what has this address, or this `Type/id`.
    pub fn insert_deleted(&mut self, name: &str) {
        self.deleted.insert(name.to_owned());
    }

    /// True when the file itself says that its source deleted this resource.
    pub(crate) fn is_deleted(&self, header: &Header<'_>, full_url: Option<&str>) -> bool {
        if self.deleted.is_empty() {
            return false;
        }
        let by_id = || format!("{}/{}", header.resource_type(), header.id());
        full_url.is_some_and(|url| self.deleted.contains(url))
            || (!header.id().is_empty() && self.deleted.contains(&by_id()))
    }

    /// True when names were left out because of [`Limits::names`].
    #[must_use]
    pub const fn names_left_out(&self) -> bool {
        self.full
    }
}
