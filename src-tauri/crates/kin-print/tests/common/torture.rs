//! Summaries that try to break the page: too many, too long, too strange. All invented.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "shared by tests, each of which uses a part"
)]

use super::common::{full, home, huge, rich, row};
use kin_model::standing::OpenConflict;
use kin_model::summary::{EntryIdText, Row, Section, Summary, SummaryLanguage};
use kin_model::{Kind, Narrative, Node};

fn set(summary: &mut Summary, wanted: Section, rows: Vec<Row>) {
    for section in &mut summary.sections {
        if section.section == wanted {
            section.nothing = None;
            section.rows.clone_from(&rows);
        }
    }
}

fn medicines(count: usize, name: impl Fn(usize) -> (String, String)) -> Vec<Row> {
    (0..count)
        .map(|n| {
            let (en, zh) = name(n);
            Row {
                entry: EntryIdText(format!("m{n}")),
                note: Some("1–0–1".to_owned()),
                date: "2024-05-06".parse().ok(),
                status: Some("active".to_owned()),
                ..row(Kind::Medication, &en, &zh)
            }
        })
        .collect()
}

/// A name of exactly so many characters.
fn named(n: usize, characters: usize) -> String {
    let words =
        "Hydroxychloroquine sulfate with an uncommonly long trade name and strength 200 mg ";
    let mut text: String = format!("{n} {words}")
        .chars()
        .cycle()
        .take(characters)
        .collect();
    text.truncate(text.trim_end().len());
    text
}

/// Each in a language, with the name of what it tries.
pub fn torture(language: SummaryLanguage) -> Vec<(&'static str, Summary)> {
    let with = |change: &dyn Fn(&mut Summary)| {
        let mut summary = full(language);
        change(&mut summary);
        summary
    };
    let titles = |summary: &mut Summary, change: &dyn Fn(usize, &mut Row)| {
        let rows = summary.sections.iter_mut().flat_map(|s| &mut s.rows);
        rows.enumerate().for_each(|(n, row)| change(n, row));
    };
    vec![
        (
            "no medicines",
            with(&|s| set(s, Section::Medications, Vec::new())),
        ),
        (
            "500 medicines",
            with(&|s| {
                let all = medicines(500, |n| {
                    (format!("Medicine{n} 5 mg"), format!("药物{n} 5 mg"))
                });
                set(s, Section::Medications, all);
            }),
        ),
        (
            "names of 80 characters",
            with(&|s| {
                let all = medicines(30, |n| (named(n, 80), "盐酸".repeat(40)));
                set(s, Section::Medications, all);
                s.person.name.text = named(7, 80);
                s.person.contacts[0].name = named(8, 80);
            }),
        ),
        (
            "only Chinese",
            with(&|s| {
                titles(s, &|_, row| {
                    row.title_en.clear();
                    row.untranslated = true;
                });
                s.person.name.text = "欧阳娜仁花".to_owned();
                s.person.other_names.clear();
                s.reason = "反复头晕、乏力三个月，加重一周，伴双下肢水肿。".repeat(6);
            }),
        ),
        (
            "mixed",
            with(&|s| {
                titles(s, &|n, row| {
                    if n % 2 == 0 {
                        row.title_zh.clone_from(&row.title_en);
                    } else {
                        row.title_en.clone_from(&row.title_zh);
                    }
                    row.untranslated = true;
                });
            }),
        ),
        (
            "words that would turn the line around",
            with(&|s| {
                titles(s, &|n, row| {
                    row.title_en = format!("\u{202e}gm 005 nimroftem{n}\u{202c}\u{2066}x\u{2069}");
                    row.title_zh = format!("\u{200f}\u{202b}药{n}\u{202c}");
                    row.value = row.value.as_ref().map(|v| format!("\u{202e}{v}"));
                });
                s.person.name.text = "Li\u{202e} auH".to_owned();
                s.reason = "pain \u{2067}since\u{2069} \u{061c}May".to_owned();
            }),
        ),
        (
            "a story of 5,000 words",
            with(&|s| {
                let text: Vec<String> = (0..5_000)
                    .map(|n| {
                        if n % 97 == 96 {
                            format!("w{n}.\n")
                        } else {
                            format!("w{n}")
                        }
                    })
                    .collect();
                s.story = Some(Narrative {
                    nodes: vec![Node::Text {
                        text: text.join(" "),
                    }],
                    cut: false,
                });
            }),
        ),
        (
            "a reason of 600 words",
            with(&|s| {
                let words: Vec<String> = (0..600).map(|n| format!("reason{n}")).collect();
                s.reason = words.join(" ");
            }),
        ),
        (
            "emoji and combining marks",
            with(&|s| {
                titles(s, &|n, row| {
                    row.title_en = format!("Z\u{310}a\u{301}l\u{334}go{n} 😀👩‍⚕️ e\u{301}");
                    row.title_zh = format!("药\u{301}😷{n}");
                });
                s.story = Some(Narrative {
                    nodes: vec![Node::Text {
                        text: "👍🏽 o\u{308}".repeat(200),
                    }],
                    cut: false,
                });
            }),
        ),
        (
            "a value of 40 digits",
            with(&|s| {
                let rows = s.sections.iter_mut().flat_map(|x| &mut x.rows);
                for row in rows.filter(|r| r.value.is_some()) {
                    row.value = Some("1234567890123456789012345678901234567890".to_owned());
                    row.range = Some("0–9999999999999999999999999999".to_owned());
                }
            }),
        ),
        (
            "60 allergies",
            with(&|s| {
                let all = (0..60)
                    .map(|n| Row {
                        entry: EntryIdText(format!("a{n}")),
                        note: Some("hives, swelling; severe".to_owned()),
                        ..row(
                            Kind::Allergy,
                            &format!("Allergen{n}"),
                            &format!("过敏原{n}"),
                        )
                    })
                    .collect();
                set(s, Section::Allergies, all);
            }),
        ),
        (
            "30 conflicts",
            with(&|s| {
                let model = s.conflicts[0].clone();
                s.conflicts = (0..30)
                    .map(|n| OpenConflict {
                        text_en: format!("{} conflict{n}", model.text_en),
                        text_zh: format!("{} 矛盾{n}", model.text_zh),
                        ..model.clone()
                    })
                    .collect();
            }),
        ),
        (
            "12 questions",
            with(&|s| {
                s.questions = (0..12)
                    .map(|n| format!("Question{n}: {}", "must this go on? 需要继续吗？".repeat(n)))
                    .collect();
            }),
        ),
        (
            "80 changes and four series at home",
            with(&|s| {
                let model = s.changes[0].clone();
                s.changes = (0..80)
                    .map(|n| kin_model::visit::Change {
                        title_en: format!("Change{n}"),
                        title_zh: format!("变化{n}"),
                        ..model.clone()
                    })
                    .collect();
                s.home.extend(home());
            }),
        ),
        (
            "everything at once",
            with(&|s| {
                *s = huge(language, 40);
                s.home = home();
                s.conflicts = full(language).conflicts;
                s.questions = (0..6).flat_map(|_| rich(language).questions).collect();
                s.reason = "why ".repeat(500);
            }),
        ),
    ]
}
