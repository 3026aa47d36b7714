//! A hospital portal on this computer: a SMART on FHIR server with made-up patients.
//!
//! It is as strict as a real one (PKCE, exact redirect addresses, codes that work once, refresh
//! tokens that change with each use), so that what works here has a chance out there, and it has a
//! switchboard of [`Faults`]: what real portals do wrong, to be tried at will. It listens at
//! 127.0.0.1 only, and its patients are the sample family. One of them has images, in an archive at
//! `/dicom-web` of the same server (DICOMweb).

mod auth;
mod data;
mod faults;
mod fhir;
mod http;
mod images;
mod page;

pub use faults::Faults;

use auth::Auth;
use data::Data;
use http::Call;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tiny_http::Server;

/// The port of a clinic that was opened without naming one.
pub const PORT: u16 = 8_766;

/// Slow answers look so often whether they are to be slow any longer.
const STEP: Duration = Duration::from_millis(5);

/// The address of the clinic that runs on this computer at [`PORT`]; none where nothing, or
/// something else, is there.
#[must_use]
pub fn running() -> Option<String> {
    let here = SocketAddr::from(([127, 0, 0, 1], PORT));
    let mut stream = TcpStream::connect_timeout(&here, Duration::from_millis(300)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    let question = format!("GET / HTTP/1.1\r\nHost: {here}\r\nConnection: close\r\n\r\n");
    stream.write_all(question.as_bytes()).ok()?;
    let mut page = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut page).ok()?;
    String::from_utf8_lossy(&page)
        .contains("<title>Demo clinic")
        .then(|| format!("http://{here}/fhir"))
}

/// What the server knows, behind one lock.
struct State {
    base: String,
    data: Data,
    auth: Auth,
    faults: Faults,
    /// Most entries of one page.
    page: usize,
}

/// A running clinic; it ends when it is dropped.
pub struct Clinic {
    server: Arc<Server>,
    state: Arc<Mutex<State>>,
    threads: Vec<std::thread::JoinHandle<()>>,
    base: String,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Clinic {
    /// Opens the clinic at a port of this computer; 0 takes a free one.
    ///
    /// # Errors
    /// Where the port is taken, or the made-up patients cannot be read.
    pub fn open(port: u16) -> io::Result<Self> {
        let server = Server::http(SocketAddr::from(([127, 0, 0, 1], port)))
            .map_err(|_| io::Error::from(io::ErrorKind::AddrInUse))?;
        let address = server
            .server_addr()
            .to_ip()
            .ok_or(io::ErrorKind::AddrNotAvailable)?;
        let base = format!("http://{address}");
        let state = Arc::new(Mutex::new(State {
            data: Data::sample(&base).map_err(|_| io::ErrorKind::InvalidData)?,
            auth: Auth::default(),
            faults: Faults::default(),
            page: fhir::LARGEST_PAGE,
            base: base.clone(),
        }));
        let server = Arc::new(server);
        // Two, so that a slow answer does not keep the sign-in waiting.
        let threads = (0..2)
            .map(|_| {
                let (server, state) = (Arc::clone(&server), Arc::clone(&state));
                std::thread::spawn(move || {
                    // Ends when the server is unblocked.
                    while let Ok(request) = server.recv() {
                        serve(request, &state);
                    }
                })
            })
            .collect();
        Ok(Self {
            server,
            state,
            threads,
            base,
        })
    }

    /// The address of the FHIR server: what a person types into "add by address".
    #[must_use]
    pub fn fhir(&self) -> String {
        format!("{}/fhir", self.base)
    }

    /// The address of the clinic's own page, with the switchboard.
    #[must_use]
    pub fn home(&self) -> &str {
        &self.base
    }

    /// Sets the switchboard.
    pub fn set_faults(&self, faults: Faults) {
        lock(&self.state).faults = faults;
    }

    /// A new laboratory result arrives for a patient; its id.
    #[must_use]
    pub fn new_result(&self, patient: &str) -> Option<String> {
        lock(&self.state).data.new_result(patient)
    }

    /// Many results of six kinds on as many days, for a benchmark; pages of 250 from then on.
    pub fn many_results(&self, patient: &str, count: usize) {
        let mut state = lock(&self.state);
        state.data.many_results(patient, count);
        state.page = 250;
    }

    /// A token as somebody has who signed in as this patient; for a benchmark.
    #[must_use]
    pub fn token_of(&self, patient: &str) -> String {
        lock(&self.state).auth.token_of(patient)
    }

    /// The ids of the patients, and their names.
    #[must_use]
    pub fn patients(&self) -> Vec<(String, String)> {
        lock(&self.state).data.patients()
    }

    /// The files of all images that a patient has at the clinic, each with its `SOPInstanceUID`.
    #[must_use]
    pub fn images(&self, patient: &str) -> Vec<(String, Vec<u8>)> {
        let has = lock(&self.state)
            .data
            .read(patient, "ImagingStudy", images::RESOURCE)
            .is_some();
        if has {
            images::files(patient)
        } else {
            Vec::new()
        }
    }

    /// How many entries a patient's record has.
    #[must_use]
    pub fn count(&self, patient: &str) -> usize {
        lock(&self.state).data.count(patient)
    }

    /// Waits until the clinic is closed by the end of the program.
    pub fn wait(mut self) {
        for thread in self.threads.drain(..) {
            drop(thread.join());
        }
    }
}

impl Drop for Clinic {
    fn drop(&mut self) {
        self.set_faults(Faults::default());
        for _ in &self.threads {
            self.server.unblock();
        }
        for thread in self.threads.drain(..) {
            drop(thread.join());
        }
    }
}

/// Whether a question names this server; the archive may have another name for the same one.
fn is_meant(state: &State, call: &Call) -> bool {
    let archive = state.faults.images_elsewhere && call.path.starts_with(images::PATH);
    call.is_for(&state.base) || (archive && call.is_for(&images::elsewhere(&state.base)))
}

fn serve(mut request: tiny_http::Request, state: &Mutex<State>) {
    let Some(call) = Call::read(&mut request) else {
        http::send(request, http::Reply::text(400, "bad request"));
        return;
    };
    // A page in the person's browser may not speak to the clinic in its name.
    if !is_meant(&lock(state), &call) {
        http::send(request, http::Reply::text(421, "wrong host"));
        return;
    }
    // Until it is time, or the switch is turned off.
    let begun = Instant::now();
    while begun.elapsed() < lock(state).faults.slow(&call) {
        std::thread::sleep(STEP);
    }
    let reply = {
        let mut state = lock(state);
        match call.path.as_str() {
            "/" => page::home(&mut state, &call),
            path if path.starts_with("/auth/") => auth::answer(&mut state, &call),
            path if path == "/fhir" || path.starts_with("/fhir/") => {
                fhir::answer(&mut state, &call)
            }
            path if path.starts_with("/dicom-web/") => images::answer(&state, &call),
            _ => http::Reply::text(404, "not found"),
        }
    };
    http::send(request, reply);
}
