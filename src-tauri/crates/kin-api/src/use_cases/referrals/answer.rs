//! The specialist's side: answering a referral that came with a file.

use super::book::Book;
use crate::dto::{ReferralAnswerRequest, SummaryMade};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::form_problem;
use crate::session::Session;
use crate::use_cases::summary::{log_answer, of_entries, with_originals};
use kin_fhir::ips::referral::{Answer, Asked, URI, answer, asked};
use kin_vault::FullEntry;
use serde_json::Value;

/// Longest letter, in characters: that of every free text.
const LETTER: usize = 20_000;

/// The name by which the answer calls the referral: the identifier that it carries, best a universal one; else the
/// number it has where it came from.
fn identifier(full: &FullEntry, asked: &Asked) -> (String, String) {
    let universal = asked.identifiers.iter().find(|(system, _)| system == URI);
    if let Some(known) = universal.or_else(|| asked.identifiers.first()) {
        return known.clone();
    }
    let id = serde_json::from_slice::<Value>(&full.body)
        .ok()
        .and_then(|v| v.get("id")?.as_str().map(str::to_owned))
        .unwrap_or_default();
    if full.namespace == "urn:uuid" {
        return (URI.to_owned(), format!("urn:uuid:{id}"));
    }
    (
        URI.to_owned(),
        format!("{}/ServiceRequest/{id}", full.namespace),
    )
}

pub(crate) fn referral_answer(
    session: &Session,
    request: ReferralAnswerRequest,
) -> ApiResult<SummaryMade> {
    let record = session.record(&request.person)?;
    let full = super::find(&record, &request.id)?;
    let asked = asked(&full.body).ok_or_else(|| ApiError::from(ErrorCode::UnknownEntry))?;
    let letter = request.letter.trim();
    let plan = request.plan.as_deref().unwrap_or_default().trim();
    for (field, text) in [("letter", letter), ("plan", plan)] {
        if text.chars().count() > LETTER {
            return Err(form_problem(field, "too-long"));
        }
    }
    let entries = request.entries.unwrap_or_default();
    if letter.is_empty() && plan.is_empty() && entries.is_empty() {
        return Err(form_problem("letter", "empty"));
    }
    let (selection, selected) = of_entries(session, &request.person, &entries, request.language)?;
    let (system, value) = identifier(&full, &asked);
    let made = with_originals(session, &record, |stamp, originals| {
        answer(
            &selection,
            stamp,
            originals,
            &Answer {
                identifier: (&system, &value),
                title: &asked.title,
                letter,
                plan,
                author: request.author.as_deref(),
            },
        )
    })?;
    let file = session.outputs().put(
        "referral-answer.json",
        "answer",
        "application/fhir+json",
        made.bytes,
    )?;
    let mut book = Book::read(&record)?;
    let now = session.clock().now_text();
    book.change(&full.row.id.to_string(), |kept| kept.replied.push(now));
    book.write(&record)?;
    log_answer(session, &record, &selection, selected)?;
    Ok(SummaryMade {
        files: vec![file],
        selected,
        findings: Vec::new(),
        words: None,
    })
}
