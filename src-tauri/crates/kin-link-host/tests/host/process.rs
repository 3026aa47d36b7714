//! The host as a program of its own, for a test that kills it.

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        return ExitCode::from(2);
    };
    let listen = ([127, 0, 0, 1], 0).into();
    let Ok(host) = kin_link_host::serve(folder.as_ref(), listen) else {
        return ExitCode::FAILURE;
    };
    let mut out = std::io::stdout();
    let said = writeln!(out, "{}", host.address()).and_then(|()| out.flush());
    if said.is_err() {
        return ExitCode::FAILURE;
    }
    host.wait();
    ExitCode::SUCCESS
}
