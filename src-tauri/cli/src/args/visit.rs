//! `kinfolio visit …`

use clap::Subcommand;

/// The visits that something can be prepared for.
pub(crate) const KINDS: [&str; 6] = [
    "visit",
    "referral",
    "first",
    "checkup",
    "emergency",
    "travel",
];

#[derive(Debug, Subcommand)]
pub(crate) enum VisitWord {
    Changes {
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
    },
    Proposal {
        #[arg(long = "for", default_value = "visit", value_parser = KINDS)]
        purpose: String,
        #[arg(long, value_name = "KEY")]
        specialty: Option<String>,
        #[arg(long)]
        reason: Option<String>,
    },
}
