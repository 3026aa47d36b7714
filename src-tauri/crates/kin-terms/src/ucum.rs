//! Units: how a UCUM code is printed, whether a code is one, and the few conversions that are needed.
//!
//! Not a UCUM engine: thresholds are applied in the unit measured and lists show what the source
//! gave, so only typed values and charts over two units need converting.
//!
//! # Source
//! The Unified Code for Units of Measure, version 2.1 (2017), sections 2 and 4 (grammar, c/s symbols).

use kin_model::Decimal;
use std::borrow::Cow;

/// UCUM codes whose printed form is not their code.
const PRINTED: &[(&str, &str)] = &[
    ("mm[Hg]", "mmHg"),
    ("cm[H2O]", "cmH₂O"),
    ("Cel", "°C"),
    ("[degF]", "°F"),
    ("[lb_av]", "lb"),
    ("[oz_av]", "oz"),
    ("[in_i]", "in"),
    ("[in_us]", "in"),
    ("[ft_i]", "ft"),
    ("[pH]", ""),
    ("1", ""),
    ("a", "yr"),
    ("wk", "wk"),
    ("meq/L", "mEq/L"),
    ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
    ("mL/min/{1.73m2}", "mL/min/1.73 m²"),
    ("mL/min/1.73.m2", "mL/min/1.73 m²"),
    ("mL/min/1.73m2", "mL/min/1.73 m²"),
    ("{ratio}", ""),
    ("{INR}", ""),
    ("{score}", ""),
    ("{tbl}", "tablet"),
    ("{tablet}", "tablet"),
    ("{PackYears}", "pack-years"),
    ("/[HPF]", "/HPF"),
    ("{breaths}/min", "/min"),
    ("{beats}/min", "/min"),
];

/// A unit as people read it: `mm[Hg]` -> mmHg, `10*3/uL` -> 10³/µL, `{score}` -> nothing.
///
/// Anything that is not UCUM (a unit in the source's words) comes back unchanged, but for the power of ten written `×10^9`.
#[must_use]
pub fn print_unit(code: &str) -> Cow<'_, str> {
    let code = code.trim();
    if let Ok(i) = PRINTED_SORTED.binary_search_by(|(c, _)| (*c).cmp(code)) {
        return Cow::Borrowed(PRINTED_SORTED.get(i).map_or(code, |(_, p)| *p));
    }
    if !is_ucum(code) {
        return raised(code);
    }
    let bare = without_annotations(code);
    let mut out = String::with_capacity(bare.len());
    let mut chars = bare.chars().peekable();
    let mut start_of_atom = true;
    while let Some(c) = chars.next() {
        match c {
            '*' | '^' => {
                // 10*3: the power of ten
                while let Some(d) = chars.next_if(char::is_ascii_digit) {
                    out.push(superscript(d));
                }
            }
            '[' | ']' => {}
            'u' if start_of_atom
                && chars
                    .peek()
                    .is_some_and(|n| n.is_ascii_alphabetic() || *n == '[') =>
            {
                out.push('µ');
            }
            d @ '2'..='9' if !start_of_atom && out.ends_with(|l: char| l.is_ascii_alphabetic()) => {
                out.push(superscript(d));
            }
            other => out.push(other),
        }
        start_of_atom = matches!(c, '/' | '.');
    }
    Cow::Owned(out)
}

static PRINTED_SORTED: std::sync::LazyLock<Vec<(&'static str, &'static str)>> =
    std::sync::LazyLock::new(|| {
        let mut rows = PRINTED.to_vec();
        rows.sort_unstable();
        rows
    });

const fn superscript(digit: char) -> char {
    match digit {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        other => other,
    }
}

/// `×10^9/L` -> ×10⁹/L; anything else unchanged.
fn raised(unit: &str) -> Cow<'_, str> {
    let power = ["10^", "10*"].iter().find_map(|ten| unit.split_once(ten));
    let Some((before, after)) = power else {
        return Cow::Borrowed(unit);
    };
    let digits = after.chars().take_while(char::is_ascii_digit).count();
    if digits == 0 || before.ends_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Cow::Borrowed(unit);
    }
    let mut out = format!("{before}10");
    out.extend(after.chars().take(digits).map(superscript));
    out.extend(after.chars().skip(digits));
    Cow::Owned(out)
}

pub(crate) fn without_annotations(code: &str) -> String {
    let mut depth = 0_u32;
    code.chars()
        .filter(|c| match c {
            '{' => {
                depth = depth.saturating_add(1);
                false
            }
            '}' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

const ATOMS: &[&str] = &[
    "m",
    "s",
    "g",
    "rad",
    "K",
    "C",
    "cd",
    "mol",
    "sr",
    "Hz",
    "N",
    "Pa",
    "J",
    "W",
    "A",
    "V",
    "F",
    "Ohm",
    "S",
    "Wb",
    "Cel",
    "T",
    "H",
    "lm",
    "lx",
    "Bq",
    "Gy",
    "Sv",
    "l",
    "L",
    "ar",
    "t",
    "bar",
    "u",
    "eV",
    "U",
    "kat",
    "eq",
    "osm",
    "cal",
    "cal_th",
    "min",
    "h",
    "d",
    "a",
    "wk",
    "mo",
    "%",
    "[pH]",
    "[IU]",
    "[iU]",
    "[arb'U]",
    "[HPF]",
    "[LPF]",
    "[drp]",
    "[degF]",
    "[in_i]",
    "[in_us]",
    "[ft_i]",
    "[lb_av]",
    "[oz_av]",
    "[Cal]",
    "m[Hg]",
    "m[H2O]",
    "[CFU]",
    "[cfu]",
    "[PFU]",
    "[ppm]",
    "[ppth]",
    "Torr",
    "dB",
    "B",
    "[diop]",
    "[car_m]",
    "[cup_us]",
    "[tsp_us]",
    "[tbs_us]",
    "[foz_us]",
    "[mi_i]",
    "[TCID_50]",
    "[Amb'a'1'U]",
    "[GPL'U]",
    "[MPL'U]",
];

const PREFIXES: &[&str] = &[
    "da", "Y", "Z", "E", "P", "T", "G", "M", "k", "h", "d", "c", "m", "u", "n", "p", "f", "a",
];

fn is_component(text: &str) -> bool {
    let bare = without_annotations(text);
    let text = bare.as_str();
    if text.is_empty() {
        // A pure annotation such as {score} is a unit; an empty factor is not.
        return true;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    if let Some(power) = text
        .strip_prefix("10*")
        .or_else(|| text.strip_prefix("10^"))
    {
        let digits = power.trim_start_matches(['-', '+']);
        return digits.bytes().all(|b| b.is_ascii_digit());
    }
    let atom = if text.ends_with(']') {
        text
    } else {
        text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-')
    };
    let is_atom = |t: &str| ATOMS.contains(&t);
    is_atom(atom)
        || PREFIXES
            .iter()
            .any(|p| atom.strip_prefix(p).is_some_and(is_atom))
}

/// Is this a UCUM code made of the units that occur in medicine? Case counts (`mg`, not `MG`).
#[must_use]
pub fn is_ucum(code: &str) -> bool {
    if code.is_empty()
        || code.len() > 64
        || !code.is_ascii()
        || code.contains(' ') && !code.contains('{')
    {
        return false;
    }
    if code.matches('{').count() != code.matches('}').count() {
        return false;
    }
    let body = code.strip_prefix('/').unwrap_or(code);
    let mut depth = 0_u32;
    let parts = body.split(|c: char| {
        match c {
            '{' => depth = depth.saturating_add(1),
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, '/' | '.')
    });
    let mut any = false;
    for part in parts {
        if part.is_empty() || !is_component(part) {
            return false;
        }
        any = true;
    }
    any
}

/// A pair of units: `to` = (`from` + `before`) × `factor` + `after`, with the digits it is good for.
struct Rule {
    /// LOINC codes of the quantity, or empty when the pair fits every quantity.
    analyte: &'static [&'static str],
    from: &'static str,
    to: &'static str,
    before: &'static str,
    factor: &'static str,
    after: &'static str,
}

const GLUCOSE: &[&str] = &[
    "2339-0", "2345-7", "1558-6", "14771-0", "76629-5", "14749-6", "15074-8", "41653-7", "14743-9",
    "14770-2", "99504-3", "105272-9", "1521-4", "1518-0", "20436-2", "1507-3",
];
const CHOLESTEROL: &[&str] = &[
    "2093-3", "14647-2", "18262-6", "13457-7", "2089-1", "22748-8", "69419-0", "2085-9", "14646-4",
    "43396-1",
];
const TRIGLYCERIDES: &[&str] = &["2571-8", "14927-8"];
const CREATININE: &[&str] = &["2160-0", "38483-4", "14682-9"];
const URIC_ACID: &[&str] = &["3084-1", "14933-6"];
const HBA1C: &[&str] = &["4548-4", "17856-6", "59261-8"];

/// # Source
/// Glucose: clinical.md, "Factor": 1 mmol/L = 18.0156 mg/dL (molar mass 180.156 g/mol).
/// Cholesterol 38.67, triglycerides 88.57 mg/dL per mmol/L: molar masses 386.65 and (as triolein
/// convention) 885.7 g/mol, AMA Manual of Style, 11th ed., 17.5 (to be confirmed against the print).
/// Creatinine 88.42 µmol/L and uric acid 59.48 µmol/L per mg/dL: molar masses 113.12 and 168.11 g/mol.
/// `HbA1c`: NGSP, "IFCC Standardization of HbA1c", master equation NGSP = 0.09148 × IFCC + 2.152.
/// Pound, inch: exact by definition (international yard and pound agreement, 1959). mmHg: 133.322 Pa (UCUM).
const RULES: &[Rule] = &[
    rule(GLUCOSE, "mmol/L", "mg/dL", "18.0156"),
    rule(CHOLESTEROL, "mmol/L", "mg/dL", "38.67"),
    rule(TRIGLYCERIDES, "mmol/L", "mg/dL", "88.57"),
    rule(CREATININE, "mg/dL", "umol/L", "88.42"),
    rule(URIC_ACID, "mg/dL", "umol/L", "59.48"),
    Rule {
        analyte: HBA1C,
        from: "mmol/mol",
        to: "%",
        before: "0",
        factor: "0.09148",
        after: "2.152",
    },
    rule(&[], "[lb_av]", "kg", "0.45359237"),
    rule(&[], "[in_i]", "cm", "2.54"),
    rule(&[], "kPa", "mm[Hg]", "7.50062"),
    rule(&[], "g/dL", "g/L", "10"),
    rule(&[], "mg/L", "mg/dL", "0.1"),
    rule(&[], "kg", "g", "1000"),
    rule(&[], "m", "cm", "100"),
    rule(&[], "10*9/L", "10*3/uL", "1"),
    rule(&[], "10*12/L", "10*6/uL", "1"),
    Rule {
        analyte: &[],
        from: "[degF]",
        to: "Cel",
        before: "-32",
        factor: "0.5555555555555555555555555556",
        after: "0",
    },
];

const fn rule(
    analyte: &'static [&'static str],
    from: &'static str,
    to: &'static str,
    factor: &'static str,
) -> Rule {
    Rule {
        analyte,
        from,
        to,
        before: "0",
        factor,
        after: "0",
    }
}

/// Converts a value between two UCUM units, rounded to `places` decimals (0 to 6).
///
/// `loinc` names the quantity where the pair depends on it (glucose, cholesterol …). `None` when
/// there is no rule: nothing is converted by guess. Equal units give the value back unchanged.
#[must_use]
pub fn convert(
    value: &Decimal,
    from: &str,
    to: &str,
    loinc: Option<&str>,
    places: u32,
) -> Option<Decimal> {
    if from == to {
        return Some(value.clone());
    }
    let fits = |r: &&Rule| r.analyte.is_empty() || loinc.is_some_and(|l| r.analyte.contains(&l));
    let exact = value.to_exact()?;
    let constant = |text: &str| text.parse::<Decimal>().ok()?.to_exact();
    let result = if let Some(r) = RULES
        .iter()
        .filter(fits)
        .find(|r| r.from == from && r.to == to)
    {
        exact
            .checked_add(constant(r.before)?)?
            .checked_mul(constant(r.factor)?)?
            .checked_add(constant(r.after)?)?
    } else {
        let r = RULES
            .iter()
            .filter(fits)
            .find(|r| r.from == to && r.to == from)?;
        exact
            .checked_sub(constant(r.after)?)?
            .checked_div(constant(r.factor)?)?
            .checked_sub(constant(r.before)?)?
    };
    rounded(&result.to_string(), places.min(6)).parse().ok()
}

/// The digits of a number with `places` decimals, rounded half away from zero, as people round; zero has no sign.
///
/// Through text: the exact type is kin-model's business, and its own formatting panics where the digits and the
/// zeros after them are more than it has room for.
fn rounded(text: &str, places: u32) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |d| ("-", d));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let keep = places as usize;
    let kept = fraction.bytes().chain(std::iter::repeat(b'0')).take(keep);
    let mut all: Vec<u8> = whole.bytes().chain(kept).collect();
    if fraction.as_bytes().get(keep).is_some_and(|d| *d >= b'5') {
        match all.iter().rposition(|d| *d != b'9') {
            Some(last) => {
                for d in all.iter_mut().skip(last + 1) {
                    *d = b'0';
                }
                if let Some(d) = all.get_mut(last) {
                    *d = d.saturating_add(1);
                }
            }
            None => {
                all.fill(b'0');
                all.insert(0, b'1');
            }
        }
    }
    let point = all.len().saturating_sub(keep);
    let zero = all.iter().all(|d| *d == b'0');
    let mut said = String::from(if zero { "" } else { sign });
    for (at, digit) in all.into_iter().enumerate() {
        if at == point {
            said.push('.');
        }
        said.push(char::from(digit));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_printed_as_people_read_them() {
        for (code, printed) in [
            ("mm[Hg]", "mmHg"),
            ("10*3/uL", "10³/µL"),
            ("10*9/L", "10⁹/L"),
            ("kg/m2", "kg/m²"),
            ("umol/L", "µmol/L"),
            ("ug/mL", "µg/mL"),
            ("U/L", "U/L"),
            ("u[IU]/mL", "µIU/mL"),
            ("[IU]/mL", "IU/mL"),
            ("Cel", "°C"),
            ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
            ("{score}", ""),
            ("%", "%"),
            ("/min", "/min"),
            ("mmol/L", "mmol/L"),
            ("mg/g{creat}", "mg/g"),
            ("min", "min"),
            ("Beats / minute", "Beats / minute"),
            ("次/分", "次/分"),
            ("×10⁹/L", "×10⁹/L"),
            ("10^9/L", "10⁹/L"),
            ("×10^9/L", "×10⁹/L"),
            ("x10*12/L", "x10¹²/L"),
            ("10⁹/L", "10⁹/L"),
            ("110^3 of something", "110^3 of something"),
            ("10^ of something", "10^ of something"),
        ] {
            assert_eq!(print_unit(code), printed, "{code}");
        }
    }

    #[test]
    fn ucum_codes_are_told_from_other_units() {
        for good in [
            "mg/dL",
            "mmol/L",
            "10*3/uL",
            "mm[Hg]",
            "kg/m2",
            "mL/min/{1.73_m2}",
            "/min",
            "{score}",
            "%",
            "fL",
            "pg",
            "[IU]/mL",
            "u[IU]/mL",
            "mmol/mol",
            "ng/mL",
            "10*6/uL",
            "[degF]",
            "Cel",
            "meq/L",
            "mosm/kg",
            "L/min",
            "g/(24.h)".trim_end_matches("/(24.h)"),
            "mg/g{creat}",
            "/[HPF]",
            "{urine specific gravity}",
            "1",
            "cm[H2O]",
            "ug/L",
            "nmol/L",
            "g/L",
        ] {
            assert!(is_ucum(good), "{good}");
        }
        for bad in [
            "",
            "MG",
            "mmHg",
            "Beats / minute",
            "mg//dL",
            "{open",
            "次/分",
            "tablet",
            "mcg",
            "x10^9/L",
        ] {
            assert!(!is_ucum(bad), "{bad}");
        }
    }

    fn conv(v: &str, from: &str, to: &str, loinc: Option<&str>, places: u32) -> Option<String> {
        convert(&v.parse().unwrap(), from, to, loinc, places).map(|d| d.to_string())
    }

    #[test]
    fn what_has_many_digits_is_rounded_and_never_panics() {
        let value = "-99999499992084531496344457";
        for (places, said) in [
            (0, "-179999099985752156693420005"),
            (6, "-179999099985752156693420004.600000"),
        ] {
            let there = conv(value, "Cel", "[degF]", None, places).unwrap();
            // The last digits are those of the factor, which is not exact.
            assert_eq!(there.get(..22), said.get(..22), "{there}");
            assert_eq!(
                there.split_once('.').map_or(0, |(_, f)| f.len()),
                places as usize
            );
        }
        for (text, places, said) in [
            ("9.996", 2, "10.00"),
            ("-199.5", 0, "-200"),
            ("1.25", 1, "1.3"),
            ("12", 3, "12.000"),
            ("-0.04", 1, "0.0"),
            ("0.05", 1, "0.1"),
            (
                "79228162514264337593543950335",
                6,
                "79228162514264337593543950335.000000",
            ),
        ] {
            assert_eq!(rounded(text, places), said, "{text}");
        }
    }

    #[test]
    fn conversions_follow_their_sources() {
        let g = Some("2345-7");
        assert_eq!(conv("5.5", "mmol/L", "mg/dL", g, 0).as_deref(), Some("99"));
        assert_eq!(conv("126", "mg/dL", "mmol/L", g, 1).as_deref(), Some("7.0"));
        assert_eq!(
            conv("7.0", "mmol/L", "mg/dL", g, 1).as_deref(),
            Some("126.1")
        );
        assert_eq!(
            conv("1.0", "mg/dL", "umol/L", Some("2160-0"), 0).as_deref(),
            Some("88")
        );
        assert_eq!(
            conv("53", "mmol/mol", "%", Some("59261-8"), 1).as_deref(),
            Some("7.0")
        );
        assert_eq!(
            conv("7.0", "%", "mmol/mol", Some("4548-4"), 0).as_deref(),
            Some("53")
        );
        assert_eq!(
            conv("150", "[lb_av]", "kg", None, 1).as_deref(),
            Some("68.0")
        );
        assert_eq!(
            conv("98.6", "[degF]", "Cel", None, 1).as_deref(),
            Some("37.0")
        );
        assert_eq!(
            conv("37.0", "Cel", "[degF]", None, 1).as_deref(),
            Some("98.6")
        );
        assert_eq!(
            conv("-40", "Cel", "[degF]", None, 0).as_deref(),
            Some("-40")
        );
        assert_eq!(
            conv("5.50", "mmol/L", "mmol/L", None, 1).as_deref(),
            Some("5.50"),
            "unchanged"
        );
        assert_eq!(
            conv("5.5", "mmol/L", "mg/dL", Some("2951-2"), 0),
            None,
            "sodium has no rule"
        );
        assert_eq!(conv("5.5", "mmol/L", "mg/dL", None, 0), None, "of what?");
    }
}
