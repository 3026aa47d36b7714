//! A portal in words.

use super::store::{self, KeptGap, Stored};
use crate::dto::{FindingView, PortalGap, PortalState, PortalSyncView, PortalView};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use crate::use_cases::view::moment_text;
use kin_i18n::{Catalogue, Lang};
use kin_model::Severity;
use kin_vault::{ImportInfo, Record};

/// A FHIR type in words; one without words stands as it is.
pub(crate) fn type_text(kind: &str, lang: Lang) -> String {
    Catalogue::find(lang, &format!("portal-type-{kind}"), &[]).unwrap_or_else(|| kind.to_owned())
}

pub(super) fn gap(one: &KeptGap, lang: Lang) -> PortalGap {
    let kind_text = type_text(&one.kind, lang);
    let count = one.count.to_string();
    let args = [("kind", kind_text.as_str()), ("count", count.as_str())];
    PortalGap {
        text: Catalogue::text(lang, &format!("gap-{}", one.reason), &args),
        kind: one.kind.clone(),
        reason: one.reason.clone(),
        count: one.count,
        kind_text,
    }
}

/// What the person has allowed, one line each.
pub(super) fn scopes(scope: Option<&str>, lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for one in scope.unwrap_or_default().split_whitespace() {
        let line = match one {
            "offline_access" | "online_access" => {
                Catalogue::text(lang, "portal-scope-offline", &[])
            }
            _ => {
                let about = one
                    .strip_prefix("patient/")
                    .or_else(|| one.strip_prefix("user/"));
                match about.and_then(|rest| rest.split('.').next()) {
                    Some("*") => Catalogue::text(lang, "portal-scope-all", &[]),
                    Some(kind) => {
                        let kind = type_text(kind, lang);
                        Catalogue::text(lang, "portal-scope-kind", &[("kind", &kind)])
                    }
                    None => continue,
                }
            }
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn state(stored: &Stored, now: i64) -> PortalState {
    let ended = !stored.can_renew() && (stored.access.is_none() || stored.access_until <= now);
    match &stored.problem {
        Some(problem) if problem.code == ErrorCode::PortalSignInAgain => PortalState::SignInAgain,
        _ if ended => PortalState::SignInAgain,
        Some(_) => PortalState::Failed,
        None if stored.last.is_none() => PortalState::NeverRead,
        // What a portal does not offer to anybody is not missing.
        None if stored.gaps.iter().any(|one| one.reason != "not-offered") => {
            PortalState::Incomplete
        }
        None => PortalState::Ready,
    }
}

const fn state_code(state: PortalState) -> &'static str {
    match state {
        PortalState::Ready => "ready",
        PortalState::SignInAgain => "sign-in-again",
        PortalState::NeverRead => "never-read",
        PortalState::Incomplete => "incomplete",
        PortalState::Failed => "failed",
    }
}

/// How much came or changed since the person looked, and the imports it came with, newest first.
pub(super) fn unseen(imports: &[ImportInfo], stored: &Stored) -> (u64, Vec<i64>) {
    let brought = |one: &&ImportInfo| one.counts.added + one.counts.updated > 0;
    let unseen: Vec<_> = imports
        .iter()
        .filter(|one| one.origin.import.0 > stored.seen)
        .filter(brought)
        .collect();
    let fresh = unseen
        .iter()
        .map(|one| one.counts.added + one.counts.updated)
        .sum();
    (
        fresh,
        unseen.iter().map(|one| one.origin.import.0).collect(),
    )
}

/// A portal as a face shows it: nothing of its secrets.
pub(super) fn portal(
    session: &Session,
    person: &str,
    record: &Record,
    stored: &Stored,
) -> ApiResult<PortalView> {
    let lang = session.lang();
    let now = session.clock().unix_seconds();
    let state = state(stored, now);
    let imports = store::imports(record, &stored.id)?;
    let (fresh, fresh_imports) = unseen(&imports, stored);
    let base = stored.base();
    Ok(PortalView {
        portal: stored.id.clone(),
        person: person.to_owned(),
        label: stored.label.clone(),
        address: stored.address.clone(),
        host: base
            .as_ref()
            .map(|base| base.host().to_owned())
            .unwrap_or_default(),
        here: base.is_ok_and(|base| base.is_here()),
        software: stored.software.clone(),
        patient_name: stored.patient_name.clone(),
        connected_at: stored.connected_at.clone(),
        connected_at_text: moment_text(&stored.connected_at, lang),
        last_sync: stored.last.as_ref().map(|last| PortalSyncView {
            at: last.at.clone(),
            at_text: moment_text(&last.at, lang),
            added: last.added,
            updated: last.updated,
            already_there: last.already_there,
            refused: last.refused,
            import: last.import,
        }),
        state,
        state_text: Catalogue::text(lang, &format!("portal-state-{}", state_code(state)), &[]),
        problem: stored.problem.as_ref().map(|problem| {
            let args: Vec<(&str, &str)> = problem
                .params
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            FindingView {
                code: problem.code.to_string(),
                severity: Severity::Error,
                place: String::new(),
                text: Catalogue::text(lang, &format!("err-{}", problem.code), &args),
            }
        }),
        gaps: stored.gaps.iter().map(|one| gap(one, lang)).collect(),
        scopes: scopes(stored.scope.as_deref(), lang),
        can_renew: stored.can_renew(),
        entries: imports.iter().map(|one| one.counts.added).sum(),
        fresh,
        fresh_imports,
    })
}
