//! Sessions with devices that are played back. The bytes are made by the standards' tables, of nobody.

use super::*;
use crate::radio::{Found, Radio as _};
use crate::replay::{Recorded, Replay, Told};
use crate::{Meal, Special};

fn device(has: &[Characteristic], told: Vec<Told>) -> Replay {
    Replay::new(vec![Recorded {
        found: Found {
            address: "a".to_owned(),
            name: "Meter".to_owned(),
            services: Service::ALL.to_vec(),
            signal: Some(-60),
        },
        has: has.to_vec(),
        told,
        holds: Vec::new(),
        refuses: None,
    }])
}

fn asked(radio: &Replay, service: Service, from: Begin) -> Result<Collected, SessionError> {
    let mut link = radio.connect("a").unwrap();
    collect(link.as_mut(), service, from, &|| true)
}

/// Upper, lower, mean, 2026-07-04 08:MM:00, pulse 70, user, no status.
fn cuff(upper: u8, lower: u8, minute: u8, user: u8) -> Told {
    let bytes = vec![
        0b0000_1110,
        upper,
        0,
        lower,
        0,
        93,
        0,
        0xEA,
        0x07,
        7,
        4,
        8,
        minute,
        0,
        70,
        0,
        user,
    ];
    Told::Says(Characteristic::PRESSURE, bytes)
}

/// Number, 2026-07-04 08:00:00, minutes of offset, mg/dL, kind and place, status.
fn meter(number: u16, offset: i16, mg: u16, kind: u8, status: u16) -> Told {
    let [low, high] = number.to_le_bytes();
    let mut bytes = vec![0b0000_1011, low, high, 0xEA, 0x07, 7, 4, 8, 0, 0];
    bytes.extend_from_slice(&offset.to_le_bytes());
    // kg/L: 110 mg/dL are 110 × 10⁻⁵ kg/L.
    bytes.extend_from_slice(&(0xB000 | mg).to_le_bytes());
    bytes.push(kind);
    bytes.extend_from_slice(&status.to_le_bytes());
    Told::Says(Characteristic::GLUCOSE, bytes)
}

fn says(bytes: &[u8]) -> Told {
    Told::Says(Characteristic::RECORDS, bytes.to_vec())
}

fn waits(bytes: &[u8]) -> Told {
    Told::Waits(Characteristic::RECORDS, bytes.to_vec())
}

const METER: [Characteristic; 3] = [
    Characteristic::GLUCOSE,
    Characteristic::CONTEXT,
    Characteristic::RECORDS,
];
const ALL: [u8; 2] = [1, 1];
const DONE: [u8; 4] = [6, 0, 1, 1];

#[test]
fn a_monitor_tells_what_it_has_and_hangs_up() {
    let error = vec![0, 0xFF, 0x07, 0xFF, 0x07, 0xFF, 0x07];
    let radio = device(
        &[Characteristic::PRESSURE],
        vec![
            Told::Silent,
            cuff(128, 82, 0, 1),
            cuff(131, 85, 5, 2),
            cuff(128, 82, 0, 1),
            Told::Says(Characteristic::PRESSURE, error),
            Told::Says(Characteristic::PRESSURE, vec![1, 2]),
            Told::HangsUp,
        ],
    );
    let got = asked(&radio, Service::BloodPressure, Begin::First).unwrap();
    let values: Vec<String> = got
        .pressures
        .iter()
        .map(|p| format!("{}/{}", p.reading.systolic, p.reading.diastolic))
        .collect();
    assert_eq!(values, ["128/82", "131/85"]);
    assert_eq!(got.doubled, 1);
    assert_eq!(got.users().into_iter().collect::<Vec<_>>(), [1, 2]);
    let why: Vec<BleError> = got.refused.iter().map(|r| r.why).collect();
    assert_eq!(why, [BleError::NoValue(Special::NaN), BleError::Length]);
    assert_eq!(got.ending, Ending::Whole);
    let silent = device(&[Characteristic::PRESSURE], vec![Told::HangsUp]);
    let got = asked(&silent, Service::BloodPressure, Begin::First).unwrap();
    assert_eq!(got.ending, Ending::Nothing);
}

#[test]
fn a_meter_is_asked_for_all_and_says_when_that_was_all() {
    let context = vec![0b0000_0010, 2, 0, 3];
    let radio = device(
        &METER,
        vec![
            waits(&ALL),
            meter(2, 60, 110, 0x11, 0),
            Told::Says(Characteristic::CONTEXT, context),
            meter(1, 0, 98, 0x11, 0),
            // Control solution by fluid and by place, a fault, too high, and the first one again.
            meter(3, 0, 99, 0x1A, 0),
            meter(4, 0, 99, 0x41, 0),
            meter(5, 0, 99, 0x11, 1 << 10),
            meter(6, 0, 600, 0x11, 1 << 5),
            meter(1, 0, 98, 0x11, 0),
            says(&DONE),
        ],
    );
    let got = asked(&radio, Service::Glucose, Begin::First).unwrap();
    let numbers: Vec<u16> = got.glucoses.iter().map(|g| g.reading.sequence).collect();
    assert_eq!(numbers, [1, 2, 6]);
    assert_eq!(got.glucoses[1].reading.offset_minutes, 60);
    let meal = got.glucoses[1].context.as_ref().and_then(|c| c.meal);
    assert_eq!(meal, Some(Meal::Fasting));
    assert_eq!(got.glucoses[0].context, None);
    assert!(got.glucoses[2].reading.comparator.is_some());
    let why: Vec<BleError> = got.refused.iter().map(|r| r.why).collect();
    assert_eq!(
        why,
        [
            BleError::ControlSolution,
            BleError::ControlSolution,
            BleError::Fault
        ]
    );
    assert_eq!((got.doubled, got.last()), (1, Some(6)));
    assert_eq!(got.ending, Ending::Whole);
    assert_eq!(radio.written(), [ALL.to_vec()]);
}

#[test]
fn a_meter_is_asked_from_a_number_on_and_for_all_where_it_cannot() {
    let at = [1, 3, 1, 7, 1];
    let radio = device(
        &METER,
        vec![waits(&at), meter(263, 0, 98, 0x11, 0), says(&DONE)],
    );
    let got = asked(&radio, Service::Glucose, Begin::At(263)).unwrap();
    assert_eq!(got.last(), Some(263));
    assert_eq!(radio.written(), [at.to_vec()]);
    let radio = device(&METER, vec![waits(&at), says(&[6, 0, 1, 6])]);
    let got = asked(&radio, Service::Glucose, Begin::At(263)).unwrap();
    assert_eq!(got.ending, Ending::Nothing);
    // "Operator not supported".
    let radio = device(
        &METER,
        vec![
            waits(&at),
            says(&[6, 0, 1, 4]),
            waits(&ALL),
            meter(1, 0, 98, 0x11, 0),
            says(&DONE),
        ],
    );
    let got = asked(&radio, Service::Glucose, Begin::At(263)).unwrap();
    assert_eq!((got.last(), got.ending), (Some(1), Ending::Whole));
    assert_eq!(radio.written(), [at.to_vec(), ALL.to_vec()]);
    let radio = device(&METER, vec![waits(&ALL), says(&[6, 0, 1, 8])]);
    let refused = asked(&radio, Service::Glucose, Begin::First);
    assert_eq!(refused, Err(SessionError::Refused(8)));
}

#[test]
fn a_session_that_breaks_off_says_so() {
    let half = |end: Vec<Told>| {
        let mut told = vec![waits(&ALL), meter(1, 0, 98, 0x11, 0)];
        told.extend(end);
        asked(&device(&METER, told), Service::Glucose, Begin::First).unwrap()
    };
    for end in [
        vec![Told::HangsUp],
        vec![Told::Silent; 40],
        // "Procedure not completed", and words of another request.
        vec![says(&[6, 0, 1, 8])],
        vec![says(&[5, 0, 1, 0]), Told::HangsUp],
    ] {
        let got = half(end);
        assert_eq!((got.ending, got.glucoses.len()), (Ending::Early, 1));
    }
    let silent = device(&METER, vec![waits(&ALL), Told::HangsUp]);
    let nothing = asked(&silent, Service::Glucose, Begin::First);
    assert_eq!(nothing, Err(SessionError::Radio(RadioError::NoAnswer)));
    // Without a context it is a meter all the same; without measurements it is none.
    let plain = [Characteristic::GLUCOSE, Characteristic::RECORDS];
    let told = vec![waits(&ALL), meter(1, 0, 98, 0x11, 0), says(&DONE)];
    let got = asked(&device(&plain, told), Service::Glucose, Begin::First).unwrap();
    assert_eq!(got.glucoses.len(), 1);
    let none = asked(&device(&[], vec![]), Service::Glucose, Begin::First);
    assert_eq!(none, Err(SessionError::Radio(RadioError::NotOffered)));
    let endless = vec![0; 600];
    let radio = device(
        &[Characteristic::PRESSURE],
        vec![Told::Says(Characteristic::PRESSURE, endless)],
    );
    let much = asked(&radio, Service::BloodPressure, Begin::First);
    assert_eq!(much, Err(SessionError::TooMuch));
    let mut link = radio.connect("a").unwrap();
    let stopped = collect(link.as_mut(), Service::BloodPressure, Begin::First, &|| {
        false
    });
    assert_eq!(stopped, Err(SessionError::Stopped));
}

#[test]
fn a_clock_is_read_where_a_device_has_one() {
    let told = |holds: Vec<(Characteristic, Vec<u8>)>| {
        let radio = Replay::new(vec![Recorded {
            found: Found {
                address: "a".to_owned(),
                name: String::new(),
                services: vec![Service::Glucose],
                signal: None,
            },
            has: METER.to_vec(),
            told: Vec::new(),
            holds,
            refuses: None,
        }]);
        let mut link = radio.connect("a").unwrap();
        clock(link.as_mut()).map(|date| date.to_string())
    };
    let date = vec![0xEA, 0x07, 7, 4, 8, 30, 5];
    let mut long = date.clone();
    long.extend_from_slice(&[6, 128, 0]);
    let says = Some("2026-07-04T08:30:05".to_owned());
    assert_eq!(told(vec![(Characteristic::DATE_TIME, date.clone())]), says);
    assert_eq!(told(vec![(Characteristic::CURRENT_TIME, long)]), says);
    assert_eq!(told(Vec::new()), None);
    // Too short, too long, no date, not set.
    for bytes in [
        vec![1, 2],
        vec![0; 512],
        vec![0xEA, 0x07, 13, 4, 8, 30, 5],
        vec![0; 7],
    ] {
        assert_eq!(told(vec![(Characteristic::DATE_TIME, bytes)]), None);
    }
}

#[test]
fn a_radio_says_why_it_cannot_be_used() {
    let heard = std::cell::Cell::new(0);
    let count = |found: &[Found]| {
        heard.set(found.len());
        true
    };
    for why in [RadioError::NoRadio, RadioError::Off, RadioError::NotAllowed] {
        let radio = Replay::broken(why);
        assert_eq!(radio.ready(), Err(why));
        assert_eq!(radio.scan(Duration::ZERO, &count), Err(why));
        assert_eq!(radio.connect("a").err(), Some(why));
    }
    let radio = device(&METER, Vec::new());
    assert_eq!(radio.ready(), Ok(()));
    assert_eq!(radio.scan(Duration::ZERO, &count).map(|f| f.len()), Ok(1));
    assert_eq!(heard.get(), 1);
}

proptest::proptest! {
    /// Whatever a device says: what comes out is accounted for, once each, and nothing of it is a value that is none.
    #[test]
    fn any_device_is_heard_to_its_end(
        said in proptest::collection::vec((0_usize..4, proptest::collection::vec(proptest::num::u8::ANY, 0..24)), 0..40),
        meter in proptest::bool::ANY,
    ) {
        const ALL: [Characteristic; 4] = [
            Characteristic::PRESSURE,
            Characteristic::GLUCOSE,
            Characteristic::CONTEXT,
            Characteristic::RECORDS,
        ];
        let told: Vec<Told> = said.iter().map(|(at, bytes)| Told::Says(ALL[*at], bytes.clone())).collect();
        let radio = device(&ALL, told);
        let service = if meter { Service::Glucose } else { Service::BloodPressure };
        if let Ok(got) = asked(&radio, service, Begin::First) {
            let all = got.pressures.len() + got.glucoses.len() + got.refused.len();
            proptest::prop_assert!(all + usize::try_from(got.doubled).unwrap() <= said.len());
            for one in &got.pressures {
                proptest::prop_assert_eq!(pressure(&one.bytes), Ok(one.reading.clone()));
            }
            for one in &got.glucoses {
                proptest::prop_assert_eq!(glucose(&one.bytes), Ok(one.reading.clone()));
            }
        }
    }
}
