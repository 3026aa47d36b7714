//! Who may be believed: issuers, their keys, and the cards that they took back.
//!
//! A true signature and a known issuer are two things: anybody can sign. The list that ships is that of the VCI
//! (`data/vci-issuers.json`, with its day); nothing is asked on the network to judge a card.
//!
//! # Source
//! SMART Health Cards, "Determining keys associated with an issuer", "Revocation"; VCI directory
//! (the-commons-project/vci-directory, `vci_snapshot.json`, CC-BY 4.0).

use crate::card::is_revocation_id;
use crate::{CardHead, CodeError, jws};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_crypto::safe::CardKey;
use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, BTreeSet};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The list that is part of the program.
const BUILT_IN: &[u8] = include_bytes!("../data/vci-issuers.json");

/// Whether cards of the key could have been taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// The issuer takes none back, or the card has no number for it.
    NotUsed,
    /// The issuer's list is here, and the card is not on it.
    NotRevoked,
    /// The issuer has a list, and it is not here.
    Unknown,
}

/// What is known about a card that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// The key of the issuer is not here: the signature could not be checked.
    Unchecked {
        /// The issuer's name, where it is listed.
        name: Option<String>,
    },
    /// The signature is true; who the issuer is, nobody here knows.
    IssuerUnknown {
        /// Whether it may have been taken back.
        revocation: Revocation,
    },
    /// The signature is true and the issuer is on the list.
    IssuerListed {
        /// The issuer's name.
        name: String,
        /// Whether it may have been taken back.
        revocation: Revocation,
    },
}

impl Trust {
    /// The stable code, kebab-case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unchecked { .. } => "unchecked",
            Self::IssuerUnknown { .. } => "issuer-unknown",
            Self::IssuerListed { .. } => "issuer-listed",
        }
    }

    /// The issuer's name, where it is on the list.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Unchecked { name } => name.as_deref(),
            Self::IssuerListed { name, .. } => Some(name),
            Self::IssuerUnknown { .. } => None,
        }
    }
}

/// Why a published key is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFault {
    /// `kty` is not EC.
    Kind,
    /// `crv` is not P-256, or the coordinates are no point of it.
    Curve,
    /// `alg` is there and not ES256, or `use` is there and not sig.
    Use,
    /// It holds the private half, `d`.
    Private,
    /// `kid` is not its thumbprint.
    Name,
    /// `x5c` is for another key or another issuer.
    Certificate,
}

#[derive(Debug, Clone)]
struct Key {
    key: CardKey,
    revokes: bool,
}

#[derive(Debug, Clone, Default)]
struct Issuer {
    name: Option<String>,
    keys: BTreeMap<String, Key>,
    /// By key: the numbers of cards taken back, each maybe with a moment before which.
    revoked: BTreeMap<String, BTreeMap<String, Option<i64>>>,
}

/// Issuers and what is known of them.
#[derive(Debug, Clone, Default)]
pub struct Issuers {
    /// When the list was made, RFC 3339; empty where there is none.
    pub as_of: String,
    all: BTreeMap<String, Issuer>,
}

#[derive(Deserialize)]
struct Snapshot {
    #[serde(default)]
    time: String,
    #[serde(rename = "issuerInfo")]
    issuers: Vec<SnapshotIssuer>,
}

#[derive(Deserialize)]
struct SnapshotIssuer {
    issuer: IssuerName,
    #[serde(default)]
    keys: Vec<Jwk>,
    #[serde(default)]
    crls: Vec<Crl>,
}

#[derive(Deserialize)]
struct IssuerName {
    iss: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Jwk {
    #[serde(default)]
    kty: String,
    #[serde(default)]
    kid: String,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default, rename = "use")]
    purpose: Option<String>,
    #[serde(default)]
    d: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    x5c: Vec<String>,
    /// A number, which some write as a text.
    #[serde(default, rename = "crlVersion")]
    crl_version: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Crl {
    kid: String,
    #[serde(default, deserialize_with = "text_or_nothing")]
    method: String,
    #[serde(default)]
    rids: Vec<String>,
}

fn text_or_nothing<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(from)?.unwrap_or_default())
}

impl Jwk {
    fn check(&self, issuer: &str) -> Result<CardKey, KeyFault> {
        if self.kty != "EC" {
            return Err(KeyFault::Kind);
        }
        if self.crv != "P-256" {
            return Err(KeyFault::Curve);
        }
        if self.d.is_some() {
            return Err(KeyFault::Private);
        }
        let other = |found: &Option<String>, wanted| found.as_ref().is_some_and(|f| f != wanted);
        if other(&self.alg, "ES256") || other(&self.purpose, "sig") {
            return Err(KeyFault::Use);
        }
        let key = CardKey::from_coordinates(&self.x, &self.y).map_err(|_| KeyFault::Curve)?;
        if key.thumbprint() != self.kid {
            return Err(KeyFault::Name);
        }
        if let Some(first) = self.x5c.first() {
            let certificate = STANDARD.decode(first).unwrap_or_default();
            if !key.certified(&certificate, issuer) {
                return Err(KeyFault::Certificate);
            }
        }
        Ok(key)
    }
}

impl Crl {
    fn read(self) -> Result<(String, BTreeMap<String, Option<i64>>), CodeError> {
        if self.method != "rid" {
            return Err(CodeError::RevocationList);
        }
        let rids = self.rids.iter().map(|rid| {
            let (id, before) = match rid.split_once('.') {
                Some((id, before)) => (id, Some(before.parse().ok())),
                None => (rid.as_str(), None),
            };
            let before = match before {
                Some(None) => return Err(CodeError::RevocationList),
                Some(before) => before,
                None => None,
            };
            let known = is_revocation_id(id).then(|| (id.to_owned(), before));
            known.ok_or(CodeError::RevocationList)
        });
        Ok((self.kid, rids.collect::<Result<_, _>>()?))
    }
}

/// The list that is part of the program.
///
/// # Errors
/// Never: a test reads it.
pub fn built_in() -> Result<Issuers, CodeError> {
    Issuers::from_snapshot(BUILT_IN)
}

impl Issuers {
    /// Reads a list in the form of the VCI's snapshot. Keys and revocations that are not as they should be
    /// are left out.
    ///
    /// # Errors
    /// [`CodeError::IssuerList`].
    pub fn from_snapshot(bytes: &[u8]) -> Result<Self, CodeError> {
        let read: Snapshot = serde_json::from_slice(bytes).map_err(|_| CodeError::IssuerList)?;
        let mut issuers = Self {
            as_of: read.time,
            all: BTreeMap::new(),
        };
        for one in read.issuers {
            let iss = one.issuer.iss;
            let issuer = issuers.all.entry(iss.clone()).or_default();
            issuer.name = Some(one.issuer.name).filter(|name| !name.is_empty());
            issuer.name.get_or_insert_with(|| iss.clone());
            for mut jwk in one.keys {
                // The list's makers fetched the key from the issuer itself. Eight keys of three real issuers carry the
                // certificate of the specification's example beside them: that does not make them others.
                jwk.x5c.clear();
                issuer.add(&iss, &jwk).unwrap_or_default();
            }
            let lists = one.crls.into_iter().filter_map(|crl| crl.read().ok());
            issuer.revoked.extend(lists);
        }
        Ok(issuers)
    }

    /// Takes the keys that an issuer publishes (`jwks.json`); it does not become a listed one by that.
    /// Gives the faults of keys that are left out.
    ///
    /// # Errors
    /// [`CodeError::IssuerList`] where it is no list of keys at all.
    pub fn add_keys(&mut self, issuer: &str, bytes: &[u8]) -> Result<Vec<KeyFault>, CodeError> {
        let read: Jwks = serde_json::from_slice(bytes).map_err(|_| CodeError::IssuerList)?;
        let into = self.all.entry(issuer.to_owned()).or_default();
        let faults = read
            .keys
            .iter()
            .filter_map(|jwk| into.add(issuer, jwk).err());
        Ok(faults.collect())
    }

    /// Takes an issuer's list of cards that it took back.
    ///
    /// # Errors
    /// [`CodeError::RevocationList`] where it is none, or not as the standard says.
    pub fn add_revocations(&mut self, issuer: &str, bytes: &[u8]) -> Result<(), CodeError> {
        let read: Crl = serde_json::from_slice(bytes).map_err(|_| CodeError::RevocationList)?;
        let (kid, rids) = read.read()?;
        let into = self.all.entry(issuer.to_owned()).or_default();
        into.revoked.insert(kid, rids);
        Ok(())
    }

    /// How many issuers there are, and how many keys.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let keys = self.all.values().map(|one| one.keys.len()).sum();
        (self.all.len(), keys)
    }

    /// The keys of an issuer that are used.
    #[must_use]
    pub fn key_ids(&self, issuer: &str) -> BTreeSet<&str> {
        let found = self.all.get(issuer);
        let keys = found.into_iter().flat_map(|one| one.keys.keys());
        keys.map(String::as_str).collect()
    }

    /// Whether a card is true; its text is that of one that was read. `now` is in seconds since 1970 UTC.
    ///
    /// # Errors
    /// [`CodeError::SignatureForm`], [`CodeError::SignatureFalse`], [`CodeError::CardExpired`],
    /// [`CodeError::CardNotYet`], [`CodeError::CardRevoked`].
    pub fn judge(&self, card: &CardHead, now: i64) -> Result<Trust, CodeError> {
        let (signed, signature) = jws::signature(&card.text)?;
        if card.expires.is_some_and(|end| end <= now) {
            return Err(CodeError::CardExpired);
        }
        // RFC 7519 4.1.5; the day is for clocks that differ.
        let soon = now.saturating_add(DAY);
        if card.issued.is_some_and(|issued| issued > soon) {
            return Err(CodeError::CardNotYet);
        }
        let issuer = self.all.get(&card.issuer);
        let name = issuer.and_then(|one| one.name.clone());
        let Some((issuer, key)) = issuer.and_then(|i| Some((i, i.keys.get(&card.key_id)?))) else {
            return Ok(Trust::Unchecked { name });
        };
        if !key.key.verify(signed.as_bytes(), &signature) {
            return Err(CodeError::SignatureFalse);
        }
        let revocation = issuer.revocation(key, card)?;
        Ok(match name {
            Some(name) => Trust::IssuerListed { name, revocation },
            None => Trust::IssuerUnknown { revocation },
        })
    }
}

impl Issuer {
    fn add(&mut self, iss: &str, jwk: &Jwk) -> Result<(), KeyFault> {
        let key = Key {
            key: jwk.check(iss)?,
            revokes: jwk.crl_version.is_some(),
        };
        self.keys.insert(jwk.kid.clone(), key);
        Ok(())
    }

    fn revocation(&self, key: &Key, card: &CardHead) -> Result<Revocation, CodeError> {
        let Some(rid) = &card.revocation_id else {
            return Ok(Revocation::NotUsed);
        };
        let Some(list) = self.revoked.get(&card.key_id) else {
            return Ok(if key.revokes {
                Revocation::Unknown
            } else {
                Revocation::NotUsed
            });
        };
        let revoked = match list.get(rid) {
            None => false,
            Some(None) => true,
            // A card without a date may be any older one.
            Some(Some(before)) => card.issued.is_none_or(|issued| issued < *before),
        };
        if revoked {
            return Err(CodeError::CardRevoked);
        }
        Ok(Revocation::NotRevoked)
    }
}

#[cfg(test)]
mod tests {
    use super::{Issuers, KeyFault, Revocation, Trust, built_in};
    use crate::{Card, CardHead, CardSigningKey, CodeError, CodeLimits, sign_card};

    const ISS: &str = "https://example.org/issuer";

    fn content(more: &str, vc: &str) -> String {
        format!(
            r#"{{"iss":"{ISS}","nbf":1000{more},"vc":{{{vc}"type":["https://smarthealth.cards#health-card"],"credentialSubject":{{"fhirVersion":"4.0.1","fhirBundle":{{"resourceType":"Bundle","type":"collection","entry":[]}}}}}}}}"#
        )
    }

    fn jwks(key: &CardSigningKey, more: &str) -> String {
        let public = key.public().unwrap();
        let (x, y) = public.coordinates();
        let kid = public.thumbprint();
        format!(
            r#"{{"keys":[{{"kty":"EC","kid":"{kid}","use":"sig","alg":"ES256","crv":"P-256","x":"{x}","y":"{y}"{more}}}]}}"#
        )
    }

    fn card(key: &CardSigningKey, more: &str, vc: &str) -> CardHead {
        let text = sign_card(&content(more, vc), key).unwrap();
        Card::parse(&text, &CodeLimits::default()).unwrap().head
    }

    fn published(key: &CardSigningKey, more: &str) -> Issuers {
        let mut issuers = Issuers::default();
        let faults = issuers.add_keys(ISS, jwks(key, more).as_bytes()).unwrap();
        assert_eq!(faults, []);
        issuers
    }

    #[test]
    fn a_signature_is_true_false_or_unknown() {
        let key = CardSigningKey::generate().unwrap();
        let card = card(&key, "", "");
        let nobody = Issuers::default().judge(&card, 2000).unwrap();
        assert_eq!(nobody, Trust::Unchecked { name: None });
        let known = published(&key, "").judge(&card, 2000).unwrap();
        let revocation = Revocation::NotUsed;
        assert_eq!(known, Trust::IssuerUnknown { revocation });

        // Another content under the same signature.
        let other = sign_card(&content("", "").replace("1000", "1001"), &key).unwrap();
        let (_, true_signature) = card.text.rsplit_once('.').unwrap();
        let (signed, _) = other.rsplit_once('.').unwrap();
        let mixed = format!("{signed}.{true_signature}");
        let mixed = Card::parse(&mixed, &CodeLimits::default()).unwrap().head;
        let judged = published(&key, "").judge(&mixed, 2000);
        assert_eq!(judged, Err(CodeError::SignatureFalse));
    }

    #[test]
    fn a_listed_issuer_is_called_by_its_name() {
        let key = CardSigningKey::generate().unwrap();
        let jwks = jwks(&key, "");
        let (_, keys) = jwks.split_once(':').unwrap();
        let list = format!(
            r#"{{"time":"2026-08-22T04:43:50Z","issuerInfo":[{{"issuer":{{"iss":"{ISS}","name":"Example"}},"keys":{keys}]}}"#
        );
        let issuers = Issuers::from_snapshot(list.as_bytes()).unwrap();
        let trust = issuers.judge(&card(&key, "", ""), 2000).unwrap();
        assert_eq!(
            (trust.code(), trust.name()),
            ("issuer-listed", Some("Example"))
        );
        assert_eq!(issuers.as_of, "2026-08-22T04:43:50Z");
    }

    #[test]
    fn an_expired_or_revoked_card_is_refused() {
        let key = CardSigningKey::generate().unwrap();
        let mut issuers = published(&key, r#","crlVersion":1"#);
        let expired = card(&key, r#","exp":1500.5"#, "");
        assert!(issuers.judge(&expired, 1499).is_ok());
        assert_eq!(issuers.judge(&expired, 1500), Err(CodeError::CardExpired));

        // Issued at 1000: a clock may be wrong by a day, not by more.
        let plain = card(&key, "", "");
        assert!(issuers.judge(&plain, 1000 - super::DAY).is_ok());
        let early = issuers.judge(&plain, 999 - super::DAY);
        assert_eq!(early, Err(CodeError::CardNotYet));

        let numbered = |rid: &str| card(&key, "", &format!(r#""rid":"{rid}","#));
        let unknown = issuers.judge(&numbered("a"), 2000).unwrap();
        let revocation = Revocation::Unknown;
        assert_eq!(unknown, Trust::IssuerUnknown { revocation });
        let kid = key.public().unwrap().thumbprint();
        let list =
            |rids: &str| format!(r#"{{"kid":"{kid}","method":"rid","ctr":1,"rids":[{rids}]}}"#);
        let rids = list(r#""a","before.1001","after.1000""#);
        issuers.add_revocations(ISS, rids.as_bytes()).unwrap();
        for (rid, revoked) in [
            ("a", true),
            ("b", false),
            ("before", true),
            ("after", false),
        ] {
            let judged = issuers.judge(&numbered(rid), 2000);
            let wanted = if revoked {
                Err(CodeError::CardRevoked)
            } else {
                let revocation = Revocation::NotRevoked;
                Ok(Trust::IssuerUnknown { revocation })
            };
            assert_eq!(judged, wanted, "{rid}");
        }
        for bad in [
            list(r#""this-number-is-longer-than-24-characters""#),
            list(r#""a.soon""#),
            list("").replace("\"rid\",", "\"other\","),
            "{}".to_owned(),
        ] {
            let added = issuers.add_revocations(ISS, bad.as_bytes());
            assert_eq!(added, Err(CodeError::RevocationList), "{bad}");
        }
    }

    #[test]
    fn keys_that_are_not_for_cards_are_left_out() {
        let key = CardSigningKey::generate().unwrap();
        let good = jwks(&key, "");
        for (bad, fault) in [
            (good.replace("\"EC\"", "\"RSA\""), KeyFault::Kind),
            (good.replace("P-256", "P-384"), KeyFault::Curve),
            (good.replace("ES256", "ES384"), KeyFault::Use),
            (good.replace("\"sig\"", "\"enc\""), KeyFault::Use),
            (good.replace("\"kid\":\"", "\"kid\":\"x"), KeyFault::Name),
            (jwks(&key, r#","d":"AAAA""#), KeyFault::Private),
            (jwks(&key, r#","x5c":["AAAA"]"#), KeyFault::Certificate),
        ] {
            let mut issuers = Issuers::default();
            let faults = issuers.add_keys(ISS, bad.as_bytes()).unwrap();
            assert_eq!(faults, [fault], "{bad}");
            assert!(issuers.key_ids(ISS).is_empty(), "it is not used");
        }
        let nonsense = Issuers::default().add_keys(ISS, b"This is no list");
        assert_eq!(nonsense, Err(CodeError::IssuerList));
    }

    #[test]
    fn the_list_that_ships_is_whole() {
        let issuers = built_in().unwrap();
        let (count, keys) = issuers.counts();
        assert!(count > 600 && keys > 590, "{count} issuers, {keys} keys");
        assert_eq!(issuers.as_of.len(), "2026-08-22T04:43:50Z".len());
    }
}
