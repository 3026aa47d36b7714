//! Devices that are made up, for tests of the window and for its pictures: a monitor with two users, a meter. In debug
//! builds alone, and only where `KINFOLIO_TEST_RADIO` says so: `home`, `nobody` (no device near), `off`, `none`.

use crate::clock::Clock;
use kin_ble::Radio;
use std::sync::Arc;

/// The radio that the environment of a test asks for.
pub(crate) fn of_tests(clock: &Clock) -> Option<Arc<dyn Radio>> {
    #[cfg(debug_assertions)]
    {
        let wanted = std::env::var("KINFOLIO_TEST_RADIO").ok()?;
        Some(home::radio(&wanted, clock))
    }
    #[cfg(not(debug_assertions))]
    {
        let _ = clock;
        None
    }
}

#[cfg(debug_assertions)]
mod home {
    use crate::clock::Clock;
    use jiff::Span;
    use jiff::civil::DateTime;
    use kin_ble::{
        Characteristic, Found, Heard, Link, Radio, RadioError, Recorded, Replay, Service, Told,
    };
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    /// A search ends by itself after this time.
    const SEARCH: Duration = Duration::from_secs(4);

    pub(super) fn radio(wanted: &str, clock: &Clock) -> Arc<dyn Radio> {
        match wanted {
            "off" => Arc::new(Replay::broken(RadioError::Off)),
            "none" => Arc::new(Replay::broken(RadioError::NoRadio)),
            "nobody" => Arc::new(Home(None)),
            _ => Arc::new(Home(Some(clock.clone()))),
        }
    }

    #[derive(Debug)]
    struct Home(Option<Clock>);

    impl Home {
        fn now(&self) -> Replay {
            Replay::new(self.0.as_ref().map(devices).unwrap_or_default())
        }
    }

    impl Radio for Home {
        fn ready(&self) -> Result<(), RadioError> {
            Ok(())
        }

        fn scan(&self, time: Duration, heard: Heard<'_>) -> Result<Vec<Found>, RadioError> {
            let found = self.now().scan(time, &|_| true)?;
            let begun = Instant::now();
            // As a radio does: the second device is heard later than the first.
            while begun.elapsed() < SEARCH {
                std::thread::sleep(Duration::from_millis(150));
                let late = begun.elapsed() > SEARCH / 8;
                let some = found.get(..1).unwrap_or_default();
                if !heard(if late { &found } else { some }) {
                    break;
                }
            }
            Ok(found)
        }

        fn connect(&self, address: &str) -> Result<Box<dyn Link>, RadioError> {
            self.now().connect(address)
        }
    }

    fn date(at: DateTime) -> Vec<u8> {
        let small = |n: i8| n.unsigned_abs();
        let mut bytes = at.year().to_le_bytes().to_vec();
        bytes.extend([
            small(at.month()),
            small(at.day()),
            small(at.hour()),
            small(at.minute()),
            small(at.second()),
        ]);
        bytes
    }

    /// So many days before now, at an hour of the day.
    fn before(now: DateTime, days: i64, hour: i8, minute: i8) -> DateTime {
        let day = now.checked_sub(Span::new().days(days)).unwrap_or(now);
        day.date().at(hour, minute, 0, 0)
    }

    fn pressure(at: DateTime, (high, low, pulse): (u16, u16, u16), user: u8, status: u16) -> Told {
        let mut bytes = vec![0b0001_1110];
        for value in [high, low, (high + 2 * low) / 3] {
            bytes.extend(value.to_le_bytes());
        }
        bytes.extend(date(at));
        bytes.extend(pulse.to_le_bytes());
        bytes.push(user);
        bytes.extend(status.to_le_bytes());
        Told::Says(Characteristic::PRESSURE, bytes)
    }

    /// Tenths of mmol/L; fluid and place; status.
    fn glucose(number: u16, at: DateTime, tenths: u16, kind: u8, status: u16) -> Told {
        let mut bytes = vec![0b0000_1110];
        bytes.extend(number.to_le_bytes());
        bytes.extend(date(at));
        bytes.extend((0xC000 | tenths).to_le_bytes());
        bytes.push(kind);
        bytes.extend(status.to_le_bytes());
        Told::Says(Characteristic::GLUCOSE, bytes)
    }

    fn meal(number: u16, meal: u8) -> Told {
        let mut bytes = vec![0b0000_0010];
        bytes.extend(number.to_le_bytes());
        bytes.push(meal);
        Told::Says(Characteristic::CONTEXT, bytes)
    }

    fn devices(clock: &Clock) -> Vec<Recorded> {
        let now: Option<DateTime> = clock.now_text().get(..19).and_then(|t| t.parse().ok());
        let now = now.unwrap_or_default();
        let at = |days, hour, minute| before(now, days, hour, minute);
        let failed = [0, 0xFF, 7, 0xFF, 7, 0xFF, 7];
        let ahead = now.checked_add(Span::new().minutes(47)).unwrap_or(now);
        let found = |address: &str, name: &str, service, signal| Found {
            address: address.to_owned(),
            name: name.to_owned(),
            services: vec![service],
            signal: Some(signal),
        };
        let ask = Told::Waits(Characteristic::RECORDS, vec![1, 1]);
        let all = Told::Says(Characteristic::RECORDS, vec![6, 0, 1, 1]);
        vec![
            Recorded {
                found: found("made-up-1", "Home BP 5", Service::BloodPressure, -52),
                has: vec![Characteristic::PRESSURE],
                told: vec![
                    pressure(at(3, 7, 10), (128, 82, 68), 1, 0),
                    pressure(at(3, 20, 5), (131, 84, 71), 1, 0),
                    Told::Says(Characteristic::PRESSURE, failed.to_vec()),
                    pressure(at(2, 7, 2), (126, 80, 66), 1, 4),
                    pressure(at(2, 7, 30), (142, 91, 75), 2, 0),
                    pressure(at(1, 7, 15), (134, 86, 70), 1, 1),
                    Told::HangsUp,
                ],
                holds: vec![(Characteristic::DATE_TIME, date(now))],
                refuses: None,
            },
            Recorded {
                found: found("made-up-2", "Glucose Meter", Service::Glucose, -78),
                has: vec![
                    Characteristic::GLUCOSE,
                    Characteristic::CONTEXT,
                    Characteristic::RECORDS,
                ],
                told: vec![
                    ask,
                    glucose(41, at(2, 7, 55), 61, 0x11, 0),
                    meal(41, 3),
                    glucose(42, at(2, 14, 10), 88, 0x11, 0),
                    meal(42, 2),
                    glucose(43, at(2, 14, 15), 68, 0x4A, 0),
                    glucose(44, at(1, 7, 50), 65, 0x11, 0),
                    glucose(45, at(1, 7, 52), 65, 0x11, 4),
                    all,
                ],
                holds: vec![(Characteristic::CURRENT_TIME, {
                    let mut time = date(ahead);
                    time.extend([0, 0, 0]);
                    time
                })],
                refuses: None,
            },
        ]
    }
}
