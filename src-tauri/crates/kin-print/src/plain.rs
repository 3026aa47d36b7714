//! The summary as plain text: readable by any program and aloud.

use crate::details::nothing_key;
use crate::note::{change_words, flat, named};
use crate::page_one::full_name;
use crate::rows::{any_untranslated, by_use, icd10};
use crate::words::{Words, further};
use kin_i18n::Lang;
use kin_model::Contact;
use kin_model::summary::{Nothing, Row, Section, Summary, SummarySection};

/// The whole summary as plain text (UTF-8, lines end with `\n`), in the summary's language.
#[must_use]
pub fn summary_text(summary: &Summary) -> String {
    let words = Words::new(summary);
    let mut lines = head(summary, &words);
    let (first, rest) = allergies_first(summary);
    first
        .iter()
        .for_each(|section| section_lines(section, &words, &mut lines));
    reason(summary, &words, &mut lines);
    for (name, said) in standing(summary, &words) {
        title(&name, &mut lines);
        lines.extend(said.into_iter().map(|line| format!("- {line}")));
    }
    rest.iter()
        .for_each(|section| section_lines(section, &words, &mut lines));
    if let Some(story) = &summary.story {
        let text = story.plain_text();
        if !text.trim().is_empty() {
            title(&words.section(Section::PatientStory), &mut lines);
            lines.extend(
                text.lines()
                    .map(str::trim)
                    .filter(|l| !l.is_empty())
                    .map(str::to_owned),
            );
            if story.cut {
                lines.push(words.word("print-cut"));
            }
        }
    }
    title(&words.word("print-sources"), &mut lines);
    lines.extend(
        words
            .dated_source_list()
            .into_iter()
            .map(|source| source.replace('\u{a0}', " ")),
    );
    for key in ["print-letters", "print-flags"] {
        lines.push(words.word(key));
    }
    if any_untranslated(summary, &words) {
        lines.push(words.word("print-untranslated"));
    }
    lines.push(words.word("print-derived"));
    lines.push(words.word("print-decide"));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// Who and why: the facts of the head, in order. Shared with the HTML form.
pub(crate) fn facts(summary: &Summary, words: &Words) -> Vec<String> {
    let person = &summary.person;
    let mut facts = vec![words.sex(person.sex)];
    if let Some(age) = summary.age {
        facts.push(words.text("print-age", &[("age", &age.to_string())]));
    }
    facts.push(match &person.born {
        Some(born) => words.text("print-born", &[("date", &words.date(born))]),
        None => words.word("print-born-unknown"),
    });
    if !person.phone.trim().is_empty() {
        facts.push(words.text("print-phone", &[("phone", person.phone.trim())]));
    }
    facts
}

fn head(summary: &Summary, words: &Words) -> Vec<String> {
    let mut lines = vec![
        words.word("print-title").to_uppercase(),
        full_name(&summary.person, words),
        facts(summary, words).join(" · "),
        words.text("print-made", &[("date", &words.date(&summary.made))]),
        words.text(
            "print-source-count",
            &[("count", &summary.source_count.to_string())],
        ),
    ];
    if let Some(since) = &summary.since {
        lines.push(words.text("print-only-since", &[("date", &words.date(since))]));
    }
    lines
}

/// Somebody to call, as one text.
pub(crate) fn contact(contact: &Contact) -> String {
    [&contact.name, &contact.relation, &contact.phone]
        .into_iter()
        .map(|part| flat(part))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// What stands beside the sections: whom to call, what has changed, readings at home, what sources tell
/// differently; each with its heading. Shared with the HTML form.
pub(crate) fn standing(summary: &Summary, words: &Words) -> Vec<(String, Vec<String>)> {
    let person = &summary.person;
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    let mut contacts: Vec<String> = person.contacts.iter().map(contact).collect();
    contacts.extend(person.doctor.as_ref().map(contact).map(|doctor| {
        if doctor.is_empty() {
            doctor
        } else {
            words.named(&words.word("print-doctor"), &doctor)
        }
    }));
    out.push((words.word("print-contacts"), contacts));
    let changes = summary.changes.iter().map(|change| {
        let mut text = words.told(|lang| change_words(change, lang));
        if let Some(day) = &change.date {
            text = format!("{text} · {}", words.date(day));
        }
        cited(text, &words.marks_of(&change.sources))
    });
    let title = match &summary.compared_with {
        Some(day) => words.text("print-changes-since", &[("date", &words.date(day))]),
        None => words.word("print-changes"),
    };
    out.push((title, changes.collect()));
    let home = summary.home.iter().flat_map(|home| {
        let method = words.told(|lang| match lang {
            Lang::En => flat(&home.method_en),
            Lang::ZhCn => flat(&home.method_zh),
        });
        let count = home.lines.len();
        // What it is: a medicine by its name, else the kind of reading.
        let of = named(summary, home, words).or_else(|| {
            let key = format!("page-home-{}", home.series);
            (home.series != "medicine").then(|| words.word(&key))
        });
        home.lines.iter().enumerate().map(move |(n, (en, zh))| {
            let text = words.told_of(&flat(en), &flat(zh));
            let text = match &of {
                Some(of) if n == 0 => words.named(of, &text),
                _ => text,
            };
            if n + 1 == count {
                cited(format!("{text} · {method}"), &words.marks_of(&home.sources))
            } else {
                text
            }
        })
    });
    out.push((words.word("print-home"), home.collect()));
    let conflicts = summary.conflicts.iter().map(|conflict| {
        let text = words.told(|lang| match lang {
            Lang::En => flat(&conflict.text_en),
            Lang::ZhCn => flat(&conflict.text_zh),
        });
        cited(text, &words.marks_of(&conflict.sources))
    });
    out.push((words.word("print-conflicts"), conflicts.collect()));
    for (_, lines) in &mut out {
        lines.retain(|line| !line.is_empty());
    }
    out.retain(|(_, lines)| !lines.is_empty());
    out
}

fn cited(text: String, marks: &str) -> String {
    if marks.is_empty() {
        text
    } else {
        format!("{text} · {marks}")
    }
}

/// The allergies, when they are the first section, and the other sections.
pub(crate) fn allergies_first(summary: &Summary) -> (&[SummarySection], &[SummarySection]) {
    let first = summary
        .sections
        .first()
        .is_some_and(|s| s.section == Section::Allergies);
    summary
        .sections
        .split_at_checked(usize::from(first))
        .unwrap_or((&[], &summary.sections))
}

fn reason(summary: &Summary, words: &Words, lines: &mut Vec<String>) {
    let questions: Vec<&str> = summary
        .questions
        .iter()
        .map(|q| q.trim())
        .filter(|q| !q.is_empty())
        .collect();
    if !summary.reason.trim().is_empty() || !questions.is_empty() {
        title(&words.word("print-reason"), lines);
        lines.extend(
            Some(summary.reason.trim())
                .filter(|r| !r.is_empty())
                .map(str::to_owned),
        );
        lines.extend(
            questions
                .iter()
                .enumerate()
                .map(|(n, q)| format!("{}. {q}", n + 1)),
        );
    }
}

fn title(text: &str, lines: &mut Vec<String>) {
    lines.extend([
        String::new(),
        text.to_owned(),
        "-".repeat(text.chars().count().min(60)),
    ]);
}

/// What a section without rows says; for allergies in words that cannot be read as "none".
pub(crate) fn nothing_words(section: &SummarySection, words: &Words) -> String {
    match (section.section, section.nothing) {
        (Section::Allergies, None | Some(Nothing::NoInformation)) => {
            words.word("print-allergy-no-information")
        }
        (Section::Allergies, Some(Nothing::LeftOut)) => words.word("print-allergy-left-out"),
        (Section::Allergies, Some(Nothing::KnownNone)) => words.word("print-allergy-known-none"),
        _ => words.word(nothing_key(Some(section))),
    }
}

/// The heading of a section; of the medicines those taken now come first.
pub(crate) fn section_title(section: &SummarySection, words: &Words) -> String {
    if section.section == Section::Medications && !section.rows.is_empty() {
        words.word("print-medicines-now")
    } else {
        words.section(section.section)
    }
}

fn section_lines(section: &SummarySection, words: &Words, lines: &mut Vec<String>) {
    if section.section == Section::PatientStory && section.rows.is_empty() {
        return;
    }
    let (now, other) = match section.section {
        Section::Medications => by_use(section),
        _ => (section.rows.iter().collect(), Vec::new()),
    };
    title(&section_title(section, words), lines);
    if section.rows.is_empty() || section.nothing == Some(Nothing::KnownNone) {
        lines.push(nothing_words(section, words));
    } else if now.is_empty() {
        lines.push(words.word("print-medicines-none-now"));
    }
    lines.extend(now.into_iter().map(|row| line(row, words)));
    if !other.is_empty() {
        title(&words.word("print-medicines-other"), lines);
        lines.extend(other.into_iter().map(|row| line(row, words)));
    }
    if section.left_off > 0 {
        lines.push(words.text(
            "print-left-off",
            &[("count", &section.left_off.to_string())],
        ));
    }
}

fn line(row: &Row, words: &Words) -> String {
    let mut text = format!("- {}", words.title(row).plain());
    if let Some(code) = icd10(row) {
        text = format!("{text} {code}");
    }
    if let Some(value) = words.value(row) {
        text = words.named(&text, &value);
    }
    if let Some(range) = row.range.as_deref().filter(|r| !r.is_empty()) {
        text.push_str(&words.brackets(&format!("{} {range}", words.word("print-range"))));
    }
    let note = further(row, words)
        .map(|n| n.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|n| !n.is_empty());
    let parts = [
        note,
        words.status(row),
        words.when(row),
        Some(words.marks(row)),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|p| !p.is_empty())
        .collect();
    if parts.is_empty() {
        text
    } else {
        format!("{text} — {}", parts.join(" · "))
    }
}
