//! The summary as a short text that a doctor pastes into a note: in English in the order of a history of
//! present illness, in Chinese in that of 院外就诊经历.
//!
//! Every fact stands with its date and the mark of its source, as the record has it. Nothing is concluded:
//! the text never says that somebody "denies" something or "has no history of" it, and what the record
//! does not know is called "not known".

use crate::details::nothing_key;
use crate::rows::{any_untranslated, by_use, icd10};
use crate::series::{Series, gather};
use crate::words::{Words, further};
use kin_i18n::{Catalogue, Lang};
use kin_model::summary::{Nothing, Row, Section, Summary, SummaryLanguage, SummarySection};
use kin_model::visit::{Change, ChangeKind};
use kin_model::{Abnormal, Kind, Sex, StatusClass};

/// Most rows of a list that is no list of allergies, problems or medicines: those are never cut.
const MOST: usize = 8;
/// Most quantities of results.
const RESULTS: usize = 12;

/// The text in the summary's language; in both one after the other (UTF-8, lines end with `\n`). It names no
/// person: the record into which it is pasted does.
#[must_use]
pub fn summary_note(summary: &Summary) -> String {
    match summary.language {
        SummaryLanguage::En => note(summary, Lang::En),
        SummaryLanguage::ZhCn => note(summary, Lang::ZhCn),
        SummaryLanguage::Both => {
            format!("{}\n{}", note(summary, Lang::En), note(summary, Lang::ZhCn))
        }
    }
}

/// The words of one language, with its marks of punctuation.
struct Voice {
    words: Words,
    lang: Lang,
    colon: &'static str,
    semicolon: &'static str,
    stop: &'static str,
}

impl Voice {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        Catalogue::text(self.lang, key, args)
    }

    fn line(&self, key: &str, parts: &[String]) -> String {
        let label = self.say(key, &[]);
        let text = parts.join(self.semicolon);
        format!("{label}{}{}", self.colon, self.stopped(&text))
    }

    /// With one full stop at its end.
    fn stopped(&self, text: &str) -> String {
        let text = text.trim_end_matches(['.', '。']);
        format!("{text}{}", self.stop)
    }

    fn brackets(&self, inner: &str) -> String {
        match self.lang {
            _ if inner.is_empty() => String::new(),
            Lang::En => format!(" ({inner})"),
            Lang::ZhCn => format!("（{inner}）"),
        }
    }

    fn listed(&self, parts: &[String]) -> String {
        parts.join(match self.lang {
            Lang::En => ", ",
            Lang::ZhCn => "，",
        })
    }
}

fn note(summary: &Summary, lang: Lang) -> String {
    let language = match lang {
        Lang::En => SummaryLanguage::En,
        Lang::ZhCn => SummaryLanguage::ZhCn,
    };
    let (colon, semicolon, stop) = match lang {
        Lang::En => (": ", "; ", "."),
        Lang::ZhCn => ("：", "；", "。"),
    };
    let voice = Voice {
        words: Words::in_language(summary, language),
        lang,
        colon,
        semicolon,
        stop,
    };
    let made = voice.words.date(&summary.made);
    let mut lines = vec![voice.say("note-head", &[("date", &made)])];
    lines.push(who(summary, &voice));
    lines.extend(asked(summary, &voice));
    lines.push(allergies(summary, &voice));
    lines.extend(medicines(summary, &voice));
    lines.extend(changes(summary, &voice));
    lines.extend(results(summary, &voice));
    lines.extend(readings(summary, &voice));
    for (section, key) in OTHERS {
        lines.extend(others(summary, *section, key, &voice));
    }
    lines.extend(conflicts(summary, &voice));
    lines.extend(foot(summary, &voice));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// Sections that are told after the first ones, each on a line of its own.
const OTHERS: &[(Section, &str)] = &[
    (Section::Alerts, "note-alerts"),
    (Section::Pregnancy, "note-pregnancy"),
    (Section::PastProblems, "note-past-problems"),
    (Section::Procedures, "note-procedures"),
    (Section::Devices, "note-devices"),
    (Section::Immunizations, "note-immunizations"),
    (Section::FamilyHistory, "note-family-history"),
    (Section::SocialHistory, "note-social-history"),
    (Section::Plan, "note-plan"),
    (Section::AdvanceDirectives, "note-advance-directives"),
    (Section::Visits, "note-visits"),
    (Section::Documents, "note-documents"),
    (Section::PatientStory, "note-patient-story"),
];

fn section(summary: &Summary, wanted: Section) -> Option<&SummarySection> {
    summary.sections.iter().find(|s| s.section == wanted)
}

/// "72-year-old woman, born 18 Mar 1954, with Hypertension (since 2015) \[H1\]; … Presents for …"
fn who(summary: &Summary, voice: &Voice) -> String {
    let grown = summary.age.is_none_or(|age| age >= 18);
    let key = match (summary.person.sex, grown) {
        (Sex::Female, true) => "note-woman",
        (Sex::Female, false) => "note-girl",
        (Sex::Male, true) => "note-man",
        (Sex::Male, false) => "note-boy",
        (Sex::Other | Sex::Unknown, _) => "note-person",
    };
    let who = voice.say(key, &[]);
    let mut text = match summary.age {
        Some(age) => voice.say("note-who", &[("age", &age.to_string()), ("who", &who)]),
        None => voice.say("note-who-no-age", &[("who", &who)]),
    };
    if let Some(born) = &summary.person.born {
        let born = voice.words.date(born);
        text = voice.say("note-who-born", &[("who", &text), ("born", &born)]);
    }
    let comma = match (voice.lang, &summary.person.born) {
        (Lang::En, None) => " ",
        (Lang::En, Some(_)) => ", ",
        (Lang::ZhCn, _) => "。",
    };
    let problems = section(summary, Section::Problems);
    let rows = problems.map_or(&[][..], |s| &s.rows);
    let said = match problems.map(|s| s.nothing) {
        None | Some(Some(Nothing::LeftOut)) => Err("note-problems-left-out"),
        Some(Some(Nothing::KnownNone)) => Err("note-problems-none"),
        Some(_) if rows.is_empty() => Err("note-problems-unknown"),
        Some(_) => Ok(entries(rows, problems, voice).join(voice.semicolon)),
    };
    let text = match said {
        Ok(problems) => {
            let with = voice.say("note-with", &[("problems", &problems)]);
            voice.stopped(&format!("{text}{comma}{with}"))
        }
        Err(key) => {
            let pause = match voice.lang {
                Lang::En => "; ",
                Lang::ZhCn => "。",
            };
            voice.stopped(&format!("{text}{pause}{}", voice.say(key, &[])))
        }
    };
    let reason = flat(&summary.reason);
    if reason.is_empty() {
        return text;
    }
    // The sentence brings its own full stop.
    let reason = reason.trim_end_matches(['.', '。']);
    let reason = voice.say("note-presents", &[("reason", reason)]);
    match voice.lang {
        Lang::En => format!("{text} {reason}"),
        Lang::ZhCn => format!("{text}{reason}"),
    }
}

fn asked(summary: &Summary, voice: &Voice) -> Option<String> {
    let questions: Vec<String> = summary
        .questions
        .iter()
        .map(|q| flat(q))
        .filter(|q| !q.is_empty())
        .enumerate()
        .map(|(n, q)| format!("({}) {q}", n + 1))
        .collect();
    let list = questions.join(" ");
    (!list.is_empty()).then(|| voice.say("note-questions", &[("questions", &list)]))
}

/// A line of a section that is always there, and why it is empty where it is.
fn always(summary: &Summary, wanted: Section, key: &str, voice: &Voice) -> String {
    let found = section(summary, wanted);
    let rows = found.map_or(&[][..], |s| &s.rows);
    let why = match found.map(|s| s.nothing) {
        None | Some(Some(Nothing::LeftOut)) => Some("left-out"),
        Some(Some(Nothing::KnownNone)) => Some("none"),
        Some(_) if rows.is_empty() => Some("unknown"),
        Some(_) => None,
    };
    let mut parts: Vec<String> = why
        .map(|why| voice.say(&format!("{key}-{why}"), &[]))
        .into_iter()
        .collect();
    // A source that says "none" is named, too.
    parts.extend(entries(rows, found, voice));
    voice.line(key, &parts)
}

fn allergies(summary: &Summary, voice: &Voice) -> String {
    always(summary, Section::Allergies, "note-allergies", voice)
}

/// What is taken now, and in a line of its own what was stopped, is planned or is not taken.
fn medicines(summary: &Summary, voice: &Voice) -> Vec<String> {
    let found = section(summary, Section::Medications);
    let (now, other) = found.map_or_else(Default::default, by_use);
    if other.is_empty() {
        let line = always(summary, Section::Medications, "note-medicines", voice);
        return vec![line];
    }
    let said = |rows: Vec<&Row>| -> Vec<String> {
        rows.into_iter().map(|row| entry(row, voice)).collect()
    };
    let (mut now, mut other) = (said(now), said(other));
    if now.is_empty() {
        let none = voice.words.word("print-medicines-none-now");
        now.push(none.trim_end_matches(['.', '。']).to_owned());
    }
    other.extend(more(found.map_or(0, |s| s.left_off), voice));
    vec![
        voice.line("note-medicines", &now),
        voice.line("note-medicines-other", &other),
    ]
}

/// Every row, and how many more the selection has.
fn entries(rows: &[Row], of: Option<&SummarySection>, voice: &Voice) -> Vec<String> {
    let mut out: Vec<String> = rows.iter().map(|row| entry(row, voice)).collect();
    out.extend(more(of.map_or(0, |s| s.left_off), voice));
    out
}

fn more(count: usize, voice: &Voice) -> Option<String> {
    (count > 0).then(|| voice.say("note-more", &[("count", &count.to_string())]))
}

/// What has changed since the last visit.
fn changes(summary: &Summary, voice: &Voice) -> Option<String> {
    let parts: Vec<String> = summary
        .changes
        .iter()
        .map(|change| changed(change, voice))
        .collect();
    if parts.is_empty() {
        return None;
    }
    Some(match &summary.compared_with {
        Some(day) => {
            let day = voice.words.date(day);
            let label = voice.say("note-changes", &[("date", &day)]);
            let text = parts.join(voice.semicolon);
            format!("{label}{}{}", voice.colon, voice.stopped(&text))
        }
        None => voice.line("note-changes-undated", &parts),
    })
}

fn changed(change: &Change, voice: &Voice) -> String {
    let text = change_words(change, voice.lang);
    let when = change.date.as_ref().map(|d| voice.words.date(d));
    let when = voice.brackets(&when.unwrap_or_default());
    format!(
        "{text}{when}{}",
        cited(&voice.words.marks_of(&change.sources))
    )
}

/// One change in words: "started: Amlodipine 5 mg", "now out of range: LDL 3.9 → 2.6 mmol/L".
pub(crate) fn change_words(change: &Change, lang: Lang) -> String {
    let title = match lang {
        Lang::En => &change.title_en,
        Lang::ZhCn => &change.title_zh,
    };
    let with_unit = |value: &str| {
        let unit = crate::words::printed_unit(change.unit.as_deref());
        unit.map_or_else(|| value.to_owned(), |unit| format!("{value} {unit}"))
    };
    let what = match (&change.from, &change.to) {
        (Some(from), Some(to)) => Catalogue::text(
            lang,
            "note-from-to",
            &[("what", title), ("from", from), ("to", &with_unit(to))],
        ),
        (None, Some(value)) | (Some(value), None) => Catalogue::text(
            lang,
            "note-to",
            &[("what", title), ("to", &with_unit(value))],
        ),
        (None, None) => title.clone(),
    };
    let key = match change.kind {
        ChangeKind::Diagnosis => "change-diagnosis",
        ChangeKind::Allergy => "change-allergy",
        ChangeKind::CameIn => "change-came-in",
        ChangeKind::MedicineStarted => "change-medicine-started",
        ChangeKind::MedicineStopped => "change-medicine-stopped",
        ChangeKind::MedicineChanged => "change-medicine-changed",
        ChangeKind::ResultOut => "change-result-out",
        ChangeKind::ResultBack => "change-result-back",
        ChangeKind::ResultMoved => "change-result-moved",
        ChangeKind::MeanMoved => "change-mean-moved",
        ChangeKind::Symptom => "change-symptom",
        // What a newer model names otherwise happened since then.
        _ => "change-event",
    };
    Catalogue::text(lang, key, &[("what", &what)])
}

/// The newest value of each quantity, out of range first; values before it where it is out of range.
fn results(summary: &Summary, voice: &Voice) -> Option<String> {
    let found = section(summary, Section::Results)?;
    let mut all = gather(found.rows.iter());
    let unmeasured: Vec<&Row> = found
        .rows
        .iter()
        .filter(|r| r.value.as_deref().is_none_or(str::is_empty))
        .collect();
    all.sort_by_key(|s| {
        let newest = s.newest();
        let out = newest.is_some_and(|r| r.abnormal != Abnormal::No);
        let day = newest.and_then(|r| r.date);
        (
            std::cmp::Reverse((out, s.out_of_range())),
            std::cmp::Reverse(day.map_or(i64::MIN, |d| d.sort_seconds())),
        )
    });
    let count = all.len() + unmeasured.len();
    let mut parts: Vec<String> = all
        .iter()
        .take(RESULTS)
        .filter_map(Series::newest)
        .map(|row| entry(row, voice))
        .collect();
    let room = RESULTS.saturating_sub(parts.len());
    parts.extend(unmeasured.iter().take(room).map(|row| entry(row, voice)));
    let rest = count.saturating_sub(parts.len()) + found.left_off;
    if parts.is_empty() && rest == 0 {
        return None;
    }
    parts.extend(more(rest, voice));
    Some(voice.line("note-results", &parts))
}

/// Readings at home by their method; beside them the newest of each measurement.
fn readings(summary: &Summary, voice: &Voice) -> Vec<String> {
    let mut lines = Vec::new();
    for home in &summary.home {
        let method = match voice.lang {
            Lang::En => &home.method_en,
            Lang::ZhCn => &home.method_zh,
        };
        let mut parts: Vec<String> = home
            .lines
            .iter()
            .map(|(en, zh)| match voice.lang {
                Lang::En => flat(en),
                Lang::ZhCn => flat(zh),
            })
            .filter(|text| !text.is_empty())
            .collect();
        // Doses say of which medicine they are.
        if let (Some(first), Some(of)) = (parts.first_mut(), named(summary, home, &voice.words)) {
            first.insert_str(0, &format!("{of}{}", voice.colon));
        }
        if let Some(last) = parts.last_mut() {
            last.push_str(&voice.brackets(method));
            last.push_str(&cited(&voice.words.marks_of(&home.sources)));
            let label = match home.series.as_str() {
                "medicine" => "note-home".to_owned(),
                series => format!("page-home-{series}"),
            };
            lines.push(voice.line(&label, &parts));
        }
    }
    if let Some(found) = section(summary, Section::VitalSigns) {
        let all = gather(found.rows.iter());
        let mut parts: Vec<String> = all
            .iter()
            .take(MOST)
            .filter_map(Series::newest)
            .map(|row| entry(row, voice))
            .collect();
        let rest = all.len().saturating_sub(parts.len()) + found.left_off;
        if !parts.is_empty() || rest > 0 {
            parts.extend(more(rest, voice));
            lines.push(voice.line("note-vital-signs", &parts));
        }
    }
    lines
}

fn others(summary: &Summary, wanted: Section, key: &str, voice: &Voice) -> Option<String> {
    let found = section(summary, wanted)?;
    if found.rows.is_empty() {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    if found.nothing == Some(Nothing::KnownNone) {
        parts.push(flat(
            voice
                .words
                .word(nothing_key(Some(found)))
                .trim_end_matches(['.', '。']),
        ));
    }
    let rows = found.rows.iter().take(MOST);
    parts.extend(rows.map(|row| entry(row, voice)));
    let rest = found.rows.len().saturating_sub(MOST) + found.left_off;
    parts.extend(more(rest, voice));
    Some(voice.line(key, &parts))
}

fn conflicts(summary: &Summary, voice: &Voice) -> Option<String> {
    let parts: Vec<String> = summary
        .conflicts
        .iter()
        .map(|conflict| {
            let text = match voice.lang {
                Lang::En => &conflict.text_en,
                Lang::ZhCn => &conflict.text_zh,
            };
            let text = flat(text);
            let text = text.trim_end_matches(['.', '。']);
            format!("{text}{}", cited(&voice.words.marks_of(&conflict.sources)))
        })
        .collect();
    (!parts.is_empty()).then(|| voice.line("note-conflicts", &parts))
}

/// What is not known, what was left out, and which mark stands for whom.
fn foot(summary: &Summary, voice: &Voice) -> Vec<String> {
    let mut lines = Vec::new();
    let always = [Section::Allergies, Section::Problems, Section::Medications];
    let names = |wanted: fn(Option<Nothing>) -> bool| -> Vec<String> {
        summary
            .sections
            .iter()
            .filter(|s| s.rows.is_empty() && s.left_off == 0 && wanted(s.nothing))
            .filter(|s| !always.contains(&s.section) && s.section != Section::PatientStory)
            .map(|s| voice.words.section(s.section))
            .collect()
    };
    let unknown = names(|nothing| matches!(nothing, None | Some(Nothing::NoInformation)));
    let left_out = names(|nothing| nothing == Some(Nothing::LeftOut));
    for (key, names) in [("note-not-known", unknown), ("note-left-out", left_out)] {
        if !names.is_empty() {
            // Names of one kind stand closer together in Chinese than parts of a sentence.
            let names = names.join(match voice.lang {
                Lang::En => ", ",
                Lang::ZhCn => "、",
            });
            lines.push(voice.say(key, &[("sections", &names)]));
        }
    }
    if let Some(since) = &summary.since {
        let day = voice.words.date(since);
        lines.push(voice.say("note-only-since", &[("date", &day)]));
    }
    let sources: Vec<String> = voice
        .words
        .source_list()
        .into_iter()
        .map(|source| source.replace('\u{a0}', " "))
        .collect();
    if !sources.is_empty() {
        let letters = voice.words.word("print-letters");
        let list = sources.join(voice.semicolon);
        lines.push(voice.say("note-sources", &[("sources", &list), ("letters", &letters)]));
    }
    if any_untranslated(summary, &voice.words) {
        lines.push(voice.say("note-untranslated", &[]));
    }
    lines
}

/// "Penicillin Z88.0 (rash, 2019) \[H1\]"
fn entry(row: &Row, voice: &Voice) -> String {
    let words = &voice.words;
    let mut text = words.title(row).plain();
    if let Some(code) = icd10(row) {
        text = format!("{text} {code}");
    }
    if let Some(value) = words.value(row) {
        text = format!("{text} {value}");
    }
    let range = row
        .range
        .as_deref()
        .map(str::trim)
        .filter(|r| !r.is_empty());
    let range = range.map(|range| voice.say("note-range", &[("range", range)]));
    let plain = row.status_class == StatusClass::Current
        && row.status.as_deref().is_none_or(|s| s == "active");
    let status = words
        .status(row)
        .filter(|_| !plain || row.kind == Kind::Procedure);
    let more: Vec<String> = [
        range,
        further(row, words).map(|f| flat(&f).trim_end_matches(['.', '。']).to_owned()),
        status,
        words.when(row),
    ]
    .into_iter()
    .flatten()
    .filter(|part| !part.is_empty())
    .collect();
    let more = voice.brackets(&voice.listed(&more));
    format!("{text}{more}{}", cited(&words.marks(row)))
}

fn cited(marks: &str) -> String {
    if marks.is_empty() {
        String::new()
    } else {
        format!(" [{marks}]")
    }
}

/// The medicine that computed doses are of.
pub(crate) fn named(
    summary: &Summary,
    home: &kin_model::standing::HomeReadings,
    words: &Words,
) -> Option<String> {
    let id = home.entries.first().filter(|_| home.series == "medicine")?;
    let mut rows = summary.sections.iter().flat_map(|s| &s.rows);
    rows.find(|row| row.entry == *id)
        .map(|row| words.title(row).plain())
}

/// On one line.
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
