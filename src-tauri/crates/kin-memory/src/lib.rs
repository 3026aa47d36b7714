//! The memory SQLite works in.
//!
//! A record's keys, pages and search words pass through SQLite's memory. SQLCipher's
//! `cipher_memory_security` wipes each piece when it is given back, and by itself it also asks the
//! system to lock each piece (no swap) and to unlock it again, two system calls for each of the
//! millions of allocations of an import: a fifth of its time. It also unlocks whole pages, so that
//! the neighbours of a freed piece may be swapped out. So SQLCipher is built without its own
//! locking (`OMIT_MEMLOCK` in `.cargo/config.toml`) and SQLite takes its memory from here: chunks
//! that are locked once, stay locked while they are in use and are left out of core files.
//! Wiping stays SQLCipher's: each piece when it is given back.
//!
//! **The stack**: splitting a page takes some ten kilobytes for a moment, with copies of a few rows, and in
//! an import that happens ten thousands of times; allocating and wiping them was a quarter of its
//! time. SQLite is built so that they lie on the stack (`SQLITE_USE_ALLOCA`), and whoever writes calls
//! [`wipe_stack`] when the change is written or taken back. That overwrites as well what SQLite, and our
//! own functions, left there anyway.
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

/// Bytes of the stack that are wiped: the deepest write of SQLite needs a third of it.
const STACK: usize = 128 << 10;

/// Overwrites what calls that have ended left on this thread's stack.
#[inline(never)]
pub fn wipe_stack() {
    let mut below = [0_u8; STACK];
    // Somebody might look at it: so it is not left out.
    std::hint::black_box(below.as_mut_slice());
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
