//! The one table of what a reading process may use. (What a *file* may hold is the other table,
//! `kin-fhir/src/limits.rs`.)

use kin_import::Unpacking;
use std::time::Duration;

/// What may come out of a packed file: 8 GiB as of any file, and 200 bytes out of one once it is more than 16 MiB.
///
/// # Source
/// security.md 3.10, as for zips.
pub(crate) const PACKED: Unpacking = Unpacking {
    total: 8 << 30,
    ratio: 200,
    free: 16 << 20,
};

/// What a reading process may use before it is ended.
///
/// # Source
/// security.md 3.10; processor time grows with the files because 8 GiB of records are allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderLimits {
    /// Bytes of address space: 1.5 GiB.
    pub memory: u64,
    /// Seconds of processor time for any import, however small: 120.
    pub cpu_seconds: u64,
    /// Bytes of files that give one more second of processor time: 4 MiB.
    pub bytes_per_cpu_second: u64,
    /// Time in which neither a byte is taken nor an answer comes: 180 s.
    pub silence: Duration,
    /// Bytes of one answer: 128 MiB (a resource of 32 MiB, its words, and the codes beside it).
    pub answer_bytes: u64,
    /// Bytes of all answers to one file, beside [`Self::answers_per_byte`]: 256 MiB.
    pub answers_bytes: u64,
    /// Bytes of answers for each byte of the file: 8.
    pub answers_per_byte: u64,
    /// Open files: 32.
    pub open_files: u64,
    /// Readers that may end badly before the whole import is given up: 3.
    pub deaths: u32,
}

impl Default for ReaderLimits {
    fn default() -> Self {
        Self {
            memory: 1536 << 20,
            cpu_seconds: 120,
            bytes_per_cpu_second: 4 << 20,
            silence: Duration::from_secs(180),
            answer_bytes: 128 << 20,
            answers_bytes: 256 << 20,
            answers_per_byte: 8,
            open_files: 32,
            deaths: 3,
        }
    }
}

impl ReaderLimits {
    /// Seconds of processor time for files of this size.
    #[must_use]
    pub fn cpu_for(&self, bytes: u64) -> u64 {
        let more = bytes.checked_div(self.bytes_per_cpu_second);
        self.cpu_seconds.saturating_add(more.unwrap_or(0))
    }

    /// Bytes of answers to a file of this size.
    #[must_use]
    pub const fn answers_for(&self, bytes: u64) -> u64 {
        let more = bytes.saturating_mul(self.answers_per_byte);
        self.answers_bytes.saturating_add(more)
    }
}
