//! Blood pressure measured at home: protocols, the seven-day check, categories, warnings.

mod check;
mod protocol;
mod quality;
mod scheme;

pub use check::{Check, Figures, Missing, Reading, Standing, check};
pub use protocol::{Part, Protocol, part_of_day};
pub use quality::Quality;
pub use scheme::{Category, Place, Scheme, Warning};
