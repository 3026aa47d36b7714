//! The shape of R4 resources: which elements exist, how often, of which type and with which codes.
//!
//! What we hand over must be valid FHIR even when what came in was not. So every resource goes
//! through [`clean`]: an element that R4 does not know or whose value is not of its type is taken
//! out and reported; a resource that then lacks something required is refused as a whole. The table
//! is generated from HL7's definitions; the alternative, one Rust struct per resource, would lose
//! what it does not know and take some hundred times the code.

mod invariants;
mod primitives;

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One thing that is not as R4 has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// Rule, e.g. `r4-unknown-element` or an invariant's key such as `r4-con-4`.
    pub(super) rule: &'static str,
    /// Path of the element, e.g. `Observation.component[0].code`.
    pub(super) place: String,
}

pub(super) struct Element {
    name: &'static str,
    pub(super) required: bool,
    pub(super) many: bool,
    types: Vec<&'static str>,
    /// The codes of a required binding.
    pub(super) codes: Vec<&'static str>,
}

type Table = BTreeMap<&'static str, BTreeMap<&'static str, Element>>;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::new();
    for line in include_str!("r4.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
    {
        let mut fields = line.split('|');
        let (Some(path), Some(name), Some(min), Some(max), Some(types)) = (
            fields.next(),
            fields.next(),
            fields.next(),
            fields.next(),
            fields.next(),
        ) else {
            continue;
        };
        let element = Element {
            name,
            required: min != "0",
            many: max == "*",
            types: types.split(' ').collect(),
            codes: fields.next().map_or_else(Vec::new, |c| {
                c.split(' ').filter(|c| !c.is_empty()).collect()
            }),
        };
        table.entry(path).or_default().insert(name, element);
    }
    table
});

/// True for a resource type that the table knows.
pub(super) fn knows(resource_type: &str) -> bool {
    resource_type.starts_with(|c: char| c.is_ascii_uppercase())
        && TABLE
            .get(resource_type)
            .is_some_and(|elements| elements.contains_key("implicitRules"))
}

/// True when R4 has this element in this type (`performer` in `Observation`).
pub(super) fn has_element(type_name: &str, element: &str) -> bool {
    TABLE
        .get(type_name)
        .is_some_and(|e| e.contains_key(element))
}

/// The element of a type (or path) that a JSON key stands for, and the type of its value.
pub(super) fn element(type_name: &str, key: &str) -> Option<(&'static Element, &'static str)> {
    find(TABLE.get(type_name)?, key)
}

/// The element and the type that a JSON key stands for: `valueQuantity` is `value[x]` as Quantity.
fn find(
    elements: &'static BTreeMap<&'static str, Element>,
    key: &str,
) -> Option<(&'static Element, &'static str)> {
    if let Some(element) = elements.get(key) {
        return Some((element, element.types.first()?));
    }
    elements
        .values()
        .filter(|e| e.name.ends_with("[x]"))
        .find_map(|e| {
            let suffix = key.strip_prefix(e.name.strip_suffix("[x]")?)?;
            let fits = |t: &&&'static str| {
                let mut chars = t.chars();
                chars.next().is_some_and(|first| {
                    suffix.starts_with(first.to_ascii_uppercase())
                        && suffix.get(1..) == Some(chars.as_str())
                })
            };
            Some((e, *e.types.iter().find(fits)?))
        })
}

/// Makes a resource valid R4 by taking out what is not; every removal is reported. False when the
/// resource cannot be kept: its type is unknown, or something required is missing.
pub(super) fn clean(resource: &mut Value, problems: &mut Vec<Problem>) -> bool {
    let Some(name) = resource.get("resourceType").and_then(Value::as_str) else {
        problems.push(problem("r4-resource-type", ""));
        return false;
    };
    if !knows(name) {
        problems.push(problem("r4-resource-type", name));
        return false;
    }
    let name = name.to_owned();
    clean_complex(resource, &name, &name, problems)
}

fn problem(rule: &'static str, place: &str) -> Problem {
    Problem {
        rule,
        place: place.to_owned(),
    }
}

fn clean_complex(
    value: &mut Value,
    type_name: &str,
    place: &str,
    problems: &mut Vec<Problem>,
) -> bool {
    if type_name == "Resource" {
        return clean_contained(value, place, problems);
    }
    let Some(elements) = TABLE.get(type_name) else {
        problems.push(problem("r4-type", place));
        return false;
    };
    let Value::Object(object) = value else {
        problems.push(problem("r4-type", place));
        return false;
    };
    let keys: Vec<String> = object.keys().cloned().collect();
    let mut chosen: Vec<(&'static str, String)> = Vec::new();
    for key in keys {
        if key == "resourceType" && !type_name.contains('.') {
            continue;
        }
        let bare = key.strip_prefix('_').unwrap_or(&key);
        let Some((element, element_type)) = find(elements, bare) else {
            problems.push(problem("r4-unknown-element", &format!("{place}.{key}")));
            object.shift_remove(&key);
            continue;
        };
        // One variant of a choice: the first stands.
        if element.name.ends_with("[x]") {
            match chosen.iter().find(|(name, _)| *name == element.name) {
                Some((_, first)) if first != bare => {
                    problems.push(problem("r4-cardinality", &format!("{place}.{key}")));
                    object.shift_remove(&key);
                    continue;
                }
                Some(_) => {}
                None => chosen.push((element.name, bare.to_owned())),
            }
        }
        let at = format!("{place}.{key}");
        let keep = if key.starts_with('_') {
            clean_companion(object, &key, element_type, &at, problems)
        } else {
            clean_element(object, &key, element, element_type, &at, problems)
        };
        if !keep {
            object.shift_remove(&key);
        }
    }
    let mut whole = true;
    for element in elements.values().filter(|e| e.required) {
        let there = object.keys().any(|k| {
            let bare = k.strip_prefix('_').unwrap_or(k);
            find(elements, bare).is_some_and(|(e, _)| e.name == element.name)
        });
        if !there {
            problems.push(problem("r4-missing", &format!("{place}.{}", element.name)));
            whole = false;
        }
    }
    if object.keys().all(|k| k == "resourceType") {
        problems.push(problem("r4-empty", place));
        return false;
    }
    whole && invariants::hold(type_name, object, place, problems)
}

/// A contained resource: of a known type, without containing others itself.
fn clean_contained(value: &mut Value, place: &str, problems: &mut Vec<Problem>) -> bool {
    if let Value::Object(object) = value {
        if object.shift_remove("contained").is_some() {
            problems.push(problem("r4-dom-2", place));
        }
        let has_id = object.get("id").is_some_and(Value::is_string);
        if !has_id {
            problems.push(problem("r4-dom-3", place));
            return false;
        }
    }
    let Some(name) = value.get("resourceType").and_then(Value::as_str) else {
        problems.push(problem("r4-resource-type", place));
        return false;
    };
    let name = name.to_owned();
    if !knows(&name) {
        problems.push(problem("r4-resource-type", place));
        return false;
    }
    clean_complex(value, &name, place, problems)
}

fn clean_element(
    object: &mut Map<String, Value>,
    key: &str,
    element: &Element,
    element_type: &str,
    place: &str,
    problems: &mut Vec<Problem>,
) -> bool {
    let primitive = primitives::is_primitive(element_type);
    let companion = object.contains_key(&format!("_{key}"));
    let Some(value) = object.get_mut(key) else {
        return false;
    };
    if !element.many {
        return clean_one(value, element, element_type, place, problems);
    }
    let Value::Array(items) = value else {
        problems.push(problem("r4-cardinality", place));
        return false;
    };
    if primitive && companion {
        // Values and companions are matched by position: nothing may be taken out of one side.
        let good = items
            .iter_mut()
            .all(|v| v.is_null() || clean_one(v, element, element_type, place, problems));
        return good && !items.is_empty();
    }
    let mut index = 0_usize;
    items.retain_mut(|item| {
        let at = format!("{place}[{index}]");
        index = index.saturating_add(1);
        clean_one(item, element, element_type, &at, problems)
    });
    if items.is_empty() && index == 0 {
        problems.push(problem("r4-empty", place));
    }
    !items.is_empty()
}

fn clean_one(
    value: &mut Value,
    element: &Element,
    element_type: &str,
    place: &str,
    problems: &mut Vec<Problem>,
) -> bool {
    if !primitives::is_primitive(element_type) {
        return clean_complex(value, element_type, place, problems);
    }
    match primitives::check(value, element_type) {
        primitives::Outcome::Good => {}
        primitives::Outcome::Cut(better) => {
            problems.push(problem("r4-date-cut", place));
            *value = better;
        }
        primitives::Outcome::Bad => {
            problems.push(problem("r4-primitive", place));
            return false;
        }
    }
    let listed = element.codes.is_empty()
        || value
            .as_str()
            .is_some_and(|code| element.codes.contains(&code));
    if !listed {
        problems.push(problem("r4-code", place));
    }
    listed
}

/// `_birthDate` and the like: id and extensions of a primitive.
fn clean_companion(
    object: &mut Map<String, Value>,
    key: &str,
    element_type: &str,
    place: &str,
    problems: &mut Vec<Problem>,
) -> bool {
    if !primitives::is_primitive(element_type) {
        problems.push(problem("r4-unknown-element", place));
        return false;
    }
    let clean_item = |item: &mut Value, problems: &mut Vec<Problem>| {
        let Value::Object(fields) = item else {
            return item.is_null();
        };
        let keys: Vec<String> = fields.keys().cloned().collect();
        for k in keys {
            let good = match k.as_str() {
                "id" => fields.get(&k).is_some_and(Value::is_string),
                "extension" => fields.get_mut(&k).is_some_and(|v| {
                    let Value::Array(list) = v else { return false };
                    list.retain_mut(|e| clean_complex(e, "Extension", place, problems));
                    !list.is_empty()
                }),
                _ => false,
            };
            if !good {
                problems.push(problem("r4-unknown-element", &format!("{place}.{k}")));
                fields.shift_remove(&k);
            }
        }
        !fields.is_empty()
    };
    match object.get_mut(key) {
        Some(Value::Array(items)) => {
            items.iter_mut().all(|i| clean_item(i, problems)) && items.iter().any(Value::is_object)
        }
        Some(item @ Value::Object(_)) => clean_item(item, problems),
        _ => {
            problems.push(problem("r4-type", place));
            false
        }
    }
}

#[cfg(test)]
mod tests;
