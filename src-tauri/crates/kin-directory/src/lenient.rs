//! Reading what lists really hold: a member of the wrong kind counts as absent, the rest stands.
//!
//! Every type that is read through here has a fixed depth, so no nesting of the list can be deep.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

/// For `#[serde(default, deserialize_with = "lenient::maybe")]`.
pub(crate) fn maybe<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let raw = Box::<RawValue>::deserialize(from)?;
    Ok(serde_json::from_str(raw.get()).unwrap_or_default())
}

/// A list; a single value is a list of one, members of the wrong kind are left out.
pub(crate) fn list<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let raw = Box::<RawValue>::deserialize(from)?;
    Ok(members(&raw))
}

pub(crate) fn members<T: DeserializeOwned>(raw: &RawValue) -> Vec<T> {
    let one = |raw: &RawValue| serde_json::from_str(raw.get()).ok();
    match serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
        Ok(all) => all.into_iter().filter_map(one).collect(),
        Err(_) => one(raw).into_iter().collect(),
    }
}

/// A text, also one that was written as a number; empty where there is none.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let raw = Box::<RawValue>::deserialize(from)?;
    Ok(scalar(&raw).unwrap_or_default())
}

/// The text of a string or number.
pub(crate) fn scalar(raw: &RawValue) -> Option<String> {
    let written = raw.get();
    if written.starts_with(|c: char| c.is_ascii_digit()) {
        Some(written.to_owned())
    } else {
        serde_json::from_str(written).ok()
    }
}
