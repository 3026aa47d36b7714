//! `kin-devserver --port N --vault DIR --ui DIR [--sample] [--test-kdf]`: see the library.

#[cfg(not(debug_assertions))]
compile_error!("kin-devserver is for tests only and has no release build");

use std::process::ExitCode;

#[cfg(debug_assertions)]
#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "whoever starts it reads the address from the terminal"
)]
fn main() -> ExitCode {
    // Started by itself to read foreign files: then it is nothing else.
    if let Some(code) = kin_api::reading::reader_process() {
        return code;
    }
    let options = match kin_devserver::Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    match kin_devserver::serve(&options, &|address| println!("listening {address}")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(debug_assertions))]
fn main() -> ExitCode {
    ExitCode::FAILURE
}
