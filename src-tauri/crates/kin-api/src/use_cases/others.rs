//! Summaries of others: looked at as they are, with what is wrong with them, without bringing anything in.

use super::import::packages::what_was_opened;
use super::import::{chosen, finding_view, in_memory};
use super::people::{age, sex_text};
use super::summary::{nothing_name, row_view, section_title};
use crate::dto::{
    FlawView, ReadSectionView, SummaryPersonView, SummaryReadRequest, SummaryReadView,
    SummaryRowView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::reading::Reader;
use crate::session::{Job, Session};
use kin_fhir::ips::read::{ReadName, ReadSection, ReadSummary};
use kin_i18n::{Catalogue, Lang, date_text};
use kin_model::summary::Row;
use kin_model::{Absent, Finding, Kind, PartialDate, Severity, Sex, SubjectIdentity};
use std::collections::BTreeMap;

/// Places that one flaw names.
const PLACES: usize = 5;

pub(crate) fn summary_read(
    session: &Session,
    request: SummaryReadRequest,
) -> ApiResult<SummaryReadView> {
    let mut files = chosen(session, &[request.file])?.files;
    // A folder is no summary; of several files nobody knows which one is meant.
    let (Some(file), true) = (files.pop(), files.is_empty()) else {
        return Err(ApiError::from(ErrorCode::NotARecord));
    };
    let mut reader = Reader::new(session.reader(), file.size);
    let job = Job::alone();
    let lang = session.lang();
    let mut shown = reader.summary(&job, &mut file.open(&job, false)?)?;
    if matches!(&shown, Err(why) if why.code == "package-locked")
        && let Some(inside) = what_was_opened(session, &job, &file)?
    {
        let within = in_memory(&file.name, &inside);
        shown = reader.summary(&job, &mut within.open(&job, false)?)?;
    }
    Ok(match shown {
        Ok(read) => view(session, &file.name, read, lang),
        Err(why) => unreadable(&file.name, &why, lang),
    })
}

/// A file that cannot be shown says why.
fn unreadable(file: &str, why: &Finding, lang: Lang) -> SummaryReadView {
    SummaryReadView {
        file: file.to_owned(),
        title: String::new(),
        kind: String::new(),
        made: None,
        made_text: String::new(),
        authors: Vec::new(),
        language: None,
        person: None,
        several: false,
        sections: Vec::new(),
        resources: 0,
        flaws: flaws(std::slice::from_ref(why), lang),
        readable: false,
    }
}

fn view(session: &Session, file: &str, read: ReadSummary, lang: Lang) -> SummaryReadView {
    let today = session.clock().today();
    let mut all = flaws(&read.flaws, lang);
    if read.more_flaws > 0 {
        let more = read.more_flaws.to_string();
        let rest = Finding::new("more-findings", Severity::Info, "", more);
        all.extend(flaws(std::slice::from_ref(&rest), lang));
    }
    SummaryReadView {
        file: file.to_owned(),
        title: read.title,
        kind: read.kind,
        made_text: read
            .made
            .as_deref()
            .map(|at| date_text(lang, at.get(..10).unwrap_or(at)))
            .unwrap_or_default(),
        made: read.made,
        authors: read.authors,
        language: read.language,
        person: read.subject.map(|s| person(s, today.as_ref(), lang)),
        several: read.several,
        sections: read
            .sections
            .into_iter()
            .map(|s| section(s, lang))
            .collect(),
        resources: read.resources as u64,
        readable: read.resources > read.unread,
        flaws: all,
    }
}

fn person(subject: SubjectIdentity, today: Option<&PartialDate>, lang: Lang) -> SummaryPersonView {
    let details = super::import::details_from(&subject);
    let born = details.born.map(|b| b.to_string());
    let sex = subject.sex.unwrap_or(Sex::Unknown);
    SummaryPersonView {
        name: details.name.text.clone(),
        other_names: details
            .other_names
            .iter()
            .map(|n| n.text.clone())
            .filter(|n| !n.is_empty() && *n != details.name.text)
            .collect(),
        born_text: born.as_deref().map(|b| date_text(lang, b)),
        born,
        age: age(&details, today),
        sex,
        sex_text: sex_text(sex, lang),
        phone: details.phone,
        contacts: Vec::new(),
        doctor: None,
    }
}

fn section(read: ReadSection, lang: Lang) -> ReadSectionView {
    let ours = read.section.map(|s| section_title(s, lang));
    let title = match (&ours, read.title.is_empty(), read.unlisted) {
        (Some(ours), _, _) => ours.clone(),
        (None, false, _) => read.title.clone(),
        (None, true, true) => Catalogue::text(lang, "read-unlisted", &[]),
        (None, true, false) if read.whole => Catalogue::text(lang, "read-words", &[]),
        (None, true, false) => Catalogue::text(lang, "read-untitled", &[]),
    };
    ReadSectionView {
        section: read.section,
        own_title: Some(read.title).filter(|own| !own.is_empty() && *own != title),
        title,
        entries: read.entries as u64,
        rows: read
            .rows
            .iter()
            .map(|r| row(r, &read.names, lang))
            .collect(),
        missing: read.missing,
        left_off: read.left_off as u64,
        narrative: read.narrative.map(|n| n.nodes).unwrap_or_default(),
        says_more: read.says_more,
        nothing: read.nothing.map(|n| nothing_name(n).to_owned()),
        unlisted: read.unlisted,
    }
}

/// What coded words are called in the language of the app.
fn name(words: &str, names: &[ReadName], lang: Lang) -> Option<String> {
    let named = names.iter().find(|n| n.words == words)?;
    match lang {
        Lang::En => named.en.clone(),
        Lang::ZhCn => named.zh.clone(),
    }
}

/// Words of the source in the language of the app where they are known.
fn note(row: &Row, names: &[ReadName], lang: Lang) -> Option<String> {
    let words = row.note.as_deref()?;
    if row.kind == Kind::Document {
        return Some(words.to_owned());
    }
    let parts: Vec<String> = words
        .split("; ")
        .map(|part| name(part, names, lang).unwrap_or_else(|| super::view::value_text(part, lang)))
        .collect();
    Some(parts.join(if lang == Lang::En { "; " } else { "；" }))
}

fn row(row: &Row, names: &[ReadName], lang: Lang) -> SummaryRowView {
    let seen = row_view(row, lang);
    let value = row.value.as_deref();
    if let Some(absent) = value.and_then(Absent::read) {
        let why = super::view::absent_text(&absent, lang);
        return SummaryRowView {
            note: note(row, names, lang),
            value: Some(why.clone()),
            value_text: Some(why),
            ..seen
        };
    }
    SummaryRowView {
        note: note(row, names, lang),
        value_text: value.and_then(|v| name(v, names, lang)).or(seen.value_text),
        ..seen
    }
}

/// The words of a flaw: those of its rule, else those of its family.
fn words(finding: &Finding, lang: Lang) -> String {
    let args = [
        ("detail", finding.detail.as_str()),
        ("place", finding.place.as_str()),
    ];
    if let Some(text) = Catalogue::find(lang, &format!("flaw-{}", finding.code), &args) {
        return text;
    }
    if finding.code.starts_with("r4-") {
        return Catalogue::text(lang, "flaw-r4", &args);
    }
    finding_view(finding, lang).text
}

/// Flaws of one kind together, the worst first, each with the first places.
fn flaws(findings: &[Finding], lang: Lang) -> Vec<FlawView> {
    let mut order: Vec<String> = Vec::new();
    let mut by_text: BTreeMap<String, FlawView> = BTreeMap::new();
    for finding in findings {
        let text = words(finding, lang);
        let flaw = by_text.entry(text.clone()).or_insert_with(|| {
            order.push(text.clone());
            FlawView {
                code: finding.code.clone(),
                severity: finding.severity,
                text,
                count: 0,
                places: Vec::new(),
            }
        });
        flaw.count += 1;
        flaw.severity = flaw.severity.max(finding.severity);
        // R4's own rules name the element in the detail, others the place.
        let place = match (finding.code.starts_with("r4-"), finding.detail.is_empty()) {
            (true, false) => finding.detail.clone(),
            _ => finding.place.clone(),
        };
        if !place.is_empty() && flaw.places.len() < PLACES && !flaw.places.contains(&place) {
            flaw.places.push(place);
        }
    }
    let mut all: Vec<FlawView> = order.iter().filter_map(|t| by_text.remove(t)).collect();
    all.sort_by_key(|f| std::cmp::Reverse(f.severity));
    all
}
