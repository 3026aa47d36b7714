//! Letting a portal go: its tokens are given back and forgotten, what came stays unless it is wished
//! otherwise.

use super::store::{self, Stored};
use super::{Claim, need_writable, net, start};
use crate::dto::{JobId, JobResult, PortalRemoveRequest, PortalRemoved};
use crate::error::ApiResult;
use crate::session::{Job, Session};
use kin_smart::{Fetch as _, revoke};
use url::Url;

/// Gives the token back; a portal that does not answer keeps it until it ends by itself.
fn give_back(job: &Job, stored: &Stored, now: i64) -> bool {
    let token = stored.refresh.clone().or_else(|| stored.access.clone());
    let (Some(at), Some(token)) = (&stored.revoke_at, token) else {
        return false;
    };
    let (Ok(url), Ok(base)) = (Url::parse(at), stored.base()) else {
        return false;
    };
    let Ok(mut net) = net(&base, job) else {
        return false;
    };
    net.fetch(&revoke(&url, &stored.client(now), token))
        .is_ok_and(|answer| answer.is_ok())
}

fn remove(session: &Session, job: &Job, request: &PortalRemoveRequest) -> ApiResult<PortalRemoved> {
    let record = session.record(&request.person)?;
    let _claim = Claim::take(session, &request.portal)?;
    let stored = store::get(&record, &request.portal)?;
    let imports = store::imports(&record, &request.portal)?;
    let revoked = give_back(job, &stored, session.clock().unix_seconds());
    job.check()?;
    store::forget(job, &record, &stored)?;
    let mut erased = 0;
    if request.erase {
        let by = session.by()?;
        // Newest first, so that each goes back to what it found.
        for one in imports.iter().filter(|one| one.can_undo) {
            let now = session.clock().now_text();
            erased += record.undo_import(one.origin.import, &by, &now)?.removed;
        }
    }
    Ok(PortalRemoved { revoked, erased })
}

pub(crate) fn portal_remove(session: &Session, request: PortalRemoveRequest) -> ApiResult<JobId> {
    need_writable(session)?;
    let record = session.record(&request.person)?;
    store::get(&record, &request.portal)?;
    start(session, move |session, job| {
        remove(session, job, &request).map(JobResult::PortalRemoved)
    })
}
