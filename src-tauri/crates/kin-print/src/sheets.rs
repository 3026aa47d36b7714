//! Sheets of paper with codes that together carry the whole summary as data.

use crate::PrintError;
use crate::block::{centred, paragraph};
use crate::font::Weight;
use crate::page::{Cursor, Flow, Item, Paper, SIDE, TOP};
use crate::pdf;
use crate::qr::{drawn, sheet_code};
use crate::text::{Ink, Rich, Style};
use crate::words::Words;
use kin_model::summary::SummaryLanguage;

const TITLE: Style = Style {
    size: 17.0,
    weight: Weight::Bold,
    ink: Ink::Black,
};
const TEXT: Style = Style {
    size: 10.5,
    weight: Weight::Regular,
    ink: Ink::Black,
};
const NUMBER: Style = Style {
    size: 9.0,
    weight: Weight::Bold,
    ink: Ink::Grey,
};
/// Codes beside each other and below each other: modules of 0.6 mm, which a telephone and an office scanner read.
const ACROSS: usize = 2;
const DOWN: usize = 3;
/// Room for the number under a code.
const CAPTION: f32 = 15.0;

/// What stands above the codes.
#[derive(Debug)]
pub struct SheetHead<'a> {
    /// Whose record it is.
    pub name: &'a str,
    /// The day, as it is printed.
    pub made: &'a str,
    /// The day as `2026-05-20`, for the file.
    pub day: &'a str,
    /// How many of the codes are enough.
    pub enough: usize,
}

/// The codes of a moving sequence on paper, six on a page, in the order given.
///
/// # Errors
/// [`PrintError::TooLongForCode`] for a text that no code holds.
pub fn print_code_sheets(
    head: &SheetHead<'_>,
    codes: &[String],
    language: SummaryLanguage,
    paper: Paper,
) -> Result<Vec<u8>, PrintError> {
    let flow = lay_out(head, codes, language, paper)?;
    let words = Words::of(language);
    let tag = match language {
        SummaryLanguage::ZhCn => "zh-CN",
        SummaryLanguage::En | SummaryLanguage::Both => "en",
    };
    pdf::build(&flow, &words.word("print-title"), tag, head.day)
}

pub(crate) fn lay_out(
    head: &SheetHead<'_>,
    codes: &[String],
    language: SummaryLanguage,
    paper: Paper,
) -> Result<Flow, PrintError> {
    let words = Words::of(language);
    let mut flow = Flow::new(paper);
    let width = flow.width();
    let pages = codes.len().div_ceil(ACROSS * DOWN);
    for (page, part) in codes.chunks(ACROSS * DOWN).enumerate() {
        let first = page * ACROSS * DOWN;
        let mut above = paragraph(&Rich::new(words.word("sheets-title"), TITLE), width, 0.0);
        let number = |n: usize| n.to_string();
        let which = [("page", &*number(page + 1)), ("pages", &*number(pages))];
        let who = format!(
            "{} · {} · {}",
            head.name.chars().take(60).collect::<String>(),
            head.made,
            words.text("sheets-page", &which)
        );
        above.extend(paragraph(&Rich::new(who, TEXT), width, 3.0));
        let count = [
            ("all", &*number(codes.len())),
            ("enough", &*number(head.enough)),
        ];
        above.extend(paragraph(
            &Rich::new(words.text("sheets-how", &count), TEXT),
            width,
            3.0,
        ));
        let end = flow.put(&above, SIDE, Cursor { page, y: TOP });
        let top = end.y + 8.0;
        let cell_w = width / ACROSS as f32;
        let cell_h = (flow.end() - top) / DOWN as f32;
        let side = (cell_h - CAPTION).min(cell_w);
        let Some(items) = flow.pages.get_mut(page) else {
            continue;
        };
        for (n, text) in part.iter().enumerate() {
            let x = SIDE + cell_w * (n % ACROSS) as f32 + (cell_w - side) / 2.0;
            let y = top + cell_h * (n / ACROSS) as f32;
            items.push(Item::Modules(drawn(&sheet_code(text)?, side)).shifted(x, y));
            let under = centred(&Rich::new(number(first + n + 1), NUMBER), side);
            for item in under.iter().flat_map(|f| &f.items) {
                items.push(item.shifted(x, y + side));
            }
        }
        items.extend(crate::foot::name_only(paper.size().1));
    }
    Ok(flow)
}

#[cfg(test)]
mod tests {
    use super::{SheetHead, lay_out};
    use crate::page::{Item, Paper};
    use kin_model::summary::SummaryLanguage;

    #[test]
    fn every_code_is_on_the_paper_once_and_none_outside_of_it() {
        let codes: Vec<String> = (1..=14)
            .map(|n| format!("UR:BYTES/{n}-12/{}", "AE".repeat(480)))
            .collect();
        let head = SheetHead {
            name: "Zhao Lan 赵兰",
            made: "26 November 2026",
            day: "2026-11-26",
            enough: 12,
        };
        for language in [
            SummaryLanguage::En,
            SummaryLanguage::ZhCn,
            SummaryLanguage::Both,
        ] {
            for paper in [Paper::A4, Paper::Letter] {
                let flow = lay_out(&head, &codes, language, paper).unwrap();
                assert_eq!(flow.pages.len(), 3);
                let drawn = flow
                    .pages
                    .iter()
                    .flatten()
                    .filter(|i| matches!(i, Item::Modules(_)));
                assert_eq!(drawn.count(), 14);
                let (width, height) = paper.size();
                for item in flow.pages.iter().flatten() {
                    let (left, top, right, bottom) = item.bounds();
                    assert!(
                        left >= 20.0 && right <= width - 20.0,
                        "{language:?} {item:?}"
                    );
                    assert!(
                        top >= 20.0 && bottom <= height - 20.0,
                        "{language:?} {item:?}"
                    );
                }
            }
        }
    }
}
