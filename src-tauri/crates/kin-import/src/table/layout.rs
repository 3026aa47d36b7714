//! What the columns of a table are: by the words of their headings, by their values, by answers.

use super::number::{Number, number};
use super::when::{Order, orders};
use super::words::{VALUE, bare, role_of, unit_of};
use kin_model::{Coding, SeriesKey, system};
use serde::{Deserialize, Serialize};

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Role {
    At,
    Date,
    Clock,
    Zone,
    Device,
    Serial,
    Event,
    Patient,
    Meal,
    Note,
    Irregular,
    Systolic,
    Diastolic,
    Pressure,
    Pulse,
    Glucose,
    Sensor,
    Scan,
    Meter,
    Weight,
    Temperature,
    Oxygen,
    Steps,
    A1c,
    Insulin,
    Carbs,
    Ketone,
    /// The unit of the values of the row.
    Unit,
    /// Marks a test with control solution.
    Control,
    Skip,
}

/// Roles that a person may give a column.
pub(super) const CHOICES: [Role; 22] = [
    Role::At,
    Role::Date,
    Role::Clock,
    Role::Systolic,
    Role::Diastolic,
    Role::Pressure,
    Role::Pulse,
    Role::Meter,
    Role::Sensor,
    Role::Weight,
    Role::Temperature,
    Role::Oxygen,
    Role::Steps,
    Role::A1c,
    Role::Insulin,
    Role::Carbs,
    Role::Meal,
    Role::Unit,
    Role::Control,
    Role::Device,
    Role::Note,
    Role::Skip,
];

impl Role {
    const ALL: [Self; 30] = [
        Self::At,
        Self::Date,
        Self::Clock,
        Self::Zone,
        Self::Device,
        Self::Serial,
        Self::Event,
        Self::Patient,
        Self::Meal,
        Self::Note,
        Self::Irregular,
        Self::Systolic,
        Self::Diastolic,
        Self::Pressure,
        Self::Pulse,
        Self::Glucose,
        Self::Sensor,
        Self::Scan,
        Self::Meter,
        Self::Weight,
        Self::Temperature,
        Self::Oxygen,
        Self::Steps,
        Self::A1c,
        Self::Insulin,
        Self::Carbs,
        Self::Ketone,
        Self::Unit,
        Self::Control,
        Self::Skip,
    ];

    /// The stable word of an answer.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::At => "time",
            Self::Date => "date",
            Self::Clock => "clock",
            Self::Zone => "zone",
            Self::Device => "device",
            Self::Serial => "serial",
            Self::Event => "event",
            Self::Patient => "patient",
            Self::Meal => "meal",
            Self::Note => "note",
            Self::Irregular => "irregular",
            Self::Systolic => "systolic",
            Self::Diastolic => "diastolic",
            Self::Pressure => "blood-pressure",
            Self::Pulse => "pulse",
            Self::Glucose => "glucose",
            Self::Sensor => "glucose-sensor",
            Self::Scan => "glucose-scan",
            Self::Meter => "glucose-meter",
            Self::Weight => "weight",
            Self::Temperature => "temperature",
            Self::Oxygen => "oxygen",
            Self::Steps => "steps",
            Self::A1c => "hba1c",
            Self::Insulin => "insulin",
            Self::Carbs => "carbs",
            Self::Ketone => "ketone",
            Self::Unit => "unit",
            Self::Control => "control",
            Self::Skip => "skip",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// A column of values.
    pub(super) const fn is_measured(self) -> bool {
        matches!(
            self,
            Self::Systolic
                | Self::Diastolic
                | Self::Pressure
                | Self::Pulse
                | Self::Glucose
                | Self::Sensor
                | Self::Scan
                | Self::Meter
                | Self::Weight
                | Self::Temperature
                | Self::Oxygen
                | Self::Steps
                | Self::A1c
                | Self::Insulin
                | Self::Carbs
                | Self::Ketone
        )
    }

    pub(super) const fn is_glucose(self) -> bool {
        matches!(
            self,
            Self::Glucose | Self::Sensor | Self::Scan | Self::Meter
        )
    }

    /// Units that such a column can have; empty where the unit is always the same or says nothing.
    pub(super) const fn units(self) -> &'static [&'static str] {
        match self {
            Self::Glucose | Self::Sensor | Self::Scan | Self::Meter => &["mmol/L", "mg/dL"],
            Self::Weight => &["kg", "[lb_av]"],
            Self::Temperature => &["Cel", "[degF]"],
            Self::A1c => &["%", "mmol/mol"],
            _ => &[],
        }
    }
}

/// A column.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Column {
    pub(super) role: Role,
    /// UCUM; empty where none is known.
    pub(super) unit: String,
    /// As the file has it.
    pub(super) heading: String,
}

impl Column {
    /// The series of a sample of this column.
    pub(super) fn series(&self, layout: &Layout, meter: bool, device: String) -> SeriesKey {
        let mmol = self.unit == "mmol/L";
        let code = match self.role {
            r if r.is_glucose() && meter && mmol => Some((
                "14743-9",
                "Glucose [Moles/volume] in Capillary blood by Glucometer",
            )),
            r if r.is_glucose() && meter => Some((
                "41653-7",
                "Glucose [Mass/volume] in Capillary blood by Glucometer",
            )),
            r if r.is_glucose() && mmol => {
                Some(("105272-9", "Glucose [Moles/volume] in Interstitial fluid"))
            }
            r if r.is_glucose() => Some(("99504-3", "Glucose [Mass/volume] in Interstitial fluid")),
            Role::Steps => Some(("55423-8", "Number of steps")),
            Role::A1c if self.unit == "mmol/mol" => Some((
                "59261-8",
                "Hemoglobin A1c/Hemoglobin.total in Blood by IFCC protocol",
            )),
            Role::A1c => Some(("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood")),
            Role::Weight => Some(("29463-7", "Body weight")),
            Role::Temperature => Some(("8310-5", "Body temperature")),
            _ => None,
        };
        let codings = code.map(|(code, display)| Coding {
            system: system::LOINC.to_owned(),
            code: code.to_owned(),
            display: Some(display.to_owned()),
        });
        let looked_at = (self.role == Role::Scan).then(|| {
            let (system, code) = SeriesKey::SCAN;
            Coding {
                system: system.to_owned(),
                code: code.to_owned(),
                display: None,
            }
        });
        SeriesKey {
            codings: codings.into_iter().chain(looked_at).collect(),
            title: self.heading.trim().to_owned(),
            unit: self.unit.clone(),
            device,
            namespace: layout.namespace(),
        }
    }
}

/// One table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Layout {
    /// Row of the heading, or the first row of a table without one.
    pub(super) at: u64,
    /// There is no heading.
    pub(super) without: bool,
    pub(super) maker: String,
    pub(super) headings: Vec<String>,
    pub(super) columns: Vec<Column>,
    pub(super) order: Option<Order>,
    /// What the columns are is for a person to say.
    pub(super) unknown: bool,
    /// What stands above the table, or the name of its sheet; may be empty.
    pub(super) section: String,
}

/// Rows that may stand above a table of unknown form.
const ABOVE: usize = 12;

/// A row that ends a table: `# CGM ENTRIES`, `-------,Pump,-------`; not a heading whose first column is called `#`.
pub(super) fn is_break(row: &[String]) -> bool {
    row.first().is_some_and(|first| {
        let first = first.trim();
        let line = first.len() > 2 && first.bytes().all(|b| matches!(b, b'-' | b'='));
        line || (first.starts_with('#') && first != "#")
    })
}

/// The words of such a row.
pub(super) fn section(row: &[String]) -> String {
    let cells: Vec<&str> = row.iter().map(|c| c.trim()).collect();
    let words = cells.join(", ");
    let words = words.trim_start_matches(['#', '-', '=', ',', ' ']);
    words
        .trim_end_matches(['-', '=', ',', ' '])
        .chars()
        .take(80)
        .collect()
}

fn is_value(cell: &str) -> bool {
    matches!(number(cell, false), Number::Value(_)) || orders(cell).is_some()
}

impl Layout {
    /// The layout of a row of headings; nothing when it is none that we know.
    pub(super) fn of_headings(row: &[String], at: u64) -> Option<Self> {
        let filled = row.iter().filter(|c| !c.trim().is_empty()).count();
        if filled < 2 || is_break(row) || row.iter().any(|c| is_value(c)) {
            return None;
        }
        let mut columns: Vec<Column> = Vec::new();
        for heading in row {
            let role = role_of(heading).unwrap_or(Role::Skip);
            columns.push(Column {
                role,
                unit: unit_of(heading, role),
                heading: heading.trim().to_owned(),
            });
        }
        // Apps in languages we do not know still write the unit of glucose; but cholesterol has it as well. And a
        // value that says of what in no word of its own has its unit beside it. Both are proposed, and asked.
        let mut unknown = false;
        if !columns.iter().any(|c| c.role.is_glucose()) {
            let beside = columns.iter().any(|c| c.role == Role::Unit);
            for column in &mut columns {
                let unit = unit_of(&column.heading, Role::Glucose);
                let value = beside && VALUE.contains(&bare(&column.heading).as_str());
                if role_of(&column.heading).is_none() && (value || !unit.is_empty()) {
                    column.role = Role::Meter;
                    column.unit = unit;
                    unknown = true;
                }
            }
        }
        let headings: Vec<String> = row.iter().map(|h| bare(h)).collect();
        let maker = maker(&headings, &columns, row);
        if maker == GOOGLE {
            // Means and extremes of a day are no measurements, and a file of one day has its date in its name alone.
            for column in &mut columns {
                if !matches!(column.role, Role::Date | Role::At | Role::Steps) {
                    column.role = Role::Skip;
                }
            }
            columns
                .iter()
                .find(|c| matches!(c.role, Role::Date | Role::At))?;
        }
        if !columns.iter().any(|c| c.role.is_measured()) {
            return None;
        }
        let mut layout = Self {
            at,
            without: false,
            maker: maker.to_owned(),
            headings,
            columns,
            order: None,
            unknown,
            section: String::new(),
        };
        layout.once();
        Some(layout)
    }

    /// The layout of rows that nobody knows, and which of them is its first: whose it is and when it was made may
    /// stand above the table.
    pub(super) fn without_headings(rows: &[Vec<String>]) -> Option<(usize, Self)> {
        (0..rows.len().min(ABOVE)).find_map(|at| {
            let rows = rows.get(at..)?;
            // What has rows above it is a table only with more than one of its own.
            if at > 0 && rows.len() < 3 {
                return None;
            }
            Some((at, Self::of_rows(rows)?))
        })
    }

    /// The layout of rows with a column of dates and one of numbers. Their first row may be a heading.
    fn of_rows(rows: &[Vec<String>]) -> Option<Self> {
        let first = rows.first()?;
        let headed = !first.iter().any(|c| orders(c).is_some());
        let body = rows.get(usize::from(headed)..)?;
        let width = body.first()?.len();
        if width < 2 || body.iter().any(|r| r.len() != width) {
            return None;
        }
        let every = |at: usize, test: &dyn Fn(&str) -> bool| {
            let cells = body
                .iter()
                .filter_map(|r| r.get(at))
                .filter(|c| !c.is_empty());
            let cells: Vec<&String> = cells.collect();
            !cells.is_empty() && cells.iter().all(|c| test(c))
        };
        let date = (0..width).find(|at| every(*at, &|c| orders(c).is_some()))?;
        (0..width).find(|at| {
            *at != date && every(*at, &|c| matches!(number(c, false), Number::Value(_)))
        })?;
        let headings: Vec<String> = if headed {
            first.iter().map(|h| bare(h)).collect()
        } else {
            // What stands in the columns names the form where no words do.
            let kind = |at: usize| {
                if every(at, &|c| orders(c).is_some()) {
                    "\u{1}date"
                } else if every(at, &|c| matches!(number(c, false), Number::Value(_))) {
                    "\u{1}number"
                } else {
                    "\u{1}words"
                }
            };
            (0..width).map(|at| kind(at).to_owned()).collect()
        };
        let mut columns: Vec<Column> = (0..width)
            .map(|at| {
                let heading = if headed {
                    first.get(at).cloned().unwrap_or_default()
                } else {
                    String::new()
                };
                let role = if at == date { Role::At } else { Role::Skip };
                Column {
                    role,
                    unit: String::new(),
                    heading,
                }
            })
            .collect();
        // Readers of glucose meters without a heading: time, value, meal, how it was measured, words.
        let meters = width == 5
            && date == 0
            && every(3, &|c| {
                ["CGM", "blood sample", "Blood sample", "time"].contains(&c)
            });
        if meters && !headed {
            for (at, role) in [
                (1, Role::Glucose),
                (2, Role::Meal),
                (3, Role::Event),
                (4, Role::Note),
            ] {
                if let Some(column) = columns.get_mut(at) {
                    column.role = role;
                    if at == 1 {
                        "Glucose".clone_into(&mut column.heading);
                    }
                }
            }
        }
        Some(Self {
            at: 0,
            without: !headed,
            maker: if meters { "glucometerutils" } else { "" }.to_owned(),
            headings,
            columns,
            order: None,
            unknown: !meters,
            section: String::new(),
        })
    }

    /// Roles of which there is only one: the first column has it.
    fn once(&mut self) {
        let mut seen: Vec<Role> = Vec::new();
        for column in &mut self.columns {
            let many = matches!(
                column.role,
                Role::Skip | Role::Insulin | Role::Carbs | Role::Meal | Role::Control
            ) || column.role.is_glucose();
            if many {
                continue;
            }
            if seen.contains(&column.role) {
                column.role = Role::Skip;
            } else {
                seen.push(column.role);
            }
        }
    }

    pub(super) fn column(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|c| c.role == role)
    }

    pub(super) fn heading(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.columns.get(at))
            .map_or("", |c| c.heading.as_str())
    }

    pub(super) fn has_pressure(&self) -> bool {
        self.column(Role::Systolic).is_some() || self.column(Role::Pressure).is_some()
    }

    pub(super) fn namespace(&self) -> String {
        let maker = self.maker.to_lowercase().replace(' ', "-");
        let maker = if maker.is_empty() { "table" } else { &maker };
        format!("urn:x-kinfolio:device:{maker}")
    }

    /// Whether a value of this column means something in a row of this kind.
    pub(super) fn event_fits(&self, role: Role, event: &str) -> bool {
        if self.maker != "Dexcom Clarity" || event.is_empty() {
            return true;
        }
        match event {
            "Insulin" => role == Role::Insulin,
            "Carbs" => role == Role::Carbs,
            // In another language; alarms, whose limits stand there too, have no time and come not so far.
            _ => role.is_glucose(),
        }
    }

    /// Whether a column that is only called glucose comes from a sensor.
    pub(super) fn is_sensor(&self, event: &str) -> bool {
        match event.to_lowercase().as_str() {
            "egv" | "sgv" | "cgm" => true,
            "mbg" | "calibration" | "kalibrierung" | "étalonnage" | "blood sample" | "manual" => {
                false
            }
            _ => matches!(self.maker.as_str(), "Dexcom Clarity" | "FreeStyle Libre"),
        }
    }
}

/// Its times are UTC, whatever the offset beside them says.
pub(super) const SAMSUNG: &str = "Samsung Health";
/// Google's sums of days.
const GOOGLE: &str = "Google Fit";

/// The maker by the headings.
fn maker(headings: &[String], columns: &[Column], row: &[String]) -> &'static str {
    let has = |word: &str| headings.iter().any(|h| h.contains(word));
    let is = |role: Role| columns.iter().any(|c| c.role == role);
    if has("transmitter time") || has("glucose rate of change") || has("transmitter-id") {
        "Dexcom Clarity"
    } else if has("historic glucose") || (is(Role::Sensor) && is(Role::Scan)) {
        "FreeStyle Libre"
    } else if row.iter().any(|h| h.starts_with("com.samsung.health.")) {
        SAMSUNG
    } else if has("move minutes count") {
        GOOGLE
    } else if has("timestampunixms") {
        "Blood Pressure Monitor"
    } else if has("cuff wrap guide") || has("ihb detection") {
        "OMRON connect"
    } else if headings.len() > 20 && has("hba1c") && has("basal") {
        "mySugr"
    } else if has("trend") && has("glucose") && has("device") {
        "Nightscout"
    } else {
        ""
    }
}
