//! Keys stay out of the swap file.

/// Locks the page of a key into memory, and leaves it locked until the program ends: other keys may
/// lie on the same page, and unlocking it for one would unlock it for all. The operating system may
/// refuse (the limit is often 8 MiB, two thousand pages); a key is used all the same then.
pub(super) fn keep_out_of_swap(key: &[u8]) -> bool {
    region::lock(key.as_ptr(), key.len())
        .map(std::mem::forget)
        .is_ok()
}

#[cfg(test)]
mod tests {
    /// What the system counts as locked for this process, in KiB.
    #[cfg(target_os = "linux")]
    fn locked_kib() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|l| l.starts_with("VmLck:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_page_of_a_new_key_is_locked() {
        let key = super::super::RootKey::generate().unwrap();
        if !super::keep_out_of_swap(&[7; 32]) {
            println!("skipped: this system lets no page be locked");
            return;
        }
        assert!(locked_kib() > 0, "a page is locked while a key lives");
        drop(key);
    }
}
