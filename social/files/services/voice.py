"""Voice notes: their wave, and their bytes made small and harmless by ffmpeg: the machine's own, else the one a package ships."""

import json
import shutil
import subprocess
import tempfile
from array import array
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

BARS, LOUDEST = 40, 31
LONGEST_SECONDS = 300
PATIENCE_SECONDS = 30
_RATE = 8000


class BrokenVoice(Exception):  # noqa: N818 (an answer about a recording)
    """Bytes in which there is nothing to hear."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A recording made anew: AAC in MP4, which every browser plays, without anything but the sound."""

    data: bytes
    seconds: float
    wave: list[int]


def given_wave(text: str) -> list[int]:
    """Return the bars a device sent as JSON, at most 40 numbers from 0 to 31; an empty list for anything else."""
    try:
        found = json.loads(text) if len(text) < 400 else []
    except ValueError:
        return []
    is_good = isinstance(found, list) and len(found) <= BARS and all(type(one) is int and 0 <= one <= LOUDEST for one in found)
    return found if is_good else []


def made_anew(data: bytes) -> Voice | None:
    """Decode a recording and encode it again (mono, 32 kbit/s, at most five minutes); None on a machine no ffmpeg is built for.

    `BrokenVoice` when nothing in it can be decoded, or it takes too long.
    """
    program = _program()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source, small, raw = (Path(folder) / name for name in ("in", "out.m4a", "out.raw"))
        source.write_bytes(data)
        one = ["-map", "0:a:0", "-map_metadata", "-1", "-ac", "1", "-t", str(LONGEST_SECONDS)]
        command = [program, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-i", str(source)]
        command += [*one, "-c:a", "aac", "-b:a", "32k", "-movflags", "+faststart", str(small)]
        command += [*one, "-ar", str(_RATE), "-f", "s16le", str(raw)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_SECONDS)  # noqa: S603 (no word of the command is given)
        except (subprocess.SubprocessError, OSError) as error:
            raise BrokenVoice from error
        samples = array("h", raw.read_bytes())
        if not samples:
            raise BrokenVoice
        return Voice(small.read_bytes(), len(samples) / _RATE, wave_of(samples))


def _program() -> str | None:
    if (found := shutil.which("ffmpeg")) is not None:
        return found
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        return None


def wave_of(samples: "array[int]") -> list[int]:
    """Return 40 bars of a sound: the loudest moment of each part, against the loudest of all."""
    part = max(1, len(samples) // BARS)
    peaks = [max((abs(one) for one in samples[at : at + part]), default=0) for at in range(0, part * BARS, part)]
    loudest = max(peaks, default=0) or 1
    return [round(peak * LOUDEST / loudest) for peak in peaks]
