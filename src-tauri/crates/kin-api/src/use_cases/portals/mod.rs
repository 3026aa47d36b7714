//! Hospital portals: looking at one, connecting it to a person, reading it, letting it go.
//!
//! What is known of a portal, its tokens above all, stands in that person's encrypted record and
//! nowhere else (`store`). A reading spools what the portal sends (`collect`) and brings it in as one
//! import, through the pipeline of files: accounted, guarded against the wrong person, undoable.

mod collect;
mod connect;
mod directory;
mod errors;
mod images;
mod look;
mod once;
mod remove;
mod store;
mod sync;
mod view;

use crate::dto::{
    Empty, JobId, JobRequest, OutputFile, PersonIdRequest, PortalDemoView, PortalNews,
    PortalNewsView, PortalRenameRequest, PortalRequest, PortalView, PortalsView, SignInAddress,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Job, Session};
use kin_net::{Client, Reach};
use kin_smart::FhirBase;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use store::Stored;

pub(crate) use connect::portal_connect;
pub(crate) use directory::{
    portal_directory, portal_directory_add, portal_directory_remove, portal_find,
};
pub(crate) use images::{entry_images, portal_images};
pub(crate) use look::portal_look;
pub(crate) use once::{link_access_read, offer};
pub(crate) use remove::portal_remove;
pub(crate) use sync::{first_due, if_due, portal_sync};
pub(crate) use view::type_text;

/// Longest name of a portal, in characters.
const LABEL: usize = 80;

/// What a session remembers.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// Portals that are asked just now: two readings at once would spend one refresh token twice.
    busy: BTreeSet<String>,
    /// The directory of hospitals, made ready when it is first looked in.
    finder: Option<Arc<kin_directory::Finder>>,
    /// When it was looked whether one is due.
    looked: Option<Duration>,
    /// Access that came with links and waits for its person's word.
    offered: Vec<once::Offered>,
    /// What came of links and waits until the person has seen which other servers hold the rest.
    pub(crate) held: Vec<super::links::Held>,
}

impl Watch {
    /// Forgets access that nobody used.
    pub(crate) fn forget(&mut self) {
        self.offered.clear();
        self.held.clear();
    }
}

/// A portal that only this job may use.
struct Claim<'s>(&'s Session, String);

impl<'s> Claim<'s> {
    fn take(session: &'s Session, portal: &str) -> ApiResult<Self> {
        if session.portals().busy.insert(portal.to_owned()) {
            Ok(Self(session, portal.to_owned()))
        } else {
            Err(ErrorCode::Busy.into())
        }
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.0.portals().busy.remove(&self.1);
    }
}

/// The network, as far as this portal needs it; stopped with the job.
fn net(base: &FhirBase, job: &Job) -> ApiResult<Client> {
    let reach = if base.is_here() {
        Reach::ThisComputer
    } else {
        Reach::Open
    };
    Client::new(reach, job.stop_flag()).map_err(errors::network)
}

/// A name as it is kept.
fn label_of(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(LABEL)
        .collect()
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn portal_sign_in_address(
    session: &Session,
    request: JobRequest,
) -> ApiResult<SignInAddress> {
    Ok(SignInAddress {
        address: session.sign_in_address(request.id)?,
    })
}

pub(crate) fn portal_demo(session: &Session, request: Empty) -> ApiResult<PortalDemoView> {
    let Empty {} = request;
    Ok(PortalDemoView {
        address: session.demo_clinic(),
    })
}

/// The page for portals that send the sign-in back only to the web, as a file to put on a website.
pub(crate) fn portal_bounce_page(session: &Session, request: Empty) -> ApiResult<OutputFile> {
    let Empty {} = request;
    let page = kin_smart::BOUNCE_PAGE.as_bytes().to_vec();
    session
        .outputs()
        .put("index.html", "html", "text/html", page)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn portals(session: &Session, request: PersonIdRequest) -> ApiResult<PortalsView> {
    let record = session.record(&request.person)?;
    let mut all = store::all(&record)?;
    all.sort_by(|a, b| a.first_at.cmp(&b.first_at));
    let mut portals = Vec::new();
    for one in &all {
        portals.push(view::portal(session, &request.person, &record, one)?);
    }
    Ok(PortalsView { portals })
}

/// What is new for everybody, whoever's record is on the screen.
pub(crate) fn portal_news(session: &Session, request: Empty) -> ApiResult<PortalNewsView> {
    let Empty {} = request;
    let people = session.with(|open| Ok(open.vault.people()))?;
    let mut news = Vec::new();
    for (person, _) in people {
        // Not by `Session::record`: nobody opens the records of the others here. One that does not open
        // says so elsewhere.
        let Ok(record) = session.with(|open| Ok(open.vault.record(&person)?)) else {
            continue;
        };
        let mut all = store::all(&record)?;
        all.sort_by(|a, b| a.first_at.cmp(&b.first_at));
        for one in all {
            let imports = store::imports(&record, &one.id)?;
            let (fresh, fresh_imports) = view::unseen(&imports, &one);
            if fresh > 0 {
                news.push(PortalNews {
                    person: person.to_string(),
                    portal: one.id,
                    label: one.label,
                    fresh,
                    fresh_imports,
                });
            }
        }
    }
    Ok(PortalNewsView { news })
}

/// Changes what is known of a portal, and shows it.
fn change(
    session: &Session,
    person: &str,
    portal: &str,
    change: impl FnOnce(&mut Stored, i64),
) -> ApiResult<PortalView> {
    let record = session.record(person)?;
    let mut stored = store::get(&record, portal)?;
    let newest = store::imports(&record, portal)?
        .first()
        .map_or(0, |i| i.origin.import.0);
    change(&mut stored, newest);
    store::put(&record, &stored)?;
    view::portal(session, person, &record, &stored)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn portal_rename(
    session: &Session,
    request: PortalRenameRequest,
) -> ApiResult<PortalView> {
    let label = label_of(&request.label);
    if label.is_empty() {
        return Err(crate::error_map::form_problem("label", "empty"));
    }
    change(session, &request.person, &request.portal, |stored, _| {
        stored.label = label;
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn portal_seen(session: &Session, request: PortalRequest) -> ApiResult<PortalView> {
    change(
        session,
        &request.person,
        &request.portal,
        |stored, newest| {
            stored.seen = newest;
        },
    )
}

/// Starts work on a thread of its own.
fn start(
    session: &Session,
    work: impl FnOnce(&Session, &Job) -> ApiResult<crate::dto::JobResult> + Send + 'static,
) -> ApiResult<JobId> {
    let id = crate::session::Jobs::start(session, work)?;
    Ok(JobId { id })
}

/// Nothing is asked of anybody for a vault that cannot be changed.
fn need_writable(session: &Session) -> ApiResult<()> {
    let read_only = session.with(|open| Ok(open.read_only))?;
    if read_only {
        return Err(ApiError::from(ErrorCode::ReadOnly));
    }
    Ok(())
}
