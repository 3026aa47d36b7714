//! A referral for people: how it stands and what came of it.

use super::book::{Book, Kept, KeptAnswer};
use crate::dto::{EntryView, ReferralAnswerView, ReferralState, ReferralView, ReferralsView};
use crate::error::ApiResult;
use crate::session::Session;
use crate::use_cases::view::{Viewer, moment_text};
use kin_fhir::ips::referral::{Asked, asked};
use kin_i18n::{Catalogue, Lang, date_text};
use kin_model::{EntryId, EntryRow, ImportId, Kind};
use kin_vault::{FullEntry, Record};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Requests that are looked at for referrals.
const LOOKED_AT: usize = 5_000;

/// The kinds of what came back, in the order in which they are told.
const CAME: [&str; 6] = ["letter", "result", "medicine", "plan", "problem", "other"];

const fn came_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Document | Kind::Message | Kind::Report | Kind::Note => "letter",
        Kind::Result | Kind::VitalSign | Kind::Imaging => "result",
        Kind::Medication => "medicine",
        Kind::CarePlan | Kind::Goal | Kind::Appointment | Kind::Referral => "plan",
        Kind::Condition | Kind::Allergy => "problem",
        _ => "other",
    }
}

/// "a letter, 2 results, 1 medicine".
fn came(kinds: impl Iterator<Item = Kind>, lang: Lang) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for kind in kinds {
        *counts.entry(came_key(kind)).or_default() += 1;
    }
    let words: Vec<String> = CAME
        .iter()
        .filter_map(|key| {
            let n = counts.get(key)?.to_string();
            Some(Catalogue::text(
                lang,
                &format!("referral-came-{key}"),
                &[("n", &n)],
            ))
        })
        .collect();
    words.join(if lang == Lang::En { ", " } else { "、" })
}

/// The entries of an answer that are still there.
fn rows_of(record: &Record, answer: &KeptAnswer) -> Vec<EntryRow> {
    answer
        .entries
        .iter()
        .filter_map(|id| record.row(id.parse::<EntryId>().ok()?).ok())
        .filter(|row| !row.hidden)
        .collect()
}

/// Imports that were taken back.
fn undone(record: &Record) -> ApiResult<BTreeSet<i64>> {
    let imports = record.imports()?;
    let gone = imports.iter().filter(|i| i.undone.is_some());
    Ok(gone.map(|i| i.origin.import.0).collect())
}

/// The answers that hold, the newest first, with their rows.
fn holding(
    record: &Record,
    kept: &Kept,
    undone: &BTreeSet<i64>,
) -> Vec<(KeptAnswer, Vec<EntryRow>)> {
    kept.answers
        .iter()
        .rev()
        .filter(|a| a.import.is_none_or(|i| !undone.contains(&i)))
        .map(|a| (a.clone(), rows_of(record, a)))
        .filter(|(_, rows)| !rows.is_empty())
        .collect()
}

/// The day of a moment, in words.
fn day(at: &str, lang: Lang) -> String {
    date_text(lang, at.get(..10).unwrap_or(at))
}

/// How it stands.
fn stand(
    kept: Option<&Kept>,
    received: bool,
    answers: &[(KeptAnswer, Vec<EntryRow>)],
    lang: Lang,
) -> (ReferralState, String) {
    let words = |key: &str, at: Option<&String>| {
        let day = at.map(|at| day(at, lang)).unwrap_or_default();
        Catalogue::text(lang, &format!("referral-state-{key}"), &[("day", &day)])
    };
    if let Some(at) = kept.and_then(|k| k.closed.as_ref()) {
        return (ReferralState::Closed, words("closed", Some(at)));
    }
    if let Some((newest, _)) = answers.first() {
        return (ReferralState::Answered, words("answered", Some(&newest.at)));
    }
    if received {
        return match kept.and_then(|k| k.replied.last()) {
            Some(at) => (ReferralState::Replied, words("replied", Some(at))),
            None => (ReferralState::Received, words("received", None)),
        };
    }
    let at = kept.and_then(|k| k.sent.last());
    (ReferralState::Sent, words("sent", at))
}

/// How it stands, and what came of it.
fn line(state_text: &str, answers: &[(KeptAnswer, Vec<EntryRow>)], lang: Lang) -> String {
    let kinds = answers.iter().flat_map(|(_, rows)| rows).map(|r| r.kind);
    let came = came(kinds, lang);
    if came.is_empty() {
        return state_text.to_owned();
    }
    let args = [("state", state_text), ("came", came.as_str())];
    Catalogue::text(lang, "referral-line", &args)
}

/// What the next summary says of a referral beside its title; nothing for one that was never handed out from here
/// and has no answer.
pub(crate) fn line_of(record: &Record, entry: &EntryRow, lang: Lang) -> Option<String> {
    if entry.kind != Kind::Referral {
        return None;
    }
    // A book that cannot be read spoils no summary.
    let book = Book::read(record).ok()?;
    let kept = book.get(&entry.id.to_string())?;
    let answers = holding(record, kept, &undone(record).ok()?);
    let (_, state_text) = stand(Some(kept), kept.uuid.is_empty(), &answers, lang);
    Some(line(&state_text, &answers, lang))
}

/// Makes views of one record.
struct Maker<'r> {
    record: &'r Record,
    viewer: Viewer,
    book: Book,
    undone: BTreeSet<i64>,
}

impl<'r> Maker<'r> {
    fn new(session: &Session, person: &str, record: &'r Record) -> ApiResult<Self> {
        Ok(Self {
            record,
            viewer: Viewer::new(session, person, record)?,
            book: Book::read(record)?,
            undone: undone(record)?,
        })
    }

    fn view(&self, row: &EntryRow, asked: Asked) -> ReferralView {
        let lang = self.viewer.lang;
        let id = row.id.to_string();
        let kept = self.book.get(&id);
        let received = kept.is_none_or(|k| k.uuid.is_empty());
        let answers = kept.map_or_else(Vec::new, |k| holding(self.record, k, &self.undone));
        let (state, state_text) = stand(kept, received, &answers, lang);
        let date = asked
            .authored
            .clone()
            .or_else(|| row.date.map(|d| d.to_string()));
        ReferralView {
            title: match self.viewer.own_title(row, lang) {
                Some(own) => own,
                None if asked.title.is_empty() => self.viewer.title(row).0,
                None => asked.title,
            },
            to: asked.to,
            requester: asked.requester,
            reasons: asked.reasons,
            questions: asked.questions,
            date_text: date.as_deref().map(|d| day(d, lang)).unwrap_or_default(),
            date,
            received,
            state,
            line: line(&state_text, &answers, lang),
            state_text,
            sent: kept.map_or(0, |k| k.sent.len() as u64),
            answers: answers
                .iter()
                .map(|(answer, rows)| self.answer(answer, rows))
                .collect(),
            id,
        }
    }

    fn answer(&self, answer: &KeptAnswer, rows: &[EntryRow]) -> ReferralAnswerView {
        let lang = self.viewer.lang;
        let source = match answer.import {
            Some(import) => self.viewer.source(ImportId(import)).label,
            None => rows
                .first()
                .and_then(|r| r.imports.first())
                .map(|i| self.viewer.source(*i).label)
                .unwrap_or_default(),
        };
        let entries: Vec<EntryView> = self.viewer.entries(rows);
        ReferralAnswerView {
            at_text: moment_text(&answer.at, lang),
            at: answer.at.clone(),
            source,
            by_hand: answer.import.is_none(),
            came: came(rows.iter().map(|r| r.kind), lang),
            entries,
        }
    }
}

/// One of them.
pub(super) fn one(
    session: &Session,
    person: &str,
    record: &Arc<Record>,
    full: &FullEntry,
) -> ApiResult<ReferralView> {
    let maker = Maker::new(session, person, record)?;
    Ok(maker.view(&full.row, asked(&full.body).unwrap_or_default()))
}

/// All of a person: what was handed out from here, and what came with files and says that it is a referral.
pub(super) fn all(
    session: &Session,
    person: &str,
    record: &Arc<Record>,
) -> ApiResult<ReferralsView> {
    let maker = Maker::new(session, person, record)?;
    let mut found: Vec<(EntryRow, Asked)> = Vec::new();
    record.rows_with_bodies(&[Kind::Referral], LOOKED_AT, &mut |row, body| {
        if let Some(asked) = asked(body)
            && (asked.is_referral || maker.book.get(&row.id.to_string()).is_some())
        {
            found.push((row, asked));
        }
    })?;
    let mut referrals: Vec<ReferralView> = found
        .into_iter()
        .map(|(row, asked)| maker.view(&row, asked))
        .collect();
    referrals.sort_by(|a, b| {
        let closed = |r: &ReferralView| r.state == ReferralState::Closed;
        closed(a).cmp(&closed(b)).then_with(|| b.date.cmp(&a.date))
    });
    Ok(ReferralsView { referrals })
}
