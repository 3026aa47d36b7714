//! The reader's side.

use super::limits::ReaderLimits;
use super::wire::{CHUNK, Tag, pack, read_body, read_head, write_frame};
use super::{Item, KnownOwned, READER_ARGUMENT, codes, devices, packages, papers, work};
use crate::error::ErrorCode;
use kin_import::Hints;
use std::io::{self, Read, Write};
use std::process::ExitCode;

/// Exit code of a reader that could not be closed in.
const NOT_CLOSED: u8 = 71;

/// Call this in `main` before anything else: it does a reader's work when that is what the program
/// was started for, and says how it ended.
#[must_use]
pub fn reader_process() -> Option<ExitCode> {
    let mut words = std::env::args_os().skip(1);
    if words.next()? != READER_ARGUMENT {
        return None;
    }
    let mut numbers = words.filter_map(|word| word.to_str()?.parse::<u64>().ok());
    let usual = ReaderLimits::default();
    let limits = ReaderLimits {
        memory: numbers.next().unwrap_or(usual.memory),
        cpu_seconds: numbers.next().unwrap_or(usual.cpu_seconds),
        ..usual
    };
    if !close_in(&limits) {
        return Some(ExitCode::from(NOT_CLOSED));
    }
    Some(serve())
}

/// Takes everything from this process that reading does not need; false when that did not work.
///
/// Everywhere: no core file. Unix: memory, processor time, open files, no writing of files. Linux:
/// also no file, no connection, no other program, no look into its memory (the foreign file is there in clear), and it
/// ends when its face ends. On Windows the
/// reader is only a process of its own that can be ended.
#[must_use]
pub fn close_in(limits: &ReaderLimits) -> bool {
    // What a library wants of the computer it gets now; behind the walls it would end the process.
    kin_import::prepare();
    #[cfg(unix)]
    if !limit_resources(limits) {
        return false;
    }
    // What the face said of itself ended when this program was started.
    #[cfg(target_os = "linux")]
    if !crate::hardening::close_memory() {
        return false;
    }
    #[cfg(target_os = "linux")]
    if super::sandbox::close_in().is_err() {
        return false;
    }
    #[cfg(not(unix))]
    let _ = limits;
    true
}

#[cfg(unix)]
fn limit_resources(limits: &ReaderLimits) -> bool {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let set = |resource: Resource, most: u64| {
        // What the system allows at all cannot be raised.
        let most = getrlimit(resource).maximum.map_or(most, |m| m.min(most));
        let both = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, both).is_ok()
    };
    set(Resource::Core, 0)
        && set(Resource::Fsize, 0)
        && set(Resource::Nofile, limits.open_files)
        && set(Resource::Cpu, limits.cpu_seconds)
        // macOS does not know this one.
        && (set(Resource::As, limits.memory) || !cfg!(target_os = "linux"))
}

/// The file that comes in frames.
struct Incoming<'r> {
    from: &'r mut dyn Read,
    /// Bytes that are left of the frame.
    left: u64,
    ended: bool,
}

impl Incoming<'_> {
    fn next_frame(&mut self) -> io::Result<()> {
        match read_head(self.from)? {
            Some((Tag::Data, length)) => self.left = length,
            Some((Tag::End, 0)) => self.ended = true,
            Some((Tag::Broken, 0)) => {
                self.ended = true;
                return Err(io::ErrorKind::Other.into());
            }
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
        Ok(())
    }

    /// Takes what is left: the face sends the end as soon as it has the answer.
    fn drain(&mut self) -> io::Result<()> {
        while !self.ended {
            if self.left > 0 {
                let mut rest = (&mut *self.from).take(self.left);
                if io::copy(&mut rest, &mut io::sink())? < self.left {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                self.left = 0;
            }
            if self.next_frame().is_err() && !self.ended {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(())
    }
}

impl Read for Incoming<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 {
            if self.ended {
                return Ok(0);
            }
            self.next_frame()?;
        }
        let most = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let n = self.from.read(buffer.get_mut(..most).unwrap_or_default())?;
        if n == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= n as u64;
        Ok(n)
    }
}

/// Does what is asked through standard input until it ends.
#[must_use]
pub fn serve() -> ExitCode {
    let (stdin, stdout) = (io::stdin(), io::stdout());
    match serve_on(&mut stdin.lock(), &mut stdout.lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

pub(super) fn serve_on(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    write_frame(to, Tag::Ready, &[])?;
    let most = ReaderLimits::default().answer_bytes;
    let mut context: Vec<u8> = Vec::new();
    while let Some((tag, length)) = read_head(from)? {
        match tag {
            Tag::Context => {
                let room = most.saturating_sub(context.len() as u64);
                context.append(&mut read_body(from, length, room)?);
            }
            Tag::Scan
            | Tag::Read
            | Tag::Codes
            | Tag::Frame
            | Tag::Summary
            | Tag::Paper
            | Tag::Locked
            | Tag::Terms => {
                let mut incoming = Incoming {
                    from: &mut *from,
                    left: 0,
                    ended: false,
                };
                if tag == Tag::Scan {
                    let hints: Hints = if context.is_empty() {
                        Hints::default()
                    } else {
                        serde_json::from_slice(&context)?
                    };
                    context = Vec::new();
                    let found = work::scan(&mut incoming, &hints);
                    write_frame(to, Tag::Found, &serde_json::to_vec(&found)?)?;
                } else if tag == Tag::Summary {
                    let shown = work::summary(&mut incoming);
                    write_frame(to, Tag::Shown, &serde_json::to_vec(&shown)?)?;
                } else if tag == Tag::Terms {
                    let counted = work::codings(&mut incoming);
                    write_frame(to, Tag::Counted, &serde_json::to_vec(&counted)?)?;
                } else if matches!(tag, Tag::Codes | Tag::Frame | Tag::Locked) {
                    let texts = match tag {
                        Tag::Codes => codes::texts(&mut incoming),
                        Tag::Frame => codes::frame(&mut incoming),
                        _ => packages::locked_in_zip(&mut incoming),
                    };
                    write_frame(to, Tag::Texts, &serde_json::to_vec(&texts)?)?;
                } else if tag == Tag::Paper {
                    let read = papers::read(&mut incoming);
                    write_frame(to, Tag::Drafts, &serde_json::to_vec(&read)?)?;
                } else {
                    let known: KnownOwned = serde_json::from_slice(&context)?;
                    context = Vec::new();
                    send_all(&mut incoming, &known, to)?;
                }
                incoming.drain()?;
            }
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
    Ok(())
}

/// The second pass, in batches.
fn send_all(incoming: &mut Incoming<'_>, known: &KnownOwned, to: &mut dyn Write) -> io::Result<()> {
    let mut batch = Vec::with_capacity(CHUNK * 2);
    let mut take = |item: Item<'_>| {
        pack(&item, &mut batch).map_err(|_| ErrorCode::ReadingStopped)?;
        if batch.len() >= CHUNK {
            write_frame(to, Tag::Batch, &batch).map_err(|_| ErrorCode::ReadingStopped)?;
            batch.clear();
            // One huge resource does not keep its memory for the rest of the file.
            batch.shrink_to(CHUNK * 4);
        }
        Ok(())
    };
    let done = match &known.device {
        Some(plan) => devices::read(incoming, plan, &mut take),
        None => work::read(incoming, &known.fhir, &mut take).map(|seen| (seen, Vec::new())),
    };
    match done {
        Ok((seen, findings)) => {
            if !batch.is_empty() {
                write_frame(to, Tag::Batch, &batch)?;
            }
            let mut last = seen.to_le_bytes().to_vec();
            if !findings.is_empty() {
                last.append(&mut serde_json::to_vec(&findings)?);
            }
            write_frame(to, Tag::Done, &last)
        }
        Err(work::End::Unreadable) => write_frame(to, Tag::Failed, &[]),
        Err(work::End::Stopped(_)) => Err(io::ErrorKind::BrokenPipe.into()),
    }
}
