//! `kinfolio person …`

use crate::args::{PersonFields, PersonWord};
use crate::ask::Core;
use crate::fail::Failure;
use crate::out::{Out, field, items};
use serde_json::{Value, json};

pub(crate) fn run(core: &Core, word: &PersonWord, out: &mut Out) -> Result<(), Failure> {
    match word {
        PersonWord::Add { name, fields } => {
            let person = core.ask(
                "person_add",
                json!({"person": request(name, fields, None)?}),
            )?;
            out.document(&person);
            out.say(
                "cli-person-added",
                &[("name", name), ("id", &field(&person, "id"))],
            );
            Ok(())
        }
        PersonWord::List => {
            let people = core.ask("people_list", json!({}))?;
            out.document(&people);
            let rows = items(&people, "people").iter().map(row).collect();
            out.table(HEADS, rows);
            Ok(())
        }
        PersonWord::Show { who } => {
            let wanted = who.as_deref().or(core.global.person.as_deref());
            let person = core.find_person(wanted)?;
            out.document(&person);
            out.table(HEADS, vec![row(&person)]);
            Ok(())
        }
        PersonWord::Edit { who, name, fields } => {
            let old = core.find_person(Some(who))?;
            let name = name.clone().unwrap_or_else(|| field(&old, "name"));
            let person = core.ask(
                "person_edit",
                json!({"id": field(&old, "id"), "person": request(&name, fields, Some(&old))?}),
            )?;
            out.document(&person);
            out.table(HEADS, vec![row(&person)]);
            Ok(())
        }
        PersonWord::Remove { who } => {
            let person = core.find_person(Some(who))?;
            let name = field(&person, "name");
            core.confirm("cli-person-remove", &[("name", &name)])?;
            let kept = core.ask("backups_of", json!({"person": field(&person, "id")}))?;
            core.ask(
                "person_remove",
                json!({"id": field(&person, "id"), "typedName": name}),
            )?;
            out.document(&json!({"removed": field(&person, "id"), "backups": kept.get("backups")}));
            out.say("cli-person-removed", &[("name", &name)]);
            out.line(&field(&kept, "text"));
            Ok(())
        }
    }
}

const HEADS: &[&str] = &[
    "cli-head-id",
    "cli-head-name",
    "cli-head-born",
    "cli-head-sex",
    "cli-head-entries",
];

fn row(person: &Value) -> Vec<String> {
    let mut cells: Vec<String> = ["id", "name", "born", "sexText"]
        .iter()
        .map(|name| field(person, name))
        .collect();
    // A record that does not open has not no entries: nobody knows.
    cells.push(match person.get("trouble") {
        None | Some(Value::Null) => field(person, "entries"),
        Some(trouble) => field(trouble, "text"),
    });
    cells
}

/// The form of a person: what was typed, else what stood there before.
fn request(name: &str, fields: &PersonFields, old: Option<&Value>) -> Result<Value, Failure> {
    let before = |key: &str| old.map(|o| field(o, key)).filter(|t| !t.is_empty());
    // What is not given stays as it was; one empty word takes all out.
    let contacts = match fields.contacts.as_slice() {
        [] => None,
        [one] if one.trim().is_empty() => Some(Vec::new()),
        some => Some(
            some.iter()
                .map(|text| contact(text))
                .collect::<Result<_, _>>()?,
        ),
    };
    let doctor = fields.doctor.as_deref().map(contact).transpose()?;
    let other = old.and_then(|o| items(o, "otherNames").first().cloned());
    Ok(json!({
        "name": name,
        "contacts": contacts,
        "doctor": doctor,
        "otherName": fields.other_name.clone().map(Value::from).or(other),
        "born": fields.born.clone().or_else(|| before("born")),
        "sex": fields.sex.clone().or_else(|| before("sex")).unwrap_or_else(|| "unknown".to_owned()),
        "relation": fields.relation.clone().or_else(|| before("relation")),
        "colour": fields.colour.clone().or_else(|| before("colour")),
        "phone": fields.phone.clone().or_else(|| before("phone")),
    }))
}

/// `NAME;WHAT THEY ARE;PHONE`; the last two may be missing.
fn contact(text: &str) -> Result<Value, Failure> {
    let mut parts = text.split([';', '；']).map(str::trim);
    let mut next = || parts.next().unwrap_or_default();
    let (name, relation, phone) = (next(), next(), next());
    if parts.next().is_some() {
        return Err(Failure::usage("cli-contact-parts"));
    }
    Ok(json!({"name": name, "relation": relation, "phone": phone}))
}
