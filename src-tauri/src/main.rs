//! The desktop shell: one window over kin-api. It holds no logic of the record: commands are handed
//! on by name, files become tokens here, and the window is closed to everything but our own page.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod args;
#[cfg(target_os = "linux")]
mod asleep;
mod browser;
mod commands;
mod dialogs;
#[cfg(target_os = "linux")]
mod drawing;
mod idle;
mod keychain;
mod login;
mod reminding;
#[cfg(target_os = "linux")]
mod tray;
mod window;

use kin_api::{Session, SessionConfig, places};
use std::process::ExitCode;
use tauri::Manager as _;

/// One sentence for whoever started the program, and exit code 2: something is missing here.
#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
fn refuse(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(2)
}

/// Memory is wiped when it is given back: what the page sent leaves no copies behind.
#[global_allocator]
static MEMORY: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    // Started by itself to read foreign files: then it is nothing else.
    if let Some(code) = kin_api::reading::reader_process() {
        return code;
    }
    kin_api::harden();
    let args = match args::parse(std::env::args_os().skip(1)) {
        Ok(args) => args,
        Err(why) => return refuse(why),
    };
    if args.help {
        return refuse(args::HELP);
    }
    if !has_display() {
        return refuse(
            "There is no display to open a window on; give it one, for example: xvfb-run -a kinfolio-app",
        );
    }
    #[cfg(target_os = "linux")]
    drawing::choose();
    let Some(vault) = args.vault.clone().or_else(places::default_vault) else {
        return refuse(
            "The computer does not say where your files are kept; name a folder with --vault DIR",
        );
    };
    let mut config = match &args.vault {
        Some(_) => SessionConfig::new(&vault),
        None => SessionConfig::remembering(&vault),
    };
    config.lang = places::system_lang();
    config.keychain = Some(keychain::system());
    config.reader = kin_api::reading::ReaderProgram::itself();
    // One that is made up is there already where a test of a debug build asked for it.
    config.radio.get_or_insert_with(kin_radio::system);
    config.demo_clinic.clone_from(&args.clinic);
    let session = Session::new(config);
    if let Some(code) = &args.code {
        session.hand_code(code);
    }
    if args.demo {
        // A failure is shown by the window itself: it asks for the state and gets the error.
        let opened = session.dispatch("vault_open_sample", serde_json::json!({}));
        drop(opened);
    }
    match run(session, &vault, args.background) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => refuse("The window could not be opened; is the system's WebView installed?"),
    }
}

fn run(session: Session, vault: &std::path::Path, background: bool) -> tauri::Result<()> {
    let single = tauri_plugin_single_instance::Builder::new()
        .callback(|app, words, _| {
            if let Some(code) = words.iter().find(|word| args::is_code(word)) {
                window::hand_code(app, code);
            }
            window::focus(app);
        })
        .dbus_id(args::instance_name(vault))
        .build();
    tauri::Builder::default()
        .plugin(single)
        .plugin(tauri_plugin_dialog::init())
        .manage(session)
        .invoke_handler(commands::handler())
        .setup(move |app| {
            window::open(app)?;
            if background {
                window::put_away(app.handle());
            }
            let session = app.state::<Session>().inner();
            window::fresh_when_locked(app.handle(), session);
            idle::watch(session.clone());
            reminding::watch(app.handle().clone(), session.clone());
            #[cfg(target_os = "linux")]
            {
                let session = session.clone();
                asleep::watch(move || {
                    let _ = session.lock();
                });
            }
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let tauri::RunEvent::Exit = event {
                // Keys are wiped and running imports rolled back before the process ends.
                let _ = app.state::<Session>().lock();
            }
        });
    Ok(())
}

/// Everywhere but on a bare Linux there is a screen to open a window on.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests;
