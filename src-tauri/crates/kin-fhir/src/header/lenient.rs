//! Reading JSON that may have another shape than expected, without failing.
//!
//! FHIR elements changed shape between versions (a status that was a code became a concept, one
//! object became a list), and real servers have their own ideas. A strict typed reader would lose
//! a whole resource over one such element; a document tree costs memory and digits. So every
//! element here takes what fits and steps over the rest; the body keeps it all anyway.

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A string, number or truth value as text; empty for anything else. Numbers keep their digits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl<'a> Text<'a> {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, if there is one.
    pub(crate) fn some(&self) -> Option<Cow<'a, str>> {
        let trimmed = self.0.trim();
        if trimmed.is_empty() {
            None
        } else if trimmed.len() == self.0.len() {
            Some(self.0.clone())
        } else {
            Some(Cow::Owned(trimmed.to_owned()))
        }
    }

    fn from_raw(raw: &'a str) -> Self {
        let Some(inner) = raw.strip_prefix('"').and_then(|r| r.strip_suffix('"')) else {
            let scalar = !raw.starts_with(['{', '[']) && raw != "null";
            return Self(Cow::Borrowed(if scalar { raw } else { "" }));
        };
        Self(crate::text::unescape(inner))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <&'de RawValue>::deserialize(d).map(|raw| Self::from_raw(raw.get()))
    }
}

/// JSON as it stands, looked at later or never.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Raw<'a>(pub(crate) Option<&'a RawValue>);

impl<'a> Raw<'a> {
    /// The string that it is; empty for anything else.
    pub(crate) fn text(self) -> Text<'a> {
        self.0
            .map_or_else(Text::default, |raw| Text::from_raw(raw.get()))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <&'de RawValue>::deserialize(d).map(|raw| Self(Some(raw)))
    }
}

/// An element of which only its being there matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen(pub(crate) bool);

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(d).map(|_| Self(true))
    }
}

/// A JSON object that is read member by member, or a string that stands in its place.
pub(crate) trait Element<'a>: Default {
    /// Takes one member; it must consume the value.
    fn member<A: MapAccess<'a>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error>;

    /// The JSON was a string.
    fn set_text(&mut self, _text: Cow<'a, str>) {}
}

/// A key of an object.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for V<'a> {
            type Value = Key<'a>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Key<'a>, E> {
                Ok(Key(Cow::Borrowed(v)))
            }
            fn visit_str<E>(self, v: &str) -> Result<Key<'a>, E> {
                Ok(Key(Cow::Owned(v.to_owned())))
            }
        }
        d.deserialize_str(V(PhantomData))
    }
}

/// Scalars that say nothing to an element.
macro_rules! step_over {
    () => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
    };
}

/// Reads an [`Element`] from whatever stands there.
pub(crate) struct ElementVisitor<T>(pub(crate) PhantomData<T>);

fn members<'a, T: Element<'a>, A: MapAccess<'a>>(
    into: &mut T,
    map: &mut A,
) -> Result<(), A::Error> {
    while let Some(Key(key)) = map.next_key()? {
        into.member(&key, map)?;
    }
    Ok(())
}

impl<'a, T: Element<'a> + Deserialize<'a>> Visitor<'a> for ElementVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FHIR element")
    }
    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<T, A::Error> {
        let mut value = T::default();
        members(&mut value, &mut map)?;
        Ok(value)
    }
    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<T, A::Error> {
        let first = seq.next_element()?.unwrap_or_default();
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first)
    }
    fn visit_borrowed_str<E>(self, v: &'a str) -> Result<T, E> {
        let mut value = T::default();
        value.set_text(Cow::Borrowed(v));
        Ok(value)
    }
    fn visit_str<E>(self, v: &str) -> Result<T, E> {
        let mut value = T::default();
        value.set_text(Cow::Owned(v.to_owned()));
        Ok(value)
    }
    step_over!();
}

/// Reads an object into an [`Element`] that is already there.
pub(crate) struct Fill<'f, T>(pub(crate) &'f mut T);

impl<'a, T: Element<'a>> DeserializeSeed<'a> for Fill<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_map(self)
    }
}

impl<'a, T: Element<'a>> Visitor<'a> for Fill<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        members(self.0, &mut map)
    }
}

/// A list, or one element where a list could be.
#[derive(Debug, Clone)]
pub(crate) struct Many<T>(pub(crate) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Many<T> {
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
    pub(crate) fn first(&self) -> Option<&T> {
        self.0.first()
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a, T: Element<'a> + Deserialize<'a>> Deserialize<'a> for Many<T> {
    fn deserialize<D: Deserializer<'a>>(d: D) -> Result<Self, D::Error> {
        struct V<T>(PhantomData<T>);
        impl<'a, T: Element<'a> + Deserialize<'a>> Visitor<'a> for V<T> {
            type Value = Many<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of FHIR elements")
            }
            fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Many<T>, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = seq.next_element()? {
                    list.push(item);
                }
                Ok(Many(list))
            }
            fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<Many<T>, A::Error> {
                Ok(Many(vec![ElementVisitor::<T>(PhantomData).visit_map(map)?]))
            }
            fn visit_borrowed_str<E: serde::de::Error>(self, v: &'a str) -> Result<Many<T>, E> {
                let one = ElementVisitor::<T>(PhantomData).visit_borrowed_str(v)?;
                Ok(Many(vec![one]))
            }
            fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<Many<T>, E> {
                Ok(Many(vec![ElementVisitor::<T>(PhantomData).visit_str(v)?]))
            }
            step_over!();
        }
        d.deserialize_any(V(PhantomData))
    }
}

/// Defines an element: `field: Type = "jsonKey" | "otherKey"`. A field may be fed by several keys
/// (the names of several FHIR versions); the last one that is there wins.
macro_rules! element {
    ($(#[$meta:meta])* struct $name:ident { $( $field:ident : $ty:ty = $($key:literal)|+ ),+ $(,)? }
     $( text => $text:ident )?) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default)]
        pub(crate) struct $name<'a> { $( pub(crate) $field: $ty, )+ }

        impl<'a> crate::header::lenient::Element<'a> for $name<'a> {
            fn member<A: serde::de::MapAccess<'a>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
                match key {
                    $( $($key)|+ => self.$field = map.next_value()?, )+
                    _ => { map.next_value::<serde::de::IgnoredAny>()?; }
                }
                Ok(())
            }
            $( fn set_text(&mut self, text: std::borrow::Cow<'a, str>) { self.$text = crate::header::lenient::Text(text); } )?
        }
        crate::header::lenient::element!(@de $name);
    };
    (@de $name:ident) => {
        impl<'de> serde::de::Deserialize<'de> for $name<'de> {
            fn deserialize<D: serde::de::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                d.deserialize_any(crate::header::lenient::ElementVisitor::<Self>(std::marker::PhantomData))
            }
        }
    };
}
pub(crate) use element;
