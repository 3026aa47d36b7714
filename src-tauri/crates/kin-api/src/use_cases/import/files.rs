//! The files behind the tokens, opened one at a time and read in bounded memory.

use crate::error::{ApiResult, ErrorCode};
use crate::error_map::{mib, read_failed};
use crate::reading::PACKED;
use crate::session::{FileSource, Job, Session, hex};
use kin_crypto::safe::Sha256Writer;
use kin_fhir::Limits;
use kin_vault::Spool;
use std::fs::File;
use std::io::{self, Cursor, Read, Sink, Write as _};
use std::path::Path;

/// Most files of one import.
const MOST_FILES: usize = 20_000;
/// Deepest folder inside a chosen one.
const DEEPEST: usize = 32;

/// One file of an import.
#[derive(Debug, Clone)]
pub(crate) struct ImportFile {
    /// Its name below what was chosen.
    pub(crate) name: String,
    pub(crate) size: u64,
    source: FileSource,
}

/// What was chosen, folders opened.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    /// What a person calls it.
    pub(crate) label: String,
    pub(crate) files: Vec<ImportFile>,
}

/// Looks up tokens; a folder gives all files in it, in the order of their names.
pub(crate) fn chosen(session: &Session, tokens: &[String]) -> ApiResult<Chosen> {
    let mut files = Vec::new();
    let mut names = Vec::new();
    for token in tokens {
        let chosen = session.files().get(token)?;
        names.push(chosen.name.clone());
        match &chosen.source {
            FileSource::Memory(bytes) => files.push(ImportFile {
                name: chosen.name.clone(),
                size: bytes.len() as u64,
                source: chosen.source.clone(),
            }),
            FileSource::Path(path) => add(path, &chosen.name, 0, &mut files)?,
            // Nobody chooses one: it comes from a portal.
            FileSource::Spool(_) => return Err(ErrorCode::UnknownFile.into()),
        }
    }
    if files.is_empty() {
        return Err(ErrorCode::NotARecord.into());
    }
    Ok(Chosen {
        label: match names.as_slice() {
            [] => String::new(),
            [only] => only.clone(),
            [first, rest @ ..] => format!("{first} (+{})", rest.len()),
        },
        files,
    })
}

/// One file in memory.
pub(crate) fn in_memory(name: &str, bytes: &[u8]) -> ImportFile {
    ImportFile {
        name: name.to_owned(),
        size: bytes.len() as u64,
        source: FileSource::Memory(bytes.into()),
    }
}

/// What a portal sent.
pub(crate) fn spooled(name: &str, spool: Spool) -> ImportFile {
    ImportFile {
        name: name.to_owned(),
        size: spool.len(),
        source: FileSource::Spool(spool),
    }
}

fn add(path: &Path, name: &str, depth: usize, out: &mut Vec<ImportFile>) -> ApiResult<()> {
    let meta = std::fs::metadata(path).map_err(|e| read_failed(&e))?;
    if !meta.is_dir() {
        // A pipe or a device has no end and no size.
        if !meta.is_file() {
            return if depth == 0 {
                Err(ErrorCode::FileUnreadable.into())
            } else {
                Ok(())
            };
        }
        if out.len() >= MOST_FILES {
            let error = crate::error::ApiError::from(ErrorCode::FileTooLarge);
            return Err(error.with("limit", MOST_FILES));
        }
        out.push(ImportFile {
            name: name.to_owned(),
            size: meta.len(),
            source: FileSource::Path(path.to_owned()),
        });
        return Ok(());
    }
    if depth >= DEEPEST {
        return Ok(());
    }
    let mut inside = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|e| read_failed(&e))? {
        inside.push(entry.map_err(|e| read_failed(&e))?);
    }
    inside.sort_by_key(std::fs::DirEntry::file_name);
    for entry in inside {
        let own = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(|e| read_failed(&e))?;
        // Hidden files are the system's; links may lead out of the folder or round in circles.
        if own.starts_with('.') || kind.is_symlink() {
            continue;
        }
        add(&entry.path(), &format!("{name}/{own}"), depth + 1, out)?;
    }
    Ok(())
}

/// Bytes of a file that is small: 1 MiB.
const SMALL: u64 = 1 << 20;

/// Bytes that may be in a file of this size with these first bytes.
fn weight(size: u64, head: &[u8]) -> u64 {
    if kin_import::is_gzip(head) {
        let most = size.saturating_mul(PACKED.ratio).max(PACKED.free);
        most.min(PACKED.total)
    } else {
        size
    }
}

/// Reads a file, counting for the progress bar, stopping when the job is cancelled.
pub(crate) struct Source<'j> {
    inner: Box<dyn Read + Send>,
    job: &'j Job,
    hash: Option<Sha256Writer<Sink>>,
    size: u64,
}

impl Source<'_> {
    /// Bytes that may be in the file: those that it is said to have, or those that may come out of it.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of what was read, hex; empty when it was not asked for.
    pub(crate) fn hash(&mut self) -> String {
        self.hash
            .take()
            .map(|hash| hex(&hash.finish().1))
            .unwrap_or_default()
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.job.is_cancelled() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let n = self.inner.read(buffer)?;
        self.job.add_done(n as u64);
        if let (Some(hash), Some(bytes)) = (self.hash.as_mut(), buffer.get(..n)) {
            hash.write_all(bytes)?;
        }
        Ok(n)
    }
}

impl ImportFile {
    /// Its first bytes; none where it cannot be read.
    pub(crate) fn head(&self, job: &Job, most: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Ok(source) = self.open(job, false) {
            source
                .take(most)
                .read_to_end(&mut bytes)
                .unwrap_or_default();
        }
        bytes
    }

    /// A part of it that is read and told of as a file of its own.
    pub(crate) fn part(&self, name: &str) -> Self {
        Self {
            name: format!("{}/{name}", self.name),
            ..self.clone()
        }
    }

    /// All its bytes.
    pub(crate) fn bytes(&self, limit: u64) -> ApiResult<Vec<u8>> {
        self.source.bytes(limit)
    }

    /// Bytes that may be in it: its own, or what may come out of it where it is packed.
    pub(crate) fn weight(&self, job: &Job) -> u64 {
        // A reader's time for small files is more than enough for what comes out of them.
        if self.size < SMALL {
            return self.size;
        }
        weight(self.size, &self.head(job, 4))
    }

    /// Opens it.
    pub(crate) fn open<'j>(&self, job: &'j Job, hash: bool) -> ApiResult<Source<'j>> {
        let limit = Limits::default().total_bytes;
        if self.size > limit {
            let error = crate::error::ApiError::from(ErrorCode::FileTooLarge);
            return Err(error.with("limit", mib(limit)));
        }
        let inner: Box<dyn Read + Send> = match &self.source {
            FileSource::Memory(bytes) => Box::new(Cursor::new(std::sync::Arc::clone(bytes))),
            FileSource::Path(path) => Box::new(File::open(path).map_err(|e| read_failed(&e))?),
            FileSource::Spool(spool) => spool.open()?,
        };
        let mut inner = inner;
        let mut head = Vec::new();
        let read = (&mut inner).take(4).read_to_end(&mut head);
        read.map_err(|e| read_failed(&e))?;
        Ok(Source {
            size: weight(self.size, &head),
            inner: Box::new(Cursor::new(head).chain(inner)),
            job,
            hash: hash.then(|| Sha256Writer::new(io::sink())),
        })
    }
}
