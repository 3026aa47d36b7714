//! Health links: said what they lead to, and asked for it once, when a person says so.

mod elsewhere;
mod kept;

use super::import::{Wanted, finding_view};
use crate::dto::{ImportRunView, JobId, JobResult, LinkOpenRequest, LinkRequest, LinkView};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::reading::refusal;
use crate::session::{Job, Jobs, Session};
pub(crate) use elsewhere::{Held, link_elsewhere};
use kept::Kept;
pub(crate) use kept::{if_due, link_by_itself, link_forget, link_refresh, links_kept};
use kin_codes::{Asking, CodeError, CodeLimits, Link, LinkNote, Receiving};
use kin_i18n::Catalogue;
use kin_model::{FileReport, Finding, Severity};
use kin_net::{Client, Reach};
use kin_smart::{NetworkFault, Secret};
use std::collections::BTreeSet;

/// Longest name of a receiver, in characters.
const RECIPIENT: usize = 80;

/// A refusal as a face hears it.
fn refused(session: &Session, why: &CodeError) -> ApiError {
    match why {
        CodeError::PasscodeNeeded => ErrorCode::LinkPasscodeNeeded.into(),
        CodeError::PasscodeWrong { remaining } => {
            let left = remaining.map_or_else(|| "unknown".to_owned(), |n| n.to_string());
            ApiError::from(ErrorCode::LinkPasscodeWrong).with("remaining", left)
        }
        CodeError::Network(NetworkFault::Cancelled) => ErrorCode::Cancelled.into(),
        CodeError::Network(NetworkFault::PrivateAddress) => ErrorCode::PortalPrivateAddress.into(),
        other => {
            let finding = refusal(other);
            let args = [("detail", finding.detail.as_str())];
            let key = format!("finding-{}", other.code());
            let why = Catalogue::text(session.lang(), &key, &args);
            let reason = other.code();
            let refused = ApiError::from(ErrorCode::LinkRefused)
                .with("reason", reason)
                .with("why", why);
            match other {
                CodeError::TooOften {
                    seconds: Some(seconds),
                } => refused.with("seconds", seconds),
                _ => refused,
            }
        }
    }
}

fn parse(session: &Session, text: &str) -> ApiResult<Link> {
    let read = Link::parse(text.trim(), &CodeLimits::default());
    read.map_err(|why| refused(session, &why))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn link_look(session: &Session, request: LinkRequest) -> ApiResult<LinkView> {
    let link = parse(session, request.link.expose())?;
    let day = link
        .expires
        .and_then(|at| jiff::Timestamp::from_second(at).ok());
    let expires = day.map(|at| at.strftime("%Y-%m-%d").to_string());
    Ok(LinkView {
        host: link.host(),
        label: link.label.clone(),
        passcode: link.flags.passcode,
        direct: link.flags.direct,
        long_term: link.flags.long_term,
        expired: link.expired(session.clock().unix_seconds()),
        expires_text: expires
            .as_deref()
            .map(|day| kin_i18n::date_text(session.lang(), day)),
        expires,
        notes: link
            .notes
            .iter()
            .map(|note| finding_view(&remark(*note), session.lang()))
            .collect(),
    })
}

/// What is unusual about a link, as a finding.
fn remark(note: LinkNote) -> Finding {
    let severity = match note {
        LinkNote::EndUnreadable => Severity::Warning,
        _ => Severity::Info,
    };
    Finding::new(note.code(), severity, "", "")
}

pub(crate) fn link_open(session: &Session, request: LinkOpenRequest) -> ApiResult<JobId> {
    // What can be refused without asking anybody is refused at once.
    let link = parse(session, request.link.expose())?;
    if link.flags.passcode && request.passcode.is_none() {
        return Err(ErrorCode::LinkPasscodeNeeded.into());
    }
    let id = Jobs::start(session, move |session, job| {
        let keeping = (request.keep == Some(true) && link.flags.long_term).then(|| Kept {
            link: Secret::new(request.link.expose().trim().to_owned()),
            host: link.host(),
            label: link.label.clone(),
            asked: session.clock().now_text(),
            not_before: None,
            passcode: (request.keep_passcode == Some(true))
                .then_some(request.passcode.as_ref())
                .flatten()
                .map(|code| Secret::new(code.expose().to_owned())),
            asks_passcode: link.flags.passcode,
            expires: link.expires,
            // Whoever keeps it was told so; it can be switched off.
            by_itself: true,
            confirmed: request.confirm_other == Some(true),
            problem: None,
            also: BTreeSet::new(),
        });
        let asked = Asked::First(keeping.map(Box::new));
        open(session, job, link, request, asked, BTreeSet::new()).map(JobResult::Run)
    })?;
    Ok(JobId { id })
}

/// How a link comes to be asked.
enum Asked {
    /// For the first time; what is to be kept of it.
    First(Option<Box<Kept>>),
    /// It was kept, and the person asks: whose record, and its id.
    Again(String, String),
    /// It was kept, and is asked by itself.
    Alone,
}

impl Asked {
    const fn is_first(&self) -> bool {
        matches!(self, Self::First(_))
    }
}

fn client(session: &Session, job: &Job, link: &Link) -> ApiResult<Client> {
    let reach = if link.is_local() {
        Reach::ThisComputer
    } else {
        Reach::Open
    };
    let client = Client::new(reach, job.stop_flag());
    client.map_err(|fault| refused(session, &CodeError::Network(fault)))
}

/// Asks a link, and brings in what came. `also` are servers beside its own that the person agreed to before.
fn open(
    session: &Session,
    job: &Job,
    link: Link,
    request: LinkOpenRequest,
    asked: Asked,
    also: BTreeSet<String>,
) -> ApiResult<ImportRunView> {
    let mut client = client(session, job, &link)?;
    let who = request.recipient.unwrap_or_default();
    let who: String = who.trim().chars().take(RECIPIENT).collect();
    let asking = Asking {
        recipient: if who.is_empty() {
            "Kinfolio".to_owned()
        } else {
            who
        },
        passcode: request
            .passcode
            .map(|code| Secret::new(code.expose().to_owned())),
        now: session.clock().unix_seconds(),
        also,
    };
    let limits = CodeLimits::default();
    let got = Receiving::ask(&mut client, &link, &asking, &limits);
    let got = got.map_err(|why| refused(session, &why))?;
    let wanted = Wanted {
        person: request.person,
        new_from_file: request.new_person_from_file == Some(true),
        confirm_other: request.confirm_other == Some(true),
        ..Wanted::default()
    };
    let alone = matches!(asked, Asked::Alone);
    let mut held = Held::new(link, got, asked, wanted);
    if !held.waits() {
        return held.finish(session, job);
    }
    if alone {
        // Nobody is here who could say yes.
        held.go_on(session, &mut client, false)?;
        return held.finish(session, job);
    }
    held.wait(session)
}

/// Something that came with the link and is not brought in.
fn aside(name: &str, code: &str, detail: &str) -> FileReport {
    FileReport {
        path: name.to_owned(),
        kind: "unknown".to_owned(),
        findings: vec![Finding::new(code, Severity::Warning, "", detail)],
        ..FileReport::default()
    }
}
