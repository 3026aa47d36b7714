//! The packs at home: counted, fetched, used up.

use super::book::{self, Book};
use super::plan::{fresh, run_out_text};
use super::words::{amount_text, plain};
use super::{Mine, authored, mine_of, save};
use crate::dto::{MedStockRequest, MedicineView, StockView};
use crate::error::{ApiResult, ErrorCode};
use crate::error_map::{form_problem, stored};
use crate::session::Session;
use crate::use_cases::typing::{HAND, number_typed, store, when};
use kin_fhir::author::{Pack, build_pack};
use kin_i18n::Lang;
use kin_model::dosing::{Plan, Stock};
use kin_model::{Decimal, PartialDate};
use kin_rules::dosing::{RunOut, run_out};
use kin_rules::exact::Exact;
use kin_rules::time::Moment;
use kin_vault::{Record, VaultError};

/// Days before the end, when nobody says another number.
const WARN: u16 = 7;
/// Most days that may be said.
const MOST_WARN: u16 = 60;

/// The book as far back as the oldest count of some medicines.
pub(super) fn book(record: &Record, all: &[Mine], now: Moment) -> ApiResult<Book> {
    let oldest = all
        .iter()
        .filter_map(|m| Moment::of(&m.medicine.course.stock.as_ref()?.at))
        .min();
    book::read(record, oldest.unwrap_or(now).min(now))
}

/// What is left of a medicine: counted, plus what was fetched, less what was taken since.
pub(super) fn left(mine: &Mine, stock: &Stock, book: &Book) -> Option<Exact> {
    let counted = Moment::of(&stock.at)?;
    let mut left = Exact::of(&stock.count)?.0;
    for (pack, at) in &book.packs {
        if pack.medicine == mine.resource && *at >= counted {
            left = left.saturating_add(Exact::of(&pack.amount)?.0);
        }
    }
    for (at, amount) in book.taken(&mine.resource) {
        if at >= counted {
            left = left.saturating_sub(amount.0);
        }
    }
    Some(Exact(left))
}

/// The packs of a medicine, where they were counted.
pub(super) fn view(lang: Lang, mine: &Mine, book: &Book, now: Moment) -> Option<StockView> {
    let course = &mine.medicine.course;
    let stock = course.stock.as_ref()?;
    let left = left(mine, stock, book)?;
    let nothing = Plan::default();
    let plan = course.plan.as_ref().unwrap_or(&nothing);
    let end = if left.0 <= 0 && !plan.steps.is_empty() {
        RunOut::On(now.day())
    } else {
        run_out(plan, left, now)
    };
    let day = match end {
        RunOut::On(day) => Some(day),
        RunOut::NotSoon | RunOut::Unknown => None,
    };
    let soon =
        |d: kin_rules::time::Day| d.0.saturating_sub(now.day().0) <= i64::from(stock.warn_days);
    Some(StockView {
        left: plain(left),
        left_text: amount_text(lang, left, &plan.unit),
        counted: stock.at.to_string(),
        runs_out: day.and_then(|d| d.date()).map(|d| d.to_string()),
        runs_out_text: run_out_text(lang, end),
        low: mine.medicine.active && (left.0 <= 0 || day.is_some_and(soon)),
        warn_days: stock.warn_days,
    })
}

fn number(session: &Session, field: &str, typed: Option<&String>) -> ApiResult<Option<Decimal>> {
    let Some(typed) = typed.filter(|t| !t.trim().is_empty()) else {
        return Ok(None);
    };
    let number =
        number_typed(session.clock(), typed).ok_or_else(|| form_problem(field, "not-a-number"))?;
    let fits = Exact::of(&number).is_some_and(|n| n >= Exact(0) && n <= Exact::whole(1_000_000));
    if fits {
        Ok(Some(number))
    } else {
        Err(form_problem(field, "plan-range"))
    }
}

/// Stores a pack as an entry of its own.
fn fetched(
    session: &Session,
    record: &Record,
    person: &str,
    mine: &Mine,
    amount: Decimal,
    at: Option<PartialDate>,
) -> ApiResult<()> {
    let course = &mine.medicine.course;
    let pack = Pack {
        medicine: mine.resource.clone(),
        title: mine.row.title.clone(),
        codes: course.codes.clone(),
        amount,
        unit: course
            .plan
            .as_ref()
            .map(|p| p.unit.clone())
            .unwrap_or_default(),
        at,
    };
    let id = kin_crypto::safe::random_id().map_err(VaultError::from)?;
    let authored = authored(session, person, &id, "")?;
    let body = build_pack(&authored, &pack).map_err(|e| stored(&e))?;
    store(session, record, HAND, &body)?;
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_stock(session: &Session, request: MedStockRequest) -> ApiResult<MedicineView> {
    let record = session.record(&request.person)?;
    let mut mine = mine_of(&record, &request.medicine)?;
    let count = number(session, "count", request.count.as_ref())?;
    let add = number(session, "add", request.add.as_ref())?;
    if request.warn_days.is_some_and(|d| d > MOST_WARN) {
        return Err(form_problem("warnDays", "plan-range"));
    }
    let now = session.clock().now_date().ok_or(ErrorCode::Internal)?;
    let at = match request.at.as_deref().filter(|t| !t.trim().is_empty()) {
        None => now,
        Some(typed) => when(session.clock(), typed)
            .map_err(|p| form_problem("at", &p.code))?
            .filter(|d| d.time().is_some())
            .ok_or_else(|| form_problem("at", "bad-date"))?,
    };
    let old = mine.medicine.course.stock.take();
    let warn_days = request
        .warn_days
        .or(old.as_ref().map(|s| s.warn_days))
        .unwrap_or(WARN);
    let none = || "0".parse::<Decimal>().ok();
    let counted = match (count, old) {
        (Some(count), _) => Some((count, at)),
        (None, Some(old)) => Some((old.count, old.at)),
        // The first pack is all there is.
        (None, None) if add.is_some() => none().map(|zero| (zero, at)),
        (None, None) => return Err(form_problem("count", "empty")),
    };
    mine.medicine.course.stock = counted.map(|(count, at)| Stock {
        count,
        at,
        warn_days,
    });
    if let Some(add) = add {
        fetched(session, &record, &request.person, &mine, add, Some(at))?;
    }
    let id = save(session, &record, &request.person, &mine)?;
    fresh(session, &record, &id.to_string())
}
