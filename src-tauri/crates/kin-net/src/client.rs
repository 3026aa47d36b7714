//! Asking a server.

use crate::guard::is_public;
use kin_smart::{Answer, Authorization, Body, Fetch, NetworkFault, Request};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, HeaderName};
use reqwest::{Client as Inner, RequestBuilder};
use std::error::Error;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use url::{Host, Url};

/// Time for a connection to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// Time for one whole answer.
const TOTAL: Duration = Duration::from_secs(60);
/// How often it is looked whether somebody said stop, while an answer is awaited.
const LOOK: Duration = Duration::from_millis(20);

/// How far a client reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Servers in the open network, by HTTPS.
    Open,
    /// This computer alone, also without encryption: the demo clinic.
    ThisComputer,
}

impl Reach {
    fn covers(self, address: IpAddr) -> bool {
        match self {
            Self::Open => is_public(address),
            Self::ThisComputer => address.is_loopback(),
        }
    }

    /// Whether an address is within reach. Names are looked at when they are resolved, numbers here.
    pub(crate) fn check(self, url: &Url) -> Result<(), NetworkFault> {
        let number = match url.host() {
            Some(Host::Ipv4(v4)) => Some(IpAddr::V4(v4)),
            Some(Host::Ipv6(v6)) => Some(IpAddr::V6(v6)),
            Some(Host::Domain(_)) => None,
            None => return Err(NetworkFault::Name),
        };
        if number.is_some_and(|address| !self.covers(address)) {
            return Err(NetworkFault::PrivateAddress);
        }
        Ok(())
    }
}

/// Turns names into addresses, and hides those that are out of reach.
struct Resolver(Reach);

#[derive(Debug)]
struct OutOfReach;

impl std::fmt::Display for OutOfReach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the address is out of reach")
    }
}

impl Error for OutOfReach {}

#[derive(Debug)]
struct NoSuchName;

impl std::fmt::Display for NoSuchName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name is not known")
    }
}

impl Error for NoSuchName {}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let name = name.as_str().to_owned();
            // The system's own way waits; the thread of the questions does not.
            let asked = tokio::task::spawn_blocking(move || {
                let all = (name.as_str(), 0).to_socket_addrs();
                all.map(Iterator::collect::<Vec<SocketAddr>>)
            });
            let all = asked.await.map_err(|_| NoSuchName)?;
            let all = all.map_err(|_| NoSuchName)?;
            if all.is_empty() {
                return Err(NoSuchName.into());
            }
            // One address out of reach spoils all: a name that is both is a trick.
            if all.iter().all(|one| reach.covers(one.ip())) {
                Ok(Box::new(all.into_iter()) as Addrs)
            } else {
                Err(OutOfReach.into())
            }
        })
    }
}

/// Asks servers, one question at a time, until it is stopped.
///
/// The questions are on a thread of their own: who waits for an answer looks meanwhile whether
/// somebody said stop, and then the connection is dropped, whatever is on its way.
pub struct Client {
    inner: Inner,
    thread: Handle,
    reach: Reach,
    total: Duration,
    stop: Arc<AtomicBool>,
    /// The thread ends with it.
    _alive: oneshot::Sender<()>,
}

/// A thread for questions; it ends when the other half of the second is dropped.
fn thread() -> Option<(Handle, oneshot::Sender<()>)> {
    let (alive, gone) = oneshot::channel::<()>();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("net".to_owned())
        .spawn(move || {
            // Nothing is ever sent: it is over when the sender is gone.
            drop(runtime.block_on(gone));
            runtime.shutdown_background();
        })
        .ok()?;
    Some((handle, alive))
}

impl Client {
    /// A client; setting `stop` ends what it does at once.
    ///
    /// # Errors
    /// [`NetworkFault::Certificate`] where the computer has no list of authorities to trust;
    /// [`NetworkFault::Connection`] where it has no room for one more thread.
    pub fn new(reach: Reach, stop: Arc<AtomicBool>) -> Result<Self, NetworkFault> {
        // Another part of the program may have chosen one before: that one is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let inner = Inner::builder()
            .user_agent(concat!("Kinfolio/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .https_only(reach == Reach::Open)
            .connect_timeout(CONNECT)
            .dns_resolver(Arc::new(Resolver(reach)))
            .build()
            .map_err(|_| NetworkFault::Certificate)?;
        let (thread, alive) = thread().ok_or(NetworkFault::Connection)?;
        Ok(Self {
            inner,
            thread,
            reach,
            total: TOTAL,
            stop,
            _alive: alive,
        })
    }

    /// The same client, which waits no longer than this for one whole answer.
    #[must_use]
    pub fn within(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The connections below, for [`crate::Storage`].
    pub(crate) fn connections(&self) -> (Inner, Reach, Duration) {
        (self.inner.clone(), self.reach, self.total)
    }

    /// Does something on the thread of the questions; dropped in the middle when somebody says stop.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, NetworkFault> {
        if self.stopped() {
            return Err(NetworkFault::Cancelled);
        }
        let (tell, hear) = channel();
        let task = self.thread.spawn(async move {
            // Who asked may not wait for it any more.
            drop(tell.send(work.await));
        });
        loop {
            match hear.recv_timeout(LOOK) {
                Ok(done) => return Ok(done),
                Err(RecvTimeoutError::Timeout) if self.stopped() => {
                    task.abort();
                    return Err(NetworkFault::Cancelled);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(NetworkFault::BrokenOff),
            }
        }
    }

    fn prepare(&self, request: &Request) -> RequestBuilder {
        let url = request.url.clone();
        let builder = match &request.body {
            Body::None => self.inner.get(url),
            Body::Delete => self.inner.delete(url),
            Body::Form(pairs) => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                for (name, value) in pairs {
                    form.append_pair(name, value.reveal());
                }
                self.inner
                    .post(url)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(form.finish())
            }
            Body::Json(text) => self
                .inner
                .post(url)
                .header("content-type", "application/json")
                .body(text.reveal().to_owned()),
        };
        let builder = builder.timeout(self.total).header(ACCEPT, request.accept);
        match &request.authorization {
            Authorization::None => builder,
            Authorization::Bearer(token) => builder.bearer_auth(token.reveal()),
            Authorization::Basic(id, secret) => {
                // RFC 6749 section 2.3.1: both are form-encoded first.
                let encode = |text: &str| -> String {
                    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
                };
                builder.basic_auth(encode(id), Some(encode(secret.reveal())))
            }
        }
    }
}

impl Fetch for Client {
    fn fetch(&mut self, request: &Request) -> Result<Answer, NetworkFault> {
        if self.stopped() {
            return Err(NetworkFault::Cancelled);
        }
        self.reach.check(&request.url)?;
        let (question, limit) = (self.prepare(request), request.limit);
        self.run(answer(question, limit))?
    }

    fn wait(&mut self, time: Duration) -> Result<(), NetworkFault> {
        let end = Instant::now() + time;
        while !self.stopped() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(Duration::from_millis(100)));
        }
        Err(NetworkFault::Cancelled)
    }
}

/// Sends a question and takes the answer, piece by piece.
async fn answer(question: RequestBuilder, limit: u64) -> Result<Answer, NetworkFault> {
    let mut response = question.send().await.map_err(|error| fault(&error))?;
    let status = response.status().as_u16();
    let text = |(name, value): (&HeaderName, &reqwest::header::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    let headers = response.headers().iter().filter_map(text).collect();
    let mut body = Vec::new();
    loop {
        let piece = response.chunk().await.map_err(|error| {
            if error.is_timeout() {
                NetworkFault::Time
            } else {
                NetworkFault::BrokenOff
            }
        })?;
        let Some(piece) = piece else {
            return Ok(Answer {
                status,
                headers,
                body,
            });
        };
        if (body.len() + piece.len()) as u64 > limit {
            return Err(NetworkFault::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
}

/// What TLS says, also where errors of the system lie around it: those do not name it as their source.
fn of_tls<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    let mut inner = error;
    loop {
        if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        inner = inner.downcast_ref::<std::io::Error>()?.get_ref()?;
    }
}

/// What a failure means. Its own words are not passed on: they hold the address.
pub(crate) fn fault(error: &reqwest::Error) -> NetworkFault {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.is::<OutOfReach>() {
            return NetworkFault::PrivateAddress;
        }
        if one.is::<NoSuchName>() {
            return NetworkFault::Name;
        }
        if let Some(rustls::Error::InvalidCertificate(_)) = of_tls(one) {
            return NetworkFault::Certificate;
        }
        cause = one.source();
    }
    if error.is_timeout() {
        NetworkFault::Time
    } else if error.is_connect() {
        NetworkFault::Connection
    } else {
        NetworkFault::BrokenOff
    }
}
