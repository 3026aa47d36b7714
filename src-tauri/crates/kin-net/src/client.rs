//! Asking a server.

use crate::guard::is_public;
use kin_smart::{Answer, Authorization, Body, Fetch, NetworkFault, Request};
use reqwest::blocking::{Client as Inner, RequestBuilder};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, HeaderName};
use std::error::Error;
use std::io::Read as _;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use url::Host;

/// Time for a connection to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// Time for one whole answer.
const TOTAL: Duration = Duration::from_secs(60);

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
            let all: Vec<SocketAddr> = (name.as_str(), 0)
                .to_socket_addrs()
                .map_err(|_| NoSuchName)?
                .collect();
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
pub struct Client {
    inner: Inner,
    reach: Reach,
    stop: Arc<AtomicBool>,
}

impl Client {
    /// A client; setting `stop` ends it at the next piece of an answer.
    ///
    /// # Errors
    /// [`NetworkFault::Certificate`] where the computer has no list of authorities to trust.
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
            .timeout(TOTAL)
            .dns_resolver(Arc::new(Resolver(reach)))
            .build()
            .map_err(|_| NetworkFault::Certificate)?;
        Ok(Self { inner, reach, stop })
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn prepare(&self, request: &Request) -> RequestBuilder {
        let url = request.url.clone();
        let builder = match &request.body {
            Body::None => self.inner.get(url),
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
        let builder = builder.header(ACCEPT, request.accept);
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
        // Names are looked at when they are resolved, numbers here.
        let number = match request.url.host() {
            Some(Host::Ipv4(v4)) => Some(IpAddr::V4(v4)),
            Some(Host::Ipv6(v6)) => Some(IpAddr::V6(v6)),
            Some(Host::Domain(_)) => None,
            None => return Err(NetworkFault::Name),
        };
        if number.is_some_and(|address| !self.reach.covers(address)) {
            return Err(NetworkFault::PrivateAddress);
        }
        let mut response = self
            .prepare(request)
            .send()
            .map_err(|error| fault(&error))?;
        let status = response.status().as_u16();
        let text = |(name, value): (&HeaderName, &reqwest::header::HeaderValue)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        };
        let headers = response.headers().iter().filter_map(text).collect();
        let mut body = Vec::new();
        let mut piece = vec![0; 64 * 1024];
        loop {
            if self.stopped() {
                return Err(NetworkFault::Cancelled);
            }
            let n = response.read(&mut piece).map_err(|error| {
                if error.kind() == std::io::ErrorKind::TimedOut {
                    NetworkFault::Time
                } else {
                    NetworkFault::BrokenOff
                }
            })?;
            let Some(read) = piece.get(..n).filter(|read| !read.is_empty()) else {
                break;
            };
            if (body.len() + read.len()) as u64 > request.limit {
                return Err(NetworkFault::TooLarge);
            }
            body.extend_from_slice(read);
        }
        Ok(Answer {
            status,
            headers,
            body,
        })
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

/// What a failure means. Its own words are not passed on: they hold the address.
fn fault(error: &reqwest::Error) -> NetworkFault {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.is::<OutOfReach>() {
            return NetworkFault::PrivateAddress;
        }
        if one.is::<NoSuchName>() {
            return NetworkFault::Name;
        }
        if let Some(rustls::Error::InvalidCertificate(_)) = one.downcast_ref::<rustls::Error>() {
            return NetworkFault::Certificate;
        }
        if let Some(io) = one.downcast_ref::<std::io::Error>()
            && let Some(inner) = io.get_ref()
            && let Some(rustls::Error::InvalidCertificate(_)) =
                inner.downcast_ref::<rustls::Error>()
        {
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
