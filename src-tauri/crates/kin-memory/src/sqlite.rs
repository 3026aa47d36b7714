//! The door to SQLite: its table of memory functions.

use crate::heap;
use rusqlite::ffi;
use std::ffi::{c_int, c_void};

/// Puts our functions into SQLite's settings; false when SQLite is already running.
pub(crate) fn install() -> bool {
    let methods = ffi::sqlite3_mem_methods {
        xMalloc: Some(malloc),
        xFree: Some(free),
        xRealloc: Some(realloc),
        xSize: Some(size),
        xRoundup: Some(roundup),
        xInit: Some(init),
        xShutdown: Some(shutdown),
        pAppData: std::ptr::null_mut(),
    };
    // SAFETY: SQLite's contract for SQLITE_CONFIG_MALLOC is a pointer to this structure, which it
    // copies before it returns; for SQLITE_CONFIG_MEMSTATUS an int. `sqlite3_config` may not run
    // beside another call into SQLite: `crate::install` runs once and before any other use, and
    // SQLite refuses it (SQLITE_MISUSE) once it is initialised. Without statistics SQLite does not
    // hold a mutex of its own around each call; ours have one.
    unsafe {
        ffi::sqlite3_config(ffi::SQLITE_CONFIG_MALLOC, &raw const methods) == ffi::SQLITE_OK
            && ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0 as c_int) == ffi::SQLITE_OK
    }
}

/// SQLite asks for less than 2^31 bytes, or for nothing.
fn wanted(n: c_int) -> usize {
    usize::try_from(n).unwrap_or(0)
}

unsafe extern "C" fn malloc(n: c_int) -> *mut c_void {
    heap::with(|heap| heap.take(wanted(n))).cast()
}

unsafe extern "C" fn free(p: *mut c_void) {
    // SAFETY: SQLite gives back only what `malloc` or `realloc` gave it, once.
    heap::with(|heap| unsafe { heap.give_back(p.cast()) });
}

unsafe extern "C" fn size(p: *mut c_void) -> c_int {
    // SAFETY: SQLite asks only about what `malloc` or `realloc` gave it and it still holds.
    c_int::try_from(unsafe { heap::offered(p.cast()) }).unwrap_or(c_int::MAX)
}

unsafe extern "C" fn roundup(n: c_int) -> c_int {
    c_int::try_from(heap::usable(wanted(n))).unwrap_or(n)
}

/// SQLCipher enlarges by itself while it wipes; this serves the moments before it is switched on.
unsafe extern "C" fn realloc(p: *mut c_void, n: c_int) -> *mut c_void {
    // SAFETY: SQLite enlarges only what `malloc` or `realloc` gave it and it still holds.
    let old = unsafe { heap::offered(p.cast()) };
    let n = wanted(n);
    if n <= old {
        return p;
    }
    heap::with(|heap| {
        let new = heap.take(n);
        if !new.is_null() {
            // SAFETY: both are separate live blocks of at least `old` bytes, since n > old; the old
            // one is wiped, because SQLCipher does not see it go, and given back once.
            unsafe {
                std::ptr::copy_nonoverlapping(p.cast::<u8>(), new, old);
                std::ptr::write_bytes(p.cast::<u8>(), 0, old);
                heap.give_back(p.cast());
            }
        }
        new.cast()
    })
}

unsafe extern "C" fn init(_: *mut c_void) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn shutdown(_: *mut c_void) {}
