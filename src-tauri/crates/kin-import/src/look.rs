//! What a file is, what has to be asked, and reading it.

use crate::{Fact, HEAD, ImportError, apple, google, table, zip};
use kin_model::{Finding, SubjectIdentity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A table as text.
    Table,
    /// A spreadsheet.
    Sheet,
    /// Apple's `export.xml`.
    AppleXml,
    /// A zip that holds Apple's `export.xml`.
    AppleZip,
    /// A zip of Google's: points of Fit are read, a database of Health Connect is kept.
    GoogleZip,
    /// One file of points of Google Fit.
    GoogleFit,
}

impl Kind {
    /// As reports say it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "device-table",
            Self::Sheet => "device-sheet",
            Self::AppleXml | Self::AppleZip => "apple-health",
            Self::GoogleZip => "health-connect",
            Self::GoogleFit => "google-fit",
        }
    }
}

/// What is known before a file is read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Hints {
    /// The time zone of this computer: an IANA name or an offset such as `+08:00`.
    pub zone: String,
    /// Answers to questions: key and value.
    pub answers: BTreeMap<String, String>,
    /// What was answered for former files, by their form: held against the values before it is believed.
    #[serde(default)]
    pub remembered: BTreeMap<String, BTreeMap<String, String>>,
    /// Of an export of a telephone the records of hospitals are wanted, not the rest.
    #[serde(default)]
    pub records: bool,
}

/// One possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is answered.
    pub value: String,
    /// An example of the file read this way; may be empty.
    pub example: String,
}

/// Something that only a person can say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// `date-order`, `unit.3` or `column.3` for the first table of a file, `table2.unit.3` for the second.
    pub key: String,
    /// The column's name as the file has it; may be empty.
    pub column: String,
    /// Values of the file, at most three.
    pub examples: Vec<String>,
    /// What can be answered.
    pub choices: Vec<Choice>,
    /// What the names and values suggest; nothing where it would be a guess.
    pub proposed: Option<String>,
    /// Which table of the file, from 1; 0 where there is one.
    pub table: u32,
    /// What stands above that table, or the name of its sheet; may be empty.
    pub section: String,
}

impl Question {
    /// Its key without the table: `date-order`, `unit.3`, `column.3`.
    #[must_use]
    pub fn bare(&self) -> &str {
        match self.key.split_once('.') {
            Some((table, rest)) if table.starts_with("table") => rest,
            _ => &self.key,
        }
    }
}

/// What a first look gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Look {
    /// What it is.
    pub kind: Kind,
    /// The maker or app, where the file's own form says it.
    pub maker: String,
    /// Names the form of the file: answers are remembered for it.
    pub fingerprint: String,
    /// Rows that are there; 0 where only reading tells.
    pub rows: u64,
    /// What has to be answered before anything is read.
    pub questions: Vec<Question>,
    /// Whose the file says it is.
    pub subject: Option<SubjectIdentity>,
    /// Remarks.
    pub findings: Vec<Finding>,
    /// The answers that were taken, and what they were held against: to be remembered for the next file of this form.
    #[serde(default)]
    pub taken: BTreeMap<String, String>,
    /// For [`read`].
    pub plan: Plan,
}

/// How a file is to be read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    /// What it is.
    pub(crate) kind: Kind,
    /// The time zone for times without one.
    pub(crate) zone: String,
    /// For tables.
    pub(crate) table: Option<table::Layouts>,
}

/// What the first bytes of a file say it is; nothing where it is none of ours.
#[must_use]
pub fn sniff(head: &[u8]) -> Option<Kind> {
    if head.starts_with(b"PK\x03\x04") {
        return zip::sniff(head);
    }
    if apple::is_export(head) {
        return Some(Kind::AppleXml);
    }
    if google::is_fit(head) {
        return Some(Kind::GoogleFit);
    }
    table::is_table(head).then_some(Kind::Table)
}

/// A file whose head was read.
fn whole<'r>(head: &'r [u8], rest: &'r mut dyn Read) -> Box<dyn Read + 'r> {
    Box::new(Cursor::new(head).chain(rest))
}

/// Looks at a file. `head` is its beginning, at most [`HEAD`] bytes, `rest` what follows.
///
/// # Errors
/// [`ImportError`] when the file as a whole cannot be read.
pub fn look(
    kind: Kind,
    head: &[u8],
    rest: &mut dyn Read,
    hints: &Hints,
) -> Result<Look, ImportError> {
    let plan = |table| Plan {
        kind,
        zone: hints.zone.clone(),
        table,
    };
    match kind {
        Kind::Table | Kind::Sheet => {
            let mut source = whole(head, rest);
            let seen = table::look(kind == Kind::Sheet, head, &mut source, hints)?;
            Ok(Look {
                kind,
                maker: seen.maker,
                fingerprint: seen.fingerprint,
                rows: seen.rows,
                questions: seen.questions,
                subject: seen.subject,
                findings: seen.findings,
                taken: seen.taken,
                plan: plan(Some(seen.layouts)),
            })
        }
        Kind::AppleXml | Kind::AppleZip | Kind::GoogleZip | Kind::GoogleFit => {
            let mut source = whole(head, rest);
            let subject = match kind {
                Kind::AppleXml => apple::subject(&mut source.as_mut().take(HEAD as u64)),
                Kind::AppleZip => apple::owner(source)?,
                _ => None,
            };
            let maker = match kind {
                Kind::GoogleFit => "Google Fit",
                // Fit and Health Connect come in a zip alike.
                Kind::GoogleZip => "Google",
                _ => "Apple Health",
            };
            Ok(Look {
                kind,
                maker: maker.to_owned(),
                fingerprint: String::new(),
                rows: 0,
                questions: Vec::new(),
                subject,
                findings: Vec::new(),
                taken: BTreeMap::new(),
                plan: plan(None),
            })
        }
    }
}

/// Reads a file; gives how many facts were handed on, and remarks about the whole.
///
/// # Errors
/// [`ImportError`]; [`ImportError::Stopped`] when `each` says false.
pub fn read(
    source: &mut dyn Read,
    plan: &Plan,
    each: &mut dyn FnMut(Fact<'_>) -> bool,
) -> Result<(u64, Vec<Finding>), ImportError> {
    let mut count = 0_u64;
    let mut counted = |fact: Fact<'_>| {
        if !matches!(fact, Fact::Series { .. }) {
            count += 1;
        }
        each(fact)
    };
    let findings = match plan.kind {
        Kind::Table | Kind::Sheet => {
            let layouts = plan
                .table
                .as_ref()
                .ok_or(ImportError::Damaged { what: "table" })?;
            let sheet = plan.kind == Kind::Sheet;
            table::read(sheet, source, layouts, &plan.zone, &mut counted)?
        }
        Kind::AppleXml => apple::read(source, &mut counted)?,
        Kind::AppleZip => apple::read_archive(Box::new(source), &mut counted)?,
        Kind::GoogleZip | Kind::GoogleFit => {
            let zipped = plan.kind == Kind::GoogleZip;
            google::read(zipped, source, &plan.zone, &mut counted)?
        }
    };
    Ok((count, findings))
}
