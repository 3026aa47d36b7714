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
    /// What is said of medicines beside their dose, and the newest values in the unit of other countries: 0 in the
    /// details only, 1 here too.
    Asides,
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
const LISTS: usize = 14;

impl List {
    pub(crate) const ALL: [Self; LISTS] = [
        Self::Allergies,
        Self::Medicines,
        Self::Conflicts,
        Self::Problems,
        Self::Reason,
        Self::Questions,
        Self::Asides,
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
    /// All that page one ever holds.
    pub(crate) const MOST: Self = Self([12, 16, 8, 14, 8, 5, 1, 6, 6, 12, 12, 9, 2, 10]);

    /// Where filling a crowded page begins ([`crate::page_one::PageOne::fit`]): no kind of entry is ever without its
    /// line.
    pub(crate) const LEAST: Self = Self([4, 5, 1, 2, 1, 1, 0, 1, 1, 2, 1, 1, 0, 2]);

    /// What comes before everything else when the page is filled, one list after the other: the first medicines
    /// and problems, a few results with their arrows, small pictures of the readings at home.
    pub(crate) const FIRST: Self = Self([0, 6, 0, 6, 0, 0, 0, 0, 0, 4, 0, 0, 1, 0]);

    /// What comes before pictures and long lists when the page is filled.
    pub(crate) const ENOUGH: Self = Self([12, 16, 8, 14, 8, 5, 0, 4, 2, 8, 5, 3, 1, 8]);

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
