//! The sign at the edge of the desktop ("tray") while Kinfolio runs on to remind: there the window is
//! brought back, the vault locked, the program ended.
//!
//! A desktop without a place for such signs (GNOME without its extension) has none: the window is then
//! minimised, where it is found among the open ones.
//!
//! # Source
//! freedesktop.org, `StatusNotifierItem`; ksni speaks it over D-Bus.

use crate::window;
use kin_api::Session;
use ksni::blocking::{Handle, TrayMethods as _};
use ksni::menu::StandardItem;
use ksni::{Icon, MenuItem, OfflineReason, Tray};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::image::Image;
use tauri::{AppHandle, Manager as _};

/// What the person asks of the sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Open,
    Lock,
    Quit,
}

/// The words of the menu, in this order, as keys of the catalogue.
const WORDS: [(Wish, &str); 3] = [
    (Wish::Open, "tray-open"),
    (Wish::Lock, "tray-lock"),
    (Wish::Quit, "tray-quit"),
];

/// Is the sign to be seen? Only then may the window be hidden.
static SEEN: AtomicBool = AtomicBool::new(false);

/// The sign that is there.
static SIGN: Mutex<Option<Handle<Sign>>> = Mutex::new(None);

/// Is there a sign by which a hidden window is brought back?
pub(crate) fn is_seen() -> bool {
    SEEN.load(Ordering::Relaxed)
}

/// The sign as the desktop asks for it.
struct Sign {
    picture: Vec<Icon>,
    words: Vec<(Wish, String)>,
    does: Box<dyn Fn(Wish) + Send>,
    /// The sign has gone: a window that only it could bring back is shown again.
    gone: Box<dyn Fn() + Send + Sync>,
}

impl Tray for Sign {
    fn id(&self) -> String {
        "org.kinfolio.desktop".into()
    }

    fn title(&self) -> String {
        "Kinfolio 家康册".into()
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        self.picture.clone()
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        (self.does)(Wish::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let item = |(wish, label): &(Wish, String)| {
            let wish = *wish;
            StandardItem {
                label: label.clone(),
                activate: Box::new(move |sign: &mut Self| (sign.does)(wish)),
                ..StandardItem::default()
            }
            .into()
        };
        self.words.iter().map(item).collect()
    }

    fn watcher_online(&self) {
        SEEN.store(true, Ordering::Relaxed);
    }

    fn watcher_offline(&self, _: OfflineReason) -> bool {
        SEEN.store(false, Ordering::Relaxed);
        (self.gone)();
        true
    }
}

/// The picture as the desktop wants it: the bytes of each point from the most significant, alpha first.
fn picture(image: &Image<'_>) -> Vec<Icon> {
    let (Ok(width), Ok(height)) = (image.width().try_into(), image.height().try_into()) else {
        return Vec::new();
    };
    let points = image.rgba().chunks_exact(4);
    let data = points.flat_map(|point| match point {
        [red, green, blue, alpha] => [*alpha, *red, *green, *blue],
        _ => [0; 4],
    });
    vec![Icon {
        width,
        height,
        data: data.collect(),
    }]
}

fn words(session: &Session) -> Vec<(Wish, String)> {
    WORDS.map(|(wish, key)| (wish, session.text(key))).into()
}

fn fulfil(app: &AppHandle, wish: Wish) {
    match wish {
        Wish::Open => window::focus(app),
        Wish::Lock => {
            let _ = app.state::<Session>().lock();
        }
        // Leaving locks: see the end of `run`.
        Wish::Quit => app.exit(0),
    }
}

/// Shows the sign, takes it away, or puts its words into the language of the day.
pub(crate) fn follow(app: &AppHandle, session: &Session, wanted: bool) {
    let mut place = SIGN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let there = place.take().filter(|sign| !sign.is_closed());
    match there {
        Some(sign) if wanted => {
            let now = words(session);
            sign.update(|sign| sign.words = now);
            *place = Some(sign);
        }
        Some(sign) => {
            sign.shutdown().wait();
            SEEN.store(false, Ordering::Relaxed);
            window::show_again(app);
        }
        None if wanted => {
            let (to, back) = (app.clone(), app.clone());
            let sign = Sign {
                picture: app.default_window_icon().map(picture).unwrap_or_default(),
                words: words(session),
                does: Box::new(move |wish| fulfil(&to, wish)),
                gone: Box::new(move || window::show_again(&back)),
            };
            // A desktop without a place for it: tried again at the next look.
            *place = sign.spawn().ok();
            SEEN.store(place.is_some(), Ordering::Relaxed);
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Sign, WORDS, Wish, picture};
    use ksni::blocking::TrayMethods as _;
    use std::io::{BufRead as _, BufReader};
    use std::process::{Child, Command, Stdio};
    use std::sync::mpsc::{Sender, channel};
    use std::time::Duration;
    use tauri::image::Image;

    const PATIENCE: Duration = Duration::from_secs(20);

    /// Ends a program with the test.
    struct Program(Child);

    impl Drop for Program {
        fn drop(&mut self) {
            self.0.kill().unwrap_or_default();
            self.0.wait().map(drop).unwrap_or_default();
        }
    }

    /// A desktop that has a place for signs.
    struct Place(Sender<String>);

    #[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
    impl Place {
        fn register_status_notifier_item(&self, service: String) {
            self.0.send(service).unwrap_or_default();
        }

        #[zbus(property)]
        fn is_status_notifier_host_registered(&self) -> bool {
            true
        }

        #[zbus(property)]
        fn protocol_version(&self) -> i32 {
            0
        }
    }

    #[test]
    fn a_point_of_the_picture_has_its_alpha_first() {
        let icons = picture(&Image::new(&[1, 2, 3, 4, 5, 6, 7, 8], 2, 1));
        assert_eq!(icons.len(), 1);
        assert_eq!((icons[0].width, icons[0].height), (2, 1));
        assert_eq!(icons[0].data, [4, 1, 2, 3, 8, 5, 6, 7]);
    }

    /// The program of the other test: shows the sign until something is asked of it, and says what.
    #[test]
    #[ignore = "run by the other test, on a bus of its own"]
    fn the_sign_until_it_is_asked() {
        let (tell, told) = channel();
        let sign = Sign {
            picture: Vec::new(),
            words: WORDS.map(|(wish, key)| (wish, key.to_owned())).into(),
            does: Box::new(move |wish| tell.send(wish).unwrap_or_default()),
            gone: Box::new(|| {}),
        };
        let sign = sign.spawn().unwrap();
        assert_eq!(told.recv_timeout(PATIENCE).unwrap(), Wish::Lock);
        assert_eq!(told.recv_timeout(PATIENCE).unwrap(), Wish::Open);
        sign.shutdown().wait();
    }

    #[test]
    fn the_sign_is_shown_where_there_is_a_place_and_does_what_is_asked() {
        let daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut daemon) = daemon else {
            println!("skipped: there is no dbus-daemon here");
            return;
        };
        let mut address = String::new();
        let said = daemon.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut address).unwrap();
        let _daemon = Program(daemon);
        let (tell, told) = channel();
        let place = zbus::blocking::connection::Builder::address(address.trim())
            .unwrap()
            .name("org.kde.StatusNotifierWatcher")
            .unwrap()
            .serve_at("/StatusNotifierWatcher", Place(tell))
            .unwrap()
            .build()
            .unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args([
                "tray::tests::the_sign_until_it_is_asked",
                "--exact",
                "--ignored",
            ])
            .env("DBUS_SESSION_BUS_ADDRESS", address.trim())
            .spawn()
            .unwrap();
        let mut child = Program(child);
        let service = told.recv_timeout(PATIENCE).unwrap();
        let ask = |path: &str, interface: &str| {
            zbus::blocking::Proxy::new(
                &place,
                service.clone(),
                path.to_owned(),
                interface.to_owned(),
            )
            .unwrap()
        };
        let item = ask("/StatusNotifierItem", "org.kde.StatusNotifierItem");
        assert_eq!(
            item.get_property::<String>("Title").unwrap(),
            "Kinfolio 家康册"
        );
        let menu = ask("/MenuBar", "com.canonical.dbusmenu");
        let all: &[i32] = &[];
        let none: &[&str] = &[];
        let answer = menu
            .call_method("GetGroupProperties", &(all, none))
            .unwrap();
        type Properties = std::collections::HashMap<String, zbus::zvariant::OwnedValue>;
        let items: Vec<(i32, Properties)> = answer.body().deserialize().unwrap();
        let id_of = |word: &str| {
            let found = items.iter().find(|(_, of)| {
                of.get("label")
                    .is_some_and(|label| <&str>::try_from(label).is_ok_and(|l| l == word))
            });
            found.map(|(id, _)| *id)
        };
        for (_, word) in WORDS {
            assert!(id_of(word).is_some(), "{word}: {items:?}");
        }
        let press = (
            id_of("tray-lock").unwrap(),
            "clicked",
            zbus::zvariant::Value::from(0),
            0_u32,
        );
        menu.call_method("Event", &press).unwrap();
        // It may end before it has answered: what it says of the wishes is its end.
        drop(item.call_method("Activate", &(0, 0)));
        let end = child.0.wait().unwrap();
        assert!(end.success(), "both wishes arrived, in this order");
    }
}
