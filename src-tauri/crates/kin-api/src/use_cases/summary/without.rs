//! What is handed over without a server and is no plain file: the page and the package that six words open, the sheets.

use super::forms::ips_document;
use super::select::Selection;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_codes::{MOVING_BYTES, MovingParts};
use kin_crypto::safe::{
    PAGE_BOUND, PAGE_ROUNDS, Passphrase, SlotKind, seal_page, seal_slot, sha256,
};
use kin_model::summary::SummaryLanguage;
use kin_print::{SealedText, SheetHead};
use kin_vault::VaultError;
use serde_json::json;
use zeroize::Zeroizing;

fn secret(words: &str) -> ApiResult<Passphrase> {
    Ok(Passphrase::new(words).map_err(VaultError::from)?)
}

fn text(bytes: Vec<u8>) -> ApiResult<String> {
    String::from_utf8(bytes).map_err(|_| ErrorCode::Internal.into())
}

/// The web page that opens with words.
pub(super) fn viewer(session: &Session, selection: &Selection, words: &str) -> ApiResult<Vec<u8>> {
    let summary = &selection.summary;
    let content = kin_print::viewer_content(summary)?;
    let inside = json!({
        "page": content.page,
        "recordEn": content.record_en,
        "recordZh": content.record_zh,
        "ips": text(ips_document(session, selection)?.bytes.clone())?,
    });
    let inside = Zeroizing::new(inside.to_string());
    let sealed = seal_page(&secret(words)?, inside.as_bytes()).map_err(VaultError::from)?;
    let coded = |bytes: &[u8]| STANDARD.encode(bytes);
    let parts = SealedText {
        salt: &coded(&sealed.salt),
        nonce: &coded(&sealed.nonce),
        sealed: &coded(&sealed.sealed),
        rounds: PAGE_ROUNDS,
        bound: PAGE_BOUND,
    };
    let hash = |text: &str| coded(&sha256(text.as_bytes()));
    Ok(kin_print::viewer_html(&parts, summary.language, &hash).into_bytes())
}

/// The paper, the data and the text in one archive (POSIX ustar), sealed as an age file with words.
pub(super) fn package(session: &Session, selection: &Selection, words: &str) -> ApiResult<Vec<u8>> {
    let summary = &selection.summary;
    let inside = [
        (
            "summary.pdf",
            kin_print::print_summary(summary, &selection.print)?,
        ),
        (
            "summary.ips.json",
            ips_document(session, selection)?.bytes.clone(),
        ),
        ("summary.txt", kin_print::summary_text(summary).into_bytes()),
    ];
    let time = u64::try_from(session.clock().unix_seconds()).unwrap_or_default();
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in inside {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(time);
        let put = archive.append_data(&mut header, name, bytes.as_slice());
        put.map_err(|_| ApiError::from(ErrorCode::Internal))?;
    }
    let whole = archive.into_inner();
    let whole = Zeroizing::new(whole.map_err(|_| ApiError::from(ErrorCode::Internal))?);
    let secret = secret(words)?;
    let sealed = seal_slot(SlotKind::Passphrase(&secret), session.kdf(), &whole);
    Ok(sealed.map_err(VaultError::from)?)
}

/// The document as parts of a sequence of codes.
pub(super) fn parts(session: &Session, selection: &Selection) -> ApiResult<MovingParts> {
    let document = &ips_document(session, selection)?.bytes;
    MovingParts::new(document, MOVING_BYTES)
        .map_err(|error| ApiError::from(ErrorCode::SummaryInvalid).with("rule", error.code()))
}

/// Codes on paper: all plain parts, and a tenth more of mixed ones for those that cannot be read any more.
pub(super) fn sheets(session: &Session, selection: &Selection) -> ApiResult<Vec<u8>> {
    let summary = &selection.summary;
    let mut parts = parts(session, selection)?;
    let plain = parts.parts();
    let codes: Result<Vec<String>, _> = (1..=plain + plain / 10 + 2)
        .map(|n| parts.part(n))
        .collect();
    let codes = codes
        .map_err(|error| ApiError::from(ErrorCode::SummaryInvalid).with("rule", error.code()))?;
    let day = summary.made.to_string();
    let lang = match summary.language {
        SummaryLanguage::ZhCn => kin_i18n::Lang::ZhCn,
        SummaryLanguage::En | SummaryLanguage::Both => kin_i18n::Lang::En,
    };
    let head = SheetHead {
        name: summary.person.name.text.trim(),
        made: &kin_i18n::date_text(lang, &day),
        day: &day,
        enough: usize::try_from(plain).unwrap_or_default(),
    };
    Ok(kin_print::print_code_sheets(
        &head,
        &codes,
        summary.language,
        selection.print.paper,
    )?)
}
