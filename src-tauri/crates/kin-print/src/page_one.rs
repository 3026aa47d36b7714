//! Page one: the doctor's minute. Who, allergies, why, medicines, problems, results out of range,
//! last readings, what is new.

use crate::Paper;
use crate::block::{Cell, boxed, centred, heading, list_entry, paragraph};
use crate::chart::Chart;
use crate::linebreak::has_han;
use crate::look::{
    ALARM, BODY, COLUMN_GAP, COLUMN_HEAD, HEADING, LEAD, NAME, SECTION_GAP, SMALL, STRONG, TINY,
};
use crate::page::{Cursor, Flow, Fragment, Item, SIDE, TOP};
use crate::plain::facts;
use crate::results::results_out;
use crate::rows::{any_flag, any_untranslated, ink_title, remark};
use crate::text::{Ink, Rich, natural_width};
use crate::words::Words;
use kin_model::summary::{Nothing, Row, Section, Summary, SummarySection};
use kin_model::{PersonDetails, StatusClass};

/// Side of the QR code on paper with its quiet zone: 42 mm, so that a module is 0.42 mm or more and a
/// scan of 130 dots per inch still has two of them for each.
const CODE: f32 = 120.0;

/// Distance of the caption from the code in points.
const QUIET: f32 = 5.0;

/// How many lists page one has.
const LISTS: usize = 8;

/// How much of each list stands on page one; the rest follows in the details.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) allergies: usize,
    pub(crate) medicines: usize,
    pub(crate) problems: usize,
    pub(crate) procedures: usize,
    pub(crate) results: usize,
    pub(crate) readings: usize,
    pub(crate) news: usize,
    pub(crate) sources: usize,
}

impl Limits {
    /// From generous to sparse; the first that fits on the page is where filling it begins
    /// ([`PageOne::fit`]). Allergies and medicines give way last: a doctor's mistake there costs most.
    pub(crate) const LEVELS: [Self; 8] = [
        Self {
            allergies: 12,
            medicines: 16,
            problems: 14,
            procedures: 5,
            results: 12,
            readings: 9,
            news: 12,
            sources: 10,
        },
        Self {
            allergies: 10,
            medicines: 14,
            problems: 11,
            procedures: 4,
            results: 9,
            readings: 7,
            news: 9,
            sources: 8,
        },
        Self {
            allergies: 10,
            medicines: 12,
            problems: 8,
            procedures: 3,
            results: 7,
            readings: 6,
            news: 6,
            sources: 8,
        },
        Self {
            allergies: 8,
            medicines: 12,
            problems: 6,
            procedures: 2,
            results: 5,
            readings: 5,
            news: 4,
            sources: 6,
        },
        Self {
            allergies: 8,
            medicines: 10,
            problems: 5,
            procedures: 2,
            results: 4,
            readings: 4,
            news: 3,
            sources: 6,
        },
        Self {
            allergies: 8,
            medicines: 10,
            problems: 4,
            procedures: 1,
            results: 3,
            readings: 3,
            news: 2,
            sources: 4,
        },
        Self {
            allergies: 6,
            medicines: 8,
            problems: 4,
            procedures: 0,
            results: 2,
            readings: 2,
            news: 0,
            sources: 3,
        },
        Self {
            allergies: 5,
            medicines: 6,
            problems: 3,
            procedures: 0,
            results: 2,
            readings: 2,
            news: 0,
            sources: 3,
        },
    ];

    /// Its lists by what a doctor misses first, for the room that is left.
    fn by_need(&mut self) -> [&mut usize; LISTS] {
        [
            &mut self.allergies,
            &mut self.medicines,
            &mut self.problems,
            &mut self.results,
            &mut self.readings,
            &mut self.news,
            &mut self.procedures,
            &mut self.sources,
        ]
    }

    /// The same with one line more in one list; nothing when that list is as long as it may get.
    fn longer(mut self, list: usize) -> Option<Self> {
        let [mut most, ..] = Self::LEVELS;
        let most = **most.by_need().get(list)?;
        let mut lists = self.by_need();
        let lines = lists.get_mut(list).filter(|lines| ***lines < most)?;
        **lines = lines.saturating_add(1);
        Some(self)
    }
}

/// Page one in the making.
#[derive(Clone, Copy)]
pub(crate) struct PageOne<'a> {
    pub(crate) summary: &'a Summary,
    pub(crate) words: &'a Words,
    pub(crate) limits: Limits,
    pub(crate) charts: &'a [Chart],
    /// Modules of the QR code within a square of [`code_side`] points.
    pub(crate) code: Option<&'a [(f32, f32, f32, f32)]>,
}

/// Side of the QR code on the page in points.
pub(crate) const fn code_side() -> f32 {
    CODE
}

impl PageOne<'_> {
    /// The page drawn with as much as it holds: the first of the levels that fits, and then one line
    /// more of each list in turn while there is room. Where no level fits, the sparsest runs over.
    pub(crate) fn fit(&self, paper: Paper) -> (Flow, Cursor, Limits) {
        let with = |limits: Limits| {
            let mut flow = Flow::new(paper);
            let at = PageOne { limits, ..*self }.draw(&mut flow);
            (flow, at, limits)
        };
        let mut best = with(self.limits);
        for limits in Limits::LEVELS {
            best = with(limits);
            if best.1.page == 0 {
                break;
            }
        }
        for list in 0..LISTS {
            while best.1.page == 0
                && let Some(limits) = best.2.longer(list)
            {
                let more = with(limits);
                if more.1.page > 0 {
                    break;
                }
                best = more;
            }
        }
        best
    }

    /// Draws the page (or pages, when even the sparsest form is longer); tells where it ended.
    pub(crate) fn draw(&self, flow: &mut Flow) -> Cursor {
        let width = flow.width();
        let mut at = self.head(flow);
        at = flow.put(&self.allergies(width), SIDE, at);
        at = flow.put(&self.reason(width), SIDE, at);
        at = self.medicines_and_problems(flow, at, width);
        let left = ((width - COLUMN_GAP) * 0.56).floor();
        let right = width - COLUMN_GAP - left;
        at = flow.put(
            &results_out(self.summary, self.words, self.limits.results, width),
            SIDE,
            at,
        );
        let charts = self.charts(right);
        if flow.narrow() || charts.is_empty() {
            at = flow.put(&self.readings(width), SIDE, at);
            at = flow.put(&self.charts(width), SIDE, at);
        } else {
            at = side_by_side(flow, at, &self.readings(left), &charts, left);
        }
        at = flow.put(&self.news(width), SIDE, at);
        // The last page lists the sources in full: a line of marks never makes a second page one.
        let legend = self.legend(width);
        let height: f32 = legend.iter().map(|f| f.gap + f.height).sum();
        let room = at.page > 0 || at.y + height <= flow.end();
        if room || !self.last_level() {
            flow.put(&legend, SIDE, at)
        } else {
            at
        }
    }

    /// True when nothing sparser is left to try.
    fn last_level(&self) -> bool {
        Limits::LEVELS.last() == Some(&self.limits)
    }

    /// Side by side, divided where both together take the least height.
    fn medicines_and_problems(&self, flow: &mut Flow, at: Cursor, width: f32) -> Cursor {
        let height =
            |fragments: &[Fragment]| fragments.iter().map(|f| f.gap + f.height).sum::<f32>();
        if flow.narrow() {
            let below = [
                self.medicines(width),
                self.problems(width),
                self.procedures(width),
            ];
            return flow.put(&below.concat(), SIDE, at);
        }
        let mut best: Option<(f32, f32, Vec<Fragment>, Vec<Fragment>)> = None;
        for part in [0.56, 0.5, 0.44] {
            let left = ((width - COLUMN_GAP) * part).floor();
            let right = width - COLUMN_GAP - left;
            let (a, b) = (
                self.medicines(left),
                [self.problems(right), self.procedures(right)].concat(),
            );
            let (x, y) = (height(&a), height(&b));
            let cost = x.max(y) + 0.5 * x.min(y);
            if best.as_ref().is_none_or(|(least, ..)| cost < least - 4.0) {
                best = Some((cost, left, a, b));
            }
        }
        match best {
            Some((_, left, a, b)) => side_by_side(flow, at, &a, &b, left),
            None => at,
        }
    }

    pub(crate) fn section(&self, section: Section) -> Option<&SummarySection> {
        self.summary.sections.iter().find(|s| s.section == section)
    }

    pub(crate) fn rows(&self, section: Section) -> &[Row] {
        self.section(section).map_or(&[], |s| &s.rows)
    }

    fn head(&self, flow: &mut Flow) -> Cursor {
        let (summary, words) = (self.summary, self.words);
        let person = &summary.person;
        let room = flow.width()
            - if self.code.is_some() {
                CODE + 18.0
            } else {
                0.0
            };
        let name = Rich::new(full_name(person, words), NAME);
        let facts = facts(summary, words);
        let made = [
            words.word("print-title"),
            words.text("print-made", &[("date", &words.date(&summary.made))]),
        ];
        let count = words.text(
            "print-source-count",
            &[("count", &summary.source_count.to_string())],
        );
        let mut left = paragraph(&name, room, 0.0);
        left.extend(paragraph(&Rich::new(facts.join(" · "), LEAD), room, 0.0));
        left.extend(paragraph(&Rich::new(made.join(" · "), BODY), room, 3.0));
        left.extend(paragraph(
            &Rich::new(format!("{count} · {}", words.word("print-letters")), SMALL),
            room,
            2.0,
        ));
        let start = Flow::start();
        let mut at = flow.put(&left, SIDE, start);
        if let Some(cells) = self.code {
            at = at.max(self.code(cells, flow, room));
        }
        let rule = Fragment {
            height: 2.0,
            gap: 5.0,
            items: vec![Item::Fill {
                x: 0.0,
                y: 0.0,
                w: flow.width(),
                h: 1.8,
                ink: Ink::Black,
            }],
            ..Fragment::default()
        };
        flow.put(&[rule], SIDE, at)
    }

    /// The QR code in the upper right corner, its caption below; the quiet zone is the page's white.
    fn code(&self, cells: &[(f32, f32, f32, f32)], flow: &mut Flow, room: f32) -> Cursor {
        let x = SIDE + room + 18.0;
        let drawing = Fragment {
            height: CODE - 4.0,
            items: vec![Item::Modules(cells.to_vec())],
            ..Fragment::default()
        }
        .as_figure(&self.words.word("print-code-alt"), CODE);
        let top = Cursor {
            page: 0,
            y: TOP - 6.0,
        };
        let at = flow.put(&[drawing], x, top);
        // The modules reach to the edge of their square; the caption keeps the quiet zone.
        let at = Cursor {
            y: at.y + QUIET,
            ..at
        };
        let caption = Rich::new(self.words.lines("print-code-caption"), TINY);
        flow.put(&centred(&caption, CODE), x, at)
    }

    fn allergies(&self, width: f32) -> Vec<Fragment> {
        let words = self.words;
        let section = self.section(Section::Allergies);
        let rows = self.rows(Section::Allergies);
        let nothing = section.map_or(Some(Nothing::LeftOut), |s| s.nothing);
        let alarm = nothing.is_none() && !rows.is_empty();
        let ink = if alarm { Ink::Red } else { Ink::Black };
        let label = Rich::new(
            words.word("print-allergy"),
            crate::text::Style { ink, ..ALARM },
        );
        let mut entries: Vec<Rich> = Vec::new();
        match nothing {
            None if rows.is_empty() => entries.push(Rich::new(
                words.word("print-allergy-no-information"),
                STRONG,
            )),
            None => {
                entries.extend(
                    rows.iter()
                        .take(self.limits.allergies)
                        .map(|row| self.allergy(row)),
                );
                let more = rows.len().saturating_sub(self.limits.allergies)
                    + section.map_or(0, |s| s.left_off);
                entries.extend(self.more(more));
            }
            Some(Nothing::NoInformation) => entries.push(Rich::new(
                words.word("print-allergy-no-information"),
                STRONG,
            )),
            Some(Nothing::LeftOut) => {
                entries.push(Rich::new(words.word("print-allergy-left-out"), STRONG));
            }
            Some(Nothing::KnownNone) => {
                let mut text = Rich::new(words.word("print-allergy-known-none"), STRONG);
                for row in rows {
                    text.push(" ", BODY);
                    text.append(self.allergy(row));
                }
                entries.push(text);
            }
        }
        let indent = (natural_width(&label) + 14.0).min(width / 3.0);
        let inner_width = width - 2.0 * (7.0 + 1.6 + 2.0);
        let mut inner = Vec::new();
        for (n, entry) in entries.iter().enumerate() {
            let mark = if n == 0 {
                label.clone()
            } else {
                Rich::default()
            };
            inner.extend(list_entry(&mark, entry, indent, inner_width, 1.0));
        }
        boxed(inner, width, 5.0, 1.6, ink, 8.0)
    }

    fn allergy(&self, row: &Row) -> Rich {
        let mut text = ink_title(&self.words.title(row), STRONG);
        text.append(remark(row, " — ", BODY));
        if row.status_class != StatusClass::Current
            && let Some(status) = self.words.status(row)
        {
            text.push(format!(" ({status})"), BODY);
        }
        let date = self
            .words
            .when(row)
            .map(|when| format!("{when} · "))
            .unwrap_or_default();
        text.push(format!("  {date}{}", self.words.marks(row)), SMALL);
        text
    }

    pub(crate) fn more(&self, count: usize) -> Option<Rich> {
        (count > 0).then(|| {
            Rich::new(
                self.words
                    .text("print-more", &[("count", &count.to_string())]),
                SMALL,
            )
        })
    }

    pub(crate) fn title(&self, key: &str, aside: &str, width: f32) -> Vec<Fragment> {
        heading(
            &Rich::new(self.words.word(key), HEADING),
            &Rich::new(aside, SMALL),
            width,
            SECTION_GAP,
        )
    }

    fn reason(&self, width: f32) -> Vec<Fragment> {
        let reason = self.summary.reason.trim();
        let questions: Vec<&str> = self
            .summary
            .questions
            .iter()
            .map(|q| q.trim())
            .filter(|q| !q.is_empty())
            .collect();
        if reason.is_empty() && questions.is_empty() {
            return Vec::new();
        }
        let mut out = self.title("print-reason", "", width);
        if !reason.is_empty() {
            out.extend(paragraph(&Rich::new(reason, BODY), width, 0.0));
        }
        for (n, question) in questions.iter().enumerate() {
            let mark = Rich::new(format!("{}.", n + 1), BODY);
            out.extend(list_entry(
                &mark,
                &Rich::new(*question, BODY),
                15.0,
                width,
                0.5,
            ));
        }
        out
    }

    /// The sources of this page's marks in short; the full list with days ends the last page.
    fn legend(&self, width: f32) -> Vec<Fragment> {
        let mut sources = self.words.source_list();
        let more = sources.len().saturating_sub(self.limits.sources);
        sources.truncate(self.limits.sources);
        let mut parts = vec![sources.join(" · ")];
        if more > 0 {
            parts.push(
                self.words
                    .text("print-more", &[("count", &more.to_string())]),
            );
        }
        if any_flag(self.summary) {
            parts.push(self.words.word("print-flags"));
        }
        if any_untranslated(self.summary, self.words) {
            parts.push(self.words.word("print-untranslated"));
        }
        parts.retain(|p| !p.is_empty());
        if parts.is_empty() {
            return Vec::new();
        }
        paragraph(&Rich::new(parts.join(" · "), TINY), width, 8.0)
    }
}

/// The name, the same in the other script beside it, and up to two other names in brackets.
pub(crate) fn full_name(person: &PersonDetails, words: &Words) -> String {
    let name = person.name.text.trim();
    let mut full = name.to_owned();
    let mut also: Vec<&str> = Vec::new();
    let others = person.other_names.iter().map(|n| n.text.trim());
    for other in others.filter(|n| !n.is_empty() && *n != name) {
        if has_han(other) != has_han(name) && full.len() == name.len() {
            full = format!("{full} {other}");
        } else if also.len() < 2 && !also.contains(&other) {
            also.push(other);
        }
    }
    if also.is_empty() {
        return full;
    }
    let also = words.text("print-also-named", &[("names", &also.join(", "))]);
    format!("{full} ({also})")
}

/// Two flows next to each other from the same height on; the longer one tells where the page goes on.
fn side_by_side(
    flow: &mut Flow,
    at: Cursor,
    left: &[Fragment],
    right: &[Fragment],
    left_width: f32,
) -> Cursor {
    let a = flow.put(left, SIDE, at);
    let b = flow.put(right, SIDE + left_width + COLUMN_GAP, at);
    a.max(b)
}

/// The style of a column head, for tables of page one.
pub(crate) fn column_head(text: &str, right: bool) -> Cell {
    Cell {
        text: Rich::new(text, COLUMN_HEAD),
        right,
    }
}
