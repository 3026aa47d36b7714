//! Resources of DSTU2, STU3 and R5 as R4, for a document that must be R4.
//!
//! One pass over the resource: the rules of its type ([`rules`]), then the shapes that R4's own table
//! asks for (a list where one stood, a concept where a `CodeableReference` stood). Nothing is
//! guessed: what has no place in R4, or only an approximate one, stays in the original and is named;
//! a required element without a value is said to be unknown.

mod rules;

#[cfg(test)]
mod tests;

use super::{minimums, r4};
use crate::header::FhirVersion;
use crate::{Header, draft};
use kin_model::StatusClass;
use rules::{Change, Codes, FAMILIES, REQUIRED, RULES, SYSTEMS, TYPES};
use serde_json::{Map, Value, json};

type Object = Map<String, Value>;

/// What became of a resource.
#[derive(Debug, Default)]
pub(super) struct Converted {
    /// The version it came in; `None` when it is R4 or shows no mark of another.
    pub(super) version: Option<FhirVersion>,
    /// Elements that R4 has no place for and that are not in the result, by path.
    pub(super) left_out: Vec<String>,
    /// The source says that it did not happen, in a way R4 cannot say: it may only be told in words.
    pub(super) words_only: bool,
}

/// Makes a resource of another version R4.
pub(super) fn to_r4(resource: &mut Value) -> Converted {
    let mut out = Converted::default();
    let text = resource.to_string();
    let version = Header::parse(&text).ok().and_then(|h| h.version());
    if version == Some(FhirVersion::R4) || (version.is_none() && is_valid_r4(resource)) {
        return out;
    }
    out.version = version;
    whole(resource, &mut out);
    out
}

/// Without a mark of any release: R4 if it is that to the letter.
fn is_valid_r4(resource: &Value) -> bool {
    let mut problems = Vec::new();
    r4::clean(&mut resource.clone(), &mut problems) && problems.is_empty()
}

/// A resource, or one that another contains.
fn whole(resource: &mut Value, out: &mut Converted) {
    let Value::Object(object) = resource else {
        return;
    };
    let Some(mut name) = object
        .get("resourceType")
        .and_then(Value::as_str)
        .map(str::to_owned)
    else {
        return;
    };
    if let Some((_, new, says)) = TYPES.iter().find(|(old, _, _)| *old == name) {
        name = (*new).to_owned();
        object.insert("resourceType".into(), json!(new));
        for (key, code) in *says {
            if !object.contains_key(*key) {
                object.insert((*key).into(), json!(code));
            }
        }
    }
    if !r4::knows(&name) {
        return;
    }
    complex(object, &name, &name, out);
    for (_, key, primitive) in REQUIRED.iter().filter(|(kind, _, _)| *kind == name) {
        let companion = format!("_{key}");
        if !object.contains_key(*key) && !object.contains_key(&companion) {
            let key = if *primitive {
                companion
            } else {
                (*key).to_owned()
            };
            object.insert(key, minimums::unknown());
        }
    }
}

/// One object of a type or path of R4.
fn complex(object: &mut Object, type_name: &str, place: &str, out: &mut Converted) {
    let rules = RULES
        .iter()
        .filter(|(path, _)| *path == type_name)
        .flat_map(|(_, rules)| rules.iter());
    for (old, change) in rules {
        if object.contains_key(*old) {
            let at = Place {
                type_name,
                old,
                place,
            };
            at.apply(object, *change, out);
        }
    }
    if type_name == "Coding" {
        moved_system(object);
    }
    let keys: Vec<String> = object.keys().cloned().collect();
    for key in keys {
        let Some((element, element_type)) = r4::element(type_name, &key) else {
            continue;
        };
        let Some(value) = object.get_mut(&key) else {
            continue;
        };
        let at = format!("{place}.{key}");
        if element.many && !value.is_array() {
            *value = Value::Array(vec![value.take()]);
        } else if !element.many
            && let Value::Array(list) = value
        {
            // R4 has room for the first; the others stay in the original.
            for n in 1..list.len() {
                out.left_out.push(format!("{at}[{n}]"));
            }
            let first = list.first_mut().map(Value::take).unwrap_or_default();
            *value = first;
        }
        match value {
            Value::Array(list) => {
                for item in list {
                    inner(item, element, element_type, &at, out);
                }
            }
            one => inner(one, element, element_type, &at, out),
        }
    }
}

fn inner(
    value: &mut Value,
    element: &r4::Element,
    element_type: &str,
    place: &str,
    out: &mut Converted,
) {
    if element_type == "Resource" {
        whole(value, out);
        return;
    }
    reshape(value, element, element_type);
    if let Value::Object(object) = value {
        complex(object, element_type, place, out);
    }
}

/// The same value in the shape that R4 has for it.
fn reshape(value: &mut Value, element: &r4::Element, element_type: &str) {
    let member = |v: &Value, key: &str| v.get(key).cloned();
    let new = match (element_type, &*value) {
        ("CodeableConcept" | "Annotation", Value::String(text)) => Some(json!({ "text": text })),
        ("CodeableConcept", Value::Object(o)) if is_codeable_reference(o) => {
            member(value, "concept")
        }
        ("CodeableConcept", Value::Object(o)) if is_coding(o) => {
            Some(json!({ "coding": [value.clone()] }))
        }
        ("Coding", Value::Object(o)) if is_codeable_reference(o) => {
            value.get("concept").and_then(first_coding)
        }
        ("Coding", Value::Object(o)) if o.contains_key("coding") => first_coding(value),
        ("Reference", Value::Object(o)) if is_codeable_reference(o) => member(value, "reference")
            .or_else(|| {
                let words = concept_words(value.get("concept")?)?;
                Some(json!({ "display": words }))
            }),
        ("code", Value::Object(_)) => concept_codes(value)
            .into_iter()
            .find(|c| element.codes.contains(c))
            .map(|c| json!(c)),
        _ => None,
    };
    if let Some(new) = new {
        *value = new;
    }
}

/// `CodeableReference` of R5: a concept, or a reference that is itself an object.
fn is_codeable_reference(object: &Object) -> bool {
    object.contains_key("concept") || object.get("reference").is_some_and(Value::is_object)
}

fn is_coding(object: &Object) -> bool {
    !object.contains_key("coding")
        && !object.contains_key("text")
        && (object.contains_key("code") || object.contains_key("display"))
}

fn first_coding(concept: &Value) -> Option<Value> {
    concept.get("coding")?.as_array()?.first().cloned()
}

fn concept_words(concept: &Value) -> Option<&str> {
    let codings = concept.get("coding").and_then(Value::as_array);
    concept
        .get("text")
        .and_then(Value::as_str)
        .or_else(|| {
            let mut codings = codings.into_iter().flatten();
            codings.find_map(|c| c.get("display").and_then(Value::as_str))
        })
        .filter(|t| !t.trim().is_empty())
}

/// A code, or the codes of a concept.
fn concept_codes(value: &Value) -> Vec<&str> {
    if let Some(code) = value.as_str() {
        return vec![code];
    }
    let codings = value.get("coding").and_then(Value::as_array);
    codings
        .into_iter()
        .flatten()
        .filter_map(|c| c.get("code").and_then(Value::as_str))
        .collect()
}

/// The addresses that code systems have had since R4.
fn moved_system(coding: &mut Object) {
    let Some(old) = coding.get("system").and_then(Value::as_str) else {
        return;
    };
    let code = coding
        .get("code")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let listed = SYSTEMS
        .iter()
        .find(|(from, _, codes)| *from == old && (codes.is_empty() || codes.contains(&code)))
        .map(|(_, to, _)| (*to).to_owned());
    let new = listed.or_else(|| {
        FAMILIES
            .iter()
            .find_map(|(from, to)| Some(format!("{to}{}", old.strip_prefix(from)?)))
    });
    if let Some(new) = new {
        coding.insert("system".into(), json!(new));
    }
}

/// The R4 code for an old one: listed, or the same in R4 (some servers write a capital letter).
fn translated(code: &str, codes: Codes, known: &[&'static str]) -> Option<&'static str> {
    let same = |c: &str| c.eq_ignore_ascii_case(code);
    let listed = codes.iter().find(|(old, _)| same(old)).map(|(_, new)| *new);
    listed.or_else(|| known.iter().copied().find(|c| same(c)))
}

fn as_list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// Where a rule is at work.
struct Place<'p> {
    type_name: &'p str,
    old: &'p str,
    place: &'p str,
}

impl Place<'_> {
    fn leave_out(&self, out: &mut Converted) {
        out.left_out.push(format!("{}.{}", self.place, self.old));
    }

    /// Puts a value where R4 has it: onto a list, or where nothing stands yet.
    fn put(&self, object: &mut Object, key: &str, value: Value, out: &mut Converted) {
        let many = r4::element(self.type_name, key).is_some_and(|(e, _)| e.many);
        if many {
            let list = object.entry(key).or_insert_with(|| json!([]));
            if !list.is_array() {
                *list = Value::Array(vec![list.take()]);
            }
            if let Value::Array(list) = list {
                match value {
                    Value::Array(more) => list.extend(more),
                    one => list.push(one),
                }
            }
        } else if object.contains_key(key) {
            self.leave_out(out);
        } else {
            object.insert(key.to_owned(), value);
        }
    }

    fn apply(&self, object: &mut Object, change: Change, out: &mut Converted) {
        match change {
            Change::Name(new) => self.rename(object, new, out),
            Change::Concept(new, system, codes) => {
                let Some(Value::String(code)) = object.get(self.old) else {
                    return;
                };
                if let Some(code) = translated(code, codes, &[]) {
                    object.shift_remove(self.old);
                    let concept = json!({"coding": [{"system": system, "code": code}]});
                    self.put(object, new, concept, out);
                } else if self.old == new {
                    object.shift_remove(self.old);
                    self.leave_out(out);
                }
            }
            Change::Coding(new, system, codes) => {
                let Some(Value::String(old)) = object.get(self.old) else {
                    return;
                };
                let code = if codes.is_empty() {
                    Some(old.as_str())
                } else {
                    translated(old, codes, &[])
                };
                let coding = code.map(|c| json!({"system": system, "code": c}));
                object.shift_remove(self.old);
                match coding {
                    Some(coding) => self.put(object, new, coding, out),
                    None => self.leave_out(out),
                }
            }
            Change::Code(new, codes) => self.code(object, new, codes, out),
            Change::CodeOf(member, new, codes) => {
                let group = object.shift_remove(self.old).unwrap_or_default();
                let found = group.get(member).map(concept_codes).unwrap_or_default();
                match found.iter().find_map(|c| translated(c, codes, &[])) {
                    Some(code) => self.set_status(object, new, code),
                    None => self.leave_out(out),
                }
            }
            Change::Split(concept, reference) => self.split(object, concept, reference, out),
            Change::Lift(members) => {
                let Some(Value::Object(mut group)) = object.shift_remove(self.old) else {
                    return;
                };
                for (member, new) in members {
                    if let Some(value) = group.shift_remove(*member) {
                        self.put(object, new, value, out);
                    }
                }
                for rest in group.keys() {
                    out.left_out
                        .push(format!("{}.{}.{rest}", self.place, self.old));
                }
            }
            Change::Unwrap(member) => {
                let take_inner = |v: &mut Value| {
                    if let Some(inner) = v.get(member).cloned() {
                        *v = inner;
                    }
                };
                match object.get_mut(self.old) {
                    Some(Value::Array(list)) => list.iter_mut().for_each(take_inner),
                    Some(one) => take_inner(one),
                    None => {}
                }
            }
            Change::Wrap(group, member) => self.wrap(object, group, member),
            Change::Denied(key, code) => {
                let said = object.shift_remove(self.old);
                if said.is_some_and(|v| v == json!(true) || v == json!("true")) {
                    self.set_status(object, key, code);
                }
            }
            Change::DeniedBy(old, key, code) => {
                let said = object.shift_remove(self.old);
                if said.is_some_and(|v| v == json!(old)) {
                    self.set_status(object, key, code);
                }
            }
            Change::Counted(stem) => {
                let suffix = match object.get(self.old) {
                    Some(Value::Number(_)) => "PositiveInt",
                    Some(Value::String(_)) => "String",
                    _ => return,
                };
                if let Some(value) = object.shift_remove(self.old) {
                    self.put(object, &format!("{stem}{suffix}"), value, out);
                }
            }
            Change::Join => {
                if let Some(Value::Array(parts)) = object.get(self.old) {
                    let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
                    let joined = parts.join(" ");
                    object.insert(self.old.to_owned(), json!(joined));
                    // Companions are matched by position, and there is one place now.
                    object.shift_remove(&format!("_{}", self.old));
                }
            }
            Change::Related(types) => {
                let Some(Value::Array(list)) = object.shift_remove(self.old) else {
                    return self.leave_out(out);
                };
                for mut item in list {
                    let code = item.get("type").and_then(Value::as_str).unwrap_or_default();
                    let to = types.iter().find(|(t, _)| *t == code).map(|(_, to)| *to);
                    let target = item.as_object_mut().and_then(|o| o.shift_remove("target"));
                    match (to, target) {
                        (Some(to), Some(target)) => self.put(object, to, target, out),
                        _ => self.leave_out(out),
                    }
                }
            }
            Change::Ordered(members) => self.ordered(object, members, out),
            Change::Happened(status, key) => {
                let events = object.shift_remove(self.old).unwrap_or_default();
                let events = as_list(events);
                let is_it = |e: &Value| e.get("status") == Some(&json!(status));
                let at = events.iter().position(is_it);
                for (n, event) in events.iter().enumerate() {
                    match event.get("dateTime") {
                        Some(time) if at == Some(n) => self.put(object, key, time.clone(), out),
                        _ => {
                            out.left_out
                                .push(format!("{}.{}[{n}]", self.place, self.old));
                        }
                    }
                }
            }
            Change::Over(key, system, code) => {
                let said = object.shift_remove(self.old);
                if said.is_some_and(|v| v == json!(true)) && !object.contains_key(key) {
                    let concept = json!({"coding": [{"system": system, "code": code}]});
                    object.insert(key.into(), concept);
                }
            }
        }
    }

    fn rename(&self, object: &mut Object, new: &str, out: &mut Converted) {
        if let Some(value) = object.shift_remove(self.old) {
            self.put(object, new, value, out);
        }
        let companion = format!("_{new}");
        if let Some(value) = object.shift_remove(&format!("_{}", self.old))
            && !object.contains_key(&companion)
        {
            object.insert(companion, value);
        }
    }

    /// The parts of an order, where R4 has one code.
    fn ordered(&self, object: &mut Object, members: &[&str], out: &mut Converted) {
        let parts = as_list(object.shift_remove(self.old).unwrap_or_default());
        let single = parts.len() == 1;
        let mut said = Vec::new();
        for (n, part) in parts.into_iter().enumerate() {
            let Value::Object(mut part) = part else {
                continue;
            };
            let at = format!("{}.{}[{n}]", self.place, self.old);
            if !single && let Some(code) = part.shift_remove("code") {
                let codes = || concept_codes(&code).into_iter().next();
                said.extend(concept_words(&code).or_else(codes).map(str::to_owned));
                // One concept cannot hold the codes of several things.
                if code.get("coding").is_some() {
                    out.left_out.push(format!("{at}.code.coding"));
                }
            }
            for (member, value) in part {
                if single && members.contains(&member.as_str()) {
                    self.put(object, &member, value, out);
                } else {
                    out.left_out.push(format!("{at}.{member}"));
                }
            }
        }
        if !said.is_empty() {
            self.put(object, "code", json!({ "text": said.join("; ") }), out);
        }
    }

    /// What is withdrawn stays withdrawn, whatever else is said of it.
    fn set_status(&self, object: &mut Object, key: &str, code: &str) {
        if object.get(key).and_then(Value::as_str) != Some("entered-in-error") {
            object.shift_remove(&format!("_{key}"));
            object.insert(key.to_owned(), json!(code));
        }
    }

    fn code(&self, object: &mut Object, new: &str, codes: Codes, out: &mut Converted) {
        let Some((element, _)) = r4::element(self.type_name, new) else {
            return;
        };
        let Some(old) = object.shift_remove(self.old) else {
            return;
        };
        let found = concept_codes(&old);
        let code = found
            .iter()
            .find_map(|c| translated(c, codes, &element.codes));
        if let Some(code) = code {
            object.insert(new.to_owned(), json!(code));
            return;
        }
        self.leave_out(out);
        let class = found.first().map(|c| draft::class_of(c));
        if matches!(class, Some(StatusClass::Negated | StatusClass::Error)) {
            out.words_only = true;
        }
        if element.required {
            object.insert(format!("_{new}"), minimums::unknown());
        }
    }

    fn split(&self, object: &mut Object, concept: &str, reference: &str, out: &mut Converted) {
        let Some(value) = object.shift_remove(self.old) else {
            return;
        };
        let mut items = match value {
            Value::Array(list) => list,
            one => vec![one],
        };
        // Encounter.reason of R5: a use, and the reasons.
        let nested: Vec<Value> = items
            .iter_mut()
            .filter_map(|i| i.get_mut("value")?.as_array_mut().map(std::mem::take))
            .flatten()
            .collect();
        items.extend(nested);
        for item in items {
            match item {
                Value::Object(mut o) if is_codeable_reference(&o) => {
                    if let Some(v) = o.shift_remove("concept") {
                        self.put(object, concept, v, out);
                    }
                    if let Some(v) = o.shift_remove("reference") {
                        self.put(object, reference, v, out);
                    }
                }
                Value::Object(o) if o.contains_key("coding") || o.contains_key("text") => {
                    self.put(object, concept, Value::Object(o), out);
                }
                Value::Object(o) if o.contains_key("reference") || o.contains_key("display") => {
                    self.put(object, reference, Value::Object(o), out);
                }
                Value::Object(o) if o.contains_key("value") => {}
                Value::String(text) => {
                    self.put(object, concept, json!({ "text": text }), out);
                }
                _ => self.leave_out(out),
            }
        }
    }

    /// Puts a value into a group that R4 has around it; a group that is there already is completed.
    fn wrap(&self, object: &mut Object, group: &str, member: &str) {
        let is_group = |v: &Value| match v {
            Value::Object(o) => !o.contains_key("reference") && !o.contains_key("display"),
            Value::Array(list) => list.iter().all(|v| v.get(member).is_some()),
            _ => false,
        };
        if self.old == group && object.get(group).is_some_and(is_group) {
            return;
        }
        let Some((element, path)) = r4::element(self.type_name, group) else {
            return;
        };
        let list_member = r4::element(path, member).is_some_and(|(e, _)| e.many);
        let items = match object.shift_remove(self.old) {
            Some(Value::Array(list)) => list,
            Some(one) => vec![one],
            None => return,
        };
        let mut groups = match object.shift_remove(group) {
            Some(Value::Array(list)) => list,
            Some(one) => vec![one],
            None => Vec::new(),
        };
        for item in items {
            let room = groups
                .iter_mut()
                .filter_map(Value::as_object_mut)
                .find(|g| list_member || !g.contains_key(member));
            match room {
                Some(room) if list_member => {
                    let mut list = match room.shift_remove(member) {
                        Some(Value::Array(list)) => list,
                        Some(one) => vec![one],
                        None => Vec::new(),
                    };
                    list.push(item);
                    room.insert(member.to_owned(), Value::Array(list));
                }
                Some(room) => {
                    room.insert(member.to_owned(), item);
                }
                None if list_member => groups.push(json!({ member: [item] })),
                None => groups.push(json!({ member: item })),
            }
        }
        let value = if element.many {
            Value::Array(groups)
        } else {
            groups.into_iter().next().unwrap_or_default()
        };
        object.insert(group.to_owned(), value);
    }
}
