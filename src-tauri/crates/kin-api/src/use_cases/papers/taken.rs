//! What was taken over from a paper: shown with it, and taken back with it.

use super::report_name;
use crate::error::{ApiResult, ErrorCode};
use kin_fhir::author::report_results;
use kin_model::{EntryRow, ImportId, Kind, OriginKind};
use kin_vault::{Filter, FullEntry, ImportInfo, Record};
use std::collections::BTreeMap;

/// Papers of one import that are looked at.
const PAPERS: usize = 2_000;

/// The results that were taken over from a document and are there.
pub(crate) fn taken_from(record: &Record, full: &FullEntry) -> ApiResult<Vec<EntryRow>> {
    if full.row.kind != Kind::Document {
        return Ok(Vec::new());
    }
    let Some(document) = document_id(&full.body) else {
        return Ok(Vec::new());
    };
    let name = report_name(&document);
    let Some(report) = record.find_by_reference(&full.namespace, "DiagnosticReport", &name)? else {
        return Ok(Vec::new());
    };
    let body = record.entry(report)?.body;
    let json = kin_fhir::value_of(&body).ok_or(ErrorCode::Internal)?;
    let mut rows = Vec::new();
    for result in report_results(&json) {
        if let Some(id) = record.find_by_reference(&full.namespace, "Observation", &result)? {
            let row = record.row(id)?;
            if !row.hidden {
                rows.push(row);
            }
        }
    }
    Ok(rows)
}

/// The logical id of a document.
fn document_id(body: &[u8]) -> Option<String> {
    let json = kin_fhir::value_of(body)?;
    let is_one = json.get("resourceType")?.as_str()? == "DocumentReference";
    json.get("id")?
        .as_str()
        .filter(|_| is_one)
        .map(str::to_owned)
}

/// An act of confirming that was not taken back: the paper it names, and how many results it took over.
fn act(info: &ImportInfo) -> Option<(&str, u64)> {
    let holds = info.undone.is_none() && info.can_undo && info.origin.kind == OriginKind::Hand;
    let results = info.counts.added + info.counts.updated + info.counts.same_fact;
    // One of them is the report.
    (holds && !info.file_hash.is_empty())
        .then(|| (info.file_hash.as_str(), results.saturating_sub(1)))
}

/// The acts that took results over from papers which `import` brought, newest first, and how many results they took.
pub(crate) fn acts_of(
    record: &Record,
    imports: &[ImportInfo],
    import: ImportId,
) -> ApiResult<(Vec<ImportId>, u64)> {
    if imports.iter().all(|i| act(i).is_none()) {
        return Ok((Vec::new(), 0));
    }
    let filter = Filter {
        kinds: vec![Kind::Document],
        imports: vec![import],
        brought: true,
        include_hidden: true,
        ..Filter::default()
    };
    let mut papers = Vec::new();
    for row in record.timeline(&filter, None, PAPERS)?.rows {
        // A list takes all that one person typed for one source.
        if !row.imports.contains(&import) {
            continue;
        }
        papers.extend(document_id(&record.entry(row.id)?.body));
    }
    let mut found: Vec<ImportId> = Vec::new();
    let mut results = 0_u64;
    for info in imports {
        if let Some((paper, n)) = act(info)
            && info.origin.import != import
            && papers.iter().any(|p| p == paper)
        {
            found.push(info.origin.import);
            results = results.saturating_add(n);
        }
    }
    found.sort_by_key(|i| std::cmp::Reverse(i.0));
    Ok((found, results))
}

/// How many results go with each import when it is taken back.
pub(crate) fn taken_with(record: &Record, imports: &[ImportInfo]) -> ApiResult<BTreeMap<i64, u64>> {
    let mut all = BTreeMap::new();
    let mut papers: Vec<&str> = imports.iter().filter_map(act).map(|(p, _)| p).collect();
    papers.sort_unstable();
    papers.dedup();
    if papers.is_empty() {
        return Ok(all);
    }
    for info in imports.iter().filter(|i| i.undone.is_none()) {
        // What was typed is seldom a paper: those that are have a file.
        if info.can_undo && !info.file_name.is_empty() {
            let (_, results) = acts_of(record, imports, info.origin.import)?;
            if results > 0 {
                all.insert(info.origin.import.0, results);
            }
        }
    }
    Ok(all)
}
