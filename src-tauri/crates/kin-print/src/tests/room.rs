//! The room of the pages: what a doctor looks for first stands on page one, what has no room there is named with its
//! page, and no page is turned for a few lines.

use super::common::{full, rich};
use super::{check_geometry, flow, page_text};
use crate::Paper;
use crate::page::{Flow, Item};
use crate::words::Words;
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};
use kin_model::summary::{Summary, SummaryLanguage};

/// Many rows in each section.
fn crowd(language: SummaryLanguage) -> Summary {
    let mut summary = full(language);
    for section in &mut summary.sections {
        if section.rows.len() > 1 {
            section.rows = section.rows.iter().cycle().take(24).cloned().collect();
        }
    }
    summary
}

/// Drawings on a page beside the code.
fn pictures(flow: &Flow, page: usize) -> usize {
    let is_picture = |item: &&Item| matches!(item, Item::Figure { .. });
    flow.pages[page].iter().filter(is_picture).count() - 1
}

#[test]
fn a_crowded_page_one_has_results_with_arrows_and_the_pictures_of_the_readings_at_home() {
    for language in [En, ZhCn, Both] {
        for paper in [Paper::A4, Paper::Letter] {
            let flow = flow(&full(language), paper);
            let page = page_text(&flow, 0);
            let arrows = page.matches('↗').count() + page.matches('↘').count();
            let (results, shown) = match (language, paper) {
                // Everything twice on the shorter paper.
                (Both, Paper::Letter) => (2, 0),
                _ => (4, 2),
            };
            assert!(arrows >= results, "{language:?} {paper:?}: {page}");
            assert!(pictures(&flow, 0) >= shown, "{language:?} {paper:?}");
        }
    }
    for language in [En, ZhCn] {
        let flow = flow(&crowd(language), Paper::A4);
        let page = page_text(&flow, 0);
        let arrows = page.matches('↗').count() + page.matches('↘').count();
        assert!(arrows >= 4, "{language:?}: {page}");
        assert_eq!(pictures(&flow, 0), 2, "{language:?}");
        check_geometry(&flow, &format!("crowd {language:?}"));
    }
}

#[test]
fn what_has_no_room_on_page_one_is_named_with_its_page() {
    for (language, before, after) in [(En, "more: page ", ""), (ZhCn, "项见第 ", " 页")] {
        let summary = crowd(language);
        let words = Words::new(&summary);
        let flow = flow(&summary, Paper::A4);
        let page = page_text(&flow, 0).replace('\u{a0}', " ");
        let mut named = 0;
        for (n, text) in page.match_indices(before) {
            let rest = page.get(n + text.len()..).unwrap();
            let number: usize = rest
                .chars()
                .take_while(char::is_ascii_digit)
                .collect::<String>()
                .parse()
                .unwrap_or_else(|_| panic!("{before} is followed by a page: {page}"));
            assert!(number > 1 && number <= flow.pages.len(), "{page}");
            let tail = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            assert!(tail.starts_with(after), "{page}");
            named += 1;
        }
        assert!(named >= 5, "{named}: {page}");
        let medicines = words.word("print-medicines-now");
        let line = page.lines().skip_while(|l| *l != medicines).nth(1).unwrap();
        let digits = |line: &str| -> usize {
            let tail: String = line
                .split(before)
                .nth(1)
                .unwrap()
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            tail.parse().unwrap()
        };
        let there = page_text(&flow, digits(line) - 1);
        assert!(there.lines().any(|l| l == medicines), "{line}: {there}");
        let overleaf = words.text("print-more", &[("count", "14")]);
        assert!(!page.contains(&overleaf), "{page}");
    }
}

/// Only the sources, or a few lines, never begin a page where everything else can stand closer.
#[test]
fn no_page_is_turned_for_a_few_lines() {
    for language in [En, ZhCn, Both] {
        for paper in [Paper::A4, Paper::Letter] {
            for (name, summary) in [("full", full(language)), ("rich", rich(language))] {
                let flow = flow(&summary, paper);
                let last = flow.pages.last().unwrap();
                let end = last
                    .iter()
                    .filter(|i| matches!(i, Item::Text { line, .. } if line.node.is_some()))
                    .map(|i| i.bounds().3)
                    .filter(|y| *y < flow.end())
                    .fold(0.0_f32, f32::max);
                let part = end / flow.end();
                assert!(part > 0.33, "{name} {language:?} {paper:?}: {part}");
            }
        }
    }
    assert_eq!(flow(&full(Both), Paper::A4).pages.len(), 3);
    assert_eq!(flow(&full(ZhCn), Paper::Letter).pages.len(), 3);
}
