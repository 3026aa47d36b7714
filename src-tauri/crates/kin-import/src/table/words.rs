//! The words that headings are made of, in the languages of the apps we know.

use super::layout::Role;

/// Words in a heading, and what such a column is. The first that fits counts.
const WORDS: &[(&[&str], Role)] = &[
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
            "nicht numerisch",
            "nicht-numerisch",
            "non numérique",
            "non numerico",
            "no numéric",
            "icke-numerisk",
            "ikke-numerisk",
            "niet-numeriek",
            "transmetteur",
            "änderungsrate",
            "taux de variation",
            "dauer",
            "durée",
            "geräteinfo",
            "untertyp",
            "create_time",
            "update_time",
            "end_time",
            // Sums and aims are no measurements.
            "average",
            "durchschnitt",
            "mittelwert",
            "moyenne",
            "平均",
            "target",
            "goal",
            "ziel",
            "目标",
            "threshold",
            "pulse pressure",
            "pulsdruck",
            "脉压",
            "mean arterial",
            // Other things of the blood in the same units.
            "cholest",
            "胆固醇",
            "hdl",
            "ldl",
            "triglycer",
            "甘油三酯",
            "uric acid",
            "尿酸",
            "creatinin",
            "肌酐",
            "lactat",
            "乳酸",
        ],
        Role::Skip,
    ),
    (
        &["timezone", "time zone", "time_offset", "时区", "zeitzone"],
        Role::Zone,
    ),
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
            "zeitstempel",
            "horodatage",
            "sello de tiempo",
            "marca de tiempo",
            "tidsstämpel",
            "tidstämpel",
            "tidsstempel",
            "tijdstempel",
            "carimbo de data",
            "временная отметка",
            "设备时间",
        ],
        Role::At,
    ),
    (
        &[
            "serial",
            "seriennummer",
            "numéro de série",
            "número de serie",
            "numero di serie",
            "serienummer",
            "серийный номер",
            "序列号",
        ],
        Role::Serial,
    ),
    (
        &[
            "source device",
            "device",
            "设备",
            "型号",
            "gerät",
            "dispositif",
            "dispositivo",
            "устройство",
        ],
        Role::Device,
    ),
    (
        &[
            "event type",
            "record type",
            "reading type",
            "item type",
            "aufzeichnungstyp",
            "ereignistyp",
            "type d'enregistrement",
            "type d’enregistrement",
            "tipo de registro",
            "tipo di registrazione",
            "registertyp",
            "тип записи",
            "记录类型",
        ],
        Role::Event,
    ),
    (
        &["control test", "control solution", "kontrolltest", "质控"],
        Role::Control,
    ),
    (&["patient info", "patienteninfo"], Role::Patient),
    (
        &[
            "irregular",
            "unregelmäßig",
            "arrhythm",
            "arythm",
            "心律不齐",
            "不规则脉",
        ],
        Role::Irregular,
    ),
    (
        &[
            "systol",
            "sistól",
            "sistol",
            "收缩压",
            "高压",
            "sys(",
            "sys (",
            "сист",
        ],
        Role::Systolic,
    ),
    (
        &[
            "diastol",
            "diastól",
            "舒张压",
            "低压",
            "dia(",
            "dia (",
            "диаст",
        ],
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
            "пульс",
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
    (
        &["keton", "cétone", "cuerpos cet", "酮", "кетон"],
        Role::Ketone,
    ),
    (&GLUCOSE, Role::Glucose),
    (&["insulin", "bolus", "胰岛素", "инсулин"], Role::Insulin),
    (
        &[
            "carb",
            "kulhydrat",
            "kohlenhydrat",
            "glucides",
            "kolhydrat",
            "碳水",
        ],
        Role::Carbs,
    ),
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
        &[
            "note",
            "notat",
            "comment",
            "remark",
            "备注",
            "notiz",
            "kommentar",
            "bemerkung",
        ],
        Role::Note,
    ),
    (
        &["tags", "meal", "餐", "时段", "måltid", "mahlzeit", "repas"],
        Role::Meal,
    ),
    (
        &["date", "dato", "datum", "fecha", "日期", "дата"],
        Role::Date,
    ),
];

/// Headings of glucose.
const GLUCOSE: [&str; 18] = [
    "glucose",
    "glukose",
    "glukos",
    "glucosio",
    "глюкоз",
    "blood sugar",
    "血糖",
    "葡萄糖",
    "blodsukker",
    "blodsocker",
    "blutzucker",
    "glucosa",
    "glycémie",
    "glycemie",
    "glicemia",
    "sgv",
    "bg_level",
    "bg reading",
];

/// What a heading of glucose says of how it was measured.
const HOW: [(&[&str], Role); 3] = [
    (
        &[
            "historic",
            "verlauf",
            "historique",
            "historial",
            "storico",
            "historisk",
            "прошлые",
            "历史",
            "cgm",
            "sensor",
            "egv",
        ],
        Role::Sensor,
    ),
    (
        &[
            "scan",
            "numérisation",
            "escaneo",
            "skann",
            "сканирование",
            "扫描",
        ],
        Role::Scan,
    ),
    (
        &[
            "strip",
            "streifen",
            "bandelette",
            "tira",
            "striscia",
            "sticka",
            "试纸",
            "指尖",
            "meter",
        ],
        Role::Meter,
    ),
];

/// Headings of a value that say of what only in another column.
pub(super) const VALUE: [&str; 8] = [
    "result",
    "value",
    "reading",
    "wert",
    "messwert",
    "ergebnis",
    "结果",
    "测量值",
];

/// Headings that are a role only when nothing else stands there.
const WHOLE: &[(&str, Role)] = &[
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
    ("day", Role::Date),
    ("map", Role::Skip),
    ("unit", Role::Unit),
    ("units", Role::Unit),
    ("einheit", Role::Unit),
    ("unité", Role::Unit),
    ("unidad", Role::Unit),
    ("单位", Role::Unit),
    ("udt_cgms", Role::Sensor),
];

/// A heading without its unit, in lower case.
pub(super) fn bare(heading: &str) -> String {
    // Samsung writes the whole address of a column: com.samsung.health.blood_pressure.systolic.
    let heading = match heading.trim().rsplit_once('.') {
        Some((front, last)) if front.starts_with("com.samsung.") => last,
        _ => heading,
    };
    let lower = heading
        .trim()
        .trim_start_matches(['\u{feff}', 'ï', '»', '¿', '"'])
        .to_lowercase();
    lower.trim_matches('"').trim().to_owned()
}

/// Whether a word stands in a heading; "date" not as the beginning of another word ("Nahrungsdaten").
fn stands_in(words: &str, word: &str) -> bool {
    if word != "date" {
        return words.contains(word);
    }
    let mut found = words.match_indices(word);
    found.any(|(at, _)| {
        let after = words.get(at + word.len()..).and_then(|r| r.chars().next());
        !after.is_some_and(char::is_alphabetic)
    })
}

/// The role of a column of glucose.
fn how(words: &str) -> Role {
    HOW.into_iter()
        .find(|(list, _)| list.iter().any(|word| words.contains(word)))
        .map_or(Role::Glucose, |(_, role)| role)
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
    for (list, role) in WORDS {
        if list.iter().any(|word| stands_in(&words, word)) {
            return Some(if *role == Role::Glucose {
                how(&words)
            } else {
                *role
            });
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
            if has("mg/dl") || has("мг/дл") {
                "mg/dL"
            } else if has("mmol/l") || has("ммоль/л") || has("毫摩尔/升") {
                "mmol/L"
            } else {
                ""
            }
        }
        Role::Weight => {
            if has("kg") || has("公斤") || has("千克") {
                "kg"
            } else if has("lb") || has("pound") {
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
        Role::Systolic | Role::Diastolic | Role::Pressure if has("kpa") => "kPa",
        Role::Systolic | Role::Diastolic | Role::Pressure => "mm[Hg]",
        Role::Pulse => "/min",
        Role::Oxygen => "%",
        Role::Insulin => "U",
        Role::Carbs => "g",
        _ => "",
    };
    unit.to_owned()
}
