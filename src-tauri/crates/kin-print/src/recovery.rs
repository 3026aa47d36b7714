//! The recovery sheet: one page, in words for a person of seventy.

use crate::PrintError;
use crate::block::{boxed, centred, heading, list_entry, paragraph};
use crate::font::Weight;
use crate::page::{Cursor, Flow, Fragment, Item, Paper, SIDE};
use crate::pdf;
use crate::qr::qr_modules;
use crate::text::{Ink, Rich, Style};
use crate::words::Words;
use kin_i18n::Lang;
use kin_model::summary::SummaryLanguage;

const TITLE: Style = Style {
    size: 26.0,
    weight: Weight::Bold,
    ink: Ink::Black,
};
const LEAD: Style = Style {
    size: 14.0,
    weight: Weight::Regular,
    ink: Ink::Black,
};
const TEXT: Style = Style {
    size: 13.0,
    weight: Weight::Regular,
    ink: Ink::Black,
};
const HEAD: Style = Style {
    size: 15.0,
    weight: Weight::Bold,
    ink: Ink::Black,
};
const CAPTION: Style = Style {
    size: 9.0,
    weight: Weight::Regular,
    ink: Ink::Grey,
};
const CODE: Style = Style {
    size: 24.0,
    weight: Weight::Bold,
    ink: Ink::Black,
};
/// Side of the QR code: 41 mm.
const SIDE_OF_CODE: f32 = 116.0;

/// The recovery sheet of one keyholder as a PDF of one page.
///
/// `nickname` is the keyholder's, `vault` what the vault's folder is called (empty: not printed), `code` the grouped recovery code as it is to be typed, `made` a
/// day as `2026-05-20` (empty: not printed). The QR code holds the recovery code and nothing else.
///
/// # Errors
/// [`PrintError::TooLongForCode`] when the code is no recovery code but thousands of characters.
pub fn print_recovery_sheet(
    nickname: &str,
    vault: &str,
    code: &str,
    made: &str,
    lang: Lang,
    paper: Paper,
) -> Result<Vec<u8>, PrintError> {
    let flow = lay_out(nickname, vault, code, made, lang, paper)?;
    let words = Words::of(language(lang));
    pdf::build(&flow, &words.word("recovery-title"), lang.as_str(), made)
}

const fn language(lang: Lang) -> SummaryLanguage {
    match lang {
        Lang::En => SummaryLanguage::En,
        Lang::ZhCn => SummaryLanguage::ZhCn,
    }
}

pub(crate) fn lay_out(
    nickname: &str,
    vault: &str,
    code: &str,
    made: &str,
    lang: Lang,
    paper: Paper,
) -> Result<Flow, PrintError> {
    let words = Words::of(language(lang));
    let mut flow = Flow::new(paper);
    let width = flow.width();
    let mut out = paragraph(&Rich::new(words.word("recovery-title"), TITLE), width, 0.0);
    let mut who = format!(
        "Kinfolio 家康册 · {} {}",
        words.word("recovery-for"),
        short(nickname, 40)
    );
    if !made.is_empty() {
        let date = kin_i18n::date_text(lang, made);
        who = format!(
            "{who} · {}",
            words.text("recovery-date", &[("date", &date)])
        );
    }
    if !vault.trim().is_empty() {
        let vault = words.text("recovery-vault", &[("name", &short(vault, 12))]);
        who = format!("{who} · {vault}");
    }
    out.extend(paragraph(&Rich::new(who, TEXT), width, 2.0));
    out.extend(paragraph(
        &Rich::new(words.word("recovery-lead"), LEAD),
        width,
        12.0,
    ));
    out.extend(code_box(code, &words, width)?);
    out.extend(part(
        &words,
        "recovery-how",
        &["recovery-step-1", "recovery-step-2", "recovery-step-3"],
        true,
        width,
    ));
    out.extend(paragraph(
        &Rich::new(words.word("recovery-letters"), TEXT),
        width,
        8.0,
    ));
    let keep = [
        "recovery-keep-1",
        "recovery-keep-2",
        "recovery-keep-3",
        "recovery-keep-4",
    ];
    out.extend(part(&words, "recovery-keep", &keep, false, width));
    flow.put(&out, SIDE, Cursor { page: 0, y: 50.0 });
    let name = crate::foot::name_only(flow.size().1);
    if let Some(page) = flow.pages.first_mut() {
        page.extend(name);
    }
    Ok(flow)
}

/// A nickname is a few characters; a very long one must not push the sheet to a second page.
fn short(name: &str, most: usize) -> String {
    let cut: String = name.trim().chars().take(most).collect();
    if name.trim().chars().count() > most {
        format!("{cut}…")
    } else {
        cut
    }
}

/// The code in large letters and as a QR code beside it.
fn code_box(code: &str, words: &Words, width: f32) -> Result<Vec<Fragment>, PrintError> {
    let inner = width - 2.0 * (16.0 + 2.0 + 2.0);
    let left = inner - SIDE_OF_CODE - 20.0;
    let mut lines = paragraph(&Rich::new(words.word("recovery-code"), HEAD), left, 0.0);
    lines.extend(paragraph(&Rich::new(in_lines(code), CODE), left, 10.0));
    let scan = centred(
        &Rich::new(words.word("recovery-scan"), CAPTION),
        SIDE_OF_CODE,
    );
    let x = left + 20.0;
    let mut items = stacked(&lines, 0.0);
    let scan_height: f32 = scan.iter().map(|f| f.height).sum();
    items.push(Item::Modules(moved(qr_modules(code, SIDE_OF_CODE)?, x)));
    let mut y = SIDE_OF_CODE;
    for fragment in &scan {
        for item in &fragment.items {
            if let Item::Text { x: dx, y: dy, line } = item {
                items.push(Item::Text {
                    x: x + dx,
                    y: y + dy,
                    line: line.clone(),
                });
            }
        }
        y += fragment.height;
    }
    let text_height: f32 = lines.iter().map(|f| f.gap + f.height).sum();
    let height = text_height.max(SIDE_OF_CODE + scan_height);
    let fragment = Fragment {
        height,
        items,
        ..Fragment::default()
    };
    Ok(boxed(vec![fragment], width, 16.0, 2.0, Ink::Black, 14.0))
}

/// Two groups a line: short lines are copied with fewer mistakes.
fn in_lines(code: &str) -> String {
    let groups: Vec<&str> = code.split(['-', ' ']).filter(|g| !g.is_empty()).collect();
    groups
        .chunks(2)
        .map(|pair| pair.join(" – "))
        .collect::<Vec<_>>()
        .join("\n")
}

fn moved(cells: Vec<(f32, f32, f32, f32)>, dx: f32) -> Vec<(f32, f32, f32, f32)> {
    cells
        .into_iter()
        .map(|(x, y, w, h)| (x + dx, y, w, h))
        .collect()
}

fn stacked(fragments: &[Fragment], from: f32) -> Vec<Item> {
    let mut y = from;
    let mut items = Vec::new();
    for fragment in fragments {
        y += fragment.gap;
        for item in &fragment.items {
            if let Item::Text { x, y: dy, line } = item {
                items.push(Item::Text {
                    x: *x,
                    y: y + dy,
                    line: line.clone(),
                });
            }
        }
        y += fragment.height;
    }
    items
}

fn part(words: &Words, head: &str, keys: &[&str], numbered: bool, width: f32) -> Vec<Fragment> {
    let mut out = heading(
        &Rich::new(words.word(head), HEAD),
        &Rich::default(),
        width,
        20.0,
    );
    for (n, key) in keys.iter().enumerate() {
        let mark = if numbered {
            format!("{}.", n + 1)
        } else {
            "•".to_owned()
        };
        out.extend(list_entry(
            &Rich::new(mark, TEXT),
            &Rich::new(words.word(key), TEXT),
            22.0,
            width,
            5.0,
        ));
    }
    out
}
