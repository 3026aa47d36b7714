//! A radio that plays back what devices said: for tests. Nothing here was recorded from a person's device.

use crate::radio::{Characteristic, Found, Heard, Link, Notice, Radio, RadioError};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a device says, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// These bytes of a characteristic, once it is listened to.
    Says(Characteristic, Vec<u8>),
    /// It waits until exactly this is written.
    Waits(Characteristic, Vec<u8>),
    /// It is silent once.
    Silent,
    /// It hangs up.
    HangsUp,
}

/// A device.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What is heard of it.
    pub found: Found,
    /// The characteristics that it has.
    pub has: Vec<Characteristic>,
    /// What it says.
    pub told: Vec<Told>,
    /// What is read of it when it is asked.
    pub holds: Vec<(Characteristic, Vec<u8>)>,
    /// Why it does not let itself be connected to.
    pub refuses: Option<RadioError>,
}

/// A radio with some devices around it.
#[derive(Debug, Default)]
pub struct Replay {
    devices: Vec<Recorded>,
    /// Why it cannot be used.
    wrong: Option<RadioError>,
    /// What was written, in its order.
    written: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Replay {
    /// A radio; without devices it is one that hears nothing.
    #[must_use]
    pub fn new(devices: Vec<Recorded>) -> Self {
        Self {
            devices,
            wrong: None,
            written: Arc::default(),
        }
    }

    /// A radio that cannot be used.
    #[must_use]
    pub fn broken(why: RadioError) -> Self {
        Self {
            wrong: Some(why),
            ..Self::default()
        }
    }

    /// What was written to devices.
    #[must_use]
    pub fn written(&self) -> Vec<Vec<u8>> {
        self.written.lock().map(|w| w.clone()).unwrap_or_default()
    }
}

impl Radio for Replay {
    fn ready(&self) -> Result<(), RadioError> {
        self.wrong.map_or(Ok(()), Err)
    }

    fn scan(&self, _: Duration, heard: Heard<'_>) -> Result<Vec<Found>, RadioError> {
        self.ready()?;
        let found: Vec<Found> = self.devices.iter().map(|d| d.found.clone()).collect();
        heard(&found);
        Ok(found)
    }

    fn connect(&self, address: &str) -> Result<Box<dyn Link>, RadioError> {
        self.ready()?;
        let device = self.devices.iter().find(|d| d.found.address == address);
        let device = device.ok_or(RadioError::NoAnswer)?;
        if let Some(error) = device.refuses {
            return Err(error);
        }
        Ok(Box::new(Played {
            has: device.has.clone(),
            told: device.told.clone().into(),
            holds: device.holds.clone(),
            heard: Vec::new(),
            written: Arc::clone(&self.written),
        }))
    }
}

struct Played {
    has: Vec<Characteristic>,
    told: VecDeque<Told>,
    holds: Vec<(Characteristic, Vec<u8>)>,
    heard: Vec<Characteristic>,
    written: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Link for Played {
    fn subscribe(&mut self, to: Characteristic) -> Result<(), RadioError> {
        if !self.has.contains(&to) {
            return Err(RadioError::NotOffered);
        }
        self.heard.push(to);
        Ok(())
    }

    fn write(&mut self, to: Characteristic, bytes: &[u8]) -> Result<(), RadioError> {
        if !self.has.contains(&to) {
            return Err(RadioError::NotOffered);
        }
        if let Ok(mut written) = self.written.lock() {
            written.push(bytes.to_vec());
        }
        if self.told.front() == Some(&Told::Waits(to, bytes.to_vec())) {
            self.told.pop_front();
        }
        Ok(())
    }

    fn read(&mut self, from: Characteristic) -> Result<Vec<u8>, RadioError> {
        let held = self.holds.iter().find(|(what, _)| *what == from);
        held.map(|(_, bytes)| bytes.clone())
            .ok_or(RadioError::NotOffered)
    }

    fn next(&mut self, _: Duration) -> Result<Option<Notice>, RadioError> {
        match self.told.front() {
            Some(Told::Waits(..)) => Ok(None),
            None => Err(RadioError::Gone),
            Some(_) => match self.told.pop_front() {
                Some(Told::Says(from, bytes)) if self.heard.contains(&from) => {
                    Ok(Some(Notice { from, bytes }))
                }
                Some(Told::HangsUp) => {
                    self.told.clear();
                    Err(RadioError::Gone)
                }
                _ => Ok(None),
            },
        }
    }
}
