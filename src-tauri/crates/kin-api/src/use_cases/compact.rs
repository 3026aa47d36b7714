//! Making the files of the records as small as what is in them.

use crate::dto::{CompactView, Empty, JobId, JobResult};
use crate::error::{ApiResult, ErrorCode};
use crate::session::{Job, Jobs, Session};

pub(crate) fn vault_compact(session: &Session, _: Empty) -> ApiResult<JobId> {
    let id = Jobs::start(session, |session, job| {
        compact(session, job).map(JobResult::Compacted)
    })?;
    Ok(JobId { id })
}

/// One record after the other: what is done stays done when somebody says stop.
fn compact(session: &Session, job: &Job) -> ApiResult<CompactView> {
    let people = session.with(|open| {
        let people = open.vault.people().into_iter().map(|(id, _)| id);
        let sized = people.map(|id| (open.vault.record_bytes(&id), id));
        Ok(sized.collect::<Vec<_>>())
    })?;
    job.set_total(people.iter().map(|(bytes, _)| bytes).sum());
    let mut view = CompactView::default();
    for (bytes, person) in people {
        job.check()?;
        match session.with(|open| Ok(open.vault.compact(&person, &job.stop_flag())?)) {
            Ok(done) => {
                view.records += 1;
                view.before += done.before;
                view.after += done.after;
            }
            // Others keep this record small.
            Err(error) if error.code == ErrorCode::NotAllowed => view.left += 1,
            Err(error) => return Err(error),
        }
        job.add_done(bytes);
    }
    Ok(view)
}
