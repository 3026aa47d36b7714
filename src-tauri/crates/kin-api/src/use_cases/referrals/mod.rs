//! Referrals: what was handed out, what came of it, and the answer to one that came from somebody else.
//!
//! A referral is an entry of the record like any other (a `ServiceRequest`). What FHIR has no place for is in a book of
//! the record (setting `referrals`): when it was handed out, which entries answer it, whether it is done with.

mod answer;
mod book;
mod make;
mod view;
mod watch;

pub(crate) use answer::referral_answer;
pub(crate) use make::{make, prepare, sent, title_in};
pub(crate) use view::line_of;
pub(crate) use watch::Watch;

use crate::dto::{
    PersonIdRequest, ReferralCloseRequest, ReferralMatchRequest, ReferralRequest, ReferralView,
    ReferralsView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use book::Book;
use kin_model::EntryId;
use kin_vault::{FullEntry, Record};
use serde_json::{Value, json};
use std::sync::Arc;

/// The entry of a referral.
fn find(record: &Record, id: &str) -> ApiResult<FullEntry> {
    let id: EntryId = id.parse().map_err(|_| ErrorCode::UnknownEntry)?;
    let full = record.entry(id)?;
    // Another kind of entry is none.
    kin_fhir::ips::referral::asked(&full.body)
        .map(|_| full)
        .ok_or_else(|| ErrorCode::UnknownEntry.into())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn referrals(session: &Session, request: PersonIdRequest) -> ApiResult<ReferralsView> {
    let record = session.record(&request.person)?;
    view::all(session, &request.person, &record)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn referral(session: &Session, request: ReferralRequest) -> ApiResult<ReferralView> {
    let record = session.record(&request.person)?;
    one(session, &request.person, &record, &request.id)
}

fn one(session: &Session, person: &str, record: &Arc<Record>, id: &str) -> ApiResult<ReferralView> {
    let full = find(record, id)?;
    view::one(session, person, record, &full)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn referral_match(
    session: &Session,
    request: ReferralMatchRequest,
) -> ApiResult<ReferralView> {
    let record = session.record(&request.person)?;
    let full = find(&record, &request.id)?;
    if request.entries.is_empty() {
        return Err(crate::error_map::form_problem("entries", "empty"));
    }
    let mut entries = Vec::new();
    for text in &request.entries {
        let id: EntryId = text.parse().map_err(|_| ErrorCode::UnknownEntry)?;
        if id == full.row.id {
            return Err(ErrorCode::UnknownEntry.into());
        }
        record.row(id)?;
        entries.push(id.to_string());
    }
    let mut book = Book::read(&record)?;
    let back = request.take_back == Some(true);
    let at = session.clock().now_text();
    book.change(&full.row.id.to_string(), |kept| {
        if back {
            kept.forget(&entries);
        } else {
            kept.take(at, None, entries);
        }
    });
    book.write(&record)?;
    one(session, &request.person, &record, &request.id)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn referral_close(
    session: &Session,
    request: ReferralCloseRequest,
) -> ApiResult<ReferralView> {
    let record = session.record(&request.person)?;
    let full = find(&record, &request.id)?;
    let mut book = Book::read(&record)?;
    let now = session.clock().now_text();
    let own = book.change(&full.row.id.to_string(), |kept| {
        kept.closed = request.closed.then_some(now);
        !kept.uuid.is_empty()
    });
    book.write(&record)?;
    // What somebody else wrote stays as they wrote it.
    if own {
        set_status(session, &record, &full, request.closed)?;
    }
    one(session, &request.person, &record, &request.id)
}

/// Says in the referral's own words how it stands.
fn set_status(session: &Session, record: &Record, full: &FullEntry, closed: bool) -> ApiResult<()> {
    let mut body: Value = serde_json::from_slice(&full.body)
        .map_err(|_| ApiError::from(ErrorCode::VaultDamaged).with("part", "entry"))?;
    let status = if closed { "completed" } else { "active" };
    let Some(object) = body.as_object_mut() else {
        return Ok(());
    };
    object.insert("status".to_owned(), json!(status));
    let bytes = serde_json::to_vec(&body).map_err(|_| ErrorCode::Internal)?;
    super::typing::store(session, record, super::typing::HAND, &bytes)?;
    Ok(())
}
