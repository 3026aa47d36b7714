//! Native dialogs. The page gets tokens and names; paths stay here.

use kin_api::{ApiError, ApiResult, ErrorCode, FileToken, Session};
use serde::Deserialize;
use std::path::PathBuf;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::{DialogExt as _, FilePath};

/// What may be picked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PickRequest {
    multiple: bool,
    #[serde(default)]
    extensions: Vec<String>,
}

/// A request without parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Empty {}

/// Which output is to be saved.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SaveRequest {
    token: String,
}

/// Longest text that is taken like a file, in bytes: many times what the codes of a card hold.
const LONGEST_TEXT: usize = 256 * 1024;

/// A text that was pasted.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TextRequest {
    /// What it is called in reports.
    name: String,
    text: String,
}

/// In debug builds, and in those of the benchmark, `KINFOLIO_TEST_DIALOG` answers instead of a dialog: paths separated by `:`.
/// Files answer for files, folders for folders and for saving.
fn test_answer() -> Option<Vec<PathBuf>> {
    let scripted = cfg!(any(debug_assertions, feature = "scripted-dialogs"));
    let value = std::env::var_os("KINFOLIO_TEST_DIALOG").filter(|_| scripted)?;
    Some(std::env::split_paths(&value).collect())
}

fn paths(picked: Vec<FilePath>) -> Vec<PathBuf> {
    picked
        .into_iter()
        .filter_map(|p| p.into_path().ok())
        .collect()
}

fn tokens(session: &Session, paths: &[PathBuf]) -> ApiResult<Vec<FileToken>> {
    paths
        .iter()
        .map(|path| session.register_file(path))
        .collect()
}

/// Lets the person choose files; an empty list when they do not.
#[tauri::command(async)]
pub(crate) fn pick_files(
    app: AppHandle,
    session: State<'_, Session>,
    request: PickRequest,
) -> ApiResult<Vec<FileToken>> {
    let picked = if let Some(answer) = test_answer() {
        answer.into_iter().filter(|p| p.is_file()).collect()
    } else {
        let mut dialog = app.dialog().file();
        if !request.extensions.is_empty() {
            let extensions: Vec<&str> = request.extensions.iter().map(String::as_str).collect();
            dialog = dialog.add_filter("", &extensions);
        }
        if request.multiple {
            paths(dialog.blocking_pick_files().unwrap_or_default())
        } else {
            paths(dialog.blocking_pick_file().into_iter().collect())
        }
    };
    tokens(&session, &picked)
}

/// Lets the person choose a folder; nothing when they do not.
#[tauri::command(async)]
pub(crate) fn pick_folder(
    app: AppHandle,
    session: State<'_, Session>,
    request: Empty,
) -> ApiResult<Option<FileToken>> {
    let Empty {} = request;
    let picked = if let Some(answer) = test_answer() {
        answer.into_iter().filter(|p| p.is_dir()).collect()
    } else {
        paths(
            app.dialog()
                .file()
                .blocking_pick_folder()
                .into_iter()
                .collect(),
        )
    };
    Ok(tokens(&session, &picked)?.into_iter().next())
}

/// Takes a pasted text as if it had been chosen as a file.
#[tauri::command(async)]
pub(crate) fn take_text(session: State<'_, Session>, request: TextRequest) -> ApiResult<FileToken> {
    if request.text.len() > LONGEST_TEXT {
        let limit = format!("{} KB", LONGEST_TEXT / 1024);
        return Err(ApiError::from(ErrorCode::FileTooLarge).with("limit", limit));
    }
    session.register_bytes(&request.name, request.text.into_bytes())
}

/// Lets the person say where a file that was made is to be saved; false when they do not.
#[tauri::command(async)]
pub(crate) fn save_output(
    app: AppHandle,
    session: State<'_, Session>,
    request: SaveRequest,
) -> ApiResult<bool> {
    let (name, bytes) = session.output(&request.token)?;
    let place = if let Some(answer) = test_answer() {
        answer
            .into_iter()
            .find(|p| p.is_dir())
            .map(|dir| dir.join(&name))
    } else {
        let dialog = app.dialog().file().set_file_name(&name);
        dialog.blocking_save_file().and_then(|p| p.into_path().ok())
    };
    let Some(place) = place else {
        return Ok(false);
    };
    kin_api::save_file(&place, &bytes)?;
    Ok(true)
}
