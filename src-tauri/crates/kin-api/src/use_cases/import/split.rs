//! Files of codes that are not of good cards alone: each card alone, so that a bad one does not spoil the others, and
//! cards whose parts are in several files; documents that come as a moving sequence of codes, or on sheets.

use super::files::{ImportFile, in_memory};
use super::packages::LARGEST_PACKAGE;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::reading::{Apart, Looked, Reader, a_link, refusal};
use crate::session::{Job, Session};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_codes::{Chunk, CodeError, CodeLimits, Collector, MovingSet};
use kin_model::{Finding, Severity};
use std::collections::BTreeMap;

/// What came of files, and what to call it.
type Named<T> = (T, String);

/// A file, or a card out of one, after the first look.
pub(super) struct Piece {
    pub(super) file: ImportFile,
    /// SHA-256 of the file as it came.
    pub(super) sha256: String,
    /// The inner error is why it is refused as a whole.
    pub(super) looked: Result<Looked, Finding>,
}

/// Parts of cards that wait for the others, over all files.
struct Waiting {
    collector: Collector,
    /// For each length of a card the files in which parts of such a card were, and their fingerprints.
    from: BTreeMap<u16, Vec<(String, String)>>,
    /// Parts of moving sequences.
    moving: MovingSet,
    /// For each of their documents where its parts were.
    sequences: Vec<Sequence>,
}

/// Where the parts of a moving sequence were.
#[derive(Default)]
struct Sequence {
    files: Vec<String>,
    sha256: String,
    /// It is whole, or cannot become it, and that was said.
    done: bool,
}

impl Sequence {
    /// One name for all its files: there may be hundreds.
    fn name(&self) -> String {
        match self.files.as_slice() {
            [] => String::new(),
            [only] => only.clone(),
            [first, rest @ ..] => format!("{first} (+{})", rest.len()),
        }
    }
}

impl Waiting {
    fn new() -> Self {
        Self {
            collector: Collector::new(CodeLimits::default()),
            from: BTreeMap::new(),
            moving: MovingSet::default(),
            sequences: Vec::new(),
        }
    }
}

/// Looks at every file; what falls apart gives a piece for each card.
pub(super) fn look(
    session: &Session,
    job: &Job,
    reader: &mut Reader,
    files: Vec<ImportFile>,
) -> ApiResult<Vec<Piece>> {
    let mut waiting = Waiting::new();
    let mut pieces = Vec::new();
    for file in files {
        job.check()?;
        let piece = one(session, job, reader, file)?;
        match piece.looked {
            Ok(Looked { apart, .. }) if !apart.is_empty() => {
                let whole = (piece.file.name, piece.sha256);
                apart_of(
                    session,
                    job,
                    reader,
                    &whole,
                    apart,
                    &mut waiting,
                    &mut pieces,
                )?;
            }
            looked => {
                let beside = matches!(&looked, Ok(Looked { records: true, .. }));
                let beside = beside
                    .then(|| of_hospitals(job, reader, &piece.file, &piece.sha256))
                    .transpose()?;
                pieces.push(Piece { looked, ..piece });
                pieces.extend(beside);
            }
        }
    }
    pieces.extend(waiting.left_over());
    Ok(pieces)
}

/// The first look at one file. In place of one with a lock that words have opened it is what was in it.
fn one(session: &Session, job: &Job, reader: &mut Reader, file: ImportFile) -> ApiResult<Piece> {
    let piece = first(job, reader, file)?;
    if !is_locked(&piece.looked) {
        return Ok(piece);
    }
    let Some(inside) = session.files().opened(&piece.sha256) else {
        return Ok(piece);
    };
    let within = first(job, reader, in_memory(&piece.file.name, &inside))?;
    Ok(Piece {
        sha256: piece.sha256,
        ..within
    })
}

/// The records of hospitals that lie in the export of a telephone, as a file of their own.
fn of_hospitals(
    job: &Job,
    reader: &mut Reader,
    file: &ImportFile,
    sha256: &str,
) -> ApiResult<Piece> {
    let mut source = file.open(job, false)?;
    reader.hints.records = true;
    let looked = reader.scan(job, &mut source);
    reader.hints.records = false;
    let folder = kin_import::APPLE_RECORDS.trim_end_matches('/');
    Ok(Piece {
        file: file.part(folder),
        sha256: sha256.to_owned(),
        // The export is no zip of records that would be kept whole.
        looked: looked?.map(|looked| Looked {
            zip: false,
            ..looked
        }),
    })
}

/// It wants words.
fn is_locked(looked: &Result<Looked, Finding>) -> bool {
    matches!(looked, Err(why) if why.code == "package-locked")
}

fn first(job: &Job, reader: &mut Reader, file: ImportFile) -> ApiResult<Piece> {
    let mut source = match file.open(job, true) {
        Ok(source) => source,
        Err(error) => {
            let detail = error.params.get("limit").cloned().unwrap_or_default();
            let why = Finding::new(error.code.as_str(), Severity::Error, "", detail);
            return Ok(refused(file, String::new(), why));
        }
    };
    let looked = reader.scan(job, &mut source)?;
    let device = matches!(
        &looked,
        Ok(Looked {
            device: Some(_),
            ..
        })
    );
    if device || (is_locked(&looked) && file.size <= LARGEST_PACKAGE) {
        // Its first pass may have read the beginning alone.
        std::io::copy(&mut source, &mut std::io::sink())
            .map_err(|_| ApiError::from(ErrorCode::FileUnreadable))
            .or_else(|error| job.check().and(Err(error)))?;
    }
    let sha256 = source.hash();
    Ok(Piece {
        file,
        sha256,
        looked,
    })
}

fn refused(file: ImportFile, sha256: String, why: Finding) -> Piece {
    Piece {
        file,
        sha256,
        looked: Err(why),
    }
}

/// Each card of a file as a file of its own.
pub(super) fn alone(
    session: &Session,
    job: &Job,
    reader: &mut Reader,
    whole: &(String, String),
    cards: Vec<String>,
) -> ApiResult<Vec<Piece>> {
    let mut pieces = Vec::new();
    let cards = cards.into_iter().map(Apart::Card).collect();
    let mut waiting = Waiting::new();
    apart_of(
        session,
        job,
        reader,
        whole,
        cards,
        &mut waiting,
        &mut pieces,
    )?;
    Ok(pieces)
}

fn apart_of(
    session: &Session,
    job: &Job,
    reader: &mut Reader,
    (name, sha256): &(String, String),
    apart: Vec<Apart>,
    waiting: &mut Waiting,
    pieces: &mut Vec<Piece>,
) -> ApiResult<()> {
    let several = apart.len() > 1;
    for (number, part) in (1..).zip(apart) {
        let called = if several {
            format!("{name} ({number})")
        } else {
            name.clone()
        };
        let piece = match part {
            Apart::Card(card) => Piece {
                sha256: sha256.clone(),
                ..one(session, job, reader, in_memory(&called, card.as_bytes()))?
            },
            Apart::Locked(coded) => {
                let bytes = STANDARD.decode(coded).unwrap_or_default();
                one(session, job, reader, in_memory(&called, &bytes))?
            }
            Apart::Bad(why) => refused(in_memory(&called, &[]), sha256.clone(), why),
            Apart::Link(_) => refused(in_memory(&called, &[]), sha256.clone(), a_link()),
            Apart::Moving(text) => match waiting.moving(&text, name, sha256) {
                Ok(None) => continue,
                Ok(Some((document, from))) => Piece {
                    sha256: sha256.clone(),
                    ..one(session, job, reader, in_memory(&from, &document))?
                },
                Err((why, from)) => refused(in_memory(&from, &[]), sha256.clone(), refusal(&why)),
            },
            Apart::Part(text) => {
                let Some((card, from)) = waiting.take(&text, name, sha256) else {
                    continue;
                };
                Piece {
                    sha256: sha256.clone(),
                    ..one(session, job, reader, in_memory(&from, card.as_bytes()))?
                }
            }
        };
        pieces.push(piece);
    }
    Ok(())
}

impl Waiting {
    /// Takes a part of a card. The card, where this was the last one, and the names of the files that it was in.
    fn take(&mut self, text: &str, name: &str, sha256: &str) -> Option<(String, String)> {
        let all = Chunk::parse(text, &CodeLimits::default()).map_or(0, |part| part.all);
        let before = self.collector.collected().cards.len();
        let taken = self.collector.take(text);
        let from = self.from.entry(all).or_default();
        if !from.iter().any(|(known, _)| known == name) {
            from.push((name.to_owned(), sha256.to_owned()));
        }
        if taken.is_err() {
            return None;
        }
        let collected = self.collector.collected();
        let card = collected.cards.get(before)?.clone();
        let names: Vec<&str> = from.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(" + ");
        if !collected
            .unfinished
            .iter()
            .any(|(_, length)| *length == all)
        {
            self.from.remove(&all);
        }
        Some((card, names))
    }

    /// Takes a part of a moving sequence. The document, where it is whole with it, and what to call it; or why the
    /// part cannot be taken, and what to call that.
    fn moving(
        &mut self,
        text: &str,
        name: &str,
        sha256: &str,
    ) -> Result<Option<Named<Vec<u8>>>, Named<CodeError>> {
        let taken = self.moving.take(text);
        let (which, progress) = taken.map_err(|why| (why, name.to_owned()))?;
        if self.sequences.len() <= which {
            self.sequences.resize_with(which + 1, Sequence::default);
        }
        let Some(sequence) = self.sequences.get_mut(which) else {
            return Ok(None);
        };
        if !sequence.files.iter().any(|known| known == name) {
            sequence.files.push(name.to_owned());
        }
        sha256.clone_into(&mut sequence.sha256);
        if sequence.done || !progress.is_whole() {
            return Ok(None);
        }
        sequence.done = true;
        let from = sequence.name();
        match self.moving.whole(which) {
            Ok(document) => Ok(document.map(|document| (document, from))),
            Err(why) => Err((why, from)),
        }
    }

    /// The files of cards and of moving sequences of which parts are missing.
    fn left_over(self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (progress, sequence) in self.moving.progress().zip(&self.sequences) {
            if !sequence.done {
                let why = refusal(&CodeError::MovingMissing {
                    have: progress.seen,
                    all: progress.needed,
                });
                let file = in_memory(&sequence.name(), &[]);
                pieces.push(refused(file, sequence.sha256.clone(), why));
            }
        }
        for (have, all) in self.collector.collected().unfinished {
            let why = refusal(&CodeError::PartsMissing { have, all });
            for (name, sha256) in self.from.get(&all).into_iter().flatten() {
                pieces.push(refused(in_memory(name, &[]), sha256.clone(), why.clone()));
            }
        }
        pieces
    }
}
