//! One wrapper for each command of the list in kin-api, made from the list itself.

use kin_api::{ApiError, Response, Session};
use serde_json::Value;
use tauri::State;
use tauri::ipc;

/// Hands a request on.
fn ask(session: &Session, name: &str, request: Value) -> Result<ipc::Response, ApiError> {
    match session.dispatch(name, request)? {
        Response::Json(value) => Ok(ipc::Response::new(value.to_string())),
        Response::Bytes(bytes) => Ok(ipc::Response::new(bytes)),
    }
}

macro_rules! wrappers {
    ($( $name:ident($request:ty) -> $response:ty, $lock:ident, $body:ident; )+) => {
        $(
            #[tauri::command(async)]
            fn $name(session: State<'_, Session>, request: Value) -> Result<ipc::Response, ApiError> {
                ask(&session, stringify!($name), request)
            }
        )+

        /// Everything the window can ask.
        pub(crate) fn handler() -> impl Fn(ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![
                $( $name, )+
                crate::dialogs::pick_files,
                crate::dialogs::pick_folder,
                crate::dialogs::take_text,
                crate::dialogs::save_output,
                crate::browser::portal_open
            ]
        }

        /// The names of the wrappers, for the test that compares them with the list.
        #[cfg(test)]
        pub(crate) const WRAPPERS: &[&str] = &[$( stringify!($name), )+];
    };
}
kin_api::for_each_command!(wrappers);
