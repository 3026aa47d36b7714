//! Reading what servers really write: a member of the wrong kind counts as absent, the rest stands.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

/// For `#[serde(default, deserialize_with = "lenient::maybe")]`.
pub(crate) fn maybe<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let raw = Box::<RawValue>::deserialize(from)?;
    Ok(serde_json::from_str(raw.get()).ok())
}

/// A list; a single value is a list of one, members of the wrong kind are left out.
pub(crate) fn list<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let raw = Box::<RawValue>::deserialize(from)?;
    let one = |raw: &RawValue| serde_json::from_str(raw.get()).ok();
    Ok(
        match serde_json::from_str::<Vec<Box<RawValue>>>(raw.get()) {
            Ok(all) => all.iter().filter_map(|raw| one(raw)).collect(),
            Err(_) => one(&raw).into_iter().collect(),
        },
    )
}

/// A text, also one that was written as a number.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let raw = Box::<RawValue>::deserialize(from)?;
    let written = raw.get();
    Ok(if written.starts_with(|c: char| c.is_ascii_digit()) {
        Some(written.to_owned())
    } else {
        serde_json::from_str(written).ok()
    })
}
