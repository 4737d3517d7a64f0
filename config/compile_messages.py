"""Compile locale/*.po to .mo without GNU gettext, which a machine without root may lack."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "locale"


def compile_stale() -> None:
    """Compile every .po that is newer than its .mo; two processes may do so at once."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        beside = target.with_suffix(f".{os.getpid()}.mo")
        with source.open("rb") as lines, beside.open("wb") as written:
            write_mo(written, read_po(lines, locale=source.parts[-3]))
        beside.replace(target)


if __name__ == "__main__":
    compile_stale()
