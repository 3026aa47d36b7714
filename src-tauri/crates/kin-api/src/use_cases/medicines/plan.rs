//! The plan of a medicine: from the form into the record and back, and its end.

use super::book::Book;
use super::change::{KEPT, replace};
use super::due::planned;
use super::words::{amount_typed, clock, day_text, moment_text, plan_texts};
use super::{Mine, hands, mine, mine_of, now, own, save, stock, title};
use crate::dto::{
    MedPlanRequest, MedStopRequest, MedicineView, MedicinesView, PersonIdRequest, PlanForm,
    RhythmForm, SlotForm, StepForm,
};
use crate::error::{ApiError, ApiResult, ErrorCode, FieldProblem};
use crate::error_map::form_problem;
use crate::session::Session;
use crate::use_cases::seeing::hospital_medicines;
use crate::use_cases::typing::when;
use crate::use_cases::view::Viewer;
use kin_i18n::{Catalogue, Lang, date_text};
use kin_model::dosing::{Days, Plan, Rhythm, Slot, Step};
use kin_rules::dosing::faults;
use kin_rules::time::{Day, Moment};
use kin_vault::Record;

const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_plans(session: &Session, request: PersonIdRequest) -> ApiResult<MedicinesView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let all = mine(&record)?;
    let book = stock::book(&record, &all, now(session)?)?;
    let mut view = MedicinesView {
        mine: Vec::new(),
        stopped: Vec::new(),
        hospital: Vec::new(),
    };
    for mine in &all {
        let shown = medicine_view(session, mine, &book)?;
        if shown.active {
            view.mine.push(shown);
        } else {
            view.stopped.push(shown);
        }
    }
    let hospital = hospital_medicines(&record, &hands(&record)?)?;
    let known = super::checks::theirs_that_are_mine(&all, &hospital);
    view.hospital = hospital
        .iter()
        .filter(|row| !known.contains(&row.id))
        .map(|row| viewer.entry(row))
        .collect();
    Ok(view)
}

/// One medicine for the face.
pub(super) fn medicine_view(
    session: &Session,
    mine: &Mine,
    book: &Book,
) -> ApiResult<MedicineView> {
    let (lang, now) = (session.lang(), now(session)?);
    let medicine = &mine.medicine;
    let plan = medicine
        .course
        .plan
        .as_ref()
        .and_then(|p| current(p, now.day()));
    let next = planned(mine, now, now.plus(86_400 * 60)).into_iter().next();
    Ok(MedicineView {
        id: mine.row.id.to_string(),
        title: title(&mine.row, lang),
        dosage: medicine.dosage.clone(),
        reason: medicine.reason.clone(),
        since_text: words(lang, medicine.since.as_ref()),
        active: medicine.active,
        until_text: words(lang, medicine.until.as_ref()),
        stop_reason: medicine.course.stop_reason.clone(),
        plan_texts: plan
            .as_ref()
            .map(|p| plan_texts(lang, p))
            .unwrap_or_default(),
        plan: plan.as_ref().map(form),
        next_text: next
            .filter(|_| medicine.active)
            .map(|d| moment_text(lang, d.at, now.day())),
        stock: stock::view(lang, mine, book, now),
    })
}

fn words(lang: Lang, date: Option<&kin_model::PartialDate>) -> Option<String> {
    date.map(|d| date_text(lang, &d.to_string()))
}

/// The plan as it holds today and later; `None` when all of it is past.
fn current(plan: &Plan, today: Day) -> Option<Plan> {
    let mut plan = plan.clone();
    plan.steps.retain(|step| {
        let last = step.until.as_ref().map(Day::of);
        step.replaced.is_none() && last.is_none_or(|last| last.is_some_and(|last| last >= today))
    });
    (!plan.steps.is_empty() || plan.as_needed.is_some()).then_some(plan)
}

fn form(plan: &Plan) -> PlanForm {
    PlanForm {
        unit: plan.unit.clone(),
        steps: plan.steps.iter().map(step_form).collect(),
        as_needed: plan.as_needed.as_ref().map(|a| a.as_str().to_owned()),
        most_per_day: plan.most_per_day.as_ref().map(|a| a.as_str().to_owned()),
    }
}

fn slot_form(slot: &Slot) -> SlotForm {
    SlotForm {
        time: clock(slot.minute),
        amount: slot.amount.as_str().to_owned(),
    }
}

fn step_form(step: &Step) -> StepForm {
    let (rhythm, slots) = match &step.rhythm {
        Rhythm::Hours { every, first } => (
            RhythmForm::EveryHours { hours: *every },
            vec![slot_form(first)],
        ),
        Rhythm::Times { slots, days } => {
            let rhythm = match *days {
                Days::Every => RhythmForm::Daily,
                Days::Nth(days) => RhythmForm::EveryDays { days },
                Days::Cycle { on, off } => RhythmForm::Cycle { on, off },
                Days::Week(bits) => RhythmForm::Week {
                    days: (WEEK.iter().enumerate())
                        .filter(|(n, _)| bits & (1_u8 << n) != 0)
                        .map(|(_, name)| (*name).to_owned())
                        .collect(),
                },
            };
            (rhythm, slots.iter().map(slot_form).collect())
        }
    };
    StepForm {
        from: step.from.to_string(),
        until: step.until.map(|u| u.to_string()),
        rhythm,
        slots,
    }
}

/// Reads a form; what is wrong is collected with its place: `steps.0.slots.1.time`.
struct Reading<'s> {
    session: &'s Session,
    wrong: Vec<FieldProblem>,
}

impl Reading<'_> {
    fn refuse(&mut self, field: String, code: &str) {
        self.wrong.push(FieldProblem {
            field,
            code: code.to_owned(),
        });
    }

    fn amount(&mut self, field: &str, typed: &str) -> Option<kin_model::Decimal> {
        match amount_typed(self.session.clock(), typed) {
            Ok(number) => Some(number),
            Err(code) => {
                self.refuse(field.to_owned(), code);
                None
            }
        }
    }

    fn maybe(&mut self, field: &str, typed: Option<&String>) -> Option<kin_model::Decimal> {
        let typed = typed.filter(|t| !t.trim().is_empty())?;
        self.amount(field, typed)
    }

    fn day(&mut self, field: String, typed: &str) -> Option<kin_model::PartialDate> {
        let day = typed.trim().parse::<kin_model::PartialDate>().ok();
        let day = day
            .filter(|d| d.day_number().is_some())
            .map(|d| d.date_only());
        if day.is_none() {
            let code = if typed.trim().is_empty() {
                "empty"
            } else {
                "bad-date"
            };
            self.refuse(field, code);
        }
        day
    }

    fn slot(&mut self, place: &str, slot: &SlotForm) -> Option<Slot> {
        let minute = minute(&slot.time);
        if minute.is_none() {
            self.refuse(format!("{place}.time"), "bad-time");
        }
        let amount = self.amount(&format!("{place}.amount"), &slot.amount);
        Some(Slot {
            minute: minute?,
            amount: amount?,
        })
    }

    fn step(&mut self, n: usize, step: &StepForm) -> Option<Step> {
        let place = format!("steps.{n}");
        let from = self.day(format!("{place}.from"), &step.from);
        let until = match step.until.as_deref().filter(|u| !u.trim().is_empty()) {
            None => None,
            Some(typed) => Some(self.day(format!("{place}.until"), typed)?),
        };
        let mut slots: Vec<Slot> = Vec::new();
        for (k, slot) in step.slots.iter().enumerate() {
            slots.extend(self.slot(&format!("{place}.slots.{k}"), slot));
        }
        slots.sort_by_key(|s| s.minute);
        let days = match &step.rhythm {
            RhythmForm::Daily => Days::Every,
            RhythmForm::EveryDays { days } => Days::Nth(*days),
            RhythmForm::Cycle { on, off } => Days::Cycle { on: *on, off: *off },
            RhythmForm::Week { days } => {
                let bit = |name: &String| WEEK.iter().position(|w| w == name);
                Days::Week(days.iter().filter_map(bit).fold(0, |b, n| b | (1_u8 << n)))
            }
            RhythmForm::EveryHours { hours } => {
                let Some(first) = slots.into_iter().next() else {
                    self.refuse(format!("{place}.slots"), "empty");
                    return None;
                };
                return Some(Step {
                    from: from?,
                    until,
                    rhythm: Rhythm::Hours {
                        every: *hours,
                        first,
                    },
                    unit: None,
                    since: None,
                    replaced: None,
                });
            }
        };
        Some(Step {
            from: from?,
            until,
            rhythm: Rhythm::Times { slots, days },
            unit: None,
            since: None,
            replaced: None,
        })
    }
}

/// `8:00`, `08:00`, `０８：００` as minutes since midnight.
fn minute(typed: &str) -> Option<u16> {
    let plain: String = typed
        .trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
            '：' => ':',
            c => c,
        })
        .collect();
    let (hour, minute) = plain.split_once(':')?;
    let short = |text: &str| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    let (hour, minute): (u16, u16) = match short(hour) && short(minute) {
        true => (hour.parse().ok()?, minute.parse().ok()?),
        false => return None,
    };
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

fn read(session: &Session, form: &PlanForm) -> ApiResult<Plan> {
    let mut reading = Reading {
        session,
        wrong: Vec::new(),
    };
    let mut plan = Plan {
        unit: form.unit.trim().chars().take(40).collect(),
        ..Plan::default()
    };
    for (n, step) in form.steps.iter().enumerate().take(KEPT) {
        plan.steps.extend(reading.step(n, step));
    }
    plan.as_needed = reading.maybe("asNeeded", form.as_needed.as_ref());
    plan.most_per_day = reading.maybe("mostPerDay", form.most_per_day.as_ref());
    let mut wrong = reading.wrong;
    if wrong.is_empty() {
        wrong.extend(faults(&plan).into_iter().map(|f| {
            FieldProblem {
                field: f.field.to_owned(),
                code: match f.code {
                    "out-of-range" => "plan-range",
                    "overlap" => "plan-overlap",
                    "not-a-date" => "bad-date",
                    code => code,
                }
                .to_owned(),
            }
        }));
    }
    if wrong.is_empty() {
        return Ok(plan);
    }
    let mut error = ApiError::from(ErrorCode::FormInvalid);
    error.fields = wrong;
    Err(error)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_plan(session: &Session, request: MedPlanRequest) -> ApiResult<MedicineView> {
    let plan = request
        .plan
        .as_ref()
        .map(|p| read(session, p))
        .transpose()?;
    let record = session.record(&request.person)?;
    let mut mine = own(session, &record, &request.person, &request.medicine)?;
    replace(session, &record, &mut mine, plan)?;
    let stored = save(session, &record, &request.person, &mine)?;
    fresh(session, &record, &stored.to_string())
}

/// A medicine as it is stored now.
pub(super) fn fresh(session: &Session, record: &Record, id: &str) -> ApiResult<MedicineView> {
    let mine = [mine_of(record, id)?];
    let book = stock::book(record, &mine, now(session)?)?;
    let [mine] = mine;
    medicine_view(session, &mine, &book)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_stop(session: &Session, request: MedStopRequest) -> ApiResult<MedicineView> {
    let record = session.record(&request.person)?;
    let mut mine = mine_of(&record, &request.medicine)?;
    let on = match request.on.as_deref().filter(|t| !t.trim().is_empty()) {
        None => session.clock().today(),
        Some(typed) => when(session.clock(), typed).map_err(|p| form_problem("on", &p.code))?,
    };
    if let (Some(since), Some(on)) = (&mine.medicine.since, &on)
        && on.sort_seconds() < since.sort_seconds()
    {
        return Err(form_problem("on", "before-start"));
    }
    end(&mut mine, on, request.reason.as_deref());
    let stored = save(session, &record, &request.person, &mine)?;
    fresh(session, &record, &stored.to_string())
}

/// Marks a medicine as no longer taken.
pub(super) fn end(mine: &mut Mine, on: Option<kin_model::PartialDate>, reason: Option<&str>) {
    mine.medicine.active = false;
    mine.medicine.until = on;
    mine.medicine.course.stop_reason = reason
        .map(|r| r.trim().to_owned())
        .filter(|r| !r.is_empty());
}

/// When the packs are empty, in words.
pub(super) fn run_out_text(lang: Lang, run_out: kin_rules::dosing::RunOut) -> String {
    use kin_rules::dosing::RunOut;
    match run_out {
        RunOut::On(day) => Catalogue::text(lang, "med-runs-out", &[("day", &day_text(lang, day))]),
        RunOut::NotSoon => Catalogue::text(lang, "med-runs-out-not-soon", &[]),
        RunOut::Unknown => Catalogue::text(lang, "med-runs-out-unknown", &[]),
    }
}

/// Midnight at which a day begins.
pub(super) const fn midnight(day: Day) -> Moment {
    Moment::at(day, 0)
}
