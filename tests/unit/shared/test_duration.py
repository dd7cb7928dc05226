"""How long a recording is, by its container; lies and torn files tell nothing rather than a wrong length."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.instagram import samples
from shared.graph.duration import seconds_of


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def mp4(scale: int, length: int, *, wide: bool = False) -> bytes:
    times = struct.pack(">QQIQ" if wide else ">IIII", 0, 0, scale, length)
    mvhd = box(b"mvhd", bytes([1 if wide else 0, 0, 0, 0]) + times + bytes(80))
    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"mdat", bytes(20)) + box(b"moov", mvhd)


def ogg(head: bytes, samples_played: int) -> bytes:
    first = b"OggS" + bytes(22) + b"\x01" + bytes([len(head)]) + head
    return first + b"OggS\0\x04" + struct.pack("<q", samples_played) + bytes(14)


OPUS = b"OpusHead\x01\x01" + struct.pack("<HI", 312, 16_000)
VORBIS = b"\x01vorbis" + struct.pack("<IBI", 0, 1, 44_100)


@pytest.mark.parametrize(
    ("content_type", "content", "seconds"),
    [
        ("audio/wav", samples.wav(2500), 2.5),
        ("audio/wav", samples.voice("قديش؟", 2500), 2.5),
        pytest.param("audio/wav", samples.wav(1000)[:-8000], 0.5, id="cut off"),
        ("audio/mp4", mp4(44_100, 44_100 * 7), 7),
        ("video/mp4", mp4(1000, 7_500, wide=True), 7.5),
        pytest.param("audio/mp4", mp4(1000, 0), None, id="in fragments"),
        pytest.param("audio/mp4", mp4(0, 1000), None, id="no scale"),
        ("audio/ogg", ogg(OPUS, 312 + 48_000 * 3), 3),
        ("audio/ogg", ogg(VORBIS, 44_100 * 4), 4),
        pytest.param("audio/ogg", ogg(b"\x7fFLAC", 44_100), None, id="another codec"),
        ("audio/aac", b"\xff\xf1" + bytes(100), None),
        ("audio/mp4", box(b"ftyp", b"M4A ") + box(b"free", b""), None),
    ],
)
def test_a_recording_is_as_long_as_its_container_says(
    content_type: str, content: bytes, seconds: float | None
) -> None:
    assert seconds_of(content_type, content) == pytest.approx(seconds)


@given(
    st.sampled_from(["audio/wav", "audio/mp4", "audio/ogg"]),
    st.sampled_from([samples.wav(300), mp4(1000, 300), ogg(OPUS, 48_000), ogg(VORBIS, 4_410)]),
    st.integers(0, 400),
    st.binary(max_size=40),
)
def test_no_torn_or_foreign_file_fails(content_type: str, whole: bytes, cut: int, put: bytes) -> None:
    seconds = seconds_of(content_type, whole[:cut] + put + whole[cut + len(put) :][: 400 - cut])
    assert seconds is None or seconds >= 0
