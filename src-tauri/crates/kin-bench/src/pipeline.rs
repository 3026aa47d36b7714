//! The import as the product does it: scan, then read and store in one transaction.

use crate::Outcome;
use kin_crypto::safe::{KdfStrength, Passphrase};
use kin_fhir::{Limits, Piece, ResourceReader, Splitter};
use kin_model::{OriginKind, PersonDetails, PersonId, PersonName, Sex};
use kin_vault::{Added, Counts, ImportStart, Importer, NewVault, Place, Record, Unlocked, Vault};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The passphrase of every benchmark's vault.
pub(crate) fn passphrase() -> Outcome<Passphrase> {
    Ok(Passphrase::new("bench only, no real secret")?)
}

/// The time written into every benchmark's vault.
pub(crate) const NOW: &str = "2026-01-01T00:00:00Z";

/// A new vault with one person.
pub(crate) fn new_vault(dir: &Path) -> Outcome<(Unlocked, PersonId)> {
    let (unlocked, _code) = Vault::create(
        dir,
        &NewVault {
            nickname: "bench",
            colour: "teal",
            passphrase: &passphrase()?,
            kdf: KdfStrength::Person,
            now: NOW,
        },
    )?;
    let details = PersonDetails {
        name: PersonName {
            text: "Bench Person".into(),
            ..PersonName::default()
        },
        other_names: vec![],
        born: None,
        sex: Sex::Unknown,
        relation: String::new(),
        colour: "teal".into(),
        phone: String::new(),
        identifiers: vec![],
        contacts: Vec::new(),
        doctor: None,
    };
    let person = unlocked.create_person(&details, NOW)?;
    Ok((unlocked, person))
}

pub(crate) fn start(label: &str) -> ImportStart {
    ImportStart {
        kind: OriginKind::File,
        label: label.to_owned(),
        by: "bench".to_owned(),
        file_name: label.to_owned(),
        file_hash: String::new(),
        now: NOW.to_owned(),
    }
}

/// Imports the files as one act: one transaction, as the product takes several files at once.
pub(crate) fn import_files(record: &Record, files: &[PathBuf]) -> Outcome<Counts> {
    let mut importer = record.begin_import(&start("files"))?;
    for file in files {
        let open = || std::fs::File::open(file);
        read_into(&mut importer, open, &mut |_| {})?;
    }
    let counts = importer.counts();
    importer.commit()?;
    Ok(counts)
}

/// Imports what `open` gives (twice: for the scan and for the reading) in one transaction.
pub(crate) fn import<R: Read>(
    record: &Record,
    open: impl Fn() -> std::io::Result<R>,
    label: &str,
    each: &mut dyn FnMut(Added),
) -> Outcome<Counts> {
    let mut importer = record.begin_import(&start(label))?;
    read_into(&mut importer, open, each)?;
    let counts = importer.counts();
    importer.commit()?;
    Ok(counts)
}

fn read_into<R: Read>(
    importer: &mut Importer<'_>,
    open: impl Fn() -> std::io::Result<R>,
    each: &mut dyn FnMut(Added),
) -> Outcome<()> {
    let limits = Limits::default();
    let scan = kin_fhir::scan(open()?, &limits)?;
    let mut reader = ResourceReader::new(limits.clone());
    let mut splitter = Splitter::new(open()?, limits);
    while let Some(piece) = splitter.next_piece()? {
        if let Piece::Resource(raw) = piece {
            let draft = reader.read(&raw, &scan.context)?;
            importer.at(Place {
                file: 0,
                index: raw.index,
            });
            each(importer.add(&draft, &mut || kin_fhir::concept_words(&draft))?);
        }
    }
    Ok(())
}
