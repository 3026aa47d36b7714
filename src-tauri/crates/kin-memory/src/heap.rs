//! Locked chunks, cut into blocks of about three hundred sizes.
//!
//! A block is a header of eight bytes (its size and its chunk) and what SQLite gets. Free blocks of
//! one size form a list that runs through the blocks. A chunk whose blocks are all free is cut
//! anew, and given back to the system when there are enough such chunks. Very large blocks have a
//! chunk of their own.

use std::sync::{Mutex, PoisonError};

/// Bytes of a chunk.
pub(crate) const CHUNK: usize = 1 << 20;
/// Before each block: its size and its chunk.
const HEADER: usize = size_of::<Header>();
/// Where the first block of a chunk begins, so that what SQLite gets is aligned to 16 bytes.
const START: usize = 16 - HEADER;
/// Blocks up to this size come from shared chunks.
const LARGEST: usize = 128 << 10;
/// Sizes for each doubling above 256 bytes, as a power of two: what a block has too much is wiped, too. Where
/// that would be less than 16 bytes each, there are fewer.
const FINE: u32 = 5;
/// Sizes up to 256 bytes: one each 16 bytes. Above: up to 32 for each doubling, up to 128 KiB.
const CLASSES: usize = 16 + (9 << FINE);
/// A free block must hold its two links.
const SMALLEST: usize = 32;
/// Empty chunks that are kept for the next use.
const SPARES: usize = 4;

#[derive(Clone, Copy)]
#[repr(C)]
struct Header {
    /// Bytes of the block with its header.
    size: u32,
    /// Place of its chunk in [`Heap::chunks`].
    chunk: u32,
}

/// What stands in a free block, after its header.
#[repr(C)]
struct Links {
    next: *mut Self,
    prev: *mut Self,
}

struct Chunk {
    /// Unlocks when dropped, so it stands before the memory.
    #[expect(dead_code, reason = "held for its Drop")]
    lock: Option<region::LockGuard>,
    memory: region::Allocation,
    /// Bytes from the start that are locked.
    locked: usize,
    /// Where the part begins that was not yet cut into blocks.
    cut: usize,
    /// Blocks that SQLite holds.
    live: usize,
}

/// How much of SQLite's memory is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// Bytes that stay out of the swap file.
    pub locked: usize,
    /// Bytes that the system did not lock, mostly because of a limit.
    pub unlocked: usize,
}

pub(crate) struct Heap {
    free: [*mut Links; CLASSES],
    chunks: Vec<Option<Chunk>>,
    /// The chunk that blocks are cut from.
    current: Option<usize>,
    /// Chunks without a block.
    spare: Vec<usize>,
}

// SAFETY: the pointers in it lead into chunks it owns, and it is only reached through a mutex.
unsafe impl Send for Heap {}

static HEAP: Mutex<Heap> = Mutex::new(Heap::new());

/// Works with the one heap.
pub(crate) fn with<T>(work: impl FnOnce(&mut Heap) -> T) -> T {
    work(&mut HEAP.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Size of the block for `n` bytes; `None` when that is beyond all sense.
fn block(n: usize) -> Option<usize> {
    let need = n.checked_add(HEADER)?.max(SMALLEST);
    if need > LARGEST {
        return u32::try_from(need.checked_next_multiple_of(4096)?)
            .ok()
            .map(|size| size as usize);
    }
    let step = if need <= 256 {
        16
    } else {
        step((need - 1).ilog2())
    };
    Some(need.next_multiple_of(step))
}

/// Bytes between two sizes above this power of two; blocks are multiples of 16 bytes.
const fn step(doubling: u32) -> usize {
    let step = 1 << (doubling - FINE);
    if step < 16 { 16 } else { step }
}

/// Place of the list for blocks of this size, which [`block`] gave.
fn class(size: usize) -> usize {
    if size <= 256 {
        return size / 16 - 1;
    }
    let doubling = (size - 1).ilog2();
    let place = (size - (1 << doubling)) / step(doubling);
    16 + ((doubling as usize - 8) << FINE) + place - 1
}

/// The largest block that fits into `room`, if any.
fn fitting(room: usize) -> Option<usize> {
    if room < SMALLEST {
        return None;
    }
    if room < 256 + 16 {
        return Some((room / 16 * 16).min(256));
    }
    let step = step(room.ilog2());
    Some((room / step * step).min(LARGEST))
}

/// Bytes that a block for `n` bytes really offers.
pub(crate) fn usable(n: usize) -> usize {
    block(n).map_or(n, |size| size - HEADER)
}

/// Bytes that the block at `p` offers.
///
/// # Safety
/// `p` came from [`Heap::take`] and was not given back.
pub(crate) unsafe fn offered(p: *mut u8) -> usize {
    // SAFETY: as promised by the caller, a header stands before `p`.
    let header = unsafe { p.sub(HEADER).cast::<Header>().read() };
    header.size as usize - HEADER
}

impl Heap {
    const fn new() -> Self {
        Self {
            free: [std::ptr::null_mut(); CLASSES],
            chunks: Vec::new(),
            current: None,
            spare: Vec::new(),
        }
    }

    pub(crate) fn state(&self) -> State {
        let mut state = State::default();
        for chunk in self.chunks.iter().flatten() {
            state.locked += chunk.locked;
            state.unlocked += chunk.memory.len() - chunk.locked;
        }
        state
    }

    /// A block of at least `n` bytes, aligned to 16 bytes; null when there is no memory.
    pub(crate) fn take(&mut self, n: usize) -> *mut u8 {
        let Some(size) = block(n) else {
            return std::ptr::null_mut();
        };
        if size > LARGEST {
            return self.take_large(size);
        }
        let Some(list) = self.free.get_mut(class(size)) else {
            return std::ptr::null_mut();
        };
        let first = *list;
        if first.is_null() {
            return self.cut(size);
        }
        // SAFETY: what a list holds are free blocks of living chunks, each with its header and links.
        let chunk = unsafe {
            let next = (*first).next;
            *list = next;
            if !next.is_null() {
                (*next).prev = std::ptr::null_mut();
            }
            first.cast::<u8>().sub(HEADER).cast::<Header>().read().chunk
        };
        if let Some(Some(chunk)) = self.chunks.get_mut(chunk as usize) {
            chunk.live += 1;
        }
        first.cast()
    }

    /// Takes a block back.
    ///
    /// # Safety
    /// `p` came from [`Heap::take`] of this heap, is not used any more and was not given back before.
    pub(crate) unsafe fn give_back(&mut self, p: *mut u8) {
        // SAFETY: as promised by the caller, a header stands before `p`.
        let header = unsafe { p.sub(HEADER).cast::<Header>().read() };
        let at = header.chunk as usize;
        if header.size as usize > LARGEST {
            if let Some(place) = self.chunks.get_mut(at) {
                *place = None;
            }
            return;
        }
        // SAFETY: the block is free now and large enough for links (SMALLEST).
        unsafe { self.link(p.cast(), header.size as usize) };
        if let Some(Some(chunk)) = self.chunks.get_mut(at) {
            chunk.live = chunk.live.saturating_sub(1);
            if chunk.live == 0 && self.current != Some(at) {
                self.empty(at);
            }
        }
    }

    /// Puts a free block at the head of its list.
    ///
    /// # Safety
    /// `block` is the part after the header of a free block of this size in a living chunk.
    unsafe fn link(&mut self, block: *mut Links, size: usize) {
        let Some(list) = self.free.get_mut(class(size)) else {
            return;
        };
        let next = *list;
        // SAFETY: `block` is ours to write as promised; `next` is a free block of a living chunk.
        unsafe {
            block.write(Links {
                next,
                prev: std::ptr::null_mut(),
            });
            if !next.is_null() {
                (*next).prev = block;
            }
        }
        *list = block;
    }

    /// A new block from the part of the current chunk that was not yet cut.
    fn cut(&mut self, size: usize) -> *mut u8 {
        let fits = |chunk: &Chunk| chunk.cut + size <= CHUNK;
        let there = self.current.filter(|at| {
            self.chunks
                .get(*at)
                .and_then(Option::as_ref)
                .is_some_and(fits)
        });
        let Some(at) = there.or_else(|| self.next_chunk()) else {
            return std::ptr::null_mut();
        };
        let p = self.carve(at, size);
        if let Some(Some(chunk)) = self.chunks.get_mut(at) {
            chunk.live += 1;
        }
        p
    }

    /// Cuts a block of this size off the chunk, which has room for it, and writes its header.
    fn carve(&mut self, at: usize, size: usize) -> *mut u8 {
        let Some(Some(chunk)) = self.chunks.get_mut(at) else {
            return std::ptr::null_mut();
        };
        // The size of a block is below 2^32 by `block`; chunks are counted in memory.
        let (Ok(bytes), Ok(number)) = (u32::try_from(size), u32::try_from(at)) else {
            return std::ptr::null_mut();
        };
        let header = Header {
            size: bytes,
            chunk: number,
        };
        // SAFETY: the caller has seen that `size` bytes from `cut` on are inside the chunk; they
        // belong to no block yet. `cut` is START plus multiples of 16, so the header is aligned.
        let p = unsafe {
            let head = chunk.memory.as_mut_ptr::<u8>().add(chunk.cut);
            head.cast::<Header>().write(header);
            head.add(HEADER)
        };
        chunk.cut += size;
        p
    }

    /// Makes another chunk the current one; what is left of the old one becomes free blocks.
    fn next_chunk(&mut self) -> Option<usize> {
        let old = self.current;
        let new = match self.spare.pop() {
            Some(at) => at,
            None => self.map(CHUNK, START)?,
        };
        self.current = Some(new);
        if let Some(old) = old {
            while let Some(Some(chunk)) = self.chunks.get(old)
                && let Some(size) = fitting(CHUNK - chunk.cut)
            {
                let p = self.carve(old, size);
                if p.is_null() {
                    break;
                }
                // SAFETY: just cut, held by nobody.
                unsafe { self.link(p.cast(), size) };
            }
            if self
                .chunks
                .get(old)
                .and_then(Option::as_ref)
                .is_some_and(|chunk| chunk.live == 0)
            {
                self.empty(old);
            }
        }
        Some(new)
    }

    /// A block in a chunk of its own.
    fn take_large(&mut self, size: usize) -> *mut u8 {
        let Some(at) = self.map(START + size, START) else {
            return std::ptr::null_mut();
        };
        let p = self.carve(at, size);
        if let Some(Some(chunk)) = self.chunks.get_mut(at) {
            chunk.live = 1;
        }
        p
    }

    /// Takes a chunk from the system, locks it and keeps it out of core files.
    fn map(&mut self, bytes: usize, cut: usize) -> Option<usize> {
        let mut memory = region::alloc(bytes, region::Protection::READ_WRITE).ok()?;
        let len = memory.len();
        keep_out_of_core_files(&mut memory);
        // The first chunk holds SQLCipher's keys: where the limit is below a chunk, their part.
        let steps: &[usize] = if self.chunks.is_empty() {
            &[len, 128 << 10, 64 << 10]
        } else {
            &[len]
        };
        let lock = steps.iter().find_map(|bytes| {
            let lock = region::lock(memory.as_ptr::<u8>(), (*bytes).min(len)).ok()?;
            Some((lock, (*bytes).min(len)))
        });
        let (lock, locked) = lock.map_or((None, 0), |(lock, bytes)| (Some(lock), bytes));
        let chunk = Chunk {
            lock,
            memory,
            locked,
            cut,
            live: 0,
        };
        if let Some(at) = self.chunks.iter().position(Option::is_none) {
            if let Some(place) = self.chunks.get_mut(at) {
                *place = Some(chunk);
            }
            return Some(at);
        }
        self.chunks.push(Some(chunk));
        Some(self.chunks.len() - 1)
    }

    /// All blocks of a chunk are free: takes them off their lists. Keeps the chunk or gives it back.
    fn empty(&mut self, at: usize) {
        let Some(Some(chunk)) = self.chunks.get_mut(at) else {
            return;
        };
        let (base, end) = (chunk.memory.as_mut_ptr::<u8>(), chunk.cut);
        chunk.cut = START;
        let mut offset = START;
        while offset < end {
            // SAFETY: from START to `end` one block follows the other, each with its header, and
            // all are free, so each has links that lead to free blocks of living chunks or nowhere.
            unsafe {
                let head = base.add(offset);
                let size = head.cast::<Header>().read().size as usize;
                let Links { next, prev } = head.add(HEADER).cast::<Links>().read();
                if !next.is_null() {
                    (*next).prev = prev;
                }
                if !prev.is_null() {
                    (*prev).next = next;
                } else if let Some(list) = self.free.get_mut(class(size)) {
                    *list = next;
                }
                offset += size;
            }
        }
        if self.spare.len() < SPARES {
            self.spare.push(at);
        } else if let Some(place) = self.chunks.get_mut(at) {
            *place = None;
        }
    }

    /// Addresses of all chunks, each with the number of bytes that are locked.
    #[cfg(test)]
    pub(crate) fn ranges(&self) -> Vec<(std::ops::Range<usize>, usize)> {
        let chunks = self.chunks.iter().flatten();
        chunks.map(|c| (c.memory.as_range(), c.locked)).collect()
    }
}

#[cfg(target_os = "linux")]
fn keep_out_of_core_files(memory: &mut region::Allocation) {
    // SAFETY: the range is one mapping that we own; the advice changes nothing of its contents.
    // When it fails, core files are still switched off for the whole process (kin-api hardening).
    unsafe {
        libc::madvise(memory.as_mut_ptr(), memory.len(), libc::MADV_DONTDUMP);
    }
}

#[cfg(not(target_os = "linux"))]
fn keep_out_of_core_files(_: &mut region::Allocation) {}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A heap beside the one of SQLite.
    pub(crate) const fn fresh() -> Heap {
        Heap::new()
    }

    #[test]
    fn each_size_has_its_own_list() {
        let mut last = (0, 0);
        for n in 0..=LARGEST - HEADER {
            let size = block(n).expect("a size");
            assert!(size >= n + HEADER && size.is_multiple_of(16));
            assert!(size - HEADER - n <= (n / 7).max(32), "{n} wastes {size}");
            let place = class(size);
            assert!(place < CLASSES);
            assert_eq!(block(size - HEADER), Some(size), "sizes are fixed points");
            assert!(
                (size == last.0 && place == last.1) || (size > last.0 && place > last.1),
                "sizes and lists rise together"
            );
            last = (size, place);
        }
        for room in 0..=CHUNK {
            match fitting(room) {
                Some(size) => assert!(size <= room && block(size - HEADER) == Some(size)),
                None => assert!(room < SMALLEST),
            }
        }
        assert_eq!(block(usize::MAX), None);
    }
}
