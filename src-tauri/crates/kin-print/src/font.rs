//! The typefaces: measuring, fallback from one to the next, and cutting to the characters used.
//!
//! The WOFF2 files of `assets/fonts` are embedded and opened on first use; the big one with rare
//! characters only when a text needs it. printpdf without its layout engine embeds fonts whole, so
//! each document's fonts are cut here, by the same library that printpdf itself reads fonts with.

use crate::PrintError;
use allsorts::binary::read::ReadScope;
use allsorts::subset::{CmapTarget, SubsetProfile};
use allsorts::tables::cmap::Cmap;
use allsorts::tables::{FontTableProvider, HheaTable, HmtxTable, MaxpTable};
use allsorts::tag;
use allsorts::woff2::{Woff2Font, Woff2TableProvider};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One typeface of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum FaceId {
    Regular,
    Bold,
    LatinRegular,
    LatinBold,
    Rare,
}

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) enum Weight {
    #[default]
    Regular,
    Bold,
}

impl FaceId {
    /// The PostScript name with the tag that marks a cut font (ISO 32000-1, 9.6.4).
    pub(crate) const fn subset_name(self) -> &'static str {
        match self {
            Self::Regular => "KFRGLR+NotoSansSC-Regular",
            Self::Bold => "KFBOLD+NotoSansSC-Bold",
            Self::LatinRegular => "KFLATN+NotoSans-Regular",
            Self::LatinBold => "KFLATB+NotoSans-Bold",
            Self::Rare => "KFRARE+NotoSansSC-Regular",
        }
    }

    fn face(self) -> Option<&'static Face> {
        match self {
            Self::Regular => REGULAR.as_ref(),
            Self::Bold => BOLD.as_ref(),
            Self::LatinRegular => LATIN_REGULAR.as_ref(),
            Self::LatinBold => LATIN_BOLD.as_ref(),
            Self::Rare => RARE.as_ref(),
        }
    }
}

static REGULAR: LazyLock<Option<Face>> = LazyLock::new(|| {
    Face::open(include_bytes!(
        "../../../../assets/fonts/NotoSansSC-Regular.woff2"
    ))
});
static BOLD: LazyLock<Option<Face>> = LazyLock::new(|| {
    Face::open(include_bytes!(
        "../../../../assets/fonts/NotoSansSC-Bold.woff2"
    ))
});
static LATIN_REGULAR: LazyLock<Option<Face>> = LazyLock::new(|| {
    Face::open(include_bytes!(
        "../../../../assets/fonts/NotoSans-Regular.woff2"
    ))
});
static LATIN_BOLD: LazyLock<Option<Face>> = LazyLock::new(|| {
    Face::open(include_bytes!(
        "../../../../assets/fonts/NotoSans-Bold.woff2"
    ))
});
static RARE: LazyLock<Option<Face>> = LazyLock::new(|| {
    Face::open(include_bytes!(
        "../../../../assets/fonts/NotoSansSC-Rare.woff2"
    ))
});

/// An opened typeface.
struct Face {
    tables: Woff2TableProvider,
    /// Character to glyph.
    glyphs: BTreeMap<u32, u16>,
    /// Advance width of each glyph in thousandths of the size.
    advances: Vec<u16>,
}

impl Face {
    fn open(bytes: &'static [u8]) -> Option<Self> {
        let font = ReadScope::new(bytes).read::<Woff2Font<'_>>().ok()?;
        let tables = font.table_provider(0).ok()?;
        let mut glyphs = BTreeMap::new();
        {
            let data = tables.read_table_data(tag::CMAP).ok()?;
            let cmap = ReadScope::new(&data).read::<Cmap<'_>>().ok()?;
            let (_, subtable) = allsorts::font::read_cmap_subtable(&cmap).ok()??;
            subtable
                .mappings_fn(|character, glyph| {
                    glyphs.insert(character, glyph);
                })
                .ok()?;
        }
        let advances = advances(&tables)?;
        Some(Self {
            tables,
            glyphs,
            advances,
        })
    }
}

fn advances(tables: &Woff2TableProvider) -> Option<Vec<u16>> {
    let read = |tag| tables.read_table_data(tag).ok();
    let units = read(tag::HEAD)
        .and_then(|d| {
            ReadScope::new(&d)
                .read::<allsorts::tables::HeadTable>()
                .ok()
        })?
        .units_per_em;
    let maxp = read(tag::MAXP).and_then(|d| ReadScope::new(&d).read::<MaxpTable>().ok())?;
    let hhea = read(tag::HHEA).and_then(|d| ReadScope::new(&d).read::<HheaTable>().ok())?;
    let data = read(tag::HMTX)?;
    let hmtx = ReadScope::new(&data)
        .read_dep::<HmtxTable<'_>>((
            usize::from(maxp.num_glyphs),
            usize::from(hhea.num_h_metrics),
        ))
        .ok()?;
    (0..maxp.num_glyphs)
        .map(|glyph| {
            let width = u32::from(hmtx.horizontal_advance(glyph).ok()?) * 1000;
            u16::try_from(width.checked_div(u32::from(units))?).ok()
        })
        .collect()
}

/// A character placed in a typeface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glyph {
    pub(crate) face: FaceId,
    /// Number of the glyph in the full face.
    pub(crate) id: u16,
    /// Advance in thousandths of the font size.
    pub(crate) advance: u16,
    /// Drawn with a thickened outline because the bold face lacks the character.
    pub(crate) thicken: bool,
}

/// The character printed for one that no typeface has; what stands in the record stays in the text
/// layer and in the data forms.
pub(crate) const MISSING: char = '□';

/// Finds the glyph of a character, in the first typeface that has it; [`MISSING`] otherwise.
pub(crate) fn glyph(weight: Weight, character: char) -> Option<Glyph> {
    find(weight, character).or_else(|| find(weight, MISSING))
}

/// The narrow form of a mark that Chinese and Latin text share (`·`, `’`, `“`, `…`): in Noto Sans SC
/// they are as wide as a Chinese character, which tears Latin text apart.
pub(crate) fn narrow(weight: Weight, character: char) -> Option<Glyph> {
    let id = match weight {
        Weight::Regular => FaceId::LatinRegular,
        Weight::Bold => FaceId::LatinBold,
    };
    in_face(id, character, weight)
}

/// True when some typeface has the character.
pub(crate) fn printable(character: char) -> bool {
    find(Weight::Regular, character).is_some()
}

fn find(weight: Weight, character: char) -> Option<Glyph> {
    let chain: &[FaceId] = match weight {
        Weight::Regular => &[FaceId::Regular, FaceId::LatinRegular, FaceId::Rare],
        Weight::Bold => &[FaceId::Bold, FaceId::LatinBold, FaceId::Rare],
    };
    chain.iter().find_map(|id| {
        // The rare face has Chinese characters only: it is not opened for anything else.
        if *id == FaceId::Rare && !(0x2e80..0x1_0000).contains(&u32::from(character)) {
            return None;
        }
        in_face(*id, character, weight)
    })
}

fn in_face(id: FaceId, character: char, weight: Weight) -> Option<Glyph> {
    let face = id.face()?;
    let glyph = *face.glyphs.get(&u32::from(character))?;
    Some(Glyph {
        face: id,
        id: glyph,
        advance: face.advances.get(usize::from(glyph)).copied().unwrap_or(0),
        thicken: id == FaceId::Rare && weight == Weight::Bold,
    })
}

/// A typeface cut to some glyphs: the bytes of a TrueType font, and old to new glyph numbers.
pub(crate) struct CutFace {
    pub(crate) bytes: Vec<u8>,
    pub(crate) renumbered: BTreeMap<u16, u16>,
}

/// Cuts a typeface to the glyphs given.
///
/// # Errors
/// [`PrintError::Font`] when the embedded typeface cannot be read or cut.
pub(crate) fn cut(id: FaceId, glyphs: impl Iterator<Item = u16>) -> Result<CutFace, PrintError> {
    let face = id.face().ok_or(PrintError::Font)?;
    // Glyph 0 (.notdef) must come first, once; the others ascend without repeats.
    let mut ids: Vec<u16> = glyphs.filter(|g| *g != 0).collect();
    ids.push(0);
    ids.sort_unstable();
    ids.dedup();
    let bytes =
        allsorts::subset::subset(&face.tables, &ids, &SubsetProfile::Pdf, CmapTarget::Unicode)
            .map_err(|_| PrintError::Font)?;
    let renumbered = (0..).zip(&ids).map(|(new, old)| (*old, new)).collect();
    Ok(CutFace { bytes, renumbered })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_opens_and_cuts() {
        for (id, sample) in [
            (FaceId::Regular, 'µ'),
            (FaceId::Bold, '过'),
            (FaceId::LatinRegular, 'Ł'),
            (FaceId::LatinBold, 'ő'),
            (FaceId::Rare, '喆'),
        ] {
            let face = id.face().unwrap_or_else(|| panic!("{id:?} opens"));
            let glyph = *face
                .glyphs
                .get(&u32::from(sample))
                .unwrap_or_else(|| panic!("{id:?} has {sample}"));
            let cut = cut(id, std::iter::once(glyph)).unwrap();
            assert_eq!(
                cut.renumbered.get(&glyph),
                Some(&1),
                "{id:?}: .notdef first, then ours"
            );
            assert!(
                cut.bytes.len() < 20_000,
                "{id:?}: cut to {} bytes",
                cut.bytes.len()
            );
        }
    }

    #[test]
    fn medical_symbols_and_names_are_there() {
        for c in "µ≥≤→↑↓⁰¹²³⁴⁵⁶⁷⁸⁹°±×½–—·•%‰αβγΩ₂⁻ŁőșẞỳЖ李华青霉素喆㛃龘囍ｋ！□◦".chars()
        {
            assert!(printable(c), "{c} U+{:04X}", u32::from(c));
        }
        assert!(!printable('\u{1F600}'), "an emoji is printed as {MISSING}");
        assert!(glyph(Weight::Bold, '\u{1F600}').is_some());
        assert!(
            glyph(Weight::Bold, '喆').unwrap().thicken,
            "rare characters are thickened in bold text"
        );
    }

    #[test]
    fn digits_have_one_width_so_columns_align() {
        let widths: Vec<u16> = ('0'..='9')
            .filter_map(|c| glyph(Weight::Bold, c))
            .map(|g| g.advance)
            .collect();
        assert_eq!(widths.len(), 10);
        assert!(widths.windows(2).all(|w| w[0] == w[1]), "{widths:?}");
    }
}
