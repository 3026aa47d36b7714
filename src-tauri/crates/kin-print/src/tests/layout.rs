//! The layout of strange records: nothing clipped, overlapped or off the page, nothing lost, heads repeat.

use super::common::{full, rich};
use super::torture::torture;
use super::{all_text, check_geometry, flow, page_text};
use crate::Paper;
use crate::series::gather;
use crate::words::Words;
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};
use kin_model::summary::{Section, Summary};

/// The text as it is compared: without white space and without what has no ink.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .filter(|c| {
            !matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        })
        .collect()
}

/// Whether words are there as a whole, or in the lines of a narrow cell, between which other cells stand.
fn printed(text: &str, words: &str) -> bool {
    let letters: Vec<char> = words.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        let least = (letters.len() - at).min(2);
        let longest = (least..=letters.len() - at)
            .rev()
            .find(|n| text.contains(&letters[at..at + n].iter().collect::<String>()));
        let Some(longest) = longest else {
            return false;
        };
        at += longest;
    }
    true
}

fn nothing_lost(summary: &Summary, text: &str, what: &str) {
    let words = Words::new(summary);
    let text = bare(text);
    // One series of results stands under one name, whatever each source calls it: its values say that it is there.
    for value in summary
        .sections
        .iter()
        .filter(|s| s.section == Section::Results)
        .flat_map(|s| &s.rows)
        .filter_map(|row| words.value(row))
    {
        let number = bare(value.split(' ').next().unwrap_or_default());
        assert!(printed(&text, &number), "{what}: {number:?} is not printed");
    }
    for row in summary
        .sections
        .iter()
        .filter(|s| s.section != Section::Results)
        .flat_map(|s| &s.rows)
    {
        let title = words.title(row);
        let main = bare(&title.main);
        assert!(printed(&text, &main), "{what}: {main:?} is not printed");
        if let Some(second) = &title.second {
            assert!(printed(&text, &bare(second)), "{what}: {second:?}");
        }
    }
    for question in &summary.questions {
        assert!(text.contains(&bare(question)), "{what}: {question:?}");
    }
    for word in summary.reason.split_whitespace() {
        assert!(text.contains(&bare(word)), "{what}: reason: {word:?}");
    }
    for conflict in &summary.conflicts {
        let said = bare(&words.either(&conflict.text_en, &conflict.text_zh));
        assert!(text.contains(&said), "{what}: conflict: {said:?}");
    }
    for change in &summary.changes {
        let said = bare(&words.either(&change.title_en, &change.title_zh));
        assert!(text.contains(&said), "{what}: change: {said:?}");
    }
    if let Some(story) = &summary.story {
        for word in story.plain_text().split_whitespace() {
            assert!(text.contains(&bare(word)), "{what}: story: {word:?}");
        }
    }
}

#[test]
fn nothing_is_lost_clipped_overlapped_or_off_the_page() {
    for language in [En, ZhCn, Both] {
        for paper in [Paper::A4, Paper::Letter] {
            for (name, summary) in torture(language) {
                let what = format!("{name}, {language:?}, {paper:?}");
                let flow = flow(&summary, paper);
                check_geometry(&flow, &what);
                nothing_lost(&summary, &all_text(&flow), &what);
                for n in 1..flow.pages.len() {
                    let page = page_text(&flow, n);
                    let number = format!("{} of {}", n + 1, flow.pages.len());
                    let chinese = format!("第 {} 页，共 {} 页", n + 1, flow.pages.len());
                    assert!(
                        page.contains(&number) || page.contains(&chinese),
                        "{what}: page {n} has its number"
                    );
                }
            }
        }
    }
}

#[test]
fn the_heads_of_a_long_table_stand_on_each_of_its_pages() {
    for (name, summary) in torture(En) {
        if name != "500 medicines" {
            continue;
        }
        let flow = flow(&summary, Paper::A4);
        let how = Words::of(En).word("page-how");
        let mut pages = 0;
        for n in 1..flow.pages.len() {
            let text = page_text(&flow, n);
            let medicines = text.matches("Medicine").count();
            if medicines > 3 {
                pages += 1;
                assert_eq!(
                    text.lines().filter(|l| *l == how).count(),
                    1,
                    "page {n} with {medicines} medicines has the head of the table: {text}"
                );
            }
        }
        assert!(pages > 5, "{pages}");
    }
}

#[test]
fn turned_words_are_put_straight() {
    for language in [En, ZhCn, Both] {
        for (name, summary) in torture(language) {
            if !name.contains("turn the line") {
                continue;
            }
            let text = all_text(&flow(&summary, Paper::A4));
            let turning = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!text.contains(turning), "{language:?}");
        }
    }
}

#[test]
fn page_one_of_everything_is_one_page() {
    for language in [En, ZhCn, Both] {
        for paper in [Paper::A4, Paper::Letter] {
            let flow = flow(&full(language), paper);
            let details = bare(&Words::of(language).word("print-details"));
            let second = bare(&page_text(&flow, 1));
            let at = second.find(&details).unwrap_or(usize::MAX);
            assert!(
                at < 10,
                "{language:?} {paper:?}: page two begins with the details: {second}"
            );
        }
    }
}

#[test]
fn the_sources_begin_no_page_of_their_own_where_there_is_room_for_them() {
    for paper in [Paper::A4, Paper::Letter] {
        let flow = flow(&full(En), paper);
        let last = bare(&page_text(&flow, flow.pages.len() - 1));
        let title = bare(&Words::of(En).word("print-sources"));
        let at = last.find(&title).unwrap_or_default();
        assert!(at > 200, "{paper:?}: {last}");
    }
    let words = Words::of(En);
    let flow = flow(&full(En), Paper::Letter);
    assert_eq!(flow.pages.len(), 3, "Letter");
    let last = bare(&page_text(&flow, 2));
    for key in [
        "print-letters",
        "page-trend-note",
        "print-derived",
        "print-sources",
    ] {
        assert!(last.contains(&bare(&words.word(key))), "{key}: {last}");
    }
    assert!(last.contains("CentralHospital"), "{last}");
}

#[test]
fn what_a_heading_says_is_not_said_again() {
    let text = page_text(&flow(&super::common::empty(En), Paper::A4), 0);
    let first = text.split("Details").next().unwrap_or_default();
    let list = first.split("record about:").nth(1).unwrap_or_default();
    assert!(list.contains("Vaccinations"), "{text}");
    assert!(
        !list.contains("Problems") && !list.contains("Medicines"),
        "{list}"
    );
}

#[test]
fn an_arrow_compares_only_what_can_be_compared() {
    let summary = rich(En);
    let section = |s: Section| {
        let found = summary.sections.iter().find(|x| x.section == s).unwrap();
        found.rows.clone()
    };
    let results = section(Section::Results);
    let arrow = |change: &dyn Fn(&mut Vec<kin_model::summary::Row>)| {
        let mut rows: Vec<_> = results
            .iter()
            .filter(|r| r.title_en == "Creatinine")
            .cloned()
            .collect();
        change(&mut rows);
        gather(rows.iter())
            .last()
            .and_then(crate::series::Series::trend)
    };
    assert_eq!(arrow(&|_| {}), Some("↗"), "104 then 118");
    assert_eq!(arrow(&|r| r[0].value = Some("88".into())), Some("↘"));
    assert_eq!(arrow(&|r| r[0].value = Some("104.0".into())), Some("→"));
    assert_eq!(
        arrow(&|r| r[0].value = Some("<118".into())),
        None,
        "no number"
    );
    assert_eq!(arrow(&|r| r.truncate(1)), None, "nothing before");
    assert_eq!(
        arrow(&|r| {
            for row in r {
                row.code.codings.clear();
            }
        }),
        None,
        "the same words are not the same test"
    );
    let two_units = |r: &mut Vec<kin_model::summary::Row>| {
        r.truncate(2);
        r[1].unit = Some("mg/dL".into());
    };
    assert_eq!(arrow(&two_units), None, "another unit is another series");
}

#[test]
fn the_other_unit_stands_behind_and_says_that_it_is_computed() {
    let text = all_text(&flow(&full(En), Paper::A4)).replace('\n', " ");
    for words in [
        "6.6 (≈119 mg/dL)",
        "latest ≈1.33 mg/dL",
        "7.1 H ↑ ≈54 mmol/mol",
        "≈ in brackets or small print",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(
        !text.contains("≈0.46"),
        "a range is never converted: {text}"
    );
}
