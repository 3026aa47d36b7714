//! The face's side: starts the reader, feeds it, takes its answers, and ends it when it is silent,
//! too loud, or not wanted any more.

use super::wire::{CHUNK, Tag, Unpack, read_body, read_head, write_frame};
use super::{Each, Known, Looked, PaperRead, READER_ARGUMENT, ReaderProgram, unreadable};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Job;
use crate::use_cases::Source;
use kin_fhir::Codings;
use kin_fhir::ips::read::ReadSummary;
use kin_import::Hints;
use kin_model::{Finding, Severity};
use serde::de::DeserializeOwned;
use std::io::{self, Read as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Answers that wait between the reader and whoever takes them.
const WAITING: usize = 8;
/// How often somebody who waits looks whether the work is still wanted.
const LOOK: Duration = Duration::from_millis(50);

/// An answer of the reader.
type Answer = io::Result<(Tag, Vec<u8>)>;

/// One reader and what is known of it.
#[derive(Debug)]
struct Running {
    child: Child,
    /// Lent to whoever feeds.
    stdin: Option<ChildStdin>,
    answers: Receiver<Answer>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().unwrap_or_default();
        drop(self.child.wait());
    }
}

/// Reads through a process of its own; a new one is started when one has ended badly.
#[derive(Debug)]
pub(crate) struct ReaderProcess {
    program: ReaderProgram,
    bytes: u64,
    running: Option<Running>,
    deaths: u32,
}

/// Why an exchange ended without its answer.
enum Ended {
    /// The reader ended, or had to be ended: what of it.
    Reader(&'static str),
    /// Somebody said so, or the vault could not go on.
    Us(ApiError),
}

/// What to do after an answer.
enum Next {
    Wait,
    Finished,
}

impl ReaderProcess {
    pub(super) const fn new(program: ReaderProgram, bytes: u64) -> Self {
        Self {
            program,
            bytes,
            running: None,
            deaths: 0,
        }
    }

    fn start(&self) -> io::Result<Running> {
        let limits = &self.program.limits;
        let mut command = Command::new(&self.program.program);
        command
            .arg(READER_ARGUMENT)
            .arg(limits.memory.to_string())
            .arg(limits.cpu_for(self.bytes).to_string())
            .args(&self.program.arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        // What the system needs to find its own libraries.
        for name in ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        let mut child = command.spawn()?;
        let stdin = child.stdin.take();
        let mut stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        widen(&stdout);
        let (send, answers) = sync_channel::<Answer>(WAITING);
        let most = limits.answer_bytes;
        let listening = thread::Builder::new()
            .name("reader".to_owned())
            .spawn(move || {
                loop {
                    let answer = match read_head(&mut stdout) {
                        Ok(None) => return,
                        Ok(Some((tag, length))) => {
                            read_body(&mut stdout, length, most).map(|body| (tag, body))
                        }
                        Err(error) => Err(error),
                    };
                    let last = answer.is_err();
                    if send.send(answer).is_err() || last {
                        return;
                    }
                }
            });
        if let Err(error) = listening {
            child.kill().unwrap_or_default();
            drop(child.wait());
            return Err(error);
        }
        if let Some(stdin) = &stdin {
            widen(stdin);
        }
        Ok(Running {
            child,
            stdin,
            answers,
        })
    }

    /// The first pass. A reader that ends over a file makes that file one that is refused.
    pub(super) fn scan(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
        hints: &Hints,
    ) -> ApiResult<Result<Looked, Finding>> {
        let known = serde_json::to_vec(hints).map_err(|_| ErrorCode::Internal)?;
        let mut found = None;
        let result = self.exchange(job, source, Tag::Scan, Some(&known), &mut |tag, body| {
            if tag != Tag::Found {
                return Err(Ended::Reader("answer"));
            }
            let answer: Result<Looked, Finding> =
                serde_json::from_slice(&body).map_err(|_| Ended::Reader("answer"))?;
            found = Some(answer);
            Ok(Next::Finished)
        });
        match (result, found) {
            (Ok(()), Some(found)) => Ok(found),
            (Err(Ended::Us(error)), _) => Err(error),
            (Err(Ended::Reader(what)), _) => {
                job.check()?;
                self.deaths += 1;
                if self.deaths > self.program.limits.deaths {
                    return Err(ErrorCode::ReadingStopped.into());
                }
                Ok(Err(stopped(what)))
            }
            (Ok(()), None) => Ok(Err(stopped("answer"))),
        }
    }

    /// The second pass. A reader that ends now ends the import: all or nothing.
    pub(super) fn read(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
        known: Known<'_>,
        each: Each<'_>,
    ) -> ApiResult<(u64, Vec<Finding>)> {
        let known = serde_json::to_vec(&known).map_err(|_| ErrorCode::Internal)?;
        let mut seen = None;
        let result = self.exchange(
            job,
            source,
            Tag::Read,
            Some(&known),
            &mut |tag, body| match tag {
                Tag::Batch => {
                    let mut items = Unpack(&body);
                    while let Some(item) = items.next().map_err(|_| Ended::Reader("answer"))? {
                        each(item).map_err(Ended::Us)?;
                    }
                    Ok(Next::Wait)
                }
                Tag::Done => {
                    let (count, rest) = body
                        .split_first_chunk::<8>()
                        .ok_or(Ended::Reader("answer"))?;
                    let findings = if rest.is_empty() {
                        Vec::new()
                    } else {
                        serde_json::from_slice(rest).map_err(|_| Ended::Reader("answer"))?
                    };
                    seen = Some((u64::from_le_bytes(*count), findings));
                    Ok(Next::Finished)
                }
                Tag::Failed => Err(Ended::Us(unreadable(job))),
                _ => Err(Ended::Reader("answer")),
            },
        );
        match result {
            Ok(()) => seen.ok_or_else(|| ErrorCode::Internal.into()),
            Err(Ended::Us(error)) => Err(error),
            Err(Ended::Reader(_)) => {
                job.check()?;
                Err(ErrorCode::ReadingStopped.into())
            }
        }
    }

    /// The texts of the codes in a file, or in the picture of a camera.
    pub(super) fn texts(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
        what: Tag,
    ) -> ApiResult<Result<Vec<String>, Finding>> {
        self.asked(job, source, (what, Tag::Texts))
    }

    /// The codings of a file, counted.
    pub(super) fn codings(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
    ) -> ApiResult<Result<Codings, Finding>> {
        self.asked(job, source, (Tag::Terms, Tag::Counted))
    }

    /// What is on a paper.
    pub(super) fn paper(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
    ) -> ApiResult<Result<PaperRead, Finding>> {
        self.asked(job, source, (Tag::Paper, Tag::Drafts))
    }

    /// Sends a file and takes the one answer to it. A reader that ends over it makes it one that is refused.
    fn asked<T: DeserializeOwned>(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
        (what, answers): (Tag, Tag),
    ) -> ApiResult<Result<T, Finding>> {
        let mut found = None;
        let result = self.exchange(job, source, what, None, &mut |tag, body| {
            if tag != answers {
                return Err(Ended::Reader("answer"));
            }
            let answer: Result<T, Finding> =
                serde_json::from_slice(&body).map_err(|_| Ended::Reader("answer"))?;
            found = Some(answer);
            Ok(Next::Finished)
        });
        match (result, found) {
            (Ok(()), Some(found)) => Ok(found),
            (Err(Ended::Us(error)), _) => Err(error),
            (Err(Ended::Reader(what)), _) => Ok(Err(stopped(what))),
            (Ok(()), None) => Ok(Err(stopped("answer"))),
        }
    }

    /// A summary of somebody else, for showing.
    pub(super) fn summary(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
    ) -> ApiResult<Result<ReadSummary, Finding>> {
        self.asked(job, source, (Tag::Summary, Tag::Shown))
    }

    /// Sends a file and takes the answers until one says that it is over.
    fn exchange(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
        what: Tag,
        context: Option<&[u8]>,
        take: &mut dyn FnMut(Tag, Vec<u8>) -> Result<Next, Ended>,
    ) -> Result<(), Ended> {
        job.check().map_err(Ended::Us)?;
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.begin(job)?,
        };
        let Some(mut stdin) = running.stdin.take() else {
            return Err(Ended::Reader("start"));
        };
        let limits = &self.program.limits;
        let most = limits.answers_for(source.size());
        let (stop, fed) = (AtomicBool::new(false), AtomicU64::new(0));
        let (result, stdin) = thread::scope(|scope| {
            let feeder = scope.spawn(|| {
                let done = feed(&mut stdin, source, what, context, (&stop, &fed));
                (done.is_ok()).then_some(stdin)
            });
            let mut quiet = Quiet::new(limits.silence, &fed);
            let mut told = 0_u64;
            let result = loop {
                match wait(&running.answers, job, &mut quiet) {
                    Ok((tag, body)) => {
                        told = told.saturating_add(body.len() as u64);
                        if told > most {
                            break Err(Ended::Reader("answer"));
                        }
                        match take(tag, body) {
                            Ok(Next::Wait) => quiet.heard(),
                            Ok(Next::Finished) => break Ok(()),
                            Err(ended) => break Err(ended),
                        }
                    }
                    Err(ended) => break Err(ended),
                }
            };
            stop.store(true, Ordering::Relaxed);
            if result.is_err() {
                // Whoever feeds it is let go by this.
                running.child.kill().unwrap_or_default();
            }
            let stdin = feeder.join().ok().flatten();
            (result, stdin)
        });
        match (&result, stdin) {
            (Ok(()), Some(stdin)) => {
                running.stdin = Some(stdin);
                self.running = Some(running);
            }
            // It is started anew for the next file.
            _ => drop(running),
        }
        result
    }

    /// Starts a reader and waits until it is closed in.
    fn begin(&self, job: &Job) -> Result<Running, Ended> {
        let running = self
            .start()
            .map_err(|_| Ended::Us(ErrorCode::ReadingStopped.into()))?;
        let fed = AtomicU64::new(0);
        let mut quiet = Quiet::new(self.program.limits.silence, &fed);
        match wait(&running.answers, job, &mut quiet)? {
            (Tag::Ready, _) => Ok(running),
            _ => Err(Ended::Reader("start")),
        }
    }
}

/// How long nothing has been heard.
struct Quiet<'f> {
    longest: Duration,
    since: Instant,
    fed: &'f AtomicU64,
    before: u64,
}

impl<'f> Quiet<'f> {
    fn new(longest: Duration, fed: &'f AtomicU64) -> Self {
        Self {
            longest,
            since: Instant::now(),
            fed,
            before: 0,
        }
    }

    fn heard(&mut self) {
        self.since = Instant::now();
    }

    fn too_long(&mut self) -> bool {
        let now = self.fed.load(Ordering::Relaxed);
        if now != self.before {
            self.before = now;
            self.heard();
        }
        self.since.elapsed() > self.longest
    }
}

/// The next answer.
fn wait(
    answers: &Receiver<Answer>,
    job: &Job,
    quiet: &mut Quiet<'_>,
) -> Result<(Tag, Vec<u8>), Ended> {
    loop {
        job.check().map_err(Ended::Us)?;
        match answers.recv_timeout(LOOK) {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(_)) => return Err(Ended::Reader("answer")),
            Err(RecvTimeoutError::Disconnected) => return Err(Ended::Reader("ended")),
            Err(RecvTimeoutError::Timeout) if quiet.too_long() => {
                return Err(Ended::Reader("silent"));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Sends a file, until it ends or nobody wants more of it.
fn feed(
    stdin: &mut ChildStdin,
    source: &mut Source<'_>,
    what: Tag,
    context: Option<&[u8]>,
    (stop, fed): (&AtomicBool, &AtomicU64),
) -> io::Result<()> {
    for piece in context.unwrap_or_default().chunks(CHUNK) {
        write_frame(stdin, Tag::Context, piece)?;
    }
    write_frame(stdin, what, &[])?;
    let mut buffer = vec![0_u8; CHUNK];
    while !stop.load(Ordering::Relaxed) {
        let n = match source.read(&mut buffer) {
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return write_frame(stdin, Tag::Broken, &[]),
        };
        if n == 0 {
            break;
        }
        write_frame(stdin, Tag::Data, buffer.get(..n).unwrap_or_default())?;
        fed.fetch_add(n as u64, Ordering::Relaxed);
    }
    write_frame(stdin, Tag::End, &[])
}

fn stopped(what: &str) -> Finding {
    Finding::new("reading-stopped", Severity::Error, "", what)
}

/// A larger pipe: fewer changes between the processes.
#[cfg(target_os = "linux")]
fn widen(pipe: &impl std::os::fd::AsFd) {
    let wider = rustix::pipe::fcntl_setpipe_size(pipe, 1 << 20);
    // A system that does not give it gives the usual one.
    wider.map(|_| ()).unwrap_or_default();
}

#[cfg(not(target_os = "linux"))]
const fn widen<T>(_: &T) {}
