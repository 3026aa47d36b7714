//! Long work: on a thread of its own, asked how far it is, stopped on wish.
//!
//! Work that somebody asked for counts as use while it runs and when it ends: whoever waits for an import is not locked
//! out of what it brought. Work that began by itself (automatic backups and their rehearsal, portals and links that are
//! read again) never resets the idle clock, and none begins once the vault is to be locked. One that runs then is not cut
//! off, the vault locks as soon as it has ended: what takes longer than the time set for locking would else never come to
//! its end. Whoever locks by hand, and a computer that goes to sleep, waits for nothing: all work is stopped and undone.

use super::{Session, hold};
use crate::dto::{JobResult, JobState, JobView, StageView};
use crate::error::{ApiError, ApiResult, ErrorCode};
use kin_i18n::{Catalogue, Lang};
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

/// Finished jobs that are kept to be asked.
const KEPT: usize = 16;

/// Where the work with a portal stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stage {
    /// `looking`, `registering`, `sign-in`, `checking`, `reading`, `images`, `storing`.
    pub(crate) code: &'static str,
    /// The type that is read.
    pub(crate) kind: Option<String>,
    /// Steps done.
    pub(crate) done: usize,
    /// Steps in all; 0 while not known.
    pub(crate) of: usize,
}

impl Stage {
    fn view(&self, lang: Lang) -> StageView {
        let kind = self.kind.as_deref();
        let word = kind.map(|kind| crate::use_cases::portals::type_text(kind, lang));
        let args = [("kind", word.as_deref().unwrap_or_default())];
        StageView {
            code: self.code.to_owned(),
            text: Catalogue::text(lang, &format!("portal-stage-{}", self.code), &args),
            kind: self.kind.clone(),
            done: self.done,
            of: self.of,
            sign_in: self.code == "sign-in",
        }
    }
}

/// An address to sign in at; it holds the secrets of this sign-in.
struct Address(Zeroizing<String>);

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(…)")
    }
}

/// One job, shared between its thread and those who ask.
#[derive(Debug)]
pub(crate) struct Job {
    id: u32,
    by_itself: bool,
    done: AtomicU64,
    total: AtomicU64,
    resources: AtomicU64,
    cancel: Arc<AtomicBool>,
    stage: Mutex<Option<Stage>>,
    sign_in: Mutex<Option<Address>>,
    aside: Mutex<Option<JobResult>>,
    end: Mutex<Option<ApiResult<JobResult>>>,
}

impl Job {
    fn new(id: u32, by_itself: bool) -> Self {
        Self {
            id,
            by_itself,
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            resources: AtomicU64::new(0),
            cancel: Arc::default(),
            stage: Mutex::default(),
            sign_in: Mutex::default(),
            aside: Mutex::default(),
            end: Mutex::new(None),
        }
    }

    /// For work that nobody asks about.
    pub(crate) fn alone() -> Self {
        Self::new(0, false)
    }

    /// Bytes in all.
    pub(crate) fn set_total(&self, bytes: u64) {
        self.total.store(bytes, Ordering::Relaxed);
    }

    /// More bytes are done.
    pub(crate) fn add_done(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// One more resource is done.
    pub(crate) fn add_resource(&self) {
        self.resources.fetch_add(1, Ordering::Relaxed);
    }

    /// Says stop.
    pub(crate) fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// Has somebody said stop?
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// What is set when somebody says stop.
    pub(crate) fn stop_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancel)
    }

    /// Says where the work stands.
    pub(crate) fn set_stage(&self, stage: Stage) {
        *hold(&self.stage) = Some(stage);
    }

    /// What a person needs to know should it fail.
    pub(crate) fn set_aside(&self, said: JobResult) {
        *hold(&self.aside) = Some(said);
    }

    /// Sets or forgets the address at which the person signs in.
    pub(crate) fn set_sign_in(&self, address: Option<&str>) {
        *hold(&self.sign_in) = address.map(|text| Address(Zeroizing::new(text.to_owned())));
    }

    /// The address at which the person signs in, while that is awaited.
    pub(crate) fn sign_in(&self) -> Option<String> {
        hold(&self.sign_in).as_ref().map(|one| (*one.0).clone())
    }

    /// `cancelled` when somebody has said stop.
    pub(crate) fn check(&self) -> ApiResult<()> {
        if self.is_cancelled() {
            return Err(ErrorCode::Cancelled.into());
        }
        Ok(())
    }

    fn is_running(&self) -> bool {
        hold(&self.end).is_none()
    }

    pub(crate) fn view(&self, lang: Lang) -> JobView {
        let end = hold(&self.end);
        let (state, result, error) = match &*end {
            None => (JobState::Running, None, None),
            Some(Ok(result)) => (JobState::Done, Some(result.clone()), None),
            Some(Err(e)) if e.code == ErrorCode::Cancelled => (JobState::Cancelled, None, None),
            Some(Err(e)) => (JobState::Failed, hold(&self.aside).clone(), Some(e.clone())),
        };
        let total = self.total.load(Ordering::Relaxed);
        JobView {
            id: self.id,
            state,
            done: self.done.load(Ordering::Relaxed).min(total),
            total,
            resources: self.resources.load(Ordering::Relaxed),
            stage: hold(&self.stage).as_ref().map(|stage| stage.view(lang)),
            result,
            error,
        }
    }
}

/// Half way to the end of the scale of nice(2), whose steps are 1.25 times the share of a processor.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// The long work of this thread, and of the readers that it starts, lets everything go first that
/// somebody waits for at the window.
fn behind_the_window() {
    // Only Linux counts it for a thread of its own; elsewhere the whole program would step back.
    #[cfg(target_os = "linux")]
    rustix::process::setpriority_process(None, NICE).unwrap_or_default();
}

#[derive(Debug, Default)]
pub(crate) struct Jobs {
    last: u32,
    jobs: BTreeMap<u32, Arc<Job>>,
}

impl Jobs {
    /// Starts work that somebody asked for, on a thread of its own.
    pub(crate) fn start(
        session: &Session,
        work: impl FnOnce(&Session, &Job) -> ApiResult<JobResult> + Send + 'static,
    ) -> ApiResult<u32> {
        Self::begin(session, false, work)
    }

    /// Starts work that nobody asked for: it is no use of the vault. See [`Session::may_begin_by_itself`].
    pub(crate) fn start_by_itself(
        session: &Session,
        work: impl FnOnce(&Session, &Job) -> ApiResult<JobResult> + Send + 'static,
    ) -> ApiResult<u32> {
        Self::begin(session, true, work)
    }

    fn begin(
        session: &Session,
        by_itself: bool,
        work: impl FnOnce(&Session, &Job) -> ApiResult<JobResult> + Send + 'static,
    ) -> ApiResult<u32> {
        let job = {
            let mut jobs = session.jobs();
            jobs.last = jobs.last.wrapping_add(1);
            let job = Arc::new(Job::new(jobs.last, by_itself));
            jobs.jobs.insert(job.id, Arc::clone(&job));
            jobs.forget_old();
            job
        };
        let id = job.id;
        let own = session.clone();
        let mine = Arc::clone(&job);
        let started = std::thread::Builder::new()
            .name(format!("job-{id}"))
            .spawn(move || {
                behind_the_window();
                let result = std::panic::catch_unwind(AssertUnwindSafe(|| work(&own, &mine)))
                    .unwrap_or_else(|_| Err(ErrorCode::Internal.into()));
                mine.set_sign_in(None);
                *hold(&mine.end) = Some(result);
                if !by_itself {
                    own.touch();
                }
            });
        if started.is_err() {
            *hold(&job.end) = Some(Err(ErrorCode::Internal.into()));
        }
        Ok(id)
    }

    pub(crate) fn get(&self, id: u32) -> ApiResult<Arc<Job>> {
        let found = self.jobs.get(&id).cloned();
        found.ok_or_else(|| ApiError::from(ErrorCode::UnknownJob))
    }

    pub(crate) fn any_running(&self) -> bool {
        self.jobs.values().any(|j| j.is_running())
    }

    /// Is somebody waiting for work that they asked for?
    pub(crate) fn any_asked_for(&self) -> bool {
        let mut jobs = self.jobs.values();
        jobs.any(|j| !j.by_itself && j.is_running())
    }

    /// Stops and forgets everything: results hold parts of the record.
    pub(crate) fn clear(&mut self) {
        for job in self.jobs.values() {
            job.cancel();
        }
        self.jobs.clear();
    }

    /// Forgets a job that has ended, with what it made.
    pub(crate) fn forget(&mut self, id: u32) {
        self.jobs.remove(&id);
    }

    fn forget_old(&mut self) {
        let finished: Vec<u32> = self
            .jobs
            .values()
            .filter(|j| !j.is_running())
            .map(|j| j.id)
            .collect();
        let too_many = finished.len().saturating_sub(KEPT);
        for id in finished.into_iter().take(too_many) {
            self.jobs.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Jobs;
    use crate::{Clock, KdfStrength, Session, SessionConfig};
    use serde_json::json;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::mpsc::{Sender, channel};
    use std::time::Duration;

    fn bench(folder: &std::path::Path) -> (Session, Arc<AtomicU64>) {
        let seconds = Arc::new(AtomicU64::new(0));
        let ticks = Arc::clone(&seconds);
        let mut config = SessionConfig::new(&folder.join("vault"));
        config.kdf = KdfStrength::Test;
        config.clock = Clock::from_fns(jiff::ZonedDateTime::now, move || {
            Duration::from_secs(ticks.load(Ordering::SeqCst))
        });
        let session = Session::new(config);
        let passphrase = "quiet river carries seven lanterns home";
        let new = json!({"nickname": "Mei", "passphrase": passphrase, "lang": "en"});
        session.dispatch("vault_create", new).unwrap();
        (session, seconds)
    }

    /// Work that goes on until it is told to end.
    fn long_work(session: &Session, by_itself: bool) -> (u32, Sender<()>) {
        let (end, ended) = channel::<()>();
        let work = move |_: &Session, _: &super::Job| {
            ended.recv().unwrap_or_default();
            Err(crate::ErrorCode::Cancelled.into())
        };
        let id = if by_itself {
            Jobs::start_by_itself(session, work)
        } else {
            Jobs::start(session, work)
        };
        (id.unwrap(), end)
    }

    fn wait_for(session: &Session, id: u32) {
        let job = session.jobs().get(id).unwrap();
        while job.is_running() {
            std::thread::sleep(Duration::from_millis(1));
        }
        // What follows the end of the work.
        std::thread::sleep(Duration::from_millis(20));
    }

    #[test]
    fn what_began_by_itself_is_waited_for_and_counts_for_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (session, seconds) = bench(folder.path());
        seconds.store(200, Ordering::SeqCst);
        assert!(session.may_begin_by_itself());
        let (id, end) = long_work(&session, true);
        assert!(!session.may_begin_by_itself(), "one at a time");
        seconds.store(400, Ordering::SeqCst);
        assert!(!session.lock_if_idle(), "it is not cut off");
        end.send(()).unwrap();
        wait_for(&session, id);
        assert!(!session.may_begin_by_itself(), "it is to be locked");
        assert!(
            session.lock_if_idle(),
            "nobody was there since the beginning"
        );
    }

    #[test]
    fn what_was_asked_for_counts_as_use_until_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let (session, seconds) = bench(folder.path());
        let (id, end) = long_work(&session, false);
        seconds.store(400, Ordering::SeqCst);
        assert!(!session.lock_if_idle());
        end.send(()).unwrap();
        wait_for(&session, id);
        seconds.store(699, Ordering::SeqCst);
        assert!(!session.lock_if_idle(), "not yet");
        seconds.store(700, Ordering::SeqCst);
        assert!(session.lock_if_idle(), "five minutes after its end");
    }

    #[test]
    fn who_locks_by_hand_waits_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (session, _) = bench(folder.path());
        let (id, end) = long_work(&session, true);
        let job = session.jobs().get(id).unwrap();
        assert!(session.lock());
        assert!(job.is_cancelled());
        drop(end);
    }
}
