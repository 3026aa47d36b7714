//! Handing a referral out: the document, and its entry in the person's own record.

use super::book::Book;
use crate::dto::{OutputFile, ReferralOptions};
use crate::error::ApiResult;
use crate::session::Session;
use crate::use_cases::summary::with_originals;
use crate::use_cases::typing::{HAND, store};
use kin_fhir::ips::referral::{Request, asked, build, request, specialty_code, uuid_text};
use kin_i18n::Lang;
use kin_model::summary::{Summary, SummaryLanguage};
use kin_vault::{Record, VaultError};

/// Longest name of a doctor or a specialty, in characters.
const NAME: usize = 200;

/// A referral that is being made.
#[derive(Debug)]
pub(crate) struct Prepared {
    uuid: String,
    title: String,
    to: Option<String>,
    doctor: Option<String>,
    /// SNOMED CT code and display, where the specialty is one of our table.
    specialty: Option<(&'static str, &'static str)>,
    authored: String,
    /// It is kept already: the same was handed out before.
    known: bool,
}

impl Prepared {
    fn request(&self) -> Request<'_> {
        Request {
            uuid: &self.uuid,
            title: &self.title,
            to: self.to.as_deref(),
            specialty: self.specialty,
            requester: self.doctor.as_deref(),
            authored: &self.authored,
        }
    }
}

fn word(text: Option<&String>) -> Option<String> {
    let text: String = text?.trim().chars().take(NAME).collect();
    (!text.is_empty()).then_some(text)
}

/// What it is called, in the language of the hand-over.
fn title(language: SummaryLanguage, to: Option<&str>) -> String {
    let one = |lang| match to {
        Some(to) => kin_i18n::text(lang, "referral-title-to", &[("to", to)]),
        None => kin_i18n::text(lang, "referral-title", &[]),
    };
    match language {
        SummaryLanguage::En => one(Lang::En),
        SummaryLanguage::ZhCn => one(Lang::ZhCn),
        SummaryLanguage::Both => format!("{} / {}", one(Lang::En), one(Lang::ZhCn)),
    }
}

/// The referral of this selection: the one that was handed out before with the same words, else a new one.
pub(crate) fn prepare(
    session: &Session,
    record: &Record,
    summary: &Summary,
    options: &ReferralOptions,
) -> ApiResult<Prepared> {
    let to = word(options.to.as_ref());
    let doctor = word(options.doctor.as_ref());
    let specialty = summary.specialty.as_deref().and_then(specialty_code);
    let title = title(summary.language, to.as_deref());
    let book = Book::read(record)?;
    let open = book
        .0
        .iter()
        .filter(|k| !k.uuid.is_empty() && k.closed.is_none());
    for kept in open.rev() {
        let Some(full) = kept.entry.parse().ok().and_then(|id| record.entry(id).ok()) else {
            continue;
        };
        let Some(old) = asked(&full.body).filter(|_| !full.row.hidden) else {
            continue;
        };
        let reason = summary.reason.trim();
        let same = old.title == title
            && old.to == to
            && old.requester == doctor
            && old.reasons.first().map_or("", String::as_str) == reason
            && old.questions == summary.questions;
        if same {
            return Ok(Prepared {
                uuid: kept.uuid.clone(),
                title,
                to,
                doctor,
                specialty,
                authored: old.authored.unwrap_or_else(|| session.clock().now_text()),
                known: true,
            });
        }
    }
    let random = kin_crypto::safe::random_bytes::<16>().map_err(VaultError::from)?;
    Ok(Prepared {
        uuid: uuid_text(*random),
        title,
        to,
        doctor,
        specialty,
        authored: session.clock().now_text(),
        known: false,
    })
}

/// Makes the file.
pub(crate) fn make(
    session: &Session,
    record: &Record,
    summary: &Summary,
    prepared: &Prepared,
) -> ApiResult<OutputFile> {
    let made = with_originals(session, record, |stamp, originals| {
        build(summary, stamp, originals, &prepared.request())
    })?;
    session.outputs().put(
        "summary.referral.json",
        "referral",
        "application/fhir+json",
        made.bytes,
    )
}

/// Notes that it was handed out; a new one becomes an entry of the record.
pub(crate) fn sent(
    session: &Session,
    (record, person): (&Record, &str),
    summary: &Summary,
    prepared: &Prepared,
) -> ApiResult<()> {
    let mut book = Book::read(record)?;
    let now = session.clock().now_text();
    if prepared.known {
        if let Some(kept) = book.0.iter_mut().find(|k| k.uuid == prepared.uuid) {
            kept.sent.push(now);
        }
        return book.write(record);
    }
    let body = request(summary, &prepared.request(), person);
    let entry = store(session, record, HAND, &body)?;
    book.change(&entry.to_string(), |kept| {
        kept.uuid.clone_from(&prepared.uuid);
        kept.sent.push(now);
    });
    book.write(record)
}
