"""Compile locale/*.po to .mo without GNU gettext, which a machine without root may lack."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "locale"

if __name__ == "__main__":
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as lines, source.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(lines, locale=source.parts[-3]))
