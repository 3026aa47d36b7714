//! A document is added: its files, what it is, its day, who made it.

use super::{add, name_of, own_namespace};
use crate::dto::{DocumentAddRequest, DocumentAdded, PaperType};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::{form_problem, mib};
use crate::session::Session;
use crate::use_cases::content_type;
use crate::use_cases::typing::when;
use kin_crypto::safe::sha256;
use kin_fhir::author::{self, Authored, Document, Typed};
use kin_i18n::Catalogue;
use kin_model::{Coding, OriginKind, system};
use kin_vault::{Added, ImportStart};

/// Bytes of one file of a document: 64 MiB.
const LARGEST: u64 = 64 << 20;
/// Files of one document at most.
const FILES: usize = 50;

impl PaperType {
    /// The key of its words.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::LabReport => "papers-type-lab-report",
            Self::ImagingReport => "papers-type-imaging-report",
            Self::DischargeSummary => "papers-type-discharge-summary",
            Self::Letter => "papers-type-letter",
            Self::Prescription => "papers-type-prescription",
            Self::VaccinationRecord => "papers-type-vaccination-record",
            Self::Insurance => "papers-type-insurance",
            Self::Other => "papers-type-other",
        }
    }

    /// Its LOINC code, where one says just this.
    ///
    /// # Source
    /// LOINC 2.78 (Regenstrief Institute, 2024): 11502-2 Laboratory report, 18748-4 Diagnostic imaging study, 18842-5
    /// Discharge summary, 57833-6 Prescription for medication, 11369-6 History of Immunization. A doctor's letter has a
    /// code by its purpose, which nobody has asked for: it has none.
    const fn loinc(self) -> Option<&'static str> {
        match self {
            Self::LabReport => Some("11502-2"),
            Self::ImagingReport => Some("18748-4"),
            Self::DischargeSummary => Some("18842-5"),
            Self::Prescription => Some("57833-6"),
            Self::VaccinationRecord => Some("11369-6"),
            Self::Letter | Self::Insurance | Self::Other => None,
        }
    }
}

/// One file of a document.
struct File {
    name: String,
    mime: String,
    bytes: Vec<u8>,
}

fn files(session: &Session, request: &DocumentAddRequest) -> ApiResult<Vec<File>> {
    let text = request.text.as_deref().unwrap_or_default();
    if request.files.is_empty() && text.trim().is_empty() {
        return Err(form_problem("files", "empty"));
    }
    if request.files.len() > FILES || text.len() > kin_import::PAPER_TEXT {
        return Err(form_problem("files", "too-long"));
    }
    let mut files = Vec::new();
    for token in &request.files {
        let chosen = session.files().get(token)?;
        let bytes = chosen.source.bytes(LARGEST)?;
        if bytes.len() as u64 > LARGEST {
            return Err(ApiError::from(ErrorCode::FileTooLarge).with("limit", mib(LARGEST)));
        }
        let mime = content_type("", Some(&bytes));
        // Everything else has a reader of its own, or none: it is no page that can be looked at.
        let text = mime == "text/plain" && kin_import::text_of(&bytes).is_some();
        if !(text || mime == "application/pdf" || mime.starts_with("image/")) {
            return Err(ErrorCode::PaperUnreadable.into());
        }
        files.push(File {
            name: chosen.name,
            mime,
            bytes,
        });
    }
    if request.files.is_empty() {
        files.push(File {
            name: "table.txt".to_owned(),
            mime: "text/plain".to_owned(),
            bytes: text.as_bytes().to_vec(),
        });
    }
    Ok(files)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn document_add(
    session: &Session,
    request: DocumentAddRequest,
) -> ApiResult<DocumentAdded> {
    let record = session.record(&request.person)?;
    let lang = session.lang();
    let typed = request.date.as_deref().unwrap_or_default();
    let date = when(session.clock(), typed).map_err(|wrong| form_problem("date", &wrong.code))?;
    let files = files(session, &request)?;
    let kind = Catalogue::text(lang, request.kind.key(), &[]);
    let filled =
        |text: Option<&String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let title = filled(request.title.as_ref()).unwrap_or_else(|| kind.clone());
    let hashes: Vec<String> = files
        .iter()
        .map(|file| {
            sha256(&file.bytes)
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect()
        })
        .collect();
    let parts: Vec<&str> = hashes.iter().map(String::as_str).collect();
    let id = format!("doc-{}", name_of(&parts));
    let namespace = own_namespace(&request.person);
    let there = record.find_by_reference(&namespace, "DocumentReference", &id)?;
    if let Some(there) = there
        && !record.row(there)?.hidden
    {
        return Ok(DocumentAdded {
            id: there.to_string(),
            import: None,
            already_there: true,
        });
    }
    let (by, now) = (session.by()?, session.clock().now_text());
    let mut importer = record.begin_import(&ImportStart {
        kind: OriginKind::Hand,
        label: Catalogue::text(lang, "papers-origin", &[("by", &by), ("title", &title)]),
        by: by.clone(),
        // An act with the name of a file is one that can be taken back.
        file_name: files
            .first()
            .map(|file| file.name.clone())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| title.clone()),
        file_hash: String::new(),
        now: now.clone(),
    })?;
    let mut pages = Vec::with_capacity(files.len());
    for file in &files {
        let attachment = importer.add_attachment(&file.name, &file.mime, &file.bytes)?;
        pages.push(Document {
            title: title.clone(),
            attachment: attachment.to_string(),
            content_type: file.mime.clone(),
            size: file.bytes.len() as u64,
            ..Document::default()
        });
    }
    let mut pages = pages.into_iter();
    let first = pages.next().ok_or(ErrorCode::Internal)?;
    let document = Document {
        kind_text: Some(kind),
        code: request.kind.loinc().map(|code| Coding {
            system: system::LOINC.to_owned(),
            code: code.to_owned(),
            display: None,
        }),
        institution: filled(request.institution.as_ref()),
        more: pages.collect(),
        ..first
    };
    let authored = Authored {
        id,
        subject: request.person.clone(),
        at: date,
        recorded: now.clone(),
        by: by.clone(),
        note: filled(request.note.as_ref()).unwrap_or_default(),
    };
    let built = author::build(&authored, &Typed::Document(document))
        .map_err(|e| crate::error_map::stored(&e))?;
    let added = add(&mut importer, (&namespace, &request.person), &built.body)?;
    let import = importer.commit()?;
    let (Added::Added(id) | Added::Updated(id) | Added::AlreadyThere(id) | Added::SameFact(id)) =
        added;
    if record.row(id)?.hidden {
        record.restore(id, &by, &now)?;
    }
    Ok(DocumentAdded {
        id: id.to_string(),
        import: Some(import.0),
        already_there: false,
    })
}

#[cfg(test)]
mod tests {
    use super::PaperType;
    use kin_i18n::{Catalogue, Lang};

    const ALL: [PaperType; 8] = [
        PaperType::LabReport,
        PaperType::ImagingReport,
        PaperType::DischargeSummary,
        PaperType::Letter,
        PaperType::Prescription,
        PaperType::VaccinationRecord,
        PaperType::Insurance,
        PaperType::Other,
    ];

    #[test]
    fn every_kind_has_words_in_both_languages() {
        for kind in ALL {
            for lang in [Lang::En, Lang::ZhCn] {
                assert!(Catalogue::find(lang, kind.key(), &[]).is_some(), "{kind:?}");
            }
        }
    }
}
