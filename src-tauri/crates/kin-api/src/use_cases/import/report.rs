//! What an import did, for people and for later.

use super::cards::SeenCard;
use crate::dto::{FileReportView, FindingView, ImportCounts};
use kin_i18n::{Catalogue, Lang};
use kin_import::Look;
use kin_model::{FileReport, Finding, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most remarks that one file may make; the rest is counted.
const MOST_FINDINGS: usize = 50;

/// What is kept with an import in the vault.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct StoredReport {
    pub(crate) files: Vec<StoredFile>,
    /// Types that are kept and not understood.
    pub(crate) kept: BTreeMap<String, u64>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct StoredFile {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) resources: u64,
    pub(crate) added: u64,
    pub(crate) updated: u64,
    pub(crate) already_there: u64,
    pub(crate) kept_not_understood: u64,
    pub(crate) refused: u64,
    /// The health cards that the file consists of, as they came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) cards: Vec<SeenCard>,
}

impl StoredReport {
    pub(crate) fn counts(&self) -> ImportCounts {
        let mut sum = ImportCounts::default();
        for file in &self.files {
            sum.added += file.added;
            sum.updated += file.updated;
            sum.already_there += file.already_there;
            sum.kept_not_understood += file.kept_not_understood;
            sum.refused += file.refused;
        }
        sum
    }

    pub(crate) fn push(&mut self, report: &FileReport, sha256: &str, cards: &[SeenCard]) {
        self.files.push(StoredFile {
            name: report.path.clone(),
            sha256: sha256.to_owned(),
            resources: report.resources,
            added: report.added,
            updated: report.updated,
            already_there: report.already_there,
            kept_not_understood: report.kept_not_understood,
            refused: report.refused,
            cards: cards.to_vec(),
        });
    }
}

/// The words of a remark.
pub(crate) fn finding_view(finding: &Finding, lang: Lang) -> FindingView {
    let args = [
        ("detail", finding.detail.as_str()),
        ("place", finding.place.as_str()),
    ];
    FindingView {
        code: finding.code.clone(),
        severity: finding.severity,
        place: finding.place.clone(),
        text: Catalogue::find(lang, &format!("finding-{}", finding.code), &args)
            .unwrap_or_else(|| Catalogue::text(lang, "finding-any", &[("code", &finding.code)])),
    }
}

pub(crate) fn view(
    report: &FileReport,
    look: Option<&Look>,
    person: Option<&str>,
    lang: Lang,
) -> FileReportView {
    let mut findings: Vec<FindingView> = report
        .findings
        .iter()
        .take(MOST_FINDINGS)
        .map(|f| finding_view(f, lang))
        .collect();
    let more = report.findings.len().saturating_sub(MOST_FINDINGS);
    if more > 0 {
        let rest = Finding::new("more-findings", Severity::Info, "", more.to_string());
        findings.push(finding_view(&rest, lang));
    }
    let questions = look.map_or_else(Vec::new, |look| super::questions::views(look, lang));
    findings.extend(questions.iter().map(super::questions::as_finding));
    FileReportView {
        path: report.path.clone(),
        kind: report.kind.clone(),
        person: person.map(str::to_owned),
        subject: report
            .subject
            .as_ref()
            .map(|s| super::guard::subject_view(s, lang)),
        resources: report.resources,
        added: report.added,
        updated: report.updated,
        already_there: report.already_there,
        kept_not_understood: report.kept_not_understood,
        refused: report.refused,
        findings,
        questions,
    }
}
