//! The database that Android's Health Connect exports, written by ourselves after its published source.

use super::sheet::zip;
use super::*;
use rusqlite::Connection;

/// Columns that every record of one moment has.
const COMMON: &str = "row_id INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB UNIQUE NOT NULL, \
    last_modified_time INTEGER, client_record_id TEXT, device_info_id INTEGER, app_info_id INTEGER, \
    time INTEGER, zone_offset INTEGER, local_date INTEGER";

/// A zip with a database that these statements made.
fn export(statements: &str) -> Vec<u8> {
    zip(&[("health_connect_export.db", database(statements))])
}

fn database(statements: &str) -> Vec<u8> {
    let mut db = Connection::open_in_memory().unwrap();
    db.execute_batch(statements).unwrap();
    db.serialize(c"main").unwrap().to_vec()
}

fn record(table: &str, columns: &str, rows: &[&str]) -> String {
    let mut out = format!("CREATE TABLE {table} ({COMMON}, {columns});");
    let names: Vec<&str> = columns
        .split(", ")
        .filter_map(|c| c.split(' ').next())
        .collect();
    for row in rows {
        out.push_str(&format!(
            "INSERT INTO {table} (uuid, device_info_id, app_info_id, time, zone_offset, {}) \
             VALUES (randomblob(16), {row});",
            names.join(", ")
        ));
    }
    out
}

const APPS: &str = "CREATE TABLE application_info_table (row_id INTEGER PRIMARY KEY, package_name TEXT, app_name TEXT);
    INSERT INTO application_info_table VALUES (1, 'com.example.pressure', 'Pressure');
    CREATE TABLE device_info_table (row_id INTEGER PRIMARY KEY, manufacturer TEXT, model TEXT, device_type INTEGER);
    INSERT INTO device_info_table VALUES (1, 'Maker', 'Cuff 7', 0);";

#[test]
fn measurements_are_read_in_their_units_by_the_clock_beside_them() {
    let file = export(
        &[
            APPS.to_owned(),
            record(
                "blood_pressure_record_table",
                "measurement_location TEXT, systolic REAL, diastolic REAL, body_position TEXT",
                &["1, 1, 1783144800000, 28800, '3', 128.0, 82.0, '2'"],
            ),
            record(
                "blood_glucose_record_table",
                "specimen_source TEXT, level REAL, relation_to_meal TEXT, meal_type INTEGER",
                &[
                    "NULL, 1, 1783144800000, 28800, '2', 5.55, '2', 0",
                    // 100 mg/dL as an app turns it into mmol/L; from a sensor.
                    "NULL, 1, 1783145100000, 28800, '1', 5.550621669627, NULL, 0",
                ],
            ),
            record(
                "weight_record_table",
                "weight REAL",
                &["NULL, NULL, 1783144800000, -18000, 70306.8181818"],
            ),
            record(
                "resting_heart_rate_record_table",
                "beats_per_minute INTEGER",
                &["NULL, 1, 1783144800000, 28800, 61"],
            ),
            record("steps_record_table", "count INTEGER", &["NULL, 1, NULL, NULL, 4000"]),
            record("distance_record_table", "distance REAL", &[]),
            "CREATE TABLE heart_rate_record_table (row_id INTEGER PRIMARY KEY, start_zone_offset INTEGER, \
             device_info_id INTEGER, app_info_id INTEGER);
             INSERT INTO heart_rate_record_table VALUES (7, 28800, NULL, 1);
             CREATE TABLE heart_rate_record_series_table (parent_key INTEGER, beats_per_minute INTEGER, \
             epoch_millis INTEGER);
             INSERT INTO heart_rate_record_series_table VALUES (7, 72, 1783144800500), (7, 75, 1783144860000);"
                .to_owned(),
        ]
        .concat(),
    );
    let (lines, counts) = facts(&file, &[]);
    assert_eq!(
        lines,
        [
            "2026-07-04T14:00:00+08:00 128/82 ",
            "2026-07-04T14:00:00+08:00 5.55 mmol/L Fasting",
            "2026-07-04T14:05:00+08:00 5.5506 mmol/L 105272-9",
            "2026-07-04T01:00:00-05:00 70.3068 kg",
            "2026-07-04T14:00:00+08:00 61 /min 40443-4",
            "2026-07-04T14:00:00+08:00 72 /min 8867-4",
            "2026-07-04T14:01:00+08:00 75 /min 8867-4",
            "Health Connect export",
        ]
    );
    assert!(counts.contains_key("health-connect-part"), "{counts:?}");
}

#[test]
fn a_time_without_a_zone_is_told_by_this_computer_and_said() {
    let file = export(&record(
        "weight_record_table",
        "weight REAL",
        &[
            "NULL, NULL, 1783144800000, NULL, 70000",
            "NULL, NULL, NULL, 0, 70000",
            "NULL, NULL, 1783144800000, 0, 'heavy'",
            "NULL, NULL, 1783144800000, 999999999, 70000",
        ],
    ));
    let (lines, counts) = facts(&file, &[]);
    // 'heavy' is nought to a database, and nought is no weight: what is implausible is told later, where all is.
    assert_eq!(lines[0], "2026-07-04T08:00:00+02:00 70 kg");
    assert_eq!(counts["refused no-time"], 2);
    assert!(counts.contains_key("zone-assumed"));
    // Each is named by its place, whatever became of those before it.
    let look = looked(&file, &[]);
    let mut places = Vec::new();
    let done = read(&mut Cursor::new(&file), &look.plan, &mut |fact| {
        if let Fact::Refused { index, .. } = fact {
            places.push(index);
        }
        true
    });
    assert!(done.is_ok());
    assert_eq!(places, [1, 3]);
}

#[test]
fn what_is_no_such_database_is_kept_and_said_so() {
    let view = format!(
        "{} CREATE VIEW blood_pressure_record_table AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) \
         SELECT x AS time, x AS zone_offset, x AS device_info_id, x AS app_info_id, x AS systolic, x AS diastolic FROM n;",
        "CREATE TABLE other (x);"
    );
    let mut cut = database(&record(
        "weight_record_table",
        "weight REAL",
        &["NULL, NULL, 1783144800000, 0, 70000"],
    ));
    cut.truncate(5000);
    for file in [
        zip(&[("health_connect_export.db", b"SQLite format 3".to_vec())]),
        zip(&[("health_connect_export.db", Vec::new())]),
        zip(&[("health_connect_export.db", cut)]),
        export("CREATE TABLE other (x); INSERT INTO other VALUES (1);"),
        // A view that never ends is no table.
        export(&view),
    ] {
        let (lines, counts) = facts(&file, &[]);
        assert_eq!(lines, ["Health Connect export"]);
        assert_eq!(counts["health-connect-not-read"], 1);
    }
}
