//! A table while it is looked at: what its values allow, what was answered, and what has to be asked.
//!
//! An answer that is given for this file counts as far as its values allow it. One that is remembered from a
//! former file of the same form is held against the values first: a unit, an order of dates or a column that
//! does not fit any more is asked again.

use super::layout::{CHOICES, Layout, Role};
use super::number::{Number, number};
use super::when::{self, Order, orders};
use super::words::{bare, role_of, unit_of};
use super::{EXAMPLES, question};
use crate::{Choice, Question};
use std::collections::{BTreeMap, BTreeSet};

/// Different units of one column that are kept.
const UNITS: usize = 8;
/// Values of a column that are kept for its middle one.
const MIDDLE: usize = 200;
/// A remembered unit is asked again where the middle value is this many times what it was then, or less by as much:
/// the root of the smallest step between two units of one thing (pounds and kilograms, 2.2).
const STEP: f64 = 1.5;

/// The answers for one file.
pub(super) struct Told<'a> {
    /// Given now.
    pub(super) given: &'a BTreeMap<String, String>,
    /// Given for a former file of this form.
    pub(super) before: &'a BTreeMap<String, String>,
    /// Those that were taken, to be remembered.
    pub(super) taken: &'a mut BTreeMap<String, String>,
}

/// The dates of a column.
#[derive(Debug, Clone, Default)]
struct Dates {
    /// That say themselves which number is what.
    plain: u64,
    /// The others.
    open: u64,
    /// Of those: how many can be read in each order, as [`Order::ALL`] has them.
    fits: [u64; 3],
    /// Some that can be read in several.
    telling: Vec<String>,
}

impl Dates {
    fn see(&mut self, cell: &str, fits: &[Order]) {
        if fits.is_empty() {
            self.plain += 1;
            return;
        }
        self.open += 1;
        for (order, count) in Order::ALL.iter().zip(&mut self.fits) {
            *count += u64::from(fits.contains(order));
        }
        if fits.len() > 1
            && self.telling.len() < EXAMPLES
            && !self.telling.iter().any(|known| known == cell)
        {
            self.telling.push(cell.to_owned());
        }
    }

    /// The orders in which every date of the column is one, and, where there is none, those of any.
    fn possible(&self) -> (Vec<Order>, bool) {
        let with = |test: &dyn Fn(u64) -> bool| {
            let orders = Order::ALL.into_iter().zip(self.fits);
            orders.filter(|(_, n)| test(*n)).map(|(o, _)| o).collect()
        };
        let every: Vec<Order> = with(&|n| n == self.open);
        if every.is_empty() {
            return (with(&|n| n > 0), false);
        }
        (every, true)
    }
}

/// The numbers of a column.
#[derive(Debug, Clone, Default)]
struct Sizes {
    /// Above what mmol/L can be, below what mg/dL can be, all.
    large: u64,
    small: u64,
    all: u64,
    /// Cells that are no number and no word for one.
    words: u64,
    least: f64,
    most: f64,
    some: Vec<f64>,
}

impl Sizes {
    fn see(&mut self, value: f64) {
        self.large += u64::from(value > 35.0);
        self.small += u64::from(value < 30.0);
        self.least = if self.all == 0 {
            value
        } else {
            self.least.min(value)
        };
        self.most = if self.all == 0 {
            value
        } else {
            self.most.max(value)
        };
        self.all += 1;
        if self.some.len() < MIDDLE {
            self.some.push(value);
        }
    }

    fn middle(&self) -> Option<f64> {
        let mut some = self.some.clone();
        some.sort_by(f64::total_cmp);
        some.get(some.len() / 2).copied()
    }

    /// Whether the values can be of this unit.
    fn allow(&self, glucose: bool, unit: &str) -> bool {
        match unit {
            "mmol/L" if glucose => self.large * 2 <= self.all,
            "mg/dL" if glucose => self.small * 2 <= self.all,
            _ => true,
        }
    }

    /// Whether all values are what anybody could have in this unit.
    ///
    /// # Source
    /// The widest ranges that devices for the home show: Accu-Chek Guide and Contour Next, 10 to 600 mg/dL (0.6 to
    /// 33.3 mmol/L); body temperature 25 to 46 °C; HbA1c 3 to 20 % (9 to 195 mmol/mol).
    fn all_within(&self, unit: &str) -> bool {
        let (least, most) = match unit {
            "mmol/L" => (0.5, 35.0),
            "mg/dL" => (10.0, 700.0),
            "Cel" => (25.0, 46.0),
            "[degF]" => (77.0, 115.0),
            "%" => (3.0, 20.0),
            "mmol/mol" => (9.0, 195.0),
            _ => return true,
        };
        self.all == 0 || (self.least >= least && self.most <= most)
    }

    /// Whether the middle value is about what it was.
    fn like(&self, before: Option<&String>) -> bool {
        let known = before.and_then(|b| b.parse::<f64>().ok());
        let (Some(known), Some(now)) = (known, self.middle()) else {
            return true;
        };
        now <= known * STEP && now * STEP >= known
    }
}

/// A table while it is looked at.
pub(super) struct Seen {
    pub(super) layout: Layout,
    /// What begins the keys of its questions: nothing for the first table of a file, `table2.` for the second.
    prefix: String,
    examples: Vec<Vec<String>>,
    dates: Vec<Dates>,
    sizes: Vec<Sizes>,
    /// What stands in a column of units.
    units: BTreeSet<String>,
}

impl Seen {
    /// `nth` counts the tables of a file from 1.
    pub(super) fn new(layout: Layout, nth: usize) -> Self {
        let width = layout.columns.len();
        Self {
            layout,
            prefix: if nth > 1 {
                format!("table{nth}.")
            } else {
                String::new()
            },
            examples: vec![Vec::new(); width],
            dates: vec![Dates::default(); width],
            sizes: vec![Sizes::default(); width],
            units: BTreeSet::new(),
        }
    }

    pub(super) fn see(&mut self, row: &[String]) {
        for (at, cell) in row.iter().enumerate() {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            if let Some(examples) = self.examples.get_mut(at)
                && examples.len() < EXAMPLES
                && !examples.iter().any(|known| known == cell)
            {
                examples.push(cell.to_owned());
            }
            let Some(column) = self.layout.columns.get(at) else {
                continue;
            };
            if column.role == Role::Unit && self.units.len() < UNITS {
                self.units.insert(cell.to_owned());
            }
            // Long cells are words; what words are is asked.
            if cell.len() > 40 || matches!(column.role, Role::Note | Role::Device | Role::Serial) {
                continue;
            }
            let (Some(dates), Some(sizes)) = (self.dates.get_mut(at), self.sizes.get_mut(at))
            else {
                continue;
            };
            if let Some(fits) = orders(cell) {
                dates.see(cell, &fits);
                continue;
            }
            match number(cell, false) {
                Number::Value(value) => {
                    if let Ok(value) = value.parse::<f64>() {
                        sizes.see(value);
                    }
                }
                Number::No => sizes.words += 1,
                Number::Low | Number::High | Number::DeviceError => {}
            }
        }
    }

    /// Takes answers, and asks what is open. `several`: there are other tables in the file.
    pub(super) fn settle(
        &mut self,
        told: &mut Told<'_>,
        several: bool,
        questions: &mut Vec<Question>,
    ) {
        // A heading with nothing below it.
        if self.examples.iter().all(Vec::is_empty) {
            return;
        }
        let mut open = Vec::new();
        self.columns(told, &mut open);
        if open.is_empty() {
            self.times();
            self.order(told, &mut open);
            self.units(told, &mut open);
        }
        for mut question in open {
            question.key = self.key(&question.key);
            if several {
                question.section.clone_from(&self.layout.section);
                question.table = self.number();
            }
            questions.push(question);
        }
    }

    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    fn number(&self) -> u32 {
        let number = self.prefix.trim_start_matches("table");
        number.trim_end_matches('.').parse().unwrap_or(1)
    }

    /// Whether the values of a column can be what a person once said of it.
    fn can_be(&self, at: usize, role: Role) -> bool {
        let (Some(dates), Some(sizes)) = (self.dates.get(at), self.sizes.get(at)) else {
            return false;
        };
        let days = dates.plain + dates.open;
        let (least, most) = match role {
            Role::At | Role::Date => return days > 0,
            Role::Systolic => (40.0, 300.0),
            Role::Diastolic => (20.0, 220.0),
            Role::Pulse => (20.0, 300.0),
            Role::Glucose | Role::Sensor | Role::Scan | Role::Meter => (0.5, 1500.0),
            Role::Weight => (0.3, 1500.0),
            Role::Temperature => (20.0, 115.0),
            Role::Oxygen => (30.0, 100.0),
            Role::Steps => (0.0, 500_000.0),
            Role::A1c => (2.0, 200.0),
            _ => return true,
        };
        days == 0
            && sizes.words <= sizes.all
            && (sizes.all == 0 || (sizes.least >= least && sizes.most <= most))
    }

    /// Gives columns the roles that a person said, and asks for all of them where too little is known.
    fn columns(&mut self, told: &mut Told<'_>, open: &mut Vec<Question>) {
        let proposed = told.given.get("columns").filter(|a| *a == "as-proposed");
        let mut any = proposed.is_some();
        let width = self.layout.columns.len();
        let said = |answers: &BTreeMap<String, String>| -> Vec<(usize, Role)> {
            (0..width)
                .filter_map(|at| {
                    let answer = answers.get(&self.key(&format!("column.{}", at + 1)))?;
                    Some((at, Role::parse(answer)?))
                })
                .collect()
        };
        let mut roles = said(told.given);
        if roles.is_empty() && !any {
            roles = said(told.before);
            // One column that is something else now, and nothing of it is believed.
            if roles.iter().any(|(at, role)| !self.can_be(*at, *role)) {
                roles.clear();
            }
        }
        for (at, role) in roles {
            any = true;
            let key = self.key(&format!("column.{}", at + 1));
            told.taken.insert(key, role.as_str().to_owned());
            let Some(column) = self.layout.columns.get_mut(at) else {
                continue;
            };
            if column.role != role {
                column.role = role;
                column.unit = unit_of(&column.heading, role);
                if column.heading.is_empty() {
                    role.as_str().clone_into(&mut column.heading);
                }
            }
        }
        self.other_dates();
        let l = &self.layout;
        let timed = [Role::At, Role::Date, Role::Clock]
            .into_iter()
            .any(|r| l.column(r).is_some())
            || self.time_by_values().is_some();
        let halves = l.column(Role::Systolic).is_some() != l.column(Role::Diastolic).is_some();
        let measured = l.columns.iter().any(|c| c.role.is_measured());
        if (any && measured && timed)
            || (timed && measured && !halves && !l.unknown && !self.only_unknown())
        {
            return;
        }
        for (n, column) in (1_usize..).zip(&l.columns) {
            let examples = self.examples.get(n - 1).map_or(&[][..], Vec::as_slice);
            let choices = CHOICES.iter().map(|role| Choice {
                value: role.as_str().to_owned(),
                example: String::new(),
            });
            open.push(question(
                format!("column.{n}"),
                &column.heading,
                examples,
                choices.collect(),
                Some(column.role.as_str().to_owned()),
            ));
        }
    }

    /// A column that is called a date and holds none is no date where another holds them.
    fn other_dates(&mut self) {
        let Some(dates) = self.time_by_values() else {
            return;
        };
        for (at, column) in self.layout.columns.iter_mut().enumerate() {
            let said = matches!(column.role, Role::At | Role::Date);
            let none = self.dates.get(at).is_some_and(|d| d.plain + d.open == 0);
            let filled = self.examples.get(at).is_some_and(|e| !e.is_empty());
            if at != dates && said && none && filled {
                column.role = Role::Skip;
            }
        }
    }

    /// Whether the columns that we know are all empty, and one that we do not know holds numbers.
    fn only_unknown(&self) -> bool {
        let numbers = |at: usize| self.sizes.get(at).is_some_and(|s| s.all > 0);
        let filled = |at: usize| self.examples.get(at).is_some_and(|e| !e.is_empty());
        let columns = || self.layout.columns.iter().enumerate();
        !columns().any(|(at, c)| c.role.is_measured() && filled(at))
            && columns().any(|(at, c)| {
                let name = bare(&c.heading);
                c.role == Role::Skip
                    && numbers(at)
                    && role_of(&c.heading).is_none()
                    && !["index", "#", "no", "no.", "nr", "nr.", "id", "序号"]
                        .contains(&name.as_str())
            })
    }

    fn time_by_values(&self) -> Option<usize> {
        self.examples
            .iter()
            .position(|all| !all.is_empty() && all.iter().all(|c| orders(c).is_some()))
    }

    /// Which columns are date and time, by what stands in them.
    fn times(&mut self) {
        let by_values = self.time_by_values();
        let l = &mut self.layout;
        if l.column(Role::At).is_none() {
            let (date, clock) = (l.column(Role::Date), l.column(Role::Clock));
            let whole = match (date, clock) {
                (Some(_), Some(_)) => None,
                (Some(only), None) | (None, Some(only)) => Some(only),
                (None, None) => by_values,
            };
            if let Some(column) = whole.and_then(|at| l.columns.get_mut(at)) {
                column.role = Role::At;
            }
        }
    }

    fn order(&mut self, told: &mut Told<'_>, open: &mut Vec<Question>) {
        let column = self
            .layout
            .column(Role::At)
            .or(self.layout.column(Role::Date));
        let dates = column.and_then(|at| self.dates.get(at).cloned());
        let dates = dates.unwrap_or_default();
        if dates.open == 0 {
            self.layout.order = Some(Order::Ymd);
            return;
        }
        // One date that is none in an order, and no date of the column is written in it.
        let (possible, every) = dates.possible();
        let certain = match possible.as_slice() {
            [only] if every => Some(*only),
            _ => None,
        };
        let key = self.key("date-order");
        let said = |answers: &BTreeMap<String, String>| {
            let order = answers.get(&key).and_then(|word| Order::of_word(word))?;
            Some((order, possible.contains(&order)))
        };
        self.layout.order = match (said(told.given), said(told.before)) {
            (Some((order, true)), _) => {
                let word = order.as_str().to_owned();
                told.taken.insert(key.clone(), word);
                Some(order)
            }
            (Some((_, false)), _) => None,
            // Meters and phones are set anew: what the values contradict is asked again.
            (None, Some((order, true))) if every => {
                let word = order.as_str().to_owned();
                told.taken.insert(key.clone(), word);
                Some(order)
            }
            (None, Some(_)) => None,
            (None, None) => certain,
        };
        if self.layout.order.is_some() {
            return;
        }
        let examples = if dates.telling.is_empty() {
            let at = column.unwrap_or(usize::MAX);
            self.examples.get(at).cloned().unwrap_or_default()
        } else {
            dates.telling
        };
        let read = |order: Order| {
            let read = examples.iter().find_map(|e| when::parse(e, order));
            read.map_or(String::new(), |c| c.written())
        };
        let choices = possible.iter().map(|order| Choice {
            value: order.as_str().to_owned(),
            example: read(*order),
        });
        open.push(question(
            "date-order".to_owned(),
            self.layout.heading(column),
            &examples,
            choices.collect(),
            None,
        ));
    }

    /// Whether the rows name the units of such a column beside their values, and the values can be of them.
    fn unit_beside(&self, role: Role, sizes: &Sizes) -> bool {
        let units: BTreeSet<String> = self.units.iter().map(|u| unit_of(u, role)).collect();
        let one = units.len() == 1;
        !units.is_empty()
            && self.units.len() < UNITS
            && units
                .iter()
                .all(|unit| !unit.is_empty() && (!one || sizes.allow(role.is_glucose(), unit)))
    }

    fn units(&mut self, told: &mut Told<'_>, open: &mut Vec<Question>) {
        for at in 0..self.layout.columns.len() {
            let sizes = self.sizes.get(at).cloned().unwrap_or_default();
            let examples = self.examples.get(at).cloned().unwrap_or_default();
            let key = format!("unit.{}", at + 1);
            let own = self.key(&key);
            let middle = format!("{own}.middle");
            let role = self.layout.columns.get(at).map(|column| column.role);
            let beside = role.is_some_and(|role| self.unit_beside(role, &sizes));
            let Some(column) = self.layout.columns.get_mut(at) else {
                continue;
            };
            let units = column.role.units();
            if units.is_empty() || examples.is_empty() {
                continue;
            }
            // Each row says its own, and one that does not is refused.
            if column.unit.is_empty() && beside {
                continue;
            }
            // What most values cannot be in the unit of the heading is asked, whatever it says.
            let glucose = column.role.is_glucose();
            if !column.unit.is_empty() && sizes.allow(glucose, &column.unit) {
                continue;
            }
            let mut possible: Vec<&str> = units.to_vec();
            possible.retain(|unit| sizes.allow(glucose, unit));
            if possible.is_empty() {
                possible = units.to_vec();
            }
            let given = told.given.get(&own).or_else(|| told.given.get("unit"));
            let before = told
                .before
                .get(&own)
                .filter(|unit| sizes.all_within(unit) && sizes.like(told.before.get(&middle)));
            let said = match given {
                Some(_) => given,
                None => before,
            };
            match said.filter(|unit| possible.contains(&unit.as_str())) {
                Some(unit) => {
                    unit.clone_into(&mut column.unit);
                    told.taken.insert(own, unit.clone());
                    if let Some(value) = sizes.middle() {
                        told.taken.insert(middle, value.to_string());
                    }
                }
                None => {
                    let choices = possible.iter().map(|unit| Choice {
                        value: (*unit).to_owned(),
                        example: examples
                            .first()
                            .map_or(String::new(), |e| format!("{e} {unit}")),
                    });
                    open.push(question(
                        key,
                        &column.heading,
                        &examples,
                        choices.collect(),
                        None,
                    ));
                }
            }
        }
    }
}
