//! The one window: closed to every other page, and there at once.

use kin_api::dto::Theme as Look;
use kin_api::{FileToken, Response, Session};
use serde::Serialize;
use tauri::webview::{Color, NewWindowResponse, PermissionKind, PermissionResponse};
use tauri::{
    App, AppHandle, DragDropEvent, Emitter as _, Manager as _, Theme, Url, WebviewUrl,
    WebviewWindowBuilder, WindowEvent,
};

const LABEL: &str = "main";

/// What the page is told of files over the window. No path is in it.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Dragged {
    Over,
    Leave,
    Drop { files: Vec<FileToken> },
}

/// True for our own page: Tauri's custom scheme, which on Windows is a host of its own.
pub(crate) fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // WebView2's form of the same; elsewhere it is an ordinary name of this computer.
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// The ground of the page in each look, as `ui/src/styles/tokens.css` has it: what the window shows
/// before the page has painted.
fn ground(look: Look, system: Theme) -> Color {
    let (red, green, blue) = match (look, system) {
        (Look::Contrast, _) => (0, 0, 0),
        (Look::Dark, _) | (Look::System, Theme::Dark) => (0x15, 0x1b, 0x1b),
        (Look::Light | Look::System, _) => (0xfa, 0xf8, 0xf4),
    };
    Color(red, green, blue, 0xff)
}

/// A script that lays into the page how things stand, so that its first picture need not ask. Nothing
/// is in it that the page would not be told at once; what could not be found out is asked for as ever.
fn at_start(session: &Session) -> String {
    match session.dispatch("app_status", serde_json::json!({})) {
        Ok(Response::Json(status)) => format!("window.kinfolioAtStart = {status};"),
        _ => String::new(),
    }
}

/// What the page may have of the computer: the camera while codes are scanned, and nothing else.
fn allowed(scanning: bool, kind: PermissionKind) -> PermissionResponse {
    match kind {
        PermissionKind::Camera if scanning => PermissionResponse::Allow,
        _ => PermissionResponse::Deny,
    }
}

/// Opens it. It is not kept hidden until the page is there: the system's web view paints nothing in a
/// window that is hidden, so that the first picture would come later and not sooner. Its ground is
/// that of the page, so that nothing flashes.
pub(crate) fn open(app: &App) -> tauri::Result<()> {
    let state = app.state::<Session>();
    let session = state.inner();
    let look = session.theme();
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Kinfolio 家康册")
        .inner_size(1280.0, 800.0)
        .min_inner_size(1024.0, 700.0)
        .background_color(ground(look, Theme::Light))
        .initialization_script(at_start(session))
        .devtools(false)
        .general_autofill_enabled(false)
        // Nothing of the page is kept on disk: no cache, no storage, no history.
        .incognito(!is_driven())
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_permission_request(|page, kind| allowed(page.state::<Session>().wants_camera(), kind))
        .build()?;
    let handle = app.handle().clone();
    window.on_window_event(move |event| {
        match event {
            WindowEvent::DragDrop(drag) => dragged(&handle, drag),
            // It stays to remind: locked, and out of the way, where it is found again.
            WindowEvent::CloseRequested { api, .. } if crate::reminding::stays_open() => {
                api.prevent_close();
                let _ = handle.state::<Session>().lock();
                put_away(&handle);
            }
            _ => {}
        }
    });
    // What the system prefers is known only now.
    if matches!(window.theme(), Ok(Theme::Dark)) {
        window.set_background_color(Some(ground(look, Theme::Dark)))?;
    }
    Ok(())
}

fn dragged(app: &AppHandle, drag: &DragDropEvent) {
    let told = match drag {
        DragDropEvent::Enter { .. } => Dragged::Over,
        DragDropEvent::Leave => Dragged::Leave,
        DragDropEvent::Drop { paths, .. } => {
            let session = app.state::<Session>();
            let files = paths
                .iter()
                .filter_map(|path| session.register_file(path).ok())
                .collect();
            Dragged::Drop { files }
        }
        _ => return,
    };
    app.emit_to(LABEL, "files", told).unwrap_or_default();
}

/// WebKitGTK lets no private page be driven from outside: the window tests of debug builds, and of
/// those of the benchmark, see a page with a profile in their throwaway home.
fn is_driven() -> bool {
    cfg!(any(debug_assertions, feature = "scripted-dialogs"))
        && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some()
}

/// Throws the page away whenever the vault is locked, and loads a new one: what stood in it, typed
/// or shown, goes with it. The window stays where it is.
pub(crate) fn fresh_when_locked(app: &AppHandle, session: &Session) {
    let app = app.clone();
    session.when_locked(move || {
        // The page may be gone already; then there is nothing to throw away.
        app.emit("locked", ()).unwrap_or_default();
        if let Some(window) = app.get_webview_window(LABEL) {
            window.reload().unwrap_or_default();
        }
    });
}

/// Somebody has opened a health link while the window is there: the page asks for it.
pub(crate) fn hand_code(app: &AppHandle, code: &str) {
    app.state::<Session>().hand_code(code);
    app.emit_to(LABEL, "code", ()).unwrap_or_default();
}

/// Puts the window away without closing it. Where a sign at the edge of the desktop brings it back it is
/// hidden; else it stays where open windows are listed.
pub(crate) fn put_away(app: &AppHandle) {
    #[cfg(target_os = "linux")]
    let hide = crate::tray::is_seen();
    #[cfg(not(target_os = "linux"))]
    let hide = false;
    if let Some(window) = app.get_webview_window(LABEL) {
        if hide {
            window.hide().unwrap_or_default();
        } else {
            window.minimize().unwrap_or_default();
        }
    }
}

/// What brought a hidden window back is gone: it goes where open windows are listed.
#[cfg(target_os = "linux")]
pub(crate) fn show_again(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && matches!(window.is_visible(), Ok(false))
    {
        window.minimize().unwrap_or_default();
        window.show().unwrap_or_default();
    }
}

/// Brings the window to the front: somebody has started the program again.
pub(crate) fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        window.show().unwrap_or_default();
        window.unminimize().unwrap_or_default();
        window.set_focus().unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::allowed;
    use tauri::webview::{PermissionKind, PermissionResponse};

    #[test]
    fn the_page_has_the_camera_while_codes_are_scanned_and_nothing_else() {
        let answer = |scanning, kind| matches!(allowed(scanning, kind), PermissionResponse::Allow);
        assert!(answer(true, PermissionKind::Camera));
        assert!(!answer(false, PermissionKind::Camera));
        for kind in [
            PermissionKind::Microphone,
            PermissionKind::Geolocation,
            PermissionKind::Notifications,
            PermissionKind::ClipboardRead,
        ] {
            assert!(!answer(true, kind) && !answer(false, kind), "{kind:?}");
        }
    }
}
