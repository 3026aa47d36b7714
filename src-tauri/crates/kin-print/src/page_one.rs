//! Page one: the doctor's minute. Who, allergies, why, medicines, problems, results out of range,
//! last readings, what is new.

use crate::Paper;
use crate::block::{Cell, boxed, centred, heading, list_entry, paragraph};
use crate::limits::{Limits, List};
use crate::linebreak::has_han;
use crate::look::{
    ALARM, BODY, COLUMN_GAP, COLUMN_HEAD, HEADING, LEAD, NAME, SECTION_GAP, SMALL, STRONG, TINY,
};
use crate::page::{Cursor, Flow, Fragment, Item, SIDE, TOP};
use crate::page_lists::ALSO;
use crate::plain::facts;
use crate::results::key_results;
use crate::rows::{any_flag, any_untranslated, ink_title, remark};
use crate::standing;
use crate::text::{Ink, Rich, natural_width};
use crate::words::{self, Words};
use kin_model::summary::{Nothing, Row, Section, Summary, SummaryLanguage, SummarySection};
use kin_model::visit::VisitKind;
use kin_model::{Contact, PersonDetails};
use std::collections::BTreeMap;

/// Side of the QR code on paper with its quiet zone: 42 mm, so that a module is 0.42 mm or more and a
/// scan of 130 dots per inch still has two of them for each.
const CODE: f32 = 120.0;

/// Where the code begins: its quiet zone may reach into the margin.
const CODE_TOP: f32 = TOP - 6.0;

/// Distance of the caption from the code in points.
const QUIET: f32 = 5.0;

/// Page one in the making.
#[derive(Clone, Copy)]
pub(crate) struct PageOne<'a> {
    pub(crate) summary: &'a Summary,
    pub(crate) words: &'a Words,
    pub(crate) limits: Limits,
    pub(crate) pages: Pages<'a>,
    /// Modules of the QR code within a square of [`code_side`] points.
    pub(crate) code: Option<&'a [(f32, f32, f32, f32)]>,
}

/// On which page each heading of the details stands.
#[derive(Clone, Copy)]
pub(crate) enum Pages<'a> {
    /// Not told: "overleaf".
    Unknown,
    /// Numbers as long as those that will be there: to measure with.
    Guessed,
    Known(&'a BTreeMap<String, usize>),
}

impl Pages<'_> {
    /// The pages of some headings, each once.
    fn of(self, headings: &[String]) -> Vec<usize> {
        let mut pages: Vec<usize> = match self {
            Self::Unknown => Vec::new(),
            Self::Guessed => (8..).take(headings.len()).collect(),
            Self::Known(pages) => headings
                .iter()
                .filter_map(|h| pages.get(h).copied())
                .collect(),
        };
        pages.sort_unstable();
        pages.dedup();
        pages
    }
}

/// Page one as it was placed.
pub(crate) struct Drawn {
    pub(crate) flow: Flow,
    /// Where it ended.
    pub(crate) at: Cursor,
    pub(crate) limits: Limits,
}

/// Side of the QR code on the page in points.
pub(crate) const fn code_side() -> f32 {
    CODE
}

impl PageOne<'_> {
    /// The page drawn with as much as it holds: everything where that fits, else the least, then what comes first and
    /// one line more of each list in turn while there is room. Where even the least does not fit it runs over, and only
    /// what makes it no longer is added: a list in a column beside a longer one.
    pub(crate) fn fit(&self, paper: Paper) -> Drawn {
        let whole = self.with(Limits::MOST, paper);
        if whole.at.page == 0 {
            return whole;
        }
        self.filled(self.with(Limits::LEAST, paper), paper)
    }

    fn with(&self, limits: Limits, paper: Paper) -> Drawn {
        let mut flow = Flow::new(paper);
        let at = PageOne { limits, ..*self }.draw(&mut flow);
        Drawn { flow, at, limits }
    }

    fn filled(&self, mut best: Drawn, paper: Paper) -> Drawn {
        let end = best.at;
        let fits = |at: Cursor| at.page == 0 || at <= end;
        let longer = |best: &Drawn, list: List, most: &Limits| {
            let longer = best.limits.longer(list, most);
            let limits = longer.filter(|_| best.limits.of(list) < self.holds(list))?;
            Some(self.with(limits, paper)).filter(|more| fits(more.at))
        };
        for list in List::ALL {
            while let Some(more) = longer(&best, list, &Limits::FIRST) {
                best = more;
            }
        }
        for most in [Limits::ENOUGH, Limits::MOST] {
            let mut open = List::ALL.to_vec();
            while !open.is_empty() {
                open.retain(|list| match longer(&best, *list, &most) {
                    Some(more) => {
                        best = more;
                        true
                    }
                    None => false,
                });
            }
        }
        best
    }

    /// Lines or entries that one list holds at most.
    fn holds(&self, list: List) -> usize {
        let count = |section| self.rows(section).len();
        match list {
            List::Allergies => count(Section::Allergies),
            List::Medicines => count(Section::Medications),
            List::Conflicts => self.summary.conflicts.len(),
            List::Problems => count(Section::Problems),
            List::Reason => self.summary.reason.chars().count() / 10 + 1,
            List::Questions => self.summary.questions.len(),
            List::Asides => {
                let medicines = self.rows(Section::Medications).iter();
                let results = self.rows(Section::Results).iter();
                let also = || results.map(words::also).any(|also| also.is_some());
                usize::from(medicines.clone().any(|row| row.aside.is_some()) || also())
            }
            List::Also => ALSO.into_iter().map(count).max().unwrap_or_default(),
            List::Results => count(Section::Results),
            List::Events => count(Section::Procedures) + count(Section::Visits),
            List::News if self.summary.changes.is_empty() => usize::MAX,
            List::News => self.summary.changes.len(),
            List::Readings => count(Section::VitalSigns),
            List::Home if standing::measured(self.summary).next().is_none() => 0,
            List::Home => 2,
            List::Sources => self.words.source_list().len(),
        }
    }

    /// How much of one list stands here.
    pub(crate) fn limit(&self, list: List) -> usize {
        self.limits.of(list)
    }

    /// Draws the page (or pages, when even the sparsest form is longer); tells where it ended.
    pub(crate) fn draw(&self, flow: &mut Flow) -> Cursor {
        let width = flow.width();
        let mut at = self.head(flow);
        at = self.put(flow, self.allergies(width), at);
        at = self.medicines_and_problems(flow, at, width);
        at = self.put(flow, self.conflicts(width), at);
        at = self.put(flow, key_results(self, width), at);
        at = self.measured(flow, at, width);
        at = self.put(flow, self.news(width), at);
        at = self.also(flow, at, width);
        // The last page lists the sources in full: a line of marks never makes a second page one. What the letters
        // stand for is said where the sources have no room.
        let fits = |legend: &[Fragment]| {
            let height: f32 = legend.iter().map(|f| f.gap + f.height).sum();
            at.page > 0 || at.y + height <= flow.end()
        };
        let whole = self.legend(width);
        let letters = Rich::new(self.words.word("print-letters"), TINY);
        let letters = paragraph(&letters, width, 3.0);
        let legend = match (fits(&whole) || !self.last_level(), fits(&letters)) {
            (true, _) => whole,
            (false, true) if !self.letters_in_head(width) => letters,
            (false, _) => return at,
        };
        flow.put(&legend, SIDE, at)
    }

    /// Places fragments at the left margin; on a crowded page with less space between them.
    fn put(&self, flow: &mut Flow, fragments: Vec<Fragment>, at: Cursor) -> Cursor {
        flow.put(&self.closer(fragments), SIDE, at)
    }

    /// Less space between the parts of a crowded page.
    pub(crate) fn closer(&self, mut fragments: Vec<Fragment>) -> Vec<Fragment> {
        if self.crowded() {
            let by = if self.very_crowded() { 0.5 } else { 0.7 };
            fragments.iter_mut().for_each(|f| f.gap *= by);
        }
        fragments
    }

    /// True when the page has no room for pictures.
    pub(crate) fn crowded(&self) -> bool {
        self.limit(List::Home) < 2
    }

    /// True when even the sources are not all named.
    pub(crate) fn very_crowded(&self) -> bool {
        self.limit(List::Sources) < 6
    }

    /// Space between a frame and its text.
    pub(crate) fn pad(&self, usual: f32) -> f32 {
        if self.very_crowded() {
            usual - 1.0
        } else {
            usual
        }
    }

    /// True when nothing sparser is left to try.
    pub(crate) fn last_level(&self) -> bool {
        self.limits == Limits::LEAST
    }

    /// Side by side, divided where both together take the least height.
    fn medicines_and_problems(&self, flow: &mut Flow, at: Cursor, width: f32) -> Cursor {
        let height =
            |fragments: &[Fragment]| fragments.iter().map(|f| f.gap + f.height).sum::<f32>();
        if flow.narrow() {
            let below = [
                self.medicines(width),
                self.problems(width),
                self.events(width),
            ];
            return self.put(flow, below.concat(), at);
        }
        let mut best: Option<(f32, f32, Vec<Fragment>, Vec<Fragment>)> = None;
        for part in [0.56, 0.6, 0.5, 0.44] {
            let left = ((width - COLUMN_GAP) * part).floor();
            let right = width - COLUMN_GAP - left;
            let (a, b) = (
                self.closer(self.medicines(left)),
                self.closer([self.problems(right), self.events(right)].concat()),
            );
            let (x, y) = (height(&a), height(&b));
            // A narrow column breaks every medicine: only where it saves a good deal.
            let narrow = if part < 0.5 { 12.0 } else { 0.0 };
            let cost = x.max(y) + 0.5 * x.min(y) + narrow;
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

    /// Width of what stands beside the code.
    const fn room(&self, width: f32) -> f32 {
        width
            - if self.code.is_some() {
                CODE + 18.0
            } else {
                0.0
            }
    }

    /// Who it is, whom to call, what the paper is; below it why the person comes.
    fn who(&self, room: f32, letters: bool) -> Vec<Fragment> {
        let (summary, words) = (self.summary, self.words);
        let person = &summary.person;
        let name = Rich::new(full_name(person, words), NAME);
        let facts = facts(summary, words);
        let mut title = vec![words.word("print-title")];
        title.extend(purpose(summary, words));
        let made = words.text("print-made", &[("date", &words.date(&summary.made))]);
        let count = words.text(
            "print-source-count",
            &[("count", &summary.source_count.to_string())],
        );
        let mut small = vec![count];
        // The day stands with the title where both fit on a line, else before the sources.
        let with_day = format!("{} · {made}", title.join(" · "));
        if natural_width(&Rich::new(&*with_day, STRONG)) <= room {
            title = vec![with_day];
        } else {
            small.insert(0, made);
        }
        if letters {
            small.push(words.word("print-letters"));
        }
        let mut left = paragraph(&name, room, 0.0);
        left.extend(paragraph(&Rich::new(facts.join(" · "), LEAD), room, 0.0));
        for line in self.whom_to_call() {
            left.extend(paragraph(&Rich::new(line, BODY), room, 1.0));
        }
        left.extend(paragraph(&Rich::new(title.join(" · "), STRONG), room, 3.0));
        left.extend(paragraph(&Rich::new(small.join(" · "), SMALL), room, 1.0));
        left.extend(self.reason(room));
        left
    }

    /// Who and why, the code beside both.
    fn head(&self, flow: &mut Flow) -> Cursor {
        let room = self.room(flow.width());
        let left = self.who(room, self.letters_in_head(flow.width()));
        let mut at = flow.put(&left, SIDE, Flow::start());
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

    /// What the letters of the sources stand for is said at the top where it needs no line of its own there: in one
    /// language, and beside a code that is taller.
    fn letters_in_head(&self, width: f32) -> bool {
        let height =
            |fragments: &[Fragment]| fragments.iter().map(|f| f.gap + f.height).sum::<f32>();
        let beside = || {
            let left = TOP + height(&self.who(self.room(width), true));
            left <= CODE_TOP + CODE - 4.0 + QUIET + height(&self.caption())
        };
        self.words.language != SummaryLanguage::Both || self.code.is_some() && beside()
    }

    fn caption(&self) -> Vec<Fragment> {
        centred(
            &Rich::new(self.words.lines("print-code-caption"), TINY),
            CODE,
        )
    }

    /// The QR code in the upper right corner, its caption below; the quiet zone is the page's white.
    fn code(&self, cells: &[(f32, f32, f32, f32)], flow: &mut Flow, room: f32) -> Cursor {
        let x = SIDE + room + 18.0;
        let drawing = Fragment {
            height: CODE - 4.0,
            items: vec![Item::Modules(cells.to_vec())],
            ..Fragment::default()
        }
        .into_figure(&self.words.word("print-code-alt"), CODE);
        let top = Cursor {
            page: 0,
            y: CODE_TOP,
        };
        let at = flow.put(&[drawing], x, top);
        // The modules reach to the edge of their square; the caption keeps the quiet zone.
        let at = Cursor {
            y: at.y + QUIET,
            ..at
        };
        flow.put(&self.caption(), x, at)
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
                        .take(self.limit(List::Allergies))
                        .map(|row| self.allergy(row)),
                );
                let more = rows.len().saturating_sub(self.limit(List::Allergies))
                    + section.map_or(0, |s| s.left_off);
                entries.extend(self.more(more, &[self.words.section(Section::Allergies)]));
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
        let half = ((inner_width - indent - BETWEEN) / 2.0).floor();
        let short = entries.iter().all(|e| natural_width(e) <= half);
        let beside = if short && entries.len() > 4 { 2 } else { 1 };
        for (n, pair) in entries.chunks(beside).enumerate() {
            let mark = if n == 0 {
                label.clone()
            } else {
                Rich::default()
            };
            let Some((first, rest)) = pair.split_first() else {
                continue;
            };
            let mut lines = list_entry(&mark, first, indent, inner_width, 1.0);
            // Many short ones stand two by two.
            for second in rest.iter().flat_map(|e| paragraph(e, half, 0.0)) {
                if let Some(line) = lines.first_mut() {
                    let x = indent + half + BETWEEN;
                    line.items
                        .extend(second.items.iter().map(|i| i.shifted(x, 0.0)));
                }
            }
            inner.extend(lines);
        }
        boxed(inner, width, self.pad(5.0), 1.6, ink, 8.0)
    }

    fn allergy(&self, row: &Row) -> Rich {
        let mut text = ink_title(&self.words.title(row), STRONG);
        if let Some(status) = self.words.doubt(row) {
            text.push(self.words.brackets(&status), STRONG);
        }
        text.append(remark(row, self.words, " —\u{a0}", BODY));
        let date = self
            .words
            .when(row)
            .map(|when| format!("{when} · "))
            .unwrap_or_default();
        text.push(format!("  {date}{}", self.words.marks(row)), SMALL);
        text
    }

    pub(crate) fn more(&self, count: usize, headings: &[String]) -> Option<Rich> {
        let more = self.more_words(count, headings).replace(' ', "\u{a0}");
        Some(Rich::new(more, SMALL)).filter(|m| !m.is_empty())
    }

    /// How many more there are, and on which pages, by the headings under which they stand there; empty where there
    /// are none.
    pub(crate) fn more_words(&self, count: usize, headings: &[String]) -> String {
        if count == 0 {
            return String::new();
        }
        let count = count.to_string();
        let pages = self.pages.of(headings);
        let pages: Vec<String> = pages.iter().map(ToString::to_string).collect();
        if pages.is_empty() {
            return self.words.text("print-more", &[("count", &count)]);
        }
        let pages = pages.join(self.words.pause());
        self.words
            .text("print-more-page", &[("count", &count), ("page", &pages)])
    }

    /// Where the whole of a text stands.
    fn in_full(&self, heading: &str) -> String {
        match self.pages.of(&[self.words.word(heading)]).first() {
            Some(page) => {
                let page = page.to_string();
                self.words.text("page-in-full-page", &[("page", &page)])
            }
            None => self.words.word("page-in-full"),
        }
    }

    pub(crate) fn title(&self, key: &str, aside: &str, width: f32) -> Vec<Fragment> {
        heading(
            &Rich::new(self.words.word(key), HEADING),
            &Rich::new(aside, SMALL),
            width,
            SECTION_GAP,
        )
    }

    /// Whom to call, and the doctor who knows the person; said to be unknown where nobody wrote it down.
    fn whom_to_call(&self) -> Vec<String> {
        let (person, words) = (&self.summary.person, self.words);
        let contacts: Vec<String> = person
            .contacts
            .iter()
            .take(CONTACTS)
            .map(|c| contact(c, words))
            .filter(|c| !c.is_empty())
            .collect();
        let doctor = person.doctor.as_ref().map(|c| contact(c, words));
        let doctor = doctor.unwrap_or_default();
        let said = |key: &str, found: &str| {
            let found = if found.is_empty() {
                words.word("page-not-written-down")
            } else {
                found.to_owned()
            };
            format!("{}{found}", words.label(key))
        };
        let lines = vec![
            said("page-contact", &contacts.join(words.semicolon())),
            said("page-doctor", &doctor),
        ];
        if contacts.is_empty() && doctor.is_empty() {
            let contact = words.word("page-contact");
            vec![format!("{contact} · {}", said("page-doctor", ""))]
        } else {
            lines
        }
    }

    /// Why the person comes and what they ask, as far as there is room; the rest stands overleaf.
    fn reason(&self, width: f32) -> Vec<Fragment> {
        let (reason, questions) = said(self.summary);
        if reason.is_empty() && questions.is_empty() {
            return Vec::new();
        }
        let rest = questions.len().saturating_sub(self.limit(List::Questions));
        let more = self.more_words(rest, &[self.words.word("print-reason")]);
        let mut out = self.title("print-reason", &more, width);
        if !reason.is_empty() {
            let mut lines = paragraph(&Rich::new(reason, BODY), width, 0.0);
            let cut = lines.len() > self.limit(List::Reason);
            lines.truncate(self.limit(List::Reason));
            if let Some(last) = lines.last_mut() {
                last.keep_next = false;
            }
            out.extend(lines);
            if cut {
                let more = Rich::new(self.in_full("print-reason"), SMALL);
                out.extend(paragraph(&more, width, 0.0));
            }
        }
        for (n, question) in questions
            .iter()
            .take(self.limit(List::Questions))
            .enumerate()
        {
            let mark = Rich::new(format!("{}.", n + 1), BODY);
            let mut lines = list_entry(&mark, &Rich::new(*question, BODY), 15.0, width, 0.5);
            if lines.len() > LINES {
                lines.truncate(LINES);
                if let Some(last) = lines.last_mut() {
                    last.keep_next = false;
                }
                let more = Rich::new(self.in_full("print-reason"), SMALL);
                lines.extend(list_entry(&Rich::default(), &more, 15.0, width, 0.0));
            }
            out.extend(lines);
        }
        out
    }

    /// What did not find room here and must stand in full overleaf.
    pub(crate) fn overleaf(&self, width: f32) -> Overleaf {
        let (reason, questions) = said(self.summary);
        let width = self.room(width);
        let lines = |text: &str, width: f32| paragraph(&Rich::new(text, BODY), width, 0.0).len();
        let long = questions.iter().any(|q| lines(q, width - 15.0) > LINES);
        Overleaf {
            reason: lines(reason, width) > self.limit(List::Reason)
                || questions.len() > self.limit(List::Questions)
                || long,
            contacts: self.summary.person.contacts.len() > CONTACTS,
            conflicts: self.summary.conflicts.len() > self.limit(List::Conflicts),
            changes: self.summary.changes.len() > self.limit(List::News),
        }
    }

    /// The sources of this page's marks in short; the full list with days ends the last page.
    fn legend(&self, width: f32) -> Vec<Fragment> {
        let mut sources = self.words.source_list();
        let more = sources.len().saturating_sub(self.limit(List::Sources));
        sources.truncate(self.limit(List::Sources));
        let letters = self.words.word("print-letters");
        let mut parts = vec![if self.letters_in_head(width) {
            sources.join(" · ")
        } else {
            self.words.named(&letters, &sources.join(" · "))
        }];
        parts.push(self.more_words(more, &[self.words.word("print-sources")]));
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
        paragraph(&Rich::new(parts.join(" · "), TINY), width, 6.0)
    }
}

/// What page one has no room for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Overleaf {
    pub(crate) reason: bool,
    pub(crate) contacts: bool,
    pub(crate) conflicts: bool,
    pub(crate) changes: bool,
}

/// Space between two allergies beside each other.
const BETWEEN: f32 = 10.0;
/// Contacts that stand in the head.
const CONTACTS: usize = 2;
/// Most lines of one question on page one.
const LINES: usize = 3;

/// Reason and questions without empty ones.
pub(crate) fn said(summary: &Summary) -> (&str, Vec<&str>) {
    let questions = summary
        .questions
        .iter()
        .map(|q| q.trim())
        .filter(|q| !q.is_empty())
        .collect();
    (summary.reason.trim(), questions)
}

/// Name, relation and phone in one.
pub(crate) fn contact(contact: &Contact, words: &Words) -> String {
    let (name, relation, phone) = (
        contact.name.trim(),
        contact.relation.trim(),
        contact.phone.trim(),
    );
    let mut text = name.to_owned();
    if !relation.is_empty() {
        text = format!("{text}{}", words.brackets(relation))
            .trim()
            .to_owned();
    }
    let apart = if text.ends_with('）') { "" } else { " " };
    format!("{text}{apart}{phone}").trim().to_owned()
}

/// Which visit it is for, and where to.
pub(crate) fn purpose(summary: &Summary, words: &Words) -> Option<String> {
    let key = match summary.visit {
        VisitKind::Visit => None,
        VisitKind::Referral => Some("page-visit-referral"),
        VisitKind::First => Some("page-visit-first"),
        VisitKind::CheckUp => Some("page-visit-check-up"),
        VisitKind::Emergency => Some("page-visit-emergency"),
        VisitKind::Travel => Some("page-visit-travel"),
        _ => None,
    };
    let specialty = summary.specialty.as_deref().map(|key| words.specialty(key));
    match (key.map(|k| words.word(k)), specialty) {
        (Some(visit), Some(specialty)) => Some(words.named(&visit, &specialty)),
        (visit, specialty) => visit.or(specialty),
    }
}

/// The name, the same in the other script beside it, and up to two other names in brackets.
pub(crate) fn full_name(person: &PersonDetails, words: &Words) -> String {
    let name = name_in(person, words.language);
    let mut full = name.to_owned();
    let mut second = name;
    let mut also: Vec<&str> = Vec::new();
    let others = std::iter::once(&person.name).chain(&person.other_names);
    let others = others.map(|n| n.text.trim());
    for other in others.filter(|n| !n.is_empty() && *n != name) {
        if has_han(other) != has_han(name) && second == name {
            full = format!("{full} {other}");
            second = other;
        } else if other != second && also.len() < 2 && !also.contains(&other) {
            also.push(other);
        }
    }
    if also.is_empty() {
        return full;
    }
    let also = words.text("print-also-named", &[("names", &also.join(words.comma()))]);
    format!("{full}{}", words.brackets(&also))
}

/// The name that a reader of the language reads best: in Chinese the one in Chinese characters where there is one.
pub(crate) fn name_in(person: &PersonDetails, language: SummaryLanguage) -> &str {
    let all = std::iter::once(&person.name).chain(&person.other_names);
    all.map(|name| name.text.trim())
        .find(|name| language == SummaryLanguage::ZhCn && has_han(name))
        .unwrap_or_else(|| person.name.text.trim())
}

/// Two flows next to each other from the same height on; the longer one tells where the page goes on.
pub(crate) fn side_by_side(
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
        right,
        ..Cell::left(Rich::new(text, COLUMN_HEAD))
    }
}
