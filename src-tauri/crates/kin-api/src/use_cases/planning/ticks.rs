//! What was ticked off: by key and moment, in the setting `plan.ticks` of the record.

use super::{civil, moment_of, now};
use crate::dto::{PersonIdRequest, PlanTickRequest, TodoView};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use kin_rules::time::{Day, Moment};
use kin_vault::Record;
use std::collections::{BTreeMap, BTreeSet};

const KEY: &str = "plan.ticks";
/// Days after which a tick is forgotten.
const KEEP: i64 = 400;
/// Longest key.
const LONGEST: usize = 80;

/// Keys, and the moments at which each was ticked off.
#[derive(Debug, Default)]
pub(super) struct Ticks(BTreeMap<String, BTreeSet<String>>);

impl Ticks {
    pub(super) fn of(record: &Record) -> ApiResult<Self> {
        let text = record.setting(KEY)?;
        let map = text.and_then(|t| serde_json::from_str(&t).ok());
        Ok(Self(map.unwrap_or_default()))
    }

    /// Was it ticked off at this moment?
    pub(super) fn at(&self, key: &str, moment: Moment) -> bool {
        self.0
            .get(key)
            .is_some_and(|set| set.contains(&civil(moment)))
    }

    /// Was it ticked off at any time of this day?
    pub(super) fn on(&self, key: &str, day: Day) -> bool {
        let Some(day) = day.date().map(|d| d.to_string()) else {
            return false;
        };
        let set = self.0.get(key);
        set.is_some_and(|set| set.iter().any(|at| at.starts_with(&day)))
    }

    fn save(&mut self, record: &Record, today: Day) -> ApiResult<()> {
        let oldest = today.plus(-KEEP).date().map(|d| d.to_string());
        let oldest = oldest.unwrap_or_default();
        self.0.retain(|_, set| {
            set.retain(|at| *at >= oldest);
            !set.is_empty()
        });
        let text = serde_json::to_string(&self.0).map_err(|_| ErrorCode::Internal)?;
        Ok(record.set_setting(KEY, &text)?)
    }
}

pub(crate) fn plan_tick(session: &Session, request: PlanTickRequest) -> ApiResult<TodoView> {
    let record = session.record(&request.person)?;
    let now = now(session)?;
    let at = match request.at.as_deref() {
        Some(text) => moment_of(text).ok_or(ErrorCode::BadRequest)?,
        None => Moment::at(now.day(), 0),
    };
    let known = request.key.split_once(':').is_some_and(|(kind, id)| {
        matches!(kind, "reminder" | "task") && !id.is_empty() && id.len() <= LONGEST
    });
    // Tomorrow cannot be ticked off today.
    if !known || at.day() > now.day() {
        return Err(ErrorCode::BadRequest.into());
    }
    let mut ticks = Ticks::of(&record)?;
    if request.done {
        ticks.0.entry(request.key).or_default().insert(civil(at));
    } else if let Some(set) = ticks.0.get_mut(&request.key) {
        let day = civil(at);
        let day = day.get(..10).unwrap_or_default();
        // A task is ticked off for a day, a reminder for its moment.
        if request.key.starts_with("task:") {
            set.retain(|at| !at.starts_with(day));
        } else {
            set.remove(&civil(at));
        }
    }
    ticks.save(&record, now.day())?;
    super::todo(
        session,
        PersonIdRequest {
            person: request.person,
        },
    )
}
