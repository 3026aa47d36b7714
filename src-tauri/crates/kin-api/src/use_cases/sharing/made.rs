//! Links: made, shown, changed, taken back.

use super::hosts::{At, because};
use super::refused;
use super::store::{self, Heard, Host, Link};
use crate::dto::{
    JobId, JobResult, PersonIdRequest, ShareAccessView, ShareAccessesView, ShareLinkAction,
    ShareLinkChangeRequest, ShareLinkCodeRequest, ShareLinkCodeView, ShareLinkMakeRequest,
    ShareLinkRequest, ShareLinkState, ShareLinkView, ShareLinksView, ShareProfile, ShareTidied,
};
use crate::error::{ApiError, ApiResult};
use crate::session::{Job, Jobs, Session};
use crate::use_cases::summary::{for_link, log_link};
use crate::use_cases::view::moment_text;
use kin_crypto::safe::LinkSecret;
use kin_i18n::Catalogue;
use kin_share::ShareError;
use kin_share::host::LinkState;
use kin_smart::Secret;
use kin_vault::{Record, VaultError};
use std::sync::Arc;
use url::Url;

/// Longest time of a link, in hours: ten years.
const HOURS: u32 = 87_600;
/// Pixels of one module of the picture of a code: readable on a screen and printed.
const QR_SCALE: u8 = 8;
/// Links that are over and are remembered beside those that are not.
const REMEMBERED: usize = 200;

fn until(session: &Session, hours: Option<u32>) -> ApiResult<Option<i64>> {
    let Some(hours) = hours else {
        return Ok(None);
    };
    if hours == 0 || hours > HOURS {
        return Err(because(session, "hours"));
    }
    let end = i64::from(hours).saturating_mul(3_600);
    Ok(Some(session.clock().unix_seconds().saturating_add(end)))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn share_links(
    session: &Session,
    request: PersonIdRequest,
) -> ApiResult<ShareLinksView> {
    let record = session.record(&request.person)?;
    let hosts = store::hosts(&record)?;
    let links = store::links(&record)?;
    Ok(ShareLinksView {
        links: links
            .iter()
            .map(|link| link.view(session, &hosts))
            .collect(),
    })
}

pub(crate) fn share_link_make(
    session: &Session,
    request: ShareLinkMakeRequest,
) -> ApiResult<JobId> {
    let record = session.record(&request.person)?;
    let host = store::host(&record, &request.host)?;
    let place = host.place().map_err(|e| refused(session, &e))?;
    if request.uses == Some(0) {
        return Err(because(session, "uses"));
    }
    let secret = LinkSecret::generate().map_err(|e| ApiError::from(VaultError::from(e)))?;
    let link = Link {
        id: store::new_id()?,
        secret: Some(Secret::new(secret.to_text().to_string())),
        host: host.id.clone(),
        profile: request.profile,
        label: request.label.unwrap_or_default().trim().to_owned(),
        options: request.options,
        hours: request.hours,
        expires: until(session, request.hours)?,
        uses: request.uses,
        passcode: request
            .passcode
            .filter(|code| !code.expose().is_empty())
            .map(|code| Secret::new(code.expose().to_owned())),
        long_term: request.long_term == Some(true),
        made: session.clock().now_text(),
        made_at: session.clock().unix_seconds(),
        by: session.by()?,
        ..Link::default()
    };
    // What breaks a rule is refused before anything is made of the record.
    link.ready(&place).map_err(|e| refused(session, &e))?;
    let person = request.person;
    let id = Jobs::start(session, move |session, job| {
        let made = make(session, job, &person, &host, link)?;
        Ok(JobResult::ShareLink(Box::new(made)))
    })?;
    Ok(JobId { id })
}

/// The sealed file of what the link's options choose today; the link's own counts follow.
fn sealed(
    session: &Session,
    job: &Job,
    person: &str,
    at: &At<'_>,
    link: &mut Link,
) -> ApiResult<String> {
    let file = for_link(session, person, link.options(), link.profile)?;
    job.check()?;
    link.entries = file.entries;
    link.sections = file.sections;
    at.ready(link)?
        .seal(&file.bytes, "application/fhir+json")
        .map_err(|e| refused(session, &e))
}

fn make(
    session: &Session,
    job: &Job,
    person: &str,
    host: &Host,
    mut link: Link,
) -> ApiResult<ShareLinkView> {
    let record = session.record(person)?;
    let at = At::new(session, job, host)?;
    let file = sealed(session, job, person, &at, &mut link)?;
    // Remembered before it is there: whatever breaks off, it can be taken back.
    link.unsure = true;
    store::put_link(&record, &link)?;
    let state = match at.put(&link, Some(file), true) {
        Ok(state) => state,
        Err(error) => {
            let alone = Job::alone();
            let quietly = At::new(session, &alone, host)?;
            if quietly.take_back(&link).is_ok() {
                store::forget_link(&record, &link.id)?;
            }
            return Err(error);
        }
    };
    link.unsure = false;
    hear(session, &mut link, state.as_ref());
    store::put_link(&record, &link)?;
    forget_old(session, &record)?;
    log_link(
        session,
        &record,
        &link.by,
        &link.sections,
        link.entries,
        word(&link),
    )?;
    Ok(link.view(session, &store::hosts(&record)?))
}

/// What the share log calls it.
fn word(link: &Link) -> &'static str {
    match link.profile {
        ShareProfile::Plain => "link",
        ShareProfile::Ktc => "link-ktc",
    }
}

/// Of links that are over only the newest are kept.
fn forget_old(session: &Session, record: &Record) -> ApiResult<()> {
    let now = session.clock().unix_seconds();
    let hosts = store::hosts(record)?;
    let over = |link: &Link| {
        let host = hosts.iter().find(|host| host.id == link.host);
        let ended = matches!(
            link.state(now),
            ShareLinkState::Revoked | ShareLinkState::Ended
        );
        ended && !link.left_behind(host, now)
    };
    let links = store::links(record)?;
    for link in links.iter().filter(|link| over(link)).skip(REMEMBERED) {
        store::forget_link(record, &link.id)?;
    }
    Ok(())
}

fn hear(session: &Session, link: &mut Link, state: Option<&LinkState>) {
    if let Some(state) = state {
        link.paused = state.paused;
        link.revoked |= state.revoked;
        link.heard = Some(Heard {
            at: session.clock().now_text(),
            used: state.used,
            tries_left: state.tries_left,
        });
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn share_link_code(
    session: &Session,
    request: ShareLinkCodeRequest,
) -> ApiResult<ShareLinkCodeView> {
    let record = session.record(&request.person)?;
    let link = store::link(&record, &request.link)?;
    let host = store::host(&record, &link.host)?;
    let no = |error: &ShareError| refused(session, error);
    let place = host.place().map_err(|e| no(&e))?;
    let ready = link.ready(&place).map_err(|e| no(&e))?;
    let text = ready.text().map_err(|e| no(&e))?.to_string();
    let viewer = request.viewer.as_deref().map(str::trim);
    let viewer_text = match viewer.filter(|viewer| !viewer.is_empty()) {
        Some(viewer) => {
            let page = Url::parse(viewer).ok();
            let page = page.filter(|page| page.scheme() == "https" && page.has_host());
            let page = page.ok_or_else(|| because(session, "viewer"))?;
            Some(ready.behind(&page).map_err(|e| no(&e))?.to_string())
        }
        None => None,
    };
    let shown = viewer_text.as_ref().unwrap_or(&text);
    let picture = kin_print::qr_png(shown, QR_SCALE)?;
    Ok(ShareLinkCodeView {
        link: link.view(session, &[host]),
        svg: kin_print::qr_svg(shown)?,
        file: session
            .outputs()
            .put("summary.link.png", "link", "image/png", picture)?,
        passcode: link.passcode.as_ref().map(|code| code.reveal().to_owned()),
        text,
        viewer_text,
    })
}

fn one(session: &Session, person: &str, id: &str) -> ApiResult<(Arc<Record>, Host, Link)> {
    let record = session.record(person)?;
    let link = store::link(&record, id)?;
    let host = store::host(&record, &link.host)?;
    Ok((record, host, link))
}

pub(crate) fn share_link_change(
    session: &Session,
    request: ShareLinkChangeRequest,
) -> ApiResult<JobId> {
    let (_, host, link) = one(session, &request.person, &request.link)?;
    let pauses = matches!(
        request.action,
        ShareLinkAction::Pause | ShareLinkAction::Resume
    );
    if pauses && !host.counts() {
        return Err(because(session, "plain-pause"));
    }
    if request.action != ShareLinkAction::Rearm
        && request.action != ShareLinkAction::Revoke
        && link.revoked
    {
        return Err(because(session, "revoked"));
    }
    if request.uses.is_some() && !host.counts() {
        return Err(because(session, "plain-uses"));
    }
    if request.uses == Some(0) {
        return Err(because(session, "uses"));
    }
    until(session, request.hours)?;
    let id = Jobs::start(session, move |session, job| {
        let changed = change(session, job, &request)?;
        Ok(JobResult::ShareLink(Box::new(changed)))
    })?;
    Ok(JobId { id })
}

fn change(
    session: &Session,
    job: &Job,
    request: &ShareLinkChangeRequest,
) -> ApiResult<ShareLinkView> {
    let (record, host, mut link) = one(session, &request.person, &request.link)?;
    let at = At::new(session, job, &host)?;
    let state = match request.action {
        ShareLinkAction::Pause | ShareLinkAction::Resume => {
            link.paused = request.action == ShareLinkAction::Pause;
            at.put(&link, None, false)?
        }
        ShareLinkAction::Revoke => {
            let state = at.take_back(&link)?;
            link.revoked = true;
            link.unsure = false;
            state
        }
        ShareLinkAction::Rearm => {
            link.hours = request.hours.or(link.hours);
            link.expires = until(session, link.hours)?;
            link.uses = request.uses.or(link.uses);
            (link.paused, link.revoked, link.gone) = (false, false, false);
            let file = sealed(session, job, &request.person, &at, &mut link)?;
            let state = at.put(&link, Some(file), true)?;
            link.unsure = false;
            state
        }
        ShareLinkAction::Refresh => {
            let file = sealed(session, job, &request.person, &at, &mut link)?;
            at.put(&link, Some(file), false)?
        }
    };
    hear(session, &mut link, state.as_ref());
    store::put_link(&record, &link)?;
    // What was handed over again stands in the log again.
    if matches!(
        request.action,
        ShareLinkAction::Rearm | ShareLinkAction::Refresh
    ) {
        log_link(
            session,
            &record,
            &session.by()?,
            &link.sections,
            link.entries,
            word(&link),
        )?;
    }
    Ok(link.view(session, &[host]))
}

pub(crate) fn share_link_accesses(
    session: &Session,
    request: ShareLinkRequest,
) -> ApiResult<JobId> {
    let (_, host, _) = one(session, &request.person, &request.link)?;
    if !host.counts() {
        return Err(because(session, "plain-log"));
    }
    let id = Jobs::start(session, move |session, job| {
        let (record, host, mut link) = one(session, &request.person, &request.link)?;
        let state = At::new(session, job, &host)?.ask(&link)?;
        hear(session, &mut link, Some(&state));
        store::put_link(&record, &link)?;
        let lang = session.lang();
        let accesses = state.accesses.iter().rev().map(|access| {
            let at = session.clock().text_at(access.at).unwrap_or_default();
            let known = matches!(access.what.as_str(), "opened" | "wrong-passcode");
            let what = if known { access.what.as_str() } else { "other" };
            ShareAccessView {
                at_text: moment_text(&at, lang),
                at,
                recipient: access.recipient.clone(),
                what: access.what.clone(),
                what_text: Catalogue::text(lang, &format!("share-access-{what}"), &[]),
            }
        });
        Ok(JobResult::ShareAccesses(Box::new(ShareAccessesView {
            accesses: accesses.collect(),
            link: link.view(session, &[host]),
        })))
    })?;
    Ok(JobId { id })
}

/// Deletes plain files whose time is over: nobody else would.
pub(crate) fn share_link_tidy(session: &Session, request: PersonIdRequest) -> ApiResult<JobId> {
    session.record(&request.person)?;
    let id = Jobs::start(session, move |session, job| {
        let record = session.record(&request.person)?;
        let now = session.clock().unix_seconds();
        let hosts = store::hosts(&record)?;
        let mut done = ShareTidied {
            removed: 0,
            left: 0,
        };
        for mut link in store::links(&record)? {
            let host = hosts.iter().find(|host| host.id == link.host);
            let Some(host) = host.filter(|host| link.left_behind(Some(host), now)) else {
                continue;
            };
            job.check()?;
            let taken = At::new(session, job, host).and_then(|at| at.take_back(&link));
            if taken.is_ok() {
                link.gone = true;
                store::put_link(&record, &link)?;
                done.removed = done.removed.saturating_add(1);
            } else {
                done.left = done.left.saturating_add(1);
            }
        }
        Ok(JobResult::ShareTidied(done))
    })?;
    Ok(JobId { id })
}
