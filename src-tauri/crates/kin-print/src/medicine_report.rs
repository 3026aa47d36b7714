//! The report on medicines as a page: what the physician asks first stands first.

use crate::PrintError;
use crate::block::{Cell, Column, Table, boxed, heading, list_entry, paragraph};
use crate::font::Weight;
use crate::foot::feet;
use crate::look::{BODY, COLUMN_HEAD, HEADING, LEAD, NAME, SMALL, STRONG, TINY};
use crate::page::{Flow, Fragment, Item, Paper, SIDE};
use crate::pdf;
use crate::text::{Ink, Rich, Style, break_lines};
use crate::words::Words;
use kin_i18n::Lang;
use kin_model::summary::SummaryLanguage;

/// A part of the page: a heading, and a table or lines below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportPart {
    /// Its heading.
    pub title: String,
    /// Heads of the columns; empty: no table.
    pub heads: Vec<String>,
    /// The rows; numbers stand right from the third column on.
    pub rows: Vec<Vec<String>>,
    /// Lines below, each with a mark.
    pub lines: Vec<String>,
}

/// A day of the strip: its doses, and how many of them are noted as what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportDay {
    /// Planned.
    pub planned: u64,
    /// Taken.
    pub taken: u64,
    /// Left out.
    pub skipped: u64,
}

/// The page, all words in its language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MedicineReport {
    /// Title.
    pub title: String,
    /// Whose it is, with the day of birth.
    pub person: String,
    /// From when to when.
    pub period: String,
    /// The answer, in the largest letters of the page: "90 % noted as taken"; empty where nothing was planned.
    pub answer: String,
    /// The answer in one sentence.
    pub sentence: String,
    /// What the strip of days shows; empty: no strip.
    pub strip_title: String,
    /// What stands below the left and right end of the strip.
    pub strip_ends: (String, String),
    /// The words for taken, left out, and nothing noted.
    pub strip_words: [String; 3],
    /// The days without a gap.
    pub days: Vec<ReportDay>,
    /// The parts.
    pub parts: Vec<ReportPart>,
    /// Method and sources, small at the end.
    pub method: String,
    /// What stands at the foot of every page.
    pub foot: String,
}

/// The report as a PDF.
///
/// # Errors
/// [`PrintError::Font`], [`PrintError::Pdf`].
pub fn print_medicine_report(
    report: &MedicineReport,
    lang: Lang,
    made: &str,
    paper: Paper,
) -> Result<Vec<u8>, PrintError> {
    let flow = lay_out(report, lang, paper);
    pdf::build(&flow, &report.title, lang.as_str(), made)
}

fn lay_out(report: &MedicineReport, lang: Lang, paper: Paper) -> Flow {
    let mut flow = Flow::new(paper);
    let width = flow.width();
    let text = |text: &str, style: Style, gap: f32| paragraph(&Rich::new(text, style), width, gap);
    let mut out = text(&report.title, NAME, 0.0);
    out.extend(text(&report.person, LEAD, 2.0));
    out.extend(text(&report.period, BODY, 1.0));
    let inner = width - 24.0;
    let mut answer = Vec::new();
    if !report.answer.is_empty() {
        answer.extend(paragraph(&Rich::new(&*report.answer, ANSWER), inner, 0.0));
    }
    answer.extend(paragraph(&Rich::new(&*report.sentence, LEAD), inner, 2.0));
    out.extend(boxed(answer, width, 9.0, 1.2, Ink::Black, 10.0));
    if !report.days.is_empty() {
        out.extend(strip(report, width));
    }
    for part in &report.parts {
        out.extend(part_fragments(part, width));
    }
    out.extend(text(&report.method, SMALL, 12.0));
    flow.put(&out, SIDE, Flow::start());
    let words = Words::of(match lang {
        Lang::En => SummaryLanguage::En,
        Lang::ZhCn => SummaryLanguage::ZhCn,
    });
    feet(&mut flow, &words, |n, _| match n {
        0 => report.foot.clone(),
        // Whose page it is, where the head of the report is on another one.
        _ => format!("{} · {} · {}", report.person, report.title, report.foot),
    });
    flow
}

fn part_fragments(part: &ReportPart, width: f32) -> Vec<Fragment> {
    if part.rows.is_empty() && part.lines.is_empty() {
        return Vec::new();
    }
    let mut out = heading(
        &Rich::new(part.title.as_str(), HEADING),
        &Rich::default(),
        width,
        14.0,
    );
    if !part.rows.is_empty() {
        let cell = |n: usize, text: &str, style: Style| {
            let text = Rich::new(text, style);
            if n > 1 {
                Cell::right(text)
            } else {
                Cell::left(text)
            }
        };
        let columns = (0..part.heads.len())
            .map(|n| match n {
                0 => Column::Share(1.1),
                1 => Column::Share(1.7),
                _ => Column::Fit(70.0),
            })
            .collect();
        let row = |row: &Vec<String>| {
            row.iter()
                .enumerate()
                .map(|(n, t)| cell(n, t, if n == 0 { STRONG } else { BODY }))
                .collect()
        };
        let head = part.heads.iter().enumerate();
        let table = Table {
            close: false,
            columns,
            head: head.map(|(n, t)| cell(n, t, COLUMN_HEAD)).collect(),
            rows: part.rows.iter().map(row).collect(),
        };
        out.extend(table.fragments(width, 4.0));
    }
    for line in &part.lines {
        let (mark, text) = (Rich::new("•", BODY), Rich::new(line.as_str(), BODY));
        out.extend(list_entry(&mark, &text, 12.0, width, 3.0));
    }
    out
}

const ANSWER: Style = Style {
    size: 24.0,
    weight: Weight::Bold,
    ink: Ink::Black,
};

/// Height of the strip of days.
const STRIP: f32 = 34.0;

/// One bar a day: full height is every planned dose, black is taken, red is left out, the pale rest is
/// not recorded. The words below say the same.
fn strip(report: &MedicineReport, width: f32) -> Vec<Fragment> {
    let mut out = paragraph(
        &Rich::new(report.strip_title.as_str(), HEADING),
        width,
        12.0,
    );
    for fragment in &mut out {
        fragment.keep_next = true;
    }
    let count = u16::try_from(report.days.len()).unwrap_or(u16::MAX);
    let step = width / f32::from(count.max(1));
    let mut items = Vec::new();
    let mut x = 0.0;
    for day in &report.days {
        let bar = (step - 1.4).max(step * 0.6);
        if day.planned > 0 {
            let part = |n: u64| share(n, day.planned) * STRIP;
            let (taken, skipped) = (part(day.taken), part(day.skipped));
            let mut fill = |y: f32, h: f32, ink: Ink| {
                if h > 0.0 {
                    items.push(Item::Fill {
                        x,
                        y,
                        w: bar,
                        h,
                        ink,
                    });
                }
            };
            fill(0.0, STRIP - taken - skipped, Ink::Wash);
            fill(STRIP - taken - skipped, skipped, Ink::Red);
            fill(STRIP - taken, taken, Ink::Black);
        }
        x += step;
    }
    items.push(Item::Fill {
        x: 0.0,
        y: STRIP,
        w: width,
        h: 0.6,
        ink: Ink::Grey,
    });
    let drawing = Fragment {
        gap: 4.0,
        height: STRIP + 1.0,
        items,
        ..Fragment::default()
    };
    out.push(Fragment {
        keep_next: true,
        ..drawing.into_figure(
            &format!("{}. {}", report.strip_title, report.sentence),
            width,
        )
    });
    let (from, until) = (&report.strip_ends.0, &report.strip_ends.1);
    let mut ends = paragraph(&Rich::new(from.as_str(), TINY), width, 1.0);
    if let Some(first) = ends.first_mut()
        && let Some(line) = break_lines(&Rich::new(until.as_str(), TINY), f32::MAX)
            .into_iter()
            .next()
    {
        first.items.push(Item::Text {
            x: (width - line.width).max(0.0),
            y: line.baseline,
            line,
        });
        first.keep_next = true;
    }
    out.extend(ends);
    let mut legend = Rich::default();
    // What is not noted is pale in the strip: an empty square.
    let marks = [("■", Ink::Black), ("■", Ink::Red), ("□", Ink::Grey)];
    for (word, (mark, ink)) in report.strip_words.iter().zip(marks) {
        legend.push(format!("{mark}\u{a0}{word}    "), Style { ink, ..SMALL });
    }
    out.extend(paragraph(&legend, width, 1.0));
    out
}

fn share(part: u64, whole: u64) -> f32 {
    let small = |n: u64| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    (small(part) / small(whole.max(1))).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> MedicineReport {
        let row = |text: &str| text.split('|').map(str::to_owned).collect();
        MedicineReport {
            title: "Medicines as taken".to_owned(),
            person: "Li Hua 李华 · born 11 Feb 1953".to_owned(),
            period: "28 Oct to 26 Nov 2026".to_owned(),
            answer: "90 % noted as taken".to_owned(),
            sentence: "90 % of planned doses recorded as taken.".to_owned(),
            strip_title: "Day by day".to_owned(),
            strip_ends: ("28 Oct".to_owned(), "26 Nov".to_owned()),
            strip_words: [
                "taken".to_owned(),
                "left out".to_owned(),
                "not noted".to_owned(),
            ],
            days: (0..30)
                .map(|n| ReportDay {
                    planned: 3,
                    taken: u64::from(n % 4 != 0) * 2 + 1,
                    skipped: u64::from(n % 4 == 0),
                })
                .collect(),
            parts: vec![ReportPart {
                title: "Medicines".to_owned(),
                heads: row("Medicine|How|Taken|Left out"),
                rows: vec![row("Metformin 500 mg|1 tablet at 08:00 and 20:00|56|2")],
                lines: vec!["Left out twice: nausea".to_owned()],
            }],
            method: "Counted as recorded.".to_owned(),
            foot: "made 26 Nov 2026".to_owned(),
        }
    }

    #[test]
    fn it_is_one_page_with_a_bar_for_each_part_of_a_day() {
        let flow = lay_out(&report(), Lang::En, Paper::A4);
        assert_eq!(flow.pages.len(), 1);
        let bars = |ink: Ink| {
            let of = |item: &&Item| matches!(item, Item::Fill { ink: i, w, h, .. } if *i == ink && *h > 2.0 && *w > 2.0);
            flow.pages[0].iter().filter(of).count()
        };
        assert_eq!(bars(Ink::Black), 30, "something was taken on every day");
        assert_eq!(bars(Ink::Red), 8);
        assert_eq!(bars(Ink::Wash), 8, "one of three is not recorded");
        let pdf = print_medicine_report(&report(), Lang::En, "2026-11-26", Paper::A4).unwrap();
        assert!(pdf.starts_with(b"%PDF"));
    }
}
