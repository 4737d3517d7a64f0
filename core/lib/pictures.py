"""Pictures: re-encoded as WebP without their metadata, in the sizes phones need."""

import io
from dataclasses import dataclass
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageFile, ImageFilter, ImageOps, ImageSequence, UnidentifiedImageError

from .filetypes import FileProblem

PIXEL_LIMIT = 60_000_000
FRAME_LIMIT = 120
WIDEST, NARROW = 1280, 640
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF")
pillow_heif.register_heif_opener()


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture with its size in pixels."""

    data: bytes
    width: int
    height: int


def clean(stream: BinaryIO) -> list[Picture]:
    """Return a picture re-encoded as WebP: at most 1280 px and, when it is larger than that, at most 640 px wide and high.

    Metadata (place, camera, owner) is gone, the turn a camera recorded is applied. Raises `FileProblem` with `pixels`,
    `frames` or `broken`. Size is checked before anything is decoded.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint switches it on for its whole process: half a picture would pass for one
    try:
        with Image.open(stream, formats=FORMATS) as image:
            if image.width * image.height > PIXEL_LIMIT:
                raise FileProblem("pixels", limit_mpx=PIXEL_LIMIT // 1_000_000)
            frames = _frames(image)
            encoded = [_encode(frames, edge) for edge in (WIDEST, NARROW)]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise FileProblem("pixels", limit_mpx=PIXEL_LIMIT // 1_000_000) from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as broken:
        raise FileProblem("broken") from broken
    return encoded[:1] if encoded[0].width == encoded[1].width else encoded


def _frames(image: Image.Image) -> list[tuple[Image.Image, int]]:
    """Return the frames, at most 1280 px, with the milliseconds each is shown (0: a still picture)."""
    if getattr(image, "n_frames", 1) == 1 or image.format in {"MPO", "HEIF"}:
        image.draft("RGB", (WIDEST * 2, WIDEST * 2))
        return [(_fit(ImageOps.exif_transpose(image), WIDEST), 0)]
    if image.n_frames > FRAME_LIMIT:  # type: ignore[attr-defined]
        raise FileProblem("frames", limit=FRAME_LIMIT)
    return [(_fit(frame, WIDEST), int(frame.info.get("duration", 100)) or 100) for frame in ImageSequence.Iterator(image)]


def _fit(image: Image.Image, edge: int) -> Image.Image:
    has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    fitted = image.convert("RGBA" if has_alpha else "RGB")
    fitted.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    return fitted


def _encode(frames: list[tuple[Image.Image, int]], edge: int) -> Picture:
    images = [_fit(image, edge) for image, _shown in frames]
    for image in images:
        image.info.clear()
    out = io.BytesIO()
    if len(images) == 1:
        images[0].save(out, "WEBP", quality=QUALITY, method=4)
    else:
        images[0].save(
            out, "WEBP", quality=QUALITY, save_all=True, append_images=images[1:], duration=[shown for _image, shown in frames], loop=0
        )
    return Picture(out.getvalue(), images[0].width, images[0].height)


def fingerprint(stream: BinaryIO) -> str:
    """Return what a picture looks like as 128 bits in hex: how brightness changes from left to right and from top to bottom (dHash).

    Copies saved smaller, or by another program, differ in a few bits (`is_alike`); "" for what is all of one colour.
    """
    with Image.open(stream, formats=FORMATS) as image:
        grey = image.convert("L").resize((9, 9), Image.Resampling.BOX)
    cells = grey.tobytes()
    pairs = [(9 * y + x, 9 * y + x + step) for step in (1, 9) for y in range(8) for x in range(8)]
    bits = sum((cells[one] < cells[other]) << place for place, (one, other) in enumerate(pairs))
    return f"{bits:032x}" if bits else ""


def is_alike(one: str, other: str) -> bool:
    """Say whether two fingerprints are of one picture: at most 8 of 128 bits differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count() <= 8


def blurred(stream: BinaryIO) -> Picture:
    """Return a picture so blurred that nobody on it is known: only a small mosaic of it is kept, then softened. At most 640 px."""
    with Image.open(stream, formats=FORMATS) as image:
        small = image.convert("RGB")
        width, height = image.size
    small.thumbnail((16, 16), Image.Resampling.BOX)
    scale = min(1.0, NARROW / max(width, height))
    soft = small.resize((max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BICUBIC)
    return _encode([(soft.filter(ImageFilter.GaussianBlur(12)), 0)], NARROW)
