//! Reads the codes in pictures whose names come line by line; `cargo xtask bench codes` holds the answers against other
//! readers. One line of JSON each: how many milliseconds it took, and the texts.

#![expect(
    clippy::print_stdout,
    reason = "a program that answers on the terminal"
)]

use kin_codes::{CodeLimits, codes_in_picture};
use std::io::{self, BufRead as _};
use std::time::Instant;

fn main() -> io::Result<()> {
    let limits = CodeLimits::default();
    for name in io::stdin().lock().lines() {
        let start = Instant::now();
        let bytes = std::fs::read(name?)?;
        let texts = codes_in_picture(&bytes, &limits).unwrap_or_default();
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        println!("{}", serde_json::json!({"ms": ms, "texts": texts}));
    }
    Ok(())
}
