//! The files of a hand-over, all made from one summary.

use super::select::Selection;
use super::without;
use crate::dto::{FindingView, Format, OutputFile, ShareProfile};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use crate::use_cases::entry::target_of;
use kin_fhir::FhirError;
use kin_fhir::ips::{self, Made, Originals, Resolved, Stamp};
use kin_fhir::ktc::{self, Pages};
use kin_i18n::Lang;
use kin_model::summary::{EntryIdText, Summary};
use kin_model::{EntryId, Severity};
use kin_print::{Paper, PrintError};
use kin_vault::{FullEntry, Record, VaultError};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The file of public keys that comes with a card, in place of a form.
pub(super) const CARD_KEYS: &str = "card-keys";

/// Pixels of one module of the QR picture: readable on a screen and printed.
const QR_SCALE: u8 = 8;

impl From<PrintError> for ApiError {
    fn from(error: PrintError) -> Self {
        // The texts are bounded by construction and the fonts are part of the program: whatever it
        // is, it is a mistake of ours.
        let PrintError::TooLongForCode = error else {
            return ErrorCode::Internal.into();
        };
        Self::from(ErrorCode::SummaryInvalid).with("rule", "qr")
    }
}

/// The summary without what the person has left out.
fn final_summary(selection: &Selection) -> Summary {
    let mut summary = selection.summary.clone();
    for section in &mut summary.sections {
        section
            .rows
            .retain(|r| !selection.left_out.contains(&r.entry.0));
    }
    summary
}

/// What the QR code says.
pub(super) fn qr_text(selection: &Selection) -> String {
    let summary = final_summary(selection);
    kin_print::essential_text(&summary, summary.language)
}

/// Makes the files of one form: one, or a card and its code. `words` open what is sealed.
pub(super) fn make(
    session: &Session,
    selection: &Selection,
    format: Format,
    words: &str,
    findings: &mut Vec<FindingView>,
) -> ApiResult<Vec<OutputFile>> {
    if format == Format::Card {
        return card_files(session, selection, findings);
    }
    let summary = &selection.summary;
    let (name, word, content_type, bytes) = match format {
        Format::Card | Format::Referral => return Err(ErrorCode::Internal.into()),
        Format::Sheets => (
            "summary.codes.pdf",
            "sheets",
            "application/pdf",
            without::sheets(session, selection)?,
        ),
        Format::Viewer => (
            "summary.viewer.html",
            "viewer",
            "text/html",
            without::viewer(session, selection, words)?,
        ),
        Format::Package => (
            "summary.age",
            "package",
            "application/octet-stream",
            without::package(session, selection, words)?,
        ),
        Format::Pdf => (
            "summary.pdf",
            "pdf",
            "application/pdf",
            kin_print::print_summary(summary, &selection.print)?,
        ),
        Format::Emergency => (
            "summary.emergency.pdf",
            "emergency",
            "application/pdf",
            kin_print::print_emergency(summary, selection.print.paper)?,
        ),
        Format::Wallet => (
            "summary.wallet.pdf",
            "wallet",
            "application/pdf",
            kin_print::print_wallet(summary, selection.print.paper)?,
        ),
        Format::Note => (
            "summary.note.txt",
            "note",
            "text/plain",
            kin_print::summary_note(summary).into_bytes(),
        ),
        Format::Ips => (
            "summary.ips.json",
            "ips",
            "application/fhir+json",
            ips_document(session, selection)?.bytes.clone(),
        ),
        Format::Html => (
            "summary.html",
            "html",
            "text/html",
            kin_print::summary_html(summary)?.into_bytes(),
        ),
        Format::Qr => (
            "summary.qr.png",
            "qr",
            "image/png",
            kin_print::qr_png(&qr_text(selection), QR_SCALE)?,
        ),
        Format::Txt => (
            "summary.txt",
            "txt",
            "text/plain",
            kin_print::summary_text(summary).into_bytes(),
        ),
        Format::Ktc => (
            "summary.ktc.json",
            "ktc",
            "application/fhir+json",
            shared_bundle(session, selection)?.bytes,
        ),
    };
    let file = session.outputs().put(name, word, content_type, bytes)?;
    Ok(vec![file])
}

/// A health card as a file and as a picture of its code, and what is to be said of it.
fn card_files(
    session: &Session,
    selection: &Selection,
    findings: &mut Vec<FindingView>,
) -> ApiResult<Vec<OutputFile>> {
    let made = super::card::make(session, selection)?;
    let digits = kin_codes::to_numeric(&made.text).ok_or(ErrorCode::Internal)?;
    let picture = kin_print::card_png("shc:/", &digits, QR_SCALE)?;
    let file = serde_json::json!({"verifiableCredential": [made.text]}).to_string();
    let mut say = |code: &str, severity: Severity, args: &[(&str, &str)]| {
        findings.push(FindingView {
            code: code.to_owned(),
            severity,
            text: kin_i18n::text(session.lang(), &format!("finding-{code}"), args),
            place: String::new(),
        });
    };
    say("card-self-attested", Severity::Info, &[]);
    if made.left_off > 0 {
        let count = made.left_off.to_string();
        say("card-left-off", Severity::Warning, &[("count", &count)]);
    }
    let mut outputs = session.outputs();
    Ok(vec![
        outputs.put(
            "summary.smart-health-card",
            "card",
            "application/smart-health-card",
            file.into_bytes(),
        )?,
        outputs.put("summary.card.png", "card", "image/png", picture)?,
        outputs.put(
            "summary.card.jwks.json",
            CARD_KEYS,
            "application/json",
            made.keys.into_bytes(),
        )?,
    ])
}

/// What a link leads to: an IPS document, or for check-in the bundle with both printed pages, which must
/// break none of its rules.
pub(super) fn link_bytes(
    session: &Session,
    selection: &Selection,
    profile: ShareProfile,
) -> ApiResult<Vec<u8>> {
    match profile {
        ShareProfile::Plain => Ok(ips_document(session, selection)?.bytes.clone()),
        ShareProfile::Ktc => {
            let bytes = shared_bundle(session, selection)?.bytes;
            match ktc::check(&bytes).first() {
                Some(flaw) => {
                    Err(ApiError::from(ErrorCode::SummaryInvalid).with("rule", &flaw.code))
                }
                None => Ok(bytes),
            }
        }
    }
}

/// The originals behind the rows, each opened once.
struct Opened<'r> {
    record: &'r Record,
    entries: RefCell<BTreeMap<String, Option<FullEntry>>>,
}

impl Opened<'_> {
    fn entry<T>(&self, id: &str, look: impl FnOnce(&FullEntry) -> T) -> Option<T> {
        let mut entries = self.entries.borrow_mut();
        let full = entries.entry(id.to_owned()).or_insert_with(|| {
            let id: EntryId = id.parse().ok()?;
            self.record.entry(id).ok()
        });
        full.as_ref().map(look)
    }
}

/// The IPS document of a selection: made once, however many forms hold it.
pub(super) fn ips_document<'s>(session: &Session, selection: &'s Selection) -> ApiResult<&'s Made> {
    if let Some(made) = selection.ips.get() {
        return Ok(made);
    }
    let summary = final_summary(selection);
    let made = with_originals(session, &selection.record, |stamp, originals| {
        ips::build(&summary, stamp, originals)
    })?;
    Ok(selection.ips.get_or_init(|| made))
}

/// The bundle that is shared at check-in, with the printed summary and the person's words in it.
pub(super) fn shared_bundle(session: &Session, selection: &Selection) -> ApiResult<Made> {
    let (record, summary) = (&selection.record, &selection.summary);
    let rendered = kin_print::print_summary(summary, &selection.print)?;
    let story = kin_print::print_story(summary, selection.print.paper)?;
    with_originals(session, record, |stamp, originals| {
        let pages = Pages {
            rendered: &rendered,
            story: story.as_deref(),
        };
        ktc::build(summary, stamp, originals, pages)
    })
}

/// Makes a document with the way back to the originals.
pub(crate) fn with_originals(
    session: &Session,
    record: &Record,
    make: impl FnOnce(&Stamp<'_>, &Originals<'_>) -> Result<Made, FhirError>,
) -> ApiResult<Made> {
    let opened = Opened {
        record,
        entries: RefCell::new(BTreeMap::new()),
    };
    let random = kin_crypto::safe::random_bytes::<16>().map_err(VaultError::from)?;
    let body = |id: &EntryIdText| opened.entry(&id.0, |full| full.body.clone());
    let resolve = |id: &EntryIdText, reference: &str| {
        let namespace = opened.entry(&id.0, |full| full.namespace.clone())?;
        let target = target_of(record, &namespace, reference)?;
        let body = record.entry(target).ok()?.body;
        Some(Resolved {
            entry: Some(target.into()),
            body,
        })
    };
    let made = make(
        &Stamp {
            uuid: *random,
            instant: &session.clock().now_text(),
        },
        &Originals {
            body: &body,
            resolve: &resolve,
        },
    );
    made.map_err(|error| match error {
        FhirError::Impossible { field, reason } => {
            ApiError::from(ErrorCode::SummaryInvalid).with("rule", format!("{field}: {reason}"))
        }
        other => ApiError::from(ErrorCode::SummaryInvalid).with("rule", other.code()),
    })
}

/// Most entries that one remark names.
const NAMED: usize = 6;

/// What people are told about making the IPS document: one remark for each kind of loss or doubt,
/// with the entries concerned. What was only tidied up (an entry that two sections want, a category
/// that says what the section says) is no loss.
pub(super) fn remarks(session: &Session, selection: &Selection) -> ApiResult<Vec<FindingView>> {
    let made = ips_document(session, selection)?;
    let lang = session.lang();
    let title = |place: &str| {
        let id = place.split_whitespace().last()?;
        let mut rows = selection.summary.sections.iter().flat_map(|s| &s.rows);
        let row = rows.find(|r| r.entry.0 == id)?;
        Some(match lang {
            Lang::En => row.title_en.clone(),
            Lang::ZhCn => row.title_zh.clone(),
        })
    };
    let mut groups: BTreeMap<&str, (u64, Severity, Vec<String>)> = BTreeMap::new();
    for finding in &made.findings {
        let (code, count) = match finding.code.as_str() {
            "ips-entry-twice" | "ips-category-added" | "ips-version-converted" => continue,
            "ips-withdrawn-left-out" => ("ips-withdrawn-left-out", 1),
            "ips-text-only" => ("ips-text-only", 1),
            "ips-made-from-row" => ("ips-made-from-row", 1),
            "ips-reference-left-out" => (
                "ips-reference-left-out",
                finding.detail.parse().unwrap_or(1),
            ),
            _ => ("ips-part-left-out", 1),
        };
        let (sum, severity, names) = groups.entry(code).or_insert((0, finding.severity, vec![]));
        *severity = finding.severity.max(*severity);
        match title(&finding.place) {
            Some(name) if names.contains(&name) && code == "ips-part-left-out" => {}
            Some(name) => {
                *sum += count;
                names.push(name);
            }
            None => *sum += count,
        }
    }
    Ok(groups
        .into_iter()
        .map(|(code, (sum, severity, mut names))| {
            names.dedup();
            let more = names.len() > NAMED;
            names.truncate(NAMED);
            let mut names = names.join(if lang == Lang::En { ", " } else { "、" });
            if more {
                names.push('…');
            }
            let count = sum.to_string();
            let args = [("count", count.as_str()), ("names", names.as_str())];
            let unnamed = if names.is_empty() && code == "ips-part-left-out" {
                "-unnamed"
            } else {
                ""
            };
            FindingView {
                code: code.to_owned(),
                severity,
                text: kin_i18n::text(lang, &format!("finding-{code}{unnamed}"), &args),
                place: names,
            }
        })
        .collect())
}

/// The sheet with the recovery code.
pub(crate) fn recovery_sheet_pdf(
    lang: Lang,
    nickname: &str,
    vault: &str,
    code: &str,
    today: &str,
) -> ApiResult<Vec<u8>> {
    Ok(kin_print::print_recovery_sheet(
        nickname,
        vault,
        code,
        today,
        lang,
        Paper::A4,
    )?)
}
