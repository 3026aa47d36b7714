//! The zip that a telephone makes of its export.
//!
//! `export.xml` is called in the telephone's language, so it is known by how it begins. The records of hospitals lie
//! beside it as FHIR, one resource a file, and are read as FHIR; in the export each has a line of its own, which says
//! nothing more. Only the line of a record whose file is missing is kept.

use super::{NAMESPACE, is_export, read_holding, subject};
use crate::{Fact, HEAD, ImportError, zip};
use kin_model::{Finding, PartialDate, SubjectIdentity};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};

/// Bytes of all files of an export together.
const TOTAL: u64 = 8 << 30;
/// Where the records of hospitals lie in it.
pub const RECORDS: &str = "clinical-records/";
/// Files of records whose names are remembered.
const NAMES: usize = 100_000;

/// Lines that are held back at most.
const HELD: usize = 100_000;

/// The file that holds a record of a hospital.
fn record_file(tag: &[u8]) -> Option<String> {
    let tag = String::from_utf8_lossy(tag);
    let (_, path) = tag.split_once("resourceFilePath=\"")?;
    let (path, _) = path.split_once('"')?;
    path.rsplit('/').next().map(str::to_owned)
}

/// Lines of an export that only say in which file a record of a hospital lies.
#[derive(Default)]
pub(super) struct Held(Vec<Line>);

struct Line {
    file: String,
    title: String,
    id: String,
    at: Option<PartialDate>,
    text: String,
}

impl Held {
    /// Whether an element is such a line.
    pub(super) fn takes(&self, name: &str, tag: &[u8]) -> bool {
        name == "ClinicalRecord" && self.0.len() < HELD && record_file(tag).is_some()
    }

    /// Holds a line back: its attributes, title and id, and all of it.
    pub(super) fn push(
        &mut self,
        tag: &[u8],
        (title, id): (String, String),
        at: Option<PartialDate>,
        text: &str,
    ) {
        let file = record_file(tag).unwrap_or_default();
        let text = text.to_owned();
        self.0.push(Line {
            file,
            title,
            id,
            at,
            text,
        });
    }

    /// Hands on those whose files are missing.
    fn hand_on(
        self,
        files: &BTreeSet<String>,
        each: &mut dyn FnMut(Fact<'_>) -> bool,
    ) -> Result<(), ImportError> {
        for line in self.0.iter().filter(|line| !files.contains(&line.file)) {
            let fact = Fact::Kept {
                kind: &line.title,
                id: &line.id,
                at: line.at,
                text: &line.text,
                namespace: NAMESPACE,
            };
            if !each(fact) {
                return Err(ImportError::Stopped);
            }
        }
        Ok(())
    }
}

fn may_be_export(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    file.ends_with(".xml") && !file.starts_with("._") && !name.starts_with("__MACOSX")
}

fn head(inner: &mut dyn Read) -> Result<Vec<u8>, ImportError> {
    let mut head = Vec::new();
    inner.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Who the export in a zip says it is of.
pub(crate) fn owner(source: Box<dyn Read + '_>) -> Result<Option<SubjectIdentity>, ImportError> {
    let mut found = None;
    let read = zip::each(source, TOTAL, &mut |name, inner| {
        if may_be_export(name) {
            let head = head(inner)?;
            if is_export(&head) {
                found = subject(&mut head.as_slice());
                return Err(ImportError::Stopped);
            }
        }
        Ok(())
    });
    match read {
        Ok(()) | Err(ImportError::Stopped) => Ok(found),
        Err(error) => Err(error),
    }
}

/// Reads the export in a zip.
pub(crate) fn read(
    source: Box<dyn Read + '_>,
    each: &mut dyn FnMut(Fact<'_>) -> bool,
) -> Result<Vec<Finding>, ImportError> {
    let mut held = Held::default();
    let mut files: BTreeSet<String> = BTreeSet::new();
    let mut done = None;
    let gone = zip::each(source, TOTAL, &mut |name, inner| {
        if name.contains(RECORDS) && files.len() < NAMES {
            let file = name.rsplit('/').next().unwrap_or_default();
            files.insert(file.to_owned());
        }
        if done.is_none() && may_be_export(name) {
            let head = head(inner)?;
            if is_export(&head) {
                let mut whole = Cursor::new(head).chain(inner);
                done = Some(read_holding(&mut whole, each, Some(&mut held))?);
            }
        }
        Ok(())
    });
    match (done, gone) {
        // What comes behind the export may be cut off: what was read stands.
        (Some(findings), Ok(()) | Err(ImportError::Damaged { .. })) => {
            held.hand_on(&files, each)?;
            Ok(findings)
        }
        (_, Err(error)) => Err(error),
        (None, Ok(())) => Err(ImportError::Damaged { what: "zip" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kin_testkit::stored_zip;

    #[test]
    fn the_export_has_any_name_and_only_records_without_a_file_are_kept() {
        let export = r#"<?xml version="1.0"?><!DOCTYPE HealthData [<!ELEMENT HealthData>]>
<HealthData locale="zh_CN"><Me HKCharacteristicTypeIdentifierDateOfBirth="1954-03-18"/>
<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="W" unit="count/min" startDate="2026-11-01 07:00:00 +0800" endDate="2026-11-01 07:00:00 +0800" value="71"/>
<ClinicalRecord type="LabResultRecord" identifier="a" sourceName="H" fhirVersion="4.0.1" receivedDate="2026-11-01 07:00:00 +0800" resourceFilePath="/clinical-records/Observation-a.json"/>
<ClinicalRecord type="LabResultRecord" identifier="b" sourceName="H" fhirVersion="1.0.2" receivedDate="2026-11-01 07:00:00 +0800" resourceFilePath="/clinical-records/Observation-b.json"/>
</HealthData>"#;
        let record = (
            "apple_health_export/clinical-records/Observation-a.json",
            "{}",
        );
        let cda = ("apple_health_export/export_cda.xml", "<ClinicalDocument/>");
        let own = ("apple_health_export/导出.xml", export);
        for members in [[cda, record, own], [own, record, cda]] {
            let bytes = stored_zip(&members);
            assert_eq!(zip::sniff(&bytes), Some(crate::Kind::AppleZip));
            let who = owner(Box::new(bytes.as_slice())).unwrap().unwrap();
            assert_eq!(who.born.unwrap().to_string(), "1954-03-18");
            let (mut samples, mut kept) = (0, Vec::new());
            read(Box::new(bytes.as_slice()), &mut |fact| {
                match fact {
                    Fact::Sample { .. } => samples += 1,
                    Fact::Kept { text, .. } => kept.push(text.to_owned()),
                    _ => {}
                }
                true
            })
            .unwrap();
            assert_eq!((samples, kept.len()), (1, 1), "{kept:?}");
            assert!(kept[0].contains("Observation-b.json"), "{kept:?}");
        }
        // Cut off within the export, and behind it.
        let bytes = stored_zip(&[own, record]);
        let cut = |at: usize| read(Box::new(&bytes[..at]), &mut |_| true);
        assert!(cut(500).is_err());
        assert!(cut(bytes.len() - 6).is_ok());
        assert!(
            read(Box::new(stored_zip(&[record, cda]).as_slice()), &mut |_| {
                true
            })
            .is_err()
        );
    }
}
