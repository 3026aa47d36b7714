//! Packages and pages that were locked with six words, opened again. What is in them is foreign and is taken apart where every
//! file is (`reading/packages.rs`).

use super::files::{ImportFile, chosen};
use crate::dto::{PackageRequest, PackageView};
use crate::error::{ApiResult, ErrorCode};
use crate::error_map::mib;
use crate::reading::{AGE, PAGE, PK, Reader};
use crate::session::{Job, Session, hex};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_crypto::CryptoError;
use kin_crypto::safe::{
    PAGE_BOUND, PAGE_ROUNDS, Passphrase, SealedPage, Sha256Writer, SlotKind, open_page, open_slot,
};
use std::io::Write as _;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Bytes of a locked file: 128 MiB.
pub(crate) const LARGEST_PACKAGE: u64 = 128 << 20;
/// Bytes that say what it is.
const HEAD: u64 = 64;
/// Files that the same words are tried on: each takes about a second.
const TRIED: usize = 8;

/// What a locked file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Locked {
    Age,
    Page,
}

/// What a file is by its bytes; nothing where it has no lock of ours.
fn kind_of(bytes: &[u8]) -> Option<Locked> {
    if bytes.starts_with(AGE) {
        return Some(Locked::Age);
    }
    // Any other page of the web is none.
    let ours = bytes.starts_with(PAGE) && part(bytes, "bound") == Some(PAGE_BOUND);
    ours.then_some(Locked::Page)
}

/// What is done with each file with a lock: its bytes.
type EachLocked<'e> = &'e mut dyn FnMut(Locked, &[u8]) -> ApiResult<()>;

/// The files with a lock in a file: itself, or what is in a zip.
fn each(session: &Session, job: &Job, file: &ImportFile, take: EachLocked<'_>) -> ApiResult<()> {
    let head = file.head(job, HEAD);
    if head.starts_with(PK) && file.size <= LARGEST_PACKAGE {
        let mut reader = Reader::new(session.reader(), file.size);
        let found = reader.locked_in_zip(job, &mut file.open(job, false)?)?;
        for coded in found.unwrap_or_default() {
            let bytes = STANDARD.decode(coded).unwrap_or_default();
            if let Some(kind) = kind_of(&bytes) {
                take(kind, &bytes)?;
            }
        }
        return Ok(());
    }
    if !head.starts_with(AGE) && !head.starts_with(PAGE) {
        return Ok(());
    }
    let bytes = file.bytes(LARGEST_PACKAGE)?;
    if bytes.len() as u64 > LARGEST_PACKAGE {
        let error = crate::error::ApiError::from(ErrorCode::FileTooLarge);
        return Err(error.with("limit", mib(LARGEST_PACKAGE)));
    }
    kind_of(&bytes).map_or(Ok(()), |kind| take(kind, &bytes))
}

fn sha256_of(bytes: &[u8]) -> ApiResult<String> {
    let mut hash = Sha256Writer::new(std::io::sink());
    hash.write_all(bytes).map_err(|_| ErrorCode::Internal)?;
    Ok(hex(&hash.finish().1))
}

/// What words have opened of a file with a lock, or of the first one in a zip.
pub(crate) fn what_was_opened(
    session: &Session,
    job: &Job,
    file: &ImportFile,
) -> ApiResult<Option<Arc<[u8]>>> {
    let mut found = None;
    each(session, job, file, &mut |_, bytes| {
        let sha256 = sha256_of(bytes)?;
        found = found.take().or_else(|| session.files().opened(&sha256));
        Ok(())
    })?;
    Ok(found)
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
    let job = Job::alone();
    let mut locked = Vec::new();
    let (mut tried, mut some) = (0_usize, false);
    let mut refused = None;
    for file in chosen(session, &request.files)?.files {
        let looked = each(session, &job, &file, &mut |kind, bytes| {
            let sha256 = sha256_of(bytes)?;
            if session.files().opened(&sha256).is_some() {
                return Ok(());
            }
            if let Some(words) = request.words.as_ref().filter(|_| tried < TRIED) {
                tried += 1;
                match opened(kind, bytes, words.expose()) {
                    Ok(inside) => {
                        some = true;
                        session.files().keep_opened(&sha256, inside);
                        return Ok(());
                    }
                    Err(why) => refused = Some(why),
                }
            }
            locked.push(file.name.clone());
            Ok(())
        });
        match looked {
            // One of several that is too large keeps no other closed.
            Err(why) if why.code == ErrorCode::FileTooLarge => {
                refused = Some(why);
                locked.push(file.name.clone());
            }
            looked => looked?,
        }
    }
    match refused {
        Some(why) if !some && request.words.is_some() => Err(why),
        _ => Ok(PackageView { locked }),
    }
}
