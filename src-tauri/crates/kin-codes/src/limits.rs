//! The one table of limits for codes and what is behind them.

/// How much is taken before a code, a card or a link is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLimits {
    /// Bytes of a text or file with codes in it: 4 MiB.
    pub text_bytes: usize,
    /// Cards in one file: 100.
    pub cards: usize,
    /// Characters of one card: 1 MiB. (One that fits into a code has at most 1195.)
    pub card_chars: usize,
    /// Bytes of a card's content, unpacked: 1 MiB. DEFLATE makes up to 1032 bytes of one.
    pub card_bytes: usize,
    /// Parts of one card: 100.
    pub chunks: u16,
    /// Characters of a link: 4096.
    pub link_chars: usize,
    /// Bytes of a picture with codes in it: 32 MiB.
    pub picture_bytes: usize,
    /// Points of a picture with codes in it: 40 million.
    pub picture_pixels: usize,
    /// Pages of a PDF that are looked at: 30.
    pub pages: usize,
    /// Pictures and drawings on one page that are looked at: 50.
    pub page_pictures: usize,
    /// Bytes of what is on a page, unpacked: 64 MiB.
    pub page_bytes: usize,
    /// Bytes of a link's table of contents: 1 MiB beside the files in it.
    pub manifest_bytes: u64,
    /// Files behind one link: 32.
    pub files: usize,
    /// Bytes of one file behind a link, sealed or open: 32 MiB.
    pub file_bytes: u64,
    /// Bytes of all files behind a link: 128 MiB.
    pub all_bytes: u64,
}

impl Default for CodeLimits {
    fn default() -> Self {
        Self {
            text_bytes: 4 << 20,
            cards: 100,
            card_chars: 1 << 20,
            card_bytes: 1 << 20,
            chunks: 100,
            link_chars: 4096,
            picture_bytes: 32 << 20,
            picture_pixels: 40_000_000,
            pages: 30,
            page_pictures: 50,
            page_bytes: 64 << 20,
            manifest_bytes: 1 << 20,
            files: 32,
            file_bytes: 32 << 20,
            all_bytes: 128 << 20,
        }
    }
}
