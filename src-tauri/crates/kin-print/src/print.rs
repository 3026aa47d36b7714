//! The printed summary as a whole.

use crate::block::paragraph;
use crate::details::Close;
use crate::essential::essential_text_of;
use crate::foot::{APART, ends, feet, rule, within};
use crate::limits::Limits;
use crate::look::{SMALL, TINY};
use crate::page::{Cursor, Flow, Fragment, Item, LARGE, Paper, SIDE, TOP};
use crate::page_one::{Drawn, PageOne, Pages, code_side, full_name};
use crate::qr::{drawn, on_page};
use crate::text::{Ink, Rich, natural_width};
use crate::words::{Words, iso_day};
use crate::{PrintError, details, font::Weight, pdf};
use kin_model::summary::{Summary, SummaryLanguage};

/// Choices for the printed summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintOptions {
    /// Paper.
    pub paper: Paper,
    /// Letters of 16 points and more, everything laid out anew for them.
    pub large: bool,
    /// A QR code with the essentials in the corner of page one; in large print on the last page.
    pub code: bool,
}

impl Default for PrintOptions {
    fn default() -> Self {
        Self {
            paper: Paper::A4,
            large: false,
            code: true,
        }
    }
}

/// The summary as a PDF: page one for the doctor's minute, then every section in detail.
///
/// Text is selectable, fonts are embedded and cut to the characters used, the title names no
/// person, and there are no links or scripts. The pages are tagged: headings, paragraphs, tables
/// with their heads, drawings in words, Chinese and English marked, sections as bookmarks.
///
/// # Errors
/// [`PrintError::Font`] when an embedded typeface is damaged.
pub fn print_summary(summary: &Summary, options: &PrintOptions) -> Result<Vec<u8>, PrintError> {
    let words = Words::new(summary);
    let flow = lay_out(summary, options, &words)?;
    let language = match summary.language {
        SummaryLanguage::ZhCn => "zh-CN",
        SummaryLanguage::En | SummaryLanguage::Both => "en",
    };
    pdf::build(
        &flow,
        &words.word("print-title"),
        language,
        &iso_day(&summary.made),
    )
}

/// All pages as placed items.
pub(crate) fn lay_out(
    summary: &Summary,
    options: &PrintOptions,
    words: &Words,
) -> Result<Flow, PrintError> {
    let scale = if options.large { LARGE } else { 1.0 };
    // As large on paper as ever: what a camera reads does not depend on eyes.
    let side = code_side() / scale;
    let code = if options.code {
        let text = essential_text_of(summary, summary.language);
        Some(drawn(&on_page(&text)?, side))
    } else {
        None
    };
    let page = PageOne {
        pages: Pages::Guessed,
        summary,
        words,
        limits: Limits::MOST,
        code: code.as_deref().filter(|_| !options.large),
    };
    let put_code = |flow: &mut Flow, at: Cursor| match &code {
        Some(cells) if options.large => flow.put(&[code_at_the_end(cells, side, words)], SIDE, at),
        _ => at,
    };
    let mut flow = if options.large {
        // The doctor's minute takes two pages or three then; nothing of it gives way.
        let page = PageOne {
            pages: Pages::Unknown,
            ..page
        };
        let mut flow = Flow::enlarged(options.paper, scale);
        let at = page.draw(&mut flow);
        let limits = page.limits;
        with_details(&page, &Drawn { flow, at, limits }, put_code)
    } else {
        numbered(&page, options.paper, put_code).unwrap_or_else(|| {
            let page = PageOne {
                pages: Pages::Unknown,
                ..page
            };
            with_details(&page, &page.fit(options.paper), put_code)
        })
    };
    furnish(&mut flow, summary, words);
    Ok(flow.on_paper())
}

/// A full page one stands alone; one that runs over, or is nearly empty, is followed at once.
fn stands_alone(drawn: &Drawn) -> bool {
    drawn.at.page == 0 && drawn.at.y > drawn.flow.end() * 0.5
}

/// All pages, of which the first names those on which the details stand: it is measured with numbers that are guessed,
/// and written once they are known. Nothing where it does not stand alone, or does not hold them after all.
fn numbered(
    page: &PageOne<'_>,
    paper: Paper,
    put_code: impl Fn(&mut Flow, Cursor) -> Cursor,
) -> Option<Flow> {
    let drawn = Some(page.fit(paper)).filter(stands_alone)?;
    let mut flow = with_details(page, &drawn, put_code);
    let places = details::places(&flow);
    let mut first = Flow::new(paper);
    let named = PageOne {
        pages: Pages::Known(&places),
        limits: drawn.limits,
        ..*page
    };
    if named.draw(&mut first).page > 0 {
        return None;
    }
    std::mem::swap(flow.pages.first_mut()?, first.pages.first_mut()?);
    Some(flow)
}

/// Page one and the details behind it.
fn with_details(
    page: &PageOne<'_>,
    drawn: &Drawn,
    put_code: impl Fn(&mut Flow, Cursor) -> Cursor,
) -> Flow {
    let (summary, words) = (page.summary, page.words);
    let Drawn { flow, at, limits } = drawn;
    let alone = stands_alone(drawn);
    let from = if alone {
        Flow::next_page(*at)
    } else {
        Cursor {
            y: at.y + 26.0,
            ..*at
        }
    };
    let overleaf = PageOne {
        limits: *limits,
        ..*page
    }
    .overleaf(flow.width());
    let draw = |close: Close| {
        let mut flow = flow.clone();
        let at = if !alone && details::adds_nothing(summary, &overleaf) {
            // Of a record that holds nothing yet page one has said so.
            details::legend(summary, words, &mut flow, from, close)
        } else {
            details::draw(summary, words, &overleaf, &mut flow, from, close)
        };
        let at = put_code(&mut flow, at);
        (flow, at)
    };
    let (whole, at) = draw(Close::Usual);
    // A last page with a few lines on it is spared where everything else can stand closer.
    if at.page > 0 && at.y < whole.end() * NEARLY_EMPTY {
        let closer = Close::ALL.into_iter().skip(1).map(draw);
        let mut fewer = closer.map(|(flow, _)| flow);
        return fewer
            .find(|flow| flow.pages.len() < whole.pages.len())
            .unwrap_or(whole);
    }
    whole
}

/// A last page that is filled less than this is nearly empty.
const NEARLY_EMPTY: f32 = 0.45;

/// The code with its caption beside it, never divided.
fn code_at_the_end(cells: &[(f32, f32, f32, f32)], side: f32, words: &Words) -> Fragment {
    let caption = words.lines("print-code-caption");
    let mut fragment = Fragment {
        height: side,
        gap: 14.0,
        items: vec![Item::Modules(cells.to_vec())],
        ..Fragment::default()
    }
    .into_figure(&words.word("print-code-alt"), side);
    let x = side + 12.0;
    let mut y = 0.0;
    for line in paragraph(&Rich::new(caption, SMALL), side * 1.6, 0.0) {
        fragment
            .items
            .extend(line.items.iter().map(|item| item.shifted(x, y)));
        y += line.height;
    }
    fragment.height = fragment.height.max(y);
    fragment
}

/// Running heads and feet, once the number of pages is known.
pub(crate) fn furnish(flow: &mut Flow, summary: &Summary, words: &Words) {
    let width = flow.width();
    let several = flow.pages.len() > 1;
    feet(flow, words, |n, room| {
        let decide = words.word("print-decide");
        let more = format!("{decide} · {}", words.word("print-overleaf"));
        let fits = natural_width(&Rich::new(&*more, TINY)) <= room;
        if n == 0 && several && fits {
            more
        } else {
            decide
        }
    });
    let born = summary.person.born.as_ref();
    let born = born.map(|b| words.text("print-born", &[("date", &words.date(b))]));
    let born = Rich::new(born.map_or_else(String::new, |b| format!(" · {b}")), SMALL);
    let made = words.text("print-made", &[("date", &words.date(&summary.made))]);
    let made = Rich::new(made, SMALL);
    let bold = crate::text::Style {
        weight: Weight::Bold,
        ink: Ink::Black,
        ..SMALL
    };
    // A long name gives way; the day of birth, which tells two people apart, never.
    let room = width - natural_width(&made) - natural_width(&born) - APART;
    let mut who = within(&Rich::new(full_name(&summary.person, words), bold), room);
    who.append(born);
    for page in flow.pages.iter_mut().skip(1) {
        let y = TOP + 7.0;
        ends(page, &who, &made, y, width);
        page.push(rule(width, y + 4.5));
    }
}
