//! Locking when the computer goes to sleep or its screen is locked: on Linux the system says so over
//! D-Bus. Elsewhere only the gap in the clock after sleep is noticed (`idle.rs`); not there yet: the
//! screen lock of macOS and Windows.

use std::thread;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::{Message, Type};
use zbus::{MatchRule, Result};

/// A signal that means: nobody is there. With `true` inside where it says begin and end alike.
#[derive(Debug, Clone, Copy)]
struct Signal {
    interface: &'static str,
    member: &'static str,
    begins: bool,
}

const fn signal(interface: &'static str, member: &'static str, begins: bool) -> Signal {
    Signal {
        interface,
        member,
        begins,
    }
}

/// On the system's bus.
///
/// # Source
/// systemd, org.freedesktop.login1(5).
const SYSTEM: &[Signal] = &[
    signal("org.freedesktop.login1.Manager", "PrepareForSleep", true),
    signal("org.freedesktop.login1.Manager", "PrepareForShutdown", true),
    signal("org.freedesktop.login1.Session", "Lock", false),
];

/// On the desktop's bus: the idle interface of the desktops, and those that have their own.
const DESKTOP: &[Signal] = &[
    signal("org.freedesktop.ScreenSaver", "ActiveChanged", true),
    signal("org.gnome.ScreenSaver", "ActiveChanged", true),
    signal("org.mate.ScreenSaver", "ActiveChanged", true),
    signal("org.cinnamon.ScreenSaver", "ActiveChanged", true),
];

/// Calls `lock` whenever one of the signals comes. A system without these buses has no such signals.
pub(crate) fn watch(lock: impl Fn() + Clone + Send + 'static) {
    thread::spawn(move || {
        if let Ok(system) = Connection::system() {
            listen(&system, SYSTEM, &lock);
        }
        if let Ok(desktop) = Connection::session() {
            listen(&desktop, DESKTOP, &lock);
        }
    });
}

fn listen(bus: &Connection, signals: &[Signal], lock: &(impl Fn() + Clone + Send + 'static)) {
    for signal in signals {
        if let Ok(messages) = subscribe(bus, *signal) {
            let (signal, lock) = (*signal, lock.clone());
            thread::spawn(move || {
                for message in messages.flatten() {
                    if means_away(&message, signal) {
                        lock();
                    }
                }
            });
        }
    }
}

fn subscribe(bus: &Connection, signal: Signal) -> Result<MessageIterator> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(signal.interface)?
        .member(signal.member)?
        .build();
    MessageIterator::for_match_rule(rule, bus, None)
}

fn means_away(message: &Message, signal: Signal) -> bool {
    !signal.begins || message.body().deserialize::<bool>().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead as _, BufReader};
    use std::process::{Child, Command, Stdio};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    /// A bus of our own; ends with the test.
    struct Bus {
        daemon: Child,
        address: String,
    }

    impl Bus {
        fn start() -> Option<Self> {
            let mut daemon = Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--print-address"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .ok()?;
            let mut address = String::new();
            let said = daemon.stdout.take().unwrap();
            BufReader::new(said).read_line(&mut address).unwrap();
            let address = address.trim().to_owned();
            Some(Self { daemon, address })
        }

        fn connect(&self) -> Connection {
            zbus::blocking::connection::Builder::address(self.address.as_str())
                .unwrap()
                .build()
                .unwrap()
        }
    }

    impl Drop for Bus {
        fn drop(&mut self) {
            self.daemon.kill().unwrap_or_default();
            self.daemon.wait().map(drop).unwrap_or_default();
        }
    }

    fn reaches(count: &AtomicUsize, wanted: usize) -> bool {
        let end = Instant::now() + Duration::from_secs(5);
        while Instant::now() < end {
            if count.load(Ordering::SeqCst) >= wanted {
                return true;
            }
            thread::sleep(Duration::from_millis(10));
        }
        false
    }

    #[test]
    fn sleep_and_screen_lock_lock_and_waking_up_does_not() {
        let Some(bus) = Bus::start() else {
            println!("skipped: there is no dbus-daemon here");
            return;
        };
        let locked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&locked);
        let ours = bus.connect();
        let all: Vec<Signal> = SYSTEM.iter().chain(DESKTOP).copied().collect();
        listen(&ours, &all, &move || {
            count.fetch_add(1, Ordering::SeqCst);
        });
        let system = bus.connect();
        let mut expected = 0;
        for signal in all {
            let tell = |begins: bool| {
                let sent = if signal.begins {
                    system.emit_signal(
                        None::<&str>,
                        "/org/example",
                        signal.interface,
                        signal.member,
                        &begins,
                    )
                } else {
                    system.emit_signal(
                        None::<&str>,
                        "/org/example",
                        signal.interface,
                        signal.member,
                        &(),
                    )
                };
                sent.unwrap();
            };
            if signal.begins {
                // The end of it comes first here: it must not count.
                tell(false);
            }
            tell(true);
            expected += 1;
            assert!(
                reaches(&locked, expected),
                "{}.{} locks",
                signal.interface,
                signal.member
            );
            assert_eq!(locked.load(Ordering::SeqCst), expected, "once");
        }
    }
}
