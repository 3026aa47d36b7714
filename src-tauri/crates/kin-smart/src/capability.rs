//! What a FHIR server says it can do: `metadata`, in every version since DSTU2.

use crate::{SmartError, lenient};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Largest CapabilityStatement (real ones reach 5 MB).
pub const LARGEST_CAPABILITY: u64 = 16 * 1024 * 1024;

/// The name of the extension that holds the addresses to sign in at.
const OAUTH_URIS: &str = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
/// The name of the extension that holds SMART capabilities.
const SMART_CAPABILITIES: &str =
    "http://fhir-registry.smarthealthit.org/StructureDefinition/capabilities";

/// What a server can do with one type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypeAbility {
    /// `interaction` names `search-type`, or nothing is said about interactions.
    pub search: bool,
    /// `interaction` names `read`, or nothing is said about interactions.
    pub read: bool,
    /// `searchParam.name`.
    pub parameters: BTreeSet<String>,
}

/// The parts of a CapabilityStatement (DSTU2: Conformance) that a sync needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CapabilityStatement {
    /// `fhirVersion`, e.g. `4.0.1`.
    pub fhir_version: Option<String>,
    /// `software.name` or `publisher`: how vendors can be told apart.
    pub software: Option<String>,
    /// `rest.resource`.
    pub types: BTreeMap<String, TypeAbility>,
    /// Whether `Patient/$everything` is offered.
    pub everything: bool,
    pub(crate) authorize: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) register: Option<String>,
    pub(crate) revoke: Option<String>,
    pub(crate) introspect: Option<String>,
    pub(crate) manage: Option<String>,
    pub(crate) smart: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default, deserialize_with = "lenient::maybe")]
    resource_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    fhir_version: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    publisher: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    software: Option<Named>,
    #[serde(default, deserialize_with = "lenient::list")]
    rest: Vec<Rest>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Rest {
    #[serde(default, deserialize_with = "lenient::text")]
    mode: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    security: Option<Security>,
    #[serde(default, deserialize_with = "lenient::list")]
    resource: Vec<Resource>,
    #[serde(default, deserialize_with = "lenient::list")]
    operation: Vec<Named>,
}

#[derive(Deserialize)]
struct Security {
    #[serde(default, deserialize_with = "lenient::list")]
    extension: Vec<Extension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    #[serde(default, deserialize_with = "lenient::text")]
    url: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    value_uri: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    value_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    value_code: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    extension: Vec<Self>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    interaction: Vec<Interaction>,
    #[serde(default, deserialize_with = "lenient::list")]
    search_param: Vec<Named>,
    #[serde(default, deserialize_with = "lenient::list")]
    operation: Vec<Named>,
}

#[derive(Deserialize)]
struct Interaction {
    #[serde(default, deserialize_with = "lenient::text")]
    code: Option<String>,
}

impl CapabilityStatement {
    /// Reads `metadata`.
    ///
    /// # Errors
    /// [`SmartError::TooLarge`]; [`SmartError::NotFhir`] where it is neither a CapabilityStatement
    /// nor a Conformance.
    pub fn parse(bytes: &[u8]) -> Result<Self, SmartError> {
        if bytes.len() as u64 > LARGEST_CAPABILITY {
            return Err(SmartError::TooLarge {
                limit: LARGEST_CAPABILITY,
            });
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let wire: Wire = serde_json::from_slice(bytes).map_err(|_| SmartError::NotFhir)?;
        if !matches!(
            wire.resource_type.as_deref(),
            Some("CapabilityStatement" | "Conformance")
        ) {
            return Err(SmartError::NotFhir);
        }
        let mut all = Self {
            fhir_version: wire.fhir_version,
            software: wire.software.and_then(|one| one.name).or(wire.publisher),
            ..Self::default()
        };
        let server = |rest: &&Rest| rest.mode.as_deref().is_none_or(|mode| mode == "server");
        for rest in wire.rest.iter().filter(server) {
            if let Some(security) = &rest.security {
                all.take_security(security);
            }
            all.everything |= rest.operation.iter().any(is_everything);
            for resource in &rest.resource {
                all.take_type(resource);
            }
        }
        Ok(all)
    }

    fn take_security(&mut self, security: &Security) {
        for extension in &security.extension {
            match extension.url.as_deref() {
                Some(OAUTH_URIS) => {
                    for one in &extension.extension {
                        let uri = one.value_uri.clone().or_else(|| one.value_url.clone());
                        let Some(place) = (match one.url.as_deref() {
                            Some("authorize") => Some(&mut self.authorize),
                            Some("token") => Some(&mut self.token),
                            Some("register") => Some(&mut self.register),
                            Some("revoke") => Some(&mut self.revoke),
                            Some("introspect") => Some(&mut self.introspect),
                            Some("manage") => Some(&mut self.manage),
                            _ => None,
                        }) else {
                            continue;
                        };
                        *place = place.take().or(uri);
                    }
                }
                Some(SMART_CAPABILITIES) => self.smart.extend(extension.value_code.clone()),
                _ => {}
            }
        }
    }

    fn take_type(&mut self, resource: &Resource) {
        let Some(kind) = resource.kind.clone() else {
            return;
        };
        let can = |code: &str| {
            resource.interaction.is_empty()
                || resource
                    .interaction
                    .iter()
                    .any(|one| one.code.as_deref() == Some(code))
        };
        self.everything |= kind == "Patient" && resource.operation.iter().any(is_everything);
        let ability = self.types.entry(kind).or_default();
        ability.search |= can("search-type");
        ability.read |= can("read");
        ability.parameters.extend(
            resource
                .search_param
                .iter()
                .filter_map(|one| one.name.clone()),
        );
    }
}

fn is_everything(operation: &Named) -> bool {
    operation
        .name
        .as_deref()
        .is_some_and(|name| name.trim_start_matches('$') == "everything")
}

#[cfg(test)]
mod tests {
    use super::CapabilityStatement;
    use crate::{FhirBase, FoundIn, Hindrance, SmartConfiguration, SmartError};

    const OLDER: &str = r#"{"resourceType":"Conformance","fhirVersion":"1.0.2","software":{"name":"Old EHR"},
      "rest":[{"mode":"client"},{"mode":"server","security":{"extension":[
        {"url":"http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris","extension":[
          {"url":"authorize","valueUri":"https://login.example.org/a"},{"url":"token","valueUri":"/t"}]},
        {"url":"http://fhir-registry.smarthealthit.org/StructureDefinition/capabilities","valueCode":"launch-standalone"}]},
      "resource":[{"type":"Patient","operation":[{"name":"everything"}]},
        {"type":"Observation","interaction":[{"code":"read"},{"code":"search-type"}],
         "searchParam":[{"name":"patient"},{"name":"_lastUpdated"}]},
        {"type":"Binary","interaction":[{"code":"read"}]},"odd",{"type":3}]}]}"#;

    #[test]
    fn an_older_server_says_in_its_statement_how_to_sign_in() {
        let statement = CapabilityStatement::parse(OLDER.as_bytes()).unwrap();
        assert_eq!(statement.fhir_version.as_deref(), Some("1.0.2"));
        assert_eq!(statement.software.as_deref(), Some("Old EHR"));
        assert!(statement.everything);
        let observation = &statement.types["Observation"];
        assert!(observation.search && observation.read);
        assert!(observation.parameters.contains("_lastUpdated"));
        assert!(!statement.types["Binary"].search);
        assert!(
            statement.types["Patient"].search,
            "nothing said: it is tried"
        );

        let base = FhirBase::parse("https://ehr.example.org/fhir").unwrap();
        let config = SmartConfiguration::from_capability(&base, &statement).unwrap();
        assert_eq!(config.found_in, FoundIn::CapabilityStatement);
        assert_eq!(
            config.usable().unwrap().1.as_str(),
            "https://ehr.example.org/t"
        );
    }

    #[test]
    fn a_server_without_sign_in_says_so() {
        let statement =
            CapabilityStatement::parse(br#"{"resourceType":"CapabilityStatement"}"#).unwrap();
        let base = FhirBase::parse("https://ehr.example.org/fhir").unwrap();
        assert!(matches!(
            SmartConfiguration::from_capability(&base, &statement),
            Err(SmartError::NotFhir)
        ));
        for text in ["", "<html>", "{}", r#"{"resourceType":"Patient"}"#] {
            assert!(
                matches!(
                    CapabilityStatement::parse(text.as_bytes()),
                    Err(SmartError::NotFhir)
                ),
                "{text}"
            );
        }
        let http = OLDER.replace("https://login", "http://login");
        let statement = CapabilityStatement::parse(http.as_bytes()).unwrap();
        let config = SmartConfiguration::from_capability(&base, &statement).unwrap();
        assert!(config.left_out);
        assert_eq!(config.hindrances(), [Hindrance::NoAuthorization]);
    }
}
