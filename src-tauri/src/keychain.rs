//! The operating system's keychain for quick unlock: Secret Service on Linux, Keychain Services on
//! macOS, Credential Manager on Windows. An extra, never the only way in.

use keyring::{Entry, Error};
use kin_api::{Keychain, KeychainError};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;
use zeroize::Zeroizing;

/// The name under which people find the secret in their keychain.
const SERVICE: &str = "Kinfolio";
/// A keychain that does not answer for so long is none: the window must not wait for it.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Debug)]
struct System;

fn entry(name: &str) -> Result<Entry, KeychainError> {
    Entry::new(SERVICE, name).map_err(|_| KeychainError)
}

impl Keychain for System {
    fn put(&self, name: &str, secret: &str) -> Result<(), KeychainError> {
        entry(name)?.set_password(secret).map_err(|_| KeychainError)
    }

    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, KeychainError> {
        match entry(name)?.get_password() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(_) => Err(KeychainError),
        }
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        match entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(_) => Err(KeychainError),
        }
    }
}

/// The keychain of this computer, if it has one that answers.
pub(crate) fn system() -> Option<Arc<dyn Keychain>> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || send.send(Entry::store_status().is_ok()));
    let there = receive.recv_timeout(PATIENCE).unwrap_or(false);
    there.then(|| Arc::new(System) as Arc<dyn Keychain>)
}
