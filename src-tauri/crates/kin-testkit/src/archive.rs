//! Packed files that tests read.

/// A zip of stored members, one behind the other, that ends where its directory would begin: what a reader of streams sees.
///
/// # Panics
/// A name or a content that does not fit into a zip.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "small members; this crate is for tests only"
)]
pub fn stored_zip<N: AsRef<[u8]>, B: AsRef<[u8]>>(members: &[(N, B)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in members {
        let (name, bytes) = (name.as_ref(), bytes.as_ref());
        let size = u32::try_from(bytes.len())
            .expect("a small member")
            .to_le_bytes();
        out.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        out.extend(size);
        out.extend(size);
        out.extend(
            u16::try_from(name.len())
                .expect("a short name")
                .to_le_bytes(),
        );
        out.extend([0, 0]);
        out.extend(name);
        out.extend(bytes);
    }
    out.extend(b"PK\x01\x02");
    out
}
