#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the bundled faces from Debian's fonts-inter and fonts-jetbrains-mono (run by hand, output committed).

Inter's digits are proportional and Qt 6.4 cannot switch font features on, so the tabular forms are frozen in:
each code point is mapped straight to the glyph its `tnum` substitution names. The faces are subset and get
family names of their own, because an installed font of the same family would win over the bundled one.
"""
import pathlib

from fontTools import subset
from fontTools.ttLib import TTFont

INTER = "/usr/share/fonts/opentype/inter/Inter-%s.otf"
MONO = "/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-%s.ttf"
FACES = [  # source, family, style, freeze tnum, output
    (INTER % "Regular", "Bascule Inter", "Regular", True, "BasculeInter-Regular.otf"),
    (INTER % "Medium", "Bascule Inter", "Medium", True, "BasculeInter-Medium.otf"),
    (INTER % "SemiBold", "Bascule Inter", "SemiBold", True, "BasculeInter-SemiBold.otf"),
    (MONO % "Regular", "Bascule Mono", "Regular", False, "BasculeMono-Regular.ttf"),
]
# Latin with extensions, Greek, Cyrillic, punctuation, currency, arrows, mathematical and box signs.
RANGES = [(0x20, 0x24F), (0x2B0, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x206F),
          (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF),
          (0x2500, 0x25FF), (0x2713, 0x2717), (0xFFFD, 0xFFFD)]


def freeze(font, tag):
    """Maps code points to the glyphs that the single substitutions of feature `tag` name."""
    table = font["GSUB"].table
    swaps = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != tag:
            continue
        for index in record.Feature.LookupListIndex:
            for step in table.LookupList.Lookup[index].SubTable:
                swaps.update(getattr(getattr(step, "ExtSubTable", step), "mapping", {}))
    for cmap in font["cmap"].tables:
        if cmap.isUnicode():
            cmap.cmap = {code: swaps.get(glyph, glyph) for code, glyph in cmap.cmap.items()}


def rename(font, family, style):
    full = f"{family} {style}"
    keep = {0, 5, 7, 8, 9, 11, 12, 13, 14}  # copyright, version, trademark, makers, licence
    names = font["name"]
    names.names = [n for n in names.names if n.nameID in keep]
    post_script = full.replace(" ", "")
    for name_id, text in {1: full if style != "Regular" else family, 2: "Regular", 3: full, 4: full, 6: post_script,
                          16: family, 17: style}.items():
        names.setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [post_script]
        cff.topDictIndex[0].FullName = full
        cff.topDictIndex[0].FamilyName = family


def main():
    here = pathlib.Path(__file__).parent
    for source, family, style, tabular, output in FACES:
        font = TTFont(source, recalcTimestamp=False)
        if tabular:
            freeze(font, "tnum")
        options = subset.Options()
        options.layout_features = ["kern", "mark", "mkmk", "ccmp", "calt", "case"] if tabular else ["mark", "ccmp"]
        options.name_IDs = ["*"]
        options.notdef_outline = True
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
        subsetter.subset(font)
        rename(font, family, style)
        font.save(here / output)
        print(output, (here / output).stat().st_size)


if __name__ == "__main__":
    main()
