//! The list of `docs/page-one.md`: what a receiving doctor asks for is found on page one.

use super::common::full;
use super::{flow, page_text};
use crate::Paper;
use kin_model::summary::SummaryLanguage::{self, Both, En, ZhCn};

const LIST: &str = include_str!("../../../../../docs/page-one.md");

/// Number, words in English, words in Chinese.
fn points() -> Vec<(usize, Vec<&'static str>, Vec<&'static str>)> {
    let words =
        |cell: &'static str| -> Vec<&'static str> { cell.split('`').skip(1).step_by(2).collect() };
    LIST.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
            let [number, .., en, zh, _] = cells.as_slice() else {
                return None;
            };
            Some((number.parse().ok()?, words(en), words(zh)))
        })
        .collect()
}

/// Page one without line breaks: a narrow column breaks between words.
fn page(language: SummaryLanguage, paper: Paper) -> (String, String) {
    let flow = flow(&full(language), paper);
    let text = page_text(&flow, 0);
    (text.replace('\n', " "), text.split_whitespace().collect())
}

#[test]
fn every_point_is_on_page_one_in_both_languages() {
    let points = points();
    assert!(points.len() >= 20, "{} points", points.len());
    for (n, (number, ..)) in points.iter().enumerate() {
        assert_eq!(*number, n + 1, "the points are numbered");
    }
    for (language, chinese) in [(En, false), (ZhCn, true)] {
        for paper in [Paper::A4, Paper::Letter] {
            let (spaced, dense) = page(language, paper);
            for (number, en, zh) in &points {
                let words = if chinese { zh } else { en };
                assert!(!words.is_empty(), "point {number} has words");
                for word in words {
                    let bare: String = word.split_whitespace().collect();
                    assert!(
                        dense.contains(&bare),
                        "{language:?} {paper:?}: point {number}: {word:?} is not on page one:\n{spaced}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_heading_is_there_twice_in_both_languages() {
    let flow = flow(&full(Both), Paper::A4);
    let all: String = (0..flow.pages.len())
        .map(|n| page_text(&flow, n))
        .collect::<String>()
        .split_whitespace()
        .collect();
    for key in [
        "print-reason",
        "print-allergy",
        "print-medicines-now",
        "print-problems",
        "page-results-key",
        "page-conflicts",
        "page-contact",
        "page-doctor",
        "page-home-blood-pressure",
        "page-home-glucose",
        "print-details",
        "print-sources",
    ] {
        for lang in [kin_i18n::Lang::En, kin_i18n::Lang::ZhCn] {
            let word: String = kin_i18n::text(lang, key, &[]).split_whitespace().collect();
            assert!(all.contains(&word), "{lang} {key}: {word}");
        }
    }
    for section in full(Both).sections.iter().filter(|s| !s.rows.is_empty()) {
        let key = crate::words::section_key(section.section);
        for lang in [kin_i18n::Lang::En, kin_i18n::Lang::ZhCn] {
            let word: String = kin_i18n::text(lang, key, &[]).split_whitespace().collect();
            assert!(all.contains(&word), "{lang} {key}: {word}");
        }
        for row in &section.rows {
            for title in [&row.title_en, &row.title_zh] {
                // The strength that both names share stands once.
                let name = title.split(" 500 mg").next().unwrap_or(title);
                let name = name
                    .split(|c: char| c.is_ascii_digit())
                    .next()
                    .unwrap_or(name);
                let name: String = name.split_whitespace().collect();
                assert!(all.contains(&name), "{title} in both languages");
            }
        }
    }
}
