"""Real recordings through the real ffmpeg: what browsers send comes out as one small sound without anything else in it."""

import subprocess

import pytest

from social.files.services.voice import BrokenVoice, _program, made_anew

#: What browsers record: Chromium and Firefox, Firefox before 2024, Safari.
RECORDINGS = {"webm": ["-c:a", "libopus"], "ogg": ["-c:a", "libopus"], "mp4": ["-c:a", "aac"]}


def recorded(tmp_path, suffix, *options, seconds=2.0):
    """Return a recording: half silence, half a tone, in stereo, with a place and a name in its metadata."""
    target = tmp_path / f"noi.{suffix}"
    sound = f"sine=frequency=440:sample_rate=48000:duration={seconds},volume=enable='lt(t,{seconds / 2})':volume=0"
    said = ["-metadata", "location=+21.82+105.21/", "-metadata", "title=Con tôi"]
    command = [_program(), "-nostdin", "-v", "error", "-f", "lavfi", "-i", sound, "-ac", "2", *said, *options, str(target)]
    subprocess.run(command, check=True)
    return target.read_bytes()


@pytest.mark.parametrize("suffix", RECORDINGS)
def test_what_a_browser_recorded_is_made_anew(tmp_path, suffix):
    source = recorded(tmp_path, suffix, *RECORDINGS[suffix])
    assert "Con tôi".encode() in source
    voice = made_anew(source)
    assert voice.data[4:8] == b"ftyp"
    assert "Con tôi".encode() not in voice.data
    assert b"105.21" not in voice.data
    assert abs(voice.seconds - 2) < 0.2
    assert len(voice.wave) == 40
    assert (max(voice.wave[:18]), min(voice.wave[22:38])) == (0, pytest.approx(31, abs=6))
    again = made_anew(voice.data)  # what went out is a whole recording itself
    assert abs(again.seconds - 2) < 0.3


def test_five_minutes_are_enough(tmp_path):
    voice = made_anew(recorded(tmp_path, "webm", "-c:a", "libopus", "-b:a", "8k", seconds=330))
    assert abs(voice.seconds - 300) < 1
    assert len(voice.data) < 2_000_000


def test_a_recording_that_breaks_off_is_kept_as_far_as_it_goes_and_nonsense_is_refused(tmp_path):
    whole = recorded(tmp_path, "webm", "-c:a", "libopus", "-b:a", "64k", seconds=6)
    assert 1 < made_anew(whole[: len(whole) * 2 // 3]).seconds < 6
    for bad in (b"", b"x" * 5000, whole[:40], b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile /etc/hostname\n"):
        with pytest.raises(BrokenVoice):
            made_anew(bad)
