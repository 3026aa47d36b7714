//! How much of each list stands on page one; the rest follows in the details.

/// How many lists page one has.
pub(crate) const LISTS: usize = 12;

/// Lines or entries of each list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) allergies: usize,
    pub(crate) medicines: usize,
    pub(crate) conflicts: usize,
    pub(crate) problems: usize,
    /// Lines of the reason.
    pub(crate) reason: usize,
    pub(crate) questions: usize,
    pub(crate) results: usize,
    pub(crate) readings: usize,
    pub(crate) news: usize,
    pub(crate) procedures: usize,
    /// Entries of each of the lists in one line: alerts, devices, habits, family, vaccines.
    pub(crate) also: usize,
    pub(crate) sources: usize,
}

/// The lists in the order of [`Limits::by_need`].
const fn level(lists: [usize; LISTS]) -> Limits {
    let [
        allergies,
        medicines,
        conflicts,
        problems,
        reason,
        questions,
        results,
        readings,
        news,
        procedures,
        also,
        sources,
    ] = lists;
    Limits {
        allergies,
        medicines,
        conflicts,
        problems,
        reason,
        questions,
        results,
        readings,
        news,
        procedures,
        also,
        sources,
    }
}

impl Limits {
    /// From generous to sparse; the first that fits on the page is where filling it begins
    /// ([`crate::page_one::PageOne::fit`]). Allergies and medicines give way last: a doctor's mistake there costs most.
    pub(crate) const LEVELS: [Self; 9] = [
        level([12, 16, 8, 14, 8, 5, 12, 9, 12, 6, 6, 10]),
        level([10, 14, 6, 11, 6, 5, 9, 7, 9, 5, 5, 8]),
        level([10, 12, 5, 8, 5, 5, 8, 6, 7, 4, 4, 8]),
        level([8, 12, 4, 6, 4, 5, 6, 5, 5, 3, 3, 6]),
        level([8, 10, 4, 5, 4, 4, 5, 4, 4, 2, 2, 6]),
        level([8, 10, 3, 5, 3, 3, 4, 3, 3, 2, 1, 4]),
        level([6, 8, 3, 4, 3, 3, 3, 2, 2, 1, 1, 3]),
        level([6, 6, 2, 3, 2, 2, 2, 1, 1, 1, 0, 3]),
        level([5, 6, 1, 3, 2, 1, 2, 1, 0, 0, 0, 3]),
    ];

    /// Its lists by what a doctor misses first, for the room that is left.
    const fn by_need(&mut self) -> [&mut usize; LISTS] {
        [
            &mut self.allergies,
            &mut self.medicines,
            &mut self.conflicts,
            &mut self.problems,
            &mut self.reason,
            &mut self.questions,
            &mut self.results,
            &mut self.readings,
            &mut self.news,
            &mut self.procedures,
            &mut self.also,
            &mut self.sources,
        ]
    }

    /// The same with one line more in one list; nothing when that list is as long as it may get.
    pub(crate) fn longer(mut self, list: usize) -> Option<Self> {
        let [mut most, ..] = Self::LEVELS;
        let most = **most.by_need().get(list)?;
        let mut lists = self.by_need();
        let lines = lists.get_mut(list).filter(|lines| ***lines < most)?;
        **lines = lines.saturating_add(1);
        Some(self)
    }
}
