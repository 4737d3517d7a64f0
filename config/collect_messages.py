"""Bring locale/*.po up to the code: new strings arrive empty, gone ones leave, what is translated stays. See `make messages`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from config.messages import ROOT, extract, read, source_of

HEADER = """\
# English for Cây Đa; the message ids are the Vietnamese interface. `make messages` keeps this file up to the code.
msgid ""
msgstr ""
"Project-Id-Version: Cây Đa\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def merged(found: Catalog, old: Catalog) -> Catalog:
    """Return the messages found, each with the translation it had; a new one is empty, nothing is guessed."""
    new = Catalog(locale=old.locale, fuzzy=False)
    for message in found:
        if message.id:
            known = old.get(message.id, context=message.context)
            string = known.string if known is not None and type(known.id) is type(message.id) else ""
            new.add(message.id, string or (("", "") if message.pluralizable else ""), flags=message.flags, context=message.context)
    return new


def write(catalog: Catalog, target: Path) -> None:
    """Write a catalogue without places and dates: only a change of words changes the file."""
    with target.open("wb") as lines:
        lines.write(HEADER.format(language=catalog.locale_identifier, plural=catalog.plural_forms).encode())
        write_po(lines, catalog, width=120, no_location=True, omit_header=True, sort_output=True)


if __name__ == "__main__":
    for source in [source_of(path.name) for path in (ROOT / "locale").iterdir() if path.is_dir()]:
        catalog = merged(extract(), read(source))
        write(catalog, source)
        empty = [message.id for message in catalog if message.id and not any(message.string or ())]
        print(f"{source.relative_to(ROOT)}: {len(catalog)} strings, {len(empty)} to translate")
