//! What every face does first: nothing of the memory may end up in a file, and a mistake of ours
//! says where it is and nothing else.
//!
//! # Source
//! security.md 3.8. Not there: `PT_DENY_ATTACH` on macOS, which needs `unsafe`; Windows writes no
//! core files unless somebody has switched them on for all programs.

/// Call this first in `main`.
pub fn harden() {
    quiet_panics();
    no_dumps();
}

/// A panic prints file and line of our code: its message could quote a record.
#[expect(clippy::print_stderr, reason = "there is nothing else left to tell")]
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
            eprintln!(
                "kinfolio: a mistake in the program at {file}:{}",
                place.line()
            );
        }
    }));
}

#[cfg(unix)]
fn no_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // A system that does not let us is no reason not to open one's record.
    setrlimit(Resource::Core, none).unwrap_or_default();
    #[cfg(target_os = "linux")]
    {
        // In debug builds the test that looks for keys in the memory may look.
        let test = cfg!(debug_assertions) && std::env::var_os("KINFOLIO_TEST_DUMP").is_some();
        if !test {
            close_memory();
        }
    }
}

/// No other program of the same user looks into this process, and no dump is made of it; false when that did not work.
#[cfg(target_os = "linux")]
pub(crate) fn close_memory() -> bool {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok()
}

#[cfg(not(unix))]
fn no_dumps() {}
