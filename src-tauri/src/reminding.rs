//! Being reminded: what the core has to tell goes to the system's notices, and the window stays while it
//! may be needed for that. What a notice says is decided by the core; nothing else is added here.
//!
//! On Linux the notice goes over D-Bus to the desktop's own service. Not there yet: notices of macOS and
//! Windows; there Home says what is due.

use kin_api::{Response, Session};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;
use tauri::AppHandle;

/// How often the core is asked.
const EVERY: Duration = Duration::from_secs(20);

/// What the settings say, remembered while the vault is locked.
static STAY_OPEN: AtomicBool = AtomicBool::new(false);

/// Does closing the window leave the program running?
pub(crate) fn stays_open() -> bool {
    STAY_OPEN.load(Ordering::Relaxed)
}

fn ask(session: &Session, name: &str) -> Option<Value> {
    match session.dispatch(name, json!({})) {
        Ok(Response::Json(value)) => Some(value),
        _ => None,
    }
}

/// The settings that matter here, while they can be read.
fn follow_settings(app: &AppHandle, session: &Session) {
    let Some(status) = ask(session, "app_status") else {
        return;
    };
    if status.get("state") != Some(&json!("unlocked")) || status.get("sample") == Some(&json!(true))
    {
        return;
    }
    let says = |name: &str| {
        let value = status.pointer(&format!("/settings/{name}"));
        value.and_then(Value::as_bool).unwrap_or_default()
    };
    let remind = says("remind");
    let stay = remind && says("stayOpen");
    STAY_OPEN.store(stay, Ordering::Relaxed);
    #[cfg(target_os = "linux")]
    crate::tray::follow(app, session, stay);
    crate::login::set(remind && says("atLogin"));
}

/// Asks until the program ends.
pub(crate) fn watch(app: AppHandle, session: Session) {
    thread::spawn(move || {
        loop {
            thread::sleep(EVERY);
            follow_settings(&app, &session);
            let news = ask(&session, "reminder_news").unwrap_or_default();
            let notices = news.get("notices").and_then(Value::as_array);
            for notice in notices.into_iter().flatten() {
                let word =
                    |name: &str| notice.get(name).and_then(Value::as_str).unwrap_or_default();
                tell(word("title"), word("text"));
            }
        }
    });
}

/// Shows one notice. A desktop without a service for it shows none.
#[cfg(target_os = "linux")]
fn tell(title: &str, text: &str) {
    if let Ok(bus) = zbus::blocking::Connection::session() {
        // Without a service for it the desktop shows none.
        drop(notify(&bus, title, text));
    }
}

#[cfg(not(target_os = "linux"))]
fn tell(_title: &str, _text: &str) {}

/// # Source
/// freedesktop.org, Desktop Notifications Specification 1.3, `org.freedesktop.Notifications.Notify`. The
/// body may be read as markup there: what would be is escaped.
#[cfg(target_os = "linux")]
fn notify(bus: &zbus::blocking::Connection, title: &str, text: &str) -> zbus::Result<()> {
    let body = text.replace('&', "&amp;").replace('<', "&lt;");
    let hints: std::collections::HashMap<&str, zbus::zvariant::Value<'_>> =
        std::collections::HashMap::from([("desktop-entry", "org.kinfolio.desktop".into())]);
    let nothing: &[&str] = &[];
    bus.call_method(
        Some("org.freedesktop.Notifications"),
        "/org/freedesktop/Notifications",
        Some("org.freedesktop.Notifications"),
        "Notify",
        &(
            "Kinfolio",
            0_u32,
            "",
            title,
            body.as_str(),
            nothing,
            hints,
            -1_i32,
        ),
    )?;
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::notify;
    use std::io::{BufRead as _, BufReader};
    use std::process::{Child, Command, Stdio};
    use std::sync::mpsc::{Sender, channel};
    use std::time::Duration;

    /// Ends the bus with the test.
    struct Bus(Child);

    impl Drop for Bus {
        fn drop(&mut self) {
            self.0.kill().unwrap_or_default();
            self.0.wait().map(drop).unwrap_or_default();
        }
    }

    /// A desktop's service for notices.
    struct Desktop(Sender<(String, String)>);

    #[zbus::interface(name = "org.freedesktop.Notifications")]
    impl Desktop {
        #[expect(clippy::too_many_arguments, reason = "the desktop's own interface")]
        fn notify(
            &self,
            _app: String,
            _replaces: u32,
            _icon: String,
            summary: String,
            body: String,
            _actions: Vec<String>,
            _hints: std::collections::HashMap<String, zbus::zvariant::OwnedValue>,
            _timeout: i32,
        ) -> u32 {
            self.0.send((summary, body)).unwrap_or_default();
            1
        }
    }

    #[test]
    fn a_notice_reaches_the_desktop_and_is_no_markup() {
        let started = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut daemon) = started else {
            println!("skipped: there is no dbus-daemon here");
            return;
        };
        let mut address = String::new();
        let said = daemon.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut address).unwrap();
        let bus = Bus(daemon);
        let connect = || zbus::blocking::connection::Builder::address(address.trim()).unwrap();
        assert!(
            notify(&connect().build().unwrap(), "a", "b").is_err(),
            "without a service there is none"
        );
        let (tell, told) = channel();
        let _desktop = connect()
            .name("org.freedesktop.Notifications")
            .unwrap()
            .serve_at("/org/freedesktop/Notifications", Desktop(tell))
            .unwrap()
            .build()
            .unwrap();
        notify(&connect().build().unwrap(), "Kinfolio", "a <b> & 血压").unwrap();
        let (title, text) = told.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!(
            (title.as_str(), text.as_str()),
            ("Kinfolio", "a &lt;b> &amp; 血压")
        );
        drop(bus);
    }
}
