"""PDFs as they were written before Unicode: fonts whose Vietnamese letters lie where Latin-1 has others."""

from pathlib import Path

import weasyprint
from fontTools.ttLib import TTFont

SOURCE = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
TCVN3 = dict(
    zip(
        "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâêôơưđĂÂÊÔƠƯĐ",
        "\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe\xc6\xc7\xc8\xc9\xca\xcb\xcc\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4"
        "\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xa8\xa9\xaa\xab\xac\xad\xae\xa1\xa2"
        "\xa3\xa4\xa5\xa6\xa7",
        strict=True,
    )
)


# VNI writes a letter and its mark as two signs.
VNI = {
    **dict(zip("àảãáạèẻẽéẹòỏõóọùủũúụỳỷỹý", (base + mark for base in "aeouy" for mark in "\xf8\xfb\xf5\xf9\xef"), strict=False)),
    **dict(zip("ầẩẫấậềểễếệồổỗốộ", (base + mark for base in "aeo" for mark in "\xe0\xe5\xe3\xe1\xe4"), strict=True)),
    **dict(zip("ằẳẵắặ", ("a" + mark for mark in "\xe8\xfa\xfc\xe9\xeb"), strict=True)),
    **dict(zip("ờởỡớợừửữứự", (base + mark for base in "\xf4\xf6" for mark in "\xf8\xfb\xf5\xf9\xef"), strict=True)),
    "â": "a\xe2",
    "ă": "a\xea",
    "ê": "e\xe2",
    "ô": "o\xe2",
    "ơ": "\xf4",
    "ư": "\xf6",
    "đ": "\xf1",
    "Đ": "\xd1",
    **dict(zip("ìỉĩíị", "\xec\xe6\xf3\xed\xf2", strict=True)),
}


def old_pdf(words: str, signs: dict[str, str], family: str, folder: Path) -> bytes:
    """Print words in the signs of an old code page, with a font of that name that draws TCVN3's as the letters they stand for."""
    font = TTFont(SOURCE)
    if signs is TCVN3:
        drawn = dict(font.getBestCmap())
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap |= {ord(place): drawn[ord(letter)] for letter, place in TCVN3.items()}
    path = folder / "old.ttf"
    font.save(path)
    page = f'<meta charset="utf-8"><style>@font-face {{ font-family: "{family}"; src: url({path.as_uri()}) }} body {{ font-family: "{family}" }}</style>'
    return weasyprint.HTML(string=page + words.translate(str.maketrans(signs))).write_pdf()
