//! Devices over Bluetooth: whatever one says, the session ends, and each notice is a reading, refused or known.

use crate::Seed;
use kin_ble::{
    Begin, Characteristic, Ending, Link, Notice, Number, RadioError, Service, clock, collect,
    context, glucose, pressure,
};
use std::cell::Cell;
use std::collections::VecDeque;
use std::time::Duration;

/// A device that says what the input holds: a byte for the length and the place, then the bytes.
struct Device {
    notices: VecDeque<Notice>,
    said: usize,
    date: Vec<u8>,
}

impl Device {
    fn of(mut data: &[u8]) -> Self {
        let places = [
            Characteristic::PRESSURE,
            Characteristic::GLUCOSE,
            Characteristic::CONTEXT,
            Characteristic::RECORDS,
        ];
        let mut notices = VecDeque::new();
        while let Some((head, rest)) = data.split_first() {
            let from = places.get(usize::from(head >> 6)).copied();
            let (bytes, more) = rest.split_at(usize::from(head & 63).min(rest.len()));
            notices.push_back(Notice {
                from: from.unwrap_or(Characteristic::PRESSURE),
                bytes: bytes.to_vec(),
            });
            data = more;
        }
        let date = notices.front().map(|n| n.bytes.clone());
        Self {
            notices,
            said: 0,
            date: date.unwrap_or_default(),
        }
    }
}

impl Link for Device {
    fn subscribe(&mut self, _: Characteristic) -> Result<(), RadioError> {
        Ok(())
    }

    fn write(&mut self, _: Characteristic, _: &[u8]) -> Result<(), RadioError> {
        Ok(())
    }

    fn read(&mut self, _: Characteristic) -> Result<Vec<u8>, RadioError> {
        Ok(self.date.clone())
    }

    fn next(&mut self, _: Duration) -> Result<Option<Notice>, RadioError> {
        let notice = self.notices.pop_front().ok_or(RadioError::Gone)?;
        self.said += 1;
        Ok(Some(notice))
    }
}

/// A number is one that can be written down.
fn sound(number: Number) {
    if let Ok(value) = number.value() {
        let text = value.to_string();
        assert!(text.len() <= 30 && !text.is_empty(), "{text}");
    }
}

/// One payload by every reader, and a whole session of both services.
pub(crate) fn device(data: &[u8]) {
    if let Ok(reading) = pressure(data) {
        sound(reading.systolic);
        sound(reading.diastolic);
        assert_eq!(pressure(data).as_ref(), Ok(&reading), "read the same again");
    }
    if let Ok(reading) = glucose(data) {
        assert_eq!(glucose(data).as_ref(), Ok(&reading), "read the same again");
    }
    crate::only_run(context(data));
    for service in Service::ALL {
        let mut device = Device::of(data);
        crate::only_run(clock(&mut device));
        let asked = Cell::new(0_u32);
        let go_on = || {
            asked.set(asked.get() + 1);
            asked.get() < 100_000
        };
        let Ok(got) = collect(&mut device, service, Begin::First, &go_on) else {
            continue;
        };
        let told = got.pressures.len() + got.glucoses.len() + got.refused.len();
        assert!(
            told + got.doubled as usize <= device.said,
            "nothing is made up"
        );
        assert!(asked.get() < 100_000, "a session ends");
        if got.ending == Ending::Nothing {
            assert_eq!(told, 0, "what came is not called nothing");
        }
        for one in &got.pressures {
            assert_eq!(pressure(&one.bytes).as_ref(), Ok(&one.reading));
        }
    }
}

/// Devices to begin with.
pub(crate) fn devices() -> Vec<Seed> {
    let pressure = [
        0x1E, 0x80, 0, 0x50, 0, 0x60, 0, 0xE8, 7, 2, 29, 9, 15, 0, 0x48, 0, 1, 0, 0,
    ];
    let glucose = [
        0x0B, 1, 0, 0xE8, 7, 2, 29, 9, 15, 0, 0, 0, 0x7B, 0xB0, 0x11, 0, 0,
    ];
    let mut session = vec![0x13];
    session.extend(pressure);
    session.push(0x40 | 0x11);
    session.extend(glucose);
    session.extend([0xC4, 6, 0, 1, 1]);
    vec![pressure.to_vec(), glucose.to_vec(), session]
}
