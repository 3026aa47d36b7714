//! The reading itself: the same lines here and in a process of its own.

use super::{Each, Item, Looked, codes, whole_file};
use crate::error::ApiError;
use kin_fhir::{Limits, Piece, ResourceReader, ScanContext, Splitter};
use kin_model::Finding;
use std::io::Read;

/// Why a second pass ended early.
#[derive(Debug)]
pub(super) enum End {
    /// Whoever takes the items said so.
    Stopped(ApiError),
    /// The bytes did not come, or are no record any more.
    Unreadable,
}

/// The first pass.
pub(super) fn scan(source: &mut dyn Read) -> Result<Looked, Finding> {
    let opened = codes::open(source)?;
    let scan = kin_fhir::scan(opened.fhir, &Limits::default());
    Ok(Looked {
        scan: scan.map_err(|error| whole_file(&error))?,
        cards: opened.cards,
    })
}

/// The second pass.
pub(super) fn read(
    source: &mut dyn Read,
    context: &ScanContext,
    each: Each<'_>,
) -> Result<u64, End> {
    let limits = Limits::default();
    let opened = codes::open(source).map_err(|_| End::Unreadable)?;
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
