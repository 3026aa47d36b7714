//! How much of each list stands on page one; the rest follows in the details.

/// A list of page one, in the order of what a doctor misses first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Allergies,
    Medicines,
    Conflicts,
    Problems,
    /// Lines of the reason.
    Reason,
    Questions,
    Events,
    /// Entries of each of the kinds that stand in a line: alerts, implants, wishes, habits, family, vaccines.
    Also,
    Results,
    News,
    Readings,
    /// Readings at home: 0 in a line each, 1 in a line with a small picture beside it, 2 in a block with its picture.
    Home,
    Sources,
}

/// How many lists there are.
const LISTS: usize = 13;

impl List {
    pub(crate) const ALL: [Self; LISTS] = [
        Self::Allergies,
        Self::Medicines,
        Self::Conflicts,
        Self::Problems,
        Self::Reason,
        Self::Questions,
        Self::Events,
        Self::Also,
        Self::Results,
        Self::News,
        Self::Readings,
        Self::Home,
        Self::Sources,
    ];
}

/// Lines or entries of each list, in the order of [`List::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits([usize; LISTS]);

impl Limits {
    /// From generous to sparse; the first that fits on the page is where filling it begins
    /// ([`crate::page_one::PageOne::fit`]). Allergies and medicines give way last: a doctor's mistake there costs most.
    /// No kind of entry is ever without its line.
    pub(crate) const LEVELS: [Self; 10] = [
        Self([12, 16, 8, 14, 8, 5, 6, 6, 12, 12, 9, 2, 10]),
        Self([10, 12, 5, 8, 5, 5, 4, 3, 8, 7, 6, 2, 8]),
        Self([8, 12, 4, 6, 4, 5, 3, 2, 8, 4, 3, 1, 6]),
        Self([8, 10, 4, 5, 4, 3, 3, 2, 7, 3, 2, 1, 6]),
        Self([8, 8, 3, 5, 3, 3, 3, 1, 6, 2, 1, 1, 5]),
        Self([6, 8, 3, 4, 3, 2, 3, 1, 5, 1, 1, 1, 4]),
        Self([6, 6, 2, 3, 2, 2, 2, 1, 4, 1, 1, 1, 4]),
        Self([5, 6, 1, 3, 2, 1, 1, 1, 4, 1, 1, 0, 3]),
        Self([5, 6, 1, 3, 2, 1, 1, 1, 2, 1, 1, 0, 2]),
        Self([4, 5, 1, 2, 1, 1, 1, 1, 2, 1, 1, 0, 2]),
    ];

    /// What comes before everything else when the page is filled.
    pub(crate) const FIRST: Self = Self([0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 1, 0]);

    /// What comes before pictures and long lists when the page is filled.
    pub(crate) const ENOUGH: Self = Self([12, 16, 8, 14, 8, 5, 4, 2, 8, 5, 3, 1, 8]);

    /// Lines or entries of one list.
    pub(crate) fn of(&self, list: List) -> usize {
        self.0.get(list as usize).copied().unwrap_or_default()
    }

    /// The same with one line more in one list; nothing when that list is as long as `most` has it.
    pub(crate) fn longer(mut self, list: List, most: &Self) -> Option<Self> {
        let most = most.of(list);
        let lines = self.0.get_mut(list as usize).filter(|l| **l < most)?;
        *lines = lines.saturating_add(1);
        Some(self)
    }
}
