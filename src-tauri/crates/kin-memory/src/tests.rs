//! What the crate promises, seen from outside: the system's own list of locked memory, and a look
//! into memory that was given back.
#![expect(
    clippy::cast_possible_truncation,
    reason = "tests may panic: that is how they say no"
)]

use crate::heap::{CHUNK, Heap, tests::fresh, with};
use rusqlite::{Connection, ffi};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One at a time: limits and the list of mappings belong to the whole process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn secured() -> Connection {
    assert!(crate::install(), "installed before SQLite was used");
    let db = Connection::open_in_memory().expect("a database in memory");
    db.execute_batch("PRAGMA cipher_memory_security = ON; CREATE TABLE t (x BLOB);")
        .expect("settings");
    let on: String = db
        .query_row("PRAGMA cipher_memory_security", [], |r| r.get(0))
        .expect("an answer");
    assert_eq!(on, "1", "freed memory is wiped");
    db
}

/// From `/proc/self/smaps`: start, end, bytes locked, and whether core files leave it out.
#[cfg(target_os = "linux")]
fn mappings() -> Vec<(usize, usize, usize, bool)> {
    let text = std::fs::read_to_string("/proc/self/smaps").expect("this process may look");
    let mut list = Vec::new();
    for line in text.lines() {
        let hex = |s: &str| usize::from_str_radix(s, 16).ok();
        let range = line.split(' ').next().and_then(|r| r.split_once('-'));
        if let Some((Some(a), Some(b))) = range.map(|(a, b)| (hex(a), hex(b))) {
            list.push((a, b, 0, false));
        } else if let (Some(kb), Some(last)) = (line.strip_prefix("Locked:"), list.last_mut()) {
            let kb: usize = kb
                .trim()
                .trim_end_matches(" kB")
                .trim()
                .parse()
                .expect("kB");
            last.2 = kb * 1024;
        } else if let (Some(flags), Some(last)) = (line.strip_prefix("VmFlags:"), list.last_mut()) {
            last.3 = flags.split(' ').any(|flag| flag == "dd");
        }
    }
    list
}

#[cfg(target_os = "linux")]
#[test]
fn all_that_sqlite_holds_is_locked_and_in_no_core_file() {
    let _alone = alone();
    let db = secured();
    // More than one chunk, blocks of every size, one with a chunk of its own.
    for n in 0..600 {
        db.execute("INSERT INTO t VALUES (randomblob(?1))", [n * 13])
            .expect("a row");
    }
    db.execute("INSERT INTO t VALUES (randomblob(300000))", [])
        .expect("a large row");
    // SAFETY: given back below, used nowhere.
    let large = unsafe { ffi::sqlite3_malloc64(700_000) };
    let maps = mappings();
    let ranges = with(|heap| heap.ranges());
    assert!(ranges.len() > 3, "chunks and a large block");
    for (range, locked) in &ranges {
        // One mapping of the system may hold several of our chunks, or half of one that is locked.
        let inside = maps.iter().filter(|m| m.0 < range.end && m.1 > range.start);
        let mut there = 0;
        for m in inside {
            let part = m.1.min(range.end) - m.0.max(range.start);
            assert!(m.3, "left out of core files");
            assert!(m.2 == 0 || m.2 == m.1 - m.0, "locked whole or not");
            there += if m.2 > 0 { part } else { 0 };
        }
        assert_eq!(there, *locked, "the system says the same as we");
    }
    let state = crate::state();
    let limited = rustix::process::getrlimit(rustix::process::Resource::Memlock)
        .current
        .is_some_and(|limit| limit < 16 << 20);
    if limited {
        assert!(state.locked >= 64 << 10, "the first part at least");
    } else {
        assert_eq!(state.unlocked, 0, "everything is locked");
    }
    assert!(state.locked + state.unlocked >= 3 * CHUNK);
    // SAFETY: from sqlite3_malloc64 above, given back once.
    unsafe { ffi::sqlite3_free(large) };
    drop(db);
}

#[test]
fn what_is_given_back_is_wiped() {
    let _alone = alone();
    let db = secured();
    let secret: Vec<u8> = (0..64u8).map(|i| b'A' ^ i.wrapping_mul(37)).collect();
    let seen = || {
        with(|heap| {
            let mut seen = 0;
            for (range, _) in heap.ranges() {
                // SAFETY: the range is a chunk of the heap, which nobody changes while we have it.
                let bytes = unsafe {
                    std::slice::from_raw_parts(
                        std::ptr::with_exposed_provenance::<u8>(range.start),
                        range.len(),
                    )
                };
                // Its first bytes hold the links of a free block: the rest must be gone as well.
                seen += bytes.windows(48).filter(|w| *w == &secret[16..]).count();
            }
            seen
        })
    };
    let mut held = Vec::new();
    for size in [64usize, 1000, 4000, 100_000] {
        // SAFETY: a new block of `size` >= 64 bytes, filled within its bounds.
        unsafe {
            let p = ffi::sqlite3_malloc64(size as u64).cast::<u8>();
            assert!(!p.is_null());
            for at in (0..=size - 64).step_by(64) {
                std::ptr::copy_nonoverlapping(secret.as_ptr(), p.add(at), 64);
            }
            held.push(p);
        }
    }
    assert!(seen() > 1500, "the look into memory finds it");
    // One is enlarged, which leaves its old place.
    // SAFETY: the pointers came from SQLite and are given back once, or enlarged and then given back.
    unsafe {
        let second = held.swap_remove(1);
        held.push(ffi::sqlite3_realloc64(second.cast(), 50_000).cast());
        for p in held {
            ffi::sqlite3_free(p.cast());
        }
    }
    assert_eq!(seen(), 0, "nothing is left");
    drop(db);
}

/// How often a text stands in what calls that have ended left on this thread's stack.
#[cfg(target_os = "linux")]
fn left_on_the_stack(text: &str) -> usize {
    use std::os::unix::fs::FileExt as _;
    let here = 0_u8;
    let mut below = vec![0; 192 << 10];
    let from = std::ptr::from_ref(&here).addr() - below.len();
    std::fs::File::open("/proc/self/mem")
        .and_then(|memory| memory.read_exact_at(&mut below, from as u64))
        .expect("this process may look");
    let is_text = |w: &&[u8]| *w == text.as_bytes();
    below.windows(text.len()).filter(is_text).count()
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_write_left_on_the_stack_is_wiped() {
    const WORDS: &str = "rows of a split page";
    let _alone = alone();
    std::thread::spawn(|| {
        let db = secured();
        db.execute_batch("CREATE TABLE sorted (x TEXT PRIMARY KEY) WITHOUT ROWID; BEGIN")
            .expect("a table");
        for n in 0..3_000 {
            db.execute(
                "INSERT INTO sorted VALUES (?1)",
                [format!("{WORDS} {n:060}")],
            )
            .expect("a row");
        }
        assert!(
            left_on_the_stack(WORDS) > 0,
            "the look at the stack finds it"
        );
        crate::wipe_stack();
        assert_eq!(left_on_the_stack(WORDS), 0, "nothing is left");
    })
    .join()
    .expect("no assertion failed");
}

/// Takes and gives back at random; what is held is never touched by others.
fn exercise(heap: &mut Heap, rounds: u64) {
    let mut held: BTreeMap<u64, (*mut u8, usize)> = BTreeMap::new();
    let mut random: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    let holds = |(p, n): (*mut u8, usize), mark: u8| {
        // SAFETY: `n` bytes at `p` are held by this test and were filled.
        let bytes = unsafe { std::slice::from_raw_parts(p, n) };
        bytes.iter().all(|b| *b == mark)
    };
    for round in 0..rounds {
        let size = match next() % 16 {
            0 => next() % 200_000,
            1..=4 => next() % 5_000,
            _ => next() % 300,
        } as usize;
        let p = heap.take(size);
        assert!(!p.is_null() && p.addr().is_multiple_of(16));
        // SAFETY: a new block of at least `size` bytes.
        unsafe {
            assert!(crate::heap::offered(p) >= size);
            std::ptr::write_bytes(p, round as u8, size);
        }
        held.insert(round, (p, size));
        // Grows to some hundred blocks, falls to a few, again and again.
        let keep = if (round / 2_000) % 2 == 0 { 600 } else { 5 };
        while held.len() > keep {
            let from = next() % (round + 1);
            let pick = held.range(from..).next().or_else(|| held.iter().next());
            let key = *pick.expect("one is held").0;
            let block = held.remove(&key).expect("it is held");
            assert!(holds(block, key as u8), "nobody else wrote into it");
            // SAFETY: from `take`, given back once.
            unsafe { heap.give_back(block.0) };
        }
    }
    for (key, block) in held {
        assert!(holds(block, key as u8), "nobody else wrote into it");
        // SAFETY: from `take`, given back once.
        unsafe { heap.give_back(block.0) };
    }
}

#[test]
fn blocks_never_overlap_and_empty_chunks_go() {
    let _alone = alone();
    let mut heap = fresh();
    exercise(&mut heap, 20_000);
    let state = heap.state();
    assert!(
        state.locked + state.unlocked <= 6 * CHUNK,
        "only a few spare chunks are kept: {state:?}"
    );
    assert!(heap.take(usize::MAX).is_null(), "beyond all sense");
}

#[cfg(target_os = "linux")]
#[test]
fn where_the_system_locks_little_all_goes_on() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::thread::{CapabilitySet, capabilities, set_capabilities};
    let _alone = alone();
    let before = getrlimit(Resource::Memlock);
    std::thread::spawn(move || {
        // Of this thread alone: whoever may lock without limit gives that up.
        let mut sets = capabilities(None).expect("its own");
        sets.effective.remove(CapabilitySet::IPC_LOCK);
        set_capabilities(None, sets).expect("less is always allowed");
        for (limit, most) in [(0, 0), (100 << 10, 64 << 10), (4 * CHUNK as u64, 4 * CHUNK)] {
            setrlimit(
                Resource::Memlock,
                Rlimit {
                    current: Some(limit),
                    maximum: before.maximum,
                },
            )
            .expect("a lower limit");
            // What the other tests of this process have locked counts, too.
            let mut heap = fresh();
            exercise(&mut heap, 3_000);
            let state = heap.state();
            assert!(state.locked <= most, "within the limit: {state:?}");
            assert!(state.unlocked > 0, "the rest works unlocked");
        }
    })
    .join()
    .expect("no assertion failed");
    setrlimit(Resource::Memlock, before).expect("as before");
}
