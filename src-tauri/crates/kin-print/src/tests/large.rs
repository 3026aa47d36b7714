//! Large print.

use super::common::{empty, huge, rich};
use super::{all_text, check_geometry, page_text};
use crate::Paper;
use crate::page::Item;
use crate::print::{PrintOptions, lay_out};
use crate::words::Words;
use kin_model::summary::SummaryLanguage::{Both, En, ZhCn};

#[test]
fn large_print_is_laid_out_anew_and_nothing_is_clipped_or_overlaps() {
    for summary in [rich(En), rich(Both), huge(ZhCn, 12), empty(Both)] {
        for paper in [Paper::A4, Paper::Letter] {
            let options = PrintOptions {
                paper,
                large: true,
                ..PrintOptions::default()
            };
            let flow = lay_out(&summary, &options, &Words::new(&summary)).unwrap();
            check_geometry(&flow, "large print");
            let text = all_text(&flow);
            // "2026-0" at the end of a line: a column too narrow for its date.
            let broken = text.lines().find(|line| {
                let parts: Vec<&str> = line.split('-').collect();
                matches!(parts.as_slice(), [year, month]
                    if year.len() == 4 && month.len() == 1 && (*year).parse::<u16>().is_ok())
            });
            assert_eq!(broken, None, "a date is broken");
            let mut sizes = std::collections::BTreeMap::new();
            for item in flow.pages.iter().flatten() {
                if let Item::Text { line, .. } = item {
                    for glyph in &line.glyphs {
                        let tenths = format!("{:04.0}", glyph.style.size * 10.0);
                        *sizes.entry(tenths).or_insert(0_u32) += 1;
                    }
                }
            }
            assert!(sizes.keys().all(|s| s.as_str() >= "0119"), "{sizes:?}");
            let usual = sizes
                .iter()
                .max_by_key(|(_, n)| **n)
                .map(|(s, _)| s.as_str())
                .unwrap();
            assert!(usual >= "0134", "{sizes:?}");
            assert!(
                sizes.contains_key("0162"),
                "the body has 16.2 points: {sizes:?}"
            );
        }
    }
    let all = all_text(
        &lay_out(
            &rich(En),
            &PrintOptions {
                large: true,
                ..PrintOptions::default()
            },
            &Words::new(&rich(En)),
        )
        .unwrap(),
    );
    for expected in [
        "Penicillin",
        "Metformin",
        "Hypertension",
        "Creatinine",
        "Influenza",
    ] {
        assert!(all.contains(expected), "{expected}");
    }
}

/// A heading stands above what it names, and an empty record needs no third page.
#[test]
fn the_sources_stand_below_their_heading() {
    let options = PrintOptions {
        large: true,
        ..PrintOptions::default()
    };
    for language in [En, ZhCn, Both] {
        let summary = empty(language);
        let words = Words::new(&summary);
        let flow = lay_out(&summary, &options, &words).unwrap();
        assert_eq!(flow.pages.len(), 2, "{language:?}");
        let head = words.word("print-sources");
        let legend = words.word("print-derived");
        let begins: String = legend.chars().take(12).collect();
        let text = page_text(&flow, 1);
        assert!(text.contains(&*head) && text.contains(&begins), "{text}");
    }
}
