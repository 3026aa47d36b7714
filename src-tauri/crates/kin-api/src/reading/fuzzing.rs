//! What a reader says, read the way the faces read it; see [`crate::fuzzing`].

use super::packages::{Inside, inside};
use super::wire::{Tag, Unpack, pack, read_body, read_head, write_frame};
use super::{Item, Looked, ReaderLimits};
use kin_fhir::{Limits, Piece, ResourceReader, Splitter, scan};
use kin_model::Finding;

/// See [`crate::fuzzing::answers`].
pub(crate) fn answers(mut said: &[u8]) -> Option<(u64, bool)> {
    let (mut items, mut same) = (0, true);
    let most = ReaderLimits::default().answer_bytes;
    while let Some((tag, length)) = read_head(&mut said).ok()? {
        let body = read_body(&mut said, length, most).ok()?;
        match tag {
            Tag::Found => {
                let found: Result<Looked, Finding> = serde_json::from_slice(&body).ok()?;
                drop(found);
            }
            Tag::Batch => {
                let mut again = Vec::new();
                let mut unpack = Unpack(&body);
                while let Some(item) = unpack.next().ok()? {
                    items += 1;
                    pack(&item, &mut again).ok()?;
                }
                same &= again == body;
            }
            Tag::Done => {
                body.split_first_chunk::<8>()?;
            }
            _ => {}
        }
    }
    Some((items, same))
}

/// See [`crate::fuzzing::pack_file`].
pub(crate) fn pack_file(file: &[u8]) -> Vec<u8> {
    let mut said = Vec::new();
    let limits = Limits::default();
    let found = Looked {
        scan: scan(file, &limits).unwrap_or_default(),
        ..Looked::default()
    };
    let json = serde_json::to_vec(&Ok::<_, Finding>(&found)).unwrap_or_default();
    write_frame(&mut said, Tag::Found, &json).unwrap_or_default();
    let mut splitter = Splitter::new(file, limits.clone());
    let mut reader = ResourceReader::new(limits);
    let (mut batch, mut count) = (Vec::new(), 0_u64);
    while let Ok(Some(piece)) = splitter.next_piece() {
        count += 1;
        match &piece {
            Piece::Resource(raw) => {
                if let Ok(draft) = reader.read(raw, &found.scan.context) {
                    pack(&Item::Draft(draft), &mut batch).unwrap_or_default();
                }
            }
            Piece::Refused(refused) => {
                let item = Item::Refused {
                    index: refused.index,
                    code: refused.why.code(),
                    resource_type: &refused.resource_type,
                };
                pack(&item, &mut batch).unwrap_or_default();
            }
        }
    }
    write_frame(&mut said, Tag::Batch, &batch).unwrap_or_default();
    write_frame(&mut said, Tag::Done, &count.to_le_bytes()).unwrap_or_default();
    said
}

/// See [`crate::fuzzing::package`].
pub(crate) fn package(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (head, mut rest) = bytes.split_at(bytes.len().min(kin_import::HEAD));
    match inside(head.to_vec(), &mut rest).ok()? {
        Inside::Document(fhir) => Some((fhir, 0)),
        Inside::Records(records) => Some((records.fhir, 0)),
        Inside::Zip(apart) => Some((Vec::new(), apart.len())),
        Inside::Nothing(..) => None,
    }
}
