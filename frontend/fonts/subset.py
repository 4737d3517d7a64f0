"""Rebuild the web fonts in ``src/fonts`` from the npm packages.

Run by hand after a font package changes: ``python frontend/fonts/subset.py`` (fontTools comes with WeasyPrint).
The results are committed, so that a build needs neither this script nor the packages. Hinting is dropped and the
character set narrowed to Vietnamese: one weight costs about 14 KB instead of 33 KB.
"""

import copy
import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

HERE = Path(__file__).resolve().parent
PACKAGES = HERE.parent / "node_modules" / "@fontsource"
TARGET = HERE.parent / "src" / "fonts"

LATIN = (
    "U+20-7E,U+A0,U+A7,U+A9,U+AB,U+AE,U+B0-B5,U+B7,U+BB-FF,U+131,U+2C6,U+2DA,U+2DC,"
    "U+2013-2014,U+2018-201E,U+2022,U+2026,U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2215,"
    "U+2248,U+2260,U+2264-2265"
)
#: What most formulas of a school lesson use: letters upright and italic, common Greek, operators, arrows, brackets.
MATHS = (
    "U+20-7E,U+A0,U+AC,U+B0-B1,U+B7,U+D7,U+F7,U+302-303,U+305,U+307,U+20D7,U+338,U+394,U+3A3,U+3A9,U+3B1-3C9,"
    "U+2026,U+2032-2033,U+2044,U+2061-2064,U+2102,U+210E,U+2115,U+211A,U+211D,U+2124,U+2190,U+2192,U+21D0,U+21D2,"
    "U+21D4,U+2200,U+2203,U+2205,U+2208-2209,U+2211-2212,U+221A,U+221E,U+2220,U+2225,U+2229-222B,U+2248,U+2260-2261,"
    "U+2264-2265,U+2282-2283,U+2286-2287,U+22A5,U+22C5,U+22EF,U+25B3,U+27E8-27E9,U+1D434-1D467,U+1D6FC-1D71B"
)
#: The rest, in a second file that a browser fetches only for a page that uses one of these characters.
MATHS_MORE = (
    "U+2C6-2C7,U+2D8-2DC,U+300-301,U+304,U+308,U+30A,U+391-393,U+395-3A1,U+3A4-3A8,U+3D1,U+3D5-3D6,U+3F0-3F1,U+3F5,"
    "U+2016,U+2034,U+2191,U+2193-2195,U+21A6,U+21BA-21BB,U+21C4,U+21CB-21CC,U+21D1,U+21D3,U+2201-2202,U+2204,"
    "U+2206-2207,U+220A-220D,U+220F,U+2213,U+2217-2218,U+221D,U+2221-2224,U+2226-2228,U+222C-222E,U+2234-2237,"
    "U+223C,U+2243,U+2245,U+226A-226B,U+2284-2285,U+2295-2299,U+22EE,U+22F0-22F1,U+2308-230B,U+23B4-23B5,"
    "U+23DC-23DF,U+25A1,U+2A7D-2A7E,U+1D400-1D433,U+1D6A8-1D6E1"
)
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def add_tabular_figures(source: Path, target: Path) -> None:
    """Give a font a ``tnum`` feature: copies of the digits, all of one width and centred in it.

    Be Vietnam Pro has proportional digits only, so columns of marks and running clocks would dance.
    """
    font = TTFont(source)
    width = 650 * font["head"].unitsPerEm // 1000
    for name in DIGITS:
        glyph = copy.deepcopy(font["glyf"][name])
        advance, bearing = font["hmtx"][name]
        shift = (width - advance) // 2
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(font["glyf"])
        font["glyf"][f"{name}.tnum"] = glyph
        font["hmtx"][f"{name}.tnum"] = (width, bearing + shift)
    add_single_substitution(font["GSUB"].table, "tnum", {name: f"{name}.tnum" for name in DIGITS})
    font.flavor = "woff2"
    font.save(target)


def add_single_substitution(gsub: otTables.GSUB, tag: str, mapping: dict[str, str]) -> None:
    """Append one feature with one lookup and offer it to every script and language of the font."""
    subtable = otTables.SingleSubst()
    subtable.mapping = mapping
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag, lookup.SubTable, lookup.SubTableCount = 1, 0, [subtable], 1
    gsub.LookupList.Lookup.append(lookup)
    gsub.LookupList.LookupCount = len(gsub.LookupList.Lookup)
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = tag, otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex, record.Feature.LookupCount = [gsub.LookupList.LookupCount - 1], 1
    gsub.FeatureList.FeatureRecord.append(record)
    gsub.FeatureList.FeatureCount = len(gsub.FeatureList.FeatureRecord)
    for script in gsub.ScriptList.ScriptRecord:
        languages = [script.Script.DefaultLangSys, *(item.LangSys for item in script.Script.LangSysRecord)]
        for language in filter(None, languages):
            language.FeatureIndex.append(gsub.FeatureList.FeatureCount - 1)
            language.FeatureCount = len(language.FeatureIndex)


def subset(source: Path, target: str, unicodes: str, features: str) -> None:
    command = [
        *(sys.executable, "-m", "fontTools.subset", str(source), f"--unicodes={unicodes}", "--flavor=woff2"),
        *("--no-hinting", "--desubroutinize", f"--layout-features={features}", f"--output-file={TARGET / target}"),
    ]
    subprocess.run(command, check=True)  # noqa: S603 (our own arguments)
    print(f"{target:32} {(TARGET / target).stat().st_size:>7} bytes")


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    text = PACKAGES / "be-vietnam-pro" / "files"
    text_features = "kern,mark,mkmk,ccmp,locl,tnum"
    for weight in (400, 500, 600, 700):
        for part, unicodes in (("latin", LATIN), ("vietnamese", "*")):
            source = text / f"be-vietnam-pro-{part}-{weight}-normal.woff2"
            with tempfile.TemporaryDirectory() as folder:
                if part == "latin":
                    add_tabular_figures(source, tabular := Path(folder) / source.name)
                    source = tabular
                subset(source, f"bvp-{part}-{weight}.woff2", unicodes, text_features)
    subset(text / "be-vietnam-pro-latin-ext-400-normal.woff2", "bvp-latin-ext-400.woff2", "*", text_features)
    maths = PACKAGES / "stix-two-math" / "files" / "stix-two-math-latin-400-normal.woff2"
    subset(maths, "stix-math.woff2", MATHS, "kern,mark,mkmk,ccmp")
    subset(maths, "stix-math-more.woff2", MATHS_MORE, "kern,mark,mkmk,ccmp")


if __name__ == "__main__":
    main()
