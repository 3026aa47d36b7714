//! Reports on what is measured at home: rows of the record into kin-rules, figures into words.

mod chart;
mod events;
mod glucose;
mod paper;
mod pressure;
pub(crate) mod readings;
mod sitting;
mod standing;
mod week;

pub(crate) use chart::chart_data;
pub(crate) use glucose::{codes as glucose_codes, glucose_report};
pub(crate) use paper::{asked_paper, bp_report_page, glucose_report_page, person_line};
pub(crate) use pressure::bp_report;
pub(crate) use sitting::{bp_add, bp_read};
pub(crate) use standing::{Allowed, home_glucose, home_pressure};
pub(crate) use week::{bp_check, bp_check_end, bp_check_start};

use crate::dto::RemarkView;
use crate::error::{ApiResult, ErrorCode};
use kin_i18n::{Catalogue, Lang, date_text};
use kin_model::PartialDate;
use kin_rules::time::Day;

/// A day as asked for.
pub(crate) fn day(text: Option<&str>) -> ApiResult<Option<Day>> {
    let Some(text) = text else { return Ok(None) };
    let date: Option<PartialDate> = text.trim().parse().ok();
    let day = date
        .filter(|d| d.time().is_none())
        .and_then(|d| Day::of(&d));
    day.map(Some).ok_or_else(|| ErrorCode::BadRequest.into())
}

fn day_text(day: Day) -> Option<String> {
    day.date().map(|d| d.to_string())
}

/// A day in words; empty without one.
fn day_words(lang: Lang, day: Option<&String>) -> String {
    day.map(|d| date_text(lang, d)).unwrap_or_default()
}

/// A code with its words: `<group>-<code>` of the catalogue, `$n` is the count.
fn remark(lang: Lang, group: &str, code: &str, count: u64) -> RemarkView {
    let n = count.to_string();
    RemarkView {
        code: code.to_owned(),
        count,
        text: Catalogue::text(lang, &format!("{group}-{code}"), &[("n", &n)]),
    }
}
