//! Writes the TypeScript side of the command list: `export-bindings DIR`.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("ui/src/ipc/generated"), PathBuf::from);
    kin_api::bindings::export_bindings(&dir)?;
    Ok(())
}
