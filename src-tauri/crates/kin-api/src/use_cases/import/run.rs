//! The pipeline: every file is scanned first, then checked, then all are stored in one transaction.

use super::cards::{self, SeenCard};
use super::files::{Chosen, ImportFile, in_memory};
use super::guard::{self, About};
use super::questions;
use super::report;
use super::split::{self, Piece};
use super::storing::{Handed, Taken, read_file, store_all};
use crate::dto::{
    FileReportView, ImportPreviewView, ImportRunView, ImportSuggestion, PersonRequest,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::reading::{Answers, Looked, Reader};
use crate::session::{Job, Session};
use crate::use_cases::people::{details_of, free_colour};
use crate::use_cases::referrals::Watch;
use kin_fhir::Scan;
use kin_import::Look;
use kin_model::{
    FileReport, Finding, Match, OriginKind, PersonDetails, PersonId, Severity, SubjectIdentity,
};
use kin_vault::{Added, ImportStart, Record};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

/// Longest name of a source, in characters.
const LABEL: usize = 80;

/// Vault setting: a person who was made for an import that has not been stored yet.
const LEFTOVER: &str = "import-new-person";

/// Where the files are to go.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) person: Option<String>,
    pub(crate) new_person: Option<PersonRequest>,
    pub(crate) new_from_file: bool,
    pub(crate) confirm_other: bool,
    pub(crate) origin: OriginKind,
    /// What the person calls the source; else it gets a name of its own.
    pub(crate) label: Option<String>,
    /// What the person answered to questions about tables.
    pub(crate) answers: Answers,
    /// Leaves nothing behind where nothing is new: a source that is asked again and again.
    pub(crate) only_news: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            person: None,
            new_person: None,
            new_from_file: false,
            confirm_other: false,
            origin: OriginKind::File,
            label: None,
            answers: Answers::new(),
            only_news: false,
        }
    }
}

/// A file after the first pass.
pub(super) struct Scanned {
    pub(super) file: ImportFile,
    /// What was found; nothing for a file that is refused as a whole.
    pub(super) scan: Option<Scan>,
    pub(super) subject: Option<SubjectIdentity>,
    /// The file of a device or an app, where it is one.
    pub(super) device: Option<Look>,
    /// A zip of records.
    pub(super) zip: bool,
    /// The health cards that the file consists of, each true as far as can be told.
    pub(super) cards: Vec<SeenCard>,
    pub(super) sha256: String,
    pub(super) report: FileReport,
}

/// The first pass over every file: what it is, whose it is, what is in it.
fn scan_all(
    session: &Session,
    job: &Job,
    reader: &mut Reader,
    files: Vec<ImportFile>,
) -> ApiResult<Vec<Scanned>> {
    job.set_total(twice(&files));
    let now = session.clock().unix_seconds();
    let mut scanned = Vec::new();
    for piece in split::look(session, job, reader, files)? {
        job.check()?;
        match scan_piece(session, piece, now) {
            Verdict::Scanned(done) => scanned.push(*done),
            Verdict::Apart(whole, cards) => {
                let pieces = split::alone(session, job, reader, &whole, cards)?;
                for piece in pieces {
                    if let Verdict::Scanned(done) = scan_piece(session, piece, now) {
                        scanned.push(*done);
                    }
                }
            }
        }
    }
    Ok(scanned)
}

/// What becomes of a file after the first pass.
enum Verdict {
    Scanned(Box<Scanned>),
    /// One of several cards is not true: each has to be looked at alone. Name and hash of the file, and the cards.
    Apart((String, String), Vec<String>),
}

/// Bytes of both passes.
fn twice(files: &[ImportFile]) -> u64 {
    let size: u64 = files.iter().map(|f| f.size).sum();
    size.saturating_mul(2)
}

/// Bytes of both passes, as they come out of what is packed.
fn weighed(job: &Job, files: &[ImportFile]) -> u64 {
    let size = files.iter().map(|file| file.weight(job));
    size.fold(0_u64, u64::saturating_add).saturating_mul(2)
}

/// `now` is in seconds since 1970 UTC.
fn scan_piece(session: &Session, piece: Piece, now: i64) -> Verdict {
    let Piece {
        file,
        sha256,
        looked,
    } = piece;
    let mut report = FileReport {
        path: file.name.clone(),
        kind: "unknown".to_owned(),
        ..FileReport::default()
    };
    let Looked {
        scan,
        cards,
        device,
        document,
        zip,
        ..
    } = match looked {
        Ok(looked) => looked,
        Err(why) => {
            report.findings.push(why);
            return refused(file, sha256, report);
        }
    };
    if let Some(look) = device {
        return of_device(file, sha256, report, look);
    }
    if let Some(format) = scan.format {
        format.as_str().clone_into(&mut report.kind);
    }
    if document {
        "clinical-document".clone_into(&mut report.kind);
    }
    if zip {
        "fhir-zip".clone_into(&mut report.kind);
    }
    report.resources = scan.resources;
    report.findings.clone_from(&scan.findings);
    if !cards.is_empty() {
        cards::KIND.clone_into(&mut report.kind);
    }
    let texts: Vec<String> = cards.iter().map(|head| head.text.clone()).collect();
    let cards = match cards::judge(session, cards, now, &mut report.findings) {
        Ok(cards) => cards,
        Err(_) if texts.len() > 1 => return Verdict::Apart((file.name, sha256), texts),
        Err(why) => {
            report.refused = scan.resources;
            report.findings.push(why);
            return refused(file, sha256, report);
        }
    };
    if scan.resources == 0 {
        let finding = Finding::new("no-resources", Severity::Error, "", "");
        report.findings.push(finding);
        return refused(file, sha256, report);
    }
    let subject = match guard::about(&scan) {
        About::Nobody => None,
        About::One(subject) => Some(*subject),
        About::Several => {
            report.refused = scan.resources;
            let people = scan.subject_count.to_string();
            report
                .findings
                .push(Finding::new("several-people", Severity::Error, "", people));
            return refused(file, sha256, report);
        }
    };
    report.subject.clone_from(&subject);
    Verdict::Scanned(Box::new(Scanned {
        file,
        scan: Some(scan),
        subject,
        device: None,
        zip,
        cards,
        sha256,
        report,
    }))
}

/// A file of a device or an app. With an open question nothing of it is taken.
fn of_device(file: ImportFile, sha256: String, mut report: FileReport, look: Look) -> Verdict {
    look.kind.as_str().clone_into(&mut report.kind);
    report.findings.clone_from(&look.findings);
    report.subject.clone_from(&look.subject);
    let open = !look.questions.is_empty();
    if open {
        report.resources = look.rows;
        report.refused = look.rows;
        let keys: Vec<&str> = look.questions.iter().map(|q| q.key.as_str()).collect();
        let finding = Finding::new("questions-open", Severity::Error, "", keys.join(", "));
        report.findings.push(finding);
    }
    Verdict::Scanned(Box::new(Scanned {
        file,
        scan: (!open).then(Scan::default),
        subject: look.subject.clone().filter(|_| !open),
        device: Some(look),
        zip: false,
        cards: Vec::new(),
        sha256,
        report,
    }))
}

fn refused(file: ImportFile, sha256: String, report: FileReport) -> Verdict {
    Verdict::Scanned(Box::new(Scanned {
        file,
        scan: None,
        subject: None,
        device: None,
        zip: false,
        cards: Vec::new(),
        sha256,
        report,
    }))
}

/// Who the files go to.
enum Target {
    Known(PersonId, Arc<Record>, PersonDetails),
    New(PersonDetails),
}

impl Target {
    fn details(&self) -> &PersonDetails {
        match self {
            Self::Known(_, _, details) | Self::New(details) => details,
        }
    }
}

fn known(session: &Session, id: &PersonId) -> ApiResult<Target> {
    let record = session.record(id.as_str())?;
    let details = record.details()?;
    Ok(Target::Known(id.clone(), record, details))
}

/// The subjects of the files, each once.
fn subjects(scanned: &[Scanned]) -> Vec<SubjectIdentity> {
    let mut all: Vec<SubjectIdentity> = Vec::new();
    for subject in scanned.iter().filter_map(|s| s.subject.as_ref()) {
        if !all.contains(subject) {
            all.push(subject.clone());
        }
    }
    all
}

/// What would be best done with the files.
fn suggestion(
    people: &[(PersonId, PersonDetails)],
    subjects: &[SubjectIdentity],
) -> ImportSuggestion {
    let nobody = ImportSuggestion {
        person: None,
        new_person: None,
    };
    let Some(first) = subjects.first() else {
        return match people {
            [only] => ImportSuggestion {
                person: Some(only.0.to_string()),
                ..nobody
            },
            _ => nobody,
        };
    };
    let all_fit =
        |details: &PersonDetails| subjects.iter().all(|s| guard::check(details, s).is_ok());
    if let Some(id) = guard::find(people, first) {
        let fits = people.iter().any(|(p, d)| p == id && all_fit(d));
        return ImportSuggestion {
            person: fits.then(|| id.to_string()),
            ..nobody
        };
    }
    let fits = all_fit(&guard::details_from(first));
    ImportSuggestion {
        new_person: guard::request_from(first).filter(|_| fits),
        ..nobody
    }
}

fn target(session: &Session, wanted: &Wanted, scanned: &[Scanned]) -> ApiResult<Target> {
    let found = subjects(scanned);
    let people = session.with(|open| Ok(open.vault.people()))?;
    let new = match (&wanted.new_person, wanted.new_from_file) {
        (Some(request), _) => Some(request.clone()),
        (None, true) => Some(
            found
                .first()
                .and_then(guard::request_from)
                .ok_or_else(|| ApiError::from(ErrorCode::NoSubject))?,
        ),
        (None, false) => None,
    };
    let target = if let Some(request) = new {
        let colour = free_colour(people.iter().map(|(_, d)| d.colour.as_str()));
        let mut details = details_of(&request, session.clock().today().as_ref(), colour)?;
        if let Some(subject) = found.first() {
            let theirs = guard::details_from(subject);
            if theirs.name.text == details.name.text {
                details.name = theirs.name;
            }
            for name in theirs.other_names {
                if !details.other_names.iter().any(|n| n.text == name.text) {
                    details.other_names.push(name);
                }
            }
            details.identifiers = theirs.identifiers;
        }
        Target::New(details)
    } else {
        let id = match &wanted.person {
            Some(id) => super::person_id(id)?,
            None => suggestion(&people, &found)
                .person
                .ok_or_else(|| ApiError::from(ErrorCode::PersonNeeded))?
                .parse()
                .map_err(|_| ErrorCode::UnknownPerson)?,
        };
        known(session, &id)?
    };
    if !wanted.confirm_other {
        for subject in &found {
            guard::check(target.details(), subject)?;
        }
    }
    Ok(target)
}

fn start(
    session: &Session,
    chosen_label: &str,
    scanned: &[Scanned],
    origin: OriginKind,
) -> ApiResult<ImportStart> {
    let single = match scanned {
        [only] => Some(only),
        _ => None,
    };
    // What was signed comes as a code, whatever carried it.
    let taken = || scanned.iter().filter(|s| s.scan.is_some());
    let codes = taken().all(|s| !s.cards.is_empty()) && taken().next().is_some();
    let devices = taken().all(|s| s.device.is_some()) && taken().next().is_some();
    let origin = match origin {
        OriginKind::File if codes => OriginKind::Code,
        OriginKind::File if devices => OriginKind::Device,
        other => other,
    };
    Ok(ImportStart {
        kind: origin,
        label: chosen_label.to_owned(),
        by: session.by()?,
        file_name: single.map(|s| s.file.name.clone()).unwrap_or_default(),
        file_hash: single.map(|s| s.sha256.clone()).unwrap_or_default(),
        now: session.clock().now_text(),
    })
}

/// What a source is called when nobody says it: the one organisation in the files; else the name of
/// the file, and the day.
fn source_name(session: &Session, chosen_label: &str, scanned: &[Scanned]) -> String {
    if let Some(issuer) = cards::source_name(scanned.iter().flat_map(|s| &s.cards)) {
        return issuer.chars().take(LABEL).collect();
    }
    let named = scanned.iter().filter_map(|s| s.scan.as_ref());
    let makers = scanned
        .iter()
        .filter_map(|s| s.device.as_ref())
        .map(|look| &look.maker)
        .filter(|maker| !maker.is_empty());
    let names: BTreeSet<&String> = named.flat_map(|s| &s.organizations).chain(makers).collect();
    let mut names = names.into_iter();
    if let (Some(only), None) = (names.next(), names.next()) {
        return only.chars().take(LABEL).collect();
    }
    let today = kin_i18n::date_text(session.lang(), &session.clock().today_text());
    format!("{chosen_label}, {today}")
}

/// The name that the person gave, else that of the source itself.
fn label(session: &Session, wanted: &Wanted, chosen_label: &str, scanned: &[Scanned]) -> String {
    let given = named(wanted.label.as_deref().unwrap_or_default());
    if given.is_empty() {
        source_name(session, chosen_label, scanned)
    } else {
        given
    }
}

/// A name that a person gave, in one line and not too long.
pub(super) fn named(given: &str) -> String {
    given.trim().chars().take(LABEL).collect()
}

fn views(session: &Session, scanned: &[Scanned], person: Option<&str>) -> Vec<FileReportView> {
    let lang = session.lang();
    scanned
        .iter()
        .map(|s| {
            let person = person.filter(|_| s.scan.is_some());
            report::view(&s.report, s.device.as_ref(), person, lang)
        })
        .collect()
}

/// What an import would do: the same work, then everything is taken back.
pub(super) fn preview(
    session: &Session,
    job: &Job,
    chosen: Chosen,
    wanted: &Wanted,
) -> ApiResult<ImportPreviewView> {
    let label = chosen.label;
    let mut reader = Reader::new(session.reader(), weighed(job, &chosen.files));
    questions::tell(session, &mut reader, wanted);
    let mut scanned = scan_all(session, job, &mut reader, chosen.files)?;
    let found = subjects(&scanned);
    let people = session.with(|open| Ok(open.vault.people()))?;
    let mut suggestion = suggestion(&people, &found);
    let named = match &wanted.person {
        Some(id) => Some(known(session, &super::person_id(id)?)?),
        None => None,
    };
    let lang = session.lang();
    let named_details = named.as_ref().map(Target::details);
    let subjects = found
        .iter()
        .map(|s| guard::preview_subject(s, named_details, &people, lang))
        .collect();
    let against = match (&named, &suggestion.person) {
        (Some(Target::Known(id, record, details)), _) => {
            if found.iter().all(|s| guard::check(details, s).is_ok()) {
                suggestion = ImportSuggestion {
                    person: Some(id.to_string()),
                    new_person: None,
                };
            }
            Some(Arc::clone(record))
        }
        (_, Some(id)) => Some(session.record(id)?),
        _ => None,
    };
    if scanned.iter().any(|s| s.scan.is_some()) {
        match against {
            Some(record) => {
                let begin = start(session, &label, &scanned, OriginKind::File)?;
                let mut importer = record.begin_import(&begin)?;
                store_all(job, &mut reader, &mut scanned, &mut importer, None)?;
                importer.rollback();
            }
            None => without_record(job, &mut reader, &mut scanned)?,
        }
    }
    let person = named_details.map(|d| d.name.text.clone());
    Ok(ImportPreviewView {
        label: source_name(session, &label, &scanned),
        files: views(session, &scanned, person.as_deref()),
        subjects,
        suggestion,
    })
}

/// Counts against an empty record: what a new person would get.
fn without_record(job: &Job, reader: &mut Reader, scanned: &mut [Scanned]) -> ApiResult<()> {
    let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
    let fingerprint = |parts: &[&[u8]]| {
        let mut hasher = DefaultHasher::new();
        parts.hash(&mut hasher);
        hasher.finish()
    };
    let none = kin_model::EntryId(0);
    for file in scanned {
        let mut samples = 0_u64;
        read_file(job, reader, file, &mut BTreeMap::new(), &mut |piece| {
            let draft = match piece {
                Handed::Draft(draft, _) => draft,
                Handed::Sample(..) => {
                    samples += 1;
                    return Ok(Taken::Nothing);
                }
                Handed::Series(..) => return Ok(Taken::Nothing),
                Handed::End => return Ok(Taken::Samples(samples, 0)),
            };
            let identity = fingerprint(&[
                draft.namespace.as_bytes(),
                draft.resource_type.as_bytes(),
                draft.id.as_bytes(),
            ]);
            let content = fingerprint(&[&draft.body]);
            Ok(Taken::Entry(match seen.insert(identity, content) {
                None => Added::Added(none),
                Some(old) if old == content => Added::AlreadyThere(none),
                Some(_) => Added::Updated(none),
            }))
        })?;
    }
    Ok(())
}

/// Brings the files in.
pub(crate) fn run(
    session: &Session,
    job: &Job,
    chosen: Chosen,
    wanted: Wanted,
) -> ApiResult<ImportRunView> {
    let chosen_label = chosen.label;
    // What is part of the program is nobody's harm.
    let program = session
        .reader()
        .filter(|_| wanted.origin != OriginKind::Sample);
    let mut reader = Reader::new(program, weighed(job, &chosen.files));
    questions::tell(session, &mut reader, &wanted);
    let mut scanned = scan_all(session, job, &mut reader, chosen.files)?;
    if scanned.iter().all(|s| s.scan.is_none()) {
        return Ok(ImportRunView {
            files: views(session, &scanned, None),
            import: None,
            person: None,
            referrals: Vec::new(),
            access: Vec::new(),
            elsewhere: None,
        });
    }
    let label = label(session, &wanted, &chosen_label, &scanned);
    let target = target(session, &wanted, &scanned)?;
    let name = target.details().name.text.clone();
    let now = session.clock().now_text();
    let (id, record, details, made) = match target {
        Target::Known(id, record, details) => (id, record, details, false),
        Target::New(details) => {
            let id = session
                .with(|open| Ok(open.vault.create_person_noted(&details, &now, LEFTOVER)?))?;
            let record = session.record(id.as_str())?;
            (id, record, details, true)
        }
    };
    let mut watch = Watch::new(&record)?;
    let done = (|| {
        let begin = start(session, &label, &scanned, wanted.origin)?;
        let mut importer = record.begin_import(&begin)?;
        let stored = store_all(
            job,
            &mut reader,
            &mut scanned,
            &mut importer,
            Some(&mut watch),
        )?;
        let text = serde_json::to_string(&stored).map_err(|_| ErrorCode::Internal)?;
        importer.set_report(&text);
        job.check()?;
        // A portal that is asked every day would otherwise leave a line of nothing each day.
        let idle = wanted.only_news || wanted.origin == OriginKind::Portal;
        let nothing = |s: &Scanned| nothing_taken(&s.report) || (idle && nothing_new(&s.report));
        if scanned.iter().all(nothing) {
            importer.rollback();
            return Ok(None);
        }
        let news = watch.keep(session, &record, &mut importer)?;
        Ok::<_, ApiError>(Some((importer.commit()?, news)))
    })();
    let (import, news) = match done {
        Ok(Some(done)) => done,
        Ok(None) => {
            drop(record);
            if made {
                remove_leftover(session);
            }
            return Ok(ImportRunView {
                files: views(session, &scanned, None),
                import: None,
                person: None,
                referrals: Vec::new(),
                access: Vec::new(),
                elsewhere: None,
            });
        }
        Err(error) => {
            drop(record);
            if made {
                remove_leftover(session);
            }
            return Err(error);
        }
    };
    let answered = scanned.iter().filter(|s| s.scan.is_some());
    questions::remember(session, &record, answered.filter_map(|s| s.device.as_ref()));
    if made {
        // The person stays from here on; at worst the mark does too, and is found harmless later.
        session
            .with(|open| Ok(open.vault.set_setting(LEFTOVER, "")?))
            .unwrap_or_default();
    } else {
        learn_numbers(&record, details, &scanned, &now);
    }
    Ok(ImportRunView {
        files: views(session, &scanned, Some(&name)),
        import: Some(import.0),
        person: Some(id.to_string()),
        referrals: news,
        access: Vec::new(),
        elsewhere: None,
    })
}

/// Every resource of the file was refused, or it has none.
const fn nothing_taken(report: &FileReport) -> bool {
    report.refused == report.resources
}

/// Everything of the file was known already.
const fn nothing_new(report: &FileReport) -> bool {
    report.added == 0 && report.updated == 0 && report.kept_not_understood == 0
}

/// Who one resource is about: the `Patient` that a portal shows.
pub(crate) fn subject_of(
    session: &Session,
    job: &Job,
    bytes: &[u8],
) -> ApiResult<Option<SubjectIdentity>> {
    let file = in_memory("", bytes);
    let mut reader = Reader::new(session.reader(), weighed(job, std::slice::from_ref(&file)));
    let now = session.clock().unix_seconds();
    let pieces = split::look(session, job, &mut reader, vec![file])?;
    let first = pieces.into_iter().next();
    Ok(
        first.and_then(|piece| match scan_piece(session, piece, now) {
            Verdict::Scanned(done) => done.subject,
            Verdict::Apart(..) => None,
        }),
    )
}

/// Takes over record numbers of a file whose person is certain, so that the next file of that
/// hospital is known at once. Not vital: a failure here does not undo the import.
fn learn_numbers(record: &Record, mut details: PersonDetails, scanned: &[Scanned], now: &str) {
    let before = details.identifiers.len();
    for subject in scanned.iter().filter_map(|s| s.subject.as_ref()) {
        let outcome = details.compare(subject);
        let certain =
            outcome.accepts() && outcome.name == Match::Same && outcome.born == Match::Same;
        if certain {
            for number in &subject.identifiers {
                if !details.identifiers.contains(number) && details.identifiers.len() < 100 {
                    details.identifiers.push(number.clone());
                }
            }
        }
    }
    if details.identifiers.len() > before {
        record.set_details(&details, now).unwrap_or_default();
    }
}

/// Removes a person who was made for an import that was never stored.
pub(crate) fn remove_leftover(session: &Session) {
    let done = session.with(|open| {
        let Some(text) = open.vault.setting(LEFTOVER).filter(|t| !t.is_empty()) else {
            return Ok(());
        };
        if let Ok(id) = text.parse::<PersonId>() {
            let known = open.vault.people().iter().any(|(p, _)| *p == id);
            // Only an empty record is a leftover.
            if known && open.vault.record(&id)?.imports()?.is_empty() {
                open.vault.remove_person(&id)?;
            }
        }
        Ok(open.vault.set_setting(LEFTOVER, "")?)
    });
    // It is tried again at the next unlocking.
    done.unwrap_or_default();
}

/// Brings one file in that is part of the program: into the record of a person, or of a new one.
pub(crate) fn import_sample(
    session: &Session,
    (name, label): (&str, &str),
    bytes: &[u8],
    person: Option<String>,
    new: PersonRequest,
) -> ApiResult<ImportRunView> {
    let chosen = Chosen {
        label: label.to_owned(),
        files: vec![in_memory(name, bytes)],
    };
    let wanted = Wanted {
        new_person: person.is_none().then_some(new),
        person,
        origin: OriginKind::Sample,
        label: Some(label.to_owned()),
        ..Wanted::default()
    };
    run(session, &Job::alone(), chosen, wanted)
}
