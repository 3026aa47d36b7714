//! The Bluetooth radio of this computer, for [`kin_ble::Radio`]: BlueZ on Linux, WinRT on Windows, CoreBluetooth on macOS,
//! all by btleplug. Only the window has it; everything that can be tested without a radio is in kin-ble.
//!
//! It listens for two services, connects to the one device that a person chose, and reads. Nothing of a record is here,
//! and nothing is sent but the question for readings. What a device says is handed on as it came.
//!
//! No device of flesh and plastic was tried: this crate builds, and says that there is no radio where there is none.

mod wrong;

use btleplug::api::bleuuid::uuid_from_u16;
use btleplug::api::{
    Central as _, CentralState, Manager as _, Peripheral as _, ScanFilter, ValueNotification,
    WriteType,
};
use btleplug::platform::{Adapter, Manager, Peripheral};
use futures_util::{Stream, StreamExt as _};
use kin_ble::{Characteristic, Found, Heard, Link, Notice, Radio, RadioError, Service};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use wrong::why;

/// Devices that are looked at in one round: a busy house has some dozens.
const DEVICES: usize = 200;
/// Between two looks at who is there.
const LOOK: Duration = Duration::from_millis(400);
/// For a question to the system.
const ASK: Duration = Duration::from_secs(5);
/// For a connection, and for what a device offers.
const CONNECT: Duration = Duration::from_secs(20);
/// For the first word of a device that is not paired: somebody may have to type its number.
const PAIR: Duration = Duration::from_secs(45);
/// For one value.
const READ: Duration = Duration::from_secs(3);
/// How long a device that was found before is listened for again.
const AGAIN: Duration = Duration::from_secs(15);

/// The radio of this computer. Nothing is asked of it before somebody wants it.
#[must_use]
pub fn system() -> Arc<dyn Radio> {
    Arc::new(Computer::default())
}

/// What is held once it was used: devices are known to the one that found them.
struct Station {
    runtime: Runtime,
    manager: Manager,
}

#[derive(Default)]
struct Computer {
    station: Mutex<Option<Arc<Station>>>,
}

impl fmt::Debug for Computer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Computer")
    }
}

impl Station {
    fn open() -> Result<Self, RadioError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| RadioError::NoRadio)?;
        let manager = runtime.block_on(within(ASK, Manager::new(), RadioError::NoRadio))?;
        Ok(Self { runtime, manager })
    }

    /// The first radio that is switched on.
    async fn adapter(&self) -> Result<Adapter, RadioError> {
        let all = within(ASK, self.manager.adapters(), RadioError::NoRadio).await?;
        let mut answer = RadioError::NoRadio;
        for adapter in all {
            match within(ASK, adapter.adapter_state(), RadioError::NoRadio).await {
                // Unknown: the system has not said yet; a scan shows.
                Ok(CentralState::PoweredOn | CentralState::Unknown) => return Ok(adapter),
                Ok(CentralState::PoweredOff) => answer = RadioError::Off,
                Err(error) => answer = error,
            }
        }
        Err(answer)
    }
}

/// What something gives, unless it takes too long.
async fn within<T>(
    time: Duration,
    of: impl Future<Output = btleplug::Result<T>>,
    otherwise: RadioError,
) -> Result<T, RadioError> {
    match tokio::time::timeout(time, of).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(why(&error, otherwise)),
        Err(_) => Err(otherwise),
    }
}

impl Computer {
    fn station(&self) -> Result<Arc<Station>, RadioError> {
        let mut held = self.station.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(station) = &*held {
            return Ok(Arc::clone(station));
        }
        let station = Arc::new(Station::open()?);
        *held = Some(Arc::clone(&station));
        Ok(station)
    }

    /// A radio that is gone is looked for anew the next time.
    fn forget<T>(&self, done: Result<T, RadioError>) -> Result<T, RadioError> {
        if let Err(RadioError::NoRadio) = done {
            *self.station.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        done
    }
}

fn filter() -> ScanFilter {
    ScanFilter {
        services: Service::ALL
            .iter()
            .map(|one| uuid_from_u16(one.number()))
            .collect(),
    }
}

/// Who is there now and offers one of the services. Filters of the system are the union of what all programs want: it is
/// looked again here.
async fn around(adapter: &Adapter) -> Result<Vec<Nearby>, RadioError> {
    let all = within(ASK, adapter.peripherals(), RadioError::NoRadio).await?;
    let mut found = Vec::new();
    for one in all.into_iter().take(DEVICES) {
        let Ok(Some(said)) = within(ASK, one.properties(), RadioError::NoAnswer).await else {
            continue;
        };
        let offers = |service: &Service| said.services.contains(&uuid_from_u16(service.number()));
        let services: Vec<Service> = Service::ALL.into_iter().filter(offers).collect();
        // The system remembers devices that are not there: those have no strength.
        let near = said.rssi.is_some()
            || within(ASK, one.is_connected(), RadioError::NoAnswer).await == Ok(true);
        if services.is_empty() || !near {
            continue;
        }
        let name = said.local_name.or(said.advertisement_name);
        found.push((
            Found {
                address: one.id().to_string(),
                name: name.unwrap_or_default(),
                services,
                signal: said.rssi,
            },
            one,
        ));
    }
    Ok(found)
}

/// A device that was heard, and the way to it.
type Nearby = (Found, Peripheral);
/// Whether what was heard so far is enough.
type Enough<'e> = &'e mut dyn FnMut(&[Nearby]) -> bool;

/// Listens until `enough`, and always stops the radio afterwards.
async fn listen(
    adapter: &Adapter,
    time: Duration,
    enough: Enough<'_>,
) -> Result<Vec<Nearby>, RadioError> {
    within(ASK, adapter.start_scan(filter()), RadioError::NoAnswer).await?;
    let begun = Instant::now();
    let outcome = loop {
        tokio::time::sleep(LOOK).await;
        match around(adapter).await {
            Ok(found) if enough(&found) || begun.elapsed() >= time => break Ok(found),
            Ok(_) => {}
            Err(error) => break Err(error),
        }
    };
    // What was heard counts, also where the radio does not stop at once.
    let _ = within(ASK, adapter.stop_scan(), RadioError::NoAnswer).await;
    outcome
}

impl Radio for Computer {
    fn ready(&self) -> Result<(), RadioError> {
        // On a thread of its own: whoever asks may be inside another runtime, and the system's part may panic.
        let asked = std::thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let station = self.station()?;
                station.runtime.block_on(station.adapter()).map(drop)
            });
            asking.join().unwrap_or(Err(RadioError::NoRadio))
        });
        self.forget(asked)
    }

    fn scan(&self, time: Duration, heard: Heard<'_>) -> Result<Vec<Found>, RadioError> {
        let told =
            |found: &[Nearby]| -> Vec<Found> { found.iter().map(|(one, _)| one.clone()).collect() };
        let scanned = self.station().and_then(|station| {
            station.runtime.block_on(async {
                let adapter = station.adapter().await?;
                let found = listen(&adapter, time, &mut |found| !heard(&told(found))).await?;
                Ok(told(&found))
            })
        });
        self.forget(scanned)
    }

    fn connect(&self, address: &str) -> Result<Box<dyn Link>, RadioError> {
        let station = self.forget(self.station())?;
        let (device, notices) = station.runtime.block_on(async {
            let adapter = station.adapter().await?;
            let of = |found: Vec<Nearby>| found.into_iter().find(|(one, _)| one.address == address);
            let known = match of(around(&adapter).await?) {
                Some(known) => Some(known),
                None => {
                    let here = |found: &[Nearby]| found.iter().any(|f| f.0.address == address);
                    of(listen(&adapter, AGAIN, &mut |found| here(found)).await?)
                }
            };
            let (_, device) = known.ok_or(RadioError::NoAnswer)?;
            match open(&device).await {
                Ok(notices) => Ok((device, notices)),
                Err(error) => {
                    let _ = within(READ, device.disconnect(), RadioError::Gone).await;
                    Err(error)
                }
            }
        })?;
        Ok(Box::new(Connected {
            station,
            device,
            notices,
        }))
    }
}

type Notices = Pin<Box<dyn Stream<Item = ValueNotification> + Send>>;

/// Connects, learns what the device offers, and opens the ear before anything is said.
async fn open(device: &Peripheral) -> Result<Notices, RadioError> {
    within(CONNECT, device.connect(), RadioError::NoAnswer).await?;
    within(CONNECT, device.discover_services(), RadioError::NoAnswer).await?;
    within(ASK, device.notifications(), RadioError::NoAnswer).await
}

struct Connected {
    station: Arc<Station>,
    device: Peripheral,
    notices: Notices,
}

impl Connected {
    fn find(&self, what: Characteristic) -> Result<btleplug::api::Characteristic, RadioError> {
        let wanted = uuid_from_u16(what.0);
        let all = self.device.characteristics();
        all.into_iter()
            .find(|one| one.uuid == wanted)
            .ok_or(RadioError::NotOffered)
    }
}

/// The assigned number of a characteristic, where it has one of 16 bits.
fn number(uuid: uuid::Uuid) -> Option<u16> {
    let short = u16::try_from(uuid.as_u128() >> 96).ok()?;
    (uuid_from_u16(short) == uuid).then_some(short)
}

impl Link for Connected {
    fn subscribe(&mut self, to: Characteristic) -> Result<(), RadioError> {
        let what = self.find(to)?;
        let asked = within(PAIR, self.device.subscribe(&what), RadioError::NotPaired);
        self.station.runtime.block_on(asked)
    }

    fn write(&mut self, to: Characteristic, bytes: &[u8]) -> Result<(), RadioError> {
        let what = self.find(to)?;
        let write = self.device.write(&what, bytes, WriteType::WithResponse);
        let asked = within(PAIR, write, RadioError::NotPaired);
        self.station.runtime.block_on(asked)
    }

    fn read(&mut self, from: Characteristic) -> Result<Vec<u8>, RadioError> {
        let what = self.find(from)?;
        let asked = within(READ, self.device.read(&what), RadioError::NoAnswer);
        self.station.runtime.block_on(asked)
    }

    fn next(&mut self, wait: Duration) -> Result<Option<Notice>, RadioError> {
        let (device, notices) = (&self.device, &mut self.notices);
        self.station.runtime.block_on(async {
            match tokio::time::timeout(wait, notices.next()).await {
                Ok(Some(said)) => Ok(number(said.uuid).map(|from| Notice {
                    from: Characteristic(from),
                    bytes: said.value,
                })),
                Ok(None) => Err(RadioError::Gone),
                Err(_) => match within(READ, device.is_connected(), RadioError::Gone).await {
                    Ok(true) => Ok(None),
                    _ => Err(RadioError::Gone),
                },
            }
        })
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        let ended = within(READ, self.device.disconnect(), RadioError::Gone);
        let _ = self.station.runtime.block_on(ended);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_without_a_radio_says_so() {
        let radio = system();
        match radio.ready() {
            Ok(()) => println!("skipped: this computer has a radio"),
            Err(why) => {
                assert!(
                    matches!(
                        why,
                        RadioError::NoRadio | RadioError::Off | RadioError::NotAllowed
                    ),
                    "{why}"
                );
                let scanned = radio.scan(Duration::ZERO, &|_| true);
                assert!(scanned.is_err());
                assert!(radio.connect("nobody").is_err());
                assert!(radio.ready().is_err(), "and says it again");
            }
        }
    }

    #[test]
    fn numbers_are_taken_from_the_long_names_that_have_one() {
        for what in [
            Characteristic::PRESSURE,
            Characteristic::GLUCOSE,
            Characteristic::CONTEXT,
            Characteristic::RECORDS,
        ] {
            assert_eq!(number(uuid_from_u16(what.0)), Some(what.0));
        }
        assert_eq!(number(uuid::Uuid::from_u128(0x2A35)), None);
        assert_eq!(number(uuid::Uuid::from_u128(u128::MAX)), None);
    }
}
