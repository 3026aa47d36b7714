//! `Parameters` as an envelope: what an operation (`$everything`, `$summary`, `$match`) answers with
//! may hold the record in `parameter.resource`, also in parts of parts.

use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    parameter: Vec<Parameter>,
}

#[derive(Deserialize)]
struct Parameter {
    resource: Option<BTreeMap<String, IgnoredAny>>,
    #[serde(default)]
    part: Vec<Self>,
}

impl Parameter {
    fn holds_resource(&self) -> bool {
        self.resource.is_some() || self.part.iter().any(Self::holds_resource)
    }
}

/// Whether there is a resource in a parameter. What is no `Parameters` as FHIR has them is no envelope, and is kept whole.
pub(super) fn hold_resources(bytes: &[u8]) -> bool {
    // Most have none: looked for before anything is parsed.
    if memchr::memmem::find(bytes, b"\"resource\"").is_none() {
        return false;
    }
    serde_json::from_slice::<Envelope>(bytes)
        .is_ok_and(|found| found.parameter.iter().any(Parameter::holds_resource))
}
