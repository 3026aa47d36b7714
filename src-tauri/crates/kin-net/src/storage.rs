//! Keeping a file where a person has a place for it: WebDAV, S3, or a folder that a web server publishes.
//!
//! The protocols are opendal's; what it asks goes through the same connections as everything else, so
//! what holds there holds here: HTTPS, no redirects, no address in a private network, stopped at once.
//! It tries nothing twice.

use crate::client::fault;
use crate::{Client, Reach};
use futures_util::stream;
use http::{Request, Response};
use kin_smart::{NetworkFault, Secret};
use opendal::services::{Fs, S3, Webdav};
use opendal::{
    Buffer, Error, ErrorKind, HttpBody, HttpTransport, HttpTransporter, OperationContext, Operator,
};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use url::Url;

/// Largest answer of a storage that is read, in bytes: these are lists and errors, never files.
const ANSWER: usize = 1 << 20;

/// Where files are kept.
#[derive(Debug, Clone)]
pub enum Shelf {
    /// A folder of a WebDAV server (RFC 4918).
    WebDav {
        /// The folder.
        address: Url,
        /// Who writes; may be empty.
        user: String,
        /// Their password.
        password: Secret,
    },
    /// A bucket of S3, or of what speaks like it.
    S3 {
        /// The server.
        address: Url,
        /// The bucket.
        bucket: String,
        /// The region; empty where the server has none.
        region: String,
        /// Folder in the bucket; may be empty.
        folder: String,
        /// Id of the key that writes.
        key_id: String,
        /// The key.
        key: Secret,
        /// Each file is opened to everybody by itself (`public-read`); else the bucket already is.
        public: bool,
    },
    /// A folder of this computer that something else publishes.
    Folder {
        /// The folder.
        path: PathBuf,
    },
}

/// Why a file is not kept or not taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StorageFault {
    /// No answer came.
    Network(NetworkFault),
    /// What is said of the place cannot be.
    Settings,
    /// The place does not let this person write.
    NotAllowed,
    /// There is no such folder or bucket.
    NoPlace,
    /// The place says no, or cannot.
    Refused,
}

/// What went wrong below opendal.
#[derive(Debug)]
struct Below(NetworkFault);

impl std::fmt::Display for Below {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no answer")
    }
}

impl std::error::Error for Below {}

fn below(fault: NetworkFault) -> Error {
    Error::new(ErrorKind::Unexpected, "no answer").set_source(Below(fault))
}

/// Its own words are not passed on: they hold addresses.
fn why(error: &Error) -> StorageFault {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if let Some(Below(fault)) = one.downcast_ref::<Below>() {
            return StorageFault::Network(*fault);
        }
        cause = one.source();
    }
    match error.kind() {
        ErrorKind::PermissionDenied => StorageFault::NotAllowed,
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
            StorageFault::NoPlace
        }
        ErrorKind::ConfigInvalid => StorageFault::Settings,
        _ => StorageFault::Refused,
    }
}

/// opendal's way out.
struct Through {
    inner: reqwest::Client,
    reach: Reach,
    total: Duration,
}

impl HttpTransport for Through {
    async fn fetch(&self, request: Request<Buffer>) -> opendal::Result<Response<HttpBody>> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| below(NetworkFault::Name))?;
        self.reach.check(&url).map_err(below)?;
        let asked = self
            .inner
            .request(parts.method, url)
            .headers(parts.headers)
            .timeout(self.total)
            .body(body.to_bytes());
        let mut answer = asked.send().await.map_err(|e| below(fault(&e)))?;
        let mut response = Response::new(());
        *response.status_mut() = answer.status();
        answer.headers().clone_into(response.headers_mut());
        let mut bytes = Vec::new();
        let broken = |_| below(NetworkFault::BrokenOff);
        while let Some(piece) = answer.chunk().await.map_err(broken)? {
            if bytes.len().saturating_add(piece.len()) > ANSWER {
                return Err(below(NetworkFault::TooLarge));
            }
            bytes.extend_from_slice(&piece);
        }
        let whole = stream::iter([Ok(Buffer::from(bytes))]);
        Ok(response.map(|()| HttpBody::new(whole, None)))
    }
}

/// A place for files, by their names.
pub struct Storage {
    operator: Operator,
    client: Client,
    /// What the place is told about a file.
    typed: bool,
}

fn operator(shelf: &Shelf) -> opendal::Result<Operator> {
    match shelf {
        Shelf::WebDav {
            address,
            user,
            password,
        } => Operator::new(
            Webdav::default()
                .endpoint(address.as_str().trim_end_matches('/'))
                .username(user)
                .password(password.reveal()),
        ),
        Shelf::S3 {
            address,
            bucket,
            region,
            folder,
            key_id,
            key,
            public,
        } => {
            let region = if region.is_empty() { "auto" } else { region };
            let mut s3 = S3::default()
                .endpoint(address.as_str().trim_end_matches('/'))
                .bucket(bucket)
                .region(region)
                .root(folder)
                .access_key_id(key_id)
                .secret_access_key(key.reveal())
                // Nothing but what the person said: no files, no environment, no cloud's own server.
                .disable_config_load();
            if *public {
                s3 = s3.default_acl("public-read");
            }
            Operator::new(s3)
        }
        Shelf::Folder { path } => Operator::new(Fs::default().root(&path.to_string_lossy())),
    }
}

/// A name that leads nowhere else.
fn plain(name: &str) -> Result<String, StorageFault> {
    let fits = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    if name.is_empty() || name.len() > 128 || !name.bytes().all(fits) {
        return Err(StorageFault::Settings);
    }
    Ok(name.to_owned())
}

impl Storage {
    /// Makes ready; nothing is asked yet. Setting `stop` ends what it does at once.
    ///
    /// # Errors
    /// [`StorageFault::Settings`], [`StorageFault::NoPlace`] for a folder that is not there, and those of
    /// [`Client::new`].
    pub fn open(shelf: &Shelf, reach: Reach, stop: Arc<AtomicBool>) -> Result<Self, StorageFault> {
        if let Shelf::Folder { path } = shelf
            && !path.is_dir()
        {
            // It would be made otherwise, beside a stick that is not plugged in.
            return Err(StorageFault::NoPlace);
        }
        let client = Client::new(reach, stop).map_err(StorageFault::Network)?;
        let (inner, reach, total) = client.connections();
        let through = HttpTransporter::new(Through {
            inner,
            reach,
            total,
        });
        let operator = operator(shelf).map_err(|e| why(&e))?;
        let context = OperationContext::new().with_http_transport(through);
        Ok(Self {
            operator: operator.with_context(context),
            client,
            typed: !matches!(shelf, Shelf::Folder { .. }),
        })
    }

    /// Keeps a file; one of the same name is replaced.
    ///
    /// # Errors
    /// [`StorageFault`].
    pub fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), StorageFault> {
        let (operator, name, typed) = (self.operator.clone(), plain(name)?, self.typed);
        let done = self.client.run(async move {
            if typed {
                let kept = operator.write_with(&name, bytes);
                kept.content_type("application/jose").await
            } else {
                operator.write(&name, bytes).await
            }
        });
        let done = done.map_err(StorageFault::Network)?;
        done.map(|_| ()).map_err(|e| why(&e))
    }

    /// Takes a file away; one that is not there is no fault.
    ///
    /// # Errors
    /// [`StorageFault`].
    pub fn remove(&self, name: &str) -> Result<(), StorageFault> {
        let (operator, name) = (self.operator.clone(), plain(name)?);
        let done = self.client.run(async move { operator.delete(&name).await });
        let done = done.map_err(StorageFault::Network)?;
        done.map_err(|e| why(&e))
    }
}

#[cfg(test)]
#[path = "storage/tests.rs"]
mod tests;
