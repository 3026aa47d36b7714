//! Blood pressure measured at home: protocols, the seven-day check, categories, warnings.

mod check;
mod protocol;
mod quality;
mod quick;
mod schedule;
mod scheme;

pub use check::{Check, Figures, Missing, Reading, Standing, check};
pub use protocol::{Part, Protocol, REST_MINUTES, part_of_day};
pub use quality::Quality;
pub use quick::{QuickProblem, QuickReading, read_quick};
pub use schedule::{PlanDay, Sitting, SittingState, next_sitting, plan_days};
pub use scheme::{Category, Place, Scheme, Warning};
