//! The elements that several resource types share, borrowed from the resource's bytes.

use super::lenient::{Element, Many, Raw, Text, element};
use serde::de::{IgnoredAny, MapAccess};
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::LazyLock;

element! {
    /// `Coding`.
    struct CodingElement {
        system: Text<'a> = "system",
        code: Text<'a> = "code",
        display: Text<'a> = "display",
        notes: Many<CodeNote<'a>> = "extension",
    }
    text => code
}

element! {
    /// An extension of a `Coding` that says something in a code.
    struct CodeNote {
        url: Text<'a> = "url",
        said: BareCode<'a> = "valueCoding",
    }
}

element! {
    /// The code of a `Coding`.
    struct BareCode {
        code: Text<'a> = "code",
    }
}

/// `CodeableConcept`, and what stood in its place in other versions: a code, a `Coding`, a
/// `CodeableReference` (R5).
#[derive(Debug, Clone, Default)]
pub(crate) struct Concept<'a> {
    pub(crate) coding: Vec<CodingElement<'a>>,
    pub(crate) text: Text<'a>,
    pub(crate) reference: Option<Box<Who<'a>>>,
}

impl<'a> Element<'a> for Concept<'a> {
    fn member<A: MapAccess<'a>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "coding" => self
                .coding
                .append(&mut map.next_value::<Many<CodingElement<'a>>>()?.0),
            "text" => self.text = map.next_value()?,
            // A Coding where a concept could be (Encounter.class in R4).
            "system" => {
                let value = map.next_value()?;
                self.own_coding(|c| c.system = value);
            }
            "code" => {
                let value = map.next_value()?;
                self.own_coding(|c| c.code = value);
            }
            "display" => {
                let value = map.next_value()?;
                self.own_coding(|c| c.display = value);
            }
            "concept" => {
                *self = Self {
                    reference: self.reference.take(),
                    ..map.next_value()?
                }
            }
            "reference" => {
                let who: Who<'a> = map.next_value::<WhoOrUrl<'a>>()?.0;
                self.reference = Some(Box::new(who));
            }
            // Encounter.reason of R5: a use, and the reasons.
            "value" => {
                let raw: Raw<'a> = map.next_value()?;
                if raw.text().is_empty()
                    && self.coding.is_empty()
                    && self.text.is_empty()
                    && let Some(raw) = raw.0
                    && let Ok(list) = serde_json::from_str::<Many<Self>>(raw.get())
                    && let Some(first) = list.0.into_iter().next()
                {
                    *self = first;
                }
            }
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn set_text(&mut self, text: Cow<'a, str>) {
        self.text = Text(text);
    }
}
element!(@de Concept);

impl<'a> Concept<'a> {
    /// The coding that this concept itself is (a `Coding` where a concept could be).
    fn own_coding(&mut self, set: impl FnOnce(&mut CodingElement<'a>)) {
        if self.coding.is_empty() {
            self.coding.push(CodingElement::default());
        }
        if let Some(coding) = self.coding.last_mut() {
            set(coding);
        }
    }

    /// The source's own words: the text, else the first display, else the display of the
    /// reference, else what the first code is called.
    pub(crate) fn words(&self) -> Option<Cow<'a, str>> {
        self.text
            .some()
            .or_else(|| self.coding.iter().find_map(|c| c.display.some()))
            .or_else(|| self.reference.as_ref().and_then(|r| r.display.some()))
            .or_else(|| self.named())
    }

    /// What the first code is called where the source has no words: its name, else the code with its system.
    fn named(&self) -> Option<Cow<'a, str>> {
        let name = |c: &CodingElement<'a>| {
            let code = c.code.some()?;
            let label = kin_terms::code_label(c.system.as_str(), &code);
            Some(label.map_or(code, Cow::Owned))
        };
        self.coding.iter().find_map(name)
    }

    /// Words that the source gives, never a bare code.
    pub(crate) fn said(&self) -> Option<Cow<'a, str>> {
        self.text
            .some()
            .or_else(|| self.coding.iter().find_map(|c| c.display.some()))
    }

    /// The first code, whatever its system; the text where it stands in the place of a code.
    pub(crate) fn code(&self) -> Option<&str> {
        self.coding
            .iter()
            .map(|c| c.code.as_str())
            .find(|c| !c.is_empty())
            .or_else(|| Some(self.text.as_str()).filter(|t| !t.is_empty()))
    }

    /// Has it this code, in any system?
    pub(crate) fn has(&self, code: &str) -> bool {
        self.coding.iter().any(|c| c.code.as_str() == code)
    }
}

/// `Reference`, and the elements that wrap one (`performer.actor`, `participant.individual` …).
#[derive(Debug, Clone, Default)]
pub(crate) struct Who<'a> {
    pub(crate) reference: Text<'a>,
    pub(crate) display: Text<'a>,
    pub(crate) identifier: Identifier<'a>,
    pub(crate) role: Concept<'a>,
}

impl<'a> Who<'a> {
    fn adopt(&mut self, inner: Self) {
        if self.reference.is_empty() {
            self.reference = inner.reference;
        }
        if self.display.is_empty() {
            self.display = inner.display;
        }
        if self.identifier.value.is_empty() {
            self.identifier = inner.identifier;
        }
    }
}

impl<'a> Element<'a> for Who<'a> {
    fn member<A: MapAccess<'a>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "reference" => {
                let inner = map.next_value::<WhoOrUrl<'a>>()?.0;
                self.adopt(inner);
            }
            "display" => self.display = map.next_value()?,
            "identifier" => self.identifier = map.next_value()?,
            "actor" | "individual" | "member" | "agent" | "who" | "location" | "party"
            | "provider" | "onBehalfOf" | "item" | "condition" | "itemReference"
            | "practitioner" => {
                let inner: Self = map.next_value()?;
                self.adopt(inner);
            }
            "role" | "function" | "concept" => self.role = map.next_value()?,
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn set_text(&mut self, text: Cow<'a, str>) {
        self.display = Text(text);
    }
}
element!(@de Who);

/// `Reference.reference` is a text in a Reference and an object in a `CodeableReference`.
#[derive(Debug, Default)]
struct WhoOrUrl<'a>(Who<'a>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for WhoOrUrl<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Raw::deserialize(d)?;
        let text = raw.text();
        if !text.is_empty() {
            return Ok(Self(Who {
                reference: text,
                ..Who::default()
            }));
        }
        let inner = raw.0.and_then(|r| serde_json::from_str(r.get()).ok());
        Ok(Self(inner.unwrap_or_default()))
    }
}

element! {
    /// `Identifier`.
    struct Identifier {
        system: Text<'a> = "system",
        value: Text<'a> = "value",
        usage: Text<'a> = "use",
        kind: Concept<'a> = "type",
    }
    text => value
}

element! {
    /// `Quantity`, also `Money`, `Age`, `Duration`, `Count`.
    struct Quantity {
        value: Text<'a> = "value",
        comparator: Text<'a> = "comparator",
        unit: Text<'a> = "unit" | "units" | "currency",
        code: Text<'a> = "code",
        missing: Many<Missing<'a>> = "extension",
    }
    text => value
}

element! {
    /// An extension that may say why a value is missing.
    struct Missing {
        url: Text<'a> = "url",
        code: Text<'a> = "valueCode",
    }
}

element! {
    /// What stands beside a value that is no object: `_valueString`.
    struct Beside {
        missing: Many<Missing<'a>> = "extension",
    }
}

element! {
    /// `Period`, `Timing` (its first event or its bounds) and `Range`.
    struct Period {
        start: Text<'a> = "start",
        event: Texts<'a> = "event",
        end: Text<'a> = "end",
        low: Quantity<'a> = "low" | "numerator",
        high: Quantity<'a> = "high" | "denominator",
        repeat: Repeat<'a> = "repeat",
        code: Concept<'a> = "code",
    }
    text => start
}

impl Period<'_> {
    /// True when nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        self.start.is_empty()
            && self.end.is_empty()
            && self.low.value.is_empty()
            && self.high.value.is_empty()
    }
}

element! {
    /// `Timing.repeat`.
    struct Repeat {
        bounds: Bounds<'a> = "boundsPeriod" | "bounds",
    }
}

element! {
    /// `Timing.repeat.boundsPeriod`.
    struct Bounds {
        start: Text<'a> = "start",
        end: Text<'a> = "end",
    }
}

element! {
    /// `HumanName`, or a plain name.
    struct Name {
        text: Text<'a> = "text" | "name" | "value",
        family: Texts<'a> = "family",
        given: Texts<'a> = "given",
        prefix: Texts<'a> = "prefix",
        suffix: Texts<'a> = "suffix",
        usage: Text<'a> = "use",
        period: Period<'a> = "period",
    }
    text => text
}

impl<'a> Name<'a> {
    /// The name as one text. A name in Chinese characters begins with the family, and has no blanks.
    pub(crate) fn words(&self) -> Option<Cow<'a, str>> {
        fn filled<'t>(texts: &'t Texts<'_>) -> Vec<&'t str> {
            let trimmed = texts.0.iter().map(|t| t.as_str().trim());
            trimmed.filter(|t| !t.is_empty()).collect()
        }
        self.text.some().or_else(|| {
            let (family, given) = (filled(&self.family), filled(&self.given));
            let han = |part: &&str| kin_terms::has_han(part);
            let own = if family.iter().chain(&given).all(han) {
                [family, given].concat().concat()
            } else {
                [given, family].concat().join(" ")
            };
            let mut parts = filled(&self.prefix);
            parts.extend(Some(own.as_str()).filter(|own| !own.is_empty()));
            parts.extend(filled(&self.suffix));
            (!parts.is_empty()).then(|| Cow::Owned(parts.join(" ")))
        })
    }

    /// The name as part of a numbering: made the same way for ever, or what is there would come in twice.
    pub(crate) fn for_numbering(&self) -> Option<Cow<'a, str>> {
        self.text.some().or_else(|| {
            let parts: Vec<&str> = [&self.prefix, &self.given, &self.family, &self.suffix]
                .into_iter()
                .flat_map(|texts| texts.0.iter().map(|t| t.as_str().trim()))
                .filter(|t| !t.is_empty())
                .collect();
            (!parts.is_empty()).then(|| Cow::Owned(parts.join(" ")))
        })
    }

    /// How soon this one is taken among several: the one in use before a nickname, and that before a former one.
    ///
    /// # Source
    /// HL7 FHIR 4.0.1, value set name-use, and `HumanName.period`.
    pub(crate) fn rank(&self) -> u8 {
        if !self.period.end.is_empty() {
            return 5;
        }
        match self.usage.as_str() {
            "official" => 0,
            "usual" => 1,
            "temp" | "anonymous" => 3,
            "nickname" => 4,
            "old" | "maiden" => 5,
            _ => 2,
        }
    }
}

impl<'a> Many<Name<'a>> {
    /// The one in use first, former ones last.
    pub(crate) fn by_use(&self) -> Vec<&Name<'a>> {
        let mut all: Vec<&Name<'a>> = self.iter().collect();
        all.sort_by_key(|name| name.rank());
        all
    }

    /// The words of the one in use.
    pub(crate) fn words(&self) -> Option<Cow<'a, str>> {
        self.by_use().into_iter().find_map(Name::words)
    }
}

/// A list of strings, or one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts<'a>(pub(crate) Vec<Text<'a>>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Texts<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Raw::deserialize(d)?;
        let one = raw.text();
        if !one.is_empty() {
            return Ok(Self(vec![one]));
        }
        let list = raw.0.and_then(|r| serde_json::from_str(r.get()).ok());
        Ok(Self(list.unwrap_or_default()))
    }
}

element! {
    /// `Annotation`.
    struct Annotation {
        text: Text<'a> = "text",
    }
    text => text
}

element! {
    /// `Attachment`.
    struct AttachmentElement {
        content_type: Text<'a> = "contentType",
        title: Text<'a> = "title",
        creation: Text<'a> = "creation",
        url: Text<'a> = "url",
        data: Raw<'a> = "data",
    }
}

element! {
    /// `DocumentReference.content`, `Media.content`.
    struct Content {
        attachment: AttachmentElement<'a> = "attachment",
        title: Text<'a> = "title",
        content_type: Text<'a> = "contentType",
    }
}

element! {
    /// `Resource.text`.
    struct NarrativeElement {
        status: Text<'a> = "status",
        div: Raw<'a> = "div",
    }
}

element! {
    /// `Observation.referenceRange`.
    struct ReferenceRange {
        low: Quantity<'a> = "low",
        high: Quantity<'a> = "high",
        text: Text<'a> = "text",
        kind: Many<Concept<'a>> = "type" | "meaning",
        applies: Many<Concept<'a>> = "appliesTo",
        age: Period<'a> = "age",
    }
    text => text
}

/// A choice element (`value[x]`, `onset[x]` …) of whatever type the source used.
///
/// A resource may have a dozen of them and has one or two: the others take no room, which would have
/// to be made and cleared for every resource.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice<'a>(Option<Box<Chosen<'a>>>);

/// What a choice element holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chosen<'a> {
    /// The type that the key named, e.g. `Quantity`; empty when the element is missing.
    pub(crate) named: &'static str,
    pub(crate) text: Text<'a>,
    pub(crate) quantity: Quantity<'a>,
    pub(crate) period: Period<'a>,
    pub(crate) concept: Concept<'a>,
}

impl<'a> Deref for Choice<'a> {
    type Target = Chosen<'a>;

    fn deref(&self) -> &Chosen<'a> {
        static NOTHING: LazyLock<Chosen<'static>> = LazyLock::new(Chosen::default);
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl<'a> Choice<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// Reads the value of key prefix + `suffix`; false when the suffix is no type.
    pub(crate) fn member<A: MapAccess<'a>>(
        &mut self,
        suffix: &str,
        map: &mut A,
    ) -> Result<bool, A::Error> {
        let chosen = self.0.get_or_insert_default();
        chosen.named = match suffix {
            "DateTime" | "Date" | "Instant" | "Time" => {
                chosen.text = map.next_value()?;
                "DateTime"
            }
            "String" | "Markdown" | "Code" | "Uri" | "Url" | "Canonical" | "Id" | "Oid" => {
                chosen.text = map.next_value()?;
                "String"
            }
            "Boolean" => {
                chosen.text = map.next_value()?;
                "Boolean"
            }
            "Integer" | "Decimal" | "PositiveInt" | "UnsignedInt" | "Integer64" => {
                chosen.quantity.value = map.next_value()?;
                "Integer"
            }
            "Quantity" | "SimpleQuantity" | "Age" | "Duration" | "Money" | "Count" | "Distance" => {
                chosen.quantity = map.next_value()?;
                "Quantity"
            }
            "Period" | "Timing" => {
                chosen.period = map.next_value()?;
                "Period"
            }
            "Range" => {
                chosen.period = map.next_value()?;
                "Range"
            }
            "Ratio" => {
                chosen.period = map.next_value()?;
                "Ratio"
            }
            // No number of these is the value.
            "SampledData" => {
                map.next_value::<serde::de::IgnoredAny>()?;
                "SampledData"
            }
            "Attachment" => {
                map.next_value::<serde::de::IgnoredAny>()?;
                "Attachment"
            }
            // R5 has no suffix for a CodeableReference: `medication`.
            "" | "CodeableConcept" | "Coding" | "Concept" | "CodeableReference" => {
                chosen.concept = map.next_value()?;
                if suffix.is_empty() {
                    "CodeableReference"
                } else {
                    "CodeableConcept"
                }
            }
            "Reference" => {
                let who: Who<'a> = map.next_value()?;
                chosen.concept.reference = Some(Box::new(who));
                "Reference"
            }
            _ => return Ok(false),
        };
        Ok(true)
    }
}
