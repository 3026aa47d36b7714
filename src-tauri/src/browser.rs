//! The system's browser. The page says which job, never which address.

use kin_api::{ApiResult, Session};
use serde::Deserialize;
use tauri::State;

/// The job that waits for a sign-in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenRequest {
    id: u32,
}

/// In debug builds, and in those of the benchmark, `KINFOLIO_TEST_BROWSER` names a file that gets the
/// address instead of a browser.
fn test_answer(address: &str) -> Option<bool> {
    let scripted = cfg!(any(debug_assertions, feature = "scripted-dialogs"));
    let file = std::env::var_os("KINFOLIO_TEST_BROWSER").filter(|_| scripted)?;
    Some(std::fs::write(file, address).is_ok())
}

/// Opens the hospital's page at which the person signs in; false when no browser could be started.
#[tauri::command(async)]
pub(crate) fn portal_open(session: State<'_, Session>, request: OpenRequest) -> ApiResult<bool> {
    let address = session.sign_in_address(request.id)?;
    Ok(test_answer(&address).unwrap_or_else(|| kin_api::open_in_browser(&address)))
}
