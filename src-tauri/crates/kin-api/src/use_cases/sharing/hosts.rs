//! Places for sealed files: added after they were tried, written to and emptied.

use super::store::{self, Host, Link};
use super::{refused, stored_fault};
use crate::dto::{
    JobId, JobResult, PersonIdRequest, ShareHostAddRequest, ShareHostKind, ShareHostRequest,
    ShareHostView, ShareHostsView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Job, Jobs, Session};
use crate::use_cases::backup::chosen_path;
use kin_net::{Client, Reach, Shelf, Storage};
use kin_share::host::{LinkSet, LinkState};
use kin_share::{Place, ShareError, ShareLink};
use kin_smart::{Fetch as _, Request, Secret};
use url::Url;

fn reach(local: bool) -> Reach {
    if local {
        Reach::ThisComputer
    } else {
        Reach::Open
    }
}

/// The client that asks where receivers read.
pub(super) fn client(session: &Session, job: &Job, place: &Place) -> ApiResult<Client> {
    Client::new(reach(place.is_local()), job.stop_flag())
        .map_err(|fault| refused(session, &ShareError::Network(fault)))
}

fn shelf(host: &Host) -> Result<(Shelf, Reach), ShareError> {
    let secret = || {
        host.secret
            .clone()
            .unwrap_or_else(|| Secret::new(String::new()))
    };
    let storage = || {
        let place = Place::written_at(&host.storage)?;
        let local = place.is_local();
        Ok::<(Url, Reach), ShareError>((place.base().clone(), reach(local)))
    };
    match host.kind {
        ShareHostKind::Webdav => {
            let (address, reach) = storage()?;
            let (user, password) = (host.user.clone(), secret());
            let shelf = Shelf::WebDav {
                address,
                user,
                password,
            };
            Ok((shelf, reach))
        }
        ShareHostKind::S3 => {
            let (address, reach) = storage()?;
            let shelf = Shelf::S3 {
                address,
                bucket: host.bucket.clone(),
                region: host.region.clone(),
                folder: host.prefix.clone(),
                key_id: host.user.clone(),
                key: secret(),
                public: host.public_read,
            };
            Ok((shelf, reach))
        }
        ShareHostKind::Folder => {
            let path = host.folder.clone().ok_or(ShareError::HostAddress)?;
            Ok((Shelf::Folder { path }, Reach::ThisComputer))
        }
        ShareHostKind::LinkHost => Err(ShareError::HostAddress),
    }
}

fn storage(session: &Session, job: &Job, host: &Host) -> ApiResult<Storage> {
    let (shelf, reach) = shelf(host).map_err(|e| refused(session, &e))?;
    Storage::open(&shelf, reach, job.stop_flag()).map_err(|e| stored_fault(session, e))
}

/// What is done at a place for one link.
pub(super) struct At<'a> {
    pub(super) session: &'a Session,
    pub(super) job: &'a Job,
    pub(super) host: &'a Host,
    pub(super) place: Place,
}

impl<'a> At<'a> {
    pub(super) fn new(session: &'a Session, job: &'a Job, host: &'a Host) -> ApiResult<Self> {
        let place = host.place().map_err(|e| refused(session, &e))?;
        Ok(Self {
            session,
            job,
            host,
            place,
        })
    }

    fn no(&self, error: &ShareError) -> ApiError {
        refused(self.session, error)
    }

    pub(super) fn ready(&self, link: &Link) -> ApiResult<ShareLink> {
        link.ready(&self.place).map_err(|e| self.no(&e))
    }

    /// Puts the file there, or only what is to hold for it.
    pub(super) fn put(
        &self,
        link: &Link,
        file: Option<String>,
        rearm: bool,
    ) -> ApiResult<Option<LinkState>> {
        let ready = self.ready(link)?;
        if self.host.counts() {
            let mut client = client(self.session, self.job, &self.place)?;
            let key = self.host.secret.as_ref();
            let wanted = LinkSet {
                host_key: key.map(|key| key.reveal().to_owned()),
                file,
                paused: link.paused,
                rearm,
                ..LinkSet::of(&self.place, &ready, &link.wishes())
            };
            let state = kin_share::host::set(&mut client, &ready, &wanted);
            return state.map(Some).map_err(|e| self.no(&e));
        }
        let Some(file) = file else {
            return Ok(None);
        };
        let name = ready.name().map_err(|e| self.no(&e))?;
        storage(self.session, self.job, self.host)?
            .put(&name, file.into_bytes())
            .map_err(|e| stored_fault(self.session, e))?;
        Ok(None)
    }

    /// Deletes the file.
    pub(super) fn take_back(&self, link: &Link) -> ApiResult<Option<LinkState>> {
        let ready = self.ready(link)?;
        if self.host.counts() {
            let mut client = client(self.session, self.job, &self.place)?;
            return match kin_share::host::revoke(&mut client, &ready) {
                Ok(state) => Ok(Some(state)),
                // It never came there, or the host has forgotten it: nobody gets it.
                Err(ShareError::NoSuchLink) => Ok(None),
                Err(error) => Err(self.no(&error)),
            };
        }
        let name = ready.name().map_err(|e| self.no(&e))?;
        storage(self.session, self.job, self.host)?
            .remove(&name)
            .map_err(|e| stored_fault(self.session, e))?;
        Ok(None)
    }

    /// How a host of ours says that a link stands.
    pub(super) fn ask(&self, link: &Link) -> ApiResult<LinkState> {
        let ready = self.ready(link)?;
        let mut client = client(self.session, self.job, &self.place)?;
        kin_share::host::state(&mut client, &ready).map_err(|e| self.no(&e))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn share_hosts(
    session: &Session,
    request: PersonIdRequest,
) -> ApiResult<ShareHostsView> {
    let record = session.record(&request.person)?;
    let links = store::links(&record)?;
    let hosts = store::hosts(&record)?;
    Ok(ShareHostsView {
        hosts: hosts.iter().map(|host| host.view(&links)).collect(),
    })
}

pub(crate) fn share_host_add(session: &Session, request: ShareHostAddRequest) -> ApiResult<JobId> {
    let word = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
    let folder = match &request.folder {
        Some(token) => {
            let path = std::path::absolute(chosen_path(session, token)?);
            Some(path.map_err(|_| because(session, "storage-no-place"))?)
        }
        None => None,
    };
    let host = Host {
        id: store::new_id()?,
        kind: request.kind,
        label: word(request.label),
        address: request.address.trim().to_owned(),
        storage: word(request.storage),
        user: word(request.user),
        secret: request
            .secret
            .map(|secret| Secret::new(secret.expose().trim().to_owned())),
        bucket: word(request.bucket),
        region: word(request.region),
        prefix: word(request.prefix),
        public_read: request.public_read == Some(true),
        folder,
    };
    // What can be refused without asking anybody is refused at once.
    host.place().map_err(|e| refused(session, &e))?;
    if !host.counts() {
        shelf(&host).map_err(|e| refused(session, &e))?;
    }
    let person = request.person;
    let id = Jobs::start(session, move |session, job| {
        add(session, job, &person, host).map(JobResult::ShareHost)
    })?;
    Ok(JobId { id })
}

/// Tries a place as it will be used, and remembers it.
fn add(session: &Session, job: &Job, person: &str, mut host: Host) -> ApiResult<ShareHostView> {
    let record = session.record(person)?;
    let place = host.place().map_err(|e| refused(session, &e))?;
    if host.label.is_empty() {
        host.label = place.host();
    }
    if host.counts() {
        let mut client = client(session, job, &place)?;
        let key = host.secret.as_ref().map_or("", Secret::reveal);
        kin_share::host::check(&mut client, &place, key).map_err(|e| refused(session, &e))?;
    } else {
        try_storage(session, job, &host, &place)?;
    }
    store::put_host(&record, &host)?;
    Ok(host.view(&[]))
}

/// A reason of this crate's own.
pub(super) fn because(session: &Session, reason: &str) -> ApiError {
    super::with_reason(session, reason, "")
}

/// Writes a file of no meaning, reads it as anybody can, and takes it away.
fn try_storage(session: &Session, job: &Job, host: &Host, place: &Place) -> ApiResult<()> {
    let (name, said) = (format!("try-{}", store::new_id()?), store::new_id()?);
    let storage = storage(session, job, host)?;
    let written = storage.put(&name, said.clone().into_bytes());
    written.map_err(|e| stored_fault(session, e))?;
    let read = (|| -> ApiResult<bool> {
        let url = place.address(&name).map_err(|e| refused(session, &e))?;
        let request = Request {
            accept: "application/jose, */*;q=0.5",
            ..Request::open(url, 1 << 16)
        };
        let answer = client(session, job, place)?
            .fetch(&request)
            .map_err(|fault| refused(session, &ShareError::Network(fault)))?;
        Ok(answer.is_ok() && answer.body == said.as_bytes())
    })();
    // Whatever came of reading, nothing is left there.
    let removed = storage.remove(&name);
    if !read? {
        return Err(because(session, "not-public"));
    }
    removed.map_err(|e| match stored_fault(session, e) {
        error if error.code == ErrorCode::Cancelled => error,
        _ => because(session, "cannot-delete"),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn share_host_remove(
    session: &Session,
    request: ShareHostRequest,
) -> ApiResult<ShareHostsView> {
    let record = session.record(&request.person)?;
    let host = store::host(&record, &request.host)?;
    let now = session.clock().unix_seconds();
    let links = store::links(&record)?;
    let mut open = links.iter().filter(|link| {
        let over = link.expires.is_some_and(|end| end <= now) && (host.counts() || link.gone);
        link.host == host.id && !link.revoked && !over
    });
    // Without the place nobody could take them back any more.
    if open.next().is_some() {
        return Err(ErrorCode::ShareHostInUse.into());
    }
    store::forget_host(&record, &host.id)?;
    let person = request.person.clone();
    share_hosts(session, PersonIdRequest { person })
}
