//! One resource as a row of our layout.

use super::{Item, ReadName};
use crate::draft::draft as draft_of;
use crate::{Coded, Header, RawResource, ResourceReader, ScanContext, name_in};
use kin_model::summary::{EntryIdText, Row, SourceMark};
use kin_model::{CodedText, Kind, PartialDate, StatusClass};

/// Longest words of one row beside its title, in characters.
const WORDS: usize = 600;
/// Most coded words of one row that are named.
const NAMES: usize = 20;

/// A resource as a row.
pub(super) fn item(
    reader: &mut ResourceReader,
    raw: &RawResource<'_>,
    context: &ScanContext,
    index: usize,
) -> Option<Item> {
    let full_url = raw.full_url.unwrap_or_default().to_owned();
    let body = reader.tidy(raw.bytes).ok()?.as_bytes().to_vec();
    let (kind, local, (row, names)) = row_of(&body, raw.full_url, context, &index.to_string())?;
    Some(Item {
        full_url,
        local,
        kind,
        row,
        names,
        body,
    })
}

pub(super) fn row_of(
    body: &[u8],
    full_url: Option<&str>,
    context: &ScanContext,
    place: &str,
) -> Option<(Kind, String, (Row, Vec<ReadName>))> {
    let header = Header::parse(std::str::from_utf8(body).ok()?).ok()?;
    let draft = draft_of(&header, body, full_url, context);
    let local = format!("{}/{}", draft.resource_type, header.id());
    let names = |lang| kin_terms::localize(&draft.codings, Some(&draft.title), lang);
    let (title_en, english) = names(kin_terms::Lang::En);
    let title_en = kin_terms::short_title(&draft.codings, &title_en);
    let (title_zh, chinese) = names(kin_terms::Lang::Zh);
    let (date, noted) = match (draft.kind, crate::beginning(body)) {
        (
            Kind::Condition | Kind::Allergy | Kind::Medication,
            crate::Beginning::Unknown { noted },
        ) => (None, noted),
        _ => (draft.date, None),
    };
    let (note, names) = words_of(body, context, draft.kind, draft.value.as_deref());
    let row = Row {
        entry: EntryIdText(place.to_owned()),
        kind: draft.kind,
        title_en,
        title_zh,
        untranslated: !(english && chinese),
        code: CodedText {
            codings: draft.codings.clone(),
            text: Some(draft.title.to_string()).filter(|t| !t.is_empty()),
        },
        date,
        noted,
        end: end_of(body, context, draft.kind, draft.status_class),
        value: draft.value.as_deref().map(str::to_owned),
        unit: draft.unit.as_deref().map(str::to_owned),
        range: draft.range.as_deref().map(str::to_owned),
        abnormal: draft.abnormal,
        status: draft.status.as_deref().map(str::to_owned),
        status_class: draft.status_class,
        note,
        aside: None,
        sources: draft
            .who
            .iter()
            .map(|who| SourceMark {
                letter: 'H',
                label: who.to_string(),
                brought: None,
            })
            .collect(),
    };
    Some((draft.kind, local, (row, names)))
}

/// Labels whose values a doctor reads beside the title.
const fn labels(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Allergy => &["onset", "reaction", "manifestation", "severity", "note"],
        Kind::Medication => &["dosage", "reason", "note"],
        Kind::Condition => &["onset", "severity", "body-site", "stage", "note"],
        Kind::Result | Kind::VitalSign => &["interpretation-text", "note"],
        Kind::FamilyHistory => &["relationship", "condition", "note"],
        Kind::Procedure | Kind::Immunization => &["reason", "body-site", "note"],
        Kind::Referral => &["reason-code", "note"],
        Kind::CarePlan => &["description", "note"],
        Kind::Report => &["conclusion", "note"],
        _ => &["note"],
    }
}

/// What the sender added and what may turn the meaning round stands first.
const MODIFIER: &str = "modifier-extension";

/// The words beside the title, and what those that are coded are called in the other language.
fn words_of(
    body: &[u8],
    context: &ScanContext,
    kind: Kind,
    value: Option<&str>,
) -> (Option<String>, Vec<ReadName>) {
    let Ok(detail) = crate::detail(body, context) else {
        return (None, Vec::new());
    };
    let coded = Coded::of(body);
    let mut names: Vec<ReadName> = Vec::new();
    let rows = || detail.sections.iter().flat_map(|s| &s.rows);
    let mut parts: Vec<&str> = Vec::new();
    for label in std::iter::once(&MODIFIER).chain(labels(kind)) {
        let found = rows().filter(|r| r.label == **label && !r.value.is_empty());
        for row in found.filter(|r| *label != "onset" || r.date.is_none()) {
            if parts.contains(&row.value.as_str()) {
                continue;
            }
            let codings = coded.codings(&row.path);
            let name = |lang| name_in(&codings, &row.value, lang);
            let (en, zh) = (name(kin_terms::Lang::En), name(kin_terms::Lang::Zh));
            if (en.is_some() || zh.is_some()) && names.len() < NAMES {
                let words = row.value.clone();
                names.push(ReadName { words, en, zh });
            }
            if Some(row.value.as_str()) != value {
                parts.push(&row.value);
            }
        }
    }
    let text = parts.join("; ");
    let cut: String = text.chars().take(WORDS).collect();
    let shown = if cut.len() < text.len() {
        format!("{cut}…")
    } else {
        cut
    };
    ((!shown.is_empty()).then_some(shown), names)
}

fn end_of(
    body: &[u8],
    context: &ScanContext,
    kind: Kind,
    class: StatusClass,
) -> Option<PartialDate> {
    if class != StatusClass::Past && kind != Kind::Medication {
        return None;
    }
    let detail = crate::detail(body, context).ok()?;
    let mut rows = detail.sections.iter().flat_map(|s| &s.rows);
    rows.find_map(|r| {
        matches!(r.label.as_str(), "abatement" | "end" | "until")
            .then_some(r.date)
            .flatten()
    })
}
