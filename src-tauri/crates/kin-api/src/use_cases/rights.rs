//! Which right a command needs: refused here by name, and in the vault by what it does.

use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use kin_vault::{Right, VaultError};
use serde_json::Value;

/// Commands that only look at a record, or hand on what its reader may see.
pub(crate) const READS: &[&str] = &[
    "access_log",
    "attachment",
    "attachment_output",
    "body",
    "bp_check",
    "bp_read",
    "backups_of",
    "bp_report",
    "bp_report_page",
    "calendar_make",
    "card_code",
    "card_issuers",
    "cards",
    "chart_data",
    "code_handed",
    "codes_read",
    "entry",
    "entry_form",
    "entry_images",
    "entry_original",
    "glucose_report",
    "glucose_report_page",
    "home",
    "import_preview",
    "imports",
    "kept",
    "letter_accept",
    "letter_refuse",
    "links_kept",
    "med_checks",
    "med_from_text",
    "med_plans",
    "med_reconcile",
    "med_report",
    "med_report_page",
    "med_today",
    "moving_begin",
    "moving_frame",
    "overview",
    "paper_check",
    "paper_read",
    "picture_take",
    "plan",
    "portal_bounce_page",
    "portal_demo",
    "portal_look",
    "portal_news",
    "portal_sign_in_address",
    "portals",
    "questionnaires",
    "questions_form",
    "questions_score",
    "radio_found",
    "radio_scan",
    "radio_state",
    "record_accept_older",
    "record_leave",
    "referral",
    "referrals",
    "scan_begin",
    "scan_end",
    "scan_frame",
    "scan_text",
    "search",
    "share_hosts",
    "share_link_code",
    "share_links",
    "share_log",
    "summary_make",
    "summary_preview",
    "summary_read",
    "timeline",
    "todo",
    "trend",
    "visit_changes",
    "visit_proposal",
    "visit_remarks",
    "years",
];

/// Commands that only an owner runs.
pub(crate) const OWNER: &[&str] = &[
    "caregiver_grant",
    "caregiver_revoke",
    "entry_erase",
    "person_remove",
];

/// Commands about a record that the keyholder has no key to yet.
const LETTERS: &[&str] = &["letter_accept", "letter_refuse"];

/// The right that a command needs: a command that nobody has looked at needs the right to change.
pub(crate) fn needed(command: &str) -> Right {
    if READS.contains(&command) {
        Right::Read
    } else if OWNER.contains(&command) {
        Right::Owner
    } else {
        Right::Edit
    }
}

/// Whose record a request is about.
fn person_of<'r>(command: &str, request: &'r Value) -> Option<&'r str> {
    let field = if command.starts_with("person_") {
        "id"
    } else {
        "person"
    };
    request.get(field)?.as_str()
}

/// Refuses a command that the keyholder's right to the record does not cover.
pub(crate) fn check(session: &Session, command: &str, request: &Value) -> ApiResult<()> {
    let needed = needed(command);
    let Some(Ok(person)) = person_of(command, request).map(str::parse) else {
        return Ok(());
    };
    session.with(|open| match open.vault.record(&person) {
        Ok(record) if record.right() < needed => {
            Err(ApiError::from(ErrorCode::NotAllowed).with("needed", needed.as_str()))
        }
        // No key, no answer, whatever else the request says; a letter is there before the key.
        Err(VaultError::NoSuchPerson) if !LETTERS.contains(&command) => {
            Err(ErrorCode::UnknownPerson.into())
        }
        // A record that does not open is the command's own answer.
        _ => Ok(()),
    })
}
