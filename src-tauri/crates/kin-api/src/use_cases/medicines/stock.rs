//! The packs at home: counted, fetched, used up.

use super::book::{self, Book};
use super::due::planned;
use super::plan::{fresh, run_out_text};
use super::words::{amount_text, amount_typed, plain, same_unit};
use super::{Mine, authored, mine_of, save};
use crate::dto::{MedStockRequest, MedicineView, StockView};
use crate::error::{ApiResult, ErrorCode};
use crate::error_map::{form_problem, stored};
use crate::session::Session;
use crate::use_cases::typing::{HAND, store, when};
use kin_fhir::author::{Pack, build_pack};
use kin_i18n::{Catalogue, Lang};
use kin_model::dosing::{Outcome, Plan, Stock};
use kin_model::{Decimal, PartialDate};
use kin_rules::dosing::{Due, RunOut, run_out};
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

/// What is left of a medicine: counted, plus what was fetched, less what was taken since. `None` when something
/// of it was fetched or taken in another unit, or is not known: tablets and millilitres are never added up.
fn left(mine: &Mine, stock: &Stock, unit: &str, book: &Book) -> Option<Exact> {
    if book.cut {
        return None;
    }
    // What came before and after the count is told by moments: a clock on the wall goes back on a flight west.
    stock.at.time()?;
    let counted = stock.at.unix_seconds();
    let mut left = Exact::of(&stock.count)?.0;
    for (pack, at) in &book.packs {
        if pack.medicine == mine.resource && *at >= counted {
            if !same_unit(&pack.unit, unit) {
                return None;
            }
            left = left.saturating_add(Exact::of(&pack.amount)?.0);
        }
    }
    for (noted, amount, taken) in book.taken(&mine.resource) {
        if noted.seconds >= counted {
            if !same_unit(taken, unit) {
                return None;
            }
            left = left.saturating_sub(amount.0);
        }
    }
    Some(Exact(left.max(0)))
}

/// May it be less than what is counted: a dose since then of which nothing is noted, or one when needed?
fn may_be_less(mine: &Mine, stock: &Stock, plan: &Plan, book: &Book, now: Moment) -> bool {
    let Some(counted) = Moment::of(&stock.at) else {
        return true;
    };
    let unsaid = |d: &Due| book.of(&mine.resource, d.at).is_none();
    plan.as_needed.is_some() || planned(mine, counted, now).iter().any(unsaid)
}

/// The packs of a medicine, where they were counted.
pub(super) fn view(lang: Lang, mine: &Mine, book: &Book, now: Moment) -> Option<StockView> {
    let course = &mine.medicine.course;
    let stock = course.stock.as_ref()?;
    let nothing = Plan::default();
    let plan = course.plan.as_ref().unwrap_or(&nothing);
    let unit = Some(stock.unit.as_str())
        .filter(|u| !u.trim().is_empty())
        .unwrap_or(&plan.unit);
    let Some(left) = left(mine, stock, unit, book) else {
        return Some(StockView {
            left: String::new(),
            left_text: Catalogue::text(lang, "med-stock-unsure", &[]),
            counted: stock.at.to_string(),
            runs_out: None,
            runs_out_text: String::new(),
            sure: false,
            low: false,
            warn_days: stock.warn_days,
        });
    };
    let other = course.plan.is_some() && !same_unit(unit, &plan.unit);
    let end = if other {
        RunOut::Unknown
    } else if left.0 <= 0 && !plan.steps.is_empty() {
        RunOut::On(now.day())
    } else {
        // A dose that was taken before its time, or is left out, needs nothing more.
        let settled = |planned: Moment| {
            let noted = book.of(&mine.resource, planned);
            noted.is_some_and(|n| matches!(n.dose.outcome, Outcome::Taken | Outcome::Skipped))
        };
        run_out(plan, left, now, &settled)
    };
    let day = match end {
        RunOut::On(day) => Some(day),
        RunOut::NotSoon | RunOut::Unknown => None,
    };
    let soon =
        |d: kin_rules::time::Day| d.0.saturating_sub(now.day().0) <= i64::from(stock.warn_days);
    Some(StockView {
        left: plain(left),
        left_text: amount_text(lang, left, unit),
        counted: stock.at.to_string(),
        runs_out: day.and_then(|d| d.date()).map(|d| d.to_string()),
        runs_out_text: match (other, day) {
            (true, _) => Catalogue::text(lang, "med-runs-out-unit", &[]),
            (false, Some(day)) if may_be_less(mine, stock, plan, book, now) => {
                let day = super::words::day_text(lang, day);
                Catalogue::text(lang, "med-runs-out-latest", &[("day", &day)])
            }
            _ => run_out_text(lang, end),
        },
        sure: true,
        low: mine.medicine.active && (left.0 <= 0 || day.is_some_and(soon)),
        warn_days: stock.warn_days,
    })
}

fn number(session: &Session, field: &str, typed: Option<&String>) -> ApiResult<Option<Decimal>> {
    let Some(typed) = typed.filter(|t| !t.trim().is_empty()) else {
        return Ok(None);
    };
    let number = amount_typed(session.clock(), typed).map_err(|code| form_problem(field, code))?;
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
    let plan = mine.medicine.course.plan.as_ref();
    let unit = plan.map(|p| p.unit.clone()).unwrap_or_default();
    let counted = match (count, old) {
        (Some(count), _) => Some((count, unit, at)),
        (None, Some(old)) => Some((old.count, old.unit, old.at)),
        // The first pack is all there is.
        (None, None) if add.is_some() => none().map(|zero| (zero, unit, at)),
        (None, None) => return Err(form_problem("count", "empty")),
    };
    mine.medicine.course.stock = counted.map(|(count, unit, at)| Stock {
        count,
        unit,
        at,
        warn_days,
    });
    if let Some(add) = add {
        fetched(session, &record, &request.person, &mine, add, Some(at))?;
    }
    let id = save(session, &record, &request.person, &mine)?;
    fresh(session, &record, &id.to_string())
}
