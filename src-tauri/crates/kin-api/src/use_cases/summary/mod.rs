//! Handing over: one selection, every form made from it, each hand-over in the log.

mod besides;
mod card;
mod changes;
mod chosen;
mod forms;
mod further;
mod moving;
mod rows;
mod select;
mod sensitive;
mod standing;
mod view;
mod whom;
mod without;

use crate::dto::{
    Format, OutputRequest, PersonIdRequest, ShareLogEntry, ShareLogView, ShareProfile, SummaryMade,
    SummaryMakeRequest, SummaryOptions, SummaryPreviewRequest, SummaryView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use crate::use_cases::referrals;
use crate::use_cases::view::moment_text;
use kin_model::summary::{Section, Summary};
use kin_vault::{Record, Right};
use serde::{Deserialize, Serialize};

pub(crate) use besides::{is_wish, pregnancy};
pub(crate) use chosen::of_entries;
pub(crate) use forms::{recovery_sheet_pdf, with_originals};
pub(crate) use moving::{moving_begin, moving_frame};
pub(crate) use select::sections_for;
pub(crate) use sensitive::topics_of;
pub(crate) use view::{nothing_name, row_view, section_title};

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn summary_preview(
    session: &Session,
    request: SummaryPreviewRequest,
) -> ApiResult<SummaryView> {
    let selection = select::select(session, &request.person, &request.options, true)?;
    view::view(session, &selection)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn summary_make(
    session: &Session,
    request: SummaryMakeRequest,
) -> ApiResult<SummaryMade> {
    let selection = select::select(session, &request.person, &request.options, false)?;
    let mut formats = request.formats.clone();
    formats.sort_unstable();
    formats.dedup();
    if formats.is_empty() {
        return Err(ErrorCode::NothingSelected.into());
    }
    // Who may read may hand over what they see, and it is noted. A referral is more than that: said
    // before anything is made.
    if formats.contains(&Format::Referral) && selection.record.right() < Right::Edit {
        return Err(ErrorCode::ReferralNeedsRight.into());
    }
    let sealed = |format: &Format| matches!(format, Format::Viewer | Format::Package);
    let words = match formats.iter().any(sealed) {
        true => Some(crate::words::six_words()?),
        false => None,
    };
    let mut files = Vec::new();
    let mut remarks = Vec::new();
    // A referral is more than a file: it becomes an entry of the record.
    let referral = match formats.contains(&Format::Referral) {
        true => Some(referrals::prepare(
            session,
            &selection.record,
            &selection.summary,
            &request.referral.clone().unwrap_or_default(),
        )?),
        false => None,
    };
    formats.retain(|f| *f != Format::Referral);
    for format in formats {
        let words = words.as_deref().unwrap_or_default();
        files.extend(forms::make(
            session,
            &selection,
            format,
            words,
            &mut remarks,
        )?);
    }
    if let Some(prepared) = &referral {
        let (record, summary) = (&selection.record, &selection.summary);
        files.push(referrals::make(session, record, summary, prepared)?);
        referrals::sent(session, (record, &request.person), summary, prepared)?;
    }
    let selected = selection.selected();
    let mut made: Vec<&str> = files.iter().map(|f| f.format.as_str()).collect();
    made.dedup();
    // The public keys beside a card say nothing of anybody: they are no hand-over of their own.
    made.retain(|format| *format != forms::CARD_KEYS);
    let lines = made
        .iter()
        .map(|format| LogLine::of(session, &selection, format));
    log(&selection.record, lines.collect())?;
    super::family::note(session, &selection.record, "share", &made.join(", "));
    let data = [Format::Ips, Format::Ktc, Format::Referral];
    let mut findings = if request.formats.iter().any(|f| data.contains(f)) {
        forms::remarks(session, &selection)?
    } else {
        Vec::new()
    };
    findings.extend(remarks);
    Ok(SummaryMade {
        files,
        selected,
        findings,
        words,
    })
}

/// What a link leads to.
pub(crate) struct LinkFile {
    pub(crate) bytes: Vec<u8>,
    pub(crate) sections: Vec<Section>,
    pub(crate) entries: u64,
}

/// The file that a link leads to, of the same selection as everything that is handed over.
pub(crate) fn for_link(
    session: &Session,
    person: &str,
    options: &SummaryOptions,
    profile: ShareProfile,
) -> ApiResult<LinkFile> {
    let selection = select::select(session, person, options, false)?;
    let bytes = forms::link_bytes(session, &selection, profile)?;
    Ok(LinkFile {
        bytes,
        sections: filled(&selection),
        entries: selection.selected(),
    })
}

/// Notes that a link was handed out.
pub(crate) fn log_link(
    session: &Session,
    record: &Record,
    by: &str,
    sections: &[Section],
    entries: u64,
    format: &str,
) -> ApiResult<()> {
    let line = LogLine {
        at: session.clock().now_text(),
        by: by.to_owned(),
        format: format.to_owned(),
        sections: sections.to_vec(),
        entries,
    };
    log(record, vec![line])?;
    super::family::note(session, record, "share", format);
    Ok(())
}

/// Notes that a referral was answered.
pub(crate) fn log_answer(
    session: &Session,
    record: &Record,
    summary: &Summary,
    entries: u64,
) -> ApiResult<()> {
    let by = session.by()?;
    let sections: Vec<Section> = summary.sections.iter().map(|s| s.section).collect();
    log_link(session, record, &by, &sections, entries, "answer")
}

/// The sections that have something in them.
fn filled(selection: &select::Selection) -> Vec<Section> {
    let sections = selection.summary.sections.iter();
    let filled = sections.filter(|s| !s.rows.is_empty());
    filled.map(|s| s.section).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn output(session: &Session, request: OutputRequest) -> ApiResult<Vec<u8>> {
    Ok(session.outputs().get(&request.token)?.bytes.to_vec())
}

/// Record setting with the hand-overs, newest last.
const SHARES: &str = "shares";
/// Hand-overs that are remembered.
const REMEMBERED: usize = 1_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogLine {
    at: String,
    by: String,
    format: String,
    sections: Vec<Section>,
    entries: u64,
}

impl LogLine {
    /// A hand-over of now.
    fn of(session: &Session, selection: &select::Selection, format: &str) -> Self {
        let sections = selection.summary.sections.iter();
        Self {
            at: session.clock().now_text(),
            by: selection.by.clone(),
            format: format.to_owned(),
            sections: sections
                .filter(|s| !s.rows.is_empty())
                .map(|s| s.section)
                .collect(),
            entries: selection.selected(),
        }
    }
}

fn read_log(record: &Record) -> ApiResult<Vec<LogLine>> {
    let Some(text) = record.setting(SHARES)? else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&text)
        .map_err(|_| ApiError::from(ErrorCode::VaultDamaged).with("part", "shares"))
}

fn log(record: &Record, new: Vec<LogLine>) -> ApiResult<()> {
    let mut lines = read_log(record)?;
    lines.extend(new);
    let old = lines.len().saturating_sub(REMEMBERED);
    lines.drain(..old);
    let text = serde_json::to_string(&lines).map_err(|_| ErrorCode::Internal)?;
    Ok(record.set_setting(SHARES, &text)?)
}

/// The day of the newest hand-over of those that are `wanted`.
pub(crate) fn last_hand_over(
    record: &Record,
    wanted: impl Fn(&kin_model::PartialDate) -> bool,
) -> ApiResult<Option<kin_model::PartialDate>> {
    let lines = read_log(record)?;
    let mut days = lines.iter().rev().filter_map(|line| {
        let day = line.at.split('T').next()?;
        day.parse::<kin_model::PartialDate>().ok()
    });
    Ok(days.find(|day| wanted(day)))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn share_log(session: &Session, request: PersonIdRequest) -> ApiResult<ShareLogView> {
    let record = session.record(&request.person)?;
    let lang = session.lang();
    let shares = read_log(&record)?
        .into_iter()
        .rev()
        .map(|line| ShareLogEntry {
            at_text: moment_text(&line.at, lang),
            at: line.at,
            by: line.by,
            format: line.format,
            sections: line.sections,
            entries: line.entries,
        })
        .collect();
    Ok(ShareLogView { shares })
}
