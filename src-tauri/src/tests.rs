//! What the window may do, read from the configuration that is built in.

use crate::commands::WRAPPERS;
use crate::window::is_ours;
use kin_api::COMMANDS;
use serde_json::Value;
use std::collections::BTreeSet;
use tauri::utils::config::Csp;

fn capability() -> Value {
    serde_json::from_str(include_str!("../capabilities/main.json")).unwrap()
}

#[test]
fn every_command_of_the_list_has_its_wrapper_and_its_grant() {
    let list: Vec<&str> = COMMANDS.iter().map(|c| c.name).collect();
    assert_eq!(WRAPPERS, list, "wrappers are the list");
    let granted: BTreeSet<String> = capability()["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p.as_str().unwrap().to_owned())
        .collect();
    let mut wanted: BTreeSet<String> = list
        .iter()
        .chain(&[
            "pick_files",
            "pick_folder",
            "take_text",
            "save_output",
            "portal_open",
        ])
        .map(|name| format!("allow-{}", name.replace('_', "-")))
        .collect();
    wanted.insert("core:event:allow-listen".to_owned());
    wanted.insert("core:event:allow-unlisten".to_owned());
    assert_eq!(
        granted, wanted,
        "the window may ask our commands, hear events, and nothing else"
    );
}

#[test]
fn the_only_capability_is_for_the_one_local_window() {
    let capability = capability();
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert!(capability.get("remote").is_none(), "no remote page");
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/capabilities")).unwrap();
    assert_eq!(files.count(), 1, "no second capability");
}

#[test]
fn the_built_configuration_is_closed() {
    let context: tauri::Context = tauri::generate_context!();
    let config = context.config();
    let Some(Csp::Policy(csp)) = &config.app.security.csp else {
        panic!("there is no content security policy");
    };
    assert_eq!(
        csp,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
         font-src 'self'; connect-src ipc: http://ipc.localhost; object-src 'none'; frame-src 'none'; \
         worker-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
        "security.md 3.10"
    );
    assert!(!config.app.with_global_tauri, "no global Tauri object");
    assert!(
        config.app.security.freeze_prototype,
        "prototypes are frozen"
    );
    assert!(
        !config.app.security.asset_protocol.enable,
        "no asset protocol"
    );
    assert!(
        config.app.windows.is_empty(),
        "the window is made in code, with its guards"
    );
    assert!(
        config.plugins.0.is_empty(),
        "no plugin is configured for the page"
    );
}

#[test]
fn no_other_page_is_navigated_to() {
    let ours = |url: &str| is_ours(&url.parse().unwrap());
    assert!(ours("tauri://localhost/index.html"));
    assert_eq!(ours("http://tauri.localhost/"), cfg!(windows));
    for foreign in [
        "https://example.org/",
        "file:///etc/passwd",
        "data:text/html,x",
        "tauri://elsewhere/",
        "http://localhost:5173/",
        "javascript:alert(1)",
    ] {
        assert!(!ours(foreign), "{foreign}");
    }
}
