//! What a link gave: brought in, or held until the person has seen on which other servers the rest of it lies.
//!
//! A manifest may say that files are on another server than its own. That server is named before it is asked: what came so far
//! waits in memory meanwhile, because a link may be asked only so often. It is forgotten when the vault is locked.

use super::{Asked, aside, client, refused};
use crate::dto::{
    FileReportView, ImportRunView, JobId, JobResult, LinkElsewhereRequest, LinkElsewhereView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::reading::refusal;
use crate::session::{Job, Jobs, Session};
use crate::use_cases::import::{Chosen, Wanted, file_view, in_memory, run};
use crate::use_cases::portals::offer;
use kin_codes::{CodeError, CodeLimits, Content, Link, LinkNote, Receiving};
use kin_i18n::Lang;
use kin_model::{FileReport, OriginKind};
use kin_net::Client;
use std::collections::BTreeSet;
use zeroize::Zeroize as _;

/// Links that wait at most; the oldest goes first. Each may hold as much as is taken behind one link.
const MOST: usize = 2;
/// Seconds that one waits at most: addresses of files end after an hour.
const HOUR: i64 = 3_600;

/// What came of a link.
pub(crate) struct Held {
    id: String,
    link: Link,
    got: Receiving,
    asked: Asked,
    wanted: Wanted,
    /// The other servers that were named.
    hosts: BTreeSet<String>,
    /// Those that the person agreed to.
    agreed: bool,
    /// Seconds since 1970 UTC.
    until: i64,
}

/// There is a record in it, and what opens the link.
impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Held").finish_non_exhaustive()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let access = |file: &&mut kin_codes::Received| file.content == Content::PortalAccess;
        let files = self.got.files.iter_mut().filter(access);
        files.for_each(|file| file.bytes.zeroize());
    }
}

impl Held {
    pub(super) fn new(link: Link, got: Receiving, asked: Asked, wanted: Wanted) -> Self {
        Self {
            id: String::new(),
            hosts: got.elsewhere(),
            link,
            got,
            asked,
            wanted,
            agreed: false,
            until: 0,
        }
    }

    /// Whether files are on servers that nobody agreed to.
    pub(super) fn waits(&self) -> bool {
        !self.hosts.is_empty()
    }

    /// Holds it, and names the other servers.
    pub(super) fn wait(mut self, session: &Session) -> ApiResult<ImportRunView> {
        self.id = kin_crypto::safe::random_id().map_err(kin_vault::VaultError::from)?;
        let now = session.clock().unix_seconds();
        self.until = now.saturating_add(HOUR);
        let view = LinkElsewhereView {
            waiting: self.id.clone(),
            host: self.link.host(),
            hosts: self.hosts.iter().cloned().collect(),
        };
        let mut watch = session.portals();
        watch.held.retain(|one| one.until > now);
        if watch.held.len() >= MOST {
            watch.held.remove(0);
        }
        watch.held.push(self);
        Ok(ImportRunView {
            elsewhere: Some(view),
            ..ImportRunView::default()
        })
    }

    /// Asks the other servers, or leaves them.
    pub(super) fn go_on(
        &mut self,
        session: &Session,
        client: &mut Client,
        agreed: bool,
    ) -> ApiResult<()> {
        self.agreed = agreed;
        let limits = CodeLimits::default();
        let came = self.got.go_on(client, &self.link, agreed, &limits);
        came.map_err(|why| {
            let error = refused(session, &why);
            match why {
                CodeError::Elsewhere => error.with("host", self.named(session.lang())),
                _ => error,
            }
        })
    }

    fn named(&self, lang: Lang) -> String {
        let names: Vec<&str> = self.hosts.iter().map(String::as_str).collect();
        names.join(kin_i18n::pause(lang))
    }

    /// Brings in what came, and keeps the link where that was wanted.
    pub(super) fn finish(&mut self, session: &Session, job: &Job) -> ApiResult<ImportRunView> {
        let host = self.link.host();
        let first = self.asked.is_first();
        let mut files = Vec::new();
        let mut left = Vec::new();
        let mut access = Vec::new();
        let got = &self.got;
        for file in &got.files {
            let name = format!("{host} {}", file.number);
            match file.content {
                // What no longer holds does not become a part of the record.
                _ if file.withdrawn => left.push(aside(&name, "link-withdrawn", "")),
                // Only a person who looks at the name of the server says yes.
                Content::PortalAccess if !first => {
                    left.push(aside(&name, "link-access-again", ""));
                }
                Content::PortalAccess => match offer(session, &file.bytes, self.link.is_local()) {
                    Ok(one) => access.push(one),
                    Err(code) => left.push(aside(&name, code, "")),
                },
                _ => {
                    if let Some(version) = &file.version {
                        left.push(aside(&name, "link-fhir-version", version));
                    }
                    files.push(in_memory(&name, &file.bytes));
                }
            }
        }
        for (number, why) in &got.gaps {
            let detail = match why {
                CodeError::Elsewhere => self.named(session.lang()),
                _ => refusal(why).detail,
            };
            left.push(aside(&format!("{host} ({number})"), why.code(), &detail));
        }
        if first && self.link.notes.contains(&LinkNote::EndUnreadable) {
            left.push(aside(&host, LinkNote::EndUnreadable.code(), ""));
        }
        let mut view = if files.is_empty() {
            ImportRunView::default()
        } else {
            let label = if self.link.label.is_empty() {
                host
            } else {
                self.link.label.clone()
            };
            let wanted = Wanted {
                origin: OriginKind::Code,
                label: Some(label.clone()),
                only_news: !first,
                ..self.wanted.clone()
            };
            run(session, job, Chosen { label, files }, wanted)?
        };
        view.files.extend(reports(&left, session));
        view.access = access;
        self.keep(session, view.person.as_deref())?;
        Ok(view)
    }

    /// Keeps the link, and which other servers the person agreed to.
    fn keep(&mut self, session: &Session, person: Option<&str>) -> ApiResult<()> {
        let also = match self.agreed {
            true => self.hosts.clone(),
            false => BTreeSet::new(),
        };
        match (&mut self.asked, person) {
            (Asked::First(keeping), Some(person)) => {
                if let Some(kept) = keeping {
                    kept.also = also;
                    super::kept::put_new(session, person, kept)?;
                }
                Ok(())
            }
            (Asked::Again(person, id), _) if !also.is_empty() => {
                super::kept::agree(session, person, id, also)
            }
            _ => Ok(()),
        }
    }
}

fn reports(left: &[FileReport], session: &Session) -> Vec<FileReportView> {
    let view = |report| file_view(report, None, None, session.lang());
    left.iter().map(view).collect()
}

fn take(session: &Session, id: &str) -> ApiResult<Held> {
    let now = session.clock().unix_seconds();
    let mut watch = session.portals();
    watch.held.retain(|one| one.until > now);
    let at = watch.held.iter().position(|one| one.id == id);
    at.map(|at| watch.held.remove(at))
        .ok_or_else(|| ErrorCode::LinkAccessEnded.into())
}

pub(crate) fn link_elsewhere(session: &Session, request: LinkElsewhereRequest) -> ApiResult<JobId> {
    if let Some(person) = &request.person {
        session.record(person)?;
    }
    let id = Jobs::start(session, move |session, job| {
        let mut held = take(session, &request.waiting)?;
        match answered(session, job, &mut held, request) {
            Ok(view) => Ok(JobResult::Run(view)),
            Err(error) => {
                // What came is here: the person may decide again whose it is.
                if !held.got.files.is_empty() && session.with(|_| Ok(())).is_ok() {
                    session.portals().held.push(held);
                }
                Err(error)
            }
        }
    })?;
    Ok(JobId { id })
}

fn answered(
    session: &Session,
    job: &Job,
    held: &mut Held,
    request: LinkElsewhereRequest,
) -> Result<ImportRunView, ApiError> {
    if held.asked.is_first() {
        let new_from_file = request.new_person_from_file == Some(true);
        if request.person.is_some() || new_from_file {
            held.wanted.person = request.person;
            held.wanted.new_from_file = new_from_file;
        }
        held.wanted.confirm_other |= request.confirm_other == Some(true);
        if let Asked::First(Some(kept)) = &mut held.asked {
            kept.confirmed = held.wanted.confirm_other;
        }
    }
    // Asked once: a second answer is about whose it is.
    if !held.got.elsewhere().is_empty() {
        let mut client = client(session, job, &held.link)?;
        held.go_on(session, &mut client, request.agreed)?;
    }
    held.finish(session, job)
}
