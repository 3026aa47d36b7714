//! The words of the command line. Help texts are in the catalogue (`cli-help-…`), see [`crate::help`].

mod med;
mod plan;
mod referral;
mod share;
mod track;
mod visit;

pub(crate) use med::{MedMore, PlanOptions};
pub(crate) use plan::{
    Aimed, AppointmentWord, CalendarOptions, GoalWord, PlanWord, QuestionsWord, ReminderWord,
};
pub(crate) use referral::{AnswerOptions, ReferralWord, SummaryWord};
pub(crate) use share::{
    HostAddOptions, LinkMakeOptions, SelectOptions, Selecting, ShareHostWord, ShareLinkWord,
    ShareWord,
};
pub(crate) use track::{BpCheckWord, BpWord, GlucoseWord, MeasureWord, MedWord, SymptomWord};

pub(crate) use visit::VisitWord;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Parser)]
#[command(name = "kinfolio", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) word: Word,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) vault: Option<PathBuf>,
    #[arg(long, global = true, value_parser = ["en", "zh-CN", "both"])]
    pub(crate) lang: Option<String>,
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(long = "as", global = true, value_name = "KEYHOLDER")]
    pub(crate) keyholder: Option<String>,
    #[arg(long, global = true)]
    pub(crate) yes: bool,
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[arg(long, global = true, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Word {
    #[command(subcommand)]
    Vault(VaultWord),
    #[command(subcommand)]
    Person(PersonWord),
    Import(ImportOptions),
    #[command(subcommand)]
    Terms(TermsWord),
    #[command(subcommand)]
    Source(SourceWord),
    #[command(subcommand)]
    Card(CardWord),
    #[command(subcommand)]
    Link(LinkWord),
    #[command(subcommand)]
    Qr(QrWord),
    #[command(subcommand)]
    Portal(PortalWord),
    DemoClinic(ClinicOptions),
    LinkHost(LinkHostOptions),
    List(ListOptions),
    Show(ShowOptions),
    Timeline(TimelineOptions),
    Search(SearchOptions),
    Trend(TrendOptions),
    Review,
    Hide(One),
    Restore(One),
    Erase(One),
    #[command(subcommand)]
    Bp(BpWord),
    #[command(subcommand)]
    Glucose(GlucoseWord),
    #[command(subcommand)]
    Measure(MeasureWord),
    #[command(subcommand)]
    Med(MedWord),
    #[command(subcommand)]
    Allergy(AllergyWord),
    #[command(subcommand)]
    Problem(ProblemWord),
    #[command(subcommand)]
    Note(NoteWord),
    #[command(subcommand)]
    Symptom(SymptomWord),
    #[command(subcommand)]
    Questions(QuestionsWord),
    #[command(subcommand)]
    Appointment(AppointmentWord),
    #[command(subcommand)]
    Goal(GoalWord),
    #[command(subcommand)]
    Plan(PlanWord),
    #[command(subcommand)]
    Reminder(ReminderWord),
    #[command(subcommand)]
    Document(DocumentWord),
    #[command(subcommand)]
    Visit(VisitWord),
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Summary(SummaryOptions),
    #[command(subcommand)]
    Referral(ReferralWord),
    #[command(subcommand)]
    Share(ShareWord),
    #[command(subcommand)]
    Caregiver(CaregiverWord),
    Audit(PageOptions),
    Move {
        id: String,
        #[arg(long, value_name = "PERSON")]
        to: String,
    },
    MoveBack {
        number: i64,
    },
    #[command(subcommand)]
    Backup(BackupWord),
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupWord {
    Make {
        #[arg(long, value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    Verify {
        file: PathBuf,
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
    },
    Restore {
        file: PathBuf,
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
        #[arg(long, value_name = "DATE")]
        day: Option<String>,
    },
    Status,
    Set {
        #[arg(long, value_name = "DIR")]
        folder: Option<PathBuf>,
        #[arg(long, value_parser = ["on", "off"])]
        automatic: Option<String>,
    },
    Rehearse,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CaregiverWord {
    Add {
        name: String,
        #[arg(long, default_value = "read", value_parser = ["read", "edit", "owner"])]
        right: String,
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    List,
    Remove {
        name: String,
    },
    Accept,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VaultWord {
    Create {
        #[arg(long)]
        nickname: Option<String>,
    },
    Info,
    Mend,
    AcceptGone,
    Check {
        #[arg(long)]
        quick: bool,
    },
    AcceptOlder,
    Compact,
    Passphrase {
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    RenewKeys {
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    RecoveryKit {
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    RecoveryCheck {
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
    },
    Recover {
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PersonFields {
    #[arg(long, value_name = "DATE")]
    pub(crate) born: Option<String>,
    #[arg(long, value_parser = ["female", "male", "other", "unknown"])]
    pub(crate) sex: Option<String>,
    #[arg(long)]
    pub(crate) other_name: Option<String>,
    #[arg(long)]
    pub(crate) relation: Option<String>,
    #[arg(long)]
    pub(crate) phone: Option<String>,
    #[arg(long = "contact", value_name = "NAME;RELATION;PHONE")]
    pub(crate) contacts: Vec<String>,
    #[arg(long, value_name = "NAME;PRACTICE;PHONE")]
    pub(crate) doctor: Option<String>,
    #[arg(long, value_parser = ["plum", "teal", "amber", "blue", "rose", "moss"])]
    pub(crate) colour: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PersonWord {
    Add {
        name: String,
        #[command(flatten)]
        fields: PersonFields,
    },
    List,
    Show {
        who: Option<String>,
    },
    Edit {
        who: String,
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        fields: PersonFields,
    },
    Remove {
        who: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ImportOptions {
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, conflicts_with = "person")]
    pub(crate) new_person: bool,
    #[arg(long)]
    pub(crate) same_person: bool,
    #[arg(long = "source", value_name = "NAME")]
    pub(crate) source_name: Option<String>,
    #[arg(long = "answer", value_name = "KEY=VALUE")]
    pub(crate) table_answers: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) words_file: Option<PathBuf>,
    #[arg(long)]
    pub(crate) preview: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TermsWord {
    Coverage {
        #[arg(required = true, value_name = "PATH")]
        terms_paths: Vec<PathBuf>,
        #[arg(long = "top", value_name = "NUMBER")]
        terms_most: Option<u32>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SourceWord {
    List,
    Show { number: i64 },
    Rename { number: i64, source_name: String },
    Remove { number: i64 },
}

#[derive(Debug, Subcommand)]
pub(crate) enum CardWord {
    List,
    Show {
        import_number: i64,
        #[arg(default_value_t = 1)]
        card_number: u32,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    Verify {
        file: PathBuf,
    },
    #[command(subcommand)]
    Issuers(IssuersWord),
}

#[derive(Debug, Subcommand)]
pub(crate) enum IssuersWord {
    List,
    Refresh {
        #[arg(long = "from", value_name = "ADDRESS")]
        list_address: Option<String>,
    },
    Add {
        #[arg(value_name = "ISSUER")]
        issuer_address: String,
        #[arg(long = "keys", value_name = "FILE")]
        keys_file: Option<PathBuf>,
    },
    Remove {
        #[arg(value_name = "ISSUER")]
        issuer_address: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum QrWord {
    Read {
        #[arg(required = true, value_name = "IMAGE")]
        qr_images: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum LinkWord {
    Look {
        #[arg(value_name = "LINK")]
        health_link: String,
    },
    Open {
        #[arg(value_name = "LINK")]
        health_link: String,
        #[arg(long, value_name = "FILE")]
        passcode_file: Option<PathBuf>,
        #[arg(long, value_name = "NAME")]
        recipient: Option<String>,
        #[arg(long, conflicts_with = "person")]
        new_person: bool,
        #[arg(long)]
        same_person: bool,
        #[arg(long = "keep")]
        keep_link: bool,
        #[arg(long, requires = "keep_link")]
        keep_passcode: bool,
        #[arg(long)]
        read_website: bool,
        #[arg(long = "also", value_name = "HOST")]
        also: Vec<String>,
    },
    List,
    Refresh {
        #[arg(value_name = "ID")]
        kept_link: Option<String>,
        #[arg(long, value_name = "FILE", requires = "kept_link")]
        passcode_file: Option<PathBuf>,
        #[arg(long = "also", value_name = "HOST")]
        also: Vec<String>,
    },
    Forget {
        #[arg(value_name = "ID")]
        kept_link: String,
    },
    ByItself {
        #[arg(value_name = "ID")]
        kept_link: String,
        #[arg(value_parser = ["on", "off"])]
        on_or_off: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PortalWord {
    Find {
        #[arg(required = true, value_name = "WORDS")]
        name_words: Vec<String>,
        #[arg(long = "limit", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
        hits: u32,
    },
    #[command(subcommand)]
    Directory(DirectoryWord),
    Look {
        address: String,
    },
    BouncePage {
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    Connect(ConnectOptions),
    List,
    News,
    Sync {
        portal: Option<String>,
    },
    Images {
        entry: String,
    },
    Remove {
        portal: String,
        #[arg(long)]
        erase: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DirectoryWord {
    List,
    Add {
        file: PathBuf,
    },
    Remove {
        #[arg(value_name = "TITLE")]
        list_title: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ConnectOptions {
    pub(crate) address: String,
    #[arg(long, conflicts_with = "person")]
    pub(crate) new_person: bool,
    #[arg(long)]
    pub(crate) same_person: bool,
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,
    #[arg(long, value_name = "FILE", requires = "client_id")]
    pub(crate) client_secret_file: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FILE",
        requires = "client_id",
        conflicts_with = "client_secret_file"
    )]
    pub(crate) client_key_file: Option<PathBuf>,
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) bounce_page: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) label: Option<String>,
    #[arg(long)]
    pub(crate) no_browser: bool,
    #[arg(long)]
    pub(crate) no_sync: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ClinicOptions {
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,
    #[arg(long = "fault", value_name = "FAULT", value_parser = ["busy", "slow", "broken", "gap", "category", "expired", "revoked", "patient", "endless", "issuer", "refresh", "key", "web", "images-slow", "images-refused", "images-elsewhere"])]
    pub(crate) faults: Vec<String>,
    #[arg(long)]
    pub(crate) with_parent: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LinkHostOptions {
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8767")]
    pub(crate) listen: std::net::SocketAddr,
    #[arg(long)]
    pub(crate) with_parent: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PageOptions {
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub(crate) limit: u32,
    #[arg(long, value_name = "NEXT", allow_hyphen_values = true)]
    pub(crate) after: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ListOptions {
    pub(crate) kind: String,
    #[arg(long)]
    pub(crate) hidden: bool,
    #[command(flatten)]
    pub(crate) page: PageOptions,
}

#[derive(Debug, Args)]
pub(crate) struct ShowOptions {
    pub(crate) id: String,
    #[arg(long)]
    pub(crate) original: bool,
    #[arg(long, value_name = "N")]
    pub(crate) version_number: Option<u32>,
    #[arg(long, value_name = "N", requires = "out")]
    pub(crate) attachment: Option<u32>,
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TimelineOptions {
    #[arg(long = "kind", value_name = "KIND", value_delimiter = ',')]
    pub(crate) kinds: Vec<String>,
    #[arg(long)]
    pub(crate) year: Option<u16>,
    #[arg(long, value_name = "NUMBER")]
    pub(crate) source: Option<i64>,
    #[command(flatten)]
    pub(crate) page: PageOptions,
}

#[derive(Debug, Args)]
pub(crate) struct SearchOptions {
    #[arg(required = true)]
    pub(crate) words: Vec<String>,
    #[arg(long = "kind", value_name = "KIND", value_delimiter = ',')]
    pub(crate) kinds: Vec<String>,
    #[arg(long)]
    pub(crate) best: bool,
    #[command(flatten)]
    pub(crate) page: PageOptions,
}

#[derive(Debug, Args)]
pub(crate) struct TrendOptions {
    pub(crate) code: String,
}

#[derive(Debug, Args)]
pub(crate) struct One {
    pub(crate) id: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AllergyWord {
    Add {
        #[arg(required_unless_present = "none")]
        substance: Option<String>,
        #[arg(long, conflicts_with = "substance")]
        none: bool,
        #[arg(long)]
        reaction: Option<String>,
        #[arg(long, value_parser = ["mild", "moderate", "severe"])]
        severity: Option<String>,
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
        #[arg(long)]
        note: Option<String>,
    },
    List,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProblemWord {
    Add {
        name: String,
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
        #[arg(long)]
        resolved: bool,
        #[arg(long)]
        note: Option<String>,
    },
    List,
}

#[derive(Debug, Subcommand)]
pub(crate) enum NoteWord {
    Add {
        text: String,
        #[arg(long)]
        title: Option<String>,
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    List,
}

/// What a document can be.
const PAPER_TYPES: [&str; 8] = [
    "lab-report",
    "imaging-report",
    "discharge-summary",
    "letter",
    "prescription",
    "vaccination-record",
    "insurance",
    "other",
];

#[derive(Debug, Subcommand)]
pub(crate) enum DocumentWord {
    Add {
        #[arg(required = true, value_name = "FILE")]
        paper_files: Vec<PathBuf>,
        #[arg(long)]
        title: Option<String>,
        #[arg(long, value_name = "DATE", visible_alias = "date")]
        at: Option<String>,
        #[arg(long = "kind", conflicts_with = "paper_type")]
        kind_text: Option<String>,
        #[arg(long = "type", value_name = "TYPE", value_parser = PAPER_TYPES)]
        paper_type: Option<String>,
        #[arg(long)]
        institution: Option<String>,
        #[arg(long)]
        note: Option<String>,
    },
    Read {
        #[arg(value_name = "ID|FILE")]
        paper: String,
    },
    Confirm {
        #[arg(value_name = "ID")]
        paper_id: String,
        #[arg(long, value_name = "1,3-5|all")]
        lines: String,
        #[arg(long = "date", value_name = "DATE")]
        sample_date: Option<String>,
        #[arg(long)]
        institution: Option<String>,
        #[arg(long)]
        specimen: Option<String>,
        #[arg(long)]
        doubtful: bool,
        #[arg(long)]
        same_person: bool,
    },
    List,
}

#[derive(Debug, Args)]
pub(crate) struct SummaryOptions {
    #[command(subcommand)]
    pub(crate) word: Option<SummaryWord>,
    #[arg(long, value_name = "DIR", required = true)]
    pub(crate) out: Option<PathBuf>,
    #[arg(long = "for", default_value = "visit", value_parser = visit::KINDS)]
    pub(crate) purpose: String,
    #[arg(long, value_name = "KEY")]
    pub(crate) specialty: Option<String>,
    #[arg(long, value_name = "DATE|none")]
    pub(crate) changes_since: Option<String>,
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) first_results: Vec<String>,
    #[arg(long, value_name = "SECTION", value_delimiter = ',')]
    pub(crate) sections: Vec<String>,
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
    #[arg(
        long,
        value_name = "FORMAT",
        value_delimiter = ',',
        default_value = "pdf,ips,html,qr,txt",
        value_parser = ["pdf", "ips", "html", "qr", "txt", "note", "card", "sheets", "viewer", "package", "ktc", "referral", "emergency", "wallet"]
    )]
    pub(crate) format: Vec<String>,
    #[arg(long)]
    pub(crate) reason: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) refer_to: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) refer_by: Option<String>,
    #[arg(long = "question", value_name = "QUESTION")]
    pub(crate) questions: Vec<String>,
    #[arg(long = "without", value_name = "ID", value_delimiter = ',')]
    pub(crate) left_out: Vec<String>,
    #[arg(
        long,
        value_name = "TOPIC",
        value_delimiter = ',',
        value_parser = kin_api::TOPIC_NAMES
    )]
    pub(crate) topics: Vec<String>,
    #[arg(long = "paper", value_parser = ["a4", "letter"])]
    pub(crate) paper_size: Option<String>,
    #[arg(long)]
    pub(crate) large_print: bool,
}
