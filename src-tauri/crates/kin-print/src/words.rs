//! Words of a summary in its language or languages, and the parts of a row that all forms share.

use crate::linebreak::has_han;
use kin_i18n::{Catalogue, Lang, date_text};
use kin_model::summary::{Row, Section, SourceMark, Summary, SummaryLanguage};
use kin_model::{Abnormal, Kind, PartialDate, Sex, StatusClass, readable_value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The language of the printed forms and the numbering of the sources.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    pub(crate) language: SummaryLanguage,
    /// (letter, label) to its number among the labels of that letter, from 1, and its newest day.
    sources: BTreeMap<(char, String), (usize, Option<PartialDate>)>,
    /// How many labels a letter has.
    per_letter: BTreeMap<char, usize>,
}

/// A title in the language or languages of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Title {
    pub(crate) main: String,
    /// The Chinese words beside the English ones.
    pub(crate) second: Option<String>,
    /// The words are not in the language asked for.
    pub(crate) untranslated: bool,
}

impl Title {
    /// As plain text, with the mark for "not translated".
    pub(crate) fn plain(&self) -> String {
        let mut out = self.main.clone();
        if let Some(second) = &self.second {
            out.push(' ');
            out.push_str(second);
        }
        if self.untranslated {
            out.push('*');
        }
        out
    }
}

impl Words {
    pub(crate) fn new(summary: &Summary) -> Self {
        let mut words = Self::of(summary.language);
        let rows = summary.sections.iter().flat_map(|s| &s.rows);
        let computed = (summary.home.iter().flat_map(|h| &h.sources))
            .chain(summary.conflicts.iter().flat_map(|c| &c.sources))
            .chain(summary.changes.iter().flat_map(|c| &c.sources));
        for mark in rows.flat_map(|r| &r.sources).chain(computed) {
            words.number(mark);
        }
        words
    }

    /// The same words and numbers of sources, in this language.
    pub(crate) fn in_language(summary: &Summary, language: SummaryLanguage) -> Self {
        Self {
            language,
            ..Self::new(summary)
        }
    }

    /// Words without a summary.
    pub(crate) const fn of(language: SummaryLanguage) -> Self {
        Self {
            language,
            sources: BTreeMap::new(),
            per_letter: BTreeMap::new(),
        }
    }

    fn number(&mut self, mark: &SourceMark) {
        let key = (mark.letter, mark.label.clone());
        if let Some((_, day)) = self.sources.get_mut(&key) {
            let days = day.iter().chain(&mark.brought).copied();
            *day = days.max_by_key(PartialDate::sort_seconds);
            return;
        }
        let count = self.per_letter.entry(mark.letter).or_insert(0);
        *count += 1;
        self.sources.insert(key, (*count, mark.brought));
    }

    /// The text of a key; in both languages English first, then Chinese, or one text for both
    /// (`both-<key>`) where repeating a number would be noise.
    pub(crate) fn text(&self, key: &str, args: &[(&str, &str)]) -> String {
        if self.language == SummaryLanguage::Both
            && let Some(text) = Catalogue::find(Lang::En, &format!("both-{key}"), args)
        {
            return text;
        }
        self.both(|lang| Catalogue::text(lang, key, args))
    }

    /// The same text without variables.
    pub(crate) fn word(&self, key: &str) -> String {
        self.text(key, &[])
    }

    /// A text without variables as a label before what it names, with the colon of its language.
    pub(crate) fn label(&self, key: &str) -> String {
        self.named(&self.word(key), "")
    }

    /// A name and what it names, with the colon of the language.
    pub(crate) fn named(&self, name: &str, what: &str) -> String {
        format!("{name}{}{what}", self.mark_of(": ", "："))
    }

    /// Between the parts of a list that have commas of their own.
    pub(crate) const fn semicolon(&self) -> &'static str {
        self.mark_of("; ", "；")
    }

    /// Between two parts of a sentence.
    pub(crate) const fn comma(&self) -> &'static str {
        self.mark_of(", ", "，")
    }

    /// Between two statements that are heard one after the other.
    pub(crate) const fn stop(&self) -> &'static str {
        self.mark_of(". ", "。")
    }

    /// Between two things of one kind.
    pub(crate) const fn pause(&self) -> &'static str {
        self.mark_of(", ", "、")
    }

    /// In brackets, to be put after a text; nothing of nothing.
    pub(crate) fn brackets(&self, inner: &str) -> String {
        if inner.is_empty() {
            return String::new();
        }
        let (open, close) = (self.mark_of(" (", "（"), self.mark_of(")", "）"));
        format!("{open}{inner}{close}")
    }

    /// A mark of punctuation: full width in Chinese alone.
    const fn mark_of(&self, latin: &'static str, chinese: &'static str) -> &'static str {
        match self.language {
            SummaryLanguage::ZhCn => chinese,
            SummaryLanguage::En | SummaryLanguage::Both => latin,
        }
    }

    /// A text without variables, each language on a line of its own.
    pub(crate) fn lines(&self, key: &str) -> String {
        match self.language {
            SummaryLanguage::Both => format!(
                "{}\n{}",
                Catalogue::text(Lang::En, key, &[]),
                Catalogue::text(Lang::ZhCn, key, &[])
            ),
            _ => self.word(key),
        }
    }

    /// Something that is told in English and in Chinese, in the form's language or languages.
    pub(crate) fn told(&self, one: impl Fn(Lang) -> String) -> String {
        self.both(one)
    }

    fn both(&self, one: impl Fn(Lang) -> String) -> String {
        match self.language {
            SummaryLanguage::En => one(Lang::En),
            SummaryLanguage::ZhCn => one(Lang::ZhCn),
            SummaryLanguage::Both => join(one(Lang::En), &one(Lang::ZhCn)),
        }
    }

    /// A day, month or year. In both languages at once the form `2019-04-30` that both read.
    pub(crate) fn date(&self, date: &PartialDate) -> String {
        let iso = iso_day(date);
        match self.language {
            SummaryLanguage::En => date_text(Lang::En, &iso),
            SummaryLanguage::ZhCn => date_text(Lang::ZhCn, &iso),
            SummaryLanguage::Both => iso,
        }
    }

    /// A date above a column of numbers: in Chinese with its year on a line of its own.
    pub(crate) fn column_date(&self, date: &PartialDate) -> String {
        let text = self.date(date);
        match (self.language, text.split_once('年')) {
            (SummaryLanguage::ZhCn, Some((year, day))) if !day.is_empty() => {
                format!("{year}年\n{day}")
            }
            _ => text,
        }
    }

    /// The title of a row.
    pub(crate) fn title(&self, row: &Row) -> Title {
        let (en, zh) = (row.title_en.trim(), row.title_zh.trim());
        let either = |first: &str, second: &str| {
            let words = if first.is_empty() { second } else { first };
            if words.is_empty() {
                row.code.words().unwrap_or("—").to_owned()
            } else {
                words.to_owned()
            }
        };
        match self.language {
            SummaryLanguage::En => Title {
                untranslated: row.untranslated && has_han(&either(en, zh)),
                main: either(en, zh),
                second: None,
            },
            SummaryLanguage::ZhCn => Title {
                untranslated: row.untranslated && !has_han(&either(zh, en)),
                main: either(zh, en),
                second: None,
            },
            SummaryLanguage::Both if en == zh || en.is_empty() || zh.is_empty() => Title {
                main: either(en, zh),
                second: None,
                untranslated: row.untranslated,
            },
            SummaryLanguage::Both => Title {
                main: without_shared_end(en, zh).to_owned(),
                second: Some(zh.to_owned()),
                untranslated: row.untranslated,
            },
        }
    }

    /// One of two texts, or both of them.
    pub(crate) fn either(&self, en: &str, zh: &str) -> String {
        match self.language {
            SummaryLanguage::En => if en.is_empty() { zh } else { en }.to_owned(),
            SummaryLanguage::ZhCn => if zh.is_empty() { en } else { zh }.to_owned(),
            SummaryLanguage::Both => join(en.to_owned(), zh).trim().to_owned(),
        }
    }

    /// The value for reading, without its unit: overlong numbers are rounded and say so; words such as `Rash` are in the
    /// language of the form where exactly these are known, and in both languages where it has both.
    pub(crate) fn reading<'r>(&self, row: &'r Row) -> Option<Cow<'r, str>> {
        let value = row.value.as_deref().filter(|v| !v.is_empty())?;
        if value.starts_with(|c: char| c.is_ascii_digit() || "<>-=".contains(c)) {
            return Some(readable_value(value));
        }
        let known = |lang| kin_terms::localize_text(value, lang).filter(|words| words != value);
        let (en, zh) = (kin_terms::Lang::En, kin_terms::Lang::Zh);
        let told = match self.language {
            SummaryLanguage::En => known(en),
            SummaryLanguage::ZhCn => known(zh),
            SummaryLanguage::Both => {
                let other = known(en).or_else(|| known(zh));
                other.map(|other| format!("{value} {other}"))
            }
        };
        Some(told.map_or_else(|| readable_value(value), Cow::Owned))
    }

    /// The value with its unit and flag, and in the unit that other countries use: `118 µmol/L H ↑ (≈1.33 mg/dL)`;
    /// `None` where it stands with the title.
    pub(crate) fn value(&self, row: &Row) -> Option<String> {
        if said_with_title(row.kind) {
            return None;
        }
        let mut out = self.reading(row)?.into_owned();
        if let Some(unit) = printed_unit(row.unit.as_deref()) {
            out.push(' ');
            out.push_str(&unit);
        }
        if let Some(flag) = flag_of(row) {
            out.push(' ');
            out.push_str(flag);
        }
        if let Some(also) = also(row) {
            out.push_str(&self.brackets(&also));
        }
        Some(out)
    }

    /// The status in words, when it says more than "this happened".
    pub(crate) fn status(&self, row: &Row) -> Option<String> {
        let code = row.status.as_deref().filter(|s| !s.is_empty())?;
        let done = matches!(
            code,
            "final" | "completed" | "finished" | "current" | "available"
        );
        let happened = !matches!(row.kind, Kind::Condition | Kind::Allergy | Kind::Medication);
        if done && happened {
            return None;
        }
        // Some servers write codes with capital letters.
        for code in [code, &code.to_ascii_lowercase()] {
            let key = format!("status-{code}");
            if Catalogue::find(Lang::En, &key, &[]).is_some() {
                return Some(self.word(&key));
            }
        }
        Some(code.to_owned())
    }

    /// The status where it makes a statement less than certain or less than current: "not confirmed", "on hold",
    /// "proposed". Such a row never stands anywhere without it.
    pub(crate) fn doubt(&self, row: &Row) -> Option<String> {
        const PLAIN: [&str; 11] = [
            "active",
            "amended",
            "completed",
            "confirmed",
            "corrected",
            "current",
            "final",
            "finished",
            "recorded",
            "taking",
            "taking-as-directed",
        ];
        let code = row.status.as_deref().filter(|s| !s.is_empty());
        match (code, row.status_class) {
            (Some(code), StatusClass::Current | StatusClass::Past) if PLAIN.contains(&code) => None,
            // What is over is listed as such.
            (Some("inactive" | "remission" | "resolved"), StatusClass::Past)
                if row.kind == Kind::Condition =>
            {
                None
            }
            (Some(_), _) => self.status(row),
            (None, StatusClass::Current | StatusClass::Past) => None,
            (None, StatusClass::Planned) => Some(self.word("status-class-planned")),
            (None, StatusClass::Negated) => Some(self.word("status-class-negated")),
            (None, StatusClass::Error) => Some(self.word("status-class-error")),
            (None, StatusClass::Unknown) if row.kind == Kind::Medication => {
                Some(self.word("status-class-unknown"))
            }
            (None, StatusClass::Unknown) => None,
        }
    }

    /// Something that is told in English and in Chinese about numbers and days, in the form's language or languages:
    /// in both with days that both read, and what both end with once.
    pub(crate) fn told_of(&self, en: &str, zh: &str) -> String {
        if self.language != SummaryLanguage::Both || en.is_empty() || zh.is_empty() {
            return self.either(en, zh);
        }
        let (en, zh) = (iso_days(en), iso_days(zh));
        match (en.rsplit_once(", "), zh.rsplit_once('，')) {
            (Some((en, days)), Some((zh, same))) if days == same => format!("{en} {zh}, {days}"),
            _ => join(en, &zh),
        }
    }

    /// The same in a narrow column: in both languages an open range, `2015 –`, takes the place of "since" twice.
    pub(crate) fn when_in_column(&self, row: &Row) -> Option<String> {
        let both = self.language == SummaryLanguage::Both;
        match &row.date {
            Some(from) if both && row.end.is_none() && lasts(row) => {
                Some(format!("{} –", self.date(from)))
            }
            _ => self.when(row),
        }
    }

    /// When: `since 2015`, `2015 – 2018`, `30 Apr 2019`.
    pub(crate) fn when(&self, row: &Row) -> Option<String> {
        match (&row.date, &row.end) {
            (Some(from), Some(to)) if iso_day(from) != iso_day(to) => {
                Some(format!("{} – {}", self.date(from), self.date(to)))
            }
            (Some(from), None) if lasts(row) => {
                Some(self.text("print-since", &[("date", &self.date(from))]))
            }
            (Some(day), _) => Some(self.date(day)),
            (None, Some(to)) => Some(self.text("print-until", &[("date", &self.date(to))])),
            (None, None) => row
                .noted
                .as_ref()
                .map(|day| self.text("print-noted", &[("date", &self.date(day))])),
        }
    }

    /// Marks of the sources: `H`, or `H2` where there are several of a letter.
    pub(crate) fn marks(&self, row: &Row) -> String {
        self.marks_of(&row.sources)
    }

    /// Marks of some sources.
    pub(crate) fn marks_of(&self, sources: &[SourceMark]) -> String {
        let mut marks: Vec<String> = Vec::new();
        for source in sources {
            let mark = self.mark(source);
            if !marks.contains(&mark) {
                marks.push(mark);
            }
        }
        marks.join(self.pause())
    }

    fn mark(&self, source: &SourceMark) -> String {
        let several = self.per_letter.get(&source.letter).is_some_and(|n| *n > 1);
        match self.sources.get(&(source.letter, source.label.clone())) {
            Some((number, _)) if several => format!("{}{number}", source.letter),
            _ => source.letter.to_string(),
        }
    }

    /// Every source with its mark, in the order of marks: `H1 Central Hospital`.
    pub(crate) fn source_list(&self) -> Vec<String> {
        self.listed(|_| String::new())
    }

    /// The same with the day on which each was brought in or typed last.
    pub(crate) fn dated_source_list(&self) -> Vec<String> {
        self.listed(|day| self.brackets(&self.date(day)))
    }

    fn listed(&self, after: impl Fn(&PartialDate) -> String) -> Vec<String> {
        let mut list: Vec<_> = self.sources.iter().collect();
        list.sort_by_key(|((letter, _), (number, _))| (*letter, *number));
        list.into_iter()
            .map(|((letter, label), (_, day))| {
                let mark = self.mark(&SourceMark {
                    letter: *letter,
                    label: label.clone(),
                    brought: None,
                });
                let day = day.as_ref().map(&after).unwrap_or_default();
                let label = shortened(label.trim());
                if label.is_empty() {
                    format!("{mark}{day}")
                } else {
                    // A mark never stands at a line's end without its name.
                    format!("{mark}\u{a0}{label}{day}")
                }
            })
            .collect()
    }

    /// The name of a specialty by its key; the key where it has no words.
    pub(crate) fn specialty(&self, key: &str) -> String {
        let word = format!("specialty-{key}");
        match Catalogue::find(Lang::En, &word, &[]) {
            Some(_) => self.word(&word),
            None => key.to_owned(),
        }
    }

    /// The name of a section.
    pub(crate) fn section(&self, section: Section) -> String {
        self.word(section_key(section))
    }

    /// The person's sex.
    pub(crate) fn sex(&self, sex: Sex) -> String {
        self.word(match sex {
            Sex::Female => "sex-female",
            Sex::Male => "sex-male",
            Sex::Other => "sex-other",
            Sex::Unknown => "sex-unknown",
        })
    }
}

/// The English title without the strength that the Chinese one repeats at its end:
/// "Metformin 500 mg", "二甲双胍 500 mg" is printed as "Metformin 二甲双胍 500 mg".
fn without_shared_end<'a>(en: &'a str, zh: &str) -> &'a str {
    en.char_indices()
        .filter(|(_, c)| *c == ' ')
        .filter_map(|(at, _)| en.split_at_checked(at))
        .find(|(head, tail)| {
            !head.is_empty() && tail.contains(|c: char| c.is_ascii_digit()) && zh.ends_with(tail)
        })
        .map_or(en, |(head, _)| head)
}

/// Longest name of a source in characters.
const LABEL: usize = 44;

/// A source's name on one line; a longer one, such as the name of a file, keeps its beginning and
/// its end, which tell it from its neighbours.
fn shortened(label: &str) -> String {
    let count = label.chars().count();
    if count <= LABEL {
        return label.to_owned();
    }
    let tail = LABEL / 3;
    let head: String = label.chars().take(LABEL - 1 - tail).collect();
    let end: String = label.chars().skip(count - tail).collect();
    format!("{}…{}", head.trim_end(), end.trim_start())
}

/// The value in the unit that other countries use, computed and said to be; nothing where the source's unit is the
/// only usual one. For reading: no range and no limit is ever held against it.
pub(crate) fn also(row: &Row) -> Option<String> {
    let (value, unit) = kin_terms::also(
        &row.code.codings,
        row.value.as_deref()?,
        row.unit.as_deref()?,
    )?;
    Some(format!("≈{value} {unit}"))
}

/// True for what began and goes on.
const fn lasts(row: &Row) -> bool {
    let lasting = matches!(
        row.kind,
        Kind::Condition | Kind::Medication | Kind::Device | Kind::CarePlan | Kind::Goal
    );
    lasting && matches!(row.status_class, StatusClass::Current)
}

/// Reaction, dosage and further words that stand with the title.
pub(crate) fn further(row: &Row, words: &Words) -> Option<String> {
    told(row, words, row.aside.as_deref())
}

/// The same where there is little room: `…` stands for what the details say of a medicine beside its dose.
pub(crate) fn further_in_short(row: &Row, words: &Words) -> Option<String> {
    told(row, words, row.aside.as_ref().map(|_| "…"))
}

fn told(row: &Row, words: &Words, aside: Option<&str>) -> Option<String> {
    let said = said_with_title(row.kind)
        .then(|| words.reading(row))
        .flatten();
    let unit = said
        .as_ref()
        .and_then(|_| printed_unit(row.unit.as_deref()));
    let said = match (said, unit) {
        (Some(value), Some(unit)) => Some(format!("{value} {unit}")),
        (value, _) => value.map(Cow::into_owned),
    };
    let more = [row.note.as_deref(), aside].into_iter().flatten();
    let more = more.map(str::trim).filter(|words| !words.is_empty());
    let parts: Vec<&str> = said.as_deref().into_iter().chain(more).collect();
    Some(parts.join(words.semicolon())).filter(|t| !t.is_empty())
}

/// True for kinds whose value is words that belong to the title: a reaction, a dosage.
const fn said_with_title(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Allergy
            | Kind::Medication
            | Kind::Condition
            | Kind::Immunization
            | Kind::Procedure
            | Kind::FamilyHistory
    )
}

/// English and Chinese in a row; once where they are the same.
pub(crate) fn join(en: String, zh: &str) -> String {
    if en == zh { en } else { format!("{en} {zh}") }
}

/// A text of the catalogue in which days are written as both languages read them: `2026-05-11`.
fn iso_days(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let fresh = !out.ends_with(|c: char| c.is_ascii_digit());
        match english_day(rest)
            .or_else(|| chinese_day(rest))
            .filter(|_| fresh)
        {
            Some(((year, month, day), tail)) => {
                out.push_str(&format!("{year}-{month:02}-{day:02}"));
                rest = tail;
            }
            None => {
                out.push(first);
                rest = rest.strip_prefix(first).unwrap_or_default();
            }
        }
    }
    out
}

/// A number of at most so many digits and what follows it.
fn digits(text: &str, most: usize) -> Option<(u16, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, rest) = text.split_at_checked(end).filter(|_| end <= most)?;
    Some((number.parse().ok()?, rest))
}

/// `11 May 2026`, as the catalogue writes it.
fn english_day(text: &str) -> Option<((u16, u16, u16), &str)> {
    let (day, rest) = digits(text, 2)?;
    let (month, rest) = rest.strip_prefix(' ')?.split_once(' ')?;
    let month = (1..=12_u16).find(|m| {
        date_text(Lang::En, &format!("2000-{m:02}")).strip_suffix(" 2000") == Some(month)
    })?;
    let (year, rest) = digits(rest, 4)?;
    Some(((year, month, day), rest))
}

/// `2026年5月11日`.
fn chinese_day(text: &str) -> Option<((u16, u16, u16), &str)> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('年')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('月')?, 2)?;
    Some(((year, month, day), rest.strip_prefix('日')?))
}

/// The day of a date, without its time.
pub(crate) fn iso_day(date: &PartialDate) -> String {
    let text = date.to_string();
    text.split('T').next().unwrap_or_default().to_owned()
}

/// The catalogue key of a section's name.
pub(crate) const fn section_key(section: Section) -> &'static str {
    match section {
        Section::Allergies => "summary-section-allergies",
        Section::Problems => "summary-section-problems",
        Section::Medications => "summary-section-medications",
        Section::VitalSigns => "summary-section-vital-signs",
        Section::Results => "summary-section-results",
        Section::Immunizations => "summary-section-immunizations",
        Section::Procedures => "summary-section-procedures",
        Section::Pregnancy => "summary-section-pregnancy",
        Section::PastProblems => "summary-section-past-problems",
        Section::Devices => "summary-section-devices",
        Section::SocialHistory => "summary-section-social-history",
        Section::FamilyHistory => "summary-section-family-history",
        Section::Plan => "summary-section-plan",
        Section::AdvanceDirectives => "summary-section-advance-directives",
        Section::Alerts => "summary-section-alerts",
        Section::Visits => "summary-section-visits",
        Section::Documents => "summary-section-documents",
        Section::PatientStory => "summary-section-patient-story",
        // A section of a newer model is printed under a name that says so and is never dropped.
        _ => "kind-other",
    }
}

/// The flag of a value outside its range: a letter and an arrow, so that neither colour nor one
/// country's habit is needed to read it.
///
/// # Source
/// Letters: HL7 v2.9, table 0078 (H, L, HH, LL, A). Arrows: usual on Chinese laboratory reports.
pub(crate) const fn flag(abnormal: Abnormal) -> Option<&'static str> {
    match abnormal {
        Abnormal::No => None,
        Abnormal::Low => Some("L ↓"),
        Abnormal::High => Some("H ↑"),
        Abnormal::CriticalLow => Some("LL ↓"),
        Abnormal::CriticalHigh => Some("HH ↑"),
        Abnormal::Yes => Some("A"),
    }
}

/// The flag behind a value. Of several values in one each has its own among its words ("Sodium 128 mmol/L (L);
/// Chloride 99 mmol/L"): one behind the last of them would be taken for the last one's.
pub(crate) fn flag_of(row: &Row) -> Option<&'static str> {
    const OWN: [&str; 5] = ["(L)", "(H)", "(LL)", "(HH)", "(A)"];
    let value = row.value.as_deref().unwrap_or_default();
    let flagged = |piece: &str| OWN.iter().any(|own| piece.ends_with(own));
    if value.contains("; ") && value.split("; ").any(flagged) {
        return None;
    }
    flag(row.abnormal)
}

/// A unit as people read it, as on the screens; `None` for none and for a mere number.
pub(crate) fn printed_unit(unit: Option<&str>) -> Option<Cow<'_, str>> {
    unit.map(kin_terms::ucum::print_unit)
        .filter(|unit| !unit.is_empty())
}
