#!/usr/bin/env python3
"""Cuts the typefaces of the app and of the printed pages out of the full Noto fonts.

Run once when the fonts change; the results are committed:

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 @expo-google-fonts/noto-sans@0.4.2
    python3 -m venv v && v/bin/pip install fonttools==4.* brotli==1.*
    v/bin/python cut-fonts.py noto-sans-sc-package-folder noto-sans-package-folder output-folder

What is cut, and why:
  NotoSansSC-Regular.woff2, NotoSansSC-Bold.woff2   GB 2312 (99.9 % of running Chinese), Latin,
      Greek, Cyrillic, punctuation, medical symbols. Loaded always.
  NotoSansSC-Rare.woff2     every other Chinese character of the full font (GBK, extension A,
      traditional forms): rare names must print. Loaded when a text needs it.
  NotoSansSC-Start-Regular.woff2, NotoSansSC-Start-Bold.woff2   the characters of the English front
      page (name of the app, name of the language): it comes without the large files.
  NotoSans-Regular.woff2, NotoSans-Bold.woff2   Latin Extended and Vietnamese, sub- and
      superscripts, which Noto Sans SC lacks (names such as Łukasz, Őze, Nguyễn).
Layout tables are dropped but kerning: the print engine places glyphs itself. Hints are dropped.
"""
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont


def double_bytes(codec: str, first: range) -> set[int]:
    out: set[int] = set()
    for a in first:
        for b in range(0x40, 0xFF):
            try:
                out.update(map(ord, bytes([a, b]).decode(codec)))
            except UnicodeDecodeError:
                pass
    return out


def ranges(*pairs: tuple[int, int]) -> set[int]:
    return {c for a, b in pairs for c in range(a, b + 1)}


COMMON = double_bytes("gb2312", range(0xA1, 0xF8)) | ranges(
    (0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x2FF), (0x370, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x218F), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x257F), (0x25A0, 0x26FF), (0x2713, 0x2718),
    (0x3000, 0x303F), (0x3200, 0x33FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
)
START = set(map(ord, "家康册简体中文"))
LATIN = ranges(
    (0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x36F), (0x370, 0x52F), (0x1D00, 0x1DBF), (0x1E00, 0x1FFF),
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x218F), (0x2190, 0x2199),
    (0x2200, 0x22FF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF), (0xFB00, 0xFB06),
)


def cut(source: Path, wanted: set[int], target: Path) -> None:
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern"]
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["BASE", "vhea", "vmtx", "STAT", "gasp", "prep", "DSIG"]
    font = subset.load_font(str(source), options)
    have = set(font.getBestCmap())
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(wanted & have))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
    print(f"{target.name}: {len(wanted & have)} characters, {target.stat().st_size} bytes")


def main() -> None:
    sc, latin, out = map(Path, sys.argv[1:4])
    regular = sc / "400Regular/NotoSansSC_400Regular.ttf"
    bold = sc / "700Bold/NotoSansSC_700Bold.ttf"
    cut(regular, COMMON, out / "NotoSansSC-Regular.woff2")
    cut(bold, COMMON, out / "NotoSansSC-Bold.woff2")
    cut(regular, START, out / "NotoSansSC-Start-Regular.woff2")
    cut(bold, START, out / "NotoSansSC-Start-Bold.woff2")
    every = set(TTFont(regular).getBestCmap())
    han = ranges((0x2E80, 0x2FDF), (0x3105, 0x312F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
    cut(regular, (every & han) - COMMON, out / "NotoSansSC-Rare.woff2")
    cut(latin / "400Regular/NotoSans_400Regular.ttf", LATIN, out / "NotoSans-Regular.woff2")
    cut(latin / "700Bold/NotoSans_700Bold.ttf", LATIN, out / "NotoSans-Bold.woff2")


main()
