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

/// A title that was made here, in one language; nothing for any other title.
pub(crate) fn title_in(made: &str, lang: Lang) -> Option<String> {
    const PLACE: &str = "\u{1}";
    let languages = [
        SummaryLanguage::Both,
        SummaryLanguage::En,
        SummaryLanguage::ZhCn,
    ];
    let own = |to: Option<&str>| match lang {
        Lang::En => title(SummaryLanguage::En, to),
        Lang::ZhCn => title(SummaryLanguage::ZhCn, to),
    };
    languages.into_iter().find_map(|language| {
        if made == title(language, None) {
            return Some(own(None));
        }
        let pattern = title(language, Some(PLACE));
        let (before, rest) = pattern.split_once(PLACE)?;
        let end = made.strip_prefix(before)?;
        let is = |to: &&str| made == title(language, Some(to));
        // In both languages the receiver stands twice.
        let to = match rest.split_once(PLACE) {
            Some((between, _)) => end
                .match_indices(between)
                .filter_map(|(at, _)| end.get(..at))
                .find(is),
            None => end.strip_suffix(rest).filter(is),
        };
        to.map(|to| own(Some(to)))
    })
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

#[cfg(test)]
mod tests {
    use super::{title, title_in};
    use kin_i18n::Lang;
    use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};

    #[test]
    fn a_title_made_here_is_told_in_the_language_of_the_reader() {
        for made in [En, ZhCn, Both] {
            for to in ["Cardiology", "心内科", "a / 转诊：b", "Referral to X"] {
                let kept = title(made, Some(to));
                assert_eq!(
                    title_in(&kept, Lang::En),
                    Some(title(En, Some(to))),
                    "{kept}"
                );
                assert_eq!(title_in(&kept, Lang::ZhCn), Some(title(ZhCn, Some(to))));
            }
            let kept = title(made, None);
            assert_eq!(
                title_in(&kept, Lang::ZhCn),
                Some(title(ZhCn, None)),
                "{kept}"
            );
        }
    }

    #[test]
    fn the_title_of_somebody_else_stays_as_they_wrote_it() {
        for theirs in [
            "",
            "Consultation: Cardiology",
            "心内科会诊",
            "Urgent referral to X",
        ] {
            assert_eq!(title_in(theirs, Lang::En), None, "{theirs}");
        }
    }
}
