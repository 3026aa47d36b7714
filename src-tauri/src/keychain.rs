//! The operating system's keychain for quick unlock: Secret Service on Linux, Keychain Services on
//! macOS, Credential Manager on Windows. An extra, never the only way in.

use keyring::{Entry, Error};
use kin_api::{Keychain, KeychainError};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// The name under which people find the secret in their keychain.
const SERVICE: &str = "Kinfolio";
/// A keychain that does not answer for so long is none: the window must not wait for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether there is a keychain that answers.
#[derive(Debug)]
enum Answer {
    /// It was asked at this time, and the answer comes here.
    Awaited(Instant, mpsc::Receiver<bool>),
    Known(bool),
}

#[derive(Debug)]
struct System(Mutex<Answer>);

fn entry(name: &str) -> Result<Entry, KeychainError> {
    Entry::new(SERVICE, name).map_err(|_| KeychainError)
}

impl Keychain for System {
    fn answers(&self) -> bool {
        let mut answer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let there = match &*answer {
            Answer::Known(there) => *there,
            Answer::Awaited(asked, receive) => {
                let left = PATIENCE.saturating_sub(asked.elapsed());
                receive.recv_timeout(left).unwrap_or(false)
            }
        };
        *answer = Answer::Known(there);
        there
    }

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

/// The keychain of this computer. It is asked now, and waited for only when somebody wants to know:
/// the window comes meanwhile.
pub(crate) fn system() -> Arc<dyn Keychain> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || send.send(Entry::store_status().is_ok()));
    Arc::new(System(Mutex::new(Answer::Awaited(Instant::now(), receive))))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::system;
    use std::process::Command;

    /// A bus and a keychain of their own, in a throwaway home.
    const DESKTOP: &str = r#"
        printf 'keychain' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 77
        exec "$0" --exact keychain::tests::child --ignored --nocapture
    "#;

    fn there(program: &str) -> bool {
        Command::new(program).arg("--version").output().is_ok()
    }

    #[test]
    fn a_real_secret_service_keeps_gives_and_forgets() {
        if !there("dbus-run-session") || !there("gnome-keyring-daemon") {
            println!("skipped: dbus-run-session or gnome-keyring-daemon is not here");
            return;
        }
        let home = tempfile::tempdir().unwrap();
        let output = Command::new("dbus-run-session")
            .args(["--", "sh", "-c", DESKTOP])
            .arg(std::env::current_exe().unwrap())
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env("XDG_DATA_HOME", home.path().join("data"))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .output()
            .unwrap();
        if output.status.code() == Some(77) {
            println!("skipped: no keychain can be started here");
            return;
        }
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("1 passed"), "{said}");
    }

    #[test]
    #[ignore = "runs inside the desktop of the test above"]
    fn child() {
        let keychain = system();
        assert!(keychain.answers(), "a keychain answers");
        assert!(keychain.answers(), "and goes on doing so");
        assert_eq!(keychain.get("vault/person"), Ok(None), "nothing yet");
        keychain.put("vault/person", "first").unwrap();
        keychain.put("vault/person", "second").unwrap();
        keychain.put("vault/other", "another").unwrap();
        let kept = keychain.get("vault/person").unwrap().unwrap();
        assert_eq!(kept.as_str(), "second", "in place of the first");
        keychain.remove("vault/person").unwrap();
        keychain.remove("vault/person").unwrap();
        assert_eq!(keychain.get("vault/person"), Ok(None), "forgotten");
        let other = keychain.get("vault/other").unwrap().unwrap();
        assert_eq!(other.as_str(), "another", "the other one stays");
    }
}
