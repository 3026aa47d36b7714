//! Reading foreign files in a process of their own.
//!
//! A file that somebody hands in may be made to do harm. So no face reads one itself: it starts its
//! own program once more as a *reader* ([`reader_process`]), which is closed in before it sees the
//! first byte (no file, no connection, no other program, little memory and time), reads what
//! comes through its standard input and writes drafts to its standard output. Whatever becomes of
//! it, the window lives on, and an import is stored as a whole or not at all.
//!
//! The rejected choice: a thread with `catch_unwind`. A stack that overflows, a memory that is full
//! and an endless loop end the whole program, not the thread.
//!
//! It also makes an import faster: the reader works on one core while the vault writes on another.

mod child;
mod codes;
mod devices;
mod documents;
pub(crate) mod fuzzing;
mod limits;
mod packages;
mod papers;
mod process;
#[cfg(target_os = "linux")]
mod sandbox;
mod wire;
mod work;
mod wrapped;

pub use child::{close_in, reader_process, serve};
pub(crate) use codes::{Apart, a_link, refusal};
pub(crate) use limits::PACKED;
pub use limits::ReaderLimits;
pub(crate) use packages::{AGE, PAGE, PK};
pub(crate) use papers::{PaperKind, PaperRead};

use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Job;
use crate::use_cases::{ImportFile, Source};
use kin_codes::CardHead;
use kin_fhir::ips::read::ReadSummary;
use kin_fhir::{Codings, FhirError, Scan, ScanContext};
use kin_import::{Hints, Look, Plan};
use kin_model::{Draft, Finding, Sample, SeriesKey};
use process::ReaderProcess;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use wire::Tag;

/// The first argument that makes a face a reader. Nobody types it.
pub const READER_ARGUMENT: &str = "--read-for-import";

/// Which program reads foreign files, and what it may use.
#[derive(Debug, Clone)]
pub struct ReaderProgram {
    /// The program; it must call [`reader_process`] first in `main`.
    pub program: PathBuf,
    /// What comes after [`READER_ARGUMENT`]; only tests have something here.
    pub arguments: Vec<String>,
    /// What it may use.
    pub limits: ReaderLimits,
}

impl ReaderProgram {
    /// The running program itself.
    ///
    /// On Linux by the link of the kernel: it holds even while an update replaces the file.
    #[must_use]
    pub fn itself() -> Option<Self> {
        let program = if cfg!(target_os = "linux") {
            PathBuf::from("/proc/self/exe")
        } else {
            std::env::current_exe().ok()?
        };
        Some(Self {
            program,
            arguments: Vec::new(),
            limits: ReaderLimits::default(),
        })
    }
}

/// What the first pass over a file gives.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Looked {
    /// What is in it.
    pub(crate) scan: Scan,
    /// The health cards that the file consists of, not yet judged.
    pub(crate) cards: Vec<CardHead>,
    /// What it falls apart into, where it is of codes but not of good cards alone.
    #[serde(default)]
    pub(crate) apart: Vec<Apart>,
    /// The file of a device or an app, where it is one; then `scan` is empty.
    #[serde(default)]
    pub(crate) device: Option<Look>,
    /// It is a clinical document (CDA), told as FHIR.
    #[serde(default)]
    pub(crate) document: bool,
    /// It is a zip of records.
    #[serde(default)]
    pub(crate) zip: bool,
    /// Records of hospitals lie in it beside what a telephone measured: see [`Hints::records`].
    #[serde(default)]
    pub(crate) records: bool,
}

/// What the second pass knows of the first.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Known<'a> {
    pub(crate) fhir: &'a ScanContext,
    pub(crate) device: Option<&'a Plan>,
}

/// The same where it is read.
#[derive(Debug, Deserialize)]
pub(crate) struct KnownOwned {
    fhir: ScanContext,
    device: Option<Plan>,
}

/// What reading gives for one resource.
#[derive(Debug)]
pub(crate) enum Item<'a> {
    /// An entry.
    Draft(Draft<'a>),
    /// A series, before its first sample; numbers count from 0 in each file.
    Series { number: u32, key: SeriesKey },
    /// A sample of a series.
    Sample { series: u32, sample: Sample },
    /// A resource that is refused: its place in the file, why, and what it says it is.
    Refused {
        index: u64,
        code: &'a str,
        resource_type: &'a str,
    },
}

/// What is done with each [`Item`].
pub(crate) type Each<'e> = &'e mut dyn FnMut(Item<'_>) -> ApiResult<()>;

/// Reads files, knowing what a person answered.
#[derive(Debug)]
pub(crate) struct Reader {
    who: Who,
    /// Zone of the computer, and answers to questions, of now and of former imports.
    pub(crate) hints: Hints,
}

/// Answers to questions: key and value.
pub(crate) type Answers = std::collections::BTreeMap<String, String>;

/// Who reads.
#[derive(Debug)]
enum Who {
    /// This process: for what is part of the program, and for tests and measurements below the faces.
    Here,
    /// A process of its own.
    Apart(Box<ReaderProcess>),
}

impl Reader {
    /// For a face's program, or here when it has none. `bytes` is what will be read at most.
    pub(crate) fn new(program: Option<&ReaderProgram>, bytes: u64) -> Self {
        Self {
            who: program.map_or(Who::Here, |program| {
                Who::Apart(Box::new(ReaderProcess::new(program.clone(), bytes)))
            }),
            hints: Hints::default(),
        }
    }

    /// The first pass over a file. The inner error is why the file is no record.
    pub(crate) fn scan(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
    ) -> ApiResult<Result<Looked, Finding>> {
        match &mut self.who {
            Who::Here => Ok(work::scan(source, &self.hints)),
            Who::Apart(process) => process.scan(job, source, &self.hints),
        }
    }

    /// The texts of the codes in a file: a picture, a page, a text. The inner error is why it holds none.
    pub(crate) fn texts(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
    ) -> ApiResult<Result<Vec<String>, Finding>> {
        match &mut self.who {
            Who::Here => Ok(codes::texts(source)),
            Who::Apart(process) => process.texts(job, source, Tag::Codes),
        }
    }

    /// The same of one picture of a camera: shades of grey behind width and height.
    pub(crate) fn frame(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
    ) -> ApiResult<Result<Vec<String>, Finding>> {
        match &mut self.who {
            Who::Here => Ok(codes::frame(source)),
            Who::Apart(process) => process.texts(job, source, Tag::Frame),
        }
    }

    /// The files with a lock in a zip, in base64; none where it holds none. The inner error is why it cannot be read.
    pub(crate) fn locked_in_zip(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
    ) -> ApiResult<Result<Vec<String>, Finding>> {
        match &mut self.who {
            Who::Here => Ok(packages::locked_in_zip(source)),
            Who::Apart(process) => process.texts(job, source, Tag::Locked),
        }
    }

    /// A summary of somebody else, for showing. The inner error is why it cannot be shown.
    pub(crate) fn summary(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
    ) -> ApiResult<Result<ReadSummary, Finding>> {
        match &mut self.who {
            Who::Here => Ok(work::summary(source)),
            Who::Apart(process) => process.summary(job, source),
        }
    }

    /// What is on a paper: drafts of results, and what stands around them. The inner error is why it cannot be read.
    pub(crate) fn paper(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
    ) -> ApiResult<Result<PaperRead, Finding>> {
        match &mut self.who {
            Who::Here => Ok(papers::read(source)),
            Who::Apart(process) => process.paper(job, source),
        }
    }

    /// The codings of a file, counted. The inner error is why it holds none.
    pub(crate) fn codings(
        &mut self,
        job: &Job,
        source: &mut Source<'_>,
    ) -> ApiResult<Result<Codings, Finding>> {
        match &mut self.who {
            Who::Here => Ok(work::codings(source)),
            Who::Apart(process) => process.codings(job, source),
        }
    }

    /// The second pass; gives how many resources there were, and remarks about the whole.
    pub(crate) fn read(
        &mut self,
        job: &Job,
        file: &ImportFile,
        known: Known<'_>,
        each: Each<'_>,
    ) -> ApiResult<(u64, Vec<Finding>)> {
        let mut source = file.open(job, false)?;
        match &mut self.who {
            Who::Here => {
                let read = match known.device {
                    Some(plan) => devices::read(&mut source, plan, each),
                    None => work::read(&mut source, known.fhir, each).map(|n| (n, Vec::new())),
                };
                read.map_err(|end| match end {
                    work::End::Stopped(error) => error,
                    work::End::Unreadable => unreadable(job),
                })
            }
            Who::Apart(process) => process.read(job, &mut source, known, each),
        }
    }
}

/// The bytes of a file did not come, or were others than before.
fn unreadable(job: &Job) -> ApiError {
    let cancelled = job.check().err();
    cancelled.unwrap_or_else(|| ErrorCode::FileUnreadable.into())
}

/// Why a file as a whole is no record.
fn whole_file(error: &FhirError) -> Finding {
    use kin_model::Severity;
    let (place, detail) = match error {
        FhirError::OverLimit {
            allowed,
            found,
            offset,
            ..
        } => (format!("byte {offset}"), format!("{found} > {allowed}")),
        FhirError::NotJson { offset, .. }
        | FhirError::Truncated { offset }
        | FhirError::NotUtf8 { offset }
        | FhirError::DuplicateKey { offset } => (format!("byte {offset}"), String::new()),
        _ => (String::new(), String::new()),
    };
    Finding::new(error.code(), Severity::Error, place, detail)
}
