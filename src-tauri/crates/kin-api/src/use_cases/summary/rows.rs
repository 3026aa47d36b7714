//! From an entry to a row of the summary: titles in both languages, more words, sources.

use super::further::{Said, in_each};
use super::sensitive::Sensitive;
use crate::error::ApiResult;
use crate::error_map::stored;
use crate::session::Session;
use crate::use_cases::entry::names_for;
use crate::use_cases::seeing::holds;
use crate::use_cases::view::Viewer;
use kin_fhir::Beginning;
use kin_i18n::Lang;
use kin_model::summary::{Row, SourceMark, SummaryLanguage};
use kin_model::{
    CodedText, Detail, EntryRow, ImportId, Kind, OriginKind, PartialDate, PersonDetails,
    StatusClass,
};
use kin_rules::time::Day;
use kin_vault::Record;
use std::collections::BTreeSet;

/// Makes rows of one record.
pub(super) struct RowMaker<'r> {
    record: &'r Record,
    viewer: Viewer,
    /// Letter for what was typed: `P` by the person, `C` by somebody who cares for them.
    hand: char,
    language: SummaryLanguage,
    today: Option<Day>,
    sources: BTreeSet<(char, String)>,
}

/// What a family calls the person who keeps the record for themselves.
const SELF: [&str; 8] = ["", "self", "me", "myself", "i", "本人", "自己", "我"];

impl<'r> RowMaker<'r> {
    pub(super) fn new(
        session: &Session,
        person: &str,
        record: &'r Record,
        details: &PersonDetails,
        language: SummaryLanguage,
    ) -> ApiResult<Self> {
        let relation = details.relation.trim().to_lowercase();
        Ok(Self {
            record,
            viewer: Viewer::new(session, person, record)?,
            hand: if SELF.contains(&relation.as_str()) {
                'P'
            } else {
                'C'
            },
            language,
            today: session.clock().today().and_then(|d| Day::of(&d)),
            sources: BTreeSet::new(),
        })
    }

    /// How many different sources the rows made so far come from.
    pub(super) fn source_count(&self) -> usize {
        self.sources.len()
    }

    /// The rows of entries, without those that tell of a sensitive topic that is not ticked.
    pub(super) fn rows(
        &mut self,
        entries: &[EntryRow],
        sensitive: &mut Sensitive,
    ) -> ApiResult<Vec<Row>> {
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            rows.extend(self.row(entry, sensitive)?);
        }
        Ok(rows)
    }

    fn row(&mut self, entry: &EntryRow, sensitive: &mut Sensitive) -> ApiResult<Option<Row>> {
        let (title_en, english) =
            kin_terms::localize(&entry.codings, Some(&entry.title), kin_terms::Lang::En);
        // The source's own words stay in `code`.
        let title_en = kin_terms::short_title(&entry.codings, &title_en);
        let (title_zh, chinese) =
            kin_terms::localize(&entry.codings, Some(&entry.title), kin_terms::Lang::Zh);
        let nameless = kin_fhir::is_nameless(&entry.title, entry.kind);
        let own = |lang| {
            let nameless = nameless.then(|| crate::use_cases::view::nameless(entry.kind, lang));
            nameless.or_else(|| self.viewer.own_title(entry, lang))
        };
        let (title_en, title_zh, untranslated) = match (own(Lang::En), own(Lang::ZhCn)) {
            (Some(en), Some(zh)) => (en, zh, false),
            _ => (title_en, title_zh, !(english && chinese)),
        };
        let full = self.record.entry(entry.id)?;
        if !sensitive.lets_original(entry, &full.body) {
            return Ok(None);
        }
        let context = if has_more_words(entry.kind) {
            names_for(self.record, &full)
        } else {
            kin_fhir::ScanContext::default()
        };
        let detail = kin_fhir::detail(&full.body, &context).map_err(|e| stored(&e))?;
        let sources = self.marks(entry);
        let (date, noted) = since(entry, &full.body);
        let end = kin_fhir::end(&full.body).or_else(|| end_of(entry, &detail));
        let over = self.over(entry, end.as_ref());
        let further = Said {
            entry,
            detail: &detail,
            coded: &kin_fhir::Coded::of(&full.body),
            body: &full.body,
            language: self.language,
        }
        .further(over.as_deref());
        self.sources
            .extend(sources.iter().map(|m| (m.letter, m.label.clone())));
        Ok(Some(Row {
            entry: entry.id.into(),
            kind: entry.kind,
            title_en,
            title_zh,
            untranslated,
            code: CodedText {
                codings: entry.codings.clone(),
                text: Some(entry.title.clone()).filter(|t| !t.is_empty()),
            },
            date,
            noted,
            end,
            value: further.value,
            unit: entry.unit.clone(),
            range: entry.range.clone(),
            abnormal: entry.abnormal,
            status: self.viewer.status_of(entry).map(str::to_owned),
            status_class: entry.status_class,
            note: referral_line(self.record, entry, self.language).or(further.note),
            aside: further.aside,
            sources,
        }))
    }

    /// Words for a medicine that its source calls active and whose own dates are over.
    fn over(&self, entry: &EntryRow, end: Option<&PartialDate>) -> Option<String> {
        let last = Day::of(end?)?;
        let said_to_hold = entry.kind == Kind::Medication && holds(entry);
        (said_to_hold && self.today.is_some_and(|today| last < today))
            .then(|| in_each(self.language, "page-medicine-over"))
    }

    /// What kind of source an import was.
    pub(super) fn kind_of(&self, import: ImportId) -> OriginKind {
        self.viewer.source(import).kind
    }

    /// The mark of what a device measured and sent.
    pub(super) fn device(&self, import: ImportId) -> SourceMark {
        SourceMark {
            letter: 'D',
            label: self.viewer.source(import).label,
            brought: self.viewer.brought(import),
        }
    }

    /// Where an entry came from.
    pub(super) fn marks(&self, entry: &EntryRow) -> Vec<SourceMark> {
        let mut marks: Vec<SourceMark> = Vec::new();
        for import in &entry.imports {
            let source = self.viewer.source(*import);
            let letter = match source.kind {
                OriginKind::Hand => self.hand,
                OriginKind::Device => 'D',
                _ => 'H',
            };
            let label = match (letter, &entry.who) {
                ('H', Some(who)) => who.clone(),
                _ => source.label,
            };
            let brought = self.viewer.brought(*import);
            // One mark for all that came from one place, with the newest day.
            match marks
                .iter_mut()
                .find(|m| m.letter == letter && m.label == label)
            {
                Some(mark) => mark.brought = later(mark.brought, brought),
                None => marks.push(SourceMark {
                    letter,
                    label,
                    brought,
                }),
            }
        }
        marks
    }
}

/// The later of two days, where there are two.
fn later(a: Option<PartialDate>, b: Option<PartialDate>) -> Option<PartialDate> {
    a.into_iter().chain(b).max_by_key(PartialDate::sort_seconds)
}

/// Kinds whose row says more than title, date and value.
const fn has_more_words(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Allergy | Kind::Medication | Kind::Condition | Kind::CarePlan | Kind::Device
    )
}

/// What came of a referral.
fn referral_line(record: &Record, entry: &EntryRow, language: SummaryLanguage) -> Option<String> {
    let one = |lang| crate::use_cases::referrals::line_of(record, entry, lang);
    match language {
        SummaryLanguage::En => one(Lang::En),
        SummaryLanguage::ZhCn => one(Lang::ZhCn),
        SummaryLanguage::Both => Some(format!("{} {}", one(Lang::En)?, one(Lang::ZhCn)?)),
    }
}

/// Since when, and when it was written down where only that is known: the day on which somebody
/// wrote a problem down is not the day on which it began.
fn since(entry: &EntryRow, body: &[u8]) -> (Option<PartialDate>, Option<PartialDate>) {
    if !matches!(
        entry.kind,
        Kind::Condition | Kind::Allergy | Kind::Medication
    ) {
        return (entry.date, None);
    }
    match kin_fhir::beginning(body) {
        Beginning::Told => (entry.date, None),
        Beginning::Unknown { noted } => (None, noted),
    }
}

/// The end of what is over, where the source gives one.
fn end_of(entry: &EntryRow, detail: &Detail) -> Option<PartialDate> {
    if entry.status_class != StatusClass::Past && entry.kind != Kind::Medication {
        return None;
    }
    let rows = detail.sections.iter().flat_map(|s| &s.rows);
    rows.filter(|r| matches!(r.label.as_str(), "abatement" | "end" | "until"))
        .find_map(|r| r.date)
}
