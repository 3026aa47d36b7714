//! A file behind a link: compact JWE, `dir` and A256GCM, maybe packed with DEFLATE. No other form is opened.
//!
//! # Source
//! RFC 7516 section 7.1; SMART Health Links, "Encrypting and Decrypting Files".

use crate::inflate::{Fault, unpack};
use crate::{CodeError, CodeLimits};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kin_crypto::safe::LinkKey;
use serde::Deserialize;

/// A file that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// `cty`, where the sender says it; most do not.
    pub content_type: Option<String>,
    /// The file.
    pub bytes: Vec<u8>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    enc: Option<String>,
    #[serde(default)]
    zip: Option<String>,
    #[serde(default)]
    cty: Option<String>,
    #[serde(default, deserialize_with = "crate::jws::is_there")]
    crit: bool,
}

/// Opens a file.
///
/// # Errors
/// [`CodeError::FileForm`], [`CodeError::FileAlgorithm`], [`CodeError::FileCritical`],
/// [`CodeError::FileKey`], [`CodeError::FilePacking`], [`CodeError::TooLarge`].
pub fn open_jwe(text: &str, key: &LinkKey, limits: &CodeLimits) -> Result<Opened, CodeError> {
    let text = text.trim();
    let limit = limits.file_bytes;
    let too_large = CodeError::TooLarge { limit };
    // Base64 makes four characters of three bytes.
    if text.len() as u64 / 4 * 3 > limit {
        return Err(too_large);
    }
    let parts: Vec<&str> = text.splitn(6, '.').collect();
    let [coded_head, wrapped, nonce, ciphertext, tag] = parts.as_slice() else {
        return Err(CodeError::FileForm);
    };
    let decode = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part);
        bytes.map_err(|_| CodeError::FileForm)
    };
    let head = decode(coded_head)?;
    let head: Head = serde_json::from_slice(&head).map_err(|_| CodeError::FileForm)?;
    let direct = head.alg.as_deref() == Some("dir") && head.enc.as_deref() == Some("A256GCM");
    let packed = match head.zip.as_deref() {
        None => false,
        Some("DEF") => true,
        Some(_) => return Err(CodeError::FileAlgorithm),
    };
    // `dir` has no wrapped key.
    if !direct || !wrapped.is_empty() {
        return Err(CodeError::FileAlgorithm);
    }
    if head.crit {
        return Err(CodeError::FileCritical);
    }
    let (nonce, ciphertext, tag) = (decode(nonce)?, decode(ciphertext)?, decode(tag)?);
    let open = key.open(&nonce, coded_head.as_bytes(), &ciphertext, &tag);
    let open = open.map_err(|error| match error {
        kin_crypto::CryptoError::Damaged => CodeError::FileForm,
        _ => CodeError::FileKey,
    })?;
    let bytes = if packed {
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        unpack(&open, most).map_err(|fault| match fault {
            Fault::TooLarge => too_large,
            _ => CodeError::FilePacking,
        })?
    } else {
        open
    };
    Ok(Opened {
        content_type: head.cty,
        bytes,
    })
}

/// Seals a file. It is not packed: current libraries of receivers do not unpack.
///
/// # Errors
/// [`CodeError::FileKey`] where the computer gives no random numbers.
pub fn seal_jwe(bytes: &[u8], content_type: &str, key: &LinkKey) -> Result<String, CodeError> {
    let head = serde_json::json!({"alg": "dir", "enc": "A256GCM", "cty": content_type});
    let head = URL_SAFE_NO_PAD.encode(head.to_string());
    let sealed = key.seal(head.as_bytes(), bytes);
    let sealed = sealed.map_err(|_| CodeError::FileKey)?;
    let coded = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    Ok(format!(
        "{head}..{}.{}.{}",
        coded(&sealed.nonce),
        coded(&sealed.ciphertext),
        coded(&sealed.tag)
    ))
}

#[cfg(test)]
mod tests {
    use super::{open_jwe, seal_jwe};
    use crate::inflate::pack;
    use crate::{CodeError, CodeLimits, LinkKey};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn sealed(head: &str, plain: &[u8], key: &LinkKey) -> String {
        let head = URL_SAFE_NO_PAD.encode(head);
        let parts = key.seal(head.as_bytes(), plain).unwrap();
        let coded = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
        let (nonce, text) = (coded(&parts.nonce), coded(&parts.ciphertext));
        format!("{head}..{nonce}.{text}.{}", coded(&parts.tag))
    }

    fn open(text: &str, key: &LinkKey) -> Result<Vec<u8>, CodeError> {
        let limits = CodeLimits {
            file_bytes: 1 << 20,
            ..CodeLimits::default()
        };
        open_jwe(text, key, &limits).map(|opened| opened.bytes)
    }

    #[test]
    fn what_was_sealed_is_opened() {
        let key = LinkKey::generate().unwrap();
        let text = seal_jwe(b"{}", "application/fhir+json", &key).unwrap();
        let opened = open_jwe(&text, &key, &CodeLimits::default()).unwrap();
        assert_eq!(opened.bytes, b"{}");
        assert_eq!(
            opened.content_type.as_deref(),
            Some("application/fhir+json")
        );
        let packed = sealed(
            r#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#,
            &pack(b"packed"),
            &key,
        );
        assert_eq!(open(&packed, &key).unwrap(), b"packed");
        let other = LinkKey::generate().unwrap();
        assert_eq!(open(&text, &other), Err(CodeError::FileKey));
    }

    #[test]
    fn every_other_way_of_sealing_is_refused_before_it_is_tried() {
        let key = LinkKey::generate().unwrap();
        for head in [
            r#"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":1000000000,"p2s":"AAAA"}"#,
            r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#,
            r#"{"alg":"dir","enc":"A128GCM"}"#,
            r#"{"alg":"dir","enc":"A128CBC-HS256"}"#,
            r#"{"alg":"none","enc":"A256GCM"}"#,
            r#"{"enc":"A256GCM"}"#,
            r#"{"alg":"dir"}"#,
            r#"{"alg":"dir","enc":"A256GCM","zip":"GZ"}"#,
        ] {
            let refused = open(&sealed(head, b"x", &key), &key);
            assert_eq!(refused, Err(CodeError::FileAlgorithm), "{head}");
        }
        for head in [
            r#"{"alg":"dir","enc":"A256GCM","crit":["x"],"x":1}"#,
            r#"{"alg":"dir","enc":"A256GCM","crit":["b64"],"b64":false}"#,
            r#"{"alg":"dir","enc":"A256GCM","crit":[]}"#,
            r#"{"alg":"dir","enc":"A256GCM","crit":null}"#,
        ] {
            let refused = open(&sealed(head, b"x", &key), &key);
            assert_eq!(refused, Err(CodeError::FileCritical), "{head}");
        }
        let good = sealed(r#"{"alg":"dir","enc":"A256GCM"}"#, b"x", &key);
        let wrapped = good.replace("..", ".AAAA.");
        assert_eq!(open(&wrapped, &key), Err(CodeError::FileAlgorithm));
        for bad in [
            "".to_owned(),
            "a.b.c".to_owned(),
            format!("{good}.AAAA"),
            good.replace("..", "...."),
            sealed("no json", b"x", &key),
            sealed(r#"{"alg":"dir","alg":"dir","enc":"A256GCM"}"#, b"x", &key),
        ] {
            assert_eq!(open(&bad, &key), Err(CodeError::FileForm), "{bad}");
        }
    }

    #[test]
    fn a_file_that_becomes_huge_is_refused() {
        let key = LinkKey::generate().unwrap();
        let head = r#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#;
        let bomb = sealed(head, &pack(&vec![0; 3 << 20]), &key);
        let limit = 1 << 20;
        assert_eq!(open(&bomb, &key), Err(CodeError::TooLarge { limit }));
        let long = "A".repeat(2 << 20);
        assert_eq!(open(&long, &key), Err(CodeError::TooLarge { limit }));
        let broken = sealed(head, b"no deflate", &key);
        assert_eq!(open(&broken, &key), Err(CodeError::FilePacking));
    }
}
