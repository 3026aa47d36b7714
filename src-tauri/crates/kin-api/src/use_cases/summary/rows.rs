//! From an entry to a row of the summary: titles in both languages, more words, sources.

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
    CodedText, Coding, Detail, EntryRow, ImportId, Kind, OriginKind, PartialDate, PersonDetails,
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
            value: entry.value.clone(),
            unit: entry.unit.clone(),
            range: entry.range.clone(),
            abnormal: entry.abnormal,
            status: self.viewer.status_of(entry).map(str::to_owned),
            status_class: entry.status_class,
            note: referral_line(self.record, entry, self.language).or_else(|| {
                let read = (&detail, &kin_fhir::Coded::of(&full.body));
                note_of(entry, read, over.as_deref(), self.language)
            }),
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

/// Labels of `kin_fhir::detail` whose values a doctor reads beside the title.
const fn labels(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Allergy => &["onset", "reaction", "manifestation", "severity", "note"],
        Kind::Medication => &["dosage", "reason", "note"],
        Kind::Condition => &["onset", "severity", "body-site", "stage", "note"],
        Kind::Result | Kind::VitalSign => &["interpretation-text", "note"],
        Kind::FamilyHistory => &["relationship", "condition", "note"],
        Kind::SocialHistory | Kind::Alert | Kind::AdvanceDirective | Kind::Goal => &["note"],
        Kind::Procedure | Kind::Immunization => &["reason", "body-site", "note"],
        _ => &[],
    }
}

/// Label of what the sender added and what may change the meaning of the entry; a doctor reads it first.
const MODIFIER: &str = "modifier-extension";

/// Most characters of one row's further words.
const MOST_WORDS: usize = 300;

/// Further words that the row does not say already.
fn note_of(
    entry: &EntryRow,
    (detail, coded): (&Detail, &kin_fhir::Coded),
    over: Option<&str>,
    language: SummaryLanguage,
) -> Option<String> {
    let said = entry.value.as_deref().unwrap_or_default();
    let mut parts: Vec<&str> = Vec::new();
    let mut told: Vec<String> = Vec::new();
    for label in labels(entry.kind) {
        let rows = detail.sections.iter().flat_map(|s| &s.rows);
        // A beginning that is a date stands in its own column; an age or words stand here.
        let rows = rows.filter(|r| r.label != "onset" || r.date.is_none());
        for row in rows.filter(|r| r.label == *label && !r.value.is_empty()) {
            if !parts.contains(&row.value.as_str()) && row.value != said {
                parts.push(&row.value);
                told.push(in_language(&row.value, &coded.codings(&row.path), language));
            }
        }
    }
    let rows = detail.sections.iter().flat_map(|s| &s.rows);
    let modifiers = rows.filter(|r| r.label == MODIFIER);
    let (between, colon) = match language {
        SummaryLanguage::ZhCn => ("；", "："),
        SummaryLanguage::En | SummaryLanguage::Both => ("; ", ": "),
    };
    let may_change = || in_each(language, "field-modifier-extension");
    let modifiers = modifiers.map(|r| format!("{}{colon}{}", may_change(), r.value));
    let over = over.map(str::to_owned);
    let parts: Vec<String> = over.into_iter().chain(modifiers).chain(told).collect();
    let text = parts.join(between);
    let cut: String = text.chars().take(MOST_WORDS).collect();
    let shown = if cut.len() < text.len() {
        format!("{cut}…")
    } else {
        cut
    };
    Some(shown).filter(|t| !t.is_empty())
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

/// Words of ours in the language or languages of the summary.
fn in_each(language: SummaryLanguage, key: &str) -> String {
    let words = |lang| kin_i18n::text(lang, key, &[]);
    match language {
        SummaryLanguage::En => words(Lang::En),
        SummaryLanguage::ZhCn => words(Lang::ZhCn),
        SummaryLanguage::Both => format!("{} {}", words(Lang::En), words(Lang::ZhCn)),
    }
}

/// Words such as `moderate` in the language of the summary where they are known, by themselves or by their code; the
/// source's own words otherwise. In both languages the other one follows.
fn in_language(words: &str, codings: &[Coding], language: SummaryLanguage) -> String {
    let known = |lang| {
        kin_terms::missing_reference(words, lang)
            .or_else(|| kin_terms::localize_text(words, lang))
            .or_else(|| kin_fhir::name_in(codings, words, lang))
    };
    match language {
        SummaryLanguage::En => known(kin_terms::Lang::En).unwrap_or_else(|| words.to_owned()),
        SummaryLanguage::ZhCn => known(kin_terms::Lang::Zh).unwrap_or_else(|| words.to_owned()),
        SummaryLanguage::Both if words.contains(kin_terms::LEADS_NOWHERE) => {
            let both = [kin_terms::Lang::En, kin_terms::Lang::Zh].map(known);
            both.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        SummaryLanguage::Both => {
            let named = |lang| {
                let (name, known) = kin_terms::localize(codings, Some(words), lang);
                (known && !codings.is_empty()).then_some(name)
            };
            let other = [kin_terms::Lang::Zh, kin_terms::Lang::En]
                .into_iter()
                .filter_map(|lang| kin_terms::localize_text(words, lang).or_else(|| named(lang)))
                .find(|w| w != words);
            other.map_or_else(|| words.to_owned(), |other| format!("{words} {other}"))
        }
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

#[cfg(test)]
mod tests {
    use super::in_language;
    use kin_model::Coding;
    use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};

    #[test]
    fn known_words_follow_the_language_and_others_stay() {
        assert_eq!(in_language("moderate", &[], ZhCn), "中度");
        assert_eq!(in_language("moderate", &[], En), "moderate");
        assert_eq!(in_language("moderate", &[], Both), "moderate 中度");
        assert_eq!(in_language("中度", &[], En), "Moderate");
        for language in [En, ZhCn, Both] {
            assert_eq!(
                in_language("after lunch only", &[], language),
                "after lunch only"
            );
        }
    }

    #[test]
    fn a_coded_reaction_is_named_in_the_language_of_the_summary() {
        let hives = [Coding {
            system: kin_model::system::SNOMED.into(),
            code: "247472004".into(),
            display: None,
        }];
        let told = |language| in_language("bumps all over", &hives, language);
        assert_eq!(told(En), "bumps all over");
        assert_eq!(told(ZhCn), "荨麻疹(风团) “bumps all over”");
        assert_eq!(told(Both), "bumps all over 荨麻疹(风团)");
    }
}
