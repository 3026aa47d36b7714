//! A paper is read: drafts of its results, whose it is, of which day. Nothing is stored.

use super::{Paper, document, refused, result_name};
use crate::dto::{
    PaperCheckRequest, PaperChecked, PaperDateView, PaperDoubtView, PaperLineForm, PaperLineView,
    PaperMade, PaperReadRequest, PaperRestView, PaperSubjectView, PaperView, PaperWayView,
    SubjectMatch,
};
use crate::error::{ApiResult, ErrorCode};
use crate::reading::{PaperKind, PaperRead, Reader};
use crate::session::{Job, Session};
use crate::use_cases::entry::attachment_bytes;
use crate::use_cases::import::{differs, in_memory};
use crate::use_cases::view::terms_lang;
use kin_fhir::author::{Typed, parse_typed};
use kin_i18n::{Catalogue, Lang, date_text};
use kin_import::{DateOf, Doubt, PaperDoubt, PaperLine, TypedLine, panel_codes, read_line};
use kin_model::{Match, PartialDate, PersonDetails, PersonName, Sex, SubjectIdentity, system};
use kin_vault::Record;

/// Bytes of a paper whose words are read: 32 MiB.
const LARGEST: u64 = 32 << 20;
/// Lines that are looked at at once.
const LINES: usize = 500;

/// A paper as it was read: each file of it, and the number of its first line.
pub(super) struct Looked {
    pub(super) files: Vec<PaperRead>,
}

impl Looked {
    /// Every line: its file, its number on the whole paper, and itself.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u32, u32, &PaperLine)> {
        let files = (1_u32..).zip(&self.files);
        let lines =
            files.flat_map(|(file, read)| read.paper.lines.iter().map(move |line| (file, line)));
        (1_u32..)
            .zip(lines)
            .map(|(n, (file, line))| (file, n, line))
    }
}

/// Reads files one after the other, in the process that is closed in.
fn read_all(session: &Session, files: &[Vec<u8>]) -> ApiResult<Looked> {
    let size = files.iter().map(|file| file.len() as u64).sum();
    let mut reader = Reader::new(session.reader(), size);
    let job = Job::alone();
    let mut read = Vec::new();
    for file in files {
        let file = in_memory("", file);
        let mut source = file.open(&job, false)?;
        let one = reader.paper(&job, &mut source)?;
        read.push(one.map_err(|why| refused(&why.code))?);
    }
    Ok(Looked { files: read })
}

/// Reads a document of the record.
pub(super) fn read_document(
    session: &Session,
    record: &Record,
    paper: &Paper,
) -> ApiResult<Looked> {
    let mut files = Vec::new();
    for file in &paper.files {
        files.push(attachment_bytes(record, &paper.full, file)?);
    }
    read_all(session, &files)
}

fn sex_of(printed: &str) -> Option<Sex> {
    match printed.to_lowercase().as_str() {
        "男" | "m" | "male" | "männlich" => Some(Sex::Male),
        "女" | "f" | "w" | "female" | "weiblich" => Some(Sex::Female),
        _ => None,
    }
}

/// Years of an age as printed: `61岁`, `61 Y`, `61`. Months and days of a child are no years.
fn years(printed: &str) -> Option<u16> {
    let digits: String = printed.chars().take_while(char::is_ascii_digit).collect();
    let unit = printed.get(digits.len()..)?.trim().to_lowercase();
    let whole = unit.is_empty()
        || unit == "岁"
        || unit == "y"
        || unit == "yr"
        || unit == "j"
        || unit.starts_with("year");
    whole.then(|| digits.parse().ok()).flatten()
}

/// Holds what a paper says of its patient against the person of the record.
pub(super) fn subject(looked: &Looked, person: &PersonDetails) -> PaperSubjectView {
    let heads = || looked.files.iter().map(|file| &file.paper.head);
    let mut view = PaperSubjectView {
        names: Vec::new(),
        born: heads().find_map(|h| h.born.as_ref().map(|b| b.text.clone())),
        sex: heads().find_map(|h| h.sex.clone()),
        age: heads().find_map(|h| h.age.clone()),
        outcome: SubjectMatch::Unknown,
        differs: Vec::new(),
    };
    let mut wrong: Vec<String> = Vec::new();
    let mut same = false;
    for head in heads() {
        let born: Vec<PartialDate> = head
            .born
            .iter()
            .flat_map(|b| &b.ways)
            .filter_map(|way| way.parse().ok())
            .collect();
        let names: Vec<Option<&String>> = if head.names.is_empty() {
            vec![None]
        } else {
            head.names.iter().map(Some).collect()
        };
        for name in names {
            view.names
                .extend(name.filter(|n| !view.names.contains(n)).cloned());
            let said = |born: Option<PartialDate>| SubjectIdentity {
                names: name
                    .map(|text| PersonName {
                        text: text.clone(),
                        ..PersonName::default()
                    })
                    .into_iter()
                    .collect(),
                born,
                sex: head.sex.as_deref().and_then(sex_of),
                ..SubjectIdentity::default()
            };
            // A birth date that can be read two ways differs only where both ways do.
            let outcomes = born.iter().map(|b| person.compare(&said(Some(*b))));
            let outcome = outcomes
                .min_by_key(|o| o.born == Match::Differs)
                .unwrap_or_else(|| person.compare(&said(None)));
            same |= outcome.name == Match::Same;
            wrong.extend(differs(&outcome));
        }
        let on = head.dates.iter().find_map(|d| d.ways.first());
        let told = head.age.as_deref().and_then(years);
        let on: Option<PartialDate> = on.and_then(|on| on.parse().ok());
        let age = person.born.zip(on).and_then(|(born, on)| born.age_on(&on));
        // An age is counted in several ways, but not by two years.
        if told
            .zip(age)
            .is_some_and(|(told, age)| told.abs_diff(age) > 1)
        {
            wrong.push("age".to_owned());
        }
    }
    wrong.sort();
    wrong.dedup();
    view.outcome = if wrong.is_empty() {
        if same {
            SubjectMatch::Same
        } else {
            SubjectMatch::Unknown
        }
    } else {
        SubjectMatch::Other
    };
    view.differs = wrong;
    view
}

pub(super) fn doubt(code: &str, lang: Lang) -> PaperDoubtView {
    PaperDoubtView {
        code: code.to_owned(),
        text: Catalogue::text(lang, &format!("papers-doubt-{code}"), &[]),
    }
}

/// What a code is called.
fn called(loinc: &str, lang: Lang) -> Option<String> {
    let ours = kin_terms::names(system::LOINC, loinc).map(|n| n.in_lang(terms_lang(lang)));
    let panel = || {
        let mut codes = panel_codes();
        let (_, en, zh) = codes.find(|(code, ..)| *code == loinc)?;
        Some(if lang == Lang::En { en } else { zh })
    };
    ours.or_else(panel).map(str::to_owned)
}

pub(super) fn line_view(line: &PaperLine, (file, n): (u32, u32), lang: Lang) -> PaperLineView {
    PaperLineView {
        n,
        file,
        page: line.page,
        row: line.row,
        down: line.down,
        name: line.name.clone(),
        short: line.short.clone(),
        known_as: line.loinc.as_deref().and_then(|code| called(code, lang)),
        loinc: line.loinc.clone(),
        value: line.value.clone(),
        number: line.number.clone(),
        unit: line.unit.clone(),
        ucum: line.ucum.clone(),
        range: line.range.clone(),
        mark: line.mark.clone(),
        date: line.date.clone(),
        doubts: line.doubts.iter().map(|d| doubt(d.code(), lang)).collect(),
        ticked: line.doubts.is_empty(),
        entry: None,
    }
}

fn date_views(looked: &Looked, lang: Lang) -> Vec<PaperDateView> {
    let mut views: Vec<PaperDateView> = Vec::new();
    for date in looked.files.iter().flat_map(|file| &file.paper.head.dates) {
        let of = match date.of {
            DateOf::Collected => "papers-date-collected",
            DateOf::Received => "papers-date-received",
            DateOf::Tested => "papers-date-tested",
            DateOf::Reported => "papers-date-reported",
            DateOf::Unknown => "papers-date-unknown",
        };
        let view = PaperDateView {
            of: Catalogue::text(lang, of, &[]),
            text: date.text.clone(),
            ways: date
                .ways
                .iter()
                .map(|way| PaperWayView {
                    text: words_of(way, lang),
                    date: way.clone(),
                })
                .collect(),
        };
        if !views.contains(&view) {
            views.push(view);
        }
    }
    views
}

/// A day in words, with the time behind it.
fn words_of(date: &str, lang: Lang) -> String {
    match date.split_once('T') {
        Some((day, time)) => format!("{} {time}", date_text(lang, day)),
        None => date_text(lang, date),
    }
}

/// The name of the result that a line of a document is.
pub(super) fn name_of_line(document: &str, file: u32, line: &PaperLine) -> String {
    result_name(document, (file, line.page, line.row), &line.name)
}

fn view(
    session: &Session,
    person: &PersonDetails,
    looked: &Looked,
    paper: Option<(&Record, &Paper)>,
) -> ApiResult<PaperView> {
    let lang = session.lang();
    let papers = || looked.files.iter().map(|file| &file.paper);
    let typed = paper.and_then(|(_, paper)| parse_typed(&paper.full.body));
    let told = typed.and_then(|entry| match entry.typed {
        Typed::Document(document) => document.institution,
        _ => None,
    });
    let mut lines = Vec::new();
    for (file, n, line) in looked.lines() {
        let mut view = line_view(line, (file, n), lang);
        if let Some((record, paper)) = paper {
            let name = name_of_line(&paper.id, file, line);
            let there = record.find_by_reference(&paper.full.namespace, "Observation", &name)?;
            if let Some(there) = there
                && !record.row(there)?.hidden
            {
                view.entry = Some(there.to_string());
                view.ticked = false;
            }
        }
        lines.push(view);
    }
    let mut doubts: Vec<&str> = papers()
        .flat_map(|p| p.doubts.iter().map(|d| d.code()))
        .collect();
    let dates: Vec<&String> = papers().filter_map(|p| p.date.as_ref()).collect();
    let date = dates
        .first()
        .filter(|first| dates.iter().all(|d| d == *first));
    if date.is_none() && !dates.is_empty() {
        doubts.push(PaperDoubt::SeveralDates.code());
    }
    if looked.files.iter().any(|file| file.unreadable > 0) {
        doubts.push("letters-unreadable");
    }
    if looked
        .files
        .iter()
        .any(|file| file.read < file.pages && file.kind != PaperKind::Picture)
    {
        doubts.push("pages-left");
    }
    doubts.sort_unstable();
    doubts.dedup();
    let kind = |kind: PaperKind| looked.files.iter().any(|file| file.kind == kind);
    Ok(PaperView {
        document: paper.map(|(_, paper)| paper.full.row.id.to_string()),
        title: paper
            .map(|(_, paper)| paper.full.row.title.clone())
            .unwrap_or_default(),
        made: if kind(PaperKind::Pdf) {
            PaperMade::Pdf
        } else if kind(PaperKind::Scan) {
            PaperMade::Scan
        } else if kind(PaperKind::Picture) {
            PaperMade::Picture
        } else {
            PaperMade::Text
        },
        pages: looked.files.iter().map(|file| file.pages).sum(),
        pages_read: looked.files.iter().map(|file| file.read).sum(),
        subject: subject(looked, person),
        institution: told.or_else(|| papers().find_map(|p| p.head.institution.clone())),
        specimen: papers().find_map(|p| p.head.specimen.clone()),
        date: date.map(|date| (*date).clone()),
        dates: date_views(looked, lang),
        lines,
        rest: papers()
            .flat_map(|p| &p.rest)
            .map(|rest| PaperRestView {
                page: rest.page,
                text: rest.text.clone(),
            })
            .collect(),
        doubts: doubts.into_iter().map(|code| doubt(code, lang)).collect(),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn paper_read(session: &Session, request: PaperReadRequest) -> ApiResult<PaperView> {
    let record = session.record(&request.person)?;
    let person = record.details()?;
    match (&request.document, &request.file, &request.text) {
        (Some(id), None, None) => {
            let paper = document(&record, id)?;
            let looked = read_document(session, &record, &paper)?;
            view(session, &person, &looked, Some((&record, &paper)))
        }
        (None, Some(token), None) => {
            let bytes = session.files().get(token)?.source.bytes(LARGEST)?;
            let looked = read_all(session, &[bytes])?;
            view(session, &person, &looked, None)
        }
        (None, None, Some(text)) => {
            let looked = read_all(session, &[text.as_bytes().to_vec()])?;
            view(session, &person, &looked, None)
        }
        _ => Err(ErrorCode::BadRequest.into()),
    }
}

/// Looks at one line as a person has it.
pub(super) fn checked(form: &PaperLineForm, specimen: Option<&String>) -> PaperLine {
    let mut line = read_line(&TypedLine {
        name: form.name.clone(),
        short: form.short.clone(),
        value: form.value.clone(),
        unit: form.unit.clone(),
        range: form.range.clone(),
        mark: form.mark.clone(),
        specimen: specimen.cloned(),
    });
    line.page = form.page;
    line.date.clone_from(&form.date);
    if form.value.trim().is_empty() && !line.doubts.contains(&Doubt::NotANumber) {
        line.doubts.push(Doubt::NotANumber);
    }
    line
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn paper_check(
    session: &Session,
    request: PaperCheckRequest,
) -> ApiResult<PaperChecked> {
    session.record(&request.person)?;
    if request.lines.len() > LINES {
        return Err(ErrorCode::BadRequest.into());
    }
    let lang = session.lang();
    let look = |form: &PaperLineForm| {
        let line = checked(form, request.specimen.as_ref());
        line_view(&line, (form.file, form.n.unwrap_or(0)), lang)
    };
    Ok(PaperChecked {
        lines: request.lines.iter().map(look).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_doubt_has_words_in_both_languages() {
        let papers = [
            PaperDoubt::DateUnclear,
            PaperDoubt::SeveralDates,
            PaperDoubt::SeveralPeople,
            PaperDoubt::TooLong,
        ];
        let codes = Doubt::ALL.iter().map(|d| d.code());
        let codes = codes.chain(papers.iter().map(|d| d.code()));
        for code in codes.chain(["letters-unreadable", "pages-left"]) {
            for lang in [Lang::En, Lang::ZhCn] {
                let text = doubt(code, lang).text;
                assert!(!text.starts_with('⟦'), "{code}: {text}");
            }
        }
    }

    #[test]
    fn ages_are_years_only_where_they_say_so() {
        assert_eq!(years("61岁"), Some(61));
        assert_eq!(years("61 Y"), Some(61));
        assert_eq!(years("8月"), None);
        assert_eq!(years("3岁2月"), None);
    }
}
