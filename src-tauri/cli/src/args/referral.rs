//! Words for referrals, and for summaries of others.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum ReferralWord {
    List,
    Show {
        #[arg(value_name = "ID")]
        referral_id: String,
    },
    Answer(Box<AnswerOptions>),
    Match {
        #[arg(value_name = "ID")]
        referral_id: String,
        #[arg(value_name = "ENTRY", required = true)]
        entries: Vec<String>,
        #[arg(long)]
        take_back: bool,
    },
    Close {
        #[arg(value_name = "ID")]
        referral_id: String,
        #[arg(long)]
        again: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AnswerOptions {
    #[arg(value_name = "ID")]
    pub(crate) referral_id: String,
    #[arg(long, value_name = "TEXT", conflicts_with = "letter_file")]
    pub(crate) letter: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) letter_file: Option<PathBuf>,
    #[arg(long = "plan", value_name = "TEXT")]
    pub(crate) next_steps: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) author: Option<String>,
    #[arg(long, value_name = "ENTRY", value_delimiter = ',')]
    pub(crate) entries: Vec<String>,
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

/// What is done with a summary beside making one.
#[derive(Debug, Subcommand)]
pub(crate) enum SummaryWord {
    Show {
        #[arg(value_name = "FILE")]
        summary_file: PathBuf,
    },
}
