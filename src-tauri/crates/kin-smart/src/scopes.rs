//! What is asked for, and what was granted.
//!
//! # Source
//! SMART App Launch 2.2.0, "Scopes and Launch Context": `patient/Observation.rs` (version 2) and
//! `patient/Observation.read` (version 1).

use crate::SmartConfiguration;
use std::collections::BTreeSet;

/// The scope that is asked for at a portal: reading, nothing else.
///
/// Version 2 where the portal names `permission-v2` or offers such scopes, else version 1. Where it
/// lists its scopes and has none for all types (`patient/*…`), those of the single types are named.
#[must_use]
pub fn scopes_to_ask(configuration: &SmartConfiguration) -> String {
    let offered = &configuration.scopes;
    let listed = !offered.is_empty();
    let mut all = vec![
        "launch/patient".to_owned(),
        "openid".to_owned(),
        "fhirUser".to_owned(),
    ];
    if !listed
        || offered.contains("offline_access")
        || configuration.capabilities.contains("permission-offline")
    {
        all.push("offline_access".to_owned());
    } else if offered.contains("online_access") {
        all.push("online_access".to_owned());
    }
    let second = configuration.capabilities.contains("permission-v2")
        || offered
            .iter()
            .any(|scope| reads(scope).is_some_and(|(_, version)| version == 2));
    let wanted = if second { 2 } else { 1 };
    let single: Vec<&String> = offered
        .iter()
        .filter(|scope| !scope.contains('?'))
        .filter(|scope| reads(scope).is_some_and(|(kind, _)| kind != "*"))
        .collect();
    let wild = offered
        .iter()
        .any(|scope| reads(scope).is_some_and(|(kind, _)| kind == "*"));
    if single.is_empty() || wild {
        all.push(
            if wanted == 2 {
                "patient/*.rs"
            } else {
                "patient/*.read"
            }
            .to_owned(),
        );
    } else {
        // A type offered in both versions is asked for once.
        let mut kinds = BTreeSet::new();
        for scope in &single {
            if let Some((kind, _)) = reads(scope) {
                kinds.insert(kind);
            }
        }
        let has = |kind: &str, version: u8| {
            single
                .iter()
                .any(|scope| reads(scope) == Some((kind, version)))
        };
        for kind in kinds {
            let version = if has(kind, wanted) {
                wanted
            } else {
                3 - wanted
            };
            all.push(format!(
                "patient/{kind}.{}",
                if version == 2 { "rs" } else { "read" }
            ));
        }
    }
    all.join(" ")
}

/// What a portal has granted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Granted {
    kinds: BTreeSet<String>,
    all_kinds: bool,
    said: bool,
    /// Whether access lasts after the browser is closed.
    pub offline: bool,
}

impl Granted {
    /// Reads `scope` of the token's answer; where it is absent, what was asked for was granted
    /// (RFC 6749 section 5.1).
    #[must_use]
    pub fn parse(scope: Option<&str>) -> Self {
        let mut granted = Self {
            said: scope.is_some(),
            ..Self::default()
        };
        for one in scope.unwrap_or_default().split_whitespace() {
            match reads(one) {
                Some(("*", _)) => granted.all_kinds = true,
                Some((kind, _)) => {
                    granted.kinds.insert(kind.to_owned());
                }
                None => granted.offline |= one == "offline_access",
            }
        }
        granted
    }

    /// Whether entries of a type may be read.
    #[must_use]
    pub fn may_read(&self, kind: &str) -> bool {
        // Some portals name only what is not about types.
        let nothing_said = !self.said || (!self.all_kinds && self.kinds.is_empty());
        nothing_said || self.all_kinds || self.kinds.contains(kind)
    }
}

/// The type that a scope lets be read, and the version of its form.
fn reads(scope: &str) -> Option<(&str, u8)> {
    let (kind, rights) = scope
        .strip_prefix("patient/")
        .or_else(|| scope.strip_prefix("user/"))?
        .split_once('.')?;
    let rights = rights.split('?').next().unwrap_or_default();
    let version = match rights {
        "read" | "*" => 1,
        _ if !rights.is_empty() && rights.chars().all(|c| "cruds".contains(c)) => {
            if !rights.contains('r') && !rights.contains('s') {
                return None;
            }
            2
        }
        _ => return None,
    };
    let sound =
        kind == "*" || (!kind.is_empty() && kind.chars().all(|c| c.is_ascii_alphanumeric()));
    sound.then_some((kind, version))
}

#[cfg(test)]
mod tests {
    use super::{Granted, reads, scopes_to_ask};
    use crate::{FhirBase, SmartConfiguration};

    fn portal(capabilities: &str, scopes: &str) -> SmartConfiguration {
        let json = format!(
            r#"{{"authorization_endpoint":"/a","token_endpoint":"/t","capabilities":[{capabilities}],"scopes_supported":[{scopes}]}}"#
        );
        let base = FhirBase::parse("https://ehr.example.org").unwrap();
        SmartConfiguration::parse(&base, json.as_bytes()).unwrap()
    }

    #[test]
    fn it_asks_in_the_version_that_the_portal_speaks() {
        let first = "launch/patient openid fhirUser offline_access patient/*.read";
        let second = "launch/patient openid fhirUser offline_access patient/*.rs";
        assert_eq!(scopes_to_ask(&portal("", "")), first);
        assert_eq!(scopes_to_ask(&portal(r#""permission-v2""#, "")), second);
        assert_eq!(
            scopes_to_ask(&portal("", r#""patient/*.cruds","offline_access""#)),
            second
        );
    }

    #[test]
    fn without_a_scope_for_all_it_names_each_type_once() {
        let scopes = r#""online_access","patient/Observation.read","patient/Observation.rs","patient/Condition.read","patient/Task.write","patient/Observation.rs?category=x","user/Patient.read""#;
        assert_eq!(
            scopes_to_ask(&portal(r#""permission-v2""#, scopes)),
            "launch/patient openid fhirUser online_access patient/Condition.read patient/Observation.rs patient/Patient.read"
        );
    }

    #[test]
    fn fewer_may_be_granted_than_asked() {
        let granted = Granted::parse(Some(
            "openid offline_access patient/Observation.rs patient/Condition.read",
        ));
        assert!(granted.offline);
        assert!(granted.may_read("Observation") && granted.may_read("Condition"));
        assert!(!granted.may_read("Immunization"));
        assert!(Granted::parse(Some("patient/*.read")).may_read("Immunization"));
        assert!(
            Granted::parse(None).may_read("Immunization"),
            "nothing said: as asked"
        );
        assert!(!Granted::parse(Some("patient/Observation.c")).offline);
    }

    #[test]
    fn rights_are_read_exactly() {
        assert_eq!(
            reads("patient/Observation.rs?category=x"),
            Some(("Observation", 2))
        );
        assert_eq!(reads("patient/*.*"), Some(("*", 1)));
        for scope in [
            "patient/Task.write",
            "patient/Task.cud",
            "openid",
            "patient/.rs",
            "patient/A/B.rs",
            "patient/Task.",
        ] {
            assert_eq!(reads(scope), None, "{scope}");
        }
    }
}
