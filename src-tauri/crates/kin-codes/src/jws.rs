//! The signed text of a card: compact JWS, ES256, packed with DEFLATE. No other form is read.
//!
//! # Source
//! RFC 7515 section 7.1; SMART Health Cards, "Signing Health Cards".

use crate::inflate::{Fault, pack, unpack};
use crate::{CodeError, CodeLimits};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kin_crypto::safe::CardSigningKey;
use serde::Deserialize;

/// Bytes of a signature.
const SIGNATURE: usize = 64;

/// A signed text, taken apart and not yet believed.
#[derive(Debug, Clone)]
pub(crate) struct Jws {
    /// Which key is said to have signed.
    pub(crate) kid: String,
    /// The content, unpacked.
    pub(crate) content: Vec<u8>,
}

/// Whether a member of a head is there, whatever it says: `crit` of RFC 7515 4.1.11 and RFC 7516 4.1.13 names what a
/// reader must understand, and nothing that it could name is understood here.
pub(crate) fn is_there<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(from).map(|_| true)
}

/// What was signed, and the signature.
pub(crate) fn signature(text: &str) -> Result<(&str, Vec<u8>), CodeError> {
    let (signed, coded) = text.rsplit_once('.').ok_or(CodeError::CardForm)?;
    let found = URL_SAFE_NO_PAD.decode(coded);
    let found = found.map_err(|_| CodeError::CardForm)?;
    if found.len() != SIGNATURE {
        return Err(CodeError::SignatureForm);
    }
    Ok((signed, found))
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    zip: Option<String>,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default, deserialize_with = "is_there")]
    crit: bool,
}

impl Jws {
    pub(crate) fn parse(text: &str, limits: &CodeLimits) -> Result<Self, CodeError> {
        let text = text.trim();
        if text.len() > limits.card_chars {
            let limit = limits.card_chars as u64;
            return Err(CodeError::TooLarge { limit });
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(CodeError::CardForm)?;
        let (head, packed) = signed.split_once('.').ok_or(CodeError::CardForm)?;
        let decode = |part: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(part);
            bytes.map_err(|_| CodeError::CardForm)
        };
        let (head, packed) = (decode(head)?, decode(packed)?);
        // A signature of another length is looked at when it is judged.
        decode(signature)?;
        let head: Head = serde_json::from_slice(&head).map_err(|_| CodeError::CardHeader)?;
        if head.alg.as_deref() != Some("ES256") {
            return Err(CodeError::CardAlgorithm);
        }
        if head.crit {
            return Err(CodeError::CardCritical);
        }
        if head.zip.as_deref() != Some("DEF") {
            return Err(CodeError::CardNotPacked);
        }
        let kid = head.kid.filter(|kid| !kid.is_empty() && kid.len() <= 128);
        let kid = kid.ok_or(CodeError::CardNoKey)?;
        let content = unpack(&packed, limits.card_bytes).map_err(|fault| match fault {
            Fault::Broken => CodeError::CardPacking,
            Fault::Zlib => CodeError::CardZlib,
            Fault::Trailing => CodeError::CardTrailing,
            Fault::TooLarge => CodeError::TooLarge {
                limit: limits.card_bytes as u64,
            },
        })?;
        Ok(Self { kid, content })
    }
}

/// Makes a card: packs the content and signs it.
///
/// # Errors
/// [`CodeError::CardNoKey`]; never in practice.
pub fn sign_card(content: &str, key: &CardSigningKey) -> Result<String, CodeError> {
    let public = key.public().map_err(|_| CodeError::CardNoKey)?;
    let head = format!(
        r#"{{"zip":"DEF","alg":"ES256","kid":"{}"}}"#,
        public.thumbprint()
    );
    let coded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!(
        "{}.{}",
        coded(head.as_bytes()),
        coded(&pack(content.as_bytes()))
    );
    let signature = key.sign(signed.as_bytes());
    let signature = signature.map_err(|_| CodeError::CardNoKey)?;
    Ok(format!("{signed}.{}", coded(&signature)))
}

#[cfg(test)]
mod tests {
    use super::Jws;
    use crate::inflate::pack;
    use crate::{CodeError, CodeLimits};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn text(head: &str, packed: &[u8]) -> String {
        let coded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        format!(
            "{}.{}.{}",
            coded(head.as_bytes()),
            coded(packed),
            coded(&[7; 64])
        )
    }

    fn parse(text: &str) -> Result<Jws, CodeError> {
        Jws::parse(text, &CodeLimits::default())
    }

    #[test]
    fn only_one_way_of_signing_is_read() {
        let packed = pack(b"{}");
        let good = r#"{"zip":"DEF","alg":"ES256","kid":"k"}"#;
        assert_eq!(parse(&text(good, &packed)).unwrap().content, b"{}");
        for (head, code) in [
            (
                r#"{"zip":"DEF","alg":"none","kid":"k"}"#,
                CodeError::CardAlgorithm,
            ),
            (
                r#"{"zip":"DEF","alg":"HS256","kid":"k"}"#,
                CodeError::CardAlgorithm,
            ),
            (
                r#"{"zip":"DEF","alg":"ES384","kid":"k"}"#,
                CodeError::CardAlgorithm,
            ),
            (
                r#"{"zip":"DEF","alg":"es256","kid":"k"}"#,
                CodeError::CardAlgorithm,
            ),
            (r#"{"zip":"DEF","kid":"k"}"#, CodeError::CardAlgorithm),
            (
                r#"{"zip":"DEF","alg":"ES256","kid":"k","crit":["b64"],"b64":false}"#,
                CodeError::CardCritical,
            ),
            (
                r#"{"zip":"DEF","alg":"ES256","kid":"k","crit":["x"],"x":1}"#,
                CodeError::CardCritical,
            ),
            // These two are not allowed themselves: the list is never empty, and a list it is.
            (
                r#"{"zip":"DEF","alg":"ES256","kid":"k","crit":[]}"#,
                CodeError::CardCritical,
            ),
            (
                r#"{"zip":"DEF","alg":"ES256","kid":"k","crit":null}"#,
                CodeError::CardCritical,
            ),
            (r#"{"alg":"ES256","kid":"k"}"#, CodeError::CardNotPacked),
            (
                r#"{"zip":"GZ","alg":"ES256","kid":"k"}"#,
                CodeError::CardNotPacked,
            ),
            (r#"{"zip":"DEF","alg":"ES256"}"#, CodeError::CardNoKey),
            (
                r#"{"zip":"DEF","alg":"ES256","kid":""}"#,
                CodeError::CardNoKey,
            ),
            (
                r#"{"zip":"DEF","alg":"none","alg":"ES256","kid":"k"}"#,
                CodeError::CardHeader,
            ),
            ("not json", CodeError::CardHeader),
        ] {
            assert_eq!(parse(&text(head, &packed)).unwrap_err(), code, "{head}");
        }
        for bad in ["", "a.b", "a.b.c.d", "eyJ.=.a", "eyJh\u{e9}.a.b"] {
            assert_eq!(parse(bad).unwrap_err(), CodeError::CardForm, "{bad}");
        }
    }

    #[test]
    fn a_card_that_becomes_huge_is_refused() {
        let head = r#"{"zip":"DEF","alg":"ES256","kid":"k"}"#;
        let bomb = text(head, &pack(&vec![b' '; 5 << 20]));
        assert!(bomb.len() < 10_000);
        let limit = 1 << 20;
        assert_eq!(parse(&bomb).unwrap_err(), CodeError::TooLarge { limit });
        let long = text(head, &vec![0; 1 << 20]);
        assert_eq!(parse(&long).unwrap_err(), CodeError::TooLarge { limit });
    }
}
