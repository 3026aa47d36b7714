//! The files of the built page.

use std::path::{Component, Path, PathBuf};

/// The same policy as the window's, with the server itself instead of Tauri's own channel.
pub(crate) const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
     font-src 'self'; connect-src 'self'; object-src 'none'; frame-src 'none'; worker-src 'none'; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The file of a URL path below the folder of the page; `None` for what leads out of it.
pub(crate) fn file_of(ui: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let relative = Path::new(path);
    let plain = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    (plain && !path.contains('%')).then(|| ui.join(relative))
}

/// The media type of a file's name.
pub(crate) fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_page_are_served() {
        let ui = Path::new("/ui");
        assert_eq!(file_of(ui, "/"), Some(PathBuf::from("/ui/index.html")));
        assert_eq!(
            file_of(ui, "/assets/a.js?x=1"),
            Some(PathBuf::from("/ui/assets/a.js"))
        );
        for out in [
            "/../etc/passwd",
            "/a/../../b",
            "//etc/passwd/..",
            "/%2e%2e/x",
        ] {
            assert_eq!(file_of(ui, out), None, "{out}");
        }
    }
}
