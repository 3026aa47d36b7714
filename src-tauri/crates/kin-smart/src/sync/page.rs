//! One answer of a search: its resources, where it goes on, and what they refer to.

use crate::{SmartError, lenient};
use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Deeper resources are kept, but their references are not looked for.
const DEEPEST: usize = 64;
/// More references of one page are not followed.
const MOST_REFERENCES: usize = 20_000;

/// One resource of an answer, as far as it was looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    /// As it stands in the answer.
    pub raw: &'a str,
    /// What it says of itself; nothing where it could not be walked through, or says a thing twice.
    pub told: Option<Told>,
}

/// What a resource says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// `resourceType`; empty where it is none.
    pub kind: String,
    /// `id`; empty where there is none.
    pub id: String,
    /// References of `subject`, `patient` and `beneficiary`: whom it is about.
    pub about: Vec<String>,
}

/// What an answer holds.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// `Type/id` of each resource.
    pub(crate) keys: Vec<String>,
    /// `link` with `relation` = `next`, as it stands.
    pub(crate) next: Option<String>,
    /// Whether it is a Bundle, and not one resource.
    pub(crate) bundle: bool,
    /// An OperationOutcome inside says that something went wrong.
    pub(crate) fault: bool,
    /// Texts of `reference`, and `url` of attachments.
    pub(crate) references: BTreeSet<String>,
    /// Addresses of attachments.
    pub(crate) attachments: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(default, rename = "resourceType", deserialize_with = "lenient::maybe")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    link: Vec<Link>,
    #[serde(default, borrow)]
    entry: Option<Vec<Entry<'a>>>,
    #[serde(default, deserialize_with = "lenient::list")]
    issue: Vec<Issue>,
}

#[derive(Deserialize)]
struct Link {
    #[serde(default, deserialize_with = "lenient::text")]
    relation: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    url: Option<String>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(default, borrow)]
    resource: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Issue {
    #[serde(default, deserialize_with = "lenient::text")]
    severity: Option<String>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(default, rename = "resourceType", deserialize_with = "lenient::maybe")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    issue: Vec<Issue>,
}

/// Whether an address is that of the content of a document.
fn is_binary(url: &str) -> bool {
    url.starts_with("Binary/") || url.contains("/Binary/")
}

fn is_fault(issues: &[Issue]) -> bool {
    let bad = |issue: &Issue| matches!(issue.severity.as_deref(), Some("error" | "fatal"));
    issues.iter().any(bad)
}

impl Page {
    /// Reads a searchset, or one resource, each resource in one walk.
    ///
    /// # Errors
    /// [`SmartError::BrokenAnswer`] for what is neither.
    pub(crate) fn parse(bytes: &[u8]) -> Result<(Self, Vec<Found<'_>>), SmartError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| SmartError::BrokenAnswer)?;
        let wire: Wire<'_> = serde_json::from_str(text).map_err(|_| SmartError::BrokenAnswer)?;
        let kind = wire.kind.ok_or(SmartError::BrokenAnswer)?;
        let mut page = Self::default();
        if kind == "OperationOutcome" {
            page.fault = is_fault(&wire.issue);
            return Ok((page, Vec::new()));
        }
        if kind != "Bundle" {
            page.keys.extend(wire.id.map(|id| format!("{kind}/{id}")));
            let told = page.look_into(text);
            return Ok((page, vec![Found { raw: text, told }]));
        }
        page.bundle = true;
        page.next = wire
            .link
            .into_iter()
            .find(|link| link.relation.as_deref() == Some("next"))
            .and_then(|link| link.url)
            .filter(|url| !url.is_empty());
        let mut found = Vec::new();
        for resource in wire
            .entry
            .into_iter()
            .flatten()
            .filter_map(|one| one.resource)
        {
            let raw = resource.get();
            let told = page.look_into(raw);
            let known = told
                .as_ref()
                .map(|told| (told.kind.as_str(), told.id.as_str()));
            match known {
                Some(("OperationOutcome", _)) => page.outcome(raw),
                Some((kind, id)) if !kind.is_empty() && !id.is_empty() => {
                    page.keys.push(format!("{kind}/{id}"));
                }
                Some(_) => {}
                // It could not be walked through: its name alone may still be read.
                None => page.name(raw),
            }
            found.push(Found { raw, told });
        }
        Ok((page, found))
    }

    /// A message of the server about the search.
    fn outcome(&mut self, raw: &str) {
        let head = serde_json::from_str::<Head>(raw);
        self.fault |= head.is_ok_and(|head| is_fault(&head.issue));
    }

    fn name(&mut self, raw: &str) {
        let Ok(head) = serde_json::from_str::<Head>(raw) else {
            return;
        };
        if head.kind.as_deref() == Some("OperationOutcome") {
            self.fault |= is_fault(&head.issue);
        } else if let (Some(kind), Some(id)) = (head.kind, head.id) {
            self.keys.push(format!("{kind}/{id}"));
        }
    }

    fn look_into(&mut self, text: &str) -> Option<Told> {
        let mut json = serde_json::Deserializer::from_str(text);
        let mut told = Told::default();
        let mut twice = false;
        // What cannot be walked through is kept all the same; it just refers to nothing.
        let walked = Walk {
            page: self,
            told: &mut told,
            twice: &mut twice,
            depth: 0,
            photo: false,
            about: false,
            keep: false,
        }
        .deserialize(&mut json);
        (walked.is_ok() && !twice).then_some(told)
    }
}

/// Walks over a resource and takes its references, and what it says of itself.
struct Walk<'a> {
    page: &'a mut Page,
    told: &'a mut Told,
    /// Whether a thing that is asked for stands there twice: then it is not known which counts.
    twice: &'a mut bool,
    depth: usize,
    /// Inside `photo`: what somebody looks like is no part of the record.
    photo: bool,
    /// The value of a member that says whom the resource is about.
    about: bool,
    /// Whether the text of this value is asked for: most texts of a record are not, and are not copied.
    keep: bool,
}

/// Members that say what a resource is, and from the third on whom it is about.
const OWN: [&str; 5] = ["resourceType", "id", "subject", "patient", "beneficiary"];

/// The name of a member, as it stands in the answer where it can.
#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// What a value was, where it matters.
enum Met {
    Text(String),
    Number(u64),
    Other,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = Met;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Met, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = Met;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<Met, E> {
        Ok(if self.keep {
            Met::Text(text.to_owned())
        } else {
            Met::Other
        })
    }

    fn visit_bool<E>(self, _: bool) -> Result<Met, E> {
        Ok(Met::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Met, E> {
        Ok(Met::Other)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Met, E> {
        Ok(Met::Number(number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Met, E> {
        Ok(Met::Other)
    }

    fn visit_unit<E>(self) -> Result<Met, E> {
        Ok(Met::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Met, A::Error> {
        let Self {
            page,
            told,
            twice,
            depth,
            photo,
            about,
            ..
        } = self;
        if depth >= DEEPEST {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Met::Other);
        }
        loop {
            let inner = Walk {
                page: &mut *page,
                told: &mut *told,
                twice: &mut *twice,
                depth: depth + 1,
                photo,
                about,
                keep: false,
            };
            if list.next_element_seed(inner)?.is_none() {
                break;
            }
        }
        Ok(Met::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Met, A::Error> {
        let Self {
            page,
            told,
            twice,
            depth,
            photo,
            about,
            ..
        } = self;
        let (mut url, mut attachment) = (None, false);
        // Which of the members that are asked for were there already.
        let mut seen = 0_u8;
        while let Some(Name(key)) = map.next_key()? {
            if depth >= DEEPEST {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let own = if depth == 0 {
                OWN.iter().position(|name| *name == key)
            } else {
                None
            };
            if let Some(bit) = own {
                *twice |= seen & (1 << bit) != 0;
                seen |= 1 << bit;
            }
            let inner = Walk {
                page: &mut *page,
                told: &mut *told,
                twice: &mut *twice,
                depth: depth + 1,
                photo: photo || key == "photo",
                about: own.is_some_and(|bit| bit >= 2),
                keep: matches!(own, Some(0 | 1)) || matches!(&*key, "reference" | "url"),
            };
            match (&*key, map.next_value_seed(inner)?) {
                ("resourceType", Met::Text(text)) if depth == 0 => told.kind = text,
                ("id", Met::Text(text)) if depth == 0 => told.id = text,
                // Some servers write it as a number.
                ("id", Met::Number(number)) if depth == 0 => told.id = number.to_string(),
                ("reference", Met::Text(text)) if about => {
                    told.about.push(text.clone());
                    if page.references.len() < MOST_REFERENCES {
                        page.references.insert(text);
                    }
                }
                ("reference", Met::Text(text)) if page.references.len() < MOST_REFERENCES => {
                    page.references.insert(text);
                }
                ("url", Met::Text(text)) => {
                    // Not all servers say of what kind it is.
                    attachment |= !photo && is_binary(&text);
                    url = Some(text);
                }
                ("contentType", _) => attachment = true,
                _ => {}
            }
        }
        if let (Some(url), true) = (url, attachment)
            && page.attachments.len() < MOST_REFERENCES
        {
            page.attachments.insert(url);
        }
        Ok(Met::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::Page;
    use crate::SmartError;

    #[test]
    fn a_page_says_what_it_holds_and_where_it_goes_on() {
        let (page, found) = Page::parse(
            br##"{"resourceType":"Bundle","type":"searchset","total":"many",
             "link":[{"relation":"self","url":"x"},{"relation":"next","url":"https://e.org/?p=2"}],
             "entry":[{"resource":{"resourceType":"Observation","id":"o1","valueQuantity":{"value":1.10},
               "performer":[{"reference":"Practitioner/d1"}],"hasMember":[{"reference":"#c"}],
               "subject":{"reference":"Patient/p"}}},
              {"fullUrl":"u"},
              {"resource":{"resourceType":"DocumentReference","id":"f1",
               "extension":[{"url":"http://not.an.attachment"}],
               "content":[{"attachment":{"contentType":"text/xml","url":"Binary/b1"}},
                {"attachment":{"url":"https://e.org/fhir/Binary/b2"}},{"attachment":{"url":"https://e.org/else"}}]}},
              {"resource":{"resourceType":"Practitioner","photo":[{"url":"Binary/face"}]}},
              {"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"information"}]}}]}"##,
        )
        .unwrap();
        assert!(page.bundle && !page.fault);
        assert_eq!(page.keys, ["Observation/o1", "DocumentReference/f1"]);
        assert_eq!(found.len(), 4);
        let first = found.first().and_then(|one| one.told.clone()).unwrap();
        assert_eq!(
            (first.kind.as_str(), first.id.as_str()),
            ("Observation", "o1")
        );
        assert_eq!(
            first.about,
            ["Patient/p"],
            "the performer is not whom it is about"
        );
        assert_eq!(page.next.as_deref(), Some("https://e.org/?p=2"));
        assert_eq!(
            page.references.into_iter().collect::<Vec<_>>(),
            ["#c", "Patient/p", "Practitioner/d1"]
        );
        assert_eq!(
            page.attachments.into_iter().collect::<Vec<_>>(),
            ["Binary/b1", "https://e.org/fhir/Binary/b2"]
        );
    }

    #[test]
    fn a_fault_inside_a_good_answer_is_seen() {
        let (page, _) = Page::parse(
            br#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"OperationOutcome",
              "issue":[{"severity":"warning"},{"severity":"error"}]}}]}"#,
        )
        .unwrap();
        assert!(page.fault && page.keys.is_empty());
        let page =
            Page::parse(br#"{"resourceType":"OperationOutcome","issue":[{"severity":"fatal"}]}"#);
        assert!(page.unwrap().0.fault);
    }

    #[test]
    fn what_is_no_answer_is_refused_and_depth_is_bounded() {
        for text in [
            "",
            "<html>",
            "{}",
            "[]",
            "null",
            r#"{"resourceType":7}"#,
            r#"{"resourceType":"Bundle""#,
        ] {
            assert!(
                matches!(Page::parse(text.as_bytes()), Err(SmartError::BrokenAnswer)),
                "{text}"
            );
        }
        let deep = format!(
            r#"{{"resourceType":"Basic","id":"b","x":{}{}}}"#,
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        // Refused or kept without references; what matters is that it ends.
        drop(Page::parse(deep.as_bytes()));
    }

    #[test]
    fn whom_a_resource_is_about_is_what_it_says_itself_and_once() {
        let told = |text: &str| {
            let text = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{text}}}]}}"#);
            let (page, found) = Page::parse(text.as_bytes()).unwrap();
            (page.keys.clone(), found.first().unwrap().told.clone())
        };
        let (keys, one) = told(
            r#"{"subject":[{"reference":"Patient/a"},{"reference":"Patient/b"}],"id":7,
                "patient":{"extension":[{"valueReference":{"reference":"Patient/c"}}],"reference":"Patient/d"},
                "focus":{"reference":"Patient/e"},"resourceType":"Flag"}"#,
        );
        let one = one.unwrap();
        assert_eq!(keys, ["Flag/7"]);
        assert_eq!(one.about, ["Patient/a", "Patient/b", "Patient/d"]);
        for twice in [
            r#"{"resourceType":"Flag","id":"f","subject":{"reference":"Patient/a"},"subject":{"reference":"Patient/b"}}"#,
            r#"{"resourceType":"Flag","id":"f","id":"g"}"#,
            r#"{"resourceType":"Flag","resourceType":"Goal","id":"f"}"#,
        ] {
            assert_eq!(told(twice).1, None, "{twice}");
        }
        // A text that is none: its name is known all the same.
        let (keys, one) = told(r#"{"resourceType":"Flag","id":"f","note":"\ud800"}"#);
        assert_eq!((keys.as_slice(), one), (&["Flag/f".to_owned()][..], None));
    }
}
