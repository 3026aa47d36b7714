//! Readings against an independent reader: `vectors.tsv` was written by PyPI bluetooth-sig (`vectors.py`), and
//! readings of the standards' own examples.

use crate::{
    BleError, Comparator, Concentration, Fluid, Meal, Number, Position, PressureUnit, Site,
    Special, context, glucose, pressure,
};
use std::collections::BTreeMap;

const VECTORS: &str = include_str!("../tests/vectors.tsv");

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The lines of a characteristic: bytes and what the other reader says.
fn lines(name: &str) -> Vec<(Vec<u8>, BTreeMap<&'static str, &'static str>)> {
    let found: Vec<_> = VECTORS
        .lines()
        .filter_map(|line| {
            let mut parts = line.split('\t');
            (parts.next() == Some(name)).then_some(())?;
            let data = bytes(parts.next()?);
            let fields = parts.next()?.split(' ').filter_map(|f| f.split_once('='));
            Some((data, fields.collect()))
        })
        .collect();
    assert!(found.len() >= 5, "{name} has vectors");
    found
}

/// The same number, whatever zeros follow the point.
fn same(number: Number, text: &str) -> bool {
    let plain = |t: &str| -> f64 { t.parse().unwrap() };
    let (a, b) = (plain(&number.to_string()), plain(text));
    (a - b).abs() <= b.abs() * 1e-7
}

#[test]
fn blood_pressures_are_read_as_another_reader_reads_them() {
    for (data, says) in lines("2a35") {
        let read = pressure(&data).unwrap();
        let unit = match read.unit {
            PressureUnit::MillimetreOfMercury => "mmHg",
            PressureUnit::Kilopascal => "kPa",
        };
        assert_eq!(unit, says["unit"]);
        assert!(
            same(read.systolic, says["systolic"]),
            "{data:02x?} {says:?}"
        );
        assert!(
            same(read.diastolic, says["diastolic"]),
            "{data:02x?} {says:?}"
        );
        assert!(
            same(read.mean.unwrap(), says["mean"]),
            "{data:02x?} {says:?}"
        );
        assert_eq!(
            read.at.map(|d| d.to_string()).as_deref(),
            says.get("at").copied()
        );
        assert_eq!(read.pulse.is_some(), says.contains_key("pulse"));
        if let Some(pulse) = read.pulse {
            assert!(same(pulse, says["pulse"]));
        }
        assert_eq!(
            read.user.map(|n| n.to_string()).as_deref(),
            says.get("user").copied()
        );
        let flag = |on: bool| {
            says.contains_key("moved")
                .then_some(if on { "1" } else { "0" })
        };
        assert_eq!(flag(read.moved), says.get("moved").copied());
        assert_eq!(flag(read.loose), says.get("loose").copied());
        assert_eq!(flag(read.irregular), says.get("irregular").copied());
        assert_eq!(
            flag(read.position == Some(Position::Wrong)),
            says.get("position").copied()
        );
    }
}

fn fluid_number(fluid: Fluid) -> u8 {
    match fluid {
        Fluid::CapillaryWholeBlood => 1,
        Fluid::CapillaryPlasma => 2,
        Fluid::VenousWholeBlood => 3,
        Fluid::VenousPlasma => 4,
        Fluid::ArterialWholeBlood => 5,
        Fluid::ArterialPlasma => 6,
        Fluid::WholeBlood => 7,
        Fluid::Plasma => 8,
        Fluid::Interstitial => 9,
        Fluid::Unknown(n) => n,
    }
}

#[test]
fn glucose_is_read_as_another_reader_reads_it() {
    for (data, says) in lines("2a18") {
        let read = glucose(&data).unwrap();
        assert_eq!(read.sequence.to_string(), says["sequence"]);
        assert_eq!(read.at.unwrap().to_string(), says["at"]);
        assert_eq!(
            read.offset_minutes.to_string(),
            says.get("offset").copied().unwrap_or("0")
        );
        let raw = match read.value.unwrap() {
            Concentration::MillimolePerLitre(n) => {
                assert_eq!(says["unit"], "mmol:L");
                n.shifted(-3)
            }
            Concentration::MilligramPerDecilitre(n) => {
                assert_eq!(says["unit"], "mg:dL");
                n.shifted(-5)
            }
        };
        assert!(same(raw, says["value"]), "{data:02x?} {says:?} {raw}");
        assert_eq!(fluid_number(read.fluid).to_string(), says["fluid"]);
        let site = match read.site {
            Site::Finger => "1",
            Site::Alternate => "2",
            Site::Earlobe => "3",
            Site::Unknown => "15",
        };
        assert_eq!(site, says["site"]);
    }
}

#[test]
fn contexts_are_read_as_another_reader_reads_them() {
    for (data, says) in lines("2a34") {
        let read = context(&data).unwrap();
        assert_eq!(read.sequence.to_string(), says["sequence"]);
        match (read.carbohydrate, says.get("carbohydrate")) {
            (Some(c), Some(text)) => assert!(same(c.grams.shifted(-3), text), "{says:?}"),
            (c, text) => assert_eq!(c.is_some(), text.is_some()),
        }
        let meal = read.meal.map(|m| match m {
            Meal::Before => "1",
            Meal::After => "2",
            Meal::Fasting => "3",
            Meal::Casual => "4",
            Meal::Bedtime => "5",
        });
        assert_eq!(meal, says.get("meal").copied());
        match (read.hba1c, says.get("hba1c")) {
            (Some(n), Some(text)) => assert!(same(n, text), "{says:?}"),
            (n, text) => assert_eq!(n.is_some(), text.is_some()),
        }
    }
}

#[test]
fn words_for_no_value_never_become_a_reading() {
    for (data, says) in lines("special") {
        assert_eq!(
            says["systolic"], "refused",
            "the other reader refuses it, too"
        );
        assert!(
            matches!(pressure(&data), Err(BleError::NoValue(_))),
            "{data:02x?}"
        );
    }
    // 2047: what a cuff sends after a failed measurement.
    let failed = bytes("00ff07ff07ff07");
    assert_eq!(pressure(&failed), Err(BleError::NoValue(Special::NaN)));
    // A diastolic value alone that is none.
    assert_eq!(
        pressure(&bytes("008000ff076000")),
        Err(BleError::NoValue(Special::NaN))
    );
    // A pulse that is none leaves the reading.
    let read = pressure(&bytes("0480005200600 0ff07".replace(' ', "").as_str())).unwrap();
    assert_eq!(
        (read.systolic.to_string().as_str(), read.pulse),
        ("128", None)
    );
    for (bits, special) in [
        (0x07ff, Special::NaN),
        (0x0800, Special::NRes),
        (0x07fe, Special::PlusInfinity),
        (0x0802, Special::MinusInfinity),
        (0x0801, Special::Reserved),
    ] {
        assert_eq!(Number::of_sfloat(bits), Number::Special(special));
    }
}

#[test]
fn numbers_are_exact() {
    for (bits, text) in [
        (0x0078, "120"),
        (0xf4ce, "123.0"),
        (0xe672, "16.50"),
        (0xc03d, "0.0061"),
        (0x1001, "10"),
        (0x7000, "0"),
        (0xffff, "-0.1"),
        (0x0fff, "-1"),
        (0x8001, "0.00000001"),
    ] {
        assert_eq!(Number::of_sfloat(bits).to_string(), text, "{bits:04x}");
    }
}

/// Flags, sequence 1, 2026-11-26 07:30:00, then the rest.
fn meter(flags: u8, rest: &str) -> Vec<u8> {
    let mut data = vec![flags, 1, 0, 0xea, 0x07, 11, 26, 7, 30, 0];
    data.extend(bytes(rest));
    data
}

#[test]
fn values_come_in_the_unit_of_the_meter() {
    // 0.00110 kg/L = 110 mg/dL; 0.0061 mol/L = 6.1 mmol/L.
    let read = glucose(&meter(0b10, "6eb011")).unwrap();
    let Some(Concentration::MilligramPerDecilitre(value)) = read.value else {
        panic!("{read:?}");
    };
    assert_eq!(
        (value.to_string().as_str(), read.fluid, read.site),
        ("110", Fluid::CapillaryWholeBlood, Site::Finger)
    );
    assert_eq!(read.at.unwrap().to_string(), "2026-11-26T07:30:00");
    let read = glucose(&meter(0b110, "3dc011")).unwrap();
    let Some(Concentration::MillimolePerLitre(value)) = read.value else {
        panic!("{read:?}");
    };
    assert_eq!(value.to_string(), "6.1");
}

#[test]
fn control_solution_and_faults_never_become_a_reading() {
    assert_eq!(
        glucose(&meter(0b10, "6eb01a")),
        Err(BleError::ControlSolution),
        "the fluid"
    );
    assert_eq!(
        glucose(&meter(0b10, "6eb041")),
        Err(BleError::ControlSolution),
        "the place"
    );
    assert_eq!(
        glucose(&meter(0b10, "ff0711")),
        Err(BleError::NoValue(Special::NaN))
    );
    assert_eq!(glucose(&meter(0, "")), Err(BleError::Empty));
    for bit in [1, 2, 3, 4, 7, 8, 9, 10] {
        let status = format!(
            "6eb011{:02x}{:02x}",
            (1_u16 << bit) & 0xff,
            (1_u16 << bit) >> 8
        );
        assert_eq!(
            glucose(&meter(0b1010, &status)),
            Err(BleError::Fault),
            "status bit {bit}"
        );
    }
    // Battery low is no fault; a wrong clock takes the time only.
    assert!(glucose(&meter(0b1010, "6eb0110100")).is_ok());
    assert_eq!(glucose(&meter(0b1010, "6eb0110008")).unwrap().at, None);
}

#[test]
fn too_high_and_too_low_stay_what_they_are() {
    let high = glucose(&meter(0b1010, "fe07112000")).unwrap();
    assert_eq!(
        (high.value, high.comparator),
        (None, Some(Comparator::Above))
    );
    let low = glucose(&meter(0b1010, "14b0114000")).unwrap();
    assert!(low.value.is_some());
    assert_eq!(low.comparator, Some(Comparator::Below));
}

#[test]
fn no_length_and_no_bytes_make_it_fail_otherwise_than_by_name() {
    assert_eq!(pressure(&[]), Err(BleError::Length));
    assert_eq!(
        pressure(&bytes("00780050006000ff")),
        Err(BleError::Length),
        "too long"
    );
    assert_eq!(
        pressure(&bytes(
            "027800500060 00ea070d1a071e00".replace(' ', "").as_str()
        )),
        Err(BleError::Date),
        "month 13"
    );
    assert_eq!(
        pressure(&bytes("0278005000600000000000000000")).unwrap().at,
        None,
        "the monitor does not know"
    );
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_a_reading_or_an_error(data in proptest::collection::vec(proptest::num::u8::ANY, 0..24)) {
        let _ = pressure(&data);
        let _ = glucose(&data);
        let _ = context(&data);
    }

    #[test]
    fn every_sfloat_reads_as_the_standard_says(bits in proptest::num::u16::ANY) {
        if let Number::Value { mantissa, exponent } = Number::of_sfloat(bits) {
            let low = i32::from(bits & 0x0fff);
            let top = i32::from(bits >> 12);
            let two = |n: i32, size: i32| if n >= size / 2 { n - size } else { n };
            proptest::prop_assert_eq!(i32::from(mantissa), two(low, 4096));
            proptest::prop_assert_eq!(i32::from(exponent), two(top, 16));
        }
    }
}
