//! Organizations and Endpoints of FHIR Bundles.
//!
//! # Source
//! SMART App Launch 2.2.0, "User-access Brands and Endpoints" (extensions `organization-portal` and
//! `endpoint-fhir-version`), and what vendors publish: an Endpoint that holds its Organization
//! (Epic), an Organization that names its Endpoints (Oracle Health), an Endpoint alone.

use super::Reading;
use super::json::day_of;
use crate::limits::{DEEPEST_PART, MOST_ENTRIES};
use crate::{DirectoryError, Entry, Place, Why, lenient};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Kind {
    #[serde(default, rename = "resourceType", deserialize_with = "lenient::text")]
    kind: String,
    #[serde(default, rename = "fullUrl", deserialize_with = "lenient::text")]
    full_url: String,
}

#[derive(Deserialize, Default, Clone)]
struct Reference {
    #[serde(default, deserialize_with = "lenient::text")]
    reference: String,
}

#[derive(Deserialize, Default)]
struct AddressWire {
    #[serde(default, deserialize_with = "lenient::text")]
    city: String,
    #[serde(default, deserialize_with = "lenient::text")]
    state: String,
    #[serde(default, rename = "postalCode", deserialize_with = "lenient::text")]
    postal_code: String,
    #[serde(default, deserialize_with = "lenient::text")]
    country: String,
}

/// An extension, and those inside it: no deeper, so that nothing can be nested without end.
#[derive(Deserialize, Default)]
struct Extension {
    #[serde(default, deserialize_with = "lenient::text")]
    url: String,
    #[serde(default, rename = "valueString", deserialize_with = "lenient::text")]
    string: String,
    #[serde(default, rename = "valueCode", deserialize_with = "lenient::text")]
    code: String,
    #[serde(
        default,
        rename = "valueReference",
        deserialize_with = "lenient::maybe"
    )]
    reference: Reference,
    #[serde(default, deserialize_with = "lenient::list")]
    extension: Vec<Part>,
}

#[derive(Deserialize, Default)]
struct Part {
    #[serde(default, deserialize_with = "lenient::text")]
    url: String,
    #[serde(default, rename = "valueString", deserialize_with = "lenient::text")]
    string: String,
    #[serde(
        default,
        rename = "valueReference",
        deserialize_with = "lenient::maybe"
    )]
    reference: Reference,
}

#[derive(Deserialize, Default)]
struct OrganizationWire {
    #[serde(default, deserialize_with = "lenient::text")]
    id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    name: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    active: Option<bool>,
    #[serde(default, deserialize_with = "lenient::list")]
    alias: Vec<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    address: Vec<AddressWire>,
    #[serde(default, deserialize_with = "lenient::list")]
    endpoint: Vec<Reference>,
    #[serde(default, rename = "partOf", deserialize_with = "lenient::maybe")]
    part_of: Reference,
    #[serde(default, deserialize_with = "lenient::list")]
    extension: Vec<Extension>,
}

#[derive(Deserialize, Default)]
struct Coding {
    #[serde(default, deserialize_with = "lenient::text")]
    code: String,
}

/// A Coding (R4), or a CodeableConcept (R5).
#[derive(Deserialize, Default)]
struct Connection {
    #[serde(default, deserialize_with = "lenient::text")]
    code: String,
    #[serde(default, deserialize_with = "lenient::list")]
    coding: Vec<Coding>,
}

#[derive(Deserialize, Default)]
struct Period {
    #[serde(default, deserialize_with = "lenient::text")]
    end: String,
}

#[derive(Deserialize, Default)]
struct EndpointWire {
    #[serde(default, deserialize_with = "lenient::text")]
    id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    status: String,
    #[serde(default, deserialize_with = "lenient::text")]
    address: String,
    #[serde(
        default,
        rename = "managingOrganization",
        deserialize_with = "lenient::maybe"
    )]
    managing: Reference,
    #[serde(default, deserialize_with = "lenient::list")]
    contained: Vec<OrganizationWire>,
    #[serde(default, deserialize_with = "lenient::list")]
    extension: Vec<Extension>,
    #[serde(default, rename = "connectionType", deserialize_with = "lenient::list")]
    connection: Vec<Connection>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    period: Period,
}

/// An organisation, with what it is called and where its records are.
struct Organization {
    entry: Entry,
    active: bool,
    part_of: String,
    /// References to endpoints, with the name of the portal where it has one.
    endpoints: Vec<(String, String)>,
}

#[derive(Default)]
struct Endpoint {
    wire: EndpointWire,
    dead: bool,
    fhir: bool,
}

/// Numbers by the names under which others refer to them.
#[derive(Default)]
struct Names {
    full: BTreeMap<String, usize>,
    tail: BTreeMap<String, usize>,
}

impl Names {
    fn put(&mut self, full_url: &str, kind: &str, id: &str, number: usize) {
        if !full_url.is_empty() {
            self.full.entry(full_url.to_owned()).or_insert(number);
        }
        if !id.is_empty() {
            self.tail.entry(format!("{kind}/{id}")).or_insert(number);
        }
    }

    fn find(&self, reference: &str, kind: &str) -> Option<usize> {
        if let Some(number) = self.full.get(reference) {
            return Some(*number);
        }
        let reference = reference.split("/_history/").next().unwrap_or(reference);
        let id = reference.rsplit('/').next()?.trim_start_matches('#');
        self.tail.get(&format!("{kind}/{id}")).copied()
    }
}

/// What a Bundle is about, until all of it is known.
#[derive(Default)]
pub(super) struct Bundle {
    organizations: Vec<Organization>,
    endpoints: Vec<Endpoint>,
    organization_names: Names,
    endpoint_names: Names,
}

fn organization(wire: OrganizationWire) -> Organization {
    let mut endpoints: Vec<(String, String)> = Vec::new();
    let mut also = wire.alias;
    for extension in &wire.extension {
        let portal = extension
            .extension
            .iter()
            .find(|part| part.url == "portalName")
            .map(|part| part.string.clone())
            .unwrap_or_default();
        let parts = extension.extension.iter().map(|part| &part.reference);
        for one in std::iter::once(&extension.reference).chain(parts) {
            if one.reference.contains("Endpoint/") {
                endpoints.push((one.reference.clone(), portal.clone()));
            }
        }
        // Newer brands have their other names inside the extension.
        let alias = |part: &&Part| matches!(part.url.as_str(), "brandAlias" | "alias");
        also.extend(
            extension
                .extension
                .iter()
                .filter(alias)
                .map(|part| part.string.clone()),
        );
    }
    endpoints.extend(
        wire.endpoint
            .into_iter()
            .map(|one| (one.reference, String::new())),
    );
    let places = wire
        .address
        .into_iter()
        .map(|one| Place {
            city: one.city,
            state: one.state,
            post_code: one.postal_code,
            country: one.country,
        })
        .collect();
    Organization {
        entry: Entry {
            name: wire.name,
            also,
            places,
            ..Entry::default()
        },
        active: wire.active != Some(false),
        part_of: wire.part_of.reference,
        endpoints,
    }
}

impl Bundle {
    /// Takes a member of the Bundle; false where it is no Organization or Endpoint.
    pub(super) fn take(
        &mut self,
        raw: &RawValue,
        inside: Option<&RawValue>,
    ) -> Result<bool, DirectoryError> {
        let of = |raw: &RawValue| serde_json::from_str::<Kind>(raw.get()).ok();
        let resource = inside.unwrap_or(raw);
        let Some(kind) = of(resource).map(|kind| kind.kind) else {
            return Ok(false);
        };
        let full_url = of(raw).map(|kind| kind.full_url).unwrap_or_default();
        if self.organizations.len() + self.endpoints.len() >= 2 * MOST_ENTRIES {
            return Err(DirectoryError::TooMany {
                limit: MOST_ENTRIES,
            });
        }
        match kind.as_str() {
            "Organization" => {
                let wire: OrganizationWire =
                    serde_json::from_str(resource.get()).unwrap_or_default();
                let number = self.organizations.len();
                self.organization_names
                    .put(&full_url, "Organization", &wire.id, number);
                self.organizations.push(organization(wire));
            }
            "Endpoint" => {
                let wire: EndpointWire = serde_json::from_str(resource.get()).unwrap_or_default();
                let number = self.endpoints.len();
                self.endpoint_names
                    .put(&full_url, "Endpoint", &wire.id, number);
                let mut codes = wire
                    .connection
                    .iter()
                    .flat_map(|one| {
                        std::iter::once(&one.code).chain(one.coding.iter().map(|one| &one.code))
                    })
                    .filter(|code| !code.is_empty())
                    .peekable();
                let fhir =
                    codes.peek().is_none() || codes.any(|code| code.starts_with("hl7-fhir-rest"));
                let dead = matches!(
                    wire.status.as_str(),
                    "off" | "error" | "test" | "suspended" | "entered-in-error"
                );
                self.endpoints.push(Endpoint { dead, fhir, wire });
            }
            // Other resources belong there, too, and say nothing about where to sign in.
            kind => return Ok(!kind.is_empty()),
        }
        Ok(true)
    }

    /// The endpoints of an organisation: its own, or those of what it is a part of.
    fn endpoints_of(&self, number: usize) -> (Vec<(usize, String)>, Option<String>) {
        let mut at = number;
        for depth in 0..=DEEPEST_PART {
            let Some(one) = self.organizations.get(at) else {
                break;
            };
            let mut found: BTreeMap<usize, String> = BTreeMap::new();
            for (reference, portal) in &one.endpoints {
                if let Some(endpoint) = self.endpoint_names.find(reference, "Endpoint") {
                    let name = found.entry(endpoint).or_default();
                    if name.is_empty() {
                        name.clone_from(portal);
                    }
                }
            }
            if !found.is_empty() {
                let whole = (depth > 0).then(|| one.entry.name.clone());
                return (found.into_iter().collect(), whole);
            }
            match self.organization_names.find(&one.part_of, "Organization") {
                Some(next) if !one.part_of.is_empty() && next != at => at = next,
                _ => break,
            }
        }
        (Vec::new(), None)
    }

    /// Who belongs to which endpoint.
    fn owners(&self) -> BTreeMap<usize, Vec<(usize, Vec<String>)>> {
        let mut owners: BTreeMap<usize, Vec<(usize, Vec<String>)>> = BTreeMap::new();
        for number in 0..self.organizations.len() {
            let (endpoints, whole) = self.endpoints_of(number);
            for (endpoint, portal) in endpoints {
                let mut names: Vec<String> = whole.clone().into_iter().collect();
                names.push(portal);
                owners.entry(endpoint).or_default().push((number, names));
            }
        }
        for (number, endpoint) in self.endpoints.iter().enumerate() {
            let managing = &endpoint.wire.managing.reference;
            if let Some(owner) = self.organization_names.find(managing, "Organization")
                && !managing.is_empty()
            {
                let all = owners.entry(number).or_default();
                if !all.iter().any(|(known, _)| *known == owner) {
                    all.push((owner, Vec::new()));
                }
            }
        }
        owners
    }

    pub(super) fn finish(
        mut self,
        reading: &mut Reading,
        today: &str,
    ) -> Result<(), DirectoryError> {
        let mut owners = self.owners();
        let mut used: BTreeSet<usize> = BTreeSet::new();
        for (number, endpoint) in std::mem::take(&mut self.endpoints).into_iter().enumerate() {
            let mine = owners.remove(&number).unwrap_or_default();
            used.extend(mine.iter().map(|(owner, _)| *owner));
            let Endpoint { wire, dead, fhir } = endpoint;
            let over = day_of(&wire.period.end)
                .is_some_and(|end| !today.is_empty() && end.as_str() < today);
            let version = wire
                .extension
                .iter()
                .find(|one| one.url.ends_with("fhir-version"))
                .map(|one| {
                    if one.code.is_empty() {
                        one.string.clone()
                    } else {
                        one.code.clone()
                    }
                })
                .unwrap_or_default();
            let mut entries: Vec<(Entry, bool)> = Vec::new();
            for (owner, names) in mine {
                if let Some(one) = self.organizations.get(owner) {
                    let mut entry = one.entry.clone();
                    entry.also.extend(names);
                    entries.push((entry, one.active));
                }
            }
            if entries.is_empty() {
                for one in wire.contained.into_iter().map(organization) {
                    entries.push((one.entry, one.active));
                }
            }
            if entries.is_empty() {
                entries.push((Entry::default(), true));
            }
            for (mut entry, active) in entries {
                if entry.name.trim().is_empty() {
                    entry.name.clone_from(&wire.name);
                }
                entry.address.clone_from(&wire.address);
                entry.fhir_version.clone_from(&version);
                if !fhir {
                    reading.leave_out(&entry.name, &entry.address, Why::NotFhir);
                } else if dead || over || !active {
                    reading.leave_out(&entry.name, &entry.address, Why::Dead);
                } else {
                    reading.push(entry)?;
                }
            }
        }
        // Organisations without any way in are named: somebody will look for them.
        for (number, one) in self.organizations.iter().enumerate() {
            if !used.contains(&number) {
                reading.leave_out(&one.entry.name, "", Why::NoAddress);
            }
        }
        Ok(())
    }
}
