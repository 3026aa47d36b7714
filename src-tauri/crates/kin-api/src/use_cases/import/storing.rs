//! The second pass over the files: each piece is counted once, and stored.

use super::report::StoredReport;
use super::run::Scanned;
use crate::error::{ApiResult, ErrorCode};
use crate::reading::{Item, Known, Reader};
use crate::session::Job;
use crate::use_cases::referrals::Watch;
use kin_fhir::concept_words;
use kin_model::{Draft, FileReport, Finding, Kind, Sample, SeriesKey, Severity};
use kin_vault::{Added, Importer, Place, SeriesId};
use std::collections::BTreeMap;

/// Most refused resources that are named one by one.
const NAMED_REFUSALS: usize = 100;

/// Counts one stored resource.
fn count(report: &mut FileReport, added: Added, kind: Kind) {
    match added {
        Added::Added(_) if kind == Kind::Other => report.kept_not_understood += 1,
        Added::Added(_) => report.added += 1,
        Added::Updated(_) => report.updated += 1,
        Added::AlreadyThere(_) | Added::SameFact(_) => report.already_there += 1,
    }
}

/// What the second pass hands on.
pub(super) enum Handed<'a> {
    /// An entry, and its place in the file.
    Draft(&'a Draft<'a>, u64),
    /// A series, before its samples.
    Series(u32, &'a SeriesKey),
    /// A sample.
    Sample(u32, Sample),
    /// The file is over.
    End,
}

/// What became of it.
pub(super) enum Taken {
    Entry(Added),
    Nothing,
    /// Samples of the file: added, and there already.
    Samples(u64, u64),
}

/// The second pass over one file; `store` says what becomes of each piece.
pub(super) fn read_file(
    job: &Job,
    reader: &mut Reader,
    scanned: &mut Scanned,
    kept: &mut BTreeMap<String, u64>,
    store: &mut dyn FnMut(Handed<'_>) -> ApiResult<Taken>,
) -> ApiResult<()> {
    let Some(scan) = &scanned.scan else {
        return Ok(());
    };
    let report = &mut scanned.report;
    let mut taken = 0_u64;
    let mut refusals = 0_usize;
    let known = Known {
        fhir: &scan.context,
        device: scanned.device.as_ref().map(|look| &look.plan),
    };
    let (seen, findings) = reader.read(job, &scanned.file, known, &mut |item| {
        if let Item::Series { number, key } = &item {
            store(Handed::Series(*number, key))?;
            return Ok(());
        }
        taken += 1;
        job.add_resource();
        match item {
            Item::Draft(draft) => {
                // Every piece is handed on in the order of the file.
                let Taken::Entry(added) = store(Handed::Draft(&draft, taken - 1))? else {
                    return Err(ErrorCode::Internal.into());
                };
                if draft.kind == Kind::Other && matches!(added, Added::Added(_)) {
                    *kept.entry(draft.resource_type.to_string()).or_default() += 1;
                }
                count(report, added, draft.kind);
            }
            Item::Sample { series, sample } => {
                store(Handed::Sample(series, sample))?;
            }
            Item::Series { .. } => {}
            Item::Refused {
                index,
                code,
                resource_type,
            } => {
                report.refused += 1;
                refusals += 1;
                if refusals <= NAMED_REFUSALS {
                    let place = format!("entry {index}");
                    let finding = Finding::new(code, Severity::Warning, place, resource_type);
                    report.findings.push(finding);
                }
            }
        }
        if taken.is_multiple_of(64) {
            job.check()?;
        }
        Ok(())
    })?;
    if let Taken::Samples(added, already) = store(Handed::End)? {
        report.added += added;
        report.already_there += already;
    }
    report.findings.extend(findings);
    if scanned.device.is_some() {
        // What a device's file holds is known once it is read.
        report.resources = taken;
    }
    // The file must still be the one that was scanned.
    if seen != report.resources || taken != seen {
        return Err(ErrorCode::FileUnreadable.into());
    }
    Ok(())
}

/// Stores every file through one importer.
pub(super) fn store_all(
    job: &Job,
    reader: &mut Reader,
    scanned: &mut [Scanned],
    importer: &mut Importer<'_>,
    mut watch: Option<&mut Watch>,
) -> ApiResult<StoredReport> {
    let mut stored = StoredReport::default();
    for (number, file) in (0_u32..).zip(scanned) {
        let mut kept = BTreeMap::new();
        let mut series: Vec<SeriesId> = Vec::new();
        let before = importer.flush_samples()?;
        read_file(job, reader, file, &mut kept, &mut |piece| {
            Ok(match piece {
                Handed::Draft(draft, index) => {
                    importer.at(Place {
                        file: number,
                        index,
                    });
                    let added = importer.add(draft, &mut || concept_words(draft))?;
                    if let Some(watch) = watch.as_deref_mut() {
                        watch.saw(number, added, draft);
                    }
                    Taken::Entry(added)
                }
                Handed::Series(number, key) => {
                    // Numbers come in their order; what does not is no honest reader.
                    if usize::try_from(number).is_ok_and(|n| n == series.len()) {
                        series.push(importer.series(key)?);
                        Taken::Nothing
                    } else {
                        return Err(ErrorCode::ReadingStopped.into());
                    }
                }
                Handed::Sample(number, sample) => {
                    let known = usize::try_from(number).ok().and_then(|n| series.get(n));
                    let id = known.ok_or(ErrorCode::ReadingStopped)?;
                    importer.add_sample(*id, sample)?;
                    Taken::Nothing
                }
                Handed::End => {
                    let after = importer.flush_samples()?;
                    Taken::Samples(after.0 - before.0, after.1 - before.1)
                }
            })
        })?;
        keep_table(job, file, importer)?;
        for (kind, n) in kept {
            *stored.kept.entry(kind).or_default() += n;
        }
        stored.push(&file.report, &file.sha256, &file.cards);
    }
    Ok(stored)
}

/// Bytes of a table that is kept as it came: 32 MiB.
const TABLE: u64 = 32 << 20;

/// Keeps the file of a device as it came, where it holds more than its values: rows and columns that
/// nobody read are in it.
fn keep_table(job: &Job, file: &mut Scanned, importer: &mut Importer<'_>) -> ApiResult<()> {
    use std::io::Read as _;
    let look = file.device.as_ref().filter(|_| file.scan.is_some());
    let mime = match look.map(|look| look.kind) {
        // Files of it that are no records are in it.
        None if file.zip => "application/zip",
        None => return Ok(()),
        Some(kin_import::Kind::Table) => "text/csv",
        Some(kin_import::Kind::Sheet) => {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
        Some(kin_import::Kind::GoogleZip) => "application/zip",
        Some(kin_import::Kind::GoogleFit) => "application/json",
        Some(_) => return Ok(()),
    };
    let packed = kin_import::is_gzip(&file.file.head(job, 4));
    let mime = if packed { "application/gzip" } else { mime };
    if file.file.size > TABLE {
        let most = (TABLE >> 20).to_string();
        let finding = Finding::new("device-file-not-kept", Severity::Warning, "", most);
        file.report.findings.push(finding);
        return Ok(());
    }
    let mut bytes = Vec::new();
    let read = file
        .file
        .open(job, false)?
        .take(TABLE + 1)
        .read_to_end(&mut bytes);
    read.map_err(|_| ErrorCode::FileUnreadable)?;
    importer.add_attachment(&file.file.name, mime, &bytes)?;
    Ok(())
}
