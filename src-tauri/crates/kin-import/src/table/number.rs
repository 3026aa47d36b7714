//! Numbers as apps write them, and what is written instead of one.

/// What stands in a cell of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Number {
    /// A number with its digits, the point a point.
    Value(String),
    /// Below what the device measures.
    Low,
    /// Above it.
    High,
    /// The device says that it could not measure.
    DeviceError,
    /// Nothing of these.
    No,
}

/// Reads a cell. `thousands`: a comma parts thousands (steps), it is no decimal comma.
///
/// # Source
/// 2047 is NaN of the Bluetooth SFLOAT (IEEE 11073-20601), which cuffs' apps write as a reading after an
/// error (clinical.md, "BLE cuffs send 2047"); 65535 is the same for whole numbers.
pub(super) fn number(cell: &str, thousands: bool) -> Number {
    let cell = cell.trim();
    match cell.to_lowercase().as_str() {
        "low" | "lo" | "低" | "偏低" | "过低" | "niedrig" | "tief" | "bas" | "bajo" | "basso"
        | "baixo" | "laag" | "låg" | "lågt" | "lav" => return Number::Low,
        "high" | "hi" | "高" | "偏高" | "过高" | "hoch" | "haut" | "élevé" | "alto" | "hoog"
        | "hög" | "högt" | "høj" | "høy" => return Number::High,
        "2047" | "65535" | "err" | "error" | "nan" | "null" | "#n/a" | "错误" => {
            return Number::DeviceError;
        }
        "" => return Number::No,
        _ => {}
    }
    let code = cell
        .strip_prefix(['E', 'e'])
        .map(|rest| rest.trim_start_matches(['-', ' ', 'r', 'R']));
    if code.is_some_and(|c| !c.is_empty() && c.len() <= 3 && c.bytes().all(|b| b.is_ascii_digit()))
    {
        return Number::DeviceError;
    }
    let plain: String = cell
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + u8::try_from(u32::from(c) - 0xFF10).unwrap_or(0)),
            '．' => '.',
            '，' => ',',
            '−' => '-',
            other => other,
        })
        .filter(|c| !matches!(c, '\u{a0}' | ' ' | '\''))
        .collect();
    let plain = if thousands {
        plain.replace(',', "")
    } else {
        match (plain.matches(',').count(), plain.contains('.')) {
            (0, _) => plain,
            // 1.234,5 and 1,234.5: both signs, the last one is the point.
            (_, true) => {
                let comma = plain.rfind(',');
                let point = plain.rfind('.');
                if comma > point {
                    plain.replace('.', "").replace(',', ".")
                } else {
                    plain.replace(',', "")
                }
            }
            (1, false) => plain.replace(',', "."),
            _ => plain.replace(',', ""),
        }
    };
    // 107.0 and 0107 are numbers to a spreadsheet, not to the record.
    let (sign, body) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |rest| ("-", rest));
    let body = body.trim_start_matches('0');
    let body = if body.is_empty() || body.starts_with('.') {
        format!("{sign}0{body}")
    } else {
        format!("{sign}{body}")
    };
    match body.parse::<kin_model::Decimal>() {
        Ok(value) => Number::Value(value.as_str().to_owned()),
        Err(_) => Number::No,
    }
}

/// Whether words speak of a control solution: such a value says nothing of a person.
pub(super) fn is_control(words: &str) -> bool {
    let words = words.to_lowercase();
    ["control", "kontroll", "质控", "contrôle", "ctrl"]
        .iter()
        .any(|w| words.contains(w))
}

/// The same in free words, where "control" alone may be a visit.
pub(super) fn speaks_of_control(words: &str) -> bool {
    let words = words.to_lowercase();
    [
        "control solution",
        "kontrolllösung",
        "质控",
        "solution de contrôle",
    ]
    .iter()
    .any(|w| words.contains(w))
}

/// What "LOW" means where the file does not say it.
///
/// # Source
/// Dexcom G6 and G7 user guides: 40 to 400 mg/dL are shown as numbers, below and above as LOW and HIGH;
/// Abbott FreeStyle Libre 3: 40 to 400 mg/dL. For devices that reach 500 mg/dL "more than 400" is true as well.
pub(super) fn lowest(unit: &str) -> &'static str {
    if unit == "mmol/L" { "2.2" } else { "40" }
}

/// What "HIGH" means. See [`lowest`].
pub(super) fn highest(unit: &str) -> &'static str {
    if unit == "mmol/L" { "22.2" } else { "400" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_numbers_words_errors_or_nothing() {
        let value = |s: &str| Number::Value(s.to_owned());
        for (cell, thousands, expected) in [
            ("9,3", false, value("9.3")),
            ("128", false, value("128")),
            ("１２８", false, value("128")),
            ("166.00", false, value("166.00")),
            ("1,234", true, value("1234")),
            ("1.234,5", false, value("1234.5")),
            ("1,234.5", false, value("1234.5")),
            (".5", false, value("0.5")),
            ("007", false, value("7")),
            ("Low", false, Number::Low),
            ("HI", false, Number::High),
            ("偏高", false, Number::High),
            ("Niedrig", false, Number::Low),
            ("Élevé", false, Number::High),
            ("2047", false, Number::DeviceError),
            ("E-3", false, Number::DeviceError),
            ("Err 5", false, Number::DeviceError),
            ("E12", false, Number::DeviceError),
            ("", false, Number::No),
            ("good", false, Number::No),
            ("12 34x", false, Number::No),
        ] {
            assert_eq!(number(cell, thousands), expected, "{cell}");
        }
    }
}
