//! Health links: said what they lead to, and asked for it once, when a person says so.

mod kept;

use super::import::{Chosen, Wanted, file_view, in_memory, run};
use super::portals::offer;
use crate::dto::{
    FileReportView, ImportRunView, JobId, JobResult, LinkOpenRequest, LinkRequest, LinkView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::reading::refusal;
use crate::session::{Job, Jobs, Session};
use kept::Kept;
pub(crate) use kept::{if_due, link_by_itself, link_forget, link_refresh, links_kept};
use kin_codes::{Asking, CodeError, CodeLimits, Content, Link, Receiving};
use kin_i18n::Catalogue;
use kin_model::{FileReport, Finding, OriginKind, Severity};
use kin_net::{Client, Reach};
use kin_smart::{NetworkFault, Secret};
use zeroize::Zeroize as _;

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
    })
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
        });
        let view = open(session, job, &link, request, Asked::First)?;
        if let (Some(kept), Some(person)) = (keeping, view.person.as_deref()) {
            kept::put_new(session, person, &kept)?;
        }
        Ok(JobResult::Run(view))
    })?;
    Ok(JobId { id })
}

/// Whether a link is asked for the first time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    First,
    Again,
}

fn open(
    session: &Session,
    job: &Job,
    link: &Link,
    request: LinkOpenRequest,
    asked: Asked,
) -> ApiResult<ImportRunView> {
    let reach = if link.is_local() {
        Reach::ThisComputer
    } else {
        Reach::Open
    };
    let client = Client::new(reach, job.stop_flag());
    let mut client = client.map_err(|fault| refused(session, &CodeError::Network(fault)))?;
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
    };
    let limits = CodeLimits::default();
    let got = Receiving::ask(&mut client, link, &asking, &limits);
    let mut got = got.map_err(|why| refused(session, &why))?;
    let host = link.host();
    let mut files = Vec::new();
    let mut left = Vec::new();
    let mut access = Vec::new();
    let withdrawn = got.files.iter().filter(|file| file.withdrawn).count();
    for (number, file) in (1..).zip(&mut got.files) {
        let name = format!("{host} {number}");
        match file.content {
            Content::PortalAccess if file.withdrawn => file.bytes.zeroize(),
            // Only a person who looks at the name of the server says yes.
            Content::PortalAccess if asked == Asked::Again => {
                file.bytes.zeroize();
                left.push(aside(&name, "link-access-again", ""));
            }
            Content::PortalAccess => {
                let offered = offer(session, &file.bytes, link.is_local());
                file.bytes.zeroize();
                match offered {
                    Ok(one) => access.push(one),
                    Err(code) => left.push(aside(&name, code, "")),
                }
            }
            _ => files.push(in_memory(&name, &file.bytes)),
        }
    }
    for (number, why) in &got.gaps {
        let detail = refusal(why).detail;
        left.push(aside(&format!("{host} ({number})"), why.code(), &detail));
    }
    if withdrawn > 0 {
        left.push(aside(&host, "link-withdrawn", &withdrawn.to_string()));
    }
    let lang = session.lang();
    let left: Vec<FileReportView> = left
        .iter()
        .map(|r| file_view(r, None, None, lang))
        .collect();
    let mut view = if files.is_empty() {
        ImportRunView {
            files: Vec::new(),
            import: None,
            person: None,
            referrals: Vec::new(),
            access: Vec::new(),
        }
    } else {
        let label = if link.label.is_empty() {
            host
        } else {
            link.label.clone()
        };
        let wanted = Wanted {
            person: request.person,
            new_from_file: request.new_person_from_file == Some(true),
            confirm_other: request.confirm_other == Some(true),
            origin: OriginKind::Code,
            label: Some(label.clone()),
            only_news: asked == Asked::Again,
            ..Wanted::default()
        };
        run(session, job, Chosen { label, files }, wanted)?
    };
    view.files.extend(left);
    view.access = access;
    Ok(view)
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
