//! Packages and pages that were locked with six words, opened again. What is in them is foreign and is taken apart where every
//! file is (`reading/packages.rs`).

use crate::dto::{PackageRequest, PackageView, ScanFile};
use crate::error::{ApiResult, ErrorCode};
use crate::error_map::mib;
use crate::session::{FileSource, Session};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_crypto::CryptoError;
use kin_crypto::safe::{
    PAGE_BOUND, PAGE_ROUNDS, Passphrase, SealedPage, SlotKind, open_page, open_slot,
};
use std::io::Read as _;
use zeroize::Zeroizing;

/// Bytes of a locked file: 128 MiB.
const MOST: u64 = 128 << 20;
/// Bytes that say what it is.
const HEAD: u64 = 64;

/// What a locked file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Locked {
    Age,
    Page,
}

/// The first bytes of a chosen file; none of a folder, or of what cannot be read.
fn head(source: &FileSource) -> Vec<u8> {
    let mut bytes = Vec::new();
    match source {
        FileSource::Memory(all) => bytes.extend(all.iter().take(64)),
        FileSource::Path(path) if path.is_file() => {
            if let Ok(file) = std::fs::File::open(path) {
                file.take(HEAD).read_to_end(&mut bytes).unwrap_or_default();
            }
        }
        _ => {}
    }
    bytes
}

fn locked(
    head: &[u8],
    whole: impl FnOnce() -> ApiResult<Vec<u8>>,
) -> ApiResult<Option<(Locked, Vec<u8>)>> {
    let kind = if head.starts_with(b"age-encryption.org/v1\n") {
        Locked::Age
    } else if head.starts_with(b"<!doctype html>\n<html lang=") {
        Locked::Page
    } else {
        return Ok(None);
    };
    let bytes = whole()?;
    if bytes.len() as u64 > MOST {
        let error = crate::error::ApiError::from(ErrorCode::FileTooLarge);
        return Err(error.with("limit", mib(MOST)));
    }
    // Any other page of the web is none.
    let ours = kind == Locked::Age || part(&bytes, "bound") == Some(PAGE_BOUND);
    Ok(ours.then_some((kind, bytes)))
}

/// One of the parts that a page carries.
fn part<'t>(page: &'t [u8], id: &str) -> Option<&'t str> {
    let begin = format!("<p id=\"{id}\">");
    let text = std::str::from_utf8(page).ok()?;
    // The parts stand at the end, behind everything that may be long.
    let (_, rest) = text.rsplit_once(begin.as_str())?;
    rest.split_once("</p>").map(|(part, _)| part)
}

/// What the page's own field makes of what is typed.
fn as_typed(words: &str) -> Zeroizing<String> {
    let lower = Zeroizing::new(words.to_lowercase());
    let parts = lower.split(|c: char| !c.is_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    Zeroizing::new(parts.join(" "))
}

fn opened(kind: Locked, bytes: &[u8], words: &str) -> ApiResult<Vec<u8>> {
    let words = as_typed(words);
    let words = Passphrase::new(&words).map_err(|_| ErrorCode::PackageWords)?;
    let refused = |error: CryptoError| match error {
        CryptoError::WrongSecret => ErrorCode::PackageWords,
        _ => ErrorCode::PackageBroken,
    };
    if kind == Locked::Age {
        let plain = open_slot(SlotKind::Passphrase(&words), bytes).map_err(refused)?;
        return Ok(plain.to_vec());
    }
    let coded = |id: &str| {
        let part = part(bytes, id).and_then(|part| STANDARD.decode(part.trim()).ok());
        part.ok_or(ErrorCode::PackageBroken)
    };
    if part(bytes, "rounds") != Some(PAGE_ROUNDS.to_string().as_str()) {
        return Err(ErrorCode::PackageBroken.into());
    }
    let page = SealedPage {
        salt: coded("salt")?,
        nonce: coded("nonce")?,
        sealed: coded("sealed")?,
    };
    Ok(open_page(&words, &page).map_err(refused)?)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn package_look(session: &Session, request: PackageRequest) -> ApiResult<PackageView> {
    let chosen = session.files().get(&request.file)?;
    let found = locked(&head(&chosen.source), || chosen.source.bytes(MOST))?;
    let Some((kind, bytes)) = found else {
        return Ok(PackageView {
            locked: false,
            file: None,
        });
    };
    let file = match &request.words {
        None => None,
        Some(words) => {
            let inside = opened(kind, &bytes, words.expose())?;
            let file = session.register_bytes(&chosen.name, inside)?;
            Some(ScanFile {
                token: file.token,
                name: file.name,
                size: file.size,
            })
        }
    };
    Ok(PackageView { locked: true, file })
}
