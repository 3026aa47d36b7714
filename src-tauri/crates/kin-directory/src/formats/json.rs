//! JSON of any of the kinds: a Bundle, an object with a list in it, a list, or one object per line.
//!
//! It is read as a stream: only one member at a time is looked into, so that a list of 50 MiB does
//! not become a tree of ten times that.

use super::Reading;
use super::bundle::Bundle;
use super::record;
use crate::{DirectoryError, Why};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Members that hold the list.
const LISTS: &[&str] = &[
    "entry",
    "entries",
    "endpoints",
    "data",
    "items",
    "results",
    "organizations",
    "brands",
    "providers",
];

struct Sink {
    bundle: Bundle,
    reading: Reading,
    stop: Option<DirectoryError>,
}

#[derive(Deserialize)]
struct Wrapped<'a> {
    #[serde(borrow, default)]
    resource: Option<&'a RawValue>,
}

impl Sink {
    /// One member; false when there are too many.
    fn take(&mut self, raw: &RawValue) -> bool {
        if self.stop.is_some() {
            return false;
        }
        if raw.get().starts_with('{') {
            if let Err(why) = self.one(raw) {
                self.stop = Some(why);
            }
        } else {
            self.reading.leave_out("", "", Why::Broken);
        }
        self.stop.is_none()
    }

    fn one(&mut self, raw: &RawValue) -> Result<(), DirectoryError> {
        let inside = serde_json::from_str::<Wrapped<'_>>(raw.get())
            .ok()
            .and_then(|one| one.resource);
        if self.bundle.take(raw, inside)? {
            return Ok(());
        }
        match record::of_json(inside.unwrap_or(raw)) {
            Some(entry) => self.reading.push(entry),
            None => {
                self.reading.leave_out("", "", Why::Broken);
                Ok(())
            }
        }
    }
}

/// All members of a list.
struct Members<'s>(&'s mut Sink);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<(), A::Error> {
        while let Some(raw) = all.next_element::<&'de RawValue>()? {
            if !self.0.take(raw) {
                break;
            }
        }
        // Too many: the rest is not looked at, the reason is in the sink.
        while self.0.stop.is_some() && all.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// The outermost value. True where a list was in it.
struct Top<'s>(&'s mut Sink);

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, all: A) -> Result<bool, A::Error> {
        Members(self.0).visit_seq(all)?;
        Ok(true)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            let key = key.to_ascii_lowercase();
            let raw = map.next_value::<&'de RawValue>()?;
            if key == "timestamp" || key == "lastupdated" {
                self.0.reading.date = serde_json::from_str::<String>(raw.get())
                    .ok()
                    .and_then(|text| day_of(&text))
                    .unwrap_or_default();
            } else if LISTS.contains(&key.as_str()) && raw.get().starts_with('[') {
                found = true;
                let mut inner = serde_json::Deserializer::from_str(raw.get());
                Members(&mut *self.0)
                    .deserialize(&mut inner)
                    .map_err(serde::de::Error::custom)?;
            }
        }
        Ok(found)
    }
}

/// The day of `2023-09-05T20:23:42…`.
pub(super) fn day_of(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    let sound = day.bytes().enumerate().all(|(at, b)| match at {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    sound.then(|| day.to_owned())
}

pub(super) fn read(bytes: &[u8], today: &str) -> Result<Reading, DirectoryError> {
    let mut sink = Sink {
        bundle: Bundle::default(),
        reading: Reading::default(),
        stop: None,
    };
    let mut rest = bytes;
    loop {
        let mut from = serde_json::Deserializer::from_slice(rest);
        let found = Top(&mut sink)
            .deserialize(&mut from)
            .map_err(|_| DirectoryError::Damaged)?;
        // Where the value ends is only known to a stream.
        let mut ends = serde_json::Deserializer::from_slice(rest).into_iter::<&RawValue>();
        let Some(Ok(value)) = ends.next() else {
            return Err(DirectoryError::Damaged);
        };
        if !found && !sink.take(value) {
            break;
        }
        rest = rest.get(ends.byte_offset()..).unwrap_or_default();
        rest = rest.trim_ascii_start();
        if rest.is_empty() || sink.stop.is_some() {
            break;
        }
    }
    let Sink {
        bundle,
        mut reading,
        stop,
    } = sink;
    if let Some(why) = stop {
        return Err(why);
    }
    bundle.finish(&mut reading, today)?;
    Ok(reading)
}
