//! Which questions a portal is asked.

use crate::{CapabilityStatement, Granted};

/// The table; its head says where the lines come from.
const TABLE: &str = include_str!("plan.tsv");

/// One search.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Query {
    /// The resource type.
    pub kind: String,
    /// One more parameter beside the patient, e.g. `category` and `laboratory`.
    pub narrowed: Option<(String, String)>,
}

/// What a portal is asked for one type: the plain search, and where that is refused the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Questions {
    pub(crate) kind: String,
    /// The parameter that names the patient.
    pub(crate) by: &'static str,
    pub(crate) narrower: Vec<Query>,
    /// Whether the token lets the type be read.
    pub(crate) granted: bool,
}

/// The questions for one portal: the types of the table, without those that the server says it does
/// not have, and with those that it has beyond the table and can search by patient.
pub(crate) fn questions(
    capability: Option<&CapabilityStatement>,
    granted: &Granted,
) -> Vec<Questions> {
    let known = capability.filter(|one| !one.types.is_empty());
    let by = |kind: &str| {
        let parameters = &known?.types.get(kind)?.parameters;
        (!parameters.contains("patient") && parameters.contains("subject")).then_some("subject")
    };
    let make = |kind: &str, narrower: Vec<Query>| Questions {
        kind: kind.to_owned(),
        by: by(kind).unwrap_or("patient"),
        narrower,
        granted: granted.may_read(kind),
    };
    let mut all = Vec::new();
    for (kind, narrower) in table() {
        let offered = known.is_none_or(|one| one.types.get(kind).is_some_and(|can| can.search));
        if offered {
            all.push(make(kind, narrower));
        }
    }
    for (kind, can) in known.into_iter().flat_map(|one| &one.types) {
        let beyond = !all.iter().any(|one| one.kind == *kind);
        if beyond && can.search && can.parameters.contains("patient") && kind != "Patient" {
            all.push(make(kind, Vec::new()));
        }
    }
    all
}

fn table() -> impl Iterator<Item = (&'static str, Vec<Query>)> {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (kind, rest) = line.split_once('\t').unwrap_or((line, ""));
            let narrower = rest
                .split_whitespace()
                .filter_map(|one| one.split_once('='))
                .map(|(name, value)| Query {
                    kind: kind.to_owned(),
                    narrowed: Some((name.to_owned(), value.to_owned())),
                })
                .collect();
            (kind, narrower)
        })
}

#[cfg(test)]
mod tests {
    use super::{questions, table};
    use crate::{CapabilityStatement, Granted};

    #[test]
    fn the_table_is_sound() {
        let mut kinds = std::collections::BTreeSet::new();
        for (kind, narrower) in table() {
            assert!(
                kind.chars().all(|c| c.is_ascii_alphabetic()),
                "{kind} is a type"
            );
            assert!(kinds.insert(kind), "{kind} stands once");
            assert!(narrower.iter().all(|query| query.narrowed.is_some()));
        }
        assert!(kinds.len() > 30);
    }

    #[test]
    fn a_server_is_asked_for_what_it_has() {
        let statement = CapabilityStatement::parse(
            br#"{"resourceType":"CapabilityStatement","rest":[{"mode":"server","resource":[
              {"type":"Observation","searchParam":[{"name":"subject"}]},
              {"type":"Condition","interaction":[{"code":"read"}]},
              {"type":"Patient"},
              {"type":"ClinicalImpression","searchParam":[{"name":"patient"}]},
              {"type":"Library","searchParam":[{"name":"url"}]}]}]}"#,
        )
        .unwrap();
        let granted = Granted::parse(Some("patient/Observation.rs"));
        let asked: Vec<(String, &str, bool)> = questions(Some(&statement), &granted)
            .into_iter()
            .map(|one| (one.kind, one.by, one.granted))
            .collect();
        assert_eq!(
            asked,
            [
                ("Observation".to_owned(), "subject", true),
                ("ClinicalImpression".to_owned(), "patient", false),
            ]
        );
        assert_eq!(
            questions(None, &granted).len(),
            table().count(),
            "nothing said: all is asked"
        );
    }
}
