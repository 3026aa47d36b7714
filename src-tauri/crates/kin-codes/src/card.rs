//! What a card says: whose, of when, and the record in it.
//!
//! # Source
//! SMART Health Cards, "Modeling Verifiable Credentials in FHIR" and "Data Model".

use crate::jws::Jws;
use crate::{CodeError, CodeLimits};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeSet;

/// Seconds that are milliseconds for certain: the year 5138.
const MILLISECONDS: i64 = 100_000_000_000;
/// Bytes of a record that is looked through for what a card should leave out.
const LOOKED_THROUGH: usize = 256 << 10;
/// What `vc.type` must hold.
const HEALTH_CARD: &str = "https://smarthealth.cards#health-card";

/// What is not as the standard says and does no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CardNote {
    /// `nbf` or `exp` counts milliseconds; it is read as such.
    Milliseconds,
    /// `nbf` is missing or no number.
    NoDate,
    /// `exp` is there and no date.
    EndUnreadable,
    /// A byte order mark stands in front of the content.
    ByteOrderMark,
    /// `iss` ends with `/`.
    IssuerSlash,
    /// `rid` is longer than 24 characters or has others than base64url.
    RevocationId,
    /// `fhirVersion` is not 4.0.1.
    FhirVersion,
    /// The Bundle is no `collection`.
    BundleType,
    /// `meta` holds more than `security`, or a label that cards do not use.
    Meta,
    /// There are ids, narrative, texts or display names that a card leaves out.
    NotMinified,
}

impl CardNote {
    /// The stable code, kebab-case.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Milliseconds => "card-milliseconds",
            Self::NoDate => "card-no-date",
            Self::EndUnreadable => "card-end-unreadable",
            Self::ByteOrderMark => "card-byte-order-mark",
            Self::IssuerSlash => "card-issuer-slash",
            Self::RevocationId => "card-revocation-id",
            Self::FhirVersion => "card-fhir-version",
            Self::BundleType => "card-bundle-type",
            Self::Meta => "card-meta",
            Self::NotMinified => "card-not-minified",
        }
    }
}

/// What a card says of itself. Whether it is true says [`crate::Issuers::judge`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardHead {
    /// The card as it came: the signed text.
    pub text: String,
    /// Who says to have issued it: an address.
    pub issuer: String,
    /// The key that is said to have signed it.
    pub key_id: String,
    /// When it was issued, seconds since 1970 UTC.
    pub issued: Option<i64>,
    /// When it ends, seconds since 1970 UTC.
    pub expires: Option<i64>,
    /// The number by which its issuer can take it back.
    pub revocation_id: Option<String>,
    /// What is not as it should be and does no harm.
    pub notes: BTreeSet<CardNote>,
}

/// A card that can be read.
#[derive(Debug, Clone)]
pub struct Card {
    /// What it says of itself.
    pub head: CardHead,
    /// The record: a FHIR Bundle, JSON as it stands in the card.
    pub bundle: String,
}

#[derive(Deserialize)]
struct Claims<'a> {
    #[serde(default)]
    iss: String,
    #[serde(default, borrow)]
    nbf: Option<&'a RawValue>,
    #[serde(default, borrow)]
    exp: Option<&'a RawValue>,
    #[serde(default, borrow)]
    vc: Option<Vc<'a>>,
}

#[derive(Deserialize)]
struct Vc<'a> {
    #[serde(default, rename = "type")]
    types: Vec<String>,
    #[serde(default)]
    rid: Option<String>,
    #[serde(default, rename = "credentialSubject", borrow)]
    subject: Option<Subject<'a>>,
}

#[derive(Deserialize)]
struct Subject<'a> {
    #[serde(default, rename = "fhirVersion")]
    version: Option<String>,
    #[serde(default, rename = "fhirBundle", borrow)]
    bundle: Option<&'a RawValue>,
}

/// What the content says, without the signature.
struct Said {
    issuer: String,
    issued: Option<i64>,
    expires: Option<i64>,
    revocation_id: Option<String>,
    bundle: String,
    notes: BTreeSet<CardNote>,
}

/// Whole seconds of a number, also one that was written as a text or counts milliseconds.
pub(crate) fn seconds(raw: &RawValue) -> Option<(i64, bool)> {
    let number = whole(raw.get().trim_matches('"'))?;
    let fine = number.checked_abs()? >= MILLISECONDS;
    Some((if fine { number / 1000 } else { number }, fine))
}

/// The whole part of a JSON number, also of one like `1.618554442E9`, as programs in Java write it.
fn whole(text: &str) -> Option<i64> {
    let (digits, by) = match text.split_once(['e', 'E']) {
        None => (text, 0),
        Some((digits, by)) => (digits, by.trim_start_matches('+').parse::<usize>().ok()?),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    // No date is that long: a stranger does not say how much is written out here.
    if by > 18 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let moved: String = part
        .chars()
        .chain(std::iter::repeat('0'))
        .take(by)
        .collect();
    format!("{whole}{moved}").parse().ok()
}

impl Card {
    /// Reads the signed text of a card.
    ///
    /// # Errors
    /// Each defect has its own [`CodeError`].
    pub fn parse(text: &str, limits: &CodeLimits) -> Result<Self, CodeError> {
        let text = text.trim();
        let jws = Jws::parse(text, limits)?;
        let said = Said::read(&jws.content)?;
        Ok(Self {
            head: CardHead {
                text: text.to_owned(),
                issuer: said.issuer,
                key_id: jws.kid,
                issued: said.issued,
                expires: said.expires,
                revocation_id: said.revocation_id,
                notes: said.notes,
            },
            bundle: said.bundle,
        })
    }
}

impl Said {
    fn read(content: &[u8]) -> Result<Self, CodeError> {
        let mut notes = BTreeSet::new();
        let bare = content.strip_prefix(b"\xEF\xBB\xBF");
        if bare.is_some() {
            notes.insert(CardNote::ByteOrderMark);
        }
        let claims: Claims<'_> =
            serde_json::from_slice(bare.unwrap_or(content)).map_err(|_| CodeError::CardContent)?;
        let vc = claims.vc.ok_or(CodeError::CardContent)?;
        if !vc.types.iter().any(|one| one == HEALTH_CARD) {
            return Err(CodeError::CardType);
        }
        let secure = claims.iss.strip_prefix("https://");
        if secure.is_none_or(str::is_empty) || claims.iss.len() > 2048 {
            return Err(CodeError::CardIssuer);
        }
        if claims.iss.ends_with('/') {
            notes.insert(CardNote::IssuerSlash);
        }
        let mut moment = |raw: Option<&RawValue>| {
            let (moment, fine) = raw.and_then(seconds)?;
            if fine {
                notes.insert(CardNote::Milliseconds);
            }
            Some(moment)
        };
        let issued = moment(claims.nbf);
        let expires = moment(claims.exp);
        if claims.exp.is_some() && expires.is_none() {
            notes.insert(CardNote::EndUnreadable);
        }
        if issued.is_none() {
            notes.insert(CardNote::NoDate);
        }
        if vc.rid.as_deref().is_some_and(|rid| !is_revocation_id(rid)) {
            notes.insert(CardNote::RevocationId);
        }
        let subject = vc.subject.ok_or(CodeError::CardNoRecord)?;
        if subject.version.as_deref() != Some("4.0.1") {
            notes.insert(CardNote::FhirVersion);
        }
        let bundle = subject.bundle.ok_or(CodeError::CardNoRecord)?.get();
        if !bundle.starts_with('{') {
            return Err(CodeError::CardNoRecord);
        }
        if bundle.len() <= LOOKED_THROUGH {
            let parsed = serde_json::from_str(bundle).map_err(|_| CodeError::CardContent)?;
            look_through(&parsed, &mut notes);
        }
        Ok(Self {
            issuer: claims.iss,
            issued,
            expires,
            revocation_id: vc.rid,
            bundle: bundle.to_owned(),
            notes,
        })
    }
}

/// At most 24 characters of base64url.
pub(crate) fn is_revocation_id(text: &str) -> bool {
    let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (1..=24).contains(&text.len()) && text.bytes().all(known)
}

/// Finds what a card should leave out, to fit into a code.
fn look_through(bundle: &Value, notes: &mut BTreeSet<CardNote>) {
    if bundle.get("type").and_then(Value::as_str) != Some("collection") {
        notes.insert(CardNote::BundleType);
    }
    let entries = bundle.get("entry").and_then(Value::as_array);
    for resource in entries
        .into_iter()
        .flatten()
        .filter_map(|e| e.get("resource"))
    {
        if resource.get("id").is_some() || resource.get("text").is_some() {
            notes.insert(CardNote::NotMinified);
        }
        if let Some(meta) = resource.get("meta")
            && !only_security(meta)
        {
            notes.insert(CardNote::Meta);
        }
        wordy(resource, notes);
    }
}

fn only_security(meta: &Value) -> bool {
    let labels = meta.get("security").and_then(Value::as_array);
    let single = meta.as_object().is_some_and(|all| all.len() == 1);
    let known = |label: &Value| {
        let system = label.get("system").and_then(Value::as_str);
        let code = label
            .get("code")
            .and_then(Value::as_str)
            .unwrap_or_default();
        system == Some("https://smarthealth.cards/ial") && code.starts_with("IAL")
    };
    single && labels.is_some_and(|labels| labels.iter().all(known))
}

/// `Coding.display` and `CodeableConcept.text`. The depth is that of the JSON parser, 128.
fn wordy(value: &Value, notes: &mut BTreeSet<CardNote>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| wordy(one, notes)),
        Value::Object(all) => {
            let coding = all.contains_key("display") && all.contains_key("code");
            let concept = all.contains_key("text") && all.contains_key("coding");
            if coding || concept {
                notes.insert(CardNote::NotMinified);
            }
            all.values().for_each(|one| wordy(one, notes));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{CardNote, Said};
    use crate::CodeError;

    fn said(iss: &str, nbf: &str, vc: &str) -> Result<Said, CodeError> {
        Said::read(format!(r#"{{"iss":"{iss}","nbf":{nbf},"vc":{vc}}}"#).as_bytes())
    }

    const VC: &str = r#"{"type":["https://smarthealth.cards#health-card"],"credentialSubject":
        {"fhirVersion":"4.0.1","fhirBundle":{"resourceType":"Bundle","type":"collection","entry":[]}}}"#;

    #[test]
    fn a_plain_card_has_no_remarks() {
        let card = said("https://example.org/issuer", "1715107763.677", VC).unwrap();
        assert_eq!(card.issued, Some(1_715_107_763));
        assert!(card.notes.is_empty(), "{:?}", card.notes);
        assert!(card.bundle.starts_with("{\"resourceType\""));
    }

    #[test]
    fn times_are_read_as_they_are_meant() {
        for (nbf, issued, note) in [
            (
                "1618554442496",
                Some(1_618_554_442),
                Some(CardNote::Milliseconds),
            ),
            ("\"1618554442\"", Some(1_618_554_442), None),
            ("1", Some(1), None),
            ("\"soon\"", None, Some(CardNote::NoDate)),
            ("null", None, Some(CardNote::NoDate)),
            ("1.618554442E9", Some(1_618_554_442), None),
            ("1.6185544425E+9", Some(1_618_554_442), None),
            ("1e9", Some(1_000_000_000), None),
            ("-1.5e0", Some(-1), None),
            ("1e-9", None, Some(CardNote::NoDate)),
            ("1e99", None, Some(CardNote::NoDate)),
            ("1e99999999999", None, Some(CardNote::NoDate)),
        ] {
            let card = said("https://example.org", nbf, VC).unwrap();
            assert_eq!(card.issued, issued, "{nbf}");
            assert_eq!(card.notes.iter().next().copied(), note, "{nbf}");
        }
    }

    #[test]
    fn an_end_that_is_no_date_is_named() {
        let end = |exp: &str| {
            let json = format!(r#"{{"iss":"https://example.org","nbf":1,"exp":{exp},"vc":{VC}}}"#);
            let card = Said::read(json.as_bytes()).unwrap();
            let named = card.notes.contains(&CardNote::EndUnreadable);
            (card.expires, named)
        };
        for exp in ["\"soon\"", "1e99", "{}", "[1]", "true", "\"\""] {
            assert_eq!(end(exp), (None, true), "{exp}");
        }
        assert_eq!(end("5"), (Some(5), false));
        assert_eq!(end("null"), (None, false), "none was given");
    }

    #[test]
    fn each_defect_has_its_name() {
        let fault = |iss: &str, vc: &str| said(iss, "1", vc).err().unwrap();
        for iss in [
            "",
            "http://example.org",
            "https://",
            "example.org",
            "HTTPS://example.org",
        ] {
            assert_eq!(fault(iss, VC), CodeError::CardIssuer, "{iss}");
        }
        let https = "https://example.org";
        let other = VC.replace("#health-card", "#other");
        assert_eq!(fault(https, &other), CodeError::CardType);
        assert_eq!(fault(https, "{}"), CodeError::CardType);
        assert_eq!(fault(https, "null"), CodeError::CardContent);
        assert_eq!(fault(https, "7"), CodeError::CardContent);
        let empty = VC.replace("fhirBundle", "other");
        assert_eq!(fault(https, &empty), CodeError::CardNoRecord);
        let twice = format!(r#"{{"type":[],{}"#, VC.trim_start_matches('{'));
        assert_eq!(fault(https, &twice), CodeError::CardContent);
    }
}
