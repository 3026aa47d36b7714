//! The memory SQLite works in.
//!
//! A record's keys, pages and search words pass through SQLite's memory. SQLCipher's
//! `cipher_memory_security` wipes each piece when it is given back, and by itself it also asks the
//! system to lock each piece (no swap) and to unlock it again, two system calls for each of the
//! millions of allocations of an import: a fifth of its time. It also unlocks whole pages, so that
//! the neighbours of a freed piece may be swapped out. So SQLCipher is built without its own
//! locking (`OMIT_MEMLOCK` in `.cargo/config.toml`) and SQLite takes its memory from here: chunks
//! that are locked once, stay locked while they are in use and are left out of core files.
//! Wiping stays SQLCipher's.
//!
//! **When the system allows less** (Linux: `RLIMIT_MEMLOCK`, often 8 MiB), chunks beyond the limit
//! are used unlocked, as SQLCipher does it. The first chunk, where SQLCipher keeps its keys, is
//! then locked as far as it goes; and since chunks are large, what is left of the limit serves the
//! keys of kin-crypto. [`state`] says how much is locked.
//!
//! `unsafe` is allowed in this crate alone of ours, because an allocator cannot do without.

mod heap;
mod sqlite;

#[cfg(test)]
mod tests;

pub use heap::State;

/// What is locked at present.
#[must_use]
pub fn state() -> State {
    heap::with(|heap| heap.state())
}

/// Makes SQLite take its memory from here; to be called before the first use of SQLite.
///
/// Gives false when SQLite was used before and so keeps its own memory. Further calls change
/// nothing and give the same answer.
#[must_use]
pub fn install() -> bool {
    static INSTALLED: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *INSTALLED.get_or_init(sqlite::install)
}
