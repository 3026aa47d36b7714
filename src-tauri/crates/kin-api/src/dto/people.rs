//! The people whose records are kept.

use super::{Right, SexName, TroubleView};
use kin_model::Sex;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A person as lists and headers show them.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    /// Random id, 32 hex digits.
    pub id: String,
    /// The name shown.
    pub name: String,
    /// Other names: in another script, a former name.
    pub other_names: Vec<String>,
    /// Birth date, as precise as known.
    pub born: Option<String>,
    /// The same in words.
    pub born_text: Option<String>,
    /// Age in whole years.
    pub age: Option<u16>,
    /// Sex.
    #[ts(as = "SexName")]
    pub sex: Sex,
    /// The sex in words.
    pub sex_text: String,
    /// What the family calls them; may be empty.
    pub relation: String,
    /// A palette name: `plum`, `teal`, `amber`, `blue`, `rose`, `moss`.
    pub colour: String,
    /// One or two letters, or one Chinese character, for the round badge.
    pub initials: String,
    /// Phone; may be empty.
    pub phone: String,
    /// Whom to call in an emergency, the first one first.
    pub contacts: Vec<ContactForm>,
    /// The doctor who knows the person.
    pub doctor: Option<ContactForm>,
    /// Entries in the record.
    pub entries: u64,
    /// What the keyholder who unlocked may do with the record.
    pub right: Right,
    /// The same in words.
    pub right_text: String,
    /// Why the record is not opened; `None` when all is well.
    pub trouble: Option<TroubleView>,
}

/// Everybody.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PeopleView {
    /// In the order they were added.
    pub people: Vec<PersonView>,
}

/// A person as typed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PersonRequest {
    /// The name shown.
    pub name: String,
    /// A name in another script, or a former one.
    #[serde(default)]
    pub other_name: Option<String>,
    /// Birth date `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    #[serde(default)]
    pub born: Option<String>,
    /// Sex.
    #[ts(as = "SexName")]
    pub sex: Sex,
    /// What the family calls them.
    #[serde(default)]
    pub relation: Option<String>,
    /// A palette name; the next free one when missing.
    #[serde(default)]
    pub colour: Option<String>,
    /// A phone number for the printed page.
    #[serde(default)]
    pub phone: Option<String>,
    /// Whom to call in an emergency, three at most; as they were when missing.
    #[serde(default)]
    pub contacts: Option<Vec<ContactForm>>,
    /// The doctor who knows the person; as before when missing, none when all of it is empty.
    #[serde(default)]
    pub doctor: Option<ContactForm>,
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ContactForm {
    /// Name.
    pub name: String,
    /// What they are to the person; of a doctor the practice or hospital. May be empty.
    pub relation: String,
    /// Phone; may be empty.
    pub phone: String,
}

/// Adds a person.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonAddRequest {
    /// Who.
    pub person: PersonRequest,
}

/// Changes a person.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonEditRequest {
    /// Whose.
    pub id: String,
    /// As they are from now on.
    pub person: PersonRequest,
}

/// Removes a person with the whole record.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonRemoveRequest {
    /// Whose.
    pub id: String,
    /// The name, typed again to confirm.
    pub typed_name: String,
}

/// Something about one person.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonIdRequest {
    /// The person's id.
    pub person: String,
}
