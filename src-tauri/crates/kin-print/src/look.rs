//! The type scale of the printed pages.

use crate::font::Weight;
use crate::text::{Ink, Style};

pub(crate) const NAME: Style = Style {
    size: 19.0,
    weight: Weight::Bold,
    ink: Ink::Black,
};
pub(crate) const LEAD: Style = Style {
    size: 11.0,
    weight: Weight::Regular,
    ink: Ink::Black,
};
pub(crate) const HEADING: Style = Style {
    size: 10.6,
    weight: Weight::Bold,
    ink: Ink::Black,
};
pub(crate) const PART: Style = Style {
    size: 15.0,
    weight: Weight::Bold,
    ink: Ink::Black,
};
pub(crate) const BODY: Style = Style {
    size: 9.4,
    weight: Weight::Regular,
    ink: Ink::Black,
};
pub(crate) const STRONG: Style = Style {
    size: 9.4,
    weight: Weight::Bold,
    ink: Ink::Black,
};
pub(crate) const ALARM: Style = Style {
    size: 10.6,
    weight: Weight::Bold,
    ink: Ink::Red,
};
pub(crate) const SMALL: Style = Style {
    size: 7.8,
    weight: Weight::Regular,
    ink: Ink::Grey,
};
pub(crate) const TINY: Style = Style {
    size: 7.0,
    weight: Weight::Regular,
    ink: Ink::Grey,
};
pub(crate) const COLUMN_HEAD: Style = Style {
    size: 7.8,
    weight: Weight::Bold,
    ink: Ink::Grey,
};

/// Space before a section.
pub(crate) const SECTION_GAP: f32 = 9.0;
/// Space between two columns of the page.
pub(crate) const COLUMN_GAP: f32 = 20.0;
