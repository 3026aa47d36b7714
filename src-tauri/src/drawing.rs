//! How the page is drawn on a computer without a graphics card.

use std::path::Path;

/// Where Linux shows the cards that draw.
const CARDS: &str = "/dev/dri";

/// Whether there is a card that draws (`renderD128` and so on; `card0` alone only shows).
fn has_card(cards: &Path) -> bool {
    std::fs::read_dir(cards).is_ok_and(|list| {
        list.flatten()
            .any(|one| one.file_name().to_string_lossy().starts_with("renderD"))
    })
}

/// Without a card WebKitGTK would have one imitated by the processor, which takes several times as long
/// as drawing directly: measured, the window stood a quarter later. Whoever has set the
/// variable has the last word.
///
/// To be called before the first thread is started: the environment is no place for two.
pub(crate) fn choose() {
    if !has_card(Path::new(CARDS)) {
        // A failure leaves the slower way, which works too.
        drop(glib::setenv("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1", false));
    }
}

#[cfg(test)]
mod tests {
    use super::has_card;

    #[test]
    fn only_a_card_that_draws_counts() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_card(&folder.path().join("none")));
        std::fs::write(folder.path().join("card0"), "").unwrap();
        assert!(!has_card(folder.path()));
        std::fs::write(folder.path().join("renderD128"), "").unwrap();
        assert!(has_card(folder.path()));
    }
}
