//! Words for handing out by a link.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum ShareWord {
    List,
    #[command(subcommand)]
    Link(ShareLinkWord),
    #[command(subcommand)]
    Host(ShareHostWord),
    Package(Box<SelectOptions>),
    Moving(Box<SelectOptions>),
    Revoke {
        link_id: String,
    },
    Tidy,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ShareLinkWord {
    Make(Box<LinkMakeOptions>),
    Code {
        link_id: String,
        #[arg(long, value_name = "ADDRESS")]
        viewer: Option<String>,
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    Accesses {
        link_id: String,
    },
    Pause {
        link_id: String,
    },
    Resume {
        link_id: String,
    },
    Rearm {
        link_id: String,
        #[arg(long, value_name = "N")]
        hours: Option<u32>,
        #[arg(long, value_name = "N")]
        uses: Option<u32>,
    },
    Refresh {
        link_id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct LinkMakeOptions {
    #[arg(long = "host", value_name = "HOST")]
    pub(crate) host_id: String,
    #[arg(long, value_name = "N", default_value_t = 24)]
    pub(crate) hours: u32,
    #[arg(long, value_name = "N")]
    pub(crate) uses: Option<u32>,
    #[arg(long, value_name = "FILE")]
    pub(crate) passcode_file: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub(crate) label: Option<String>,
    #[arg(long)]
    pub(crate) long_term: bool,
    #[arg(long, default_value = "plain", value_parser = ["plain", "ktc"])]
    pub(crate) profile: String,
    #[command(flatten)]
    pub(crate) selecting: Selecting,
}

/// What goes along: one selection for every way of sharing.
#[derive(Debug, Args)]
pub(crate) struct Selecting {
    #[arg(long = "for", default_value = "visit", value_parser = ["visit", "referral", "emergency"])]
    pub(crate) purpose: String,
    #[arg(long, value_name = "SECTION", value_delimiter = ',')]
    pub(crate) sections: Vec<String>,
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
    #[arg(long)]
    pub(crate) reason: Option<String>,
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
}

/// What goes along, and where to.
#[derive(Debug, Args)]
pub(crate) struct SelectOptions {
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) selecting: Selecting,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ShareHostWord {
    Add(Box<HostAddOptions>),
    List,
    Remove { host_id: String },
}

#[derive(Debug, Args)]
pub(crate) struct HostAddOptions {
    #[arg(value_name = "KIND", value_parser = ["link-host", "webdav", "s3", "folder"])]
    pub(crate) kind_of_place: String,
    #[arg(value_name = "ADDRESS")]
    pub(crate) read_address: String,
    #[arg(long, value_name = "NAME")]
    pub(crate) label: Option<String>,
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) storage: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub(crate) bucket: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Option<String>,
    #[arg(long, value_name = "FOLDER")]
    pub(crate) prefix: Option<String>,
    #[arg(long)]
    pub(crate) public_read: bool,
    #[arg(long = "folder", value_name = "DIR")]
    pub(crate) published_folder: Option<PathBuf>,
}
