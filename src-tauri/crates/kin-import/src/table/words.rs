//! The words that headings are made of, in the languages of the apps we know.

use super::layout::Role;

/// Words in a heading, and what such a column is. The first that fits counts.
const WORDS: [(&[&str], Role); 27] = [
    // What sounds like something else stands first.
    (
        &[
            "transmitter",
            "duration",
            "generated",
            "rate of change",
            "non-numeric",
            "room ",
            "body movement",
            "cuff wrap",
            "positioning",
            "counts(",
            "measurement mode",
            "basal rate",
            "trend",
            "aktivitets",
            "activity",
            "temp. basal",
            "temporary basal",
            "midlertidig",
            "device info",
            "servings",
            "event subtype",
            "timestamp of",
            "user change",
        ],
        Role::Skip,
    ),
    (&["timezone", "time zone", "时区", "zeitzone"], Role::Zone),
    (
        &[
            "timestamp",
            "datetime",
            "date time",
            "date/time",
            "date & time",
            "date and time",
            "测量时间",
            "记录时间",
            "日期时间",
            "检测时间",
            "measurement date",
        ],
        Role::At,
    ),
    (&["serial"], Role::Serial),
    (
        &["source device", "device", "设备", "型号", "gerät"],
        Role::Device,
    ),
    (&["event type", "record type", "reading type"], Role::Event),
    (&["patient info"], Role::Patient),
    (&["irregular", "心律不齐"], Role::Irregular),
    (
        &["systol", "sistól", "收缩压", "高压", "sys(", "sys ("],
        Role::Systolic,
    ),
    (
        &["diastol", "diastól", "舒张压", "低压", "dia(", "dia ("],
        Role::Diastolic,
    ),
    (
        &[
            "pulse",
            "heart rate",
            "脉搏",
            "心率",
            "pulso",
            "pouls",
            "bpm",
        ],
        Role::Pulse,
    ),
    (
        &[
            "blood pressure",
            "blodtryk",
            "blutdruck",
            "血压",
            "presión arterial",
            "tension artérielle",
        ],
        Role::Pressure,
    ),
    (&["hba1c", "a1c", "糖化"], Role::A1c),
    (&["ketone", "keton", "酮"], Role::Ketone),
    (&["historic glucose"], Role::Sensor),
    (&["scan glucose"], Role::Scan),
    (&["strip glucose"], Role::Meter),
    (
        &[
            "glucose",
            "blood sugar",
            "血糖",
            "葡萄糖",
            "blodsukker",
            "blutzucker",
            "glucosa",
            "glycémie",
            "glicemia",
            "sgv",
        ],
        Role::Glucose,
    ),
    (&["insulin", "bolus", "胰岛素"], Role::Insulin),
    (&["carb", "kulhydrat", "kohlenhydrat", "碳水"], Role::Carbs),
    (
        &["weight", "体重", "vægt", "gewicht", "peso", "poids"],
        Role::Weight,
    ),
    (&["spo2", "oxygen", "血氧", "sauerstoff"], Role::Oxygen),
    (&["temperature", "体温", "temperatur"], Role::Temperature),
    (
        &["steps", "step count", "步数", "skridt", "schritte"],
        Role::Steps,
    ),
    (
        &["note", "notat", "comment", "备注", "notiz", "kommentar"],
        Role::Note,
    ),
    (&["tags", "meal", "餐", "måltid", "mahlzeit"], Role::Meal),
    (&["date", "dato", "datum", "fecha", "日期"], Role::Date),
];

/// Headings that are a role only when nothing else stands there.
const WHOLE: [(&str, Role); 12] = [
    ("sys", Role::Systolic),
    ("dia", Role::Diastolic),
    ("hr", Role::Pulse),
    ("puls", Role::Pulse),
    ("bg", Role::Glucose),
    ("type", Role::Event),
    ("tid", Role::Clock),
    ("zeit", Role::Clock),
    ("uhrzeit", Role::Clock),
    ("hora", Role::Clock),
    ("heure", Role::Clock),
    ("时间", Role::Clock),
];

/// A heading without its unit, in lower case.
pub(super) fn bare(heading: &str) -> String {
    let lower = heading
        .trim()
        .trim_start_matches(['\u{feff}', 'ï', '»', '¿', '"'])
        .to_lowercase();
    lower.trim_matches('"').trim().to_owned()
}

pub(super) fn role_of(heading: &str) -> Option<Role> {
    let words = bare(heading);
    if words.is_empty() {
        return None;
    }
    let name = words
        .split(['(', '（', '['])
        .next()
        .unwrap_or_default()
        .trim();
    if let Some((_, role)) = WHOLE.iter().find(|(word, _)| *word == name) {
        return Some(*role);
    }
    for (list, role) in &WORDS {
        if list.iter().any(|word| words.contains(word)) {
            return Some(*role);
        }
    }
    // "someTime", "Time of day": a clock, or a date with it, as its values will say.
    words.contains("time").then_some(Role::Clock)
}

/// The unit that a heading names, as UCUM.
pub(super) fn unit_of(heading: &str, role: Role) -> String {
    let words = bare(heading).replace(' ', "");
    let has = |word: &str| words.contains(word);
    let unit = match role {
        r if r.is_glucose() || r == Role::Ketone => {
            if has("mg/dl") {
                "mg/dL"
            } else if has("mmol/l") {
                "mmol/L"
            } else {
                ""
            }
        }
        Role::Weight => {
            if has("(kg") || has("公斤") || has("千克") || has("[kg") {
                "kg"
            } else if has("(lb") || has("pound") {
                "[lb_av]"
            } else {
                ""
            }
        }
        Role::Temperature => {
            if has("°c") || has("℃") || has("celsius") {
                "Cel"
            } else if has("°f") || has("℉") || has("fahrenheit") {
                "[degF]"
            } else {
                ""
            }
        }
        Role::A1c => {
            if has("mmol/mol") {
                "mmol/mol"
            } else if has("%") {
                "%"
            } else {
                ""
            }
        }
        Role::Systolic | Role::Diastolic | Role::Pressure => "mm[Hg]",
        Role::Pulse => "/min",
        Role::Oxygen => "%",
        Role::Insulin => "U",
        Role::Carbs => "g",
        _ => "",
    };
    unit.to_owned()
}
