//! What a file knows beyond one resource: whose it is and what its references are called.

use crate::Limits;
use std::collections::BTreeMap;

/// Names and numbering that a pre-scan of the file found; what drafts and details look up.
#[derive(Debug, Clone, Default)]
pub struct ScanContext {
    names: BTreeMap<String, Box<str>>,
    namespaces: BTreeMap<String, Box<str>>,
    default_namespace: String,
    full: bool,
}

impl ScanContext {
    /// Adds what a reference (`Medication/12`, `urn:uuid:…`, a full URL) is called. Beyond
    /// [`Limits::names`] nothing more is taken.
    pub fn insert_name(&mut self, reference: &str, name: &str, limits: &Limits) {
        if self.names.len() as u64 >= limits.names {
            self.full = true;
        } else if !reference.is_empty() && !name.is_empty() {
            self.names.insert(reference.to_owned(), name.into());
        }
    }

    /// What a reference is called.
    #[must_use]
    pub fn name(&self, reference: &str) -> Option<&str> {
        self.names.get(reference).map(AsRef::as_ref)
    }

    /// Says which namespace the resources of a patient (by reference) are numbered in.
    pub fn insert_namespace(&mut self, patient: &str, namespace: &str) {
        self.namespaces.insert(patient.to_owned(), namespace.into());
    }

    /// The namespace for resources of this patient.
    #[must_use]
    pub fn namespace_of(&self, patient: &str) -> Option<&str> {
        self.namespaces.get(patient).map(AsRef::as_ref)
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

    /// True when names were left out because of [`Limits::names`].
    #[must_use]
    pub const fn names_left_out(&self) -> bool {
        self.full
    }
}
