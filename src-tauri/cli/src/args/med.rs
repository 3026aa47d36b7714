//! Words for medicines as they are taken: plan, doses, packs, report, what is to be asked.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// How a medicine is to be taken.
#[derive(Debug, Clone, Args)]
pub(crate) struct PlanOptions {
    pub(crate) id: String,
    /// `08:00=1`: a time and how much.
    #[arg(long = "dose", value_name = "HH:MM=AMOUNT")]
    pub(crate) doses: Vec<String>,
    #[arg(long, default_value = "tablet")]
    pub(crate) dose_unit: String,
    #[arg(
        long,
        default_value = "day",
        value_name = "day|days:N|week:mon,thu|cycle:ON,OFF|hours:N"
    )]
    pub(crate) every: String,
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) as_needed: Option<String>,
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) most: Option<String>,
    /// Several stretches, one after the other: the plan as JSON.
    #[arg(long, value_name = "FILE.json", conflicts_with_all = ["doses", "as_needed"])]
    pub(crate) plan_file: Option<PathBuf>,
    #[arg(long, conflicts_with_all = ["doses", "as_needed", "plan_file"])]
    pub(crate) no_plan: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MedMore {
    Plan(PlanOptions),
    Plans,
    Today {
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
    Take {
        id: String,
        #[arg(long, value_name = "DATE-TIME")]
        planned: Option<String>,
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        #[arg(long)]
        amount: Option<String>,
        #[arg(long)]
        note: Option<String>,
    },
    Skip {
        id: String,
        #[arg(long, value_name = "DATE-TIME")]
        planned: String,
        #[arg(long)]
        why: Option<String>,
    },
    Later {
        id: String,
        #[arg(long, value_name = "DATE-TIME")]
        planned: String,
        #[arg(long, default_value_t = 30)]
        minutes: u16,
    },
    Untake {
        id: String,
    },
    Stock {
        id: String,
        #[arg(long)]
        count: Option<String>,
        #[arg(long, value_name = "AMOUNT")]
        add: Option<String>,
        #[arg(long, value_name = "DAYS")]
        warn_days: Option<u16>,
    },
    Report {
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        #[arg(long, value_name = "FILE.pdf")]
        out: Option<PathBuf>,
    },
    Checks,
    Compare {
        /// The line to settle.
        #[arg(long, value_name = "KEY", requires = "choice")]
        line: Option<String>,
        #[arg(long, value_parser = ["mine", "theirs", "ask", "open"], requires = "line")]
        choice: Option<String>,
    },
    Box {
        text_file: PathBuf,
    },
}
