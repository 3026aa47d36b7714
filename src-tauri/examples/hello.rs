//! The smallest window there is: one page with two words. `cargo xtask bench window` holds the start
//! of Kinfolio against it.

use std::borrow::Cow;
use tauri::utils::assets::{AssetKey, AssetsIter, CspHash};
use tauri::{Assets, Runtime, WebviewUrl, WebviewWindowBuilder};

const PAGE: &[u8] =
    b"<!doctype html><meta charset=\"utf-8\"><title>Hello</title><h1>Hello, world</h1>";

/// The one page.
struct Page;

impl<R: Runtime> Assets<R> for Page {
    fn get(&self, _: &AssetKey) -> Option<Cow<'_, [u8]>> {
        Some(Cow::Borrowed(PAGE))
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        Box::new(std::iter::once((
            Cow::Borrowed("/index.html"),
            Cow::Borrowed(PAGE),
        )))
    }

    fn csp_hashes(&self, _: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        Box::new(std::iter::empty())
    }
}

fn main() -> tauri::Result<()> {
    let mut context = tauri::generate_context!();
    context.set_assets(Box::new(Page));
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Hello")
                .inner_size(1280.0, 800.0)
                .build()?;
            Ok(())
        })
        .run(context)
}
