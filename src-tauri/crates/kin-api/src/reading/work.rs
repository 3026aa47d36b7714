//! The reading itself: the same lines here and in a process of its own.

use super::{Each, Item, Looked, codes, devices, documents, whole_file, wrapped};
use crate::error::ApiError;
use kin_fhir::ips::read::ReadSummary;
use kin_fhir::{Codings, Limits, Piece, ResourceReader, ScanContext, Splitter};
use kin_import::{Hints, Kind};
use kin_model::{Finding, Severity, SubjectIdentity};
use std::io::{Cursor, Read};

/// Why a second pass ended early.
#[derive(Debug)]
pub(super) enum End {
    /// Whoever takes the items said so.
    Stopped(ApiError),
    /// The bytes did not come, or are no record any more.
    Unreadable,
}

/// The first pass.
pub(super) fn scan(source: &mut dyn Read, hints: &Hints) -> Result<Looked, Finding> {
    wrapped::within(source, |source| scan_bare(source, hints))
}

fn scan_bare(source: &mut dyn Read, hints: &Hints) -> Result<Looked, Finding> {
    let head = devices::head(source)?;
    let wanted = |kind: &Kind| !(hints.records && *kind == Kind::AppleZip);
    if let Some(kind) = kin_import::sniff(&head).filter(wanted) {
        return devices::scan(kind, &head, source, hints);
    }
    let document = kin_import::is_document(&head);
    let source = &mut Cursor::new(head).chain(source);
    let mut source = documents::as_fhir(source)?;
    let opened = codes::open(&mut source)?;
    if !opened.apart.is_empty() {
        return Ok(Looked {
            apart: opened.apart,
            ..Looked::default()
        });
    }
    let mut kept = Kept {
        inner: opened.fhir,
        bytes: Some(Vec::new()),
    };
    let scan = kin_fhir::scan(&mut kept, &Limits::default());
    let mut scan = scan.map_err(|error| whole_file(&error))?;
    scan.findings.extend(shared_flaws(&scan, kept.bytes));
    if hints.records {
        // Each hospital has its own number for the one person whose telephone it is.
        scan.context.forget_strangers();
        let mut subjects = scan.subjects.iter();
        if subjects.all(|s| s.identity == SubjectIdentity::default()) {
            scan.subject_count = scan.subject_count.min(1);
        }
    }
    let document = document || opened.zip.is_some_and(|zip| zip.documents);
    if let Some(zip) = opened.zip.filter(|zip| zip.left > 0) {
        let left = Finding::new("zip-left", Severity::Warning, "", zip.left.to_string());
        scan.findings.push(left);
    }
    if document {
        let told = Finding::new("document-to-read", Severity::Info, "", "");
        scan.findings.push(told);
    }
    Ok(Looked {
        scan,
        document,
        zip: opened.zip.is_some(),
        cards: opened.cards,
        ..Looked::default()
    })
}

/// A summary of somebody else, for showing.
pub(super) fn summary(source: &mut dyn Read) -> Result<ReadSummary, Finding> {
    wrapped::within(source, summary_bare)
}

fn summary_bare(source: &mut dyn Read) -> Result<ReadSummary, Finding> {
    let opened = codes::open(source)?;
    if let Some(inside) = opened.apart.into_iter().next() {
        return Err(match inside {
            super::Apart::Bad(why) => why,
            super::Apart::Locked(_) => super::packages::locked(),
            _ => Finding::new("read-no-document", Severity::Error, "", ""),
        });
    }
    let mut bytes = Vec::new();
    let most = kin_fhir::ips::read::LARGEST as u64;
    let read = opened.fhir.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|source| whole_file(&kin_fhir::FhirError::Read { offset: 0, source }))?;
    kin_fhir::ips::read::read(&bytes).map_err(|error| whole_file(&error))
}

/// Bytes up to which a bundle that a patient shares is held against the rules of its profile: 8 MiB.
/// The whole tree of the worst such file still fits into the memory of a reading process.
const SHARED_MOST: usize = 8 << 20;

/// A source whose bytes are kept as they pass, as long as they are few.
struct Kept<'r> {
    inner: Box<dyn Read + 'r>,
    bytes: Option<Vec<u8>>,
}

impl Read for Kept<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(into)?;
        if let (Some(kept), Some(new)) = (&mut self.bytes, into.get(..n)) {
            if kept.len().saturating_add(n) > SHARED_MOST {
                self.bytes = None;
            } else {
                kept.extend_from_slice(new);
            }
        }
        Ok(n)
    }
}

/// What is wrong with a bundle that a patient shares. It is read all the same, so nothing of it is
/// worse than a warning.
fn shared_flaws(scan: &kin_fhir::Scan, bytes: Option<Vec<u8>>) -> Vec<Finding> {
    let is_bundle = scan.bundle.is_some();
    let Some(bytes) = bytes.filter(|b| is_bundle && kin_fhir::ktc::may_be_shared(b)) else {
        return Vec::new();
    };
    let mut flaws = kin_fhir::ktc::check(&bytes);
    for flaw in &mut flaws {
        flaw.severity = flaw.severity.min(Severity::Warning);
    }
    flaws
}

/// The codings of a file, counted.
pub(super) fn codings(source: &mut dyn Read) -> Result<Codings, Finding> {
    wrapped::within(source, |source| {
        let mut source = documents::as_fhir(source)?;
        let opened = codes::open(&mut source)?;
        kin_fhir::codings(opened.fhir, &Limits::default()).map_err(|error| whole_file(&error))
    })
}

/// The second pass.
pub(super) fn read(
    source: &mut dyn Read,
    context: &ScanContext,
    each: Each<'_>,
) -> Result<u64, End> {
    let limits = Limits::default();
    let mut source = wrapped::open(source).map_err(|_| End::Unreadable)?;
    let mut source = documents::as_fhir(&mut source).map_err(|_| End::Unreadable)?;
    let opened = codes::open(&mut source).map_err(|_| End::Unreadable)?;
    let mut splitter = Splitter::new(opened.fhir, limits.clone());
    let mut reader = ResourceReader::new(limits);
    let mut seen = 0_u64;
    loop {
        let piece = splitter.next_piece().map_err(|_| End::Unreadable)?;
        let Some(piece) = piece else { break };
        seen += 1;
        let done = match piece {
            Piece::Refused(piece) => each(Item::Refused {
                index: piece.index,
                code: piece.why.code(),
                resource_type: &piece.resource_type,
            }),
            Piece::Resource(raw) => match reader.read(&raw, context) {
                Ok(draft) => each(Item::Draft(draft)),
                Err(why) => each(Item::Refused {
                    index: raw.index,
                    code: why.code(),
                    resource_type: raw.resource_type,
                }),
            },
        };
        done.map_err(End::Stopped)?;
    }
    Ok(seen)
}
