//! A page about one thing that was followed at home: the answer first and large, then what it rests on.
//!
//! All texts come in finished, in the language of the page: what is said is decided where it is reckoned.

use crate::block::{Cell, Column, Table, boxed, heading, list_entry, paragraph};
use crate::font::Weight;
use crate::look::{
    ALARM, BODY, COLUMN_GAP, COLUMN_HEAD, HEADING, LEAD, NAME, SECTION_GAP, SMALL, STRONG,
};
use crate::page::{Cursor, Flow, Fragment, Item, Paper, SIDE, TOP};
use crate::plot::Plot;
use crate::text::{Ink, Rich, Style, break_lines, natural_width};
use crate::words::Words;
use crate::{PrintError, pdf};
use kin_i18n::Lang;
use kin_model::summary::SummaryLanguage;

/// The page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// What it is about: "Home blood pressure".
    pub title: String,
    /// Whose it is: name, birth date, sex.
    pub person: String,
    /// The day it was made, `2026-05-20`.
    pub made: String,
    /// The answer, in the largest letters of the page: "134/83 mmHg".
    pub answer: String,
    /// What the answer means, beside it: "Below the limit at home (135/85)".
    pub meaning: String,
    /// One sentence for the note.
    pub sentence: String,
    /// What must not be overlooked; in red, with words.
    pub alarms: Vec<String>,
    /// What follows.
    pub parts: Vec<Part>,
}

/// A part of the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A heading, with a few words at its right end; these may be empty.
    Heading(String, String),
    /// A text.
    Text(String),
    /// Small print: methods and sources.
    Small(String),
    /// A list.
    List(Vec<String>),
    /// A table: head (may be empty) and rows. The first column takes what the others leave; these
    /// are numbers and stand at the right.
    Table(Vec<String>, Vec<Vec<String>>),
    /// A picture of values.
    Plot(Plot),
    /// Shares of a whole, as one bar and its legend: words, percent, and whether it is what is wished for.
    Shares(Vec<Share>),
}

/// A share of a whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Share {
    /// What it is, with its figures.
    pub text: String,
    /// 0 to 100.
    pub percent: f32,
    /// The one that is wished for.
    pub target: bool,
}

const ANSWER: Style = Style {
    size: 30.0,
    weight: Weight::Bold,
    ink: Ink::Black,
};
const MEANING: Style = Style {
    size: 13.0,
    weight: Weight::Bold,
    ink: Ink::Black,
};

/// The report as a PDF. Text is selectable, fonts are embedded, the title names no person.
///
/// # Errors
/// [`PrintError::Font`] when an embedded typeface is damaged.
pub fn print_report(report: &Report, lang: Lang, paper: Paper) -> Result<Vec<u8>, PrintError> {
    let flow = lay_out(report, lang, paper);
    pdf::build(&flow, &report.title, lang.as_str(), &report.made)
}

/// The pages.
pub(crate) fn lay_out(report: &Report, lang: Lang, paper: Paper) -> Flow {
    // One page where a little less room between its parts makes one.
    let mut all = CLOSE
        .into_iter()
        .map(|close| page(report, lang, paper, close));
    let usual = all.next().unwrap_or_else(|| Flow::new(paper));
    let pages = usual.pages.len();
    if pages == 1 {
        return usual;
    }
    all.find(|flow| flow.pages.len() < pages).unwrap_or(usual)
}

/// How much smaller spaces and pictures become so that a page is saved.
const CLOSE: [f32; 3] = [1.0, 0.8, 0.62];

fn page(report: &Report, lang: Lang, paper: Paper, close: f32) -> Flow {
    let mut flow = Flow::new(paper);
    let width = flow.width();
    let words = Words::of(match lang {
        Lang::En => SummaryLanguage::En,
        Lang::ZhCn => SummaryLanguage::ZhCn,
    });
    let mut out = paragraph(&Rich::new(&*report.title, NAME), width, 0.0);
    let date = kin_i18n::date_text(lang, &report.made);
    let made = words.text("print-made", &[("date", &date)]);
    let who = Rich::new(&*report.person, LEAD).and(format!("  ·  {made}"), SMALL);
    out.extend(paragraph(&who, width, 2.0));
    let inner = width - 24.0;
    let mut answer = paragraph(&Rich::new(&*report.answer, ANSWER), inner, 0.0);
    answer.extend(paragraph(&Rich::new(&*report.meaning, MEANING), inner, 0.0));
    answer.extend(paragraph(&Rich::new(&*report.sentence, BODY), inner, 4.0));
    out.extend(boxed(answer, width, 9.0, 1.2, Ink::Black, 10.0));
    for alarm in &report.alarms {
        let mark = Rich::new("!", ALARM);
        out.extend(list_entry(
            &mark,
            &Rich::new(&**alarm, ALARM),
            12.0,
            width,
            7.0,
        ));
    }
    let mut about = report.title.as_str();
    for part in &report.parts {
        if let Part::Heading(title, _) = part {
            about = title;
        }
        out.extend(part.fragments(width, close, &told(about, report)));
    }
    for fragment in out.iter_mut().filter(|f| f.gap > 4.0) {
        fragment.gap = (fragment.gap * close).max(4.0);
    }
    flow.put(&out, SIDE, Cursor { page: 0, y: TOP });
    feet(&mut flow, report, &words);
    flow
}

/// What a picture shows, in words.
fn told(about: &str, report: &Report) -> String {
    format!("{about}. {} {}", report.answer, report.meaning)
}

impl Part {
    fn fragments(&self, width: f32, close: f32, told: &str) -> Vec<Fragment> {
        match self {
            Self::Heading(title, aside) => heading(
                &Rich::new(&**title, HEADING),
                &Rich::new(&**aside, SMALL),
                width,
                SECTION_GAP,
            ),
            Self::Text(text) => paragraph(&Rich::new(&**text, BODY), width, 4.0),
            Self::Small(text) => paragraph(&Rich::new(&**text, SMALL), width, 6.0),
            Self::List(lines) => list(lines, width),
            Self::Table(head, rows) => {
                // Names and their numbers near one another; as wide as it needs, never wider than the page.
                let table = table(head, rows);
                let narrow = (width * TABLE).max(table.natural() + 24.0).min(width);
                table.fragments(narrow, 4.0)
            }
            Self::Plot(plot) => {
                let plot = Plot {
                    height: plot.room() * close,
                    ..plot.clone()
                };
                let drawing = plot.fragment(width, 8.0);
                drawing
                    .map(|f| f.into_figure(told, width))
                    .into_iter()
                    .collect()
            }
            Self::Shares(shares) => bar(shares, width, told),
        }
    }
}

/// A table of few columns takes this part of the width.
const TABLE: f32 = 0.62;

/// Lines with marks; many short ones in two columns.
fn list(lines: &[String], width: f32) -> Vec<Fragment> {
    let mark = Rich::new("•", BODY);
    let texts: Vec<Rich> = lines.iter().map(|l| Rich::new(&**l, BODY)).collect();
    let half = (width - COLUMN_GAP) / 2.0;
    let short = texts.iter().all(|t| natural_width(t) + 11.0 <= half);
    if texts.len() < 5 || !short {
        let entry = |text| list_entry(&mark, text, 11.0, width, 2.0);
        return texts.iter().flat_map(entry).collect();
    }
    let (left, right) = texts.split_at(texts.len().div_ceil(2));
    let entry = |text| list_entry(&mark, text, 11.0, half, 2.0);
    let mut out: Vec<Fragment> = left.iter().flat_map(entry).collect();
    for (line, beside) in out.iter_mut().zip(right.iter().flat_map(entry)) {
        let moved = beside
            .items
            .iter()
            .map(|i| i.shifted(half + COLUMN_GAP, 0.0));
        line.items.extend(moved);
    }
    out
}

fn table(head: &[String], rows: &[Vec<String>]) -> Table {
    let most = rows
        .iter()
        .map(Vec::len)
        .chain([head.len()])
        .max()
        .unwrap_or(0);
    let cell = |n: usize, text: &String, style: Style| {
        let rich = Rich::new(&**text, style);
        if n == 0 {
            Cell::left(rich)
        } else {
            Cell::right(rich)
        }
    };
    Table {
        close: false,
        columns: (0..most)
            .map(|n| {
                if n == 0 {
                    Column::Share(1.0)
                } else {
                    Column::Fit(150.0)
                }
            })
            .collect(),
        head: head
            .iter()
            .enumerate()
            .map(|(n, t)| cell(n, t, COLUMN_HEAD))
            .collect(),
        rows: rows
            .iter()
            .map(|row| {
                row.iter()
                    .enumerate()
                    .map(|(n, t)| cell(n, t, if n == 0 { BODY } else { STRONG }))
                    .collect()
            })
            .collect(),
    }
}

/// One bar from left to right, the shares told apart by hatching and by their numbers below.
fn bar(shares: &[Share], width: f32, told: &str) -> Vec<Fragment> {
    const HEIGHT: f32 = 20.0;
    let all: f32 = shares.iter().map(|s| s.percent.max(0.0)).sum();
    if all <= 0.0 {
        return Vec::new();
    }
    let mut items = Vec::new();
    let mut x = 0.0;
    for (n, share) in shares.iter().enumerate() {
        let w = width * share.percent.max(0.0) / all;
        let ink = if share.target { Ink::Grey } else { Ink::Wash };
        items.push(Item::Fill {
            x,
            y: 0.0,
            w,
            h: HEIGHT,
            ink,
        });
        items.push(Item::Fill {
            x,
            y: 0.0,
            w: 0.8,
            h: HEIGHT,
            ink: Ink::Black,
        });
        let number = Rich::new(
            (n + 1).to_string(),
            Style {
                ink: if share.target { Ink::Wash } else { Ink::Black },
                ..STRONG
            },
        );
        if w > natural_width(&number) + 6.0
            && let Some(line) = break_lines(&number, f32::MAX).into_iter().next()
        {
            items.push(Item::Text {
                x: x + (w - line.width) / 2.0,
                y: 4.0 + line.baseline,
                line,
            });
        }
        x += w;
    }
    for y in [0.0, HEIGHT - 0.8] {
        items.push(Item::Fill {
            x: 0.0,
            y,
            w: width,
            h: 0.8,
            ink: Ink::Black,
        });
    }
    items.push(Item::Fill {
        x: width - 0.8,
        y: 0.0,
        w: 0.8,
        h: HEIGHT,
        ink: Ink::Black,
    });
    let drawing = Fragment {
        height: HEIGHT + 3.0,
        gap: 6.0,
        items,
        ..Fragment::default()
    };
    let mut out = vec![drawing.into_figure(told, width)];
    for (n, share) in shares.iter().enumerate() {
        let style = if share.target { STRONG } else { BODY };
        let mark = Rich::new(format!("{}", n + 1), style);
        out.extend(list_entry(
            &mark,
            &Rich::new(&*share.text, style),
            12.0,
            width,
            1.0,
        ));
    }
    out
}

fn feet(flow: &mut Flow, report: &Report, words: &Words) {
    crate::foot::feet(flow, words, |n, _| match n {
        0 => words.word("print-decide"),
        _ => format!("{} · {}", report.person, report.title),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Curve, Plot};

    fn report() -> Report {
        Report {
            title: "Home blood pressure".to_owned(),
            person: "Zhao Lan 赵兰 · born 11 February 1953".to_owned(),
            made: "2026-05-20".to_owned(),
            answer: "134.5/82.0 mmHg".to_owned(),
            meaning: "Below the limit for high blood pressure at home (135/85)".to_owned(),
            sentence: "Home blood pressure by ESH 2021: mean 134.5/82.0 mmHg of 24 readings."
                .to_owned(),
            alarms: vec!["One reading is very high.".to_owned()],
            parts: vec![
                Part::Heading("Days".to_owned(), "day 1 not counted".to_owned()),
                Part::Plot(Plot {
                    curves: vec![Curve {
                        points: (0..7).map(|d| (d * 86_400, 130.0)).collect(),
                        ..Curve::default()
                    }],
                    ..Plot::default()
                }),
                Part::Table(
                    vec!["Day".to_owned(), "Morning".to_owned()],
                    (0..7)
                        .map(|d| vec![format!("{d} May"), "134/82".to_owned()])
                        .collect(),
                ),
                Part::Shares(vec![
                    Share {
                        text: "Low: 4 %".to_owned(),
                        percent: 4.0,
                        target: false,
                    },
                    Share {
                        text: "In range: 96 %".to_owned(),
                        percent: 96.0,
                        target: true,
                    },
                ]),
                Part::List(vec!["Something to heed".to_owned()]),
                Part::Small("Method and source".to_owned()),
            ],
        }
    }

    #[test]
    fn the_page_is_one_and_holds_all_of_it() {
        for paper in [Paper::A4, Paper::Letter] {
            for lang in [Lang::En, Lang::ZhCn] {
                let flow = lay_out(&report(), lang, paper);
                assert_eq!(flow.pages.len(), 1);
                let (width, height) = paper.size();
                for item in &flow.pages[0] {
                    let (left, top, right, bottom) = item.bounds();
                    assert!(left >= SIDE - 0.1 && right <= width - SIDE + 0.1);
                    assert!(top >= 0.0 && bottom <= height);
                }
            }
        }
        let pdf = print_report(&report(), Lang::En, Paper::A4).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        assert!(
            !String::from_utf8_lossy(&pdf).contains("Zhao"),
            "the file's title names nobody"
        );
    }

    #[test]
    fn a_whole_of_nothing_has_no_bar() {
        assert!(bar(&[Share::default()], 400.0, "").is_empty());
    }
}
