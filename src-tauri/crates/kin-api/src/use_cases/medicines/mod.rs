//! Medicines as they are taken: the plan, the book of doses, the packs, the report, and what is to be asked.
//!
//! The person's own list are the MedicationStatements that were typed here; each carries its plan. A
//! dose that was noted is an entry of its own ([`kin_model::Kind::Dose`]), which lists and summaries
//! leave out. What hospitals say stands beside it and is never changed; to plan a hospital's medicine
//! is to take it over into the own list first.

mod act;
mod book;
mod change;
mod checks;
mod due;
mod listed;
mod paper;
mod plan;
mod report;
mod standing;
mod stock;
mod today;
mod words;

pub(crate) use act::{med_later, med_skip, med_take, med_untake};
pub(crate) use checks::{asked, med_checks, med_from_text, med_reconcile, med_settle};
pub(crate) use due::{DoseDue, doses_due};
pub(crate) use paper::med_report_page;
pub(crate) use plan::{med_plan, med_plans, med_stop};
pub(crate) use report::{adherence_events, med_report};
pub(crate) use standing::{doses_of, two_doses};
pub(crate) use stock::med_stock;
pub(crate) use today::med_today;

use super::seeing::every;
use super::typing::{HAND, by_hand, store};
use super::view::terms_lang;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::stored;
use crate::session::Session;
use kin_fhir::author::{self, Authored, Course, Medicine, Typed, parse_typed};
use kin_i18n::Lang;
use kin_model::{EntryId, EntryRow, Kind, OriginKind, StatusClass};
use kin_rules::time::Moment;
use kin_vault::{FullEntry, Record, VaultError};
use std::collections::BTreeSet;

/// A medicine of the person's own list.
pub(crate) struct Mine {
    pub(crate) row: EntryRow,
    /// The id of its resource.
    pub(crate) resource: String,
    namespace: String,
    note: String,
    pub(crate) medicine: Medicine,
}

/// The imports that are acts of typing.
pub(super) fn hands(record: &Record) -> ApiResult<BTreeSet<i64>> {
    Ok(record
        .origins()?
        .into_iter()
        .filter(|o| o.kind == OriginKind::Hand)
        .map(|o| o.import.0)
        .collect())
}

/// Reads a medicine of the own list from its entry.
fn read(full: FullEntry) -> Option<Mine> {
    let typed = parse_typed(&full.body)?;
    let Typed::Medicine(medicine) = typed.typed else {
        return None;
    };
    let json = kin_fhir::value_of(&full.body)?;
    Some(Mine {
        resource: json.get("id")?.as_str()?.to_owned(),
        namespace: full.namespace,
        row: full.row,
        note: typed.note,
        medicine,
    })
}

/// The person's own list, newest first: taken now and no longer taken.
pub(crate) fn mine(record: &Record) -> ApiResult<Vec<Mine>> {
    let hands = hands(record)?;
    let mut found = Vec::new();
    for row in every(record, &[Kind::Medication])? {
        let typed = row.imports.first().is_some_and(|i| hands.contains(&i.0));
        if typed && row.status_class != StatusClass::Error {
            found.extend(read(record.entry(row.id)?));
        }
    }
    Ok(found)
}

/// One of them.
pub(super) fn mine_of(record: &Record, id: &str) -> ApiResult<Mine> {
    read(by_hand(record, id)?).ok_or_else(|| ErrorCode::NotEditable.into())
}

/// The name of a medicine in a language.
pub(super) fn title(row: &EntryRow, lang: Lang) -> String {
    kin_terms::localize(&row.codings, Some(&row.title), terms_lang(lang)).0
}

/// Stores a medicine of the own list as it is now.
fn save(session: &Session, record: &Record, person: &str, mine: &Mine) -> ApiResult<EntryId> {
    let authored = authored(session, person, &mine.resource, &mine.note)?;
    let built = author::build(&authored, &Typed::Medicine(mine.medicine.clone()))
        .map_err(|e| stored(&e))?;
    store(session, record, &mine.namespace, &built.body)
}

fn authored(session: &Session, person: &str, id: &str, note: &str) -> ApiResult<Authored> {
    Ok(Authored {
        id: id.to_owned(),
        subject: person.to_owned(),
        at: None,
        recorded: session.clock().now_text(),
        by: session.by()?,
        note: note.to_owned(),
    })
}

/// A medicine of the own list; one of a hospital is taken over into it.
fn own(session: &Session, record: &Record, person: &str, id: &str) -> ApiResult<Mine> {
    match mine_of(record, id) {
        Err(error) if error.code == ErrorCode::NotEditable => {
            let id: EntryId = id.parse().map_err(|_| ErrorCode::UnknownEntry)?;
            take_over(session, record, person, id)
        }
        other => other,
    }
}

/// Writes a hospital's medicine into the own list, in the hospital's words and with its codes.
fn take_over(session: &Session, record: &Record, person: &str, id: EntryId) -> ApiResult<Mine> {
    let full = record.entry(id)?;
    if full.row.kind != Kind::Medication {
        return Err(ErrorCode::NotEditable.into());
    }
    // Taken over before: that one is meant.
    let known = mine(record)?.into_iter().find(|m| {
        m.medicine.active && m.medicine.course.derived_from.as_deref() == Some(&*id.to_string())
    });
    if let Some(known) = known {
        return Ok(known);
    }
    let resource = kin_crypto::safe::random_id().map_err(VaultError::from)?;
    let mut mine = Mine {
        row: full.row.clone(),
        resource,
        namespace: HAND.to_owned(),
        note: String::new(),
        medicine: theirs(&full),
    };
    let stored = save(session, record, person, &mine)?;
    mine.row = record.row(stored)?;
    Ok(mine)
}

/// A hospital's medicine as one of the own list.
fn theirs(full: &FullEntry) -> Medicine {
    let said = author::prescribed(&full.body);
    let codes = full.row.codings.iter();
    Medicine {
        name: full.row.title.clone(),
        dosage: said.words.or_else(|| full.row.value.clone()),
        active: true,
        course: Box::new(Course {
            codes: codes.filter(|c| !c.code.is_empty()).cloned().collect(),
            derived_from: Some(full.row.id.to_string()),
            ..Course::default()
        }),
        ..Medicine::default()
    }
}

/// Now, by the clock on the wall.
pub(super) fn now(session: &Session) -> ApiResult<Moment> {
    session
        .clock()
        .now_date()
        .as_ref()
        .and_then(Moment::of)
        .ok_or_else(|| ApiError::from(ErrorCode::Internal))
}
