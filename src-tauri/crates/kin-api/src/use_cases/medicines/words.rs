//! Plans and amounts in words.

use crate::clock::Clock;
use crate::dto::RemarkView;
use crate::use_cases::typing::number_typed;
use kin_i18n::{Catalogue, Lang, date_text};
use kin_model::dosing::{Days, Part, Plan, Rhythm, Step};
use kin_model::{Decimal, PartialDate};
use kin_rules::exact::{Exact, PARTS};
use kin_rules::medicines::counted_in;
use kin_rules::time::{Day, Moment};

/// Do two words mean the same unit? `tablet` and `片` do; of words that nobody knows only the same.
pub(super) fn same_unit(a: &str, b: &str) -> bool {
    match (counted_in(a), counted_in(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.trim().to_lowercase() == b.trim().to_lowercase(),
        _ => false,
    }
}

/// A number without the zeros that say nothing.
pub(super) fn plain(amount: Exact) -> String {
    let (whole, part) = (amount.0 / PARTS, (amount.0 % PARTS).abs());
    if part == 0 {
        return whole.to_string();
    }
    let text = format!("{whole}.{part:06}");
    text.trim_end_matches('0').to_owned()
}

/// `2 tablets`; a unit that nobody knows stands as it was typed.
pub(super) fn amount_text(lang: Lang, amount: Exact, unit: &str) -> String {
    let n = plain(amount);
    let unit = unit.trim();
    match counted_in(unit) {
        Some(key) => Catalogue::text(lang, &format!("med-unit-{key}"), &[("n", &n)]),
        None => format!("{n} {unit}").trim().to_owned(),
    }
}

/// An amount as typed. Halves and quarters may be written as such; `1,500` reads two ways and is asked about.
///
/// # Errors
/// The code of the problem.
pub(super) fn amount_typed(clock: &Clock, typed: &str) -> Result<Decimal, &'static str> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err("empty");
    }
    let fraction = [
        ("½", "5"),
        ("¼", "25"),
        ("¾", "75"),
        ("1/2", "5"),
        ("1/4", "25"),
        ("3/4", "75"),
    ]
    .into_iter()
    .find_map(|(sign, places)| Some((typed.strip_suffix(sign)?, sign, places)));
    if let Some((whole, sign, places)) = fraction {
        // `11/2` is no number: before a fraction of digits stands nothing, or a space.
        let apart = whole.is_empty() || whole.ends_with(' ') || !sign.is_ascii();
        let whole = whole.trim();
        let digits = whole.len() <= 6 && whole.bytes().all(|b| b.is_ascii_digit());
        if !apart || !digits {
            return Err("not-a-number");
        }
        let whole = if whole.is_empty() { "0" } else { whole };
        return format!("{whole}.{places}")
            .parse()
            .map_err(|_| "not-a-number");
    }
    if let Some((whole, rest)) = typed.split_once([',', '，']) {
        let three = rest.chars().count() == 3 && !whole.trim_start_matches(['0', '０']).is_empty();
        if three || rest.contains([',', '，']) {
            return Err("number-two-ways");
        }
    }
    number_typed(clock, typed).ok_or("not-a-number")
}

pub(super) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `20:00` of a moment.
pub(super) fn time(at: Moment) -> String {
    let minute = at.second() / 60;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

pub(super) fn day_text(lang: Lang, day: Day) -> String {
    day.date()
        .map_or_else(String::new, |d| date_text(lang, &d.to_string()))
}

/// Day and time; of the day that it is now only the time.
pub(super) fn moment_text(lang: Lang, at: Moment, today: Day) -> String {
    if at.day() == today {
        let time = time(at);
        return Catalogue::text(lang, "med-today-at", &[("time", &time)]);
    }
    format!("{} {}", day_text(lang, at.day()), time(at))
}

/// The words of one instruction of a plan.
pub(super) fn part_text(lang: Lang, plan: &Plan, part: &Part) -> String {
    let step = part.step.and_then(|n| plan.steps.get(n));
    let unit = step.and_then(|s| s.unit.as_ref()).unwrap_or(&plan.unit);
    let amount = Exact::of(&part.amount).map_or_else(
        || format!("{} {unit}", part.amount),
        |a| amount_text(lang, a, unit),
    );
    let mut text = match step {
        None => Catalogue::text(lang, "med-part-needed", &[("amount", &amount)]),
        Some(step) => match &step.rhythm {
            Rhythm::Hours { every, first } => Catalogue::text(
                lang,
                "med-part-hours",
                &[
                    ("amount", &amount),
                    ("n", &every.to_string()),
                    ("time", &clock(first.minute)),
                ],
            ),
            Rhythm::Times { days, .. } => {
                let times: Vec<String> = part.minutes.iter().map(|m| clock(*m)).collect();
                let times = times.join(&Catalogue::text(lang, "med-and", &[]));
                let days = days_text(lang, *days);
                Catalogue::text(
                    lang,
                    "med-part-times",
                    &[("amount", &amount), ("times", &times), ("days", &days)],
                )
            }
        },
    };
    if let Some(step) = step {
        text.push_str(&span_text(lang, plan, step));
    }
    if let Some(most) = plan.most_per_day.as_ref().and_then(Exact::of)
        && part.step.is_none()
    {
        let most = amount_text(lang, most, &plan.unit);
        text.push_str(&Catalogue::text(
            lang,
            "med-part-most",
            &[("amount", &most)],
        ));
    }
    text
}

/// From when to when: said of a step that ends, and of one that is not the first.
fn span_text(lang: Lang, plan: &Plan, step: &Step) -> String {
    let day = |date: &PartialDate| date_text(lang, &date.to_string());
    let from = day(&step.from);
    match &step.until {
        Some(until) => Catalogue::text(
            lang,
            "med-part-span",
            &[("from", &from), ("until", &day(until))],
        ),
        None if plan.steps.len() > 1 => Catalogue::text(lang, "med-part-from", &[("from", &from)]),
        None => String::new(),
    }
}

fn days_text(lang: Lang, days: Days) -> String {
    match days {
        Days::Every => Catalogue::text(lang, "med-days-every", &[]),
        Days::Nth(n) => Catalogue::text(lang, "med-days-nth", &[("n", &n.to_string())]),
        Days::Week(bits) => {
            let on: Vec<String> = (0..7_u8)
                .filter(|n| bits & (1 << n) != 0)
                .map(|n| Catalogue::text(lang, &format!("med-weekday-{n}"), &[]))
                .collect();
            let on = on.join(&Catalogue::text(lang, "med-and", &[]));
            Catalogue::text(lang, "med-days-week", &[("days", &on)])
        }
        Days::Cycle { on, off } => Catalogue::text(
            lang,
            "med-days-cycle",
            &[("on", &on.to_string()), ("off", &off.to_string())],
        ),
    }
}

/// All instructions of a plan in words.
pub(super) fn plan_texts(lang: Lang, plan: &Plan) -> Vec<String> {
    plan.parts()
        .iter()
        .map(|part| part_text(lang, plan, part))
        .collect()
}

/// A code with its words: `<group>-<code>` of the catalogue with `$n`.
pub(super) fn remark(lang: Lang, group: &str, code: &str, count: u64) -> RemarkView {
    RemarkView {
        code: code.to_owned(),
        count,
        text: Catalogue::text(
            lang,
            &format!("{group}-{code}"),
            &[("n", &count.to_string())],
        ),
    }
}
