//! Long work: on a thread of its own, asked how far it is, stopped on wish.

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
    fn new(id: u32) -> Self {
        Self {
            id,
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
        Self::new(0)
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
    /// Starts work on a thread of its own.
    pub(crate) fn start(
        session: &Session,
        work: impl FnOnce(&Session, &Job) -> ApiResult<JobResult> + Send + 'static,
    ) -> ApiResult<u32> {
        let job = {
            let mut jobs = session.jobs();
            jobs.last = jobs.last.wrapping_add(1);
            let job = Arc::new(Job::new(jobs.last));
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
                own.touch();
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

    /// Stops and forgets everything: results hold parts of the record.
    pub(crate) fn clear(&mut self) {
        for job in self.jobs.values() {
            job.cancel();
        }
        self.jobs.clear();
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
