//! Words for what is asked, planned and reminded of.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum AppointmentWord {
    Add {
        #[arg(value_name = "WHAT")]
        appointment: String,
        #[arg(long = "at", value_name = "TIME")]
        begins: String,
        #[arg(long)]
        minutes: Option<String>,
        #[arg(long = "who", value_name = "NAME")]
        with_whom: Option<String>,
        #[arg(long)]
        place: Option<String>,
        #[arg(long)]
        note: Option<String>,
    },
    List,
    Cancel {
        id: String,
    },
    Ics(CalendarOptions),
}

#[derive(Debug, Args)]
pub(crate) struct CalendarOptions {
    #[arg(long, value_name = "ID")]
    pub(crate) only: Option<String>,
    #[arg(long)]
    pub(crate) reminders: bool,
    #[arg(long)]
    pub(crate) with_words: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) calendar: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Aimed {
    #[arg(value_name = "WHAT")]
    pub(crate) intent: String,
    #[arg(long, default_value = "other", value_parser = ["diet", "exercise", "target", "check-up", "other"])]
    pub(crate) area: String,
    #[arg(long)]
    pub(crate) note: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlanWord {
    Show,
    Today,
    Add {
        #[command(flatten)]
        aimed: Aimed,
        #[arg(long)]
        how: Option<String>,
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
    },
    Tick {
        #[arg(value_name = "ID|KEY")]
        tick: String,
        #[arg(long = "at", value_name = "TIME|DATE")]
        tick_at: Option<String>,
        #[arg(long)]
        undo: bool,
    },
    End {
        id: String,
        #[arg(long)]
        reached: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum GoalWord {
    Add {
        #[command(flatten)]
        aimed: Aimed,
        #[arg(long)]
        target: Option<String>,
        #[arg(long, value_name = "DATE")]
        due: Option<String>,
    },
    List,
    End {
        id: String,
        #[arg(long)]
        reached: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReminderWord {
    Add {
        #[arg(value_parser = ["blood-pressure", "glucose", "weight", "check-up", "task", "own"])]
        about: String,
        #[arg(long = "time", value_name = "HH:MM", required = true)]
        times: Vec<String>,
        #[arg(long)]
        text: Option<String>,
        #[arg(long, value_name = "ID")]
        task: Option<String>,
        #[arg(long, value_name = "N", conflicts_with_all = ["weekdays", "every_months", "once"])]
        every_days: Option<u16>,
        #[arg(long, value_name = "1-7", value_delimiter = ',', conflicts_with_all = ["every_months", "once"])]
        weekdays: Option<Vec<u8>>,
        #[arg(long, value_name = "N", conflicts_with = "once")]
        every_months: Option<u8>,
        #[arg(long)]
        once: bool,
        #[arg(long, value_name = "DATE")]
        first: Option<String>,
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
    },
    List,
    Remove {
        id: String,
    },
    News,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QuestionsWord {
    List,
    Show {
        #[arg(value_parser = ["phq-9", "gad-7"])]
        questionnaire: String,
        #[arg(long, value_name = "FILE")]
        fhir: Option<PathBuf>,
    },
    Answer {
        #[arg(value_parser = ["phq-9", "gad-7"])]
        questionnaire: String,
        #[arg(value_name = "0-3", value_delimiter = ',', required = true)]
        answers: Vec<u8>,
        #[command(flatten)]
        when: super::track::When,
    },
}
