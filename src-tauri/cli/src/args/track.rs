//! Words for what is measured, taken and felt.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// When, and more words: of every reading.
#[derive(Debug, Clone, Args)]
pub(crate) struct When {
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    #[arg(long)]
    pub(crate) note: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BpWord {
    Add {
        #[arg(value_name = "SYSTOLIC/DIASTOLIC")]
        reading: String,
        #[arg(long)]
        pulse: Option<String>,
        #[arg(long, value_parser = ["left", "right"])]
        arm: Option<String>,
        #[arg(long, value_parser = ["sitting", "lying", "standing"])]
        position: Option<String>,
        #[arg(long, value_name = "BEFORE|AFTER", value_parser = ["before", "after"])]
        medicine: Option<String>,
        #[arg(long)]
        irregular: bool,
        #[command(flatten)]
        when: When,
    },
    List,
    #[command(subcommand)]
    Check(BpCheckWord),
    Report {
        #[arg(long, value_parser = ["china-2019", "esh-2021", "nice-ng136", "aha-2020"])]
        protocol: Option<String>,
        #[arg(long, value_parser = ["china-2024", "esc-2024", "esh-2023", "aha-acc-2025"])]
        scheme: Option<String>,
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        #[arg(long, value_name = "FILE.pdf")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum BpCheckWord {
    Start {
        #[arg(long, default_value = "china-2019", value_parser = ["china-2019", "esh-2021", "nice-ng136", "aha-2020"])]
        protocol: String,
        #[arg(long, default_value = "china-2024", value_parser = ["china-2024", "esc-2024", "esh-2023", "aha-acc-2025"])]
        scheme: String,
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
    },
    Show,
    End,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GlucoseWord {
    Add {
        value: String,
        #[arg(value_parser = ["mmol/L", "mg/dL"])]
        unit: Option<String>,
        #[arg(long, default_value = "other", value_parser = ["fasting", "before-meal", "after-meal", "bedtime", "other"])]
        context: String,
        #[command(flatten)]
        when: When,
    },
    List,
    Report {
        #[arg(long, value_parser = ["adult-2019", "older-2019", "pregnancy-type-1-2019"])]
        ranges: Option<String>,
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        #[arg(long, value_name = "FILE.pdf")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum MeasureWord {
    Add {
        #[arg(value_parser = ["weight", "height", "temperature", "oxygen", "heart-rate", "waist", "peak-flow", "sleep", "steps", "pain"])]
        what: String,
        value: String,
        unit: Option<String>,
        #[command(flatten)]
        when: When,
    },
    Own {
        name: String,
        value: String,
        unit: Option<String>,
        #[command(flatten)]
        when: When,
    },
    List {
        #[arg(value_parser = ["weight", "height", "temperature", "oxygen", "heart-rate", "waist", "peak-flow", "sleep", "steps", "pain"])]
        what: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum MedWord {
    Add {
        name: String,
        #[arg(long)]
        strength: Option<String>,
        #[arg(long)]
        dosage: Option<String>,
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        #[arg(long)]
        reason: Option<String>,
        #[arg(long)]
        stopped: bool,
        #[arg(long)]
        note: Option<String>,
    },
    List,
    Stop {
        id: String,
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
        #[arg(long)]
        why: Option<String>,
    },
    #[command(flatten)]
    More(super::MedMore),
}

#[derive(Debug, Subcommand)]
pub(crate) enum SymptomWord {
    Add {
        name: String,
        #[arg(long, value_name = "1-10")]
        severity: Option<String>,
        #[arg(long)]
        place: Option<String>,
        #[arg(long)]
        tell_doctor: bool,
        #[arg(long, value_name = "FILE")]
        photo: Option<PathBuf>,
        #[command(flatten)]
        when: When,
    },
    List,
}
