//! Letting a portal go: its tokens are given back and forgotten, what came stays unless it is wished
//! otherwise.

use super::store::{self, Stored};
use super::{Claim, need_writable, net, start};
use crate::dto::{JobId, JobResult, PortalRemoveRequest, PortalRemoved};
use crate::error::ApiResult;
use crate::session::{Job, Session};
use kin_net::Client;
use kin_smart::{Fetch as _, Registration, revoke, unregister};
use std::time::Duration;
use url::Url;

/// How long a portal is waited for: it is let go, whether it answers or not.
const PATIENCE: Duration = Duration::from_secs(10);

/// Gives the token back; a portal that does not answer keeps it until it ends by itself.
fn give_back(net: &mut Client, stored: &Stored, now: i64) -> bool {
    let token = stored.refresh.clone().or_else(|| stored.access.clone());
    let (Some(at), Some(token)) = (&stored.revoke_at, token) else {
        return false;
    };
    let Ok(url) = Url::parse(at) else {
        return false;
    };
    net.fetch(&revoke(&url, &stored.client(now), token))
        .is_ok_and(|answer| answer.is_ok())
}

/// Takes back what this program introduced itself with; nothing where there is no way to.
fn take_back(session: &Session, net: &mut Client, stored: &Stored) -> Option<bool> {
    let mut all: Vec<Registration> = stored.own_registration().into_iter().collect();
    // The name belongs to all of the family who use it at this portal; the last one takes it back.
    if !store::is_shared(session, stored) {
        all.extend(stored.program(0).registration);
    }
    let mut done = None;
    for one in &all {
        let gone = net
            .fetch(&unregister(one))
            .is_ok_and(|answer| answer.is_ok());
        done = Some(done.unwrap_or(true) && gone);
    }
    done
}

fn remove(session: &Session, job: &Job, request: &PortalRemoveRequest) -> ApiResult<PortalRemoved> {
    let record = session.record(&request.person)?;
    let _claim = Claim::take(session, &request.portal)?;
    let stored = store::get(&record, &request.portal)?;
    let imports = store::imports(&record, &request.portal)?;
    job.check()?;
    let (mut revoked, mut unregistered) = (false, None);
    if let Ok(net) = stored.base().and_then(|base| net(&base, job)) {
        let mut net = net.within(PATIENCE);
        revoked = give_back(&mut net, &stored, session.clock().unix_seconds());
        unregistered = take_back(session, &mut net, &stored);
    }
    // From here on it is let go, also where somebody said stop: the portal may know already.
    store::forget(&Job::alone(), &record, &stored)?;
    let mut erased = 0;
    if request.erase {
        let by = session.by()?;
        // Newest first, so that each goes back to what it found.
        for one in imports.iter().filter(|one| one.can_undo) {
            let now = session.clock().now_text();
            erased += record.undo_import(one.origin.import, &by, &now)?.removed;
        }
    }
    Ok(PortalRemoved {
        revoked,
        unregistered,
        erased,
    })
}

pub(crate) fn portal_remove(session: &Session, request: PortalRemoveRequest) -> ApiResult<JobId> {
    need_writable(session)?;
    let record = session.record(&request.person)?;
    store::get(&record, &request.portal)?;
    start(session, move |session, job| {
        remove(session, job, &request).map(JobResult::PortalRemoved)
    })
}
