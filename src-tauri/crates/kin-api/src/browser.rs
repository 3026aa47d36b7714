//! Opening an address in the person's own browser.

use std::process::{Command, Stdio};

/// Asks the system to open an address in the browser; false where it cannot.
///
/// Only web addresses are opened: nothing that the system could take for a file, a program or an
/// option.
#[must_use]
pub fn open_in_browser(address: &str) -> bool {
    let web = address.starts_with("https://")
        || address.starts_with("http://127.0.0.1:")
        || address.starts_with("http://localhost:")
        || address.starts_with("http://[::1]:");
    if !web || address.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"') {
        return false;
    }
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "windows") {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(before)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else {
        return false;
    };
    // It hands the address on and ends; nobody waits for it here.
    std::thread::spawn(move || drop(child.wait()));
    true
}

#[cfg(test)]
mod tests {
    use super::open_in_browser;

    #[test]
    fn only_web_addresses_are_opened() {
        for text in [
            "",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "--version",
            "/bin/sh",
            "http://example.org/",
            "https://example.org/ --x",
            "https://example.org/\"x",
        ] {
            assert!(!open_in_browser(text), "{text}");
        }
    }
}
