//! Android's Health Connect: the SQLite database inside of the zip that the phone exports.
//!
//! The database was made by somebody else, so it is opened with nothing of its own in force: in memory, read only, no
//! trigger, no view, no function of the schema; a table is read only where it is a table, by statements of ours that
//! name its columns. This runs in the process that may open no file and no connection and that can be killed.
//!
//! Measurements are read. What is counted over time (steps, distance, energy) stands there once for each app that
//! counted, and would count twice; it is named and stays in the file, which is kept.
//!
//! # Source
//! The Android Open Source Project, `packages/modules/HealthFitness`, `storage/datatypehelpers` (Apache-2.0, read
//! 2026-11): tables and columns; `time` in milliseconds since 1970, `zone_offset` in seconds; mass in grams, length in
//! metres, pressure in mmHg, glucose in mmol/L, temperature in degrees Celsius. Numbers of "relation to meal" and
//! "specimen source": `android.health.connect.datatypes.BloodGlucoseRecord`.

use crate::google::{Measured, Out};
use crate::table::offset_at;
use crate::{Fact, ImportError};
use kin_model::{Finding, Severity};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, Row};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::io::Read;

/// Whose numbering the ids are.
pub(crate) const NAMESPACE: &str = "urn:x-kinfolio:health-connect";
/// Bytes of a database: it is held as a whole.
const DATABASE: u64 = 256 << 20;
/// Apps and devices that are known by name.
const NAMES: usize = 1000;
/// Figures behind the point that a device of the home can mean; more are the noise of a conversion.
const FIGURES: u32 = 4;

/// A table of measurements of one moment.
struct Table {
    table: &'static str,
    /// The type as Fit calls it.
    name: &'static str,
    value: &'static str,
    /// Columns of the lower blood pressure, the meal and the specimen.
    second: Option<&'static str>,
    meal: Option<&'static str>,
    specimen: Option<&'static str>,
    /// The value is in thousandths of our unit.
    thousandths: bool,
}

const fn plain(table: &'static str, name: &'static str, value: &'static str) -> Table {
    Table {
        table,
        name,
        value,
        second: None,
        meal: None,
        specimen: None,
        thousandths: false,
    }
}

const TABLES: [Table; 9] = [
    Table {
        second: Some("diastolic"),
        ..plain("blood_pressure_record_table", "blood_pressure", "systolic")
    },
    Table {
        meal: Some("relation_to_meal"),
        specimen: Some("specimen_source"),
        ..plain("blood_glucose_record_table", "blood_glucose", "level")
    },
    Table {
        thousandths: true,
        ..plain("weight_record_table", "weight", "weight")
    },
    plain("height_record_table", "height", "height"),
    plain(
        "body_temperature_record_table",
        "body.temperature",
        "temperature",
    ),
    plain("body_fat_record_table", "body.fat.percentage", "percentage"),
    plain(
        "oxygen_saturation_record_table",
        "oxygen_saturation",
        "percentage",
    ),
    plain("respiratory_rate_record_table", "respiratory_rate", "rate"),
    plain(
        "resting_heart_rate_record_table",
        "heart_rate.resting",
        "beats_per_minute",
    ),
];
/// Pulse is a record of a stretch of time, its values stand in a table of their own.
const PULSE: (&str, &str) = ("heart_rate_record_table", "heart_rate_record_series_table");

/// Lets the library of databases read what it reads once of the computer (its settings, its randomness); afterwards a
/// process that reaches no file can open a database in memory. What fails here fails there again, and is told there.
pub(crate) fn prepare() {
    let once = || -> rusqlite::Result<()> {
        let mut empty = Connection::open_in_memory()?;
        empty.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (random());")?;
        let image = empty.serialize(c"main")?;
        let db = open(&mut image.to_vec())?;
        db.query_row("SELECT count(*) FROM t ORDER BY x", [], |_| Ok(()))
    };
    drop(once());
}

/// The database, with nothing of its own in force.
///
/// # Source
/// SQLite, *Deserialize a database* (3.36 and later): an image whose header says that it was in the write-ahead mode
/// opens only when bytes 18 and 19 are set to 1. Phones write that mode.
fn open(bytes: &mut [u8]) -> rusqlite::Result<Connection> {
    if let Some(mode) = bytes.get_mut(18..20) {
        mode.fill(1);
    }
    let mut db = Connection::open_in_memory()?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, 1 << 20)?;
    db.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, 64 << 10)?;
    db.set_limit(Limit::SQLITE_LIMIT_COLUMN, 256)?;
    db.deserialize_read_exact(c"main", &*bytes, bytes.len(), true)?;
    // The pages of a stranger are looked at before they are believed.
    db.execute_batch("PRAGMA cell_size_check = ON; PRAGMA query_only = ON;")?;
    Ok(db)
}

/// Whether there is a table, no view, with all of these columns.
fn has(db: &Connection, table: &str, columns: &[&str]) -> rusqlite::Result<bool> {
    let mut is = db.prepare_cached(
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 AND rootpage > 0",
    )?;
    if !is.exists([table])? {
        return Ok(false);
    }
    let mut of = db.prepare_cached("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2")?;
    for column in columns {
        if !of.exists([table, *column])? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A number as it was measured: without the noise of a conversion between units.
fn digits(value: f64, thousandths: bool) -> Option<String> {
    let value = Decimal::from_f64_retain(value)?;
    let value = if thousandths {
        value.checked_div(Decimal::ONE_THOUSAND)?
    } else {
        value
    };
    Some(value.round_dp(FIGURES).normalize().to_string())
}

/// What measured, by the numbers that rows name: a device, else an app.
struct Names {
    devices: BTreeMap<i64, String>,
    apps: BTreeMap<i64, String>,
}

impl Names {
    fn of(db: &Connection) -> rusqlite::Result<Self> {
        let list = |table: &str,
                    columns: &str,
                    needed: &[&str]|
         -> rusqlite::Result<BTreeMap<i64, String>> {
            let mut out = BTreeMap::new();
            if !has(db, table, needed)? {
                return Ok(out);
            }
            let mut rows = db.prepare(&format!(
                "SELECT row_id, {columns} FROM {table} LIMIT {NAMES}"
            ))?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let id: Option<i64> = row.get(0)?;
                let name: Option<String> = row.get(1)?;
                if let (Some(id), Some(name)) = (id, name) {
                    out.insert(id, name.trim().chars().take(80).collect());
                }
            }
            Ok(out)
        };
        Ok(Self {
            devices: list(
                "device_info_table",
                "CAST(coalesce(manufacturer, '') || ' ' || coalesce(model, '') AS TEXT)",
                &["row_id", "manufacturer", "model"],
            )?,
            apps: list(
                "application_info_table",
                "CAST(coalesce(app_name, package_name) AS TEXT)",
                &["row_id", "app_name", "package_name"],
            )?,
        })
    }

    fn of_row(&self, device: Option<i64>, app: Option<i64>) -> String {
        let named = |list: &BTreeMap<i64, String>, id: Option<i64>| {
            id.and_then(|id| list.get(&id))
                .filter(|name| !name.is_empty())
                .cloned()
        };
        named(&self.devices, device)
            .or_else(|| named(&self.apps, app))
            .unwrap_or_else(|| "Health Connect".to_owned())
    }
}

/// Reads the database. One that cannot be read is kept, and the report says so.
pub(crate) fn read(
    source: &mut dyn Read,
    out: &mut Out<'_>,
    zone: &str,
) -> Result<Vec<Finding>, ImportError> {
    let mut bytes = Vec::new();
    source
        .take(DATABASE + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| ImportError::Damaged { what: "zip" })?;
    let small = bytes.len() as u64 <= DATABASE;
    let db = small.then(|| open(&mut bytes).ok()).flatten();
    drop(bytes);
    let mut reading = Reading {
        out,
        other: Vec::new(),
        assumed: false,
    };
    let done = match &db {
        Some(db) => reading.all(db),
        None => Ok(false),
    };
    match done {
        Ok(true) => reading.finish(zone),
        // Stopped by whoever asked, or over a limit.
        Err(Failure::Import(error)) => Err(error),
        Ok(false) | Err(Failure::Database) => {
            reading.kept()?;
            let code = "health-connect-not-read";
            Ok(vec![Finding::new(code, Severity::Warning, "", "")])
        }
    }
}

/// Why reading ended.
enum Failure {
    Import(ImportError),
    /// The database is damaged, or none.
    Database,
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self::Import(error)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(_: rusqlite::Error) -> Self {
        Self::Database
    }
}

struct Reading<'r, 'e> {
    out: &'r mut Out<'e>,
    /// Tables that are not read and are not empty.
    other: Vec<String>,
    /// The zone of this computer was taken for a time without one.
    assumed: bool,
}

impl Reading<'_, '_> {
    /// False where it is none of Health Connect.
    fn all(&mut self, db: &Connection) -> Result<bool, Failure> {
        let names = Names::of(db)?;
        let mut any = false;
        for table in &TABLES {
            let optional = [table.second, table.meal, table.specimen];
            let mut columns = vec!["time", "zone_offset", "device_info_id", "app_info_id"];
            columns.push(table.value);
            columns.extend(optional.into_iter().flatten());
            if !has(db, table.table, &columns)? {
                continue;
            }
            any = true;
            let name = |column: Option<&'static str>| column.unwrap_or("NULL");
            let mut rows = db.prepare(&format!(
                "SELECT time, zone_offset, device_info_id, app_info_id, CAST({} AS REAL), \
                 CAST({} AS REAL), CAST({} AS INTEGER), CAST({} AS INTEGER) FROM {} ORDER BY row_id",
                table.value,
                name(table.second),
                name(table.meal),
                name(table.specimen),
                table.table
            ))?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                self.row(row, table, &names)?;
                self.out.next();
            }
        }
        let (parent, series) = PULSE;
        if has(
            db,
            parent,
            &[
                "row_id",
                "start_zone_offset",
                "device_info_id",
                "app_info_id",
            ],
        )? && has(
            db,
            series,
            &["parent_key", "beats_per_minute", "epoch_millis"],
        )? {
            any = true;
            let mut rows = db.prepare(&format!(
                "SELECT s.epoch_millis, p.start_zone_offset, p.device_info_id, p.app_info_id, \
                 CAST(s.beats_per_minute AS REAL), NULL, NULL, NULL \
                 FROM {series} s JOIN {parent} p ON p.row_id = s.parent_key"
            ))?;
            let mut rows = rows.query([])?;
            let pulse = plain(series, "heart_rate.bpm", "beats_per_minute");
            while let Some(row) = rows.next()? {
                self.row(row, &pulse, &names)?;
                self.out.next();
            }
        }
        if any {
            self.others(db)?;
        }
        Ok(any)
    }

    fn row(&mut self, row: &Row<'_>, table: &Table, names: &Names) -> Result<(), Failure> {
        let whole = |at: usize| row.get::<_, Option<i64>>(at).ok().flatten();
        let number = |at: usize| {
            let value = row.get::<_, Option<f64>>(at).ok().flatten()?;
            digits(value, table.thousandths)
        };
        let name = table.name;
        let moment = whole(0).map(|millis| millis.div_euclid(1000));
        let at = moment.and_then(|seconds| match whole(1) {
            Some(offset) => offset_at(seconds, offset),
            None => {
                self.assumed = true;
                self.out.zone.at(seconds)
            }
        });
        let (Some(moment), Some(at)) = (moment, at) else {
            return Ok(self.out.refuse("no-time", name)?);
        };
        let Some(first) = number(4) else {
            return Ok(self.out.refuse("not-a-number", name)?);
        };
        self.out.measured(Measured {
            name,
            moment,
            at,
            first,
            second: number(5),
            meal: whole(6),
            specimen: whole(7),
            device: names.of_row(whole(2), whole(3)),
        })?;
        Ok(())
    }

    /// Names the tables of records that are not read and hold something.
    fn others(&mut self, db: &Connection) -> Result<(), Failure> {
        let mut tables = db.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 \
             AND name GLOB '[a-z]*_record_table' ORDER BY name",
        )?;
        let names: Vec<String> = tables
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for table in names {
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let known = TABLES.iter().any(|t| t.table == table) || table == PULSE.0;
            if known || !table.chars().all(word) {
                continue;
            }
            let mut any = db.prepare(&format!("SELECT 1 FROM {table} LIMIT 1"))?;
            if any.exists([])? {
                let name = table.trim_end_matches("_record_table").replace('_', " ");
                self.other.push(name);
            }
        }
        Ok(())
    }

    /// The file stands in the record as a whole.
    fn kept(&mut self) -> Result<(), ImportError> {
        self.out.emit(Fact::Kept {
            kind: "Health Connect export",
            id: "whole",
            at: None,
            text: "",
            namespace: NAMESPACE,
        })
    }

    fn finish(mut self, zone: &str) -> Result<Vec<Finding>, ImportError> {
        let mut findings = Vec::new();
        if self.assumed {
            findings.push(Finding::new("zone-assumed", Severity::Info, "", zone));
        }
        if !self.other.is_empty() {
            self.kept()?;
            let names = self.other.join(", ");
            let code = "health-connect-part";
            findings.push(Finding::new(code, Severity::Info, "", names));
        }
        Ok(findings)
    }
}
